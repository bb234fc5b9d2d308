"""`handgrad train`: reports, history, saved runs, progress, signals, what is refused before training, divergence, full disks;
pictures by gnuplot (skipped where there is none, unless HANDGRAD_REQUIRE_GNUPLOT is set).

How numbers come about is for tests of the training room; here they are held to each other: the report to the history, a
resumed run to one that was not stopped.

Usage: train_test.py HANDGRAD SOURCE_ROOT
"""

import csv
import fcntl
import io
import json
import math
import os
import pty
import re
import resource
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from xml.etree import ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

MOONS = {
    "title": "Moons", "batch_size": 16,
    "dataset": {"kind": "moons", "samples": 200, "noise": 0.2, "seed": 1, "scaling": "standard",
                "split": {"validation": 0.2, "test": 0.2, "seed": 1}},
    "layers": [{"units": 6, "activation": "tanh", "initializer": {"kind": "glorot_normal", "seed": 3}},
               {"units": 1, "activation": "sigmoid", "initializer": {"kind": "glorot_normal", "seed": 4}}],
    "loss": "binary_cross_entropy", "optimizer": {"kind": "adam", "learning_rate": 0.02},
    "schedule": {"epochs": 12, "precision": "double", "early_stopping": {"patience": 100}},
}

COLUMNS = "epoch updates loss accuracy validation_loss validation_accuracy learning_rate best seconds".split()


def changed(run_file, **members):
    """A copy with other members; "schedule" and "dataset" are changed member by member."""
    copy = json.loads(json.dumps(run_file))
    for key, value in members.items():
        if key in ("schedule", "dataset"):
            copy[key].update(value)
        else:
            copy[key] = value
    return {key: value for key, value in copy.items() if value is not None}


REGRESSION = dict(changed(MOONS, loss="squared_error", title=None), inputs=2, dataset=dict(
    kind="csv", file="curve.csv", targets=["y"], scaling="standard", split={"validation": 0.2, "test": 0.2, "seed": 1}))
CURVE = "x1,x2,y\n" + "".join("%g,%g,%g\n" % (i / 50, i % 7, math.sin(i / 30)) for i in range(200))

BAD_USAGE = [
    ([], "handgrad: train what? Name a run file\n"),
    (["-", "-"], "error: standard input can be only one of the run files\n"),
    (["moons.json", "moons.json", "--save", "s"], "error: only one run can be saved in a file\n"),
    (["moons.json", "moons.json", "--resume", "s"], "error: only one run can go on from a file\n"),
    (["moons.json", "--epochs", "0"], "handgrad: --epochs: expected a whole number from 1 to 1000000, found \"0\"\n"),
    (["moons.json", "--seed", "-1"], "handgrad: --seed: expected a whole number of at most 18 digits"),
    (["moons.json", "--seed", "1e3"], "handgrad: --seed: expected a whole number of at most 18 digits"),
    (["moons.json", "--format", "ndjson"], 'error: format "ndjson" is not known'),
    (["moons.json", "-o", "x", "--history", "x"], "error: output and history are the same file\n"),
    (["moons.json", "--save", "x", "--history", "./x"], "error: history and save are the same file\n"),
    (["moons.json", "--save", "none/x"], "none/x: error: its folder does not exist"),
    (["moons.json", "--history", "none/x"], "none/x: error: its folder does not exist"),
    (["moons.json", "--save", "."], ".: error: it is a folder, not a file"),
    (["moons.json", "--resume", "none"], "none: error: cannot open it: "),
    (["moons.json", "--resume", "moons.json"], "moons.json: error: "),
    (["mons.json"], "mons.json: error: there is no such file"),
    (["circuit"], "circuit: error: this is a problem with samples of its own, not a run file: `handgrad trace` shows it\n"),
    (["softmax_jacobian"], "softmax_jacobian: error: this is a derivation: "),
    (["no_data.json"], "none.csv: error: "),
    (["bad_data.json"], "bad.csv:3:3: error: row 2, column \"y\": not a number\n"),
    (["small.json"], "small.json: error: there is nothing to train on: 6 training rows are no batch of 16"),
]


