/* The words of run files: the reader, the writer and reports share them. */
#include "problem/run_file.h"

const char *const dataset_kind_names[DATASET_KINDS] = {
    [DATA_CSV] = "csv",         [DATA_IDX] = "idx",     [DATA_XOR] = "xor",
    [DATA_MOONS] = "moons",     [DATA_BLOBS] = "blobs", [DATA_SPIRAL] = "spiral",
    [DATA_CIRCLES] = "circles",
};

const char *const monitor_names[MONITORS] = {
    [MONITOR_LOSS] = "loss",
    [MONITOR_ACCURACY] = "accuracy",
    [MONITOR_VALIDATION_LOSS] = "validation_loss",
    [MONITOR_VALIDATION_ACCURACY] = "validation_accuracy",
};
