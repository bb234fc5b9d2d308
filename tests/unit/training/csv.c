/* Data from CSV files: columns, classes, and what is wrong with files. */
#include "data_fixture.h"

TestSuite(csv, .init = open_folder, .fini = close_folder);

/* ---- what is read ---- */

Test(csv, rows_and_classes)
{
    write_csv("x1,x2,label\n0.5,-2,0\n1e-1, +.25,1\n\n3.,\"4\",1\n");
    const struct data_set *set = loaded();
    cr_assert_eq(set->count, 3);
    cr_assert_eq(set->classes, 2);
    cr_assert_eq(set->features, 2);
    const double expected[] = {0.5, -2, 0.1, 0.25, 3, 4};
    for (int row = 0; row < 3; row++) {
        cr_assert_eq(set->numbers[row], row + 1);
        cr_assert_eq(set->labels[row], row > 0);
        cr_assert(memcmp(row_of(set, row), expected + 2 * row, 2 * sizeof *expected) == 0);
    }
    cr_assert_eq(set->training.count, 3);
    cr_assert_eq(set->validation.count, 0);
    cr_assert_eq(set->test.count, 0);
}

Test(csv, numbers_are_the_nearest_doubles)
{
    write_csv("x1,x2,label\n0.1234567890123456789,123456789012345678901e-30,0\n"
              "4.9e-324,1.7976931348623157e308,0\n");
    const struct data_set *set = loaded();
    cr_assert_eq(row_of(set, 0)[0], 0.1234567890123456789);
    cr_assert_eq(row_of(set, 0)[1], 123456789012345678901e-30);
    cr_assert_eq(row_of(set, 1)[0], 4.9e-324);
    cr_assert_eq(row_of(set, 1)[1], 1.7976931348623157e308);
}

Test(csv, columns_by_name_in_any_order)
{
    const char *const features[] = {"b", "a"};
    dataset.features = features;
    dataset.feature_count = 2;
    dataset.label = "kind";
    write_csv("\xEF\xBB\xBFkind;note;\"a\";b\r\n1;n/a;2;3\r\n0;;4;5\r\n");
    const struct data_set *set = loaded();
    cr_assert_eq(row_of(set, 0)[0], 3);
    cr_assert_eq(row_of(set, 0)[1], 2);
    cr_assert_eq(row_of(set, 1)[0], 5);
    cr_assert_eq(set->labels[0], 1);
}

Test(csv, columns_by_number)
{
    dataset.header = false;
    dataset.label = "1";
    write_csv("1,2,3\n0,4,5\n");
    const struct data_set *set = loaded();
    cr_assert_eq(set->count, 2);
    cr_assert_eq(row_of(set, 0)[1], 3);
    cr_assert_eq(set->numbers[1], 2);
}

Test(csv, columns_of_targets)
{
    const char *const targets[] = {"t", "x2"};
    dataset.label = NULL;
    dataset.targets = targets;
    dataset.target_count = 2;
    problem.output_count = 2;
    problem.input_count = 1;
    write_csv("x1,x2,t\n1,2,3.5\n4,5,-6\n");
    const struct data_set *set = loaded();
    cr_assert_eq(set->classes, 0);
    cr_assert_null(set->labels);
    const int rows[] = {1, 0};
    double inputs[2], numbers[4];
    data_set_gather(set, rows, 2, inputs, numbers);
    cr_assert_eq(inputs[0], 4);
    cr_assert_eq(inputs[1], 1);
    const double expected[] = {-6, 5, 3.5, 2};
    cr_assert(memcmp(numbers, expected, sizeof expected) == 0);
}

Test(csv, classes_by_name)
{
    const char *const names[] = {"setosa", "versi color", "virginica"};
    dataset.class_names = names;
    dataset.class_name_count = 3;
    problem.output_count = 3;
    write_csv("x1,x2,label\n1,2,versi color\n1,2,virginica\n1,2,setosa\n1,2,1\n");
    const struct data_set *set = loaded();
    const int expected[] = {1, 2, 0, 1};
    cr_assert(memcmp(set->labels, expected, sizeof expected) == 0);
    cr_assert_str_eq(set->class_names[2], "virginica");
    write_csv("x1,x2,label\n1,2,versicolor\n");
    cr_assert_str_eq(error_of_loading(),
                     "data-file data.csv:2:5 row 1, column \"label\": there is no class of this "
                     "name; did you mean \"versi color\"?; setosa, versi color or virginica; "
                     "\"versicolor\"");
}

