/* Spelling of names: what the expression language reads as one name and as nothing else. */
#include "catalogue/spelling.h"

#include "base/utf8.h"
#include "catalogue/catalogue.h"
#include "expr/unicode.h"
#include "number/number.h"
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *character_fault(const char *name, size_t length)
{
    size_t characters = 0;
    for (size_t at = 0; at < length; characters++) {
        unsigned code = 0;
        size_t bytes = utf8_decode(name + at, length - at, &code);
        if (at == 0 && !unicode_is_letter(code))
            return "must start with a letter";
        if (bytes == 0 || !unicode_is_name_part(code))
            return "must be made of letters, digits and _ only";
        at += bytes;
    }
    return characters > SPELLING_MAX ? "is longer than 64 characters" : NULL;
}

static bool is_function_name(const char *name, size_t length)
{
    static const char *const words[] = {"max",  "min",   "sum",   "prod",
                                        "mean", "delta", "where", "diff"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return function_by_name(name, length) != FUNCTIONS || activation_by_name(name);
}

const char *word_fault(const char *name, size_t length)
{
    if (length == 0)
        return "must not be empty";
    const char *fault = character_fault(name, length);
    if (fault)
        return fault;
    if (strcmp(name, "pi") == 0)
        return "is the name of a number";
    return is_function_name(name, length) ? "is the name of a function" : NULL;
}

const char *spelling_fault(const char *name, size_t length, const char *id)
{
    static const char *const kept[] = {"E", "R", "alpha"};
    static const char updated[] = "_new";
    const char *fault = word_fault(name, length);
    if (fault)
        return fault;
    if (length > strlen(updated) && strcmp(name + length - strlen(updated), updated) == 0)
        return "ends in _new, which is kept for updated values";
    for (size_t i = 0; i < COUNT(kept); i++)
        if (strcmp(name, kept[i]) == 0 && strcmp(id, kept[i]) != 0)
            return "is kept for another quantity";
    return NULL;
}
