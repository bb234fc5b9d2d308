/* Plans: expressions of a derivation with their sizes put in and their derivatives taken. */
#include "derivation/plan.h"

#include "catalogue/catalogue.h"
#include "derivation/complaint.h"
#include "derivation/work.h"
#include "expr/tree.h"
#include <string.h>

struct planner {
    struct plan *plan;
    const struct derivation *derivation;
    struct arena *arena;
    const struct json_source *source;
    struct diagnostics *diagnostics;
    /* The sizes, by name: as numbers and as indices. */
    const char *size_names[DERIVATION_MAX_SIZES];
    const struct expr *size_numbers[DERIVATION_MAX_SIZES];
    struct index size_indices[DERIVATION_MAX_SIZES];
    /* Definitions so far, with their derivatives taken. */
    struct definition *definitions;
    int definition_count;
    size_t nodes; /* made so far */
    bool exceeded, derived;
};

/* ---- instances ---- */

bool instances_first(const struct instances *instances, struct environment *environment)
{
    for (int i = 0; i < instances->count; i++) {
        environment->slots[i] = instances->first[i];
        if (instances->first[i] > instances->last[i])
            return false;
    }
    return true;
}

bool instances_next(const struct instances *instances, struct environment *environment)
{
    for (int i = instances->count - 1; i >= 0; i--) {
        if (environment->slots[i]++ < instances->last[i])
            return true;
        environment->slots[i] = instances->first[i];
    }
    return false;
}

static void put_range(struct instances *instances, long first, long last)
{
    instances->first[instances->count] = first;
    instances->last[instances->count++] = last;
    instances->all *= last < first ? 0 : (double)(last - first) + 1;
}

/* ---- limits ---- */

static bool too_large(struct planner *planner, const char *pointer)
{
    return derivation_complain(planner->diagnostics, planner->source, pointer, DIAGNOSTIC_TOO_LARGE,
                               "too much to evaluate: what this stands for is too long when it is "
                               "written out");
}

/* Counts the nodes of `expr`; false, now and from here on, where they are too many. */
static bool spend(struct planner *planner, const struct expr *expr)
{
    size_t left = PLAN_NODES_MOST - planner->nodes;
    size_t size = planner->exceeded ? 0 : expr_size(expr, left + 1);
    planner->exceeded = planner->exceeded || size > left;
    planner->nodes += planner->exceeded ? 0 : size;
    return !planner->exceeded;
}

/* ---- derivatives ---- */

/* Definitions through which something depends on `by`; the others stay names. */
static int definitions_towards(const struct planner *planner, const struct expr *by,
                               struct definition *towards)
{
    int count = 0;
    for (int d = 0; d < planner->definition_count; d++) {
        const struct definition *definition = &planner->definitions[d];
        bool depends = expr_mentions_name(definition->body, by->text);
        for (int i = 0; i < count && !depends; i++)
            depends = expr_mentions_name(definition->body, towards[i].name);
        if (depends)
            towards[count++] = *definition;
    }
    return count;
}

/* where(a == b, 1, 0), or a sum of such: the number of terms that attain a maximum, in a derivative. */
static bool counts_attaining(const struct expr *expr)
{
    for (; expr->kind == EXPR_ADD; expr = expr->a)
        if (!counts_attaining(expr->b))
            return false;
    if (expr->kind == EXPR_SUM)
        return counts_attaining(expr->a);
    return expr->kind == EXPR_WHERE && expr->relation == RELATION_EQ && is_literal(expr->c, "1") &&
           is_literal(expr->d, "0");
}

struct kinks {
    struct arena *arena;
    const char *by; /* the name of what a derivative is taken by */
};

static const struct expr *mark_where(const struct kinks *kinks, const struct expr *where)
{
    if (!expr_mentions_name(where->a, kinks->by) && !expr_mentions_name(where->b, kinks->by))
        return where;
    struct expr *marked = expr_copy(kinks->arena, where);
    marked->kink = true;
    return marked;
}

/* What is written as where() has a kink, or a jump, wherever its sides are equal. Only a condition on `by` has: where
 * t > 0 chooses a formula, or j <= i a term, the derivative of each is what it is. */
static const struct expr *mark_branches(void *context, const struct expr *expr)
{
    struct kinks *kinks = context;
    expr = expr_rebuild(kinks->arena, expr, mark_branches, kinks);
    return expr->kind == EXPR_WHERE && !counts_attaining(expr) ? mark_where(kinks, expr) : expr;
}

/* Of a derivative, the kinks of max, min and abs, which came to be where() by it. A comparison for equality in it asks
 * which terms attain a maximum: one is no kink, so that min(count, 2) < 2 is asked as well. */
