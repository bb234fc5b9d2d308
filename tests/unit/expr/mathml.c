/* MathML of formulas: the same look as in LaTeX (latex.c, latex_name.c), in elements that stand by themselves. */
#include "generator.h"

TestSuite(mathml, .init = open_arena, .fini = close_arena);

static const char *mathml(const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_mathml(expr, &text);
    return text.bytes;
}

static const char *mathml_of_name(const char *name)
{
    struct text text;
    text_open(&text, arena);
    name_mathml(name, &text);
    return text.bytes;
}

#define assert_mathml(expr, text)                                                                  \
    cr_assert_str_eq(mathml(expr), text, "got %s, expected %s", mathml(expr), text)

/* The signs that nobody sees. */
#define TIMES "<mo>\u2062</mo>"
#define TIMES_APART "<mo rspace=\".17em\">\u2062</mo>"
#define APPLY "<mo>\u2061</mo>"
#define APPLY_APART "<mo rspace=\".17em\">\u2061</mo>"
#define MINUS_FIRST "<mo form=\"prefix\">\u2212</mo>"
#define DOT "<mo>\u22C5</mo>"
#define TIGHT(sign) "<mo lspace=\"0\" rspace=\"0\">" sign "</mo>"
#define LOW_OPEN "<mrow><mo stretchy=\"false\">(</mo>"
#define LOW_CLOSE "<mo stretchy=\"false\">)</mo></mrow>"
#define SUB(letter, digit) "<msub><mi>" letter "</mi><mrow><mn>" digit "</mn></mrow></msub>"
#define X "<mi>x</mi>"
#define Z "<mi>z</mi>"

