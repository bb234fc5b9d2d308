/* Generations: pools of values, atoms, key terms and balls that are released together. */
#include "number/certified.h"

#include "base/arena.h"

static void clear_value(void *item)
{
    fraction_free(&((struct value *)item)->scale);
}

static void clear_atom(void *item)
{
    arb_clear(&((struct atom *)item)->ball);
}

static void clear_term(void *item)
{
    fraction_free(&((struct term *)item)->scale);
}

static void clear_ball(void *item)
{
    arb_clear(item);
}

static void release(void *object)
{
    const struct generation *generation = object;
    pool_clear(&generation->values);
    pool_clear(&generation->atoms);
    pool_clear(&generation->terms);
    pool_clear(&generation->balls);
}

struct generation *generation_open(struct arena *parent)
{
    struct arena *arena = arena_child(parent);
    struct generation *generation = arena_alloc(arena, sizeof *generation);
    *generation = (struct generation){
        .arena = arena,
        .values = {NULL, sizeof(struct value), clear_value},
        .atoms = {NULL, sizeof(struct atom), clear_atom},
        .terms = {NULL, sizeof(struct term), clear_term},
        .balls = {NULL, sizeof(arb_struct), clear_ball},
    };
    arena_defer(arena, release, generation);
    return generation;
}

void generation_close(struct generation *generation)
{
    arena_close(generation->arena);
}
