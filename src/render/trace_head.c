/* How a trace begins: what the network is, how to read the numbers, the conventions in force, a picture. */
#include "render/trace_parts.h"

#include <string.h>

/* ---- what the network is ---- */

static void add_count(struct spans *spans, int count, const char *noun)
{
    spans_printf(spans, "%d %s%s", count, noun, count == 1 ? "" : "s");
}

static void add_layers(const struct problem *problem, struct spans *spans)
{
    add_count(spans, problem->input_count, "input");
    for (int l = 0; l < problem->layer_count; l++) {
        const struct layer *layer = &problem->layers[l];
        spans_text(spans, " → ");
        add_count(spans, layer->units, l + 1 == problem->layer_count ? "output" : "hidden unit");
        spans_printf(spans, " (%s)", layer->activation.entry->name);
    }
    spans_text(spans, ".");
}

static const char *loss_noun(const struct loss *loss)
{
    if (strcmp(loss->entry->name, "squared_error") != 0)
        return strcmp(loss->entry->name, "binary_cross_entropy") == 0 ? "binary cross-entropy"
                                                                      : "categorical cross-entropy";
    bool mean = loss->scale == SCALE_MEAN || loss->scale == SCALE_HALF_MEAN;
    return mean ? "mean squared error" : "squared error";
}

static void add_loss(const struct trace *trace, struct spans *spans)
{
    static const char *const bases[] = {"", ", logarithms to base 2", ", logarithms to base 10"};
    const struct loss *loss = &trace->problem->loss;
    bool half = loss->scale == SCALE_HALF || loss->scale == SCALE_HALF_MEAN;
    bool mean = loss->scale == SCALE_MEAN || loss->scale == SCALE_HALF_MEAN;
    bool entropy = strcmp(loss->entry->name, "squared_error") != 0;
    spans_printf(spans, " Loss: %s%s%s%s", half ? "half the " : "", mean && entropy ? "mean " : "",
                 loss_noun(loss), bases[loss->log_base]);
    if (loss->log_add)
        spans_printf(spans, ", %s added inside the logarithm", loss->log_add);
    if (loss->clip)
        spans_printf(spans, ", probabilities clipped to between %s and 1 - %s", loss->clip,
                     loss->clip);
    if (trace->tape->batch_capacity > 1)
        spans_printf(spans, ", %s over the batch",
                     loss->batch == REDUCTION_MEAN ? "averaged" : "added up");
    spans_text(spans, ".");
}

static void add_update(const struct trace *trace, struct spans *spans)
{
    const struct problem *problem = trace->problem;
    struct step rate = trace_step(trace, trace->tape->learning_rate, 0);
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_symbol(trace, &rate));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, expr_number(trace->arena, problem->optimizer.learning_rate));
    if (problem->updates == 1)
        spans_text(spans, " Update: gradient descent with ");
    else
        spans_printf(spans, " %d updates: gradient descent with ", problem->updates);
    spans_maths(spans, maths);
    spans_text(spans, ".");
}

static void write_description(struct trace *trace)
{
    struct spans *spans = trace_spans(trace);
    add_layers(trace->problem, spans);
    if (trace->tape->loss)
        add_loss(trace, spans);
    if (trace->tape->backward && trace->tape->learning_rate)
        add_update(trace, spans);
    if (trace->problem->sample_count > 1)
        spans_printf(spans, " %d samples%s.", trace->problem->sample_count,
                     trace->problem->batch_count > 1 ? ", not all of them in each update" : "");
    document_paragraph(&trace->document, spans);
}

/* ---- how to read it ---- */

static void add_digits(struct spans *spans, const struct digits *digits)
{
    add_count(spans, digits->count,
              digits->kind == DIGITS_SIGNIFICANT ? "significant digit" : "decimal place");
}

static void add_certified_legend(const struct trace *trace, struct spans *spans)
{
    spans_text(spans, "A value after = is exact; a value after ≈ is rounded to ");
    add_digits(spans, trace_digits(trace));
    spans_text(spans, ", every digit proven. Where a rounded value stands inside a formula, the "
                      "calculation went on "
                      "with the true one.");
}

