/* The law of the printer: what is printed parses back to an equal tree, for trees of every kind. */
#include "generator.h"

TestSuite(round_trip, .init = open_arena, .fini = close_arena);

#define TREES 300000

Test(round_trip, parse_of_print_is_the_tree)
{
    struct generator generator = {88172645463325252ULL};
    for (int i = 0; i < TREES; i++) {
        const struct expr *tree = any_tree(&generator, 1 + i % 5);
        const char *text = printed(tree);
        const struct expr *again = parse_text(text);
        cr_assert_not_null(again, "tree %d: \"%s\" does not parse: %s", i, text,
                           diagnostics.last ? diagnostics.last->message : "");
        cr_assert(expr_equal(tree, again), "tree %d: \"%s\" reads as \"%s\"", i, text,
                  printed(again));
        cr_assert_str_eq(text, printed(again));
        if (i % 100 == 0) {
            arena_reset(arena);
            diagnostics_open(&diagnostics, arena);
        }
    }
}

/* Different trees are told apart: printing loses nothing. */
Test(round_trip, equality_is_that_of_the_text)
{
    struct generator generator = {1234567ULL};
    const struct expr *before = any_tree(&generator, 2);
    for (int i = 0; i < 20000; i++) {
        const struct expr *tree = any_tree(&generator, i % 3);
        bool same_text = strcmp(printed(before), printed(tree)) == 0;
        cr_assert_eq(expr_equal(before, tree), same_text, "%s and %s", printed(before),
                     printed(tree));
        before = tree;
    }
}

/* LaTeX of anything is balanced and holds no character that the tree's names could have slipped in.
 */
Test(round_trip, latex_of_any_tree_is_balanced)
{
    struct generator generator = {987654321ULL};
    for (int i = 0; i < 50000; i++) {
        const char *text = latex(any_tree(&generator, 1 + i % 5));
        int braces = 0;
        for (const char *byte = text; *byte; byte++) {
            bool escaped = byte > text && byte[-1] == '\\';
            braces += !escaped && *byte == '{';
            braces -= !escaped && *byte == '}';
            cr_assert_geq(braces, 0, "%s", text);
            cr_assert(*byte != '$' && *byte != '#' && *byte != '%' && *byte != '`', "%s", text);
        }
        cr_assert_eq(braces, 0, "%s", text);
        if (i % 100 == 0)
            arena_reset(arena);
    }
}
