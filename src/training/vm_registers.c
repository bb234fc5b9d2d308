/* Registers for the vectors of a program: one is free again after the last use of what it holds; in a loop, of what was made
 * before the loop, after its end. */
#include "training/vm_compile.h"

#define LOOPS_MAX (SLOTS_MAX + 2)

struct lives {
    int *made, *last; /* by vector: places of its first and last appearance; made -1: by a fill */
    int loops[LOOPS_MAX];
    int loop_count;
    struct vm_instruction *instructions;
};

/* The vectors that an instruction reads. */
static int operands_of(const struct vm_instruction *at, const int *operands[3])
{
    static const int counts[] = {
#define VM_OPERATION(name, operands) operands,
        VM_OPERATIONS
#undef VM_OPERATION
    };
    operands[0] = &at->a;
    operands[1] = &at->b;
    operands[2] = &at->c;
    if (at->operation < VM_CONSTANT)
        return counts[at->operation];
    return at->operation == VM_STORE ? 1 : 0;
}

static bool makes_vector(const struct vm_instruction *at)
{
    return at->operation < VM_CONSTANT || at->operation == VM_INDEX || at->operation == VM_LOAD;
}

static void match_loops(struct lives *lives, int count)
{
    for (int i = 0; i < count; i++) {
        struct vm_instruction *at = &lives->instructions[i];
        if (at->operation == VM_LOOP)
            lives->loops[lives->loop_count++] = i;
        if (at->operation != VM_END)
            continue;
        at->jump = lives->loops[--lives->loop_count];
        lives->instructions[at->jump].jump = i;
    }
}

/* A use in loops that began after the vector was made keeps it to the end of the outermost of them. */
static void note_use(struct lives *lives, int vector, int place)
{
    int last = place;
    for (int l = 0; l < lives->loop_count; l++)
        if (lives->loops[l] > lives->made[vector]) {
            last = lives->instructions[lives->loops[l]].jump;
            break;
        }
    if (last > lives->last[vector])
        lives->last[vector] = last;
}

static void find_lives(struct lives *lives, int count)
{
    const int *operands[3];
    for (int i = 0; i < count; i++) {
        const struct vm_instruction *at = &lives->instructions[i];
        if (at->operation == VM_LOOP)
            lives->loops[lives->loop_count++] = i;
        if (at->operation == VM_END)
            lives->loop_count--;
        for (int o = operands_of(at, operands) - 1; o >= 0; o--)
            note_use(lives, *operands[o], i);
        if (makes_vector(at) && lives->last[at->target] < 0) {
            lives->made[at->target] = i;
            lives->last[at->target] = i;
        }
    }
}

struct registers {
    int *of;   /* by vector; -1: none yet */
    int *free; /* [free_count] */
    int free_count, count;
};

static int take_register(struct registers *registers)
{
    return registers->free_count > 0 ? registers->free[--registers->free_count]
                                     : registers->count++;
}

/* The registers of vectors whose last appearance is at `place`. `ends[place]`: the first such vector, `next`: the others. */
static void release(struct registers *registers, const int *ends, const int *next, int place)
{
    for (int v = ends[place]; v >= 0; v = next[v])
        registers->free[registers->free_count++] = registers->of[v];
}

static void number_instructions(struct registers *registers, const struct lives *lives,
                                const int *ends, const int *next, int count)
{
    for (int i = 0; i < count; i++) {
        struct vm_instruction *at = &lives->instructions[i];
        const int *operands[3];
        int vector = makes_vector(at) ? at->target : -1, given[3] = {at->a, at->b, at->c};
        for (int o = operands_of(at, operands) - 1; o >= 0; o--)
            given[o] = registers->of[*operands[o]];
        at->a = given[0];
        at->b = given[1];
        at->c = given[2];
        bool taken = vector < 0 || registers->of[vector] >= 0;
        if (!taken && lives->last[vector] > i) {
            release(registers, ends, next, i);
            registers->of[vector] = take_register(registers);
        } else {
            if (!taken)
                registers->of[vector] = take_register(registers);
            release(registers, ends, next, i);
        }
        if (vector >= 0)
            at->target = registers->of[vector];
    }
}

void vm_give_registers(struct arena *arena, struct vm_program *program, struct vm_fill *fills,
                       struct vm_instruction *instructions, int vectors)
{
    size_t count = (size_t)vectors + 1, places = (size_t)program->instruction_count + 1;
    struct lives lives = {.made = arena_array(arena, count, sizeof(int)),
                          .last = arena_array(arena, count, sizeof(int)),
                          .instructions = instructions};
    struct registers registers = {.of = arena_array(arena, count, sizeof(int)),
                                  .free = arena_array(arena, count, sizeof(int))};
    int *ends = arena_array(arena, places, sizeof(int));
    int *next = arena_array(arena, count, sizeof(int));
    for (int v = 0; v < vectors; v++)
        lives.made[v] = lives.last[v] = registers.of[v] = -1;
    match_loops(&lives, program->instruction_count);
    find_lives(&lives, program->instruction_count);
    for (int f = 0; f < program->fill_count; f++) { /* for the whole run */
        int vector = fills[f].target;
        lives.last[vector] = -1;
        fills[f].target = registers.of[vector] = registers.count++;
    }
    for (size_t i = 0; i < places; i++)
        ends[i] = -1;
    for (int v = 0; v < vectors; v++)
        if (lives.last[v] >= 0) {
            next[v] = ends[lives.last[v]];
            ends[lives.last[v]] = v;
        }
    number_instructions(&registers, &lives, ends, next, program->instruction_count);
    program->register_count = registers.count;
}

size_t vm_scratch_bytes(const struct vm_program *program, size_t real_size)
{
    return (size_t)program->scalar_count * sizeof(double) +
           (size_t)program->register_count * (sizeof(void *) + VM_BLOCK * real_size);
}
