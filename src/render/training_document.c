/* The report on training for people: what came of it, the network, the data, the epochs, the results, and how to look at
 * one update. */
#include "render/training_parts.h"

#include "base/arena.h"
#include <math.h>

/* ---- how it ended ---- */

static const char *monitor_words(enum monitor monitor)
{
    static const char *const words[MONITORS] = {
        [MONITOR_LOSS] = "training loss",
        [MONITOR_ACCURACY] = "training accuracy",
        [MONITOR_VALIDATION_LOSS] = "validation loss",
        [MONITOR_VALIDATION_ACCURACY] = "validation accuracy",
    };
    return words[monitor];
}

static const char *diverged_words(struct arena *arena, const struct trained_run *run)
{
    return arena_printf(arena,
                        "it diverged in update %ld (epoch %d, batch %d): the loss or a parameter "
                        "is no longer a finite number; the parameter of largest magnitude is "
                        "%s = %s",
                        run->update, run->epoch, run->batch, run->largest,
                        rounded(arena, run->largest_value));
}

const char *training_end_words(struct arena *arena, const struct trained_run *run)
{
    const struct training *training = run->problem->training;
    switch (run->end) {
    case END_EARLY:
        return arena_printf(arena,
                            "it stopped early after epoch %d of at most %d: the %s had not "
                            "improved in %s",
                            run->epoch, run->epochs,
                            monitor_words(training->early_stopping.monitor),
                            counted(arena, training->early_stopping.patience, "epoch"));
    case END_TOLERANCE:
        return arena_printf(arena, "it stopped after epoch %d of at most %d: the %s is below %s",
                            run->epoch, run->epochs, monitor_words(training->tolerance_monitor),
                            training->tolerance);
    case END_INTERRUPTED:
        return arena_printf(arena, "it was stopped in epoch %d of %d, after batch %d of %d",
                            run->epoch, run->epochs, run->batch, run->batches);
    case END_DIVERGED:
        return diverged_words(arena, run);
    default:
        return run->epochs == 1 ? "its one epoch is done"
                                : arena_printf(arena, "all %d epochs are done", run->epochs);
    }
}

static void add_end(struct training_page *page, const struct trained_run *run)
{
    struct spans *spans = spans_new(page->arena);
    spans_text(spans, capitalised(page->arena, training_end_words(page->arena, run)));
    spans_printf(spans, ". Updates: %s.", grouped(page->arena, run->update));
    if (run->resumed_update >= 0)
        spans_printf(spans, " It went on from a saved run, after update %ld.", run->resumed_update);
    if (run->restored)
        spans_printf(spans, " The parameters are those after epoch %d, whose %s was the best.",
                     run->best_epoch,
                     monitor_words(run->problem->training->early_stopping.monitor));
    document_paragraph(&page->document, spans);
}

/* The one thing that most want to know. */
static void add_gist(struct training_page *page, const struct trained_run *run)
{
    const struct part_result *judged = training_judged_part(run);
    struct spans *spans = spans_new(page->arena);
    if (!judged)
        return;
    bool classes = run->set->classes > 0;
    double value = classes ? judged->metrics->accuracy : judged->metrics->r2;
    spans_strong(spans,
                 arena_printf(page->arena, "%s %s %s", capitalised(page->arena, judged->name),
                              classes ? "accuracy" : "r2", rounded(page->arena, value)));
    spans_printf(spans, " over %s, loss %s.", counted(page->arena, judged->metrics->rows, "row"),
                 rounded(page->arena, judged->metrics->loss));
    document_paragraph(&page->document, spans);
}

/* ---- epochs ---- */

#define EPOCH_ROWS 20

/* The rows of a long history: the first, every so many, the best one, the last. */
static int epoch_stride(int count)
{
    static const int steps[] = {1, 2, 5};
    for (int scale = 1, i = 0;; i++) {
        int stride = steps[i % 3] * scale;
        if (count / stride <= EPOCH_ROWS)
            return stride;
        if (i % 3 == 2)
            scale *= 10;
    }
}

/* The best epoch, if anything was looked for that is best; else 0. */
static int shown_best(const struct trained_run *run)
{
    return run->problem->training->early_stopping.patience > 0 ? run->best_epoch : 0;
}

static void add_epoch(const struct training_page *page, struct table *table,
                      const struct trained_run *run, const struct epoch_record *record)
{
    const struct spans **cells = table_row(table);
    int column = 0;
    cells[column++] = training_count(page, record->epoch);
    cells[column++] = training_number(page, record->loss);
    cells[column++] = training_number(page, record->accuracy);
    if (run->parts[PART_VALIDATION].rows->count > 0) {
        cells[column++] = training_number(page, record->validation_loss);
        cells[column++] = training_number(page, record->validation_accuracy);
    }
    if (run->problem->optimizer.schedule)
        cells[column++] = training_number(page, record->learning_rate);
    if (shown_best(run) == record->epoch)
        cells[column] = training_cell(page, "the best");
}

static struct table *open_epochs(const struct training_page *page, const struct trained_run *run)
{
    bool classes = run->set->classes > 0;
    const char *heads[7];
    int columns = 0;
    heads[columns++] = "epoch";
    heads[columns++] = "loss";
    heads[columns++] = classes ? "accuracy" : "r2";
    if (run->parts[PART_VALIDATION].rows->count > 0) {
        heads[columns++] = "validation loss";
        heads[columns++] = classes ? "validation accuracy" : "validation r2";
    }
    if (run->problem->optimizer.schedule)
        heads[columns++] = "learning rate";
    if (shown_best(run) > 0)
        heads[columns++] = "";
    struct table *table = training_table(page, columns, heads);
    table->alignments[0] = ALIGN_RIGHT;
    if (shown_best(run) > 0)
        table->alignments[columns - 1] = ALIGN_LEFT;
    return table;
}

