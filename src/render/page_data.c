/* The data of the page: what holds for the whole trace, then its steps one by one. Mathematics is written as MathML, notes
 * are those of the trace document.
 */
#include "render/page_data.h"

#include "base/html.h"
#include "base/json_out.h"
#include "render/places.h"
#include "render/text_maths.h"
#include "render/trace_parts.h"
#include "tape/numbering.h"
#include "tape/working.h"
#include <string.h>

struct writer {
    struct run *run;
    const struct tape *tape;
    struct trace *trace; /* notes, in memory of one step */
    struct numbering *numbering;
    struct json_out json;
    struct arena *scratch; /* of one step */
    int count;             /* steps so far */
};

/* ---- what is too large ---- */

static size_t positions_read(const struct tape *tape, const struct selection *selection, int update)
{
    const struct batch *batch = tape_batch(tape, update);
    size_t positions = 0;
    for (int s = 0; s < batch->count; s++)
        positions += selection_has_sample(selection,
                                          problem_sample_number(tape->problem, batch->samples[s]));
    return positions;
}

/* Steps of one update that is read, at most. */
static size_t count_steps(const struct tape *tape, const struct selection *selection, int update)
{
    size_t steps = 0, samples = positions_read(tape, selection, update);
    bool forward_only = tape_forward_only(tape, update);
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        bool later = family->phase > PHASE_TOTAL && forward_only;
        if (family->phase != PHASE_GIVEN && !later)
            steps += family->count * (family->scope == SCOPE_STEP ? samples : 1);
    }
    return steps;
}

/* Terms of the gradients of one update, which reduce those of all samples of its batch, read or not. */
static size_t count_terms(const struct tape *tape, int update)
{
    size_t terms = 0, samples = (size_t)tape_batch(tape, update)->count;
    if (!tape->sample_gradients || tape_forward_only(tape, update))
        return 0;
    for (int f = 0; f < tape->family_count; f++)
        if (tape->families[f]->phase == PHASE_GRADIENT)
            terms += tape->families[f]->count * samples;
    return terms;
}

static size_t count_given(const struct tape *tape, const struct selection *selection)
{
    size_t given = 0, samples = 0;
    for (int row = 0; row < tape->problem->sample_count; row++)
        samples += selection_has_sample(selection, problem_sample_number(tape->problem, row));
    for (int f = 0; f < tape->family_count; f++)
        if (tape->families[f]->phase == PHASE_GIVEN)
            given +=
                tape->families[f]->count * (tape->families[f]->scope == SCOPE_SAMPLE ? samples : 1);
    return given;
}

static bool has_few_edges(const struct problem *problem)
{
    long edges = 0;
    for (int l = 0; l < problem->layer_count && edges <= PAGE_EDGES_MOST; l++)
        edges += (long)problem->layers[l].units * problem->layers[l].inputs;
    return edges <= PAGE_EDGES_MOST;
}

bool page_data_fits(const struct tape *tape, const struct selection *selection)
{
    size_t steps = count_given(tape, selection), terms = 0;
    int last = selection_last(selection, tape);
    for (int update = 1; update <= last && steps <= PAGE_STEPS_MOST && terms <= PAGE_TERMS_MOST;
         update++)
        if (selection_has(selection, update)) {
            steps += count_steps(tape, selection, update) + 1;
            terms += count_terms(tape, update);
        }
    return steps <= PAGE_STEPS_MOST && terms <= PAGE_TERMS_MOST && has_few_edges(tape->problem);
}

/* ---- text ---- */

static void put_spans(const struct spans *spans, struct text *out)
{
    for (const struct span *span = spans->first; span; span = span->next) {
        if (span->kind == SPAN_MATHS)
            text_maths_line(span->maths, out);
        else
            text_string(out, span->text);
    }
}

static void write_spans(struct writer *writer, const char *key, const struct spans *spans)
{
    struct text text;
    text_open(&text, writer->scratch);
    put_spans(spans, &text);
    json_out_bytes(&writer->json, key, text.bytes, text.length);
}

/* ---- what holds for the whole trace ---- */

static void write_conventions(struct writer *writer)
{
    json_out_array(&writer->json, "conventions");
    for (int i = 0; i < writer->tape->convention_count; i++) {
        const struct spans *convention = trace_convention(writer->trace, i);
        if (convention)
            write_spans(writer, NULL, convention);
    }
    json_out_end_array(&writer->json);
}

static void write_updates(struct writer *writer)
{
    const struct selection *selection = run_settings(writer->run)->selection;
    int last = selection_last(selection, writer->tape);
    json_out_array(&writer->json, "updates");
    for (int update = 1; update <= last; update++) {
        if (!selection_has(selection, update))
            continue;
        json_out_object(&writer->json, NULL);
        json_out_integer(&writer->json, "number", tape_update_number(writer->tape, update));
        if (update > 1 && tape_forward_only(writer->tape, update))
            json_out_bool(&writer->json, "after", true);
        json_out_end_object(&writer->json);
    }
    json_out_end_array(&writer->json);
}

