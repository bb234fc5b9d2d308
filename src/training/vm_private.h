/* Compiled programs from the inside: what vm_compile.c makes and vm_real.h carries out. */
#ifndef TRAINING_VM_PRIVATE_H
#define TRAINING_VM_PRIVATE_H

#include "training/vm.h"

/* Operations on numbers: VM_OPERATION(NAME, operands). */
#define VM_OPERATIONS                                                                              \
    VM_OPERATION(ADD, 2)                                                                           \
    VM_OPERATION(SUBTRACT, 2)                                                                      \
    VM_OPERATION(MULTIPLY, 2) /* 0 where an operand is 0 */                                        \
    VM_OPERATION(SCALE, 2)    /* the same where one is a constant other than 0 */                  \
    VM_OPERATION(DIVIDE, 2)                                                                        \
    VM_OPERATION(POWER, 2)                                                                         \
    VM_OPERATION(MAXIMUM, 2)                                                                       \
    VM_OPERATION(MINIMUM, 2)                                                                       \
    VM_OPERATION(LESS, 2) /* comparisons give 1 or 0 */                                            \
    VM_OPERATION(LESS_EQUAL, 2)                                                                    \
    VM_OPERATION(EQUAL, 2)                                                                         \
    VM_OPERATION(NOT_EQUAL, 2)                                                                     \
    VM_OPERATION(SELECT, 3) /* a is not 0: b, else c */                                            \
    VM_OPERATION(NEGATE, 1)                                                                        \
    VM_OPERATION(EXP, 1)                                                                           \
    VM_OPERATION(LOG, 1)                                                                           \
    VM_OPERATION(SQRT, 1)                                                                          \
    VM_OPERATION(SIN, 1)                                                                           \
    VM_OPERATION(COS, 1)                                                                           \
    VM_OPERATION(TANH, 1)                                                                          \
    VM_OPERATION(ERF, 1)                                                                           \
    VM_OPERATION(ABS, 1)                                                                           \
    VM_OPERATION(LOG1P, 1)                                                                         \
    VM_OPERATION(EXPM1, 1)                                                                         \
    VM_OPERATION(COPY, 1)

enum vm_operation {
#define VM_OPERATION(name, operands) VM_##name,
    VM_OPERATIONS
#undef VM_OPERATION
        VM_CONSTANT, /* scalars: `number` */
    VM_UNIFORM,      /* scalars: uniforms[array] */
    VM_INDEX,        /* the value of an index variable, in every lane */
    VM_LOAD,         /* arrays[array], at `from` where that is an index */
    VM_STORE,        /* a to arrays[array] */
    VM_LOOP, /* the operations up to VM_END for slot = from..to; jump: the place of VM_END */
    VM_END   /* jump: the place of VM_LOOP */
};

/* Before registers are given out, target and operands are values of the compiler. */
struct vm_instruction {
    enum vm_operation operation;
    int target, a, b, c;
    int array, slot, jump;
    bool indexed; /* LOAD, STORE: at `from` */
    struct index from, to;
    double number;
};

/* A number that is the same in every lane, and the register that holds it for vector operations. */
struct vm_fill {
    int scalar, target;
};

struct vm_program {
    const struct vm_instruction *scalars; /* [scalar_count] scalar i is made by instruction i */
    int scalar_count;
    const struct vm_fill *fills;
    int fill_count;
    const struct vm_instruction *instructions;
    int instruction_count;
    int register_count;
    const int *results; /* [assignment_count] its scalar, or -1 */
    int assignment_count;
};

/* The operation on numbers that are the same in every lane; b and c may be anything where it has fewer operands. */
double vm_scalar(enum vm_operation operation, double a, double b, double c);

/* Calculates the scalars of a program. */
void vm_run_scalars(const struct vm_program *program, const double *uniforms, double *scalars);

#endif
