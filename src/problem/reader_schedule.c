/* "schedule" of a run file: how long is trained, in which order, and when to stop before. */
#include "problem/reader.h"

#include "base/literal.h"

#define EPOCHS_MAX 1000000
#define BATCH_DEFAULT 32
#define PATIENCE_DEFAULT 10

struct schedule_reader {
    struct reader *reader;
    const struct json *object;
    struct training *training;
};

/* ---- stopping ---- */

static bool check_monitor(struct schedule_reader *of, const struct json *object, int monitor)
{
    struct reader *reader = of->reader;
    const struct json *member = json_member(object, "monitor");
    bool validation = monitor == MONITOR_VALIDATION_LOSS || monitor == MONITOR_VALIDATION_ACCURACY;
    if (!validation || literal_sign(reader->problem->dataset->validation_share) > 0)
        return true;
    return complain(&reader->json, member ? member : object, DIAGNOSTIC_MISSING_KEY,
                    "\"split\": {\"validation\": a share} in \"dataset\", or another \"monitor\"",
                    NULL, "\"%s\" watches \"%s\", but there are no validation rows", object->key,
                    monitor_names[monitor]);
}

static bool read_early_stopping(struct schedule_reader *of)
{
    struct reader *reader = of->reader;
    struct early_stopping *stopping = &of->training->early_stopping;
    const struct json *object = json_member(of->object, "early_stopping");
    int monitor = MONITOR_VALIDATION_LOSS;
    stopping->min_delta = "0";
    if (!object)
        return true;
    stopping->patience = PATIENCE_DEFAULT;
    stopping->restore_best = true;
    if (!expect_kind(&reader->json, object, JSON_OBJECT, "\"early_stopping\"") ||
        !check_keys(reader, object, OBJECT_EARLY_STOPPING) ||
        !field_choice(&reader->json, object, "monitor", monitor_names, MONITORS, &monitor) ||
        !field_integer(&reader->json, object, "patience", 1, EPOCHS_MAX, &stopping->patience) ||
        !field_range(reader, object, "min_delta", RANGE_NONNEGATIVE, &stopping->min_delta) ||
        !field_bool(&reader->json, object, "restore_best", &stopping->restore_best))
        return false;
    stopping->monitor = (enum monitor)monitor;
    return check_monitor(of, object, monitor);
}

static bool read_tolerance(struct schedule_reader *of)
{
    static const enum monitor losses[] = {MONITOR_VALIDATION_LOSS, MONITOR_LOSS};
    struct reader *reader = of->reader;
    const char *const words[] = {monitor_names[losses[0]], monitor_names[losses[1]]};
    const struct json *object = json_member(of->object, "tolerance");
    int word = 0;
    if (!object)
        return true;
    if (!expect_kind(&reader->json, object, JSON_OBJECT, "\"tolerance\"") ||
        !check_keys(reader, object, OBJECT_TOLERANCE) ||
        !field_choice(&reader->json, object, "monitor", words, 2, &word) ||
        !field_range(reader, object, "below", RANGE_POSITIVE, &of->training->tolerance))
        return false;
    if (!of->training->tolerance)
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY, "\"below\": a number", NULL,
                        "the tolerance has no \"below\"");
    of->training->tolerance_monitor = losses[word];
    return check_monitor(of, object, (int)losses[word]);
}

/* ---- the whole ---- */

static bool read_order(struct schedule_reader *of)
{
    static const char *const last_words[] = {"keep", "drop"};
    struct reader *reader = of->reader;
    struct training *training = of->training;
    int drop = 0;
    training->batch_size = BATCH_DEFAULT;
    training->shuffle = true;
    if (!field_integer(&reader->json, reader->root, "batch_size", 1, PROBLEM_MAX_SAMPLES,
                       &training->batch_size) ||
        !field_bool(&reader->json, of->object, "shuffle", &training->shuffle) ||
        (json_member(of->object, "seed") && !field_seed(reader, of->object, &training->seed)) ||
        !field_choice(&reader->json, of->object, "last_batch", last_words, 2, &drop))
        return false;
    training->drop_last = drop;
    replace_seed(reader, 0, &training->seed);
    return true;
}

static bool read_epochs(struct schedule_reader *of)
{
    static const char *const precisions[] = {"single", "double"};
    int twice = 0;
    if (!json_member(of->object, "epochs"))
        return complain(&of->reader->json, of->object, DIAGNOSTIC_MISSING_KEY,
                        "\"epochs\": a whole number", NULL, "the schedule has no \"epochs\"");
    if (!field_integer(&of->reader->json, of->object, "epochs", 1, EPOCHS_MAX,
                       &of->training->epochs) ||
        !field_choice(&of->reader->json, of->object, "precision", precisions, 2, &twice))
        return false;
    of->training->double_precision = twice;
    return true;
}

bool read_run_schedule(struct reader *reader)
{
    struct schedule_reader of = {
        .reader = reader,
        .object = json_member(reader->root, "schedule"),
        .training = arena_alloc(reader->json.arena, sizeof *of.training),
    };
    reader->problem->training = of.training;
    return expect_kind(&reader->json, of.object, JSON_OBJECT, "\"schedule\"") &&
           check_keys(reader, of.object, OBJECT_TRAINING) && read_epochs(&of) && read_order(&of) &&
           read_early_stopping(&of) && read_tolerance(&of);
}
