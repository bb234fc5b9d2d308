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

static bool refuse_same(struct call *call, const char *a, const char *b)
{
    return diagnose(&call->diagnostics,
                    &(struct diagnostic){
                        .code = DIAGNOSTIC_USAGE,
                        .message = arena_printf(call->arena, "%s and %s are the same file", a, b)});
}

/* Is the newest of the files beside the output none of the others? False after one diagnostic. */
static bool is_another(struct call *call)
{
    size_t newest = call->beside_count - 1;
    const struct output *output = call->beside[newest];
    if (call->destination.write == NULL && output_is_same(call->output, output))
        return refuse_same(call, "output", call->beside_names[newest]);
    for (size_t i = 0; i < newest; i++)
        if (output_is_same(call->beside[i], output))
            return refuse_same(call, call->beside_names[i], call->beside_names[newest]);
    return true;
}

struct text *call_open_beside(struct call *call, const char *name, const char *path)
{
    struct output *output = arena_alloc(call->arena, sizeof *output);
    if (!output_open(output, call->arena, path, &call->diagnostics))
        return NULL;
    call->beside_names[call->beside_count] = name;
    call->beside[call->beside_count++] = output;
    return is_another(call) ? &output->text : NULL;
}

static void drop_besides(struct call *call, size_t first)
{
    for (size_t i = first; i < call->beside_count; i++)
        output_abandon(call->beside[i]);
}

static void drop_outputs(struct call *call)
{
    if (call->output != NULL && call->destination.write == NULL)
        output_abandon(call->output);
    drop_besides(call, 0);
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
    size_t next = 0;
    if (call->folder != NULL)
        new_folder_keep(call->folder);
    bool done = commit_output(call);
    while (done && next < call->beside_count)
        done = output_commit(call->beside[next++]);
    drop_besides(call, next);
    return done;
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
