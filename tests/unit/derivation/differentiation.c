/* Derivatives worked out rule by rule: lines and reasons, what names are taken to be, refusals, and that every line
 * has the value of the derivative. */
#include "derivation/differentiation.h"
#include "../expr/formulas.h"
#include "expr/tree.h"
#include "said.h"

TestSuite(differentiation, .init = open_arena, .fini = close_arena);

static const struct derivation *derive(const char *expression, const char *by)
{
    const struct derivation *derivation =
        differentiation_derive(arena, expression, by, &diagnostics);
    cr_assert_not_null(derivation, "%s: %s", expression,
                       diagnostics.last ? diagnostics.last->message : "no diagnostic");
    return derivation;
}

/* The lines with their reasons, as text. */
static const char *worked(const char *expression, const char *by)
{
    const struct claim *claim = derive(expression, by)->claims;
    struct text text;
    text_open(&text, arena);
    expr_print(claim->left, &text);
    for (int i = 0; i < claim->line_count; i++) {
        text_string(&text, "\n= ");
        expr_print(claim->lines[i].cases[0].expr, &text);
        text_printf(&text, "    %s", prose_text(claim->lines[i].because));
    }
    return text.bytes;
}

#define assert_worked(expression, by, lines)                                                       \
    cr_assert_str_eq(worked(expression, by), lines, "got\n%s", worked(expression, by))

/* ---- lines ---- */

Test(differentiation, of_the_issue)
{
    assert_worked(
        "exp(-z^2/2) / (1 + exp(-z))", "z",
        "diff(exp(-z^2 / 2) / (1 + exp(-z)), z)\n"
        "= (diff(exp(-z^2 / 2), z)*(1 + exp(-z)) - exp(-z^2 / 2)*diff(1 + exp(-z), z)) / "
        "(1 + exp(-z))^2    Quotient rule, (u / v)' = (u'*v - u*v') / v^2\n"
        "= (exp(-z^2 / 2)*diff(-z^2 / 2, z)*(1 + exp(-z)) - exp(-z^2 / 2)*diff(exp(-z), z)) / "
        "(1 + exp(-z))^2    Chain rule, (exp(u))' = exp(u)*u' with u = -z^2 / 2; "
        "sum rule, (u + v)' = u' + v', on 1 + exp(-z)\n"
        "= (exp(-z^2 / 2)*exp(-z) - exp(-z^2 / 2)*diff(z^2, z)*(1 + exp(-z)) / 2) / "
        "(1 + exp(-z))^2    Constant factor, (c*u)' = c*u', on -z^2 / 2; "
        "chain rule, (exp(u))' = exp(u)*u' with u = -z\n"
        "= (exp(-z^2 / 2)*exp(-z) - exp(-z^2 / 2)*z*(1 + exp(-z))) / (1 + exp(-z))^2    "
        "Power rule, (x^n)' = n*x^(n - 1)\n"
        "= exp(-z^2 / 2)*(exp(-z) - z*(1 + exp(-z))) / (1 + exp(-z))^2    Simplified");
}

Test(differentiation, a_delta_is_a_line_of_its_own)
{
    assert_worked("1/2*sum(k=1..n, (w[k]*x[k] - t)^2)", "w[k]",
                  "diff(1/2*sum(i=1..n, (w[i]*x[i] - t)^2), w[k])\n"
                  "= diff(sum(i=1..n, (w[i]*x[i] - t)^2), w[k]) / 2    "
                  "Constant factor, (c*u)' = c*u'\n"
                  "= sum(i=1..n, diff((w[i]*x[i] - t)^2, w[k])) / 2    Sum rule over an index, "
                  "the derivative of a sum is the sum of the derivatives\n"
                  "= sum(i=1..n, (w[i]*x[i] - t)*diff(w[i]*x[i] - t, w[k]))    "
                  "Chain rule, (u^2)' = 2*u*u' with u = w[i]*x[i] - t\n"
                  "= sum(i=1..n, (w[i]*x[i] - t)*diff(w[i]*x[i], w[k]))    "
                  "Sum rule, (u + v)' = u' + v'\n"
                  "= sum(i=1..n, delta(i,k)*(w[i]*x[i] - t)*x[i])    Constant factor\n"
                  "= (w[k]*x[k] - t)*x[k]    The delta leaves one term of the sum\n"
                  "= x[k]*(w[k]*x[k] - t)    Simplified");
}

