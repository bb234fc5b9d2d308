/* Rechecking the formulas of a trace file: each is read anew and evaluated with its own operands. */
#include "tape/verify_trace.h"

#include "base/arena.h"
#include "base/pool.h"
#include "catalogue/catalogue.h"
#include "tape/run_private.h"
#include <string.h>

/* One step being rechecked. */
struct recheck {
    struct arena *arena; /* of this step alone */
    struct step step;
    struct step *operands;
    size_t operand_count, operand_capacity;
    size_t matched; /* operands whose name was met in the formula */
    struct pool
        *names; /* that the formula may have; the number is the place of their cell, from 1 */
    union cell *cells;
    size_t cell_count;
    struct text name;      /* being looked at */
    const char *complaint; /* what is wrong; NULL: nothing so far */
    const char *field;
};

static void complain(struct recheck *recheck, const char *field, const char *complaint)
{
    if (!recheck->complaint) {
        recheck->field = field;
        recheck->complaint = complaint;
    }
}

static const char *written(struct recheck *recheck, const struct expr *expr)
{
    text_clear(&recheck->name);
    expr_print(expr, &recheck->name);
    return recheck->name.bytes;
}

static const char *id_of(struct arena *arena, const struct step *step)
{
    struct text id;
    text_open(&id, arena);
    step_id(step, &id);
    return id.bytes;
}

/* ---- operands and their names ---- */

/* How a formula may write an operand: its name, and where it is one of several samples, with the sample. */
static const char *name_with_sample(struct arena *arena, const struct step *operand)
{
    return arena_printf(arena, "s%d.%s", step_sample(operand), step_name(operand));
}

static void add_operand(void *context, const struct step *operand)
{
    struct recheck *recheck = context;
    recheck->operands = arena_grow(recheck->arena, recheck->operands, recheck->operand_count,
                                   &recheck->operand_capacity, sizeof *recheck->operands);
    recheck->operands[recheck->operand_count++] = *operand;
    const char *name = step_name(operand), *longer = name_with_sample(recheck->arena, operand);
    pool_add(recheck->names, name, strlen(name));
    pool_add(recheck->names, longer, strlen(longer));
}

static bool is_known(void *context, const char *text, size_t length)
{
    const struct recheck *recheck = context;
    return pool_find(recheck->names, text, length) != NULL;
}

/* The constant of the problem called so ("alpha"), or NULL. */
static const struct family *constant_called(struct run *run, const char *name)
{
    const struct tape *tape = run_tape(run);
    for (int f = 0; f < tape->family_count; f++) {
        if (tape->families[f]->scope != SCOPE_CONSTANT)
            continue;
        struct step step = run_step(run, tape->families[f], 0, 0);
        if (strcmp(step_name(&step), name) == 0)
            return tape->families[f];
    }
    return NULL;
}

/* The operands of the step and what the formula may call them. */
static void take_operands(struct recheck *recheck)
{
    const struct expr *formula = step_formula(&recheck->step, recheck->arena);
    recheck->names = pool_open(recheck->arena);
    step_operands(&recheck->step, formula, add_operand, recheck);
    size_t constants = (size_t)run_tape(recheck->step.run)->family_count;
    recheck->cells =
        arena_array(recheck->arena, recheck->operand_count + constants, sizeof *recheck->cells);
}

static void give_cell(struct recheck *recheck, const char *name, const struct step *step)
{
    recheck->cells[recheck->cell_count++] = step_cell(step);
    pool_add(recheck->names, name, strlen(name))->number = recheck->cell_count;
}

/* A name of the formula: one that was met before, the next operand's, or a constant's. */
static void meet_name(struct recheck *recheck, const struct expr *leaf)
{
    const char *name = written(recheck, leaf);
    const struct pooled *known = pool_find(recheck->names, name, strlen(name));
    if (known && known->number > 0)
        return;
    const struct step *next =
        recheck->matched < recheck->operand_count ? &recheck->operands[recheck->matched] : NULL;
    if (next && (strcmp(name, step_name(next)) == 0 ||
                 strcmp(name, name_with_sample(recheck->arena, next)) == 0)) {
        recheck->matched++;
        give_cell(recheck, name, next);
        return;
    }
    const struct family *constant = constant_called(recheck->step.run, name);
    if (constant) {
        struct step step = run_step(recheck->step.run, constant, 0, 0);
        give_cell(recheck, name, &step);
        return;
    }
    complain(recheck, "operands",
             arena_printf(recheck->arena, "the formula names %s where %s%s is the operand", name,
                          next ? id_of(recheck->arena, next) : "nothing", next ? "" : " more"));
}

/* Meets the names by first appearance. Chains lean to the left and may be long: their right sides are gathered while
 * going down. */
static void meet_names(struct recheck *recheck, const struct expr *expr)
{
    size_t depth = 0;
    for (const struct expr *e = expr; e->kind == EXPR_ADD || e->kind == EXPR_SUBTRACT; e = e->a)
        depth++;
    const struct expr **rights = depth ? arena_array(recheck->arena, depth, sizeof *rights) : NULL;
    for (size_t i = depth; i > 0; i--, expr = expr->a)
        rights[i - 1] = expr->b;
    if (expr->kind == EXPR_NAME)
        meet_name(recheck, expr);
    const struct expr *children[] = {expr->a, expr->b, expr->c, expr->d};
    for (int c = 0; c < 4; c++)
        if (children[c])
            meet_names(recheck, children[c]);
    for (int i = 0; i < expr->argument_count; i++)
        meet_names(recheck, expr->arguments[i]);
    for (size_t i = 0; i < depth; i++)
        meet_names(recheck, rights[i]);
}

