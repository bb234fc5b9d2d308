/* Sheets as text. Numbers end with a space, texts begin with their length; trees stand in postfix order, each node one
 * letter and what belongs to it, so that reading needs no recursion, and end with a semicolon. */
#include "marking/sheet_data.h"

#include "base/arena.h"
#include "expr/tree.h"
#include "marking/sheet_make.h"

#include <limits.h>

static const char head[] = "handgrad-sheet 1 ";

/* Bits of a line. */
enum { GIVEN = 1, CONSTANT = 2, EXACT = 4, NEGATIVE = 8, SPELLED = 16, BITS_END = 32 };

/* What scalar formulas consist of. Other kinds have no letter. A name that is called as its line is has one of its own. */
static const char letters[] = {
    [EXPR_NUMBER] = '#',  [EXPR_PI] = 'p',       [EXPR_NAME] = '$',     [EXPR_NEGATE] = '~',
    [EXPR_ADD] = '+',     [EXPR_SUBTRACT] = '-', [EXPR_MULTIPLY] = '*', [EXPR_DIVIDE] = '/',
    [EXPR_POWER] = '^',   [EXPR_FUNCTION] = 'f', [EXPR_MAX] = 'M',      [EXPR_MIN] = 'm',
    [EXPR_DEFINED] = 'd', [EXPR_WHERE] = 'w',
};
static const char plain_name = '@', kinked_where = 'W', tree_end = ';', same_tree = '=';

/* ---- writing ---- */

static void write_number(struct text *out, long number)
{
    text_integer(out, number);
    text_put(out, ' ');
}

static void write_string(struct text *out, const char *string)
{
    size_t length = strlen(string);
    text_integer(out, (long long)length);
    text_put(out, ':');
    text_append(out, string, length);
}

static void write_tree(struct text *out, const struct sheet_line *line, const struct expr *expr);

static void write_name(struct text *out, const struct sheet_line *line, const struct expr *name)
{
    const struct sheet_line *operand = name->binding;
    bool plain = strcmp(name->text, operand->name) == 0;
    text_put(out, plain ? plain_name : letters[EXPR_NAME]);
    write_number(out, line->number - operand->number);
    if (!plain)
        write_string(out, name->text);
}

/* A node behind its operands. */
static void write_node(struct text *out, const struct expr *expr)
{
    bool kinked = expr->kind == EXPR_WHERE && expr->kink;
    text_put(out, kinked ? kinked_where : letters[expr->kind]);
    if (expr->kind == EXPR_NUMBER || expr->kind == EXPR_DEFINED)
        write_string(out, expr->text);
    if (expr->kind == EXPR_FUNCTION)
        write_number(out, (long)expr->function);
    if (expr->kind == EXPR_WHERE)
        write_number(out, (long)expr->relation);
    if (expr->kind == EXPR_DEFINED)
        write_number(out, expr->argument_count);
}

static void write_tree(struct text *out, const struct sheet_line *line, const struct expr *expr)
{
    if (is_chain(expr)) {
        struct chain chain;
        const struct expr *operator;
        write_tree(out, line, chain_first(&chain, expr));
        while ((operator= chain_next(&chain))) {
            write_tree(out, line, operator->b);
            write_node(out, operator);
        }
        return;
    }
    if (expr->kind == EXPR_NAME) {
        write_name(out, line, expr);
        return;
    }
    const struct expr *const operands[] = {expr->a, expr->b, expr->c, expr->d};
    for (size_t i = 0; i < sizeof operands / sizeof *operands && operands[i]; i++)
        write_tree(out, line, operands[i]);
    for (int i = 0; i < expr->argument_count; i++)
        write_tree(out, line, expr->arguments[i]);
    write_node(out, expr);
}

/* The formula, then the expansion where it is another one. */
static void write_formulas(struct text *out, struct text *scratch, const struct sheet_line *line)
{
    text_clear(scratch);
    write_tree(scratch, line, line->formula);
    text_put(scratch, tree_end);
    size_t first = scratch->length;
    write_tree(scratch, line, line->expansion);
    text_put(scratch, tree_end);
    if (scratch->length == 2 * first &&
        memcmp(scratch->bytes, scratch->bytes + first, first) == 0) {
        text_truncate(scratch, first);
        text_put(scratch, same_tree);
    }
    text_append(out, scratch->bytes, scratch->length);
}

