/* One run trained: the loop run to its end, what is told meanwhile, and what the report says of it. */
#ifndef API_TRAINING_H
#define API_TRAINING_H

#include "api/session.h"
#include "render/training_report.h"

struct training_call {
    const struct session_request *request;
    const struct session *session;
    const char *name;            /* of the run, when there are several; else NULL */
    hg_train_listener *listener; /* NULL: nobody listens */
    void *listener_context;
    /* Hears of every epoch that is done, those of a saved run first. */
    void (*epoch)(void *context, const char *run, const struct epoch_record *record);
    void *epoch_context;
};

/* Trains the run and measures it; fills *run, in `arena`. True: the listener stopped it. */
bool training_run(struct arena *arena, const struct training_call *call, struct trained_run *run);

#endif