static const struct expr *mark_extrema(void *context, const struct expr *expr)
{
    struct kinks *kinks = context;
    if ((expr->kind == EXPR_SUM || expr->kind == EXPR_ADD) && counts_attaining(expr)) {
        const struct expr *two = expr_number(kinks->arena, "2");
        struct expr *shared =
            expr_where(kinks->arena, expr_binary(kinks->arena, EXPR_MIN, expr, two), RELATION_LT,
                       two, expr, expr);
        shared->kink = true;
        return shared;
    }
    expr = expr_rebuild(kinks->arena, expr, mark_extrema, kinks);
    bool asks_for_equality = expr->kind == EXPR_WHERE &&
                             (expr->relation == RELATION_EQ || expr->relation == RELATION_NE);
    return expr->kind == EXPR_WHERE && !asks_for_equality ? mark_where(kinks, expr) : expr;
}

static const struct expr *take_derivatives(void *context, const struct expr *expr);

static const struct expr *derivative_of(struct planner *planner, const struct expr *diff)
{
    const struct expr *by = diff->b, *operand = take_derivatives(planner, diff->a);
    struct definition *towards =
        arena_array(planner->arena, (size_t)planner->definition_count + 1, sizeof *towards);
    int count = definitions_towards(planner, by, towards);
    planner->derived = true;
    if (!planner->exceeded)
        operand = expr_expand_definitions(planner->arena, operand, count, towards, by->text,
                                          PLAN_NODES_MOST - planner->nodes);
    planner->exceeded = planner->exceeded || !operand;
    if (planner->exceeded || !spend(planner, operand))
        return diff->b;
    struct kinks kinks = {.arena = planner->arena, .by = by->text};
    const struct expr *derivative =
        expr_differentiate(planner->arena, mark_branches(&kinks, operand), by);
    planner->exceeded = derivative->kind == EXPR_DIFF;
    return spend(planner, derivative) ? mark_extrema(&kinks, derivative) : diff->b;
}

static const struct expr *take_derivatives(void *context, const struct expr *expr)
{
    struct planner *planner = context;
    if (expr->kind == EXPR_DIFF)
        return derivative_of(planner, expr);
    return expr_rebuild(planner->arena, expr, take_derivatives, planner);
}

/* ---- expressions ---- */

/* The names of variables, and their ranges. */
struct variables {
    int count;
    const char *names[SLOTS_MAX];
    struct index ranged[SLOTS_MAX];
};

/* The expression with everything done but the binding of slots; NULL: too large. */
static const struct expr *write_out(struct planner *planner, const struct expr *expr,
                                    const struct variables *variables)
{
    struct arena *arena = planner->arena;
    int sizes = planner->derivation->size_count;
    planner->derived = false;
    if (!spend(planner, expr))
        return NULL;
    expr = catalogue_expand(arena, expr);
    if (!spend(planner, expr))
        return NULL;
    expr = expr_substitute(arena, expr, sizes, planner->size_names, planner->size_numbers);
    expr = expr_reindex(arena, expr, sizes, planner->size_names, planner->size_indices);
    expr = expr_with_ranges(arena, expr, variables->count, variables->ranged);
    expr = take_derivatives(planner, expr);
    return spend(planner, expr) ? expr : NULL;
}

/* What was written out, with slots. */
static bool bind(struct planner *planner, const struct expr *written,
                 const struct variables *variables, const char *pointer, struct prepared *prepared)
{
    const char *unknown;
    const struct expr *bound = NULL;
    if (written)
        bound = expr_bind(planner->arena, written, variables->names, variables->count, &unknown);
    if (!bound)
        return too_large(planner, pointer);
    *prepared = (struct prepared){bound, planner->derived, expr_work(bound)};
    return prepared->work <= PLAN_WORK_MOST || too_large(planner, pointer);
}

static bool prepare(struct planner *planner, const struct expr *expr,
                    const struct variables *variables, const char *pointer,
                    struct prepared *prepared)
{
    return bind(planner, write_out(planner, expr, variables), variables, pointer, prepared);
}

static bool prepare_condition(struct planner *planner, const struct condition *condition,
                              const struct variables *variables, const char *pointer,
                              struct planned_condition *planned)
{
    planned->relation = condition->relation;
    return prepare(planner, condition->a, variables, pointer, &planned->a) &&
           prepare(planner, condition->b, variables, pointer, &planned->b);
}

static double condition_work(const struct planned_condition *condition)
{
    return condition->a.work + condition->b.work;
}

