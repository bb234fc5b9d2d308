/* What formulas look like on paper: what needs parentheses, what a factor is to its neighbours, how products and fractions
 * are laid out. Names are taken apart in look_name.c. */
#include "expr/look.h"
#include <string.h>

/* What a factor looks like to its neighbours, which decides between juxtaposition and a dot. */
enum shape {
    SHAPE_NUMBER,   /* begins and ends with digits */
    SHAPE_SYMBOL,   /* w_7, e^{-z} */
    SHAPE_WORD,     /* rate, upright */
    SHAPE_FRACTION, /* a tall fraction */
    SHAPE_BRACKET,  /* in parentheses */
    SHAPE_APPLIED,  /* \sigma(z), \max(0, z): ends with a parenthesis */
    SHAPE_OPEN,     /* \ln a, \sum: takes what follows as its own */
};

/* ---- names ---- */

enum name_look look_of_name(const struct expr *name)
{
    static const enum name_look notations[] = {
        [NOTATION_LAYERED] = LOOK_RAISED,
        [NOTATION_PARTIAL] = LOOK_PARTIAL,
        [NOTATION_LOWERED] = LOOK_RAISED,
        [NOTATION_PRIMED] = LOOK_RAISED,
    };
    char bytes[NAME_ROOM];
    if (name->notation)
        return notations[name->notation->kind];
    if (!name->latex)
        return name_layout(name_spelled(name, bytes)).look;
    if (strstr(name->latex, "\\frac"))
        return LOOK_PARTIAL;
    return strpbrk(name->latex, "^'") ? LOOK_RAISED : LOOK_SYMBOL;
}

static enum shape name_shape(const struct expr *name)
{
    switch (look_of_name(name)) {
    case LOOK_WORD:
        return SHAPE_WORD;
    case LOOK_PARTIAL:
        return SHAPE_FRACTION;
    case LOOK_TAGGED:
        return SHAPE_APPLIED;
    case LOOK_SYMBOL:
    case LOOK_RAISED:
        break;
    }
    return SHAPE_SYMBOL;
}

/* ---- operands ---- */

static bool is_plain_literal(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER && !strpbrk(expr->text, "-eE");
}

bool look_is_simple(const struct expr *expr)
{
    if (expr->kind == EXPR_NAME)
        return name_shape(expr) == SHAPE_SYMBOL;
    return is_plain_literal(expr) || expr->kind == EXPR_PI ||
           (expr->kind == EXPR_INDEX && expr->indices[0].offset == 0);
}

bool look_is_low(const struct expr *expr)
{
    for (; is_additive(expr) || is_multiplicative(expr); expr = expr->a)
        if (expr->kind == EXPR_DIVIDE || !look_is_low(expr->b))
            return false;
    switch (expr->kind) {
    case EXPR_NUMBER:
    case EXPR_PI:
    case EXPR_INDEX:
        return true;
    case EXPR_NAME:
        return name_shape(expr) != SHAPE_FRACTION && name_shape(expr) != SHAPE_APPLIED;
    case EXPR_NEGATE:
        return look_is_low(expr->a);
    case EXPR_FUNCTION:
        return expr->function == FUNCTION_ABS && look_is_simple(expr->a);
    default:
        return false;
    }
}

bool look_is_negated(const struct expr *expr)
{
    return expr->kind == EXPR_NEGATE || is_negative_number(expr) ||
           (expr->kind == EXPR_INDEX && !expr->indices[0].variable && expr->indices[0].offset < 0);
}

bool look_is_sum(const struct expr *expr)
{
    return is_additive(expr) ||
           (expr->kind == EXPR_INDEX && expr->indices[0].variable && expr->indices[0].offset != 0);
}

bool look_is_open_function(const struct expr *expr)
{
    return expr->kind == EXPR_FUNCTION && expr->function != FUNCTION_EXP &&
           expr->function != FUNCTION_SQRT && expr->function != FUNCTION_ABS &&
           look_is_simple(expr->a);
}

