/* What is in the pictures of a run: numbers taken from its data set and its engine. All of it in `arena`. */
#ifndef API_PICTURE_DATA_H
#define API_PICTURE_DATA_H

#include "api/session.h"
#include "render/plot.h"

/* The weights of each layer: those that the problem begins with, and those that the engine has. */
struct plot_weights_of_run picture_weights(struct arena *arena, const struct session *session,
                                           const char *name);

/* Classes of two features: the rows of the data and the network's answers around them, in the units of the data; fills all
 * but the title. False where there is no such plane. */
bool picture_plane(struct arena *arena, const struct session *session, struct plot_plane *plane);

/* Images of these rows with the network's answers, wrong ones before others, spread over the classes; fills all but the title. False where rows are
 * no images of classes. */
bool picture_gallery(struct arena *arena, const struct session *session,
                     const struct data_part *part, struct plot_gallery *gallery);

/* The names of all classes; by number where they have none. */
const char *const *picture_class_names(struct arena *arena, const struct data_set *set);

#endif
