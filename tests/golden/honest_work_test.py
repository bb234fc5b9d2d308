"""Honest work is never wrong: worked examples done by hand with every value rounded, marked by `handgrad check`.

For each worked example and each way of rounding, `handgrad trace --working` writes what a correct paper shows. All of
its computed values are handed in as answers. Each must be correct, rounded or imprecise: at least FLOOR of them, and
each that is not is listed.

Usage: honest_work_test.py HANDGRAD SOURCE_ROOT
"""

import collections
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, examples, run  # noqa: E402

FLOOR = 0.999
ACCEPTED = {"correct", "rounded", "imprecise"}
ROUNDINGS = ["%s:%s" % (digits, mode) for digits in ("sf:3", "sf:4", "sf:5", "dp:2", "dp:3", "dp:4")
             for mode in ("half-up", "half-even", "truncate")]


def paper(handgrad, example, rounding):
    """Answers with every computed value of the example done by hand; None where that way of rounding cannot be gone
    on with, as when a probability is rounded to 0 and its logarithm is asked for."""
    status, out, _ = run([handgrad, "trace", example, "--working", rounding, "--format", "json"])
    if status != 0:
        return None
    steps = [step for step in json.loads(out)["steps"] if "formula" in step]
    return {step["id"]: step["shown"] for step in steps}


def marks(handgrad, example, answers):
    text = json.dumps({"format": "handgrad-answers", "version": 1, "answers": answers})
    _, out, err = run([handgrad, "check", example, "-", "--format", "json"], text)
    return json.loads(out)["marks"] if out else err


def main():
    handgrad = sys.argv[1]
    tap, all_verdicts = Tap(), collections.Counter()
    for example in examples(handgrad):
        verdicts, wrong = collections.Counter(), []
        for rounding in ROUNDINGS:
            answers = paper(handgrad, example, rounding)
            if answers is None:
                continue
            found = marks(handgrad, example, answers)
            if isinstance(found, str):
                tap.check("%s, %s is marked" % (example, rounding), False, found)
                continue
            for mark in found:
                verdicts[mark["verdict"]] += 1
                if mark["verdict"] not in ACCEPTED:
                    wrong.append("%s: %s written %s is %s, within %s" % (rounding, mark["id"], mark["written"],
                                                                        mark["verdict"], mark.get("interval")))
        all_verdicts.update(verdicts)
        accepted = sum(verdicts[verdict] for verdict in ACCEPTED)
        share = accepted / max(1, sum(verdicts.values()))
        tap.check("%s: %d honest values, %.3f %% accepted" % (example, sum(verdicts.values()), 100 * share),
                  share >= FLOOR, "\n".join(wrong))
        if share >= FLOOR and wrong:
            tap.note("\n".join(wrong))
    total = sum(all_verdicts.values())
    tap.note("%d values: %s" % (total, ", ".join("%d %s" % (count, verdict) for verdict, count in
                                                 all_verdicts.most_common())))
    tap.check("there is something to mark", total > 10000)
    sys.exit(tap.finish())


main()
