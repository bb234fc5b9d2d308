/* From a run file to the problem of one of its updates. */
#include "api/trace_run.h"

#include "api/session.h"
#include "base/arena.h"
#include "training/cut.h"
#include "training/order.h"
#include <stdlib.h>
#include <string.h>

#define UPDATE_MOST PROBLEM_MAX_DONE

struct target {
    struct call *call;
    const struct hg_trace *request;
    struct session_request wanted;
    struct session session;
    long update; /* its number in ids */
};

bool trace_wants_run(const struct hg_trace *request)
{
    return request->epoch || request->batch || request->epochs || request->data ||
           request->resume || request->seed;
}

/* ---- which update ---- */

static bool usage(struct call *call, const char *message, const char *expected, const char *found)
{
    return diagnose(&call->diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                                             .message = message,
                                                             .expected = expected,
                                                             .found = found});
}

static bool check_request(struct target *target)
{
    const struct hg_trace *request = target->request;
    struct call *call = target->call;
    static const char wanted[] = "an update, or an epoch and a batch";
    if (request->updates && (request->epoch || request->batch))
        return usage(call, "an update, and an epoch and batch, exclude each other", wanted, NULL);
    if (!request->updates && (request->epoch < 1 || request->batch < 1))
        return usage(call, "an epoch and a batch (both from 1) belong together", wanted, NULL);
    return true;
}

static bool read_update(struct target *target)
{
    const char *text = target->request->updates;
    size_t digits = strspn(text, "0123456789");
    target->update = digits > 0 && digits <= 10 && !text[digits] ? strtol(text, NULL, 10) : 0;
    return (target->update > 0 && target->update <= UPDATE_MOST) ||
           usage(target->call, "a run is traced one update at a time",
                 "the number of one update, from 1", text);
}

static bool no_such_update(struct target *target, const char *message)
{
    return diagnose(&target->call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_WRONG_VALUE,
                                         .message = message,
                                         .file = target->session.source.name});
}

/* The update's number, from that of an epoch's batch where it is said so; the schedule has it. */
static bool place_update(struct target *target)
{
    const struct session *session = &target->session;
    const struct hg_trace *request = target->request;
    const struct training *training = session->problem->training;
    struct arena *arena = target->call->arena;
    long batches = order_batches(training, session->set->training.count);
    int epochs = request->epochs > 0 ? request->epochs : training->epochs;
    long done = session->problem->optimizer.done, last = done + batches * epochs;
    if (request->updates) {
        if (!read_update(target))
            return false;
    } else {
        if (request->batch > batches)
            return no_such_update(
                target, arena_printf(arena, "there is no batch %d: an epoch has %ld of them",
                                     request->batch, batches));
        target->update = done + (request->epoch - 1) * batches + request->batch;
    }
    if (target->update > done && target->update <= last && target->update <= UPDATE_MOST)
        return true;
    return no_such_update(
        target, arena_printf(arena,
                             "the run has no update %ld: its updates are %ld to %ld, in %d epochs "
                             "of %ld batches",
                             target->update, done + 1, last, epochs, batches));
}

/* ---- going there ---- */

/* A saved run from behind the update is of no use for it: then the way begins at the beginning. */
static bool open_before(struct target *target)
{
    struct call *call = target->call;
    if (!session_open(call, call->arena, &target->wanted, &target->session) ||
        !place_update(target))
        return false;
    if (engine_updates(target->session.engine) < target->update)
        return true;
    target->wanted.resume = NULL;
    return session_open(call, call->arena, &target->wanted, &target->session);
}

static bool run_up_to(struct target *target)
{
    static const char *const ends[] = {
        [END_EPOCHS] = "all epochs are done",
        [END_EARLY] = "its monitor has not improved for long enough",
        [END_TOLERANCE] = "its loss is below the tolerance",
        [END_DIVERGED] = "a loss or a parameter is not finite",
    };
    struct session *session = &target->session;
    if (target->update - 1 == session->problem->optimizer.done)
        return true;
    enum loop_end end = loop_run(session->loop, target->update - 1, NULL);
    if (end == END_INTERRUPTED)
        return true;
    return no_such_update(target,
                          arena_printf(target->call->arena,
                                       "the run ends with update %ld, before update %ld: %s",
                                       engine_updates(session->engine), target->update, ends[end]));
}

const struct problem *trace_cut(struct call *call, const struct input *input)
{
    const struct hg_trace *request = call->request;
    struct target target = {
        .call = call,
        .request = request,
        .wanted = {.run = *input,
                   .data = request->data,
                   .seed = request->seed,
                   .epochs = request->epochs,
                   .resume = request->resume},
    };
    if (!check_request(&target) || !open_before(&target) || !run_up_to(&target))
        return NULL;
    return cut_problem(call->arena, target.session.loop, target.session.engine, target.session.set);
}
