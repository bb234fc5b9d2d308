/* Evaluating a tape update by update, and again with more precision where that is needed. */
#include "tape/run_private.h"
#include "tape/working.h"

#include <stdlib.h>
#include <string.h>

/* ---- opening ---- */

static size_t positions_of(const struct tape *tape, const struct family *family)
{
    switch (family->scope) {
    case SCOPE_SAMPLE:
        return (size_t)tape->problem->sample_count;
    case SCOPE_STEP:
        return (size_t)tape->batch_capacity;
    default:
        return 1;
    }
}

static enum group group_of(const struct family *family)
{
    if (family->phase == PHASE_GIVEN)
        return family->scope == SCOPE_SAMPLE ? GROUP_SAMPLES : GROUP_PARAMETERS;
    return (enum group)(GROUP_FORWARD + (family->phase - PHASE_FORWARD));
}

static void open_groups(struct run *run)
{
    for (int g = 0; g < GROUPS; g++)
        run->groups[g].families =
            arena_array(run->arena, (size_t)run->tape->family_count, sizeof(struct family *));
    for (int f = 0; f < run->tape->family_count; f++) {
        struct family_list *list = &run->groups[group_of(run->tape->families[f])];
        list->families[list->count++] = run->tape->families[f];
    }
}

static void open_values(struct run *run)
{
    const struct tape *tape = run->tape;
    run->values = arena_array(run->arena, (size_t)tape->family_count, sizeof *run->values);
    for (int f = 0; f < tape->family_count; f++)
        if (tape->families[f]->literals)
            run->kept_count += positions_of(tape, tape->families[f]) * tape->families[f]->count;
    run->kept = arena_array(run->arena, run->kept_count, sizeof *run->kept);
    union cell *kept = run->kept;
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        size_t cells = positions_of(tape, family) * family->count;
        struct values *values = &run->values[f];
        values->cells =
            family->literals ? kept : arena_array(run->arena, cells, sizeof *values->cells);
        kept += family->literals ? cells : 0;
        values->shown = arena_array(run->arena, cells, sizeof *values->shown);
        values->stamps = arena_array(run->arena, cells, sizeof *values->stamps);
        values->ids = arena_array(run->arena, family->count, sizeof *values->ids);
        values->names = arena_array(run->arena, family->count, sizeof *values->names);
        values->latex = arena_array(run->arena, family->count, sizeof *values->latex);
    }
}

static void load_literals(struct run *run)
{
    for (int f = 0; f < run->tape->family_count; f++) {
        const struct family *family = run->tape->families[f];
        if (!family->literals)
            continue;
        size_t cells = positions_of(run->tape, family) * family->count;
        for (size_t i = 0; i < cells; i++)
            run->values[f].cells[i] =
                number_literal(run->arithmetic, family->literals[i], strlen(family->literals[i]));
    }
}

struct run *run_open(struct arena *arena, const struct tape *tape,
                     const struct run_settings *settings, struct diagnostics *diagnostics)
{
    struct run *run = arena_alloc(arena, sizeof *run);
    run->arena = arena;
    run->tape = tape;
    run->settings = *settings;
    run->diagnostics = diagnostics;
    run->bits = PRECISION_FIRST;
    run->arithmetic = arithmetic_open(arena, settings->arithmetic, run->bits);
    if (settings->rounded) {
        struct run_settings exact = *settings;
        exact.rounded = false;
        run->reference = run_open(arena, tape, &exact, diagnostics);
        if (!run->reference)
            return NULL;
    }
    run->texts = arena_child(arena);
    run->next_texts = arena_child(arena);
    run->scratch = arena_child(arena);
    text_open(&run->digits_text, arena);
    open_groups(run);
    open_values(run);
    load_literals(run);
    if (number_take_fault(run->arithmetic) != FAULT_NONE) {
        diagnose(diagnostics,
                 &(struct diagnostic){.code = DIAGNOSTIC_TOO_LARGE,
                                      .message = "a number of the problem is too large"});
        return NULL;
    }
    return run;
}

/* ---- evaluating ---- */

void run_extra_slots(const struct run *run, const struct family *family, long *slots)
{
    const struct optimizer *optimizer = &run->tape->problem->optimizer;
    long update = tape_update_number(run->tape, run->update);
    slots[family->rank + SLOT_BATCH] = tape_batch(run->tape, run->update)->count;
    slots[family->rank + SLOT_UPDATE] = update;
    slots[family->rank + SLOT_PERIOD] = optimizer->every ? (update - 1) / optimizer->every : 0;
}

