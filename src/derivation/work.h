/* What evaluating takes, told before it is done. */
#ifndef DERIVATION_WORK_H
#define DERIVATION_WORK_H

#include "expr/expr.h"

/* Evaluations of nodes that one evaluation of `expr` takes at most; its indices know their ranges. */
double expr_work(const struct expr *expr);

#endif