/* Where numbers are names, another number is no place in the list. */
Test(csv, numbers_as_names_of_classes)
{
    const char *const names[] = {"-1", "1"};
    dataset.class_names = names;
    dataset.class_name_count = 2;
    write_csv("x1,x2,label\n1,2,1\n1,2,-1\n1,2,1.0\n");
    const struct data_set *set = loaded();
    const int expected[] = {1, 0, 1};
    cr_assert(memcmp(set->labels, expected, sizeof expected) == 0);
    write_csv("x1,x2,label\n1,2,0\n");
    cr_assert_str_eq(error_of_loading(),
                     "data-file data.csv:2:5 row 1, column \"label\": there is no class of this "
                     "name; -1 or 1; \"0\"");
}

Test(csv, a_test_part_from_a_file_of_its_own)
{
    const struct data_source test = {.file = "test.csv"};
    dataset.test = &test;
    write_csv("x1,x2,label\n1,2,0\n3,4,1\n");
    write_bytes("test.csv", "label,x2,x1\n1,0.5,6\n", 20);
    const struct data_set *set = loaded();
    cr_assert_eq(set->count, 3);
    cr_assert_eq(set->training.count, 2);
    cr_assert_eq(set->test.count, 1);
    cr_assert_eq(set->test.rows[0], 2);
    cr_assert_eq(set->numbers[2], 1);
    cr_assert_eq(set->labels[2], 1);
    cr_assert_eq(row_of(set, 2)[0], 6);
    cr_assert_eq(row_of(set, 2)[1], 0.5);
    cr_assert_eq(row_of(set, 1)[1], 4);
    const int keep[] = {1, 0};
    dataset.keep = keep;
    dataset.keep_count = 2;
    write_bytes("test.csv", "label,x2,x1\n2,0.5,6\n", 20);
    cr_assert_str_eq(error_of_loading(), "data-file test.csv no row of the test part is of a class "
                                         "that \"keep\" names; ; ");
}

/* ---- what is refused ---- */

static const char *error_of(const char *text)
{
    write_csv(text);
    return error_of_loading();
}

Test(csv, ragged_rows)
{
    cr_assert_str_eq(error_of("x1,x2,label\n1,2,0\n1,2\n"),
                     "data-file data.csv:3:1 row 2 has too few cells; 3 cells, as the first line "
                     "has; 2");
    cr_assert_str_eq(error_of("x1,x2,label\n1,2,0,4\n"),
                     "data-file data.csv:2:1 row 1 has too many cells; 3 cells, as the first line "
                     "has; 4");
    cr_assert_str_eq(error_of("x1,x2,label\n1,\"2,0\n"),
                     "data-file data.csv:2:3 the quoted cell does not end; a quotation mark at its "
                     "end; ");
}

