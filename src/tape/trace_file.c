/* Reading trace files, one record at a time. */
#include "tape/trace_file.h"

#include "base/arena.h"
#include "base/json_records.h"
#include "base/pool.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct reader {
    struct arena *arena;      /* of the trace */
    struct arena *step_arena; /* of `steps` alone, so that an outgrown array is freed */
    const struct json_source *source;
    struct diagnostics *diagnostics;
    struct json_records records;
    struct pool *ids, *texts;
    struct trace_step *steps;
    size_t capacity, count;
};

#define complain(reader, node, code, expected, found, ...)                                         \
    json_complain((reader)->diagnostics, (reader)->source, node, false, code, expected, found,     \
                  __VA_ARGS__)

/* ---- values ---- */

static bool wrong_kind(struct reader *reader, const struct json *node, const char *expected,
                       const char *key)
{
    return complain(reader, node, DIAGNOSTIC_WRONG_TYPE, expected,
                    json_describe(reader->diagnostics->arena, node), "\"%s\" must be %s", key,
                    expected);
}

static bool read_string(struct reader *reader, const struct json *node, const char *key,
                        struct pool *pool, const char **text)
{
    if (node->kind != JSON_STRING)
        return wrong_kind(reader, node, "a string", key);
    if (utf8_has_control(node->text, node->length))
        return complain(reader, node, DIAGNOSTIC_WRONG_VALUE, "one line of text", NULL,
                        "\"%s\" must not contain control characters", key);
    *text = pool_add(pool, node->text, node->length)->text;
    return true;
}

static bool read_filled_string(struct reader *reader, const struct json *node, const char *key,
                               struct pool *pool, const char **text)
{
    if (node->kind == JSON_STRING && node->length == 0)
        return complain(reader, node, DIAGNOSTIC_WRONG_VALUE, "a text", "an empty string",
                        "\"%s\" must not be empty", key);
    return read_string(reader, node, key, pool, text);
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?(e-?[0-9]+)? */
static bool is_decimal(const char *text)
{
    static const char digits[] = "0123456789";
    text += *text == '-';
    size_t whole = strspn(text, digits);
    if (whole == 0 || (*text == '0' && whole > 1))
        return false;
    text += whole;
    if (*text == '.') {
        size_t places = strspn(text + 1, digits);
        if (places == 0)
            return false;
        text += 1 + places;
    }
    if (*text == 'e') {
        text += 1 + (text[1] == '-');
        size_t places = strspn(text, digits);
        if (places == 0)
            return false;
        text += places;
    }
    return *text == '\0';
}

static bool read_decimal(struct reader *reader, const struct json *node, const char *key,
                         const char **text)
{
    if (!read_filled_string(reader, node, key, reader->texts, text))
        return false;
    return is_decimal(*text) || complain(reader, node, DIAGNOSTIC_WRONG_VALUE, "a decimal number",
                                         json_describe(reader->diagnostics->arena, node),
                                         "\"%s\" must be a decimal number", key);
}

static bool read_truth(struct reader *reader, const struct json *node, const char *key, bool *truth)
{
    if (node->kind != JSON_TRUE && node->kind != JSON_FALSE)
        return wrong_kind(reader, node, "true or false", key);
    *truth = node->kind == JSON_TRUE;
    return true;
}

static bool read_literal(struct reader *reader, const struct json *node, const char *key,
                         const char **literal)
{
    if (node->kind != JSON_NUMBER)
        return wrong_kind(reader, node, "a number", key);
    *literal = pool_add(reader->texts, node->text, node->length)->text;
    return true;
}

static bool read_number(struct reader *reader, const struct json *node, const char *key,
                        struct trace_step *step)
{
    if (!read_literal(reader, node, key, &step->value))
        return false;
    step->number = json_double(node->text);
    return true;
}

static bool read_role(struct reader *reader, const struct json *node, const char *key,
                      enum role *role)
{
    if (node->kind != JSON_STRING)
        return wrong_kind(reader, node, "a string", key);
    *role = role_by_name(node->text);
    return *role != ROLES ||
           complain(reader, node, DIAGNOSTIC_WRONG_VALUE, "a role of a step",
                    json_describe(reader->diagnostics->arena, node), "unknown role");
}

static bool read_undecided(struct reader *reader, const struct json *node, const char *key,
                           const char **text)
{
    static const char *const words[] = {"zero", "tie", "comparison"};
    if (!read_string(reader, node, key, reader->texts, text))
        return false;
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(*text, words[i]) == 0)
            return true;
    return complain(reader, node, DIAGNOSTIC_WRONG_VALUE, "zero, tie or comparison",
                    json_describe(reader->diagnostics->arena, node), "unknown value of \"%s\"",
                    key);
}

