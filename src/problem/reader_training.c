/* What is done with the samples: how many updates, and which of loss, targets and optimizer need each other. */
#include "problem/reader.h"

/* ---- what needs what ---- */

/* `key` is there, so `needed` must be. */
static bool check_needs(struct reader *reader, const char *key, const char *needed)
{
    const struct json *member = json_member(reader->root, key);
    if (!member || json_member(reader->root, needed))
        return true;
    return complain_key(&reader->json, member, DIAGNOSTIC_MISSING_KEY,
                        arena_printf(reader->json.arena, "\"%s\"", needed), NULL,
                        "there is a \"%s\" key but no \"%s\"", key, needed);
}

/* The first of the keys that updates need and that is not there; NULL: there is none. One pass may go without an
 * optimizer: its gradients are taken and nothing is updated. */
static const char *missing_key(struct reader *reader)
{
    static const char *const needed[] = {"targets", "loss", "optimizer"};
    const struct problem *problem = reader->problem;
    size_t first = problem->objective == OBJECTIVE_LOSS ? 0 : 2;
    size_t last = problem->updates > 1 ? 3 : 2;
    for (size_t i = first; i < last; i++)
        if (!json_member(reader->root, needed[i]))
            return needed[i];
    return NULL;
}

static bool check_learning_rate(struct reader *reader)
{
    const struct json *optimizer = json_member(reader->root, "optimizer");
    return !optimizer || reader->problem->optimizer.learning_rate ||
           complain(&reader->json, optimizer, DIAGNOSTIC_MISSING_KEY, "\"learning_rate\": a number",
                    NULL, "the optimizer has no \"learning_rate\"");
}

static bool check_updates(struct reader *reader)
{
    const struct problem *problem = reader->problem;
    if (problem->updates == 0)
        return true;
    const char *missing = missing_key(reader);
    if (missing)
        return complain_key(
            &reader->json, json_member(reader->root, "updates"), DIAGNOSTIC_MISSING_KEY,
            arena_printf(reader->json.arena, "\"%s\", or \"updates\": 0", missing), NULL,
            "updates need targets and a loss, or an objective, and an optimizer; there is no "
            "\"%s\"",
            missing);
    return check_learning_rate(reader);
}

static bool read_updates(struct reader *reader)
{
    struct problem *problem = reader->problem;
    problem->updates =
        (problem->targets && problem->loss.entry) || problem->objective != OBJECTIVE_LOSS;
    return field_integer(&reader->json, reader->root, "updates", 0, PROBLEM_MAX_UPDATES,
                         &problem->updates) &&
           check_updates(reader);
}

static bool read_flags(struct reader *reader)
{
    struct problem *problem = reader->problem;
    if (!field_bool(&reader->json, reader->root, "forward_after", &problem->forward_after) ||
        !field_bool(&reader->json, reader->root, "wrt_inputs", &problem->wrt_inputs))
        return false;
    if (problem->wrt_inputs && problem->updates == 0)
        return complain_key(&reader->json, json_member(reader->root, "wrt_inputs"),
                            DIAGNOSTIC_CONFLICT, "at least one update", "none",
                            "there are no gradients \"wrt_inputs\" without an update");
    /* Where nothing is updated, the only forward pass is already the last one. */
    problem->forward_after =
        problem->forward_after && problem->updates > 0 && problem->optimizer.entry;
    return true;
}

bool read_training(struct reader *reader)
{
    return read_objective(reader) && read_loss(reader) && check_penalty(reader) &&
           read_optimizer(reader) && read_optimizer_state(reader) &&
           check_needs(reader, "loss", "targets") && check_needs(reader, "targets", "loss") &&
           read_updates(reader) && read_flags(reader);
}

bool read_run_training(struct reader *reader)
{
    static const char *const needed[] = {"loss", "optimizer"};
    if (!read_objective(reader) || !read_loss(reader) || !check_penalty(reader) ||
        !read_optimizer(reader) || !read_optimizer_state(reader))
        return false;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!json_member(reader->root, needed[i]))
            return complain(&reader->json, reader->root, DIAGNOSTIC_MISSING_KEY,
                            arena_printf(reader->json.arena, "\"%s\"", needed[i]), NULL,
                            "a run file needs a loss and an optimizer; there is no \"%s\"",
                            needed[i]);
    return check_learning_rate(reader);
}
