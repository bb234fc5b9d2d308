/* The parts of a trace document: names, values and equations of steps. */
#include "render/trace_parts.h"

#include <string.h>

#include "catalogue/catalogue.h"

struct trace *trace_open(struct run *run, const struct renderer *renderer, struct text *out,
                         struct diagnostics *diagnostics)
{
    struct trace *trace = arena_alloc(diagnostics->arena, sizeof *trace);
    trace->run = run;
    trace->tape = run_tape(run);
    trace->problem = trace->tape->problem;
    trace->detail = DETAIL_FULL;
    trace->renderer = renderer;
    trace->out = out;
    trace->arena = arena_child(diagnostics->arena);
    trace->kept = diagnostics->arena;
    trace->document = document_open(trace->arena);
    trace->level = 2;
    return trace;
}

bool trace_flush(struct trace *trace)
{
    if (!run_failed(trace->run))
        render_blocks(&trace->document, trace->renderer, trace->out);
    arena_reset(trace->arena);
    trace->document = document_open(trace->arena);
    trace->compared = NULL;
    return !run_failed(trace->run);
}

const struct digits *trace_digits(const struct trace *trace)
{
    return &run_settings(trace->run)->digits;
}

/* ---- families ---- */

static const struct family *find_derivative(const struct tape *tape, enum family_scope scope,
                                            const struct family *top, const struct family *bottom)
{
    for (int i = 0; i < tape->family_count; i++) {
        const struct family *family = tape->families[i];
        if (family->scope == scope && family->bottom.base && family->top_family == top &&
            family->bottom_family == bottom)
            return family;
    }
    return NULL;
}

const struct family *trace_partial(const struct trace *trace, const struct family *top,
                                   const struct family *bottom)
{
    return find_derivative(trace->tape, SCOPE_STEP, top, bottom);
}

const struct family *trace_sample_gradient(const struct trace *trace,
                                           const struct family *parameter)
{
    const struct family *own = trace_partial(trace, trace->tape->loss, parameter);
    return own ? own : parameter->gradient;
}

const struct family *trace_penalty_gradient(const struct trace *trace,
                                            const struct family *parameter)
{
    if (!trace->tape->penalty)
        return NULL;
    return find_derivative(trace->tape, SCOPE_UPDATE, trace->tape->penalty, parameter);
}

bool trace_has_own_gradients(const struct trace *trace)
{
    return trace_batch_count(trace) > 1 || trace->tape->penalty;
}

const struct family *trace_layer_inputs(const struct trace *trace, int layer)
{
    return layer > 1 ? trace->tape->layers[layer - 1].output : trace->tape->inputs;
}

bool trace_is_vector_layer(const struct trace *trace, int layer)
{
    return trace->tape->layers[layer].a->activation->entry->vector;
}

int trace_batch_count(const struct trace *trace)
{
    return tape_batch(trace->tape, run_update(trace->run))->count;
}

static bool is_shown(const struct trace *trace, int row)
{
    return selection_has_sample(run_settings(trace->run)->selection,
                                problem_sample_number(trace->problem, row));
}

int trace_shown_count(const struct trace *trace)
{
    const struct batch *batch = tape_batch(trace->tape, run_update(trace->run));
    int count = 0;
    for (int position = 0; position < batch->count; position++)
        count += is_shown(trace, batch->samples[position]);
    return count;
}

bool trace_shows_all(const struct trace *trace)
{
    return trace_shown_count(trace) == trace_batch_count(trace);
}

bool trace_read_sample(struct trace *trace, int index)
{
    const struct batch *batch = tape_batch(trace->tape, run_update(trace->run));
    int first = -1;
    for (int position = 0; position < batch->count; position++) {
        if (!is_shown(trace, batch->samples[position]))
            continue;
        first = first < 0 ? position : first;
        if (index-- == 0) {
            trace->position = position;
            return true;
        }
    }
    trace->position = first < 0 ? 0 : first;
    return false;
}

/* The sample being read: its place in the problem, from 0. */
static int sample_row(const struct trace *trace)
{
    return tape_batch(trace->tape, run_update(trace->run))->samples[trace->position];
}

int trace_sample_number(const struct trace *trace)
{
    return problem_sample_number(trace->problem, sample_row(trace));
}

/* ---- steps ---- */

