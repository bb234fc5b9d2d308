/* Verifying gradients: which ones, each by its ways, and what is said of them. */
#include "tape/verify.h"

#include "tape/difference.h"
#include "tape/run_private.h"
#include <limits.h>
#include <string.h>

/* ---- which gradients ---- */

/* A gradient: a step of the tape and the nodes of what it is the derivative of and by. */
struct gradient {
    struct step step;
    size_t source, objective;
};

static bool is_asked_for(const struct problem *problem, const struct family *family)
{
    for (int i = 0; i < problem->formulas->wrt_count; i++)
        if (strcmp(problem->formulas->wrt[i], family->top.base) == 0)
            return true;
    return false;
}

/* Gradients that are the tape's results: not those that a batch's gradient is made of. */
static bool is_taken(const struct tape *tape, const struct family *family)
{
    const struct family *by = family->bottom_family;
    if (!by || family->local)
        return false;
    if (tape->problem->formulas)
        return family->top_family->role == ROLE_LOSS && is_asked_for(tape->problem, by);
    return family->role == ROLE_GRADIENT && (by->gradient == family || by->role == ROLE_INPUT);
}

struct verifier {
    struct arena *arena, *attempt; /* of the results; of one precision */
    struct run *run;
    struct scalar_graph *graph;
    struct difference_taker *differences;
    struct gradient *gradients;
    struct gradient_check *checks;
    union cell *chains;
    size_t taken, count;
};

static int positions_of(const struct run *run, const struct family *family)
{
    return family->scope == SCOPE_STEP ? tape_batch(run_tape(run), run_update(run))->count : 1;
}

/* The numbers i*taken/count of all gradients, in order. */
static void choose_gradients(struct verifier *verifier)
{
    const struct tape *tape = run_tape(verifier->run);
    for (int f = 0; f < tape->family_count; f++)
        if (is_taken(tape, tape->families[f]))
            verifier->taken +=
                tape->families[f]->count * (size_t)positions_of(verifier->run, tape->families[f]);
    size_t most = verifier->taken < VERIFY_GRADIENTS_MOST ? verifier->taken : VERIFY_GRADIENTS_MOST;
    verifier->gradients = arena_array(verifier->arena, most, sizeof *verifier->gradients);
    size_t number = 0;
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        if (!is_taken(tape, family))
            continue;
        for (int p = 0; p < positions_of(verifier->run, family); p++)
            for (size_t i = 0; i < family->count; i++, number++)
                if (verifier->count < most && number == verifier->count * verifier->taken / most)
                    verifier->gradients[verifier->count++].step =
                        run_step(verifier->run, family, p, i);
    }
}

/* The quantity below in a derivative: its row of the data, its place in the batch. */
static size_t source_node(const struct scalar_graph *graph, const struct step *step)
{
    const struct family *by = step->family->bottom_family;
    long indices[FAMILY_RANK_MAX];
    for (int d = 0; d < by->rank; d++)
        indices[d] = step->indices[step->family->bottom.places[d]];
    int position = by->scope == SCOPE_SAMPLE ? step_row(step) : step->position;
    return graph_node(graph, by, by->scope == SCOPE_UPDATE ? 0 : position,
                      family_instance(by, indices));
}

/* Of a gradient of the whole update the objective is the total, though the reverse rule began at a sample's loss. */
static size_t objective_node(const struct scalar_graph *graph, const struct step *step)
{
    const struct family *top = step->family->top_family;
    if (step->family->scope == SCOPE_UPDATE && top->scope == SCOPE_STEP)
        top = graph->tape->total;
    return graph_node(graph, top, step->position, 0);
}

/* ---- what is shown ---- */

/* As many digits of an enclosure as are asked for, or fewer where it does not tell them; "0" where it holds 0. */
static const char *show_enclosure(const struct verifier *verifier, union cell cell)
{
    struct digits digits = run_settings(verifier->run)->digits;
    struct text text;
    text_open(&text, verifier->arena);
    for (; digits.count > 0; digits.count--)
        if (number_show(verifier->graph->arithmetic, cell, &digits, INT_MAX, &text) !=
            SHOWN_NEEDS_PRECISION)
            return text.bytes;
    return "0";
}

