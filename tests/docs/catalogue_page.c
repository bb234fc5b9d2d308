/* Prints docs/catalogue.md from the tables of src/catalogue: what each entry is, as text and in LaTeX.
 * catalogue_test.py holds the page to it. */
#include "catalogue/catalogue.h"

#include "base/arena.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct exhaustion exhaustion;
    struct arena *arena;
};

static void line(const char *text)
{
    puts(text);
}

/* The value before this update is called the old one. */
static void write_maths(const char *latex)
{
    static const char before[] = "{u=-1}";
    for (const char *at; (at = strstr(latex, before)); latex = at + strlen(before))
        printf("%.*s{\\text{old}}", (int)(at - latex), latex);
    printf("%s", latex);
}

/* `text` as an expression, text and LaTeX: "- what: `z`" and a block of maths "left = ...". */
static void formula(struct page *page, const char *what, const char *left, const char *text)
{
    struct text latex;
    struct expr *tree;
    struct diagnostics diagnostics;
    static const struct scope scope = {.defined_arity = catalogue_arity};
    diagnostics_open(&diagnostics, page->arena);
    tree = expr_parse(page->arena, text, strlen(text), &scope, NULL, &diagnostics);
    if (!tree) {
        fprintf(stderr, "%s: %s\n", text, diagnostics.first->message);
        exit(1);
    }
    text_open(&latex, page->arena);
    expr_latex(tree, &latex);
    printf("- %s: `%s`\n\n  ```math\n  %s = ", what, text, left);
    write_maths(latex.bytes);
    printf("\n  ```\n\n");
}

static const char *range_text(enum parameter_range range)
{
    static const char *const texts[] = {
        [RANGE_ANY] = "any number",
        [RANGE_NONNEGATIVE] = "at least 0",
        [RANGE_POSITIVE] = "above 0",
        [RANGE_FRACTION] = "from 0 to below 1",
    };
    return texts[range];
}

static void parameters(const struct entry_parameter list[ENTRY_PARAMETERS])
{
    if (!list[0].name)
        return;
    line("| key | in formulas | default | range |");
    line("|---|---|---|---|");
    for (int p = 0; p < ENTRY_PARAMETERS && list[p].name; p++)
        printf("| `%s` | `%s` | %s | %s |\n", list[p].key, list[p].name,
               list[p].value ? list[p].value : "must be given", range_text(list[p].range));
    line("");
}

static void heading(const char *name)
{
    printf("### %s\n\n", name);
}

static void note(const char *what, const char *text)
{
    if (text)
        printf("- %s: %s\n\n", what, text);
}

/* ---- activations ---- */

static void write_activation(struct page *page, const struct activation_entry *entry)
{
    heading(entry->name);
    formula(page, "formula", entry->vector ? "a_k" : "a", entry->formula);
    if (entry->derivative)
        formula(page, "derivative, as it is shown",
                entry->vector ? "\\frac{\\partial a_k}{\\partial z_j}" : "\\frac{da}{dz}",
                entry->derivative);
    else
        line("- derivative: the symbolic one of the formula\n");
    if (entry->stable)
        formula(page, "equal form that float64 and float32 evaluate", entry->vector ? "a_k" : "a",
                entry->stable);
    note("convention", entry->convention);
    parameters(entry->parameters);
}

static void write_activations(struct page *page)
{
    size_t count;
    const char *const *names = activation_names(&count);
    line("## Activations\n");
    line("`z` is the pre-activation of a unit, `a` its activation. softmax and log_softmax take "
         "all n units of the\n"
         "layer at once, `z[1]` to `z[n]`; the others take each unit by itself and may be called "
         "in formulas of your\n"
         "own: `z*sigmoid(z)`.\n");
    for (size_t i = 0; i < count; i++)
        write_activation(page, activation_by_name(names[i]));
}

/* ---- losses ---- */

static void write_loss(struct page *page, const struct loss_entry *entry)
{
    static const char *const titles[] = {
        [LOSS_PLAIN] = "formula",
        [LOSS_LOG_ADD] = "with `log_add`, here eps",
        [LOSS_CLIP] = "with `clip`, here eps",
        [LOSS_LOGITS] = "with `from_logits`",
    };
    formula(page, titles[entry->variant], "E", entry->formula);
    formula(page, "its derivative", "\\frac{\\partial E}{\\partial a_k}", entry->derivative);
    if (entry->stable)
        formula(page, "equal form that float64 and float32 evaluate", "E", entry->stable);
}

