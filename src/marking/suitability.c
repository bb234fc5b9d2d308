/* Obstacles: each is looked for line by line, those that only the marker sees by having the right answers marked. */
#include "marking/suitability.h"

#include "base/arena.h"
#include "marking/mark.h"
#include "marking/reach.h"
#include <math.h>
#include <string.h>

static const struct {
    const char *code, *words;
} entries[OBSTACLE_KINDS] = {
#define OBSTACLE(name, code, words) {code, words},
#include "marking/obstacles.def"
#undef OBSTACLE
};

const char *obstacle_code(enum obstacle_kind kind)
{
    return entries[kind].code;
}

const char *obstacle_words(struct arena *arena, enum obstacle_kind kind, const char *name)
{
    const char *words = entries[kind].words, *at = strchr(words, '@');
    return arena_printf(arena, "%.*s%s%s", (int)(at - words), words, name, at + 1);
}

/* ---- ties ---- */

/* The digit that stands for 10^place. */
static int digit_at(const struct decimal *decimal, int place)
{
    int length = (int)strlen(decimal->digits), at = length - 1 - (place - decimal->place);
    return at >= 0 && at < length ? decimal->digits[at] - '0' : 0;
}

/* Of the right answer as it is shown; zeros before the point may only fill up. */
static int shown_place(const struct decimal *right)
{
    int length = (int)strlen(right->digits), zeros = 0;
    while (right->place >= 0 && zeros < length && right->digits[length - 1 - zeros] == '0')
        zeros++;
    return right->place + zeros;
}

int task_last_place(const struct task *task, const struct sheet_line *line)
{
    const struct decimal *truth = &line->truth.digits;
    int length = (int)strlen(truth->digits), asked = -task->digits.count;
    if (task->digits.kind == DIGITS_SIGNIFICANT)
        asked += length > 0 ? truth->place + length : 1;
    int shown = shown_place(&task->right[line->number].number);
    return shown < asked ? shown : asked;
}

/* Within a hundredth of a unit of the last place. */
static bool is_near_tie(const struct task *task, const struct sheet_line *line)
{
    const struct decimal *truth = &line->truth.digits;
    int place = task_last_place(task, line);
    int behind = 10 * digit_at(truth, place - 1) + digit_at(truth, place - 2);
    return behind == 49 || behind == 50;
}

/* ---- derivatives ---- */

#define SATURATED_BELOW 0.01

static bool is_saturated(const struct sheet *sheet, const struct sheet_line *line)
{
    if (line->top == NO_LINE || line->bottom == NO_LINE)
        return false;
    const struct sheet_line *top = &sheet->lines[line->top], *bottom = &sheet->lines[line->bottom];
    return top->role == ROLE_ACTIVATION && bottom->role == ROLE_PRE_ACTIVATION &&
           top->indices[0] == bottom->indices[0] &&
           fmax(fabs(line->range.low), fabs(line->range.high)) < SATURATED_BELOW;
}

/* Gradients of single samples may vanish: an input of 0 is no fault. */
static bool is_zero_gradient(const struct task *task, const struct sheet_line *line)
{
    bool gradient =
        (line->role == ROLE_GRADIENT && line->sample == 0) || line->role == ROLE_ERROR_TERM;
    return gradient && task->right[line->number].number.digits[0] == '\0';
}

/* ---- what marking says of the right answers ---- */

/* All quantities, as if each had been asked for. */
static const struct answers *right_answers(struct arena *arena, const struct task *task)
{
    struct answers *answers = arena_alloc(arena, sizeof *answers);
    struct answer *items = arena_array(arena, (size_t)task->sheet->count, sizeof *items);
    answers->habit = HABIT_NEAREST;
    answers->items = items;
    for (int i = 0; i < task->sheet->count; i++)
        if (task->right[i].kind == WRITTEN_NUMBER)
            items[answers->count++] = (struct answer){i, 1, &task->right[i]};
    return answers;
}

struct list {
    struct obstacle *items;
    int count;
};

static void add(struct list *list, enum obstacle_kind kind, int line)
{
    list->items[list->count++] = (struct obstacle){kind, line};
}

/* ---- digits lost ---- */

/* What somebody can have there who is right: exactly the number, or all that round to what is written. */
static struct interval right_set(const struct task *task, const struct sheet_line *line)
{
    const struct written *right = &task->right[line->number];
    if (right->kind != WRITTEN_NUMBER || line->given)
        return line->range;
    struct interval number = decimal_interval(&right->number);
    bool in_full =
        line->truth.exact && line->range.low <= number.high && number.low <= line->range.high;
    return in_full ? line->range : written_meant(right, HABIT_NEAREST);
}

static bool loses_digits(const struct task *task, struct reach *reach, struct arena *arena,
                         const struct sheet_line *line)
{
    struct reach_formula *formula = reach_prepare(reach, line->expansion);
    size_t count = reach_operand_count(formula);
    struct interval *sets = arena_array(arena, count, sizeof *sets), values;
    double before = 0;
    for (size_t i = 0; i < count; i++) {
        sets[i] = right_set(task, reach_operand(formula, i));
        before = fmax(before, set_uncertainty(sets[i]));
    }
    return reach_values(formula, sets, &values) == FAULT_NONE &&
           digits_lost_between(before, set_uncertainty(values)) > 0;
}

/* ---- all ---- */

struct search {
    const struct task *task;
    const struct marks *marks;
    struct reach *reach;
    struct arena *arena; /* of the search */
    int next;            /* among the marks */
};

/* Are its digits too few for a right answer to show? */
static bool is_imprecise(struct search *search, const struct sheet_line *line)
{
    bool imprecise = false;
    for (; search->next < search->marks->count &&
           search->marks->items[search->next].line == line->number;
         search->next++)
        imprecise = search->marks->items[search->next].verdict == MARK_IMPRECISE;
    return imprecise;
}

static void look_at(struct search *search, const struct sheet_line *line, struct list *list)
{
    const struct task *task = search->task;
    bool asked = task->asked[line->number], imprecise = is_imprecise(search, line);
    if (asked && is_near_tie(task, line))
        add(list, OBSTACLE_TIE, line->number);
    if (is_saturated(task->sheet, line))
        add(list, OBSTACLE_SATURATED, line->number);
    if (asked && is_zero_gradient(task, line))
        add(list, OBSTACLE_ZERO_GRADIENT, line->number);
    if (loses_digits(task, search->reach, search->arena, line))
        add(list, OBSTACLE_DIGITS_LOST, line->number);
    if (asked && imprecise)
        add(list, OBSTACLE_IMPRECISE, line->number);
}

int find_obstacles(struct arena *arena, const struct task *task, const struct obstacle **obstacles)
{
    const struct sheet *sheet = task->sheet;
    struct arena *scratch = arena_child(arena);
    size_t most = (size_t)sheet->count * OBSTACLE_KINDS;
    struct list list = {arena_array(arena, most, sizeof *list.items), 0};
    struct search search = {.task = task, .arena = scratch, .reach = reach_open(scratch)};
    search.marks =
        marks_make(scratch, marker_open(scratch, sheet), right_answers(scratch, task), NULL);
    for (int i = 0; i < sheet->count; i++)
        if (!sheet->lines[i].given)
            look_at(&search, &sheet->lines[i], &list);
    arena_close(scratch);
    *obstacles = list.items;
    return list.count;
}
