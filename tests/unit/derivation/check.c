/* Checking derivations whose truth is known: what holds, what is refuted, and what has no value. */
#include "derivation/check.h"

#include "chains.h"
#include <stdlib.h>

TestSuite(check, .init = open_arena, .fini = close_arena);

static const struct derivation_check *check_with(const char *text, struct check_settings settings)
{
    const struct derivation *derivation = read_good(text);
    const struct derivation_check *check =
        derivation_check(arena, derivation, &settings, &source, &diagnostics);
    cr_assert(check, "%s", diagnostics.first ? diagnostics.first->message : "no diagnostic");
    cr_assert_null(diagnostics.first);
    return check;
}

static const struct derivation_check *check_file(const char *text)
{
    return check_with(text, (struct check_settings){0});
}

/* A letter for each line, claims apart: "hhr u" - holds, refuted, undefined. */
static const char *verdicts(const struct derivation_check *check)
{
    struct text text;
    text_open(&text, arena);
    for (int c = 0; c < check->derivation->claim_count; c++) {
        if (c > 0)
            text_put(&text, ' ');
        for (int i = 0; i < check->derivation->claims[c].line_count; i++)
            text_put(&text, "hru"[check->claims[c].lines[i].verdict]);
    }
    return text.bytes;
}

#define assert_verdicts(expected, text)                                                            \
    do {                                                                                           \
        const char *found = verdicts(check_file(text));                                            \
        cr_assert_str_eq(found, expected, "expected %s, found %s", expected, found);               \
    } while (0)

static const struct line_check *line_of(const struct derivation_check *check, int claim, int line)
{
    return &check->claims[claim - 1].lines[line - 1];
}

/* "K=2 k=1 a[1]=1 : 2 | 3", with ~ before what is rounded. */
static const char *told(const struct counterexample *counterexample)
{
    struct text text;
    text_open(&text, arena);
    int count =
        counterexample->size_count + counterexample->index_count + counterexample->quantity_count;
    for (int i = 0; i < count; i++) {
        expr_print(counterexample->assigned[i].name, &text);
        text_printf(&text, "=%s ", counterexample->assigned[i].value);
    }
    const char *left = counterexample->left, *right = counterexample->right;
    text_printf(&text, ": %s%s | %s%s", left && !counterexample->left_exact ? "~" : "",
                left ? left : "none", right && !counterexample->right_exact ? "~" : "",
                right ? right : "none");
    if (counterexample->fault)
        text_printf(&text, " (%s)", counterexample->fault);
    return text.bytes;
}

static const char *const nowhere_compared = "it could not be compared anywhere";

/* ---- plain lines ---- */

Test(check, lines_are_compared_with_the_one_before)
{
    assert_verdicts("hrh",
                    with_claims("'symbols': {'x': {}}",
                                "(x + 1)^2 = x^2 + 2*x + 1 = x^2 + 2*x - 1 = (x + 1)^2 - 2"));
    assert_verdicts("hh h", with_claims("'symbols': {'x': {}, 'y': {}}",
                                        "sin(x)^2 + cos(x)^2 = 1 = exp(0*x); "
                                        "exp(x + y) = exp(x)*exp(y)"));
}

Test(check, equal_rationals_are_exact)
{
    const struct derivation_check *check = check_file(
        with_claims("'symbols': {'x': {}}",
                    "x*x = x^2 = x^2 + exp(x) - exp(x) = x^2*(1 + sin(x)^2)/(2 - cos(x)^2)"));
    cr_assert_str_eq(verdicts(check), "hhh");
    cr_assert(line_of(check, 1, 1)->exact);
    cr_assert(line_of(check, 1, 2)->exact);
    cr_assert_not(line_of(check, 1, 3)->exact);
    cr_assert_eq(line_of(check, 1, 3)->digits, CHECK_DIGITS);
    cr_assert_eq(line_of(check, 1, 1)->points, CHECK_POINTS);
    cr_assert_eq(line_of(check, 1, 1)->choices, 1);
    cr_assert(check->holds);
    cr_assert_eq(check->claims[0].first_wrong, -1);
}

