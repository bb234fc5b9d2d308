"""docs/problem.schema.json and the reader agree: what one takes the other takes, and a problem as a trace holds it,
with every default written out, is valid, too and gives the same trace; the trace is valid by docs/trace.schema.json.

Each case is one key away from a small problem. Validation needs the Python module jsonschema; without it the schema's
half is skipped, or fails where HANDGRAD_REQUIRE_SCHEMA is set.

Usage: schema_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

ACTIVATIONS = ["linear", "sigmoid", "hard_sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus", "softsign",
               "silu", "gelu", "gelu_tanh", "softmax", "log_softmax"]
FORMS = {"sgd": [], "momentum": ["pytorch", "classical", "averaging"], "nesterov": ["pytorch", "lookahead"],
         "adagrad": [], "rmsprop": ["epsilon_outside", "epsilon_inside"], "adam": ["standard", "epsilon_hat"],
         "adamw": ["standard", "epsilon_hat"], "adamax": [], "nadam": []}
LAYER = {"units": 1, "weights": [[1, 1]], "biases": [0]}
VALUES = [{"min": -1, "max": 1, "step": 0.5, "not": [0]}, {"min": 0, "max": 0, "decimals": 0}, {"choose": [1, 2]},
          {"min": -1, "max": 1, "decimals": 2, "distinct": True}]
BAD_VALUES = [1, {}, {"min": 1}, {"min": 0, "max": 1}, {"min": 0, "max": 1, "step": 0}, {"min": 0, "step": 1},
              {"min": 0, "max": 1, "step": 1, "decimals": 1}, {"min": 0, "max": "1", "step": 1}, {"choose": []},
              {"choose": ["1"]}, {"choose": [1], "min": 0}, {"choose": [1], "not": [1]}, {"choose": [1], "distinct": 1},
              {"min": 0, "max": 1, "decimals": 16}, {"min": 0, "max": 1, "decimals": 1, "not": 0}, {"form": 1}]
XOR = {"kind": "xor", "samples": 8}
CSV = {"kind": "csv", "file": "f.csv", "label": "y"}
IDX = {"kind": "idx", "images": "i", "labels": "l"}
TRAINED = {"targets": [[1]], "loss": "squared_error"}


def problem(**keys):
    return dict({"inputs": [[6, 1]], "layers": [LAYER]}, **keys)


def layer(**keys):
    """A problem of one layer of two units."""
    return problem(layers=[dict({"weights": [[0.1, 0.1], [0.1, 0]], "biases": [0, 0.1]}, **keys)])


def initialized(initializer):
    return problem(layers=[{"units": 2, "initializer": initializer}])


def loss(value, **keys):
    return problem(targets=[[1]], loss=value, **keys)


def optimizer(**keys):
    return problem(optimizer=dict({"learning_rate": 0.1}, **keys), updates=2, **TRAINED)


def run_on(dataset, schedule=None, **keys):
    """A run file: one layer of one unit over some data."""
    return dict({"dataset": dataset, "layers": [{"units": 1, "initializer": "zeros"}], "loss": "squared_error",
                 "optimizer": {"learning_rate": 0.1}, "schedule": schedule or {"epochs": 1}}, **keys)


def csv(**keys):
    return run_on(dict(CSV, **keys), inputs=2)


def points(kind, **keys):
    return run_on(dict({"kind": kind, "samples": 9}, **keys))


def scheduled(**keys):
    return run_on(dict(XOR, split={"validation": 0.5}), dict({"epochs": 3}, **keys))


def good_runs():
    yield run_on(XOR)
    yield run_on(XOR, inputs=2, batch_size=8, title="t", names={"x[1]": "left"}, penalty={"l2": 0.1})
    yield run_on(dict(XOR, quadratic=True), inputs=5)
    yield points("moons", seed=1, noise=0.2, test={"samples": 3, "seed": 2}, class_names=["a", "b"])
    yield points("circles", factor=0, scaling="standard")
    yield points("spiral", turns=2, noise=0)
    yield points("blobs", centers=4, classes=2, split={"validation": 0.1, "test": 0.1, "seed": 3})
    yield points("blobs", keep=[2, 0], scaling="min_max")
    yield csv()
    yield csv(header=False, label=3, features=[1, 2])
    yield csv(label=None, targets=["z"], test={"file": "t.csv"})
    yield csv(class_names=["no", "yes"], features=["a", "b"], header=True)
    yield run_on(dict(CSV, features=["a", "b", "c"]))
    yield run_on(dict(CSV, quadratic=True))
    yield run_on(IDX, inputs=784)
    yield run_on(dict(IDX, keep=[3, 6], scaling={"divide": 255}, test={"images": "a", "labels": "b"}), inputs=9)
    yield scheduled(shuffle=False, seed=1, last_batch="drop", precision="double")
    yield scheduled(early_stopping={})
    yield scheduled(early_stopping={"monitor": "accuracy", "patience": 1, "min_delta": 0.1, "restore_best": False})
    yield scheduled(tolerance={"below": 0.1, "monitor": "loss"})
    yield run_on(XOR, {"epochs": 1, "tolerance": {"below": 0.1, "monitor": "loss"}})


def bad_runs():
    yield run_on(None)
    yield {"dataset": XOR, "layers": [{"units": 1, "initializer": "zeros"}]}
    for key in ("loss", "optimizer", "schedule"):
        yield dict(run_on(XOR), **{key: None})
    yield run_on(XOR, optimizer={})
    for key, value in (("targets", [[1]]), ("updates", 1), ("batches", [[1]]), ("forward_after", True), ("vary", {}),
                       ("wrt_inputs", True), ("objective", "sum"), ("given", {"x": 1}), ("formulas", ["x = 1"]),
                       ("inputs", [[1, 2]]), ("inputs", 0), ("batch_size", 0)):
        yield run_on(XOR, **{key: value})
    yield run_on(XOR, layers=[{"units": 1, "initializer": "zeros", "dropout": {"rate": 0.5, "mask": [[1]]}}])
    yield problem(inputs=2)
    yield run_on({"samples": 3})
    yield run_on({"kind": "xor"})
    yield points("moon")
    yield points("xor", samples=0)
    yield points("xor", samples=1000001)
    yield points("xor", centers=3)
    yield points("moons", classes=2)
    yield points("moons", turns=2)
    yield points("spiral", factor=0.5)
    yield points("spiral", turns=0)
    yield points("circles", factor=1)
    yield points("xor", noise=-1)
    yield points("xor", file="f")
    yield points("xor", label="f")
    yield points("xor", test={"samples": 3})
    yield points("xor", test={"file": "f"})
    yield points("xor", test={"samples": 3, "seed": 3}, split={"test": 0.1})
    yield points("xor", split={"test": 1})
    yield points("xor", scaling="half")
    yield points("xor", scaling={})
    yield points("xor", scaling={"divide": 0})
    yield points("xor", keep=[1])
    yield points("xor", keep=[1, 1])
    yield points("xor", class_names=["a", "a"])
    yield run_on(CSV)
    yield run_on(dict(IDX, samples=3), inputs=3)
    yield run_on(dict(IDX, quadratic=True), inputs=5)
    yield run_on({"kind": "idx", "images": "i"}, inputs=3)
    yield csv(label=None)
    yield csv(targets=["z"])
    yield csv(file="")
    yield csv(label=1)
    yield csv(header=False)
    yield csv(header=False, label=0)
    yield csv(label=None, targets=[])
    yield csv(label=None, targets=["z"], keep=[0, 1])
    yield csv(label=None, targets=["z"], class_names=["a", "b"])
    yield csv(features=["a", "a"])
    yield csv(images="i")
    yield scheduled(epochs=0)
    yield scheduled(epochs=None, seed=3)
    yield scheduled(last_batch="skip")
    yield scheduled(precision="half")
    yield scheduled(kind="step")
    yield scheduled(early_stopping={"patience": 0})
    yield scheduled(early_stopping={"monitor": "val_loss"})
    yield scheduled(tolerance={})
    yield scheduled(tolerance={"below": 0})
    yield scheduled(tolerance={"below": 1, "monitor": "accuracy"})
    yield run_on(XOR, {"epochs": 1, "early_stopping": {}})
    yield run_on(dict(XOR, split={"validation": 0}), {"epochs": 1, "tolerance": {"below": 1}})


def good_problems():
    for name in ACTIVATIONS:
        yield layer(activation=name)
        yield layer(activation={"kind": name})
    yield layer(activation={"kind": "leaky_relu", "alpha": -1})
    yield layer(activation={"kind": "softplus", "beta": 2})
    yield layer(activation={"name": "f", "formula": "z*sigmoid(b*z)", "parameters": {"b": 1}})
    for name in ("squared_error", "absolute_error", "huber"):
        yield loss(name)
    for name in ("binary_cross_entropy", "categorical_cross_entropy", "kl_divergence", "hinge"):
        yield dict(layer(activation="softmax"), targets=[[0.5, 0.5]], loss=name)
    yield loss({"kind": "huber", "delta": 2, "scale": "half", "batch": "sum"})
    yield loss({"kind": "binary_cross_entropy", "from_logits": True, "label_smoothing": 0.1, "log_base": 2})
    yield loss({"name": "f", "formula": "sum(k=1..K, (t[k] - a[k])^4)", "scale": "half"})
    for kind, forms in FORMS.items():
        for form in [{}] + [{"form": form} for form in forms]:
            for centered in ([{}, {"centered": True}, {"centered": False}] if kind == "rmsprop" else [{}]):
                yield optimizer(kind=kind, weight_decay=0.1, **form, **centered)
    yield optimizer(schedule={"kind": "step", "every": 2})
    yield optimizer(schedule={"kind": "exponential", "gamma": 0.9})
    yield optimizer(schedule={"kind": "time", "decay": 0.1})
    yield optimizer(schedule={"kind": "constant"})
    yield optimizer(kind="adam", state={"m": 0.1, "v": {"w1": [[1, 2]], "b1": [3]}, "updates": 4})
    yield optimizer(kind="nadam", momentum_decay=0.01, state={"muprod": 0.5})
    yield layer(dropout={"rate": 0.5, "seed": 3})
    yield layer(dropout={"rate": 0.5, "mask": [[1, 0]]})
    yield layer(shared_bias=True, biases=3)
    yield layer(shared_bias=True, biases=[3])
    yield layer(use_bias=False, biases=None)
    for value in ("zeros", "ones", {"kind": "constant", "value": 2}, {"kind": "uniform", "seed": 1, "low": 0, "high": 1},
                  {"kind": "he_normal", "seed": 2, "decimals": 3}, {"kind": "normal", "seed": 1, "mean": 1, "sd": 2},
                  {"kind": "glorot_uniform", "seed": 0}):
        yield initialized(value)
    yield problem(layers=[LAYER, {"kind": "activation", "activation": "relu"}, {"kind": "dropout", "rate": 0, "seed": 1}])
    yield problem(penalty={"l1": 0.1, "l2": 0.2, "convention": "half_over_m", "biases": True}, **TRAINED)
    yield dict(layer(l2=0.1, l1=0), targets=[[1, 0]], loss="squared_error")
    yield problem(sample_numbers=[4031])
    yield problem(objective="a1[1]")
    yield problem(objective="sum", optimizer={"learning_rate": 1}, updates=2, wrt_inputs=True)
    yield problem(updates=1, **TRAINED)
    yield problem(names={"mu": "momentum", "v.w1[1,2]": "v12", "w1[1,1]": "w1", "dE/dz1[1]": "delta1"},
                  optimizer={"kind": "momentum", "learning_rate": 1}, **TRAINED)
    yield problem(names={"R": "P", "dR/dw1[1,1]": "dP"}, penalty={"l2": 1}, **TRAINED)
    for values in VALUES:
        yield problem(vary={"w1[1,1]": values, "inputs": {"choose": [1, 2.5]}})
    yield problem(vary={"w1": {"choose": [1]}, "digits": 4})
    yield {"given": {"digits": 1}, "formulas": ["y = 2*digits"], "vary": {"digits": {"choose": [1, 2]}}}


def bad_problems():
    yield layer(activation={"kind": "relu", "alpha": -1})
    yield layer(activation={"kind": "softplus", "beta": 0})
    yield layer(activation={"name": "f"})
    yield loss({"kind": "huber", "from_logits": True})
    yield loss({"kind": "hinge", "delta": 2})
    yield loss({"kind": "kl_divergence", "clip": 0.1})
    yield loss({"kind": "squared_error", "label_smoothing": 0.1})
    yield loss({"kind": "binary_cross_entropy", "clip": 0.1, "log_add": 0.1})
    yield loss({"kind": "binary_cross_entropy", "clip": 0.1, "from_logits": True})
    yield loss({"name": "huber", "formula": "K"})
    yield optimizer(schedule={"kind": "step"})
    yield optimizer(schedule={"kind": "exponential"})
    yield optimizer(schedule={"kind": "time", "decay": 1, "gamma": 1})
    yield optimizer(momentum=0.9)
    yield optimizer(form="pytorch")
    yield optimizer(kind="adam", rho=0.9)
    yield optimizer(kind="adam", form="lookahead")
    yield optimizer(kind="adam", centered=True)
    yield optimizer(kind="adam", beta1=1)
    yield optimizer(weight_decay=-1)
    yield optimizer(state=1)
    yield layer(dropout={"rate": 0.5})
    yield layer(dropout={"rate": 1, "seed": 1})
    yield layer(dropout={"rate": 0.5, "seed": 3, "mask": [[1, 0]]})
    yield layer(dropout={"rate": 0.5, "mask": [[1, 2]]})
    yield layer(weights={})
    yield layer(weights={"file": 3})
    yield layer(biases={"tensor": "b1"})
    yield layer(biases=3)
    yield layer(use_bias=False, shared_bias=True)
    yield layer(initializer="ones")
    yield layer(l2=-1)
    for value in ("normal", {"kind": "zeros", "seed": 1}, {"kind": "normal"}, {"kind": "normal", "seed": 1, "low": 2},
                  {"kind": "constant"}, {"kind": "normal", "seed": -1}, {"kind": "uniform", "seed": 1, "decimals": 101}):
        yield initialized(value)
    yield problem(layers=[{"initializer": "ones"}])
    yield problem(layers=[LAYER, {"kind": "dropout", "rate": 0.5}])
    yield problem(layers=[LAYER, {"kind": "activation"}])
    yield problem(penalty={"l1": 0.1})
    yield problem(penalty={"l2": 0.1, "convention": "third"}, **TRAINED)
    yield problem(sample_numbers=[0])
    yield problem(sample_numbers=3)
    yield problem(objective="z1[1]")
    yield problem(objective="sum", updates=2)
    yield problem(objective="sum", **TRAINED)
    yield problem(names={"q1[1]": "q"})
    yield problem(vary={})
    yield problem(vary={"digits": 4})
    for digits in 0, 1001, 1.5, "4", None:
        yield problem(vary={"w1": {"choose": [1]}, "digits": digits})
    for values in BAD_VALUES:
        yield problem(vary={"w1": values})


def without_nones(value):
    if isinstance(value, dict):
        return {key: without_nones(member) for key, member in value.items() if member is not None}
    return [without_nones(element) for element in value] if isinstance(value, list) else value


def changed(given):
    """What sets a problem apart from the small one, for the name of its case."""
    plain = problem()
    return json.dumps({key: value for key, value in given.items() if plain.get(key) != value})[:150]


def consistent(steps):
    """Ids are unique and operands stand before what they are in; else the first id that is wrong."""
    seen = set()
    for step in steps:
        if step["id"] in seen or not seen.issuperset(step.get("operands", [])):
            return False, step["id"]
        seen.add(step["id"])
    return True, ""


class Agreement:
    def __init__(self, handgrad, root):
        self.tap, self.handgrad, self.schemas = Tap(), handgrad, Schemas(root)

    def trace(self, given):
        return run([self.handgrad, "trace", "-", "--format", "json"], json.dumps(given))

    def valid(self, name, given, wanted):
        self.schemas.check(self.tap, name, given, "problem.schema.json", wanted)

    def good(self, given):
        status, out, err = self.trace(given)
        if not self.tap.check("read: " + changed(given), status == 0, err):
            return
        self.valid("valid: " + changed(given), given, True)
        trace = json.loads(out)
        self.schemas.check(self.tap, "its trace is valid: " + changed(given), trace, "trace.schema.json")
        self.tap.check("its operands are earlier steps: " + changed(given), *consistent(trace["steps"]))
        written = trace["problem"]
        self.valid("valid as written: " + changed(given), written, True)
        again = self.trace(written)[1]
        self.tap.check("the same trace again: " + changed(given), again and json.loads(again) == trace)

    def run_file(self, given):
        """There is nothing to trace in a run file, but it is read before that is said."""
        status, _, err = self.trace(given)
        self.tap.check("read: " + changed(given), status == 2 and "this is a run file" in err, err)
        self.valid("valid: " + changed(given), given, True)

    def bad(self, given):
        status, _, err = self.trace(given)
        self.tap.check("refused: " + changed(given), status == 2 and "this is a run file" not in err, err)
        self.valid("invalid: " + changed(given), given, False)


def main(handgrad, root):
    agreement = Agreement(handgrad, root)
    for given in good_problems():
        agreement.good(without_nones(given))
    for given in good_runs():
        agreement.run_file(without_nones(given))
    for given in bad_problems():
        agreement.bad(given)
    for given in bad_runs():
        agreement.bad(without_nones(given))
    return agreement.tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
