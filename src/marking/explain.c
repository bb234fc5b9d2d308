/* The search for explanations: mistakes are tried on the person's own values, those that lead to what was written are
 * weighed and ranked. What is tried is in attempts.h and slips.c. */
#include "marking/candidates.h"

#include "expr/tree.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

/* ---- candidates ---- */

/* Two sets that touch in a rounding of doubles only. */
#define TOUCH 1e-9

/* Numbers nearer than this part of the last digit written are one. */
#define SAME 1e-3

bool gives_writing(const struct search *search, struct interval set)
{
    struct interval meant = search->meant;
    const struct written *written = search->situation->written;
    bool cut = search->situation->habit != HABIT_NEAREST && written->kind == WRITTEN_NUMBER;
    double slack = cut ? TOUCH * interval_width(meant) : 0;
    if (meant.high > 0 && set.low > meant.high - slack)
        return false;
    if (meant.low < 0 && set.high < meant.low + slack)
        return false;
    return intervals_meet(set, meant);
}

double share_of(struct interval set, struct interval within)
{
    double width = interval_width(set);
    double low = fmax(set.low, within.low), high = fmin(set.high, within.high);
    return width <= SAME * interval_width(within) ? 1 : fmax(high - low, 0) / width;
}

#define STEPS_OF_A_BIT 65536

double bits_of(double ratio)
{
    return round(log2(ratio) * STEPS_OF_A_BIT) / STEPS_OF_A_BIT;
}

/* Bits by which what was written is likelier with a mistake than by chance. Half of all people compute with the figures as
 * they wrote them, which give one number; the others come to any number of the set, of which a share gives the writing. */
static double match_bits(const struct search *search, double share, bool gives_it)
{
    double chance = interval_width(search->meant) / search->scale;
    return bits_of(((gives_it ? 1 : 0) + share) / 2 / chance);
}

/* Do they say the same? The same formula twice is one mistake, unless two rules lead to it; slips that want the same number
 * are one. */
static bool is_same(const struct search *search, const struct candidate *a,
                    const struct candidate *b)
{
    if (a->formula && b->formula) {
        bool rules = a->mistake >= MISTAKE_FIRST_RULE && b->mistake >= MISTAKE_FIRST_RULE;
        return (!rules || a->mistake == b->mistake) && expr_equal(a->formula, b->formula);
    }
    if (a->formula || b->formula)
        return false;
    return a->mistake == b->mistake ||
           fabs(a->intended - b->intended) <= SAME * interval_width(search->meant);
}

/* Of two that say the same the likelier one stays. */
static void keep(struct search *search, const struct candidate *candidate)
{
    for (int i = 0; i < search->count; i++)
        if (is_same(search, &search->items[i], candidate)) {
            if (search->items[i].weight < candidate->weight) {
                search->items[i] = *candidate;
                search->items[i].order = i;
            }
            return;
        }
    if (search->count == CANDIDATES_MOST)
        return;
    if (search->items == NULL)
        search->items = arena_array(search->arena, CANDIDATES_MOST, sizeof *search->items);
    search->items[search->count] = *candidate;
    search->items[search->count].order = search->count;
    search->count++;
}

struct replacement {
    const struct sheet_line *line;
    const struct expr *with;
};

static const struct expr *replace_one(void *context, const struct sheet_line *line)
{
    const struct replacement *replacement = context;
    return line == replacement->line ? replacement->with : NULL;
}

const struct expr *whole_formula(struct search *search, const struct level *level,
                                 const struct expr *formula)
{
    for (; level->outer; level = level->outer) {
        struct replacement replacement = {level->line, formula};
        formula =
            replace_leaves(search->arena, level->outer->line->expansion, replace_one, &replacement);
    }
    return formula;
}

/* What matches no better than this explains nothing; a slip that is one of many as little. */
#define BITS_OF_MATCHES 0.5

static void try_attempt(struct search *search, const struct level *level,
                        const struct attempt *attempt)
{
    struct interval set;
    if (!intervals_meet(sieve_bounds(search, level, attempt->formula), search->meant))
        return;
    const struct expr *formula = whole_formula(search, level, attempt->formula);
    if (!formula_bounds(search, formula, &set) || !gives_writing(search, set))
        return;
    if (!formula_reach(search, formula, &set) || !gives_writing(search, set))
        return;
    /* A division by what may be 0 leads anywhere, and explains nothing. */
    double value = formula_figure(search, formula);
    if (!isfinite(set.low) || !isfinite(set.high) || !isfinite(value))
        return;
    bool gives_it = gives_writing(search, (struct interval){value, value});
    double match = match_bits(search, share_of(set, search->meant), gives_it);
    if (match < BITS_OF_MATCHES)
        return;
    double weight = mistake_entries[attempt->mistake].prior - bits_of(attempt->variants) + match -
                    level->unlikely;
    keep(search, &(struct candidate){attempt->mistake, attempt->detail, formula, NAN, value,
                                     gives_it, weight, 0});
}

void search_add_slip(struct search *search, const struct slip *slip)
{
    double match = match_bits(search, slip->share, slip->gives_it);
    bool copied = slip->mistake >= MISTAKE_VALUE_COPIED;
    if (match - (copied ? 0 : bits_of(slip->variants)) < BITS_OF_MATCHES)
        return;
    double weight = mistake_entries[slip->mistake].prior - bits_of(slip->variants) + match;
    keep(search, &(struct candidate){slip->mistake, slip->detail, NULL, slip->intended,
                                     search->figure, slip->gives_it, weight, 0});
}

/* ---- levels ---- */

#define DEPTH_MOST 3
#define UNWRITTEN_MOST 12

