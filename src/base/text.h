/* Text: a growable byte buffer, optionally draining to somewhere when it is full.
 *
 * The one way text is built in handgrad. `bytes` is never NULL and always NUL-terminated, so a text can be
 * read as a C string at any time. With a drain, the buffer is a write-behind window of fixed size: what was
 * drained is no longer in `bytes`.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

/* Takes `length` bytes that leave the buffer. False: it takes no more. A drain that fails remembers why itself;
 * the text goes on, and whoever writes much looks at `closed` and stops. */
typedef bool text_drain(void *destination, const char *bytes, size_t length);

struct text {
    char *bytes;
    size_t length;   /* without the NUL */
    size_t capacity; /* including the NUL */
    struct arena *arena;
    text_drain *drain; /* NULL: the buffer grows */
    bool closed;       /* the drain takes no more */
    void *destination;
};

/* An empty text that grows in `arena`. */
void text_open(struct text *text, struct arena *arena);

/* An empty text with a window of TEXT_WINDOW bytes in `arena`, drained to `destination`; text_flush ends it.
 * Files take large pieces faster: with a quarter of it writing a trace took half as long again. */
#define TEXT_WINDOW ((size_t)256 << 10)
void text_open_drained(struct text *text, struct arena *arena, text_drain *drain,
                       void *destination);

/* Makes room for `length` more bytes (drains or grows). Callers that know their size write to
 * text->bytes + text->length directly afterwards, then add to text->length and call text_end. */
void text_reserve(struct text *text, size_t length);
void text_flush(struct text *text);

/* Empties without draining. */
void text_clear(struct text *text);

/* Takes back what was put after the first `length` bytes, which must not have been drained. */
void text_truncate(struct text *text, size_t length);

void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_integer(struct text *text, long long value);

/* A NUL-terminated copy of the present content in `arena`. */
char *text_copy(const struct text *text, struct arena *arena);

/* Puts the NUL where the length says. */
static inline void text_end(struct text *text)
{
    text->bytes[text->length] = '\0';
}

static inline void text_append(struct text *text, const char *bytes, size_t length)
{
    if (length >= text->capacity - text->length)
        text_reserve(text, length);
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text_end(text);
}

static inline void text_put(struct text *text, char byte)
{
    text_append(text, &byte, 1);
}

static inline void text_string(struct text *text, const char *string)
{
    text_append(text, string, strlen(string));
}

/* A string literal: its length is known at compile time. */
#define text_literal(text, literal) text_append((text), "" literal, sizeof(literal) - 1)

#endif
