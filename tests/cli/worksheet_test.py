"""`handgrad worksheet`: which quantities are asked for, what is given, formats, hostile texts, statuses.

That a worksheet reads back as answers is tested in tests/unit/api/worksheet.c.

Usage: worksheet_test.py HANDGRAD
"""

import csv
import io
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, examples, run  # noqa: E402

RESULTS = {"pre_activation", "activation", "dropout", "loss", "penalty", "gradient", "update"}
FACTORS = RESULTS | {"target", "partial", "error_term"}
FORMATS = ["markdown", "csv", "text", "tex", "html"]

LAYER = {"activation": "sigmoid", "weights": [[0.5, 1.5]], "biases": [0.25]}
BATCHES = {"title": "batches", "inputs": [[1, 2], [3, 4], [5, 6]], "targets": [[1], [0], [1]], "layers": [LAYER],
           "loss": "squared_error", "optimizer": {"learning_rate": 0.1}, "batches": [[1, 2], [3]], "updates": 3}
DROPOUT = {"inputs": [[1, 2]], "targets": [[1]], "loss": "squared_error", "optimizer": {"learning_rate": 0.1},
           "layers": [{"weights": [[1, 2], [3, 4]], "biases": [0, 0], "dropout": {"rate": 0.5, "mask": [[1, 0]]}}, LAYER]}
HOSTILE = {"title": "| a | b |\n|---|---|\n| id | answer | `x` \\end{document} <script>", "inputs": [[1]],
           "layers": [{"weights": [[1]], "biases": [0]}]}
HOSTILE["title"] = HOSTILE["title"].replace("\n", " ")
LARGE = {"inputs": [[1] * 200], "targets": [[1] * 200], "loss": "squared_error", "optimizer": {"learning_rate": 0.1},
         "layers": [{"units": 200, "initializer": {"kind": "zeros"}}]}

BAD_USAGE = [
    ([], "handgrad: a worksheet of what? Name a problem or a worked example\n"),
    (["circuit", "--blank", "some"], 'error: blank "some" is not known'),
    (["circuit", "--format", "json"], 'error: format "json" is not known'),
    (["circuit", "--format", "htm"], 'error: format "htm" is not known\n'),
    (["circuit", "--digits", "3"], 'handgrad: unknown option "--digits"'),
    (["two_three_one", "--updates", "9"], "error: "),
    (["sigmoid_derivative"], "this is a derivation"),
    (["circit"], 'did you mean "circuit"?'),
]


class Command:
    def __init__(self, handgrad):
        self.handgrad = handgrad

    def __call__(self, *arguments, problem=None):
        text = "" if problem is None else json.dumps(problem)
        return run([self.handgrad, "worksheet"] + ([] if problem is None else ["-"]) + list(arguments), text)

    def ids(self, *arguments, problem=None):
        out = self(*arguments, "--format", "csv", problem=problem)[1]
        return [row["id"] for row in csv.DictReader(io.StringIO(out))]

    def steps(self, name):
        out = run([self.handgrad, "trace", name, "--format", "json"])[1]
        return [step for step in json.loads(out)["steps"] if "formula" in step]


def wanted(steps, roles):
    """The ids asked for, by the roles of the trace: of several samples' gradients only what they add up to, and the
    loss of one sample once."""
    several = any(re.search(r"\.s2\.", step["id"]) for step in steps)
    kept = []
    for step in steps:
        part = step["role"] == "gradient" and re.match(r"u\d+\.s\d+\.d\w+/d[wb]", step["id"])
        again = not several and re.fullmatch(r"u\d+\.E", step["id"])
        if step["role"] in roles and not again and not (part and roles is RESULTS):
            kept.append(step["id"])
    return kept


def rows(tap, command):
    for name in examples(command.handgrad):
        steps = command.steps(name)
        for blank, ids in (("results", wanted(steps, RESULTS)), ("factors", wanted(steps, FACTORS)),
                           ("all", [step["id"] for step in steps])):
            found = command.ids(name, "--blank", blank)
            tap.check("%s: %d rows of %s" % (name, len(found), blank), found == ids,
                      "missing %s, not wanted %s" % (set(ids) - set(found), set(found) - set(ids)))
        markdown = command(name, "--blank", "all")[1]
        tap.check("%s: the same rows in Markdown" % name, re.findall(r"\| `([^`]*)` \|  \|$", markdown, re.M)
                  == command.ids(name, "--blank", "all"))
        for format in FORMATS:
            status, out, err = command(name, "--format", format)
            tap.check("%s as %s" % (name, format), status == 0 and out and not err, err)


def given(tap, command):
    """All numbers of the problem stand on the sheet, none that is asked for."""
    out = command(problem=BATCHES)[1]
    tap.check("every sample is on the sheet", all("sample %d |" % s in out for s in (1, 2, 3)) and "x_2 = 6" in out, out)
    tap.check("the batch of each update is said", re.findall(r"^Samples? .*\.$", out, re.M)
              == ["Samples 1, 2.", "Sample 3.", "Samples 1, 2."], out)
    only = command("--updates", "3", problem=BATCHES)[1]
    tap.check("what an update begins with", "before update 3" in only and "before update 2" not in only
              and "before update" not in out, only)
    out = command(problem=DROPOUT)[1]
    tap.check("the mask is given", "1 keeps a unit, 0 drops it" in out, out)
    out = command("recurrent_cell")[1]
    tap.check("formulas are given", "h_{t} = " in out or "- $`" in out, out)
    tap.check("results are not", "\\approx" not in command("two_three_one")[1])


def hostile(tap, command):
    for format in FORMATS:
        status, out, _ = command("--format", format, problem=HOSTILE)
        tap.check("hostile texts as %s" % format, status == 0 and "\n| a | b |" not in out and "<script>" not in
                  (out if format == "markdown" else ""), out)
    status, out, err = command(problem=LARGE)
    tap.check("too long a sheet", status == 2 and not out and "more than 20000 rows" in err, err)


def usage(tap, command):
    for arguments, message in BAD_USAGE:
        status, out, err = command(*arguments)
        tap.check("refused: worksheet %s" % " ".join(arguments), status == 2 and not out and message in err, err)
    status, out, _ = command("--help")
    tap.check("help", status == 0 and "--blank WHAT" in out)


def main(handgrad):
    tap, command = Tap(), Command(os.path.abspath(handgrad))
    rows(tap, command)
    given(tap, command)
    hostile(tap, command)
    usage(tap, command)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
