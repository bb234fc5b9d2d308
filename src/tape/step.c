/* Steps: one assignment of the current update as it is read: id, name, formula, numbers, digits. */
#include "tape/pattern_private.h"

#include <limits.h>
#include <string.h>

static size_t cell_index(const struct step *step)
{
    size_t position = step->family->scope == SCOPE_STEP || step->family->scope == SCOPE_SAMPLE
                          ? (size_t)step->position
                          : 0;
    return position * step->family->count + step->instance;
}

static struct values *values_of(const struct step *step)
{
    return &step->run->values[step->family->number];
}

union cell step_cell(const struct step *step)
{
    return values_of(step)->cells[cell_index(step)];
}

int step_row(const struct step *step)
{
    switch (step->family->scope) {
    case SCOPE_SAMPLE:
        return step->position;
    case SCOPE_STEP:
        return tape_batch(step->run->tape, step->run->update)->samples[step->position];
    default:
        return NO_ROW;
    }
}

int step_sample(const struct step *step)
{
    int row = step_row(step);
    return row == NO_ROW ? 0 : problem_sample_number(step->run->tape->problem, row);
}

/* A fixed parameter keeps the id it had in the first update: no later step makes it. What an optimizer keeps was
 * made in the update before, a new parameter belongs to the next one. */
int step_update(const struct step *step)
{
    const struct family *family = step->family;
    const struct tape *tape = step->run->tape;
    int update = tape_update_number(tape, step->run->update);
    if (family->scope == SCOPE_SAMPLE || family->scope == SCOPE_CONSTANT || tape->bare)
        return NO_UPDATE;
    if (family->role == ROLE_PARAMETER && !family->successor)
        return tape_update_number(tape, 1);
    if (family->role == ROLE_STATE && family->literals)
        return update - 1;
    return family->role == ROLE_UPDATE ? update + 1 : update;
}

/* ---- ids and names ---- */

/* Where a text of the step is kept: `texts` has one for each instance. A marked step keeps its own. */
static const char **kept_text(const struct step *step, const char **texts, const char **own)
{
    return step_is_marked(step) ? own : &texts[step->instance];
}

static struct arena *arena_of(const struct step *step)
{
    return step_is_marked(step) ? step->run->texts : step->run->arena;
}

static const char *base_id(const struct step *step)
{
    const char *own = NULL, **id = kept_text(step, values_of(step)->ids, &own);
    if (!*id) {
        struct text text;
        text_open(&text, step->run->scratch);
        family_base_id(step->family, step->indices, &text);
        *id = arena_copy(arena_of(step), text.bytes, text.length);
    }
    return *id;
}

void step_id(const struct step *step, struct text *out)
{
    int update = step_update(step), sample = step_sample(step);
    if (update != NO_UPDATE) {
        text_put(out, 'u');
        text_integer(out, update);
        text_put(out, '.');
    }
    if (sample) {
        text_put(out, 's');
        text_integer(out, sample);
        text_put(out, '.');
    }
    text_string(out, base_id(step));
}

/* The step of a derivative's top or bottom quantity. */
static struct step side(const struct step *step, const struct family *family,
                        const struct label *label)
{
    struct step other = {
        .run = step->run, .family = family, .position = step->position, .marking = step->marking};
    for (int d = 0; d < label->rank; d++)
        other.indices[d] = step->indices[label->places[d]];
    other.instance = family_instance(family, other.indices);
    return other;
}

/* The step with the same indices in a family of the same dimensions. */
static struct step same_instance(const struct step *step, const struct family *family)
{
    struct step other = *step;
    other.family = family;
    return other;
}

