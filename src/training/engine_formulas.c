/* The formulas of a problem as programs: the same trees that the tape is made of (tape/compile_forward.c, compile_loss.c and
 * compile_update.c), with the stable forms and the derivatives by hand where the catalogue has them. */
#include "training/engine_private.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))
#define NAMES_MAX (ENTRY_PARAMETERS + 4)

/* ---- trees ---- */

static const struct expr *literal(struct arena *arena, const char *text)
{
    if (*text == '-')
        return expr_negate(arena, expr_number(arena, text + 1));
    return expr_number(arena, text);
}

/* Names of a formula and the numbers that they have here. */
struct numbers {
    const char *names[NAMES_MAX];
    const struct expr *with[NAMES_MAX];
    int count;
};

static void put_number(struct arena *arena, struct numbers *numbers, const char *name,
                       const char *text)
{
    numbers->names[numbers->count] = name;
    numbers->with[numbers->count++] = literal(arena, text);
}

static struct numbers numbers_of(struct arena *arena, const struct entry_parameter *parameters,
                                 const char *const *values)
{
    struct numbers numbers = {0};
    for (int i = 0; i < ENTRY_PARAMETERS && parameters[i].name; i++)
        put_number(arena, &numbers, parameters[i].name, values[i]);
    return numbers;
}

/* The tree of a formula of the catalogue or of the user's own, with numbers in place of names and of `size`. */
static const struct expr *formula(struct arena *arena, const char *text, const char *size,
                                  int count, const struct numbers *numbers)
{
    const struct index bound = index_integer(count);
    const struct expr *tree = catalogue_formula(arena, text);
    if (size)
        tree = expr_reindex(arena, tree, 1, &size, &bound);
    return expr_substitute(arena, tree, numbers->count, numbers->names, numbers->with);
}

static const struct expr *name_of(struct arena *arena, const char *name, const char *index)
{
    const struct index variable = {.variable = index};
    return expr_name(arena, name, index ? 1 : 0, &variable);
}

static const struct expr *multiplied(struct arena *arena, const struct expr *a,
                                     const struct expr *b)
{
    return expr_binary(arena, EXPR_MULTIPLY, a, b);
}

static bool is_zero(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER && strcmp(expr->text, "0") == 0;
}

/* One assignment to an array, for each value of an index (NULL: none). */
static const struct vm_program *program_of(struct arena *arena, const struct vm_name *names,
                                           int name_count, const struct expr *expr, int array,
                                           const char *index, int size)
{
    const struct vm_assignment assignment = {"", expr, array};
    const struct vm_source source = {.names = names,
                                     .name_count = name_count,
                                     .index = index,
                                     .size = size,
                                     .assignments = &assignment,
                                     .assignment_count = 1};
    return vm_compile(arena, &source);
}

/* ---- activations ---- */

static const struct vm_name activation_names_of_arrays[] = {
    {"z", .place = ACTIVATION_Z}, {"a", .place = ACTIVATION_A}, {"da", .place = ACTIVATION_DA}};

/* da/dz, or da[k]/dz[j]; NULL where it is 0. */
static const struct expr *activation_derivative(struct arena *arena, const struct layer *layer,
                                                const struct numbers *numbers)
{
    const struct activation_entry *entry = layer->activation.entry;
    const char *size = entry->vector ? "n" : NULL;
    if (entry->derivative)
        return formula(arena, entry->derivative, size, layer->units, numbers);
    const struct expr *value = formula(arena, entry->formula, size, layer->units, numbers);
    const struct index j = index_ranged("j", 1, layer->units),
                       k = index_ranged("k", 1, layer->units);
    const struct expr *derivative =
        expr_differentiate(arena, expr_with_ranges(arena, value, entry->vector ? 1 : 0, &k),
                           expr_name(arena, "z", entry->vector ? 1 : 0, &j));
    return is_zero(derivative) ? NULL : derivative;
}

