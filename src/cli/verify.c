/* handgrad verify: gradients by independent ways, and traces recomputed. */
#include "cli/command.h"
#include "handgrad.h"

const char verify_help[] =
    "usage: handgrad verify PROBLEM [options]\n"
    "       handgrad verify TRACE [options]\n"
    "\n"
    "PROBLEM: computes every gradient of an update in ways that share no rule: the chain rule as\n"
    "the trace has it, symbolic derivatives accumulated forward, and difference quotients with a\n"
    "proven bound. Of more than 2000 gradients, 2000 evenly spaced ones.\n"
    "TRACE (what `handgrad trace --format json` or ndjson wrote): recomputes the problem that it\n"
    "holds, compares every key of every step, rechecks each formula with its operands, and names\n"
    "the first step that breaks.\n"
    "\n"
    "The argument is a file, - for standard input, or the name of a worked example\n"
    "(`handgrad examples` lists them).\n"
    "\n"
    "  --format FORMAT   text (default), markdown, tex, html or json\n"
    "  -o, --output FILE write to FILE; a failed run leaves an old FILE as it was\n"
    "  --update N        of a problem: the update whose gradients are verified (default: the "
    "first)\n"
    "  --digits N        of a problem: N significant digits (1 to 1000; default: the problem's,\n"
    "                    else 6)\n"
    "  --decimals N      of a problem: N decimal places (0 to 1000) instead\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 everything holds; 1 a disagreement or a step that breaks was found; 2 bad\n"
    "usage or bad input; 3 the system failed (disk full ...).\n";

int verify_command(const struct command *command, int count, char **arguments)
{
    struct hg_verify request = {.message = print_message};
    const char *digits = NULL, *decimals = NULL, *update = NULL;
    const struct option options[] = {
        {"--format", NULL, "text, markdown, tex, html or json", &request.format},
        {"--output", "-o", "a file name", &request.output},
        {"--update", NULL, "the number of an update", &update},
        {"--digits", NULL, "a number of significant digits", &digits},
        {"--decimals", NULL, "a number of decimal places", &decimals},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              &request.subject, 1, &operands);
    if (status >= 0)
        return status;
    if (operands == 0)
        return usage_error(command, "verify what? Name a problem, a trace or a worked example");
    if (update && (status = read_number("--update", update, 1, 1000000, &request.update)) != HG_OK)
        return status;
    status = read_digits(digits, decimals, &request.digits, &request.decimals);
    if (status != HG_OK)
        return status;
    return (int)hg_verify(&request);
}
