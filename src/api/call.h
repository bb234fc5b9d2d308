/* The frame of every public call: one arena, its diagnostics and its output, from the first allocation to the exit
 * status. Also where running out of memory ends. What a call does is a `call_work`; trace.c has an example.
 *
 * A call is all or nothing: what can fail, messages included, happens before the output is committed.
 */
#ifndef API_CALL_H
#define API_CALL_H

#include "base/diagnostic.h"
#include "base/file.h"
#include "base/new_folder.h"
#include "handgrad.h"

/* Where the result of a call goes, as the members of the same names in handgrad.h say. */
struct destination {
    const char *output;
    hg_write *write;
    void *write_context;
};

/* Who hears the messages; `hear` may be NULL. */
struct listener {
    hg_message *hear;
    void *context;
};

#define CALL_BESIDES 2

struct call {
    const void *request;
    struct arena *arena; /* closed when the call ends */
    struct diagnostics diagnostics;
    struct output *output;               /* NULL: not opened */
    struct output *beside[CALL_BESIDES]; /* further files */
    const char *beside_names[CALL_BESIDES];
    size_t beside_count;
    const char *note; /* for `reader` when the output is committed; NULL: none */
    struct listener reader;
    struct new_folder *folder; /* kept when all else is committed; NULL: there is none */
    struct destination destination;
    int callback_error; /* of destination.write */
    bool difference;    /* the work found one, of which its output tells */
};

/* The work of a call: reads call->request, writes into call_open_output's text. True: the output is complete and to be
 * committed (a difference found may have been diagnosed, or noted in call->difference). False after a diagnostic: the
 * output is dropped. */
typedef bool call_work(struct call *call);

/* Runs `work` on `request`, commits, delivers the diagnostics as messages. The status is that of the diagnostics, or
 * of the difference noted; when memory runs out it is HG_SYSTEM, and there is that one message only. */
enum hg_status call_run(call_work *work, const void *request, struct listener listener);

/* The text for the result, on its way to `destination`; once in a call. NULL after a diagnostic. */
struct text *call_open_output(struct call *call, struct destination destination);

/* The text of a further file, which is committed after the output and dropped with it; after call_open_output. `name` is
 * what it is called in messages ("summary"). NULL after a diagnostic, as it is if this file is another one of the call. */
struct text *call_open_beside(struct call *call, const char *name, const char *path);

#endif
