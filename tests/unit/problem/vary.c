/* Variants: which numbers a key names, which values they take, draws that are the same everywhere, and the text with them. */
#include "support.h"

#include "problem/vary.h"
#include <stdlib.h>

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

TestSuite(vary, .init = open_fixture, .fini = close_fixture);

#define NETWORK                                                                                    \
    "'inputs': [[1, 2], [3, 4]], 'targets': [[5], [6]], 'layers': ["                               \
    "{'weights': [[11, 12], [13, 14], [15, 16]], 'biases': [17, 18, 19]}, "                        \
    "{'kind': 'activation', 'activation': 'tanh'}, "                                               \
    "{'weights_layout': 'in_out', 'weights': [[21], [22], [23]], 'biases': 24, 'shared_bias': "    \
    "true}], 'loss': 'squared_error', 'optimizer': {'learning_rate': 0.1, 'schedule': {'kind': "   \
    "'exponential', 'gamma': 0.5}}"
#define ONE "{'choose': [0]}"

static const struct vary *vary_of(const char *entries)
{
    const char *text = arena_printf(fixture.arena, "{" NETWORK ", 'vary': {%s}}", entries);
    return read_good(&fixture, text)->vary;
}

/* The numbers of an entry as the file has them: "11 12". */
static const char *numbers_of(const struct vary_entry *entry)
{
    struct text list;
    text_open(&list, fixture.arena);
    for (size_t i = 0; i < entry->count; i++)
        text_printf(&list, "%s%s", i ? " " : "", entry->numbers[i]->text);
    return list.bytes;
}

Test(vary, keys_name_numbers)
{
    static const char *const named[][2] = {
        {"inputs", "1 2 3 4"},
        {"targets", "5 6"},
        {"weights", "11 12 13 14 15 16 21 22 23"},
        {"biases", "17 18 19 24"},
        {"x", "1 2 3 4"},
        {"x[2]", "2 4"},
        {"s2.x", "3 4"},
        {"s2.x[1]", "3"},
        {"t[1]", "5 6"},
        {"s1.t[*]", "5"},
        {"w1", "11 12 13 14 15 16"},
        {"w1[2,1]", "13"},
        {"w1[*,1]", "11 13 15"},
        {"w1[3,*]", "15 16"},
        {"w2[1,3]", "23"},
        {"b1", "17 18 19"},
        {"b1[2]", "18"},
        {"b2", "24"},
        {"optimizer.learning_rate", "0.1"},
        {"optimizer.schedule.gamma", "0.5"},
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        const struct vary *vary = vary_of(arena_printf(fixture.arena, "'%s': " ONE, named[i][0]));
        expect_text(numbers_of(&vary->entries[0]), named[i][1]);
    }
}

Test(vary, the_more_exact_key_decides)
{
    const struct vary *vary =
        vary_of("'w1[2,1]': " ONE ", 'weights': " ONE ", 'w1[*,1]': " ONE ", 'w1': " ONE);
    expect_text(numbers_of(&vary->entries[0]), "13");
    expect_text(numbers_of(&vary->entries[1]), "21 22 23");
    expect_text(numbers_of(&vary->entries[2]), "11 15");
    expect_text(numbers_of(&vary->entries[3]), "12 14 16");
    cr_expect_eq(vary->number_count, 9);
}

Test(vary, givens_of_formulas)
{
    const struct vary *vary =
        read_good(&fixture,
                  "{'given': {'x': 1, 'w': [[2, 3], [4, 5]]}, 'formulas': ['y = x*w[1,2]'], "
                  "'vary': {'x': " ONE ", 'w': " ONE ", 'w[2,*]': " ONE "}}")
            ->vary;
    expect_text(numbers_of(&vary->entries[0]), "1");
    expect_text(numbers_of(&vary->entries[1]), "2 3");
    expect_text(numbers_of(&vary->entries[2]), "4 5");
}

Test(vary, class_numbers_are_targets)
{
    const struct vary *vary =
        read_good(&fixture,
                  "{'inputs': [[1], [2]], 'targets': [0, 1], 'layers': [{'activation': 'softmax', "
                  "'weights': [[1], [2]], 'biases': [0, 0]}], 'loss': "
                  "'categorical_cross_entropy', 'vary': {'targets': " ONE ", 's2.t': " ONE "}}")
            ->vary;
    expect_text(numbers_of(&vary->entries[0]), "0");
    expect_text(numbers_of(&vary->entries[1]), "1");
}

/* All values of the range are drawn, and no others. */
static void expect_values(const char *range, const char *wanted)
{
    const struct vary *vary =
        vary_of(arena_printf(fixture.arena, "'optimizer.learning_rate': {%s}", range));
    struct text found;
    text_open(&found, fixture.arena);
    const char *values[64];
    size_t count = 0;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        const char *drawn = vary_draw(fixture.arena, vary, seed)[0];
        size_t i = 0;
        while (i < count && strcmp(values[i], drawn) != 0)
            i++;
        if (i == count)
            values[count++] = drawn;
        cr_assert_lt(count, 64);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (strtod(values[j], NULL) < strtod(values[i], NULL)) {
                const char *swapped = values[i];
                values[i] = values[j];
                values[j] = swapped;
            }
    for (size_t i = 0; i < count; i++)
        text_printf(&found, "%s%s", i ? " " : "", values[i]);
    expect_text(found.bytes, wanted);
    cr_expect_eq(vary_count_draws(vary, 1000), (long)count);
}

