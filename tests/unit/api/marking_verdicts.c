/* What marking says of papers: the homework's own sheets, and sheets made up for each verdict. */
#include "marking_support.h"

TestSuite(verdicts, .init = open_arena, .fini = close_arena);

static const struct sheet *sheet_called(const char *example)
{
    return sheet_of_tape(tape_of_text(example, example_by_name(example)->text));
}

/* ---- the homework ---- */

Test(verdicts, homework_a)
{
    static const struct paper paper[] = {
        {"n1", "0.9997", MARK_CORRECT, NULL},
        {"n2", "0.9997", MARK_CORRECT, NULL},
        {"n3", "0.9997", MARK_CORRECT, NULL},
        {"z4", "3.9989", MARK_CORRECT, NULL},
        {"a2[1]", "0.98199", MARK_CORRECT, NULL},
        {"a2[1]", "0.981996", MARK_CORRECT, NULL},
        {"dE/da2[1]", "-0.018", MARK_CORRECT, NULL},
        {"da2[1]/dz2[1]", "0.017679", MARK_CORRECT, NULL},
        {"da2[1]/dz2[1]", "0.01768", MARK_CORRECT, NULL},
        {"da2[1]/dz2[1]", "0.17679", MARK_UNEXPLAINED, NULL},
        {"dE/dw7", "-0.0034813", MARK_UNEXPLAINED, NULL},
        {"dE/dw7", "-3.181417e-4", MARK_ROUNDED, NULL},
        {"dE/dw8", "-0.00031814", MARK_ROUNDED, NULL},
        {"dE/dw9", "-0.00031814", MARK_ROUNDED, NULL},
        {"dE/db4", "-0.0034822", MARK_UNEXPLAINED, NULL},
        {"dE/db4", "-3.1824e-4", MARK_ROUNDED, NULL},
        {"dz2[1]/da1[1]", "1", MARK_CORRECT, NULL},
        {"da1[1]/dz1[1]", "2.999e-4", MARK_ROUNDED, NULL},
        {"da1[2]/dz1[2]", "2.999e-4", MARK_ROUNDED, NULL},
        {"da1[3]/dz1[3]", "2.999e-4", MARK_ROUNDED, NULL},
        {"da1[3]/dz1[3]", "2999e-4", MARK_UNEXPLAINED, NULL},
        {"dE/dw1", "-5.7261e-7", MARK_ROUNDED, NULL},
        {"dE/dw3", "-5.7261e-7", MARK_ROUNDED, NULL},
        {"dE/dw5", "-5.7261e-7", MARK_ROUNDED, NULL},
        {"dE/dw2", "-9.5435e-8", MARK_ROUNDED, NULL},
        {"dE/dw6", "-9.5435e-8", MARK_ROUNDED, NULL},
        {"dE/dw4", "-9.5345e-8", MARK_ROUNDED, NULL},
        {"dE/db1", "-9.5435e-8", MARK_ROUNDED, NULL},
        {"dE/db2", "-9.5435e-8", MARK_ROUNDED, NULL},
        {"dE/db3", "-9.5435e-8", MARK_ROUNDED, NULL},
        {"w1'", "1.000000057", MARK_ROUNDED, NULL},
        {"w1'", "1.0000000057", MARK_UNEXPLAINED, NULL},
        {"w2'", "1.00000001", MARK_CORRECT, NULL},
        {"w3'", "1.000000057", MARK_ROUNDED, NULL},
        {"w4'", "1.000000000", MARK_UNEXPLAINED, NULL},
        {"w4'", "1.00000001", MARK_CORRECT, NULL},
        {"w5'", "1.000000057", MARK_ROUNDED, NULL},
        {"w6'", "1.00000001", MARK_CORRECT, NULL},
        {"w7'", "1.000031814", MARK_ROUNDED, NULL},
        {"w8'", "1.000031814", MARK_ROUNDED, NULL},
        {"w9'", "1.000031814", MARK_ROUNDED, NULL},
        {"b1'", "1.000000001", MARK_UNEXPLAINED, NULL},
        {"b1'", "1.00000001", MARK_CORRECT, NULL},
        {"b2'", "1.00000001", MARK_CORRECT, NULL},
        {"b3'", "1.00000001", MARK_CORRECT, NULL},
        {"b3'", "1.00000005", MARK_UNEXPLAINED, NULL},
        {"b4'", "1.00031824", MARK_UNEXPLAINED, NULL},
        {"b4'", "1.000031814", MARK_UNEXPLAINED, NULL},
    };
    const struct sheet *sheet = sheet_called("two_three_one");
    const struct marks *marks = expect_marks(sheet, "", paper, COUNT(paper));
    const struct mark *lossy = mark_of(marks, "da1[1]/dz1[1]", "2.999e-4");
    cr_expect_eq(lossy->digits_lost, 3);
    cr_expect_eq(lossy->damaged, 4);
    cr_expect_str_eq(lossy->percent_off, "10.5");
    cr_expect_str_eq(lossy->damage, "10.6");
    cr_expect_eq(lossy->digits_kept, 1);
    cr_assert_not_null(lossy->difference);
    struct text difference;
    text_open(&difference, arena);
    expr_print(lossy->difference, &difference);
    cr_expect_str_eq(difference.bytes, "1 - 0.9997");
    cr_expect_str_eq(lossy->truth, "3.352e-4");
    const struct mark *slip = mark_of(marks, "b4'", "1.00031824");
    cr_expect_eq(slip->verdict, MARK_SLIP);
    cr_expect_str_eq(slip->causes[0].code, "learning-rate-left-out");
    cr_expect_str_eq(slip->low, "1.0000318235");
    cr_expect_str_eq(slip->high, "1.0000318250");
    cr_expect_str_eq(mark_of(marks, "b4'", "1.000031814")->causes[0].code, "value-copied");
    cr_expect_str_eq(mark_of(marks, "da2[1]/dz2[1]", "0.17679")->causes[0].code, "decimal-point");
    /* the odd one out among three that should be equal */
    int remarks = 0;
    for (int i = 0; i < marks->count; i++)
        remarks += marks->items[i].remark_count;
    cr_expect_eq(remarks, 1);
    cr_expect_str_eq(mark_of(marks, "dE/dw4", "-9.5345e-8")->remarks[0].code, "digits-transposed");
}

