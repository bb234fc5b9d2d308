/* Derivations: claims that are proved line by line, as a derivation file states them (docs/derivations.md).
 *
 * A derivation has symbols (sizes, quantities that may be chosen freely, quantities that are defined), assumptions,
 * and claims: a left side and a chain of lines, each said to equal the one before it. Everything mathematical is a
 * tree of expr/expr.h. Reading checks that every name is known and takes its indices, and finds over which values
 * each index runs; nothing is evaluated here (derivation/check.h), and a derivation never changes after reading.
 */
#ifndef DERIVATION_DERIVATION_H
#define DERIVATION_DERIVATION_H

#include "base/json.h"
#include "derivation/prose.h"
#include "expr/expr.h"

/* ---- limits ---- */
#define DERIVATION_MAX_BYTES ((size_t)4 << 20)
#define DERIVATION_MAX_SIZES 8        /* symbols with a "range" */
#define DERIVATION_MAX_SIZE 64        /* the largest value of one */
#define DERIVATION_MAX_QUANTITIES 100 /* free and defined ones, each */
#define DERIVATION_MAX_CLAIMS 100
#define DERIVATION_MAX_LINES 100 /* of one claim */
#define DERIVATION_MAX_CASES 20  /* of one line */
#define DERIVATION_MAX_EXPRESSION_BYTES 4000

/* ---- symbols ---- */

/* A number of things, as the K of j = 1..K: every claim must hold for each of its values. */
struct size_symbol {
    const char *name;
    long first, last; /* 1 <= first <= last <= DERIVATION_MAX_SIZE */
};

/* What a free quantity may be: DOMAIN(NAME, "name", "in words", over) in domains.def. */
enum domain {
#define DOMAIN(name, text, words, over) DOMAIN_##name,
#include "derivation/domains.def"
#undef DOMAIN
    DOMAINS
};
const char *domain_name(enum domain domain);
const char *domain_words(enum domain domain); /* "positive", "one-hot over its last index" */
/* The domain speaks of all elements along the last index together (one_hot), not of each by itself. */
bool domain_is_of_rows(enum domain domain);

/* An index variable and the values it takes: first..last, each a number or a size symbol with an offset. */
struct variable_range {
    const char *variable;
    struct index first, last;
};

/* A quantity: free, of a domain, or defined by an expression in the quantities before it. */
struct quantity {
    const char *name;
    int rank;
    /* Index d runs from 1 to dimensions[d], which is never below 1: a number or a size symbol; of a defined quantity
     * perhaps with an offset (N-1). */
    struct index dimensions[INDEX_MAX];
    enum domain domain; /* of a free quantity */
    /* Of a defined one: y[n,j] has the variables n and j, whose ranges are 1..dimensions[d]. NULL: it is free. */
    const struct expr *definition;
    const char *variables[INDEX_MAX];
    const char *text; /* the definition as it was written; NULL: free */
};

/* ---- claims ---- */

/* a relation b. Its free index variables are those of what it belongs to. */
struct condition {
    const struct expr *a;
    enum relation relation;
    const struct expr *b;
};

/* Something assumed of the free quantities, for all values of its free index variables. */
struct assumption {
    struct condition condition;
    int variable_count;
    const struct variable_range *variables;
    const char *text;
};

/* What a line equals, always or (`when` not NULL) where a condition holds; `otherwise`: where no case before holds. */
struct line_case {
    const struct expr *expr;
    const struct condition *when;
    bool otherwise;
};

struct line {
    int case_count; /* 1 without conditions: the usual line */
    const struct line_case *cases;
    const struct prose *because; /* the reason, in the writer's words; NULL: none given */
    const struct claim *uses;    /* an earlier claim that the reason rests on; NULL: none */
};

struct claim {
    const char *name; /* NULL: none */
    const struct expr *left;
    int line_count;
    const struct line *lines;
    /* The free index variables of the left side and all lines: the claim is for all their values. */
    int variable_count;
    const struct variable_range *variables;
    /* Points where the left side has no value are left out, rather than making the claim undefined: for derivatives
     * that nobody has stated the domain of (derivation/differentiation.h). Never set by a file. */
    bool where_defined;
};

struct derivation {
    const char *title, *source; /* source NULL: not said */
    int size_count;
    const struct size_symbol *sizes;
    int quantity_count; /* the free ones, then the defined ones, each after those it uses */
    const struct quantity *quantities;
    int assumption_count;
    const struct assumption *assumptions;
    int claim_count;
    const struct claim *claims;
};

/* In all expressions of a derivation NAMEs are bound to their `struct quantity` (->binding), functions of the
 * catalogue stay calls (EXPR_DEFINED), sizes are NAMEs or indices by name, and dE/da[n,k] has become diff(E, a[n,k]).
 *
 * diff(f, x[...]) by a free quantity is the total derivative: what f is defined by is followed down to x. By a defined
 * quantity, as diff(E, y[n,j]), that quantity is taken as free, and f followed down to it. */

/* Reads a derivation file. NULL after one diagnostic. */
const struct derivation *derivation_read(struct arena *arena, const struct json_source *source,
                                         struct diagnostics *diagnostics);

/* Is it a derivation, by its "format"? For commands that are given the wrong kind of file. */
bool derivation_recognise(struct arena *arena, const struct json_source *source);

const struct quantity *quantity_by_name(const struct derivation *derivation, const char *name);

#endif
