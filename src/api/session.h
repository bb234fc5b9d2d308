/* A run file opened for work: the problem read, its data loaded, engine and loop at the beginning of the run or where a saved
 * one is. What `train`, `predict` and `trace` of runs have in common. */
#ifndef API_SESSION_H
#define API_SESSION_H

#include "api/call.h"
#include "api/input.h"
#include "training/loop.h"

struct session_request {
    struct input run;      /* the run file */
    const char *data;      /* as the members of struct hg_train */
    const long long *seed; /* NULL: as the file says */
    int epochs;            /* 0: as the schedule says */
    const char *resume;    /* NULL: from the beginning */
};

struct session {
    struct json_source source; /* of the run file: its name, for messages */
    const char *folder;        /* of its data */
    const struct problem *problem;
    const struct data_set *set;
    struct engine *engine;
    struct loop *loop; /* NULL: session_open_data made it */
};

/* Opens all of it in `arena`. False after one diagnostic: those of problem_read_with, data_set_load, engine_open and
 * checkpoint_resume, and wrong-value for a problem that is no run file
 * or has no batch to train on. */
bool session_open(struct call *call, struct arena *arena, const struct session_request *request,
                  struct session *session);

/* The same in parts: source, folder and problem; then the data. */
bool session_open_problem(struct call *call, struct arena *arena,
                          const struct session_request *request, struct session *session);
bool session_load_data(struct call *call, struct arena *arena, struct session *session);

/* Both of these: without engine, loop and saved run. */
bool session_open_data(struct call *call, struct arena *arena,
                       const struct session_request *request, struct session *session);

/* "--data FOLDER --seed N --epochs N", as the request has them, for commands that people are told: appended with a space in front of
 * each, words quoted as a shell needs it. */
void session_options(const struct session_request *request, struct text *out);
/* One word, quoted if a shell needs that. */
void session_word(const char *word, struct text *out);

#endif
