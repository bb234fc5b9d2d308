/* The law of patterns: whatever a pattern writes of a step is what is written of it without one. */
#ifndef TESTS_UNIT_TAPE_PATTERN_CHECK_H
#define TESTS_UNIT_TAPE_PATTERN_CHECK_H

#include "support.h"
#include "tape/pattern.h"

/* All that a pattern may depend on, a line each. */
static inline bool describe(void *context, const struct step *step, struct text *out)
{
    (void)context;
    const struct expr *formula = step_formula(step, arena);
    step_id(step, out);
    text_printf(out, "\n%s\n%s\n", step_name(step), step_latex(step));
    if (!formula)
        return true;
    expr_print(formula, out);
    text_put(out, '\n');
    const struct expr *substitution = step_substitution(step, arena);
    if (!substitution)
        return false;
    expr_print(substitution, out);
    text_put(out, '\n');
    step_operands(step, formula, append_operand, out);
    return true;
}

static inline void expect_same_description(const struct pattern *pattern, const struct step *step)
{
    struct text with, without;
    text_open(&with, arena);
    text_open(&without, arena);
    cr_assert(pattern_fill(pattern, step, &with));
    describe(NULL, step, &without);
    expect_text(with.bytes, without.bytes);
}

/* Holds every step of a run to the law; the number of steps that had a pattern. */
static inline int check_patterns(struct run *run)
{
    int patterns = 0;
    while (run_next(run)) {
        struct step step = {.run = run};
        const struct pattern *pattern = NULL;
        while (run_walk(&step)) {
            if (step.instance == 0)
                pattern = pattern_of(&step, describe, NULL, arena);
            if (pattern)
                expect_same_description(pattern, &step);
            patterns += pattern != NULL;
        }
    }
    cr_assert_not(run_failed(run), "%s",
                  diagnostics.first ? diagnostics.first->message : "no diagnostic");
    return patterns;
}

#endif
