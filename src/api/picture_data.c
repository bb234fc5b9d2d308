/* Numbers for pictures: see the header. */
#include "api/picture_data.h"

#include "base/arena.h"
#include "base/json.h"
#include <math.h>

static double number_at(enum precision precision, const void *numbers, size_t index)
{
    return precision == PRECISION_SINGLE ? ((const float *)numbers)[index]
                                         : ((const double *)numbers)[index];
}

static void set_number(enum precision precision, void *numbers, size_t index, double value)
{
    if (precision == PRECISION_SINGLE)
        ((float *)numbers)[index] = (float)value;
    else
        ((double *)numbers)[index] = value;
}

const char *const *picture_class_names(struct arena *arena, const struct data_set *set)
{
    const char **names = arena_array(arena, (size_t)set->classes, sizeof *names);
    for (int c = 0; c < set->classes; c++)
        names[c] = set->class_names ? set->class_names[c] : arena_printf(arena, "%d", c);
    return names;
}

/* The class of row `i` of the batch that the engine has just answered. */
static int answer(const struct session *session, int i)
{
    size_t size = session->set->precision == PRECISION_SINGLE ? sizeof(float) : sizeof(double);
    const char *outputs = engine_outputs(session->engine);
    return predicted_class(session->problem, session->set->precision,
                           outputs + (size_t)i * (size_t)session->set->outputs * size);
}

static int capacity(const struct session *session)
{
    return session->problem->training->batch_size;
}

/* ---- weights ---- */

static const struct engine_tensor *weights_of(const struct engine *engine, int layer)
{
    for (size_t i = 0; i < engine_tensor_count(engine); i++) {
        const struct engine_tensor *tensor = engine_tensor(engine, i);
        if (tensor->layer == layer && tensor->weights && !tensor->symbol)
            return tensor;
    }
    return NULL;
}

static struct plot_weights_of_layer layer_weights(struct arena *arena,
                                                  const struct session *session, int l)
{
    const struct layer *layer = &session->problem->layers[l];
    const struct engine_tensor *tensor = weights_of(session->engine, l + 1);
    size_t count = (size_t)layer->units * (size_t)layer->inputs;
    double *initial = arena_array(arena, count, sizeof *initial),
           *trained = arena_array(arena, count, sizeof *trained);
    for (size_t i = 0; i < count; i++) {
        initial[i] = json_double(layer->weights[i]);
        trained[i] = number_at(session->set->precision, tensor->data, i);
    }
    return (struct plot_weights_of_layer){initial, trained, count};
}

struct plot_weights_of_run picture_weights(struct arena *arena, const struct session *session,
                                           const char *name)
{
    int count = session->problem->layer_count;
    struct plot_weights_of_layer *layers = arena_array(arena, (size_t)count, sizeof *layers);
    for (int l = 0; l < count && l < PLOT_LAYERS; l++)
        layers[l] = layer_weights(arena, session, l);
    return (struct plot_weights_of_run){name, layers, count < PLOT_LAYERS ? count : PLOT_LAYERS};
}

/* ---- the plane ---- */

#define CELLS 160 /* of the grid, in each direction */
#define POINTS_MOST 3000
#define ROOM 0.06 /* beyond the data, as a share of their range */

static double scaled(const struct feature_scaling *scaling, int feature, double value)
{
    if (scaling->shift)
        value -= scaling->shift[feature];
    return scaling->scale ? value / scaling->scale[feature] : value;
}

static double unscaled(const struct feature_scaling *scaling, int feature, double value)
{
    if (scaling->scale)
        value *= scaling->scale[feature];
    return scaling->shift ? value + scaling->shift[feature] : value;
}

/* Every so many rows of each part, so that there are not too many. */
static void collect_points(struct arena *arena, const struct session *session,
                           struct plot_plane *plane)
{
    const struct data_set *set = session->set;
    const struct data_part *const parts[] = {&set->training, &set->validation, &set->test};
    int step = set->count / POINTS_MOST + 1;
    struct plot_point *points = arena_array(arena, (size_t)set->count, sizeof *points);
    void *features = arena_array(arena, (size_t)set->features, sizeof(double));
    for (int p = 0; p < 3; p++)
        for (int i = 0; i < parts[p]->count; i += step) {
            int row = parts[p]->rows[i];
            data_set_gather(set, &row, 1, features, NULL);
            points[plane->point_count++] = (struct plot_point){
                unscaled(&set->scaling, 0, number_at(set->precision, features, 0)),
                unscaled(&set->scaling, 1, number_at(set->precision, features, 1)),
                set->labels[row], p == 0};
        }
    plane->points = points;
}

static void widen(double value, double *least, double *most)
{
    *least = fmin(*least, value);
    *most = fmax(*most, value);
}

static void add_room(double *least, double *most)
{
    double room = (*most - *least) * ROOM;
    room = room > 0 ? room : 1;
    *least -= room;
    *most += room;
}

static void find_edges(struct plot_plane *plane)
{
    plane->left = plane->bottom = INFINITY;
    plane->right = plane->top = -INFINITY;
    for (int i = 0; i < plane->point_count; i++) {
        widen(plane->points[i].x, &plane->left, &plane->right);
        widen(plane->points[i].y, &plane->bottom, &plane->top);
    }
    add_room(&plane->left, &plane->right);
    add_room(&plane->bottom, &plane->top);
}