/* Nothing that differs may agree because it is small, or differs late. */
Test(check, small_and_late_differences_are_seen)
{
    assert_verdicts("r r r h",
                    with_claims("'symbols': {'x': {}}",
                                "1 - 1/(1 + exp(-x - 100)) = 2*(1 - 1/(1 + exp(-x - 100))); "
                                "exp(x) = exp(x) + exp(-60); "
                                "exp(x) = exp(x)*(1 + 1e-25); "
                                "1 - 1/(1 + exp(-x - 100)) = 1/(1 + exp(x + 100))"));
}

Test(check, digits_and_points_are_as_asked_for)
{
    const struct derivation_check *check =
        check_with(with_claims("'symbols': {'x': {}, 'K': {'range': [1, 3]}}",
                               "exp(x) = exp(x/2)^2 = exp(x) + exp(-200)"),
                   (struct check_settings){.digits = 100, .points = 7});
    cr_assert_str_eq(verdicts(check), "hr");
    cr_assert_eq(line_of(check, 1, 1)->digits, 100);
    cr_assert_eq(line_of(check, 1, 1)->points, 21);
    cr_assert_eq(line_of(check, 1, 1)->choices, 3);
    cr_assert_eq(line_of(check, 1, 2)->digits, 0);
    cr_assert_eq(line_of(check, 1, 2)->points, 1);
}

Test(check, counterexamples_are_simple)
{
    const struct derivation_check *check = check_file(
        with_claims("'symbols': {'K': {'range': [2, 3]}, 'a': {'indices': ['K']}, 'b': {}}",
                    "sum(i=1..K, a[i]) = K*a[1]; "
                    "exp(a[k]) = 1 + a[k]; "
                    "b = b + 1e-30"));
    cr_assert_str_eq(verdicts(check), "r r r");
    cr_assert_str_eq(told(line_of(check, 1, 1)->counterexample), "K=2 a[1]=1 a[2]=2 : 3 | 2");
    cr_assert_str_eq(told(line_of(check, 2, 1)->counterexample), "K=2 k=1 a[1]=1 : ~2.71828 | 2");
    cr_assert_str_eq(told(line_of(check, 3, 1)->counterexample),
                     "K=2 b=2 : 2 | 2.000000000000000000000000000001");
    cr_assert_eq(check->claims[0].first_wrong, 0);
    cr_assert_not(check->holds);
}

/* ---- sizes and indices ---- */

static const char *hint_of(const struct derivation_check *check, int claim, int line)
{
    const struct prose *hint = line_of(check, claim, line)->counterexample->hint;
    return hint ? prose_text(hint) : "none";
}

Test(check, an_index_that_a_sum_left_behind_is_named)
{
    const struct derivation_check *check = check_file(with_claims(
        "'symbols': {'N': {'range': [1, 2]}, 'x': {'indices': ['N']}}",
        "sum(n=1..N, x[n]^2) = sum(n=1..N, x[n]*x[n]) = sum(n=1..N, x[n])*x[n] = x[n];"
        "sum(n=1..N, x[n]^2) = x[n]^2; sum(n=1..N, x[n]) = sum(n=1..N, 2*x[n]); x[n] = 2*x[n];"
        "sum(n=1..N, x[n]^2) = {x[n] > 0: 0 | otherwise: 1}; log(-1 - sum(n=1..N, x[n]^2)) = "
        "x[n]"));
    static const char behind[] = " stands outside of every sum over it: does one end too early, or "
                                 "is one missing?";
    cr_expect_str_eq(hint_of(check, 1, 2), arena_printf(arena, "In line 2 n%s", behind));
    cr_expect_str_eq(hint_of(check, 1, 3), "none");
    cr_expect_str_eq(hint_of(check, 2, 1), arena_printf(arena, "In line 1 n%s", behind));
    cr_expect_str_eq(hint_of(check, 3, 1), "none");
    cr_expect_str_eq(hint_of(check, 4, 1), "none");
    cr_expect_str_eq(hint_of(check, 5, 1), arena_printf(arena, "In line 1 n%s", behind));
    cr_expect_eq(line_of(check, 6, 1)->verdict, LINE_UNDEFINED);
    cr_expect_str_eq(hint_of(check, 6, 1), "none");
}

