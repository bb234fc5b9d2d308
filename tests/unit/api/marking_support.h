/* What the tests of marking share: sheets of worked examples, and answers as a list of names and texts. */
#ifndef TESTS_UNIT_API_MARKING_SUPPORT_H
#define TESTS_UNIT_API_MARKING_SUPPORT_H

#include "../arena_fixture.h"
#include "api/examples.h"
#include "base/json.h"
#include "marking/mark.h"
#include "marking/sheet_make.h"
#include "marking/verdicts.h"

#include <string.h>

static inline const struct tape *tape_of_text(const char *name, const char *text)
{
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){name, text, strlen(text)};
    const struct problem *problem = problem_read(arena, source, &diagnostics);
    cr_assert(problem != NULL, "%s", diagnostics.first ? diagnostics.first->message : name);
    const struct tape *tape = tape_compile(arena, problem, &diagnostics);
    cr_assert_not_null(tape);
    return tape;
}

static inline const struct sheet *sheet_of_tape(const struct tape *tape)
{
    const struct sheet *sheet = sheet_make(arena, tape, &diagnostics);
    cr_assert(sheet != NULL, "%s", diagnostics.first ? diagnostics.first->message : "no sheet");
    return sheet;
}

static inline int line_called(const struct sheet *sheet, const char *name)
{
    const char *candidates;
    int line = sheet->lookup.find(sheet->lookup.context, arena, name, &candidates);
    cr_assert_geq(line, 0, "%s: %s", name, candidates);
    return line;
}

/* One value on paper, and what is to be said of it. */
struct paper {
    const char *name, *text;
    enum verdict_kind verdict;
    const char *from; /* CARRIED: what it is carried on from; NULL: not looked at */
};

/* The values as a file of answers in JSON; several of one name make a list. */
static inline const struct answers *answers_on(const struct sheet *sheet, const char *settings,
                                               const struct paper *paper, size_t count)
{
    struct text text;
    text_open(&text, arena);
    text_printf(&text, "{\"format\": \"handgrad-answers\", \"version\": 1, %s \"answers\": {",
                settings);
    for (size_t i = 0; i < count; i++) {
        bool again = false;
        for (size_t j = 0; j < i; j++)
            again = again || strcmp(paper[i].name, paper[j].name) == 0;
        if (again)
            continue;
        text_printf(&text, "%s\"%s\": [", i > 0 ? ", " : "", paper[i].name);
        for (size_t j = i; j < count; j++)
            if (strcmp(paper[i].name, paper[j].name) == 0)
                text_printf(&text, "%s\"%s\"", j > i ? ", " : "", paper[j].text);
        text_literal(&text, "]");
    }
    text_literal(&text, "}}");
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){"answers.json", text.bytes, text.length};
    const struct answers *answers = answers_read(arena, source, &sheet->lookup, &diagnostics);
    cr_assert(answers != NULL, "%s", diagnostics.first ? diagnostics.first->message : text.bytes);
    return answers;
}

static inline const struct mark *mark_of(const struct marks *marks, const char *name,
                                         const char *text)
{
    int line = line_called(marks->sheet, name);
    for (int i = 0; i < marks->count; i++)
        if (marks->items[i].line == line && strcmp(marks->items[i].written->text, text) == 0)
            return &marks->items[i];
    cr_assert_fail("%s %s is not marked", name, text);
    abort();
}

/* Marks the paper and holds every verdict to it. A value that is wrong by itself may have an explanation or not. */
static inline const struct marks *expect_marks(const struct sheet *sheet, const char *settings,
                                               const struct paper *paper, size_t count)
{
    const struct marks *marks = marks_make(arena, marker_open(arena, sheet),
                                           answers_on(sheet, settings, paper, count), NULL);
    cr_expect_eq(marks->count, (int)count);
    for (size_t i = 0; i < count; i++) {
        const struct mark *mark = mark_of(marks, paper[i].name, paper[i].text);
        enum verdict_kind got = mark->verdict;
        if (paper[i].verdict == MARK_UNEXPLAINED && got == MARK_SLIP)
            got = MARK_UNEXPLAINED;
        cr_expect_eq(got, paper[i].verdict, "%s %s is %s, not %s (true %s, reached %s to %s)",
                     paper[i].name, paper[i].text, verdict_entries[mark->verdict].name,
                     verdict_entries[paper[i].verdict].name, mark->truth, mark->low, mark->high);
        if (paper[i].from)
            cr_expect_eq(mark->carried_from, line_called(sheet, paper[i].from),
                         "%s %s comes from %s, not %s", paper[i].name, paper[i].text,
                         mark->carried_from < 0 ? "nothing" : sheet->lines[mark->carried_from].id,
                         paper[i].from);
    }
    return marks;
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