static const char *make_name(const struct step *step)
{
    const struct family *family = step->family;
    if (family->names && step_is_marked(step))
        marking_refuse(step->marking);
    else if (family->names && family->names[step->instance])
        return family->names[step->instance];
    if (family->bottom.base) {
        struct step top = side(step, family->top_family, &family->top);
        struct step bottom = side(step, family->bottom_family, &family->bottom);
        return arena_printf(arena_of(step), "%sd%s/d%s", family->local ? "local." : "",
                            step_name(&top), step_name(&bottom));
    }
    if (family->state_of) {
        struct step parameter = same_instance(step, family->state_of);
        return arena_printf(arena_of(step), "%s.%s", family->symbol, step_name(&parameter));
    }
    if (family->role == ROLE_UPDATE) {
        struct step old = same_instance(step, family->updates);
        return arena_printf(arena_of(step), "%s'", step_name(&old));
    }
    return base_id(step);
}

/* "u2.m.w7" while update 3 is read. */
static const char *previous_state_name(const struct step *step)
{
    struct step next = same_instance(step, step->family->successor);
    return arena_printf(step->run->texts, "u%d.%s", step_update(step), step_name(&next));
}

const char *step_name(const struct step *step)
{
    if (step->family->role == ROLE_STATE && step->family->literals)
        return previous_state_name(step);
    const char *own = NULL, **name = kept_text(step, values_of(step)->names, &own);
    if (!*name)
        *name = make_name(step);
    return *name;
}

const char *step_latex(const struct step *step)
{
    if (step->family->role == ROLE_STATE && step->family->literals) {
        struct text text;
        text_open(&text, step->run->texts);
        name_latex(step_name(step), &text);
        return text.bytes;
    }
    const char *own = NULL, **latex = kept_text(step, values_of(step)->latex, &own);
    if (!*latex) {
        struct text text;
        text_open(&text, step->run->scratch);
        name_latex(step_name(step), &text);
        *latex = arena_copy(arena_of(step), text.bytes, text.length);
    }
    return *latex;
}

/* ---- digits ---- */

/* The place of the third digit of a new parameter's change, so that the change is seen; INT_MAX if there is
 * no change. False when the run has failed. */
static bool change_place(const struct step *step, int *place)
{
    *place = INT_MAX;
    if (step->family->role != ROLE_UPDATE || step->run->settings.rounded)
        return true;
    struct run *run = step->run;
    for (;;) {
        struct step old = run_step(run, step->family->updates, 0, step->instance);
        union cell change = number_subtract(run->arithmetic, step_cell(step), step_cell(&old));
        bool needs_precision = false;
        int first;
        if (number_first_place(run->arithmetic, change, &first, &needs_precision)) {
            *place = first < INT_MIN + 2 ? INT_MIN : first - 2;
            return true;
        }
        if (!needs_precision || run->settings.arithmetic != ARITHMETIC_CERTIFIED ||
            run->bits >= PRECISION_LAST)
            return true;
        if (!run_raise_precision(run))
            return false;
    }
}

struct shown *step_shown_place(const struct step *step)
{
    return &values_of(step)->shown[cell_index(step)];
}

/* Zeros behind what was rounded to them: a paper with four figures shows 1.000 for 0.99997. */
static void pad(const struct digits *digits, struct text *text)
{
    size_t mantissa = strcspn(text->bytes, "e"), point = strcspn(text->bytes, ".");
    size_t first = strcspn(text->bytes, "123456789");
    long have = 0;
    for (size_t i = digits->kind == DIGITS_SIGNIFICANT ? first : point; i < mantissa; i++)
        have += text->bytes[i] != '.';
    const char *exponent = arena_copy(text->arena, text->bytes + mantissa, text->length - mantissa);
    text_truncate(text, mantissa);
    if (have < digits->count && point >= mantissa)
        text_put(text, '.');
    for (; have < digits->count; have++)
        text_put(text, '0');
    text_string(text, exponent);
}

/* With working precision the value is what is printed, and the given numbers are as they were given. */
static const struct shown *working_shown(const struct step *step, struct shown *shown)
{
    static const struct digits all = {DIGITS_SIGNIFICANT, 1000};
    struct run *run = step->run;
    const struct digits *digits = &run->settings.working.digits;
    struct text text;
    text_open(&text, run->scratch);
    number_show(run->arithmetic, step_cell(step), &all, INT_MAX, &text);
    if (shown->state != SHOWN_EXACT)
        pad(digits, &text);
    shown->text = arena_copy(run->texts, text.bytes, text.length);
    return shown;
}

