/* Text: growth by doubling, or a window that is drained. */
#include "base/text.h"

#include "base/arena.h"
#include <stdarg.h>
#include <stdio.h>

#define FIRST_CAPACITY 64

static void open_with(struct text *text, struct arena *arena, size_t capacity)
{
    *text =
        (struct text){.bytes = arena_alloc(arena, capacity), .capacity = capacity, .arena = arena};
}

void text_open(struct text *text, struct arena *arena)
{
    open_with(text, arena, FIRST_CAPACITY);
}

void text_open_drained(struct text *text, struct arena *arena, text_drain *drain, void *destination)
{
    open_with(text, arena, TEXT_WINDOW);
    text->drain = drain;
    text->destination = destination;
}

static void grow(struct text *text, size_t least)
{
    size_t capacity = text->capacity > SIZE_MAX / 2 ? SIZE_MAX : 2 * text->capacity;
    if (capacity < least)
        capacity = least;
    char *bytes = arena_alloc(text->arena, capacity);
    memcpy(bytes, text->bytes, text->length + 1);
    text->bytes = bytes;
    text->capacity = capacity;
}

void text_reserve(struct text *text, size_t length)
{
    if (length < text->capacity - text->length)
        return;
    if (text->drain != NULL)
        text_flush(text);
    if (length >= SIZE_MAX - text->length)
        arena_exhausted(text->arena);
    if (length >= text->capacity - text->length)
        grow(text, text->length + length + 1);
}

void text_flush(struct text *text)
{
    if (text->drain == NULL)
        return;
    if (text->length > 0 && !text->drain(text->destination, text->bytes, text->length))
        text->closed = true;
    text_clear(text);
}

void text_clear(struct text *text)
{
    text->length = 0;
    text_end(text);
}

void text_truncate(struct text *text, size_t length)
{
    text->length = length;
    text_end(text);
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = text->capacity - text->length;
    int length = vsnprintf(text->bytes + text->length, room, format, arguments);
    va_end(arguments);
    if (length > 0 && (size_t)length >= room) {
        text_end(text); /* the first attempt was cut off */
        text_reserve(text, (size_t)length);
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    }
    va_end(again);
    if (length > 0)
        text->length += (size_t)length;
    text_end(text);
}

void text_integer(struct text *text, long long value)
{
    char digits[3 * sizeof value + 1];
    char *first = digits + sizeof digits;
    /* The negative range is the larger one: working below zero spares LLONG_MIN a case of its own.
     */
    long long rest = value < 0 ? value : -value;
    do
        *--first = (char)('0' - rest % 10);
    while ((rest /= 10) != 0);
    if (value < 0)
        *--first = '-';
    text_append(text, first, (size_t)(digits + sizeof digits - first));
}

char *text_copy(const struct text *text, struct arena *arena)
{
    return arena_copy(arena, text->bytes, text->length);
}
