/* Answers: what somebody wrote for the quantities of a problem (docs/answers.md).
 *
 * Reading them (from JSON, CSV, or a Markdown worksheet filled in) knows no problem: a caller's lookup says which quantity a
 * name calls. Structs and tables are part of the marking core, JSON is not.
 */
#ifndef MARKING_ANSWERS_H
#define MARKING_ANSWERS_H

#include "base/json.h"
#include "marking/written.h"

/* ---- limits ---- */
#define ANSWERS_BYTES_MOST ((size_t)4 << 20)
#define ANSWERS_WRITINGS_MOST 100000
#define ANSWERS_NAME_MOST 200 /* bytes of a name */

/* All that was written for one quantity: once, as a rule. */
struct answer {
    int quantity; /* as the lookup numbers them */
    int count;    /* blanks are not counted; 0: the file asks for it, and it was left blank */
    const struct written *writings; /* in the order of the file */
};

struct answers {
    const char *student; /* NULL: not said */
    enum habit habit;
    bool givens_rounded; /* the problem's own numbers were rounded as printed */
    int count;
    const struct answer *items; /* by rising quantity */
};

/* What names call quantities. */
struct quantity_lookup {
    const void *context;
    /* The number of the quantity that `text` calls. -1: none, or several; *candidates then lists them ("" for none). */
    int (*find)(const void *context, struct arena *arena, const char *text,
                const char **candidates);
    /* What quantities are called, for "did you mean". */
    const char *const *names;
    size_t name_count;
};

/* Reads answers; which kind of file it is its content tells. NULL after one diagnostic. Numbers that cannot be read are
 * no error here: they are WRITTEN_UNREADABLE. */
const struct answers *answers_read(struct arena *arena, const struct json_source *source,
                                   const struct quantity_lookup *lookup,
                                   struct diagnostics *diagnostics);

/* The same of a table, CSV or Markdown, whatever it looks like. */
const struct answers *answers_read_table(struct arena *arena, const struct json_source *source,
                                         const struct quantity_lookup *lookup,
                                         struct diagnostics *diagnostics);

/* The words for more than ANSWERS_BYTES_MOST. */
extern const char answers_too_large[];

/* The same of JSON alone, whatever it looks like: a line of a stream. */
const struct answers *answers_read_record(struct arena *arena, const struct json_source *source,
                                          const struct quantity_lookup *lookup,
                                          struct diagnostics *diagnostics);

#endif
