/* What came of training runs: for people (a document in any format of render/format.h), for programs
 * (docs/train.schema.json), and the history of their epochs as a table. */
#ifndef RENDER_TRAINING_REPORT_H
#define RENDER_TRAINING_REPORT_H

#include "render/format.h"
#include "training/loop.h"

/* A part of the data after training; rows of 0: there is no such part. */
struct part_result {
    const char *name; /* "training" */
    const struct data_part *rows;
    const struct metrics
        *metrics; /* NULL: not measured, since the run diverged or there are no rows */
};

enum { PART_TRAINING, PART_VALIDATION, PART_TEST, PARTS };

struct trained_run {
    const char *name; /* as it was asked for, for commands and comparisons */
    const struct problem *problem;
    const struct data_set *set;
    const char *seed; /* in place of those in the file; NULL: those */
    int epochs;       /* at most */

    enum loop_end end;
    const struct epoch_record *history; /* [history_count] finished epochs, resumed ones included */
    int history_count;
    int best_epoch; /* of the schedule's monitor; 0: none */
    bool restored;  /* the parameters are those of the best epoch */
    /* Where it ended: the last update, as ids count it, and its place. */
    long update;
    int epoch, batch, batches; /* batches: of an epoch */
    long resumed_update;       /* of the saved run from which it went on; -1: it began anew */

    struct part_result parts[PARTS];

    const char *trace; /* the command that shows an update: the one that diverged, else the last */
    const char *largest; /* when it diverged: "w2[3,17]" */
    double largest_value;

    double seconds; /* of training and evaluation in epochs, in this process */
    double samples; /* rows trained on in it */
};

struct training_report {
    const struct trained_run *runs;
    size_t count;
    size_t asked; /* more, if it was interrupted before the others */
};

void render_training_report(const struct training_report *report, const struct renderer *renderer,
                            struct text *out);
void training_report_json(const struct training_report *report, struct text *out);

/* The history of epochs: CSV with a header line, or NDJSON. `run`: its name in a column of its own, or NULL for
 * none. */
void history_csv_header(bool names, struct text *out);
void history_csv_row(const char *run, const struct epoch_record *record, struct text *out);
void history_json_record(const char *run, const struct epoch_record *record, struct text *out);

/* The part whose results count: the test part, else the validation part, else the training part; NULL: none was
 * measured. */
const struct part_result *training_judged_part(const struct trained_run *run);

/* What ended the run, in a sentence without full stop: for the report and for messages. */
const char *training_end_words(struct arena *arena, const struct trained_run *run);

#endif
