/* Compiling: the tapes of small problems as text, and what they say of themselves. */
#include "support.h"

TestSuite(compile, .init = open_arena, .fini = close_arena);

static const char *dump_of(const char *text)
{
    struct text out;
    text_open(&out, arena);
    tape_dump(tape_of(text), &out);
    return out.bytes;
}

static int count_lines(const char *text, const char *part)
{
    int count = 0;
    for (const char *found = strstr(text, part); found; found = strstr(found + 1, part))
        count++;
    return count;
}

Test(compile, two_three_one)
{
    expect_text(
        dump_of(TWO_THREE_ONE),
        "  0 input          s.x[i]    i = 1..2\n"
        "  1 target         s.t[k]    k = 1..1\n"
        "  2 parameter      u.w1[k,i]    k = 1..3, i = 1..2\n"
        "  3 parameter      u.b1[k]    k = 1..3\n"
        "  4 parameter      u.w2[k,i]    k = 1..1, i = 1..3\n"
        "  5 parameter      u.b2[k]    k = 1..1\n"
        "  6 parameter      alpha\n"
        "  7 pre_activation u.s.z1[k] := sum(i=1..2, w1[k,i]*x[i]) + b1[k]    k = 1..3\n"
        "  8 activation     u.s.a1[k] := sigmoid(z1[k])    k = 1..3\n"
        "  9 pre_activation u.s.z2[k] := sum(i=1..3, w2[k,i]*a1[i]) + b2[k]    k = 1..1\n"
        " 10 activation     u.s.a2[k] := sigmoid(z2[k])    k = 1..1\n"
        " 11 loss           u.s.E := 1/2*sum(i=1..1, (t[i] - a2[i])^2)\n"
        " 12 loss           u.E := mean(s=1..m, s[s].E)\n"
        " 13 partial        u.s.dE/da2[k] := a2[k] - t[k]    k = 1..1\n"
        " 14 partial        u.s.da2[k]/dz2[k] := a2[k]*(1 - a2[k])    k = 1..1\n"
        " 15 error_term     u.s.dE/dz2[k] := dE/da2[k] * da2/dz2[k]    k = 1..1\n"
        " 16 partial        u.s.dz2[k]/dw2[k,j] := a1[j]    k = 1..1, j = 1..3\n"
        " 17 partial        u.s.dz2[k]/db2[k] := 1    k = 1..1\n"
        " 18 partial        u.s.dz2[k]/da1[i] := w2[k,i]    k = 1..1, i = 1..3\n"
        " 19 partial        u.s.dE/da1[k] := sum(i=1..1, dE/dz2[i] * dz2/da1[i,k])    k = 1..3\n"
        " 20 partial        u.s.da1[k]/dz1[k] := a1[k]*(1 - a1[k])    k = 1..3\n"
        " 21 error_term     u.s.dE/dz1[k] := dE/da1[k] * da1/dz1[k]    k = 1..3\n"
        " 22 partial        u.s.dz1[k]/dw1[k,j] := x[j]    k = 1..3, j = 1..2\n"
        " 23 partial        u.s.dz1[k]/db1[k] := 1    k = 1..3\n"
        " 24 gradient       u.dE/dw1[k,i] := dE/dz1[k] * dz1/dw1[k,i]    k = 1..3, i = 1..2\n"
        " 25 gradient       u.dE/db1[k] := dE/dz1[k] * dz1/db1[k]    k = 1..3\n"
        " 26 gradient       u.dE/dw2[k,i] := dE/dz2[k] * dz2/dw2[k,i]    k = 1..1, i = 1..3\n"
        " 27 gradient       u.dE/db2[k] := dE/dz2[k] * dz2/db2[k]    k = 1..1\n"
        " 28 update         u.w1[k,i]' := w1[k,i] - alpha * dE/dw1[k,i]    k = 1..3, i = 1..2\n"
        " 29 update         u.b1[k]' := b1[k] - alpha * dE/db1[k]    k = 1..3\n"
        " 30 update         u.w2[k,i]' := w2[k,i] - alpha * dE/dw2[k,i]    k = 1..1, i = 1..3\n"
        " 31 update         u.b2[k]' := b2[k] - alpha * dE/db2[k]    k = 1..1\n");
}

