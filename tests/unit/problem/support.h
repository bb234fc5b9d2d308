/* What the tests of the reader share: a problem from a string with single quotes in place of double ones. */
#ifndef TESTS_UNIT_PROBLEM_SUPPORT_H
#define TESTS_UNIT_PROBLEM_SUPPORT_H

#include "base/arena.h"
#include "base/text.h"
#include "problem/problem.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

/* Pieces of problems: one sample of two inputs, one layer of one unit, and what one update needs. */
#define INPUTS "'inputs': [[6, 1]]"
#define LAYER "{'units': 1, 'weights': [[1, 1]], 'biases': [0]}"
#define LAYERS "'layers': [" LAYER "]"
#define TARGETS "'targets': [[1]]"
#define LOSS "'loss': 'squared_error'"
#define OPTIMIZER "'optimizer': {'learning_rate': 0.1}"
#define TRAINING TARGETS ", " LOSS ", " OPTIMIZER
#define FORWARD INPUTS ", " LAYERS
#define WHOLE FORWARD ", " TRAINING

/* Pieces of run files: XOR points, one layer of one unit over them, an epoch. */
#define XOR "'dataset': {'kind': 'xor', 'samples': 10}"
#define RUN_LAYER "{'units': 1, 'initializer': 'zeros'}"
#define RUN_LAYERS "'layers': [" RUN_LAYER "]"
#define EPOCH "'schedule': {'epochs': 1}"
#define RUN XOR ", " RUN_LAYERS ", " LOSS ", " OPTIMIZER ", " EPOCH
/* Runs on other data, or with other keys of the schedule. */
#define RUN_ON(keys) "{'dataset': {" keys "}, " RUN_LAYERS ", " LOSS ", " OPTIMIZER ", " EPOCH "}"
#define RUN_FOR(keys) "{" XOR ", " RUN_LAYERS ", " LOSS ", " OPTIMIZER ", 'schedule': {" keys "}}"

struct fixture {
    struct exhaustion exhaustion;
    struct arena *arena;
    struct diagnostics diagnostics;
    struct json_source source;
};

static inline void fixture_open(struct fixture *fixture)
{
    fixture->arena = arena_open(&fixture->exhaustion);
    diagnostics_open(&fixture->diagnostics, fixture->arena);
}

static inline void fixture_close(struct fixture *fixture)
{
    arena_close(fixture->arena);
}

/* The text with ' turned into " and ` into '. */
static inline char *unquoted(struct fixture *fixture, const char *text)
{
    char *copy = arena_copy(fixture->arena, text, strlen(text));
    for (char *at = copy; *at; at++)
        *at = *at == '\'' ? '"' : *at == '`' ? '\'' : *at;
    return copy;
}

static inline const struct problem *read_text(struct fixture *fixture, const char *text)
{
    fixture->source = (struct json_source){"net.json", text, strlen(text)};
    return problem_read(fixture->arena, &fixture->source, &fixture->diagnostics);
}

/* A problem that must be valid. */
static inline const struct problem *read_good(struct fixture *fixture, const char *text)
{
    const struct problem *problem = read_text(fixture, unquoted(fixture, text));
    const struct diagnostic *first = fixture->diagnostics.first;
    cr_assert(problem != NULL, "%s: %s", text, first ? first->message : "no diagnostic");
    return problem;
}

static inline void expect_text(const char *found, const char *wanted)
{
    cr_expect(found != NULL && strcmp(found, wanted) == 0, "found %s, wanted %s",
              found ? found : "NULL", wanted);
}

#endif
