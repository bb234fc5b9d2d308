/* Verdicts, line by line in the order of the calculation. */
#include "marking/mark.h"

#include "base/arena.h"
#include "base/text.h"
#include "expr/tree.h"
#include "marking/agreement.h"
#include "marking/bounds.h"
#include "marking/explain.h"
#include "marking/losses.h"
#include "marking/sets.h"
#include "marking/verdicts.h"
#include <math.h>
#include <string.h>

/* One value while it is judged. */
struct judgement {
    struct sets *sets;
    struct line_sets *line;
    struct interval meant; /* the numbers that round to what is written */
    struct mark *mark;
};

/* ---- too few digits ---- */

static bool is_zero_truth(const struct truth *truth)
{
    return !truth->digits.digits[0] && truth->exact;
}

/* Does an old parameter at the digits written look the same, and does the new one, though it is another number? */
static bool hides_change(const struct judgement *of, const struct written *written)
{
    const struct sheet_line *line = of->line->line;
    if (line->role != ROLE_UPDATE || line->before == NO_LINE)
        return false;
    const struct sheet_line *old = &of->sets->sheet->lines[line->before];
    bool changed = strcmp(old->truth.digits.digits, line->truth.digits.digits) != 0 ||
                   old->truth.digits.place != line->truth.digits.place ||
                   old->truth.exact != line->truth.exact;
    enum habit habit = of->sets->answers->habit;
    return changed && written_is(written, &old->truth, habit) &&
           written_is(written, &line->truth, habit);
}

static bool shows_nothing(const struct judgement *of, const struct written *written)
{
    return written->kind == WRITTEN_NUMBER && !written->number.digits[0] &&
           !is_zero_truth(&of->line->line->truth);
}

static bool is_imprecise(const struct judgement *of, const struct written *written)
{
    if (shows_nothing(of, written))
        return written_is(written, &of->line->line->truth, of->sets->answers->habit);
    return hides_change(of, written);
}

/* ---- carried on ---- */

static struct interval figure_set(const struct line_sets *line)
{
    return line->figure;
}

static struct interval true_range(const struct line_sets *line)
{
    return line->line->range;
}

static struct reach *reach_of_parts(struct sets *sets)
{
    if (sets->parts == NULL)
        sets->parts = reach_open(sets->arena);
    return sets->parts;
}

/* What a part of the line's formula is with the operands as `set_of` says. */
static bool part_value(const struct judgement *of, const struct expr *part,
                       struct interval (*set_of)(const struct line_sets *line),
                       struct interval *value)
{
    struct reach_formula *formula = reach_prepare(reach_of_parts(of->sets), part);
    size_t count = reach_operand_count(formula);
    struct interval *boxes = arena_array(of->sets->arena, count, sizeof *boxes);
    for (size_t i = 0; i < count; i++) {
        const struct sheet_line *operand = reach_operand(formula, i);
        boxes[i] = set_of(&of->sets->lines[operand->number]);
    }
    return reach_values(formula, boxes, value) == FAULT_NONE;
}

#define VANISHED 1e-12

static bool is_number(struct interval value, double number)
{
    return fabs(value.low - number) <= VANISHED && fabs(value.high - number) <= VANISHED;
}

/* A factor that became 0 or 1 and is neither in truth. */
static bool is_lost_factor(const struct judgement *of, const struct expr *factor)
{
    struct interval own, right;
    if (!part_value(of, factor, figure_set, &own) || !part_value(of, factor, true_range, &right))
        return false;
    return (is_number(own, 0) && !(right.low <= 0 && right.high >= 0)) ||
           (is_number(own, 1) && !(right.low <= 1 && right.high >= 1));
}

/* Has the formula a factor that a mistake took the difficulty out of? */
static bool loses_factor(const struct judgement *of, const struct expr *expr)
{
    struct chain chain;
    if (is_chain(expr)) {
        bool factors = is_multiplicative(expr);
        const struct expr *operand = chain_first(&chain, expr);
        do {
            if ((factors && is_lost_factor(of, operand)) || loses_factor(of, operand))
                return true;
            expr = chain_next(&chain);
            operand = expr ? expr->b : NULL;
        } while (operand);
        return false;
    }
    return expr->kind == EXPR_NEGATE && loses_factor(of, expr->a);
}