/* The ranges as numbers; false: more variables than there are slots. */
static bool plan_variables(const struct planner *planner, int count,
                           const struct variable_range *ranges, struct variables *variables,
                           struct instances *instances)
{
    const struct derivation *derivation = planner->derivation;
    *instances = (struct instances){.all = 1};
    variables->count = count;
    if (count > SLOTS_MAX)
        return false;
    for (int i = 0; i < count; i++) {
        long first = size_value(derivation, &planner->plan->sizes, &ranges[i].first);
        long last = size_value(derivation, &planner->plan->sizes, &ranges[i].last);
        put_range(instances, first, last);
        variables->names[i] = ranges[i].variable;
        variables->ranged[i] = index_ranged(ranges[i].variable, first, last);
    }
    return true;
}

/* ---- quantities ---- */

static bool plan_definition(struct planner *planner, const struct quantity *quantity,
                            struct planned_quantity *planned, const char *pointer)
{
    struct variables variables = {.count = quantity->rank};
    planned->instances = (struct instances){.all = 1};
    for (int d = 0; d < quantity->rank; d++) {
        put_range(&planned->instances, 1, planned->dimensions[d]);
        variables.names[d] = quantity->variables[d];
        variables.ranged[d] = index_ranged(quantity->variables[d], 1, planned->dimensions[d]);
    }
    const struct expr *body = write_out(planner, quantity->definition, &variables);
    if (!bind(planner, body, &variables, pointer, &planned->definition))
        return false;
    planner->plan->derived = planner->plan->derived || planned->definition.derived;
    planner->definitions[planner->definition_count++] =
        (struct definition){quantity->name, quantity->rank, quantity->variables, body};
    return true;
}

/* Elements of a quantity, and their place behind those before it. */
static void place_elements(const struct planner *planner, const struct quantity *quantity,
                           struct planned_quantity *planned)
{
    planned->offset = planner->plan->elements;
    planned->count = 1;
    for (int d = 0; d < quantity->rank; d++) {
        planned->dimensions[d] =
            size_value(planner->derivation, &planner->plan->sizes, &quantity->dimensions[d]);
        planned->count *= planned->dimensions[d] < 0 ? 0 : (size_t)planned->dimensions[d];
    }
    planner->plan->elements += planned->count;
}

static bool plan_quantities(struct planner *planner)
{
    struct plan *plan = planner->plan;
    for (int q = 0, defined = 0; q < planner->derivation->quantity_count; q++) {
        const struct quantity *quantity = &planner->derivation->quantities[q];
        struct planned_quantity *planned = &plan->quantities[q];
        const char *pointer = arena_printf(planner->arena, "/define/%d", defined);
        place_elements(planner, quantity, planned);
        if (plan->elements > PLAN_ELEMENTS_MOST)
            return too_large(planner, quantity->definition ? pointer : "/symbols");
        if (!quantity->definition) {
            plan->free_elements = plan->elements;
            continue;
        }
        defined++;
        if (!plan_definition(planner, quantity, planned, pointer))
            return false;
    }
    return true;
}

/* ---- assumptions and claims ---- */

static bool plan_assumptions(struct planner *planner)
{
    for (int i = 0; i < planner->derivation->assumption_count; i++) {
        const struct assumption *assumption = &planner->derivation->assumptions[i];
        struct planned_assumption *planned = &planner->plan->assumptions[i];
        const char *pointer = arena_printf(planner->arena, "/assume/%d", i);
        struct variables variables;
        if (!plan_variables(planner, assumption->variable_count, assumption->variables, &variables,
                            &planned->instances))
            return too_large(planner, pointer);
        if (!prepare_condition(planner, &assumption->condition, &variables, pointer,
                               &planned->condition))
            return false;
        planner->plan->work += planned->instances.all * condition_work(&planned->condition);
    }
    return true;
}

static bool plan_case(struct planner *planner, const struct line_case *line_case,
                      const struct variables *variables, const char *pointer,
                      struct planned_case *planned)
{
    planned->otherwise = line_case->otherwise;
    if (line_case->when) {
        struct planned_condition *when = arena_alloc(planner->arena, sizeof *when);
        if (!prepare_condition(planner, line_case->when, variables, pointer, when))
            return false;
        planned->when = when;
    }
    return prepare(planner, line_case->expr, variables, pointer, &planned->value);
}

static bool plan_line(struct planner *planner, const struct line *line,
                      const struct variables *variables, const char *pointer,
                      struct planned_line *planned)
{
    planned->case_count = line->case_count;
    planned->cases = arena_array(planner->arena, (size_t)line->case_count, sizeof *planned->cases);
    for (int i = 0; i < line->case_count; i++)
        if (!plan_case(planner, &line->cases[i], variables, pointer, &planned->cases[i]))
            return false;
    return true;
}

