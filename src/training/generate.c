/* Data made by seed: two coordinates and a class. The definitions are those of scikit-learn's make_moons, make_circles and
 * make_blobs, with random numbers of number/random.h; docs/data.md has the formulas and the order of the random numbers.
 *
 * Random words are the same on every machine; log, sin and cos are the C library's, whose last bit may differ. */
#include "training/data_source.h"

#include "base/arena.h"
#include "number/random.h"
#include <math.h>
#include <string.h>

#define PI 3.141592653589793
/* Half the side of the square that centres of blobs lie in. */
#define BOX 10.0
#define FRACTION_BITS 9007199254740992.0 /* 2^53 */

struct generation {
    const struct dataset *dataset;
    int samples;
    double noise, turns, factor;
    uint64_t noise_seed, centre_seed;
};

struct point {
    double x, y;
    int label;
};

/* ---- random numbers ---- */

/* In [-1, 1). */
static double signed_fraction(uint64_t seed, uint64_t counter)
{
    return 2 * ((double)random_bits(seed, counter) / FRACTION_BITS) - 1;
}

/* Two normal numbers of a row (Marsaglia and Bray 1964, as in initializers): the first pair of its own sequence that lies
 * within the unit circle, without its centre. */
static void normal_pair(uint64_t seed, int row, double *first, double *second)
{
    uint64_t of_row = random_word(seed, (uint64_t)row);
    for (uint64_t counter = 0;; counter += 2) {
        double v = signed_fraction(of_row, counter), w = signed_fraction(of_row, counter + 1);
        double s = v * v + w * w;
        if (s >= 1 || s == 0)
            continue;
        double factor = sqrt(-2 * log(s) / s);
        *first = v * factor;
        *second = w * factor;
        return;
    }
}

/* ---- points without noise; rows and places from 0 ---- */

/* Two classes in turn; of an odd number the last is of class 1, which so has one more. */
static int class_of_two(const struct generation *generation, int row)
{
    return row < generation->samples / 2 * 2 ? row % 2 : 1;
}

static int size_of_two(const struct generation *generation, int label)
{
    return label == 0 ? generation->samples / 2 : generation->samples - generation->samples / 2;
}

static struct point moons(const struct generation *generation, int row)
{
    int label = class_of_two(generation, row), size = size_of_two(generation, label);
    double t = size > 1 ? PI * (row / 2) / (size - 1) : 0;
    if (label == 0)
        return (struct point){cos(t), sin(t), 0};
    return (struct point){1 - cos(t), 1 - sin(t) - 0.5, 1};
}

static struct point circles(const struct generation *generation, int row)
{
    int label = class_of_two(generation, row), size = size_of_two(generation, label);
    double t = 2 * PI * (row / 2) / size, radius = label == 0 ? 1 : generation->factor;
    return (struct point){radius * cos(t), radius * sin(t), label};
}

static struct point xor_clusters(const struct generation *generation, int row)
{
    (void)generation;
    int across = row / 2 % 2, up = row % 2;
    return (struct point){2 * across - 1, 2 * up - 1, across != up};
}

static struct point blobs(const struct generation *generation, int row)
{
    const struct dataset *dataset = generation->dataset;
    int centre = row % dataset->centers;
    uint64_t counter = 2 * (uint64_t)centre;
    return (struct point){BOX * signed_fraction(generation->centre_seed, counter),
                          BOX * signed_fraction(generation->centre_seed, counter + 1),
                          dataset->classes_modulo ? centre % dataset->classes_modulo : centre};
}

static struct point spiral(const struct generation *generation, int row)
{
    int arms = generation->dataset->centers, arm = row % arms;
    int size = generation->samples / arms + (arm < generation->samples % arms);
    double t = (row / arms + 1) / (double)size;
    double angle = 2 * PI * (generation->turns * t + arm / (double)arms);
    return (struct point){t * cos(angle), t * sin(angle), arm};
}

typedef struct point make_point(const struct generation *generation, int row);

static make_point *const makers[DATASET_KINDS] = {
    [DATA_XOR] = xor_clusters, [DATA_MOONS] = moons,     [DATA_BLOBS] = blobs,
    [DATA_SPIRAL] = spiral,    [DATA_CIRCLES] = circles,
};

/* ---- rows ---- */

static double number(const struct loading *loading, const char *text)
{
    return text ? data_number(loading, text, strlen(text)) : 0;
}

bool generate_rows(const struct loading *loading, const struct data_source *source,
                   const struct data_source *training, struct source_rows *rows)
{
    const struct dataset *dataset = loading->dataset;
    struct generation generation = {.dataset = dataset,
                                    .samples = source->samples,
                                    .noise = number(loading, dataset->noise),
                                    .turns = number(loading, dataset->turns),
                                    .factor = number(loading, dataset->factor),
                                    .noise_seed = random_word(source->seed, 0),
                                    .centre_seed = random_word(training->seed, 1)};
    if (source->samples > DATA_MAX_ROWS)
        return data_complain(loading, NULL, DIAGNOSTIC_TOO_LARGE, "up to 10000000 samples", NULL,
                             "the data set has too many samples");
    source_rows_open(rows, loading, (size_t)source->samples);
    for (int row = 0; row < source->samples; row++) {
        struct point point = makers[dataset->kind](&generation, row);
        double first, second;
        normal_pair(generation.noise_seed, row, &first, &second);
        double features[] = {point.x + generation.noise * first,
                             point.y + generation.noise * second};
        source_rows_add(rows, loading, row + 1, features, point.label, NULL);
    }
    return true;
}
