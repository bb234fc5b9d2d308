/* Counterexamples: the sizes, indices and numbers of a failure, what the two sides are there, and what the mistake may
 * be. */
#include "derivation/comparison.h"

#include "expr/expr.h"
#include <limits.h>
#include <string.h>

struct example {
    struct comparer *comparer;
    const struct finding *finding;
    struct counterexample *counterexample;
    struct assigned *assigned;
    struct evaluation evaluations[2][DERIVATION_MAX_CASES];
    struct side left, right;
    struct text texts[2];
};

static void evaluate_both(struct example *example, unsigned bits)
{
    struct values *values = example->comparer->values;
    const struct finding *finding = example->finding;
    values_restart(values, bits);
    for (int i = 0; i < DERIVATION_MAX_CASES; i++) {
        values_open_evaluation(values, &example->evaluations[0][i]);
        values_open_evaluation(values, &example->evaluations[1][i]);
    }
    evaluate_side(values, &finding->claim->lines[finding->line - 1], example->evaluations[0],
                  finding->environment, &example->left);
    evaluate_side(values, &finding->claim->lines[finding->line], example->evaluations[1],
                  finding->environment, &example->right);
}

/* ---- what was assigned ---- */

static void put_integer(struct example *example, int *count, const char *name, long value)
{
    struct arena *arena = example->comparer->arena;
    *example->assigned++ = (struct assigned){.name = expr_name(arena, name, 0, NULL),
                                             .value = arena_printf(arena, "%ld", value)};
    ++*count;
}

/* The indices of element `number` of a quantity. */
static const struct expr *element_name(struct arena *arena, const struct quantity *quantity,
                                       const struct planned_quantity *planned, size_t number)
{
    struct index indices[INDEX_MAX];
    for (int d = quantity->rank - 1; d >= 0; d--) {
        size_t dimension = (size_t)planned->dimensions[d];
        indices[d] = index_integer((long)(number % dimension) + 1);
        number /= dimension;
    }
    struct expr *name = expr_name(arena, quantity->name, quantity->rank, indices);
    name->binding = quantity;
    return name;
}

static void put_elements(struct example *example, int place)
{
    const struct values *values = example->comparer->values;
    const struct quantity *quantity = &values->plan->derivation->quantities[place];
    const struct planned_quantity *planned = &values->plan->quantities[place];
    struct arena *arena = example->comparer->arena;
    for (size_t i = 0; i < planned->count; i++) {
        const char *text = values->texts[planned->offset + i];
        if (!values->touched[planned->offset + i])
            continue;
        *example->assigned++ = (struct assigned){.name = element_name(arena, quantity, planned, i),
                                                 .value = arena_copy(arena, text, strlen(text))};
        example->counterexample->quantity_count++;
    }
}

static size_t touched_count(const struct values *values)
{
    size_t count = 0;
    for (size_t i = 0; i < values->plan->free_elements; i++)
        count += values->touched[i];
    return count;
}

static void put_assigned(struct example *example)
{
    struct counterexample *counterexample = example->counterexample;
    const struct values *values = example->comparer->values;
    const struct derivation *derivation = values->plan->derivation;
    const struct claim *claim = example->finding->claim->claim;
    size_t count = (size_t)derivation->size_count + (size_t)claim->variable_count;
    example->assigned = arena_array(example->comparer->arena, count + touched_count(values),
                                    sizeof *example->assigned);
    counterexample->assigned = example->assigned;
    for (int s = 0; s < derivation->size_count; s++)
        put_integer(example, &counterexample->size_count, derivation->sizes[s].name,
                    values->plan->sizes.values[s]);
    for (int i = 0; i < claim->variable_count; i++)
        put_integer(example, &counterexample->index_count, claim->variables[i].variable,
                    example->finding->environment->slots[i]);
    for (int q = 0; q < derivation->quantity_count; q++)
        if (!derivation->quantities[q].definition)
            put_elements(example, q);
}

/* The free elements that either side, or a condition of its cases, depends on. */
static void note_assigned(struct example *example)
{
    struct values *values = example->comparer->values;
    unsigned bits = arithmetic_precision(values->arithmetic);
    values_restart(values, bits);
    memset(values->touched, 0, values->plan->elements * sizeof *values->touched);
    struct evaluation *evaluations = example->evaluations[0];
    for (int line = example->finding->line - 1; line <= example->finding->line; line++) {
        for (int i = 0; i < DERIVATION_MAX_CASES; i++)
            values_open_evaluation(values, &evaluations[i]);
        evaluate_side(values, &example->finding->claim->lines[line], evaluations,
                      example->finding->environment, &example->left);
    }
    values_trace(values);
    put_assigned(example);
}

/* ---- what the sides are ---- */

/* Digits with which sides are shown, until they look different. */
static const int digits_shown[] = {6, 10, 15, 20, 30, 50, 100, 200, 400, 1000};
#define DIGITS_STEPS (sizeof digits_shown / sizeof *digits_shown)

