/* Reports on derivations: what the page and the JSON say when lines hold, fail or have no value. */
#include "render/derivation_report.h"
#include "support.h"

TestSuite(derivation, .init = open_document, .fini = close_document);

static const char softmax[] =
    "{\"format\": \"handgrad-derivation\", \"version\": 1, \"title\": \"A title\", \"source\": \"A "
    "book\",\n"
    " \"symbols\": {\"K\": {\"range\": [2, 4]}, \"a\": {\"indices\": [\"K\"]},\n"
    "             \"z\": {\"domain\": \"positive\"}},\n"
    " \"assume\": [\"sum(j=1..K, a[j]) == 1\", \"z < 3\"],\n"
    " \"define\": [\"y[j] = exp(a[j])/sum(i=1..K, exp(a[i]))\"],\n"
    " \"claims\": [{\"name\": \"Jacobian\", \"claim\": \"dy[j]/da[k]\", \"lines\": [\n"
    "   {\"cases\": [{\"when\": \"j == k\", \"expr\": \"y[j]*(1 - y[j])\"},\n"
    "               {\"when\": \"otherwise\", \"expr\": \"-y[j]*y[k]\"}], \"because\": \"Quotient "
    "rule\"},\n"
    "   {\"expr\": \"y[j]*(delta(j,k) - y[k])\", \"because\": \"One formula.\"}]},\n"
    "  {\"claim\": \"log(z)\", \"lines\": [{\"expr\": \"z - 1\", \"because\": \"(By the first "
    "claim.)\", \"uses\": "
    "\"Jacobian\"}]}]}\n";

/* Two claims of two lines and one, all of which hold. */
static struct line_check lines[3];
static struct claim_check claims[2];
static struct derivation_check check;

static const struct derivation *read_text(const char *text)
{
    struct diagnostics diagnostics;
    const struct json_source source = {"test", text, strlen(text)};
    diagnostics_open(&diagnostics, arena);
    const struct derivation *derivation = derivation_read(arena, &source, &diagnostics);
    cr_assert_not_null(derivation, "%s", diagnostics.first ? diagnostics.first->message : "");
    return derivation;
}

static const struct derivation_check *all_hold(void)
{
    const struct derivation *derivation = read_text(softmax);
    for (int i = 0; i < 3; i++)
        lines[i] = (struct line_check){LINE_HOLDS, .points = 60, .comparisons = 300, .choices = 3,
                                       .digits = 31};
    claims[0] = (struct claim_check){LINE_HOLDS, -1, lines};
    claims[1] = (struct claim_check){LINE_HOLDS, -1, lines + 2};
    check = (struct derivation_check){derivation, {30, 20}, claims, true};
    return &check;
}

static struct assigned assign(const char *text, const char *value)
{
    return (struct assigned){parse(text), value};
}

/* The second line of the first claim differs. */
static const struct derivation_check *second_refuted(void)
{
    static struct assigned assigned[5];
    static struct counterexample example;
    all_hold();
    assigned[0] = assign("K", "2");
    assigned[1] = assign("j", "1");
    assigned[2] = assign("k", "2");
    assigned[3] = assign("a[1]", "0");
    assigned[4] = assign("a[2]", "-1/3");
    example = (struct counterexample){
        1, 2, 2, assigned, .left = "-0.25", .right = "0.1875", .left_exact = true};
    lines[1].verdict = claims[0].verdict = LINE_REFUTED;
    lines[1].counterexample = &example;
    claims[0].first_wrong = 1;
    check.holds = false;
    return &check;
}

static const struct derivation_check *no_value(void)
{
    static struct assigned assigned[1];
    static struct counterexample example;
    all_hold();
    assigned[0] = assign("z", "-1");
    example = (struct counterexample){0,
                                      0,
                                      1,
                                      assigned,
                                      .right = "-2",
                                      .right_exact = true,
                                      .fault = "logarithm of a number that is not positive"};
    lines[2].verdict = claims[1].verdict = LINE_UNDEFINED;
    lines[2].counterexample = &example;
    claims[1].first_wrong = 0;
    check.holds = false;
    return &check;
}

static const char *page(const struct derivation_check *of, const struct renderer *renderer)
{
    struct text text;
    text_open(&text, arena);
    render_derivation(of, renderer, &text);
    return text.bytes;
}

