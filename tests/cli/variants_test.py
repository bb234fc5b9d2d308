"""`handgrad variants`: what is written, that the same seed gives the same bytes, that the numbers keep what is promised of
them (recomputed here from traces with many digits), what is said when that cannot be, and what is left when it fails.

Usage: variants_test.py HANDGRAD SOURCE_ROOT
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
from decimal import Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

SIGMOID = {
    "title": "a \"net\"", "inputs": [[1, 2]], "targets": [[1]],
    "layers": [{"activation": "sigmoid", "weights": [[0.5, 0.25], [1, 0]], "biases": [0, 0]},
               {"activation": "sigmoid", "weights": [[1, 1]], "biases": [0]}],
    "loss": "squared_error", "optimizer": {"learning_rate": 0.5},
    "vary": {"weights": {"min": -2, "max": 2, "decimals": 1, "not": [0], "distinct": True},
             "x": {"min": 0.1, "max": 1.9, "decimals": 1, "distinct": True}}}
SOFTMAX = {
    "inputs": [[1, 2], [3, 1]], "targets": [0, 2], "weights_layout": "in_out",
    "layers": [{"activation": "softmax", "weights": [[1, 2, 3], [4, 5, 6]], "biases": [0, 0, 0]}],
    "loss": "categorical_cross_entropy", "optimizer": {"kind": "adam", "learning_rate": 0.1},
    "vary": {"weights": {"min": -1, "max": 1, "decimals": 2}, "s1.t": {"choose": [0, 1, 2]},
             "optimizer.learning_rate": {"choose": [0.01, 0.10]}}}
FORMULAS = {"given": {"x": 3, "y": [1, 2]}, "formulas": ["q = x*y[1] + y[2]", "f = tanh(q)"], "objective": "f",
            "vary": {"x": {"min": -1, "max": 1, "decimals": 1}, "y": {"min": -0.9, "max": 0.9, "decimals": 1}}}
PROBLEMS = {"sigmoid": SIGMOID, "softmax": SOFTMAX, "formulas": FORMULAS}
EXAMPLES = ["two_three_one", "two_two_two", "sigmoid_neuron"]

LOG = {"given": {"x": 3}, "formulas": ["f = log(x)"], "vary": {"x": {"min": -2, "max": -1, "step": 0.5}}}
CHOICES = {"given": {"x": 3}, "formulas": ["f = x^2"], "vary": {"x": {"choose": [0.3, 0.7]}}}
LARGE = {"inputs": [[1] * 20], "targets": [[1] * 60], "loss": "squared_error", "optimizer": {"learning_rate": 0.1},
         "layers": [{"units": 60, "initializer": "ones"}], "vary": {"inputs": {"min": 1, "max": 2, "decimals": 2}}}

BAD_USAGE = [
    ([], "handgrad: variants of what? Name a problem or a worked example\n"),
    (["sigmoid.json"], "error: variants are many files: there is no folder for them\n"),
    (["sigmoid.json", "-o", "-"], "error: variants are many files: there is no folder for them\n"),
    (["circuit", "-o", "new"], 'circuit: error: the problem has no "vary"\n'),
    (["sigmoid.json", "-o", "new", "--count", "0"], "handgrad: --count: expected a whole number from 1 to 1000"),
    (["sigmoid.json", "-o", "new", "--count", "1001"], "handgrad: --count: expected a whole number from 1 to 1000"),
    (["sigmoid.json", "-o", "new", "--seed", "-1"], "handgrad: --seed: expected a whole number of at most 18 digits"),
    (["sigmoid.json", "-o", "new", "--seed", "1" * 19], "handgrad: --seed: expected a whole number of at most 18 digits"),
    (["sigmoid.json", "-o", "new", "--digits", "13"], "error: variants are for work by hand: so many digits are too many\n"),
    (["sigmoid.json", "-o", "new", "--decimals", "13"], "error: variants are for work by hand: so many digits are too many\n"),
    (["sigmoid.json", "-o", "new", "--digits", "3", "--decimals", "3"], "error: digits and decimals exclude each other\n"),
    (["sigmoid.json", "-o", "new", "--format", "json"], 'error: format "json" is not known\n'),
    (["sigmoid.json", "-o", "new", "--blank", "none"], 'error: blank "none" is not known\n'),
    (["softmax_jacobian", "-o", "new"], "softmax_jacobian: error: this is a derivation: "),
    (["choices.json", "-o", "new", "--count", "3"], 'error: "vary" has no more than 2 different choices of numbers'),
    (["large.json", "-o", "new"], "large.json: error: a worksheet of a variant would have more than 1000 rows\n"),
    (["log.json", "-o", "new"], "error: variant 1: none of 1000 draws is a problem that can be computed; the last one: "),
    (["sigmoid.json", "-o", "full"], "full: error: the folder is not empty: nothing in it is overwritten"),
    (["sigmoid.json", "-o", "sigmoid.json"], "sigmoid.json: error: it is a file, not a folder\n"),
    (["sigmoid.json", "-o", "none/new"], "none/new: error: the folder cannot be made: No such file or directory\n"),
    (["sigmoid.json", "--format", "ndjson", "-o", "none/new"], "none/new: error: its folder does not exist"),
]


class Place:
    """A scratch folder with the problems in it."""

    def __init__(self, path, handgrad):
        self.path, self.handgrad = path, handgrad
        for name, problem in dict(PROBLEMS, log=LOG, choices=CHOICES, large=LARGE).items():
            with open(self.file(name + ".json"), "w", encoding="utf-8") as file:
                json.dump(problem, file)
        os.mkdir(self.file("full"))
        with open(self.file("full/x"), "w", encoding="utf-8"):
            pass

    def file(self, name):
        return os.path.join(self.path, name)

    def read(self, name):
        with open(self.file(name), encoding="utf-8") as file:
            return file.read()

    def run(self, command, *arguments, text="", **options):
        return run([self.handgrad, command] + list(arguments), text, cwd=self.path, **options)

    def variants(self, *arguments, **options):
        return self.run("variants", *arguments, **options)

    def records(self, *arguments):
        status, out, err = self.variants(*arguments, "--format", "ndjson")
        return status, [json.loads(line) for line in out.splitlines()], err

    def files(self, folder):
        return {name: self.read(os.path.join(folder, name)) for name in sorted(os.listdir(self.file(folder)))}


def said(done):
    return "exit status %d\n%s%s" % (done[0], done[1][:300], done[2])


# ---- what is written ----


def folders(tap, place, schemas):
    done = place.variants("sigmoid.json", "--count", "2", "--seed", "5", "--digits", "4", "-o", "two")
    files = place.files("two")
    parts = [".json", "-answers.json", "-key.md", "-worksheet.csv", "-worksheet.md"]
    tap.check("the files of a folder", done == (0, "", "") and sorted(files) == sorted(
        ["report.json", "report.md"] + ["variant-%02d%s" % (number, part) for number in (1, 2) for part in parts]),
        said(done) + str(sorted(files)))
    for number in (1, 2):
        base = "variant-%02d" % number
        problem = json.loads(files[base + ".json"])
        tap.check("%s is the problem with other numbers" % base, problem["title"] == 'a "net" (variant %d)' % number
                  and "vary" not in problem and dict(problem, title=SIGMOID["title"], inputs=SIGMOID["inputs"],
                                                     layers=SIGMOID["layers"], vary=SIGMOID["vary"]) == SIGMOID,
                  files[base + ".json"])
        for part, command in (("-key.md", ["trace", "--digits", "4"]), ("-worksheet.md", ["worksheet"]),
                              ("-worksheet.csv", ["worksheet", "--format", "csv"])):
            wanted = place.run(command[0], "two/%s.json" % base, *command[1:])[1]
            tap.check("%s%s is what %s writes" % (base, part, command[0]), files[base + part] == wanted)
    schemas.check(tap, "the report is valid", json.loads(files["report.json"]), "variants.schema.json")
    for form, end in (("text", "txt"), ("tex", "tex"), ("html", "html")):
        done = place.variants("sigmoid.json", "--format", form, "-o", form)
        detail = ["--detail", "full"] if form == "html" else []  # a key is a document, to be printed
        wanted = place.run("trace", form + "/variant-01.json", "--format", form, *detail)[1]
        tap.check("keys and reports as " + form, done[0] == 0 and place.files(form)["variant-01-key." + end] == wanted
                  and "report." + end in place.files(form), said(done))
    os.mkdir(place.file("empty"))
    tap.check("an empty folder is taken", place.variants("sigmoid.json", "-o", "empty")[0] == 0)


def records(tap, place, schemas):
    status, found, err = place.records("softmax.json", "--count", "3", "--digits", "4", "--seed", "7", "--blank", "all")
    tap.check("three records", status == 0 and [record["variant"] for record in found] == [1, 2, 3], err)
    for record in found:
        schemas.check(tap, "record %d is valid" % record["variant"], record, "variant.schema.json")
    place.variants("softmax.json", "--count", "3", "--digits", "4", "--seed", "7", "--blank", "all", "-o", "three")
    files = place.files("three")
    report = json.loads(files["report.json"])["variants"]
    for record in found:
        base = "variant-%02d" % record["variant"]
        same = (record["problem"] == json.loads(files[base + ".json"])
                and record["answers"] == json.loads(files[base + "-answers.json"])
                and record["worksheet"] == files[base + "-worksheet.md"] and record["key"] == files[base + "-key.md"]
                and record["worksheet_csv"] == files[base + "-worksheet.csv"])
        tap.check("record %d has what the files have" % record["variant"], same)
        told = dict(report[record["variant"] - 1])
        tap.check("and says what the report says", told.pop("file") == base + ".json"
                  and all(record[key] == told[key] for key in told))
    text = json.dumps(SOFTMAX)
    done = place.variants("-", "--format", "ndjson", "--count", "3", "--digits", "4", "--seed", "7", "--blank", "all",
                          "-o", "records", text=text)
    tap.check("records in a file, the problem from standard input",
              done == (0, "", "") and [json.loads(line) for line in place.read("records").splitlines()] == found, said(done))


def seeds(tap, place):
    arguments = ["sigmoid.json", "--digits", "3", "--format", "ndjson", "--seed"]
    first = place.variants(*arguments, "1", "--count", "4")[1]
    tap.check("the same seed, the same bytes", place.variants(*arguments, "1", "--count", "4")[1] == first)
    tap.check("fewer are the first of more", first.startswith(place.variants(*arguments, "1", "--count", "2")[1]))
    other = place.variants(*arguments, "2", "--count", "4")[1]
    problems = [json.dumps(json.loads(line)["problem"]["layers"]) for line in (first + other).splitlines()]
    tap.check("other seeds, other numbers; all differ", len(set(problems)) == 8)
    environment = dict(os.environ, LC_ALL="C.UTF-8", LANG="de_DE.UTF-8", HOME="/")
    tap.check("whatever the surroundings", place.variants(*arguments, "1", "--count", "4", env=environment)[1] == first)
    asked = dict(CHOICES, vary=dict(CHOICES["vary"], digits=5), digits=9)
    digits = [json.loads(place.variants("-", "--format", "ndjson", *more, text=json.dumps(given))[1]).get("digits")
              for given, more in ((asked, []), (asked, ["--digits", "4"]), (dict(CHOICES, digits=9), []), (CHOICES, []))]
    tap.check("the digits asked for", digits == [5, 4, 9, 6], str(digits))
    found = place.records("choices.json", "--count", "2", "--digits", "4")[1]
    tap.check("as many as there are choices", sorted(record["problem"]["given"]["x"] for record in found) == [0.3, 0.7],
              str(found))


# ---- what is promised of the numbers ----


def drawn_as_asked(tap, record):
    problem = record["problem"]
    weights = [weight for layer in problem["layers"] for row in layer["weights"] for weight in row]
    values = weights + problem["inputs"][0]
    grid = all(round(value * 10) / 10 == value for value in values)
    tap.check("drawn from the ranges", grid and 0 not in weights and all(-2 <= weight <= 2 for weight in weights)
              and len(set(weights)) == 6 and len(set(problem["inputs"][0])) == 2
              and all(0.1 <= value <= 1.9 for value in problem["inputs"][0])
              and [layer["biases"] for layer in problem["layers"]] == [[0, 0], [0]], str(problem))


def digits_behind(true, shown, digits, decimals):
    """How far the value is from a tie at its last digit, in units of it; None: it has no more digits."""
    place = -decimals if decimals is not None else true.adjusted() - digits + 1
    place = min(place, shown.as_tuple().exponent) if shown.as_tuple().exponent < 0 else place
    units = abs(true).scaleb(-place)
    return None if units == units.to_integral_value() else abs(units % 1 - Decimal("0.5"))


def keeps_promises(tap, place, name, record, digits, decimals):
    """Recomputed from a trace with 30 digits."""
    text = json.dumps(record["problem"])
    trace = json.loads(place.run("trace", "-", "--format", "json", "--digits", "30", text=text)[1])
    steps = {step["id"]: step for step in trace["steps"]}
    near, saturated, zero = [], [], []
    for id, answer in record["answers"]["answers"].items():
        true, shown = Decimal(steps[id]["shown"]), Decimal(answer)
        if true != 0 and (digits_behind(true, shown, digits, decimals) or 1) < Decimal("0.0099"):
            near.append((id, str(true), answer))
        if steps[id]["role"] == "gradient" and shown == 0 and not id.split(".")[1].startswith("s"):
            zero.append(id)
    for id, step in steps.items():
        top, slash, bottom = id.split(".")[-1].partition("/")
        if step["role"] == "partial" and top.startswith("da") and bottom.startswith("dz") and \
                top[2:] == bottom[2:] and abs(float(step["value"])) < 0.01:
            saturated.append(id)
    tap.check("%s, variant %d: no value is near a tie" % (name, record["variant"]), not near, str(near))
    tap.check("%s, variant %d: no unit is saturated, no gradient 0" % (name, record["variant"]),
              not saturated and not zero, str((saturated, zero)))


def is_marked_correct(tap, place, name, record):
    for what, text in (("answers", json.dumps(record["answers"])), ("worksheet", fill_in(record))):
        with open(place.file("problem"), "w", encoding="utf-8") as file:
            json.dump(record["problem"], file)
        status, out, err = place.run("check", "problem", "-", "--format", "json", text=text)
        summary = json.loads(out)["summary"] if out else {}
        count = len(record["answers"]["answers"])
        tap.check("%s, variant %d: the key as %s is all correct" % (name, record["variant"], what),
                  status == 0 and summary.get("correct") == count and summary.get("blank") == 0, err + str(summary))


def fill_in(record):
    """The worksheet as CSV with the key's answers."""
    rows = list(csv.reader(io.StringIO(record["worksheet_csv"])))
    out = io.StringIO()
    csv.writer(out).writerows([rows[0]] + [row[:2] + [record["answers"]["answers"][row[0]]] for row in rows[1:]])
    return out.getvalue()


