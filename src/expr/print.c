/* The text printer: what it writes parses back to an equal tree.
 *
 * Sums are spaced, products are not, "/" is spaced except between two plain numbers. A name that
 * itself holds a slash (dE/dw7) takes spaces around the operators beside it. A minus sign stands
 * bare only where an expression begins; elsewhere a negative operand is in parentheses: 1 -
 * 0.1*(-0.0003).
 */
#include "expr/tree.h"

enum precedence { LOOSE, SUM, PRODUCT, SIGN, POWER, ATOM };

const char *relation_sign(enum relation relation)
{
    static const char *const signs[] = {"<", "<=", ">", ">=", "==", "!="};
    return signs[relation];
}

/* Where an operand stands: what it must bind as tightly as, and whether an expression begins there.
 */
struct place {
    enum precedence least;
    bool first;
};
static const struct place beginning = {LOOSE, true};

static void print_at(const struct expr *expr, struct place place, struct text *out);

static enum precedence precedence_of(const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        return SUM;
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return PRODUCT;
    case EXPR_NEGATE:
        return SIGN;
    case EXPR_POWER:
        return POWER;
    case EXPR_NUMBER:
        return is_negative_number(expr) ? SIGN : ATOM;
    case EXPR_INDEX:
        if (expr->indices[0].variable)
            return expr->indices[0].offset == 0 ? ATOM : SUM;
        return expr->indices[0].offset < 0 ? SIGN : ATOM;
    default:
        return ATOM;
    }
}

static void print_name(const struct expr *name, struct text *out)
{
    struct spelling spelling;
    name_spell(name, &spelling);
    for (int i = 0; i < spelling.count; i++)
        text_append(out, spelling.pieces[i].bytes, spelling.pieces[i].length);
}

static void print_index_number(const struct index *index, struct text *out)
{
    if (!index->variable || index->offset == 0)
        index_print(index, out);
    else
        text_printf(out, "%s %c %lu", index->variable, index->offset < 0 ? '-' : '+',
                    index->offset < 0 ? 0UL - (unsigned long)index->offset
                                      : (unsigned long)index->offset);
}

static bool is_plain_number(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER && !is_negative_number(expr);
}

static bool is_signed_number(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER || (expr->kind == EXPR_NEGATE && is_plain_number(expr->a));
}

static const char *operator_text(const struct expr *operator)
{
    const struct expr *left = operator->a, *right = operator->b;
    if (operator->kind == EXPR_ADD)
        return " + ";
    if (operator->kind == EXPR_SUBTRACT)
        return " - ";
    if (operator->kind == EXPR_DIVIDE)
        return is_signed_number(left) && is_plain_number(right) ? "/" : " / ";
    if (left->kind == EXPR_DIVIDE && operator_text(left)[0] == ' ')
        return " * "; /* a / b * c; a / b*c would look like a / (b*c) */
    if (is_multiplicative(left))
        left = left->b;
    return name_has_slash(left) || name_has_slash(right) ? " * " : "*";
}

static void print_chain(const struct expr *expr, bool first, struct text *out)
{
    struct chain chain;
    enum precedence own = precedence_of(expr);
    const struct expr *operator;
    print_at(chain_first(&chain, expr), (struct place){own, first}, out);
    while ((operator= chain_next(&chain))) {
        text_string(out, operator_text(operator));
        print_at(operator->b, (struct place){own + 1, false}, out);
    }
}

static void print_list(const struct expr *const *arguments, int count, struct text *out)
{
    for (int i = 0; i < count; i++) {
        if (i > 0)
            text_literal(out, ", ");
        print_at(arguments[i], beginning, out);
    }
    text_put(out, ')');
}

static void print_call(const char *name, const struct expr *a, const struct expr *b,
                       struct text *out)
{
    const struct expr *const arguments[] = {a, b};
    text_string(out, name);
    text_put(out, '(');
    print_list(arguments, b ? 2 : 1, out);
}

/* max(a, b, c) for max(max(a, b), c) */
static void print_extremum(const struct expr *expr, struct text *out)
{
    struct chain chain;
    const struct expr *operator;
    text_string(out, expr->kind == EXPR_MAX ? "max(" : "min(");
    print_at(chain_first(&chain, expr), beginning, out);
    while ((operator= chain_next(&chain))) {
        text_literal(out, ", ");
        print_at(operator->b, beginning, out);
    }
    text_put(out, ')');
}

