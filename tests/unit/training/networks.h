/* Random problems of layers over the whole catalogue, as text of problem files:
 * small numbers of two decimals, so that values stay far from the ends of the
 * range of doubles; and kinks are met, since zeros are among them. */
#ifndef TESTS_UNIT_TRAINING_NETWORKS_H
#define TESTS_UNIT_TRAINING_NETWORKS_H

#include "../arena_fixture.h"
#include "base/text.h"
#include "number/random.h"
#include "problem/problem.h"
#include <string.h>

struct generator {
    uint64_t seed, drawn;
    struct text text;
    int layers, units[5]; /* units[0]: inputs */
    int samples;
    bool dropout; /* of the layer put last */
    bool coarse;  /* numbers are halves, so that sums of theirs are exact, and
                   often at a kink */
};

/* 0..count-1 */
static inline int draw(struct generator *generator, int count)
{
    return (int)(random_word(generator->seed, generator->drawn++) % (uint64_t)count);
}

static inline bool chance(struct generator *generator, int percent)
{
    return draw(generator, 100) < percent;
}

static inline void put(struct generator *generator, const char *text)
{
    text_append(&generator->text, text, strlen(text));
}

/* A number from low/100 to high/100. */
static inline void put_hundredths(struct generator *generator, int low, int high)
{
    text_printf(&generator->text, "%.2f", (low + draw(generator, high - low + 1)) / 100.0);
}

/* A number of a matrix or a vector: from low/100 to high/100, or one of few
 * halves. */
static inline void put_element(struct generator *generator, int low, int high)
{
    if (!generator->coarse)
        put_hundredths(generator, low, high);
    else
        text_printf(&generator->text, "%.1f",
                    low < 0 ? (draw(generator, 5) - 2) / 2.0 : (1 + draw(generator, 2)) / 2.0);
}

static inline void put_row(struct generator *generator, int count, int low, int high)
{
    put(generator, "[");
    for (int i = 0; i < count; i++) {
        put(generator, i ? ", " : "");
        put_element(generator, low, high);
    }
    put(generator, "]");
}

static inline void put_rows(struct generator *generator, int rows, int columns, int low, int high)
{
    put(generator, "[");
    for (int i = 0; i < rows; i++) {
        put(generator, i ? ", " : "");
        put_row(generator, columns, low, high);
    }
    put(generator, "]");
}

/* The numbers that an entry takes, each with its key. Epsilon is never its
 * default: a gradient that is 0, of the biases of a softmax that are one
 * number, is a rounding error in doubles, and must stay small when it is
 * divided by its own size. */
static inline void put_parameters(struct generator *generator,
                                  const struct entry_parameter *parameters)
{
    for (int i = 0; i < ENTRY_PARAMETERS && parameters[i].name; i++) {
        bool small = strcmp(parameters[i].key, "epsilon") == 0;
        if (parameters[i].value && !small && chance(generator, 30))
            continue;
        text_printf(&generator->text, ", \"%s\": ", parameters[i].key);
        put_hundredths(generator, small ? 1 : 10, small ? 3 : 95);
    }
}

/* ---- activations and losses ---- */

static const char *const own_activations[] = {
    "{\"name\": \"swish\", \"formula\": \"z/(1 + exp(-beta*z))\", "
    "\"parameters\": {\"beta\": 1.5}}",
    "{\"name\": \"twice\", \"formula\": \"max(0, z)*tanh(z) + sin(z)^2\"}",
    "{\"name\": \"bent\", \"formula\": \"where(z < 0.5, sigmoid(z), sqrt(z^2 + "
    "1) - z/4)\"}",
    "{\"name\": \"capped\", \"formula\": \"min(abs(z), 2)^3/8 + z*sum(i=1..3, "
    "z/(i + 1))\"}",
    "{\"name\": \"flat\", \"formula\": \"0.25\"}"};
#define OWN_ACTIVATIONS 5