/* The features of the middle of cell `cell` as the network gets them, as row `i` of a batch. */
static void put_cell(const struct session *session, const struct plot_plane *plane, int cell, int i)
{
    const struct data_set *set = session->set;
    double x = plane->left + (plane->right - plane->left) * (cell % CELLS + 0.5) / CELLS,
           y = plane->bottom + (plane->top - plane->bottom) * (cell / CELLS + 0.5) / CELLS;
    const double features[] = {x, y, x * x, y * y, x * y};
    for (int f = 0; f < set->features; f++)
        set_number(set->precision, engine_inputs(session->engine),
                   (size_t)i * (size_t)set->features + (size_t)f,
                   scaled(&set->scaling, f, features[f]));
}

static const int *answer_cells(struct arena *arena, const struct session *session,
                               const struct plot_plane *plane)
{
    int cells = CELLS * CELLS, *answers = arena_array(arena, (size_t)cells, sizeof *answers);
    for (int at = 0; at < cells; at += capacity(session)) {
        struct batch_result result;
        int count = cells - at < capacity(session) ? cells - at : capacity(session);
        for (int i = 0; i < count; i++)
            put_cell(session, plane, at + i, i);
        engine_forward(session->engine, count, false, &result);
        for (int i = 0; i < count; i++)
            answers[at + i] = answer(session, i);
    }
    return answers;
}

bool picture_plane(struct arena *arena, const struct session *session, struct plot_plane *plane)
{
    const struct data_set *set = session->set;
    bool two = set->features == 2 || session->problem->dataset->quadratic;
    if (!two || set->classes == 0 || set->count == 0)
        return false;
    plane->classes = set->classes;
    plane->class_names = picture_class_names(arena, set);
    plane->columns = plane->rows = CELLS;
    collect_points(arena, session, plane);
    find_edges(plane);
    plane->predicted = answer_cells(arena, session, plane);
    return true;
}

/* ---- images ---- */

/* What the network says of each row of the part. */
static int *answer_rows(struct arena *arena, const struct session *session,
                        const struct data_part *part)
{
    int *answers = arena_array(arena, (size_t)part->count, sizeof *answers);
    for (int at = 0; at < part->count; at += capacity(session)) {
        struct batch_result result;
        int count = part->count - at < capacity(session) ? part->count - at : capacity(session);
        data_set_gather(session->set, part->rows + at, count, engine_inputs(session->engine), NULL);
        engine_forward(session->engine, count, false, &result);
        for (int i = 0; i < count; i++)
            answers[at + i] = answer(session, i);
    }
    return answers;
}

static void add_image(struct arena *arena, const struct data_set *set, const char *const *names,
                      int row, int predicted, struct plot_gallery *gallery,
                      struct plot_image *images)
{
    unsigned char *pixels = arena_alloc(arena, (size_t)gallery->width * (size_t)gallery->height);
    data_set_image(set, row, pixels);
    images[gallery->count++] = (struct plot_image){pixels, names[set->labels[row]],
                                                   names[predicted], predicted == set->labels[row]};
}

/* Adds images that the network is right about, or wrong, until there are `most`: the first one of each class, then the
 * second one of each, and so on. */
static void add_images(struct arena *arena, const struct session *session,
                       const struct data_part *part, const int *answers, bool right, int most,
                       struct plot_gallery *gallery, struct plot_image *images)
{
    const struct data_set *set = session->set;
    const char *const *names = picture_class_names(arena, set);
    int *first = arena_array(arena, (size_t)set->classes, sizeof *first),
        *next = arena_array(arena, (size_t)part->count, sizeof *next), before = -1;
    for (int c = 0; c < set->classes; c++)
        first[c] = -1;
    for (int i = part->count - 1; i >= 0; i--) {
        int class = set->labels[part->rows[i]];
        if ((answers[i] == class) != right)
            continue;
        next[i] = first[class];
        first[class] = i;
    }
    while (before < gallery->count) {
        before = gallery->count;
        for (int c = 0; c < set->classes && gallery->count < most; c++) {
            if (first[c] < 0)
                continue;
            add_image(arena, set, names, part->rows[first[c]], answers[first[c]], gallery, images);
            first[c] = next[first[c]];
        }
    }
}

/* Up to half of the room is for wrong ones. */
bool picture_gallery(struct arena *arena, const struct session *session,
                     const struct data_part *part, struct plot_gallery *gallery)
{
    const struct data_set *set = session->set;
    if (!set->labels || !data_set_image_size(set, &gallery->width, &gallery->height))
        return false;
    const int *answers = answer_rows(arena, session, part);
    struct plot_image *images = arena_array(arena, PLOT_IMAGES, sizeof *images);
    gallery->images = images;
    add_images(arena, session, part, answers, false, PLOT_IMAGES / 2, gallery, images);
    add_images(arena, session, part, answers, true, PLOT_IMAGES, gallery, images);
    return gallery->count > 0;
}
