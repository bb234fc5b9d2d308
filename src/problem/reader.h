/* The reader of problem files from the inside: what its parts share.
 *
 * Every function that returns bool returns false after exactly one error in reader->json.diagnostics.
 * Parts are called in the order of reader.c and may rely on what the parts before them have filled
 * in.
 */
#ifndef PROBLEM_READER_H
#define PROBLEM_READER_H

#include "base/json_fields.h"
#include "base/tensor_file.h"
#include "problem/problem.h"
#include <limits.h>

struct reader {
    struct json_reader json;
    const struct json *root;
    struct problem *problem; /* under construction */
    const struct problem_options *options;
    const char *folder; /* of the files that the problem names */
    /* The file of tensors that was read last; NULL: none was. */
    const char *tensor_path;
    const struct tensor_file *tensors;
};

/* ---- fields.c: what base/json_fields.h does not know of keys and numbers ---- */

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
    OBJECT_VARY,
    OBJECT_TENSOR,
    OBJECT_DATASET,
    OBJECT_TEST_DATA,
    OBJECT_SCALING,
    OBJECT_SPLIT,
    OBJECT_TRAINING,
    OBJECT_EARLY_STOPPING,
    OBJECT_TOLERANCE,
};

/* Every key belongs to an object of this kind and is acted on. */
bool check_keys(struct reader *reader, const struct json *object, enum object_kind kind);

/* Is it, in objects of this kind, a number that some entry of the catalogue takes? */
bool is_parameter_key(enum object_kind kind, const char *key);

/* A number in its range; `what` names it in messages. */
bool expect_range(struct reader *reader, const struct json *node, const char *what,
                  enum parameter_range range);
bool field_range(struct reader *reader, const struct json *object, const char *key,
                 enum parameter_range range, const char **value);
/* "seed", which is there: a whole number of at most 18 digits, not negative. */
bool field_seed(struct reader *reader, const struct json *object, uint64_t *seed);
/* With a seed for the whole run: the one that stands in for *seed. Places: 0 shuffling, l the initializer of layer l,
 * 1000 + l its dropout. */
void replace_seed(const struct reader *reader, uint64_t place, uint64_t *seed);

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

/* ---- reader_tensor.c: numbers in files ---- */

/* The tensor that {"file": ..., "tensor": ...} names. */
bool read_tensor(struct reader *reader, const struct json *object, const struct tensor **tensor);
/* "3 x 2" */
const char *tensor_shape(struct arena *arena, const struct tensor *tensor);
/* As fill_rows, from a tensor of shape.rows * shape.columns numbers. */
bool fill_tensor(struct reader *reader, const struct json *object, const struct tensor *tensor,
                 struct shape shape, const char **values, size_t row_step, size_t column_step);

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

bool read_inputs(struct reader *reader);         /* reader_data.c */
bool read_sample_numbers(struct reader *reader); /* reader_data.c */
bool read_layers(struct reader *reader);         /* reader_layers.c */
bool read_targets(struct reader *reader);        /* reader_data.c */
bool read_objective(struct reader *reader);      /* reader_objective.c */
bool read_loss(struct reader *reader);           /* reader_loss.c */
bool read_optimizer(struct reader *reader);      /* reader_optimizer.c: all of it but the state */
/* reader_state.c; after the parameters and what is trained are known. */
bool read_optimizer_state(struct reader *reader);
bool read_training(struct reader *reader); /* reader_training.c: these and the updates */
bool read_batches(struct reader *reader);  /* reader_batches.c */
bool read_names(struct reader *reader);    /* reader_names.c */

/* Run files, in place of inputs, targets, training and batches. */
bool is_run_file(const struct json *root);
bool read_dataset(struct reader *reader);      /* reader_dataset.c: the inputs, too */
bool check_outputs(struct reader *reader);     /* reader_dataset.c: the last layer fits the data */
bool read_run_training(struct reader *reader); /* reader_training.c: loss and optimizer */
bool read_run_schedule(struct reader *reader); /* reader_schedule.c */

void warn_targets(struct reader *reader); /* target_warnings.c */
bool read_vary(struct reader *reader);    /* reader_vary.c; after all else */

/* ---- vary_numbers.c ---- */

/* The numbers that a key of "vary" names, in the order of the file. `exactness`: how much of them the key fixes. */
struct named_numbers {
    const struct json **items;
    size_t count, capacity;
    int exactness;
};
bool find_numbers(struct reader *reader, const struct json *member, struct named_numbers *numbers);

#endif
