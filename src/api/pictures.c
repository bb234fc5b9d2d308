/* Scripts of the pictures (render/plot.h) handed to gnuplot. All pictures are drawn before the first one is written. */
#include "api/pictures.h"

#include "api/picture_data.h"
#include "base/arena.h"
#include "base/process.h"
#include <string.h>

#define GNUPLOT "gnuplot"
#define KINDS_OF_RUNS 3

static const char install[] =
    "it draws the pictures (Debian, Ubuntu: package gnuplot-nox; Fedora: gnuplot-minimal; Arch, "
    "Homebrew: gnuplot); everything else is written";

static const char *const common[] = {"loss", "accuracy", "weights"};
static const char *const of_runs[KINDS_OF_RUNS] = {"boundary", "confusion", "images"};

struct picture {
    const char *name;
    struct text svg;
    struct picture *next;
};

struct drawing {
    struct call *call;
    struct arena *arena, *scratch; /* scratch: emptied after each picture */
    const struct session *sessions;
    const struct training_report *report;
    struct picture *first;
};

/* ---- the folder ---- */

/* kind.svg, or kind-NUMBER.svg */
static bool is_called(const char *name, const char *kind, bool numbered)
{
    size_t length = strlen(kind);
    if (strncmp(name, kind, length) != 0)
        return false;
    name += length;
    if (numbered && *name == '-' && name[1] >= '1' && name[1] <= '9')
        name += 1 + strspn(name + 1, "0123456789");
    return strcmp(name, ".svg") == 0;
}

static bool is_picture(const char *name)
{
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (is_called(name, common[i], false))
            return true;
    for (size_t i = 0; i < KINDS_OF_RUNS; i++)
        if (is_called(name, of_runs[i], true))
            return true;
    return false;
}

struct new_folder *pictures_open(struct call *call, const char *path)
{
    return new_folder_reopen(call->arena, path, is_picture, &call->diagnostics);
}

/* ---- drawing ---- */

static bool is_svg(const struct text *svg)
{
    return strncmp(svg->bytes, "<?xml", 5) == 0 && strstr(svg->bytes, "</svg>") != NULL;
}

/* Has gnuplot draw the script, which is emptied. False after one diagnostic. */
static bool draw(struct drawing *drawing, const char *name, struct text *script)
{
    static const char *const arguments[] = {"-d", NULL};
    const struct process_call call = {GNUPLOT, arguments, script->bytes, script->length, install};
    struct picture *picture = arena_alloc(drawing->arena, sizeof *picture);
    picture->name = name;
    picture->next = drawing->first;
    text_open(&picture->svg, drawing->arena);
    drawing->first = picture;
    if (!process_run(&call, &picture->svg, &drawing->call->diagnostics))
        return false;
    if (is_svg(&picture->svg))
        return true;
    return diagnose(&drawing->call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_TOOL_FAILED,
                                         .message =
                                             "gnuplot wrote no picture; handgrad needs 5.2 or "
                                             "later"});
}

typedef void write_script(struct drawing *drawing, size_t run, struct text *script);

static bool draw_one(struct drawing *drawing, const char *name, write_script *write, size_t run)
{
    struct text script;
    text_open(&script, drawing->scratch);
    write(drawing, run, &script);
    bool done = script.length == 0 || draw(drawing, name, &script);
    arena_reset(drawing->scratch);
    return done;
}

/* ---- pictures of all runs ---- */

static const char *title_of(const struct trained_run *run)
{
    return run->problem->title[0] ? run->problem->title : run->name;
}

static const char *common_title(const struct drawing *drawing)
{
    return drawing->report->asked > 1 ? "Training runs compared"
                                      : title_of(&drawing->report->runs[0]);
}

static bool collect_curves(struct drawing *drawing, struct plot_curves *curves)
{
    const struct training_report *report = drawing->report;
    struct plot_curve *items = arena_array(drawing->scratch, report->count, sizeof *items);
    *curves = (struct plot_curves){common_title(drawing), items, 0, true};
    for (size_t i = 0; i < report->count; i++) {
        const struct trained_run *run = &report->runs[i];
        if (run->history_count == 0)
            continue;
        items[curves->count++] = (struct plot_curve){run->name, run->history, run->history_count};
        curves->classification = curves->classification && run->set->classes > 0;
    }
    return curves->count > 0;
}

