/* Constant factors: what only a convention changes (half of the squared error, mean or sum over the batch, the base
 * of a logarithm) multiplies every loss and gradient of one level by one number.
 *
 * Looked for in the first update only: what comes after rests on other parameters.
 */
#include "tape/diff_explain.h"

#include "base/arena.h"
#include "number/number.h"
#include "tape/trace_id.h"
#include <float.h>
#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Steps that a convention changes by one factor. */
enum group { SAMPLE_LOSS, SAMPLE_GRADIENT, UPDATE_LOSS, UPDATE_GRADIENT, PENALTY, GROUPS };

static const char *const group_names[GROUPS] = {
    [SAMPLE_LOSS] = "the losses of the samples",
    [SAMPLE_GRADIENT] = "the error terms and derivatives of the samples",
    [UPDATE_LOSS] = "the loss of the update",
    [UPDATE_GRADIENT] = "the gradients of the update",
    [PENALTY] = "the penalty and its gradients",
};

#define LOSS_OF_SAMPLES (1u << SAMPLE_LOSS | 1u << SAMPLE_GRADIENT)
#define LOSS_OF_UPDATE (1u << UPDATE_LOSS | 1u << UPDATE_GRADIENT)

struct factor {
    size_t count, differing; /* steps that are not 0 in both; those that differ */
    double ratio;            /* b / a of the first of them */
    bool mixed;              /* not all have that ratio */
};

struct factors {
    struct factor group[GROUPS];
    bool others;           /* a step of the first update differs that belongs to no group */
    double precision;      /* to which ratios are compared */
    long update;           /* the first; 0: there are no updates */
    long samples, outputs; /* of the first update; targets of a sample */
};

/* ---- sorting steps into groups ---- */

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static enum group group_of(const struct trace_step *step, const struct trace_id *id)
{
    switch (step->role) {
    case ROLE_LOSS:
        return id->sample ? SAMPLE_LOSS : UPDATE_LOSS;
    case ROLE_PENALTY:
        return PENALTY;
    case ROLE_PARTIAL:
        if (!begins(id->quantity, "dE/"))
            return GROUPS;
        break;
    case ROLE_GRADIENT:
        if (begins(id->quantity, "dR/"))
            return PENALTY;
        break;
    case ROLE_ERROR_TERM:
        break;
    default:
        return GROUPS;
    }
    return id->sample ? SAMPLE_GRADIENT : UPDATE_GRADIENT;
}

static void add_ratio(struct factors *factors, struct factor *factor, const struct diff_pair *pair)
{
    double a = pair->a->number, b = pair->b->number;
    if (!pair->a->value || !pair->b->value || (a == 0) != (b == 0))
        factor->mixed = true;
    if (a == 0 || b == 0)
        return;
    if (factor->count == 0)
        factor->ratio = b / a;
    factor->count++;
    factor->differing += pair->kind != DIFF_SAME;
    if (!(fabs(b / a - factor->ratio) <= factors->precision * fabs(factor->ratio)))
        factor->mixed = true;
}

static void add_pair(struct factors *factors, const struct diff_pair *pair)
{
    struct trace_id id = trace_id_of(pair->a->id);
    long index;
    if (id.update && id.update != factors->update)
        return;
    if (pair->a->role == ROLE_TARGET && trace_id_index(&id, 't', NULL, &index))
        factors->outputs = index > factors->outputs ? index : factors->outputs;
    if (pair->a->role == ROLE_STATE || pair->a->role == ROLE_UPDATE)
        return;
    enum group group = group_of(pair->a, &id);
    if (group == SAMPLE_LOSS)
        factors->samples++;
    if (group < GROUPS)
        add_ratio(factors, &factors->group[group], pair);
    else if (pair->kind != DIFF_SAME)
        factors->others = true;
}

/* Values are the doubles nearest to the true ones, or results of an arithmetic with errors of its own. */
static double ratio_precision(const struct explaining *explaining)
{
    const char *kinds[] = {json_member(explaining->diff->a->arithmetic, "kind")->text,
                           json_member(explaining->diff->b->arithmetic, "kind")->text};
    if (strcmp(kinds[0], "certified") == 0 && strcmp(kinds[1], "certified") == 0)
        return 4 * DBL_EPSILON;
    return explaining->unit > DBL_EPSILON ? 1e-4 : 1e-9;
}

