/* Names as plain text with raised and lowered digits, for pictures, where there is no mathematics. */
#ifndef RENDER_UNICODE_NAME_H
#define RENDER_UNICODE_NAME_H

#include "base/text.h"

/* Appends w12 with lowered digits, w2[1,3] with its layer raised, yhat with its hat; anything else as it is. */
void unicode_name(const char *name, struct text *out);

#endif
