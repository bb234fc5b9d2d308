/* What verifying found, for people. */
#include "base/arena.h"
#include "render/verify_report.h"

/* ---- gradients ---- */

#define COLUMNS 6

static struct spans *words(struct document *document, const char *text)
{
    struct spans *spans = spans_new(document->arena);
    spans_text(spans, text);
    return spans;
}

static struct spans *code(struct document *document, const char *text)
{
    struct spans *spans = spans_new(document->arena);
    spans_code(spans, text);
    return spans;
}

static struct spans *number(struct document *document, const char *literal)
{
    struct spans *spans = spans_new(document->arena);
    if (literal)
        spans_number(spans, literal);
    else
        spans_text(spans, "none");
    return spans;
}

static const char *verdict_word(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_AGREE:
        return "yes";
    case VERDICT_KINK:
        return "yes, at a kink";
    case VERDICT_UNDECIDED:
        return "undecided";
    default:
        return "NO";
    }
}

static void add_check(struct document *document, struct table *table,
                      const struct gradient_check *check)
{
    const struct spans **cells = table_row(table);
    cells[0] = code(document, check->id);
    cells[1] = number(document, check->chain);
    cells[2] = number(document, check->symbolic);
    cells[3] = number(document, check->difference);
    cells[4] = number(document, check->bound);
    cells[5] = words(document, verdict_word(check->verdict));
}

static void add_checks(struct document *document, const struct gradient_checks *checks)
{
    static const char *const heads[COLUMNS] = {"gradient",   "chain rule",     "symbolic",
                                               "difference", "off by at most", "agree"};
    struct table *table = table_new(document->arena, COLUMNS);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < COLUMNS; c++) {
        cells[c] = words(document, heads[c]);
        table->alignments[c] = c > 0 && c < COLUMNS - 1 ? ALIGN_RIGHT : ALIGN_LEFT;
    }
    for (size_t i = 0; i < checks->checked; i++)
        add_check(document, table, &checks->checks[i]);
    document_table(document, table);
}

static void add_first(struct document *document, const char *id, const char *message)
{
    struct spans *spans = spans_new(document->arena);
    spans_strong(spans, "First disagreement:");
    spans_text(spans, " ");
    spans_code(spans, id);
    spans_printf(spans, ": %s.", message);
    document_paragraph(document, spans);
}

void render_gradient_checks(const struct gradient_checks *checks, const char *title,
                            const struct renderer *renderer, struct text *out)
{
    struct document document = document_open(out->arena);
    struct spans *head = spans_new(document.arena);
    spans_printf(head, "Gradients verified%s%s", title[0] ? ": " : "", title);
    document_heading(&document, 1, head);
    struct spans *which = spans_new(document.arena);
    if (checks->taken == 0)
        spans_text(which, "The problem takes no gradients: there is nothing to verify");
    else if (checks->taken > checks->checked)
        spans_printf(which, "%zu of %zu gradients", checks->checked, checks->taken);
    else
        spans_printf(which, "All %zu gradients", checks->taken);
    if (checks->taken > 0 && checks->update != NO_UPDATE)
        spans_printf(which, " of update %d", checks->update);
    if (checks->taken > checks->checked)
        spans_text(which, ", evenly spaced");
    spans_text(which, ".");
    document_paragraph(&document, which);
    if (checks->taken > 0)
        add_checks(&document, checks);
    if (checks->first)
        add_first(&document, checks->first->id, checks->first->message);
    else if (checks->kinks > 0)
        document_sentence(
            &document,
            "Every gradient is the same number by the chain rule and symbolically, except perhaps "
            "exactly at a kink: there is no derivative, a convention chooses one, and the quotient "
            "proves nothing.");
    else if (checks->taken > 0)
        document_sentence(&document, "Every gradient is the same number in each way.");
    document_render(&document, renderer, out);
}

/* ---- traces ---- */

static void add_rest(struct document *document, const struct trace_verdict *verdict)
{
    size_t others = verdict->differing - (verdict->first.id != NULL);
    struct spans *spans = spans_new(document->arena);
    if (others == 0)
        spans_text(spans, "No other step differs.");
    else
        spans_printf(spans, "%zu other step%s.", others, others == 1 ? " differs" : "s differ");
    document_paragraph(document, spans);
}

void render_trace_verdict(const struct trace_verdict *verdict, const char *name,
                          const struct renderer *renderer, struct text *out)
{
    struct document document = document_open(out->arena);
    const struct trace_break *first = &verdict->first;
    struct spans *head = spans_new(document.arena);
    spans_printf(head, "Trace verified: %s", name);
    document_heading(&document, 1, head);
    struct spans *spans = spans_new(document.arena);
    if (!first->message) {
        spans_printf(spans, "All %zu steps are as recomputed from the problem in the trace.",
                     verdict->steps);
        document_paragraph(&document, spans);
    } else {
        spans_strong(spans, first->id ? "First step that breaks:" : "The header breaks:");
        if (first->id) {
            spans_text(spans, " ");
            spans_code(spans, first->id);
        }
        spans_printf(spans, " (line %zu): %s.", first->line, first->message);
        document_paragraph(&document, spans);
        add_rest(&document, verdict);
    }
    document_render(&document, renderer, out);
}