static void write_losses(struct page *page)
{
    size_t count;
    const char *const *names = loss_names(&count);
    line("## Losses\n");
    line("The loss E of one sample, with targets `t[1]` to `t[K]` and outputs `a[1]` to `a[K]`. "
         "`scale` multiplies it by\n"
         "1, 1/2, 1/K or 1/(2K); `batch` takes the mean or the sum over the samples. A loss with a "
         "logarithm is divided\n"
         "by ln 2 or ln 10 with `log_base` 2 or 10.\n");
    for (size_t i = 0; i < count; i++) {
        const struct loss_entry *plain = loss_by_name(names[i]);
        heading(plain->name);
        for (enum loss_variant variant = LOSS_PLAIN; variant <= LOSS_LOGITS; variant++)
            if (loss_variant(names[i], variant))
                write_loss(page, loss_variant(names[i], variant));
        if (plain->shortcut)
            printf("- With %s as the last activation, and targets that sum to 1%s, dE/dz[k] is "
                   "a[k] - t[k].\n\n",
                   plain->shortcut, strcmp(plain->shortcut, "sigmoid") == 0 ? " or not" : "");
        if (plain->smoothing_classes)
            printf("- `label_smoothing` s: t[k] becomes `(1 - s)*t[k] + s/%s`.\n\n",
                   plain->smoothing_classes);
        note("convention", plain->convention);
        parameters(plain->parameters);
    }
}

/* ---- penalties ---- */

static void write_penalties(struct page *page)
{
    static const char *const names[] = {"l1", "l2"};
    static const char *const conventions[PENALTY_CONVENTIONS] = {"plain", "half", "half_over_m"};
    line("## Penalties\n");
    line("R is the sum over all weights w of the layers that are penalised (and their biases with "
         "`\"biases\": true`) of\n"
         "the term below, times the factor of the `convention`. lambda is the number given for "
         "`l1` or `l2`; m is the\n"
         "number of samples of the batch.\n");
    for (size_t i = 0; i < 2; i++) {
        const struct penalty_entry *entry = penalty_by_name(names[i]);
        heading(entry->name);
        formula(page, "term", "p(w)", entry->term);
        line("| convention | factor |");
        line("|---|---|");
        for (int c = 0; c < PENALTY_CONVENTIONS; c++)
            printf("| `%s` | `%s` |\n", conventions[c], entry->factor[c]);
        line("");
        note("convention", entry->convention);
    }
}

/* ---- optimizers ---- */

static void write_optimizer(struct page *page, const struct optimizer_entry *entry)
{
    printf("### %s%s%s%s\n\n", entry->name, entry->form ? ", " : "", entry->form ? entry->form : "",
           entry->centered ? ", centered" : "");
    for (int i = 0; i < OPTIMIZER_STATES && entry->states[i].symbol; i++) {
        const struct optimizer_state *state = &entry->states[i];
        const char *id = state->shared ? arena_printf(page->arena, "`u1.%s`", state->symbol)
                                       : arena_printf(page->arena, "`u1.%s.w2[k,i]`, `u1.%s.b2[k]`",
                                                      state->symbol, state->symbol);
        struct text latex;
        text_open(&latex, page->arena);
        name_latex(state->symbol, &latex);
        formula(page,
                arena_printf(page->arena, "state %s, ids %s%s%s", state->symbol, id,
                             state->initial ? ", before the first update " : "",
                             state->initial ? state->initial : ""),
                latex.bytes, state->formula);
    }
    formula(page, "new parameter", "w'", entry->update);
    note("convention", entry->convention);
    note("source", entry->source);
    parameters(entry->parameters);
}

static void write_optimizers(struct page *page)
{
    size_t count;
    const char *const *names = optimizer_names(&count);
    line("## Optimizers\n");
    line("w is a parameter, g its gradient, alpha the learning rate, `u` the number of the update "
         "from 1 (further with\n"
         "`\"state\": {\"updates\": ...}`); `u[-1].v` is v after the update before. The first form "
         "is the default one.\n"
         "With `weight_decay` lambda, g is first replaced by g + lambda*w, id `u1.g.w2[k,i]`; "
         "adamw decays w itself.\n");
    for (size_t i = 0; i < count; i++)
        for (size_t f = 0; f == 0 || optimizer_form(names[i], f); f++)
            for (int centered = 0; centered < 2; centered++) {
                const struct optimizer_entry *entry =
                    optimizer_by_name(names[i], optimizer_form(names[i], f), centered);
                if (entry)
                    write_optimizer(page, entry);
            }
}

static void write_schedules(struct page *page)
{
    size_t count;
    const char *const *names = schedule_names(&count);
    line("## Schedules of the learning rate\n");
    line("alpha0 is the problem's `learning_rate`, `u` the number of the update from 1, and `p` "
         "the number of whole\n"
         "periods of `every` updates before this one.\n");
    for (size_t i = 0; i < count; i++) {
        const struct schedule_entry *entry = schedule_by_name(names[i]);
        heading(entry->name);
        formula(page, entry->periodic ? "formula, with `every`" : "formula", "\\alpha",
                entry->formula);
        parameters(entry->parameters);
    }
}

