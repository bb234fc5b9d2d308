/* Obstacles: each is looked for line by line, those that only the marker sees by having the right answers marked. */
#include "marking/suitability.h"

#include "base/arena.h"
#include "marking/mark.h"
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

/* The last place asked for: what is exact is shown without zeros behind. */
static int last_place(const struct task *task, const struct sheet_line *line)
{
    const struct decimal *right = &task->right[line->number].number;
    if (task->digits.kind == DIGITS_DECIMALS)
        return right->place < -task->digits.count ? right->place : -task->digits.count;
    int missing = task->digits.count - (int)strlen(right->digits);
    return missing > 0 ? right->place - missing : right->place;
}

/* Within a hundredth of a unit of the last place. */
static bool is_near_tie(const struct task *task, const struct sheet_line *line)
{
    const struct decimal *truth = &line->truth.digits;
    int place = last_place(task, line);
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

static void add_marked(struct list *list, const struct task *task, const struct mark *mark)
{
    if (mark->digits_lost > 0)
        add(list, OBSTACLE_DIGITS_LOST, mark->line);
    if (mark->verdict == MARK_IMPRECISE && task->asked[mark->line])
        add(list, OBSTACLE_IMPRECISE, mark->line);
}

/* ---- all ---- */

static void add_plain(struct list *list, const struct task *task, const struct sheet_line *line)
{
    bool asked = task->asked[line->number];
    if (asked && is_near_tie(task, line))
        add(list, OBSTACLE_TIE, line->number);
    if (is_saturated(task->sheet, line))
        add(list, OBSTACLE_SATURATED, line->number);
    if (asked && is_zero_gradient(task, line))
        add(list, OBSTACLE_ZERO_GRADIENT, line->number);
}

int find_obstacles(struct arena *arena, const struct task *task, const struct obstacle **obstacles)
{
    const struct sheet *sheet = task->sheet;
    struct arena *scratch = arena_child(arena);
    size_t most = (size_t)sheet->count * OBSTACLE_KINDS;
    struct list list = {arena_array(arena, most, sizeof *list.items), 0};
    const struct marks *marks =
        marks_make(scratch, marker_open(scratch, sheet), right_answers(scratch, task), NULL);
    int next = 0;
    for (int i = 0; i < sheet->count; i++) {
        if (!sheet->lines[i].given)
            add_plain(&list, task, &sheet->lines[i]);
        for (; next < marks->count && marks->items[next].line == i; next++)
            add_marked(&list, task, &marks->items[next]);
    }
    arena_close(scratch);
    *obstacles = list.items;
    return list.count;
}
