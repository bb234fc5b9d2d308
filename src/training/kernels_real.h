/* What training spends its time on, over REAL: the formulas of the catalogue that were measured to matter, without the steps of
 * a program between them. engine_kernels.c chooses them by the names of the catalogue; programs do the rest. Matrices have a
 * row a unit and a column a sample. */

/* ---- activations: a of z, and dz = da * da/dz ---- */

static void value_relu(size_t count, const REAL *restrict z, REAL *restrict a)
{
    for (size_t i = 0; i < count; i++)
        a[i] = z[i] > 0 ? z[i] : 0;
}

static void slope_relu(size_t count, const REAL *restrict z, const REAL *restrict da,
                       REAL *restrict dz)
{
    for (size_t i = 0; i < count; i++)
        dz[i] = z[i] > 0 ? da[i] : 0;
}

static void value_leaky_relu(size_t count, REAL alpha, const REAL *restrict z, REAL *restrict a)
{
    for (size_t i = 0; i < count; i++) {
        REAL below = alpha * z[i];
        a[i] = z[i] > 0 ? z[i] : below;
    }
}

static void slope_leaky_relu(size_t count, REAL alpha, const REAL *restrict z,
                             const REAL *restrict da, REAL *restrict dz)
{
    for (size_t i = 0; i < count; i++) {
        REAL below = da[i] * alpha;
        dz[i] = z[i] > 0 ? da[i] : below;
    }
}

static void value_sigmoid(size_t count, const REAL *restrict z, REAL *restrict a)
{
    for (size_t i = 0; i < count; i++)
        a[i] = 1 / (1 + real_exp(-z[i]));
}

static void slope_sigmoid(size_t count, const REAL *restrict a, const REAL *restrict da,
                          REAL *restrict dz)
{
    for (size_t i = 0; i < count; i++)
        dz[i] = da[i] * (a[i] * (1 - a[i]));
}

static void value_tanh(size_t count, const REAL *restrict z, REAL *restrict a)
{
    for (size_t i = 0; i < count; i++)
        a[i] = real_tanh(z[i]);
}

static void slope_tanh(size_t count, const REAL *restrict a, const REAL *restrict da,
                       REAL *restrict dz)
{
    for (size_t i = 0; i < count; i++)
        dz[i] = da[i] * (1 - a[i] * a[i]);
}

/* a = exp(z - most)/total, where the two are of a sample; they stay for the loss. */
static void value_softmax(size_t units, size_t count, const REAL *restrict z, REAL *restrict a,
                          REAL *restrict most, REAL *restrict total)
{
    for (size_t s = 0; s < count; s++) {
        most[s] = z[s];
        total[s] = 0;
    }
    for (size_t k = 1; k < units; k++)
        for (size_t s = 0; s < count; s++)
            most[s] = most[s] < z[k * count + s] ? z[k * count + s] : most[s];
    for (size_t k = 0; k < units; k++)
        for (size_t s = 0; s < count; s++) {
            REAL power = real_exp(z[k * count + s] - most[s]);
            a[k * count + s] = power;
            total[s] += power;
        }
    for (size_t k = 0; k < units; k++)
        for (size_t s = 0; s < count; s++)
            a[k * count + s] = a[k * count + s] / total[s];
}

/* dz[j] = a[j]*(da[j] - sum(k, da[k]*a[k])); `sums` [count] is for work. */
static void slope_softmax(size_t units, size_t count, const REAL *restrict a,
                          const REAL *restrict da, REAL *restrict dz, REAL *restrict sums)
{
    memset(sums, 0, count * sizeof *sums);
    for (size_t k = 0; k < units; k++)
        for (size_t s = 0; s < count; s++)
            sums[s] += da[k * count + s] * a[k * count + s];
    for (size_t k = 0; k < units; k++)
        for (size_t s = 0; s < count; s++)
            dz[k * count + s] = a[k * count + s] * (da[k * count + s] - sums[s]);
}

/* ---- losses: of each sample ---- */

static void loss_squared_error(size_t units, size_t count, REAL factor, const REAL *restrict t,
                               const REAL *restrict a, REAL *restrict losses)
{
    memset(losses, 0, count * sizeof *losses);
    for (size_t k = 0; k < units; k++)
        for (size_t s = 0; s < count; s++) {
            REAL error = t[k * count + s] - a[k * count + s];
            losses[s] += error * error;
        }
    for (size_t s = 0; s < count; s++)
        losses[s] *= factor;
}

static void slope_squared_error(size_t places, REAL factor, const REAL *restrict t,
                                const REAL *restrict a, REAL *restrict da)
{
    for (size_t i = 0; i < places; i++)
        da[i] = 2 * factor * (a[i] - t[i]);
}

