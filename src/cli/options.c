/* Reading arguments, and the messages that commands share. */
#include "cli/command.h"
#include "handgrad.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTIONS_MOST 32

int usage_error(const struct command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("handgrad: ", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n`handgrad %s%s--help` says what is possible.\n",
            command ? command->name : "", command ? " " : "");
    return HG_BAD_INPUT;
}

void print_message(void *context, const char *message)
{
    (void)context;
    fputs(message, stderr);
}

int print_text(const char *text)
{
    errno = 0;
    if (fputs(text, stdout) >= 0 && fflush(stdout) == 0)
        return HG_OK;
    if (errno == EPIPE)
        return HG_OK;
    fprintf(stderr, "handgrad: standard output: %s\n", strerror(errno));
    return HG_SYSTEM;
}

static int unknown_option(const struct command *command, const char *typed,
                          const struct option *options, size_t count)
{
    const char *names[OPTIONS_MOST + 1];
    size_t known = 0;
    for (; known < count && known < OPTIONS_MOST; known++)
        names[known] = options[known].name;
    names[known++] = "--help";
    const char *nearest = hg_nearest(typed, names, known);
    return nearest
               ? usage_error(command, "unknown option \"%s\"; did you mean \"%s\"?", typed, nearest)
               : usage_error(command, "unknown option \"%s\"", typed);
}

/* The option that `argument` names, and the text after "=" if there is one. */
static const struct option *find_option(const char *argument, const struct option *options,
                                        size_t count, const char **inline_value)
{
    const char *equals = strncmp(argument, "--", 2) == 0 ? strchr(argument, '=') : NULL;
    size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
    *inline_value = equals ? equals + 1 : NULL;
    for (size_t i = 0; i < count; i++) {
        const struct option *option = &options[i];
        if (strlen(option->name) == length && strncmp(option->name, argument, length) == 0)
            return option;
        if (option->alias && strcmp(option->alias, argument) == 0)
            return option;
    }
    return NULL;
}

int read_options(const struct command *command, int count, char **arguments,
                 const struct option *options, size_t option_count, const char **operands,
                 size_t operand_most, size_t *operand_count)
{
    bool options_over = false;
    *operand_count = 0;
    for (int i = 0; i < count; i++) {
        const char *argument = arguments[i], *value;
        if (!options_over && strcmp(argument, "--") == 0) {
            options_over = true;
            continue;
        }
        if (options_over || argument[0] != '-' || argument[1] == '\0') {
            if (*operand_count == operand_most)
                return usage_error(command, "one argument too many: \"%s\"", argument);
            operands[(*operand_count)++] = argument;
            continue;
        }
        if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
            return print_text(command->help);
        const struct option *option = find_option(argument, options, option_count, &value);
        if (!option)
            return unknown_option(command, argument, options, option_count);
        if (!option->metavar && value)
            return usage_error(command, "%s takes no value", option->name);
        if (!option->metavar)
            value = option->name;
        else if (!value && ++i < count)
            value = arguments[i];
        if (!value)
            return usage_error(command, "%s needs a value: %s", option->name, option->metavar);
        if (*value == '\0')
            return usage_error(command, "%s is empty: it needs %s", option->name, option->metavar);
        if (*option->value)
            return usage_error(command, "%s is given twice", option->name);
        *option->value = value;
    }
    return -1;
}

int read_number(const char *option, const char *text, int least, int most, int *number)
{
    bool digits_only = *text != '\0' && text[strspn(text, "0123456789")] == '\0';
    errno = 0;
    long value = strtol(text, NULL, 10);
    if (!digits_only || errno || value < least || value > most) {
        fprintf(stderr, "handgrad: %s: expected a whole number from %d to %d, found \"%s\"\n",
                option, least, most, text);
        return HG_BAD_INPUT;
    }
    *number = (int)value;
    return HG_OK;
}

int read_digits(const char *digits, const char *decimals, int *digit_count, int *decimal_count)
{
    int status = digits ? read_number("--digits", digits, 1, 1000, digit_count) : HG_OK;
    if (status != HG_OK || !decimals)
        return status;
    status = read_number("--decimals", decimals, 0, 1000, decimal_count);
    ++*decimal_count;
    return status;
}

int read_seed(const char *text, long long *seed)
{
    bool digits_only = *text != '\0' && text[strspn(text, "0123456789")] == '\0';
    if (digits_only && strlen(text) <= 18) {
        *seed = strtoll(text, NULL, 10);
        return HG_OK;
    }
    fprintf(stderr,
            "handgrad: --seed: expected a whole number of at most 18 digits, found \"%s\"\n", text);
    return HG_BAD_INPUT;
}