struct step trace_step(const struct trace *trace, const struct family *family, size_t instance)
{
    int position = 0;
    if (family->scope == SCOPE_STEP)
        position = trace->position;
    else if (family->scope == SCOPE_SAMPLE)
        position = sample_row(trace);
    return run_step(trace->run, family, position, instance);
}

struct step trace_step_at(const struct trace *trace, const struct family *family, long first,
                          long second)
{
    long indices[FAMILY_RANK_MAX] = {first, second, 1, 1};
    return trace_step(trace, family, family_instance(family, indices));
}

const char *trace_shown_text(const struct step *step)
{
    const struct shown *shown = step_shown(step);
    return shown ? shown->text : "0";
}

bool trace_shown_exact(const struct step *step)
{
    const struct shown *shown = step_shown(step);
    return shown && shown->state == SHOWN_EXACT;
}

bool trace_is_as_given(const struct trace *trace, const struct family *family)
{
    return family->literals &&
           (family->scope == SCOPE_SAMPLE || trace->opening || run_update(trace->run) == 1);
}

#define LONGEST_SPELLING 20

const char *trace_given_text(const struct trace *trace, const struct step *step, bool *exact)
{
    const struct family *family = step->family;
    size_t place = (size_t)step->position * family->count + step->instance;
    *exact = true;
    if (trace_is_as_given(trace, family) && strlen(family->literals[place]) <= LONGEST_SPELLING)
        return family->literals[place];
    *exact = trace_shown_exact(step);
    return trace_shown_text(step);
}

/* ---- expressions ---- */

const struct expr *trace_symbol(const struct trace *trace, const struct step *step)
{
    struct expr *symbol = expr_name(trace->arena, step_name(step), 0, NULL);
    symbol->latex = step_latex(step);
    return symbol;
}

const struct expr *trace_value(const struct trace *trace, const struct step *step)
{
    return expr_number(trace->arena, trace_shown_text(step));
}

const struct expr *trace_named(const struct trace *trace, const char *text)
{
    return expr_name(trace->arena, text, 0, NULL);
}

const struct expr *trace_noted(const struct trace *trace, const char *text,
                               struct notation notation)
{
    struct expr *name = expr_name(trace->arena, text, 0, NULL);
    struct notation *kept = arena_alloc(trace->arena, sizeof *kept);
    *kept = notation;
    name->notation = kept;
    return name;
}

struct spans *trace_spans(const struct trace *trace)
{
    return spans_new(trace->arena);
}

/* ---- equations ---- */

static bool is_number(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER || (expr->kind == EXPR_NEGATE && expr->a->kind == EXPR_NUMBER);
}

void trace_add_result(const struct trace *trace, struct maths *maths, const struct step *step)
{
    maths_sign(maths, trace_shown_exact(step) ? PIECE_EQUAL : PIECE_ABOUT);
    maths_expr(maths, trace_value(trace, step));
}

struct maths *trace_assignment(const struct trace *trace, const struct step *step)
{
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_symbol(trace, step));
    trace_add_result(trace, maths, step);
    return maths;
}

/* A side that only repeats the result is left out. */
static void add_side(struct maths *maths, const struct expr *side, const struct expr *before)
{
    if (!side || is_number(side) || (before && expr_equal(side, before)))
        return;
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, side);
}

static void add_equation(struct trace *trace, const struct expr *symbol, const struct step *step)
{
    struct maths *maths = maths_new(trace->arena);
    const struct expr *formula = step_formula(step, trace->arena);
    maths_expr(maths, symbol);
    add_side(maths, formula, NULL);
    add_side(maths, step_substitution(step, trace->arena), formula);
    trace_add_result(trace, maths, step);
    document_equation(&trace->document, maths);
}

void trace_add_equation(struct trace *trace, const struct step *step)
{
    add_equation(trace, trace_symbol(trace, step), step);
}

void trace_write_step_called(struct trace *trace, const struct expr *symbol,
                             const struct step *step)
{
    add_equation(trace, symbol, step);
    trace_note_step(trace, step);
}

void trace_note_step(struct trace *trace, const struct step *step)
{
    trace_note_undecided(trace, step);
    trace_write_working(trace, step);
}

void trace_write_step(struct trace *trace, const struct step *step)
{
    trace_add_equation(trace, step);
    trace_note_step(trace, step);
}

void trace_write_family(struct trace *trace, const struct family *family)
{
    for (size_t i = 0; i < family->count; i++) {
        struct step step = trace_step(trace, family, i);
        trace_write_step(trace, &step);
    }
}
