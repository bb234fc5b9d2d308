"""`handgrad verify`: every worked example holds as a problem and as a trace; formats, statuses, hostile files, pipes.

Usage: verify_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, examples as names_of, run  # noqa: E402

ONE = {"inputs": [[2]], "targets": [[1]],
       "layers": [{"activation": "sigmoid", "weights": [[0.5]], "biases": [0.25]}],
       "loss": "squared_error", "optimizer": {"learning_rate": 0.1}, "updates": 3}

BAD_USAGE = [
    (["verify"], "handgrad: verify what? Name a problem, a trace or a worked example\n"),
    (["verify", "a", "b"], 'handgrad: one argument too many: "b"\n'),
    (["verify", "two_three_on"], "two_three_on: error: there is no such file, and no worked example is called so"),
    (["verify", "two_three_one", "--format", "ndjson"], 'error: format "ndjson" is not known\n'),
    (["verify", "two_three_one", "--update", "0"], "handgrad: --update: expected a whole number from 1 to "),
    (["verify", "two_three_one", "--update", "2"], "error: there is no update 2\n"),
    (["verify", "two_three_one", "--digits", "3", "--decimals", "3"],
     "error: digits and decimals exclude each other\n"),
    (["verify", "two_three_one", "--working", "sf:3"], 'handgrad: unknown option "--working"'),
]


class Command:
    def __init__(self, handgrad, root, folder):
        self.handgrad, self.folder = handgrad, folder
        self.schemas = Schemas(root)

    def __call__(self, *arguments, text=""):
        return run([self.handgrad] + list(arguments), text, cwd=self.folder)

    def trace(self, problem, *options):
        return self("trace", problem, *options)[1]

    def report(self, *arguments, text=""):
        """Status and report, which must be valid by the schema."""
        status, out, err = self("verify", *arguments, "--format", "json", text=text)
        report = json.loads(out) if out else {}
        error = report and not self.schemas.missing() and self.schemas.error(report, "verify.schema.json")
        if error:
            raise RuntimeError("not valid by docs/verify.schema.json: " + error)
        return status, report, err


def examples(tap, command):
    names = names_of(command.handgrad)
    for name in names:
        status, report, err = command.report(name)
        tap.check("%s: its gradients agree" % name,
                  status == 0 and report["holds"] and not err and report["taken"] == len(report["checks"])
                  and all(check["agree"] for check in report["checks"]), "%d %s %s" % (status, report, err))
        for layout, several in (
                ("json", ([], ["--digits", "12"], ["--decimals", "3"], ["--updates", "first"])),
                ("ndjson", ([], ["--working", "sf:4"], ["--working", "dp:3:truncate"], ["--arithmetic", "float64"],
                            ["--arithmetic", "float32"]))):
            for options in several:
                trace = command.trace(name, "--format", layout, *options)
                status, report, err = command.report("-", text=trace)
                tap.check("%s as %s %s" % (name, layout, " ".join(options)),
                          status == 0 and report["holds"] and report["differing"] == 0 and not err,
                          "%d %s %s" % (status, report, err))


def settings(tap, command):
    """What the header says of arithmetic and updates is recomputed alike."""
    problem = json.dumps(ONE)
    for options in (["--updates", "2"], ["--updates", "1,last"], ["--updates", "2-3", "--working", "dp:2"],
                    ["--arithmetic", "float64", "--updates", "last"]):
        trace = command("trace", "-", "--format", "ndjson", *options, text=problem)[1]
        status, report, err = command.report("-", text=trace)
        tap.check("a trace with " + " ".join(options), status == 0 and report["holds"], "%s %s" % (report, err))
        broken = trace.replace('"role": "loss", ', '"role": "partial", ', 1)
        status, report, err = command.report("-", text=broken)
        tap.check("its role of a loss changed", status == 1 and report["first"]["key"] == "role", "%s" % report)
    trace = command("trace", "-", "--format", "ndjson", "--working", "sf:3", text=problem)[1]
    for key, old, new in (("distance", '"distance": "', '"distance": "9'), ("true", '"true": "', '"true": "9'),
                          ("digits_lost", '"digits_lost": ', '"digits_lost": 9')):
        status, report, err = command.report("-", text=trace.replace(old, new, 1))
        tap.check("another %s" % key, status == 1 and report["first"]["key"] == key, "%s %s" % (report, err))


def formats(tap, command):
    status, out, err = command("verify", "two_three_one")
    tap.check("text", status == 0 and "All 13 gradients of update 1." in out and "u1.dE/dw1[1,1]" in out, out + err)
    status, out, err = command("verify", "two_three_one", "--format", "markdown")
    tap.check("markdown", status == 0 and out.startswith("# ") and "`u1.dE/db2[1]`" in out, out + err)
    trace = command.trace("two_three_one", "--format", "ndjson")
    broken = trace.replace('"shown": "8"', '"shown": "9"')
    status, out, err = command("verify", "-", text=broken)
    tap.check("a break in text", status == 1 and not err and out.endswith(
        "First step that breaks: u1.s1.z1[1] (line 18): shown is 9, recomputed: 8.\n\n2 other steps differ.\n"), out)
    status, out, err = command("verify", "-", "-o", "report", text=broken)
    with open(os.path.join(command.folder, "report"), encoding="utf-8") as file:
        text = file.read()
    tap.check("a break into a file", status == 1 and not out and not err and "2 other steps differ." in text, out + err)


def updates(tap, command):
    problem = json.dumps(ONE)
    for update in (1, 2, 3):
        status, report, err = command.report("-", "--update", str(update), text=problem)
        tap.check("update %d" % update, status == 0 and report["update"] == update
                  and report["checks"][0]["id"] == "u%d.dE/dw1[1,1]" % update, "%d %s" % (status, err))
    status, report, err = command.report("-", text='{"inputs": [[1]], "layers": [{"weights": [[1]], "biases": [0]}]}')
    tap.check("no gradients", status == 0 and report["holds"] and report["taken"] == 0, err)


def catalogue(tap, command):
    """Every activation and loss: what the catalogue writes by hand is what it means, at kinks too."""
    def verified(name, kinks, **problem):
        status, report, err = command.report("-", text=json.dumps(dict(
            {"inputs": [[1, 2], [0.5, -1.5]], "targets": [[0.3, 0.7], [1, 0]], "loss": "squared_error",
             "wrt_inputs": True, "optimizer": {"learning_rate": 0.1}}, **problem)))
        found = sum("kink" in check for check in report.get("checks", []))
        tap.check(name, status == 0 and (found > 0) == kinks, "%d, %d kinks, %s %s" % (status, found, report, err))

    for name, kinks in (("linear", 0), ("sigmoid", 0), ("hard_sigmoid", 1), ("tanh", 0), ("relu", 1), ("leaky_relu", 1),
                        ("elu", 1), ("selu", 1), ("softplus", 0), ("softsign", 1), ("silu", 0), ("gelu", 0),
                        ("gelu_tanh", 0), ("softmax", 0), ("log_softmax", 0)):
        second = {"activation": name, "weights": [[0.5, -1.1], [1.5, 0.25]], "biases": [0.1, 0]}
        verified(name, False, layers=[{"activation": name, "weights": [[0.3, -0.7], [0.9, 0.4]], "biases": [0, 0]}, second])
        verified(name + " at 0 and 2.5", bool(kinks),
                 layers=[{"activation": name, "weights": [[2.5, 0], [0, 0]], "biases": [0, 0]}, second])
    for name, targets in (("squared_error", None), ("absolute_error", None), ("huber", None),
                          ("hinge", [[1, -1], [-1, 1]]), ("binary_cross_entropy", None),
                          ("categorical_cross_entropy", None), ("kl_divergence", None)):
        for activation in ("sigmoid", "softmax"):
            verified("%s of %s" % (name, activation), False, loss=name, targets=targets or [[0.3, 0.7], [1, 0]],
                     layers=[{"activation": activation, "weights": [[0.3, -0.7], [0.9, 0.4]], "biases": [0, 0.2]}])


def networks(tap, command):
    """Whatever else a total is made of, and every optimizer: gradients of a later update, and traces."""
    first = {"activation": "tanh", "weights": [[0.3, -0.7], [0, 0.4]], "biases": [0, 0.2]}
    last = {"weights": [[1, 0.3], [2, 1]], "biases": [1, 1]}
    base = {"inputs": [[1, 2], [0.5, -1.5], [1, 1]], "targets": [[0.3, 0.7], [1, 0], [0, 1]], "layers": [first, last],
            "loss": "squared_error", "optimizer": {"kind": "sgd", "learning_rate": 0.1}, "updates": 3}
    cases = [("l1 and l2", {"penalty": {"l2": 0.1, "l1": 0.01}}),
             ("l2 by the batch, biases too", {"penalty": {"l2": 0.1, "convention": "half_over_m", "biases": True},
                                              "batch_size": 2}),
             ("dropout", {"layers": [dict(first, dropout={"rate": 0.5, "mask": [[1, 0], [1, 1], [0, 1]]}), last]}),
             ("dropout by seed", {"layers": [dict(first, dropout={"rate": 0.5, "seed": 3}), last]}),
             ("a shared bias", {"layers": [dict(first, shared_bias=True, biases=[0.1]), last]})]
    cases += [(kind, {"optimizer": {"kind": kind, "learning_rate": 0.1}})
              for kind in ("adagrad", "rmsprop", "adam", "adamw", "adamax", "nadam")]
    cases += [(kind, {"optimizer": {"kind": kind, "learning_rate": 0.1, "momentum": 0.9}})
              for kind in ("momentum", "nesterov")]
    for name, change in cases:
        text = json.dumps(dict(base, **change))
        status, report, err = command.report("-", "--update", "3", text=text)
        tap.check("%s: gradients of update 3" % name, status == 0 and report["update"] == 3, "%s %s" % (report, err))
        trace = command("trace", "-", "--format", "ndjson", text=text)[1]
        status, report, err = command.report("-", text=trace)
        tap.check("%s: the trace" % name, status == 0 and report["steps"] > 300, "%s %s" % (report, err))


def formulas(tap, command):
    """Several objectives, shared parts, gradients by what is itself computed."""
    status, report, err = command.report("-", text=json.dumps({
        "given": {"x": -2, "y": 5, "z": -4, "w": [[1, 2], [3, 4]], "v": [0.5, 0.25]},
        "formulas": ["q = x + y", "f = q*z", "h[i] (i=1..2) = sum(k=1..2, w[i,k]*v[k])", "g = f + h[1]*tanh(h[2])*x"],
        "objective": "g", "wrt": ["x", "w", "q", "h"]}))
    tap.check("formulas", status == 0 and "update" not in report and {check["id"] for check in report["checks"]} == {
        "dg/dx", "dg/dw[1,1]", "dg/dw[1,2]", "dg/dw[2,1]", "dg/dw[2,2]", "dg/dq", "dg/dh[1]", "dg/dh[2]"},
        "%s %s" % (report, err))


def sample(tap, command):
    units = 50
    row = [0.01 * (i % 7) for i in range(units)]
    problem = {"inputs": [row], "targets": [[1]], "loss": "squared_error", "optimizer": {"learning_rate": 0.5},
               "layers": [{"activation": "tanh", "weights": [row] * units, "biases": row},
                          {"activation": "sigmoid", "weights": [row], "biases": [0]}]}
    status, report, err = command.report("-", text=json.dumps(problem))
    ids = [check["id"] for check in report["checks"]]
    tap.check("2000 of 2601 gradients", status == 0 and report["taken"] == 2601 and len(ids) == len(set(ids)) == 2000
              and ids[0] == "u1.dE/dw1[1,1]" and any(name.startswith("u1.dE/dw2") for name in ids), err)
    status, out, err = command("verify", "-", text=json.dumps(problem))
    tap.check("the sample is stated", "2000 of 2601 gradients of update 1, evenly spaced." in out, out[:300])


def hostile(tap, command):
    trace = command.trace("two_three_one", "--format", "ndjson")
    header, rest = trace.split("\n", 1)
    cases = [
        ("an empty file", "", 2),
        ("half a file", trace[:len(trace) // 2], 2),
        ("only a header", header + "\n", 2),
        ("another version", trace.replace('"version": 1', '"version": 2', 1), 2),
        ("an unknown arithmetic", trace.replace('"certified"', '"magic"', 1), 2),
        ("no digits", trace.replace(', "digits": 6', "", 1), 2),
        ("too many digits", trace.replace('"digits": 6', '"digits": 1001', 1), 2),
        ("half a digit", trace.replace('"digits": 6', '"digits": 6.5', 1), 2),
        ("digits in words", trace.replace('"digits": 6', '"digits": "6"', 1), 2),
        ("a problem that is none", trace.replace('"inputs": [[6,1]]', '"inputs": []', 1)
         if '"inputs": [[6,1]]' in trace else trace.replace('"inputs"', '"outputs"', 1), 2),
        ("a value beyond all doubles", trace.replace('"value": 8,', '"value": 1e999,', 1), 2),
        ("a value with an absurd exponent", trace.replace('"value": 8,', '"value": 8e-99999999999999999999,', 1), 1),
        ("a formula of ten thousand brackets",
         trace.replace('"formula": "w1*x1', '"formula": "%sw1*x1' % ("(" * 10000), 1), 1),
        ("a formula of a million terms",
         trace.replace('"formula": "w1*x1', '"formula": "%sw1*x1' % ("1 + " * 1000000), 1), 1),
        ("an id with a control character", trace.replace('"id": "u1.s1.z1[1]"', '"id": "u1\\u0007"', 1), 2),
    ]
    for name, text, wanted in cases:
        status, out, err = command("verify", "-", text=text)
        tap.check(name, status == wanted and (err if wanted == 2 else out) and "Sanitizer" not in err,
                  "%d %s %s" % (status, out[:500], err[:500]))


def pipes(tap, command):
    done = subprocess.run("%s verify exam_softmax | true" % command.handgrad, shell=True, capture_output=True)
    tap.check("a closed pipe", done.returncode == 0 and not done.stderr, done.stderr.decode())
    if os.path.exists("/dev/full"):
        status, out, err = command("verify", "two_three_one", "-o", "/dev/full")
        tap.check("a full disk", status == 3 and "/dev/full" in err, "%d %s" % (status, err))


def usage(tap, command):
    for arguments, message in BAD_USAGE:
        status, out, err = command(*arguments)
        tap.check("bad usage: " + " ".join(arguments), status == 2 and not out and err.startswith(message), err)
    trace = command.trace("two_three_one", "--format", "json")
    status, out, err = command("verify", "-", "--digits", "4", text=trace)
    tap.check("digits for a trace", status == 2 and "a trace says its own" in err, err)
    status, out, err = command("verify", "--help")
    tap.check("help", status == 0 and out.startswith("usage: handgrad verify PROBLEM"), err)


def main(handgrad, root):
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        command = Command(os.path.abspath(handgrad), root, folder)
        for part in (examples, settings, formats, updates, catalogue, networks, formulas, sample, hostile, pipes, usage):
            part(tap, command)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
