/* The order of a trace for people: head, given numbers, then each update's sections, each printed and forgotten
 * before the next is built. */
#include "render/trace_parts.h"

/* Beyond these sizes the work is not written unit by unit, and beyond the last not element by element. */
#define UNITS_SPELLED_OUT 8
#define PARAMETERS_SPELLED_OUT 60
#define PARAMETERS_IN_MATRICES 2000

/* Whoever asks for single samples wants to see them. */
static enum detail choose_detail(const struct tape *tape, const struct selection *selection)
{
    const struct problem *problem = tape->problem;
    if (problem->formulas)
        return trace_formulas_detail(tape);
    long parameters = problem_parameter_count(problem);
    if (parameters > PARAMETERS_IN_MATRICES && !selection_leaves_samples(selection))
        return DETAIL_SUMMARY;
    bool wide = problem->input_count > UNITS_SPELLED_OUT;
    for (int l = 0; l < problem->layer_count; l++)
        wide = wide || problem->layers[l].units > UNITS_SPELLED_OUT;
    if (wide || parameters > PARAMETERS_SPELLED_OUT || tape->batch_capacity > 1)
        return DETAIL_MATRIX;
    return DETAIL_FULL;
}

static bool section(struct trace *trace, const char *title, void (*write)(struct trace *trace))
{
    if (title)
        document_title(&trace->document, trace->level, title);
    write(trace);
    trace_write_compared(trace);
    return trace_flush(trace);
}

/* ---- one update ---- */

static const char results_title[] = "How far the results are off";

static bool write_new_parameters(struct trace *trace)
{
    bool full = trace->detail == DETAIL_FULL;
    if (!trace->tape->learning_rate)
        return true;
    if (!section(trace, "Update", full ? trace_write_update : trace_write_matrix_update))
        return false;
    if (!full && problem_parameter_count(trace->problem) > TRACE_PARAMETERS_LISTED)
        return true;
    return section(trace, NULL, trace_write_parameters);
}

static bool write_backward(struct trace *trace)
{
    bool full = trace->detail == DETAIL_FULL;
    if (!section(trace, "Backward pass", full ? trace_write_backward : trace_write_matrix_backward))
        return false;
    if (full && !section(trace, NULL, trace_write_gradients))
        return false;
    return write_new_parameters(trace);
}

/* "Update 3 was computed and is left out here." */
static void say_left_out(struct trace *trace, int from, int to)
{
    struct spans *spans = trace_spans(trace);
    int first = tape_update_number(trace->tape, from), last = tape_update_number(trace->tape, to);
    if (from == to)
        spans_printf(spans, "Update %d was computed and is left out here.", first);
    else
        spans_printf(spans, "Updates %d to %d were computed and are left out here.", first, last);
    document_paragraph(&trace->document, spans);
}

/* The heading of an update, and where the one before it is not on the page, how things stand by then. */
static bool write_update_heading(struct trace *trace)
{
    int update = run_update(trace->run);
    struct spans *heading = trace_spans(trace);
    spans_printf(heading, "Update %d", tape_update_number(trace->tape, update));
    document_heading(&trace->document, 2, heading);
    if (update == trace->written + 1)
        return true;
    say_left_out(trace, trace->written + 1, update - 1);
    return section(trace, NULL,
                   trace->detail == DETAIL_FULL || trace->problem->formulas
                       ? trace_write_standing
                       : trace_write_matrix_standing);
}

/* ---- formulas ---- */

const char *trace_after_title(const struct trace *trace)
{
    return trace->problem->updates == 1 ? "After the update" : "After the last update";
}

static void write_formulas_forward(struct trace *trace)
{
    if (run_update(trace->run) > trace->problem->updates && trace->tape->backward)
        document_sentence(&trace->document,
                          "The same formulas with the new values: here their names mean those.");
    trace_write_formulas_forward(trace);
}

static bool write_formulas_update(struct trace *trace)
{
    bool after = run_update(trace->run) > trace->problem->updates && trace->problem->updates > 0;
    if (trace->problem->updates > 1 && !after && !write_update_heading(trace))
        return false;
    if (after)
        trace->level = 2;
    if (!section(trace, after ? trace_after_title(trace) : "Forward pass", write_formulas_forward))
        return false;
    if (!trace->tape->backward || tape_forward_only(trace->tape, run_update(trace->run)))
        return true;
    if (!section(trace, "Backward pass", trace_write_formulas_backward) ||
        !section(trace, NULL, trace_write_formulas_gradients))
        return false;
    if (trace->tape->learning_rate && (!section(trace, "Update", trace_write_update) ||
                                       !section(trace, NULL, trace_write_parameters)))
        return false;
    return !trace_is_rounded(trace) || section(trace, results_title, trace_write_results);
}

/* ---- networks ---- */

