/* The MathML printer: the same formulas as in LaTeX, in the elements of MathML Core, for browsers that need no library to
 * show them and for readers that speak them. */
#include "expr/mathml.h"
#include <stdio.h>
#include <string.h>

static void write_variable(const char *variable, struct text *out)
{
    name_mathml(variable, out);
}

static void write_integer(long value, struct text *out)
{
    unsigned long magnitude = value < 0 ? 0UL - (unsigned long)value : (unsigned long)value;
    text_printf(out, "%s<mn>%lu</mn>", value < 0 ? MATHML_MINUS_FIRST : "", magnitude);
}

/* `tight`: in a script. */
static void write_index(const struct index *index, bool tight, struct text *out)
{
    if (!index->variable) {
        write_integer(index->offset, out);
        return;
    }
    write_variable(index->variable, out);
    if (index->offset == 0)
        return;
    if (tight)
        text_string(out, index->offset < 0 ? MATHML_TIGHT("\u2212") : MATHML_TIGHT("+"));
    else
        text_string(out, index->offset < 0 ? "<mo>\u2212</mo>" : "<mo>+</mo>");
    unsigned long offset = (unsigned long)index->offset;
    text_printf(out, "<mn>%lu</mn>", index->offset < 0 ? 0UL - offset : offset);
}

/* ---- one element each ---- */

static bool is_one_element(const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_NUMBER:
        return !strpbrk(expr->text, "-eE");
    case EXPR_INDEX:
        return expr->indices[0].variable ? expr->indices[0].offset == 0
                                         : expr->indices[0].offset >= 0;
    case EXPR_POWER:
        return !look_is_raised_function(expr);
    case EXPR_FUNCTION:
        return expr->function == FUNCTION_SQRT || expr->function == FUNCTION_ABS ||
               (expr->function == FUNCTION_EXP && look_exponent_is_low(expr->a));
    case EXPR_NAME:
    case EXPR_PI:
    case EXPR_DELTA:
        return true;
    default:
        return false;
    }
}

void mathml_group(const struct expr *expr, struct text *out)
{
    bool one = is_one_element(expr);
    text_string(out, one ? "" : "<mrow>");
    mathml_write(expr, true, out);
    text_string(out, one ? "" : "</mrow>");
}

static void write_fence(const char *fence, bool low, struct text *out)
{
    text_printf(out, low ? "<mo stretchy=\"false\">%s</mo>" : "<mo>%s</mo>", fence);
}

void mathml_parenthesize(const struct expr *expr, struct text *out)
{
    bool low = look_is_low(expr);
    text_literal(out, "<mrow>");
    write_fence("(", low, out);
    mathml_write(expr, true, out);
    write_fence(")", low, out);
    text_literal(out, "</mrow>");
}

static void write_wrapped(const struct expr *expr, bool wrapped, bool first, struct text *out)
{
    if (wrapped)
        mathml_parenthesize(expr, out);
    else
        mathml_write(expr, first, out);
}

/* ---- sums ---- */

/* A sign that begins an element is no sign of a number: its form is said. */
static void write_term_sign(enum expr_kind kind, const char *apart, struct text *out)
{
    text_string(out, apart);
    text_string(out, *apart ? "<mo form=\"infix\">" : "<mo>");
    text_string(out, kind == EXPR_ADD ? "+</mo>" : "\u2212</mo>");
}

static void write_sum(const struct expr *expr, bool first, const char *apart, struct text *out)
{
    struct chain chain;
    const struct expr *operand = chain_first(&chain, expr), *operator;
    write_wrapped(operand, look_wraps_first_term(operand, first), first, out);
    while ((operator= chain_next(&chain))) {
        write_term_sign(operator->kind, apart, out);
        write_wrapped(operator->b, look_wraps_term(operator->b), false, out);
    }
}

static void write_negation(const struct expr *expr, struct text *out)
{
    text_literal(out, MATHML_MINUS_FIRST);
    write_wrapped(expr->a, look_wraps_operand(expr->a), false, out);
}

/* ---- products ---- */

