/* Names as plain text: digits and what stands in brackets become Unicode's raised and lowered ones. */
#include "render/unicode_name.h"

#include <string.h>

static const char *const lowered[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

static void write_digits(const char *bytes, size_t length, const char *const *digits,
                         struct text *out)
{
    for (size_t i = 0; i < length; i++)
        text_string(out, bytes[i] == ',' ? "," : digits[bytes[i] - '0']);
}

static void write_stem(const char *name, size_t length, struct text *out)
{
    bool hat = length == 4 && memcmp(name + 1, "hat", 3) == 0;
    if (hat && name[0] == 'y') {
        text_literal(out, "ŷ");
        return;
    }
    text_append(out, name, hat ? 1 : length);
    text_string(out, hat ? "\xCC\x82" : "");
}

void unicode_name(const char *name, struct text *out)
{
    size_t length = strlen(name), stem = strcspn(name, "0123456789["),
           digits = strspn(name + stem, "0123456789");
    const char *rest = name + stem + digits;
    size_t indices = *rest == '[' ? strspn(rest + 1, "0123456789,") : 0;
    bool indexed = indices > 0 && rest[indices + 1] == ']' && rest[indices + 2] == '\0';
    if (stem == 0 || (*rest && !indexed)) {
        text_append(out, name, length);
        return;
    }
    write_stem(name, stem, out);
    if (indexed && digits > 0) {
        text_literal(out, "⁽");
        write_digits(name + stem, digits, raised, out);
        text_literal(out, "⁾");
    } else {
        write_digits(name + stem, digits, lowered, out);
    }
    write_digits(rest + 1, indices, lowered, out);
}
