/* The search for explanations: candidates are evaluated on the person's own values, weighed and ranked. What is tried is
 * in edits.c, exchange.c, rules.c and slips.c. */
#include "marking/candidates.h"

#include "expr/tree.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

const struct mistake_entry mistake_entries[MISTAKES] = {
#define MISTAKE(name, code, prior, words) {code, prior, words},
#include "marking/mistakes.def"
#undef MISTAKE
};

/* ---- the person's values ---- */

static bool is_number(const struct written *written)
{
    return written != NULL &&
           (written->kind == WRITTEN_NUMBER || written->kind == WRITTEN_FRACTION);
}

static double middle(struct interval set)
{
    if (isinf(set.low) || isinf(set.high))
        return NAN;
    return set.low / 2 + set.high / 2;
}

double written_value(const struct written *written)
{
    double value = middle(decimal_interval(&written->number));
    return written->kind == WRITTEN_FRACTION
               ? value / middle(decimal_interval(&written->denominator))
               : value;
}

const struct written *search_writing(const struct search *search, const struct sheet_line *line)
{
    const struct written *written =
        search->situation->writing(search->situation->context, line->number);
    return is_number(written) ? written : NULL;
}

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

/* Of plain interval arithmetic: a set around all values, perhaps too wide. False: none has a value. */
static bool evaluate(struct search *search, const struct expr *formula, bool figures,
                     struct interval *values)
{
    struct view view = {search, figures};
    struct evaluation evaluation = {.arithmetic = search->intervals,
                                    .context = &view,
                                    .lookup = look_up,
                                    .scratch = search->terms};
    arithmetic_restart(search->intervals, 0);
    *values = number_bounds(search->intervals, expr_evaluate(&evaluation, formula));
    bool valid = number_take_fault(search->intervals) == FAULT_NONE;
    number_take_partial(search->intervals);
    arena_reset(search->terms);
    return valid;
}

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

static double formula_figure(struct search *search, const struct expr *formula)
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

/* All values that a formula reaches from the person's own sets. */
static bool reach_set(struct search *search, const struct expr *formula, struct interval *values)
{
    struct reach_formula *prepared = reach_prepare(search->reach, formula);
    size_t count = reach_operand_count(prepared);
    struct interval *sets = arena_array(search->arena, count, sizeof *sets);
    for (size_t i = 0; i < count; i++)
        sets[i] = search_own(search, reach_operand(prepared, i));
    return reach_values(prepared, sets, values) == FAULT_NONE;
}

/* ---- candidates ---- */

static double width(struct interval set)
{
    return set.high - set.low;
}

/* How much less a set says the wider it is: bits of surprise that the writing lies in it. Negative: none. */
static double match_bits(const struct search *search, struct interval set)
{
    return log2(search->scale / (width(set) + width(search->meant)));
}

/* The same formula twice is one mistake, unless two rules lead to it: of an edit and a rule the likelier name stays. */
static struct candidate *same_formula(struct search *search, const struct candidate *candidate)
{
    for (int i = 0; i < search->count; i++) {
        struct candidate *other = &search->items[i];
        bool rules = other->mistake >= MISTAKE_FIRST_RULE &&
                     candidate->mistake >= MISTAKE_FIRST_RULE &&
                     other->mistake != candidate->mistake;
        if (other->formula && !rules && expr_equal(other->formula, candidate->formula))
            return other;
    }
    return NULL;
}

static void keep(struct search *search, const struct candidate *candidate)
{
    struct candidate *same = candidate->formula ? same_formula(search, candidate) : NULL;
    if (same && same->weight < candidate->weight)
        *same = *candidate;
    else if (!same && search->count < CANDIDATES_MOST)
        search->items[search->count++] = *candidate;
}

/* A figure is where a set's weight is: a set that only just reaches what was written says less. */
#define BITS_OF_FIGURE 2

static double weigh(struct search *search, enum mistake mistake, double variants,
                    struct interval set, bool gives_it)
{
    return mistake_entries[mistake].prior - log2(variants) + match_bits(search, set) +
           (gives_it ? BITS_OF_FIGURE : 0);
}

/* The whole formula of the line that is marked, with an edit of one of its levels in place. */
static const struct expr *replace_one(void *context, const struct sheet_line *line)
{
    const struct {
        const struct sheet_line *line;
        const struct expr *with;
    } *replacement = context;
    return line == replacement->line ? replacement->with : NULL;
}