Test(compile, softmax_has_its_whole_jacobian)
{
    expect_text(
        dump_of(ONE_UNIT_SOFTMAX),
        "  0 input          s.x[i]    i = 1..2\n"
        "  1 target         s.t[k]    k = 1..2\n"
        "  2 parameter      u.w1[k,i]    k = 1..2, i = 1..2\n"
        "  3 parameter      u.b1[k]    k = 1..2\n"
        "  4 parameter      alpha\n"
        "  5 pre_activation u.s.z1[k] := sum(i=1..2, w1[k,i]*x[i]) + b1[k]    k = 1..2\n"
        "  6 activation     u.s.a1[k] := exp(z1[k]) / sum(i=1..2, exp(z1[i]))    k = 1..2\n"
        "  7 loss           u.s.E := -sum(i=1..2, t[i]*log(a1[i]))\n"
        "  8 loss           u.E := mean(s=1..m, s[s].E)\n"
        "  9 partial        u.s.dE/da1[k] := -t[k] / a1[k]    k = 1..2\n"
        " 10 partial        u.s.da1[k]/dz1[j] := where(j == k, a1[k]*(1 - a1[k]), -a1[k]*a1[j])"
        "    k = 1..2, j = 1..2\n"
        " 11 error_term     u.s.dE/dz1[k] := sum(i=1..2, dE/da1[i] * da1/dz1[i,k])    k = 1..2\n"
        " 12 partial        u.s.dz1[k]/dw1[k,j] := x[j]    k = 1..2, j = 1..2\n"
        " 13 partial        u.s.dz1[k]/db1[k] := 1    k = 1..2\n"
        " 14 gradient       u.dE/dw1[k,i] := dE/dz1[k] * dz1/dw1[k,i]    k = 1..2, i = 1..2\n"
        " 15 gradient       u.dE/db1[k] := dE/dz1[k] * dz1/db1[k]    k = 1..2\n"
        " 16 update         u.w1[k,i]' := w1[k,i] - alpha * dE/dw1[k,i]    k = 1..2, i = 1..2\n"
        " 17 update         u.b1[k]' := b1[k] - alpha * dE/db1[k]    k = 1..2\n");
}

/* Each sample has gradients of its own; mean or sum enters where they are reduced, only there. */
Test(compile, a_batch_reduces_sample_gradients)
{
    const char *dump = dump_of(BATCH_OF_THREE);
    cr_expect(strstr(
        dump,
        " gradient       u.s.dE/dw1[k,i] := dE/dz1[k] * dz1/dw1[k,i]    k = 1..3, i = 1..4\n"));
    cr_expect(strstr(
        dump, " gradient       u.dE/dw1[k,i] := mean(s=1..m, s[s].dE/dw1[k,i])    k = 1..3"));
    cr_expect(
        strstr(dump, " gradient       u.dE/db2[k] := mean(s=1..m, s[s].dE/db2[k])    k = 1..1\n"));
    cr_expect(strstr(dump, " update         u.b2[k]' := b2[k] - alpha * dE/db2[k]"));
    cr_expect_eq(count_lines(dump, "mean("), 5); /* the loss and four gradients */
}

Test(compile, a_sum_over_the_batch)
{
    const char *dump = dump_of(
        "{'inputs': [[1],[2]], 'targets': [[1],[0]], 'layers': [{'weights': [[1]], 'biases': "
        "[0]}], 'loss': {'kind': 'squared_error', 'batch': 'sum'}, "
        "'optimizer': {'learning_rate': 1}}");
    cr_expect(strstr(dump, "u.E := sum(s=1..m, s[s].E)"));
    cr_expect(strstr(dump, "u.dE/dw1[k,i] := sum(s=1..m, s[s].dE/dw1[k,i])"));
    cr_expect_eq(count_lines(dump, "mean("), 0);
}

