/* Diffs of small made-up traces: what the command's tests cannot reach, and laws. */
#include "tape/diff.h"
#include "support.h"

#include <math.h>
#include <stdio.h>

TestSuite(diff, .init = open_arena, .fini = close_arena);

/* One step in words: "id role value shown", "-" for no value. */
static void write_step(struct text *text, const char *step)
{
    char id[64], role[32], value[64], shown[64];
    cr_assert_eq(sscanf(step, "%63s %31s %63s %63s", id, role, value, shown), 4, "%s", step);
    text_printf(text, "{\"id\": \"%s\", \"name\": \"n\", \"latex\": \"n\", \"role\": \"%s\", ", id,
                role);
    if (strcmp(role, "parameter") != 0)
        text_literal(text, "\"formula\": \"f\", \"substitution\": \"f\", \"operands\": [], ");
    if (strcmp(value, "-") != 0)
        text_printf(text, "\"value\": %s, ", value);
    text_printf(text, "\"shown\": \"%s\", \"exact\": true}\n", shown);
}

/* `steps` ends with NULL. */
static const struct trace_file *made_trace(const char *const *steps)
{
    struct text text;
    text_open(&text, arena);
    text_literal(&text, "{\"format\": \"handgrad-trace\", \"version\": 1, \"title\": \"\", "
                        "\"arithmetic\": {\"kind\": \"certified\", \"digits\": 6}, "
                        "\"conventions\": {}, \"problem\": {}}\n");
    for (; *steps; steps++)
        write_step(&text, *steps);
    struct json_source source = {"made", text.bytes, text.length};
    const struct trace_file *trace = trace_read(arena, &source, &diagnostics);
    cr_assert_not_null(trace, "%s", text.bytes);
    return trace;
}

#define TRACE(...) made_trace((const char *const[]){__VA_ARGS__, NULL})

static const struct diff *diff_of(const struct trace_file *a, const struct trace_file *b,
                                  double relative, double absolute)
{
    return diff_traces(arena, a, b, (struct diff_tolerance){relative, absolute});
}

Test(diff, a_trace_agrees_with_itself)
{
    const struct trace_file *a = TRACE("u1.E loss 0.1 0.1", "u1.dE/db1[1] gradient -0 0");
    const struct diff *diff = diff_of(a, a, 0, 0);
    cr_expect(diff->equal && diff->first.kind == DIFF_SAME && !diff->explanations);
    cr_expect_eq(diff->roles[ROLE_LOSS].compared, 1);
    cr_expect_eq(diff->roles[ROLE_GRADIENT].compared, 1);
}

static enum diff_kind kind_of(const char *a, const char *b, double relative, double absolute)
{
    const struct diff *there = diff_of(TRACE(a), TRACE(b), relative, absolute);
    const struct diff *back = diff_of(TRACE(b), TRACE(a), relative, absolute);
    cr_expect_eq(there->first.kind, back->first.kind, "%s, %s: the same both ways", a, b);
    cr_expect_eq(there->roles[ROLE_LOSS].relative, back->roles[ROLE_LOSS].relative);
    cr_expect_eq(there->equal, there->first.kind == DIFF_SAME);
    return there->first.kind;
}

Test(diff, tolerances)
{
    cr_expect_eq(kind_of("E loss 1 1", "E loss 1.0 1", 0, 0), DIFF_SAME);
    cr_expect_eq(kind_of("E loss 1 1", "E loss 1 1.0", 0, 0), DIFF_SHOWN);
    cr_expect_eq(kind_of("E loss 1 1", "E loss 1 2", 1e-9, 0), DIFF_SAME, "values decide");
    cr_expect_eq(kind_of("E loss 0 0", "E loss -0.0 0", 0, 0), DIFF_SAME);
    cr_expect_eq(kind_of("E loss 0 0", "E loss 1e-300 1e-300", 1, 0), DIFF_SAME);
    cr_expect_eq(kind_of("E loss 0 0", "E loss 1e-300 1e-300", 0.99, 0), DIFF_VALUE);
    cr_expect_eq(kind_of("E loss 0 0", "E loss 1e-300 1e-300", 0, 1e-299), DIFF_SAME);
    cr_expect_eq(kind_of("E loss 4 4", "E loss 3 3", 0.25, 0), DIFF_SAME);
    cr_expect_eq(kind_of("E loss 4 4", "E loss 3 3", 0.2499, 0.99), DIFF_VALUE);
    cr_expect_eq(kind_of("E loss 4 4", "E loss 3 3", 0, 1), DIFF_SAME);
    cr_expect_eq(kind_of("E loss 1 1", "E partial 1 1", 1, 1), DIFF_ROLE);
}

/* The absolute difference overflows, the relative one does not. */
Test(diff, the_largest_doubles)
{
    const struct diff *diff =
        diff_of(TRACE("E loss 1.7e308 1.7e308"), TRACE("E loss -1.7e308 -1.7e308"), 0, 0);
    cr_expect_eq(diff->first.kind, DIFF_VALUE);
    cr_expect_eq(diff->roles[ROLE_LOSS].relative, 2);
    cr_expect(isinf(diff->roles[ROLE_LOSS].absolute));
}