/* A mistake in a step that is not there to be seen, and one in the same step of just one sample of a batch. */
#define BITS_OF_DEPTH 1
#define BITS_OF_ONE_SAMPLE 2

struct walk {
    struct search *search;
    const struct level *level;
};

static void see_attempt(void *context, const struct attempt *attempt)
{
    const struct walk *walk = context;
    if (walk->search->tried++ < TRIES_MOST)
        walk->search->seen(walk->search, walk->level, attempt);
}

static void walk_level(struct search *search, const struct level *level)
{
    struct walk walk = {search, level};
    each_attempt(search->arena, search->situation->sheet, level->line, see_attempt, &walk);
    if (level->depth == DEPTH_MOST)
        return;
    const struct sheet_line *lines[UNWRITTEN_MOST];
    int count = formula_lines(level->line->expansion, lines, UNWRITTEN_MOST);
    for (int i = 0; i < count; i++) {
        if (lines[i]->expansion == NULL || search_writing(search, lines[i]))
            continue;
        bool other_sample = lines[i]->sample != level->line->sample;
        struct level inner = {lines[i], level, level->depth + 1,
                              level->unlikely + BITS_OF_DEPTH +
                                  (other_sample ? BITS_OF_ONE_SAMPLE : 0)};
        walk_level(search, &inner);
    }
}

void search_levels(struct search *search, level_attempt *seen)
{
    struct level level = {.line = search->situation->line};
    search->seen = seen;
    if (level.line->expansion)
        walk_level(search, &level);
}

/* ---- ranking ---- */

static int by_weight(const void *a, const void *b)
{
    const struct candidate *first = a, *second = b;
    if (first->weight != second->weight)
        return first->weight > second->weight ? -1 : 1;
    return first->order - second->order;
}

/* Candidates so much less likely than the best are not worth a word. */
#define BITS_WORTH_A_WORD 12

/* The same mistake at another place says little more. */
static bool is_told(const struct cause *causes, int count, const char *code)
{
    for (int i = 0; i < count; i++)
        if (strcmp(causes[i].code, code) == 0)
            return true;
    return false;
}

static int rank(struct arena *arena, struct search *search, struct cause causes[CAUSES_MOST])
{
    int count = 0;
    qsort(search->items, (size_t)search->count, sizeof *search->items, by_weight);
    const struct candidate *best = &search->items[0];
    for (int i = 0; i < search->count && count < CAUSES_MOST; i++) {
        const struct candidate *candidate = &search->items[i];
        const char *code = mistake_entries[candidate->mistake].code;
        if (candidate->weight < best->weight - BITS_WORTH_A_WORD)
            break;
        if (is_told(causes, count, code))
            continue;
        bool alike = count > 0 && candidate->gives_it >= best->gives_it &&
                     candidate->weight >= best->weight - BITS_ALIKE;
        causes[count] = (struct cause){.code = code, .weight = candidate->weight, .alike = alike};
        explain_in_words(arena, search, candidate, &causes[count++]);
    }
    return count;
}

/* ---- the search ---- */

/* A wrong value is at least somewhere among so many. */
#define UNITS_OF_SCALE 4

/* Over what values of this kind are spread: of new parameters their changes. */
static double plausible_scale(const struct search *search, double written)
{
    const struct sheet_line *line = search->situation->line;
    double truth = interval_middle(line->range), from = 0;
    if (line->before != NO_LINE)
        from = interval_middle(search_line(search, line->before)->range);
    double scale = fmax(fabs(written - from), fabs(truth - from));
    return fmax(scale, UNITS_OF_SCALE * fmax(interval_width(search->meant), DBL_MIN));
}

struct search *search_open(struct arena *arena, const struct situation *situation)
{
    struct search *search = arena_alloc(arena, sizeof *search);
    *search = (struct search){.arena = arena,
                              .situation = situation,
                              .meant = written_meant(situation->written, situation->habit)};
    search->scale = plausible_scale(search, written_value(situation->written));
    search->expected = situation->line->range;
    if (situation->prepared)
        prepared_reach(search, situation->prepared, &search->expected);
    else if (situation->line->expansion)
        formula_reach(search, situation->line->expansion, &search->expected);
    return search;
}

/* The line's own writing is what is asked about: its figure is what the formula gives. */
void expect_figure(struct search *search)
{
    const struct sheet_line *line = search->situation->line;
    double figure = line->expansion ? formula_figure(search, line->expansion) : NAN;
    search->figure = isnan(figure) ? interval_middle(line->range) : figure;
}

int explain_wrong(struct arena *arena, const struct situation *situation,
                  struct cause causes[CAUSES_MOST])
{
    if (!isfinite(written_value(situation->written)))
        return 0;
    struct arena *within = arena_child(arena);
    struct search *search = search_open(within, situation);
    expect_figure(search);
    try_slips(search);
    search_levels(search, try_attempt);
    if (search->count == 0)
        try_shared_figures(search);
    int count = search->count > 0 ? rank(arena, search, causes) : 0;
    arena_close(within);
    return count;
}

bool explain_accepted(struct arena *arena, const struct situation *situation, struct cause *remark)
{
    struct cause causes[CAUSES_MOST];
    struct arena *within = arena_child(arena);
    struct search *search = search_open(within, situation);
    if (intervals_meet(search->expected, search->meant)) {
        look_at_siblings(search);
    } else {
        expect_figure(search);
        try_slips(search);
    }
    bool found = search->count > 0 && rank(arena, search, causes) > 0;
    if (found)
        *remark = causes[0];
    arena_close(within);
    return found;
}
