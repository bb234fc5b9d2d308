/* Operands exchanged for others: another weight or unit of the same family, indices transposed, the value before the
 * activation function for the one after it, the value of another sample or update, an updated parameter, target and
 * output. */
#include "marking/attempts.h"

#include "expr/tree.h"

#define OPERANDS_MOST 64
#define EXCHANGES_MOST 400

struct exchange {
    const struct sheet_line *line, *other;
    enum mistake mistake;
};

struct exchanging {
    struct attempting *attempting;
    const struct sheet_line *operands[OPERANDS_MOST];
    int operand_count, count;
    struct exchange items[EXCHANGES_MOST];
};

/* ---- one operand for another ---- */

static bool same_time(const struct sheet_line *a, const struct sheet_line *b)
{
    return a->update == b->update && a->sample == b->sample;
}

/* Is it the number that an update starts from, or one that it makes? */
static bool is_parameter(const struct sheet_line *line)
{
    return line->role == ROLE_PARAMETER || line->role == ROLE_UPDATE;
}

/* What it is called if `other` is taken for `line`; MISTAKES: nobody would. */
static enum mistake exchange_kind(const struct sheet_line *of, const struct sheet_line *line,
                                  const struct sheet_line *other)
{
    bool backward = of->top != NO_LINE;
    if (other->number == line->after)
        return backward ? MISTAKE_UPDATED_PARAMETER : MISTAKES;
    if (other->number == line->before)
        return MISTAKE_STALE_VALUES;
    if (other->family == line->family && same_time(line, other) && line->rank > 0)
        return is_parameter(line) ? MISTAKE_WRONG_WEIGHT : MISTAKE_WRONG_UNIT;
    if (other->family == line->family && line->update == other->update)
        return line->sample != other->sample ? MISTAKE_OTHER_SAMPLE : MISTAKES;
    if (other->family == line->family && line->sample == other->sample && same_indices(line, other))
        return other->update < line->update ? MISTAKE_STALE_VALUES : MISTAKES;
    if (other->layer != line->layer || !same_time(line, other) || !same_indices(line, other))
        return MISTAKES;
    if (line->role == ROLE_ACTIVATION && other->role == ROLE_PRE_ACTIVATION)
        return MISTAKE_PRE_ACTIVATION_USED;
    return MISTAKES;
}

static void gather(struct exchanging *exchanging, const struct sheet_line *other)
{
    for (int i = 0; i < exchanging->operand_count; i++) {
        const struct sheet_line *line = exchanging->operands[i];
        if (line == other || other == exchanging->attempting->line)
            continue;
        enum mistake mistake = exchange_kind(exchanging->attempting->line, line, other);
        if (mistake != MISTAKES && exchanging->count < EXCHANGES_MOST)
            exchanging->items[exchanging->count++] = (struct exchange){line, other, mistake};
    }
}

/* One operand exchanged: everywhere, or at one of the places where it stands. */
struct single {
    struct arena *arena;
    const struct exchange *exchange;
    int place, seen; /* place 0: everywhere */
};

static const struct expr *exchange_one(void *context, const struct sheet_line *line)
{
    struct single *single = context;
    if (line != single->exchange->line)
        return NULL;
    single->seen++;
    return single->place == 0 || single->place == single->seen
               ? line_leaf(single->arena, single->exchange->other)
               : NULL;
}

/* Makes a tree of the line's formula with other leaves, while nodes are left for it. */
static void try_replaced(const struct exchanging *exchanging, enum mistake mistake, double variants,
                         struct detail detail, replace_leaf *replace, void *context)
{
    struct attempting *attempting = exchanging->attempting;
    if (attempting->left <= 0)
        return;
    const struct expr *right = attempting->line->expansion;
    const struct expr *formula = replace_leaves(attempting->arena, right, replace, context);
    attempting->left -= exchanging->operand_count;
    if (formula != right)
        attempt(attempting, mistake, variants, detail, formula);
}

/* An operand that stands in several places is seldom exchanged in only one of them. */
#define ONE_PLACE 4

