/* The numbers a problem gives, as it wrote them, and parameters and states as they are before an update; equal
 * numbers with names that run on are joined: w1 = ... = w9 = 1. */
#include "render/trace_parts.h"

#include <stdlib.h>
#include <string.h>

/* More separate equations than this are given a row for each unit. */
#define PARTS_IN_A_ROW 6

struct given {
    struct step step;
    const char *literal;
    bool exact;
};

struct givens {
    struct given *items;
    size_t count;
};

/* ---- runs of equal numbers ---- */

static size_t number_start(const char *name)
{
    size_t start = strlen(name);
    while (start > 0 && name[start - 1] >= '0' && name[start - 1] <= '9')
        start--;
    return start;
}

/* w1 before w2; w1[1,1] before w1[1,2]. */
static bool follows(const struct step *before, const struct step *after)
{
    const char *a = step_name(before), *b = step_name(after);
    size_t stem = number_start(a);
    if (strchr(a, '[') && strchr(b, '['))
        return before->family == after->family && after->instance == before->instance + 1;
    return stem > 0 && stem == number_start(b) && a[stem] && b[stem] && strncmp(a, b, stem) == 0 &&
           strtol(b + stem, NULL, 10) == strtol(a + stem, NULL, 10) + 1;
}

/* w1[1,2] = ... = w1[2,2] would leave a reader guessing: only a run from the matrix's first element
 * goes on into the next row. */
static bool begins_row(const struct step *first, const struct step *next)
{
    return next->family->rank == 2 && next->indices[1] == 1 && first->instance > 0 &&
           strchr(step_name(next), '[');
}

static size_t run_length(const struct givens *givens, size_t from)
{
    const struct given *items = givens->items;
    size_t end = from + 1;
    while (end < givens->count && strcmp(items[end].literal, items[from].literal) == 0 &&
           items[end].exact == items[from].exact &&
           follows(&items[end - 1].step, &items[end].step) &&
           !begins_row(&items[from].step, &items[end].step))
        end++;
    return end - from;
}

static size_t part_count(const struct givens *givens)
{
    size_t parts = 0;
    for (size_t i = 0; i < givens->count; i += run_length(givens, i))
        parts++;
    return parts;
}

static void add_run(const struct trace *trace, struct spans *spans, const struct given *items,
                    size_t length)
{
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_symbol(trace, &items[0].step));
    if (length > 2) {
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, trace_named(trace, "..."));
    }
    if (length > 1) {
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, trace_symbol(trace, &items[length - 1].step));
    }
    maths_sign(maths, items[0].exact ? PIECE_EQUAL : PIECE_ABOUT);
    maths_expr(maths, expr_number(trace->arena, items[0].literal));
    spans_maths(spans, maths);
}

static const struct spans *spans_of(const struct trace *trace, const struct givens *givens)
{
    struct spans *spans = trace_spans(trace);
    for (size_t i = 0, length; i < givens->count; i += length) {
        length = run_length(givens, i);
        if (i > 0)
            spans_text(spans, ", ");
        add_run(trace, spans, &givens->items[i], length);
    }
    return spans;
}

/* ---- collecting ---- */

static struct givens givens_open(const struct trace *trace, size_t room)
{
    return (struct givens){arena_array(trace->arena, room + 1, sizeof(struct given)), 0};
}

static void collect(const struct trace *trace, struct givens *givens, const struct family *family,
                    size_t from, size_t count)
{
    for (size_t i = from; family && i < from + count; i++) {
        struct given *given = &givens->items[givens->count++];
        given->step = trace_step(trace, family, i);
        given->literal = trace_given_text(trace, &given->step, &given->exact);
    }
}

/* ---- rows ---- */

static const struct spans **add_row(struct table *table, const struct spans *what,
                                    const struct spans *values)
{
    const struct spans **cells = table_row(table);
    cells[0] = what;
    cells[1] = values;
    return cells;
}

static void add_family_row(struct trace *trace, struct table *table, const char *what,
                           const struct family *family)
{
    struct givens givens = givens_open(trace, family->count);
    struct spans *label = trace_spans(trace);
    collect(trace, &givens, family, 0, family->count);
    spans_printf(label, "%s%s", what, family->count == 1 ? "" : "s");
    add_row(table, label, spans_of(trace, &givens));
}

/* All weights, or all biases, of the network in one row, if that stays short. */
static bool add_joint_row(struct trace *trace, struct table *table, bool biases)
{
    int layers = trace->problem->layer_count;
    struct givens givens = givens_open(trace, (size_t)problem_parameter_count(trace->problem));
    for (int l = 1; l <= layers; l++) {
        const struct tape_layer *layer = &trace->tape->layers[l];
        const struct family *family = biases ? layer->biases : layer->weights;
        collect(trace, &givens, family, 0, family ? family->count : 0);
    }
    if (givens.count == 0)
        return true;
    if (part_count(&givens) > PARTS_IN_A_ROW)
        return false;
    struct spans *label = trace_spans(trace);
    spans_text(label, biases ? "biases" : "weights");
    add_row(table, label, spans_of(trace, &givens));
    return true;
}

