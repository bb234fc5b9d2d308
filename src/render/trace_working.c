/* Work by hand beside the truth: where a step loses digits, a table with the true value of every step that was
 * written, and which results are off by more than their last digit. */
#include "render/trace_parts.h"

#include "tape/working.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A step that loses fewer digits needs no words. */
#define DIGITS_LOST_NOTED 2

bool trace_is_rounded(const struct trace *trace)
{
    return run_settings(trace->run)->rounded;
}

/* ---- numbers of a step ---- */

static bool is_off(const struct working_view *view)
{
    return strcmp(view->distance, "0") != 0;
}

/* 10 to the place of the last digit that the rounding keeps of a value. */
static double last_unit(const struct trace *trace, double value)
{
    const struct digits *digits = &run_settings(trace->run)->working.digits;
    if (digits->kind == DIGITS_DECIMALS)
        return pow(10, -digits->count);
    return value == 0 ? 0 : pow(10, floor(log10(fabs(value))) - digits->count + 1);
}

static bool is_off_visibly(const struct trace *trace, const struct step *step,
                           const struct working_view *view)
{
    double distance = fabs(strtod(view->distance, NULL));
    return distance > last_unit(trace, strtod(trace_shown_text(step), NULL)) * (1 + 1e-9);
}

/* "10.5 %"; a small one to the two digits that the distance has. NULL where the true value is 0. */
static const char *percentage(const struct trace *trace, const struct step *step,
                              const struct working_view *view)
{
    double truth = strtod(view->true_text, NULL),
           difference = strtod(trace_shown_text(step), NULL) - truth;
    if (truth == 0)
        return NULL;
    if (fabs(difference / truth) > 0.01)
        return arena_printf(trace->arena, "%.3g %%", fabs(difference / truth) * 100);
    double share = fabs(strtod(view->distance, NULL) / truth) * 100;
    return share < 0.0001 ? "less than 0.0001 %" : arena_printf(trace->arena, "%.2g %%", share);
}

/* ---- where digits are lost ---- */

static void add_kept(struct trace *trace, struct spans *note, int lost)
{
    static const char *const counts[] = {"none", "one", "two", "three", "four"};
    const struct digits *digits = &run_settings(trace->run)->working.digits;
    int kept = digits->count > lost ? digits->count - lost : 0;
    if (digits->kind != DIGITS_SIGNIFICANT)
        return;
    spans_printf(note, ": of the %d that go in, ", digits->count);
    if (kept < (int)(sizeof counts / sizeof *counts))
        spans_text(note, counts[kept]);
    else
        spans_printf(note, "%d", kept);
    spans_text(note, " can be trusted afterwards");
}

static void note_lost(struct trace *trace, const struct step *step, const struct working_view *view)
{
    const char *share = percentage(trace, step, view);
    struct spans *note = trace_spans(trace);
    if (view->digits_lost < DIGITS_LOST_NOTED || !is_off(view))
        return;
    spans_strong(note, "Digits lost.");
    spans_printf(note, " This step loses %d digits", view->digits_lost);
    add_kept(trace, note, view->digits_lost);
    spans_text(note, ". By hand ");
    spans_number(note, trace_shown_text(step));
    spans_text(note, ", true ");
    spans_number(note, view->true_text);
    if (share)
        spans_printf(note, ", off by %s", share);
    spans_text(note, ".");
    document_note(&trace->document, note);
}

/* ---- the table of a section ---- */

static void text_cell(const struct trace *trace, const struct spans **cell, const char *text)
{
    struct spans *spans = trace_spans(trace);
    spans_text(spans, text);
    *cell = spans;
}

static void number_cell(const struct trace *trace, const struct spans **cell, const char *literal)
{
    struct spans *spans = trace_spans(trace);
    spans_number(spans, literal);
    *cell = spans;
}

static struct table *open_table(const struct trace *trace, const char *last)
{
    const char *const heads[] = {"quantity", "by hand", "true", "distance", last};
    struct table *table = table_new(trace->arena, 5);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < 5; c++) {
        text_cell(trace, &cells[c], heads[c]);
        table->alignments[c] = c ? ALIGN_RIGHT : ALIGN_LEFT;
    }
    return table;
}

