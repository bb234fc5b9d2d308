/* Marked answers for people: what is wrong first, how much is right, then every value with its verdict. */
#include "base/arena.h"
#include "marking/verdicts.h"
#include "render/check_picture.h"
#include "render/check_report.h"
#include <stdlib.h>
#include <string.h>

struct page {
    struct document document;
    struct arena *arena;
    const struct marks *marks;
    /* [lines] Has another line of the same name another sample, another update? */
    bool *samples, *updates;
    const char **anchors; /* [marks] of the rows of the table */
};

static const struct sheet_line *line_of(const struct page *page, int number)
{
    return &page->marks->sheet->lines[number];
}

/* ---- names and numbers ---- */

static const struct expr *line_name(const struct page *page, const struct sheet_line *line)
{
    struct expr *name = expr_name(page->arena, line->name, 0, NULL);
    name->latex = line->latex;
    return name;
}

static void add_name(const struct page *page, struct spans *spans, int number)
{
    const struct sheet_line *line = line_of(page, number);
    spans_expr(spans, line_name(page, line));
    if (page->samples[number])
        spans_printf(spans, ", sample %d", line->sample);
    if (page->updates[number] && line->update > page->marks->sheet->last_update)
        spans_text(spans, ", after the update");
    else if (page->updates[number] && page->marks->sheet->last_update > 1)
        spans_printf(spans, ", update %d", line->update);
}

static int by_name(const void *a, const void *b)
{
    const struct sheet_line *const *first = a, *const *second = b;
    return strcmp((*first)->name, (*second)->name);
}

/* What the names alone leave open. */
static void look_for_same_names(struct page *page)
{
    const struct sheet *sheet = page->marks->sheet;
    size_t count = (size_t)sheet->count, end;
    const struct sheet_line **lines = arena_array(page->arena, count, sizeof *lines);
    page->samples = arena_array(page->arena, count, sizeof *page->samples);
    page->updates = arena_array(page->arena, count, sizeof *page->updates);
    for (size_t i = 0; i < count; i++)
        lines[i] = &sheet->lines[i];
    qsort(lines, count, sizeof *lines, by_name);
    for (size_t first = 0; first < count; first = end) {
        bool samples = false, updates = false;
        for (end = first; end < count && strcmp(lines[end]->name, lines[first]->name) == 0; end++) {
            samples |= lines[end]->sample != lines[first]->sample;
            updates |= lines[end]->update != lines[first]->update;
        }
        for (size_t i = first; i < end; i++) {
            page->samples[lines[i]->number] = samples && lines[i]->sample != 0;
            page->updates[lines[i]->number] = updates && lines[i]->update != 0;
        }
    }
}

/* What reads like a literal is typeset like one, so that it compares with the true value beside it; anything else stays
 * as it was written. */
static void add_writing(struct spans *spans, const char *text)
{
    if (text[0] != '\0' && text[strspn(text, "0123456789.+-eE")] == '\0')
        spans_number(spans, text);
    else
        spans_text(spans, text);
}

/* ---- the explanation of a value ---- */

struct sentences {
    struct spans *spans;
    bool any;
};

static void begin_sentence(struct sentences *sentences)
{
    if (sentences->any)
        spans_text(sentences->spans, " ");
    sentences->any = true;
}

static void add_sentence(struct sentences *sentences, const char *text)
{
    begin_sentence(sentences);
    spans_text(sentences->spans, text);
}

static void add_maths(struct spans *spans, const struct phrase *phrase)
{
    struct maths *maths = maths_new(spans->arena);
    maths_expr(maths, phrase->formula);
    if (phrase->value) {
        maths_sign(maths, phrase->exact ? PIECE_EQUAL : PIECE_ABOUT);
        maths_expr(maths, phrase->value);
    }
    spans_maths(spans, maths);
}

static void add_phrases(struct spans *spans, const struct phrase *phrase)
{
    for (; phrase; phrase = phrase->next) {
        if (phrase->kind == PHRASE_MATHS)
            add_maths(spans, phrase);
        else if (phrase->kind == PHRASE_WRITING)
            add_writing(spans, phrase->words);
        else
            spans_text(spans, phrase->words);
    }
}

static void add_cause(struct sentences *sentences, const struct phrase *phrases)
{
    begin_sentence(sentences);
    add_phrases(sentences->spans, phrases);
}

/* The likeliest cause, and those that the digits cannot tell from it: what is right is said once. */
static void add_causes(struct sentences *sentences, const struct mark *mark)
{
    int alike = 0;
    for (int i = 0; i < mark->cause_count; i++) {
        const struct cause *cause = &mark->causes[i];
        if (i > 0 && !cause->alike)
            continue;
        if (i > 0)
            add_sentence(sentences, "Or:");
        add_cause(sentences, i > 0 ? cause->mistake : cause->phrases);
        alike += i > 0;
    }
    if (alike > 0)
        add_sentence(sentences, alike == 1 ? "Your digits cannot tell these two apart."
                                           : "Your digits cannot tell these apart.");
}

