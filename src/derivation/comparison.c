/* Comparing lines at a point: at the first precision, then those undecided with more and more of it. */
#include "derivation/comparison.h"

#include <string.h>

/* Where both sides may be 0 they must agree to so many more places: small numbers are no zeros. */
#define MORE_PLACES 30

/* ---- sides ---- */

/* False too where the condition has no value, with the fault in *outcome. */
static bool applies(struct values *values, const struct planned_condition *condition,
                    const struct environment *environment, struct outcome *outcome)
{
    struct outcome a, b;
    values_sides(values, condition, environment, &a, &b);
    outcome->kink = a.kink || b.kink;
    outcome->fault = a.fault != FAULT_NONE ? a.fault : b.fault;
    if (outcome->fault != FAULT_NONE)
        return false;
    enum comparison comparison = number_compare(values->arithmetic, a.value, b.value);
    if (comparison == UNDECIDED)
        outcome->fault = FAULT_PRECISION;
    return comparison != UNDECIDED && relation_holds(condition->relation, comparison);
}

void evaluate_side(struct values *values, const struct planned_line *line,
                   struct evaluation *evaluations, const struct environment *environment,
                   struct side *side)
{
    side->count = 0;
    side->applied = 0;
    side->kink = false;
    for (int i = 0; i < line->case_count; i++) {
        const struct planned_case *planned = &line->cases[i];
        struct outcome outcome = {.fault = FAULT_NONE};
        bool chosen = planned->when ? applies(values, planned->when, environment, &outcome)
                                    : !planned->otherwise || side->count == 0;
        side->kink = side->kink || outcome.kink;
        if (outcome.fault != FAULT_NONE) {
            side->count = 1;
            side->outcomes[0] = outcome;
            return;
        }
        if (!chosen)
            continue;
        outcome = values_evaluate(values, &evaluations[i], &planned->value, environment);
        side->kink = side->kink || outcome.kink;
        side->outcomes[side->count++] = outcome;
        side->applied |= 1u << i;
    }
}

/* ---- one comparison ---- */

static enum agreement compare_values(const struct comparer *comparer, union cell a, union cell b)
{
    struct arithmetic *arithmetic = comparer->values->arithmetic;
    int digits = comparer->settings->digits;
    enum comparison comparison = number_compare(arithmetic, a, b);
    if (comparison == UNDECIDED)
        return number_agree(arithmetic, a, b, digits, digits + MORE_PLACES) ? AGREE : NOT_YET;
    if (comparison != EQUAL)
        return DIFFER;
    return number_is_exact(arithmetic, a) && number_is_exact(arithmetic, b) ? AGREE_EXACTLY : AGREE;
}

static struct line_comparison compare_outcomes(const struct comparer *comparer,
                                               const struct outcome *a, const struct outcome *b)
{
    enum fault_kind fault = a->fault != FAULT_NONE ? a->fault : b->fault;
    if (a->fault == FAULT_PRECISION || b->fault == FAULT_PRECISION)
        return (struct line_comparison){.kind = NOT_YET};
    if (fault != FAULT_NONE)
        return (struct line_comparison){.kind = NO_VALUE, .fault = fault_message(fault)};
    return (struct line_comparison){.kind = compare_values(comparer, a->value, b->value)};
}

static struct line_comparison compare_sides(const struct comparer *comparer,
                                            const struct side *left, const struct side *right)
{
    struct line_comparison worst = {.kind = AGREE_EXACTLY};
    if (left->count == 0 || right->count == 0)
        return (struct line_comparison){.kind = NO_VALUE, .fault = FAULT_TEXT_NO_CASE};
    for (int i = 0; i < right->count; i++) {
        struct line_comparison one =
            compare_outcomes(comparer, &left->outcomes[0], &right->outcomes[i]);
        one.outcome = i;
        if (one.kind > worst.kind)
            worst = one;
    }
    return worst;
}

/* ---- what follows from it ---- */

static bool at_last_precision(const struct comparer *comparer)
{
    return arithmetic_precision(comparer->values->arithmetic) >= PRECISION_LAST;
}