/* -t log(a) - (1 - t) log(1 - a) of a = sigmoid(z) */
static void loss_of_sigmoid(size_t units, size_t count, REAL factor, const REAL *restrict t,
                            const REAL *restrict z, REAL *restrict losses)
{
    memset(losses, 0, count * sizeof *losses);
    for (size_t k = 0; k < units; k++)
        for (size_t s = 0; s < count; s++) {
            REAL logit = z[k * count + s], above = logit > 0 ? logit : 0;
            REAL size = REAL_FUNCTION(fabs)(logit);
            losses[s] += above - t[k * count + s] * logit + real_log1p(real_exp(-size));
        }
    for (size_t s = 0; s < count; s++)
        losses[s] *= factor;
}

/* -sum(k, t[k] log(a[k])) of a = softmax(z), with what value_softmax left */
static void loss_of_softmax(size_t units, size_t count, REAL factor, const REAL *restrict t,
                            const REAL *restrict z, const REAL *restrict most, REAL *restrict total,
                            REAL *restrict losses)
{
    for (size_t s = 0; s < count; s++) {
        losses[s] = 0;
        total[s] = real_log(total[s]);
    }
    for (size_t k = 0; k < units; k++)
        for (size_t s = 0; s < count; s++)
            losses[s] += t[k * count + s] * (total[s] - (z[k * count + s] - most[s]));
    for (size_t s = 0; s < count; s++)
        losses[s] *= factor;
}

/* dz = (a - t)*factor; `summed`: (a*sum(k, t[k]) - t)*factor, for softmax; `sums` [count] is for work. */
static void slope_by_shortcut(size_t units, size_t count, REAL factor, bool summed,
                              const REAL *restrict t, const REAL *restrict a, REAL *restrict dz,
                              REAL *restrict sums)
{
    for (size_t s = 0; s < count; s++)
        sums[s] = summed ? 0 : 1;
    for (size_t k = 0; k < units && summed; k++)
        for (size_t s = 0; s < count; s++)
            sums[s] += t[k * count + s];
    for (size_t k = 0; k < units; k++)
        for (size_t s = 0; s < count; s++)
            dz[k * count + s] = (a[k * count + s] * sums[s] - t[k * count + s]) * factor;
}

/* ---- optimizers ---- */

/* What they need of an update: `decay` is added to the gradient, `shrink` is alpha*lambda of adamw. */
struct REAL_NAME(rates) {
    REAL alpha, decay, shrink, mu;
    REAL beta1, rest1, beta2, rest2, correction1, correction2, epsilon;
};

static void update_sgd(size_t count, const struct REAL_NAME(rates) * rates, REAL *restrict w,
                       const REAL *restrict g)
{
    const REAL alpha = rates->alpha, decay = rates->decay;
    for (size_t i = 0; i < count; i++)
        w[i] -= alpha * (g[i] + decay * w[i]);
}

static void update_momentum(size_t count, const struct REAL_NAME(rates) * rates, REAL *restrict w,
                            const REAL *restrict g, REAL *restrict v)
{
    const REAL alpha = rates->alpha, decay = rates->decay, mu = rates->mu;
    for (size_t i = 0; i < count; i++) {
        v[i] = mu * v[i] + (g[i] + decay * w[i]);
        w[i] -= alpha * v[i];
    }
}

/* adam and adamw in their standard forms, with 1/(1 - beta^u) found once. */
static void update_adam(size_t count, const struct REAL_NAME(rates) * rates, REAL *restrict w,
                        const REAL *restrict g, REAL *restrict m, REAL *restrict v)
{
    const REAL alpha = rates->alpha, decay = rates->decay, shrink = rates->shrink;
    const REAL beta1 = rates->beta1, rest1 = rates->rest1, beta2 = rates->beta2;
    const REAL rest2 = rates->rest2, epsilon = rates->epsilon;
    const REAL correction1 = rates->correction1, correction2 = rates->correction2;
    for (size_t i = 0; i < count; i++) {
        REAL slope = g[i] + decay * w[i];
        m[i] = beta1 * m[i] + rest1 * slope;
        v[i] = beta2 * v[i] + rest2 * (slope * slope);
        REAL step =
            alpha * (m[i] * correction1) / (REAL_FUNCTION(sqrt)(v[i] * correction2) + epsilon);
        w[i] = w[i] - shrink * w[i] - step;
    }
}

static bool all_finite(size_t count, const REAL *numbers)
{
    REAL_BITS largest = 0;
    for (size_t i = 0; i < count; i++) {
        REAL_BITS bits = bits_of(numbers[i]) << 1;
        largest = bits > largest ? bits : largest;
    }
    return largest < (REAL_BITS)(2 * REAL_BIAS + 1) << (REAL_MANTISSA + 1);
}
