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
                          .lines = arena_array(arena, (size_t)sheet->count, sizeof *sets->lines),
                          .work_left = SUBMISSION_WORK_MOST};
    for (int i = 0; i < sheet->count; i++)
        sets->lines[i] = (struct line_sets){.line = &sheet->lines[i],
                                            .honest = sheet->lines[i].range,
                                            .figure = sheet->lines[i].range,
                                            .chosen = HONEST,
                                            .lossy_line = NO_LINE};
    for (int i = 0; i < answers->count; i++)
        if (answers->items[i].count > 0)
            sets->lines[answers->items[i].quantity].answer = &answers->items[i];
    return sets;
}

/* ---- reach ---- */

static bool reach_dependence(struct sets *sets, const struct dependence *dependence,
                             const struct composite *composite,
                             struct interval (*set_of)(const struct line_sets *line),
                             struct interval *values)
{
    for (int i = 0; i < composite->variable_count; i++)
        dependence->boxes[i] = set_of(dependence->lines[i]);
    struct reach *reach = sets->marker->reach;
    long long before = reach_work(reach);
    enum fault_kind fault = reach_composite(reach, composite, dependence->boxes, values);
    if (composite->step_count > 1)
        sets->work_left -= reach_work(reach) - before;
    return fault == FAULT_NONE;
}

static bool reach_honest(struct sets *sets, struct line_sets *line, struct interval *values)
{
    const struct dependence *dependence = sets_dependence(sets, line, false);
    return reach_dependence(sets, dependence, &dependence->composite, honest_set, values);
}

bool sets_reach_chosen(struct sets *sets, struct line_sets *line, struct interval *values)
{
    const struct dependence *dependence = sets_dependence(sets, line, true);
    return reach_dependence(sets, dependence, &dependence->composite, chosen_set, values);
}

