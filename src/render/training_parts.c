/* Cells and numbers of the report on training: see the header. */
#include "render/training_parts.h"

#include "base/arena.h"
#include "number/number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct table *training_table(const struct training_page *page, int columns,
                             const char *const *heads)
{
    struct table *table = table_new(page->arena, columns);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < columns; c++) {
        cells[c] = training_cell(page, heads[c]);
        table->alignments[c] = c > 0 ? ALIGN_RIGHT : ALIGN_LEFT;
    }
    return table;
}

const struct spans *training_cell(const struct training_page *page, const char *text)
{
    struct spans *spans = spans_new(page->arena);
    spans_text(spans, text);
    return spans;
}

const struct spans *training_count(const struct training_page *page, long count)
{
    return training_cell(page, grouped(page->arena, count));
}

const struct spans *training_number(const struct training_page *page, double value)
{
    struct spans *spans = spans_new(page->arena);
    const char *text = rounded(page->arena, value);
    if (isfinite(value))
        spans_number(spans, text);
    else
        spans_text(spans, isnan(value) ? "" : text);
    return spans;
}

const char *grouped(struct arena *arena, long count)
{
    char digits[32], text[48];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%ld", count), out = 0;
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            text[out++] = ',';
        text[out++] = digits[i];
    }
    return arena_copy(arena, text, out);
}

const char *counted(struct arena *arena, long count, const char *noun)
{
    return arena_printf(arena, "%s %s%s", grouped(arena, count), noun, count == 1 ? "" : "s");
}

const char *rounded(struct arena *arena, double value)
{
    char digits[32];
    struct text text;
    double size = fabs(value);
    if (!isfinite(value))
        return isnan(value) ? "not a number" : value < 0 ? "minus infinity" : "infinity";
    if (size == 0 || (size >= 0.001 && size < 1e6))
        return arena_printf(arena, "%.4f", value);
    snprintf(digits, sizeof digits, "%.3e", value);
    text_open(&text, arena);
    double_shortest(strtod(digits, NULL), &text);
    return text.bytes;
}

const char *capitalised(struct arena *arena, const char *words)
{
    char *copy = arena_copy(arena, words, strlen(words));
    if (copy[0] >= 'a' && copy[0] <= 'z')
        copy[0] = (char)(copy[0] - 'a' + 'A');
    return copy;
}

const char *class_name(const struct training_page *page, const struct data_set *set, int class)
{
    return set->class_names ? set->class_names[class] : arena_printf(page->arena, "%d", class);
}
