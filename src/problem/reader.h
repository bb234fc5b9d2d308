/* The reader of problem files from the inside: what its parts share.
 *
 * Every function that returns bool returns false after exactly one error in reader->diagnostics.
 * Parts are called in the order of reader.c and may rely on what the parts before them have filled
 * in.
 */
#ifndef PROBLEM_READER_H
#define PROBLEM_READER_H

#include "base/arena.h"
#include "problem/problem.h"
#include <limits.h>

struct reader {
    struct arena *arena;
    const struct json_source *source;
    struct diagnostics *diagnostics;
    const struct json *root;
    struct problem *problem; /* under construction */
};

/* Reports at the value `node`, or at its key. */
#define complain(reader, node, code, expected, found, ...)                                         \
    json_complain((reader)->diagnostics, (reader)->source, node, false, code, expected, found,     \
                  __VA_ARGS__)
#define complain_key(reader, node, code, expected, found, ...)                                     \
    json_complain((reader)->diagnostics, (reader)->source, node, true, code, expected, found,      \
                  __VA_ARGS__)

/* ---- fields.c: one key of an object; an absent key leaves *value as it is ---- */

/* The objects that a problem file is made of, as keys.def names them. */
enum object_kind { OBJECT_PROBLEM, OBJECT_LAYER, OBJECT_ACTIVATION, OBJECT_LOSS, OBJECT_OPTIMIZER };

/* Every key belongs to an object of this kind and is acted on. */
bool check_keys(struct reader *reader, const struct json *object, enum object_kind kind);

/* `what` names the value in messages, which say that it must be something: "each bias of layer 2".
 */
bool expect_kind(struct reader *reader, const struct json *node, enum json_kind kind,
                 const char *what);
/* A number of a length that can be worked with. */
bool expect_number(struct reader *reader, const struct json *node, const char *what);
/* A whole number from `low` to `high`; one above `high` is reported as `beyond`: too-large where
 * `high` is a limit of handgrad, wrong-value where the problem itself sets it. */
bool expect_integer(struct reader *reader, const struct json *node, long low, long high,
                    enum diagnostic_code beyond, const char *what, int *value);

/* One line of text, without control characters. */
bool expect_line(struct reader *reader, const struct json *node, const char *what);

bool field_bool(struct reader *reader, const struct json *object, const char *key, bool *value);
/* One line of text, without control characters. */
bool field_string(struct reader *reader, const struct json *object, const char *key,
                  const char **value);
bool field_number(struct reader *reader, const struct json *object, const char *key,
                  const char **value);
/* `high` is a limit of handgrad. */
bool field_integer(struct reader *reader, const struct json *object, const char *key, long low,
                   long high, int *value);
/* One of `count` words; *value is its place in the list. */
bool field_choice(struct reader *reader, const struct json *object, const char *key,
                  const char *const *words, size_t count, int *value);

/* Lists in which later.def names what is not supported yet. */
enum name_list { LIST_ACTIVATION, LIST_LOSS, LIST_OPTIMIZER, LIST_LAYER };

/* `word` (the string at `node`) is none of the `count` names of the list `what`: reports it as not
 * supported yet or as unknown, with the nearest name. */
bool complain_name(struct reader *reader, const struct json *node, enum name_list list,
                   const char *what, const char *const *names, size_t count);

/* Is it a name of later.def's list? */
bool is_later_name(enum name_list list, const char *word);

/* "linear, sigmoid, tanh": the names as a message lists them. */
const char *name_alternatives(struct arena *arena, const char *const *names, size_t count);

/* ---- rows.c: arrays of numbers ---- */

struct shape {
    int rows, columns;
};

/* A non-empty array of non-empty arrays of one length, within `limit` both ways; numbers are not
 * yet looked at. `what` is plural: "the inputs". */
bool measure_rows(struct reader *reader, const struct json *node, const char *what,
                  struct shape limit, struct shape *shape);

/* `what` is now singular ("each input"). The texts of measured rows into values[row * row_step +
 * column * column_step]. */
bool fill_rows(struct reader *reader, const struct json *node, const char *what,
               const char **values, size_t row_step, size_t column_step);

/* The texts of an array of numbers, whose count the caller has checked. */
bool fill_numbers(struct reader *reader, const struct json *array, const char *what,
                  const char **values, size_t step);

/* "1 row", "3 rows" */
const char *count_of(struct arena *arena, long count, const char *noun);

/* ---- reader_names.c ---- */

/* "names": `check` looks at each member's key, the id, which must be one that the problem has. */
bool read_namings(struct reader *reader, bool (*check)(void *context, const struct json *member),
                  void *context);

/* ---- the parts, in order ---- */

/* reader_formulas.c: all of a problem with "formulas", which takes the place of the parts below. */
bool is_formulas_problem(const struct json *root);
bool read_formulas(struct reader *reader);
bool refuse_formula_keys(struct reader *reader); /* in a problem of layers */

bool read_inputs(struct reader *reader);    /* reader_data.c */
bool read_layers(struct reader *reader);    /* reader_layers.c */
bool read_targets(struct reader *reader);   /* reader_data.c */
bool read_optimizer(struct reader *reader); /* reader_training.c */
bool read_training(struct reader *reader);  /* reader_training.c: loss, optimizer, updates */
bool read_batches(struct reader *reader);   /* reader_batches.c */
bool read_names(struct reader *reader);     /* reader_names.c */
void warn_targets(struct reader *reader);   /* target_warnings.c */

#endif
