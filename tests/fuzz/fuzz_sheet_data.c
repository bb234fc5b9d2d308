/* Fuzz target of sheets as text: any bytes are either no sheet, or a sheet whose lines are found by their ids and that is
 * written so that it reads back as the same. */
#include "input.h"
#include "marking/sheet_data.h"

static const char *written(struct arena *arena, const struct sheet *sheet, size_t *length)
{
    struct text text;
    text_open(&text, arena);
    sheet_data_write(sheet, &text);
    *length = text.length;
    return text.bytes;
}

static void check_line(struct arena *arena, const struct sheet *sheet,
                       const struct sheet_line *line)
{
    const char *candidates = NULL;
    int found = sheet->lookup.find(sheet->lookup.context, arena, line->id, &candidates);
    if (found >= sheet->count || !candidates)
        fail("a line that is none", line->id);
    if (!(line->range.low <= line->range.high) || line->given != !line->formula)
        fail("a line without sense", line->id);
}

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    size_t length, again;
    const struct sheet *sheet = sheet_data_read(arena, bytes, size);
    if (!sheet)
        return;
    for (int i = 0; i < sheet->count; i++)
        check_line(arena, sheet, &sheet->lines[i]);
    const char *text = written(arena, sheet, &length);
    const struct sheet *same = sheet_data_read(arena, text, length);
    if (!same || strcmp(written(arena, same, &again), text) != 0 || again != length)
        fail("what is written is not what is read", text);
}
