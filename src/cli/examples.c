/* handgrad examples: the worked examples that are built in. */
#include "cli/command.h"
#include "handgrad.h"

#include <stdio.h>
#include <string.h>

const char examples_help[] =
    "usage: handgrad examples [NAME]\n"
    "\n"
    "Lists the worked examples, or prints the file of one of them.\n"
    "\n"
    "  -h, --help  this text\n"
    "\n"
    "Each line of the list begins with what to do: `handgrad trace NAME`, `handgrad derive NAME`;\n"
    "runs are trained with their data: `handgrad train NAME --data FOLDER`;\n"
    "answers are checked with their problem: `handgrad check two_three_one "
    "two_three_one_answers`.\n"
    "`handgrad examples NAME > my.json` gives a file to change.\n";

#define EXAMPLES_MOST 256

static int unknown_example(const struct command *command, const char *name)
{
    const char *names[EXAMPLES_MOST];
    size_t count = 0;
    while (count < EXAMPLES_MOST && hg_example_name(count)) {
        names[count] = hg_example_name(count);
        count++;
    }
    const char *nearest = hg_nearest(name, names, count);
    return nearest ? usage_error(command, "no example is called \"%s\"; did you mean \"%s\"?", name,
                                 nearest)
                   : usage_error(command, "no example is called \"%s\"", name);
}

int examples_command(const struct command *command, int count, char **arguments)
{
    const char *name = NULL;
    size_t operands;
    int status = read_options(command, count, arguments, NULL, 0, &name, 1, &operands);
    if (status >= 0)
        return status;
    if (name) {
        const char *text = hg_example_text(name);
        return text ? print_text(text) : unknown_example(command, name);
    }
    int width = 0;
    for (size_t i = 0; hg_example_name(i); i++)
        if ((int)strlen(hg_example_name(i)) > width)
            width = (int)strlen(hg_example_name(i));
    for (size_t i = 0; hg_example_name(i); i++)
        printf("%-6s %-*s  %s\n", hg_example_command(i), width, hg_example_name(i),
               hg_example_title(i));
    return print_text("");
}