/* Without a value the shown digits are the number, whatever its size. */
Test(diff, numbers_beyond_doubles)
{
    cr_expect_eq(kind_of("E loss - 1e400", "E loss - 1e400", 0, 0), DIFF_SAME);
    cr_expect_eq(kind_of("E loss - 1e400", "E loss - 1.00e400", 1e-9, 0), DIFF_SAME);
    cr_expect_eq(kind_of("E loss - 1e400", "E loss - 2e400", 0.5, 0), DIFF_SAME);
    cr_expect_eq(kind_of("E loss - 1e400", "E loss - 2e400", 0.49, 1e300), DIFF_VALUE);
    cr_expect_eq(kind_of("E loss - 1e400", "E loss - -1e400", 1.99, 0), DIFF_VALUE);
    cr_expect_eq(kind_of("E loss - 1e-400", "E loss - 2e-400", 0, 0), DIFF_VALUE);
    cr_expect_eq(kind_of("E loss - 1e-400", "E loss - 2e-400", 0, 1e-300), DIFF_SAME);
    cr_expect_eq(kind_of("E loss - 1e-400", "E loss 0 0", 0.5, 0), DIFF_VALUE);
    cr_expect_eq(kind_of("E loss - 1e400", "E loss 1e300 1e300", 0.99, 0), DIFF_VALUE);
    cr_expect_eq(
        kind_of("E loss - 1e99999999999999999999", "E loss - 2e99999999999999999999", 0, 0),
        DIFF_VALUE);
    cr_expect_eq(kind_of("E loss - 120000.5", "E loss - 1.200005e5", 1e-15, 0), DIFF_SAME);
    cr_expect_eq(kind_of("E loss - 0.00125", "E loss - 1.25e-3", 1e-15, 0), DIFF_SAME);
}

static const char *first_id(const struct diff *diff)
{
    return (diff->first.a ? diff->first.a : diff->first.b)->id;
}

/* A step that only B has counts where it stands among the steps of A. */
Test(diff, the_earliest_difference)
{
    const struct trace_file *a = TRACE("p loss 1 1", "q loss 2 2", "r loss 3 3");
    cr_expect_str_eq(first_id(diff_of(a, TRACE("p loss 1 1", "r loss 4 4", "q loss 2 2"), 0, 0)),
                     "r");
    cr_expect_str_eq(first_id(diff_of(a, TRACE("p loss 1 1", "r loss 4 4"), 0, 0)), "q");
    cr_expect_str_eq(
        first_id(diff_of(a, TRACE("p loss 1 1", "new loss 0 0", "q loss 2 2", "r loss 4 4"), 0, 0)),
        "new");
    cr_expect_str_eq(
        first_id(diff_of(a, TRACE("p loss 1 1", "q loss 0 0", "r loss 3 3", "new loss 4 4"), 0, 0)),
        "q");
    const struct diff *more = diff_of(
        a, TRACE("p loss 1 1", "q loss 2 2", "r loss 3 3", "s loss 4 4", "t loss 4 4"), 0, 0);
    cr_expect_str_eq(first_id(more), "s");
    cr_expect_eq(more->first.kind, DIFF_ONLY_B);
    cr_expect_eq(more->roles[ROLE_LOSS].only_b, 2);
    cr_expect(!more->equal);
}

static const char *codes(const struct diff *diff)
{
    struct text text;
    text_open(&text, arena);
    for (const struct diff_explanation *why = diff->explanations; why; why = why->next)
        text_printf(&text, "%s;", diff_code_name(why->code));
    return text.bytes;
}

static const char *gradients(const struct trace_file *b)
{
    return codes(diff_of(TRACE("u1.dE/db1[1] gradient 1 1", "u1.dE/db1[2] gradient 3 3"), b, 0, 0));
}

/* One number alone, or numbers with a factor of their own each, prove no rule. */
Test(diff, nothing_is_guessed)
{
    cr_expect_str_eq(codes(diff_of(TRACE("u1.E loss 1 1"), TRACE("u1.E loss 2 2"), 0, 0)), "");
    cr_expect_str_eq(gradients(TRACE("u1.dE/db1[1] gradient 2 2", "u1.dE/db1[2] gradient 6 6")),
                     "convention;");
    cr_expect_str_eq(
        gradients(TRACE("u1.dE/db1[1] gradient 2 2", "u1.dE/db1[2] gradient 6.00001 6")), "");
    cr_expect_str_eq(gradients(TRACE("u1.dE/db1[1] gradient 0 0", "u1.dE/db1[2] gradient 6 6")),
                     "");
    cr_expect_str_eq(
        gradients(TRACE("u1.dE/db1[1] gradient 1 1", "u1.dE/db1[2] gradient 3.0000000000000004 3")),
        "rounding;");
    cr_expect_str_eq(
        gradients(TRACE("u1.dE/db1[1] gradient 1 1", "u1.dE/db1[2] gradient 3.00000000001 3")), "");
    cr_expect_str_eq(codes(diff_of(TRACE("u1.w1[1,1] parameter 1 1"),
                                   TRACE("u1.w1[1,1] parameter 1.0000000000000002 1"), 0, 0)),
                     "value;");
}