static const struct {
    const char *text, *mathml;
} formulas[] = {
    {"w1*x1 + b1", SUB("w", "1") TIMES SUB("x", "1") "<mo>+</mo>" SUB("b", "1")},
    {"1*6", "<mn>1</mn>" DOT "<mn>6</mn>"},
    {"a - b", "<mi>a</mi><mo>\u2212</mo><mi>b</mi>"},
    {"1/(1 + exp(-z))", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>1</mn><mo>+</mo><msup><mi>e</mi>"
                        "<mrow>" MINUS_FIRST Z "</mrow></msup></mrow></mfrac>"},
    {"1/2*x", "<mfrac displaystyle=\"false\"><mn>1</mn><mn>2</mn></mfrac>" TIMES X},
    {"-1/2*x", MINUS_FIRST "<mfrac displaystyle=\"false\"><mn>1</mn><mn>2</mn></mfrac>" TIMES X},
    {"x*(1 - x)", X TIMES LOW_OPEN "<mn>1</mn><mo>\u2212</mo>" X LOW_CLOSE},
    {"2*(1 - x)", "<mn>2</mn>" TIMES_APART LOW_OPEN "<mn>1</mn><mo>\u2212</mo>" X LOW_CLOSE},
    {"a*(b/c)", "<mi>a</mi>" TIMES "<mfrac><mrow><mi>b</mi></mrow><mi>c</mi></mfrac>"},
    {"a/b/c", "<mfrac><mrow><mfrac><mrow><mi>a</mi></mrow><mi>b</mi></mfrac></mrow><mi>c</mi>"
              "</mfrac>"},
    {"-(x/2 + 1)", MINUS_FIRST "<mrow><mo>(</mo><mfrac><mrow>" X
                               "</mrow><mn>2</mn></mfrac><mo>+</mo><mn>1</mn><mo>)</mo></mrow>"},
    {"c*(-a/b)",
     "<mi>c</mi>" TIMES "<mfrac><mrow>" MINUS_FIRST "<mi>a</mi></mrow><mi>b</mi></mfrac>"},
    {"1 - 0.1*(-6.4e-7)", "<mn>1</mn><mo>\u2212</mo><mn>0.1</mn>" DOT LOW_OPEN MINUS_FIRST
                          "<mn>6.4</mn><mo>\u00D7</mo><msup><mn>10</mn><mrow>" MINUS_FIRST
                          "<mn>7</mn></mrow></msup>" LOW_CLOSE},
    {"log(z)", "<mi>ln</mi>" APPLY_APART Z},
    {"log(1 - z)", "<mi>ln</mi>" APPLY LOW_OPEN "<mn>1</mn><mo>\u2212</mo>" Z LOW_CLOSE},
    {"x*log(z)", X TIMES_APART "<mi>ln</mi>" APPLY_APART Z},
    {"sigma(z)", "<mi>\u03c3</mi>" APPLY LOW_OPEN Z LOW_CLOSE},
    {"softmax(z)", "<mi>softmax</mi>" APPLY LOW_OPEN Z LOW_CLOSE},
    {"max(0, z)", "<mi>max</mi>" APPLY LOW_OPEN "<mn>0</mn><mo>,</mo>" Z LOW_CLOSE},
    {"tanh(z)^2", "<msup><mi>tanh</mi><mn>2</mn></msup>" APPLY_APART Z},
    {"sqrt(x + z)", "<msqrt>" X "<mo>+</mo>" Z "</msqrt>"},
    {"abs(x)", "<mrow><mo stretchy=\"false\">|</mo>" X "<mo stretchy=\"false\">|</mo></mrow>"},
    {"exp(x/2)", "<msup><mi>e</mi><mrow>" X TIGHT("/") "<mn>2</mn></mrow></msup>"},
    {"exp(-(x + z)/2)", "<mi>exp</mi>" APPLY "<mrow><mo>(</mo>" MINUS_FIRST "<mfrac><mrow>" X
                        "<mo>+</mo>" Z "</mrow><mn>2</mn></mfrac><mo>)</mo></mrow>"},
    {"x^z^2", "<msup>" X "<msup>" Z "<mn>2</mn></msup></msup>"},
    {"x1^2", "<msubsup>" X "<mrow><mn>1</mn></mrow><mn>2</mn></msubsup>"},
    {"(x + z)^2", "<msup>" LOW_OPEN X "<mo>+</mo>" Z LOW_CLOSE "<mn>2</mn></msup>"},
    {"x'^2", "<msup>" LOW_OPEN "<mrow>" X "<mo>\u2032</mo></mrow>" LOW_CLOSE "<mn>2</mn></msup>"},
    {"sum(i=1..n, x[i])", "<munderover><mo>\u2211</mo><mrow><mi>i</mi>" TIGHT(
                              "=") "<mn>1</mn></mrow><mrow><mi>n</mi>"
                                   "</mrow></munderover><msub>" X "<mrow><mi>i</mi></mrow></msub>"},
    {"mean(s=2..m, x)",
     "<mfrac><mn>1</mn><mrow><mi>m</mi><mo>\u2212</mo><mn>1</mn></mrow></mfrac><munderover><mo>"
     "\u2211</mo><mrow><mi>s</mi>" TIGHT("=") "<mn>2</mn></mrow><mrow><mi>m</mi></mrow>"
                                              "</munderover>" X},
    {"delta(j,k)", "<msub><mi>\u03b4</mi><mrow><mi>j</mi><mi>k</mi></mrow></msub>"},
    {"delta(j,k+1)", "<msub><mi>\u03b4</mi><mrow><mi>j</mi><mo rspace=\"0\">,</mo><mi>k</mi>" TIGHT(
                         "+") "<mn>1</mn></mrow></msub>"},
    {"where(z > 0, z, 0)",
     "<mrow><mo>{</mo><mtable class=\"cases\"><mtr><mtd>" Z "</mtd><mtd><mtext>if\u00A0</mtext>" Z
     "<mo>&gt;</mo><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mtext>otherwise</mtext>"
     "</mtd></mtr></mtable></mrow>"},
    {"diff(E, x)",
     "<mfrac><mrow><mi>\u2202</mi><mi>E</mi></mrow><mrow><mi>\u2202</mi>" X "</mrow></mfrac>"},
    {"diff(diff(E, x), x)",
     "<mfrac><mrow><msup><mi>\u2202</mi><mn>2</mn></msup><mi>E</mi></mrow><mrow><mi>\u2202</mi>"
     "<msup>" X "<mn>2</mn></msup></mrow></mfrac>"},
    {"diff(x + z, x)", "<mfrac><mrow><mi>\u2202</mi></mrow><mrow><mi>\u2202</mi>" X
                       "</mrow></mfrac>" APPLY_APART LOW_OPEN X "<mo>+</mo>" Z LOW_CLOSE},
    {"pi", "<mi>\u03c0</mi>"},
};

