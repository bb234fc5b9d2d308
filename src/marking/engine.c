/* The engine: memory that lasts with the sheet, and memory that is emptied before each marking. */
#include "marking/engine.h"

#include "base/arena.h"
#include "marking/mark.h"
#include "marking/mark_json.h"
#include "marking/sheet_data.h"

#include <stdlib.h>

struct marking_engine {
    struct exhaustion exhaustion;
    struct arena *input;   /* the bytes that were handed in */
    struct arena *lasting; /* the sheet and its marker */
    struct arena *passing; /* the answers, their marks and the output */
    char *bytes;
    size_t length;
    const struct sheet *sheet;
    struct marker *marker;
    struct text output;
};

/* True when memory has run out on the way: below it, control comes back here. */
#ifdef __wasm__
#define is_exhausted(engine) ((void)(engine), false)
#else
#define is_exhausted(engine) (setjmp((engine)->exhaustion.resume) != 0)
#endif

struct marking_engine *marking_engine_new(void)
{
    struct marking_engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        return NULL;
    engine->input = arena_open(&engine->exhaustion);
    engine->lasting = arena_open(&engine->exhaustion);
    engine->passing = arena_open(&engine->exhaustion);
    if (engine->input && engine->lasting && engine->passing)
        return engine;
    marking_engine_free(engine);
    return NULL;
}

void marking_engine_free(struct marking_engine *engine)
{
    if (!engine)
        return;
    arena_close(engine->passing);
    arena_close(engine->lasting);
    arena_close(engine->input);
    free(engine);
}

char *marking_engine_input(struct marking_engine *engine, size_t length)
{
    engine->bytes = NULL;
    engine->length = 0;
    arena_reset(engine->input);
    if (is_exhausted(engine))
        return NULL;
    engine->bytes = arena_array(engine->input, length, 1);
    engine->length = length;
    return engine->bytes;
}

/* Always false. */
static bool without_output(struct marking_engine *engine)
{
    engine->output = (struct text){0};
    return false;
}

bool marking_engine_open(struct marking_engine *engine)
{
    without_output(engine);
    engine->sheet = NULL;
    arena_reset(engine->passing);
    arena_reset(engine->lasting);
    if (is_exhausted(engine))
        return without_output(engine);
    const struct sheet *sheet = sheet_data_read(engine->lasting, engine->bytes, engine->length);
    if (sheet)
        engine->marker = marker_open(engine->lasting, sheet);
    engine->sheet = sheet;
    return sheet;
}

/* NULL: the output says why. */
static const struct answers *read_answers(struct marking_engine *engine)
{
    const struct json_source source = {
        .name = "answers", .bytes = engine->bytes, .length = engine->length};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, engine->passing);
    const struct answers *answers =
        answers_read_table(engine->passing, &source, &engine->sheet->lookup, &diagnostics);
    if (!answers)
        diagnostic_write(diagnostics.first, &engine->output);
    return answers;
}

bool marking_engine_mark(struct marking_engine *engine, int habit, bool givens_rounded)
{
    arena_reset(engine->passing);
    if (is_exhausted(engine))
        return without_output(engine);
    text_open(&engine->output, engine->passing);
    const struct answers *read = read_answers(engine);
    if (!read)
        return false;
    struct answers answers = *read;
    answers.habit = (enum habit)habit;
    answers.givens_rounded = givens_rounded;
    marks_json(marks_make(engine->passing, engine->marker, &answers, NULL), &engine->output);
    return true;
}

const char *marking_engine_output(const struct marking_engine *engine)
{
    return engine->output.bytes ? engine->output.bytes : "";
}

size_t marking_engine_output_length(const struct marking_engine *engine)
{
    return engine->output.length;
}
