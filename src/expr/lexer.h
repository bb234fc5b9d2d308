/* Tokens of the expression language. A token is a stretch of the text; nothing is copied. */
#ifndef EXPR_LEXER_H
#define EXPR_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_WORD,   /* letters, digits, "_", then primes */
    TOKEN_SYMBOL, /* + - * / ^ ( ) [ ] , = . .. < <= > >= == != */
    TOKEN_BAD,    /* a character that has no place in an expression, or a broken number */
};

struct token {
    enum token_kind kind;
    size_t begin, length;
    const char *complaint; /* TOKEN_BAD: what is wrong; NULL: an unknown character */
};

/* The token at or after `position`; spaces and line ends before it are skipped. */
struct token lex(const char *text, size_t length, size_t position);

/* Where the word (without primes) that begins at `position` ends; `position` itself if none begins
 * there. */
size_t lex_word(const char *text, size_t length, size_t position);
size_t lex_primes(const char *text, size_t length, size_t position);

/* Where "[...]" and primes that begin at `position` end; `position` itself if there are none. In
 * the brackets are index variables, digits, ",", "+" and "-" only. */
size_t lex_subscript(const char *text, size_t length, size_t position);

#endif
