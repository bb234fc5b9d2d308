/* Edits of a formula, tried at each of its places: a factor or a term left out, a factor taken twice or inverted, a sign,
 * + for -, a power left out. What is left out may have a name of its own (rules.c). */
#include "marking/attempts.h"

#include "expr/tree.h"

/* A place in a formula: a node, and the way back up to the root. */
struct site {
    const struct expr *node;
    const struct site *up; /* NULL: the root */
    int child;             /* which of up's children: 0 for a ... 3 for d */
};

struct editing {
    struct attempting *attempting;
    bool subtracted; /* the place lies within what is subtracted */
    bool whole;      /* the place is a factor of the whole formula, or all of it */
};

static const struct expr *child_of(const struct expr *expr, int child)
{
    const struct expr *const children[] = {expr->a, expr->b, expr->c, expr->d};
    return children[child];
}

/* The whole formula with `with` at the place. */
static const struct expr *rebuild(struct attempting *attempting, const struct site *site,
                                  const struct expr *with)
{
    for (; site->up; site = site->up) {
        struct expr *copy = expr_copy(attempting->arena, site->up->node);
        const struct expr **const children[] = {&copy->a, &copy->b, &copy->c, &copy->d};
        *children[site->child] = with;
        with = copy;
        attempting->left--;
    }
    return with;
}

static void try_one_of(const struct editing *editing, const struct site *site, enum mistake mistake,
                       double variants, struct detail detail, const struct expr *with)
{
    if (--editing->attempting->left > 0)
        attempt(editing->attempting, mistake, variants, detail,
                rebuild(editing->attempting, site, with));
}

static void try_at(const struct editing *editing, const struct site *site, enum mistake mistake,
                   struct detail detail, const struct expr *with)
{
    try_one_of(editing, site, mistake, 1, detail, with);
}

/* ---- factors ---- */

static void leave_out_factor(const struct editing *editing, const struct site *site,
                             const struct expr *factor, bool divisor, const struct expr *rest)
{
    enum mistake mistake =
        left_out_factor(editing->attempting, factor, divisor, editing->subtracted, editing->whole);
    struct detail detail =
        mistake == MISTAKE_LOG_BASE ? DETAIL_WORDS("e in place of another") : DETAIL_PART(factor);
    try_at(editing, site, mistake, detail, rest);
}

static bool is_one(const struct expr *expr)
{
    return is_literal(expr, "1");
}

/* So much more seldom somebody multiplies twice by a number of the problem, as the learning rate, than by a result; and
 * divides twice, or by what is to be divided. */
#define SELDOM 8

static void take_twice(const struct editing *editing, const struct site *site,
                       const struct expr *factor)
{
    if (factor->kind == EXPR_NUMBER && is_one(factor))
        return;
    bool constant =
        factor->kind == EXPR_NUMBER || (factor->kind == EXPR_NAME && leaf_line(factor)->constant);
    try_one_of(editing, site, MISTAKE_FACTOR_TWICE, constant ? SELDOM : 1, DETAIL_PART(factor),
               expr_binary(editing->attempting->arena, EXPR_MULTIPLY, site->node, factor));
}

static void take_divisor_twice(const struct editing *editing, const struct site *site)
{
    const struct expr *divisor = site->node->b;
    try_one_of(editing, site, MISTAKE_FACTOR_TWICE, SELDOM, (struct detail){"1/@", {divisor}},
               expr_binary(editing->attempting->arena, EXPR_DIVIDE, site->node, divisor));
}

/* 2/3 of numbers is one factor. */
static bool is_fraction(const struct expr *expr)
{
    return expr->kind == EXPR_DIVIDE && expr->a->kind == EXPR_NUMBER &&
           expr->b->kind == EXPR_NUMBER;
}

static void edit_product(const struct editing *editing, const struct site *site)
{
    struct arena *arena = editing->attempting->arena;
    const struct expr *a = site->node->a, *b = site->node->b;
    leave_out_factor(editing, site, b, false, a);
    take_twice(editing, site, b);
    try_at(editing, site, MISTAKE_FACTOR_INVERTED,
           (struct detail){"it was divided by @, not multiplied", {b}},
           expr_binary(arena, EXPR_DIVIDE, a, b));
    if (is_multiplicative(a) && !is_fraction(a))
        return; /* its own factors are tried there */
    bool minus = a->kind == EXPR_NEGATE;
    const struct expr *factor = minus ? a->a : a;
    leave_out_factor(editing, site, factor, false, minus ? expr_negate(arena, b) : b);
    take_twice(editing, site, factor);
    try_at(editing, site, MISTAKE_FACTOR_INVERTED,
           (struct detail){"it was divided by @, not multiplied", {factor}},
           expr_binary(arena, EXPR_DIVIDE, minus ? expr_negate(arena, b) : b, factor));
}

