/* Images in a grid, each with what it is; those that were taken for something else have a frame and say for what. All of
 * them are one image of grey values, with white between them. */
#include "render/plot_parts.h"

#include "base/arena.h"
#include <math.h>
#include <string.h>

#define ACROSS 8
#define NAME_MOST 12
#define WHITE 255
#define SHOWN 84      /* side of an image in the picture */
#define NARROWEST 480 /* that has room for a title */
#define ABOVE 75      /* for the title */

/* Places in pixels of the images, which are `height` high with `below` for three lines of text. */
struct layout {
    int across, down, gap, below, width, height; /* width, height: of all */
};

static struct layout lay_out(const struct plot_gallery *gallery)
{
    int side = gallery->width > gallery->height ? gallery->width : gallery->height;
    struct layout layout = {.across = gallery->count < ACROSS ? gallery->count : ACROSS};
    layout.down = (gallery->count + layout.across - 1) / layout.across;
    layout.gap = side / 5 + 1;
    layout.below = side * 7 / 8 + 2;
    layout.width = layout.across * (gallery->width + layout.gap) + layout.gap;
    layout.height = layout.down * (gallery->height + layout.below) + layout.gap;
    return layout;
}

static int left_of(const struct plot_gallery *gallery, const struct layout *layout, int i)
{
    return layout->gap + i % layout->across * (gallery->width + layout->gap);
}

static int top_of(const struct plot_gallery *gallery, const struct layout *layout, int i)
{
    return layout->gap + i / layout->across * (gallery->height + layout->below);
}

static void write_pixels(const struct plot_gallery *gallery, const struct layout *layout,
                         struct text *out)
{
    size_t width = (size_t)layout->width, size = width * (size_t)layout->height;
    struct arena *scratch = arena_child(out->arena);
    unsigned char *sheet = arena_alloc(scratch, size);
    memset(sheet, WHITE, size);
    for (int i = 0; i < gallery->count; i++)
        for (int row = 0; row < gallery->height; row++)
            memcpy(sheet + (size_t)(top_of(gallery, layout, i) + row) * width +
                       (size_t)left_of(gallery, layout, i),
                   gallery->images[i].pixels + (size_t)row * (size_t)gallery->width,
                   (size_t)gallery->width);
    text_literal(out, "$pixels << EOD\n");
    for (size_t at = 0; at < size; at++) {
        text_integer(out, sheet[at]);
        text_put(out, (at + 1) % width ? ' ' : '\n');
    }
    text_literal(out, "EOD\n");
    arena_close(scratch);
}

static void write_frame(const struct plot_gallery *gallery, int left, int top, struct text *out)
{
    text_printf(out,
                "set object rectangle from %d.5,%d.5 to %d.5,%d.5 front fillstyle empty border rgb "
                "'#D55E00' linewidth 3\n",
                left - 2, top - 2, left + gallery->width, top + gallery->height);
}

static void write_label(const struct plot_gallery *gallery, const struct layout *layout, int i,
                        struct text *out)
{
    const struct plot_image *image = &gallery->images[i];
    int left = left_of(gallery, layout, i), top = top_of(gallery, layout, i);
    int middle = left + gallery->width / 2, bottom = top + gallery->height;
    text_literal(out, "set label ");
    plot_quote(image->class, NAME_MOST, out);
    text_printf(out, "%s at %d,%d center front offset 0,-0.8 noenhanced\n",
                image->right ? "" : ".','", middle, bottom);
    if (image->right)
        return;
    write_frame(gallery, left, top, out);
    text_literal(out, "set label 'taken for'.\"\\n\".");
    plot_quote(image->predicted, NAME_MOST, out);
    text_printf(out, " at %d,%d center front offset 0,-1.8 textcolor rgb '#A33F00' noenhanced\n",
                middle, bottom);
}

/* The images keep their scale and stand in the middle; places on the picture are shares of it. */
static void write_places(double width, double height, struct text *out)
{
    double whole = width > NARROWEST ? width : NARROWEST, aside = (whole - width) / 2 / whole;
    plot_begin((int)whole, (int)height + ABOVE, out);
    text_printf(out,
                "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
                "set bmargin at screen 0\nset tmargin at screen %.4f\n",
                aside, 1 - aside, height / (height + ABOVE));
}

void plot_images(const struct plot_gallery *gallery, struct text *out)
{
    struct layout layout = lay_out(gallery);
    int side = gallery->width > gallery->height ? gallery->width : gallery->height;
    double scale = (double)SHOWN / side;
    write_places(layout.width * scale, layout.height * scale, out);
    plot_title(gallery->title, gallery->what, (int)fmax(layout.width * scale, NARROWEST), out);
    text_printf(out, "set xrange [-0.5:%d.5]\nset yrange [%d.5:-0.5]\n", layout.width - 1,
                layout.height - 1);
    text_literal(out, "set palette gray\nset cbrange [0:255]\nunset colorbox\nunset border\n"
                      "unset tics\n");
    for (int i = 0; i < gallery->count; i++)
        write_label(gallery, &layout, i, out);
    write_pixels(gallery, &layout, out);
    text_literal(out, "plot $pixels matrix with image notitle\n");
}
