/* Where the nodes of a graph stand (Sugiyama, Tagawa and Toda 1981): columns by the longest path, within a column an order
 * with few crossings by the means of the neighbours, then heights as near to the neighbours as the order lets them be.
 */
#include "render/picture_layout.h"

#include "base/arena.h"

#define COLUMN_GAP 56
#define ROW_GAP 18
#define MARGIN 22
#define PASSING_RISE 6
#define SWEEPS 12

struct work {
    struct arena *arena;
    const struct graph *graph;
    struct layout *layout;
    int columns;
    struct column {
        int count;
        int *vertices; /* from above */
    } * column;
    /* Neighbours of each vertex in the column before and in the one after. */
    struct neighbours {
        int count;
        int *vertices;
    } * before, *after;
};

/* ---- columns ---- */

/* What is given stands right before its first use; everything else behind all that it uses. */
static void choose_columns(struct work *work)
{
    const struct graph *graph = work->graph;
    struct vertex *vertices = work->layout->vertices;
    for (int n = 0; n < graph->count; n++) {
        int column = graph->nodes[n].given ? 0 : 1;
        for (int u = 0; u < graph->nodes[n].use_count; u++) {
            int used = vertices[graph->nodes[n].uses[u]].column;
            column = used >= column ? used + 1 : column;
        }
        vertices[n].column = column;
        work->columns = column >= work->columns ? column + 1 : work->columns;
    }
    for (int n = 0; n < graph->count; n++) {
        int first = work->columns;
        for (int user = 0; graph->nodes[n].given && user < graph->count; user++)
            for (int u = 0; u < graph->nodes[user].use_count; u++)
                if (graph->nodes[user].uses[u] == n && vertices[user].column < first)
                    first = vertices[user].column;
        if (first < work->columns)
            vertices[n].column = first - 1;
    }
}

static size_t count_uses(const struct graph *graph)
{
    size_t uses = 0;
    for (int n = 0; n < graph->count; n++)
        uses += (size_t)graph->nodes[n].use_count;
    return uses;
}

/* A vertex in each column that the edge passes. */
static void add_edge(struct work *work, int from, int to)
{
    struct layout *layout = work->layout;
    struct edge *edge = &layout->edges[layout->edge_count++];
    *edge = (struct edge){from, to, to};
    for (int column = layout->vertices[to].column - 1; column > layout->vertices[from].column;
         column--) {
        layout->vertices[layout->count] =
            (struct vertex){.column = column, .rise = PASSING_RISE, .next = edge->first};
        edge->first = layout->count++;
    }
}

static void add_edges(struct work *work)
{
    struct layout *layout = work->layout;
    size_t uses = count_uses(work->graph), nodes = (size_t)work->graph->count;
    size_t most = nodes + uses * (size_t)work->columns;
    struct vertex *vertices = arena_array(work->arena, most, sizeof *vertices);
    for (size_t n = 0; n < nodes; n++)
        vertices[n] = layout->vertices[n];
    layout->vertices = vertices;
    layout->edges = arena_array(work->arena, uses, sizeof *layout->edges);
    for (int n = 0; n < work->graph->count; n++)
        for (int u = 0; u < work->graph->nodes[n].use_count; u++)
            add_edge(work, work->graph->nodes[n].uses[u], n);
}

/* ---- neighbours ---- */

static void join(struct work *work, int from, int to)
{
    struct neighbours *after = &work->after[from], *before = &work->before[to];
    after->vertices[after->count++] = to;
    before->vertices[before->count++] = from;
}

static void find_neighbours(struct work *work)
{
    struct layout *layout = work->layout;
    size_t count = (size_t)layout->count, most = (size_t)layout->edge_count + 1;
    work->before = arena_array(work->arena, count, sizeof *work->before);
    work->after = arena_array(work->arena, count, sizeof *work->after);
    for (size_t v = 0; v < count; v++) {
        bool passing = v >= (size_t)work->graph->count;
        work->before[v].vertices = arena_array(work->arena, passing ? 1 : most, sizeof(int));
        work->after[v].vertices = arena_array(work->arena, passing ? 1 : most, sizeof(int));
    }
    for (int e = 0; e < layout->edge_count; e++) {
        int from = layout->edges[e].from;
        for (int v = layout->edges[e].first; v != layout->edges[e].to;
             v = layout->vertices[v].next) {
            join(work, from, v);
            from = v;
        }
        join(work, from, layout->edges[e].to);
    }
}

/* ---- order ---- */

static void fill_columns(struct work *work)
{
    struct layout *layout = work->layout;
    work->column = arena_array(work->arena, (size_t)work->columns, sizeof *work->column);
    for (int c = 0; c < work->columns; c++)
        work->column[c].vertices = arena_array(work->arena, (size_t)layout->count, sizeof(int));
    for (int v = 0; v < layout->count; v++) {
        struct column *column = &work->column[layout->vertices[v].column];
        layout->vertices[v].place = column->count;
        column->vertices[column->count++] = v;
    }
}

/* Sixteen times the mean place of the neighbours; its own where it has none. */
static int mean_place(const struct work *work, int vertex, const struct neighbours *neighbours)
{
    const struct vertex *vertices = work->layout->vertices;
    int sum = 0;
    for (int i = 0; i < neighbours->count; i++)
        sum += vertices[neighbours->vertices[i]].place;
    return neighbours->count ? 16 * sum / neighbours->count : 16 * vertices[vertex].place;
}

