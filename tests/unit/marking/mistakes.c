/* What mistakes give, told without anybody who makes them: each is what its formula gives, and the search names it. */
#include "marking/mistakes.h"
#include "explain_fixture.h"

TestSuite(mistakes, .init = open_arena, .fini = close_arena);

#define NEURON                                                                                     \
    "{'inputs': [[0.6, 1.7]], 'targets': [[0.9]], 'layers': [{'units': 1, 'activation': "          \
    "'sigmoid', 'weights': [[0.31, -0.42]], 'biases': [0.15]}], 'loss': 'squared_error', "         \
    "'optimizer': {'learning_rate': 0.4}}"

struct list {
    int count;
    struct mistaken items[4000];
};

static void add(void *context, const struct mistaken *mistaken)
{
    struct list *list = context;
    cr_assert_lt(list->count, 4000);
    list->items[list->count] = *mistaken;
    if (mistaken->detail)
        list->items[list->count].detail =
            arena_copy(arena, mistaken->detail, strlen(mistaken->detail));
    list->count++;
}

static const struct list *list_mistakes(struct paper *paper, const char *name)
{
    struct situation right = situation_of(paper, line_called(paper, name));
    struct list *list = arena_alloc(arena, sizeof *list);
    mistakes_each(arena, &right, add, list);
    return list;
}

/* Is there one with this code and value? */
static void assert_told(const struct list *list, const char *code, double value)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->items[i].code, code) == 0 &&
            fabs(list->items[i].value - value) <= 1e-12 * fabs(value))
            return;
    cr_assert(false, "%s = %.17g is not among %d mistakes", code, value, list->count);
}

Test(mistakes, are_told_with_what_they_give)
{
    static const struct {
        const char *name, *formula, *code;
    } made[] = {
        {"z1[1]", "w1[1,1]*x[1] + w1[1,2]*x[2]", "bias-left-out"},
        {"z1[1]", "w1[1,2]*x[1] + w1[1,2]*x[2] + b1[1]", "wrong-weight"},
        {"a1[1]", "1/(1 + exp(z1[1]))", "wrong-sign"},
        {"dE/dz1[1]", "dE/da1[1]", "derivative-left-out"},
        {"w1[1,2]'", "w1[1,2] - dE/dw1[1,2]", "learning-rate-left-out"},
        {"w1[1,2]'", "w1[1,2] + 0.4*dE/dw1[1,2]", "step-added"},
        {"w1[1,2]'", "w1[1,1]'", "value-copied"},
    };
    struct paper paper = paper_open(NEURON);
    write_honestly(&paper, 17);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        assert_told(list_mistakes(&paper, made[i].name), made[i].code,
                    value_of(&paper, made[i].formula));
}

Test(mistakes, of_writing_are_made_on_what_is_written)
{
    struct paper paper = paper_open(NEURON);
    write_honestly(&paper, 17);
    write_down(&paper, "z1[1]", "-0.378");
    const struct list *list = list_mistakes(&paper, "z1[1]");
    assert_told(list, "sign-lost", 0.378);
    assert_told(list, "decimal-point", -3.78);
    assert_told(list, "decimal-point", -0.00378);
    assert_told(list, "digits-transposed", -0.738);
    assert_told(list, "digits-transposed", -0.387);
}

Test(mistakes, in_steps_that_are_not_written_are_deeper)
{
    struct paper paper = paper_open(NEURON);
    write_down(&paper, "z1[1]", "-0.378");
    write_down(&paper, "dE/dw1[1,1]", "0.1");
    const struct list *list = list_mistakes(&paper, "dE/dw1[1,1]");
    int depths[4] = {0};
    for (int i = 0; i < list->count; i++)
        depths[list->items[i].depth]++;
    for (int depth = 0; depth < 3; depth++)
        cr_assert_gt(depths[depth], 0, "depth %d", depth);
    assert_told(list, "derivative-left-out", value_of(&paper, "dE/da1[1]*x[1]"));
}

Test(mistakes, are_found_when_somebody_makes_them)
{
    static const char *const names[] = {"z1[1]", "a1[1]", "dE/dz1[1]", "dE/dw1[1,2]", "w1[1,2]'"};
    struct paper paper = paper_open(NEURON);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_honestly(&paper, 12);
        const struct list *list = list_mistakes(&paper, names[i]);
        const double truth = truth_of(line_called(&paper, names[i]));
        for (int m = 0; m < list->count; m++) {
            const struct mistaken *made = &list->items[m];
            bool zero_in_front = strcmp(made->code, "digits-transposed") == 0 &&
                                 floor(log10(fabs(made->value))) != floor(log10(fabs(truth)));
            if (!isfinite(made->value) || zero_in_front ||
                fabs(made->value - truth) <= 1e-9 * fabs(truth))
                continue;
            write_down(&paper, names[i], rounded(made->value, 12));
            struct causes causes = causes_of(&paper, names[i]);
            cr_assert_gt(causes.count, 0, "%s: %s of %s", names[i], made->code, made->detail);
        }
    }
}
