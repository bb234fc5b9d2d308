/* The LaTeX printer: formulas as a good teacher writes them on the board. */
#include "expr/latex.h"
#include <string.h>

static void write_variable(const char *variable, struct text *out)
{
    name_latex(variable, out);
}

static void write_index(const struct index *index, const char *spacing, struct text *out)
{
    if (!index->variable) {
        text_integer(out, index->offset);
        return;
    }
    write_variable(index->variable, out);
    if (index->offset != 0)
        text_printf(out, "%s%c%s%lu", spacing, index->offset < 0 ? '-' : '+', spacing,
                    index->offset < 0 ? 0UL - (unsigned long)index->offset
                                      : (unsigned long)index->offset);
}

void latex_parenthesize(const struct expr *expr, struct text *out)
{
    bool low = look_is_low(expr);
    text_string(out, low ? "(" : "\\left(");
    latex_write(expr, true, out);
    text_string(out, low ? ")" : "\\right)");
}

static void write_sum(const struct expr *expr, bool first, struct text *out)
{
    struct chain chain;
    const struct expr *operand = chain_first(&chain, expr), *operator;
    if (look_wraps_first_term(operand, first))
        latex_parenthesize(operand, out);
    else
        latex_write(operand, first, out);
    while ((operator= chain_next(&chain))) {
        text_string(out, operator->kind == EXPR_ADD ? " + " : " - ");
        if (look_wraps_term(operator->b))
            latex_parenthesize(operator->b, out);
        else
            latex_write(operator->b, false, out);
    }
}

static void write_negation(const struct expr *expr, struct text *out)
{
    text_put(out, '-');
    if (look_wraps_operand(expr->a))
        latex_parenthesize(expr->a, out);
    else
        latex_write(expr->a, false, out);
}

/* \ln a, \ln(1 - a) */
static void write_argument(const struct expr *function, struct text *out)
{
    if (!look_is_open_function(function)) {
        latex_parenthesize(function->a, out);
        return;
    }
    text_put(out, ' ');
    latex_write(function->a, false, out);
}

/* e^{-z^2/2}: fractions are hard to read up there. */
static void write_exponent(const struct expr *exponent, struct text *out)
{
    if (!look_is_inline_fraction(exponent)) {
        latex_write(exponent, true, out);
        return;
    }
    latex_write(exponent->a, true, out);
    text_put(out, '/');
    latex_write(exponent->b, false, out);
}

static void write_superscript(const struct expr *exponent, struct text *out)
{
    bool single = exponent->kind == EXPR_NUMBER && strlen(exponent->text) == 1;
    text_string(out, single ? "^" : "^{");
    write_exponent(exponent, out);
    if (!single)
        text_put(out, '}');
}

/* \tanh^2 z */
static void write_raised_function(const struct expr *expr, struct text *out)
{
    const struct expr *function = expr->a;
    text_string(out, function_latex(function->function));
    write_superscript(expr->b, out);
    write_argument(function, out);
}

static void write_power(const struct expr *expr, struct text *out)
{
    if (look_is_raised_function(expr)) {
        write_raised_function(expr, out);
        return;
    }
    if (look_takes_superscript(expr->a))
        latex_write(expr->a, false, out);
    else
        latex_parenthesize(expr->a, out);
    write_superscript(expr->b, out);
}

static void write_function(const struct expr *expr, struct text *out)
{
    if (expr->function == FUNCTION_EXP && look_exponent_is_low(expr->a)) {
        text_put(out, 'e');
        write_superscript(expr->a, out);
    } else if (expr->function == FUNCTION_SQRT) {
        text_literal(out, "\\sqrt{");
        latex_write(expr->a, true, out);
        text_put(out, '}');
    } else if (expr->function == FUNCTION_ABS) {
        bool simple = look_is_simple(expr->a);
        text_string(out, simple ? "|" : "\\left|");
        latex_write(expr->a, true, out);
        text_string(out, simple ? "|" : "\\right|");
    } else {
        text_string(out, function_latex(expr->function));
        write_argument(expr, out);
    }
}

static void write_arguments(const struct expr *const *arguments, int count, struct text *out)
{
    if (count == 1) {
        latex_parenthesize(arguments[0], out);
        return;
    }
    bool simple = true;
    for (int i = 0; i < count; i++)
        simple = simple && look_is_simple(arguments[i]);
    text_string(out, simple ? "(" : "\\left(");
    for (int i = 0; i < count; i++) {
        if (i > 0)
            text_literal(out, ", ");
        latex_write(arguments[i], true, out);
    }
    text_string(out, simple ? ")" : "\\right)");
}

static bool is_plain_word(const char *word)
{
    return word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] ==
           '\0';
}

static void write_defined(const struct expr *expr, struct text *out)
{
    if (expr->symbol) {
        name_latex(expr->symbol, out);
    } else {
        text_literal(out, "\\operatorname{");
        if (is_plain_word(expr->text))
            text_string(out, expr->text);
        else
            latex_escape(expr->text, strlen(expr->text), out);
        text_put(out, '}');
    }
    write_arguments(expr->arguments, expr->argument_count, out);
}

