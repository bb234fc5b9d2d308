/* Obstacles: just there, and just not. Likenesses: those that must be, and that the values they name are what mistakes give. */
#include "marking/suitability.h"
#include "explain_fixture.h"

TestSuite(suitability, .init = open_arena, .fini = close_arena);

/* The right answers as a key shows them, all of them asked for. */
static struct task task_of(const char *problem, struct digits digits)
{
    const struct tape *tape = tape_of(problem);
    const struct sheet *sheet = sheet_make(arena, tape, &diagnostics);
    struct run *run = run_open(arena, tape, &(struct run_settings){.digits = digits}, &diagnostics);
    struct written *right = arena_array(arena, (size_t)sheet->count, sizeof *right);
    bool *asked = arena_array(arena, (size_t)sheet->count, sizeof *asked);
    int line = 0;
    for (; sheet->lines[line].constant; line++)
        right[line].kind = WRITTEN_BLANK;
    while (run_next(run))
        for (struct step step = {.run = run}; run_walk(&step); line++) {
            const char *text = step_shown(&step)->text;
            text = arena_copy(arena, text, strlen(text));
            right[line] = written_read(arena, text, strlen(text), COMMA_UNKNOWN);
            asked[line] = !sheet->lines[line].given;
            right[line].kind = asked[line] ? right[line].kind : WRITTEN_BLANK;
        }
    return (struct task){sheet, digits, right, asked};
}

static const struct digits four = {DIGITS_SIGNIFICANT, 4};

/* "tie z, saturated da1/dz1" */
static const char *obstacles_of(const char *problem, struct digits digits)
{
    struct task task = task_of(problem, digits);
    const struct obstacle *obstacles;
    struct text list;
    int count = find_obstacles(arena, &task, &obstacles);
    text_open(&list, arena);
    for (int i = 0; i < count; i++)
        text_printf(&list, "%s%s %s", i ? ", " : "", obstacle_code(obstacles[i].kind),
                    task.sheet->lines[obstacles[i].line].name);
    return list.bytes;
}

static const char *obstacles_of_value(const char *value, struct digits digits)
{
    return obstacles_of(arena_printf(arena, "{'given': {'x': %s}, 'formulas': ['y = 1*x']}", value),
                        digits);
}

Test(suitability, ties)
{
    const struct digits three = {DIGITS_DECIMALS, 3};
    static const struct {
        const char *value;
        bool significant, decimals; /* a tie at four digits, at three decimals */
    } values[] = {
        {"0.12345", true, false},     {"0.123448999", false, false}, {"0.12344901", true, false},
        {"0.123450999", true, false}, {"0.123451", false, false},    {"0.1235", false, true},
        {"-0.1235", false, true},     {"12.345", true, false},       {"123450", true, false},
        {"0.125", false, false},      {"5", false, false},           {"0.0625", false, true},
        {"0.99995", true, false},     {"0.9995", false, true},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        cr_expect_str_eq(obstacles_of_value(values[i].value, four),
                         values[i].significant ? "tie y" : "", "%s", values[i].value);
        cr_expect_str_eq(obstacles_of_value(values[i].value, three),
                         values[i].decimals ? "tie y" : "", "%s", values[i].value);
    }
}

#define UNIT(activation, weight)                                                                   \
    "{'inputs': [[1]], 'targets': [[0.3]], 'layers': [{'activation': '" activation                 \
    "', 'weights': [[" weight "]], 'biases': [0]}, {'weights': [[1]], 'biases': [0.21]}], "        \
    "'loss': 'squared_error', 'optimizer': {'learning_rate': 0.1}}"

Test(suitability, saturated_units)
{
    /* sigmoid'(4.59) = 0.0099..., sigmoid'(4.58) = 0.0100... */
    const char *found = obstacles_of(UNIT("sigmoid", "4.58"), four);
    cr_expect_null(strstr(found, "saturated"), "%s", found);
    found = obstacles_of(UNIT("sigmoid", "4.59"), four);
    cr_expect_not_null(strstr(found, "saturated da1[1]/dz1[1]"), "%s", found);
    found = obstacles_of(UNIT("relu", "-1.5"), four);
    cr_expect_not_null(strstr(found, "saturated da1[1]/dz1[1]"), "%s", found);
    cr_expect_not_null(strstr(found, "zero-gradient dE/dz1[1]"), "%s", found);
    cr_expect_not_null(strstr(found, "zero-gradient dE/dw1[1,1]"), "%s", found);
}

