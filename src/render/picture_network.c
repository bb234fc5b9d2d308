/* The picture of a network: layers as columns, edges under the units, then loss and targets. */
#include "base/arena.h"
#include "render/picture_labels.h"
#include "render/text_maths.h"

#include "render/unicode_name.h"
#include <stdio.h>
#include <string.h>

/* Columns of up to so many units have circles with room around them; longer ones boxes in rows. */
#define ROOMY_MOST 8
/* Networks of up to so many edges have names at them; of up to so many, values, too. */
#define NAMED_MOST 40
#define VALUED_MOST 12

#define RADIUS 24
/* Of the box of the loss, in which a value of 12 characters has room: -1.62072e-12. */
#define LOSS_HALF 50
#define LOSS_RISE 22
#define BIAS_ABOVE 20 /* from the top of a circle to the middle of its bias */

struct plan {
    struct picture picture;
    const struct diagram *diagram;
    bool roomy, named, valued;
    int most;        /* units in the longest column */
    int half, rise;  /* of a unit: half its width, half its height */
    int pitch, gap;  /* from row to row, from column to column */
    int top, height; /* the middle of the first row of the longest column; all of it */
    int first_x, loss_x, target_x, width;
};

/* ---- the plan ---- */

static long count_edges(const struct diagram *diagram)
{
    long edges = 0;
    for (int c = 1; c < diagram->columns; c++)
        edges += (long)diagram->column[c].count * diagram->column[c - 1].count;
    return edges;
}

static int longest_column(const struct diagram *diagram)
{
    int most = diagram->targets.count;
    for (int c = 0; c < diagram->columns; c++)
        most = diagram->column[c].count > most ? diagram->column[c].count : most;
    return most;
}

static void plan_columns(struct plan *plan)
{
    const struct diagram *diagram = plan->diagram;
    int margin = plan->half + 16, end = plan->first_x = margin;
    end += (diagram->columns - 1) * plan->gap;
    if (diagram->loss) {
        plan->loss_x = end + plan->half + LOSS_HALF + (diagram->marks.count ? WORDS_WIDTH + 4 : 40);
        end = plan->loss_x + LOSS_HALF - plan->half;
    }
    if (diagram->targets.count) {
        plan->target_x = end + 2 * plan->half + 40;
        end = plan->target_x;
    }
    plan->width = end + margin + (plan->roomy ? 12 : 0);
}

static void make_plan(struct plan *plan)
{
    long edges = count_edges(plan->diagram);
    plan->most = longest_column(plan->diagram);
    plan->roomy = plan->most <= ROOMY_MOST;
    plan->named = plan->roomy && edges <= NAMED_MOST;
    plan->valued = plan->named && edges <= VALUED_MOST;
    plan->half = plan->roomy ? RADIUS : 60;
    plan->rise = plan->roomy ? RADIUS : 10;
    plan->pitch = !plan->roomy ? 27 : plan->most <= 4 ? 112 : 92;
    plan->gap = plan->valued ? 200 : plan->named ? 170 : plan->roomy ? 150 : 220;
    plan->top = plan->roomy ? RADIUS + BIAS_ABOVE + 16 : 24;
    plan->height =
        plan->top + (plan->most - 1) * plan->pitch + plan->rise + (plan->roomy ? 28 : 14);
    if (plan->diagram->penalty && plan->height < plan->top + 110)
        plan->height = plan->top + 110;
    plan_columns(plan);
}

static struct point unit_at(const struct plan *plan, int column, int place)
{
    int left_out = plan->most - plan->diagram->column[column].count;
    return (struct point){plan->first_x + column * plan->gap,
                          plan->top + left_out * plan->pitch / 2 + place * plan->pitch};
}

static struct point target_at(const struct plan *plan, int place)
{
    int left_out = plan->most - plan->diagram->targets.count;
    return (struct point){plan->target_x,
                          plan->top + left_out * plan->pitch / 2 + place * plan->pitch};
}

static struct point loss_at(const struct plan *plan)
{
    return (struct point){plan->loss_x, plan->top + (plan->most - 1) * plan->pitch / 2};
}

/* ---- edges ---- */

/* How a weight's sign is told; nothing of 0. */
static const char *sign_class(const char *value)
{
    if (!value || value[strcspn(value, "123456789e")] == 'e' || !strpbrk(value, "123456789"))
        return "";
    return *value == '-' ? " negative" : " positive";
}

