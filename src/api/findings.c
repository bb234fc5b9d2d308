/* Texts are kept once, in a pool; in how many variants a likeness is, in another. */
#include "api/findings.h"

#include "base/arena.h"
#include <string.h>

/* The likenesses of a variant, and what each has in the pool. */
struct kept_likenesses {
    struct variant_finding *items;
    struct pooled **keys;
};

struct findings {
    struct arena *arena;
    struct pool *texts;
    struct pool *likenesses; /* by quantity and mistakes; the number: in how many variants */
    struct variant_report *reports;
    struct kept_likenesses *kept; /* [variants] */
    size_t count;
};

struct findings *findings_open(struct arena *arena, size_t most)
{
    struct findings *findings = arena_alloc(arena, sizeof *findings);
    findings->arena = arena;
    findings->texts = pool_open(arena);
    findings->likenesses = pool_open(arena);
    findings->reports = arena_array(arena, most, sizeof *findings->reports);
    findings->kept = arena_array(arena, most, sizeof *findings->kept);
    return findings;
}

static const char *pooled_text(struct findings *findings, const char *text)
{
    return pool_add(findings->texts, text, strlen(text))->text;
}

static struct variant_finding finding_at(struct findings *findings, const struct draw *draw,
                                         int number)
{
    const struct sheet_line *line = &draw->task.sheet->lines[number];
    return (struct variant_finding){.id = pooled_text(findings, line->id),
                                    .name = pooled_text(findings, line->name),
                                    .latex = pooled_text(findings, line->latex)};
}

static const struct variant_finding *keep_obstacles(struct findings *findings,
                                                    const struct draw *draw)
{
    struct variant_finding *items =
        arena_array(findings->arena, (size_t)draw->obstacle_count, sizeof *items);
    for (int i = 0; i < draw->obstacle_count; i++) {
        const struct obstacle *obstacle = &draw->obstacles[i];
        items[i] = finding_at(findings, draw, obstacle->line);
        items[i].code = obstacle_code(obstacle->kind);
        items[i].message = obstacle_words(findings->arena, obstacle->kind, items[i].name);
    }
    return items;
}

/* Counts the variants that a likeness is in; the same pair can give the same digits at a quantity in two ways. */
static struct pooled *count_likeness(struct findings *findings, struct arena *scratch,
                                     const struct variant_finding *finding, struct pooled **before,
                                     size_t count)
{
    const char *key = arena_printf(scratch, "%s %s %s", finding->id, finding->mistake,
                                   finding->other ? finding->other : "");
    struct pooled *pooled = pool_add(findings->likenesses, key, strlen(key));
    bool seen = false;
    for (size_t i = 0; i < count; i++)
        seen = seen || before[i] == pooled;
    pooled->number += !seen;
    return pooled;
}

static struct kept_likenesses keep_likenesses(struct findings *findings, const struct draw *draw)
{
    size_t count = (size_t)draw->likeness_count;
    struct kept_likenesses kept = {arena_array(findings->arena, count, sizeof *kept.items),
                                   arena_array(findings->arena, count, sizeof *kept.keys)};
    struct arena *scratch = arena_child(findings->arena);
    size_t first = 0; /* of the same quantity */
    for (size_t i = 0; i < count; i++) {
        const struct likeness *likeness = &draw->likenesses[i];
        kept.items[i] = finding_at(findings, draw, likeness->line);
        kept.items[i].mistake = likeness->code;
        kept.items[i].other = likeness->other;
        kept.items[i].value = likeness->value;
        first = i > 0 && kept.items[i].id == kept.items[i - 1].id ? first : i;
        kept.keys[i] =
            count_likeness(findings, scratch, &kept.items[i], kept.keys + first, i - first);
    }
    arena_close(scratch);
    return kept;
}

const struct variant_report *findings_add(struct findings *findings, const struct draw *draw,
                                          const char *file)
{
    struct variant_report *report = &findings->reports[findings->count];
    struct kept_likenesses *kept = &findings->kept[findings->count++];
    *kept = keep_likenesses(findings, draw);
    *report = (struct variant_report){.number = draw->number,
                                      .file = file,
                                      .twin = draw->twin,
                                      .obstacle_count = (size_t)draw->obstacle_count,
                                      .likeness_count = (size_t)draw->likeness_count,
                                      .obstacles = keep_obstacles(findings, draw),
                                      .likenesses = kept->items};
    return report;
}

const struct variant_report *findings_all(struct findings *findings, size_t *count)
{
    *count = findings->count;
    for (size_t v = 0; v < findings->count && findings->count > 1; v++)
        for (size_t i = 0; i < findings->reports[v].likeness_count; i++)
            findings->kept[v].items[i].common =
                findings->kept[v].keys[i]->number == findings->count;
    return findings->reports;
}