static void add_carried(const struct page *page, struct sentences *sentences,
                        const struct mark *mark)
{
    begin_sentence(sentences);
    spans_text(sentences->spans, "This follows from your value of ");
    add_name(page, sentences->spans, mark->carried_from);
    spans_text(sentences->spans,
               mark->no_follow_through
                   ? ", but that mistake left nothing to work out here: no points."
                   : ": the step itself is right.");
}

static const char *count_word(int count)
{
    static const char *const words[] = {"none", "one", "two", "three", "four", "five"};
    return count < (int)(sizeof words / sizeof *words) ? words[count] : "more than five";
}

static void add_percent(struct spans *spans, const char *before, const char *percent)
{
    if (!percent)
        return;
    spans_text(spans, before);
    spans_number(spans, percent);
    spans_text(spans, " %");
}

/* How far the later values are off, or this one where none are. */
static void add_damage(struct spans *spans, const struct mark *mark)
{
    if (mark->damaged == 0 && !mark->percent_off)
        return;
    if (mark->damaged > 0) {
        spans_printf(spans, " %d later value%s", mark->damaged,
                     mark->damaged == 1 ? " is" : "s are");
        add_percent(spans, mark->damaged == 1 ? " " : " up to ", mark->damage);
        spans_text(spans, " off because of it");
    } else {
        add_percent(spans, " This value is ", mark->percent_off);
        spans_text(spans, " off because of it");
    }
    spans_text(spans, "; that is rounding, not a mistake.");
}

static void add_digits_lost(struct sentences *sentences, const struct mark *mark)
{
    struct spans *spans = sentences->spans;
    begin_sentence(sentences);
    spans_printf(spans, "Here %d of your digits %s lost", mark->digits_lost,
                 mark->digits_lost == 1 ? "was" : "were");
    if (mark->difference) {
        struct maths *maths = maths_new(spans->arena);
        maths_expr(maths, mark->difference);
        spans_text(spans, ": ");
        spans_maths(spans, maths);
        spans_printf(spans, " keeps %s", count_word(mark->digits_kept));
    }
    spans_text(spans, ".");
    add_damage(spans, mark);
}

static void add_explanation(const struct page *page, struct sentences *sentences,
                            const struct mark *mark)
{
    if (mark->verdict == MARK_UNREADABLE)
        add_sentence(sentences,
                     arena_printf(page->arena, "It cannot be read: %s.", mark->written->reason));
    if (mark->verdict == MARK_CARRIED)
        add_carried(page, sentences, mark);
    if (mark->verdict == MARK_UNEXPLAINED && !mark->unexamined)
        add_sentence(sentences, "No known mistake gives this from your figures.");
    if (mark->verdict == MARK_IMPRECISE)
        add_sentence(sentences, "These are too few digits to judge it.");
    add_causes(sentences, mark);
    if (mark->digits_lost > 0)
        add_digits_lost(sentences, mark);
    for (int i = 0; i < mark->remark_count; i++)
        add_cause(sentences, mark->remarks[i].phrases);
}

/* ---- what is said first ---- */

static void add_title(struct page *page)
{
    const char *title = page->marks->sheet->title;
    struct spans *spans = spans_new(page->arena);
    spans_text(spans, "Your work");
    if (title && title[0])
        spans_printf(spans, " on \"%s\"", title);
    document_heading(&page->document, 1, spans);
    if (page->marks->answers->student)
        document_sentence(&page->document,
                          arena_printf(page->arena, "Student: %s", page->marks->answers->student));
}

/* What the step should have been: name = formula. */
static void add_step(const struct page *page, struct sentences *sentences,
                     const struct sheet_line *line)
{
    struct maths *maths = maths_new(page->arena);
    maths_expr(maths, line_name(page, line));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, line->formula);
    add_sentence(sentences, "The step is ");
    spans_maths(sentences->spans, maths);
    spans_text(sentences->spans, ".");
}

static void add_first_wrong(struct page *page)
{
    const struct mark *mark = &page->marks->items[page->marks->first_wrong];
    struct sentences sentences = {spans_new(page->arena), true};
    struct spans *spans = sentences.spans;
    spans_strong(spans, "First wrong line:");
    spans_text(spans, " ");
    add_name(page, spans, mark->line);
    spans_text(spans, ". You wrote ");
    add_writing(spans, mark->written->text);
    if (mark->truth) {
        spans_text(spans, "; right is ");
        spans_number(spans, mark->truth);
    }
    spans_text(spans, ".");
    add_explanation(page, &sentences, mark);
    if (line_of(page, mark->line)->formula)
        add_step(page, &sentences, line_of(page, mark->line));
    document_paragraph(&page->document, spans);
}

static void add_opening(struct page *page)
{
    if (page->marks->first_wrong >= 0) {
        add_first_wrong(page);
        return;
    }
    struct spans *spans = spans_new(page->arena);
    spans_strong(spans, page->marks->count > 0 ? "Nothing is wrong." : "Nothing is written.");
    document_paragraph(&page->document, spans);
}

static const char *points_text(const struct page *page, double points)
{
    struct text text;
    text_open(&text, page->arena);
    points_show(points, &text);
    return text.bytes;
}

