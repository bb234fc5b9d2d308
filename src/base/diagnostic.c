/* Diagnostics: the list, and one diagnostic as people read it. */
#include "base/diagnostic.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"
#include <stdio.h>

/* Characters of an excerpt that are shown: a longer line is cut around the caret. */
#define WORDS_MOST 1600     /* bytes; longer ones are cut to: */
#define WORDS_BEGINNING 200 /* characters */
#define WORDS_END 100       /* bytes */
#define EXCERPT_WIDTH 100

static const struct {
    const char *name;
    enum severity severity;
} codes[] = {
#define DIAGNOSTIC(name, code, severity) {code, severity},
#include "base/diagnostics.def"
#undef DIAGNOSTIC
};

void diagnostics_open(struct diagnostics *list, struct arena *arena)
{
    *list = (struct diagnostics){.arena = arena};
}

static const char *copy(struct arena *arena, const char *string)
{
    return string == NULL ? NULL : arena_copy(arena, string, strlen(string));
}

bool diagnose(struct diagnostics *list, const struct diagnostic *report)
{
    struct diagnostic *entry = arena_alloc(list->arena, sizeof *entry);
    *entry = *report;
    entry->message = copy(list->arena, report->message);
    entry->file = copy(list->arena, report->file);
    entry->pointer = copy(list->arena, report->pointer);
    entry->expected = copy(list->arena, report->expected);
    entry->found = copy(list->arena, report->found);
    entry->excerpt = copy(list->arena, report->excerpt);
    entry->next = NULL;
    if (list->last != NULL)
        list->last->next = entry;
    else
        list->first = entry;
    list->last = entry;
    if (diagnostic_severity(report->code) != SEVERITY_WARNING)
        list->errors++;
    return false;
}

const char *diagnostic_code_name(enum diagnostic_code code)
{
    return codes[code].name;
}

enum severity diagnostic_severity(enum diagnostic_code code)
{
    return codes[code].severity;
}

int diagnostics_status(const struct diagnostics *list)
{
    static const int status_of[] = {
        [SEVERITY_WARNING] = 0, [SEVERITY_DIFFERENCE] = 1, [SEVERITY_INPUT] = 2,
        [SEVERITY_USAGE] = 2,   [SEVERITY_SYSTEM] = 3,
    };
    int gravest = 0;
    for (const struct diagnostic *report = list->first; report != NULL; report = report->next) {
        int status = status_of[diagnostic_severity(report->code)];
        if (status > gravest)
            gravest = status;
    }
    return gravest;
}

/* One character (or one byte that is none), escaped if need be. Returns the columns it takes and
 * advances. */
static size_t write_character(const char **at, const char *end, struct text *out)
{
    unsigned point = 0;
    size_t count = utf8_decode(*at, (size_t)(end - *at), &point);
    const char *bytes = *at;
    *at += count > 0 ? count : 1;
    if (count > 0 && !utf8_is_control(point)) {
        text_append(out, bytes, count);
        return 1;
    }
    char escape[16];
    if (count == 0)
        snprintf(escape, sizeof escape, "\\x%02x", (unsigned char)*bytes);
    else if (point == '\n' || point == '\t' || point == '\r')
        snprintf(escape, sizeof escape, "\\%c", point == '\n' ? 'n' : point == '\t' ? 't' : 'r');
    else
        snprintf(escape, sizeof escape, "\\u%04x", point);
    text_string(out, escape);
    return strlen(escape);
}

static size_t write_escaped(const char *bytes, size_t length, struct text *out)
{
    size_t columns = 0;
    const char *at = bytes, *end = bytes + length;
    while (at < end)
        columns += write_character(&at, end, out);
    return columns;
}

/* `at` moved on by at most `count` characters. */
static const char *skip(const char *at, const char *end, size_t count)
{
    while (at < end && count-- > 0) {
        size_t bytes = utf8_decode(at, (size_t)(end - at), NULL);
        at += bytes > 0 ? bytes : 1;
    }
    return at;
}

