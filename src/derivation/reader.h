/* The reader of derivation files from the inside: what its parts share.
 *
 * Every function that returns bool returns false, and one that returns a pointer NULL, after exactly one error in
 * reader->json.diagnostics. Each part relies on what the parts before it have read.
 */
#ifndef DERIVATION_READER_H
#define DERIVATION_READER_H

#include "base/json_fields.h"
#include "derivation/derivation.h"
#include "derivation/ranges.h"
#include "expr/parser.h"

struct derivation_reader {
    struct json_reader json;
    const struct json *root;
    struct derivation *derivation; /* under construction */
    struct quantity *quantities;   /* derivation->quantities: as many as have been read so far */
};

/* ---- reader_symbols.c: "symbols" ---- */
bool read_symbols(struct derivation_reader *reader);

/* The member `key` of `object` as an array of at most `most` elements, or NULL with *good true when it is absent. */
const struct json *optional_array(struct derivation_reader *reader, const struct json *object,
                                  const char *key, size_t most, bool *good);

/* The quantity, whose dimensions are known, has not too many elements at the smallest sizes. Reported at `node`. */
bool check_elements(struct derivation_reader *reader, const struct json *node,
                    const struct quantity *quantity);

/* ---- reader_statement.c: expressions as texts ---- */

enum statement_kind {
    STATEMENT_ASSUMPTION,
    STATEMENT_DEFINITION,
    STATEMENT_CLAIM,
    STATEMENT_REASON, /* of a line of a claim: nothing is evaluated, and indices need no ranges */
};

/* One assumption, definition or claim, whose expressions share their index variables. They are read twice: first to
 * find the ranges of these (`inferring`), then with ranges known, to be kept. */
struct statement {
    struct derivation_reader *reader;
    enum statement_kind kind;
    bool inferring;
    bool names_quantity;             /* some expression names a quantity */
    const struct quantity *defining; /* what is on the left of a definition; else NULL */
    struct index_variables variables;
    /* The names of reductions' variables read so far, which reasons may use; not beyond a number of them. */
    const struct bound_variable *bound;
    int bound_count;
    struct scope scope;      /* what names mean, for the parser */
    const struct json *node; /* the string being read */
};

void statement_open(struct statement *statement, struct derivation_reader *reader,
                    enum statement_kind kind);

/* Begins to read the string `node`, one line of a length that can be worked with; `what` names it in messages. */
bool open_text(struct statement *statement, const struct json *node, const char *what,
               struct parser *parser);

/* The same of the part of it from `begin` up to `end`. */
bool open_part(struct statement *statement, const struct json *node, size_t begin, size_t end,
               struct parser *parser);

/* From the parser's token to the end. While inferring the tree is good for nothing but being not NULL; then it is
 * complete: names bound, derivatives diff(...), of a size that can be walked. */
const struct expr *read_expression(struct statement *statement, struct parser *parser);
const struct condition *read_condition(struct statement *statement, struct parser *parser);

/* variable "=" index ".." index { "," variable ... }: ranges that the file says, up to another token. */
bool read_ranges(struct statement *statement, struct parser *parser);

/* The word at the token as the name of an index variable of its own; NULL after a diagnostic. */
const char *read_variable(struct statement *statement, struct parser *parser);

/* After inferring: every range that follows from use holds some value, every range that is said is of a variable that
 * occurs in `what`, "the claim". Reported at `node`. */
bool check_ranges(struct statement *statement, const struct json *node, const char *what);

/* The ranges of the free variables, in the derivation's arena. */
const struct variable_range *statement_ranges(const struct statement *statement);

/* ---- reader_names.c: what names mean ---- */

/* For the parser: the first time indices are noted, then names are held to what is known. */
struct scope names_scope(struct statement *statement);

/* What is wrong with `word` as an index variable, which is a name for nothing else; NULL: nothing. */
const char *index_name_fault(const struct statement *statement, struct arena *arena,
                             const char *word);

/* The tree with its names bound to their quantities, dE/da[n,k] turned into diff(E, a[n,k]). */
const struct expr *bind_names(struct statement *statement, const struct expr *expr);

/* ---- reader_reason.c: "because" ---- */

/* The string `node`, one line: words and mathematics, of a claim whose ranges are known. */
const struct prose *read_reason(struct statement *statement, const struct json *node);

/* ---- reader_definitions.c: "assume", "define" ---- */
bool read_assumptions(struct derivation_reader *reader);
bool read_definitions(struct derivation_reader *reader);

/* ---- reader_claims.c: "claims" ---- */
bool read_claims(struct derivation_reader *reader);

#endif
