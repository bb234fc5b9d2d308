/* The loss over a batch and over the updates. */
#include "render/trace_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- of a batch ---- */

const char *trace_loss_noun(const struct trace *trace)
{
    return trace->problem->loss.entry ? "Loss" : "Objective";
}

static void label(struct trace *trace, const char *words)
{
    struct spans *spans = trace_spans(trace);
    spans_text(spans, words);
    document_label(&trace->document, spans, NULL);
}

void trace_write_smoothed(struct trace *trace)
{
    if (!trace->tape->smoothed)
        return;
    label(trace, "Smoothed targets");
    trace_write_family(trace, trace->tape->smoothed);
}

void trace_write_loss(struct trace *trace)
{
    struct step loss = trace_step(trace, trace->tape->loss, 0);
    trace_write_step_called(trace,
                            trace->tape->penalty ? trace_sample_symbol(trace, &loss)
                                                 : trace_symbol(trace, &loss),
                            &loss);
}

/* With its sums written out only where they are short. */
static void write_penalty(struct trace *trace)
{
    const struct family *penalty = trace->tape->penalty;
    struct step step = trace_step(trace, penalty, 0);
    label(trace, "Penalty");
    if (problem_parameter_count(trace->problem) <= TRACE_PARAMETERS_LISTED) {
        trace_write_step(trace, &step);
        return;
    }
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_symbol(trace, &step));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, penalty->formula);
    trace_add_result(trace, maths, &step);
    document_equation(&trace->document, maths);
    trace_note_step(trace, &step);
}

void trace_write_total(struct trace *trace)
{
    const struct tape *tape = trace->tape;
    if (!tape->total || !trace_has_own_gradients(trace))
        return;
    if (tape->penalty)
        write_penalty(trace);
    label(trace, tape->penalty                        ? "Loss and penalty"
                 : trace->problem->loss.entry != NULL ? "Loss of the batch"
                                                      : "Objective of the batch");
    trace_write_family(trace, tape->total);
}

/* ---- remembered ---- */

/* How many updates are read in all. */
static int read_count(const struct trace *trace)
{
    const struct selection *selection = run_settings(trace->run)->selection;
    if (!selection || selection->updates.count == 0)
        return trace->tape->last_update;
    int count = 0;
    for (int r = 0; r < selection->updates.count; r++)
        count += selection->updates.items[r].to - selection->updates.items[r].from + 1;
    return count;
}

/* Every update of a short run; of a long one, some at equal distances and the last. */
static bool is_listed(const struct trace *trace, int update)
{
    int stride = (read_count(trace) + TRACE_LOSSES_LISTED - 1) / TRACE_LOSSES_LISTED;
    int last = selection_last(run_settings(trace->run)->selection, trace->tape);
    return update == last || trace->read_count % stride == 0;
}

void trace_record_loss(struct trace *trace)
{
    if (!trace->tape->total)
        return;
    struct step total = trace_step(trace, trace->tape->total, 0);
    struct loss_record record = {.update = run_update(trace->run),
                                 .exact = trace_shown_exact(&total)};
    const char *shown = trace_shown_text(&total);
    record.in_range = step_value(&total, &record.value);
    trace->previous = trace->current;
    bool listed = is_listed(trace, record.update),
         last = record.update >= trace->tape->last_update - 1;
    trace->read_count++;
    if (listed || last)
        record.shown = arena_copy(trace->kept, shown, strlen(shown));
    trace->current = record;
    if (listed)
        trace->losses[trace->loss_count++] = record;
}

/* ---- change ---- */

/* The change to three digits, if the two doubles, each the nearest to its true value, prove them. */
static bool prove_change(double before, double after, char digits[32])
{
    double high = nextafter(nextafter(after, INFINITY) - nextafter(before, -INFINITY), INFINITY);
    double low = nextafter(nextafter(after, -INFINITY) - nextafter(before, INFINITY), -INFINITY);
    char other[32];
    snprintf(digits, 32, "%.2e", fabs(low));
    snprintf(other, sizeof other, "%.2e", fabs(high));
    return low * high > 0 && strcmp(digits, other) == 0;
}

/* Losses of different samples are not to be compared. */
static bool same_samples(const struct trace *trace, int one, int other)
{
    if (one == 0 || other != one + 1)
        return false;
    const struct batch *a = tape_batch(trace->tape, one), *b = tape_batch(trace->tape, other);
    return a == b || (a->count == b->count &&
                      memcmp(a->samples, b->samples, (size_t)a->count * sizeof(int)) == 0);
}

void trace_write_change(struct trace *trace)
{
    const struct loss_record *before = &trace->previous, *after = &trace->current;
    if (!same_samples(trace, before->update, after->update))
        return;
    if (!before->shown || !after->shown || !before->in_range || !after->in_range)
        return;
    struct spans *spans = trace_spans(trace);
    char change[32];
    bool proven = prove_change(before->value, after->value, change);
    if (before->value == after->value)
        spans_text(spans, "The loss has not changed visibly: it was ");
    else
        spans_text(spans, before->value > after->value ? "The loss has fallen from "
                                                       : "The loss has risen from ");
    spans_number(spans, before->shown);
    spans_text(spans, before->value == after->value ? " and is " : " to ");
    spans_number(spans, after->shown);
    if (proven) {
        struct text digits;
        text_open(&digits, trace->arena);
        double_shortest(strtod(change, NULL), &digits);
        spans_text(spans, ", by ");
        spans_number(spans, digits.bytes);
    }
    spans_text(spans, ".");
    document_paragraph(&trace->document, spans);
}

void trace_write_losses(struct trace *trace)
{
    static const char *const heads[] = {"update", "loss before it"};
    bool told = trace->detail != DETAIL_SUMMARY && trace->problem->updates < 2;
    if (trace->loss_count == 0 || told)
        return;
    struct table *table = table_new(trace->arena, 2);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < 2; c++) {
        struct spans *head = trace_spans(trace);
        spans_text(head, heads[c]);
        cells[c] = head;
        table->alignments[c] = ALIGN_RIGHT;
    }
    for (int i = 0; i < trace->loss_count; i++) {
        const struct loss_record *record = &trace->losses[i];
        struct spans *update = trace_spans(trace), *loss = trace_spans(trace);
        bool after = trace->problem->updates > 0 && record->update > trace->problem->updates;
        spans_printf(update, after ? "after the last" : "%d",
                     tape_update_number(trace->tape, record->update));
        spans_number(loss, record->shown);
        cells = table_row(table);
        cells[0] = update;
        cells[1] = loss;
    }
    document_title(&trace->document, 2, "The loss, update by update");
    if (trace->problem->batch_count > 1)
        document_sentence(&trace->document, "Each loss is that of the samples of its own update.");
    document_table(&trace->document, table);
}