static void edit_quotient(const struct editing *editing, const struct site *site)
{
    struct arena *arena = editing->attempting->arena;
    const struct expr *a = site->node->a, *b = site->node->b;
    leave_out_factor(editing, site, b, true, a);
    try_at(editing, site, MISTAKE_FACTOR_INVERTED,
           (struct detail){"it was multiplied by @, not divided", {b}},
           expr_binary(arena, EXPR_MULTIPLY, a, b));
    try_at(editing, site, MISTAKE_FACTOR_INVERTED,
           (struct detail){"the fraction @ is upside down", {site->node}},
           expr_binary(arena, EXPR_DIVIDE, b, a));
    take_divisor_twice(editing, site);
    if (is_multiplicative(a) || is_one(a))
        return;
    bool minus = a->kind == EXPR_NEGATE;
    const struct expr *rest = expr_binary(arena, EXPR_DIVIDE, expr_number(arena, "1"), b);
    leave_out_factor(editing, site, minus ? a->a : a, false,
                     minus ? expr_negate(arena, rest) : rest);
    take_twice(editing, site, minus ? a->a : a);
    try_one_of(editing, site, MISTAKE_FACTOR_INVERTED, SELDOM,
               (struct detail){"it was divided by @, not multiplied", {a}},
               expr_binary(arena, EXPR_DIVIDE, rest, a));
}

static void edit_power(const struct editing *editing, const struct site *site)
{
    try_at(editing, site, MISTAKE_POWER_LEFT_OUT, DETAIL_PART(site->node), site->node->a);
    if (is_literal(site->node->b, "2"))
        try_at(editing, site, MISTAKE_POWER_LEFT_OUT,
               (struct detail){"@ (2 times it is not its square)", {site->node}},
               expr_binary(editing->attempting->arena, EXPR_MULTIPLY,
                           expr_number(editing->attempting->arena, "2"), site->node->a));
}

/* ---- terms ---- */

static void leave_out_term(const struct editing *editing, const struct site *site,
                           const struct expr *term, const struct expr *rest)
{
    try_at(editing, site, left_out_term(editing->attempting, term), DETAIL_PART(term), rest);
}

static void edit_sum(const struct editing *editing, const struct site *site)
{
    struct arena *arena = editing->attempting->arena;
    const struct expr *a = site->node->a, *b = site->node->b;
    bool minus = site->node->kind == EXPR_SUBTRACT;
    bool is_step = site->up == NULL && a->kind == EXPR_NAME &&
                   leaf_line(a)->number == editing->attempting->line->before;
    if (is_step && editing->attempting->line->role == ROLE_UPDATE)
        try_at(editing, site, MISTAKE_STEP_LEFT_OUT, NO_DETAIL, a);
    else
        leave_out_term(editing, site, b, a);
    try_at(editing, site,
           is_step ? MISTAKE_STEP_ADDED
           : minus ? MISTAKE_PLUS_FOR_MINUS
                   : MISTAKE_MINUS_FOR_PLUS,
           DETAIL_PART(b), expr_binary(arena, minus ? EXPR_ADD : EXPR_SUBTRACT, a, b));
    if (is_additive(a))
        return;
    leave_out_term(editing, site, a, minus ? expr_negate(arena, b) : b);
    const struct expr *turned = a->kind == EXPR_NEGATE ? a->a : expr_negate(arena, a);
    try_at(editing, site, MISTAKE_WRONG_SIGN, DETAIL_PART(a),
           expr_binary(arena, site->node->kind, turned, b));
}

/* exp(-a) for exp(a); of exp(-a) the sign is an edit by itself. */
static void edit_argument(const struct editing *editing, const struct site *site)
{
    const struct expr *argument = site->node->a;
    if (argument->kind == EXPR_NEGATE || argument->kind == EXPR_NUMBER)
        return;
    struct expr *turned = expr_copy(editing->attempting->arena, site->node);
    turned->a = expr_negate(editing->attempting->arena, argument);
    try_at(editing, site, MISTAKE_WRONG_SIGN, DETAIL_PART(argument), turned);
}

/* ---- all places ---- */

static void edit_node(const struct editing *editing, const struct site *site)
{
    switch (site->node->kind) {
    case EXPR_MULTIPLY:
        edit_product(editing, site);
        break;
    case EXPR_DIVIDE:
        edit_quotient(editing, site);
        break;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        edit_sum(editing, site);
        break;
    case EXPR_POWER:
        edit_power(editing, site);
        break;
    case EXPR_FUNCTION:
        edit_argument(editing, site);
        break;
    case EXPR_NEGATE:
        try_at(editing, site, MISTAKE_WRONG_SIGN, DETAIL_PART(site->node), site->node->a);
        break;
    default:
        break;
    }
}

/* Conditions of where() and exponents stay as they are. */
static bool is_edited(const struct expr *expr, int child)
{
    if (expr->kind == EXPR_WHERE)
        return child >= 2;
    return expr->kind != EXPR_POWER || child == 0;
}

static void edit_places(const struct editing *editing, const struct site *site)
{
    edit_node(editing, site);
    for (int child = 0; child < 4; child++) {
        const struct expr *node = child_of(site->node, child);
        if (node == NULL || !is_edited(site->node, child))
            continue;
        struct site below = {node, site, child};
        struct editing inner = *editing;
        inner.subtracted |= site->node->kind == EXPR_SUBTRACT && child == 1;
        inner.whole &= is_multiplicative(site->node) || site->node->kind == EXPR_NEGATE;
        edit_places(&inner, &below);
    }
}

void attempt_edits(struct attempting *attempting)
{
    struct editing editing = {attempting, false, true};
    struct site root = {attempting->line->expansion, NULL, 0};
    edit_places(&editing, &root);
}
