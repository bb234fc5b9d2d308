/* Points: drawn from the domains, then mended until every assumption holds. */
#include "derivation/points.h"

#include "base/pool.h"
#include "derivation/draws.h"
#include <string.h>

#define SEED 0x706f696e7473ULL
#define TRIES_MOST 1000 /* of mending, for one point */
#define TRIES_IN_ORDER 4
#define WORK_MOST 2e6   /* evaluations of nodes, for one point */
#define EQUAL_PLACES 30 /* sides that agree so far are taken to be equal in an assumption */

void points_open(struct point_maker *maker, struct arena *arena, struct values *values)
{
    const struct plan *plan = values->plan;
    *maker = (struct point_maker){
        .plan = plan,
        .values = values,
        .arena = arena_child(arena),
        .fixed = arena_array(arena, plan->free_elements, sizeof *maker->fixed),
        .seen = pool_open(arena),
    };
}

/* ---- drawing ---- */

static struct draws draws_of(const struct point_maker *maker)
{
    return (struct draws){maker->arena, SEED, maker->counter};
}

static size_t row_length(const struct planned_quantity *planned, int rank)
{
    return (size_t)planned->dimensions[rank - 1];
}

/* The whole numbers of each quantity begin elsewhere, so that elements in the same place differ. */
static void draw_quantity(struct point_maker *maker, const struct draw *draw, int place)
{
    const struct quantity *quantity = &maker->plan->derivation->quantities[place];
    const struct planned_quantity *planned = &maker->plan->quantities[place];
    const char **texts = maker->values->texts + planned->offset;
    struct draws draws = draws_of(maker);
    if (domain_is_of_rows(quantity->domain)) {
        size_t length = row_length(planned, quantity->rank);
        for (size_t first = 0; first < planned->count; first += length)
            draw_row(&draws, draw, quantity->domain, first / length, length, texts + first);
    } else {
        for (size_t i = 0; i < planned->count; i++)
            texts[i] = draw_element(&draws, draw, quantity->domain, i + (size_t)place);
    }
    maker->counter = draws.counter;
}

static void draw_all(struct point_maker *maker, const struct draw *draw)
{
    memset(maker->fixed, 0, maker->plan->free_elements * sizeof *maker->fixed);
    for (int q = 0; q < maker->plan->derivation->quantity_count; q++)
        if (!maker->plan->derivation->quantities[q].definition)
            draw_quantity(maker, draw, q);
    values_begin(maker->values, PRECISION_FIRST);
}

/* ---- one element ---- */

static int quantity_of(const struct plan *plan, size_t element)
{
    int place = 0;
    while (element >= plan->quantities[place].offset + plan->quantities[place].count)
        place++;
    return place;
}

/* With the whole row where the domain is of rows. */
static void draw_again(struct point_maker *maker, const struct draw *draw, size_t element)
{
    int place = quantity_of(maker->plan, element);
    const struct quantity *quantity = &maker->plan->derivation->quantities[place];
    const struct planned_quantity *planned = &maker->plan->quantities[place];
    struct draws draws = draws_of(maker);
    size_t length = 1;
    if (domain_is_of_rows(quantity->domain)) {
        length = row_length(planned, quantity->rank);
        element -= (element - planned->offset) % length;
        size_t row = (element - planned->offset) / length;
        draw_row(&draws, draw, quantity->domain, row, length, maker->values->texts + element);
    } else {
        maker->values->texts[element] = draw_element(&draws, draw, quantity->domain, element);
    }
    maker->counter = draws.counter;
    for (size_t i = element; i < element + length; i++)
        values_set(maker->values, i, maker->values->texts[i]);
}

/* ---- assumptions ---- */

/* An assumption at one combination of its indices. */
struct place {
    const struct planned_assumption *assumption;
    struct environment environment;
};

/* Sets a - b; false where a side has no value. */
static bool difference(struct point_maker *maker, const struct place *place, union cell *value)
{
    struct outcome a, b;
    values_sides(maker->values, &place->assumption->condition, &place->environment, &a, &b);
    *value = number_subtract(maker->values->arithmetic, a.value, b.value);
    return number_take_fault(maker->values->arithmetic) == FAULT_NONE && a.fault == FAULT_NONE &&
           b.fault == FAULT_NONE;
}

