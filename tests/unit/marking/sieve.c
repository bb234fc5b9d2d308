/* The sieve leaves nothing out: its bounds lie around those of interval arithmetic, whatever is tried. */
#include "explain_fixture.h"
#include "marking/candidates.h"

TestSuite(sieve, .init = open_arena, .fini = close_arena);

static int seen;

static void compare(struct search *search, const struct level *level, const struct attempt *attempt)
{
    struct interval bounds = sieve_bounds(search, level, attempt->formula), values;
    const struct expr *formula = whole_formula(search, level, attempt->formula);
    seen++;
    if (formula_bounds(search, formula, &values))
        cr_assert(bounds.low <= values.low && values.high <= bounds.high,
                  "%s: %s\n%.17g %.17g of\n%.17g %.17g", search->situation->line->id,
                  expr_text(arena, formula), bounds.low, bounds.high, values.low, values.high);
}

/* Each line with all that may be tried at it. */
static void assert_around(struct paper *paper)
{
    seen = 0;
    for (int i = 0; i < paper->sheet->count; i++) {
        struct situation situation = situation_of(paper, &paper->sheet->lines[i]);
        if (writing(paper, i))
            search_levels(search_open(arena, &situation), compare);
    }
    cr_assert_gt(seen, 500);
}

#define NET(activation, last, loss, optimizer)                                                     \
    "{'inputs': [[0.6, 1.7], [-0.8, 0.3]], 'targets': [[0.2, 0.8], [0.6, 0.4]], 'layers': ["       \
    "{'units': 2, 'activation': '" activation                                                      \
    "', 'weights': [[0.31, -0.42], [0.87, 0.23]], 'biases': [0.15, -0.35]},"                       \
    "{'units': 2, 'activation': '" last                                                            \
    "', 'weights': [[0.54, -0.73], [-0.29, 1.13]], 'biases': [0.61, 0.37]}], 'loss': '" loss       \
    "', 'optimizer': {'kind': '" optimizer "', 'learning_rate': 0.4}, 'updates': 2}"

static const char *const problems[] = {
    NET("sigmoid", "softmax", "categorical_cross_entropy", "sgd"),
    NET("tanh", "sigmoid", "binary_cross_entropy", "adam"),
    NET("relu", "linear", "squared_error", "rmsprop"),
    NET("softplus", "linear", "huber", "momentum"),
};

Test(sieve, lies_around_what_figures_give)
{
    for (size_t p = 0; p < sizeof problems / sizeof *problems; p++) {
        struct paper paper = paper_open(problems[p]);
        write_honestly(&paper, 3);
        assert_around(&paper);
    }
}

Test(sieve, lies_around_what_comes_of_steps_that_are_not_written)
{
    struct paper paper = paper_open(problems[1]);
    write_honestly(&paper, 2);
    for (int i = 0; i < paper.sheet->count; i++)
        if (paper.sheet->lines[i].role == ROLE_PARTIAL ||
            paper.sheet->lines[i].role == ROLE_ACTIVATION)
            paper.writings[i].kind = WRITTEN_BLANK;
    assert_around(&paper);
}
