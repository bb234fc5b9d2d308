/* The plane of two features: tints where the network says which class, marks where the data are. Rows of training are drawn
 * hollow, all others filled. */
#include "render/plot_parts.h"

#include <stdlib.h>

#define NAME_MOST 24
#define TITLE_ROOM 540 /* above the plane, which has its key beside it */

/* Hollow and filled marks of classes: circle, square, triangle, diamond, turned triangle, pentagon. */
static const int hollow[] = {6, 4, 8, 12, 10, 14}, filled[] = {7, 5, 9, 13, 11, 15};

#define SHAPES ((int)(sizeof hollow / sizeof *hollow))

/* ---- tints ---- */

/* A colour of a class, most of it white. */
static void write_tint(const char *colour, struct text *out)
{
    long rgb = strtol(colour + 1, NULL, 16);
    text_literal(out, "'#");
    for (int shift = 16; shift >= 0; shift -= 8)
        text_printf(out, "%02lX", 255 - (255 - (rgb >> shift & 0xff)) * 3 / 10);
    text_put(out, '\'');
}

/* Class c has the c-th of as many colours as there are classes. */
static void write_tints(int classes, struct text *out)
{
    int colours = classes > 1 ? classes : 2;
    text_literal(out, "set palette defined (");
    for (int c = 0; c < colours; c++) {
        text_printf(out, "%s%d ", c ? ", " : "", c);
        write_tint(plot_colour((size_t)c), out);
    }
    text_printf(out, ")\nset palette maxcolors %d\nset cbrange [-0.5:%d.5]\nunset colorbox\n",
                colours, colours - 1);
}

static void write_grid(const struct plot_plane *plane, struct text *out)
{
    text_literal(out, "$plane << EOD\n");
    for (int row = 0; row < plane->rows; row++) {
        for (int c = 0; c < plane->columns; c++)
            text_printf(out, "%d ", plane->predicted[row * plane->columns + c]);
        text_put(out, '\n');
    }
    text_literal(out, "EOD\n");
}

/* ---- points ---- */

static int count_points(const struct plot_plane *plane, int class, bool training)
{
    int count = 0;
    for (int i = 0; i < plane->point_count; i++)
        count += plane->points[i].class == class && plane->points[i].training == training;
    return count;
}

static void write_points(const struct plot_plane *plane, int class, bool training, struct text *out)
{
    text_printf(out, "$%s%d << EOD\n", training ? "training" : "other", class);
    for (int i = 0; i < plane->point_count; i++) {
        const struct plot_point *point = &plane->points[i];
        if (point->class != class || point->training != training)
            continue;
        plot_number(point->x, out);
        text_put(out, ' ');
        plot_number(point->y, out);
        text_put(out, '\n');
    }
    text_literal(out, "EOD\n");
}

static void write_marks(const struct plot_plane *plane, int class, bool training, struct text *out)
{
    text_printf(
        out, ", \\\n  $%s%d using 1:2 with points pointtype %d pointsize 0.8 linewidth 1.5 ",
        training ? "training" : "other", class, (training ? hollow : filled)[class % SHAPES]);
    text_printf(out, "linecolor rgb '%s' title ", plot_colour((size_t) class));
    plot_quote(plane->class_names[class], NAME_MOST, out);
    text_string(out, training ? ".', training'" : ".', held out'");
}

/* ---- the picture ---- */

static void write_axes(const struct plot_plane *plane, struct text *out)
{
    text_literal(out, "set xlabel 'x1'\nset ylabel 'x2'\nset xrange [");
    plot_number(plane->left, out);
    text_put(out, ':');
    plot_number(plane->right, out);
    text_literal(out, "]\nset yrange [");
    plot_number(plane->bottom, out);
    text_put(out, ':');
    plot_number(plane->top, out);
    text_literal(out, "]\nset tics front\nset key outside right top Left reverse\n");
}

/* Where the middle of a cell of the grid is, as gnuplot computes it from the cell's column or row. */
static void write_middle(const char *index, double from, double to, int cells, struct text *out)
{
    double width = (to - from) / cells;
    text_literal(out, "(");
    plot_number(from + width / 2, out);
    text_printf(out, " + %s*", index);
    plot_number(width, out);
    text_literal(out, ")");
}

void plot_boundary(const struct plot_plane *plane, struct text *out)
{
    plot_begin(900, 620, out);
    plot_title(plane->title, plane->what, TITLE_ROOM, out);
    write_tints(plane->classes, out);
    write_axes(plane, out);
    write_grid(plane, out);
    for (int c = 0; c < plane->classes; c++) {
        write_points(plane, c, true, out);
        write_points(plane, c, false, out);
    }
    text_literal(out, "plot $plane matrix using ");
    write_middle("$1", plane->left, plane->right, plane->columns, out);
    text_put(out, ':');
    write_middle("$2", plane->bottom, plane->top, plane->rows, out);
    text_literal(out, ":3 with image notitle");
    for (int c = 0; c < plane->classes; c++)
        for (int training = 1; training >= 0; training--)
            if (count_points(plane, c, training) > 0)
                write_marks(plane, c, training, out);
    text_put(out, '\n');
}