static struct line edge_line(const struct plan *plan, int column, int unit, int from)
{
    struct point begin = unit_at(plan, column - 1, from), end = unit_at(plan, column, unit);
    return (struct line){{begin.x + plan->half, begin.y}, {end.x - plan->half, end.y}};
}

static int text_columns(const struct plan *plan, const char *name)
{
    struct text plain;
    text_open(&plain, plan->picture.arena);
    unicode_name(name, &plain);
    return (int)text_width(plain.bytes, plain.length);
}

static void edge_place(int column, int unit, int from, char place[static 48])
{
    snprintf(place, 48, "%d.%d.%d", column, unit + 1, from + 1);
}

/* Signs of edges that meet stand apart: every other one nearer to the end of its edge. */
static struct point sign_on(const struct line *line, int number)
{
    int twentieths = number % 2 ? 5 : 16;
    return (struct point){line->begin.x + (line->end.x - line->begin.x) * twentieths / 20,
                          line->begin.y + (line->end.y - line->begin.y) * twentieths / 20};
}

/* Where they are over no other sign and no unit. */
static enum side words_side(int number)
{
    return number % 2 ? SIDE_RIGHT : SIDE_ABOVE;
}

/* Names of edges hide no sign of a mistake, nor what it says. */
static void keep_sign_free(const struct plan *plan, struct labels *labels, int column, int unit,
                           int from)
{
    char place[48];
    edge_place(column, unit, from, place);
    const struct picture_mark *mark = picture_mark_at(&plan->picture, place);
    if (!mark)
        return;
    struct line line = edge_line(plan, column, unit, from);
    struct point sign = sign_on(&line, unit + from);
    labels_keep_free(labels, (struct box){sign.x - 8, sign.y - 8, sign.x + 8, sign.y + 8});
    if (!mark->first)
        return;
    if (words_side(unit + from) == SIDE_RIGHT)
        labels_keep_free(labels,
                         (struct box){sign.x, sign.y - 9, sign.x + WORDS_WIDTH, sign.y + 9});
    else
        labels_keep_free(labels,
                         (struct box){sign.x + 9 - WORDS_WIDTH, sign.y - 26, sign.x + 9, sign.y});
}

/* Where the names of the edges into a column stand: [edge], those of unit 0 first. */
static const struct point *place_labels(const struct plan *plan, int column, int count)
{
    const struct diagram_column *to = &plan->diagram->column[column];
    int from = plan->diagram->column[column - 1].count;
    struct labels *labels = labels_new(plan->picture.arena, 2 * count + from + 1);
    for (int k = 0; k < to->count; k++)
        for (int i = 0; i < from; i++) {
            labels_line(labels, edge_line(plan, column, k, i));
            keep_sign_free(plan, labels, column, k, i);
        }
    for (int i = 0; i < from; i++)
        if (plan->diagram->column[column - 1].units[i].bias) {
            struct point unit = unit_at(plan, column - 1, i);
            labels_keep_free(labels, (struct box){unit.x - 8, unit.y - RADIUS - BIAS_ABOVE - 10,
                                                  unit.x + (plan->valued ? 84 : 40),
                                                  unit.y - RADIUS - BIAS_ABOVE + 8});
        }
    for (int k = 0; k < to->count; k++)
        for (int i = 0; i < from; i++) {
            int width = 7 * text_columns(plan, to->units[k].inputs[i]) + (plan->valued ? 60 : 4);
            labels_place(labels, k * from + i, width);
        }
    return labels_places(labels);
}

static const char *weight_value(const struct diagram_unit *to, int from)
{
    return to->weights ? to->weights[from] : NULL;
}

static void draw_edge(struct plan *plan, int column, int unit, int from)
{
    struct line line = edge_line(plan, column, unit, from);
    char place[48], classes[32];
    edge_place(column, unit, from, place);
    snprintf(classes, sizeof classes, "edge%s",
             sign_class(weight_value(&plan->diagram->column[column].units[unit], from)));
    const struct picture_mark *mark = picture_group(&plan->picture, classes, place);
    text_printf(plan->picture.out, "<path d=\"M%d %dL%d %d\"/>", line.begin.x, line.begin.y,
                line.end.x, line.end.y);
    picture_end_group(&plan->picture, mark, sign_on(&line, unit + from), words_side(unit + from));
}

