/* Do the numbers of a problem suit work by hand that is to be marked? Obstacles are values that no numbers of a good exercise
 * have. Likenesses are mistakes that the digits asked for cannot tell from each other, or from the right answer.
 */
#ifndef MARKING_SUITABILITY_H
#define MARKING_SUITABILITY_H

#include "marking/sheet.h"

#define SUITABLE_DIGITS_MOST 12 /* digits asked for: mistakes are computed in doubles */

/* What is asked for of a sheet. */
struct task {
    const struct sheet *sheet;
    struct digits digits;
    const struct written
        *right;        /* [lines] the right answer as the key shows it; WRITTEN_BLANK: given */
    const bool *asked; /* [lines] */
};

enum obstacle_kind {
#define OBSTACLE(name, code, words) OBSTACLE_##name,
#include "marking/obstacles.def"
#undef OBSTACLE
    OBSTACLE_KINDS
};

struct obstacle {
    enum obstacle_kind kind;
    int line;
};

const char *obstacle_code(enum obstacle_kind kind);
/* "E is nearly midway ...", in `arena`. */
const char *obstacle_words(struct arena *arena, enum obstacle_kind kind, const char *name);

/* The place of the last digit asked for at a line: 10^place. The key does not show zeros behind what is exact; of new
 * parameters it shows more digits. */
int task_last_place(const struct task *task, const struct sheet_line *line);

/* The obstacles in the order of the sheet; their number. Digits are lost, and units saturated, whether the quantity is asked
 * for or not. */
int find_obstacles(struct arena *arena, const struct task *task, const struct obstacle **obstacles);

/* Two mistakes that give the same digits at a line. */
struct likeness {
    int line;
    const char *code, *other; /* of mistakes.def; other NULL: `code` gives the right digits */
    double value;             /* at those digits */
};

/* The likenesses at lines that are asked for, each once, in the order of the sheet; their number. `hidden` of them are of
 * mistakes that give the right digits. */
int find_likenesses(struct arena *arena, const struct task *task,
                    const struct likeness **likenesses, int *hidden);

#endif
