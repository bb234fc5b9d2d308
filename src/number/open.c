/* Making an arithmetic of any kind. Apart from the dispatch in number.c, since it needs all of them, FLINT's too. */
#include "number/certified.h"
#include "number/jet.h"

#include "base/arena.h"

#define FLOAT64_BITS 53
#define FLOAT32_BITS 24

struct arithmetic *arithmetic_open(struct arena *arena, enum arithmetic_kind kind, unsigned bits)
{
    if (kind == ARITHMETIC_INTERVAL)
        return interval_arithmetic_open(arena);
    struct arithmetic *arithmetic = arena_alloc(arena, sizeof *arithmetic);
    *arithmetic = (struct arithmetic){
        .operations = &float_operations, .kind = kind, .precision = bits, .arena = arena};
    switch (kind) {
    case ARITHMETIC_CERTIFIED:
        arithmetic->operations = &certified_operations;
        arithmetic->certified = certified_open(arena);
        break;
    case ARITHMETIC_FLOAT64:
        arithmetic->precision = FLOAT64_BITS;
        break;
    case ARITHMETIC_FLOAT32:
        arithmetic->precision = FLOAT32_BITS;
        break;
    case ARITHMETIC_JET:
        arithmetic->operations = &jet_operations;
        arithmetic->jets = jets_open(arena, bits);
        break;
    case ARITHMETIC_INTERVAL:
        break;
    }
    return arithmetic;
}
