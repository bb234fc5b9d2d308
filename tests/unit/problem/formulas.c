/* Problems of formulas: what the reader makes of them, and that they come back as they were written. */
#include "support.h"

#include "expr/expr.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

TestSuite(formulas, .init = open_fixture, .fini = close_fixture);

#define GIVEN "'given': {'x': -2, 'v': [0.50, 1e0], 'w': [[1, 2], [3, 4]], 'c': [[[[7]]]]}"
#define STEPS                                                                                      \
    "'formulas': ['q = x + c[1,1,1,1]', 'h[i] (i=1..2) = sum(k=1..2, w[i,k]*v[k])',"               \
    " 'm[a,b] (b=1..3, a=1..2) = delta(a,b)*sigmoid(h[a])', 'f=max(i=1..2, h[i]) + pi*q']"
#define PROBLEM GIVEN ", " STEPS

static const char *printed(const struct expr *expr)
{
    struct text text;
    text_open(&text, fixture.arena);
    expr_print(expr, &text);
    return text.bytes;
}

Test(formulas, givens_keep_their_shape_and_spelling)
{
    const struct formulas *f = read_good(&fixture, "{" PROBLEM "}")->formulas;
    cr_assert_eq(f->given_count, 4);
    expect_text(f->givens[0].name, "x");
    cr_expect_eq(f->givens[0].rank, 0);
    expect_text(f->givens[0].literals[0], "-2");
    cr_expect_eq(f->givens[1].rank, 1);
    cr_expect_eq(f->givens[1].dimensions[0], 2);
    expect_text(f->givens[1].literals[0], "0.50");
    expect_text(f->givens[1].literals[1], "1e0");
    cr_expect_eq(f->givens[2].count, 4);
    expect_text(f->givens[2].literals[2], "3");
    cr_expect_eq(f->givens[3].rank, 4);
    cr_expect_eq(f->givens[3].count, 1);
}

Test(formulas, assignments_in_order)
{
    const struct formulas *f = read_good(&fixture, "{" PROBLEM "}")->formulas;
    cr_assert_eq(f->assignment_count, 4);
    expect_text(f->assignments[0].name, "q");
    cr_expect_eq(f->assignments[0].rank, 0);
    expect_text(printed(f->assignments[0].formula), "x + c[1,1,1,1]");
    expect_text(f->assignments[1].variables[0], "i");
    cr_expect_eq(f->assignments[1].dimensions[0], 2);
    expect_text(printed(f->assignments[1].formula), "sum(k=1..2, w[i,k]*v[k])");
    expect_text(printed(f->assignments[3].formula), "max(i=1..2, h[i]) + pi*q");
    expect_text(f->assignments[3].text, "f=max(i=1..2, h[i]) + pi*q");
}

/* Ranges may stand in another order than the indices. */
Test(formulas, ranges_belong_to_their_indices)
{
    const struct assignment *m = &read_good(&fixture, "{" PROBLEM "}")->formulas->assignments[2];
    cr_assert_eq(m->rank, 2);
    expect_text(m->variables[0], "a");
    expect_text(m->variables[1], "b");
    cr_expect_eq(m->dimensions[0], 2);
    cr_expect_eq(m->dimensions[1], 3);
}

Test(formulas, a_problem_without_layers_is_one_sample)
{
    const struct problem *p = read_good(&fixture, "{" PROBLEM "}");
    cr_expect_eq(p->layer_count, 0);
    cr_expect_eq(p->sample_count, 1);
    cr_assert_eq(p->batch_count, 1);
    cr_expect_eq(p->batches[0].count, 1);
    cr_expect_eq(p->updates, 0);
    cr_expect_eq(p->formulas->objective_count, 0);
    cr_expect_eq(p->formulas->wrt_count, 0);
}

Test(formulas, derivatives_are_by_all_givens_unless_said)
{
    const struct problem *p = read_good(&fixture, "{" PROBLEM ", 'objective': 'f'}");
    cr_expect_eq(p->updates, 1);
    cr_assert_eq(p->formulas->objective_count, 1);
    expect_text(p->formulas->objectives[0], "f");
    cr_assert_eq(p->formulas->wrt_count, 4);
    expect_text(p->formulas->wrt[3], "c");
    p = read_good(&fixture, "{" PROBLEM ", 'objective': ['f', 'q'], 'wrt': ['w', 'h']}");
    cr_expect_eq(p->formulas->objective_count, 2);
    cr_assert_eq(p->formulas->wrt_count, 2);
    expect_text(p->formulas->wrt[1], "h");
}

Test(formulas, updates_of_givens)
{
    const struct problem *p =
        read_good(&fixture, "{" PROBLEM ", 'objective': 'f', 'wrt': 'w', " OPTIMIZER
                            ", 'updates': 5, 'forward_after': true, 'names': {'alpha': 'eta'}}");
    cr_expect_eq(p->updates, 5);
    cr_expect(p->forward_after);
    cr_expect_not_null(p->optimizer.entry);
    cr_expect_eq(read_good(&fixture, "{" PROBLEM ", 'objective': 'f', " OPTIMIZER "}")->updates, 1);
}

Test(formulas, names_of_every_kind_of_quantity)
{
    const struct problem *p =
        read_good(&fixture, "{" PROBLEM ", 'objective': ['f', 'q'], 'wrt': ['w', 'h'],"
                            " 'names': {'x': 'x', 'w[1,2]': 'w2', 'h[1]': 'h1', 'df/dw[1,2]': 'g',"
                            " 'dh[1]/dw[1,2]': 'slope', 'local.df/dq': 'own', 'df/dq': 'whole'}}");
    cr_assert_eq(p->name_count, 7);
    expect_text(p->names[4].id, "dh[1]/dw[1,2]");
    expect_text(p->names[4].name, "slope");
}