static bool read_operands(struct reader *reader, const struct json *node, const char *key,
                          struct trace_step *step)
{
    if (node->kind != JSON_ARRAY)
        return wrong_kind(reader, node, "an array of ids", key);
    const char **operands = arena_array(reader->arena, node->count, sizeof *operands);
    for (const struct json *operand = node->first; operand; operand = operand->next)
        if (!read_filled_string(reader, operand, "operands", reader->ids,
                                &operands[operand->index]))
            return false;
    step->operands = operands;
    step->operand_count = node->count;
    return true;
}

/* ---- steps ---- */

enum step_key {
    KEY_ID,
    KEY_NAME,
    KEY_LATEX,
    KEY_ROLE,
    KEY_FORMULA,
    KEY_SUBSTITUTION,
    KEY_OPERANDS,
    KEY_VALUE,
    KEY_SHOWN,
    KEY_EXACT,
    KEY_UNDECIDED,
    KEY_BOUND,
    KEY_TRUE,
    KEY_DISTANCE,
    KEY_DIGITS_LOST,
    STEP_KEYS
};

static const char *const step_keys[STEP_KEYS] = {
    "id",    "name",  "latex",     "role",  "formula", "substitution", "operands",   "value",
    "shown", "exact", "undecided", "bound", "true",    "distance",     "digits_lost"};

static bool read_step_value(struct reader *reader, const struct json *node, enum step_key key,
                            struct trace_step *step)
{
    const char *name = step_keys[key];
    switch (key) {
    case KEY_ID:
        return read_filled_string(reader, node, name, reader->ids, &step->id);
    case KEY_NAME:
        return read_filled_string(reader, node, name, reader->texts, &step->name);
    case KEY_LATEX:
        return read_filled_string(reader, node, name, reader->texts, &step->latex);
    case KEY_ROLE:
        return read_role(reader, node, name, &step->role);
    case KEY_FORMULA:
        return read_filled_string(reader, node, name, reader->texts, &step->formula);
    case KEY_SUBSTITUTION:
        return read_filled_string(reader, node, name, reader->texts, &step->substitution);
    case KEY_OPERANDS:
        return read_operands(reader, node, name, step);
    case KEY_VALUE:
        return read_number(reader, node, name, step);
    case KEY_SHOWN:
        return read_decimal(reader, node, name, &step->shown);
    case KEY_EXACT:
        return read_truth(reader, node, name, &step->exact);
    case KEY_UNDECIDED:
        return read_undecided(reader, node, name, &step->undecided);
    case KEY_BOUND:
        return read_decimal(reader, node, name, &step->bound);
    case KEY_TRUE:
        return read_decimal(reader, node, name, &step->true_value);
    case KEY_DISTANCE:
        return read_decimal(reader, node, name, &step->distance);
    case KEY_DIGITS_LOST:
        return read_literal(reader, node, name, &step->digits_lost);
    case STEP_KEYS:
        break;
    }
    return false;
}

static enum step_key find_key(const char *name)
{
    int key = 0;
    while (key < STEP_KEYS && strcmp(step_keys[key], name) != 0)
        key++;
    return (enum step_key)key;
}

static bool unknown_key(struct reader *reader, const struct json *member, const char *const *names,
                        size_t count)
{
    const char *nearest = nearest_name(member->key, names, count);
    return json_complain(reader->diagnostics, reader->source, member, true, DIAGNOSTIC_UNKNOWN_KEY,
                         NULL, NULL, "unknown key \"%s\"%s%s%s", member->key,
                         nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                         nearest ? "\"?" : "");
}

static bool missing_key(struct reader *reader, const struct json *object, const char *what,
                        const char *key)
{
    return complain(reader, object, DIAGNOSTIC_MISSING_KEY, NULL, NULL,
                    "the key \"%s\" of %s is missing", key, what);
}

/* What every step has; and a formula comes with its numbers and operands or not at all. */
static bool check_present(struct reader *reader, const struct json *record, const bool *present)
{
    static const enum step_key always[] = {KEY_ID,   KEY_NAME,  KEY_LATEX,
                                           KEY_ROLE, KEY_SHOWN, KEY_EXACT};
    static const enum step_key together[] = {KEY_FORMULA, KEY_SUBSTITUTION, KEY_OPERANDS};
    for (size_t i = 0; i < COUNT(always); i++)
        if (!present[always[i]])
            return missing_key(reader, record, "a step", step_keys[always[i]]);
    bool computed = present[KEY_FORMULA] || present[KEY_SUBSTITUTION] || present[KEY_OPERANDS];
    for (size_t i = 0; i < COUNT(together); i++)
        if (computed && !present[together[i]])
            return missing_key(reader, record, "a computed step", step_keys[together[i]]);
    return true;
}