static void open_evaluations(struct comparer *comparer, const struct planned_claim *claim)
{
    int count = (claim->claim->line_count + 1) * DERIVATION_MAX_CASES;
    for (int i = 0; i < count; i++)
        values_open_evaluation(comparer->values, &comparer->evaluations[i]);
}

static void restart(struct comparer *comparer, const struct planned_claim *claim)
{
    values_restart(comparer->values, arithmetic_precision(comparer->values->arithmetic));
    open_evaluations(comparer, claim);
}

static void note_compared(struct line_progress *progress, const struct side *line)
{
    progress->cases_compared |= line->applied;
    progress->check.comparisons++;
    progress->check.points += !progress->compared_at_point;
    progress->check.choices += !progress->compared_here;
    progress->compared_at_point = progress->compared_here = true;
}

/* The first counterexample stays, unless it only lacked a value and this one refutes. */
static void note_failure(struct comparer *comparer, struct line_progress *progress,
                         const struct finding *finding)
{
    struct line_check *check = &progress->check;
    progress->done = finding->refuted || at_last_precision(comparer);
    if (!finding->refuted && check->verdict == LINE_UNDEFINED)
        return;
    check->verdict = finding->refuted ? LINE_REFUTED : LINE_UNDEFINED;
    check->counterexample = counterexample_at(comparer, finding);
    open_evaluations(comparer, finding->claim);
}

/* True: nothing more is to be done for this line here. */
static bool settle_line(struct comparer *comparer, struct line_progress *progress,
                        struct line_comparison comparison, struct finding *finding)
{
    if (comparison.kind == NOT_YET && !at_last_precision(comparer)) {
        comparer->pending = true;
        return false;
    }
    finding->outcome = comparison.outcome;
    finding->refuted = comparison.kind == DIFFER;
    finding->fault = comparison.kind == NOT_YET ? FAULT_TEXT_UNDECIDED : comparison.fault;
    bool agree = comparison.kind == AGREE || comparison.kind == AGREE_EXACTLY;
    if (agree || finding->refuted)
        note_compared(progress, &comparer->sides[finding->line]);
    progress->inexact = progress->inexact || comparison.kind != AGREE_EXACTLY;
    if (!agree)
        note_failure(comparer, progress, finding);
    return true;
}

/* ---- one combination of index values ---- */

static bool has_value(const struct comparer *comparer, const struct side *side)
{
    if (side->count == 0)
        return false;
    enum fault_kind fault = side->outcomes[0].fault;
    return fault == FAULT_NONE || (fault == FAULT_PRECISION && !at_last_precision(comparer));
}

static bool any_kink(const struct side *sides, int count)
{
    for (int i = 0; i < count; i++)
        if (sides[i].kink)
            return true;
    return false;
}

static bool is_open(const struct line_progress *progress, const bool *settled, int line)
{
    return !settled[line] && !progress[line].done;
}

static bool any_open(const struct claim *claim, const struct line_progress *progress,
                     const bool *settled)
{
    for (int i = 0; i < claim->line_count; i++)
        if (is_open(progress, settled, i))
            return true;
    return false;
}

/* A claim with a derivative says nothing of where there is none: all its lines are left out there. */
static void leave_out(const struct claim *claim, struct line_progress *progress, bool *settled)
{
    for (int i = 0; i < claim->line_count; i++) {
        if (!is_open(progress, settled, i))
            continue;
        progress[i].check.comparisons++;
        progress[i].check.kinks++;
        settled[i] = true;
    }
}

/* Everything is compared before anything is told: counterexamples start the arithmetic anew. */
static void compare_lines(struct comparer *comparer, const struct planned_claim *claim,
                          struct line_progress *progress, const struct environment *environment,
                          bool *settled)
{
    int lines = claim->claim->line_count;
    for (int i = 0; i < lines; i++)
        if (is_open(progress, settled, i))
            comparer->comparisons[i] =
                compare_sides(comparer, &comparer->sides[i], &comparer->sides[i + 1]);
    for (int i = 0; i < lines; i++) {
        struct finding finding = {.claim = claim, .line = i + 1, .environment = environment};
        if (is_open(progress, settled, i))
            settled[i] = settle_line(comparer, &progress[i], comparer->comparisons[i], &finding);
    }
}

