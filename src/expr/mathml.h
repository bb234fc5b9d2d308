/* What the files of the MathML printer share. What formulas look like is decided in look.h.
 *
 * Each element stands by its own: what fills one place of a fraction or a script is one element, so rows are in <mrow>
 * unless they are known to be one. A minus in front has form="prefix", since it need not be the first of its row.
 */
#ifndef EXPR_MATHML_H
#define EXPR_MATHML_H

#include "expr/look.h"

/* The signs that nobody sees, by which a reader knows a product from a call. */
#define MATHML_TIMES "<mo>\u2062</mo>"
#define MATHML_TIMES_APART "<mo rspace=\".17em\">\u2062</mo>"
#define MATHML_APPLY "<mo>\u2061</mo>"
#define MATHML_APPLY_APART "<mo rspace=\".17em\">\u2061</mo>"
/* Signs in scripts, where little room is left around them. */
#define MATHML_TIGHT(sign) "<mo lspace=\"0\" rspace=\"0\">" sign "</mo>"
#define MATHML_MINUS_FIRST "<mo form=\"prefix\">\u2212</mo>"

/* One case to a line, the conditions below each other: rows of two cells stand between, of the class by which the style
 * sheet of a page sets them. */
#define MATHML_CASES_BEGIN "<mrow><mo>{</mo><mtable class=\"cases\">"
#define MATHML_CASES_END "</mtable></mrow>"
#define MATHML_IF "<mtext>if\u00A0</mtext>"
#define MATHML_OTHERWISE "<mtext>otherwise</mtext>"
const char *relation_mathml(enum relation relation);

/* `first`: an expression begins here, so a minus sign may stand bare. */
void mathml_write(const struct expr *expr, bool first, struct text *out);
/* The same as one element. */
void mathml_group(const struct expr *expr, struct text *out);
void mathml_write_product(const struct expr *expr, bool first, struct text *out);
/* `followed`: by a factor that must not seem to be differentiated too. */
void mathml_write_diff(const struct expr *expr, bool followed, struct text *out);
/* As one element. */
void mathml_parenthesize(const struct expr *expr, struct text *out);

/* A name as one element, raised to `exponent` (NULL: as it is) where that has no other place of its own. */
void mathml_write_name(const struct expr *name, const struct expr *exponent, struct text *out);
/* An exponent as one element. */
void mathml_exponent(const struct expr *exponent, struct text *out);

/* Upright words, whatever is in them. */
void mathml_word(const char *bytes, size_t length, struct text *out);

#endif
