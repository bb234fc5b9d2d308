/* Products of matrices by OpenBLAS, which is loaded when the first engine is opened: to load it takes longer than most
 * traces, and where memory is short it waits for ever. The only file that names the library. */
#ifndef TRAINING_BLAS_H
#define TRAINING_BLAS_H

#include "base/diagnostic.h"
#include <cblas.h>

struct blas {
    __typeof__(&cblas_sgemm) sgemm;
    __typeof__(&cblas_dgemm) dgemm;
};

/* Fills *blas; products are then calculated by the thread that asks for them. False after one diagnostic: no-tool where the
 * library is not installed. Leaves by the arena's exit when there is no room for it. */
bool blas_open(struct arena *arena, struct blas *blas, struct diagnostics *diagnostics);

#endif