/* Sorts a column by the places of its neighbours, keeping the order of equals. */
static void sort_column(struct work *work, struct column *column, const struct neighbours *side)
{
    struct vertex *vertices = work->layout->vertices;
    int *means = arena_array(work->arena, (size_t)column->count + 1, sizeof *means);
    for (int i = 0; i < column->count; i++) {
        int vertex = column->vertices[i], mean = mean_place(work, vertex, &side[vertex]), at = i;
        for (; at > 0 && means[at - 1] > mean; at--) {
            means[at] = means[at - 1];
            column->vertices[at] = column->vertices[at - 1];
        }
        means[at] = mean;
        column->vertices[at] = vertex;
    }
    for (int i = 0; i < column->count; i++)
        vertices[column->vertices[i]].place = i;
}

static void order_columns(struct work *work)
{
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int c = 1; c < work->columns; c++)
            sort_column(work, &work->column[c], work->before);
        for (int c = work->columns - 2; c >= 0; c--)
            sort_column(work, &work->column[c], work->after);
    }
}

/* ---- places ---- */

static void set_across(struct work *work)
{
    struct vertex *vertices = work->layout->vertices;
    int x = MARGIN;
    for (int c = 0; c < work->columns; c++) {
        int half = 0;
        for (int i = 0; i < work->column[c].count; i++) {
            int own = vertices[work->column[c].vertices[i]].half;
            half = own > half ? own : half;
        }
        for (int i = 0; i < work->column[c].count; i++) {
            struct vertex *vertex = &vertices[work->column[c].vertices[i]];
            vertex->x = x + half;
            if (work->column[c].vertices[i] >= work->graph->count)
                vertex->half = half;
        }
        x += 2 * half + COLUMN_GAP;
    }
    work->layout->width = x - COLUMN_GAP + MARGIN;
}

/* Where a vertex would be best: the mean height of its neighbours. */
static int wish(const struct work *work, int vertex)
{
    const struct vertex *vertices = work->layout->vertices;
    const struct neighbours *sides[] = {&work->before[vertex], &work->after[vertex]};
    int sum = 0, count = 0;
    for (int s = 0; s < 2; s++)
        for (int i = 0; i < sides[s]->count; i++, count++)
            sum += vertices[sides[s]->vertices[i]].y;
    return count ? sum / count : vertices[vertex].y;
}

/* Vertices that touch each other, moved together. */
struct cluster {
    int sum, count; /* of the wishes for the first one's height */
};

/* The heights of a column nearest to its wishes in the order it has: neighbours that would overlap become a cluster, which
 * has the mean of their wishes. */
static void settle_column(struct work *work, const struct column *column)
{
    struct vertex *vertices = work->layout->vertices;
    size_t room = (size_t)column->count + 1;
    struct cluster *clusters = arena_array(work->arena, room, sizeof *clusters);
    int *offsets = arena_array(work->arena, room, sizeof *offsets);
    int cluster_count = 0;
    for (int i = 0; i < column->count; i++) {
        int vertex = column->vertices[i];
        if (i)
            offsets[i] = offsets[i - 1] + vertices[column->vertices[i - 1]].rise +
                         vertices[vertex].rise + ROW_GAP;
        clusters[cluster_count++] = (struct cluster){wish(work, vertex) - offsets[i], 1};
        for (; cluster_count > 1 &&
               clusters[cluster_count - 2].sum * clusters[cluster_count - 1].count >=
                   clusters[cluster_count - 1].sum * clusters[cluster_count - 2].count;
             cluster_count--) {
            clusters[cluster_count - 2].sum += clusters[cluster_count - 1].sum;
            clusters[cluster_count - 2].count += clusters[cluster_count - 1].count;
        }
    }
    for (int b = 0, i = 0; b < cluster_count; b++)
        for (int k = 0; k < clusters[b].count; k++, i++)
            vertices[column->vertices[i]].y = clusters[b].sum / clusters[b].count + offsets[i];
}

static void set_heights(struct work *work)
{
    struct layout *layout = work->layout;
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int c = 0; c < work->columns; c++)
            settle_column(work, &work->column[c]);
        for (int c = work->columns - 1; c >= 0; c--)
            settle_column(work, &work->column[c]);
    }
    int top = layout->vertices[0].y - layout->vertices[0].rise, bottom = top;
    for (int v = 0; v < layout->count; v++) {
        const struct vertex *vertex = &layout->vertices[v];
        top = vertex->y - vertex->rise < top ? vertex->y - vertex->rise : top;
        bottom = vertex->y + vertex->rise > bottom ? vertex->y + vertex->rise : bottom;
    }
    for (int v = 0; v < layout->count; v++)
        layout->vertices[v].y += MARGIN - top;
    layout->height = bottom - top + 2 * MARGIN;
}

const struct layout *layout_graph(struct arena *arena, const struct graph *graph, const int *half,
                                  const int *rise)
{
    struct layout *layout = arena_alloc(arena, sizeof *layout);
    struct work work = {.arena = arena, .graph = graph, .layout = layout};
    layout->count = graph->count;
    layout->vertices = arena_array(arena, (size_t)graph->count, sizeof *layout->vertices);
    choose_columns(&work);
    add_edges(&work);
    for (int n = 0; n < graph->count; n++) {
        layout->vertices[n].half = half[n];
        layout->vertices[n].rise = rise[n];
    }
    find_neighbours(&work);
    fill_columns(&work);
    order_columns(&work);
    set_across(&work);
    set_heights(&work);
    return layout;
}
