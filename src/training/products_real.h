/* Products of matrices over REAL, row-major: small ones by loops of our own, the others by the engine's CBLAS. Which of the two depends on the
 * sizes alone. */

#define SMALL_PRODUCT 8192 /* multiply-adds up to which a call of CBLAS costs more than it saves */

/* A matrix in memory: its rows are `stride` numbers apart. */
struct REAL_NAME(matrix) {
    const REAL *at;
    int stride;
};

/* In eight sums of their own, so that it is the same whatever the width of vectors. */
static REAL sum_of(size_t count, const REAL *numbers)
{
    REAL sums[8] = {0}, rest = 0;
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t j = 0; j < 8; j++)
            sums[j] += numbers[i + j];
    for (; i < count; i++)
        rest += numbers[i];
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) +
           ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest;
}

static REAL dot(size_t count, const REAL *a, const REAL *b)
{
    REAL sums[8] = {0}, rest = 0;
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t j = 0; j < 8; j++)
            sums[j] += a[i + j] * b[i + j];
    for (; i < count; i++)
        rest += a[i] * b[i];
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) +
           ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest;
}

static void add_multiple(size_t count, REAL factor, const REAL *restrict from, REAL *restrict to)
{
    for (size_t i = 0; i < count; i++)
        to[i] += factor * from[i];
}

static bool is_small(int rows, int columns, int inner)
{
    return (long)rows * columns * inner <= SMALL_PRODUCT;
}

/* C[rows, columns] += A[rows, inner] B[inner, columns]; `transposed`: A is in memory as [inner, rows]. */
static void add_product(const struct engine *engine, int rows, int columns, int inner,
                        struct REAL_NAME(matrix) a, bool transposed, struct REAL_NAME(matrix) b,
                        REAL *c)
{
    if (!is_small(rows, columns, inner)) {
        engine->REAL_GEMM(CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, rows,
                          columns, inner, 1, a.at, a.stride, b.at, b.stride, 1, c, columns);
        return;
    }
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < inner; i++)
            add_multiple((size_t)columns,
                         transposed ? a.at[(size_t)i * (size_t)a.stride + (size_t)r]
                                    : a.at[(size_t)r * (size_t)a.stride + (size_t)i],
                         b.at + (size_t)i * (size_t)b.stride, c + (size_t)r * (size_t)columns);
}

/* C[rows, columns] += factor A[rows, inner] B^T, B[columns, inner]; the rows of C are `stride` apart. */
static void add_outer_product(const struct engine *engine, int rows, int columns, int inner,
                              REAL factor, struct REAL_NAME(matrix) a, struct REAL_NAME(matrix) b,
                              REAL *c, int stride)
{
    if (!is_small(rows, columns, inner)) {
        engine->REAL_GEMM(CblasRowMajor, CblasNoTrans, CblasTrans, rows, columns, inner, factor,
                          a.at, a.stride, b.at, b.stride, 1, c, stride);
        return;
    }
    for (int r = 0; r < rows; r++)
        for (int k = 0; k < columns; k++)
            c[(size_t)r * (size_t)stride + (size_t)k] +=
                factor * dot((size_t)inner, a.at + (size_t)r * (size_t)a.stride,
                             b.at + (size_t)k * (size_t)b.stride);
}

/* out[columns, rows] of in[rows, columns] */
static void transpose(int rows, int columns, const REAL *restrict in, REAL *restrict out)
{
    for (int c = 0; c < columns; c++)
        for (int r = 0; r < rows; r++)
            out[(size_t)c * (size_t)rows + (size_t)r] = in[(size_t)r * (size_t)columns + (size_t)c];
}
