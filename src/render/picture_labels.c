/* Names at the edges of a picture: of some places along each line the one at which fewest other lines pass. */
#include "render/picture_labels.h"

#include "base/arena.h"

#define LABEL_HALF_HEIGHT 8

/* Where more other lines than this would be hidden there is no room. */
#define HIDDEN_MOST 2

/* Places along a line, in twentieths from its beginning, best first: nearer to the unit that reads it. */
static const int places[] = {13, 12, 14, 11, 15, 10, 9, 16, 8, 7, 6, 5};

struct labels {
    struct line *lines;
    struct point *middles;
    struct box *taken;
    int count, taken_count;
};

struct labels *labels_new(struct arena *arena, int count)
{
    struct labels *labels = arena_alloc(arena, sizeof *labels);
    labels->lines = arena_array(arena, (size_t)count, sizeof *labels->lines);
    labels->middles = arena_array(arena, (size_t)count, sizeof *labels->middles);
    labels->taken = arena_array(arena, (size_t)count, sizeof *labels->taken);
    return labels;
}

void labels_line(struct labels *labels, struct line line)
{
    labels->lines[labels->count++] = line;
}

void labels_keep_free(struct labels *labels, struct box box)
{
    labels->taken[labels->taken_count++] = box;
}

static bool overlap(const struct box *a, const struct box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static int height_at(const struct line *line, int x)
{
    int width = line->end.x - line->begin.x;
    return line->begin.y + (line->end.y - line->begin.y) * (x - line->begin.x) / width;
}

static bool passes(const struct line *line, const struct box *box)
{
    int left = height_at(line, box->left), right = height_at(line, box->right);
    int high = left < right ? left : right, low = left < right ? right : left;
    return high < box->bottom && low > box->top;
}

/* How many other lines the label would hide; -1: it cannot stand here. */
static int cost_of(const struct labels *labels, int line, const struct box *box)
{
    const struct line *own = &labels->lines[line];
    int cost = 0;
    if (box->left < own->begin.x + 2 || box->right > own->end.x - 2)
        return -1;
    for (int i = 0; i < labels->taken_count; i++)
        if (overlap(box, &labels->taken[i]))
            return -1;
    for (int i = 0; i < labels->count; i++)
        cost += i != line && passes(&labels->lines[i], box);
    return cost;
}

void labels_place(struct labels *labels, int line, int width)
{
    const struct line *own = &labels->lines[line];
    struct box best = {0};
    int least = -1;
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        int x = own->begin.x + (own->end.x - own->begin.x) * places[p] / 20;
        int y = height_at(own, x);
        struct box box = {x - width / 2, y - LABEL_HALF_HEIGHT, x + width / 2,
                          y + LABEL_HALF_HEIGHT};
        int cost = cost_of(labels, line, &box);
        if (cost < 0 || cost > HIDDEN_MOST || (least >= 0 && cost >= least))
            continue;
        least = cost;
        best = box;
        labels->middles[line] = (struct point){x, y};
    }
    if (least >= 0)
        labels->taken[labels->taken_count++] = best;
}

const struct point *labels_places(const struct labels *labels)
{
    return labels->middles;
}
