/* The values of a program: each made once (value numbering; Aho, Lam, Sethi and
 * Ullman, "Compilers", 2006, section 8.5). */
#include "training/vm_compile.h"

#include <string.h>

/* A value and what makes it: a second one made alike is the same. */
struct vm_known {
    struct vm_instruction instruction;
    int value, serial;
    const struct vm_known *next;
};

/* ---- code ---- */

void vm_append(struct arena *arena, struct vm_code *code, const struct vm_instruction *instruction)
{
    code->at = arena_grow(arena, code->at, code->count, &code->capacity, sizeof *code->at);
    code->at[code->count++] = *instruction;
}

struct vm_code vm_open_code(struct vm_compiler *compiler)
{
    return (struct vm_code){.serial = ++compiler->serial};
}

int vm_add_value(struct vm_compiler *compiler, struct vm_value value)
{
    compiler->values = arena_grow(compiler->arena, compiler->values, compiler->value_count,
                                  &compiler->value_capacity, sizeof *compiler->values);
    compiler->values[compiler->value_count] = value;
    return (int)compiler->value_count++;
}

/* ---- values made alike ---- */

static bool same_place(const struct index *a, const struct index *b)
{
    return (a->variable != NULL) == (b->variable != NULL) && a->offset == b->offset &&
           (!a->variable || a->slot == b->slot);
}

static bool made_alike(const struct vm_instruction *a, const struct vm_instruction *b)
{
    return a->operation == b->operation && a->a == b->a && a->b == b->b && a->c == b->c &&
           a->array == b->array && a->slot == b->slot && a->indexed == b->indexed &&
           same_place(&a->from, &b->from) && memcmp(&a->number, &b->number, sizeof a->number) == 0;
}

static size_t bucket_of(const struct vm_instruction *instruction)
{
    uint64_t bits;
    memcpy(&bits, &instruction->number, sizeof bits);
    uint64_t hash = (uint64_t)instruction->operation;
    const uint64_t parts[] = {(uint64_t)instruction->a,
                              (uint64_t)instruction->b,
                              (uint64_t)instruction->c,
                              (uint64_t)instruction->array,
                              (uint64_t)instruction->slot,
                              (uint64_t)instruction->from.offset,
                              bits};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash = (hash ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash >> 32) % VM_BUCKETS;
}

static const struct vm_known *find_known(const struct vm_compiler *compiler,
                                         const struct vm_instruction *instruction, int serial)
{
    const struct vm_known *known = compiler->known[bucket_of(instruction)];
    while (known && !(known->serial == serial && made_alike(&known->instruction, instruction)))
        known = known->next;
    return known;
}

static void remember(struct vm_compiler *compiler, const struct vm_instruction *instruction,
                     int serial, int value)
{
    size_t bucket = bucket_of(instruction);
    struct vm_known *known = arena_alloc(compiler->arena, sizeof *known);
    *known = (struct vm_known){*instruction, value, serial, compiler->known[bucket]};
    compiler->known[bucket] = known;
}

int vm_vector_value(struct vm_compiler *compiler, struct vm_instruction instruction, int depth)
{
    struct vm_code *code = &compiler->codes[depth];
    const struct vm_known *known = find_known(compiler, &instruction, code->serial);
    if (known)
        return known->value;
    struct vm_instruction made = instruction;
    made.target = compiler->vectors;
    vm_append(compiler->arena, code, &made);
    int value = vm_add_value(compiler, (struct vm_value){depth, -1, compiler->vectors++});
    remember(compiler, &instruction, code->serial, value);
    return value;
}

int vm_scalar_value(struct vm_compiler *compiler, struct vm_instruction instruction)
{
    const struct vm_known *known = find_known(compiler, &instruction, 0);
    if (known)
        return known->value;
    int scalar = (int)compiler->scalars.count;
    vm_append(compiler->arena, &compiler->scalars, &instruction);
    int value = vm_add_value(compiler, (struct vm_value){-1, scalar, -1});
    remember(compiler, &instruction, 0, value);
    return value;
}

int vm_constant(struct vm_compiler *compiler, double number)
{
    return vm_scalar_value(compiler,
                           (struct vm_instruction){.operation = VM_CONSTANT, .number = number});
}

bool vm_is_scalar(const struct vm_compiler *compiler, int value)
{
    return compiler->values[value].depth < 0;
}

const double *vm_constant_of(const struct vm_compiler *compiler, int value)
{
    const struct vm_instruction *made = vm_is_scalar(compiler, value)
                                            ? &compiler->scalars.at[compiler->values[value].scalar]
                                            : NULL;
    return made && made->operation == VM_CONSTANT ? &made->number : NULL;
}

int vm_vector_of(struct vm_compiler *compiler, int value)
{
    if (compiler->values[value].vector < 0) {
        compiler->fills = arena_grow(compiler->arena, compiler->fills, compiler->fill_count,
                                     &compiler->fill_capacity, sizeof *compiler->fills);
        compiler->fills[compiler->fill_count++] =
            (struct vm_fill){compiler->values[value].scalar, compiler->vectors};
        compiler->values[value].vector = compiler->vectors++;
    }
    return compiler->values[value].vector;
}
