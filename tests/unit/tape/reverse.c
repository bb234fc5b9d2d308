/* The reverse rule: on graphs that no dense network has, and every partial of a tape against the
 * symbolic derivative of the assignment that it belongs to. */
#include "support.h"
#include "tape/builder.h"

TestSuite(reverse, .init = open_arena, .fini = close_arena);

/* ---- graphs built by hand ---- */

/* A tape under construction with one sample and one update; quantities are numbers of one step. */
struct graph {
    struct problem problem;
    struct tape tape;
    struct builder builder;
    struct batch batch;
};

static void open_graph(struct graph *graph)
{
    static const int first_sample[] = {0};
    *graph = (struct graph){.batch = {1, first_sample}};
    graph->problem = (struct problem){
        .sample_count = 1, .batch_count = 1, .batches = &graph->batch, .updates = 1};
    graph->tape = (struct tape){
        .problem = &graph->problem, .backward = true, .last_update = 1, .batch_capacity = 1};
    graph->builder = (struct builder){
        .arena = arena,
        .problem = &graph->problem,
        .tape = &graph->tape,
        .families = arena_array(arena, 64, sizeof(struct family *)),
        .capacity = 64,
    };
}

static struct family *given(struct graph *graph, const char *name, const char *const *literals,
                            int count)
{
    struct dimension dimension = {"i", count};
    struct family *family = builder_family(&graph->builder, name, SCOPE_SAMPLE, ROLE_INPUT,
                                           PHASE_GIVEN, count > 1 ? 1 : 0, &dimension);
    family->literals = literals;
    return family;
}

/* A new family `name`[i] (i = 1..count) or, for count 1, `name`; its formula may name any family
 * before it. */
static struct family *assign(struct graph *graph, const char *name, enum role role, int count,
                             const char *formula)
{
    struct builder *builder = &graph->builder;
    const char *names[64];
    const struct expr *with[64];
    for (int f = 0; f < builder->count; f++) {
        names[f] = builder->families[f]->top.base;
        with[f] = builder_self(builder, builder->families[f]);
    }
    const struct expr *parsed =
        expr_parse(arena, formula, strlen(formula), NULL, NULL, &diagnostics);
    cr_assert_not_null(parsed, "%s", formula);
    parsed = expr_substitute(arena, parsed, builder->count, names, with);
    struct dimension dimension = {"i", count};
    struct family *family = builder_family(builder, name, SCOPE_STEP, role, PHASE_FORWARD,
                                           count > 1 ? 1 : 0, &dimension);
    builder_assign(builder, family, parsed, NULL);
    return family;
}

/* The values of the graph's one update. */
static struct run *run_graph(struct graph *graph, const struct family *objective,
                             const struct family *const *wanted, int count)
{
    static const struct digits digits = {DIGITS_SIGNIFICANT, 20};
    const struct family *adjoints[16] = {NULL};
    builder_reverse(&graph->builder, objective, wanted, count, adjoints);
    graph->tape.families = (const struct family *const *)graph->builder.families;
    graph->tape.family_count = graph->builder.count;
    const char *complaint = tape_check(arena, &graph->tape);
    cr_assert(complaint == NULL, "%s", complaint);
    struct run *run =
        run_open(arena, &graph->tape, &(struct run_settings){.digits = digits}, &diagnostics);
    cr_assert_not_null(run);
    cr_assert(run_next(run));
    return run;
}

static void expect_value(struct run *run, const char *name, size_t instance, const char *wanted)
{
    const struct family *family = tape_family(run_tape(run), SCOPE_STEP, name);
    cr_assert_not_null(family, "there is no %s", name);
    struct step step = run_step(run, family, 0, instance);
    const struct shown *shown = step_shown(&step);
    cr_assert_not_null(shown);
    cr_expect(strcmp(shown->text, wanted) == 0, "%s, instance %zu: found %s, wanted %s", name,
              instance, shown->text, wanted);
}

