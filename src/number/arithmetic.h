/* What every arithmetic is to the dispatch in number.c: a table of operations, the fault, and a state
 * of its own. Private to the room.
 *
 * A new arithmetic is a table of operations and a line in arithmetic_open. The contracts of the
 * operations are those of the functions of number.h with the same names; those that the arithmetic
 * has not, by its contract there, are NULL. */
#ifndef NUMBER_ARITHMETIC_H
#define NUMBER_ARITHMETIC_H

#include "number/number.h"

typedef union cell unary_operation(struct arithmetic *, union cell);
typedef union cell binary_operation(struct arithmetic *, union cell, union cell);

struct operations {
    void (*restart)(struct arithmetic *); /* forgets every cell; the precision is set already */
    void (*keep)(struct arithmetic *, union cell *cells, size_t count);

    union cell (*literal)(struct arithmetic *, const char *text, size_t length);
    union cell (*integer)(struct arithmetic *, long value);
    union cell (*pi)(struct arithmetic *);

    binary_operation *add, *subtract, *multiply, *divide, *power, *maximum, *minimum;
    unary_operation *negate;
    union cell (*sum)(struct arithmetic *, const union cell *terms, size_t count);
    union cell (*apply)(struct arithmetic *, enum function, union cell);

    enum comparison (*compare)(struct arithmetic *, union cell, union cell);
    bool (*is_exact_zero)(struct arithmetic *, union cell);
    bool (*is_exact)(struct arithmetic *, union cell);
    bool (*same)(struct arithmetic *, union cell, union cell);

    enum shown_state (*show)(struct arithmetic *, union cell, const struct digits *,
                             int at_least_place, struct text *out);
    void (*show_bound)(struct arithmetic *, union cell, struct text *out);
    bool (*is_sharp)(struct arithmetic *, union cell, int digits);
    enum nearest_state (*nearest_double)(struct arithmetic *, union cell, double *nearest);
    enum nearest_state (*shortest)(struct arithmetic *, union cell, struct text *out);
    bool (*first_place)(struct arithmetic *, union cell, int *place, bool *needs_precision);
    void (*dump)(struct arithmetic *, union cell, int count, struct text *out);
    bool (*agrees)(struct arithmetic *, union cell, const char *literal, double relative);
};

extern const struct operations certified_operations, float_operations, jet_operations,
    interval_operations;

struct arithmetic {
    const struct operations *operations;
    enum arithmetic_kind kind;
    enum fault_kind fault;
    bool overflow;      /* floats: a result was infinite */
    bool partial;       /* intervals: an operation left numbers out */
    unsigned precision; /* in bits */
    struct arena *arena;
    struct certified *certified; /* ARITHMETIC_CERTIFIED: number/certified.h; else NULL */
    struct jets *jets;           /* ARITHMETIC_JET: number/jet.h; else NULL */
    /* ARITHMETIC_INTERVAL, else NULL: the arena of the cells, and the block of it that is being filled. */
    struct arena *intervals;
    struct interval *block, *next, *block_end;
    bool blocks_before; /* filled since the last restart */
};

/* Sets the fault unless there is one already. */
static inline void arithmetic_fault(struct arithmetic *arithmetic, enum fault_kind fault)
{
    if (arithmetic->fault == FAULT_NONE)
        arithmetic->fault = fault;
}

static inline bool is_float(const struct arithmetic *arithmetic)
{
    return arithmetic->kind == ARITHMETIC_FLOAT64 || arithmetic->kind == ARITHMETIC_FLOAT32;
}

#endif
