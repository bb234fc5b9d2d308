"""Activations, losses, optimizers, random numbers: each as it is defined where it was published.

Written without a look at handgrad's catalogue. Where the literature leaves a choice, it is the one that
docs/problem-format.md names. Derivatives are worked out by hand.
"""

from fractions import Fraction

from .reals import Real, erfc, exp, log, pi, real, sqrt, tanh, total

HALF = Real(Fraction(1, 2))

# ---- activations: value and slope at z ----


def logistic(z):
    return 1 / (1 + exp(-z))


def linear(z):
    return z, Real(1)


def sigmoid(z):
    return logistic(z), logistic(z) * logistic(-z)


def hard_sigmoid(z):
    if abs(z) > Real("2.5"):
        return Real(z.sign() > 0), Real(0)
    return z / 5 + HALF, Real("0.2")


def hyperbolic_tangent(z):
    return tanh(z), Real(1) if z.fraction == 0 else 4 / (exp(z) + exp(-z)) ** 2


def relu(z):
    return (z, Real(1)) if z.sign() > 0 else (Real(0), Real(0))


def leaky_relu(z, alpha="0.01"):
    return (z, Real(1)) if z.sign() > 0 else (Real(alpha) * z, Real(alpha))


def elu(z, alpha="1"):
    """Clevert, Unterthiner and Hochreiter (2015)."""
    return (z, Real(1)) if z.sign() > 0 else (Real(alpha) * (exp(z) - 1), Real(alpha) * exp(z))


def selu(z):
    """Klambauer et al. (2017): lambda and alpha keep mean 0 and variance 1."""
    value, slope = elu(z, "1.6732632423543772848170429916717")
    return Real("1.0507009873554804934193349852946") * value, Real("1.0507009873554804934193349852946") * slope


def softplus(z, beta="1"):
    return log(1 + exp(Real(beta) * z)) / Real(beta), logistic(Real(beta) * z)


def softsign(z):
    return z / (1 + abs(z)), 1 / (1 + abs(z)) ** 2


def silu(z):
    return z * logistic(z), logistic(z) + z * logistic(z) * logistic(-z)


def gelu(z):
    """z times the distribution function of the normal distribution (Hendrycks and Gimpel, 2016)."""
    distribution, density = HALF * erfc(-z / sqrt(Real(2))), exp(-(z**2) / 2) / sqrt(2 * pi())
    return z * distribution, distribution + z * density


def gelu_tanh(z):
    inner = sqrt(2 / pi()) * (z + Real("0.044715") * z**3)
    value, slope = hyperbolic_tangent(inner)
    by_z = sqrt(2 / pi()) * (1 + Real("0.134145") * z**2)
    return HALF * z * (1 + value), HALF * (1 + value) + HALF * z * slope * by_z


def softmax(z):
    """Values, and the matrix of derivatives by every z."""
    a = [exp(x) / total(exp(y) for y in z) for x in z]
    return a, [[a[k] * ((j == k) - a[j]) for j in range(len(z))] for k in range(len(z))]


def log_softmax(z):
    a, _ = softmax(z)
    values = [x - log(total(exp(y) for y in z)) for x in z]
    return values, [[(j == k) - a[j] for j in range(len(z))] for k in range(len(z))]


ELEMENTWISE = {"tanh": hyperbolic_tangent}
ELEMENTWISE.update({f.__name__: f for f in (linear, sigmoid, hard_sigmoid, relu, leaky_relu, elu, selu, softplus,
                                            softsign, silu, gelu, gelu_tanh)})
VECTOR = {"softmax": softmax, "log_softmax": log_softmax}

# ---- losses of one output: value and derivative by a ----


def squared_error(t, a):
    return (t - a) ** 2, 2 * (a - t)


def absolute_error(t, a):
    return abs(t - a), Real((a - t).sign())


def huber(t, a, delta="1"):
    """Huber (1964)."""
    error, delta = a - t, Real(delta)
    if abs(error) <= delta:
        return HALF * error**2, error
    return delta * (abs(error) - delta / 2), delta * error.sign()


def hinge(t, a):
    return (1 - t * a, -t) if t * a < 1 else (Real(0), Real(0))


def kl_divergence(t, a):
    return (Real(0), Real(0)) if t.fraction == 0 else (t * (log(t) - log(a)), -t / a)


def clipped(a, clip):
    """The probability that the logarithm sees, and its slope: 0 only outside [clip, 1 - clip]."""
    if clip is None or Real(clip) <= a <= 1 - Real(clip):
        return a, 1
    return (Real(clip) if a < Real(clip) else 1 - Real(clip)), 0


def categorical_cross_entropy(t, a, log_add="0", clip=None):
    p, slope = clipped(a, clip)
    return (Real(0), Real(0)) if t.fraction == 0 else (-(t * log(p + Real(log_add))), -t / (p + Real(log_add)) * slope)


def binary_cross_entropy(t, a, log_add="0", clip=None):
    on, by_on = categorical_cross_entropy(t, a, log_add, clip)
    off, by_off = categorical_cross_entropy(1 - t, 1 - a, log_add, clip)
    return on + off, by_on - by_off


