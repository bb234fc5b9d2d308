/* The frame of a public call: see the header. */
#include "api/call.h"

#include "base/arena.h"
#include <setjmp.h>
#include <string.h>

/* ---- output ---- */

static bool drain_to_callback(void *destination, const char *bytes, size_t length)
{
    struct call *call = destination;
    if (call->callback_error == 0 && length > 0)
        call->callback_error =
            call->destination.write(call->destination.write_context, bytes, length);
    return call->callback_error == 0;
}

struct text *call_open_output(struct call *call, struct destination destination)
{
    struct output *output = arena_alloc(call->arena, sizeof *output);
    call->destination = destination;
    if (destination.write != NULL)
        text_open_drained(&output->text, call->arena, drain_to_callback, call);
    else if (!output_open(output, call->arena, destination.output, &call->diagnostics))
        return NULL;
    call->output = output;
    return &output->text;
}

struct text *call_open_beside(struct call *call, const char *path)
{
    struct output *output = arena_alloc(call->arena, sizeof *output);
    if (!output_open(output, call->arena, path, &call->diagnostics))
        return NULL;
    call->beside = output;
    return &output->text;
}

static void drop_outputs(struct call *call)
{
    if (call->output != NULL && call->destination.write == NULL)
        output_abandon(call->output);
    if (call->beside != NULL)
        output_abandon(call->beside);
}

static bool commit_output(struct call *call)
{
    if (call->output == NULL)
        return true;
    if (call->destination.write == NULL)
        return output_commit(call->output);
    text_flush(&call->output->text);
    if (call->callback_error == 0)
        return true;
    return diagnose(&call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_WRITE_FAILED,
                                         .message = strerror(call->callback_error)});
}

static bool commit(struct call *call)
{
    if (call->folder != NULL)
        new_folder_keep(call->folder);
    if (commit_output(call))
        return call->beside == NULL || output_commit(call->beside);
    if (call->beside != NULL)
        output_abandon(call->beside);
    return false;
}

/* ---- messages ---- */

/* The diagnostics as people read them, in `count` texts. */
static char **write_messages(const struct call *call, size_t *count)
{
    struct text text;
    size_t room = 0;
    for (const struct diagnostic *report = call->diagnostics.first; report; report = report->next)
        room++;
    char **messages = arena_array(call->arena, room, sizeof *messages);
    text_open(&text, call->arena);
    *count = 0;
    for (const struct diagnostic *report = call->diagnostics.first; report; report = report->next) {
        text_clear(&text);
        diagnostic_write(report, &text);
        messages[(*count)++] = text_copy(&text, call->arena);
    }
    return messages;
}

static void deliver(const struct listener *listener, char *const *messages, size_t count)
{
    for (size_t i = 0; i < count && listener->hear != NULL; i++)
        listener->hear(listener->context, messages[i]);
}

/* ---- the call ---- */

/* Memory for the messages is taken before the commit: after it nothing may fail. */
static void run(struct call *call, call_work *work, const struct listener *listener)
{
    size_t count;
    bool done = work(call);
    char **messages = write_messages(call, &count);
    if (!done)
        drop_outputs(call);
    else if (!commit(call))
        messages = write_messages(call, &count);
    else if (call->note != NULL && call->reader.hear != NULL)
        call->reader.hear(call->reader.context, call->note);
    deliver(listener, messages, count);
}

static enum hg_status out_of_memory(const struct listener *listener)
{
    if (listener->hear != NULL)
        listener->hear(listener->context, "error: out of memory\n");
    return HG_SYSTEM;
}

enum hg_status call_run(call_work *work, const void *request, struct listener listener)
{
    struct exhaustion exhaustion;
    struct arena *volatile arena = arena_open(&exhaustion);
    if (arena == NULL)
        return out_of_memory(&listener);
    if (setjmp(exhaustion.resume)) {
        arena_close(arena);
        return out_of_memory(&listener);
    }
    struct call *call = arena_alloc(arena, sizeof *call);
    call->request = request;
    call->arena = arena;
    diagnostics_open(&call->diagnostics, arena);
    run(call, work, &listener);
    enum hg_status status = (enum hg_status)diagnostics_status(&call->diagnostics);
    if (status == HG_OK && call->difference)
        status = HG_DIFFERENCE;
    arena_close(arena);
    return status;
}
