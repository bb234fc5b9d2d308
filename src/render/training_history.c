/* The history of epochs as CSV. An empty cell: there is no such number. */
#include "number/number.h"
#include "render/csv.h"
#include "render/training_report.h"
#include <math.h>

void history_csv_header(bool names, struct text *out)
{
    text_string(out, names ? "run," : "");
    text_string(out, "epoch,updates,loss,accuracy,validation_loss,validation_accuracy,"
                     "learning_rate,best,seconds\n");
}

static void add_number(double value, struct text *out)
{
    text_put(out, ',');
    if (isfinite(value))
        double_shortest(value, out);
}

void history_csv_row(const char *run, const struct epoch_record *record, struct text *out)
{
    if (run) {
        csv_foreign_cell(run, out);
        text_put(out, ',');
    }
    text_printf(out, "%d,%ld", record->epoch, record->updates);
    add_number(record->loss, out);
    add_number(record->accuracy, out);
    add_number(record->validation_loss, out);
    add_number(record->validation_accuracy, out);
    add_number(record->learning_rate, out);
    text_printf(out, ",%d", record->best);
    add_number(record->seconds > 0 ? record->seconds : NAN, out);
    text_put(out, '\n');
}
