/* Making patterns from marked steps, and filling them. */
#include "tape/pattern.h"

#include "base/arena.h"
#include "tape/pattern_private.h"
#include <stdlib.h>
#include <string.h>

/* Marks are numbers of nine digits: index d of the step, and the n-th number of its substitution. A formula that
 * holds such a number by itself does not read right with its pattern, and so has none. */
#define INDEX_MARK 700000000L
#define NUMBER_MARK 800000000L
#define MARKS_END 900000000L
#define MARK_DIGITS 9

/* Literals are copied by blocks, so behind the marked texts there is one more to be read. */
#define BLOCK 16

/* Which numbers of a marked step are negative. What stands between two numbers depends on the signs of these two
 * only, and of these four each pair of neighbours has each pair of signs. */
enum signs { SIGNS_NONE, SIGNS_ALL, SIGNS_EVEN, SIGNS_ODD, SIGNS };

/* The operand that a number of the substitution belongs to. */
struct number {
    const struct family *family;
    int position;
    const struct shown *shown; /* of the operand where the step's indices are 1 */
    size_t instance;           /* likewise */
    ptrdiff_t
        strides[FAMILY_RANK_MAX]; /* how many instances on, for one more of the step's index d */
};

/* Which index of the step each index of an operand is; -1: none, a number. */
struct reading {
    bool known;
    int indices[FAMILY_RANK_MAX];
};

struct marking {
    struct arena *arena;
    enum signs signs;
    size_t count, capacity; /* numbers in this writing */
    struct number *numbers;
    struct reading *readings; /* by family number */
    bool refused;
};

enum hole {
    HOLE_NONE,   /* the end of the pattern */
    HOLE_NUMBER, /* the shown text of numbers[number] */
    HOLE_INDEX,
    HOLE_SUBSCRIPT, /* an index that is all of a subscript in LaTeX: in braces if it is longer than a digit */
};

struct literal {
    const char *bytes;
    size_t length;
};

/* A literal and the hole behind it. */
struct piece {
    struct literal literals[2][2]; /* [is the number before it negative?][is the one behind it?] */
    enum hole hole;
    size_t place; /* of the number, or the dimension of the index */
};

struct pattern {
    const struct piece *pieces; /* the last one has HOLE_NONE */
    const struct number *numbers;
};

/* ---- marked steps ---- */

static bool is_negative(enum signs signs, size_t number)
{
    return signs == SIGNS_ALL || (signs == SIGNS_EVEN && number % 2 == 0) ||
           (signs == SIGNS_ODD && number % 2 == 1);
}

static struct step marked_step(const struct step *step, struct marking *marking)
{
    struct step marked = *step;
    for (int d = 0; d < step->family->rank; d++)
        marked.indices[d] = INDEX_MARK + d;
    marked.instance = step->family->count;
    marked.marking = marking;
    return marked;
}

static bool is_mark(long index)
{
    return index >= INDEX_MARK && index < MARKS_END;
}

void marking_refuse(struct marking *marking)
{
    marking->refused = true;
}

/* All operands of one family are read alike: then two of them are the same either always or never. */
static void check_reading(struct marking *marking, const struct step *operand)
{
    struct reading *known = &marking->readings[operand->family->number], reading = {.known = true};
    for (int d = 0; d < operand->family->rank; d++)
        reading.indices[d] =
            is_mark(operand->indices[d]) ? (int)(operand->indices[d] - INDEX_MARK) : -1;
    if (!known->known)
        *known = reading;
    for (int d = 0; d < operand->family->rank; d++)
        marking->refused |= known->indices[d] != reading.indices[d];
}

struct step marking_first(const struct step *operand)
{
    struct step first = *operand;
    check_reading(operand->marking, operand);
    for (int d = 0; d < operand->family->rank; d++)
        if (is_mark(first.indices[d]))
            first.indices[d] = 1;
    first.instance = family_instance(first.family, first.indices);
    first.marking = NULL;
    return first;
}

static void add_number(struct marking *marking, const struct step *operand)
{
    marking->numbers = arena_grow(marking->arena, marking->numbers, marking->count,
                                  &marking->capacity, sizeof *marking->numbers);
    struct step first = marking_first(operand);
    const struct family *family = operand->family;
    struct number *number = &marking->numbers[marking->count];
    *number = (struct number){.family = family,
                              .position = operand->position,
                              .instance = first.instance,
                              .shown = step_shown_place(&first)};
    ptrdiff_t stride = 1;
    for (int d = family->rank - 1; d >= 0; d--) {
        if (is_mark(operand->indices[d]))
            number->strides[operand->indices[d] - INDEX_MARK] += stride;
        stride *= family->dimensions[d].count;
    }
}

const struct expr *marking_number(struct marking *marking, struct arena *arena,
                                  const struct step *operand)
{
    add_number(marking, operand);
    const char *sign = is_negative(marking->signs, marking->count) ? "-" : "";
    long mark = NUMBER_MARK + (long)marking->count++;
    return expr_number(arena, arena_printf(arena, "%s%ld", sign, mark));
}

/* ---- which families have patterns ---- */

