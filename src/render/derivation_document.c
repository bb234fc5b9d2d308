/* A derivation as a page: what is given, then each claim with its lines, their reasons, and what checking found. */
#include "base/arena.h"
#include "render/derivation_report.h"
#include <string.h>

/* Of a counterexample, so many numbers are written out on the page. */
#define NUMBERS_SHOWN 24

struct page {
    struct document document;
    struct arena *arena;
    const struct derivation_check *check;
    const struct derivation *derivation;
};

static struct spans *new_spans(const struct page *page)
{
    return spans_new(page->arena);
}

/* ---- expressions ---- */

static const struct expr *shown(const struct page *page, const struct expr *expr)
{
    return expr_derivatives_as_names(page->arena, expr);
}

static const struct expr *index_expr(const struct page *page, const struct index *index)
{
    if (!index->variable)
        return expr_number(page->arena, arena_printf(page->arena, "%ld", index->offset));
    const struct expr *variable = expr_name(page->arena, index->variable, 0, NULL);
    if (index->offset == 0)
        return variable;
    long distance = index->offset < 0 ? -index->offset : index->offset;
    return expr_binary(page->arena, index->offset < 0 ? EXPR_SUBTRACT : EXPR_ADD, variable,
                       expr_number(page->arena, arena_printf(page->arena, "%ld", distance)));
}

/* A decimal literal or a fraction of two. */
static const struct expr *value_expr(const struct page *page, const char *value)
{
    const char *slash = strchr(value, '/');
    if (!slash)
        return expr_number(page->arena, value);
    const char *top = arena_printf(page->arena, "%.*s", (int)(slash - value), value);
    return expr_binary(page->arena, EXPR_DIVIDE, expr_number(page->arena, top),
                       expr_number(page->arena, slash + 1));
}

static struct relation_between shown_condition(const struct page *page,
                                               const struct condition *condition)
{
    return (struct relation_between){shown(page, condition->a), condition->relation,
                                     shown(page, condition->b)};
}

/* Between the parts of a list: ", ", and " and " before the last. */
static const char *separator(int place, int count)
{
    return place == 0 ? "" : place + 1 < count ? ", " : " and ";
}

static bool same_range(const struct variable_range *a, const struct variable_range *b)
{
    const struct index *one[] = {&a->first, &a->last}, *other[] = {&b->first, &b->last};
    for (int i = 0; i < 2; i++)
        if (one[i]->offset != other[i]->offset ||
            strcmp(one[i]->variable ? one[i]->variable : "",
                   other[i]->variable ? other[i]->variable : "") != 0)
            return false;
    return true;
}

/* The variable at `place` is the first with its range. */
static bool begins_group(const struct variable_range *ranges, int place)
{
    for (int i = 0; i < place; i++)
        if (same_range(&ranges[i], &ranges[place]))
            return false;
    return true;
}

/* "n from 1 to N and j, k from 1 to K" */
static void add_ranges(const struct page *page, struct spans *spans, int count,
                       const struct variable_range *ranges)
{
    int groups = 0, group = 0;
    for (int i = 0; i < count; i++)
        groups += begins_group(ranges, i);
    for (int i = 0; i < count; i++) {
        if (!begins_group(ranges, i))
            continue;
        spans_text(spans, separator(group++, groups));
        for (int k = i; k < count; k++)
            if (same_range(&ranges[i], &ranges[k])) {
                spans_text(spans, k > i ? ", " : "");
                spans_expr(spans, expr_name(page->arena, ranges[k].variable, 0, NULL));
            }
        spans_text(spans, " from ");
        spans_expr(spans, index_expr(page, &ranges[i].first));
        spans_text(spans, " to ");
        spans_expr(spans, index_expr(page, &ranges[i].last));
    }
}

/* ---- what is given ---- */

static void add_head(struct page *page)
{
    const struct derivation *derivation = page->derivation;
    document_title(&page->document, 1, derivation->title ? derivation->title : "Derivation");
    if (derivation->source) {
        struct spans *spans = new_spans(page);
        spans_printf(spans, "Source: %s", derivation->source);
        document_paragraph(&page->document, spans);
    }
}

static void add_size(struct page *page, struct table *table, const struct size_symbol *size)
{
    const struct spans **cells = table_row(table);
    struct spans *symbol = new_spans(page), *meaning = new_spans(page);
    spans_expr(symbol, expr_name(page->arena, size->name, 0, NULL));
    if (size->first == size->last)
        spans_printf(meaning, "size: %ld", size->first);
    else
        spans_printf(meaning, "size: every whole number from %ld to %ld", size->first, size->last);
    cells[0] = symbol;
    cells[1] = meaning;
}

