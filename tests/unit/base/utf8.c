/* UTF-8: every character goes there and back; what RFC 3629 forbids is refused. */
#include "support.h"

#include "base/utf8.h"

Test(utf8, every_character_goes_there_and_back)
{
    for (unsigned point = 0; point <= 0x10FFFF; point++) {
        if (point == 0xD800)
            point = 0xE000;
        char bytes[4];
        unsigned read = 0;
        size_t count = utf8_encode(point, bytes);
        cr_assert_eq(utf8_decode(bytes, count, &read), count, "U+%04X", point);
        cr_assert_eq(read, point);
        cr_assert_eq(utf8_decode(bytes, count - 1, NULL), 0, "U+%04X cut short", point);
    }
}

Test(utf8, what_is_not_a_character_is_refused)
{
    static const char *const bad[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC3(",
        "\xE0\x80\x80",
        "\xE0\x9F\xBF",
        "\xE2(\xA1",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(utf8_decode(bad[i], strlen(bad[i]), NULL), 0, "case %zu", i);
    cr_expect_eq(utf8_decode("", 0, NULL), 0);
}

Test(utf8, controls)
{
    static const unsigned controls[] = {0,      9,      0x1B,   0x7F,   0x85,
                                        0x200E, 0x2028, 0x202E, 0x2066, 0xFEFF};
    static const unsigned plain[] = {' ', 'a', 0xA0, 0xE9, 0x200D, 0x2212, 0x1F600};
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        cr_expect(utf8_is_control(controls[i]), "U+%04X", controls[i]);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        cr_expect_not(utf8_is_control(plain[i]), "U+%04X", plain[i]);
}

Test(utf8, repaired, .init = open_arena, .fini = close_arena)
{
    static const char whole[] = "a\xC3\xA9\xE4\xB8\xAD";
    cr_expect_eq(utf8_repaired(arena, whole), whole);
    cr_expect_str_eq(utf8_repaired(arena, "\xFF.\xC3"), "\xEF\xBF\xBD.\xEF\xBF\xBD");
    cr_expect_str_eq(utf8_repaired(arena, "\xE4\xB8x"), "\xEF\xBF\xBD\xEF\xBF\xBDx");
}
