/* UTF-8: where characters begin and end, and which of them a terminal must not be given as they
 * are. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character at `bytes`, of which `length` may be read: 1 to 4, or 0 if they are not
 * valid UTF-8 (overlong forms, surrogates and what is beyond U+10FFFF included). `point` (may be
 * NULL) gets the character. */
size_t utf8_decode(const char *bytes, size_t length, unsigned *point);

/* Writes `point` to `bytes` (room for 4) and returns how many bytes it took. */
size_t utf8_encode(unsigned point, char *bytes);

/* Bytes of the byte order mark that programs for Windows put before text: 3, or 0 where there is none. */
size_t utf8_mark(const char *bytes, size_t length);

/* The character is a control, or reorders the text around it: shown as an escape to people. */
bool utf8_is_control(unsigned point);

/* `bytes` with U+FFFD for each byte that belongs to no character; itself where there is none. */
struct arena;
const char *utf8_repaired(struct arena *arena, const char *bytes);

/* Some character of these bytes is a control as above, or they are not valid UTF-8. */
bool utf8_has_control(const char *bytes, size_t length);

#endif