static bool mentions_index(const struct expr *expr)
{
    for (; expr; expr = expr->a)
        if (expr->kind == EXPR_INDEX || (expr->b && mentions_index(expr->b)))
            return true;
    return false;
}

/* Is this node written alike whatever the values of the family's index variables are? */
static bool is_regular_node(const struct expr *expr, int rank)
{
    for (int i = 0; is_reduction(expr) && i < 2; i++)
        if (expr->indices[i].variable && expr->indices[i].slot < rank)
            return false;
    if (expr->kind == EXPR_WHERE && (mentions_index(expr->a) || mentions_index(expr->b)))
        return false;
    return expr->kind != EXPR_DELTA;
}

static bool is_regular(const struct expr *expr, int rank)
{
    for (; expr; expr = expr->a) {
        const struct expr *const others[] = {expr->b, expr->c, expr->d};
        if (!is_regular_node(expr, rank))
            return false;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            if (!is_regular(others[i], rank))
                return false;
        for (int i = 0; i < expr->argument_count; i++)
            if (!is_regular(expr->arguments[i], rank))
                return false;
    }
    return true;
}

/* ---- from marked texts to pieces ---- */

/* A marked text that is being cut into pieces. */
struct cut {
    const char *at, *end;
    size_t numbers; /* so far */
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The next mark at or after `at`, with its value; NULL: none. */
static const char *find_mark(const struct cut *cut, long *value)
{
    for (const char *at = cut->at; at < cut->end;) {
        const char *begin = at;
        while (at < cut->end && is_digit(*at))
            at++;
        if (at - begin == MARK_DIGITS && (*value = strtol(begin, NULL, 10)) >= INDEX_MARK &&
            *value < MARKS_END)
            return begin;
        at += at == begin;
    }
    return NULL;
}

/* A literal up to `end`, without the marked number's own sign, which is filled in with its digits. */
static struct literal literal_until(const struct cut *cut, const char *end, bool negative_number)
{
    return (struct literal){cut->at, (size_t)(end - cut->at) - negative_number};
}

/* The literals of the four texts in their places: the number behind this piece is the n-th. */
static void place_literals(struct piece *piece, const struct literal literals[SIGNS], size_t n)
{
    piece->literals[false][false] = literals[SIGNS_NONE];
    piece->literals[true][true] = literals[SIGNS_ALL];
    piece->literals[false][true] = literals[n % 2 == 0 ? SIGNS_EVEN : SIGNS_ODD];
    piece->literals[true][false] = literals[n % 2 == 0 ? SIGNS_ODD : SIGNS_EVEN];
}

/* "_{" 700000000 "}": gives the braces to the hole. */
static void take_braces(struct piece *piece, struct cut *cut)
{
    struct literal *all = &piece->literals[0][0];
    if (all->length < 2 || memcmp(all->bytes + all->length - 2, "_{", 2) != 0 ||
        cut->at == cut->end || *cut->at != '}')
        return;
    piece->hole = HOLE_SUBSCRIPT;
    for (int s = 0; s < SIGNS; s++) {
        all[s].length--;
        cut[s].at++;
    }
}

/* The next piece; false: the four texts do not agree in their marks. */
static bool cut_piece(struct cut cut[SIGNS], struct piece *piece, int rank)
{
    struct literal literals[SIGNS];
    long mark = 0, other = 0;
    const char *found[SIGNS];
    for (int s = 0; s < SIGNS; s++) {
        found[s] = find_mark(&cut[s], s ? &other : &mark);
        if (s && (!found[s] != !found[0] || (found[s] && other != mark)))
            return false;
    }
    piece->hole = !found[0] ? HOLE_NONE : mark >= NUMBER_MARK ? HOLE_NUMBER : HOLE_INDEX;
    piece->place = (size_t)(mark - (piece->hole == HOLE_NUMBER ? NUMBER_MARK : INDEX_MARK));
    size_t n = cut[0].numbers;
    for (int s = 0; s < SIGNS; s++) {
        bool negative = piece->hole == HOLE_NUMBER && is_negative((enum signs)s, n);
        literals[s] = literal_until(&cut[s], found[s] ? found[s] : cut[s].end, negative);
        cut[s].at = found[s] ? found[s] + MARK_DIGITS : cut[s].end;
    }
    place_literals(piece, literals, n);
    cut[0].numbers += piece->hole == HOLE_NUMBER;
    if (piece->hole == HOLE_INDEX)
        take_braces(piece, cut);
    return piece->hole == HOLE_NUMBER ? piece->place == n
           : piece->hole == HOLE_NONE ? true
                                      : piece->place < (size_t)rank;
}

static size_t count_marks(struct cut cut)
{
    size_t count = 0;
    long mark;
    for (const char *at; (at = find_mark(&cut, &mark)); count++)
        cut.at = at + MARK_DIGITS;
    return count;
}

static const struct piece *cut_pieces(struct marking *marking, const struct text texts[SIGNS],
                                      int rank)
{
    struct cut cut[SIGNS];
    for (int s = 0; s < SIGNS; s++)
        cut[s] = (struct cut){texts[s].bytes, texts[s].bytes + texts[s].length, 0};
    size_t count = count_marks(cut[0]) + 1;
    struct piece *pieces = arena_array(marking->arena, count, sizeof *pieces);
    for (size_t i = 0; i < count; i++)
        if (!cut_piece(cut, &pieces[i], rank))
            return NULL;
    return cut[0].numbers == marking->count ? pieces : NULL;
}

/* ---- making ---- */

/* Does the instance read with its pattern as it does without? */
static bool reads_alike(const struct pattern *pattern, const struct step *step, size_t instance,
                        pattern_write *write, void *context, struct arena *arena)
{
    struct step sample = run_step(step->run, step->family, step->position, instance);
    struct text with, without;
    text_open(&with, arena);
    text_open(&without, arena);
    return write(context, &sample, &without) && pattern_fill(pattern, &sample, &with) &&
           with.length == without.length && memcmp(with.bytes, without.bytes, with.length) == 0;
}

const struct pattern *pattern_of(const struct step *step, pattern_write *write, void *context,
                                 struct arena *arena)
{
    const struct family *family = step->family;
    if (!is_regular(family->formula, family->rank) || !is_regular(family->expansion, family->rank))
        return NULL;
    struct marking marking = {.arena = arena};
    marking.readings =
        arena_array(arena, (size_t)step->run->tape->family_count, sizeof *marking.readings);
    struct text texts[SIGNS];
    for (int s = 0; s < SIGNS && !marking.refused; s++) {
        struct step marked = marked_step(step, &marking);
        marking.signs = (enum signs)s;
        marking.count = 0;
        text_open(&texts[s], arena);
        if (!write(context, &marked, &texts[s]))
            return NULL;
        text_reserve(&texts[s], BLOCK);
    }
    struct pattern *pattern = arena_alloc(arena, sizeof *pattern);
    if (marking.refused || !(pattern->pieces = cut_pieces(&marking, texts, family->rank)))
        return NULL;
    pattern->numbers = marking.numbers;
    const size_t samples[] = {0, family->count / 2, family->count - 1};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        if (!reads_alike(pattern, step, samples[i], write, context, arena))
            return NULL;
    return pattern;
}

/* ---- filling ---- */

/* The text of a number for the step's indices; NULL after one diagnostic. */
static const char *number_text(const struct number *number, const struct step *step)
{
    ptrdiff_t offset = 0;
    for (int d = 0; d < step->family->rank; d++)
        offset += number->strides[d] * (ptrdiff_t)(step->indices[d] - 1);
    if (number->shown[offset].text)
        return number->shown[offset].text;
    struct step operand =
        run_step(step->run, number->family, number->position, number->instance + (size_t)offset);
    const struct shown *shown = step_shown(&operand);
    return shown ? shown->text : NULL;
}

/* An index of the step: what is shown of it depends on the hole. */
struct index_text {
    char braced[24]; /* "{12}" */
    size_t digits;
};

static void write_index(struct index_text *text, long index)
{
    char reversed[sizeof text->braced];
    size_t count = 0;
    do
        reversed[count++] = (char)('0' + index % 10);
    while ((index /= 10) != 0);
    char *to = text->braced;
    *to++ = '{';
    for (size_t i = count; i > 0; i--)
        *to++ = reversed[i - 1];
    *to = '}';
    text->digits = count;
}

/* Room for a literal and an index, which are copied without looking again. */
static void reserve_piece(const struct literal *literal, struct text *out)
{
    size_t length = literal->length + BLOCK + sizeof(struct index_text);
    if (length >= out->capacity - out->length)
        text_reserve(out, length);
}

static void fill_literal(const struct literal *literal, struct text *out)
{
    char *to = out->bytes + out->length;
    for (size_t i = 0; i < literal->length; i += BLOCK)
        memcpy(to + i, literal->bytes + i, BLOCK);
    out->length += literal->length;
}

static void fill_index(enum hole hole, const struct index_text *text, struct text *out)
{
    bool braces = hole == HOLE_SUBSCRIPT && text->digits > 1;
    memcpy(out->bytes + out->length, text->braced + !braces, sizeof text->braced - 1);
    out->length += text->digits + (braces ? 2 : 0);
}

bool pattern_fill(const struct pattern *pattern, const struct step *step, struct text *out)
{
    struct index_text indices[FAMILY_RANK_MAX];
    for (int d = 0; d < step->family->rank; d++)
        write_index(&indices[d], step->indices[d]);
    bool negative = false; /* the number before */
    for (const struct piece *piece = pattern->pieces;; piece++) {
        const char *number = NULL;
        if (piece->hole == HOLE_NUMBER &&
            !(number = number_text(&pattern->numbers[piece->place], step)))
            return false;
        bool next_negative = number && *number == '-';
        const struct literal *literal = &piece->literals[negative][next_negative];
        reserve_piece(literal, out);
        fill_literal(literal, out);
        negative = next_negative;
        if (piece->hole == HOLE_NONE)
            break;
        if (number)
            text_string(out, number);
        else
            fill_index(piece->hole, &indices[piece->place], out);
    }
    text_end(out);
    return true;
}