static void write_extremum(const struct expr *expr, struct text *out)
{
    struct chain chain;
    const struct expr *first = chain_first(&chain, expr), *operator;
    bool simple = look_is_simple(first);
    while ((operator= chain_next(&chain)))
        simple = simple && look_is_simple(operator->b);
    text_string(out, expr->kind == EXPR_MAX ? "\\max" : "\\min");
    text_string(out, simple ? "(" : "\\left(");
    latex_write(chain_first(&chain, expr), true, out);
    while ((operator= chain_next(&chain))) {
        text_literal(out, ", ");
        latex_write(operator->b, true, out);
    }
    text_string(out, simple ? ")" : "\\right)");
}

/* \frac{1}{n}, before the sum of a mean */
static void write_share(const struct expr *mean, struct text *out)
{
    struct index last, first;
    look_count(mean, &last, &first);
    text_literal(out, "\\frac{1}{");
    write_index(&last, " ", out);
    if (first.variable) {
        text_literal(out, " - ");
        text_string(out, first.offset != 0 ? "(" : "");
        write_index(&first, " ", out);
        text_string(out, first.offset != 0 ? ")" : "");
    }
    text_literal(out, "} ");
}

static void write_reduction(const struct expr *expr, struct text *out)
{
    static const char *const operators[] = {[EXPR_SUM] = "\\sum",
                                            [EXPR_MEAN] = "\\sum",
                                            [EXPR_PRODUCT] = "\\prod",
                                            [EXPR_LARGEST] = "\\max",
                                            [EXPR_SMALLEST] = "\\min"};
    if (expr->kind == EXPR_MEAN)
        write_share(expr, out);
    text_printf(out, "%s_{", operators[expr->kind]);
    write_variable(expr->text, out);
    text_put(out, '=');
    write_index(&expr->indices[0], "", out);
    text_literal(out, "}^{");
    write_index(&expr->indices[1], "", out);
    text_literal(out, "} ");
    if (look_wraps_operand(expr->a))
        latex_parenthesize(expr->a, out);
    else
        latex_write(expr->a, false, out);
}

static void write_delta(const struct expr *expr, struct text *out)
{
    const struct index *j = &expr->indices[0], *k = &expr->indices[1];
    text_literal(out, "\\delta_{");
    write_index(j, "", out);
    if (!look_is_single_index(j) || !look_is_single_index(k))
        text_put(out, ',');
    write_index(k, "", out);
    text_put(out, '}');
}

const char *relation_latex(enum relation relation)
{
    static const char *const relations[] = {"<", "\\le", ">", "\\ge", "=", "\\ne"};
    return relations[relation];
}

static void write_case(const struct expr *where, struct text *out)
{
    latex_write(where->c, true, out);
    text_literal(out, " & \\text{if } ");
    latex_write(where->a, true, out);
    text_printf(out, " %s ", relation_latex(where->relation));
    latex_write(where->b, true, out);
    text_literal(out, " \\\\ ");
}

/* One line for each condition, tried in order. */
static void write_where(const struct expr *expr, struct text *out)
{
    text_literal(out, "\\begin{cases} ");
    for (; expr->kind == EXPR_WHERE; expr = expr->d)
        write_case(expr, out);
    latex_write(expr, true, out);
    text_literal(out, " & \\text{otherwise} \\end{cases}");
}

static void write_order(int order, struct text *out)
{
    if (order > 1)
        text_printf(out, order < 10 ? "^%d" : "^{%d}", order);
}

void latex_write_diff(const struct expr *expr, bool followed, struct text *out)
{
    const char *sign = expr->b->alone ? "d" : "\\partial";
    int order;
    const struct expr *operand = look_differentiated(expr, &order);
    bool name = operand->kind == EXPR_NAME && look_is_simple(operand);
    text_printf(out, "\\frac{%s", sign);
    write_order(order, out);
    if (name) {
        text_put(out, ' ');
        latex_write(operand, false, out);
    }
    text_printf(out, "}{%s ", sign);
    latex_write(expr->b, false, out);
    write_order(order, out);
    text_put(out, '}');
    if (name)
        return;
    if (followed || !look_is_whole(operand)) {
        latex_parenthesize(operand, out);
    } else {
        text_put(out, ' ');
        latex_write(operand, false, out);
    }
}

void latex_write(const struct expr *expr, bool first, struct text *out)
{
    switch (expr->kind) {
    case EXPR_NUMBER:
        literal_latex(expr->text, out);
        break;
    case EXPR_PI:
        text_literal(out, "\\pi");
        break;
    case EXPR_NAME:
        latex_write_name(expr, out);
        break;
    case EXPR_INDEX:
        write_index(&expr->indices[0], " ", out);
        break;
    case EXPR_NEGATE:
        write_negation(expr, out);
        break;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        write_sum(expr, first, out);
        break;
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        latex_write_product(expr, first, out);
        break;
    case EXPR_POWER:
        write_power(expr, out);
        break;
    case EXPR_FUNCTION:
        write_function(expr, out);
        break;
    case EXPR_MAX:
    case EXPR_MIN:
        write_extremum(expr, out);
        break;
    case EXPR_DEFINED:
        write_defined(expr, out);
        break;
    case EXPR_SUM:
    case EXPR_MEAN:
    case EXPR_PRODUCT:
    case EXPR_LARGEST:
    case EXPR_SMALLEST:
        write_reduction(expr, out);
        break;
    case EXPR_DELTA:
        write_delta(expr, out);
        break;
    case EXPR_WHERE:
        write_where(expr, out);
        break;
    case EXPR_DIFF:
        latex_write_diff(expr, false, out);
        break;
    }
}

void expr_latex(const struct expr *expr, struct text *out)
{
    latex_write(expr, true, out);
}
