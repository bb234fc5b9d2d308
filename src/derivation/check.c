/* Checking a derivation: which sizes and how many points fit into the work that may be done, and the verdicts. */
#include "derivation/check.h"

#include "derivation/comparison.h"
#include "derivation/complaint.h"
#include "derivation/points.h"

/* Evaluations of nodes, for all lines, instances, points and sizes together. */
#define WORK_MOST 2e7
#define POINTS_LEAST 4
/* What is spent in truth, when precision has to be raised and points are hard to find: beyond this every choice of the
 * sizes gets one point. */
#define SPENT_MOST 6e7

struct checker {
    struct arena *arena;
    const struct derivation *derivation;
    const struct json_source *source;
    struct diagnostics *diagnostics;
    struct check_settings settings;
    const struct sizes *choices;
    size_t choice_count;
    bool tried[SIZE_CHOICES];  /* the choice fits into the work */
    double work[SIZE_CHOICES]; /* of one point */
    struct comparer comparer;
    int points;                        /* compared, for all choices */
    struct sizes barren[SIZE_CHOICES]; /* too few points were found for these, or none */
    size_t barren_count;
    bool found;   /* points enough, for some choice */
    double spent; /* by the choices before */
};

/* ---- how much ---- */

/* What one point takes for each choice of the sizes. */
static bool estimate(struct checker *checker)
{
    for (size_t i = 0; i < checker->choice_count; i++) {
        struct arena *arena = arena_child(checker->arena);
        const struct plan *plan = plan_open(arena, checker->derivation, &checker->choices[i],
                                            checker->source, checker->diagnostics);
        if (!plan)
            return false;
        checker->work[i] = plan->work;
        checker->tried[i] = true;
        if (plan->free_elements == 0)
            checker->settings.points = 1;
        arena_close(arena);
    }
    return true;
}

static double work_of_all(const struct checker *checker)
{
    double work = 0;
    for (size_t i = 0; i < checker->choice_count; i++)
        work += checker->tried[i] ? checker->work[i] : 0;
    return work;
}

/* Leaves out the choice that takes most; false: it is the only one. */
static bool drop_largest(struct checker *checker)
{
    size_t largest = 0, left = 0;
    for (size_t i = 0; i < checker->choice_count; i++) {
        if (!checker->tried[i])
            continue;
        if (left++ == 0 || checker->work[i] >= checker->work[largest])
            largest = i;
    }
    checker->tried[largest] = left == 1;
    return left > 1;
}

/* Fewer points first, then fewer sizes. */
static bool fit(struct checker *checker)
{
    int *points = &checker->settings.points,
        least = *points < POINTS_LEAST ? *points : POINTS_LEAST;
    double work = work_of_all(checker);
    if (work * *points > WORK_MOST)
        *points = WORK_MOST / work > least ? (int)(WORK_MOST / work) : least;
    while (work_of_all(checker) * *points > WORK_MOST)
        if (!drop_largest(checker))
            return derivation_complain(checker->diagnostics, checker->source, "/claims",
                                       DIAGNOSTIC_TOO_LARGE,
                                       "too much to check: too many terms, for too many values of "
                                       "the indices");
    return true;
}

/* ---- the points ---- */

/* How many different points were compared. Where numbers come again, a few more are drawn in their place. False:
 * assumptions left so few that lines which are wrong agree at them. */
static bool check_points(struct checker *checker, struct point_maker *maker, int *points)
{
    int point = 0, left = checker->settings.points;
    int least = left < POINTS_LEAST ? left : POINTS_LEAST;
    while (left > 0 && point < 2 * checker->settings.points) {
        bool enough = point > 0 && checker->spent + maker->values->spent > SPENT_MOST;
        if (enough || !points_next(maker, point))
            break;
        point++;
        if (!points_is_new(maker))
            continue;
        comparer_point(&checker->comparer);
        left--;
    }
    *points = checker->settings.points - left;
    return *points >= least || (*points > 0 && !maker->given_up);
}

static bool check_choice(struct checker *checker, const struct sizes *sizes)
{
    struct arena *arena = arena_child(checker->arena);
    const struct plan *plan =
        plan_open(arena, checker->derivation, sizes, checker->source, checker->diagnostics);
    if (!plan)
        return false;
    struct values *values = values_open(arena, plan);
    struct point_maker maker;
    points_open(&maker, arena, values);
    comparer_open(&checker->comparer, arena, plan, values);
    int points;
    if (check_points(checker, &maker, &points))
        checker->found = true;
    else
        checker->barren[checker->barren_count++] = *sizes;
    checker->points += points;
    checker->spent += values->spent;
    arena_close(arena);
    return true;
}

