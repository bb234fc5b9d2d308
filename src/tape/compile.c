/* From a problem to its tape: the families of the forward pass, the loss and the update; the families between
 * them are written by the reverse rule. The one place that knows what a dense layer is. */
#include "tape/builder.h"

#include "catalogue/catalogue.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *numbered(struct builder *builder, const char *letter, int layer)
{
    return arena_printf(builder->arena, "%s%d", letter, layer);
}

/* ---- what the problem gives ---- */

static struct family *add_given(struct builder *builder, const char *base, enum family_scope scope,
                                enum role role, int layer, const char *const *literals, int rank,
                                const struct dimension *dimensions)
{
    struct family *family =
        builder_family(builder, base, scope, role, PHASE_GIVEN, rank, dimensions);
    family->literals = literals;
    family->layer = layer;
    return family;
}

static void add_samples(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    struct dimension inputs = {"i", problem->input_count}, outputs = {"k", problem->output_count};
    struct tape *tape = builder->tape;
    tape->inputs =
        add_given(builder, "x", SCOPE_SAMPLE, ROLE_INPUT, 0, problem->inputs, 1, &inputs);
    if (problem->targets)
        tape->targets =
            add_given(builder, "t", SCOPE_SAMPLE, ROLE_TARGET, -1, problem->targets, 1, &outputs);
}

static void add_parameters(struct builder *builder, struct tape_layer *out, int number)
{
    const struct layer *layer = &builder->problem->layers[number - 1];
    struct dimension units_by_inputs[] = {{"k", layer->units}, {"i", layer->inputs}};
    out->weights = add_given(builder, numbered(builder, "w", number), SCOPE_UPDATE, ROLE_PARAMETER,
                             number, layer->weights, 2, units_by_inputs);
    if (layer->use_bias)
        out->biases = add_given(builder, numbered(builder, "b", number), SCOPE_UPDATE,
                                ROLE_PARAMETER, number, layer->biases, 1, units_by_inputs);
}

static void add_learning_rate(struct builder *builder)
{
    if (!builder->problem->optimizer.learning_rate)
        return;
    const char **literal = arena_array(builder->arena, 1, sizeof *literal);
    literal[0] = builder->problem->optimizer.learning_rate;
    builder->tape->learning_rate =
        add_given(builder, "alpha", SCOPE_CONSTANT, ROLE_PARAMETER, -1, literal, 0, NULL);
}

/* ---- forward ---- */

/* z[k] := sum(i, w[k,i]*from[i]) + b[k] */
static struct family *add_pre_activation(struct builder *builder, const struct tape_layer *layer,
                                         int number, const struct family *from)
{
    struct arena *arena = builder->arena;
    struct dimension units = {"k", builder->problem->layers[number - 1].units};
    struct family *z = builder_family(builder, numbered(builder, "z", number), SCOPE_STEP,
                                      ROLE_PRE_ACTIVATION, PHASE_FORWARD, 1, &units);
    struct index i = index_variable("i");
    const struct expr *product =
        expr_binary(arena, EXPR_MULTIPLY, builder_self(builder, layer->weights),
                    builder_name(builder, from, &i));
    const struct expr *sum = expr_reduction(arena, EXPR_SUM, "i", index_integer(1),
                                            index_integer(from->dimensions[0].count), product);
    if (layer->biases)
        sum = expr_binary(arena, EXPR_ADD, sum, builder_self(builder, layer->biases));
    z->layer = number;
    builder_assign(builder, z, sum, NULL);
    return z;
}

/* The catalogue's formula `text` with z, a standing for the families and n for the number of units. */
static const struct expr *activation_formula(struct builder *builder, const char *text,
                                             const struct family *z, const struct family *a)
{
    static const char *const names[] = {"z", "a"};
    static const char *const bounds[] = {"n"};
    struct index units = index_integer(z->dimensions[0].count);
    const struct expr *with[] = {builder_self(builder, z), builder_self(builder, a)};
    const struct expr *formula = catalogue_formula(builder->arena, text);
    formula = expr_reindex(builder->arena, formula, 1, bounds, &units);
    return expr_substitute(builder->arena, formula, 2, names, with);
}

