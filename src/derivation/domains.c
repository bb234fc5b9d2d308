/* The table of domains, looked up. */
#include "derivation/derivation.h"

static const struct {
    const char *name, *words;
    bool of_rows;
} domains[] = {
#define DOMAIN(name, text, words, over) [DOMAIN_##name] = {text, words, over},
#include "derivation/domains.def"
#undef DOMAIN
};

const char *domain_name(enum domain domain)
{
    return domains[domain].name;
}

const char *domain_words(enum domain domain)
{
    return domains[domain].words;
}

bool domain_is_of_rows(enum domain domain)
{
    return domains[domain].of_rows;
}
