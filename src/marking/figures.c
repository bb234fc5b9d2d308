/* What a person has who is marked: the sets of numbers and the figures of each line, and formulas evaluated on them. */
#include "marking/candidates.h"

#include <math.h>

/* ---- writings ---- */

static bool is_number(const struct written *written)
{
    return written != NULL &&
           (written->kind == WRITTEN_NUMBER || written->kind == WRITTEN_FRACTION);
}

static double middle(struct interval set)
{
    return isinf(set.low) || isinf(set.high) ? NAN : interval_middle(set);
}

const struct written *search_writing(const struct search *search, const struct sheet_line *line)
{
    const struct written *written =
        search->situation->writing(search->situation->context, line->number);
    return is_number(written) ? written : NULL;
}

/* ---- sets ---- */

struct interval search_own(struct search *search, const struct sheet_line *line)
{
    const struct situation *situation = search->situation;
    if (line->number < situation->line->number)
        return situation->own(situation->context, line->number);
    /* What comes later has no set yet. */
    const struct written *written = search_writing(search, line);
    return written ? written_meant(written, situation->habit) : line->range;
}

struct view {
    struct search *search;
    bool figures; /* else sets */
};

static union cell look_up(void *context, const struct expr *name,
                          const struct environment *environment)
{
    struct view *view = context;
    const struct sheet_line *line = leaf_line(name);
    (void)environment;
    if (!view->figures)
        return number_interval(view->search->intervals, search_own(view->search, line));
    const double *figures = view->search->figures;
    double figure = figures ? figures[line->number] : NAN;
    if (isnan(figure))
        figure = middle(search_own(view->search, line));
    return number_interval(view->search->intervals, (struct interval){figure, figure});
}

static void open_intervals(struct search *search)
{
    search->intervals = interval_arithmetic_open(search->arena);
    search->terms = arena_child(search->arena);
}

static bool evaluate(struct search *search, const struct expr *formula, bool figures,
                     struct interval *values)
{
    if (search->intervals == NULL)
        open_intervals(search);
    struct view view = {search, figures};
    struct evaluation evaluation;
    evaluation_begin(&evaluation, search->intervals, look_up, &view, search->terms);
    arithmetic_restart(search->intervals, 0);
    *values = number_bounds(search->intervals, expr_evaluate(&evaluation, formula));
    bool valid = number_take_fault(search->intervals) == FAULT_NONE;
    number_take_partial(search->intervals);
    arena_reset(search->terms);
    return valid;
}

bool formula_bounds(struct search *search, const struct expr *formula, struct interval *values)
{
    return evaluate(search, formula, false, values);
}

bool prepared_reach(struct search *search, struct reach_formula *prepared, struct interval *values)
{
    size_t count = reach_operand_count(prepared);
    struct interval *sets = arena_array(search->arena, count, sizeof *sets);
    for (size_t i = 0; i < count; i++)
        sets[i] = search_own(search, reach_operand(prepared, i));
    return reach_values(prepared, sets, values) == FAULT_NONE;
}

bool formula_reach(struct search *search, const struct expr *formula, struct interval *values)
{
    if (search->reach == NULL)
        search->reach = reach_open(search->arena);
    return prepared_reach(search, reach_prepare(search->reach, formula), values);
}

/* ---- figures ---- */

/* How far back figures are worked out anew where a person wrote none. */
#define STEPS_BACK_MOST 30

/* The figures of all operands that are not known yet: before an evaluation, which cannot begin another one. */
static void prepare_figures(struct search *search, const struct expr *formula)
{
    enum { OPERANDS = 256 };
    const struct sheet_line *lines[OPERANDS];
    if (search->steps_back == STEPS_BACK_MOST)
        return;
    search->steps_back++;
    int count = formula_lines(formula, lines, OPERANDS);
    for (int i = 0; i < count; i++)
        (void)search_figure(search, lines[i]);
    search->steps_back--;
}

double formula_figure(struct search *search, const struct expr *formula)
{
    struct interval values;
    prepare_figures(search, formula);
    return evaluate(search, formula, true, &values) ? middle(values) : NAN;
}

static void open_figures(struct search *search)
{
    size_t count = (size_t)search->situation->sheet->count;
    search->figures = arena_array(search->arena, count, sizeof *search->figures);
    for (size_t i = 0; i < count; i++)
        search->figures[i] = NAN;
}

double search_figure(struct search *search, const struct sheet_line *line)
{
    if (search->figures == NULL)
        open_figures(search);
    double *figure = &search->figures[line->number];
    if (!isnan(*figure))
        return *figure;
    const struct written *written = search_writing(search, line);
    if (written)
        return *figure = written_value(written);
    *figure = middle(line->range); /* given, or where nothing better is found */
    if (line->expansion && line->number < search->situation->line->number) {
        double value = formula_figure(search, line->expansion);
        if (!isnan(value))
            *figure = value;
    }
    return *figure;
}
