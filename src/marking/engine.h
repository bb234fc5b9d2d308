/* The marking engine: the core's door for the page. Built for WebAssembly these functions are its exports; they are
 * plain C, so that tests call them here, too.
 *
 * Bytes go in through marking_engine_input and out through marking_engine_output; both belong to the engine and are valid
 * until its next call that is not marking_engine_output.
 */
#ifndef MARKING_ENGINE_H
#define MARKING_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

struct marking_engine;

/* An engine without a sheet; NULL: out of memory. Memory that runs out later makes the call fail, without output; it ends a
 * WebAssembly instance (a trap), whose page makes a new one. */
struct marking_engine *marking_engine_new(void);
void marking_engine_free(struct marking_engine *engine);

/* Room for `length` bytes of input; NULL: out of memory. */
char *marking_engine_input(struct marking_engine *engine, size_t length);

/* Opens the sheet (marking/sheet_data.h) in the input. False: it is no sheet. */
bool marking_engine_open(struct marking_engine *engine);

/* Marks the answers in the input, a table as docs/answers.md has it (CSV or Markdown), of somebody with the habit
 * (enum habit) and perhaps rounded givens. The output is the report of `handgrad check --format json`; where false is
 * returned it is the message why the answers cannot be read. A sheet must be open. */
bool marking_engine_mark(struct marking_engine *engine, int habit, bool givens_rounded);

const char *marking_engine_output(const struct marking_engine *engine);
size_t marking_engine_output_length(const struct marking_engine *engine);

#endif