/* A function's name keeps some room from the factor before it. */
static bool begins_with_word(const struct expr *factor)
{
    if (factor->kind == EXPR_POWER)
        return look_is_raised_function(factor);
    if (factor->kind == EXPR_FUNCTION)
        return !is_one_element(factor);
    return (factor->kind == EXPR_DEFINED && !factor->symbol) || is_extremum(factor);
}

static void write_gap(enum gap gap, const struct expr *factor, struct text *out)
{
    if (gap == GAP_DOT)
        text_literal(out, "<mo>\u22C5</mo>");
    else if (gap == GAP_THIN || begins_with_word(factor))
        text_literal(out, MATHML_TIMES_APART);
    else
        text_literal(out, MATHML_TIMES);
}

static void write_factor(const struct expr *factor, bool last, struct text *out)
{
    if (factor->kind == EXPR_DIFF)
        mathml_write_diff(factor, !last, out);
    else
        write_wrapped(factor, look_wraps_factor(factor, last), false, out);
}

static void write_small(const struct product_look *product, struct text *out)
{
    text_printf(out, "<mfrac displaystyle=\"false\"><mn>%s</mn><mn>%s</mn></mfrac>",
                product->first->text, product->bottom->b->text);
}

static void write_operator(const struct product_look *product, const struct expr *operator,
                           struct text * out)
{
    if (operator->kind == EXPR_DIVIDE) {
        text_literal(out, "</mrow>");
        mathml_group(operator->b, out);
        text_literal(out, "</mfrac>");
        return;
    }
    write_gap(look_gap(product, operator), operator->b, out);
    write_factor(operator->b, operator== product->top, out);
}

void mathml_write_product(const struct expr *expr, bool first, struct text *out)
{
    struct chain chain;
    struct product_look product;
    text_string(out, look_product(&product, expr, &chain, first) ? MATHML_MINUS_FIRST : "");
    int lines = look_lines(&product);
    for (int i = 0; i < lines; i++)
        text_literal(out, "<mfrac><mrow>");
    text_string(out, lines > 0 && look_take_minus(&product) ? MATHML_MINUS_FIRST : "");
    const struct expr *operator= product.bottom;
    if (product.small) {
        write_small(&product, out);
        operator= chain_next(&chain);
    } else if (operator->kind == EXPR_DIVIDE) {
        mathml_write(product.first, true, out);
    } else {
        write_factor(product.first, false, out);
    }
    for (; operator; operator= chain_next(&chain))
        write_operator(&product, operator, out);
}

/* ---- functions and powers ---- */

/* \ln a, \ln(1 - a) */
static void write_argument(const struct expr *function, struct text *out)
{
    if (look_is_open_function(function)) {
        text_literal(out, MATHML_APPLY_APART);
        mathml_write(function->a, false, out);
    } else {
        text_literal(out, MATHML_APPLY);
        mathml_parenthesize(function->a, out);
    }
}

/* e^{-z^2/2}: fractions are hard to read up there. */
void mathml_exponent(const struct expr *exponent, struct text *out)
{
    if (!look_is_inline_fraction(exponent)) {
        mathml_group(exponent, out);
        return;
    }
    text_literal(out, "<mrow>");
    mathml_write(exponent->a, true, out);
    text_literal(out, MATHML_TIGHT("/"));
    mathml_write(exponent->b, false, out);
    text_literal(out, "</mrow>");
}

static void write_function_word(enum function function, struct text *out)
{
    text_printf(out, "<mi>%s</mi>", function_word(function));
}

static void write_power(const struct expr *expr, struct text *out)
{
    const struct expr *base = expr->a;
    bool raised = look_is_raised_function(expr), plain = look_takes_superscript(base);
    if (plain && base->kind == EXPR_NAME) {
        mathml_write_name(base, expr->b, out);
        return;
    }
    text_literal(out, "<msup>");
    if (raised)
        write_function_word(base->function, out);
    else if (plain)
        mathml_group(base, out);
    else
        mathml_parenthesize(base, out);
    mathml_exponent(expr->b, out);
    text_literal(out, "</msup>");
    if (raised)
        write_argument(base, out);
}