Test(csv, cells_that_are_no_numbers)
{
    const char *const wanted = "a number such as 0.25 or -1e3";
    const struct {
        const char *cell, *message, *found;
    } cases[] = {
        {"", "the cell is empty", ""},
        {"abc", "not a number", "\"abc\""},
        {"NaN", "not a finite number", "\"NaN\""},
        {"-inf", "not a finite number", "\"-inf\""},
        {"Infinity", "not a finite number", "\"Infinity\""},
        {"\"1,5\"", "not a number; decimals stand behind a point, not a comma", "\"1,5\""},
        {"1 2", "not a number", "\"1 2\""},
        {"0x10", "not a number", "\"0x10\""},
        {"1e", "not a number", "\"1e\""},
        {"e5", "not a number", "\"e5\""},
        {".", "not a number", "\".\""},
        {"--1", "not a number", "\"--1\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(
            error_of(arena_printf(arena, "x1,x2,label\n1,2,0\n1,%s,0\n", cases[i].cell)),
            arena_printf(arena, "data-file data.csv:3:3 row 2, column \"x2\": %s; %s; %s",
                         cases[i].message, wanted, cases[i].found));
    cr_assert_str_eq(error_of("x1,x2,label\n1,1e400,0\n"),
                     "data-file data.csv:2:3 row 1, column \"x2\": the number is beyond the range "
                     "of doubles; ; \"1e400\"");
}

Test(csv, labels_that_are_no_classes)
{
    const struct {
        const char *cell, *message, *expected, *found;
    } cases[] = {
        {"2", "there is no such class", "a class from 0 to 1", "\"2\""},
        {"-1", "there is no such class", "a class from 0 to 1", "\"-1\""},
        {"0.5", "a class is a whole number", "the number of a class, from 0", "\"0.5\""},
        {"", "the cell is empty", "a class", ""},
        {"cat", "not a number; classes with names want them in \"class_names\"",
         "the number of a class, from 0", "\"cat\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(error_of(arena_printf(arena, "x1,x2,label\n1,2,%s\n", cases[i].cell)),
                         arena_printf(arena,
                                      "data-file data.csv:2:5 row 1, column \"label\": %s; %s; %s",
                                      cases[i].message, cases[i].expected, cases[i].found));
}

Test(csv, columns_that_are_not_there)
{
    cr_assert_str_eq(
        error_of("x1,x2,lable\n1,2,0\n"),
        "data-file data.csv:1:1 there is no column \"label\"; did you mean \"lable\"?; "
        "x1, x2 or lable; ");
    cr_assert_str_eq(error_of("label,x1,label\n1,2,0\n"),
                     "data-file data.csv:1:10 two columns are called \"label\"; ; ");
    cr_assert_str_eq(error_of("1,2,0\n1,2,0\n"),
                     "data-file data.csv:1:1 there is no column \"label\"; the first line has "
                     "numbers only: without a header say \"header\": false, and columns are called "
                     "by number; 1, 2 or 0; ");
    dataset.header = false;
    dataset.label = "4";
    cr_assert_str_eq(error_of("1,2,0\n1,2,0\n"), "data-file data.csv:1:1 there is no column \"4\"; "
                                                 "a number from 1 to 3; ");
    dataset.label = "3";
    cr_assert_str_eq(error_of("x1,x2,label\n1,2,0\n"),
                     "data-file data.csv:1:1 row 1, column 1: not a number; if the first line "
                     "names the columns, say \"header\": true; a number such as 0.25 or -1e3; "
                     "\"x1\"");
}

/* All columns but the label are features here; where features are named, others may be called alike. */
Test(csv, columns_that_are_there_twice)
{
    static const char *const named[] = {"x1", "x2"};
    problem.input_count = 4;
    cr_assert_str_eq(error_of("x1,b, a ,b,a,label\n1,2,3,4,5,0\n"),
                     "data-file data.csv:1:10 two columns are called \"b\"; ; ");
    cr_assert_str_eq(error_of("x1,b,a,x2,a,label\n1,2,3,4,5,0\n"),
                     "data-file data.csv:1:11 two columns are called \"a\"; ; ");
    problem.input_count = 2;
    dataset.features = named;
    dataset.feature_count = 2;
    write_csv("x1,a,x2,a,label\n1,2,3,4,0\n2,3,4,5,1\n");
    cr_assert_eq(loaded()->count, 2);
}

Test(csv, files_without_data)
{
    cr_assert_str_eq(error_of(""), "data-file data.csv the file is empty; ; ");
    cr_assert_str_eq(error_of("x1,x2,label\n"), "data-file data.csv there are no rows; ; ");
    cr_assert_str_eq(error_of("\x1F\x8B\x08"),
                     "data-file data.csv the file is compressed; unpack it first; a CSV file; data "
                     "that gzip compressed");
    cr_assert_str_eq(error_of("\xFF\xFEx"),
                     "data-file data.csv:1:1 the file is UTF-16; save it as UTF-8; UTF-8; ");
    dataset.train.file = "nowhere.csv";
    cr_assert_str_eq(error_of_loading(), "no-file nowhere.csv cannot open it: No such file or "
                                         "directory; ; ");
}

Test(csv, data_that_do_not_fit_the_network)
{
    problem.input_count = 3;
    cr_assert_str_eq(error_of("x1,x2,label\n1,2,0\n"),
                     "wrong-shape data.csv the number of feature columns is not that of the "
                     "network's inputs; 3; 2");
    problem.input_count = 5;
    dataset.quadratic = true;
    cr_assert_str_eq(error_of("x1,label\n1,0\n"),
                     "wrong-shape data.csv the number of feature columns is not the two that "
                     "quadratic features want; 2; 1");
}

/* A file of line ends asks for no more memory than rows of as many columns could fill. */
Test(csv, a_file_of_line_ends)
{
    enum { COLUMNS = 1000, ENDS = 1000000 };
    struct text text;
    text_open(&text, arena);
    for (int i = 1; i < COLUMNS; i++)
        text_printf(&text, "x%d,", i);
    text_string(&text, "label\n");
    for (int i = 0; i < COLUMNS; i++)
        text_string(&text, i + 1 < COLUMNS ? "0," : "0");
    text_reserve(&text, ENDS);
    memset(text.bytes + text.length, '\n', ENDS);
    text.length += ENDS;
    text_end(&text);
    problem.input_count = COLUMNS - 1;
    write_csv(text.bytes);
    size_t before = arena_bytes(arena);
    cr_assert_eq(loaded()->count, 1);
    cr_assert(arena_bytes(arena) - before < 10 * ENDS);
}

Test(csv, numbers_too_large_for_single_precision)
{
    precision = PRECISION_SINGLE;
    cr_assert_str_eq(error_of("x1,x2,label\n1,2,0\n1,1e39,0\n"),
                     "data-file data.csv row 2: feature 2, scaled, is beyond the range of single "
                     "precision; ; ");
}