/* Keys and pointers may be as long as a file: of long words the beginning and the end. */
static void write_words(const char *bytes, size_t length, struct text *out)
{
    const char *end = bytes + length, *tail = end - WORDS_END;
    if (length <= WORDS_MOST) {
        write_escaped(bytes, length, out);
        return;
    }
    while (tail < end && ((unsigned char)*tail & 0xC0) == 0x80)
        tail++; /* within a character */
    const char *cut = skip(bytes, end, WORDS_BEGINNING);
    write_escaped(bytes, (size_t)(cut - bytes), out);
    text_literal(out, "...");
    write_escaped(tail, (size_t)(end - tail), out);
}

static void write_place(const struct diagnostic *report, struct text *out)
{
    if (report->file == NULL)
        return;
    write_escaped(report->file, strlen(report->file), out);
    if (report->line > 0)
        text_printf(out, ":%zu", report->line);
    if (report->line > 0 && report->column > 0)
        text_printf(out, ":%zu", report->column);
    text_literal(out, ": ");
}

/* The pointer belongs to what is wrong, so it stands before the suggestion. */
static size_t length_before_suggestion(const char *message)
{
    const char *suggestion = NULL;
    for (const char *at = message; (at = strstr(at, "; did you mean")) != NULL; at++)
        suggestion = at;
    return suggestion == NULL ? strlen(message) : (size_t)(suggestion - message);
}

static void write_message(const struct diagnostic *report, struct text *out)
{
    static const char *const words[] = {
        [SEVERITY_WARNING] = "warning", [SEVERITY_DIFFERENCE] = "difference",
        [SEVERITY_INPUT] = "error",     [SEVERITY_USAGE] = "error",
        [SEVERITY_SYSTEM] = "error",
    };
    const char *message = report->message == NULL ? "" : report->message;
    size_t length = length_before_suggestion(message);
    text_string(out, words[diagnostic_severity(report->code)]);
    text_literal(out, ": ");
    write_words(message, length, out);
    if (report->pointer != NULL && report->pointer[0] != '\0') {
        text_literal(out, " (at ");
        write_words(report->pointer, strlen(report->pointer), out);
        text_put(out, ')');
    }
    write_words(message + length, strlen(message + length), out);
    text_put(out, '\n');
}

static void write_expectation(const struct diagnostic *report, struct text *out)
{
    if (report->expected == NULL && report->found == NULL)
        return;
    text_literal(out, "    ");
    if (report->expected != NULL) {
        text_literal(out, "expected ");
        write_words(report->expected, strlen(report->expected), out);
    }
    if (report->found != NULL) {
        text_string(out, report->expected != NULL ? ", found " : "found ");
        write_words(report->found, strlen(report->found), out);
    }
    text_put(out, '\n');
}

static void write_excerpt(const struct diagnostic *report, struct text *out)
{
    if (report->excerpt == NULL)
        return;
    const char *at = report->excerpt, *end = at + strlen(at);
    size_t before = report->caret > 0 ? report->caret - 1 : 0, columns = 4;
    text_literal(out, "    ");
    if (before > EXCERPT_WIDTH / 2 && skip(at, end, EXCERPT_WIDTH) < end) {
        at = skip(at, end, before - EXCERPT_WIDTH / 2);
        before = EXCERPT_WIDTH / 2;
        text_literal(out, "...");
        columns += 3;
    }
    const char *caret = skip(at, end, before), *last = skip(at, end, EXCERPT_WIDTH);
    columns += write_escaped(at, (size_t)(caret - at), out);
    write_escaped(caret, (size_t)(last - caret), out);
    text_string(out, last < end ? "...\n" : "\n");
    if (report->caret > 0)
        text_printf(out, "%*s^\n", (int)columns, "");
}

void diagnostic_write(const struct diagnostic *report, struct text *out)
{
    write_place(report, out);
    write_message(report, out);
    write_expectation(report, out);
    write_excerpt(report, out);
}