static union cell lookup(void *context, const struct expr *name,
                         const struct environment *environment)
{
    const struct run *run = context;
    const struct family *family = operand_family(name);
    size_t position = 0;
    if (family->scope == SCOPE_STEP)
        position = (size_t)(name->has_sample ? index_value(&name->sample, environment) - 1
                                             : run->position);
    else if (family->scope == SCOPE_SAMPLE)
        position = (size_t)tape_batch(run->tape, run->update)->samples[run->position];
    size_t instance = 0;
    for (int d = 0; d < family->rank; d++)
        instance = instance * (size_t)family->dimensions[d].count +
                   (size_t)(index_value(&name->indices[d], environment) - 1);
    return run->values[family->number].cells[position * family->count + instance];
}

/* Reports a fault at an instance, with the id of the step that has no value. */
static void report_fault(struct run *run, const struct family *family, size_t instance,
                         enum fault_kind fault)
{
    struct step step = run_step(run, family, run->position, instance);
    struct text id, message;
    text_open(&id, run->arena);
    text_open(&message, run->arena);
    step_id(&step, &id);
    text_printf(&message, "%s has no value: %s", id.bytes,
                fault == FAULT_PRECISION
                    ? "a divisor or an argument cannot be told from the edge of the domain"
                    : fault_message(fault));
    if (run->settings.arithmetic == ARITHMETIC_CERTIFIED && run->bits >= PRECISION_LAST)
        text_printf(&message, ", as far as %d bits can tell,", PRECISION_LAST);
    text_literal(&message, " in ");
    expr_print(step_formula(&step, run->arena), &message);
    if (run->settings.rounded) {
        text_literal(&message, ", every value rounded to ");
        rounding_write(&run->settings.working, &message);
    }
    run->failed = true;
    diagnose(run->diagnostics,
             &(struct diagnostic){.code = DIAGNOSTIC_DOMAIN_ERROR, .message = message.bytes});
}

void run_report_exhausted(struct run *run, const struct step *step)
{
    struct text id;
    text_open(&id, run->arena);
    step_id(step, &id);
    const char *message = arena_printf(
        run->arena, "%s cannot be shown: %d bits do not tell its digits", id.bytes, PRECISION_LAST);
    run->failed = true;
    diagnose(run->diagnostics,
             &(struct diagnostic){
                 .code = DIAGNOSTIC_PRECISION_EXHAUSTED,
                 .message = message,
                 .expected = "fewer digits, fewer updates, or numbers that are not as extreme"});
}

/* Have all quantities that the instance is made of narrow balls? If not, a comparison of them that stays
 * undecided is no coincidence but lost precision. */
static bool operands_sharp(struct run *run, const struct expr *expr,
                           const struct environment *environment)
{
    if (!expr)
        return true;
    if (expr->kind == EXPR_NAME && !number_is_sharp(run->arithmetic, lookup(run, expr, environment),
                                                    run->settings.digits.count))
        return false;
    return operands_sharp(run, expr->a, environment) && operands_sharp(run, expr->b, environment) &&
           operands_sharp(run, expr->c, environment) && operands_sharp(run, expr->d, environment);
}

enum outcome { OUTCOME_DONE, OUTCOME_NEEDS_PRECISION, OUTCOME_FAILED };

/* The masks of the sample being evaluated. */
static void load_masks(struct run *run, const struct family *family)
{
    const struct dropout *dropout = family->mask;
    int sample = tape_batch(run->tape, run->update)->samples[run->position];
    int update = tape_update_number(run->tape, run->update);
    union cell *cells = &run->values[family->number].cells[(size_t)run->position * family->count];
    for (size_t k = 0; k < family->count; k++) {
        bool kept = dropout->mask ? dropout->mask[(size_t)sample * family->count + k]
                                  : problem_mask(dropout, update, sample, (int)k);
        cells[k] = number_integer(run->arithmetic, kept);
    }
}

/* Where more bits are possible, what one precision leaves open another may settle. */
static bool can_raise_precision(const struct run *run)
{
    return run->settings.arithmetic == ARITHMETIC_CERTIFIED && run->bits < PRECISION_LAST;
}

static const struct expr *evaluated_formula(const struct run *run, const struct family *family)
{
    bool stable = run->settings.arithmetic != ARITHMETIC_CERTIFIED && family->stable;
    return stable ? family->stable : family->expansion;
}

