"""Samples: a problem whose samples have numbers of their own is the one without, but for its ids; with --samples only the
steps of some are written, and nothing else changes.

Usage: samples_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
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
    """Without what numbers change: where lines are broken, and that a single row has one."""
    text = re.sub(r"The row is sample \d+\.", "", text)
    return re.sub(r"\\(begin|end)\{aligned\}|\\\\|[&\s]", "", text)


class Samples:
    def __init__(self, handgrad, root):
        self.tap, self.handgrad, self.schemas = Tap(), handgrad, Schemas(root)

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


    def trace(self, problem, *options):
        return json.loads(self.output("trace", "-", "--format", "json", *options, text=json.dumps(problem)))

    def selected(self, name, problem, chosen, *options):
        """Steps of the chosen samples, and those of none, are just as they are among all steps."""
        whole, part = self.trace(problem, *options), self.trace(problem, "--samples", chosen, *options)
        numbers = {int(number) for number in chosen.split(",")}
        wanted = [step for step in whole["steps"] if sample_of(step["id"]) in numbers | {0}]
        self.tap.check("%s: the steps of %s" % (name, chosen), part["steps"] == wanted, str(len(part["steps"])))
        self.tap.check("%s: the trace says so" % name, part.pop("samples", None) == chosen)
        self.tap.check("%s: nothing else changes" % name, all(part[key] == whole[key] for key in whole if key != "steps"))
        self.schemas.check(self.tap, "%s: the trace is valid" % name, dict(part, samples=chosen), "trace.schema.json")
        lines = self.output("trace", "-", "--format", "ndjson", "--samples", chosen, *options, text=json.dumps(problem))
        records = [json.loads(line) for line in lines.splitlines()]
        self.tap.check("%s: ndjson" % name, records[0]["samples"] == chosen and records[1:] == wanted)
        text = json.dumps(dict(part, samples=chosen))
        verdict = self.output("verify", "-", text=text)
        self.tap.check("%s: the trace is verified" % name, "exit" not in verdict, verdict)
        wrong = dict(part, samples=chosen, steps=part["steps"][:-1])
        self.tap.check("%s: a step less is seen" % name, "exit status 1" in self.output("verify", "-", text=json.dumps(wrong)))
        with tempfile.TemporaryDirectory() as folder:
            for file, content in (("a.json", text), ("problem.json", json.dumps(problem))):
                with open(os.path.join(folder, file), "w", encoding="utf-8") as out:
                    out.write(content)
            if not options:
                status, out, err = run([self.handgrad, "diff", "a.json", "problem.json"], cwd=folder)
                self.tap.check("%s: the problem is traced alike for a diff" % name, status == 0, out + err)

    def pages(self, name, problem, chosen, others):
        for detail in "full", "matrix":
            page = self.output("trace", "-", "--samples", chosen, "--detail", detail, text=json.dumps(problem))
            said = "only those of %s are shown" % chosen in page
            self.tap.check("%s: %s: the page says what is left out" % (name, detail), said, page)
            shown = {int(number) for number in re.findall(r"[Ss]ample (\d+)", page)}
            self.tap.check("%s: %s: the others are left out" % (name, detail),
                           shown and not shown & others, str(shown))

    def refused(self, chosen, problem, message, expected=""):
        status, _, err = run([self.handgrad, "trace", "-", "--samples", chosen], json.dumps(problem))
        self.tap.check("refused: " + chosen, status == 2 and message in err and expected in err, err)


def sample_of(step):
    found = re.match(r"(?:u\d+\.)?s(\d+)\.", step)
    return int(found.group(1)) if found else 0


def main(handgrad, root):
    samples = Samples(handgrad, root)
    samples.selected("batches", BATCHES, "1")
    samples.selected("batches", BATCHES, "2,4")
    samples.selected("batches", BATCHES, "4", "--updates", "2-3")
    samples.selected("masks", dict(MASKS, sample_numbers=[12, 5, 31]), "5,31")
    samples.selected("one sample", ONE, "1")
    samples.pages("batches", BATCHES, "2", {1, 3, 4})
    samples.pages("masks", dict(MASKS, sample_numbers=[12, 5, 31]), "5,31", {12})
    for chosen in "", "x", "0", "5", "1,", "2-1", "first", "1-2-3", "5-9":
        samples.refused(chosen, BATCHES, "sample" if chosen else "is empty")
    samples.refused("2", dict(ONE, sample_numbers=[77]), "there is no such sample", "of the samples 77, found 2")
    samples.refused("3", dict(BATCHES, inputs=[[6, 1], [1, -2]], targets=[[1, 0], [0, 1]], batches=[[1]]),
                    "there is no such sample", "of the samples 1 to 2")
    samples.refused("1", {"given": {"x": 1}, "formulas": ["y = x"]}, "a problem of formulas has no samples")
    samples.law("batches", BATCHES)
    samples.law("masks", MASKS)
    samples.law("one sample", ONE)
    return samples.tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
