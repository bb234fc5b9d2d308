/* Expressions: the one tree that everything in handgrad is written in.
 *
 * A formula of the catalogue, an assignment of the tape, a line of a derivation: all are trees of this kind.
 * Trees are immutable and live in an arena; subtrees may be shared. This header has the tree and what is done
 * to it: parse, print (text that parses back, LaTeX), instantiate, evaluate, differentiate, simplify.
 *
 *     expression = term { ("+" | "-") term }
 *     term       = unary { ("*" | "/") unary }
 *     unary      = "-" unary | power
 *     power      = primary [ "^" unary ]                 right associative; -a^2 is -(a^2)
 *     primary    = number | "pi" | "(" expression ")" | call | name
 *     call       = function "(" expression { "," expression } ")"
 *                | ("max" | "min") "(" expression "," expression { "," expression } ")"
 *                | reduction "(" variable "=" index ".." index "," expression ")"
 *                | "delta" "(" index "," index ")"
 *                | "where" "(" condition "," expression "," expression ")"
 *                | "diff" "(" expression "," name ")"
 *     reduction  = "sum" | "mean" | "prod" | "max" | "min"
 *     condition  = expression ("<" | "<=" | ">" | ">=" | "==" | "!=") expression
 *     name       = [ update ] [ sample ] word { "." word } "'"* [ "[" index { "," index } "]" "'"* ]
 *     word       = letter { letter | digit | "_" }
 *     update     = "u" integer "."  |  "u[-1]."          of update 3: u3.w1
 *     sample     = "s" integer "."  |  "s[" index "]."   of sample 2: s2.x[1]
 *     index      = variable [ ("+" | "-") integer ] | integer
 *
 * An unspaced dX/dY, dX[i]/dY[j] is one name where the scope knows it, else a division; "pi" is the number
 * unless the scope knows a quantity called so. max(a, b, c) is max(max(a, b), c). Letters are ASCII
 * letters and what people use as letters beyond them (expr/unicode.h). A minus sign before a literal is a
 * negation; literals with a sign of their own come from instances only.
 */
#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include "base/diagnostic.h"
#include "base/text.h"
#include "number/number.h"
#include <stdbool.h>
#include <stddef.h>

enum expr_kind {
    EXPR_NUMBER,   /* text: a decimal literal; instances may hold a negative one ("-0.018") */
    EXPR_PI,       /* the ratio of a circle's circumference to its diameter */
    EXPR_NAME,     /* name, indices; a quantity */
    EXPR_INDEX,    /* index: an index variable (or integer) used as a number */
    EXPR_NEGATE,   /* a */
    EXPR_ADD,      /* a + b */
    EXPR_SUBTRACT, /* a - b */
    EXPR_MULTIPLY, /* a * b */
    EXPR_DIVIDE,   /* a / b */
    EXPR_POWER,    /* a ^ b */
    EXPR_FUNCTION, /* function(a): exp log sqrt ..., of number/functions.def */
    EXPR_MAX,      /* max(a, b) */
    EXPR_MIN,      /* min(a, b) */
    EXPR_DEFINED,  /* name(arguments): a catalogue or user function, not expanded */
    EXPR_SUM,      /* sum(variable = from..to, a) */
    EXPR_MEAN,     /* the sum divided by the number of its terms */
    EXPR_PRODUCT,  /* prod(...) */
    EXPR_LARGEST,  /* max(variable = from..to, a): of no terms it has no value */
    EXPR_SMALLEST, /* min(variable = from..to, a) */
    EXPR_DELTA,    /* delta(indices[0], indices[1]) : 1 where equal, else 0 */
    EXPR_WHERE,    /* where(a relation b, c, d) */
    EXPR_DIFF,     /* diff(a, b): b is an EXPR_NAME; symbolic until expr_differentiate is asked */
};

enum relation { RELATION_LT, RELATION_LE, RELATION_GT, RELATION_GE, RELATION_EQ, RELATION_NE };
/* Of two numbers that compare so; UNDECIDED ones are neither equal nor in order. */
bool relation_holds(enum relation relation, enum comparison comparison);

/* An index: variable + offset, or a plain integer (variable NULL). `slot` is where the value of the variable
 * stands in an environment: set by expr_bind, -1 before. */
struct index {
    const char *variable;
    int slot;
    long offset;
    bool ranged; /* the variable is known to run from `first` to `last`, or over a part of that */
    long first, last;
    const char *last_of; /* the size that `last` is to be added to, as n for 1..n-1; NULL: none */
};

#define INDEX_MAX 4 /* indices of one name */