static void write_line(struct text *out, struct text *scratch, const struct sheet_line *line)
{
    write_string(out, line->id);
    write_string(out, line->name);
    write_number(out, (long)line->role);
    write_number(out, (line->given ? GIVEN : 0) | (line->constant ? CONSTANT : 0) |
                          (line->truth.exact ? EXACT : 0) |
                          (line->truth.digits.negative ? NEGATIVE : 0) |
                          (line->literal ? SPELLED : 0));
    write_string(out, line->truth.digits.digits);
    write_number(out, line->truth.digits.place);
    if (line->literal)
        write_string(out, line->literal);
    write_number(out, line->family);
    write_number(out, line->layer);
    write_number(out, line->update);
    write_number(out, line->sample);
    write_number(out, line->rank);
    for (int d = 0; d < line->rank; d++)
        write_number(out, line->indices[d]);
    write_number(out, line->before);
    write_number(out, line->top);
    write_number(out, line->bottom);
    if (!line->given)
        write_formulas(out, scratch, line);
}

void sheet_data_write(const struct sheet *sheet, struct text *out)
{
    struct text scratch;
    text_open(&scratch, out->arena);
    text_string(out, head);
    write_string(out, sheet->title ? sheet->title : "");
    write_number(out, sheet->samples);
    for (int s = 0; s < sheet->samples; s++)
        write_number(out, sheet->sample_numbers[s]);
    write_number(out, sheet->last_update);
    write_number(out, sheet->count);
    for (int i = 0; i < sheet->count; i++)
        write_line(out, &scratch, &sheet->lines[i]);
}

/* ---- reading ---- */

/* A tree of the formula that is being read, and how deep walks recurse into it. */
struct subtree {
    struct expr *expr;
    int depth;
};

struct reader {
    struct arena *arena;
    const char *at, *end;
    bool broken; /* what was read is no sheet: all that is read then is 0, "" and NULL */
    struct sheet_line *lines;
    const struct sheet_line *line; /* that is being read */
    struct subtree *stack;
    size_t height, room;
};

static void *refuse(struct reader *reader)
{
    reader->broken = true;
    reader->at = reader->end;
    return NULL;
}

static char next(struct reader *reader)
{
    if (reader->at < reader->end)
        return *reader->at++;
    refuse(reader);
    return '\0';
}

/* Digits without zeros in front, and what ends them. */
static long long read_digits(struct reader *reader, long long most, char ends)
{
    const char *first = reader->at;
    long long number = 0;
    char byte;
    while ((byte = next(reader)) >= '0' && byte <= '9') {
        number = number * 10 + (byte - '0');
        if (number > most || (first[0] == '0' && reader->at > first + 1))
            refuse(reader);
    }
    if (byte != ends || reader->at == first + 1)
        refuse(reader);
    return reader->broken ? 0 : number;
}

static int read_int(struct reader *reader, int least, int most)
{
    bool negative = reader->at < reader->end && *reader->at == '-';
    reader->at += negative;
    long long size = read_digits(reader, negative ? -(long long)least : most, ' ');
    if ((negative && size == 0) || (!negative && size < least))
        refuse(reader);
    return reader->broken ? 0 : (int)(negative ? -size : size);
}

static const char *read_string(struct reader *reader)
{
    size_t length = (size_t)read_digits(reader, INT_MAX, ':');
    const char *bytes = reader->at;
    if (length > (size_t)(reader->end - bytes) || memchr(bytes, '\0', length))
        refuse(reader);
    if (reader->broken)
        return "";
    reader->at += length;
    return arena_copy(reader->arena, bytes, length);
}

/* ---- trees ---- */

static void push(struct reader *reader, struct expr *expr, int depth)
{
    if (depth > EXPANSION_MAX_DEPTH)
        refuse(reader);
    reader->stack = arena_grow(reader->arena, reader->stack, reader->height, &reader->room,
                               sizeof *reader->stack);
    reader->stack[reader->height++] = (struct subtree){expr, depth};
}

/* The last `count` trees; NULL: there are not so many. */
static const struct subtree *pop(struct reader *reader, size_t count)
{
    if (reader->broken || reader->height < count)
        return refuse(reader);
    reader->height -= count;
    return reader->stack + reader->height;
}

