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


# The verdicts that stand for those of the oracle. A slip whose figures honest rounding can reach, too, is accepted with
# a remark; nothing else is to be remarked on.
VERDICTS = {
    "agrees to the printed digits": ("correct", "imprecise"),
    "rounding carried through": ("rounded",),
    "slip": ("slip", "carried"),
}

# NumPy's printing drops zeros at the end.
SHORT = "0.70, 1.10 and 1.60 are printed without their zero; the true value rounds to what is left"
OWN_FIGURES = "within reach of the figures printed before it, which the oracle does not follow"

# Where the verdict is another: the id and what was written, the verdict, the reason.
EXCEPTIONS = {
    "003-P3": {
        ("u2.s1.a1[2]", "0.7"): ("correct", SHORT),
        ("u2.s3.a1[2]", "0.7"): ("correct", SHORT),
        ("u2.s5.z1[1]", "1.1"): ("correct", SHORT),
        ("u2.s1.z2[3]", "1.6"): ("correct", SHORT),
        ("u2.s2.z2[3]", "1.6"): ("correct", SHORT),
        ("u2.s1.z2[1]", "1.65"): ("rounded", OWN_FIGURES),
        ("u2.s1.a2[1]", "0.38"): ("rounded", OWN_FIGURES),
        ("u2.s2.a2[1]", "0.38"): ("rounded", OWN_FIGURES),
        ("u2.s2.a2[3]", "0.37"): ("rounded", OWN_FIGURES),
    },
}

