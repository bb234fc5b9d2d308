/* Scripts for gnuplot: texts of the user cannot be more than texts; what is not finite is missing; shares of a histogram add
 * up. What the pictures look like is for eyes, and that gnuplot draws them for tests/cli/train_test.py. */
#include "render/plot.h"
#include "render/plot_parts.h"
#include "support.h"
#include <math.h>
#include <stdio.h>

static struct text script;

static void open_script(void)
{
    open_document();
    text_open(&script, arena);
}

TestSuite(plot, .init = open_script, .fini = close_document);

static void expect(const char *part)
{
    cr_assert(strstr(script.bytes, part) != NULL, "\"%s\" is not in:\n%s", part, script.bytes);
}

static int count_of(const char *part)
{
    int count = 0;
    for (const char *at = script.bytes; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

/* Letters, digits and blanks stand for themselves. */
Test(plot, every_other_byte_is_a_number)
{
    char all[256];
    for (int byte = 1; byte < 128; byte++)
        all[byte - 1] = (char)byte;
    all[127] = '\0';
    plot_quote(all, 1000, &script);
    for (size_t i = 1; i + 1 < script.length; i++)
        cr_assert(strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \\",
                         script.bytes[i]) != NULL);
    text_clear(&script);
    plot_quote("a\"b'`\\\n\xc3\xa4\xff", 1000, &script);
    cr_assert_str_eq(script.bytes, "\"a\\042b\\047\\140\\134 \\303\\244 \"");
}

/* gnuplot takes "\0551" for one number. */
Test(plot, digits_after_numbers_are_numbers)
{
    plot_quote("2-10-1, 89 7", 1000, &script);
    cr_assert_str_eq(script.bytes, "\"2\\055\\061\\060\\055\\061\\054 89 7\"");
    text_clear(&script);
    plot_quote("\n1a2\xc3\xa4"
               "3",
               1000, &script);
    cr_assert_str_eq(script.bytes, "\" 1a2\\303\\244\\063\"");
}

Test(plot, long_texts_are_cut_between_characters)
{
    plot_quote("\xc3\xa4\xc3\xb6\xc3\xbc", 2, &script);
    cr_assert_str_eq(script.bytes, "\"\\303\\244\\303\\266\xe2\x80\xa6\"");
}

Test(plot, long_titles_leave_what_is_shown)
{
    char title[101] = "";
    memset(title, 'm', 100);
    plot_title(title, "what", 348, &script);
    cr_assert_eq(count_of("m"), 60);
    expect("…\".\"\\n\".\"what\" noenhanced font ',9'\n");
    text_clear(&script);
    plot_title("m", NULL, 348, &script);
    cr_assert_str_eq(script.bytes, "set title \"m\" noenhanced font ',16'\n");
}

/* ---- curves ---- */

static struct epoch_record history[30];

static struct plot_curve curve(const char *name, int epochs, double factor)
{
    for (int i = 0; i < epochs; i++)
        history[i] = (struct epoch_record){.epoch = i + 1,
                                           .loss = pow(factor, i),
                                           .accuracy = 0.5,
                                           .validation_loss = NAN,
                                           .validation_accuracy = NAN};
    return (struct plot_curve){name, history, epochs};
}

Test(plot, curves_without_validation)
{
    const struct plot_curve run = curve("x", 3, 0.9);
    plot_loss(&(struct plot_curves){"Title", &run, 1, true}, &script);
    expect("$run0 << EOD\n1 1 ?\n2 0.9 ?\n3 0.81 ?\nEOD\n");
    cr_assert_eq(count_of("using 1:"), 1);
    cr_assert_eq(count_of("logscale"), 0);
}

Test(plot, wide_losses_are_logarithmic)
{
    const struct plot_curve run = curve("x", 30, 0.5);
    plot_loss(&(struct plot_curves){"Title", &run, 1, true}, &script);
    cr_assert_eq(count_of("set logscale y"), 1);
    text_clear(&script);
    plot_accuracy(&(struct plot_curves){"Title", &run, 1, false}, &script);
    cr_assert_eq(count_of("logscale"), 0);
    expect("set ylabel 'r2'");
}

Test(plot, several_curves_have_names_and_looks_of_their_own)
{
    struct plot_curve runs[2];
    runs[0] = runs[1] = curve("first", 3, 0.9);
    runs[1].name = "second";
    history[1].validation_loss = 0.5;
    plot_loss(&(struct plot_curves){"Title", runs, 2, true}, &script);
    cr_assert_eq(count_of("using 1:2"), 2);
    cr_assert_eq(count_of("using 1:3"), 2);
    cr_assert_eq(count_of("pointtype 6"), 2);
    cr_assert_eq(count_of("pointtype 4"), 2);
    expect("title \"first\".': training'");
    expect("title \"second\".': validation'");
}

Test(plot, nothing_finite_is_an_empty_frame)
{
    const struct plot_curve run = curve("x", 1, 1);
    history[0].loss = INFINITY;
    plot_loss(&(struct plot_curves){"Title", &run, 1, true}, &script);
    expect("$run0 << EOD\n1 ? ?\nEOD\nplot [][0:1] NaN notitle\n");
}

/* ---- the others ---- */

Test(plot, boundary_has_every_cell_and_point)
{
    static const char *const names[] = {"zero", "one"};
    static const int cells[] = {0, 1, 1, 0, 0, 1};
    static const struct plot_point points[] = {{0.5, 0.25, 0, true}, {1, 2, 1, false}};
    plot_boundary(
        &(struct plot_plane){"Title", "what", 2, names, 0, 3, 0, 2, 3, 2, cells, points, 2},
        &script);
    expect("$plane << EOD\n0 1 1 \n0 0 1 \nEOD\n");
    expect("$training0 << EOD\n0.5 0.25\nEOD\n");
    expect("$other1 << EOD\n1 2\nEOD\n");
    expect("matrix using (0.5 + $1*1):(0.5 + $2*1):3");
    cr_assert_eq(count_of("with points"), 2);
}

Test(plot, confusion_has_counts_and_shares)
{
    static const char *const names[] = {"zero", "one"};
    static const long confusion[] = {3, 1, 0, 0};
    const struct metrics metrics = {.classes = 2, .confusion = confusion};
    plot_confusion(&(struct plot_matrix){"Title", "what", &metrics, names}, &script);
    expect("$shares << EOD\n0.7500 0.2500 \n0.0000 0.0000 \nEOD\n");
    expect("set label '3' at 0,0 center");
    expect("set label '1' at 1,0 center");
}

Test(plot, images_are_one_sheet)
{
    static const unsigned char dark[6] = {1, 2, 3, 4, 5, 6};
    const struct plot_image images[] = {{dark, "a", "a", true}, {dark, "b", "a", false}};
    plot_images(&(struct plot_gallery){"Title", "what", 3, 2, images, 2}, &script);
    expect("255 1 2 3 255 1 2 3 255\n");
    expect("255 4 5 6 255 4 5 6 255\n");
    cr_assert_eq(count_of("set object rectangle"), 1);
    cr_assert_eq(count_of("'taken for'.\"\\n\".\"a\""), 1);
}

Test(plot, shares_of_weights_add_up)
{
    static const double initial[] = {-1, 0, 1, 1}, trained[] = {NAN, 5, 2, INFINITY};
    const struct plot_weights_of_layer layer = {initial, trained, 4};
    const struct plot_weights_of_run run = {"x", &layer, 1};
    double sums[2] = {0}, x, first, second;
    plot_weights("Title", &run, 1, &script);
    const char *at = strstr(script.bytes, "$r0l0 << EOD\n");
    cr_assert_not_null(at);
    for (at = strchr(at, '\n') + 1; sscanf(at, "%lf %lf %lf", &x, &first, &second) == 3;
         at = strchr(at, '\n') + 1) {
        cr_assert(x > -1.2 && x < 5.2);
        sums[0] += first / 2; /* each bin has two points */
        sums[1] += second / 2;
    }
    cr_assert_float_eq(sums[0], 1, 1e-12);
    cr_assert_float_eq(sums[1], 0.5, 1e-12); /* of four, two are numbers */
}
