/* Rows of numbers: kept small, converted when asked for. */
#include "training/number_rows.h"

#include "base/arena.h"
#include "training/instructions.h"
#include <float.h>
#include <math.h>
#include <string.h>

static const size_t size_of_kind[NUMBER_KINDS] = {1, sizeof(float), sizeof(double)};

static void take_memory(struct number_rows *rows)
{
    rows->holder = arena_child(rows->arena);
    rows->numbers = arena_array(rows->holder, rows->most, rows->width * size_of_kind[rows->kind]);
}

void number_rows_open(struct number_rows *rows, struct arena *arena, size_t most, size_t width,
                      bool rounded)
{
    *rows = (struct number_rows){
        .arena = arena, .kind = NUMBER_BYTE, .rounded = rounded, .width = width, .most = most};
    take_memory(rows);
}

/* ---- adding ---- */

static enum number_kind kind_of(const struct number_rows *rows, double number)
{
    if (number >= 0 && number <= 255 && number == trunc(number) && !signbit(number))
        return NUMBER_BYTE;
    bool is_float = fabs(number) <= FLT_MAX && (double)(float)number == number;
    return is_float || rows->rounded ? NUMBER_FLOAT : NUMBER_DOUBLE;
}

static void put(const struct number_rows *rows, size_t at, double number)
{
    if (rows->kind == NUMBER_BYTE)
        ((unsigned char *)rows->numbers)[at] = (unsigned char)number;
    else if (rows->kind == NUMBER_FLOAT)
        ((float *)rows->numbers)[at] = (float)number;
    else
        ((double *)rows->numbers)[at] = number;
}

static double get(const struct number_rows *rows, size_t at)
{
    if (rows->kind == NUMBER_BYTE)
        return ((const unsigned char *)rows->numbers)[at];
    return rows->kind == NUMBER_FLOAT ? (double)((const float *)rows->numbers)[at]
                                      : ((const double *)rows->numbers)[at];
}

static void widen(struct number_rows *rows, enum number_kind kind)
{
    struct number_rows before = *rows;
    rows->kind = kind;
    take_memory(rows);
    for (size_t i = 0; i < rows->count * rows->width; i++)
        put(rows, i, get(&before, i));
    arena_close(before.holder);
}

void number_rows_add(struct number_rows *rows, const double *row)
{
    for (size_t i = 0; i < rows->width; i++) {
        enum number_kind kind = kind_of(rows, row[i]);
        if (kind > rows->kind)
            widen(rows, kind);
    }
    size_t at = rows->count++ * rows->width;
    for (size_t i = 0; i < rows->width; i++)
        put(rows, at + i, row[i]);
}

unsigned char *number_rows_add_bytes(struct number_rows *rows)
{
    return (unsigned char *)rows->numbers + rows->count++ * rows->width;
}

const void *number_rows_at(const struct number_rows *rows, size_t row)
{
    return (const char *)rows->numbers + row * rows->width * size_of_kind[rows->kind];
}

/* ---- converting ---- */

#define CONVERSIONS(from_type, to_type)                                                            \
    static void plain_##from_type##_##to_type(const void *restrict from,                           \
                                              const struct feature_scaling *scaling, size_t width, \
                                              void *restrict to)                                   \
    {                                                                                              \
        const from_type *x = from;                                                                 \
        to_type *y = to;                                                                           \
        (void)scaling;                                                                             \
        for (size_t i = 0; i < width; i++)                                                         \
            y[i] = (to_type)x[i];                                                                  \
    }                                                                                              \
    static void scaled_##from_type##_##to_type(const void *restrict from,                          \
                                               const struct feature_scaling *scaling,              \
                                               size_t width, void *restrict to)                    \
    {                                                                                              \
        const from_type *x = from;                                                                 \
        const double *shift = scaling->shift, *scale = scaling->scale;                             \
        to_type *y = to;                                                                           \
        for (size_t i = 0; i < width; i++)                                                         \
            y[i] = (to_type)(((double)x[i] - shift[i]) / scale[i]);                                \
    }

typedef unsigned char byte;
CONVERSIONS(byte, float)
CONVERSIONS(byte, double)
CONVERSIONS(float, float)
CONVERSIONS(float, double)
CONVERSIONS(double, float)
CONVERSIONS(double, double)

/* The quotient of floats rounded once is that of doubles rounded to a float (Figueroa, "When is double rounding
 * innocuous?", 1995). */
#define DIVISION(name)                                                                             \
    static void name(const void *restrict from, const struct feature_scaling *scaling,             \
                     size_t width, void *restrict to)                                              \
    {                                                                                              \
        const byte *x = from;                                                                      \
        float *y = to, divisor = (float)scaling->scale[0];                                         \
        for (size_t i = 0; i < width; i++)                                                         \
            y[i] = (float)x[i] / divisor;                                                          \
    }

DIVISION(divided_bytes)
#if HAS_WIDER_INSTRUCTIONS
BEGIN_WIDER_INSTRUCTIONS
DIVISION(divided_bytes_wide)
END_WIDER_INSTRUCTIONS
#endif

static convert_row *division(void)
{
#if HAS_WIDER_INSTRUCTIONS
    if (PROCESSOR_IS_WIDER)
        return divided_bytes_wide;
#endif
    return divided_bytes;
}

/* Is every feature divided by one number, which is a float? */
static bool is_float_division(const struct feature_scaling *scaling, size_t width)
{
    double divisor = scaling->scale[0];
    if (fabs(divisor) > FLT_MAX || (double)(float)divisor != divisor)
        return false;
    for (size_t i = 0; i < width; i++)
        if (scaling->shift[i] != 0 || scaling->scale[i] != divisor)
            return false;
    return true;
}

convert_row *row_conversion(enum number_kind kind, enum precision precision,
                            const struct feature_scaling *scaling, size_t width)
{
    static convert_row *const plain[NUMBER_KINDS][2] = {
        {plain_byte_float, plain_byte_double},
        {plain_float_float, plain_float_double},
        {plain_double_float, plain_double_double},
    };
    static convert_row *const scaled[NUMBER_KINDS][2] = {
        {scaled_byte_float, scaled_byte_double},
        {scaled_float_float, scaled_float_double},
        {scaled_double_float, scaled_double_double},
    };
    bool to_double = precision == PRECISION_DOUBLE;
    if (!scaling->scale)
        return plain[kind][to_double];
    if (kind == NUMBER_BYTE && !to_double && is_float_division(scaling, width))
        return division();
    return scaled[kind][to_double];
}
