/* Strict JSON in: the tree says what the text says. What is refused is tested in json_errors.c. */
#include "support.h"

#include "base/json.h"

TestSuite(json, .init = open_arena, .fini = close_arena);

static struct json_source source;

static const struct json *read_bytes(const char *bytes, size_t length)
{
    source = (struct json_source){"net.json", bytes, length};
    const struct json *top = json_read(arena, &source, &diagnostics);
    cr_assert_not_null(top, "%s", diagnostics.first != NULL ? diagnostics.first->message : "");
    cr_assert_null(diagnostics.first);
    return top;
}

static const struct json *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

Test(json, every_kind)
{
    const struct json *top = read_text(" [null, false, true, -1.50, \"a\", [], {}]\r\n");
    const enum json_kind kinds[] = {JSON_NULL,   JSON_FALSE, JSON_TRUE,  JSON_NUMBER,
                                    JSON_STRING, JSON_ARRAY, JSON_OBJECT};
    cr_assert_eq(top->kind, JSON_ARRAY);
    cr_assert_eq(top->count, 7);
    cr_assert_null(top->parent);
    const struct json *element = top->first;
    for (size_t i = 0; i < 7; i++, element = element->next) {
        cr_expect_eq(element->kind, kinds[i]);
        cr_expect_eq(element->index, i);
        cr_expect_eq(element->parent, top);
        cr_expect_null(element->key);
        cr_expect_eq(element->count, 0);
    }
    cr_assert_null(element);
}

Test(json, a_scalar_may_stand_at_the_top)
{
    cr_assert_eq(read_text("true")->kind, JSON_TRUE);
    cr_assert_str_eq(read_text("\n0")->text, "0");
    cr_assert_str_eq(read_text("\"x\"")->text, "x");
}

Test(json, numbers_keep_their_own_text)
{
    static const char *const numbers[] = {
        "0",
        "-0",
        "-0.0",
        "1.50",
        "1E5",
        "1e+05",
        "0.1e-0007",
        "123456789012345678901234567890",
        "1e-999",
        "0e999",
        "0.001e310",
        "1.7976931348623157e308",
        "-1.7976931348623158e308",
        /* longer than the 63 bytes that cJSON reads of a number */
        "0.1000000000000000055511151231257827021181583404541015625000000000000000",
        "-1234567890123456789012345678901234567890123456789012345678901234567890.5e-70",
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct json *top =
            read_text(arena_printf(arena, "{\"a\": [%s ,\"%s\"]}", numbers[i], numbers[i]));
        const struct json *number = top->first->first;
        cr_expect_eq(number->kind, JSON_NUMBER);
        cr_expect_str_eq(number->text, numbers[i]);
        cr_expect_eq(number->length, strlen(numbers[i]));
        cr_expect_str_eq(number->next->text, numbers[i], "a string with the same digits");
    }
}

