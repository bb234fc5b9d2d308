/* The catalogue proves itself: of every entry the derivative written by hand, the stable forms and the shortcuts are
 * claims of a derivation file, made from the table and checked like anybody's. */
#include "catalogue/catalogue.h"
#include "derivation/check.h"

#include "chains.h"
#include <ctype.h>

TestSuite(catalogue, .init = open_arena, .fini = close_arena);

/* ---- files from entries ---- */

/* The text with the word `from` replaced wherever it stands as a whole word. */
static const char *with_word(const char *text, const char *from, const char *to)
{
    struct text out;
    text_open(&out, arena);
    while (*text) {
        size_t length = 1;
        if (isalpha((unsigned char)*text))
            while (isalnum((unsigned char)text[length]) || text[length] == '_')
                length++;
        bool found = length == strlen(from) && strncmp(text, from, length) == 0;
        text_append(&out, found ? to : text, found ? strlen(to) : length);
        text += length;
    }
    return out.bytes;
}

static const char *const domain_of_range[] = {[RANGE_ANY] = "real",
                                              [RANGE_NONNEGATIVE] = "nonnegative",
                                              [RANGE_POSITIVE] = "positive",
                                              [RANGE_FRACTION] = "fraction"};

/* Files cannot have a symbol called as the function delta. */
static const char *without_delta(const char *text)
{
    return with_word(text, "delta", "width");
}

/* "'alpha': {...}, ": the parameters of an entry as symbols, whatever their value may be. */
static const char *parameter_symbols(const struct entry_parameter *parameters)
{
    struct text out;
    text_open(&out, arena);
    for (int p = 0; p < ENTRY_PARAMETERS && parameters[p].name; p++)
        text_printf(&out, "'%s': {'domain': '%s'}, ", without_delta(parameters[p].name),
                    domain_of_range[parameters[p].range]);
    return out.bytes;
}

static const struct derivation_check *check_entry(const char *members, const char *claims)
{
    struct check_settings settings = {0};
    const struct derivation *derivation = read_good(with_claims(members, claims));
    const struct derivation_check *check =
        derivation_check(arena, derivation, &settings, &source, &diagnostics);
    cr_assert(check, "%s: %s", claims, diagnostics.first->message);
    return check;
}

static void assert_verdict(enum line_verdict expected, const char *name, const char *members,
                           const char *claims)
{
    const struct derivation_check *check = check_entry(members, claims);
    for (int c = 0; c < check->derivation->claim_count; c++)
        cr_expect_eq(check->claims[c].verdict, expected, "%s: claim %d of %s: verdict %d", name,
                     c + 1, claims, check->claims[c].verdict);
}

/* The claim as it is holds, and with a last line that is off by one part in a million, or by 1e-9 where it is 0, it is
 * refuted. */
static void assert_claim(const char *name, const char *members, const char *left, const char *right)
{
    assert_verdict(LINE_HOLDS, name, members, arena_printf(arena, "%s = %s", left, right));
    assert_verdict(LINE_REFUTED, name, members,
                   arena_printf(arena, "%s = 1.000001*(%s) + 1e-9", left, right));
}

/* ---- activations ---- */

static const char *activation_members(const struct activation_entry *entry)
{
    const char *parameters = parameter_symbols(entry->parameters);
    if (!entry->vector)
        return arena_printf(arena, "'symbols': {%s'z': {}}, 'define': ['a = %s']", parameters,
                            entry->formula);
    return arena_printf(arena,
                        "'symbols': {%s'n': {'range': [1, 4]}, 'z': {'indices': ['n']}},"
                        "'define': ['a[k] = %s']",
                        parameters, entry->formula);
}

Test(catalogue, derivatives_of_activations)
{
    size_t count, derivatives = 0;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++) {
        const struct activation_entry *entry = activation_by_name(names[i]);
        const char *left = entry->vector ? "diff(a[k], z[j])" : "diff(a, z)";
        derivatives += entry->derivative != NULL;
        if (entry->derivative)
            assert_claim(entry->name, activation_members(entry), left, entry->derivative);
    }
    cr_assert_geq(derivatives, 14);
}

Test(catalogue, stable_forms_of_activations)
{
    size_t count, forms = 0;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++) {
        const struct activation_entry *entry = activation_by_name(names[i]);
        forms += entry->stable != NULL;
        if (entry->stable)
            assert_claim(entry->name, activation_members(entry), entry->vector ? "a[k]" : "a",
                         entry->stable);
    }
    cr_assert_geq(forms, 5);
}

/* ---- losses ---- */

static const enum loss_variant variants[] = {LOSS_PLAIN, LOSS_LOG_ADD, LOSS_CLIP, LOSS_LOGITS};
#define VARIANTS (sizeof variants / sizeof *variants)

/* What outputs and targets must be for the formula to have a value. */
static const char *output_domain(const struct loss_entry *entry)
{
    return entry->logarithmic && entry->variant != LOSS_LOGITS ? "fraction" : "real";
}

static const char *target_domain(const struct loss_entry *entry)
{
    if (strcmp(entry->name, "hinge") == 0)
        return "sign";
    return strcmp(entry->name, "kl_divergence") == 0 ? "positive" : "real";
}

static const char *loss_symbols(const struct loss_entry *entry, const char *targets)
{
    return arena_printf(arena,
                        "'symbols': {%s'eps': {'domain': 'fraction'}, 'K': {'range': [1, 3]},"
                        "'z': {'indices': ['K']}, 't': {'indices': ['K'], 'domain': '%s'}",
                        parameter_symbols(entry->parameters), targets);
}

