/* Cells of comma-separated values. */
#include "support.h"

#include "base/csv.h"

TestSuite(csv, .init = open_arena, .fini = close_arena);

/* The rows as cells between bars, one row a line; a fault is its message. */
static const char *rows_of(const char *bytes, size_t length, bool indices, size_t most)
{
    struct csv csv;
    struct text text;
    text_open(&text, arena);
    csv_open(&csv, arena, bytes, length, most);
    csv.indices = indices;
    if (!csv_check_encoding(&csv))
        return csv.fault.message;
    size_t rows_most = csv_rows_most(&csv), rows = 0;
    while (csv_row(&csv)) {
        if (csv.count == 0) {
            cr_assert(rows <= rows_most);
            return text.bytes;
        }
        rows++;
        for (size_t i = 0; i < csv.count; i++) {
            text_append(&text, csv.cells[i].text, csv.cells[i].length);
            text_put(&text, i + 1 < csv.count ? '|' : '\n');
        }
    }
    return csv.fault.message;
}

static const char *plain(const char *string)
{
    return rows_of(string, strlen(string), false, 8);
}

Test(csv, cells_and_lines)
{
    cr_assert_str_eq(plain(""), "");
    cr_assert_str_eq(plain("a,b\nc,d\n"), "a|b\nc|d\n");
    cr_assert_str_eq(plain("a,b\r\nc,d\r\n"), "a|b\nc|d\n");
    cr_assert_str_eq(plain("a,b\rc,d"), "a|b\nc|d\n");
    cr_assert_str_eq(plain("\n\na,,\n\r\n,b,\n\n"), "a||\n|b|\n");
    cr_assert_str_eq(plain(" a , b c \n"), "a|b c\n");
}

Test(csv, quotation_marks)
{
    cr_assert_str_eq(plain("\"a,b\",\"c\nd\" ,\"\"\n"), "a,b|c\nd|\n");
    cr_assert_str_eq(plain("\"a\"\"b\",\"\"\"\"\n1,2"), "a\"b|\"\n1|2\n");
    cr_assert_str_eq(plain("a\"b,c"), "a\"b|c\n");
    cr_assert_str_eq(plain("a,\"b"), "the quoted cell does not end");
    cr_assert_str_eq(plain("\"a\" b,c"), "something stands behind a quoted cell");
}

Test(csv, what_stands_between_cells)
{
    cr_assert_str_eq(plain("a;b\n1,5;2\n"), "a|b\n1,5|2\n");
    cr_assert_str_eq(plain("a\tb\n1\t\n"), "a|b\n1|\n");
    cr_assert_str_eq(plain("\"a;b\",c\n1;2,3\n"), "a;b|c\n1;2|3\n");
}

Test(csv, a_byte_order_mark_is_passed_over)
{
    cr_assert_str_eq(plain("\xEF\xBB\xBF\"a\",b\n"), "a|b\n");
    cr_assert_str_eq(plain("\xFF\xFE"
                           "a"),
                     "the file is UTF-16; save it as UTF-8");
    cr_assert_str_eq(plain("a\x80"), "the file is not UTF-8 text");
    cr_assert_str_eq(rows_of("a\0b", 3, false, 8), "the file is not UTF-8 text");
}

Test(csv, indices)
{
    cr_assert_str_eq(rows_of("w[1,2],3", 8, true, 8), "w[1,2]|3\n");
    cr_assert_str_eq(rows_of("w[1,2],3", 8, false, 8), "w[1|2]|3\n");
}

Test(csv, too_many_cells)
{
    cr_assert_str_eq(rows_of("1,2", 3, false, 2), "1|2\n");
    cr_assert_str_eq(rows_of("1,2,", 4, false, 2), "a line has more than 2 cells");
}
