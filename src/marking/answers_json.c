/* Answers as JSON: with a header ("format": "handgrad-answers"), or the object of names and answers alone. */
#include "marking/answers_reader.h"

#include "base/literal.h"
#include <string.h>

static const char writing_wanted[] = "a string, a number, null, or an array of these";

/* ---- the header ---- */

static bool check_format(struct json_reader *json, const struct json *root)
{
    const struct json *format = json_member(root, "format"),
                      *version = json_member(root, "version");
    if (!format || !version)
        return complain(json, root, DIAGNOSTIC_MISSING_KEY,
                        format ? "\"version\": 1" : "\"format\": \"handgrad-answers\"", NULL,
                        "answers under \"answers\" need \"%s\" beside them",
                        format ? "version" : "format");
    if (format->kind != JSON_STRING || strcmp(format->text, "handgrad-answers") != 0)
        return complain(json, format, DIAGNOSTIC_WRONG_VALUE, "\"handgrad-answers\"",
                        json_describe(json->arena, format), "the file does not hold answers");
    if (version->kind != JSON_NUMBER || !literal_equal(version->text, "1"))
        return complain(json, version, DIAGNOSTIC_WRONG_VALUE, "1",
                        json_describe(json->arena, version),
                        "this version of the format of answers is not known");
    return true;
}

static bool read_header(struct answers_reader *reader, const struct json *root)
{
    static const char *const keys[] = {"format",   "version", "student",
                                       "rounding", "givens",  "answers"};
    static const char *const habits[] = {"either", "nearest", "truncate"};
    static const char *const givens[] = {"exact", "rounded"};
    struct answers *answers = reader->answers;
    int habit = HABIT_EITHER, rounded = 0;
    if (!check_format(&reader->json, root) ||
        !expect_keys(&reader->json, root, keys, sizeof keys / sizeof *keys) ||
        !field_string(&reader->json, root, "student", &answers->student) ||
        !field_choice(&reader->json, root, "rounding", habits, 3, &habit) ||
        !field_choice(&reader->json, root, "givens", givens, 2, &rounded))
        return false;
    answers->habit = (enum habit)habit;
    answers->givens_rounded = rounded;
    return true;
}

/* ---- answers ---- */

static bool take_down(struct answers_reader *reader, const struct json *node, int quantity,
                      const char *text, size_t length)
{
    return answers_collect(reader, quantity, text, length) ||
           complain(&reader->json, node, DIAGNOSTIC_TOO_LARGE, NULL, NULL, "%s", answers_too_many);
}

static bool read_writing(struct answers_reader *reader, const struct json *node, int quantity)
{
    switch (node->kind) {
    case JSON_NULL:
        return take_down(reader, node, quantity, "", 0);
    case JSON_STRING:
    case JSON_NUMBER:
        return take_down(reader, node, quantity, node->text, node->length);
    default:
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE, writing_wanted,
                        json_describe(reader->json.arena, node), "an answer is a text");
    }
}

static bool read_answer(struct answers_reader *reader, const struct json *member)
{
    struct name_fault fault;
    int quantity = answers_find(reader, member->key, strlen(member->key), &fault);
    if (quantity < 0)
        return complain_key(&reader->json, member, fault.code, fault.expected, NULL, "%s",
                            fault.message);
    if (member->kind != JSON_ARRAY)
        return read_writing(reader, member, quantity);
    if (member->count == 0)
        return take_down(reader, member, quantity, "", 0);
    for (const struct json *node = member->first; node; node = node->next)
        if (!read_writing(reader, node, quantity))
            return false;
    return true;
}

bool answers_read_json(struct answers_reader *reader)
{
    const struct json *root =
        json_read(reader->json.arena, reader->json.source, reader->json.diagnostics);
    if (!root || !expect_kind(&reader->json, root, JSON_OBJECT, "answers"))
        return false;
    const struct json *answers = root;
    if (json_member(root, "format") || json_member(root, "answers")) {
        answers = json_member(root, "answers");
        if (!read_header(reader, root))
            return false;
        if (!answers)
            return complain(&reader->json, root, DIAGNOSTIC_MISSING_KEY,
                            "\"answers\": names and what was written", NULL,
                            "answers need \"answers\"");
        if (!expect_kind(&reader->json, answers, JSON_OBJECT, "\"answers\""))
            return false;
    }
    for (const struct json *member = answers->first; member; member = member->next)
        if (!read_answer(reader, member))
            return false;
    return true;
}
