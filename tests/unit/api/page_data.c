/* The data of pages, over all worked examples: what it says agrees with the run that it was made of. */
#include "render/page_data.h"
#include "../arena_fixture.h"
#include "api/examples.h"
#include "base/json.h"

#include <string.h>

TestSuite(page_data, .init = open_arena, .fini = close_arena);

static const struct tape *tape_of(const char *bytes)
{
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){"problem", bytes, strlen(bytes)};
    const struct problem *problem = problem_read(arena, source, &diagnostics);
    cr_assert(problem != NULL, "%s", diagnostics.first ? diagnostics.first->message : "");
    return tape_compile(arena, problem, &diagnostics);
}

static struct run *run_of(const struct tape *tape, const struct selection *selection)
{
    struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 6}, .selection = selection};
    return run_open(arena, tape, &settings, &diagnostics);
}

static const char *data_of(const struct tape *tape, const struct selection *selection)
{
    struct text text;
    text_open(&text, arena);
    cr_assert(page_data_write(run_of(tape, selection), &text, &diagnostics));
    return text.bytes;
}

static int occurrences(const char *text, const char *words)
{
    int count = 0;
    for (; (text = strstr(text, words)); text += strlen(words))
        count++;
    return count;
}

Test(page_data, nothing_in_it_ends_a_script)
{
    for (size_t i = 0; example_at(i); i++) {
        if (strcmp(example_at(i)->command, "trace") != 0)
            continue;
        const struct tape *tape = tape_of(example_at(i)->text);
        const char *data = data_of(tape, NULL);
        cr_expect(page_data_fits(tape, NULL));
        cr_expect(!strstr(data, "</") && !strstr(data, "<!"), "%s", example_at(i)->name);
        cr_expect(occurrences(data, "{\"id\": ") > 2, "%s", example_at(i)->name);
    }
}

Test(page_data, of_selected_updates_and_samples)
{
    const struct tape *tape =
        tape_of("{\"inputs\": [[1], [2], [3]], \"targets\": [[1], [0], [1]],"
                " \"layers\": [{\"units\": 1, \"activation\": \"sigmoid\", \"weights\": [[1]], "
                "\"biases\": [0]}],"
                " \"loss\": {\"kind\": \"squared_error\", \"scale\": \"half\"}, \"batch_size\": 2,"
                " \"optimizer\": {\"kind\": \"sgd\", \"learning_rate\": 0.1}, \"updates\": 3}");
    const struct selection *selection = selection_read(arena, "3", "1", tape, &diagnostics);
    const char *data = data_of(tape, selection);
    cr_expect(strstr(data, "\"updates\": [{\"number\": 3}]"));
    cr_expect(strstr(data, "\"samples\": [1]"));
    cr_expect(strstr(data, "{\"id\": \"u3.w1[1,1]\""));
    cr_expect(!strstr(data, "s2."));
    cr_expect(!strstr(data, "-1,") && !strstr(data, "-1]"), "a step that is not there");
    selection = selection_read(arena, "1,3", NULL, tape, &diagnostics);
    data = data_of(tape, selection);
    cr_expect(strstr(data, "\"updates\": [{\"number\": 1}, {\"number\": 3}]"));
    cr_expect(strstr(data, "\"samples\": [1, 2]"));
}

Test(page_data, a_forward_pass_after_the_last_update_is_marked)
{
    const char *data = data_of(tape_of(example_by_name("two_three_one")->text), NULL);
    cr_expect(strstr(data, "\"updates\": [{\"number\": 1}, {\"number\": 2, \"after\": true}]"));
}

Test(page_data, fits_until_it_is_too_large)
{
    struct text text;
    text_open(&text, arena);
    text_string(&text,
                "{\"inputs\": [[1]], \"targets\": [[1]], \"layers\": [{\"units\": 1, "
                "\"activation\": \"sigmoid\", \"weights\": [[1]], \"biases\": [0]}], \"loss\": "
                "{\"kind\": \"squared_error\"}, \"optimizer\": {\"kind\": \"sgd\", "
                "\"learning_rate\": 0.1}, \"updates\": 5000}");
    const struct tape *tape = tape_of(text.bytes);
    cr_expect(!page_data_fits(tape, NULL));
    cr_expect(page_data_fits(tape, selection_read(arena, "1-3,last", NULL, tape, &diagnostics)));
}

/* A 20-1 network without a bias and a batch of `samples`. */
static const struct tape *batch_of(int samples)
{
    struct text text;
    text_open(&text, arena);
    text_string(&text, "{\"inputs\": [");
    for (int s = 0; s < samples; s++) {
        text_string(&text, s ? ", [1" : "[1");
        for (int i = 1; i < 20; i++)
            text_string(&text, ", 2");
        text_put(&text, ']');
    }
    text_string(&text, "], \"targets\": [");
    for (int s = 0; s < samples; s++)
        text_string(&text, s ? ", [1]" : "[1]");
    text_string(&text,
                "], \"layers\": [{\"units\": 1, \"activation\": \"sigmoid\", \"weights\": [[1");
    for (int i = 1; i < 20; i++)
        text_string(&text, ", 1");
    text_string(&text, "]], \"use_bias\": false}], \"loss\": {\"kind\": \"squared_error\"}, "
                       "\"optimizer\": {\"kind\": \"sgd\", \"learning_rate\": 0.1}}");
    return tape_of(text.bytes);
}

Test(page_data, one_sample_of_a_large_batch_fits)
{
    const struct tape *tape = batch_of(1200);
    cr_expect(!page_data_fits(tape, NULL));
    cr_expect(page_data_fits(tape, selection_read(arena, NULL, "1", tape, &diagnostics)));
}

/* 20 gradients of so many terms each. */
Test(page_data, gradients_of_too_many_terms_do_not_fit)
{
    const struct tape *fits = batch_of(PAGE_TERMS_MOST / 20),
                      *too_many = batch_of(PAGE_TERMS_MOST / 20 + 1);
    cr_expect(page_data_fits(fits, selection_read(arena, NULL, "1", fits, &diagnostics)));
    cr_expect(!page_data_fits(too_many, selection_read(arena, NULL, "1", too_many, &diagnostics)));
}
