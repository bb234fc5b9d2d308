/* Pictures: what stands in them, what is marked, and that text of anybody stays text. */
#include "render/picture.h"
#include "support.h"
#include <stdio.h>

TestSuite(picture, .init = open_document, .fini = close_document);

static const char *network(const struct diagram *diagram)
{
    struct text text;
    text_open(&text, arena);
    picture_network(diagram, &text);
    return text.bytes;
}

static const char *graph_picture(const struct graph *graph)
{
    struct text text;
    text_open(&text, arena);
    picture_graph(graph, &text);
    return text.bytes;
}

static int occurrences(const char *text, const char *words)
{
    int count = 0;
    for (; (text = strstr(text, words)); text += strlen(words))
        count++;
    return count;
}

#define assert_has(picture, words)                                                                 \
    cr_assert(strstr(picture, words), "not there: %s\n%s", words, picture)
#define assert_lacks(picture, words)                                                               \
    cr_assert(!strstr(picture, words), "there: %s\n%s", words, picture)

/* `inputs` inputs and as many units, all weights `weight`. */
static struct diagram *square(int inputs, const char *weight)
{
    struct diagram_unit *units = arena_array(arena, 2 * (size_t)inputs, sizeof *units);
    const char **names = arena_array(arena, (size_t)inputs, sizeof *names);
    const char **weights = arena_array(arena, (size_t)inputs, sizeof *weights);
    for (int i = 0; i < inputs; i++) {
        names[i] = "w";
        weights[i] = weight;
    }
    for (int i = 0; i < inputs; i++) {
        units[i] = (struct diagram_unit){.name = "x"};
        units[inputs + i] =
            (struct diagram_unit){.name = "a", .bias = "b", .inputs = names, .weights = weights};
    }
    struct diagram_column *columns = arena_array(arena, 2, sizeof *columns);
    columns[0] = (struct diagram_column){.count = inputs, .units = units};
    columns[1] = (struct diagram_column){.count = inputs, .units = units + inputs};
    struct diagram *diagram = arena_alloc(arena, sizeof *diagram);
    *diagram = (struct diagram){.columns = 2, .column = columns};
    return diagram;
}

static const struct graph *circuit(struct picture_marks marks)
{
    static int of_q[] = {0, 1}, of_f[] = {3, 2};
    static const struct graph_node nodes[] = {
        {.name = "x", .label = "x = -2", .given = true},
        {.name = "y", .label = "y = 5", .given = true},
        {.name = "z", .label = "z", .given = true, .array = true},
        {.name = "q", .label = "q = x + y", .uses = of_q, .use_count = 2},
        {.name = "f", .label = "f = q*z", .uses = of_f, .use_count = 2},
    };
    struct graph *graph = arena_alloc(arena, sizeof *graph);
    *graph = (struct graph){5, nodes, marks};
    return graph;
}

Test(picture, of_a_small_network_has_names_and_values)
{
    struct diagram *diagram = arena_alloc(arena, sizeof *diagram);
    *diagram = *small_diagram("x", "a");
    diagram->loss = "E";
    const char *picture = network(diagram);
    assert_has(picture, "<svg class=\"picture network\" viewBox=\"0 0 ");
    assert_has(picture, "role=\"img\"><title>Network 2-1</title><desc>Inputs: x, x₂. Layer 1: a. ");
    assert_has(picture, "<g class=\"unit input\" data-place=\"0.1\">");
    assert_has(picture, ">−6</text>"); /* with a minus sign */
    assert_has(picture, "<g class=\"edge\" data-place=\"1.1.2\">");
    assert_has(picture, "w⁽¹⁾₁,₂");
    assert_has(picture, "<g class=\"bias\" data-place=\"1.1.b\">");
    assert_has(picture, "<g class=\"loss\" data-place=\"E\">");
    assert_lacks(picture, "style=");
}

Test(picture, tells_signs_of_weights)
{
    assert_has(network(square(1, "0.5")), "\"edge positive\"");
    assert_has(network(square(1, "-1e-3")), "\"edge negative\"");
    assert_has(network(square(1, "0")), "\"edge\"");
    assert_has(network(square(1, "-0.00")), "\"edge\"");
    assert_has(network(square(1, "0e5")), "\"edge\"");
    assert_has(network(square(1, NULL)), "\"edge\"");
}

Test(picture, of_a_large_network_has_no_names_at_edges)
{
    const char *picture = network(square(30, "1"));
    assert_has(picture, "<svg class=\"picture network crowded\"");
    cr_assert_eq(occurrences(picture, "<g class=\"edge positive\""), 900);
    cr_assert_eq(occurrences(picture, "<g class=\"weight\""), 0);
    cr_assert_eq(occurrences(picture, "<text class=\"name\""), 60);
    assert_has(picture, "x, x, x, x, x, x, x, x, x, x and 20 more. ");
}

