/* Mistakes of rule: edits that know what the quantities are. Some are edits that only have a name of their own: the factor
 * that was left out is the learning rate. */
#include "marking/attempts.h"

#include "expr/tree.h"

/* ---- what things are ---- */

static bool is_derivative_of_activation(const struct attempting *attempting,
                                        const struct sheet_line *line)
{
    const struct sheet_line *top = sheet_line(attempting->sheet, line->top);
    const struct sheet_line *bottom = sheet_line(attempting->sheet, line->bottom);
    return top && bottom && top->role == ROLE_ACTIVATION && bottom->role == ROLE_PRE_ACTIVATION;
}

static bool is_learning_rate(const struct expr *expr)
{
    const char *end = is_leaf(expr) ? strrchr(leaf_line(expr)->id, '.') : NULL;
    return is_leaf(expr) && strcmp(end ? end + 1 : leaf_line(expr)->id, "alpha") == 0;
}

static bool is_square(const struct expr *expr)
{
    return expr->kind == EXPR_POWER && is_literal(expr->b, "2");
}

static bool is_logarithm(const struct expr *expr)
{
    return expr->kind == EXPR_FUNCTION && expr->function == FUNCTION_LOG && !is_constant(expr->a);
}

/* A loss of a sample, in that of the batch. */
static bool is_loss_with_logarithm(const struct expr *expr)
{
    const struct sheet_line *loss = is_leaf(expr) ? leaf_line(expr) : NULL;
    return loss && loss->role == ROLE_LOSS && loss->expansion &&
           contains(loss->expansion, is_logarithm);
}

static bool is_penalty(const struct expr *expr)
{
    return is_leaf(expr) && leaf_line(expr)->role == ROLE_PENALTY;
}

/* Has all of it the base of its logarithm? The loss of a batch has that of its samples' losses, but a penalty has none. */
static bool has_log_base(const struct sheet_line *loss)
{
    return contains(loss->expansion, is_logarithm) ||
           (contains(loss->expansion, is_loss_with_logarithm) &&
            !contains(loss->expansion, is_penalty));
}

/* The loss, or what is differentiated here: NULL if that is none. */
static const struct sheet_line *loss_of(const struct attempting *attempting,
                                        const struct sheet_line *line)
{
    const struct sheet_line *loss =
        line->top == NO_LINE ? line : sheet_line(attempting->sheet, line->top);
    return loss->role == ROLE_LOSS && loss->expansion ? loss : NULL;
}

/* A derivative of the loss by an output, straight from its formula. */
static bool is_first_derivative(const struct attempting *attempting)
{
    const struct sheet_line *bottom = sheet_line(attempting->sheet, attempting->line->bottom);
    return bottom && bottom->role == ROLE_ACTIVATION && loss_of(attempting, attempting->line) &&
           attempting->line->role == ROLE_PARTIAL;
}

/* ---- names for what is left out ---- */

static bool is_fraction_of_one(const struct expr *expr)
{
    return expr->kind == EXPR_DIVIDE && is_literal(expr->a, "1") && expr->b->kind == EXPR_NUMBER;
}

/* Of a number that the whole error, or its derivative, has for a factor. */
static enum mistake left_out_of_error(const struct expr *factor, bool divisor)
{
    const struct expr *number = is_fraction_of_one(factor) ? factor->b : factor;
    bool two = is_literal(number, "2");
    if (is_literal(factor, "0.5") || (two && number != factor))
        return MISTAKE_HALF_LEFT_OUT;
    if (divisor || number != factor)
        return MISTAKE_SUM_FOR_MEAN;
    return two ? MISTAKE_TWO_LEFT_OUT : MISTAKE_FACTOR_LEFT_OUT;
}

enum mistake left_out_factor(const struct attempting *attempting, const struct expr *factor,
                             bool divisor, bool subtracted, bool whole)
{
    const struct sheet_line *line = attempting->line, *loss = loss_of(attempting, line);
    bool number = factor->kind == EXPR_NUMBER || is_fraction_of_one(factor);
    if (is_learning_rate(factor) ||
        (factor->kind == EXPR_NUMBER && subtracted && is_updated_line(line)))
        return MISTAKE_LEARNING_RATE_LEFT_OUT;
    if (is_updated_line(line) && contains(factor, is_power_of_constant))
        return MISTAKE_BIAS_CORRECTION_LEFT_OUT;
    if (is_leaf(factor) && is_derivative_of_activation(attempting, leaf_line(factor)))
        return MISTAKE_DERIVATIVE_LEFT_OUT;
    if (loss && factor->kind == EXPR_FUNCTION && factor->function == FUNCTION_LOG &&
        is_constant(factor->a))
        return MISTAKE_LOG_BASE;
    if (loss && number && whole)
        return left_out_of_error(factor, divisor);
    return divisor ? MISTAKE_DIVISOR_LEFT_OUT : MISTAKE_FACTOR_LEFT_OUT;
}

