/* Trace files read back: every key of every step, both layouts, and one diagnostic for whatever is wrong. */
#include "tape/trace_file.h"
#include "support.h"

TestSuite(trace_file, .init = open_arena, .fini = close_arena);

/* Single quotes stand for double ones. */
#define START                                                                                      \
    "{'format': 'handgrad-trace', 'version': 1, 'title': 'T', "                                    \
    "'arithmetic': {'kind': 'certified', 'digits': 6}, 'conventions': {'log_base': 'e'}, "         \
    "'problem': {'inputs': [[1]]}"
#define GIVEN                                                                                      \
    "{'id': 's1.x[1]', 'name': 'x', 'latex': 'x_1', 'role': 'input', 'value': 0.1, "               \
    "'shown': '0.1', 'exact': true}"
#define COMPUTED                                                                                   \
    "{'id': 'u1.s1.z1[1]', 'name': 'z', 'latex': 'z', 'role': 'pre_activation', "                  \
    "'formula': 'x + b', 'substitution': '0.1 + 0', 'operands': ['s1.x[1]', 'u1.b1[1]'], "         \
    "'shown': '0', 'exact': false, 'undecided': 'zero', 'bound': '1.3e-1230'}"

static const char *quoted(const char *text)
{
    char *copy = arena_copy(arena, text, strlen(text));
    for (char *at = copy; *at; at++)
        *at = *at == '\'' ? '"' : *at;
    return copy;
}

static const struct trace_file *read_bytes(const char *bytes, size_t length)
{
    struct json_source source = {"trace.json", bytes, length};
    diagnostics_open(&diagnostics, arena);
    return trace_read(arena, &source, &diagnostics);
}

static const struct trace_file *read_text(const char *text)
{
    const char *bytes = quoted(text);
    return read_bytes(bytes, strlen(bytes));
}

static void expect_both_steps(const struct trace_file *trace, size_t first_line, size_t second_line)
{
    cr_assert_not_null(trace);
    cr_expect_str_eq(trace->title, "T");
    cr_expect_str_eq(json_member(trace->arithmetic, "kind")->text, "certified");
    cr_expect_str_eq(json_member(trace->conventions, "log_base")->text, "e");
    cr_expect_eq(trace->problem->first->kind, JSON_ARRAY);
    cr_assert_eq(trace->step_count, 2);
    const struct trace_step *given = &trace->steps[0], *computed = &trace->steps[1];
    cr_expect_str_eq(given->id, "s1.x[1]");
    cr_expect_str_eq(given->name, "x");
    cr_expect_str_eq(given->latex, "x_1");
    cr_expect_eq(given->role, ROLE_INPUT);
    cr_expect(given->formula == NULL && given->substitution == NULL && given->operand_count == 0);
    cr_expect_str_eq(given->value, "0.1");
    cr_expect_eq(given->number, 0.1);
    cr_expect_str_eq(given->shown, "0.1");
    cr_expect(given->exact && !given->undecided && !given->bound);
    cr_expect_eq(given->line, first_line);
    cr_expect_eq(computed->role, ROLE_PRE_ACTIVATION);
    cr_expect_str_eq(computed->formula, "x + b");
    cr_expect_str_eq(computed->substitution, "0.1 + 0");
    cr_assert_eq(computed->operand_count, 2);
    cr_expect_eq(computed->operands[0], given->id, "one pointer for one id");
    cr_expect_str_eq(computed->operands[1], "u1.b1[1]");
    cr_expect_null(computed->value);
    cr_expect(!computed->exact);
    cr_expect_str_eq(computed->undecided, "zero");
    cr_expect_str_eq(computed->bound, "1.3e-1230");
    cr_expect_eq(computed->line, second_line);
    cr_expect_eq(trace_find(trace, "u1.s1.z1[1]"), computed);
    cr_expect_null(trace_find(trace, "u1.b1[1]"), "an operand is not a step");
}

