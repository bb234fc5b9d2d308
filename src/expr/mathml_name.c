/* MathML of names and decimal literals. */
#include "base/html.h"
#include "base/utf8.h"
#include "expr/mathml.h"
#include <string.h>

static void write_name(struct name_part name, const struct expr *exponent, struct text *out);

/* ---- symbols and words ---- */

/* One letter is slanted unless it says otherwise. */
void mathml_word(const char *bytes, size_t length, struct text *out)
{
    bool single = length > 0 && utf8_decode(bytes, length, NULL) == length;
    text_string(out, single ? "<mi mathvariant=\"normal\">" : "<mi>");
    html_escape(out, bytes, length);
    text_literal(out, "</mi>");
}

/* Capital Greek letters are upright in formulas. */
static void write_letter(const struct symbol *symbol, struct text *out)
{
    char initial = symbol->letter.latex[symbol->latin ? 0 : 1];
    if (symbol->latin)
        text_printf(out, "<mi>%c</mi>", initial);
    else if (initial >= 'A' && initial <= 'Z')
        mathml_word(symbol->letter.character, strlen(symbol->letter.character), out);
    else
        text_printf(out, "<mi>%s</mi>", symbol->letter.character);
}

static void write_symbol(const struct symbol *symbol, struct text *out)
{
    static const char *const accents[] = {"", "^", "\u00AF", "~"};
    const char *lowered = symbol->lowered.character;
    text_string(out, lowered ? "<msub>" : symbol->accent ? "<mover accent=\"true\">" : "");
    write_letter(symbol, out);
    if (lowered)
        text_printf(out, "<mi>%s</mi></msub>", lowered);
    else if (symbol->accent)
        text_printf(out, "<mo stretchy=\"false\">%s</mo></mover>", accents[symbol->accent]);
}

static void write_variable(struct name_part part, struct text *out)
{
    struct symbol symbol;
    if (name_symbol(part, &symbol))
        write_symbol(&symbol, out);
    else
        mathml_word(part.bytes, part.length, out);
}

/* ---- subscripts ---- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void write_number(const char *digits, size_t length, struct text *out)
{
    text_literal(out, "<mn>");
    text_append(out, digits, length);
    text_literal(out, "</mn>");
}

static void write_sign(char sign, struct text *out)
{
    text_string(out, sign == ','   ? "<mo rspace=\"0\">,</mo>"
                     : sign == '-' ? MATHML_TIGHT("\u2212")
                                   : MATHML_TIGHT("+"));
}

static void write_indices(struct name_part indices, struct text *out)
{
    enum index_piece kind;
    struct name_part piece;
    for (size_t at = 0; name_next_index(indices, &at, &kind, &piece);) {
        if (kind == INDEX_PIECE_DIGIT) {
            while (at < indices.length && is_digit(indices.bytes[at]))
                at++;
            write_number(piece.bytes, (size_t)(indices.bytes + at - piece.bytes), out);
        } else if (kind == INDEX_PIECE_SIGN) {
            write_sign(piece.bytes[0], out);
        } else {
            write_variable(piece, out);
        }
    }
}

/* What stands behind "_": x_1, w_ij, w_new. */
static void write_subscript(struct name_part part, struct text *out)
{
    if (!name_is_row(part)) {
        write_variable(part, out);
        return;
    }
    for (size_t i = 0; i < part.length;) {
        size_t end = i;
        while (end < part.length && is_digit(part.bytes[end]))
            end++;
        if (end > i)
            write_number(part.bytes + i, end - i, out);
        else
            text_printf(out, "<mi>%c</mi>", part.bytes[end++]);
        i = end;
    }
}

static void write_below(const struct name_layout *name, struct text *out)
{
    struct name_part parts[] = {name->digits, name->subscript, name->indices};
    bool indexed = name->indices.length > 0, any = false;
    text_literal(out, "<mrow>");
    for (int i = indexed; i < 3; i++) {
        if (parts[i].length == 0)
            continue;
        text_string(out, any ? "<mo rspace=\"0\">,</mo>" : "");
        any = true;
        if (i == 1)
            write_subscript(parts[i], out);
        else
            write_indices(parts[i], out);
    }
    text_literal(out, "</mrow>");
}

