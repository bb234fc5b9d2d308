/* The table of verdicts. */
#include "marking/verdicts.h"

const struct verdict_entry verdict_entries[MARK_KINDS] = {
#define VERDICT(name, text, words, right, points) {text, words, right, points},
#include "marking/verdicts.def"
#undef VERDICT
};
