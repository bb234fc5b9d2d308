/* LaTeX of names, numbers and products, shared by the latex files. */
#ifndef EXPR_LATEX_H
#define EXPR_LATEX_H

#include "expr/tree.h"

/* How a name looks, which decides what may stand beside it without a sign. */
enum name_look {
    LOOK_SYMBOL,  /* one letter, with or without a subscript: w_7 */
    LOOK_RAISED,  /* the same with a superscript or prime: w_7', w^{(2)}_{1,3} */
    LOOK_WORD,    /* \mathrm{rate} */
    LOOK_PARTIAL, /* a fraction of partials */
    LOOK_TAGGED,  /* in brackets with update or sample */
};

/* Writes the name (unless `out` is NULL) and says how it looks. */
enum name_look latex_of_name(const char *name, size_t length, struct text *out);
enum name_look latex_name_node(const struct expr *name, struct text *out);

/* Text of the user within mathematics: letters upright, everything else harmless. */
void latex_escape(const char *bytes, size_t length, struct text *out);

/* `first`: an expression begins here, so a minus sign may stand bare. */
void latex_write(const struct expr *expr, bool first, struct text *out);
void latex_write_product(const struct expr *expr, bool first, struct text *out);
/* `followed`: by a factor that must not seem to be differentiated too. */
void latex_write_diff(const struct expr *expr, bool followed, struct text *out);
void latex_parenthesize(const struct expr *expr, struct text *out);

/* A sum, or an index with an offset. */
bool latex_is_sum(const struct expr *expr);
/* A name that is no fraction, a plain number: "\ln a" needs no parentheses. */
bool latex_is_simple(const struct expr *expr);
/* \ln a: a function that takes what follows as its own. */
bool latex_is_open_function(const struct expr *expr);
/* \tanh^2 z: the exponent stands at the function's name. */
bool latex_is_raised_function(const struct expr *power);
/* x^2: neither a superscript already there nor parentheses needed. */
bool latex_takes_superscript(const struct expr *base);
/* e^{...} is readable with this exponent. */
bool latex_exponent_is_low(const struct expr *argument);
/* a/b with operands that are plain on one line. */
bool latex_is_inline_fraction(const struct expr *expr);
bool latex_is_negated(const struct expr *expr);

#endif
