/* Cells of CSV files as numbers and as classes, and what is wrong with those that are neither. */
#include "training/csv_reading.h"

#include "base/arena.h"
#include "base/json_fields.h"
#include <limits.h>
#include <math.h>
#include <string.h>

#define DIGITS_EXACT 9

/* ---- reports ---- */

bool csv_complain(const struct csv_reading *reading, const char *place, enum diagnostic_code code,
                  const char *expected, const char *found, const char *message)
{
    struct diagnostic report = {.code = code,
                                .message = message,
                                .file = reading->source.name,
                                .expected = expected,
                                .found = found};
    json_position(&reading->source, place, &report.line, &report.column);
    return diagnose(reading->loading->diagnostics, &report);
}

/* `row 3, column "x1": ` and what is wrong. */
static bool fail_cell(const struct csv_reading *reading, int column, const char *expected,
                      const char *what)
{
    struct arena *arena = reading->loading->scratch;
    const struct csv_cell *cell = &reading->csv.cells[column];
    const char *found =
        cell->length > 40
            ? arena_printf(arena, "\"%s...\"", arena_copy(arena, cell->text, 40))
            : arena_printf(arena, "\"%s\"", arena_copy(arena, cell->text, cell->length));
    const char *name = reading->names ? arena_printf(arena, "\"%s\"", reading->names[column])
                                      : arena_printf(arena, "%d", column + 1);
    return csv_complain(reading, cell->place, DIAGNOSTIC_DATA_FILE, expected,
                        cell->length ? found : NULL,
                        arena_printf(arena, "row %d, column %s: %s", reading->row, name, what));
}

/* ---- numbers ---- */

static size_t digits_at(const char *text, size_t length, size_t at)
{
    size_t end = at;
    while (end < length && text[end] >= '0' && text[end] <= '9')
        end++;
    return end - at;
}

/* [ "+" | "-" ] ( digits [ "." [ digits ] ] | "." digits ) [ ( "e" | "E" ) [ "+" | "-" ] digits ] */
bool csv_is_number(const char *text, size_t length)
{
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+');
    size_t digits = digits_at(text, length, at);
    at += digits;
    if (at < length && text[at] == '.') {
        size_t places = digits_at(text, length, at + 1);
        digits += places;
        at += 1 + places;
    }
    if (digits > 0 && at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += at < length && (text[at] == '-' || text[at] == '+');
        size_t exponent = digits_at(text, length, at);
        at += exponent;
        digits = exponent;
    }
    return digits > 0 && at == length;
}

/* Blanks within quotation marks do not count either. */
struct csv_cell csv_trimmed(struct csv_cell cell)
{
    while (cell.length > 0 && (cell.text[0] == ' ' || cell.text[0] == '\t')) {
        cell.text++;
        cell.length--;
    }
    while (cell.length > 0 &&
           (cell.text[cell.length - 1] == ' ' || cell.text[cell.length - 1] == '\t'))
        cell.length--;
    return cell;
}

static bool is_one_of(const struct csv_cell *cell, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < cell->length && words[i][at] && (cell->text[at] | 0x20) == words[i][at])
            at++;
        if (at == cell->length && !words[i][at])
            return true;
    }
    return false;
}

/* What is wrong with a cell that is no number. */
static const char *fault_of(const struct csv_reading *reading, const struct csv_cell *cell)
{
    static const char *const not_finite[] = {"nan", "inf", "infinity", "na", "null", "none"};
    struct csv_cell word = *cell;
    if (word.length > 0 && (word.text[0] == '-' || word.text[0] == '+')) {
        word.text++;
        word.length--;
    }
    if (cell->length == 0)
        return "the cell is empty";
    if (is_one_of(&word, not_finite, sizeof not_finite / sizeof *not_finite))
        return "not a finite number";
    if (memchr(cell->text, ',', cell->length))
        return "not a number; decimals stand behind a point, not a comma";
    if (reading->row == 1 && !reading->names)
        return "not a number; if the first line names the columns, say \"header\": true";
    return "not a number";
}

