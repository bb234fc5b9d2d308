"""docs/derivation.schema.json and the reader agree: what one takes the other takes, and what one refuses for its shape
the other refuses. The report of each derivation that is read is valid by docs/derive.schema.json.

Each case is one key away from a small derivation. Validation needs the Python module jsonschema; without it the schema's
half is skipped, or fails where HANDGRAD_REQUIRE_SCHEMA is set.

Usage: derivation_schema_test.py HANDGRAD SOURCE_ROOT
"""

import glob
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

HEAD = {"format": "handgrad-derivation", "version": 1, "title": "a"}
CLAIM = {"claim": "z", "lines": [{"expr": "z"}]}
SYMBOLS = {"N": {"range": [1, 2]}, "z": {}, "x": {"indices": ["N"]}}


def derivation(**keys):
    return dict(HEAD, **dict({"symbols": SYMBOLS, "claims": [CLAIM]}, **keys))


def symbol(**keys):
    return derivation(symbols=dict(SYMBOLS, y=keys))


def claim(**keys):
    return derivation(claims=[dict(CLAIM, **keys)])


def line(**keys):
    return claim(lines=[keys])


def cases(*pairs):
    return line(cases=[{"when": when, "expr": expr} for when, expr in pairs])


def domains(root):
    with open(os.path.join(root, "src", "derivation", "domains.def"), encoding="utf-8") as file:
        return re.findall(r'^DOMAIN\(\w+, "(\w+)"', file.read(), re.MULTILINE)


def good_derivations(root):
    yield derivation()
    yield derivation(source="a book")
    yield dict(HEAD, claims=[{"claim": "1/2", "lines": [{"expr": "0.5"}]}])
    for domain in domains(root):
        yield symbol(indices=["N"], domain=domain)
    yield symbol(indices=["N", 3, 1, "N"])
    yield derivation(symbols={"N": {"range": [64, 64]}, "z": {}})
    yield derivation(symbols={"\u03b8_1": {}, "z": {}})
    yield derivation(assume=["z > 0", "x[i] < z"])
    yield derivation(define=["y[i] = x[i]^2", "E = z*y[1]"])
    yield claim(name="first")
    yield claim(claim="delta(i,j)*x[i]", **{"for": "j=1..N"}, lines=[{"expr": "delta(i,j)*x[j]"}])
    yield line(expr="z", because="it is so")
    yield cases(("z > 0", "z"), ("otherwise", "z"))
    yield derivation(claims=[dict(CLAIM, name="a"), {"claim": "z", "lines": [{"expr": "z", "uses": "a"}]}])


def bad_derivations():
    for key in ("format", "version", "title", "claims"):
        yield {name: value for name, value in derivation().items() if name != key}
    yield dict(derivation(), format="handgrad-trace")
    yield dict(derivation(), version=2)
    yield derivation(title=3)
    yield derivation(title="two\nlines")
    for control in "\u007f\u0085\u200e\u2028\u202e\u2069\ufeff":
        yield derivation(title="a" + control)
    yield derivation(unknown=1)
    yield derivation(symbols=[])
    yield derivation(symbols={"2x": {}, "z": {}})
    yield derivation(symbols={"a b": {}, "z": {}})
    yield derivation(symbols={"y": 1, "z": {}})
    yield derivation(symbols={"y" * 65: {}, "z": {}})
    yield symbol(range=[1, 2], domain="real")
    yield symbol(range=[0, 2])
    yield symbol(range=[1, 65])
    yield symbol(range=[1])
    yield symbol(range=[1, 1.5])
    yield symbol(indices=[])
    yield symbol(indices=[1, 1, 1, 1, 1])
    yield symbol(indices=[0])
    yield symbol(indices=[True])
    yield symbol(domain="complex")
    yield symbol(domian="real")
    yield derivation(assume="z > 0")
    yield derivation(assume=[1])
    yield derivation(define={"y": "z"})
    yield derivation(define=[""])
    yield derivation(define=["y = 1"] * 101)
    yield derivation(claims=[])
    yield derivation(claims=CLAIM)
    yield derivation(claims=[CLAIM] * 101)
    yield derivation(claims=["z"])
    yield derivation(claims=[{"claim": "z"}])
    yield derivation(claims=[{"lines": [{"expr": "z"}]}])
    yield claim(claim=1)
    yield claim(claim="")
    yield claim(claim="z" + " " * 4000)
    yield claim(where="z > 0")
    yield claim(lines=[])
    yield claim(lines=[{"expr": "z"}] * 101)
    yield line(because="it is so")
    yield line(expr="z", cases=[{"when": "z > 0", "expr": "z"}])
    yield line(expr="z", because=["it is so"])
    yield line(expr="z", becuase="it is so")
    yield cases()
    yield cases(*[("z > 0", "z")] * 21)
    yield line(cases=[{"expr": "z"}])
    yield line(cases=[{"when": "z > 0"}])
    yield line(cases=[{"when": "z > 0", "expr": "z", "because": "it is so"}])


def changed(given):
    """What makes a case differ from the plain derivation, for its name."""
    plain = derivation()
    parts = {key: value for key, value in given.items() if plain.get(key) != value}
    missing = [key for key in plain if key not in given]
    text = json.dumps(parts) + "".join(" without " + key for key in missing)
    return text if len(text) <= 160 else text[:157] + "..."


class Agreement:
    def __init__(self, handgrad, root):
        self.tap, self.handgrad, self.schemas = Tap(), handgrad, Schemas(root)

    def derive(self, given):
        return run([self.handgrad, "derive", "-", "--format", "json", "--points", "2", "--digits", "8"],
                   json.dumps(given))

    def valid(self, name, given, wanted):
        self.schemas.check(self.tap, name, given, "derivation.schema.json", wanted)

    def good(self, given):
        status, out, err = self.derive(given)
        if self.tap.check("read: " + changed(given), status in (0, 1), err):
            self.valid("valid: " + changed(given), given, True)
            self.schemas.check(self.tap, "its report is valid: " + changed(given), json.loads(out),
                               "derive.schema.json")

    def bad(self, given):
        self.tap.check("refused: " + changed(given), self.derive(given)[0] == 2)
        self.valid("invalid: " + changed(given), given, False)


def main(handgrad, root):
    agreement = Agreement(handgrad, root)
    for given in good_derivations(root):
        agreement.good(given)
    for given in bad_derivations():
        agreement.bad(given)
    for path in sorted(glob.glob(os.path.join(root, "worked_examples", "derivations", "*.json"))):
        with open(path, encoding="utf-8") as file:
            agreement.valid("valid: " + os.path.basename(path), json.load(file), True)
    return agreement.tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