Test(suitability, digits_lost)
{
    static const char format[] = "{'given': {'x': %s}, 'formulas': ['a = x/3', 'y = 1 - a']}";
    cr_expect_str_eq(obstacles_of(arena_printf(arena, format, "2.8"), four), "");
    cr_expect_str_eq(obstacles_of(arena_printf(arena, format, "2.99"), four), "digits-lost y");
}

Test(suitability, too_few_digits)
{
    const char *found = obstacles_of_value("0.0004", (struct digits){DIGITS_DECIMALS, 2});
    cr_expect_not_null(strstr(found, "imprecise y"), "%s", found);
    cr_expect_str_eq(obstacles_of_value("0.4", (struct digits){DIGITS_DECIMALS, 2}), "");
}

/* ---- likenesses ---- */

static bool is_alike(const struct task *task, const char *name, const char *code, const char *other,
                     double value)
{
    const struct likeness *likenesses;
    int hidden, seen = 0, count = find_likenesses(arena, task, &likenesses, &hidden);
    bool found = false;
    for (int i = 0; i < count; i++) {
        const struct likeness *likeness = &likenesses[i];
        seen += likeness->other == NULL;
        bool same =
            strcmp(likeness->code, code) == 0 && (other != NULL) == (likeness->other != NULL);
        found = found || (same && (!other || strcmp(likeness->other, other) == 0) &&
                          strcmp(task->sheet->lines[likeness->line].name, name) == 0 &&
                          likeness->value == value);
    }
    cr_expect_eq(seen, hidden);
    return found;
}

static struct task product(const char *x, const char *y, int digits)
{
    return task_of(
        arena_printf(arena, "{'given': {'x': %s, 'y': %s}, 'formulas': ['f = x*y']}", x, y),
        (struct digits){DIGITS_SIGNIFICANT, digits});
}

Test(suitability, mistakes_that_give_the_right_digits)
{
    struct task one = product("7", "1", 3), nearly = product("7", "1.001", 3),
                other = product("7", "1.001", 4);
    cr_expect(is_alike(&one, "f", "factor-left-out", NULL, 7));
    cr_expect(is_alike(&nearly, "f", "factor-left-out", NULL, 7.01) == false);
    cr_expect(is_alike(&nearly, "f", "factor-left-out", NULL, 7) == false, "7.007 is 7.01");
    cr_expect_not(is_alike(&other, "f", "factor-left-out", NULL, 7.007));
}

Test(suitability, mistakes_that_look_alike)
{
    /* Left out, a factor 0.1 moves the point; a factor -1 loses the sign. */
    struct task tenth = product("7.3", "0.1", 3), minus = product("7.3", "-1", 3),
                plain = product("7.3", "0.4", 3);
    cr_expect(is_alike(&tenth, "f", "decimal-point", "factor-left-out", 7.3));
    cr_expect(is_alike(&minus, "f", "factor-left-out", "sign-lost", 7.3));
    cr_expect_not(is_alike(&plain, "f", "decimal-point", "factor-left-out", 7.3));
    cr_expect_not(is_alike(&plain, "f", "factor-left-out", "sign-lost", 7.3));
}

Test(suitability, what_is_not_asked_for_is_not_compared)
{
    struct task task = product("7", "1", 3);
    const struct likeness *likenesses;
    int hidden;
    cr_expect_gt(find_likenesses(arena, &task, &likenesses, &hidden), 0);
    task.asked = arena_array(arena, (size_t)task.sheet->count, sizeof *task.asked);
    cr_expect_eq(find_likenesses(arena, &task, &likenesses, &hidden), 0);
    cr_expect_eq(hidden, 0);
}

Test(suitability, words_name_the_quantity)
{
    for (int kind = 0; kind < OBSTACLE_KINDS; kind++)
        cr_expect_not_null(
            strstr(obstacle_words(arena, (enum obstacle_kind)kind, "dE/dw7"), "dE/dw7"));
}
