/* LaTeX of formulas, as a good teacher typesets them. */
#include "support.h"

TestSuite(latex, .init = open_arena, .fini = close_arena);

static const struct {
    const char *text, *latex;
} formulas[] = {
    {"w1*x1 + w2*x2 + b1", "w_1 x_1 + w_2 x_2 + b_1"},
    {"1*6 + 1*1 + 1", "1 \\cdot 6 + 1 \\cdot 1 + 1"},
    {"1/(1 + exp(-z1))", "\\frac{1}{1 + e^{-z_1}}"},
    {"1/(1 + exp(-8))", "\\frac{1}{1 + e^{-8}}"},
    {"1/2*(y - yhat)^2", "\\tfrac12 (y - \\hat y)^2"},
    {"1/12*x", "\\tfrac{1}{12} x"},
    {"1/2", "\\frac{1}{2}"},
    {"-1/2*x", "-\\tfrac12 x"},
    {"yhat*(1 - yhat)", "\\hat y (1 - \\hat y)"},
    {"0.981996*(1 - 0.981996)", "0.981996\\,(1 - 0.981996)"},
    {"dE/dw7 * dz4/dw7",
     "\\frac{\\partial E}{\\partial w_7} \\cdot \\frac{\\partial z_4}{\\partial w_7}"},
    {"w7 - alpha * dE/dw7", "w_7 - \\alpha \\frac{\\partial E}{\\partial w_7}"},
    {"1 - 0.1*(-6.40252e-7)", "1 - 0.1 \\cdot (-6.40252 \\times 10^{-7})"},
    {"sigma(z1)", "\\sigma(z_1)"},
    {"sigma(z)*sigma(-z)", "\\sigma(z)\\,\\sigma(-z)"},
    {"softmax(z)", "\\operatorname{softmax}(z)"},
    {"clip(a, 1/2)", "\\operatorname{clip}\\left(a, \\frac{1}{2}\\right)"},
    {"-(t1*log(a1) + t2*log(a2))", "-\\left(t_1 \\ln a_1 + t_2 \\ln a_2\\right)"},
    {"log(1 - a)", "\\ln(1 - a)"},
    {"log(a)*b", "\\ln a \\cdot b"},
    {"max(0, z1)", "\\max(0, z_1)"},
    {"max(a, b, c/2)", "\\max\\left(a, b, \\frac{c}{2}\\right)"},
    {"max(i=1..n, z[i])", "\\max_{i=1}^{n} z_i"},
    {"min(i=1..n, a + b)*c", "\\left(\\min_{i=1}^{n} (a + b)\\right)\\,c"},
    {"2*pi*r", "2 \\pi r"},
    {"sqrt(pi)*pi^2", "\\sqrt{\\pi}\\,\\pi^2"},
    {"2*3*pi", "2 \\cdot 3 \\pi"},
    {"where(z > 0, z, 0.01*z)",
     "\\begin{cases} z & \\text{if } z > 0 \\\\ 0.01 z & \\text{otherwise} \\end{cases}"},
    {"where(z > 0, 1, where(z < 0, -1, 0))",
     "\\begin{cases} 1 & \\text{if } z > 0 \\\\ -1 & \\text{if } z < 0 \\\\ 0 & \\text{otherwise} "
     "\\end{cases}"},
    {"sum(i=1..n, w2[k,i]*a1[i]) + b2[k]", "\\sum_{i=1}^{n} w^{(2)}_{k,i} a^{(1)}_i + b^{(2)}_k"},
    {"sum(i=1..n, a + b)*c", "\\left(\\sum_{i=1}^{n} (a + b)\\right)\\,c"},
    {"mean(s=1..m, (t[s] - a[s])^2)", "\\frac{1}{m} \\sum_{s=1}^{m} (t_s - a_s)^2"},
    {"mean(s=2..m, t[s])", "\\frac{1}{m - 1} \\sum_{s=2}^{m} t_s"},
    {"prod(i=1..n-1, a[i])", "\\prod_{i=1}^{n-1} a_i"},
    {"delta(j,k)*a", "\\delta_{jk} a"},
    {"delta(j,k+1)", "\\delta_{j,k+1}"},
    {"sqrt(a + b)", "\\sqrt{a + b}"},
    {"abs(x)*abs(x/2)", "|x|\\,\\left|\\frac{x}{2}\\right|"},
    {"tanh(z)^2", "\\tanh^2 z"},
    {"log(z)^2", "\\left(\\ln z\\right)^2"},
    {"exp(x/2)", "e^{x/2}"},
    {"exp(-x^2)", "e^{-x^2}"},
    {"exp(x)^2", "\\left(e^{x}\\right)^2"},
    {"x^y^2", "x^{y^2}"},
    {"w7'^2", "(w_7')^2"},
    {"w2[1,3]^2", "(w^{(2)}_{1,3})^2"},
    {"(-3)^2", "(-3)^2"},
    {"2 + (-3)", "2 + (-3)"},
    {"-(-a)", "-(-a)"},
    {"a*b/c", "\\frac{a b}{c}"},
    {"a/b*c", "\\frac{a}{b} c"},
    {"a/b/c", "\\frac{\\frac{a}{b}}{c}"},
    {"-a/b", "-\\frac{a}{b}"},
    {"c*(-a/b)", "c \\frac{-a}{b}"},
    {"a*(b/c)", "a \\frac{b}{c}"},
    {"2*(b/c)", "2 \\cdot \\frac{b}{c}"},
    {"rate*gain", "\\mathrm{rate} \\cdot \\mathrm{gain}"},
    {"m[1]/(1 - beta1)", "\\frac{m_1}{1 - \\beta_1}"},
    {"diff(x^2, x)", "\\frac{\\partial}{\\partial x} x^2"},
    {"diff(E, w7)", "\\frac{\\partial E}{\\partial w_7}"},
    {"diff(E, a[n,k])", "\\frac{\\partial E}{\\partial a_{n,k}}"},
    {"diff(log(x), x)", "\\frac{\\partial}{\\partial x} \\ln x"},
    {"a*diff(exp(-x), x)", "a \\frac{\\partial}{\\partial x} e^{-x}"},
    {"diff(exp(-x), x)*a", "\\frac{\\partial}{\\partial x}\\left(e^{-x}\\right)\\,a"},
    {"diff(sin(x), x)^2", "\\left(\\frac{\\partial}{\\partial x} \\sin x\\right)^2"},
    {"diff(a + x, x) - 1", "\\frac{\\partial}{\\partial x}(a + x) - 1"},
    {"diff(diff(f, x), x)", "\\frac{\\partial^2 f}{\\partial x^2}"},
    {"diff(diff(f, x), y)",
     "\\frac{\\partial}{\\partial y}\\left(\\frac{\\partial f}{\\partial x}\\right)"},
    {"sum(j=1..K, diff(x[j]^2, x[k]))", "\\sum_{j=1}^{K} \\frac{\\partial}{\\partial x_k} x_j^2"},
    {"exp(-z^2/2)", "e^{-z^2/2}"},
    {"exp(2*a[j]/T)", "e^{2 a_j/T}"},
    {"exp(-(x + y)/2)", "\\exp\\left(-\\frac{x + y}{2}\\right)"},
    {"exp(a/b/c)", "\\exp\\left(\\frac{\\frac{a}{b}}{c}\\right)"},
    {"z^(-1/2)", "z^{-1/2}"},
    {"u2.E - s1.E", "E_{u=2} - E_{s=1}"},
};

