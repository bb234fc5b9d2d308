/* Why two traces differ: other steps, other given numbers, other formulas, rounding. Factors are in
 * diff_convention.c. */
#include "tape/diff_explain.h"

#include "base/arena.h"
#include "number/number.h"
#include "tape/trace_id.h"
#include <float.h>
#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* So many units of the last place are still called rounding. */
#define ROUNDING_UNITS 16

/* Longer formulas are cut in messages. */
#define FORMULA_MOST 160

void explain(struct explaining *explaining, enum diff_code code, const struct text *message)
{
    struct diff_explanation *explanation = arena_alloc(explaining->arena, sizeof *explanation);
    explanation->code = code;
    explanation->message = text_copy(message, explaining->arena);
    if (explaining->last)
        explaining->last->next = explanation;
    else
        explaining->first = explanation;
    explaining->last = explanation;
}

bool explain_members(const struct explaining *explaining, const char *section, const char *key,
                     enum json_kind kind, const struct json **a, const struct json **b)
{
    const struct json *in_a = json_member(explaining->diff->a->problem, section);
    const struct json *in_b = json_member(explaining->diff->b->problem, section);
    *a = in_a ? json_member(in_a, key) : NULL;
    *b = in_b ? json_member(in_b, key) : NULL;
    return *a && *b && (*a)->kind == kind && (*b)->kind == kind;
}

static const char *number_text(const struct trace_step *step)
{
    return step->value ? step->value : step->shown;
}

/* ---- topology ---- */

/* What the ids of a trace say about its network. */
struct extent {
    long updates, samples, inputs, outputs, layers;
    long units[PROBLEM_MAX_LAYERS + 1];
};

static void at_least(long *number, long least)
{
    if (*number < least)
        *number = least;
}

static void extend(struct extent *extent, const struct trace_step *step)
{
    struct trace_id id = trace_id_of(step->id);
    long layer, index;
    if (step->role == ROLE_GRADIENT)
        at_least(&extent->updates, id.update);
    if (step->role == ROLE_INPUT && trace_id_index(&id, 'x', NULL, &index)) {
        at_least(&extent->inputs, index);
        extent->samples += index == 1;
    }
    if (step->role == ROLE_TARGET && trace_id_index(&id, 't', NULL, &index))
        at_least(&extent->outputs, index);
    if (step->role == ROLE_PRE_ACTIVATION && trace_id_index(&id, 'z', &layer, &index)) {
        at_least(&extent->layers, layer);
        if (layer <= PROBLEM_MAX_LAYERS)
            at_least(&extent->units[layer], index);
    }
}

static struct extent extent_of(const struct trace_file *trace)
{
    struct extent extent = {0};
    for (size_t i = 0; i < trace->step_count; i++)
        extend(&extent, &trace->steps[i]);
    return extent;
}

/* "3 samples in A and 4 in B; ": only where they differ. */
static void write_counts(struct text *message, const char *what, long a, long b)
{
    if (a != b)
        text_printf(message, "%s: %ld in A and %ld in B; ", what, a, b);
}

static void explain_topology(struct explaining *explaining)
{
    struct text message;
    if (explaining->only_a + explaining->only_b == 0)
        return;
    struct extent a = extent_of(explaining->diff->a), b = extent_of(explaining->diff->b);
    text_open(&message, explaining->arena);
    write_counts(&message, "layers", a.layers, b.layers);
    for (long layer = 1; layer <= PROBLEM_MAX_LAYERS; layer++)
        if (layer <= a.layers && layer <= b.layers)
            write_counts(&message, arena_printf(explaining->arena, "units of layer %ld", layer),
                         a.units[layer], b.units[layer]);
    write_counts(&message, "inputs", a.inputs, b.inputs);
    write_counts(&message, "targets", a.outputs, b.outputs);
    write_counts(&message, "samples", a.samples, b.samples);
    write_counts(&message, "updates with gradients", a.updates, b.updates);
    text_printf(&message, "steps in one trace only: %zu of A and %zu of B", explaining->only_a,
                explaining->only_b);
    explain(explaining, EXPLANATION_TOPOLOGY, &message);
}

/* ---- given numbers ---- */

static bool is_given(const struct diff_pair *pair)
{
    return pair->a && pair->b && !pair->a->formula && !pair->b->formula;
}