/* "N by K numbers, " of what has indices. */
static void add_dimensions(const struct page *page, struct spans *spans,
                           const struct quantity *quantity)
{
    for (int d = 0; d < quantity->rank; d++) {
        spans_text(spans, d ? " by " : "");
        spans_expr(spans, index_expr(page, &quantity->dimensions[d]));
    }
    spans_text(spans, quantity->rank ? " numbers, " : "");
}

static void add_quantity(struct page *page, struct table *table, const struct quantity *quantity)
{
    const struct spans **cells = table_row(table);
    struct spans *symbol = new_spans(page), *meaning = new_spans(page);
    spans_expr(symbol, expr_name(page->arena, quantity->name, 0, NULL));
    add_dimensions(page, meaning, quantity);
    spans_text(meaning, quantity->definition ? "defined below" : domain_words(quantity->domain));
    cells[0] = symbol;
    cells[1] = meaning;
}

static void add_symbols(struct page *page)
{
    const struct derivation *derivation = page->derivation;
    if (derivation->size_count + derivation->quantity_count == 0)
        return;
    struct table *table = table_new(page->arena, 2);
    const struct spans **head = table_row(table);
    struct spans *symbol = new_spans(page), *meaning = new_spans(page);
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

static void add_assumptions(struct page *page)
{
    const struct derivation *derivation = page->derivation;
    if (derivation->assumption_count == 0)
        return;
    struct list *list = list_new(page->arena);
    for (int i = 0; i < derivation->assumption_count; i++) {
        const struct assumption *assumption = &derivation->assumptions[i];
        struct relation_between condition = shown_condition(page, &assumption->condition);
        struct maths *maths = maths_new(page->arena);
        struct spans *spans = new_spans(page);
        maths_condition(maths, &condition);
        spans_maths(spans, maths);
        spans_text(spans, assumption->variable_count ? " for all " : "");
        add_ranges(page, spans, assumption->variable_count, assumption->variables);
        list_item(list, spans);
    }
    document_title(&page->document, 2, "Assumptions");
    document_list(&page->document, list);
}

static const struct expr *defined_name(const struct page *page, const struct quantity *quantity)
{
    struct index indices[INDEX_MAX];
    for (int d = 0; d < quantity->rank; d++)
        indices[d] = index_variable(quantity->variables[d]);
    return expr_name(page->arena, quantity->name, quantity->rank, indices);
}

static void add_definitions(struct page *page)
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
        maths_expr(maths, shown(page, quantity->definition));
        document_equation(&page->document, maths);
    }
}

/* ---- claims ---- */

/* How people call a claim: by its number, counted from 1. */
static int claim_number(const struct page *page, const struct claim *claim)
{
    return (int)(claim - page->derivation->claims) + 1;
}

static const struct claim_check *check_of(const struct page *page, const struct claim *claim)
{
    return &page->check->claims[claim_number(page, claim) - 1];
}

static void add_line_value(const struct page *page, struct maths *maths, const struct line *line)
{
    bool lone = line->case_count == 1 && !line->cases[0].when && !line->cases[0].otherwise;
    if (lone) {
        maths_expr(maths, shown(page, line->cases[0].expr));
        return;
    }
    struct case_line *lines =
        arena_array(page->arena, (size_t)line->case_count, sizeof(struct case_line));
    for (int i = 0; i < line->case_count; i++) {
        const struct line_case *of = &line->cases[i];
        lines[i].expr = shown(page, of->expr);
        if (!of->when)
            continue;
        struct relation_between *when = arena_alloc(page->arena, sizeof *when);
        *when = shown_condition(page, of->when);
        lines[i].when = when;
    }
    maths_cases(maths, &(struct cases){line->case_count, lines});
}

/* left = line, or without the left side, which stands above. */
static void add_equality(struct page *page, const struct expr *left, const struct line *line)
{
    struct maths *maths = maths_new(page->arena);
    if (left)
        maths_expr(maths, shown(page, left));
    maths_sign(maths, PIECE_EQUAL);
    add_line_value(page, maths, line);
    document_equation(&page->document, maths);
}

static void add_claim_head(struct page *page, const struct claim *claim)
{
    struct spans *heading = new_spans(page);
    spans_printf(heading, claim->name ? "Claim %d: %s" : "Claim %d", claim_number(page, claim),
                 claim->name);
    document_heading(&page->document, 2, heading);
    if (claim->variable_count) {
        struct spans *spans = new_spans(page);
        spans_text(spans, "For all ");
        add_ranges(page, spans, claim->variable_count, claim->variables);
        spans_text(spans, ":");
        document_paragraph(&page->document, spans);
    }
    if (claim->line_count > 1)
        add_equality(page, claim->left, &claim->lines[claim->line_count - 1]);
}