/* Which rows of the data are in a batch that is read. */
static void mark_rows(const struct writer *writer, bool *rows)
{
    const struct selection *selection = run_settings(writer->run)->selection;
    int last = selection_last(selection, writer->tape);
    for (int update = 1; update <= last; update++) {
        const struct batch *batch = tape_batch(writer->tape, update);
        for (int s = 0; selection_has(selection, update) && s < batch->count; s++)
            rows[batch->samples[s]] = true;
    }
}

static void write_samples(struct writer *writer)
{
    const struct problem *problem = writer->tape->problem;
    const struct selection *selection = run_settings(writer->run)->selection;
    json_out_array(&writer->json, "samples");
    if (!problem->formulas) {
        bool *rows = arena_array(writer->scratch, (size_t)problem->sample_count, sizeof *rows);
        mark_rows(writer, rows);
        for (int row = 0; row < problem->sample_count; row++) {
            int number = problem_sample_number(problem, row);
            if (rows[row] && selection_has_sample(selection, number))
                json_out_integer(&writer->json, NULL, number);
        }
    }
    json_out_end_array(&writer->json);
}

static void write_head(struct writer *writer)
{
    write_spans(writer, "title", trace_title(writer->trace));
    write_spans(writer, "legend", trace_legend(writer->trace));
    write_conventions(writer);
    json_out_string(&writer->json, "picture",
                    writer->tape->problem->formulas ? "graph" : "network");
    write_updates(writer);
    write_samples(writer);
}

/* ---- one step ---- */

static const char *phase_of(const struct step *step)
{
    const struct family *family = step->family;
    bool loss = family->role == ROLE_LOSS && !run_tape(step->run)->problem->formulas;
    switch (family->phase) {
    case PHASE_GIVEN:
        return "given";
    case PHASE_FORWARD:
        return loss ? "loss" : "forward";
    case PHASE_TOTAL:
        return "loss";
    case PHASE_UPDATE:
        return "update";
    default:
        return "backward";
    }
}

static void write_id(struct writer *writer, const struct step *step)
{
    struct text id;
    text_open(&id, writer->scratch);
    step_id(step, &id);
    json_out_bytes(&writer->json, "id", id.bytes, id.length);
}

static void write_where(struct writer *writer, const struct step *step)
{
    const struct family *family = step->family;
    int update = run_update(writer->run), sample = step_sample(step);
    bool standing = family->phase == PHASE_GIVEN && family->scope == SCOPE_UPDATE && update > 1;
    if (family->phase != PHASE_GIVEN || standing)
        json_out_integer(&writer->json, "update", tape_update_number(writer->tape, update));
    if (sample)
        json_out_integer(&writer->json, "sample", sample);
}

static void write_mathml(struct writer *writer, const char *key, const struct expr *expr)
{
    struct text mathml;
    text_open(&mathml, writer->scratch);
    expr_mathml(expr, &mathml);
    json_out_bytes(&writer->json, key, mathml.bytes, mathml.length);
}

static void write_name(struct writer *writer, const struct step *step)
{
    struct text mathml;
    text_open(&mathml, writer->scratch);
    name_mathml(step_name(step), &mathml);
    json_out_string(&writer->json, "name", step_name(step));
    json_out_bytes(&writer->json, "maths", mathml.bytes, mathml.length);
}

/* A quantity of a sample that is left out has no number. */
static void write_use(void *context, const struct step *operand)
{
    struct writer *writer = context;
    int number = numbering_of(writer->numbering, operand);
    if (number != NO_NUMBER)
        json_out_integer(&writer->json, NULL, number);
}

static bool write_formula(struct writer *writer, const struct step *step,
                          const struct expr *formula)
{
    const struct expr *substitution = step_substitution(step, writer->scratch);
    if (!substitution)
        return false;
    write_mathml(writer, "formula", formula);
    write_mathml(writer, "substitution", substitution);
    return true;
}

static void write_uses(struct writer *writer, const struct step *step, const struct expr *formula)
{
    json_out_array(&writer->json, "uses");
    step_operands_and_constants(step, formula, write_use, writer);
    json_out_end_array(&writer->json);
}

static void write_number(struct writer *writer, const char *shown)
{
    struct text mathml;
    text_open(&mathml, writer->scratch);
    literal_mathml(shown, &mathml);
    if (strcmp(mathml.bytes, arena_printf(writer->scratch, "<mn>%s</mn>", shown)) != 0)
        json_out_bytes(&writer->json, "number", mathml.bytes, mathml.length);
}

static bool write_value(struct writer *writer, const struct step *step)
{
    const struct shown *shown = step_shown(step);
    if (!shown)
        return false;
    json_out_string(&writer->json, "shown", shown->text);
    write_number(writer, shown->text);
    if (shown->state == SHOWN_EXACT)
        json_out_bool(&writer->json, "exact", true);
    return true;
}

