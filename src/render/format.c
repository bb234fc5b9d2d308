/* Handing a document to a renderer. */
#include "render/format.h"

void document_render(const struct document *document, const struct renderer *renderer,
                     struct text *out)
{
    for (const struct block *block = document->first; block; block = block->next)
        renderer->block(block, out);
}
