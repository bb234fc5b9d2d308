/* Atoms and the table that interns them: equal operations on equal operands are one atom. */
#include "number/certified.h"

#include "base/arena.h"

#define FIRST_BUCKETS 256

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

static uint64_t mix_integer(uint64_t hash, const fmpz *x)
{
    if (!COEFF_IS_MPZ(*x))
        return mix(hash, (uint64_t)*x);
    const __mpz_struct *big = COEFF_TO_PTR(*x);
    hash = mix(hash, (uint64_t)big->_mp_size);
    for (size_t i = 0; i < mpz_size(big); i++)
        hash = mix(hash, big->_mp_d[i]);
    return hash;
}

static uint64_t key_hash(const struct key *key)
{
    uint64_t hash = mix(key->count, key->kind);
    for (size_t i = 0; i < key->count; i++) {
        const struct term *term = &key->terms[i];
        hash = mix(hash, term->atom == NULL ? 0 : term->atom->serial);
        hash = mix_integer(hash, &term->scale.num);
        if (term->scale.den != 1)
            hash = mix_integer(hash, &term->scale.den);
    }
    return hash;
}

static bool key_equal(const struct atom *atom, const struct key *key)
{
    if (atom->hash != key->hash || atom->kind != key->kind || atom->count != key->count)
        return false;
    for (size_t i = 0; i < key->count; i++)
        if (atom->terms[i].atom != key->terms[i].atom ||
            !fraction_equal(&atom->terms[i].scale, &key->terms[i].scale))
            return false;
    return true;
}

struct atom *atom_find(struct arithmetic *arithmetic, struct key *key)
{
    const struct generation *generation = arithmetic->certified->generation;
    key->hash = key_hash(key);
    if (generation->bucket_count == 0)
        return NULL;
    struct atom *atom = generation->buckets[key->hash & (generation->bucket_count - 1)];
    while (atom != NULL && !key_equal(atom, key))
        atom = atom->next;
    return atom;
}

struct atom *atom_new(struct arithmetic *arithmetic, const struct key *key)
{
    struct generation *generation = arithmetic->certified->generation;
    struct atom *atom = pool_take(generation->arena, &generation->atoms, 1);
    atom->serial = ++arithmetic->certified->last_serial;
    atom->hash = key->hash;
    atom->kind = key->kind;
    atom->terms = pool_take(generation->arena, &generation->terms, key->count);
    atom->count = key->count;
    for (size_t i = 0; i < key->count; i++) {
        fraction_set(&atom->terms[i].scale, &key->terms[i].scale);
        atom->terms[i].atom = key->terms[i].atom;
    }
    return atom;
}

static void insert(struct atom **buckets, size_t bucket_count, struct atom *atom)
{
    struct atom **bucket = &buckets[atom->hash & (bucket_count - 1)];
    atom->next = *bucket;
    *bucket = atom;
}

/* The old buckets stay in the generation's arena: together they are no longer than the new ones. */
static void grow_table(struct generation *generation)
{
    size_t count = generation->bucket_count == 0 ? FIRST_BUCKETS : 2 * generation->bucket_count;
    struct atom **buckets = arena_array(generation->arena, count, sizeof *buckets);
    for (size_t i = 0; i < generation->bucket_count; i++)
        for (struct atom *atom = generation->buckets[i], *next; atom != NULL; atom = next) {
            next = atom->next;
            insert(buckets, count, atom);
        }
    generation->buckets = buckets;
    generation->bucket_count = count;
}

static bool exponent_in_range(const fmpz *exponent)
{
    return !COEFF_IS_MPZ(*exponent) && *exponent<EXPONENT_LIMIT && * exponent> - EXPONENT_LIMIT;
}

/* The radius counts as the midpoint does: a ball of nothing but width must not be printed either. */
static bool in_range(const arb_struct *ball)
{
    return arb_is_finite(ball) &&
           (arf_is_zero(arb_midref(ball)) || exponent_in_range(ARF_EXPREF(arb_midref(ball)))) &&
           (mag_is_zero(arb_radref(ball)) ||
            fmpz_cmp_si(MAG_EXPREF(arb_radref(ball)), EXPONENT_LIMIT) < 0);
}

bool atom_settle(struct arithmetic *arithmetic, struct atom *atom)
{
    struct generation *generation = arithmetic->certified->generation;
    if (!in_range(&atom->ball)) {
        value_fault(arithmetic, FAULT_TOO_LARGE);
        return false;
    }
    if (generation->atom_count >= generation->bucket_count)
        grow_table(generation);
    insert(generation->buckets, generation->bucket_count, atom);
    generation->atom_count++;
    return true;
}
