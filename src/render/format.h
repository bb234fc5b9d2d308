/* The formats for people: each prints the same blocks its own way, and knows nothing of the others. */
#ifndef RENDER_FORMAT_H
#define RENDER_FORMAT_H

#include "base/text.h"
#include "render/document.h"

struct renderer {
    const char *name;
    /* Prints one block, separated from what came before it. */
    void (*block)(const struct block *block, struct text *out);
    /* Prints what stands before all blocks; NULL: nothing. */
    void (*begin)(const struct spans *title, struct text *out);
    const char *after; /* what stands after them; NULL: nothing */
    /* Diagrams are pictures, also of larger networks; the others tell small ones in words. */
    bool draws;
};

/* GitHub's Markdown with its mathematics: fenced `math` blocks and the backtick-dollar form in lines. */
extern const struct renderer markdown_renderer;
/* Plain text for a terminal: UTF-8, nothing wrapped. */
extern const struct renderer text_renderer;
/* LaTeX that compiles as it is (amsmath, longtable, graphicx, geometry), in ASCII whatever the text. */
extern const struct renderer tex_renderer;
/* One HTML file that stands alone: MathML, pictures as SVG, no script, nothing loaded. */
extern const struct renderer html_renderer;

/* Prints the document, which is all there is. */
void document_render(const struct document *document, const struct renderer *renderer,
                     struct text *out);

/* The same in parts, for documents of which only a part is held at a time: the beginning, blocks any number of times,
 * the end. `title` is what the first heading will say. */
void render_begin(const struct renderer *renderer, const struct spans *title, struct text *out);
void render_blocks(const struct document *document, const struct renderer *renderer,
                   struct text *out);
void render_end(const struct renderer *renderer, struct text *out);

#endif
