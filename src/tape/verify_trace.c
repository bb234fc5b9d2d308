/* Comparing the steps of a trace file with those of the recomputed trace. */
#include "tape/verify_trace.h"

#include "base/arena.h"
#include "base/literal.h"
#include <string.h>

void verdict_break(struct trace_verdict *verdict, const struct trace_break *found)
{
    if (!verdict->first.message || found->place < verdict->first.place)
        verdict->first = *found;
}

static void break_at(struct trace_verdict *verdict, const struct trace_file *trace,
                     const struct trace_step *step, const char *field, const char *message)
{
    verdict_break(verdict, &(struct trace_break){step->id, field, message, step->line,
                                                 PLACE_STEP(step - trace->steps)});
}

/* ---- one step ---- */

#define QUOTED_MOST 60   /* bytes shown of a long text */
#define QUOTED_BEFORE 20 /* of them, before the first difference */

static size_t common_length(const char *a, const char *b)
{
    size_t length = 0;
    while (a[length] && a[length] == b[length])
        length++;
    return length;
}

static bool inside_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The part of `text` around `at`, cut between characters. */
static const char *quoted(struct arena *arena, const char *text, size_t at)
{
    size_t length = strlen(text), from = at > QUOTED_BEFORE ? at - QUOTED_BEFORE : 0;
    if (length <= QUOTED_MOST)
        from = 0;
    while (from > 0 && inside_character(text[from]))
        from--;
    size_t to = length - from <= QUOTED_MOST ? length : from + QUOTED_MOST;
    while (to > from && inside_character(text[to]))
        to--;
    return arena_printf(arena, "%s%.*s%s", from ? "..." : "", (int)(to - from), text + from,
                        to < length ? "..." : "");
}

/* NULL stands for a key that is absent. What differs, or NULL. */
static const char *text_difference(struct arena *arena, const char *key, const char *found,
                                   const char *wanted)
{
    if (!found && !wanted)
        return NULL;
    if (!found)
        return arena_printf(arena, "%s is absent, recomputed: %s", key, quoted(arena, wanted, 0));
    if (!wanted)
        return arena_printf(arena, "%s is %s, recomputed: absent", key, quoted(arena, found, 0));
    if (strcmp(found, wanted) == 0)
        return NULL;
    size_t at = common_length(found, wanted);
    return arena_printf(arena, "%s is %s, recomputed: %s", key, quoted(arena, found, at),
                        quoted(arena, wanted, at));
}

/* A JSON number may be spelled otherwise by whoever wrote the file anew; it must be the same number. */
static const char *value_difference(struct arena *arena, const struct trace_step *found,
                                    const struct trace_step *wanted)
{
    if (found->value && wanted->value && literal_equal(found->value, wanted->value))
        return NULL;
    return text_difference(arena, "value", found->value, wanted->value);
}

static const char *operand_difference(struct arena *arena, const struct trace_step *found,
                                      const struct trace_step *wanted)
{
    size_t shared =
        found->operand_count < wanted->operand_count ? found->operand_count : wanted->operand_count;
    for (size_t i = 0; i < shared; i++)
        if (strcmp(found->operands[i], wanted->operands[i]) != 0)
            return arena_printf(arena, "operand %zu is %s, recomputed: %s", i + 1,
                                found->operands[i], wanted->operands[i]);
    if (found->operand_count != wanted->operand_count)
        return arena_printf(arena, "there are %zu operands, recomputed: %zu", found->operand_count,
                            wanted->operand_count);
    return NULL;
}

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

/* What differs in the texts of one key, or NULL. */
static const char *key_difference(struct arena *arena, const char *key,
                                  const struct trace_step *found, const struct trace_step *wanted,
                                  const char *found_text, const char *wanted_text)
{
    if (strcmp(key, "operands") == 0)
        return operand_difference(arena, found, wanted);
    if (strcmp(key, "value") == 0)
        return value_difference(arena, found, wanted);
    return text_difference(arena, key, found_text, wanted_text);
}

/* Notes the first key of `found`, in their order in the file, that is not as recomputed. */
static bool same_step(struct trace_verdict *verdict, const struct trace_file *trace,
                      const struct trace_step *found, const struct trace_step *wanted)
{
    const struct {
        const char *key, *found, *wanted;
    } keys[] = {
        {"name", found->name, wanted->name},
        {"latex", found->latex, wanted->latex},
        {"role", role_name(found->role), role_name(wanted->role)},
        {"formula", found->formula, wanted->formula},
        {"substitution", found->substitution, wanted->substitution},
        {"operands", NULL, NULL},
        {"value", NULL, NULL},
        {"shown", found->shown, wanted->shown},
        {"exact", truth(found->exact), truth(wanted->exact)},
        {"undecided", found->undecided, wanted->undecided},
        {"bound", found->bound, wanted->bound},
        {"true", found->true_value, wanted->true_value},
        {"distance", found->distance, wanted->distance},
        {"digits_lost", found->digits_lost, wanted->digits_lost},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *message = key_difference(verdict->arena, keys[i].key, found, wanted,
                                             keys[i].found, keys[i].wanted);
        if (!message)
            continue;
        break_at(verdict, trace, found, keys[i].key, message);
        return false;
    }
    return true;
}

