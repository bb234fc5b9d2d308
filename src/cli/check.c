/* handgrad check: work done by hand, marked. */
#include "cli/command.h"
#include "handgrad.h"

const char check_help[] =
    "usage: handgrad check PROBLEM ANSWERS [options]\n"
    "\n"
    "Marks what somebody wrote down for the quantities of a problem: says of every value whether\n"
    "it is right, right within the rounding of the values before it, carried on from an earlier\n"
    "mistake, or wrong, and then which mistake explains it. The first wrong line stands on top.\n"
    "\n"
    "PROBLEM is a file, - for standard input, or the name of a worked example\n"
    "(`handgrad examples` lists them). ANSWERS is a file, -, or the name of worked answers:\n"
    "JSON, CSV, or a worksheet that `handgrad worksheet` wrote, filled in.\n"
    "\n"
    "  --format FORMAT   markdown (default), text, tex, html or json\n"
    "  -o, --output FILE write to FILE; a failed run leaves an old FILE as it was\n"
    "  --points LIST     what a value of each verdict is worth: slip=0.25,carried=1 (default:\n"
    "                    correct, rounded, carried and imprecise 1, slip 0.5, others 0)\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 nothing is wrong; 1 something is; 2 bad usage or bad input; 3 the system\n"
    "failed (disk full ...).\n";

int check_command(const struct command *command, int count, char **arguments)
{
    struct hg_check request = {.message = print_message};
    const char *inputs[2];
    const struct option options[] = {
        {"--format", NULL, "markdown, text, tex, html or json", &request.format},
        {"--output", "-o", "a file name", &request.output},
        {"--points", NULL, "a list of points: slip=0.25,carried=1", &request.points},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              inputs, 2, &operands);
    if (status >= 0)
        return status;
    if (operands < 2)
        return usage_error(command, operands == 0 ? "check what? Name a problem and the answers"
                                                  : "which answers? Name a file, or -");
    request.problem = inputs[0];
    request.answers = inputs[1];
    return (int)hg_check(&request);
}