static struct factors find_factors(const struct explaining *explaining)
{
    const struct diff *diff = explaining->diff;
    struct factors factors = {.precision = ratio_precision(explaining)};
    for (size_t i = 0; i < diff->a->step_count; i++) {
        long update = trace_id_of(diff->a->steps[i].id).update;
        if (update && (!factors.update || update < factors.update))
            factors.update = update;
    }
    for (size_t i = 0; i < diff->a->step_count; i++)
        add_pair(&factors, &diff->pairs[i]);
    return factors;
}

static bool is_constant(const struct factor *factor)
{
    return factor->differing > 0 && !factor->mixed;
}

/* ---- the keys of a problem that make such factors ---- */

static double scale_factor(const char *word, const struct factors *factors)
{
    double outputs = (double)factors->outputs;
    return strcmp(word, "sum") == 0         ? 1
           : strcmp(word, "half") == 0      ? 0.5
           : strcmp(word, "mean") == 0      ? 1 / outputs
           : strcmp(word, "half_mean") == 0 ? 0.5 / outputs
                                            : 0;
}

static double batch_factor(const char *word, const struct factors *factors)
{
    return strcmp(word, "sum") == 0    ? 1
           : strcmp(word, "mean") == 0 ? 1 / (double)factors->samples
                                       : 0;
}

static double base_factor(const char *word, const struct factors *factors)
{
    (void)factors;
    return strcmp(word, "e") == 0    ? 1
           : strcmp(word, "2") == 0  ? 1 / log(2)
           : strcmp(word, "10") == 0 ? 1 / log(10)
                                     : 0;
}

static double penalty_factor(const char *word, const struct factors *factors)
{
    return strcmp(word, "plain") == 0         ? 1
           : strcmp(word, "half") == 0        ? 0.5
           : strcmp(word, "half_over_m") == 0 ? 0.5 / (double)factors->samples
                                              : 0;
}

static const struct key {
    const char *section, *key;
    unsigned groups; /* that it acts on */
    double (*factor)(const char *word, const struct factors *factors);
} keys[] = {
    {"loss", "scale", LOSS_OF_SAMPLES | LOSS_OF_UPDATE, scale_factor},
    {"loss", "log_base", LOSS_OF_SAMPLES | LOSS_OF_UPDATE, base_factor},
    {"loss", "batch", LOSS_OF_UPDATE, batch_factor},
    {"penalty", "convention", 1u << PENALTY, penalty_factor},
};

/* A word may be a number: "log_base": 2. */
static bool words_of(const struct explaining *explaining, const struct key *key, const char **a,
                     const char **b)
{
    const struct json *in_a = json_member(explaining->diff->a->problem, key->section);
    const struct json *in_b = json_member(explaining->diff->b->problem, key->section);
    in_a = in_a ? json_member(in_a, key->key) : NULL;
    in_b = in_b ? json_member(in_b, key->key) : NULL;
    *a = in_a ? in_a->text : NULL;
    *b = in_b ? in_b->text : NULL;
    return *a && *b && strcmp(*a, *b) != 0;
}

/* The keys that differ and act on `group`, if together they make just this ratio: "scale of the loss is half in A and
 * sum in B". */
static bool write_cause(const struct explaining *explaining, const struct factors *factors,
                        enum group group, struct text *cause)
{
    double expected = 1;
    for (size_t i = 0; i < COUNT(keys); i++) {
        const char *a, *b;
        if (!(keys[i].groups & 1u << group) || !words_of(explaining, &keys[i], &a, &b))
            continue;
        double factor = keys[i].factor(b, factors) / keys[i].factor(a, factors);
        expected *= factor;
        if (factor == 1)
            continue;
        text_printf(cause, "%s\"%s\" of the %s is %s in A and %s in B",
                    cause->length ? ", and " : "", keys[i].key, keys[i].section, a, b);
    }
    double ratio = factors->group[group].ratio;
    return cause->length && fabs(ratio - expected) <= 1e-9 * fabs(ratio) + factors->precision;
}

/* ---- a ratio in words ---- */

#define DENOMINATOR_MOST 1000
#define NUMERATOR_MOST 1e6

/* "3", "1/2": a simple fraction. */
static bool write_fraction(double ratio, double precision, struct text *out)
{
    for (int denominator = 1; denominator <= DENOMINATOR_MOST; denominator++) {
        double numerator = round(ratio * denominator);
        if (numerator < 1 || numerator > NUMERATOR_MOST ||
            fabs(ratio * denominator - numerator) > precision * numerator)
            continue;
        text_printf(out, "%.0f", numerator);
        if (denominator > 1)
            text_printf(out, "/%d", denominator);
        return true;
    }
    return false;
}

