/* Counting, and sorting what was counted. */
#include "marking/tally.h"

#include "base/arena.h"
#include "marking/verdicts.h"
#include <stdlib.h>
#include <string.h>

struct tally *tally_open(struct arena *arena, const struct sheet *sheet)
{
    struct tally *tally = arena_alloc(arena, sizeof *tally);
    *tally = (struct tally){.arena = arena, .sheet = sheet};
    tally->first_wrong = arena_array(arena, (size_t)sheet->count, sizeof *tally->first_wrong);
    return tally;
}

void tally_broken(struct tally *tally)
{
    tally->broken++;
}

/* ---- mistakes ---- */

static const char *mistake_code(const struct mark *mark)
{
    if (mark->verdict == MARK_SLIP)
        return mark->causes[0].code;
    return mark->verdict == MARK_UNEXPLAINED ? verdict_entries[MARK_UNEXPLAINED].name : NULL;
}

static struct tallied_mistake *mistake_called(struct tally *tally, const char *code)
{
    struct tallied_mistake **link = &tally->mistakes;
    while (*link && strcmp((*link)->code, code) != 0)
        link = &(*link)->next;
    if (!*link) {
        struct tallied_mistake *added = arena_alloc(tally->arena, sizeof *added);
        added->code = arena_copy(tally->arena, code, strlen(code));
        added->at_line =
            arena_array(tally->arena, (size_t)tally->sheet->count, sizeof *added->at_line);
        *link = added;
    }
    return *link;
}

/* Was the same mistake made in another writing of this line? */
static bool is_again(const struct marks *marks, int place)
{
    const struct mark *mark = &marks->items[place];
    for (int i = place; i-- > 0 && marks->items[i].line == mark->line;) {
        const char *code = mistake_code(&marks->items[i]);
        if (code && strcmp(code, mistake_code(mark)) == 0)
            return true;
    }
    return false;
}

static void tally_mistake(struct tally *tally, const struct marks *marks, int place)
{
    const char *code = mistake_code(&marks->items[place]);
    if (!code || is_again(marks, place))
        return;
    struct tallied_mistake *mistake = mistake_called(tally, code);
    mistake->submissions += mistake->latest != tally->marked;
    mistake->latest = tally->marked;
    mistake->at_line[marks->items[place].line]++;
}

void tally_marks(struct tally *tally, const struct marks *marks)
{
    tally->marked++;
    tally->right += marks->first_wrong < 0;
    tally->score += marks->score;
    tally->of += marks->of;
    for (int v = 0; v < MARK_KINDS; v++)
        tally->verdicts[v] += (size_t)marks->counts[v];
    if (marks->first_wrong >= 0)
        tally->first_wrong[marks->items[marks->first_wrong].line]++;
    for (int i = 0; i < marks->count; i++)
        tally_mistake(tally, marks, i);
}

/* ---- what there is most of ---- */

static int commonest_mistake(const void *a, const void *b)
{
    const struct tallied_mistake *x = *(const struct tallied_mistake *const *)a,
                                 *y = *(const struct tallied_mistake *const *)b;
    if (x->submissions != y->submissions)
        return x->submissions > y->submissions ? -1 : 1;
    return strcmp(x->code, y->code);
}

const struct tallied_mistake **tally_mistakes(const struct tally *tally, struct arena *arena,
                                              size_t *count)
{
    *count = 0;
    for (const struct tallied_mistake *at = tally->mistakes; at; at = at->next)
        ++*count;
    const struct tallied_mistake **sorted = arena_array(arena, *count, sizeof *sorted);
    size_t place = 0;
    for (const struct tallied_mistake *at = tally->mistakes; at; at = at->next)
        sorted[place++] = at;
    qsort(sorted, *count, sizeof *sorted, commonest_mistake);
    return sorted;
}

static int commonest_line(const void *a, const void *b)
{
    const struct tallied_line *x = a, *y = b;
    if (x->submissions != y->submissions)
        return x->submissions > y->submissions ? -1 : 1;
    return x->line->number - y->line->number;
}

struct tallied_line *tally_lines(const struct tally *tally, const size_t *counts,
                                 struct arena *arena, size_t *count)
{
    const struct sheet *sheet = tally->sheet;
    *count = 0;
    for (int i = 0; i < sheet->count; i++)
        *count += counts[i] > 0;
    struct tallied_line *lines = arena_array(arena, *count, sizeof *lines);
    size_t place = 0;
    for (int i = 0; i < sheet->count; i++)
        if (counts[i] > 0)
            lines[place++] = (struct tallied_line){&sheet->lines[i], counts[i]};
    qsort(lines, *count, sizeof *lines, commonest_line);
    return lines;
}
