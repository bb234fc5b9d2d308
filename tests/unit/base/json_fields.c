/* Values of a kind: each refusal is one error with code, message, place and what was expected; keys are held to a
 * list. */
#include "base/json_fields.h"

#include "../arena_fixture.h"
#include <string.h>

TestSuite(json_fields, .init = open_arena, .fini = close_arena);

static struct json_reader json;

static const struct json *read_text(const char *text)
{
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){"file.json", text, strlen(text)};
    json = (struct json_reader){arena, source, &diagnostics};
    return json_read(arena, source, &diagnostics);
}

static void expect_error(enum diagnostic_code code, const char *message, const char *expected,
                         size_t column)
{
    const struct diagnostic *error = diagnostics.first;
    cr_assert(error);
    cr_expect_null(error->next);
    cr_expect_eq(error->code, code);
    cr_expect_str_eq(error->message, message);
    cr_expect_str_eq(error->expected, expected);
    cr_expect_eq(error->line, 1);
    cr_expect_eq(error->column, column, "column %zu", error->column);
}

Test(json_fields, absent_keys_leave_values_as_they_are)
{
    const struct json *object = read_text("{}");
    static const char *const words[] = {"a", "b"};
    const char *text = "before", *number = "7";
    bool truth = true;
    int integer = 3, choice = 1;
    cr_expect(field_string(&json, object, "k", &text) && field_bool(&json, object, "k", &truth) &&
              field_number(&json, object, "k", &number) &&
              field_integer(&json, object, "k", 1, 5, &integer) &&
              field_choice(&json, object, "k", words, 2, &choice));
    cr_expect(strcmp(text, "before") == 0 && strcmp(number, "7") == 0 && truth && integer == 3 &&
              choice == 1);
}

Test(json_fields, present_keys_are_read)
{
    const struct json *object =
        read_text("{\"s\": \"line\", \"b\": false, \"n\": 1.50, \"i\": 5.0, \"c\": \"b\"}");
    static const char *const words[] = {"a", "b"};
    const char *text = NULL, *number = NULL;
    bool truth = true;
    int integer = 0, choice = 0;
    cr_expect(field_string(&json, object, "s", &text) && field_bool(&json, object, "b", &truth) &&
              field_number(&json, object, "n", &number) &&
              field_integer(&json, object, "i", 1, 5, &integer) &&
              field_choice(&json, object, "c", words, 2, &choice));
    cr_expect(strcmp(text, "line") == 0 && strcmp(number, "1.50") == 0 && !truth && integer == 5 &&
              choice == 1);
}

Test(json_fields, a_value_of_another_kind_is_refused)
{
    const struct json *object = read_text("{\"k\": 1}");
    cr_expect_not(expect_kind(&json, object->first, JSON_ARRAY, "each line"));
    expect_error(DIAGNOSTIC_WRONG_TYPE, "each line must be an array", "an array", 7);
}

Test(json_fields, a_whole_number_beyond_its_range_is_refused)
{
    const struct json *object = read_text("{\"k\": 9}");
    int value = 0;
    cr_expect_not(field_integer(&json, object, "k", 1, 8, &value));
    expect_error(DIAGNOSTIC_TOO_LARGE, "\"k\" must be at most 8", "a whole number from 1 to 8", 7);
}

Test(json_fields, an_unknown_key_is_told_the_nearest)
{
    static const char *const keys[] = {"title", "claims"};
    cr_expect(expect_keys(&json, read_text("{\"claims\": 1, \"title\": 2}"), keys, 2));
    const struct json *object = read_text("{\"title\": \"a\", \"clams\": 1}");
    cr_expect_not(expect_keys(&json, object, keys, 2));
    expect_error(DIAGNOSTIC_UNKNOWN_KEY, "unknown key \"clams\"; did you mean \"claims\"?",
                 "title or claims", 16);
}

Test(json_fields, an_unknown_key_near_to_none_is_not)
{
    static const char *const keys[] = {"title", "claims"};
    cr_expect_not(expect_keys(&json, read_text("{\"zzzzzzzz\": 1}"), keys, 2));
    expect_error(DIAGNOSTIC_UNKNOWN_KEY, "unknown key \"zzzzzzzz\"", "title or claims", 2);
}

Test(json_fields, an_unknown_word_is_told_the_nearest)
{
    static const char *const words[] = {"real", "positive"};
    int choice = 0;
    cr_expect_not(field_choice(&json, read_text("{\"k\": \"positiv\"}"), "k", words, 2, &choice));
    expect_error(DIAGNOSTIC_WRONG_VALUE, "unknown value of \"k\"; did you mean \"positive\"?",
                 "real or positive", 7);
}
