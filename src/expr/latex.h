/* What the files of the LaTeX printer share. What formulas look like is decided in look.h. */
#ifndef EXPR_LATEX_H
#define EXPR_LATEX_H

#include "expr/look.h"

void latex_write_name(const struct expr *name, struct text *out);

/* Text of the user within mathematics: letters upright, everything else harmless. */
void latex_escape(const char *bytes, size_t length, struct text *out);

/* `first`: an expression begins here, so a minus sign may stand bare. */
void latex_write(const struct expr *expr, bool first, struct text *out);
void latex_write_product(const struct expr *expr, bool first, struct text *out);
/* `followed`: by a factor that must not seem to be differentiated too. */
void latex_write_diff(const struct expr *expr, bool followed, struct text *out);
void latex_parenthesize(const struct expr *expr, struct text *out);

#endif