static enum outcome evaluate_family(struct run *run, const struct family *family)
{
    if (family->mask) {
        load_masks(run, family);
        return OUTCOME_DONE;
    }
    struct evaluation evaluation = {.arithmetic = run->arithmetic,
                                    .context = run,
                                    .lookup = lookup,
                                    .last_precision = !can_raise_precision(run),
                                    .keep_closed = true,
                                    .scratch = run->scratch};
    long *slots = evaluation.environment.slots;
    const struct expr *formula = evaluated_formula(run, family);
    size_t first = family->scope == SCOPE_STEP ? (size_t)run->position * family->count : 0;
    for (size_t i = 0; i < family->count; i++) {
        family_indices(family, i, slots);
        run_extra_slots(run, family, slots);
        evaluation.undecided_comparison = false;
        union cell value = expr_evaluate(&evaluation, formula);
        struct shown *shown = &run->values[family->number].shown[first + i];
        if (run->settings.rounded)
            value = number_round(run->arithmetic, value, &run->settings.working, &shown->state);
        shown->comparison = evaluation.undecided_comparison;
        run->values[family->number].cells[first + i] = value;
        enum fault_kind fault = number_settle(run->arithmetic, value);
        if (evaluation.undecided_comparison &&
            !operands_sharp(run, family->expansion, &evaluation.environment)) {
            struct step step = run_step(run, family, run->position, i);
            run_report_exhausted(run, &step);
            return OUTCOME_FAILED;
        }
        /* A ball that is too wide may reach beyond all exponents although its value does not. */
        bool may_be_precision = fault == FAULT_PRECISION || fault == FAULT_TOO_LARGE;
        if (may_be_precision && can_raise_precision(run))
            return OUTCOME_NEEDS_PRECISION;
        if (fault != FAULT_NONE) {
            report_fault(run, family, i, fault);
            return OUTCOME_FAILED;
        }
    }
    arena_reset(run->scratch);
    return OUTCOME_DONE;
}

int run_repeats(const struct run *run, int group)
{
    if (group == GROUP_SAMPLES)
        return run->tape->problem->sample_count;
    if (group == GROUP_FORWARD || group == GROUP_BACKWARD)
        return tape_batch(run->tape, run->update)->count;
    return 1;
}

static int last_group(const struct run *run)
{
    return tape_forward_only(run->tape, run->update) ? GROUP_TOTAL : GROUP_UPDATE;
}

static enum outcome evaluate_update(struct run *run)
{
    for (int g = GROUP_FORWARD; g <= last_group(run); g++)
        for (run->position = 0; run->position < run_repeats(run, g); run->position++)
            for (int f = 0; f < run->groups[g].count; f++) {
                enum outcome outcome = evaluate_family(run, run->groups[g].families[f]);
                if (outcome != OUTCOME_DONE)
                    return outcome;
            }
    run->position = 0;
    return OUTCOME_DONE;
}

/* The new parameters become the parameters; everything else of the update is forgotten. */
static void advance_values(struct run *run)
{
    const struct family_list *updates = &run->groups[GROUP_UPDATE];
    for (int f = 0; f < updates->count; f++) {
        const struct family *family = updates->families[f];
        if (family->updates)
            memcpy(run->values[family->updates->number].cells, run->values[family->number].cells,
                   family->count * sizeof(union cell));
    }
    arithmetic_keep(run->arithmetic, run->kept, run->kept_count);
}

bool run_raise_precision(struct run *run)
{
    int update = run->update, position = run->position;
    enum outcome outcome = OUTCOME_NEEDS_PRECISION;
    while (outcome == OUTCOME_NEEDS_PRECISION) {
        run->bits *= 2;
        arithmetic_restart(run->arithmetic, run->bits);
        load_literals(run);
        outcome = OUTCOME_DONE;
        for (run->update = 1; run->update <= update && outcome == OUTCOME_DONE; run->update++) {
            if (run->update > 1)
                advance_values(run);
            outcome = evaluate_update(run);
        }
    }
    run->update = update;
    run->position = position;
    run->failed = run->failed || outcome == OUTCOME_FAILED;
    return !run->failed;
}

/* ---- moving on ---- */