static void add_float_legend(const struct trace *trace, struct spans *spans)
{
    bool single = run_settings(trace->run)->arithmetic == ARITHMETIC_FLOAT32;
    spans_printf(
        spans,
        "Computed in %s: IEEE %s precision, about %d digits, each operation rounded by the "
        "machine. The digits are those that this computation gives; they may differ from "
        "the true ones. A value after = is printed in full; a value after ≈ is printed "
        "with ",
        arithmetic_name(run_settings(trace->run)->arithmetic), single ? "single" : "double",
        single ? 7 : 16);
    add_digits(spans, trace_digits(trace));
    spans_text(spans, ", and the calculation went on with all of its digits.");
}

static void add_working_legend(const struct trace *trace, struct spans *spans)
{
    static const char *const modes[] = {[ROUND_HALF_UP] = "a half goes up, away from 0",
                                        [ROUND_HALF_EVEN] = "a half goes to the even digit",
                                        [ROUND_TRUNCATE] = "further digits are cut off"};
    const struct rounding *working = &run_settings(trace->run)->working;
    spans_text(spans, "Work by hand: every computed value is rounded to ");
    add_digits(spans, &working->digits);
    spans_printf(spans,
                 " (%s) before it is used again; given numbers stay as they are. After = nothing "
                 "had to be rounded; after ≈ something had. The tables set each value beside the "
                 "true one, which is given to ",
                 modes[working->mode]);
    add_digits(spans, trace_digits(trace));
    spans_text(spans, ", every one proven.");
}

static void write_legend(struct trace *trace)
{
    struct spans *spans = trace_spans(trace);
    if (trace_is_rounded(trace))
        add_working_legend(trace, spans);
    else if (run_settings(trace->run)->arithmetic == ARITHMETIC_CERTIFIED)
        add_certified_legend(trace, spans);
    else
        add_float_legend(trace, spans);
    document_paragraph(&trace->document, spans);
}

/* A convention as a sentence, and when it matters. */
static const struct convention_sentence {
    const char *key, *text, *sentence;
    enum { ALWAYS, WITH_OUTPUTS, WITH_BATCH, WITH_DERIVATIVES } when;
} sentences[] = {
    {"loss_over_outputs", "sum", "The loss of a sample is the sum over its outputs.", WITH_OUTPUTS},
    {"loss_over_outputs", "half", "The loss of a sample is half the sum over its outputs.",
     WITH_OUTPUTS},
    {"loss_over_outputs", "mean", "The loss of a sample is the mean over its outputs.",
     WITH_OUTPUTS},
    {"loss_over_outputs", "half_mean", "The loss of a sample is half the mean over its outputs.",
     WITH_OUTPUTS},
    {"loss_over_batch", "mean",
     "The loss and the gradients of the batch are the means of those of its samples.", WITH_BATCH},
    {"loss_over_batch", "sum",
     "The loss and the gradients of the batch are the sums of those of its samples.", WITH_BATCH},
    {"log_base", "e", "Logarithms are natural (base e).", ALWAYS},
    {"log_base", "2", "Logarithms are to base 2, so ln 2 divides the loss and its derivatives.",
     ALWAYS},
    {"log_base", "10", "Logarithms are to base 10, so ln 10 divides the loss and its derivatives.",
     ALWAYS},
    {"error_terms", "of each sample's own loss",
     "Partial derivatives of a sample are those of its own loss; the batch enters once, where "
     "gradients are combined.",
     WITH_BATCH},
    {"update", "all gradients are taken before any parameter changes",
     "All gradients are taken with the old parameters; only then are all parameters changed.",
     ALWAYS},
    {"clip", "the derivative is 0 only outside [clip, 1 - clip]",
     "A clipped probability has the derivative 0; at the limits themselves it counts as not "
     "clipped.",
     WITH_DERIVATIVES},
    {"relu", "relu'(0) = 0", "The derivative of relu at exactly 0 is taken to be 0.",
     WITH_DERIVATIVES},
};

static const struct convention_sentence *sentence_of(const struct convention *convention)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (strcmp(sentences[i].key, convention->key) == 0 &&
            strcmp(sentences[i].text, convention->text) == 0)
            return &sentences[i];
    return NULL;
}

static bool matters(const struct trace *trace, const struct convention_sentence *sentence)
{
    if (!sentence)
        return true;
    if (sentence->when == ALWAYS)
        return true;
    if (sentence->when == WITH_DERIVATIVES)
        return trace->tape->backward;
    return sentence->when == WITH_OUTPUTS ? trace->problem->output_count > 1
                                          : trace->tape->batch_capacity > 1;
}