/* Labels stand apart: no two have the same middle, and what has no room is left out. */
Test(picture, names_at_edges_do_not_hide_each_other)
{
    for (int units = 1; units <= 6; units++) {
        const char *picture = network(square(units, "1"));
        int labels = occurrences(picture, "<g class=\"weight\"");
        cr_expect(labels >= 1 && labels <= units * units, "%d of %d", labels, units * units);
        int x[40], y[40], count = 0;
        for (const char *at = picture; (at = strstr(at, "<g class=\"weight\"")); at++) {
            const char *text = strstr(at, "<text class=\"label\" x=\"");
            cr_assert_eq(
                sscanf(text, "<text class=\"label\" x=\"%d\" y=\"%d\"", &x[count], &y[count]), 2);
            for (int i = 0; i < count; i++)
                cr_expect(abs(x[i] - x[count]) >= 10 || abs(y[i] - y[count]) >= 16,
                          "%d: %d,%d and %d,%d", units, x[i], y[i], x[count], y[count]);
            count++;
        }
    }
}

Test(picture, a_shared_bias_is_one_place)
{
    struct diagram *diagram = square(3, "1");
    ((struct diagram_column *)&diagram->column[1])->shared_bias = true;
    cr_assert_eq(occurrences(network(diagram), "<g class=\"bias\" data-place=\"1.b\">"), 3);
}

Test(picture, targets_and_penalty_stand_at_the_end)
{
    static const struct diagram_unit targets[] = {{.name = "t", .value = "0.01"}};
    struct diagram *diagram = square(1, "1");
    diagram->loss = "E";
    diagram->penalty = "R";
    diagram->targets = (struct diagram_column){.count = 1, .units = targets};
    const char *picture = network(diagram);
    assert_has(picture, "<g class=\"target\" data-place=\"t.1\">");
    assert_has(picture, "0.01</text>");
    assert_has(picture, "data-place=\"R\"");
}

Test(picture, marks_are_links_with_signs)
{
    static const struct picture_mark marks[] = {{"1.1.1", "m3", "w is wrong", true},
                                                {"1.1", "m\"4", "a <b> is wrong", false}};
    struct diagram *diagram = square(2, "1");
    diagram->marks = (struct picture_marks){2, marks};
    const char *picture = network(diagram);
    assert_has(picture, "role=\"group\"");
    assert_has(picture,
               "<a href=\"#m3\"><g class=\"edge positive wrong first\" data-place=\"1.1.1\">"
               "<title>w is wrong</title>");
    assert_has(picture, "<a href=\"#m&quot;4\"><g class=\"unit wrong later\" data-place=\"1.1\">"
                        "<title>a &lt;b&gt; is wrong</title>");
    cr_assert_eq(occurrences(picture, "class=\"sign\""), 2);
    cr_assert_eq(occurrences(picture, ">first wrong<"), 1);
    cr_assert_eq(occurrences(picture, "</a>"), 2);
}

Test(picture, of_formulas_has_nodes_and_arrows)
{
    const char *picture = graph_picture(circuit((struct picture_marks){0}));
    assert_has(picture, "<svg class=\"picture graph\" viewBox=\"0 0 ");
    assert_has(picture, "<desc>x = -2; y = 5; z; q = x + y; f = q*z.</desc>");
    assert_has(picture, "<g class=\"node given\" data-place=\"g.x\">");
    assert_has(picture, ">−2</text>");
    assert_has(picture, ">x + y</text>");
    cr_assert_eq(occurrences(picture, "<path class=\"use\""), 4);
    cr_assert_eq(occurrences(picture, "class=\"value\""), 4); /* an array has none */
}

Test(picture, marks_nodes)
{
    static const struct picture_mark marks[] = {{"g.q", "m1", "q is wrong", true}};
    assert_has(graph_picture(circuit((struct picture_marks){1, marks})),
               "<a href=\"#m1\"><g class=\"node wrong first\" data-place=\"g.q\">");
}

/* x reaches z past y: the edge goes around the box of y. */
Test(picture, edges_pass_beside_nodes)
{
    static int of_y[] = {0}, of_z[] = {0, 1};
    static const struct graph_node nodes[] = {
        {.name = "x", .label = "x = 1", .given = true},
        {.name = "y", .label = "y = x", .uses = of_y, .use_count = 1},
        {.name = "z", .label = "z = x + y", .uses = of_z, .use_count = 2},
    };
    const char *picture = graph_picture(&(struct graph){.count = 3, .nodes = nodes});
    int x, y, width, height, level;
    const char *box = strstr(strstr(picture, "data-place=\"g.y\""), "<rect");
    cr_assert_eq(
        sscanf(box, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", &x, &y, &width, &height),
        4);
    const char *passing = strchr(strstr(picture, "class=\"use\""), 'H');
    while (*--passing != ' ')
        ;
    level = atoi(passing);
    cr_assert(level < y || level > y + height, "%d between %d and %d", level, y, y + height);
}

Test(picture, text_of_anybody_stays_text)
{
    static const char *const names[] = {"</text><script>alert(1)</script>", "\"><b>"};
    struct diagram_unit units[] = {{.name = names[0], .value = "<i>"},
                                   {.name = "a", .bias = names[1], .inputs = names}};
    const struct diagram_column columns[] = {{1, units, false}, {1, units + 1, false}};
    const char *picture =
        network(&(struct diagram){.columns = 2, .column = columns, .loss = "<E>"});
    assert_lacks(picture, "<script");
    assert_lacks(picture, "<b>");
    assert_lacks(picture, "<i>");
    assert_lacks(picture, "<E>");
    assert_has(picture, "&lt;/text&gt;&lt;script&gt;");
}
