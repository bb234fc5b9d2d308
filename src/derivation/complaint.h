/* Complaints about a derivation that is read already: its parts keep no place in the file, so that the file is read
 * again for the message. */
#ifndef DERIVATION_COMPLAINT_H
#define DERIVATION_COMPLAINT_H

#include "base/json.h"

/* Reports at the value that `pointer` names, without the pointer where `source` is NULL or no JSON with that value.
 * Always returns false. */
bool derivation_complain(struct diagnostics *diagnostics, const struct json_source *source,
                         const char *pointer, enum diagnostic_code code, const char *message);

#endif
