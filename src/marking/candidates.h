/* What the files that look for explanations share: the search, and candidates, which are mistakes that were tried on this
 * person's own figures and lead to what was written. Private to explain.c, edits.c, exchange.c, mistakes.c, rules.c, slips.c.
 */
#ifndef MARKING_CANDIDATES_H
#define MARKING_CANDIDATES_H

#include "base/arena.h"
#include "marking/mistakes.h"
#include "marking/reach.h"

enum mistake {
#define MISTAKE(name, code, prior, words) MISTAKE_##name,
#include "marking/mistakes.def"
#undef MISTAKE
    MISTAKES
};

/* In the table edits of any formula stand before it. */
#define MISTAKE_FIRST_RULE MISTAKE_DERIVATIVE_TWICE

/* What one value's search may cost. */
#define TRIES_MOST 3000
#define CANDIDATES_MOST 200
#define FORMULA_NODES_MOST 2000

struct candidate {
    enum mistake mistake;
    const char *detail; /* for the @ of its words; NULL: it has none */
    const struct expr
        *formula;  /* what was evaluated in place of the right one; NULL: a slip of writing */
    double value;  /* what the mistake gives with the person's figures as they are written */
    bool gives_it; /* that value rounds to what was written */
    double weight; /* bits */
};

/* The formula of the line that is marked, or of an operand that the person did not write: mistakes in it show here. */
struct level {
    const struct sheet_line *line;
    const struct expr *formula;
    const struct level
        *outer; /* the formula whose operand this is; NULL: it is the line that is marked */
    int depth;
};

struct search {
    struct arena *arena; /* of the search; what it finds is copied from it */
    const struct situation *situation;
    struct reach *reach;
    struct arithmetic *intervals;
    struct arena *terms;      /* of sums, during one evaluation */
    struct interval meant;    /* what the writing stands for */
    struct interval expected; /* what the right formula gives from the person's own values */
    double figure;            /* the same, from their figures as written */
    double scale;             /* of values that would be plausible here */
    double *figures;          /* [lines of the sheet] their figures; NAN, NULL: not asked for yet */
    const struct sheet_line *sibling; /* whose writing shows what was meant; NULL: the figures do */
    int steps_back;                   /* of figures that are being worked out */
    mistake_visit
        *visit; /* mistakes_each: told what every formula gives, in place of a search; else NULL */
    void *visit_context;
    int tried, count;
    struct candidate items[CANDIDATES_MOST];
};

/* ---- explain.c ---- */

struct search *search_open(struct arena *arena, const struct situation *situation);

/* Tries all mistakes in the formula of the line, and in those of operands that were not written. */
void search_formulas(struct search *search);

static inline const struct sheet_line *search_line(const struct search *search, int number)
{
    return number == NO_LINE ? NULL : &search->situation->sheet->lines[number];
}

static inline bool same_indices(const struct sheet_line *a, const struct sheet_line *b)
{
    for (int i = 0; i < a->rank; i++)
        if (a->rank != b->rank || a->indices[i] != b->indices[i])
            return false;
    return a->rank == b->rank;
}

/* Which numbers this person can have for a line, and their figure for it: what they wrote, else what their own figures
 * give. */
struct interval search_own(struct search *search, const struct sheet_line *line);
double search_figure(struct search *search, const struct sheet_line *line);

/* Tries a formula in place of level->formula; if it leads to what was written it becomes a candidate. `variants`: among
 * how many like it this is one. */
void search_try(struct search *search, const struct level *level, enum mistake mistake,
                double variants, const char *detail, const struct expr *formula);

/* A slip of writing becomes a candidate. `from`: the numbers that it can have come from. */
void search_add_slip(struct search *search, enum mistake mistake, double variants,
                     const char *detail, struct interval from, bool gives_it);

/* What was written, as a double near it. */
double written_value(const struct written *written);

static inline bool interval_has(struct interval set, double value)
{
    return set.low <= value && value <= set.high;
}

static inline bool intervals_meet(struct interval a, struct interval b)
{
    return a.low <= b.high && b.low <= a.high;
}

/* ---- trees ---- */

/* What the person wrote for a line, if it is a number; NULL. */
const struct written *search_writing(const struct search *search, const struct sheet_line *line);

/* The name of a line, bound to it. */
const struct expr *line_leaf(struct arena *arena, const struct sheet_line *line);
static inline const struct sheet_line *leaf_line(const struct expr *name)
{
    return name->binding;
}

/* What stands for a leaf; NULL: it stays. */
typedef const struct expr *replace_leaf(void *context, const struct sheet_line *line);
/* With every leaf replaced; `expr` itself where none was. */
const struct expr *replace_leaves(struct arena *arena, const struct expr *expr,
                                  replace_leaf *replace, void *context);

/* The lines that a formula names, each once, up to `most`; their number. */
int formula_lines(const struct expr *expr, const struct sheet_line **lines, int most);

const char *expr_text(struct arena *arena, const struct expr *expr);

/* ---- who tries what ---- */

void try_edits(struct search *search, const struct level *level);
void try_exchanges(struct search *search, const struct level *level);
void try_rules(struct search *search, const struct level *level);
void try_slips(struct search *search);

/* What an edit is called where something is left out of a line's formula, and what the words for it need. */
enum mistake left_out_factor(const struct search *search, const struct level *level,
                             const struct expr *factor, bool divisor, bool subtracted);
enum mistake left_out_term(const struct level *level, const struct expr *term);

/* Undoes slips of writing on `written`: of each number that it can have been meant to be, the set it stands for. */
typedef void slip_seen(void *context, enum mistake mistake, double variants, const char *detail,
                       const struct written *intended);
void undo_slips(struct arena *arena, const struct written *written, slip_seen *seen, void *context);

/* ---- explain_words.c ---- */

/* The sentence for the student, in `arena`. */
const char *explain_message(struct arena *arena, struct search *search,
                            const struct candidate *candidate);

struct mistake_entry {
    const char *code;
    double prior;
    const char *words;
};
extern const struct mistake_entry mistake_entries[MISTAKES];

/* A number with so many significant digits, as people write it. */
const char *figure_text(struct arena *arena, double value, int digits);

#endif
