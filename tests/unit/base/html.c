/* Text of anybody as text of HTML. */
#include "base/html.h"
#include "../arena_fixture.h"
#include <criterion/criterion.h>
#include <string.h>

TestSuite(html, .init = open_arena, .fini = close_arena);

static const char *escaped(const char *bytes)
{
    struct text text;
    text_open(&text, arena);
    html_escape(&text, bytes, strlen(bytes));
    return text.bytes;
}

Test(html, markup_becomes_text)
{
    cr_assert_str_eq(escaped("<a href=\"x\" title='y'>&amp;</a>"),
                     "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
}

Test(html, letters_of_any_script_stay)
{
    cr_assert_str_eq(escaped("\u00e4 \u05d0 \U0001F469\u200D\U0001F52C"),
                     "\u00e4 \u05d0 \U0001F469\u200D\U0001F52C");
}

Test(html, controls_are_spaces)
{
    cr_assert_str_eq(escaped("a\nb\tc\u202Ed\x01"), "a b c d ");
}

Test(html, what_is_no_character_is_replaced)
{
    cr_assert_str_eq(escaped("a\xFF\xC3"), "a\uFFFD\uFFFD");
    cr_assert_str_eq(escaped("\xEF\xBF\xBF\xEF\xB7\x90"), "\uFFFD\uFFFD");
}