bool look_is_raised_function(const struct expr *power)
{
    const struct expr *base = power->a, *exponent = power->b;
    return base->kind == EXPR_FUNCTION && exponent->kind == EXPR_NUMBER &&
           !strpbrk(exponent->text, "-.eE") &&
           (base->function == FUNCTION_SIN || base->function == FUNCTION_COS ||
            base->function == FUNCTION_TANH);
}

bool look_takes_superscript(const struct expr *base)
{
    if (base->kind == EXPR_NAME)
        return look_of_name(base) == LOOK_SYMBOL;
    return look_is_simple(base) || base->kind == EXPR_DELTA ||
           (base->kind == EXPR_FUNCTION &&
            (base->function == FUNCTION_SQRT || base->function == FUNCTION_ABS));
}

/* z, 2 or z^2, without and with a factor or a minus. */
static bool is_flat(const struct expr *expr)
{
    if (expr->kind == EXPR_NEGATE)
        return is_flat(expr->a);
    if (expr->kind == EXPR_MULTIPLY)
        return is_flat(expr->a) && is_flat(expr->b) && !look_is_negated(expr->b);
    if (expr->kind == EXPR_POWER)
        return look_is_simple(expr->a) && look_takes_superscript(expr->a) &&
               look_is_simple(expr->b);
    return look_is_simple(expr);
}

bool look_is_inline_fraction(const struct expr *expr)
{
    return expr->kind == EXPR_DIVIDE && is_flat(expr->a) && look_is_simple(expr->b);
}

bool look_exponent_is_low(const struct expr *argument)
{
    return look_is_low(argument) || look_is_inline_fraction(argument) ||
           argument->kind == EXPR_POWER ||
           (argument->kind == EXPR_NEGATE && look_exponent_is_low(argument->a));
}

bool look_is_whole(const struct expr *expr)
{
    if (expr->kind == EXPR_POWER)
        return look_is_raised_function(expr) || look_takes_superscript(expr->a);
    return expr->kind == EXPR_FUNCTION || expr->kind == EXPR_DEFINED || is_extremum(expr);
}

/* ---- parentheses ---- */

bool look_wraps_operand(const struct expr *operand)
{
    return look_is_sum(operand) || look_is_negated(operand);
}

bool look_wraps_first_term(const struct expr *term, bool first)
{
    return (look_is_negated(term) && !first) || term->kind == EXPR_WHERE;
}

bool look_wraps_term(const struct expr *term)
{
    return look_wraps_operand(term) || term->kind == EXPR_WHERE;
}

bool look_wraps_factor(const struct expr *factor, bool last)
{
    return factor->kind == EXPR_WHERE || factor->kind == EXPR_MULTIPLY ||
           look_wraps_operand(factor) || (is_reduction(factor) && !last);
}

/* ---- indices and derivatives ---- */

bool look_is_single_index(const struct index *index)
{
    return index->variable && index->variable[0] && !index->variable[1] && index->offset == 0;
}

void look_count(const struct expr *mean, struct index *last, struct index *first)
{
    *first = mean->indices[0];
    *last = mean->indices[1];
    last->offset += 1 - (first->variable ? 0 : first->offset);
}

const struct expr *look_differentiated(const struct expr *diff, int *order)
{
    const struct expr *by = diff->b;
    for (*order = 0; diff->kind == EXPR_DIFF && expr_equal(diff->b, by); diff = diff->a)
        ++*order;
    return diff;
}

/* ---- products ---- */