static void write_forward_after(struct trace *trace)
{
    document_sentence(
        &trace->document,
        "The same forward pass with the new parameters: here their names mean the new values.");
    (trace->detail == DETAIL_FULL ? trace_write_forward : trace_write_matrix_forward)(trace);
}

static bool write_forward(struct trace *trace)
{
    bool after = run_update(trace->run) > trace->problem->updates && trace->problem->updates > 0;
    bool full = trace->detail == DETAIL_FULL;
    if (trace->problem->updates > 1 && !after && !write_update_heading(trace))
        return false;
    if (after)
        trace->level = 2;
    const char *title = after ? trace_after_title(trace) : "Forward pass";
    if (!section(trace, title,
                 after  ? write_forward_after
                 : full ? trace_write_forward
                        : trace_write_matrix_forward))
        return false;
    trace_record_loss(trace);
    return !after || section(trace, NULL, trace_write_change);
}

/* Of the updates with gradients that are written, is this the last? */
static bool is_last_written(const struct trace *trace)
{
    int last = selection_last(run_settings(trace->run)->selection, trace->tape);
    int update = run_update(trace->run);
    return trace->tape->backward &&
           update == (last > trace->problem->updates ? trace->problem->updates : last);
}

static const char *extremes_title(const struct trace *trace)
{
    int update = run_update(trace->run);
    return update == trace->problem->updates
               ? "Gradients of the last update"
               : arena_printf(trace->arena, "Gradients of update %d",
                              tape_update_number(trace->tape, update));
}

static bool write_summary(struct trace *trace)
{
    trace_record_loss(trace);
    if (!is_last_written(trace))
        return true;
    return section(trace, extremes_title(trace), trace_write_extremes) &&
           (!trace_is_rounded(trace) || section(trace, results_title, trace_write_results));
}

/* None of the samples that are on the page is in the batch of this update. */
static bool write_update_of_others(struct trace *trace)
{
    bool after = run_update(trace->run) > trace->problem->updates && trace->problem->updates > 0;
    if (trace->problem->updates > 1 && !after && !write_update_heading(trace))
        return false;
    if (after)
        document_title(&trace->document, 2, trace_after_title(trace));
    document_sentence(&trace->document, "No sample of its batch is shown.");
    trace_record_loss(trace);
    return tape_forward_only(trace->tape, run_update(trace->run)) || write_new_parameters(trace);
}

static bool write_update(struct trace *trace)
{
    if (trace->problem->formulas)
        return write_formulas_update(trace);
    if (trace->detail == DETAIL_SUMMARY)
        return write_summary(trace);
    if (trace_shown_count(trace) == 0)
        return write_update_of_others(trace);
    bool forward_only = tape_forward_only(trace->tape, run_update(trace->run));
    if (!write_forward(trace) || (!forward_only && !write_backward(trace)))
        return false;
    return forward_only || !trace_is_rounded(trace) ||
           section(trace, results_title, trace_write_results);
}

/* ---- all ---- */

static bool write_opening_sections(struct trace *trace)
{
    if (!section(trace, NULL, trace_write_head))
        return false;
    if (trace->problem->formulas)
        return section(trace, NULL, trace_write_given) &&
               section(trace, NULL, trace_write_formulas_matrices);
    switch (trace->detail) {
    case DETAIL_SUMMARY:
        return section(trace, NULL, trace_write_layers);
    case DETAIL_MATRIX:
        document_title(&trace->document, 2, "Given");
        return section(trace, NULL, trace_write_matrix_given);
    default:
        return section(trace, NULL, trace_write_given);
    }
}

static bool write_opening(struct trace *trace)
{
    trace->opening = true;
    bool written = write_opening_sections(trace);
    trace->opening = false;
    return written;
}

bool render_trace_noted(struct run *run, enum detail detail, const char *note,
                        const struct renderer *renderer, struct text *out,
                        struct diagnostics *diagnostics)
{
    struct trace *trace = trace_open(run, renderer, out, diagnostics);
    trace->note = note;
    trace->detail =
        detail == DETAIL_AUTO ? choose_detail(trace->tape, run_settings(run)->selection) : detail;
    trace->level = trace->problem->updates > 1 && trace->detail != DETAIL_SUMMARY ? 3 : 2;

    render_begin(renderer, trace_title(trace), out);
    bool opened = false;
    while (!out->closed && run_next(run)) {
        if (!opened && !write_opening(trace))
            break;
        opened = true;
        if (!write_update(trace))
            break;
        trace->written = run_update(run);
    }
    bool done = !run_failed(run) && section(trace, NULL, trace_write_losses);
    render_end(renderer, out);
    arena_close(trace->arena);
    return done;
}

bool render_trace(struct run *run, enum detail detail, const struct renderer *renderer,
                  struct text *out, struct diagnostics *diagnostics)
{
    return render_trace_noted(run, detail, NULL, renderer, out, diagnostics);
}