static inline void put_activation(struct generator *generator, int which)
{
    size_t count;
    const char *const *names = activation_names(&count);
    if (which >= (int)count) {
        put(generator, own_activations[which - (int)count]);
        return;
    }
    text_printf(&generator->text, "{\"kind\": \"%s\"", names[which]);
    put_parameters(generator, activation_by_name(names[which])->parameters);
    put(generator, "}");
}

/* A loss, with the last activations that give what it takes ("": any), and
 * targets of a kind: 0 any numbers, 1 classes or fractions, 2 +1 and -1, 3
 * above 0. */
static const struct loss_case {
    const char *text, *last[3];
    int targets;
} loss_cases[] = {
    {"\"kind\": \"squared_error\"", {""}, 0},
    {"\"kind\": \"absolute_error\"", {""}, 0},
    {"\"kind\": \"huber\", \"delta\": 0.4", {""}, 0},
    {"\"kind\": \"hinge\"", {""}, 2},
    {"\"kind\": \"binary_cross_entropy\"", {"sigmoid", "softmax"}, 1},
    {"\"kind\": \"binary_cross_entropy\", \"log_add\": 0.001, \"log_base\": 2",
     {"sigmoid", "hard_sigmoid"},
     1},
    {"\"kind\": \"binary_cross_entropy\", \"clip\": 0.3", {"sigmoid", "softmax", "linear"}, 1},
    {"\"kind\": \"binary_cross_entropy\", \"from_logits\": true, \"log_base\": "
     "10",
     {"linear"},
     1},
    {"\"kind\": \"categorical_cross_entropy\", \"log_base\": 2", {"softmax", "sigmoid"}, 1},
    {"\"kind\": \"categorical_cross_entropy\", \"label_smoothing\": 0.1", {"softmax"}, 1},
    {"\"kind\": \"binary_cross_entropy\", \"label_smoothing\": 0.2", {"sigmoid"}, 1},
    {"\"kind\": \"categorical_cross_entropy\", \"log_add\": 0.01", {"softmax", "sigmoid"}, 1},
    {"\"kind\": \"categorical_cross_entropy\", \"clip\": 0.2", {"softmax", "linear"}, 1},
    {"\"kind\": \"categorical_cross_entropy\", \"from_logits\": true", {"linear"}, 1},
    {"\"kind\": \"kl_divergence\"", {"softmax", "sigmoid"}, 3},
    {"\"name\": \"own\", \"formula\": \"sum(k=1..K, sqrt(c + (t[k] - "
     "a[k])^2))/K + (a[1] - "
     "t[1])^4\", \"parameters\": "
     "{\"c\": 0.5}",
     {""},
     0},
    {"\"name\": \"spread\", \"formula\": \"sum(k=1..K, (a[k] - mean(i=1..K, "
     "a[i]))^2) + "
     "max(k=1..K, "
     "tanh(t[k]*a[k])) + prod(k=1..K, a[k] - 2)\"",
     {""},
     0},
    {"\"name\": \"pairs\", \"formula\": \"sum(k=1..K, sum(i=1..k, where(i == "
     "k, a[i]*t[k], "
     "a[i]*a[k]/4)))\"",
     {""},
     0},
};
#define LOSS_CASES ((int)(sizeof loss_cases / sizeof *loss_cases))

static inline bool is_own(const struct loss_case *loss)
{
    return strstr(loss->text, "name") != NULL;
}

/* ---- layers ---- */

static inline void put_dropout(struct generator *generator, int units)
{
    put(generator, ", \"dropout\": {\"rate\": ");
    put_hundredths(generator, 10, 60);
    generator->dropout = true;
    if (chance(generator, 50)) {
        text_printf(&generator->text, ", \"seed\": %d}", draw(generator, 1000));
        return;
    }
    put(generator, ", \"mask\": [");
    for (int s = 0; s < generator->samples; s++) {
        put(generator, s ? ", [" : "[");
        for (int k = 0; k < units; k++)
            text_printf(&generator->text, "%s%d", k ? ", " : "", chance(generator, 70));
        put(generator, "]");
    }
    put(generator, "]}");
}

