/* What is traced, in a paragraph: layers, loss, penalty, optimizer. */
#include "render/trace_parts.h"

#include <string.h>

void trace_add_count(struct spans *spans, int count, const char *noun)
{
    spans_printf(spans, "%d %s%s", count, noun, count == 1 ? "" : "s");
}

/* name = literal */
static void add_number(const struct trace *trace, struct spans *spans, const struct expr *name,
                       const char *literal)
{
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, name);
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, expr_number(trace->arena, literal));
    spans_maths(spans, maths);
}

static void add_entry_parameters(const struct trace *trace, struct spans *spans,
                                 const struct entry_parameter *parameters,
                                 const char *const *literals)
{
    for (int i = 0; i < ENTRY_PARAMETERS && parameters[i].name; i++) {
        spans_text(spans, ", ");
        add_number(trace, spans, trace_named(trace, parameters[i].name), literals[i]);
    }
}

/* ---- layers ---- */

static void add_activation(const struct trace *trace, struct spans *spans,
                           const struct layer *layer)
{
    const struct activation *activation = &layer->activation;
    spans_printf(spans, " (%s", activation->entry->name);
    if (activation->custom) {
        spans_text(spans, ": ");
        spans_code(spans, activation->entry->formula);
    }
    add_entry_parameters(trace, spans, activation->entry->parameters, activation->parameters);
    if (layer->dropout)
        spans_printf(spans, "; dropout %s", layer->dropout->rate);
    spans_text(spans, ")");
}

static void add_layers(const struct trace *trace, struct spans *spans)
{
    const struct problem *problem = trace->problem;
    trace_add_count(spans, problem->input_count, "input");
    for (int l = 0; l < problem->layer_count; l++) {
        const struct layer *layer = &problem->layers[l];
        spans_text(spans, " → ");
        trace_add_count(spans, layer->units,
                        l + 1 == problem->layer_count ? "output" : "hidden unit");
        add_activation(trace, spans, layer);
    }
    spans_text(spans, ".");
}

/* ---- loss ---- */

static const char *loss_noun(const struct loss_entry *entry)
{
    static const struct {
        const char *name, *noun;
    } nouns[] = {
        {"squared_error", "squared error"},
        {"absolute_error", "absolute error"},
        {"huber", "Huber loss"},
        {"hinge", "hinge loss"},
        {"binary_cross_entropy", "binary cross-entropy"},
        {"categorical_cross_entropy", "categorical cross-entropy"},
        {"kl_divergence", "Kullback-Leibler divergence"},
    };
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (strcmp(nouns[i].name, entry->name) == 0)
            return nouns[i].noun;
    return entry->name;
}

static void add_loss_details(const struct trace *trace, struct spans *spans)
{
    static const char *const bases[] = {"", ", logarithms to base 2", ", logarithms to base 10"};
    const struct loss *loss = &trace->problem->loss;
    if (loss->custom) {
        spans_text(spans, ": ");
        spans_code(spans, loss->entry->formula);
    }
    spans_text(spans, loss->entry->variant == LOSS_LOGITS ? " from logits" : "");
    add_entry_parameters(trace, spans, loss->entry->parameters, loss->parameters);
    spans_text(spans, bases[loss->log_base]);
    if (loss->log_add)
        spans_printf(spans, ", %s added inside the logarithm", loss->log_add);
    if (loss->clip)
        spans_printf(spans, ", probabilities clipped to between %s and 1 - %s", loss->clip,
                     loss->clip);
    if (loss->smoothing)
        spans_printf(spans, ", label smoothing by %s", loss->smoothing);
}

static void add_loss(const struct trace *trace, struct spans *spans)
{
    const struct loss *loss = &trace->problem->loss;
    bool half = loss->scale == SCALE_HALF || loss->scale == SCALE_HALF_MEAN;
    bool mean = loss->scale == SCALE_MEAN || loss->scale == SCALE_HALF_MEAN;
    spans_printf(spans, " Loss: %s%s%s", half ? "half the " : "", mean ? "mean " : "",
                 loss_noun(loss->entry));
    add_loss_details(trace, spans);
    if (trace->tape->batch_capacity > 1)
        spans_printf(spans, ", %s over the batch",
                     loss->batch == REDUCTION_MEAN ? "averaged" : "added up");
    spans_text(spans, ".");
}

/* Without a loss. */
static void add_objective(const struct trace *trace, struct spans *spans)
{
    const struct problem *problem = trace->problem;
    const struct family *outputs = trace->tape->layers[problem->layer_count].output;
    struct step loss = trace_step(trace, trace->tape->loss, 0);
    struct step output = trace_step(trace, outputs, (size_t)problem->objective_output);
    spans_text(spans, " No loss: ");
    spans_expr(spans, trace_symbol(trace, &loss));
    if (problem->objective == OBJECTIVE_OUTPUT) {
        spans_text(spans, " is the output ");
        spans_expr(spans, trace_symbol(trace, &output));
    } else {
        spans_text(spans, " is the sum of the outputs");
    }
    spans_text(spans, ".");
}

/* ---- penalty ---- */

static void add_penalty_of(const struct trace *trace, struct spans *spans, const char *name,
                           const char *lambda, int layer)
{
    if (!lambda)
        return;
    bool first = spans->last->kind == SPAN_TEXT && strcmp(spans->last->text, " Penalty: ") == 0;
    spans_printf(spans, "%s%s with ", first ? "" : ", ", name);
    add_number(trace, spans, trace_named(trace, "lambda"), lambda);
    if (layer)
        spans_printf(spans, " on layer %d", layer);
}

