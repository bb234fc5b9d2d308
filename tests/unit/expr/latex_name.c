/* LaTeX of names and literals. Whatever a name holds, nothing of it reaches LaTeX as a command. */
#include "support.h"

TestSuite(latex_name, .init = open_arena, .fini = close_arena);

static const struct {
    const char *name, *latex;
} names[] = {
    {"w7", "w_7"},
    {"w12", "w_{12}"},
    {"E", "E"},
    {"alpha", "\\alpha"},
    {"beta1", "\\beta_1"},
    {"eta", "\\eta"},
    {"lambda", "\\lambda"},
    {"delta4", "\\delta_4"},
    {"yhat", "\\hat y"},
    {"yhat2", "\\hat y_2"},
    {"mhat", "\\hat m"},
    {"w7'", "w_7'"},
    {"w''", "w''"},
    {"w2[1,3]", "w^{(2)}_{1,3}"},
    {"w2[1,3]'", "w'^{(2)}_{1,3}"},
    {"w2'[1,3]", "w'^{(2)}_{1,3}"},
    {"x[2]", "x_2"},
    {"x[12]", "x_{12}"},
    {"w[k,i+1]", "w_{k,i+1}"},
    {"w[row,1]", "w_{\\mathrm{row},1}"},
    {"x_1", "x_1"},
    {"w_ij", "w_{ij}"},
    {"w_new", "w_{\\mathrm{new}}"},
    {"w7_new", "w_{7,\\mathrm{new}}"},
    {"rate", "\\mathrm{rate}"},
    {"net1", "\\mathrm{net}_1"},
    {"mask2[1]", "\\mathrm{mask}^{(2)}_1"},
    {"net_h1", "\\mathrm{net}_{h1}"},
    {"learning_rate", "\\mathrm{learning\\_rate}"},
    {"_", "\\mathrm{\\_}"},
    {"dE/dw7", "\\frac{\\partial E}{\\partial w_7}"},
    {"dz2[1]/dw2[1,1]", "\\frac{\\partial z^{(2)}_1}{\\partial w^{(2)}_{1,1}}"},
    {"dyhat/dz4", "\\frac{\\partial \\hat y}{\\partial z_4}"},
    {"s1.dE/dw1", "\\left[\\frac{\\partial E}{\\partial w_1}\\right]_{s=1}"},
    {"u2.s1.dE/dw1", "\\left[\\frac{\\partial E}{\\partial w_1}\\right]_{u=2,\\,s=1}"},
    {"s2.E", "E_{s=2}"},
    {"u2.w1", "\\left[w_1\\right]_{u=2}"},
    {"s[s].x[i]", "\\left[x_i\\right]_{s}"},
    {"u[-1].w1", "\\left[w_1\\right]_{u=-1}"},
    {"m.w7", "m_{w_7}"},
    {"uinf.w7", "{u_\\infty}_{w_7}"},
    {"u0.uinf.w7", "\\left[{u_\\infty}_{w_7}\\right]_{u=0}"},
    {"munext", "{\\mu_\\mathrm{next}}"},
    {"tsmooth[1]", "{t_\\mathrm{smooth}}_1"},
    {"gbar.w1", "\\bar g_{w_1}"},
    {"mhat.w2[1,1]", "\\hat m_{w^{(2)}_{1,1}}"},
    {"local.df/dx", "\\left[\\frac{\\partial f}{\\partial x}\\right]_{\\mathrm{local}}"},
    {"ŷ", "\\hat y"},
    {"y\u0302", "\\hat y"},
    {"α", "\\alpha"},
    {"α2", "\\alpha_2"},
    {"é", "\\text{é}"},
    {"вес", "\\text{вес}"},
    {"משקל", "\\text{משקל}"},
    {"🙂", "\\text{🙂}"},
    {"größe", "\\mathrm{gr}\\text{öß}\\mathrm{e}"},
    {"a\\b", "\\mathrm{a{\\backslash}b}"},
    {"a{b}$&#^~%`", "\\mathrm{a\\{b\\}\\$\\&\\#{\\wedge}{\\sim}\\%{\\prime}}"},
    {"\\input{x}", "\\mathrm{{\\backslash}input\\{x\\}}"},
    {"a b", "\\mathrm{a\\ b}"},
    {"a\u202eb", "\\mathrm{a}\\text{}\\mathrm{b}"},
    {"a\x01"
     "b",
     "\\mathrm{ab}"},
    {"x[$]", "\\mathrm{x[\\$]}"},
    {"", ""},
    {"'", "\\mathrm{{\\prime}}"},
    {"/", "\\mathrm{/}"},
    {"d/d", "\\mathrm{d/d}"},
};

Test(latex_name, names)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct text text;
        text_open(&text, arena);
        name_latex(names[i].name, &text);
        cr_assert_str_eq(text.bytes, names[i].latex, "%s: got %s, expected %s", names[i].name,
                         text.bytes, names[i].latex);
    }
}

/* Any bytes at all: braces stay balanced, and a backslash is only ever one of ours. */
Test(latex_name, arbitrary_bytes)
{
    unsigned long long state = 42;
    static const char pool[] = "dEwz/[]{}\\$&#^_~%'.,1us hat\x80\xc3\xa9\xf0\x9f\n";
    for (int round = 0; round < 50000; round++) {
        char name[16];
        unsigned length = random_below(&state, 15);
        for (unsigned i = 0; i < length; i++)
            name[i] = pool[random_below(&state, sizeof pool - 1)];
        name[length] = '\0';
        struct text text;
        text_open(&text, arena);
        name_latex(name, &text);
        int braces = 0;
        for (const char *byte = text.bytes; *byte; byte++) {
            bool escaped = byte > text.bytes && byte[-1] == '\\';
            braces += !escaped && *byte == '{' ? 1 : !escaped && *byte == '}' ? -1 : 0;
            cr_assert_geq(braces, 0, "%s -> %s", name, text.bytes);
            cr_assert(escaped || !strchr("$&#%~", *byte), "%s -> %s", name, text.bytes);
            cr_assert(*byte != '`' && *byte != '\n', "%s -> %s", name, text.bytes);
        }
        cr_assert_eq(braces, 0, "%s -> %s", name, text.bytes);
        if (round % 100 == 0)
            arena_reset(arena);
    }
}

Test(latex_name, literals)
{
    static const struct {
        const char *literal, *latex;
    } literals[] = {{"8", "8"},
                    {"-2.9", "-2.9"},
                    {"-6.40252e-7", "-6.40252 \\times 10^{-7}"},
                    {"1e6", "1 \\times 10^{6}"},
                    {"3E+2", "3 \\times 10^{2}"}};
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        struct text text;
        text_open(&text, arena);
        literal_latex(literals[i].literal, &text);
        cr_assert_str_eq(text.bytes, literals[i].latex);
    }
}
