/* Tokens of the expression language. */
#include "expr/lexer.h"
#include "base/utf8.h"
#include "expr/unicode.h"
#include <string.h>

static bool is_digit(const char *text, size_t length, size_t position)
{
    return position < length && text[position] >= '0' && text[position] <= '9';
}

static bool is_at(const char *text, size_t length, size_t position, const char *any_of)
{
    return position < length && text[position] != '\0' && strchr(any_of, text[position]) != NULL;
}

static size_t skip_digits(const char *text, size_t length, size_t position)
{
    while (is_digit(text, length, position))
        position++;
    return position;
}

size_t lex_primes(const char *text, size_t length, size_t position)
{
    while (position < length && text[position] == '\'')
        position++;
    return position;
}

size_t lex_word(const char *text, size_t length, size_t position)
{
    unsigned code;
    size_t step = utf8_decode(text + position, length - position, &code);
    if (step == 0 || !unicode_is_letter(code))
        return position;
    do {
        position += step;
        step = utf8_decode(text + position, length - position, &code);
    } while (step > 0 && unicode_is_name_part(code));
    return position;
}

/* Bytes of a character that may stand in an index without spaces, else 0. */
static size_t index_character(const char *text, size_t length, size_t position)
{
    unsigned code;
    size_t step = utf8_decode(text + position, length - position, &code);
    bool sign = step == 1 && strchr(",+-", (int)code) && code != 0;
    return step > 0 && (sign || unicode_is_name_part(code)) ? step : 0;
}

size_t lex_subscript(const char *text, size_t length, size_t position)
{
    if (!is_at(text, length, position, "["))
        return position;
    size_t end = position + 1, step;
    while ((step = index_character(text, length, end)) > 0)
        end += step;
    return is_at(text, length, end, "]") ? lex_primes(text, length, end + 1) : position;
}

static struct token bad(size_t begin, size_t length, const char *complaint)
{
    return (struct token){TOKEN_BAD, begin, length, complaint};
}

/* digits [ "." digits ] [ ("e" | "E") [ "+" | "-" ] digits ] */
static struct token lex_number(const char *text, size_t length, size_t begin)
{
    size_t end = skip_digits(text, length, begin);
    if (end - begin > 1 && text[begin] == '0')
        return bad(begin, end - begin, "a number does not begin with 0 and more digits");
    if (is_at(text, length, end, ".") && is_digit(text, length, end + 1))
        end = skip_digits(text, length, end + 1);
    else if (is_at(text, length, end, ".") && !is_at(text, length, end + 1, "."))
        return bad(begin, end + 1 - begin, "a number needs a digit after its decimal point");
    if (is_at(text, length, end, "eE")) {
        size_t exponent = end + 1 + is_at(text, length, end + 1, "+-");
        if (is_digit(text, length, exponent))
            end = skip_digits(text, length, exponent);
    }
    return (struct token){TOKEN_NUMBER, begin, end - begin, NULL};
}

static struct token lex_symbol(const char *text, size_t length, size_t begin)
{
    bool doubled = (is_at(text, length, begin, "<>=!") && is_at(text, length, begin + 1, "=")) ||
                   (is_at(text, length, begin, ".") && is_at(text, length, begin + 1, "."));
    if (is_at(text, length, begin, "."))
        if (is_digit(text, length, begin + 1) && !doubled)
            return bad(begin, 1, "a number needs a digit before its decimal point");
    if (doubled || is_at(text, length, begin, "+-*/^()[],=.<>"))
        return (struct token){TOKEN_SYMBOL, begin, doubled ? 2 : 1, NULL};
    unsigned code;
    size_t step = utf8_decode(text + begin, length - begin, &code);
    return step == 0 ? bad(begin, 1, "the text is not valid UTF-8") : bad(begin, step, NULL);
}

struct token lex(const char *text, size_t length, size_t position)
{
    while (is_at(text, length, position, " \t\r\n"))
        position++;
    if (position >= length)
        return (struct token){TOKEN_END, length, 0, NULL};
    if (is_digit(text, length, position))
        return lex_number(text, length, position);
    size_t end = lex_word(text, length, position);
    if (end == position)
        return lex_symbol(text, length, position);
    end = lex_primes(text, length, end);
    return (struct token){TOKEN_WORD, position, end - position, NULL};
}
