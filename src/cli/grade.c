/* handgrad grade: the submissions of a class, marked. */
#include "cli/command.h"
#include "cli/progress.h"
#include "handgrad.h"

#include <stdio.h>

#define SHOWN_AFTER 1.0  /* seconds */
#define SHOWN_EVERY 0.25 /* seconds */

const char grade_help[] =
    "usage: handgrad grade PROBLEM SUBMISSIONS [options]\n"
    "\n"
    "Marks the submissions of a class, as `handgrad check` does one: a row or an object for each,\n"
    "written as soon as it is marked, then a summary of the commonest mistakes. A submission that\n"
    "cannot be read is reported in its row, and the rest are marked.\n"
    "\n"
    "PROBLEM is a file, - for standard input, or the name of a worked example\n"
    "(`handgrad examples` lists them). SUBMISSIONS is a folder, in which every .json, .csv and "
    ".md\n"
    "file is a submission; or a file, or - for standard input, with answers as a JSON object in\n"
    "every line.\n"
    "\n"
    "  --format FORMAT   csv (default) or ndjson (with the mark of every value)\n"
    "  --columns WHAT    of csv: results (default), or quantities: one more for each quantity\n"
    "  --no-header       of csv: without the line of column names\n"
    "  -o, --output FILE write to FILE; a failed run leaves an old FILE as it was\n"
    "  --summary FILE    write the summary to FILE, too, as JSON\n"
    "  --points LIST     what a value of each verdict is worth: slip=0.25,carried=1 (default:\n"
    "                    correct, rounded, carried and imprecise 1, slip 0.5, others 0)\n"
    "  -q, --quiet       no progress line and no summary on standard error\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 every submission was marked and nothing is wrong; 1 something is wrong, or a\n"
    "submission is broken; 2 bad usage or bad input; 3 the system failed (disk full ...).\n";

/* ---- the command ---- */

static void show_progress(void *context, size_t done, size_t of)
{
    char line[64];
    if (!progress_due(context))
        return;
    snprintf(line, sizeof line, of > 0 ? "%zu of %zu submissions" : "%zu submissions", done, of);
    progress_show(context, line);
}

static int run(struct hg_grade *request, bool quiet)
{
    struct progress progress = progress_start(SHOWN_AFTER, SHOWN_EVERY);
    request->message = print_above_progress;
    request->message_context = request->report_context = request->progress_context = &progress;
    if (!quiet)
        request->report = print_above_progress;
    if (!quiet && progress_has_terminal())
        request->progress = show_progress;
    int status = (int)hg_grade(request);
    progress_erase(&progress);
    return status;
}

int grade_command(const struct command *command, int count, char **arguments)
{
    struct hg_grade request = {0};
    const char *inputs[2], *no_header = NULL, *quiet = NULL;
    const struct option options[] = {
        {"--format", NULL, "csv or ndjson", &request.format},
        {"--columns", NULL, "results or quantities", &request.columns},
        {"--no-header", NULL, NULL, &no_header},
        {"--output", "-o", "a file name", &request.output},
        {"--summary", NULL, "a file name", &request.summary},
        {"--points", NULL, "a list of points: slip=0.25,carried=1", &request.points},
        {"--quiet", "-q", NULL, &quiet},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              inputs, 2, &operands);
    if (status >= 0)
        return status;
    if (operands < 2)
        return usage_error(command, operands == 0
                                        ? "grade what? Name a problem and the submissions"
                                        : "which submissions? Name a folder, a file, or -");
    request.problem = inputs[0];
    request.submissions = inputs[1];
    request.no_header = no_header != NULL;
    return run(&request, quiet != NULL);
}