/* ---- where a line fails ---- */

/* "a[1,1] = 0, a[1,2] = 1 and j = 1" */
static void add_numbers(const struct page *page, struct spans *spans,
                        const struct counterexample *example)
{
    int all = example->size_count + example->index_count + example->quantity_count;
    int count = all > NUMBERS_SHOWN ? NUMBERS_SHOWN : all;
    for (int i = 0; i < count; i++) {
        struct maths *maths = maths_new(page->arena);
        maths_expr(maths, example->assigned[i].name);
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, value_expr(page, example->assigned[i].value));
        spans_text(spans, separator(i, count < all ? count + 1 : count));
        spans_maths(spans, maths);
    }
    if (count < all)
        spans_printf(spans, " and %d more (--format json has them all)", all - count);
}

static const char *line_name(const struct page *page, int line)
{
    return line == 0 ? "the left side" : arena_printf(page->arena, "line %d", line);
}

/* "line 2 is 0.25", "the left side has no value" */
static void add_side(const struct page *page, struct spans *spans, int line, const char *value,
                     bool exact)
{
    const char *verb = exact ? "is " : "is about ";
    spans_printf(spans, "%s %s", line_name(page, line), value ? verb : "has no value");
    if (value)
        spans_expr(spans, value_expr(page, value));
}

static void add_sides(const struct page *page, struct spans *spans, int line,
                      const struct counterexample *example)
{
    if (!example->left && !example->right) {
        spans_printf(spans, "neither %s nor %s has a value", line_name(page, line - 1),
                     line_name(page, line));
        return;
    }
    add_side(page, spans, line - 1, example->left, example->left_exact);
    spans_text(spans, ", and ");
    add_side(page, spans, line, example->right, example->right_exact);
}

static void add_counterexample(struct page *page, int line, const struct line_check *check)
{
    const struct counterexample *example = check->counterexample;
    struct spans *spans = new_spans(page);
    spans_strong(spans,
                 check->verdict == LINE_REFUTED ? "Does not hold." : "Not defined everywhere.");
    bool any = example->size_count + example->index_count + example->quantity_count > 0;
    spans_text(spans, any ? " With " : " Always ");
    add_numbers(page, spans, example);
    spans_text(spans, any ? " " : "");
    add_sides(page, spans, line, example);
    if (example->fault)
        spans_printf(spans, ": %s", example->fault);
    spans_text(spans, ".");
    document_note(&page->document, spans);
}

/* ---- lines ---- */

/* "... (It is 1.)" ends one too. */
static bool ends_sentence(const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && strchr(")]'\"", text[length - 1]))
        length--;
    return length > 0 && strchr(".!?:", text[length - 1]) != NULL;
}

static void add_reason(const struct page *page, struct spans *spans, const struct line *line)
{
    if (line->because)
        spans_printf(spans, " %s%s", line->because, ends_sentence(line->because) ? "" : ".");
    if (!line->uses)
        return;
    spans_printf(spans, " By claim %d", claim_number(page, line->uses));
    spans_text(spans, check_of(page, line->uses)->verdict == LINE_HOLDS
                          ? "."
                          : ", which does not hold: this line rests on it.");
}

static void add_line(struct page *page, const struct claim *claim, int place)
{
    const struct line *line = &claim->lines[place];
    const struct line_check *check = &check_of(page, claim)->lines[place];
    struct spans *label = new_spans(page), *reason = new_spans(page);
    spans_printf(label, "Line %d.", place + 1);
    add_reason(page, reason, line);
    document_label(&page->document, label, reason);
    add_equality(page, place == 0 ? claim->left : NULL, line);
    if (check->verdict != LINE_HOLDS)
        add_counterexample(page, place + 1, check);
}

/* ---- results ---- */

/* The evidence for all lines of a claim together. */
struct evidence {
    size_t points, comparisons, choices, kinks; /* points: the fewest of a line */
    int digits;                                 /* the fewest; 0: all lines are exact */
    int exact;                                  /* lines that are */
};

