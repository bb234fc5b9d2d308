/* What names call lines of a sheet: every way to write a name without its update and sample, kept once, with all lines
 * that are called so. */
#include "base/arena.h"
#include "base/pool.h"
#include "marking/sheet_make.h"
#include "tape/trace_id.h"

#include <string.h>

/* A line that is called by a name. */
struct called {
    const struct sheet_line *line;
    bool with_update; /* only where its update is named, too: u2.w7 */
    bool primed;      /* w7': it may be said to be of the update that makes it */
    struct called *next;
};

struct names {
    struct arena *arena;
    const struct sheet *sheet;
    struct pool *pool; /* numbers: 1 + place in `lists` */
    struct list {
        struct called *first, *last;
    } * lists;
    size_t count, room;
};

static struct list *list_of(struct names *names, const char *name)
{
    struct pooled *entry = pool_add(names->pool, name, strlen(name));
    if (entry->number > 0)
        return &names->lists[entry->number - 1];
    names->lists =
        arena_grow(names->arena, names->lists, names->count, &names->room, sizeof *names->lists);
    entry->number = ++names->count;
    return &names->lists[names->count - 1];
}

static void put(struct names *names, const char *name, struct called called)
{
    struct list *list = list_of(names, name);
    if (list->last && list->last->line == called.line)
        return;
    struct called *kept = arena_alloc(names->arena, sizeof *kept);
    *kept = called;
    if (list->last)
        list->last->next = kept;
    else
        list->first = kept;
    list->last = kept;
}

/* Under a name of a parameter its new value: with the update that it belongs to, or marked as new. */
static void put_new(struct names *names, const char *of_old, const struct sheet_line *line)
{
    put(names, of_old, (struct called){.line = line, .with_update = true});
    put(names, arena_printf(names->arena, "%s'", of_old),
        (struct called){.line = line, .primed = true});
    put(names, arena_printf(names->arena, "%s_new", of_old),
        (struct called){.line = line, .primed = true});
}

static void put_line(struct names *names, const struct sheet_line *line)
{
    const char *base = trace_id_of(line->id).quantity;
    if (line->role != ROLE_UPDATE) {
        struct called called = {.line = line,
                                .with_update = line->update > names->sheet->last_update};
        put(names, base, called);
        put(names, trace_id_of(line->name).quantity, called);
        return;
    }
    const struct sheet_line *first = line;
    while (first->before != NO_LINE)
        first = &names->sheet->lines[first->before];
    put_new(names, base, line);
    put_new(names, first->name, line);
}

/* ---- finding ---- */

static bool fits(const struct called *called, const struct trace_id *text)
{
    const struct sheet_line *line = called->line;
    bool of_update =
        line->update == text->update || (called->primed && line->update - 1 == text->update);
    return (text->update ? of_update : !called->with_update) &&
           (!text->sample || line->sample == text->sample);
}

#define CANDIDATES_MOST 6

static const char *list_candidates(struct arena *arena, const struct called *first,
                                   const struct trace_id *text)
{
    struct text out;
    text_open(&out, arena);
    int count = 0;
    for (const struct called *called = first; called; called = called->next) {
        if (!fits(called, text))
            continue;
        if (count++ < CANDIDATES_MOST)
            text_printf(&out, "%s%s", count > 1 ? ", " : "", called->line->id);
    }
    if (count > CANDIDATES_MOST)
        text_literal(&out, ", ...");
    return out.bytes;
}

static int find(const void *context, struct arena *arena, const char *text, const char **candidates)
{
    const struct names *names = context;
    struct trace_id id = trace_id_of(text);
    const struct pooled *entry = pool_find(names->pool, id.quantity, strlen(id.quantity));
    const struct sheet_line *any = NULL, *whole = NULL; /* whole: of no sample */
    int count = 0, whole_count = 0;
    *candidates = "";
    if (!entry)
        return NO_LINE;
    const struct called *first = names->lists[entry->number - 1].first;
    for (const struct called *called = first; called; called = called->next) {
        if (!fits(called, &id))
            continue;
        any = called->line;
        count++;
        whole = any->sample ? whole : any;
        whole_count += !any->sample;
    }
    if (count == 1 || whole_count == 1)
        return count == 1 ? any->number : whole->number;
    *candidates = list_candidates(arena, first, &id);
    return NO_LINE;
}

void sheet_name_lines(struct arena *arena, struct sheet *sheet)
{
    struct names *names = arena_alloc(arena, sizeof *names);
    const char **shown = arena_array(arena, (size_t)sheet->count, sizeof *shown);
    *names = (struct names){.arena = arena, .sheet = sheet, .pool = pool_open(arena)};
    for (int i = 0; i < sheet->count; i++) {
        put_line(names, &sheet->lines[i]);
        shown[i] = sheet->lines[i].name;
    }
    sheet->lookup = (struct quantity_lookup){
        .context = names, .find = find, .names = shown, .name_count = (size_t)sheet->count};
}
