"""Worked examples of formulas against values found another way.

Each example is written here once more, by hand and not from its formulas, as steps in Python's decimal arithmetic.
Every value of the trace must be that of its step, and every derivative a central difference: a total derivative
moves the quantity and looks at the objective, a partial one looks at the step alone.

Usage: formulas_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import re
import sys
from decimal import Decimal, getcontext

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

getcontext().prec = 60
STEP = Decimal("1e-15")       # the difference quotient is wrong by about STEP^2
TOLERANCE = Decimal("1e-14")  # relative; what the trace's `value`, a double, may be off by


def sigmoid(z):
    return 1 / (1 + (-z).exp())


def tanh(z):
    return 1 - 2 / ((2 * z).exp() + 1)


def half_squares(targets, outputs):
    return sum((t - y) ** 2 for t, y in zip(targets, outputs)) / 2


def times(a, b):
    """The product of two matrices."""
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def flat(rows):
    return [number for row in rows for number in row]


# Steps in order: a name and its value, from the quantities before it.
EXAMPLES = {
    "circuit": [("q", lambda g: g["x"] + g["y"]), ("f", lambda g: g["q"] * g["z"])],
    "sigmoid_neuron": [
        ("z", lambda g: sum(w * x for w, x in zip(g["w"], g["x"])) + g["w"][2]),
        ("f", lambda g: sigmoid(g["z"])),
    ],
    "recurrent_cell": [
        ("z1", lambda g: g["w"] * g["x"][0] + g["v"] * g["h0"] + g["b"]),
        ("h1", lambda g: tanh(g["z1"])),
        ("z2", lambda g: g["w"] * g["x"][1] + g["v"] * g["h1"] + g["b"]),
        ("h2", lambda g: tanh(g["z2"])),
        ("E", lambda g: (g["t"] - g["h2"]) ** 2 / 2),
    ],
    "residual": [
        ("a", lambda g: [max(Decimal(0), x) for x in g["x"]]),
        ("r", lambda g: [sum(w * a for w, a in zip(row, g["a"])) for row in g["W"]]),
        ("y", lambda g: [x + r for x, r in zip(g["x"], g["r"])]),
        ("E", lambda g: half_squares(g["t"], g["y"])),
    ],
    "batch_normalisation": [
        ("mu", lambda g: sum(g["x"]) / 4),
        ("var", lambda g: sum((x - g["mu"]) ** 2 for x in g["x"]) / 4),
        ("xhat", lambda g: [(x - g["mu"]) / (g["var"] + g["epsilon"]).sqrt() for x in g["x"]]),
        ("y", lambda g: [g["gamma"] * x + g["beta"] for x in g["xhat"]]),
        ("E", lambda g: half_squares(g["t"], g["y"])),
    ],
    "attention_head": [
        ("Q", lambda g: times(g["x"], g["Wq"])),
        ("K", lambda g: times(g["x"], g["Wk"])),
        ("V", lambda g: times(g["x"], g["Wv"])),
        ("s", lambda g: [[s / Decimal(2).sqrt() for s in row] for row in times(g["Q"], list(zip(*g["K"])))]),
        ("e", lambda g: [[s.exp() for s in row] for row in g["s"]]),
        ("c", lambda g: [sum(row) for row in g["e"]]),
        ("a", lambda g: [[e / c for e in row] for row, c in zip(g["e"], g["c"])]),
        ("y", lambda g: times(g["a"], g["V"])),
        ("E", lambda g: half_squares(flat(g["t"]), flat(g["y"]))),
    ],
    "exam_matrix_product": [("z", lambda g: times([g["x"]], g["w"])[0]), ("f", lambda g: sum(g["z"]))],
    "exam_sigmoid_6": [
        ("z", lambda g: sum(h * w for h, w in zip(g["h"], g["w"]))),
        ("a", lambda g: sigmoid(g["z"])),
    ],
    "exam_neg_log": [("E", lambda g: -g["p"].ln())],
}


def decimals(value):
    return [decimals(element) for element in value] if isinstance(value, list) else Decimal(str(value))


def element(value, indices):
    for index in indices:
        value = value[index - 1]
    return value


def moved(value, indices, by):
    """`value` with one element changed."""
    if not indices:
        return value + by
    return [moved(v, indices[1:], by) if i + 1 == indices[0] else v for i, v in enumerate(value)]


def indices_of(value):
    if not isinstance(value, list):
        return [()]
    return [(i + 1,) + rest for i, v in enumerate(value) for rest in indices_of(v)]


def evaluate(steps, given, name=None, indices=(), by=0):
    """All quantities, those after `name` with it moved."""
    known = dict(given)
    if name in known:
        known[name] = moved(known[name], indices, by)
    for step, rule in steps:
        known[step] = rule(known)
        if step == name:
            known[step] = moved(known[step], indices, by)
    return known


def total(steps, given, objective, name, indices):
    high, low = (evaluate(steps, given, name, indices, by)[objective] for by in (STEP, -STEP))
    return (high - low) / (2 * STEP)


def partial(steps, known, top, top_indices, name, indices):
    rule = dict(steps)[top]
    high, low = (element(rule(dict(known, **{name: moved(known[name], indices, by)})), top_indices)
                 for by in (STEP, -STEP))
    return (high - low) / (2 * STEP)


QUANTITY = r"(\w+?)(?:\[([0-9,]+)\])?"
DERIVATIVE = re.compile("(local\\.)?d%s/d%s" % (QUANTITY, QUANTITY))


def parse_indices(text):
    return tuple(int(index) for index in text.split(",")) if text else ()


def expected(steps, given, known, objective, identity):
    derivative = DERIVATIVE.fullmatch(identity)
    if not derivative:
        name, indices = re.fullmatch(QUANTITY, identity).groups()
        return element(known[name], parse_indices(indices))
    local, top, top_indices, bottom, bottom_indices = derivative.groups()
    if top == objective and not local:
        return total(steps, given, objective, bottom, parse_indices(bottom_indices))
    return partial(steps, known, top, parse_indices(top_indices), bottom, parse_indices(bottom_indices))


def differs(value, true):
    return abs(Decimal(value) - true) > TOLERANCE * max(abs(true), Decimal("1e-6"))


def check_example(tap, handgrad, root, name, steps):
    with open(os.path.join(root, "worked_examples", name + ".json"), encoding="utf-8") as file:
        problem = json.load(file)
    status, out, err = run([handgrad, "trace", name, "--format", "json"])
    if not tap.check(name + " is traced", status == 0, err):
        return
    given = {key: decimals(value) for key, value in problem["given"].items()}
    known = evaluate(steps, given)
    objective = problem["objective"]
    trace = {step["id"]: step["value"] for step in json.loads(out)["steps"]}
    wrong = ["%s is %r, expected %.18g" % (identity, value, true) for identity, value in trace.items()
             for true in [expected(steps, given, known, objective, identity)] if differs(value, true)]
    tap.check(name + ": every value and derivative", not wrong, "\n".join(wrong))
    missing = [key for key in known for indices in indices_of(known[key])
               if (key + ("[%s]" % ",".join(map(str, indices)) if indices else "")) not in trace]
    tap.check(name + ": every quantity is there", not missing, ", ".join(missing))
    wanted = ["d%s/d%s%s" % (objective, key, "[%s]" % ",".join(map(str, indices)) if indices else "")
              for key in problem.get("wrt", problem["given"]) for indices in indices_of(known[key])]
    tap.check(name + ": every derivative asked for is there", set(wanted) <= set(trace),
              ", ".join(sorted(set(wanted) - set(trace))))


def main():
    handgrad, root = sys.argv[1:3]
    tap = Tap()
    for name, steps in EXAMPLES.items():
        check_example(tap, handgrad, root, name, steps)
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()
