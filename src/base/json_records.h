/* Files of many records, read one at a time: what a tree of the whole would take too much memory for.
 *
 * Two layouts of the same: one JSON object in which one member, the list, is the array of records; or NDJSON,
 * the object without its list in the first line, then one record a line. They are told apart by what stands
 * in the file. Everything is checked as strictly as json_read does; only the header and one record at a time
 * are held as trees.
 */
#ifndef BASE_JSON_RECORDS_H
#define BASE_JSON_RECORDS_H

#include "base/json.h"

struct arena;

struct json_records {
    const struct json_source *source;
    struct diagnostics *diagnostics;
    struct arena *scratch; /* of one record */
    const char *list;      /* key of the list, "steps" */
    const char *at, *end;  /* behind the records that were read; end of what holds them */
    bool lines;            /* NDJSON */
    size_t count;          /* records that were read */
    size_t line;           /* of the latest record, from 1 */
    const char *counted;   /* `line` is right for this place */
};

/* A member of the header: `value` NULL when it is absent. */
struct json_field {
    const char *key;
    const struct json *value;
};

/* Opens `source`, which must outlive the records and the trees: fills in the values of the header's `fields`
 * (in `arena`) and gets ready for the first record. False after one diagnostic: not JSON, another key than
 * those of `fields` and `list`, a key given twice, a list that is no array. */
bool json_records_open(struct json_records *records, struct arena *arena,
                       const struct json_source *source, const char *list,
                       struct json_field *fields, size_t field_count,
                       struct diagnostics *diagnostics);

/* Reads the next record; it lives until the next call. *record is NULL at the end. False after one
 * diagnostic. */
bool json_records_next(struct json_records *records, const struct json **record);

/* Does `source` begin with an object, correct as far as it goes, that has a member `key`? To tell kinds of
 * files apart: nothing is reported. */
bool json_begins_with(struct arena *arena, const struct json_source *source, const char *key);

#endif