Test(compile, frozen_biases_have_no_derivatives)
{
    const char *dump = dump_of(TWO_TWO_TWO_FIXED_BIASES);
    cr_expect_eq(count_lines(dump, "/db"), 0);
    cr_expect_eq(count_lines(dump, " update "), 2);
    cr_expect_eq(count_lines(dump, " parameter      u.b"), 2);
}

/* Nothing before a frozen first layer is differentiated: what is not needed is absent. */
Test(compile, a_frozen_first_layer_ends_the_backward_pass)
{
    const char *dump = dump_of("{'inputs': [[1]], 'targets': [[1]], 'layers': [{'weights': [[1]], "
                               "'biases': [0], 'train_weights': "
                               "false, 'train_biases': false}, {'weights': [[1]], 'biases': [0]}], "
                               "'loss': 'squared_error', "
                               "'optimizer': {'learning_rate': 1}}");
    cr_expect_eq(count_lines(dump, "/dz1"), 0);
    cr_expect_eq(count_lines(dump, "/da1"), 0);
    cr_expect_eq(count_lines(dump, " update "), 2);
}

Test(compile, nothing_to_train_has_no_derivatives)
{
    const char *dump = dump_of("{'inputs': [[1]], 'targets': [[1]], 'layers': [{'weights': [[1]], "
                               "'biases': [0], 'train_weights': "
                               "false, 'train_biases': false}], 'loss': 'squared_error', "
                               "'optimizer': {'learning_rate': 1}}");
    cr_expect_eq(count_lines(dump, ":="), 4);
}

Test(compile, gradients_of_the_inputs_on_request)
{
    const char *dump = dump_of(
        "{'inputs': [[1,2]], 'targets': [[1]], 'layers': [{'activation': 'tanh', 'weights': "
        "[[1,2],[3,4]], 'biases': [0,0]}, {'activation': 'relu', 'weights': [[1,2]], "
        "'biases': [0]}], 'loss': 'squared_error', 'wrt_inputs': true, "
        "'optimizer': {'learning_rate': 1}}");
    cr_expect(strstr(dump, " partial        u.s.dz1[k]/dx[i] := w1[k,i]    k = 1..2, i = 1..2\n"));
    cr_expect(strstr(
        dump,
        " gradient       u.s.dE/dx[i] := sum(j=1..2, dE/dz1[j] * dz1/dx[j,i])    i = 1..2\n"));
    cr_expect_eq(count_lines(dump, "/dx"), 3);
    cr_expect_eq(count_lines(dump, "x[i]'"), 0); /* inputs are not updated */
}

Test(compile, a_layer_without_biases)
{
    const char *dump =
        dump_of("{'inputs': [[1,2]], 'targets': [[1]], 'layers': [{'weights': [[1,2]], 'use_bias': "
                "false}], 'loss': 'squared_error', 'optimizer': {'learning_rate': 1}}");
    cr_expect(strstr(dump, "u.s.z1[k] := sum(i=1..2, w1[k,i]*x[i])    k = 1..1\n"));
    cr_expect_eq(count_lines(dump, "b1"), 0);
}

Test(compile, scales_bases_and_epsilons_are_in_the_formulas)
{
    const char *dump = dump_of("{'inputs': [[1]], 'targets': [[1,0]], 'layers': [{'activation': "
                               "'softmax', 'weights': [[1],[2]], 'biases': "
                               "[0,0]}], 'loss': {'kind': 'categorical_cross_entropy', 'log_add': "
                               "1e-10, 'log_base': 10, 'scale': "
                               "'half_mean'}, 'optimizer': {'learning_rate': 1}}");
    cr_expect(strstr(dump, "log(a1[i] + 1e-10)"));
    cr_expect(strstr(dump, "1/4*"));
    cr_expect_eq(count_lines(dump, "log(10)"), 2);
    dump = dump_of("{'inputs': [[1]], 'targets': [[1]], 'layers': [{'activation': 'sigmoid', "
                   "'weights': [[1]], "
                   "'biases': [0]}], 'loss': {'kind': 'binary_cross_entropy', 'clip': 1e-7}}");
    cr_expect(strstr(dump, "log(max(1e-7, min(a1[i], 1 - 1e-7)))"));
}

