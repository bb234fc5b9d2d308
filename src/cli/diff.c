/* handgrad diff: two traces compared. */
#include "cli/command.h"
#include "handgrad.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char diff_help[] =
    "usage: handgrad diff A B [options]\n"
    "\n"
    "Compares two traces, step by step: says which step differs first, how much differs by role,\n"
    "and why, where that is certain (rounding, a convention, other given numbers, another\n"
    "formula, another network).\n"
    "\n"
    "A and B are traces (`handgrad trace --format json` or `ndjson`) or problems, which are "
    "traced\n"
    "first: a file, - for standard input, or the name of a worked example.\n"
    "\n"
    "  --rel X           values may differ by X relative to the larger of both (default 0)\n"
    "  --abs X           values may differ by X (default 0)\n"
    "  --format FORMAT   text (default) or json\n"
    "  -o, --output FILE write to FILE; a failed run leaves an old FILE as it was\n"
    "  -h, --help        this text\n"
    "\n"
    "Without a tolerance values must be equal, and so must the digits shown unless A and B were\n"
    "made with different digits.\n"
    "\n"
    "Exit status: 0 the traces agree; 1 they differ; 2 bad usage or bad input; 3 the system "
    "failed.\n";

static int read_tolerance(const char *option, const char *text, double *tolerance)
{
    char *end;
    if (!text)
        return HG_OK;
    *tolerance = strtod(text, &end);
    if (*end == '\0' && isfinite(*tolerance) && *tolerance >= 0)
        return HG_OK;
    fprintf(stderr, "handgrad: %s: expected a number of at least 0, found \"%s\"\n", option, text);
    return HG_BAD_INPUT;
}

int diff_command(const struct command *command, int count, char **arguments)
{
    struct hg_diff request = {.message = print_message};
    const char *relative = NULL, *absolute = NULL, *traces[2];
    const struct option options[] = {
        {"--rel", NULL, "a number of at least 0", &relative},
        {"--abs", NULL, "a number of at least 0", &absolute},
        {"--format", NULL, "text or json", &request.format},
        {"--output", "-o", "a file name", &request.output},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              traces, 2, &operands);
    if (status >= 0)
        return status;
    if (operands < 2)
        return usage_error(command, "diff needs two traces: A and B");
    if ((status = read_tolerance("--rel", relative, &request.relative)) != HG_OK ||
        (status = read_tolerance("--abs", absolute, &request.absolute)) != HG_OK)
        return status;
    request.a = traces[0];
    request.b = traces[1];
    return (int)hg_diff(&request);
}