void formulas_of_activation(struct arena *arena, const struct layer *layer,
                            struct activation_programs *programs)
{
    const struct activation_entry *entry = layer->activation.entry;
    struct numbers numbers = numbers_of(arena, entry->parameters, layer->activation.parameters);
    const char *text = entry->stable ? entry->stable : entry->formula;
    const char *from = entry->vector ? "k" : NULL, *by = entry->vector ? "j" : NULL;
    const struct vm_name *names = activation_names_of_arrays;
    int name_count = COUNT(activation_names_of_arrays);
    programs->value =
        program_of(arena, names, name_count,
                   formula(arena, text, entry->vector ? "n" : NULL, layer->units, &numbers),
                   ACTIVATION_A, from, layer->units);

    const struct expr *derivative = activation_derivative(arena, layer, &numbers);
    programs->derivative = NULL;
    if (!derivative)
        return;
    const struct expr *error = multiplied(arena, name_of(arena, "da", from), derivative);
    if (entry->vector)
        error = expr_reduction(arena, EXPR_SUM, "k", index_integer(1), index_integer(layer->units),
                               error);
    programs->derivative =
        program_of(arena, names, name_count, error, ACTIVATION_DZ, by, layer->units);
}

/* ---- losses ---- */

static const struct vm_name loss_names_of_arrays[] = {{"t", .place = LOSS_T},
                                                      {"a", .place = LOSS_A}};

static int scale_divisor(const struct problem *problem)
{
    enum scale scale = problem->loss.scale;
    bool half = scale == SCALE_HALF || scale == SCALE_HALF_MEAN;
    bool mean = scale == SCALE_MEAN || scale == SCALE_HALF_MEAN;
    return (half ? 2 : 1) * (mean ? problem->output_count : 1);
}

static int log_base(const struct loss *loss)
{
    if (!loss->entry->logarithmic || loss->log_base == LOG_BASE_E)
        return 0;
    return loss->log_base == LOG_BASE_2 ? 2 : 10;
}

/* The loss's scale over the outputs and the base of its logarithm. */
static const struct expr *scaled(struct arena *arena, const struct problem *problem,
                                 const struct expr *expr)
{
    int divisor = scale_divisor(problem), base = log_base(&problem->loss);
    if (divisor > 1)
        expr = multiplied(
            arena,
            expr_binary(arena, EXPR_DIVIDE, expr_integer(arena, 1), expr_integer(arena, divisor)),
            expr);
    if (base)
        expr = expr_binary(arena, EXPR_DIVIDE, expr,
                           expr_function(arena, FUNCTION_LOG, expr_integer(arena, base)));
    return expr;
}

static const struct expr *loss_formula(struct arena *arena, const struct problem *problem,
                                       const struct loss_entry *entry, const char *text)
{
    const struct loss *loss = &problem->loss;
    struct numbers numbers = numbers_of(arena, entry->parameters, loss->parameters);
    put_number(arena, &numbers, "eps",
               loss->clip      ? loss->clip
               : loss->log_add ? loss->log_add
                               : "0");
    return scaled(arena, problem, formula(arena, text, "K", problem->output_count, &numbers));
}

/* dE/da[k] with the index variable that *index names; NULL where it is 0. */
static const struct expr *loss_derivative(struct arena *arena, const struct problem *problem,
                                          const char **index)
{
    const struct loss_entry *entry = problem->loss.entry;
    const char *by_hand = entry->stable_derivative ? entry->stable_derivative : entry->derivative;
    *index = "k";
    if (by_hand)
        return expr_simplify(arena, loss_formula(arena, problem, entry, by_hand));
    *index = "#"; /* no user's variable is called so */
    const struct index output = index_ranged(*index, 1, problem->output_count);
    const struct expr *value =
        expr_with_ranges(arena, loss_formula(arena, problem, entry, entry->formula), 0, NULL);
    const struct expr *derivative =
        expr_differentiate(arena, value, expr_name(arena, "a", 1, &output));
    return is_zero(derivative) ? NULL : derivative;
}

/* Where the loss has a shortcut with the last activation, the derivative is by z; and the loss is that of logits, if it has
 * such a variant: it has a value too where the activation has been rounded to 0 or 1. */
static bool has_shortcut(const struct problem *problem)
{
    const struct loss_entry *entry = problem->loss.entry;
    const struct layer *last = &problem->layers[problem->layer_count - 1];
    return entry->shortcut && !last->activation.custom && !last->dropout &&
           strcmp(entry->shortcut, last->activation.entry->name) == 0;
}

