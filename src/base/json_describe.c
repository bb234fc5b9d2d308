/* Words for messages: what a JSON value is, and which name was meant. */
#include "base/json.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "base/text.h"
#include "base/utf8.h"

/* Characters of a string, or digits of a number, that a message quotes. */
#define QUOTED 40

/* Bytes of the first QUOTED characters. */
static size_t quoted_length(const char *bytes, size_t length)
{
    size_t at = 0;
    for (int i = 0; i < QUOTED && at < length; i++) {
        size_t count = utf8_decode(bytes + at, length - at, NULL);
        at += count > 0 ? count : 1;
    }
    return at;
}

static const char *describe_text(struct arena *arena, const struct json *node)
{
    size_t length = quoted_length(node->text, node->length);
    const char *cut = length < node->length ? "..." : "";
    struct text text;
    text_open(&text, arena);
    if (node->kind == JSON_NUMBER) {
        text_literal(&text, "the number ");
        text_append(&text, node->text, length);
    } else if (length == 0) {
        text_literal(&text, "the empty string");
    } else {
        text_literal(&text, "the string ");
        json_quote(&text, node->text, length);
    }
    text_string(&text, cut);
    return text.bytes;
}

/* What the elements have in common, in the singular. */
static const char *element_word(const struct json *array)
{
    static const char *const words[] = {
        [JSON_NULL] = "null",     [JSON_FALSE] = "truth value", [JSON_TRUE] = "truth value",
        [JSON_NUMBER] = "number", [JSON_STRING] = "string",     [JSON_ARRAY] = "array",
        [JSON_OBJECT] = "object",
    };
    const char *word = words[array->first->kind];
    for (const struct json *element = array->first; element != NULL; element = element->next)
        if (strcmp(words[element->kind], word) != 0)
            return "value";
    return word;
}

const char *json_describe(struct arena *arena, const struct json *node)
{
    const char *plural = node->count == 1 ? "" : "s";
    switch (node->kind) {
    case JSON_NULL:
        return "null";
    case JSON_FALSE:
        return "false";
    case JSON_TRUE:
        return "true";
    case JSON_NUMBER:
    case JSON_STRING:
        return describe_text(arena, node);
    case JSON_ARRAY:
        if (node->count == 0)
            return "empty array";
        return arena_printf(arena, "array of %zu %s%s", node->count, element_word(node), plural);
    case JSON_OBJECT:
        if (node->count == 0)
            return "empty object";
        return arena_printf(arena, "object with %zu key%s", node->count, plural);
    }
    return "";
}

/* ---- the nearest name ---- */

#define LONGEST_NAME 64

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : byte;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance (Damerau 1964: insertion, deletion, substitution, swap of
 * neighbours), without regard to case. Both are at most LONGEST_NAME long. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[3][LONGEST_NAME + 1]; /* row[i % 3][j]: distance of a[0..i) to b[0..j) */
    for (size_t j = 0; j <= b_length; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *now = row[i % 3], *before = row[(i + 2) % 3], *two_before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            bool same = lower(a[i - 1]) == lower(b[j - 1]);
            now[j] = least(least(before[j], now[j - 1]) + 1, before[j - 1] + !same);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                now[j] = least(now[j], two_before[j - 2] + 1);
        }
    }
    return row[a_length % 3][b_length];
}

/* "bias" for "biases": the word is the beginning of a name, or the other way round. */
static bool is_cut(const char *word, size_t length, const char *name, size_t name_length)
{
    size_t shorter = least(length, name_length);
    return shorter >= 3 && edit_distance(word, shorter, name, shorter) == 0;
}

const char *nearest_name(const char *word, const char *const *names, size_t count)
{
    size_t length = strlen(word);
    if (length == 0 || length > LONGEST_NAME)
        return NULL;
    const char *nearest = NULL, *cut = NULL;
    /* One slip in a short word, up to three in a long one; more is another word. */
    size_t smallest = least((length + 1) / 3, 3) + 1;
    for (size_t i = 0; i < count; i++) {
        size_t name_length = strlen(names[i]);
        if (name_length > LONGEST_NAME)
            continue;
        size_t distance = edit_distance(word, length, names[i], name_length);
        if (distance < smallest && distance < name_length) {
            smallest = distance;
            nearest = names[i];
        }
        if (cut == NULL && is_cut(word, length, names[i], name_length))
            cut = names[i];
    }
    return nearest != NULL ? nearest : cut;
}

const char *did_you_mean(struct arena *arena, const char *word, const char *const *names,
                         size_t count)
{
    const char *nearest = nearest_name(word, names, count);
    return nearest ? arena_printf(arena, "; did you mean \"%s\"?", nearest) : "";
}
