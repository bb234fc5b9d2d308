/* Mistakes one after the other: the same files try them as for explanations; slips of writing are made here. */
#include "marking/candidates.h"

#include <math.h>

static void tell(struct search *search, enum mistake mistake, const char *detail, double value)
{
    search->visit(search->visit_context,
                  &(struct mistaken){mistake_entries[mistake].code, detail, value, 0});
}

/* A sign, a shift and two digits exchanged are made as they are undone. */
static void make_slip(void *context, enum mistake mistake, double variants, const char *detail,
                      const struct written *made)
{
    (void)variants;
    if (mistake == MISTAKE_SIGN_LOST || mistake == MISTAKE_DECIMAL_POINT ||
        mistake == MISTAKE_EXPONENT_WRONG || mistake == MISTAKE_EXPONENT_SIGN ||
        mistake == MISTAKE_DIGITS_TRANSPOSED)
        tell(context, mistake, detail, written_value(made));
}

/* The value of another quantity of this kind. */
static void make_copies(struct search *search)
{
    const struct situation *right = search->situation;
    for (int i = 0; i < right->sheet->count; i++) {
        const struct sheet_line *line = search_line(search, i);
        if (line != right->line && line->role == right->line->role && search_writing(search, line))
            tell(search, MISTAKE_VALUE_COPIED, line->name, search_figure(search, line));
    }
}

void mistakes_each(struct arena *arena, const struct situation *right, mistake_visit *visit,
                   void *context)
{
    struct arena *within = arena_child(arena);
    struct search *search = search_open(within, right);
    search->visit = visit;
    search->visit_context = context;
    undo_slips(within, right->written, make_slip, search);
    make_copies(search);
    search_formulas(search);
    arena_close(within);
}
