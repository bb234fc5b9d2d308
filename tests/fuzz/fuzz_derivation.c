/* Fuzz target of derivations: any bytes are either refused with one error, or they are a derivation in which every
 * name is bound; if it is small, checking it ends with verdicts that can be written in every format, or one error. */
#include "base/arena.h"
#include "base/text.h"
#include "derivation/check.h"
#include "input.h"
#include "render/derivation_report.h"
#include <stdio.h>

/* Larger ones take longer to check and are not different. */
#define BYTES_MOST 4000
#define SIZES_MOST 30 /* the largest values of all sizes together, as factors */
#define DIGITS_MOST 2 /* of numbers in the text */
#define POINTS 2
#define DIGITS 8

/* ---- what was read ---- */

static void check_tree(const struct derivation *derivation, const struct expr *expr)
{
    const struct expr *const operands[] = {expr->a, expr->b, expr->c, expr->d};
    if (expr->kind == EXPR_NAME && strchr(expr->text, '/'))
        fail("a derivative is left as a name", expr->text);
    if (expr->kind == EXPR_NAME && expr->binding != quantity_by_name(derivation, expr->text))
        fail("a name is not bound to its quantity", expr->text);
    for (int i = 0; i < 4; i++)
        if (operands[i])
            check_tree(derivation, operands[i]);
    for (int i = 0; i < expr->argument_count; i++)
        check_tree(derivation, expr->arguments[i]);
}

static void check_condition(const struct derivation *derivation, const struct condition *condition)
{
    check_tree(derivation, condition->a);
    check_tree(derivation, condition->b);
}

static void check_claim(const struct derivation *derivation, const struct claim *claim)
{
    check_tree(derivation, claim->left);
    for (int l = 0; l < claim->line_count; l++)
        for (int c = 0; c < claim->lines[l].case_count; c++) {
            const struct line_case *one = &claim->lines[l].cases[c];
            check_tree(derivation, one->expr);
            if (one->when)
                check_condition(derivation, one->when);
        }
}

static void check_trees(const struct derivation *derivation)
{
    for (int i = 0; i < derivation->quantity_count; i++)
        if (derivation->quantities[i].definition)
            check_tree(derivation, derivation->quantities[i].definition);
    for (int i = 0; i < derivation->assumption_count; i++)
        check_condition(derivation, &derivation->assumptions[i].condition);
    for (int i = 0; i < derivation->claim_count; i++)
        check_claim(derivation, &derivation->claims[i]);
}

/* ---- which are checked ---- */

static bool has_long_number(const char *text)
{
    int digits = 0;
    for (; *text; text++) {
        digits = *text >= '0' && *text <= '9' ? digits + 1 : 0;
        if (digits > DIGITS_MOST)
            return true;
    }
    return false;
}

static bool is_small(const struct derivation *derivation, const char *bytes, size_t size)
{
    long sizes = 1;
    for (int i = 0; i < derivation->size_count; i++)
        sizes *= derivation->sizes[i].last < SIZES_MOST ? derivation->sizes[i].last : SIZES_MOST;
    return size <= BYTES_MOST && sizes <= SIZES_MOST && !has_long_number(bytes);
}

/* ---- writing what was found ---- */

/* Every element of a page of HTML begins with a letter, or ends: what others wrote has begun none. */
static bool has_stray_bracket(const struct text *page)
{
    for (const char *c = strchr(page->bytes, '<'); c; c = strchr(c + 1, '<'))
        if (!strchr("/!abcdefghijklmnopqrstuvwxyz", c[1]) || strncmp(c, "<script", 7) == 0)
            return true;
    return false;
}

/* No control of the text of others reaches a page; a page of LaTeX is ASCII. */
static void check_page(struct arena *arena, const struct derivation_check *check,
                       const struct renderer *renderer)
{
    struct text page;
    text_open(&page, arena);
    render_derivation(check, renderer, &page);
    for (size_t i = 0; i < page.length; i++) {
        unsigned char byte = (unsigned char)page.bytes[i];
        if ((byte < ' ' && byte != '\n') || (renderer == &tex_renderer && byte >= 0x7F))
            fail("a page has bytes that it must not have", page.bytes);
    }
    if (renderer == &html_renderer && has_stray_bracket(&page))
        fail("a page has elements that it must not have", page.bytes);
}

static void check_reports(struct arena *arena, const struct derivation_check *check)
{
    struct text json;
    struct diagnostics diagnostics;
    check_page(arena, check, &markdown_renderer);
    check_page(arena, check, &text_renderer);
    check_page(arena, check, &tex_renderer);
    check_page(arena, check, &html_renderer);
    text_open(&json, arena);
    diagnostics_open(&diagnostics, arena);
    derivation_check_json(check, &json);
    if (!json_read(arena, &(struct json_source){"report", json.bytes, json.length}, &diagnostics))
        fail("a report is not JSON", json.bytes);
}

/* ---- checking it ---- */

static void check_verdicts(struct arena *arena, const struct derivation *derivation,
                           const struct json_source *source)
{
    static const struct check_settings settings = {.digits = DIGITS, .points = POINTS};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct derivation_check *check =
        derivation_check(arena, derivation, &settings, source, &diagnostics);
    expect_errors(arena, &diagnostics, check ? 0 : 1);
    bool holds = true;
    for (int i = 0; check && i < derivation->claim_count; i++)
        holds &= check->claims[i].verdict == LINE_HOLDS;
    if (check && check->holds != holds)
        fail("the verdicts disagree", source->bytes);
    if (check)
        check_reports(arena, check);
}

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    const struct json_source source = {"fuzz", bytes, size};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct derivation *derivation = derivation_read(arena, &source, &diagnostics);
    expect_errors(arena, &diagnostics, derivation ? 0 : 1);
    if (derivation) {
        if (!derivation_recognise(arena, &source))
            fail("a derivation is not recognised", bytes);
        check_trees(derivation);
        if (is_small(derivation, bytes, size))
            check_verdicts(arena, derivation, &source);
    }
}
