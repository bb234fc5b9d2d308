/* What the parser says: code, message, place and excerpt. */
#include "support.h"

TestSuite(parse_errors, .init = open_arena, .fini = close_arena);

static const struct {
    const char *text;
    enum diagnostic_code code;
    size_t column; /* of the text, from 1 */
    const char *message;
} mistakes[] = {
#define SYNTAX DIAGNOSTIC_EXPRESSION_SYNTAX
    {"", SYNTAX, 1, "expected a number, a name or \"(\", found the end"},
    {"a*", SYNTAX, 3, "expected a number, a name or \"(\" after \"*\", found the end"},
    {"w1*x1 + * b1", SYNTAX, 9, "expected a number, a name or \"(\" after \"+\", found \"*\""},
    {"2x", SYNTAX, 2, "expected an operator or the end after \"2\", found \"x\""},
    {"a b", SYNTAX, 3, "expected an operator or the end after \"a\", found \"b\""},
    {"(a + b", SYNTAX, 7, "expected an operator or \")\" after \"b\", found the end"},
    {"a)", SYNTAX, 2, "expected an operator or the end after \"a\", found \")\""},
    {"ŷ × 2", SYNTAX, 3, "expected an operator or the end after \"ŷ\", found \"×\""},
    {"max(a)", SYNTAX, 6, "expected an operator or \",\" after \"a\", found \")\""},
    {"max(a, b", SYNTAX, 9, "expected an operator, \",\" or \")\" after \"b\", found the end"},
    {"max(i=1..n)", SYNTAX, 11, "expected \",\" after \"n\", found \")\""},
    {"sum(pi=1..3, pi)", SYNTAX, 5, "\"pi\" is the number 3.14159...; choose another name"},
    {"diff(x*pi, pi)", SYNTAX, 12, "\"pi\" is the number 3.14159...; choose another name"},
    {"exp(a, b)", SYNTAX, 6, "\"exp\" takes 1 argument, found more"},
    {"clip(a)", SYNTAX, 7, "expected an operator or \",\" after \"a\", found \")\""},
    {"clip(a, b, c)", SYNTAX, 10, "\"clip\" takes 2 arguments, found more"},
    {"sum(i=1..n)", SYNTAX, 11, "expected \",\" after \"n\", found \")\""},
    {"sum(2=1..n, a)", SYNTAX, 5,
     "expected an index variable, as in \"i=1..n\", after \"(\", found \"2\""},
    {"sum(i=1.5..n, a)", SYNTAX, 7,
     "expected an integer of at most nine digits after \"=\", found \"1.5\""},
    {"a[1,]", SYNTAX, 5, "expected an index variable or an integer after \",\", found \"]\""},
    {"a[-1]", SYNTAX, 3, "expected an index variable or an integer after \"[\", found \"-\""},
    {"a[1", SYNTAX, 4, "expected \",\" or \"]\" after \"1\", found the end"},
    {"a[1,2,3,4,5]", SYNTAX, 11, "a name has at most four indices"},
    {"a[12345678901]", SYNTAX, 3,
     "expected an integer of at most nine digits after \"[\", found \"12345678901\""},
    {"where(a, b, c)", SYNTAX, 8,
     "expected a comparison (<, <=, >, >=, == or !=) after \"a\", found \",\""},
    {"where(a = 1, b, c)", SYNTAX, 9,
     "expected a comparison (<, <=, >, >=, == or !=) after \"a\", found \"=\""},
    {"diff(x^2, 2)", SYNTAX, 11, "expected the name to differentiate by after \",\", found \"2\""},
    {"a + .5", SYNTAX, 5, "a number needs a digit before its decimal point"},
    {"5. + a", SYNTAX, 1, "a number needs a digit after its decimal point"},
    {"a*007", SYNTAX, 3, "a number does not begin with 0 and more digits"},
    {"a $ b", SYNTAX, 3, "expected an operator or the end after \"a\", found \"$\""},
    {"a + \xff", SYNTAX, 5, "the text is not valid UTF-8"},
    {"sine(x)", DIAGNOSTIC_EXPRESSION_NAME, 1, "unknown function \"sine\"; did you mean \"sin\"?"},
    {"2*ln(x)", DIAGNOSTIC_EXPRESSION_NAME, 3,
     "unknown function \"ln\"; the natural logarithm is log(x)"},
    {"tan(x)", DIAGNOSTIC_EXPRESSION_NAME, 1, "unknown function \"tan\"; it is sin(x)/cos(x)"},
    {"2*x(1 + y)", DIAGNOSTIC_EXPRESSION_NAME, 3,
     "unknown function \"x\"; a product is written with *"},
#undef SYNTAX
};

