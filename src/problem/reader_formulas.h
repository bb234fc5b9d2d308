/* Formulas problems from the inside: what reader_formulas.c, reader_assignment.c and reader_formula_names.c share. */
#ifndef PROBLEM_READER_FORMULAS_H
#define PROBLEM_READER_FORMULAS_H

#include "problem/reader.h"

/* A quantity that formulas may name. */
struct known_quantity {
    const char *name;
    int rank;
    const int *dimensions;         /* [rank] */
    const struct assignment *made; /* NULL: it is given */
};

struct formula_reader {
    struct reader *reader;
    struct formulas *formulas; /* under construction */
    struct known_quantity *known;
    int known_count; /* the givens, then the assignments so far */
    const char *
        *later; /* [formulas], the name that each begins with; NULL where it begins with none */
    int later_count;
    size_t operations; /* of all formulas so far, functions written out */
    long terms;        /* of all formulas so far, written out for every index */
};

const struct known_quantity *find_known(const struct formula_reader *formulas, const char *name);

/* The nearest name among those known, for "did you mean"; NULL if none is near. */
const char *nearest_known(const struct formula_reader *formulas, const char *word);

bool is_objective(const struct formulas *formulas, const char *name);

/* "w[1,2]": the part before the bracket, where there is one. */
const char *without_indices(struct arena *arena, const char *name);

/* reader_assignment.c: the string `node` as an assignment to a new name. */
bool read_assignment(struct formula_reader *formulas, const struct json *node,
                     struct assignment *assignment);
/* The name that a formula begins with, or NULL. */
const char *assigned_name(struct arena *arena, const struct json *node);

/* reader_formula_names.c: "names" of a formulas problem. */
bool read_formula_names(struct formula_reader *formulas);

#endif
