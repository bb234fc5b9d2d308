/* Cells of CSV. */
#include "render/csv.h"

#include "base/utf8.h"
#include <string.h>

static void write_quoted(const char *text, struct text *out)
{
    text_put(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            text_put(out, '"');
        text_put(out, *text);
    }
    text_put(out, '"');
}

void csv_cell(const char *text, struct text *out)
{
    if (strpbrk(text, ",;\"\r\n\t"))
        write_quoted(text, out);
    else
        text_string(out, text);
}

/* ---- formulas ---- */

/* What spreadsheets, or the people who import into them, take away before they look at a cell. */
static bool is_trimmed(unsigned point)
{
    return point == ' ' || point == '"' || point == '\'' || point == '`' || point == 0xA0 ||
           point == 0xAD || point == 0x1680 || (point >= 0x2000 && point <= 0x200F) ||
           (point >= 0x2018 && point <= 0x201F) || point == 0x202F || point == 0x205F ||
           point == 0x2060 || point == 0x3000 || utf8_is_control(point);
}

static bool begins_formula(unsigned point)
{
    return point == '=' || point == '+' || point == '-' || point == '@' || point == 0xFF1D ||
           point == 0xFF0B || point == 0xFF0D || point == 0xFF20;
}

static size_t digits(const char *at)
{
    return strspn(at, "0123456789");
}

/* [+-] digits [. digits] [e [+-] digits], and nothing else. */
static bool is_number(const char *text)
{
    const char *at = text + (*text == '+' || *text == '-');
    size_t whole = digits(at), decimals = at[whole] == '.' ? digits(at + whole + 1) : 0;
    if (whole + decimals == 0)
        return false;
    at += whole + (at[whole] == '.') + decimals;
    if (*at == 'e' || *at == 'E') {
        at += 1 + (at[1] == '+' || at[1] == '-');
        if (digits(at) == 0)
            return false;
        at += digits(at);
    }
    return *at == '\0';
}

bool csv_is_formula(const char *text)
{
    const char *end = text + strlen(text);
    unsigned point = 0;
    if (is_number(text))
        return false;
    if (*text == '\t' || *text == '\r' || *text == '\n')
        return true;
    for (const char *at = text; at < end;) {
        size_t count = utf8_decode(at, (size_t)(end - at), &point);
        if (count > 0 && !is_trimmed(point))
            return begins_formula(point);
        at += count > 0 ? count : 1;
    }
    return false;
}

/* ---- foreign texts ---- */

static bool is_blank(unsigned char byte)
{
    return byte <= ' ' || byte == 0x7F;
}

void csv_foreign_cell(const char *text, struct text *out)
{
    bool quoted = strpbrk(text, ",;\"\r\n\t") != NULL;
    if (quoted)
        text_put(out, '"');
    if (csv_is_formula(text))
        text_put(out, '\'');
    for (; *text; text++) {
        bool control = *text != ' ' && is_blank((unsigned char)*text);
        if (*text == '"')
            text_put(out, '"');
        text_put(out, control ? ' ' : *text);
        if (*text == ';' && csv_is_formula(text + 1))
            text_put(out, '\'');
        while (control && is_blank((unsigned char)text[1]) && text[1])
            text++;
    }
    if (quoted)
        text_put(out, '"');
}
