/* Aligning two traces and comparing them step by step. Why they differ is asked in diff_explain.c. */
#include "tape/diff.h"

#include "base/arena.h"
#include <float.h>
#include <math.h>
#include <string.h>

const char *diff_code_name(enum diff_code code)
{
    static const char *const names[] = {
#define EXPLANATION(name, text) text,
#include "tape/explanations.def"
#undef EXPLANATION
    };
    return names[code];
}

/* ---- two numbers ---- */

/* |a - b|, and the same relative to the larger of both. */
struct distance {
    double relative, absolute;
};

static struct distance distance_of(double a, double b)
{
    double larger = fmax(fabs(a), fabs(b));
    if (a == b)
        return (struct distance){0, 0};
    return (struct distance){fabs(a / larger - b / larger), fabs(a - b)};
}

/* A decimal number of any size: mantissa * 10^exponent, 1 <= |mantissa| < 10, or 0. */
struct decimal {
    double mantissa;
    double exponent; /* whole; a double, so that it cannot overflow */
};

static struct decimal decimal_of(const char *text)
{
    struct decimal decimal = {0, 0};
    double unit = 1,
           place = 0; /* of the next digit: in the mantissa; power of ten before the point */
    bool negative = *text == '-', point = false, begun = false;
    for (text += negative; *text && *text != 'e' && *text != 'E'; text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        begun = begun || *text != '0';
        if (begun && unit > 1e-17)
            decimal.mantissa += (*text - '0') * unit;
        if (begun)
            unit /= 10;
        place += begun && !point ? 1 : !begun && point ? -1 : 0;
    }
    decimal.exponent = place - 1 + (*text ? json_double(text + 1 + (text[1] == '+')) : 0);
    if (negative)
        decimal.mantissa = -decimal.mantissa;
    return begun ? decimal : (struct decimal){0, 0};
}

/* Of numbers beyond the range of doubles: their distance, too, is beyond it, or nothing. */
static struct distance decimal_distance(const char *a_text, const char *b_text)
{
    struct decimal a = decimal_of(a_text), b = decimal_of(b_text);
    if (strcmp(a_text, b_text) == 0)
        return (struct distance){0, 0};
    double exponent = a.mantissa == 0   ? b.exponent
                      : b.mantissa == 0 ? a.exponent
                                        : fmax(a.exponent, b.exponent);
    struct distance distance = distance_of(a.mantissa * pow(10, a.exponent - exponent),
                                           b.mantissa * pow(10, b.exponent - exponent));
    if (distance.relative > 0) /* a difference too small for a double is still one */
        distance.absolute = fmax(distance.absolute * pow(10, exponent), DBL_TRUE_MIN);
    return distance;
}

static struct distance step_distance(const struct trace_step *a, const struct trace_step *b)
{
    if (a->value && b->value)
        return distance_of(a->number, b->number);
    return decimal_distance(a->value ? a->value : a->shown, b->value ? b->value : b->shown);
}

static bool agree(const struct trace_step *a, const struct trace_step *b,
                  const struct distance *distance, const struct diff_tolerance *tolerance)
{
    if (distance->relative == 0)
        return (a->value != NULL) == (b->value != NULL) || strcmp(a->shown, b->shown) == 0 ||
               tolerance->relative > 0 || tolerance->absolute > 0;
    return distance->absolute <= tolerance->absolute || distance->relative <= tolerance->relative;
}

/* ---- steps ---- */

static enum diff_kind compare(const struct diff *diff, const struct trace_step *a,
                              const struct trace_step *b, struct distance *distance)
{
    *distance = step_distance(a, b);
    if (a->role != b->role)
        return DIFF_ROLE;
    if (!agree(a, b, distance, &diff->tolerance))
        return DIFF_VALUE;
    return diff->shown_compared && strcmp(a->shown, b->shown) != 0 ? DIFF_SHOWN : DIFF_SAME;
}

static void note_first(struct diff *diff, const struct diff_pair *pair)
{
    if (diff->first.kind == DIFF_SAME)
        diff->first = *pair;
}

static void compare_step(struct diff *diff, const struct trace_step *a, struct diff_pair *pair)
{
    struct diff_role *role = &diff->roles[a->role];
    struct distance distance;
    *pair = (struct diff_pair){DIFF_ONLY_A, a, trace_find(diff->b, a->id)};
    if (!pair->b) {
        role->only_a++;
        return;
    }
    pair->kind = compare(diff, a, pair->b, &distance);
    role->compared++;
    role->differing += pair->kind != DIFF_SAME;
    role->relative = fmax(role->relative, distance.relative);
    role->absolute = fmax(role->absolute, distance.absolute);
}

/* The first step that only B has among those that follow, in B, the steps of A before `a_end`. */
static const struct trace_step *first_only_b(struct diff *diff, size_t a_end)
{
    const struct trace_step *found = NULL;
    size_t found_behind = a_end, behind = 0; /* steps of A that stand before */
    for (size_t i = 0; i < diff->b->step_count; i++) {
        const struct trace_step *b = &diff->b->steps[i];
        const struct trace_step *a = trace_find(diff->a, b->id);
        if (a) {
            behind = (size_t)(a - diff->a->steps) + 1;
            continue;
        }
        diff->roles[b->role].only_b++;
        if (behind < found_behind || (!found && behind == a_end)) {
            found = b;
            found_behind = behind;
        }
    }
    return found;
}

static void find_first(struct diff *diff)
{
    size_t first = 0;
    while (first < diff->a->step_count && diff->pairs[first].kind == DIFF_SAME)
        first++;
    const struct trace_step *only_b = first_only_b(diff, first);
    if (only_b)
        note_first(diff, &(struct diff_pair){DIFF_ONLY_B, NULL, only_b});
    else if (first < diff->a->step_count)
        note_first(diff, &diff->pairs[first]);
}

/* ---- the whole ---- */

/* The same numbers can be asked to show the same digits. */
static bool same_arithmetic(const struct json *a, const struct json *b)
{
    if (a->count != b->count)
        return false;
    for (const struct json *member = a->first; member; member = member->next) {
        const struct json *other = json_member(b, member->key);
        if (!other || strcmp(member->text, other->text) != 0)
            return false;
    }
    return true;
}

const struct diff *diff_traces(struct arena *arena, const struct trace_file *a,
                               const struct trace_file *b, struct diff_tolerance tolerance)
{
    struct diff *diff = arena_alloc(arena, sizeof *diff);
    diff->a = a;
    diff->b = b;
    diff->tolerance = tolerance;
    diff->shown_compared = tolerance.relative == 0 && tolerance.absolute == 0 &&
                           same_arithmetic(a->arithmetic, b->arithmetic);
    diff->pairs = arena_array(arena, a->step_count, sizeof *diff->pairs);
    for (size_t i = 0; i < a->step_count; i++)
        compare_step(diff, &a->steps[i], &diff->pairs[i]);
    find_first(diff);
    diff->equal = diff->first.kind == DIFF_SAME;
    diff->explanations = diff_explain(arena, diff);
    return diff;
}
