/* How good a trained network is: metrics of the parts, the confusion matrix, the report class by class. */
#include "render/training_parts.h"

#include "base/arena.h"
#include <stdlib.h>

/* Matrices of more classes are not printed; nor are reports of more classes class by class. What is left out is in the
 * JSON. */
#define MATRIX_CLASSES 16
#define REPORT_CLASSES 40
#define WORST_CLASSES 12
#define CONFUSIONS 12

const struct part_result *training_judged_part(const struct trained_run *run)
{
    static const int order[] = {PART_TEST, PART_VALIDATION, PART_TRAINING};
    for (int i = 0; i < PARTS; i++)
        if (run->parts[order[i]].metrics)
            return &run->parts[order[i]];
    return NULL;
}

/* ---- all parts ---- */

static void fill_classification(const struct training_page *page, const struct spans **cells,
                                const struct metrics *metrics)
{
    long right = 0;
    for (int c = 0; c < metrics->classes; c++)
        right += metrics->confusion[(size_t)c * (size_t)metrics->classes + (size_t)c];
    cells[3] = training_number(page, metrics->accuracy);
    cells[4] = training_count(page, right);
    cells[5] = training_count(page, metrics->rows - right);
}

static void fill_regression(const struct training_page *page, const struct spans **cells,
                            const struct metrics *metrics)
{
    cells[3] = training_number(page, metrics->r2);
    cells[4] = training_number(page, metrics->mean_squared_error);
    cells[5] = training_number(page, metrics->mean_absolute_error);
}

static void add_parts(struct training_page *page, const struct trained_run *run)
{
    static const char *const heads[2][6] = {
        {"part", "rows", "loss", "r2", "mean squared error", "mean absolute error"},
        {"part", "rows", "loss", "accuracy", "right", "wrong"}};
    bool classes = run->set->classes > 0;
    struct table *table = training_table(page, 6, heads[classes]);
    for (int p = 0; p < PARTS; p++) {
        const struct metrics *metrics = run->parts[p].metrics;
        if (!metrics)
            continue;
        const struct spans **cells = table_row(table);
        cells[0] = training_cell(page, run->parts[p].name);
        cells[1] = training_count(page, metrics->rows);
        cells[2] = training_number(page, metrics->loss);
        (classes ? fill_classification : fill_regression)(page, cells, metrics);
    }
    document_table(&page->document, table);
    document_sentence(&page->document,
                      "Measured with the final parameters, without dropout and without penalty.");
}

/* ---- confusion ---- */

static void add_matrix(struct training_page *page, const struct trained_run *run,
                       const struct metrics *metrics)
{
    int classes = metrics->classes;
    const char **heads = arena_array(page->arena, (size_t)classes + 1, sizeof *heads);
    heads[0] = "true \\ predicted";
    for (int c = 0; c < classes; c++)
        heads[c + 1] = class_name(page, run->set, c);
    struct table *table = training_table(page, classes + 1, heads);
    for (int row = 0; row < classes; row++) {
        const struct spans **cells = table_row(table);
        cells[0] = training_cell(page, heads[row + 1]);
        for (int c = 0; c < classes; c++)
            cells[c + 1] = training_count(page, metrics->confusion[row * classes + c]);
    }
    document_table(&page->document, table);
}

struct confusion {
    int class, predicted;
    long rows;
};

static int by_rows(const void *a, const void *b)
{
    const struct confusion *first = a, *second = b;
    if (first->rows != second->rows)
        return first->rows > second->rows ? -1 : 1;
    return first->class != second->class ? first->class - second->class
                                         : first->predicted - second->predicted;
}

