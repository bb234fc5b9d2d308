/* Formulas as lists of vector operations.
 *
 * An expression is compiled once into operations over blocks of VM_BLOCK numbers ("lanes": samples, or the elements of an
 * array). What depends on no lane is calculated once in a run, in double; constants are folded; what does not depend on
 * the index of a sum stands before its loop; equal operations are done once. where() takes one of two values without a
 * branch. As in the evaluator of expr/, 0 times anything is 0.
 *
 * Lanes are contiguous in memory. A quantity with an index, z[k], is an array for each value of the index, `stride` numbers
 * apart.
 */
#ifndef TRAINING_VM_H
#define TRAINING_VM_H

#include "expr/expr.h"
#include <stdbool.h>
#include <stddef.h>

#define VM_BLOCK 256

/* What a name of a formula stands for. */
struct vm_name {
    const char *name;
    bool previous; /* u[-1].name */
    bool uniform;  /* one number for all lanes: uniforms[place]; else arrays[place] */
    int place;
};

/* name := expr, which later assignments may name too. */
struct vm_assignment {
    const char *name;
    const struct expr *expr;
    int array; /* where it goes, or -1: it is only named */
};

struct vm_source {
    const struct vm_name *names;
    int name_count;
    /* Free index variables of the expressions: each runs from 1 to its size, and the value goes to that place of its array;
     * at most one. NULL: none. */
    const char *index;
    int size;
    const struct vm_assignment *assignments;
    int assignment_count;
};

struct vm_program;

/* In `arena`. Every name must be known: sources are made of the catalogue and of formulas that the reader has checked. */
const struct vm_program *vm_compile(struct arena *arena, const struct vm_source *source);

/* Bytes that a run needs to write to, for numbers of `real_size` bytes. */
size_t vm_scratch_bytes(const struct vm_program *program, size_t real_size);

/* One run of a program. Arrays that are stored to may be read in the same lane, but not, by index, elsewhere. */
struct vm_run {
    size_t lanes;
    const double *uniforms;
    void *const *arrays;
    const size_t *strides; /* [arrays]; NULL: no array has an index */
    void *scratch;         /* aligned for any number */
};

/* The values of the assignments of a program in which no name is an array. */
void vm_run_uniform(const struct vm_program *program, const double *uniforms, void *scratch,
                    double *results);

#endif
