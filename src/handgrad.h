/* handgrad: shows the work of a neural network.
 *
 * The public interface. Give it a problem (docs/problem-format.md) and it writes every pre-activation, activation,
 * partial derivative, product of the chain rule and update, each digit proven. The command line is built on this
 * header alone.
 *
 *     struct hg_trace request = {.problem = "two_three_one", .format = "markdown"};
 *     enum hg_status status = hg_trace(&request);
 *
 * Nothing here prints, exits or keeps state between calls; calls in different threads do not meet. Exceptions: when
 * memory runs out inside FLINT or GMP, which cannot report it, the handler of hg_on_flint_exhausted is called; calls that train or
 * predict load OpenBLAS, and set it to one thread for the whole process, since they have threads of their own.
 */
#ifndef HANDGRAD_H
#define HANDGRAD_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define HG_API __attribute__((visibility("default")))
#else
#define HG_API
#endif

/* What became of a call; also the exit status of the command. */
enum hg_status {
    HG_OK = 0,         /* done, and everything holds */
    HG_DIFFERENCE = 1, /* a check found a difference */
    HG_BAD_INPUT = 2,  /* bad usage or bad input */
    HG_SYSTEM = 3,     /* disk full, unreadable file, out of memory */
};

HG_API const char *hg_version(void);

/* Takes one message (an error or a warning, UTF-8, ending with a newline) meant for a person. */
typedef void hg_message(void *context, const char *message);

/* Takes a piece of output. Returns 0, or an errno value to stop with HG_SYSTEM. */
typedef int hg_write(void *context, const char *bytes, size_t length);

/* A trace to be made. Zero or NULL in a member means its default. */
struct hg_trace {
    /* A file name, "-" for standard input, or the name of a worked example. A file goes before an example. */
    const char *problem;
    /* The problem's text itself, if not NULL; `problem` then only names it in messages. */
    const char *problem_text;
    size_t problem_length;

    /* "markdown" (default), "text", "tex", "html", "json", "ndjson". HTML is the interactive page (docs/page.md), or a
     * document where a detail is asked for or the page would be too large. */
    const char *format;
    const char *detail;     /* "full", "matrix", "summary"; default: what suits the size */
    int digits;             /* significant digits, 1 to 1000; default: the problem's, else 6 */
    int decimals;           /* decimal places + 1, so that 0 means "not asked for" */
    const char *arithmetic; /* "certified" (default), "float64", "float32" */
    /* Work by hand: every value rounded before it is used again, to significant figures or decimal places:
     * "sf:4", "dp:3", with ":half-up" (default), ":half-even" or ":truncate" behind. NULL: no rounding. */
    const char *working;
    /* The updates to be written: "1,2,last", "8-10"; default: all. Of a training run: the number of the one update that is
     * traced, as it was in the run. */
    const char *updates;
    /* Only steps of these samples are written, by their numbers in ids: "1,4", "2-5"; and what belongs to none. Default:
     * all. */
    const char *samples;
    /* Of a training run, in place of `updates`: the batch (from 1) of an epoch (from 1). 0: not given. */
    int epoch, batch;
    int epochs; /* of a training run: in place of the schedule's, as in struct hg_train */
    /* Of a training run: the folder of its data (default: that of the run file), the seed as in struct hg_train, and the
     * file of a saved run from which the way to the update is taken, if that is before it. */
    const char *data, *resume;
    const long long *seed;

    /* Where the trace goes: a file (written to a temporary name and renamed, so that a failed call leaves the
     * old file), or `write` if not NULL, or standard output. */
    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message; /* NULL: messages are dropped */
    void *message_context;
};

HG_API enum hg_status hg_trace(const struct hg_trace *request);

/* A worksheet: the blank sheet of a problem, for people to fill in. Zero or NULL in a member means its default. */
struct hg_worksheet {
    const char *problem; /* as in struct hg_trace */
    const char *problem_text;
    size_t problem_length;

    const char *
        format; /* "markdown" (default) and "csv", which read back as answers; "text", "tex", "html" */
    /* What is asked for: "results" (default: the forward pass, gradients, new parameters), "factors" (the partials of
     * the chain rule, too), "all" (every step that is computed). */
    const char *blank;
    const char *updates; /* as in struct hg_trace */

    /* As in struct hg_trace. */
    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message;
    void *message_context;
};

HG_API enum hg_status hg_worksheet(const struct hg_worksheet *request);

/* Answers to a problem, to be marked. Zero or NULL in a member means its default. */
struct hg_check {
    const char *problem; /* as in struct hg_trace */
    const char *problem_text;
    size_t problem_length;

    /* What somebody wrote (docs/answers.md): a file name, "-" for standard input unless that is the problem, or the name of
     * worked answers; `answers_text` as `problem_text`. */
    const char *answers;
    const char *answers_text;
    size_t answers_length;

    const char
        *format; /* "markdown" (default), "text", "tex", "html", "json" (docs/check.schema.json) */
    /* What a value of each verdict is worth, as "slip=0.25,carried=1". Default: correct, rounded, carried and imprecise
     * 1, slip 0.5, all else 0. */
    const char *points;