class Train:
    def __init__(self, handgrad, root, folder):
        self.handgrad, self.root, self.folder = handgrad, root, folder
        self.schemas = Schemas(root)

    def __call__(self, *arguments, text="", **options):
        return run([self.handgrad, "train"] + list(arguments), text, cwd=self.folder, **options)

    def start(self, *arguments, **options):
        return subprocess.Popen([self.handgrad, "train"] + list(arguments), cwd=self.folder, stdout=subprocess.PIPE, **options)

    def path(self, name):
        return os.path.join(self.folder, name)

    def trace(self, command):
        """Runs the command that a report or a message gives: (exit status, the JSON of the trace or what was said)."""
        words = shlex.split(command)
        status, out, err = run([self.handgrad] + words[1:] + ["--format", "json"], cwd=self.folder)
        return status, json.loads(out) if status == 0 else err

    def file(self, name, content):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return name

    def bytes(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def report(self, *arguments, text=""):
        """(exit status, the first run of the JSON report)."""
        status, out, err = self(*arguments, "--format", "json", "-q", text=text)
        return status, json.loads(out)["runs"][0] if out else err


# ---- reports ----


def close(a, b):
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


def reports(tap, train):
    for name in ("moons.json", "regression.json"):
        status, out, err = train(name, "--format", "json", "-q")
        whole = json.loads(out)
        report = whole["runs"][0]
        tap.check("%s: done, and nothing is said" % name, status == 0 and not err, err)
        train.schemas.check(tap, "%s: the schema" % name, whole, "train.schema.json")
        tap.check("%s: every epoch" % name, [epoch["epoch"] for epoch in report["history"]] == list(range(1, 13))
                  and report["end"] == "epochs" and report["updates"] == 12 * report["schedule"]["batches"] == 12 * 8)
        tap.check("%s: rows of all parts" % name, {part: report["results"][part]["rows"] for part in report["results"]}
                  == {part: report["data"][part]["rows"] for part in ("training", "validation", "test")}
                  == {"training": 120, "validation": 40, "test": 40})
        tap.check("%s: what is measured" % name, all(("accuracy" in of, "r2" in of) == (("classes" in of), ("classes" not in of))
                                                     for of in report["results"].values())
                  and ("classes" in report["data"]) == (name == "moons.json"))
        best = report["history"][report["best_epoch"] - 1]
        tap.check("%s: the best parameters are measured" % name, report["restored_best"]
                  and close(best["validation_loss"], report["results"]["validation"]["loss"])
                  and best["validation_loss"] == min(epoch["validation_loss"] for epoch in report["history"]), str(best))
        again = json.loads(train(name, "--format", "json", "-q")[1])
        for either in (report, again["runs"][0]):
            either.pop("speed")
        tap.check("%s: the same again but for the speed" % name, whole == again)


def classification(tap, train):
    """Metrics counted anew from the confusion matrix."""
    _, report = train.report("moons.json")
    for part, metrics in report["results"].items():
        confusion, rows = metrics["confusion"], metrics["rows"]
        right = sum(confusion[c][c] for c in range(2))
        columns = [sum(row[c] for row in confusion) for c in range(2)]
        tap.check("%s: accuracy and support by the matrix" % part, close(metrics["accuracy"], right / rows)
                  and [sum(row) for row in confusion] == [of["support"] for of in metrics["classes"]] == report["data"][part]["per_class"])
        tap.check("%s: precision, recall, F1" % part, all(
            close(of["precision"], confusion[c][c] / columns[c] if columns[c] else 0)
            and close(of["recall"], confusion[c][c] / sum(confusion[c]))
            and close(of["f1"] * (of["precision"] + of["recall"]), 2 * of["precision"] * of["recall"])
            for c, of in enumerate(metrics["classes"])))
        tap.check("%s: averages" % part, all(
            close(metrics["macro"][key], sum(of[key] for of in metrics["classes"]) / 2)
            and close(metrics["weighted"][key], sum(of[key] * of["support"] for of in metrics["classes"]) / rows)
            for key in ("precision", "recall", "f1")))


def pages(tap, train):
    for name, beginning in (("text", "Training: Moons\n==="), ("markdown", "# Training: Moons\n"), ("tex", "\\documentclass"),
                            ("html", "<!DOCTYPE html>\n")):
        status, out, _ = train("moons.json", "--format", name, "-q")
        tap.check("%s: a page" % name, status == 0 and out.startswith(beginning), out[:200])
    hostile = changed(MOONS, title="a | b <i> \\input{x} `c`", dataset={"class_names": ["|", "\\x"]})
    for name in ("text", "markdown", "tex", "html"):
        status, out, err = train("-", "--format", name, "-q", text=json.dumps(hostile))
        tap.check("%s: titles and names of any kind" % name, status == 0
                  and ("\\input{x}" not in out or name in ("text", "html")) and ("<i>" not in out or name != "html"),
                  err + out[:300])
    status, out, _ = train("moons.json", "-q")
    command = re.search(r"handgrad trace moons\.json --update 96 --sample (\d+)\n", out)
    tap.check("the command that shows an update", command and 1 <= int(command.group(1)) <= 200, out)
    _, trace = train.trace(command.group(0))
    tap.check("it shows that update and that sample", "update 96 (epoch 12, batch 8)" in str(trace["title"]) and any(
        step["id"].startswith("u96.s%s.z1" % command.group(1)) for step in trace["steps"]), str(trace)[:500])
    tap.check("speed is a paragraph of its own at the end", re.search(r"\n\nSpeed: [^\n]*\n\Z", out), out[-200:])
    seeded = train("moons.json", "-q", "--seed", "5", "--data", "a folder", "--epochs", "1")[1]
    _, trace = train.trace(train.report("moons.json", "--seed", "5", "--epochs", "1")[1]["trace"])
    tap.check("also of a run with another seed", "update 8 (epoch 1, batch 8)" in str(trace["title"]), str(trace)[:500])
    _, trace = train.trace(train.report("long.json", "--epochs", "400")[1]["trace"])
    tap.check("also of a run with more epochs", "(epoch 400, batch 8)" in str(trace["title"]), str(trace)[:500])
    tap.check("with the options that it needs", re.search(r"--update 8 --sample \d+ --data 'a folder' --seed 5 --epochs 1\n", seeded), seeded[-300:])


def several(tap, train):
    status, out, err = train("moons.json", "regression.json", "-q", "--history", "h.csv")
    rows = list(csv.DictReader(io.StringIO(train.bytes("h.csv").decode())))
    tap.check("several runs are compared", status == 0 and out.startswith("Training runs compared\n")
              and "moons.json: Moons\n" in out and "\nregression.json\n" in out, out[:600] + err)
    tap.check("their history has their names", [row["run"] for row in rows] == ["moons.json"] * 12 + ["regression.json"] * 12)
    _, out, _ = train("moons.json", "regression.json", "--format", "json", "-q")
    both = json.loads(out)
    train.schemas.check(tap, "several runs: the schema", both, "train.schema.json")
    alone = [train.report(name)[1] for name in ("moons.json", "regression.json")]
    for report in both["runs"] + alone:
        report.pop("speed")
    tap.check("each as if it were alone", both["runs"] == alone)


def seeds(tap, train):
    first, again, other, file = [train.report("moons.json", *seed)[1]["history"][0]["loss"]
                                 for seed in (["--seed", "1"], ["--seed", "1"], ["--seed", "2"], [])]
    tap.check("--seed", first == again and len({first, other, file}) == 3, str((first, again, other, file)))
    data = [train.report("moons.json", "--seed", seed)[1]["data"] for seed in "12"]
    tap.check("--seed leaves the data alone", data[0] == data[1])
    tap.check("--epochs", len(train.report("moons.json", "--epochs", "3")[1]["history"]) == 3)


# ---- history ----


def history(tap, train):
    _, report = train.report("moons.json", "--history", "h.csv")
    rows = list(csv.DictReader(io.StringIO(train.bytes("h.csv").decode())))
    tap.check("CSV: a row per epoch", len(rows) == 12 and list(rows[0]) == COLUMNS)
    tap.check("CSV: the numbers of the report", all(
        float(row[key]) == float(epoch[key]) for row, epoch in zip(rows, report["history"]) for key in COLUMNS[:-1]))
    train("moons.json", "-q", "--history", "h.ndjson")
    records = [json.loads(line) for line in train.bytes("h.ndjson").splitlines()]
    tap.check("NDJSON: the same", [{key: record[key] for key in COLUMNS[:-1]} for record in records] == report["history"])
    train("no_validation.json", "-q", "--history", "h.csv")
    row = next(csv.DictReader(io.StringIO(train.bytes("h.csv").decode())))
    tap.check("CSV: what there is not is empty", row["validation_loss"] == row["validation_accuracy"] == "" and row["loss"])


# ---- saved runs ----


def without_speed(report):
    return {key: value for key, value in report.items() if key not in ("speed", "resumed_after")}


def saved_runs(tap, train):
    _, whole = train.report("moons.json", "--save", "whole.st")
    train("moons.json", "-q", "--epochs", "5", "--save", "part.st")
    _, rest = train.report("moons.json", "--resume", "part.st", "--save", "rest.st", "--history", "h.csv")
    rows = list(csv.DictReader(io.StringIO(train.bytes("h.csv").decode())))
    tap.check("a resumed run is as one that was not stopped", without_speed(rest) == without_speed(whole)
              and rest["resumed_after"] == 5 * 8, json.dumps(rest)[:300])
    tap.check("and saves the same bytes", train.bytes("rest.st") == train.bytes("whole.st"))
    tap.check("its history has all epochs", [row["epoch"] for row in rows] == [str(i) for i in range(1, 13)]
              and rows[4]["seconds"] == "" != rows[5]["seconds"])
    length = struct.unpack("<Q", train.bytes("whole.st")[:8])[0]
    header = json.loads(train.bytes("whole.st")[8:8 + length])
    tap.check("a saved run is safetensors", header["w1"]["shape"] == [6, 2] and header["b2"]["dtype"] == "F64", str(header)[:300])
    status, _, err = train("regression.json", "-q", "--resume", "whole.st", "--save", "whole.st")
    tap.check("one of another run is refused and left", status == 2 and err.count("error:") == 1
              and train.bytes("rest.st") == train.bytes("whole.st"), err)
    train("moons.json", "-q", "--epochs", "5", "--save", "same.st")
    train("moons.json", "-q", "--resume", "same.st", "--save", "same.st")
    tap.check("resumed from and saved in the same file", train.bytes("same.st") == train.bytes("whole.st"))


# ---- progress ----


def lines(tap, train):
    _, _, err = train("long.json", "-o", "report")
    epochs = [int(epoch) for epoch in re.findall(r"^epoch (\d+)/345 loss \d\.\d{4} accuracy \d\.\d{4} validation \d\.\d{4} \d\.\d{4}  "
                                                 r"[\d,]+ samples/s$", err, re.M)]
    wanted = list(range(1, 10)) + list(range(10, 100, 10)) + [100, 200, 300, 345]
    tap.check("without a terminal: lines, fewer and fewer, and the last", epochs == wanted and err.count("\n") == len(wanted), err[-300:])
    _, _, err = train("moons.json", "regression.json", "-o", "report")
    tap.check("of several runs, with their names", len(re.findall(r"^moons\.json: epoch \d+/12 ", err, re.M)) == 11
              and len(re.findall(r"^regression\.json: epoch \d+/12 ", err, re.M)) == 11, err)
    tap.check("--quiet", train("moons.json", "-q", "-o", "report") == (0, "", ""))


def on_terminal(train, columns, *arguments):
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with train.start(*arguments, stderr=follower) as process:
        os.close(follower)
        said = b""
        try:
            while chunk := os.read(leader, 65536):
                said += chunk
        except OSError:
            pass
        process.stdout.read()
        process.wait(60)
    os.close(leader)
    return said.decode()


def terminals(tap, train):
    said = on_terminal(train, 200, "endless.json", "--epochs", "3000")
    shown = said.split("\r\x1b[K")
    tap.check("a terminal: a line, redrawn, and gone at the end", shown[0] == "" and shown[-1] == "" and len(shown) > 2 and "\n" not in said
              and all(re.fullmatch(r"epoch \d+/3000 \[[#-]{20}\] loss .* samples/s  (\d+:)?\d+:\d\d left", line) for line in shown[2:-1]),
              repr(said[:500]))
    said = on_terminal(train, 40, "endless.json", "--epochs", "3000")
    tap.check("cut to its width", max(map(len, said.split("\r\x1b[K"))) == 39, repr(said[:300]))
    said = on_terminal(train, 80, "moons.json", "-q")
    tap.check("--quiet", said == "", repr(said))


# ---- signals ----


def wait_for(condition):
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_training(train):
    """The history has its first rows: in the temporary file, since the run goes on."""
    for name in os.listdir(train.folder):
        if name.startswith("stopped.csv."):
            return len(train.bytes(name).splitlines()) > 3
    return False


def signals(tap, train):
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        name = signal.Signals(number).name
        before = set(os.listdir(train.folder))
        with train.start("endless.json", "--format", "json", "--history", "stopped.csv", "--save", "stopped.st", "-q",
                         stderr=subprocess.PIPE) as process:
            begun = wait_for(lambda: is_training(train))
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
        report = json.loads(out)["runs"][0] if out else {"history": []}
        rows = train.bytes("stopped.csv").splitlines()
        said = re.fullmatch(r"handgrad: stopped after batch (\d+) of 8 in epoch (\d+) of 1000000 \(update (\d+)\); --resume stopped\.st "
                            r"goes on from there\n", err.decode())
        tap.check("%s: report, history and saved run are complete" % name, begun and process.returncode == status and said
                  and report["end"] == "interrupted" and len(rows) == len(report["history"]) + 1
                  and set(os.listdir(train.folder)) - before <= {"stopped.csv", "stopped.st"},
                  "exit status %d\n%s" % (process.returncode, err))
        update = int(said.group(3)) if said else 0
        tap.check("%s: the message says where" % name, said and report["at"] == {
            "update": update, "epoch": int(said.group(2)), "batch": int(said.group(1))}
            and update == 8 * (int(said.group(2)) - 1) + int(said.group(1)), str(report.get("at")))
        epochs = str(len(report["history"]) + 3)
        _, resumed = train.report("endless.json", "--resume", "stopped.st", "--epochs", epochs)
        _, whole = train.report("endless.json", "--epochs", epochs)
        tap.check("%s: what goes on from there is as if nothing had been" % name,
                  without_speed(resumed) == without_speed(whole))
        for leftover in ("stopped.csv", "stopped.st"):
            os.remove(train.path(leftover))
    before = sorted(os.listdir(train.folder))
    with train.start("endless.json", "another.json", "--history", "stopped.csv", "-q", stderr=subprocess.PIPE) as process:
        wait_for(lambda: is_training(train))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    tap.check("the runs after it are not begun", process.returncode == 130 and b"1 of 2 runs were not begun." in out, err.decode())
    os.remove(train.path("stopped.csv"))
    tap.check("nothing is left", sorted(os.listdir(train.folder)) == before)


def before_training(tap, train):
    """A signal before the first batch ends the command at once: here it waits for data that never come."""
    os.mkfifo(train.path("never.csv"))
    train.file("waiting.json", dict(MOONS, inputs=2, dataset={"kind": "csv", "file": "never.csv", "label": "c"}, schedule={"epochs": 1}))
    for number in (signal.SIGINT, signal.SIGTERM):
        with train.start("waiting.json", "-q", stderr=subprocess.PIPE) as process:
            time.sleep(0.3)
            process.send_signal(number)
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
        tap.check("%s before training ends it" % signal.Signals(number).name, process.returncode == -number, str(process.returncode))
    os.remove(train.path("never.csv"))


def leaving(tap, train):
    """A second signal while the first one waits for a batch to end: the process is stopped in between."""
    before = sorted(os.listdir(train.folder))
    with train.start("endless.json", "--history", "stopped.csv", "--save", "stopped.st", "-q") as process:
        wait_for(lambda: is_training(train))
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)
    tap.check("a second signal leaves at once, and nothing behind", process.returncode in (-signal.SIGINT, -signal.SIGTERM)
              and sorted(os.listdir(train.folder)) == before, str(process.returncode))


