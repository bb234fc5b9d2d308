/* Names as they are written: update and sample in front, indices, primes behind. */
#include "expr/tree.h"
#include <stdio.h>
#include <string.h>

static void put(struct spelling *spelling, const char *bytes, size_t length)
{
    spelling->pieces[spelling->count].bytes = bytes;
    spelling->pieces[spelling->count].length = length;
    spelling->count++;
}

static void put_string(struct spelling *spelling, const char *string)
{
    put(spelling, string, strlen(string));
}

static void put_number(struct spelling *spelling, const char *format, long value)
{
    char *number = spelling->numbers[spelling->number_count++];
    snprintf(number, sizeof spelling->numbers[0], format, value);
    put_string(spelling, number);
}

static void put_index(struct spelling *spelling, const struct index *index)
{
    if (index->variable)
        put_string(spelling, index->variable);
    if (!index->variable || index->offset != 0)
        put_number(spelling, index->variable ? "%+ld" : "%ld", index->offset);
}

static void put_prefix(struct spelling *spelling, const struct expr *name)
{
    if (name->update != 0)
        put_number(spelling, name->update > 0 ? "u%ld." : "u[%ld].", name->update);
    if (!name->has_sample)
        return;
    if (!name->sample.variable) {
        put_number(spelling, "s%ld.", name->sample.offset);
        return;
    }
    put_string(spelling, "s[");
    put_index(spelling, &name->sample);
    put_string(spelling, "].");
}

void name_spell(const struct expr *name, struct spelling *spelling)
{
    size_t length = strlen(name->text), stem = length;
    spelling->count = spelling->number_count = 0;
    put_prefix(spelling, name);
    while (name->index_count > 0 && stem > 0 && name->text[stem - 1] == '\'')
        stem--;
    put(spelling, name->text, stem);
    for (int i = 0; i < name->index_count; i++) {
        put_string(spelling, i == 0 ? "[" : ",");
        put_index(spelling, &name->indices[i]);
    }
    if (name->index_count > 0)
        put_string(spelling, "]");
    put(spelling, name->text + stem, length - stem);
}

bool name_has_slash(const struct expr *name)
{
    return name->kind == EXPR_NAME && strchr(name->text, '/') != NULL;
}

void index_print(const struct index *index, struct text *out)
{
    if (index->variable)
        text_string(out, index->variable);
    if (!index->variable)
        text_integer(out, index->offset);
    else if (index->offset != 0)
        text_printf(out, "%+ld", index->offset);
}