/* f = (x + y)*z, the circuit of many courses: df/dx = df/dy = z, df/dz = x + y. */
Test(reverse, a_circuit)
{
    static const char *const x[] = {"-2"}, *const y[] = {"5"}, *const z[] = {"-4"};
    struct graph graph;
    open_graph(&graph);
    const struct family *wanted[] = {given(&graph, "x", x, 1), given(&graph, "y", y, 1),
                                     given(&graph, "z", z, 1)};
    assign(&graph, "q", ROLE_ACTIVATION, 1, "x + y");
    struct run *run = run_graph(&graph, assign(&graph, "f", ROLE_LOSS, 1, "q*z"), wanted, 3);
    expect_value(run, "f", 0, "-12");
    expect_value(run, "df/dq", 0, "-4");
    expect_value(run, "df/dx", 0, "-4");
    expect_value(run, "df/dy", 0, "-4");
    expect_value(run, "df/dz", 0, "3");
}

/* p = x^2, q = x*p, f = p + q + p*q: x and p are used twice, and p by f and by q.
 * At x = 2: p = 4, q = 8, df/dq = 1 + p = 5. */
Test(reverse, an_operand_used_twice_collects_both)
{
    static const char *const x[] = {"2"};
    struct graph graph;
    open_graph(&graph);
    const struct family *wanted[] = {given(&graph, "x", x, 1)};
    assign(&graph, "p", ROLE_ACTIVATION, 1, "x^2");
    assign(&graph, "q", ROLE_ACTIVATION, 1, "x*p");
    assign(&graph, "r", ROLE_ACTIVATION, 1, "p + q + p*q");
    struct run *run = run_graph(&graph, assign(&graph, "f", ROLE_LOSS, 1, "3*r"), wanted, 1);
    /* f = 3*(x^2 + x^3 + x^5), df/dx = 3*(2x + 3x^2 + 5x^4) */
    expect_value(run, "f", 0, "132");
    expect_value(run, "df/dr", 0, "3");
    expect_value(run, "df/dq", 0, "15");
    expect_value(run, "df/dp", 0, "57"); /* 3*(1 + q) + 15*x */
    expect_value(run, "df/dx", 0, "288");
}

/* A skip connection: h = x + y, y[i] = x[i]*x[i], f = sum h^2; df/dx[i] = 2 h[i] (1 + 2 x[i]). */
Test(reverse, a_skip_connection)
{
    static const char *const x[] = {"1", "-2", "0.5"};
    struct graph graph;
    open_graph(&graph);
    const struct family *wanted[] = {given(&graph, "x", x, 3)};
    assign(&graph, "y", ROLE_ACTIVATION, 3, "x[i]*x[i]");
    assign(&graph, "h", ROLE_ACTIVATION, 3, "x[i] + y[i]");
    struct run *run =
        run_graph(&graph, assign(&graph, "f", ROLE_LOSS, 1, "sum(k=1..3, h[k]^2)"), wanted, 1);
    expect_value(run, "f", 0, "8.5625");
    expect_value(run, "df/dx", 0, "12");
    expect_value(run, "df/dx", 1, "-12");
    expect_value(run, "df/dx", 2, "3");
}

/* Elementwise by a quotient and by branches (1 - exp(x)*(1 + x) at last): dy[i]/dx[j] is one number for each i, not a matrix. */
Test(reverse, elementwise_however_it_is_written)
{
    static const char *const formulas[] = {"x[i]/(1 + x[i]^2)", "where(x[i] > 1, x[i]^2, x[i])",
                                           "where(x[i] > 1, 3*x[i], 0)", "x[i] - exp(x[i])*x[i]"};
    static const char *const derivatives[][2] = {
        {"0", "-0.12"},
        {"1", "4"},
        {"0", "3"},
        {"-4.4365636569180904707", "-21.167168296791950682"}};
    static const char *const x[] = {"1", "2"};
    for (size_t f = 0; f < sizeof formulas / sizeof *formulas; f++) {
        struct graph graph;
        open_graph(&graph);
        const struct family *wanted[] = {given(&graph, "x", x, 2)};
        assign(&graph, "y", ROLE_ACTIVATION, 2, formulas[f]);
        struct run *run =
            run_graph(&graph, assign(&graph, "f", ROLE_LOSS, 1, "sum(k=1..2, y[k])"), wanted, 1);
        const struct family *partial = tape_family(&graph.tape, SCOPE_STEP, "dy/dx");
        cr_assert(partial && partial->count == 2, "%s", formulas[f]);
        expect_value(run, "dy/dx", 0, derivatives[f][0]);
        expect_value(run, "df/dx", 1, derivatives[f][1]);
    }
}

