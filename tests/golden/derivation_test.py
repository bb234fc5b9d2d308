"""The worked derivations hold, and no wrong variant of them escapes.

For each worked_examples/derivations/NAME.json the Markdown and the JSON must equal tests/golden/derivations/NAME.md
and NAME.json, and every line must hold. tests/golden/wrong_derivations/NAME.json has students' mistakes, each an edit
of that file: the derivation with the mistake must be refuted at that line of that claim, and nowhere before.

A variant: {"claim": number, "line": number, "mistake": words, and the edit}. The edit is "expr" (the line, or with
"case": number that case of it), "cases" (the line), "domain": {quantity: domain}, "assume" (all assumptions) or
"define" (the definition of the same quantity).

Usage: derivation_test.py HANDGRAD SOURCE_ROOT [--update]     --update writes the golden files anew: read the diff
"""

import copy
import difflib
import glob
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

VARIANTS_AT_LEAST = 10  # of each derivation


def names_in(*folder):
    return {os.path.splitext(name)[0] for name in os.listdir(os.path.join(*folder))}


def read(path):
    """The text of a file; empty when there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except OSError:
        return ""


def quantity(definition):
    return re.match(r"\s*\w+", definition).group().strip()


def with_mistake(derivation, variant):
    wrong = copy.deepcopy(derivation)
    line = wrong["claims"][variant["claim"] - 1]["lines"][variant["line"] - 1]
    if "case" in variant:
        line["cases"][variant["case"] - 1]["expr"] = variant["expr"]
    elif "expr" in variant or "cases" in variant:
        line.pop("expr", None)
        line.pop("cases", None)
        line.update({key: variant[key] for key in ("expr", "cases") if key in variant})
    for name, domain in variant.get("domain", {}).items():
        wrong["symbols"][name]["domain"] = domain
    if "assume" in variant:
        wrong["assume"] = variant["assume"]
    if "define" in variant:
        wrong["define"] = [variant["define"] if quantity(one) == quantity(variant["define"]) else one
                           for one in wrong["define"]]
    return wrong


def first_wrong(report):
    """(claim, line, that line's entry) of the first line that does not hold; None when all hold."""
    for number, claim in enumerate(report["claims"], 1):
        for line in claim["lines"]:
            if line["verdict"] != "holds":
                return number, line["line"], line
    return None


class Derivations:
    def __init__(self, handgrad, root, update):
        self.tap = Tap()
        self.handgrad = handgrad
        self.root = root
        self.golden_folder = os.path.join(root, "tests", "golden", "derivations")
        self.schemas = Schemas(root)
        self.update = update

    def derive(self, derivation, *options, text=""):
        return run([self.handgrad, "derive", derivation] + list(options), text)

    # ---- a derivation as it is ----

    def golden(self, name, actual):
        path = os.path.join(self.golden_folder, name)
        if self.update:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(actual)
        diff = difflib.unified_diff(read(path).splitlines(), actual.splitlines(), name, "now", lineterm="")
        self.tap.check("%s as it was" % name, read(path) == actual, "\n".join(diff) or "they differ in line ends")

    def holds(self, name, path, text):
        status, markdown, err = self.derive(path)
        self.tap.check("%s holds" % name, status == 0 and not err, "exit status %d\n%s" % (status, err + markdown))
        self.golden(name + ".md", markdown)
        _, report, _ = self.derive(path, "--format", "json")
        self.golden(name + ".json", report)
        self.schemas.check(self.tap, "%s (derivation)" % name, json.loads(text), "derivation.schema.json")
        self.schemas.check(self.tap, "%s (report)" % name, json.loads(report), "derive.schema.json")
        wrong = first_wrong(json.loads(report))
        self.tap.check("%s: every line holds" % name, wrong is None, str(wrong))
        for way, again in (("its name", self.derive(name)), ("standard input", self.derive("-", text=text))):
            self.tap.check("%s: by %s" % (name, way), again == (0, markdown, ""), again[2])
        status, plain, err = self.derive(path, "--format", "text")
        self.tap.check("%s: no control characters in the text" % name,
                       status == 0 and plain.endswith("\n") and all(c >= " " or c == "\n" for c in plain), err)
        status, tex, err = self.derive(path, "--format", "tex")
        self.tap.check("%s: tex" % name, status == 0 and "\\documentclass" in tex and not err, err)

    # ---- and with each mistake ----

    def caught(self, name, derivation, variant):
        status, out, err = self.derive("-", "--format", "json", text=json.dumps(with_mistake(derivation, variant)))
        wrong = first_wrong(json.loads(out)) if out else None
        example = wrong[2].get("counterexample", {}) if wrong else {}
        return self.tap.check(
            "%s, claim %d, line %d: %s" % (name, variant["claim"], variant["line"], variant["mistake"]),
            status == 1 and wrong is not None and wrong[:2] == (variant["claim"], variant["line"])
            and wrong[2]["verdict"] == "refuted" and example.get("left") != example.get("right"),
            "exit status %d, first wrong: %s\n%s" % (status, wrong, err))

    def every_derivation(self):
        caught = count = 0
        for path in sorted(glob.glob(os.path.join(self.root, "worked_examples", "derivations", "*.json"))):
            name = os.path.splitext(os.path.basename(path))[0]
            text = read(path)
            self.holds(name, path, text)
            variants = json.loads(read(os.path.join(self.root, "tests", "golden", "wrong_derivations", name + ".json"))
                                  or "[]")
            self.tap.check("%s: %d wrong variants" % (name, len(variants)), len(variants) >= VARIANTS_AT_LEAST)
            count += len(variants)
            caught += sum(self.caught(name, json.loads(text), variant) for variant in variants)
        self.tap.note("%d of %d wrong variants caught" % (caught, count))
        names = names_in(self.root, "worked_examples", "derivations")
        for folder in ("derivations", "wrong_derivations"):
            kept = names_in(self.root, "tests", "golden", folder)
            self.tap.check("every file of %s has its derivation" % folder, kept == names, " ".join(kept ^ names))
        _, listing, _ = run([self.handgrad, "examples"])
        self.tap.check("examples lists them all", all(name in listing for name in names), listing)
        return self.tap.finish()


if __name__ == "__main__":
    sys.exit(Derivations(sys.argv[1], sys.argv[2], "--update" in sys.argv[3:]).every_derivation())
