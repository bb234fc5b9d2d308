/* handgrad derive: a derivation shown and checked line by line; a derivative worked out. */
#include "cli/command.h"
#include "handgrad.h"

const char derive_help[] =
    "usage: handgrad derive FILE [options]\n"
    "       handgrad derive --diff EXPRESSION --wrt NAME [options]\n"
    "\n"
    "FILE: a derivation. Shows it and checks every line: both sides are computed with proven\n"
    "digits for many numbers, for every index and several sizes. Where they differ the line is\n"
    "refuted, and the page says for which numbers; a line that holds everywhere is well "
    "supported,\n"
    "not formally proven.\n"
    "--diff: works out the derivative of an expression, each line naming its rule, and checks it\n"
    "the same way.\n"
    "\n"
    "FILE is a file, - for standard input, or the name of a worked example\n"
    "(`handgrad examples` lists them).\n"
    "\n"
    "  --diff EXPRESSION what to differentiate, as 'exp(-z^2/2) / (1 + exp(-z))'\n"
    "  --wrt NAME        by what: z, or w[k]\n"
    "  --format FORMAT   markdown (default), text, tex, html or json\n"
    "  -o, --output FILE write to FILE; a failed run leaves an old FILE as it was\n"
    "  --digits N        lines must agree to N digits (1 to 1000; default 30)\n"
    "  --points N        choices of numbers for each choice of the sizes (1 to 10000; default 20)\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 every line holds; 1 a line is refuted, or not defined somewhere; 2 bad usage\n"
    "or bad input; 3 the system failed (disk full ...).\n";

static int read_numbers(const char *digits, const char *points, struct hg_derive *request)
{
    int status = digits ? read_number("--digits", digits, 1, 1000, &request->digits) : HG_OK;
    if (status != HG_OK || !points)
        return status;
    return read_number("--points", points, 1, 10000, &request->points);
}

int derive_command(const struct command *command, int count, char **arguments)
{
    struct hg_derive request = {.message = print_message};
    const char *digits = NULL, *points = NULL;
    const struct option options[] = {
        {"--diff", NULL, "an expression", &request.expression},
        {"--wrt", NULL, "the name of a quantity", &request.wrt},
        {"--format", NULL, "markdown, text, tex, html or json", &request.format},
        {"--output", "-o", "a file name", &request.output},
        {"--digits", NULL, "a number of digits", &digits},
        {"--points", NULL, "a number of points", &points},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              &request.derivation, 1, &operands);
    if (status >= 0)
        return status;
    if (operands > 0 && (request.expression || request.wrt))
        return usage_error(command, "a derivation and --diff exclude each other");
    if (request.expression && !request.wrt)
        return usage_error(command, "--diff needs --wrt: by what?");
    if (request.wrt && !request.expression)
        return usage_error(command, "--wrt needs --diff: the derivative of what?");
    if (operands == 0 && !request.expression)
        return usage_error(command,
                           "derive what? Name a derivation or a worked example, or --diff");
    status = read_numbers(digits, points, &request);
    return status == HG_OK ? (int)hg_derive(&request) : status;
}