/* Does the right formula give what was written from some of this person's wrong values? */
static bool is_carried(struct judgement *of)
{
    struct sets *sets = of->sets;
    int count = 0;
    if (!choices_first(sets, of->line))
        return false;
    bool carried = false;
    do {
        struct interval values;
        carried =
            choices_reach(sets, of->line, count, &values) && intervals_meet(values, of->meant);
    } while (!carried && choices_next(sets, of->line, &count));
    if (carried) {
        of->mark->carried_from = choices_source(sets, of->line, of->meant);
        of->mark->no_follow_through = loses_factor(of, of->line->line->expansion);
    }
    choices_end(sets, of->line);
    return carried;
}

/* ---- explanations ---- */

/* Whose values an explanation is made with. */
struct view {
    struct sets *sets;
    bool honest; /* what was accepted alone; else each line's chosen value */
};

static struct interval own_set(void *context, int number)
{
    const struct view *view = context;
    struct line_sets *line = &view->sets->lines[number];
    sets_tighten(view->sets, line);
    return view->honest ? line->honest : chosen_set(line);
}

static const struct written *own_writing(void *context, int number)
{
    const struct view *view = context;
    const struct line_sets *line = &view->sets->lines[number];
    if (line->chosen != HONEST && !view->honest)
        return line->own[line->chosen].written;
    if (line->accepted || line->own_count > 0 || !line->answer)
        return line->accepted;
    const struct written *written = &line->answer->writings[line->answer->count - 1];
    return line->begun || written->kind == WRITTEN_UNREADABLE ? NULL : written;
}

static struct situation situation_of(const struct judgement *of, struct view *view)
{
    return (struct situation){.sheet = of->sets->sheet,
                              .line = of->line->line,
                              .written = of->mark->written,
                              .habit = of->sets->answers->habit,
                              .prepared = of->line->formula,
                              .context = view,
                              .own = own_set,
                              .writing = own_writing};
}

/* Explanations by their wrong values must be so much likelier, in bits, than by what was accepted of theirs. */
#define LIKELIER 1

/* Keeps the explanations of which the first one is best. */
static void explain_by(struct judgement *of, struct view *view)
{
    struct arena *arena = of->sets->arena;
    struct situation situation = situation_of(of, view);
    struct cause *causes = arena_array(arena, CAUSES_MOST, sizeof *causes);
    int count = explain_wrong(arena, &situation, causes);
    if (count == 0 ||
        (of->mark->cause_count > 0 && causes[0].weight <= of->mark->causes[0].weight + LIKELIER))
        return;
    of->mark->causes = causes;
    of->mark->cause_count = count;
}

static void look_for_causes(struct judgement *of)
{
    struct view view = {.sets = of->sets, .honest = true};
    of->mark->unexamined = of->sets->explained == EXPLAINED_MOST;
    if (of->mark->unexamined)
        return;
    of->sets->explained++;
    explain_by(of, &view);
    view.honest = false;
    if (of->sets->wrong)
        explain_by(of, &view);
}

static void look_for_remarks(struct judgement *of)
{
    struct view view = {.sets = of->sets, .honest = true};
    struct situation situation = situation_of(of, &view);
    if (of->sets->looked_at == LOOKED_AT_MOST)
        return;
    of->sets->looked_at++;
    struct cause *remark = arena_alloc(of->sets->arena, sizeof *remark);
    if (!explain_accepted(of->sets->arena, &situation, remark))
        return;
    of->mark->remarks = remark;
    of->mark->remark_count = 1;
}

/* ---- one value ---- */

