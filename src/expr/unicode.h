/* Which characters may stand in names: ASCII letters, digits and "_", and beyond ASCII everything
 * that people use as a letter (other scripts, emoji), but no spaces, no controls of writing
 * direction and no operator look-alikes. */
#ifndef EXPR_UNICODE_H
#define EXPR_UNICODE_H

#include <stdbool.h>
#include <stddef.h>

/* May begin a name / stand within one. */
bool unicode_is_letter(unsigned code);
bool unicode_is_name_part(unsigned code);

/* Characters (code points; an invalid byte counts as one) in `length` bytes. */
size_t unicode_count(const char *bytes, size_t length);

#endif
