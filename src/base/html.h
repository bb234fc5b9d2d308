/* Text of anybody within HTML: as text, never as markup. */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include "base/text.h"

/* Appends UTF-8 so that it stands as it is in an element and between quotes of an attribute: & < > " ' are escaped,
 * control characters become spaces, bytes that are no UTF-8 U+FFFD. Of no use within script and style elements. */
void html_escape(struct text *out, const char *bytes, size_t length);

#endif
