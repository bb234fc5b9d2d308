/* Commands: one file each. A command reads its own arguments and returns the exit status. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stddef.h>

struct command {
    const char *name;
    const char *summary; /* one line for `handgrad --help` */
    const char *help;    /* the whole of `handgrad NAME --help` */
    int (*run)(const struct command *command, int count, char **arguments);
};

int trace_command(const struct command *command, int count, char **arguments);
int verify_command(const struct command *command, int count, char **arguments);
int derive_command(const struct command *command, int count, char **arguments);
int worksheet_command(const struct command *command, int count, char **arguments);
int check_command(const struct command *command, int count, char **arguments);
int grade_command(const struct command *command, int count, char **arguments);
int train_command(const struct command *command, int count, char **arguments);
int variants_command(const struct command *command, int count, char **arguments);
int predict_command(const struct command *command, int count, char **arguments);
int diff_command(const struct command *command, int count, char **arguments);
int examples_command(const struct command *command, int count, char **arguments);

extern const char trace_help[], derive_help[], verify_help[], diff_help[], worksheet_help[],
    check_help[], grade_help[], variants_help[], train_help[], predict_help[], examples_help[];

/* One option of a command; it takes the next argument (or what follows "=") as its value. A switch takes none: its value
 * becomes its name. */
struct option {
    const char *name;    /* "--format" */
    const char *alias;   /* "-f" or NULL */
    const char *metavar; /* NULL: it is a switch */
    const char **value;  /* where its text goes */
};

/* Sorts arguments into options and operands ("-" is an operand, "--" ends options). Answers --help itself.
 * Returns -1 to go on, else the exit status after a message. */
int read_options(const struct command *command, int count, char **arguments,
                 const struct option *options, size_t option_count, const char **operands,
                 size_t operand_most, size_t *operand_count);

/* "--digits: expected a whole number from 1 to 1000, found ..."; returns 0 or the exit status. */
int read_number(const char *option, const char *text, int least, int most, int *number);

/* The value of --seed; returns 0 or the exit status. */
int read_seed(const char *text, long long *seed);

/* Writes to standard error: "handgrad: MESSAGE" and, after usage errors, where to find help. Returns 2. */
int usage_error(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A hg_message that writes to standard error. */
void print_message(void *context, const char *message);

/* Writes all of `text` to standard output and flushes; 0, or 3 after a message. A closed pipe is not an error. */
int print_text(const char *text);

/* What --epochs may be at most. */
#define EPOCHS_MOST 1000000

/* The values of --digits and --decimals (NULL: not given), as the members of a request: decimals + 1, since 0 means
 * "not asked for" there. HG_OK, or a status after a message. */
int read_digits(const char *digits, const char *decimals, int *digit_count, int *decimal_count);

#endif
