/* LaTeX of names and decimal literals. */
#include "expr/latex.h"
#include <string.h>

static void write_name(struct name_part name, struct text *out);

static void write_part(struct name_part part, struct text *out)
{
    text_append(out, part.length > 0 ? part.bytes : "", part.length);
}

/* ---- symbols and subscripts ---- */

static void write_symbol(const struct symbol *symbol, struct text *out)
{
    static const char *const accents[] = {"", "\\hat ", "\\bar ", "\\tilde "};
    /* In braces, so that another subscript may follow. */
    bool lowered = symbol->lowered.latex != NULL;
    text_string(out, lowered ? "{" : "");
    text_string(out, accents[symbol->accent]);
    if (symbol->latin)
        text_put(out, symbol->letter.latex[0]);
    else
        text_string(out, symbol->letter.latex);
    if (lowered)
        text_printf(out, "_%s}", symbol->lowered.latex);
}

static void write_variable(struct name_part part, struct text *out)
{
    struct symbol symbol;
    if (name_symbol(part, &symbol))
        write_symbol(&symbol, out);
    else
        latex_escape(part.bytes, part.length, out);
}

static void write_indices(struct name_part indices, struct text *out)
{
    enum index_piece kind;
    struct name_part piece;
    for (size_t at = 0; name_next_index(indices, &at, &kind, &piece);)
        if (kind == INDEX_PIECE_VARIABLE)
            write_variable(piece, out);
        else
            write_part(piece, out);
}

/* What stands behind "_": x_1, w_ij, w_new. */
static void write_subscript(struct name_part part, struct text *out)
{
    if (name_is_row(part))
        write_part(part, out);
    else
        write_variable(part, out);
}

/* ---- plain names ---- */

static void write_primes(size_t count, struct text *out)
{
    while (count-- > 0)
        text_put(out, '\'');
}

static void write_lowered(const struct name_layout *name, struct text *out)
{
    bool digits = name->digits.length > 0, sub = name->subscript.length > 0;
    size_t length = name->digits.length + name->subscript.length;
    if (!digits && !sub)
        return;
    text_string(out, length > 1 ? "_{" : "_");
    write_part(name->digits, out);
    if (digits && sub)
        text_put(out, ',');
    if (sub)
        write_subscript(name->subscript, out);
    if (length > 1)
        text_put(out, '}');
}

static bool is_alphanumeric(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

/* w2[1,3]' is the primed weight 1,3 of layer 2: w'^{(2)}_{1,3}. */
static void write_indexed(const struct name_layout *name, struct text *out)
{
    write_primes(name->primes, out);
    if (name->digits.length > 0) {
        text_literal(out, "^{(");
        write_part(name->digits, out);
        text_literal(out, ")}");
    }
    bool lone = name->subscript.length == 0;
    if (lone && name->indices.length == 1 && is_alphanumeric(name->indices.bytes[0])) {
        text_put(out, '_');
        write_indices(name->indices, out);
        return;
    }
    text_literal(out, "_{");
    if (!lone) {
        write_subscript(name->subscript, out);
        text_put(out, ',');
    }
    write_indices(name->indices, out);
    text_put(out, '}');
}

static void write_plain(const struct name_layout *name, struct text *out)
{
    write_variable(name->base, out);
    if (name->indices.length > 0) {
        write_indexed(name, out);
        return;
    }
    write_lowered(name, out);
    write_primes(name->primes, out);
}

/* ---- what names are made of ---- */

static void write_tag(struct name_part tag, struct text *out)
{
    char letter;
    struct name_part value = name_tag(tag, &letter);
    if (letter)
        text_printf(out, "%c=", letter);
    write_indices(value, out);
}

static void write_below(const struct name_layout *name, struct text *out)
{
    text_string(out, name->is_bare ? "" : "\\left[");
    write_name(name->of, out);
    text_string(out, name->is_bare ? "_{" : "\\right]_{");
    if (name->kind == NAME_LOWERED)
        write_name(name->by, out);
    for (int i = 0; i < name->tag_count; i++) {
        text_string(out, i > 0 ? ",\\," : "");
        write_tag(name->tags[i], out);
    }
    text_put(out, '}');
}

static void write_partial(const struct name_layout *name, struct text *out)
{
    text_literal(out, "\\frac{\\partial ");
    write_name(name->of, out);
    text_literal(out, "}{\\partial ");
    write_name(name->by, out);
    text_put(out, '}');
}

static void write_name(struct name_part name, struct text *out)
{
    struct name_layout layout = name_layout(name);
    switch (layout.kind) {
    case NAME_EMPTY:
        break;
    case NAME_DOTS:
        text_literal(out, "\\dots");
        break;
    case NAME_PLAIN:
        write_plain(&layout, out);
        break;
    case NAME_PARTIAL:
        write_partial(&layout, out);
        break;
    case NAME_TAGGED:
    case NAME_LOWERED:
        write_below(&layout, out);
        break;
    }
}

void name_latex(const char *name, struct text *out)
{
    write_name(name_part_of(name), out);
}

/* ---- names of a tree ---- */

/* W'^{(2)}, J^{(2)}_{s=3} */
static void write_layered(const struct notation *notation, struct text *out)
{
    text_printf(out, "%s%s^{(%d)%s}", notation->letter, notation->primed ? "'" : "",
                notation->layer, notation->transposed ? "\\top" : "");
    if (notation->sample > 0)
        text_printf(out, "_{s=%d}", notation->sample);
}

static void write_notation(const struct notation *notation, struct text *out)
{
    switch (notation->kind) {
    case NOTATION_LAYERED:
        write_layered(notation, out);
        break;
    case NOTATION_PARTIAL:
        text_literal(out, "\\frac{\\partial ");
        latex_write(notation->of, false, out);
        text_literal(out, "}{\\partial ");
        latex_write(notation->by, false, out);
        text_put(out, '}');
        break;
    case NOTATION_LOWERED:
        latex_write(notation->of, false, out);
        text_literal(out, "_{");
        latex_write(notation->by, false, out);
        text_put(out, '}');
        break;
    case NOTATION_PRIMED:
        text_literal(out, "\\left(");
        latex_write(notation->of, true, out);
        text_literal(out, "\\right)'");
        break;
    }
}

void latex_write_name(const struct expr *name, struct text *out)
{
    char bytes[NAME_ROOM];
    if (name->notation)
        write_notation(name->notation, out);
    else if (name->latex)
        text_string(out, name->latex);
    else
        write_name(name_spelled(name, bytes), out);
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
