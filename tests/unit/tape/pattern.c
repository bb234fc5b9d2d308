/* Patterns: they write what is written without them, and families whose steps differ in more have none. */
#include "pattern_check.h"
#include <stdio.h>

TestSuite(pattern, .init = open_arena, .fini = close_arena);

/* Has the family a pattern, in the first update and for its first sample? */
static bool has_pattern(struct run *run, enum family_scope scope, const char *base)
{
    const struct family *family = tape_family(run_tape(run), scope, base);
    cr_assert_not_null(family, "there is no family %s", base);
    struct step step = run_step(run, family, 0, 0);
    return pattern_of(&step, describe, NULL, arena) != NULL;
}

Test(pattern, worked_networks)
{
    static const char *const problems[] = {TWO_THREE_ONE, TWO_THREE_ONE_MIXED, TWO_TWO_TWO,
                                           BATCH_OF_THREE, SOFTMAX_OF_SIX};
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
        cr_expect_gt(check_patterns(run_of(problems[i], 6)), 0);
}

/* ---- random networks ---- */

static unsigned long state = 1;

static unsigned below(unsigned count)
{
    state = state * 6364136223846793005UL + 1442695040888963407UL;
    return (unsigned)(state >> 33) % count;
}

/* Zeros, whole numbers, tiny ones in scientific notation, and both signs. */
static void put_number(struct text *text)
{
    static const char *const endings[] = {"", ".5", "e-9", ".0625", "e0"};
    text_printf(text, "%s%u%s", below(2) ? "-" : "", below(4),
                endings[below(sizeof endings / sizeof *endings)]);
}

static void put_rows(struct text *text, unsigned rows, unsigned columns)
{
    text_put(text, '[');
    for (unsigned r = 0; r < rows; r++) {
        text_string(text, r ? ", [" : "[");
        for (unsigned c = 0; c < columns; c++) {
            text_string(text, c ? ", " : "");
            put_number(text);
        }
        text_put(text, ']');
    }
    text_put(text, ']');
}

static const char *random_network(void)
{
    static const char *const activations[] = {"sigmoid", "tanh", "relu", "linear", "softmax"};
    unsigned samples = 1 + below(3), inputs = 1 + below(12), outputs = 0, layers = 1 + below(3);
    struct text text;
    text_open(&text, arena);
    text_literal(&text, "{'inputs': ");
    put_rows(&text, samples, inputs);
    text_literal(&text, ", 'layers': [");
    for (unsigned l = 0, from = inputs; l < layers; l++, from = outputs) {
        outputs = 1 + below(12);
        text_printf(&text, "%s{'activation': '%s', 'weights': ", l ? ", " : "",
                    activations[below(sizeof activations / sizeof *activations)]);
        put_rows(&text, outputs, from);
        text_literal(&text, ", 'use_bias': false}");
    }
    text_literal(&text, "], 'targets': ");
    put_rows(&text, samples, outputs);
    text_printf(&text,
                ", 'loss': 'squared_error', 'updates': 2, 'batch_size': %u, "
                "'optimizer': {'learning_rate': 0.01}}",
                1 + below(samples));
    return text.bytes;
}

Test(pattern, random_networks)
{
    for (int i = 0; i < 40; i++)
        cr_expect_gt(check_patterns(run_of(random_network(), 1 + (int)below(8))), 0);
}

/* ---- which families have one ---- */

Test(pattern, families_of_a_dense_layer_have_patterns)
{
    struct run *run = run_of(BATCH_OF_THREE, 6);
    cr_assert(run_next(run));
    cr_expect(has_pattern(run, SCOPE_SAMPLE, "x"));
    cr_expect(has_pattern(run, SCOPE_UPDATE, "w1"));
    cr_expect(has_pattern(run, SCOPE_STEP, "z1"));
    cr_expect(has_pattern(run, SCOPE_STEP, "a1"));
    cr_expect(has_pattern(run, SCOPE_STEP, "dz1/dw1"));
    cr_expect(has_pattern(run, SCOPE_STEP, "dE/da1"));
    cr_expect(has_pattern(run, SCOPE_UPDATE, "dE/dw1"));
}

