/* Sheets from runs: a walk over every step of every update, each operand bound to the line that it stands for. */
#include "marking/sheet_make.h"

#include "expr/tree.h"
#include "tape/numbering.h"
#include <stdlib.h>

struct maker {
    struct arena *arena;
    struct run *run;
    const struct tape *tape;
    struct sheet *sheet;
    struct sheet_line *lines;
    struct numbering *numbering; /* the lines as of now */
};

/* ---- room ---- */

static size_t positions(const struct tape *tape, const struct family *family)
{
    if (family->scope == SCOPE_SAMPLE)
        return (size_t)tape->problem->sample_count;
    return family->scope == SCOPE_STEP ? (size_t)tape->batch_capacity : 1;
}

/* At least as many lines as there will be, or more than SHEET_LINES_MOST. */
static size_t count_lines(const struct tape *tape)
{
    size_t lines = 0;
    for (int f = 0; f < tape->family_count && lines <= SHEET_LINES_MOST; f++) {
        const struct family *family = tape->families[f];
        size_t count = family->count * positions(tape, family);
        bool once = !family->formula && family->scope != SCOPE_STEP;
        lines += once ? count : count * (size_t)tape->last_update;
    }
    return lines;
}

/* ---- true values ---- */

/* A number as number_show prints it: "-6.4e-7". */
static struct decimal decimal_of(struct arena *arena, const char *literal)
{
    struct text digits;
    text_open(&digits, arena);
    const char *at = literal + (literal[0] == '-');
    int place = 0;
    bool point = false;
    for (; *at && *at != 'e'; at++) {
        point = point || *at == '.';
        if (*at == '.' || (*at == '0' && digits.length == 0 && !point))
            continue;
        place -= point;
        if (*at != '0' || digits.length > 0)
            text_put(&digits, *at);
    }
    place += *at == 'e' ? atoi(at + 1) : 0;
    return (struct decimal){literal[0] == '-' && digits.length > 0, digits.bytes, place};
}

static bool set_truth(struct maker *maker, const struct step *step, struct sheet_line *line)
{
    struct text text;
    text_open(&text, maker->arena);
    if (!step_cut(step, SHEET_DIGITS, &text, &line->truth.exact))
        return false;
    line->truth.digits = decimal_of(maker->arena, text.bytes);
    line->range = truth_range(&line->truth);
    return true;
}

/* ---- formulas ---- */

static const struct expr *bind_leaf(void *context, const struct expr *expr)
{
    const struct maker *maker = context;
    if (expr->kind != EXPR_NAME)
        return expr_rebuild(maker->arena, expr, bind_leaf, context);
    const struct step *operand = step_operand(expr);
    struct expr *leaf = expr_copy(maker->arena, expr);
    leaf->text = arena_copy(maker->arena, expr->text, strlen(expr->text));
    leaf->binding = &maker->lines[numbering_of(maker->numbering, operand)];
    return leaf;
}

/* ---- lines ---- */

/* The line of a derivative's top or bottom quantity. */
static int side(const struct maker *maker, const struct step *step, const struct family *family,
                const struct label *label)
{
    if (!family)
        return NO_LINE;
    long indices[FAMILY_RANK_MAX] = {0};
    for (int d = 0; d < label->rank; d++)
        indices[d] = step->indices[label->places[d]];
    bool of_sample = step->family->scope == SCOPE_STEP;
    size_t position = 0;
    if (family->scope == SCOPE_STEP && of_sample)
        position = (size_t)step->position;
    else if (family->scope == SCOPE_SAMPLE && of_sample)
        position = (size_t)step_row(step);
    return numbering_at(maker->numbering, family, position, family_instance(family, indices));
}

static void set_relations(const struct maker *maker, const struct step *step,
                          struct sheet_line *line)
{
    const struct family *family = step->family;
    line->before = line->after = NO_LINE;
    line->top = side(maker, step, family->top_family, &family->top);
    line->bottom = side(maker, step, family->bottom_family, &family->bottom);
    if (!family->updates)
        return;
    line->before = numbering_at(maker->numbering, family->updates, 0, step->instance);
    if (line->before != NO_LINE)
        maker->lines[line->before].after = line->number;
}