static void add_hand_derivative(struct builder *builder, const struct family *of,
                                const struct family *by, const struct expr *derivative,
                                const char *bottom)
{
    builder->hands[builder->hand_count++] = (struct hand_derivative){
        .of = of, .by = by, .derivative = derivative, .bottom = {index_variable(bottom)}};
}

static struct family *add_activation(struct builder *builder, const struct family *z, int number)
{
    struct arena *arena = builder->arena;
    const struct activation_entry *entry = builder->problem->layers[number - 1].activation.entry;
    struct family *a = builder_family(builder, numbered(builder, "a", number), SCOPE_STEP,
                                      ROLE_ACTIVATION, PHASE_FORWARD, 1, z->dimensions);
    const struct expr *expansion = activation_formula(builder, entry->formula, z, a);
    const struct expr *formula = expansion;
    if (entry->symbol) {
        const struct expr **argument = arena_array(arena, 1, sizeof *argument);
        argument[0] = builder_self(builder, z);
        formula = expr_defined(arena, entry->name, entry->symbol, 1, argument);
    }
    a->layer = number;
    a->activation = entry;
    builder_assign(builder, a, formula, expansion);
    add_hand_derivative(builder, a, z, activation_formula(builder, entry->derivative, z, a),
                        entry->vector ? "j" : "k");
    return a;
}

static void add_forward(struct builder *builder)
{
    struct tape *tape = builder->tape;
    struct tape_layer *layers =
        arena_array(builder->arena, (size_t)builder->problem->layer_count + 1, sizeof *layers);
    for (int l = 1; l <= builder->problem->layer_count; l++)
        add_parameters(builder, &layers[l], l);
    add_learning_rate(builder);
    const struct family *from = tape->inputs;
    for (int l = 1; l <= builder->problem->layer_count; l++) {
        layers[l].z = add_pre_activation(builder, &layers[l], l, from);
        layers[l].a = from = add_activation(builder, layers[l].z, l);
    }
    tape->layers = layers;
}

/* ---- loss ---- */

/* Targets, outputs, epsilon and K of the catalogue's formula put in place. */
static const struct expr *loss_formula(struct builder *builder, const char *text)
{
    static const char *const names[] = {"t", "a", "eps"};
    static const char *const bounds[] = {"K"};
    const struct loss *loss = &builder->problem->loss;
    const struct family *outputs = builder->tape->layers[builder->problem->layer_count].a;
    struct index count = index_integer(builder->problem->output_count);
    const char *epsilon = loss->clip ? loss->clip : loss->log_add;
    const struct expr *with[] = {builder_self(builder, builder->tape->targets),
                                 builder_self(builder, outputs),
                                 expr_number(builder->arena, epsilon ? epsilon : "0")};
    const struct expr *formula = catalogue_formula(builder->arena, text);
    formula = expr_reindex(builder->arena, formula, 1, bounds, &count);
    return expr_substitute(builder->arena, formula, 3, names, with);
}

/* expr / by, as one fraction. */
static const struct expr *divided(struct builder *builder, const struct expr *expr,
                                  const struct expr *by)
{
    if (expr->kind != EXPR_DIVIDE)
        return expr_binary(builder->arena, EXPR_DIVIDE, expr, by);
    return expr_binary(builder->arena, EXPR_DIVIDE, expr->a,
                       expr_binary(builder->arena, EXPR_MULTIPLY, expr->b, by));
}

/* The loss's scale over the outputs and the base of its logarithm. */
static const struct expr *scaled(struct builder *builder, const struct expr *expr,
                                 const struct loss_entry *entry)
{
    struct arena *arena = builder->arena;
    const struct loss *loss = &builder->problem->loss;
    bool half = loss->scale == SCALE_HALF || loss->scale == SCALE_HALF_MEAN;
    bool mean = loss->scale == SCALE_MEAN || loss->scale == SCALE_HALF_MEAN;
    int divisor = (half ? 2 : 1) * (mean ? builder->problem->output_count : 1);
    if (divisor > 1)
        expr = expr_binary(
            arena, EXPR_MULTIPLY,
            expr_binary(arena, EXPR_DIVIDE, expr_integer(arena, 1), expr_integer(arena, divisor)),
            expr);
    if (entry->logarithmic && loss->log_base != LOG_BASE_E)
        expr = divided(builder, expr,
                       expr_function(arena, FUNCTION_LOG,
                                     expr_integer(arena, loss->log_base == LOG_BASE_2 ? 2 : 10)));
    return expr;
}

