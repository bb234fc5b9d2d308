/* Batches in single precision. */
#include "training/engine_private.h"
#include "training/vm_private.h"

#define REAL_SINGLE 1
#define REAL_SUFFIX single
#define REAL_GEMM blas.sgemm
#include "training/real.h"

#include "training/functions_real.h"

#include "training/products_real.h"

#include "training/kernels_real.h"
#include "training/vm_real.h"

#include "training/batch_real.h"

#include "training/update_real.h"

#include "training/step_real.h"
