/* Every entry of the tables: its formula can be read; the derivative written by hand equals the symbolic one, and
 * the stable form the formula, at many points and parameters, to 25 proven digits. */
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
    const struct entry_parameter *parameters; /* of the entry being checked */
    const char *parameter;                    /* the value of all of them; NULL: their defaults */
};

static struct fixture open_fixture(void)
{
    struct fixture fixture = {
        .z = {"0.75", "-1.5", "0.25"}, .t = {"0", "1", "0.5"}, .a = {"0.2", "0.7", "0.4"}};
    fixture.arena = arena_open(&fixture.exhaustion);
    fixture.arithmetic = arithmetic_open(fixture.arena, ARITHMETIC_CERTIFIED, 2048);
    return fixture;
}

static union cell literal(struct fixture *fixture, const char *text)
{
    return number_literal(fixture->arithmetic, text, strlen(text));
}

static const char *parameter_value(const struct fixture *fixture, const char *name)
{
    for (int p = 0; p < ENTRY_PARAMETERS && fixture->parameters[p].name; p++)
        if (strcmp(fixture->parameters[p].name, name) == 0)
            return fixture->parameter ? fixture->parameter : fixture->parameters[p].value;
    cr_assert_str_eq(name, "eps", "unknown name %s", name);
    return "0.001";
}

static union cell lookup(void *context, const struct expr *name,
                         const struct environment *environment)
{
    struct fixture *fixture = context;
    size_t unit = name->index_count ? (size_t)index_value(&name->indices[0], environment) - 1 : 0;
    if (strcmp(name->text, "z") == 0)
        return literal(fixture, fixture->z[unit]);
    if (strcmp(name->text, "t") == 0)
        return literal(fixture, fixture->t[unit]);
    if (strcmp(name->text, "a") == 0)
        return literal(fixture, fixture->a[unit]);
    return literal(fixture, parameter_value(fixture, name->text));
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
    struct text formula;
    text_open(&formula, fixture->arena);
    expr_print(expr, &formula);
    enum fault_kind fault = number_take_fault(fixture->arithmetic);
    cr_assert_eq(fault, FAULT_NONE, "%s: %s at %s", formula.bytes, fault_message(fault),
                 fixture->z[0]);
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

static void expect_equal(struct fixture *fixture, const struct expr *left, const struct expr *right,
                         long k, const char *name, const char *what)
{
    cr_expect_str_eq(digits_of(fixture, left, k, 1), digits_of(fixture, right, k, 1),
                     "%s of %s at %s", what, name, fixture->z[0]);
}

/* On both sides of every kink of the table, far out, and where exact values come out. */
static const char *const points[] = {"-40", "-2.6", "-2.5", "-0.3", "-1e-9", "0",
                                     "0.5", "0.7",  "2.5",  "3",    "25",    "1e-30"};
#define POINTS (sizeof points / sizeof *points)

static void check_elementwise(struct fixture *fixture, const struct activation_entry *entry)
{
    static const char *const names[] = {"a"};
    const struct expr *formula = catalogue_formula(fixture->arena, entry->formula);
    const struct expr *symbolic =
        expr_differentiate(fixture->arena, formula, expr_name(fixture->arena, "z", 0, NULL));
    for (size_t i = 0; i < POINTS; i++) {
        fixture->z[0] = points[i];
        if (entry->derivative)
            expect_equal(fixture,
                         expr_substitute(fixture->arena,
                                         catalogue_formula(fixture->arena, entry->derivative), 1,
                                         names, &formula),
                         symbolic, 1, entry->name, "derivative");
        if (entry->stable)
            expect_equal(fixture, catalogue_formula(fixture->arena, entry->stable), formula, 1,
                         entry->name, "stable form");
    }
}

static void check_vector_derivative(struct fixture *fixture, const struct activation_entry *entry)
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

static void check_vector(struct fixture *fixture, const struct activation_entry *entry)
{
    check_vector_derivative(fixture, entry);
    for (long unit = 1; entry->stable && unit <= UNITS; unit++)
        expect_equal(fixture, formula_for_units(fixture, entry->stable),
                     formula_for_units(fixture, entry->formula), unit, entry->name, "stable form");
}

Test(catalogue, activations_have_the_derivative_that_is_written)
{
    struct fixture fixture = open_fixture();
    size_t count;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++) {
        const struct activation_entry *entry = activation_by_name(names[i]);
        cr_assert_not_null(entry);
        fixture.parameters = entry->parameters;
        fixture.parameter = NULL;
        (entry->vector ? check_vector : check_elementwise)(&fixture, entry);
        fixture.parameter = "0.3";
        (entry->vector ? check_vector : check_elementwise)(&fixture, entry);
    }
    arena_close(fixture.arena);
}

/* dE/da[unit] by hand and symbolically; the stable form. */
static void check_loss(struct fixture *fixture, const struct loss_entry *entry)
{
    static const char *const k_name[] = {"k"};
    struct index j = index_variable("j");
    const struct expr *formula = formula_for_units(fixture, entry->formula);
    const struct expr *symbolic =
        expr_differentiate(fixture->arena, formula, expr_name(fixture->arena, "a", 1, &j));
    const struct expr *hand =
        expr_reindex(fixture->arena, formula_for_units(fixture, entry->derivative), 1, k_name, &j);
    for (long unit = 1; unit <= UNITS; unit++)
        cr_expect_str_eq(digits_of(fixture, hand, 1, unit), digits_of(fixture, symbolic, 1, unit),
                         "%s, variant %d, unit %ld", entry->name, entry->variant, unit);
    if (entry->stable)
        expect_equal(fixture, formula_for_units(fixture, entry->stable), formula, 1, entry->name,
                     "stable form");
    if (!entry->stable_derivative)
        return;
    const struct expr *stable = expr_reindex(
        fixture->arena, formula_for_units(fixture, entry->stable_derivative), 1, k_name, &j);
    for (long unit = 1; unit <= UNITS; unit++)
        cr_expect_str_eq(digits_of(fixture, stable, 1, unit), digits_of(fixture, hand, 1, unit),
                         "stable derivative of %s, unit %ld", entry->name, unit);
}

