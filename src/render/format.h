/* The formats for people: each prints the same blocks its own way, and knows nothing of the others. */
#ifndef RENDER_FORMAT_H
#define RENDER_FORMAT_H

#include "base/text.h"
#include "render/document.h"

struct renderer {
    const char *name;
    /* Prints one block, separated from what came before it. */
    void (*block)(const struct block *block, struct text *out);
};

/* GitHub's Markdown with its mathematics: fenced `math` blocks and the backtick-dollar form in lines. */
extern const struct renderer markdown_renderer;
/* Plain text for a terminal: UTF-8, nothing wrapped. */
extern const struct renderer text_renderer;

/* Prints every block of the document. */
void document_render(const struct document *document, const struct renderer *renderer,
                     struct text *out);

#endif
