"""Problems made from a seed: what a course sets. The same seed and number give the same problem on every machine."""

import random

HIDDEN = ["sigmoid", "tanh", "relu", "linear", "leaky_relu", "elu", "selu", "softplus", "softsign", "silu", "gelu",
          "gelu_tanh", "hard_sigmoid"]
OFTEN = ["sigmoid", "sigmoid", "sigmoid", "tanh", "relu"]
MOST_NUMBERS = 16  # weights and biases of a network

# Loss, the activations of the output it goes with, and what targets are.
LOSSES = [("squared_error", ["sigmoid", "linear", "tanh", "softmax", "relu"], "any"),
          ("squared_error", ["sigmoid", "linear"], "any"),
          ("binary_cross_entropy", ["sigmoid"], "bits"),
          ("categorical_cross_entropy", ["softmax"], "class"),
          ("categorical_cross_entropy", ["softmax"], "class"),
          ("kl_divergence", ["softmax"], "distribution"),
          ("absolute_error", ["linear", "sigmoid"], "any"),
          ("huber", ["linear", "tanh"], "any"),
          ("hinge", ["linear", "tanh"], "sides")]

OPTIMIZERS = [{"kind": "sgd"}, {"kind": "sgd"}, {"kind": "sgd"}, {"kind": "sgd"},
              {"kind": "momentum", "momentum": 0.9, "state": {"v": 0.2}},
              {"kind": "momentum", "form": "classical", "state": {"v": 0.1}}, {"kind": "nesterov"},
              {"kind": "adagrad", "epsilon": 0.1}, {"kind": "rmsprop", "epsilon": 0.01},
              {"kind": "rmsprop", "form": "epsilon_inside", "epsilon": 0.01},
              {"kind": "adam"}, {"kind": "adam", "epsilon": 0.1},
              {"kind": "adam", "state": {"m": 0.1, "v": 0.04, "updates": 2}}, {"kind": "adamw", "epsilon": 0.01},
              {"kind": "adamax", "epsilon": 0.01}, {"kind": "nadam", "epsilon": 0.01}]

# Formulas: text with the objective f, the given quantities.
FORMULAS = [
    (["q = x + y", "f = q*z"], {"x": (), "y": (), "z": ()}),
    (["z = w[1]*x[1] + w[2]*x[2] + b", "f = sigmoid(z)"], {"w": (2,), "x": (2,), "b": ()}),
    (["z1 = w*x[1] + v*h0 + b", "h1 = tanh(z1)", "z2 = w*x[2] + v*h1 + b", "h2 = tanh(z2)", "f = 1/2*(t - h2)^2"],
     {"w": (), "v": (), "h0": (), "b": (), "x": (2,), "t": ()}),
    (["a = x*y", "c = exp(a)", "d = c + z", "f = log(1 + d^2)"], {"x": (), "y": (), "z": ()}),
    (["h[i] (i=1..2) = sum(k=1..2, w[i,k]*v[k])", "f = sum(i=1..2, h[i]^2)"], {"w": (2, 2), "v": (2,)}),
    (["mu = mean(i=1..3, x[i])", "var = mean(i=1..3, (x[i] - mu)^2)", "s = sqrt(var + 1/10)",
      "y[i] (i=1..3) = (x[i] - mu) / s", "f = 1/2*sum(i=1..3, (t[i] - y[i])^2)"], {"x": (3,), "t": (3,)}),
    (["r = max(0, w*x + b)", "y = x + v*r", "f = (t - y)^2"], {"w": (), "x": (), "b": (), "v": (), "t": ()}),
    (["s[i] (i=1..2) = sum(j=1..2, q[j]*k[i,j]) / sqrt(2)", "e[i] (i=1..2) = exp(s[i])", "c = e[1] + e[2]",
      "a[i] (i=1..2) = e[i] / c", "y = a[1]*v[1] + a[2]*v[2]", "f = (t - y)^2"],
     {"q": (2,), "k": (2, 2), "v": (2,), "t": ()}),
]


class Maker:
    def __init__(self, seed, number):
        self.random = random.Random("%s problem %s" % (seed, number))
        self.style = self.random.choice(("whole", "one", "two", "range"))

    def number(self):
        if self.style == "whole":
            return self.random.choice((-2, -1, 1, 2, 3))
        if self.style == "one":
            return self.random.choice((-1, 1)) * self.random.randint(1, 12) / 10
        if self.style == "two":
            return self.random.choice((-1, 1)) * self.random.randint(5, 120) / 100
        return self.random.randint(-20, 20) * 5 / 100

    def numbers(self, *shape):
        return [self.numbers(*shape[1:]) for _ in range(shape[0])] if shape else self.number()

    def sizes(self):
        while True:
            widths = [self.random.randint(1, 4) for _ in range(self.random.choice((2, 2, 3, 3, 4)))]
            if sum((a + 1) * b for a, b in zip(widths, widths[1:])) <= MOST_NUMBERS:
                return widths

    def activation(self):
        kind = self.random.choice(OFTEN if self.random.random() < 0.7 else HIDDEN)
        return {"kind": kind, "alpha": 0.2} if kind == "leaky_relu" else kind

    def targets(self, what, samples, outputs):
        if what == "class":
            return [self.random.randrange(outputs) for _ in range(samples)]
        if what == "distribution":
            shares = [[self.random.randint(1, 8) for _ in range(outputs - 1)] for _ in range(samples)]
            return [[n / (8 * outputs) for n in row] + [1 - sum(row) / (8 * outputs)] for row in shares]
        choices = {"bits": (0, 1), "sides": (-1, 1), "any": (0, 1, 0.5, 0.25, 0.9, -0.4)}[what]
        return [[self.random.choice(choices) for _ in range(outputs)] for _ in range(samples)]

    def network(self):
        widths, samples = self.sizes(), self.random.choice((1, 1, 1, 2, 3))
        kind, outputs, targets = self.random.choice(LOSSES)
        last = self.random.choice(outputs)
        if last == "softmax" and widths[-1] == 1:
            widths[-1] = 2
        loss = {"kind": kind, "scale": self.random.choice(("half", "half", "sum", "mean"))}
        if "entropy" in kind or kind == "kl_divergence":
            loss["scale"] = "sum"
            if "entropy" in kind and self.random.random() < 0.25:
                loss["log_base"] = self.random.choice((2, 10))
        if samples > 1 and self.random.random() < 0.3:
            loss["batch"] = "sum"
        layers = [{"units": units, "weights": self.numbers(units, inputs), "biases": self.numbers(units),
                   "activation": self.activation()} for inputs, units in zip(widths, widths[1:])]
        layers[-1]["activation"] = last
        problem = {"inputs": self.numbers(samples, widths[0]), "layers": layers,
                   "targets": self.targets(targets, samples, widths[-1]), "loss": loss,
                   "optimizer": {**self.random.choice(OPTIMIZERS),
                                 "learning_rate": self.random.choice((0.1, 0.1, 0.5, 0.01))},
                   "updates": 2 if samples == 1 and self.random.random() < 0.15 else 1}
        if self.random.random() < 0.1:
            problem["penalty"] = {"l2": 0.1, "convention": self.random.choice(("plain", "half"))}
        return problem

    def formulas(self):
        lines, given = self.random.choice(FORMULAS)
        return {"given": {name: self.numbers(*shape) for name, shape in given.items()}, "formulas": list(lines),
                "objective": "f", "wrt": list(given)}


def make(seed, number):
    maker = Maker(seed, number)
    return maker.formulas() if number % 8 == 7 else maker.network()
