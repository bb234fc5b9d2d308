/* Explanations as sentences for students, with their own figures in the formulas. */
#include "marking/candidates.h"

#include "base/text.h"
#include "expr/tree.h"
#include "marking/bounds.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DIGITS_OF_FIGURES 6    /* of values that were not written */
#define FORMULA_BYTES_MOST 150 /* longer ones are not shown */

struct sentence {
    struct arena *arena;
    struct search *search;
    const struct phrase *first;
    struct phrase *last;
    struct text words; /* that are not in a phrase yet */
};

/* ---- pieces ---- */

static struct phrase *add_phrase(struct sentence *sentence, enum phrase_kind kind)
{
    struct phrase *phrase = arena_alloc(sentence->arena, sizeof *phrase);
    *phrase = (struct phrase){.kind = kind};
    if (sentence->last)
        sentence->last->next = phrase;
    else
        sentence->first = phrase;
    return sentence->last = phrase;
}

static void end_words(struct sentence *sentence)
{
    if (sentence->words.length == 0)
        return;
    add_phrase(sentence, PHRASE_WORDS)->words = text_copy(&sentence->words, sentence->arena);
    text_open(&sentence->words, sentence->search->arena);
}

static void add_words(struct sentence *sentence, const char *words)
{
    text_string(&sentence->words, words);
}

static struct phrase *add_maths(struct sentence *sentence, const struct expr *formula)
{
    end_words(sentence);
    struct phrase *phrase = add_phrase(sentence, PHRASE_MATHS);
    phrase->formula = expr_copy_tree(sentence->arena, formula);
    return phrase;
}

static void add_writing(struct sentence *sentence, const struct written *written)
{
    end_words(sentence);
    add_phrase(sentence, PHRASE_WRITING)->words = written->text;
}

/* ---- numbers ---- */

/* Digits that show what was written: down to the place of its last one, and as many. */
static int digits_beside(const struct written *written, double value)
{
    if (written->kind != WRITTEN_NUMBER || !isfinite(value))
        return DIGITS_OF_FIGURES;
    int first = value == 0 ? 0 : (int)floor(log10(fabs(value)));
    int digits = first - written->number.place + 1, many = (int)strlen(written->number.digits);
    digits = digits < many ? many : digits;
    return digits < 4 ? 4 : digits > 15 ? 15 : digits;
}

static bool is_it(const char *shown, double value)
{
    double number = interval_middle(literal_bounds(shown, strlen(shown)));
    return fabs(number - value) <= 2e-15 * fabs(value);
}

/* So many more digits are shown where they show the whole number. */
#define DIGITS_TO_BE_EXACT 2