# The causes that the oracle gives, as codes of the table of mistakes: one of them must be among those named. What is not
# listed has none that one mistake explains: dE/dw7 and dE/db4 have two digits garbled as well as the decimal point moved. The product of means that was
# written as 0.02 for dE/dw2[3,2] is 0.02595 with the numbers as they are printed: other mistakes give those digits.
CHANGE_MOVED = ("decimal-point-of-change", "digit-doubled")
CAUSES = {
    # The activations of problem 1 in the error terms, which were not printed: every product with them shows the same figure.
    "003-P2": {
        ("u1.s%d.dE/dw1[%d,%d]" % (sample, unit + 1, place + 1), text): ("stale-values",)
        for sample, rows in ((1, ("5.71 11.43 17.14", "-0.28 -0.57 -0.86", "-0.28 -0.57 -0.85")),
                             (2, ("11.43 22.85 5.71", "-0.57 -1.14 -0.28", "-0.57 -1.14 -0.28")),
                             (3, ("22.85 17.14 11.43", "-1.14 -0.86 -0.57", "-1.14 -0.85 -0.57")))
        for unit, row in enumerate(rows) for place, text in enumerate(row.split())
    },
    "002-Q1a": {
        ("u1.s1.da2[1]/dz2[1]", "0.17679"): ("decimal-point",),
        ("u1.s1.da1[3]/dz1[3]", "2999e-4"): ("decimal-point",),
        ("u1.dE/dw1[2,2]", "-9.5345e-8"): ("digits-transposed",),
        ("u2.w1[1,1]", "1.0000000057"): CHANGE_MOVED,
        ("u2.w1[2,2]", "1.000000000"): CHANGE_MOVED + ("digit-lost",),
        ("u2.b1[1]", "1.000000001"): CHANGE_MOVED,
        ("u2.b1[3]", "1.00000005"): ("value-copied",),
        ("u2.b2[1]", "1.00031824"): ("learning-rate-left-out",),
        ("u2.b2[1]", "1.000031814"): ("value-copied",),
    },
    "003-P3": {
        ("u1.dE/dw1[1,1]", "0.0041"): ("product-of-means",),
        ("u1.dE/dw1[1,2]", "0.0042"): ("product-of-means",),
        ("u1.dE/dw1[1,3]", "0.0039"): ("product-of-means",),
        ("u1.dE/dw1[2,1]", "-0.0019"): ("product-of-means",),
        ("u1.dE/dw1[2,2]", "-0.002"): ("product-of-means",),
        ("u1.dE/dw1[2,3]", "-0.0019"): ("product-of-means",),
        ("u1.dE/db1[1]", "0.0128"): ("product-of-means",),
        ("u1.dE/dw2[1,1]", "0.09"): ("product-of-means",),
        ("u1.dE/dw2[2,1]", "-0.12"): ("product-of-means",),
        ("u2.E", "1.5997"): ("log-base",),
    },
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


def items_by_id(problem, steps):
    """(the oracle's printed values for each id that the sheet has, complaints)."""
    omitted, wrong = left_out(problem)
    ids, items = {step["id"] for step in steps}, collections.OrderedDict()
    for quantity in problem["quantities"]:
        if not printed(quantity) or quantity["name"] in omitted or NOT_OF_THE_PROBLEM.search(quantity["name"]):
            continue
        place = place_of(problem["id"], quantity["name"])
        if place is None or isinstance(place.where, Sum) or place.where not in ids:
            wrong.append("%s: printed, but no quantity of the trace" % quantity["name"])
            continue
        items.setdefault(place.where, []).extend(quantity["items"])
    return items, wrong


def differences(sheet, written):
    said = {key: text if isinstance(text, list) else [text] for key, text in sheet["answers"].items()}
    return ["%s: the sheet has %s, the document %s" % (key, said.get(key), written.get(key))
            for key in list(written) + [key for key in said if key not in written]
            if said.get(key) != written.get(key)]


# ---- verdicts ----


def codes(mark):
    return [cause["code"] for cause in mark.get("causes", []) + mark.get("remarks", [])]


def verdict_fits(mark, item, exception):
    if exception:
        return mark["verdict"] == exception[0]
    if item["verdict"] != "slip":
        return mark["verdict"] in VERDICTS[item["verdict"]] and not mark.get("remarks")
    return mark["verdict"] in VERDICTS["slip"] or mark["verdict"] == "rounded" and bool(mark.get("remarks"))


def complaint(mark, item, wanted):
    return "%s = %s: %s (%s), true %s; wanted: %s" % (
        mark["id"], mark["written"], mark["verdict"], ", ".join(codes(mark)), mark.get("true"), wanted)


def disagreements(problem, items, marks):
    exceptions, causes = EXCEPTIONS.get(problem["id"], {}), CAUSES.get(problem["id"], {})
    wrong = []
    for step_id in sorted(set(items) | set(marks)):
        found, said = marks.get(step_id, []), items.get(step_id, [])
        if [mark["written"] for mark in found] != [item["printed"] for item in said]:
            wrong.append("%s: %d marks for %d writings" % (step_id, len(found), len(said)))
            continue
        for mark, item in zip(found, said):
            key = (step_id, item["printed"])
            if not verdict_fits(mark, item, exceptions.get(key)):
                wrong.append(complaint(mark, item, exceptions.get(key, [item["verdict"]])[0]))
            elif key in causes and not set(causes[key]) & set(codes(mark)):
                wrong.append(complaint(mark, item, " or ".join(causes[key])))
    written = {(step_id, item["printed"]) for step_id, said in items.items() for item in said}
    return wrong + ["%s = %s is in a table, but nobody wrote it" % key
                    for key in list(exceptions) + list(causes) if key not in written]


def hold_verdicts(tap, handgrad, root, problem, items):
    example = EXAMPLES[problem["id"]]
    sheet = os.path.join(root, "worked_examples", "answers", example + ".json")
    status, out, err = run([handgrad, "check", example, sheet, "--format", "json"])
    slips = any(item["verdict"] == "slip" for said in items.values() for item in said)
    if not tap.check("%s: check" % example, status == (1 if slips else 0) and out, err):
        return
    marks = {}
    for mark in json.loads(out)["marks"]:
        marks.setdefault(mark["id"], []).append(mark)
    wrong = disagreements(problem, items, marks)
    tap.check("%s: the oracle's verdicts and causes, with %d exceptions" % (example, len(EXCEPTIONS.get(problem["id"], {}))),
              not wrong, "\n".join(wrong))


def hold_sheet(tap, handgrad, root, problem, schemas):
    example = EXAMPLES[problem["id"]]
    status, out, err = run([handgrad, "trace", example, "--format", "json"])
    if not tap.check("%s: trace" % example, status == 0, err):
        return
    with open(os.path.join(root, "worked_examples", "answers", example + ".json"), encoding="utf-8") as file:
        sheet = json.load(file)
    schemas.check(tap, "%s: the sheet is a file of answers" % example, sheet, "answers.schema.json")
    steps = json.loads(out)["steps"]
    items, wrong = items_by_id(problem, steps)
    by_id = {step["id"]: step for step in steps}
    written = {key_of(by_id[step_id], steps): [item["printed"] for item in found] for step_id, found in items.items()}
    wrong += differences(sheet, written)
    tap.check("%s: the %d values printed in the document (%s)" % (example, sum(map(len, written.values())), problem["id"]),
              written and not wrong, "\n".join(wrong))
    hold_verdicts(tap, handgrad, root, problem, items)


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
