/* Where the time of a trace goes: reading, evaluating, formatting and writing, each the best of several rounds.
 *
 * A stage is timed as the difference between going so far and going one stage less far: without numbers, with the
 * numbers of every update, with every record made and dropped, with every record in a file.
 *
 * Usage: stages PROBLEM OUTPUT [certified|float64|float32] */
#include "base/arena.h"
#include "base/file.h"
#include "problem/problem.h"
#include "render/trace_json.h"
#include "tape/run.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 7

enum stage { STAGE_READ, STAGE_EVALUATE, STAGE_FORMAT, STAGE_WRITE, STAGES };
static const char *const stage_names[STAGES] = {"reading", "evaluating", "formatting", "writing"};

struct work {
    const char *problem, *output;
    struct run_settings settings;
};

static bool drop(void *destination, const char *bytes, size_t length)
{
    (void)destination, (void)bytes, (void)length;
    return true;
}

static bool format(struct arena *arena, struct run *run)
{
    struct text text;
    text_open_drained(&text, arena, drop, NULL);
    return trace_json_write(run, TRACE_NDJSON, &text);
}

static bool write(struct arena *arena, struct run *run, const char *path,
                  struct diagnostics *diagnostics)
{
    struct output output;
    return output_open(&output, arena, path, diagnostics) &&
           trace_json_write(run, TRACE_NDJSON, &output.text) && output_commit(&output);
}

static bool evaluate(struct run *run)
{
    while (run_next(run))
        continue;
    return !run_failed(run);
}

/* Everything up to and with the stage. */
static bool go(struct arena *arena, const struct work *work, enum stage stage)
{
    struct diagnostics diagnostics;
    struct json_source source = {.name = work->problem};
    diagnostics_open(&diagnostics, arena);
    source.bytes = file_read(arena, work->problem, &source.length, &diagnostics);
    const struct problem *problem =
        source.bytes ? problem_read(arena, &source, &diagnostics) : NULL;
    const struct tape *tape = problem ? tape_compile(arena, problem, &diagnostics) : NULL;
    struct run *run = tape ? run_open(arena, tape, &work->settings, &diagnostics) : NULL;
    if (!run || stage == STAGE_READ)
        return run != NULL;
    return stage == STAGE_EVALUATE ? evaluate(run)
           : stage == STAGE_FORMAT ? format(arena, run)
                                   : write(arena, run, work->output, &diagnostics);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* In seconds. */
static double time_of(const struct work *work, enum stage stage)
{
    struct exhaustion exhaustion;
    remove(work->output); /* to replace a large file takes time of its own */
    double start = now();
    struct arena *arena = arena_open(&exhaustion);
    if (!arena || setjmp(exhaustion.resume) || !go(arena, work, stage)) {
        fprintf(stderr, "stages: %s failed\n", stage_names[stage]);
        exit(EXIT_FAILURE);
    }
    arena_close(arena);
    return now() - start;
}

static void print(const double best[STAGES])
{
    double before = 0;
    for (int stage = 0; stage < STAGES; stage++) {
        double own = best[stage] > before ? best[stage] - before : 0;
        printf("%s%s %.0f ms (%.0f %%)", stage ? ", " : "", stage_names[stage], 1e3 * own,
               100 * own / best[STAGE_WRITE]);
        before = best[stage];
    }
    putchar('\n');
}

static bool read_arguments(struct work *work, int count, char **arguments)
{
    if (count != 3 && count != 4)
        return false;
    work->problem = arguments[1];
    work->output = arguments[2];
    work->settings.digits = (struct digits){DIGITS_SIGNIFICANT, 6};
    for (int kind = ARITHMETIC_CERTIFIED; count == 4 && kind <= ARITHMETIC_FLOAT32; kind++)
        if (strcmp(arguments[3], arithmetic_name((enum arithmetic_kind)kind)) == 0)
            work->settings.arithmetic = (enum arithmetic_kind)kind;
    return true;
}

int main(int argument_count, char **arguments)
{
    struct work work = {0};
    double best[STAGES];
    if (!read_arguments(&work, argument_count, arguments)) {
        fputs("usage: stages PROBLEM OUTPUT [certified|float64|float32]\n", stderr);
        return 2;
    }
    for (int round = 0; round < ROUNDS; round++)
        for (int stage = 0; stage < STAGES; stage++) {
            double taken = time_of(&work, (enum stage)stage);
            best[stage] = round == 0 || taken < best[stage] ? taken : best[stage];
        }
    print(best);
    return EXIT_SUCCESS;
}