Test(json, strings_are_decoded)
{
    const struct json *top =
        read_text("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\", "
                  "\"\xC3\xA9\xF0\x9F\x98\x80\", \"a\\u0000b\", \"\", \"[1,\\\\\\\"2]{:\"]");
    const struct json *element = top->first;
    cr_expect_str_eq(element->text, "\"\\/\b\f\n\r\t");
    element = element->next;
    cr_expect_str_eq(element->text, "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    element = element->next;
    cr_expect_str_eq(element->text, "\xC3\xA9\xF0\x9F\x98\x80");
    element = element->next;
    cr_expect_eq(element->length, 3, "U+0000 inside does not end the string");
    cr_expect_arr_eq(element->text, "a\0b", 4);
    element = element->next;
    cr_expect_str_eq(element->text, "");
    cr_expect_eq(element->length, 0);
    cr_expect_str_eq(element->next->text, "[1,\\\"2]{:");
}

Test(json, members_are_found_by_case)
{
    const struct json *top =
        read_text("{\"Units\": 1, \"units\": 2, \"\": 3, \"w\\u0031\": 4, \"~/\": {\"x\": 5}}");
    cr_assert_eq(top->count, 5);
    cr_expect_str_eq(json_member(top, "units")->text, "2");
    cr_expect_str_eq(json_member(top, "Units")->text, "1");
    cr_expect_str_eq(json_member(top, "")->text, "3");
    cr_expect_str_eq(json_member(top, "w1")->text, "4");
    cr_expect_str_eq(json_member(json_member(top, "~/"), "x")->text, "5");
    cr_expect_null(json_member(top, "UNITS"));
    cr_expect_null(json_member(json_member(top, "units"), "x"), "a number has no members");
}

Test(json, the_text_need_not_end_with_nul)
{
    char *exact = malloc(4);
    memcpy(exact, "[12]", 4);
    cr_expect_str_eq(read_bytes(exact, 4)->first->text, "12");
    memcpy(exact, "1234", 4);
    cr_expect_str_eq(read_bytes(exact, 4)->text, "1234");
    free(exact);
}

Test(json, the_deepest_nesting_allowed)
{
    char text[2 * JSON_MAX_DEPTH];
    memset(text, '[', JSON_MAX_DEPTH);
    memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
    const struct json *node = read_bytes(text, sizeof text);
    int depth = 1;
    for (; node->first != NULL; node = node->first)
        depth++;
    cr_assert_eq(depth, JSON_MAX_DEPTH);
}

Test(json, large_arrays_and_objects)
{
    enum { COUNT = 100000 };
    struct text text;
    text_open(&text, arena);
    text_put(&text, '{');
    for (int i = 0; i < COUNT; i++)
        text_printf(&text, "%s\"k%d\": [%d]", i > 0 ? "," : "", i, i);
    text_put(&text, '}');
    const struct json *top = read_bytes(text.bytes, text.length);
    cr_assert_eq(top->count, COUNT);
    const struct json *member = top->first;
    for (long i = 0; i < COUNT; i++, member = member->next) {
        cr_assert_eq(strtol(member->key + 1, NULL, 10), i);
        cr_assert_eq(strtol(member->first->text, NULL, 10), i);
    }
}

/* ---- places ---- */

static const char place_text[] = "{\n"
                                 "  \"title\": \"\xC3\xA9\xF0\x9F\x98\x80 [\\\"{\", \"a/b~\": 1,\n"
                                 "\t\"layers\" : [ {\"units\": 3},\r\n"
                                 "    {\"units\" :\n 4, \"w\": [[1, [], {}], -2.5e1, null]} ]\n"
                                 "}\n";

static void expect_place(const struct json *node, bool at_key, size_t line, size_t column,
                         const char *pointer)
{
    size_t found_line, found_column;
    json_locate(&source, node, at_key, &found_line, &found_column);
    cr_expect_eq(found_line, line, "%s: line %zu", pointer, found_line);
    cr_expect_eq(found_column, column, "%s: column %zu", pointer, found_column);
    cr_expect_str_eq(json_pointer(arena, node), pointer);
}

Test(json, nodes_are_located_and_pointed_at)
{
    const struct json *top = read_text(place_text);
    const struct json *layers = json_member(top, "layers"), *second = layers->first->next;
    const struct json *w = json_member(second, "w");
    expect_place(top, false, 1, 1, "");
    expect_place(top, true, 1, 1, "");
    expect_place(json_member(top, "title"), true, 2, 3, "/title");
    expect_place(json_member(top, "title"), false, 2, 12, "/title");
    expect_place(json_member(top, "a/b~"), true, 2, 23, "/a~1b~0");
    expect_place(json_member(top, "a/b~"), false, 2, 31, "/a~1b~0");
    expect_place(layers, true, 3, 2, "/layers");
    expect_place(layers, false, 3, 13, "/layers");
    expect_place(layers->first, false, 3, 15, "/layers/0");
    expect_place(second, true, 4, 5, "/layers/1");
    expect_place(second->first, false, 5, 2, "/layers/1/units");
    expect_place(w, true, 5, 5, "/layers/1/w");
    expect_place(w->first->first->next->next, false, 5, 19, "/layers/1/w/0/2");
    expect_place(w->first->next, false, 5, 24, "/layers/1/w/1");
    expect_place(w->first->next->next, false, 5, 32, "/layers/1/w/2");
}

Test(json, a_complaint_names_everything)
{
    const struct json *top = read_text(place_text);
    const struct json *units = json_member(top, "layers")->first->first;
    cr_assert_not(json_complain(&diagnostics, &source, units, false, DIAGNOSTIC_WRONG_TYPE,
                                "a string", json_describe(arena, units),
                                "\"units\" of layer %d is no string", 1));
    const struct diagnostic *report = only_diagnostic();
    cr_assert_eq(report->code, DIAGNOSTIC_WRONG_TYPE);
    cr_assert_str_eq(
        written(report),
        "net.json:3:25: error: \"units\" of layer 1 is no string (at /layers/0/units)\n"
        "    expected a string, found the number 3\n");
}

/* ---- words ---- */

Test(json, values_are_described)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"null", "null"},
        {"true", "true"},
        {"false", "false"},
        {"-1.50", "the number -1.50"},
        {"\"abc\"", "the string \"abc\""},
        {"\"a\\n\\\"\"", "the string \"a\\n\\\"\""},
        {"\"\"", "the empty string"},
        {"[]", "empty array"},
        {"[1]", "array of 1 number"},
        {"[1,2,3]", "array of 3 numbers"},
        {"[true,false]", "array of 2 truth values"},
        {"[null,null]", "array of 2 nulls"},
        {"[[],[1]]", "array of 2 arrays"},
        {"[\"a\",1]", "array of 2 values"},
        {"{}", "empty object"},
        {"{\"a\":1}", "object with 1 key"},
        {"{\"a\":1,\"b\":2}", "object with 2 keys"},
        {"\"\xC3\xA9"
         "123456789012345678901234567890123456789cut\"",
         "the string \"\xC3\xA9"
         "123456789012345678901234567890123456789\"..."},
        {"12345678901234567890123456789012345678901",
         "the number 1234567890123456789012345678901234567890..."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(json_describe(arena, read_text(cases[i].text)), cases[i].words);
}

