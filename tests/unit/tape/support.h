/* What the tests of tapes share: an arena, problems from strings with single quotes in place of
 * double ones, and whole traces as tables of records by id. Each test is a process of its own. */
#ifndef TESTS_UNIT_TAPE_SUPPORT_H
#define TESTS_UNIT_TAPE_SUPPORT_H

#include "../arena_fixture.h"
#include "base/text.h"
#include "tape/run.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static inline const struct problem *problem_of(const char *text)
{
    char *copy = arena_copy(arena, text, strlen(text));
    for (char *at = copy; *at; at++)
        *at = *at == '\'' ? '"' : *at;
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){"net.json", copy, strlen(copy)};
    const struct problem *problem = problem_read(arena, source, &diagnostics);
    cr_assert(problem != NULL, "%s: %s", text,
              diagnostics.first ? diagnostics.first->message : "no diagnostic");
    return problem;
}

/* A tape that is sound. */
static inline const struct tape *tape_of(const char *text)
{
    const struct tape *tape = tape_compile(arena, problem_of(text), &diagnostics);
    const char *complaint = tape_check(arena, tape);
    cr_assert(complaint == NULL, "%s", complaint);
    return tape;
}

static inline struct run *run_of(const char *text, int digits)
{
    struct digits wanted = {DIGITS_SIGNIFICANT, digits};
    struct run *run =
        run_open(arena, tape_of(text), &(struct run_settings){.digits = wanted}, &diagnostics);
    cr_assert_not_null(run);
    return run;
}

/* ---- whole traces ---- */

struct record {
    const char *id, *name, *shown, *formula, *substitution, *operands;
    enum role role;
    enum shown_state state;
    bool comparison, has_value;
    double value;
    struct record *next;
};

struct trace {
    struct record *first, **end;
    int count;
    unsigned bits; /* at the end */
};

static inline const char *printed(const struct expr *expr)
{
    struct text text;
    if (!expr)
        return NULL;
    text_open(&text, arena);
    expr_print(expr, &text);
    return text.bytes;
}

static inline void append_operand(void *context, const struct step *operand)
{
    struct text *text = context;
    if (text->length)
        text_put(text, ' ');
    step_id(operand, text);
}

static inline void add_record(struct trace *trace, const struct step *step)
{
    struct record *record = arena_alloc(arena, sizeof *record);
    struct text id, operands;
    text_open(&id, arena);
    text_open(&operands, arena);
    step_id(step, &id);
    const struct expr *formula = step_formula(step, arena);
    step_operands(step, formula, append_operand, &operands);
    record->id = id.bytes;
    record->operands = operands.bytes;
    record->name = step_name(step);
    record->role = step->family->role;
    record->formula = printed(formula);
    record->substitution = printed(step_substitution(step, arena));
    const struct shown *shown = step_shown(step);
    cr_assert_not_null(shown, "%s has no digits", record->id);
    record->shown = arena_copy(arena, shown->text, strlen(shown->text));
    record->state = shown->state;
    record->comparison = shown->comparison;
    record->has_value = step_value(step, &record->value);
    *trace->end = record;
    trace->end = &record->next;
    trace->count++;
}

/* Every step of a problem, at so many digits. */
static inline const struct trace *trace_of(const char *text, int digits)
{
    struct trace *trace = arena_alloc(arena, sizeof *trace);
    struct run *run = run_of(text, digits);
    trace->end = &trace->first;
    while (run_next(run)) {
        struct step step = {.run = run};
        while (run_walk(&step))
            add_record(trace, &step);
    }
    cr_assert(!run_failed(run), "%s",
              diagnostics.first ? diagnostics.first->message : "no diagnostic");
    trace->bits = arithmetic_precision(run_arithmetic(run));
    return trace;
}

static inline const struct record *find(const struct trace *trace, const char *id)
{
    for (const struct record *record = trace->first; record; record = record->next)
        if (strcmp(record->id, id) == 0)
            return record;
    return NULL;
}

static inline const struct record *at(const struct trace *trace, const char *id)
{
    const struct record *record = find(trace, id);
    cr_assert_not_null(record, "there is no step %s", id);
    return record;
}

static inline void expect_text(const char *found, const char *wanted)
{
    cr_expect(found != NULL && strcmp(found, wanted) == 0, "found\n%s\nwanted\n%s",
              found ? found : "NULL", wanted);
}

static inline void expect_shown(const struct trace *trace, const char *id, const char *wanted)
{
    const struct record *record = at(trace, id);
    cr_expect(strcmp(record->shown, wanted) == 0, "%s is shown as %s, wanted %s", id, record->shown,
              wanted);
}

