/* The certified arithmetic from inside: values, atoms and the generation that holds them.
 *
 * A value is a rational scale times an optional atom: a rational has none. An atom is a ball
 * (midpoint and proven radius) that stands for one real number which is not known as a rational; it
 * is interned by the operation that made it, so equal operations on equal operands share it.
 *
 * Invariants: a value with scale 0 has no atom; scales are canonical; neither part is longer than
 * RATIONAL_BITS; two values of one generation are the same number by identity when their scales and
 * atoms are equal. Nothing that owns FLINT memory lives on the stack while the arena may jump:
 * results are computed in place in the generation, temporaries in the scratch of the arithmetic.
 */
#ifndef NUMBER_CERTIFIED_H
#define NUMBER_CERTIFIED_H

#include "number/arithmetic.h"
#include "number/fraction.h"
#include "number/pool.h"
#include <stdint.h>

/* Binary exponents beyond this are out of range. With it places fit in 64 bits, and no function of
 * Arb is asked for something that it could only answer by an absurd amount of work. */
#define EXPONENT_LIMIT ((slong)1 << 42)

/* exp(x) for a larger |x| is too large (or too small). */
#define EXP_ARGUMENT_BITS 40

/* scale * atom; without an atom the scale itself. */
struct term {
    fmpq scale;
    struct atom *atom;
};

enum atom_kind {
    ATOM_SCALED,   /* one term, whose scale is too long to stay outside */
    ATOM_SUM,      /* constant, then terms by serial; coprime integers, the first atom's positive */
    ATOM_PRODUCT,  /* two atoms by serial */
    ATOM_QUOTIENT, /* the first over the second; the first may be the constant 1 */
    ATOM_POWER,    /* the first to the second */
    ATOM_MAXIMUM,  /* of two, while their order is undecided */
    ATOM_MINIMUM,
    ATOM_PI,       /* no terms */
    ATOM_GIVEN,    /* a number of which only a ball is known; no terms, and each is another */
    ATOM_FUNCTION, /* + enum function, of one term */
};

/* What an atom is the value of. */
struct key {
    unsigned kind;
    size_t count;
    const struct term *terms;
    uint64_t hash; /* set by atom_find */
};

struct atom {
    arb_struct ball;
    uint64_t serial; /* never used again by the same arithmetic */
    uint64_t hash;
    struct atom *next; /* in its bucket */
    struct term *terms;
    size_t count;
    unsigned kind;
    bool nonnegative;   /* by construction, whatever the ball says: exp, squares, their sums */
    struct atom *moved; /* while a generation is being left: its copy in the next */
};

struct value {
    fmpq scale;
    struct atom *atom; /* NULL: a rational */
    arb_ptr ball;      /* the value's own ball, made when first asked for; NULL before */
};

/* All cells between two calls of arithmetic_keep or arithmetic_restart, closed at once. */
struct generation {
    struct arena *arena;
    struct pool values, atoms, terms, balls;
    struct atom **buckets; /* bucket_count is a power of two */
    size_t bucket_count, atom_count;
};

/* The state of a certified arithmetic. */
struct certified {
    uint64_t last_serial;
    struct generation *generation;
    /* Scratch of sums. Those with FLINT parts are cleared when the arena closes. */
    struct term *collected;
    size_t collected_capacity;
    const struct value **summands;
    size_t summands_capacity;
    fmpz_t integer;
    fmpq constant;
    arb_struct ball;
};

/* ---- generation.c ---- */

struct generation *generation_open(struct arena *parent);
void generation_close(struct generation *generation);

/* ---- atoms.c ---- */

/* The atom with this key, or NULL. */
struct atom *atom_find(struct arithmetic *arithmetic, struct key *key);
/* A new atom with a copy of the key and the ball 0, not yet in the table. */
struct atom *atom_new(struct arithmetic *arithmetic, const struct key *key);
/* Ends the making of `atom`: false, with a fault, if its ball is not finite or out of range. */
bool atom_settle(struct arithmetic *arithmetic, struct atom *atom);

/* ---- certified.c ---- */

struct certified *certified_open(struct arena *arena);

/* A new value 0 without an atom: its maker fills it in and ends with value_settle. */
struct value *value_new(struct arithmetic *arithmetic);
/* Keeps the invariants of a new value: drops the atom of 0, turns what is too long into a ball. */
union cell value_settle(struct arithmetic *arithmetic, struct value *value);
/* Moves the scale, which has grown too long to stay exact, into an atom; its sign stays outside. */
void value_bury_scale(struct arithmetic *arithmetic, struct value *value);
union cell value_of_atom(struct arithmetic *arithmetic, struct atom *atom);
/* Some number of the ball: a rational if that is a short one, else a value the same as no other. */
union cell value_of_ball(struct arithmetic *arithmetic, arb_srcptr ball);
/* Sets the fault unless there is one already. The cell may be passed on but means nothing. */
union cell value_fault(struct arithmetic *arithmetic, enum fault_kind fault);
/* `fault` where more precision cannot help any more, else FAULT_PRECISION. */
union cell value_undecided(struct arithmetic *arithmetic, enum fault_kind fault);
/* The enclosure of the value at the working precision. */
arb_srcptr value_ball(struct arithmetic *arithmetic, const struct value *value);
/* -1, 0, 1; 2: the ball contains 0. */
int value_sign(const struct value *value);
bool value_is_nonnegative(const struct value *value);
/* scale * atom as the operand of a key; shares the FLINT parts. */
struct term value_term(const struct value *value);
struct term term_of_atom(struct atom *atom);

/* ---- certified_functions.c ---- */

/* result := exp(x), or false with a fault where that would be out of range. */
bool exp_of_ball(struct arithmetic *arithmetic, arb_ptr result, arb_srcptr x);

/* ---- the operations of the table, where number/arithmetic.h says what each is ---- */

union cell certified_literal(struct arithmetic *arithmetic, const char *text, size_t length);
union cell certified_integer(struct arithmetic *arithmetic, long integer);
union cell certified_pi(struct arithmetic *arithmetic);
binary_operation certified_add, certified_subtract, certified_multiply, certified_divide;
binary_operation certified_power, certified_maximum, certified_minimum;
unary_operation certified_negate;
union cell certified_sum(struct arithmetic *arithmetic, const union cell *terms, size_t count);
union cell certified_apply(struct arithmetic *arithmetic, enum function function, union cell a);
enum comparison certified_compare(struct arithmetic *arithmetic, union cell a, union cell b);
bool certified_is_exact_zero(struct arithmetic *arithmetic, union cell a);
bool certified_is_exact(struct arithmetic *arithmetic, union cell a);
bool certified_same(struct arithmetic *arithmetic, union cell a, union cell b);
bool certified_agrees(struct arithmetic *arithmetic, union cell a, const char *literal,
                      double relative);
enum shown_state certified_show(struct arithmetic *arithmetic, union cell a,
                                const struct digits *digits, int at_least_place, struct text *out);
void certified_show_bound(struct arithmetic *arithmetic, union cell a, struct text *out);
bool certified_is_sharp(struct arithmetic *arithmetic, union cell a, int digits);
enum nearest_state certified_nearest_double(struct arithmetic *arithmetic, union cell a,
                                            double *nearest);
enum nearest_state certified_shortest(struct arithmetic *arithmetic, union cell a,
                                      struct text *out);
bool certified_first_place(struct arithmetic *arithmetic, union cell a, int *place,
                           bool *needs_precision);
void certified_dump(struct arithmetic *arithmetic, union cell a, int count, struct text *out);

#endif
