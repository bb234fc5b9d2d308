/* Predictions counted up: the confusion matrix, and what follows from it; sums of errors for regression. */
#include "training/metrics.h"

#include <math.h>
#include <string.h>

/* Of one output of regression. The spread of targets is added up by Welford's method ("Note on a Method for Calculating
 * Corrected Sums of Squares and Products", 1962), which loses no digits where the mean is large. */
struct output_errors {
    double mean, spread; /* of the targets: mean, and sum of (t - mean)^2 */
    double squares;      /* sum of (t - a)^2 */
};

struct metrics_counter {
    const struct data_set *set;
    double threshold;
    long *confusion;                /* [classes * classes] */
    struct class_metrics *of_class; /* [classes] */
    struct output_errors *errors;   /* [outputs], regression */
    double absolute;                /* sum of |t - a| */
    void *targets;                  /* [outputs] of one row */
    double loss;
    struct metrics result;
};

/* ---- classes ---- */

static double class_threshold(const struct problem *problem)
{
    const struct loss_entry *loss = problem->loss.entry;
    bool signed_output = loss && (loss->variant == LOSS_LOGITS || strcmp(loss->name, "hinge") == 0);
    return signed_output ? 0 : 0.5;
}

static int largest_single(const float *outputs, int count)
{
    int largest = 0;
    for (int i = 1; i < count; i++)
        if (outputs[i] > outputs[largest])
            largest = i;
    return largest;
}

static int largest_double(const double *outputs, int count)
{
    int largest = 0;
    for (int i = 1; i < count; i++)
        if (outputs[i] > outputs[largest])
            largest = i;
    return largest;
}

/* Of row `row` of `outputs`. */
static int row_class(enum precision precision, double threshold, const void *outputs, int count,
                     size_t row)
{
    if (precision == PRECISION_SINGLE) {
        const float *own = (const float *)outputs + row * (size_t)count;
        return count == 1 ? *own > threshold : largest_single(own, count);
    }
    const double *own = (const double *)outputs + row * (size_t)count;
    return count == 1 ? *own > threshold : largest_double(own, count);
}

int predicted_class(const struct problem *problem, enum precision precision, const void *outputs)
{
    return row_class(precision, class_threshold(problem), outputs, problem->output_count, 0);
}

long metrics_right(const struct data_set *set, const int *rows, int count, const void *outputs)
{
    double threshold = class_threshold(set->problem);
    long right = 0;
    for (int i = 0; i < count; i++)
        right += row_class(set->precision, threshold, outputs, set->outputs, (size_t)i) ==
                 set->labels[rows[i]];
    return right;
}

/* ---- counting ---- */

struct metrics_counter *metrics_open(struct arena *arena, const struct data_set *set)
{
    struct metrics_counter *counter = arena_alloc(arena, sizeof *counter);
    size_t classes = (size_t)set->classes, outputs = (size_t)set->outputs;
    *counter = (struct metrics_counter){
        .set = set,
        .threshold = class_threshold(set->problem),
        .confusion = arena_array(arena, classes * classes, sizeof(long)),
        .of_class = arena_array(arena, classes, sizeof(struct class_metrics)),
        .errors = arena_array(arena, outputs, sizeof(struct output_errors)),
        .targets = arena_array(arena, outputs, sizeof(double)),
    };
    return counter;
}

void metrics_restart(struct metrics_counter *counter)
{
    size_t classes = (size_t)counter->set->classes;
    memset(counter->confusion, 0, classes * classes * sizeof *counter->confusion);
    memset(counter->errors, 0, (size_t)counter->set->outputs * sizeof *counter->errors);
    counter->absolute = counter->loss = 0;
    counter->result = (struct metrics){0};
}

static void add_error(struct output_errors *errors, double target, double output, long rows)
{
    double before = target - errors->mean;
    errors->mean += before / (double)rows;
    errors->spread += before * (target - errors->mean);
    errors->squares += (target - output) * (target - output);
}