static const struct expr *whole_formula(struct search *search, const struct level *level,
                                        const struct expr *formula)
{
    for (; level->outer; level = level->outer) {
        struct {
            const struct sheet_line *line;
            const struct expr *with;
        } replacement = {level->line, formula};
        formula = replace_leaves(search->arena, level->outer->formula, replace_one, &replacement);
    }
    return formula;
}

void search_try(struct search *search, const struct level *level, enum mistake mistake,
                double variants, const char *detail, const struct expr *edited)
{
    struct interval set;
    if (search->tried++ >= TRIES_MOST)
        return;
    const struct expr *formula = whole_formula(search, level, edited);
    if (search->visit) {
        search->visit(search->visit_context,
                      &(struct mistaken){mistake_entries[mistake].code, detail,
                                         formula_figure(search, formula), level->depth});
        return;
    }
    if (!evaluate(search, formula, false, &set) || !intervals_meet(set, search->meant))
        return;
    if (!reach_set(search, formula, &set) || !intervals_meet(set, search->meant) ||
        match_bits(search, set) <= 0)
        return;
    double value = formula_figure(search, formula);
    bool gives_it = interval_has(search->meant, value);
    double weight = weigh(search, mistake, variants, set, gives_it) - level->depth;
    keep(search, &(struct candidate){mistake, detail, formula, value, gives_it, weight});
}

void search_add_slip(struct search *search, enum mistake mistake, double variants,
                     const char *detail, struct interval from, bool gives_it)
{
    if (match_bits(search, from) <= 0)
        return;
    double weight = weigh(search, mistake, variants, from, gives_it);
    for (int i = 0; i < search->count; i++)
        if (search->items[i].mistake == mistake && search->items[i].weight >= weight)
            return;
    keep(search, &(struct candidate){mistake, detail, NULL, search->figure, gives_it, weight});
}

/* ---- levels ---- */

#define DEPTH_MOST 3
#define UNWRITTEN_MOST 12

static void try_level(struct search *search, const struct level *level)
{
    if (expr_size(level->formula, FORMULA_NODES_MOST + 1) > FORMULA_NODES_MOST)
        return;
    try_rules(search, level);
    try_edits(search, level);
    try_exchanges(search, level);
    if (level->depth == DEPTH_MOST)
        return;
    const struct sheet_line *lines[UNWRITTEN_MOST];
    int count = formula_lines(level->formula, lines, UNWRITTEN_MOST);
    for (int i = 0; i < count; i++) {
        if (lines[i]->expansion == NULL || search_writing(search, lines[i]))
            continue;
        struct level inner = {lines[i], lines[i]->expansion, level, level->depth + 1};
        try_level(search, &inner);
    }
}

void search_formulas(struct search *search)
{
    const struct sheet_line *line = search->situation->line;
    if (line->expansion == NULL)
        return;
    struct level level = {line, line->expansion, NULL, 0};
    try_level(search, &level);
}

/* ---- ranking ---- */

static int by_weight(const void *a, const void *b)
{
    double first = ((const struct candidate *)a)->weight;
    double second = ((const struct candidate *)b)->weight;
    return first > second ? -1 : first < second;
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
        if (candidate->weight < best->weight - BITS_WORTH_A_WORD)
            break;
        const char *code = mistake_entries[candidate->mistake].code;
        if (is_told(causes, count, code))
            continue;
        bool alike = count > 0 && candidate->gives_it >= best->gives_it;
        causes[count++] = (struct cause){code, explain_message(arena, search, candidate),
                                         candidate->weight, alike};
    }
    return count;
}

/* ---- the search ---- */

/* Over what values of this kind are spread: of new parameters their changes. */
static double plausible_scale(const struct search *search, double written)
{
    const struct sheet_line *line = search->situation->line;
    double truth = middle(line->range), from = 0;
    if (line->before != NO_LINE)
        from = middle(search_line(search, line->before)->range);
    double scale = fmax(fabs(written - from), fabs(truth - from));
    return fmax(scale, DBL_MIN);
}

