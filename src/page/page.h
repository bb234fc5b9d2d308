/* The interactive page: one self-contained HTML file, whose shell is made at build time (page.html, page.css and the
 * modules *.js of this folder, joined by embed.py; the marking core as WebAssembly where it could be built). What stands
 * here is the shell with its slots; whoever writes a page fills them. Knows nothing of traces.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "base/text.h"

/* What differs from page to page, in the order in which the shell has it. */
enum page_slot {
    PAGE_TITLE,   /* text of <title>, escaped (base/html.h) */
    PAGE_PICTURE, /* an <svg> element or nothing: render/picture.h */
    PAGE_DATA, /* JSON of the steps: render/page_data.h. May stand within a script element: neither "</" nor "<!" */
    PAGE_SHEET, /* what the marking engine needs (marking/sheet_data.h) as one JSON string, or null: no quiz */
};

/* Writes what belongs into a slot. False ends the page. */
typedef bool page_fill(void *context, enum page_slot slot, struct text *out);

/* Writes the shell with its slots filled. False: a slot could not be filled; the output is then incomplete. */
bool page_write(page_fill *fill, void *context, struct text *out);

/* Is the marking engine in the shell? Without, there is no quiz, and the page says so. */
bool page_has_engine(void);

/* The style sheet of documents that are no interactive pages (render/html.c), for a <style> element, and the source
 * expression that lets a content security policy admit just this sheet: "'sha256-...'". */
extern const char page_document_style[], page_document_style_source[];

#endif