Test(latex, formulas)
{
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        assert_latex(parse(formulas[i].text), formulas[i].latex);
}

/* Of the only quantity there is. */
Test(latex, ordinary_derivatives)
{
    struct expr *z = expr_name(arena, "z", 0, NULL);
    z->alone = true;
    const struct expr *diff = expr_binary(arena, EXPR_DIFF, parse("z^2*sin(z)"), z);
    assert_latex(diff, "\\frac{d}{d z}\\left(z^2 \\sin z\\right)");
    assert_latex(expr_binary(arena, EXPR_DIFF, diff, z),
                 "\\frac{d^2}{d z^2}\\left(z^2 \\sin z\\right)");
}

static const struct expr *number(const char *literal)
{
    return expr_number(arena, literal);
}

Test(latex, negative_literals)
{
    const struct expr *first =
        expr_binary(arena, EXPR_MULTIPLY, number("-0.0180040"), number("0.0176798"));
    assert_latex(first, "-0.0180040 \\cdot 0.0176798");
    assert_latex(expr_function(arena, FUNCTION_EXP, expr_negate(arena, number("-2.9"))),
                 "e^{-(-2.9)}");
    assert_latex(expr_binary(arena, EXPR_DIVIDE, number("-2"), number("3")), "-\\frac{2}{3}");
    assert_latex(expr_binary(arena, EXPR_SUBTRACT, number("-2"), number("-3e-9")),
                 "-2 - (-3 \\times 10^{-9})");
}

Test(latex, given_latex_is_used)
{
    struct expr *name = expr_name(arena, "n1", 0, NULL);
    name->latex = "n^\\star";
    assert_latex(name, "n^\\star");
    assert_latex(expr_binary(arena, EXPR_POWER, name, number("2")), "(n^\\star)^2");
}

Test(latex, long_sums)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < 16384; i++)
        text_literal(&text, "x*y + ");
    text_literal(&text, "b");
    cr_assert_gt(strlen(latex(parse(text.bytes))), 16384U * 6);
}