static struct evidence gather(const struct claim *claim, const struct claim_check *check)
{
    struct evidence evidence = {.points = check->lines[0].points};
    for (int i = 0; i < claim->line_count; i++) {
        const struct line_check *line = &check->lines[i];
        evidence.points = line->points < evidence.points ? line->points : evidence.points;
        evidence.choices = line->choices > evidence.choices ? line->choices : evidence.choices;
        evidence.comparisons += line->comparisons;
        evidence.kinks += line->kinks;
        evidence.exact += line->exact;
        if (!line->exact && (evidence.digits == 0 || line->digits < evidence.digits))
            evidence.digits = line->digits;
    }
    return evidence;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* "to at least 30 digits (1 of 3 lines exactly)" */
static void add_agreement(struct spans *spans, const struct claim *claim,
                          const struct evidence *evidence)
{
    if (evidence->exact == claim->line_count) {
        spans_text(spans, "exactly");
        return;
    }
    spans_printf(spans, "to at least %d digits", evidence->digits);
    if (evidence->exact > 0)
        spans_printf(spans, " (%d of %d lines exactly)", evidence->exact, claim->line_count);
}

static void add_evidence(struct page *page, const struct claim *claim)
{
    const struct evidence evidence = gather(claim, check_of(page, claim));
    struct spans *spans = new_spans(page);
    spans_strong(spans, "Holds");
    spans_printf(spans, " as far as it was checked: %s ",
                 claim->line_count == 1 ? "both sides are equal"
                                        : "each line equals the one before it");
    add_agreement(spans, claim, &evidence);
    spans_printf(spans, " in %zu comparison%s, at %zu choice%s of numbers", evidence.comparisons,
                 plural(evidence.comparisons), evidence.points, plural(evidence.points));
    if (page->derivation->size_count)
        spans_printf(spans, " over %zu choice%s of the sizes", evidence.choices,
                     plural(evidence.choices));
    spans_text(spans, claim->variable_count ? " and all values of the indices. " : ". ");
    if (evidence.kinks)
        spans_printf(spans, "%zu more %s left out: a derivative does not exist there (a kink). ",
                     evidence.kinks, evidence.kinks == 1 ? "was" : "were");
    spans_text(spans, "This is evidence, not a formal proof.");
    document_paragraph(&page->document, spans);
}

static void add_failure(struct page *page, const struct claim *claim)
{
    const struct claim_check *check = check_of(page, claim);
    int refuted = 0, undefined = 0, first = -1;
    for (int i = 0; i < claim->line_count; i++) {
        refuted += check->lines[i].verdict == LINE_REFUTED;
        undefined += check->lines[i].verdict == LINE_UNDEFINED;
        if (first < 0 && check->lines[i].verdict == check->verdict)
            first = i + 1;
    }
    struct spans *spans = new_spans(page);
    if (refuted) {
        spans_strong(spans, "Refuted");
        spans_printf(spans, " at line %d", first);
        if (refuted > 1)
            spans_printf(spans, " and %d more", refuted - 1);
        spans_text(spans,
                   ": the numbers above prove that it does not equal what stands before it.");
    } else {
        spans_strong(spans, "Not defined everywhere");
        spans_printf(spans, ": line %d", first);
        if (undefined > 1)
            spans_printf(spans, " and %d more", undefined - 1);
        spans_text(spans, " could not be compared with the line before for the numbers above.");
    }
    document_paragraph(&page->document, spans);
}

static void add_claim(struct page *page, const struct claim *claim)
{
    add_claim_head(page, claim);
    for (int i = 0; i < claim->line_count; i++)
        add_line(page, claim, i);
    if (check_of(page, claim)->verdict == LINE_HOLDS)
        add_evidence(page, claim);
    else
        add_failure(page, claim);
}

/* Which claims hold, where there are several. */
static void add_result(struct page *page)
{
    const struct derivation *derivation = page->derivation;
    int holding = 0;
    if (derivation->claim_count < 2)
        return;
    for (int i = 0; i < derivation->claim_count; i++)
        holding += page->check->claims[i].verdict == LINE_HOLDS;
    struct spans *spans = new_spans(page);
    if (holding == derivation->claim_count)
        spans_printf(spans, "All %d claims hold as far as they were checked.", holding);
    else
        spans_printf(spans, "%d of %d claims hold as far as they were checked.", holding,
                     derivation->claim_count);
    document_title(&page->document, 2, "Result");
    document_paragraph(&page->document, spans);
}

void render_derivation(const struct derivation_check *check, const struct renderer *renderer,
                       struct text *out)
{
    struct page page = {document_open(out->arena), out->arena, check, check->derivation};
    add_head(&page);
    add_symbols(&page);
    add_assumptions(&page);
    add_definitions(&page);
    for (int i = 0; i < check->derivation->claim_count; i++)
        add_claim(&page, &check->derivation->claims[i]);
    add_result(&page);
    document_render(&page.document, renderer, out);
}
