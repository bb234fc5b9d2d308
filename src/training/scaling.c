/* Scaling of features: fitted on the training rows, in doubles, row by row in their order. */
#include "training/data_source.h"

#include "base/arena.h"
#include <math.h>
#include <string.h>

/* The row's features as they are in the source. */
static void read_row(const struct data_set *set, int row, double *numbers)
{
    const struct data_storage *storage = set->storage;
    bool second = row >= storage->first;
    const struct number_rows *rows = &storage->rows[second].features;
    const struct feature_scaling none = {NULL, NULL};
    row_conversion(rows->kind, PRECISION_DOUBLE, &none,
                   rows->width)(number_rows_at(rows, (size_t)(second ? row - storage->first : row)),
                                &none, rows->width, numbers);
}

/* ---- fitting ---- */

struct fit {
    const struct data_set *set;
    double *row, *low, *high; /* [features]: scratch; least and most */
    double *shift, *scale;    /* [features] */
};

static void find_range(const struct fit *fit)
{
    const struct data_part *part = &fit->set->training;
    for (int i = 0; i < part->count; i++) {
        read_row(fit->set, part->rows[i], fit->row);
        for (int j = 0; j < fit->set->features; j++) {
            double x = fit->row[j];
            fit->low[j] = i == 0 || x < fit->low[j] ? x : fit->low[j];
            fit->high[j] = i == 0 || x > fit->high[j] ? x : fit->high[j];
        }
    }
}

/* Mean, and standard deviation of the population, in two passes; the sum of the deviations, which would be 0 in exact
 * arithmetic, mends both (Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance", 1983). */
static void fit_standard(const struct fit *fit, double *errors)
{
    const struct data_part *part = &fit->set->training;
    int features = fit->set->features, count = part->count;
    for (int i = 0; i < count; i++) {
        read_row(fit->set, part->rows[i], fit->row);
        for (int j = 0; j < features; j++)
            fit->shift[j] += fit->row[j];
    }
    for (int j = 0; j < features; j++)
        fit->shift[j] /= count;
    for (int i = 0; i < count; i++) {
        read_row(fit->set, part->rows[i], fit->row);
        for (int j = 0; j < features; j++) {
            double deviation = fit->row[j] - fit->shift[j];
            fit->scale[j] += deviation * deviation;
            errors[j] += deviation;
        }
    }
    for (int j = 0; j < features; j++) {
        fit->scale[j] = sqrt((fit->scale[j] - errors[j] * errors[j] / count) / count);
        fit->shift[j] += errors[j] / count;
    }
}

static void fit_min_max(const struct fit *fit)
{
    for (int j = 0; j < fit->set->features; j++) {
        fit->shift[j] = fit->low[j];
        fit->scale[j] = fit->high[j] - fit->low[j];
    }
}

/* Constant features become exactly 0. */
static void mend_constants(const struct fit *fit)
{
    for (int j = 0; j < fit->set->features; j++)
        if (fit->low[j] == fit->high[j]) {
            fit->shift[j] = fit->low[j];
            fit->scale[j] = 1;
        }
}

void scale_by_division(const struct loading *loading, struct data_set *set)
{
    const char *divisor = loading->dataset->divisor;
    double number = data_number(loading, divisor, strlen(divisor));
    size_t features = (size_t)set->features, size = sizeof(double);
    double *scale = arena_array(loading->arena, features, size);
    for (size_t j = 0; j < features; j++)
        scale[j] = number;
    set->scaling = (struct feature_scaling){arena_array(loading->arena, features, size), scale};
}

static bool check_fit(const struct loading *loading, const struct data_set *set)
{
    const struct feature_scaling *fit = &set->scaling;
    for (int j = 0; j < set->features; j++)
        if (!isfinite(fit->shift[j]) || !isfinite(fit->scale[j]) || fit->scale[j] == 0)
            return data_complain(
                loading, set->storage->rows[0].name, DIAGNOSTIC_DATA_FILE, NULL, NULL,
                arena_printf(loading->scratch,
                             "the numbers of feature %d are too large, or too near to each other, "
                             "to be scaled",
                             j + 1));
    return true;
}

bool fit_scaling(const struct loading *loading, struct data_set *set)
{
    const struct dataset *dataset = loading->dataset;
    size_t features = (size_t)set->features, size = sizeof(double);
    struct arena *arena = loading->arena, *scratch = loading->scratch;
    if (dataset->scaling == SCALING_NONE)
        return true;
    if (dataset->scaling == SCALING_DIVIDE) {
        scale_by_division(loading, set);
        return check_fit(loading, set);
    }
    struct fit fit = {.set = set,
                      .row = arena_array(scratch, features, size),
                      .low = arena_array(scratch, features, size),
                      .high = arena_array(scratch, features, size),
                      .shift = arena_array(arena, features, size),
                      .scale = arena_array(arena, features, size)};
    set->scaling = (struct feature_scaling){fit.shift, fit.scale};
    find_range(&fit);
    if (dataset->scaling == SCALING_STANDARD)
        fit_standard(&fit, arena_array(scratch, features, size));
    else
        fit_min_max(&fit);
    mend_constants(&fit);
    return check_fit(loading, set);
}

/* ---- using ---- */

void choose_conversions(struct data_set *set, struct data_storage *storage)
{
    for (int i = 0; i < 2; i++)
        storage->convert[i] = row_conversion(storage->rows[i].features.kind, set->precision,
                                             &set->scaling, (size_t)set->features);
    set->storage = storage;
}

static bool fail_row(const struct loading *loading, const struct data_set *set, int row,
                     const char *what)
{
    const struct source_rows *rows = &set->storage->rows[row >= set->storage->first];
    return data_complain(
        loading, rows->name, DIAGNOSTIC_DATA_FILE, NULL, NULL,
        arena_printf(loading->scratch, "row %d: %s is beyond the range of %s", set->numbers[row],
                     what, set->precision == PRECISION_DOUBLE ? "doubles" : "single precision"));
}

/* The first of `count` numbers that is not finite, from 1; 0: there is none. */
static int first_infinite(const struct data_set *set, const void *numbers, int count)
{
    for (int i = 0; i < count; i++)
        if (!(set->precision == PRECISION_DOUBLE ? isfinite(((const double *)numbers)[i])
                                                 : isfinite(((const float *)numbers)[i])))
            return i + 1;
    return 0;
}

bool check_numbers(const struct loading *loading, const struct data_set *set)
{
    size_t size = set->precision == PRECISION_DOUBLE ? sizeof(double) : sizeof(float);
    void *inputs = arena_array(loading->scratch, (size_t)set->features, size);
    void *targets = arena_array(loading->scratch, (size_t)set->outputs, size);
    for (int row = 0; row < set->count; row++) {
        data_set_gather(set, &row, 1, inputs, loading->targets ? targets : NULL);
        int feature = first_infinite(set, inputs, set->features);
        int target = first_infinite(set, targets, set->outputs);
        if (feature)
            return fail_row(loading, set, row,
                            arena_printf(loading->scratch, "feature %d, scaled,", feature));
        if (target)
            return fail_row(loading, set, row, arena_printf(loading->scratch, "target %d", target));
    }
    return true;
}
