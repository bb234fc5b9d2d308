/* Loss and accuracy over epochs. A run has one colour: a full line for training, a dashed one for validation. */
#include "render/plot_parts.h"

#include <math.h>

#define NAME_MOST 28
#define TITLE_ROOM 600
#define MARKS 8 /* on one curve */
/* From this ratio between the largest and the least loss on, the scale is logarithmic. */
#define WIDE 50

/* A number of an epoch: training or validation, loss or accuracy. */
typedef double value_of(const struct epoch_record *record);

static double training_loss(const struct epoch_record *record)
{
    return record->loss;
}

static double validation_loss(const struct epoch_record *record)
{
    return record->validation_loss;
}

static double training_accuracy(const struct epoch_record *record)
{
    return record->accuracy;
}

static double validation_accuracy(const struct epoch_record *record)
{
    return record->validation_accuracy;
}

static bool has_values(const struct plot_curve *curve, value_of *value)
{
    for (int i = 0; i < curve->count; i++)
        if (isfinite(value(&curve->history[i])))
            return true;
    return false;
}

static void write_data(const struct plot_curves *curves, value_of *training, value_of *validation,
                       struct text *out)
{
    for (size_t r = 0; r < curves->count; r++) {
        text_printf(out, "$run%zu << EOD\n", r);
        for (int i = 0; i < curves->runs[r].count; i++) {
            const struct epoch_record *record = &curves->runs[r].history[i];
            text_printf(out, "%d ", record->epoch);
            plot_number(training(record), out);
            text_put(out, ' ');
            plot_number(validation(record), out);
            text_put(out, '\n');
        }
        text_literal(out, "EOD\n");
    }
}

static void write_curve(const struct plot_curves *curves, size_t r, bool validation,
                        struct text *out)
{
    int count = curves->runs[r].count, between = count <= MARKS ? 1 : (count + MARKS - 1) / MARKS;
    text_printf(out, " \\\n  $run%zu using 1:%d with linespoints linecolor rgb '%s' linewidth 2 ",
                r, validation ? 3 : 2, plot_colour(r));
    text_printf(out, "dashtype %s pointtype %d pointsize 0.8 pointinterval %d title ",
                validation ? "(9,6)" : "solid", plot_mark(r), between);
    plot_quote(curves->count > 1 ? curves->runs[r].name : "", NAME_MOST, out);
    text_printf(out, ".'%s%s'", curves->count > 1 ? ": " : "",
                validation ? "validation" : "training");
}

static void write_curves(const struct plot_curves *curves, value_of *training, value_of *validation,
                         struct text *out)
{
    bool any = false;
    text_literal(out, "plot");
    for (size_t r = 0; r < curves->count; r++) {
        value_of *const values[] = {training, validation};
        for (int v = 0; v < 2; v++)
            if (has_values(&curves->runs[r], values[v])) {
                text_string(out, any ? "," : "");
                write_curve(curves, r, v == 1, out);
                any = true;
            }
    }
    text_string(out, any ? "\n" : " [][0:1] NaN notitle\n");
}

static void write_frame(const struct plot_curves *curves, struct text *out)
{
    int last = 1;
    for (size_t r = 0; r < curves->count; r++) {
        const struct plot_curve *run = &curves->runs[r];
        int epoch = run->history[run->count - 1].epoch;
        last = epoch > last ? epoch : last;
    }
    plot_begin(curves->count > 1 ? 1150 : 800, 500, out);
    plot_title(curves->title, NULL, TITLE_ROOM, out);
    text_printf(out, "set xlabel 'epoch'\nset xrange [%s:%d]\n", last > 1 ? "1" : "0",
                last > 1 ? last : 2);
    text_string(out, last <= 12 ? "set xtics 1\n" : "");
    text_literal(out, "set grid linecolor rgb '#DDDDDD'\n");
    text_printf(out, "set key %s\n",
                curves->count > 1 ? "outside right top Left reverse" : "top right Left reverse");
}

/* ---- loss ---- */

static bool is_wide(const struct plot_curves *curves)
{
    double least = INFINITY, most = 0;
    for (size_t r = 0; r < curves->count; r++)
        for (int i = 0; i < curves->runs[r].count; i++) {
            const struct epoch_record *record = &curves->runs[r].history[i];
            const double values[] = {record->loss, record->validation_loss};
            for (int v = 0; v < 2; v++) {
                least = isfinite(values[v]) ? fmin(least, values[v]) : least;
                most = isfinite(values[v]) ? fmax(most, values[v]) : most;
            }
        }
    return least > 0 && most / least > WIDE;
}

void plot_loss(const struct plot_curves *curves, struct text *out)
{
    bool wide = is_wide(curves);
    write_frame(curves, out);
    text_printf(out, "set ylabel '%s'\n", wide ? "loss (logarithmic scale)" : "loss");
    text_string(out, wide ? "set logscale y\nset format y '%g'\n" : "");
    write_data(curves, training_loss, validation_loss, out);
    write_curves(curves, training_loss, validation_loss, out);
}

/* ---- accuracy ---- */

void plot_accuracy(const struct plot_curves *curves, struct text *out)
{
    write_frame(curves, out);
    text_printf(out, "set ylabel '%s'\n", curves->classification ? "accuracy" : "r2");
    text_string(out, curves->count > 1 ? "" : "set key bottom right\n");
    text_string(out, curves->classification ? "set yrange [:1]\n" : "");
    write_data(curves, training_accuracy, validation_accuracy, out);
    write_curves(curves, training_accuracy, validation_accuracy, out);
}