static enum verdict_kind judge(struct judgement *of, const struct written *written)
{
    enum habit habit = of->sets->answers->habit;
    if (written->kind == WRITTEN_UNREADABLE)
        return MARK_UNREADABLE;
    of->meant = written_meant(written, habit);
    if (shows_nothing(of, written) && is_number(of->line->figure, 0) && is_carried(of))
        return MARK_CARRIED; /* their own wrong figures vanish: it is no small number cut short */
    if (is_imprecise(of, written))
        return MARK_IMPRECISE;
    if (written_is(written, &of->line->line->truth, habit))
        return MARK_CORRECT;
    sets_seek_reach(of->sets, of->line);
    if (intervals_meet(of->meant, of->line->reach))
        return MARK_ROUNDED;
    if (is_carried(of))
        return MARK_CARRIED;
    look_for_causes(of);
    return of->mark->cause_count > 0 ? MARK_SLIP : MARK_UNEXPLAINED;
}

static void set_bounds(struct judgement *of)
{
    sets_seek_reach(of->sets, of->line);
    struct interval reach = of->line->reach;
    struct mark *mark = of->mark;
    mark->reached = of->line->reached && isfinite(reach.low) && isfinite(reach.high);
    if (mark->reached)
        bounds_show(of->sets->arena, reach, mark->written, &mark->low, &mark->high);
}

#define FRACTION_FIGURES 6

static void mark_value(struct judgement *of, const struct written *written)
{
    const struct sheet_line *line = of->line->line;
    *of->mark = (struct mark){.line = line->number, .written = written, .carried_from = NO_LINE};
    of->mark->verdict = judge(of, written);
    if (of->mark->verdict == MARK_UNREADABLE)
        return;
    of->mark->truth = truth_beside(of->sets->arena, &line->truth, written, FRACTION_FIGURES);
    if (of->mark->verdict != MARK_CORRECT && of->mark->verdict != MARK_IMPRECISE)
        set_bounds(of);
    if (of->mark->verdict != MARK_ROUNDED || line->given)
        return;
    loss_note(of->sets, of->line, of->mark, of->meant);
    look_for_remarks(of);
}

/* ---- one line ---- */

/* Rounding never changes a sign: what reaches no number below 0 was none, whatever rounds to 0.00. */
static struct interval with_sign_of(struct interval set, struct interval reach,
                                    struct interval truth)
{
    if (reach.low >= 0 && truth.low >= 0 && set.high >= 0)
        set.low = fmax(set.low, 0);
    if (reach.high <= 0 && truth.high <= 0 && set.low <= 0)
        set.high = fmin(set.high, 0);
    return set;
}

/* All numbers that somebody can have who wrote this and was right; where the value is known exactly from what came before
 * and written in full, nothing was rounded: 1 is 1, not whatever rounds to it. */
static struct interval stands_for(const struct judgement *of, const struct written *written)
{
    struct line_sets *line = of->line;
    if (line->fixed && written_in_full(written, &line->line->truth))
        return line->line->range;
    if (of->meant.low > 0 || of->meant.high < 0)
        return of->meant;
    sets_seek_reach(of->sets, line);
    struct interval meant = with_sign_of(of->meant, line->reach, line->line->range);
    if (!shows_nothing(of, written))
        return meant;
    /* They go on with 0, with their number as it was before, or with that rounded later, which at most doubles it. */
    double low = fmin(0, 2 * line->reach.low), high = fmax(0, 2 * line->reach.high);
    return (struct interval){fmax(meant.low, low), fmin(meant.high, high)};
}

/* Which numbers their own calculation can go on with. */
static void take_over(struct judgement *of)
{
    const struct mark *mark = of->mark;
    const struct written *written = mark->written;
    if (mark->verdict == MARK_UNREADABLE)
        return;
    of->meant = written_meant(written, of->sets->answers->habit);
    of->line->figure =
        written->kind == WRITTEN_NUMBER ? decimal_interval(&written->number) : of->meant;
    if (verdict_entries[mark->verdict].right) {
        sets_accept(of->line, written, stands_for(of, written));
        return;
    }
    sets_add_wrong(of->line, &(struct own_value){of->meant, mark->line, written});
    of->sets->wrong = true;
}

