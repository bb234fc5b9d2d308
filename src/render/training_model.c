/* The network, its training and its data, as the report on training describes them. */
#include "render/training_parts.h"

#include "base/arena.h"
#include "training/order.h"
#include <string.h>

/* ---- layers ---- */

static const char *activation_words(const struct training_page *page,
                                    const struct activation *activation)
{
    const struct entry_parameter *parameters = activation->entry->parameters;
    struct text text;
    text_open(&text, page->arena);
    text_string(&text, activation->entry->name);
    for (int p = 0; p < ENTRY_PARAMETERS && parameters[p].name; p++)
        text_printf(&text, "%s%s %s", p ? ", " : " (", parameters[p].key,
                    activation->parameters[p]);
    text_string(&text, parameters[0].name ? ")" : "");
    return text.bytes;
}

static long bias_count(const struct layer *layer)
{
    return !layer->use_bias ? 0 : layer->shared_bias ? 1 : layer->units;
}

/* What else there is to say of a layer. */
static const char *remarks(const struct training_page *page, const struct layer *layer)
{
    const char *parts[6];
    int count = 0;
    if (layer->dropout)
        parts[count++] = arena_printf(page->arena, "dropout %s", layer->dropout->rate);
    if (layer->l1)
        parts[count++] = arena_printf(page->arena, "L1 %s", layer->l1);
    if (layer->l2)
        parts[count++] = arena_printf(page->arena, "L2 %s", layer->l2);
    if (layer->shared_bias)
        parts[count++] = "one bias for all units";
    if (!layer->train_weights)
        parts[count++] = "weights fixed";
    if (layer->use_bias && !layer->train_biases)
        parts[count++] = "biases fixed";
    struct text text;
    text_open(&text, page->arena);
    for (int i = 0; i < count; i++)
        text_printf(&text, "%s%s", i ? ", " : "", parts[i]);
    return text.bytes;
}

static bool has_remarks(const struct training_page *page, const struct problem *problem)
{
    for (int l = 0; l < problem->layer_count; l++)
        if (remarks(page, &problem->layers[l])[0] != '\0')
            return true;
    return false;
}

static void add_layers(struct training_page *page, const struct problem *problem)
{
    static const char *const heads[] = {"layer",   "units",  "activation",
                                        "weights", "biases", "besides"};
    bool besides = has_remarks(page, problem);
    struct table *table = training_table(page, besides ? 6 : 5, heads);
    table->alignments[2] = ALIGN_LEFT;
    if (besides)
        table->alignments[5] = ALIGN_LEFT;
    const struct spans **cells = table_row(table);
    cells[0] = training_cell(page, "input");
    cells[1] = training_count(page, problem->input_count);
    for (int l = 0; l < problem->layer_count; l++) {
        const struct layer *layer = &problem->layers[l];
        cells = table_row(table);
        cells[0] = training_count(page, l + 1);
        cells[1] = training_count(page, layer->units);
        cells[2] = training_cell(page, activation_words(page, &layer->activation));
        cells[3] = training_count(page, (long)layer->units * layer->inputs);
        cells[4] = training_count(page, bias_count(layer));
        if (besides)
            cells[5] = training_cell(page, remarks(page, layer));
    }
    document_table(&page->document, table);
}

static long trained_parameters(const struct problem *problem)
{
    long count = 0;
    for (int l = 0; l < problem->layer_count; l++) {
        const struct layer *layer = &problem->layers[l];
        count += layer->train_weights ? (long)layer->units * layer->inputs : 0;
        count += layer->train_biases ? bias_count(layer) : 0;
    }
    return count;
}

static void add_parameters(struct training_page *page, const struct problem *problem)
{
    long all = problem_parameter_count(problem), trained = trained_parameters(problem);
    struct spans *spans = spans_new(page->arena);
    spans_printf(spans, "%s parameters", grouped(page->arena, all));
    if (trained < all)
        spans_printf(spans, ", of which %s are trained", grouped(page->arena, trained));
    spans_text(spans, ". ");
    spans_printf(spans, "Loss: %s", problem->loss.entry ? problem->loss.entry->name : "none");
    if (problem->loss.batch == REDUCTION_SUM)
        spans_text(spans, ", summed over the batch");
    spans_printf(spans, ". Optimizer: %s", problem->optimizer.entry->name);
    if (problem->optimizer.learning_rate)
        spans_printf(spans, ", learning rate %s", problem->optimizer.learning_rate);
    if (problem->optimizer.schedule)
        spans_printf(spans, " by the schedule %s", problem->optimizer.schedule->name);
    spans_text(spans, ".");
    document_paragraph(&page->document, spans);
}