static void compare_instance(struct comparer *comparer, const struct planned_claim *planned,
                             struct line_progress *progress, const struct environment *environment,
                             bool *settled)
{
    const struct claim *claim = planned->claim;
    for (int i = 0; i <= claim->line_count; i++)
        evaluate_side(comparer->values, &planned->lines[i],
                      comparer->evaluations + (ptrdiff_t)i * DERIVATION_MAX_CASES, environment,
                      &comparer->sides[i]);
    if (any_kink(comparer->sides, claim->line_count + 1))
        leave_out(claim, progress, settled);
    else if (claim->where_defined && !has_value(comparer, &comparer->sides[0]))
        memset(settled, true, (size_t)claim->line_count * sizeof *settled);
    else
        compare_lines(comparer, planned, progress, environment, settled);
    if (comparer->values->work > WORK_KEPT)
        restart(comparer, planned);
}

/* ---- a point ---- */

/* `settled` of the first combination of indices. */
static void compare_claim(struct comparer *comparer, const struct planned_claim *planned,
                          struct line_progress *progress, bool *settled)
{
    struct environment environment = {0};
    open_evaluations(comparer, planned);
    if (!instances_first(&planned->instances, &environment))
        return;
    do {
        if (any_open(planned->claim, progress, settled))
            compare_instance(comparer, planned, progress, &environment, settled);
        settled += planned->claim->line_count;
    } while (instances_next(&planned->instances, &environment));
}

static size_t settled_count(const struct planned_claim *claim)
{
    return (size_t)claim->instances.all * (size_t)claim->claim->line_count;
}

static void compare_claims(struct comparer *comparer)
{
    const struct plan *plan = comparer->plan;
    bool *settled = comparer->settled;
    for (int c = 0; c < plan->derivation->claim_count; c++) {
        compare_claim(comparer, &plan->claims[c], comparer->progress[c], settled);
        settled += settled_count(&plan->claims[c]);
    }
}

static void begin_point(struct comparer *comparer)
{
    const struct derivation *derivation = comparer->plan->derivation;
    memset(comparer->settled, 0, comparer->settled_count * sizeof *comparer->settled);
    for (int c = 0; c < derivation->claim_count; c++)
        for (int i = 0; i < derivation->claims[c].line_count; i++)
            comparer->progress[c][i].compared_at_point = false;
}

void comparer_point(struct comparer *comparer)
{
    begin_point(comparer);
    comparer->pending = true;
    for (unsigned bits = PRECISION_FIRST; comparer->pending && bits <= PRECISION_LAST; bits *= 2) {
        if (bits > PRECISION_FIRST)
            values_restart(comparer->values, bits);
        comparer->pending = false;
        compare_claims(comparer);
    }
}

void comparer_open(struct comparer *comparer, struct arena *arena, const struct plan *plan,
                   struct values *values)
{
    const struct derivation *derivation = plan->derivation;
    size_t lines = 1;
    comparer->plan = plan;
    comparer->values = values;
    comparer->settled_count = 0;
    for (int c = 0; c < derivation->claim_count; c++) {
        const struct claim *claim = &derivation->claims[c];
        comparer->settled_count += settled_count(&plan->claims[c]);
        lines = (size_t)claim->line_count + 1 > lines ? (size_t)claim->line_count + 1 : lines;
        for (int i = 0; i < claim->line_count; i++)
            comparer->progress[c][i].compared_here = false;
    }
    comparer->settled = arena_array(arena, comparer->settled_count, sizeof *comparer->settled);
    comparer->sides = arena_array(arena, lines, sizeof *comparer->sides);
    comparer->comparisons = arena_array(arena, lines, sizeof *comparer->comparisons);
    comparer->evaluations =
        arena_array(arena, lines * DERIVATION_MAX_CASES, sizeof *comparer->evaluations);
}
