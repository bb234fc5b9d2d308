/* Reports on marked answers: what the page and the JSON say of each verdict. The marks are made by hand; that marking
 * finds such is tested in tests/unit/marking. */
#include "marking/mark_json.h"
#include "marking/verdicts.h"
#include "render/check_report.h"
#include "support.h"

TestSuite(check, .init = open_document, .fini = close_document);

#define LINES 4

static struct sheet_line lines[LINES];
static struct sheet sheet;
static struct answers answers;
static struct marks marks;
static struct mark items[LINES];
static struct written writings[LINES];
static struct cause causes[3];

static void set_line(int number, const char *id, const char *name_text, const char *latex,
                     const char *formula)
{
    lines[number] =
        (struct sheet_line){.number = number, .id = id, .name = name_text, .latex = latex};
    lines[number].formula = formula ? parse(formula) : NULL;
}

/* The value of `line`, the next of the calculation. */
static struct mark *add_mark(int line, const char *text, enum verdict_kind verdict,
                             const char *truth)
{
    int place = marks.count++;
    writings[place] = (struct written){.text = text};
    items[place] = (struct mark){.line = line,
                                 .written = &writings[place],
                                 .verdict = verdict,
                                 .truth = truth,
                                 .carried_from = NO_LINE};
    marks.counts[verdict]++;
    if (marks.first_wrong < 0 && !verdict_entries[verdict].right)
        marks.first_wrong = place;
    return &items[place];
}

static void open_marks(void)
{
    set_line(0, "u1.s1.z1[1]", "z1", "z_1", "w1*x1 + b1");
    set_line(1, "u1.s1.a1[1]", "n1", "n_1", "1/(1 + exp(-z1))");
    set_line(2, "u1.dE/dw1[1,1]", "dE/dw1", NULL, "n1*x1");
    set_line(3, "u2.w1[1,1]", "w1'", "w_1'", "w1 - alpha*g1");
    sheet = (struct sheet){.title = "A problem", .count = LINES, .lines = lines};
    answers = (struct answers){.student = NULL};
    marks = (struct marks){.sheet = &sheet, .answers = &answers, .items = items, .first_wrong = -1};
    marks.score = 1.5;
    marks.of = 2;
}

static const char *page(const struct renderer *renderer)
{
    struct text text;
    text_open(&text, arena);
    render_marks(&marks, renderer, &text);
    return text.bytes;
}

static const char *json(void)
{
    struct text text;
    text_open(&text, arena);
    marks_json(&marks, &text);
    return text.bytes;
}

static void check_part(const char *whole, const char *part)
{
    cr_expect_not_null(strstr(whole, part), "no \"%s\" in\n%s", part, whole);
}

static void check_absent(const char *whole, const char *part)
{
    cr_expect_null(strstr(whole, part), "\"%s\" in\n%s", part, whole);
}

Test(check, all_is_right)
{
    open_marks();
    add_mark(0, "8", MARK_CORRECT, "8");
    struct mark *mark = add_mark(1, "0.9997", MARK_ROUNDED, "0.9996");
    mark->reached = true;
    mark->low = "0.99965";
    mark->high = "0.99975";
    const char *markdown = page(&markdown_renderer);
    check_part(markdown, "# Your work on \"A problem\"\n\n**Nothing is wrong.**\n\n"
                         "2 values: 1 correct, 1 rounded. Score: 1.5 of 2.\n");
    check_part(markdown, "| $`z_1`$ | 8 | 8 |  | ✓ correct |  |\n");
    check_part(markdown, "| $`n_1`$ | 0.9997 | 0.9996 | 0.99965 … 0.99975 | ✓ rounded |  |\n");
    check_part(markdown, "- rounded: right within your rounding\n");
    check_absent(markdown, "Student");
    const char *report = json();
    check_absent(report, "first_wrong");
    check_part(report, "\"interval\": [\"0.99965\", \"0.99975\"]");
    check_part(report, "\"correct\": 1, \"rounded\": 1, \"carried\": 0,");
    check_part(report, "\"score\": 1.5, \"of\": 2}");
}

Test(check, nothing_is_written)
{
    open_marks();
    marks.counts[MARK_BLANK] = 4;
    const char *markdown = page(&markdown_renderer);
    check_part(markdown, "**Nothing is written.**\n\n0 values; 4 left blank. Score: 1.5 of 2.\n");
    check_absent(markdown, "|");
    check_part(json(), "\"marks\": []");
}

static const struct phrase *phrase_of(const char *text, const struct phrase *next)
{
    struct phrase *phrase = arena_alloc(arena, sizeof *phrase);
    *phrase = (struct phrase){.kind = PHRASE_WORDS, .words = text, .next = next};
    return phrase;
}

