/* Reading lists of points. */
#include "api/points.h"

#include "base/arena.h"
#include "marking/verdicts.h"
#include <string.h>

/* Digits of a number of points: few enough for a double to be exact before it is divided. */
#define POINTS_LENGTH_MOST 12

static bool complain(struct call *call, const char *message, const char *expected)
{
    return diagnose(
        &call->diagnostics,
        &(struct diagnostic){.code = DIAGNOSTIC_USAGE, .message = message, .expected = expected});
}

static const char *list_verdicts(struct arena *arena)
{
    const char *list = verdict_entries[0].name;
    for (int v = 1; v < MARK_KINDS; v++)
        list = arena_printf(arena, "%s%s%s", list, v + 1 < MARK_KINDS ? ", " : " or ",
                            verdict_entries[v].name);
    return list;
}

/* The verdict called so; MARK_KINDS: none. */
static int find_verdict(const char *name, size_t length)
{
    int verdict = 0;
    while (verdict < MARK_KINDS && (strlen(verdict_entries[verdict].name) != length ||
                                    strncmp(verdict_entries[verdict].name, name, length) != 0))
        verdict++;
    return verdict;
}

/* "1", "0.25", ".5" */
static bool read_number(const char *text, size_t length, double *number)
{
    double digits = 0, divisor = 1;
    size_t points = 0;
    for (size_t i = 0; i < length && length <= POINTS_LENGTH_MOST; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (!digit && text[i] != '.')
            return false;
        points += !digit;
        digits = digit ? digits * 10 + (text[i] - '0') : digits;
        divisor *= digit && points > 0 ? 10 : 1;
    }
    *number = digits / divisor;
    return length > points && length <= POINTS_LENGTH_MOST && points <= 1 && *number <= POINTS_MOST;
}

bool points_read(struct call *call, const char *list, double points[MARK_KINDS])
{
    bool given[MARK_KINDS] = {false};
    for (int v = 0; v < MARK_KINDS; v++)
        points[v] = verdict_entries[v].points;
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        size_t length = strcspn(at, ","), name = strcspn(at, "=,");
        int verdict = find_verdict(at, name);
        if (verdict == MARK_KINDS)
            return complain(
                call,
                arena_printf(call->arena, "points: no verdict is called \"%.*s\"", (int)name, at),
                list_verdicts(call->arena));
        if (name == length || !read_number(at + name + 1, length - name - 1, &points[verdict]))
            return complain(call,
                            arena_printf(call->arena, "points: \"%.*s\" says no number of points",
                                         (int)length, at),
                            arena_printf(call->arena, "%s= and a number from 0 to %d",
                                         verdict_entries[verdict].name, POINTS_MOST));
        if (given[verdict])
            return complain(call,
                            arena_printf(call->arena, "points: \"%s\" is given twice",
                                         verdict_entries[verdict].name),
                            NULL);
        given[verdict] = true;
    }
    return true;
}
