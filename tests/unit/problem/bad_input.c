/* Bad problems: each gives one error, with its code, message, place, pointer, what was expected and found. */
#include "support.h"

#include "base/literal.h"

/* A layer of two units over one input. */
#define TWO_OUTPUTS "{'weights': [[1], [1]], 'biases': [0, 0]}"
#define IDS                                                                                        \
    "x[i], t[k], w1[k,i], b1[k], z1[k], a1[k], d1[k], E, R, m.w1[k,i], alpha or a derivative of "  \
    "these"
#define SPELLING "a name of letters, digits and _ that is not taken"
#define TOP_KEYS                                                                                   \
    "title, source, inputs, targets, layers, weights_layout, loss, optimizer, updates, "           \
    "batch_size, batches, sample_numbers, forward_after, wrt_inputs, names, digits, objective, "   \
    "penalty, given, "                                                                             \
    "formulas, wrt, vary, dataset or schedule"
#define LAYER_KEYS                                                                                 \
    "kind, units, activation, weights, weights_layout, biases, use_bias, train_weights, "          \
    "train_biases, shared_bias, dropout, l1, l2 or initializer"
#define INITIALIZERS                                                                               \
    "zeros, ones, constant, uniform, normal, glorot_uniform, glorot_normal, he_uniform or "        \
    "he_normal"
#define LOSS_KEYS                                                                                  \
    "kind, scale, batch, log_base, log_add, clip, from_logits, label_smoothing, delta, name, "     \
    "formula or parameters"
#define ACTIVATIONS                                                                                \
    "linear, sigmoid, hard_sigmoid, tanh, relu, leaky_relu, elu, selu, softplus, softsign, silu, " \
    "gelu, gelu_tanh, softmax or log_softmax"
#define LOSSES                                                                                     \
    "squared_error, absolute_error, huber, hinge, binary_cross_entropy, "                          \
    "categorical_cross_entropy or kl_divergence"
#define OWN "\"kind\": a name, or \"name\" and \"formula\""
#define OPTIMIZER_KEYS                                                                             \
    "kind, learning_rate, form, centered, momentum, beta1, beta2, rho, epsilon, momentum_decay, "  \
    "weight_decay, schedule or state"
#define OPTIMIZERS "sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, adamax or nadam"
/* A problem with these entries of "vary". */
#define VARY(entries) "{" WHOLE ", 'vary': {" entries "}}"
#define RANGE "{'min': -2, 'max': 2, 'step': 0.5}"
#define NAMES                                                                                      \
    "inputs, targets, weights, biases; x[i], s1.x[i], t[k], w1[k,i] or b1[k], with * for any "     \
    "index, or w1 for all; or a number by its keys, as optimizer.learning_rate"
#define VALUES "\"min\", \"max\" and \"step\" or \"decimals\"; or \"choose\""
/* The lexer's own tests assert these. */
#define ANY "*"

static const struct bad {
    const char *name, *text;
    enum diagnostic_code code;
    const char *message, *pointer, *expected, *found;
} table[] = {
#define BAD(name, text, code, message, pointer, expected, found)                                   \
    {#name, text, DIAGNOSTIC_##code, message, pointer, expected, found},
#include "bad_formulas.def"
#include "bad_input.def"
#include "bad_runs.def"
#undef BAD
};

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

TestSuite(bad_input, .init = open_fixture, .fini = close_fixture);

static bool same(const char *found, const char *wanted)
{
    if (wanted && strcmp(wanted, ANY) == 0)
        return true;
    return found && wanted ? strcmp(found, wanted) == 0 : found == wanted;
}

/* The text without its mark, and the line and column of the mark. */
static char *without_mark(const char *text, size_t *line, size_t *column)
{
    char *copy = unquoted(&fixture, text), *mark = strchr(copy, '@');
    cr_assert_not_null(mark, "%s", text);
    *line = *column = 1;
    for (const char *at = copy; at < mark; at++) {
        *line += *at == '\n';
        *column = *at == '\n' ? 1 : *column + 1;
    }
    memmove(mark, mark + 1, strlen(mark));
    return copy;
}

static void expect_bad(const struct bad *bad)
{
    size_t line, column;
    const struct problem *problem = read_text(&fixture, without_mark(bad->text, &line, &column));
    cr_expect_null(problem, "%s: read as valid", bad->name);
    cr_expect_eq(fixture.diagnostics.errors, 1, "%s: %zu errors", bad->name,
                 fixture.diagnostics.errors);
    const struct diagnostic *report = fixture.diagnostics.first;
    if (!report)
        return;
    cr_expect_eq(report->code, bad->code, "%s: code %s", bad->name,
                 diagnostic_code_name(report->code));
    cr_expect_not_null(strstr(report->message, bad->message), "%s: message %s", bad->name,
                       report->message);
    cr_expect_eq(report->line, line, "%s: line %zu, not %zu", bad->name, report->line, line);
    cr_expect_eq(report->column, column, "%s: column %zu, not %zu", bad->name, report->column,
                 column);
    cr_expect(same(report->file, "net.json"), "%s: file", bad->name);
    cr_expect(same(report->pointer, bad->pointer), "%s: pointer %s", bad->name, report->pointer);
    cr_expect(same(report->expected, bad->expected), "%s: expected %s", bad->name,
              report->expected);
    cr_expect(same(report->found, bad->found), "%s: found %s", bad->name, report->found);
    cr_expect_eq(diagnostics_status(&fixture.diagnostics), 2, "%s: status", bad->name);
}

Test(bad_input, table)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        diagnostics_open(&fixture.diagnostics, fixture.arena);
        expect_bad(&table[i]);
    }
}

