/* Places in pictures, over all worked examples and some networks: every step that has a place finds it in the picture of
 * its problem, and the line of the sheet has the same one. */
#include "render/places.h"
#include "../arena_fixture.h"
#include "api/examples.h"
#include "base/json.h"
#include "marking/sheet_make.h"
#include "render/trace_document.h"

#include <string.h>

TestSuite(places, .init = open_arena, .fini = close_arena);

static const struct tape *tape_of(const char *name, const char *bytes)
{
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){name, bytes, strlen(bytes)};
    const struct problem *problem = problem_read(arena, source, &diagnostics);
    cr_assert(problem != NULL, "%s: %s", name,
              diagnostics.first ? diagnostics.first->message : "no diagnostic");
    return tape_compile(arena, problem, &diagnostics);
}

static struct run *open_run(const struct tape *tape)
{
    struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 6}};
    return run_open(arena, tape, &settings, &diagnostics);
}

static const char *place_in_line(const struct sheet *sheet, const char *id)
{
    const char *candidates;
    int line = sheet->lookup.find(sheet->lookup.context, arena, id, &candidates);
    cr_assert(line >= 0, "%s is not on the sheet", id);
    struct text place;
    text_open(&place, arena);
    return place_of_line(sheet, &sheet->lines[line], &place) ? place.bytes : NULL;
}

static void expect_places(const char *name, const char *bytes)
{
    const struct tape *tape = tape_of(name, bytes);
    const struct sheet *sheet = sheet_make(arena, tape, &diagnostics);
    struct text picture, id, place;
    text_open(&picture, arena);
    text_open(&id, arena);
    text_open(&place, arena);
    cr_assert(render_trace_picture(open_run(tape), &picture, &diagnostics), "%s", name);
    struct run *run = open_run(tape);
    while (run_next(run))
        for (struct step step = {.run = run}; run_walk(&step);) {
            text_clear(&id);
            text_clear(&place);
            step_id(&step, &id);
            bool has = place_of_step(&step, &place);
            const char *of_line = place_in_line(sheet, id.bytes);
            cr_expect(has == (of_line != NULL) && (!has || strcmp(of_line, place.bytes) == 0),
                      "%s %s: %s and %s", name, id.bytes, place.bytes, of_line);
            const char *attribute = arena_printf(arena, "data-place=\"%s\"", place.bytes);
            cr_expect(!has || strstr(picture.bytes, attribute), "%s %s: no %s in the picture", name,
                      id.bytes, place.bytes);
        }
}

Test(places, of_worked_examples_are_in_their_pictures)
{
    for (size_t i = 0; example_at(i); i++)
        if (strcmp(example_at(i)->command, "trace") == 0)
            expect_places(example_at(i)->name, example_at(i)->text);
}

Test(places, of_what_the_examples_do_not_have)
{
    expect_places(
        "adam with decay, dropout, a shared bias, a penalty, a schedule, two updates",
        "{\"inputs\": [[1, 2], [3, -1]], \"targets\": [[1], [0]],"
        " \"layers\": [{\"units\": 2, \"activation\": \"sigmoid\", \"weights\": [[1, 0.5], [2, "
        "-1]],"
        "   \"biases\": [0.5], \"shared_bias\": true, \"dropout\": {\"rate\": 0.5, \"seed\": 3}},"
        "  {\"units\": 1, \"activation\": \"sigmoid\", \"weights\": [[1, 1]], \"use_bias\": "
        "false}],"
        " \"loss\": {\"kind\": \"squared_error\", \"scale\": \"half\"}, \"penalty\": {\"l2\": 0.1},"
        " \"optimizer\": {\"kind\": \"adam\", \"learning_rate\": 0.1, \"weight_decay\": 0.01,"
        "  \"schedule\": {\"kind\": \"exponential\", \"gamma\": 0.5}}, \"updates\": 2, "
        "\"wrt_inputs\": true}");
    expect_places(
        "label smoothing",
        "{\"inputs\": [[1]], \"targets\": [1],"
        " \"layers\": [{\"units\": 2, \"activation\": \"softmax\", \"weights\": [[1], [2]],"
        "   \"biases\": [0, 0]}],"
        " \"loss\": {\"kind\": \"categorical_cross_entropy\", \"label_smoothing\": 0.1}}");
    expect_places(
        "momentum of formulas",
        "{\"given\": {\"w\": [1, 2]}, \"formulas\": [\"f = w[1]*w[2]\"], \"objective\": \"f\","
        " \"wrt\": [\"w\"], \"optimizer\": {\"kind\": \"adam\", \"learning_rate\": 0.1},"
        " \"updates\": 2}");
}