static void set_kind(const struct step *step, struct sheet_line *line)
{
    const struct family *family = step->family;
    int update = step_update(step);
    line->role = family->role;
    line->given = !family->formula;
    line->constant = family->scope == SCOPE_CONSTANT;
    line->family = family->number;
    line->layer = family->layer;
    line->rank = family->rank;
    line->update = update == NO_UPDATE ? 0 : update;
    line->sample = step_sample(step);
    memcpy(line->indices, step->indices, sizeof line->indices);
    size_t row = family->scope == SCOPE_SAMPLE ? (size_t)step->position : 0;
    if (family->literals)
        line->literal = family->literals[row * family->count + step->instance];
}

static bool add_line(struct maker *maker, const struct step *step)
{
    struct sheet_line *line = &maker->lines[maker->sheet->count];
    struct text id;
    text_open(&id, maker->arena);
    step_id(step, &id);
    const char *name = step_name(step), *latex = step_latex(step);
    line->number = maker->sheet->count++;
    line->id = id.bytes;
    line->name = arena_copy(maker->arena, name, strlen(name));
    line->latex = arena_copy(maker->arena, latex, strlen(latex));
    set_kind(step, line);
    set_relations(maker, step, line);
    if (!line->given) {
        line->formula = bind_leaf(maker, step_formula(step, maker->arena));
        line->expansion = bind_leaf(maker, step_expansion(step, maker->arena));
    }
    numbering_set(maker->numbering, step, line->number);
    return set_truth(maker, step, line);
}

static bool add_constants(struct maker *maker)
{
    for (int f = 0; f < maker->tape->family_count; f++) {
        const struct family *family = maker->tape->families[f];
        struct step step = run_step(maker->run, family, 0, 0);
        if (family->scope == SCOPE_CONSTANT && !add_line(maker, &step))
            return false;
    }
    return true;
}

static bool add_update(struct maker *maker)
{
    struct step step = {.run = maker->run};
    while (run_walk(&step))
        if (!add_line(maker, &step))
            return false;
    return true;
}

static bool add_lines(struct maker *maker)
{
    for (bool first = true; run_next(maker->run); first = false) {
        if (first && !add_constants(maker))
            return false;
        if (!add_update(maker))
            return false;
        numbering_next_update(maker->numbering);
    }
    return !run_failed(maker->run);
}

static void list_samples(struct arena *arena, const struct problem *problem, struct sheet *sheet)
{
    int *numbers = arena_array(arena, (size_t)problem->sample_count, sizeof *numbers);
    for (int s = 0; s < problem->sample_count; s++)
        numbers[s] = problem_sample_number(problem, s);
    sheet->samples = problem->sample_count;
    sheet->sample_numbers = numbers;
}

const struct sheet *sheet_make(struct arena *arena, const struct tape *tape,
                               struct diagnostics *diagnostics)
{
    struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, SHEET_DIGITS},
                                    .arithmetic = ARITHMETIC_CERTIFIED};
    size_t most = count_lines(tape);
    if (most > SHEET_LINES_MOST) {
        diagnose(diagnostics,
                 &(struct diagnostic){
                     .code = DIAGNOSTIC_TOO_LARGE,
                     .message = "the problem has more than 100000 quantities: too many to mark"});
        return NULL;
    }
    struct sheet *sheet = arena_alloc(arena, sizeof *sheet);
    struct maker maker = {.arena = arena,
                          .run = run_open(arena, tape, &settings, diagnostics),
                          .tape = tape,
                          .sheet = sheet,
                          .lines = arena_array(arena, most, sizeof *maker.lines),
                          .numbering = numbering_open(arena, tape)};
    sheet->title = tape->problem->title;
    sheet->last_update = tape_update_number(tape, tape->last_update - tape->problem->forward_after);
    list_samples(arena, tape->problem, sheet);
    sheet->lines = maker.lines;
    if (!maker.run || !add_lines(&maker))
        return NULL;
    sheet_name_lines(arena, sheet);
    return sheet;
}
