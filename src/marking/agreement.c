/* Who makes a mistake of understanding makes it everywhere: what explains several wrong values of a kind is likelier in each
 * of them. */
#include "marking/agreement.h"

#include "marking/attempts.h"
#include "marking/explain.h"

/* A cause counts for others where it is so much less likely than the first at most. */
#define BITS_WORTH_COUNTING 4

/* Values with the same role that a mistake explains. */
struct tally {
    const struct sheet *sheet;
    int counts[ROLES][MISTAKES];
};

static enum mistake mistake_called(const char *code)
{
    int mistake = 0;
    while (mistake < MISTAKES && strcmp(mistake_entries[mistake].code, code) != 0)
        mistake++;
    return mistake;
}

static bool counts(const struct mark *mark, const struct cause *cause)
{
    return cause->weight >= mark->causes[0].weight - BITS_WORTH_COUNTING;
}

static int *count_of(struct tally *tally, const struct mark *mark, const struct cause *cause)
{
    enum mistake mistake = mistake_called(cause->code);
    bool rule = mistake >= MISTAKE_FIRST_RULE && mistake < MISTAKE_DECIMAL_POINT;
    return rule ? &tally->counts[tally->sheet->lines[mark->line].role][mistake] : NULL;
}

/* What weighs the same stays in its order. */
static void sort_by_weight(struct cause *causes, int count)
{
    for (int i = 1; i < count; i++)
        for (int at = i; at > 0 && causes[at].weight > causes[at - 1].weight; at--) {
            struct cause moved = causes[at];
            causes[at] = causes[at - 1];
            causes[at - 1] = moved;
        }
}

static void weigh_anew(struct tally *tally, struct mark *mark, struct arena *arena)
{
    struct cause *causes = arena_array(arena, (size_t)mark->cause_count, sizeof *causes);
    memcpy(causes, mark->causes, (size_t)mark->cause_count * sizeof *causes);
    causes[0].alike = true;
    for (int c = 0; c < mark->cause_count; c++) {
        const int *count = count_of(tally, mark, &mark->causes[c]);
        if (count && *count > 1 && counts(mark, &mark->causes[c]))
            causes[c].weight += bits_of(*count);
    }
    sort_by_weight(causes, mark->cause_count);
    for (int c = 1; c < mark->cause_count; c++)
        causes[c].alike &= causes[c].weight >= causes[0].weight - BITS_ALIKE;
    causes[0].alike = false;
    mark->causes = causes;
}

void agree_on_causes(struct arena *arena, const struct sheet *sheet, struct mark *marks, int count)
{
    struct tally *tally = arena_alloc(arena, sizeof *tally);
    *tally = (struct tally){.sheet = sheet};
    for (int i = 0; i < count; i++)
        for (int c = 0; c < marks[i].cause_count; c++) {
            int *counted = count_of(tally, &marks[i], &marks[i].causes[c]);
            if (counted && counts(&marks[i], &marks[i].causes[c]))
                ++*counted;
        }
    for (int i = 0; i < count; i++)
        if (marks[i].cause_count > 1)
            weigh_anew(tally, &marks[i], arena);
}