static bool same_literal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_everywhere(const struct problem *problem)
{
    for (int l = 1; l < problem->layer_count; l++)
        if (!same_literal(problem->layers[l].l1, problem->layers[0].l1) ||
            !same_literal(problem->layers[l].l2, problem->layers[0].l2))
            return false;
    return true;
}

static void add_penalty(const struct trace *trace, struct spans *spans)
{
    const struct problem *problem = trace->problem;
    bool same = is_same_everywhere(problem);
    spans_text(spans, " Penalty: ");
    for (int l = 0; l < (same ? 1 : problem->layer_count); l++) {
        add_penalty_of(trace, spans, "L1", problem->layers[l].l1, same ? 0 : l + 1);
        add_penalty_of(trace, spans, "L2", problem->layers[l].l2, same ? 0 : l + 1);
    }
    spans_text(spans, ".");
}

/* ---- optimizer ---- */

static const char *optimizer_noun(const struct optimizer_entry *entry)
{
    static const struct {
        const char *name, *noun;
    } nouns[] = {
        {"sgd", "gradient descent"}, {"momentum", "momentum"}, {"nesterov", "Nesterov momentum"},
        {"adagrad", "Adagrad"},      {"rmsprop", "RMSprop"},   {"adam", "Adam"},
        {"adamw", "AdamW"},          {"adamax", "Adamax"},     {"nadam", "Nadam"},
    };
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (strcmp(nouns[i].name, entry->name) == 0)
            return nouns[i].noun;
    return entry->name;
}

/* Learning rate, decay rates and the like, with the names that the formulas have. */
static void add_constants(const struct trace *trace, struct spans *spans)
{
    bool first = true;
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (family->scope != SCOPE_CONSTANT)
            continue;
        struct step step = trace_step(trace, family, 0);
        spans_text(spans, first ? "" : ", ");
        add_number(trace, spans, trace_symbol(trace, &step), family->literals[0]);
        first = false;
    }
}

static void add_schedule(const struct trace *trace, struct spans *spans)
{
    const struct optimizer *optimizer = &trace->problem->optimizer;
    const struct schedule_entry *schedule = optimizer->schedule;
    if (!schedule)
        return;
    struct step rate = trace_step(trace, trace->tape->learning_rate, 0);
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_symbol(trace, &rate));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, catalogue_formula(trace->arena, schedule->formula));
    spans_printf(spans, " Schedule of the learning rate (%s): ", schedule->name);
    spans_maths(spans, maths);
    add_entry_parameters(trace, spans, schedule->parameters, optimizer->schedule_parameters);
    if (schedule->periodic)
        spans_printf(spans, "; p is the number of whole periods of %d update%s before this one.",
                     optimizer->every, optimizer->every == 1 ? "" : "s");
    else
        spans_text(spans, "; u is the number of the update.");
}

static void add_update(const struct trace *trace, struct spans *spans)
{
    const struct problem *problem = trace->problem;
    const struct optimizer *optimizer = &problem->optimizer;
    if (problem->updates == 1)
        spans_text(spans, " Update: ");
    else
        spans_printf(spans, " %d updates: ", problem->updates);
    spans_text(spans, optimizer_noun(optimizer->entry));
    spans_text(spans, optimizer->entry->centered ? ", centered, with " : " with ");
    add_constants(trace, spans);
    spans_text(spans, ".");
    if (optimizer->done > 0)
        spans_printf(spans, " %d update%s done before.", optimizer->done,
                     optimizer->done == 1 ? " was" : "s were");
    add_schedule(trace, spans);
}

/* ---- formulas ---- */

static void add_names(const struct trace *trace, struct spans *spans, const char *const *names,
                      int count)
{
    for (int i = 0; i < count; i++) {
        spans_text(spans, i == 0 ? "" : i + 1 < count ? ", " : " and ");
        spans_expr(spans, trace_named(trace, names[i]));
    }
    spans_text(spans, ".");
}

static void add_formulas(const struct trace *trace, struct spans *spans)
{
    const struct formulas *formulas = trace->problem->formulas;
    trace_add_count(spans, formulas->assignment_count, "formula");
    spans_text(spans, ".");
    if (!trace->tape->backward)
        return;
    spans_text(spans, formulas->objective_count == 1 ? " Objective: " : " Objectives: ");
    add_names(trace, spans, formulas->objectives, formulas->objective_count);
    spans_text(spans, " Derivatives by ");
    add_names(trace, spans, formulas->wrt, formulas->wrt_count);
}

/* What is not on the page, where not all of it is. */
static void add_selection(struct trace *trace, struct spans *spans)
{
    const struct selection *selection = run_settings(trace->run)->selection;
    struct text list;
    if (!selection_leaves_samples(selection))
        return;
    text_open(&list, trace->arena);
    selection_write_samples(selection, &list);
    spans_printf(spans,
                 " Of the steps of samples only those of %s are shown; losses and gradients of a "
                 "batch are those of all its samples.",
                 list.bytes);
}

void trace_write_description(struct trace *trace)
{
    const struct problem *problem = trace->problem;
    struct spans *spans = trace_spans(trace);
    if (problem->formulas)
        add_formulas(trace, spans);
    else
        add_layers(trace, spans);
    if (trace->tape->loss && problem->loss.entry)
        add_loss(trace, spans);
    else if (trace->tape->loss)
        add_objective(trace, spans);
    if (trace->tape->penalty)
        add_penalty(trace, spans);
    if (trace->tape->backward && trace->tape->learning_rate)
        add_update(trace, spans);
    if (problem->sample_count > 1)
        spans_printf(spans, " %d samples%s.", problem->sample_count,
                     problem->batch_count > 1 ? ", not all of them in each update" : "");
    add_selection(trace, spans);
    document_paragraph(&trace->document, spans);
}