static void try_single(struct exchanging *exchanging)
{
    struct arena *arena = exchanging->attempting->arena;
    int alike[MISTAKES] = {0};
    for (int i = 0; i < exchanging->count; i++)
        alike[exchanging->items[i].mistake]++;
    for (int i = 0; i < exchanging->count; i++) {
        const struct exchange *item = &exchanging->items[i];
        struct single all = {.arena = arena, .exchange = item};
        struct detail detail = {"@ was taken in place of @",
                                {line_leaf(arena, item->other), line_leaf(arena, item->line)}};
        try_replaced(exchanging, item->mistake, alike[item->mistake], detail, exchange_one, &all);
        for (int place = 1; all.seen > 1 && place <= all.seen; place++) {
            struct single one = {.arena = arena, .exchange = item, .place = place};
            try_replaced(exchanging, item->mistake, ONE_PLACE * alike[item->mistake], detail,
                         exchange_one, &one);
        }
    }
}

/* ---- all operands of a kind at once ---- */

/* What one is exchanged for if all are; NULL: it stays. */
struct mapping {
    const struct exchanging *exchanging;
    long from, to; /* samples, updates, or the first or second index */
    int place;     /* of the index */
};

typedef bool maps_to(const struct mapping *mapping, const struct sheet_line *line,
                     const struct sheet_line *other);

struct mapped {
    struct mapping *mapping;
    maps_to *maps;
};

static const struct expr *map_leaf(void *context, const struct sheet_line *line)
{
    const struct mapped *mapped = context;
    const struct exchanging *exchanging = mapped->mapping->exchanging;
    for (int i = 0; i < exchanging->count; i++) {
        const struct exchange *item = &exchanging->items[i];
        if (item->line == line && mapped->maps(mapped->mapping, line, item->other))
            return line_leaf(exchanging->attempting->arena, item->other);
    }
    return NULL;
}

/* Most lines have nothing to transpose, and one sample: then there is nothing to make a tree or words for. */
static bool maps_any(const struct mapping *mapping, maps_to *maps)
{
    const struct exchanging *exchanging = mapping->exchanging;
    for (int i = 0; i < exchanging->count; i++)
        if (maps(mapping, exchanging->items[i].line, exchanging->items[i].other))
            return true;
    return false;
}

static void try_mapping(struct exchanging *exchanging, struct mapping *mapping, maps_to *maps,
                        enum mistake mistake, double variants, const char *words)
{
    struct mapped mapped = {mapping, maps};
    if (maps_any(mapping, maps))
        try_replaced(exchanging, mistake, variants, DETAIL_WORDS(words), map_leaf, &mapped);
}

static bool is_transposed(const struct mapping *mapping, const struct sheet_line *line,
                          const struct sheet_line *other)
{
    (void)mapping;
    return line->family == other->family && line->rank == 2 && same_time(line, other) &&
           line->indices[0] == other->indices[1] && line->indices[1] == other->indices[0];
}

/* The gradient or state transposed, not what it changes. */
static bool is_transposed_step(const struct mapping *mapping, const struct sheet_line *line,
                               const struct sheet_line *other)
{
    return line->number != mapping->exchanging->attempting->line->before &&
           is_transposed(mapping, line, other);
}

static bool has_other_index(const struct mapping *mapping, const struct sheet_line *line,
                            const struct sheet_line *other)
{
    int place = mapping->place;
    return line->family == other->family && line->rank == 2 && same_time(line, other) &&
           line->indices[place] == mapping->from && other->indices[place] == mapping->to &&
           line->indices[1 - place] == other->indices[1 - place];
}

static bool has_other_sample(const struct mapping *mapping, const struct sheet_line *line,
                             const struct sheet_line *other)
{
    return line->family == other->family && line->update == other->update &&
           line->sample == mapping->from && other->sample == mapping->to &&
           same_indices(line, other);
}

static bool has_other_update(const struct mapping *mapping, const struct sheet_line *line,
                             const struct sheet_line *other)
{
    (void)mapping;
    return other->number == line->before ||
           (other->update == line->update - 1 && other->family == line->family &&
            line->sample == other->sample && same_indices(line, other));
}