/* da2[k]/dz2[j] is a(1 - a) on the diagonal and -a*a elsewhere. */
Test(pattern, none_where_the_formula_depends_on_the_index)
{
    struct run *run = run_of(SOFTMAX_OF_SIX, 6);
    const struct tape *tape = run_tape(run);
    cr_assert(run_next(run));
    const struct family *a = tape->layers[tape->problem->layer_count].a;
    char base[64];
    snprintf(base, sizeof base, "d%s/dz%s", a->top.base, a->top.base + 1);
    cr_expect_not(has_pattern(run, SCOPE_STEP, base));
}

/* A name of its own for one weight is in whatever is made of the weights, but nowhere else. */
Test(pattern, none_where_an_instance_has_a_name_of_its_own)
{
    struct run *run =
        run_of("{'inputs': [[6, 1]], 'targets': [[1]], 'layers': ["
               "{'activation': 'sigmoid', 'weights': [[1,1],[1,1]], 'biases': [1,1]},"
               "{'activation': 'sigmoid', 'weights': [[1,1]], 'biases': [1]}]," HALF_SQUARED
               ", 'optimizer': {'learning_rate': 0.1}, 'names': {'w1[2,1]': 'v', 'alpha': 'eta'}}",
               6);
    cr_assert(run_next(run));
    cr_expect_not(has_pattern(run, SCOPE_UPDATE, "w1"));
    cr_expect_not(has_pattern(run, SCOPE_STEP, "z1"));
    cr_expect_not(has_pattern(run, SCOPE_UPDATE, "dE/dw1"));
    cr_expect(has_pattern(run, SCOPE_STEP, "a1"));
    cr_expect(has_pattern(run, SCOPE_UPDATE, "dE/dw2"));
    struct step update =
        run_step(run, tape_family(run_tape(run), SCOPE_UPDATE, "w2")->successor, 0, 0);
    cr_expect_not_null(pattern_of(&update, describe, NULL, arena));
}

/* ---- formulas of the user ---- */

/* Nine steps, of which 1, 5 and 9 are looked at when the pattern is made: the rules must find what is special in
 * the second. */
#define FORMULAS(formula)                                                                          \
    "{'given': {'x': [1, -2, 3, 0.5, -1, 4, -3, 2, 1], 'y': [[1,-2],[2,3],[-4,5],[1,1],[0,1],"     \
    "[-1,-1],[3,2],[2,-2],[1,4]]}, 'formulas': ['h[i] (i=1..9) = " formula                         \
    "', 'f = h[1] + h[2]*h[3]'], 'objective': 'f', 'wrt': ['x', 'y']}"

static const char *const alike[] = {
    FORMULAS("i*x[i] + 2"),
    FORMULAS("x[2]^i - 3"),
    FORMULAS("sum(k=1..2, y[i,k]*y[i,k])"),
    FORMULAS("where(x[i] < 0, -x[i], x[i]^2)"),
    FORMULAS("-x[i] / 3 - (1 - x[i]) / -x[i]^2"),
    FORMULAS("max(x[i], 0)*exp(-abs(x[i]))"),
    FORMULAS("max(k=1..2, y[i,k])/pi"),
};

static const char *const unlike[] = {
    FORMULAS("x[i]*x[2]"),              /* its operands are two, or one */
    FORMULAS("sum(k=1..i, x[k])"),      /* as many terms as i */
    FORMULAS("max(k=1..i, x[k])"),      /* likewise */
    FORMULAS("where(i == 2, x[i], 1)"), /* one branch or the other */
    FORMULAS("700000001*x[i]"),         /* looks like a mark */
};

/* Has h a pattern? Whether it has or not, the law holds. */
static bool checked(const char *problem)
{
    struct run *run = run_of(problem, 6);
    cr_assert(run_next(run));
    bool found = has_pattern(run, SCOPE_UPDATE, "h");
    check_patterns(run_of(problem, 6));
    return found;
}

Test(pattern, formulas_whose_steps_are_alike)
{
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        cr_expect(checked(alike[i]), "%s", alike[i]);
}

Test(pattern, formulas_whose_steps_differ)
{
    for (size_t i = 0; i < sizeof unlike / sizeof *unlike; i++)
        cr_expect_not(checked(unlike[i]), "%s", unlike[i]);
}