static inline void expect_exact(const struct trace *trace, const char *id, const char *wanted)
{
    expect_shown(trace, id, wanted);
    cr_expect_eq(at(trace, id)->state, SHOWN_EXACT, "%s is not exact", id);
}

/* ---- problems ---- */

#define HALF_SQUARED "'loss': {'kind': 'squared_error', 'scale': 'half'}"

#define TWO_THREE_ONE                                                                              \
    "{'inputs': [[6, 1]], 'targets': [[1]], 'layers': ["                                           \
    "{'activation': 'sigmoid', 'weights': [[1,1],[1,1],[1,1]], 'biases': [1,1,1]},"                \
    "{'activation': 'sigmoid', 'weights': [[1,1,1]], 'biases': [1]}]," HALF_SQUARED                \
    ", 'optimizer': {'learning_rate': 0.1}}"

#define TWO_THREE_ONE_MIXED                                                                        \
    "{'inputs': [[0, 6]], 'targets': [[1]], 'layers': ["                                           \
    "{'activation': 'sigmoid', 'weights': [[0.5,-0.5],[0.5,-0.5],[0.5,-0.5]], 'biases': "          \
    "[0.1,0.1,0.1]},"                                                                              \
    "{'activation': 'sigmoid', 'weights': [[1,-1,0]], 'biases': [0.1]}]," HALF_SQUARED             \
    ", 'optimizer': {'learning_rate': 0.1}}"

#define TWO_TWO_TWO_WITH(layer_option)                                                             \
    "{'inputs': [[0.05, 0.10]], 'targets': [[0.01, 0.99]], 'layers': ["                            \
    "{'activation': 'sigmoid', 'weights': [[0.15,0.20],[0.25,0.30]], 'biases': "                   \
    "[0.35,0.35]" layer_option "},"                                                                \
    "{'activation': 'sigmoid', 'weights': [[0.40,0.45],[0.50,0.55]], 'biases': "                   \
    "[0.60,0.60]" layer_option "}]," HALF_SQUARED                                                  \
    ", 'optimizer': {'learning_rate': 0.5}, 'forward_after': true}"
#define TWO_TWO_TWO TWO_TWO_TWO_WITH("")
#define TWO_TWO_TWO_FIXED_BIASES TWO_TWO_TWO_WITH(", 'train_biases': false")

#define BATCH_OF_THREE                                                                             \
    "{'inputs': [[1,2,3,0],[2,4,1,0],[4,3,2,0]], 'targets': [[0],[1],[1]], 'weights_layout': "     \
    "'in_out',"                                                                                    \
    "'layers': [{'activation': 'sigmoid', 'weights': [[1,1,1],[1,1,1],[1,1,1],[1,1,1]], "          \
    "'biases': [0,0,0]},"                                                                          \
    "{'activation': 'sigmoid', 'weights': [[1],[1],[1]], 'biases': [0]}],"                         \
    "'loss': 'binary_cross_entropy', 'optimizer': {'learning_rate': 1}}"

#define SOFTMAX_OF_SIX                                                                             \
    "{'inputs': [[1,0,0],[0.9,0,0],[0,1,0],[0,0.95,0],[0,0,1],[0,0,0.85]], 'targets': "            \
    "[0,0,1,1,2,2],"                                                                               \
    "'weights_layout': 'in_out', 'layers': [{'activation': 'sigmoid',"                             \
    "'weights': [[0.5938,0.0634],[0.0018,0.1043],[0.3504,0.0656]], 'biases': [0.76,0.76]},"        \
    "{'activation': 'softmax', 'weights': [[1.0,0.41,0.26],[0.24,0.53,0.71]], 'biases': "          \
    "[0.95,0.21,0.98]}],"                                                                          \
    "'loss': 'categorical_cross_entropy', 'optimizer': {'learning_rate': 1}, 'forward_after': "    \
    "true}"

#define FORWARD_ONLY                                                                               \
    "{'inputs': [[0, 0]], 'layers': ["                                                             \
    "{'activation': 'relu', 'weights': [[-0.53,0.77],[-0.62,-0.85],[-1.82,-0.61]], 'biases': "     \
    "[-0.45,0.25,-0.21]},"                                                                         \
    "{'activation': 'softmax', 'weights': [[-1.36,-2.13,1.56],[-0.03,2.18,-0.19]], 'biases': "     \
    "[1.76,-1.76]}]}"

#define ONE_UNIT_SOFTMAX                                                                           \
    "{'inputs': [[1, 2]], 'targets': [[0, 1]], 'layers': [{'activation': 'softmax',"               \
    "'weights': [[0.1,0.2],[0.3,-0.4]], 'biases': [0,0.5]}],"                                      \
    "'loss': 'categorical_cross_entropy', 'optimizer': {'learning_rate': 0.1}}"

#endif