static int mark_line(struct sets *sets, struct line_sets *line, struct mark *marks)
{
    const struct answer *answer = line->answer;
    bool readable = false;
    sets_begin(sets, line);
    for (int w = 0; answer && w < answer->count; w++) {
        struct judgement of = {.sets = sets, .line = line, .mark = &marks[w]};
        mark_value(&of, &answer->writings[w]);
        readable = readable || marks[w].verdict != MARK_UNREADABLE;
    }
    for (int w = 0; answer && w < answer->count; w++)
        take_over(&(struct judgement){.sets = sets, .line = line, .mark = &marks[w]});
    if (!readable && !line->line->given) {
        sets_seek_reach(sets, line);
        sets_pass_through(sets, line);
        loss_hand_on(sets, line);
    }
    return answer ? answer->count : 0;
}

/* ---- the whole ---- */

static int count_writings(const struct answers *answers)
{
    int count = 0;
    for (int i = 0; i < answers->count; i++)
        count += answers->items[i].count;
    return count;
}

/* What is asked for: what the file has a place for, and computed quantities of the families of which anything was
 * written. */
static int count_blanks(const struct sets *sets)
{
    const struct sheet *sheet = sets->sheet;
    const struct answers *answers = sets->answers;
    int families = 0, blanks = 0;
    for (int i = 0; i < sheet->count; i++)
        if (sheet->lines[i].family >= families)
            families = sheet->lines[i].family + 1;
    bool *asked = arena_array(sets->arena, (size_t)families, sizeof *asked);
    for (int i = 0; i < sheet->count; i++)
        if (sets->lines[i].answer)
            asked[sheet->lines[i].family] = true;
    for (int i = 0; i < sheet->count; i++)
        blanks += asked[sheet->lines[i].family] && !sets->lines[i].answer && !sheet->lines[i].given;
    for (int i = 0; i < answers->count; i++) {
        const struct sheet_line *line = &sheet->lines[answers->items[i].quantity];
        blanks += answers->items[i].count == 0 && !line->given && !asked[line->family];
    }
    return blanks;
}

static double points_for(const double *points, enum verdict_kind verdict)
{
    return points ? points[verdict] : verdict_entries[verdict].points;
}

/* What was copied from the problem is marked, but earns nothing. */
static void score_mark(struct marks *marks, const struct mark *mark, const double *points)
{
    if (marks->sheet->lines[mark->line].given)
        return;
    marks->score += mark->no_follow_through ? 0 : points_for(points, mark->verdict);
    marks->of += points_for(points, MARK_CORRECT);
}

static void sum_up(const struct sets *sets, struct marks *marks, const double *points)
{
    marks->first_wrong = -1;
    for (int i = marks->count; i-- > 0;) {
        const struct mark *mark = &marks->items[i];
        marks->counts[mark->verdict]++;
        marks->unexamined += mark->unexamined;
        score_mark(marks, mark, points);
        if (!verdict_entries[mark->verdict].right)
            marks->first_wrong = i;
    }
    int blanks = count_blanks(sets);
    marks->counts[MARK_BLANK] = blanks;
    marks->score += blanks * points_for(points, MARK_BLANK);
    marks->of += blanks * points_for(points, MARK_CORRECT);
}

const struct marks *marks_make(struct arena *arena, struct marker *marker,
                               const struct answers *answers, const double *points)
{
    const struct sheet *sheet = marker->sheet;
    struct marks *marks = arena_alloc(arena, sizeof *marks);
    struct sets *sets = sets_open(arena, marker, answers);
    struct mark *items = arena_array(arena, (size_t)count_writings(answers), sizeof *items);
    *marks = (struct marks){.sheet = sheet, .answers = answers, .items = items};
    for (int i = 0; i < sheet->count; i++)
        marks->count += mark_line(sets, &sets->lines[i], items + marks->count);
    agree_on_causes(arena, sheet, items, marks->count);
    losses_sum_up(sets, items, marks->count);
    sum_up(sets, marks, points);
    return marks;
}
