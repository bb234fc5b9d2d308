/* Digits that steps lose, and the values that are off because of it. */
#include "marking/losses.h"

#include "base/arena.h"
#include "expr/tree.h"
#include "marking/bounds.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- how many digits ---- */

/* Half its width beside its size; a set around 0 has no digit at all. */
double set_uncertainty(struct interval set)
{
    double size = fmin(fabs(set.low), fabs(set.high)), width = (set.high - set.low) / 2;
    if (set.low <= 0 && set.high >= 0)
        return width > 0 ? 1 : 0;
    return fmin(width / (size + width), 1);
}

/* Fewer digits lost, or a result that still has this precision, is not worth a word. */
#define LOST_LEAST 2
#define UNCERTAIN_LEAST 0.005

int digits_lost_between(double before, double after)
{
    if (before <= 0 || after < UNCERTAIN_LEAST)
        return 0;
    int lost = (int)floor(log10(after / before));
    return lost >= LOST_LEAST ? lost : 0;
}

static int digits_lost(const struct line_sets *line, const struct dependence *on)
{
    double before = 0;
    for (int i = 0; i < on->composite.variable_count; i++)
        before = fmax(before, set_uncertainty(on->lines[i]->honest));
    return line->reached ? digits_lost_between(before, set_uncertainty(line->reach)) : 0;
}

/* ---- in which difference ---- */

/* The difference of written numbers that loses most. */
struct difference {
    const struct sets *sets;
    double ratio; /* its uncertainty beside that of the least certain of its numbers */
    const struct expr *formula;
    int kept;
};

/* A sum while its operands are gone through. */
struct terms {
    const struct expr *formula; /* with figures for names */
    struct interval set;
    double uncertainty, value;
    int place; /* of the last digit that is known of all that was rounded */
};

#define PLACE_NONE (-400)

/* The number that stands for an operand: what was written, or given; NULL: it is more than a number. */
static const struct expr *figure_of(const struct sets *sets, const struct expr *operand,
                                    struct terms *terms, struct interval *set)
{
    if (operand->kind == EXPR_NUMBER) {
        *set = literal_bounds(operand->text, strlen(operand->text));
        return operand;
    }
    if (operand->kind != EXPR_NAME)
        return NULL;
    const struct line_sets *line =
        &sets->lines[((const struct sheet_line *)operand->binding)->number];
    const struct written *written = line->accepted;
    *set = line->honest;
    if (!written)
        return line->line->literal ? expr_number(sets->arena, line->line->literal) : NULL;
    if (written->kind != WRITTEN_NUMBER)
        return NULL;
    if (line->honest.low < line->honest.high && written->number.place > terms->place)
        terms->place = written->number.place;
    return expr_number(sets->arena, decimal_text(sets->arena, &written->number, false));
}

static bool add_term(const struct sets *sets, struct terms *terms, const struct expr *operand,
                     const struct expr *operator)
{
    struct interval set;
    const struct expr *figure = figure_of(sets, operand, terms, &set);
    bool negative = operator&& operator->kind == EXPR_SUBTRACT;
    if (!figure)
        return false;
    double value = strtod(figure->text, NULL);
    terms->formula = operator? expr_binary(sets->arena, operator->kind, terms->formula, figure)
                             : figure;
    terms->value += negative ? -value : value;
    terms->set.low += negative ? -set.high : set.low;
    terms->set.high += negative ? -set.low : set.high;
    terms->uncertainty = fmax(terms->uncertainty, set_uncertainty(set));
    return true;
}

static void look_at_sum(struct difference *most, const struct expr *sum)
{
    struct chain chain;
    struct terms terms = {.place = PLACE_NONE};
    const struct expr *operator= NULL, *operand = chain_first(&chain, sum);
    for (; operand; operand = (operator= chain_next(&chain)) ? operator->b : NULL)
        if (!add_term(most->sets, &terms, operand, operator))
            return;
    double ratio = set_uncertainty(terms.set) / terms.uncertainty;
    if (terms.place == PLACE_NONE || !(ratio > most->ratio))
        return;
    double units = round(fabs(terms.value) * pow(10, -terms.place));
    most->ratio = ratio;
    most->formula = terms.formula;
    most->kept = units < 1 ? 0 : 1 + (int)floor(log10(units));
}