    /* As in struct hg_trace. */
    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message;
    void *message_context;
};

/* HG_OK: nothing is wrong; HG_DIFFERENCE: something is, and the report begins with it. */
HG_API enum hg_status hg_check(const struct hg_check *request);

/* Takes how many submissions are done, of how many (0: that is not known). */
typedef void hg_progress(void *context, size_t done, size_t of);

/* The submissions of a class to one problem, to be marked (docs/grading.md). Zero or NULL in a member means its default. */
struct hg_grade {
    const char *problem; /* as in struct hg_trace */
    const char *problem_text;
    size_t problem_length;

    /* A folder, in which every .json, .csv and .md file is a submission; or a file, or "-" for standard input unless that
     * is the problem, with answers as a JSON object in every line; `submissions_text` is such lines. */
    const char *submissions;
    const char *submissions_text;
    size_t submissions_length;

    const char *format;  /* "csv" (default), "ndjson" (docs/grade.schema.json) */
    const char *columns; /* of CSV: "results" (default), "quantities": one more for each quantity */
    int no_header;       /* of CSV: without the line of column names */
    const char *points;  /* as in struct hg_check */

    /* As in struct hg_trace. What `write` is given ends with a record: it comes when a submission is marked. */
    const char *output;
    hg_write *write;
    void *write_context;

    /* When all are marked, the summary: a file for it as JSON (docs/grade-summary.schema.json), and who takes it as text
     * for a person. */
    const char *summary;
    hg_message *report;
    void *report_context;

    hg_progress *progress; /* called after every submission */
    void *progress_context;

    hg_message *message;
    void *message_context;
};

/* HG_OK: every submission is marked and nothing is wrong; HG_DIFFERENCE: something is wrong in one, or one is broken, of
 * which its record tells. */
HG_API enum hg_status hg_grade(const struct hg_grade *request);

/* Variants of a problem: fresh numbers as its "vary" says, each with its worksheet and its key. Zero or NULL in a member
 * means its default. */
struct hg_variants {
    const char *problem; /* as in struct hg_trace */
    const char *problem_text;
    size_t problem_length;

    int count;      /* how many: 1 to 1000; default: 1 */
    long long seed; /* from 0: the same one gives the same bytes on every machine */

    /* "markdown" (default), "text", "tex", "html": of worksheets and keys, which go to files in a folder. "ndjson": a
     * record for each variant (docs/variant.schema.json), worksheets and keys as Markdown in it. */
    const char *format;
    const char *blank; /* as in struct hg_worksheet */
    /* Of keys and answers: 1 to 12 significant digits (default: those of "vary", else the problem's, else 6), or decimal
     * places + 1. */
    int digits, decimals;

    /* The folder, which must be new or empty: variant-01.json, -worksheet, -key ... and the report. ndjson: as in struct
     * hg_trace. */
    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message;
    void *message_context;
};

/* HG_DIFFERENCE: some variant has a value that is no good to be worked by hand; the report and messages say which. */
HG_API enum hg_status hg_variants(const struct hg_variants *request);

/* Predictions of a trained network. Zero or NULL in a member means its default. */
struct hg_predict {
    const char *run; /* as in struct hg_train */
    const char *run_text;
    size_t run_length;
    /* As in struct hg_train; they are looked at only where nothing else says how features are scaled, or which columns of
     * CSV they are. */
    const char *data;
    const char *
        weights; /* a saved run, or any safetensors file with w1, b1, ...; NULL: the parameters of the run file */
    const char *
        input; /* rows: CSV with the run's feature columns, or IDX images; "-": CSV on standard input */

    const char *format; /* "csv" (default), "ndjson", "text" */

    /* As in struct hg_trace. */
    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message;
    void *message_context;
};

HG_API enum hg_status hg_predict(const struct hg_predict *request);

/* Something to be verified. Zero or NULL in a member means its default. */
struct hg_verify {
    /* A problem, whose gradients are computed in independent ways, or a trace (JSON or NDJSON), which is
     * recomputed from the problem that it holds. A file name, "-" for standard input, or the name of a worked
     * example; `subject_text` as in struct hg_trace. */
    const char *subject;
    const char *subject_text;
    size_t subject_length;

    const char
        *format; /* "text" (default), "markdown", "tex", "html", "json" (docs/verify.schema.json) */
    /* Of problems only: as in struct hg_trace, and the update whose gradients are verified, by its number in ids
     * (default: the first). */
    int digits, decimals, update;

    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message;
    void *message_context;
};

/* HG_DIFFERENCE: two ways disagree, or a step of the trace breaks; the output says which. */
HG_API enum hg_status hg_verify(const struct hg_verify *request);

/* Two traces to be compared (docs/regression-testing.md). Zero or NULL in a member means its default. */
struct hg_diff {
    /* Each a trace in JSON or NDJSON, or a problem, which is traced first (as the other one was, if that is a trace):
     * a file name, "-" for standard input (one of them), or the name of a worked example. */
    const char *a, *b;
    /* The text itself, if not NULL; the name is then only for messages. */
    const char *a_text, *b_text;
    size_t a_length, b_length;

