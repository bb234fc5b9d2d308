/* Pictures of training runs, as scripts for gnuplot (5.2 or later): pure text with the data in it. gnuplot writes the SVG on
 * its standard output (api/pictures.c runs it).
 *
 * Texts of the user are quoted so that gnuplot takes them as they are: no commands in them, no mark-up. Colours are those of
 * Okabe and Ito ("Color Universal Design", 2008), and whatever has a colour of its own has a dash or a mark of its own, too.
 * A title that is too long is cut; `what` stands below it and says what of the run is shown.
 */
#ifndef RENDER_PLOT_H
#define RENDER_PLOT_H

#include "base/text.h"
#include "training/loop.h"

/* ---- curves over epochs: all runs in one picture ---- */

struct plot_curve {
    const char *name; /* of the run */
    const struct epoch_record *history;
    int count; /* at least 1 */
};

struct plot_curves {
    const char *title;
    const struct plot_curve *runs;
    size_t count;
    bool classification; /* what accuracy is called */
};

void plot_loss(const struct plot_curves *curves, struct text *out);
void plot_accuracy(const struct plot_curves *curves, struct text *out);

/* ---- two features: which class the network gives each point of the plane ---- */

struct plot_point {
    double x, y;
    int class; /* the true one */
    bool training;
};

struct plot_plane {
    const char *title, *what;
    int classes;
    const char *const *class_names; /* [classes] */
    double left, right, bottom, top;
    int columns, rows;    /* of the grid over it, at the middles of its cells */
    const int *predicted; /* [rows * columns], from the bottom */
    const struct plot_point *points;
    int point_count;
};

void plot_boundary(const struct plot_plane *plane, struct text *out);

/* ---- confusion ---- */

/* A picture of more classes would be too large to be looked at. */
#define PLOT_CLASSES 200

struct plot_matrix {
    const char *title, *what;
    const struct metrics *metrics; /* of at most PLOT_CLASSES classes */
    const char *const *class_names;
};

void plot_confusion(const struct plot_matrix *matrix, struct text *out);

/* ---- images ---- */

#define PLOT_IMAGES 40

struct plot_image {
    const unsigned char *pixels; /* [width * height], from the top */
    const char *class, *predicted;
    bool right;
};

struct plot_gallery {
    const char *title, *what;
    int width, height;
    const struct plot_image *images;
    int count; /* 1 to PLOT_IMAGES */
};

void plot_images(const struct plot_gallery *gallery, struct text *out);

/* ---- weights ---- */

/* More of either are left out. */
#define PLOT_LAYERS 6
#define PLOT_RUNS 8

struct plot_weights_of_layer {
    const double *initial, *trained; /* [count]; what is not finite is left out */
    size_t count;
};

struct plot_weights_of_run {
    const char *name;
    const struct plot_weights_of_layer *layers;
    int layer_count;
};

void plot_weights(const char *title, const struct plot_weights_of_run *runs, size_t count,
                  struct text *out);

#endif
