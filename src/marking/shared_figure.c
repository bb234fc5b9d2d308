/* One wrong figure behind several writings: a step that was not written had a value that is not its own, and whatever was
 * computed with it shows the same one. What it was cannot be said; where it entered, and how large it was, can. */
#include "marking/candidates.h"

#include "expr/tree.h"
#include <math.h>

/* A line whose formula is constant + slope * hidden. */
struct affine {
    double constant, slope;
};

struct hidden {
    struct search *search;
    const struct sheet_line *line; /* the step that was not written */
    struct interval values;        /* that it must have had for what was written */
    double bits;                   /* by which others' agreement is more than chance */
    int others;
    bool elsewhere; /* it is the figure of the same step in another sample or update, too */
    const struct expr *parts[DETAIL_PARTS];
};

struct insertion {
    struct arena *arena;
    const struct sheet_line *line;
    const char *number;
};

static const struct expr *insert_number(void *context, const struct sheet_line *line)
{
    const struct insertion *insertion = context;
    return line == insertion->line ? expr_number(insertion->arena, insertion->number) : NULL;
}

static double value_with(struct search *search, const struct sheet_line *line,
                         const struct sheet_line *hidden, const char *number)
{
    struct insertion insertion = {search->arena, hidden, number};
    return formula_figure(
        search, replace_leaves(search->arena, line->expansion, insert_number, &insertion));
}

static bool is_affine(struct search *search, const struct sheet_line *line,
                      const struct sheet_line *hidden, struct affine *affine)
{
    double at_0 = value_with(search, line, hidden, "0"),
           at_1 = value_with(search, line, hidden, "1");
    double bend = value_with(search, line, hidden, "2") - 2 * at_1 + at_0;
    *affine = (struct affine){at_0, at_1 - at_0};
    return affine->slope != 0 && fabs(bend) <= 1e-9 * fabs(affine->slope);
}

/* What the hidden step must have been for a writing. */
static struct interval implied(const struct affine *affine, struct interval meant)
{
    double a = (meant.low - affine->constant) / affine->slope;
    double b = (meant.high - affine->constant) / affine->slope;
    double slack = 1e-6 * fabs(b - a);
    return (struct interval){fmin(a, b) - slack, fmax(a, b) + slack};
}

/* The same step as `hidden`, as `line` uses it. NULL: it does not. */
static const struct sheet_line *counterpart(const struct sheet_line *hidden,
                                            const struct sheet_line *line)
{
    enum { OPERANDS = 64 };
    const struct sheet_line *operands[OPERANDS];
    int count = line->expansion ? formula_lines(line->expansion, operands, OPERANDS) : 0;
    for (int i = 0; i < count; i++)
        if (operands[i]->family == hidden->family && same_indices(operands[i], hidden))
            return operands[i];
    return NULL;
}

#define OTHERS_TOLD (DETAIL_PARTS - 1)

static void compare_other(struct hidden *hidden, const struct sheet_line *line)
{
    struct search *search = hidden->search;
    const struct written *written = search_writing(search, line);
    const struct sheet_line *same = written ? counterpart(hidden->line, line) : NULL;
    struct affine affine;
    if (!same || line == search->situation->line || search_writing(search, same) ||
        !is_affine(search, line, same, &affine))
        return;
    struct interval values = implied(&affine, written_meant(written, search->situation->habit));
    if (!intervals_meet(values, hidden->values) || interval_has(values, 0))
        return;
    double widths = interval_width(values) + interval_width(hidden->values);
    hidden->bits += bits_of(fabs(interval_middle(values)) / widths);
    hidden->values.low = fmax(values.low, hidden->values.low);
    hidden->values.high = fmin(values.high, hidden->values.high);
    if (hidden->values.low > hidden->values.high)
        hidden->values.high = hidden->values.low;
    hidden->elsewhere |= same != hidden->line;
    if (hidden->others < OTHERS_TOLD)
        hidden->parts[1 + hidden->others] = line_leaf(search->arena, line);
    hidden->others++;
}

static struct detail detail_of(const struct hidden *hidden)
{
    static const char *const others[] = {"", "@", "@ and @", "@, @ and others"};
    struct arena *arena = hidden->search->arena;
    int count = hidden->others > OTHERS_TOLD ? OTHERS_TOLD + 1 : hidden->others;
    struct detail detail = {
        arena_printf(arena, "about %.4g in place of @ gives this and what you wrote for %s, too",
                     interval_middle(hidden->values), others[count]),
        {line_leaf(arena, hidden->line), hidden->parts[1], hidden->parts[2]}};
    return detail;
}

/* Agreement by so many bits is no chance. */
#define BITS_OF_AGREEMENT 4

static void try_hidden(struct search *search, const struct sheet_line *line)
{
    const struct sheet *sheet = search->situation->sheet;
    const struct sheet_line *ours = search->situation->line;
    struct hidden hidden = {.search = search, .line = line};
    struct affine affine;
    if (!is_affine(search, ours, line, &affine))
        return;
    hidden.values = implied(&affine, search->meant);
    if (interval_has(hidden.values, 0))
        return;
    for (int other_sample = 0; other_sample < 2; other_sample++)
        for (int i = 0; i < sheet->count; i++)
            if (sheet->lines[i].family == ours->family &&
                (sheet->lines[i].sample != ours->sample) == other_sample)
                compare_other(&hidden, &sheet->lines[i]);
    if (hidden.bits < BITS_OF_AGREEMENT)
        return;
    search_add_slip(search,
                    &(struct slip){hidden.elsewhere ? MISTAKE_STALE_VALUES : MISTAKE_HIDDEN_STEP, 1,
                                   detail_of(&hidden), NAN, 1, true});
}

void try_shared_figures(struct search *search)
{
    enum { OPERANDS = 16 };
    const struct sheet_line *operands[OPERANDS], *ours = search->situation->line;
    int count = ours->expansion ? formula_lines(ours->expansion, operands, OPERANDS) : 0;
    for (int i = 0; i < count; i++)
        if (operands[i]->expansion && !search_writing(search, operands[i]))
            try_hidden(search, operands[i]);
}