def looks_alike(tap, place, name, record):
    """What two mistakes give is explained when somebody writes it."""
    answers = record["answers"]["answers"]
    pairs = record["cannot_be_told_apart"][:12]
    missed = []
    for pair in pairs:
        digits = max(record.get("digits", 4), len(Decimal(repr(pair["value"])).as_tuple().digits))
        wrong = dict(answers, **{pair["id"]: "%.*e" % (digits - 1, pair["value"])})
        out = place.run("check", "problem", "-", "--format", "json", text=json.dumps(wrong))[1]
        marks = {mark["id"]: mark for mark in json.loads(out)["marks"]}
        if marks[pair["id"]]["verdict"] not in ("slip", "carried", "rounded", "correct", "imprecise"):
            missed.append((pair, marks[pair["id"]]["verdict"]))
    tap.check("%s, variant %d: what looks alike is explained" % (name, record["variant"]), not missed, str(missed))


def promises(tap, place):
    cases = [(name, asked) for name in EXAMPLES + ["sigmoid.json", "softmax.json", "formulas.json"]
             for asked in (["--digits", "4"], ["--decimals", "5"], ["--digits", "3", "--blank", "all"])]
    for name, asked in cases:
        digits, decimals = (int(asked[1]), None) if asked[0] == "--digits" else (None, int(asked[1]))
        status, found, err = place.records(name, *asked, "--count", "2", "--seed", "11")
        tap.check("%s %s" % (name, " ".join(asked)), len(found) == 2 and status == int(any(r["obstacles"] for r in found)),
                  err)
        for record in found:
            if name == "sigmoid.json":
                drawn_as_asked(tap, record)
            if not record["obstacles"]:
                keeps_promises(tap, place, name, record, digits, decimals)
            is_marked_correct(tap, place, name, record)
            looks_alike(tap, place, name, record)
        tap.check("%s %s: nothing was in the way" % (name, " ".join(asked)),
                  "all" in asked or not any(record["obstacles"] for record in found), err)


