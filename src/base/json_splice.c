/* A walk over text and tree side by side. The text has been read before, so nothing is checked. */
#include "base/json_splice.h"

#include "base/json_scan.h"
#include <string.h>

const char json_left_out[] = "";

struct splicing {
    const char *end;
    json_replacement *replace;
    void *context;
    struct text *out;
};

static const char *copy_value(const struct splicing *splicing, const struct json *node,
                              const char *at);

/* Where the value of a member or element begins whose white space begins at `at`. */
static const char *value_of(const struct splicing *splicing, const struct json *node,
                            const char *at)
{
    at = json_skip_space(at, splicing->end);
    if (node->key == NULL)
        return at;
    at = json_skip_space(json_skip_scalar(at, splicing->end), splicing->end) + 1;
    return json_skip_space(at, splicing->end);
}

/* From behind the opening bracket to behind the closing one. Commas are written before what stays but the first. */
static const char *copy_children(const struct splicing *splicing, const struct json *node,
                                 const char *at)
{
    bool any = false;
    for (const struct json *child = node->first; child; child = child->next) {
        const char *value = value_of(splicing, child, at), *after;
        const char *with = splicing->replace(splicing->context, child);
        if (with != json_left_out) {
            if (any)
                text_put(splicing->out, ',');
            text_append(splicing->out, at, (size_t)(value - at));
            any = true;
        }
        if (with && with != json_left_out)
            text_string(splicing->out, with);
        after = with ? json_skip_value(value, splicing->end) : copy_value(splicing, child, value);
        at = json_skip_space(after, splicing->end);
        if (with != json_left_out || child->next == NULL)
            text_append(splicing->out, after, (size_t)(at - after));
        at += child->next != NULL;
    }
    const char *close = json_skip_space(at, splicing->end);
    text_append(splicing->out, at, (size_t)(close + 1 - at));
    return close + 1;
}

/* Copies the value at `at`; what is behind it. */
static const char *copy_value(const struct splicing *splicing, const struct json *node,
                              const char *at)
{
    if (node->kind == JSON_ARRAY || node->kind == JSON_OBJECT) {
        text_put(splicing->out, *at);
        return copy_children(splicing, node, at + 1);
    }
    const char *after = json_skip_value(at, splicing->end);
    text_append(splicing->out, at, (size_t)(after - at));
    return after;
}

void json_splice(const struct json_source *source, const struct json *root, const char *opening,
                 json_replacement *replace, void *context, struct text *out)
{
    const struct splicing splicing = {source->bytes + source->length, replace, context, out};
    const char *at = source->bytes + root->index;
    if (opening != NULL && root->first != NULL) {
        text_put(out, *at);
        text_string(out, opening);
        copy_children(&splicing, root, at + 1);
    } else {
        copy_value(&splicing, root, at);
    }
}

void json_write_compact(const char *bytes, size_t length, struct text *out)
{
    const char *end = bytes + length;
    for (const char *at = json_skip_space(bytes, end); at < end; at = json_skip_space(at, end)) {
        bool mark = memchr("[]{},:", *at, 6) != NULL;
        const char *after = mark ? at + 1 : json_skip_scalar(at, end);
        text_append(out, at, (size_t)(after - at));
        if (*at == ',' || *at == ':')
            text_put(out, ' ');
        at = after;
    }
}
