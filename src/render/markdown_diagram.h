/* A network as a Mermaid flowchart, which GitHub draws. */
#ifndef RENDER_MARKDOWN_DIAGRAM_H
#define RENDER_MARKDOWN_DIAGRAM_H

#include "base/text.h"
#include "render/document.h"

void markdown_graph(const struct graph *graph, struct text *out);
void markdown_diagram(const struct diagram *diagram, struct text *out);

#endif
