/* What the files of the compiler of formulas share. */
#ifndef TRAINING_VM_COMPILE_H
#define TRAINING_VM_COMPILE_H

#include "base/arena.h"
#include "training/vm_private.h"

struct vm_code {
    struct vm_instruction *at;
    size_t count, capacity;
    int serial; /* what is made in it is known only as long as it is the code of its depth */
};
void vm_append(struct arena *arena, struct vm_code *code, const struct vm_instruction *instruction);

/* Puts registers in place of the vectors 0..vectors-1 in the program's fills and instructions, and the places of loops'
 * ends and beginnings into `jump`. */
void vm_give_registers(struct arena *arena, struct vm_program *program, struct vm_fill *fills,
                       struct vm_instruction *instructions, int vectors);

#endif