/* ---- initializers ---- */

static void write_initializers(struct page *page)
{
    size_t count;
    const char *const *names = initializer_names(&count);
    line("## Initializers\n");
    line("n_in and n_out are the inputs and units of the layer. Weights are made row by row: all "
         "weights of unit 1, then\n"
         "those of unit 2, whatever `weights_layout` says. Biases start at 0 unless they are "
         "given.\n");
    for (size_t i = 0; i < count; i++) {
        const struct initializer_entry *entry = initializer_by_name(names[i]);
        heading(entry->name);
        if (entry->distribution == DISTRIBUTION_CONSTANT)
            printf("- every weight is `%s`\n\n", entry->scale);
        else if (entry->distribution == DISTRIBUTION_UNIFORM)
            line(entry->scale ? "- uniform from -S to S\n" : "- uniform from `low` to `high`\n");
        else
            line(entry->scale ? "- normal with mean 0 and standard deviation S\n"
                              : "- normal with mean `mean` and standard deviation `sd`\n");
        if (entry->scale && entry->distribution != DISTRIBUTION_CONSTANT)
            formula(page, "scale", "S", entry->scale);
        note("source", entry->source);
        parameters(entry->parameters);
    }
}

static void write_generator(void)
{
    line("## The generator\n\n"
         "Random numbers are those of SplitMix64 (Steele, Lea and Flood, 2014), taken by their "
         "place n, counted from 0.\n"
         "All operations are on 64 bits, without a carry beyond:\n\n"
         "```text\n"
         "word(seed, n):  z = seed + (n + 1)*0x9e3779b97f4a7c15\n"
         "                z = (z xor (z >> 30))*0xbf58476d1ce4e5b9\n"
         "                z = (z xor (z >> 27))*0x94d049bb133111eb\n"
         "                z xor (z >> 31)\n"
         "fraction(seed, n) = (word(seed, n) >> 11)/2^53      exactly, from 0 to below 1\n"
         "```\n\n"
         "word(0, 0) is 0xe220a8397b1dcdaf, word(0, 1) is 0x6e789e6aa1b965f4, word(1, 0) is "
         "0x910a2dec89025cc1.\n\n"
         "- Uniform weights: weight n (from 0) is low + (high - low)*fraction(seed, n); with a "
         "scale S it is\n"
         "  (2*fraction(seed, n) - 1)*S.\n"
         "- Normal weights: Marsaglia's polar method. Of the fractions at places 2i and 2i + 1, v "
         "= 2*fraction - 1 and\n"
         "  w = 2*fraction - 1; with s = v^2 + w^2, a pair with s = 0 or s >= 1 is left out, else "
         "it gives the two normal\n"
         "  numbers v*sqrt(-2 ln(s)/s) and w*sqrt(-2 ln(s)/s), in this order, for the next two "
         "weights.\n"
         "- Every weight is rounded to `decimals` places (ties away from zero), with as much "
         "precision as that takes, so\n"
         "  the numbers are the same on every machine.\n"
         "- Dropout by seed: unit k of the sample s (both from 0, s by its row in the file) in "
         "update u keeps its value when\n"
         "  fraction(word(word(seed, u), s), k) is not below the rate; the comparison is exact.\n\n"
         "A layer of 3 units with 2 inputs and seed 1 gets by `uniform` the weights 0.006656, "
         "0.024578; 0.0471, -0.005564;\n"
         "-0.005574, 0.026289, and by `normal` 0.021473, 0.079289; 0.022823, -0.002696; -0.016342, "
         "0.077082. With seed 3\n"
         "and rate 0.5 the first eight units keep 0 0 0 0 1 0 0 1 in update 1 for the first "
         "sample.\n");
}

int main(void)
{
    struct page page = {.arena = NULL};
    if (setjmp(page.exhaustion.resume) != 0)
        return 3;
    page.arena = arena_open(&page.exhaustion);
    line("# Catalogue\n\n"
         "Every activation, loss, penalty, optimizer, schedule and initializer that a [problem "
         "file](problem-format.md) can\n"
         "name, with its formula in handgrad's own expression language and as a person writes it. "
         "This page is made from\n"
         "the tables in `src/catalogue`, which are all that handgrad knows of them: do not edit it "
         "by hand.\n");
    write_activations(&page);
    write_losses(&page);
    write_penalties(&page);
    write_optimizers(&page);
    write_schedules(&page);
    write_initializers(&page);
    write_generator();
    arena_close(page.arena);
    return 0;
}
