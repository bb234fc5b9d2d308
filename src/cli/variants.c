/* handgrad variants: a problem for each student of a class. */
#include "cli/command.h"
#include "handgrad.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char variants_help[] =
    "usage: handgrad variants PROBLEM --count N --seed S -o FOLDER [options]\n"
    "\n"
    "Makes variants of a problem for a class: fresh numbers, drawn as the problem's \"vary\" "
    "says,\n"
    "each with its worksheet and its key. Numbers are drawn until no value is nearly midway\n"
    "between two numbers with the digits asked for, no unit is saturated, no gradient is 0 and no\n"
    "step loses two digits; of several such draws the one is taken at which mistakes are easiest\n"
    "to tell apart. A report says what could not be avoided, and which mistakes look alike.\n"
    "\n"
    "PROBLEM is a file, - for standard input, or the name of a worked example\n"
    "(`handgrad examples` lists them).\n"
    "\n"
    "  --count N           so many variants (1 to 1000; default 1)\n"
    "  --seed S            a whole number; the same seed gives the same bytes, on every machine\n"
    "                      (default 0)\n"
    "  -o, --output FOLDER a folder that is new or empty. It gets variant-01.json (the problem),\n"
    "                      variant-01-worksheet.md and .csv, variant-01-key.md,\n"
    "                      variant-01-answers.json ... and the report, report.md and .json\n"
    "  --format FORMAT     of worksheets and keys: markdown (default), text, tex or html. ndjson:\n"
    "                      no folder but a record for each variant, to standard output or a file\n"
    "  --blank WHAT        what worksheets ask for: results (default), factors or all\n"
    "  --digits N          answers have N significant digits (1 to 12; default: those that "
    "\"vary\"\n"
    "                      says, else the problem's, else 6)\n"
    "  --decimals N        or N decimal places (0 to 12)\n"
    "  -h, --help          this text\n"
    "\n"
    "Exit status: 0 done; 1 done, but some variant has a value that is no good for work by hand;\n"
    "2 bad usage or bad input; 3 the system failed (disk full ...).\n";

int variants_command(const struct command *command, int count, char **arguments)
{
    struct hg_variants request = {.message = print_message};
    const char *digits = NULL, *decimals = NULL, *number = NULL, *seed = NULL;
    const struct option options[] = {
        {"--count", NULL, "a number of variants", &number},
        {"--seed", NULL, "a whole number", &seed},
        {"--format", NULL, "markdown, text, tex, html or ndjson", &request.format},
        {"--blank", NULL, "results, factors or all", &request.blank},
        {"--output", "-o", "a folder", &request.output},
        {"--digits", NULL, "a number of significant digits", &digits},
        {"--decimals", NULL, "a number of decimal places", &decimals},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              &request.problem, 1, &operands);
    if (status >= 0)
        return status;
    if (operands == 0)
        return usage_error(command, "variants of what? Name a problem or a worked example");
    if (number && (status = read_number("--count", number, 1, 1000, &request.count)) != HG_OK)
        return status;
    if (seed && (status = read_seed(seed, &request.seed)) != HG_OK)
        return status;
    status = read_digits(digits, decimals, &request.digits, &request.decimals);
    return status == HG_OK ? (int)hg_variants(&request) : status;
}
