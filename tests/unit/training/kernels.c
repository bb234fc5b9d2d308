/* Kernels of the engine against plain loops that say what they are. */
#include "number/random.h"
#include "training/engine_private.h"
#include "training/vm_private.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define REAL_SINGLE 0
#define REAL_SUFFIX double
#define REAL_GEMM blas.dgemm
#include "training/real.h"

#include "training/functions_real.h"

#include "training/products_real.h"

#include "training/kernels_real.h"

#define MOST 5000

static double z[MOST], a[MOST], da[MOST], dz[MOST], t[MOST], losses[MOST], most[MOST], total[MOST];

static double number(uint64_t seed, uint64_t place)
{
    return (double)random_bits(seed, place) * 0x1p-53 * 6 - 3;
}

/* Every 9th z is 0. */
static void draw(void)
{
    for (uint64_t i = 0; i < MOST; i++) {
        z[i] = i % 9 == 0 ? 0 : number(1, i);
        da[i] = number(2, i);
        t[i] = fabs(number(3, i)) / 3;
    }
}

static void expect(const char *what, size_t place, double found, double wanted)
{
    cr_assert(fabs(found - wanted) <= 1e-13 * (1 + fabs(wanted)), "%s at %zu: %.17g, wanted %.17g",
              what, place, found, wanted);
}

Test(kernels, relu)
{
    draw();
    value_relu(999, z, a);
    slope_relu(999, z, da, dz);
    for (size_t i = 0; i < 999; i++) {
        expect("a", i, a[i], fmax(0, z[i]));
        expect("dz", i, dz[i], z[i] > 0 ? da[i] : 0);
    }
}

Test(kernels, leaky_relu)
{
    draw();
    value_leaky_relu(999, 0.2, z, a);
    slope_leaky_relu(999, 0.2, z, da, dz);
    for (size_t i = 0; i < 999; i++) {
        expect("a", i, a[i], z[i] > 0 ? z[i] : 0.2 * z[i]);
        expect("dz", i, dz[i], z[i] > 0 ? da[i] : 0.2 * da[i]);
    }
}

Test(kernels, sigmoid)
{
    draw();
    value_sigmoid(999, z, a);
    slope_sigmoid(999, a, da, dz);
    for (size_t i = 0; i < 999; i++) {
        double value = 1 / (1 + exp(-z[i]));
        expect("a", i, a[i], value);
        expect("dz", i, dz[i], da[i] * value * (1 - value));
    }
}

Test(kernels, tanh)
{
    draw();
    value_tanh(999, z, a);
    slope_tanh(999, a, da, dz);
    for (size_t i = 0; i < 999; i++) {
        expect("a", i, a[i], tanh(z[i]));
        expect("dz", i, dz[i], da[i] * (1 - tanh(z[i]) * tanh(z[i])));
    }
}

/* The kernels of a layer of 7 units and 301 samples: sample s of unit k is at k*301 + s. */
#define UNITS 7
#define COUNT 301

static double softmax_at(size_t k, size_t s)
{
    double sum = 0;
    for (size_t i = 0; i < UNITS; i++)
        sum += exp(z[i * COUNT + s]);
    return exp(z[k * COUNT + s]) / sum;
}

Test(kernels, softmax)
{
    draw();
    value_softmax(UNITS, COUNT, z, a, most, total);
    slope_softmax(UNITS, COUNT, a, da, dz, losses);
    for (size_t s = 0; s < COUNT; s++)
        for (size_t j = 0; j < UNITS; j++) {
            double slope = 0;
            for (size_t k = 0; k < UNITS; k++)
                slope +=
                    da[k * COUNT + s] * softmax_at(k, s) * ((j == k ? 1 : 0) - softmax_at(j, s));
            expect("a", j, a[j * COUNT + s], softmax_at(j, s));
            expect("dz", j, dz[j * COUNT + s], slope);
        }
}

