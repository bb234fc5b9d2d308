/* What public calls are given: problems and other files by name, and words out of a list. */
#ifndef API_INPUT_H
#define API_INPUT_H

#include "api/call.h"
#include "base/json.h"
#include "marking/sheet.h"
#include "number/number.h"
#include "render/worksheet.h"

/* An input: its text itself if that is not NULL (`name` is then only for messages), else the file `name`, "-" for
 * standard input, or a worked example that is called so; a file goes before an example. */
struct input {
    const char *what; /* "problem": for the message that there is none */
    const char *name, *text;
    size_t length;
};

/* Finds `input`; what is read of it is kept in `arena`. False after one diagnostic. */
bool input_find(struct call *call, struct arena *arena, const struct input *input,
                struct json_source *source);

/* Reports that the `option` must be one of those `expected`. Always false. */
bool input_unknown(struct call *call, const char *option, const char *value, const char *expected);

/* Are not both standard input? False after one diagnostic. */
bool input_share_standard(struct call *call, const struct input *a, const struct input *b);

/* The problem in `source`, or in its part `node` where that is not NULL, in `arena`. It has samples (or formulas): a run
 * file is refused, with what works. NULL after one diagnostic. */
const struct problem *input_problem(struct call *call, struct arena *arena,
                                    const struct json_source *source, const struct json *node);

/* What is right of the problem `input`, for marking. NULL after one diagnostic. */
const struct sheet *input_sheet(struct call *call, const struct input *input);

/* Is `source` no derivation, where a problem or a trace is wanted? False after one diagnostic, which says what is. */
bool input_is_no_derivation(struct call *call, const struct json_source *source);
/* Is it no problem, where `wanted` is ("a derivation", "answers")? The same. */
bool input_is_no_problem(struct call *call, const struct json_source *source, const char *wanted);

/* The arithmetic of traces that is called so: certified, float64 or float32. False if there is none. */
bool input_arithmetic(const char *name, enum arithmetic_kind *kind);

/* What a worksheet asks for that is called so; NULL: results. False after one diagnostic. */
bool input_blank(struct call *call, const char *wanted, enum blank *blank);

/* The digits that a request asks for (`digits` and `decimals` as the members of handgrad.h), else those that the
 * problem does (0: none), else 6. False after one diagnostic. */
#define INPUT_DIGITS_MOST 1000
bool input_digits(struct call *call, int digits, int decimals, int of_problem,
                  struct digits *chosen);

#endif
