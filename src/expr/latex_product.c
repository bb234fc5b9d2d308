/* LaTeX of products and quotients. */
#include "expr/latex.h"
#include <string.h>

static const char *gap_latex(enum gap gap)
{
    static const char *const gaps[] = {" ", "\\,", " \\cdot "};
    return gaps[gap];
}

static void write_factor(const struct expr *factor, bool last, struct text *out)
{
    if (look_wraps_factor(factor, last))
        latex_parenthesize(factor, out);
    else if (factor->kind == EXPR_DIFF)
        latex_write_diff(factor, !last, out);
    else
        latex_write(factor, false, out);
}

static void write_small(const struct product_look *product, struct text *out)
{
    const char *above = product->first->text, *below = product->bottom->b->text;
    if (strlen(above) == 1 && strlen(below) == 1)
        text_printf(out, "\\tfrac%s%s", above, below);
    else
        text_printf(out, "\\tfrac{%s}{%s}", above, below);
}

static void write_operator(const struct product_look *product, const struct expr *operator,
                           struct text * out)
{
    if (operator->kind == EXPR_DIVIDE) {
        text_literal(out, "}{");
        latex_write(operator->b, true, out);
        text_put(out, '}');
        return;
    }
    text_string(out, gap_latex(look_gap(product, operator)));
    write_factor(operator->b, operator== product->top, out);
}

/* The minus of the first factor: -a/b has it before the line. It is bare where an expression
 * begins. */
void latex_write_product(const struct expr *expr, bool first, struct text *out)
{
    struct chain chain;
    struct product_look product;
    text_string(out, look_product(&product, expr, &chain, first) ? "-" : "");
    int lines = look_lines(&product);
    for (int i = 0; i < lines; i++)
        text_literal(out, "\\frac{");
    text_string(out, lines > 0 && look_take_minus(&product) ? "-" : "");
    const struct expr *operator= product.bottom;
    if (product.small) {
        write_small(&product, out);
        operator= chain_next(&chain);
    } else if (operator->kind == EXPR_DIVIDE) {
        latex_write(product.first, true, out);
    } else {
        write_factor(product.first, false, out);
    }
    for (; operator; operator= chain_next(&chain))
        write_operator(&product, operator, out);
}