static void write_function(const struct expr *expr, struct text *out)
{
    if (expr->function == FUNCTION_EXP && look_exponent_is_low(expr->a)) {
        text_literal(out, "<msup><mi>e</mi>");
        mathml_exponent(expr->a, out);
        text_literal(out, "</msup>");
    } else if (expr->function == FUNCTION_SQRT) {
        text_literal(out, "<msqrt>");
        mathml_write(expr->a, true, out);
        text_literal(out, "</msqrt>");
    } else if (expr->function == FUNCTION_ABS) {
        bool simple = look_is_simple(expr->a);
        text_literal(out, "<mrow>");
        write_fence("|", simple, out);
        mathml_write(expr->a, true, out);
        write_fence("|", simple, out);
        text_literal(out, "</mrow>");
    } else {
        write_function_word(expr->function, out);
        write_argument(expr, out);
    }
}

static void write_arguments(const struct expr *const *arguments, int count, struct text *out)
{
    bool low = true;
    for (int i = 0; i < count; i++)
        low = low && (count == 1 ? look_is_low(arguments[i]) : look_is_simple(arguments[i]));
    text_literal(out, MATHML_APPLY "<mrow>");
    write_fence("(", low, out);
    for (int i = 0; i < count; i++) {
        text_string(out, i > 0 ? "<mo>,</mo>" : "");
        mathml_write(arguments[i], true, out);
    }
    write_fence(")", low, out);
    text_literal(out, "</mrow>");
}

static void write_defined(const struct expr *expr, struct text *out)
{
    if (expr->symbol)
        name_mathml(expr->symbol, out);
    else
        mathml_word(expr->text, strlen(expr->text), out);
    write_arguments(expr->arguments, expr->argument_count, out);
}

static void write_extremum(const struct expr *expr, struct text *out)
{
    struct chain chain;
    const struct expr *first = chain_first(&chain, expr), *operator;
    bool simple = look_is_simple(first);
    while ((operator= chain_next(&chain)))
        simple = simple && look_is_simple(operator->b);
    text_printf(out, "<mi>%s</mi>" MATHML_APPLY "<mrow>", expr->kind == EXPR_MAX ? "max" : "min");
    write_fence("(", simple, out);
    mathml_write(chain_first(&chain, expr), true, out);
    while ((operator= chain_next(&chain))) {
        text_literal(out, "<mo>,</mo>");
        mathml_write(operator->b, true, out);
    }
    write_fence(")", simple, out);
    text_literal(out, "</mrow>");
}

/* ---- reductions ---- */

/* 1/n, before the sum of a mean */
static void write_share(const struct expr *mean, struct text *out)
{
    struct index last, first;
    look_count(mean, &last, &first);
    text_literal(out, "<mfrac><mn>1</mn><mrow>");
    write_index(&last, false, out);
    if (first.variable) {
        bool sum = first.offset != 0;
        text_string(out, sum ? "<mo>\u2212</mo><mo>(</mo>" : "<mo>\u2212</mo>");
        write_index(&first, false, out);
        text_string(out, sum ? "<mo>)</mo>" : "");
    }
    text_literal(out, "</mrow></mfrac>");
}

static void write_reduction(const struct expr *expr, struct text *out)
{
    static const char *const operators[] = {
        [EXPR_SUM] = "<mo>\u2211</mo>",
        [EXPR_MEAN] = "<mo>\u2211</mo>",
        [EXPR_PRODUCT] = "<mo>\u220F</mo>",
        [EXPR_LARGEST] = "<mo movablelimits=\"true\" lspace=\".17em\" rspace=\".17em\">max</mo>",
        [EXPR_SMALLEST] = "<mo movablelimits=\"true\" lspace=\".17em\" rspace=\".17em\">min</mo>"};
    if (expr->kind == EXPR_MEAN)
        write_share(expr, out);
    text_printf(out, "<munderover>%s<mrow>", operators[expr->kind]);
    write_variable(expr->text, out);
    text_literal(out, MATHML_TIGHT("="));
    write_index(&expr->indices[0], true, out);
    text_literal(out, "</mrow><mrow>");
    write_index(&expr->indices[1], true, out);
    text_literal(out, "</mrow></munderover>");
    write_wrapped(expr->a, look_wraps_operand(expr->a), false, out);
}