/* Room for one step more. */
static struct trace_step *next_step(struct reader *reader)
{
    if (reader->count == reader->capacity) {
        struct arena *outgrown = reader->step_arena;
        const struct trace_step *old = reader->steps;
        reader->capacity = reader->capacity ? 2 * reader->capacity : 256;
        reader->step_arena = arena_child(reader->arena);
        reader->steps = arena_array(reader->step_arena, reader->capacity, sizeof *reader->steps);
        if (reader->count > 0)
            memcpy(reader->steps, old, reader->count * sizeof *old);
        arena_close(outgrown);
    }
    return &reader->steps[reader->count++];
}

/* Each id once. The pool's number of an id is its step's, from 1. */
static bool note_id(struct reader *reader, const struct json *record, const struct trace_step *step)
{
    struct pooled *id = pool_add(reader->ids, step->id, strlen(step->id));
    if (id->number > 0)
        return complain(reader, json_member(record, "id"), DIAGNOSTIC_CONFLICT, "each id once",
                        NULL, "the id \"%s\" is already given in line %zu", step->id,
                        reader->steps[id->number - 1].line);
    id->number = reader->count;
    return true;
}

static bool read_step(struct reader *reader, const struct json *record)
{
    bool present[STEP_KEYS] = {false};
    struct trace_step *step = next_step(reader);
    step->line = reader->records.line;
    if (record->kind != JSON_OBJECT)
        return complain(reader, record, DIAGNOSTIC_WRONG_TYPE, "an object",
                        json_describe(reader->diagnostics->arena, record),
                        "a step must be an object");
    for (const struct json *member = record->first; member; member = member->next) {
        enum step_key key = find_key(member->key);
        if (key == STEP_KEYS)
            return unknown_key(reader, member, step_keys, STEP_KEYS);
        present[key] = true;
        if (!read_step_value(reader, member, key, step))
            return false;
    }
    return check_present(reader, record, present) && note_id(reader, record, step);
}

/* ---- the header ---- */

enum header_key {
    HEADER_FORMAT,
    HEADER_VERSION,
    HEADER_TITLE,
    HEADER_ARITHMETIC,
    HEADER_UPDATES,
    HEADER_SAMPLES,
    HEADER_CONVENTIONS,
    HEADER_PROBLEM,
    HEADER_KEYS
};

static bool read_object(struct reader *reader, const struct json_field *field,
                        const struct json **object)
{
    *object = field->value;
    return field->value->kind == JSON_OBJECT ||
           wrong_kind(reader, field->value, "an object", field->key);
}

static bool check_format(struct reader *reader, const struct json *format,
                         const struct json *version)
{
    struct arena *arena = reader->diagnostics->arena;
    if (format->kind != JSON_STRING || strcmp(format->text, "handgrad-trace") != 0)
        return complain(reader, format, DIAGNOSTIC_WRONG_VALUE, "\"handgrad-trace\"",
                        json_describe(arena, format), "the file is not a trace");
    if (version->kind != JSON_NUMBER || strcmp(version->text, "1") != 0)
        return complain(reader, version, DIAGNOSTIC_WRONG_VALUE, "1", json_describe(arena, version),
                        "this version of the trace format is not known");
    return true;
}

static bool check_digits(struct reader *reader, const struct json *digits, long least)
{
    if (digits->kind != JSON_NUMBER)
        return wrong_kind(reader, digits, "a number", digits->key);
    bool whole = digits->length <= 4 && strspn(digits->text, "0123456789") == digits->length;
    long count = whole ? strtol(digits->text, NULL, 10) : -1;
    if (count >= least && count <= TRACE_MAX_DIGITS)
        return true;
    return complain(reader, digits, DIAGNOSTIC_WRONG_VALUE,
                    arena_printf(reader->diagnostics->arena, "a whole number from %ld to %d", least,
                                 TRACE_MAX_DIGITS),
                    json_describe(reader->diagnostics->arena, digits),
                    "\"%s\" is no number of digits that a trace has", digits->key);
}