/* Digits only, and so few that they are exact: most cells of pixels. */
static bool read_digits(const struct csv_cell *cell, double *value)
{
    long digits = 0;
    if (cell->length == 0 || cell->length > DIGITS_EXACT ||
        digits_at(cell->text, cell->length, 0) < cell->length)
        return false;
    for (size_t i = 0; i < cell->length; i++)
        digits = 10 * digits + (cell->text[i] - '0');
    *value = (double)digits;
    return true;
}

bool csv_read_number(const struct csv_reading *reading, int column, double *value)
{
    struct csv_cell cell = csv_trimmed(reading->csv.cells[column]);
    if (read_digits(&cell, value))
        return true;
    if (!csv_is_number(cell.text, cell.length))
        return fail_cell(reading, column, "a number such as 0.25 or -1e3",
                         fault_of(reading, &cell));
    *value = data_number(reading->loading, cell.text, cell.length);
    return isfinite(*value) ||
           fail_cell(reading, column, NULL, "the number is beyond the range of doubles");
}

/* ---- classes ---- */

static bool are_numbers_equal(const struct csv_reading *reading, const struct csv_cell *cell,
                              const char *name)
{
    size_t length = strlen(name);
    return csv_is_number(name, length) && csv_is_number(cell->text, cell->length) &&
           data_number(reading->loading, name, length) ==
               data_number(reading->loading, cell->text, cell->length);
}

/* The class of that name, or -1. */
static int named_class(const struct csv_reading *reading, const struct csv_cell *cell)
{
    const struct dataset *dataset = reading->loading->dataset;
    for (int i = 0; i < dataset->class_name_count; i++) {
        const char *name = dataset->class_names[i];
        if ((strlen(name) == cell->length && memcmp(name, cell->text, cell->length) == 0) ||
            are_numbers_equal(reading, cell, name))
            return i;
    }
    return -1;
}

static bool fail_name(const struct csv_reading *reading, const struct csv_cell *cell)
{
    const struct dataset *dataset = reading->loading->dataset;
    struct arena *arena = reading->loading->scratch;
    size_t count = (size_t)dataset->class_name_count;
    const char *word = arena_copy(arena, cell->text, cell->length);
    if (count == 0)
        return fail_cell(reading, reading->label, "the number of a class, from 0",
                         "not a number; classes with names want them in \"class_names\"");
    const char *expected = count <= NAMES_LISTED
                               ? name_alternatives(arena, dataset->class_names, count)
                               : "one of \"class_names\"";
    return fail_cell(reading, reading->label, expected,
                     arena_printf(arena, "there is no class of this name%s",
                                  did_you_mean(arena, word, dataset->class_names, count)));
}

bool csv_read_class(const struct csv_reading *reading, int *label)
{
    struct csv_cell cell = csv_trimmed(reading->csv.cells[reading->label]);
    struct arena *arena = reading->loading->scratch;
    int classes = source_classes(reading->loading);
    double value;
    if (cell.length == 0)
        return fail_cell(reading, reading->label, "a class", "the cell is empty");
    *label = named_class(reading, &cell);
    if (*label >= 0)
        return true;
    if (reading->numeric_names || !csv_is_number(cell.text, cell.length))
        return fail_name(reading, &cell);
    if (!csv_read_number(reading, reading->label, &value))
        return false;
    if (value != trunc(value))
        return fail_cell(reading, reading->label, "the number of a class, from 0",
                         "a class is a whole number");
    if (value < 0 || value >= classes)
        return fail_cell(reading, reading->label,
                         classes < INT_MAX
                             ? arena_printf(arena, "a class from 0 to %d", classes - 1)
                             : "the number of a class, from 0",
                         "there is no such class");
    *label = (int)value;
    return true;
}
