/* Walking: which steps there are, in which order, under which ids and names. */
#include "support.h"

TestSuite(walk, .init = open_arena, .fini = close_arena);

/* Ids joined by blanks. */
static const char *ids_of(const struct trace *trace)
{
    struct text text;
    text_open(&text, arena);
    for (const struct record *record = trace->first; record; record = record->next) {
        if (text.length)
            text_put(&text, ' ');
        text_string(&text, record->id);
    }
    return text.bytes;
}

#define ONE_UNIT(more)                                                                             \
    "{'inputs': [[2]], 'targets': [[1]], 'layers': [{'activation': 'sigmoid', 'weights': "         \
    "[[0.5]], "                                                                                    \
    "'biases': [0]}], 'loss': 'squared_error', 'optimizer': {'learning_rate': 1}" more "}"

Test(walk, one_unit)
{
    expect_text(ids_of(trace_of(ONE_UNIT(""), 6)),
                "s1.x[1] s1.t[1] u1.w1[1,1] u1.b1[1] u1.s1.z1[1] u1.s1.a1[1] u1.s1.E u1.E "
                "u1.s1.dE/da1[1] u1.s1.da1[1]/dz1[1] u1.s1.dE/dz1[1] u1.s1.dz1[1]/dw1[1,1] "
                "u1.s1.dz1[1]/db1[1] "
                "u1.dE/dw1[1,1] u1.dE/db1[1] u2.w1[1,1] u2.b1[1]");
}

/* Given numbers come once; a later update begins with its forward pass. */
Test(walk, a_second_update_and_a_last_forward_pass)
{
    const char *ids = ids_of(trace_of(ONE_UNIT(", 'updates': 2, 'forward_after': true"), 6));
    expect_text(
        strstr(ids, " u2.b1[1] "),
        " u2.b1[1] u2.s1.z1[1] u2.s1.a1[1] u2.s1.E u2.E u2.s1.dE/da1[1] u2.s1.da1[1]/dz1[1] "
        "u2.s1.dE/dz1[1] "
        "u2.s1.dz1[1]/dw1[1,1] u2.s1.dz1[1]/db1[1] u2.dE/dw1[1,1] u2.dE/db1[1] u3.w1[1,1] u3.b1[1] "
        "u3.s1.z1[1] u3.s1.a1[1] u3.s1.E u3.E");
}

/* Samples one after the other forward, then backward; then what belongs to the whole batch. */
Test(walk, a_batch)
{
    const char *ids =
        ids_of(trace_of("{'inputs': [[1],[2]], 'targets': [[0],[1]], 'layers': [{'weights': [[1]], "
                        "'use_bias': false}], 'loss': 'squared_error', "
                        "'optimizer': {'learning_rate': 1}}",
                        6));
    expect_text(
        ids,
        "s1.x[1] s1.t[1] s2.x[1] s2.t[1] u1.w1[1,1] u1.s1.z1[1] u1.s1.a1[1] u1.s1.E u1.s2.z1[1] "
        "u1.s2.a1[1] u1.s2.E u1.E u1.s1.dE/da1[1] u1.s1.da1[1]/dz1[1] u1.s1.dE/dz1[1] "
        "u1.s1.dz1[1]/dw1[1,1] u1.s1.dE/dw1[1,1] u1.s2.dE/da1[1] u1.s2.da1[1]/dz1[1] "
        "u1.s2.dE/dz1[1] u1.s2.dz1[1]/dw1[1,1] u1.s2.dE/dw1[1,1] u1.dE/dw1[1,1] u2.w1[1,1]");
}

Test(walk, forward_only)
{
    expect_text(
        ids_of(trace_of("{'inputs': [[1],[2]], 'layers': [{'weights': [[1]], 'biases': [3]}]}", 6)),
        "s1.x[1] s2.x[1] u1.w1[1,1] u1.b1[1] u1.s1.z1[1] u1.s1.a1[1] u1.s2.z1[1] u1.s2.a1[1]");
}

Test(walk, gradients_of_inputs_belong_to_their_sample)
{
    const char *ids = ids_of(trace_of(ONE_UNIT(", 'wrt_inputs': true"), 6));
    cr_expect(strstr(ids, " u1.s1.dz1[1]/dx[1] "), "%s", ids);
    cr_expect(strstr(ids, " u1.s1.dE/dx[1] "), "%s", ids);
}