/* The first four columns; the last one is to be filled in. */
static const struct spans **add_row(const struct trace *trace, struct table *table,
                                    const struct step *step, const struct working_view *view)
{
    const struct spans **cells = table_row(table);
    struct spans *name = trace_spans(trace);
    spans_expr(name, trace_symbol(trace, step));
    if (step_sample(step) > 0 && trace_batch_count(trace) > 1)
        spans_printf(name, " (sample %d)", step_sample(step));
    cells[0] = name;
    number_cell(trace, &cells[1], trace_shown_text(step));
    number_cell(trace, &cells[2], view->true_text);
    number_cell(trace, &cells[3], view->distance);
    return cells;
}

void trace_write_working(struct trace *trace, const struct step *step)
{
    struct working_view view;
    if (!trace_is_rounded(trace) || !step_working(step, trace->arena, &view))
        return;
    note_lost(trace, step, &view);
    if (!trace->compared)
        trace->compared = open_table(trace, "digits lost");
    const struct spans **cells = add_row(trace, trace->compared, step, &view);
    if (view.digits_lost != DIGITS_LOST_UNKNOWN)
        text_cell(trace, &cells[4], arena_printf(trace->arena, "%d", view.digits_lost));
}

void trace_write_compared(struct trace *trace)
{
    if (!trace->compared)
        return;
    struct spans *label = trace_spans(trace), *rest = trace_spans(trace);
    spans_text(label, "Beside the true values.");
    spans_text(rest, " The distance is the value by hand minus the true one:");
    document_label(&trace->document, label, rest);
    document_table(&trace->document, trace->compared);
    trace->compared = NULL;
}

/* ---- results at the end of an update ---- */

static bool is_result(const struct trace *trace, const struct family *family)
{
    if (family->role == ROLE_LOSS)
        return family == trace->tape->total || trace->tape->total == NULL;
    return family->role == ROLE_UPDATE ||
           (family->bottom_family && family->bottom_family->gradient == family);
}

struct results {
    struct table *table;
    int count, off;
    int parameters, unchanged; /* trained ones, and those whose change is lost in the rounding */
};

/* There is a true gradient, but by hand the parameter stays as it was. */
static bool is_unchanged(const struct trace *trace, const struct step *step)
{
    struct step old = trace_step(trace, step->family->updates, step->instance);
    struct step gradient = trace_step(trace, step->family->updates->gradient, step->instance);
    struct working_view view;
    return number_compare(run_arithmetic(trace->run), step_cell(step), step_cell(&old)) == EQUAL &&
           step_working(&gradient, trace->arena, &view) && strcmp(view.true_text, "0") != 0;
}

static void add_result(struct trace *trace, struct results *results, const struct step *step)
{
    struct working_view view;
    results->count++;
    if (step->family->role == ROLE_UPDATE) {
        results->parameters++;
        results->unchanged += is_unchanged(trace, step);
    }
    if (!step_working(step, trace->arena, &view) || !is_off_visibly(trace, step, &view))
        return;
    const struct spans **cells = add_row(trace, results->table, step, &view);
    const char *share = percentage(trace, step, &view);
    results->off++;
    if (share)
        text_cell(trace, &cells[4], share);
}

static void say_how_many(struct trace *trace, const struct results *results)
{
    struct spans *spans = trace_spans(trace);
    const char *kinds = results->parameters     ? "loss, gradients and new parameters"
                        : trace->tape->backward ? "loss and gradients"
                                                : "loss";
    if (results->off == 0)
        spans_printf(spans, "Results (%s): each is within one unit of its last digit.", kinds);
    else
        spans_printf(spans,
                     "Results (%s): %d of %d are off by more than one unit of their last digit, "
                     "because the steps before them were rounded:",
                     kinds, results->off, results->count);
    document_paragraph(&trace->document, spans);
}

static void say_unchanged(struct trace *trace, const struct results *results)
{
    struct spans *spans = trace_spans(trace);
    if (results->unchanged == 0)
        return;
    spans_printf(spans,
                 "%d of %d parameters are not changed by this update at all: their change is lost "
                 "in the rounding.",
                 results->unchanged, results->parameters);
    document_paragraph(&trace->document, spans);
}

void trace_write_results(struct trace *trace)
{
    struct results results = {.table = open_table(trace, "of the true value")};
    const struct tape *tape = trace->tape;
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        if (!is_result(trace, family))
            continue;
        for (size_t i = 0; i < family->count; i++) {
            struct step step = trace_step(trace, family, i);
            add_result(trace, &results, &step);
        }
    }
    if (results.count == 0)
        return;
    say_how_many(trace, &results);
    if (results.off > 0)
        document_table(&trace->document, results.table);
    say_unchanged(trace, &results);
}