/* Every element depends on every other: y[i] = x[i]*sum(x), f = sum(c[k]*y[k]). At x = (1, 2),
 * c = (3, 5): df/dx[j] = c[j]*sum(x) + sum(c[k]*x[k]) = 22, 28. */
Test(reverse, a_full_jacobian)
{
    static const char *const x[] = {"1", "2"}, *const c[] = {"3", "5"};
    struct graph graph;
    open_graph(&graph);
    const struct family *wanted[] = {given(&graph, "x", x, 2)};
    given(&graph, "c", c, 2);
    assign(&graph, "y", ROLE_ACTIVATION, 2, "x[i]*sum(k=1..2, x[k])");
    struct run *run =
        run_graph(&graph, assign(&graph, "f", ROLE_LOSS, 1, "sum(k=1..2, c[k]*y[k])"), wanted, 1);
    expect_value(run, "f", 0, "39");
    expect_value(run, "df/dx", 0, "22");
    expect_value(run, "df/dx", 1, "28");
}

/* What does not lead to a wanted quantity is not differentiated. */
Test(reverse, what_is_not_needed_is_absent)
{
    static const char *const x[] = {"1"}, *const y[] = {"2"};
    struct graph graph;
    open_graph(&graph);
    const struct family *wanted[] = {given(&graph, "x", x, 1)};
    given(&graph, "y", y, 1);
    assign(&graph, "p", ROLE_ACTIVATION, 1, "x*x");
    assign(&graph, "q", ROLE_ACTIVATION, 1, "y*y");
    struct run *run = run_graph(&graph, assign(&graph, "f", ROLE_LOSS, 1, "p*q"), wanted, 1);
    cr_expect_null(tape_family(run_tape(run), SCOPE_STEP, "df/dq"));
    cr_expect_null(tape_family(run_tape(run), SCOPE_STEP, "df/dy"));
    expect_value(run, "df/dx", 0, "8");
}

/* ---- derivatives by hand against symbolic ones ---- */

static union cell value_of(void *context, const struct expr *name,
                           const struct environment *environment)
{
    const struct family *family = name->binding;
    struct step step = {.run = context, .family = family};
    for (int d = 0; d < family->rank; d++)
        step.indices[d] = index_value(&name->indices[d], environment);
    step.instance = family_instance(family, step.indices);
    return step_cell(&step);
}

/* d(top)/d(bottom) as the rules of calculus give it from the formula of `top`, at one instance of
 * `partial`. */
static union cell symbolic_value(struct run *run, const struct step *partial)
{
    static const char *const fresh[] = {"p1", "p2", "p3", "p4"};
    const struct family *top = partial->family->top_family,
                        *bottom = partial->family->bottom_family;
    struct evaluation evaluation = {
        .arithmetic = run_arithmetic(run), .context = run, .lookup = value_of, .scratch = arena};
    const char *variables[2 * FAMILY_RANK_MAX];
    struct index places[INDEX_MAX];
    int count = 0;
    for (int d = 0; d < top->rank; d++, count++) {
        variables[count] = top->dimensions[d].variable;
        evaluation.environment.slots[count] = partial->indices[partial->family->top.places[d]];
    }
    for (int d = 0; d < bottom->rank; d++, count++) {
        variables[count] = fresh[d];
        places[d] = index_variable(fresh[d]);
        evaluation.environment.slots[count] = partial->indices[partial->family->bottom.places[d]];
    }
    struct expr *by = expr_name(arena, bottom->top.base, bottom->rank, places);
    by->binding = bottom;
    const char *unknown = NULL;
    const struct expr *derivative =
        expr_bind(arena, expr_differentiate(arena, top->expansion, by), variables, count, &unknown);
    cr_assert_not_null(derivative, "%s", unknown);
    return expr_evaluate(&evaluation, derivative);
}

