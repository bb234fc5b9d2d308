"""The marking engine of the page marks as `handgrad check` does, byte for byte: engine and sheet as they stand in pages, run
by node with the page's own modules, on the worked answers and on papers of all worked examples with values rounded in
many ways, some of them wrong or no numbers.

usage: engine_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import random
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, examples, run  # noqa: E402

PAPERS = 4
ODD = ["", "?", "8 cm", "1,234", "0,5", "1/3", "≈ 0.5", "1e-400", "-0", "**2**", "12.5 %", '"', "<b>"]
HABITS = [(rounding, givens) for rounding in ("either", "nearest", "truncate") for givens in ("exact", "rounded")]


def element(page, name):
    """The text of the script element with this id."""
    return re.search(r'<script [^>]*id="%s">(.*?)</script>' % name, page, re.S).group(1)


class Marker:
    """What marks a worked example: the command, and the engine."""

    def __init__(self, handgrad, source, example):
        self.handgrad, self.example = handgrad, example
        status, page, errors = run([handgrad, "trace", example, "--format", "html"])
        if status:
            sys.exit("no page of %s: %s" % (example, errors))
        self.sheet, self.engine = json.loads(element(page, "sheet")), element(page, "engine")
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mark.mjs")
        modules = [os.path.join(source, "src", "page", name) for name in ("engine.js", "answers.js")]
        self.node = ["node", "--no-warnings", script] + modules

    def by_command(self, text):
        """The report as text; None where the answers cannot be read."""
        status, out, _ = run([self.handgrad, "check", self.example, "-", "--format", "json"], text)
        return out if status in (0, 1) else None

    def by_engine(self, submissions, again=0, full=False):
        job = {"engine": self.engine, "sheet": self.sheet, "full": full, "again": again, "submissions": submissions}
        status, out, errors = run(self.node, json.dumps(job))
        return json.loads(out) if status == 0 else sys.exit("node: " + errors)


# ---- papers ----

def wrong(value, values, draw):
    """A mistake, more often none."""
    how = draw.randrange(16)
    if how == 0:
        return -value
    if how == 1:
        return value * draw.choice([10, 0.1, 2, 0.5, 1.07])
    if how == 2:
        return draw.choice(values)
    if how == 3:
        return value + draw.choice([1, -1, 0.1])
    return value


def as_written(value, draw):
    if draw.randrange(20) == 0:
        return draw.choice(ODD)
    digits = draw.randrange(6)
    if draw.randrange(3) == 0:
        return "%.*f" % (digits, value)
    return "%.*e" % (digits, value) if draw.randrange(3) else "%.*g" % (digits + 1, value)


def values_of(handgrad, example):
    trace = json.loads(run([handgrad, "trace", example, "--format", "json"])[1])
    return {step["id"]: step["value"] for step in trace["steps"] if "formula" in step and "value" in step}


def paper(values, draw):
    answers, all_values = {}, list(values.values())
    for name, value in values.items():
        if draw.randrange(6):
            answers[name] = [as_written(wrong(value, all_values, draw), draw)
                             for _ in range(2 if draw.randrange(12) == 0 else 1)]
    return answers


def as_json(answers, rounding="either", givens="exact"):
    return json.dumps({"format": "handgrad-answers", "version": 1, "rounding": rounding, "givens": givens,
                       "answers": answers})


def as_table(answers):
    rows = [(name, text) for name, texts in answers.items() for text in texts]
    return "id,value\n" + "".join('"%s","%s"\n' % (name, text.replace('"', '""')) for name, text in rows)


# ---- laws ----

def difference(found, wanted):
    for line, (a, b) in enumerate(zip((found or "").splitlines(), (wanted or "").splitlines()), 1):
        if a != b:
            return "line %d\nfound  %s\nwanted %s" % (line, a, b)
    return "found %s\nwanted %s" % (found and len(found), wanted and len(wanted))


def check_papers(tap, marker, draw):
    values = values_of(marker.handgrad, marker.example)
    papers = [(paper(values, draw), HABITS[draw.randrange(len(HABITS))]) for _ in range(PAPERS)]
    jobs = [{"text": as_table(answers), "habits": {"rounding": rounding, "givens": givens}}
            for answers, (rounding, givens) in papers]
    results = marker.by_engine(jobs)["results"]
    wanted = [marker.by_command(as_json(answers, *habits)) for answers, habits in papers]
    bad = [difference(result.get("report", result.get("error")), report)
           for result, report in zip(results, wanted) if report is None or result.get("report") != report]
    count = sum(len(texts) for answers, _ in papers for texts in answers.values())
    tap.check("%s: %d papers, marked the same" % (marker.example, PAPERS), not bad, "\n".join(bad))
    return count


def check_worked_answers(tap, marker, source):
    """A file of answers, read and written again by the page, is the same answers."""
    path = os.path.join(source, "worked_examples", "answers", marker.example + ".json")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    result = marker.by_engine([{"text": text, "habits": {}}])["results"][0]
    wanted = json.loads(marker.by_command(text))
    student = wanted.pop("student")
    tap.check("%s: its worked answers, marked the same" % marker.example, result.get("object") == wanted,
              difference(json.dumps(result, indent=1), json.dumps(wanted, indent=1)))
    saved = result.get("saved", "")
    tap.check("%s: and saved, they are the same answers" % marker.example,
              json.loads(marker.by_command(saved) or "{}") == {**wanted, "student": student}, saved)
    rows = [[mark["id"], mark["written"]] for mark in wanted["marks"]]
    tap.check("%s: what was written stands in the report" % marker.example, result.get("rows") == rows)


ANSWER_FILES = [
    '{}', '{"q": 3}', '{"q": 3.0}', '{"q": "3", "f": [-12, "-12.0", null]}', '\ufeff{"q": 3e0}', '{"q": null}',
    '{"q": []}',
    '{"q": -0.50e+1, "f": "\\u0033"}', '{"q": "a:1, \\"2\\": 3"}', ' \n{"q":3}', '{"q" : 3 , "f" :[ 1 ]}',
    '{"q": 3, "q": 3}', '{"q": true}', '{"q": {"number": "3"}}', '{"q": [[3]]}', '[3]', '{"q": 03}', '{"q": 1e999}',
    '{"q": 3,}', '{"q": 3} x', '{"zz": 3}', '{"answers": {"q": 3}}', '{"format": "handgrad-answers", "answers": {"q": 3}}',
    '{"format": "handgrad-answers", "version": 1}', '{"format": "handgrad-answers", "version": 1.0, "answers": {"q": 3}}',
    '{"format": "handgrad-answers", "version": "1", "answers": {"q": 3}}',
    '{"format": "handgrad-answers", "version": 2, "answers": {"q": 3}}',
    '{"format": "handgrad-trace", "version": 1, "answers": {"q": 3}}',
    '{"format": "handgrad-answers", "version": 1, "answers": {"q": 3}, "more": 1}',
    '{"format": "handgrad-answers", "version": 1, "answers": [], "student": "x"}',
    '{"format": "handgrad-answers", "version": 1, "answers": {"q": 3}, "student": 17}',
    '{"format": "handgrad-answers", "version": 1, "answers": {"q": 3}, "student": "a\\nb"}',
    '{"format": "handgrad-answers", "version": 1, "answers": {"q": 3}, "rounding": "up"}',
    '{"format": "handgrad-answers", "version": 1, "answers": {"q": 3}, "rounding": null}',
    '{"format": "handgrad-answers", "version": 1, "answers": {"q": 3}, "givens": "rounded", "rounding": "truncate"}',
]
TABLES = [
    "id,value\nq,3\n", "name;value\nq;3,0\nf;-12\n", "| quantity | answer |\n|---|---|\n| `q` | 3 |\n", "", "q,3\n",
    "id,value\nq,3,4\n", "id,value\nzz,3\n", 'id,value\n"q,3\n', "id,value,value\nq,3,4\n",
]


def check_files(tap, marker):
    """The page takes the files that the command takes, and marks them the same."""
    texts = ANSWER_FILES + TABLES
    results = marker.by_engine([{"text": text, "habits": {}} for text in texts])["results"]
    for text, result in zip(texts, results):
        report = marker.by_command(text)
        wanted = report and {key: value for key, value in json.loads(report).items() if key != "student"}
        found = json.loads(result["report"]) if "report" in result else result.get("object")
        tap.check("a file is read or refused as by the command: %r" % text[:90],
                  found == wanted and (found or result["error"]), "%s\n%s" % (result, report))


def check_memory(tap, marker):
    values = values_of(marker.handgrad, marker.example)
    draw = random.Random(2)
    jobs = [{"text": as_table(paper(values, draw)), "habits": {}} for _ in range(3)]
    done = marker.by_engine(jobs, again=300)
    before, after = done["memory"]
    tap.check("memory does not grow over 300 papers", before == after and done["instances"] == 1, repr(done["memory"]))
    name = next(iter(values))
    one = marker.by_engine([{"text": as_table({name: ["%.3e" % values[name]]}), "habits": {}}], again=1000)
    tap.check("nor over 1000 single answers", one["memory"][0] == one["memory"][1], repr(one["memory"]))
    tap.note("%.2f ms for one answer, %.1f ms for all; %d kB of memory"
             % (one["milliseconds"] / 1000, done["milliseconds"] / 300, after / 1000))


def check_exhaustion(tap, marker):
    """An engine whose memory ends says so, and another one takes its place."""
    many = {"text": "id,value\n" + "q,3\n" * 90000, "habits": {}}
    few = {"text": "id,value\nq,3\n", "habits": {}}
    done = marker.by_engine([many, few], full=True)
    tap.check("memory that ends is an error", "memory" in done["results"][0].get("error", ""), repr(done)[:200])
    tap.check("and the engine goes on", done["instances"] == 2 and "report" in done["results"][1], repr(done)[:200])


def main():
    handgrad, source = sys.argv[1:]
    tap = Tap()
    if not shutil.which("node"):
        tap.skip("the engine of the page", "no node")
        return tap.finish()
    draw, count = random.Random(1), 0
    for example in examples(handgrad):
        count += check_papers(tap, Marker(handgrad, source, example), draw)
    tap.check("that were some thousand values", count > 3000, str(count))
    for name in examples(handgrad, "check"):
        check_worked_answers(tap, Marker(handgrad, source, name[:-len("_answers")]), source)
    circuit = Marker(handgrad, source, "circuit")
    check_files(tap, circuit)
    check_exhaustion(tap, circuit)
    check_memory(tap, Marker(handgrad, source, "two_three_one"))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