/* k = n has no x[k+1], k = 1 none before it: the deltas stay. */
Test(differentiation, a_delta_outside_the_sum_leaves_no_term)
{
    const struct claim *claim = derive("sum(i=1..n-1, (x[i+1] - x[i])^2)", "x[k]")->claims;
    assert_printed(claim->lines[claim->line_count - 1].cases[0].expr,
                   "2*sum(i=1..n-1, (x[i+1] - x[i])*(delta(i+1,k) - delta(i,k)))");
}

Test(differentiation, functions_of_the_catalogue)
{
    assert_worked("sigmoid(2*z)", "z",
                  "diff(sigmoid(2*z), z)\n"
                  "= sigmoid(2*z)*(1 - sigmoid(2*z))*diff(2*z, z)    "
                  "Chain rule, (sigmoid(u))' = sigmoid(u)*(1 - sigmoid(u))*u' with u = 2*z\n"
                  "= 2*sigmoid(2*z)*(1 - sigmoid(2*z))    Constant factor, (c*u)' = c*u'");
    const struct claim *claim = derive("gelu_tanh(z)", "z")->claims;
    assert_printed(claim->lines[0].cases[0].expr,
                   "diff(z*(1 + tanh(sqrt(2 / pi)*(z + 0.044715*z^3))) / 2, z)");
    cr_assert_str_eq(prose_text(claim->lines[0].because), "The definition of gelu_tanh");
}

Test(differentiation, one_line_or_none_to_simplify)
{
    assert_worked("z", "z", "diff(z, z)\n= 1    Derivative of the variable by itself");
    assert_worked("x*y", "q", "diff(x*y, q)\n= 0    The derivative of a constant is 0");
    assert_worked("diff(z^3, z)", "z",
                  "diff(diff(z^3, z), z)\n= diff(3*z^2, z)    Power rule, (x^n)' = n*x^(n - 1)\n"
                  "= 3*diff(z^2, z)    Constant factor, (c*u)' = c*u'\n= 6*z    Power rule");
}

Test(differentiation, equal_rules_are_said_once)
{
    const struct claim *claim = derive("sin(z^2) + sin(z^3) + sin(z^2)", "z")->claims;
    cr_assert_str_eq(prose_text(claim->lines[1].because),
                     "Chain rule, (sin(u))' = cos(u)*u' with u = z^2 and u = z^3");
    claim = derive("sin(z^2) + sin(z^3) + sin(z^4) + sin(z^5)", "z")->claims;
    cr_assert_str_eq(prose_text(claim->lines[1].because), "Chain rule, (sin(u))' = cos(u)*u'");
}

/* ---- what names are ---- */

static const char *symbols(const char *expression, const char *by)
{
    const struct derivation *derivation = derive(expression, by);
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < derivation->size_count; i++)
        text_printf(&text, "%s=%ld..%ld ", derivation->sizes[i].name, derivation->sizes[i].first,
                    derivation->sizes[i].last);
    for (int i = 0; i < derivation->quantity_count; i++) {
        const struct quantity *quantity = &derivation->quantities[i];
        text_string(&text, quantity->name);
        for (int d = 0; d < quantity->rank; d++) {
            text_put(&text, d == 0 ? '[' : ',');
            index_print(&quantity->dimensions[d], &text);
        }
        text_string(&text, quantity->rank > 0 ? "] " : " ");
        cr_assert_eq(quantity->domain, DOMAIN_REAL);
    }
    const struct claim *claim = derivation->claims;
    for (int i = 0; i < claim->variable_count; i++) {
        text_printf(&text, "%s:", claim->variables[i].variable);
        index_print(&claim->variables[i].first, &text);
        text_string(&text, "..");
        index_print(&claim->variables[i].last, &text);
        text_put(&text, ' ');
    }
    cr_assert(claim->where_defined);
    return text.bytes;
}