Test(walk, the_problems_own_names)
{
    const struct trace *trace =
        trace_of(ONE_UNIT(", 'forward_after': true, 'names': {'w1[1,1]': 'w', 'z1[1]': 'net', "
                          "'a1[1]': 'yhat', 't[1]': 'y', "
                          "'E': 'L', 'alpha': 'eta'}"),
                 6);
    expect_text(at(trace, "u1.w1[1,1]")->name, "w");
    expect_text(at(trace, "u2.w1[1,1]")->name, "w'");
    expect_text(at(trace, "u1.dE/dw1[1,1]")->name, "dL/dw");
    expect_text(at(trace, "u1.s1.da1[1]/dz1[1]")->name, "dyhat/dnet");
    expect_text(at(trace, "u1.E")->name, "L");
    expect_text(at(trace, "u2.w1[1,1]")->formula, "w - eta * dL/dw");
    expect_text(at(trace, "u2.s1.z1[1]")->formula, "w*x[1] + b1[1]");
    expect_text(at(trace, "u1.s1.E")->formula, "(y - yhat)^2");
}

/* ---- laws ---- */

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void expect_unique_ids(const struct trace *trace)
{
    const char **ids = arena_array(arena, (size_t)trace->count, sizeof *ids);
    int count = 0;
    for (const struct record *record = trace->first; record; record = record->next)
        ids[count++] = record->id;
    qsort(ids, (size_t)count, sizeof *ids, compare_ids);
    for (int i = 1; i < count; i++)
        cr_expect(strcmp(ids[i - 1], ids[i]) != 0, "%s stands twice", ids[i]);
}

/* Every operand is a step that stands before the one that uses it. */
static void expect_known_operands(const struct trace *trace)
{
    for (const struct record *record = trace->first; record; record = record->next) {
        char *rest = arena_copy(arena, record->operands, strlen(record->operands)), *state;
        for (char *id = strtok_r(rest, " ", &state); id; id = strtok_r(NULL, " ", &state)) {
            const struct record *known = trace->first;
            while (known != record && strcmp(known->id, id) != 0)
                known = known->next;
            cr_expect(known != record, "%s uses %s, which does not stand before it", record->id,
                      id);
        }
    }
}

/* What is given has no formula, everything else has formula and numbers. */
static void expect_formulas(const struct trace *trace)
{
    for (const struct record *record = trace->first; record; record = record->next) {
        bool is_given = record->role == ROLE_INPUT || record->role == ROLE_TARGET ||
                        record->role == ROLE_PARAMETER;
        cr_expect_eq(record->formula == NULL, is_given, "%s", record->id);
        cr_expect_eq(record->substitution == NULL, is_given, "%s", record->id);
    }
}

static const struct {
    const char *problem;
    int steps;
} problems[] = {
    /* x t; w b w b; z a z a E; E; backward; gradients; new parameters */
    {TWO_THREE_ONE, 3 + 13 + 9 + 1 + (1 + 1 + 1 + 3 + 1 + 3 + 3 + 3 + 3 + 6 + 3) + 13 + 13},
    {TWO_THREE_ONE_MIXED, 3 + 13 + 9 + 1 + 28 + 13 + 13},
    {TWO_TWO_TWO, 4 + 12 + 9 + 1 + (2 + 2 + 2 + 4 + 2 + 4 + 2 + 2 + 2 + 4 + 2) + 12 + 12 + 10},
    {TWO_TWO_TWO_FIXED_BIASES, 4 + 12 + 9 + 1 + (28 - 4) + 8 + 8 + 10},
    /* of each sample: 9 forward, 34 backward, 19 gradients of its own */
    {BATCH_OF_THREE,
     3 * 5 + 19 + 3 * 9 + 1 + 3 * ((1 + 1 + 1 + 3 + 1 + 3 + 3 + 3 + 3 + 12 + 3) + 19) + 19 + 19},
    {SOFTMAX_OF_SIX, 6 * 6 + 17 + 6 * 11 + 1 +
                         6 * ((3 + 9 + 3 + 6 + 3 + 6 + 2 + 2 + 2 + 6 + 2) + 17) + 17 + 17 + 6 * 11 +
                         1},
    {FORWARD_ONLY, 2 + 17 + 10},
    {ONE_UNIT_SOFTMAX, 4 + 6 + 5 + 1 + (2 + 4 + 2 + 4 + 2) + 6 + 6},
};

Test(walk, laws_of_every_shape)
{
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
        const struct trace *trace = trace_of(problems[i].problem, 6);
        cr_expect_eq(trace->count, problems[i].steps, "problem %zu has %d steps, expected %d", i,
                     trace->count, problems[i].steps);
        expect_unique_ids(trace);
        expect_known_operands(trace);
        expect_formulas(trace);
    }
}
