/* What a loss wants of its targets beyond their shape: probabilities, and rows that sum to 1.
 * Decimals are added exactly. Nothing here stops a problem from being read. */
#include "problem/reader.h"

#include "catalogue/catalogue.h"
#include "number/number.h"
#include <string.h>

static union cell literal_cell(struct arithmetic *arithmetic, const char *text)
{
    return number_literal(arithmetic, text, strlen(text));
}

/* The place of the first target of a row that is outside [0, 1]; -1: there is none. */
static int place_out_of_range(struct arithmetic *arithmetic, const char *const *row, int count)
{
    union cell zero = number_integer(arithmetic, 0), one = number_integer(arithmetic, 1);
    for (int k = 0; k < count; k++) {
        union cell target = literal_cell(arithmetic, row[k]);
        if (number_compare(arithmetic, target, zero) == LESS ||
            number_compare(arithmetic, target, one) == GREATER)
            return k;
    }
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
    bool sums_matter;
    const struct json *out_of_range; /* the first target outside [0, 1] */
    const struct json *bad_row;      /* the first row that does not sum to 1 */
    const char *bad_sum;
    int bad_rows;
};

static void look_at_row(struct findings *findings, const struct json *node, const char *const *row)
{
    int count = (int)node->count;
    struct arithmetic *arithmetic = findings->arithmetic;
    arithmetic_restart(arithmetic, PRECISION_FIRST);
    int place = findings->out_of_range ? -1 : place_out_of_range(arithmetic, row, count);
    if (place >= 0) {
        findings->out_of_range = node->first;
        while (place-- > 0)
            findings->out_of_range = findings->out_of_range->next;
    }
    if (!findings->sums_matter)
        return;
    union cell sum = sum_of_row(arithmetic, row, count);
    if (number_compare(arithmetic, sum, number_integer(arithmetic, 1)) == EQUAL)
        return;
    if (findings->bad_rows++ == 0) {
        findings->bad_row = node;
        findings->bad_sum = sum_text(findings->reader->arena, arithmetic, sum);
    }
}

static void report(const struct findings *findings)
{
    struct reader *reader = findings->reader;
    const struct json *target = findings->out_of_range, *row = findings->bad_row;
    if (target)
        complain(reader, target, DIAGNOSTIC_TARGET_OUT_OF_RANGE, "a number from 0 to 1",
                 json_describe(reader->arena, target), "target %zu of row %zu is no probability",
                 target->index + 1, target->parent->index + 1);
    if (!row)
        return;
    const char *others = "";
    if (findings->bad_rows > 1)
        others = arena_printf(reader->arena, " (the first of %d such rows)", findings->bad_rows);
    complain(reader, row, DIAGNOSTIC_TARGETS_NOT_NORMALISED, "a sum of 1", findings->bad_sum,
             "row %zu of the targets sums to %s%s", row->index + 1, findings->bad_sum, others);
}

void warn_targets(struct reader *reader)
{
    const struct problem *problem = reader->problem;
    const char *const *row = problem->targets;
    if (!row || problem->classes || !problem->loss.entry->logarithmic)
        return;
    struct arena *scratch = arena_child(reader->arena);
    struct findings findings = {
        .reader = reader,
        .arithmetic = arithmetic_open(scratch, ARITHMETIC_CERTIFIED, PRECISION_FIRST),
        .sums_matter = strcmp(problem->loss.entry->name, "categorical_cross_entropy") == 0,
    };
    const struct json *node = json_member(reader->root, "targets")->first;
    for (; node; node = node->next, row += problem->output_count)
        if (!is_one_hot(row, problem->output_count))
            look_at_row(&findings, node, row);
    report(&findings);
    arena_close(scratch);
}