void training_add_model(struct training_page *page, const struct trained_run *run)
{
    document_title(&page->document, page->level, "Model");
    add_layers(page, run->problem);
    add_parameters(page, run->problem);
}

/* ---- data ---- */

/* More classes than these are not listed one by one. */
#define CLASSES_LISTED 20

static const struct data_part *part_of(const struct trained_run *run, int part)
{
    return run->parts[part].rows;
}

static long class_rows(const struct trained_run *run, int part, int class)
{
    long count = 0;
    for (int i = 0; i < part_of(run, part)->count; i++)
        count += run->set->labels[part_of(run, part)->rows[i]] == class;
    return count;
}

/* A row of the table for the parts that there are. */
static void add_part_counts(const struct training_page *page, struct table *table,
                            const struct trained_run *run, const char *head, int class)
{
    const struct spans **cells = table_row(table);
    int column = 0;
    cells[column++] = training_cell(page, head);
    for (int p = 0; p < PARTS; p++)
        if (part_of(run, p)->count > 0)
            cells[column++] = training_count(page, class < 0 ? part_of(run, p)->count
                                                             : class_rows(run, p, class));
}

static void add_rows(struct training_page *page, const struct trained_run *run)
{
    const char *heads[1 + PARTS];
    int columns = 0, classes = run->set->labels ? run->set->classes : 0;
    bool listed = classes > 0 && classes <= CLASSES_LISTED;
    heads[columns++] = listed ? "class" : "";
    for (int p = 0; p < PARTS; p++)
        if (part_of(run, p)->count > 0)
            heads[columns++] = run->parts[p].name;
    struct table *table = training_table(page, columns, heads);
    for (int c = 0; listed && c < classes; c++)
        add_part_counts(page, table, run, class_name(page, run->set, c), c);
    add_part_counts(page, table, run, listed ? "all" : "rows", -1);
    document_table(&page->document, table);
}

static const char *scaling_words(const struct training_page *page, const struct dataset *dataset)
{
    switch (dataset->scaling) {
    case SCALING_DIVIDE:
        return arena_printf(page->arena, ", divided by %s", dataset->divisor);
    case SCALING_STANDARD:
        return ", each scaled to mean 0 and standard deviation 1 over the training rows";
    case SCALING_MIN_MAX:
        return ", each scaled to 0 to 1 over the training rows";
    default:
        return "";
    }
}

static void add_features(struct training_page *page, const struct trained_run *run)
{
    const struct dataset *dataset = run->problem->dataset;
    struct spans *spans = spans_new(page->arena);
    spans_printf(spans, "%s%s%s", counted(page->arena, run->set->features, "feature"),
                 dataset->quadratic ? " (x1, x2, x1^2, x2^2, x1*x2)" : "",
                 scaling_words(page, dataset));
    if (run->set->classes > 0)
        spans_printf(spans, "; %d classes", run->set->classes);
    else
        spans_printf(spans, "; %s", counted(page->arena, run->set->outputs, "target"));
    spans_text(spans, ".");
    document_paragraph(&page->document, spans);
}

static void add_batches(struct training_page *page, const struct trained_run *run)
{
    const struct training *training = run->problem->training;
    int rows = part_of(run, PART_TRAINING)->count, rest = rows % training->batch_size;
    struct spans *spans = spans_new(page->arena);
    spans_printf(
        spans, "Batches of %s",
        counted(page->arena, training->batch_size < rows ? training->batch_size : rows, "row"));
    if (!training->shuffle)
        spans_text(spans, ", in the order of the data");
    else if (run->seed)
        spans_text(spans, ", shuffled anew in each epoch");
    else
        spans_printf(spans, ", shuffled anew in each epoch (seed %llu)",
                     (unsigned long long)training->seed);
    spans_printf(spans, ": %s an epoch",
                 counted(page->arena, order_batches(training, rows), "update"));
    bool short_batch = rest > 0 && rows > training->batch_size;
    if (short_batch && training->drop_last)
        spans_printf(spans, "; the %s left over %s left out", counted(page->arena, rest, "row"),
                     rest == 1 ? "is" : "are");
    else if (short_batch)
        spans_printf(spans, "; the last batch has %d", rest);
    spans_printf(spans, ". Calculated in %s precision.",
                 run->set->precision == PRECISION_DOUBLE ? "double" : "single");
    if (run->seed)
        spans_printf(spans,
                     " The seed %s stands in place of those of initializers, dropout and "
                     "shuffling in the file.",
                     run->seed);
    document_paragraph(&page->document, spans);
}

void training_add_data(struct training_page *page, const struct trained_run *run)
{
    document_title(&page->document, page->level, "Data");
    add_rows(page, run);
    add_features(page, run);
    add_batches(page, run);
}