/* `last`: the activation by name, or NULL: number `activation` of them all. */
static inline void put_layer(struct generator *generator, int layer, int activation,
                             const char *last)
{
    int units = generator->units[layer], inputs = generator->units[layer - 1];
    generator->dropout = false;
    put(generator, layer > 1 ? ", {\"weights\": " : "{\"weights\": ");
    put_rows(generator, units, inputs, -120, 120);
    bool biases = chance(generator, 85), shared = biases && chance(generator, 20);
    if (biases)
        put(generator, ", \"biases\": ");
    if (biases && shared)
        put_element(generator, -50, 50);
    else if (biases)
        put_row(generator, units, -50, 50);
    put(generator, !biases ? ", \"use_bias\": false" : shared ? ", \"shared_bias\": true" : "");
    if (chance(generator, 12))
        put(generator, ", \"train_weights\": false");
    if (biases && chance(generator, 12))
        put(generator, ", \"train_biases\": false");
    if (chance(generator, 15))
        put(generator, ", \"l1\": 0.02");
    if (chance(generator, 15))
        put(generator, ", \"l2\": 0.07");
    put(generator, ", \"activation\": ");
    if (last)
        text_printf(&generator->text, "\"%s\"", last);
    else
        put_activation(generator, activation);
    if (chance(generator, last ? 0 : 25))
        put_dropout(generator, units);
    put(generator, "}");
}

/* ---- targets ---- */

static inline void put_targets(struct generator *generator, int kind)
{
    int outputs = generator->units[generator->layers];
    put(generator, ", \"targets\": [");
    for (int s = 0; s < generator->samples; s++) {
        int class = draw(generator, outputs);
        put(generator, s ? ", " : "");
        if (kind != 1 && kind != 2) {
            put_row(generator, outputs, kind == 3 ? 5 : -150, 150);
            continue;
        }
        put(generator, "[");
        for (int k = 0; k < outputs; k++) {
            bool one = outputs == 1 ? chance(generator, 50) : k == class;
            text_printf(&generator->text, "%s%s", k ? ", " : "",
                        one         ? "1"
                        : kind == 2 ? "-1"
                                    : "0");
        }
        put(generator, "]");
    }
    put(generator, "]");
}

/* ---- optimizers ---- */

/* The optimizer number `which` of all names and forms, plain and centered. */
static inline const struct optimizer_entry *optimizer_at(int which)
{
    size_t count;
    const char *const *names = optimizer_names(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t form = 0; form == 0 || optimizer_form(names[i], form); form++)
            for (int centered = 0; centered < 2; centered++) {
                const struct optimizer_entry *entry =
                    optimizer_by_name(names[i], optimizer_form(names[i], form), centered);
                if (entry && which-- == 0)
                    return entry;
            }
    return NULL;
}

static inline int optimizer_count(void)
{
    int count = 0;
    while (optimizer_at(count))
        count++;
    return count;
}

static inline void put_schedule(struct generator *generator)
{
    size_t count;
    const char *const *names = schedule_names(&count);
    const struct schedule_entry *entry = schedule_by_name(names[draw(generator, (int)count)]);
    text_printf(&generator->text, ", \"schedule\": {\"kind\": \"%s\"", entry->name);
    put_parameters(generator, entry->parameters);
    put(generator, entry->periodic ? ", \"every\": 2}" : "}");
}

static inline void put_state(struct generator *generator, const struct optimizer_entry *entry)
{
    bool first = true;
    put(generator, ", \"state\": {");
    for (int i = 0; i < OPTIMIZER_STATES && entry->states[i].symbol; i++) {
        if (!entry->states[i].initial)
            continue;
        text_printf(&generator->text, "%s\"%s\": ", first ? "" : ", ", entry->states[i].symbol);
        put_hundredths(generator, 20, 90);
        first = false;
    }
    text_printf(&generator->text, "%s\"updates\": %d}", first ? "" : ", ", draw(generator, 7));
}