Test(json, the_nearest_name)
{
    static const char *const names[] = {"weights", "biases",     "units",   "l1",
                                        "l2",      "activation", "use_bias"};
    static const struct {
        const char *word, *nearest;
    } cases[] = {
        {"weigths", "weights"},
        {"weight", "weights"},
        {"WEIGHTS", "weights"},
        {"bias", "biases"},
        {"biasses", "biases"},
        {"usebias", "use_bias"},
        {"unit", "units"},
        {"l3", "l1"},
        {"activatoin", "activation"},
        {"actvaton", "activation"},
        {"momentum", NULL},
        {"", NULL},
        {"x", NULL},
        {"weights", "weights"},
        {"weights_matrix", "weights"},
        {"use", "use_bias"},
        {"un", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *nearest = nearest_name(cases[i].word, names, sizeof names / sizeof *names);
        cr_expect_eq(nearest == NULL, cases[i].nearest == NULL, "%s: %s", cases[i].word, nearest);
        if (nearest != NULL && cases[i].nearest != NULL)
            cr_expect_str_eq(nearest, cases[i].nearest);
    }
    char *long_word = arena_alloc(arena, 5000);
    memset(long_word, 'w', 4999);
    cr_expect_null(nearest_name(long_word, names, 7));
    cr_expect_null(nearest_name("units", NULL, 0));
}

Test(json, running_out_of_memory_frees_the_tree)
{
    /* The exit is taken with cJSON's tree alive: a leak checker sees whether it was tied to the
     * arena. */
    struct exhaustion exit;
    struct arena *volatile tight = arena_open(&exit);
    if (setjmp(exit.resume) == 0) {
        source = (struct json_source){"net.json", "[1, {\"a\": [2]}]", 15};
        cr_assert_not_null(json_read(tight, &source, &diagnostics));
        arena_exhausted(tight);
    }
    arena_close(tight);
}
