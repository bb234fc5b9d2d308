/* What the interactive page knows of a trace: JSON that its script reads. Not a public format: page and data are
 * written by the same program.
 *
 *     {"title": text, "legend": text how to read = and the sign of rounding,
 *      "conventions": [text],
 *      "picture": "network" | "graph",                                of what there is a picture, if it is not too large
 *      "updates": [{"number": 1}, {"number": 2, "after": true}],      as in ids; after: a forward pass after the last
 *      "samples": [1, 2],                                             as in ids, those of which there are steps
 *      "steps": [{
 *         "id": "u1.s1.z1[1]", "name": "z1", "maths": MathML of the name,
 *         "role": "pre_activation",
 *         "phase": "given" | "forward" | "loss" | "backward" | "update",
 *         "update": 1,              absent: given once and for all; a new parameter has the update that makes it; what
 *                                   an update that was left out made has the update that reads it
 *         "sample": 1,              absent: of no sample
 *         "formula": MathML, "substitution": MathML,      absent: given
 *         "shown": "0.999665",      as the trace shows it
 *         "number": MathML of that, absent where it is <mn>shown</mn>
 *         "exact": true,            absent: rounded
 *         "note": text,             absent: nothing to be said (an undecided comparison, a bound)
 *         "at": ["1.1"],            places in the picture (render/places.h), absent: none
 *         "uses": [0, 4],           numbers of the steps that stand in the formula, by first appearance
 *         "before": 3, "gradient": 60      of new parameters: the steps of the value before the update, of its gradient
 *      }, ...]}
 *
 * MathML is what stands within a <math> element. Steps stand in the order of the trace; `uses` names earlier ones only
 * (a constant such as the learning rate is a step of the page, though none of the trace: role parameter, phase given).
 */
#ifndef RENDER_PAGE_DATA_H
#define RENDER_PAGE_DATA_H

#include "base/diagnostic.h"
#include "base/text.h"
#include "tape/run.h"

/* Beyond so many steps, terms of gradients that reduce those of the samples, or edges in the picture, there is no
 * interactive page: the trace is then a document. */
#define PAGE_STEPS_MOST 20000
#define PAGE_TERMS_MOST 25000
#define PAGE_EDGES_MOST 1500

/* Can the steps of this selection (NULL: all) be a page? */
bool page_data_fits(const struct tape *tape, const struct selection *selection);

/* Runs `run` to its end and writes the data, neither "</" nor "<!" in it. False after one diagnostic; the output is then incomplete. */
bool page_data_write(struct run *run, struct text *out, struct diagnostics *diagnostics);

/* Appends the title of the trace, escaped for HTML. */
void page_title_write(struct run *run, struct text *out, struct diagnostics *diagnostics);

#endif