static const char *json(const struct derivation_check *of)
{
    struct text text;
    text_open(&text, arena);
    derivation_check_json(of, &text);
    return text.bytes;
}

#define assert_has(page, part) cr_assert(strstr(page, part), "no \"%s\" in\n%s", part, page)
#define assert_lacks(page, part) cr_assert(!strstr(page, part), "\"%s\" in\n%s", part, page)

Test(derivation, what_is_given)
{
    const char *text = page(all_hold(), &text_renderer);
    assert_has(text, "A title\n=======\n\nSource: A book\n\nSymbols\n");
    assert_has(text, "K       size: every whole number from 2 to 4\n");
    assert_has(text, "a       K numbers, real\n");
    assert_has(text, "z       positive\n");
    assert_has(text, "y       K numbers, defined below\n");
    assert_has(text, "  - sum(j=1..K, a[j]) == 1\n  - z < 3\n");
    assert_has(text, "  y[j] = exp(a[j]) / sum(i=1..K, exp(a[i]))\n");
}

Test(derivation, lines_with_reasons)
{
    const char *text = page(all_hold(), &text_renderer);
    assert_has(text, "Claim 1: Jacobian\n-----------------\n\nFor all j, k from 1 to K:\n\n"
                     "  dy[j]/da[k] = y[j]*(delta(j,k) - y[k])\n\n"
                     "Line 1. Quotient rule.\n\n"
                     "  dy[j]/da[k] = { y[j]*(1 - y[j])   if j == k\n"
                     "                { -y[j]*y[k]        otherwise\n\n"
                     "Line 2. One formula.\n\n"
                     "   = y[j]*(delta(j,k) - y[k])\n\n");
    assert_has(
        text,
        "Claim 2\n-------\n\nLine 1. (By the first claim.) By claim 1.\n\n  log(z) = z - 1\n\n");
    assert_has(text, "All 2 claims hold as far as they were checked.\n");
}

Test(derivation, reasons_are_typeset)
{
    struct prose *prose = prose_new(arena);
    prose_expr(prose, parse("y[k]"));
    prose_words(prose, " if ");
    prose_condition(prose, parse("j"), RELATION_EQ, parse("k"));
    prose_words(prose, "_ ");
    prose_equation(prose, parse("diff(y, a[k])"), parse("1/2"));
    const struct line first = {1, &(struct line_case){.expr = parse("y")}, prose, NULL};
    const struct claim claim = {.left = parse("y"), .line_count = 1, .lines = &first};
    const struct derivation derivation = {.claim_count = 1, .claims = &claim};
    all_hold();
    check.derivation = &derivation;
    assert_has(page(&check, &text_renderer), "Line 1. y[k] if j == k_ dy/da[k] = 1/2.\n");
    assert_has(page(&check, &markdown_renderer),
               "**Line 1.** $`y_k`$ if $`j = k`$\\_ $`\\frac{\\partial y}{\\partial a_k} = "
               "\\frac{1}{2}`$.\n");
    assert_has(page(&check, &tex_renderer), "$y_k$ if $j = k$\\_ $\\frac");
}

Test(derivation, cases_in_latex)
{
    const char *latex = "\\begin{cases} y_j (1 - y_j) & \\text{if } j = k \\\\ -y_j y_k & "
                        "\\text{otherwise} \\end{cases}";
    assert_has(page(all_hold(), &markdown_renderer), latex);
    assert_has(page(all_hold(), &tex_renderer),
               "= \\begin{cases} y_j (1 - y_j) & \\text{if } j = k");
    assert_has(page(all_hold(), &markdown_renderer),
               "```math\n= y_j \\left(\\delta_{jk} - y_k\\right)\n```\n");
}

Test(derivation, holding_is_evidence_and_no_proof)
{
    assert_has(page(all_hold(), &text_renderer),
               "Holds as far as it was checked: each line equals the one before it to at least 31 "
               "digits in 600 "
               "comparisons, at 60 choices of numbers over 3 choices of the sizes and all values "
               "of the indices. This is "
               "evidence, not a formal proof.\n");
    lines[0].exact = true;
    lines[0].digits = 5;
    assert_has(page(&check, &text_renderer), " to at least 31 digits (1 of 2 lines exactly) in ");
    lines[1].exact = true;
    lines[1].kinks = 7;
    assert_has(page(&check, &text_renderer), "before it exactly in 593 comparisons");
    assert_has(page(&check, &text_renderer),
               "7 more were left out: a derivative does not exist there");
}