Test(kernels, softmax_of_large_numbers)
{
    double large[] = {1000, -1000, 1001}, values[3], largest, sum, loss, targets[] = {0, 1, 0};
    value_softmax(3, 1, large, values, &largest, &sum);
    loss_of_softmax(3, 1, 1, targets, large, &largest, &sum, &loss);
    expect("a", 0, values[0], 1 / (1 + exp(1)));
    expect("E", 0, loss, 2001 + log(1 + exp(-1)));
}

Test(kernels, losses)
{
    draw();
    value_softmax(UNITS, COUNT, z, a, most, total);
    loss_of_softmax(UNITS, COUNT, 0.5, t, z, most, total, losses);
    for (size_t s = 0; s < COUNT; s++) {
        double loss = 0;
        for (size_t k = 0; k < UNITS; k++)
            loss -= t[k * COUNT + s] * log(softmax_at(k, s));
        expect("cross-entropy", s, losses[s], loss / 2);
    }
    loss_of_sigmoid(UNITS, COUNT, 0.5, t, z, losses);
    for (size_t s = 0; s < COUNT; s++) {
        double loss = 0;
        for (size_t k = 0; k < UNITS; k++) {
            double target = t[k * COUNT + s], value = 1 / (1 + exp(-z[k * COUNT + s]));
            loss -= target * log(value) + (1 - target) * log(1 - value);
        }
        expect("binary cross-entropy", s, losses[s], loss / 2);
    }
    loss_squared_error(UNITS, COUNT, 0.5, t, z, losses);
    slope_squared_error(UNITS * COUNT, 0.5, t, z, dz);
    for (size_t s = 0; s < COUNT; s++) {
        double loss = 0;
        for (size_t k = 0; k < UNITS; k++) {
            double error = t[k * COUNT + s] - z[k * COUNT + s];
            loss += error * error;
            expect("da", k, dz[k * COUNT + s], -error);
        }
        expect("squared error", s, losses[s], loss / 2);
    }
}

Test(kernels, shortcuts)
{
    draw();
    for (int summed = 0; summed < 2; summed++) {
        slope_by_shortcut(UNITS, COUNT, 0.3, summed, t, z, dz, total);
        for (size_t s = 0; s < COUNT; s++) {
            double sum = 0;
            for (size_t k = 0; k < UNITS; k++)
                sum += t[k * COUNT + s];
            for (size_t k = 0; k < UNITS; k++)
                expect("dz", k, dz[k * COUNT + s],
                       0.3 * (z[k * COUNT + s] * (summed ? sum : 1) - t[k * COUNT + s]));
        }
    }
}

/* ---- optimizers ---- */

static const struct rates_double rates = {.alpha = 0.1,
                                          .decay = 0.05,
                                          .shrink = 0.02,
                                          .mu = 0.9,
                                          .beta1 = 0.8,
                                          .rest1 = 1 - 0.8,
                                          .beta2 = 0.95,
                                          .rest2 = 1 - 0.95,
                                          .correction1 = 1 / (1 - 0.8),
                                          .correction2 = 1 / (1 - 0.95),
                                          .epsilon = 1e-3};

Test(kernels, optimizers)
{
    static double w[MOST], m[MOST], v[MOST];
    draw();
    memcpy(w, z, sizeof w);
    update_sgd(999, &rates, w, da);
    for (size_t i = 0; i < 999; i++)
        expect("sgd", i, w[i], z[i] - 0.1 * (da[i] + 0.05 * z[i]));
    memcpy(w, z, sizeof w);
    memcpy(v, t, sizeof v);
    update_momentum(999, &rates, w, da, v);
    for (size_t i = 0; i < 999; i++) {
        double velocity = 0.9 * t[i] + da[i] + 0.05 * z[i];
        expect("velocity", i, v[i], velocity);
        expect("momentum", i, w[i], z[i] - 0.1 * velocity);
    }
    memcpy(w, z, sizeof w);
    memcpy(m, da + 1000, 999 * sizeof *m);
    memcpy(v, t, sizeof v);
    update_adam(999, &rates, w, da, m, v);
    for (size_t i = 0; i < 999; i++) {
        double slope = da[i] + 0.05 * z[i];
        double first = 0.8 * da[1000 + i] + 0.2 * slope,
               second = 0.95 * t[i] + 0.05 * slope * slope;
        expect("m", i, m[i], first);
        expect("v", i, v[i], second);
        expect("adam", i, w[i],
               z[i] - 0.02 * z[i] - 0.1 * (first / 0.2) / (sqrt(second / 0.05) + 1e-3));
    }
}