/* Everything may be left out but the formulas. */
Test(formulas, formulas_of_numbers_alone)
{
    const struct problem *p = read_good(&fixture, "{'formulas': ['f = 2*3']}");
    cr_expect_eq(p->formulas->given_count, 0);
    read_good(&fixture, "{'formulas': ['f = 2*3'], 'given': {}, 'objective': 'f'}");
}

/* Indices are checked for all values of all variables, and only for those that there are. */
Test(formulas, indices_within_their_ranges)
{
    read_good(&fixture, "{'given': {'x': [1, 2, 3]}, 'formulas': ['d[i] (i=1..2) = x[i+1] - x[i]',"
                        " 's[i] (i=1..3) = sum(k=1..i, x[k])', 'e = sum(i=4..3, x[i])',"
                        " 'r[i] (i=1..2) = max(k=i..i+1, x[k])', 'g = sum(i=1..3, sum(i=1..i, "
                        "x[i])*where(i == 2, 1, 0))']}");
}

/* ---- writing ---- */

static const char *written(const struct problem *problem)
{
    struct text text;
    struct json_out out;
    text_open(&text, fixture.arena);
    json_out_open(&out, &text, 2);
    problem_write(problem, &out, NULL);
    return text_copy(&text, fixture.arena);
}

static void expect_round_trip(const char *text)
{
    const struct problem *problem = read_good(&fixture, text);
    const char *once = written(problem);
    const struct problem *again = read_text(&fixture, once);
    cr_assert(again != NULL, "%s\n%s", once, fixture.diagnostics.last->message);
    expect_text(written(again), once);
    cr_expect_eq(problem->updates, again->updates);
    cr_expect_eq(problem->formulas->wrt_count, again->formulas->wrt_count);
    cr_expect_eq(problem->formulas->given_count, again->formulas->given_count);
    cr_expect_eq(problem->formulas->objective_count, again->formulas->objective_count);
    cr_assert_eq(problem->formulas->assignment_count, again->formulas->assignment_count);
    for (int i = 0; i < problem->formulas->assignment_count; i++)
        cr_expect(expr_equal(problem->formulas->assignments[i].formula,
                             again->formulas->assignments[i].formula));
}

Test(formulas, problems_come_back_the_same)
{
    expect_round_trip("{'formulas': ['f = 2*3']}");
    expect_round_trip("{'formulas': ['f = 2*3'], 'objective': 'f'}");
    expect_round_trip("{'title': 't', 'source': 's', 'digits': 9, " PROBLEM "}");
    expect_round_trip("{" PROBLEM ", 'objective': ['f', 'q'], 'wrt': ['w', 'h'],"
                      " 'names': {'df/dq': 'dq', 'w[2,2]': 'w4'}}");
    expect_round_trip("{" PROBLEM ", 'objective': 'f', 'wrt': 'v', " OPTIMIZER ", 'updates': 3,"
                      " 'forward_after': true, 'names': {'alpha': 'eta'}}");
    expect_round_trip("{" PROBLEM ", 'objective': 'f', 'optimizer': {}, 'updates': 0}");
}

Test(formulas, a_matrix_is_written_as_rows)
{
    const char *text = written(read_good(&fixture, "{" GIVEN ", 'formulas': ['f = x']}"));
    cr_expect_not_null(strstr(text, "\"w\": [[1, 2], [3, 4]]"), "%s", text);
    cr_expect_not_null(strstr(text, "\"c\": [[[[7]]]]"), "%s", text);
    cr_expect_null(strstr(text, "inputs"));
}

/* ---- sizes ---- */

static void expect_refused(const char *text, const char *message)
{
    cr_expect_null(read_text(&fixture, text));
    const struct diagnostic *report = fixture.diagnostics.first;
    cr_assert_not_null(report);
    cr_expect_eq(report->code, DIAGNOSTIC_TOO_LARGE, "%s", report->message);
    cr_expect_not_null(strstr(report->message, message), "%s", report->message);
}

static const char *formula_of(const char *head, const char *piece, int count, const char *tail)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_printf(&text, "{'given': {'x': 1}, 'objective': 'f', 'formulas': ['f = %s", head);
    for (int i = 0; i < count; i++)
        text_string(&text, piece);
    text_printf(&text, "%s']}", tail);
    return unquoted(&fixture, text.bytes);
}

Test(formulas, a_formula_that_is_too_long)
{
    expect_refused(formula_of("x", " + x", 1001, ""), "a formula is too long");
}

/* The derivative of x*x*...*x repeats the product. */
Test(formulas, a_derivative_that_is_too_long)
{
    expect_refused(formula_of("x", "*x", 999, ""),
                   "the derivative of this formula is too long to be written down");
}

Test(formulas, formulas_that_are_too_long_together)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"formulas\": [\"f = 1\"");
    for (int i = 0; i < 20; i++) {
        text_printf(&text, ", \"f%d = 1", i);
        for (int j = 0; j < 600; j++)
            text_literal(&text, " + f");
        text_literal(&text, "\"");
    }
    text_literal(&text, "]}");
    expect_refused(text.bytes, "functions written out, have more than 20000 operations");
}

Test(formulas, too_many_formulas)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"formulas\": [\"a = 1\"");
    for (int i = 0; i < PROBLEM_MAX_FORMULAS; i++)
        text_printf(&text, ", \"f%d = 1\"", i);
    text_literal(&text, "]}");
    expect_refused(text.bytes, "there are too many formulas");
}
