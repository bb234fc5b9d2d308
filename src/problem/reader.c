/* Problem files: JSON in, a complete and checked struct problem out. This file is the order of the
 * work; the parts are in reader_*.c, the keys in keys.def. */
#include "problem/reader.h"

#include "base/file.h"
#include <string.h>

static bool read_presentation(struct reader *reader)
{
    struct problem *problem = reader->problem;
    problem->title = "";
    return field_string(&reader->json, reader->root, "title", &problem->title) &&
           field_string(&reader->json, reader->root, "source", &problem->source) &&
           field_integer(&reader->json, reader->root, "digits", 1, 1000, &problem->digits);
}

static bool read_run_file(struct reader *reader)
{
    return refuse_formula_keys(reader) && read_dataset(reader) && read_layers(reader) &&
           check_outputs(reader) && read_run_training(reader) && read_run_schedule(reader) &&
           read_names(reader);
}

static bool read_network(struct reader *reader)
{
    if (is_run_file(reader->root))
        return read_run_file(reader);
    if (!refuse_formula_keys(reader) || !read_inputs(reader) || !read_sample_numbers(reader) ||
        !read_layers(reader) || !read_targets(reader) || !read_training(reader) ||
        !read_batches(reader) || !read_names(reader))
        return false;
    warn_targets(reader);
    return true;
}

/* Answers have the name of their problem in theirs, so they are taken for it. */
static bool refuse_answers(struct reader *reader)
{
    const struct json *format = json_member(reader->root, "format");
    bool answers =
        format && format->kind == JSON_STRING && strcmp(format->text, "handgrad-answers") == 0;
    return !answers || complain(&reader->json, format, DIAGNOSTIC_WRONG_VALUE, "a problem", NULL,
                                "these are answers: `handgrad check PROBLEM ANSWERS` marks them");
}

static bool read_parts(struct reader *reader)
{
    return expect_kind(&reader->json, reader->root, JSON_OBJECT, "a problem") &&
           refuse_answers(reader) && check_keys(reader, reader->root, OBJECT_PROBLEM) &&
           read_presentation(reader) &&
           (is_formulas_problem(reader->root) ? read_formulas(reader) : read_network(reader)) &&
           read_vary(reader);
}

static const struct problem *read_node(struct arena *arena, const struct json_source *source,
                                       const struct problem_options *options,
                                       const struct json *node, struct diagnostics *diagnostics)
{
    struct reader reader = {
        .json = {arena, source, diagnostics},
        .root = node,
        .problem = arena_alloc(arena, sizeof(struct problem)),
        .options = options,
        .folder = options->folder ? options->folder : file_folder(arena, source->name),
    };
    return read_parts(&reader) ? reader.problem : NULL;
}

const struct problem *problem_from_json(struct arena *arena, const struct json_source *source,
                                        const struct json *node, struct diagnostics *diagnostics)
{
    return read_node(arena, source, &(struct problem_options){0}, node, diagnostics);
}

const struct problem *problem_read_with(struct arena *arena, const struct json_source *source,
                                        const struct problem_options *options,
                                        struct diagnostics *diagnostics)
{
    if (source->length > PROBLEM_MAX_BYTES) {
        diagnose(diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_TOO_LARGE,
                                                   .message = "the problem is larger than 256 MiB",
                                                   .file = source->name});
        return NULL;
    }
    const struct json *root = json_read(arena, source, diagnostics);
    return root ? read_node(arena, source, options, root, diagnostics) : NULL;
}

static bool has_word(const struct json_source *source, const char *word)
{
    size_t length = strlen(word);
    for (size_t at = 0; at + length <= source->length; at++)
        if (source->bytes[at] == *word && memcmp(source->bytes + at, word, length) == 0)
            return true;
    return false;
}

/* Other problems may be large: only what has the word is worth being read twice. */
bool problem_is_run_file(struct arena *arena, const struct json_source *source)
{
    if (!has_word(source, "\"dataset\"") || source->length > PROBLEM_MAX_BYTES)
        return false;
    struct arena *scratch = arena_child(arena);
    struct diagnostics unheard;
    diagnostics_open(&unheard, scratch);
    const struct json *root = json_read(scratch, source, &unheard);
    bool run = root && root->kind == JSON_OBJECT && is_run_file(root);
    arena_close(scratch);
    return run;
}

const struct problem *problem_read(struct arena *arena, const struct json_source *source,
                                   struct diagnostics *diagnostics)
{
    return problem_read_with(arena, source, &(struct problem_options){0}, diagnostics);
}

int problem_sample_number(const struct problem *problem, int sample)
{
    return problem->sample_numbers ? problem->sample_numbers[sample] : sample + 1;
}

long problem_parameter_count(const struct problem *problem)
{
    long count = 0;
    for (int l = 0; l < problem->layer_count; l++) {
        const struct layer *layer = &problem->layers[l];
        int biases = !layer->use_bias ? 0 : layer->shared_bias ? 1 : layer->units;
        count += (long)layer->units * layer->inputs + biases;
    }
    return count;
}
