/* What a derivation starts from: title, symbols, assumptions and definitions. */
#include "render/derivation_parts.h"

static void add_head(struct derivation_page *page)
{
    const struct derivation *derivation = page->derivation;
    document_title(&page->document, 1, derivation->title ? derivation->title : "Derivation");
    if (derivation->source) {
        struct spans *spans = derivation_spans(page);
        spans_printf(spans, "Source: %s", derivation->source);
        document_paragraph(&page->document, spans);
    }
}

static void add_size(struct derivation_page *page, struct table *table,
                     const struct size_symbol *size)
{
    const struct spans **cells = table_row(table);
    struct spans *symbol = derivation_spans(page), *meaning = derivation_spans(page);
    spans_expr(symbol, expr_name(page->arena, size->name, 0, NULL));
    if (size->first == size->last)
        spans_printf(meaning, "size: %ld", size->first);
    else
        spans_printf(meaning, "size: every whole number from %ld to %ld", size->first, size->last);
    cells[0] = symbol;
    cells[1] = meaning;
}

/* "N by K numbers, " of what has indices. */
static void add_dimensions(const struct derivation_page *page, struct spans *spans,
                           const struct quantity *quantity)
{
    for (int d = 0; d < quantity->rank; d++) {
        spans_text(spans, d ? " by " : "");
        spans_expr(spans, derivation_index(page, &quantity->dimensions[d]));
    }
    spans_text(spans, quantity->rank ? " numbers, " : "");
}

static void add_quantity(struct derivation_page *page, struct table *table,
                         const struct quantity *quantity)
{
    const struct spans **cells = table_row(table);
    struct spans *symbol = derivation_spans(page), *meaning = derivation_spans(page);
    spans_expr(symbol, expr_name(page->arena, quantity->name, 0, NULL));
    add_dimensions(page, meaning, quantity);
    spans_text(meaning, quantity->definition ? "defined below" : domain_words(quantity->domain));
    cells[0] = symbol;
    cells[1] = meaning;
}

static void add_symbols(struct derivation_page *page)
{
    const struct derivation *derivation = page->derivation;
    if (derivation->size_count + derivation->quantity_count == 0)
        return;
    struct table *table = table_new(page->arena, 2);
    const struct spans **head = table_row(table);
    struct spans *symbol = derivation_spans(page), *meaning = derivation_spans(page);
    spans_text(symbol, "symbol");
    spans_text(meaning, "what it is");
    head[0] = symbol;
    head[1] = meaning;
    for (int i = 0; i < derivation->size_count; i++)
        add_size(page, table, &derivation->sizes[i]);
    for (int i = 0; i < derivation->quantity_count; i++)
        add_quantity(page, table, &derivation->quantities[i]);
    document_title(&page->document, 2, "Symbols");
    document_table(&page->document, table);
}

/* "For N = 2 and 1 more choice of the sizes too few numbers were found ..." */
static void add_barren(struct derivation_page *page)
{
    const struct derivation *derivation = page->derivation;
    const struct derivation_check *check = page->check;
    if (check->barren_count == 0)
        return;
    struct spans *spans = derivation_spans(page);
    for (int i = 0; i < derivation->size_count; i++) {
        spans_text(spans, i == 0 ? "For " : derivation_separator(i, derivation->size_count));
        struct maths *maths = maths_new(page->arena);
        maths_expr(maths, expr_name(page->arena, derivation->sizes[i].name, 0, NULL));
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, expr_integer(page->arena, check->barren[0].values[i]));
        spans_maths(spans, maths);
    }
    if (check->barren_count > 1)
        spans_printf(spans, ", and for %zu more choice%s of the sizes,", check->barren_count - 1,
                     check->barren_count == 2 ? "" : "s");
    spans_text(
        spans,
        " too few numbers were found that satisfy them, or none: there nothing is shown to hold.");
    document_paragraph(&page->document, spans);
}

static void add_assumptions(struct derivation_page *page)
{
    const struct derivation *derivation = page->derivation;
    if (derivation->assumption_count == 0)
        return;
    struct list *list = list_new(page->arena);
    for (int i = 0; i < derivation->assumption_count; i++) {
        const struct assumption *assumption = &derivation->assumptions[i];
        struct relation_between condition = derivation_condition(page, &assumption->condition);
        struct maths *maths = maths_new(page->arena);
        struct spans *spans = derivation_spans(page);
        maths_condition(maths, &condition);
        spans_maths(spans, maths);
        spans_text(spans, assumption->variable_count ? " for all " : "");
        derivation_add_ranges(page, spans, assumption->variable_count, assumption->variables);
        list_item(list, spans);
    }
    document_title(&page->document, 2, "Assumptions");
    document_list(&page->document, list);
    add_barren(page);
}

static const struct expr *defined_name(const struct derivation_page *page,
                                       const struct quantity *quantity)
{
    struct index indices[INDEX_MAX];
    for (int d = 0; d < quantity->rank; d++)
        indices[d] = index_variable(quantity->variables[d]);
    return expr_name(page->arena, quantity->name, quantity->rank, indices);
}

static void add_definitions(struct derivation_page *page)
{
    const struct derivation *derivation = page->derivation;
    bool any = false;
    for (int i = 0; i < derivation->quantity_count; i++) {
        const struct quantity *quantity = &derivation->quantities[i];
        if (!quantity->definition)
            continue;
        if (!any)
            document_title(&page->document, 2, "Definitions");
        any = true;
        struct maths *maths = maths_new(page->arena);
        maths_expr(maths, defined_name(page, quantity));
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, derivation_expr(page, quantity->definition));
        document_equation(&page->document, maths);
    }
}

void derivation_add_given(struct derivation_page *page)
{
    add_head(page);
    add_symbols(page);
    add_assumptions(page);
    add_definitions(page);
}