Test(parse_errors, code_message_and_place)
{
    const struct diagnostic where = {
        .file = "net.json", .line = 7, .column = 20, .pointer = "/loss"};
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const char *text = mistakes[i].text;
        size_t before = diagnostics.errors;
        cr_assert_null(expr_parse(arena, text, strlen(text), &scope, &where, &diagnostics),
                       "%s parses", text);
        const struct diagnostic *report = diagnostics.last;
        cr_assert_eq(diagnostics.errors, before + 1, "%s: not exactly one error", text);
        cr_assert_str_eq(report->message, mistakes[i].message, "%s: got %s", text, report->message);
        cr_assert_eq(report->code, mistakes[i].code);
        cr_assert_str_eq(report->file, "net.json");
        cr_assert_eq(report->line, 7);
        cr_assert_eq(report->column, 19 + mistakes[i].column, "%s: column %zu", text,
                     report->column);
        cr_assert_eq(report->caret, mistakes[i].column, "%s: caret %zu", text, report->caret);
        cr_assert_str_eq(report->excerpt, text);
        cr_assert_str_eq(report->pointer, "/loss");
    }
}

Test(parse_errors, excerpts_of_long_texts_are_cut_around_the_caret)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < 100; i++)
        text_literal(&text, "ŷ + ");
    text_literal(&text, "* ");
    for (int i = 0; i < 100; i++)
        text_literal(&text, "ŷ + ");
    cr_assert_null(parse_text(text.bytes));
    const struct diagnostic *report = diagnostics.last;
    cr_assert_lt(strlen(report->excerpt), 120);
    cr_assert_eq(strncmp(report->excerpt, "...", 3), 0);
    cr_assert_eq(report->column, 0, "there was no place to count from");
    struct text shown;
    text_open(&shown, arena);
    diagnostic_write(report, &shown);
    cr_assert_not_null(strstr(shown.bytes, "^"));
}

Test(parse_errors, long_names_are_refused)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < 256; i++)
        text_put(&text, 'a');
    cr_assert_null(parse_text(text.bytes));
    cr_assert_str_eq(diagnostics.last->message, "a name has at most 255 bytes");
}

Test(parse_errors, characters_that_steer_writing_are_no_letters)
{
    static const char *const refused[] = {"a\u202eb", "\u200b", "a\u00a0b", "a\u2212b",
                                          "a\ufeff",  "\x01",   "a\x7f"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        cr_assert_null(parse_text(refused[i]), "%zu parses", i);
}

/* ---- names that the scope refuses ---- */

/* Knows x, y[.] and the variables of the sums around; z is an index variable from outside. */
static const char *fault(void *context, struct arena *memory, const struct expr *name,
                         const struct bound_variable *innermost)
{
    (void)context;
    for (int i = 0; i < name->index_count; i++) {
        const char *variable = name->indices[i].variable;
        if (variable && !bound_variable_named(innermost, variable))
            return arena_printf(memory, "unknown index \"%s\"", variable);
    }
    if (strcmp(name->text, "x") == 0 || strcmp(name->text, "y") == 0 ||
        bound_variable_named(innermost, name->text))
        return NULL;
    return arena_printf(memory, "unknown name \"%s\"", name->text);
}

Test(parse_errors, names_that_the_scope_refuses)
{
    static const struct {
        const char *text, *message; /* NULL: it parses */
        size_t column;
    } cases[] = {
        {"x + sum(i=1..3, y[i]*i)", NULL, 0},
        {"sum(i=1..3, sum(j=1..2, i*y[j]))", NULL, 0},
        {"x + 2*xx", "unknown name \"xx\"", 7},
        {"x*y[i]", "unknown index \"i\"", 3},
        {"sum(i=1..3, y[i]) + i", "unknown name \"i\"", 21},
        {"sum(i=1..3, sum(j=1..2, x) + y[j])", "unknown index \"j\"", 30},
        {"diff(x^2, q)", "unknown name \"q\"", 11},
    };
    static const struct scope strict = {.name_fault = fault};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text;
        const struct expr *expr =
            expr_parse(arena, text, strlen(text), &strict, NULL, &diagnostics);
        cr_assert_eq(expr != NULL, cases[i].message == NULL, "%s", text);
        if (expr)
            continue;
        cr_expect_str_eq(diagnostics.last->message, cases[i].message);
        cr_expect_eq(diagnostics.last->code, DIAGNOSTIC_EXPRESSION_NAME);
        cr_expect_eq(diagnostics.last->caret, cases[i].column, "%s", text);
    }
}
