"""Ten thousand updates: the 2-2-2 example trained on and on, its last parameters against a second calculation.

handgrad writes the first and the last update only (--updates 1,last), certified, to 9 digits. The second calculation is
below, in Python's decimal numbers with 40 digits: what it rounds is far below the digits compared.

Usage: long_run_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import sys
from decimal import Decimal, getcontext

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

UPDATES, DIGITS = 10000, 9


def sigmoid(z):
    return 1 / (1 + (-z).exp())


def train(problem, updates):
    """Parameters after so many updates, by id without the update: plain gradient descent, half the squared error."""
    x = [Decimal(str(value)) for value in problem["inputs"][0]]
    t = [Decimal(str(value)) for value in problem["targets"][0]]
    w1, w2 = ([[Decimal(str(w)) for w in row] for row in layer["weights"]] for layer in problem["layers"])
    b1, b2 = ([Decimal(str(b)) for b in layer["biases"]] for layer in problem["layers"])
    rate = Decimal(str(problem["optimizer"]["learning_rate"]))
    for _ in range(updates):
        a1 = [sigmoid(sum(w * v for w, v in zip(row, x)) + b) for row, b in zip(w1, b1)]
        a2 = [sigmoid(sum(w * v for w, v in zip(row, a1)) + b) for row, b in zip(w2, b2)]
        e2 = [(a - y) * a * (1 - a) for a, y in zip(a2, t)]
        e1 = [sum(e * row[i] for e, row in zip(e2, w2)) * a1[i] * (1 - a1[i]) for i in range(len(a1))]
        for weights, biases, errors, inputs in ((w1, b1, e1, x), (w2, b2, e2, a1)):
            for k, error in enumerate(errors):
                biases[k] -= rate * error
                weights[k] = [w - rate * error * v for w, v in zip(weights[k], inputs)]
    parameters = {}
    for number, (weights, biases) in enumerate(((w1, b1), (w2, b2)), 1):
        for k, row in enumerate(weights, 1):
            parameters["b%d[%d]" % (number, k)] = biases[k - 1]
            parameters.update({"w%d[%d,%d]" % (number, k, i): w for i, w in enumerate(row, 1)})
    return parameters


def agrees(shown, value):
    """Does the text have all of its digits right?"""
    written = Decimal(shown)
    return abs(written - value) <= Decimal(5).scaleb(written.as_tuple().exponent - 1)


def main(handgrad, root):
    tap = Tap()
    getcontext().prec = 40
    with open(os.path.join(root, "worked_examples", "two_two_two.json"), encoding="utf-8") as file:
        problem = json.load(file)
    problem.update({"updates": UPDATES, "forward_after": False})
    status, out, err = run([handgrad, "trace", "-", "--updates", "1,last", "--digits", str(DIGITS), "--format",
                            "ndjson"], json.dumps(problem))
    tap.check("10,000 updates are traced", status == 0 and not err, err)
    steps = {step["id"]: step for step in map(json.loads, out.splitlines()[1:])}
    updates = {id.split(".")[0] for id in steps if id[0] == "u"}
    tap.check("only the first and the last are written",
              updates == {"u1", "u2", "u%d" % UPDATES, "u%d" % (UPDATES + 1)}, str(sorted(updates)))
    for id, value in train(problem, UPDATES).items():
        shown = steps["u%d.%s" % (UPDATES + 1, id)]["shown"]
        digits = len(shown.lstrip("-0.").replace(".", ""))
        tap.check("%s after %d updates: %s" % (id, UPDATES, shown), digits >= DIGITS and agrees(shown, value), str(value))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
