/* Choices of sizes, numbers drawn from domains, and points that satisfy assumptions: laws of them all. */
#include "derivation/points.h"

#include "chains.h"
#include "derivation/draws.h"

TestSuite(points, .init = open_arena, .fini = close_arena);

/* ---- sizes ---- */

static const struct derivation *with_sizes(const char *first, const char *second)
{
    return read_good(with_claims(
        arena_printf(arena, "'symbols': {'N': {'range': %s}, 'K': {'range': %s}}", first, second),
        "N = N"));
}

Test(points, few_choices_of_sizes_are_all_tried)
{
    size_t count;
    const struct sizes *choices = size_choices(arena, with_sizes("[1, 3]", "[2, 5]"), &count);
    cr_assert_eq(count, 12);
    cr_assert_eq(choices[0].values[0], 1);
    cr_assert_eq(choices[0].values[1], 2);
    bool seen[4][6] = {{false}};
    for (size_t i = 0; i < count; i++) {
        cr_assert_not(seen[choices[i].values[0]][choices[i].values[1]]);
        seen[choices[i].values[0]][choices[i].values[1]] = true;
        cr_assert(i == 0 || choices[i - 1].values[0] + choices[i - 1].values[1] <=
                                choices[i].values[0] + choices[i].values[1]);
    }
}

Test(points, many_choices_of_sizes_are_spread)
{
    size_t count;
    const struct sizes *choices = size_choices(arena, with_sizes("[1, 64]", "[3, 40]"), &count);
    cr_assert_eq(count, SIZE_CHOICES);
    cr_assert_eq(choices[0].values[0] + choices[0].values[1], 4);
    cr_assert_eq(choices[count - 1].values[0] + choices[count - 1].values[1], 104);
    for (size_t i = 0; i < count; i++) {
        cr_assert(choices[i].values[0] >= 1 && choices[i].values[0] <= 64);
        cr_assert(choices[i].values[1] >= 3 && choices[i].values[1] <= 40);
        for (size_t j = 0; j < i; j++)
            cr_assert_neq(memcmp(&choices[i], &choices[j], sizeof *choices), 0);
    }
}

/* ---- draws ---- */

#define NUMBERS 40

/* The law of the domain, from its words rather than from the code that draws. */
static bool is_of(enum domain domain, double value)
{
    switch (domain) {
    case DOMAIN_POSITIVE:
        return value > 0;
    case DOMAIN_NONNEGATIVE:
        return value >= 0;
    case DOMAIN_NONZERO:
        return value != 0;
    case DOMAIN_FRACTION:
    case DOMAIN_DISTRIBUTION:
        return value > 0 && value <= 1 && (value < 1 || domain == DOMAIN_DISTRIBUTION);
    case DOMAIN_BINARY:
    case DOMAIN_ONE_HOT:
        return value == 0 || value == 1;
    case DOMAIN_SIGN:
        return value == 1 || value == -1;
    case DOMAIN_REAL:
    case DOMAIN_SUMS_TO_ONE:
    case DOMAINS:
        break;
    }
    return true;
}

static double nearest(struct arithmetic *arithmetic, union cell value)
{
    double found = 0;
    number_nearest_double(arithmetic, value, &found);
    return found;
}

Test(points, elements_are_of_their_domain)
{
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    struct draws draws = {arena, 1, 0};
    for (int number = 0; number < NUMBERS; number++) {
        struct draw draw = draw_of_point(number);
        for (int domain = 0; domain < DOMAINS; domain++)
            for (size_t place = 0; place < 30 && !domain_is_of_rows(domain); place++) {
                const char *text = draw_element(&draws, &draw, domain, place);
                union cell value = number_fraction(arithmetic, text);
                cr_assert(domain_has(domain, arithmetic, value), "%s %s", domain_name(domain),
                          text);
                cr_assert(is_of(domain, nearest(arithmetic, value)), "%s %s", domain_name(domain),
                          text);
            }
    }
}

Test(points, rows_add_up_to_one)
{
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    struct draws draws = {arena, 1, 0};
    const char *texts[64];
    union cell cells[64];
    for (int number = 0; number < NUMBERS; number++) {
        struct draw draw = draw_of_point(number);
        for (int domain = 0; domain < DOMAINS; domain++)
            for (size_t count = 1; count <= 64 && domain_is_of_rows(domain); count++) {
                draw_row(&draws, &draw, domain, 3, count, texts);
                for (size_t i = 0; i < count; i++) {
                    cells[i] = number_fraction(arithmetic, texts[i]);
                    cr_assert(is_of(domain, nearest(arithmetic, cells[i])), "%s %s",
                              domain_name(domain), texts[i]);
                }
                cr_assert(number_same(arithmetic, number_sum(arithmetic, cells, count),
                                      number_integer(arithmetic, 1)),
                          "%s of %zu", domain_name(domain), count);
            }
    }
}

Test(points, domains_refuse_what_is_outside)
{
    static const struct {
        enum domain domain;
        const char *texts[4];
    } outside[] = {
        {DOMAIN_POSITIVE, {"0", "-1"}},
        {DOMAIN_NONNEGATIVE, {"-0.1"}},
        {DOMAIN_NONZERO, {"0"}},
        {DOMAIN_FRACTION, {"0", "1", "-0.5", "2"}},
        {DOMAIN_BINARY, {"0.5", "-1", "2"}},
        {DOMAIN_SIGN, {"0", "0.5", "-2"}},
    };
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        for (int t = 0; t < 4 && outside[i].texts[t]; t++)
            cr_assert_not(domain_has(outside[i].domain, arithmetic,
                                     number_fraction(arithmetic, outside[i].texts[t])),
                          "%s %s", domain_name(outside[i].domain), outside[i].texts[t]);
}