enum mistake left_out_term(const struct attempting *attempting, const struct expr *term)
{
    bool bias = is_leaf(term) && attempting->line->role == ROLE_PRE_ACTIVATION &&
                (leaf_line(term)->role == ROLE_PARAMETER || leaf_line(term)->role == ROLE_UPDATE);
    return bias ? MISTAKE_BIAS_LEFT_OUT : MISTAKE_TERM_LEFT_OUT;
}

/* ---- the loss and its first derivative ---- */

static const struct expr *scaled(struct attempting *attempting, enum expr_kind kind,
                                 const struct expr *by)
{
    return expr_binary(attempting->arena, kind, attempting->line->expansion, by);
}

static void try_halves(struct attempting *attempting)
{
    const struct expr *two = expr_number(attempting->arena, "2");
    const struct sheet_line *loss = loss_of(attempting, attempting->line);
    if (!loss || !contains(loss->expansion, is_square))
        return;
    if (loss == attempting->line)
        attempt(attempting, MISTAKE_HALF_ADDED, 1, NO_DETAIL, scaled(attempting, EXPR_DIVIDE, two));
    else if (is_first_derivative(attempting))
        attempt(attempting, MISTAKE_TWO_ADDED, 1, NO_DETAIL,
                scaled(attempting, EXPR_MULTIPLY, two));
}

static int output_count(const struct sheet *sheet)
{
    int count = 0;
    for (int i = 0; i < sheet->count; i++)
        if (sheet->lines[i].role == ROLE_TARGET && sheet->lines[i].indices[0] > count)
            count = (int)sheet->lines[i].indices[0];
    return count;
}

static void try_mean(struct attempting *attempting, int count)
{
    if (count < 2)
        return;
    const char *number = arena_printf(attempting->arena, "%d", count);
    attempt(attempting, MISTAKE_MEAN_FOR_SUM, 1, DETAIL_WORDS(number),
            scaled(attempting, EXPR_DIVIDE, expr_number(attempting->arena, number)));
}

static void try_means(struct attempting *attempting)
{
    const struct sheet *sheet = attempting->sheet;
    bool batch = attempting->line->sample == 0;
    if (attempting->line->role == ROLE_LOSS || is_first_derivative(attempting) ||
        (attempting->line->role == ROLE_GRADIENT && batch))
        try_mean(attempting, batch ? sheet->samples : output_count(sheet));
}

struct other_base {
    struct arena *arena;
    const char *base;
};

/* The logarithm of a constant, as it stands in denominators, for another constant. */
static const struct expr *replace_log(void *context, const struct expr *expr)
{
    struct other_base *other = context;
    if (expr->kind != EXPR_FUNCTION || expr->function != FUNCTION_LOG || !is_constant(expr->a))
        return expr_rebuild(other->arena, expr, replace_log, context);
    if (is_leaf(expr->a) || is_literal(expr->a, other->base))
        return expr;

    return expr_function(other->arena, FUNCTION_LOG, expr_number(other->arena, other->base));
}

static void try_log_bases(struct attempting *attempting)
{
    static const char *const bases[] = {"2", "10"};
    const struct sheet_line *loss = loss_of(attempting, attempting->line);
    const struct expr *right = attempting->line->expansion;
    if (!loss || !has_log_base(loss) ||
        (loss != attempting->line && !is_first_derivative(attempting)))
        return;
    for (int i = 0; i < 2; i++) {
        struct other_base other = {attempting->arena, bases[i]};
        const struct expr *formula = replace_log(&other, right);
        if (formula == right)
            formula = scaled(attempting, EXPR_DIVIDE,
                             expr_function(attempting->arena, FUNCTION_LOG,
                                           expr_number(attempting->arena, bases[i])));
        attempt(attempting, MISTAKE_LOG_BASE, 2, DETAIL_WORDS(bases[i]), formula);
    }
}

/* ---- derivatives of activations ---- */