Test(trace_file, both_layouts_read_the_same)
{
    const char *moved =
        "{'steps': [" GIVEN ", " COMPUTED "], 'format': 'handgrad-trace', 'version': 1, "
        "'title': 'T', 'arithmetic': {'kind': 'certified', 'digits': 6}, "
        "'conventions': {'log_base': 'e'}, 'problem': {'inputs': [[1]]}}";
    expect_both_steps(read_text(START ",\n 'steps': [\n" GIVEN ",\n" COMPUTED "]}"), 3, 4);
    expect_both_steps(read_text(START "}\n" GIVEN "\n" COMPUTED "\n"), 2, 3);
    expect_both_steps(read_text(moved), 1, 1);
}

Test(trace_file, recognised_by_its_format)
{
    const char *trace = quoted(START "}\n"), *problem = quoted("{'inputs': [[1]]}");
    struct json_source source = {"a", trace, strlen(trace)};
    cr_expect(trace_recognise(arena, &source));
    source = (struct json_source){"b", problem, strlen(problem)};
    cr_expect(!trace_recognise(arena, &source));
}

static void expect_complaint(const char *label, enum diagnostic_code code, size_t line,
                             const char *pointer, const char *message)
{
    cr_assert(diagnostics.first && diagnostics.first == diagnostics.last, "%s", label);
    const struct diagnostic *report = diagnostics.first;
    cr_expect_str_eq(diagnostic_code_name(report->code), diagnostic_code_name(code), "%s: %s",
                     label, report->message);
    cr_expect_eq(report->line, line, "%s: line %zu", label, report->line);
    cr_expect_str_eq(report->pointer ? report->pointer : "none", pointer, "%s", label);
    cr_expect(strstr(report->message, message), "%s: %s", label, report->message);
}

