/* Numbers for the steps of a run: whoever lists steps, as a sheet or a page does, finds by them where an operand stands. */
#ifndef TAPE_NUMBERING_H
#define TAPE_NUMBERING_H

#include "tape/run.h"

#define NO_NUMBER (-1)

struct numbering;
struct numbering *numbering_open(struct arena *arena, const struct tape *tape);

/* The step has this number (from 0) from now on. */
void numbering_set(struct numbering *numbering, const struct step *step, int number);

/* NO_NUMBER: it has none. `position` as struct step has it. */
int numbering_of(const struct numbering *numbering, const struct step *step);
int numbering_at(const struct numbering *numbering, const struct family *family, size_t position,
                 size_t instance);

/* To be called behind each update: what it made is what the next one starts from, and what else was computed is gone. */
void numbering_next_update(struct numbering *numbering);

#endif