static bool holds(struct point_maker *maker, const struct place *place)
{
    struct arithmetic *arithmetic = maker->values->arithmetic;
    enum relation relation = place->assumption->condition.relation;
    union cell value, zero;
    if (!difference(maker, place, &value))
        return false;
    zero = number_integer(arithmetic, 0);
    enum comparison comparison = number_compare(arithmetic, value, zero);
    if (comparison == UNDECIDED)
        return relation == RELATION_EQ &&
               number_agree(arithmetic, value, zero, EQUAL_PLACES, EQUAL_PLACES);
    return relation_holds(relation, comparison);
}

/* Finds the first that does not hold; false: all do. */
static bool find_broken(struct point_maker *maker, struct place *place)
{
    for (int i = 0; i < maker->plan->derivation->assumption_count; i++) {
        place->assumption = &maker->plan->assumptions[i];
        place->environment = (struct environment){0};
        if (!instances_first(&place->assumption->instances, &place->environment))
            continue;
        do {
            if (!holds(maker, place))
                return true;
        } while (instances_next(&place->assumption->instances, &place->environment));
    }
    return false;
}

/* ---- mending ---- */

static void note_touched(struct point_maker *maker, const struct place *place)
{
    union cell unused;
    memset(maker->values->touched, 0, maker->plan->elements * sizeof *maker->values->touched);
    difference(maker, place, &unused);
}

/* The slope of the difference of the two sides in an element, and where it is 0, if it is linear and known exactly.
 * The element is left with another number. */
static bool find_root(struct point_maker *maker, const struct place *place, size_t element,
                      union cell *slope, union cell *root)
{
    static const char *const texts[] = {"0", "1", "2"};
    struct arithmetic *arithmetic = maker->values->arithmetic;
    union cell at[3];
    for (int i = 0; i < 3; i++) {
        values_set(maker->values, element, texts[i]);
        if (!difference(maker, place, &at[i]) || !number_is_exact(arithmetic, at[i]))
            return false;
    }
    *slope = number_subtract(arithmetic, at[1], at[0]);
    if (number_is_exact_zero(arithmetic, *slope) ||
        !number_same(arithmetic, *slope, number_subtract(arithmetic, at[2], at[1])))
        return false;
    *root = number_negate(arithmetic, number_divide(arithmetic, at[0], *slope));
    return number_take_fault(arithmetic) == FAULT_NONE && number_is_exact(arithmetic, *root);
}

#define PLACES_SHOWN 12

/* False: the number is not of the element's domain, or none. */
static bool put_number(struct point_maker *maker, size_t element, union cell number)
{
    const struct plan *plan = maker->plan;
    struct arithmetic *arithmetic = maker->values->arithmetic;
    enum domain domain = plan->derivation->quantities[quantity_of(plan, element)].domain;
    struct text text;
    if (domain_is_of_rows(domain) || !domain_has(domain, arithmetic, number))
        return false;
    text_open(&text, maker->arena);
    number_show_fraction(arithmetic, number, PLACES_SHOWN, &text);
    values_set(maker->values, element, text.bytes);
    return true;
}

/* Solves an equality for one element that may be chosen: the last at first, later any, since what another assumption
 * asks of the last may be undone by it. What the equality depends on stays as it is from here on. */
static bool solve(struct point_maker *maker, const struct place *place, int attempt)
{
    union cell slope, root;
    size_t count = maker->plan->free_elements;
    struct draws draws = draws_of(maker);
    size_t turn =
        attempt < TRIES_IN_ORDER || count == 0 ? 0 : (size_t)draw_below(&draws, (long)count);
    maker->counter = draws.counter;
    note_touched(maker, place);
    const bool *touched = maker->values->touched;
    for (size_t i = 0; i < count; i++) {
        size_t element = (2 * count - 1 - i - turn) % count;
        if (!touched[element] || maker->fixed[element])
            continue;
        const char *before = maker->values->texts[element];
        if (find_root(maker, place, element, &slope, &root) && put_number(maker, element, root)) {
            note_touched(maker, place);
            for (size_t other = 0; other < count; other++)
                maker->fixed[other] = maker->fixed[other] || touched[other];
            return true;
        }
        values_set(maker->values, element, before);
    }
    return false;
}