static int deepest(const struct subtree *trees, size_t count)
{
    int depth = 0;
    for (size_t i = 0; i < count; i++)
        depth = trees[i].depth > depth ? trees[i].depth : depth;
    return depth;
}

static void read_name(struct reader *reader, bool plain)
{
    int number = reader->line->number;
    int back = read_int(reader, 1, number);
    const struct sheet_line *operand = &reader->lines[number - back];
    const char *text = plain ? operand->name : read_string(reader);
    if (reader->broken)
        return;
    struct expr *name = expr_name(reader->arena, text, 0, NULL);
    name->binding = operand;
    push(reader, name, 0);
}

static void read_unary(struct reader *reader, enum expr_kind kind)
{
    int function = kind == EXPR_FUNCTION ? read_int(reader, 0, FUNCTIONS - 1) : 0;
    const struct subtree *operand = pop(reader, 1);
    if (!operand)
        return;
    struct expr *expr = kind == EXPR_NEGATE
                            ? expr_negate(reader->arena, operand->expr)
                            : expr_function(reader->arena, (enum function)function, operand->expr);
    push(reader, expr, operand->depth + 1);
}

static void read_binary(struct reader *reader, enum expr_kind kind)
{
    const struct subtree *operands = pop(reader, 2);
    if (!operands)
        return;
    struct expr *expr = expr_binary(reader->arena, kind, operands[0].expr, operands[1].expr);
    int left = operands[0].depth, right = operands[1].depth + 1;
    if (!is_chain(expr) || !same_chain(operands[0].expr, expr))
        left++;
    push(reader, expr, left > right ? left : right);
}

static void read_where(struct reader *reader, bool kink)
{
    int relation = read_int(reader, 0, RELATION_NE);
    const struct subtree *operands = pop(reader, 4);
    if (!operands)
        return;
    struct expr *expr = expr_where(reader->arena, operands[0].expr, (enum relation)relation,
                                   operands[1].expr, operands[2].expr, operands[3].expr);
    expr->kink = kink;
    push(reader, expr, deepest(operands, 4) + 1);
}

static void read_defined(struct reader *reader)
{
    const char *name = read_string(reader);
    int count = read_int(reader, 0, INT_MAX);
    const struct subtree *operands = pop(reader, (size_t)count);
    if (!operands)
        return;
    const struct expr **arguments = arena_array(reader->arena, (size_t)count, sizeof *arguments);
    for (int i = 0; i < count; i++)
        arguments[i] = operands[i].expr;
    push(reader, expr_defined(reader->arena, name, NULL, count, arguments),
         deepest(operands, (size_t)count) + 1);
}

static void read_leaf(struct reader *reader, enum expr_kind kind)
{
    struct expr *leaf =
        expr_number(reader->arena, kind == EXPR_NUMBER ? read_string(reader) : NULL);
    leaf->kind = kind;
    push(reader, leaf, 0);
}

static void read_node(struct reader *reader, char letter)
{
    size_t kind = 0;
    if (letter == plain_name || letter == letters[EXPR_NAME]) {
        read_name(reader, letter == plain_name);
        return;
    }
    while (kind < sizeof letters && (letters[kind] != letter || !letter))
        kind++;
    if (letter == kinked_where || kind == EXPR_WHERE)
        read_where(reader, letter == kinked_where);
    else if (kind == sizeof letters)
        refuse(reader);
    else if (kind == EXPR_NUMBER || kind == EXPR_PI)
        read_leaf(reader, (enum expr_kind)kind);
    else if (kind == EXPR_NEGATE || kind == EXPR_FUNCTION)
        read_unary(reader, (enum expr_kind)kind);
    else if (kind == EXPR_DEFINED)
        read_defined(reader);
    else
        read_binary(reader, (enum expr_kind)kind);
}

/* NULL: refused. */
static const struct expr *read_tree(struct reader *reader)
{
    reader->height = 0;
    for (char letter; (letter = next(reader)) != tree_end && !reader->broken;)
        read_node(reader, letter);
    if (reader->height != 1)
        return refuse(reader);
    return reader->broken ? NULL : reader->stack[0].expr;
}