/* A cause of words alone. */
static struct cause cause(const char *code, const char *right, const char *mistake, bool alike)
{
    const struct phrase *phrase = phrase_of(mistake, NULL);
    return (struct cause){.code = code,
                          .message = arena_printf(arena, "%s%s", right, mistake),
                          .phrases = right[0] ? phrase_of(right, phrase) : phrase,
                          .mistake = phrase,
                          .alike = alike};
}

Test(check, causes_that_are_alike)
{
    open_marks();
    causes[0] = cause("learning-rate-left-out", "", "The learning rate was left out.", false);
    causes[1] = cause("decimal-point", "", "The point moved.", true);
    causes[2] = cause("digit-lost", "", "A digit was lost.", false);
    struct mark *mark = add_mark(3, "-1.5e-3", MARK_SLIP, "-1.2e-3");
    mark->causes = causes;
    mark->cause_count = 3;
    const char *markdown = page(&markdown_renderer);
    check_part(markdown, "**First wrong line:** $`w_1'`$. You wrote −1.5 × 10⁻³; right is −1.2 × "
                         "10⁻³. The learning rate was left out. Or: The point moved. Your digits "
                         "cannot tell these two apart. The step is $`w_1' = ");
    check_absent(markdown, "A digit was lost");
    check_part(markdown, "| ✗ slip | The learning rate was left out. Or:");
    const char *report = json();
    check_part(report, "\"first_wrong\": \"u2.w1[1,1]\"");
    check_part(report, "\"causes\": [{\"code\": \"learning-rate-left-out\", \"message\": \"The "
                       "learning rate was left out.\"}, {\"code\": \"decimal-point\", \"message\": "
                       "\"The point moved.\", \"alike\": true}, {\"code\": \"digit-lost\", "
                       "\"message\": \"A digit was lost.\", \"alike\": false}]");
}

Test(check, what_causes_share_is_said_once)
{
    open_marks();
    causes[0] = cause("a", "Yours give 5; ", "you wrote 7: a digit was lost.", false);
    causes[1] = cause("b", "Yours give 5; ", "you wrote 7 for 1.", true);
    causes[2] = cause("c", "Yours give 5; ", "the sign is wrong.", true);
    struct mark *mark = add_mark(3, "7", MARK_SLIP, "5");
    mark->causes = causes;
    mark->cause_count = 3;
    check_part(page(&text_renderer), "Yours give 5; you wrote 7: a digit was lost. Or: you wrote 7 "
                                     "for 1. Or: the sign is wrong. Your digits cannot tell these "
                                     "apart.");
    check_part(json(), "\"message\": \"Yours give 5; you wrote 7 for 1.\"");
}

Test(check, sentences_with_mathematics)
{
    open_marks();
    struct phrase right = {.kind = PHRASE_MATHS, .formula = parse("1 - 0.1*3"), .exact = true};
    struct phrase wrote = {.kind = PHRASE_WRITING, .words = "<b> | `7`", .next = NULL};
    struct phrase between = {.kind = PHRASE_WORDS, .words = " | you wrote ", .next = &wrote};
    right.value = parse("0.7");
    right.next = &between;
    causes[0] = (struct cause){.code = "a", .phrases = &right, .mistake = &wrote};
    struct mark *mark = add_mark(3, "7", MARK_SLIP, "5");
    mark->causes = causes;
    mark->cause_count = 1;
    check_part(page(&markdown_renderer), "| ✗ slip | $`1 - 0.1 \\cdot 3 = 0.7`$ \\| you wrote "
                                         "&lt;b\\> \\| \\`7\\` |");
    check_part(page(&text_renderer), "1 - 0.1*3 = 0.7 | you wrote <b> | `7`");
}

Test(check, names_that_two_lines_have_are_told_apart)
{
    open_marks();
    lines[1].name = lines[2].name = "n1";
    lines[1].sample = 1;
    lines[1].update = lines[2].update = 1;
    lines[2].sample = 2;
    lines[3].update = 2;
    add_mark(1, "8", MARK_CORRECT, "8");
    add_mark(2, "8", MARK_CORRECT, "8");
    add_mark(3, "8", MARK_CORRECT, "8");
    const char *text = page(&text_renderer);
    check_part(text, "n1, sample 1 ");
    check_part(text, "n1, sample 2 ");
    check_absent(text, "update");
    lines[2].sample = 1;
    lines[2].update = 2;
    sheet.last_update = 1;
    text = page(&text_renderer);
    check_part(text, "n1  ");
    check_part(text, "n1, after the update ");
    check_absent(text, "update 1");
    sheet.last_update = 2;
    text = page(&text_renderer);
    check_part(text, "n1, update 1 ");
    check_part(text, "n1, update 2 ");
    check_absent(text, "sample");
}

