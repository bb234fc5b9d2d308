/* Families as matrices, and what their matrices are called. */
#include "render/trace_matrix.h"

/* Of a long side, the first ones and the last one. */
#define HEAD_SHOWN 8

/* Which rows (or columns) are shown: place `shown` stands for this one, or -1 for those left out. */
static long place_of(int shown, size_t count)
{
    if (count <= MATRIX_SHOWN || shown < HEAD_SHOWN)
        return shown;
    return shown == HEAD_SHOWN ? -1 : (long)count - 1;
}

static int shown_count(size_t count)
{
    return count <= MATRIX_SHOWN ? (int)count : HEAD_SHOWN + 2;
}

/* ---- elements ---- */

/* What the problem gave is shown as it was written. */
static const struct expr *element(struct trace *trace, const struct step *step, bool *exact)
{
    bool this_exact;
    const char *text = trace_given_text(trace, step, &this_exact);
    *exact = *exact && this_exact;
    return expr_number(trace->arena, text);
}

static struct value_matrix matrix_open(struct trace *trace, size_t rows, size_t columns,
                                       const struct expr ***cells)
{
    struct value_matrix result = {.exact = true};
    result.matrix.rows = shown_count(rows);
    result.matrix.columns = shown_count(columns);
    *cells = arena_array(trace->arena, (size_t)result.matrix.rows * (size_t)result.matrix.columns,
                         sizeof **cells);
    result.matrix.cells = *cells;
    return result;
}

struct value_matrix trace_batch_matrix(struct trace *trace, const struct family *family)
{
    const struct expr **cells;
    size_t rows = (size_t)trace_shown_count(trace);
    int reading = trace->position;
    struct value_matrix result = matrix_open(trace, rows, family->count, &cells);
    for (int r = 0; r < result.matrix.rows; r++)
        for (int c = 0; c < result.matrix.columns; c++) {
            long row = place_of(r, rows), column = place_of(c, family->count);
            if (row < 0 || column < 0)
                continue;
            trace_read_sample(trace, (int)row);
            struct step step = trace_step(trace, family, (size_t)column);
            cells[r * result.matrix.columns + c] = element(trace, &step, &result.exact);
        }
    trace->position = reading;
    return result;
}

struct value_matrix trace_family_matrix(struct trace *trace, const struct family *family)
{
    const struct expr **cells;
    size_t columns = family->rank > 0 ? (size_t)family->dimensions[family->rank - 1].count : 1,
           rows = family->count / columns;
    struct value_matrix result = matrix_open(trace, rows, columns, &cells);
    for (int r = 0; r < result.matrix.rows; r++)
        for (int c = 0; c < result.matrix.columns; c++) {
            long row = place_of(r, rows), column = place_of(c, columns);
            if (row < 0 || column < 0)
                continue;
            struct step step = trace_step(trace, family, (size_t)row * columns + (size_t)column);
            cells[r * result.matrix.columns + c] = element(trace, &step, &result.exact);
        }
    return result;
}

/* ---- names ---- */

const struct expr *trace_matrix_name(const struct trace *trace, const char *letter, int layer)
{
    if (layer == 0)
        return trace_named(trace, letter);
    return trace_noted(
        trace, arena_printf(trace->arena, "%s%d", letter, layer),
        (struct notation){.kind = NOTATION_LAYERED, .letter = letter, .layer = layer});
}

const struct expr *trace_inputs_name(const struct trace *trace, int layer)
{
    if (layer == 1)
        return trace_matrix_name(trace, "X", 0);
    return trace_matrix_name(trace, trace->tape->layers[layer - 1].dropped ? "D" : "A", layer - 1);
}

const struct expr *trace_transposed_name(const struct trace *trace, const char *letter, int layer)
{
    return trace_noted(
        trace, arena_printf(trace->arena, "%s%d^T", letter, layer),
        (struct notation){
            .kind = NOTATION_LAYERED, .letter = letter, .layer = layer, .transposed = true});
}

const struct expr *trace_partial_name(const struct trace *trace, const struct expr *of,
                                      const struct expr *by)
{
    return trace_noted(trace, arena_printf(trace->arena, "d%s/d%s", of->text, by->text),
                       (struct notation){.kind = NOTATION_PARTIAL, .of = of, .by = by});
}

const struct expr *trace_matrix_partial(const struct trace *trace, int sample, const char *letter,
                                        int layer)
{
    struct step loss = trace_step(trace, trace->tape->loss, 0);
    const struct expr *by = trace_matrix_name(trace, letter, layer);
    if (sample == 0)
        return trace_partial_name(trace, trace_symbol(trace, &loss), by);
    const char *text = step_name(&loss);
    const struct expr *of = trace_named(trace, arena_printf(trace->arena, "s%d.%s", sample, text));
    return trace_noted(trace, arena_printf(trace->arena, "s%d.d%s/d%s", sample, text, by->text),
                       (struct notation){.kind = NOTATION_PARTIAL, .of = of, .by = by});
}

/* ---- equations ---- */

void trace_add_matrix(struct maths *maths, const struct value_matrix *matrix)
{
    maths_sign(maths, matrix->exact ? PIECE_EQUAL : PIECE_ABOUT);
    maths_matrix(maths, &matrix->matrix);
}

void trace_matrix_equation(struct trace *trace, const struct expr *name,
                           const struct value_matrix *matrix)
{
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, name);
    trace_add_matrix(maths, matrix);
    document_equation(&trace->document, maths);
}