/* Keeps the shown text of what stays: new parameters become old ones, given numbers stay what they are. */
static void advance_shown(struct run *run)
{
    const struct tape *tape = run->tape;
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        if (!family->literals)
            continue;
        size_t cells = positions_of(tape, family) * family->count;
        struct shown *shown = run->values[f].shown;
        if (family->successor)
            memcpy(shown, run->values[family->successor->number].shown, cells * sizeof *shown);
        for (size_t i = 0; i < cells; i++)
            if (shown[i].text)
                shown[i].text = arena_copy(run->next_texts, shown[i].text, strlen(shown[i].text));
    }
    for (int f = 0; f < tape->family_count; f++)
        if (!tape->families[f]->literals)
            memset(run->values[f].shown, 0,
                   positions_of(tape, tape->families[f]) * tape->families[f]->count *
                       sizeof(struct shown));
    struct arena *old = run->texts;
    run->texts = run->next_texts;
    run->next_texts = old;
    arena_reset(old);
}

/* A new parameter is printed with more digits where its change needs them. When its update is not read, this is the
 * moment to find out how it is printed in the next. */
static bool show_new_parameters(struct run *run)
{
    const struct family_list *updates = &run->groups[GROUP_UPDATE];
    for (int f = 0; f < updates->count; f++)
        for (size_t i = 0; i < updates->families[f]->count; i++) {
            struct step step = run_step(run, updates->families[f], 0, i);
            if (step.family->updates && !step_shown(&step))
                return false;
        }
    return true;
}

static bool evaluate_next(struct run *run)
{
    if (run->update > 0) {
        if (selection_has(run->settings.selection, run->update + 1) && !show_new_parameters(run))
            return false;
        advance_shown(run);
        advance_values(run);
    }
    run->update++;
    enum outcome outcome = evaluate_update(run);
    if (outcome == OUTCOME_NEEDS_PRECISION)
        return run_raise_precision(run);
    return outcome == OUTCOME_DONE;
}

bool run_next(struct run *run)
{
    int last = selection_last(run->settings.selection, run->tape);
    if (run->update > 0)
        run->read = run->update;
    while (!run->failed && run->update < last) {
        if (!evaluate_next(run))
            return false;
        if (selection_has(run->settings.selection, run->update)) {
            run->failed = run->reference && !run_next(run->reference);
            return !run->failed;
        }
    }
    return false;
}

const struct run_settings *run_settings(const struct run *run)
{
    return &run->settings;
}

int run_update(const struct run *run)
{
    return run->update;
}

bool run_failed(const struct run *run)
{
    return run->failed;
}

const struct tape *run_tape(const struct run *run)
{
    return run->tape;
}

struct arithmetic *run_arithmetic(struct run *run)
{
    return run->arithmetic;
}

/* ---- walking ---- */

struct step run_step(struct run *run, const struct family *family, int position, size_t instance)
{
    struct step step = {.run = run, .family = family, .position = position, .instance = instance};
    family_indices(family, instance, step.indices);
    return step;
}

/* Are the steps of the group at this position to be read? */
static bool is_selected(const struct run *run, int group, int position)
{
    bool of_batch = group == GROUP_FORWARD || group == GROUP_BACKWARD;
    if (!of_batch && group != GROUP_SAMPLES)
        return true;
    int row = of_batch ? tape_batch(run->tape, run->update)->samples[position] : position;
    return selection_has_sample(run->settings.selection,
                                problem_sample_number(run->tape->problem, row));
}

/* The next family of the walk that has steps; false at the end of the update. */
static bool walk_on(struct step *step)
{
    const struct run *run = step->run;
    for (;;) {
        const struct family_list *list = &run->groups[step->group];
        if (step->place < list->count && is_selected(run, step->group, step->position)) {
            step->family = list->families[step->place++];
            bool repeated = step->group == GROUP_PARAMETERS && run->read > 0;
            if (step->family->scope != SCOPE_CONSTANT && (!repeated || step->family->successor))
                return true;
        } else if (++step->position < run_repeats(run, step->group) && list->count > 0) {
            step->place = 0;
        } else if (step->group < last_group(run)) {
            step->group++;
            step->position = step->place = 0;
        } else {
            return false;
        }
    }
}

bool run_walk(struct step *step)
{
    if (step->family && ++step->instance < step->family->count) {
        family_indices(step->family, step->instance, step->indices);
        return true;
    }
    if (!step->family) {
        const struct run *run = step->run;
        step->group = run->read == 0                 ? GROUP_SAMPLES
                      : run->read == run->update - 1 ? GROUP_FORWARD
                                                     : GROUP_PARAMETERS;
        step->position = step->place = 0;
    }
    step->instance = 0;
    if (!walk_on(step))
        return false;
    family_indices(step->family, 0, step->indices);
    return true;
}