Test(vary, ranges)
{
    expect_values("'min': -1, 'max': 1, 'step': 0.5", "-1 -0.5 0 0.5 1");
    expect_values("'min': -1, 'max': 1, 'step': 0.5, 'not': [0, 1.0, 7, 0.25, -1e300]",
                  "-1 -0.5 0.5");
    expect_values("'min': 0.1, 'max': 0.35, 'step': 0.1", "0.1 0.2 0.3");
    expect_values("'min': 0, 'max': 0.5, 'decimals': 1", "0 0.1 0.2 0.3 0.4 0.5");
    expect_values("'min': 0.25, 'max': 3, 'decimals': 0", "0.25 1.25 2.25");
    expect_values("'min': 9e1, 'max': 110, 'step': 1e1", "90 100 110");
    expect_values("'min': -0.05, 'max': -0.05, 'step': 1", "-0.05");
    expect_values("'min': -0.000000000000002, 'max': 0, 'decimals': 15",
                  "-0.000000000000002 -0.000000000000001 0");
    expect_values("'choose': [0.10, 5e-1, 7]", "0.10 5e-1 7");
}

Test(vary, digits_are_what_is_asked_for)
{
    const struct vary *vary = vary_of("'digits': 4, 'b1': " ONE);
    cr_expect_eq(vary->digits, 4);
    cr_assert_eq(vary->count, 1);
    expect_text(vary->entries[0].key, "b1");
    cr_expect_eq(vary_of("'b1': " ONE)->digits, 0);
    const struct vary *of_given =
        read_good(&fixture, "{'given': {'digits': 3}, 'formulas': ['y = 2*digits'], "
                            "'vary': {'digits': " ONE "}}")
            ->vary;
    cr_expect_eq(of_given->digits, 0);
    expect_text(numbers_of(&of_given->entries[0]), "3");
}

Test(vary, distinct_numbers_differ)
{
    const struct vary *vary =
        vary_of("'w1': {'min': 0, 'max': 7, 'step': 1, 'not': [3, 4], 'distinct': true}");
    long first[8] = {0};
    for (uint64_t seed = 0; seed < 3000; seed++) {
        const char *const *drawn = vary_draw(fixture.arena, vary, seed);
        int seen[8] = {0};
        for (int i = 0; i < 6; i++)
            cr_assert_eq(seen[atoi(drawn[i])]++, 0);
        cr_assert_eq(seen[3] + seen[4], 0);
        first[atoi(drawn[0])]++;
    }
    for (int value = 0; value < 8; value++)
        cr_expect(value == 3 || value == 4 || (first[value] > 400 && first[value] < 600), "%d: %ld",
                  value, first[value]);
    cr_expect_eq(vary_count_draws(vary, 1000), 720);
    cr_expect_eq(vary_count_draws(vary, 700), 700);
}

Test(vary, a_seed_is_a_draw)
{
    static const char *const drawn[][3] = {{"0.77", "-0.14", "-0.95"}, {"0.13", "0.49", "0.95"}};
    const struct vary *vary = vary_of("'b1': {'min': -1, 'max': 1, 'decimals': 2}");
    for (uint64_t seed = 0; seed < 2; seed++)
        for (int i = 0; i < 3; i++)
            expect_text(vary_draw(fixture.arena, vary, seed)[i], drawn[seed][i]);
}

static const char *variant_of(const char *text, int variant)
{
    const struct problem *problem = read_good(&fixture, text);
    struct text out;
    text_open(&out, fixture.arena);
    vary_write(fixture.arena, problem->vary, &fixture.source,
               vary_draw(fixture.arena, problem->vary, 7), variant, &out);
    const struct problem *again = read_text(&fixture, out.bytes);
    cr_assert_not_null(again, "%s", out.bytes);
    cr_expect_null(again->vary);
    return out.bytes;
}

Test(vary, the_text_stays_but_for_the_numbers)
{
    expect_text(variant_of("{\n  'title': 'A `b` \\\\ c',\n  'vary': {'b1': {'choose': [0.30]}, "
                           "'x': {'choose': [4]}},\n"
                           "  " FORWARD "\n}\n",
                           12),
                unquoted(&fixture, "{\n  'title': 'A `b` \\\\ c (variant 12)',\n  'inputs': [[4, "
                                   "4]], 'layers': [{'units': 1, "
                                   "'weights': [[1, 1]], 'biases': [0.30]}]\n}\n"));
    expect_text(variant_of("{" FORWARD ", 'vary': {'b1': {'choose': [-2]}}}", 1),
                unquoted(&fixture, "{'title': 'Variant 1', 'inputs': [[6, 1]], 'layers': "
                                   "[{'units': 1, 'weights': [[1, 1]], "
                                   "'biases': [-2]}]}\n"));
}
