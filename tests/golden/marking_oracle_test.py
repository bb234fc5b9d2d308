"""The homework's own sheets, worked_examples/answers/, held to what the oracle file says was written there.

Every value printed in the documents must stand in the sheet under the quantity whose true value the oracle gives beside
it (oracle_test.py proves which that is), as often as it was printed, and nothing else may. Skipped where there is no
oracle beside the checkout.

Usage: marking_oracle_test.py HANDGRAD SOURCE_ROOT
"""

import collections
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from oracle_test import EXAMPLES, NOT_OF_THE_PROBLEM, ORACLE, Sum, place_of  # noqa: E402
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

SHEETS = ("002-Q1a", "002-Q1b", "003-P2", "003-P3")

# Printed values that are no quantity of ours: the name in the oracle, how many there are, the reason.
LEFT_OUT = {
    "002-Q1a": [(r"error y-y_hat", 2, "the difference itself is no step; dE/dyhat is its negative")],
    "002-Q1b": [(r"error y-y_hat", 1, "the difference itself is no step; dE/dyhat is its negative")],
    "003-P3": [
        (r"Yhat-Y after\[\d\]\[\d\]", 18, "after the update there is a forward pass only, without error terms"),
        (r"loss after, sum, natural log", 1, "the batch's loss is the mean; the sum (labelled L_avg) is no step"),
    ],
}


def key_of(step, steps):
    """How a sheet calls a step: by its name, with the update where two have it; by its id in a batch."""
    if any(other["id"].startswith("s2.") for other in steps):
        return step["id"]
    alike = [other for other in steps if other["name"] == step["name"]]
    return step["name"] if len(alike) == 1 else "%s.%s" % (step["id"].split(".")[0], step["name"])


def printed(quantity):
    return [item["printed"] for item in quantity.get("items", [])]


def left_out(problem):
    """(the oracle's names of what the sheet leaves out, complaints about the table above)."""
    names, wrong = set(), []
    for pattern, count, _ in LEFT_OUT.get(problem["id"], []):
        found = [q for q in problem["quantities"] if re.fullmatch(pattern, q["name"]) and printed(q)]
        if sum(len(printed(q)) for q in found) != count:
            wrong.append("%r: %d printed values, not %d" % (pattern, sum(len(printed(q)) for q in found), count))
        names.update(q["name"] for q in found)
    return names, wrong


def written_by_key(problem, steps):
    """(what the sheet has to say, complaints)."""
    omitted, wrong = left_out(problem)
    by_id, written = {step["id"]: step for step in steps}, collections.OrderedDict()
    for quantity in problem["quantities"]:
        if not printed(quantity) or quantity["name"] in omitted or NOT_OF_THE_PROBLEM.search(quantity["name"]):
            continue
        place = place_of(problem["id"], quantity["name"])
        if place is None or isinstance(place.where, Sum) or place.where not in by_id:
            wrong.append("%s: printed, but no quantity of the trace" % quantity["name"])
            continue
        written.setdefault(key_of(by_id[place.where], steps), []).extend(printed(quantity))
    return written, wrong


def differences(sheet, written):
    said = {key: text if isinstance(text, list) else [text] for key, text in sheet["answers"].items()}
    return ["%s: the sheet has %s, the document %s" % (key, said.get(key), written.get(key))
            for key in list(written) + [key for key in said if key not in written]
            if said.get(key) != written.get(key)]


def hold_sheet(tap, handgrad, root, problem, schemas):
    example = EXAMPLES[problem["id"]]
    status, out, err = run([handgrad, "trace", example, "--format", "json"])
    if not tap.check("%s: trace" % example, status == 0, err):
        return
    with open(os.path.join(root, "worked_examples", "answers", example + ".json"), encoding="utf-8") as file:
        sheet = json.load(file)
    schemas.check(tap, "%s: the sheet is a file of answers" % example, sheet, "answers.schema.json")
    written, wrong = written_by_key(problem, json.loads(out)["steps"])
    wrong += differences(sheet, written)
    tap.check("%s: the %d values printed in the document (%s)" % (example, sum(map(len, written.values())), problem["id"]),
              written and not wrong, "\n".join(wrong))


def main(handgrad, root):
    tap = Tap()
    try:
        with open(os.path.join(root, ORACLE), encoding="utf-8") as file:
            oracle = json.load(file)
    except OSError:
        tap.skip("the homework's sheets", "no oracle beside the checkout")
        return tap.finish()
    schemas = Schemas(root)
    for problem in oracle["problems"]:
        if problem["id"] in SHEETS:
            hold_sheet(tap, handgrad, root, problem, schemas)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