/* ---- one formula ---- */

static union cell value_of_name(void *context, const struct expr *name,
                                const struct environment *environment)
{
    (void)environment;
    struct recheck *recheck = context;
    const char *text = written(recheck, name);
    return recheck->cells[pool_find(recheck->names, text, strlen(text))->number - 1];
}

static const struct expr *read_formula(struct recheck *recheck, const char *text)
{
    struct diagnostics diagnostics;
    const struct scope scope = {.context = recheck,
                                .has_quantity = is_known,
                                .defined_arity = catalogue_arity,
                                .function_hint = catalogue_hint};
    diagnostics_open(&diagnostics, recheck->arena);
    const struct expr *formula =
        expr_parse(recheck->arena, text, strlen(text), &scope, NULL, &diagnostics);
    if (!formula)
        complain(recheck, "formula",
                 arena_printf(recheck->arena, "the formula cannot be read: %s",
                              diagnostics.first->message));
    return formula;
}

static void compare(struct recheck *recheck, union cell value)
{
    struct run *run = recheck->step.run;
    enum comparison comparison =
        number_compare(run_arithmetic(run), value, step_cell(&recheck->step));
    if (comparison != LESS && comparison != GREATER)
        return;
    struct text text;
    text_open(&text, recheck->arena);
    text_literal(&text, "the formula with its operands gives ");
    number_dump(run_arithmetic(run), value, 10, &text);
    text_literal(&text, ", the step has ");
    number_dump(run_arithmetic(run), step_cell(&recheck->step), 10, &text);
    complain(recheck, "formula", text.bytes);
}

/* The value of the formula with its operands, rounded where the run does. */
static union cell evaluate(struct recheck *recheck, const struct expr *formula)
{
    struct arithmetic *arithmetic = run_arithmetic(recheck->step.run);
    const char *unknown;
    struct evaluation evaluation = {.arithmetic = arithmetic,
                                    .context = recheck,
                                    .lookup = value_of_name,
                                    .last_precision =
                                        arithmetic_precision(arithmetic) >= PRECISION_LAST,
                                    .scratch = recheck->arena};
    const struct run_settings *settings = run_settings(recheck->step.run);
    formula = catalogue_expand(recheck->arena, formula);
    union cell value =
        expr_evaluate(&evaluation, expr_bind(recheck->arena, formula, NULL, 0, &unknown));
    enum shown_state state;
    return settings->rounded ? number_round(arithmetic, value, &settings->working, &state) : value;
}

/* Looks for what is wrong with one formula. False: more precision is needed. */
static bool look(struct recheck *recheck, const char *text)
{
    struct arithmetic *arithmetic = run_arithmetic(recheck->step.run);
    take_operands(recheck);
    const struct expr *formula = read_formula(recheck, text);
    if (formula)
        meet_names(recheck, formula);
    if (recheck->complaint)
        return true;
    if (recheck->matched < recheck->operand_count) {
        complain(recheck, "operands",
                 arena_printf(recheck->arena, "%s does not stand in the formula",
                              id_of(recheck->arena, &recheck->operands[recheck->matched])));
        return true;
    }
    if (arithmetic_kind(arithmetic) != ARITHMETIC_CERTIFIED)
        return true; /* the tape may evaluate a stable form, which rounds otherwise */
    union cell value = evaluate(recheck, formula);
    enum fault_kind fault = number_take_fault(arithmetic);
    if ((fault == FAULT_PRECISION || fault == FAULT_TOO_LARGE) &&
        arithmetic_precision(arithmetic) < PRECISION_LAST)
        return false;
    if (fault)
        complain(
            recheck, "formula",
            arena_printf(recheck->arena, "the formula has no value: %s", fault_message(fault)));
    else
        compare(recheck, value);
    return true;
}

/* ---- all formulas ---- */

static bool recheck_step(struct trace_verdict *verdict, const struct trace_file *trace,
                         const struct step *step, struct arena *scratch)
{
    const struct trace_step *found = trace_find(trace, id_of(scratch, step));
    if (!found || !found->formula || !verdict->sound[found - trace->steps])
        return true;
    struct recheck recheck;
    for (;;) {
        recheck = (struct recheck){.arena = scratch, .step = *step};
        text_open(&recheck.name, scratch);
        if (look(&recheck, found->formula))
            break;
        if (!run_raise_precision(step->run))
            return false;
    }
    if (recheck.complaint) {
        verdict->sound[found - trace->steps] = false;
        verdict->differing++;
        verdict_break(verdict,
                      &(struct trace_break){
                          found->id, recheck.field,
                          arena_copy(verdict->arena, recheck.complaint, strlen(recheck.complaint)),
                          found->line, PLACE_STEP(found - trace->steps)});
    }
    return true;
}

bool verify_formulas(struct trace_verdict *verdict, const struct trace_file *found, struct run *run)
{
    struct arena *scratch = arena_child(verdict->arena);
    bool done = true;
    while (done && run_next(run)) {
        struct step step = {.run = run};
        while (done && run_walk(&step)) {
            done = recheck_step(verdict, found, &step, scratch);
            arena_reset(scratch);
        }
    }
    arena_close(scratch);
    return done && !run_failed(run);
}