# ---- what cannot be ----


def obstacles(tap, place):
    saturating = dict(SIGMOID, vary={"x": {"min": 100, "max": 200, "step": 1}})
    status, out, err = place.variants("-", "--format", "ndjson", "--digits", "3", text=json.dumps(saturating))
    record = json.loads(out)
    codes = {obstacle["code"] for obstacle in record["obstacles"]}
    tap.check("what could not be avoided is said", status == 1 and "saturated" in codes
              and err.startswith("warning: variant 1: "), err + str(codes))
    dead = {"inputs": [[1]], "targets": [[1]], "loss": "squared_error", "optimizer": {"learning_rate": 0.1},
            "layers": [{"activation": "relu", "weights": [[1]], "biases": [-9]}, {"weights": [[1]], "biases": [0.5]}],
            "vary": {"w1": {"min": 0.5, "max": 2, "decimals": 1}}}
    status, out, err = place.variants("-", "-o", "dead", "--count", "2", text=json.dumps(dead))
    report = place.files("dead")["report.md"]
    tap.check("and in the report", status == 1 and "What could not be avoided" in report
              and report.count(" is 0 at the digits asked for.") >= 4 and err.count("warning: variant ") == 2
              and "; and " in err, err + report)
    tie = {"given": {"x": 1}, "formulas": ["f = x/8"], "vary": {"x": {"choose": [1, 3]}}}
    status, out, err = place.variants("-", "--format", "ndjson", "--digits", "2", "--count", "2", text=json.dumps(tie))
    found = [json.loads(line) for line in out.splitlines()]
    tap.check("where some draw is good it is taken first; then there is only a worse one",
              status == 1 and [len(record["obstacles"]) for record in found] in ([0, 1], [1, 1])
              and "variant 2: f is nearly midway" in err, err)


