/* The report on variants for people: what could not be avoided first, then tables of mistakes that the digits do not tell
 * apart: those of every variant once, then what each has besides. */
#include "base/arena.h"
#include "render/variants_report.h"
#include <stdlib.h>
#include <string.h>

#define COLUMNS 3
#define QUANTITIES_MOST 8 /* in one row; the JSON has all */

struct page {
    struct document document;
    struct arena *arena;
    const struct variants_report *report;
};

/* ---- the head ---- */

static void add_head(struct page *page)
{
    const struct variants_report *report = page->report;
    bool decimals = report->digits.kind == DIGITS_DECIMALS;
    struct spans *title = spans_new(page->arena), *about = spans_new(page->arena);
    spans_text(title, "Variants");
    if (report->title[0]) {
        spans_text(title, ": ");
        spans_text(title, report->title);
    }
    document_heading(&page->document, 1, title);
    spans_printf(about, "%zu variant%s by the seed %lld, to be worked with %d %s%s.", report->count,
                 report->count == 1 ? "" : "s", report->seed, report->digits.count,
                 decimals ? "decimal place" : "significant digit",
                 report->digits.count == 1 ? "" : "s");
    document_paragraph(&page->document, about);
}

/* ---- what could not be avoided ---- */

static void add_item(struct page *page, struct list *list, const struct variant_report *variant,
                     const char *message)
{
    struct spans *spans = spans_new(page->arena);
    spans_printf(spans, "Variant %d: ", variant->number);
    spans_text(spans, message);
    spans_text(spans, ".");
    list_item(list, spans);
}

static size_t add_obstacles(struct page *page, struct list *list)
{
    size_t count = 0;
    for (size_t v = 0; v < page->report->count; v++) {
        const struct variant_report *variant = &page->report->items[v];
        if (variant->twin > 0) {
            add_item(
                page, list, variant,
                arena_printf(page->arena, "it has the same numbers as variant %d", variant->twin));
            count++;
        }
        for (size_t i = 0; i < variant->obstacle_count; i++, count++)
            add_item(page, list, variant, variant->obstacles[i].message);
    }
    return count;
}

static void add_conditions(struct page *page)
{
    struct list *list = list_new(page->arena);
    if (add_obstacles(page, list) == 0) {
        document_sentence(
            &page->document,
            "No value is nearly midway between two numbers with these digits, no unit "
            "is saturated, no gradient is 0 and no step loses two digits or more.");
        return;
    }
    document_title(&page->document, 2, "What could not be avoided");
    document_list(&page->document, list);
}

/* ---- mistakes ---- */

struct ranked {
    const struct variant_finding *finding;
    size_t order;
};

/* Those with the right answer first, then pairs; each by the sheet. */
static int by_mistakes(const void *a, const void *b)
{
    const struct ranked *first = a, *second = b;
    const char *other = first->finding->other, *others = second->finding->other;
    int order = (other != NULL) - (others != NULL);
    if (order == 0)
        order = strcmp(first->finding->mistake, second->finding->mistake);
    if (order == 0 && other)
        order = strcmp(other, others);
    return order ? order : first->order < second->order ? -1 : first->order > second->order;
}

static bool same_mistakes(const struct variant_finding *a, const struct variant_finding *b)
{
    bool same = strcmp(a->mistake, b->mistake) == 0 && (a->other != NULL) == (b->other != NULL);
    return same && (!a->other || strcmp(a->other, b->other) == 0);
}

static void add_value(const struct page *page, struct spans *spans, double value)
{
    struct text text;
    text_open(&text, page->arena);
    double_shortest(value, &text);
    spans_text(spans, " (");
    spans_number(spans, text.bytes);
    spans_text(spans, ")");
}

/* Was the quantity told of already, in another update or sample? */
static bool is_told(const struct ranked *ranked, size_t place)
{
    for (size_t i = 0; i < place; i++)
        if (ranked[i].finding->name == ranked[place].finding->name)
            return true;
    return false;
}

/* Where: of `count` findings the names with their values, or each name once. */
static const struct spans *quantities(const struct page *page, const struct ranked *ranked,
                                      size_t count, bool values)
{
    struct spans *spans = spans_new(page->arena);
    size_t told = 0, more = 0;
    for (size_t i = 0; i < count; i++) {
        const struct variant_finding *finding = ranked[i].finding;
        if (!values && is_told(ranked, i))
            continue;
        if (told == QUANTITIES_MOST) {
            more++;
            continue;
        }
        struct expr *name = expr_name(page->arena, finding->name, 0, NULL);
        name->latex = finding->latex;
        spans_text(spans, told++ ? ", " : "");
        spans_expr(spans, name);
        if (values)
            add_value(page, spans, finding->value);
    }
    if (more > 0)
        spans_printf(spans, " and %zu more", more);
    return spans;
}

static void add_mistakes_row(const struct page *page, struct table *table,
                             const struct ranked *ranked, size_t count, bool values)
{
    const struct spans **cells = table_row(table);
    struct spans *mistake = spans_new(page->arena), *other = spans_new(page->arena);
    spans_code(mistake, ranked->finding->mistake);
    if (ranked->finding->other)
        spans_code(other, ranked->finding->other);
    else
        spans_strong(other, "the right answer");
    cells[0] = mistake;
    cells[1] = other;
    cells[2] = quantities(page, ranked, count, values);
}

static struct table *open_table(const struct page *page)
{
    static const char *const heads[COLUMNS] = {"mistake", "gives the same digits as", "at"};
    struct table *table = table_new(page->arena, COLUMNS);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < COLUMNS; c++) {
        struct spans *head = spans_new(page->arena);
        spans_text(head, heads[c]);
        cells[c] = head;
    }
    return table;
}

/* The likenesses of a variant that are, or are not, those of every one. */
static void add_mistakes(struct page *page, const struct variant_report *variant, bool common)
{
    struct ranked *ranked = arena_array(page->arena, variant->likeness_count, sizeof *ranked);
    size_t count = 0;
    for (size_t i = 0; i < variant->likeness_count; i++)
        if (variant->likenesses[i].common == common)
            ranked[count++] = (struct ranked){&variant->likenesses[i], i};
    if (count == 0) {
        document_sentence(&page->document, common ? "None." : "None besides.");
        return;
    }
    qsort(ranked, count, sizeof *ranked, by_mistakes);
    struct table *table = open_table(page);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && same_mistakes(ranked[i].finding, ranked[end].finding);)
            end++;
        add_mistakes_row(page, table, ranked + i, end - i, !common);
    }
    document_table(&page->document, table);
}

static void add_all_mistakes(struct page *page)
{
    const struct variants_report *report = page->report;
    document_title(&page->document, 2, "Mistakes that cannot be told apart");
    document_sentence(
        &page->document,
        "Where two mistakes give the same digits, marking names both; where one gives the "
        "digits of the right answer, it goes unseen.");
    if (report->count > 1) {
        document_title(&page->document, 3, "In every variant");
        add_mistakes(page, &report->items[0], true);
    }
    for (size_t v = 0; v < report->count; v++) {
        struct spans *heading = spans_new(page->arena);
        spans_printf(heading, "Variant %d", report->items[v].number);
        document_heading(&page->document, 3, heading);
        add_mistakes(page, &report->items[v], false);
    }
}

void render_variants(const struct variants_report *report, const struct renderer *renderer,
                     struct text *out)
{
    struct page page = {document_open(out->arena), out->arena, report};
    add_head(&page);
    add_conditions(&page);
    add_all_mistakes(&page);
    document_render(&page.document, renderer, out);
}
