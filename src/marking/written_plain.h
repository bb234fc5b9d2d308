/* What people write, in a few plain characters: the first half of reading a written number, private to it. */
#ifndef MARKING_WRITTEN_PLAIN_H
#define MARKING_WRITTEN_PLAIN_H

#include "base/text.h"

/* Stands for every character that no number has. */
#define PLAIN_STRANGE '#'

/* The text in lower-case ASCII: signs, spaces and digits of any script of mathematics as written_characters.def says,
 * "^" before what stands raised, LaTeX's \times and \cdot as "*", the marks of code and of emphasis around it and
 * spaces at both ends left out. Anything else is PLAIN_STRANGE. */
void written_plain(const char *bytes, size_t length, struct text *plain);

#endif
