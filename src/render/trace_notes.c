/* Notes beside the work: what stayed undecided, where digits are lost by hand, and the shortcut for softmax or sigmoid with cross-entropy. A number stands in a note only if the run's arithmetic proves it. */
#include "render/trace_parts.h"

#include "catalogue/catalogue.h"
#include <limits.h>
#include <string.h>

static struct spans *note_open(struct trace *trace, const char *title)
{
    struct spans *spans = trace_spans(trace);
    spans_strong(spans, title);
    return spans;
}

/* The number to `count` significant digits, or NULL where they are not proven at this precision. */
static const char *show(const struct trace *trace, union cell cell, int count)
{
    struct digits digits = {DIGITS_SIGNIFICANT, count};
    struct text text;
    text_open(&text, trace->arena);
    enum shown_state state = number_show(run_arithmetic(trace->run), cell, &digits, INT_MAX, &text);
    return state == SHOWN_EXACT || state == SHOWN_ROUNDED ? text.bytes : NULL;
}

/* ---- undecided ---- */

void trace_note_undecided(struct trace *trace, const struct step *step)
{
    const struct shown *shown = step_shown(step);
    if (!shown || (!shown->comparison && shown->state != SHOWN_UNDECIDED_ZERO &&
                   shown->state != SHOWN_UNDECIDED_TIE))
        return;
    struct spans *note = note_open(trace, "Not decided.");
    if (shown->state == SHOWN_UNDECIDED_ZERO) {
        struct text bound;
        text_open(&bound, trace->arena);
        number_show_bound(run_arithmetic(trace->run), step_cell(step), &bound);
        spans_text(note, " This value could not be told from 0. Its size is proven to be at most ");
        spans_number(note, bound.bytes);
        spans_text(note, ".");
    } else if (shown->state == SHOWN_UNDECIDED_TIE) {
        spans_text(note, " This value lies so close to the middle between two roundings that it "
                         "could not be told "
                         "from it. It was rounded away from 0.");
    }
    if (shown->comparison)
        spans_text(note, " A comparison in this formula could not be decided; both sides were "
                         "taken to be equal.");
    document_note(&trace->document, note);
}

/* ---- digits lost by hand ---- */

#define DIGITS_BY_HAND 4
#define DIGITS_KEPT_MAX 2 /* with more digits left in 1 - a there is nothing to warn of */

/* a(1 - a) with a rounded to four digits. */
struct by_hand {
    struct step a;
    const char *rounded;       /* a */
    int kept;                  /* digits of 1 - a that are left */
    int needed;                /* decimals of a that leave four digits in 1 - a */
    union cell product, error; /* the product, and its relative error */
};

/* Decimals of a literal without exponent. */
static int decimals(const char *literal)
{
    const char *point = strchr(literal, '.');
    return point ? (int)strlen(point + 1) : 0;
}

/* False where nothing much is lost, or where that cannot be proven now. */
static bool work_by_hand(const struct trace *trace, const struct step *a, struct by_hand *hand)
{
    struct arithmetic *arithmetic = run_arithmetic(trace->run);
    union cell one = number_integer(arithmetic, 1), exact = step_cell(a);
    union cell truth = number_multiply(arithmetic, exact, number_subtract(arithmetic, one, exact));
    hand->a = *a;
    hand->rounded = show(trace, exact, DIGITS_BY_HAND);
    int place, left;
    bool needs_precision;
    if (!hand->rounded || number_is_exact(arithmetic, exact) || strpbrk(hand->rounded, "eE") ||
        !number_first_place(arithmetic, number_subtract(arithmetic, one, exact), &place,
                            &needs_precision))
        return false;
    union cell rounded = number_literal(arithmetic, hand->rounded, strlen(hand->rounded));
    union cell rest = number_subtract(arithmetic, one, rounded);
    hand->product = number_multiply(arithmetic, rounded, rest);
    hand->error = number_subtract(arithmetic, number_divide(arithmetic, hand->product, truth), one);
    hand->needed = DIGITS_BY_HAND - 1 - place;
    hand->kept = 0;
    if (number_first_place(arithmetic, rest, &left, &needs_precision))
        hand->kept = left + decimals(hand->rounded) + 1;
    return number_take_fault(arithmetic) == FAULT_NONE && hand->kept <= DIGITS_KEPT_MAX &&
           place < -1;
}

/* |a| > |b|, proven. */
static bool is_larger(const struct trace *trace, union cell a, union cell b)
{
    struct arithmetic *arithmetic = run_arithmetic(trace->run);
    union cell negated = number_negate(arithmetic, a), other = number_negate(arithmetic, b);
    return number_compare(arithmetic, number_maximum(arithmetic, a, negated),
                          number_maximum(arithmetic, b, other)) == GREATER;
}

