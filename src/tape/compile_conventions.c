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

void compile_conventions(struct builder *builder)
{
    static const char *const scales[] = {"sum", "half", "mean", "half_mean"};
    static const char *const bases[] = {"e", "2", "10"};
    const struct problem *problem = builder->problem;
    if (builder->tape->loss) {
        convention(builder, "loss_over_outputs", scales[problem->loss.scale]);
        convention(builder, "loss_over_batch",
                   problem->loss.batch == REDUCTION_MEAN ? "mean" : "sum");
        if (problem->loss.clip)
            convention(builder, "clip", "the derivative is 0 only outside [clip, 1 - clip]");
        if (problem->loss.entry->logarithmic)
            convention(builder, "log_base", bases[problem->loss.log_base]);
    }
    if (builder->tape->backward && !problem->formulas)
        convention(builder, "error_terms", "of each sample's own loss");
    if (builder->tape->backward && !builder->tape->bare)
        convention(builder, "update", "all gradients are taken before any parameter changes");
    for (int l = 0; l < problem->layer_count; l++) {
        const struct activation_entry *entry = problem->layers[l].activation.entry;
        bool said = false;
        for (int k = 0; k < l; k++)
            said = said || problem->layers[k].activation.entry == entry;
        if (entry->convention && !said)
            convention(builder, entry->name, entry->convention);
    }
}
