/* What a loss wants of its targets beyond their shape: probabilities, and rows that sum to 1; for the hinge loss,
 * 1 and -1. Decimals are added exactly. Nothing here stops a problem from being read. */
#include "problem/reader.h"

#include "catalogue/catalogue.h"
#include "number/number.h"
#include <string.h>

static union cell literal_cell(struct arithmetic *arithmetic, const char *text)
{
    return number_literal(arithmetic, text, strlen(text));
}

/* What a loss wants each target to be. */
enum wanted { WANTED_PROBABILITY, WANTED_SIGN };

static bool is_wanted(struct arithmetic *arithmetic, const char *text, enum wanted wanted)
{
    union cell target = literal_cell(arithmetic, text);
    union cell low = number_integer(arithmetic, wanted == WANTED_SIGN ? -1 : 0);
    enum comparison to_low = number_compare(arithmetic, target, low);
    enum comparison to_one = number_compare(arithmetic, target, number_integer(arithmetic, 1));
    if (wanted == WANTED_SIGN)
        return to_low == EQUAL || to_one == EQUAL;
    return to_low != LESS && to_one != GREATER;
}

/* The place of the first target of a row that is not as wanted; -1: there is none. */
static int place_unwanted(struct arithmetic *arithmetic, const char *const *row, int count,
                          enum wanted wanted)
{
    for (int k = 0; k < count; k++)
        if (!is_wanted(arithmetic, row[k], wanted))
            return k;
    return -1;
}

static union cell sum_of_row(struct arithmetic *arithmetic, const char *const *row, int count)
{
    union cell sum = number_integer(arithmetic, 0);
    for (int k = 0; k < count; k++)
        sum = number_add(arithmetic, sum, literal_cell(arithmetic, row[k]));
    return sum;
}

/* The sum in words of a message: its decimals, where a thousand digits show it. */
static const char *sum_text(struct arena *arena, struct arithmetic *arithmetic, union cell sum)
{
    const struct digits digits = {DIGITS_SIGNIFICANT, 1000};
    struct text text;
    text_open(&text, arena);
    return number_show(arithmetic, sum, &digits, INT_MAX, &text) == SHOWN_EXACT ? text.bytes
                                                                                : "nearly 1";
}

/* The plain one-hot row needs no arithmetic; data sets have many of them. */
static bool is_one_hot(const char *const *row, int count)
{
    int ones = 0;
    for (int k = 0; k < count; k++) {
        bool one = strcmp(row[k], "1") == 0;
        if (!one && strcmp(row[k], "0") != 0)
            return false;
        ones += one;
    }
    return ones == 1;
}

/* What was found in the rows looked at so far. */
struct findings {
    struct reader *reader;
    struct arithmetic *arithmetic;
    enum wanted wanted;
    bool sums_matter;
    const struct json *unwanted; /* the first target that is not as wanted */
    const struct json *bad_row;  /* the first row that does not sum to 1 */
    const char *bad_sum;
    int bad_rows;
};

static void look_at_row(struct findings *findings, const struct json *node, const char *const *row)
{
    int count = (int)node->count;
    struct arithmetic *arithmetic = findings->arithmetic;
    arithmetic_restart(arithmetic, PRECISION_FIRST);
    int place = findings->unwanted ? -1 : place_unwanted(arithmetic, row, count, findings->wanted);
    if (place >= 0) {
        findings->unwanted = node->first;
        while (place-- > 0)
            findings->unwanted = findings->unwanted->next;
    }
    if (!findings->sums_matter)
        return;
    union cell sum = sum_of_row(arithmetic, row, count);
    if (number_compare(arithmetic, sum, number_integer(arithmetic, 1)) == EQUAL)
        return;
    if (findings->bad_rows++ == 0) {
        findings->bad_row = node;
        findings->bad_sum = sum_text(findings->reader->json.arena, arithmetic, sum);
    }
}

static void report(const struct findings *findings)
{
    struct reader *reader = findings->reader;
    const struct json *target = findings->unwanted, *row = findings->bad_row;
    bool sign = findings->wanted == WANTED_SIGN;
    if (target)
        complain(&reader->json, target, DIAGNOSTIC_TARGET_OUT_OF_RANGE,
                 sign ? "1 or -1" : "a number from 0 to 1",
                 json_describe(reader->json.arena, target), "target %zu of row %zu is %s",
                 target->index + 1, target->parent->index + 1,
                 sign ? "neither 1 nor -1" : "no probability");
    if (!row)
        return;
    const char *others = "";
    if (findings->bad_rows > 1)
        others =
            arena_printf(reader->json.arena, " (the first of %d such rows)", findings->bad_rows);
    complain(&reader->json, row, DIAGNOSTIC_TARGETS_NOT_NORMALISED, "a sum of 1", findings->bad_sum,
             "row %zu of the targets sums to %s%s", row->index + 1, findings->bad_sum, others);
}

static void look_at_rows(struct reader *reader, const struct json *targets, enum wanted wanted)
{
    const struct problem *problem = reader->problem;
    const char *name = problem->loss.entry->name, *const *row = problem->targets;
    struct arena *scratch = arena_child(reader->json.arena);
    struct findings findings = {
        .reader = reader,
        .arithmetic = arithmetic_open(scratch, ARITHMETIC_CERTIFIED, PRECISION_FIRST),
        .wanted = wanted,
        .sums_matter =
            strcmp(name, "categorical_cross_entropy") == 0 || strcmp(name, "kl_divergence") == 0,
    };
    const struct json *node = targets->first;
    for (; node; node = node->next, row += problem->output_count)
        if (wanted == WANTED_SIGN || !is_one_hot(row, problem->output_count))
            look_at_row(&findings, node, row);
    report(&findings);
    arena_close(scratch);
}

void warn_targets(struct reader *reader)
{
    const struct problem *problem = reader->problem;
    const struct json *targets = json_member(reader->root, "targets");
    if (!problem->targets || !problem->loss.entry || problem->loss.custom)
        return;
    bool hinge = strcmp(problem->loss.entry->name, "hinge") == 0;
    if (hinge && problem->classes)
        complain(&reader->json, targets, DIAGNOSTIC_TARGET_OUT_OF_RANGE, "rows of 1 and -1",
                 json_describe(reader->json.arena, targets),
                 "class numbers stand for targets of 0 and 1; the hinge loss wants 1 and -1");
    else if (!problem->classes && (hinge || problem->loss.entry->logarithmic))
        look_at_rows(reader, targets, hinge ? WANTED_SIGN : WANTED_PROBABILITY);
}
