"""The homework's training runs on its data, held to floors of accuracy.

The last bits of single precision differ between processors, and so may the class of a row or two: the floors leave room for that.
What the runs give here is in docs/training.md, by tests/benchmark/homework.py. Data are read from ../shared/data beside the
project; without them all but the generated ones are skipped.

Usage: homework_test.py HANDGRAD ROOT
"""

import json
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

# The classes of the 30 rows of blobs-test.csv that the homework printed, in order: they are the rows' labels, too.
PRINTED = "010110001001100010100101100110"


class Homework:
    def __init__(self, handgrad, root):
        self.handgrad = handgrad
        self.data = os.path.join(root, "..", "shared", "data")
        self.tap = Tap()

    def train(self, name, *options):
        command = [self.handgrad, "train", name, "--data", self.data, "--format", "json", "--quiet"] + list(options)
        status, out, err = run(command)
        if status != 0:
            raise RuntimeError("exit status %d: %s" % (status, err))
        return json.loads(out)["runs"][0]

    def floor(self, name, part, floor, seeds=(None,)):
        """The median accuracy over the seeds (None: those of the file) is at least `floor`."""
        accuracies = []
        for seed in seeds:
            report = self.train(name, *([] if seed is None else ["--seed", str(seed)]))
            accuracies.append(report["results"][part]["accuracy"])
        self.tap.check("%s: %s accuracy of at least %s" % (name, part, floor),
                       statistics.median(accuracies) >= floor, str(accuracies))

    def blobs(self):
        """Every test row in the class that the homework printed."""
        with open(os.path.join(self.data, "blobs-test.csv"), encoding="utf-8") as file:
            labels = "".join(line.strip()[-1] for line in file.readlines()[1:])
        self.tap.check("blobs: the labels are the printed classes", labels == PRINTED, labels)
        result = self.train("blobs")["results"]["test"]
        zeros, ones = PRINTED.count("0"), PRINTED.count("1")
        self.tap.check("blobs: the 30 classes that the homework printed",
                       result["confusion"] == [[zeros, 0], [0, ones]], str(result["confusion"]))

    def all(self):
        self.floor("xor", "training", 0.99)
        self.floor("xor", "test", 0.98)
        if not os.path.isdir(self.data):
            self.tap.skip("the runs on data", "there is no ../shared/data")
            return self.tap.finish()
        self.blobs()
        self.floor("moons", "training", 0.92)
        self.floor("mnist_3_6", "test", 0.985, (1, 2, 3))
        self.floor("mnist", "test", 0.94, (1,))
        self.floor("fashion_sigmoid", "training", 0.85)
        return self.tap.finish()


if __name__ == "__main__":
    sys.exit(Homework(*sys.argv[1:3]).all())
