"""Random networks traced by PyTorch, held to handgrad value by value.

../shared/oracle/torch-cases.json (README.md beside it) has every intermediate value of 150 random networks
in float64. Each update of a case is traced from the weights that it began with, so that the optimizer, which may be
one that handgrad does not have yet, enters only where it is plain gradient descent; a run of such updates is then
also traced as one. Where a dropout mask stands between two layers, each sample has a problem of its own, with
the mask folded into the weights that read the layer: d = a*mask/keep is what z = W d + b sees, so the weights are
W*mask/keep, every z, a and error term is the same, and dE/dW is that of the folded weights times mask/keep.

PyTorch's error terms belong to the loss of the whole batch, handgrad's to that of the sample: they differ by 1/N
where the loss is a mean over the batch. Two values agree when they differ by at most 1e-12 of the larger of
the value and its largest sibling.

Usage: torch_test.py HANDGRAD SOURCE_ROOT
"""

import json
import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

TOLERANCE = 1e-12
ACTIVATIONS = {"linear", "sigmoid", "tanh", "relu", "softmax"}
LOSSES = {
    "half_sse": ("squared_error", "half", "sum"),
    "sse_batch_mean": ("squared_error", "sum", "mean"),
    "half_sse_batch_mean": ("squared_error", "half", "mean"),
    "mse_mean": ("squared_error", "mean", "mean"),
    "half_mse_mean": ("squared_error", "half_mean", "mean"),
    "cce_sum": ("categorical_cross_entropy", "sum", "sum"),
    "cce_batch_mean": ("categorical_cross_entropy", "sum", "mean"),
    "bce_mean": ("binary_cross_entropy", "mean", "mean"),
    "bce_batch_mean": ("binary_cross_entropy", "sum", "mean"),
}


def supported(case):
    return case["loss"]["key"] in LOSSES and all(l["activation"] in ACTIVATIONS for l in case["layers"])


def flat(array):
    return [leaf for item in array for leaf in flat(item)] if isinstance(array, list) else [array]


# ---- problems ----


def problem_of(case, weights, biases, samples, updates, rate):
    kind, scale, batch = LOSSES[case["loss"]["key"]]
    layers = [{"units": layer["units"], "activation": layer["activation"], "weights": w, "biases": b}
              for layer, w, b in zip(case["layers"], weights, biases)]
    return {"inputs": [case["inputs"][s] for s in samples], "targets": [case["targets"][s] for s in samples],
            "layers": layers, "loss": {"kind": kind, "scale": scale, "batch": batch},
            "optimizer": {"learning_rate": rate}, "updates": updates, "wrt_inputs": True}


def masks_of(case, sample):
    """By layer: mask/keep of each unit; None where there is no dropout."""
    dropouts = [layer.get("dropout") for layer in case["layers"]]
    return [d and [bit / d["keep"] for bit in d["mask"][sample]] for d in dropouts]


def folded(weights, masks):
    """The weights of layer l times the mask of layer l - 1."""
    return [[[w * m for w, m in zip(row, mask)] for row in matrix] if mask else matrix
            for matrix, mask in zip(weights, [None] + masks[:-1])]


class Trace:
    """Values of one trace by id, and arrays of them."""

    def __init__(self, handgrad, problem):
        status, out, err = run([handgrad, "trace", "-", "--format", "ndjson"], json.dumps(problem))
        if status != 0:
            raise RuntimeError("exit status %d: %s" % (status, err))
        steps = [json.loads(line) for line in out.splitlines()[1:]]
        self.values = {step["id"]: step.get("value", math.nan) for step in steps}

    def row(self, base, count):
        return [self.values["%s[%d]" % (base, k + 1)] for k in range(count)]

    def rows(self, base, count, width):
        return [[self.values["%s[%d,%d]" % (base, k + 1, i + 1)] for i in range(width)] for k in range(count)]


# ---- comparing ----


class Comparison:
    def __init__(self):
        self.count, self.wrong = 0, []

    def same(self, what, found, expected):
        found, expected = flat(found), flat(expected)
        largest = max(map(abs, expected), default=0)
        if len(found) != len(expected):
            self.wrong.append("%s: %d values, expected %d" % (what, len(found), len(expected)))
        for place, (ours, theirs) in enumerate(zip(found, expected)):
            self.count += 1
            if not abs(ours - theirs) <= TOLERANCE * max(abs(theirs), largest):
                self.wrong.append("%s, value %d: %r, PyTorch has %r" % (what, place + 1, ours, theirs))


def compare_sample(comparison, case, step, trace, prefix, sample, factor):
    """Everything of one sample; `factor` turns derivatives of its own loss into those of the batch's."""
    units = [layer["units"] for layer in case["layers"]]
    what = "step %d, sample %d" % (step["step"], sample + 1)

    def scaled(base, count):
        return [factor * value for value in trace.row(prefix + base, count)]

    for number, (count, layer) in enumerate(zip(units, step["layers"]), 1):
        for letter in "za":
            comparison.same("%s, %s%d" % (what, letter, number), trace.row("%s%s%d" % (prefix, letter, number), count),
                            layer[letter][sample])
            comparison.same("%s, dE/d%s%d" % (what, letter, number), scaled("dE/d%s%d" % (letter, number), count),
                            layer["dE_d" + letter][sample])
    comparison.same(what + ", dE/dx", scaled("dE/dx", case["number_of_inputs"]), step["dE_dinput"][sample])