Test(check, sizes_are_numbers)
{
    assert_verdicts(
        "h hr r",
        with_claims(
            "'symbols': {'N': {'range': [1, 4]}, 'K': {'range': [2, 3]}, 'x': {'indices': ['N']}}",
            "mean(n=1..N, x[n]) = 1/N*sum(n=1..N, x[n]); "
            "sum(n=1..N, n) = N*(N + 1)/2 = N*(N + K)/2; "
            "x[N] = x[1]"));
}

Test(check, a_large_range_of_sizes_is_spread)
{
    const struct derivation_check *check =
        check_file(with_claims("'symbols': {'N': {'range': [1, 64]}}",
                               "sum(n=1..N, n) = N*(N + 1)/2 = N*(N + 1)/2 + N - 64"));
    cr_assert_str_eq(verdicts(check), "hr");
    cr_assert_eq(line_of(check, 1, 1)->choices, 12);
    cr_assert_eq(line_of(check, 1, 1)->points, 12); /* nothing is free: one point each */
    cr_assert_str_eq(told(line_of(check, 1, 2)->counterexample), "N=1 : 1 | -62");
}

/* The sum is over fewer values than the free index has. */
Test(check, deltas_fix_an_index_within_the_sum_only)
{
    assert_verdicts(
        "r h r h",
        with_claims(
            "'symbols': {'M': {'range': [1, 2]}, 'K': {'range': [3, 4]}, 'x': {'indices': ['K']}}",
            "sum(i=1..M, x[i]*delta(i,k)) = x[k]; "
            "sum(i=1..M, x[i]*delta(i,k)) = where(k <= M, x[k], 0); "
            "diff(sum(i=1..M, x[i]^2), x[k]) = 2*x[k]; "
            "diff(sum(i=1..M, x[i]^2), x[k]) = where(k <= M, 2*x[k], 0)"));
}

Test(check, offsets_keep_to_the_range)
{
    assert_verdicts(
        "h h r",
        with_claims("'symbols': {'N': {'range': [2, 5]}, 'x': {'indices': ['N']}}",
                    "sum(i=1..N-1, x[i+1] - x[i]) = x[N] - x[1]; "
                    "diff(sum(i=1..N-1, x[i]*x[i+1]), x[k]) = where(k < N, sum(i=1..N, "
                    "x[i]*delta(i,k+1)), 0) + where(k > 1, sum(i=1..N, x[i]*delta(i+1,k)), 0); "
                    "diff(sum(i=1..N-1, x[i]*x[i+1]), x[k]) = sum(i=1..N, x[i]*delta(i,k+1))"));
}

/* ---- derivatives ---- */

Test(check, derivatives_under_sums_use_the_index)
{
    assert_verdicts("h h r h",
                    with_claims("'symbols': {'K': {'range': [2, 4]}, 'x': {'indices': ['K']}, 'w': "
                                "{'indices': ['K', 'K']}},'define': ['S = sum(i=1..K, x[i]^3)', "
                                "'z[i] = sum(j=1..K, w[i,j]*x[j])', 'E = sum(i=1..K, z[i]^2)']",
                                "sum(i=1..K, x[i]*dS/dx[i]) = 3*S; "
                                "dE/dx[j] = sum(i=1..K, dE/dz[i]*dz[i]/dx[j]); "
                                "dE/dx[j] = sum(i=1..K, dE/dz[i]*dz[j]/dx[i]); "
                                "dE/dw[i,j] = 2*z[i]*x[j]"));
}

/* dE/dy takes y to be free, whatever defines it; dE/dx follows y. */
Test(check, derivatives_by_defined_quantities)
{
    assert_verdicts(
        "h h r h",
        with_claims("'symbols': {'x': {}},'define': ['y = x^2', 's = sin(y)', 'E = x*s + y']",
                    "dE/dy = x*cos(y) + 1; "
                    "dE/dx = sin(x^2) + 2*x^2*cos(x^2) + 2*x; "
                    "dE/dx = s; "
                    "dE/ds = x"));
}

