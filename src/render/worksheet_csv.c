/* A worksheet as CSV (RFC 4180, but lines end as they do elsewhere): the names of the columns, then a row for each
 * quantity, its value left empty. */
#include "render/csv.h"
#include "render/worksheet.h"

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
            csv_cell(id.bytes, out);
            text_put(out, ',');
            csv_cell(step_name(&step), out);
            text_literal(out, ",\n");
        }
    }
    arena_close(scratch);
    return !run_failed(run);
}
