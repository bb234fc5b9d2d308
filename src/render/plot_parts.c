/* Beginnings, strings and colours of scripts for gnuplot: see the header. */
#include "render/plot_parts.h"

#include "base/utf8.h"
#include "number/number.h"
#include <math.h>

#define TITLE_FONT 16
#define SMALLEST_FONT 7
#define LETTER                                                                                     \
    0.58 /* width of a letter as a share of the font's size; those of East Asia have two */
#define EAST_ASIA 0x1100

void plot_begin(int width, int height, struct text *out)
{
    text_literal(out, "reset\n"
                      "set encoding utf8\n"
                      "set decimalsign '.'\n"
                      "set datafile missing '?'\n");
    text_printf(out,
                "set terminal svg size %d,%d noenhanced font 'sans-serif,14' background rgb "
                "'white'\n",
                width, height);
    text_literal(out, "set border linecolor rgb '#555555'\n"
                      "set tics nomirror textcolor rgb 'black'\n"
                      "set key noenhanced\n");
}

/* What could mean something to gnuplot goes in by the octal numbers of its bytes. gnuplot reads digits after such a number as
 * more of it, so that they become numbers, too. True where the byte is one. */
static bool write_byte(unsigned char byte, bool after_number, struct text *out)
{
    bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    bool digit = byte >= '0' && byte <= '9';
    bool number = !letter && byte != ' ' && (!digit || after_number);
    if (number)
        text_printf(out, "\\%03o", byte);
    else
        text_put(out, (char)byte);
    return number;
}

void plot_quote(const char *string, size_t most, struct text *out)
{
    size_t length = strlen(string), step;
    bool number = false;
    text_put(out, '"');
    for (size_t i = 0, count = 0; i < length; i += step, count++) {
        unsigned point = 0;
        step = utf8_decode(string + i, length - i, &point);
        if (count == most) {
            text_literal(out, "…");
            break;
        }
        if (step == 0 || utf8_is_control(point))
            number = write_byte(' ', number, out);
        for (size_t byte = 0; step > 0 && !utf8_is_control(point) && byte < step; byte++)
            number = write_byte((unsigned char)string[i + byte], number, out);
        step += step == 0;
    }
    text_put(out, '"');
}

static int title_font(const char *title, int room)
{
    size_t length = strlen(title), step;
    int letters = 1;
    for (size_t i = 0, count = 0; i < length && count < PLOT_TITLE_MOST; i += step, count++) {
        unsigned point = 0;
        step = utf8_decode(title + i, length - i, &point);
        step += step == 0;
        letters += point < EAST_ASIA ? 1 : 2;
    }
    int size = (int)(room / (letters * LETTER));
    return size > TITLE_FONT ? TITLE_FONT : size < SMALLEST_FONT ? SMALLEST_FONT : size;
}

void plot_title(const char *title, const char *what, int room, struct text *out)
{
    text_literal(out, "set title ");
    plot_quote(title, PLOT_TITLE_MOST, out);
    if (what) {
        text_literal(out, ".\"\\n\".");
        plot_quote(what, PLOT_TITLE_MOST, out);
    }
    text_printf(out, " noenhanced font ',%d'\n", title_font(title, room));
}

void plot_number(double value, struct text *out)
{
    if (isfinite(value))
        double_shortest(value, out);
    else
        text_put(out, '?');
}

const char *plot_colour(size_t i)
{
    static const char *const colours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                          "#E69F00", "#56B4E9", "#000000", "#8A8A00"};
    return colours[i % (sizeof colours / sizeof *colours)];
}

int plot_mark(size_t i)
{
    static const int marks[] = {6, 4, 8, 12, 1, 2, 10, 3, 14};
    return marks[i % (sizeof marks / sizeof *marks)];
}
