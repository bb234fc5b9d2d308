"""`handgrad grade`: folders and streams, the table and NDJSON, broken submissions, the summary, formulas in cells, memory,
pipes, full disks, GNU parallel (skipped where there is none, unless HANDGRAD_REQUIRE_PARALLEL is set).

That a submission is marked as `check` marks it is tested here; how, in check_test.py and tests/unit.

Usage: grade_test.py HANDGRAD SOURCE_ROOT
"""

import ast
import csv
import io
import json
import os
import pty
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

HEADINGS = ("submission student score of right wrong blank first_wrong name written true verdict cause message error").split()

# circuit: x = -2, y = 5, z = -4, q = x + y = 3, f = q*z = -12
RIGHT = {"q": "3", "f": "-12", "df/dq": "-4"}
SIGN = {"q": "3", "f": "12", "df/dq": "-4"}

MEBIBYTE = 1 << 20

BAD_USAGE = [
    ([], "handgrad: grade what? Name a problem and the submissions\n"),
    (["circuit"], "handgrad: which submissions? Name a folder, a file, or -\n"),
    (["circuit", "a", "b"], 'handgrad: one argument too many: "b"\n'),
    (["-", "-"], "error: standard input can be either the problem or the submissions\n"),
    (["circuit", "missing"], "missing: error: cannot open it: "),
    (["circuit", "empty"], "empty: error: there are no submissions in the folder\n"),
    (["circit", "right.ndjson"], 'did you mean "circuit"?'),
    (["softmax_jacobian", "right.ndjson"], "softmax_jacobian: error: this is a derivation: "),
    (["circuit", "right.ndjson", "--format", "markdown"], 'error: format "markdown" is not known'),
    (["circuit", "right.ndjson", "--columns", "all"], 'error: columns "all" is not known'),
    (["circuit", "right.ndjson", "--format", "ndjson", "--columns", "results"], "error: columns are for the format csv only\n"),
    (["circuit", "right.ndjson", "--format", "ndjson", "--no-header"], "error: only the format csv has a header\n"),
    (["circuit", "right.ndjson", "--no-header=1"], "handgrad: --no-header takes no value\n"),
    (["circuit", "right.ndjson", "--quiet", "-q"], "handgrad: --quiet is given twice\n"),
    (["circuit", "right.ndjson", "--points", "slips=1"], 'error: points: no verdict is called "slips"'),
    (["circuit", "right.ndjson", "-o", "x", "--summary", "x"], "error: output and summary are the same file\n"),
    (["circuit", "right.ndjson", "-o", "x", "--summary", "./x"], "error: output and summary are the same file\n"),
    (["circuit", "right.ndjson", "--summary", "-"], "error: output and summary are the same file\n"),
    (["circuit", "right.ndjson", "-o", "none/out"], "none/out: error: its folder does not exist"),
    (["circuit", "right.ndjson", "--summary", "none/out"], "none/out: error: its folder does not exist"),
]

# What a spreadsheet would run, or could after trimming it.
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\tx", "\r=1", "\rx", "\n=1", " =1", "  \t =1", '"=1', "'=1", "\"' =1",
            "\u00a0=1", "\ufeff=1", "\u200b=1", "\u3000=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", "=cmd|' /C calc'!A0",
            "-", "+", "=", "@", "-x", "-1/2", "- 1", "-1 ", " -1", "+1,5", "-.", "-e5", "-1e", "-1e+", "--1", "-0x1", "-1.2.3",
            "=\"a\"", "=a,b", "=a;b"]
NUMBERS = ["-0.5", "+3", "-3.18e-4", "-1", "-.5", "-5.", "-1E5", "+1e+5", "-0"]
HARMLESS = ["Anna", "a=1", "a-b", "3", "1e5", "", "a;b", "a,=1", 'a "b"', "\u4e2d", "'", "\"", "x@y"]


def answers(values, student=None):
    named = {} if student is None else {"student": student}
    return dict({"format": "handgrad-answers", "version": 1}, **named, answers=values)


def stream(*submissions):
    return "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in submissions)


