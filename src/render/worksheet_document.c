/* A worksheet for people: what is given, then for each update tables of what is asked for, with room for the answers. */
#include "render/trace_parts.h"
#include "render/worksheet.h"

/* Where nothing else shows the room for an answer. Read back it is a blank. */
static const char line_to_write_on[] = "______________";

struct sheet {
    struct trace *trace;
    enum blank blank;
    const struct renderer *renderer;
};

/* ---- what is given ---- */

/* name = formula, i = 1..2 */
static const struct spans *assignment(const struct trace *trace, const struct family *family)
{
    struct spans *spans = trace_spans(trace);
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_family_name(trace, family));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, family->formula);
    spans_maths(spans, maths);
    for (int d = 0; d < family->rank; d++)
        spans_printf(spans, "%s%s = 1..%d", d ? ", " : " for ", family->dimensions[d].variable,
                     family->dimensions[d].count);
    return spans;
}

static void write_formulas(struct trace *trace)
{
    struct list *list = list_new(trace->arena);
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (family->phase == PHASE_FORWARD && family->formula)
            list_item(list, assignment(trace, family));
    }
    document_list(&trace->document, list);
}

static void write_given(struct trace *trace)
{
    trace->opening = true;
    document_title(&trace->document, 2, "Given");
    if (trace->problem->formulas)
        write_formulas(trace);
    if (trace->problem->sample_count > 1)
        trace_write_samples(trace);
    trace_write_given(trace);
    if (trace->problem->formulas)
        trace_write_formulas_matrices(trace);
    trace->opening = false;
}

static struct spans *worksheet_title(const struct trace *trace)
{
    struct spans *title = spans_new(trace->arena), *own = trace_title(trace);
    spans_text(title, "Worksheet: ");
    title->last->next = own->first;
    title->last = own->last;
    return title;
}

static void write_head(struct trace *trace)
{
    document_heading(&trace->document, 1, worksheet_title(trace));
    trace_write_description(trace);
    trace_write_source(trace);
    document_sentence(&trace->document,
                      "Write each answer with as many digits as you worked with; a value that you "
                      "do not have stays blank.");
    trace_write_conventions(trace);
    trace_write_picture(trace);
    write_given(trace);
}

/* ---- rows ---- */

/* The sections of an update, by what steps are computed in. */
static const char *section_of(enum phase phase)
{
    if (phase == PHASE_UPDATE)
        return "Update";
    return phase == PHASE_BACKWARD || phase == PHASE_GRADIENT ? "Backward pass" : "Forward pass";
}

static struct table *open_rows(const struct sheet *sheet, const char *title)
{
    static const char *const heads[] = {"quantity", "id", "answer"};
    struct trace *trace = sheet->trace;
    document_title(&trace->document, trace->level, title);
    struct table *table = table_new(trace->arena, 3);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < 3; c++) {
        struct spans *head = trace_spans(trace);
        spans_text(head, heads[c]);
        cells[c] = head;
    }
    return table;
}

static void add_row(const struct sheet *sheet, struct table *table, const struct step *step)
{
    const struct trace *trace = sheet->trace;
    const struct spans **cells = table_row(table);
    struct spans *quantity = trace_spans(trace), *id = trace_spans(trace);
    struct text text;
    text_open(&text, trace->arena);
    step_id(step, &text);
    spans_expr(quantity, trace_symbol(trace, step));
    spans_code(id, text.bytes);
    cells[0] = quantity;
    cells[1] = id;
    if (sheet->renderer == &markdown_renderer)
        return;
    struct spans *room = trace_spans(trace);
    spans_text(room, line_to_write_on);
    cells[2] = room;
}

static bool close_rows(const struct sheet *sheet, struct table *table)
{
    if (!table)
        return true;
    document_table(&sheet->trace->document, table);
    return trace_flush(sheet->trace);
}

static bool write_rows(const struct sheet *sheet)
{
    const struct trace *trace = sheet->trace;
    const char *section = NULL;
    struct table *table = NULL;
    struct step step = {.run = trace->run};
    while (run_walk(&step)) {
        if (!worksheet_asks(trace->tape, step.family, sheet->blank))
            continue;
        if (section != section_of(step.family->phase)) {
            section = section_of(step.family->phase);
            if (!close_rows(sheet, table))
                return false;
            table = open_rows(sheet, section);
        }
        add_row(sheet, table, &step);
    }
    return close_rows(sheet, table);
}

/* ---- one update ---- */

/* Which samples the batch has, where that is not said by there being no others. */
static void say_samples(struct trace *trace)
{
    int count = trace_batch_count(trace);
    if (trace->problem->batch_count <= 1)
        return;
    struct spans *spans = trace_spans(trace);
    spans_text(spans, count == 1 ? "Sample " : "Samples ");
    for (trace->position = 0; trace->position < count; trace->position++)
        spans_printf(spans, "%s%d", trace->position ? ", " : "", trace_sample_number(trace));
    trace->position = 0;
    spans_text(spans, ".");
    document_paragraph(&trace->document, spans);
}

static void write_update_heading(struct trace *trace, int previous)
{
    int update = run_update(trace->run), updates = trace->problem->updates;
    bool after = updates > 0 && update > updates;
    struct spans *heading = trace_spans(trace);
    if (after)
        spans_text(heading, trace_after_title(trace));
    else
        spans_printf(heading, "Update %d", tape_update_number(trace->tape, update));
    trace->level = after || updates > 1 ? 3 : 2;
    if (trace->level == 3)
        document_heading(&trace->document, 2, heading);
    if (after)
        document_sentence(&trace->document, "Here the names of parameters mean the new values.");
    if (update > previous + 1)
        trace_write_standing(trace);
    say_samples(trace);
}

static void say_masks(struct trace *trace)
{
    for (trace->position = 0; trace->position < trace_batch_count(trace); trace->position++)
        for (int l = 1; l <= trace->problem->layer_count; l++)
            trace_say_mask(trace, l);
    trace->position = 0;
}

bool render_worksheet(struct run *run, enum blank blank, const struct renderer *renderer,
                      struct text *out, struct diagnostics *diagnostics)
{
    struct trace *trace = trace_open(run, renderer, out, diagnostics);
    const struct sheet sheet = {trace, blank, renderer};
    int previous = 0;
    render_begin(renderer, worksheet_title(trace), out);
    while (!out->closed && run_next(run)) {
        if (previous == 0)
            write_head(trace);
        write_update_heading(trace, previous);
        say_masks(trace);
        if (!trace_flush(trace) || !write_rows(&sheet))
            break;
        previous = run_update(run);
    }
    render_end(renderer, out);
    arena_close(trace->arena);
    return !run_failed(run);
}