const struct shown *step_shown(const struct step *step)
{
    struct run *run = step->run;
    struct shown *shown = step_shown_place(step);
    if (shown->text)
        return shown;
    int place;
    if (run->settings.rounded && !run->failed)
        return working_shown(step, shown);
    if (run->failed || !change_place(step, &place))
        return NULL;
    struct text *text = &run->digits_text;
    for (;;) {
        text_clear(text);
        shown->state =
            number_show(run->arithmetic, step_cell(step), &run->settings.digits, place, text);
        if (shown->state != SHOWN_NEEDS_PRECISION)
            break;
        if (!run_raise_precision(run))
            return NULL;
    }
    bool undecided = shown->state == SHOWN_UNDECIDED_ZERO || shown->state == SHOWN_UNDECIDED_TIE;
    if (undecided &&
        !number_is_sharp(run->arithmetic, step_cell(step), run->settings.digits.count)) {
        run_report_exhausted(run, step);
        return NULL;
    }
    shown->text = arena_copy(run->texts, text->bytes, text->length);
    return shown;
}

bool step_value(const struct step *step, double *value)
{
    struct run *run = step->run;
    for (;;) {
        switch (number_nearest_double(run->arithmetic, step_cell(step), value)) {
        case NEAREST_FOUND:
            return true;
        case NEAREST_OUT_OF_RANGE:
            return false;
        case NEAREST_NEEDS_PRECISION:
            if (!run_raise_precision(run))
                return false;
        }
    }
}

bool step_cut(const struct step *step, int digits, struct text *out, bool *exact)
{
    static const struct digits all = {DIGITS_SIGNIFICANT, 1000};
    const struct rounding cut = {{DIGITS_SIGNIFICANT, digits}, ROUND_TRUNCATE};
    struct run *run = step->run;
    enum shown_state state;
    for (;;) {
        union cell value = number_round(run->arithmetic, step_cell(step), &cut, &state);
        enum fault_kind fault = number_take_fault(run->arithmetic);
        if (fault == FAULT_NONE) {
            *exact = state != SHOWN_ROUNDED;
            number_show(run->arithmetic, value, &all, INT_MAX, out);
            return true;
        }
        if (fault != FAULT_PRECISION || !run_raise_precision(run)) {
            if (!run->failed)
                run_report_exhausted(run, step);
            return false;
        }
    }
}

/* ---- formulas ---- */

struct step step_operand_of(const struct step *reader, const struct expr *name,
                            const struct environment *environment)
{
    const struct family *family = operand_family(name);
    struct step operand = {.run = reader->run,
                           .family = family,
                           .position = reader->position,
                           .marking = reader->marking};
    for (int d = 0; d < family->rank; d++)
        operand.indices[d] = index_value(&name->indices[d], environment);
    operand.instance = family_instance(family, operand.indices);
    if (name->has_sample)
        operand.position = (int)index_value(&name->sample, environment) - 1;
    else if (family->scope == SCOPE_SAMPLE)
        operand.position =
            tape_batch(reader->run->tape, reader->run->update)->samples[reader->position];
    else if (family->scope != SCOPE_STEP)
        operand.position = 0;
    return operand;
}

static const struct expr *name_leaf(void *context, struct arena *arena, const struct expr *name,
                                    const struct environment *environment)
{
    struct step *operand = arena_alloc(arena, sizeof *operand);
    *operand = step_operand_of(context, name, environment);
    const char *text = step_name(operand);
    if (name->has_sample)
        text = arena_printf(arena, "s%d.%s", step_sample(operand), text);
    struct expr *leaf = expr_name(arena, text, 0, NULL);
    leaf->binding = operand;
    return leaf;
}

