/* Handing a document to a renderer. */
#include "render/format.h"

void render_begin(const struct renderer *renderer, const struct spans *title, struct text *out)
{
    if (renderer->begin)
        renderer->begin(title, out);
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

/* What the first heading says; NULL: there is none. */
static const struct spans *title_of(const struct document *document)
{
    for (const struct block *block = document->first; block; block = block->next)
        if (block->kind == BLOCK_HEADING)
            return block->spans;
    return NULL;
}

void document_render(const struct document *document, const struct renderer *renderer,
                     struct text *out)
{
    render_begin(renderer, title_of(document), out);
    render_blocks(document, renderer, out);
    render_end(renderer, out);
}