static const struct {
    const char *expression, *by, *symbols;
} inferences[] = {
    {"x*y + z", "z", "x y z "},
    {"sum(i=1..n, w[i]*x[i]) + b", "w[k]", "n=2..4 w[n] x[n] b k:1..n "},
    {"sum(i=1..3, w[i])", "w[k]", "w[3] k:1..3 "},
    {"sum(i=1..N, sum(j=1..K, w[i,j]))", "w[p,q]", "N=2..4 K=2..4 w[N,K] p:1..N q:1..K "},
    {"w[2]*w[5]", "w[5]", "w[5] "},
    {"sum(i=1..n, w[i])*w[3]", "w[1]", "n=3..5 w[n] "},
    {"w[3]*sum(i=1..n, w[i])", "w[1]", "n=3..5 w[n] "},
    {"sum(i=1..n-1, w[i+1] - w[i])", "w[k]", "n=2..4 w[n] k:1..n "},
    {"sum(i=2..n, w[i-1])", "w[k]", "n=2..4 w[n-1] k:1..n-1 "},
    {"sum(i=1..n, sum(j=1..i, w[i,j]))", "w[p,q]", "n=2..4 w[n,n] p:1..n q:1..n "},
    {"w[k]^2", "w[j]", "n=2..4 w[n] k:1..n j:1..n "},
    {"n*w[k]", "w[j]", "m=2..4 n w[m] k:1..m j:1..m "},
    {"a[k]*b[k] + sum(i=1..n, b[i])", "a[k]", "n=2..4 a[n] b[n] k:1..n "},
    {"sum(i=1..n, w[i]) / n", "w[n]", "n=2..4 w[n] "},
    {"sum(i=1..n, delta(i,k)*x)", "x", "n=2..4 x k:1..n "},
    {"where(j == k, a[j], b[k])", "a[1]", "n=2..4 m=2..4 a[n] b[m] j:1..n k:1..m "},
    {"a[k+1]*a[1]", "a[k]", "n=2..4 a[n+1] k:1..n "},
    {"a[j]*delta(j,1)", "a[1]", "n=2..4 a[n] j:1..n "},
    {"w[k+1]*w[3]", "w[3]", "n=2..4 w[n+1] k:1..n "},
};

Test(differentiation, names_are_what_their_use_says)
{
    for (size_t i = 0; i < sizeof inferences / sizeof *inferences; i++) {
        const char *found = symbols(inferences[i].expression, inferences[i].by);
        cr_assert_str_eq(found, inferences[i].symbols, "%s by %s: got %s", inferences[i].expression,
                         inferences[i].by, found);
    }
}

/* ---- refusals ---- */

static const struct {
    const char *expression, *by;
    enum diagnostic_code code;
    const char *message;
    size_t caret;
} refusals[] = {
    {"sin(x", "x", DIAGNOSTIC_EXPRESSION_SYNTAX,
     "expected an operator or \")\" after \"x\", found the end", 6},
    {"x + sigmod(x)", "x", DIAGNOSTIC_EXPRESSION_NAME,
     "unknown function \"sigmod\"; did you mean \"sigmoid\"?", 5},
    {"2*e^x", "x", DIAGNOSTIC_EXPRESSION_NAME,
     "\"e\" is a name like any other; the exponential function is exp(x)", 3},
    {"tan(x)", "x", DIAGNOSTIC_EXPRESSION_NAME, "unknown function \"tan\"; it is sin(x)/cos(x)", 1},
    {"softmax(x)", "x", DIAGNOSTIC_EXPRESSION_NAME, NULL, 1},
    {"x", "x +", DIAGNOSTIC_EXPRESSION_SYNTAX, NULL, 4},
    {"x", "2*x", DIAGNOSTIC_EXPRESSION_SYNTAX, "expected a name to differentiate by, as z or w[k]",
     1},
    {"x", "pi", DIAGNOSTIC_EXPRESSION_SYNTAX, "expected a name to differentiate by, as z or w[k]",
     1},
    {"sum(i=1..n, w[i])", "n", DIAGNOSTIC_EXPRESSION_NAME,
     "\"n\" is a size or an index; nothing can be differentiated by it", 1},
    {"sum(i=1..n, w[i]) + w", "x", DIAGNOSTIC_EXPRESSION_NAME,
     "\"w\" stands with 1 index and with 0", 13},
    {"x", "x[1]", DIAGNOSTIC_EXPRESSION_NAME, "\"x\" stands with 0 indices and with 1", 1},
    {"1 + w[0]", "x", DIAGNOSTIC_EXPRESSION_NAME, "an index of \"w\" may be less than 1", 5},
    {"sum(i=1..n, w[i-1])", "x", DIAGNOSTIC_EXPRESSION_NAME, "an index of \"w\" may be less than 1",
     13},
    {"sum(i=1..n, w[i]) + sum(j=1..m, w[j])", "x", DIAGNOSTIC_EXPRESSION_NAME,
     "index 1 of \"w\" goes up to n and up to m", 13},
    {"w[65]", "w[1]", DIAGNOSTIC_TOO_LARGE, "an index of \"w\" is more than 64", 1},
    {"sum(i=1..n, w[i])*w[99]", "w[1]", DIAGNOSTIC_TOO_LARGE, "\"n\" would be more than 64", 10},
    {"s2.x*y", "y", DIAGNOSTIC_EXPRESSION_NAME,
     "quantities are named as they are here, without \"u1.\" or \"s1.\"", 4},
    {"sum(i=1..n, n[i])", "x", DIAGNOSTIC_EXPRESSION_NAME, "\"n\" is a size and takes no index",
     10},
    {"exp(x)*sin", "x", DIAGNOSTIC_EXPRESSION_NAME, "\"sin\" is the name of a function", 8},
};

