"""How well `handgrad check` marks: honest work, work with one mistake in it, and beside it fixed tolerances.

Prints three tables for the worked examples and for problems made from a seed, then every case in which the marker was
not right. Independent of the marker: formulas and certified values come from `handgrad trace`, all else (evaluation,
rounding, mistakes, what honest rounding can reach) is in quality/. docs/marking.md says what the figures mean.

Usage: marking_quality.py HANDGRAD [--seed S] [--problems N] [--jobs N] [--lists N] [--update docs/marking.md]
       marking_quality.py HANDGRAD [--seed S] --case LABEL [--into FOLDER]    one case again: problem, answers, report
"""

import argparse
import json
import multiprocessing
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]
from quality import problems, tables  # noqa: E402
from quality.cases import CODES, TABLE, honest_cases, mistaken_cases  # noqa: E402
from quality.marker import Marker, MarkerFailed  # noqa: E402
from quality.sheet import Sheet  # noqa: E402
from tap import examples, run  # noqa: E402

HONEST, MISTAKEN = 18, 16  # sheets of each problem: honest ones in all ways of rounding; of a worked example more
EXAMPLE = 1000000  # worked examples are numbered from here


class Plan:
    """Which problem has which number, and how many sheets."""

    def __init__(self, handgrad, seed, honest=HONEST, mistaken=MISTAKEN):
        self.handgrad, self.seed, self.honest, self.mistaken = handgrad, seed, honest, mistaken
        self.names = examples(handgrad)

    def numbers(self, count):
        """Of the worked examples and so many problems."""
        return [EXAMPLE + i for i in range(len(self.names))] + list(range(count))

    def problem(self, number):
        return self.names[number - EXAMPLE] if number >= EXAMPLE else problems.make(self.seed, number)

    def cases(self, number, sheet):
        many = number >= EXAMPLE
        for case in honest_cases(sheet, self.seed, number, self.honest * (4 if many else 1)):
            yield "honest", case
        for case in mistaken_cases(sheet, self.seed, number, self.mistaken * (3 if many else 1)):
            yield "mistaken", case


def measure(plan, number):
    """Counts of one problem."""
    counts = tables.Counts()
    problem = plan.problem(number)
    sheet = Sheet(plan.handgrad, problem)
    counts.lists["formula"] += ["%d: %s" % (number, fault) for fault in sheet.faults()]
    cases = [(kind, case) for kind, case in plan.cases(number, sheet)]
    given_up = sum(case is None for _, case in cases)
    counts.counter["given up",] += given_up
    cases = [(kind, case) for kind, case in cases if case]
    with Marker(plan.handgrad, problem) as marker:
        try:
            reports = marker.mark([case.document() for _, case in cases])
        except MarkerFailed as failure:
            counts.lists["failed"].append("%d: %s" % (number, failure))
            return counts
    for (kind, case), report in zip(cases, reports):
        (counts.honest if kind == "honest" else counts.mistaken)(case, report)
    return counts


def measure_one(arguments):
    return measure(*arguments)


def measure_all(plan, numbers, jobs):
    counts, work = tables.Counts(), [(plan, number) for number in numbers]
    if jobs == 1:
        for arguments in work:
            counts.add(measure_one(arguments))
        return counts
    with multiprocessing.Pool(jobs) as pool:
        for done, part in enumerate(pool.imap(measure_one, work, 4), 1):
            counts.add(part)
            if sys.stderr.isatty():
                print("\r%d of %d problems" % (done, len(work)), end="", file=sys.stderr, flush=True)
    return counts


LISTS = {"formula": "formulas that give another value here", "failed": "problems that were not marked",
         "refused": "honest values refused", "accepted": "wrong values accepted that honest rounding is far from",
         "missed": "mistakes not found", "not named": "causes not named", "not first": "causes not ranked first",
         "not followed": "values after a mistake that were not followed"}


def tables_text(counts):
    return """(a) Honest work: %d sheets, %d values (%d sheets more could not be gone on with)

%s

(b) One mistake: what comes after it was followed in %s of %d values

%s

(c) Mistakes whose effect is larger than any honest rounding, beside fixed tolerances

%s
""" % (counts.of("honest sheets"), counts.total("honest"), counts.of("given up"), tables.honest_table(counts),
       tables.percent(counts.total("followed"), counts.total("after")), counts.total("after"),
       tables.mistakes_table(counts, CODES), tables.tolerance_table(counts))


def show(counts, most):
    print(tables_text(counts))
    missing = [code for code in TABLE if code not in CODES]
    if missing:
        print("never put in: %s" % ", ".join(missing))
    for name, title in LISTS.items():
        items = counts.lists[name]
        if items:
            print("\n%s: %d" % (title, len(items)))
            print("\n".join(items[:most]))


BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->\n"


def update(path, text):
    """Puts the tables into a page, between two marks."""
    with open(path, encoding="utf-8") as file:
        page = file.read()
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + "\n" + text + "\n" + END + after)


def show_case(plan, label, folder):
    number = int(label.split("/")[0])
    problem = plan.problem(number)
    for _, case in plan.cases(number, Sheet(plan.handgrad, problem)):
        if case and case.label == label:
            break
    else:
        sys.exit("no case %s" % label)
    os.makedirs(folder, exist_ok=True)
    stem = os.path.join(folder, label.replace("/", "-"))
    if not isinstance(problem, str):
        with open(stem + "-problem.json", "w", encoding="utf-8") as file:
            json.dump(problem, file, indent=1)
        problem = stem + "-problem.json"
    with open(stem + "-answers.json", "w", encoding="utf-8") as file:
        json.dump(case.document(), file, indent=1)
    if hasattr(case, "code"):
        print("%s at %s: %s; the same digits: %s\n" % (case.code, case.line.id, case.text,
                                                       ", ".join(sorted(case.alike))))
    print("handgrad check %s %s" % (problem, stem + "-answers.json"))
    print(run([plan.handgrad, "check", problem, stem + "-answers.json", "--format", "text"])[1])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("handgrad")
    arguments.add_argument("--seed", type=int, default=20)
    arguments.add_argument("--problems", type=int, default=2000)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--lists", type=int, default=40)
    arguments.add_argument("--update")
    arguments.add_argument("--case")
    arguments.add_argument("--into", default="quality-case")
    options = arguments.parse_args()
    plan = Plan(options.handgrad, options.seed)
    if options.case:
        show_case(plan, options.case, options.into)
        return
    counts = measure_all(plan, plan.numbers(options.problems), options.jobs)
    show(counts, options.lists)
    if options.update:
        update(options.update, tables_text(counts))


if __name__ == "__main__":
    main()
