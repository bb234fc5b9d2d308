/* Working precision: how far a rounded value is from the true one, and what a step loses. */
#include "tape/working.h"

#include "tape/run_private.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define OPERANDS_MOST 64
#define DIGITS_MOST 1000

/* ---- the setting ---- */

static const char *const mode_names[] = {
    [ROUND_HALF_UP] = "half-up", [ROUND_HALF_EVEN] = "half-even", [ROUND_TRUNCATE] = "truncate"};

bool rounding_read(const char *text, struct rounding *rounding)
{
    bool significant = strncmp(text, "sf:", 3) == 0;
    if (!significant && strncmp(text, "dp:", 3) != 0)
        return false;
    char *end;
    size_t length = strspn(text + 3, "0123456789");
    long count = strtol(text + 3, &end, 10);
    if (length == 0 || length > 4 || count > DIGITS_MOST || (significant && count == 0))
        return false;
    *rounding = (struct rounding){{significant ? DIGITS_SIGNIFICANT : DIGITS_DECIMALS, (int)count},
                                  ROUND_HALF_UP};
    if (*end == '\0')
        return true;
    for (int mode = 0; *end == ':' && mode <= ROUND_TRUNCATE; mode++)
        if (strcmp(end + 1, mode_names[mode]) == 0) {
            rounding->mode = (enum rounding_mode)mode;
            return true;
        }
    return false;
}

void rounding_write(const struct rounding *rounding, struct text *out)
{
    text_printf(out, "%s:%d:%s", rounding->digits.kind == DIGITS_SIGNIFICANT ? "sf" : "dp",
                rounding->digits.count, mode_names[rounding->mode]);
}

/* ---- against the true value ---- */

static struct step true_step(const struct step *step)
{
    struct step other = *step;
    other.run = step->run->reference;
    return other;
}

/* The working value, which its text has in full, in the arithmetic of the true ones. */
static union cell working_cell(const struct step *step, const struct shown *shown)
{
    return number_literal(step->run->reference->arithmetic, shown->text, strlen(shown->text));
}

static bool show_distance(const struct step *step, const struct shown *shown, struct arena *arena,
                          const char **distance)
{
    static const struct digits two = {DIGITS_SIGNIFICANT, 2};
    struct run *reference = step->run->reference;
    struct step other = true_step(step);
    struct text text;
    for (;;) {
        text_open(&text, arena);
        union cell difference =
            number_subtract(reference->arithmetic, working_cell(step, shown), step_cell(&other));
        if (number_show(reference->arithmetic, difference, &two, INT_MAX, &text) !=
            SHOWN_NEEDS_PRECISION)
            break;
        if (!run_raise_precision(reference))
            return false;
    }
    *distance = text.bytes;
    return true;
}

/* ---- what a step loses ---- */

struct operand_list {
    const struct step *steps[OPERANDS_MOST];
    int count;
    bool overflow;
};

static void put_operand(void *context, const struct step *operand)
{
    struct operand_list *list = context;
    if (list->count == OPERANDS_MOST)
        list->overflow = true;
    else
        list->steps[list->count++] = operand;
}

/* A leaf that differentiating can tell from all others, and evaluating can look up. */
static const struct expr *operand_leaf(void *context, struct arena *arena, const struct expr *name,
                                       const struct environment *environment)
{
    struct step *operand = arena_alloc(arena, sizeof *operand);
    *operand = step_operand_of(context, name, environment);
    struct text id;
    text_open(&id, arena);
    step_id(operand, &id);
    struct expr *leaf = expr_name(arena, id.bytes, 0, NULL);
    leaf->binding = operand;
    return leaf;
}

static union cell leaf_cell(void *context, const struct expr *name,
                            const struct environment *environment)
{
    (void)context, (void)environment;
    return step_cell(name->binding);
}

/* Is the working value of the operand another than the true one? */
static bool is_inexact(const struct step *operand)
{
    struct step other = true_step(operand);
    const struct shown *shown = step_shown(operand);
    return shown && number_compare(operand->run->reference->arithmetic,
                                   working_cell(operand, shown), step_cell(&other)) != EQUAL;
}

static union cell evaluate(struct run *run, struct arena *scratch, const struct expr *tree)
{
    const char *unknown;
    struct evaluation evaluation = {.arithmetic = run->arithmetic,
                                    .lookup = leaf_cell,
                                    .last_precision = true,
                                    .scratch = scratch};
    return expr_evaluate(&evaluation, expr_bind(scratch, tree, NULL, 0, &unknown));
}

/* |x * df/dx|, by what the operand is called in the tree. */
static union cell contribution(struct run *run, struct arena *scratch, const struct expr *tree,
                               const struct step *operand)
{
    struct text id;
    text_open(&id, scratch);
    step_id(operand, &id);
    struct expr *by = expr_name(scratch, id.bytes, 0, NULL);
    union cell derivative = evaluate(run, scratch, expr_differentiate(scratch, tree, by));
    return number_apply(run->arithmetic, FUNCTION_ABS,
                        number_multiply(run->arithmetic, derivative, step_cell(operand)));
}

static int lost_digits(const struct step *step, struct arena *scratch)
{
    struct run *run = step->run;
    struct arithmetic *arithmetic = run->arithmetic;
    struct operand_list operands = {.count = 0};
    const struct expr *tree = step_instance(step, step->family->expansion, operand_leaf, scratch);
    step_operands(step, tree, put_operand, &operands);
    if (operands.overflow)
        return DIGITS_LOST_UNKNOWN;
    union cell sum = number_integer(arithmetic, 0);
    for (int i = 0; i < operands.count; i++)
        if (is_inexact(operands.steps[i]))
            sum = number_add(arithmetic, sum, contribution(run, scratch, tree, operands.steps[i]));
    if (number_is_exact_zero(arithmetic, sum))
        return number_take_fault(arithmetic) == FAULT_NONE ? 0 : DIGITS_LOST_UNKNOWN;
    union cell value = number_apply(arithmetic, FUNCTION_ABS, evaluate(run, scratch, tree));
    if (number_is_exact_zero(arithmetic, value))
        return run->settings.working.digits.count;
    int place;
    bool needs_precision;
    bool found = number_first_place(arithmetic, number_divide(arithmetic, sum, value), &place,
                                    &needs_precision);
    if (number_take_fault(arithmetic) != FAULT_NONE || !found)
        return DIGITS_LOST_UNKNOWN;
    return place > 0 ? place : 0;
}

bool step_working(const struct step *step, struct arena *arena, struct working_view *view)
{
    struct step other = true_step(step);
    const struct shown *shown = step_shown(step), *truth = step_shown(&other);
    *view = (struct working_view){.digits_lost = DIGITS_LOST_UNKNOWN};
    if (!shown || !truth || !show_distance(step, shown, arena, &view->distance))
        return false;
    view->true_text = truth->text;
    view->true_state = truth->state;
    if (step->family->expansion) {
        struct arena *scratch = arena_child(arena);
        view->digits_lost = lost_digits(step, scratch);
        arena_close(scratch);
    }
    return true;
}
