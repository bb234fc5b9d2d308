/* The summary of a class for people: how many, how good, which mistakes, where the first wrong lines are. */
#include "base/arena.h"
#include "marking/verdicts.h"
#include "render/grade_report.h"

#define ROWS_MOST 12
#define PLACES_MOST 4 /* lines named beside a mistake */

struct page {
    struct document document;
    struct arena *arena;
    const struct tally *tally;
};

static const char *points_text(const struct page *page, double points)
{
    struct text text;
    text_open(&text, page->arena);
    points_show(points, &text);
    return text.bytes;
}

static double rounded_to_cents(double points)
{
    return (double)(long long)(points * 100 + 0.5) / 100;
}

/* ---- what is said first ---- */

static void add_title(struct page *page)
{
    const char *title = page->tally->sheet->title;
    struct spans *spans = spans_new(page->arena);
    spans_text(spans, "The class");
    if (title && title[0])
        spans_printf(spans, " on \"%s\"", title);
    document_heading(&page->document, 1, spans);
}

static void add_counts(struct page *page)
{
    const struct tally *tally = page->tally;
    struct spans *spans = spans_new(page->arena);
    spans_printf(spans, "%zu submission%s marked", tally->marked, tally->marked == 1 ? "" : "s");
    if (tally->broken > 0)
        spans_printf(spans, ", %zu broken", tally->broken);
    spans_text(spans, ".");
    if (tally->marked > 0) {
        double marked = (double)tally->marked;
        spans_printf(spans, " Nothing is wrong in %zu. Mean score: %s of %s.", tally->right,
                     points_text(page, rounded_to_cents(tally->score / marked)),
                     points_text(page, rounded_to_cents(tally->of / marked)));
    }
    document_paragraph(&page->document, spans);
}

/* ---- tables ---- */

static struct table *open_table(const struct page *page, int columns, const char *const *heads)
{
    struct table *table = table_new(page->arena, columns);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < columns; c++) {
        struct spans *head = spans_new(page->arena);
        spans_text(head, heads[c]);
        cells[c] = head;
    }
    table->alignments[1] = ALIGN_RIGHT;
    return table;
}

static const struct spans *count_cell(const struct page *page, size_t count)
{
    struct spans *spans = spans_new(page->arena);
    spans_printf(spans, "%zu", count);
    return spans;
}

static void add_name(const struct page *page, struct spans *spans, const struct sheet_line *line)
{
    struct expr *name = expr_name(page->arena, line->name, 0, NULL);
    name->latex = line->latex;
    spans_expr(spans, name);
}

/* "dE/dw7 (31), w7' (12), ..." */
static const struct spans *places_cell(const struct page *page,
                                       const struct tallied_mistake *mistake)
{
    size_t count;
    const struct tallied_line *lines =
        tally_lines(page->tally, mistake->at_line, page->arena, &count);
    struct spans *spans = spans_new(page->arena);
    for (size_t i = 0; i < count && i < PLACES_MOST; i++) {
        spans_text(spans, i > 0 ? ", " : "");
        add_name(page, spans, lines[i].line);
        spans_printf(spans, " (%zu)", lines[i].submissions);
    }
    if (count > PLACES_MOST)
        spans_printf(spans, ", %zu more", count - PLACES_MOST);
    return spans;
}

static void add_mistakes(struct page *page)
{
    static const char *const heads[] = {"mistake", "submissions", "where"};
    size_t count;
    const struct tallied_mistake **mistakes = tally_mistakes(page->tally, page->arena, &count);
    if (count == 0)
        return;
    struct table *table = open_table(page, 3, heads);
    for (size_t i = 0; i < count && i < ROWS_MOST; i++) {
        const struct spans **cells = table_row(table);
        struct spans *code = spans_new(page->arena);
        spans_text(code, mistakes[i]->code);
        cells[0] = code;
        cells[1] = count_cell(page, mistakes[i]->submissions);
        cells[2] = places_cell(page, mistakes[i]);
    }
    document_title(&page->document, 2, "Commonest mistakes");
    document_table(&page->document, table);
}

static void add_first_wrong(struct page *page)
{
    static const char *const heads[] = {"first wrong line", "submissions"};
    size_t count;
    const struct tallied_line *lines =
        tally_lines(page->tally, page->tally->first_wrong, page->arena, &count);
    if (count == 0)
        return;
    struct table *table = open_table(page, 2, heads);
    for (size_t i = 0; i < count && i < ROWS_MOST; i++) {
        const struct spans **cells = table_row(table);
        struct spans *name = spans_new(page->arena);
        add_name(page, name, lines[i].line);
        cells[0] = name;
        cells[1] = count_cell(page, lines[i].submissions);
    }
    document_title(&page->document, 2, "Where work goes wrong first");
    document_table(&page->document, table);
}

void render_grade_summary(const struct tally *tally, const struct renderer *renderer,
                          struct text *out)
{
    struct arena *scratch = arena_child(tally->arena);
    struct page page = {document_open(scratch), scratch, tally};
    add_title(&page);
    add_counts(&page);
    add_mistakes(&page);
    add_first_wrong(&page);
    document_render(&page.document, renderer, out);
    arena_close(scratch);
}