Test(mathml, formulas)
{
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        assert_mathml(parse(formulas[i].text), formulas[i].mathml);
}

static const struct {
    const char *name, *mathml;
} names[] = {
    {"w", "<mi>w</mi>"},
    {"w12", SUB("w", "12")},
    {"alpha", "<mi>\u03b1</mi>"},
    {"Gamma", "<mi mathvariant=\"normal\">\u0393</mi>"},
    {"yhat", "<mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover>"},
    {"rate", "<mi>rate</mi>"},
    {"learning_rate", "<mi>learning_rate</mi>"},
    {"w7'", "<mrow>" SUB("w", "7") "<mo>\u2032</mo></mrow>"},
    {"w_ij", "<msub><mi>w</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>"},
    {"w2[1,13]'", "<msubsup><mrow><mi>w</mi><mo>\u2032</mo></mrow><mrow><mn>1</mn><mo "
                  "rspace=\"0\">,</mo><mn>13</mn>"
                  "</mrow><mrow><mo stretchy=\"false\">(</mo><mn>2</mn><mo "
                  "stretchy=\"false\">)</mo></mrow></msubsup>"},
    {"b[k-1]", "<msub><mi>b</mi><mrow><mi>k</mi>" TIGHT("\u2212") "<mn>1</mn></mrow></msub>"},
    {"dE/dw7", "<mfrac><mrow><mi>\u2202</mi><mi>E</mi></mrow><mrow><mi>\u2202</mi>" SUB(
                   "w", "7") "</mrow></mfrac>"},
    {"s2.E", "<msub><mi>E</mi><mrow><mi>s</mi>" TIGHT("=") "<mn>2</mn></mrow></msub>"},
    {"u2.w1", "<msub><mrow><mo>[</mo>" SUB("w", "1") "<mo>]</mo></mrow><mrow><mi>u</mi>" TIGHT(
                  "=") "<mn>2</mn></mrow></msub>"},
    {"m.w7", "<msub><mi>m</mi>" SUB("w", "7") "</msub>"},
    {"u2.s1.z1", "<msub><mrow><mo>[</mo>" SUB("z", "1") "<mo>]</mo></mrow><mrow><mi>u</mi>" TIGHT(
                     "=") "<mn>2</mn><mo>,</mo><mi>s</mi>" TIGHT("=") "<mn>1</mn></mrow></msub>"},
    {"uinf", "<msub><mi>u</mi><mi>\u221e</mi></msub>"},
    {"...", "<mi>\u2026</mi>"},
    {"", "<mrow></mrow>"},
    /* of anybody */
    {"<script>", "<mi>&lt;script&gt;</mi>"},
    {"a&b", "<mi>a&amp;b</mi>"},
    {"\"x\" 'y'", "<mi>&quot;x&quot; &#39;y&#39;</mi>"},
    {"a\u202Eb", "<mi>a b</mi>"},
    {"\u05d0\u05d1", "<mi>\u05d0\u05d1</mi>"},
    {"\U0001F9E0", "<mi mathvariant=\"normal\">\U0001F9E0</mi>"},
    {"\U0001F9E0[<]", "<mi>\U0001F9E0[&lt;]</mi>"},
    {"a\xFF", "<mi>a\uFFFD</mi>"},
};

Test(mathml, names)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_assert_str_eq(mathml_of_name(names[i].name), names[i].mathml, "%s: got %s, expected %s",
                         names[i].name, mathml_of_name(names[i].name), names[i].mathml);
}

