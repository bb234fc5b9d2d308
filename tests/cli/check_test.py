"""`handgrad check`: answer keys are right, what is wrong is found; kinds of answers, points, formats, statuses, hostile
texts, files, pipes. Which mistake is found is tested in tests/unit/marking.

Usage: check_test.py HANDGRAD SOURCE_ROOT
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, examples, run  # noqa: E402

FORMATS = ("markdown", "text", "tex", "html", "json")
ACCEPTED = {"correct", "rounded", "imprecise"}
WRONG = {"slip", "unexplained", "carried", "unreadable"}

HOSTILE = "<script>alert(1)</script> | `code` $x$ **b** [l](javascript:x) # & \\ _u_ {d} \\end{document} % 中"

# circuit: x = -2, y = 5, z = -4, q = x + y = 3, f = q*z = -12
RIGHT = {"q": "3", "f": "-12", "df/dq": "-4"}

BAD_USAGE = [
    ([], "handgrad: check what? Name a problem and the answers\n"),
    (["circuit"], "handgrad: which answers? Name a file, or -\n"),
    (["circuit", "a", "b"], 'handgrad: one argument too many: "b"\n'),
    (["-", "-"], "error: standard input can be either the problem or the answers\n"),
    (["circuit", "missing"], "missing: error: there is no such file"),
    (["circit", "right.json"], 'did you mean "circuit"?'),
    (["softmax_jacobian", "right.json"], "softmax_jacobian: error: this is a derivation: "),
    (["circuit", "unknown.json"], "unknown.json:1:"),
    (["circuit", "broken.json"], "broken.json:1:"),
    (["circuit", "right.json", "--format", "csv"], 'error: format "csv" is not known'),
    (["circuit", "right.json", "--format", "htm"], 'error: format "htm" is not known\n'),
    (["circuit", "right.json", "--digits", "3"], 'handgrad: unknown option "--digits"'),
    (["circuit", "circuit"], "circuit: error: this is a problem, not answers: `handgrad trace` shows it\n"),
    (["circuit", "right.json", "--points", "slips=1"], 'error: points: no verdict is called "slips"'),
    (["circuit", "right.json", "--points", "slip=1,"], 'error: points: no verdict is called ""'),
    (["circuit", "right.json", "--points", "slip"], 'error: points: "slip" says no number of points'),
    (["circuit", "right.json", "--points", "slip="], 'error: points: "slip=" says no number of points'),
    (["circuit", "right.json", "--points", "slip=-1"], 'error: points: "slip=-1" says no number of points'),
    (["circuit", "right.json", "--points", "slip=."], 'error: points: "slip=." says no number of points'),
    (["circuit", "right.json", "--points", "slip=1.2.3"], 'error: points: "slip=1.2.3" says no number of points'),
    (["circuit", "right.json", "--points", "slip=1e3"], 'error: points: "slip=1e3" says no number of points'),
    (["circuit", "right.json", "--points", "slip=1001"], 'error: points: "slip=1001" says no number of points'),
    (["circuit", "right.json", "--points", "slip=1,slip=2"], 'error: points: "slip" is given twice'),
]


class Check:
    def __init__(self, handgrad, root, folder):
        self.handgrad, self.root, self.folder = handgrad, root, folder
        self.schemas = Schemas(root)

    def __call__(self, *arguments, text=""):
        return run([self.handgrad, "check"] + list(arguments), text, cwd=self.folder)

    def file(self, name, content):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return name

    def report(self, problem, answers, *options):
        """Status and JSON report of answers; the report must be valid."""
        text = answers if isinstance(answers, str) else json.dumps(answers)
        status, out, err = self(problem, "-", "--format", "json", *options, text=text)
        report = json.loads(out) if status in (0, 1) else {"error": err}
        error = "error" not in report and not self.schemas.missing() and self.schemas.error(report, "check.schema.json")
        if error:
            raise RuntimeError("not valid by docs/check.schema.json: %s\n%s" % (error, out))
        return status, report

    def steps(self, name, *options):
        out = run([self.handgrad, "trace", name, "--format", "json"] + list(options))[1]
        return [step for step in json.loads(out)["steps"] if "formula" in step]


def verdicts(report):
    return {mark["id"]: mark["verdict"] for mark in report.get("marks", [])}


def rejected(report):
    return [mark for mark in report.get("marks", []) if mark["verdict"] not in ACCEPTED] or report


def keys(tap, check):
    for name in examples(check.handgrad):
        steps = check.steps(name)
        status, report = check.report(name, {step["id"]: step["shown"] for step in steps})
        tap.check("%s: its key is correct" % name, status == 0 and set(verdicts(report).values()) == {"correct"}
                  and len(report["marks"]) == len(steps) == report["summary"]["correct"]
                  and report["summary"]["score"] == report["summary"]["of"], str(rejected(report)))
        for working in ("sf:4", "dp:4:truncate"):
            status, report = check.report(name, {step["id"]: step["shown"] for step in check.steps(name, "--working", working)})
            tap.check("%s: work by hand, %s, is accepted" % (name, working), status == 0
                      and set(verdicts(report).values()) <= ACCEPTED and "first_wrong" not in report, str(rejected(report)))


def kinds_of_answers(tap, check):
    status, report = check.report("circuit", RIGHT)
    tap.check("JSON", status == 0 and verdicts(report) == {"q": "correct", "f": "correct", "df/dq": "correct"}, str(report))
    named = {"format": "handgrad-answers", "version": 1, "student": "17", "answers": RIGHT}
    status, with_header = check.report("circuit", named)
    tap.check("JSON with a header", status == 0 and with_header.pop("student") == "17" and with_header == report)
    table = list(csv.reader(io.StringIO(run([check.handgrad, "worksheet", "circuit", "--blank", "all", "--format", "csv"])[1])))
    filled = io.StringIO()
    csv.writer(filled).writerows([row if row[0] not in RIGHT else row[:2] + [RIGHT[row[0]]] for row in table])
    # a worksheet asks for all its rows
    report["summary"].update(blank=len(table) - 1 - len(RIGHT), of=len(table) - 1)
    tap.check("CSV, a worksheet filled in", check.report("circuit", filled.getvalue()) == (0, report))
    page = run([check.handgrad, "worksheet", "circuit", "--blank", "all"])[1]
    for name, value in RIGHT.items():
        page = page.replace("| `%s` |  |" % name, "| `%s` | %s |" % (name, value))
    tap.check("Markdown, a worksheet filled in", check.report("circuit", page) == (0, report), page)
    page = run([check.handgrad, "worksheet", "two_three_one"])[1]
    status, report = check.report("two_three_one", page)
    tap.check("a worksheet as it comes", status == 0 and report["marks"] == []
              and report["summary"]["blank"] == report["summary"]["of"] == 44, str(report))
    status, report = check.report("two_three_one", {})
    tap.check("no answers are not wrong", status == 0 and report["marks"] == [] and report["summary"]["score"] == 0)
    status, report = check.report("two_three_one", {"n1": "0.9997"})
    tap.check("what is not answered beside it is blank", status == 0 and report["summary"]["blank"] >= 2, str(report))
    status, report = check.report("circuit", {"q": ["3", "3.0", "4"]})
    tap.check("several writings of one quantity", status == 1 and [mark["written"] for mark in report["marks"]]
              == ["3", "3.0", "4"] and [mark["verdict"] in WRONG for mark in report["marks"]] == [False, False, True], str(report))


def wrong_answers(tap, check):
    status, report = check.report("circuit", {"f": "-16", "q": "4"})
    tap.check("a mistake, and what is carried on from it", status == 1 and report["first_wrong"] == "q"
              and verdicts(report)["f"] == "carried" and report["marks"][1]["carried_from"] == "q", str(report))
    status, report = check.report("circuit", {"f": "-12 cm", "q": "3"})
    tap.check("what cannot be read", status == 1 and verdicts(report) == {"q": "correct", "f": "unreadable"}
              and report["marks"][1]["reason"], str(report))
    status, out, err = check("circuit", "-", text='{"q": "7777"}')
    tap.check("the first wrong line stands on top", status == 1 and not err and
              out.split("\n")[2].startswith("**First wrong line:** $`q`$. You wrote 7777; right is 3"), out)
    status, report = check.report("circuit", {"q": ["4", "4.00", "1/2"]})
    tap.check("what is known exactly is one number, at the digits written", [mark["interval"] for mark in report["marks"]]
              == [["3", "3"], ["3.00", "3.00"], ["3.0", "3.0"]], str(report))
    tap.check("with its formula", "The step is $`q = x + y`$." in out, out)


def points(tap, check):
    answers = {"q": "7777", "f": "-12 cm", "df/dq": "-4"}
    score = lambda *options: check.report("circuit", answers, *options)[1]["summary"]["score"]
    tap.check("points of the table", score() == 1)
    tap.check("--points", score("--points", "correct=2.5,unreadable=.25,unexplained=10,slip=10") == 12.75)
    tap.check("tenths add up to what they are", score("--points", "correct=0.1,unreadable=0.2,unexplained=0,slip=0") == 0.3)


def formats(tap, check):
    check.file("answers.json", {"q": "4", "f": "-16"})
    out = {fmt: check("circuit", "answers.json", "--format", fmt) for fmt in FORMATS}
    tap.check("every format", all(status == 1 and text and not err for status, text, err in out.values()))
    tap.check("the format is markdown unless something else is said", check("circuit", "answers.json") == out["markdown"])
    tap.check("a table", "| $`q`$ | 4 | 3 |" in out["markdown"][1] and "→ carried" in out["text"][1]
              and "\\begin{tabular}" in out["tex"][1] and out["tex"][1].isascii()
              and "<td class=\"short\">→ carried</td>" in out["html"][1], out["markdown"][1] + out["html"][1])
    tap.check("into a file", check("circuit", "answers.json", "-o", "out") == (1, "", "")
              and open(os.path.join(check.folder, "out"), encoding="utf-8").read() == out["markdown"][1])
    problem = run([check.handgrad, "examples", "circuit"])[1]
    tap.check("the problem from standard input", check("-", "answers.json", text=problem) == out["markdown"])
    status, text, _ = check("--help")
    tap.check("help", status == 0 and text.startswith("usage: handgrad check PROBLEM ANSWERS"))


def marked(page):
    """What is marked in the picture of a report: place -> (first or later, words, the row that it leads to and the next)."""
    marks = re.findall(r'<a href="#([^"]*)"><g class="[^"]* wrong (first|later)" data-place="([^"]*)"><title>([^<]*)</title>', page)
    rows = dict(re.findall(r'<tr id="([^"]*)"[^>]*>(.*</tr>(?:\n<tr class="explanation">.*</tr>)?)', page))
    return {place: (which, words, rows.get(anchor, "no row")) for anchor, which, place, words in marks}


def picture(tap, check):
    """The picture of the report in HTML: what is wrong in it leads to its row."""
    answers = {"z1": "8", "z2": "9", "n2": "0.9999", "dE/dw7": "0.5", "b1'": "two"}
    page = check("two_three_one", "-", "--format", "html", text=json.dumps(answers))[1]
    marks = marked(page)
    tap.check("what is wrong is marked, what is right is not", set(marks) == {"1.2", "2.1.1", "1.1.b"}, str(marks))
    tap.check("the first wrong value is named", marks["1.2"][0] == "first" and page.count(">first wrong<") == 1
              and marks["1.2"][1].startswith("z2: you wrote 9, right is 8 "), str(marks))
    tap.check("later ones are marked lighter", marks["2.1.1"][0] == marks["1.1.b"][0] == "later", str(marks))
    tap.check("a mark leads to the row that explains it", ">9<" in marks["1.2"][2] and ">0.5<" in marks["2.1.1"][2]
              and "cannot be read" in marks["1.1.b"][2], str(marks))
    page = check("circuit", "-", "--format", "html", text=json.dumps({"q": "4", "f": "-16"}))[1]
    tap.check("in the graph of formulas, without what was carried on", set(marked(page)) == {"g.q"}
              and ">q*z<" in page, str(marked(page)))
    page = check("circuit", "-", "--format", "html", text=json.dumps({"q": "3"}))[1]
    tap.check("no picture where nothing is wrong", "<svg" not in page and "Nothing is wrong" in page, page[-2000:])
    for name in ("exam_softmax", "attention_head", "two_two_two_fixed_biases", "neuron_momentum"):
        sheet = run([check.handgrad, "worksheet", name, "--blank", "all", "--format", "csv"])[1]
        text = "".join(line + "77777\n" if line.endswith(",") else line + "\n" for line in sheet.splitlines())
        page = check(name, "-", "--format", "html", text=text)[1]
        marks = marked(page)
        tap.check("%s: every mark has its row" % name, marks and all(row != "no row" for _, _, row in marks.values())
                  and sum(which == "first" for which, _, _ in marks.values()) == 1, str(marks)[:2000])


def bad_usage(tap, check):
    check.file("right.json", RIGHT)
    check.file("unknown.json", {"qq": "3"})
    check.file("broken.json", "{")
    for arguments, message in BAD_USAGE:
        status, out, err = check(*arguments)
        tap.check("refused: check " + " ".join(arguments), status == 2 and not out and message in err
                  and err.count("error:") <= 1, "exit status %d\n%s" % (status, err))


def hostile_texts(tap, check):
    problem = {"title": HOSTILE, "given": {"x": 2}, "formulas": ["q = x^2"]}
    check.file("hostile.json", problem)
    answers = json.dumps({"format": "handgrad-answers", "version": 1, "student": HOSTILE, "answers": {"q": HOSTILE}})
    out = {fmt: check("hostile.json", "-", "--format", fmt, text=answers) for fmt in FORMATS}
    tap.check("hostile texts in every format", all(status == 1 and not err for status, _, err in out.values()), str(out))
    markdown, tex = out["markdown"][1], out["tex"][1]
    tap.check("nothing of them is markup", "<script" not in markdown and "](javascript" not in markdown.replace("\\]", "")
              and "`code`" not in markdown.replace("\\`", "") and all(line.replace("\\|", "").count("|") == 7
              for line in markdown.splitlines() if line.startswith("|")), markdown)
    tap.check("in html, too", not set(re.findall(r"<(\w+)", out["html"][1])) & {"script", "img"}
              and set(re.findall(r"href=\"(.)", out["html"][1])) <= {"#"}, out["html"][1])
    tap.check("nor LaTeX", tex.isascii() and tex.count("\\end{document}") == 1, tex)
    report = json.loads(out["json"][1])
    tap.check("json has them as they are", report["title"] == report["student"] == report["marks"][0]["written"] == HOSTILE)


def too_many(tap, check):
    """Of values by the thousand the first are explained, and all are marked."""
    many = {"q": ["-3"] * 1005, "f": "12"}
    _, report = check.report("circuit", many)
    summary, marks = report["summary"], report["marks"]
    tap.check("wrong values beyond the limit are unexplained", summary["slip"] == 1000 and summary["unexplained"] == 5
              and summary["unexamined"] == 5 and all("causes" not in mark for mark in marks[1000:1005]), str(summary))
    tap.check("what comes after them is judged", marks[1005]["verdict"] == "carried" and marks[1005]["carried_from"] == "q",
              str(marks[1005]))
    text = check("circuit", "-", "--format", "text", text=json.dumps(many))[1]
    tap.check("the report says so once", text.count("Causes were looked for in 1000 wrong values, in the other 5 not.") == 1
              and "No known mistake" not in text, text[:2000])
    tap.check("at the limit nothing is said", "unexamined" not in check.report("circuit", {"q": ["-3"] * 1000})[1]["summary"])
    with open(os.path.join(check.root, "worked_examples", "answers", "two_three_one.json"), encoding="utf-8") as file:
        answers = json.load(file)["answers"]
    remarked = []
    for count in (1, 10000):
        answers["dn1/dz1"] = ["2.999e-4"] * count
        remarked.append(sum("remarks" in mark for mark in check.report("two_three_one", answers)[1]["marks"]))
    tap.check("slips in accepted values are looked for up to a limit", remarked[0] > 0 and remarked[1] == 0, str(remarked))


def unwritable(tap, check):
    check.file("old", "old\n")
    for fmt in FORMATS:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([check.handgrad, "check", "circuit", "right.json", "--format", fmt], stdout=writer,
                              stderr=subprocess.PIPE, timeout=60, cwd=check.folder)
        os.close(writer)
        tap.check("%s: a closed pipe ends quietly" % fmt, done.returncode == 0 and not done.stderr, str(done))
        if os.path.exists("/dev/full"):
            status, _, err = check("circuit", "right.json", "--format", fmt, "-o", "/dev/full")
            tap.check("%s: a full disk" % fmt, status == 3 and err.startswith("/dev/full: error: cannot write it"), err)
    status, _, _ = check("circuit", "broken.json", "-o", "old")
    with open(os.path.join(check.folder, "old"), encoding="utf-8") as file:
        tap.check("a failed run leaves the old file", status == 2 and file.read() == "old\n")


def main(handgrad, root):
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        check = Check(os.path.abspath(handgrad), root, folder)
        for part in (keys, kinds_of_answers, wrong_answers, points, formats, picture, bad_usage, hostile_texts, too_many, unwritable):
            part(tap, check)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
