"""Random networks trained by PyTorch, held to handgrad value by value.

../shared/oracle/torch-cases.json (README.md beside it) has every intermediate value of 150 random networks in
float64: activations, losses, penalties, dropout masks, optimizers with their state, several updates. Each case is
one problem, traced in certified arithmetic and in float64.

PyTorch's error terms belong to the loss of the whole batch, handgrad's to that of the sample: they differ by 1/N
where the loss is a mean over the batch. Two values agree when they differ by at most 1e-12 (certified) or 1e-9
(float64) of the larger of the value and its largest sibling.

Usage: torch_test.py HANDGRAD SOURCE_ROOT
"""

import json
import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

TOLERANCES = {"certified": 1e-12, "float64": 1e-9}
# kind, over the outputs, over the batch
LOSSES = {
    "half_sse": ("squared_error", "half", "sum"),
    "sse_batch_mean": ("squared_error", "sum", "mean"),
    "half_sse_batch_mean": ("squared_error", "half", "mean"),
    "mse_mean": ("squared_error", "mean", "mean"),
    "half_mse_mean": ("squared_error", "half_mean", "mean"),
    "mae_mean": ("absolute_error", "mean", "mean"),
    "mae_batch_mean": ("absolute_error", "sum", "mean"),
    "cce_sum": ("categorical_cross_entropy", "sum", "sum"),
    "cce_batch_mean": ("categorical_cross_entropy", "sum", "mean"),
    "bce_mean": ("binary_cross_entropy", "mean", "mean"),
    "bce_batch_mean": ("binary_cross_entropy", "sum", "mean"),
}
ACTIVATION_KEYS = {"slope": "alpha", "alpha": "alpha", "beta": "beta"}
OPTIMIZER_KEYS = ("learning_rate", "momentum", "beta1", "beta2", "rho", "epsilon", "weight_decay")
STATES = {"velocity": "v", "first_moment": "m", "second_moment": "v", "sum_of_squares": "G", "mean_square": "v"}


def flat(array):
    return [leaf for item in array for leaf in flat(item)] if isinstance(array, list) else [array]


# ---- problems ----


def activation_of(layer):
    name, parameters = layer["activation"], dict(layer["activation_parameters"])
    if name == "gelu":
        return "gelu_tanh" if parameters["form"] == "tanh" else "gelu"
    return {"kind": name, **{ACTIVATION_KEYS[key]: value for key, value in parameters.items()}}


def layer_of(layer):
    written = {"units": layer["units"], "activation": activation_of(layer), "weights": layer["weights"],
               "biases": layer["biases"]}
    if "dropout" in layer:
        written["dropout"] = {"rate": round(1 - layer["dropout"]["keep"], 9), "mask": layer["dropout"]["mask"]}
    return written


def optimizer_of(case):
    theirs = case["optimizer"]
    ours = {"kind": theirs["key"], **{key: theirs[key] for key in OPTIMIZER_KEYS if key in theirs}}
    if "initial_accumulator" in theirs:
        ours["state"] = {"G": theirs["initial_accumulator"]}
    return ours


def problem_of(case):
    kind, scale, batch = LOSSES[case["loss"]["key"]]
    problem = {"inputs": case["inputs"], "targets": case["targets"], "layers": [layer_of(l) for l in case["layers"]],
               "loss": {"kind": kind, "scale": scale, "batch": batch}, "optimizer": optimizer_of(case),
               "updates": len(case["steps"]), "forward_after": True, "wrt_inputs": True}
    if case["penalty"]:
        problem["penalty"] = {"l1": case["penalty"]["l1"], "l2": case["penalty"]["l2"]}
    return problem


class Trace:
    """Values of one trace by id, and arrays of them."""

    def __init__(self, handgrad, problem, arithmetic):
        status, out, err = run([handgrad, "trace", "-", "--format", "ndjson", "--arithmetic", arithmetic],
                               json.dumps(problem))
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
    def __init__(self, tolerance):
        self.tolerance, self.count, self.wrong = tolerance, 0, []

    def same(self, what, found, expected):
        found, expected = flat(found), flat(expected)
        largest = max(map(abs, expected), default=0)
        if len(found) != len(expected):
            self.wrong.append("%s: %d values, expected %d" % (what, len(found), len(expected)))
        for place, (ours, theirs) in enumerate(zip(found, expected)):
            self.count += 1
            if not abs(ours - theirs) <= self.tolerance * max(abs(theirs), largest):
                self.wrong.append("%s, value %d: %r, PyTorch has %r" % (what, place + 1, ours, theirs))


def sizes(case):
    """(number, units, inputs) of each layer."""
    units = [layer["units"] for layer in case["layers"]]
    return list(zip(range(1, len(units) + 1), units, [case["number_of_inputs"]] + units[:-1]))


def batch_factor(case):
    """Turns derivatives of a sample's own loss into those of the batch's."""
    return 1 / len(case["inputs"]) if LOSSES[case["loss"]["key"]][2] == "mean" else 1