/* With work by hand each value is set beside the true one. */
static bool add_true_value(struct writer *writer, const struct step *step, struct text *note)
{
    struct working_view view;
    if (!step->family->formula || !run_settings(writer->run)->rounded)
        return true;
    if (!step_working(step, writer->scratch, &view))
        return false;
    text_printf(note, "%sThe true value %s %s", note->length ? " " : "",
                view.true_state == SHOWN_EXACT ? "is" : "is about", view.true_text);
    if (strcmp(view.distance, "0") != 0)
        text_printf(note, "; this one is off by %s", view.distance);
    text_put(note, '.');
    return true;
}

/* What the trace document says of the step behind its equation. */
static bool write_note(struct writer *writer, const struct step *step)
{
    struct trace *trace = writer->trace;
    struct text note;
    text_open(&note, writer->scratch);
    trace_note_step(trace, step);
    if (step->family->bottom.base)
        trace_note_kink(trace, step);
    for (const struct block *block = trace->document.first; block; block = block->next) {
        text_string(&note, note.length ? " " : "");
        put_spans(block->spans, &note);
    }
    bool done = add_true_value(writer, step, &note);
    if (note.length)
        json_out_bytes(&writer->json, "note", note.bytes, note.length);
    trace->compared = NULL;
    arena_reset(trace->arena);
    trace->document = document_open(trace->arena);
    return done;
}

static void write_place(struct writer *writer, const struct step *step)
{
    struct text place;
    text_open(&place, writer->scratch);
    if (!place_of_step(step, &place))
        return;
    json_out_array(&writer->json, "at");
    json_out_string(&writer->json, NULL, place.bytes);
    json_out_end_array(&writer->json);
}

static void write_relations(struct writer *writer, const struct step *step)
{
    const struct family *before = step->family->updates;
    if (step->family->role != ROLE_UPDATE)
        return;
    json_out_integer(&writer->json, "before",
                     numbering_at(writer->numbering, before, 0, step->instance));
    json_out_integer(&writer->json, "gradient",
                     numbering_at(writer->numbering, before->gradient, 0, step->instance));
}

static bool write_step(struct writer *writer, const struct step *step)
{
    const struct expr *formula = step_formula(step, writer->scratch);
    json_out_object(&writer->json, NULL);
    write_id(writer, step);
    write_name(writer, step);
    json_out_string(&writer->json, "role", role_name(step->family->role));
    json_out_string(&writer->json, "phase", phase_of(step));
    write_where(writer, step);
    if ((formula && !write_formula(writer, step, formula)) || !write_value(writer, step) ||
        !write_note(writer, step))
        return false;
    write_place(writer, step);
    if (formula)
        write_uses(writer, step, formula);
    write_relations(writer, step);
    json_out_end_object(&writer->json);
    numbering_set(writer->numbering, step, writer->count++);
    arena_reset(writer->scratch);
    return !run_failed(writer->run);
}

/* ---- all steps ---- */

static bool write_constants(struct writer *writer)
{
    for (int f = 0; f < writer->tape->family_count; f++) {
        const struct family *family = writer->tape->families[f];
        struct step step = run_step(writer->run, family, 0, 0);
        if (family->scope == SCOPE_CONSTANT && !write_step(writer, &step))
            return false;
    }
    return true;
}

static bool write_steps(struct writer *writer)
{
    for (bool first = true; !writer->json.text->closed && run_next(writer->run); first = false) {
        if (first && !write_constants(writer))
            return false;
        struct step step = {.run = writer->run};
        while (!writer->json.text->closed && run_walk(&step))
            if (!write_step(writer, &step))
                return false;
        numbering_next_update(writer->numbering);
    }
    return !run_failed(writer->run);
}

void page_title_write(struct run *run, struct text *out, struct diagnostics *diagnostics)
{
    struct trace *trace = trace_open(run, NULL, out, diagnostics);
    struct text title;
    text_open(&title, trace->arena);
    put_spans(trace_title(trace), &title);
    html_escape(out, title.bytes, title.length);
    arena_close(trace->arena);
}

bool page_data_write(struct run *run, struct text *out, struct diagnostics *diagnostics)
{
    struct arena *arena = arena_child(out->arena);
    struct writer writer = {.run = run,
                            .tape = run_tape(run),
                            .trace = trace_open(run, NULL, out, diagnostics),
                            .numbering = numbering_open(arena, run_tape(run)),
                            .scratch = arena_child(arena)};
    json_out_open(&writer.json, out, 1);
    writer.json.in_html = true;
    json_out_object_lines(&writer.json, NULL);
    write_head(&writer);
    json_out_array_lines(&writer.json, "steps");
    bool done = write_steps(&writer);
    json_out_end_array(&writer.json);
    json_out_end_object(&writer.json);
    arena_close(writer.trace->arena);
    arena_close(arena);
    return done;
}
