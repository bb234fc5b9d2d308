/* What a reader must know to compare a trace with his own: key and what holds. */
#include "tape/builder.h"

#include <string.h>

static void convention(struct builder *builder, const char *key, const char *text)
{
    struct tape *tape = builder->tape;
    struct convention *list =
        arena_array(builder->arena, (size_t)tape->convention_count + 1, sizeof *list);
    if (tape->convention_count)
        memcpy(list, tape->conventions, (size_t)tape->convention_count * sizeof *list);
    list[tape->convention_count++] = (struct convention){key, text};
    tape->conventions = list;
}

static void loss_conventions(struct builder *builder)
{
    static const char *const scales[] = {"sum", "half", "mean", "half_mean"};
    static const char *const bases[] = {"e", "2", "10"};
    const struct loss *loss = &builder->problem->loss;
    convention(builder, "loss_over_outputs", scales[loss->scale]);
    convention(builder, "loss_over_batch", loss->batch == REDUCTION_MEAN ? "mean" : "sum");
    if (loss->clip)
        convention(builder, "clip", "the derivative is 0 only outside [clip, 1 - clip]");
    if (loss->entry->logarithmic)
        convention(builder, "log_base", bases[loss->log_base]);
    if (loss->entry->variant == LOSS_LOGITS)
        convention(builder, "from_logits", "the outputs are logits");
    if (loss->smoothing)
        convention(builder, "label_smoothing", "t becomes (1 - s)*t + s/classes");
    if (loss->entry->convention)
        convention(builder, loss->entry->name, loss->entry->convention);
}

static void objective_conventions(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    convention(builder, "objective",
               problem->objective == OBJECTIVE_OUTPUT
                   ? arena_printf(builder->arena, "E is output %d", problem->objective_output + 1)
                   : "E is the sum of the outputs");
    convention(builder, "loss_over_batch", problem->loss.batch == REDUCTION_MEAN ? "mean" : "sum");
}

static void penalty_conventions(struct builder *builder)
{
    static const char *const words[] = {"plain", "half", "half_over_m"};
    const struct problem *problem = builder->problem;
    bool l1 = false;
    convention(builder, "penalty", words[problem->penalty.convention]);
    convention(builder, "penalty_on",
               problem->penalty.biases ? "weights and biases" : "weights, not biases");
    for (int l = 0; l < problem->layer_count; l++)
        l1 = l1 || problem->layers[l].l1;
    if (l1)
        convention(builder, "l1", penalty_by_name("l1")->convention);
}

static void optimizer_conventions(struct builder *builder)
{
    const struct optimizer *optimizer = &builder->problem->optimizer;
    convention(builder, "update", "all gradients are taken before any parameter changes");
    if (!optimizer->entry)
        return;
    if (optimizer->entry->convention)
        convention(builder, optimizer->entry->name, optimizer->entry->convention);
    if (optimizer->weight_decay && !optimizer->entry->decoupled)
        convention(builder, "weight_decay", "lambda*w is added to the gradient");
    if (optimizer->every)
        convention(builder, "schedule",
                   arena_printf(builder->arena, "the rate changes after every %d updates",
                                optimizer->every));
}

/* What holds at the kinks of activations, each said once, and how dropout scales. */
static void layer_conventions(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    bool dropout = false;
    for (int l = 0; l < problem->layer_count; l++) {
        const struct activation_entry *entry = problem->layers[l].activation.entry;
        bool said = false;
        for (int k = 0; k < l; k++)
            said = said || problem->layers[k].activation.entry == entry;
        if (entry->convention && !said)
            convention(builder, entry->name, entry->convention);
        dropout = dropout || problem->layers[l].dropout;
    }
    if (dropout)
        convention(builder, "dropout", "inverted: what is kept is divided by 1 - rate");
}

void compile_independence(struct builder *builder, const struct family *objective,
                          const struct family *const *wanted, int count,
                          const struct family *const *adjoints)
{
    struct text text;
    text_open(&text, builder->arena);
    for (int i = 0; i < count; i++)
        if (!adjoints[i])
            text_printf(&text, "%s%s", text.length ? ", " : "", wanted[i]->top.base);
    if (text.length)
        builder->independence =
            arena_printf(builder->arena, "%s%s%s does not depend on %s", builder->independence,
                         *builder->independence ? "; " : "", objective->top.base, text.bytes);
}

void compile_conventions(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    const struct tape *tape = builder->tape;
    if (tape->loss && problem->loss.entry)
        loss_conventions(builder);
    else if (tape->loss)
        objective_conventions(builder);
    if (tape->penalty)
        penalty_conventions(builder);
    if (tape->backward && tape->loss)
        convention(builder, "error_terms", "of each sample's own loss");
    if (tape->backward && (tape->loss || problem->optimizer.entry))
        optimizer_conventions(builder);
    layer_conventions(builder);
    if (*builder->independence)
        convention(builder, "independence", builder->independence);
}
