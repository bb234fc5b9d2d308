"""A problem's sheet as `handgrad trace` gives it: each line with its formula, certified value, and what its id says."""

import json
import os
import re
import sys
from decimal import Decimal

from .formulas import NO_VALUE, VANISHES, Parser, evaluate, references

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from tap import run  # noqa: E402

# Numbers that a formula names without their being lines: the key of the optimizer for each, and its default.
CONSTANTS = {"alpha": "learning_rate", "alpha0": "learning_rate", "mu": "momentum", "lambda": "weight_decay",
             "psi": "momentum_decay", "beta1": "beta1", "beta2": "beta2", "rho": "rho", "epsilon": "epsilon"}
PI = Decimal("3.14159265358979323846264338327950288419716939937510582")

QUANTITY = r"([A-Za-z_]\w*?)(\d*)(?:\[([0-9,]+)\])?"
BODY = re.compile(r"(?:(local)\.)?(?:(?P<d>d)%s/d%s|(?:(?P<symbol>[A-Za-z]\w*)\.)?%s)$" % ((QUANTITY,) * 3))


def indices(text):
    return tuple(map(int, text.split(","))) if text else ()


class Quantity:
    """What an id says: update and sample (0: none), and `what`, `layer`, `index` of the quantity; a derivative has `by`
    also, a state of the optimizer its `symbol`."""

    def __init__(self, id):
        match = re.match(r"(?:u(\d+)\.)?(?:s(\d+)\.)?(.*)", id)
        self.id, self.update, self.sample = id, int(match.group(1) or 0), int(match.group(2) or 0)
        self.prefix, body = id[:match.start(3)], BODY.match(match.group(3))
        groups = body.groups() if body else (None,) * 12
        self.symbol, self.by = body and body.group("symbol"), None
        if body and body.group("d"):
            self.what, layer, index = groups[2:5]
            self.by = (groups[5], groups[6], indices(groups[7]))
        else:
            self.what, layer, index = groups[9:12] if body else (match.group(3), "", "")
        self.layer, self.index = layer, indices(index)

    def family(self):
        """The same for all that differ in indices only."""
        return (self.update, self.sample, self.symbol, self.what, self.layer, len(self.index),
                self.by and (self.by[0], self.by[1], len(self.by[2])))

    def all_indices(self):
        return self.index + (self.by[2] if self.by else ())


class Line:
    def __init__(self, place, step):
        self.place, self.id, self.name, self.role = place, step["id"], step["name"], step["role"]
        self.true, self.exact = Decimal(step["shown"]), step["exact"]
        self.quantity, self.tree, self.operands = Quantity(self.id), None, ()


class Sheet:
    def __init__(self, handgrad, problem):
        """`problem`: the name of a worked example, or a problem as a dict."""
        self.problem = problem
        name, text = (problem, "") if isinstance(problem, str) else ("-", json.dumps(problem))
        status, out, err = run([handgrad, "trace", name, "--format", "json", "--digits", "40"], text)
        if status != 0:
            raise ValueError(err)
        trace = json.loads(out)
        self.written_out = trace["problem"]
        self.lines = [Line(place, step) for place, step in enumerate(trace["steps"])]
        self.by_id = {line.id: line for line in self.lines}
        self.families = {}
        for line in self.lines:
            self.families.setdefault(line.quantity.family(), []).append(line)
        optimizer = self.written_out.get("optimizer", {})
        self.constants = {name: Decimal(str(optimizer[key])) for name, key in CONSTANTS.items()
                          if isinstance(optimizer.get(key), (int, float, str))}
        self.constants["pi"] = PI
        for name, other in self.written_out.get("names", {}).items():
            if name in self.constants:
                self.constants[other] = self.constants[name]
        self.float_constants = {name: float(value) for name, value in self.constants.items()}
        names = {line.id: line.name for line in self.lines}
        for line, step in zip(self.lines, trace["steps"]):
            if "formula" in step:
                line.tree = Parser(step["formula"], step["operands"], names).all()
                line.operands = tuple(references(line.tree))
        self.computed = [line for line in self.lines if line.tree]
        self.loss = self.written_out.get("loss") or {}

    def faults(self):
        """Lines whose formula, evaluated here, does not give handgrad's certified value: there should be none."""
        values = {line.id: line.true for line in self.lines}
        found = []
        for line in self.computed:
            try:
                value = evaluate(line.tree, values, self.constants)
            except NO_VALUE as error:
                found.append("%s: %r" % (line.id, error))
                continue
            size = max([abs(line.true), Decimal("1e-6")] + [abs(values[id]) for id in line.operands])
            if abs(value - line.true) > max(size * Decimal("1e-28"), 10 * VANISHES):
                found.append("%s is %s, not %s" % (line.id, value, line.true))
        return found

    def activation_of(self, layer):
        """The name of the activation of dense layer 1, 2, ...; '' for one of the user's own."""
        dense = [each for each in self.written_out.get("layers", []) if each.get("kind", "dense") == "dense"]
        activation = dense[int(layer) - 1].get("activation", "linear") if layer else ""
        return activation if isinstance(activation, str) else activation.get("kind", "")

    def descendants(self, id):
        """Ids of the lines that depend on this one."""
        found = {id}
        for line in self.computed:
            if not found.isdisjoint(line.operands):
                found.add(line.id)
        return found - {id}

    def ancestors(self, id):
        """Ids of the lines that this one depends on."""
        found = {id}
        for line in reversed(self.lines):
            if line.id in found:
                found.update(line.operands)
        return found - {id}