    /* Values agree when |a - b| <= max(absolute, relative * max(|a|, |b|)). Both 0: they must be equal, and so must
     * the digits shown, unless the traces were asked for different ones. */
    double relative, absolute;

    const char *format; /* "text" (default), "json" */

    /* As in struct hg_trace. */
    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message;
    void *message_context;
};

/* HG_OK: the traces agree; HG_DIFFERENCE: they do not, and the report says where and, if that is certain, why. */
HG_API enum hg_status hg_diff(const struct hg_diff *request);

/* A derivation to be checked line by line, or a derivative to be worked out. Zero or NULL in a member means its
 * default. */
struct hg_derive {
    /* A derivation (docs/derivations.md): a file name, "-" for standard input, or the name of a worked example;
     * `derivation_text` as in struct hg_trace. */
    const char *derivation;
    const char *derivation_text;
    size_t derivation_length;
    /* Or in place of it: an expression, and the quantity by which its derivative is worked out rule by rule. */
    const char *expression, *wrt;

    const char
        *format; /* "markdown" (default), "text", "tex", "html", "json" (docs/derive.schema.json) */
    int digits;  /* to which lines must agree, 1 to 1000; default: 30 */
    int points;  /* choices of numbers for each choice of the sizes, 1 to 10000; default: 20 */

    /* As in struct hg_trace. */
    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message;
    void *message_context;
};

/* HG_OK: every line of every claim holds as far as it was checked; HG_DIFFERENCE: one is refuted, or has no value
 * somewhere; the output says where. */
HG_API enum hg_status hg_derive(const struct hg_derive *request);

/* A training run under way, as the listener hears of it: after every batch and every epoch. */
struct hg_train_progress {
    const char *run;       /* its name, when there are several; else NULL */
    int epoch, epochs;     /* under way, from 1; of at most */
    int batch, batches;    /* done in it, of */
    long update;           /* of the last batch, as ids count them */
    double loss, accuracy; /* so far in this epoch; of regression, accuracy is r2 */
    /* Of the epoch before; NaN when there is none, or no validation rows. */
    double validation_loss, validation_accuracy;
    double samples_per_second, seconds_left; /* negative: not known yet; of the whole run at most */
    int epoch_done; /* this is the end of an epoch, which the numbers of validation are of */
};

/* Not 0: stop after this batch, and save. */
typedef int hg_train_listener(void *context, const struct hg_train_progress *progress);

/* Training runs (docs/training.md). Zero or NULL in a member means its default. */
struct hg_train {
    /* Run files: file names, "-" for standard input (one of them), or names of worked examples. Several are trained one
     * after the other, and compared in the report and the pictures. */
    const char *const *runs;
    size_t run_count;
    const char *run_text; /* of the only one, as in struct hg_trace */
    size_t run_length;

    const char *data;      /* the folder of data files; default: that of the run file */
    const long long *seed; /* in place of the seeds of initializers, dropout and shuffling */
    int epochs;            /* in place of the schedule's */

    const char
        *format; /* "text" (default), "markdown", "tex", "html", "json" (docs/train.schema.json) */
    const char *history; /* a file for a row per epoch: CSV, or NDJSON if it is called .ndjson */
    /* Files of saved runs (safetensors), of one run only: written at the end, or when the run is stopped; gone on from. */
    const char *save, *resume;
    /* A folder for pictures (SVG): new, empty, or one with pictures of an earlier call. Needs gnuplot. */
    const char *plot;

    hg_train_listener *listener;
    void *listener_context;

    /* As in struct hg_trace. */
    const char *output;
    hg_write *write;
    void *write_context;

    hg_message *message;
    void *message_context;
};

/* HG_OK: trained, or stopped by the listener; HG_DIFFERENCE: a run diverged, which the report and a message tell. */
HG_API enum hg_status hg_train(const struct hg_train *request);

/* The worked examples that are built in: index from 0. NULL beyond the last. Static text. */
HG_API const char *hg_example_name(size_t index);
HG_API const char *hg_example_title(size_t index);
/* What to do with it: "trace" (a problem), "train" (a run file), "check" (answers to the problem NAME, called NAME_answers) or "derive" (a
 * derivation). */
HG_API const char *hg_example_command(size_t index);
/* The file of the example called `name`, NUL-terminated, or NULL. */
HG_API const char *hg_example_text(const char *name);

/* The nearest name of a format, detail or example to what was typed, or NULL: for "did you mean". */
HG_API const char *hg_nearest(const char *typed, const char *const *names, size_t count);

/* Removes the temporary files of all calls that are under way: for signal handlers that end the process. */
HG_API void hg_abandon_outputs(void);

/* Has `handler` called when FLINT or GMP cannot get memory; both get allocators for that, on top of malloc. Temporary
 * files are removed before. The handler must not return; without one the process is aborted. This is process-wide. */
HG_API void hg_on_flint_exhausted(void (*handler)(void));

#ifdef __cplusplus
}
#endif

#endif