/* False: more precision is needed. A side without a value gets no text. */
static bool show(struct example *example, int side, const struct outcome *outcome, int digits,
                 bool *exact)
{
    struct text *text = &example->texts[side];
    const struct digits wanted = {DIGITS_SIGNIFICANT, digits};
    text_clear(text);
    *exact = false;
    if (!outcome || outcome->fault != FAULT_NONE)
        return true;
    enum shown_state state =
        number_show(example->comparer->values->arithmetic, outcome->value, &wanted, INT_MAX, text);
    *exact = state == SHOWN_EXACT;
    return state != SHOWN_NEEDS_PRECISION;
}

static const struct outcome *outcome_at(const struct side *side, int place)
{
    return place < side->count ? &side->outcomes[place] : NULL;
}

/* "2" and "2.00000" are the same number to a reader. */
static bool look_different(const struct example *example)
{
    struct arithmetic *arithmetic = example->comparer->values->arithmetic;
    const struct text *left = &example->texts[0], *right = &example->texts[1];
    bool same = number_same(arithmetic, number_literal(arithmetic, left->bytes, left->length),
                            number_literal(arithmetic, right->bytes, right->length));
    return number_take_fault(arithmetic) != FAULT_NONE || !same;
}

/* False: more precision is needed. */
static bool show_both(struct example *example)
{
    struct counterexample *shown = example->counterexample;
    const struct outcome *left = outcome_at(&example->left, 0);
    const struct outcome *right = outcome_at(&example->right, example->finding->outcome);
    for (size_t step = 0; step < DIGITS_STEPS; step++) {
        if (!show(example, 0, left, digits_shown[step], &shown->left_exact) ||
            !show(example, 1, right, digits_shown[step], &shown->right_exact))
            return false;
        if (!example->finding->refuted || look_different(example))
            break;
    }
    return true;
}

static const char *shown_text(const struct example *example, int side)
{
    const struct text *text = &example->texts[side];
    return text->length > 0 ? text_copy(text, example->comparer->arena) : NULL;
}

/* ---- what the mistake may be ---- */

static bool condition_mentions(const struct condition *condition, const char *variable)
{
    return condition && (expr_mentions_index(condition->a, variable) ||
                         expr_mentions_index(condition->b, variable));
}

static bool line_mentions(const struct line *line, const char *variable)
{
    for (int i = 0; i < line->case_count; i++)
        if (expr_mentions_index(line->cases[i].expr, variable) ||
            condition_mentions(line->cases[i].when, variable))
            return true;
    return false;
}

/* An index variable that comes up in the line at `place`, though neither the left side nor the line before depends on
 * it: what a sum leaves behind that ends too early. NULL: none. */
static const char *stray_variable(const struct claim *claim, int place)
{
    for (int i = 0; i < claim->variable_count; i++) {
        const char *variable = claim->variables[i].variable;
        if (line_mentions(&claim->lines[place], variable) &&
            !expr_mentions_index(claim->left, variable) &&
            (place == 0 || !line_mentions(&claim->lines[place - 1], variable)))
            return variable;
    }
    return NULL;
}

static const struct prose *hint_for(struct arena *arena, const struct finding *finding)
{
    const char *stray = stray_variable(finding->claim->claim, finding->line - 1);
    if (!stray || !finding->refuted)
        return NULL;
    struct prose *hint = prose_new(arena);
    prose_words(hint, arena_printf(arena, "In line %d ", finding->line));
    prose_expr(hint, expr_name(arena, stray, 0, NULL));
    prose_words(hint, " stands outside of every sum over it: does one end too early, or is one "
                      "missing?");
    return hint;
}

const struct counterexample *counterexample_at(struct comparer *comparer,
                                               const struct finding *finding)
{
    struct values *values = comparer->values;
    unsigned before = arithmetic_precision(values->arithmetic);
    struct arena *scratch = arena_child(comparer->arena);
    struct example *example = arena_alloc(scratch, sizeof *example);
    *example = (struct example){
        .comparer = comparer,
        .finding = finding,
        .counterexample = arena_alloc(comparer->arena, sizeof *example->counterexample),
    };
    text_open(&example->texts[0], scratch);
    text_open(&example->texts[1], scratch);
    note_assigned(example);
    for (unsigned bits = before; bits <= PRECISION_LAST; bits *= 2) {
        evaluate_both(example, bits);
        if (show_both(example))
            break;
    }
    example->counterexample->left = shown_text(example, 0);
    example->counterexample->right = shown_text(example, 1);
    example->counterexample->fault = finding->refuted ? NULL : finding->fault;
    example->counterexample->hint = hint_for(comparer->arena, finding);
    const struct counterexample *counterexample = example->counterexample;
    arena_close(scratch);
    values_restart(values, before);
    return counterexample;
}