static void read_formulas(struct reader *reader, struct sheet_line *line)
{
    line->formula = line->expansion = read_tree(reader);
    if (reader->at < reader->end && *reader->at == same_tree)
        reader->at++;
    else
        line->expansion = read_tree(reader);
}

/* ---- lines ---- */

/* Places that decimals of proven digits can have. */
#define PLACE_MOST 1000000000

static void read_truth(struct reader *reader, int bits, struct sheet_line *line)
{
    struct truth *truth = &line->truth;
    truth->exact = bits & EXACT;
    truth->digits.negative = bits & NEGATIVE;
    truth->digits.digits = read_string(reader);
    truth->digits.place = read_int(reader, -PLACE_MOST, PLACE_MOST);
    const char *digits = truth->digits.digits;
    if (digits[0] == '0' || digits[strspn(digits, "0123456789")] ||
        (!digits[0] && truth->digits.negative))
        refuse(reader);
    line->range = truth_range(truth);
}

static void read_place(struct reader *reader, struct sheet_line *line)
{
    line->family = read_int(reader, 0, INT_MAX);
    line->layer = read_int(reader, -1, INT_MAX);
    line->update = read_int(reader, 0, INT_MAX);
    line->sample = read_int(reader, 0, INT_MAX);
    line->rank = read_int(reader, 0, INDEX_MAX);
    for (int d = 0; d < line->rank; d++)
        line->indices[d] = read_int(reader, 0, INT_MAX);
}

static void read_relations(struct reader *reader, struct sheet_line *line)
{
    int last = line->number - 1;
    line->after = NO_LINE;
    line->before = read_int(reader, NO_LINE, last);
    line->top = read_int(reader, NO_LINE, last);
    line->bottom = read_int(reader, NO_LINE, last);
    if (line->before >= 0 && !reader->broken)
        reader->lines[line->before].after = line->number;
}

static void read_line(struct reader *reader, struct sheet_line *line)
{
    reader->line = line;
    line->id = read_string(reader);
    line->name = read_string(reader);
    line->role = (enum role)read_int(reader, 0, ROLES - 1);
    int bits = read_int(reader, 0, BITS_END - 1);
    line->given = bits & GIVEN;
    line->constant = bits & CONSTANT;
    read_truth(reader, bits, line);
    line->literal = bits & SPELLED ? read_string(reader) : NULL;
    read_place(reader, line);
    read_relations(reader, line);
    if (!line->given)
        read_formulas(reader, line);
}

/* A number of things of which each takes so many bytes at least. */
static int read_count(struct reader *reader, int most, int bytes)
{
    int count = read_int(reader, 0, most);
    if (count > (reader->end - reader->at) / bytes)
        refuse(reader);
    return reader->broken ? 0 : count;
}

static void read_samples(struct reader *reader, struct sheet *sheet)
{
    sheet->samples = read_count(reader, INT_MAX, 2);
    int *numbers = arena_array(reader->arena, (size_t)sheet->samples, sizeof *numbers);
    for (int s = 0; s < sheet->samples; s++)
        numbers[s] = read_int(reader, 0, INT_MAX);
    sheet->sample_numbers = numbers;
}

const struct sheet *sheet_data_read(struct arena *arena, const char *bytes, size_t length)
{
    struct reader reader = {.arena = arena, .at = bytes, .end = bytes + length};
    struct sheet *sheet = arena_alloc(arena, sizeof *sheet);
    if (length < sizeof head - 1 || memcmp(bytes, head, sizeof head - 1) != 0)
        return NULL;
    reader.at += sizeof head - 1;
    sheet->title = read_string(&reader);
    read_samples(&reader, sheet);
    sheet->last_update = read_int(&reader, 0, INT_MAX - 1);
    sheet->count = read_count(&reader, SHEET_LINES_MOST, 20);
    reader.lines = arena_array(arena, (size_t)sheet->count, sizeof *reader.lines);
    sheet->lines = reader.lines;
    for (int i = 0; i < sheet->count && !reader.broken; i++) {
        reader.lines[i].number = i;
        read_line(&reader, &reader.lines[i]);
    }
    if (reader.broken || reader.at != reader.end)
        return NULL;
    sheet_name_lines(arena, sheet);
    return sheet;
}
