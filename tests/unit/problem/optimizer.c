/* Optimizers: which entry of the catalogue, its numbers, its schedule, and what it remembers. */
#include "support.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

TestSuite(optimizer, .init = open_fixture, .fini = close_fixture);

/* Two layers; the biases of the second are not trained. */
static const struct optimizer *optimizer(const char *text)
{
    return &read_good(&fixture,
                      arena_printf(fixture.arena,
                                   "{" INPUTS ", 'layers': [{'weights': [[1, 1], [2, 2]],"
                                   " 'biases': [0, 0]}, {'weights': [[1, 1]], 'biases': [0],"
                                   " 'train_biases': false}], " TARGETS ", " LOSS
                                   ", 'optimizer': {'learning_rate': 0.1, %s}}",
                                   text))
                ->optimizer;
}

Test(optimizer, the_first_form_is_the_default)
{
    const struct optimizer *adam = optimizer("'kind': 'adam'");
    expect_text(adam->entry->form, "standard");
    expect_text(adam->parameters[0], "0.9");
    expect_text(adam->parameters[1], "0.999");
    expect_text(adam->parameters[2], "1e-8");
    expect_text(optimizer("'kind': 'momentum'")->entry->form, "pytorch");
    cr_expect_not(optimizer("'kind': 'rmsprop'")->entry->centered);
    cr_expect_null(optimizer("'kind': 'adagrad'")->entry->form);
}

Test(optimizer, numbers_by_key)
{
    const struct optimizer *centered = optimizer(
        "'kind': 'rmsprop', 'form': 'epsilon_inside', 'centered': true, 'epsilon': 0, 'rho': 0.5");
    expect_text(centered->entry->form, "epsilon_inside");
    cr_expect(centered->entry->centered);
    expect_text(centered->parameters[0], "0.5");
    expect_text(centered->parameters[1], "0");
    const struct optimizer *nesterov = optimizer("'kind': 'nesterov', 'momentum': 0");
    expect_text(nesterov->entry->parameters[0].name, "mu");
    expect_text(nesterov->parameters[0], "0");
}

Test(optimizer, weight_decay)
{
    cr_expect_null(optimizer("'kind': 'adam'")->weight_decay);
    cr_expect_null(optimizer("'weight_decay': 0.0")->weight_decay);
    expect_text(optimizer("'weight_decay': 0.5")->weight_decay, "0.5");
    expect_text(optimizer("'kind': 'adamw'")->weight_decay, "0.01");
    expect_text(optimizer("'kind': 'adamw', 'weight_decay': 0")->weight_decay, "0");
}

Test(optimizer, schedules)
{
    cr_expect_null(optimizer("'kind': 'sgd'")->schedule);
    cr_expect_null(optimizer("'schedule': {'kind': 'constant'}")->schedule);
    const struct optimizer *step = optimizer("'schedule': {'kind': 'step', 'every': 10}");
    expect_text(step->schedule->name, "step");
    cr_expect_eq(step->every, 10);
    expect_text(step->schedule_parameters[0], "0.1");
    const struct optimizer *time = optimizer("'schedule': {'kind': 'time', 'decay': 0.5}");
    expect_text(time->schedule_parameters[0], "0.5");
    cr_expect_eq(time->every, 0);
}

/* "v.w1: 1 2 3 4" in the order of the list. */
static const char *states(const struct optimizer *of, int place, int count)
{
    const struct initial_state *state = &of->initial[place];
    const char *text = arena_printf(fixture.arena, "%s.%s:", state->symbol,
                                    state->parameter ? state->parameter : "-");
    for (int i = 0; i < count; i++)
        text = arena_printf(fixture.arena, "%s %s", text, state->literals[i]);
    return text;
}

Test(optimizer, one_number_is_the_state_of_every_parameter_that_is_trained)
{
    const struct optimizer *momentum = optimizer("'kind': 'momentum', 'state': {'v': 0.50}");
    cr_assert_eq(momentum->initial_count, 3);
    expect_text(states(momentum, 0, 4), "v.w1: 0.50 0.50 0.50 0.50");
    expect_text(states(momentum, 1, 2), "v.b1: 0.50 0.50");
    expect_text(states(momentum, 2, 2), "v.w2: 0.50 0.50");
    cr_expect_eq(momentum->done, 0);
}

Test(optimizer, states_of_single_parameters)
{
    const struct optimizer *adam = optimizer("'kind': 'adam', 'state': {'updates': 3, 'v': {'w2': "
                                             "[[1, 2]]}, 'm': {'w1': [[1, 2], [3, 4]]}}");
    cr_assert_eq(adam->initial_count, 2);
    expect_text(states(adam, 0, 2), "v.w2: 1 2");
    expect_text(states(adam, 1, 4), "m.w1: 1 2 3 4");
    cr_expect_eq(adam->done, 3);
}

Test(optimizer, shared_states)
{
    const struct optimizer *nadam = optimizer("'kind': 'nadam', 'state': {'muprod': 0.5}");
    cr_assert_eq(nadam->initial_count, 1);
    cr_expect_null(nadam->initial[0].parameter);
    expect_text(states(nadam, 0, 1), "muprod.-: 0.5");
}

/* The keys that are called parameters are those that some entry takes, and the other way round. */
static void expect_keys(const struct entry_parameter *parameters, const char *const *keys,
                        size_t count)
{
    for (int p = 0; p < ENTRY_PARAMETERS && parameters[p].name; p++) {
        bool found = false;
        for (size_t i = 0; i < count; i++)
            found = found || strcmp(keys[i], parameters[p].key) == 0;
        cr_expect(found, "keys.def has no \"%s\"", parameters[p].key);
    }
}

Test(optimizer, every_number_of_the_tables_has_its_key)
{
    static const struct {
        const char *object, *key;
        int role;
    } all[] = {
#define PLAIN 0
#define PARAMETER 1
#define KEY(object, key, role) {#object, key, role},
#include "problem/keys.def"
#undef KEY
    };
    const char *keys[5][sizeof all / sizeof *all];
    size_t counts[5] = {0};
    static const char *const objects[5] = {"ACTIVATION", "LOSS", "OPTIMIZER", "SCHEDULE",
                                           "INITIALIZER"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (size_t o = 0; o < 5; o++)
            if (all[i].role == PARAMETER && strcmp(all[i].object, objects[o]) == 0)
                keys[o][counts[o]++] = all[i].key;
    size_t count;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++)
        expect_keys(activation_by_name(names[i])->parameters, keys[0], counts[0]);
    names = loss_names(&count);
    for (size_t i = 0; i < count; i++)
        expect_keys(loss_by_name(names[i])->parameters, keys[1], counts[1]);
    names = optimizer_names(&count);
    for (size_t i = 0; i < count; i++)
        expect_keys(optimizer_by_name(names[i], NULL, false)->parameters, keys[2], counts[2]);
    names = schedule_names(&count);
    for (size_t i = 0; i < count; i++)
        expect_keys(schedule_by_name(names[i])->parameters, keys[3], counts[3]);
    names = initializer_names(&count);
    for (size_t i = 0; i < count; i++)
        expect_keys(initializer_by_name(names[i])->parameters, keys[4], counts[4]);
}
