/* The numbers of one variant: many draws are tried, and the best is taken. A draw is a whole problem, read and computed like
 * any other, so that what is judged is what is written.
 */
#ifndef API_DRAW_H
#define API_DRAW_H

#include "api/call.h"
#include "marking/suitability.h"
#include "problem/vary.h"
#include "render/worksheet.h"

/* What is tried for one variant: so many draws, until some have no obstacle: as many as have so many quantities together
 * that are asked for, but no more than GOOD_DRAWS_MOST. Of these the one is taken with the fewest mistakes that give the
 * right digits, then with the fewest that cannot be told apart. */
#define DRAWS_MOST 1000 /* fewer of a long sheet: DRAWN_LINES all in all, but DRAWS_LEAST */
#define DRAWS_LEAST 100
#define DRAWN_LINES 100000
#define GOOD_DRAWS_MOST 12
#define GOOD_ROWS 250

/* Of a worksheet; mistakes of more take too long to compare. */
#define DRAW_ROWS_MOST 1000

struct order {
    struct json_source source; /* of the problem that has "vary" */
    const struct vary *vary;
    uint64_t seed;
    struct digits digits;
    enum blank blank;
};

struct draw {
    struct arena *arena; /* of all that belongs to it */
    int number;          /* of the variant, from 1 */
    const char *const *texts;
    struct json_source source; /* the problem */
    const struct tape *tape;
    struct task task;
    const struct obstacle *obstacles;
    const struct likeness *likenesses;
    int obstacle_count, likeness_count, hidden;
    int twin; /* the variant before that has the same numbers; 0: none */
};

/* The best draw for variant `number`, in an arena of its own below `arena`. `earlier` has the texts of the variants before
 * it. NULL after one diagnostic: no draw is a problem that can be computed. */
const struct draw *draw_best(struct arena *arena, const struct order *order, int number,
                             const char *const *const *earlier, struct diagnostics *diagnostics);

/* Is nothing wrong with it? */
static inline bool draw_is_good(const struct draw *draw)
{
    return draw->obstacle_count == 0 && draw->twin == 0;
}

#endif
