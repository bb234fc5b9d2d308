/* Mistakes of rule: edits that know what the quantities are. Some are edits that only have a name of their own: the factor
 * that was left out is the learning rate. */
#include "marking/attempts.h"

#include "expr/tree.h"
#include <stdlib.h>

/* ---- what things are ---- */

static bool is_leaf(const struct expr *expr)
{
    return expr->kind == EXPR_NAME;
}

/* A number of the problem's conventions: 2, 0.9, epsilon. */
static bool is_constant(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER || (is_leaf(expr) && leaf_line(expr)->constant);
}

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

/* The new value of a parameter, or of a state. */
static bool is_updated_line(const struct sheet_line *line)
{
    return line->role == ROLE_STATE || line->role == ROLE_UPDATE || line->before != NO_LINE;
}

/* Does a node of the tree satisfy it? */
typedef bool expr_test(const struct expr *expr);
struct finding {
    expr_test *test;
    bool found;
};

static const struct expr *find_visit(void *context, const struct expr *expr)
{
    struct finding *finding = context;
    finding->found = finding->found || finding->test(expr);
    return finding->found ? expr : expr_rebuild(NULL, expr, find_visit, finding);
}

static bool contains(const struct expr *expr, expr_test *test)
{
    struct finding finding = {test, false};
    find_visit(&finding, expr);
    return finding.found;
}