Test(check, carried)
{
    open_marks();
    add_mark(0, "9", MARK_UNEXPLAINED, "8");
    struct mark *mark = add_mark(1, "0.99988", MARK_CARRIED, "0.99966");
    mark->carried_from = 0;
    mark = add_mark(2, "0", MARK_CARRIED, "3");
    mark->carried_from = 1;
    mark->no_follow_through = true;
    const char *text = page(&text_renderer);
    check_part(text, "First wrong line: z1. You wrote 9; right is 8. No known mistake gives this "
                     "from your figures. The step is z1 = w1*x1 + b1.");
    check_part(text, "→ carried");
    check_part(text, "This follows from your value of z1: the step itself is right.");
    check_part(text, "✗ carried");
    check_part(text, "This follows from your value of n1, but that mistake left nothing to work "
                     "out here: no points.");
    const char *report = json();
    check_part(report, "\"carried_from\": \"u1.s1.z1[1]\"}");
    check_part(report, "\"carried_from\": \"u1.s1.a1[1]\", \"follow_through\": false}");
}

Test(check, unreadable_and_imprecise)
{
    open_marks();
    struct mark *mark = add_mark(1, "1,234", MARK_UNREADABLE, NULL);
    writings[0].reason = "the comma could mean two things";
    add_mark(2, "0.0", MARK_IMPRECISE, "1e-8");
    const char *markdown = page(&markdown_renderer);
    check_part(markdown, "You wrote 1,234. It cannot be read: the comma could mean two things.");
    check_part(markdown, "| $`n_1`$ | 1,234 |  |  | ? unreadable | It cannot be read: ");
    check_part(markdown,
               "| 0.0 | 1 × 10⁻⁸ |  | ? imprecise | These are too few digits to judge it. |");
    check_part(json(), "\"reason\": \"the comma could mean two things\"}");
    cr_expect_eq(mark->verdict, MARK_UNREADABLE);
}

Test(check, lost_digits_and_remarks)
{
    open_marks();
    causes[0] = cause("digits-transposed", "", "The digits 4 and 3 changed places.", false);
    struct mark *mark = add_mark(1, "2.999e-4", MARK_ROUNDED, "3.352e-4");
    mark->digits_lost = 3;
    mark->difference = parse("1 - 0.9997");
    mark->digits_kept = 1;
    mark->percent_off = "10.5";
    mark->damaged = 9;
    mark->damage = "10.6";
    mark->remarks = causes;
    mark->remark_count = 1;
    mark = add_mark(2, "1", MARK_CORRECT, "1");
    mark->digits_lost = 1;
    mark = add_mark(3, "2", MARK_ROUNDED, "2.1");
    mark->digits_lost = 2;
    mark->percent_off = "4.76";
    mark = add_mark(3, "2", MARK_ROUNDED, "2.1");
    mark->digits_lost = 2;
    mark->damaged = 1;
    const char *markdown = page(&markdown_renderer);
    check_part(markdown,
               "| ✓ rounded, **look again** | Here 3 of your digits were lost: $`1 - 0.9997`$ "
               "keeps one. 9 later values are up to 10.6 % off because of it; that is rounding, "
               "not a mistake. The digits 4 and 3 changed places. |");
    check_part(markdown, "| ✓ correct | Here 1 of your digits was lost. |");
    check_part(markdown, "Here 2 of your digits were lost. This value is 4.76 % off because of it; "
                         "that is rounding, not a mistake. |");
    check_part(markdown, "Here 2 of your digits were lost. 1 later value is off because of it; "
                         "that is rounding, not a mistake. |");
    const char *report = json();
    check_part(report,
               "\"remarks\": [{\"code\": \"digits-transposed\", \"message\": \"The digits 4 "
               "and 3 changed places.\"}], \"digits_lost\": 3, \"difference\": \"1 - 0.9997\", "
               "\"digits_kept\": 1, \"percent_off\": 10.5, \"damaged\": 9, "
               "\"damaged_percent_off\": 10.6}");
    check_part(report, "\"digits_lost\": 1, \"damaged\": 0}");
}

Test(check, hostile_texts)
{
    open_marks();
    sheet.title = "| <b> `x` \\end{document}";
    answers.student = "<script> | $x$";
    add_mark(0, "<i> | `1`\n", MARK_UNEXPLAINED, "8");
    const char *markdown = page(&markdown_renderer);
    check_part(markdown, "# Your work on \"\\| &lt;b\\> \\`x\\` \\\\end\\{document\\}\"\n");
    check_part(markdown, "Student: &lt;script\\> \\| \\$x\\$\n");
    check_part(markdown, "| $`z_1`$ | &lt;i\\> \\| \\`1\\`  | 8 |");
    const char *tex = page(&tex_renderer);
    for (const char *c = tex; *c; c++)
        cr_assert((unsigned char)*c < 0x80, "not ASCII: %s", c);
    check_part(tex, "\\times");
    check_part(json(), "\"student\": \"<script> | $x$\"");
}

Test(check, no_title)
{
    open_marks();
    sheet.title = "";
    add_mark(0, "8", MARK_CORRECT, "8");
    check_part(page(&markdown_renderer), "# Your work\n");
    check_absent(json(), "title");
}
