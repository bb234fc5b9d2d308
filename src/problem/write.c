/* The problem as it was understood: every default written out, weights by receiving unit, numbers
 * by their own text, keys in a fixed order. What is written here reads back as an equal problem. */
#include "problem/problem.h"

#include "catalogue/catalogue.h"
#include "problem/shape.h"
#include "problem/words.h"
#include "problem/write_run.h"
#include <stdio.h>
#include <string.h>

static void write_numbers(struct json_out *out, const char *key, const char *const *values,
                          int count)
{
    json_out_array(out, key);
    for (int i = 0; i < count; i++)
        json_out_number(out, NULL, values[i]);
    json_out_end_array(out);
}

static void write_rows(struct json_out *out, const char *key, const char *const *values, int rows,
                       int columns)
{
    json_out_array(out, key);
    for (int r = 0; r < rows; r++)
        write_numbers(out, NULL, values + (size_t)r * (size_t)columns, columns);
    json_out_end_array(out);
}

static void write_targets(const struct problem *problem, struct json_out *out)
{
    if (!problem->targets)
        return;
    if (!problem->classes) {
        write_rows(out, "targets", problem->targets, problem->sample_count, problem->output_count);
        return;
    }
    json_out_array(out, "targets");
    for (int s = 0; s < problem->sample_count; s++)
        json_out_integer(out, NULL, problem->classes[s]);
    json_out_end_array(out);
}

/* The members of an entry of the catalogue, or of one of the user's own. */
static void write_parameters(struct json_out *out,
                             const struct entry_parameter parameters[ENTRY_PARAMETERS],
                             const char *const values[ENTRY_PARAMETERS])
{
    for (int p = 0; p < ENTRY_PARAMETERS && parameters[p].name; p++)
        json_out_number(out, parameters[p].key, values[p]);
}

static void write_own(struct json_out *out, const char *name, const char *formula,
                      const struct entry_parameter parameters[ENTRY_PARAMETERS],
                      const char *const values[ENTRY_PARAMETERS])
{
    json_out_string(out, "name", name);
    json_out_string(out, "formula", formula);
    json_out_object(out, "parameters");
    write_parameters(out, parameters, values);
    json_out_end_object(out);
}

static void write_activation(const struct activation *activation, struct json_out *out)
{
    const struct activation_entry *entry = activation->entry;
    if (!activation->custom && !entry->parameters[0].name) {
        json_out_string(out, "activation", entry->name);
        return;
    }
    json_out_object(out, "activation");
    if (activation->custom) {
        write_own(out, entry->name, entry->formula, entry->parameters, activation->parameters);
    } else {
        json_out_string(out, "kind", entry->name);
        write_parameters(out, entry->parameters, activation->parameters);
    }
    json_out_end_object(out);
}

static void write_dropout(const struct dropout *dropout, int samples, int units,
                          struct json_out *out)
{
    json_out_object(out, "dropout");
    json_out_number(out, "rate", dropout->rate);
    if (dropout->mask) {
        json_out_array(out, "mask");
        for (int s = 0; s < samples; s++) {
            json_out_array(out, NULL);
            for (int k = 0; k < units; k++)
                json_out_integer(out, NULL, dropout->mask[(size_t)s * (size_t)units + (size_t)k]);
            json_out_end_array(out);
        }
        json_out_end_array(out);
    } else {
        json_out_integer(out, "seed", (long long)dropout->seed);
    }
    json_out_end_object(out);
}

static void write_layer(const struct layer *layer, int samples, struct json_out *out)
{
    json_out_object(out, NULL);
    json_out_string(out, "kind", "dense");
    json_out_integer(out, "units", layer->units);
    write_activation(&layer->activation, out);
    write_rows(out, "weights", layer->weights, layer->units, layer->inputs);
    json_out_string(out, "weights_layout", "out_in");
    json_out_bool(out, "use_bias", layer->use_bias);
    if (layer->shared_bias)
        json_out_bool(out, "shared_bias", true);
    if (layer->use_bias)
        write_numbers(out, "biases", layer->biases, layer->shared_bias ? 1 : layer->units);
    json_out_bool(out, "train_weights", layer->train_weights);
    json_out_bool(out, "train_biases", layer->train_biases);
    if (layer->l1)
        json_out_number(out, "l1", layer->l1);
    if (layer->l2)
        json_out_number(out, "l2", layer->l2);
    if (layer->dropout)
        write_dropout(layer->dropout, samples, layer->units, out);
    json_out_end_object(out);
}

static void write_layers(const struct problem *problem, struct json_out *out)
{
    json_out_array_lines(out, "layers");
    for (int l = 0; l < problem->layer_count; l++)
        write_layer(&problem->layers[l], problem->sample_count, out);
    json_out_end_array(out);
}

