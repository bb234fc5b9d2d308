/* The trace as an interactive page: who fills which slot of its shell. */
#include "api/trace_page.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "marking/sheet_data.h"
#include "marking/sheet_make.h"
#include "page/page.h"
#include "render/page_data.h"
#include "render/trace_document.h"

struct filling {
    const struct tape *tape;
    const struct run_settings *settings;
    struct diagnostics *diagnostics;
};

/* The picture and the title are made of the first update, the data of all: each has a run of its own. */
static struct run *open_run(const struct filling *filling)
{
    return run_open(filling->diagnostics->arena, filling->tape, filling->settings,
                    filling->diagnostics);
}

static bool fill_title(const struct filling *filling, struct text *out)
{
    struct run *run = open_run(filling);
    if (run)
        page_title_write(run, out, filling->diagnostics);
    return run != NULL;
}

static bool fill_picture(const struct filling *filling, struct text *out)
{
    struct run *run = open_run(filling);
    if (run)
        render_trace_picture(run, out, filling->diagnostics);
    return run && !run_failed(run);
}

static bool fill_data(const struct filling *filling, struct text *out)
{
    struct run *run = open_run(filling);
    return run && page_data_write(run, out, filling->diagnostics);
}

/* A problem that cannot be marked (too many quantities, a value that stays undecided) has a page without a quiz. */
static void fill_sheet(const struct filling *filling, struct text *out)
{
    struct arena *arena = arena_child(filling->diagnostics->arena);
    struct diagnostics unheard;
    struct json_out json;
    diagnostics_open(&unheard, arena);
    json_out_open(&json, out, 0);
    json.in_html = true;
    const struct sheet *sheet =
        page_has_engine() ? sheet_make(arena, filling->tape, &unheard) : NULL;
    if (sheet) {
        struct text data;
        text_open(&data, arena);
        sheet_data_write(sheet, &data);
        json_out_bytes(&json, NULL, data.bytes, data.length);
    } else {
        json_out_null(&json, NULL);
    }
    arena_close(arena);
}

static bool fill(void *context, enum page_slot slot, struct text *out)
{
    const struct filling *filling = context;
    switch (slot) {
    case PAGE_TITLE:
        return fill_title(filling, out);
    case PAGE_PICTURE:
        return fill_picture(filling, out);
    case PAGE_DATA:
        return fill_data(filling, out);
    default:
        fill_sheet(filling, out);
        return true;
    }
}

bool trace_page_write(const struct tape *tape, const struct run_settings *settings,
                      struct text *out, struct diagnostics *diagnostics)
{
    struct filling filling = {tape, settings, diagnostics};
    return page_write(fill, &filling, out);
}