/* Mistakes of many classes: the commonest ones. */
static void add_confusions(struct training_page *page, const struct trained_run *run,
                           const struct metrics *metrics)
{
    static const char *const heads[] = {"true", "predicted", "rows"};
    size_t classes = (size_t)metrics->classes, count = 0;
    struct confusion *found = arena_array(page->arena, classes * classes, sizeof *found);
    for (size_t i = 0; i < classes * classes; i++)
        if (metrics->confusion[i] > 0 && i / classes != i % classes)
            found[count++] =
                (struct confusion){(int)(i / classes), (int)(i % classes), metrics->confusion[i]};
    qsort(found, count, sizeof *found, by_rows);
    struct table *table = training_table(page, 3, heads);
    table->alignments[1] = ALIGN_LEFT;
    for (size_t i = 0; i < count && i < CONFUSIONS; i++) {
        const struct spans **cells = table_row(table);
        cells[0] = training_cell(page, class_name(page, run->set, found[i].class));
        cells[1] = training_cell(page, class_name(page, run->set, found[i].predicted));
        cells[2] = training_count(page, found[i].rows);
    }
    struct spans *spans = spans_new(page->arena);
    spans_printf(spans, "%zu kinds of confusion among %zu classes%s.", count, classes,
                 count > CONFUSIONS ? "; the commonest" : "");
    document_paragraph(&page->document, spans);
    if (count > 0)
        document_table(&page->document, table);
}

static void add_confusion(struct training_page *page, const struct trained_run *run,
                          const struct part_result *part)
{
    struct spans *title = spans_new(page->arena);
    spans_printf(title, "Confusion matrix of the %s rows", part->name);
    document_heading(&page->document, page->level, title);
    if (part->metrics->classes <= MATRIX_CLASSES)
        add_matrix(page, run, part->metrics);
    else
        add_confusions(page, run, part->metrics);
}

/* ---- class by class ---- */

struct judged_class {
    int class;
    const struct class_metrics *metrics;
};

static int by_f1(const void *a, const void *b)
{
    const struct judged_class *first = a, *second = b;
    if (first->metrics->f1 != second->metrics->f1)
        return first->metrics->f1 < second->metrics->f1 ? -1 : 1;
    return first->class - second->class;
}

static void add_class(const struct training_page *page, struct table *table, const char *name,
                      const struct class_metrics *metrics)
{
    const struct spans **cells = table_row(table);
    cells[0] = training_cell(page, name);
    cells[1] = training_number(page, metrics->precision);
    cells[2] = training_number(page, metrics->recall);
    cells[3] = training_number(page, metrics->f1);
    cells[4] = training_count(page, metrics->support);
}

static void add_classes(struct training_page *page, const struct trained_run *run,
                        const struct part_result *part)
{
    static const char *const heads[] = {"class", "precision", "recall", "F1", "support"};
    const struct metrics *metrics = part->metrics;
    size_t classes = (size_t)metrics->classes;
    bool all = classes <= REPORT_CLASSES;
    struct judged_class *judged = arena_array(page->arena, classes, sizeof *judged);
    for (size_t c = 0; c < classes; c++)
        judged[c] = (struct judged_class){(int)c, &metrics->of_class[c]};
    if (!all)
        qsort(judged, classes, sizeof *judged, by_f1);
    struct table *table = training_table(page, 5, heads);
    for (size_t i = 0; i < (all ? classes : WORST_CLASSES); i++)
        add_class(page, table, class_name(page, run->set, judged[i].class), judged[i].metrics);
    add_class(page, table, "macro average", &metrics->macro);
    add_class(page, table, "weighted average", &metrics->weighted);
    struct spans *title = spans_new(page->arena);
    if (all)
        spans_printf(title, "Classes of the %s rows", part->name);
    else
        spans_printf(title, "The %d weakest of %zu classes of the %s rows", WORST_CLASSES, classes,
                     part->name);
    document_heading(&page->document, page->level, title);
    document_table(&page->document, table);
}

void training_add_results(struct training_page *page, const struct trained_run *run)
{
    const struct part_result *judged = training_judged_part(run);
    if (!judged)
        return;
    document_title(&page->document, page->level, "Results");
    add_parts(page, run);
    if (run->set->classes == 0)
        return;
    add_confusion(page, run, judged);
    add_classes(page, run, judged);
}
