/* "symbols": sizes with their ranges, and quantities with their indices and domains. */
#include "derivation/reader.h"

#include "catalogue/spelling.h"
#include <string.h>

#define ELEMENTS_MOST 20000 /* of one quantity, at the smallest sizes */

const struct json *optional_array(struct derivation_reader *reader, const struct json *object,
                                  const char *key, size_t most, bool *good)
{
    struct json_reader *json = &reader->json;
    const struct json *array = json_member(object, key);
    *good =
        !array || expect_kind(json, array, JSON_ARRAY, arena_printf(json->arena, "\"%s\"", key));
    if (*good && array && array->count > most)
        *good = complain(json, array, DIAGNOSTIC_TOO_LARGE,
                         arena_printf(json->arena, "at most %zu", most),
                         arena_printf(json->arena, "%zu", array->count), "\"%s\" is too long", key);
    return *good ? array : NULL;
}

/* ---- one symbol ---- */

static bool is_size(const struct json *member)
{
    return member->kind == JSON_OBJECT && json_member(member, "range");
}

static bool check_symbol(struct derivation_reader *reader, const struct json *member)
{
    static const char *const keys[] = {"range", "indices", "domain"};
    struct json_reader *json = &reader->json;
    const char *fault = spelling_fault(member->key, strlen(member->key), member->key);
    if (fault)
        return complain_key(json, member, DIAGNOSTIC_WRONG_VALUE,
                            "a name of letters, digits and _ that is not taken", NULL,
                            "the name \"%s\" %s", member->key, fault);
    const char *what = arena_printf(json->arena, "\"%s\"", member->key);
    if (!expect_kind(json, member, JSON_OBJECT, what) || !expect_keys(json, member, keys, 3))
        return false;
    return !is_size(member) || member->count == 1 ||
           complain(json, member, DIAGNOSTIC_CONFLICT,
                    "\"range\" alone, or \"indices\" and \"domain\"", NULL,
                    "a symbol with a \"range\" is a size and has nothing else");
}

/* {"range": [2, 5]} */
static bool read_size(struct derivation_reader *reader, const struct json *member,
                      struct size_symbol *size)
{
    struct json_reader *json = &reader->json;
    const struct json *range = json_member(member, "range");
    const char *what = arena_printf(json->arena, "each end of the range of \"%s\"", member->key);
    int first = 0, last = 0;
    if (!expect_kind(json, range, JSON_ARRAY, "\"range\""))
        return false;
    if (range->count != 2)
        return complain(json, range, DIAGNOSTIC_WRONG_SHAPE, "two whole numbers",
                        json_describe(json->arena, range),
                        "the range of \"%s\" has a smallest and a largest value", member->key);
    if (!expect_integer(json, range->first, 1, DERIVATION_MAX_SIZE, DIAGNOSTIC_TOO_LARGE, what,
                        &first) ||
        !expect_integer(json, range->first->next, 1, DERIVATION_MAX_SIZE, DIAGNOSTIC_TOO_LARGE,
                        what, &last))
        return false;
    *size = (struct size_symbol){member->key, first, last};
    return first <= last || complain(json, range, DIAGNOSTIC_WRONG_VALUE, "the smaller end first",
                                     NULL, "the range of \"%s\" is empty", member->key);
}

static bool unknown_size(struct derivation_reader *reader, const struct json *node)
{
    const struct derivation *derivation = reader->derivation;
    const char *names[DERIVATION_MAX_SIZES];
    for (int i = 0; i < derivation->size_count; i++)
        names[i] = derivation->sizes[i].name;
    if (derivation->size_count > 0)
        return complain_name(&reader->json, node, "size", names, (size_t)derivation->size_count);
    return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE,
                    "a symbol with a \"range\", or a whole number",
                    json_describe(reader->json.arena, node), "unknown size");
}

static bool read_dimension(struct derivation_reader *reader, const struct json *node,
                           struct index *dimension)
{
    int number = 0;
    if (node->kind == JSON_STRING) {
        const struct size_symbol *size = size_by_name(reader->derivation, node->text);
        *dimension = size ? index_variable(size->name) : index_integer(0);
        return size || unknown_size(reader, node);
    }
    if (!expect_integer(&reader->json, node, 1, DERIVATION_MAX_SIZE, DIAGNOSTIC_TOO_LARGE,
                        "each of \"indices\" that is no size", &number))
        return false;
    *dimension = index_integer(number);
    return true;
}

