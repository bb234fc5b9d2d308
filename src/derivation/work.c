/* The work of an expression: its nodes, those below a reduction as often as it has terms. */
#include "derivation/work.h"

#include "expr/tree.h"

/* Without known bounds it counts as a sum over the largest size there can be. */
#define TERMS_UNKNOWN 64

static double terms_of(const struct expr *reduction)
{
    const struct index bound = bound_index(reduction);
    if (!bound.ranged)
        return TERMS_UNKNOWN;
    return bound.last < bound.first ? 0 : (double)(bound.last - bound.first) + 1;
}

double expr_work(const struct expr *expr)
{
    double work = 1;
    for (; is_chain(expr); expr = expr->a)
        work += 1 + expr_work(expr->b);
    if (is_reduction(expr))
        return work + terms_of(expr) * (1 + expr_work(expr->a));
    const struct expr *const operands[] = {expr->a, expr->b, expr->c, expr->d};
    for (size_t i = 0; i < sizeof operands / sizeof *operands; i++)
        work += operands[i] ? expr_work(operands[i]) : 0;
    return work;
}
