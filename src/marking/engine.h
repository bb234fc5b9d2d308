/* The marking engine: the core's door for the page. Built for WebAssembly these functions are its exports; they are
 * plain C, so that tests call them here, too.
 *
 * Bytes go in through engine_input and out through engine_output; both belong to the engine and are valid until its next
 * call that is not engine_output.
 */
#ifndef MARKING_ENGINE_H
#define MARKING_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

struct engine;

/* An engine without a sheet; NULL: out of memory. Memory that runs out later ends a WebAssembly instance (a trap), whose
 * page makes a new one. */
struct engine *engine_new(void);
void engine_free(struct engine *engine);

/* Room for `length` bytes of input. */
char *engine_input(struct engine *engine, size_t length);

/* Opens the sheet (marking/sheet_data.h) in the input. False: it is no sheet. */
bool engine_open(struct engine *engine);

/* Marks the answers in the input, a table as docs/answers.md has it (CSV or Markdown), of somebody with the habit
 * (enum habit) and perhaps rounded givens. The output is the report of `handgrad check --format json`; where false is
 * returned it is the message why the answers cannot be read. A sheet must be open. */
bool engine_mark(struct engine *engine, int habit, bool givens_rounded);

const char *engine_output(const struct engine *engine);
size_t engine_output_length(const struct engine *engine);

#endif