void formulas_of_loss(struct arena *arena, const struct problem *problem,
                      struct loss_programs *programs)
{
    const struct loss_entry *entry = problem->loss.entry;
    const struct vm_name *names = loss_names_of_arrays;
    int name_count = COUNT(loss_names_of_arrays);
    *programs = (struct loss_programs){.shortcut = has_shortcut(problem)};
    const struct vm_program *factor =
        program_of(arena, NULL, 0, scaled(arena, problem, expr_integer(arena, 1)), -1, NULL, 0);
    vm_run_uniform(factor, NULL, arena_alloc(arena, vm_scratch_bytes(factor, sizeof(double))),
                   &programs->factor);
    if (programs->shortcut) {
        const struct loss_entry *logits = loss_variant(entry->name, LOSS_LOGITS);
        programs->of_logits = logits != NULL;
        programs->summed = problem->layers[problem->layer_count - 1].activation.entry->vector;
        entry = logits ? logits : entry;
    }
    const char *text = entry->stable ? entry->stable : entry->formula;
    programs->value = program_of(arena, names, name_count,
                                 loss_formula(arena, problem, entry, text), LOSS_E, NULL, 0);
    if (programs->shortcut)
        return;
    const char *index = NULL;
    const struct expr *derivative = loss_derivative(arena, problem, &index);
    if (derivative)
        programs->derivative =
            program_of(arena, names, name_count, derivative, LOSS_DA, index, problem->output_count);
}

/* ---- penalties ---- */

static const struct expr *sum_of(struct arena *arena, const struct expr *a, const struct expr *b)
{
    return a ? expr_binary(arena, EXPR_ADD, a, b) : b;
}

void formulas_of_penalty(struct arena *arena, const struct problem *problem,
                         const struct layer *layer, struct penalty_programs *programs)
{
    static const struct vm_name names[] = {{"w", .place = PENALTY_W},
                                           {"g", .place = PENALTY_G},
                                           {"m", .uniform = true, .place = UPDATE_M}};
    const char *const kinds[] = {"l1", "l2"}, *const lambdas[] = {layer->l1, layer->l2};
    const struct expr *value = NULL, *gradient = NULL, *w = name_of(arena, "w", NULL);
    for (int i = 0; i < 2; i++) {
        if (!lambdas[i])
            continue;
        struct numbers numbers = {0};
        put_number(arena, &numbers, "lambda", lambdas[i]);
        const struct penalty_entry *entry = penalty_by_name(kinds[i]);
        const struct expr *factor =
            formula(arena, entry->factor[problem->penalty.convention], NULL, 0, &numbers);
        const struct expr *term = formula(arena, entry->term, NULL, 0, &numbers);
        const struct expr *slope =
            expr_simplify(arena, multiplied(arena, factor, expr_differentiate(arena, term, w)));
        value = sum_of(arena, value, multiplied(arena, factor, term));
        if (!is_zero(slope))
            gradient = sum_of(arena, gradient, slope);
    }
    *programs = (struct penalty_programs){0};
    if (value)
        programs->value = program_of(arena, names, COUNT(names), value, PENALTY_R, NULL, 0);
    if (gradient)
        programs->gradient =
            program_of(arena, names, COUNT(names),
                       sum_of(arena, name_of(arena, "g", NULL), gradient), PENALTY_G, NULL, 0);
}

/* ---- updates ---- */

#define UPDATE_NAMES (4 + 4 * OPTIMIZER_STATES)

