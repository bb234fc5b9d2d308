/* Writing steps as JSON records, by hand for speed: the keys and their order are fixed. */
#include "render/trace_json.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "tape/pattern.h"
#include "tape/working.h"
#include <string.h>

struct writer {
    struct text *out;
    struct arena *scratch; /* of one step */
    struct text piece;     /* printed formulas before quoting */
    bool first_operand;
    struct arena *patterns;        /* of one family at a time */
    const struct pattern *pattern; /* of the family that is being written; NULL: none */
};

/* Making a pattern costs about as much as writing so many steps. */
#define PATTERN_LEAST 32

/* Which updates and samples there are, when not all of them. */
static void write_selection(const struct run_settings *settings, const struct tape *tape,
                            struct json_out *json)
{
    const struct selection *selection = settings->selection;
    struct text list;
    if (!selection)
        return;
    text_open(&list, arena_child(json->text->arena));
    selection_write_updates(selection, tape, &list);
    if (list.length > 0)
        json_out_string(json, "updates", list.bytes);
    text_clear(&list);
    selection_write_samples(selection, &list);
    if (list.length > 0)
        json_out_string(json, "samples", list.bytes);
    arena_close(list.arena);
}

static void write_rounding(const struct rounding *rounding, struct json_out *json)
{
    struct text text;
    text_open(&text, arena_child(json->text->arena));
    rounding_write(rounding, &text);
    json_out_string(json, "rounding", text.bytes);
    arena_close(text.arena);
}

static void write_header(const struct tape *tape, const struct run_settings *settings,
                         struct json_out *json)
{
    const struct digits *digits = &settings->digits;
    json_out_string(json, "format", "handgrad-trace");
    json_out_integer(json, "version", TRACE_VERSION);
    json_out_string(json, "title", tape->problem->title);
    json_out_object(json, "arithmetic");
    json_out_string(json, "kind",
                    settings->rounded ? "working" : arithmetic_name(settings->arithmetic));
    if (settings->rounded)
        write_rounding(&settings->working, json);
    json_out_integer(json, digits->kind == DIGITS_SIGNIFICANT ? "digits" : "decimals",
                     digits->count);
    json_out_end_object(json);
    write_selection(settings, tape, json);
    json_out_object(json, "conventions");
    for (int i = 0; i < tape->convention_count; i++)
        json_out_string(json, tape->conventions[i].key, tape->conventions[i].text);
    json_out_end_object(json);
    problem_write(tape->problem, json, "problem");
}

/* Ids and names hold no character that JSON escapes, except what a user's name may hold. */
static void write_string(struct writer *writer, const char *string)
{
    json_quote(writer->out, string, strlen(string));
}

static void write_expression(struct writer *writer, const struct expr *expr)
{
    text_clear(&writer->piece);
    expr_print(expr, &writer->piece);
    json_quote(writer->out, writer->piece.bytes, writer->piece.length);
}

static void write_operand(void *context, const struct step *operand)
{
    struct writer *writer = context;
    text_literal(writer->out, "\"");
    if (!writer->first_operand) {
        writer->out->length--; /* the quote just written: a comma comes first */
        text_literal(writer->out, ", \"");
    }
    writer->first_operand = false;
    step_id(operand, writer->out);
    text_put(writer->out, '"');
}

static bool write_formula(struct writer *writer, const struct step *step)
{
    const struct expr *formula = step_formula(step, writer->scratch);
    if (!formula)
        return true;
    text_literal(writer->out, ", \"formula\": ");
    write_expression(writer, formula);
    const struct expr *substitution = step_substitution(step, writer->scratch);
    if (!substitution)
        return false;
    text_literal(writer->out, ", \"substitution\": ");
    write_expression(writer, substitution);
    text_literal(writer->out, ", \"operands\": [");
    writer->first_operand = true;
    step_operands(step, formula, write_operand, writer);
    text_put(writer->out, ']');
    return true;
}

static void write_undecided(struct writer *writer, const struct step *step,
                            const struct shown *shown)
{
    const char *what = shown->comparison                      ? "comparison"
                       : shown->state == SHOWN_UNDECIDED_ZERO ? "zero"
                       : shown->state == SHOWN_UNDECIDED_TIE  ? "tie"
                                                              : NULL;
    if (!what)
        return;
    text_printf(writer->out, ", \"undecided\": \"%s\"", what);
    if (shown->state == SHOWN_UNDECIDED_ZERO) {
        text_literal(writer->out, ", \"bound\": \"");
        number_show_bound(run_arithmetic(step->run), step_cell(step), writer->out);
        text_put(writer->out, '"');
    }
}

