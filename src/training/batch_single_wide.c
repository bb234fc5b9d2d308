/* Batches in single precision, for processors with wider vectors. */
#include "training/engine_private.h"
#include "training/instructions.h"
#include "training/vm_private.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#if HAS_WIDER_INSTRUCTIONS
BEGIN_WIDER_INSTRUCTIONS

#define REAL_SINGLE 1
#define REAL_SUFFIX single_wide
#define REAL_GEMM blas.sgemm
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
