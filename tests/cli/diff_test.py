"""handgrad diff: what differs is found and named, and each explanation is given when its cause is there and not else.

Usage: diff_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

MAZUR = {
    "inputs": [[0.05, 0.10]], "targets": [[0.01, 0.99]],
    "layers": [
        {"activation": "sigmoid", "weights": [[0.15, 0.20], [0.25, 0.30]], "biases": [0.35, 0.35]},
        {"activation": "sigmoid", "weights": [[0.40, 0.45], [0.50, 0.55]], "biases": [0.60, 0.60]}],
    "loss": {"kind": "squared_error", "scale": "half"}, "optimizer": {"learning_rate": 0.5}, "updates": 2}
BATCH = {
    "inputs": [[1, 2], [0.5, -1], [3, 0.25]], "targets": [[1], [0], [1]],
    "layers": [
        {"activation": "tanh", "weights": [[0.1, 0.2], [0.3, -0.4]], "biases": [0, 0.1]},
        {"activation": "sigmoid", "weights": [[0.7, -0.6]], "biases": [0.05]}],
    "loss": {"kind": "binary_cross_entropy", "batch": "mean"}, "optimizer": {"learning_rate": 0.5}}


def changed(problem, *path_and_value):
    """A copy of `problem` with the value at the path, the last argument, in place."""
    copy = json.loads(json.dumps(problem))
    at = copy
    for key in path_and_value[:-2]:
        at = at[key]
    at[path_and_value[-2]] = path_and_value[-1]
    return copy


def wider():
    """MAZUR with one more unit in layer 1."""
    problem = json.loads(json.dumps(MAZUR))
    problem["layers"][0]["weights"].append([0.1, 0.2])
    problem["layers"][0]["biases"].append(0.3)
    for row in problem["layers"][1]["weights"]:
        row.append(0.6)
    return problem


# what; problem of A, of B; id of the first difference; codes of the explanations; parts of their messages
CHANGES = [
    ("scale half and sum", MAZUR, changed(MAZUR, "loss", "scale", "sum"), "u1.s1.E", ["convention"],
     ["in B are 2 times those in A: \"scale\" of the loss is half in A and sum in B", "the losses of the samples",
      "the gradients of the update (update 1)"]),
    ("scale half and half_mean", MAZUR, changed(MAZUR, "loss", "scale", "half_mean"), "u1.s1.E", ["convention"],
     ["in B are 1/2 times those in A: \"scale\" of the loss is half in A and half_mean in B"]),
    ("batch mean and sum", BATCH, changed(BATCH, "loss", "batch", "sum"), "u1.E", ["convention"],
     ["the loss of the update, the gradients of the update (update 1) in B are 3 times those in A: "
      "\"batch\" of the loss is mean in A and sum in B"]),
    ("logarithms to base e and 2", BATCH, changed(BATCH, "loss", "log_base", 2), "u1.s1.E", ["convention"],
     ["in B are 1 / ln 2 times those in A: \"log_base\" of the loss is e in A and 2 in B"]),
    ("two conventions at once", BATCH, changed(changed(BATCH, "loss", "log_base", 10), "loss", "batch", "sum"),
     "u1.s1.E", ["convention", "convention"],
     ["1 / ln 10 times", "3 / ln 10 times those in A: \"log_base\" of the loss is e in A and 10 in B, "
      "and \"batch\" of the loss is mean in A and sum in B"]),
    ("one weight", MAZUR, changed(MAZUR, "layers", 1, "weights", 0, 1, 0.46), "u1.w2[1,2]", ["value"],
     ["given numbers differ, 1 of them; the first is u1.w2[1,2]: 0.45 in A and 0.46 in B"]),
    ("two inputs", BATCH, changed(BATCH, "inputs", 1, [0.25, -2]), "s2.x[1]", ["value"],
     ["given numbers differ, 2 of them; the first is s2.x[1]: 0.5 in A and 0.25 in B"]),
    ("the learning rate", MAZUR, changed(MAZUR, "optimizer", "learning_rate", 0.25), "u2.w1[1,1]", ["value"],
     ["learning_rate of the optimizer: 0.5 in A and 0.25 in B"]),
    ("another optimizer", MAZUR, changed(MAZUR, "optimizer", "kind", "momentum"), "u0.v.w1[1,1]", ["topology", "value"],
     ["steps in one trace only", "kind of the optimizer: sgd in A and momentum in B"]),
    ("one more unit", MAZUR, wider(), "u1.w1[3,1]", ["topology"], ["units of layer 1: 2 in A and 3 in B"]),
    ("one sample less", BATCH, changed(changed(BATCH, "inputs", BATCH["inputs"][:2]), "targets", [[1], [0]]),
     "s3.x[1]", ["topology"], ["samples: 3 in A and 2 in B"]),
    ("one update more", MAZUR, changed(MAZUR, "updates", 3), "u3.s1.z1[1]", ["topology"],
     ["updates with gradients: 2 in A and 3 in B"]),
    ("another activation", MAZUR, changed(MAZUR, "layers", 0, "activation", "tanh"), "u1.s1.a1[1]", ["formula"],
     ["from the same numbers u1.s1.a1[1] is computed as sigmoid(z1[1]) in A and as tanh(z1[1]) in B"]),
    ("another loss", changed(BATCH, "loss", "squared_error"), BATCH, "u1.s1.E", ["formula"],
     ["from the same numbers u1.s1.E is computed as"]),
]


class Diff:
    def __init__(self, handgrad, root, folder):
        self.handgrad, self.folder = handgrad, folder
        self.schemas = Schemas(root)

    def __call__(self, *arguments, text=""):
        return run([self.handgrad, "diff"] + list(arguments), text, cwd=self.folder)

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8", newline="") as file:
            file.write(content)

    def trace(self, name, problem, *options):
        """The trace of `problem` in the file `name`; its text."""
        status, out, err = run([self.handgrad, "trace", "-", *options], json.dumps(problem))
        if status != 0:
            raise RuntimeError(err)
        self.write(name, out)
        return out

    def report(self, *arguments, text=""):
        """(exit status, the JSON report); it must be valid."""
        status, out, err = self(*arguments, "--format", "json", text=text)
        report = json.loads(out) if status in (0, 1) else {"error": err}
        error = "error" not in report and not self.schemas.missing() and self.schemas.error(report, "diff.schema.json")
        if error:
            raise RuntimeError("not valid by docs/diff.schema.json: " + error)
        return status, report


def codes(report):
    return [why["code"] for why in report.get("explanation", [])]


def explanations(tap, diff):
    for what, a, b, first, expected, parts in CHANGES:
        diff.trace("a.ndjson", a, "--format", "ndjson")
        diff.trace("b.json", b, "--format", "json")
        status, report = diff.report("a.ndjson", "b.json")
        messages = "\n".join(why["message"] for why in report.get("explanation", []))
        tap.check("explained: " + what, status == 1 and not report["equal"] and codes(report) == expected
                  and report["first"]["id"] == first and all(part in messages for part in parts),
                  json.dumps(report, indent=1))
        status, text, _ = diff("a.ndjson", "b.json")
        tap.check("in text: " + what, status == 1 and text.startswith("The earliest difference is in %s (" % first)
                  and all(part in text for part in parts), text)
        back = diff.report("b.json", "a.ndjson")[1]
        tap.check("the other way round: " + what, codes(back) == expected and
                  all(back["roles"][role]["only_a"] == counts["only_b"] and
                      back["roles"][role]["differing"] == counts["differing"]
                      for role, counts in report["roles"].items()), json.dumps(back, indent=1))


def equal_traces(tap, diff):
    lines = diff.trace("a.ndjson", MAZUR, "--format", "ndjson")
    diff.trace("a.json", MAZUR, "--format", "json")
    diff.write("net.json", json.dumps(MAZUR))
    for b in ("a.ndjson", "a.json", "net.json"):
        status, report = diff.report("a.ndjson", b)
        tap.check("equal: " + b, status == 0 and report["equal"] and not codes(report)
                  and sum(role["compared"] for role in report["roles"].values()) == len(lines.splitlines()) - 1, str(report))
    status, out, err = diff("a.json", "-", text=lines)
    tap.check("from standard input", status == 0 and not err and out.startswith("The traces agree in all "), out + err)
    status, out, err = diff("two_three_one", "two_three_one")
    tap.check("worked examples by name", status == 0 and not err, out + err)
    diff.trace("named.json", changed(MAZUR, "names", {"a2[1]": "o1"}), "--format", "json")
    status, report = diff.report("a.json", "named.json")
    tap.check("names are not compared", status == 0, str(report))
    header, *steps = lines.splitlines(keepends=True)
    diff.write("shuffled.ndjson", header + "".join(reversed(steps)))
    tap.check("nor is order", diff.report("a.json", "shuffled.ndjson")[0] == 0)


def digits(tap, diff):
    diff.trace("six.json", MAZUR, "--format", "json")
    for option, words in ((("--digits", "4"), "4 significant digits"), (("--decimals", "2"), "2 decimal places")):
        diff.trace("other.json", MAZUR, "--format", "json", *option)
        status, report = diff.report("six.json", "other.json")
        tap.check("digits asked for are rounding: " + words, status == 0 and codes(report) == ["rounding"]
                  and "A shows 6 significant digits, B shows " + words in report["explanation"][0]["message"], str(report))
        diff.write("net.json", json.dumps(MAZUR))
        status, report = diff.report("other.json", "net.json")
        tap.check("a problem is traced with the digits of the other side: " + words,
                  status == 0 and not codes(report), str(report))


def arithmetics(tap, diff):
    diff.trace("a.json", BATCH, "--format", "json")
    for options, words in ((("--arithmetic", "float64"), "float64"), (("--arithmetic", "float32"), "float32"),
                           (("--working", "sf:4"), "working (sf:4:half-up)"),
                           (("--working", "dp:2:truncate"), "working (dp:2:truncate)")):
        diff.trace("b.json", BATCH, "--format", "json", *options)
        status, report = diff.report("a.json", "b.json")
        tap.check("another arithmetic is rounding: " + words, status == 1 and codes(report) == ["rounding"]
                  and report["explanation"][0]["message"].endswith(
                      "the arithmetic is not: certified in A and %s in B" % words), str(report))
        diff.write("net.json", json.dumps(BATCH))
        status, report = diff.report("b.json", "net.json")
        tap.check("a problem is traced in the arithmetic of the other side: " + words, status == 0 and
                  not codes(report), str(report))
        changed_problem = changed(BATCH, "layers", 0, "biases", 0, 0.5)
        diff.trace("b.json", changed_problem, "--format", "json", *options)
        tap.check("rounding does not cover another bias: " + words, codes(diff.report("a.json", "b.json")[1]) == ["value"])
    diff.trace("b.json", MAZUR, "--format", "json", "--updates", "last")
    diff.write("net.json", json.dumps(MAZUR))
    status, report = diff.report("b.json", "net.json")
    tap.check("and with its updates", status == 0 and not codes(report), str(report))
    diff.trace("b.json", BATCH, "--format", "json", "--arithmetic", "float64")
    tap.check("float64 within a tolerance", diff("a.json", "b.json", "--rel", "1e-9")[0] == 0)


def edited_digits(tap, diff):
    """Every digit of a step in the middle counts; which step it is is said; nothing is made up about why."""
    lines = diff.trace("a.ndjson", BATCH, "--format", "ndjson").splitlines()
    middle = next(i for i, line in enumerate(lines) if '"id": "u1.s2.dE/dz2[1]"' in line)
    step = json.loads(lines[middle])
    value, shown = repr(step["value"]), step["shown"]
    def edit(old, new):
        diff.write("b.ndjson", "\n".join(lines[:middle] + [lines[middle].replace(old, new)] + lines[middle + 1:]) + "\n")
        return diff.report("a.ndjson", "b.ndjson")

    edits = [("value", '"value": ' + value, '"value": ' + value[:5] + str(9 - int(value[5])) + value[6:]),
             ("shown", '"shown": "' + shown, '"shown": "' + shown[:-1] + str(9 - int(shown[-1])))]
    for key, old, new in edits:
        status, report = edit(old, new)
        tap.check("an edited digit of " + key, status == 1 and report["first"]["id"] == step["id"]
                  and report["first"]["differs"] == key and not codes(report)
                  and sum(role["differing"] for role in report["roles"].values()) == 1, str(report))
    status, report = edit(value, repr(step["value"] * (1 + 2 ** -52)))
    tap.check("one unit in the last place of a double", status == 1 and codes(report) == ["rounding"], str(report))
    status, report = diff.report("a.ndjson", "b.ndjson", "--rel", "1e-15")
    tap.check("within a tolerance", status == 0 and report["tolerance"] == {"relative": 1e-15, "absolute": 0}, str(report))


def tolerances(tap, diff):
    diff.trace("a.json", MAZUR, "--format", "json")
    diff.trace("b.json", changed(MAZUR, "layers", 0, "biases", [0.35, 0.3500001]), "--format", "json")
    sizes = diff.report("a.json", "b.json")[1]["roles"].values()
    relative = max(role["largest_relative"] for role in sizes)
    absolute = max(role["largest_absolute"] for role in sizes)
    for option, largest in (("--rel", relative), ("--abs", absolute)):
        for factor, expected in ((1.0001, 0), (0.9999, 1)):
            status, report = diff.report("a.json", "b.json", option, repr(largest * factor))
            tap.check("%s %g times the largest difference" % (option, factor), status == expected, str(report))


def edited_roles(tap, diff):
    text = diff.trace("a.ndjson", MAZUR, "--format", "ndjson")
    diff.write("b.ndjson", text.replace('"role": "loss"', '"role": "partial"', 1))
    status, report = diff.report("a.ndjson", "b.ndjson")
    tap.check("another role", status == 1 and report["first"] == {"id": "u1.s1.E", "name": "E", "differs": "role",
                                                                  "a": "loss", "b": "partial"}, str(report))


def foreign_factors(tap, diff):
    """A factor that no key accounts for is told, without a reason; one that not all steps have is not."""
    def scaled(lines, wanted, factor):
        for line in lines:
            step = json.loads(line)
            if wanted(step):
                step["value"] *= factor
            yield json.dumps(step)

    header, *lines = diff.trace("a.ndjson", BATCH, "--format", "ndjson").splitlines()
    of_update = lambda step: step["id"] == "u1.E" or (step["role"] == "gradient" and ".s" not in step["id"])
    diff.write("b.ndjson", "\n".join([header, *scaled(lines, of_update, -1)]) + "\n")
    _, report = diff.report("a.ndjson", "b.ndjson")
    tap.check("a change of sign", codes(report) == ["convention"] and "have the opposite sign in B: no key"
              in report["explanation"][0]["message"], str(report))
    diff.write("b.ndjson", "\n".join([header, *scaled(lines, of_update, 3)]) + "\n")
    _, report = diff.report("a.ndjson", "b.ndjson")
    tap.check("the number of samples", codes(report) == ["convention"] and
              "3 is the number of samples of the update" in report["explanation"][0]["message"], str(report))
    some = lambda step: of_update(step) and "w1[2" not in step["id"]
    diff.write("b.ndjson", "\n".join([header, *scaled(lines, some, 2)]) + "\n")
    _, report = diff.report("a.ndjson", "b.ndjson")
    messages = " ".join(why["message"] for why in report["explanation"])
    tap.check("a factor that some gradients have not is no convention", "gradients of the update" not in messages,
              str(report))


def refusals(tap, diff):
    text = diff.trace("a.ndjson", MAZUR, "--format", "ndjson")
    diff.write("cut.ndjson", text[:len(text) // 2])
    diff.write("twice.ndjson", text + text.splitlines()[-1] + "\n")
    cases = [
        (["a.ndjson"], 2, "handgrad: diff needs two traces: A and B\n"),
        (["a.ndjson", "a.ndjson", "a.ndjson"], 2, "handgrad: one argument too many"),
        (["-", "-"], 2, "error: standard input can be only one of the two traces\n"),
        (["a.ndjson", "none.json"], 2, "none.json: error: there is no such file, and no worked example"),
        (["a.ndjson", "."], 2, ".: error: it is a folder"),
        (["a.ndjson", "cut.ndjson"], 2, "cut.ndjson:"),
        (["a.ndjson", "twice.ndjson"], 2, "twice.ndjson:%d:8: error: the id \"u3.b2[2]\" is already given in line %d"
         % (len(text.splitlines()) + 1, len(text.splitlines()))),
        (["a.ndjson", "a.ndjson", "--rel", "-1"], 2, "handgrad: --rel: expected a number of at least 0, found \"-1\""),
        (["a.ndjson", "a.ndjson", "--rel", "nan"], 2, "handgrad: --rel: expected a number"),
        (["a.ndjson", "a.ndjson", "--abs", "1x"], 2, "handgrad: --abs: expected a number"),
        (["a.ndjson", "a.ndjson", "--abs", "1e999"], 2, "handgrad: --abs: expected a number"),
        (["a.ndjson", "a.ndjson", "--format", "markdown"], 2, 'error: format "markdown" is not known'),
    ]
    for arguments, expected, message in cases:
        status, out, err = diff(*arguments)
        tap.check("refused: diff " + " ".join(arguments), status == expected and not out and err.startswith(message),
                  "exit status %d\n%s" % (status, err))
    diff.write("old", "old\n")
    diff("a.ndjson", "cut.ndjson", "-o", "old")
    with open(os.path.join(diff.folder, "old"), encoding="utf-8") as file:
        tap.check("a failed run leaves the old file", file.read() == "old\n")
    tap.check("a report in a file, and its status", diff("a.ndjson", "two_three_one", "-o", "old") == (1, "", ""))


def closed_pipe(tap, diff):
    diff.trace("a.ndjson", MAZUR, "--format", "ndjson")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([diff.handgrad, "diff", "a.ndjson", "a.ndjson"], cwd=diff.folder, stdout=writer,
                          stderr=subprocess.PIPE, timeout=60)
    os.close(writer)
    tap.check("a closed pipe ends quietly", done.returncode == 0 and not done.stderr, done.stderr.decode())


def main(handgrad, root):
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        diff = Diff(os.path.abspath(handgrad), root, folder)
        for part in (explanations, equal_traces, digits, arithmetics, edited_digits, tolerances, edited_roles, foreign_factors,
                     refusals, closed_pipe):
            part(tap, diff)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
