/* Why a wrong value is what it is: mistakes of the tables tried one after the other on this person's own figures.
 *
 * A mistake is an edit of the step's own formula, a mistake of rule (edits that know roles: updated weights used in the
 * backward pass), or a slip of writing. Each gives the set of numbers that somebody has who made just this mistake; it
 * explains the value if the numbers that round to the writing meet the set. What could explain anything explains nothing:
 * weights (bits) are prior of the table + digits that match beyond chance.
 * Part of the marking core.
 */
#ifndef MARKING_EXPLAIN_H
#define MARKING_EXPLAIN_H

#include "marking/mark.h"
#include "marking/reach.h"

/* What is known of the person where the value was written. */
struct situation {
    const struct sheet *sheet;
    const struct sheet_line *line;
    const struct written *written;
    enum habit habit;
    void *context;
    /* The person's own set of a line, and what they wrote for it (NULL: nothing). */
    struct interval (*own)(void *context, int line);
    const struct written *(*writing)(void *context, int line);
    struct reach_formula *prepared; /* the line's expansion, made ready; NULL: it is not */
};

#define CAUSES_MOST 8

/* What is so much less likely than the best counts as told apart from it. */
#define BITS_ALIKE 2.5

/* log2, in steps so coarse that the last digits in which C libraries differ do not count: who is likelier does not hang on
 * them. Sums of weights in such steps are exact. */
double bits_of(double ratio);

/* The best explanations, best first; 0: none. */
int explain_wrong(struct arena *arena, const struct situation *situation,
                  struct cause causes[CAUSES_MOST]);

/* Of an accepted value that the person's own figures do not give: the slip of writing that explains it (a remark).
 * False: none. */
bool explain_accepted(struct arena *arena, const struct situation *situation, struct cause *remark);

#endif
