/* Building, evaluating and differentiating the graph of scalars. */
#include "tape/scalar_graph.h"

#include "tape/run_private.h"
#include <string.h>

/* ---- nodes ---- */

static size_t positions_of(const struct scalar_graph *graph, const struct family *family)
{
    switch (family->scope) {
    case SCOPE_SAMPLE:
        return (size_t)graph->tape->problem->sample_count;
    case SCOPE_STEP:
        return (size_t)tape_batch(graph->tape, run_update(graph->run))->count;
    default:
        return 1;
    }
}

size_t graph_node(const struct scalar_graph *graph, const struct family *family, int position,
                  size_t instance)
{
    return graph->first[family->number] + (size_t)position * family->count + instance;
}

size_t graph_operand(const struct scalar_graph *graph, const struct expr *name,
                     const struct environment *environment, int position)
{
    const struct family *family = name->binding;
    long indices[FAMILY_RANK_MAX];
    int at = 0;
    if (family->scope == SCOPE_STEP)
        at = name->has_sample ? (int)index_value(&name->sample, environment) - 1 : position;
    else if (family->scope == SCOPE_SAMPLE)
        at = tape_batch(graph->tape, run_update(graph->run))->samples[position];
    for (int d = 0; d < family->rank; d++)
        indices[d] = index_value(&name->indices[d], environment);
    return graph_node(graph, family, at, family_instance(family, indices));
}

void graph_environment(const struct scalar_graph *graph, const struct family *family,
                       size_t instance, struct environment *environment)
{
    family_indices(family, instance, environment->slots);
    run_extra_slots(graph->run, family, environment->slots);
}

static void place_nodes(struct scalar_graph *graph)
{
    const struct tape *tape = graph->tape;
    graph->first = arena_array(graph->arena, (size_t)tape->family_count, sizeof *graph->first);
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        graph->first[f] = family->phase <= PHASE_TOTAL ? graph->node_count : SIZE_MAX;
        if (family->phase <= PHASE_TOTAL)
            graph->node_count += positions_of(graph, family) * family->count;
    }
}

static void take_given(struct scalar_graph *graph, struct run *run)
{
    for (int f = 0; f < graph->tape->family_count; f++) {
        const struct family *family = graph->tape->families[f];
        if (family->expansion || family->phase > PHASE_TOTAL)
            continue;
        for (size_t p = 0; p < positions_of(graph, family); p++)
            for (size_t i = 0; i < family->count; i++) {
                struct step step = run_step(run, family, (int)p, i);
                graph->values[graph_node(graph, family, (int)p, i)] = step_cell(&step);
            }
    }
}

struct scalar_graph *graph_open(struct arena *arena, struct run *run)
{
    struct scalar_graph *graph = arena_alloc(arena, sizeof *graph);
    *graph = (struct scalar_graph){.arena = arena,
                                   .scratch = arena_child(arena),
                                   .run = run,
                                   .tape = run_tape(run),
                                   .arithmetic = run_arithmetic(run)};
    place_nodes(graph);
    graph->values = arena_array(arena, graph->node_count, sizeof *graph->values);
    graph->depends = arena_array(arena, graph->node_count, sizeof *graph->depends);
    graph->stamps = arena_array(arena, graph->node_count, sizeof *graph->stamps);
    graph->tangents = arena_array(arena, graph->node_count, sizeof *graph->tangents);
    graph->actives = arena_array(arena, graph->node_count, sizeof *graph->actives);
    take_given(graph, run);
    return graph;
}

void graph_want(struct scalar_graph *graph, size_t node)
{
    graph->depends[node] = true;
}

/* ---- one node ---- */

/* The formula of one node while it is written out: which of its operands depend on something wanted. */
struct reading {
    struct scalar_graph *graph;
    const struct active *at;
    struct edge *edges;
    size_t count, capacity;
};

