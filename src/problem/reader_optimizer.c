/* The optimizer: which one, in which form, its numbers and its schedule. What it remembers is in reader_state.c. */
#include "problem/reader.h"

#include "base/literal.h"
#include <string.h>

#define FORMS_MAX 8

static struct optimizer *optimizer_of(struct reader *reader)
{
    return &reader->problem->optimizer;
}

static const char *owner_of(struct reader *reader, const char *name)
{
    return arena_printf(reader->json.arena, "the optimizer \"%s\"", name);
}

static bool read_kind(struct reader *reader, const struct json *object, const char **name)
{
    size_t count;
    const char *const *names = optimizer_names(&count);
    const struct json *kind = json_member(object, "kind");
    *name = "sgd";
    if (!kind)
        return true;
    if (!expect_kind(&reader->json, kind, JSON_STRING, "\"kind\""))
        return false;
    *name = kind->text;
    return optimizer_by_name(kind->text, NULL, false) ||
           complain_name(&reader->json, kind, "optimizer", names, count);
}

/* *form stays NULL, the default one, without the key. */
static bool read_form(struct reader *reader, const struct json *object, const char *name,
                      const char **form)
{
    const char *forms[FORMS_MAX];
    size_t count = 0;
    int chosen = 0;
    const struct json *node = json_member(object, "form");
    while (count < FORMS_MAX && (forms[count] = optimizer_form(name, count)))
        count++;
    if (!node)
        return true;
    if (count == 0)
        return complain_key(&reader->json, node, DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"form\" does not apply: there is only one form of %s",
                            owner_of(reader, name));
    if (!field_choice(&reader->json, object, "form", forms, count, &chosen))
        return false;
    *form = forms[chosen];
    return true;
}

static bool read_entry(struct reader *reader, const struct json *object)
{
    const char *name = NULL, *form = NULL;
    const struct json *node = json_member(object, "centered");
    bool centered = false;
    if (!read_kind(reader, object, &name) || !read_form(reader, object, name, &form) ||
        !field_bool(&reader->json, object, "centered", &centered))
        return false;
    if (node && !optimizer_by_name(name, form, true))
        return complain_key(&reader->json, node, DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"centered\" does not apply to %s", owner_of(reader, name));
    optimizer_of(reader)->entry = optimizer_by_name(name, form, centered);
    return read_parameters(reader, object, OBJECT_OPTIMIZER,
                           optimizer_of(reader)->entry->parameters, owner_of(reader, name), object,
                           optimizer_of(reader)->parameters);
}

/* Without the key only an optimizer that decays apart from the gradient has any: 0.01, as PyTorch's AdamW. Adding
 * 0 to the gradient is none. */
static bool read_weight_decay(struct reader *reader, const struct json *object)
{
    struct optimizer *optimizer = optimizer_of(reader);
    if (optimizer->entry->decoupled)
        optimizer->weight_decay = "0.01";
    if (!field_range(reader, object, "weight_decay", RANGE_NONNEGATIVE, &optimizer->weight_decay))
        return false;
    if (optimizer->weight_decay && literal_sign(optimizer->weight_decay) == 0 &&
        !optimizer->entry->decoupled)
        optimizer->weight_decay = NULL;
    return true;
}

/* ---- schedule ---- */

static bool read_every(struct reader *reader, const struct json *object,
                       const struct schedule_entry *entry)
{
    const struct json *every = json_member(object, "every");
    if (!entry->periodic)
        return !every ||
               complain_key(&reader->json, every, DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"every\" does not apply to the schedule \"%s\"", entry->name);
    if (!every)
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY,
                        "\"every\": a number of updates", NULL,
                        "the schedule \"%s\" has no \"every\"", entry->name);
    return field_integer(&reader->json, object, "every", 1, PROBLEM_MAX_UPDATES,
                         &optimizer_of(reader)->every);
}

/* A constant rate is no schedule. */
static bool read_schedule_of(struct reader *reader, const struct json *kind,
                             const struct json *object)
{
    size_t count;
    const char *const *names = schedule_names(&count);
    struct optimizer *optimizer = optimizer_of(reader);
    if (!expect_kind(&reader->json, kind, JSON_STRING, "\"kind\""))
        return false;
    const struct schedule_entry *entry = schedule_by_name(kind->text);
    if (!entry)
        return complain_name(&reader->json, kind, "schedule", names, count);
    if (!read_parameters(reader, object, OBJECT_SCHEDULE, entry->parameters,
                         arena_printf(reader->json.arena, "the schedule \"%s\"", entry->name),
                         object, optimizer->schedule_parameters) ||
        !read_every(reader, object, entry))
        return false;
    optimizer->schedule = strcmp(entry->name, "constant") == 0 ? NULL : entry;
    return true;
}

static bool read_schedule(struct reader *reader, const struct json *optimizer)
{
    const struct json *object = json_member(optimizer, "schedule");
    if (!object)
        return true;
    if (!expect_kind(&reader->json, object, JSON_OBJECT, "\"schedule\"") ||
        !check_keys(reader, object, OBJECT_SCHEDULE))
        return false;
    const struct json *kind = json_member(object, "kind");
    if (!kind)
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY, "\"kind\": a name", NULL,
                        "the schedule has no \"kind\"");
    return read_schedule_of(reader, kind, object);
}

bool read_optimizer(struct reader *reader)
{
    const struct json *object = json_member(reader->root, "optimizer");
    if (!object)
        return true;
    return expect_kind(&reader->json, object, JSON_OBJECT, "\"optimizer\"") &&
           check_keys(reader, object, OBJECT_OPTIMIZER) && read_entry(reader, object) &&
           field_number(&reader->json, object, "learning_rate",
                        &optimizer_of(reader)->learning_rate) &&
           read_weight_decay(reader, object) && read_schedule(reader, object);
}