def sizes(case):
    """(number, units, inputs) of each layer."""
    units = [layer["units"] for layer in case["layers"]]
    return list(zip(range(1, len(units) + 1), units, [case["number_of_inputs"]] + units[:-1]))


def compare_batch(comparison, case, steps, trace):
    """Updates traced with the whole batch: samples, gradients, losses and, if it is ours, the new weights."""
    count = len(case["inputs"])
    factor = 1 / count if LOSSES[case["loss"]["key"]][2] == "mean" else 1
    for update, step in enumerate(steps, 1):
        for sample in range(count):
            compare_sample(comparison, case, step, trace, "u%d.s%d." % (update, sample + 1), sample, factor)
        comparison.same("step %d, E" % step["step"], trace.values["u%d.E" % update], step["data_loss"])
        for number, units, inputs in sizes(case):
            layer, what = step["layers"][number - 1], "step %d, layer %d" % (step["step"], number)
            comparison.same(what + ", dE/dW", trace.rows("u%d.dE/dw%d" % (update, number), units, inputs),
                            layer["dData_dW"])
            comparison.same(what + ", dE/db", trace.row("u%d.dE/db%d" % (update, number), units), layer["dE_db"])
            if plain_descent(case):
                comparison.same(what + ", new W", trace.rows("u%d.w%d" % (update + 1, number), units, inputs),
                                layer["W_after"])
                comparison.same(what + ", new b", trace.row("u%d.b%d" % (update + 1, number), units),
                                layer["b_after"])


def plain_descent(case):
    return case["optimizer"]["key"] == "sgd" and case["penalty"] is None


def compare_masked_step(comparison, handgrad, case, step):
    """One update, sample by sample, each with its own folded weights; sums over the batch are formed here."""
    count = len(case["inputs"])
    factor = 1 / count if LOSSES[case["loss"]["key"]][2] == "mean" else 1
    weights = [layer["W_before"] for layer in step["layers"]]
    biases = [layer["b_before"] for layer in step["layers"]]
    losses, gradients = [], {number: [] for number, _, _ in sizes(case)}
    for sample in range(count):
        masks = masks_of(case, sample)
        trace = Trace(handgrad, problem_of(case, folded(weights, masks), biases, [sample], 1, 1))
        compare_sample(comparison, case, step, trace, "u1.s1.", sample, factor)
        losses.append(trace.values["u1.E"])
        for number, units, inputs in sizes(case):
            mask = masks[number - 2] if number > 1 and masks[number - 2] else [1] * inputs
            w = [[g * m for g, m in zip(row, mask)] for row in trace.rows("u1.dE/dw%d" % number, units, inputs)]
            gradients[number].append(flat(w) + trace.row("u1.dE/db%d" % number, units))
    comparison.same("step %d, E" % step["step"], factor * math.fsum(losses), step["data_loss"])
    for number, units, inputs in sizes(case):
        layer, what = step["layers"][number - 1], "step %d, layer %d" % (step["step"], number)
        sums = [factor * math.fsum(column) for column in zip(*gradients[number])]
        comparison.same(what + ", dE/dW", sums[:units * inputs], layer["dData_dW"])
        comparison.same(what + ", dE/db", sums[units * inputs:], layer["dE_db"])


def compare_case(handgrad, case):
    comparison = Comparison()
    steps = case["steps"]
    if any(masks_of(case, 0)):
        for step in steps:
            compare_masked_step(comparison, handgrad, case, step)
        return comparison
    samples, rate = range(len(case["inputs"])), case["optimizer"]["learning_rate"]
    runs = [[step] for step in steps] + ([steps] if plain_descent(case) and len(steps) > 1 else [])
    for steps_of_run in runs:
        first = steps_of_run[0]["layers"]
        problem = problem_of(case, [layer["W_before"] for layer in first], [layer["b_before"] for layer in first],
                             samples, len(steps_of_run), rate)
        compare_batch(comparison, case, steps_of_run, Trace(handgrad, problem))
    return comparison


def main(handgrad, root):
    tap = Tap()
    path = os.path.join(root, "..", "shared", "oracle", "torch-cases.json")
    if not os.path.exists(path):
        tap.skip("random networks as PyTorch has them", "there is no ../shared/oracle/torch-cases.json")
        return tap.finish()
    with open(path, encoding="utf-8") as file:
        cases = json.load(file)
    chosen, values = [case for case in cases if supported(case)], 0
    for case in chosen:
        try:
            comparison = compare_case(handgrad, case)
            values += comparison.count
            tap.check("%s: %d values as PyTorch has them" % (case["id"], comparison.count), not comparison.wrong,
                      "\n".join(comparison.wrong))
        except (RuntimeError, KeyError) as error:
            tap.check(case["id"], False, repr(error))
    tap.note("%d of %d cases are of what is supported: %d values compared" % (len(chosen), len(cases), values))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
