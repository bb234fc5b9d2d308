/* JSON out: layout, escapes, and that what is written can be read. */
#include "support.h"

#include "base/json.h"
#include "base/json_out.h"
#include <limits.h>

static struct text text;
static struct json_out out;

static void open_out(void)
{
    open_arena();
    text_open(&text, arena);
    json_out_open(&out, &text, 2);
}

TestSuite(json_out, .init = open_out, .fini = close_arena);

static void write_sample(void)
{
    json_out_object_lines(&out, NULL);
    json_out_string(&out, "format", "x");
    json_out_integer(&out, "version", 1);
    json_out_array_lines(&out, "steps");
    json_out_object(&out, NULL);
    json_out_number(&out, "value", "1e-7");
    json_out_bool(&out, "exact", true);
    json_out_end_object(&out);
    json_out_object(&out, NULL);
    json_out_array(&out, "operands");
    json_out_string(&out, NULL, "a");
    json_out_null(&out, NULL);
    json_out_end_array(&out);
    json_out_end_object(&out);
    json_out_end_array(&out);
    json_out_array_lines(&out, "none");
    json_out_end_array(&out);
    json_out_end_object(&out);
}

Test(json_out, lines_where_they_were_asked_for)
{
    write_sample();
    cr_assert_str_eq(text.bytes, "{\n"
                                 "  \"format\": \"x\",\n"
                                 "  \"version\": 1,\n"
                                 "  \"steps\": [\n"
                                 "    {\"value\": 1e-7, \"exact\": true},\n"
                                 "    {\"operands\": [\"a\", null]}\n"
                                 "  ],\n"
                                 "  \"none\": []\n"
                                 "}");
    cr_assert_eq(out.depth, 0);
}

Test(json_out, without_indent_everything_is_on_one_line)
{
    json_out_open(&out, &text, 0);
    write_sample();
    cr_assert_str_eq(
        text.bytes,
        "{\"format\": \"x\", \"version\": 1, \"steps\": [{\"value\": 1e-7, \"exact\": true}, "
        "{\"operands\": [\"a\", null]}], \"none\": []}");
}

Test(json_out, a_value_written_by_hand_is_separated_like_any_other)
{
    json_out_array(&out, NULL);
    json_out_integer(&out, NULL, LLONG_MIN);
    json_out_key(&out, NULL);
    text_literal(&text, "0.5");
    json_out_bool(&out, NULL, false);
    json_out_end_array(&out);
    cr_assert_str_eq(text.bytes, "[-9223372036854775808, 0.5, false]");
}

static const char *quoted(const char *bytes, size_t length)
{
    text_clear(&text);
    json_quote(&text, bytes, length);
    return text.bytes;
}

Test(json_out, what_must_be_escaped_is)
{
    cr_expect_str_eq(quoted("", 0), "\"\"");
    cr_expect_str_eq(quoted("a\"b\\c/", 6), "\"a\\\"b\\\\c/\"");
    cr_expect_str_eq(quoted("\b\t\n\v\f\r", 6), "\"\\b\\t\\n\\u000b\\f\\r\"");
    cr_expect_str_eq(quoted("\0\x1f\x7f", 3), "\"\\u0000\\u001f\\u007f\"");
    cr_expect_str_eq(quoted("\xE2\x80\xA8\xE2\x80\xA9", 6), "\"\\u2028\\u2029\"");
    cr_expect_str_eq(quoted("\xCE\xB1\xF0\x9F\x98\x80", 6), "\"\xCE\xB1\xF0\x9F\x98\x80\"");
    cr_expect_str_eq(quoted("a\xFF\xC3", 3), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"",
                     "never invalid UTF-8");
}

Test(json_out, every_string_is_read_back_as_it_was)
{
    char bytes[4 * 300];
    size_t length = 0;
    for (unsigned point = 0; point < 256; point++) {
        if (point >= 0x80)
            bytes[length++] = (char)(0xC0 | point >> 6);
        bytes[length++] = (char)(point < 0x80 ? point : 0x80 | (point & 0x3F));
    }
    json_out_bytes(&out, NULL, bytes, length);
    struct json_source source = {"written", text.bytes, text.length};
    const struct json *node = json_read(arena, &source, &diagnostics);
    cr_assert_not_null(node);
    cr_assert_eq(node->length, length);
    cr_assert_arr_eq(node->text, bytes, length);
}

/* Within a script element neither its end nor a comment may be in the text; it means the same. */
Test(json_out, nothing_ends_a_script_element)
{
    out.in_html = true;
    json_out_array(&out, NULL);
    json_out_string(&out, NULL, "a</script><!--</SCRIPT>");
    json_out_string(&out, NULL, "1 < 2 <= 3 / 4 <");
    json_out_string(&out, NULL, "/<!");
    json_out_end_array(&out);
    cr_assert_str_eq(text.bytes, "[\"a<\\/script>\\u003c!--<\\/SCRIPT>\", \"1 < 2 <= 3 / 4 <\", "
                                 "\"/\\u003c!\"]");
}
