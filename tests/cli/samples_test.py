"""Numbers of samples: a problem whose samples have numbers of their own is the one without, but for its ids.

Usage: samples_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

BATCHES = {
    "inputs": [[6, 1], [1, -2], [0.5, 3], [-1, 1]], "targets": [[1, 0], [0, 1], [1, 0], [0, 1]],
    "batches": [[3, 1], [2, 4], [2]], "updates": 3, "wrt_inputs": True, "forward_after": True,
    "layers": [
        {"units": 3, "activation": "sigmoid", "initializer": {"kind": "he_normal", "seed": 1},
         "dropout": {"rate": 0.5, "seed": 2}},
        {"units": 2, "activation": "softmax", "initializer": {"kind": "he_normal", "seed": 2}, "l2": 0.1},
    ],
    "loss": "categorical_cross_entropy", "optimizer": {"kind": "momentum", "learning_rate": 0.1},
}
MASKS = {
    "inputs": [[1, 2], [3, 4], [5, 6]], "targets": [[1], [0], [1]], "batch_size": 2, "updates": 2,
    "layers": [{"units": 2, "activation": "relu", "weights": [[1, 2], [-1, 1]], "biases": [0, 1],
                "dropout": {"rate": 0.5, "mask": [[1, 0], [1, 1], [0, 1]]}},
               {"weights": [[1, -1]], "biases": [0.5], "activation": "sigmoid"}],
    "loss": {"kind": "binary_cross_entropy", "label_smoothing": 0.1}, "optimizer": {"learning_rate": 0.1},
}
ONE = {"inputs": [[6, 1]], "targets": [[1]], "layers": [{"weights": [[1, 1]], "biases": [0]}], "loss": "squared_error",
       "optimizer": {"learning_rate": 0.1}}


def number(sample, samples):
    """No other number on a page is like these, and they do not grow with the sample."""
    return 700000000 + 7 * (samples - sample)


def numbered(problem):
    samples = len(problem["inputs"])
    return dict(problem, sample_numbers=[number(sample, samples) for sample in range(1, samples + 1)])


def renamed(text, problem):
    samples = len(problem["inputs"])
    for sample in range(1, samples + 1):
        text = text.replace(str(number(sample, samples)), str(sample))
    return text


def unbroken(text):
    """Without what longer numbers change: where lines are broken."""
    return re.sub(r"\\(begin|end)\{aligned\}|\\\\|[&\s]", "", text)


class Samples:
    def __init__(self, handgrad, root):
        self.tap, self.handgrad, self.root = Tap(), handgrad, root

    def output(self, *arguments, text=""):
        status, out, err = run([self.handgrad, *arguments], text)
        return out if status == 0 else "exit status %d\n%s" % (status, err)

    def law(self, name, problem):
        plain, other = json.dumps(problem), json.dumps(numbered(problem))
        for command in (["trace", "-"], ["trace", "-", "--detail", "matrix"],
                        ["worksheet", "-", "--blank", "all", "--format", "csv"], ["worksheet", "-"], ["verify", "-", "--format", "json"]):
            wanted, found = self.output(*command, text=plain), self.output(*command, text=other)
            self.tap.check("%s: %s" % (name, " ".join(command)),
                           unbroken(renamed(found, problem)) == unbroken(wanted) and not wanted.startswith("exit"), found)
            self.tap.check("%s: %s: the numbers are shown" % (name, " ".join(command)),
                           found != wanted or "verify" in command or len(problem["inputs"]) == 1)
        wanted, trace = (json.loads(self.output("trace", "-", "--format", "json", text=text)) for text in (plain, other))
        self.tap.check("%s: the problem has them" % name,
                       trace["problem"].pop("sample_numbers", None) == numbered(problem)["sample_numbers"])
        self.tap.check("%s: json" % name, json.loads(renamed(json.dumps(trace), problem)) == wanted)
        again = self.output("trace", "-", "--format", "json", text=other)
        self.tap.check("%s: the trace is verified" % name, "exit" not in self.output("verify", "-", text=again))


def main(handgrad, root):
    samples = Samples(handgrad, root)
    samples.law("batches", BATCHES)
    samples.law("masks", MASKS)
    samples.law("one sample", ONE)
    return samples.tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