struct search *search_open(struct arena *arena, const struct situation *situation)
{
    struct search *search = arena_alloc(arena, sizeof *search);
    *search = (struct search){.arena = arena,
                              .situation = situation,
                              .reach = reach_open(arena),
                              .intervals = interval_arithmetic_open(arena),
                              .terms = arena_child(arena),
                              .meant = written_meant(situation->written, situation->habit)};
    search->scale = plausible_scale(search, written_value(situation->written));
    search->expected = situation->line->range;
    if (situation->line->expansion)
        reach_set(search, situation->line->expansion, &search->expected);
    return search;
}

/* The line's own writing is what is asked about: its figure is what the formula gives. */
static void expect_figure(struct search *search)
{
    const struct sheet_line *line = search->situation->line;
    double figure = line->expansion ? formula_figure(search, line->expansion) : NAN;
    search->figure = isnan(figure) ? middle(line->range) : figure;
}

int explain_wrong(struct arena *arena, const struct situation *situation,
                  struct cause causes[CAUSES_MOST])
{
    struct arena *within = arena_child(arena);
    struct search *search = search_open(within, situation);
    expect_figure(search);
    try_slips(search);
    search_formulas(search);
    int count = search->count > 0 ? rank(arena, search, causes) : 0;
    arena_close(within);
    return count;
}

/* ---- accepted values ---- */

/* What a sibling, a line with the same true value, has in this person's writing. */
struct sibling_search {
    struct search *search;
    const struct sheet_line *line;
    const struct written *written;
};

static bool same_number(const struct decimal *a, const struct decimal *b)
{
    return a->negative == b->negative && a->place == b->place && strcmp(a->digits, b->digits) == 0;
}

static void compare_sibling(void *context, enum mistake mistake, double variants,
                            const char *detail, const struct written *intended)
{
    struct sibling_search *siblings = context;
    struct search *search = siblings->search;
    if (!same_number(&intended->number, &siblings->written->number))
        return;
    search->sibling = siblings->line;
    search_add_slip(search, mistake, variants, detail,
                    written_meant(siblings->written, HABIT_NEAREST), true);
}

static bool same_truth(const struct truth *a, const struct truth *b)
{
    return a->exact == b->exact && same_number(&a->digits, &b->digits);
}

/* Shorter writings differ by chance in one digit too often. */
#define DIGITS_OF_SIBLINGS 4

static const struct written *sibling_writing(const struct search *search, int number)
{
    const struct sheet_line *line = search_line(search, number);
    const struct sheet_line *ours = search->situation->line;
    bool is_sibling =
        line != ours && line->family == ours->family && same_truth(&line->truth, &ours->truth);
    return is_sibling ? search_writing(search, line) : NULL;
}

/* Is the sibling's number nearer to what this person's figures give here? */
static bool is_nearer(const struct search *search, const struct written *sibling)
{
    double ours = written_value(search->situation->written), theirs = written_value(sibling);
    return fabs(theirs - search->figure) < fabs(ours - search->figure);
}

static void look_at_siblings(struct search *search)
{
    const struct situation *situation = search->situation;
    const struct written *ours = situation->written;
    int first = situation->line->number, end = first;
    if (strlen(ours->number.digits) < DIGITS_OF_SIBLINGS)
        return;
    while (first > 0 && search_line(search, first - 1)->family == situation->line->family)
        first--;
    while (end < situation->sheet->count &&
           search_line(search, end)->family == situation->line->family)
        end++;
    for (int i = first; i < end; i++) {
        const struct written *sibling = sibling_writing(search, i);
        if (sibling && same_number(&sibling->number, &ours->number))
            return; /* they stand by it */
    }
    for (int i = first; i < end && search->count == 0; i++) {
        struct sibling_search siblings = {search, search_line(search, i),
                                          sibling_writing(search, i)};
        if (siblings.written && is_nearer(search, siblings.written))
            undo_slips(search->arena, ours, compare_sibling, &siblings);
    }
}

bool explain_accepted(struct arena *arena, const struct situation *situation, struct cause *remark)
{
    struct cause causes[CAUSES_MOST];
    struct arena *within = arena_child(arena);
    struct search *search = search_open(within, situation);
    expect_figure(search);
    if (intervals_meet(search->expected, search->meant))
        look_at_siblings(search);
    else
        try_slips(search);
    bool found = search->count > 0 && rank(arena, search, causes) > 0;
    if (found)
        *remark = causes[0];
    arena_close(within);
    return found;
}