static const struct expr *number_leaf(void *context, struct arena *arena, const struct expr *name,
                                      const struct environment *environment)
{
    struct step operand = step_operand_of(context, name, environment);
    if (operand.marking)
        return marking_number(operand.marking, arena, &operand);
    const struct shown *shown = step_shown(&operand);
    return expr_number(arena, shown ? shown->text : "0");
}

const struct expr *step_instance(const struct step *step, const struct expr *expr, expr_leaf *leaf,
                                 struct arena *arena)
{
    struct environment environment = {{0}};
    memcpy(environment.slots, step->indices, sizeof step->indices);
    run_extra_slots(step->run, step->family, environment.slots);
    return expr_instantiate(arena, expr, &environment, leaf, (void *)step);
}

const struct expr *step_formula(const struct step *step, struct arena *arena)
{
    return step->family->formula ? step_instance(step, step->family->formula, name_leaf, arena)
                                 : NULL;
}

const struct expr *step_substitution(const struct step *step, struct arena *arena)
{
    if (!step->family->expansion)
        return NULL;
    const struct expr *substitution =
        step_instance(step, step->family->expansion, number_leaf, arena);
    return step->run->failed ? NULL : substitution;
}

const struct expr *step_expansion(const struct step *step, struct arena *arena)
{
    return step->family->expansion ? step_instance(step, step->family->expansion, name_leaf, arena)
                                   : NULL;
}

const struct step *step_operand(const struct expr *leaf)
{
    return leaf->binding;
}

/* ---- operands ---- */

struct operand_walk {
    uint32_t stamp;
    bool constants;
    void (*visit)(void *context, const struct step *operand);
    void *context;
};

static void visit_operand(const struct operand_walk *walk, const struct step *operand)
{
    if (operand->family->scope == SCOPE_CONSTANT && !walk->constants)
        return;
    struct step first = operand->marking ? marking_first(operand) : *operand;
    uint32_t *stamp = &values_of(&first)->stamps[cell_index(&first)];
    if (*stamp == walk->stamp)
        return;
    *stamp = walk->stamp;
    walk->visit(walk->context, operand);
}

/* Chains of + lean to the left and may be long: their right sides are gathered while going down. */
static void walk_operands(const struct operand_walk *walk, const struct expr *expr,
                          struct arena *scratch)
{
    size_t depth = 0;
    for (const struct expr *e = expr; e->kind == EXPR_ADD || e->kind == EXPR_SUBTRACT; e = e->a)
        depth++;
    const struct expr **rights = depth ? arena_array(scratch, depth, sizeof *rights) : NULL;
    for (size_t i = depth; i > 0; i--, expr = expr->a)
        rights[i - 1] = expr->b;
    if (expr->kind == EXPR_NAME && expr->binding)
        visit_operand(walk, expr->binding);
    const struct expr *children[] = {expr->a, expr->b, expr->c, expr->d};
    for (int c = 0; c < 4; c++)
        if (children[c])
            walk_operands(walk, children[c], scratch);
    for (int i = 0; i < expr->argument_count; i++)
        walk_operands(walk, expr->arguments[i], scratch);
    for (size_t i = 0; i < depth; i++)
        walk_operands(walk, rights[i], scratch);
}

static void begin_walk(const struct step *step, const struct expr *formula,
                       struct operand_walk *walk)
{
    walk->stamp = ++step->run->stamp;
    if (formula)
        walk_operands(walk, formula, step->run->scratch);
    arena_reset(step->run->scratch);
}

void step_operands(const struct step *step, const struct expr *formula,
                   void (*visit)(void *context, const struct step *operand), void *context)
{
    begin_walk(step, formula, &(struct operand_walk){.visit = visit, .context = context});
}

void step_operands_and_constants(const struct step *step, const struct expr *formula,
                                 void (*visit)(void *context, const struct step *operand),
                                 void *context)
{
    begin_walk(step, formula,
               &(struct operand_walk){.constants = true, .visit = visit, .context = context});
}
