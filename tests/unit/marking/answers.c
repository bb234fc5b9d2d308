/* Reading answers: the same ones as JSON, CSV and Markdown; lists, blanks, decimal commas. */
#include "answers_fixture.h"
#include "base/text.h"

TestSuite(answers, .init = open_arena, .fini = close_arena);

static const struct answers *read_good(const char *text)
{
    const struct answers *answers = read_bytes(text, strlen(text));
    cr_assert(answers, "%s", diagnostics.first->message);
    cr_assert_eq(diagnostics.errors, 0);
    return answers;
}

/* "z1=8;n1=0.9997,0.99966;" with "!" behind what cannot be read. */
static const char *summary(const struct answers *answers)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < answers->count; i++) {
        const struct answer *item = &answers->items[i];
        text_printf(&text, "%s=", quantity_names[item->quantity]);
        for (int k = 0; k < item->count; k++)
            text_printf(&text, "%s%s%s", k ? "," : "", item->writings[k].text,
                        item->writings[k].reason ? "!" : "");
        text_put(&text, ';');
    }
    return text.bytes;
}

static void check(const char *text, const char *wanted)
{
    const char *found = summary(read_good(text));
    cr_expect_str_eq(found, wanted, "%s\nis read as %s\nand not as %s", text, found, wanted);
}

/* ---- JSON ---- */

Test(answers, json)
{
    check("{\"n1\": \"0.9997\", \"z1\": 8, \"dE/dw7\": [\"-0.0034813\", -3.181417e-4]}",
          "z1=8;n1=0.9997;dE/dw7=-0.0034813,-3.181417e-4;");
    check("{\"format\": \"handgrad-answers\", \"version\": 1, \"answers\": {\"w7'\": \"1.00003\"}}",
          "w7'=1.00003;");
    check("{\"z1\": null, \"n1\": \"\", \"dE/dw7\": [], \"w7'\": [null, \"?\", \"1\"]}",
          "z1=;n1=;dE/dw7=;w7'=1;");
    check("{\"n1\": \"about half\"}", "n1=about half!;");
    check(" {}", "");
}

Test(answers, byte_order_mark)
{
    check("\xEF\xBB\xBF{\"n1\": \"0.9997\"}", "n1=0.9997;");
    check("\xEF\xBB\xBFname,value\nn1,0.9997\n", "n1=0.9997;");
    check("\xEF\xBB\xBF| id | answer |\n|---|---|\n| n1 | 0.9997 |\n", "n1=0.9997;");
    cr_expect_not(read_bytes("\xEF\xBB\xBF{\"no\": 1}", 12));
    cr_expect_eq(diagnostics.first->column, 2);
}

Test(answers, header)
{
    const struct answers *answers = read_good(
        "{\"format\": \"handgrad-answers\", \"version\": 1, \"student\": \"17\", \"rounding\": "
        "\"truncate\", \"givens\": \"rounded\", \"answers\": {}}");
    cr_assert_str_eq(answers->student, "17");
    cr_assert_eq(answers->habit, HABIT_TRUNCATE);
    cr_assert(answers->givens_rounded);
    cr_assert_eq(answers->count, 0);
    answers = read_good("{\"format\": \"handgrad-answers\", \"version\": 1, \"answers\": {}}");
    cr_assert_eq(answers->habit, HABIT_EITHER);
    cr_assert(!answers->student && !answers->givens_rounded);
}

/* ---- CSV ---- */

Test(answers, csv)
{
    check("name,value\nz1,8\nn1,0.9997\n", "z1=8;n1=0.9997;");
    check("\xEF\xBB\xBFname,value\r\nz1,8\r\nn1,0.9997", "z1=8;n1=0.9997;");
    check("name,value\rz1,8\rn1,0.9997\r", "z1=8;n1=0.9997;");
    check("Name , Value\n z1 , 8 \n\n  \nn1,\n", "z1=8;n1=;");
    check("name\tvalue\nz1\t8\n", "z1=8;");
    check("value,quantity\n8,z1\n", "z1=8;");
    check("id,value\nu2.w2[1,1],8\n", "u2.w2[1,1]=8;");
}

Test(answers, csv_quotes)
{
    check("name,value\n\"z1\",\"8\"\n\"n1\" , \"0,9997\"\n", "z1=8;n1=0,9997;");
    check("id,name,value\n\"u2.w2[1,1]\",z1,8\n,n1,9\n", "n1=9;u2.w2[1,1]=8;");
    check("name,value\nz1,\"a \"\"b\"\"\"\n", "z1=a \"b\"!;");
    check("name,value\nz1,\"8\n\"\n", "z1=8\n;");
    check("\"name\";\"value\"\nz1;8\n", "z1=8;");
}