/* Looks at every sum in a formula. */
static void look_for_sums(struct difference *most, const struct expr *expr)
{
    struct chain chain;
    if (expr == NULL)
        return;
    if (!is_chain(expr)) {
        look_for_sums(most, expr->a);
        look_for_sums(most, expr->b);
        look_for_sums(most, expr->c);
        look_for_sums(most, expr->d);
        return;
    }
    if (is_additive(expr))
        look_at_sum(most, expr);
    const struct expr *operator= NULL, *operand = chain_first(&chain, expr);
    for (; operand; operand = (operator= chain_next(&chain)) ? operator->b : NULL)
        look_for_sums(most, operand);
}

/* A sum loses digits worth a word if its result is so many times less certain than what it was made of. */
#define RATIO_LEAST 10

static void name_difference(const struct sets *sets, const struct dependence *on, struct mark *mark)
{
    struct difference most = {.sets = sets, .ratio = RATIO_LEAST};
    for (int s = 0; s < on->composite.step_count; s++)
        look_for_sums(&most, on->steps[s]->line->expansion);
    mark->difference = most.formula;
    mark->digits_kept = most.kept;
}

/* ---- on the way to a value ---- */

/* The loss that an accepted value owes its distance from the truth to: with the true value of that line it would not be
 * reached. */
static int loss_behind(struct sets *sets, struct line_sets *line, const struct dependence *on,
                       struct interval meant)
{
    for (int i = 0; i < on->composite.variable_count; i++) {
        struct interval values;
        if (on->lines[i]->lossy_line == NO_LINE)
            continue;
        bool reached = sets_reach_with_truth(sets, line, (size_t)i, &values);
        if (!reached || !intervals_meet(values, meant))
            return on->lines[i]->lossy_line;
    }
    return NO_LINE;
}

void loss_note(struct sets *sets, struct line_sets *line, struct mark *mark, struct interval meant)
{
    const struct dependence *on = sets_dependence(sets, line, false);
    mark->digits_lost = digits_lost(line, on);
    if (mark->digits_lost > 0) {
        line->lossy_line = line->line->number;
        line->lossy_mark = mark;
        name_difference(sets, on, mark);
    } else {
        line->lossy_line = loss_behind(sets, line, on, meant);
    }
}

void loss_hand_on(const struct sets *sets, struct line_sets *line)
{
    for (size_t i = 0; i < line->operand_count && line->lossy_line == NO_LINE; i++)
        line->lossy_line = operand_at(sets, line, i)->lossy_line;
}

/* ---- the damage ---- */

/* How far what was written is off, in percent of the true value; 0 where that is 0. */
static double percent_off(const struct sets *sets, const struct mark *mark)
{
    struct interval range = sets->lines[mark->line].line->range;
    double truth = range.low / 2 + range.high / 2;
    return truth == 0 ? 0 : 100 * fabs((written_value(mark->written) - truth) / truth);
}

#define DIGITS_OF_PERCENT 3

void losses_sum_up(const struct sets *sets, struct mark *marks, int count)
{
    for (int i = 0; i < count; i++) {
        struct line_sets *line = &sets->lines[marks[i].line];
        double off = percent_off(sets, &marks[i]);
        if (marks[i].verdict != MARK_ROUNDED || line->lossy_line == NO_LINE)
            continue;
        struct mark *lossy = sets->lines[line->lossy_line].lossy_mark;
        if (marks[i].digits_lost > 0 && off > 0)
            marks[i].percent_off = figure_text(sets->arena, off, DIGITS_OF_PERCENT);
        if (line->lossy_line == marks[i].line)
            continue;
        double *damage = &sets->lines[line->lossy_line].damage;
        *damage = fmax(*damage, off);
        lossy->damaged++;
        if (*damage > 0)
            lossy->damage = figure_text(sets->arena, *damage, DIGITS_OF_PERCENT);
    }
}