Test(derivation, cases_that_apply_nowhere_are_told)
{
    struct text json;
    all_hold();
    lines[0].cases_left_out = 1;
    assert_has(
        page(&check, &text_renderer),
        "  | Not compared: the case j == k. It applied nowhere that the line was compared.\n");
    lines[0].cases_left_out = 2;
    assert_has(page(&check, &text_renderer), "  | Not compared: the last case. It applied");
    text_open(&json, arena);
    derivation_check_json(&check, &json);
    assert_has(json.bytes, "\"exact\": false, \"cases_not_compared\": [2]}");
}

Test(derivation, sizes_without_numbers_are_told)
{
    static const struct sizes barren[] = {{{2}}, {{4}}};
    all_hold();
    check.barren = barren;
    check.barren_count = 1;
    assert_has(page(&check, &text_renderer), "For K = 2 too few numbers were found that satisfy "
                                             "them, or none: there nothing is shown to hold.\n");
    check.barren_count = 2;
    assert_has(page(&check, &text_renderer),
               "For K = 2, and for 1 more choice of the sizes, too few numbers were found");
}

Test(derivation, a_refuted_line_says_where)
{
    const char *text = page(second_refuted(), &text_renderer);
    assert_has(text, "  | Does not hold. With K = 2, j = 1, k = 2, a[1] = 0 and a[2] = -1/3 line 1 "
                     "is -0.25, and line 2 is "
                     "about 0.1875.\n");
    assert_has(text, "Refuted at line 2: the numbers above prove");
    assert_has(text, "By claim 1, which does not hold: this line rests on it.");
    assert_has(text, "1 of 2 claims hold");
    assert_lacks(text, "600 comparisons");
}

Test(derivation, a_hint_ends_the_note)
{
    second_refuted();
    struct counterexample example = *lines[1].counterexample;
    struct prose *hint = prose_new(arena);
    prose_words(hint, "In line 2 ");
    prose_expr(hint, parse("x[1]"));
    prose_words(hint, " is odd.");
    example.hint = hint;
    lines[1].counterexample = &example;
    assert_has(page(&check, &text_renderer), "is about 0.1875. In line 2 x[1] is odd.\n");
    assert_has(page(&check, &markdown_renderer), "In line 2 $`x_1`$ is odd.\n");
    assert_has(json(&check),
               "\"right\": \"0.1875\",\n            \"hint\": \"In line 2 x[1] is odd.\"\n");
    assert_lacks(json(second_refuted()), "hint");
}

Test(derivation, what_has_no_value_is_not_refuted)
{
    const char *text = page(no_value(), &text_renderer);
    assert_has(text, "  | Not defined everywhere. With z = -1 the left side has no value, and line "
                     "1 is -2: logarithm of a "
                     "number that is not positive.\n");
    assert_lacks(text, "efuted");
}

Test(derivation, json_of_what_holds)
{
    lines[0].exact = false;
    assert_has(
        json(all_hold()),
        "{\n  \"format\": \"handgrad-derivation-report\",\n  \"version\": 1,\n"
        "  \"title\": \"A title\",\n  \"digits\": 30,\n  \"claims\": [\n    {\n"
        "      \"name\": \"Jacobian\",\n      \"verdict\": \"holds\",\n      \"lines\": [\n"
        "        {\"line\": 1, \"verdict\": \"holds\", \"points\": 60, \"comparisons\": 300, "
        "\"sizes\": 3, \"digits\": 31, \"exact\": false},\n");
    lines[0].exact = true;
    assert_has(json(&check), "\"sizes\": 3, \"exact\": true},\n");
}

Test(derivation, json_of_counterexamples)
{
    const char *refuted = json(second_refuted()), *undefined = json(no_value());
    assert_has(refuted, "\"sizes\": {\"K\": 2},\n            \"indices\": {\"j\": 1, \"k\": 2},\n"
                        "            \"values\": {\"a[1]\": \"0\", \"a[2]\": \"-1/3\"},\n"
                        "            \"left\": \"-0.25\",\n            \"right\": \"0.1875\"\n");
    assert_has(undefined, "\"verdict\": \"undefined\"");
    assert_has(undefined, "\"right\": \"-2\",\n            \"fault\": \"logarithm of a number that "
                          "is not positive\"\n");
}
