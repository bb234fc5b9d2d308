/* How things look in LaTeX: what a factor is to its neighbours, what needs parentheses, what is
 * written for a product. The printer itself is in latex.c. */
#include "expr/latex.h"
#include <string.h>

/* Room for the spelling of any name the parser lets through, with its prefixes and indices. */
#define NAME_ROOM 2048

/* What a factor looks like to its neighbours, which decides between juxtaposition and a dot. */
enum shape {
    SHAPE_NUMBER,   /* begins and ends with digits */
    SHAPE_SYMBOL,   /* w_7, e^{-z} */
    SHAPE_WORD,     /* \mathrm{rate} */
    SHAPE_FRACTION, /* a tall fraction */
    SHAPE_BRACKET,  /* in parentheses */
    SHAPE_APPLIED,  /* \sigma(z), \max(0, z): ends with a parenthesis */
    SHAPE_OPEN,     /* \ln a, \sum: takes what follows as its own */
};

/* ---- names ---- */

enum name_look latex_name_node(const struct expr *name, struct text *out)
{
    struct spelling spelling;
    char bytes[NAME_ROOM];
    size_t length = 0;
    name_spell(name, &spelling);
    for (int i = 0; i < spelling.count; i++) {
        size_t piece = spelling.pieces[i].length;
        if (piece > NAME_ROOM - length)
            piece = NAME_ROOM - length;
        memcpy(bytes + length, spelling.pieces[i].bytes, piece);
        length += piece;
    }
    if (!name->latex)
        return latex_of_name(bytes, length, out);
    if (out)
        text_string(out, name->latex);
    if (strstr(name->latex, "\\frac"))
        return LOOK_PARTIAL;
    return strpbrk(name->latex, "^'") ? LOOK_RAISED : LOOK_SYMBOL;
}