static void print_reduction(const char *name, const struct expr *expr, struct text *out)
{
    text_printf(out, "%s(%s=", name, expr->text);
    index_print(&expr->indices[0], out);
    text_literal(out, "..");
    index_print(&expr->indices[1], out);
    text_literal(out, ", ");
    print_list(&expr->a, 1, out);
}

static void print_where(const struct expr *expr, struct text *out)
{
    const struct expr *const branches[] = {expr->c, expr->d};
    text_literal(out, "where(");
    print_at(expr->a, beginning, out);
    text_printf(out, " %s ", relation_sign(expr->relation));
    print_at(expr->b, beginning, out);
    text_literal(out, ", ");
    print_list(branches, 2, out);
}

static void print_delta(const struct expr *expr, struct text *out)
{
    text_literal(out, "delta(");
    index_print(&expr->indices[0], out);
    text_put(out, ',');
    index_print(&expr->indices[1], out);
    text_put(out, ')');
}

static void print_power(const struct expr *expr, struct text *out)
{
    /* (dE/dw)^2: the power is of the whole name. */
    struct place base = {name_has_slash(expr->a) ? ATOM + 1 : ATOM, false};
    print_at(expr->a, base, out);
    text_put(out, '^');
    print_at(expr->b, (struct place){POWER, false}, out);
}

static void print_bare(const struct expr *expr, bool first, struct text *out)
{
    switch (expr->kind) {
    case EXPR_NUMBER:
        text_string(out, expr->text);
        break;
    case EXPR_PI:
        text_literal(out, "pi");
        break;
    case EXPR_NAME:
        print_name(expr, out);
        break;
    case EXPR_INDEX:
        print_index_number(&expr->indices[0], out);
        break;
    case EXPR_NEGATE:
        text_put(out, '-');
        print_at(expr->a, (struct place){POWER, false}, out);
        break;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        print_chain(expr, first, out);
        break;
    case EXPR_POWER:
        print_power(expr, out);
        break;
    case EXPR_FUNCTION:
        print_call(function_name(expr->function), expr->a, NULL, out);
        break;
    case EXPR_MAX:
    case EXPR_MIN:
        print_extremum(expr, out);
        break;
    case EXPR_DEFINED:
        text_string(out, expr->text);
        text_put(out, '(');
        print_list(expr->arguments, expr->argument_count, out);
        break;
    case EXPR_SUM:
        print_reduction("sum", expr, out);
        break;
    case EXPR_MEAN:
        print_reduction("mean", expr, out);
        break;
    case EXPR_PRODUCT:
        print_reduction("prod", expr, out);
        break;
    case EXPR_LARGEST:
        print_reduction("max", expr, out);
        break;
    case EXPR_SMALLEST:
        print_reduction("min", expr, out);
        break;
    case EXPR_DELTA:
        print_delta(expr, out);
        break;
    case EXPR_WHERE:
        print_where(expr, out);
        break;
    case EXPR_DIFF:
        print_call("diff", expr->a, expr->b, out);
        break;
    }
}

static void print_at(const struct expr *expr, struct place place, struct text *out)
{
    enum precedence own = precedence_of(expr);
    bool parentheses = own < place.least || (own == SIGN && !place.first);
    if (!parentheses) {
        print_bare(expr, place.first, out);
        return;
    }
    text_put(out, '(');
    print_bare(expr, true, out);
    text_put(out, ')');
}

void expr_print(const struct expr *expr, struct text *out)
{
    print_at(expr, beginning, out);
}

/* ---- derivatives as names ---- */

static const struct expr *name_visit(void *context, const struct expr *expr)
{
    return expr_derivatives_as_names(context, expr);
}

const struct expr *expr_derivatives_as_names(struct arena *arena, const struct expr *expr)
{
    if (expr->kind != EXPR_DIFF || expr->a->kind != EXPR_NAME || expr->b->kind != EXPR_NAME)
        return expr_rebuild(arena, expr, name_visit, arena);
    struct text text;
    text_open(&text, arena);
    text_put(&text, 'd');
    expr_print(expr->a, &text);
    text_literal(&text, "/d");
    expr_print(expr->b, &text);
    return expr_name(arena, text_copy(&text, arena), 0, NULL);
}