Test(check, derivatives_of_derivatives)
{
    assert_verdicts("hh h h r",
                    with_claims("'symbols': {'x': {}, 'y': {}, 'K': {'range': [2, 3]}, 'v': "
                                "{'indices': ['K']}},'define': ['f = x^3*y + sin(x*y)', 'g = "
                                "df/dx', 'L = log(sum(i=1..K, exp(v[i])))', 'p[k] = dL/dv[k]']",
                                "diff(diff(f, x), y) = diff(diff(f, y), x) = dg/dy; "
                                "dg/dx = 6*x*y - y^2*sin(x*y); "
                                "diff(p[j], v[k]) = p[j]*(delta(j,k) - p[k]); "
                                "diff(p[j], v[k]) = p[j]*(delta(j,k) - p[j])"));
}

/* t sums to 1, but a derivative by t[k] changes t[k] alone. */
Test(check, derivatives_by_constrained_quantities_are_partial)
{
    assert_verdicts(
        "h r h",
        with_claims("'symbols': {'K': {'range': [2, 3]}, 't': {'indices': ['K'], 'domain': "
                    "'distribution'}},'define': ['S = sum(j=1..K, t[j])', 'E = S^2']",
                    "dE/dt[k] = 2; "
                    "dE/dt[k] = 0; "
                    "S = 1"));
}

Test(check, functions_of_the_catalogue_are_written_out)
{
    assert_verdicts(
        "h r h",
        with_claims(
            "'symbols': {'z': {}}",
            "diff(sigmoid(z), z) = sigmoid(z)*(1 - sigmoid(z)); "
            "diff(sigmoid(z), z) = sigmoid(z)*(1 + sigmoid(z)); "
            "diff(gelu(silu(z)), z) = (1/2*(1 + erf(silu(z)/sqrt(2))) + "
            "silu(z)*exp(-silu(z)^2/2)/sqrt(2*pi))*(sigmoid(z) + silu(z)*(1 - sigmoid(z)))"));
}

/* ---- kinks ---- */

Test(check, kinks_are_left_out)
{
    const struct derivation_check *check = check_file(with_claims(
        "'symbols': {'z': {}}", "diff(relu(z), z) = where(z > 0, 1, 0) = where(z >= 0, 1, 0); "
                                "diff(abs(z), z) = z/abs(z); "
                                "where(z > 0, 1, 0) = where(z >= 0, 1, 0);"
                                "where(z > 0, 1, 0) = diff(relu(z), z) = where(z >= 0, 1, 0)"));
    cr_assert_str_eq(verdicts(check), "hh h r hh");
    cr_assert_gt(line_of(check, 1, 1)->kinks, 0);
    cr_assert_eq(line_of(check, 1, 1)->kinks, line_of(check, 1, 2)->kinks);
    cr_assert_eq(line_of(check, 1, 1)->comparisons, CHECK_POINTS);
    cr_assert_eq(line_of(check, 1, 1)->points, CHECK_POINTS - line_of(check, 1, 1)->kinks);
    cr_assert_str_eq(told(line_of(check, 3, 1)->counterexample), "z=0 : 0 | 1");
}

/* Where several attain the maximum, handgrad shares the derivative, and another convention is no mistake. */
Test(check, ties_of_a_maximum_are_kinks)
{
    const struct derivation_check *check = check_file(with_claims(
        "'symbols': {'K': {'range': [2, 4]}, 'z': {'indices': ['K']}, 'x': {}, 'y': {}},'define': "
        "['m = max(i=1..K, z[i])', 'g[k] = dm/dz[k]', 'b = max(x, y, 2*x - y)']",
        "dm/dz[k] = where(z[k] == m, 1, 0); "
        "g[k] = where(z[k] >= m, 1, 0); "
        "db/dx = where(x > y, 2, 0); "
        "dm/dz[k] = where(z[k] == m, 1, 1/K)"));
    cr_assert_str_eq(verdicts(check), "h h h r");
    for (int claim = 1; claim <= 3; claim++)
        cr_assert_gt(line_of(check, claim, 1)->kinks, 0, "claim %d", claim);
}

