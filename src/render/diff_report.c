/* Writing a diff: a page of plain text, or one JSON object. */
#include "render/diff_report.h"

#include "base/json_out.h"
#include "number/number.h"
#include <math.h>
#include <stdio.h>

/* ---- what both formats say ---- */

static bool role_appears(const struct diff_role *role)
{
    return role->compared + role->only_a + role->only_b > 0;
}

/* The step as it is in A, or else in B. */
static const struct trace_step *step_of(const struct diff_pair *pair)
{
    return pair->a ? pair->a : pair->b;
}

static const char *number_of(const struct trace_step *step)
{
    return step->value ? step->value : step->shown;
}

/* What of the step differs. */
static const char *aspect(const struct diff_pair *pair, const struct trace_step *step)
{
    switch (pair->kind) {
    case DIFF_ROLE:
        return role_name(step->role);
    case DIFF_SHOWN:
        return step->shown;
    default:
        return number_of(step);
    }
}

/* ---- text ---- */

static void write_side(const struct diff_pair *pair, const struct trace_step *step,
                       const char *label, bool formulas, struct text *out)
{
    text_printf(out, "  %s: ", label);
    if (!step) {
        text_literal(out, "there is no such step\n");
        return;
    }
    text_string(out, aspect(pair, step));
    if (formulas)
        text_printf(out, " = %s", step->formula);
    text_put(out, '\n');
}

static void write_first(const struct diff *diff, struct text *out)
{
    const struct diff_pair *first = &diff->first;
    const struct trace_step *step = step_of(first);
    bool formulas = first->a && first->b && first->a->formula && first->b->formula &&
                    strcmp(first->a->formula, first->b->formula) != 0;
    text_printf(out, "The earliest difference is in %s (%s, %s%s)\n", step->id, step->name,
                role_name(step->role), first->kind == DIFF_SHOWN ? "; the digits shown" : "");
    write_side(first, first->a, "A", formulas, out);
    write_side(first, first->b, "B", formulas, out);
    text_put(out, '\n');
}

#define CELL 48

/* Three digits, whatever the locale: "1.25e-7". */
static void write_size(double size, char cell[CELL])
{
    if (size == 0) {
        snprintf(cell, CELL, "0");
        return;
    }
    if (!isfinite(size)) {
        snprintf(cell, CELL, "> 1e308");
        return;
    }
    int place = (int)floor(log10(size));
    long digits = lround(size / pow(10, place) * 100);
    if (digits >= 1000) {
        digits /= 10;
        place++;
    }
    snprintf(cell, CELL, "%ld.%02lde%d", digits / 100, digits % 100, place);
}

#define COLUMNS 7

/* The first column is flush left. */
static void write_cell(int column, const char *cell, struct text *out)
{
    static const int widths[COLUMNS] = {14, 10, 11, 11, 11, 18, 18};
    text_printf(out, column == 0 ? "%-*s" : "%*s", widths[column], cell);
}

static void write_row(const struct diff_role *role, const char *name, struct text *out)
{
    const size_t counts[] = {role->compared, role->differing, role->only_a, role->only_b};
    const double sizes[] = {role->relative, role->absolute};
    char cell[CELL];
    int column = 0;
    write_cell(column++, name, out);
    for (int i = 0; i < 4; i++) {
        snprintf(cell, sizeof cell, "%zu", counts[i]);
        write_cell(column++, cell, out);
    }
    for (int i = 0; i < 2; i++) {
        write_size(sizes[i], cell);
        write_cell(column++, cell, out);
    }
    text_put(out, '\n');
}

static void write_table(const struct diff *diff, struct text *out)
{
    static const char *const titles[COLUMNS] = {
        "role",      "compared",         "differing",       "only in A",
        "only in B", "largest relative", "largest absolute"};
    for (int column = 0; column < COLUMNS; column++)
        write_cell(column, titles[column], out);
    text_put(out, '\n');
    for (int i = 0; i < ROLES; i++)
        if (role_appears(&diff->roles[i]))
            write_row(&diff->roles[i], role_name((enum role)i), out);
}

