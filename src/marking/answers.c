/* Answers: all that was written, sorted by quantity, its numbers read; tables. Files of JSON are in answers_file.c. */
#include "marking/answers_reader.h"

#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

const char answers_too_large[] = "the answers are larger than 4 MiB";
const char answers_too_many[] = "there are more than 100000 answers";

/* ---- names ---- */

int answers_find(struct answers_reader *reader, const char *name, size_t length,
                 struct name_fault *fault)
{
    struct arena *arena = reader->json.arena;
    const struct quantity_lookup *lookup = reader->lookup;
    const char *candidates = "";
    *fault = (struct name_fault){.code = DIAGNOSTIC_UNKNOWN_QUANTITY};
    if (length > ANSWERS_NAME_MOST || strlen(name) != length) {
        fault->message = "no quantity is called so";
        return -1;
    }
    int quantity = lookup->find(lookup->context, arena, name, &candidates);
    if (quantity >= 0)
        return quantity;
    if (candidates[0]) {
        fault->code = DIAGNOSTIC_AMBIGUOUS_QUANTITY;
        fault->message = arena_printf(arena, "several quantities are called \"%s\"", name);
        fault->expected = candidates;
    } else {
        const char *hint = did_you_mean(arena, name, lookup->names, lookup->name_count);
        fault->message = arena_printf(arena, "no quantity is called \"%s\"%s", name, hint);
    }
    return -1;
}

/* ---- collecting ---- */

bool answers_collect(struct answers_reader *reader, int quantity, const char *text, size_t length)
{
    if (reader->count == ANSWERS_WRITINGS_MOST)
        return false;
    reader->collected = arena_grow(reader->json.arena, reader->collected, reader->count,
                                   &reader->room, sizeof *reader->collected);
    reader->collected[reader->count] = (struct collected){quantity, reader->count, text, length};
    reader->count++;
    return true;
}

/* ---- numbers ---- */

static struct written read_number(const struct answers_reader *reader, size_t i, enum comma comma)
{
    const struct collected *collected = &reader->collected[i];
    return written_read(reader->json.arena, collected->text, collected->length, comma);
}

/* Reads all numbers. Where some show what a comma is, and none shows another thing, the others mean the same by it. */
static struct written *read_numbers(const struct answers_reader *reader)
{
    struct written *writings = arena_array(reader->json.arena, reader->count, sizeof *writings);
    bool shown[COMMA_THOUSANDS + 1] = {false};
    for (size_t i = 0; i < reader->count; i++) {
        writings[i] = read_number(reader, i, COMMA_UNKNOWN);
        shown[writings[i].comma] = true;
    }
    enum comma comma = reader->comma;
    if (shown[COMMA_DECIMAL] || shown[COMMA_THOUSANDS])
        comma = shown[COMMA_THOUSANDS] ? COMMA_THOUSANDS : COMMA_DECIMAL;
    if (comma == COMMA_UNKNOWN || (shown[COMMA_DECIMAL] && shown[COMMA_THOUSANDS]))
        return writings;
    for (size_t i = 0; i < reader->count; i++)
        if (writings[i].kind == WRITTEN_UNREADABLE)
            writings[i] = read_number(reader, i, comma);
    return writings;
}

/* ---- by quantity ---- */

static int by_quantity(const void *a, const void *b)
{
    const struct collected *x = a, *y = b;
    if (x->quantity != y->quantity)
        return x->quantity < y->quantity ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void finish(struct answers_reader *reader)
{
    struct answers *answers = reader->answers;
    if (reader->count == 0)
        return;
    qsort(reader->collected, reader->count, sizeof *reader->collected, by_quantity);
    struct written *writings = read_numbers(reader);
    struct answer *items = arena_array(reader->json.arena, reader->count, sizeof *items);
    size_t kept = 0;
    for (size_t i = 0; i < reader->count; i++) {
        int quantity = reader->collected[i].quantity;
        if (answers->count == 0 || items[answers->count - 1].quantity != quantity)
            items[answers->count++] = (struct answer){quantity, 0, &writings[kept]};
        if (writings[i].kind == WRITTEN_BLANK)
            continue;
        writings[kept++] = writings[i];
        items[answers->count - 1].count++;
    }
    answers->items = items;
}

/* ---- tables, and what all files share ---- */

/* A byte order mark says nothing that is not known. */
static struct json_source behind_mark(const struct json_source *source)
{
    struct json_source rest = *source;
    size_t length = utf8_mark(source->bytes, source->length);
    rest.bytes += length;
    rest.length -= length;
    return rest;
}

const struct answers *answers_read_as(answers_reading *read, struct arena *arena,
                                      const struct json_source *source,
                                      const struct quantity_lookup *lookup,
                                      struct diagnostics *diagnostics)
{
    const struct json_source text = behind_mark(source);
    struct answers_reader reader = {.json = {arena, &text, diagnostics}, .lookup = lookup};
    if (source->length > ANSWERS_BYTES_MOST) {
        diagnose(diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_TOO_LARGE,
                                                   .message = answers_too_large,
                                                   .file = source->name});
        return NULL;
    }
    reader.answers = arena_alloc(arena, sizeof *reader.answers);
    if (!read(&reader))
        return NULL;
    finish(&reader);
    return reader.answers;
}

bool answers_read_table_text(struct answers_reader *reader)
{
    return answers_is_markdown(reader->json.source) ? answers_read_markdown(reader)
                                                    : answers_read_csv(reader);
}

const struct answers *answers_read_table(struct arena *arena, const struct json_source *source,
                                         const struct quantity_lookup *lookup,
                                         struct diagnostics *diagnostics)
{
    return answers_read_as(answers_read_table_text, arena, source, lookup, diagnostics);
}
