/* What a derivation file becomes: symbols, definitions, assumptions, claims; names bound, derivatives as diff. */
#include "support.h"

TestSuite(reader, .init = open_arena, .fini = close_arena);

#define SOFTMAX                                                                                    \
    "'symbols': {'K': {'range': [2, 5]}, 'a': {'indices': ['N', 'K']}, 'N': {'range': [1, 3]},"    \
    "  't': {'indices': ['N', 'K'], 'domain': 'one_hot'}, 'z': {'domain': 'positive'}},\n"         \
    "'assume': ['sum(j=1..K, t[n,j]) == 1', 'z < 3'],\n"                                           \
    "'define': ['y[n,j] = exp(a[n,j]) / sum(i=1..K, exp(a[n,i]))',\n"                              \
    "  'E = -sum(n=1..N, sum(j=1..K, t[n,j]*log(y[n,j])))'],\n"

#define SOFTMAX_CLAIMS                                                                             \
    "'claims': [{'name': 'jacobian', 'claim': 'dy[n,j]/da[n,k]', 'for': 'k=1..K', 'lines': [\n"    \
    "   {'cases': [{'when': 'j == k', 'expr': 'y[n,j]*(1 - y[n,j])'},\n"                           \
    "     {'when': 'otherwise', 'expr': '-y[n,j]*y[n,k]'}], 'because': 'quotient rule'},\n"        \
    "   {'expr': 'y[n,j]*(delta(j,k) - y[n,k])'}]},\n"                                             \
    " {'claim': 'dE/da[n,k]', 'lines': [\n"                                                        \
    "   {'expr': 'diff(E, a[n,k])', 'uses': 'jacobian', 'because': 'chain rule'}]}]"

static const struct derivation *softmax(void)
{
    return read_good(FILE_WITH(SOFTMAX SOFTMAX_CLAIMS));
}

static const struct quantity *named(const struct derivation *derivation, const char *name)
{
    const struct quantity *quantity = quantity_by_name(derivation, name);
    cr_assert(quantity, "%s", name);
    return quantity;
}

Test(reader, header)
{
    const struct derivation *derivation = softmax();
    cr_expect_str_eq(derivation->title, "A title");
    cr_expect_null(derivation->source);
}

Test(reader, sizes_and_quantities)
{
    const struct derivation *derivation = softmax();
    cr_assert_eq(derivation->size_count, 2);
    cr_expect_str_eq(derivation->sizes[0].name, "K");
    cr_expect(derivation->sizes[0].first == 2 && derivation->sizes[0].last == 5);
    const struct quantity *a = named(derivation, "a"), *z = named(derivation, "z");
    cr_expect(a->rank == 2 && strcmp(a->dimensions[0].variable, "N") == 0 &&
              strcmp(a->dimensions[1].variable, "K") == 0);
    cr_expect_eq(a->domain, DOMAIN_REAL);
    cr_expect_null(a->definition);
    cr_expect(z->rank == 0 && z->domain == DOMAIN_POSITIVE);
    cr_expect_eq(named(derivation, "t")->domain, DOMAIN_ONE_HOT);
    cr_expect_null(quantity_by_name(derivation, "K"));
}

Test(reader, definitions_take_their_dimensions_from_use)
{
    const struct derivation *derivation = softmax();
    const struct quantity *y = named(derivation, "y"), *e = named(derivation, "E");
    cr_assert(y->rank == 2 && y->definition && e->definition && e->rank == 0);
    cr_expect_str_eq(y->variables[1], "j");
    cr_expect_str_eq(y->dimensions[0].variable, "N");
    cr_expect_str_eq(y->dimensions[1].variable, "K");
    cr_expect_str_eq(y->text, "y[n,j] = exp(a[n,j]) / sum(i=1..K, exp(a[n,i]))");
    cr_expect_str_eq(printed(y->definition), "exp(a[n,j]) / sum(i=1..K, exp(a[n,i]))");
    cr_expect_eq(y->definition->a->a->binding, named(derivation, "a"));
}

Test(reader, assumptions)
{
    const struct derivation *derivation = softmax();
    cr_assert_eq(derivation->assumption_count, 2);
    const struct assumption *sum = &derivation->assumptions[0], *less = &derivation->assumptions[1];
    cr_expect_eq(sum->condition.relation, RELATION_EQ);
    cr_assert_eq(sum->variable_count, 1);
    cr_expect_str_eq(sum->variables[0].variable, "n");
    cr_expect_str_eq(sum->variables[0].last.variable, "N");
    cr_expect(less->condition.relation == RELATION_LT && less->variable_count == 0);
    cr_expect_eq(less->condition.a->binding, named(derivation, "z"));
    cr_expect_str_eq(less->text, "z < 3");
}

