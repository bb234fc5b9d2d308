/* What only run files have, written: "dataset" and "schedule". */
#ifndef PROBLEM_WRITE_RUN_H
#define PROBLEM_WRITE_RUN_H

#include "base/json_out.h"
#include "problem/run_file.h"

void write_dataset(const struct dataset *dataset, struct json_out *out);
void write_training(const struct training *training, struct json_out *out);

#endif