def binary_from_logits(t, z):
    return log(1 + exp(z)) - t * z, logistic(z) - t


LOSSES = {f.__name__: f for f in (squared_error, absolute_error, huber, hinge, kl_divergence,
                                  categorical_cross_entropy, binary_cross_entropy)}


def losses_of_outputs(spec, t, a):
    if not spec.get("from_logits"):
        parameters = {key: str(spec[key]) for key in ("delta", "log_add", "clip") if key in spec}
        return [LOSSES[spec["kind"]](target, output, **parameters) for target, output in zip(t, a)]
    if spec["kind"] == "binary_cross_entropy":
        return [binary_from_logits(target, output) for target, output in zip(t, a)]
    probabilities, logarithms = softmax(a)[0], log_softmax(a)[0]
    return [(-(x * y), total(t) * p - x) for x, y, p in zip(t, logarithms, probabilities)]


def loss_of_sample(spec, t, a):
    """The loss, and its derivative by each output."""
    n = len(t)
    factor = Real({"sum": 1, "half": Fraction(1, 2), "mean": Fraction(1, n),
                   "half_mean": Fraction(1, 2 * n)}[spec.get("scale", "sum")])
    if str(spec.get("log_base", "e")) != "e":
        factor = factor / log(Real(spec["log_base"]))
    each = losses_of_outputs(spec, t, a)
    return factor * total(value for value, _ in each), [factor * derivative for _, derivative in each]


def smoothed(spec, t):
    """Szegedy et al. (2016), section 7: (1 - s) t + s / classes."""
    s = Real(str(spec["label_smoothing"]))
    classes = 2 if spec["kind"] == "binary_cross_entropy" else len(t)
    return [(1 - s) * target + s / classes for target in t]


# ---- optimizers: w, its gradient g, what is remembered (changed here), number of the update, rate -> new w ----


def sgd(o, w, g, memory, update, rate):
    return w - rate * g


def momentum(o, w, g, memory, update, rate):
    mu, form = Real(o.get("momentum", "0.9")), o.get("form", "pytorch")
    if form == "classical":
        memory["v"] = mu * memory["v"] - rate * g
        return w + memory["v"]
    memory["v"] = mu * memory["v"] + (g if form == "pytorch" else (1 - mu) * g)
    return w - rate * memory["v"]


def nesterov(o, w, g, memory, update, rate):
    mu = Real(o.get("momentum", "0.9"))
    if o.get("form") != "lookahead":
        memory["v"] = mu * memory["v"] + g
        return w - rate * (g + mu * memory["v"])
    # Sutskever et al. (2013): theta moves; the gradient is taken at theta + mu v, and that point is the w shown.
    theta = w - mu * memory["v"]
    memory["v"] = mu * memory["v"] - rate * g
    return theta + memory["v"] + mu * memory["v"]


def adagrad(o, w, g, memory, update, rate):
    """Duchi, Hazan and Singer (2011)."""
    memory["G"] = memory["G"] + g**2
    return w - rate * g / (sqrt(memory["G"]) + Real(o.get("epsilon", "1e-10")))


def rmsprop(o, w, g, memory, update, rate):
    """Tieleman and Hinton (2012); centered: Graves (2013), section 4."""
    rho, epsilon = Real(o.get("rho", "0.99")), Real(o.get("epsilon", "1e-8"))
    memory["v"] = variance = rho * memory["v"] + (1 - rho) * g**2
    if o.get("centered"):
        memory["gbar"] = rho * memory["gbar"] + (1 - rho) * g
        variance = variance - memory["gbar"] ** 2
    inside = o.get("form") == "epsilon_inside"
    return w - rate * g / (sqrt(variance + epsilon) if inside else sqrt(variance) + epsilon)


def take_moments(o, g, memory):
    beta1, beta2 = Real(o.get("beta1", "0.9")), Real(o.get("beta2", "0.999"))
    memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
    memory["v"] = beta2 * memory["v"] + (1 - beta2) * g**2
    return beta1, beta2, Real(o.get("epsilon", "1e-8"))


def adam(o, w, g, memory, update, rate):
    """Kingma and Ba (2015), algorithm 1; epsilon_hat: the form before section 2.1."""
    beta1, beta2, epsilon = take_moments(o, g, memory)
    if o.get("form") == "epsilon_hat":
        rate = rate * sqrt(1 - beta2**update) / (1 - beta1**update)
        return w - rate * memory["m"] / (sqrt(memory["v"]) + epsilon)
    memory["mhat"], memory["vhat"] = memory["m"] / (1 - beta1**update), memory["v"] / (1 - beta2**update)
    return w - rate * memory["mhat"] / (sqrt(memory["vhat"]) + epsilon)


def adamw(o, w, g, memory, update, rate):
    """Loshchilov and Hutter (2019), with the decay times the rate as in PyTorch."""
    return adam(o, w, g, memory, update, rate) - rate * Real(o.get("weight_decay", "0.01")) * w


