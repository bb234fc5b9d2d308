/* Arrays of numbers: their shape is measured on the JSON tree before anything of that size is
 * allocated. */
#include "problem/reader.h"

const char *count_of(struct arena *arena, long count, const char *noun)
{
    return arena_printf(arena, "%ld %s%s", count, noun, count == 1 ? "" : "s");
}

static bool complain_row(struct reader *reader, const struct json *row, const char *what)
{
    return complain(&reader->json, row, DIAGNOSTIC_WRONG_TYPE, "an array of numbers (one row)",
                    json_describe(reader->json.arena, row),
                    "%s must be rows: an array of arrays of numbers", what);
}

static bool complain_too_many(struct reader *reader, const struct json *node, const char *what,
                              const char *noun, int limit)
{
    return complain(
        &reader->json, node, DIAGNOSTIC_TOO_LARGE,
        arena_printf(reader->json.arena, "at most %s", count_of(reader->json.arena, limit, noun)),
        count_of(reader->json.arena, (long)node->count, noun), "%s have too many %ss", what, noun);
}

static bool check_row(struct reader *reader, const struct json *row, const char *what,
                      size_t columns)
{
    if (row->kind != JSON_ARRAY)
        return complain_row(reader, row, what);
    if (row->count != columns)
        return complain(&reader->json, row, DIAGNOSTIC_WRONG_SHAPE,
                        count_of(reader->json.arena, (long)columns, "number"),
                        count_of(reader->json.arena, (long)row->count, "number"),
                        "row %zu of %s has %s, row 1 has %zu", row->index + 1, what,
                        count_of(reader->json.arena, (long)row->count, "number"), columns);
    return true;
}

bool measure_rows(struct reader *reader, const struct json *node, const char *what,
                  struct shape limit, struct shape *shape)
{
    if (node->kind != JSON_ARRAY)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE, "an array of rows",
                        json_describe(reader->json.arena, node), "%s must be an array of rows",
                        what);
    if (node->count == 0)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_SHAPE, "at least one row",
                        json_describe(reader->json.arena, node), "%s must not be empty", what);
    if (node->count > (size_t)limit.rows)
        return complain_too_many(reader, node, what, "row", limit.rows);

    const struct json *first = node->first;
    if (first->kind != JSON_ARRAY)
        return complain_row(reader, first, what);
    if (first->count == 0)
        return complain(&reader->json, first, DIAGNOSTIC_WRONG_SHAPE, "at least one number",
                        json_describe(reader->json.arena, first),
                        "the rows of %s must not be empty", what);
    if (first->count > (size_t)limit.columns)
        return complain_too_many(reader, first, what, "column", limit.columns);
    for (const struct json *row = first->next; row; row = row->next)
        if (!check_row(reader, row, what, first->count))
            return false;
    shape->rows = (int)node->count;
    shape->columns = (int)first->count;
    return true;
}

bool fill_numbers(struct reader *reader, const struct json *array, const char *what,
                  const char **values, size_t step)
{
    for (const struct json *number = array->first; number; number = number->next) {
        if (!expect_number(&reader->json, number, what))
            return false;
        values[number->index * step] = number->text;
    }
    return true;
}

bool fill_rows(struct reader *reader, const struct json *node, const char *what,
               const char **values, size_t row_step, size_t column_step)
{
    for (const struct json *row = node->first; row; row = row->next)
        if (!fill_numbers(reader, row, what, values + row->index * row_step, column_step))
            return false;
    return true;
}

bool fill_nested(struct reader *reader, const struct json *node, const char *what, int rank,
                 const int *dimensions, const char ***next)
{
    if (rank == 0) {
        if (!expect_number(&reader->json, node,
                           arena_printf(reader->json.arena, "each number of %s", what)))
            return false;
        *(*next)++ = node->text;
        return true;
    }
    const char *wanted =
        arena_printf(reader->json.arena, "an array of %s",
                     count_of(reader->json.arena, dimensions[0], rank == 1 ? "number" : "row"));
    if (node->kind != JSON_ARRAY)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE, wanted,
                        json_describe(reader->json.arena, node), "%s must be %s", what, wanted);
    if (node->count != (size_t)dimensions[0])
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_SHAPE, wanted,
                        json_describe(reader->json.arena, node),
                        "%s must be %s, as the parameter is", what, wanted);
    for (const struct json *element = node->first; element; element = element->next)
        if (!fill_nested(reader, element, what, rank - 1, dimensions + 1, next))
            return false;
    return true;
}
