/* How fast the engine trains: rows a second in single precision, of data that are gathered batch by batch in a shuffled order;
 * and the machine's sgemm at its best, to compare. For tests/benchmark/training.py.
 *
 * Usage: training wide|deep|small SECONDS, or training peak SECONDS
 */
#include "base/arena.h"
#include "number/random.h"
#include "training/engine.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define ROWS 60000

static const struct workload {
    const char *name, *hidden, *optimizer;
    int inputs, units, outputs, batch;
} workloads[] = {
    {"wide", "sigmoid", "\"sgd\", \"learning_rate\": 0.1", 784, 25, 10, 128},
    {"deep", "relu", "\"adam\", \"learning_rate\": 0.001", 784, 128, 10, 32},
    {"small", "relu", "\"adam\", \"learning_rate\": 0.001", 2, 3, 2, 32},
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static const struct problem *problem_of(struct arena *arena, const struct workload *workload,
                                        struct diagnostics *diagnostics)
{
    struct text text;
    text_open(&text, arena);
    text_printf(&text, "{\"inputs\": [[0");
    for (int i = 1; i < workload->inputs; i++)
        text_printf(&text, ",0");
    text_printf(&text,
                "]], \"targets\": [0], \"layers\": [{\"units\": %d, \"activation\": \"%s\", "
                "\"initializer\": {\"kind\": \"glorot_uniform\", \"seed\": 1}}, "
                "{\"units\": %d, \"activation\": \"softmax\", "
                "\"initializer\": {\"kind\": \"glorot_uniform\", \"seed\": 2}}], "
                "\"loss\": {\"kind\": \"categorical_cross_entropy\"}, "
                "\"optimizer\": {\"kind\": %s}}",
                workload->units, workload->hidden, workload->outputs, workload->optimizer);
    struct json_source source = {"benchmark", text.bytes, text.length};
    return problem_read(arena, &source, diagnostics);
}

struct rows {
    float *inputs;
    int *classes, *order;
};

static struct rows make_rows(struct arena *arena, const struct workload *workload)
{
    size_t inputs = (size_t)workload->inputs;
    struct rows rows = {malloc(ROWS * inputs * sizeof(float)),
                        arena_array(arena, ROWS, sizeof(int)),
                        arena_array(arena, ROWS, sizeof(int))};
    if (!rows.inputs)
        exit(3);
    for (size_t i = 0; i < ROWS * inputs; i++)
        rows.inputs[i] = (float)((double)random_bits(1, i) * 0x1p-53);
    for (int i = 0; i < ROWS; i++) {
        rows.classes[i] = (int)(random_word(2, (uint64_t)i) % (uint64_t)workload->outputs);
        rows.order[i] = i;
    }
    return rows;
}

static void shuffle(struct rows *rows, uint64_t seed)
{
    for (int i = ROWS - 1; i > 0; i--) {
        int other = (int)(random_word(seed, (uint64_t)i) % (uint64_t)(i + 1)), row = rows->order[i];
        rows->order[i] = rows->order[other];
        rows->order[other] = row;
    }
}

static void gather(const struct workload *workload, const struct rows *rows, int first, int count,
                   float *inputs, float *targets)
{
    size_t width = (size_t)workload->inputs, outputs = (size_t)workload->outputs;
    memset(targets, 0, (size_t)count * outputs * sizeof *targets);
    for (int i = 0; i < count; i++) {
        size_t row = (size_t)rows->order[first + i];
        const float *from = rows->inputs + row * width;
        float *to = inputs + (size_t)i * width;
        for (size_t x = 0; x < width; x++)
            to[x] = from[x];
        targets[(size_t)i * outputs + (size_t)rows->classes[row]] = 1;
    }
}

static void train(struct arena *arena, const struct workload *workload, double seconds,
                  struct diagnostics *diagnostics)
{
    const struct problem *problem = problem_of(arena, workload, diagnostics);
    struct engine *engine =
        problem ? engine_open(arena, problem, PRECISION_SINGLE, workload->batch, diagnostics)
                : NULL;
    if (!engine) {
        fprintf(stderr, "%s\n", diagnostics->first->message);
        exit(2);
    }
    struct rows rows = make_rows(arena, workload);
    double best = 0, start = now(), loss = 0;
    for (int epoch = 1; epoch <= 2 || now() - start < seconds; epoch++) {
        double begin = now();
        loss = 0;
        shuffle(&rows, (uint64_t)epoch);
        for (int first = 0; first < ROWS; first += workload->batch) {
            struct batch_result result;
            int count = ROWS - first < workload->batch ? ROWS - first : workload->batch;
            gather(workload, &rows, first, count, engine_inputs(engine), engine_targets(engine));
            engine_step(engine, count, NULL, &result);
            loss += result.loss;
        }
        double rate = ROWS / (now() - begin);
        best = rate > best ? rate : best;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.0f %.3f %.1f %.1f %.4f\n", best, 2e-9 * engine_row_operations(engine) * best,
           (double)usage.ru_maxrss / 1024, ROWS * 4e-6 / 1.048576 * workload->inputs, loss / ROWS);
    free(rows.inputs);
}

/* Billions of operations a second of square products. */
static void measure_peak(struct arena *arena, double seconds)
{
    enum { SIZE = 1024 };
    float *a = arena_array(arena, SIZE * SIZE, sizeof *a),
          *b = arena_array(arena, SIZE * SIZE, sizeof *b),
          *c = arena_array(arena, SIZE * SIZE, sizeof *c);
    for (int i = 0; i < SIZE * SIZE; i++)
        a[i] = b[i] = 1.0f / (float)(i + 1);
    for (int threads = 1; threads <= 2; threads++) {
        double best = 0, start = now();
        openblas_set_num_threads(threads);
        while (now() - start < seconds) {
            double begin = now();
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE, 1, a, SIZE, b,
                        SIZE, 0, c, SIZE);
            double rate = 2e-9 * SIZE * SIZE * SIZE / (now() - begin);
            best = rate > best ? rate : best;
        }
        printf("%.1f ", best);
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    struct exhaustion exhaustion;
    if (argc != 3)
        return 2;
    if (setjmp(exhaustion.resume) != 0)
        return 3;
    struct arena *arena = arena_open(&exhaustion);
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    double seconds = strtod(argv[2], NULL);
    if (strcmp(argv[1], "peak") == 0)
        measure_peak(arena, seconds);
    for (size_t i = 0; i < sizeof workloads / sizeof *workloads; i++)
        if (strcmp(argv[1], workloads[i].name) == 0)
            train(arena, &workloads[i], seconds, &diagnostics);
    arena_close(arena);
    return 0;
}
