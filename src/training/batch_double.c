/* Batches in double precision. */
#include "training/engine_private.h"
#include "training/vm_private.h"

#define REAL_SINGLE 0
#define REAL_SUFFIX double
#define REAL_GEMM blas.dgemm
#include "training/real.h"

#include "training/functions_real.h"

#include "training/products_real.h"

#include "training/kernels_real.h"
#include "training/vm_real.h"

#include "training/batch_real.h"

#include "training/update_real.h"

#include "training/step_real.h"
