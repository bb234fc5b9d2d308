"""Marking is as good as it is meant to be: a sample of its benchmark, ../benchmark/marking_quality.py, held to floors.

The benchmark is tested beside it: its formulas give handgrad's certified values, it knows every mistake of the table,
it makes the same sheets twice, and a marker that accepts or refuses everything fails the floors.

Usage: marking_quality_test.py HANDGRAD SOURCE_ROOT
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "benchmark")]
import marking_quality as benchmark  # noqa: E402
from quality import tables  # noqa: E402
from quality.cases import CODES, TABLE  # noqa: E402
from quality.sheet import Sheet  # noqa: E402
from tap import Tap  # noqa: E402

PROBLEMS, HONEST, MISTAKEN = 60, 4, 8

# At least so large a share; of `far accepted` at most.
FLOORS = {"honest accepted": 0.999, "found": 0.99, "named": 0.95, "first": 0.85, "followed": 0.99}
CEILINGS = {"far accepted": 0}


def failures(shares):
    return (["%s: %.4f, wanted %s" % (name, shares[name], floor) for name, floor in FLOORS.items()
             if shares[name] < floor] +
            ["%s: %.4f, wanted at most %s" % (name, shares[name], most) for name, most in CEILINGS.items()
             if shares[name] > most])


def check_floors(tap, counts):
    shares = counts.shares()
    lists = {"honest accepted": "refused", "found": "missed", "named": "not named", "first": "not first",
             "followed": "not followed", "far accepted": "accepted"}
    for name, kind in lists.items():
        wrong = [failure for failure in failures(shares) if failure.startswith(name + ":")]
        tap.check("%s: %.2f %%" % (name, 100 * shares[name]), not wrong, "\n".join(wrong + counts.lists[kind]))


def check_benchmark(tap, plan, counts):
    tap.check("its formulas give handgrad's certified values", not counts.lists["formula"],
              "\n".join(counts.lists["formula"]))
    tap.check("every problem is marked", not counts.lists["failed"], "\n".join(counts.lists["failed"]))
    tap.check("it knows every mistake of the table", TABLE == CODES, ", ".join(set(TABLE) - set(CODES)))
    made = [code for code in CODES if not counts.of("made", code)]
    tap.check("nearly every mistake was made", len(made) <= len(CODES) // 10, ", ".join(made))


def sheets(plan, number):
    sheet = Sheet(plan.handgrad, plan.problem(number))
    return sheet, [(kind, case) for kind, case in plan.cases(number, sheet) if case]


def check_laws(tap, plan):
    once, again = (sheets(plan, 3)[1] for _ in range(2))
    tap.check("the same seed gives the same sheets",
              [case.document() for _, case in once] == [case.document() for _, case in again])
    for verdict in ("correct", "unexplained"):
        counts = tables.Counts()
        for kind, case in once:
            marks = [{"id": id, "written": text, "verdict": verdict} for id, text in case.paper.answers().items()]
            first = {} if verdict == "correct" else {"first_wrong": marks[0]["id"]}
            (counts.honest if kind == "honest" else counts.mistaken)(case, {"marks": marks, **first})
        tap.check("a marker for whom all is %s fails" % verdict, failures(counts.shares()))


def main():
    tap, plan = Tap(), benchmark.Plan(sys.argv[1], 20, HONEST, MISTAKEN)
    counts = benchmark.measure_all(plan, plan.numbers(PROBLEMS), os.cpu_count() or 1)
    check_floors(tap, counts)
    check_benchmark(tap, plan, counts)
    check_laws(tap, plan)
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()
