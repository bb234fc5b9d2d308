/* The grammar of RFC 8259, section by section, with a message of its own for each usual mistake. */
#include "base/json_scan.h"

#include "base/arena.h"
#include "base/text.h"
#include <string.h>

/* The byte at the scan's place as 0 to 255, or -1 at the end. */
static int peek(const struct json_scan *scan)
{
    return scan->at < scan->end ? (unsigned char)*scan->at : -1;
}

static bool begins(const struct json_scan *scan, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, word, length) == 0;
}

static bool is_letter(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           byte == '$';
}

/* White space, then not a comment: the usual thing to find where JSON allows only white space. */
static bool scan_space(struct json_scan *scan)
{
    scan->at = json_skip_space(scan->at, scan->end);
    if (begins(scan, "//") || begins(scan, "/*") || begins(scan, "#"))
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, "JSON without comments",
                              *scan->at == '#' ? "\"#\"" : NULL,
                              "comments are not allowed in JSON");
    return true;
}

static bool fail_inside(struct json_scan *scan, const struct json_level *level)
{
    size_t line, column;
    bool array = *level->opened == '[';
    json_position(scan->source, level->opened, &line, &column);
    return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, array ? "\"]\"" : "\"}\"", NULL,
                          "the %s ends inside the %s that begins in line %zu, column %zu",
                          json_scan_whole(scan), array ? "array" : "object", line, column);
}

/* word = a run of letters that is no JSON word. */
static bool fail_word(struct json_scan *scan)
{
    static const char *const not_numbers[] = {"NaN", "nan", "Infinity", "infinity", "inf", "Inf"};
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof not_numbers / sizeof *not_numbers; i++)
        if (begins(scan, not_numbers[i]))
            return json_scan_fail(scan, DIAGNOSTIC_JSON_NUMBER, scan->at, "a finite number", NULL,
                                  "%s is not a number in JSON", not_numbers[i]);
    size_t length = 0;
    while (length < 40 && scan->at + length < scan->end &&
           is_letter((unsigned char)scan->at[length]))
        length++;
    const char *word = arena_copy(scan->diagnostics->arena, scan->at, length);
    const char *near = nearest_name(word, words, 3);
    return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, "a value", NULL,
                          near ? "unknown word \"%s\"; did you mean %s?"
                               : "unknown word \"%s\"; strings are written in double quotes",
                          word, near);
}

static bool scan_word(struct json_scan *scan)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (!begins(scan, words[i]))
            continue;
        if (scan->at + length < scan->end && is_letter((unsigned char)scan->at[length]))
            break;
        scan->at += length;
        return true;
    }
    return fail_word(scan);
}

static bool begins_other_quote(const struct json_scan *scan)
{
    return begins(scan, "'") || begins(scan, "`") || begins(scan, "\xE2\x80\x98") ||
           begins(scan, "\xE2\x80\x99") || begins(scan, "\xE2\x80\x9C") ||
           begins(scan, "\xE2\x80\x9D");
}

static bool fail_value(struct json_scan *scan)
{
    if (begins_other_quote(scan))
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, "a double quote", NULL,
                              "strings are written in straight double quotes");
    if (scan->depth > 0 && peek(scan) == -1)
        return fail_inside(scan, &scan->level[scan->depth - 1]);
    bool missing = peek(scan) == -1 || memchr(",:]}", peek(scan), 4) != NULL;
    return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, "a value", NULL,
                          missing ? "a value is missing" : "a value cannot begin like this");
}

static bool open_level(struct json_scan *scan)
{
    if (scan->depth == JSON_MAX_DEPTH)
        return json_scan_fail(
            scan, DIAGNOSTIC_JSON_DEPTH, scan->at,
            arena_printf(scan->diagnostics->arena, "at most %d levels", JSON_MAX_DEPTH), NULL,
            "arrays and objects are nested more than %d levels deep", JSON_MAX_DEPTH);
    scan->level[scan->depth++] = (struct json_level){.opened = scan->at};
    scan->at++;
    return scan_space(scan);
}

static bool close_level(struct json_scan *scan)
{
    scan->depth--;
    scan->at++;
    return true;
}