Test(reader, claims_lines_and_cases)
{
    const struct derivation *derivation = softmax();
    cr_assert_eq(derivation->claim_count, 2);
    const struct claim *first = &derivation->claims[0], *second = &derivation->claims[1];
    cr_expect_str_eq(first->name, "jacobian");
    cr_expect_null(second->name);
    cr_assert_eq(first->line_count, 2);
    const struct line *line = &first->lines[0];
    cr_assert_eq(line->case_count, 2);
    cr_expect_str_eq(prose_text(line->because), "quotient rule");
    cr_expect_eq(line->cases[0].when->relation, RELATION_EQ);
    cr_expect(!line->cases[0].otherwise && line->cases[1].otherwise && !line->cases[1].when);
    cr_expect_str_eq(printed(line->cases[1].expr), "-y[n,j]*y[n,k]");
    cr_expect(first->lines[1].case_count == 1 && !first->lines[1].cases->when &&
              !first->lines[1].because && !first->lines[1].uses);
    cr_expect_eq(second->lines[0].uses, first);
    cr_expect_not(first->where_defined);
}

/* ---- reasons ---- */

/* Of a claim dE/da[n,k] with a sum over `row`. */
static const struct prose *reason(const char *because)
{
    const char *claims = arena_printf(arena,
                                      "'claims': [{'claim': 'dE/da[n,k]', 'lines': [{'expr': "
                                      "'dE/da[n,k] + sum(row=1..K, 0)', 'because': '%s'}]}]",
                                      because);
    return read_good(arena_printf(arena, FILE_WITH(SOFTMAX "%s"), claims))
        ->claims[0]
        .lines[0]
        .because;
}

Test(reader, reasons_are_words_and_mathematics)
{
    const struct prose_part *part = reason("`y[n,k]` does not depend on `j`; see `1/N`")->first;
    cr_assert_eq(part->kind, PROSE_EXPR);
    cr_expect_eq(part->a->kind, EXPR_NAME);
    cr_expect_not_null(part->a->binding);
    cr_assert_eq(part->next->kind, PROSE_WORDS);
    cr_expect_str_eq(part->next->words, " does not depend on ");
    cr_expect_eq(part->next->next->kind, PROSE_EXPR);
    cr_expect_str_eq(part->next->next->next->words, "; see ");
    cr_expect_str_eq(printed(part->next->next->next->next->a), "1 / N");
    cr_expect_null(part->next->next->next->next->next);
}

Test(reader, relations_in_reasons)
{
    const struct prose_part *equation = reason("`j = k`")->first,
                            *condition = reason("`y[n,j] >= 0`")->first;
    cr_expect_eq(equation->kind, PROSE_EQUATION);
    cr_expect_str_eq(printed(equation->b), "k");
    cr_assert_eq(condition->kind, PROSE_CONDITION);
    cr_expect_eq(condition->relation, RELATION_GE);
    cr_expect_str_eq(printed(condition->b), "0");
}

