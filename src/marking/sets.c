/* Sets of numbers by line: what is reached, and which wrong values lead there. */
#include "marking/sets.h"

#include "base/arena.h"
#include <math.h>
#include <string.h>

struct marker *marker_open(struct arena *arena, const struct sheet *sheet)
{
    struct marker *marker = arena_alloc(arena, sizeof *marker);
    *marker = (struct marker){sheet, reach_open(arena),
                              arena_array(arena, (size_t)sheet->count, sizeof *marker->formulas)};
    return marker;
}

static struct reach_formula *formula_of(struct marker *marker, const struct sheet_line *line)
{
    struct reach_formula **formula = &marker->formulas[line->number];
    if (*formula == NULL)
        *formula = reach_prepare(marker->reach, line->expansion);
    return *formula;
}

struct sets *sets_open(struct arena *arena, struct marker *marker, const struct answers *answers)
{
    const struct sheet *sheet = marker->sheet;
    struct sets *sets = arena_alloc(arena, sizeof *sets);
    *sets = (struct sets){.arena = arena,
                          .marker = marker,
                          .sheet = sheet,
                          .answers = answers,
                          .lines = arena_array(arena, (size_t)sheet->count, sizeof *sets->lines)};
    for (int i = 0; i < sheet->count; i++)
        sets->lines[i] = (struct line_sets){.line = &sheet->lines[i],
                                            .honest = sheet->lines[i].range,
                                            .figure = sheet->lines[i].range,
                                            .chosen = HONEST,
                                            .lossy_line = NO_LINE};
    for (int i = 0; i < answers->count; i++)
        sets->lines[answers->items[i].quantity].answer = &answers->items[i];
    return sets;
}

/* ---- reach ---- */

bool sets_reach(const struct sets *sets, struct line_sets *line,
                struct interval (*set_of)(const struct line_sets *operand), struct interval *values)
{
    for (size_t i = 0; i < line->operand_count; i++)
        line->boxes[i] = set_of(operand_at(sets, line, i));
    return reach_values(line->formula, line->boxes, values) == FAULT_NONE;
}

static struct interval figure_set(const struct line_sets *line)
{
    return line->figure;
}

/* A number of the problem, or, where those were rounded as they are printed, all that round to its decimals. Whole
 * numbers and what the optimizer is told are what they are. */
static struct interval given_set(const struct sets *sets, const struct sheet_line *line)
{
    if (!sets->answers->givens_rounded || !line->literal || line->constant ||
        !strchr(line->literal, '.'))
        return line->range;
    struct written printed =
        written_read(sets->arena, line->literal, strlen(line->literal), COMMA_UNKNOWN);
    return printed.kind == WRITTEN_NUMBER ? written_meant(&printed, HABIT_NEAREST) : line->range;
}

void sets_begin(struct sets *sets, struct line_sets *line)
{
    const struct sheet_line *of = line->line;
    line->begun = line->reached = true;
    if (of->given) {
        line->reach = line->honest = given_set(sets, of);
        line->figure = of->range;
        return;
    }
    line->formula = formula_of(sets->marker, of);
    line->operand_count = reach_operand_count(line->formula);
    line->boxes = arena_array(sets->arena, line->operand_count, sizeof *line->boxes);
    line->reached = sets_reach(sets, line, honest_set, &line->reach);
    if (!line->reached)
        line->reach = of->range;
    line->honest = line->reach;
    if (!sets_reach(sets, line, figure_set, &line->figure))
        line->figure = of->range;
}

/* ---- choices ---- */

bool choices_first(const struct sets *sets, struct line_sets *line)
{
    bool any = false;
    for (size_t i = 0; i < line->operand_count; i++) {
        struct line_sets *operand = operand_at(sets, line, i);
        operand->chosen = operand->own_count > 0 ? 0 : HONEST;
        any = any || operand->own_count > 0;
    }
    return any;
}

static bool is_honest(const struct sets *sets, const struct line_sets *line)
{
    for (size_t i = 0; i < line->operand_count; i++)
        if (operand_at(sets, line, i)->chosen != HONEST)
            return false;
    return true;
}

/* Counts through the wrong values of each operand, the honest one last, the last operand fastest. */
bool choices_next(const struct sets *sets, struct line_sets *line, int *count)
{
    if (++*count >= CHOICES_MOST)
        return false;
    for (size_t i = line->operand_count; i-- > 0;) {
        struct line_sets *operand = operand_at(sets, line, i);
        if (operand->own_count == 0)
            continue;
        if (operand->chosen == HONEST) {
            operand->chosen = 0;
            continue;
        }
        if (++operand->chosen == operand->own_count)
            operand->chosen = HONEST;
        return !is_honest(sets, line);
    }
    return false;
}

void choices_end(const struct sets *sets, struct line_sets *line)
{
    choices_first(sets, line);
}

int choices_source(const struct sets *sets, struct line_sets *line, struct interval meant)
{
    int nearest = NO_LINE, mattering = NO_LINE;
    for (size_t i = 0; i < line->operand_count; i++) {
        struct line_sets *operand = operand_at(sets, line, i);
        if (operand->chosen == HONEST)
            continue;
        int chosen = operand->chosen, source = operand->own[chosen].source;
        struct interval without;
        operand->chosen = HONEST;
        bool reached = sets_reach(sets, line, chosen_set, &without);
        operand->chosen = chosen;
        nearest = source > nearest ? source : nearest;
        if ((!reached || !intervals_meet(without, meant)) && source > mattering)
            mattering = source;
    }
    return mattering != NO_LINE ? mattering : nearest;
}

/* ---- what becomes known ---- */

static struct interval hull(struct interval a, struct interval b)
{
    return (struct interval){fmin(a.low, b.low), fmax(a.high, b.high)};
}

void sets_add_wrong(struct line_sets *line, const struct own_value *value)
{
    line->chosen = 0;
    for (int i = 0; i < line->own_count; i++)
        if (line->own[i].set.low == value->set.low && line->own[i].set.high == value->set.high)
            return;
    if (line->own_count < OWN_MOST)
        line->own[line->own_count++] = *value;
    else
        line->own[OWN_MOST - 1].set = hull(line->own[OWN_MOST - 1].set, value->set);
}

void sets_accept(struct line_sets *line, const struct written *written, struct interval meant)
{
    line->honest = line->accepted ? hull(line->honest, meant) : meant;
    line->accepted = written;
}

void sets_pass_through(const struct sets *sets, struct line_sets *line)
{
    int count = 0;
    if (!choices_first(sets, line))
        return;
    do {
        struct interval values;
        if (!sets_reach(sets, line, chosen_set, &values))
            continue;
        bool same = values.low == line->reach.low && values.high == line->reach.high;
        if (!same)
            sets_add_wrong(line, &(struct own_value){.set = values,
                                                     .source = choices_source(sets, line, values)});
    } while (choices_next(sets, line, &count));
    choices_end(sets, line);
}
