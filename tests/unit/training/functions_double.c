/* The engine's functions of doubles. */
#define REAL_SINGLE 0
#define REAL_SUFFIX double
#define REFERENCE long double
#define REFERENCE_FUNCTION(name) name##l
#include "functions_laws.h"