/* ---- sizes: refused by counting, not by running out of memory ---- */

static void expect_too_large(const char *text, const char *message, const char *pointer)
{
    cr_expect_null(read_text(&fixture, text));
    const struct diagnostic *report = fixture.diagnostics.first;
    cr_assert_not_null(report);
    cr_expect_eq(report->code, DIAGNOSTIC_TOO_LARGE, "%s", report->message);
    expect_text(report->message, message);
    expect_text(report->pointer, pointer);
}

static void repeat(struct text *text, const char *piece, int count)
{
    for (int i = 0; i < count; i++)
        text_printf(text, "%s%s", i ? "," : "", piece);
}

Test(bad_input, too_many_layers)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"inputs\": [[1]], \"layers\": [");
    repeat(&text, "{}", PROBLEM_MAX_LAYERS + 1);
    text_literal(&text, "]}");
    expect_too_large(text.bytes, "the problem has too many layers", "/layers");
}

Test(bad_input, too_many_samples)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"inputs\": [");
    repeat(&text, "[1]", PROBLEM_MAX_SAMPLES + 1);
    text_literal(&text, "]}");
    expect_too_large(text.bytes, "the inputs have too many rows", "/inputs");
}

Test(bad_input, too_many_columns)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"inputs\": [[");
    repeat(&text, "1", PROBLEM_MAX_UNITS + 1);
    text_literal(&text, "]]}");
    expect_too_large(text.bytes, "the inputs have too many columns", "/inputs/0");
}

/* A small file with a large meaning: 100,000 samples of class numbers over 101 outputs. */
Test(bad_input, class_numbers_that_would_fill_the_memory)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"inputs\": [");
    repeat(&text, "[1]", PROBLEM_MAX_SAMPLES);
    text_literal(
        &text, "], \"loss\": \"squared_error\", \"layers\": [{\"use_bias\": false, \"weights\": [");
    repeat(&text, "[1]", 101);
    text_literal(&text, "]}], \"targets\": [");
    repeat(&text, "1", PROBLEM_MAX_SAMPLES);
    text_literal(&text, "]}");
    expect_too_large(text.bytes, "the targets are too many numbers", "/targets");
}

Test(bad_input, a_number_of_too_many_digits)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"inputs\": [[0.");
    for (int i = 0; i < LITERAL_MAX_CHARACTERS; i++)
        text_put(&text, '1');
    text_literal(&text, "]]}");
    expect_too_large(text.bytes, "each input must be shorter to be worked with exactly",
                     "/inputs/0/0");
}

Test(bad_input, deep_nesting)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"inputs\": ");
    for (int i = 0; i < 100000; i++)
        text_put(&text, '[');
    cr_expect_null(read_text(&fixture, text.bytes));
    cr_assert_not_null(fixture.diagnostics.first);
    cr_expect_eq(fixture.diagnostics.first->code, DIAGNOSTIC_JSON_DEPTH);
}
