/* Building documents: everything is appended to a list in an arena. */
#include "render/document.h"

#include "base/text.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- mathematics ---- */

struct maths *maths_new(struct arena *arena)
{
    struct maths *maths = arena_alloc(arena, sizeof *maths);
    maths->arena = arena;
    return maths;
}

static struct piece *add_piece(struct maths *maths, enum piece_kind kind)
{
    struct piece *piece = arena_alloc(maths->arena, sizeof *piece);
    piece->kind = kind;
    if (maths->last)
        maths->last->next = piece;
    else
        maths->first = piece;
    return maths->last = piece;
}

void maths_sign(struct maths *maths, enum piece_kind kind)
{
    add_piece(maths, kind);
}

void maths_expr(struct maths *maths, const struct expr *expr)
{
    add_piece(maths, PIECE_EXPR)->expr = expr;
}

void maths_factor(struct maths *maths, const struct factor *factor)
{
    struct factor *copy = arena_alloc(maths->arena, sizeof *copy);
    *copy = *factor;
    add_piece(maths, PIECE_FACTOR)->factor = copy;
}

void maths_matrix(struct maths *maths, const struct matrix *matrix)
{
    struct matrix *copy = arena_alloc(maths->arena, sizeof *copy);
    *copy = *matrix;
    add_piece(maths, PIECE_MATRIX)->matrix = copy;
}

void maths_condition(struct maths *maths, const struct relation_between *condition)
{
    struct relation_between *copy = arena_alloc(maths->arena, sizeof *copy);
    *copy = *condition;
    add_piece(maths, PIECE_CONDITION)->condition = copy;
}

void maths_cases(struct maths *maths, const struct cases *cases)
{
    struct cases *copy = arena_alloc(maths->arena, sizeof *copy);
    *copy = *cases;
    add_piece(maths, PIECE_CASES)->cases = copy;
}

/* ---- text ---- */

struct spans *spans_new(struct arena *arena)
{
    struct spans *spans = arena_alloc(arena, sizeof *spans);
    spans->arena = arena;
    return spans;
}

static struct span *add_span(struct spans *spans, enum span_kind kind)
{
    struct span *span = arena_alloc(spans->arena, sizeof *span);
    span->kind = kind;
    if (spans->last)
        spans->last->next = span;
    else
        spans->first = span;
    return spans->last = span;
}

void spans_text(struct spans *spans, const char *text)
{
    if (text[0])
        add_span(spans, SPAN_TEXT)->text = text;
}

void spans_printf(struct spans *spans, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t length = (size_t)vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(spans->arena, length + 1);
    vsnprintf(text, length + 1, format, again);
    va_end(again);
    spans_text(spans, text);
}

void spans_strong(struct spans *spans, const char *text)
{
    add_span(spans, SPAN_STRONG)->text = text;
}

void spans_code(struct spans *spans, const char *text)
{
    add_span(spans, SPAN_CODE)->text = text;
}

void spans_number(struct spans *spans, const char *literal)
{
    add_span(spans, SPAN_NUMBER)->text = literal;
}

void spans_maths(struct spans *spans, const struct maths *maths)
{
    add_span(spans, SPAN_MATHS)->maths = maths;
}

void spans_expr(struct spans *spans, const struct expr *expr)
{
    struct maths *maths = maths_new(spans->arena);
    maths_expr(maths, expr);
    spans_maths(spans, maths);
}

/* ---- tables and lists ---- */

struct table *table_new(struct arena *arena, int columns)
{
    struct table *table = arena_alloc(arena, sizeof *table);
    table->arena = arena;
    table->columns = columns;
    table->alignments = arena_array(arena, (size_t)columns, sizeof *table->alignments);
    return table;
}

const struct spans **table_row(struct table *table)
{
    struct row *row = arena_alloc(table->arena, sizeof *row);
    row->cells = arena_array(table->arena, (size_t)table->columns, sizeof *row->cells);
    if (table->last)
        table->last->next = row;
    else
        table->first = row;
    table->last = row;
    return row->cells;
}

void table_anchor(struct table *table, const char *anchor)
{
    table->last->anchor = anchor;
}

struct list *list_new(struct arena *arena)
{
    struct list *list = arena_alloc(arena, sizeof *list);
    list->arena = arena;
    return list;
}

void list_item(struct list *list, const struct spans *spans)
{
    struct item *item = arena_alloc(list->arena, sizeof *item);
    item->spans = spans;
    if (list->last)
        list->last->next = item;
    else
        list->first = item;
    list->last = item;
}

/* ---- blocks ---- */

struct document document_open(struct arena *arena)
{
    return (struct document){.arena = arena};
}

static bool is_tall(const struct maths *maths)
{
    for (const struct piece *piece = maths->first; piece; piece = piece->next)
        if ((piece->kind == PIECE_MATRIX && piece->matrix->rows > 1) ||
            (piece->kind == PIECE_CASES && piece->cases->count > 1))
            return true;
    return false;
}

static struct block *add_block(struct document *document, enum block_kind kind,
                               const struct spans *spans)
{
    struct block *block = arena_alloc(document->arena, sizeof *block);
    block->kind = kind;
    block->spans = spans;
    block->joined = kind == BLOCK_EQUATION && document->last &&
                    document->last->kind == BLOCK_EQUATION && !is_tall(document->last->maths);
    if (document->last)
        document->last->next = block;
    else
        document->first = block;
    return document->last = block;
}

void document_heading(struct document *document, int level, const struct spans *spans)
{
    add_block(document, BLOCK_HEADING, spans)->level = level;
}

void document_label(struct document *document, const struct spans *spans, const struct spans *rest)
{
    add_block(document, BLOCK_LABEL, spans)->rest = rest;
}

void document_paragraph(struct document *document, const struct spans *spans)
{
    add_block(document, BLOCK_PARAGRAPH, spans);
}

void document_note(struct document *document, const struct spans *spans)
{
    add_block(document, BLOCK_NOTE, spans);
}

void document_equation(struct document *document, const struct maths *maths)
{
    add_block(document, BLOCK_EQUATION, NULL)->maths = maths;
}

void document_table(struct document *document, const struct table *table)
{
    add_block(document, BLOCK_TABLE, NULL)->table = table;
}

void document_list(struct document *document, const struct list *list)
{
    add_block(document, BLOCK_LIST, NULL)->list = list;
}

void document_diagram(struct document *document, const struct diagram *diagram)
{
    add_block(document, BLOCK_DIAGRAM, NULL)->diagram = diagram;
}

void document_graph(struct document *document, const struct graph *graph)
{
    add_block(document, BLOCK_GRAPH, NULL)->graph = graph;
}

void document_title(struct document *document, int level, const char *text)
{
    struct spans *spans = spans_new(document->arena);
    spans_text(spans, text);
    document_heading(document, level, spans);
}

void document_sentence(struct document *document, const char *text)
{
    struct spans *spans = spans_new(document->arena);
    spans_text(spans, text);
    document_paragraph(document, spans);
}
