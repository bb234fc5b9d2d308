/* The confusion matrix: a row for each true class, a column for each predicted one, darker the larger its share of the
 * class's rows. Counts stand in the cells as long as there is room. */
#include "render/plot_parts.h"

#include <string.h>

#define NAME_MOST 14
#define COUNTED_CLASSES 26 /* with more of them no counts are written */
#define NAMED_CLASSES 40   /* with more of them not every class is named */
#define DRAWN_CLASSES 50   /* with more of them the cells are one image, not a shape each */
#define RIGHT 120          /* room for the scale of colours */
#define ABOVE 80           /* for the title */

static long count_at(const struct metrics *metrics, int row, int column)
{
    return metrics->confusion[(size_t)row * (size_t)metrics->classes + (size_t)column];
}

static double share_at(const struct metrics *metrics, int row, int column)
{
    long support = 0;
    for (int c = 0; c < metrics->classes; c++)
        support += count_at(metrics, row, c);
    return support > 0 ? (double)count_at(metrics, row, column) / (double)support : 0;
}

static void write_shares(const struct metrics *metrics, struct text *out)
{
    text_literal(out, "$shares << EOD\n");
    for (int row = 0; row < metrics->classes; row++) {
        for (int c = 0; c < metrics->classes; c++)
            text_printf(out, "%.4f ", share_at(metrics, row, c));
        text_put(out, '\n');
    }
    text_literal(out, "EOD\n");
}

static int font_of_counts(int classes)
{
    return classes <= 12 ? 14 : classes <= 18 ? 11 : 9;
}

static void write_counts(const struct metrics *metrics, struct text *out)
{
    for (int row = 0; row < metrics->classes; row++)
        for (int c = 0; c < metrics->classes; c++)
            text_printf(out,
                        "set label '%ld' at %d,%d center front font ',%d' textcolor rgb '%s'\n",
                        count_at(metrics, row, c), c, row, font_of_counts(metrics->classes),
                        share_at(metrics, row, c) > 0.55 ? "white" : "black");
}

/* Labels, not tics: the text of a tic is taken for a format. */
static void write_names(const struct plot_matrix *matrix, struct text *out)
{
    int classes = matrix->metrics->classes, step = (classes + NAMED_CLASSES - 1) / NAMED_CLASSES;
    for (int c = 0; c < classes; c += step) {
        text_literal(out, "set label ");
        plot_quote(matrix->class_names[c], NAME_MOST, out);
        text_printf(out, " at graph 0, first %d right offset -0.8,0 noenhanced\nset label ", c);
        plot_quote(matrix->class_names[c], NAME_MOST, out);
        text_printf(out, " at first %d, graph 0 right rotate by 45 offset 0.3,-0.8 noenhanced\n",
                    c);
    }
}

/* Room for the longest name, and for what stands beside the names. */
static int room_for_names(const struct plot_matrix *matrix)
{
    int longest = 1;
    for (int c = 0; c < matrix->metrics->classes; c++) {
        int length = (int)strlen(matrix->class_names[c]);
        longest = length > longest ? length : longest;
    }
    return 50 + 9 * (longest < NAME_MOST ? longest : NAME_MOST);
}

/* Places on the picture are shares of it, from below. */
static void write_places(int side, int left, int width, int height, struct text *out)
{
    text_printf(out, "set lmargin at screen %.4f\nset rmargin at screen %.4f\n",
                (double)left / width, (double)(left + side) / width);
    text_printf(out, "set bmargin at screen %.4f\nset tmargin at screen %.4f\n",
                (double)left / height, (double)(left + side) / height);
    text_printf(out, "set label 'true class' at screen %.4f, graph 0.5 center rotate by 90\n",
                20.0 / width);
    text_printf(out, "set label 'predicted class' at graph 0.5, screen %.4f center\n",
                20.0 / height);
}

void plot_confusion(const struct plot_matrix *matrix, struct text *out)
{
    int classes = matrix->metrics->classes, left = room_for_names(matrix);
    int side = classes <= 4 ? 360 : classes <= 12 ? 520 : 800;
    int width = left + side + RIGHT, height = left + side + ABOVE;
    plot_begin(width, height, out);
    plot_title(matrix->title, matrix->what, 2 * left + side < width ? 2 * left + side : width, out);
    text_literal(out, "set palette defined (0 '#FFFFFF', 0.5 '#6BAED6', 1 '#08306B')\n"
                      "set cbrange [0:1]\nset cblabel 'share of the true class'\n"
                      "unset xtics\nunset ytics\n");
    text_printf(out, "set xrange [-0.5:%d.5]\nset yrange [%d.5:-0.5]\n", classes - 1, classes - 1);
    write_places(side, left, width, height, out);
    write_names(matrix, out);
    if (classes <= COUNTED_CLASSES)
        write_counts(matrix->metrics, out);
    write_shares(matrix->metrics, out);
    text_printf(out, "plot $shares matrix with image%s notitle\n",
                classes <= DRAWN_CLASSES ? " pixels" : "");
}
