/* Documents for people, without a format: headings, paragraphs, equations, tables, notes, lists, diagrams.
 *
 * Whoever has something to say builds blocks; a renderer (render/format.h) prints them. Nothing here knows how
 * anything looks. All of a document lives in one arena; strings are kept, not copied, and text of the user is
 * put in as it is: escaping is the renderer's work.
 */
#ifndef RENDER_DOCUMENT_H
#define RENDER_DOCUMENT_H

#include "base/arena.h"
#include "expr/expr.h"

/* ---- mathematics: a row of pieces ---- */

enum piece_kind {
    PIECE_EXPR,        /* expr */
    PIECE_EQUAL,       /* the sign before what is exact */
    PIECE_ABOUT,       /* the sign before what is rounded */
    PIECE_TIMES,       /* between factors of a chain */
    PIECE_ELEMENTWISE, /* the product of matrices element by element */
    PIECE_PLUS,
    PIECE_MINUS,
    PIECE_FACTOR,    /* factor */
    PIECE_MATRIX,    /* matrix */
    PIECE_CONDITION, /* condition */
    PIECE_CASES,     /* cases */
};

/* A factor of a product written out: what it is called, what it is (NULL: nothing shorter to say), its value. */
struct factor {
    const struct expr *symbol, *label, *value;
    bool exact;
};

/* cells[row * columns + column]; NULL stands for elements left out. */
struct matrix {
    int rows, columns;
    const struct expr *const *cells;
    bool transposed; /* shown with the sign of transposition, not turned */
};

/* a relation b */
struct relation_between {
    const struct expr *a;
    enum relation relation;
    const struct expr *b;
};

/* One line for each: an expression, and when it is meant (NULL: otherwise). */
struct cases {
    int count;
    const struct case_line {
        const struct expr *expr;
        const struct relation_between *when;
    } * lines;
};

struct piece {
    enum piece_kind kind;
    union {
        const struct expr *expr;
        const struct factor *factor;
        const struct matrix *matrix;
        const struct relation_between *condition;
        const struct cases *cases;
    };
    const struct piece *next;
};

/* A piece at which a new side of an equation begins. */
static inline bool piece_is_relation(const struct piece *piece)
{
    return piece->kind == PIECE_EQUAL || piece->kind == PIECE_ABOUT;
}

struct maths {
    struct arena *arena;
    struct piece *first, *last;
};

struct maths *maths_new(struct arena *arena);
void maths_sign(struct maths *maths, enum piece_kind kind); /* a kind without content */
void maths_expr(struct maths *maths, const struct expr *expr);
void maths_factor(struct maths *maths, const struct factor *factor);
void maths_matrix(struct maths *maths, const struct matrix *matrix);
void maths_condition(struct maths *maths, const struct relation_between *condition);
void maths_cases(struct maths *maths, const struct cases *cases);

/* ---- text: a row of spans ---- */

enum span_kind {
    SPAN_TEXT,
    SPAN_STRONG,
    SPAN_CODE,
    SPAN_NUMBER, /* a decimal literal */
    SPAN_MATHS,
};

struct span {
    enum span_kind kind;
    union {
        const char *text;
        const struct maths *maths;
    };
    const struct span *next;
};

struct spans {
    struct arena *arena;
    struct span *first, *last;
};

