/* A problem of formulas for people, like a circuit worked on paper: the formulas in their order, then back from the
 * objective: by what each quantity reaches it, and how fast it changes with what stands in it. */
#include "render/trace_matrix.h"

#include <string.h>

/* With more derivatives than this, arrays are shown as matrices and only their first elements written out. */
#define ELEMENTS_WRITTEN_OUT 60

static bool is_of_phase(const struct family *family, enum phase phase)
{
    return family->phase == phase && family->scope == SCOPE_UPDATE;
}

static bool is_derivative(const struct family *family)
{
    return family->bottom.base && family->scope == SCOPE_UPDATE;
}

enum detail trace_formulas_detail(const struct tape *tape)
{
    size_t elements = 0;
    for (int f = 0; f < tape->family_count; f++)
        if (is_derivative(tape->families[f]))
            elements += tape->families[f]->count;
    return elements > ELEMENTS_WRITTEN_OUT ? DETAIL_MATRIX : DETAIL_FULL;
}

static bool is_objective(const struct trace *trace, const struct family *family)
{
    const struct formulas *formulas = trace->problem->formulas;
    for (int i = 0; i < formulas->objective_count; i++)
        if (strcmp(formulas->objectives[i], family->top.base) == 0)
            return true;
    return false;
}

/* ---- one family ---- */

const struct expr *trace_family_name(const struct trace *trace, const struct family *family)
{
    struct text text;
    text_open(&text, trace->arena);
    const struct label *labels[] = {&family->top, &family->bottom};
    text_string(&text, family->local ? "local." : "");
    for (int l = 0; l < (family->bottom.base ? 2 : 1); l++) {
        text_string(&text, !family->bottom.base ? "" : l ? "/d" : "d");
        text_string(&text, labels[l]->base);
        for (int i = 0; i < labels[l]->rank; i++) {
            text_put(&text, i ? ',' : '[');
            text_string(&text, family->dimensions[labels[l]->places[i]].variable);
        }
        text_string(&text, labels[l]->rank ? "]" : "");
    }
    return trace_named(trace, text.bytes);
}

/* All elements: W_{i,j} = [ ... ] */
static void write_matrix(struct trace *trace, const struct family *family)
{
    struct value_matrix matrix = trace_family_matrix(trace, family);
    trace_matrix_equation(trace, trace_family_name(trace, family), &matrix);
}

static void write_family(struct trace *trace, const struct family *family)
{
    if (trace->detail == DETAIL_FULL || family->rank == 0) {
        for (size_t i = 0; i < family->count; i++) {
            struct step step = trace_step(trace, family, i);
            trace_write_step(trace, &step);
            if (family->partial)
                trace_note_kink(trace, &step);
        }
    } else if (trace->detail == DETAIL_MATRIX) {
        struct step first = trace_step(trace, family, 0);
        trace_write_step(trace, &first);
    }
    if (family->rank == 2 || (family->rank == 1 && trace->detail != DETAIL_FULL))
        write_matrix(trace, family);
}

void trace_write_formulas_matrices(struct trace *trace)
{
    for (int f = 0; f < trace->tape->family_count; f++)
        if (trace_is_parameter(trace->tape->families[f]) && trace->tape->families[f]->rank == 2)
            write_matrix(trace, trace->tape->families[f]);
    if (trace->detail == DETAIL_MATRIX)
        document_sentence(&trace->document,
                          "Of each array the first element is written out; where it has one or two "
                          "indices, all of its elements follow as a matrix. The formats json and "
                          "ndjson have every step.");
}

void trace_write_formulas_forward(struct trace *trace)
{
    for (int f = 0; f < trace->tape->family_count; f++)
        if (is_of_phase(trace->tape->families[f], PHASE_FORWARD))
            write_family(trace, trace->tape->families[f]);
}

/* ---- backward ---- */

static const struct expr *base_name(const struct trace *trace, const struct family *family)
{
    return trace_named(trace, family->top.base);
}

static const struct family *adjoint(const struct trace *trace, const struct family *objective,
                                    const struct family *of)
{
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (is_derivative(family) && !family->local && family->top_family == objective &&
            family->bottom_family == of)
            return family;
    }
    return NULL;
}

/* By what the objective is reached from `of`: the families that it stands in. */
static int list_ways(const struct trace *trace, const struct family *objective,
                     const struct family *of, const struct family **ways)
{
    int count = 0;
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *partial = trace->tape->families[f];
        if (is_derivative(partial) && partial->partial && partial->bottom_family == of &&
            partial->top_family != objective && adjoint(trace, objective, partial->top_family))
            ways[count++] = partial->top_family;
    }
    return count;
}

static bool reaches_directly(const struct trace *trace, const struct family *objective,
                             const struct family *of)
{
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (is_derivative(family) && family->partial && family->top_family == objective &&
            family->bottom_family == of)
            return true;
    }
    return false;
}

/* "x. It reaches f through q, and directly; what comes along each way is added:" */
static void label_adjoint(struct trace *trace, const struct family *objective,
                          const struct family *of)
{
    const struct family **ways =
        arena_array(trace->arena, (size_t)trace->tape->family_count, sizeof(*ways));
    int count = list_ways(trace, objective, of, ways);
    bool direct = reaches_directly(trace, objective, of);
    struct spans *label = trace_spans(trace), *rest = trace_spans(trace);
    spans_expr(label, base_name(trace, of));
    spans_text(label, ".");
    spans_text(rest, " It reaches ");
    spans_expr(rest, base_name(trace, objective));
    spans_text(rest, direct ? " directly" : "");
    for (int i = 0; i < count; i++) {
        spans_text(rest, i == 0          ? direct ? " and through " : " through "
                         : i + 1 < count ? ", "
                                         : " and ");
        spans_expr(rest, base_name(trace, ways[i]));
    }
    if (count + direct > 1)
        spans_text(rest, "; what comes along each way is added:");
    else
        spans_text(rest, ":");
    document_label(&trace->document, label, rest);
}