bool check_elements(struct derivation_reader *reader, const struct json *node,
                    const struct quantity *quantity)
{
    struct json_reader *json = &reader->json;
    long elements = 1, low, high;
    for (int i = 0; i < quantity->rank; i++) {
        end_values(reader->derivation, &quantity->dimensions[i], &low, &high);
        elements *= low;
    }
    return elements <= ELEMENTS_MOST ||
           complain(json, node, DIAGNOSTIC_TOO_LARGE,
                    arena_printf(json->arena, "at most %d elements", ELEMENTS_MOST),
                    arena_printf(json->arena, "%ld", elements), "\"%s\" is too large",
                    quantity->name);
}

/* "indices": ["N", 3] */
static bool read_dimensions(struct derivation_reader *reader, const struct json *member,
                            struct quantity *quantity)
{
    struct json_reader *json = &reader->json;
    bool good;
    const struct json *indices = optional_array(reader, member, "indices", INDEX_MAX, &good);
    if (indices && indices->count == 0)
        return complain(json, indices, DIAGNOSTIC_WRONG_SHAPE, "a size for each index, or no key",
                        "none", "\"indices\" must not be empty");
    for (const struct json *node = indices ? indices->first : NULL; node; node = node->next)
        if (!read_dimension(reader, node, &quantity->dimensions[quantity->rank++]))
            return false;
    return good && check_elements(reader, member, quantity);
}

static bool read_domain(struct derivation_reader *reader, const struct json *member,
                        struct quantity *quantity)
{
    const char *names[DOMAINS];
    int domain = DOMAIN_REAL;
    for (int i = 0; i < DOMAINS; i++)
        names[i] = domain_name((enum domain)i);
    if (!field_choice(&reader->json, member, "domain", names, DOMAINS, &domain))
        return false;
    quantity->domain = (enum domain)domain;
    return quantity->rank > 0 || !domain_is_of_rows(quantity->domain) ||
           complain(&reader->json, json_member(member, "domain"), DIAGNOSTIC_CONFLICT,
                    "\"indices\"", NULL,
                    "the domain \"%s\" is of the elements along an index, and \"%s\" has none",
                    names[domain], quantity->name);
}

/* ---- all of them ---- */

static bool count_symbols(struct derivation_reader *reader, const struct json *symbols, int *sizes)
{
    struct json_reader *json = &reader->json;
    *sizes = 0;
    for (const struct json *member = symbols->first; member; member = member->next) {
        if (!check_symbol(reader, member))
            return false;
        *sizes += is_size(member);
    }
    if (*sizes > DERIVATION_MAX_SIZES)
        return complain(json, symbols, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(json->arena, "at most %d sizes", DERIVATION_MAX_SIZES),
                        arena_printf(json->arena, "%d", *sizes), "there are too many sizes");
    size_t quantities = symbols->count - (size_t)*sizes;
    return quantities <= DERIVATION_MAX_QUANTITIES ||
           complain(json, symbols, DIAGNOSTIC_TOO_LARGE,
                    arena_printf(json->arena, "at most %d quantities", DERIVATION_MAX_QUANTITIES),
                    arena_printf(json->arena, "%zu", quantities), "there are too many quantities");
}

static bool read_sizes(struct derivation_reader *reader, const struct json *symbols, int count)
{
    struct derivation *derivation = reader->derivation;
    struct size_symbol *sizes = arena_array(reader->json.arena, (size_t)count, sizeof *sizes);
    derivation->sizes = sizes;
    for (const struct json *member = symbols->first; member; member = member->next)
        if (is_size(member) && !read_size(reader, member, &sizes[derivation->size_count++]))
            return false;
    return true;
}

bool read_symbols(struct derivation_reader *reader)
{
    struct derivation *derivation = reader->derivation;
    const struct json *symbols = json_member(reader->root, "symbols");
    int sizes = 0;
    /* Their place in memory is what names are bound to: there is room for the defined ones too. */
    reader->quantities =
        arena_array(reader->json.arena, 2 * DERIVATION_MAX_QUANTITIES, sizeof *reader->quantities);
    derivation->quantities = reader->quantities;
    if (!symbols)
        return true;
    if (!expect_kind(&reader->json, symbols, JSON_OBJECT, "\"symbols\"") ||
        !count_symbols(reader, symbols, &sizes) || !read_sizes(reader, symbols, sizes))
        return false;
    for (const struct json *member = symbols->first; member; member = member->next) {
        if (is_size(member))
            continue;
        struct quantity *quantity = &reader->quantities[derivation->quantity_count++];
        quantity->name = member->key;
        if (!read_dimensions(reader, member, quantity) || !read_domain(reader, member, quantity))
            return false;
    }
    return true;
}