/* What the problem says and no step shows: which optimizer, and numbers. */
static void write_settings(const struct explaining *explaining, struct text *message)
{
    static const struct {
        const char *section, *key;
        enum json_kind kind;
    } settings[] = {{"optimizer", "kind", JSON_STRING},
                    {"optimizer", "form", JSON_STRING},
                    {"optimizer", "learning_rate", JSON_NUMBER},
                    {"optimizer", "momentum", JSON_NUMBER},
                    {"optimizer", "beta1", JSON_NUMBER},
                    {"optimizer", "beta2", JSON_NUMBER},
                    {"optimizer", "rho", JSON_NUMBER},
                    {"optimizer", "epsilon", JSON_NUMBER},
                    {"optimizer", "weight_decay", JSON_NUMBER},
                    {"loss", "log_add", JSON_NUMBER},
                    {"loss", "clip", JSON_NUMBER},
                    {"loss", "delta", JSON_NUMBER},
                    {"loss", "label_smoothing", JSON_NUMBER}};
    for (size_t i = 0; i < COUNT(settings); i++) {
        const struct json *a, *b;
        if (!explain_members(explaining, settings[i].section, settings[i].key, settings[i].kind, &a,
                             &b))
            continue;
        bool number = settings[i].kind == JSON_NUMBER;
        if (number ? json_double(a->text) != json_double(b->text) : strcmp(a->text, b->text) != 0)
            text_printf(message, "%s%s of the %s: %s in A and %s in B", message->length ? "; " : "",
                        settings[i].key, settings[i].section, a->text, b->text);
    }
}

static void explain_values(struct explaining *explaining)
{
    struct text message;
    text_open(&message, explaining->arena);
    if (explaining->given)
        text_printf(&message,
                    "given numbers differ, %zu of them; the first is %s: %s in A and %s in B",
                    explaining->given_count, explaining->given->a->id,
                    number_text(explaining->given->a), number_text(explaining->given->b));
    write_settings(explaining, &message);
    if (message.length)
        explain(explaining, EXPLANATION_VALUE, &message);
}

/* ---- formulas ---- */

static bool same_json(const struct json *a, const struct json *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->count != b->count || a->length != b->length ||
        (a->text && memcmp(a->text, b->text, a->length) != 0))
        return false;
    for (const struct json *member = a->first; member; member = member->next)
        if (!same_json(member, a->kind == JSON_OBJECT ? json_member(b, member->key)
                                                      : &b->first[member->index]))
            return false;
    return true;
}

/* The operands are in both traces and the same there. */
static bool same_operands(const struct diff *diff, const struct trace_step *step)
{
    for (size_t i = 0; i < step->operand_count; i++) {
        const struct trace_step *operand = trace_find(diff->a, step->operands[i]);
        if (!operand || diff->pairs[operand - diff->a->steps].kind != DIFF_SAME)
            return false;
    }
    return true;
}

static bool formula_differs(const struct diff *diff, const struct diff_pair *pair)
{
    return (pair->kind == DIFF_VALUE || pair->kind == DIFF_SHOWN) && pair->a->formula &&
           pair->b->formula && strcmp(pair->a->formula, pair->b->formula) != 0 &&
           same_operands(diff, pair->a) && same_operands(diff, pair->b);
}

static const char *cut(struct arena *arena, const char *formula)
{
    size_t length = strlen(formula);
    if (length <= FORMULA_MOST)
        return formula;
    length = FORMULA_MOST;
    while (((unsigned char)formula[length] & 0xC0) == 0x80)
        length--;
    return arena_printf(arena, "%.*s...", (int)length, formula);
}

/* Names stand in formulas: where they differ, formulas say nothing. */
static void explain_formulas(struct explaining *explaining)
{
    const struct diff *diff = explaining->diff;
    const struct diff_pair *first = NULL;
    size_t count = 0;
    if (!same_json(json_member(diff->a->problem, "names"), json_member(diff->b->problem, "names")))
        return;
    for (size_t i = 0; i < diff->a->step_count; i++)
        if (formula_differs(diff, &diff->pairs[i]) &&
            !explained_by_convention(explaining, diff->pairs[i].a)) {
            first = first ? first : &diff->pairs[i];
            count++;
        }
    if (!first)
        return;
    struct text message;
    text_open(&message, explaining->arena);
    text_printf(&message,
                "from the same numbers %s is computed as %s in A and as %s in B; "
                "steps with another formula of the same numbers: %zu",
                first->a->id, cut(explaining->arena, first->a->formula),
                cut(explaining->arena, first->b->formula), count);
    explain(explaining, EXPLANATION_FORMULA, &message);
}

/* ---- rounding ---- */

static double unit_of(const struct json *arithmetic)
{
    const char *kind = json_member(arithmetic, "kind")->text;
    if (strcmp(kind, "certified") == 0 || strcmp(kind, "float64") == 0)
        return DBL_EPSILON;
    return strcmp(kind, "float32") == 0 ? (double)FLT_EPSILON : 0;
}

static double coarser_unit(const struct diff *diff)
{
    double a = unit_of(diff->a->arithmetic), b = unit_of(diff->b->arithmetic);
    return a > 0 && b > 0 ? fmax(a, b) : 0;
}

static const char *digits_of(struct arena *arena, const struct json *arithmetic)
{
    const struct json *digits = json_member(arithmetic, "digits");
    const struct json *decimals = json_member(arithmetic, "decimals");
    return digits     ? arena_printf(arena, "%s significant digits", digits->text)
           : decimals ? arena_printf(arena, "%s decimal places", decimals->text)
                      : "no stated number of digits";
}