Test(verdicts, homework_b)
{
    static const struct paper paper[] = {
        {"z1", "-2.9", MARK_CORRECT, NULL},
        {"z4", "0.1", MARK_CORRECT, NULL},
        {"n1", "0.0522", MARK_CORRECT, NULL},
        {"n2", "0.0522", MARK_CORRECT, NULL},
        {"n3", "0.0522", MARK_CORRECT, NULL},
        {"a2[1]", "0.52498", MARK_CORRECT, NULL},
        {"dE/da2[1]", "-0.4750", MARK_CORRECT, NULL},
        {"da2[1]/dz2[1]", "0.2494", MARK_CORRECT, NULL},
        {"dE/dw7", "-6.184e-3", MARK_ROUNDED, NULL},
        {"dE/db4", "-0.1185", MARK_CORRECT, NULL},
        {"dz2[1]/da1[2]", "-1", MARK_CORRECT, NULL},
        {"dz2[1]/da1[3]", "0", MARK_CORRECT, NULL},
        {"da1[1]/dz1[1]", "0.04948", MARK_ROUNDED, NULL},
        {"da1[2]/dz1[2]", "0.04948", MARK_ROUNDED, NULL},
        {"dE/dw1", "0", MARK_CORRECT, NULL},
        {"dE/dw2", "-0.0352", MARK_ROUNDED, NULL},
        {"dE/db1", "-5.8616e-3", MARK_ROUNDED, NULL},
        {"dE/dw4", "0.03517", MARK_ROUNDED, NULL},
        {"dE/dw5", "0", MARK_CORRECT, NULL},
        {"w1'", "0.5", MARK_CORRECT, NULL},
        {"w2'", "-0.4965", MARK_CORRECT, NULL},
        {"w4'", "-0.5035", MARK_CORRECT, NULL},
        {"w6'", "-0.5", MARK_CORRECT, NULL},
    };
    expect_marks(sheet_called("two_three_one_mixed"), "", paper, COUNT(paper));
}

/* ---- each verdict ---- */

