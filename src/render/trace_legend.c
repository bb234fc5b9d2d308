/* How to read a trace: what its digits mean, and the conventions in force. */
#include "render/trace_parts.h"

#include <string.h>

/* ---- digits ---- */

static void add_digits(struct spans *spans, const struct digits *digits)
{
    trace_add_count(spans, digits->count,
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

const struct spans *trace_legend(const struct trace *trace)
{
    struct spans *spans = trace_spans(trace);
    if (trace_is_rounded(trace))
        add_working_legend(trace, spans);
    else if (run_settings(trace->run)->arithmetic == ARITHMETIC_CERTIFIED)
        add_certified_legend(trace, spans);
    else
        add_float_legend(trace, spans);
    return spans;
}

void trace_write_legend(struct trace *trace)
{
    document_paragraph(&trace->document, trace_legend(trace));
}

/* ---- conventions ---- */

/* A convention as a sentence, and when it matters. A text of NULL: whatever it says; a sentence of NULL: the page says
 * it elsewhere; one that ends in a space begins what the text goes on to say. */
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
    {"relu", NULL, "The derivative of relu at exactly 0 is taken to be 0.", WITH_DERIVATIVES},
    {"l1", NULL, "The derivative of |w| at exactly 0 is taken to be 0.", WITH_DERIVATIVES},
    {"from_logits", NULL,
     "The outputs are logits: the loss itself contains the function that makes probabilities of "
     "them.",
     ALWAYS},
    {"label_smoothing", NULL,
     "Label smoothing by s: the loss reads (1 - s) t + s/classes in place of a target t.", ALWAYS},
    {"objective", NULL, NULL, ALWAYS}, /* said with the network, as is the schedule */
    {"schedule", NULL, NULL, ALWAYS},
    {"penalty", "plain",
     "A penalty is lambda times the sum of the squares (L2) or absolute values (L1).", ALWAYS},
    {"penalty", "half",
     "An L2 penalty is lambda/2 times the sum of the squares, an L1 penalty lambda times the sum "
     "of the absolute values.",
     ALWAYS},
    {"penalty", "half_over_m",
     "An L2 penalty is lambda/(2m) times the sum of the squares, an L1 penalty lambda/m times the "
     "sum of the absolute values, m being the number of samples in the batch.",
     ALWAYS},
    {"penalty_on", "weights, not biases", "Biases are not penalised.", ALWAYS},
    {"penalty_on", "weights and biases", "Weights and biases are penalised.", ALWAYS},
    {"weight_decay", NULL,
     "Weight decay adds lambda times the parameter to its gradient before the optimizer reads it.",
     ALWAYS},
    {"independence", NULL, "No derivatives, since they are 0: ", ALWAYS},
    {"dropout", NULL,
     "Dropout is inverted: what is kept is divided by 1 - rate, what is dropped becomes 0.",
     ALWAYS},
};

static const struct convention_sentence *sentence_of(const struct convention *convention)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (strcmp(sentences[i].key, convention->key) == 0 &&
            (!sentences[i].text || strcmp(sentences[i].text, convention->text) == 0))
            return &sentences[i];
    return NULL;
}

static bool matters(const struct trace *trace, const struct convention_sentence *sentence)
{
    if (!sentence)
        return true;
    if (sentence->when == ALWAYS)
        return sentence->sentence != NULL;
    if (sentence->when == WITH_DERIVATIVES)
        return trace->tape->backward;
    return sentence->when == WITH_OUTPUTS ? trace->problem->output_count > 1
                                          : trace->tape->batch_capacity > 1;
}

static bool ends_in_space(const char *sentence)
{
    size_t length = strlen(sentence);
    return length > 0 && sentence[length - 1] == ' ';
}

const struct spans *trace_convention(const struct trace *trace, int number)
{
    const struct convention *convention = &trace->tape->conventions[number];
    const struct convention_sentence *sentence = sentence_of(convention);
    if (!matters(trace, sentence))
        return NULL;
    struct spans *spans = trace_spans(trace);
    if (!sentence)
        spans_printf(spans, "%s: %s.", convention->key, convention->text);
    else if (ends_in_space(sentence->sentence))
        spans_printf(spans, "%s%s.", sentence->sentence, convention->text);
    else
        spans_text(spans, sentence->sentence);
    return spans;
}

void trace_write_conventions(struct trace *trace)
{
    struct list *list = list_new(trace->arena);
    for (int i = 0; i < trace->tape->convention_count; i++) {
        const struct spans *convention = trace_convention(trace, i);
        if (convention)
            list_item(list, convention);
    }
    if (!list->first)
        return;
    document_sentence(&trace->document, "Conventions in force:");
    document_list(&trace->document, list);
}
