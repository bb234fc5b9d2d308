/* How fast a run file trains, as the loop says after each epoch; and the machine's sgemm at its best, to compare. For
 * tests/benchmark/training.py.
 *
 * Usage: training RUN FOLDER     the best epoch: rows a second, billions of operations a second, bytes of the engine, last loss
 *        training peak           billions of operations a second with one thread and with two
 */
#include "base/arena.h"
#include "base/file.h"
#include "training/loop.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void give_up(const struct diagnostics *diagnostics)
{
    fprintf(stderr, "%s\n", diagnostics->first ? diagnostics->first->message : "no diagnostic");
    exit(2);
}

struct best {
    double seconds, loss;
};

static void note_epoch(void *context, const struct epoch_record *record)
{
    struct best *best = context;
    best->seconds =
        best->seconds == 0 || record->seconds < best->seconds ? record->seconds : best->seconds;
    best->loss = record->loss;
}

static void train(struct arena *arena, const char *path, const char *folder,
                  struct diagnostics *diagnostics)
{
    struct json_source source = {.name = path};
    struct best best = {0};
    source.bytes = file_read(arena, path, &source.length, diagnostics);
    if (!source.bytes)
        give_up(diagnostics);
    const struct problem *problem = problem_read(arena, &source, diagnostics);
    const struct data_set *set =
        problem ? data_set_load(arena, problem, folder, PRECISION_SINGLE, diagnostics) : NULL;
    struct engine *engine = set ? engine_open(arena, problem, PRECISION_SINGLE,
                                              problem->training->batch_size, diagnostics)
                                : NULL;
    if (!engine)
        give_up(diagnostics);
    const struct loop_listener listener = {.context = &best, .epoch = note_epoch};
    loop_run(loop_open(arena, problem, set, engine, 0), 0, &listener);
    double rate = set->training.count / best.seconds;
    printf("%.0f %.2f %zu %.6f\n", rate, 2e-9 * engine_row_operations(engine) * rate,
           engine_bytes(engine), best.loss);
}

static void measure_peak(struct arena *arena)
{
    enum { SIZE = 1024, TIMES = 40 };
    float *a = arena_array(arena, SIZE * SIZE, sizeof *a);
    float *b = arena_array(arena, SIZE * SIZE, sizeof *b);
    float *c = arena_array(arena, SIZE * SIZE, sizeof *c);
    for (int i = 0; i < SIZE * SIZE; i++)
        a[i] = b[i] = 1.0F / (float)(i + 1);
    for (int threads = 1; threads <= 2; threads++) {
        double best = 0;
        openblas_set_num_threads(threads);
        for (int i = 0; i < TIMES; i++) {
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
    if (setjmp(exhaustion.resume) != 0)
        return 3;
    struct arena *arena = arena_open(&exhaustion);
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    if (argc == 2 && strcmp(argv[1], "peak") == 0)
        measure_peak(arena);
    else if (argc == 3)
        train(arena, argv[1], argv[2], &diagnostics);
    else
        return 2;
    arena_close(arena);
    return 0;
}
