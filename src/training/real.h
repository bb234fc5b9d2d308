/* What is written once over REAL: a file that includes this for float or double defines REAL_SINGLE as 1 or 0 and REAL_SUFFIX,
 * what its functions' names end with. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define REAL_JOIN(name, suffix) name##_##suffix
#define REAL_JOIN_EXPANDED(name, suffix) REAL_JOIN(name, suffix)
#define REAL_NAME(name) REAL_JOIN_EXPANDED(name, REAL_SUFFIX)

#if REAL_SINGLE
#define REAL float
#define REAL_BITS uint32_t
#define REAL_ROUND 12582912.0f /* 1.5*2^23: adding it rounds to a whole number */
#define REAL_MANTISSA 23
#define REAL_BIAS 127U
#define REAL_FUNCTION(name) name##f
#else
#define REAL double
#define REAL_BITS uint64_t
#define REAL_ROUND 6755399441055744.0 /* 1.5*2^52 */
#define REAL_MANTISSA 52
#define REAL_BIAS 1023U
#define REAL_FUNCTION(name) name
#endif
