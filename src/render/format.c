/* Handing a document to a renderer. */
#include "render/format.h"

void render_begin(const struct renderer *renderer, struct text *out)
{
    text_string(out, renderer->before ? renderer->before : "");
}

void render_blocks(const struct document *document, const struct renderer *renderer,
                   struct text *out)
{
    for (const struct block *block = document->first; block; block = block->next)
        renderer->block(block, out);
}

void render_end(const struct renderer *renderer, struct text *out)
{
    text_string(out, renderer->after ? renderer->after : "");
}

void document_render(const struct document *document, const struct renderer *renderer,
                     struct text *out)
{
    render_begin(renderer, out);
    render_blocks(document, renderer, out);
    render_end(renderer, out);
}
