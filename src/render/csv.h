/* Cells of tables for spreadsheets: RFC 4180, but lines end as they do elsewhere. */
#ifndef RENDER_CSV_H
#define RENDER_CSV_H

#include "base/text.h"

/* The text as it is, quoted where its bytes need that: for tables that are read back. */
void csv_cell(const char *text, struct text *out);

/* A text of unknown origin, for a spreadsheet. One that it could run as a formula (csv_is_formula) gets an apostrophe in
 * front, which makes it text; so does what stands behind a semicolon, where spreadsheets of half the world begin a new
 * cell. What ends a line, and other controls, become blanks, so that a row is a line. */
void csv_foreign_cell(const char *text, struct text *out);

/* Does the text begin with = + - @ (also in their wide forms), a tab or a line end, perhaps behind what spreadsheets trim:
 * blanks, quotes, characters without width? A plain number (-0.5, +3, -3.18e-4) does not count. */
bool csv_is_formula(const char *text);

#endif
