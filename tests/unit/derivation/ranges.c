/* Ranges of index variables: inferred from use, narrowed by offsets, said by the file; ends compared for all sizes. */
#include "derivation/ranges.h"

#include "support.h"

TestSuite(ranges, .init = open_arena, .fini = close_arena);

/* ---- what a claim's variables run over ---- */

#define SYMBOLS                                                                                    \
    "'symbols': {'N': {'range': [2, 4]}, 'K': {'range': [1, 3]}, 'x': {'indices': ['N']},"         \
    " 'w': {'indices': ['K', 'N']}, 'c': {'indices': [3]}, 's': {}}, "

#define CLAIM(text) FILE_WITH(SYMBOLS "'claims': [{'claim': '" text "', 'lines': [{'expr': '0'}]}]")
#define CLAIM_FOR(text, ranges)                                                                    \
    FILE_WITH(SYMBOLS "'claims': [{'claim': '" text "', 'for': '" ranges                           \
                      "', 'lines': [{'expr': '0'}]}]")

/* "i=1..N-1, j=..." */
static const char *ranges_text(int count, const struct variable_range *ranges)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < count; i++)
        text_printf(&text, "%s%s=%s..%s", i > 0 ? ", " : "", ranges[i].variable,
                    end_text(arena, &ranges[i].first), end_text(arena, &ranges[i].last));
    return text.bytes;
}

static const char *claim_ranges(const char *file)
{
    const struct claim *claim = &read_good(file)->claims[0];
    return ranges_text(claim->variable_count, claim->variables);
}

Test(ranges, follow_from_plain_use)
{
    cr_expect_str_eq(claim_ranges(CLAIM("x[i]")), "i=1..N");
    cr_expect_str_eq(claim_ranges(CLAIM("c[i]")), "i=1..3");
    cr_expect_str_eq(claim_ranges(CLAIM("w[k,n]*x[n]")), "k=1..K, n=1..N");
    cr_expect_str_eq(claim_ranges(CLAIM("s + x[2]")), "");
}

Test(ranges, are_narrowed_by_offsets)
{
    cr_expect_str_eq(claim_ranges(CLAIM("x[i] + x[i+1]")), "i=1..N-1");
    cr_expect_str_eq(claim_ranges(CLAIM("x[i-1] + x[i]")), "i=2..N");
    cr_expect_str_eq(claim_ranges(CLAIM("c[i-1] + c[i+1]")), "i=2..2");
    cr_expect_str_eq(claim_ranges(CLAIM("x[i+1]")), "i=0..N-1");
}

Test(ranges, do_not_follow_from_bound_variables)
{
    cr_expect_str_eq(claim_ranges(CLAIM("sum(i=1..N, x[i])")), "");
    cr_expect_str_eq(claim_ranges(CLAIM("sum(i=1..N, w[k,i]) + x[i]")), "k=1..K, i=1..N");
}

Test(ranges, are_those_of_all_lines)
{
    cr_expect_str_eq(
        claim_ranges(FILE_WITH(
            SYMBOLS "'claims': [{'claim': 'x[i]', 'lines': [{'expr': 'x[i]*s/s'},"
                    "{'cases': [{'when': 'i == k', 'expr': 'w[k,i]'}, {'when': 'x[i-1] > 0',"
                    "'expr': '1'}]}]}]")),
        "i=2..N, k=1..K");
}

Test(ranges, may_be_said)
{
    cr_expect_str_eq(claim_ranges(CLAIM_FOR("delta(i,j)*x[j]", "i=1..N")), "i=1..N, j=1..N");
    cr_expect_str_eq(claim_ranges(CLAIM_FOR("x[i]", "i=2..N-1")), "i=2..N-1");
    cr_expect_str_eq(claim_ranges(CLAIM_FOR("c[i]*x[1]*i", "i=1..3")), "i=1..3");
    cr_expect_str_eq(claim_ranges(CLAIM_FOR("where(i > 1, x[1], x[2])", "i=1..3")), "i=1..3");
}

Test(ranges, of_derivatives_follow_from_both_parts)
{
    cr_expect_str_eq(
        claim_ranges(FILE_WITH(SYMBOLS
                               "'define': ['h[k] = sum(n=1..N, w[k,n]*x[n])'],"
                               "'claims': [{'claim': 'dh[k]/dw[p,n]', 'lines': [{'expr': '0'}]}]")),
        "k=1..K, p=1..K, n=1..N");
}

/* ---- definitions ---- */

static const char *dimension_text(const char *definition, int place)
{
    const char *file = arena_printf(
        arena,
        FILE_WITH(SYMBOLS "'define': ['%s'], 'claims': [{'claim': '1', 'lines': [{'expr': '1'}]}]"),
        definition);
    const struct quantity *quantity = quantity_by_name(read_good(file), "y");
    cr_assert(quantity);
    return end_text(arena, &quantity->dimensions[place]);
}

Test(ranges, of_definitions_become_dimensions)
{
    cr_expect_str_eq(dimension_text("y[i] = x[i]^2", 0), "N");
    cr_expect_str_eq(dimension_text("y[i] = x[i+1] - x[i]", 0), "N-1");
    cr_expect_str_eq(dimension_text("y[n,k] = w[k,n]", 1), "K");
    cr_expect_str_eq(dimension_text("y[i] (i=1..2) = delta(i,1)", 0), "2");
    cr_expect_str_eq(dimension_text("y[i,j] (j=1..K) = x[i]", 1), "K");
}

/* ---- comparing for all sizes ---- */

Test(ranges, ends_are_compared_for_all_sizes)
{
    const struct derivation *derivation = read_good(CLAIM("x[i]"));
    struct index n = index_variable("N"), k = index_variable("K"), three = index_integer(3),
                 two = index_integer(2);
    cr_expect(never_above(derivation, &two, &n) && !never_above(derivation, &three, &n));
    cr_expect(never_above(derivation, &k, &three) && !never_above(derivation, &k, &two));
    cr_expect_not(never_above(derivation, &k, &n));
    cr_expect(never_above(derivation, &n, &n) && never_above(derivation, &two, &three));
    k.offset = -1;
    cr_expect(never_above(derivation, &k, &n));
    n.offset = 1;
    struct index same = index_variable("N");
    cr_expect_not(never_above(derivation, &n, &same));
}

Test(ranges, sums_stay_inside_for_all_sizes)
{
    cr_expect_str_eq(claim_ranges(CLAIM("sum(i=1..N-1, x[i+1] - x[i])")), "");
    cr_expect_str_eq(claim_ranges(CLAIM("x[i]*sum(j=1..i, sum(k=j..i, x[k]))")), "i=1..N");
    cr_expect_str_eq(claim_ranges(CLAIM("sum(i=3..N+1, x[i-1])")), "");
    cr_expect_str_eq(claim_ranges(CLAIM("sum(i=9..8, x[i])")), "");
    cr_expect_str_eq(claim_ranges(CLAIM("sum(i=1..2, x[i])")), "");
}
