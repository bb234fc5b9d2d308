/* What the tests of traces share: a problem as text, traced with given settings. */
#ifndef TRACE_SUPPORT_H
#define TRACE_SUPPORT_H

#include "render/trace_document.h"
#include "support.h"

#define SIX_DIGITS .digits = {DIGITS_SIGNIFICANT, 6}

/* A problem with single quotes in place of double ones; the updates of the list `updates`, or all (NULL). */
static inline const char *trace_set(const char *problem_text, struct run_settings settings,
                                    const char *updates, enum detail detail,
                                    const struct renderer *renderer)
{
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    char *bytes = arena_copy(arena, problem_text, strlen(problem_text));
    for (char *c = bytes; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    struct json_source source = {"net.json", bytes, strlen(bytes)};
    const struct problem *problem = problem_read(arena, &source, &diagnostics);
    cr_assert_not_null(problem, "%s", diagnostics.first ? diagnostics.first->message : "");
    const struct tape *tape = tape_compile(arena, problem, &diagnostics);
    if (updates)
        settings.selection = selection_read(arena, updates, NULL, tape, &diagnostics);
    struct run *run = run_open(arena, tape, &settings, &diagnostics);
    struct text text;
    text_open(&text, arena);
    cr_assert(render_trace(run, detail, renderer, &text, &diagnostics));
    return text.bytes;
}

static inline const char *trace_with(const char *problem, enum detail detail,
                                     const struct renderer *renderer)
{
    return trace_set(problem, (struct run_settings){SIX_DIGITS}, NULL, detail, renderer);
}

static inline const char *trace_of(const char *problem)
{
    return trace_with(problem, DETAIL_AUTO, &text_renderer);
}

#define LAYER(activation, weights, biases)                                                         \
    "{'units': 1, 'activation': '" activation "', 'weights': " weights ", 'biases': " biases "}"
#define UPDATE "'optimizer': {'kind': 'sgd', 'learning_rate': 0.1}, 'updates': 1"
#define SQUARED "'loss': {'kind': 'squared_error', 'scale': 'half'}"
#define SIGMOID                                                                                    \
    "'layers': [" LAYER("sigmoid", "[[1]]", "[1]") ", " LAYER("sigmoid", "[[1]]", "[1]") "]"
#define SOFTMAX                                                                                    \
    "'layers': [{'units': 2, 'activation': 'softmax', 'weights': [[1], [2]], 'biases': [0, 0]}]"

#define assert_says(trace, words) cr_assert(strstr(trace, words), "not said: %s\n%s", words, trace)
#define assert_silent(trace, words) cr_assert(!strstr(trace, words), "said: %s\n%s", words, trace)

#endif