static void try_derivative_twice(struct attempting *attempting)
{
    const struct sheet *sheet = attempting->sheet;
    const struct sheet_line *line = attempting->line, *loss = loss_of(attempting, line);
    if (!loss || line->top == NO_LINE || !contains(loss->expansion, is_logarithm))
        return;
    for (int i = 0; i < sheet->count; i++) {
        const struct sheet_line *partial = &sheet->lines[i];
        if (partial->bottom != line->bottom || !is_derivative_of_activation(attempting, partial) ||
            sheet_line(attempting->sheet, partial->top)->indices[0] !=
                sheet_line(attempting->sheet, partial->bottom)->indices[0])
            continue;
        const struct expr *leaf = line_leaf(attempting->arena, partial);
        attempt(attempting, MISTAKE_DERIVATIVE_TWICE, 1, DETAIL_PART(leaf),
                scaled(attempting, EXPR_MULTIPLY, leaf));
    }
}

/* s'(a) for s'(z): in a formula in z, z becomes a; in one in a, a becomes the function of a. */
struct at_activation {
    struct arena *arena;
    const struct sheet_line *z, *a;
};

static const struct expr *z_to_a(void *context, const struct sheet_line *line)
{
    const struct at_activation *at = context;
    return line == at->z ? line_leaf(at->arena, at->a) : NULL;
}

static const struct expr *to_activation(void *context, const struct sheet_line *line)
{
    struct at_activation *at = context;
    if (line == at->a && at->a->expansion)
        return replace_leaves(at->arena, at->a->expansion, z_to_a, at);
    return z_to_a(at, line);
}

static void try_derivative_at_activation(struct attempting *attempting)
{
    const struct sheet_line *line = attempting->line;
    if (!is_derivative_of_activation(attempting, line))
        return;
    struct at_activation at = {attempting->arena, sheet_line(attempting->sheet, line->bottom),
                               sheet_line(attempting->sheet, line->top)};
    const struct expr *formula =
        replace_leaves(attempting->arena, attempting->line->expansion, to_activation, &at);
    if (formula != attempting->line->expansion)
        attempt(attempting, MISTAKE_DERIVATIVE_AT_ACTIVATION, 1,
                DETAIL_PART(line_leaf(attempting->arena, at.a)), formula);
}

struct diagonal {
    const struct attempting *attempting;
    bool on, off; /* derivatives of outputs by their own pre-activation, and by others */
};

static const struct expr *look_for_diagonal(void *context, const struct sheet_line *line)
{
    struct diagonal *diagonal = context;
    if (is_derivative_of_activation(diagonal->attempting, line)) {
        bool on = sheet_line(diagonal->attempting->sheet, line->top)->indices[0] ==
                  sheet_line(diagonal->attempting->sheet, line->bottom)->indices[0];
        diagonal->on |= on;
        diagonal->off |= !on;
    }
    return NULL;
}

static struct diagonal diagonal_in(const struct attempting *attempting, const struct expr *term)
{
    struct diagonal diagonal = {.attempting = attempting};
    replace_leaves(NULL, term, look_for_diagonal, &diagonal);
    return diagonal;
}

static void try_diagonal(struct attempting *attempting)
{
    struct chain chain;
    if (attempting->line->expansion->kind != EXPR_ADD)
        return;
    const struct expr *kept = NULL, *term = chain_first(&chain, attempting->line->expansion),
                      *operator;
    bool others = false;
    for (; term; term = (operator= chain_next(&chain)) ? operator->b : NULL) {
        struct diagonal diagonal = diagonal_in(attempting, term);
        others |= diagonal.off;
        if (diagonal.on && !diagonal.off)
            kept = kept ? expr_binary(attempting->arena, EXPR_ADD, kept, term) : term;
    }
    const struct sheet_line *bottom = sheet_line(attempting->sheet, attempting->line->bottom);
    if (kept && others)
        attempt(attempting, MISTAKE_DIAGONAL_ONLY, 1,
                bottom ? DETAIL_PART(line_leaf(attempting->arena, bottom))
                       : DETAIL_WORDS("of them"),
                kept);
}

void attempt_rules(struct attempting *attempting)
{
    try_halves(attempting);
    try_means(attempting);
    try_log_bases(attempting);
    try_derivative_twice(attempting);
    try_derivative_at_activation(attempting);
    try_diagonal(attempting);
    attempt_products_of_means(attempting);
    attempt_optimizer(attempting);
}