class Grade:
    def __init__(self, handgrad, root, folder):
        self.handgrad, self.root, self.folder = handgrad, root, folder
        self.schemas = Schemas(root)

    def __call__(self, *arguments, text="", **options):
        return run([self.handgrad, "grade"] + list(arguments), text, cwd=self.folder, **options)

    def path(self, name):
        return os.path.join(self.folder, name)

    def file(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else
                       (content if isinstance(content, str) else json.dumps(content)).encode())
        return name

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def valid(self, document, schema):
        error = not self.schemas.missing() and self.schemas.error(document, schema)
        if error:
            raise RuntimeError("not valid by docs/%s: %s\n%s" % (schema, error, document))
        return document

    def records(self, problem, text, *options):
        """Status and NDJSON records of a stream; each must be valid."""
        status, out, _ = self(problem, "-", "--format", "ndjson", "--quiet", *options, text=text)
        return status, [self.valid(json.loads(line), "grade.schema.json") for line in out.splitlines()]

    def rows(self, problem, text, *options):
        status, out, _ = self(problem, "-", "--quiet", *options, text=text)
        return status, table(out)

    def summary(self, problem, text, *options):
        self(problem, "-", "--quiet", "--summary", "summary.json", *options, text=text)
        return self.valid(json.loads(self.read("summary.json")), "grade-summary.schema.json")


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


# ---- what is handed in ----


def streams(tap, grade):
    text = stream(answers(RIGHT, "Anna"), "", SIGN, " \t\r", "{", answers({"q": "4"}, "Ben"))
    status, records = grade.records("circuit", text)
    tap.check("a record for each line that is not empty, called by its number", status == 1
              and [(record["submission"], record.get("student")) for record in records]
              == [("1", "Anna"), ("3", None), ("5", None), ("6", "Ben")], str(records))
    checked = run([grade.handgrad, "check", "circuit", "-", "--format", "json"], json.dumps(SIGN))[1]
    tap.check("it is marked as check marks it", {key: records[1][key] for key in ("summary", "first_wrong", "marks")}
              == {key: value for key, value in json.loads(checked).items() if key not in ("format", "version", "title")}
              and records[1]["cause"] == "sign-lost", str(records[1]))
    grade.file("class.ndjson", text)
    tap.check("from a file", grade("circuit", "class.ndjson", "-q", "--format", "ndjson")[1].splitlines()
              == [line.replace("standard input", "class.ndjson") for line
                  in grade("circuit", "-", "-q", "--format", "ndjson", text=text)[1].splitlines()])
    tap.check("the last line needs no end", grade.records("circuit", text[:-1]) == (status, records))
    tap.check("lines that end as on Windows", [record["submission"] for record in
                                               grade.records("circuit", text.replace("\n", "\r\n"))[1]] == ["1", "3", "5", "6"])
    tap.check("nothing is wrong", grade.records("circuit", stream(RIGHT, answers(RIGHT)))[0] == 0)
    tap.check("no submissions in a stream", grade("circuit", "-", "-q") == (0, ",".join(HEADINGS) + "\n", ""))
    problem = run([grade.handgrad, "examples", "circuit"])[1]
    tap.check("the problem from standard input", grade("-", "class.ndjson", "-q", text=problem)
              == grade("circuit", "class.ndjson", "-q"))