/* "12 values: 9 correct, 1 carried, 2 slips; 3 left blank. Score: 10 of 12." */
static void add_counts(struct page *page)
{
    const struct marks *marks = page->marks;
    struct spans *spans = spans_new(page->arena);
    const char *before = ": ";
    spans_printf(spans, "%d value%s", marks->count, marks->count == 1 ? "" : "s");
    for (int v = 0; v < MARK_KINDS; v++) {
        if (marks->counts[v] == 0 || v == MARK_BLANK)
            continue;
        spans_printf(spans, "%s%d %s%s", before, marks->counts[v], verdict_entries[v].name,
                     v == MARK_SLIP && marks->counts[v] > 1 ? "s" : "");
        before = ", ";
    }
    if (marks->counts[MARK_BLANK] > 0)
        spans_printf(spans, "; %d left blank", marks->counts[MARK_BLANK]);
    spans_printf(spans, ". Score: %s of %s.", points_text(page, marks->score),
                 points_text(page, marks->of));
    if (marks->unexamined > 0)
        spans_printf(spans, " Causes were looked for in %d wrong values, in the other %d not.",
                     EXPLAINED_MOST, marks->unexamined);
    document_paragraph(&page->document, spans);
}

/* ---- the table ---- */

#define COLUMNS 6

static const char *verdict_sign(const struct mark *mark)
{
    if (mark->verdict == MARK_IMPRECISE || mark->verdict == MARK_UNREADABLE)
        return "?";
    if (mark->verdict == MARK_CARRIED && !mark->no_follow_through)
        return "→";
    return verdict_entries[mark->verdict].right ? "✓" : "✗";
}

static const struct spans *verdict_cell(const struct page *page, const struct mark *mark)
{
    struct spans *spans = spans_new(page->arena);
    spans_printf(spans, "%s %s", verdict_sign(mark), verdict_entries[mark->verdict].name);
    if (mark->remark_count > 0) {
        spans_text(spans, ", ");
        spans_strong(spans, "look again");
    }
    return spans;
}

static const struct spans *range_cell(const struct page *page, const struct mark *mark)
{
    if (!mark->reached)
        return NULL;
    struct spans *spans = spans_new(page->arena);
    spans_number(spans, mark->low);
    if (strcmp(mark->low, mark->high) != 0) {
        spans_text(spans, " … ");
        spans_number(spans, mark->high);
    }
    return spans;
}

static void add_row(const struct page *page, struct table *table, int number)
{
    const struct mark *mark = &page->marks->items[number];
    const struct spans **cells = table_row(table);
    table_anchor(table, page->anchors[number]);
    struct spans *name = spans_new(page->arena), *writing = spans_new(page->arena),
                 *truth = spans_new(page->arena);
    struct sentences sentences = {spans_new(page->arena), false};
    add_name(page, name, mark->line);
    add_writing(writing, mark->written->text);
    if (mark->truth)
        spans_number(truth, mark->truth);
    add_explanation(page, &sentences, mark);
    cells[0] = name;
    cells[1] = writing;
    cells[2] = truth;
    cells[3] = range_cell(page, mark);
    cells[4] = verdict_cell(page, mark);
    cells[5] = sentences.spans;
}

static void add_table(struct page *page)
{
    static const char *const heads[COLUMNS] = {
        "quantity", "you wrote", "true", "within your rounding", "verdict", "why"};
    struct table *table = table_new(page->arena, COLUMNS);
    table->explained = true;
    const struct spans **cells = table_row(table);
    for (int c = 0; c < COLUMNS; c++) {
        struct spans *head = spans_new(page->arena);
        spans_text(head, heads[c]);
        cells[c] = head;
    }
    for (int i = 0; i < page->marks->count; i++)
        add_row(page, table, i);
    document_table(&page->document, table);
}

/* What the verdicts in the table mean. */
static void add_legend(struct page *page)
{
    struct list *list = list_new(page->arena);
    for (int v = 0; v < MARK_KINDS; v++) {
        if (page->marks->counts[v] == 0 || v == MARK_BLANK)
            continue;
        struct spans *spans = spans_new(page->arena);
        spans_printf(spans, "%s: %s", verdict_entries[v].name, verdict_entries[v].words);
        list_item(list, spans);
    }
    document_list(&page->document, list);
}

static void name_rows(struct page *page)
{
    page->anchors = arena_array(page->arena, (size_t)page->marks->count, sizeof *page->anchors);
    for (int i = 0; i < page->marks->count; i++)
        page->anchors[i] = arena_printf(page->arena, "value-%d", i + 1);
}

void render_marks(const struct marks *marks, const struct renderer *renderer, struct text *out)
{
    struct page page = {.document = document_open(out->arena), .arena = out->arena, .marks = marks};
    look_for_same_names(&page);
    add_title(&page);
    add_opening(&page);
    add_counts(&page);
    name_rows(&page);
    if (renderer->draws)
        check_add_picture(&page.document, marks, page.anchors);
    if (marks->count > 0) {
        add_table(&page);
        add_legend(&page);
    }
    document_render(&page.document, renderer, out);
}