/* A touched element, the last or any, that stands in a solved equality or in none. False: there is none. */
static bool choose(struct point_maker *maker, bool fixed, bool last, size_t *element)
{
    size_t count = 0;
    struct draws draws = draws_of(maker);
    for (size_t i = 0; i < maker->plan->free_elements; i++)
        if (maker->values->touched[i] && maker->fixed[i] == fixed &&
            (draw_below(&draws, (long)++count) == 0 || last))
            *element = i;
    maker->counter = draws.counter;
    return count > 0;
}

/* Beside the number where the sides are equal: above it or below, as the relation and the slope have it. */
static bool step_across(struct point_maker *maker, const struct place *place, size_t element)
{
    struct arithmetic *arithmetic = maker->values->arithmetic;
    enum relation relation = place->assumption->condition.relation;
    struct draws draws = draws_of(maker);
    union cell slope, root;
    const char *before = maker->values->texts[element];
    const char *step =
        draw_element(&draws, &(struct draw){DRAW_RANDOM, 30, 1, false}, DOMAIN_POSITIVE, 0);
    maker->counter = draws.counter;
    if (find_root(maker, place, element, &slope, &root)) {
        bool rising = number_compare(arithmetic, slope, number_integer(arithmetic, 0)) == GREATER;
        bool above = relation == RELATION_GT || relation == RELATION_GE || relation == RELATION_NE;
        union cell distance = number_fraction(arithmetic, step);
        if (rising != above)
            distance = number_negate(arithmetic, distance);
        if (put_number(maker, element, number_add(arithmetic, root, distance)))
            return true;
    }
    values_set(maker->values, element, before);
    return false;
}

/* Changes one of the numbers that the broken inequality depends on, after which equalities may have to be solved
 * again; false: it depends on none. Mostly the last is put beyond the others, which brings x[1] < x[2] < ... in order
 * from the first on; now and then chance decides, since what is beyond one number need not be before another. So it
 * does among the numbers of solved equalities, where no other can make the inequality hold. */
static bool move(struct point_maker *maker, const struct place *place, const struct draw *draw,
                 int attempt)
{
    size_t element = 0;
    bool chance = attempt % 4 == 0, solved = attempt % 8 == 7;
    note_touched(maker, place);
    if (!choose(maker, solved, !chance && !solved, &element) &&
        !choose(maker, !solved, false, &element))
        return false;
    if (maker->fixed[element])
        memset(maker->fixed, 0, maker->plan->free_elements * sizeof *maker->fixed);
    if (chance || !step_across(maker, place, element))
        draw_again(maker, draw, element);
    return true;
}

static bool mend(struct point_maker *maker, const struct place *place, const struct draw *draw,
                 int attempt)
{
    if (place->assumption->condition.relation == RELATION_EQ)
        return solve(maker, place, attempt);
    return move(maker, place, draw, attempt);
}

/* Smaller and smaller, since what is assumed of sums of positive numbers asks for small ones. */
static struct draw draw_of_attempt(int attempt)
{
    long most = 300 / (1 + attempt / 2);
    return (struct draw){DRAW_RANDOM, most > 0 ? most : 1, 2, false};
}

bool points_next(struct point_maker *maker, int number)
{
    const struct draw simple = draw_of_point(number);
    struct place broken;
    double before = maker->values->spent;
    arena_reset(maker->arena);
    draw_all(maker, &simple);
    for (int attempt = 0; find_broken(maker, &broken); attempt++) {
        struct draw draw = draw_of_attempt(attempt);
        if (attempt == TRIES_MOST || maker->values->spent - before > WORK_MOST)
            return false;
        if (maker->values->work > WORK_KEPT)
            values_begin(maker->values, PRECISION_FIRST);
        if (mend(maker, &broken, &draw, attempt))
            continue;
        maker->given_up = true;
        draw_all(maker, &draw);
    }
    values_restart(maker->values, PRECISION_FIRST);
    return true;
}

bool points_is_new(struct point_maker *maker)
{
    struct text text;
    text_open(&text, maker->arena);
    for (size_t i = 0; i < maker->plan->free_elements; i++)
        text_printf(&text, "%s ", maker->values->texts[i]);
    struct pooled *point = pool_add(maker->seen, text.bytes, text.length);
    return point->number++ == 0;
}