struct expr {
    enum expr_kind kind;
    union {
        enum function function; /* EXPR_FUNCTION */
        enum relation relation; /* EXPR_WHERE */
    };
    const char
        *text; /* NUMBER: literal; NAME, DEFINED: name; SUM to SMALLEST: the bound variable */
    union {
        const char
            *latex; /* NAME: what name_latex says of it, where that was asked before; else NULL */
        const char
            *symbol; /* DEFINED: the letter that formulas show for it, "sigma"; NULL: its name */
    };
    const struct notation *notation; /* NAME: NULL: formulas show what the name says */
    const struct expr *a, *b, *c, *d;

    /* NAME, DELTA: indices. SUM to SMALLEST: from and to. INDEX: one. */
    struct index indices[INDEX_MAX];
    int index_count;

    /* NAME. What the quantity is, for whoever bound it (a tape's family); NULL: not bound. */
    const void *binding;
    /* NAME. Of which sample and update: 0/0 = the ones being read. `sample` is an index variable of a
     * reduction over the batch (its value: the position in the batch); `update` -1 = the update before. */
    struct index sample;
    bool has_sample;
    int update;
    bool
        alone; /* there is no other quantity, so that diff(f, x) by it is shown as d/dx, not as a partial */

    const struct expr *const *arguments; /* DEFINED */
    int argument_count;
    int slot; /* SUM to SMALLEST: of the bound variable; set by expr_bind */
    bool
        closed; /* SUM to SMALLEST: names no index variable from outside and no sample, so that the value does
                  * not depend on the environment; set by expr_bind */
    /* WHERE: where its sides are equal there is no derivative; set by whoever asks for kinks, kept by derivatives and
     * simplification. */
    bool kink;
};

/* SUM, MEAN, PRODUCT, LARGEST, SMALLEST: a body for each value of a bound variable. */
static inline bool is_reduction(const struct expr *expr)
{
    return expr->kind >= EXPR_SUM && expr->kind <= EXPR_SMALLEST;
}

/* What formulas show for a name of ours that says less than is meant; plain text shows the name. */
struct notation {
    enum {
        NOTATION_LAYERED, /* letter, layer; primed, transposed, sample (0: none): W'^{(2)}, J^{(2)}_{s=1} */
        NOTATION_PARTIAL, /* of, by: a partial derivative */
        NOTATION_LOWERED, /* of, and `by` as its subscript */
        NOTATION_PRIMED,  /* of, any expression: (u v)' */
    } kind;
    const struct expr *of, *by;
    const char *letter; /* one Latin letter */
    int layer, sample;
    bool primed, transposed;
};

/* Text nested deeper is refused by the parser, so that every walk may recurse into operands. Chains of + and -,
 * of * and /, of max or of min may be of any length: walks go along them in a loop. */
#define EXPR_MAX_DEPTH 200

/* ---- building (arena is the first argument everywhere; strings are kept, not copied) ---- */

struct expr *expr_number(struct arena *arena, const char *literal);
struct expr *expr_integer(struct arena *arena, long value); /* negative: NEGATE of NUMBER */
struct expr *expr_name(struct arena *arena, const char *name, int index_count,
                       const struct index *indices);
struct expr *expr_negate(struct arena *arena, const struct expr *a);
struct expr *expr_binary(struct arena *arena, enum expr_kind kind, const struct expr *a,
                         const struct expr *b);
struct expr *expr_function(struct arena *arena, enum function function, const struct expr *a);
struct expr *expr_defined(struct arena *arena, const char *name, const char *symbol, int count,
                          const struct expr *const *arguments);
/* kind: SUM, MEAN, PRODUCT, LARGEST or SMALLEST */
struct expr *expr_reduction(struct arena *arena, enum expr_kind kind, const char *variable,
                            struct index from, struct index to, const struct expr *body);
struct expr *expr_delta(struct arena *arena, struct index j, struct index k);
struct expr *expr_where(struct arena *arena, const struct expr *a, enum relation relation,
                        const struct expr *b, const struct expr *then,
                        const struct expr *otherwise);
struct index index_variable(const char *variable);
struct index index_ranged(const char *variable, long first, long last);
struct index index_integer(long value);

/* The same tree: kinds, texts, indices, bindings, samples and updates; not slots, LaTeX or notation. What is written
 * alike is the same: the literal -3 and the negation of 3; w2[1,3] with its indices apart or in its text. */
bool expr_equal(const struct expr *a, const struct expr *b);

/* ---- parsing ---- */