Test(answers, csv_several_writings)
{
    check("name,value,value\nn1,0.9997,0.99966\nz1,8,\nn1,1.0\n", "z1=8;n1=0.9997,0.99966,1.0;");
    check("name,answer,value\nn1,,2\n", "n1=2;");
}

/* ---- commas ---- */

Test(answers, decimal_commas)
{
    check("name;value\nz1;1,234\nn1;0,9997\n", "z1=1,234;n1=0,9997;");
    check("name;value\nz1;1,234\n", "z1=1,234;");
    check("name\tvalue\nz1\t1,234\n", "z1=1,234!;");
    check("{\"z1\": \"1,234\", \"n1\": \"0.5\"}", "z1=1,234!;n1=0.5;");
    check("{\"z1\": \"1,234\", \"n1\": \"0,5\"}", "z1=1,234;n1=0,5;");
    check("{\"z1\": \"1,234\", \"n1\": \"1,234.5\"}", "z1=1,234;n1=1,234.5;");
    check("{\"z1\": \"1,234\", \"n1\": \"1,234.5\", \"w7'\": \"0,5\"}",
          "z1=1,234!;n1=1,234.5;w7'=0,5;");
    const struct answers *answers = read_good("{\"z1\": \"1,234\", \"n1\": \"0,5\"}");
    cr_assert_eq(answers->items[0].writings[0].number.place, -3);
    answers = read_good("{\"z1\": \"1,234\", \"n1\": \"1,234.5\"}");
    cr_assert_eq(answers->items[0].writings[0].number.place, 0);
}

/* ---- Markdown ---- */

Test(answers, markdown)
{
    check("# Worksheet\n\nSome words | and a bar.\n\n| quantity | id | answer |\n|---|---|---:|\n"
          "| $`z_1`$ | `z1` | 8 |\n| $`n_1`$ | `n1` | |\n| $`w`$ | `u1.w2[1,1]` | $1.2 \\times "
          "10^{-4}$ |\n\n"
          "Later: | `z1` | 9 |\n",
          "z1=8;n1=;u1.w2[1,1]=$1.2 \\times 10^{-4}$;");
    check("name | value\n---|---\nz1 | 8\ndE/dw7 | \\-3 \nn1 | **0.5**",
          "z1=8;n1=**0.5**;dE/dw7=-3;");
    check(
        "| given | |\n|---|---|\n| x | 3 |\n\n| name | answer |\r\n| --- | --- |\r\n| z1 | 8 |\r\n",
        "z1=8;");
    check("| name | answer | answer |\n|---|---|---|\n| z1 | 8 | 9 |\n| z1 | 10 |\n", "z1=8,9,10;");
    check("```\n| name | answer |\n|---|---|\n| zz | 8 |\n```\n\n| name | answer |\n|---|---|\n| "
          "`x\\|y` | 8 |\n",
          "x|y=8;");
    check("| name | answer |\n|---|---|\n| u2\\.w2\\[1,1\\] | 8 |\n| x\\|y | 7 |\n",
          "u2.w2[1,1]=8;x|y=7;");
}

/* ---- the same in each form ---- */

static unsigned draw(unsigned below)
{
    static unsigned long long state = 88172645463325252ULL;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 11) % below;
}

Test(answers, forms_agree)
{
    for (int round = 0; round < 2000; round++) {
        struct text json, csv, markdown;
        text_open(&json, arena);
        text_open(&csv, arena);
        text_open(&markdown, arena);
        text_string(&json, "{");
        text_string(&csv, "name,value\n");
        text_string(&markdown, "| name | value |\n|---|---|\n");
        for (unsigned i = draw(QUANTITIES - 1), first = i; i < QUANTITIES - 1; i += 1 + draw(2)) {
            const char *value = draw(4) ? arena_printf(arena, "%u.%u", draw(100), draw(1000)) : "";
            text_printf(&json, "%s\"%s\": \"%s\"", i > first ? "," : "", quantity_names[i], value);
            text_printf(&csv, "\"%s\",%s\n", quantity_names[i], value);
            text_printf(&markdown, "| `%s` | %s |\n", quantity_names[i], value);
        }
        text_string(&json, "}");
        const char *wanted = summary(read_good(json.bytes));
        cr_assert_str_eq(summary(read_good(csv.bytes)), wanted);
        cr_assert_str_eq(summary(read_good(markdown.bytes)), wanted);
    }
}
