/* Finding the inputs of a public call. */
#include "api/input.h"

#include "api/examples.h"
#include "base/arena.h"
#include "derivation/derivation.h"
#include "marking/sheet_make.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define EXAMPLES_MOST 256
#define DIGITS_DEFAULT 6

bool input_unknown(struct call *call, const char *option, const char *value, const char *expected)
{
    const char *message = arena_printf(call->arena, "%s \"%s\" is not known", option, value);
    return diagnose(&call->diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                                             .message = message,
                                                             .expected = expected,
                                                             .found = value});
}

static bool wrong_kind(struct call *call, const struct json_source *source, const char *message)
{
    return diagnose(&call->diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_WRONG_VALUE,
                                                             .message = message,
                                                             .file = source->name});
}

bool input_is_no_derivation(struct call *call, const struct json_source *source)
{
    return !derivation_recognise(call->arena, source) ||
           wrong_kind(call, source, "this is a derivation: `handgrad derive` shows and checks it");
}

bool input_is_no_problem(struct call *call, const struct json_source *source, const char *wanted)
{
    struct arena *scratch = arena_child(call->arena);
    struct diagnostics unheard;
    diagnostics_open(&unheard, scratch);
    const struct json *root =
        source->length > DERIVATION_MAX_BYTES ? NULL : json_read(scratch, source, &unheard);
    bool problem = root && root->kind == JSON_OBJECT && !json_member(root, "format") &&
                   (json_member(root, "layers") || json_member(root, "formulas"));
    arena_close(scratch);
    return !problem ||
           wrong_kind(call, source,
                      arena_printf(call->arena,
                                   "this is a problem, not %s: `handgrad trace` shows it", wanted));
}

/* Neither a file nor an example: perhaps an example was meant. */
static bool no_such_input(struct call *call, const char *typed)
{
    const char *names[EXAMPLES_MOST];
    size_t count = 0;
    for (; count < EXAMPLES_MOST && example_at(count); count++)
        names[count] = example_at(count)->name;
    const char *nearest = nearest_name(typed, names, count);
    const char *message = "there is no such file, and no worked example is called so";
    if (nearest)
        message = arena_printf(call->arena, "%s; did you mean \"%s\"?", message, nearest);
    return diagnose(
        &call->diagnostics,
        &(struct diagnostic){.code = DIAGNOSTIC_NO_FILE, .message = message, .file = typed});
}

static bool none_given(struct call *call, const char *what)
{
    const char *message = arena_printf(call->arena, "no %s was given", what);
    return diagnose(&call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_USAGE, .message = message});
}

bool input_find(struct call *call, struct arena *arena, const struct input *input,
                struct json_source *source)
{
    *source =
        (struct json_source){input->name ? input->name : input->what, input->text, input->length};
    if (source->bytes)
        return true;
    if (!input->name)
        return none_given(call, input->what);
    const struct example *example = example_by_name(input->name);
    bool no_such_file = access(input->name, F_OK) != 0 && errno == ENOENT;
    if (example && no_such_file) {
        source->bytes = example->text;
        source->length = strlen(example->text);
        return true;
    }
    if (strcmp(input->name, "-") == 0)
        source->name = "standard input";
    else if (no_such_file)
        return no_such_input(call, input->name);
    source->bytes = file_read(arena, input->name, &source->length, &call->diagnostics);
    return source->bytes != NULL;
}

static bool is_standard(const struct input *input)
{
    return input->name && !input->text && strcmp(input->name, "-") == 0;
}

bool input_share_standard(struct call *call, const struct input *a, const struct input *b)
{
    if (!is_standard(a) || !is_standard(b))
        return true;
    const char *message = arena_printf(call->arena, "standard input can be either the %s or the %s",
                                       a->what, b->what);
    return diagnose(&call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_USAGE, .message = message});
}

const struct problem *input_problem(struct call *call, struct arena *arena,
                                    const struct json_source *source, const struct json *node)
{
    const struct problem *problem = node
                                        ? problem_from_json(arena, source, node, &call->diagnostics)
                                        : problem_read(arena, source, &call->diagnostics);
    if (!problem || !problem->dataset)
        return problem;
    wrong_kind(call, source,
               "this is a run file, which has no samples of its own: `handgrad train RUN` trains "
               "it, `handgrad trace RUN --update N` shows one of its updates");
    return NULL;
}

const struct sheet *input_sheet(struct call *call, const struct input *input)
{
    struct json_source source;
    if (!input_find(call, call->arena, input, &source) || !input_is_no_derivation(call, &source))
        return NULL;
    const struct problem *problem = input_problem(call, call->arena, &source, NULL);
    const struct tape *tape =
        problem ? tape_compile(call->arena, problem, &call->diagnostics) : NULL;
    return tape ? sheet_make(call->arena, tape, &call->diagnostics) : NULL;
}

bool input_arithmetic(const char *name, enum arithmetic_kind *kind)
{
    static const enum arithmetic_kind kinds[] = {ARITHMETIC_CERTIFIED, ARITHMETIC_FLOAT64,
                                                 ARITHMETIC_FLOAT32};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(arithmetic_name(kinds[i]), name) == 0) {
            *kind = kinds[i];
            return true;
        }
    return false;
}

bool input_blank(struct call *call, const char *wanted, enum blank *blank)
{
    *blank = BLANK_RESULTS;
    for (int b = 0; b < BLANKS; b++)
        if (wanted && strcmp(blank_name((enum blank)b), wanted) == 0) {
            *blank = (enum blank)b;
            return true;
        }
    return !wanted || input_unknown(call, "blank", wanted, "results, factors or all");
}

bool input_digits(struct call *call, int digits, int decimals, int of_problem,
                  struct digits *chosen)
{
    if (digits && decimals)
        return diagnose(&call->diagnostics,
                        &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                             .message = "digits and decimals exclude each other"});
    bool outside = digits < 0 || digits > INPUT_DIGITS_MOST || decimals < 0 ||
                   decimals > INPUT_DIGITS_MOST + 1;
    if (outside)
        return diagnose(
            &call->diagnostics,
            &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                 .message = "too many digits asked for",
                                 .expected = "1 to 1000 digits, or 0 to 1000 decimals"});
    int significant = digits ? digits : of_problem ? of_problem : DIGITS_DEFAULT;
    *chosen = decimals ? (struct digits){DIGITS_DECIMALS, decimals - 1}
                       : (struct digits){DIGITS_SIGNIFICANT, significant};
    return true;
}
