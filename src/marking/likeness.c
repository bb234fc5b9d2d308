/* Likenesses: at each line that is asked for, what every mistake gives, at the digits asked for. */
#include "marking/suitability.h"

#include "base/arena.h"
#include "marking/mistakes.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A mistake and what it gives at the digits asked for. */
struct outcome {
    double value;
    const char *code;
};

struct comparing {
    struct arena *arena; /* of the line's outcomes */
    const struct task *task;
    const struct sheet_line *line;
    const struct written *exact; /* [lines] the right answers with all the digits of doubles */
    double right;
    struct outcome *outcomes;
    size_t count, capacity;
};

/* ---- numbers at the digits asked for ---- */

/* Significant digits of the right answer, those asked for or more. */
static int figures(const struct comparing *comparing)
{
    const struct decimal *truth = &comparing->line->truth.digits;
    int length = (int)strlen(truth->digits);
    return length == 0 ? comparing->task->digits.count
                       : truth->place + length - task_last_place(comparing->task, comparing->line);
}

static double rounded(const struct comparing *comparing, double value)
{
    char text[400];
    if (comparing->task->digits.kind == DIGITS_SIGNIFICANT)
        snprintf(text, sizeof text, "%.*e", figures(comparing) - 1, value);
    else
        snprintf(text, sizeof text, "%.*f", -task_last_place(comparing->task, comparing->line),
                 value);
    return strtod(text, NULL) + 0.0; /* no -0 */
}

/* ---- the situation: everything right ---- */

static struct interval own(void *context, int line)
{
    const struct comparing *comparing = context;
    return comparing->task->sheet->lines[line].range;
}

static const struct written *writing(void *context, int line)
{
    const struct comparing *comparing = context;
    return comparing->task->asked[line] ? &comparing->exact[line] : NULL;
}

#define DIGITS_OF_DOUBLES 17

/* The true value, cut where doubles end. */
static struct written exactly(struct arena *arena, const struct sheet_line *line)
{
    const struct decimal *truth = &line->truth.digits;
    size_t length = strlen(truth->digits);
    size_t kept = length < DIGITS_OF_DOUBLES ? length : DIGITS_OF_DOUBLES;
    const struct decimal cut = {truth->negative, arena_copy(arena, truth->digits, kept),
                                truth->place + (int)(length - kept)};
    return (struct written){
        .text = decimal_text(arena, &cut, true), .number = cut, .scientific = true};
}

/* ---- outcomes ---- */

static void add_outcome(void *context, const struct mistaken *mistaken)
{
    struct comparing *comparing = context;
    if (!isfinite(mistaken->value))
        return;
    comparing->outcomes = arena_grow(comparing->arena, comparing->outcomes, comparing->count,
                                     &comparing->capacity, sizeof *comparing->outcomes);
    comparing->outcomes[comparing->count++] =
        (struct outcome){rounded(comparing, mistaken->value), mistaken->code};
}

static int by_value_and_code(const void *a, const void *b)
{
    const struct outcome *first = a, *second = b;
    if (first->value != second->value)
        return first->value < second->value ? -1 : 1;
    return strcmp(first->code, second->code);
}

/* Sorted, and each mistake with each value once. */
static void sort_outcomes(struct comparing *comparing)
{
    size_t count = 0;
    if (comparing->count > 0)
        qsort(comparing->outcomes, comparing->count, sizeof *comparing->outcomes,
              by_value_and_code);
    for (size_t i = 0; i < comparing->count; i++)
        if (count == 0 ||
            by_value_and_code(&comparing->outcomes[count - 1], &comparing->outcomes[i]) != 0)
            comparing->outcomes[count++] = comparing->outcomes[i];
    comparing->count = count;
}

/* ---- likenesses ---- */

struct list {
    struct arena *arena;
    struct likeness *items;
    size_t count, capacity;
    int hidden;
};

static void add(struct list *list, const struct likeness *likeness)
{
    list->items =
        arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = *likeness;
    list->hidden += likeness->other == NULL;
}

static void compare_outcomes(const struct comparing *comparing, struct list *list)
{
    int line = comparing->line->number;
    for (size_t i = 0; i < comparing->count; i++) {
        const struct outcome *outcome = &comparing->outcomes[i];
        if (outcome->value == comparing->right) {
            add(list, &(struct likeness){line, outcome->code, NULL, outcome->value});
            continue;
        }
        for (size_t j = i + 1; j < comparing->count && outcome[j - i].value == outcome->value; j++)
            add(list, &(struct likeness){line, outcome->code, outcome[j - i].code, outcome->value});
    }
}

static void compare_line(struct comparing *comparing, const struct sheet_line *line,
                         struct list *list)
{
    const struct situation right = {comparing->task->sheet,
                                    line,
                                    &comparing->task->right[line->number],
                                    HABIT_NEAREST,
                                    comparing,
                                    own,
                                    writing};
    comparing->line = line;
    comparing->count = comparing->capacity = 0;
    comparing->right = json_double(right.written->text) + 0.0;
    mistakes_each(comparing->arena, &right, add_outcome, comparing);
    sort_outcomes(comparing);
    compare_outcomes(comparing, list);
    arena_reset(comparing->arena);
}

int find_likenesses(struct arena *arena, const struct task *task,
                    const struct likeness **likenesses, int *hidden)
{
    const struct sheet *sheet = task->sheet;
    struct arena *scratch = arena_child(arena);
    struct written *exact = arena_array(scratch, (size_t)sheet->count, sizeof *exact);
    struct comparing comparing = {.arena = arena_child(scratch), .task = task, .exact = exact};
    struct list list = {.arena = arena};
    for (int i = 0; i < sheet->count; i++)
        exact[i] = exactly(scratch, &sheet->lines[i]);
    for (int i = 0; i < sheet->count; i++)
        if (task->asked[i])
            compare_line(&comparing, &sheet->lines[i], &list);
    arena_close(scratch);
    *likenesses = list.items;
    *hidden = list.hidden;
    return (int)list.count;
}
