/* What somebody evaluates who makes a mistake in a line: each mistake of formulas in the table, as the formula that stands
 * in place of the right one. Attempts depend on the sheet alone, not on anybody's figures. What is tried is in edits.c (at
 * each place of a formula), exchange.c (operands) and rules*.c (edits that know roles).
 *
 * Part of the marking core; private to the search for explanations.
 */
#ifndef MARKING_ATTEMPTS_H
#define MARKING_ATTEMPTS_H

#include "base/arena.h"
#include "marking/sheet.h"

enum mistake {
#define MISTAKE(name, code, prior, words) MISTAKE_##name,
#include "marking/mistakes.def"
#undef MISTAKE
    MISTAKES
};

/* In the table edits of any formula stand before it. */
#define MISTAKE_FIRST_RULE MISTAKE_DERIVATIVE_TWICE

struct mistake_entry {
    const char *code;
    double prior;
    const char *words;
};
extern const struct mistake_entry mistake_entries[MISTAKES];

/* What stands for the @ in the words of a mistake: `words`, in which each @ is a part; without words the first part. A part
 * is a name of a line, or a piece of a formula. */
#define DETAIL_PARTS 3
struct detail {
    const char *words;
    const struct expr *parts[DETAIL_PARTS];
};

struct attempt {
    enum mistake mistake;
    double variants; /* among how many like it this is one */
    struct detail detail;
    const struct expr *formula; /* in place of the line's expansion */
};

typedef void attempt_seen(void *context, const struct attempt *attempt);

/* What is needed while the attempts of one line are made. */
struct attempting {
    struct arena *arena; /* of the trees */
    const struct sheet *sheet;
    const struct sheet_line *line;
    attempt_seen *seen;
    void *context;
    int left; /* trees of so many nodes may still be made */
};

/* Formulas of more nodes are not looked into, and no more nodes than that are made for one line. */
#define FORMULA_NODES_MOST 2000
#define ATTEMPT_NODES_MOST 20000

/* All attempts at a line that is not given. */
void each_attempt(struct arena *arena, const struct sheet *sheet, const struct sheet_line *line,
                  attempt_seen *seen, void *context);

/* ---- who makes them ---- */

static inline void attempt(const struct attempting *attempting, enum mistake mistake,
                           double variants, struct detail detail, const struct expr *formula)
{
    attempting->seen(attempting->context, &(struct attempt){mistake, variants, detail, formula});
}

#define NO_DETAIL ((struct detail){NULL, {NULL}})
#define DETAIL_WORDS(text) ((struct detail){text, {NULL}})
#define DETAIL_PART(part) ((struct detail){NULL, {part}})

void attempt_edits(struct attempting *attempting);
void attempt_exchanges(struct attempting *attempting);
void attempt_rules(struct attempting *attempting);
void attempt_products_of_means(struct attempting *attempting);
void attempt_optimizer(struct attempting *attempting);

/* What an edit is called where something is left out of a line's formula. */
enum mistake left_out_factor(const struct attempting *attempting, const struct expr *factor,
                             bool divisor, bool subtracted, bool whole);
enum mistake left_out_term(const struct attempting *attempting, const struct expr *term);

/* ---- lines ---- */

static inline const struct sheet_line *sheet_line(const struct sheet *sheet, int number)
{
    return number == NO_LINE ? NULL : &sheet->lines[number];
}

static inline bool same_indices(const struct sheet_line *a, const struct sheet_line *b)
{
    for (int i = 0; i < a->rank; i++)
        if (a->rank != b->rank || a->indices[i] != b->indices[i])
            return false;
    return a->rank == b->rank;
}

/* The new value of a parameter, or of a state. */
static inline bool is_updated_line(const struct sheet_line *line)
{
    return line->role == ROLE_STATE || line->role == ROLE_UPDATE || line->before != NO_LINE;
}

/* ---- trees ---- */

/* The name of a line, bound to it. */
const struct expr *line_leaf(struct arena *arena, const struct sheet_line *line);
static inline const struct sheet_line *leaf_line(const struct expr *name)
{
    return name->binding;
}

static inline bool is_leaf(const struct expr *expr)
{
    return expr->kind == EXPR_NAME;
}

/* A number of the problem's conventions: 2, 0.9, epsilon. */
static inline bool is_constant(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER || (is_leaf(expr) && leaf_line(expr)->constant);
}

/* 0.9^3, of bias corrections. */
static inline bool is_power_of_constant(const struct expr *expr)
{
    return expr->kind == EXPR_POWER && is_constant(expr->a);
}

/* Does a node of the tree satisfy it? */
typedef bool expr_test(const struct expr *expr);
bool contains(const struct expr *expr, expr_test *test);

/* What stands for a leaf; NULL: it stays. */
typedef const struct expr *replace_leaf(void *context, const struct sheet_line *line);
/* With every leaf replaced; `expr` itself where none was. */
const struct expr *replace_leaves(struct arena *arena, const struct expr *expr,
                                  replace_leaf *replace, void *context);

/* The lines that a formula names, each once, up to `most`; their number. */
int formula_lines(const struct expr *expr, const struct sheet_line **lines, int most);

const char *expr_text(struct arena *arena, const struct expr *expr);

#endif