/* The variable of a sum, mean or product around the place that is being read. */
struct bound_variable {
    const char *name;
    struct index from, to;
    const struct bound_variable *outer; /* NULL: there is no other around it */
};
/* The innermost one called so, or NULL. */
const struct bound_variable *bound_variable_named(const struct bound_variable *innermost,
                                                  const char *name);

/* What names mean where an expression stands. Every member may be NULL. */
struct scope {
    void *context;
    /* Is the whole unspaced text (as "dE/dw7", "dz2[1]/dw2[1,1]", "pi") a quantity in scope? */
    bool (*has_quantity)(void *context, const char *text, size_t length);
    /* Number of arguments of the defined function called so, or -1 if there is none; *symbol may be set. */
    int (*defined_arity)(void *context, const char *name, size_t length, const char **symbol);
    /* What more there is to say of a function that is unknown ("did you mean ..."), in `arena`; NULL: nothing. */
    const char *(*function_hint)(void *context, struct arena *arena, const char *name);
    /* Why a name that has just been read, indices included, cannot stand here: a message in `arena`, reported
     * at the name as expression-name; NULL: it can. A bare word may be a bound variable used as a number. */
    const char *(*name_fault)(void *context, struct arena *arena, const struct expr *name,
                              const struct bound_variable *innermost);
    /* The same of the variable of a reduction, of an index in its bounds or in a delta, and of the name that a
     * diff(...) is by, which name_fault has let through. */
    const char *(*variable_fault)(void *context, struct arena *arena, const char *variable);
    const char *(*index_fault)(void *context, struct arena *arena, const struct index *index,
                               const struct bound_variable *innermost);
    const char *(*by_fault)(void *context, struct arena *arena, const struct expr *by);
};

/* The tree in `arena`, or NULL after one diagnostic (expression-syntax, expression-name, expression-depth) filled
 * with excerpt and caret. `where` gives file, line, column of the text's first character and pointer; NULL: none. */
struct expr *expr_parse(struct arena *arena, const char *text, size_t length,
                        const struct scope *scope, const struct diagnostic *where,
                        struct diagnostics *diagnostics);

/* ---- printing ---- */

/* Text that parses back to an equal tree: "w1*x1 + w2*x2 + b1", "-a^2", "1 - 0.1*(-0.0003)". Products are
 * unspaced, sums spaced; "/" is spaced except between two numbers ("1/2"), so that it is never read as part of
 * a name; names that hold a slash take spaces: "w7 - alpha * dE/dw7". */
void expr_print(const struct expr *expr, struct text *out);

/* LaTeX as a person would typeset it: juxtaposed names, \cdot between numbers, \frac, e^{...},
 * \tfrac12, \sum, cases for where; no user text can run a command. */
void expr_latex(const struct expr *expr, struct text *out);

/* LaTeX of a name: letters then digits as a subscript ("w7" -> w_7, "alpha" -> \alpha, "yhat" -> \hat y,
 * "w7'" -> w_7', "w2[1,3]" -> w^{(2)}_{1,3}, "dE/dw7" -> \frac{\partial E}{\partial w_7},
 * long words -> \mathrm{...}); anything else escaped. */
void name_latex(const char *name, struct text *out);

/* MathML (Core) of an expression, of a name, of a decimal literal, by the same rules as LaTeX: what stands within a <math>
 * element, always one element or several in a row. Whatever the names hold, it is text there. */
void expr_mathml(const struct expr *expr, struct text *out);
/* The same with `apart` before each sign of a sum that `expr` is: what ends one <math> element and begins the next one. */
void expr_mathml_apart(const struct expr *expr, const char *apart, struct text *out);
void name_mathml(const char *name, struct text *out);
void literal_mathml(const char *literal, struct text *out);

/* The signs of conditions: "<=", and in LaTeX "\\le". */
const char *relation_sign(enum relation relation);
const char *relation_latex(enum relation relation);

/* The same expression in which every diff(f, x) of two names is one name as people write it, dE/da[n,k]: for printing
 * only, since the name is bound to nothing. */
const struct expr *expr_derivatives_as_names(struct arena *arena, const struct expr *expr);

/* A decimal literal in LaTeX: "-6.40252e-7" -> -6.40252 \times 10^{-7}. */
void literal_latex(const char *literal, struct text *out);

/* ---- index environments ---- */

#define SLOTS_MAX 32

/* Values of index variables while an expression is walked. Sums write their own slot. */
struct environment {
    long slots[SLOTS_MAX];
};

/* A copy of `expr` in which every index variable has its slot: the free ones from `names` (slot = place in
 * the array; of two that are called the same, the first), each bound one the next free slot. NULL if a variable is unknown or the slots run out;
 * *unknown names it. */
