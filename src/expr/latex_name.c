/* LaTeX of names, from their spelling: "w2[1,3]", "dE/dw7", "yhat", "s1.dE/dw1", "w7'". */
#include "base/utf8.h"
#include "expr/latex.h"
#include "expr/lexer.h"
#include "expr/unicode.h"
#include <string.h>

/* A stretch of a name. */
struct part {
    const char *bytes;
    size_t length;
};

/* base digits primes [indices] primes: w 2 [1,3] '. */
struct shape {
    struct part base, digits, subscript, indices;
    size_t primes;
};

static struct part part_of(const char *bytes, size_t begin, size_t end)
{
    return (struct part){bytes + begin, end - begin};
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_alphanumeric(char byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* ---- symbols ---- */

static const char *greek(struct part part)
{
    static const struct {
        const char *word, *character, *latex;
    } letters[] = {
#define GREEK(word, character, latex) {word, character, latex},
#include "expr/greek.def"
#undef GREEK
    };
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        const char *word =
            (unsigned char)part.bytes[0] < 0x80 ? letters[i].word : letters[i].character;
        if (strlen(word) == part.length && memcmp(word, part.bytes, part.length) == 0)
            return letters[i].latex;
    }
    return NULL;
}

/* A single ASCII letter or a Greek one. */
static bool write_letter(struct part part, struct text *out)
{
    unsigned code;
    if (part.length == 0)
        return false;
    const char *latex = greek(part);
    bool single = utf8_decode(part.bytes, part.length, &code) == part.length && code < 0x80 &&
                  unicode_is_letter(code);
    if (!latex && !single)
        return false;
    if (out && latex)
        text_string(out, latex);
    else if (out)
        text_append(out, part.bytes, 1);
    return true;
}

static bool write_accented(struct part part, const char *suffix, const char *command,
                           struct text *out)
{
    size_t length = strlen(suffix);
    if (part.length <= length || memcmp(part.bytes + part.length - length, suffix, length) != 0)
        return false;
    part.length -= length;
    if (!write_letter(part, NULL))
        return false;
    if (out) {
        text_string(out, command);
        write_letter(part, out);
    }
    return true;
}

/* y with a circumflex, as one character or with a combining mark, is y-hat. */
#define CIRCUMFLEX_MARK "\u0302"
#define Y_CIRCUMFLEX "\u0177"

/* Words that stand for one symbol with a subscript of its own; in braces, so that another one may follow. */
static bool write_known_word(struct part part, struct text *out)
{
    static const struct {
        const char *word, *latex;
    } words[] = {
        {"uinf", "{u_\\infty}"},
        {"munext", "{\\mu_\\mathrm{next}}"},
        {"muprod", "{\\mu_\\mathrm{prod}}"},
        {"tsmooth", "{t_\\mathrm{smooth}}"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == part.length &&
            memcmp(words[i].word, part.bytes, part.length) == 0) {
            if (out)
                text_string(out, words[i].latex);
            return true;
        }
    return false;
}

static bool write_symbol(struct part part, struct text *out)
{
    if (part.length == strlen(Y_CIRCUMFLEX) && memcmp(part.bytes, Y_CIRCUMFLEX, part.length) == 0) {
        if (out)
            text_literal(out, "\\hat y");
        return true;
    }
    return write_letter(part, out) || write_known_word(part, out) ||
           write_accented(part, "hat", "\\hat ", out) ||
           write_accented(part, "bar", "\\bar ", out) ||
           write_accented(part, "tilde", "\\tilde ", out) ||
           write_accented(part, CIRCUMFLEX_MARK, "\\hat ", out);
}

/* ---- subscripts ---- */

static void write_variable(struct part part, struct text *out)
{
    if (!write_symbol(part, out))
        latex_escape(part.bytes, part.length, out);
}

/* "1,3", "k,i+1": variables as symbols, the rest as it is. */
static void write_indices(struct part part, struct text *out)
{
    size_t position = 0;
    while (position < part.length) {
        char byte = part.bytes[position];
        size_t end = lex_word(part.bytes, part.length, position);
        if (end == position)
            end++;
        if (is_digit(byte) || byte == ',' || byte == '+' || byte == '-')
            text_put(out, byte);
        else
            write_variable(part_of(part.bytes, position, end), out);
        position = end;
    }
}

static bool all_digits(struct part part)
{
    for (size_t i = 0; i < part.length; i++)
        if (!is_digit(part.bytes[i]))
            return false;
    return true;
}

/* What stands behind "_": x_1, w_ij, w_new. */
static void write_subscript(struct part part, struct text *out)
{
    bool letters = true;
    for (size_t i = 0; i < part.length; i++)
        letters &= (part.bytes[i] >= 'a' && part.bytes[i] <= 'z') || is_digit(part.bytes[i]);
    if (all_digits(part) || (letters && part.length <= 2))
        text_append(out, part.bytes, part.length);
    else
        write_variable(part, out);
}

/* ---- one name ---- */

static struct shape shape_of(struct part name)
{
    struct shape shape = {0};
    const char *bytes = name.bytes;
    size_t word = lex_word(bytes, name.length, 0), end = lex_primes(bytes, name.length, word);
    shape.primes = end - word;
    size_t bracket = lex_subscript(bytes, name.length, end);
    if (bracket > end) {
        size_t close = bracket;
        while (bytes[close - 1] == '\'')
            close--;
        shape.primes += bracket - close;
        shape.indices = part_of(bytes, end + 1, close - 1);
    }
    const char *low = memchr(bytes, '_', word);
    size_t stem = low && low > bytes && low + 1 < bytes + word ? (size_t)(low - bytes) : word;
    if (stem < word)
        shape.subscript = part_of(bytes, stem + 1, word);
    size_t digits = stem;
    while (digits > 0 && is_digit(bytes[digits - 1]))
        digits--;
    shape.base = part_of(bytes, 0, digits);
    shape.digits = part_of(bytes, digits, stem);
    /* Anything that is not of this shape is one word. */
    if (bracket != name.length || word == 0)
        shape = (struct shape){.base = name};
    return shape;
}

static void write_primes(size_t count, struct text *out)
{
    while (count-- > 0)
        text_put(out, '\'');
}

static void write_lowered(const struct shape *shape, struct text *out)
{
    bool digits = shape->digits.length > 0, sub = shape->subscript.length > 0;
    size_t length = shape->digits.length + shape->subscript.length;
    if (!digits && !sub)
        return;
    text_string(out, length > 1 ? "_{" : "_");
    text_append(out, shape->digits.bytes ? shape->digits.bytes : "", shape->digits.length);
    if (digits && sub)
        text_put(out, ',');
    if (sub)
        write_subscript(shape->subscript, out);
    if (length > 1)
        text_put(out, '}');
}

/* w2[1,3]' is the primed weight 1,3 of layer 2: w'^{(2)}_{1,3}. */
static void write_indexed(const struct shape *shape, struct text *out)
{
    write_primes(shape->primes, out);
    if (shape->digits.length > 0) {
        text_literal(out, "^{(");
        text_append(out, shape->digits.bytes, shape->digits.length);
        text_literal(out, ")}");
    }
    bool lone = shape->subscript.length == 0;
    if (lone && shape->indices.length == 1 && is_alphanumeric(shape->indices.bytes[0])) {
        text_put(out, '_');
        write_indices(shape->indices, out);
        return;
    }
    text_literal(out, "_{");
    if (!lone) {
        write_subscript(shape->subscript, out);
        text_put(out, ',');
    }
    write_indices(shape->indices, out);
    text_put(out, '}');
}

static void write_word(const struct shape *shape, bool symbol, struct text *out)
{
    if (symbol)
        write_symbol(shape->base, out);
    else
        latex_escape(shape->base.bytes, shape->base.length, out);
    if (shape->indices.length > 0) {
        write_indexed(shape, out);
        return;
    }
    write_lowered(shape, out);
    write_primes(shape->primes, out);
}

/* net_h1 has a subscript; learning_rate is one word, not learning with a subscript. */
static bool is_numbered_label(struct part subscript)
{
    return subscript.length <= 3 && is_digit(subscript.bytes[subscript.length - 1]);
}

/* A name without prefix, point or slash. */
static enum name_look plain_name(struct part name, struct text *out)
{
    struct shape shape = shape_of(name);
    bool symbol = write_symbol(shape.base, NULL);
    if (!symbol && shape.subscript.length > 0 && !is_numbered_label(shape.subscript)) {
        size_t end = (size_t)(shape.subscript.bytes + shape.subscript.length - name.bytes);
        shape.base = part_of(name.bytes, 0, end);
        shape.digits = shape.subscript = (struct part){0};
    }
    if (out)
        write_word(&shape, symbol, out);
    if (!symbol)
        return LOOK_WORD;
    return shape.primes > 0 || (shape.indices.length > 0 && shape.digits.length > 0) ? LOOK_RAISED
                                                                                     : LOOK_SYMBOL;
}

/* ---- what names are made of ---- */

/* The place of `byte` outside of brackets, or the length. */
static size_t find_outside(struct part part, char byte)
{
    bool inside = false;
    for (size_t i = 0; i < part.length; i++) {
        inside = part.bytes[i] == '[' || (inside && part.bytes[i] != ']');
        if (!inside && part.bytes[i] == byte)
            return i;
    }
    return part.length;
}

static enum name_look whole_name(struct part name, struct text *out);

static void partial(struct part part, struct text *out)
{
    text_literal(out, "\\partial ");
    whole_name(part_of(part.bytes, 1, part.length), out);
}

/* dX/dY */
static bool is_partial(struct part name, size_t slash)
{
    return name.bytes[0] == 'd' && slash > 1 && slash + 2 < name.length &&
           name.bytes[slash + 1] == 'd';
}

static enum name_look write_partial(struct part name, size_t slash, struct text *out)
{
    if (!out)
        return LOOK_PARTIAL;
    text_literal(out, "\\frac{");
    partial(part_of(name.bytes, 0, slash), out);
    text_literal(out, "}{");
    partial(part_of(name.bytes, slash + 1, name.length), out);
    text_put(out, '}');
    return LOOK_PARTIAL;
}

/* "u2", "s[i]": one letter and what it equals. */
static bool is_tag(struct part prefix)
{
    if (prefix.length < 2 || (prefix.bytes[0] != 'u' && prefix.bytes[0] != 's'))
        return false;
    struct part rest = part_of(prefix.bytes, 1, prefix.length);
    return all_digits(rest) || (rest.bytes[0] == '[' && rest.bytes[rest.length - 1] == ']');
}

static void write_tag(struct part prefix, struct text *out)
{
    struct part value = part_of(prefix.bytes, 1, prefix.length);
    if (value.bytes[0] == '[')
        value = part_of(value.bytes, 1, value.length - 1);
    if (value.length > 1 || value.bytes[0] != prefix.bytes[0]) {
        text_put(out, prefix.bytes[0]);
        text_put(out, '=');
    }
    write_indices(value, out);
}

/* E_{s=2}; [w_1]_{u=2}. */
static enum name_look write_tagged(struct part name, struct text *out)
{
    struct part rest = name, tags[2];
    int count = 0;
    size_t point = find_outside(rest, '.');
    while (count < 2 && point < rest.length && is_tag(part_of(rest.bytes, 0, point))) {
        tags[count++] = part_of(rest.bytes, 0, point);
        rest = part_of(rest.bytes, point + 1, rest.length);
        point = find_outside(rest, '.');
    }
    bool bare = rest.length == 1 && write_letter(rest, NULL);
    if (!out)
        return bare ? LOOK_SYMBOL : LOOK_TAGGED;
    if (!bare)
        text_literal(out, "\\left[");
    whole_name(rest, out);
    text_string(out, bare ? "_{" : "\\right]_{");
    for (int i = 0; i < count; i++) {
        if (i > 0)
            text_literal(out, ",\\,");
        write_tag(tags[i], out);
    }
    text_put(out, '}');
    return bare ? LOOK_SYMBOL : LOOK_TAGGED;
}

/* m.w7 is the state m of w7: m_{w_7}; local.df/dx is in brackets. */
static enum name_look write_dotted(struct part name, size_t point, struct text *out)
{
    struct part state = part_of(name.bytes, 0, point),
                of = part_of(name.bytes, point + 1, name.length);
    bool symbol = write_symbol(state, NULL);
    if (!out)
        return symbol ? LOOK_SYMBOL : LOOK_TAGGED;
    if (!symbol)
        text_literal(out, "\\left[");
    whole_name(symbol ? state : of, out);
    text_string(out, symbol ? "_{" : "\\right]_{");
    whole_name(symbol ? of : state, out);
    text_put(out, '}');
    return symbol ? LOOK_SYMBOL : LOOK_TAGGED;
}

static enum name_look whole_name(struct part name, struct text *out)
{
    size_t point = find_outside(name, '.'), slash = find_outside(name, '/');
    if (name.length == 0)
        return LOOK_WORD;
    if (point > 0 && point + 1 < name.length) {
        if (is_tag(part_of(name.bytes, 0, point)))
            return write_tagged(name, out);
        if (point < slash)
            return write_dotted(name, point, out);
    }
    if (slash < name.length && is_partial(name, slash))
        return write_partial(name, slash, out);
    return plain_name(name, out);
}

enum name_look latex_of_name(const char *name, size_t length, struct text *out)
{
    return whole_name((struct part){name, length}, out);
}

void name_latex(const char *name, struct text *out)
{
    latex_of_name(name, strlen(name), out);
}

void literal_latex(const char *literal, struct text *out)
{
    size_t mantissa = strcspn(literal, "eE");
    text_append(out, literal, mantissa);
    if (literal[mantissa] == '\0')
        return;
    const char *exponent = literal + mantissa + 1;
    text_literal(out, " \\times 10^{");
    text_string(out, exponent + (*exponent == '+'));
    text_put(out, '}');
}