/* Behind all edges, so that none runs through a name. */
static void draw_weights(struct plan *plan, int column)
{
    const struct diagram_column *to = &plan->diagram->column[column];
    int from = plan->diagram->column[column - 1].count;
    const struct point *labels = place_labels(plan, column, to->count * from);
    char place[48];
    for (int k = 0; k < to->count; k++)
        for (int i = 0; i < from; i++) {
            struct point at = labels[k * from + i];
            if (!at.x)
                continue;
            edge_place(column, k, i, place);
            text_printf(plan->picture.out, "<g class=\"weight\" data-place=\"%s\">", place);
            picture_label(&plan->picture, (struct point){at.x, at.y + 4}, to->units[k].inputs[i],
                          weight_value(&to->units[k], i), plan->valued);
            text_literal(plan->picture.out, "</g>\n");
        }
}

static void draw_edges(struct plan *plan, int column)
{
    for (int k = 0; k < plan->diagram->column[column].count; k++)
        for (int i = 0; i < plan->diagram->column[column - 1].count; i++)
            draw_edge(plan, column, k, i);
    if (plan->named)
        draw_weights(plan, column);
}

/* ---- units ---- */

static void draw_shape(struct plan *plan, struct point at)
{
    if (plan->roomy)
        text_printf(plan->picture.out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\"/>", at.x, at.y,
                    RADIUS);
    else
        text_printf(plan->picture.out,
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"10\"/>",
                    at.x - plan->half, at.y - plan->rise, 2 * plan->half, 2 * plan->rise);
}

/* Name and value: below each other in and at a circle, beside each other in a box. */
static void draw_unit(struct plan *plan, const char *classes, const char *place, struct point at,
                      const struct diagram_unit *unit)
{
    const struct picture_mark *mark = picture_group(&plan->picture, classes, place);
    draw_shape(plan, at);
    int aside = plan->roomy ? 0 : plan->half - 8;
    picture_name_text(&plan->picture, (struct point){at.x - aside, at.y + (plan->roomy ? 5 : 4)},
                      unit->name);
    picture_value_text(
        &plan->picture,
        (struct point){at.x + aside, plan->roomy ? at.y + plan->rise + 16 : at.y + 4}, unit->value);
    picture_end_group(&plan->picture, mark,
                      plan->roomy ? (struct point){at.x + 19, at.y - 19}
                                  : (struct point){at.x + plan->half, at.y - plan->rise},
                      SIDE_RIGHT);
}

static void draw_bias(struct plan *plan, const char *place, struct point unit,
                      const struct diagram_unit *of)
{
    const struct picture_mark *mark = picture_group(&plan->picture, "bias", place);
    struct point at = {unit.x, unit.y - plan->rise - BIAS_ABOVE};
    if (plan->roomy) {
        text_printf(plan->picture.out, "<path d=\"M%d %dv%d\"/>", at.x, at.y, BIAS_ABOVE);
        text_printf(plan->picture.out,
                    "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" rx=\"2\"/>", at.x - 6,
                    at.y - 6);
        picture_label(&plan->picture, (struct point){at.x + 11, at.y + 4}, of->bias, of->bias_value,
                      plan->valued);
    } else {
        at = (struct point){unit.x - plan->half + 14, unit.y - plan->rise};
        text_printf(plan->picture.out,
                    "<rect x=\"%d\" y=\"%d\" width=\"8\" height=\"6\" rx=\"1\"/>", at.x - 4,
                    at.y - 3);
    }
    picture_end_group(&plan->picture, mark, (struct point){at.x - 14, at.y}, SIDE_LEFT);
}

static void draw_units(struct plan *plan, int column)
{
    const struct diagram_column *units = &plan->diagram->column[column];
    char place[48];
    for (int k = 0; k < units->count; k++) {
        struct point at = unit_at(plan, column, k);
        snprintf(place, sizeof place, "%d.%d", column, k + 1);
        draw_unit(plan, column ? "unit" : "unit input", place, at, &units->units[k]);
        if (!units->units[k].bias)
            continue;
        if (units->shared_bias)
            snprintf(place, sizeof place, "%d.b", column);
        else
            snprintf(place, sizeof place, "%d.%d.b", column, k + 1);
        draw_bias(plan, place, at, &units->units[k]);
    }
}

/* ---- loss and targets ---- */