Test(catalogue, losses_have_the_derivative_that_is_written)
{
    static const char *const outputs[][UNITS] = {
        {"0.2", "0.7", "0.4"}, {"0.0001", "0.9999", "0.5"}, {"0.5", "0.25", "0.125"}};
    struct fixture fixture = open_fixture();
    size_t count;
    int checked = 0;
    const char *const *names = loss_names(&count);
    for (size_t i = 0; i < count; i++)
        for (enum loss_variant variant = LOSS_PLAIN; variant <= LOSS_LOGITS; variant++) {
            const struct loss_entry *entry = loss_variant(names[i], variant);
            if (!entry)
                continue;
            checked++;
            fixture.parameters = entry->parameters;
            for (size_t o = 0; o < sizeof outputs / sizeof *outputs; o++) {
                memcpy(fixture.a, outputs[o], sizeof fixture.a);
                fixture.parameter = NULL;
                check_loss(&fixture, entry);
                fixture.parameter = "0.35";
                check_loss(&fixture, entry);
            }
        }
    cr_expect_eq(checked, 13);
    arena_close(fixture.arena);
}

/* Logits of any size and sign, not only numbers that could be probabilities. */
Test(catalogue, losses_from_logits)
{
    static const char *const logits[][UNITS] = {
        {"-40", "0", "25"}, {"-2.5", "-3", "-1e-9"}, {"7", "7", "7"}};
    struct fixture fixture = open_fixture();
    static const char *const names[] = {"binary_cross_entropy", "categorical_cross_entropy"};
    for (size_t i = 0; i < 2; i++)
        for (size_t z = 0; z < 3; z++) {
            const struct loss_entry *entry = loss_variant(names[i], LOSS_LOGITS);
            fixture.parameters = entry->parameters;
            memcpy(fixture.a, logits[z], sizeof fixture.a);
            check_loss(&fixture, entry);
        }
    arena_close(fixture.arena);
}

/* a[k] of the activation, in z[1..UNITS]. */
static const struct expr *output_of(struct fixture *fixture,
                                    const struct activation_entry *activation)
{
    static const char *const names[] = {"z"};
    struct index k = index_variable("k");
    const struct expr *unit = expr_name(fixture->arena, "z", 1, &k);
    const struct expr *output = formula_for_units(fixture, activation->formula);
    return activation->vector ? output : expr_substitute(fixture->arena, output, 1, names, &unit);
}

/* sum over k of dE/da[k] * da[k]/dz[j] against a[k] - t[k]. */
static void check_shortcut(struct fixture *fixture, const struct loss_entry *entry)
{
    static const char *const names[] = {"a"};
    struct arena *memory = fixture->arena;
    struct index k = index_variable("k"), j = index_variable("j");
    const struct expr *output = output_of(fixture, activation_by_name(entry->shortcut));
    const struct expr *by_output =
        expr_substitute(memory, formula_for_units(fixture, entry->derivative), 1, names, &output);
    const struct expr *by_z = expr_differentiate(memory, output, expr_name(memory, "z", 1, &j));
    const struct expr *chain =
        expr_reduction(memory, EXPR_SUM, "k", index_integer(1), index_integer(UNITS),
                       expr_binary(memory, EXPR_MULTIPLY, by_output, by_z));
    const struct expr *shortcut =
        expr_binary(memory, EXPR_SUBTRACT, output, expr_name(memory, "t", 1, &k));
    for (long unit = 1; unit <= UNITS; unit++)
        cr_expect_str_eq(digits_of(fixture, chain, 1, unit), digits_of(fixture, shortcut, unit, 1),
                         "%s", entry->name);
}

/* Where the targets sum to 1. */
Test(catalogue, with_the_activation_of_the_shortcut_the_error_term_is_a_minus_t)
{
    static const char *const targets[] = {"0.25", "0.5", "0.25"};
    struct fixture fixture = open_fixture();
    size_t count;
    int checked = 0;
    const char *const *names = loss_names(&count);
    memcpy(fixture.t, targets, sizeof targets);
    for (size_t i = 0; i < count; i++)
        for (enum loss_variant variant = LOSS_PLAIN; variant <= LOSS_LOGITS; variant++) {
            const struct loss_entry *entry = loss_variant(names[i], variant);
            if (!entry || !entry->shortcut)
                continue;
            fixture.parameters = entry->parameters;
            check_shortcut(&fixture, entry);
            checked++;
        }
    cr_expect_eq(checked, 3);
    arena_close(fixture.arena);
}

Test(catalogue, unknown_names_are_not_found)
{
    cr_expect_null(activation_by_name("sigmoidal"));
    cr_expect_null(loss_by_name(""));
    cr_expect_null(loss_variant("squared_error", LOSS_CLIP));
}
