/* handgrad worksheet: the sheet to fill in. */
#include "cli/command.h"
#include "handgrad.h"

const char worksheet_help[] =
    "usage: handgrad worksheet PROBLEM [options]\n"
    "\n"
    "Writes the blank sheet of a problem worked by hand: the numbers that are given, then a row\n"
    "for each quantity, with its name, its id and room for the answer. Filled in, the formats\n"
    "markdown and csv read back as answers.\n"
    "\n"
    "PROBLEM is a file, - for standard input, or the name of a worked example\n"
    "(`handgrad examples` lists them).\n"
    "\n"
    "  --blank WHAT      results (default: the forward pass, gradients and new parameters),\n"
    "                    factors (the partials of the chain rule, too) or all (every step)\n"
    "  --format FORMAT   markdown (default), csv, text, tex or html\n"
    "  -o, --output FILE write to FILE; a failed run leaves an old FILE as it was\n"
    "  --updates LIST    these updates only: 1,2,last or 8-10\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 done; 2 bad usage or bad input; 3 the system failed (disk full ...).\n";

int worksheet_command(const struct command *command, int count, char **arguments)
{
    struct hg_worksheet request = {.message = print_message};
    const struct option options[] = {
        {"--blank", NULL, "results, factors or all", &request.blank},
        {"--format", NULL, "markdown, csv, text, tex or html", &request.format},
        {"--output", "-o", "a file name", &request.output},
        {"--updates", NULL, "a list of updates: 1,2,last", &request.updates},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              &request.problem, 1, &operands);
    if (status >= 0)
        return status;
    if (operands == 0)
        return usage_error(command, "a worksheet of what? Name a problem or a worked example");
    return (int)hg_worksheet(&request);
}