static void set_value(struct sentence *sentence, struct phrase *phrase, double value)
{
    int digits = digits_beside(sentence->search->situation->written, value);
    const char *shown = figure_text(sentence->arena, value, digits);
    for (int more = 1; more <= DIGITS_TO_BE_EXACT && !is_it(shown, value); more++) {
        const char *longer = figure_text(sentence->search->arena, value, digits + more);
        shown = is_it(longer, value) ? longer : shown;
    }
    phrase->value = expr_number(sentence->arena, arena_copy(sentence->arena, shown, strlen(shown)));
    phrase->exact = is_it(shown, value);
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
static const struct expr *with_figures(struct search *search, const struct expr *formula)
{
    if (formula == NULL)
        return NULL;
    const struct expr *shown = replace_leaves(search->arena, formula, show_figure, search);
    return strlen(expr_text(search->arena, shown)) <= FORMULA_BYTES_MOST ? shown : NULL;
}

/* ---- what a mistake was made on ---- */

static bool has_several_samples(const struct sheet *sheet)
{
    int first = 0;
    for (int i = 0; i < sheet->count; i++) {
        int sample = sheet->lines[i].sample;
        if (first != 0 && sample != 0 && sample != first)
            return true;
        first = first == 0 ? sample : first;
    }
    return false;
}

/* The name of a line; of another sample or update than the one that is marked, with that. */
static void add_line(struct sentence *sentence, const struct sheet_line *line)
{
    const struct sheet_line *ours = sentence->search->situation->line;
    add_maths(sentence, line_leaf(sentence->search->arena, line));
    if (line->sample != 0 && line->sample != ours->sample &&
        has_several_samples(sentence->search->situation->sheet))
        text_printf(&sentence->words, " of sample %d", line->sample);
    if (line->update != 0 && line->update != ours->update)
        text_printf(&sentence->words, " of update %d", line->update);
}

static const struct expr *show_constant(void *arena, const struct sheet_line *line)
{
    return line->constant && line->literal ? expr_number(arena, line->literal) : NULL;
}

/* With the numbers of constants: 0.1, not alpha. */
static void add_part(struct sentence *sentence, const struct expr *part)
{
    struct arena *arena = sentence->search->arena;
    const struct expr *shown = replace_leaves(arena, part, show_constant, arena);
    if (shown->kind == EXPR_NAME)
        add_line(sentence, leaf_line(shown));
    else
        add_maths(sentence, shown);
}

/* Words in which each @ is the next part. */
static void add_parts(struct sentence *sentence, const char *words, const struct detail *detail)
{
    int next = 0;
    for (const char *at = words; *at; at++)
        if (*at == '@')
            add_part(sentence, detail->parts[next++]);
        else
            text_put(&sentence->words, *at);
}

static void add_mistake(struct sentence *sentence, const struct candidate *candidate)
{
    for (const char *at = mistake_entries[candidate->mistake].words; *at; at++)
        if (*at != '@')
            text_put(&sentence->words, *at);
        else if (candidate->detail.words)
            add_parts(sentence, candidate->detail.words, &candidate->detail);
        else
            add_part(sentence, candidate->detail.parts[0]);
}

/* ---- sentences ---- */

static const char *text_of(const struct sentence *sentence)
{
    struct text text;
    text_open(&text, sentence->search->arena);
    for (const struct phrase *phrase = sentence->first; phrase; phrase = phrase->next) {
        if (phrase->kind != PHRASE_MATHS) {
            text_string(&text, phrase->words);
            continue;
        }
        expr_print(phrase->formula, &text);
        if (phrase->value) {
            text_string(&text, phrase->exact ? " = " : " ≈ ");
            expr_print(phrase->value, &text);
        }
    }
    return text_copy(&text, sentence->arena);
}

const char *detail_in_words(struct search *search, const struct detail *detail)
{
    struct sentence sentence = {.arena = search->arena, .search = search};
    text_open(&sentence.words, search->arena);
    if (detail->words)
        add_parts(&sentence, detail->words, detail);
    else if (detail->parts[0])
        add_part(&sentence, detail->parts[0]);
    end_words(&sentence);
    return sentence.first ? text_of(&sentence) : NULL;
}

static void add_expected(struct sentence *sentence)
{
    struct search *search = sentence->search;
    const struct sheet_line *line = search->situation->line;
    if (search->sibling) {
        add_maths(sentence, line_leaf(search->arena, search->sibling));
        add_words(sentence, " is the same number and there you wrote ");
        add_writing(sentence, search_writing(search, search->sibling));
        return;
    }
    const struct expr *formula = with_figures(search, line->formula);
    add_words(sentence, "Your figures give ");
    struct phrase *phrase = add_maths(sentence, formula ? formula : line_leaf(search->arena, line));
    if (!formula || formula->kind != EXPR_NUMBER)
        set_value(sentence, phrase, search->figure);
}

static void add_mistaken(struct sentence *sentence, const struct candidate *candidate)
{
    struct search *search = sentence->search;
    const struct expr *formula = with_figures(search, candidate->formula);
    bool number = formula && formula->kind == EXPR_NUMBER;
    bool wrote = !formula || number || !candidate->gives_it;
    add_words(sentence, wrote ? "you wrote " : "you wrote what ");
    if (wrote)
        add_writing(sentence, search->situation->written);
    if (!candidate->formula || (number && candidate->gives_it))
        return;
    if (wrote)
        add_words(sentence, candidate->gives_it ? ", what a mistake gives"
                                                : ", which is near what a mistake gives");
    if (wrote)
        add_words(sentence, formula ? ", " : ", about ");
    struct phrase *phrase = add_maths(
        sentence, formula ? formula
                          : expr_number(search->arena, figure_text(search->arena, candidate->value,
                                                                   DIGITS_OF_FIGURES)));
    if (formula && !number)
        set_value(sentence, phrase, candidate->value);
    if (!wrote)
        add_words(sentence, " gives");
}

void explain_in_words(struct arena *arena, struct search *search, const struct candidate *candidate,
                      struct cause *cause)
{
    struct sentence sentence = {.arena = arena, .search = search};
    text_open(&sentence.words, search->arena);
    add_expected(&sentence);
    add_words(&sentence, "; ");
    end_words(&sentence);
    struct phrase *before = sentence.last;
    add_mistaken(&sentence, candidate);
    add_words(&sentence, ": ");
    add_mistake(&sentence, candidate);
    add_words(&sentence, ".");
    end_words(&sentence);
    cause->phrases = sentence.first;
    cause->mistake = before->next;
    cause->message = text_of(&sentence);
}
