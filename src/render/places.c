/* Where quantities stand in the picture: of steps by their families, of a sheet's lines by what the sheet keeps of these.
 */
#include "render/places.h"

#include <string.h>

/* What decides the place of a quantity that is no derivative. */
struct quantity {
    const char *name; /* without update, sample and indices */
    size_t length;
    enum role role;
    int layer, rank;
    const long *indices;
    bool nowhere;  /* a number of the optimizer's own */
    bool formulas; /* the picture is a graph */
};

/* A weight of layer 2 is "2.k.i"; a bias "2.k.b", one that is shared "2.b". */
static void put_parameter(const struct quantity *quantity, struct text *out)
{
    text_integer(out, quantity->layer);
    for (int d = 0; d < quantity->rank; d++) {
        text_put(out, '.');
        text_integer(out, quantity->indices[d]);
    }
    if (quantity->rank < 2)
        text_literal(out, ".b");
}

static bool put_place(const struct quantity *quantity, struct text *out)
{
    if (quantity->nowhere)
        return false;
    if (quantity->formulas) {
        text_literal(out, "g.");
        text_append(out, quantity->name, quantity->length);
        return true;
    }
    switch (quantity->role) {
    case ROLE_TARGET:
        text_literal(out, "t.");
        text_integer(out, quantity->indices[0]);
        return true;
    case ROLE_LOSS:
    case ROLE_PENALTY:
        text_string(out, quantity->role == ROLE_LOSS ? "E" : "R");
        return true;
    case ROLE_PARAMETER:
    case ROLE_STATE:
    case ROLE_UPDATE:
        if (quantity->layer < 1)
            return false;
        put_parameter(quantity, out);
        return true;
    default:
        text_integer(out, quantity->layer);
        text_put(out, '.');
        text_integer(out, quantity->indices[0]);
        return true;
    }
}

/* ---- steps ---- */

bool place_of_step(const struct step *step, struct text *out)
{
    const struct family *family = step->family, *by = family->bottom_family;
    long indices[FAMILY_RANK_MAX] = {0};
    for (int d = 0; d < FAMILY_RANK_MAX; d++)
        indices[d] = by && d < family->bottom.rank ? step->indices[family->bottom.places[d]]
                                                   : step->indices[d];
    if (by)
        family = by;
    bool shared_state = family->role == ROLE_STATE && !family->state_of;
    if (family->state_of)
        family = family->state_of;
    struct quantity quantity = {.name = family->top.base,
                                .length = strlen(family->top.base),
                                .role = family->role,
                                .layer = family->layer,
                                .rank = family->rank,
                                .indices = indices,
                                .nowhere = family->scope == SCOPE_CONSTANT || shared_state,
                                .formulas = run_tape(step->run)->problem->formulas != NULL};
    return put_place(&quantity, out);
}

/* ---- lines ---- */

/* "w2" of "u1.m.w2[1,3]": what an optimizer keeps is called after its parameter. */
static void set_name(const struct sheet_line *line, struct quantity *quantity)
{
    const char *begin = line->id;
    size_t length = strcspn(begin, "[");
    for (size_t i = 0; i < length; i++)
        if (line->id[i] == '.')
            begin = line->id + i + 1;
    quantity->name = begin;
    quantity->length = (size_t)(line->id + length - begin);
}

/* "u1.mu", not "u1.m.w2[1,3]" */
static bool is_shared_state(const struct sheet_line *line)
{
    const char *prefix = strchr(line->id, '.');
    return line->role == ROLE_STATE && !(prefix && strchr(prefix + 1, '.'));
}

/* Sheets of networks begin with the inputs; those of formulas have none. */
static bool is_of_formulas(const struct sheet *sheet)
{
    int first = 0;
    while (first < sheet->count && sheet->lines[first].constant)
        first++;
    return first == sheet->count || sheet->lines[first].role != ROLE_INPUT;
}

bool place_of_line(const struct sheet *sheet, const struct sheet_line *line, struct text *out)
{
    if (line->bottom != NO_LINE)
        line = &sheet->lines[line->bottom];
    struct quantity quantity = {.role = line->role,
                                .layer = line->layer,
                                .rank = line->rank,
                                .indices = line->indices,
                                .nowhere = line->constant || is_shared_state(line),
                                .formulas = is_of_formulas(sheet)};
    set_name(line, &quantity);
    return put_place(&quantity, out);
}
