/* Opening a run: see the header. */
#include "api/session.h"

#include "base/arena.h"
#include "training/checkpoint.h"
#include "training/order.h"
#include <string.h>

/* ---- opening ---- */

static bool not_a_run(struct call *call, const struct session *session)
{
    return diagnose(&call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_WRONG_VALUE,
                                         .message =
                                             "this is a problem with samples of its own, not "
                                             "a run file: `handgrad trace` shows it",
                                         .file = session->source.name});
}

bool session_open_problem(struct call *call, struct arena *arena,
                          const struct session_request *request, struct session *session)
{
    uint64_t seed = request->seed ? (uint64_t)*request->seed : 0;
    const struct problem_options options = {.folder = request->data,
                                            .seed = request->seed ? &seed : NULL};
    *session = (struct session){0};
    if (request->seed && *request->seed < 0)
        return diagnose(&call->diagnostics,
                        &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                             .message = "seeds are whole numbers from 0"});
    if (!input_find(call, arena, &request->run, &session->source) ||
        !input_is_no_derivation(call, &session->source))
        return false;
    session->folder = request->data ? request->data : file_folder(arena, session->source.name);
    session->problem = problem_read_with(arena, &session->source, &options, &call->diagnostics);
    return session->problem && (session->problem->dataset || not_a_run(call, session));
}

/* Is there a batch in an epoch? */
static bool has_batches(struct call *call, const struct session *session)
{
    const struct training *training = session->problem->training;
    int rows = session->set->training.count;
    if (order_batches(training, rows) > 0)
        return true;
    const char *message =
        arena_printf(call->arena,
                     "there is nothing to train on: %d training rows are no batch "
                     "of %d, and \"last_batch\" says that what is less is left out",
                     rows, training->batch_size);
    return diagnose(&call->diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_WRONG_VALUE,
                                                             .message = message,
                                                             .file = session->source.name});
}

bool session_load_data(struct call *call, struct arena *arena, struct session *session)
{
    enum precision precision =
        session->problem->training->double_precision ? PRECISION_DOUBLE : PRECISION_SINGLE;
    session->set =
        data_set_load(arena, session->problem, session->folder, precision, &call->diagnostics);
    return session->set != NULL;
}

bool session_open_data(struct call *call, struct arena *arena,
                       const struct session_request *request, struct session *session)
{
    return session_open_problem(call, arena, request, session) &&
           session_load_data(call, arena, session);
}

bool session_open(struct call *call, struct arena *arena, const struct session_request *request,
                  struct session *session)
{
    if (!session_open_data(call, arena, request, session) || !has_batches(call, session))
        return false;
    session->engine = engine_open(arena, session->problem, session->set->precision,
                                  session->problem->training->batch_size, &call->diagnostics);
    if (!session->engine)
        return false;
    session->loop =
        loop_open(arena, session->problem, session->set, session->engine, request->epochs);
    return !request->resume || checkpoint_resume(arena, request->resume, session->loop,
                                                 session->engine, session->set, &call->diagnostics);
}

/* ---- commands that people are told ---- */

void session_word(const char *word, struct text *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:=,+@%";
    if (word[0] && word[strspn(word, plain)] == '\0') {
        text_string(out, word);
        return;
    }
    text_put(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            text_literal(out, "'\\''");
        else
            text_put(out, *word);
    text_put(out, '\'');
}

void session_options(const struct session_request *request, struct text *out)
{
    if (request->data) {
        text_literal(out, " --data ");
        session_word(request->data, out);
    }
    if (request->seed)
        text_printf(out, " --seed %lld", *request->seed);
    if (request->epochs > 0)
        text_printf(out, " --epochs %d", request->epochs);
}
