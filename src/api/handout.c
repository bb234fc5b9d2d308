/* Each part is a run of its own over the variant's tape. */
#include "api/handout.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "render/trace_document.h"

static struct run *open_run(const struct order *order, const struct draw *draw,
                            struct diagnostics *diagnostics)
{
    const struct run_settings settings = {.digits = order->digits,
                                          .arithmetic = ARITHMETIC_CERTIFIED};
    return run_open(draw->arena, draw->tape, &settings, diagnostics);
}

static void write_answers(const struct draw *draw, struct text *out)
{
    const struct task *task = &draw->task;
    struct json_out json;
    json_out_open(&json, out, 2);
    json_out_object_lines(&json, NULL);
    json_out_string(&json, "format", "handgrad-answers");
    json_out_integer(&json, "version", 1);
    json_out_string(&json, "rounding", "nearest");
    json_out_object_lines(&json, "answers");
    for (int i = 0; i < task->sheet->count; i++)
        if (task->asked[i])
            json_out_string(&json, task->sheet->lines[i].id, task->right[i].text);
    json_out_end_object(&json);
    json_out_end_object(&json);
    text_put(out, '\n');
}

bool handout_write(const struct order *order, const struct draw *draw,
                   const struct renderer *renderer, struct handout *handout,
                   struct diagnostics *diagnostics)
{
    struct text *const texts[] = {&handout->worksheet, &handout->csv, &handout->key,
                                  &handout->answers};
    struct run *run;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        text_open(texts[i], draw->arena);
    write_answers(draw, &handout->answers);
    run = open_run(order, draw, diagnostics);
    if (!run || !render_worksheet(run, order->blank, renderer, &handout->worksheet, diagnostics))
        return false;
    run = open_run(order, draw, diagnostics);
    if (!run || !worksheet_csv(run, order->blank, &handout->csv))
        return false;
    run = open_run(order, draw, diagnostics);
    return run && render_trace(run, DETAIL_AUTO, renderer, &handout->key, diagnostics);
}
