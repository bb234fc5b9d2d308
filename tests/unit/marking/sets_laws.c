/* Sets on random small networks of which random lines were written, some of them wrong: whatever numbers within the sets
 * of what was written somebody may have calculated on with, through the lines that were not, lies in the set of each
 * line; and the set is hardly wider than what can be found by looking for the ends. */
#include "../tape/support.h"
#include "marking/sets.h"
#include "marking/sheet_make.h"
#include "number/random.h"

#include <math.h>
#include <stdio.h>

TestSuite(sets_laws, .init = open_arena, .fini = close_arena, .timeout = 280);

struct generator {
    uint64_t seed, counter;
};

static unsigned below(struct generator *generator, unsigned bound)
{
    return (unsigned)(random_word(generator->seed, generator->counter++) % bound);
}

/* One person's work on one network, and values that somebody with the same writings may have had. */
struct work {
    struct generator *generator;
    const struct sheet *sheet;
    struct sets *sets;
    struct arithmetic *intervals;
    struct answers answers;
    double *written;         /* [lines] as it stands there; NAN: nothing */
    bool *wrong;             /* [lines] */
    struct interval *values; /* [lines] numbers, but for a few roundings */
};

/* ---- networks ---- */

static void print_numbers(struct generator *generator, struct text *text, int rows, int columns)
{
    for (int i = 0; i < rows; i++) {
        text_string(text, i > 0 ? ", [" : "[");
        for (int j = 0; j < columns; j++)
            text_printf(text, "%s%.2f", j > 0 ? ", " : "",
                        ((double)below(generator, 300) - 150) / 100);
        text_literal(text, "]");
    }
}

static void print_layer(struct generator *generator, struct text *text, int from, int units,
                        const char *activation)
{
    text_printf(text, "{\"activation\": \"%s\", \"weights\": [", activation);
    print_numbers(generator, text, units, from);
    text_literal(text, "], \"biases\": ");
    print_numbers(generator, text, 1, units);
    text_literal(text, "}");
}

static const char *any_network(struct generator *generator)
{
    static const char *const activations[] = {"sigmoid", "tanh", "relu", "softplus", "linear"};
    int inputs = 1 + (int)below(generator, 3), hidden = 1 + (int)below(generator, 3),
        outputs = 1 + (int)below(generator, 2), samples = 1 + (int)below(generator, 3);
    bool softmax = outputs > 1 && below(generator, 2) == 0;
    struct text text;
    text_open(&text, arena);
    text_literal(&text, "{\"inputs\": [");
    print_numbers(generator, &text, samples, inputs);
    text_literal(&text, "], \"targets\": [");
    for (int s = 0; s < samples; s++)
        text_printf(&text, "%s[1%s]", s > 0 ? ", " : "", outputs > 1 ? ", 0" : "");
    text_literal(&text, "], \"layers\": [");
    print_layer(generator, &text, inputs, hidden, activations[below(generator, 5)]);
    text_literal(&text, ", ");
    print_layer(generator, &text, hidden, outputs,
                softmax ? "softmax" : activations[below(generator, 2)]);
    text_printf(&text, "], \"loss\": \"%s\", ",
                softmax ? "categorical_cross_entropy" : "squared_error");
    text_literal(&text, "\"optimizer\": {\"kind\": \"sgd\", \"learning_rate\": 0.5}}");
    return text.bytes;
}

/* ---- numbers that somebody may have had ---- */

static union cell look_up(void *context, const struct expr *name,
                          const struct environment *environment)
{
    const struct work *work = context;
    const struct sheet_line *line = name->binding;
    (void)environment;
    return number_interval(work->intervals, work->values[line->number]);
}

/* What a line's formula gives from the values; NAN: nothing. */
static struct interval formula_value(struct work *work, const struct sheet_line *line)
{
    struct evaluation evaluation = {.arithmetic = work->intervals,
                                    .context = work,
                                    .lookup = look_up,
                                    .scratch = arena_child(arena)};
    arithmetic_restart(work->intervals, 0);
    struct interval value =
        number_bounds(work->intervals, expr_evaluate(&evaluation, line->expansion));
    arena_close(evaluation.scratch);
    return number_take_fault(work->intervals) == FAULT_NONE ? value : (struct interval){NAN, NAN};
}

static struct interval number(double value)
{
    return (struct interval){value, value};
}

static double middle(struct interval set)
{
    return set.low / 2 + set.high / 2;
}

/* An end, the middle, or any number between. */
static double any_number(struct generator *generator, struct interval set)
{
    unsigned choice = below(generator, 6);
    double part = choice < 2 ? choice : choice == 2 ? 0.5 : (double)below(generator, 1001) / 1000;
    double value = set.low + part * (set.high - set.low);
    return fmin(fmax(value, set.low), set.high);
}

/* ---- writing ---- */

