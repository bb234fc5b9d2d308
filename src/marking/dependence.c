/* Which lines a line depends on, as a composite of formulas for reach.h. */
#include "marking/sets.h"

#include "base/arena.h"
#include <math.h>
#include <stdlib.h>

/* The lines whose formulas make up a composite. */
struct collection {
    struct sets *sets;
    bool own;
    int count, references;
    struct line_sets *steps[DEPENDENCE_STEPS_MOST];
};

static bool was_written_wrong(const struct line_sets *line)
{
    return line->own_count > 0 && line->own[0].written;
}

/* Has the line a set of its own, so that it need not be followed back? */
static bool is_known(const struct line_sets *line, bool own)
{
    if (line->line->given || line->accepted)
        return true;
    return own ? was_written_wrong(line) || (line->fixed && line->own_count == 0) : line->fixed;
}

static void add_step(struct collection *collection, struct line_sets *line)
{
    line->stamp = collection->sets->stamp;
    line->operand_count = reach_operand_count(line->formula);
    collection->references += (int)line->operand_count;
    collection->steps[collection->count++] = line;
}

/* Follows the operands of a step back, those that there is room for. */
static void add_operands(struct collection *collection, const struct line_sets *step)
{
    for (size_t i = 0; i < step->operand_count; i++) {
        struct line_sets *operand = operand_at(collection->sets, step, i);
        if (operand->stamp == collection->sets->stamp || is_known(operand, collection->own))
            continue;
        if (collection->count == DEPENDENCE_STEPS_MOST)
            return;
        if (collection->references + (int)operand->operand_count <= DEPENDENCE_REFERENCES_MOST)
            add_step(collection, operand);
    }
}

static int in_order(const void *a, const void *b)
{
    const struct line_sets *first = *(struct line_sets *const *)a;
    const struct line_sets *second = *(struct line_sets *const *)b;
    return first->line->number - second->line->number;
}

/* The steps in the order of the calculation, the line itself last. */
static void collect(struct collection *collection, struct line_sets *line)
{
    bool alone = !line->followed || collection->sets->work_left <= 0;
    collection->sets->stamp++;
    add_step(collection, line);
    for (int s = 0; !alone && s < collection->count; s++)
        add_operands(collection, collection->steps[s]);
    qsort(collection->steps, (size_t)collection->count, sizeof *collection->steps, in_order);
}

/* The operands of a step; lines that are none themselves become variables. */
static const int *connect(const struct sets *sets, struct dependence *dependence,
                          const struct line_sets *step)
{
    int *operands = arena_array(sets->arena, step->operand_count, sizeof *operands);
    for (size_t i = 0; i < step->operand_count; i++) {
        struct line_sets *operand = operand_at(sets, step, i);
        if (operand->stamp != sets->stamp) {
            operand->stamp = sets->stamp;
            operand->place = dependence->composite.variable_count++;
            dependence->lines[operand->place] = operand;
        }
        operands[i] = operand->place;
    }
    return operands;
}

static const struct interval everything = {-INFINITY, INFINITY};

/* What is known of the steps between, if nobody was wrong. */
static const struct interval *known_sets(const struct collection *collection)
{
    if (collection->own || collection->count == 1)
        return NULL;
    struct interval *known =
        arena_array(collection->sets->arena, (size_t)collection->count, sizeof *known);
    for (int s = 0; s < collection->count; s++) {
        const struct line_sets *step = collection->steps[s];
        bool between = s < collection->count - 1;
        known[s] = between && step->reached ? step->honest : everything;
    }
    return known;
}

static struct dependence *follow(struct sets *sets, struct line_sets *line, bool own)
{
    struct collection collection; /* not cleared: it has much room, of which little is used */
    collection.sets = sets;
    collection.own = own;
    collection.count = collection.references = 0;
    collect(&collection, line);
    sets->stamp++;
    for (int s = 0; s < collection.count; s++) {
        collection.steps[s]->stamp = sets->stamp;
        collection.steps[s]->place = ~s;
    }
    struct dependence *dependence = arena_alloc(sets->arena, sizeof *dependence);
    struct reach_step *steps = arena_array(sets->arena, (size_t)collection.count, sizeof *steps);
    size_t most = (size_t)collection.references;
    dependence->lines = arena_array(sets->arena, most, sizeof *dependence->lines);
    dependence->steps =
        arena_array(sets->arena, (size_t)collection.count, sizeof *dependence->steps);
    dependence->boxes = arena_array(sets->arena, most, sizeof *dependence->boxes);
    for (int s = 0; s < collection.count; s++) {
        dependence->steps[s] = collection.steps[s];
        steps[s] = (struct reach_step){collection.steps[s]->formula,
                                       connect(sets, dependence, collection.steps[s])};
    }
    dependence->composite.step_count = collection.count;
    dependence->composite.steps = steps;
    dependence->composite.known = known_sets(&collection);
    return dependence;
}

struct dependence *sets_dependence(struct sets *sets, struct line_sets *line, bool own)
{
    struct dependence **dependence = &line->dependence[own];
    if (*dependence == NULL)
        *dependence = follow(sets, line, own);
    return *dependence;
}
