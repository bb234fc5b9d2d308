/* FLINT and Arb, wherever this system keeps them: FLINT 3 contains Arb, FLINT 2 has it beside
 * itself. Private to the room: no other room sees a FLINT type. */
#ifndef NUMBER_FLINT_H
#define NUMBER_FLINT_H

#include <gmp.h>

#if __has_include(<flint/arb.h>)
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#include <flint/fmpq.h>
#else
#include <flint/flint.h>
#include <flint/fmpq.h>
/* Arb's own headers come after FLINT's. */
#include <arb.h>
#include <arb_hypgeom.h>
#endif

/* Words of 64 bits: the quick ways of rounding read limbs and multiply them to 128 bits. */
_Static_assert(FLINT_BITS == 64, "a system with 64-bit words is needed");

#endif
