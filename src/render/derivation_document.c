/* A derivation as a page: what is given, then each claim with its lines, their reasons, and what checking found. */
#include "render/derivation_parts.h"

#include "base/arena.h"
#include <string.h>

/* ---- claims ---- */

static void add_line_value(const struct derivation_page *page, struct maths *maths,
                           const struct line *line)
{
    bool lone = line->case_count == 1 && !line->cases[0].when && !line->cases[0].otherwise;
    if (lone) {
        maths_expr(maths, derivation_expr(page, line->cases[0].expr));
        return;
    }
    struct case_line *lines =
        arena_array(page->arena, (size_t)line->case_count, sizeof(struct case_line));
    for (int i = 0; i < line->case_count; i++) {
        const struct line_case *of = &line->cases[i];
        lines[i].expr = derivation_expr(page, of->expr);
        if (!of->when)
            continue;
        struct relation_between *when = arena_alloc(page->arena, sizeof *when);
        *when = derivation_condition(page, of->when);
        lines[i].when = when;
    }
    maths_cases(maths, &(struct cases){line->case_count, lines});
}

/* left = line, or without the left side, which stands above. */
static void add_equality(struct derivation_page *page, const struct expr *left,
                         const struct line *line)
{
    struct maths *maths = maths_new(page->arena);
    if (left)
        maths_expr(maths, derivation_expr(page, left));
    maths_sign(maths, PIECE_EQUAL);
    add_line_value(page, maths, line);
    document_equation(&page->document, maths);
}

static void add_claim_heading(struct derivation_page *page, const struct claim *claim)
{
    struct spans *heading = derivation_spans(page);
    if (claim->name)
        spans_printf(heading, "Claim %d: %s", derivation_claim_number(page, claim), claim->name);
    else if (page->derivation->claim_count > 1)
        spans_printf(heading, "Claim %d", derivation_claim_number(page, claim));
    else
        spans_text(heading, claim->where_defined ? "Step by step" : "The claim");
    document_heading(&page->document, 2, heading);
}

/* What is to be shown; nobody should take it for true who reads no further. */
static void add_claim_head(struct derivation_page *page, const struct claim *claim)
{
    const struct claim_check *check = derivation_check_of(page, claim);
    add_claim_heading(page, claim);
    if (check->verdict != LINE_HOLDS) {
        struct spans *warning = derivation_spans(page);
        spans_strong(warning, "Does not hold as it stands:");
        spans_printf(warning, " see line %d.", check->first_wrong + 1);
        document_paragraph(&page->document, warning);
    }
    if (claim->variable_count) {
        struct spans *spans = derivation_spans(page);
        spans_text(spans, "For all ");
        derivation_add_ranges(page, spans, claim->variable_count, claim->variables);
        spans_text(spans, ":");
        document_paragraph(&page->document, spans);
    }
    if (claim->line_count > 1)
        add_equality(page, claim->left, &claim->lines[claim->line_count - 1]);
}

/* ---- lines ---- */

/* "... (It is 1.)" ends one too. */
static bool ends_sentence(const struct prose *prose)
{
    const char *text = prose->last && prose->last->kind == PROSE_WORDS ? prose->last->words : "";
    size_t length = strlen(text);
    while (length > 0 && strchr(")]'\"", text[length - 1]))
        length--;
    return length > 0 && strchr(".!?:", text[length - 1]) != NULL;
}

static void add_reason(const struct derivation_page *page, struct spans *spans,
                       const struct line *line)
{
    if (line->because && line->because->first) {
        spans_text(spans, " ");
        derivation_add_prose(page, spans, line->because);
        spans_text(spans, ends_sentence(line->because) ? "" : ".");
    }
    if (!line->uses)
        return;
    spans_printf(spans, " By claim %d", derivation_claim_number(page, line->uses));
    spans_text(spans, derivation_check_of(page, line->uses)->verdict == LINE_HOLDS
                          ? "."
                          : ", which does not hold: this line rests on it.");
}

/* Cases of a line that holds, but applied nowhere that it was compared: nothing is known of them. */
static void add_cases_left_out(struct derivation_page *page, const struct line *line,
                               const struct line_check *check)
{
    for (int i = 0; i < line->case_count; i++) {
        const struct line_case *of = &line->cases[i];
        if (!(check->cases_left_out & 1u << i))
            continue;
        struct spans *spans = derivation_spans(page);
        spans_strong(spans, "Not compared:");
        if (of->when) {
            struct relation_between when = derivation_condition(page, of->when);
            struct maths *maths = maths_new(page->arena);
            maths_condition(maths, &when);
            spans_text(spans, " the case ");
            spans_maths(spans, maths);
        } else {
            spans_text(spans, " the last case");
        }
        spans_text(spans, ". It applied nowhere that the line was compared.");
        document_note(&page->document, spans);
    }
}

static void add_line(struct derivation_page *page, const struct claim *claim, int place)
{
    const struct line *line = &claim->lines[place];
    const struct line_check *check = &derivation_check_of(page, claim)->lines[place];
    struct spans *label = derivation_spans(page), *reason = derivation_spans(page);
    spans_printf(label, "Line %d.", place + 1);
    add_reason(page, reason, line);
    document_label(&page->document, label, reason);
    add_equality(page, place == 0 ? claim->left : NULL, line);
    if (check->verdict != LINE_HOLDS)
        derivation_add_counterexample(page, claim, place);
    add_cases_left_out(page, line, check);
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
        evidence.comparisons += line->comparisons - line->kinks;
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

static void add_evidence(struct derivation_page *page, const struct claim *claim)
{
    const struct evidence evidence = gather(claim, derivation_check_of(page, claim));
    struct spans *spans = derivation_spans(page);
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

static void add_failure(struct derivation_page *page, const struct claim *claim)
{
    const struct claim_check *check = derivation_check_of(page, claim);
    int refuted = 0, undefined = 0, first = -1;
    for (int i = 0; i < claim->line_count; i++) {
        refuted += check->lines[i].verdict == LINE_REFUTED;
        undefined += check->lines[i].verdict == LINE_UNDEFINED;
        if (first < 0 && check->lines[i].verdict == check->verdict)
            first = i + 1;
    }
    struct spans *spans = derivation_spans(page);
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

static void add_claim(struct derivation_page *page, const struct claim *claim)
{
    add_claim_head(page, claim);
    for (int i = 0; i < claim->line_count; i++)
        add_line(page, claim, i);
    if (derivation_check_of(page, claim)->verdict == LINE_HOLDS)
        add_evidence(page, claim);
    else
        add_failure(page, claim);
}

/* Which claims hold, where there are several. */
static void add_result(struct derivation_page *page)
{
    const struct derivation *derivation = page->derivation;
    int holding = 0;
    if (derivation->claim_count < 2)
        return;
    for (int i = 0; i < derivation->claim_count; i++)
        holding += page->check->claims[i].verdict == LINE_HOLDS;
    struct spans *spans = derivation_spans(page);
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
    struct derivation_page page = {document_open(out->arena), out->arena, check, check->derivation};
    derivation_add_given(&page);
    for (int i = 0; i < check->derivation->claim_count; i++)
        add_claim(&page, &check->derivation->claims[i]);
    add_result(&page);
    document_render(&page.document, renderer, out);
}
