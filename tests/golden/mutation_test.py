"""Wrong traces through the real command: `handgrad verify` must name the step and the key that were changed.

Every step of every trace is mutated in tests/unit/api/mutations.c; here a spread of them goes through files, JSON and
NDJSON, and the header is edited too.

Usage: mutation_test.py HANDGRAD SOURCE_ROOT
"""

import glob
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

MUTANTS_EACH = 3  # of each trace and mutation


def other_digit(text):
    """The text with the last digit of its first number changed; None without a digit."""
    found = re.search(r"[0-9][0-9.]*", text)
    if not found:
        return None
    place = found.end() - 1
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1:]


def value(step, steps):
    """The new value is a string: as a float it could be the old one again. `written` takes the quotes off."""
    return dict(step, value=other_digit(repr(step["value"]))) if "value" in step else None


def shown(step, steps):
    return dict(step, shown=other_digit(step["shown"]))


def operand(step, steps):
    if not step.get("operands"):
        return None
    first = steps[0]["id"] if step["operands"][-1] != steps[0]["id"] else steps[1]["id"]
    return dict(step, operands=step["operands"][:-1] + [first])


def operator(step, steps):
    found = re.search(r"[-+*/]", step.get("formula", ""))
    if not found:
        return None
    place = found.start()
    sign = "-" if step["formula"][place] == "+" else "+"
    return dict(step, formula=step["formula"][:place] + sign + step["formula"][place + 1:])


MUTATIONS = (("value", value), ("shown", shown), ("operands", operand), ("formula", operator))


class Verifier:
    def __init__(self, handgrad):
        self.handgrad = handgrad

    def __call__(self, text):
        status, out, err = run([self.handgrad, "verify", "-", "--format", "json"], text)
        return status, json.loads(out) if out else None, err


def written(step):
    return re.sub(r'"value": "([^"]*)"', r'"value": \1', json.dumps(step, ensure_ascii=False))


def as_json(header, steps):
    """A trace with a step a line, the first in line 2."""
    head = json.dumps(dict(header, steps=[]), ensure_ascii=False)
    return head[:-2] + "\n" + ",\n".join(written(step) for step in steps) + "\n]}\n"


def as_ndjson(header, steps):
    return "\n".join([json.dumps(header, ensure_ascii=False)] + [written(step) for step in steps]) + "\n"


def mutants(steps, mutate):
    """Steps that can be mutated, spread over the trace: (place, mutated step)."""
    possible = [(place, mutate(step, steps)) for place, step in enumerate(steps)]
    possible = [(place, step) for place, step in possible if step]
    count = min(MUTANTS_EACH, len(possible))
    return [possible[(2 * i + 1) * len(possible) // (2 * count)] for i in range(count)]


def check_steps(tap, verify, name, header, steps):
    for key, mutate in MUTATIONS:
        for number, (place, step) in enumerate(mutants(steps, mutate)):
            wrong = steps[:place] + [step] + steps[place + 1:]
            text = (as_ndjson if number % 2 else as_json)(header, wrong)
            status, report, err = verify(text)
            first = report["first"] if report and "first" in report else {}
            passed = (status == 1 and first.get("id") == step["id"] and first.get("key") == key
                      and first.get("line") == place + 2 and report["differing"] == 1)
            tap.check("%s: %s of %s" % (name, key, step["id"]), passed, "status %d, %s %s" % (status, report, err))


def check_order(tap, verify, name, header, steps):
    middle = len(steps) // 2
    here = steps[middle]["id"]
    surplus = dict(steps[middle], id="u1.s1.z99[1]")
    for what, wrong, named, differing in (
            ("missing", steps[:middle] + steps[middle + 1:], here, 1),
            ("surplus", steps[:middle] + [surplus] + steps[middle:], surplus["id"], 1),
            ("out of place", steps[:middle] + [steps[middle + 1], steps[middle]] + steps[middle + 2:],
             steps[middle + 1]["id"], 2)):
        status, report, err = verify(as_json(header, wrong))
        first = report["first"] if report and "first" in report else {}
        tap.check("%s: a step %s" % (name, what),
                  status == 1 and first.get("id") == named and "key" not in first
                  and report["differing"] == differing, "status %d, %s %s" % (status, report, err))
    status, report, err = verify(as_json(header, steps + [steps[middle]]))
    tap.check("%s: a step twice" % name,
              status == 2 and 'error: the id "%s" is already given in line %d' % (here, middle + 2) in err, err)


def check_header(tap, verify, name, header, steps):
    for key, edit in (("title", {"title": "another"}), ("conventions", {"conventions": {"all": "none"}})):
        status, report, err = verify(as_json(dict(header, **edit), steps))
        first = report["first"] if report and "first" in report else {}
        tap.check("%s: %s of the header" % (name, key),
                  status == 1 and first.get("key") == key and "id" not in first and first["line"] == 1
                  and report["differing"] == 0, "status %d, %s %s" % (status, report, err))


def check_problem(tap, verify, name, header, steps):
    """A weight changed in the header: the step of that weight is the first to break."""
    problem = json.loads(json.dumps(header["problem"]))
    if not problem.get("layers"):
        return
    problem["layers"][0]["weights"][0][0] = 0.123
    status, report, err = verify(as_json(dict(header, problem=problem), steps))
    first = report["first"] if report and "first" in report else {}
    tap.check("%s: a weight of the header" % name,
              status == 1 and first.get("id") == "u1.w1[1,1]" and report["differing"] > 1,
              "status %d, %s %s" % (status, report, err))


def main(handgrad, root):
    tap, verify = Tap(), Verifier(handgrad)
    for path in sorted(glob.glob(os.path.join(root, "tests", "golden", "*.json"))):
        name = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8") as file:
            trace = json.load(file)
        steps = trace.pop("steps")
        status, report, err = verify(as_json(trace, steps))
        tap.check("%s: as it is" % name, status == 0 and report["holds"] and report["steps"] == len(steps),
                  "status %d, %s %s" % (status, report, err))
        check_steps(tap, verify, name, trace, steps)
        check_order(tap, verify, name, trace, steps)
        check_header(tap, verify, name, trace, steps)
        check_problem(tap, verify, name, trace, steps)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
