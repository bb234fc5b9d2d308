/* Writes the sheet of a worked example as the page has it: sheet_program NAME. */
#include "api/examples.h"
#include "base/arena.h"
#include "marking/sheet_data.h"
#include "marking/sheet_make.h"

#include <stdio.h>

static const struct sheet *sheet_of(struct arena *arena, const char *name,
                                    struct diagnostics *diagnostics)
{
    const struct example *example = example_by_name(name);
    if (!example)
        return NULL;
    const struct json_source source = {
        .name = name, .bytes = example->text, .length = strlen(example->text)};
    const struct problem *problem = problem_read(arena, &source, diagnostics);
    const struct tape *tape = problem ? tape_compile(arena, problem, diagnostics) : NULL;
    return tape ? sheet_make(arena, tape, diagnostics) : NULL;
}

int main(int count, char **words)
{
    struct exhaustion exhaustion;
    struct diagnostics diagnostics;
    struct text out;
    if (count != 2 || setjmp(exhaustion.resume) != 0)
        return 2;
    struct arena *arena = arena_open(&exhaustion);
    if (!arena)
        return 3;
    diagnostics_open(&diagnostics, arena);
    text_open(&out, arena);
    const struct sheet *sheet = sheet_of(arena, words[1], &diagnostics);
    if (sheet)
        sheet_data_write(sheet, &out);
    fwrite(out.bytes, 1, out.length, stdout);
    arena_close(arena);
    return sheet ? 0 : 2;
}