/* ---- products ---- */

/* Sizes on both sides of the limit of small products. */
static const struct {
    int rows, columns, inner;
} sizes[] = {{1, 1, 1}, {3, 5, 2}, {4, 33, 9}, {20, 30, 19}, {31, 17, 40}, {0, 3, 4}, {3, 2, 0}};

static double c[MOST];

/* An engine that has nothing but its products; *arena is the caller's to close. */
static struct engine products_only(struct arena **arena)
{
    static struct exhaustion exhaustion;
    struct diagnostics diagnostics;
    struct engine engine = {0};
    if (setjmp(exhaustion.resume))
        cr_fatal("out of memory");
    *arena = arena_open(&exhaustion);
    diagnostics_open(&diagnostics, *arena);
    cr_assert(blas_open(*arena, &engine.blas, &diagnostics));
    return engine;
}

Test(kernels, products)
{
    struct arena *arena;
    const struct engine engine = products_only(&arena);
    draw();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int transposed = 0; transposed < 2; transposed++) {
            int rows = sizes[i].rows, columns = sizes[i].columns, inner = sizes[i].inner;
            const struct matrix_double left = {z, transposed ? rows : inner}, right = {da, columns};
            if (rows == 0 || inner == 0)
                continue;
            memcpy(c, t, sizeof c);
            add_product(&engine, rows, columns, inner, left, transposed, right, c);
            for (int r = 0; r < rows; r++)
                for (int k = 0; k < columns; k++) {
                    double sum = t[r * columns + k];
                    for (int j = 0; j < inner; j++)
                        sum += z[transposed ? j * rows + r : r * inner + j] * da[j * columns + k];
                    expect("C", (size_t)(r * columns + k), c[r * columns + k], sum);
                }
        }
    arena_close(arena);
}

Test(kernels, outer_products)
{
    struct arena *arena;
    const struct engine engine = products_only(&arena);
    draw();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int rows = sizes[i].rows, columns = sizes[i].columns, inner = sizes[i].inner;
        const struct matrix_double left = {z, inner}, right = {da, inner};
        int stride = columns + 3;
        if (rows == 0 || inner == 0)
            continue;
        memcpy(c, t, sizeof c);
        add_outer_product(&engine, rows, columns, inner, 0.7, left, right, c, stride);
        for (int r = 0; r < rows; r++)
            for (int k = 0; k < stride; k++) {
                double sum = 0;
                for (int j = 0; j < inner && k < columns; j++)
                    sum += z[r * inner + j] * da[k * inner + j];
                expect("C", (size_t)(r * stride + k), c[r * stride + k],
                       t[r * stride + k] + 0.7 * sum);
            }
    }
    arena_close(arena);
}

Test(kernels, sums)
{
    draw();
    double sum = 0;
    for (size_t n = 0; n < 100; n++) {
        expect("sum", n, sum_of(n, z), sum);
        sum += z[n];
    }
    double in[] = {1, 2, 3, 4, 5, 6}, turned[6];
    transpose(2, 3, in, turned);
    cr_assert(turned[0] == 1 && turned[1] == 4 && turned[2] == 2 && turned[5] == 6);
}

Test(kernels, finite_numbers)
{
    const double bad[] = {INFINITY, -INFINITY, NAN};
    for (int b = 0; b < 3; b++)
        for (size_t place = 0; place < 40; place += 13) {
            double numbers[40] = {1.7e308, -1e308, 5e-324};
            cr_assert(all_finite(40, numbers));
            numbers[place] = bad[b];
            cr_assert_not(all_finite(40, numbers));
        }
}
