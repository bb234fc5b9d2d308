"""Traces of the worked examples: byte for byte as in tests/golden, valid by their schemas, and consistent.

For each worked_examples/NAME.json the Markdown and the JSON must equal tests/golden/NAME.md and NAME.json.
NDJSON and text have no golden files: NDJSON must hold the same records as the JSON, text the same results.
The laws of a trace (ids unique, operands known, digits that do not change with more digits) are checked on
each. Validation needs the Python module jsonschema; without it that case is skipped, or fails where
HANDGRAD_REQUIRE_SCHEMA is set.

Usage: golden_test.py HANDGRAD SOURCE_ROOT [--update]     --update writes the golden files anew: read the diff
"""

import difflib
import glob
import json
import os
import sys
from decimal import ROUND_HALF_UP, Context, Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, examples, run  # noqa: E402

STEP_KEYS = ["id", "name", "latex", "role", "formula", "substitution", "operands", "value", "shown", "exact",
             "undecided", "bound"]
ROLES = {"input", "target", "parameter", "pre_activation", "activation", "dropout", "loss", "penalty", "partial",
         "error_term", "gradient", "state", "update"}
WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


class Golden:
    def __init__(self, handgrad, root, update):
        self.tap = Tap()
        self.handgrad = handgrad
        self.root = root
        self.schemas = Schemas(root)
        self.update = update

    def trace(self, problem, *options, text=""):
        """What the command writes; a case of its own when it fails or complains of a leak."""
        status, out, err = run([self.handgrad, "trace", problem] + list(options), text)
        if status != 0 or err:
            self.tap.check("trace %s %s" % (problem, " ".join(options)), False, "exit status %d\n%s" % (status, err))
        return out

    def equal(self, name, expected, actual, whence, where):
        diff = difflib.unified_diff(expected.splitlines(), actual.splitlines(), whence, where, lineterm="")
        self.tap.check(name, expected == actual, "\n".join(diff) or "they differ in their line ends")

    def golden(self, path, actual):
        relative = os.path.relpath(path, self.root)
        if self.update:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(actual)
        try:
            with open(path, encoding="utf-8", newline="") as file:
                expected = file.read()
        except OSError:
            expected = ""
        self.equal("%s as it was" % relative, expected, actual, relative, "now")

    def validate(self, name, instance, schema_name):
        """Holds a document to docs/SCHEMA; the first error with its place is shown."""
        self.schemas.check(self.tap, "%s is valid by %s" % (name, schema_name), instance, schema_name)

    # ---- one worked example ----

    def example(self, path):
        name = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8") as file:
            problem_text = file.read()
        markdown, text_out = self.trace(path), self.trace(path, "--format", "text")
        json_text = self.trace(path, "--format", "json")
        golden = os.path.join(self.root, "tests", "golden", name)
        self.golden(golden + ".md", markdown)
        self.golden(golden + ".json", json_text)
        try:
            trace = json.loads(json_text)
        except ValueError as error:
            self.tap.check("%s: the trace is JSON" % name, False, str(error))
            return
        self.validate(name + ".json (problem)", json.loads(problem_text), "problem.schema.json")
        self.validate(name + " (trace)", trace, "trace.schema.json")
        self.validate(name + " (problem in the trace)", trace["problem"], "problem.schema.json")
        self.ndjson(name, path, json_text)
        self.laws(name, trace["steps"])
        self.more_digits(name, path, trace["steps"])
        self.results_shown(name, trace["steps"], {"markdown": markdown, "text": text_out})
        self.other_ways_in(name, problem_text, json_text)

    def ndjson(self, name, path, json_text):
        """Numbers are compared as written: parse_float and parse_int keep their text."""
        trace = json.loads(json_text, parse_float=str, parse_int=str)
        lines = self.trace(path, "--format", "ndjson").splitlines()
        records = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
        steps = trace.pop("steps")
        self.tap.check("%s: the NDJSON header is the JSON without its steps" % name, records[:1] == [trace])
        different = next((i for i, pair in enumerate(zip(records[1:], steps)) if pair[0] != pair[1]), None)
        self.tap.check("%s: NDJSON and JSON have the same %d steps" % (name, len(steps)), records[1:] == steps,
                       "%d against %d steps, first difference at %s" % (len(records) - 1, len(steps), different))

    def laws(self, name, steps):
        """What holds for the steps of any trace."""
        wrong, seen = [], set()
        for step in steps:
            keys = list(step)
            if keys != [key for key in STEP_KEYS if key in step]:
                wrong.append("%s: keys %s" % (step["id"], keys))
            if step["role"] not in ROLES:
                wrong.append("%s: role %s" % (step["id"], step["role"]))
            if step["id"] in seen:
                wrong.append("%s: written twice" % step["id"])
            unknown = [operand for operand in step.get("operands", []) if operand not in seen]
            if unknown:
                wrong.append("%s: operands before their own step: %s" % (step["id"], unknown))
            if "value" in step and not close(step):
                wrong.append("%s: shown %s, value %r" % (step["id"], step["shown"], step["value"]))
            seen.add(step["id"])
        self.tap.check("%s: laws of a trace" % name, steps and not wrong, "\n".join(wrong))

    def more_digits(self, name, path, steps):
        """Digits that were printed stay when more are asked for."""
        try:
            long_steps = json.loads(self.trace(path, "--format", "json", "--digits", "40"))["steps"]
        except ValueError:
            return
        wrong = ["%s: %s, then %s" % (short["id"], short["shown"], long["shown"])
                 for short, long in zip(steps, long_steps) if not same_digits(short, long)]
        self.tap.check("%s: the digits stay when 40 are asked for" % name,
                       [s["id"] for s in steps] == [s["id"] for s in long_steps] and not wrong, "\n".join(wrong))

    def results_shown(self, name, steps, renderings):
        """Every new parameter stands in the pages; signs and powers of ten are typeset and not looked for."""
        for kind, page in renderings.items():
            missing = [step["id"] for step in steps if step["role"] == "update"
                       and step["shown"].lstrip("-").split("e")[0] not in page]
            self.tap.check("%s: every new parameter is in the %s" % (name, kind), page and not missing,
                           " ".join(missing))
            self.tap.check("%s: no control characters in the %s" % (name, kind),
                           page.endswith("\n") and all(c >= " " or c == "\n" for c in page))

    def other_ways_in(self, name, problem_text, json_text):
        self.equal("%s: by its name" % name, json_text, self.trace(name, "--format", "json"), "file", "name")
        self.equal("%s: from standard input" % name, json_text,
                   self.trace("-", "--format", "json", text=problem_text), "file", "stdin")
        # Cut out as text: numbers must stay as they are written.
        start = json_text.index("{", json_text.index('"problem":'))
        problem = json_text[start:json.JSONDecoder().raw_decode(json_text, start)[1]]
        again = self.trace("-", "--format", "json", text=problem)
        self.equal("%s: the problem in the trace gives the same trace" % name, json_text, again, "file", "problem")
        status, out, err = run([self.handgrad, "examples", name])
        self.equal("%s: printed by examples" % name, problem_text, out, "file", "examples")

    # ---- all of them ----

    def every_example(self):
        paths = sorted(glob.glob(os.path.join(self.root, "worked_examples", "*.json")))
        for path in paths:
            self.example(path)
        names = {os.path.splitext(os.path.basename(path))[0] for path in paths}
        listed = set(examples(self.handgrad))
        self.tap.check("examples lists them all", names and names == listed, str(names ^ listed))
        kept = {os.path.splitext(os.path.basename(path))[0] for path in
                glob.glob(os.path.join(self.root, "tests", "golden", "*.md"))
                + glob.glob(os.path.join(self.root, "tests", "golden", "*.json"))}
        self.tap.check("every golden file has its example", kept <= names, " ".join(sorted(kept - names)))
        return self.tap.finish()


def close(step):
    """Is `value` within half a unit of the last shown digit (and the rounding of a double)?"""
    shown, value = Decimal(step["shown"]), Decimal(step["value"])
    if step["exact"]:
        return float(shown) == step["value"]
    return abs(shown - value) <= Decimal((0, (5,), shown.as_tuple().exponent - 1)) + abs(value) * Decimal("1.2e-16")


def same_digits(short, long):
    few, many = Decimal(short["shown"]), Decimal(long["shown"])
    return few == many if short["exact"] else few == many.quantize(few, context=WIDE)


if __name__ == "__main__":
    sys.exit(Golden(sys.argv[1], sys.argv[2], "--update" in sys.argv[3:]).every_example())