static void write_loss(const struct loss *loss, struct json_out *out)
{
    if (!loss->entry)
        return;
    json_out_object(out, "loss");
    if (loss->custom) {
        write_own(out, loss->entry->name, loss->entry->formula, loss->entry->parameters,
                  loss->parameters);
    } else {
        json_out_string(out, "kind", loss->entry->name);
        write_parameters(out, loss->entry->parameters, loss->parameters);
    }
    json_out_string(out, "scale", scale_words[loss->scale]);
    json_out_string(out, "batch", reduction_words[loss->batch]);
    if (loss->entry->logarithmic)
        json_out_string(out, "log_base", log_base_words[loss->log_base]);
    if (loss->log_add)
        json_out_number(out, "log_add", loss->log_add);
    if (loss->clip)
        json_out_number(out, "clip", loss->clip);
    if (loss->entry->variant == LOSS_LOGITS)
        json_out_bool(out, "from_logits", true);
    if (loss->smoothing)
        json_out_number(out, "label_smoothing", loss->smoothing);
    json_out_end_object(out);
}

/* As problem files name an output: the id that the problem's last layer gives it. */
static void write_objective(const struct problem *problem, struct json_out *out)
{
    bool dropout = problem->layers[problem->layer_count - 1].dropout != NULL;
    char id[48];
    if (problem->objective == OBJECTIVE_SUM)
        json_out_string(out, "objective", "sum");
    if (problem->objective != OBJECTIVE_OUTPUT)
        return;
    snprintf(id, sizeof id, "%c%d[%d]", dropout ? 'd' : 'a', problem->layer_count,
             problem->objective_output + 1);
    json_out_string(out, "objective", id);
}

/* The strengths stand in the layers. */
static void write_penalty(const struct penalty *penalty, struct json_out *out)
{
    if (!penalty->present)
        return;
    json_out_object(out, "penalty");
    json_out_string(out, "convention", convention_words[penalty->convention]);
    json_out_bool(out, "biases", penalty->biases);
    json_out_end_object(out);
}

/* Numbers from *next on, nested as the dimensions say. */
static void write_nested(struct json_out *out, const char *key, int rank, const int *dimensions,
                         const char *const **next)
{
    if (rank == 0) {
        json_out_number(out, key, *(*next)++);
        return;
    }
    json_out_array(out, key);
    for (int i = 0; i < dimensions[0]; i++)
        write_nested(out, NULL, rank - 1, dimensions + 1, next);
    json_out_end_array(out);
}

/* ---- optimizer ---- */

static void write_schedule(const struct optimizer *optimizer, struct json_out *out)
{
    if (!optimizer->schedule)
        return;
    json_out_object(out, "schedule");
    json_out_string(out, "kind", optimizer->schedule->name);
    if (optimizer->schedule->periodic)
        json_out_integer(out, "every", optimizer->every);
    write_parameters(out, optimizer->schedule->parameters, optimizer->schedule_parameters);
    json_out_end_object(out);
}

/* What the parameters remember under one symbol. */
static void write_state_of(const struct problem *problem, const struct optimizer_state *state,
                           struct json_out *out)
{
    const struct optimizer *optimizer = &problem->optimizer;
    bool open = false;
    for (int i = 0; i < optimizer->initial_count; i++) {
        const struct initial_state *initial = &optimizer->initial[i];
        const char *const *next = initial->literals;
        struct parameter_shape shape = {0};
        if (strcmp(initial->symbol, state->symbol) != 0)
            continue;
        if (!open && initial->parameter)
            json_out_object(out, state->symbol);
        open = initial->parameter != NULL;
        if (initial->parameter)
            parameter_shape(problem, initial->parameter, &shape);
        write_nested(out, initial->parameter ? initial->parameter : state->symbol, shape.rank,
                     shape.dimensions, &next);
    }
    if (open)
        json_out_end_object(out);
}

static void write_state(const struct problem *problem, struct json_out *out)
{
    const struct optimizer *optimizer = &problem->optimizer;
    if (optimizer->initial_count == 0 && optimizer->done == 0)
        return;
    json_out_object(out, "state");
    for (int i = 0; i < OPTIMIZER_STATES && optimizer->entry->states[i].symbol; i++)
        write_state_of(problem, &optimizer->entry->states[i], out);
    json_out_integer(out, "updates", optimizer->done);
    json_out_end_object(out);
}