static bool write_working(struct writer *writer, const struct step *step)
{
    struct working_view view;
    if (!step_working(step, writer->scratch, &view))
        return false;
    text_printf(writer->out, ", \"true\": \"%s\", \"distance\": \"%s\"", view.true_text,
                view.distance);
    if (view.digits_lost != DIGITS_LOST_UNKNOWN)
        text_printf(writer->out, ", \"digits_lost\": %d", view.digits_lost);
    return true;
}

static bool write_value(struct writer *writer, const struct step *step)
{
    double value;
    const struct shown *shown = step_shown(step);
    if (!shown)
        return false;
    if (step_value(step, &value)) {
        text_literal(writer->out, ", \"value\": ");
        double_shortest(value, writer->out);
    }
    if (run_failed(step->run))
        return false;
    text_literal(writer->out, ", \"shown\": \"");
    text_string(writer->out, shown->text);
    text_string(writer->out,
                shown->state == SHOWN_EXACT ? "\", \"exact\": true" : "\", \"exact\": false");
    write_undecided(writer, step, shown);
    return !run_settings(step->run)->rounded || write_working(writer, step);
}

/* Everything of a step but its value. */
static bool write_description(void *context, const struct step *step, struct text *out)
{
    struct writer *writer = context;
    struct text *outer = writer->out;
    writer->out = out;
    text_literal(out, "{\"id\": \"");
    step_id(step, out);
    text_literal(out, "\", \"name\": ");
    write_string(writer, step_name(step));
    text_literal(out, ", \"latex\": ");
    write_string(writer, step_latex(step));
    text_literal(out, ", \"role\": \"");
    text_string(out, role_name(step->family->role));
    text_put(out, '"');
    bool done = write_formula(writer, step);
    writer->out = outer;
    arena_reset(writer->scratch);
    text_open(&writer->piece, writer->scratch);
    return done;
}

/* Sees to the pattern when the walk comes to another family, or to the same one for another sample. */
static void choose_pattern(struct writer *writer, const struct step *step)
{
    if (step->instance > 0)
        return;
    arena_reset(writer->patterns);
    writer->pattern = NULL;
    if (step->family->count >= PATTERN_LEAST)
        writer->pattern = pattern_of(step, write_description, writer, writer->patterns);
}

static bool write_step(struct writer *writer, const struct step *step)
{
    choose_pattern(writer, step);
    bool described = writer->pattern ? pattern_fill(writer->pattern, step, writer->out)
                                     : write_description(writer, step, writer->out);
    if (!described || !write_value(writer, step))
        return false;
    text_put(writer->out, '}');
    return true;
}

static bool write_steps(struct writer *writer, struct run *run, enum trace_layout layout)
{
    bool first = true;
    while (!writer->out->closed && run_next(run)) {
        struct step step = {.run = run};
        while (!writer->out->closed && run_walk(&step)) {
            if (layout == TRACE_JSON)
                text_string(writer->out, first ? "\n    " : ",\n    ");
            first = false;
            if (!write_step(writer, &step))
                return false;
            if (layout == TRACE_NDJSON)
                text_put(writer->out, '\n');
        }
    }
    return !run_failed(run);
}

bool trace_json_write(struct run *run, enum trace_layout layout, struct text *out)
{
    struct json_out json;
    struct writer writer = {
        .out = out, .scratch = arena_child(out->arena), .patterns = arena_child(out->arena)};
    text_open(&writer.piece, writer.scratch);
    json_out_open(&json, out, layout == TRACE_JSON ? 2 : 0);
    json_out_object_lines(&json, NULL);
    write_header(run_tape(run), run_settings(run), &json);
    if (layout == TRACE_NDJSON) {
        json_out_end_object(&json);
        text_put(out, '\n');
        return write_steps(&writer, run, layout);
    }
    json_out_key(&json, "steps");
    text_put(out, '[');
    bool done = write_steps(&writer, run, layout);
    text_literal(out, "\n  ]");
    json_out_end_object(&json);
    text_put(out, '\n');
    return done;
}