/* At the sample being read; in matrices, among all of the batch. */
static bool find_worst(struct trace *trace, const struct family *activations, struct by_hand *worst)
{
    bool found = false;
    int reading = trace->position;
    for (int s = 0; trace->detail == DETAIL_FULL ? s == 0 : trace_read_sample(trace, s); s++)
        for (size_t i = 0; i < activations->count; i++) {
            struct step a = trace_step(trace, activations, i);
            struct by_hand hand;
            if (!work_by_hand(trace, &a, &hand))
                continue;
            if (!found || is_larger(trace, hand.error, worst->error))
                *worst = hand;
            found = true;
        }
    trace->position = reading;
    return found;
}

/* a(1 - a) with the name of `a`. */
static const struct expr *product_of(const struct trace *trace, const struct step *a)
{
    struct arena *arena = trace->arena;
    const struct expr *name = trace_symbol(trace, a);
    const struct expr *rest = expr_binary(arena, EXPR_SUBTRACT, expr_number(arena, "1"), name);
    return expr_binary(arena, EXPR_MULTIPLY, name, rest);
}

static void add_loss_of_digits(struct trace *trace, struct spans *note, const struct by_hand *hand)
{
    struct arena *arena = trace->arena;
    spans_text(note, " With ");
    spans_expr(note, trace_symbol(trace, &hand->a));
    if (trace->detail != DETAIL_FULL && trace_batch_count(trace) > 1)
        spans_printf(note, " of sample %d", step_sample(&hand->a));
    spans_text(note, " rounded to ");
    spans_number(note, hand->rounded);
    if (hand->kept == 0)
        spans_text(note, ", no digit is left of ");
    else
        spans_printf(note, ", only %s left of ",
                     hand->kept == 1 ? "one digit is" : "two digits are");
    spans_expr(note, expr_binary(arena, EXPR_SUBTRACT, expr_number(arena, "1"),
                                 trace_symbol(trace, &hand->a)));
    spans_text(note, ": ");
    spans_expr(note, product_of(trace, &hand->a));
}

void trace_note_careful(struct trace *trace, int layer)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    struct by_hand hand;
    if (run_settings(trace->run)->arithmetic != ARITHMETIC_CERTIFIED || trace_is_rounded(trace) ||
        strcmp(own->a->activation->entry->name, "sigmoid") != 0 ||
        !find_worst(trace, own->a, &hand))
        return;
    struct arithmetic *arithmetic = run_arithmetic(trace->run);
    const struct family *partial = trace_partial(trace, own->a, own->z);
    struct step slope = run_step(trace->run, partial, hand.a.position, hand.a.instance);
    union cell percent = number_multiply(arithmetic, hand.error, number_integer(arithmetic, 100));
    bool small = number_compare(arithmetic, percent, number_integer(arithmetic, 0)) == LESS;
    const char *product = show(trace, hand.product, DIGITS_BY_HAND);
    const char *size = show(trace, small ? number_negate(arithmetic, percent) : percent, 3);
    const char *truth = show(trace, step_cell(&slope), 6);
    if (!product || !size || !truth)
        return;
    struct spans *note = note_open(trace, "Careful by hand.");
    add_loss_of_digits(trace, note, &hand);
    spans_text(note, " becomes ");
    spans_number(note, product);
    spans_text(note, " instead of ");
    spans_number(note, truth);
    if (hand.kept == 0)
        spans_text(note, ", and the gradients of its weights and bias vanish.");
    else
        spans_printf(note,
                     ". By that alone the gradients of its weights and bias come out %s %% too %s.",
                     size, small ? "small" : "large");
    spans_printf(note, " Keep %d decimals, or use σ(z)·σ(-z).", hand.needed);
    document_note(&trace->document, note);
}

/* ---- the shortcut ---- */

static bool has_shortcut(const struct trace *trace, int layer)
{
    const struct loss *loss = &trace->problem->loss;
    const struct loss_entry *entry = loss->entry;
    return entry && entry->shortcut && !trace->tape->layers[layer].dropped &&
           strcmp(entry->shortcut, trace->tape->layers[layer].a->activation->entry->name) == 0 &&
           !loss->clip && !loss->log_add && loss->scale == SCALE_SUM;
}

/* The targets as the loss reads them. */
static const struct family *read_targets(const struct trace *trace)
{
    return trace->tape->smoothed ? trace->tape->smoothed : trace->tape->targets;
}

