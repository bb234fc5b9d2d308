/* Leaks on purpose. Where leaks are looked for, this must fail: else a clean run of the others
 * means nothing. */
#include <stdint.h>
#include <stdlib.h>

int main(void)
{
    /* A copy that the compiler cannot follow, overwritten so that nothing points to the block. */
    void *volatile block = malloc(16);
    block = (void *)(uintptr_t)1;
    return block == NULL;
}