/* A row for the weights into each unit. */
static void add_unit_rows(struct trace *trace, struct table *table, int layer)
{
    const struct tape_layer *families = &trace->tape->layers[layer];
    size_t inputs = (size_t)trace->problem->layers[layer - 1].inputs;
    for (size_t k = 0; k < families->a->count; k++) {
        struct givens givens = givens_open(trace, inputs);
        struct step unit = trace_step(trace, families->a, k);
        struct spans *label = trace_spans(trace);
        spans_text(label, "weights into ");
        spans_expr(label, trace_symbol(trace, &unit));
        collect(trace, &givens, families->weights, k * inputs, inputs);
        add_row(table, label, spans_of(trace, &givens));
    }
}

static void add_bias_row(struct trace *trace, struct table *table, int layer)
{
    const struct family *biases = trace->tape->layers[layer].biases;
    if (!biases)
        return;
    struct givens givens = givens_open(trace, biases->count);
    struct spans *label = trace_spans(trace);
    spans_printf(label, "biases of layer %d", layer);
    collect(trace, &givens, biases, 0, biases->count);
    add_row(table, label, spans_of(trace, &givens));
}

/* In later updates only what has changed since. */
static bool is_given_quantity(const struct trace *trace, const struct family *family)
{
    return family->role == ROLE_PARAMETER && family->literals && family->scope == SCOPE_UPDATE &&
           (trace->opening || family->successor);
}

/* Of a problem of formulas: the numbers without indices in one row, each array in a row of its own. */
static void add_quantity_rows(struct trace *trace, struct table *table)
{
    const struct tape *tape = trace->tape;
    struct givens numbers = givens_open(trace, (size_t)tape->family_count);
    for (int f = 0; f < tape->family_count; f++)
        if (is_given_quantity(trace, tape->families[f]) && tape->families[f]->rank == 0)
            collect(trace, &numbers, tape->families[f], 0, 1);
    struct spans *label = trace_spans(trace);
    spans_text(label, numbers.count == 1 ? "number" : "numbers");
    if (numbers.count > 0)
        add_row(table, label, spans_of(trace, &numbers));
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        if (!is_given_quantity(trace, family) || family->rank == 0 ||
            (family->rank == 2 && trace->opening))
            continue;
        struct givens givens = givens_open(trace, family->count);
        collect(trace, &givens, family, 0, family->count);
        label = trace_spans(trace);
        spans_expr(label, trace_named(trace, family->top.base));
        add_row(table, label, spans_of(trace, &givens));
    }
}

static void add_parameter_rows(struct trace *trace, struct table *table)
{
    if (trace->problem->formulas)
        add_quantity_rows(trace, table);
    if (!add_joint_row(trace, table, false))
        for (int l = 1; l <= trace->problem->layer_count; l++)
            add_unit_rows(trace, table, l);
    if (!add_joint_row(trace, table, true))
        for (int l = 1; l <= trace->problem->layer_count; l++)
            add_bias_row(trace, table, l);
}

/* ---- states of the optimizer ---- */

static bool is_kept_state(const struct family *family)
{
    return family->role == ROLE_STATE && family->literals;
}

static void collect_states(const struct trace *trace, struct givens *givens, const char *symbol)
{
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (is_kept_state(family) && strcmp(family->symbol, symbol) == 0)
            collect(trace, givens, family, 0, family->count);
    }
}

static bool is_first_of_symbol(const struct trace *trace, const struct family *family)
{
    for (int f = 0; f < family->number; f++)
        if (is_kept_state(trace->tape->families[f]) &&
            strcmp(trace->tape->families[f]->symbol, family->symbol) == 0)
            return false;
    return true;
}

static size_t state_count(const struct trace *trace)
{
    size_t count = 0;
    for (int f = 0; f < trace->tape->family_count; f++)
        if (is_kept_state(trace->tape->families[f]))
            count += trace->tape->families[f]->count;
    return count;
}

/* Does every state of a parameter begin at 0, as most optimizers have it? */
static bool begin_at_zero(const struct trace *trace)
{
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        for (size_t i = 0; is_kept_state(family) && i < family->count; i++)
            if (!trace_is_as_given(trace, family) || !family->state_of ||
                strcmp(family->literals[i], "0") != 0)
                return false;
    }
    return true;
}

/* "every m and v is 0 before update 1" */
static void add_zero_row(struct trace *trace, struct table *table)
{
    struct spans *label = trace_spans(trace), *values = trace_spans(trace);
    int count = 0;
    spans_text(label, "states");
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (!is_kept_state(family) || !is_first_of_symbol(trace, family))
            continue;
        spans_text(values, count++ ? " and " : "every ");
        spans_expr(values, trace_named(trace, family->symbol));
    }
    spans_printf(values, " is 0 before update %d", tape_update_number(trace->tape, 1));
    if (count > 0)
        add_row(table, label, values);
}