def folders(tap, grade):
    grade.file("course/b.json", RIGHT)
    grade.file("course/a.CSV", "name,value\nq,4\n")
    grade.file("course/a b.md", "| name | value |\n|---|---|\n| q | 3 |\n")
    grade.file("course/Z.json", answers(RIGHT, "Zoe"))
    grade.file("course/broken.json", "{")
    grade.file("course/caf\u00e9.json", RIGHT)
    for name in (".hidden.json", "notes.txt", "json", "x.json~", "deeper/c.json"):
        grade.file("course/" + name, "{")
    os.mkdir(grade.path("course/folder.json"))
    os.mkfifo(grade.path("course/pipe.json"))
    os.symlink("nothing", grade.path("course/link.json"))
    grade.file("course/large.json", b" " * (4 * MEBIBYTE + 1))
    raw = os.path.join(grade.path("course").encode(), b"\xff\xfe.json")
    with open(raw, "w", encoding="utf-8") as file:
        file.write("{}")
    status, out, _ = grade("circuit", "course", "-q")
    rows = {row["submission"]: row for row in table(out)}
    tap.check("all .json, .csv and .md files, in the order of their bytes", status == 1 and list(rows) ==
              ["Z.json", "a b.md", "a.CSV", "b.json", "broken.json", "caf\u00e9.json", "folder.json", "large.json", "link.json",
               "pipe.json", "\ufffd\ufffd.json"], str(list(rows)))
    tap.check("the student is the name of the file, unless it says another", [rows[name]["student"] for name in
              ("Z.json", "a b.md", "a.CSV", "broken.json")] == ["Zoe", "a b", "a", "broken"])
    tap.check("the others are marked", [rows[name]["score"] for name in ("b.json", "a b.md")] == ["3", "1"]
              and rows["a.CSV"]["first_wrong"] == "q")
    wanted = {"broken.json": "course/broken.json:1:2: error: the file ends inside the object",
              "folder.json": "course/folder.json: error: it is a folder, not a file",
              "pipe.json": "course/pipe.json: error: it is a device or a pipe, not a file",
              "link.json": "course/link.json: error: cannot open it: ",
              "large.json": "course/large.json: error: the answers are larger than 4 MiB"}
    for name, error in wanted.items():
        tap.check("broken: " + name, rows[name]["error"].startswith(error)
                  and not any(value for key, value in rows[name].items() if key not in ("submission", "student", "error")),
                  str(rows[name]))
    records = grade("circuit", "course", "-q", "--format", "ndjson")[1].splitlines()
    tap.check("as NDJSON", [grade.valid(json.loads(line), "grade.schema.json")["submission"] for line in records] == list(rows))
    os.mkdir(grade.path("empty"))


def broken_lines(tap, grade):
    long = '{"q": "3"' + " " * (4 * MEBIBYTE) + "}"
    lines = [("{", "json-syntax", 2), ("hello", "json-syntax", 1), ("[]", "wrong-type", 1), ("3", "wrong-type", 1),
             ('{"p": 1}', "unknown-quantity", 2), ('{"q": 1, "q": 2}', "json-duplicate-key", 10),
             ('{"answers": {}}', "missing-key", 1), ('{"format": "handgrad-trace", "version": 1, "answers": {}}', "wrong-value", 12),
             ("name,value", "json-syntax", 1), (long, "too-large", None), ("\x00", "json-syntax", 1),
             ("{} {}", "json-syntax", 4), ("[" * 100, "json-depth", None), ('{"q": "\\u0000"}', None, None)]
    status, records = grade.records("circuit", stream(RIGHT, *[line for line, _, _ in lines], RIGHT))
    errors = [(record.get("error", {}).get("code"), record.get("error", {}).get("column")) for record in records[1:-1]]
    for i, ((line, code, column), (found, at)) in enumerate(zip(lines, errors)):
        tap.check("broken line: " + line[:40].replace("\x00", "NUL"), found == code and column in (None, at)
                  and records[i + 1].get("error", {"line": i + 2})["line"] == i + 2, str(records[i + 1])[:500])
    tap.check("the rest are marked", status == 1 and len(records) == len(lines) + 2 and records[0]["marks"] == records[-1]["marks"])
    duplicate = [record for record in records if record.get("error", {}).get("code") == "json-duplicate-key"][0]
    dora = grade.records("circuit", stream(answers({"p": "3"}, "Dora")))[1][0]
    tap.check("a broken submission may say whose it is", dora["student"] == "Dora" and "error" in dora, str(dora))
    tap.check("positions are those of the stream", "in line 7, column 2" in duplicate["error"]["message"], str(duplicate))
    done = subprocess.run([grade.handgrad, "grade", "circuit", "-", "-q", "--format", "ndjson"], capture_output=True, timeout=60,
                          input=b'{"q": "\xff"}\n{"q": "3"}\n')
    tap.check("bytes that are no UTF-8", [json.loads(line).get("error", {}).get("code") for line in done.stdout.splitlines()]
              == ["json-encoding", None], str(done))


