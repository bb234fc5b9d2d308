/* The slips of the homework's first sheet (2-3-1, one update by hand), with its writer's own figures. */
#include "explain_fixture.h"

static const char problem[] =
    "{'inputs': [[6, 1]], 'targets': [[1]], 'layers': ["
    "{'units': 3, 'activation': 'sigmoid', 'weights': [[1, 1], [1, 1], [1, 1]], 'biases': [1, 1, "
    "1]}, {'units': 1, 'activation': 'sigmoid', 'weights': [[1, 1, 1]], 'biases': [1]}],"
    "'loss': {'kind': 'squared_error', 'scale': 'half'},"
    "'optimizer': {'kind': 'sgd', 'learning_rate': 0.1}, 'updates': 1, 'names': {"
    "'x[1]': 'x1', 'x[2]': 'x2', 't[1]': 'y', 'w1[1,1]': 'w1', 'w1[1,2]': 'w2', 'b1[1]': 'b1',"
    "'z1[1]': 'z1', 'a1[1]': 'n1', 'w1[2,1]': 'w3', 'w1[2,2]': 'w4', 'b1[2]': 'b2',"
    "'z1[2]': 'z2', 'a1[2]': 'n2', 'w1[3,1]': 'w5', 'w1[3,2]': 'w6', 'b1[3]': 'b3',"
    "'z1[3]': 'z3', 'a1[3]': 'n3', 'w2[1,1]': 'w7', 'w2[1,2]': 'w8', 'w2[1,3]': 'w9',"
    "'b2[1]': 'b4', 'z2[1]': 'z4', 'a2[1]': 'yhat'}}";

static struct paper paper;

static void open_homework(void)
{
    static const char *const written[][2] = {{"z1", "8"},
                                             {"n1", "0.9997"},
                                             {"z2", "8"},
                                             {"n2", "0.9997"},
                                             {"z3", "8"},
                                             {"n3", "0.9997"},
                                             {"z4", "3.9989"},
                                             {"yhat", "0.981996"},
                                             {"dE/dyhat", "-0.018"},
                                             {"dyhat/dz4", "0.017679"},
                                             {"dz4/dw7", "0.9997"},
                                             {"dE/dw7", "-3.181417e-4"},
                                             {"dz4/db4", "1"},
                                             {"dE/db4", "-3.1824e-4"},
                                             {"b4'", "1.00031824"},
                                             {"dz4/dw8", "0.9997"},
                                             {"dE/dw8", "-0.00031814"},
                                             {"w8'", "1.000031814"},
                                             {"dz4/dw9", "0.9997"},
                                             {"dE/dw9", "-0.00031814"},
                                             {"w9'", "1.000031814"},
                                             {"dz4/dn1", "1"},
                                             {"dn1/dz1", "2.999e-4"},
                                             {"dE/dw1", "-5.7261e-7"},
                                             {"w1'", "1.000000057"},
                                             {"dE/db1", "-9.5435e-8"},
                                             {"b1'", "1.00000001"},
                                             {"dE/dw2", "-9.5435e-8"},
                                             {"w2'", "1.00000001"},
                                             {"dz4/dn2", "1"},
                                             {"dn2/dz2", "2.999e-4"},
                                             {"dE/dw3", "-5.7261e-7"},
                                             {"w3'", "1.000000057"},
                                             {"dE/dw4", "-9.5345e-8"},
                                             {"w4'", "1.00000001"},
                                             {"dE/db2", "-9.5435e-8"},
                                             {"b2'", "1.00000001"},
                                             {"dz4/dn3", "1"},
                                             {"dn3/dz3", "2.999e-4"},
                                             {"dE/dw5", "-5.7261e-7"},
                                             {"w5'", "1.000000057"},
                                             {"dE/dw6", "-9.5435e-8"},
                                             {"w6'", "1.00000001"},
                                             {"dE/db3", "-9.5435e-8"},
                                             {"b3'", "1.00000001"},
                                             {"w7'", "1.000031814"}};
    open_arena();
    paper = paper_open(problem);
    paper.habit = HABIT_EITHER;
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        write_down(&paper, written[i][0], written[i][1]);
}

TestSuite(explain_homework, .init = open_homework, .fini = close_arena);

static void assert_slip(const char *name, const char *text, const char *code)
{
    write_down(&paper, name, text);
    assert_cause(&paper, name, code);
}

Test(explain_homework, written_factors)
{
    assert_slip("dyhat/dz4", "0.17679", "decimal-point");
    assert_slip("dn3/dz3", "2999e-4", "decimal-point");
}

Test(explain_homework, the_new_bias_has_two_explanations)
{
    assert_slip("b4'", "1.00031824", "learning-rate-left-out");
    assert_slip("b4'", "1.00031824", "decimal-point-of-change");
    struct causes causes = causes_of(&paper, "b4'");
    cr_assert_str_eq(causes.items[0].message,
                     "Your figures give 1 - 0.1*(-3.1824e-4) = 1.000031824; you wrote what "
                     "1 - (-3.1824e-4) = 1.00031824 gives: the learning rate 0.1 was left out.");
}

Test(explain_homework, zeros_of_new_parameters)
{
    assert_slip("w1'", "1.0000000057", "decimal-point-of-change");
    write_down(&paper, "w1'", "1.000000057");
    assert_slip("b1'", "1.000000001", "decimal-point-of-change");
    assert_slip("w4'", "1.000000000", "decimal-point-of-change");
    assert_slip("w4'", "1.000000000", "step-left-out");
}

Test(explain_homework, copied_from_other_rows)
{
    assert_slip("b4'", "1.000031814", "value-copied");
    struct causes causes = causes_of(&paper, "b4'");
    cr_assert_str_eq(causes.items[0].message,
                     "Your figures give 1 - 0.1*(-3.1824e-4) = 1.000031824; you wrote "
                     "1.000031814: this is what you wrote for w7', w8' and w9'.");
    assert_slip("b3'", "1.00000005", "value-copied");
}

Test(explain_homework, siblings_show_what_was_meant)
{
    struct cause remark;
    struct situation situation = situation_of(&paper, line_called(&paper, "dE/dw4"));
    cr_assert(explain_accepted(arena, &situation, &remark));
    cr_assert_str_eq(remark.code, "digits-transposed");
    cr_assert_str_eq(remark.message, "dE/dw2 is the same number and there you wrote -9.5435e-8; "
                                     "you wrote -9.5345e-8: the digits 4 and 3 changed places.");
    situation = situation_of(&paper, line_called(&paper, "dE/dw6"));
    cr_assert_not(explain_accepted(arena, &situation, &remark), "%s", remark.message);
}
