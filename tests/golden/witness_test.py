"""A second handgrad, written from the literature: every step of some hundred problems, digit by digit.

witness/definitions.py has each activation, loss and optimizer as it was published, witness/network.py the order of
work, witness/reals.py fractions and decimals of 60 digits. Each problem is traced and compared: the same ids and roles;
`value` the nearest double; `shown` and `exact` as docs/trace-format.md says. Each substitution, read as arithmetic
again, gives the value of its step; and by working precision it gives, rounded, what the step shows.

Usage: witness_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import random
import re
import sys
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]
from tap import Tap, run  # noqa: E402
from witness import reals  # noqa: E402
from witness.network import expected  # noqa: E402
from witness.reals import Real  # noqa: E402

TINY = Fraction(1, 10**45)  # what a decimal of 60 digits cannot tell from 0, for numbers of ordinary size
DIGITS = 6

# ---- how a number is shown ----


def exponent(value):
    """The power of ten of the leading digit."""
    e = len(str(abs(value.numerator))) - len(str(value.denominator))
    return e if Fraction(10) ** e <= abs(value) else e - 1


def units_at(value, place):
    """How many units of 10^place, halves away from zero."""
    return int(abs(value) / Fraction(10) ** place + Fraction(1, 2))


def laid_out(value, place, digits, strip):
    n = units_at(value, place)
    while strip and n % 10 == 0:
        n, place = n // 10, place + 1
    text, sign = str(n), "-" if value < 0 else ""
    e = len(text) - 1 + place
    if e < -4 or e >= max(6, digits):
        return f"{sign}{text[0]}{'.' if text[1:] else ''}{text[1:]}e{e}"
    if place >= 0:
        return sign + text + "0" * place
    text = text.rjust(1 - place, "0")
    return f"{sign}{text[:place]}.{text[place:]}"


def shown(number, digits, old=None):
    """(text, exact); `old` is what an update changes: the third digit of the change is to be seen."""
    value = number.nearest()
    if value == 0:
        return "0", True
    place = exponent(value) - digits + 1
    if units_at(value, place) == 10**digits:
        place += 1
    if old is not None and old.nearest() != value:
        place = min(place, exponent(value - old.nearest()) - 2)
    exact = number.fraction is not None and units_at(value, place) * Fraction(10) ** place == abs(value)
    return laid_out(value, place, digits, exact), exact


# ---- one trace ----


def traced(handgrad, problem, *options):
    status, out, err = run([handgrad, "trace", "-", "--format", "ndjson", *options], json.dumps(problem))
    return [json.loads(line) for line in out.splitlines()[1:]] if status == 0 else [], err


def difference(step, role, number, old):
    """What is wrong with a step that should have this value, or None."""
    value = number.nearest()
    if role != step["role"]:
        return f"role {step['role']}, not {role}"
    if number.fraction is None and abs(value) < TINY:  # 0 by an identity: both may or may not see it
        return None if step["shown"] == "0" else f"shows {step['shown']}, not 0"
    if float(value) != step["value"]:
        return f"value {step['value']!r}, not {float(value)!r}"
    if number.fraction is None and step["exact"]:  # handgrad saw that it is a fraction
        return None if abs(Fraction(step["shown"]) - value) < TINY else f"exactly {step['shown']}, not {number.decimal}"
    text, exact = shown(number, DIGITS, old)
    if (text, exact) != (step["shown"], step["exact"]):
        return f"shows {step['shown']} (exact: {step['exact']}), not {text} ({exact})"
    return None


def compare(handgrad, problem):
    want, before = expected(problem), {}
    steps, err = traced(handgrad, problem, "--digits", str(DIGITS))
    wrong = [err] if err else []
    for step in steps:
        if step["id"] not in want:
            wrong.append(f"{step['id']}: not expected")
            continue
        role, number = want.pop(step["id"])
        old = before.get(step["id"][step["id"].index(".") + 1:]) if role == "update" else None
        fault = difference(step, role, number, old)
        if fault:
            wrong.append(f"{step['id']}: {fault}")
        if role in ("parameter", "update"):
            before[step["id"][step["id"].index(".") + 1:]] = number
    return wrong + [f"{id}: missing" for id in want]


# ---- substitutions ----

NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")
FUNCTIONS = {"R": Real, "exp": reals.exp, "log": reals.log, "sqrt": reals.sqrt, "tanh": reals.tanh, "erf": reals.erf,
             "abs": abs, "max": max, "min": min, "where": lambda condition, a, b: a if condition else b}


def read(substitution):
    text = NUMBER.sub(lambda match: f'R("{match.group()}")', substitution).replace("^", "**")
    return eval(text, {**FUNCTIONS, "pi": reals.pi()})


def substitutions(handgrad, problem):
    """With 40 digits: what they lack may be multiplied by cancellation, so that 25 must agree."""
    wrong, values = [], {}
    for step in traced(handgrad, problem, "--digits", "40")[0]:
        value = values[step["id"]] = Fraction(step["shown"])
        if "substitution" in step:
            largest = max([abs(value)] + [abs(values[id]) for id in step["operands"]])
            if abs(read(step["substitution"]).nearest() - value) > largest / 10**25:
                wrong.append(f"{step['id']}: {step['substitution']} is not {step['shown']}")
    return wrong


def rounded(value, mode):
    """`value` by "sf:4", "dp:3:half-even", "sf:4:truncate"."""
    kind, places, how = (mode + ":half-up").split(":")[:3]
    if value == 0:
        return value
    unit = Fraction(10) ** (-int(places) if kind == "dp" else exponent(value) - int(places) + 1)
    whole, rest = divmod(abs(value) / unit, 1)
    half = Fraction(1, 2)
    up = {"half-up": rest >= half, "half-even": rest > half or (rest == half and whole % 2), "truncate": False}[how]
    return (whole + bool(up)) * unit * (1 if value > 0 else -1)


def by_hand(handgrad, problem, mode):
    wrong, want = [], expected(problem)
    for step in traced(handgrad, problem, "--working", mode, "--digits", "30")[0]:
        true = want[step["id"]][1].nearest()
        if abs(Fraction(step["true"]) - true) > abs(true) / 10**28:
            wrong.append(f"{step['id']}: true {step['true']}, not {float(true)}")
        distance = Fraction(step["shown"]) - true
        if abs(Fraction(step["distance"]) - distance) > max(TINY, abs(distance) * Fraction("0.051")):
            wrong.append(f"{step['id']}: distance {step['distance']}, not {float(distance)}")
        if "substitution" in step and rounded(read(step["substitution"]).nearest(), mode) != Fraction(step["shown"]):
            wrong.append(f"{step['id']}: {step['substitution']} rounded ({mode}) is not {step['shown']}")
    return wrong


# ---- problems ----

RANDOM = random.Random(20)


def numbers(*shape):
    if not shape:
        return round(RANDOM.uniform(-1.2, 1.2), RANDOM.choice((1, 2, 3)))
    return [numbers(*shape[1:]) for _ in range(shape[0])]


def dense(units, inputs, activation="linear", **more):
    return {"weights": numbers(units, inputs), "biases": numbers(units), "activation": activation, **more}


def problem_of(layers, loss=None, samples=2, **more):
    outputs = len(layers[-1]["weights"])
    targets = {"targets": numbers(samples, outputs), "loss": loss} if loss else {}
    return {"inputs": numbers(samples, len(layers[0]["weights"][0])), "layers": layers, **targets,
            "optimizer": {"kind": "sgd", "learning_rate": 0.1}, "updates": 1, **more}


def activations():
    squared = {"kind": "squared_error"}
    points = [[x] for x in (0, 2.5, -2.5, 1, -1, 0.3, -0.7, 5, -5, 1e-9, -1e-9, 2.4999999, -2.5000001)]
    far = [[x] for x in (12, -12, 20, -20)]  # where 1 + erf and 1 - tanh^2 leave few of 60 digits
    for kind in ("linear", "sigmoid", "tanh", "relu", "hard_sigmoid", "selu", "softsign", "silu", "gelu", "gelu_tanh",
                 "softplus", {"kind": "softplus", "beta": 2.5}, "leaky_relu", {"kind": "leaky_relu", "alpha": 0.2},
                 "elu", {"kind": "elu", "alpha": 0.7}):
        layer = {"weights": [[1]], "biases": [0], "activation": kind}
        inputs = points + (far if kind not in ("gelu", "gelu_tanh", "tanh") else [])
        yield f"{kind}", problem_of([layer], squared, inputs=inputs, targets=[[0.25]] * len(inputs))
    for kind in ("softmax", "log_softmax"):
        yield kind, problem_of([dense(3, 2, kind)], squared, wrt_inputs=True)


def losses():
    rows = {"hinge": [[1, -1], [-1, 1]], "kl_divergence": [[0.25, 0.75], [1, 0]],
            "binary_cross_entropy": [[1, 0], [0.25, 0.5]], "categorical_cross_entropy": [1, 0]}
    last = {"kl_divergence": "softmax", "categorical_cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}
    scales = ("sum", "half", "mean", "half_mean")
    logarithmic = [{}, {"log_base": 2}, {"log_base": 10}, {"log_add": 0.001}, {"clip": 0.3}, {"label_smoothing": 0.1},
                   {"from_logits": True}, {"from_logits": True, "log_base": 10, "label_smoothing": 0.2}]
    for kind in ("squared_error", "absolute_error", "huber", "hinge", "kl_divergence", "binary_cross_entropy",
                 "categorical_cross_entropy"):
        variants = logarithmic if "entropy" in kind else [{}, {"delta": 0.4}] if kind == "huber" else [{}, {}]
        for turn, variant in enumerate(variants):
            loss = {"kind": kind, "scale": scales[turn % 4], "batch": ("mean", "sum")[turn % 2], **variant}
            activation = "linear" if "from_logits" in variant else last.get(kind, "linear")
            layers = [dense(2, 2, "tanh"), dense(2, 2, activation)]
            yield json.dumps(loss), problem_of(layers, loss, **({"targets": rows[kind]} if kind in rows else {}))
    kinks = [("absolute_error", 0.5, 0.5), ("hinge", 1, 1), ("hinge", -1, -1), ("huber", 2, 1), ("huber", 1, 2)]
    for kind, x, t in kinks:
        layer = {"weights": [[1]], "biases": [0]}
        yield f"{kind} at its kink", problem_of([layer], {"kind": kind}, inputs=[[x]], targets=[[t]])


def optimizers():
    forms = [{"kind": "sgd"}, {"kind": "momentum"}, {"kind": "momentum", "form": "classical", "momentum": 0.8},
             {"kind": "momentum", "form": "averaging"}, {"kind": "nesterov"}, {"kind": "nesterov", "form": "lookahead"},
             {"kind": "adagrad", "epsilon": 0.01}, {"kind": "rmsprop"},
             {"kind": "rmsprop", "centered": True, "rho": 0.8},
             {"kind": "rmsprop", "form": "epsilon_inside", "epsilon": 0.001},
             {"kind": "rmsprop", "form": "epsilon_inside", "centered": True}, {"kind": "adam"},
             {"kind": "adam", "form": "epsilon_hat", "epsilon": 0.0001}, {"kind": "adamw"},
             {"kind": "adamw", "form": "epsilon_hat", "weight_decay": 0.2}, {"kind": "adamax", "epsilon": 0.1},
             {"kind": "nadam"}, {"kind": "nadam", "momentum_decay": 0.3, "beta1": 0.8}]
    schedules = [{"kind": "step", "every": 2, "gamma": 0.5}, {"kind": "exponential", "gamma": 0.9},
                 {"kind": "time", "decay": 0.3}]
    states = {"momentum": {"v": 0.25}, "nesterov": {"v": -0.5}, "adagrad": {"G": 0.25}, "rmsprop": {"v": 0.5},
              "adam": {"m": 0.1, "v": 0.2}, "adamw": {"m": 0.1, "v": 0.3}, "adamax": {"m": 0.1, "uinf": 2},
              "nadam": {"m": 0.1, "v": 0.2, "muprod": 0.4}}
    squared = {"kind": "squared_error"}
    for turn, form in enumerate(forms):
        more = [{"batch_size": 1}, {"batch_size": 2}, {"batches": [[3, 1], [2]]}][turn % 3]
        plain = {**form, "learning_rate": 0.1}
        yield json.dumps(form), problem_of([dense(2, 2)], squared, 3, optimizer=plain, updates=3, **more)
        kept = {**states.get(form["kind"], {}), **({"gbar": 0.2} if form.get("centered") else {})}
        decayed = {**plain, "weight_decay": 0.15, "schedule": schedules[turn % 3],
                   "state": {**kept, "updates": turn % 4}}
        yield json.dumps(decayed), problem_of([dense(1, 2, "softsign")], squared, optimizer=decayed, updates=2,
                                              forward_after=True)


def structures():
    loss = {"kind": "squared_error", "scale": "half"}
    for convention in ("plain", "half", "half_over_m"):
        for biases in (False, True):
            penalty = {"l1": 0.03, "l2": 0.04, "convention": convention, "biases": biases}
            layers = [dense(2, 2, "relu", l2=0.7), dense(1, 2, l1=0)]
            yield f"penalty {penalty}", problem_of(layers, loss, 3, penalty=penalty)
    layers = [dense(3, 2, "tanh", biases=[0.3], shared_bias=True), dense(1, 3)]
    yield "shared bias", problem_of(layers, loss, updates=2)
    layers = [dense(2, 2, "silu", train_weights=False), dense(2, 2, train_biases=False)]
    yield "frozen weights", problem_of(layers, loss)
    yield "frozen first layer", problem_of(
        [dense(2, 2, "tanh", train_weights=False, train_biases=False), dense(2, 2)], loss, wrt_inputs=False)
    yield "gradients of inputs", problem_of([dense(2, 2, "tanh"), dense(2, 2, "softmax")], loss, wrt_inputs=True)
    yield "weights by giving unit", problem_of([dense(2, 2, "softplus"), dense(2, 2)], loss, weights_layout="in_out")
    for objective in ("sum", "a2[2]"):
        layers = [dense(2, 2, "elu"), dense(2, 2, "sigmoid")]
        yield f"objective {objective}", problem_of(layers, objective=objective, updates=2)
    for dropout in ({"rate": 0.4, "seed": 7}, {"rate": 0.25, "seed": 2**53}, {"rate": 0.5, "mask": [[1, 0, 1, 1]]}):
        layers = [dense(4, 2, "tanh", dropout=dropout), dense(2, 4)]
        yield f"dropout {dropout}", problem_of(layers, loss, updates=2, batch_size=1)
    for kind in ("zeros", "ones", "uniform", "normal", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal"):
        seeded = {} if kind in ("zeros", "ones") else {"seed": 123456789, "decimals": 12}
        layer = {"units": 5, "initializer": {"kind": kind, **seeded}, "biases": numbers(5)}
        yield f"initializer {kind}", {"inputs": numbers(1, 3), "layers": [layer]}


def main(handgrad):
    tap, modes = Tap(), ("sf:4", "dp:3", "sf:3:half-even", "dp:4:half-even", "sf:4:truncate", "dp:5:truncate")
    problems = [problem for group in (activations, losses, optimizers, structures) for problem in group()]
    for turn, (name, problem) in enumerate(problems):
        wrong = compare(handgrad, problem)
        tap.check(name, not wrong, "\n".join(wrong))
        if turn % 3 == 0:
            wrong = substitutions(handgrad, problem)
            tap.check(f"{name}: substitutions", not wrong, "\n".join(wrong))
        if turn % 3 == 1:
            wrong = by_hand(handgrad, problem, modes[turn // 3 % len(modes)])
            tap.check(f"{name}: by hand", not wrong, "\n".join(wrong))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