Test(compile, without_targets_there_is_only_the_forward_pass)
{
    expect_text(
        dump_of(FORWARD_ONLY),
        "  0 input          s.x[i]    i = 1..2\n"
        "  1 parameter      u.w1[k,i]    k = 1..3, i = 1..2\n"
        "  2 parameter      u.b1[k]    k = 1..3\n"
        "  3 parameter      u.w2[k,i]    k = 1..2, i = 1..3\n"
        "  4 parameter      u.b2[k]    k = 1..2\n"
        "  5 pre_activation u.s.z1[k] := sum(i=1..2, w1[k,i]*x[i]) + b1[k]    k = 1..3\n"
        "  6 activation     u.s.a1[k] := max(0, z1[k])    k = 1..3\n"
        "  7 pre_activation u.s.z2[k] := sum(i=1..3, w2[k,i]*a1[i]) + b2[k]    k = 1..2\n"
        "  8 activation     u.s.a2[k] := exp(z2[k]) / sum(i=1..2, exp(z2[i]))    k = 1..2\n");
}

/* ---- what a tape says of itself ---- */

Test(compile, every_shape_is_sound)
{
    static const char *const problems[] = {
        TWO_THREE_ONE,  TWO_THREE_ONE_MIXED,      TWO_TWO_TWO,  BATCH_OF_THREE,
        SOFTMAX_OF_SIX, TWO_TWO_TWO_FIXED_BIASES, FORWARD_ONLY, ONE_UNIT_SOFTMAX};
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
        tape_of(problems[i]);
}

Test(compile, the_check_finds_a_forward_reference)
{
    const struct tape *tape = tape_of(TWO_THREE_ONE);
    struct family *z1 = (struct family *)tape_family(tape, SCOPE_STEP, "z1");
    z1->formula = tape_family(tape, SCOPE_STEP, "z2")->formula; /* which reads a1 */
    const char *complaint = tape_check(arena, tape);
    expect_text(complaint, "family 7 refers to the later family 8");
    z1->formula = z1->expansion = NULL;
    expect_text(tape_check(arena, tape), "family 7 has neither numbers nor a formula");
    z1->number = 3;
    expect_text(tape_check(arena, tape), "family 3 stands at place 7");
}

Test(compile, families_are_found_by_scope_and_name)
{
    const struct tape *tape = tape_of(BATCH_OF_THREE);
    cr_expect_eq(tape_family(tape, SCOPE_STEP, "z2"), tape->layers[2].z);
    cr_expect_eq(tape_family(tape, SCOPE_UPDATE, "w2"), tape->layers[2].weights);
    cr_expect_eq(tape_family(tape, SCOPE_STEP, "E"), tape->loss);
    cr_expect_eq(tape_family(tape, SCOPE_UPDATE, "E"), tape->total);
    cr_expect_eq(tape_family(tape, SCOPE_SAMPLE, "x"), tape->inputs);
    cr_expect_eq(tape_family(tape, SCOPE_CONSTANT, "alpha"), tape->learning_rate);
    const struct family *gradient = tape_family(tape, SCOPE_UPDATE, "dE/dw2");
    cr_expect_eq(tape->layers[2].weights->gradient, gradient);
    cr_expect_eq(gradient->bottom_family, tape->layers[2].weights);
    cr_expect_neq(tape_family(tape, SCOPE_STEP, "dE/dw2"), gradient);
    cr_expect_null(tape_family(tape, SCOPE_STEP, "w2"));
    cr_expect_null(tape_family(tape, SCOPE_STEP, "z3"));
    cr_expect_null(tape_family(tape, SCOPE_STEP, "dE/dx"));
}

