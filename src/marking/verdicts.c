/* The table of verdicts. */
#include "marking/verdicts.h"

#include "base/text.h"
#include <math.h>

const struct verdict_entry verdict_entries[MARK_KINDS] = {
#define VERDICT(name, text, words, right, points) {text, words, right, points},
#include "marking/verdicts.def"
#undef VERDICT
};

void points_show(double points, struct text *out)
{
    double_shortest(round(points * 1e6) / 1e6, out);
}
