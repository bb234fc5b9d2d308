/* What formulas look like on paper, whatever prints them: how a name is taken apart, what needs parentheses, what stands
 * between factors. LaTeX and MathML print what is decided here, each in its own way.
 */
#ifndef EXPR_LOOK_H
#define EXPR_LOOK_H

#include "expr/tree.h"

/* ---- names ---- */

/* A stretch of a name. */
struct name_part {
    const char *bytes;
    size_t length;
};

/* The place of a bound variable's or quantity's spelling as a whole. */
struct name_part name_part_of(const char *name);

/* One letter, Latin or Greek, perhaps with an accent, perhaps with a subscript that belongs to it. */
struct letter {
    const char *character, *latex;
};
enum accent { ACCENT_NONE, ACCENT_HAT, ACCENT_BAR, ACCENT_TILDE };
struct symbol {
    struct letter letter; /* of a Latin letter both are the spelling, of which one byte counts */
    bool latin;
    enum accent accent;
    struct letter lowered; /* "next" and "\\mathrm{next}"; character NULL: none */
};

/* False: the part is no symbol but a word. `symbol` may be NULL. */
bool name_symbol(struct name_part part, struct symbol *symbol);

/* The indices "1,3", "k,i+1" piece by piece: digits, ",", "+" and "-" one by one, variables whole. False at the end. */
enum index_piece { INDEX_PIECE_DIGIT, INDEX_PIECE_SIGN, INDEX_PIECE_VARIABLE };
bool name_next_index(struct name_part indices, size_t *position, enum index_piece *kind,
                     struct name_part *piece);

/* What stands behind "_" is read as letters and digits side by side, w_ij, x_1; otherwise it is a variable. */
bool name_is_row(struct name_part subscript);

/* How a name looks, which decides what may stand beside it without a sign. */
enum name_look {
    LOOK_SYMBOL,  /* one letter, with or without a subscript: w_7 */
    LOOK_RAISED,  /* the same with a superscript or prime: w_7', w^{(2)}_{1,3} */
    LOOK_WORD,    /* upright: rate */
    LOOK_PARTIAL, /* a fraction of partials */
    LOOK_TAGGED,  /* in brackets with update or sample */
};

enum name_kind {
    NAME_EMPTY,
    NAME_DOTS,    /* "...": what is left out */
    NAME_PLAIN,   /* base digits subscript primes [indices]: w 2 [1,3] ' */
    NAME_PARTIAL, /* dX/dY: of, by */
    NAME_TAGGED,  /* of, and tags: E_{s=2}, [w_1]_{u=2} */
    NAME_LOWERED, /* of, and `by` as its subscript: m_{w_7}, [df/dx]_{local} */
};

/* One step of taking a name apart; `of` and `by` are names again. */
struct name_layout {
    enum name_kind kind;
    enum name_look look;
    struct name_part base, digits, subscript, indices;
    size_t primes;
    bool is_symbol; /* PLAIN: base is a symbol, not a word */
    bool is_bare;   /* TAGGED, LOWERED: needs no brackets */
    struct name_part of, by;
    int tag_count;
    struct name_part tags[2]; /* "u2", "s[i]" */
};
struct name_layout name_layout(struct name_part name);

/* The value of a tag; *letter is 0 where the value alone says it, s[s]. */
struct name_part name_tag(struct name_part tag, char *letter);

/* The spelling of a NAME node, with its prefixes and indices, in `bytes`. */
#define NAME_ROOM 2048
struct name_part name_spelled(const struct expr *name, char bytes[NAME_ROOM]);
enum name_look look_of_name(const struct expr *name);

/* ---- operands ---- */

/* A sum, or an index with an offset. */
bool look_is_sum(const struct expr *expr);
/* Begins with a minus. */
bool look_is_negated(const struct expr *expr);
/* A name that is no fraction, a plain number: "\ln a" needs no parentheses. */
bool look_is_simple(const struct expr *expr);
/* Low enough for plain parentheses: sums and products of names and numbers. */
bool look_is_low(const struct expr *expr);
/* \ln a: a function that takes what follows as its own. */
bool look_is_open_function(const struct expr *expr);
/* \tanh^2 z: the exponent stands at the function's name. */
bool look_is_raised_function(const struct expr *power);
/* x^2: neither a superscript already there nor parentheses needed. */
bool look_takes_superscript(const struct expr *base);
/* e^{...} is readable with this exponent. */
bool look_exponent_is_low(const struct expr *argument);
/* a/b with operands that are plain on one line. */
bool look_is_inline_fraction(const struct expr *expr);
/* \ln z, e^{-z}, z^2: what d/dz is of is plain without parentheses. */
bool look_is_whole(const struct expr *expr);
/* In parentheses as the first term of a sum (`first`: an expression begins there), as a later one, below a minus or a
 * sum sign, as a factor (`last`: nothing follows). */
bool look_wraps_first_term(const struct expr *term, bool first);
bool look_wraps_term(const struct expr *term);
bool look_wraps_operand(const struct expr *operand);
bool look_wraps_factor(const struct expr *factor, bool last);

/* delta_{jk}: no comma between these. */
bool look_is_single_index(const struct index *index);

/* The derivative of a derivative by the same is one of higher order: what is differentiated, and how often. */
const struct expr *look_differentiated(const struct expr *diff, int *order);

/* Of an index from a to b there are `last` - a: *last is the size, *first what is taken away, variable NULL: nothing. */
void look_count(const struct expr *mean, struct index *last, struct index *first);

/* ---- products ---- */

/* What stands between two factors. */
enum gap { GAP_NONE, GAP_THIN, GAP_DOT };

/* A product or quotient being written. Everything left of a "/" goes above its line, so the lines open from the last
 * operator down. */
struct product_look {
    const struct expr *top;    /* the last operator */
    const struct expr *bottom; /* the first one */
    const struct expr *first;  /* the leftmost operand, without its minus where that stands bare */
    bool small;                /* first / bottom->b is a small fraction before other factors: 1/2 */
    struct expr copy;          /* of the first, if it had a minus */
};

/* `bare`: an expression begins here, so that a minus may stand in front: true is returned where it does. */
bool look_product(struct product_look *product, const struct expr *expr, struct chain *chain,
                  bool bare);
/* The lines of fractions that open before the first factor. */
int look_lines(const struct product_look *product);
/* The minus of a first factor that is above a line. */
bool look_take_minus(struct product_look *product);
/* Before the right operand of a multiplication. */
enum gap look_gap(const struct product_look *product, const struct expr *operator);

#endif