static bool is_power_of_constant(const struct expr *expr)
{
    return expr->kind == EXPR_POWER && is_constant(expr->a);
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

static enum mistake left_out_of_error(const struct sheet_line *loss, const struct expr *factor,
                                      bool divisor)
{
    const struct expr *number = is_fraction_of_one(factor) ? factor->b : factor;
    bool divides = divisor || number != factor;
    bool two = is_literal(number, "2") && contains(loss->expansion, is_square);
    if (is_literal(factor, "0.5") || (two && divides))
        return MISTAKE_HALF_LEFT_OUT;
    if (two)
        return MISTAKE_TWO_LEFT_OUT;
    return divides ? MISTAKE_SUM_FOR_MEAN : MISTAKE_FACTOR_LEFT_OUT;
}

enum mistake left_out_factor(const struct attempting *attempting, const struct expr *factor,
                             bool divisor, bool subtracted)
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
    if (loss && divisor && factor->kind == EXPR_FUNCTION && factor->function == FUNCTION_LOG &&
        is_constant(factor->a))
        return MISTAKE_LOG_BASE;
    if (loss && number)
        return left_out_of_error(loss, factor, divisor);
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

static int sample_count(const struct sheet *sheet)
{
    int most = 0;
    for (int i = 0; i < sheet->count; i++)
        most = sheet->lines[i].sample > most ? sheet->lines[i].sample : most;
    return most;
}

static int output_count(const struct sheet *sheet)
{
    int count = 0;
    for (int i = 0; i < sheet->count; i++)
        count += sheet->lines[i].role == ROLE_TARGET && sheet->lines[i].sample == 1;
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
        try_mean(attempting, batch ? sample_count(sheet) : output_count(sheet));
}

static void try_log_bases(struct attempting *attempting)
{
    static const char *const bases[] = {"2", "10"};
    const struct sheet_line *loss = loss_of(attempting, attempting->line);
    if (!loss || !has_log_base(loss) ||
        (loss != attempting->line && !is_first_derivative(attempting)))
        return;
    for (int i = 0; i < 2; i++)
        attempt(attempting, MISTAKE_LOG_BASE, 2, DETAIL_WORDS(bases[i]),
                scaled(attempting, EXPR_DIVIDE,
                       expr_function(attempting->arena, FUNCTION_LOG,
                                     expr_number(attempting->arena, bases[i]))));
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

/* ---- batches ---- */

struct averaging {
    struct attempting *attempting;
    int samples;
    int levels; /* of error terms that are written out first */
};

static const struct expr *expand_derivative(void *context, const struct sheet_line *line);

/* Its formula, if it names derivatives only. */
static const struct expr *chain_of(struct averaging *averaging, const struct sheet_line *line)
{
    const struct sheet_line *lines[64];
    int count = line->expansion ? formula_lines(line->expansion, lines, 64) : 0;
    for (int i = 0; i < count; i++)
        if (lines[i]->top == NO_LINE)
            return NULL;
    if (count == 0)
        return NULL;
    averaging->levels--;
    const struct expr *chain =
        replace_leaves(averaging->attempting->arena, line->expansion, expand_derivative, averaging);
    averaging->levels++;
    return chain;
}

static const struct expr *mean_over_samples(struct averaging *averaging,
                                            const struct sheet_line *line)
{
    const struct sheet *sheet = averaging->attempting->sheet;
    struct arena *arena = averaging->attempting->arena;
    const struct expr *sum = NULL;
    for (int i = 0; i < sheet->count; i++) {
        const struct sheet_line *other = &sheet->lines[i];
        if (other->family != line->family || other->update != line->update || other->sample == 0 ||
            !same_indices(other, line))
            continue;
        const struct expr *leaf = line_leaf(arena, other);
        sum = sum ? expr_binary(arena, EXPR_ADD, sum, leaf) : leaf;
    }
    return expr_binary(arena, EXPR_DIVIDE, sum,
                       expr_number(arena, arena_printf(arena, "%d", averaging->samples)));
}

static const struct expr *expand_derivative(void *context, const struct sheet_line *line)
{
    struct averaging *averaging = context;
    const struct expr *chain = averaging->levels > 0 ? chain_of(averaging, line) : NULL;
    if (chain)
        return chain;
    return line->sample == 0 ? NULL : mean_over_samples(averaging, line);
}

/* Of the chain rule back to the loss. */
#define LEVELS_MOST 6

static void try_products_of_means(struct attempting *attempting)
{
    const struct sheet_line *first;
    int samples = sample_count(attempting->sheet);
    if (attempting->line->role != ROLE_GRADIENT || attempting->line->sample != 0 || samples < 2 ||
        formula_lines(attempting->line->expansion, &first, 1) == 0 || first->sample == 0 ||
        !first->expansion)
        return;
    for (int levels = 0; levels <= LEVELS_MOST; levels++) {
        struct averaging averaging = {attempting, samples, levels};
        attempt(attempting, MISTAKE_PRODUCT_OF_MEANS, 2, NO_DETAIL,
                replace_leaves(attempting->arena, first->expansion, expand_derivative, &averaging));
    }
}

/* ---- optimizers ---- */

struct rewriting {
    struct arena *arena;
    /* What stands for a node, NULL: it stays and its children are looked at. */
    const struct expr *(*rewrite)(struct rewriting *rewriting, const struct expr *expr);
    int by; /* of steps */
    struct detail detail;
};

static const struct expr *rewrite_visit(void *context, const struct expr *expr)
{
    struct rewriting *rewriting = context;
    const struct expr *with = rewriting->rewrite(rewriting, expr);
    return with ? with : expr_rebuild(rewriting->arena, expr, rewrite_visit, rewriting);
}

static void try_rewriting(struct attempting *attempting, enum mistake mistake,
                          struct rewriting rewriting)
{
    rewriting.arena = attempting->arena;
    const struct expr *formula = rewrite_visit(&rewriting, attempting->line->expansion);
    if (formula != attempting->line->expansion)
        attempt(attempting, mistake, 1, rewriting.detail, formula);
}

static const struct expr *move_step(struct rewriting *rewriting, const struct expr *expr)
{
    if (!is_power_of_constant(expr) || expr->b->kind != EXPR_NUMBER)
        return NULL;
    const char *step = arena_printf(rewriting->arena, "%d", atoi(expr->b->text) + rewriting->by);
    const struct expr *moved = expr_number(rewriting->arena, step);
    rewriting->detail = (struct detail){"@ in place of @", {moved, expr->b}};
    return expr_binary(rewriting->arena, EXPR_POWER, expr->a, moved);
}

static bool is_root(const struct expr *expr)
{
    return expr->kind == EXPR_FUNCTION && expr->function == FUNCTION_SQRT;
}

static const struct expr *epsilon_in(struct rewriting *rewriting, const struct expr *expr)
{
    if (expr->kind != EXPR_ADD || !is_root(expr->a) || !is_constant(expr->b))
        return NULL;
    rewriting->detail = DETAIL_PART(expr->b);
    return expr_function(rewriting->arena, FUNCTION_SQRT,
                         expr_binary(rewriting->arena, EXPR_ADD, expr->a->a, expr->b));
}

static const struct expr *epsilon_out(struct rewriting *rewriting, const struct expr *expr)
{
    if (!is_root(expr) || expr->a->kind != EXPR_ADD || !is_constant(expr->a->b))
        return NULL;
    rewriting->detail = DETAIL_PART(expr->a->b);
    return expr_binary(rewriting->arena, EXPR_ADD,
                       expr_function(rewriting->arena, FUNCTION_SQRT, expr->a->a), expr->a->b);
}

/* mhat becomes m. */
static const struct expr *uncorrected(struct rewriting *rewriting, const struct expr *expr)
{
    const struct expr *correction = is_leaf(expr) ? leaf_line(expr)->expansion : NULL;
    if (!correction || leaf_line(expr)->role != ROLE_STATE || correction->kind != EXPR_DIVIDE ||
        !is_leaf(correction->a) || !contains(correction->b, is_power_of_constant))
        return NULL;
    rewriting->detail = DETAIL_WORDS("of the moments");
    return correction->a;
}

static void try_optimizer(struct attempting *attempting)
{
    if (!is_updated_line(attempting->line))
        return;
    try_rewriting(attempting, MISTAKE_STEP_COUNT,
                  (struct rewriting){.rewrite = move_step, .by = -1});
    try_rewriting(attempting, MISTAKE_STEP_COUNT,
                  (struct rewriting){.rewrite = move_step, .by = 1});
    try_rewriting(attempting, MISTAKE_EPSILON_INSIDE, (struct rewriting){.rewrite = epsilon_in});
    try_rewriting(attempting, MISTAKE_EPSILON_OUTSIDE, (struct rewriting){.rewrite = epsilon_out});
    try_rewriting(attempting, MISTAKE_BIAS_CORRECTION_LEFT_OUT,
                  (struct rewriting){.rewrite = uncorrected});
}

void attempt_rules(struct attempting *attempting)
{
    try_halves(attempting);
    try_means(attempting);
    try_log_bases(attempting);
    try_derivative_twice(attempting);
    try_derivative_at_activation(attempting);
    try_diagonal(attempting);
    try_products_of_means(attempting);
    try_optimizer(attempting);
}
