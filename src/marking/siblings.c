/* Accepted values beside their siblings: lines with the same true value, which the same person wrote otherwise. */
#include "marking/candidates.h"

#include <math.h>

struct sibling_search {
    struct search *search;
    const struct sheet_line *line;
    const struct written *written;
};

static bool same_number(const struct decimal *a, const struct decimal *b)
{
    return a->negative == b->negative && a->place == b->place && strcmp(a->digits, b->digits) == 0;
}

static void compare_sibling(void *context, const struct undone *undone)
{
    struct sibling_search *siblings = context;
    struct search *search = siblings->search;
    if (!same_number(&undone->intended.number, &siblings->written->number))
        return;
    search->sibling = siblings->line;
    search_add_slip(search, &(struct slip){undone->mistake, undone->variants, undone->detail,
                                           written_value(siblings->written), 1, true});
}

static bool same_truth(const struct truth *a, const struct truth *b)
{
    return a->exact == b->exact && same_number(&a->digits, &b->digits);
}

/* Shorter writings differ by chance in one digit too often. */
#define DIGITS_OF_SIBLINGS 4

static const struct written *sibling_writing(const struct search *search, int number)
{
    const struct sheet_line *line = search_line(search, number);
    const struct sheet_line *ours = search->situation->line;
    bool is_sibling =
        line != ours && line->family == ours->family && same_truth(&line->truth, &ours->truth);
    return is_sibling ? search_writing(search, line) : NULL;
}

/* A slip takes a number away from what these figures give: the sibling's is so many times nearer to that. */
#define TIMES_NEARER 4

static bool is_nearer(const struct search *search, const struct written *sibling)
{
    double ours = written_value(search->situation->written), theirs = written_value(sibling);
    return TIMES_NEARER * fabs(theirs - search->figure) < fabs(ours - search->figure);
}

void look_at_siblings(struct search *search)
{
    const struct situation *situation = search->situation;
    const struct written *ours = situation->written;
    int first = situation->line->number, end = first;
    if (strlen(ours->number.digits) < DIGITS_OF_SIBLINGS)
        return;
    while (first > 0 && search_line(search, first - 1)->family == situation->line->family)
        first--;
    while (end < situation->sheet->count &&
           search_line(search, end)->family == situation->line->family)
        end++;
    for (int i = first; i < end; i++) {
        const struct written *sibling = sibling_writing(search, i);
        if (sibling && same_number(&sibling->number, &ours->number))
            return; /* they stand by it */
    }
    expect_figure(search);
    for (int i = first; i < end && search->count == 0; i++) {
        struct sibling_search siblings = {search, search_line(search, i),
                                          sibling_writing(search, i)};
        if (siblings.written && is_nearer(search, siblings.written))
            undo_slips(search->arena, ours, written_meant(siblings.written, HABIT_NEAREST),
                       compare_sibling, &siblings);
    }
}