static const char *show_bound(const struct verifier *verifier, union cell cell)
{
    struct text text;
    text_open(&text, verifier->arena);
    number_show_bound(verifier->graph->arithmetic, cell, &text);
    return text.bytes;
}

static const char *id_of(const struct verifier *verifier, const struct step *step)
{
    struct text id;
    text_open(&id, verifier->arena);
    step_id(step, &id);
    return id.bytes;
}

/* ---- one gradient ---- */

/* OPEN: more precision is needed to tell. */
enum finding { FINDING_SAME, FINDING_OTHER, FINDING_OPEN };

/* Are `chain` and `other` the same number, as far as enclosures with so many digits can tell? */
static enum finding compare(const struct verifier *verifier, union cell chain, union cell other,
                            int digits)
{
    struct arithmetic *arithmetic = verifier->graph->arithmetic;
    enum comparison comparison = number_compare(arithmetic, chain, other);
    if (comparison == LESS || comparison == GREATER)
        return FINDING_OTHER;
    bool sharp =
        number_is_sharp(arithmetic, chain, digits) && number_is_sharp(arithmetic, other, digits);
    return comparison == EQUAL || sharp ? FINDING_SAME : FINDING_OPEN;
}

static bool is_last_precision(const struct verifier *verifier)
{
    return arithmetic_precision(verifier->graph->arithmetic) >= PRECISION_LAST;
}

/* Records the verdict of a comparison unless more precision must be had first: then false. */
static bool conclude(const struct verifier *verifier, struct gradient_check *check,
                     enum finding finding, enum verdict other, const char *way, const char *shown)
{
    if (finding == FINDING_OPEN && !is_last_precision(verifier))
        return false;
    if (finding == FINDING_SAME)
        return true;
    check->verdict = finding == FINDING_OTHER ? other : VERDICT_UNDECIDED;
    check->message =
        arena_printf(verifier->arena, "the chain rule gives %s, the %s %s%s", check->chain, way,
                     shown, finding == FINDING_OTHER ? "" : ": not known well enough");
    return true;
}

static bool check_symbolic(const struct verifier *verifier, size_t number)
{
    const struct gradient *gradient = &verifier->gradients[number];
    struct gradient_check *check = &verifier->checks[number];
    union cell symbolic;
    bool kink;
    enum fault_kind fault =
        graph_tangent(verifier->graph, gradient->source, gradient->objective, &symbolic, &kink);
    if (fault) {
        check->verdict = VERDICT_UNDECIDED;
        check->message = arena_printf(verifier->arena, "the symbolic derivative has no value: %s",
                                      fault_message(fault));
        return true;
    }
    check->symbolic = show_enclosure(verifier, symbolic);
    enum finding finding = compare(verifier, verifier->chains[number], symbolic,
                                   run_settings(verifier->run)->digits.count);
    if (finding == FINDING_OTHER && kink) {
        check->verdict = VERDICT_KINK;
        return true;
    }
    return conclude(verifier, check, finding, VERDICT_SYMBOLIC, "symbolic derivative",
                    check->symbolic);
}

/* The enclosure of a difference may tell fewer digits than are shown: its width is that of the remainder. */
#define DIFFERENCE_DIGITS (-8) /* 12 digits, as number_is_sharp counts them */

static bool check_difference(const struct verifier *verifier, size_t number)
{
    struct arithmetic *arithmetic = verifier->graph->arithmetic;
    const struct gradient *gradient = &verifier->gradients[number];
    struct gradient_check *check = &verifier->checks[number];
    union cell chain = verifier->chains[number], zero = number_integer(arithmetic, 0);
    struct difference difference;
    if (!difference_take(verifier->differences, gradient->source, gradient->objective, &difference))
        return false;
    if (difference.has_quotient)
        check->difference = show_enclosure(verifier, difference.quotient);
    if (difference.fault) {
        if (check->verdict == VERDICT_AGREE)
            check->verdict = VERDICT_KINK;
        return true;
    }
    check->bound = show_bound(verifier, difference.remainder);
    enum finding finding = compare(verifier, chain, difference.derivative, DIFFERENCE_DIGITS);
    bool sign_open = number_compare(arithmetic, chain, zero) != UNDECIDED &&
                     !number_is_exact_zero(arithmetic, chain) &&
                     number_compare(arithmetic, difference.derivative, zero) == UNDECIDED;
    if (finding == FINDING_SAME && sign_open)
        finding = FINDING_OPEN;
    if (check->verdict == VERDICT_KINK)
        return true;
    if (check->verdict != VERDICT_AGREE) {
        check->message = arena_printf(verifier->arena, "%s, the difference quotient %s",
                                      check->message, check->difference);
        return true;
    }
    return conclude(verifier, check, finding, VERDICT_DIFFERENCE, "difference quotient",
                    check->difference);
}