static void note_operand(struct reading *reading, size_t node)
{
    struct scalar_graph *graph = reading->graph;
    if (!graph->depends[node] || graph->stamps[node] == graph->stamp)
        return;
    graph->stamps[node] = graph->stamp;
    reading->edges = arena_grow(graph->scratch, reading->edges, reading->count, &reading->capacity,
                                sizeof *reading->edges);
    reading->edges[reading->count++].node = node;
}

/* A name of its own for every node, bound to its value. */
static const struct expr *node_name(const struct scalar_graph *graph, size_t node)
{
    struct expr *name =
        expr_name(graph->scratch, arena_printf(graph->scratch, "n%zu", node), 0, NULL);
    name->binding = &graph->values[node];
    return name;
}

static const struct expr *node_leaf(void *context, struct arena *arena, const struct expr *name,
                                    const struct environment *environment)
{
    (void)arena;
    struct reading *reading = context;
    size_t node = graph_operand(reading->graph, name, environment, reading->at->position);
    note_operand(reading, node);
    return node_name(reading->graph, node);
}

static union cell value_of_name(void *context, const struct expr *name,
                                const struct environment *environment)
{
    (void)context, (void)environment;
    return *(const union cell *)name->binding;
}

/* *kink, unless NULL: a comparison on the way had equal sides. */
static union cell evaluate_scalar(struct scalar_graph *graph, const struct expr *formula,
                                  bool *kink)
{
    const char *unknown;
    struct evaluation evaluation = {.arithmetic = graph->arithmetic,
                                    .lookup = value_of_name,
                                    .last_precision =
                                        arithmetic_precision(graph->arithmetic) >= PRECISION_LAST,
                                    .scratch = graph->scratch};
    formula = expr_bind(graph->scratch, formula, NULL, 0, &unknown);
    union cell value = expr_evaluate(&evaluation, formula);
    if (kink)
        *kink = evaluation.tie;
    return value;
}

/* Must everything be evaluated anew with more precision? Takes the fault; it stays in *fault if not. */
static bool needs_precision(struct scalar_graph *graph, enum fault_kind *fault)
{
    *fault = number_take_fault(graph->arithmetic);
    return (*fault == FAULT_PRECISION || *fault == FAULT_TOO_LARGE) &&
           arithmetic_precision(graph->arithmetic) < PRECISION_LAST;
}

static bool add_active(struct scalar_graph *graph, struct active at, const struct expr *formula,
                       const struct reading *reading)
{
    at.edge_count = reading->count;
    at.edges = arena_array(graph->arena, reading->count, sizeof *at.edges);
    for (size_t e = 0; e < reading->count; e++) {
        struct edge *edge = &at.edges[e];
        edge->node = reading->edges[e].node;
        edge->partial = evaluate_scalar(
            graph, expr_differentiate(graph->scratch, formula, node_name(graph, edge->node)),
            &edge->kink);
        if (needs_precision(graph, &edge->fault))
            return false;
    }
    graph->depends[at.node] = true;
    graph->actives[graph->active_count++] = at;
    return true;
}

/* The value of a node from its scalar formula, and its edges if it has any. False: more precision. */
static bool evaluate_node(struct scalar_graph *graph, const struct active *at)
{
    struct reading reading = {.graph = graph, .at = at};
    struct environment environment = {{0}};
    enum fault_kind fault;
    graph_environment(graph, at->family, at->instance, &environment);
    graph->stamp++;
    const struct expr *formula =
        expr_instantiate(graph->scratch, at->family->expansion, &environment, node_leaf, &reading);
    graph->values[at->node] = evaluate_scalar(graph, formula, NULL);
    bool done = !needs_precision(graph, &fault) &&
                (reading.count == 0 || add_active(graph, *at, formula, &reading));
    arena_reset(graph->scratch);
    return done;
}

/* ---- all nodes ---- */

