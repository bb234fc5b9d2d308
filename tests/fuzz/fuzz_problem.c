/* Fuzz target of problems: any bytes are either refused with one error, or they are a problem that is written as text
 * which reads back and writes the same again, and whose trace, if it is small, is made in every format. What is drawn for a
 * variant of it is JSON without "vary". */
#include "base/arena.h"
#include "base/text.h"
#include "handgrad.h"
#include "input.h"
#include "problem/problem.h"
#include "problem/vary.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct problem *read_problem(struct arena *arena, const char *bytes, size_t length)
{
    struct json_source source = {"fuzz", bytes, length};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct problem *problem = problem_read(arena, &source, &diagnostics);
    expect_errors(arena, &diagnostics, problem ? 0 : 1);
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

/* ---- its variants ---- */

/* Numbers drawn may be none that the problem can have. */
static void check_variants(struct arena *arena, const struct problem *problem, const char *bytes,
                           size_t length)
{
    const struct json_source source = {.name = "fuzz", .bytes = bytes, .length = length};
    for (int seed = 0; seed < 3; seed++) {
        struct text text;
        struct diagnostics diagnostics;
        text_open(&text, arena);
        diagnostics_open(&diagnostics, arena);
        vary_write(arena, problem->vary, &source, vary_draw(arena, problem->vary, (uint64_t)seed),
                   seed + 1, &text);
        const struct json_source variant = {
            .name = "variant", .bytes = text.bytes, .length = text.length};
        const struct json *root = json_read(arena, &variant, &diagnostics);
        if (!root || json_member(root, "vary") || !json_member(root, "title"))
            fail("a variant is no JSON, or has no title, or varies", text.bytes);
        read_problem(arena, text.bytes, text.length);
    }
}

/* ---- its trace ---- */

#define WORK_MOST 600 /* parameters times samples times updates, or what formulas compute */
#define DIGITS_MOST 50

/* Ranges as long as 100 make a formula long work. */
static bool has_long_number(const char *text)
{
    int digits = 0;
    for (; *text; text++) {
        digits = *text >= '0' && *text <= '9' ? digits + 1 : 0;
        if (digits == 3)
            return true;
    }
    return false;
}

static size_t work_of_formulas(const struct formulas *formulas)
{
    size_t work = 0;
    for (int i = 0; i < formulas->given_count; i++)
        work += formulas->givens[i].count;
    for (int i = 0; i < formulas->assignment_count; i++) {
        const struct assignment *assignment = &formulas->assignments[i];
        size_t count = strlen(assignment->text) / 8 + 1;
        if (has_long_number(assignment->text))
            return WORK_MOST + 1;
        for (int d = 0; d < assignment->rank; d++)
            count *= (size_t)assignment->dimensions[d];
        work += count;
    }
    return work;
}

static bool is_small(const struct problem *problem)
{
    size_t work = 0, times = (size_t)(problem->updates + problem->forward_after + 1) *
                             (size_t)(problem->sample_count + 1);
    if (problem->formulas)
        work = work_of_formulas(problem->formulas);
    for (int l = 0; l < problem->layer_count; l++)
        work += (size_t)problem->layers[l].units * (size_t)(problem->layers[l].inputs + 1);
    return work <= WORK_MOST && times <= WORK_MOST && work * times <= WORK_MOST &&
           problem->digits <= DIGITS_MOST;
}

static int drop(void *context, const char *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
    return 0;
}

/* Counts errors: warnings may be any number. */
static void count_errors(void *context, const char *message)
{
    int *errors = context;
    *errors += strstr(message, "error: ") != NULL;
}

static void check_trace(const char *bytes, size_t length)
{
    static const char *const formats[] = {"markdown", "text", "html", "json", "ndjson"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        int errors = 0;
        const struct hg_trace request = {.problem = "fuzz",
                                         .problem_text = bytes,
                                         .problem_length = length,
                                         .format = formats[i],
                                         .write = drop,
                                         .message = count_errors,
                                         .message_context = &errors};
        enum hg_status status = hg_trace(&request);
        if (status != HG_OK && status != HG_BAD_INPUT)
            fail("the trace ended with another status than 0 or 2", formats[i]);
        if (errors != (status != HG_OK))
            fail("not exactly one error for a trace that failed", formats[i]);
    }
}

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    const struct problem *problem = read_problem(arena, bytes, size);
    if (problem)
        check_round_trip(arena, problem);
    if (problem && problem->vary)
        check_variants(arena, problem, bytes, size);
    if (problem && is_small(problem))
        check_trace(bytes, size);
}
