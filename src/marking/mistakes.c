/* Mistakes one after the other: the same files try them as for explanations; slips of writing are made here. */
#include "marking/mistakes.h"

#include "marking/candidates.h"
#include <math.h>

struct told {
    mistake_visit *visit;
    void *context;
};

static void tell(struct search *search, enum mistake mistake, const struct detail *detail,
                 double value, int depth)
{
    search->told->visit(search->told->context,
                        &(struct mistaken){mistake_entries[mistake].code,
                                           detail_in_words(search, detail), value, depth});
}

static void make_attempt(struct search *search, const struct level *level,
                         const struct attempt *attempt)
{
    const struct expr *formula = whole_formula(search, level, attempt->formula);
    tell(search, attempt->mistake, &attempt->detail, formula_figure(search, formula), level->depth);
}

/* A sign, a shift and two digits exchanged are made as they are undone. */
static void make_slip(void *context, const struct undone *made)
{
    enum mistake mistake = made->mistake;
    if (mistake == MISTAKE_SIGN_LOST || mistake == MISTAKE_DECIMAL_POINT ||
        mistake == MISTAKE_EXPONENT_WRONG || mistake == MISTAKE_EXPONENT_SIGN ||
        mistake == MISTAKE_DIGITS_TRANSPOSED)
        tell(context, mistake, &made->detail, written_value(&made->intended), 0);
}

/* The value of another quantity of this kind. */
static void make_copies(struct search *search)
{
    const struct situation *right = search->situation;
    for (int i = 0; i < right->sheet->count; i++) {
        const struct sheet_line *line = search_line(search, i);
        if (line != right->line && line->role == right->line->role && search_writing(search, line))
            tell(search, MISTAKE_VALUE_COPIED, &DETAIL_PART(line_leaf(search->arena, line)),
                 search_figure(search, line), 0);
    }
}

void mistakes_each(struct arena *arena, const struct situation *right, mistake_visit *visit,
                   void *context)
{
    struct arena *within = arena_child(arena);
    struct search *search = search_open(within, right);
    struct told told = {visit, context};
    search->told = &told;
    undo_slips(within, right->written, (struct interval){-INFINITY, INFINITY}, make_slip, search);
    make_copies(search);
    search_levels(search, make_attempt);
    arena_close(within);
}
