/* Batches in double precision, for processors with wider vectors. */
#include "training/engine_private.h"
#include "training/instructions.h"
#include "training/vm_private.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#if HAS_WIDER_INSTRUCTIONS
BEGIN_WIDER_INSTRUCTIONS

#define REAL_SINGLE 0
#define REAL_SUFFIX double_wide
#define REAL_GEMM blas.dgemm
#include "training/real.h"

#include "training/functions_real.h"

#include "training/products_real.h"

#include "training/kernels_real.h"
#include "training/vm_real.h"

#include "training/batch_real.h"

#include "training/update_real.h"

#include "training/step_real.h"

END_WIDER_INSTRUCTIONS
#endif