def adamax(o, w, g, memory, update, rate):
    """Kingma and Ba (2015), algorithm 2, with PyTorch's epsilon."""
    beta1, beta2, epsilon = (Real(o.get(key, default)) for key, default in
                             (("beta1", "0.9"), ("beta2", "0.999"), ("epsilon", "1e-8")))
    memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
    memory["uinf"] = max(beta2 * memory["uinf"], abs(g) + epsilon)
    return w - rate / (1 - beta1**update) * memory["m"] / memory["uinf"]


def nadam_momenta(o, update, product):
    """Dozat (2016) as PyTorch 2 has it: mu of this update and of the next, and the product up to this one."""
    beta1, psi = Real(o.get("beta1", "0.9")), Real(o.get("momentum_decay", "0.004"))
    now, later = (beta1 * (1 - HALF * Real("0.96") ** (psi * u)) for u in (update, update + 1))
    return {"mu": now, "munext": later, "muprod": product * now}


def nadam(o, w, g, memory, update, rate):
    _, beta2, epsilon = take_moments(o, g, memory)
    memory["vhat"] = memory["v"] / (1 - beta2**update)
    mu, later, product = memory["mu"], memory["munext"], memory["muprod"]
    m = later * memory["m"] / (1 - product * later) + (1 - mu) * g / (1 - product)
    return w - rate * m / (sqrt(memory["vhat"]) + epsilon)


# Each with what it remembers from update to update.
OPTIMIZERS = {"sgd": (sgd, ()), "momentum": (momentum, ("v",)), "nesterov": (nesterov, ("v",)),
              "adagrad": (adagrad, ("G",)), "rmsprop": (rmsprop, ("gbar", "v")), "adam": (adam, ("m", "v")),
              "adamw": (adamw, ("m", "v")), "adamax": (adamax, ("m", "uinf")), "nadam": (nadam, ("m", "v"))}


def scheduled(schedule, rate, update):
    before = update - 1
    if schedule["kind"] == "step":
        return rate * Real(str(schedule.get("gamma", "0.1"))) ** (before // schedule["every"])
    if schedule["kind"] == "exponential":
        return rate * Real(str(schedule["gamma"])) ** before
    return rate / (1 + Real(str(schedule["decay"])) * before)


# ---- random numbers: SplitMix64 (Steele, Lea and Flood, 2014), and what is made of them ----


def word(seed, place):
    z = (seed + (place + 1) * 0x9E3779B97F4A7C15) % 2**64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
    return z ^ z >> 31


def fraction(seed, place):
    return Fraction(word(seed, place) >> 11, 2**53)


def mask_of(dropout, update, sample, units):
    """1 keeps a unit, 0 drops it; update and sample are their numbers in ids."""
    if "mask" in dropout:
        return dropout["mask"][sample - 1 if len(dropout["mask"]) > 1 else 0]
    seed = word(word(dropout["seed"], update), sample - 1)
    return [int(fraction(seed, k) >= Fraction(str(dropout["rate"]))) for k in range(units)]


def normals(seed, count):
    """Marsaglia and Bray (1964): points in the unit circle give two normal numbers each."""
    found, place = [], 0
    while len(found) < count:
        x, y = 2 * fraction(seed, place) - 1, 2 * fraction(seed, place + 1) - 1
        place += 2
        if 0 < x**2 + y**2 < 1:
            s = Real(x**2 + y**2)
            found += [v * sqrt(-2 * log(s) / s) for v in (Real(x), Real(y))]
    return found[:count]


def rounded(x, places):
    """As text, ties away from zero."""
    n = int(abs(x.nearest()) * 10**places + Fraction(1, 2))
    return str(Fraction(n if x.sign() > 0 else -n, 10**places))


def initial_weights(spec, units, inputs):
    kind, count, seed = spec["kind"], units * inputs, spec.get("seed", 0)
    if kind in ("zeros", "ones", "constant"):
        values = [{"zeros": "0", "ones": "1"}.get(kind) or str(spec["value"])] * count
    else:
        fan = inputs + (units if kind.startswith("glorot") else 0)  # Glorot and Bengio (2010), He et al. (2015)
        if kind.endswith("uniform"):
            limit = sqrt(Real(Fraction(6, fan)))
            low, high = ((Real(str(spec.get("low", "-0.05"))), Real(str(spec.get("high", "0.05"))))
                         if kind == "uniform" else (-limit, limit))
            numbers = [low + (high - low) * Real(fraction(seed, place)) for place in range(count)]
        else:
            mean, sd = ((real(str(spec.get("mean", "0"))), real(str(spec.get("sd", "0.05"))))
                        if kind == "normal" else (Real(0), sqrt(Real(Fraction(2, fan)))))
            numbers = [mean + sd * x for x in normals(seed, count)]
        values = [rounded(x, spec.get("decimals", 6)) for x in numbers]
    return [values[k * inputs:(k + 1) * inputs] for k in range(units)]
