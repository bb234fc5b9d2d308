/* Names taken apart, from their spelling: "w2[1,3]", "dE/dw7", "yhat", "s1.dE/dw1", "w7'". How the parts are printed is
 * left to the printers. */
#include "base/utf8.h"
#include "expr/lexer.h"
#include "expr/look.h"
#include "expr/unicode.h"
#include <string.h>

struct name_part name_part_of(const char *name)
{
    return (struct name_part){name, strlen(name)};
}

static struct name_part part_of(const char *bytes, size_t begin, size_t end)
{
    return (struct name_part){bytes + begin, end - begin};
}

static bool part_is(struct name_part part, const char *word)
{
    return strlen(word) == part.length && memcmp(word, part.bytes, part.length) == 0;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* ---- symbols ---- */

static bool find_greek(struct name_part part, struct letter *letter)
{
    static const struct {
        const char *word;
        struct letter letter;
    } letters[] = {
#define GREEK(word, character, latex) {word, {character, latex}},
#include "expr/greek.def"
#undef GREEK
    };
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        bool ascii = (unsigned char)part.bytes[0] < 0x80;
        if (!part_is(part, ascii ? letters[i].word : letters[i].letter.character))
            continue;
        *letter = letters[i].letter;
        return true;
    }
    return false;
}

/* A single ASCII letter or a Greek one. */
static bool find_letter(struct name_part part, struct symbol *symbol)
{
    unsigned code;
    if (part.length == 0)
        return false;
    *symbol = (struct symbol){.letter = {part.bytes, part.bytes}, .latin = true};
    if (utf8_decode(part.bytes, part.length, &code) == part.length && code < 0x80 &&
        unicode_is_letter(code))
        return true;
    symbol->latin = false;
    return find_greek(part, &symbol->letter);
}

static bool find_accented(struct name_part part, const char *suffix, enum accent accent,
                          struct symbol *symbol)
{
    size_t length = strlen(suffix);
    if (part.length <= length || memcmp(part.bytes + part.length - length, suffix, length) != 0)
        return false;
    part.length -= length;
    if (!find_letter(part, symbol))
        return false;
    symbol->accent = accent;
    return true;
}

/* y with a circumflex, as one character or with a combining mark, is y-hat. */
#define CIRCUMFLEX_MARK "\u0302"
#define Y_CIRCUMFLEX "\u0177"

