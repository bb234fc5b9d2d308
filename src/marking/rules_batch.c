/* The mean of products taken for the product of means, in a gradient of a batch. */
#include "marking/attempts.h"

struct averaging {
    struct attempting *attempting;
    int samples;
    int levels; /* of error terms that are written out first */
    bool own;   /* means that are lines of the sheet are taken from there */
};

static const struct expr *expand_derivative(void *context, const struct sheet_line *line);

/* Its formula, if it names derivatives only. */
static const struct expr *chain_of(struct averaging *averaging, const struct sheet_line *line)
{
    const struct sheet_line *lines[64];
    int count = line->expansion ? formula_lines(line->expansion, lines, 64) : 0;
    for (int i = 0; i < count; i++)
        if (lines[i]->top == NO_LINE)
            return NULL;
    if (count == 0)
        return NULL;
    averaging->levels--;
    const struct expr *chain =
        replace_leaves(averaging->attempting->arena, line->expansion, expand_derivative, averaging);
    averaging->levels++;
    return chain;
}

/* The line that is the mean of a line's values over the samples: of dE/dz[k] that is the gradient of the bias. NULL: none. */
static const struct sheet_line *line_of_mean(const struct attempting *attempting,
                                             const struct sheet_line *line)
{
    const struct sheet_line *z = sheet_line(attempting->sheet, line->bottom), *operands[64];
    int count = z && z->role == ROLE_PRE_ACTIVATION ? formula_lines(z->expansion, operands, 64) : 0;
    for (int i = 0; i < attempting->sheet->count; i++) {
        const struct sheet_line *mean = &attempting->sheet->lines[i];
        const struct sheet_line *bottom = sheet_line(attempting->sheet, mean->bottom);
        if (mean->role != ROLE_GRADIENT || mean->sample != 0 || mean->update != line->update ||
            !bottom || bottom->rank != 1)
            continue;
        for (int o = 0; o < count; o++)
            if (operands[o] == bottom)
                return mean;
    }
    return NULL;
}

static const struct expr *mean_over_samples(struct averaging *averaging,
                                            const struct sheet_line *line)
{
    const struct sheet *sheet = averaging->attempting->sheet;
    struct arena *arena = averaging->attempting->arena;
    const struct expr *sum = NULL;
    const struct sheet_line *mean =
        averaging->own ? line_of_mean(averaging->attempting, line) : NULL;
    if (mean)
        return line_leaf(arena, mean);
    for (int i = 0; i < sheet->count; i++) {
        const struct sheet_line *other = &sheet->lines[i];
        if (other->family != line->family || other->update != line->update || other->sample == 0 ||
            !same_indices(other, line))
            continue;
        const struct expr *leaf = line_leaf(arena, other);
        sum = sum ? expr_binary(arena, EXPR_ADD, sum, leaf) : leaf;
    }
    return expr_binary(arena, EXPR_DIVIDE, sum,
                       expr_number(arena, arena_printf(arena, "%d", averaging->samples)));
}

static const struct expr *expand_derivative(void *context, const struct sheet_line *line)
{
    struct averaging *averaging = context;
    const struct expr *chain = averaging->levels > 0 ? chain_of(averaging, line) : NULL;
    if (chain)
        return chain;
    return line->sample == 0 ? NULL : mean_over_samples(averaging, line);
}

/* Of the chain rule back to the loss. */
#define LEVELS_MOST 6

void attempt_products_of_means(struct attempting *attempting)
{
    const struct sheet_line *first;
    const struct expr *right = attempting->line->expansion;
    int samples = attempting->sheet->samples;
    if (attempting->line->role != ROLE_GRADIENT || attempting->line->sample != 0 || samples < 2 ||
        formula_lines(attempting->line->expansion, &first, 1) == 0 || first->sample == 0 ||
        !first->expansion)
        return;
    for (int way = 0; way < 2 * LEVELS_MOST; way++) {
        struct averaging averaging = {attempting, samples, way / 2, way % 2 == 1};
        const struct expr *formula =
            replace_leaves(attempting->arena, first->expansion, expand_derivative, &averaging);
        if (right->kind == EXPR_ADD && is_leaf(right->b))
            formula = expr_binary(attempting->arena, EXPR_ADD, formula, right->b); /* a penalty's */
        attempt(attempting, MISTAKE_PRODUCT_OF_MEANS, 2, NO_DETAIL, formula);
    }
}