bool sets_reach_with_truth(struct sets *sets, struct line_sets *line, size_t of,
                           struct interval *values)
{
    const struct dependence *dependence = sets_dependence(sets, line, false);
    struct composite composite = dependence->composite;
    struct line_sets *variable = dependence->lines[of];
    struct interval honest = variable->honest;
    composite.known = NULL; /* by what was written: the true value may lie outside */
    variable->honest = variable->line->range;
    bool reached = reach_dependence(sets, dependence, &composite, honest_set, values);
    variable->honest = honest;
    return reached;
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

static void begin_given(const struct sets *sets, struct line_sets *line)
{
    struct interval range = line->line->range;
    line->reach = line->honest = given_set(sets, line->line);
    line->figure = range;
    line->fixed = line->honest.low == range.low && line->honest.high == range.high;
}

/* Their figures are numbers, or nearly: intervals alone do. */
static void find_figure(const struct sets *sets, struct line_sets *line)
{
    struct interval *figures = arena_array(sets->arena, line->operand_count, sizeof *figures);
    for (size_t i = 0; i < line->operand_count; i++)
        figures[i] = operand_at(sets, line, i)->figure;
    if (reach_roughly(line->formula, figures, &line->figure) != FAULT_NONE)
        line->figure = line->line->range;
}

static bool is_fixed(const struct sets *sets, const struct line_sets *line)
{
    for (size_t i = 0; i < line->operand_count; i++)
        if (!operand_at(sets, line, i)->fixed)
            return false;
    return true;
}

void sets_seek_reach(struct sets *sets, struct line_sets *line)
{
    if (line->sought)
        return;
    line->sought = true;
    line->reached = reach_honest(sets, line, &line->reach);
    if (!line->reached)
        line->reach = line->line->range;
    if (!line->accepted)
        line->honest = line->reach;
}

void sets_begin(struct sets *sets, struct line_sets *line)
{
    line->begun = line->reached = line->sought = true;
    if (line->line->given) {
        begin_given(sets, line);
        return;
    }
    line->formula = formula_of(sets->marker, line->line);
    line->operand_count = reach_operand_count(line->formula);
    line->fixed = is_fixed(sets, line);
    line->followed = line->answer != NULL;
    line->honest = line->reach = line->line->range;
    line->sought = line->fixed;
    if (!line->answer)
        sets_seek_reach(sets, line);
    if (!line->fixed || sets->wrong)
        find_figure(sets, line);
}

/* ---- choices ---- */

static bool has_wrong_operand(const struct sets *sets, const struct line_sets *line)
{
    for (size_t i = 0; i < line->operand_count; i++)
        if (operand_at(sets, line, i)->own_count > 0)
            return true;
    return false;
}

/* The lines among which there is a choice. */
static const struct dependence *choices_of(struct sets *sets, struct line_sets *line)
{
    return sets_dependence(sets, line, true);
}

bool choices_first(struct sets *sets, struct line_sets *line)
{
    if (!has_wrong_operand(sets, line))
        return false;
    const struct dependence *of = choices_of(sets, line);
    bool any = false;
    for (int i = 0; i < of->composite.variable_count; i++) {
        of->lines[i]->chosen = of->lines[i]->own_count > 0 ? 0 : HONEST;
        any = any || of->lines[i]->own_count > 0;
    }
    return any;
}

static bool is_honest(const struct dependence *of)
{
    for (int i = 0; i < of->composite.variable_count; i++)
        if (of->lines[i]->chosen != HONEST)
            return false;
    return true;
}

/* Counts through the wrong values of each line, the honest one last, the last line fastest. */
bool choices_next(struct sets *sets, struct line_sets *line, int *count)
{
    const struct dependence *of = choices_of(sets, line);
    if (++*count >= CHOICES_MOST || *count * of->composite.step_count > CHOICES_STEPS_MOST)
        return false;
    for (int i = of->composite.variable_count; i-- > 0;) {
        struct line_sets *variable = of->lines[i];
        if (variable->own_count == 0)
            continue;
        if (variable->chosen == HONEST) {
            variable->chosen = 0;
            continue;
        }
        if (++variable->chosen == variable->own_count)
            variable->chosen = HONEST;
        return !is_honest(of);
    }
    return false;
}

bool choices_reach(struct sets *sets, struct line_sets *line, int number, struct interval *values)
{
    if (!line->answer || line->answer->count < 2)
        return sets_reach_chosen(sets, line, values);
    if (!line->choices)
        line->choices = arena_array(sets->arena, CHOICES_MOST, sizeof *line->choices);
    struct choice *choice = &line->choices[number];
    if (!choice->known)
        choice->reached = sets_reach_chosen(sets, line, &choice->values);
    choice->known = true;
    *values = choice->values;
    return choice->reached;
}

void choices_end(struct sets *sets, struct line_sets *line)
{
    choices_first(sets, line);
}

/* The line that all wrong values chosen come from; NO_LINE: there are several such lines. */
static int only_source(const struct dependence *of)
{
    int source = NO_LINE;
    for (int i = 0; i < of->composite.variable_count; i++) {
        const struct line_sets *variable = of->lines[i];
        if (variable->chosen == HONEST)
            continue;
        int other = variable->own[variable->chosen].source;
        if (source != NO_LINE && other != source)
            return NO_LINE;
        source = other;
    }
    return source;
}

int choices_source(struct sets *sets, struct line_sets *line, struct interval meant)
{
    const struct dependence *of = choices_of(sets, line);
    int nearest = only_source(of), mattering = NO_LINE;
    if (nearest != NO_LINE)
        return nearest;
    for (int i = 0; i < of->composite.variable_count; i++) {
        struct line_sets *variable = of->lines[i];
        if (variable->chosen == HONEST)
            continue;
        int chosen = variable->chosen, source = variable->own[chosen].source;
        struct interval without;
        variable->chosen = HONEST;
        bool reached = sets_reach_chosen(sets, line, &without);
        variable->chosen = chosen;
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
    line->fixed = line->fixed && line->honest.low == line->line->range.low &&
                  line->honest.high == line->line->range.high;
}

void sets_pass_through(struct sets *sets, struct line_sets *line)
{
    int count = 0;
    if (!choices_first(sets, line))
        return;
    do {
        struct interval values;
        if (!sets_reach_chosen(sets, line, &values))
            continue;
        bool same = values.low == line->reach.low && values.high == line->reach.high;
        if (!same)
            sets_add_wrong(line, &(struct own_value){.set = values,
                                                     .source = choices_source(sets, line, values)});
    } while (choices_next(sets, line, &count));
    choices_end(sets, line);
}

void sets_tighten(struct sets *sets, struct line_sets *line)
{
    bool nothing_more = line->fixed && line->own_count == 0;
    if (!line->begun || line->followed || line->line->given || nothing_more)
        return;
    line->followed = true;
    line->dependence[false] = line->dependence[true] = NULL;
    if (line->reached && !line->fixed && reach_honest(sets, line, &line->reach))
        line->honest = line->reach;
    line->own_count = 0;
    line->chosen = HONEST;
    sets_pass_through(sets, line);
}