static enum shape name_shape(const struct expr *name)
{
    switch (latex_name_node(name, NULL)) {
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

/* ---- parentheses ---- */

static bool is_plain_literal(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER && !strpbrk(expr->text, "-eE");
}

/* An operand that neighbours may touch: a name that is no fraction, a plain number. */
bool latex_is_simple(const struct expr *expr)
{
    if (expr->kind == EXPR_NAME)
        return name_shape(expr) == SHAPE_SYMBOL;
    return is_plain_literal(expr) || expr->kind == EXPR_PI ||
           (expr->kind == EXPR_INDEX && expr->indices[0].offset == 0);
}

/* Low enough for plain parentheses: sums and products of names and numbers. */
static bool is_low(const struct expr *expr)
{
    for (; is_additive(expr) || is_multiplicative(expr); expr = expr->a)
        if (expr->kind == EXPR_DIVIDE || !is_low(expr->b))
            return false;
    switch (expr->kind) {
    case EXPR_NUMBER:
    case EXPR_PI:
    case EXPR_INDEX:
        return true;
    case EXPR_NAME:
        return name_shape(expr) != SHAPE_FRACTION && name_shape(expr) != SHAPE_APPLIED;
    case EXPR_NEGATE:
        return is_low(expr->a);
    case EXPR_FUNCTION:
        return expr->function == FUNCTION_ABS && latex_is_simple(expr->a);
    default:
        return false;
    }
}

void latex_parenthesize(const struct expr *expr, struct text *out)
{
    bool low = is_low(expr);
    text_string(out, low ? "(" : "\\left(");
    latex_write(expr, true, out);
    text_string(out, low ? ")" : "\\right)");
}

bool latex_is_negated(const struct expr *expr)
{
    return expr->kind == EXPR_NEGATE || is_negative_number(expr) ||
           (expr->kind == EXPR_INDEX && !expr->indices[0].variable && expr->indices[0].offset < 0);
}

bool latex_is_sum(const struct expr *expr)
{
    return is_additive(expr) ||
           (expr->kind == EXPR_INDEX && expr->indices[0].variable && expr->indices[0].offset != 0);
}

/* ---- products ---- */

bool latex_is_open_function(const struct expr *expr)
{
    return expr->kind == EXPR_FUNCTION && expr->function != FUNCTION_EXP &&
           expr->function != FUNCTION_SQRT && expr->function != FUNCTION_ABS &&
           latex_is_simple(expr->a);
}

bool latex_is_raised_function(const struct expr *power)
{
    const struct expr *base = power->a, *exponent = power->b;
    return base->kind == EXPR_FUNCTION && exponent->kind == EXPR_NUMBER &&
           !strpbrk(exponent->text, "-.eE") &&
           (base->function == FUNCTION_SIN || base->function == FUNCTION_COS ||
            base->function == FUNCTION_TANH);
}

bool latex_takes_superscript(const struct expr *base)
{
    if (base->kind == EXPR_NAME)
        return latex_name_node(base, NULL) == LOOK_SYMBOL;
    return latex_is_simple(base) || base->kind == EXPR_DELTA ||
           (base->kind == EXPR_FUNCTION &&
            (base->function == FUNCTION_SQRT || base->function == FUNCTION_ABS));
}

/* z, 2 or z^2, without and with a factor or a minus. */
static bool is_flat(const struct expr *expr)
{
    if (expr->kind == EXPR_NEGATE)
        return is_flat(expr->a);
    if (expr->kind == EXPR_MULTIPLY)
        return is_flat(expr->a) && is_flat(expr->b) && !latex_is_negated(expr->b);
    if (expr->kind == EXPR_POWER)
        return latex_is_simple(expr->a) && latex_takes_superscript(expr->a) &&
               latex_is_simple(expr->b);
    return latex_is_simple(expr);
}

bool latex_is_inline_fraction(const struct expr *expr)
{
    return expr->kind == EXPR_DIVIDE && is_flat(expr->a) && latex_is_simple(expr->b);
}

bool latex_exponent_is_low(const struct expr *argument)
{
    return is_low(argument) || latex_is_inline_fraction(argument) || argument->kind == EXPR_POWER ||
           (argument->kind == EXPR_NEGATE && latex_exponent_is_low(argument->a));
}

static enum shape shape_of(const struct expr *factor)
{
    if (latex_is_negated(factor) || latex_is_sum(factor))
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
        if (latex_is_raised_function(factor))
            return latex_is_open_function(factor->a) ? SHAPE_OPEN : SHAPE_APPLIED;
        return latex_takes_superscript(factor->a) ? shape_of(factor->a) : SHAPE_BRACKET;
    case EXPR_FUNCTION:
        if (factor->function == FUNCTION_EXP && latex_exponent_is_low(factor->a))
            return SHAPE_SYMBOL;
        return latex_is_open_function(factor) ? SHAPE_OPEN : SHAPE_APPLIED;
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

static const char *between(enum shape left, enum shape right)
{
    if (right == SHAPE_NUMBER || left == SHAPE_WORD || right == SHAPE_WORD || left == SHAPE_OPEN)
        return " \\cdot ";
    if (right == SHAPE_OPEN && left == SHAPE_NUMBER) /* 0 \ln 0.17 is hard to read */
        return " \\cdot ";
    if (right == SHAPE_FRACTION && (left == SHAPE_NUMBER || left == SHAPE_FRACTION))
        return " \\cdot ";
    if (right == SHAPE_BRACKET && left == SHAPE_NUMBER)
        return "\\,";
    if (left == SHAPE_APPLIED || left == SHAPE_BRACKET)
        return right == SHAPE_BRACKET ? " " : "\\,";
    return " ";
}

static void write_factor(const struct expr *factor, bool last, struct text *out)
{
    bool wrapped = factor->kind == EXPR_WHERE || factor->kind == EXPR_MULTIPLY ||
                   latex_is_negated(factor) || latex_is_sum(factor) ||
                   (is_reduction(factor) && !last);
    if (wrapped)
        latex_parenthesize(factor, out);
    else if (factor->kind == EXPR_DIFF)
        latex_write_diff(factor, !last, out);
    else
        latex_write(factor, false, out);
}

/* ---- the chain of a product ---- */

/* A product or quotient being written. */
struct writing {
    const struct expr *top;    /* the last operator */
    const struct expr *bottom; /* the first one */
    const struct expr *first;  /* the leftmost operand, without its minus where that stands bare */
    bool small;                /* first / bottom->b is \tfrac12 */
};

/* 1/2 before other factors. */
static bool is_small(const struct writing *writing)
{
    const struct expr *above = writing->first, *below = writing->bottom->b;
    return writing->bottom != writing->top && writing->bottom->kind == EXPR_DIVIDE &&
           is_plain_literal(above) && is_plain_literal(below) && strlen(above->text) <= 2 &&
           strlen(below->text) <= 2;
}

static void write_small(const struct writing *writing, struct text *out)
{
    const char *above = writing->first->text, *below = writing->bottom->b->text;
    if (strlen(above) == 1 && strlen(below) == 1)
        text_printf(out, "\\tfrac%s%s", above, below);
    else
        text_printf(out, "\\tfrac{%s}{%s}", above, below);
}

/* Everything left of a "/" goes above its line, so the lines open from the last operator down. */
static bool open_fractions(const struct writing *writing, struct text *out)
{
    bool any = false;
    for (const struct expr *node = writing->top;; node = node->a) {
        if (node->kind == EXPR_DIVIDE && !(node == writing->bottom && writing->small)) {
            text_literal(out, "\\frac{");
            any = true;
        }
        if (node == writing->bottom)
            return any;
    }
}

static enum shape left_shape(const struct writing *writing, const struct expr *operator)
{
    const struct expr *left = operator->a;
    if (operator== writing->bottom)
        return is_reduction(writing->first) ? SHAPE_BRACKET : shape_of(writing->first);
    if (left == writing->bottom && writing->small)
        return SHAPE_SYMBOL;
    if (left->kind == EXPR_DIVIDE)
        return SHAPE_FRACTION;
    return is_reduction(left->b) ? SHAPE_BRACKET : shape_of(left->b);
}

static void write_operator(const struct writing *writing, const struct expr *operator,
                           struct text * out)
{
    if (operator->kind == EXPR_DIVIDE) {
        text_literal(out, "}{");
        latex_write(operator->b, true, out);
        text_put(out, '}');
        return;
    }
    bool dotted = latex_is_negated(operator->b);
    text_string(out, dotted ? " \\cdot "
                            : between(left_shape(writing, operator), shape_of(operator->b)));
    write_factor(operator->b, operator== writing->top, out);
}

/* The minus of the first factor: -a/b has it before the line. It is bare where an expression
 * begins. */
static bool strip_minus(struct writing *writing, struct expr *copy)
{
    if (!latex_is_negated(writing->first))
        return false;
    *copy = writing->first->kind == EXPR_NEGATE ? *writing->first->a : *writing->first;
    if (writing->first->kind == EXPR_NUMBER)
        copy->text++;
    writing->first = copy;
    return true;
}

void latex_write_product(const struct expr *expr, bool first, struct text *out)
{
    struct chain chain;
    struct expr copy;
    const struct expr *operand = chain_first(&chain, expr), *operator= chain_next(&chain);
    struct writing writing = {.top = expr, .first = operand, .bottom = operator};
    if (first && strip_minus(&writing, &copy))
        text_put(out, '-');
    writing.small = is_small(&writing);
    if (open_fractions(&writing, out) && strip_minus(&writing, &copy))
        text_put(out, '-');
    if (writing.small) {
        write_small(&writing, out);
        operator= chain_next(&chain);
    } else if (operator->kind == EXPR_DIVIDE) {
        latex_write(writing.first, true, out);
    } else {
        write_factor(writing.first, false, out);
    }
    for (; operator; operator= chain_next(&chain))
        write_operator(&writing, operator, out);
}
