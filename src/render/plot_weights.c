/* Histograms of weights: a row for each layer, a column for each run; initial weights as a grey area, trained ones as a
 * line. All runs of a layer have the same bins and scales, so that initializers can be compared. */
#include "render/plot_parts.h"

#include "base/arena.h"
#include <math.h>

#define BINS 40
#define NAME_MOST 26

struct histogram {
    double shares[BINS];
};

struct range {
    double least, most;
};

/* ---- counting ---- */

static void widen(struct range *range, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i])) {
            range->least = fmin(range->least, values[i]);
            range->most = fmax(range->most, values[i]);
        }
}

/* Of layer `l` in all runs; never empty. */
static struct range range_of(const struct plot_weights_of_run *runs, size_t count, int l)
{
    struct range range = {INFINITY, -INFINITY};
    for (size_t r = 0; r < count; r++)
        if (l < runs[r].layer_count) {
            const struct plot_weights_of_layer *layer = &runs[r].layers[l];
            widen(&range, layer->initial, layer->count);
            widen(&range, layer->trained, layer->count);
        }
    if (!(range.least <= range.most))
        return (struct range){-1, 1};
    double room = (range.most - range.least) * 0.02;
    room = room > 0 ? room : fmax(fabs(range.most) * 0.1, 0.1);
    return (struct range){range.least - room, range.most + room};
}

static struct histogram count_up(const double *values, size_t count, const struct range *range)
{
    struct histogram histogram = {0};
    for (size_t i = 0; i < count; i++) {
        double place = (values[i] - range->least) / (range->most - range->least) * BINS;
        if (isfinite(place) && place >= 0 && place < BINS)
            histogram.shares[(int)place] += 1 / (double)count;
    }
    return histogram;
}

/* ---- writing ---- */

static double largest_share(const struct histogram *histogram)
{
    double largest = 0;
    for (int b = 0; b < BINS; b++)
        largest = fmax(largest, histogram->shares[b]);
    return largest;
}

/* The outline of the bars: two points for each bin, and down to 0 at both ends. */
static void write_bins(size_t run, int layer, const struct range *range,
                       const struct histogram *initial, const struct histogram *trained,
                       struct text *out)
{
    double width = (range->most - range->least) / BINS;
    text_printf(out, "$r%zul%d << EOD\n", run, layer);
    for (int edge = 0; edge <= BINS; edge++)
        for (int side = -1; side <= 0; side++) {
            int bin = edge + side;
            bool inside = bin >= 0 && bin < BINS;
            plot_number(range->least + edge * width, out);
            text_put(out, ' ');
            plot_number(inside ? initial->shares[bin] : 0, out);
            text_put(out, ' ');
            plot_number(inside ? trained->shares[bin] : 0, out);
            text_put(out, '\n');
        }
    text_literal(out, "EOD\n");
}

static double write_layer(const struct plot_weights_of_run *runs, size_t count, int l,
                          const struct range *range, struct text *out)
{
    double largest = 0;
    for (size_t r = 0; r < count; r++) {
        if (l >= runs[r].layer_count)
            continue;
        const struct plot_weights_of_layer *layer = &runs[r].layers[l];
        struct histogram initial = count_up(layer->initial, layer->count, range),
                         trained = count_up(layer->trained, layer->count, range);
        write_bins(r, l, range, &initial, &trained, out);
        largest = fmax(largest, fmax(largest_share(&initial), largest_share(&trained)));
    }
    return largest;
}

static void write_panel(const struct plot_weights_of_run *runs, size_t count, size_t r, int l,
                        struct text *out)
{
    if (l >= runs[r].layer_count) {
        text_literal(out, "set multiplot next\n");
        return;
    }
    text_literal(out, "set title ");
    text_printf(out, "'layer %d'", l + 1);
    if (count > 1) {
        text_literal(out, ".': '.");
        plot_quote(runs[r].name, NAME_MOST, out);
    }
    text_literal(out, " noenhanced font ',14'\n");
    text_printf(
        out,
        "plot $r%zul%d using 1:2 with filledcurves y1=0 linecolor rgb '#AAAAAA' notitle, \\\n"
        "  $r%zul%d using 1:3 with lines linecolor rgb '#0072B2' linewidth 2 notitle\n",
        r, l, r, l);
}

/* Between tics, of which there is room for six: 1, 2 or 5 times a power of ten. */
static double step_of(const struct range *range)
{
    double rough = (range->most - range->least) / 6, power = pow(10, floor(log10(rough)));
    return (rough > 5 * power ? 10 : rough > 2 * power ? 5 : rough > power ? 2 : 1) * power;
}

static void write_row(const struct plot_weights_of_run *runs, size_t count, int l, struct text *out)
{
    struct range range = range_of(runs, count, l);
    double largest = write_layer(runs, count, l, &range, out);
    text_literal(out, "set xrange [");
    plot_number(range.least, out);
    text_put(out, ':');
    plot_number(range.most, out);
    text_literal(out, "]\nset xtics ");
    plot_number(step_of(&range), out);
    text_literal(out, "\nset yrange [0:");
    plot_number(largest > 0 ? largest * 1.15 : 1, out);
    text_literal(out, "]\n");
    for (size_t r = 0; r < count; r++)
        write_panel(runs, count, r, l, out);
}

void plot_weights(const char *title, const struct plot_weights_of_run *runs, size_t count,
                  struct text *out)
{
    int layers = 0;
    count = count < PLOT_RUNS ? count : PLOT_RUNS;
    for (size_t r = 0; r < count; r++)
        layers = runs[r].layer_count > layers ? runs[r].layer_count : layers;
    layers = layers < PLOT_LAYERS ? layers : PLOT_LAYERS;
    plot_begin((count > 1 ? 340 : 700) * (int)count, 240 * layers + 70, out);
    text_printf(out, "set multiplot layout %d,%zu title ", layers, count);
    plot_quote(title, PLOT_TITLE_MOST, out);
    text_literal(out, ".\"\\n\".'grey: initial, blue line: trained' noenhanced font ',15'\n"
                      "set ylabel 'share of the weights'\nset grid linecolor rgb '#DDDDDD'\n"
                      "set key off\nset style fill solid\n");
    for (int l = 0; l < layers; l++)
        write_row(runs, count, l, out);
    text_literal(out, "unset multiplot\n");
}
