/* The names that a problem gives to its quantities, put beside the instances they name. */
#include "tape/builder.h"

#include <stdlib.h>
#include <string.h>

/* Reads "base[i,j]" at `at` into the places of the label; what follows it, or NULL. */
static const char *read_label(const struct label *label, const char *at,
                              long indices[FAMILY_RANK_MAX])
{
    size_t base = strlen(label->base);
    if (strncmp(at, label->base, base) != 0)
        return NULL;
    at += base;
    for (int i = 0; i < label->rank; i++) {
        if (*at != (i ? ',' : '['))
            return NULL;
        indices[label->places[i]] = strtol(at + 1, (char **)&at, 10);
    }
    if (label->rank && *at++ != ']')
        return NULL;
    return at;
}

/* Is `id` (without update and sample) an instance of the family? */
static bool read_base_id(const struct family *family, const char *id, long indices[FAMILY_RANK_MAX])
{
    static const char local[] = "local.";
    const char *at = id;
    if (family->local) {
        if (strncmp(id, local, sizeof local - 1) != 0)
            return false;
        id += sizeof local - 1;
    }
    if (family->bottom.base) {
        at = *id == 'd' ? read_label(&family->top, id + 1, indices) : NULL;
        if (!at || strncmp(at, "/d", 2) != 0)
            return false;
        at = read_label(&family->bottom, at + 2, indices);
    } else {
        at = read_label(&family->top, id, indices);
    }
    if (!at || *at != '\0')
        return false;
    for (int d = 0; d < family->rank; d++)
        if (indices[d] < 1 || indices[d] > family->dimensions[d].count)
            return false;
    return true;
}

/* New parameters and the states before an update are called after what they become or were. */
static bool takes_names(const struct family *family)
{
    return family->role != ROLE_UPDATE && !(family->role == ROLE_STATE && family->literals);
}

void compile_names(struct builder *builder)
{
    struct text id;
    text_open(&id, builder->arena);
    for (int f = 0; f < builder->count; f++) {
        struct family *family = builder->families[f];
        const char **names = NULL;
        for (int n = 0; n < builder->problem->name_count && takes_names(family); n++) {
            const struct naming *naming = &builder->problem->names[n];
            long indices[FAMILY_RANK_MAX] = {0};
            if (!read_base_id(family, naming->id, indices))
                continue;
            text_clear(&id);
            family_base_id(family, indices, &id);
            if (strcmp(id.bytes, naming->id) != 0)
                continue; /* dz2[1]/dw2[2,1]: indices that are one must agree */
            if (!names)
                names = arena_array(builder->arena, family->count, sizeof *names);
            names[family_instance(family, indices)] = naming->name;
        }
        family->names = names;
    }
}