/* A condition that chooses a formula or a term is no kink, so that equal sides of it are compared. */
Test(check, conditions_apart_from_the_variable_are_no_kinks)
{
    static const char *const symbols =
        "'symbols': {'T': {'range': [2, 3]}, 'x': {'indices': ['T']}, 'y': {},"
        "'t': {'domain': 'binary'}}, 'define': ['E = where(t > 0, y^2, y^3)',"
        "'s[i] (i=1..T) = sum(j=1..T, where(j <= i, x[j], 0))']";
    const struct derivation_check *check = check_file(
        with_claims(symbols, "dE/dy = where(t > 0, 2*y, 3*y^2) = where(t > 0, 2*y, 17*y);"
                             "ds[i]/dx[j] = where(j <= i, 1, 0) = where(j < i, 1, 0)"));
    cr_assert_str_eq(verdicts(check), "hr hr");
    cr_assert_eq(line_of(check, 1, 1)->kinks, 0);
}

/* Where x = 0 the branch is a point, of which the derivative says nothing. */
Test(check, equality_with_the_variable_is_a_kink)
{
    const struct derivation_check *check = check_file(
        with_claims("'symbols': {'K': {'range': [2, 2]}, 'x': {}, 'z': {'indices': ['K']}},"
                    "'define': ['f = where(x == 0, -1, (exp(-x) - 1)/x)']",
                    "df/dx = where(x == 0, 1/2, (1 - exp(-x)*(x + 1))/x^2);"
                    "diff(where(x != 1, x^2, 5), x) = 2*x;"
                    "diff(diff(max(k=1..K, z[k]^2), z[i]), z[j]) = "
                    "where(z[i]^2 == max(k=1..K, z[k]^2), 2*delta(i,j), 0)"));
    cr_assert_str_eq(verdicts(check), "h h h");
    for (int claim = 1; claim <= 2; claim++)
        cr_assert_gt(line_of(check, claim, 1)->kinks, 0, "claim %d", claim);
}

/* A sum of squares is 0 for N = 1, and would have to be negative for others. */
Test(check, cases_that_apply_nowhere_are_told)
{
    const struct derivation_check *check = check_file(
        "{'format': 'handgrad-derivation', 'version': 1, 'title': 'Cases', 'symbols': {'x': {}}, "
        "'claims': ["
        "{'claim': 'abs(x)', 'lines': [{'cases': [{'when': 'x > 1e9', 'expr': '7'},"
        "{'when': 'x >= 0', 'expr': 'x'}, {'when': 'otherwise', 'expr': '-x'}]}]},"
        "{'claim': 'diff(abs(x), x)', 'lines': [{'cases': [{'when': 'x > 0', 'expr': '1'},"
        "{'when': 'x == 0', 'expr': '7'}, {'when': 'otherwise', 'expr': '-1'}]}]}]}");
    cr_assert_str_eq(verdicts(check), "h h");
    cr_assert_eq(line_of(check, 1, 1)->cases_left_out, 1u);
    cr_assert_eq(line_of(check, 2, 1)->cases_left_out, 2u);
}

Test(check, the_same_numbers_are_compared_once)
{
    const struct derivation_check *check = check_file(with_claims(
        "'symbols': {'x': {}, 't': {'domain': 'binary'}}, 'assume': ['x == 3']", "x = 3; t*t = t"));
    cr_assert_str_eq(verdicts(check), "h h");
    cr_assert_eq(line_of(check, 1, 1)->points, 2);
    cr_assert_eq(line_of(check, 2, 1)->comparisons, 2);
}

Test(check, sizes_without_numbers_are_told)
{
    const struct derivation_check *check =
        check_file(with_claims("'symbols': {'N': {'range': [1, 3]}, 'x': {'indices': ['N']}},"
                               "'assume': ['(N - 1)*(x[i]^2 + 1) == 0']",
                               "x[1] = x[N]"));
    cr_assert_eq(check->barren_count, 2);
    cr_assert_eq(check->barren[0].values[0], 2);
    cr_assert_eq(check->barren[1].values[0], 3);
    cr_assert_eq(line_of(check, 1, 1)->choices, 1);
}

Test(check, what_is_nowhere_compared_does_not_hold)
{
    const struct derivation_check *check = check_file(
        with_claims("'symbols': {'z': {}}, 'assume': ['z == 0']", "diff(abs(z), z) = 0"));
    cr_assert_str_eq(verdicts(check), "u");
    cr_assert_str_eq(line_of(check, 1, 1)->counterexample->fault, nowhere_compared);
}

/* ---- what has no value ---- */