# ---- what goes wrong ----


def refusals(tap, train):
    for arguments, message in BAD_USAGE:
        before = sorted(os.listdir(train.folder))
        status, out, err = train(*arguments)
        tap.check("refused: train " + " ".join(arguments), status == 2 and not out and message in err and err.count("error:") <= 1
                  and not re.search(r"^epoch", err, re.M) and sorted(os.listdir(train.folder)) == before,
                  "exit status %d\n%s%s" % (status, out, err))
    status, text, _ = train("--help")
    tap.check("help", status == 0 and text.startswith("usage: handgrad train RUN..."))


def divergence(tap, train):
    status, out, err = train("diverging.json", "--format", "json", "-q", "--save", "diverged.st", "--history", "h.csv")
    report = json.loads(out)["runs"][0]
    at = report["at"]
    said = re.fullmatch(r"diverging\.json: (?:\w+: )?it diverged in update (\d+) \(epoch (\d+), batch (\d+)\): the loss or a parameter is no "
                        r"longer a finite number; the parameter of largest magnitude is (\S+) = .*; this shows that update: "
                        r"`(handgrad trace diverging\.json --update (\d+) --sample \d+)`\n", err)
    tap.check("divergence: the message", status == 1 and said and said.group(5) == report["trace"]
              and [int(said.group(i)) for i in (1, 2, 3, 6)] == [at["update"], at["epoch"], at["batch"], at["update"]]
              and said.group(4) == report["largest_parameter"]["name"], err)
    status, trace = train.trace(report["trace"])
    tap.check("divergence: the command shows the update", status == 0 and any(step["id"].startswith("u%d." % at["update"]) for step in
                                                                               trace["steps"]), str(trace)[:500])
    tap.check("divergence: the report", report["end"] == "diverged" and report["results"] == {} and not report["restored_best"], out[:300])
    train.schemas.check(tap, "divergence: the schema", json.loads(out), "train.schema.json")
    tap.check("divergence: all files are there", len(train.bytes("h.csv").splitlines()) == len(report["history"]) + 1
              and len(train.bytes("diverged.st")) > 100)
    status, out, err = train("diverging.json", "moons.json", "-q")
    tap.check("divergence: the next run is trained all the same", status == 1 and "moons.json: Moons" in out
              and "It diverged in update" in out, out[:300])