void training_add_epochs(struct training_page *page, const struct trained_run *run)
{
    if (run->history_count == 0)
        return;
    int stride = epoch_stride(run->history_count);
    struct table *table = open_epochs(page, run);
    for (int i = 0; i < run->history_count; i++) {
        const struct epoch_record *record = &run->history[i];
        if (i == 0 || i + 1 == run->history_count || record->epoch % stride == 0 ||
            record->epoch == shown_best(run))
            add_epoch(page, table, run, record);
    }
    document_title(&page->document, page->level, "Epochs");
    document_table(&page->document, table);
    document_sentence(&page->document,
                      run->parts[PART_VALIDATION].rows->count > 0
                          ? "Loss and accuracy of an epoch were taken batch by batch while the "
                            "parameters changed, with dropout and penalty; those of validation at "
                            "its end, without dropout, with penalty."
                          : "Loss and accuracy of an epoch were taken batch by batch while the "
                            "parameters changed, with dropout and penalty.");
}

/* ---- what comes last ---- */

static void add_trace(struct training_page *page, const struct trained_run *run)
{
    struct spans *spans = spans_new(page->arena);
    if (!run->trace)
        return;
    spans_text(spans, run->end == END_DIVERGED
                          ? "This shows the update in full: "
                          : "This shows one sample of the last update in full: ");
    spans_code(spans, run->trace);
    document_paragraph(&page->document, spans);
}

static void add_speed(struct training_page *page, const struct trained_run *run)
{
    struct spans *spans = spans_new(page->arena);
    if (!(run->seconds > 0))
        return;
    spans_printf(spans, "Speed: %s samples per second; %.1f seconds in all.",
                 grouped(page->arena, lround(run->samples / run->seconds)), run->seconds);
    document_paragraph(&page->document, spans);
}

static void add_run(struct training_page *page, const struct trained_run *run)
{
    add_end(page, run);
    add_gist(page, run);
    training_add_model(page, run);
    training_add_data(page, run);
    training_add_epochs(page, run);
    training_add_results(page, run);
    add_trace(page, run);
    add_speed(page, run);
}

/* ---- several runs ---- */

static void fill_measured(const struct training_page *page, const struct spans **cells,
                          const struct trained_run *run)
{
    for (int p = 0; p < PARTS; p++) {
        const struct metrics *metrics = run->parts[p].metrics;
        if (!metrics)
            continue;
        cells[3 + 2 * p] = training_number(page, metrics->loss);
        cells[4 + 2 * p] =
            training_number(page, metrics->classes > 0 ? metrics->accuracy : metrics->r2);
    }
}

static void add_comparison(struct training_page *page, const struct training_report *report)
{
    static const char *const heads[] = {"run",           "parameters", "epochs",
                                        "training loss", "accuracy",   "validation loss",
                                        "accuracy",      "test loss",  "accuracy"};
    struct table *table = training_table(page, 9, heads);
    for (size_t i = 0; i < report->count; i++) {
        const struct trained_run *run = &report->runs[i];
        const struct spans **cells = table_row(table);
        cells[0] = training_cell(page, run->name);
        cells[1] = training_count(page, problem_parameter_count(run->problem));
        cells[2] = training_count(page, run->history_count);
        fill_measured(page, cells, run);
    }
    document_table(&page->document, table);
    document_sentence(&page->document,
                      "Epochs are those that were finished; of regression, accuracy is r2.");
}

static void add_unfinished(struct training_page *page, const struct training_report *report)
{
    struct spans *spans = spans_new(page->arena);
    if (report->count == report->asked)
        return;
    spans_printf(spans, "%zu of %zu runs were not begun.", report->asked - report->count,
                 report->asked);
    document_paragraph(&page->document, spans);
}

static const char *run_title(const struct trained_run *run)
{
    return run->problem->title[0] ? run->problem->title : run->name;
}

static void add_heading(struct training_page *page, int level, const char *before,
                        const char *title)
{
    struct spans *spans = spans_new(page->arena);
    spans_text(spans, before);
    spans_text(spans, title);
    document_heading(&page->document, level, spans);
}

static void add_all(struct training_page *page, const struct training_report *report)
{
    add_heading(page, 1, "Training runs compared", "");
    add_comparison(page, report);
    add_unfinished(page, report);
    for (size_t i = 0; i < report->count; i++) {
        const struct trained_run *run = &report->runs[i];
        add_heading(page, 2,
                    run->problem->title[0] ? arena_printf(page->arena, "%s: ", run->name) : "",
                    run_title(run));
        add_run(page, run);
    }
}

void render_training_report(const struct training_report *report, const struct renderer *renderer,
                            struct text *out)
{
    struct arena *scratch = arena_child(out->arena);
    struct training_page page = {document_open(scratch), scratch, report->asked > 1 ? 3 : 2};
    if (report->asked > 1) {
        add_all(&page, report);
    } else {
        add_heading(&page, 1, "Training: ", run_title(&report->runs[0]));
        add_run(&page, &report->runs[0]);
    }
    document_render(&page.document, renderer, out);
    arena_close(scratch);
}
