/* A worksheet as CSV (RFC 4180, but lines end as they do elsewhere): the names of the columns, then a row for each
 * quantity, its value left empty. */
#include "render/worksheet.h"

#include <string.h>

static void write_cell(const char *text, struct text *out)
{
    if (!strpbrk(text, ",;\"\r\n\t")) {
        text_string(out, text);
        return;
    }
    text_put(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            text_put(out, '"');
        text_put(out, *text);
    }
    text_put(out, '"');
}

bool worksheet_csv(struct run *run, enum blank blank, struct text *out)
{
    struct text id;
    struct arena *scratch = arena_child(out->arena);
    text_open(&id, scratch);
    text_literal(out, "id,name,value\n");
    while (!out->closed && run_next(run)) {
        struct step step = {.run = run};
        while (run_walk(&step)) {
            if (!worksheet_asks(run_tape(run), step.family, blank))
                continue;
            text_clear(&id);
            step_id(&step, &id);
            write_cell(id.bytes, out);
            text_put(out, ',');
            write_cell(step_name(&step), out);
            text_literal(out, ",\n");
        }
    }
    arena_close(scratch);
    return !run_failed(run);
}
