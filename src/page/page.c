/* Pages: the shell that was made at build time, with its slots filled. */
#include "page/page.h"

#define PAGE_NONE (-1)

/* A stretch of the shell, and the slot behind it. */
struct part {
    const char *text;
    size_t length;
    int slot;
};

#include "page/shell.inc"

bool page_write(page_fill *fill, void *context, struct text *out)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        text_append(out, parts[i].text, parts[i].length);
        if (parts[i].slot != PAGE_NONE && !fill(context, (enum page_slot)parts[i].slot, out))
            return false;
    }
    return true;
}

bool page_has_engine(void)
{
    return has_engine;
}