static void add_loss(struct builder *builder)
{
    struct arena *arena = builder->arena;
    const struct problem *problem = builder->problem;
    struct tape *tape = builder->tape;
    if (!problem->loss.entry || !problem->targets)
        return;
    const struct loss_entry *entry = problem->loss.entry;
    struct family *loss =
        builder_family(builder, "E", SCOPE_STEP, ROLE_LOSS, PHASE_FORWARD, 0, NULL);
    builder_assign(builder, loss, scaled(builder, loss_formula(builder, entry->formula), entry),
                   NULL);
    const struct expr *derivative =
        scaled(builder, loss_formula(builder, entry->derivative), entry);
    add_hand_derivative(builder, loss, tape->layers[problem->layer_count].a,
                        expr_simplify(arena, derivative), "k");
    tape->loss = loss;

    struct family *total =
        builder_family(builder, "E", SCOPE_UPDATE, ROLE_LOSS, PHASE_TOTAL, 0, NULL);
    struct expr *name = builder_self(builder, loss);
    name->has_sample = true;
    name->sample = index_variable("s");
    enum expr_kind kind = problem->loss.batch == REDUCTION_MEAN ? EXPR_MEAN : EXPR_SUM;
    builder_assign(builder, total,
                   expr_reduction(arena, kind, "s", index_integer(1), index_variable("m"), name),
                   NULL);
    tape->total = total;
}

/* ---- update ---- */

/* w' := w - alpha * dE/dw (gradient descent; Goodfellow et al., section 4.3) */
static void add_update(struct builder *builder, const struct family *parameter)
{
    struct arena *arena = builder->arena;
    if (!parameter->gradient)
        return;
    struct family *update = builder_family(builder, parameter->top.base, SCOPE_UPDATE, ROLE_UPDATE,
                                           PHASE_UPDATE, parameter->rank, parameter->dimensions);
    const struct expr *step =
        expr_binary(arena, EXPR_MULTIPLY, builder_self(builder, builder->tape->learning_rate),
                    builder_self(builder, parameter->gradient));
    builder_assign(builder, update,
                   expr_binary(arena, EXPR_SUBTRACT, builder_self(builder, parameter), step), NULL);
    update->layer = parameter->layer;
    update->updates = parameter;
    builder->families[parameter->number]->successor = update;
}

static void add_backward(struct builder *builder)
{
    struct tape *tape = builder->tape;
    const struct problem *problem = builder->problem;
    const struct family **wanted =
        arena_array(builder->arena, 2 * (size_t)problem->layer_count + 1, sizeof *wanted);
    int count = 0;
    for (int l = 1; l <= problem->layer_count; l++) {
        if (problem->layers[l - 1].train_weights)
            wanted[count++] = tape->layers[l].weights;
        if (problem->layers[l - 1].train_biases && tape->layers[l].biases)
            wanted[count++] = tape->layers[l].biases;
    }
    if (problem->wrt_inputs)
        wanted[count++] = tape->inputs;
    builder_reverse(builder, tape->loss, wanted, count);
    if (tape->learning_rate)
        for (int i = 0; i < count; i++)
            if (wanted[i]->role == ROLE_PARAMETER)
                add_update(builder, wanted[i]);
}

/* ---- names and conventions ---- */

/* Reads "base[i,j]" at `at` into the places of the label; what follows it, or NULL. */
static const char *read_label(const struct label *label, const char *at,
                              long indices[FAMILY_RANK_MAX])
{
    size_t base = strlen(label->base);
    if (strncmp(at, label->base, base) != 0)
        return NULL;
    at += base;
    for (int i = 0; i < label->rank; i++) {
        if (*at != (i ? ',' : '['))
            return NULL;
        indices[label->places[i]] = strtol(at + 1, (char **)&at, 10);
    }
    if (label->rank && *at++ != ']')
        return NULL;
    return at;
}

