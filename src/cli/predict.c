/* handgrad predict: what a trained network makes of rows. */
#include "cli/command.h"
#include "handgrad.h"

const char predict_help[] =
    "usage: handgrad predict RUN --weights FILE --input FILE [options]\n"
    "\n"
    "What the network of a run file makes of rows that it may never have seen: a line for each,\n"
    "with its number, its outputs and, for classes, the class and its probability.\n"
    "\n"
    "RUN is a run file (docs/training.md), - for standard input, or the name of a worked example.\n"
    "\n"
    "  --weights FILE    what `handgrad train --save FILE` wrote, or any safetensors file with\n"
    "                    tensors w1, b1, w2 ... (weights: units, inputs); default: the parameters\n"
    "                    that the run file begins with\n"
    "  --input FILE      the rows: CSV with the columns that the run has as features, whatever\n"
    "                    else it has; - for CSV on standard input; for runs on images an IDX file\n"
    "  --data FOLDER     where the data of the run are, if it is not the folder of the run file;\n"
    "                    they are needed only where nothing else says how features are scaled, or\n"
    "                    which columns they are\n"
    "  --format FORMAT   csv (default), ndjson or text\n"
    "  -o, --output FILE write to FILE; a failed run leaves an old FILE as it was\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 done; 2 bad usage or bad input; 3 the system failed (disk full ...).\n";

int predict_command(const struct command *command, int count, char **arguments)
{
    struct hg_predict request = {.message = print_message};
    const struct option options[] = {
        {"--weights", NULL, "a safetensors file", &request.weights},
        {"--input", NULL, "a file with rows", &request.input},
        {"--data", NULL, "a folder", &request.data},
        {"--format", NULL, "csv, ndjson or text", &request.format},
        {"--output", "-o", "a file name", &request.output},
    };
    size_t operands;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              &request.run, 1, &operands);
    if (status >= 0)
        return status;
    if (operands == 0)
        return usage_error(command, "predict with what? Name a run file or a worked example");
    if (!request.input)
        return usage_error(command, "predict what? Name the rows with --input");
    return (int)hg_predict(&request);
}