/* ---- plain names ---- */

/* Beside the name, not raised: fonts have primes that are small and high by themselves. */
#define PRIME "<mo>\u2032</mo>"

static void write_primes(size_t count, struct text *out)
{
    while (count-- > 0)
        text_literal(out, PRIME);
}

/* The letter or word; of w2[1,3]', the prime goes before the scripts. */
static void write_base(const struct name_layout *name, bool primed, struct text *out)
{
    text_string(out, primed ? "<mrow>" : "");
    if (name->is_symbol)
        write_variable(name->base, out);
    else
        mathml_word(name->base.bytes, name->base.length, out);
    if (!primed)
        return;
    write_primes(name->primes, out);
    text_literal(out, "</mrow>");
}

#define LAYER_OPEN "<mo stretchy=\"false\">(</mo><mn>"
#define LAYER_CLOSE "</mn><mo stretchy=\"false\">)</mo>"

static void write_scripts(const struct name_layout *name, const struct expr *exponent,
                          struct text *out)
{
    bool indexed = name->indices.length > 0, layer = indexed && name->digits.length > 0;
    bool below = indexed || name->digits.length > 0 || name->subscript.length > 0;
    bool above = layer || exponent;
    const char *element = below && above ? "msubsup" : below ? "msub" : "msup";
    if (below || above)
        text_printf(out, "<%s>", element);
    write_base(name, indexed && name->primes > 0, out);
    if (below)
        write_below(name, out);
    if (exponent)
        mathml_exponent(exponent, out);
    else if (layer)
        text_printf(out, "<mrow>" LAYER_OPEN "%.*s" LAYER_CLOSE "</mrow>", (int)name->digits.length,
                    name->digits.bytes);
    if (below || above)
        text_printf(out, "</%s>", element);
}

static void write_plain(const struct name_layout *name, const struct expr *exponent,
                        struct text *out)
{
    bool primed = name->primes > 0 && name->indices.length == 0;
    text_string(out, primed ? "<mrow>" : "");
    write_scripts(name, exponent, out);
    if (!primed)
        return;
    write_primes(name->primes, out);
    text_literal(out, "</mrow>");
}

/* ---- what names are made of ---- */

static void write_tag(struct name_part tag, struct text *out)
{
    char letter;
    struct name_part value = name_tag(tag, &letter);
    if (letter)
        text_printf(out, "<mi>%c</mi>" MATHML_TIGHT("="), letter);
    write_indices(value, out);
}

static void write_lowered(const struct name_layout *name, struct text *out)
{
    text_string(out, name->is_bare ? "<msub>" : "<msub><mrow><mo>[</mo>");
    write_name(name->of, NULL, out);
    text_string(out, name->is_bare ? "" : "<mo>]</mo></mrow>");
    if (name->kind == NAME_LOWERED)
        write_name(name->by, NULL, out);
    else
        text_literal(out, "<mrow>");
    for (int i = 0; i < name->tag_count; i++) {
        text_string(out, i > 0 ? "<mo>,</mo>" : "");
        write_tag(name->tags[i], out);
    }
    text_string(out, name->kind == NAME_LOWERED ? "</msub>" : "</mrow></msub>");
}

static void write_partial(const struct name_layout *name, struct text *out)
{
    text_literal(out, "<mfrac><mrow><mi>\u2202</mi>");
    write_name(name->of, NULL, out);
    text_literal(out, "</mrow><mrow><mi>\u2202</mi>");
    write_name(name->by, NULL, out);
    text_literal(out, "</mrow></mfrac>");
}

/* Above it is nothing yet. */
static bool takes_exponent(const struct name_layout *name)
{
    bool layer = name->indices.length > 0 && name->digits.length > 0;
    return name->kind == NAME_PLAIN && name->primes == 0 && !layer;
}