Test(check, sides_without_a_value_are_undefined)
{
    const struct derivation_check *check = check_file(with_claims(
        "'symbols': {'x': {}, 'y': {}, 'p': {'domain': 'positive'}}, 'define': ['r = 1/x']",
        "log(x^2) = 2*log(x); "
        "log(p^2) = 2*log(p); "
        "x*r = 1; "
        "sqrt(x)^2 = x = x + 0*y; "
        "(x - 1)/(x - 1) = 1 = 2; "
        "log(x*p) = 2*log(x) + log(p)"));
    cr_assert_str_eq(verdicts(check), "u h u uh ur r");
    cr_assert_str_eq(told(line_of(check, 1, 1)->counterexample),
                     "x=0 : none | none (logarithm of a number that is not positive)");
    cr_assert_str_eq(told(line_of(check, 3, 1)->counterexample),
                     "x=0 : none | 1 (division by zero)");
    cr_assert_eq(check->claims[0].verdict, LINE_UNDEFINED);
    cr_assert_eq(check->claims[4].verdict, LINE_REFUTED);
    cr_assert_eq(check->claims[4].first_wrong, 0);
}

/* 0*(1/0) is not 0, so that nothing is refuted by it; 0*log(0) is, and a delta chooses. */
Test(check, what_stands_beside_zero_has_to_have_a_value)
{
    assert_verdicts(
        "u u h h h u h u",
        with_claims("'symbols': {'x': {}, 'K': {'range': [2, 3]}, 'a': {'indices': ['K']},"
                    "'t': {'indices': ['K'], 'domain': 'one_hot'}, 's': {'domain': 'nonnegative'},"
                    "'w': {}}, 'define': ['r = x*(1/x)', 'h = sum(k=1..K, t[k]*log(t[k]))']",
                    "x*(1/x) = 1;"
                    "r = 1;"
                    "h = 0;"
                    "0*exp((x^2 + 1)*1e40) = 0;"
                    "sum(j=1..K, delta(j,k)/(1 + j - k)) = a[k] - a[k] + 1;"
                    "prod(k=1..K, a[k]/a[k]) = 1;"
                    "diff(s*abs(w), w) = s*w/abs(w);"
                    "s*abs(w)/w = s*w/abs(w)"));
}

/* Sums that no index changes are evaluated once, but have no value, or a kink, for every index. */
Test(check, faults_and_kinks_of_sums_are_seen_for_every_index)
{
    static const char *const symbols =
        "'symbols': {'K': {'range': [2, 3]}, 'x': {'indices': ['K']}, 'z': {}},"
        "'assume': ['x[1] == 0', 'x[2] <= -1', 'z == 0']";
    static const char *const definitions =
        ", 'define': ['S = sum(i=1..K, abs(x[i]))', 'g[k] = dS/dx[k]']";
    assert_verdicts("u", with_claims(symbols, "k*sum(i=1..K, log(x[i])) + 0*x[k] = k + 0*x[k]"));
    assert_verdicts(
        "u", with_claims(symbols, "diff(z + sum(i=1..K, abs(z)), z)*k + 0*x[k] = k + 0*x[k]"));
    const struct derivation_check *check =
        check_file(with_claims(arena_printf(arena, "%s%s", symbols, definitions),
                               "k*sum(i=1..K, g[i]^2) + 0*x[k] = K*k + 0*x[k]"));
    cr_assert_str_eq(verdicts(check), "u");
    cr_assert_str_eq(line_of(check, 1, 1)->counterexample->fault, nowhere_compared);
}

/* A ball around 0 at any precision. */
Test(check, what_cannot_be_decided_is_undefined)
{
    const struct derivation_check *check = check_file(
        with_claims("'symbols': {'x': {'domain': 'positive'}}",
                    "where(log(exp(x) + 1) > log(exp(2*x) + 2*exp(x) + 1)/2, 1, 0) = 0"));
    cr_assert_str_eq(verdicts(check), "u");
    cr_assert_str_eq(line_of(check, 1, 1)->counterexample->fault, "undecided");
}