static bool is_updated(const struct mapping *mapping, const struct sheet_line *line,
                       const struct sheet_line *other)
{
    (void)mapping;
    return other->number == line->after;
}

#define INDICES_MOST 12

static void try_other_rows(struct exchanging *exchanging)
{
    const struct sheet_line *line = exchanging->attempting->line;
    for (int place = 0; place < 2; place++)
        for (long to = 1; to <= INDICES_MOST; to++) {
            /* In z2[k] it is w2[k,.] that becomes w2[to,.]; of derivatives, the unit is the bottom one's. */
            struct mapping mapping = {.exchanging = exchanging,
                                      .from = line->indices[line->rank > 1 ? place : 0],
                                      .to = to,
                                      .place = place};
            if (to != mapping.from && maps_any(&mapping, has_other_index))
                try_mapping(exchanging, &mapping, has_other_index, MISTAKE_WRONG_WEIGHT,
                            INDICES_MOST,
                            arena_printf(exchanging->attempting->arena,
                                         "the values of unit %ld were taken in place of those "
                                         "of unit %ld",
                                         to, mapping.from));
        }
}

static void try_other_samples(struct exchanging *exchanging)
{
    const struct sheet *sheet = exchanging->attempting->sheet;
    int sample = exchanging->attempting->line->sample;
    for (int i = 0; i < sheet->samples && i < INDICES_MOST; i++) {
        long to = sheet->sample_numbers[i];
        struct mapping mapping = {.exchanging = exchanging, .from = sample, .to = to};
        if (to != sample && maps_any(&mapping, has_other_sample))
            try_mapping(exchanging, &mapping, has_other_sample, MISTAKE_OTHER_SAMPLE, INDICES_MOST,
                        arena_printf(exchanging->attempting->arena,
                                     "the values of sample %ld were taken", to));
    }
}

/* Pairs of target and output that the formula names both. */
static const struct expr *swap_targets(void *context, const struct sheet_line *line)
{
    const struct mapped *mapped = context;
    const struct exchanging *exchanging = mapped->mapping->exchanging;
    enum role sought = line->role == ROLE_TARGET       ? ROLE_ACTIVATION
                       : line->role == ROLE_ACTIVATION ? ROLE_TARGET
                                                       : ROLES;
    for (int i = 0; i < exchanging->operand_count; i++) {
        const struct sheet_line *other = exchanging->operands[i];
        if (other->role == sought && same_indices(line, other) && line->sample == other->sample)
            return line_leaf(exchanging->attempting->arena, other);
    }
    return NULL;
}

static void try_swapped_targets(struct exchanging *exchanging)
{
    struct mapping mapping = {.exchanging = exchanging};
    struct mapped mapped = {&mapping, NULL};
    try_replaced(exchanging, MISTAKE_TARGET_OUTPUT_SWAPPED, 1, NO_DETAIL, swap_targets, &mapped);
}

void attempt_exchanges(struct attempting *attempting)
{
    struct exchanging *exchanging = arena_alloc(attempting->arena, sizeof *exchanging);
    exchanging->attempting = attempting;
    exchanging->operand_count =
        formula_lines(attempting->line->expansion, exchanging->operands, OPERANDS_MOST);
    for (int i = 0; i < attempting->sheet->count; i++)
        gather(exchanging, &attempting->sheet->lines[i]);
    struct mapping mapping = {.exchanging = exchanging};
    try_swapped_targets(exchanging);
    try_mapping(exchanging, &mapping, is_transposed, MISTAKE_TRANSPOSED, 1, NULL);
    if (attempting->line->before != NO_LINE)
        try_mapping(exchanging, &mapping, is_transposed_step, MISTAKE_TRANSPOSED, 1, NULL);
    try_mapping(exchanging, &mapping, is_updated, MISTAKE_UPDATED_PARAMETER, 1,
                "the new parameters were taken");
    try_mapping(exchanging, &mapping, has_other_update, MISTAKE_STALE_VALUES, 1,
                "the values of the update before");
    try_other_rows(exchanging);
    try_other_samples(exchanging);
    try_single(exchanging);
}
