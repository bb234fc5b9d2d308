/* Values of quantities and expressions at a point. */
#include "derivation/values.h"

#include <string.h>

struct values *values_open(struct arena *arena, const struct plan *plan)
{
    struct values *values = arena_alloc(arena, sizeof *values);
    *values = (struct values){
        .plan = plan,
        .arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, PRECISION_FIRST),
        .scratch = arena_child(arena),
        .texts = arena_array(arena, plan->free_elements, sizeof *values->texts),
        .cells = arena_array(arena, plan->elements, sizeof *values->cells),
        .faults = arena_array(arena, plan->elements, sizeof *values->faults),
        .ties = arena_array(arena, plan->elements, sizeof *values->ties),
        .touched = arena_array(arena, plan->elements, sizeof *values->touched),
    };
    return values;
}

size_t element_of(const struct planned_quantity *planned, int rank, const long *indices)
{
    size_t element = 0;
    for (int d = 0; d < rank; d++)
        element = element * (size_t)planned->dimensions[d] + (size_t)(indices[d] - 1);
    return planned->offset + element;
}

/* ---- evaluating ---- */

/* Reading has made sure that indices stay within; where one does not, there is no value. */
static bool indices_of(const struct planned_quantity *planned, const struct expr *name,
                       const struct environment *environment, long *indices)
{
    for (int d = 0; d < name->index_count; d++) {
        indices[d] = index_value(&name->indices[d], environment);
        if (indices[d] < 1 || indices[d] > planned->dimensions[d])
            return false;
    }
    return true;
}

static union cell look_up(void *context, const struct expr *name,
                          const struct environment *environment)
{
    struct values *values = context;
    const struct quantity *quantity = name->binding;
    const struct plan *plan = values->plan;
    const struct planned_quantity *planned =
        &plan->quantities[quantity - plan->derivation->quantities];
    long indices[INDEX_MAX];
    if (!indices_of(planned, name, environment, indices))
        return number_fault(values->arithmetic, FAULT_DIVISION_BY_ZERO);
    size_t element = element_of(planned, name->index_count, indices);
    values->touched[element] = true;
    values->tie = values->tie || values->ties[element];
    if (values->faults[element] != FAULT_NONE)
        return number_fault(values->arithmetic, values->faults[element]);
    return values->cells[element];
}

void values_open_evaluation(struct values *values, struct evaluation *evaluation)
{
    evaluation->arithmetic = values->arithmetic;
    evaluation->context = values;
    evaluation->lookup = look_up;
    evaluation->last_precision = arithmetic_precision(values->arithmetic) >= PRECISION_LAST;
    evaluation->every_factor = true;
    evaluation->scratch = values->scratch;
    evaluation->kept_count = 0;
}

struct outcome values_evaluate(struct values *values, struct evaluation *evaluation,
                               const struct prepared *expr, const struct environment *environment)
{
    /* A kept sum would not tell again of the kinks in it. */
    evaluation->keep_closed = !expr->derived && !values->plan->derived;
    evaluation->tie = evaluation->kink = evaluation->undecided_comparison = values->tie = false;
    values->work += expr->work;
    values->spent += expr->work * arithmetic_precision(values->arithmetic) / PRECISION_FIRST;
    evaluation->environment = *environment;
    struct outcome outcome = {.value = expr_evaluate(evaluation, expr->expr)};
    outcome.fault = number_take_fault(values->arithmetic);
    /* What cannot be told from equal at the last precision is a kink in a derivative, and elsewhere unknown. */
    bool undecided = evaluation->undecided_comparison;
    outcome.kink = values->tie || evaluation->kink || (expr->derived && undecided);
    if (undecided && outcome.fault == FAULT_NONE)
        outcome.fault = FAULT_PRECISION;
    return outcome;
}

/* ---- definitions ---- */

static void define(struct values *values, const struct planned_quantity *planned, int rank)
{
    struct evaluation evaluation;
    struct environment environment = {0};
    values_open_evaluation(values, &evaluation);
    if (!instances_first(&planned->instances, &environment))
        return;
    do {
        size_t element = element_of(planned, rank, environment.slots);
        struct outcome outcome =
            values_evaluate(values, &evaluation, &planned->definition, &environment);
        values->cells[element] = outcome.value;
        values->faults[element] = outcome.fault;
        values->ties[element] = outcome.kink;
    } while (instances_next(&planned->instances, &environment));
}

/* ---- points ---- */

void values_set(struct values *values, size_t element, const char *text)
{
    values->texts[element] = text;
    values->cells[element] = number_fraction(values->arithmetic, text);
}

void values_begin(struct values *values, unsigned bits)
{
    arithmetic_restart(values->arithmetic, bits);
    arena_reset(values->scratch);
    values->work = 0;
    for (size_t element = 0; element < values->plan->free_elements; element++)
        values_set(values, element, values->texts[element]);
}

void values_restart(struct values *values, unsigned bits)
{
    const struct derivation *derivation = values->plan->derivation;
    values_begin(values, bits);
    for (int q = 0; q < derivation->quantity_count; q++) {
        const struct planned_quantity *planned = &values->plan->quantities[q];
        if (planned->definition.expr && planned->needed)
            define(values, planned, derivation->quantities[q].rank);
    }
}

/* ---- conditions ---- */

static struct outcome evaluate_once(struct values *values, const struct prepared *expr,
                                    const struct environment *environment)
{
    struct evaluation evaluation;
    values_open_evaluation(values, &evaluation);
    return values_evaluate(values, &evaluation, expr, environment);
}

void values_sides(struct values *values, const struct planned_condition *condition,
                  const struct environment *environment, struct outcome *a, struct outcome *b)
{
    *a = evaluate_once(values, &condition->a, environment);
    *b = evaluate_once(values, &condition->b, environment);
}

/* ---- what depends on what ---- */

static void trace_definition(struct values *values, const struct planned_quantity *planned,
                             int rank)
{
    struct environment environment = {0};
    if (!instances_first(&planned->instances, &environment))
        return;
    do {
        if (values->touched[element_of(planned, rank, environment.slots)])
            evaluate_once(values, &planned->definition, &environment);
    } while (instances_next(&planned->instances, &environment));
}

void values_trace(struct values *values)
{
    const struct derivation *derivation = values->plan->derivation;
    for (int q = derivation->quantity_count - 1; q >= 0; q--)
        if (values->plan->quantities[q].definition.expr)
            trace_definition(values, &values->plan->quantities[q], derivation->quantities[q].rank);
}