/* A refutation stands however few the points are. */
static bool is_refuted(const struct checker *checker)
{
    for (int c = 0; c < checker->derivation->claim_count; c++)
        for (int i = 0; i < checker->derivation->claims[c].line_count; i++)
            if (checker->comparer.progress[c][i].check.verdict == LINE_REFUTED)
                return true;
    return false;
}

static bool check_choices(struct checker *checker)
{
    for (size_t i = 0; i < checker->choice_count; i++)
        if (checker->tried[i] && !check_choice(checker, &checker->choices[i]))
            return false;
    if (checker->found || is_refuted(checker))
        return true;
    return derivation_complain(
        checker->diagnostics, checker->source, "/assume", DIAGNOSTIC_WRONG_VALUE,
        checker->points == 0
            ? "no numbers were found that satisfy the assumptions"
            : "too few numbers were found that satisfy the assumptions to check lines by them");
}

/* ---- verdicts ---- */

static const struct counterexample nowhere = {.fault = "it could not be compared anywhere"};

static struct line_check verdict_of_line(const struct checker *checker, const struct line *line,
                                         const struct line_progress *progress)
{
    struct line_check check = progress->check;
    if (check.verdict == LINE_HOLDS && check.comparisons == check.kinks) {
        check.verdict = LINE_UNDEFINED;
        check.counterexample = &nowhere;
    }
    bool holds = check.verdict == LINE_HOLDS;
    check.digits = holds ? checker->settings.digits : 0;
    check.exact = holds && !progress->inexact;
    if (holds)
        check.cases_left_out = ((1u << line->case_count) - 1) & ~progress->cases_compared;
    return check;
}

static struct claim_check verdict_of_claim(const struct checker *checker, int place)
{
    const struct claim *claim = &checker->derivation->claims[place];
    struct line_check *lines =
        arena_array(checker->arena, (size_t)claim->line_count, sizeof *lines);
    struct claim_check check = {.first_wrong = -1, .lines = lines};
    for (int i = 0; i < claim->line_count; i++) {
        lines[i] =
            verdict_of_line(checker, &claim->lines[i], &checker->comparer.progress[place][i]);
        if (lines[i].verdict == LINE_HOLDS)
            continue;
        if (check.first_wrong < 0)
            check.first_wrong = i;
        if (check.verdict != LINE_REFUTED)
            check.verdict = lines[i].verdict;
    }
    return check;
}

static const struct derivation_check *verdict(const struct checker *checker)
{
    size_t count = (size_t)checker->derivation->claim_count;
    struct claim_check *claims = arena_array(checker->arena, count, sizeof *claims);
    struct derivation_check *check = arena_alloc(checker->arena, sizeof *check);
    *check = (struct derivation_check){.derivation = checker->derivation,
                                       .settings = checker->settings,
                                       .claims = claims,
                                       .holds = true,
                                       .barren_count = checker->barren_count,
                                       .barren = checker->barren};
    for (size_t c = 0; c < count; c++) {
        claims[c] = verdict_of_claim(checker, (int)c);
        check->holds = check->holds && claims[c].verdict == LINE_HOLDS;
    }
    return check;
}

/* ---- the whole ---- */

static void open_progress(struct checker *checker)
{
    const struct derivation *derivation = checker->derivation;
    struct line_progress **progress =
        arena_array(checker->arena, (size_t)derivation->claim_count, sizeof *progress);
    for (int c = 0; c < derivation->claim_count; c++)
        progress[c] = arena_array(checker->arena, (size_t)derivation->claims[c].line_count,
                                  sizeof **progress);
    checker->comparer = (struct comparer){
        .settings = &checker->settings, .arena = checker->arena, .progress = progress};
}

const struct derivation_check *derivation_check(struct arena *arena,
                                                const struct derivation *derivation,
                                                const struct check_settings *settings,
                                                const struct json_source *source,
                                                struct diagnostics *diagnostics)
{
    struct checker *checker = arena_alloc(arena, sizeof *checker);
    *checker = (struct checker){
        .arena = arena,
        .derivation = derivation,
        .source = source,
        .diagnostics = diagnostics,
        .settings = {.digits = settings->digits ? settings->digits : CHECK_DIGITS,
                     .points = settings->points ? settings->points : CHECK_POINTS},
    };
    checker->choices = size_choices(arena, derivation, &checker->choice_count);
    open_progress(checker);
    if (!estimate(checker) || !fit(checker) || !check_choices(checker))
        return NULL;
    return verdict(checker);
}