/* One element. */
static void write_name(struct name_part name, const struct expr *exponent, struct text *out)
{
    struct name_layout layout = name_layout(name);
    bool raised = exponent && !takes_exponent(&layout);
    text_string(out, raised ? "<msup>" : "");
    switch (layout.kind) {
    case NAME_EMPTY:
        text_literal(out, "<mrow></mrow>");
        break;
    case NAME_DOTS:
        text_literal(out, "<mi>\u2026</mi>");
        break;
    case NAME_PLAIN:
        write_plain(&layout, exponent, out);
        break;
    case NAME_PARTIAL:
        write_partial(&layout, out);
        break;
    case NAME_TAGGED:
    case NAME_LOWERED:
        write_lowered(&layout, out);
        break;
    }
    if (!raised)
        return;
    mathml_exponent(exponent, out);
    text_literal(out, "</msup>");
}

void name_mathml(const char *name, struct text *out)
{
    write_name(name_part_of(name), NULL, out);
}

/* ---- names of a tree ---- */

/* W'^{(2)}, J^{(2)}_{s=3} */
static void write_layered(const struct notation *notation, struct text *out)
{
    bool sample = notation->sample > 0;
    text_string(out, sample ? "<msubsup>" : "<msup>");
    text_printf(out, notation->primed ? "<mrow><mi>%s</mi>" PRIME "</mrow>" : "<mi>%s</mi>",
                notation->letter);
    if (sample)
        text_printf(out, "<mrow><mi>s</mi>" MATHML_TIGHT("=") "<mn>%d</mn></mrow>",
                    notation->sample);
    text_printf(out, "<mrow>" LAYER_OPEN "%d" LAYER_CLOSE "%s</mrow>", notation->layer,
                notation->transposed ? "<mi>\u22A4</mi>" : "");
    text_string(out, sample ? "</msubsup>" : "</msup>");
}

/* One element. */
static void write_notation(const struct notation *notation, struct text *out)
{
    switch (notation->kind) {
    case NOTATION_LAYERED:
        write_layered(notation, out);
        break;
    case NOTATION_PARTIAL:
        text_literal(out, "<mfrac><mrow><mi>\u2202</mi>");
        mathml_group(notation->of, out);
        text_literal(out, "</mrow><mrow><mi>\u2202</mi>");
        mathml_group(notation->by, out);
        text_literal(out, "</mrow></mfrac>");
        break;
    case NOTATION_LOWERED:
        text_literal(out, "<msub>");
        mathml_group(notation->of, out);
        mathml_group(notation->by, out);
        text_literal(out, "</msub>");
        break;
    case NOTATION_PRIMED:
        text_literal(out, "<mrow><mrow><mo>(</mo>");
        mathml_write(notation->of, true, out);
        text_literal(out, "<mo>)</mo></mrow>" PRIME "</mrow>");
        break;
    }
}

void mathml_write_name(const struct expr *name, const struct expr *exponent, struct text *out)
{
    char bytes[NAME_ROOM];
    if (!name->notation) {
        write_name(name_spelled(name, bytes), exponent, out);
        return;
    }
    text_string(out, exponent ? "<msup>" : "");
    write_notation(name->notation, out);
    if (!exponent)
        return;
    mathml_exponent(exponent, out);
    text_literal(out, "</msup>");
}

static void write_magnitude(const char *digits, size_t length, struct text *out)
{
    bool negative = length > 0 && digits[0] == '-';
    text_string(out, negative ? MATHML_MINUS_FIRST : "");
    text_literal(out, "<mn>");
    html_escape(out, digits + negative, length - negative);
    text_literal(out, "</mn>");
}

void literal_mathml(const char *literal, struct text *out)
{
    size_t mantissa = strcspn(literal, "eE");
    write_magnitude(literal, mantissa, out);
    if (literal[mantissa] == '\0')
        return;
    const char *exponent = literal + mantissa + 1;
    exponent += *exponent == '+';
    text_literal(out, "<mo>\u00D7</mo><msup><mn>10</mn><mrow>");
    write_magnitude(exponent, strlen(exponent), out);
    text_literal(out, "</mrow></msup>");
}