/* The first `from` of a good trace is replaced. */
static const struct change {
    const char *from, *to;
    enum diagnostic_code code;
    size_t line;
    const char *pointer, *message; /* of NDJSON; in JSON the steps' pointers begin with /steps/N */
} changes[] = {
    {"handgrad-trace", "handgrad-diff", DIAGNOSTIC_WRONG_VALUE, 1, "/format", "not a trace"},
    {"'handgrad-trace'", "7", DIAGNOSTIC_WRONG_VALUE, 1, "/format", "not a trace"},
    {"'version': 1", "'version': 2", DIAGNOSTIC_WRONG_VALUE, 1, "/version", "version"},
    {"'version': 1", "'version': 1e300", DIAGNOSTIC_WRONG_VALUE, 1, "/version", "version"},
    {"'version': 1, ", "", DIAGNOSTIC_MISSING_KEY, 1, "", "\"version\""},
    {"'title': 'T', ", "", DIAGNOSTIC_MISSING_KEY, 1, "", "\"title\""},
    {"'title': 'T'", "'titel': 'T'", DIAGNOSTIC_UNKNOWN_KEY, 1, "/titel",
     "did you mean \"title\"?"},
    {"'title': 'T'", "'title': 7", DIAGNOSTIC_WRONG_TYPE, 1, "/title", "must be a string"},
    {"{'kind': 'certified', 'digits': 6}", "[]", DIAGNOSTIC_WRONG_TYPE, 1, "/arithmetic",
     "must be an object"},
    {"'kind': 'certified', ", "", DIAGNOSTIC_MISSING_KEY, 1, "/arithmetic", "\"kind\""},
    {"'digits': 6", "'digits': '6'", DIAGNOSTIC_WRONG_TYPE, 1, "/arithmetic/digits",
     "must be a number"},
    {"'digits': 6", "'digits': 1e9", DIAGNOSTIC_WRONG_VALUE, 1, "/arithmetic/digits", "no number"},
    {"'digits': 6", "'digits': 0", DIAGNOSTIC_WRONG_VALUE, 1, "/arithmetic/digits", "no number"},
    {"'digits': 6", "'decimals': 1001", DIAGNOSTIC_WRONG_VALUE, 1, "/arithmetic/decimals",
     "no number"},
    {"'digits': 6", "'digit': 6", DIAGNOSTIC_UNKNOWN_KEY, 1, "/arithmetic/digit",
     "did you mean \"digits\"?"},
    {"'log_base': 'e'", "'log_base': 2", DIAGNOSTIC_WRONG_TYPE, 1, "/conventions/log_base",
     "must be a string"},
    {"{'inputs': [[1]]}", "null", DIAGNOSTIC_WRONG_TYPE, 1, "/problem", "must be an object"},
    {"'id': 's1.x[1]', ", "", DIAGNOSTIC_MISSING_KEY, 2, "", "\"id\" of a step"},
    {"'id': 's1.x[1]'", "'id': ''", DIAGNOSTIC_WRONG_VALUE, 2, "/id", "must not be empty"},
    {"'id': 's1.x[1]'", "'id': 's1\\u0000'", DIAGNOSTIC_WRONG_VALUE, 2, "/id",
     "must not contain control"},
    {"'name': 'x'", "'name': '\\u001b[2J'", DIAGNOSTIC_WRONG_VALUE, 2, "/name",
     "must not contain control"},
    {"'name': 'x'", "'name': ['x']", DIAGNOSTIC_WRONG_TYPE, 2, "/name", "must be a string"},
    {"'role': 'input'", "'role': 'inputs'", DIAGNOSTIC_WRONG_VALUE, 2, "/role", "unknown role"},
    {"'value': 0.1", "'value': '0.1'", DIAGNOSTIC_WRONG_TYPE, 2, "/value", "must be a number"},
    {"'value': 0.1", "'value': 1e999", DIAGNOSTIC_JSON_NUMBER, 2, "/value", "beyond the range"},
    {"'value': 0.1", "'value': NaN", DIAGNOSTIC_JSON_NUMBER, 2, "/value", "not a number"},
    {"'value': 0.1", "'value': 0.1, 'value': 0.1", DIAGNOSTIC_JSON_DUPLICATE_KEY, 2, "/value",
     "already given"},
    {"'shown': '0.1'", "'shown': '0.1 '", DIAGNOSTIC_WRONG_VALUE, 2, "/shown", "decimal number"},
    {"'shown': '0.1'", "'shown': '01'", DIAGNOSTIC_WRONG_VALUE, 2, "/shown", "decimal number"},
    {"'shown': '0.1'", "'shown': '1.'", DIAGNOSTIC_WRONG_VALUE, 2, "/shown", "decimal number"},
    {"'shown': '0.1'", "'shown': '1e'", DIAGNOSTIC_WRONG_VALUE, 2, "/shown", "decimal number"},
    {"'exact': true", "'exact': 1", DIAGNOSTIC_WRONG_TYPE, 2, "/exact", "true or false"},
    {"'exact': true", "'exakt': true", DIAGNOSTIC_UNKNOWN_KEY, 2, "/exakt", "mean \"exact\"?"},
    {"'substitution': '0.1 + 0', ", "", DIAGNOSTIC_MISSING_KEY, 3, "", "\"substitution\""},
    {"['s1.x[1]', 'u1.b1[1]']", "'x'", DIAGNOSTIC_WRONG_TYPE, 3, "/operands", "an array of ids"},
    {"'u1.b1[1]'", "3", DIAGNOSTIC_WRONG_TYPE, 3, "/operands/1", "must be a string"},
    {"'undecided': 'zero'", "'undecided': 'one'", DIAGNOSTIC_WRONG_VALUE, 3, "/undecided",
     "unknown value"},
    {"'bound': '1.3e-1230'", "'bound': 'small'", DIAGNOSTIC_WRONG_VALUE, 3, "/bound",
     "decimal number"},
    {"'u1.s1.z1[1]'", "'s1.x[1]'", DIAGNOSTIC_CONFLICT, 3, "/id", "already given in line 2"},
};

static const char *changed(const char *text, const struct change *change)
{
    const char *at = strstr(text, change->from);
    cr_assert_not_null(at, "%s", change->from);
    return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, change->to,
                        at + strlen(change->from));
}

Test(trace_file, one_complaint_for_each_change)
{
    static const char good[] = START "}\n" GIVEN "\n" COMPUTED "\n";
    cr_expect_not_null(read_text(good));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const char *text = changed(good, &changes[i]);
        cr_expect_null(read_text(text), "accepted: %s", changes[i].to);
        expect_complaint(text, changes[i].code, changes[i].line, changes[i].pointer,
                         changes[i].message);
    }
}