static void write_conventions(struct trace *trace)
{
    struct list *list = list_new(trace->arena);
    for (int i = 0; i < trace->tape->convention_count; i++) {
        const struct convention *convention = &trace->tape->conventions[i];
        const struct convention_sentence *sentence = sentence_of(convention);
        if (!matters(trace, sentence))
            continue;
        struct spans *spans = trace_spans(trace);
        if (sentence)
            spans_text(spans, sentence->sentence);
        else
            spans_printf(spans, "%s: %s", convention->key, convention->text);
        list_item(list, spans);
    }
    if (!list->first)
        return;
    document_sentence(&trace->document, "Conventions in force:");
    document_list(&trace->document, list);
}

/* ---- the picture ---- */

static int edge_count(const struct problem *problem)
{
    long edges = 0;
    for (int l = 0; l < problem->layer_count && edges <= TRACE_EDGES_DRAWN; l++)
        edges += (long)problem->layers[l].units * problem->layers[l].inputs;
    return edges > TRACE_EDGES_DRAWN ? TRACE_EDGES_DRAWN + 1 : (int)edges;
}

static const char *name_at(const struct trace *trace, const struct family *family, long first,
                           long second)
{
    struct step step = trace_step_at(trace, family, first, second);
    return step_name(&step);
}

static void fill_inputs(const struct trace *trace, struct diagram_unit *units)
{
    const struct problem *problem = trace->problem;
    for (int i = 0; i < problem->input_count; i++) {
        units[i].name = name_at(trace, trace->tape->inputs, i + 1, 1);
        units[i].value = problem->sample_count == 1 ? problem->inputs[i] : NULL;
    }
}

static void fill_layer(const struct trace *trace, int layer, struct diagram_unit *units)
{
    const struct tape_layer *families = &trace->tape->layers[layer];
    const struct layer *shape = &trace->problem->layers[layer - 1];
    for (int k = 0; k < shape->units; k++) {
        const char **weights = arena_array(trace->arena, (size_t)shape->inputs, sizeof *weights);
        for (int i = 0; i < shape->inputs; i++)
            weights[i] = name_at(trace, families->weights, k + 1, i + 1);
        units[k].name = name_at(trace, families->a, k + 1, 1);
        units[k].bias = families->biases ? name_at(trace, families->biases, k + 1, 1) : NULL;
        units[k].inputs = weights;
    }
}

static void write_diagram(struct trace *trace)
{
    const struct problem *problem = trace->problem;
    if (edge_count(problem) > TRACE_EDGES_DRAWN)
        return;
    struct diagram_column *columns =
        arena_array(trace->arena, (size_t)problem->layer_count + 1, sizeof *columns);
    for (int c = 0; c <= problem->layer_count; c++) {
        int count = c ? problem->layers[c - 1].units : problem->input_count;
        struct diagram_unit *units = arena_array(trace->arena, (size_t)count, sizeof *units);
        if (c)
            fill_layer(trace, c, units);
        else
            fill_inputs(trace, units);
        columns[c] = (struct diagram_column){count, units};
    }
    struct diagram *diagram = arena_alloc(trace->arena, sizeof *diagram);
    *diagram = (struct diagram){problem->layer_count + 1, columns};
    document_diagram(&trace->document, diagram);
}

static void write_title(struct trace *trace)
{
    const struct problem *problem = trace->problem;
    struct spans *spans = trace_spans(trace);
    if (problem->title[0]) {
        spans_text(spans, problem->title);
    } else if (problem->formulas) {
        spans_text(spans, "Formulas");
    } else {
        spans_printf(spans, "Network %d", problem->input_count);
        for (int l = 0; l < problem->layer_count; l++)
            spans_printf(spans, "-%d", problem->layers[l].units);
    }
    document_heading(&trace->document, 1, spans);
}

void trace_write_head(struct trace *trace)
{
    write_title(trace);
    if (!trace->problem->formulas)
        write_description(trace);
    if (trace->problem->source) {
        struct spans *spans = trace_spans(trace);
        spans_printf(spans, "Source: %s", trace->problem->source);
        document_paragraph(&trace->document, spans);
    }
    write_legend(trace);
    write_conventions(trace);
    if (!trace->problem->formulas)
        write_diagram(trace);
}
