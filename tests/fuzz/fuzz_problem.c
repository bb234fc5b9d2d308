/* Fuzz target of the problem reader: any bytes are either refused with one error, or they are a problem that
 * is written as text which reads back and writes the same again. */
#include "base/arena.h"
#include "base/text.h"
#include "problem/problem.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const char *text)
{
    fprintf(stderr, "%s:\n%s\n", what, text);
    abort();
}

static const struct problem *read_problem(struct arena *arena, const char *bytes, size_t length)
{
    struct json_source source = {"fuzz", bytes, length};
    struct diagnostics diagnostics;
    struct text message;
    diagnostics_open(&diagnostics, arena);
    text_open(&message, arena);
    const struct problem *problem = problem_read(arena, &source, &diagnostics);
    for (const struct diagnostic *report = diagnostics.first; report; report = report->next)
        diagnostic_write(report, &message);
    if (diagnostics.errors != (problem ? 0 : 1))
        fail("not exactly one error for a refusal", message.bytes);
    return problem;
}

static void write_problem(const struct problem *problem, struct text *text)
{
    struct json_out out;
    json_out_open(&out, text, 2);
    problem_write(problem, &out, NULL);
}

static void check_round_trip(struct arena *arena, const struct problem *problem)
{
    struct text once, twice;
    text_open(&once, arena);
    text_open(&twice, arena);
    write_problem(problem, &once);
    const struct problem *again = read_problem(arena, once.bytes, once.length);
    if (!again)
        fail("what was written is refused", once.bytes);
    write_problem(again, &twice);
    if (strcmp(once.bytes, twice.bytes) != 0)
        fail("what was written reads as another problem", once.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exhaustion exhaustion;
    struct arena *arena = arena_open(&exhaustion);
    if (!arena)
        return 0;
    if (setjmp(exhaustion.resume)) {
        arena_close(arena);
        return 0;
    }
    /* A block of its own, with the NUL that file_read puts behind the last byte: a read past it is seen. */
    char *bytes = malloc(size + 1);
    if (!bytes)
        arena_exhausted(arena);
    arena_defer(arena, free, bytes);
    memcpy(bytes, data, size);
    bytes[size] = '\0';

    const struct problem *problem = read_problem(arena, bytes, size);
    if (problem)
        check_round_trip(arena, problem);
    arena_close(arena);
    return 0;
}
