/* JSON in: cJSON builds the tree, the source gives the texts.
 *
 * The scanned text and cJSON's tree are walked side by side, in document order: shape and kinds
 * come from the tree; numbers keep the digits of the source, and strings are decoded from it, since
 * cJSON's end at U+0000.
 */
#include "base/json.h"

#include "base/arena.h"
#include "base/json_scan.h"
#include "base/text.h"
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

/* cJSON reads at most 63 bytes of a number before 1.7.18 and then stumbles over the rest. */
#define CJSON_NUMBER_BYTES 63

struct reader {
    struct arena *arena;   /* of the nodes */
    struct arena *scratch; /* of what is needed only while one object is checked */
    const struct json_source *source;
    struct diagnostics *diagnostics;
    const char *at, *end;
};

static bool read_node(struct reader *reader, const cJSON *item, struct json *node);

/* Steps over the white space, commas and colons between two values. */
static void step(struct reader *reader)
{
    do
        reader->at = json_skip_space(reader->at, reader->end);
    while (reader->at < reader->end && (*reader->at == ',' || *reader->at == ':') && reader->at++);
}

static int by_key_then_index(const void *left, const void *right)
{
    const struct json *a = *(const struct json *const *)left,
                      *b = *(const struct json *const *)right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static bool fail_duplicate(struct reader *reader, const struct json *first,
                           const struct json *again)
{
    size_t line, column;
    json_locate(reader->source, first, true, &line, &column);
    return json_complain(reader->diagnostics, reader->source, again, true,
                         DIAGNOSTIC_JSON_DUPLICATE_KEY, "each key once", NULL,
                         "the key \"%s\" is already given in line %zu, column %zu", again->key,
                         line, column);
}

/* By sorting, so that an object of a hundred thousand keys takes no longer than it should. */
static bool check_keys(struct reader *reader, const struct json *object)
{
    const struct json *again = NULL, *earlier = NULL;
    if (object->count < 2)
        return true;
    const struct json **members = arena_array(reader->scratch, object->count, sizeof *members);
    for (const struct json *member = object->first; member != NULL; member = member->next)
        members[member->index] = member;
    qsort(members, object->count, sizeof *members, by_key_then_index);
    for (size_t i = 1; i < object->count; i++)
        if (strcmp(members[i - 1]->key, members[i]->key) == 0 &&
            (again == NULL || members[i]->index < again->index)) {
            earlier = members[i - 1];
            again = members[i];
        }
    arena_reset(reader->scratch);
    return again == NULL || fail_duplicate(reader, earlier, again);
}

static bool read_children(struct reader *reader, const cJSON *item, struct json *node)
{
    node->count = (size_t)cJSON_GetArraySize(item);
    node->first = node->count > 0 ? arena_array(reader->arena, node->count, sizeof *node) : NULL;
    reader->at++; /* the opening bracket */
    const cJSON *child = item->child;
    for (size_t i = 0; i < node->count; i++, child = child->next) {
        struct json *element = &node->first[i];
        element->parent = node;
        element->index = i;
        element->next = i + 1 < node->count ? element + 1 : NULL;
        step(reader);
        if (node->kind == JSON_OBJECT) {
            element->key = json_decode(reader->arena, reader->at, NULL);
            reader->at = json_skip_scalar(reader->at, reader->end);
            step(reader);
        }
        if (!read_node(reader, child, element))
            return false;
    }
    reader->at = json_skip_space(reader->at, reader->end) + 1; /* the closing bracket */
    return node->kind == JSON_ARRAY || check_keys(reader, node);
}

static enum json_kind kind_of(const cJSON *item)
{
    switch (item->type & 0xFF) {
    case cJSON_False:
        return JSON_FALSE;
    case cJSON_True:
        return JSON_TRUE;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

/* Reads the value at reader->at, which is `item`, and moves behind it. */
static bool read_node(struct reader *reader, const cJSON *item, struct json *node)
{
    const char *begin = reader->at;
    node->kind = kind_of(item);
    if (node->kind == JSON_ARRAY || node->kind == JSON_OBJECT)
        return read_children(reader, item, node);
    reader->at = json_skip_scalar(begin, reader->end);
    if (node->kind == JSON_NUMBER) {
        node->length = (size_t)(reader->at - begin);
        node->text = arena_copy(reader->arena, begin, node->length);
    } else if (node->kind == JSON_STRING) {
        node->text = json_decode(reader->arena, begin, &node->length);
    }
    return true;
}

/* A copy of the text in which numbers too long for cJSON are 0 and blanks: their digits are not
 * needed. */
static const char *shorten_numbers(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_copy(arena, bytes, length);
    char *end = copy + length;
    for (char *at = copy; at < end;) {
        if (memchr(" \n\r\t[]{},:", *at, 10) != NULL) {
            at++;
            continue;
        }
        char *behind = copy + (json_skip_scalar(at, end) - copy);
        if (*at != '"' && behind - at > CJSON_NUMBER_BYTES) {
            memset(at, ' ', (size_t)(behind - at));
            *at = '0';
        }
        at = behind;
    }
    return copy;
}

static void delete_tree(void *holder)
{
    cJSON_Delete(*(cJSON **)holder);
}

/* cJSON's tree, tied to `arena`. What the scan let through cJSON refuses only for want of memory. */
static const cJSON *build_tree(struct arena *arena, const char *bytes, size_t length,
                               size_t longest_number)
{
    if (longest_number > CJSON_NUMBER_BYTES)
        bytes = shorten_numbers(arena, bytes, length);
    cJSON **holder = arena_alloc(arena, sizeof(cJSON *));
    arena_defer(arena, delete_tree, holder);
    *holder = cJSON_ParseWithLength(bytes, length);
    if (*holder == NULL)
        arena_exhausted(arena);
    return *holder;
}

/* The tree of the bytes from `begin` to scan->end, which the scan let through. */
static struct json *read_scanned(struct arena *arena, const struct json_scan *scan,
                                 const char *begin)
{
    struct arena *tree_arena = arena_child(arena);
    struct json *top = arena_alloc(arena, sizeof *top);
    struct reader reader = {arena, arena_child(arena), scan->source, scan->diagnostics,
                            begin, scan->end};
    step(&reader);
    top->key = scan->pointer;
    top->index = (size_t)(reader.at - scan->source->bytes);
    const cJSON *tree =
        build_tree(tree_arena, begin, (size_t)(scan->end - begin), scan->longest_number);
    bool done = read_node(&reader, tree, top);
    arena_close(reader.scratch);
    arena_close(tree_arena);
    return done ? top : NULL;
}

struct json *json_read(struct arena *arena, const struct json_source *source,
                       struct diagnostics *diagnostics)
{
    struct json_scan scan = {.source = source, .diagnostics = diagnostics};
    return json_scan(&scan) ? read_scanned(arena, &scan, source->bytes) : NULL;
}

struct json *json_read_part(struct arena *arena, const struct json_source *source,
                            const char *begin, const char *end, const char *pointer,
                            struct diagnostics *diagnostics)
{
    struct json_scan scan = {
        .source = source, .diagnostics = diagnostics, .at = begin, .end = end, .pointer = pointer};
    return json_scan_part(&scan) ? read_scanned(arena, &scan, begin) : NULL;
}

const struct json *json_member(const struct json *object, const char *key)
{
    if (object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json *member = object->first; member != NULL; member = member->next)
        if (strcmp(member->key, key) == 0)
            return member;
    return NULL;
}
