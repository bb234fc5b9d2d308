/* The command line: finds the command and runs it. */
#include "cli/command.h"
#include "handgrad.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command commands[] = {
    {"trace", "every step of a problem, written out", trace_help, trace_command},
    {"derive", "a derivation, every line checked; a derivative, rule by rule", derive_help,
     derive_command},
    {"worksheet", "the sheet to fill in, of a problem worked by hand", worksheet_help,
     worksheet_command},
    {"check", "answers worked by hand, marked: the first wrong line, and why", check_help,
     check_command},
    {"grade", "a class: many submissions marked, the commonest mistakes", grade_help,
     grade_command},
    {"variants", "a problem for each of a class: fresh numbers, worksheets, keys", variants_help,
     variants_command},
    {"train", "training runs: networks trained on data, with a report", train_help, train_command},
    {"predict", "what a trained network makes of rows", predict_help, predict_command},
    {"verify", "gradients in independent ways; traces recomputed", verify_help, verify_command},
    {"diff", "two traces compared", diff_help, diff_command},
    {"examples", "the worked examples that are built in", examples_help, examples_command},
};

#define COMMANDS (sizeof commands / sizeof *commands)

static int print_help(void)
{
    printf("usage: handgrad COMMAND ...\n\nShows the work of a neural network.\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    return print_text(
        "\n`handgrad COMMAND --help` says more; `handgrad --version` says which handgrad this is.\n"
        "Try: handgrad trace two_three_one\n");
}

static int unknown_command(const char *typed)
{
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *nearest = hg_nearest(typed, names, COMMANDS);
    return nearest
               ? usage_error(NULL, "unknown command \"%s\"; did you mean \"%s\"?", typed, nearest)
               : usage_error(NULL, "unknown command \"%s\"", typed);
}

static void out_of_memory(void)
{
    static const char message[] = "handgrad: error: out of memory\n";
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written;
    _exit(HG_SYSTEM);
}

/* Told to stop: half-written files go, the old ones stay. */
static void leave(int number)
{
    hg_abandon_outputs();
    signal(number, SIG_DFL);
    raise(number);
}

int main(int count, char **arguments)
{
    signal(SIGPIPE, SIG_IGN); /* a closed pipe then shows as a failed write */
    signal(SIGXFSZ, SIG_IGN); /* and so does a file that has reached its limit */
    signal(SIGINT, leave);
    signal(SIGTERM, leave);
    signal(SIGHUP, leave);
    hg_on_flint_exhausted(out_of_memory);
    setenv("OPENBLAS_NUM_THREADS", "1", 1); /* training has threads of its own */
    if (count < 2)
        return usage_error(NULL, "a command is needed");
    const char *name = arguments[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return print_help();
    if (strcmp(name, "--version") == 0)
        return printf("handgrad %s\n", hg_version()) < 0 ? HG_SYSTEM : print_text("");
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].run(&commands[i], count - 2, arguments + 2);
    return unknown_command(name);
}