void diff_report_text(const struct diff *diff, struct text *out)
{
    if (diff->equal)
        text_printf(out, "The traces agree in all %zu steps.\n\n", diff->a->step_count);
    else
        write_first(diff, out);
    write_table(diff, out);
    for (const struct diff_explanation *why = diff->explanations; why; why = why->next)
        text_printf(out, "\n%s: %s.\n", diff_code_name(why->code), why->message);
    if (!diff->equal && !diff->explanations)
        text_literal(out, "\nNothing explains all of it.\n");
}

/* ---- JSON ---- */

static void write_double(struct json_out *out, const char *key, double number)
{
    if (!isfinite(number)) {
        json_out_null(out, key);
        return;
    }
    json_out_key(out, key);
    double_shortest(number, out->text);
}

static void write_json_side(struct json_out *out, const char *key, const struct diff_pair *pair,
                            const struct trace_step *step)
{
    if (!step)
        json_out_null(out, key);
    else if (step->value && pair->kind != DIFF_ROLE && pair->kind != DIFF_SHOWN)
        json_out_number(out, key, step->value);
    else
        json_out_string(out, key, aspect(pair, step));
}

static void write_json_first(const struct diff *diff, struct json_out *out)
{
    static const char *const differs[DIFF_KINDS] = {
        [DIFF_ONLY_A] = "only_a", [DIFF_ONLY_B] = "only_b", [DIFF_ROLE] = "role",
        [DIFF_VALUE] = "value",   [DIFF_SHOWN] = "shown",
    };
    const struct diff_pair *first = &diff->first;
    json_out_object(out, "first");
    json_out_string(out, "id", step_of(first)->id);
    json_out_string(out, "name", step_of(first)->name);
    json_out_string(out, "differs", differs[first->kind]);
    write_json_side(out, "a", first, first->a);
    write_json_side(out, "b", first, first->b);
    json_out_end_object(out);
}

static void write_json_roles(const struct diff *diff, struct json_out *out)
{
    json_out_object_lines(out, "roles");
    for (int i = 0; i < ROLES; i++) {
        const struct diff_role *role = &diff->roles[i];
        if (!role_appears(role))
            continue;
        json_out_object(out, role_name((enum role)i));
        json_out_integer(out, "compared", (long long)role->compared);
        json_out_integer(out, "differing", (long long)role->differing);
        json_out_integer(out, "only_a", (long long)role->only_a);
        json_out_integer(out, "only_b", (long long)role->only_b);
        write_double(out, "largest_relative", role->relative);
        write_double(out, "largest_absolute", role->absolute);
        json_out_end_object(out);
    }
    json_out_end_object(out);
}

static void write_json_explanations(const struct diff *diff, struct json_out *out)
{
    json_out_array_lines(out, "explanation");
    for (const struct diff_explanation *why = diff->explanations; why; why = why->next) {
        json_out_object(out, NULL);
        json_out_string(out, "code", diff_code_name(why->code));
        json_out_string(out, "message", why->message);
        json_out_end_object(out);
    }
    json_out_end_array(out);
}

void diff_report_json(const struct diff *diff, struct text *text)
{
    struct json_out out;
    json_out_open(&out, text, 2);
    json_out_object_lines(&out, NULL);
    json_out_string(&out, "format", "handgrad-diff");
    json_out_integer(&out, "version", 1);
    json_out_bool(&out, "equal", diff->equal);
    json_out_object(&out, "tolerance");
    write_double(&out, "relative", diff->tolerance.relative);
    write_double(&out, "absolute", diff->tolerance.absolute);
    json_out_end_object(&out);
    if (!diff->equal)
        write_json_first(diff, &out);
    write_json_roles(diff, &out);
    write_json_explanations(diff, &out);
    json_out_end_object(&out);
    text_put(text, '\n');
}
