/* Binding, substituting and renaming: slots, shadowing, and no capture. */
#include "support.h"

TestSuite(bind, .init = open_arena, .fini = close_arena);

static const char *const kj[] = {"k", "j"};

Test(bind, free_and_bound_variables_get_slots)
{
    const struct expr *sum =
        bind(parse("sum(i=1..j, w[k,i]*sum(p=1..2, a[p]))*mean(q=1..2, b[q])"), kj, 2)->a;
    cr_assert_eq(sum->slot, 2);
    cr_assert_eq(sum->indices[1].slot, 1);
    cr_assert_eq(sum->a->a->indices[0].slot, 0);
    cr_assert_eq(sum->a->a->indices[1].slot, 2);
    cr_assert_eq(sum->a->b->slot, 3);
    cr_assert_eq(bind(parse("mean(q=1..2, b[q])"), kj, 2)->slot, 2,
                 "slots of siblings are used again");
}

Test(bind, inner_variables_shadow_outer_ones)
{
    const struct expr *sum = bind(parse("sum(k=1..k, a[k])"), kj, 2);
    cr_assert_eq(sum->indices[1].slot, 0);
    cr_assert_eq(sum->a->indices[0].slot, 2);
}

Test(bind, the_first_of_two_free_variables_called_the_same)
{
    static const char *const twice[] = {"k", "m", "m"};
    const struct expr *name = bind(parse("w[m,k]"), twice, 3);
    cr_assert_eq(name->indices[0].slot, 1);
    cr_assert_eq(name->indices[1].slot, 0);
    cr_assert_eq(bind(parse("sum(m=1..2, a[m])"), twice, 3)->a->indices[0].slot, 3);
}

Test(bind, names_of_index_variables_become_numbers)
{
    const struct expr *where = bind(parse("where(j == k + 1, k, x)"), kj, 2);
    cr_assert_eq(where->a->kind, EXPR_INDEX);
    cr_assert_eq(where->a->indices[0].slot, 1);
    cr_assert_eq(where->b->a->kind, EXPR_INDEX);
    cr_assert_eq(where->c->kind, EXPR_INDEX);
    cr_assert_eq(where->d->kind, EXPR_NAME);
    cr_assert_eq(bind(parse("sum(i=1..3, i*a[i])"), NULL, 0)->a->a->kind, EXPR_INDEX);
    assert_printed(where, "where(j == k + 1, k, x)");
}

Test(bind, reductions_without_variables_from_outside_are_closed)
{
    cr_assert(bind(parse("sum(i=1..3, w[2,i]*sum(p=1..i, a[p]))"), kj, 2)->closed);
    cr_assert(bind(parse("max(i=1..3, exp(z[i]))"), kj, 2)->closed);
    cr_assert_not(bind(parse("sum(i=1..3, w[k,i])"), kj, 2)->closed);
    cr_assert_not(bind(parse("sum(i=1..j, w[1,i])"), kj, 2)->closed, "a bound is from outside");
    cr_assert_not(bind(parse("sum(i=1..3, k*a[i])"), kj, 2)->closed, "an index as a number");
    cr_assert_not(bind(parse("mean(s=1..3, s[s].E)"), kj, 2)->closed, "values of other samples");
    const struct expr *outer = bind(parse("sum(i=1..3, sum(p=1..i, a[p]))"), NULL, 0);
    cr_assert(outer->closed);
    cr_assert_not(outer->a->closed, "the inner one depends on i");
    const struct expr *open = bind(parse("sum(i=1..3, k*sum(p=1..2, a[p]))"), kj, 2);
    cr_assert_not(open->closed);
    cr_assert(open->a->b->closed);
}

Test(bind, unknown_variables_are_named)
{
    const char *unknown = NULL;
    cr_assert_null(expr_bind(arena, parse("a[k]*b[q]"), kj, 2, &unknown));
    cr_assert_str_eq(unknown, "q");
    cr_assert_null(expr_bind(arena, parse("s[p].x"), kj, 2, &unknown));
    cr_assert_str_eq(unknown, "p");
    cr_assert_null(expr_bind(arena, parse("sum(i=1..n, a[i])"), kj, 2, &unknown));
    cr_assert_str_eq(unknown, "n");
}

Test(bind, slots_run_out)
{
    struct text text;
    const char *unknown = NULL;
    text_open(&text, arena);
    for (int i = 0; i <= SLOTS_MAX; i++)
        text_printf(&text, "sum(v%d=1..2, ", i);
    text_string(&text, "1");
    for (int i = 0; i <= SLOTS_MAX; i++)
        text_put(&text, ')');
    cr_assert_null(expr_bind(arena, parse(text.bytes), NULL, 0, &unknown));
    cr_assert_str_eq(unknown, "v32");
}

Test(bind, substitution_takes_over_indices)
{
    static const char *const names[] = {"a", "y"};
    const struct expr *const with[] = {parse("n"), parse("exp(z[k]) / 2")};
    assert_printed(expr_substitute(arena, parse("a[j]*y + s1.a - 1"), 2, names, with),
                   "n[j]*(exp(z[k]) / 2) + s1.n - 1");
    assert_printed(expr_substitute(arena, parse("diff(y^2, y) + diff(a, a)"), 2, names, with),
                   "diff((exp(z[k]) / 2)^2, y) + diff(n, n)");
    const struct expr *unchanged = parse("b*c + d");
    cr_assert_eq(expr_substitute(arena, unchanged, 2, names, with), unchanged,
                 "an unchanged tree is shared");
}

Test(bind, substitution_does_not_capture)
{
    static const char *const names[] = {"y"};
    const struct expr *const with[] = {parse("z[i]")};
    assert_printed(expr_substitute(arena, parse("sum(i=1..n, y*a[i])"), 1, names,
                                   (const struct expr *const[]){parse("exp(z[i])")}),
                   "sum(j=1..n, exp(z[i])*a[j])");
    assert_printed(expr_substitute(arena, parse("y"), 1, names, with), "z[i]");
}

Test(bind, reindexing)
{
    static const char *const from[] = {"i", "k"};
    struct index to[] = {index_variable("q"), index_integer(2)};
    to[0].offset = 1;
    assert_printed(expr_reindex(arena, parse("w[k,i+1]*s[i].x + delta(i,k)*k"), 2, from, to),
                   "w[2,q+2]*s[q+1].x + delta(q+1,2)*2");
    assert_printed(expr_reindex(arena, parse("sum(i=1..k, a[i]*b[k])"), 2, from, to),
                   "sum(i=1..2, a[i]*b[2])");
    struct index swap[] = {index_variable("k"), index_variable("i")};
    assert_printed(expr_reindex(arena, parse("w[i,k]"), 2, from, swap), "w[k,i]");
    assert_printed(expr_reindex(arena, parse("sum(k=1..n, w[i,k])"), 1, from, swap),
                   "sum(j=1..n, w[k,j])");
}

Test(bind, what_is_mentioned)
{
    const struct expr *expr = parse("sum(i=1..n, w[k,i]*x) + s[p].E");
    cr_assert(expr_mentions_index(expr, "k"));
    cr_assert(expr_mentions_index(expr, "n"));
    cr_assert(expr_mentions_index(expr, "p"));
    cr_assert_not(expr_mentions_index(expr, "i"), "i is bound");
    cr_assert(expr_mentions_name(expr, "w"));
    cr_assert(expr_mentions_name(expr, "E"));
    cr_assert_not(expr_mentions_name(expr, "k"));
}