/* Digits asked for are no difference of the numbers. */
static void explain_digits(struct explaining *explaining)
{
    const struct diff *diff = explaining->diff;
    const char *a = digits_of(explaining->arena, diff->a->arithmetic);
    const char *b = digits_of(explaining->arena, diff->b->arithmetic);
    if (strcmp(a, b) == 0)
        return;
    struct text message;
    text_open(&message, explaining->arena);
    text_printf(&message, "A shows %s, B shows %s: values are compared, shown digits are not", a,
                b);
    explain(explaining, EXPLANATION_ROUNDING, &message);
}

static const char *arithmetic_of(struct arena *arena, const struct json *arithmetic)
{
    const struct json *rounding = json_member(arithmetic, "rounding");
    const char *kind = json_member(arithmetic, "kind")->text;
    return rounding ? arena_printf(arena, "%s (%s)", kind, rounding->text) : kind;
}

/* What is computed from what is the same in both. */
static bool same_computation(const struct explaining *explaining)
{
    const struct diff *diff = explaining->diff;
    if (explaining->given || explaining->other_roles || explaining->only_a || explaining->only_b ||
        !same_json(diff->a->problem, diff->b->problem))
        return false;
    for (size_t i = 0; i < diff->a->step_count; i++) {
        const char *a = diff->pairs[i].a->formula, *b = diff->pairs[i].b->formula;
        if (a && b && strcmp(a, b) != 0)
            return false;
    }
    return true;
}

/* The same problem in two arithmetics; true if it is. */
static bool explain_arithmetic(struct explaining *explaining)
{
    const struct diff *diff = explaining->diff;
    const char *a = arithmetic_of(explaining->arena, diff->a->arithmetic);
    const char *b = arithmetic_of(explaining->arena, diff->b->arithmetic);
    struct text message;
    if (!explaining->other_arithmetic || !same_computation(explaining))
        return false;
    text_open(&message, explaining->arena);
    text_printf(&message,
                "problem, given numbers and formulas are the same, the arithmetic is not: %s in A "
                "and %s in B",
                a, b);
    explain(explaining, EXPLANATION_ROUNDING, &message);
    return true;
}

static void explain_rounding(struct explaining *explaining)
{
    const struct diff *diff = explaining->diff;
    double largest = 0;
    struct text message;
    for (size_t i = 0; i < ROLES; i++)
        largest = fmax(largest, diff->roles[i].relative);
    bool same_problem = !explaining->given && !explaining->other_roles && explaining->only_a == 0 &&
                        explaining->only_b == 0;
    if (!same_problem || explain_arithmetic(explaining) || largest == 0 || explaining->unit == 0 ||
        largest > ROUNDING_UNITS * explaining->unit)
        return;
    text_open(&message, explaining->arena);
    text_printf(&message, "all differences are within %d units in the last place of %s numbers",
                ROUNDING_UNITS,
                explaining->unit > DBL_EPSILON ? "single precision" : "double precision");
    explain(explaining, EXPLANATION_ROUNDING, &message);
}

/* ---- the whole ---- */

/* A number given to both that one of the arithmetics cannot hold: 0.1 in single precision. */
static bool only_rounded(const struct explaining *explaining, const struct diff_pair *pair)
{
    double a = pair->a->number, b = pair->b->number;
    return explaining->other_arithmetic && pair->kind == DIFF_VALUE && pair->a->value &&
           pair->b->value && fabs(a - b) <= explaining->unit / 2 * fmax(fabs(a), fabs(b));
}

static void survey(struct explaining *explaining)
{
    const struct diff *diff = explaining->diff;
    explaining->unit = coarser_unit(diff);
    explaining->other_arithmetic =
        strcmp(arithmetic_of(explaining->arena, diff->a->arithmetic),
               arithmetic_of(explaining->arena, diff->b->arithmetic)) != 0;
    for (size_t i = 0; i < ROLES; i++) {
        explaining->only_a += diff->roles[i].only_a;
        explaining->only_b += diff->roles[i].only_b;
    }
    for (size_t i = 0; i < diff->a->step_count; i++) {
        const struct diff_pair *pair = &diff->pairs[i];
        explaining->other_roles = explaining->other_roles || pair->kind == DIFF_ROLE;
        if (pair->kind == DIFF_SAME || !is_given(pair) || only_rounded(explaining, pair))
            continue;
        if (!explaining->given)
            explaining->given = pair;
        explaining->given_count++;
    }
}

const struct diff_explanation *diff_explain(struct arena *arena, const struct diff *diff)
{
    struct explaining explaining = {.arena = arena, .diff = diff};
    survey(&explaining);
    if (!diff->equal) {
        explain_topology(&explaining);
        explain_values(&explaining);
        explain_conventions(&explaining);
        explain_formulas(&explaining);
        explain_rounding(&explaining);
    }
    explain_digits(&explaining);
    return explaining.first;
}