# ---- what is written ----


def tables(tap, grade):
    text = stream(answers(RIGHT, "Anna"), answers(SIGN, "Ben"), "{", {"f": "-12 cm"}, {"f": "7777"})
    status, rows = grade.rows("circuit", text)
    tap.check("a table", status == 1 and len(rows) == 5 and list(rows[0]) == HEADINGS, str(rows))
    first = [rows[1][key] for key in HEADINGS[:13]]
    tap.check("a row", first == ["2", "Ben", "2.5", "3", "2", "1", "0", "f", "f", "12", "-12", "slip", "sign-lost"]
              and rows[1]["message"].endswith("the sign is wrong."), str(first))
    tap.check("what cannot be read", rows[3]["verdict"] == "unreadable" and rows[3]["message"].startswith("letters stand behind")
              and rows[3]["written"] == "'-12 cm" and not rows[3]["true"], str(rows[3]))
    tap.check("what nothing explains", rows[4]["verdict"] == "unexplained" and not rows[4]["cause"] + rows[4]["message"], str(rows[4]))
    whole = grade("circuit", "-", "-q", text=text)[1]
    tap.check("--no-header", grade("circuit", "-", "-q", "--no-header", text=text)[1] == whole.split("\n", 1)[1])
    tap.check("the format is csv unless something else is said", grade("circuit", "-", "-q", "--format", "csv", text=text)[1] == whole)
    tap.check("--points", grade.rows("circuit", text, "--points", "slip=0,correct=2")[1][1]["score"] == "4")
    many = stream({"q": ["3", "4", "3"], "f": ["-12", "-12.0"]}, RIGHT, "{")
    rows = grade.rows("circuit", many, "--columns", "quantities")[1]
    steps = [step["id"] for step in json.loads(run([grade.handgrad, "trace", "circuit", "--format", "json"])[1])["steps"]
             if "formula" in step]
    tap.check("a column for each quantity", list(rows[0]) == HEADINGS + steps, str(list(rows[0])))
    tap.check("its verdict, of several the first wrong one", rows[0]["q"] in ("slip", "unexplained") and rows[0]["f"] == "correct"
              and [rows[1][step] for step in steps] == ["correct" if step in RIGHT else "" for step in steps]
              and not any(rows[2][step] for step in steps), str(rows))
    status, out, err = grade("exam_softmax", "-", "-q", "--columns", "quantities", text="{}\n")
    tap.check("a batch with its quantities", status == 0 and out.count("\n") == 2 and not err
              and len(out.splitlines()[1].split(",")) > 100)


def foreign_cells(tap, grade):
    """Every cell that comes from outside: names of files and students, what was written, what a problem calls things."""
    def cell(text):
        return grade.rows("circuit", stream({"q": text}))[1][0]["written"]

    for text in FORMULAS:
        found = cell(text)
        tap.check("run as a formula: %s" % ascii(text), found.startswith("'") or found == "", found)
    for text in NUMBERS + ["1,234 "]:
        tap.check("stays as it is: %s" % ascii(text), cell(text) in (text, ""), cell(text))
    problem = {"title": "=1", "given": {"x": 2}, "formulas": ["q = x^2"]}
    grade.file("hostile.json", problem)
    for name in ("=1+1.json", "-2+3.json", "@x.csv", '"=1.md', "a;b.json", "a\nb.json"):
        grade.file("hostile/" + name, "{")
    out = grade("hostile.json", "hostile", "-q")[1]
    cells = [row["submission"] for row in table(out)]
    tap.check("names of files", sorted(cells) == sorted(["'\"=1.md", "'-2+3.json", "'=1+1.json", "'@x.csv", "a b.json", "a;b.json"])
              and '"a;b.json"' in out and len(out.splitlines()) == 7, out)
    rows = grade.rows("circuit", stream(*[answers({"q": "3"}, text) for text in FORMULAS + HARMLESS if text.isprintable()]))[1]
    wanted = ["'" + text for text in FORMULAS if text.isprintable()] + [text for text in HARMLESS if text.isprintable()]
    tap.check("students", [row["student"] for row in rows] == wanted, str([row["student"] for row in rows]))
    tap.check("behind a semicolon", grade.rows("circuit", stream(answers({"q": "3"}, "a;=1;b")))[1][0]["student"] == "a;'=1;b")
    hostile = answers({"q": "x\r\ny\x0bz\n"}, "S")
    out = grade("circuit", "-", "-q", text=stream(hostile))[1]
    tap.check("a submission is one line whatever is in it", len(out.split("\n")) == 3 and "x y z" in out and "\r" not in out, out)