/* What the update has once: the learning rate and the states that all parameters share. */
static void common_formulas(struct arena *arena, const struct optimizer *optimizer,
                            const struct numbers *numbers, struct update_programs *programs)
{
    struct vm_name names[UPDATE_NAMES] = {{"u", .uniform = true, .place = COMMON_U},
                                          {"p", .uniform = true, .place = COMMON_P}};
    struct vm_assignment assignments[1 + OPTIMIZER_STATES];
    int name_count = 2, count = 1;
    const struct optimizer_state *states = optimizer->entry->states;
    const struct expr *rate = literal(arena, optimizer->learning_rate);
    if (optimizer->schedule) {
        struct numbers of_schedule =
            numbers_of(arena, optimizer->schedule->parameters, optimizer->schedule_parameters);
        put_number(arena, &of_schedule, "alpha0", optimizer->learning_rate);
        rate = formula(arena, optimizer->schedule->formula, NULL, 0, &of_schedule);
    }
    assignments[0] = (struct vm_assignment){"alpha", rate, -1};
    for (int i = 0; i < OPTIMIZER_STATES && states[i].symbol; i++) {
        if (!states[i].shared)
            continue;
        names[name_count++] =
            (struct vm_name){states[i].symbol, true, true, COMMON_BEFORE + programs->shared_count};
        programs->shared[programs->shared_count++] = i;
        assignments[count++] = (struct vm_assignment){
            states[i].symbol, formula(arena, states[i].formula, NULL, 0, numbers), -1};
    }
    const struct vm_source source = {.names = names,
                                     .name_count = name_count,
                                     .assignments = assignments,
                                     .assignment_count = count};
    programs->common = vm_compile(arena, &source);
}

static int update_names(const struct optimizer *optimizer, const struct update_programs *programs,
                        struct vm_name *names)
{
    const struct optimizer_state *states = optimizer->entry->states;
    int count = 0;
    names[count++] = (struct vm_name){"w", .place = UPDATE_W};
    names[count++] = (struct vm_name){"g", .place = UPDATE_G};
    names[count++] = (struct vm_name){"u", .uniform = true, .place = UPDATE_U};
    names[count++] = (struct vm_name){"alpha", .uniform = true, .place = UPDATE_ALPHA};
    for (int i = 0; i < programs->shared_count; i++) {
        const char *symbol = states[programs->shared[i]].symbol;
        names[count++] = (struct vm_name){symbol, false, true, UPDATE_SHARED + i};
        names[count++] = (struct vm_name){symbol, true, true, UPDATE_BEFORE + i};
    }
    for (int i = 0; i < OPTIMIZER_STATES && states[i].symbol; i++)
        if (!states[i].shared && states[i].initial)
            names[count++] = (struct vm_name){states[i].symbol, true, false, UPDATE_STATES + i};
    return count;
}

/* Without an optimizer that decays apart from the gradient, decay is part of the gradient. */
static const struct expr *decayed_gradient(struct arena *arena, const char *decay)
{
    return expr_binary(arena, EXPR_ADD, name_of(arena, "g", NULL),
                       multiplied(arena, literal(arena, decay), name_of(arena, "w", NULL)));
}

static void parameter_formulas(struct arena *arena, const struct optimizer *optimizer,
                               const struct numbers *numbers, struct update_programs *programs)
{
    const struct optimizer_entry *entry = optimizer->entry;
    struct vm_name names[UPDATE_NAMES];
    struct vm_assignment assignments[2 + OPTIMIZER_STATES];
    int count = 0;
    if (optimizer->weight_decay && !entry->decoupled)
        assignments[count++] =
            (struct vm_assignment){"g", decayed_gradient(arena, optimizer->weight_decay), -1};
    for (int i = 0; i < OPTIMIZER_STATES && entry->states[i].symbol; i++)
        if (!entry->states[i].shared)
            assignments[count++] = (struct vm_assignment){
                entry->states[i].symbol, formula(arena, entry->states[i].formula, NULL, 0, numbers),
                entry->states[i].initial ? UPDATE_STATES + i : -1};
    assignments[count++] =
        (struct vm_assignment){"w", formula(arena, entry->update, NULL, 0, numbers), UPDATE_W};
    const struct vm_source source = {.names = names,
                                     .name_count = update_names(optimizer, programs, names),
                                     .assignments = assignments,
                                     .assignment_count = count};
    programs->update = vm_compile(arena, &source);
}

void formulas_of_update(struct arena *arena, const struct optimizer *optimizer,
                        struct update_programs *programs)
{
    *programs = (struct update_programs){0};
    if (!optimizer->entry || !optimizer->learning_rate)
        return;
    struct numbers numbers = numbers_of(arena, optimizer->entry->parameters, optimizer->parameters);
    if (optimizer->weight_decay)
        put_number(arena, &numbers, "lambda", optimizer->weight_decay);
    common_formulas(arena, optimizer, &numbers, programs);
    parameter_formulas(arena, optimizer, &numbers, programs);
}