static inline void put_optimizer(struct generator *generator, const struct optimizer_entry *entry)
{
    text_printf(&generator->text,
                ", \"optimizer\": {\"kind\": \"%s\", \"learning_rate\": ", entry->name);
    put_hundredths(generator, 5, 40);
    if (entry->form)
        text_printf(&generator->text, ", \"form\": \"%s\"", entry->form);
    put(generator, entry->centered ? ", \"centered\": true" : "");
    put_parameters(generator, entry->parameters);
    if (chance(generator, 40)) {
        put(generator, ", \"weight_decay\": ");
        put_hundredths(generator, 1, 20);
    }
    if (chance(generator, 50))
        put_schedule(generator);
    /* The averages of a centered RMSprop belong together: numbers out of the air
   * give roots of negative ones. */
    if (chance(generator, 40) && !entry->centered)
        put_state(generator, entry);
    put(generator, "}");
}

/* ---- problems ---- */

static inline void put_penalty(struct generator *generator)
{
    static const char *const conventions[] = {"plain", "half", "half_over_m"};
    text_printf(&generator->text, ", \"penalty\": {\"l2\": 0.05, \"convention\": \"%s\"%s%s}",
                conventions[draw(generator, 3)], chance(generator, 50) ? ", \"l1\": 0.03" : "",
                chance(generator, 50) ? ", \"biases\": true" : "");
}

/* Number `which`, coarse or not: its activations, loss and optimizer go through
 * the catalogue in turn. The text, in the test's arena. */
static inline const char *random_network(uint64_t seed, int which, bool coarse,
                                         struct generator *generator)
{
    size_t activations;
    activation_names(&activations);
    *generator = (struct generator){.seed = random_word(seed, (uint64_t)which), .coarse = coarse};
    text_open(&generator->text, arena);
    const struct loss_case *loss = &loss_cases[which % LOSS_CASES];
    generator->layers = 1 + draw(generator, 3);
    generator->samples = 1 + draw(generator, 5);
    for (int l = 0; l <= generator->layers; l++)
        generator->units[l] = 1 + draw(generator, 4);
    if (strstr(loss->text, "categorical") || strstr(loss->text, "spread"))
        generator->units[generator->layers] += 1;
    bool objective = which % 17 == 3;
    const char *last = NULL;
    int lasts = 0;
    while (lasts < 3 && loss->last[lasts])
        lasts++;
    if (!objective && *loss->last[0])
        last = loss->last[draw(generator, lasts)];

    put(generator, "{\"inputs\": ");
    put_rows(generator, generator->samples, generator->units[0], -150, 150);
    if (!objective)
        put_targets(generator, loss->targets);
    put(generator, ", \"layers\": [");
    for (int l = 1; l <= generator->layers; l++)
        put_layer(generator, l,
                  l == 1 ? which % ((int)activations + OWN_ACTIVATIONS)
                         : draw(generator, (int)activations + OWN_ACTIVATIONS - 1),
                  l == generator->layers ? last : NULL);
    put(generator, "]");
    if (objective && chance(generator, 50))
        put(generator, ", \"objective\": \"sum\"");
    else if (objective)
        text_printf(&generator->text, ", \"objective\": \"%c%d[1]\"",
                    generator->dropout ? 'd' : 'a', generator->layers);
    else {
        static const char *const scales[] = {"sum", "half", "mean", "half_mean"};
        text_printf(&generator->text, ", \"loss\": {%s, \"scale\": \"%s\", \"batch\": \"%s\"}",
                    loss->text, scales[draw(generator, 4)], chance(generator, 50) ? "sum" : "mean");
    }
    if (chance(generator, 40))
        put_penalty(generator);
    put_optimizer(generator, optimizer_at(which % optimizer_count()));
    text_printf(&generator->text, ", \"updates\": %d, \"batch_size\": %d}", 1 + draw(generator, 3),
                1 + draw(generator, generator->samples));
    return generator->text.bytes;
}

/* NULL where the reader refuses it: the first diagnostic says why. */
static inline const struct problem *read_network(const char *text)
{
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){"net.json", text, strlen(text)};
    return problem_read(arena, source, &diagnostics);
}

#endif
