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
enum object_kind {
    OBJECT_PROBLEM,
    OBJECT_LAYER,
    OBJECT_ACTIVATION_LAYER,
    OBJECT_ACTIVATION,
    OBJECT_DROPOUT_LAYER,
    OBJECT_DROPOUT,
    OBJECT_INITIALIZER,
    OBJECT_LOSS,
    OBJECT_PENALTY,
    OBJECT_OPTIMIZER,
    OBJECT_SCHEDULE,
};

/* Every key belongs to an object of this kind and is acted on. */
bool check_keys(struct reader *reader, const struct json *object, enum object_kind kind);

/* Is it, in objects of this kind, a number that some entry of the catalogue takes? */
bool is_parameter_key(enum object_kind kind, const char *key);

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
/* A number in its range. */
bool expect_range(struct reader *reader, const struct json *node, const char *what,
                  enum parameter_range range);
bool field_range(struct reader *reader, const struct json *object, const char *key,
                 enum parameter_range range, const char **value);
/* `high` is a limit of handgrad. */
bool field_integer(struct reader *reader, const struct json *object, const char *key, long low,
                   long high, int *value);
/* "seed", which is there: a whole number of at most 18 digits, not negative. */
bool field_seed(struct reader *reader, const struct json *object, uint64_t *seed);
/* One of `count` words; *value is its place in the list. */
bool field_choice(struct reader *reader, const struct json *object, const char *key,
                  const char *const *words, size_t count, int *value);

/* `word` (the string at `node`) is none of the `count` names of `what`: says so, with the nearest name. */
bool complain_name(struct reader *reader, const struct json *node, const char *what,
                   const char *const *names, size_t count);

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

/* Numbers nested `rank` deep with these dimensions, from *next on, which is moved past them; `what`: "v.w1". */
bool fill_nested(struct reader *reader, const struct json *node, const char *what, int rank,
                 const int *dimensions, const char ***next);

/* "1 row", "3 rows" */
const char *count_of(struct arena *arena, long count, const char *noun);

/* ---- parameters.c ---- */

/* The numbers of a catalogue entry: from the object's keys or by default, into values[] in the order of the entry.
 * A key of `kind` that other entries take and this one does not is a conflict; `owner` names the entry in that
 * message: "the activation \"relu\"". object NULL: all by default. `at` is where a number that must be given
 * is missed. */
bool read_parameters(struct reader *reader, const struct json *object, enum object_kind kind,
                     const struct entry_parameter parameters[ENTRY_PARAMETERS], const char *owner,
                     const struct json *at, const char *values[ENTRY_PARAMETERS]);

/* ---- own_formula.c: activations and losses of the user's own ---- */

/* {"name": ..., "formula": ..., "parameters": {...}} */
struct own_entry {
    const char *name, *formula;
    struct entry_parameter parameters[ENTRY_PARAMETERS];
    const char *values[ENTRY_PARAMETERS];
};

/* An activation: an elementwise formula in z and its parameters. */
bool read_own_activation(struct reader *reader, const struct json *object, struct own_entry *own);
/* A loss: a formula in t[k] and a[k], k = 1..K, and its parameters; for `outputs` outputs. */
bool read_own_loss(struct reader *reader, const struct json *object, int outputs,
                   struct own_entry *own);
/* The object has a "kind", so none of the keys above; `what`: "a loss". */
bool refuse_own_keys(struct reader *reader, const struct json *object, const char *what);

/* ---- reader_activation.c ---- */

/* A name, or an object with the activation's parameters, or one of the user's own. */
bool read_activation(struct reader *reader, const struct json *node, struct activation *activation);

/* ---- reader_names.c ---- */

/* "names": `check` looks at each member's key, the id, which must be one that the problem has. */
bool read_namings(struct reader *reader, bool (*check)(void *context, const struct json *member),
                  void *context);

/* Is `word` a number of the optimizer that formulas name: its rate, a parameter, a state that is one for all
 * parameters? */
bool is_optimizer_number(const struct problem *problem, const char *word);

/* Is it a symbol of the optimizer of which each parameter has one, as "m" in m.w2? g is the gradient with the decay
 * added. */
bool is_state_symbol(const struct problem *problem, const char *symbol);

/* The name that `member` of "names" gives is none of those, unless it is the name of just that number. */
bool check_optimizer_number(struct reader *reader, const struct json *member);

/* ---- parts of layers ---- */

struct initializer;
/* reader_initializer.c: a name, or an object with "kind". */
bool read_initializer(struct reader *reader, const struct json *node,
                      struct initializer *initializer);

/* reader_dropout.c: rate, and mask or seed, of an object whose keys have been checked. */
bool read_dropout(struct reader *reader, const struct json *object, int units,
                  const struct dropout **dropout);

/* reader_penalty.c. "penalty" with the strengths that hold for layers without their own; those of a layer;
 * at the end whether there is any, and something to add it to. */
bool read_penalty(struct reader *reader, const char **l1, const char **l2);
bool read_strengths(struct reader *reader, const struct json *object, const char **l1,
                    const char **l2);
bool check_penalty(struct reader *reader);

/* ---- the parts, in order ---- */

/* reader_formulas.c: all of a problem with "formulas", which takes the place of the parts below. */
bool is_formulas_problem(const struct json *root);
bool read_formulas(struct reader *reader);
bool refuse_formula_keys(struct reader *reader); /* in a problem of layers */

bool read_inputs(struct reader *reader);    /* reader_data.c */
bool read_layers(struct reader *reader);    /* reader_layers.c */
bool read_targets(struct reader *reader);   /* reader_data.c */
bool read_objective(struct reader *reader); /* reader_objective.c */
bool read_loss(struct reader *reader);      /* reader_loss.c */
bool read_optimizer(struct reader *reader); /* reader_optimizer.c: all of it but the state */
/* reader_state.c; after the parameters and what is trained are known. */
bool read_optimizer_state(struct reader *reader);
bool read_training(struct reader *reader); /* reader_training.c: these and the updates */
bool read_batches(struct reader *reader);  /* reader_batches.c */
bool read_names(struct reader *reader);    /* reader_names.c */
void warn_targets(struct reader *reader);  /* target_warnings.c */

#endif
