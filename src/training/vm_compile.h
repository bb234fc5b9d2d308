/* What the files of the compiler of formulas share. */
#ifndef TRAINING_VM_COMPILE_H
#define TRAINING_VM_COMPILE_H

#include "base/arena.h"
#include "training/vm_private.h"

struct vm_code {
    struct vm_instruction *at;
    size_t count, capacity;
    int serial; /* what is made in it is known only as long as it is the code of
                 its depth */
};
void vm_append(struct arena *arena, struct vm_code *code, const struct vm_instruction *instruction);

#define VM_BUCKETS 1024

/* A number of the program: the same in every lane, or one a lane, made at a
 * depth of loops. */
struct vm_value {
    int depth;  /* -1: the same in every lane */
    int scalar; /* then: which */
    int vector; /* of the vector operations; -1: none yet */
};

struct vm_known; /* a value and what makes it */

struct vm_compiler {
    struct arena *arena;
    const struct vm_source *source;
    struct arithmetic *arithmetic;
    struct vm_value *values;
    size_t value_count, value_capacity;
    struct vm_code codes[SLOTS_MAX + 2]; /* by depth of loops */
    int depths[SLOTS_MAX];               /* of the loop over each slot that is being compiled */
    int serial;                          /* of the newest code */
    struct vm_code scalars;
    struct vm_fill *fills;
    size_t fill_count, fill_capacity;
    const struct vm_known *known[VM_BUCKETS];
    int *assigned; /* [assignment_count] values; those up to `named` have their
                    names */
    int named;
    int vectors;
};

/* ---- vm_values.c: what is made alike is the same value ---- */

/* Code that what is made from now on is known in. */
struct vm_code vm_open_code(struct vm_compiler *compiler);

int vm_add_value(struct vm_compiler *compiler, struct vm_value value);
/* The value that the instruction makes at that depth: an operation on vectors,
 * whose operands are vectors. */
int vm_vector_value(struct vm_compiler *compiler, struct vm_instruction instruction, int depth);
/* The same of numbers that are the same in every lane: operands are scalars. */
int vm_scalar_value(struct vm_compiler *compiler, struct vm_instruction instruction);
int vm_constant(struct vm_compiler *compiler, double number);
bool vm_is_scalar(const struct vm_compiler *compiler, int value);
/* NULL: it is no constant. */
const double *vm_constant_of(const struct vm_compiler *compiler, int value);
/* The vector of a value: a scalar is spread over all lanes once in a run. */
int vm_vector_of(struct vm_compiler *compiler, int value);

/* ---- vm_registers.c ---- */

/* Puts registers in place of the vectors 0..vectors-1 in the program's fills
 * and instructions, and the places of loops' ends and beginnings into `jump`.
 */
void vm_give_registers(struct arena *arena, struct vm_program *program, struct vm_fill *fills,
                       struct vm_instruction *instructions, int vectors);

#endif
