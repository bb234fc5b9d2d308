/* Drawing until the numbers are good, or until enough was tried. */
#include "api/draw.h"

#include "base/arena.h"
#include "marking/sheet_make.h"
#include "number/random.h"
#include <limits.h>
#include <string.h>

/* ---- one draw ---- */

/* The right answers at the digits asked for, and which are asked for: the steps come in the order of the sheet, which has
 * the constants before them. */
static bool read_right(const struct order *order, struct draw *draw,
                       struct diagnostics *diagnostics)
{
    const struct sheet *sheet = draw->task.sheet;
    const struct run_settings settings = {.digits = order->digits,
                                          .arithmetic = ARITHMETIC_CERTIFIED};
    struct run *run = run_open(draw->arena, draw->tape, &settings, diagnostics);
    struct written *right = arena_array(draw->arena, (size_t)sheet->count, sizeof *right);
    bool *asked = arena_array(draw->arena, (size_t)sheet->count, sizeof *asked);
    draw->task.right = right;
    draw->task.asked = asked;
    int line = 0;
    for (; line < sheet->count && sheet->lines[line].constant; line++)
        right[line].kind = WRITTEN_BLANK;
    while (run && run_next(run))
        for (struct step step = {.run = run}; run_walk(&step); line++) {
            const struct shown *shown = step_shown(&step);
            if (!shown)
                return false;
            right[line] =
                written_read(draw->arena, arena_copy(draw->arena, shown->text, strlen(shown->text)),
                             strlen(shown->text), COMMA_UNKNOWN);
            asked[line] = right[line].kind == WRITTEN_NUMBER &&
                          worksheet_asks(draw->tape, step.family, order->blank);
            if (!step.family->formula)
                right[line].kind = WRITTEN_BLANK;
        }
    return run && !run_failed(run);
}

static int find_twin(const struct order *order, const struct draw *draw,
                     const char *const *const *earlier)
{
    for (int twin = 1; twin < draw->number; twin++) {
        size_t same = 0;
        while (same < order->vary->number_count &&
               strcmp(earlier[twin - 1][same], draw->texts[same]) == 0)
            same++;
        if (same == order->vary->number_count)
            return twin;
    }
    return 0;
}

/* Reads and computes the problem. False after one diagnostic. */
static bool compute(const struct order *order, struct draw *draw, struct diagnostics *diagnostics)
{
    const struct problem *problem = problem_read(draw->arena, &draw->source, diagnostics);
    draw->tape = problem ? tape_compile(draw->arena, problem, diagnostics) : NULL;
    draw->task.digits = order->digits;
    draw->task.sheet = draw->tape ? sheet_make(draw->arena, draw->tape, diagnostics) : NULL;
    return draw->task.sheet && read_right(order, draw, diagnostics);
}

/* A draw in an arena of its own; NULL after one diagnostic. */
static struct draw *make_draw(struct arena *arena, const struct order *order, int number,
                              uint64_t seed, const char *const *const *earlier,
                              struct diagnostics *diagnostics)
{
    struct arena *own = arena_child(arena);
    struct draw *draw = arena_alloc(own, sizeof *draw);
    struct text text;
    text_open(&text, own);
    draw->arena = own;
    draw->number = number;
    draw->texts = vary_draw(own, order->vary, seed);
    vary_write(own, order->vary, &order->source, draw->texts, number, &text);
    draw->source =
        (struct json_source){arena_printf(own, "variant %d", number), text.bytes, text.length};
    if (!compute(order, draw, diagnostics)) {
        arena_close(own);
        return NULL;
    }
    draw->twin = find_twin(order, draw, earlier);
    draw->obstacle_count = find_obstacles(own, &draw->task, &draw->obstacles);
    return draw;
}

/* How long drawing goes on, by what the first draw that can be computed shows. */
struct effort {
    int draws; /* at most */
    int good;  /* draws without an obstacle that are enough */
};

static int within(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static struct effort effort_for(const struct draw *draw)
{
    int lines = draw->task.sheet->count, rows = 1;
    for (int i = 0; i < lines; i++)
        rows += draw->task.asked[i];
    return (struct effort){within(DRAWN_LINES / lines, DRAWS_LEAST, DRAWS_MOST),
                           within(GOOD_ROWS / rows + 1, 1, GOOD_DRAWS_MOST)};
}

static void compare_mistakes(struct draw *draw)
{
    draw->likeness_count =
        find_likenesses(draw->arena, &draw->task, &draw->likenesses, &draw->hidden);
}

/* ---- the best ---- */

static bool is_better(const struct draw *a, const struct draw *b)
{
    if ((a->twin > 0) != (b->twin > 0))
        return a->twin == 0;
    if (a->obstacle_count != b->obstacle_count)
        return a->obstacle_count < b->obstacle_count;
    if (a->hidden != b->hidden)
        return a->hidden < b->hidden;
    return a->likeness_count < b->likeness_count;
}

/* The worse of both goes. */
static struct draw *better(struct draw *best, struct draw *draw)
{
    if (draw_is_good(draw))
        compare_mistakes(draw);
    if (best && !is_better(draw, best)) {
        arena_close(draw->arena);
        return best;
    }
    if (best)
        arena_close(best->arena);
    return draw;
}

static const struct draw *none_computed(const struct diagnostics *unheard, int number,
                                        struct diagnostics *diagnostics)
{
    struct diagnostic report = *unheard->first;
    report.message = arena_printf(
        diagnostics->arena,
        "variant %d: none of %d draws is a problem that can be computed; the last one: %s", number,
        DRAWS_MOST, report.message);
    report.file = NULL;
    report.line = report.column = 0;
    diagnose(diagnostics, &report);
    return NULL;
}

const struct draw *draw_best(struct arena *arena, const struct order *order, int number,
                             const char *const *const *earlier, struct diagnostics *diagnostics)
{
    const uint64_t seed = random_word(order->seed, (uint64_t)number);
    struct effort effort = {DRAWS_MOST, 1};
    struct arena *scratch = arena_child(arena);
    struct diagnostics unheard;
    struct draw *best = NULL;
    for (int draws = 0, good = 0; draws < effort.draws && good < effort.good; draws++) {
        arena_reset(scratch);
        diagnostics_open(&unheard, scratch);
        struct draw *draw =
            make_draw(arena, order, number, random_word(seed, (uint64_t)draws), earlier, &unheard);
        if (!draw)
            continue;
        effort = effort_for(draw);
        good += draw_is_good(draw);
        best = better(best, draw);
    }
    if (!best)
        return none_computed(&unheard, number, diagnostics);
    if (!draw_is_good(best))
        compare_mistakes(best);
    arena_close(scratch);
    return best;
}