Test(verdicts, wrong_values_are_carried_on)
{
    static const struct paper paper[] = {
        {"z4", "5.9989", MARK_UNEXPLAINED, NULL},
        {"a2[1]", "0.99752", MARK_CARRIED, "z4"},
        {"dE/da2[1]", "-0.00248", MARK_CARRIED, "a2[1]"},
        {"da2[1]/dz2[1]", "0.002474", MARK_CARRIED, "a2[1]"},
        /* unwritten between: dE/dz4 */
        {"dE/db4", "-0.0000061", MARK_CARRIED, "da2[1]/dz2[1]"},
        {"dE/dw7", "-0.0003182", MARK_CORRECT, NULL},
        {"w8'", "1.0000006", MARK_CARRIED, "da2[1]/dz2[1]"},
        {"w7'", "1.00003182", MARK_CORRECT, NULL},
    };
    const struct marks *marks =
        expect_marks(sheet_called("two_three_one"), "", paper, COUNT(paper));
    cr_expect_eq(marks->first_wrong, 0);
    for (int i = 0; i < marks->count; i++)
        cr_expect_not(marks->items[i].no_follow_through);
    cr_expect_eq(marks->counts[MARK_CARRIED], 5);
}

Test(verdicts, a_mistake_that_removes_the_difficulty_earns_nothing_after_it)
{
    static const struct paper paper[] = {
        {"n1", "1", MARK_UNEXPLAINED, NULL},
        {"da1[1]/dz1[1]", "0", MARK_CARRIED, "n1"},
        {"dE/dw2", "0", MARK_CARRIED, "da1[1]/dz1[1]"},
        {"n2", "0.8", MARK_UNEXPLAINED, NULL},
        {"da1[2]/dz1[2]", "0.16", MARK_CARRIED, "n2"},
    };
    const struct marks *marks =
        expect_marks(sheet_called("two_three_one_mixed"), "", paper, COUNT(paper));
    cr_expect(mark_of(marks, "da1[1]/dz1[1]", "0")->no_follow_through);
    cr_expect_not(mark_of(marks, "da1[2]/dz1[2]", "0.16")->no_follow_through);
}

/* Whoever writes 0 for a small number does not go on with anything that rounds to 0. */
Test(verdicts, what_was_cut_to_nothing_stays_small)
{
    static const struct paper paper[] = {
        {"a2[1]", "0.98", MARK_CORRECT, NULL},        {"dE/da2[1]", "0", MARK_IMPRECISE, NULL},
        {"da2[1]/dz2[1]", "0", MARK_IMPRECISE, NULL}, {"dE/dw7", "0.9", MARK_UNEXPLAINED, NULL},
        {"dE/dw8", "-0.0003", MARK_CORRECT, NULL},    {"dE/dw9", "-0.0004", MARK_ROUNDED, NULL},
    };
    expect_marks(sheet_called("two_three_one"), "", paper, COUNT(paper));
}

Test(verdicts, too_few_digits_and_what_cannot_be_read)
{
    static const struct paper paper[] = {
        {"dE/dw1", "0.0", MARK_IMPRECISE, NULL},
        {"dE/dw2", "0.000000", MARK_IMPRECISE, NULL},
        {"w1'", "1", MARK_IMPRECISE, NULL},
        {"w2'", "1.00", MARK_IMPRECISE, NULL},
        {"w4'", "1.000000000", MARK_UNEXPLAINED, NULL},
        {"z4", "4 cm", MARK_UNREADABLE, NULL},
    };
    const struct marks *marks =
        expect_marks(sheet_called("two_three_one"), "", paper, COUNT(paper));
    cr_expect_null(mark_of(marks, "z4", "4 cm")->truth);
    static const struct paper zero[] = {{"a2[1]", "0.00", MARK_UNEXPLAINED, NULL}};
    expect_marks(marks->sheet, "", zero, 1);
}

Test(verdicts, a_written_value_stands_for_any_of_its_writings)
{
    static const struct paper paper[] = {
        {"a2[1]", "0.8", MARK_UNEXPLAINED, NULL},
        {"a2[1]", "0.98200", MARK_CORRECT, NULL},
        {"dE/da2[1]", "-0.01800", MARK_CORRECT, NULL},
        {"da2[1]/dz2[1]", "0.16", MARK_CARRIED, "a2[1]"},
    };
    expect_marks(sheet_called("two_three_one"), "", paper, COUNT(paper));
}

Test(verdicts, what_is_exact_and_written_in_full_is_not_rounded)
{
    static const struct paper paper[] = {
        {"n1", "0.9997", MARK_CORRECT, NULL},
        {"dE/dz2[1]", "-3.183e-4", MARK_CORRECT, NULL},
        {"dz2[1]/da1[1]", "1", MARK_CORRECT, NULL},
        {"dz2[1]/db2[1]", "1", MARK_CORRECT, NULL},
        {"dE/da1[1]", "-4.0e-4", MARK_UNEXPLAINED, NULL},
        {"dE/db4", "-2.9e-4", MARK_UNEXPLAINED, NULL},
    };
    expect_marks(sheet_called("two_three_one"), "", paper, COUNT(paper));
}