static enum shape shape_of(const struct expr *factor)
{
    if (look_wraps_operand(factor))
        return SHAPE_BRACKET;
    switch (factor->kind) {
    case EXPR_NUMBER:
        return SHAPE_NUMBER;
    case EXPR_NAME:
        return name_shape(factor);
    case EXPR_INDEX:
        return factor->indices[0].variable ? SHAPE_SYMBOL : SHAPE_NUMBER;
    case EXPR_DIVIDE:
        return SHAPE_FRACTION;
    case EXPR_POWER:
        if (look_is_raised_function(factor))
            return look_is_open_function(factor->a) ? SHAPE_OPEN : SHAPE_APPLIED;
        return look_takes_superscript(factor->a) ? shape_of(factor->a) : SHAPE_BRACKET;
    case EXPR_FUNCTION:
        if (factor->function == FUNCTION_EXP && look_exponent_is_low(factor->a))
            return SHAPE_SYMBOL;
        return look_is_open_function(factor) ? SHAPE_OPEN : SHAPE_APPLIED;
    case EXPR_PI:
    case EXPR_DELTA:
        return SHAPE_SYMBOL;
    case EXPR_SUM:
    case EXPR_MEAN:
    case EXPR_PRODUCT:
    case EXPR_LARGEST:
    case EXPR_SMALLEST:
        return SHAPE_OPEN;
    case EXPR_MULTIPLY:
    case EXPR_WHERE:
        return SHAPE_BRACKET;
    default:
        return SHAPE_APPLIED;
    }
}

static enum gap between(enum shape left, enum shape right)
{
    if (right == SHAPE_NUMBER || left == SHAPE_WORD || right == SHAPE_WORD || left == SHAPE_OPEN)
        return GAP_DOT;
    if (right == SHAPE_OPEN && left == SHAPE_NUMBER) /* 0 \ln 0.17 is hard to read */
        return GAP_DOT;
    if (right == SHAPE_FRACTION && (left == SHAPE_NUMBER || left == SHAPE_FRACTION))
        return GAP_DOT;
    if (right == SHAPE_BRACKET && left == SHAPE_NUMBER)
        return GAP_THIN;
    if (left == SHAPE_APPLIED || left == SHAPE_BRACKET)
        return right == SHAPE_BRACKET ? GAP_NONE : GAP_THIN;
    return GAP_NONE;
}

static enum shape left_shape(const struct product_look *product, const struct expr *operator)
{
    const struct expr *left = operator->a;
    if (operator== product->bottom)
        return is_reduction(product->first) ? SHAPE_BRACKET : shape_of(product->first);
    if (left == product->bottom && product->small)
        return SHAPE_SYMBOL;
    if (left->kind == EXPR_DIVIDE)
        return SHAPE_FRACTION;
    return is_reduction(left->b) ? SHAPE_BRACKET : shape_of(left->b);
}

enum gap look_gap(const struct product_look *product, const struct expr *operator)
{
    if (look_is_negated(operator->b))
        return GAP_DOT;
    return between(left_shape(product, operator), shape_of(operator->b));
}

/* 1/2 before other factors. */
static bool is_small(const struct product_look *product)
{
    const struct expr *above = product->first, *below = product->bottom->b;
    return product->bottom != product->top && product->bottom->kind == EXPR_DIVIDE &&
           is_plain_literal(above) && is_plain_literal(below) && strlen(above->text) <= 2 &&
           strlen(below->text) <= 2;
}

bool look_take_minus(struct product_look *product)
{
    if (!look_is_negated(product->first))
        return false;
    product->copy = product->first->kind == EXPR_NEGATE ? *product->first->a : *product->first;
    if (product->first->kind == EXPR_NUMBER)
        product->copy.text++;
    product->first = &product->copy;
    return true;
}

bool look_product(struct product_look *product, const struct expr *expr, struct chain *chain,
                  bool bare)
{
    product->top = expr;
    product->first = chain_first(chain, expr);
    product->bottom = chain_next(chain);
    bool minus = bare && look_take_minus(product);
    product->small = is_small(product);
    return minus;
}

int look_lines(const struct product_look *product)
{
    int lines = 0;
    for (const struct expr *node = product->top;; node = node->a) {
        lines += node->kind == EXPR_DIVIDE && !(node == product->bottom && product->small);
        if (node == product->bottom)
            return lines;
    }
}
