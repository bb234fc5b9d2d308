/* Explanations as sentences for students, with their own figures in the formulas. */
#include "marking/candidates.h"

#include "base/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DIGITS_OF_FIGURES 6    /* of values that were not written */
#define FORMULA_BYTES_MOST 150 /* longer ones are not shown */

/* ---- numbers ---- */

const char *figure_text(struct arena *arena, double value, int digits)
{
    char rounded[64];
    struct text text;
    snprintf(rounded, sizeof rounded, "%.*e", digits - 1, value);
    text_open(&text, arena);
    double_shortest(strtod(rounded, NULL), &text);
    return text_copy(&text, arena);
}

/* Digits that show what was written, and the place of its last one. */
static int digits_beside(const struct written *written, double value)
{
    int place = written->kind == WRITTEN_NUMBER ? written->number.place : -DIGITS_OF_FIGURES;
    int first = value == 0 ? 0 : (int)floor(log10(fabs(value)));
    int digits = first - place + 1;
    return digits < 4 ? 4 : digits > 15 ? 15 : digits;
}

/* "= 0.5" or "is about 0.333": a formula's value. */
static void add_value(struct text *text, struct arena *arena, double value, int digits)
{
    const char *shown = figure_text(arena, value, digits);
    double off = fabs(strtod(shown, NULL) - value);
    text_string(text, off <= 4e-16 * fabs(value) ? " = " : " ≈ ");
    text_string(text, shown);
}

/* ---- formulas with figures ---- */

static const struct expr *show_figure(void *context, const struct sheet_line *line)
{
    struct search *search = context;
    const struct written *written = search_writing(search, line);
    const char *text;
    if (line->given && line->literal && !written)
        text = line->literal;
    else if (written && written->kind == WRITTEN_NUMBER)
        text = decimal_text(search->arena, &written->number, written->scientific);
    else
        text = figure_text(search->arena, search_figure(search, line), DIGITS_OF_FIGURES);
    return expr_number(search->arena, text);
}

/* NULL: too long to be of help. */
static const char *with_figures(struct search *search, const struct expr *formula)
{
    if (formula == NULL)
        return NULL;
    const char *text =
        expr_text(search->arena, replace_leaves(search->arena, formula, show_figure, search));
    return strlen(text) <= FORMULA_BYTES_MOST ? text : NULL;
}

/* ---- sentences ---- */

static void add_words(struct text *text, const struct candidate *candidate)
{
    for (const char *at = mistake_entries[candidate->mistake].words; *at; at++)
        if (*at == '@')
            text_string(text, candidate->detail ? candidate->detail : "");
        else
            text_put(text, *at);
}

static void add_expected(struct text *text, struct search *search)
{
    const struct situation *situation = search->situation;
    const char *formula = with_figures(search, situation->line->formula);
    text_literal(text, "Your figures give ");
    text_string(text, formula ? formula : situation->line->name);
    add_value(text, search->arena, search->figure,
              digits_beside(situation->written, search->figure));
}

static void add_mistaken(struct text *text, struct search *search,
                         const struct candidate *candidate)
{
    const char *formula = with_figures(search, candidate->formula);
    text_literal(text, "; you wrote ");
    if (!formula) {
        text_string(text, search->situation->written->text);
        return;
    }
    text_literal(text, "what ");
    text_string(text, formula);
    if (candidate->formula->kind != EXPR_NAME && candidate->formula->kind != EXPR_NUMBER)
        add_value(text, search->arena, candidate->value,
                  digits_beside(search->situation->written, candidate->value));
    text_literal(text, " gives");
}

const char *explain_message(struct arena *arena, struct search *search,
                            const struct candidate *candidate)
{
    struct text text;
    text_open(&text, search->arena);
    if (search->sibling)
        text_printf(&text, "%s is the same number and there you wrote %s", search->sibling->name,
                    search_writing(search, search->sibling)->text);
    else
        add_expected(&text, search);
    if (candidate->formula) {
        add_mistaken(&text, search, candidate);
    } else {
        text_literal(&text, "; you wrote ");
        text_string(&text, search->situation->written->text);
    }
    text_literal(&text, ": ");
    add_words(&text, candidate);
    text_put(&text, '.');
    return text_copy(&text, arena);
}