static const struct sheet *sheet_of_formulas(const char *given, const char *formulas)
{
    struct text problem;
    text_open(&problem, arena);
    text_printf(&problem, "{\"given\": {%s}, \"formulas\": [%s]}", given, formulas);
    return sheet_of_tape(tape_of_text("formulas", problem.bytes));
}

/* Of tenths, too, which no double is; but what comes from a number that was rounded is not known exactly. */
Test(verdicts, decimals_are_exact)
{
    static const struct paper exact[] = {{"z", "0.2", MARK_CORRECT, NULL},
                                         {"y", "0.21", MARK_UNEXPLAINED, NULL}},
                              rounded[] = {{"r", "0.3", MARK_CORRECT, NULL},
                                           {"z", "0.2", MARK_CORRECT, NULL},
                                           {"y", "0.21", MARK_ROUNDED, NULL}};
    expect_marks(sheet_of_formulas("\"x\": 0.1", "\"z = x + x\", \"y = z\""), "", exact,
                 COUNT(exact));
    expect_marks(sheet_of_formulas("\"x\": 1", "\"r = x/3\", \"z = 0.6*r\", \"y = z\""), "",
                 rounded, COUNT(rounded));
}

Test(verdicts, rounding_keeps_signs)
{
    static const struct paper paper[] = {{"v", "0.00", MARK_IMPRECISE, NULL},
                                         {"s", "0.07", MARK_UNEXPLAINED, NULL},
                                         {"s", "0.101", MARK_ROUNDED, NULL},
                                         {"s", "0.12", MARK_UNEXPLAINED, NULL}};
    expect_marks(sheet_of_formulas("\"x\": 0.01, \"c\": 0.01", "\"v = x^2\", \"s = sqrt(v + c)\""),
                 "", paper, COUNT(paper));
}

Test(verdicts, the_writing_that_lost_digits_knows_the_damage)
{
    static const struct paper paper[] = {
        {"n1", "0.9997", MARK_CORRECT, NULL},
        {"dE/da1[1]", "-3.1831e-4", MARK_CORRECT, NULL},
        {"da1[1]/dz1[1]", "2.998e-4", MARK_ROUNDED, NULL},
        {"da1[1]/dz1[1]", "2.999e-4", MARK_ROUNDED, NULL},
        {"dE/db1", "-9.5435e-8", MARK_ROUNDED, NULL},
    };
    const struct marks *marks =
        expect_marks(sheet_called("two_three_one"), "", paper, COUNT(paper));
    cr_expect_eq(mark_of(marks, "da1[1]/dz1[1]", "2.999e-4")->damaged, 1);
    cr_expect_eq(mark_of(marks, "da1[1]/dz1[1]", "2.998e-4")->damaged, 0);
    cr_expect_eq(mark_of(marks, "n1", "0.9997")->damaged, 0);
}

static void expect_loss(const struct mark *mark, int lost, const char *difference, int kept)
{
    struct text text;
    text_open(&text, arena);
    if (mark->difference)
        expr_print(mark->difference, &text);
    cr_expect_eq(mark->digits_lost, lost, "%d digits", mark->digits_lost);
    cr_expect_str_eq(text.bytes, difference);
    cr_expect_eq(mark->digits_kept, kept, "%d kept", mark->digits_kept);
}

Test(verdicts, digits_are_lost_in_steps_that_were_not_written)
{
    static const struct paper paper[] = {
        {"n1", "0.9997", MARK_CORRECT, NULL},
        {"dE/dz1[1]", "-9.5435e-8", MARK_ROUNDED, NULL},
        {"dE/dw1", "-5.7261e-7", MARK_ROUNDED, NULL},
    };
    const struct marks *marks =
        expect_marks(sheet_called("two_three_one"), "", paper, COUNT(paper));
    const struct mark *mark = mark_of(marks, "dE/dz1[1]", "-9.5435e-8");
    expect_loss(mark, 3, "1 - 0.9997", 1);
    cr_expect_eq(mark->damaged, 1);
    cr_expect_str_eq(mark->damage, "10.6");
}

