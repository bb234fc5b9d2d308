/* Strings of JSON (RFC 8259, section 7) and the encoding of the whole text (section 8.1). */
#include "base/json_scan.h"

#include "base/arena.h"
#include "base/utf8.h"
#include <string.h>

static bool begins(const struct json_scan *scan, const char *bytes, size_t length)
{
    return scan->source->length >= length && memcmp(scan->source->bytes, bytes, length) == 0;
}

static bool fail_encoding(struct json_scan *scan, const char *at)
{
    struct arena *arena = scan->diagnostics->arena;
    unsigned byte = (unsigned char)*at;
    size_t position = (size_t)(at - scan->source->bytes) + 1;
    return json_scan_fail(scan, DIAGNOSTIC_JSON_ENCODING, at, "UTF-8",
                          arena_printf(arena, "byte 0x%02X", byte),
                          "byte %zu of the file (0x%02X) is not valid UTF-8", position, byte);
}

/* The whole text first, so that every other message may quote it. */
bool json_scan_encoding(struct json_scan *scan)
{
    if (begins(scan, "\xEF\xBB\xBF", 3))
        return json_scan_fail(scan, DIAGNOSTIC_JSON_ENCODING, scan->at,
                              "UTF-8 without a byte order mark", "U+FEFF",
                              "the file begins with a byte order mark (BOM)");
    if (begins(scan, "\xFF\xFE", 2) || begins(scan, "\xFE\xFF", 2))
        return json_scan_fail(
            scan, DIAGNOSTIC_JSON_ENCODING, scan->at, "UTF-8", "UTF-16",
            "the file is not UTF-8: it begins with the byte order mark of UTF-16");
    const char *at = scan->at;
    while (at < scan->end) {
        size_t count =
            (unsigned char)*at < 0x80 ? 1 : utf8_decode(at, (size_t)(scan->end - at), NULL);
        if (count == 0)
            return fail_encoding(scan, at);
        at += count;
    }
    return true;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The value of XXXX, or -1. */
static long four_digits(const char *at, const char *end)
{
    long value = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* The second half of a surrogate pair as the escape at `at`, or -1. */
static long second_half(const char *at, const char *end)
{
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    long value = four_digits(at + 2, end);
    return value >= 0xDC00 && value <= 0xDFFF ? value : -1;
}

static const char *quoted(struct json_scan *scan, const char *at, size_t most)
{
    size_t length = 0;
    while (length < most && at + length < scan->end && (unsigned char)at[length] > ' ' &&
           (unsigned char)at[length] < 0x7F && (length == 0 || at[length] != '"'))
        length++;
    return arena_copy(scan->diagnostics->arena, at, length);
}

/* unicode = "u" 4hexdig, a pair of them beyond the basic plane. `at` is the backslash. */
static bool scan_unicode(struct json_scan *scan, bool is_key)
{
    const char *at = scan->at;
    long value = four_digits(at + 2, scan->end);
    if (value < 0)
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, at, "\\u and four hexadecimal digits",
                              quoted(scan, at, 6), "\"\\u\" without four hexadecimal digits");
    if (value == 0 && is_key)
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, at, "a key without \\u0000",
                              quoted(scan, at, 6), "a key must not contain \\u0000");
    scan->at += 6;
    if (value < 0xD800 || value > 0xDFFF)
        return true;
    if (value >= 0xDC00)
        return json_scan_fail(
            scan, DIAGNOSTIC_JSON_SYNTAX, at, "the first half before it", quoted(scan, at, 6),
            "the escape %s is the second half of a surrogate pair", quoted(scan, at, 6));
    if (second_half(scan->at, scan->end) < 0)
        return json_scan_fail(
            scan, DIAGNOSTIC_JSON_SYNTAX, at, "\\udc00 to \\udfff after it", quoted(scan, at, 12),
            "the escape %s is only one half of a surrogate pair", quoted(scan, at, 6));
    scan->at += 6;
    return true;
}

static bool scan_escape(struct json_scan *scan, bool is_key)
{
    if (scan->end - scan->at < 2)
        return true; /* the string has no end either: that is what the caller will say */
    if (scan->at[1] == 'u')
        return scan_unicode(scan, is_key);
    if (scan->at[1] == '\0' || strchr("\"\\/bfnrt", scan->at[1]) == NULL)
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at,
                              "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
                              quoted(scan, scan->at, 2),
                              "unknown escape in a string; a backslash itself is written \\\\");
    scan->at += 2;
    return true;
}

static bool fail_control(struct json_scan *scan)
{
    unsigned byte = (unsigned char)*scan->at;
    const char *expected = byte == '\n'   ? "a closing quote, or \\n for a line break"
                           : byte == '\t' ? "\\t"
                           : byte == '\r' ? "\\r"
                                          : arena_printf(scan->diagnostics->arena, "\\u%04x", byte);
    const char *name = byte == '\n' ? " (line break)" : byte == '\t' ? " (tab)" : "";
    return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, expected,
                          arena_printf(scan->diagnostics->arena, "U+%04X", byte),
                          "control character U+%04X%s in a string", byte, name);
}

/* string = quote *char quote */
bool json_scan_string(struct json_scan *scan, bool is_key)
{
    const char *quote = scan->at++;
    while (scan->at < scan->end && *scan->at != '"') {
        if ((unsigned char)*scan->at < 0x20)
            return fail_control(scan);
        if (*scan->at != '\\' || scan->end - scan->at < 2)
            scan->at++;
        else if (!scan_escape(scan, is_key))
            return false;
    }
    if (scan->at >= scan->end)
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, quote, "a closing quote",
                              json_scan_found(scan, scan->end),
                              "the %s that begins here has no closing quote",
                              is_key ? "key" : "string");
    scan->at++;
    return true;
}

/* One escape of a valid string, written to `out`. Returns how many bytes it gave; moves `at` behind
 * it. */
static size_t decode_escape(const char **at, char *out)
{
    static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
    char kind = (*at)[1];
    if (kind != 'u') {
        const char *letter = strchr(letters, kind);
        *out = letter != NULL ? controls[letter - letters] : kind;
        *at += 2;
        return 1;
    }
    unsigned point = (unsigned)four_digits(*at + 2, *at + 6);
    *at += 6;
    if (point >= 0xD800 && point <= 0xDBFF) {
        unsigned low = (unsigned)four_digits(*at + 2, *at + 6);
        point = 0x10000 + ((point & 0x3FF) << 10 | (low & 0x3FF));
        *at += 6;
    }
    return utf8_encode(point, out);
}

/* cJSON's own strings end at the first U+0000, so strings are decoded here. */
char *json_decode(struct arena *arena, const char *quote, size_t *length)
{
    const char *at = quote + 1, *end = at;
    while (*end != '"')
        end += *end == '\\' ? 2 : 1;
    /* No escape is shorter than what it stands for. */
    char *decoded = arena_copy(arena, at, (size_t)(end - at));
    char *out = decoded;
    while (at < end) {
        if (*at == '\\')
            out += decode_escape(&at, out);
        else
            *out++ = *at++;
    }
    *out = '\0';
    if (length != NULL)
        *length = (size_t)(out - decoded);
    return decoded;
}
