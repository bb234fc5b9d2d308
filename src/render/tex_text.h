/* Text of people in LaTeX: every character harmless, and what is not ASCII spelled in ASCII. */
#ifndef RENDER_TEX_TEXT_H
#define RENDER_TEX_TEXT_H

#include "base/text.h"

/* Words outside of mathematics. */
void tex_words(const char *text, struct text *out);

/* LaTeX that another printer wrote, in which only characters beyond ASCII may need spelling (they stand within \text)
 * and long numbers places to break. */
void tex_respelled(const char *latex, size_t length, struct text *out);

#endif