static double line_work(const struct planned_line *line)
{
    double work = 0;
    for (int i = 0; i < line->case_count; i++) {
        work += line->cases[i].value.work;
        if (line->cases[i].when)
            work += condition_work(line->cases[i].when);
    }
    return work;
}

static bool plan_claim(struct planner *planner, int place)
{
    const struct claim *claim = &planner->derivation->claims[place];
    struct planned_claim *planned = &planner->plan->claims[place];
    const struct line_case left = {.expr = claim->left};
    const struct line first = {.case_count = 1, .cases = &left};
    const char *pointer = arena_printf(planner->arena, "/claims/%d/claim", place);
    struct variables variables;
    planned->claim = claim;
    planned->lines =
        arena_array(planner->arena, (size_t)claim->line_count + 1, sizeof *planned->lines);
    if (!plan_variables(planner, claim->variable_count, claim->variables, &variables,
                        &planned->instances))
        return too_large(planner, pointer);
    double work = 0;
    for (int i = 0; i <= claim->line_count; i++) {
        if (!plan_line(planner, i == 0 ? &first : &claim->lines[i - 1], &variables, pointer,
                       &planned->lines[i]))
            return false;
        pointer = arena_printf(planner->arena, "/claims/%d/lines/%d", place, i);
        work += line_work(&planned->lines[i]);
    }
    planner->plan->work += planned->instances.all * work;
    return true;
}

/* ---- what is needed ---- */

static void note_names(struct plan *plan, const struct expr *expr)
{
    for (; is_chain(expr); expr = expr->a)
        note_names(plan, expr->b);
    if (expr->kind == EXPR_NAME && expr->binding) {
        const struct quantity *quantity = expr->binding;
        plan->quantities[quantity - plan->derivation->quantities].needed = true;
        return;
    }
    const struct expr *const operands[] = {expr->a, expr->b, expr->c, expr->d};
    for (size_t i = 0; i < sizeof operands / sizeof *operands; i++)
        if (operands[i])
            note_names(plan, operands[i]);
}

static void note_condition(struct plan *plan, const struct planned_condition *condition)
{
    note_names(plan, condition->a.expr);
    note_names(plan, condition->b.expr);
}

static void note_line(struct plan *plan, const struct planned_line *line)
{
    for (int i = 0; i < line->case_count; i++) {
        note_names(plan, line->cases[i].value.expr);
        if (line->cases[i].when)
            note_condition(plan, line->cases[i].when);
    }
}

/* Definitions that something needs, from the last to the first: each may need those before it. */
static void note_needed(struct plan *plan)
{
    for (int c = 0; c < plan->derivation->claim_count; c++)
        for (int i = 0; i <= plan->claims[c].claim->line_count; i++)
            note_line(plan, &plan->claims[c].lines[i]);
    for (int q = plan->derivation->quantity_count - 1; q >= 0; q--) {
        const struct planned_quantity *quantity = &plan->quantities[q];
        if (!quantity->needed || !quantity->definition.expr)
            continue;
        note_names(plan, quantity->definition.expr);
        plan->work += quantity->instances.all * quantity->definition.work;
    }
}

/* ---- the plan ---- */

static void name_sizes(struct planner *planner)
{
    for (int s = 0; s < planner->derivation->size_count; s++) {
        long value = planner->plan->sizes.values[s];
        planner->size_names[s] = planner->derivation->sizes[s].name;
        planner->size_numbers[s] = expr_integer(planner->arena, value);
        planner->size_indices[s] = index_integer(value);
    }
}

struct plan *plan_open(struct arena *arena, const struct derivation *derivation,
                       const struct sizes *sizes, const struct json_source *source,
                       struct diagnostics *diagnostics)
{
    struct plan *plan = arena_alloc(arena, sizeof *plan);
    size_t quantities = (size_t)derivation->quantity_count;
    *plan = (struct plan){
        .derivation = derivation,
        .sizes = *sizes,
        .quantities = arena_array(arena, quantities, sizeof *plan->quantities),
        .assumptions =
            arena_array(arena, (size_t)derivation->assumption_count, sizeof *plan->assumptions),
        .claims = arena_array(arena, (size_t)derivation->claim_count, sizeof *plan->claims),
    };
    struct planner planner = {
        .plan = plan,
        .derivation = derivation,
        .arena = arena,
        .source = source,
        .diagnostics = diagnostics,
        .definitions = arena_array(arena, quantities, sizeof *planner.definitions),
    };
    name_sizes(&planner);
    if (!plan_quantities(&planner) || !plan_assumptions(&planner))
        return NULL;
    for (int c = 0; c < derivation->claim_count; c++)
        if (!plan_claim(&planner, c))
            return NULL;
    note_needed(plan);
    return plan;
}
