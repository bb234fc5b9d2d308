/* Taking difference quotients and their remainders. */
#include "tape/difference.h"

static union cell as_jet(const struct perturbation *perturbation, union cell value)
{
    return number_jet_constant(perturbation->arithmetic, perturbation->graph->arithmetic, value);
}

struct difference_taker *difference_open(struct arena *arena, struct scalar_graph *graph)
{
    struct difference_taker *taker = arena_alloc(arena, sizeof *taker);
    taker->graph = graph;
    taker->jets = arithmetic_open(arena, ARITHMETIC_JET, arithmetic_precision(graph->arithmetic));
    taker->values = perturbation_open(arena, graph, graph->arithmetic, NULL);
    taker->derivatives = perturbation_open(arena, graph, taker->jets, as_jet);
    return taker;
}

/* 2^-(a quarter of the bits), so that h^2 and the quotient's own error are about as small; and smaller beside a small
 * w, whose sign the interval should not leave. */
static union cell choose_step(const struct difference_taker *taker, union cell w)
{
    struct arithmetic *arithmetic = taker->graph->arithmetic;
    long bits = arithmetic_precision(arithmetic);
    union cell h = number_power(arithmetic, number_integer(arithmetic, 2),
                                number_integer(arithmetic, -bits / 4));
    bool needs_precision;
    int place;
    if (number_first_place(arithmetic, w, &place, &needs_precision) && place < 0)
        h = number_multiply(arithmetic, h,
                            number_power(arithmetic, number_integer(arithmetic, 10),
                                         number_integer(arithmetic, place)));
    return h;
}

static enum fault_kind take_quotient(struct difference_taker *taker, size_t source,
                                     size_t objective, union cell h, union cell *quotient)
{
    struct arithmetic *arithmetic = taker->graph->arithmetic;
    union cell w = taker->graph->values[source], above, below;
    enum fault_kind fault =
        perturbed_value(taker->values, source, number_add(arithmetic, w, h), objective, &above);
    if (!fault)
        fault = perturbed_value(taker->values, source, number_subtract(arithmetic, w, h), objective,
                                &below);
    if (fault)
        return fault;
    union cell rise = number_subtract(arithmetic, above, below);
    *quotient = number_divide(arithmetic, rise,
                              number_multiply(arithmetic, number_integer(arithmetic, 2), h));
    return number_take_fault(arithmetic);
}

/* h^2 times the third coefficient of the jet, which is E'''/6. */
static enum fault_kind take_remainder(struct difference_taker *taker, size_t source,
                                      size_t objective, union cell h, union cell *remainder)
{
    struct arithmetic *arithmetic = taker->graph->arithmetic;
    union cell around =
        number_jet_variable(taker->jets, arithmetic, taker->graph->values[source], h);
    union cell jet;
    enum fault_kind fault = perturbed_value(taker->derivatives, source, around, objective, &jet);
    if (!fault) {
        union cell third = number_jet_coefficient(taker->jets, jet, JET_ORDER, arithmetic);
        *remainder = number_multiply(arithmetic, number_multiply(arithmetic, h, h), third);
        fault = number_take_fault(arithmetic);
    }
    arithmetic_keep(taker->jets, NULL, 0);
    return fault;
}

bool difference_take(struct difference_taker *taker, size_t source, size_t objective,
                     struct difference *difference)
{
    struct arithmetic *arithmetic = taker->graph->arithmetic;
    *difference = (struct difference){.fault = FAULT_NONE};
    union cell h = choose_step(taker, taker->graph->values[source]);
    enum fault_kind fault = take_quotient(taker, source, objective, h, &difference->quotient);
    difference->has_quotient = !fault;
    if (!fault)
        fault = take_remainder(taker, source, objective, h, &difference->remainder);
    if (!fault) {
        difference->derivative =
            number_subtract(arithmetic, difference->quotient, difference->remainder);
        fault = number_take_fault(arithmetic);
    }
    difference->fault = fault;
    bool may_be_precision = fault == FAULT_PRECISION || fault == FAULT_TOO_LARGE;
    return !may_be_precision || arithmetic_precision(arithmetic) >= PRECISION_LAST;
}
