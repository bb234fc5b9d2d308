/* Characters in LaTeX. A document is ASCII, so that it compiles with every engine and every set of fonts; characters
 * that the tables do not know are shown in a box with their code. */
#include "render/tex_text.h"

#include "base/utf8.h"
#include <string.h>

/* Digits in a row after which a number may be broken, and how many make it long. */
#define DIGIT_GROUP 10
#define DIGITS_LONG 24

/* TeX does not read lines of any length. */
#define SOURCE_WIDTH 100

/* ---- beyond ASCII ---- */

static bool is_character(const char *entry, const char *bytes, size_t length)
{
    return strlen(entry) == length && memcmp(entry, bytes, length) == 0;
}

static bool write_accented(const char *character, struct text *out)
{
    static const struct {
        const char *command, *pairs;
    } accents[] = {
#define ACCENTED(command, pairs) {command, pairs},
#define SPELLED(character, spelling)
#define SIGN(character, command)
#include "render/tex_characters.def"
#undef ACCENTED
#undef SPELLED
#undef SIGN
    };
    for (size_t i = 0; i < sizeof accents / sizeof *accents; i++) {
        const char *found = strstr(accents[i].pairs, character);
        if (found) {
            text_printf(out, "%s{%c}", accents[i].command, found[-1]);
            return true;
        }
    }
    return false;
}

static bool write_spelled(const char *bytes, size_t length, struct text *out)
{
    static const struct {
        const char *character, *spelling;
        bool maths;
    } characters[] = {
#define ACCENTED(command, pairs)
#define SPELLED(character, spelling) {character, spelling, false},
#define SIGN(character, command) {character, command, true},
#include "render/tex_characters.def"
#undef ACCENTED
#undef SPELLED
#undef SIGN
#define GREEK(word, character, latex) {character, latex, true},
#include "expr/greek.def"
#undef GREEK
    };
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        if (is_character(characters[i].character, bytes, length)) {
            text_printf(out, characters[i].maths ? "\\ensuremath{%s}" : "%s",
                        characters[i].spelling);
            return true;
        }
    return false;
}

/* One character; `point` is its code. */
static void write_foreign(const char *bytes, size_t length, unsigned point, struct text *out)
{
    char character[5] = {0};
    memcpy(character, bytes, length);
    if (!write_spelled(character, length, out) && !write_accented(character, out))
        text_printf(out, "\\unicode{%04X}", point);
}

/* The character at `bytes`, which is not ASCII; its length. */
static size_t spell(const char *bytes, size_t length, struct text *out)
{
    unsigned point = 0;
    size_t step = utf8_decode(bytes, length, &point);
    if (step == 0)
        text_literal(out, "\\unicode{FFFD}");
    else if (utf8_is_control(point))
        text_put(out, ' ');
    else
        write_foreign(bytes, step, point, out);
    return step == 0 ? 1 : step;
}

/* ---- words ---- */

static const char *harmless(char byte)
{
    switch (byte) {
    case '\\':
        return "\\textbackslash{}";
    case '^':
        return "\\textasciicircum{}";
    case '~':
        return "\\textasciitilde{}";
    case '<':
        return "\\textless{}";
    case '>':
        return "\\textgreater{}";
    case '|':
        return "\\textbar{}";
    case '"':
        return "\\char34{}";
    case '`':
        return "\\char96{}";
    case '[':
        return "{[}";
    case ']':
        return "{]}";
    case '*':
        return "{*}";
    default:
        return NULL;
    }
}

static void write_byte(char byte, char next, struct text *out)
{
    if (harmless(byte))
        text_string(out, harmless(byte));
    else if (strchr("{}$&#_%", byte))
        text_printf(out, "\\%c", byte);
    else
        text_put(out, byte);
    /* Two of these would become another sign. */
    if ((byte == '-' || byte == '\'' || byte == ',') && next == byte)
        text_literal(out, "{}");
}

void tex_words(const char *text, struct text *out)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        unsigned char byte = (unsigned char)text[i];
        if (byte >= 0x80) {
            i += spell(text + i, length - i, out);
            continue;
        }
        if (byte < ' ' || byte == 0x7F)
            text_put(out, ' ');
        else
            write_byte(text[i], text[i + 1], out);
        i++;
    }
}

/* ---- LaTeX ---- */

static size_t digits_at(const char *latex, size_t length)
{
    size_t count = 0;
    while (count < length && latex[count] >= '0' && latex[count] <= '9')
        count++;
    return count;
}

static void write_long_number(const char *digits, size_t count, struct text *out)
{
    for (size_t d = 0; d < count; d += DIGIT_GROUP) {
        text_string(out, d ? "\\allowbreak " : "");
        text_append(out, digits + d, count - d < DIGIT_GROUP ? count - d : DIGIT_GROUP);
    }
}

/* May a line of the source end at the space `latex[i]`? Behind a backslash it is a command. */
static bool ends_line(const char *latex, size_t i, size_t begin)
{
    return latex[i] == ' ' && i > begin + SOURCE_WIDTH && latex[i - 1] != '\\' &&
           latex[i + 1] != '\n';
}

void tex_respelled(const char *latex, size_t length, struct text *out)
{
    size_t line = 0;
    for (size_t i = 0; i < length;) {
        size_t digits = digits_at(latex + i, length - i);
        if ((unsigned char)latex[i] >= 0x80) {
            i += spell(latex + i, length - i, out);
        } else if (digits >= DIGITS_LONG) {
            write_long_number(latex + i, digits, out);
            i += digits;
        } else if (ends_line(latex, i, line)) {
            text_put(out, '\n');
            line = ++i;
        } else {
            line = latex[i] == '\n' ? i + 1 : line;
            text_append(out, latex + i, digits ? digits : 1);
            i += digits ? digits : 1;
        }
    }
}
