/* Valid names: which quantities may have one, and how names may be spelled. */
#include "support.h"

#include "catalogue/spelling.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

TestSuite(names, .init = open_fixture, .fini = close_fixture);

Test(names, every_kind_of_quantity_in_the_order_written)
{
    static const char *const wanted[][2] = {
        {"z1[1]", "z4"}, {"x[2]", "x2"}, {"t[1]", "y"}, {"w1[1,2]", "w7"},
        {"b1[1]", "b"},  {"a1[1]", "n"}, {"E", "J"},    {"alpha", "eta"},
    };
    const struct problem *p = read_good(
        &fixture, "{" WHOLE ", 'names': {'z1[1]': 'z4', 'x[2]': 'x2', 't[1]': 'y', 'w1[1,2]': 'w7',"
                  " 'b1[1]': 'b', 'a1[1]': 'n', 'E': 'J', 'alpha': 'eta'}}");
    cr_assert_eq(p->name_count, 8);
    for (int i = 0; i < 8; i++) {
        expect_text(p->names[i].id, wanted[i][0]);
        expect_text(p->names[i].name, wanted[i][1]);
    }
}

Test(names, an_id_may_keep_its_own_word)
{
    const struct problem *p =
        read_good(&fixture, "{" WHOLE ", 'names': {'E': 'E', 'alpha': 'alpha'}}");
    cr_expect_eq(p->name_count, 2);
}

Test(names, derivatives_of_the_chain_rule)
{
    const struct problem *p =
        read_good(&fixture, "{" WHOLE ", 'names': {'dE/dz1[1]': 'delta_o', 'dE/dw1[1,2]': 'g2',"
                            " 'dz1[1]/dw1[1,2]': 'slope', 'da1[1]/dz1[1]': 's1'}}");
    cr_assert_eq(p->name_count, 4);
    expect_text(p->names[0].id, "dE/dz1[1]");
    expect_text(p->names[0].name, "delta_o");
}

static const char *fault_of(const char *name)
{
    return spelling_fault(name, strlen(name), "z1[1]");
}

Test(names, good_spellings)
{
    static const char *const good[] = {
        "w7",
        "x_1",
        "net_h1",
        "Yhat",
        "n",
        "u1",
        "s1",
        "new",
        "expo",
        "sums",
        "Sigmoid",
        "x1_new2",
        "\xc5\xb7",           /* y with circumflex */
        "y\xcc\x82",          /* the same as letter and combining mark */
        "\xce\xb1",           /* alpha */
        "\xcf\x83z",          /* sigma z */
        "z\xe2\x82\x81",      /* z with subscript one */
        "\xf0\x9d\x91\xa4_1", /* mathematical italic w */
        "\xe9\x87\x8d",       /* a Han letter */
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        cr_expect_null(fault_of(good[i]), "%s %s", good[i], fault_of(good[i]));
}

Test(names, bad_spellings)
{
    static const char *const bad[] = {
        "",
        "7w",
        "_x",
        "w7'",
        "w 7",
        "w[1]",
        "a*b",
        "a-b",
        "a.b",
        "u1.z",
        "dE/dw",
        "\"",
        "\\alpha",
        "exp",
        "log",
        "sum",
        "mean",
        "where",
        "delta",
        "diff",
        "max",
        "sigmoid",
        "relu",
        "gelu",
        "w7_new",
        "E",
        "R",
        "alpha",
        "a\tb",
        "a\x7f",
        "\xc3\x97",       /* multiplication sign */
        "\xc2\xb7",       /* middle dot */
        "x\xc2\xa0y",     /* no-break space */
        "x\xe2\x80\x8by", /* zero-width space */
        "x\xe2\x80\xaey", /* right-to-left override */
        "\xe2\x88\x82z",  /* partial derivative sign */
        "\xcc\x82y",      /* a mark without a letter */
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        cr_expect_not_null(fault_of(bad[i]), "%s", bad[i]);
}

Test(names, length_counts_characters)
{
    struct text name;
    text_open(&name, fixture.arena);
    for (int i = 0; i < SPELLING_MAX; i++)
        text_literal(&name, "\xce\xb1");
    cr_expect_null(fault_of(name.bytes));
    text_literal(&name, "\xce\xb1");
    expect_text(fault_of(name.bytes), "is longer than 64 characters");
}

Test(names, a_nul_inside_does_not_end_the_name)
{
    cr_expect_not_null(spelling_fault("w\0x", 3, "z1[1]"));
}

/* ---- dropout, penalties, optimizers ---- */

Test(names, of_every_kind_of_quantity)
{
    const struct problem *p = read_good(
        &fixture,
        "{" INPUTS ", 'layers': [{'units': 2, 'initializer': 'ones', 'shared_bias': true,"
        " 'dropout': {'rate': 0.5, 'seed': 1}}, {'weights': [[1, 1]], 'biases': [0],"
        " 'activation': 'sigmoid'}], " TARGETS
        ", 'loss': {'kind': 'binary_cross_entropy', 'label_smoothing': 0.1}, 'penalty': {'l2': 1},"
        " 'optimizer': {'kind': 'nadam', 'learning_rate': 0.1, 'weight_decay': 0.1,"
        " 'schedule': {'kind': 'step', 'every': 1}},"
        " 'names': {'d1[2]': 'q1', 'mask1[2]': 'q2', 'R': 'P', 'b1': 'q3', 'tsmooth[1]': 'q4',"
        " 'm.w1[2,1]': 'q5', 'vhat.b1': 'q6', 'g.b2[1]': 'q7', 'beta1': 'q8', 'psi': 'q9',"
        " 'lambda': 'q10', 'alpha0': 'q11', 'alpha': 'q12', 'muprod': 'q13', 'dd1[1]/da1[1]': "
        "'q14',"
        " 'dE/dd1[1]': 'q15', 'dz2[1]/dd1[2]': 'q16', 'dz1[2]/db1': 'q17', 'dR/dw1[1,1]': 'q18',"
        " 'mu': 'mu', 'epsilon': 'eps'}}");
    cr_expect_eq(p->name_count, 21);
}

Test(names, with_dropout_between_the_chain_rule_goes_through_it)
{
    cr_expect_null(read_text(
        &fixture,
        unquoted(&fixture, "{" INPUTS ", 'layers': [{'units': 2, 'initializer': 'ones',"
                           " 'dropout': {'rate': 0.5, 'seed': 1}}, {'weights': [[1, 1]],"
                           " 'biases': [0]}], " TRAINING ", 'names': {'dz2[1]/da1[1]': 'q'}}")));
}