def compare_samples(comparison, case, step, trace):
    """Arrays of all samples, as PyTorch has them: a sample without an error has that of the others as sibling."""
    prefixes = ["u%d.s%d." % (step["step"], sample + 1) for sample in range(len(case["inputs"]))]
    factor = batch_factor(case)

    def rows(base, count, scale):
        return [[scale * value for value in trace.row(prefix + base, count)] for prefix in prefixes]

    for (number, count, _), layer in zip(sizes(case), step["layers"]):
        for letter in "za":
            base, derivative = "%s%d" % (letter, number), "dE/d%s%d" % (letter, number)
            comparison.same("u%d, %s" % (step["step"], base), rows(base, count, 1), layer[letter])
            comparison.same("u%d, %s" % (step["step"], derivative), rows(derivative, count, factor),
                            layer["dE_d" + letter])
    comparison.same("u%d, dE/dx" % step["step"], rows("dE/dx", case["number_of_inputs"], factor), step["dE_dinput"])


def data_gradient(case, trace, update, base, count, width):
    """Without the penalty: what the samples' own gradients add up to."""
    samples = [flat(trace.rows("u%d.s%d.%s" % (update, s + 1, base), count, width))
               for s in range(len(case["inputs"]))]
    return [batch_factor(case) * math.fsum(column) for column in zip(*samples)]


def compare_layer(comparison, case, step, trace, number, units, inputs):
    layer, update = step["layers"][number - 1], step["step"]
    weights, biases = "w%d" % number, "b%d" % number
    for prefix, before_w, before_b in (("u%d." % update, "W_before", "b_before"),
                                       ("u%d." % (update + 1), "W_after", "b_after"),
                                       ("u%d.dE/d" % update, "dE_dW", "dE_db")):
        comparison.same(prefix + weights, trace.rows(prefix + weights, units, inputs), layer[before_w])
        comparison.same(prefix + biases, trace.row(prefix + biases, units), layer[before_b])
    if case["penalty"]:
        comparison.same("u%d, data gradient of %s" % (update, weights),
                        data_gradient(case, trace, update, "dE/d" + weights, units, inputs), layer["dData_dW"])
    for name, state in layer.get("state_after", {}).items():
        prefix = "u%d.%s." % (update, STATES[name])
        comparison.same(prefix + weights, trace.rows(prefix + weights, units, inputs), state["W"])
        comparison.same(prefix + biases, trace.row(prefix + biases, units), state["b"])


def compare_step(comparison, case, step, trace):
    update, count = step["step"], len(case["inputs"])
    compare_samples(comparison, case, step, trace)
    losses = [trace.values["u%d.s%d.E" % (update, s + 1)] for s in range(count)]
    comparison.same("u%d, data loss" % update, batch_factor(case) * math.fsum(losses), step["data_loss"])
    if case["penalty"]:
        comparison.same("u%d.R" % update, trace.values["u%d.R" % update], step["penalty"])
    for number, units, inputs in sizes(case):
        compare_layer(comparison, case, step, trace, number, units, inputs)


def compare_case(handgrad, case, arithmetic):
    comparison = Comparison(TOLERANCES[arithmetic])
    trace = Trace(handgrad, problem_of(case), arithmetic)
    for step in case["steps"]:
        compare_step(comparison, case, step, trace)
    last, (number, units, _) = len(case["steps"]) + 1, sizes(case)[-1]
    # One array: near its end a run's loss may be -ln(a) with a near 1, of which PyTorch has few digits right.
    comparison.same("u*.E", [trace.values["u%d.E" % (u + 1)] for u in range(last)],
                    [step["objective"] for step in case["steps"]] + [case["after"]["objective"]])
    outputs = "d" if "dropout" in case["layers"][-1] else "a"
    for sample, row in enumerate(case["after"]["outputs"]):
        what = "u%d.s%d.%s%d" % (last, sample + 1, outputs, number)
        comparison.same(what, trace.row(what, units), row)
    return comparison


def main(handgrad, root):
    tap = Tap()
    path = os.path.join(root, "..", "shared", "oracle", "torch-cases.json")
    if not os.path.exists(path):
        tap.skip("random networks as PyTorch has them", "there is no ../shared/oracle/torch-cases.json")
        return tap.finish()
    with open(path, encoding="utf-8") as file:
        cases = json.load(file)
    for arithmetic in TOLERANCES:
        values = 0
        for case in cases:
            try:
                comparison = compare_case(handgrad, case, arithmetic)
                values += comparison.count
                tap.check("%s, %s: %d values as PyTorch has them" % (case["id"], arithmetic, comparison.count),
                          not comparison.wrong, "\n".join(comparison.wrong[:20]))
            except (RuntimeError, KeyError) as error:
                tap.check("%s, %s" % (case["id"], arithmetic), False, repr(error))
        tap.note("%s: %d cases, %d values compared" % (arithmetic, len(cases), values))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