Test(verdicts, digits_are_lost_where_numbers_are_near)
{
    static const char problem[] = "{\"given\": {\"x\": 3, \"y\": 6.9}, \"formulas\": [\"a = x/7\", "
                                  "\"b = y/16\", \"d = 2*(b - a)\", \"e = d/x\"]}";
    static const struct paper paper[] = {{"a", "0.4286", MARK_CORRECT, NULL},
                                         {"b", "0.4313", MARK_CORRECT, NULL},
                                         {"d", "0.0054", MARK_CORRECT, NULL},
                                         {"d", "0.00540", MARK_ROUNDED, NULL},
                                         {"e", "0.00180", MARK_ROUNDED, NULL}};
    const struct sheet *sheet = sheet_of_tape(tape_of_text("near", problem));
    const struct marks *marks =
        expect_marks(sheet, "\"rounding\": \"nearest\",", paper, COUNT(paper));
    const struct mark *mark = mark_of(marks, "d", "0.00540");
    expect_loss(mark, 2, "0.4313 - 0.4286", 2);
    cr_expect_str_eq(mark->percent_off, "0.8");
    cr_expect_eq(mark_of(marks, "e", "0.00180")->digits_lost, 0);
}

Test(verdicts, habits_of_rounding)
{
    static const struct paper cut[] = {{"z4", "3.9989", MARK_CORRECT, NULL}};
    static const struct paper nearest[] = {{"z4", "3.9989", MARK_UNEXPLAINED, NULL},
                                           {"z4", "3.9990", MARK_CORRECT, NULL}};
    const struct sheet *sheet = sheet_called("two_three_one");
    expect_marks(sheet, "\"rounding\": \"truncate\",", cut, 1);
    expect_marks(sheet, "\"rounding\": \"nearest\",", nearest, 2);
}

Test(verdicts, given_numbers_may_have_been_rounded)
{
    static const char problem[] =
        "{\"inputs\": [[2.0, 3]], \"targets\": [[1]], \"layers\": [{\"activation\": \"linear\", "
        "\"weights\": [[0.25, 1]], \"biases\": [0]}], \"loss\": \"squared_error\"}";
    static const struct paper exact[] = {{"z1[1]", "3.51", MARK_UNEXPLAINED, NULL}},
                              rounded[] = {{"z1[1]", "3.51", MARK_ROUNDED, NULL},
                                           {"w1[1,2]", "1", MARK_CORRECT, NULL}},
                              too_far[] = {{"z1[1]", "3.53", MARK_UNEXPLAINED, NULL}};
    const struct sheet *sheet = sheet_of_tape(tape_of_text("given", problem));
    expect_marks(sheet, "", exact, 1);
    expect_marks(sheet, "\"givens\": \"rounded\",", rounded, 2);
    expect_marks(sheet, "\"givens\": \"rounded\",", too_far, 1);
}

Test(verdicts, points)
{
    static const struct paper paper[] = {{"n1", "0.9997", MARK_CORRECT, NULL},
                                         {"n2", "0.5", MARK_UNEXPLAINED, NULL}};
    static const double points[MARK_KINDS] = {[MARK_CORRECT] = 2, [MARK_BLANK] = 0.5};
    const struct sheet *sheet = sheet_called("two_three_one");
    const struct answers *answers = answers_on(sheet, "", paper, COUNT(paper));
    const struct marks *marks = marks_make(arena, marker_open(arena, sheet), answers, points);
    cr_expect_eq(marks->counts[MARK_BLANK], 4, "%d", marks->counts[MARK_BLANK]);
    cr_expect_eq(marks->of, 2 * (2 + 4));
    cr_expect_eq(marks->score, 2 + 0.5 * 4);
}

Test(verdicts, copies_of_given_numbers_earn_nothing)
{
    static const struct paper paper[] = {{"x1", "6", MARK_CORRECT, NULL},
                                         {"w1", "2", MARK_UNEXPLAINED, NULL},
                                         {"E", "0.5", MARK_UNEXPLAINED, NULL}};
    const struct marks *marks =
        expect_marks(sheet_called("two_three_one"), "", paper, COUNT(paper));
    cr_expect_eq(marks->score, mark_of(marks, "E", "0.5")->verdict == MARK_SLIP ? 0.5 : 0);
    cr_expect_eq(marks->of, marks->counts[MARK_BLANK] + 1);
}