static void write_line(struct work *work, const struct sheet_line *line, double value,
                       const char *format)
{
    char text[40];
    struct written *written = arena_alloc(arena, sizeof *written);
    snprintf(text, sizeof text, format, value);
    *written =
        written_read(arena, arena_copy(arena, text, strlen(text)), strlen(text), COMMA_UNKNOWN);
    work->written[line->number] = strtod(text, NULL);
    struct answer *items = (struct answer *)work->answers.items;
    items[work->answers.count++] = (struct answer){line->number, 1, written};
}

/* Works through the network and writes one line in `every`, and the last one, down to a few figures. Goes on with what
 * was written. */
static void write_some(struct work *work, unsigned every, unsigned wrong)
{
    static const char *const formats[] = {"%.3e", "%.2e", "%.1e", "%.0e", "%.1f"};
    const char *format = formats[below(work->generator, 5)];
    for (int i = 0; i < work->sheet->count; i++) {
        const struct sheet_line *line = &work->sheet->lines[i];
        work->written[i] = NAN;
        work->values[i] = line->given ? line->range : formula_value(work, line);
        bool last = i == work->sheet->count - 1;
        if (line->given || isnan(work->values[i].low) ||
            (below(work->generator, every) > 0 && !last))
            continue;
        work->wrong[i] = wrong > 0 && below(work->generator, wrong) == 0;
        double value = middle(work->values[i]);
        write_line(work, line, work->wrong[i] ? 1.25 * value + 0.25 : value, format);
        work->values[i] = number(work->written[i]);
    }
}

static void take_over(struct work *work, struct line_sets *line)
{
    sets_begin(work->sets, line);
    sets_seek_reach(work->sets, line);
    if (line->line->given)
        return;
    if (!line->answer) {
        sets_pass_through(work->sets, line);
        return;
    }
    const struct written *written = line->answer->writings;
    struct interval meant = written_meant(written, work->answers.habit);
    if (work->wrong[line->line->number]) {
        sets_add_wrong(line, &(struct own_value){meant, line->line->number, written});
        work->sets->wrong = true;
    } else {
        sets_accept(line, written, meant);
    }
}

/* `search`: through lines that were not written; else there is no time for it. */
static void open_work(struct work *work, struct generator *generator, const char *problem,
                      unsigned every, unsigned wrong, bool search)
{
    *work = (struct work){.generator = generator};
    work->sheet = sheet_make(arena, tape_of(problem), &diagnostics);
    size_t count = (size_t)work->sheet->count;
    work->intervals = interval_arithmetic_open(arena);
    work->written = arena_array(arena, count, sizeof *work->written);
    work->wrong = arena_array(arena, count, sizeof *work->wrong);
    work->values = arena_array(arena, count, sizeof *work->values);
    work->answers.items = arena_array(arena, count, sizeof *work->answers.items);
    work->answers.givens_rounded = below(generator, 2) == 0;
    write_some(work, every, wrong);
    work->sets = sets_open(arena, marker_open(arena, work->sheet), &work->answers);
    if (!search)
        work->sets->work_left = 0;
    for (size_t i = 0; i < count; i++)
        take_over(work, &work->sets->lines[i]);
}

/* ---- no value that is reached lies outside ---- */

static void expect_within(const struct sheet_line *line, struct interval value, struct interval set,
                          const char *which)
{
    cr_expect(value.low <= set.high && value.high >= set.low,
              "%s: %.17g outside of %s %.17g..%.17g", line->id, value.low, which, set.low,
              set.high);
}

/* What is known exactly is no other number, though it may be no double. */
static struct interval any_value(struct work *work, const struct line_sets *line)
{
    return line->fixed ? line->line->range : number(any_number(work->generator, line->honest));
}

/* Goes through the lines with any numbers of the sets of what was written: of honest ones, or of those written wrong,
 * too. How many lines had a value. */
static int check_draw(struct work *work, bool own)
{
    int valued = 0;
    for (int i = 0; i < work->sheet->count; i++) {
        struct line_sets *line = &work->sets->lines[i];
        struct interval reached;
        if (line->line->given) {
            work->values[i] = any_value(work, line);
            continue;
        }
        struct interval value = work->values[i] = formula_value(work, line->line);
        if (isnan(value.low))
            return valued;
        valued++;
        if (!own)
            expect_within(line->line, value, line->reach, "what is reached");
        else if (choices_first(work->sets, line) && sets_reach_chosen(work->sets, line, &reached))
            expect_within(line->line, value, reached, "what is carried on");
        if (own && work->wrong[i])
            work->values[i] = number(any_number(work->generator, line->own[0].set));
        else if (line->accepted)
            work->values[i] = any_value(work, line);
    }
    return valued;
}

#define NETWORKS 60
#define DRAWS 30

static void check_networks(uint64_t seed, unsigned wrong)
{
    struct generator generator = {.seed = seed};
    int valued = 0;
    for (int n = 0; n < NETWORKS; n++) {
        struct work work;
        arena_reset(arena);
        diagnostics_open(&diagnostics, arena);
        open_work(&work, &generator, any_network(&generator), 1 + below(&generator, 5), wrong,
                  n % 6 > 0);
        for (int draw = 0; draw < DRAWS; draw++)
            valued += check_draw(&work, wrong > 0 && draw % 2 == 0);
    }
    cr_expect_gt(valued, NETWORKS * DRAWS * 10);
}