/* ---- all steps ---- */

static void note_missing(struct trace_verdict *verdict, const struct trace_step *wanted,
                         const struct trace_step *before, const struct trace_file *found)
{
    const char *message =
        before ? arena_printf(verdict->arena, "this step is missing behind %s", before->id)
               : "this step is missing at the beginning";
    verdict->differing++;
    verdict_break(verdict, &(struct trace_break){
                               wanted->id, "", message, (before ? before : found->steps)->line,
                               before ? PLACE_BEHIND(before - found->steps) : PLACE_STEP(0) - 1});
}

static void note_surplus(struct trace_verdict *verdict, const struct trace_file *found,
                         const struct trace_step *step)
{
    verdict->differing++;
    break_at(verdict, found, step, "", "the problem has no such step");
}

/* The next step from *place on that the other trace has too; NULL at the end. */
static const struct trace_step *next_shared(const struct trace_file *trace,
                                            const struct trace_file *other, size_t *place)
{
    while (*place < trace->step_count) {
        const struct trace_step *step = &trace->steps[(*place)++];
        if (trace_find(other, step->id))
            return step;
    }
    return NULL;
}

/* Steps that both traces have: their order, then their content. */
static void verify_shared(struct trace_verdict *verdict, const struct trace_file *found,
                          const struct trace_file *wanted)
{
    size_t here = 0, there = 0;
    const struct trace_step *step, *expected;
    while ((step = next_shared(found, wanted, &here))) {
        expected = next_shared(wanted, found, &there);
        bool in_place = strcmp(step->id, expected->id) == 0;
        if (!in_place)
            break_at(verdict, found, step, "",
                     arena_printf(verdict->arena, "this step stands where %s is expected",
                                  expected->id));
        bool same =
            same_step(verdict, found, step, in_place ? expected : trace_find(wanted, step->id));
        verdict->sound[step - found->steps] = same && in_place;
        verdict->differing += !same || !in_place;
    }
}

void verify_steps(struct trace_verdict *verdict, const struct trace_file *found,
                  const struct trace_file *wanted)
{
    const struct trace_step *before = NULL;
    verdict->steps = found->step_count;
    verdict->sound = arena_array(verdict->arena, found->step_count, sizeof *verdict->sound);
    for (size_t i = 0; i < wanted->step_count; i++) {
        const struct trace_step *same = trace_find(found, wanted->steps[i].id);
        if (same)
            before = same;
        else
            note_missing(verdict, &wanted->steps[i], before, found);
    }
    for (size_t i = 0; i < found->step_count; i++)
        if (!trace_find(wanted, found->steps[i].id))
            note_surplus(verdict, found, &found->steps[i]);
    verify_shared(verdict, found, wanted);
}

/* ---- the header ---- */

/* The first part of `found` that is not as in `wanted`, member by member; NULL: none. */
static const struct json *unequal_part(const struct json *found, const struct json *wanted)
{
    if (found->kind != wanted->kind || found->count != wanted->count)
        return found;
    if (found->kind == JSON_STRING)
        return strcmp(found->text, wanted->text) == 0 ? NULL : found;
    if (found->kind == JSON_NUMBER)
        return literal_equal(found->text, wanted->text) ? NULL : found;
    const struct json *other = wanted->first;
    for (const struct json *member = found->first; member; member = member->next) {
        if (found->kind == JSON_OBJECT)
            other = json_member(wanted, member->key);
        const struct json *part = other ? unequal_part(member, other) : member;
        if (part)
            return part;
        other = other->next;
    }
    return NULL;
}

static void verify_part(struct trace_verdict *verdict, const struct json_source *source,
                        const char *key, const struct json *found, const struct json *wanted)
{
    const struct json *part = unequal_part(found, wanted);
    if (!part)
        return;
    struct trace_break header = {.field = key, .place = PLACE_HEADER};
    size_t column;
    json_locate(source, part, false, &header.line, &column);
    header.message =
        arena_printf(verdict->arena, "%s of the header is not as recomputed, at %s: found %s", key,
                     json_pointer(verdict->arena, part), json_describe(verdict->arena, part));
    verdict_break(verdict, &header);
}

void verify_header(struct trace_verdict *verdict, const struct json_source *source,
                   const struct trace_file *found, const struct trace_file *wanted)
{
    const char *title = text_difference(verdict->arena, "title", found->title, wanted->title);
    if (title)
        verdict_break(verdict, &(struct trace_break){NULL, "title", title, 1, PLACE_HEADER});
    verify_part(verdict, source, "conventions", found->conventions, wanted->conventions);
    verify_part(verdict, source, "problem", found->problem, wanted->problem);
}