Test(check, points_where_the_left_side_has_no_value_may_be_left_out)
{
    const struct derivation *read = read_good(
        with_claims("'symbols': {'x': {}}",
                    "diff(log(x), x)*log(x)/log(x) = 1/x = 1/x + log(x - 1) - log(x - 1)"));
    struct derivation derivation = *read;
    struct claim claim = *read->claims;
    claim.where_defined = true;
    derivation.claims = &claim;
    struct check_settings settings = {0};
    const struct derivation_check *check =
        derivation_check(arena, &derivation, &settings, &source, &diagnostics);
    cr_assert(check);
    cr_assert_str_eq(verdicts(check), "hu");
    cr_assert_lt(line_of(check, 1, 1)->points, CHECK_POINTS);
    cr_assert_gt(line_of(check, 1, 1)->points, 4);
}

/* ---- cases ---- */

Test(check, cases_are_compared_where_they_apply)
{
    const struct derivation_check *check = check_file(
        with_claims("'symbols': {'K': {'range': [2, 3]}, 'a': {'indices': ['K']}, 'z': {}}",
                    "delta(j,k)*a[j]*a[k] = {j == k: a[k]^2 | j != k: 0} = a[k]^2*delta(j,k);"
                    "delta(j,k)*a[j] + 0*a[k] = {j == k: a[k] | otherwise: 1};"
                    "delta(j,k)*a[j] + 0*a[k] = {j == k: a[k]};"
                    "abs(z) = {z >= 0: z | z <= 0: -z} = max(z, -z);"
                    "abs(z) = {z >= 0: z | z <= 1: -z};"
                    "z = {log(z) > 0: z | otherwise: z};"
                    "abs(z) = {z > 1: z | z > 0: z | otherwise: -z}"));
    cr_assert_str_eq(verdicts(check), "hh r u hh r u h");
    cr_assert_str_eq(told(line_of(check, 2, 1)->counterexample), "K=2 j=1 k=2 a[2]=2 : 0 | 1");
    cr_assert_str_eq(told(line_of(check, 3, 1)->counterexample),
                     "K=2 j=1 k=2 a[2]=2 : 0 | none (no case applies)");
}

/* ---- assumptions ---- */