/* ---- points ---- */

static struct values *values;
static struct point_maker maker;

static void open_points(const char *members)
{
    const struct derivation *derivation = read_good(with_claims(members, "pi = pi"));
    size_t count;
    const struct sizes *choices = size_choices(arena, derivation, &count);
    const struct plan *plan =
        plan_open(arena, derivation, &choices[count - 1], &source, &diagnostics);
    cr_assert(plan);
    values = values_open(arena, plan);
    points_open(&maker, arena, values);
}

/* "1 2 -1": the numbers of the point. */
static const char *point(int number)
{
    struct text text;
    if (!points_next(&maker, number))
        return "none";
    text_open(&text, arena);
    for (size_t i = 0; i < values->plan->free_elements; i++)
        text_printf(&text, "%s%s", i > 0 ? " " : "", values->texts[i]);
    return text.bytes;
}

Test(points, simple_numbers_come_first)
{
    open_points("'symbols': {'K': {'range': [3, 3]}, 'a': {'indices': ['K']}, 'b': {},"
                "'p': {'indices': ['K'], 'domain': 'positive'}}");
    cr_assert_str_eq(point(0), "1 2 -1 2 3 4 5");
    cr_assert_str_eq(point(1), "0 0 0 0 1 1 1");
    cr_assert_str_eq(point(2), "1 1 1 1 1 1 1");
}

Test(points, one_hot_rows_differ)
{
    open_points("'symbols': {'N': {'range': [4, 4]}, 'K': {'range': [3, 3]},"
                "'t': {'indices': ['N', 'K'], 'domain': 'one_hot'}}");
    cr_assert_str_eq(point(0), "1 0 0 0 1 0 0 0 1 1 0 0");
}

Test(points, are_the_same_every_time)
{
    static const char *const members = "'symbols': {'x': {}, 'y': {'domain': 'positive'}, 'z': "
                                       "{}}, 'assume': ['x < y', 'z == 2*x']";
    const char *first[NUMBERS];
    open_points(members);
    for (int i = 0; i < NUMBERS; i++)
        first[i] = point(i);
    open_points(members);
    for (int i = 0; i < NUMBERS; i++) {
        cr_assert_str_eq(point(i), first[i]);
        cr_assert(i < 8 || strcmp(first[i], first[i - 5]) != 0, "%s", first[i]);
    }
}

/* What is assumed holds at every point, checked by another evaluation of the same numbers. */
Test(points, satisfy_what_is_assumed)
{
    static const char *const files[] = {
        "'symbols': {'x': {}}, 'assume': ['sin(x)^2 + cos(x)^2 == 1', 'x > 0.5']",
        "'symbols': {'x': {}, 'y': {}}, 'assume': ['x < y']",
        "'symbols': {'x': {}, 'y': {}}, 'assume': ['3*x == y', 'y != 0']",
        "'symbols': {'x': {}, 'y': {'domain': 'positive'}}, 'assume': ['x*y == 1', 'x >= 0.001']",
        "'symbols': {'p': {'domain': 'fraction'}, 'q': {'domain': 'fraction'}}, 'assume': ['p + q "
        "== 1']",
        "'symbols': {'N': {'range': [3, 3]}, 'K': {'range': [5, 5]}, 't': {'indices': ['N', 'K'],"
        "'domain': 'positive'}}, 'assume': ['sum(j=1..K, t[n,j]) == 1']",
        "'symbols': {'K': {'range': [64, 64]}, 'x': {'indices': ['K']}}, 'assume': ['x[i] <= "
        "x[i+1]']",
        "'symbols': {'x': {}}, 'assume': ['x > 1000', 'x < 1001']",
        "'symbols': {'x': {}, 'y': {}}, 'assume': ['x + y == 1', 'x > 5', 'y < -6']",
        "'symbols': {'x': {}, 'y': {}}, 'assume': ['exp(x)*exp(y) == exp(x + y)', 'x^2 + y^2 < "
        "1/100']",
        "'symbols': {'K': {'range': [3, 3]}, 'x': {'indices': ['K', 2]}, 'p': {}, 'q': {'domain': "
        "'fraction'}}, 'assume': ['x[k,1] + 2*x[k,2] == p', 'p < q']",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        open_points(files[i]);
        const struct plan *plan = values->plan;
        for (int number = 0; number < NUMBERS; number++) {
            const char *numbers = point(number);
            cr_assert_str_neq(numbers, "none", "%s, point %d", files[i], number);
            for (int a = 0; a < plan->derivation->assumption_count; a++) {
                const struct planned_condition *condition = &plan->assumptions[a].condition;
                struct environment environment = {0};
                struct outcome left, right;
                instances_first(&plan->assumptions[a].instances, &environment);
                values_sides(values, condition, &environment, &left, &right);
                enum comparison comparison =
                    number_compare(values->arithmetic, left.value, right.value);
                cr_assert(comparison == UNDECIDED ||
                              relation_holds(condition->relation, comparison),
                          "%s at %s", files[i], numbers);
            }
        }
    }
}

Test(points, none_are_found_where_there_are_none)
{
    static const char *const files[] = {
        "'symbols': {'x': {}}, 'assume': ['x^2 + 1 < 0']",
        "'symbols': {'x': {}}, 'assume': ['x == x + 1']",
        "'symbols': {'x': {'domain': 'positive'}, 'y': {'domain': 'positive'}}, 'assume': ['x + y "
        "== 0']",
        "'symbols': {'b': {'domain': 'binary'}}, 'assume': ['b > 1']",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        open_points(files[i]);
        cr_assert_str_eq(point(0), "none", "%s", files[i]);
        cr_assert_str_eq(point(5), "none", "%s", files[i]);
    }
}