Test(sets_laws, honest_values_are_reached)
{
    check_networks(141421356, 0);
}

Test(sets_laws, values_carried_on_are_reached)
{
    check_networks(223606797, 6);
}

/* ---- and little more ---- */

/* The value of a line from the present numbers of what it depends on. */
static double follow(struct work *work, const struct line_sets *target)
{
    for (int i = 0; i <= target->line->number; i++) {
        const struct line_sets *line = &work->sets->lines[i];
        bool is_variable = line->line->given || line->accepted || line->fixed;
        if (!is_variable || line == target)
            work->values[i] = formula_value(work, line->line);
    }
    return middle(work->values[target->line->number]);
}

/* Climbs from the middle, one number after the other to its better end, for as long as that helps. */
static double farthest(struct work *work, const struct line_sets *target, double sign)
{
    const struct dependence *on = target->dependence[false];
    int count = on->composite.variable_count;
    for (int i = 0; i < target->line->number; i++)
        work->values[i] = work->sets->lines[i].fixed ? work->sets->lines[i].line->range
                                                     : number(middle(work->sets->lines[i].honest));
    double best = sign * follow(work, target);
    for (bool better = true; better;) {
        better = false;
        for (int i = 0; i < 2 * count; i++) {
            const struct line_sets *variable = on->lines[i / 2];
            if (variable->fixed)
                continue;
            struct interval *value = &work->values[variable->line->number], before = *value;
            *value = number(i % 2 ? variable->honest.high : variable->honest.low);
            double now = sign * follow(work, target);
            if (!(now > best + 1e-12 * fabs(best))) {
                *value = before;
                continue;
            }
            best = now;
            better = true;
        }
    }
    return sign * best;
}

static double excess(struct work *work, const struct line_sets *line)
{
    double low = farthest(work, line, -1), high = farthest(work, line, 1);
    double width = line->reach.high - line->reach.low;
    double size = fmax(fabs(line->reach.low), fabs(line->reach.high));
    if (width <= 1e-12 * size || isinf(width))
        return 0;
    return (width - (high - low)) / width;
}

Test(sets_laws, sets_are_hardly_wider_than_what_is_reached)
{
    struct generator generator = {.seed = 316227766};
    int count = 0, wide = 0;
    for (int n = 0; n < NETWORKS; n++) {
        struct work work;
        arena_reset(arena);
        diagnostics_open(&diagnostics, arena);
        open_work(&work, &generator, any_network(&generator), 2 + below(&generator, 4), 0, true);
        for (int i = 0; i < work.sheet->count; i++) {
            const struct line_sets *line = &work.sets->lines[i];
            if (!line->answer || !line->dependence[false] || below(&generator, 4) > 0)
                continue;
            count++;
            wide += excess(&work, line) > 0.05;
        }
    }
    cr_expect_gt(count, 200);
    cr_expect_lt(wide, count / 50, "%d of %d sets exceed the values by more than 5 %%", wide,
                 count);
}

/* ---- long ways ---- */

/* h1 = x, h2 = x - h1/2, ...: the derivative by x tends to 2/3, steps taken one by one would have 2. */
static const char *long_chain(int steps)
{
    struct text text;
    text_open(&text, arena);
    text_literal(&text, "{\"given\": {\"x\": 0.75}, \"formulas\": [\"h1 = x\"");
    for (int i = 2; i <= steps; i++)
        text_printf(&text, ", \"h%d = x - h%d/2\"", i, i - 1);
    text_literal(&text, "]}");
    return text.bytes;
}

static double width_at_end(int steps, bool search)
{
    struct work work;
    struct generator generator = {.seed = 1};
    do {
        open_work(&work, &generator, long_chain(steps), 1000000, 0, search);
    } while (!work.answers.givens_rounded);
    check_draw(&work, false);
    const struct line_sets *last = &work.sets->lines[work.sheet->count - 1];
    return last->reach.high - last->reach.low;
}

Test(sets_laws, limits_make_sets_no_narrower)
{
    cr_expect_float_eq(width_at_end(50, true), 0.01 / 1.5, 1e-12);
    cr_expect_float_eq(width_at_end(50, false), 0.01 * 2, 1e-12);
    cr_expect_float_eq(width_at_end(DEPENDENCE_STEPS_MOST + 100, true), 0.01 / 1.5, 1e-12);
}

Test(sets_laws, what_is_known_exactly_is_one_number)
{
    struct generator generator = {.seed = 264575131};
    for (int n = 0; n < 10; n++) {
        struct work work;
        open_work(&work, &generator, any_network(&generator), 1000000, 0, true);
        for (int i = 0; i < work.sheet->count && !work.answers.givens_rounded; i++) {
            const struct line_sets *line = &work.sets->lines[i];
            cr_expect_eq(line->reach.low, line->line->range.low);
            cr_expect_eq(line->reach.high, line->line->range.high);
        }
    }
}