struct expr *expr_bind(struct arena *arena, const struct expr *expr, const char *const *names,
                       int count, const char **unknown);

static inline long index_value(const struct index *index, const struct environment *environment)
{
    return (index->variable ? environment->slots[index->slot] : 0) + index->offset;
}

/* ---- instances ---- */

/* Replaces a NAME while instantiating: the leaf to stand for it (a NAME or NUMBER), or NULL to keep it with
 * its indices turned to integers. */
typedef const struct expr *expr_leaf(void *context, struct arena *arena, const struct expr *name,
                                     const struct environment *environment);

/* The scalar expression of one instance: index variables replaced by their values, reductions written out as
 * a + b + c, (a + b)/2, a*b and max(a, b, c) (a max or min of no terms as 0/0), deltas and comparisons of indices decided, terms that are thereby zero
 * dropped and factors that are one left away (0 - a is -a). Value comparisons stay. */
const struct expr *expr_instantiate(struct arena *arena, const struct expr *expr,
                                    const struct environment *environment, expr_leaf *leaf,
                                    void *context);

/* ---- evaluating ---- */

/* Closed reductions whose values an evaluation keeps: more of them in one formula are evaluated each time. */
#define KEPT_MAX 8

/* A reduction that was evaluated: its value, or for sums within sums the values of its terms. */
struct kept_value {
    const struct expr *reduction;
    union cell value, *terms; /* terms NULL: `value` is the value */
    size_t count;
    bool undecided_comparison; /* one was, in the reduction */
};

/* The value of a NAME under the environment. */
typedef union cell evaluation_lookup(void *context, const struct expr *name,
                                     const struct environment *environment);

struct evaluation {
    struct arithmetic *arithmetic;
    struct environment environment;
    void *context;
    evaluation_lookup *lookup;
    bool last_precision;       /* undecided comparisons now take the convention "equal" */
    bool undecided_comparison; /* set when one did; intervals: when a where() took both branches */
    bool tie;                  /* set when the sides of a < or > in where() were equal */
    bool kink;                 /* set when the sides of a where() that is marked as a kink were */
    /* Evaluate what stands beside an exact 0 in a product too: x*(1/x) has no value at 0. Only 0*log(0) stays 0, and
     * what a delta leaves out is not looked at. */
    bool every_factor;
    struct arena *scratch; /* for the terms of sums; the caller resets it */
    /* Keep the values of closed reductions, such as the sum of a softmax, from one expr_evaluate to the next: the
     * caller promises that until it sets kept_count to 0 the quantities do not change, the arithmetic keeps its
     * cells and `scratch` is not reset. */
    bool keep_closed;
    int kept_count;
    struct kept_value kept[KEPT_MAX];
};

/* Sets what `{0}` with these members would, but for room that is not looked at: for short formulas by the thousand. There
 * are no values of free index variables. */
void evaluation_begin(struct evaluation *evaluation, struct arithmetic *arithmetic,
                      evaluation_lookup *lookup, void *context, struct arena *scratch);

/* The value of a bound expression (expr_bind). Chains of + and - and sums are added as one number_sum, so
 * that equal terms are collected. A product with an exact 0 factor does not evaluate the rest, unless `every_factor`
 * is set. where()
 * evaluates only the branch taken; over intervals, where some of their numbers lead to each, it is the hull of both.
 * Faults stay in the arithmetic. */
union cell expr_evaluate(struct evaluation *evaluation, const struct expr *expr);

/* ---- calculus ---- */

/* The derivative of `expr` by the quantity `by` (a NAME whose indices are variables or integers), simplified:
 * a NAME of the same name (and binding, when bound) with other indices gives delta of the indices. Sums over
 * an index that only a delta fixes are contracted. max, min, abs and where differentiate branch by branch.
 * Conventions where the derivative does not exist: abs'(0) = 0; where one of two arguments of max or min names no
 * quantity, its branch is taken, so that relu'(0) = 0 for max(0, z); otherwise the derivative is shared evenly
 * among all arguments, or terms of a max over an index, that attain the extremum (as PyTorch's maximum and amax).
 * An EXPR_DEFINED that was not expanded stays symbolic, diff(f(x), x). So does all of `expr`, as one EXPR_DIFF,
 * where its derivative has more than EXPR_DERIVATIVE_MOST nodes. Bind the result before evaluating it. */
#define EXPR_DERIVATIVE_MOST 100000
const struct expr *expr_differentiate(struct arena *arena, const struct expr *expr,
                                      const struct expr *by);

