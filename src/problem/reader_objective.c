/* "objective" of a problem of layers: what is minimised where there is no loss. */
#include "problem/reader.h"

#include <stdlib.h>
#include <string.h>

/* What the ids of the outputs begin with: "a2[", or "d2[" after dropout. */
static const char *output_stem(struct reader *reader)
{
    const struct problem *problem = reader->problem;
    bool dropout = problem->layers[problem->layer_count - 1].dropout != NULL;
    return arena_printf(reader->json.arena, "%c%d[", dropout ? 'd' : 'a', problem->layer_count);
}

static bool read_output(struct reader *reader, const struct json *node)
{
    struct problem *problem = reader->problem;
    const char *stem = output_stem(reader);
    size_t length = strlen(stem);
    const char *digits = node->text + length;
    char *end = NULL;
    long number = 0;
    if (strncmp(node->text, stem, length) == 0 && *digits >= '1' && *digits <= '9')
        number = strtol(digits, &end, 10);
    if (number > 0 && number <= problem->output_count && strcmp(end, "]") == 0) {
        problem->objective = OBJECTIVE_OUTPUT;
        problem->objective_output = (int)number - 1;
        return true;
    }
    return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE,
                    problem->output_count == 1
                        ? arena_printf(reader->json.arena, "\"sum\" or \"%s1]\"", stem)
                        : arena_printf(reader->json.arena, "\"sum\", or \"%s1]\" to \"%s%d]\"",
                                       stem, stem, problem->output_count),
                    json_describe(reader->json.arena, node),
                    "\"objective\" must be the id of an output, or \"sum\"");
}

bool read_objective(struct reader *reader)
{
    const struct json *node = json_member(reader->root, "objective");
    const struct json *loss = json_member(reader->root, "loss");
    if (!node)
        return true;
    if (loss)
        return complain_key(&reader->json, loss->index > node->index ? loss : node,
                            DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"loss\" and \"objective\" exclude each other; give one of them");
    if (!expect_kind(&reader->json, node, JSON_STRING, "\"objective\""))
        return false;
    if (strcmp(node->text, "sum") != 0)
        return read_output(reader, node);
    reader->problem->objective = OBJECTIVE_SUM;
    return true;
}
