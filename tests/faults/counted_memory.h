/* Memory that is counted and can be made to fail: malloc, calloc, realloc and free of the program and of the static
 * rooms (the linker's --wrap leads them here), and cJSON's through its hooks. Shared libraries keep their own.
 */
#ifndef TESTS_FAULTS_COUNTED_MEMORY_H
#define TESTS_FAULTS_COUNTED_MEMORY_H

#include <stdbool.h>

/* How an allocation that is to fail does: alone, or with every later one, as when there is no memory at all. */
enum memory_failure { MEMORY_FAILS_ONCE, MEMORY_FAILS_ON };

/* Leads the allocations of cJSON, or of GMP and FLINT, here too. */
void memory_include_cjson(void);
void memory_include_flint(void);

/* Starts to count anew; allocation number `first_failing` (from 1; 0: none) gives NULL. */
void memory_arm(long first_failing, enum memory_failure failure);

/* Nothing fails any more; the counts go on. */
void memory_disarm(void);

/* Allocations asked for since memory_arm, and blocks that were given since and not freed. */
long memory_asked(void);
long memory_live(void);

#endif