Test(compile, parameters_know_their_successors)
{
    const struct tape *tape = tape_of(TWO_TWO_TWO_FIXED_BIASES);
    const struct family *weights = tape->layers[1].weights, *biases = tape->layers[1].biases;
    cr_assert_not_null(weights->successor);
    cr_expect_eq(weights->successor->updates, weights);
    cr_expect_eq(weights->successor->role, ROLE_UPDATE);
    cr_expect_null(biases->successor);
    cr_expect_null(biases->gradient);
}

Test(compile, conventions_in_force)
{
    const struct tape *tape = tape_of(SOFTMAX_OF_SIX);
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < tape->convention_count; i++)
        text_printf(&text, "%s: %s; ", tape->conventions[i].key, tape->conventions[i].text);
    cr_expect(strstr(text.bytes, "loss_over_outputs: sum; loss_over_batch: mean; log_base: e; "),
              "%s", text.bytes);
    tape = tape_of(FORWARD_ONLY);
    cr_assert_eq(tape->convention_count, 1);
    expect_text(tape->conventions[0].text, "relu'(0) = 0");
}

Test(compile, instances_and_indices)
{
    const struct family *weights = tape_of(TWO_THREE_ONE)->layers[1].weights;
    cr_assert_eq(weights->count, 6);
    for (size_t i = 0; i < weights->count; i++) {
        long indices[FAMILY_RANK_MAX];
        family_indices(weights, i, indices);
        cr_expect_eq(indices[0], (long)i / 2 + 1);
        cr_expect_eq(indices[1], (long)i % 2 + 1);
        cr_expect_eq(family_instance(weights, indices), i);
    }
    struct text id;
    text_open(&id, arena);
    family_base_id(tape_family(tape_of(TWO_THREE_ONE), SCOPE_STEP, "dz2/dw2"),
                   (long[FAMILY_RANK_MAX]){1, 3}, &id);
    expect_text(id.bytes, "dz2[1]/dw2[1,3]");
}

/* No formula would make its next value. */
Test(compile, what_has_no_gradient_has_no_state)
{
    const struct tape *tape =
        tape_of("{'given': {'x': 1, 'y': 2}, 'formulas': ['f = x^2'], 'objective': 'f',"
                "'optimizer': {'kind': 'adam', 'learning_rate': 0.1}, 'updates': 2}");
    int states = 0;
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        if (family->role != ROLE_STATE)
            continue;
        states++;
        cr_expect_str_eq(family->state_of->top.base, "x");
        cr_expect(family->phase != PHASE_GIVEN || family->successor != NULL);
    }
    cr_expect_eq(states, 2 + 4, "m and v before, m, v, mhat and vhat; found %d", states);
}

static const char *independence_of(const char *text)
{
    const struct tape *tape = tape_of(text);
    for (int i = 0; i < tape->convention_count; i++)
        if (strcmp(tape->conventions[i].key, "independence") == 0)
            return tape->conventions[i].text;
    return "";
}

/* A derivative that was asked for and is 0 in every case is not written; that is said. */
Test(compile, what_the_objective_does_not_depend_on)
{
    expect_text(independence_of("{'given': {'x': 1, 'y': 2}, 'formulas': ['g = x^2', 'f = y^2'], "
                                "'objective': ['f', 'g']}"),
                "f does not depend on x; g does not depend on y");
    expect_text(independence_of("{'given': {'x': 1, 'y': 2}, 'formulas': ['f = y^2'], "
                                "'objective': 'f', 'wrt': 'y'}"),
                "");
    expect_text(independence_of("{'inputs': [[1]], 'targets': [[1]], 'loss': 'squared_error', "
                                "'layers': [{'weights': [[1]], 'biases': [0], 'train_biases': "
                                "false, 'activation': {'name': 'on', 'formula': "
                                "'where(z > 0, 1, 0)'}}], 'penalty': {'l2': 1}}"),
                "E does not depend on w1");
}