static void write_loss(struct drawing *drawing, size_t run, struct text *script)
{
    struct plot_curves curves;
    (void)run;
    if (collect_curves(drawing, &curves))
        plot_loss(&curves, script);
}

static void write_accuracy(struct drawing *drawing, size_t run, struct text *script)
{
    struct plot_curves curves;
    (void)run;
    if (collect_curves(drawing, &curves))
        plot_accuracy(&curves, script);
}

static void write_weights(struct drawing *drawing, size_t run, struct text *script)
{
    const struct training_report *report = drawing->report;
    (void)run;
    struct plot_weights_of_run *runs = arena_array(drawing->scratch, report->count, sizeof *runs);
    for (size_t i = 0; i < report->count; i++)
        runs[i] = picture_weights(drawing->scratch, &drawing->sessions[i], report->runs[i].name);
    plot_weights(common_title(drawing), runs, report->count, script);
}

/* ---- pictures of one run ---- */

static void write_boundary(struct drawing *drawing, size_t run, struct text *script)
{
    struct plot_plane plane = {.title = title_of(&drawing->report->runs[run]),
                               .what = "decision boundary"};
    if (picture_plane(drawing->scratch, &drawing->sessions[run], &plane))
        plot_boundary(&plane, script);
}

static void write_confusion(struct drawing *drawing, size_t run, struct text *script)
{
    const struct trained_run *trained = &drawing->report->runs[run];
    const struct part_result *judged = training_judged_part(trained);
    if (trained->set->classes == 0 || trained->set->classes > PLOT_CLASSES)
        return;
    const struct plot_matrix matrix = {
        title_of(trained),
        arena_printf(drawing->scratch, "confusion matrix of the %s rows", judged->name),
        judged->metrics, picture_class_names(drawing->scratch, trained->set)};
    plot_confusion(&matrix, script);
}

static void write_images(struct drawing *drawing, size_t run, struct text *script)
{
    const struct part_result *judged = training_judged_part(&drawing->report->runs[run]);
    struct plot_gallery gallery = {.title = title_of(&drawing->report->runs[run]),
                                   .what = arena_printf(drawing->scratch, "%s rows", judged->name)};
    if (picture_gallery(drawing->scratch, &drawing->sessions[run], judged->rows, &gallery))
        plot_images(&gallery, script);
}

/* What has been measured has parameters that are numbers. */
static bool draw_run(struct drawing *drawing, size_t run)
{
    static write_script *const writes[KINDS_OF_RUNS] = {write_boundary, write_confusion,
                                                        write_images};
    if (!training_judged_part(&drawing->report->runs[run]))
        return true;
    for (size_t i = 0; i < KINDS_OF_RUNS; i++) {
        const char *name = drawing->report->asked > 1
                               ? arena_printf(drawing->arena, "%s-%zu.svg", of_runs[i], run + 1)
                               : arena_printf(drawing->arena, "%s.svg", of_runs[i]);
        if (!draw_one(drawing, name, writes[i], run))
            return false;
    }
    return true;
}

bool pictures_draw(struct call *call, struct new_folder *folder, const struct session *sessions,
                   const struct training_report *report)
{
    struct drawing drawing = {.call = call,
                              .arena = arena_child(call->arena),
                              .scratch = arena_child(call->arena),
                              .sessions = sessions,
                              .report = report};
    bool done = draw_one(&drawing, "loss.svg", write_loss, 0) &&
                draw_one(&drawing, "accuracy.svg", write_accuracy, 0) &&
                draw_one(&drawing, "weights.svg", write_weights, 0);
    for (size_t i = 0; done && i < report->count; i++)
        done = draw_run(&drawing, i);
    for (const struct picture *picture = drawing.first; done && picture; picture = picture->next)
        done = new_folder_write(folder, picture->name, picture->svg.bytes, picture->svg.length);
    arena_close(drawing.scratch);
    arena_close(drawing.arena);
    return done;
}