def summaries(tap, grade):
    two = {"q": "4", "f": "16"}
    text = stream(SIGN, SIGN, RIGHT, two, "{", {"q": ["4", "4"]}, {"f": "7777"})
    summary = grade.summary("circuit", text)
    records = [record for record in grade.records("circuit", text)[1] if "marks" in record]
    tap.check("how many", [summary[key] for key in ("submissions", "marked", "broken", "right")] == [7, 6, 1, 1], str(summary))
    tap.check("the score", summary["score"] == sum(record["summary"]["score"] for record in records)
              and summary["mean_score"] == round(summary["score"] / 6, 6) and summary["of"]
              == sum(record["summary"]["of"] for record in records), str(summary))
    tap.check("verdicts", summary["verdicts"] == {key: sum(record["summary"][key] for record in records)
                                                  for key in summary["verdicts"]})
    firsts = [record["first_wrong"] for record in records if "first_wrong" in record]
    tap.check("where work goes wrong first", [(place["id"], place["submissions"]) for place in summary["first_wrong"]]
              == [("f", 3), ("q", 2)] and sorted(firsts) == ["f", "f", "f", "q", "q"], str(summary["first_wrong"]))
    mistakes = {}
    for record in records:
        for mark in record["marks"]:
            if mark["verdict"] in ("slip", "unexplained"):
                code = mark["causes"][0]["code"] if "causes" in mark else "unexplained"
                mistakes.setdefault(code, {}).setdefault(mark["id"], set()).add(record["submission"])
    counted = [(mistake["code"], mistake["submissions"], {place["id"]: place["submissions"] for place in mistake["where"]})
               for mistake in summary["mistakes"]]
    wanted = [(code, len(set.union(*where.values())), {line: len(who) for line, who in where.items()})
              for code, where in mistakes.items()]
    tap.check("mistakes, the commonest first, each submission once",
              counted == sorted(wanted, key=lambda mistake: (-mistake[1], mistake[0])), "%s\n%s" % (counted, wanted))
    status, out, err = grade("circuit", "-", text=text)
    tap.check("as text, on standard error", status == 1 and out == grade("circuit", "-", "-q", text=text)[1] and
              err.startswith('The class on "The circuit f = (x + y) z"\n') and "  sign-lost " in err and "\x1b" not in err and "\r" not in err
              and "\n6 submissions marked, 1 broken. Nothing is wrong in 1. Mean score: 1.42 of 2.33.\n" in err, err)
    tap.check("--quiet", not grade("circuit", "-", "--quiet", text=text)[2])
    tap.check("of nothing", grade("circuit", "-")[2].endswith("\n\n0 submissions marked.\n")
              and "mean_score" not in grade.summary("circuit", ""))


def help_and_usage(tap, grade):
    grade.file("right.ndjson", stream(RIGHT))
    for arguments, message in BAD_USAGE:
        status, out, err = grade(*arguments)
        tap.check("refused: grade " + " ".join(arguments), status == 2 and not out and message in err
                  and err.count("error:") <= 1, "exit status %d\n%s%s" % (status, out, err))
    status, text, _ = grade("--help")
    tap.check("help", status == 0 and text.startswith("usage: handgrad grade PROBLEM SUBMISSIONS"))


# ---- streams, files, terminals ----