Test(mathml, indices_of_quantities)
{
    struct index indices[] = {index_integer(1), index_variable("k")};
    struct expr *name = expr_name(arena, "w2'", 2, indices);
    assert_mathml(
        name,
        "<msubsup><mrow><mi>w</mi><mo>\u2032</mo></mrow><mrow><mn>1</mn><mo rspace=\"0\">,</mo>"
        "<mi>k</mi></mrow><mrow><mo stretchy=\"false\">(</mo><mn>2</mn>"
        "<mo stretchy=\"false\">)</mo></mrow></msubsup>");
}

#define LAYERED_W                                                                                  \
    "<msup><mi>W</mi><mrow><mo stretchy=\"false\">(</mo><mn>2</mn><mo stretchy=\"false\">)</mo>"   \
    "</mrow></msup>"

Test(mathml, notations)
{
    struct notation layered = {.kind = NOTATION_LAYERED, .letter = "W", .layer = 2},
                    transposed = layered, primed = {.kind = NOTATION_PRIMED, .of = parse("x*z")};
    struct expr *w = expr_name(arena, "W2", 0, NULL), *name = expr_name(arena, "of W2", 0, NULL);
    w->notation = &layered;
    assert_mathml(w, LAYERED_W);
    assert_latex(w, "W^{(2)}");
    transposed.transposed = true;
    name->notation = &transposed;
    assert_mathml(name, "<msup><mi>W</mi><mrow><mo stretchy=\"false\">(</mo><mn>2</mn>"
                        "<mo stretchy=\"false\">)</mo><mi>\u22A4</mi></mrow></msup>");
    assert_latex(name, "W^{(2)\\top}");
    struct notation lowered = {.kind = NOTATION_LOWERED, .of = parse("m"), .by = w};
    name->notation = &lowered;
    assert_mathml(name, "<msub><mi>m</mi>" LAYERED_W "</msub>");
    assert_latex(name, "m_{W^{(2)}}");
    struct notation partial = {.kind = NOTATION_PARTIAL, .of = parse("s2.E"), .by = w};
    name->notation = &partial;
    assert_latex(name, "\\frac{\\partial E_{s=2}}{\\partial W^{(2)}}");
    name->notation = &primed;
    assert_mathml(name,
                  "<mrow><mrow><mo>(</mo>" X TIMES Z "<mo>)</mo></mrow><mo>\u2032</mo></mrow>");
    assert_latex(name, "\\left(x z\\right)'");
    assert_printed(name, "of W2");
}

/* Every element that begins ends, in order, whatever the tree. */
static void assert_nested(const char *bytes)
{
    const char *open[1024];
    int depth = 0;
    for (const char *c = strchr(bytes, '<'); c; c = strchr(c + 1, '<')) {
        if (c[1] != '/') {
            cr_assert_lt(depth, 1024);
            open[depth++] = c + 1;
            continue;
        }
        size_t length = strcspn(c + 2, ">");
        cr_assert(depth > 0 && strncmp(open[--depth], c + 2, length) == 0, "%s", bytes);
    }
    cr_assert_eq(depth, 0, "%s", bytes);
}

Test(mathml, is_nested)
{
    struct generator generator = {20261122ULL};
    for (int i = 0; i < 50000; i++) {
        assert_nested(mathml(any_tree(&generator, 1 + i % 5)));
        if (i % 100 == 0)
            arena_reset(arena);
    }
}

/* Any bytes at all: what is not ours is text. */
Test(mathml, arbitrary_bytes)
{
    unsigned long long state = 42;
    static const char pool[] = "dEwz/[]<>&\"'.,1us_ hat\x80\xc3\xa9\xf0\x9f\n";
    for (int round = 0; round < 50000; round++) {
        char name[16];
        unsigned length = random_below(&state, 15);
        for (unsigned i = 0; i < length; i++)
            name[i] = pool[random_below(&state, sizeof pool - 1)];
        name[length] = '\0';
        assert_nested(mathml_of_name(name));
        if (round % 100 == 0)
            arena_reset(arena);
    }
}

Test(mathml, long_sums)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < 16384; i++)
        text_literal(&text, "x*z + ");
    text_literal(&text, "b");
    cr_assert_gt(strlen(mathml(parse(text.bytes))), 16384U * 40);
}