/* ---- all gradients at one precision ---- */

/* The values of the tape; their digits are proven first, which may raise the precision. */
static bool take_chains(struct verifier *verifier)
{
    for (size_t i = 0; i < verifier->count; i++) {
        const struct shown *shown = step_shown(&verifier->gradients[i].step);
        if (!shown)
            return false;
        verifier->checks[i] = (struct gradient_check){
            .id = id_of(verifier, &verifier->gradients[i].step),
            .chain = arena_copy(verifier->arena, shown->text, strlen(shown->text))};
    }
    for (size_t i = 0; i < verifier->count; i++)
        verifier->chains[i] = step_cell(&verifier->gradients[i].step);
    return true;
}

static void open_graph(struct verifier *verifier)
{
    verifier->graph = graph_open(verifier->attempt, verifier->run);
    for (size_t i = 0; i < verifier->count; i++) {
        struct gradient *gradient = &verifier->gradients[i];
        gradient->source = source_node(verifier->graph, &gradient->step);
        gradient->objective = objective_node(verifier->graph, &gradient->step);
        graph_want(verifier->graph, gradient->source);
    }
}

/* Cells of what was evaluated for so many gradients are held at a time. */
#define GRADIENTS_BETWEEN_CLEANING 32

/* False: everything is to be done again with more precision. */
static bool check_all(struct verifier *verifier)
{
    if (!graph_evaluate(verifier->graph))
        return false;
    verifier->differences = difference_open(verifier->attempt, verifier->graph);
    for (size_t i = 0; i < verifier->count; i++) {
        if (!check_symbolic(verifier, i) || !check_difference(verifier, i))
            return false;
        if (i % GRADIENTS_BETWEEN_CLEANING == GRADIENTS_BETWEEN_CLEANING - 1)
            graph_keep(verifier->graph, verifier->chains, verifier->count);
    }
    return true;
}

static const struct gradient_checks *results(struct verifier *verifier)
{
    struct gradient_checks *checks = arena_alloc(verifier->arena, sizeof *checks);
    const struct tape *tape = run_tape(verifier->run);
    int update = tape_update_number(tape, run_update(verifier->run));
    *checks = (struct gradient_checks){.update = tape->bare ? NO_UPDATE : update,
                                       .taken = verifier->taken,
                                       .checked = verifier->count,
                                       .checks = verifier->checks};
    for (size_t i = 0; i < verifier->count; i++) {
        const struct gradient_check *check = &verifier->checks[i];
        checks->kinks += check->verdict == VERDICT_KINK;
        if (!checks->first && check->message)
            checks->first = check;
    }
    return checks;
}

const struct gradient_checks *verify_gradients(struct arena *arena, struct run *run, int update)
{
    struct verifier verifier = {.arena = arena, .attempt = arena_child(arena), .run = run};
    while (run_update(run) < update)
        if (!run_next(run))
            return NULL;
    choose_gradients(&verifier);
    verifier.checks = arena_array(arena, verifier.count, sizeof *verifier.checks);
    verifier.chains = arena_array(arena, verifier.count, sizeof *verifier.chains);
    for (;;) {
        if (!take_chains(&verifier))
            return NULL;
        open_graph(&verifier);
        if (check_all(&verifier))
            return results(&verifier);
        if (!run_raise_precision(run))
            return NULL;
        arena_reset(verifier.attempt);
    }
}