def as_it_comes(tap, grade):
    command = [grade.handgrad, "grade", "circuit", "-", "--format", "ndjson", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        found = []
        for number in range(3):
            process.stdin.write(json.dumps({"q": str(number)}) + "\n")
            process.stdin.flush()
            found.append(json.loads(process.stdout.readline())["marks"][0]["written"])
        process.stdin.close()
        tap.check("a record comes before the next submission is sent", found == ["0", "1", "2"] and process.wait(60) == 1)


def files(tap, grade):
    text = stream(RIGHT, SIGN)
    plain = grade("circuit", "-", "-q", text=text)[1]
    done = grade("circuit", "-", "-q", "-o", "out.csv", "--summary", "sum.json", text=text)
    tap.check("into files", done == (1, "", "") and grade.read("out.csv") == plain
              and json.loads(grade.read("sum.json"))["submissions"] == 2, str(done))
    grade.file("old", "old\n")
    before = sorted(os.listdir(grade.folder))
    grade("circit", "-", "-q", "-o", "old", "--summary", "old2", text=text)
    done = grade("circuit", ".", "-q", "-o", "old", "--summary", "none/x")
    tap.check("a failed run leaves the old file", done[0] == 2 and grade.read("old") == "old\n"
              and sorted(os.listdir(grade.folder)) == before, str(done))
    for name in ("csv", "ndjson"):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([grade.handgrad, "grade", "circuit", "right.ndjson", "--format", name], stdout=writer,
                              stderr=subprocess.PIPE, timeout=60, cwd=grade.folder)
        os.close(writer)
        tap.check("%s: a closed pipe ends quietly" % name, done.returncode == 0 and not done.stderr, str(done))
        if os.path.exists("/dev/full"):
            status, _, err = grade("circuit", "right.ndjson", "--format", name, "-o", "/dev/full")
            tap.check("%s: a full disk" % name, status == 3 and err.startswith("/dev/full: error: cannot write it")
                      and err.count("\n") == 1, err)
    if os.path.exists("/dev/full"):
        status, _, err = grade("circuit", "right.ndjson", "-q", "--summary", "/dev/full")
        tap.check("a full disk under the summary", status == 3 and err.startswith("/dev/full: error: cannot write it"), err)

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    status, _, err = grade("circuit", "-", "-q", "-o", "old", "--summary", "sum.json", text=stream(*[RIGHT] * 100),
                           preexec_fn=small_files, restore_signals=False)
    tap.check("a disk that fills up midway leaves the old files", status == 3 and "cannot write it" in err
              and grade.read("old") == "old\n" and json.loads(grade.read("sum.json"))["submissions"] == 2, err)


def reader_goes_away(tap, grade):
    with subprocess.Popen([grade.handgrad, "grade", "circuit", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        process.stdin.write(stream(RIGHT))
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        try:
            for _ in range(100000):
                process.stdin.write(stream(RIGHT))
            process.stdin.close()
        except BrokenPipeError:
            pass
        status = process.wait(60)
        err = process.stderr.read()
        tap.check("a reader that goes away ends it quietly", status == 0 and not err, err)
        process.stdin = None


def endless(tap, grade):
    """Memory does not grow with the stream. The address sanitizer would keep what is freed."""
    freed = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1:thread_local_quarantine_size_kb=64"

    def peak(rounds):
        lines = stream(SIGN, RIGHT, {"q": "4"}, "{").encode() * 25
        with subprocess.Popen([grade.handgrad, "grade", "circuit", "-", "-q", "--no-header"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, env=dict(os.environ, ASAN_OPTIONS=freed)) as process:
            for _ in range(rounds):
                process.stdin.write(lines)
                process.stdin.flush()
                for _ in range(100):
                    process.stdout.readline()
            with open("/proc/%d/status" % process.pid, encoding="utf-8") as file:
                return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1))

    if not os.path.exists("/proc/self/status"):
        tap.skip("memory", "there is no /proc")
        return
    few, many = peak(5), peak(100)
    tap.check("memory does not grow with the stream", few > 1000 and many < few + 512, "%d kB, then %d kB" % (few, many))


def terminal(tap, grade):
    """With a terminal for standard error a long run shows a line, which is gone at the end."""
    def on_terminal(count, seconds):
        leader, follower = pty.openpty()
        with subprocess.Popen([grade.handgrad, "grade", "circuit", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              stderr=follower) as process:
            os.close(follower)
            for _ in range(count):
                process.stdin.write(stream(RIGHT).encode())
                process.stdin.flush()
                try:
                    process.wait(seconds)
                except subprocess.TimeoutExpired:
                    pass
            process.stdin.close()
            said = b""
            try:
                while chunk := os.read(leader, 65536):
                    said += chunk
            except OSError:
                pass
            process.wait(60)
        os.close(leader)
        return said.decode()

    short, long = on_terminal(2, 0), on_terminal(6, 0.4)
    tap.check("a short run shows no progress", short.startswith("The class") and "2 submissions marked" in short and "\x1b" not in short, repr(short))
    shown = re.findall(r"(\d+) submissions(?! marked)", long)
    tap.check("a long run does, and clears it away", shown and long.startswith("\r\x1b[K") and
              re.search(r"\r\x1b\[KThe class on .*6 submissions marked", long, re.S), repr(long))


# ---- GNU parallel ----


def documented_commands(root):
    with open(os.path.join(root, "docs", "grading.md"), encoding="utf-8") as file:
        return re.findall(r"^```bash\n(.*?)^```$", file.read(), re.M | re.S)


def parallel(tap, grade):
    """The commands of docs/grading.md mark a class as one process does."""
    if not shutil.which("parallel") and not os.environ.get("HANDGRAD_REQUIRE_PARALLEL"):
        tap.skip("GNU parallel", "it is not installed")
        return
    numbers = random.Random(5)
    submissions = []
    for i in range(1500):
        values = {"z1": "8", "n1": "0.9997", "z4": "3.9990", "w7'": "1.00003"}
        if numbers.random() < 0.5:
            values[numbers.choice(list(values))] = "%.2f" % numbers.uniform(-9, 9)
        submissions.append(answers(values, "student %d" % i))
    grade.file("class.ndjson", stream(*submissions))
    environment = dict(os.environ, PATH=os.path.dirname(grade.handgrad) + os.pathsep + os.environ["PATH"], PARALLEL_HOME=grade.folder)
    status, whole, _ = grade("two_three_one", "class.ndjson", "-q", "--summary", "whole.json")
    spread, adding = documented_commands(grade.root)
    done = subprocess.run(["bash", "-c", spread], cwd=grade.folder, env=environment, capture_output=True, timeout=250)
    parts = [name for name in os.listdir(grade.folder) if re.fullmatch(r"summary-\d+\.json", name)]
    rows = [[line.split(",", 1)[1] for line in text.splitlines()] for text in (whole, grade.read("class.csv"))]
    tap.check("GNU parallel marks the class as one process does", done.returncode == 0 and status == 1 and len(parts) > 1
              and rows[0] == rows[1] and len(rows[0]) == 1501, "%s, %d parts" % (done, len(parts)))
    added = subprocess.run(["bash", "-c", adding], cwd=grade.folder, env=environment, capture_output=True, text=True, timeout=60)
    summary = json.loads(grade.read("whole.json"))
    first, *lines = added.stdout.splitlines() or ["{}"]
    found = [line.split() for line in lines]
    tap.check("its summaries add up", ast.literal_eval(first) == {key: summary[key] for key in
              ("submissions", "marked", "broken", "right", "score", "of")} and sorted((code, int(count)) for count, code in found)
              == sorted((mistake["code"], mistake["submissions"]) for mistake in summary["mistakes"]), "%s\n%s" % (added, summary))


def main(handgrad, root):
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        grade = Grade(os.path.abspath(handgrad), root, folder)
        for part in (streams, folders, broken_lines, tables, foreign_cells, summaries, help_and_usage, as_it_comes, files,
                     reader_goes_away, endless, terminal, parallel):
            part(tap, grade)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