static const char *loss_members(const struct loss_entry *entry)
{
    return arena_printf(arena, "%s, 'a': {'indices': ['K'], 'domain': '%s'}}, 'define': ['E = %s']",
                        loss_symbols(entry, target_domain(entry)), output_domain(entry),
                        without_delta(entry->formula));
}

static void assert_loss(const struct loss_entry *entry)
{
    const char *members = loss_members(entry);
    if (entry->derivative)
        assert_claim(entry->name, members, "diff(E, a[k])", without_delta(entry->derivative));
    if (entry->stable)
        assert_claim(entry->name, members, "E", entry->stable);
    if (entry->stable_derivative)
        assert_claim(entry->name, members, entry->derivative, entry->stable_derivative);
}

Test(catalogue, derivatives_and_stable_forms_of_losses)
{
    size_t count, entries = 0;
    const char *const *names = loss_names(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t v = 0; v < VARIANTS; v++) {
            const struct loss_entry *entry = loss_variant(names[i], variants[v]);
            entries += entry != NULL;
            if (entry)
                assert_loss(entry);
        }
    cr_assert_eq(entries, 13);
}

/* The activation of a shortcut, as the definition of a[k] by z. */
static const char *output_definition(const struct activation_entry *activation)
{
    const char *formula = activation->vector ? with_word(activation->formula, "n", "K")
                                             : with_word(activation->formula, "z", "z[k]");
    return arena_printf(arena, "a[k] = %s", formula);
}

static const char *shortcut_members(const struct loss_entry *entry, const char *targets)
{
    const struct activation_entry *activation = activation_by_name(entry->shortcut);
    return arena_printf(arena, "%s}, 'define': ['%s', 'E = %s']", loss_symbols(entry, targets),
                        output_definition(activation), entry->formula);
}

/* Where the outputs depend on one another, only targets that add up to 1 have the shortcut. */
Test(catalogue, shortcuts_of_losses_with_their_activation)
{
    size_t count, shortcuts = 0;
    const char *const *names = loss_names(&count);
    for (size_t i = 0; i < count; i++) {
        const struct loss_entry *entry = loss_by_name(names[i]);
        if (!entry->shortcut)
            continue;
        bool vector = activation_by_name(entry->shortcut)->vector;
        const char *targets = vector ? "distribution" : target_domain(entry);
        shortcuts++;
        assert_claim(entry->name, shortcut_members(entry, targets), "diff(E, z[k])", "a[k] - t[k]");
        if (vector)
            assert_verdict(LINE_REFUTED, entry->name, shortcut_members(entry, "positive"),
                           "diff(E, z[k]) = a[k] - t[k]");
    }
    cr_assert_eq(shortcuts, 3);
}

/* A loss of logits is the plain loss behind the activation of the shortcut. */
Test(catalogue, losses_of_logits)
{
    size_t count, pairs = 0;
    const char *const *names = loss_names(&count);
    for (size_t i = 0; i < count; i++) {
        const struct loss_entry *logits = loss_variant(names[i], LOSS_LOGITS);
        if (!logits)
            continue;
        pairs++;
        assert_claim(logits->name, shortcut_members(loss_by_name(names[i]), "real"), "E",
                     with_word(logits->formula, "a", "z"));
    }
    cr_assert_eq(pairs, 2);
}

/* ---- penalties ---- */

Test(catalogue, gradients_of_penalties)
{
    static const struct {
        const char *name, *gradient[PENALTY_CONVENTIONS];
    } penalties[] = {
        {"l1",
         {"lambda*where(w[i] > 0, 1, -1)", "lambda*where(w[i] > 0, 1, -1)",
          "lambda/m*where(w[i] > 0, 1, -1)"}},
        {"l2", {"2*lambda*w[i]", "lambda*w[i]", "lambda*w[i]/m"}},
    };
    for (size_t i = 0; i < sizeof penalties / sizeof *penalties; i++)
        for (int convention = 0; convention < PENALTY_CONVENTIONS; convention++) {
            const struct penalty_entry *entry = penalty_by_name(penalties[i].name);
            const char *term = with_word(entry->term, "w", "w[i]");
            const char *members = arena_printf(
                arena,
                "'symbols': {'lambda': {'domain': 'nonnegative'}, 'm': {'range': [1, 3]},"
                "'P': {'range': [1, 3]}, 'w': {'indices': ['P']}},"
                "'define': ['R = %s*sum(i=1..P, %s)']",
                entry->factor[convention], term);
            assert_claim(entry->name, members, "diff(R, w[i])", penalties[i].gradient[convention]);
        }
}

/* ---- mistakes ---- */

Test(catalogue, wrong_hand_forms_are_refuted)
{
    static const struct {
        const char *name, *derivative;
    } wrong[] = {
        {"sigmoid", "a*(1 + a)"},
        {"tanh", "1 - z^2"},
        {"relu", "where(z < 0, 1, 0)"},
        {"softplus", "1/(1 + exp(beta*z))"},
        {"silu", "1/(1 + exp(-z))*(1 + z)"},
        {"softmax", "where(j == k, a[k]*(1 - a[k]), a[k]*a[j])"},
        {"log_softmax", "where(j == k, 1 - exp(a[k]), -exp(a[k]))"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct activation_entry *entry = activation_by_name(wrong[i].name);
        const char *left = entry->vector ? "diff(a[k], z[j])" : "diff(a, z)";
        assert_verdict(LINE_REFUTED, entry->name, activation_members(entry),
                       arena_printf(arena, "%s = %s", left, wrong[i].derivative));
    }
}
