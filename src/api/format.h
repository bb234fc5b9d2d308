/* The formats in which calls write their results: one table (formats.def), of which each call has its own choice. What
 * is written in a format for programs is the call's own business.
 */
#ifndef API_FORMAT_H
#define API_FORMAT_H

#include "api/call.h"
#include "render/format.h"

enum format_kind {
#define FORMAT(name, text, renderer) FORMAT_##name,
#include "api/formats.def"
#undef FORMAT
    FORMATS
};

struct format {
    enum format_kind kind;
    const char *name;
    const struct renderer *renderer; /* for people; NULL: for programs */
};

/* The format that is called `wanted`, which must be one of the `count` of `choice`; NULL: the first of them. NULL after
 * one diagnostic, which lists them. */
const struct format *format_find(struct call *call, const char *wanted,
                                 const enum format_kind *choice, size_t count);

#endif
