/* Evaluating what depends on one changed quantity. */
#include "tape/perturbation.h"

struct perturbation *perturbation_open(struct arena *arena, const struct scalar_graph *graph,
                                       struct arithmetic *arithmetic,
                                       union cell (*carry)(const struct perturbation *perturbation,
                                                           union cell value))
{
    struct perturbation *perturbation = arena_alloc(arena, sizeof *perturbation);
    *perturbation = (struct perturbation){
        .graph = graph,
        .arithmetic = arithmetic,
        .carry = carry,
        .changed = arena_array(arena, graph->node_count, sizeof(union cell)),
        .stamps = arena_array(arena, graph->node_count, sizeof(uint32_t)),
        .scratch = arena_child(arena),
    };
    return perturbation;
}

static union cell value_of_node(const struct perturbation *perturbation, size_t node)
{
    const struct scalar_graph *graph = perturbation->graph;
    if (perturbation->stamps[node] == perturbation->stamp)
        return perturbation->changed[node];
    union cell value = graph->values[node];
    return perturbation->carry ? perturbation->carry(perturbation, value) : value;
}

static union cell lookup(void *context, const struct expr *name,
                         const struct environment *environment)
{
    const struct perturbation *perturbation = context;
    return value_of_node(perturbation, graph_operand(perturbation->graph, name, environment,
                                                     perturbation->position));
}

static void change(struct perturbation *perturbation, size_t node, union cell value)
{
    perturbation->changed[node] = value;
    perturbation->stamps[node] = perturbation->stamp;
}

static bool is_reached(const struct perturbation *perturbation, const struct active *active)
{
    for (size_t e = 0; e < active->edge_count; e++)
        if (perturbation->stamps[active->edges[e].node] == perturbation->stamp)
            return true;
    return false;
}

static void evaluate(struct perturbation *perturbation, const struct active *active)
{
    struct evaluation evaluation = {
        .arithmetic = perturbation->arithmetic,
        .context = perturbation,
        .lookup = lookup,
        .last_precision = arithmetic_precision(perturbation->arithmetic) >= PRECISION_LAST,
        .scratch = perturbation->scratch,
    };
    perturbation->position = active->position;
    graph_environment(perturbation->graph, active->family, active->instance,
                      &evaluation.environment);
    change(perturbation, active->node, expr_evaluate(&evaluation, active->family->expansion));
    arena_reset(perturbation->scratch);
}

enum fault_kind perturbed_value(struct perturbation *perturbation, size_t source, union cell value,
                                size_t objective, union cell *result)
{
    const struct scalar_graph *graph = perturbation->graph;
    enum fault_kind fault = FAULT_NONE;
    perturbation->stamp++;
    change(perturbation, source, value);
    for (size_t i = 0; i < graph->active_count && !fault; i++) {
        const struct active *active = &graph->actives[i];
        if (active->node == source || !is_reached(perturbation, active))
            continue;
        evaluate(perturbation, active);
        fault = number_take_fault(perturbation->arithmetic);
    }
    *result = value_of_node(perturbation, objective);
    return fault;
}