Test(differentiation, refusals)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        diagnostics_open(&diagnostics, arena);
        cr_assert_null(
            differentiation_derive(arena, refusals[i].expression, refusals[i].by, &diagnostics),
            "%s", refusals[i].expression);
        const struct diagnostic *report = diagnostics.first;
        cr_assert_eq(diagnostics.errors, 1);
        cr_assert_eq(report->code, refusals[i].code, "%s: %s", refusals[i].expression,
                     report->message);
        if (refusals[i].message)
            cr_assert_str_eq(report->message, refusals[i].message);
        cr_assert_eq(report->caret, refusals[i].caret, "%s: %zu", refusals[i].expression,
                     report->caret);
    }
}

static const char *repeated(const char *before, int count, const char *middle, const char *after)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < count; i++)
        text_string(&text, before);
    text_string(&text, middle);
    for (int i = 0; i < count; i++)
        text_string(&text, after);
    return text.bytes;
}

/* Whatever is nested how often, it ends: in a derivation or in too-large. */
Test(differentiation, ends_for_any_input)
{
    const char *const inputs[] = {
        repeated("sin(", 190, "z", ")"),       repeated("sigmoid(", 190, "z", ")"),
        repeated("gelu_tanh(", 190, "z", ")"), repeated("sin(z)*", 500, "z", ""),
        repeated("sin(z^2)+", 440, "z", ""),   repeated("(z*exp(z)+", 60, "z", ")*sin(z)"),
        repeated("diff(", 30, "z^z", ", z)"),  repeated("(", 199, "z", ")"),
        repeated("sum(i=1..n,", 9, "z", ")"),  repeated(" ", 4001, "z", ""),
        repeated("z^", 100, "z", ""),
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        diagnostics_open(&diagnostics, arena);
        const struct derivation *derivation =
            differentiation_derive(arena, inputs[i], "z", &diagnostics);
        if (derivation)
            cr_assert_leq(derivation->claims->line_count, DERIVATION_MAX_LINES);
        else
            cr_assert_eq(diagnostics.first->code, DIAGNOSTIC_TOO_LARGE, "%.20s: %s", inputs[i],
                         diagnostics.first->message);
    }
}

/* ---- laws ---- */

/* All derivatives taken by the differentiator, of formulas with functions written out. */
static const struct expr *resolve(void *context, const struct expr *expr)
{
    const struct expr *resolved = expr_rebuild(arena, expr, resolve, context);
    return resolved->kind == EXPR_DIFF ? expr_differentiate(arena, resolved->a, resolved->b)
                                       : resolved;
}

/* Where both lines have a value it is the same one. */
static int compare_lines(const struct claim *claim, unsigned long long seed, const char *text)
{
    struct values values = values_open(seed, 256);
    const struct expr *derivative = resolve(NULL, claim->left);
    int tested = 0;
    if (!has_value(&values, derivative))
        return 0;
    for (int i = 0; i < claim->line_count; i++) {
        const struct expr *line = resolve(NULL, claim->lines[i].cases[0].expr);
        if (!has_value(&values, line))
            continue;
        cr_assert(agree(&values, derivative, line), "%s: %s", text,
                  printed(claim->lines[i].cases[0].expr));
        tested++;
    }
    return tested;
}

Test(differentiation, every_line_has_the_value_of_the_derivative)
{
    static const char *const quantities[] = {"x", "a[2]", "w[1,3]", "a[k]", "w[j,k]"};
    struct generator generator = {223606797ULL};
    int tested = 0;
    for (int round = 0; round < 1500; round++) {
        if (round % 10 == 0)
            arena_reset(arena);
        diagnostics_open(&diagnostics, arena);
        const char *text = printed(any_formula(&generator, 4)), *by = quantities[round % 5];
        const struct derivation *derivation = differentiation_derive(arena, text, by, &diagnostics);
        if (derivation)
            tested += compare_lines(derivation->claims, (unsigned long long)round, text);
        else
            cr_assert_eq(diagnostics.first->code, DIAGNOSTIC_TOO_LARGE, "%s: %s", text,
                         diagnostics.first->message);
    }
    cr_assert_gt(tested, 1500, "only %d lines had values", tested);
}
