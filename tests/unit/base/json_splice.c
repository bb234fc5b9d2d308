/* JSON text with values replaced or left out, and all else as it was. */
#include "support.h"

#include "base/json_splice.h"

TestSuite(json_splice, .init = open_arena, .fini = close_arena);

/* Numbers become "N" times themselves; the member "gone" and elements that are true go. */
static const char *replace(void *context, const struct json *node)
{
    if ((node->key && strcmp(node->key, "gone") == 0) || node->kind == JSON_TRUE)
        return json_left_out;
    return node->kind == JSON_NUMBER && context ? context : NULL;
}

static const char *spliced(const char *text, const char *opening, const char *number)
{
    struct json_source source = {"test", text, strlen(text)};
    struct text out;
    const struct json *root = json_read(arena, &source, &diagnostics);
    cr_assert_not_null(root, "%s", text);
    text_open(&out, arena);
    json_splice(&source, root, opening, replace, (void *)number, &out);
    struct json_source again = {"again", out.bytes, out.length};
    cr_assert_not_null(json_read(arena, &again, &diagnostics), "%s", out.bytes);
    return out.bytes;
}

Test(json_splice, what_is_not_replaced_stays)
{
    static const char *const texts[] = {
        "1.50", "[]", "{}",
        " {\"a\" : [ 1 , 2.00,[ ] ],\n \"b\\\"]\":{\"c\": \"},\"} ,\"d\":null\n}\n", "[[[1], 2]]"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t space = strspn(texts[i], " "), end = strlen(texts[i]);
        while (texts[i][end - 1] == '\n')
            end--;
        cr_expect_str_eq(spliced(texts[i], NULL, NULL),
                         arena_copy(arena, texts[i] + space, end - space));
    }
}

Test(json_splice, values_are_replaced_in_place)
{
    cr_expect_str_eq(spliced("[1, 2e3,\n[3 ], {\"a\": 4}, \"5\"]", NULL, "-0.5"),
                     "[-0.5, -0.5,\n[-0.5 ], {\"a\": -0.5}, \"5\"]");
}

Test(json_splice, members_go_with_their_comma)
{
    cr_expect_str_eq(spliced("{\"gone\": {\"a\": [1, 2]}, \"b\": 2}", NULL, NULL), "{ \"b\": 2}");
    cr_expect_str_eq(spliced("{\"a\": 1,\n \"gone\": 1,\n \"b\": 2}", NULL, NULL),
                     "{\"a\": 1,\n \"b\": 2}");
    cr_expect_str_eq(spliced("{\"a\": 1,\n \"gone\": 1\n}", NULL, NULL), "{\"a\": 1\n}");
    cr_expect_str_eq(spliced("{\"gone\": 1\n}", NULL, NULL), "{\n}");
    cr_expect_str_eq(spliced("[true, true, 1, true]", NULL, NULL), "[ 1]");
    cr_expect_str_eq(spliced("[true, true]", NULL, NULL), "[]");
}

Test(json_splice, an_opening_comes_first)
{
    cr_expect_str_eq(spliced("{\n  \"a\": 1}", "\"b\": 2,", NULL), "{\"b\": 2,\n  \"a\": 1}");
}

Test(json_splice, compact_is_one_line)
{
    static const char text[] =
        " {\"a  b\\\"\" :\n [ 1 ,2.0,\t[ ] ],\r\n \"c\":{ } , \"d\": null}\n";
    struct text out;
    text_open(&out, arena);
    json_write_compact(text, strlen(text), &out);
    cr_expect_str_eq(out.bytes, "{\"a  b\\\"\": [1, 2.0, []], \"c\": {}, \"d\": null}");
}
