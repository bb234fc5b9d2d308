"""Training runs against an independent program: a trainer in plain Python, written from the documents alone (docs/data.md,
docs/catalogue.md, docs/problem-format.md), which splits, scales, shuffles, drops out, differentiates by hand and updates
row by row. Random small runs in double end with the same parameters, optimizer states and history to 1e-9; stopped in the
middle and resumed they end with the same bytes.

Usage: training_test.py HANDGRAD SOURCE_ROOT
"""

import csv
import json
import math
import os
import random
import struct
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

AGREEMENT = 1e-9
RUNS = 40


# ---- the documented random numbers and orders ----

def word(seed, place):
    z = (seed + (place + 1) * 0x9e3779b97f4a7c15) % 2**64
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 % 2**64
    z = (z ^ z >> 27) * 0x94d049bb133111eb % 2**64
    return z ^ z >> 31


def shuffled(rows, seed):
    """Fisher and Yates, docs/data.md, section Split."""
    rows, counter = list(rows), 0
    for i in range(len(rows) - 1, 0, -1):
        while word(seed, counter) < 2**64 % (i + 1):
            counter += 1
        j = word(seed, counter) % (i + 1)
        counter += 1
        rows[i], rows[j] = rows[j], rows[i]
    return rows


def keeps(seed, update, sample, unit, rate):
    return (word(word(word(seed, update), sample), unit) >> 11) / 2**53 >= rate


# ---- the network ----

ACTIVATIONS = {
    "linear": (lambda z: z, lambda z, a: 1.0),
    "relu": (lambda z: max(0.0, z), lambda z, a: float(z > 0)),
    "tanh": (math.tanh, lambda z, a: 1 - a * a),
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z, a: a * (1 - a)),
}


def softmax(z):
    e = [math.exp(value - max(z)) for value in z]
    return [value / sum(e) for value in e]


def activate(kind, z):
    return softmax(z) if kind == "softmax" else [ACTIVATIONS[kind][0](value) for value in z]


def through_activation(kind, z, a, da):
    """dE/dz from dE/da: for a softmax by its whole Jacobian."""
    if kind != "softmax":
        return [d * ACTIVATIONS[kind][1](x, y) for d, x, y in zip(da, z, a)]
    return [sum(da[k] * a[k] * ((k == j) - a[j]) for k in range(len(a))) for j in range(len(a))]


def loss(kind, a, t):
    """The loss of a sample, and its derivative by each output."""
    if kind == "binary_cross_entropy":
        return (-sum(y * math.log(p) + (1 - y) * math.log(1 - p) for p, y in zip(a, t)),
                [(p - y) / (p * (1 - p)) for p, y in zip(a, t)])
    if kind == "categorical_cross_entropy":
        return -sum(y * math.log(p) for p, y in zip(a, t) if y), [-y / p for p, y in zip(a, t)]
    return sum((y - p)**2 for p, y in zip(a, t)) / 2, [p - y for p, y in zip(a, t)]