/* The rules, one line each in rules.def. */
enum derivative_rule {
#define DERIVATIVE_RULE(name, text, words, function, derivative) DERIVATIVE_##name,
#include "expr/rules.def"
#undef DERIVATIVE_RULE
    DERIVATIVE_RULES
};
struct derivative_rule_entry {
    const char *name;  /* "quotient rule" */
    const char *words; /* what it states; "": nothing in words */
    const char *function,
        *derivative; /* the same as formulas: "u/v", "(u'*v - u*v') / v^2"; NULL: none */
};
const struct derivative_rule_entry *derivative_rule_entry(enum derivative_rule rule);

/* The rule that a step used. The chain rule says more: with u standing for `inner`, the derivative of `outer`, exp(u),
 * is `outer_derivative`, exp(u)*u'. Of a function of the variable itself, u is that variable; NULL for other rules. */
struct derivative_step {
    enum derivative_rule rule;
    const struct expr *placeholder, *outer, *outer_derivative, *inner;
};

/* f'(x) for a call f(x) of one argument, which stays a call where it occurs in the derivative; NULL: not known. */
typedef const struct expr *function_derivative(struct arena *arena, const struct expr *call);

/* One step of expr_differentiate: the rule at the top of `expr`, with diff(operand, by) left for the derivatives of
 * operands that are not at once 0, 1, -1 or a delta. Repeated until no diff is left this ends, and gives the same
 * value. Not simplified; *step says which rule it was. `derivative_of` (NULL: none) knows calls. NULL where the
 * derivative has too many nodes, or of a call that nothing is known of. */
const struct expr *expr_differentiate_step(struct arena *arena, const struct expr *expr,
                                           const struct expr *by,
                                           function_derivative *derivative_of,
                                           struct derivative_step *step);

/* Conservative simplification: arithmetic of integer literals and small fractions, 0 and 1, signs pulled out,
 * delta contraction in sums, delta(i,i) = 1. Never changes the domain except by dropping a factor 0. */
const struct expr *expr_simplify(struct arena *arena, const struct expr *expr);

/* Rewrites a simplified result as a person would: equal factors as powers, equal terms added, common factors before
 * sums, fractions cancelled. What stands within functions, exponents and denominators stays. z/z becomes 1, so that the
 * result may have a value where `expr` has none: for derivatives, which are stated where their function has one. */
const struct expr *expr_collect(struct arena *arena, const struct expr *expr);

/* Replaces NAMEs called names[i] (without regard to indices unless `with[i]` is a NAME, which then takes over
 * the indices of the place) by with[i]; used to expand definitions. */
const struct expr *expr_substitute(struct arena *arena, const struct expr *expr, int count,
                                   const char *const *names, const struct expr *const *with);

/* What a quantity is defined to be: name[variables] = body. */
struct definition {
    const char *name;
    int rank;
    const char *const *variables; /* [rank] */
    const struct expr *body;
};

/* `expr` with every NAME that a definition fits (its name and as many indices) replaced by the body at the indices of
 * the place, and so on within the body; `leaf` (NULL: none) and, within diff(f, x), x stay names. Bound variables are
 * renamed where they would capture an index. NULL where the result has more than `most` nodes, or is nested too
 * deep for walks that recurse: a tower of definitions costs no more than that. */
#define EXPANSION_MAX_DEPTH (5 * EXPR_MAX_DEPTH)
const struct expr *expr_expand_definitions(struct arena *arena, const struct expr *expr, int count,
                                           const struct definition *definitions, const char *leaf,
                                           size_t most);

/* A copy in which indices know the ranges of their variables: the free ones those of ranged[], by name, the bound
 * ones those of their reductions. Without, a delta is taken to fix an index within the range of a sum (see
 * expr_differentiate); with ranges it must be so. */
const struct expr *expr_with_ranges(struct arena *arena, const struct expr *expr, int count,
                                    const struct index *ranged);

/* Renames free index variables (from[i] becomes the index to[i]). */
const struct expr *expr_reindex(struct arena *arena, const struct expr *expr, int count,
                                const char *const *from, const struct index *to);

/* Nodes of the tree as it would be written out (shared subtrees count each time), counted up to `most`:
 * derivatives of towers share so much that writing them out can be out of the question. */
size_t expr_size(const struct expr *expr, size_t most);

/* True if a free index variable, or a NAME called so, occurs. */
bool expr_mentions_index(const struct expr *expr, const char *variable);
bool expr_mentions_name(const struct expr *expr, const char *name);

#endif