def disks(tap, train):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([train.handgrad, "train", "moons.json", "-q"], stdout=writer, stderr=subprocess.PIPE, timeout=60, cwd=train.folder)
    os.close(writer)
    tap.check("a closed pipe ends quietly", done.returncode == 0 and not done.stderr, str(done))
    train.file("old", "old\n")
    if os.path.exists("/dev/full"):
        for option in ("-o", "--history", "--save"):
            status, _, err = train("moons.json", "-q", option, "/dev/full")
            tap.check("a full disk under %s" % option, status == 3 and err.startswith("/dev/full: error: cannot write it")
                      and err.count("\n") == 1, err)

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    status, _, err = train("moons.json", "-q", "-o", "old", "--save", "new", preexec_fn=small_files, restore_signals=False)
    tap.check("a disk that fills up leaves the old file", status == 3 and "cannot write it" in err and train.bytes("old") == b"old\n"
              and not os.path.exists(train.path("new")), err)
    train.file("locked", "old\n")
    os.chmod(train.path("locked"), 0o444)
    if os.geteuid() != 0:
        status, _, err = train("endless.json", "-q", "--save", "locked")
        tap.check("a file that may not be written is refused before training", status == 3 and "cannot write it" in err, err)
    else:
        tap.skip("a file that may not be written is refused before training", "root may write every file")