static void add_errors(struct metrics_counter *counter, int row, const void *outputs, size_t index)
{
    const struct data_set *set = counter->set;
    data_set_gather(set, &row, 1, NULL, counter->targets);
    for (int k = 0; k < set->outputs; k++) {
        double target = real_at(set->precision, counter->targets, (size_t)k),
               output = real_at(set->precision, outputs, index * (size_t)set->outputs + (size_t)k);
        add_error(&counter->errors[k], target, output, counter->result.rows);
        counter->absolute += fabs(target - output);
    }
}

void metrics_add(struct metrics_counter *counter, const int *rows, int count, const void *outputs,
                 double loss)
{
    const struct data_set *set = counter->set;
    counter->loss += loss;
    for (int i = 0; i < count; i++) {
        counter->result.rows++;
        if (set->classes == 0) {
            add_errors(counter, rows[i], outputs, (size_t)i);
            continue;
        }
        int predicted =
            row_class(set->precision, counter->threshold, outputs, set->outputs, (size_t)i);
        counter->confusion[set->labels[rows[i]] * set->classes + predicted]++;
    }
}

/* ---- what follows ---- */

static double ratio(double part, double whole)
{
    return whole == 0 ? 0 : part / whole;
}

static struct class_metrics measure_class(const struct metrics_counter *counter, int class)
{
    int classes = counter->set->classes;
    const long *confusion = counter->confusion;
    long right = confusion[class * classes + class], rows = 0, predicted = 0;
    for (int other = 0; other < classes; other++) {
        rows += confusion[class * classes + other];
        predicted += confusion[other * classes + class];
    }
    return (struct class_metrics){
        .precision = ratio((double)right, (double)predicted),
        .recall = ratio((double)right, (double)rows),
        /* 2pr/(p + r) with p and r written out: no rounding of them comes in. */
        .f1 = ratio(2 * (double)right, (double)(rows + predicted)),
        .support = rows,
    };
}

static void add_weighted(struct class_metrics *mean, const struct class_metrics *one, double weight)
{
    mean->precision += weight * one->precision;
    mean->recall += weight * one->recall;
    mean->f1 += weight * one->f1;
    mean->support += one->support;
}

static void measure_classes(struct metrics_counter *counter)
{
    struct metrics *result = &counter->result;
    int classes = counter->set->classes;
    long right = 0;
    result->classes = classes;
    result->confusion = counter->confusion;
    result->of_class = counter->of_class;
    result->macro = result->weighted = (struct class_metrics){0};
    for (int class = 0; class < classes; class ++) {
        struct class_metrics *own = &counter->of_class[class];
        *own = measure_class(counter, class);
        right += counter->confusion[class * classes + class];
        add_weighted(&result->macro, own, 1 / (double)classes);
        add_weighted(&result->weighted, own, ratio((double)own->support, (double)result->rows));
    }
    result->accuracy = ratio((double)right, (double)result->rows);
}

static void measure_errors(struct metrics_counter *counter)
{
    struct metrics *result = &counter->result;
    int outputs = counter->set->outputs;
    double numbers = (double)result->rows * outputs, squares = 0, r2 = 0;
    for (int k = 0; k < outputs; k++) {
        const struct output_errors *errors = &counter->errors[k];
        squares += errors->squares;
        if (errors->spread > 0)
            r2 += 1 - errors->squares / errors->spread;
    }
    result->r2 = r2 / outputs;
    result->mean_squared_error = ratio(squares, numbers);
    result->mean_absolute_error = ratio(counter->absolute, numbers);
}

const struct metrics *metrics_result(struct metrics_counter *counter)
{
    struct metrics *result = &counter->result;
    bool summed = counter->set->problem->loss.batch == REDUCTION_SUM;
    result->loss = summed ? counter->loss : ratio(counter->loss, (double)result->rows);
    if (counter->set->classes > 0)
        measure_classes(counter);
    else
        measure_errors(counter);
    return result;
}