/* Behind a member: "," and another one follows (*more), or the closing bracket. */
static bool scan_separator(struct json_scan *scan, char bracket, bool *more)
{
    struct json_level *level = &scan->level[scan->depth - 1];
    const char *comma = scan->at;
    bool array = bracket == ']';
    *more = peek(scan) == ',';
    if (peek(scan) == bracket)
        return true;
    if (peek(scan) == -1)
        return fail_inside(scan, level);
    if (!*more)
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at,
                              array ? "\",\" or \"]\"" : "\",\" or \"}\"", NULL,
                              "\",\" or \"%c\" is missing after %s", bracket,
                              array ? "an element of the array" : "a member of the object");
    scan->at++;
    if (!scan_space(scan))
        return false;
    if (peek(scan) == bracket)
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, comma,
                              array ? "another element after the comma"
                                    : "another key after the comma",
                              array ? "\"]\"" : "\"}\"", "trailing comma before \"%c\"", bracket);
    level->index++;
    level->key = NULL;
    return true;
}

/* array = "[" [ value *( "," value ) ] "]" */
static bool scan_array(struct json_scan *scan)
{
    if (!open_level(scan))
        return false;
    bool more = peek(scan) != ']';
    while (more)
        if (!json_scan_value(scan) || !scan_space(scan) || !scan_separator(scan, ']', &more))
            return false;
    return close_level(scan);
}

static bool fail_key(struct json_scan *scan)
{
    if (peek(scan) == -1)
        return fail_inside(scan, &scan->level[scan->depth - 1]);
    if (begins_other_quote(scan))
        return fail_value(scan);
    return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, "a key in double quotes", NULL,
                          is_letter(peek(scan)) ? "keys are written in double quotes"
                                                : "a key is missing");
}

/* member = string ":" value */
static bool scan_member(struct json_scan *scan)
{
    const char *key = scan->at;
    if (peek(scan) != '"')
        return fail_key(scan);
    if (!json_scan_string(scan, true))
        return false;
    scan->level[scan->depth - 1].key = key;
    if (!scan_space(scan))
        return false;
    if (peek(scan) == -1)
        return fail_inside(scan, &scan->level[scan->depth - 1]);
    if (peek(scan) != ':')
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, "\":\"", NULL,
                              "\":\" is missing after a key");
    scan->at++;
    return scan_space(scan) && json_scan_value(scan) && scan_space(scan);
}

/* object = "{" [ member *( "," member ) ] "}" */
static bool scan_object(struct json_scan *scan)
{
    if (!open_level(scan))
        return false;
    bool more = peek(scan) != '}';
    while (more)
        if (!scan_member(scan) || !scan_separator(scan, '}', &more))
            return false;
    return close_level(scan);
}

/* value = object / array / string / number / "true" / "false" / "null" */
bool json_scan_value(struct json_scan *scan)
{
    int byte = peek(scan);
    if (++scan->values > JSON_MAX_VALUES)
        return json_scan_fail(scan, DIAGNOSTIC_TOO_LARGE, scan->at, NULL, NULL,
                              "the file has more than %zu values", JSON_MAX_VALUES);
    if (byte == '{')
        return scan_object(scan);
    if (byte == '[')
        return scan_array(scan);
    if (byte == '"')
        return json_scan_string(scan, false);
    if (byte == '-' || byte == '+' || byte == '.' || (byte >= '0' && byte <= '9'))
        return json_scan_number(scan);
    return is_letter(byte) ? scan_word(scan) : fail_value(scan);
}

const char *json_scan_whole(const struct json_scan *scan)
{
    return scan->end < scan->source->bytes + scan->source->length ? "line" : "file";
}

bool json_scan_part(struct json_scan *scan)
{
    const char *begin = scan->at;
    const char *whole = json_scan_whole(scan);
    if (!scan_space(scan))
        return false;
    if (scan->at == scan->end)
        return json_scan_fail(
            scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, "a JSON value", NULL,
            begin == scan->end ? "the %s is empty" : "the %s holds nothing but white space", whole);
    if (!json_scan_value(scan) || !scan_space(scan))
        return false;
    if (scan->at < scan->end)
        return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at,
                              arena_printf(scan->diagnostics->arena, "the end of the %s", whole),
                              NULL, "there is text after the end of the JSON value");
    return true;
}

bool json_scan(struct json_scan *scan)
{
    scan->at = scan->source->bytes;
    scan->end = scan->at + scan->source->length;
    return json_scan_encoding(scan) && json_scan_part(scan);
}