def little_memory(tap, train):
    """OpenBLAS waits for ever for memory that it does not get: whatever the limit, a run ends."""
    complaints, statuses = [], []
    for limit in [megabytes << 20 for megabytes in (40, 64, 96, 128, 192, 256, 384, 512, 1024, 2048)]:
        def limited():
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        if subprocess.run([train.handgrad, "--version"], capture_output=True, check=False, preexec_fn=limited).returncode != 0:
            continue
        status, _, err = train("moons.json", "-q", preexec_fn=limited)
        statuses.append(status)
        if status != 0 and (status != 3 or not err.endswith("error: out of memory\n")):
            complaints.append("%d MB: %s, %s" % (limit >> 20, status, err))
    if not statuses:
        tap.skip("too little memory to train", "this build does not run under a limit")
        return
    tap.check("too little memory to train is reported", not complaints, "\n".join(complaints))
    tap.check("it was too little to train, and then enough", 3 in statuses and statuses[-1] == 0, str(statuses))


# ---- pictures ----

PICTURES = ["accuracy.svg", "boundary.svg", "confusion.svg", "loss.svg", "weights.svg"]
ALLOWED = {"svg", "title", "desc", "g", "defs", "circle", "path", "rect", "use", "text", "polygon", "polyline", "line", "image", "filter",
           "feFlood", "feComposite", "tspan", "a"}


