/* handgrad trace: every step of a problem, written out. */
#include "cli/command.h"
#include "handgrad.h"

#include <limits.h>

const char trace_help[] =
    "usage: handgrad trace PROBLEM [options]\n"
    "       handgrad trace RUN --update N | --epoch E --batch B [options]\n"
    "\n"
    "Writes every pre-activation, activation, partial derivative, product of the chain rule and\n"
    "update of a network. Every digit is proven, unless another arithmetic is asked for.\n"
    "\n"
    "PROBLEM is a file, - for standard input, or the name of a worked example\n"
    "(`handgrad examples` lists them). RUN is such a file with a data set and a schedule: it is\n"
    "trained up to the update, which is then written with the exact numbers it had there.\n"
    "\n"
    "  --format FORMAT   markdown (default), text, tex, html, json or ndjson; html is an\n"
    "                    interactive page, or with --detail a document\n"
    "  -o, --output FILE write to FILE; a failed run leaves an old FILE as it was\n"
    "  --digits N        N significant digits (1 to 1000; default: the problem's, else 6)\n"
    "  --decimals N      N decimal places (0 to 1000) instead\n"
    "  --detail DETAIL   full (every step spelled out), matrix (layers as matrices) or summary;\n"
    "                    default: what suits the size of the problem\n"
    "  --updates LIST    write these updates only: 1,2,last or 8-10 (the others are done all the "
    "same)\n"
    "  --samples LIST    write the steps of these samples only, and those that belong to none: "
    "1,4-6\n"
    "                    (--update and --sample are the same options)\n"
    "  --working SPEC    work by hand: every value rounded before it is used again, sf:4 (figures) "
    "or\n"
    "                    dp:3 (places), with :half-even or :truncate behind it if not half up\n"
    "  --arithmetic KIND certified (default), float64 or float32: IEEE numbers as other programs "
    "have\n"
    "\n"
    "Of a run:\n"
    "  --update N        the update, counted through all epochs from 1; or\n"
    "  --epoch E --batch B\n"
    "                    the batch of an epoch, both from 1\n"
    "  --data FOLDER     its data files are in FOLDER (default: where the run file is)\n"
    "  --seed N, --epochs N\n"
    "                    as of `handgrad train`\n"
    "  --resume FILE     begin from a saved run, if that is before the update\n"
    "\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 done; 2 bad usage or bad input; 3 the system failed (disk full ...).\n";

int trace_command(const struct command *command, int count, char **arguments)
{
    struct hg_trace request = {.message = print_message};
    const char *digits = NULL, *decimals = NULL, *epoch = NULL, *batch = NULL, *epochs = NULL,
               *seed = NULL;
    long long run_seed = 0;
    const struct option options[] = {
        {"--format", NULL, "markdown, text, tex, html, json or ndjson", &request.format},
        {"--output", "-o", "a file name", &request.output},
        {"--digits", NULL, "a number of significant digits", &digits},
        {"--decimals", NULL, "a number of decimal places", &decimals},
        {"--updates", NULL, "a list of updates: 1,2,last", &request.updates},
        {"--update", NULL, "the number of an update", &request.updates},
        {"--samples", NULL, "a list of samples: 1,4-6", &request.samples},
        {"--sample", NULL, "the number of a sample", &request.samples},
        {"--epoch", NULL, "the number of an epoch", &epoch},
        {"--batch", NULL, "the number of a batch in its epoch", &batch},
        {"--epochs", NULL, "a number of epochs", &epochs},
        {"--data", NULL, "a folder", &request.data},
        {"--seed", NULL, "a whole number", &seed},
        {"--resume", NULL, "the file of a saved run", &request.resume},
        {"--working", NULL, "sf:N or dp:N", &request.working},
        {"--arithmetic", NULL, "certified, float64 or float32", &request.arithmetic},
        {"--detail", NULL, "full, matrix or summary", &request.detail},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              &request.problem, 1, &operands);
    if (status >= 0)
        return status;
    if (operands == 0)
        return usage_error(command, "trace what? Name a problem file or a worked example");
    status = read_digits(digits, decimals, &request.digits, &request.decimals);
    if (status == HG_OK && epoch)
        status = read_number("--epoch", epoch, 1, INT_MAX, &request.epoch);
    if (status == HG_OK && batch)
        status = read_number("--batch", batch, 1, INT_MAX, &request.batch);
    if (status == HG_OK && epochs)
        status = read_number("--epochs", epochs, 1, EPOCHS_MOST, &request.epochs);
    if (status == HG_OK && seed)
        status = read_seed(seed, &run_seed);
    if (status != HG_OK)
        return status;
    request.seed = seed ? &run_seed : NULL;
    return (int)hg_trace(&request);
}
