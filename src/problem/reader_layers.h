/* One dense layer while it is read: what reader_layers.c and reader_layer_list.c share. */
#ifndef PROBLEM_READER_LAYERS_H
#define PROBLEM_READER_LAYERS_H

#include "problem/reader.h"

/* How the rows of a weight matrix stand in the file. */
enum layout { LAYOUT_OUT_IN, LAYOUT_IN_OUT };
static const char *const layout_names[] = {"out_in", "in_out"};

struct layer_reader {
    struct reader *reader;
    const struct json *object;
    const struct json *weights;  /* the key's value; NULL: by an initializer */
    const struct tensor *tensor; /* the weights, where they are in a file */
    int number;                  /* from 1 */
    int layout;
    struct shape shape; /* of the weights as written */
    struct layer *layer;
};

/* The object is of the kind "dense"; of->layer has its inputs and the penalty of all layers. */
bool read_dense_layer(struct layer_reader *of);

#endif