/* Is `id` (without update and sample) an instance of the family? */
static bool read_base_id(const struct family *family, const char *id, long indices[FAMILY_RANK_MAX])
{
    const char *at = id;
    if (family->bottom.base) {
        at = *id == 'd' ? read_label(&family->top, id + 1, indices) : NULL;
        if (!at || strncmp(at, "/d", 2) != 0)
            return false;
        at = read_label(&family->bottom, at + 2, indices);
    } else {
        at = read_label(&family->top, id, indices);
    }
    if (!at || *at != '\0')
        return false;
    for (int d = 0; d < family->rank; d++)
        if (indices[d] < 1 || indices[d] > family->dimensions[d].count)
            return false;
    return true;
}

/* Puts the problem's own names beside the instances they name. */
static void add_names(struct builder *builder)
{
    struct text id;
    text_open(&id, builder->arena);
    for (int f = 0; f < builder->count; f++) {
        struct family *family = builder->families[f];
        const char **names = NULL;
        for (int n = 0; n < builder->problem->name_count && family->role != ROLE_UPDATE; n++) {
            const struct naming *naming = &builder->problem->names[n];
            long indices[FAMILY_RANK_MAX] = {0};
            if (!read_base_id(family, naming->id, indices))
                continue;
            text_clear(&id);
            family_base_id(family, indices, &id);
            if (strcmp(id.bytes, naming->id) != 0)
                continue; /* dz2[1]/dw2[2,1]: indices that are one must agree */
            if (!names)
                names = arena_array(builder->arena, family->count, sizeof *names);
            names[family_instance(family, indices)] = naming->name;
        }
        family->names = names;
    }
}

static void convention(struct builder *builder, const char *key, const char *text)
{
    struct tape *tape = builder->tape;
    struct convention *list =
        arena_array(builder->arena, (size_t)tape->convention_count + 1, sizeof *list);
    if (tape->convention_count)
        memcpy(list, tape->conventions, (size_t)tape->convention_count * sizeof *list);
    list[tape->convention_count++] = (struct convention){key, text};
    tape->conventions = list;
}

static void add_conventions(struct builder *builder)
{
    static const char *const scales[] = {"sum", "half", "mean", "half_mean"};
    static const char *const bases[] = {"e", "2", "10"};
    const struct problem *problem = builder->problem;
    if (builder->tape->loss) {
        convention(builder, "loss_over_outputs", scales[problem->loss.scale]);
        convention(builder, "loss_over_batch",
                   problem->loss.batch == REDUCTION_MEAN ? "mean" : "sum");
        if (problem->loss.clip)
            convention(builder, "clip", "the derivative is 0 only outside [clip, 1 - clip]");
        if (problem->loss.entry->logarithmic)
            convention(builder, "log_base", bases[problem->loss.log_base]);
    }
    if (builder->tape->backward) {
        convention(builder, "error_terms", "of each sample's own loss");
        convention(builder, "update", "all gradients are taken before any parameter changes");
    }
    for (int l = 0; l < problem->layer_count; l++) {
        const struct activation_entry *entry = problem->layers[l].activation.entry;
        bool said = false;
        for (int k = 0; k < l; k++)
            said = said || problem->layers[k].activation.entry == entry;
        if (entry->convention && !said)
            convention(builder, entry->name, entry->convention);
    }
}

const struct tape *tape_compile(struct arena *arena, const struct problem *problem)
{
    struct tape *tape = arena_alloc(arena, sizeof *tape);
    struct builder builder = {.arena = arena, .problem = problem, .tape = tape};
    builder.capacity = FAMILIES_PER_LAYER * (problem->layer_count + 1);
    builder.families = arena_array(arena, (size_t)builder.capacity, sizeof *builder.families);
    builder.hands = arena_array(arena, (size_t)problem->layer_count + 1, sizeof *builder.hands);

    tape->problem = problem;
    tape->backward = problem->updates > 0;
    tape->sample_gradients = problem->sample_count > 1;
    tape->last_update =
        problem->updates > 0 ? problem->updates + (problem->forward_after ? 1 : 0) : 1;
    for (int b = 0; b < problem->batch_count; b++)
        if (problem->batches[b].count > tape->batch_capacity)
            tape->batch_capacity = problem->batches[b].count;

    add_samples(&builder);
    add_forward(&builder);
    add_loss(&builder);
    if (tape->backward)
        add_backward(&builder);
    add_names(&builder);
    add_conventions(&builder);
    tape->families = (const struct family *const *)builder.families;
    tape->family_count = builder.count;
    assert(tape_check(arena, tape) == NULL);
    return tape;
}