class Network:
    """Parameters as lists of rows: w1, b1 (one row), ..."""

    def __init__(self, problem, parameters):
        self.problem, self.parameters = problem, {name: [list(row) for row in rows] for name, rows in parameters.items()}
        self.layers = problem["layers"]
        self.state, self.update = {}, 0

    def forward(self, x, sample=None):
        """z, a and what goes on of each layer; `sample` (from 0): with dropout, in the update that comes."""
        steps, given = [], x
        for number, layer in enumerate(self.layers, 1):
            weights, biases = self.parameters["w%d" % number], self.parameters["b%d" % number][0]
            z = [sum(w * v for w, v in zip(row, given)) + b for row, b in zip(weights, biases)]
            a = activate(layer["activation"], z)
            dropout, scale = layer.get("dropout"), [1.0] * len(a)
            if dropout and sample is not None:
                rate = dropout["rate"]
                scale = [keeps(dropout["seed"], self.update + 1, sample, k, rate) / (1 - rate) for k in range(len(a))]
            steps.append((given, z, a, scale))
            given = [value * s for value, s in zip(a, scale)]
        return steps, given

    def penalty(self, m):
        penalty = self.problem.get("penalty", {})
        factor = {"plain": 1, "half": 1 / 2, "half_over_m": 1 / (2 * m)}[penalty.get("convention", "plain")]
        weights = [w for name, rows in self.parameters.items() if name[0] == "w" for row in rows for w in row]
        return penalty.get("l2", 0) * factor * sum(w * w for w in weights), 2 * penalty.get("l2", 0) * factor

    def add_gradients(self, gradients, x, t, sample, share):
        """One sample's part of the gradients; its loss and outputs."""
        steps, outputs = self.forward(x, sample)
        error, da = loss(self.problem["loss"], outputs, t)
        for number in range(len(self.layers), 0, -1):
            given, z, a, scale = steps[number - 1]
            dz = through_activation(self.layers[number - 1]["activation"], z, a, [d * s for d, s in zip(da, scale)])
            weights = self.parameters["w%d" % number]
            for k, d in enumerate(dz):
                gradients["b%d" % number][0][k] += d * share
                for i, value in enumerate(given):
                    gradients["w%d" % number][k][i] += d * value * share
            da = [sum(weights[k][i] * dz[k] for k in range(len(dz))) for i in range(len(given))]
        return error, outputs

    def step(self, batch):
        """One update with the rows (x, t, row from 0): summed loss, penalty, outputs."""
        gradients = {name: [[0.0] * len(row) for row in rows] for name, rows in self.parameters.items()}
        results = [self.add_gradients(gradients, x, t, row, 1 / len(batch)) for x, t, row in batch]
        penalty, slope = self.penalty(len(batch))
        self.update += 1
        for name, rows in self.parameters.items():
            for k, row in enumerate(rows):
                for i in range(len(row)):
                    g = gradients[name][k][i] + (slope * row[i] if name[0] == "w" else 0)
                    row[i] = self.updated(row[i], g, (name, k, i))
        return sum(error for error, _ in results), penalty, [outputs for _, outputs in results]

    def rate(self):
        optimizer = self.problem["optimizer"]
        schedule, u = optimizer.get("schedule", {"kind": "constant"}), self.update
        return optimizer["learning_rate"] * {
            "constant": lambda: 1, "exponential": lambda: schedule["gamma"]**(u - 1),
            "time": lambda: 1 / (1 + schedule["decay"] * (u - 1)),
            "step": lambda: schedule["gamma"]**((u - 1) // schedule["every"])}[schedule["kind"]]()

    def kept(self, symbol, key, new):
        """The optimizer's state `symbol`, made anew from the one before."""
        self.state[symbol, key] = new(self.state.get((symbol, key), 0.0))
        return self.state[symbol, key]

    def updated(self, w, g, key):
        optimizer, u, alpha = self.problem["optimizer"], self.update, self.rate()
        kind = optimizer["kind"]
        if kind == "sgd":
            return w - alpha * g
        if kind in ("momentum", "nesterov"):
            v = self.kept("v", key, lambda old: optimizer["momentum"] * old + g)
            return w - alpha * (v if kind == "momentum" else g + optimizer["momentum"] * v)
        if kind == "adagrad":
            return w - alpha * g / (math.sqrt(self.kept("G", key, lambda old: old + g * g)) + 1e-10)
        if kind == "rmsprop":
            return w - alpha * g / (math.sqrt(self.kept("v", key, lambda old: 0.99 * old + 0.01 * g * g)) + 1e-8)
        m = self.kept("m", key, lambda old: 0.9 * old + 0.1 * g) / (1 - 0.9**u)
        v = self.kept("v", key, lambda old: 0.999 * old + 0.001 * g * g) / (1 - 0.999**u)
        decay = alpha * optimizer.get("weight_decay", 0) * w if kind == "adamw" else 0
        return w - decay - alpha * m / (math.sqrt(v) + 1e-8)


# ---- a run ----

def parts_of(problem, count):
    """Training and validation rows, in the order of the source."""
    split = problem["dataset"]["split"]
    order, size = shuffled(range(count), word(split["seed"], 0)), math.floor(split["validation"] * count)
    return sorted(order[size:]), sorted(order[:size])


def scaled(rows, training):
    """(x - mean)/standard deviation of the training rows."""
    columns = list(zip(*[rows[i] for i in training]))
    mean = [sum(column) / len(column) for column in columns]
    deviation = [math.sqrt(sum((x - m)**2 for x in column) / len(column)) for column, m in zip(columns, mean)]
    return [[(x - m) / d for x, m, d in zip(row, mean, deviation)] for row in rows]


def is_right(outputs, t):
    if len(t) == 1:
        return (outputs[0] > 0.5) == (t[0] == 1)
    return t[outputs.index(max(outputs))] == 1


def accuracy(problem, pairs, spread=None):
    """Of pairs (outputs, targets); of regression the mean of r2 over the outputs."""
    if problem["loss"] != "half":
        return sum(is_right(a, t) for a, t in pairs) / len(pairs)
    total = 0
    for k in range(len(pairs[0][1])):
        total += 1 - sum((a[k] - t[k])**2 for a, t in pairs) / spread[k]
    return total / len(pairs[0][1])


def spreads(targets):
    columns = list(zip(*targets))
    return [sum((t - sum(column) / len(column))**2 for t in column) for column in columns]


def train(problem, rows, targets, parameters):
    """The network after all epochs, and its history: loss, accuracy, and both of the validation rows."""
    training, validation = parts_of(problem, len(rows))
    rows, network, history = scaled(rows, training), Network(problem, parameters), []
    schedule, size = problem["schedule"], problem["batch_size"]
    for epoch in range(1, schedule["epochs"] + 1):
        order = shuffled(training, word(schedule["seed"], epoch)) if schedule["shuffle"] else training
        losses, pairs = 0, []
        for at in range(0, len(order), size):
            batch = order[at:at + size]
            if len(batch) < size and schedule["last_batch"] == "drop":
                break
            error, penalty, outputs = network.step([(rows[i], targets[i], i) for i in batch])
            losses += error + penalty * len(batch)
            pairs += [(a, targets[i]) for a, i in zip(outputs, batch)]
        share = len(pairs) / len(training)
        spread = [s * share for s in spreads([targets[i] for i in training])]
        record = [losses / len(pairs), accuracy(problem, pairs, spread)]
        seen = [(network.forward(rows[i])[1], targets[i]) for i in validation]
        penalties = sum(network.penalty(len(validation[at:at + size]))[0] * len(validation[at:at + size])
                        for at in range(0, len(validation), size))
        record.append((sum(loss(problem["loss"], a, t)[0] for a, t in seen) + penalties) / len(seen))
        record.append(accuracy(problem, seen, spreads([targets[i] for i in validation])))
        history.append(record)
    return network, history


# ---- random runs ----

OPTIMIZERS = [{"kind": "sgd"}, {"kind": "momentum", "momentum": 0.8}, {"kind": "nesterov", "momentum": 0.9},
              {"kind": "adagrad"}, {"kind": "rmsprop"}, {"kind": "adam"}, {"kind": "adamw", "weight_decay": 0.05}]
SCHEDULES = [{"kind": "exponential", "gamma": 0.97}, {"kind": "time", "decay": 0.1},
             {"kind": "step", "gamma": 0.5, "every": 5}]
TASKS = [("binary_cross_entropy", "sigmoid"), ("categorical_cross_entropy", "softmax"), ("half", "linear")]


def random_problem(draw, which):
    task, last = TASKS[which % 3]
    inputs, outputs = draw.randint(2, 4), 1 if task == "binary_cross_entropy" else draw.randint(2, 3)
    layers = [{"units": draw.randint(2, 6), "activation": draw.choice(["relu", "tanh", "sigmoid"])}
              for _ in range(draw.randint(1, 2))]
    if which % 4 == 3:
        layers[-1]["dropout"] = {"rate": draw.choice([0.25, 0.5]), "seed": draw.randrange(1000)}
    layers.append({"units": outputs, "activation": last})
    optimizer = dict(OPTIMIZERS[which % 7], learning_rate=draw.choice([0.01, 0.05, 0.125]))
    if draw.random() < 0.5:
        optimizer["schedule"] = draw.choice(SCHEDULES)
    problem = {
        "inputs": inputs, "layers": layers, "loss": task, "optimizer": optimizer, "batch_size": draw.randint(3, 9),
        "dataset": {"kind": "csv", "file": "data.csv", "scaling": "standard",
                    "split": {"validation": 0.25, "seed": draw.randrange(10**9)}},
        "schedule": {"epochs": 4, "precision": "double", "shuffle": draw.random() < 0.8, "seed": draw.randrange(10**9),
                     "last_batch": draw.choice(["keep", "drop"])}}
    if draw.random() < 0.5:
        problem["penalty"] = {"l2": 0.02, "convention": draw.choice(["plain", "half", "half_over_m"])}
    return problem


def random_data(draw, problem):
    """Rows as text with three decimals, their numbers and targets."""
    count, classes = 41, max(2, problem["layers"][-1]["units"])
    text = [["%.3f" % draw.uniform(-3, 5) for _ in range(problem["inputs"])] for _ in range(count)]
    rows = [[float(x) for x in row] for row in text]
    if problem["loss"] == "half":
        answers = [["%.2f" % (sum(row) * (k + 1) / 4 + draw.uniform(-1, 1)) for k in range(classes)] for row in rows]
        targets = [[float(t) for t in row] for row in answers]
    else:
        labels = [(int(sum(row) > 3) + int(row[0] > 2)) % classes for row in rows]
        answers = [[str(label)] for label in labels]
        targets = [[float(label)] if problem["layers"][-1]["units"] == 1 else
                   [float(label == k) for k in range(classes)] for label in labels]
    return [a + b for a, b in zip(text, answers)], rows, targets


def random_parameters(draw, problem):
    parameters, inputs = {}, problem["inputs"]
    for number, layer in enumerate(problem["layers"], 1):
        parameters["w%d" % number] = [[draw.uniform(-1, 1) for _ in range(inputs)] for _ in range(layer["units"])]
        parameters["b%d" % number] = [[draw.uniform(-0.5, 0.5) for _ in range(layer["units"])]]
        inputs = layer["units"]
    return parameters


# ---- files ----

def read_tensors(path):
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header, data = json.loads(file.read(length)), file.read()
    return {name: struct.unpack("<%dd" % ((entry["data_offsets"][1] - entry["data_offsets"][0]) // 8),
                                data[entry["data_offsets"][0]:entry["data_offsets"][1]])
            for name, entry in header.items() if name != "__metadata__"}


def write_run(folder, problem, lines, parameters):
    features = ["x%d" % (i + 1) for i in range(problem["inputs"])]
    answers = ["y%d" % (i + 1) for i in range(len(lines[0]) - len(features))]
    with open(os.path.join(folder, "data.csv"), "w") as file:
        csv.writer(file, lineterminator="\n").writerows([features + answers] + lines)
    problem = json.loads(json.dumps(problem))
    for number, layer in enumerate(problem["layers"], 1):
        layer["weights"], layer["biases"] = parameters["w%d" % number], parameters["b%d" % number][0]
    if problem["loss"] == "half":
        problem["loss"] = {"kind": "squared_error", "scale": "half"}
        problem["dataset"]["targets"] = answers
    else:
        problem["dataset"]["label"] = answers[0]
    problem["dataset"]["features"] = features
    with open(os.path.join(folder, "run.json"), "w") as file:
        json.dump(problem, file)


# ---- tests ----

def farthest(found, wanted):
    return max((abs(a - b) / max(1e-2, abs(b)) for a, b in zip(found, wanted)), default=0)


def compare_tensors(found, network):
    """The name and distance of what is farthest off, parameters and optimizer states."""
    wanted = {name: [x for row in rows for x in row] for name, rows in network.parameters.items()}
    for name, rows in network.parameters.items():
        for symbol in {symbol for symbol, key in network.state}:
            wanted["%s.%s" % (symbol, name)] = [network.state[symbol, (name, k, i)] for k, row in enumerate(rows)
                                                for i in range(len(row))]
    missing = [name for name in wanted if len(found.get(name, [])) != len(wanted[name])]
    return (missing[0], math.inf) if missing else max(((name, farthest(found[name], values))
                                                       for name, values in wanted.items()), key=lambda pair: pair[1])


def compare_history(path, history):
    with open(path) as file:
        found = [[float(row[key]) for key in ("loss", "accuracy", "validation_loss", "validation_accuracy")]
                 for row in csv.DictReader(file)]
    return max(map(farthest, found, history)) if len(found) == len(history) else math.inf


def one_run(tap, handgrad, which):
    draw = random.Random(which)
    problem = random_problem(draw, which)
    lines, rows, targets = random_data(draw, problem)
    parameters = random_parameters(draw, problem)
    what = "run %d: %s, %s%s" % (which, problem["loss"], problem["optimizer"]["kind"],
                                 ", dropout" if any("dropout" in layer for layer in problem["layers"]) else "")
    with tempfile.TemporaryDirectory() as folder:
        write_run(folder, problem, lines, parameters)
        command = [handgrad, "train", "run.json", "--quiet", "-o", "report.txt"]
        status, out, err = run(command + ["--save", "end.safetensors", "--history", "history.csv"], cwd=folder)
        if not tap.check(what + ": trained", status == 0, err):
            return
        network, history = train(problem, rows, targets, parameters)
        name, distance = compare_tensors(read_tensors(os.path.join(folder, "end.safetensors")), network)
        tap.check(what + ": parameters and states", distance <= AGREEMENT, "%s is off by %g" % (name, distance))
        distance = compare_history(os.path.join(folder, "history.csv"), history)
        tap.check(what + ": losses and accuracies", distance <= AGREEMENT, "off by %g" % distance)
        run(command + ["--epochs", "2", "--save", "half.safetensors"], cwd=folder)
        status, out, err = run(command + ["--resume", "half.safetensors", "--save", "again.safetensors"], cwd=folder)
        with open(os.path.join(folder, "end.safetensors"), "rb") as end, \
                open(os.path.join(folder, "again.safetensors"), "rb") as again:
            tap.check(what + ": resumed, the same bytes", status == 0 and end.read() == again.read(), err)


def main():
    tap = Tap()
    for which in range(RUNS):
        one_run(tap, os.path.abspath(sys.argv[1]), which)
    sys.exit(tap.finish())


main()
