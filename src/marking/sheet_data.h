/* A sheet as text: how the sheet of a problem comes to the marking engine in the page (marking/engine.h), which has
 * neither tape nor run. Not a public format: writer and reader are of one program. Part of the marking core.
 */
#ifndef MARKING_SHEET_DATA_H
#define MARKING_SHEET_DATA_H

#include "marking/sheet.h"

/* Appends the sheet as UTF-8: all that marking needs of it, trees with their bindings included; not how LaTeX shows
 * things. */
void sheet_data_write(const struct sheet *sheet, struct text *out);

/* The same sheet again, its lookup included; everything in `arena`. NULL: not what sheet_data_write wrote, or a formula
 * is nested deeper than EXPANSION_MAX_DEPTH. Whatever the bytes are, it ends. */
const struct sheet *sheet_data_read(struct arena *arena, const char *bytes, size_t length);

#endif