static bool check_arithmetic(struct reader *reader, const struct json *arithmetic)
{
    static const char *const keys[] = {"kind", "rounding", "digits", "decimals"};
    for (const struct json *member = arithmetic->first; member; member = member->next) {
        bool text = strcmp(member->key, "kind") == 0 || strcmp(member->key, "rounding") == 0;
        bool digits = strcmp(member->key, "digits") == 0;
        if (!text && !digits && strcmp(member->key, "decimals") != 0)
            return unknown_key(reader, member, keys, COUNT(keys));
        if (text && member->kind != JSON_STRING)
            return wrong_kind(reader, member, "a string", member->key);
        if (!text && !check_digits(reader, member, digits))
            return false;
    }
    return json_member(arithmetic, "kind") ||
           missing_key(reader, arithmetic, "\"arithmetic\"", "kind");
}

static bool check_conventions(struct reader *reader, const struct json *conventions)
{
    for (const struct json *member = conventions->first; member; member = member->next)
        if (member->kind != JSON_STRING)
            return wrong_kind(reader, member, "a string", member->key);
    return true;
}

static bool missing_field(struct reader *reader, const char *key)
{
    return diagnose(
        reader->diagnostics,
        &(struct diagnostic){.code = DIAGNOSTIC_MISSING_KEY,
                             .message = arena_printf(reader->diagnostics->arena,
                                                     "the key \"%s\" of a trace is missing", key),
                             .file = reader->source->name,
                             .line = 1,
                             .column = 1,
                             .pointer = ""});
}

static bool read_header(struct reader *reader, struct trace_file *trace)
{
    struct json_field fields[HEADER_KEYS] = {
        [HEADER_FORMAT] = {"format", NULL},
        [HEADER_VERSION] = {"version", NULL},
        [HEADER_TITLE] = {"title", NULL},
        [HEADER_ARITHMETIC] = {"arithmetic", NULL},
        [HEADER_UPDATES] = {"updates", NULL},
        [HEADER_SAMPLES] = {"samples", NULL},
        [HEADER_CONVENTIONS] = {"conventions", NULL},
        [HEADER_PROBLEM] = {"problem", NULL},
    };
    if (!json_records_open(&reader->records, reader->arena, reader->source, "steps", fields,
                           HEADER_KEYS, reader->diagnostics))
        return false;
    for (size_t i = 0; i < HEADER_KEYS; i++)
        if (!fields[i].value && i != HEADER_UPDATES && i != HEADER_SAMPLES)
            return missing_field(reader, fields[i].key);
    return check_format(reader, fields[HEADER_FORMAT].value, fields[HEADER_VERSION].value) &&
           read_string(reader, fields[HEADER_TITLE].value, "title", reader->texts, &trace->title) &&
           read_object(reader, &fields[HEADER_ARITHMETIC], &trace->arithmetic) &&
           check_arithmetic(reader, trace->arithmetic) &&
           (!fields[HEADER_UPDATES].value ||
            read_filled_string(reader, fields[HEADER_UPDATES].value, "updates", reader->texts,
                               &trace->updates)) &&
           (!fields[HEADER_SAMPLES].value ||
            read_filled_string(reader, fields[HEADER_SAMPLES].value, "samples", reader->texts,
                               &trace->samples)) &&
           read_object(reader, &fields[HEADER_CONVENTIONS], &trace->conventions) &&
           check_conventions(reader, trace->conventions) &&
           read_object(reader, &fields[HEADER_PROBLEM], &trace->problem);
}

/* ---- the whole ---- */

static bool read_steps(struct reader *reader)
{
    const struct json *record;
    do {
        if (!json_records_next(&reader->records, &record) || (record && !read_step(reader, record)))
            return false;
    } while (record);
    return reader->count > 0 ||
           diagnose(reader->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_MISSING_KEY,
                                         .message = "the trace has no steps",
                                         .file = reader->source->name,
                                         .expected = "\"steps\", or a step in each further line"});
}

bool trace_recognise(struct arena *arena, const struct json_source *source)
{
    return json_begins_with(arena, source, "format");
}

const struct trace_file *trace_read(struct arena *arena, const struct json_source *source,
                                    struct diagnostics *diagnostics)
{
    struct trace_file *trace = arena_alloc(arena, sizeof *trace);
    struct reader *reader = arena_alloc(arena, sizeof *reader);
    reader->arena = arena;
    reader->source = source;
    reader->diagnostics = diagnostics;
    reader->ids = pool_open(arena);
    reader->texts = pool_open(arena);
    if (!read_header(reader, trace) || !read_steps(reader))
        return NULL;
    trace->name = arena_copy(arena, source->name, strlen(source->name));
    trace->steps = reader->steps;
    trace->step_count = reader->count;
    trace->ids = reader->ids;
    return trace;
}

const struct trace_step *trace_find(const struct trace_file *trace, const char *id)
{
    const struct pooled *found = pool_find(trace->ids, id, strlen(id));
    return found && found->number > 0 ? &trace->steps[found->number - 1] : NULL;
}