/* With softmax the targets must add up to 1. */
static bool targets_add_up(const struct trace *trace, int layer)
{
    if (!trace_is_vector_layer(trace, layer))
        return true;
    struct arithmetic *arithmetic = run_arithmetic(trace->run);
    union cell sum = number_integer(arithmetic, 0);
    for (size_t k = 0; k < read_targets(trace)->count; k++) {
        struct step target = trace_step(trace, read_targets(trace), k);
        sum = number_add(arithmetic, sum, step_cell(&target));
    }
    return number_compare(arithmetic, sum, number_integer(arithmetic, 1)) == EQUAL;
}

/* a - t, or (a - t)/ln 2. */
static const struct expr *shortcut_expr(const struct trace *trace, const struct expr *a,
                                        const struct expr *t)
{
    struct arena *arena = trace->arena;
    enum log_base base = trace->problem->loss.log_base;
    const struct expr *difference = expr_binary(arena, EXPR_SUBTRACT, a, t);
    if (base == LOG_BASE_E)
        return difference;
    return expr_binary(
        arena, EXPR_DIVIDE, difference,
        expr_function(arena, FUNCTION_LOG, expr_integer(arena, base == LOG_BASE_2 ? 2 : 10)));
}

static union cell shortcut_cell(const struct trace *trace, const struct step *a,
                                const struct step *t)
{
    struct arithmetic *arithmetic = run_arithmetic(trace->run);
    enum log_base base = trace->problem->loss.log_base;
    union cell difference = number_subtract(arithmetic, step_cell(a), step_cell(t));
    if (base == LOG_BASE_E)
        return difference;
    union cell number = number_integer(arithmetic, base == LOG_BASE_2 ? 2 : 10);
    return number_divide(arithmetic, difference, number_apply(arithmetic, FUNCTION_LOG, number));
}

/* The shortcut's digits are those of the chain rule's value. */
static bool is_confirmed(const struct trace *trace, const struct step *error, const struct step *a,
                         const struct step *t)
{
    const char *shown = trace_shown_text(error);
    struct text digits;
    text_open(&digits, trace->arena);
    enum shown_state state = number_show(run_arithmetic(trace->run), shortcut_cell(trace, a, t),
                                         trace_digits(trace), INT_MAX, &digits);
    return (state == SHOWN_EXACT || state == SHOWN_ROUNDED) && strcmp(digits.bytes, shown) == 0;
}

static bool add_shortcut(struct trace *trace, const struct family *errors, int layer, long k)
{
    struct step error = trace_step_at(trace, errors, k, 1);
    struct step a = trace_step_at(trace, trace->tape->layers[layer].a, k, 1);
    struct step t = trace_step_at(trace, read_targets(trace), k, 1);
    if (!is_confirmed(trace, &error, &a, &t))
        return false;
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_symbol(trace, &error));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, shortcut_expr(trace, trace_symbol(trace, &a), trace_symbol(trace, &t)));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, shortcut_expr(trace, trace_value(trace, &a), trace_value(trace, &t)));
    trace_add_result(trace, maths, &error);
    document_equation(&trace->document, maths);
    return true;
}

/* A loss from logits has the activation inside: there the difference is the derivative itself. */
static void note_logits(struct trace *trace)
{
    const struct loss_entry *entry = trace->problem->loss.entry;
    if (!entry || entry->variant != LOSS_LOGITS)
        return;
    struct spans *note = note_open(trace, "Shortcut.");
    spans_printf(note,
                 " The loss makes probabilities of the outputs itself, with the %s. So its "
                 "derivative by an output is that probability minus the %starget.",
                 strcmp(entry->name, "binary_cross_entropy") == 0 ? "sigmoid" : "softmax",
                 trace->tape->smoothed ? "smoothed " : "");
    document_note(&trace->document, note);
}

void trace_note_shortcut(struct trace *trace)
{
    int layer = trace->problem->layer_count;
    note_logits(trace);
    const struct family *errors =
        trace_partial(trace, trace->tape->loss, trace->tape->layers[layer].z);
    if (!errors || !has_shortcut(trace, layer) || !targets_add_up(trace, layer))
        return;
    struct spans *note = note_open(trace, "Shortcut.");
    spans_printf(note,
                 " With %s and this loss the derivative by the sum is output minus %starget%s. It "
                 "gives the same "
                 "digits as the chain rule:",
                 trace->problem->layers[layer - 1].activation.entry->name,
                 trace->tape->smoothed ? "smoothed " : "",
                 trace->problem->loss.log_base == LOG_BASE_E
                     ? ""
                     : ", divided by the logarithm of the base");
    struct block *before = trace->document.last;
    document_note(&trace->document, note);
    bool confirmed = true;
    for (long k = 1; k <= (long)errors->count && confirmed; k++)
        confirmed = add_shortcut(trace, errors, layer, k);
    if (!confirmed) { /* say nothing rather than something unproven */
        before->next = NULL;
        trace->document.last = before;
    }
}
