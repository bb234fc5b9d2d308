/* The engine's functions of floats. */
#define REAL_SINGLE 1
#define REAL_SUFFIX single
#define REFERENCE double
#define REFERENCE_FUNCTION(name) name
#include "functions_laws.h"