static void write_delta(const struct expr *expr, struct text *out)
{
    const struct index *j = &expr->indices[0], *k = &expr->indices[1];
    bool apart = !look_is_single_index(j) || !look_is_single_index(k);
    text_literal(out, "<msub><mi>\u03b4</mi><mrow>");
    write_index(j, true, out);
    text_string(out, apart ? "<mo rspace=\"0\">,</mo>" : "");
    write_index(k, true, out);
    text_literal(out, "</mrow></msub>");
}

/* ---- cases and derivatives ---- */

const char *relation_mathml(enum relation relation)
{
    static const char *const relations[] = {"<mo>&lt;</mo>", "<mo>\u2264</mo>",
                                            "<mo>&gt;</mo>", "<mo>\u2265</mo>",
                                            "<mo>=</mo>",    "<mo>\u2260</mo>"};
    return relations[relation];
}

/* One line for each condition, tried in order. */
static void write_where(const struct expr *expr, struct text *out)
{
    text_literal(out, MATHML_CASES_BEGIN);
    for (; expr->kind == EXPR_WHERE; expr = expr->d) {
        text_literal(out, "<mtr><mtd>");
        mathml_write(expr->c, true, out);
        text_literal(out, "</mtd><mtd>" MATHML_IF);
        mathml_write(expr->a, true, out);
        text_string(out, relation_mathml(expr->relation));
        mathml_write(expr->b, true, out);
        text_literal(out, "</mtd></mtr>");
    }
    text_literal(out, "<mtr><mtd>");
    mathml_write(expr, true, out);
    text_literal(out, "</mtd><mtd>" MATHML_OTHERWISE "</mtd></mtr>" MATHML_CASES_END);
}

/* d or the partial d, raised to the order. */
static void write_sign(bool alone, int order, struct text *out)
{
    const char *sign = alone ? "<mi>d</mi>" : "<mi>\u2202</mi>";
    if (order > 1)
        text_printf(out, "<msup>%s<mn>%d</mn></msup>", sign, order);
    else
        text_string(out, sign);
}

static void write_by(const struct expr *by, int order, struct text *out)
{
    struct expr number;
    char digits[24];
    if (order == 1) {
        mathml_write_name(by, NULL, out);
        return;
    }
    snprintf(digits, sizeof digits, "%d", order);
    number = (struct expr){.kind = EXPR_NUMBER, .text = digits};
    mathml_write_name(by, &number, out);
}

void mathml_write_diff(const struct expr *expr, bool followed, struct text *out)
{
    int order;
    const struct expr *operand = look_differentiated(expr, &order);
    bool name = operand->kind == EXPR_NAME && look_is_simple(operand);
    text_literal(out, "<mfrac><mrow>");
    write_sign(expr->b->alone, order, out);
    if (name)
        mathml_write(operand, false, out);
    text_literal(out, "</mrow><mrow>");
    write_sign(expr->b->alone, 1, out);
    write_by(expr->b, order, out);
    text_literal(out, "</mrow></mfrac>");
    if (name)
        return;
    text_literal(out, MATHML_APPLY_APART);
    write_wrapped(operand, followed || !look_is_whole(operand), false, out);
}

void mathml_write(const struct expr *expr, bool first, struct text *out)
{
    switch (expr->kind) {
    case EXPR_NUMBER:
        literal_mathml(expr->text, out);
        break;
    case EXPR_PI:
        text_literal(out, "<mi>\u03c0</mi>");
        break;
    case EXPR_NAME:
        mathml_write_name(expr, NULL, out);
        break;
    case EXPR_INDEX:
        write_index(&expr->indices[0], false, out);
        break;
    case EXPR_NEGATE:
        write_negation(expr, out);
        break;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        write_sum(expr, first, "", out);
        break;
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        mathml_write_product(expr, first, out);
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
        mathml_write_diff(expr, false, out);
        break;
    }
}

void expr_mathml(const struct expr *expr, struct text *out)
{
    mathml_write(expr, true, out);
}

void expr_mathml_apart(const struct expr *expr, const char *apart, struct text *out)
{
    if (expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT)
        write_sum(expr, true, apart, out);
    else
        mathml_write(expr, true, out);
}