def best_of_what_there_is(tap, place):
    """Leaving out a factor 1 goes unseen, a factor 0.1 looks like a shifted point: 7 is drawn, unless there is no other."""
    for choices, wanted in (([1, 7], 7), ([0.1, 7], 7), ([1, 0.1], 0.1)):
        problem = {"given": {"x": 3.1, "y": 1}, "formulas": ["f = x*y"], "vary": {"y": {"choose": choices}}}
        for seed in range(6):
            out = place.variants("-", "--format", "ndjson", "--digits", "3", "--seed", str(seed), text=json.dumps(problem))[1]
            record = json.loads(out)
            drawn = record["problem"]["given"]["y"]
            tap.check("of %s, %s by the seed %d" % (choices, wanted, seed), drawn == wanted, str(drawn))


# ---- what is left when it fails ----


def failures(tap, place):
    before = sorted(os.listdir(place.path))
    for arguments, message in BAD_USAGE:
        done = place.variants(*arguments)
        tap.check("refused: " + " ".join(arguments), done[0] == 2 and done[1] == "" and message in done[2], said(done))
    tap.check("nothing is left of what was refused", sorted(os.listdir(place.path)) == before,
              str(sorted(os.listdir(place.path))))

    def limit(size):
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    # The second file of the first variant is too long; then the report.
    for size in (1000, 6000):
        done = place.variants("sigmoid.json", "-o", "cut", preexec_fn=limit(size))
        tap.check("a disk that is full after %d bytes" % size, done[0] == 3 and "cannot write it" in done[2]
                  and not os.path.exists(place.file("cut")), said(done))
    os.mkdir(place.file("stays"))
    done = place.variants("sigmoid.json", "-o", "stays", preexec_fn=limit(1000))
    tap.check("an empty folder that was there stays", done[0] == 3 and os.listdir(place.file("stays")) == [], said(done))
    if os.path.exists("/dev/full"):
        done = place.variants("sigmoid.json", "--format", "ndjson", "-o", "/dev/full")
        tap.check("records on a full disk", done[0] == 3 and "No space left" in done[2], said(done))


def closed_pipe(tap, place):
    command = [place.handgrad, "variants", "sigmoid.json", "--format", "ndjson", "--count", "1000", "--digits", "3"]
    done = subprocess.Popen(command, cwd=place.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    done.stdout.readline()
    done.stdout.close()
    err = done.stderr.read()
    done.stderr.close()
    tap.check("a closed pipe ends it quietly", done.wait(timeout=120) == 0 and err == b"", err.decode())


def main(handgrad, root):
    tap, schemas = Tap(), Schemas(root)
    with tempfile.TemporaryDirectory() as path:
        place = Place(path, handgrad)
        folders(tap, place, schemas)
        records(tap, place, schemas)
        seeds(tap, place)
        promises(tap, place)
        obstacles(tap, place)
        best_of_what_there_is(tap, place)
        failures(tap, place)
        closed_pipe(tap, place)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
