/* Jets from inside: Taylor series to the third order with balls for coefficients.
 *
 * A jet stands for a function f of one variable over an interval. Coefficient k is a ball that contains
 * f^(k)(x) / k! for every x of the interval, so the last one bounds the remainder of a difference quotient
 * (Moore, "Interval Analysis", 1966, chapter 11). Private to the room. */
#ifndef NUMBER_JET_H
#define NUMBER_JET_H

#include "number/arithmetic.h"
#include "number/flint.h"
#include "number/pool.h"

#define JET_COEFFICIENTS (JET_ORDER + 1)

struct jet {
    arb_struct coefficients[JET_COEFFICIENTS];
    struct jet *moved; /* while cells are being left: its copy among those kept */
};

/* The state of an arithmetic of jets. */
struct jets {
    /* Reads literals, and shows values: a certified arithmetic of the same precision. */
    struct arithmetic *certified;
    struct jet_cells *cells;
    /* Scratch; cleared when the arena closes. Nothing that owns FLINT memory lives on the stack. */
    arb_struct taylor[JET_COEFFICIENTS];
    arb_struct scratch[2];
};

/* The jets between two calls of arithmetic_keep or arithmetic_restart. */
struct jet_cells {
    struct arena *arena;
    struct pool jets;
};

struct jets *jets_open(struct arena *arena, unsigned bits);

/* A new jet 0. */
struct jet *jet_new(struct arithmetic *arithmetic);
/* Ends the making of a jet: a fault unless it is finite. */
union cell jet_settle(struct arithmetic *arithmetic, const struct jet *jet);
/* Sets the fault; the cell may be passed on but means nothing. */
union cell jet_fault(struct arithmetic *arithmetic, enum fault_kind fault);
/* All coefficients but the first are exactly 0: a constant function. */
bool jet_is_constant(const struct jet *jet);
/* jet := the Taylor series in jets->taylor, of a function at the value of x, applied to x. */
void jet_compose(struct arithmetic *arithmetic, struct jet *jet, const struct jet *x);

/* ---- jet_functions.c ---- */

binary_operation jet_divide, jet_power;
union cell jet_apply(struct arithmetic *arithmetic, enum function function, union cell a);

#endif