Test(reader, names_in_reasons)
{
    static const char *const good[] = {"y[n,3]",
                                       "y[p,q]",
                                       "row + n",
                                       "N",
                                       "sum(c=1..K, a[n,c])",
                                       "log(u)",
                                       "dE/dy[n,j]*dy[n,j]/du",
                                       "delta(i,row)",
                                       "u\\u0027 == 1",
                                       "diff(log(u), u)",
                                       "K != N",
                                       "y[N,K]",
                                       "u[i] = a[n,i] - m"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect_null(reason(arena_printf(arena, "`%s`", good[i]))->first->next, "%s", good[i]);
    const struct expr *chain = reason("`dE/dy[n,j]*dy[n,j]/du`")->first->a;
    cr_expect(chain->a->kind == EXPR_DIFF && chain->b->kind == EXPR_DIFF);
    cr_expect_not_null(chain->b->a->binding);
    cr_expect_null(chain->b->b->binding);
}

Test(reader, backquotes_without_a_partner_are_words)
{
    cr_expect_str_eq(reason("a ` b")->first->words, "a ` b");
    const struct prose *prose = reason("`z` and ` alone");
    cr_expect_eq(prose->first->kind, PROSE_EXPR);
    cr_expect_str_eq(prose->last->words, " and ` alone");
    cr_expect_null(reason("")->first);
}

Test(reader, reasons_read_as_plain_text)
{
    static const char *const same[] = {"`y[n,k]` does not depend on `j`.", "if `j == k`, `j = k`",
                                       "`dE/da[n,k]` and `diff(log(u), u)`", "words"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct text bare;
        text_open(&bare, arena);
        for (const char *c = same[i]; *c; c++)
            if (*c != '`')
                text_put(&bare, *c);
        cr_expect_str_eq(prose_text(reason(same[i])), bare.bytes);
    }
}

/* A claim of 70 sums, each with a variable of its own. */
static const struct derivation *many_sums(const char *because)
{
    struct text text;
    text_open(&text, arena);
    text_literal(&text, "'symbols': {}, 'claims': [{'claim': '0");
    for (int i = 1; i <= 70; i++)
        text_printf(&text, " + sum(row%d=1..1, 0)", i);
    text_printf(&text, "', 'lines': [{'expr': '0', 'because': '%s'}]}]", because);
    return read_text(arena_printf(arena, FILE_WITH("%s"), text.bytes));
}

Test(reader, reasons_know_a_number_of_bound_variables)
{
    cr_expect_not_null(many_sums("`row1 + row64`"));
    cr_expect_null(many_sums("`row65`"));
    cr_expect_eq(diagnostics.errors, 1);
}

Test(reader, a_reason_changes_nothing_of_its_claim)
{
    const struct claim *claim =
        &read_good(FILE_WITH(SOFTMAX "'claims': [{'claim': 'z', 'lines': [{'expr': 'z', 'because': "
                                     "'`a[n,k]`, `delta(p,q)`, `sum(i=1..9, y[i,i])`'}]}]"))
             ->claims[0];
    cr_expect_eq(claim->variable_count, 0);
}

Test(reader, derivatives_of_known_quantities_are_diff)
{
    const struct derivation *derivation = softmax();
    const struct expr *jacobian = derivation->claims[0].left,
                      *gradient = derivation->claims[1].left;
    cr_expect_str_eq(printed(jacobian), "diff(y[n,j], a[n,k])");
    cr_expect_str_eq(printed(gradient), "diff(E, a[n,k])");
    cr_expect_eq(jacobian->a->binding, named(derivation, "y"));
    cr_expect_eq(jacobian->b->binding, named(derivation, "a"));
    cr_expect(expr_equal(gradient, derivation->claims[1].lines[0].cases->expr));
}

Test(reader, a_quotient_of_names_that_are_no_quantities_is_a_division)
{
    const struct derivation *derivation = read_good(
        FILE_WITH("'symbols': {'dx': {}, 'dy': {}, 'x': {}},"
                  "'claims': [{'claim': 'dx/dy + dx/x', 'lines': [{'expr': 'dx/dy + dx/x'}]}]"));
    cr_expect_str_eq(printed(derivation->claims[0].left), "dx / dy + dx / x");
}

Test(reader, second_derivatives_and_derivatives_by_elements)
{
    const struct derivation *derivation = read_good(
        FILE_WITH("'symbols': {'x': {'indices': [3]}}, 'define': ['f = x[1]^2*x[2]'],"
                  "'claims': [{'claim': 'diff(df/dx[1], x[2])', 'lines': [{'expr': '2*x[1]'}]}]"));
    cr_expect_str_eq(printed(derivation->claims[0].left), "diff(diff(f, x[1]), x[2])");
}

Test(reader, sizes_are_numbers_and_indices)
{
    const struct derivation *derivation = read_good(FILE_WITH(
        "'symbols': {'N': {'range': [2, 4]}, 'x': {'indices': ['N']}},"
        "'claims': [{'claim': 'x[N]/N + x[N-1]', 'lines': [{'expr': 'x[N-1] + x[N]/N'}]}]"));
    const struct expr *left = derivation->claims[0].left;
    cr_expect_eq(derivation->claims[0].variable_count, 0);
    cr_expect_null(left->a->b->binding);
    cr_expect_str_eq(left->b->indices[0].variable, "N");
}

Test(reader, catalogue_functions_stay_calls)
{
    const struct derivation *derivation =
        read_good(FILE_WITH("'symbols': {'z': {}}, 'define': ['s = sigmoid(z)'],"
                            "'claims': [{'claim': 'ds/dz', 'lines': [{'expr': 's*(1 - s)'}]}]"));
    cr_expect_eq(quantity_by_name(derivation, "s")->definition->kind, EXPR_DEFINED);
}

Test(reader, a_claim_may_do_without_symbols)
{
    const struct derivation *derivation =
        read_good(FILE_WITH("'claims': [{'claim': '1/3 + 1/6', 'lines': [{'expr': '1/2'}]}]"));
    cr_expect(derivation->size_count == 0 && derivation->quantity_count == 0);
}

Test(reader, is_recognised_by_its_format)
{
    cr_expect(derivation_recognise(
        arena, quoted_source("{'version': 1, 'format': 'handgrad-derivation'}")));
    cr_expect_not(
        derivation_recognise(arena, quoted_source("{'format': 'handgrad-trace', 'version': 1}")));
    cr_expect_not(derivation_recognise(arena, quoted_source("{'inputs': [[1]]}")));
    cr_expect_not(derivation_recognise(arena, quoted_source("[1, 2")));
    cr_expect_null(diagnostics.first);
}
