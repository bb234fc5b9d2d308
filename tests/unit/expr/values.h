/* Evaluating in tests: every quantity has a small rational value that depends on its spelling only.
 */
#ifndef VALUES_H
#define VALUES_H

#include "support.h"

static const char *const free_variables[] = {"j", "k", "n"};
#define FREE_VARIABLES 3
static const struct environment free_values = {.slots = {1, 2, 3}};

struct values {
    struct arithmetic *arithmetic;
    struct arena *scratch;
    unsigned long long seed;
    const char *moved; /* NULL, or the quantity that is moved by `step` */
    union cell step;
    size_t lookups;
};

static inline unsigned long long mix(unsigned long long hash, unsigned long long value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
    return hash ^ hash >> 29;
}

/* A quotient of small integers, never 0. */
static inline union cell value_of(void *context, const struct expr *name,
                                  const struct environment *environment)
{
    struct values *values = context;
    unsigned long long hash = values->seed;
    values->lookups++;
    for (const char *byte = name->text; *byte; byte++)
        hash = mix(hash, (unsigned char)*byte);
    for (int i = 0; i < name->index_count; i++)
        hash = mix(hash, (unsigned long long)index_value(&name->indices[i], environment));
    long numerator = (long)(hash >> 40) % 9 + 1;
    if (hash & 1)
        numerator = -numerator;
    union cell value =
        number_divide(values->arithmetic, number_integer(values->arithmetic, numerator),
                      number_integer(values->arithmetic, (long)(hash >> 20 & 7) + 1));
    struct text text;
    text_open(&text, values->scratch);
    text_string(&text, name->text);
    for (int i = 0; i < name->index_count; i++)
        text_printf(&text, "%c%ld", i == 0 ? '[' : ',',
                    index_value(&name->indices[i], environment));
    if (name->index_count > 0)
        text_literal(&text, "]");
    if (values->moved && strcmp(values->moved, text.bytes) == 0)
        value = number_add(values->arithmetic, value, values->step);
    return value;
}

/* The value under j = 1, k = 2, n = 3; the fault stays in the arithmetic. */
static inline union cell evaluate(struct values *values, const struct expr *expr)
{
    struct evaluation evaluation = {.arithmetic = values->arithmetic,
                                    .environment = free_values,
                                    .context = values,
                                    .lookup = value_of,
                                    .scratch = values->scratch};
    return expr_evaluate(&evaluation, bind(expr, free_variables, FREE_VARIABLES));
}

static inline struct values values_open(unsigned long long seed, unsigned bits)
{
    return (struct values){.arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, bits),
                           .scratch = arena,
                           .seed = seed};
}

static inline bool has_value(struct values *values, const struct expr *expr)
{
    evaluate(values, expr);
    return number_take_fault(values->arithmetic) == FAULT_NONE;
}

/* Not proven different. Where one of them has no value there is nothing to say. */
static inline bool agree(struct values *values, const struct expr *a, const struct expr *b)
{
    union cell left = evaluate(values, a), right = evaluate(values, b);
    if (number_take_fault(values->arithmetic) != FAULT_NONE)
        return true;
    enum comparison comparison = number_compare(values->arithmetic, left, right);
    return comparison == EQUAL || comparison == UNDECIDED;
}

#endif