/* Words that stand for one symbol with a subscript of its own. */
static bool find_known_word(struct name_part part, struct symbol *symbol)
{
    static const struct {
        const char *word, *letter;
        struct letter lowered;
    } words[] = {
        {"uinf", "u", {"\u221e", "\\infty"}},
        {"munext", "mu", {"next", "\\mathrm{next}"}},
        {"muprod", "mu", {"prod", "\\mathrm{prod}"}},
        {"tsmooth", "t", {"smooth", "\\mathrm{smooth}"}},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (part_is(part, words[i].word)) {
            find_letter(name_part_of(words[i].letter), symbol);
            symbol->lowered = words[i].lowered;
            return true;
        }
    return false;
}

bool name_symbol(struct name_part part, struct symbol *symbol)
{
    struct symbol unused;
    symbol = symbol ? symbol : &unused;
    if (part_is(part, Y_CIRCUMFLEX))
        return find_accented(name_part_of("yhat"), "hat", ACCENT_HAT, symbol);
    return find_letter(part, symbol) || find_known_word(part, symbol) ||
           find_accented(part, "hat", ACCENT_HAT, symbol) ||
           find_accented(part, "bar", ACCENT_BAR, symbol) ||
           find_accented(part, "tilde", ACCENT_TILDE, symbol) ||
           find_accented(part, CIRCUMFLEX_MARK, ACCENT_HAT, symbol);
}

/* ---- subscripts ---- */

bool name_next_index(struct name_part indices, size_t *position, enum index_piece *kind,
                     struct name_part *piece)
{
    if (*position >= indices.length)
        return false;
    char byte = indices.bytes[*position];
    size_t end = lex_word(indices.bytes, indices.length, *position);
    end += end == *position;
    *kind = is_digit(byte)                              ? INDEX_PIECE_DIGIT
            : byte == ',' || byte == '+' || byte == '-' ? INDEX_PIECE_SIGN
                                                        : INDEX_PIECE_VARIABLE;
    *piece = part_of(indices.bytes, *position, end);
    *position = end;
    return true;
}

static bool all_digits(struct name_part part)
{
    for (size_t i = 0; i < part.length; i++)
        if (!is_digit(part.bytes[i]))
            return false;
    return true;
}

bool name_is_row(struct name_part subscript)
{
    bool letters = true;
    for (size_t i = 0; i < subscript.length; i++)
        letters &= (subscript.bytes[i] >= 'a' && subscript.bytes[i] <= 'z') ||
                   is_digit(subscript.bytes[i]);
    return all_digits(subscript) || (letters && subscript.length <= 2);
}

/* ---- one name ---- */

static void take_apart(struct name_part name, struct name_layout *layout)
{
    const char *bytes = name.bytes;
    size_t word = lex_word(bytes, name.length, 0), end = lex_primes(bytes, name.length, word);
    size_t bracket = lex_subscript(bytes, name.length, end);
    layout->base = name;
    /* Anything that is not of this shape is one word. */
    if (bracket != name.length || word == 0)
        return;
    layout->primes = end - word;
    if (bracket > end) {
        size_t close = bracket;
        while (bytes[close - 1] == '\'')
            close--;
        layout->primes += bracket - close;
        layout->indices = part_of(bytes, end + 1, close - 1);
    }
    const char *low = memchr(bytes, '_', word);
    size_t stem = low && low > bytes && low + 1 < bytes + word ? (size_t)(low - bytes) : word;
    if (stem < word)
        layout->subscript = part_of(bytes, stem + 1, word);
    size_t digits = stem;
    while (digits > 0 && is_digit(bytes[digits - 1]))
        digits--;
    layout->base = part_of(bytes, 0, digits);
    layout->digits = part_of(bytes, digits, stem);
}

/* net_h1 has a subscript; learning_rate is one word, not learning with a subscript. */
static bool is_numbered_label(struct name_part subscript)
{
    return subscript.length <= 3 && is_digit(subscript.bytes[subscript.length - 1]);
}

/* A name without prefix, point or slash. */
static void plain_name(struct name_part name, struct name_layout *layout)
{
    layout->kind = NAME_PLAIN;
    take_apart(name, layout);
    layout->is_symbol = name_symbol(layout->base, NULL);
    if (!layout->is_symbol && layout->subscript.length > 0 &&
        !is_numbered_label(layout->subscript)) {
        size_t end = (size_t)(layout->subscript.bytes + layout->subscript.length - name.bytes);
        layout->base = part_of(name.bytes, 0, end);
        layout->digits = layout->subscript = (struct name_part){0};
    }
    bool raised = layout->primes > 0 || (layout->indices.length > 0 && layout->digits.length > 0);
    layout->look = !layout->is_symbol ? LOOK_WORD : raised ? LOOK_RAISED : LOOK_SYMBOL;
}

/* ---- what names are made of ---- */

/* The place of `byte` outside of brackets, or the length. */
static size_t find_outside(struct name_part part, char byte)
{
    bool inside = false;
    for (size_t i = 0; i < part.length; i++) {
        inside = part.bytes[i] == '[' || (inside && part.bytes[i] != ']');
        if (!inside && part.bytes[i] == byte)
            return i;
    }
    return part.length;
}

/* dX/dY */
static bool is_partial(struct name_part name, size_t slash)
{
    return name.bytes[0] == 'd' && slash > 1 && slash + 2 < name.length &&
           name.bytes[slash + 1] == 'd';
}

/* "u2", "s[i]": one letter and what it equals. */
static bool is_tag(struct name_part prefix)
{
    if (prefix.length < 2 || (prefix.bytes[0] != 'u' && prefix.bytes[0] != 's'))
        return false;
    struct name_part rest = part_of(prefix.bytes, 1, prefix.length);
    return all_digits(rest) || (rest.bytes[0] == '[' && rest.bytes[rest.length - 1] == ']');
}

struct name_part name_tag(struct name_part tag, char *letter)
{
    struct name_part value = part_of(tag.bytes, 1, tag.length);
    if (value.bytes[0] == '[')
        value = part_of(value.bytes, 1, value.length - 1);
    *letter = value.length == 1 && value.bytes[0] == tag.bytes[0] ? '\0' : tag.bytes[0];
    return value;
}

/* E_{s=2}; [w_1]_{u=2}. */
static void tagged_name(struct name_part name, struct name_layout *layout)
{
    struct name_part rest = name;
    struct symbol unused;
    size_t point = find_outside(rest, '.');
    layout->kind = NAME_TAGGED;
    while (layout->tag_count < 2 && point < rest.length && is_tag(part_of(rest.bytes, 0, point))) {
        layout->tags[layout->tag_count++] = part_of(rest.bytes, 0, point);
        rest = part_of(rest.bytes, point + 1, rest.length);
        point = find_outside(rest, '.');
    }
    layout->of = rest;
    layout->is_bare = rest.length == 1 && find_letter(rest, &unused);
    layout->look = layout->is_bare ? LOOK_SYMBOL : LOOK_TAGGED;
}

/* m.w7 is the state m of w7: m_{w_7}; local.df/dx is in brackets. */
static void dotted_name(struct name_part name, size_t point, struct name_layout *layout)
{
    struct name_part state = part_of(name.bytes, 0, point),
                     of = part_of(name.bytes, point + 1, name.length);
    layout->kind = NAME_LOWERED;
    layout->is_bare = name_symbol(state, NULL);
    layout->of = layout->is_bare ? state : of;
    layout->by = layout->is_bare ? of : state;
    layout->look = layout->is_bare ? LOOK_SYMBOL : LOOK_TAGGED;
}

static void partial_name(struct name_part name, size_t slash, struct name_layout *layout)
{
    layout->kind = NAME_PARTIAL;
    layout->look = LOOK_PARTIAL;
    layout->of = part_of(name.bytes, 1, slash);
    layout->by = part_of(name.bytes, slash + 2, name.length);
}

struct name_layout name_layout(struct name_part name)
{
    struct name_layout layout = {.kind = NAME_EMPTY, .look = LOOK_WORD};
    size_t point = find_outside(name, '.'), slash = find_outside(name, '/');
    bool pointed = point > 0 && point + 1 < name.length;
    if (part_is(name, "..."))
        layout.kind = NAME_DOTS;
    else if (pointed && is_tag(part_of(name.bytes, 0, point)))
        tagged_name(name, &layout);
    else if (pointed && point < slash)
        dotted_name(name, point, &layout);
    else if (slash < name.length && is_partial(name, slash))
        partial_name(name, slash, &layout);
    else if (name.length > 0)
        plain_name(name, &layout);
    return layout;
}

/* ---- names of a tree ---- */

struct name_part name_spelled(const struct expr *name, char bytes[NAME_ROOM])
{
    struct spelling spelling;
    size_t length = 0;
    name_spell(name, &spelling);
    for (int i = 0; i < spelling.count; i++) {
        size_t piece = spelling.pieces[i].length;
        if (piece > NAME_ROOM - length)
            piece = NAME_ROOM - length;
        memcpy(bytes + length, spelling.pieces[i].bytes, piece);
        length += piece;
    }
    return (struct name_part){bytes, length};
}
