"""Worked examples against values that were computed by other programs.

First the homework problems: every true value in the oracle file beside the checkout (skipped where there
is none) must be in the trace, to all its 20 digits, and `value` must be the nearest double. Then the
2-2-2 example: its well-known results, and a forward and backward pass in Python's decimal arithmetic.

Usage: oracle_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import re
import sys
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

ORACLE = os.path.join("..", "shared", "seeds", "oracle.json")

# Problem of the oracle: its worked example.
EXAMPLES = {"000-manual": "blobs_forward", "002-Q1a": "two_three_one", "002-Q1b": "two_three_one_mixed",
            "003-P2": "exam_bce", "003-P3": "exam_softmax"}

LN2 = Context(prec=60).ln(Decimal(2))
HALF_UP_20 = Context(prec=20, rounding=ROUND_HALF_UP)
HALF_UP_15 = Context(prec=15, rounding=ROUND_HALF_UP)


# ---- where a quantity of the oracle stands in the trace ----
#
# A place is an id, or a Sum of terms over ids for what the trace does not write itself (y - y_hat, a loss
# in another base). `variant` changes the problem first: an epsilon in the loss, other inputs.


class Sum:
    """factor * sum of coefficient * id, plus constant."""

    def __init__(self, terms, factor=Decimal(1), constant=0):
        self.terms, self.factor, self.constant = terms, factor, constant


class Place:
    def __init__(self, where, **variant):
        self.where = where
        self.variant = variant


def homework_parameter(name):
    """w1..w6 go to the three hidden units in pairs, w7..w9 to the output; b1..b3, b4."""
    kind, number = name[0], int(name[1:])
    if kind == "w":
        return "w1[%d,%d]" % ((number + 1) // 2, 2 - number % 2) if number <= 6 else "w2[1,%d]" % (number - 6)
    return "b1[%d]" % number if number <= 3 else "b2[1]"


def homework_unit(name):
    """z1..z3 and a1..a3 are the hidden units', z4 and a4 the output's."""
    kind, number = name[0], int(name[1:])
    return "%s1[%d]" % (kind, number) if number <= 3 else "%s2[1]" % kind


def homework_quantity(name):
    return homework_parameter(name) if name[0] in "wb" else homework_unit(name)


HOMEWORK = [
    (r"([za]\d)(?: \(.*\))?", lambda q: "u1.s1." + homework_unit(q)),
    (r"error y-y_hat", lambda: Sum([(-1, "u1.s1.a2[1]"), (1, "s1.t[1]")])),
    (r"E = 1/2 \(y-y_hat\)\^2", lambda: "u1.s1.E"),
    (r"(?:delta\d = )?dE/d([za]\d)", lambda q: "u1.s1.dE/d" + homework_unit(q)),
    (r"d([za]\d)/d([zawb]\d)", lambda y, x: "u1.s1.d%s/d%s" % (homework_unit(y), homework_quantity(x))),
    (r"dE/d([wb]\d)", lambda q: "u1.dE/d" + homework_parameter(q)),
    (r"([wb]\d)_new", lambda q: "u2." + homework_parameter(q)),
    (r"y_hat after the update", lambda: "u2.s1.a2[1]"),
    (r"E after the update", lambda: "u2.E"),
]

# Matrices of the exam have a row for each sample (Z, H, yhat) or, W, for each unit that the signal comes
# from: our indices of a weight are the other way round.
EXAM_BINARY = [
    (r"Z([12])\[(\d)\]\[(\d)\]", lambda l, s, k: "u1.s%s.z%s[%s]" % (s, l, k)),
    (r"H1\[(\d)\]\[(\d)\]", lambda s, k: "u1.s%s.a1[%s]" % (s, k)),
    (r"yhat\[(\d)\]\[1\]", lambda s: "u1.s%s.a2[1]" % s),
    (r"loss \(eps=1e-10 as coded\)\[(\d)\]\[1\]",
     lambda s: Place("u1.s%s.E" % s, loss={"log_add": 1e-10})),
    (r"loss \(no eps\)\[(\d)\]\[1\]", lambda s: "u1.s%s.E" % s),
    (r"mean loss \(no eps\)", lambda: "u1.E"),
    (r"dL/dZ2 = yhat-y\[(\d)\]\[1\]", lambda s: "u1.s%s.dE/dz2[1]" % s),
    (r"dL/dZ1 \(correct\)\[(\d)\]\[(\d)\]", lambda s, k: "u1.s%s.dE/dz1[%s]" % (s, k)),
    (r"dL/dW1 sample (\d) \[(\d)\]\[(\d)\]", lambda s, i, k: "u1.s%s.dE/dw1[%s,%s]" % (s, k, i)),
    (r"dL/dW([12]) mean ?\[(\d)\]\[(\d)\]", lambda l, i, k: "u1.dE/dw%s[%s,%s]" % (l, k, i)),
    (r"dL/dB mean \[(\d)\]", lambda k: "u1.dE/db1[%s]" % k),
    (r"dL/dC mean", lambda: "u1.dE/db2[1]"),
]

WHEN = {"before": "u1", "after": "u2"}
LAYER_OF = {"B": "1", "C": "2"}

EXAM_SOFTMAX = [
    (r"Z([12]) (before|after)\[(\d)\]\[(\d)\]", lambda l, u, s, k: "%s.s%s.z%s[%s]" % (WHEN[u], s, l, k)),
    (r"H1 (before|after)\[(\d)\]\[(\d)\]", lambda u, s, k: "%s.s%s.a1[%s]" % (WHEN[u], s, k)),
    (r"Yhat (before|after)\[(\d)\]\[(\d)\]", lambda u, s, k: "%s.s%s.a2[%s]" % (WHEN[u], s, k)),
    (r"Yhat-Y after\[(\d)\]\[(\d)\]",
     lambda s, k: Sum([(1, "u2.s%s.a2[%s]" % (s, k)), (-1, "s%s.t[%s]" % (s, k))])),
    (r"dL/dZ2 before = Yhat-Y\[(\d)\]\[(\d)\]", lambda s, k: "u1.s%s.dE/dz2[%s]" % (s, k)),
    (r"dL/dZ1 before\[(\d)\]\[(\d)\]", lambda s, k: "u1.s%s.dE/dz1[%s]" % (s, k)),
    (r"dL/dW([12])\[(\d)\]\[(\d)\]", lambda l, i, k: "u1.dE/dw%s[%s,%s]" % (l, k, i)),
    (r"dL/d([BC])\[1\]\[(\d)\]", lambda b, k: "u1.dE/db%s[%s]" % (LAYER_OF[b], k)),
    (r"W([12])_new\[(\d)\]\[(\d)\]", lambda l, i, k: "u2.w%s[%s,%s]" % (l, k, i)),
    (r"([BC])_new\[(\d)\]", lambda b, k: "u2.b%s[%s]" % (LAYER_OF[b], k)),
    (r"loss (before|after), mean, natural log", lambda u: WHEN[u] + ".E"),
    (r"loss (before|after), sum, natural log", lambda u: Sum([(6, WHEN[u] + ".E")])),
    (r"loss (before|after), sum, log2(?: \(correct gradient\))?",
     lambda u: Sum([(6, WHEN[u] + ".E")], factor=1 / LN2)),
    (r"loss (before|after), mean, log2(?: \(correct gradient\))?", lambda u: Sum([(1, WHEN[u] + ".E")], 1 / LN2)),
]

# With x = (1, 0) all three hidden units are off, and the output is the softmax of its biases.
FORWARD = [
    (r"z_hidden\[(\d)\]", lambda k: "u1.s1.z1[%s]" % k),
    (r"hidden\[(\d)\] = ReLU\(z\)", lambda k: "u1.s1.a1[%s]" % k),
    (r"output(\d) \(logit\)", lambda k: "u1.s1.z2[%s]" % k),
    (r"softmax\[(\d)\]", lambda k: "u1.s1.a2[%s]" % k),
    (r"softmax of the output biases \[(\d)\].*", lambda k: Place("u1.s1.a2[%s]" % k, inputs=[[1, 0]])),
]

PLACES = {"000-manual": FORWARD, "002-Q1a": HOMEWORK, "002-Q1b": HOMEWORK, "003-P2": EXAM_BINARY,
          "003-P3": EXAM_SOFTMAX}

# What a document computed by a wrong formula of its own is no value of the problem.
NOT_OF_THE_PROBLEM = re.compile(r"document's")


def place_of(problem_id, name):
    for pattern, place in PLACES[problem_id]:
        match = re.fullmatch(pattern, name)
        if match:
            found = place(*match.groups())
            return found if isinstance(found, Place) else Place(found)
    return None


# ---- traces ----


class Examples:
    """Steps of a worked example by id, with variants of the problem, each traced once."""

    def __init__(self, handgrad, root):
        self.handgrad, self.root, self.known = handgrad, root, {}

    def problem(self, example, variant):
        with open(os.path.join(self.root, "worked_examples", example + ".json"), encoding="utf-8") as file:
            problem = json.load(file)
        if problem.get("updates", 1):
            problem["forward_after"] = "targets" in problem
        for key, value in variant.items():
            problem[key] = dict(problem[key], **value) if isinstance(value, dict) else value
        return json.dumps(problem)

    def steps(self, example, digits, **variant):
        text = self.problem(example, variant)
        if (text, digits) not in self.known:
            command = [self.handgrad, "trace", "-", "--format", "json", "--digits", str(digits)]
            status, out, err = run(command, text)
            if status != 0:
                raise RuntimeError("%s: exit status %d: %s" % (example, status, err))
            self.known[text, digits] = {step["id"]: step for step in json.loads(out)["steps"]}
        return self.known[text, digits]


def disagreements(examples, example, place, exact, nearest):
    """What is wrong with one quantity: a list of sentences."""
    if isinstance(place.where, Sum):
        return derived_disagreements(examples, example, place, exact)
    wrong = []
    for digits, context in ((20, HALF_UP_20), (15, HALF_UP_15)):
        step = examples.steps(example, digits, **place.variant).get(place.where)
        if step is None:
            return ["no step %s" % place.where]
        # A new parameter may be shown with more digits than were asked for, never with wrong ones.
        if context.plus(Decimal(step["shown"])) != context.plus(exact):
            wrong.append("%s: shown %s at %d digits, the oracle has %s" % (place.where, step["shown"], digits, exact))
        if step["value"] != nearest:
            wrong.append("%s: value %r, the nearest double is %r" % (place.where, step["value"], nearest))
    return wrong


def derived_disagreements(examples, example, place, exact):
    steps = examples.steps(example, 40, **place.variant)
    missing = [step_id for _, step_id in place.where.terms if step_id not in steps]
    if missing:
        return ["no step %s" % step_id for step_id in missing]
    with localcontext(Context(prec=60)):
        value = sum(Decimal(c) * Decimal(steps[step_id]["shown"]) for c, step_id in place.where.terms)
        value = HALF_UP_20.plus(value * place.where.factor)
    return [] if value == exact else ["%s from %s, the oracle has %s" % (value, place.where.terms, exact)]


def homework(tap, examples, oracle):
    for problem in oracle["problems"]:
        if problem["id"] not in EXAMPLES:
            continue
        example, wrong, agreed = EXAMPLES[problem["id"]], [], 0
        for quantity in problem["quantities"]:
            if NOT_OF_THE_PROBLEM.search(quantity["name"]):
                continue
            place = place_of(problem["id"], quantity["name"])
            if place is None:
                wrong.append("the oracle's quantity %r has no place in the trace" % quantity["name"])
                continue
            exact = Decimal(quantity["exact"])
            found = disagreements(examples, example, place, exact, float(quantity["float64_nearest"]))
            wrong += ["%s: %s" % (quantity["name"], sentence) for sentence in found]
            agreed += not found
        tap.check("%s (%s): %d values agree to 20 digits" % (example, problem["id"], agreed), agreed and not wrong,
                  "\n".join(wrong))


# ---- the 2-2-2 example ----

KNOWN_LOSS = "0.298371109"
KNOWN_WEIGHTS = {"w1[1,1]": "0.149780716", "w1[1,2]": "0.19956143", "w1[2,1]": "0.24975114",
                 "w1[2,2]": "0.29950229", "w2[1,1]": "0.35891648", "w2[1,2]": "0.408666186",
                 "w2[2,1]": "0.511301270", "w2[2,2]": "0.561370121"}
TWO_TWO_TWO = {False: "two_two_two_fixed_biases", True: "two_two_two"}


def by_hand(train_biases):
    """One update of the 2-2-2 network, written out for it alone, at 60 digits."""
    D = Decimal
    with localcontext(Context(prec=60)):
        def sigmoid(z):
            return 1 / (1 + (-z).exp())

        x, t = [D("0.05"), D("0.10")], [D("0.01"), D("0.99")]
        v, b = [[D("0.15"), D("0.20")], [D("0.25"), D("0.30")]], [D("0.35")] * 2
        w, c = [[D("0.40"), D("0.45")], [D("0.50"), D("0.55")]], [D("0.60")] * 2
        rate, two = D("0.5"), range(2)
        h = [sigmoid(v[j][0] * x[0] + v[j][1] * x[1] + b[j]) for j in two]
        y = [sigmoid(w[k][0] * h[0] + w[k][1] * h[1] + c[k]) for k in two]
        loss = sum((t[k] - y[k]) ** 2 for k in two) / 2
        error = [(y[k] - t[k]) * y[k] * (1 - y[k]) for k in two]
        hidden = [(error[0] * w[0][j] + error[1] * w[1][j]) * h[j] * (1 - h[j]) for j in two]
        values = {"u1.E": loss}
        for k in two:
            values["u1.s1.a1[%d]" % (k + 1)], values["u1.s1.a2[%d]" % (k + 1)] = h[k], y[k]
            values["u1.s1.dE/dz1[%d]" % (k + 1)], values["u1.s1.dE/dz2[%d]" % (k + 1)] = hidden[k], error[k]
            for i in two:
                place = "[%d,%d]" % (k + 1, i + 1)
                values["u1.dE/dw1" + place], values["u1.dE/dw2" + place] = hidden[k] * x[i], error[k] * h[i]
                values["u2.w1" + place] = v[k][i] - rate * hidden[k] * x[i]
                values["u2.w2" + place] = w[k][i] - rate * error[k] * h[i]
            if train_biases:
                values["u2.b1[%d]" % (k + 1)] = b[k] - rate * hidden[k]
                values["u2.b2[%d]" % (k + 1)] = c[k] - rate * error[k]
        return values


def two_two_two(tap, examples, train_biases):
    example = TWO_TWO_TWO[train_biases]
    steps = examples.steps(example, 20)
    known = dict({"u2." + name: digits for name, digits in KNOWN_WEIGHTS.items()}, **{"u1.E": KNOWN_LOSS})
    wrong = ["%s: %s, known as %s" % (step_id, steps[step_id]["shown"], digits) for step_id, digits in known.items()
             if Decimal(steps[step_id]["shown"]).quantize(Decimal(digits), ROUND_HALF_UP) != Decimal(digits)]
    tap.check("%s: the %d known results" % (example, len(known)), not wrong, "\n".join(wrong))

    values = by_hand(train_biases)
    wrong = ["%s: %s, by hand %s" % (step_id, steps.get(step_id, {}).get("shown"), value)
             for step_id, value in values.items()
             if step_id not in steps or HALF_UP_20.plus(Decimal(steps[step_id]["shown"])) != HALF_UP_20.plus(value)
             or steps[step_id]["value"] != float(value)]
    tap.check("%s: %d values by hand, to 20 digits" % (example, len(values)), not wrong, "\n".join(wrong))
    if not train_biases:
        changed = [step_id for step_id in steps if step_id.startswith("u2.b")
                   and steps[step_id]["shown"] != steps[step_id.replace("u2.", "u1.")]["shown"]]
        tap.check("%s: the biases stay" % example, not changed, " ".join(changed))


def main(handgrad, root):
    tap, examples = Tap(), Examples(handgrad, root)
    try:
        with open(os.path.join(root, ORACLE), encoding="utf-8") as file:
            oracle = json.load(file)
    except OSError:
        tap.skip("the homework problems", "no oracle beside the checkout")
    else:
        homework(tap, examples, oracle)
    for train_biases in TWO_TWO_TWO:
        two_two_two(tap, examples, train_biases)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