static void draw_links(struct plan *plan)
{
    const struct diagram *diagram = plan->diagram;
    struct point loss = loss_at(plan);
    text_literal(plan->picture.out, "<path class=\"link\" d=\"");
    for (int k = 0; k < diagram->column[diagram->columns - 1].count; k++) {
        struct point at = unit_at(plan, diagram->columns - 1, k);
        text_printf(plan->picture.out, "M%d %dL%d %d", at.x + plan->half, at.y, loss.x - LOSS_HALF,
                    loss.y);
    }
    for (int k = 0; k < diagram->targets.count; k++) {
        struct point at = target_at(plan, k);
        text_printf(plan->picture.out, "M%d %dL%d %d", at.x - plan->half, at.y, loss.x + LOSS_HALF,
                    loss.y);
    }
    if (diagram->penalty)
        text_printf(plan->picture.out, "M%d %dv70", loss.x, loss.y);
    text_literal(plan->picture.out, "\"/>\n");
}

static void draw_loss(struct plan *plan, const char *place, const char *name, struct point at)
{
    const struct picture_mark *mark = picture_group(&plan->picture, "loss", place);
    text_printf(plan->picture.out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
                at.x - LOSS_HALF, at.y - LOSS_RISE, 2 * LOSS_HALF, 2 * LOSS_RISE);
    picture_name_text(&plan->picture, (struct point){at.x, at.y - 3}, name);
    picture_value_text(&plan->picture, (struct point){at.x, at.y + 14}, NULL);
    picture_end_group(&plan->picture, mark, (struct point){at.x + LOSS_HALF - 4, at.y - LOSS_RISE},
                      SIDE_ABOVE);
}

static void draw_end(struct plan *plan)
{
    const struct diagram *diagram = plan->diagram;
    struct point loss = loss_at(plan);
    char place[48];
    if (diagram->loss)
        draw_loss(plan, "E", diagram->loss, loss);
    if (diagram->penalty)
        draw_loss(plan, "R", diagram->penalty, (struct point){loss.x, loss.y + 70});
    for (int k = 0; k < diagram->targets.count; k++) {
        snprintf(place, sizeof place, "t.%d", k + 1);
        draw_unit(plan, "target", place, target_at(plan, k), &diagram->targets.units[k]);
    }
}

/* ---- in words ---- */

static void tell_units(struct plan *plan, const char *what, const struct diagram_column *column)
{
    text_printf(plan->picture.out, "%s: ", what);
    for (int k = 0; k < column->count; k++) {
        if (k)
            text_literal(plan->picture.out, ", ");
        picture_name(&plan->picture, column->units[k].name);
        if (k == 9 && column->count > 12) {
            text_printf(plan->picture.out, " and %d more", column->count - 10);
            break;
        }
    }
    text_literal(plan->picture.out, ". ");
}

static void tell(struct plan *plan)
{
    const struct diagram *diagram = plan->diagram;
    char layer[32];
    text_literal(plan->picture.out, "Network ");
    for (int c = 0; c < diagram->columns; c++)
        text_printf(plan->picture.out, "%s%d", c ? "-" : "", diagram->column[c].count);
    text_literal(plan->picture.out, "</title><desc>");
    tell_units(plan, "Inputs", &diagram->column[0]);
    for (int c = 1; c < diagram->columns; c++) {
        snprintf(layer, sizeof layer, "Layer %d", c);
        tell_units(plan, layer, &diagram->column[c]);
    }
    if (diagram->targets.count)
        tell_units(plan, "Targets", &diagram->targets);
    text_literal(plan->picture.out, "Each unit reads all units of the layer before it.");
    picture_described(&plan->picture);
}

void picture_network(const struct diagram *diagram, struct text *out)
{
    struct plan plan = {.picture = {out, arena_child(out->arena), &diagram->marks},
                        .diagram = diagram};
    make_plan(&plan);
    picture_begin(&plan.picture, plan.roomy ? "network" : "network crowded", plan.width,
                  plan.height);
    tell(&plan);
    if (diagram->loss)
        draw_links(&plan);
    for (int c = 1; c < diagram->columns; c++)
        draw_edges(&plan, c);
    for (int c = 0; c < diagram->columns; c++)
        draw_units(&plan, c);
    draw_end(&plan);
    picture_end(&plan.picture);
    arena_close(plan.picture.arena);
}