/* Every partial of the first update; each must enclose the same number, to 30 digits. */
static int compare_partials(const char *text)
{
    struct run *run = run_of(text, 6);
    struct arithmetic *arithmetic = run_arithmetic(run);
    int compared = 0;
    cr_assert(run_next(run));
    const struct tape *tape = run_tape(run);
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        bool own =
            family->top_family && family->bottom_family && family->top_family->role != ROLE_LOSS;
        bool of_loss = family->top_family == tape->loss &&
                       family->bottom_family == tape->layers[tape->problem->layer_count].a;
        if (!own && !of_loss)
            continue;
        for (size_t i = 0; i < family->count; i++, compared++) {
            struct step step = run_step(run, family, 0, i);
            union cell difference =
                number_subtract(arithmetic, symbolic_value(run, &step), step_cell(&step));
            union cell bound = number_literal(arithmetic, "1e-30", 5);
            cr_expect_eq(number_compare(arithmetic,
                                        number_apply(arithmetic, FUNCTION_ABS, difference), bound),
                         LESS, "d%s/d%s, instance %zu", family->top.base, family->bottom.base, i);
            cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
        }
    }
    return compared;
}

#define NETWORK(hidden, output, loss)                                                              \
    "{'inputs': [[0.5, -0.25]], 'targets': [[0.3, 0.7]], 'wrt_inputs': true, 'layers': "           \
    "[{'activation': '" hidden "', 'weights': [[0.4,-0.3],[0.2,0.9],[-1.1,0.6]], 'biases': "       \
    "[0.1,-0.2,0.3]}, {'activation': '" output                                                     \
    "', 'weights': [[0.7,0.5,-0.4],[0.3,0.8,0.9]], 'biases': [0.05,-0.15]}], 'loss': " loss        \
    ", 'optimizer': {'learning_rate': 0.1}}"

Test(reverse, partials_are_the_symbolic_derivatives)
{
    static const char *const problems[] = {
        NETWORK("sigmoid", "linear", "{'kind': 'squared_error', 'scale': 'half_mean'}"),
        NETWORK("tanh", "sigmoid", "{'kind': 'squared_error', 'scale': 'mean'}"),
        NETWORK("relu", "sigmoid", "{'kind': 'binary_cross_entropy'}"),
        NETWORK("relu", "sigmoid",
                "{'kind': 'binary_cross_entropy', 'log_add': 1e-3, 'log_base': 2}"),
        NETWORK("tanh", "sigmoid", "{'kind': 'binary_cross_entropy', 'clip': 0.4}"),
        NETWORK("linear", "softmax", "{'kind': 'categorical_cross_entropy', 'log_base': 10}"),
        NETWORK("softmax", "softmax", "{'kind': 'categorical_cross_entropy', 'log_add': 0.01}"),
        NETWORK("softmax", "softmax", "{'kind': 'categorical_cross_entropy', 'clip': 0.3}"),
        NETWORK("softmax", "linear", "{'kind': 'squared_error', 'scale': 'half'}"),
    };
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
        cr_expect_geq(compare_partials(problems[i]), 2 + 6 + 6 + 3 + 2, "%s", problems[i]);
}

/* ---- several objectives ---- */

/* f = x^2*y by q = x*y, and g = f + x: in either order df/dx is the whole derivative of f, and what g takes from f is
 * f's own partial. */
Test(reverse, objectives_made_of_objectives)
{
    static const char *const orders[] = {"['f', 'g']", "['g', 'f']"};
    for (int i = 0; i < 2; i++) {
        const struct trace *trace = trace_of(
            arena_printf(
                arena,
                "{'given': {'x': 3, 'y': 2}, 'formulas': ['q = x*y', 'f = q*x', 'g = f + x'], "
                "'objective': %s, 'wrt': ['x']}",
                orders[i]),
            6);
        expect_exact(trace, "df/dx", "12");
        expect_exact(trace, "local.df/dx", "6");
        expect_exact(trace, "dg/dx", "13");
        expect_exact(trace, "local.dg/dx", "1");
    }
}

/* A number that makes a whole matrix: the sum runs over both of its indices, each by itself. */
Test(reverse, a_number_in_every_element_of_a_matrix)
{
    const struct trace *trace = trace_of(
        "{'given': {'x': 2, 'w': [[1, 2], [3, 4]]}, 'formulas': ['y[i,j] (i=1..2, j=1..2) = "
        "x*w[i,j]', 'f = sum(i=1..2, sum(j=1..2, y[i,j]^2))'], 'objective': 'f', 'wrt': 'x'}",
        6);
    expect_exact(trace, "df/dx", "120");
}