Test(check, assumptions_are_satisfied_and_needed)
{
    static const char *const symbols =
        "'symbols': {'N': {'range': [1, 2]}, 'K': {'range': [2, 4]},"
        "            't': {'indices': ['N', 'K']}, 'x': {}, 'y': {}, 'c': {'domain': 'positive'}}";
    static const char *const claims =
        "sum(j=1..K, t[n,j]) = 1; max(x, y) = y; abs(c - 100) = c - 100";
    static const struct {
        const char *assume, *expected;
    } files[] = {
        {"'assume': ['sum(j=1..K, t[n,j]) == 1', 'x < y', 'c >= 100']", "h h h"},
        {"'assume': ['x < y', 'c > 100.5']", "r h h"},
        {"'assume': ['sum(j=1..K, t[n,j]) == 1', 'c != 100']", "h r r"},
        {"'assume': ['sum(j=1..K, t[1,j]) == 1', 'x == y - 1', '2*c == 300']", "r h h"},
        {"'assume': ['sum(j=1..K, t[n,j]) == 1', 't[n,1] > 2', 't[n,2] < t[n,1]', 'x <= y',"
         " 'c*x >= 1000', 'c > 100']",
         "h h h"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *found = verdicts(check_file(
            with_claims(arena_printf(arena, "%s, %s", symbols, files[i].assume), claims)));
        cr_assert_str_eq(found, files[i].expected, "%s: %s", files[i].assume, found);
    }
}

/* Of a chain x[1] < x[2] < ... hardly any draw is in order. */
Test(check, assumptions_with_free_indices_hold_for_all_of_them)
{
    assert_verdicts("h h r", with_claims("'symbols': {'K': {'range': [2, 8]}, 'x': {'indices': "
                                         "['K']}},'assume': ['x[i] < x[i+1]', 'x[1] > 0']",
                                         "max(i=1..K, x[i]) = x[K]; "
                                         "min(i=1..K, x[i]) = abs(x[1]); "
                                         "x[K] = x[1]"));
}

static void assert_refusal(const char *text, enum diagnostic_code code, const char *message,
                           const char *pointer, size_t line, size_t column)
{
    const struct derivation *derivation = read_good(text);
    struct check_settings settings = {0};
    cr_assert_null(derivation_check(arena, derivation, &settings, &source, &diagnostics));
    const struct diagnostic *error = diagnostics.first;
    cr_assert(error && !error->next);
    cr_assert_eq(error->code, code);
    cr_assert_str_eq(error->message, message);
    cr_assert_str_eq(error->pointer, pointer);
    cr_assert_str_eq(error->file, "file.json");
    cr_assert_eq(error->line, line, "line %zu", error->line);
    cr_assert_eq(error->column, column, "column %zu", error->column);
}

Test(check, assumptions_that_nothing_satisfies)
{
    assert_refusal(with_claims("'symbols': {'x': {}},\n 'assume': ['x^2 < 0']", "x = x"),
                   DIAGNOSTIC_WRONG_VALUE, "no numbers were found that satisfy the assumptions",
                   "/assume", 3, 12);
}

/* Of y = exp(x) only x = 0 and y = 1 are fractions: x = 0 would hold. What they refute is refuted all the same. */
Test(check, few_numbers_prove_nothing)
{
    static const char *const symbols = "'symbols': {'x': {}, 'y': {}},\n 'assume': ['y == exp(x)']";
    assert_verdicts("r", with_claims(symbols, "y = 2"));
    assert_refusal(with_claims(symbols, "x = 0"), DIAGNOSTIC_WRONG_VALUE,
                   "too few numbers were found that satisfy the assumptions to check lines by them",
                   "/assume", 3, 12);
}

/* ---- limits ---- */

#define TOO_LONG "too much to evaluate: what this stands for is too long when it is written out"

Test(check, towers_of_definitions_are_refused)
{
    struct text text;
    text_open(&text, arena);
    text_string(&text, "'symbols': {'x': {}}, 'define': ['y1 = x + x*x'");
    for (int i = 2; i <= 60; i++)
        text_printf(&text, ", 'y%d = y%d + y%d*y%d'", i, i - 1, i - 1, i - 1);
    text_string(&text, "]");
    assert_refusal(with_claims(text.bytes, "x = x = diff(y60, x)"), DIAGNOSTIC_TOO_LARGE, TOO_LONG,
                   "/claims/0/lines/1", 3, 52);
}

Test(check, sums_of_too_many_terms_are_refused)
{
    assert_refusal(
        with_claims("'symbols': {'N': {'range': [30, 32]}, 'x': {'indices': ['N']}},"
                    "'define': ['y = sum(i=1..N, sum(j=1..N, sum(k=1..N, x[i]*x[j]*x[k])))']",
                    "y = diff(exp(y)*sin(y)*y, x[1])"),
        DIAGNOSTIC_TOO_LARGE, TOO_LONG, "/claims/0/lines/0", 3, 37);
}

/* What fits with fewer points, and smaller sizes, is checked so. */
Test(check, much_work_means_fewer_points)
{
    const struct derivation_check *check =
        check_file(with_claims("'symbols': {'N': {'range': [1, 64]}, 'x': {'indices': ['N', 'N']}}",
                               "sum(k=1..N, x[i,k]*x[k,j]) = sum(k=1..N, x[k,j]*x[i,k])"));
    cr_assert_str_eq(verdicts(check), "h");
    cr_assert_lt(check->settings.points, CHECK_POINTS);
    cr_assert_geq(check->settings.points, 4);
    cr_assert_eq(line_of(check, 1, 1)->points,
                 line_of(check, 1, 1)->choices * (size_t)check->settings.points);
}

Test(check, verdicts_do_not_depend_on_the_precision_asked_for)
{
    const char *file = with_claims("'symbols': {'x': {}, 'p': {'domain': 'fraction'}}",
                                   "tanh(x) = (exp(x) - exp(-x))/(exp(x) + exp(-x)) = "
                                   "1 - 2/(exp(2*x) + 1) = 1 - 2/(exp(2*x) - 1); "
                                   "log(1 - p) + log(p) = log(p - p^2) = log(p) - p");
    for (int digits = 1; digits <= 1000; digits = digits * 3 + 1)
        cr_assert_str_eq(verdicts(check_with(file, (struct check_settings){.digits = digits})),
                         "hhr hr", "%d digits", digits);
}
