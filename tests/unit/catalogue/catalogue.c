/* Every entry of the tables: its formula can be read, and the derivative written by hand equals the symbolic
 * one at many points, to 25 proven digits. */
#include "catalogue/catalogue.h"

#include "base/arena.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#define UNITS 3

struct fixture {
    struct exhaustion exhaustion;
    struct arena *arena;
    struct arithmetic *arithmetic;
    const char *z[UNITS], *t[UNITS], *a[UNITS];
};

static struct fixture open_fixture(void)
{
    struct fixture fixture = {
        .z = {"0.75", "-1.5", "0.25"}, .t = {"0", "1", "0.5"}, .a = {"0.2", "0.7", "0.4"}};
    fixture.arena = arena_open(&fixture.exhaustion);
    fixture.arithmetic = arithmetic_open(fixture.arena, ARITHMETIC_CERTIFIED, 512);
    return fixture;
}

static union cell literal(struct fixture *fixture, const char *text)
{
    return number_literal(fixture->arithmetic, text, strlen(text));
}

static union cell lookup(void *context, const struct expr *name,
                         const struct environment *environment)
{
    struct fixture *fixture = context;
    size_t unit = name->index_count ? (size_t)index_value(&name->indices[0], environment) - 1 : 0;
    switch (name->text[0]) {
    case 'z':
        return literal(fixture, fixture->z[unit]);
    case 't':
        return literal(fixture, fixture->t[unit]);
    case 'a':
        return literal(fixture, fixture->a[unit]);
    default:
        return literal(fixture, "0.001"); /* eps */
    }
}

/* The value with k and j as given, as 25 digits. */
static const char *digits_of(struct fixture *fixture, const struct expr *expr, long k, long j)
{
    static const char *const variables[] = {"k", "j"};
    const char *unknown = NULL;
    const struct expr *bound = expr_bind(fixture->arena, expr, variables, 2, &unknown);
    cr_assert_not_null(bound, "unknown index %s", unknown);
    struct evaluation evaluation = {.arithmetic = fixture->arithmetic,
                                    .environment = {{k, j}},
                                    .context = fixture,
                                    .lookup = lookup,
                                    .scratch = fixture->arena};
    union cell value = expr_evaluate(&evaluation, bound);
    cr_assert_eq(number_take_fault(fixture->arithmetic), FAULT_NONE);
    struct text text;
    text_open(&text, fixture->arena);
    number_show(fixture->arithmetic, value, &(struct digits){DIGITS_SIGNIFICANT, 25}, 1000, &text);
    return text.bytes;
}

static const struct expr *formula_for_units(struct fixture *fixture, const char *text)
{
    static const char *const bounds[] = {"n", "K"};
    const struct index units[] = {index_integer(UNITS), index_integer(UNITS)};
    return expr_reindex(fixture->arena, catalogue_formula(fixture->arena, text), 2, bounds, units);
}

static void check_elementwise(struct fixture *fixture, const struct activation_entry *entry)
{
    static const char *const points[] = {"-2.5", "-0.3", "0.7", "3", "0.0001"};
    static const char *const names[] = {"a"};
    const struct expr *formula = catalogue_formula(fixture->arena, entry->formula);
    const struct expr *hand = expr_substitute(
        fixture->arena, catalogue_formula(fixture->arena, entry->derivative), 1, names, &formula);
    const struct expr *symbolic =
        expr_differentiate(fixture->arena, formula, expr_name(fixture->arena, "z", 0, NULL));
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        fixture->z[0] = points[i];
        cr_expect_str_eq(digits_of(fixture, hand, 1, 1), digits_of(fixture, symbolic, 1, 1),
                         "%s at %s", entry->name, points[i]);
    }
}

static void check_vector(struct fixture *fixture, const struct activation_entry *entry)
{
    struct index j = index_variable("j");
    const struct expr *formula = formula_for_units(fixture, entry->formula);
    const struct expr *symbolic =
        expr_differentiate(fixture->arena, formula, expr_name(fixture->arena, "z", 1, &j));
    const struct expr *hand = formula_for_units(fixture, entry->derivative);
    for (long row = 1; row <= UNITS; row++)
        for (long column = 1; column <= UNITS; column++) {
            const char *saved[UNITS];
            memcpy(saved, fixture->a, sizeof saved);
            for (long unit = 1; unit <= UNITS; unit++)
                fixture->a[unit - 1] = digits_of(fixture, formula, unit, 1);
            const char *by_hand = digits_of(fixture, hand, row, column);
            memcpy(fixture->a, saved, sizeof saved);
            /* the hand form is fed a with 25 digits, so the products are compared in 20 characters */
            cr_expect_eq(strncmp(by_hand, digits_of(fixture, symbolic, row, column), 20), 0,
                         "%s %ld %ld", entry->name, row, column);
        }
}

Test(catalogue, activations_have_the_derivative_that_is_written)
{
    struct fixture fixture = open_fixture();
    size_t count;
    const char *const *names = activation_names(&count);
    cr_assert_eq(count, 5);
    for (size_t i = 0; i < count; i++) {
        const struct activation_entry *entry = activation_by_name(names[i]);
        cr_assert_not_null(entry);
        (entry->vector ? check_vector : check_elementwise)(&fixture, entry);
    }
    arena_close(fixture.arena);
}

Test(catalogue, losses_have_the_derivative_that_is_written)
{
    struct fixture fixture = open_fixture();
    struct index j = index_variable("j");
    static const char *const k_name[] = {"k"};
    size_t count;
    int checked = 0;
    const char *const *names = loss_names(&count);
    for (size_t i = 0; i < count; i++)
        for (enum loss_variant variant = LOSS_PLAIN; variant <= LOSS_CLIP; variant++) {
            const struct loss_entry *entry = loss_variant(names[i], variant);
            if (!entry)
                continue;
            const struct expr *symbolic =
                expr_differentiate(fixture.arena, formula_for_units(&fixture, entry->formula),
                                   expr_name(fixture.arena, "a", 1, &j));
            const struct expr *hand = expr_reindex(
                fixture.arena, formula_for_units(&fixture, entry->derivative), 1, k_name, &j);
            for (long unit = 1; unit <= UNITS; unit++, checked++)
                cr_expect_str_eq(digits_of(&fixture, hand, 1, unit),
                                 digits_of(&fixture, symbolic, 1, unit), "%s, variant %d, unit %ld",
                                 names[i], variant, unit);
        }
    cr_expect_eq(checked, 7 * UNITS);
    arena_close(fixture.arena);
}

Test(catalogue, unknown_names_are_not_found)
{
    cr_expect_null(activation_by_name("sigmoidal"));
    cr_expect_null(loss_by_name(""));
    cr_expect_null(loss_variant("squared_error", LOSS_CLIP));
}
