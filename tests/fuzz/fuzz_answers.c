/* Fuzz target of answers: any bytes are either refused with one error, or they are answers whose numbers are read, or
 * not for a reason, and mean intervals that hold what is written. */
#include "base/arena.h"
#include "base/text.h"
#include "input.h"
#include "marking/answers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"z1", "n1", "dE/dw7", "u1.w2[1,1]"};
#define NAMES (sizeof names / sizeof *names)

/* "w" calls several. */
static int find(const void *context, struct arena *arena, const char *text, const char **candidates)
{
    (void)context;
    (void)arena;
    *candidates = strcmp(text, "w") == 0 ? "u1.w2[1,1] or dE/dw7" : "";
    for (size_t i = 0; i < NAMES; i++)
        if (strcmp(names[i], text) == 0)
            return (int)i;
    return -1;
}

static bool is_decimal(const struct decimal *decimal)
{
    const char *digits = decimal->digits;
    return digits[0] != '0' && digits[strspn(digits, "0123456789")] == '\0' &&
           strlen(digits) <= WRITTEN_DIGITS_MOST;
}

/* A number is itself, as a true value; what is printed beside it is read as the same. */
static void check_number(struct arena *arena, const struct written *written)
{
    const struct truth truth = {written->number, true};
    for (int habit = HABIT_EITHER; habit <= HABIT_TRUNCATE; habit++) {
        struct interval meant = written_meant(written, (enum habit)habit);
        if (!(meant.low <= meant.high))
            fail("an interval without numbers", written->text);
        if (written->kind == WRITTEN_NUMBER && !written_is(written, &truth, (enum habit)habit))
            fail("a number is not itself", written->text);
    }
    const char *beside = truth_beside(arena, &truth, written, 6);
    struct written again = written_read(arena, beside, strlen(beside), COMMA_UNKNOWN);
    bool within = labs((long)written->number.place) < WRITTEN_EXPONENT_MOST / 2;
    if (again.kind == WRITTEN_UNREADABLE && within && strlen(beside) <= WRITTEN_BYTES_MOST)
        fail("what is shown cannot be read", beside);
}

static void check_written(struct arena *arena, const struct written *written)
{
    bool unreadable = written->kind == WRITTEN_UNREADABLE;
    if (written->kind == WRITTEN_BLANK || unreadable != (written->reason != NULL))
        fail("neither read nor refused", written->text);
    if (unreadable)
        return;
    if (!is_decimal(&written->number) || !is_decimal(&written->denominator) ||
        (written->kind == WRITTEN_FRACTION && !written->denominator.digits[0]))
        fail("no decimal", written->text);
    check_number(arena, written);
}

static void check_answers(struct arena *arena, const struct answers *answers, const char *bytes)
{
    int before = -1;
    for (int i = 0; i < answers->count; i++) {
        const struct answer *item = &answers->items[i];
        if (item->quantity <= before || item->quantity >= (int)NAMES || item->count < 0)
            fail("answers in disorder", bytes);
        before = item->quantity;
        for (int k = 0; k < item->count; k++)
            check_written(arena, &item->writings[k]);
    }
}

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    const struct json_source source = {"fuzz", bytes, size};
    const struct quantity_lookup lookup = {NULL, find, names, NAMES};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct answers *answers = answers_read(arena, &source, &lookup, &diagnostics);
    expect_errors(arena, &diagnostics, answers ? 0 : 1);
    if (answers)
        check_answers(arena, answers, bytes);
    struct written written = written_read(arena, bytes, size, COMMA_UNKNOWN);
    if (written.kind != WRITTEN_BLANK)
        check_written(arena, &written);
}
