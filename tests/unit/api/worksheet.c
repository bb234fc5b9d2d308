/* Worksheets read back: blank they are no answers, filled in they are every value that was filled in. Over every worked
 * example, in both formats that read back, however much is asked for. */
#include "../arena_fixture.h"
#include "base/pool.h"
#include "base/text.h"
#include "handgrad.h"
#include "marking/answers.h"
#include <string.h>

TestSuite(worksheet, .init = open_arena, .fini = close_arena);

static const char *const blanks[] = {"results", "factors", "all"};

static int take(void *context, const char *bytes, size_t length)
{
    text_append(context, bytes, length);
    return 0;
}

static const char *sheet_of(const char *example, const char *format, const char *blank)
{
    struct text text;
    text_open(&text, arena);
    struct hg_worksheet request = {.problem = example,
                                   .format = format,
                                   .blank = blank,
                                   .write = take,
                                   .write_context = &text};
    cr_assert_eq(hg_worksheet(&request), HG_OK, "%s", example);
    return text.bytes;
}

/* ---- the ids of a problem, from its trace ---- */

static int find_id(const void *context, struct arena *memory, const char *text,
                   const char **candidates)
{
    const struct pooled *found = pool_find(context, text, strlen(text));
    (void)memory;
    *candidates = "";
    return found ? (int)found->number : -1;
}

static const struct pool *ids_of(const char *example)
{
    struct text text;
    struct pool *pool = pool_open(arena);
    int count = 0;
    text_open(&text, arena);
    struct hg_trace request = {
        .problem = example, .format = "ndjson", .write = take, .write_context = &text};
    cr_assert_eq(hg_trace(&request), HG_OK, "%s", example);
    for (const char *at = text.bytes; (at = strstr(at, "\n{\"id\": \"")); at++) {
        const char *id = at + strlen("\n{\"id\": \"");
        pool_add(pool, id, strcspn(id, "\""))->number = (size_t)count++;
    }
    cr_assert(count > 0);
    return pool;
}

static const struct answers *read_sheet(const char *sheet, const struct pool *ids)
{
    const struct json_source source = {"sheet", sheet, strlen(sheet)};
    const struct quantity_lookup lookup = {ids, find_id, NULL, 0};
    const struct answers *answers = answers_read(arena, &source, &lookup, &diagnostics);
    cr_assert(answers, "%s", diagnostics.first->message);
    return answers;
}

/* ---- filling in ---- */

/* Behind each of these stands the room for an answer. */
static const char *end_of_id(const char *format)
{
    return strcmp(format, "csv") == 0 ? ",\n" : "` |  |\n";
}

/* The sheet with "1", "2", "3", ... in its rows. */
static const char *fill_in(const char *sheet, const char *format, int *rows)
{
    struct text text;
    const char *end = end_of_id(format), *row;
    text_open(&text, arena);
    *rows = 0;
    for (; (row = strstr(sheet, end)); sheet = row + strlen(end)) {
        text_append(&text, sheet, (size_t)(row - sheet));
        text_printf(&text, end[0] == ',' ? ",%d\n" : "` | %d |\n", ++*rows);
    }
    text_string(&text, sheet);
    return text.bytes;
}

/* The id of a row of a filled sheet that ends with `number`. */
static const char *id_of_row(const char *sheet, const char *format, int number)
{
    bool csv = strcmp(format, "csv") == 0;
    const char *end = strstr(sheet, arena_printf(arena, csv ? ",%d\n" : "` | %d |\n", number));
    cr_assert_not_null(end);
    if (!csv) {
        const char *begin = end;
        while (begin[-1] != '`')
            begin--;
        return arena_copy(arena, begin, (size_t)(end - begin));
    }
    while (end[-1] != '\n')
        end--;
    bool quoted = *end == '"';
    return arena_copy(arena, end + quoted, strcspn(end + quoted, quoted ? "\"" : ","));
}

static void check_filled(const char *sheet, const char *format, int rows, const struct pool *ids)
{
    const struct answers *answers = read_sheet(sheet, ids);
    cr_assert_eq(answers->count, rows);
    int *numbers = arena_array(arena, 100000, sizeof *numbers);
    for (int i = 0; i < answers->count; i++) {
        cr_assert_eq(answers->items[i].count, 1);
        numbers[answers->items[i].quantity] = atoi(answers->items[i].writings[0].number.digits);
    }
    for (int row = 1; row <= rows; row++) {
        const char *candidates, *id = id_of_row(sheet, format, row);
        int quantity = find_id(ids, arena, id, &candidates);
        cr_assert(quantity >= 0, "%s", id);
        cr_assert_eq(numbers[quantity], row, "%s", id);
    }
}

/* As it comes it asks for every row, and nothing is written. */
static void check_blank(const char *sheet, int rows, const struct pool *ids)
{
    const struct answers *answers = read_sheet(sheet, ids);
    cr_assert_eq(answers->count, rows);
    for (int i = 0; i < answers->count; i++)
        cr_assert_eq(answers->items[i].count, 0);
}

static void check_example(const char *example, const char *format)
{
    const struct pool *ids = ids_of(example);
    int before = 0;
    for (size_t b = 0; b < sizeof blanks / sizeof *blanks; b++) {
        int rows;
        const char *sheet = sheet_of(example, format, blanks[b]);
        const char *filled = fill_in(sheet, format, &rows);
        cr_assert(rows > 0 && rows >= before, "%s: %d rows", example, rows);
        check_filled(filled, format, rows, ids);
        check_blank(sheet, rows, ids);
        before = rows;
    }
}

static void check_format(const char *format)
{
    for (size_t i = 0; hg_example_name(i); i++)
        if (strcmp(hg_example_command(i), "trace") == 0)
            check_example(hg_example_name(i), format);
}

Test(worksheet, markdown_reads_back)
{
    check_format("markdown");
}

Test(worksheet, csv_reads_back)
{
    check_format("csv");
}