static void label_partials(struct trace *trace, const struct family *of, bool continues)
{
    struct spans *label = trace_spans(trace), *rest = trace_spans(trace);
    spans_text(rest, continues ? "How fast it changes with what stands in it:"
                               : " How fast it changes with what stands in it:");
    if (continues) {
        document_paragraph(&trace->document, rest);
        return;
    }
    spans_expr(label, base_name(trace, of));
    spans_text(label, ".");
    document_label(&trace->document, label, rest);
}

static void head_objective(struct trace *trace, const struct family *objective)
{
    struct spans *heading = trace_spans(trace);
    spans_text(heading, "From ");
    spans_expr(heading, base_name(trace, objective));
    document_heading(&trace->document, trace->level + 1, heading);
}

/* Where the reading is: whose derivatives are being written, and for which objective. */
struct reading {
    const struct family *subject, *objective;
    bool partials;
};

static void say_where(struct trace *trace, struct reading *reading, const struct family *family)
{
    const struct family *subject = family->partial ? family->top_family : family->bottom_family;
    bool first =
        is_objective(trace, family->top_family) && family->top_family != reading->objective;
    if (first) {
        reading->objective = family->top_family;
        reading->subject = NULL;
        if (trace->problem->formulas->objective_count > 1)
            head_objective(trace, reading->objective);
    }
    if (family->partial && (subject != reading->subject || !reading->partials))
        label_partials(trace, subject, subject == reading->subject);
    else if (!family->partial && (subject != reading->subject || reading->partials))
        label_adjoint(trace, family->top_family, subject);
    reading->subject = subject;
    reading->partials = family->partial;
}

void trace_write_formulas_backward(struct trace *trace)
{
    struct reading reading = {NULL};
    document_sentence(
        &trace->document,
        "From the last formula back to the first. A quantity acts on the objective through every "
        "formula that it stands in: what comes along one way is a product, and the products are "
        "added.");
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (!is_derivative(family))
            continue;
        if (trace->detail != DETAIL_SUMMARY)
            say_where(trace, &reading, family);
        if (trace->detail != DETAIL_SUMMARY || !family->partial)
            write_family(trace, family);
    }
}

/* ---- the table that closes the backward pass ---- */

static const struct spans *value_cell(const struct trace *trace, const struct family *family,
                                      size_t instance)
{
    struct step step = trace_step(trace, family, instance);
    struct spans *spans = trace_spans(trace);
    spans_number(spans, trace_shown_text(&step));
    return spans;
}

static const struct family *objective_at(const struct trace *trace, int index)
{
    return tape_family(trace->tape, SCOPE_UPDATE, trace->problem->formulas->objectives[index]);
}

static void add_rows(struct trace *trace, struct table *table, const struct family *family)
{
    int objectives = trace->problem->formulas->objective_count;
    for (size_t i = 0; i < family->count; i++) {
        const struct spans **cells = table_row(table);
        struct step step = trace_step(trace, family, i);
        struct spans *name = trace_spans(trace);
        spans_expr(name, trace_symbol(trace, &step));
        cells[0] = name;
        cells[1] = value_cell(trace, family, i);
        for (int o = 0; o < objectives; o++) {
            const struct family *derivative = adjoint(trace, objective_at(trace, o), family);
            if (derivative)
                cells[2 + o] = value_cell(trace, derivative, i);
        }
    }
}

static bool has_adjoint(const struct trace *trace, const struct family *family)
{
    for (int o = 0; o < trace->problem->formulas->objective_count; o++)
        if (adjoint(trace, objective_at(trace, o), family))
            return true;
    return false;
}

static bool is_listed(const struct trace *trace, const struct family *family)
{
    return !family->bottom.base && family->role != ROLE_UPDATE && family->role != ROLE_STATE &&
           family->scope == SCOPE_UPDATE && has_adjoint(trace, family);
}

static void add_heads(struct trace *trace, struct table *table)
{
    static const char *const words[] = {"quantity", "value"};
    const struct spans **cells = table_row(table);
    for (int c = 0; c < table->columns; c++) {
        struct spans *head = trace_spans(trace);
        if (c < 2) {
            spans_text(head, words[c]);
        } else {
            spans_text(head, "derivative of ");
            spans_expr(head, base_name(trace, objective_at(trace, c - 2)));
        }
        cells[c] = head;
        table->alignments[c] = c ? ALIGN_RIGHT : ALIGN_LEFT;
    }
}

void trace_write_formulas_gradients(struct trace *trace)
{
    size_t rows = 0;
    for (int f = 0; f < trace->tape->family_count; f++)
        if (is_listed(trace, trace->tape->families[f]))
            rows += trace->tape->families[f]->count;
    if (rows == 0 || rows > TRACE_PARAMETERS_LISTED)
        return;
    struct table *table = table_new(trace->arena, 2 + trace->problem->formulas->objective_count);
    add_heads(trace, table);
    for (int f = 0; f < trace->tape->family_count; f++)
        if (is_listed(trace, trace->tape->families[f]))
            add_rows(trace, table, trace->tape->families[f]);
    document_table(&trace->document, table);
}