static void write_ratio(double ratio, double precision, struct text *out)
{
    const struct {
        const char *text;
        double value;
    } logarithms[] = {{" * ln 2", log(2)},
                      {" / ln 2", 1 / log(2)},
                      {" * ln 10", log(10)},
                      {" / ln 10", 1 / log(10)}};
    if (write_fraction(ratio, precision, out))
        return;
    for (size_t i = 0; i < COUNT(logarithms); i++)
        if (write_fraction(ratio / logarithms[i].value, precision, out)) {
            text_string(out, logarithms[i].text);
            return;
        }
    double_shortest(ratio, out);
}

/* Numbers of the problem that the ratio is, for whoever looks for the cause. */
static void write_readings(const struct factors *factors, double ratio, struct text *out)
{
    double size = fmax(ratio, 1 / ratio);
    if (factors->samples > 1 && fabs(size - (double)factors->samples) < 1e-9 * size)
        text_printf(out, "; %ld is the number of samples of the update", factors->samples);
    if (factors->outputs > 1 && fabs(size - (double)factors->outputs) < 1e-9 * size)
        text_printf(out, "; %ld is the number of outputs", factors->outputs);
}

/* ---- explanations ---- */

static bool same_ratio(const struct factors *factors, enum group a, enum group b)
{
    return fabs(factors->group[a].ratio - factors->group[b].ratio) <=
           factors->precision * fabs(factors->group[a].ratio);
}

/* The groups from `first` on that have its ratio and the same cause (or none) are told in one sentence. */
static size_t write_groups(struct explaining *explaining, struct factors *factors,
                           const bool *explained, enum group first, struct text *message)
{
    size_t steps = 0;
    for (int group = (int)first; group < GROUPS; group++) {
        if (!is_constant(&factors->group[group]) || explained[group] != explained[first] ||
            !same_ratio(factors, first, (enum group)group))
            continue;
        text_printf(message, "%s%s", message->length ? ", " : "", group_names[group]);
        steps += factors->group[group].differing;
        explaining->told |= explained[group] ? 1u << group : 0;
        factors->group[group].mixed = group != (int)first; /* told */
    }
    return steps;
}

static void write_relation(const struct factors *factors, double ratio, struct text *message)
{
    if (factors->update)
        text_printf(message, " (update %ld)", factors->update);
    if (ratio == -1) {
        text_literal(message, " have the opposite sign in B");
        return;
    }
    text_literal(message, " in B are ");
    if (ratio < 0)
        text_literal(message, "minus ");
    write_ratio(fabs(ratio), fmax(factors->precision, 1e-14), message);
    text_literal(message, " times those in A");
}

static void explain_group(struct explaining *explaining, struct factors *factors, enum group group)
{
    struct text message, causes[GROUPS];
    bool explained[GROUPS] = {false};
    double ratio = factors->group[group].ratio;
    for (int i = (int)group; i < GROUPS; i++) {
        text_open(&causes[i], explaining->arena);
        explained[i] = write_cause(explaining, factors, (enum group)i, &causes[i]);
    }
    text_open(&message, explaining->arena);
    size_t steps = write_groups(explaining, factors, explained, group, &message);
    if (!explained[group] && steps < 2)
        return; /* one number proves no rule */
    write_relation(factors, ratio, &message);
    if (explained[group]) {
        text_printf(&message, ": %s", causes[group].bytes);
        explaining->update = factors->update;
    } else {
        text_literal(&message, ": no key of the two problems says why");
        write_readings(factors, fabs(ratio), &message);
    }
    explain(explaining, EXPLANATION_CONVENTION, &message);
}

void explain_conventions(struct explaining *explaining)
{
    if (explaining->given || explaining->other_roles || explaining->only_a || explaining->only_b)
        return;
    struct factors factors = find_factors(explaining);
    if (factors.others)
        return;
    for (int group = 0; group < GROUPS; group++)
        if (is_constant(&factors.group[group]) &&
            fabs(factors.group[group].ratio - 1) > factors.precision)
            explain_group(explaining, &factors, (enum group)group);
}

bool explained_by_convention(const struct explaining *explaining, const struct trace_step *step)
{
    struct trace_id id = trace_id_of(step->id);
    enum group group = group_of(step, &id);
    return id.update == explaining->update && group < GROUPS && (explaining->told & 1u << group);
}