static void write_optimizer(const struct problem *problem, struct json_out *out)
{
    const struct optimizer *optimizer = &problem->optimizer;
    if (!optimizer->entry)
        return;
    json_out_object(out, "optimizer");
    json_out_string(out, "kind", optimizer->entry->name);
    if (optimizer->entry->form)
        json_out_string(out, "form", optimizer->entry->form);
    if (optimizer_by_name(optimizer->entry->name, optimizer->entry->form, true))
        json_out_bool(out, "centered", optimizer->entry->centered);
    if (optimizer->learning_rate)
        json_out_number(out, "learning_rate", optimizer->learning_rate);
    write_parameters(out, optimizer->entry->parameters, optimizer->parameters);
    if (optimizer->weight_decay)
        json_out_number(out, "weight_decay", optimizer->weight_decay);
    write_schedule(optimizer, out);
    write_state(problem, out);
    json_out_end_object(out);
}

static void write_batches(const struct problem *problem, struct json_out *out)
{
    json_out_array(out, "batches");
    for (int b = 0; b < problem->batch_count; b++) {
        json_out_array(out, NULL);
        for (int s = 0; s < problem->batches[b].count; s++)
            json_out_integer(out, NULL, problem->batches[b].samples[s] + 1);
        json_out_end_array(out);
    }
    json_out_end_array(out);
}

static void write_sample_numbers(const struct problem *problem, struct json_out *out)
{
    if (!problem->sample_numbers)
        return;
    json_out_array(out, "sample_numbers");
    for (int s = 0; s < problem->sample_count; s++)
        json_out_integer(out, NULL, problem->sample_numbers[s]);
    json_out_end_array(out);
}

static void write_names(const struct problem *problem, struct json_out *out)
{
    json_out_object(out, "names");
    for (int i = 0; i < problem->name_count; i++)
        json_out_string(out, problem->names[i].id, problem->names[i].name);
    json_out_end_object(out);
}

/* ---- formulas ---- */

static void write_strings(struct json_out *out, const char *key, const char *const *strings,
                          int count)
{
    json_out_array(out, key);
    for (int i = 0; i < count; i++)
        json_out_string(out, NULL, strings[i]);
    json_out_end_array(out);
}

static void write_formulas(const struct problem *problem, struct json_out *out)
{
    const struct formulas *formulas = problem->formulas;
    json_out_object_lines(out, "given");
    for (int i = 0; i < formulas->given_count; i++) {
        const char *const *next = formulas->givens[i].literals;
        write_nested(out, formulas->givens[i].name, formulas->givens[i].rank,
                     formulas->givens[i].dimensions, &next);
    }
    json_out_end_object(out);
    json_out_array_lines(out, "formulas");
    for (int i = 0; i < formulas->assignment_count; i++)
        json_out_string(out, NULL, formulas->assignments[i].text);
    json_out_end_array(out);
    if (formulas->objective_count == 0)
        return;
    write_strings(out, "objective", formulas->objectives, formulas->objective_count);
    if (formulas->wrt_count > 0)
        write_strings(out, "wrt", formulas->wrt, formulas->wrt_count);
    write_optimizer(problem, out);
    if (problem->optimizer.entry) {
        json_out_integer(out, "updates", problem->updates);
        json_out_bool(out, "forward_after", problem->forward_after);
    }
}

/* ---- the whole ---- */

static void write_run(const struct problem *problem, struct json_out *out)
{
    json_out_integer(out, "inputs", problem->input_count);
    write_dataset(problem->dataset, out);
    write_layers(problem, out);
    write_loss(&problem->loss, out);
    write_penalty(&problem->penalty, out);
    write_optimizer(problem, out);
    json_out_integer(out, "batch_size", problem->training->batch_size);
    write_training(problem->training, out);
}

static void write_network(const struct problem *problem, struct json_out *out)
{
    write_rows(out, "inputs", problem->inputs, problem->sample_count, problem->input_count);
    write_targets(problem, out);
    write_layers(problem, out);
    write_loss(&problem->loss, out);
    write_objective(problem, out);
    write_penalty(&problem->penalty, out);
    write_optimizer(problem, out);
    json_out_integer(out, "updates", problem->updates);
    write_batches(problem, out);
    write_sample_numbers(problem, out);
    json_out_bool(out, "forward_after", problem->forward_after);
    json_out_bool(out, "wrt_inputs", problem->wrt_inputs);
}

void problem_write(const struct problem *problem, struct json_out *out, const char *key)
{
    json_out_object_lines(out, key);
    json_out_string(out, "title", problem->title);
    if (problem->source)
        json_out_string(out, "source", problem->source);
    if (problem->formulas)
        write_formulas(problem, out);
    else if (problem->dataset)
        write_run(problem, out);
    else
        write_network(problem, out);
    write_names(problem, out);
    if (problem->digits > 0)
        json_out_integer(out, "digits", problem->digits);
    json_out_end_object(out);
}