static struct spans *state_label(const struct trace *trace, const struct family *state)
{
    struct spans *label = trace_spans(trace);
    spans_text(label, "state ");
    spans_expr(label, trace_named(trace, state->symbol));
    return label;
}

/* "state m of weights of layer 1" */
static void add_family_state_row(struct trace *trace, struct table *table,
                                 const struct family *state)
{
    const struct family *of = state->state_of;
    struct givens givens = givens_open(trace, state->count);
    struct spans *label = state_label(trace, state);
    if (of && trace->problem->formulas) {
        spans_text(label, " of ");
        spans_expr(label, trace_named(trace, of->top.base));
    } else if (of) {
        bool bias = trace->tape->layers[of->layer].biases == of;
        spans_printf(label, ", %s of layer %d", bias ? "biases" : "weights", of->layer);
    }
    collect(trace, &givens, state, 0, state->count);
    add_row(table, label, spans_of(trace, &givens));
}

/* All of one symbol in one row, if that stays short. */
static bool add_joint_state_row(struct trace *trace, struct table *table,
                                const struct family *first)
{
    struct givens givens = givens_open(trace, state_count(trace));
    collect_states(trace, &givens, first->symbol);
    if (part_count(&givens) > PARTS_IN_A_ROW)
        return false;
    add_row(table, state_label(trace, first), spans_of(trace, &givens));
    return true;
}

/* What m, what v is for every parameter. */
static void add_state_rows(struct trace *trace, struct table *table)
{
    if (begin_at_zero(trace)) {
        add_zero_row(trace, table);
        return;
    }
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *first = trace->tape->families[f];
        if (!is_kept_state(first) || !is_first_of_symbol(trace, first) ||
            add_joint_state_row(trace, table, first))
            continue;
        for (int g = f; g < trace->tape->family_count; g++) {
            const struct family *state = trace->tape->families[g];
            if (is_kept_state(state) && strcmp(state->symbol, first->symbol) == 0)
                add_family_state_row(trace, table, state);
        }
    }
}

/* ---- tables ---- */

static struct table *open_table(struct trace *trace, const char *title)
{
    struct table *table = table_new(trace->arena, 2);
    struct spans *head = trace_spans(trace);
    spans_text(head, title);
    add_row(table, head, NULL);
    return table;
}

void trace_write_given(struct trace *trace)
{
    struct table *table = open_table(trace, "given");
    if (trace->problem->sample_count == 1 && trace->tape->inputs) {
        add_family_row(trace, table, "input", trace->tape->inputs);
        if (trace->tape->targets)
            add_family_row(trace, table, "target", trace->tape->targets);
    }
    add_parameter_rows(trace, table);
    add_state_rows(trace, table);
    if (table->first->next)
        document_table(&trace->document, table);
}

/* The numbers of one sample, wherever it stands in the batches. */
static void collect_sample(const struct trace *trace, struct givens *givens,
                           const struct family *family, int sample)
{
    for (size_t i = 0; family && i < family->count; i++) {
        struct given *given = &givens->items[givens->count++];
        given->step = run_step(trace->run, family, sample, i);
        given->literal = trace_given_text(trace, &given->step, &given->exact);
    }
}

void trace_write_samples(struct trace *trace)
{
    const struct family *inputs = trace->tape->inputs, *targets = trace->tape->targets;
    struct table *table = open_table(trace, "data");
    for (int s = 0; s < trace->problem->sample_count; s++) {
        int number = problem_sample_number(trace->problem, s);
        if (!selection_has_sample(run_settings(trace->run)->selection, number))
            continue;
        struct givens givens = givens_open(trace, inputs->count + (targets ? targets->count : 0));
        struct spans *label = trace_spans(trace);
        spans_printf(label, "sample %d", number);
        collect_sample(trace, &givens, inputs, s);
        collect_sample(trace, &givens, targets, s);
        add_row(table, label, spans_of(trace, &givens));
    }
    document_table(&trace->document, table);
}

void trace_write_given_states(struct trace *trace)
{
    if (!begin_at_zero(trace) && state_count(trace) > TRACE_PARAMETERS_LISTED)
        return;
    struct table *table = open_table(trace, "optimizer");
    add_state_rows(trace, table);
    if (table->first->next)
        document_table(&trace->document, table);
}

void trace_write_standing(struct trace *trace)
{
    int update = tape_update_number(trace->tape, run_update(trace->run));
    struct table *table = open_table(trace, arena_printf(trace->arena, "before update %d", update));
    add_parameter_rows(trace, table);
    add_state_rows(trace, table);
    document_table(&trace->document, table);
}
