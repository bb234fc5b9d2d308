/* Characters as the table has them, and the few words of LaTeX that stand in numbers. */
#include "marking/written_plain.h"

#include "base/utf8.h"

struct character {
    unsigned point;
    const char *plain;
    bool raised;
};

static const struct character characters[] = {
#define CHARACTER(point, plain) {point, plain, false},
#define SUPERSCRIPT(point, plain) {point, plain, true},
#include "marking/written_characters.def"
#undef CHARACTER
#undef SUPERSCRIPT
};

static const struct {
    const char *word, *plain;
} commands[] = {
    {"times", "*"},  {"cdot", "*"}, {"approx", "="}, {"simeq", "="}, {"sim", "="},
    {"dots", "..."}, {",", " "},    {";", " "},      {" ", " "},
};

static const struct character *find(unsigned point)
{
    bool usual = (point >= '0' && point <= '9') || point == '-' || point == '.' || point == 'e';
    if (usual)
        return NULL;
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        if (characters[i].point == point)
            return &characters[i];
    return NULL;
}

/* Behind a backslash: a command of LaTeX, or a character that Markdown escapes. Returns what it takes. */
static size_t put_command(const char *at, size_t length, struct text *plain)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        size_t size = strlen(commands[i].word);
        bool letters = commands[i].word[0] >= 'a';
        bool goes_on = letters && size < length && at[size] >= 'a' && at[size] <= 'z';
        if (size <= length && memcmp(at, commands[i].word, size) == 0 && !goes_on) {
            text_string(plain, commands[i].plain);
            return size;
        }
    }
    return 0; /* what is escaped is read on its own */
}

static void put_ascii(unsigned point, struct text *plain)
{
    bool capital = point >= 'A' && point <= 'Z', visible = point >= ' ' && point < 0x7F;
    text_put(plain, capital ? (char)(point + 'a' - 'A') : visible ? (char)point : PLAIN_STRANGE);
}

/* ---- ends ---- */

static bool is_pair(char c)
{
    return c == '`' || c == '$' || c == '*';
}

/* Without spaces and underscores at the ends, and what stands there in pairs: `0.5`, $0.5$, **0.5**. */
static void trim(struct text *plain)
{
    char *begin = plain->bytes, *end = begin + plain->length;
    for (;;) {
        while (begin < end && (*begin == ' ' || *begin == '_'))
            begin++;
        while (begin < end && (end[-1] == ' ' || end[-1] == '_'))
            end--;
        if (end - begin < 2 || *begin != end[-1] || !is_pair(*begin))
            break;
        begin++;
        end--;
    }
    plain->length = (size_t)(end - begin);
    memmove(plain->bytes, begin, plain->length);
    text_end(plain);
}

void written_plain(const char *bytes, size_t length, struct text *plain)
{
    bool raised = false;
    for (size_t i = 0, step; i < length; i += step) {
        unsigned point = 0;
        step = utf8_decode(bytes + i, length - i, &point);
        const struct character *known = step ? find(point) : NULL;
        if (known && known->raised && !raised)
            text_put(plain, '^');
        raised = known && known->raised;
        if (known)
            text_string(plain, known->plain);
        else if (point == '\\')
            step += put_command(bytes + i + 1, length - i - 1, plain);
        else
            put_ascii(point, plain);
        step += step == 0;
    }
    trim(plain);
}