struct spans *spans_new(struct arena *arena);
/* Nothing of an empty text: a cell of it is an empty one. */
void spans_text(struct spans *spans, const char *text);
void spans_printf(struct spans *spans, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void spans_strong(struct spans *spans, const char *text);
void spans_code(struct spans *spans, const char *text);
void spans_number(struct spans *spans, const char *literal);
void spans_maths(struct spans *spans, const struct maths *maths);
void spans_expr(struct spans *spans, const struct expr *expr); /* mathematics of one expression */

/* ---- tables, lists, diagrams ---- */

enum alignment { ALIGN_LEFT, ALIGN_RIGHT };

struct row {
    const struct spans **cells; /* one for each column; NULL: empty */
    const char *anchor; /* what links lead to it by, in formats that have links; NULL: none do */
    struct row *next;
};

struct table {
    struct arena *arena;
    int columns;
    enum alignment *alignments;
    struct row *first, *last; /* the first is the head */
    bool explained;           /* the last column has sentences about the other cells of its row */
};

struct table *table_new(struct arena *arena, int columns);
/* A new row of empty cells, to be filled in. */
const struct spans **table_row(struct table *table);
/* The row just begun can be linked to: a word that no other row of the document has. */
void table_anchor(struct table *table, const char *anchor);

struct item {
    const struct spans *spans;
    struct item *next;
};

struct list {
    struct arena *arena;
    struct item *first, *last;
};

struct list *list_new(struct arena *arena);
void list_item(struct list *list, const struct spans *spans);

/* Something wrong at a place of a picture (render/places.h). */
struct picture_mark {
    const char *place;
    const char *anchor; /* the id of what tells of it in the document */
    const char *words;
    bool first; /* the first wrong value; else one that came later */
};

struct picture_marks {
    int count;
    const struct picture_mark *items;
};

/* A network. Column 0 has the inputs; each unit of a later column is joined to all of the column before. What stands
 * behind the columns is for pictures only. */
struct diagram_unit {
    const char *name;
    const char *value;          /* NULL: none to show */
    const char *bias;           /* NULL: none */
    const char *const *inputs;  /* names of the weights, one for each unit of the column before */
    const char *const *weights; /* their values; NULL: not known */
    const char *bias_value;     /* NULL: not known */
};

struct diagram_column {
    int count;
    const struct diagram_unit *units;
    bool shared_bias; /* the units have one bias, the same */
};

struct diagram {
    int columns;
    const struct diagram_column *column;
    struct diagram_column targets; /* names and values; none: no column */
    const char *loss, *penalty;    /* names; NULL: none */
    struct picture_marks marks;
};

/* What stands in what: each node comes after the nodes it uses. */
struct graph_node {
    const char *name, *label; /* label: "q = x + y" */
    bool given, array;        /* array: of several numbers */
    int *uses;                /* places of nodes */
    int use_count;
};

struct graph {
    int count;
    const struct graph_node *nodes;
    struct picture_marks marks; /* for pictures only */
};

/* ---- blocks ---- */

enum block_kind {
    BLOCK_HEADING, /* level, spans */
    BLOCK_LABEL, /* spans: a heading of the lowest kind, then what follows it on its line (rest or NULL) */
    BLOCK_PARAGRAPH, /* spans */
    BLOCK_NOTE,      /* spans: set apart from the text */
    BLOCK_EQUATION,  /* maths */
    BLOCK_TABLE,     /* table */
    BLOCK_LIST,      /* list */
    BLOCK_DIAGRAM,   /* diagram */
    BLOCK_GRAPH,     /* graph */
};

struct block {
    enum block_kind kind;
    int level;   /* of headings: 1 is the title */
    bool joined; /* an equation right after another one that is not tall */
    const struct spans *spans, *rest;
    union {
        const struct maths *maths;
        const struct table *table;
        const struct list *list;
        const struct diagram *diagram;
        const struct graph *graph;
    };
    const struct block *next;
};

struct document {
    struct arena *arena;
    struct block *first, *last;
};

/* An empty document whose blocks live in `arena`. */
struct document document_open(struct arena *arena);

void document_heading(struct document *document, int level, const struct spans *spans);
void document_label(struct document *document, const struct spans *spans, const struct spans *rest);
void document_paragraph(struct document *document, const struct spans *spans);
void document_note(struct document *document, const struct spans *spans);
void document_equation(struct document *document, const struct maths *maths);
void document_table(struct document *document, const struct table *table);
void document_list(struct document *document, const struct list *list);
void document_diagram(struct document *document, const struct diagram *diagram);
void document_graph(struct document *document, const struct graph *graph);

/* Plain words, the usual case. */
void document_title(struct document *document, int level, const char *text);
void document_sentence(struct document *document, const char *text);

#endif