def idx(kind, shape, numbers):
    return struct.pack(">HBB%dI" % len(shape), 0, kind, len(shape), *shape) + bytes(numbers)


def images(train):
    """Twenty images of 4 x 4: dark ones and bright ones; a few are mislabelled."""
    labels = [i % 2 for i in range(20)]
    pixels = [(200 if label else 20) + i % 16 for label in labels for i in range(16)]
    labels[3], labels[8] = 0, 1
    for name, content in (("images.idx", idx(8, (20, 4, 4), pixels)), ("labels.idx", idx(8, (20,), labels))):
        with open(train.path(name), "wb") as file:
            file.write(content)
    dataset = {"kind": "idx", "images": "images.idx", "labels": "labels.idx", "scaling": {"divide": 255}, "class_names": ["dark", "bright"]}
    return train.file("images.json", dict(MOONS, inputs=16, batch_size=5, dataset=dataset, schedule={"epochs": 30}))


def elements(svg):
    """Its elements and all its text; raises unless it is well-formed XML."""
    root = ElementTree.fromstring(svg)
    names = [element.tag.split("}")[-1] for element in root.iter()]
    attributes = [name.split("}")[-1] for element in root.iter() for name in element.attrib]
    links = [value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")]
    return names, attributes, links, [text for text in root.itertext() if text.strip()]


def pictures(tap, train):
    if not shutil.which("gnuplot") and not os.environ.get("HANDGRAD_REQUIRE_GNUPLOT"):
        tap.skip("pictures", "gnuplot is not installed")
        return
    plain = train("moons.json", "--format", "json", "-q")[1]
    status, out, err = train("moons.json", "--format", "json", "-q", "--plot", "pictures")
    tap.check("pictures of points", status == 0 and not err and sorted(os.listdir(train.path("pictures"))) == PICTURES, err)
    tap.check("the report is as without them", re.sub('"speed".*', "", plain) == re.sub('"speed".*', "", out))
    first = {name: train.bytes("pictures/" + name) for name in PICTURES}
    train("moons.json", "-q", "--plot", "pictures")
    tap.check("and the pictures are the same the next time", first == {name: train.bytes("pictures/" + name) for name in PICTURES})
    texts = elements(first["confusion.svg"])[3]
    matrix = json.loads(plain)["runs"][0]["results"]["test"]["confusion"]
    tap.check("the counts are in the confusion matrix", all(str(count) in texts for row in matrix for count in row), str(texts))
    points = first["boundary.svg"].decode().split("</defs>")[1].count("<use ")
    tap.check("the points are in the plane, and four in its key", points == 204, str(points))
    status, out, err = train(images(train), "-q", "--plot", "pictures", "-o", "report")
    tap.check("pictures of images, in place of those", status == 0 and sorted(os.listdir(train.path("pictures")))
              == ["accuracy.svg", "confusion.svg", "images.svg", "loss.svg", "weights.svg"], err)
    texts = elements(train.bytes("pictures/images.svg"))[3]
    tap.check("wrong ones say for what they were taken", texts.count("taken for") == texts.count("dark,") + texts.count("bright,") == 2
              and texts.count("dark") + texts.count("bright") == 20, str(texts))
    status, _, err = train("moons.json", "regression.json", "-q", "--plot", "pictures", "-o", "report")
    tap.check("pictures of several runs", status == 0 and sorted(os.listdir(train.path("pictures")))
              == ["accuracy.svg", "boundary-1.svg", "confusion-1.svg", "loss.svg", "weights.svg"], err)
    texts = elements(train.bytes("pictures/loss.svg"))[3]
    tap.check("with their names", "moons.json: training" in texts and "regression.json: validation" in texts, str(texts))


def many_classes(tap, train):
    """Confusion matrices: with counts, as a heat map alone, and none."""
    if not shutil.which("gnuplot"):
        tap.skip("pictures of many classes", "gnuplot is not installed")
        return
    sizes = {}
    for count in (26, 51, 201):
        layers = [MOONS["layers"][0], dict(MOONS["layers"][1], units=count, activation="softmax")]
        train.file("many.json", dict(MOONS, title="Many", layers=layers, loss="categorical_cross_entropy", schedule={"epochs": 1}, dataset={
            "kind": "blobs", "samples": 1206, "centers": count, "classes": count, "split": {"test": 0.5}}))
        status, _, err = train("many.json", "-q", "--plot", "pictures", "-o", "report")
        tap.check("%d classes: drawn" % count, status == 0 and not err, err)
        path = train.path("pictures/confusion.svg")
        sizes[count] = os.path.getsize(path) if os.path.exists(path) else None
    tap.check("many classes have no larger picture, too many none", sizes[201] is None and sizes[51] < sizes[26], str(sizes))


def hostile_pictures(tap, train):
    """Titles and names are shown as they are: no commands of gnuplot or the shell, no mark-up, no scripts."""
    if not shutil.which("gnuplot"):
        tap.skip("hostile pictures", "gnuplot is not installed")
        return
    title = "'; system 'touch owned1' # `touch owned2` @x {/b y}_z^2 %s \\n <script>alert(1)</script> & \"q\""
    names = ["'.system('touch owned3').'", "\\<b> & %d {_^}"]
    train.file("hostile.json", changed(MOONS, title=title, dataset={"class_names": names}))
    before = set(os.listdir(train.folder))
    status, _, err = train("hostile.json", "-q", "--plot", "pictures", "-o", "report")
    tap.check("hostile names: drawn, and nothing else done", status == 0 and not err
              and set(os.listdir(train.folder)) - before <= {"pictures", "report"}, err)
    for name in sorted(os.listdir(train.path("pictures"))):
        tags, attributes, links, texts = elements(train.bytes("pictures/" + name))
        tap.check("hostile names: %s" % name, set(tags) <= ALLOWED and not any(key.startswith("on") for key in attributes)
                  and all(link.startswith(("#", "data:image/png;base64,")) for link in links)
                  and any(text.startswith(title[:50]) for text in texts), str((sorted(set(tags)), links[:3], texts[:5])))
    texts = elements(train.bytes("pictures/boundary.svg"))[3]
    tap.check("hostile names: of classes", any(text.startswith(names[1][:10]) for text in texts), str(texts))


def digits_in_titles(tap, train):
    """Digits beside signs are those of the title: "2-10-1" of a network's units."""
    if not shutil.which("gnuplot"):
        tap.skip("digits in titles", "gnuplot is not installed")
        return
    title, names = "XOR 2-10-1, 1,000 (1) \u65e5\u672c-3", ["0-17", "(8)9/\u00e47"]
    train.file("digits.json", changed(MOONS, title=title, dataset={"class_names": names}))
    status, _, err = train("digits.json", "-q", "--plot", "pictures", "-o", "report")
    tap.check("digits in titles: drawn", status == 0 and not err, err)
    for name in PICTURES:
        texts = elements(train.bytes("pictures/" + name))[3]
        tap.check("digits in titles: %s" % name, any(title in text for text in texts), str(texts[:5]))
    texts = elements(train.bytes("pictures/confusion.svg"))[3]
    tap.check("digits in names of classes", all(texts.count(name) == 2 for name in names), str(texts))


def without_gnuplot(tap, train):
    os.makedirs(train.path("bin"), exist_ok=True)
    empty = dict(os.environ, PATH=train.path("bin"))
    before = set(os.listdir(train.folder))
    status, out, err = train("moons.json", "-q", "--plot", "none", "--save", "saved.st", env=empty)
    tap.check("without gnuplot: what to install, and everything else is written", status == 3 and "Training: Moons" in out
              and err.startswith("error: gnuplot is not installed: ") and "gnuplot-nox" in err and err.count("\n") == 1
              and set(os.listdir(train.folder)) - before == {"saved.st"}, err)
    for what, script, message in (("complains", "cat > /dev/null; echo 'line 1: oh no' >&2; exit 1", "gnuplot ended with status 1: line 1: oh no"),
                                  ("draws nothing", "cat > /dev/null", "gnuplot wrote no picture"),
                                  ("does not read", "exit 0", "gnuplot wrote no picture")):
        train.file("bin/gnuplot", "#!/bin/sh\n%s\n" % script)
        os.chmod(train.path("bin/gnuplot"), 0o755)
        path = dict(os.environ, PATH=train.path("bin") + os.pathsep + os.environ["PATH"])
        status, out, err = train("moons.json", "-q", "--plot", "none", env=path)
        tap.check("a gnuplot that %s" % what, status == 3 and "Training: Moons" in out and message in err
                  and err.count("error:") == 1 and not os.path.exists(train.path("none")), err)
    os.makedirs(train.path("taken"))
    train.file("taken/loss.svg.old", "mine\n")
    for folder, message in (("taken", "taken: error: the folder has something else in it (loss.svg.old)"),
                            ("moons.json", "moons.json: error: it is a file, not a folder"),
                            ("no/where", "no/where: error: the folder cannot be made: ")):
        status, out, err = train("endless.json", "-q", "--plot", folder)
        tap.check("refused before training: --plot " + folder, status == 2 and not out and err.startswith(message), err)


def files(train):
    for name, content in {
        "moons.json": MOONS,
        "regression.json": REGRESSION,
        "another.json": changed(MOONS, title="Another"),
        "no_validation.json": changed(MOONS, dataset={"split": {"test": 0.2, "seed": 1}}, schedule={"early_stopping": {"monitor": "loss"}}),
        "long.json": changed(MOONS, schedule={"epochs": 345, "early_stopping": {"patience": 1000}}),
        "endless.json": changed(MOONS, schedule={"epochs": 1000000, "early_stopping": {"patience": 1000000}}),
        "diverging.json": changed(MOONS, optimizer={"kind": "sgd", "learning_rate": 1e200}, loss="squared_error",
                                  layers=[{"units": 3, "activation": "relu", "initializer": {"kind": "he_normal", "seed": 3}},
                                          {"units": 1, "initializer": {"kind": "he_normal", "seed": 4}}]),
        "small.json": changed(MOONS, dataset={"samples": 10}, schedule={"last_batch": "drop"}),
        "curve.csv": CURVE,
        "bad.csv": "x,y,c\n1,2,0\n1,oops,1\n",
    }.items():
        train.file(name, content)
    for name, source in (("no_data.json", "none.csv"), ("bad_data.json", "bad.csv")):
        train.file(name, dict(MOONS, inputs=2, dataset={"kind": "csv", "file": source, "label": "c"},
                              schedule={"epochs": 1}))


def main(handgrad, root):
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        train = Train(os.path.abspath(handgrad), root, folder)
        files(train)
        for part in (reports, classification, pages, several, seeds, history, saved_runs, lines, terminals, signals, before_training, leaving,
                     refusals, divergence, disks, little_memory, pictures, many_classes, hostile_pictures, digits_in_titles,
                     without_gnuplot):
            part(tap, train)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