Test(trace_file, in_json_the_pointer_leads_to_the_step)
{
    cr_expect_null(read_text(START ",\n'steps': [\n" GIVEN ",\n{'id': 7}]}"));
    expect_complaint("json", DIAGNOSTIC_WRONG_TYPE, 4, "/steps/1/id", "must be a string");
    cr_expect_eq(diagnostics.first->column, 8);
    cr_expect_null(read_text(START ",\n'steps': [[]]}"));
    expect_complaint("json", DIAGNOSTIC_WRONG_TYPE, 2, "/steps/0", "a step must be an object");
}

Test(trace_file, a_trace_has_steps)
{
    cr_expect_null(read_text(START "}\n"));
    expect_complaint("ndjson", DIAGNOSTIC_MISSING_KEY, 0, "none", "no steps");
    cr_expect_null(read_text(START ", 'steps': []}"));
    expect_complaint("json", DIAGNOSTIC_MISSING_KEY, 0, "none", "no steps");
}

/* A file cut anywhere but behind a record is refused with one diagnostic. */
Test(trace_file, cut_anywhere)
{
    const char *json = quoted(START ",\n'steps': [\n" GIVEN ",\n" COMPUTED "\n]}");
    const char *lines = quoted(START "}\n" GIVEN "\n" COMPUTED);
    for (size_t length = 0; length < strlen(json); length++) {
        cr_expect_null(read_bytes(json, length), "%zu", length);
        cr_expect_eq(diagnostics.errors, 1, "%zu", length);
    }
    for (size_t length = 0; length < strlen(lines); length++) {
        bool whole_record = lines[length] == '\n' || (length > 0 && lines[length - 1] == '\n');
        bool has_step = memchr(lines, '\n', length) != NULL && length > strlen(START) + 3;
        const struct trace_file *trace = read_bytes(lines, length);
        cr_expect_eq(trace != NULL, whole_record && has_step, "%zu", length);
        cr_expect_eq(diagnostics.errors, trace ? 0 : 1, "%zu", length);
    }
}

/* A line of 10 MB is read; what is not a string of a step is refused where it stands. */
Test(trace_file, a_line_of_10_megabytes)
{
    enum { LONG = 10 << 20 };
    char *formula = arena_alloc(arena, LONG + 1);
    memset(formula, '1', LONG);
    const char *start = quoted(START "}\n"), *begin = quoted("{'id': 'a', 'formula': '"),
               *end = quoted("', 'substitution': '1', 'operands': [], 'name': 'a', 'latex': 'a', "
                             "'role': 'loss', 'value': 1, 'shown': '1', 'exact': true}\n");
    const char *text = arena_printf(arena, "%s%s%s%s", start, begin, formula, end);
    const struct trace_file *trace = read_bytes(text, strlen(text));
    cr_assert_not_null(trace);
    cr_expect_eq(strlen(trace->steps[0].formula), LONG);
    text = arena_printf(arena, "%s%s%s", start, quoted("{'id': 'a', 'value': "), formula);
    cr_expect_null(read_bytes(text, strlen(text)));
    expect_complaint("a long number", DIAGNOSTIC_JSON_NUMBER, 2, "/value", "beyond the range");
}

/* Numbers are read with a decimal point, to the nearest double. */
Test(trace_file, values)
{
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        {"0", 0},
        {"-0.5", -0.5},
        {"1e-320", 1e-320},
        {"0.1e1", 1},
        {"1e-4000", 0},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"0.30000000000000000000000000000000000000000000000000000000000000000000000000001", 0.3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct change change = {.from = "'value': 0.1"};
        change.to = arena_printf(arena, "'value': %s", cases[i].text);
        const struct trace_file *trace = read_text(changed(START "}\n" GIVEN, &change));
        cr_assert_not_null(trace, "%s", cases[i].text);
        cr_expect_str_eq(trace->steps[0].value, cases[i].text);
        cr_expect_eq(trace->steps[0].number, cases[i].number, "%s", cases[i].text);
    }
}
