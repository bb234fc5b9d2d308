/* What the files of the evaluator share. */
#ifndef EXPR_EVALUATE_H
#define EXPR_EVALUATE_H

#include "expr/tree.h"

/* A MULTIPLY or DIVIDE with the chain below it. */
union cell evaluate_product(struct evaluation *evaluation, const struct expr *expr);
/* A PRODUCT over an index. */
union cell evaluate_reduced_product(struct evaluation *evaluation, const struct expr *expr);

#endif
