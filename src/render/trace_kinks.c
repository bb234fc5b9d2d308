/* Kinks: where a derivative does not exist, and the convention that was used there. A step is at a kink when the two
 * sides of a comparison in its derivative are exactly equal. */
#include "render/trace_parts.h"

static union cell operand_cell(void *context, const struct expr *name,
                               const struct environment *environment)
{
    (void)context, (void)environment;
    return step_cell(step_operand(name));
}

/* *tie, unless NULL: a < or > that was decided on the way had equal sides. */
static union cell evaluate(struct trace *trace, const struct expr *expr, bool *tie)
{
    const char *unknown;
    struct evaluation evaluation = {.arithmetic = run_arithmetic(trace->run),
                                    .lookup = operand_cell,
                                    .last_precision = true,
                                    .scratch = trace->arena};
    union cell value = expr_evaluate(&evaluation, expr_bind(trace->arena, expr, NULL, 0, &unknown));
    if (tie)
        *tie = evaluation.tie;
    return value;
}

/* where(left == right, 1, 0) with sides that are equal */
static bool is_attained(struct trace *trace, const struct expr *expr)
{
    struct arithmetic *arithmetic = run_arithmetic(trace->run);
    if (expr->kind != EXPR_WHERE || expr->relation != RELATION_EQ)
        return false;
    union cell left = evaluate(trace, expr->a, NULL), right = evaluate(trace, expr->b, NULL);
    return number_take_fault(arithmetic) == FAULT_NONE &&
           number_compare(arithmetic, left, right) == EQUAL;
}

/* How many of the quantities in a sum of where(v == max(...), 1, 0) attain the maximum. */
static int count_attained(struct trace *trace, const struct expr *sum)
{
    if (sum->kind == EXPR_ADD)
        return count_attained(trace, sum->a) + count_attained(trace, sum->b);
    return is_attained(trace, sum);
}

/* Trees of steps are written out, so this walks no more than what stands on the page. The derivative of a largest
 * one is shared by all that attain it, and has their number below: one of them is no kink. */
static bool is_shared(struct trace *trace, const struct expr *expr)
{
    if (!expr)
        return false;
    if (expr->kind == EXPR_DIVIDE && count_attained(trace, expr->b) > 1)
        return true;
    return is_shared(trace, expr->a) || is_shared(trace, expr->b) || is_shared(trace, expr->c) ||
           is_shared(trace, expr->d);
}

static bool has_tie(struct trace *trace, const struct expr *expr)
{
    bool tie;
    evaluate(trace, expr, &tie);
    number_take_fault(run_arithmetic(trace->run));
    return tie || is_shared(trace, expr);
}

static bool is_piecewise(const struct expr *expr)
{
    return expr && (expr->kind == EXPR_WHERE || is_piecewise(expr->a) || is_piecewise(expr->b) ||
                    is_piecewise(expr->c) || is_piecewise(expr->d));
}

bool trace_is_at_kink(struct trace *trace, const struct step *derivative)
{
    return is_piecewise(derivative->family->formula) &&
           has_tie(trace, step_formula(derivative, trace->arena));
}

/* ---- networks ---- */

/* Of the quantities in the family `of`, those where the derivative by them has a kink. */
static void note_family(struct trace *trace, const struct family *of,
                        const struct family *derivative, const char *name, const char *convention)
{
    struct spans *note = NULL;
    bool zero = true;
    int count = 0;
    for (size_t k = 0; derivative && convention && k < derivative->count; k++) {
        struct step step = trace_step(trace, derivative, k), quantity = trace_step(trace, of, k);
        if (!trace_is_at_kink(trace, &step))
            continue;
        if (!note) {
            note = trace_spans(trace);
            spans_strong(note, "At the kink.");
        }
        spans_text(note, count++ ? ", " : " ");
        spans_expr(note, trace_symbol(trace, &quantity));
        zero = zero && number_is_exact_zero(run_arithmetic(trace->run), step_cell(&quantity));
    }
    if (!note)
        return;
    spans_printf(note, " %s exactly %s, where %s has no derivative. The convention here: %s.",
                 count > 1 ? "are" : "is", zero ? "0" : "at a kink", name, convention);
    document_note(&trace->document, note);
}

void trace_note_kinks(struct trace *trace, int layer)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    const struct activation_entry *entry = own->a->activation->entry;
    const struct loss_entry *loss = trace->problem->loss.entry;
    if (!entry->vector)
        note_family(trace, own->z, trace_partial(trace, own->a, own->z), entry->name,
                    entry->convention);
    if (loss && layer == trace->problem->layer_count)
        note_family(trace, own->output, trace_partial(trace, trace->tape->loss, own->output),
                    loss->name, loss->convention);
}

/* ---- one derivative ---- */

void trace_note_kink(struct trace *trace, const struct step *derivative)
{
    if (!trace_is_at_kink(trace, derivative))
        return;
    struct spans *note = trace_spans(trace);
    spans_strong(note, "At the kink.");
    spans_text(note, " The two sides of a comparison in this derivative are exactly equal, so the "
                     "function has no derivative here. The line shows the convention that is "
                     "used: the derivative of |x| and of relu at 0 is 0, and equal arguments of "
                     "max or min share it evenly.");
    document_note(&trace->document, note);
}