static bool evaluate_phase(struct scalar_graph *graph, enum phase phase, int position)
{
    for (int f = 0; f < graph->tape->family_count; f++) {
        struct active at = {.family = graph->tape->families[f], .position = position};
        if (at.family->phase != phase || !at.family->expansion)
            continue;
        for (at.instance = 0; at.instance < at.family->count; at.instance++) {
            at.node = graph_node(graph, at.family, position, at.instance);
            if (!evaluate_node(graph, &at))
                return false;
        }
    }
    return true;
}

bool graph_evaluate(struct scalar_graph *graph)
{
    int samples = tape_batch(graph->tape, run_update(graph->run))->count;
    for (int position = 0; position < samples; position++)
        if (!evaluate_phase(graph, PHASE_FORWARD, position))
            return false;
    return evaluate_phase(graph, PHASE_TOTAL, 0);
}

/* ---- tangents ---- */

/* The sum of partial times tangent over the edges that the walk has reached; false if there is none. */
static bool reach(struct scalar_graph *graph, const struct active *active, union cell *terms,
                  enum fault_kind *fault, bool *kink)
{
    size_t count = 0;
    for (size_t e = 0; e < active->edge_count; e++) {
        const struct edge *edge = &active->edges[e];
        if (graph->stamps[edge->node] != graph->stamp)
            continue;
        *kink = *kink || edge->kink;
        if (edge->fault)
            *fault = edge->fault;
        else
            terms[count++] =
                number_multiply(graph->arithmetic, edge->partial, graph->tangents[edge->node]);
    }
    if (count)
        graph->tangents[active->node] = number_sum(graph->arithmetic, terms, count);
    return count > 0;
}

static size_t most_edges(const struct scalar_graph *graph)
{
    size_t most = 0;
    for (size_t i = 0; i < graph->active_count; i++)
        if (graph->actives[i].edge_count > most)
            most = graph->actives[i].edge_count;
    return most;
}

enum fault_kind graph_tangent(struct scalar_graph *graph, size_t source, size_t objective,
                              union cell *tangent, bool *kink)
{
    union cell *terms = arena_array(graph->scratch, most_edges(graph), sizeof *terms);
    enum fault_kind fault = FAULT_NONE;
    *kink = false;
    graph->stamps[source] = ++graph->stamp;
    graph->tangents[source] = number_integer(graph->arithmetic, 1);
    for (size_t i = 0; i < graph->active_count && !fault; i++) {
        const struct active *active = &graph->actives[i];
        if (active->node != source && reach(graph, active, terms, &fault, kink))
            graph->stamps[active->node] = graph->stamp;
    }
    arena_reset(graph->scratch);
    *tangent = graph->stamps[objective] == graph->stamp ? graph->tangents[objective]
                                                        : number_integer(graph->arithmetic, 0);
    return fault ? fault : number_take_fault(graph->arithmetic);
}

/* ---- memory ---- */

/* Copies the partials of all edges to `cells`, or from there. Returns the place behind them. */
static union cell *move_partials(struct scalar_graph *graph, union cell *cells, bool back)
{
    for (size_t i = 0; i < graph->active_count; i++)
        for (size_t e = 0; e < graph->actives[i].edge_count; e++, cells++)
            if (back)
                graph->actives[i].edges[e].partial = *cells;
            else
                *cells = graph->actives[i].edges[e].partial;
    return cells;
}

void graph_keep(struct scalar_graph *graph, union cell *more, size_t count)
{
    size_t edges = 0;
    for (size_t i = 0; i < graph->active_count; i++)
        edges += graph->actives[i].edge_count;
    size_t total = graph->node_count + edges + count;
    union cell *cells = arena_array(graph->scratch, total, sizeof *cells);
    memcpy(cells, graph->values, graph->node_count * sizeof *cells);
    union cell *rest = move_partials(graph, cells + graph->node_count, false);
    memcpy(rest, more, count * sizeof *more);
    arithmetic_keep(graph->arithmetic, cells, total);
    memcpy(graph->values, cells, graph->node_count * sizeof *cells);
    rest = move_partials(graph, cells + graph->node_count, true);
    memcpy(more, rest, count * sizeof *more);
    arena_reset(graph->scratch);
}
