"""docs/answers.schema.json and the reader of answers agree: what one takes the other takes. Which names a problem has, and
how much may be written, only the reader knows.

The answers are to the circuit, so names are q, f and df/dq. Validation needs the Python module jsonschema; without it the
schema's half is skipped, or fails where HANDGRAD_REQUIRE_SCHEMA is set.

Usage: answers_schema_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

# What stands where a text is: read, or unreadable, but no fault of the file.
WRITINGS = ["3", "", "?", " 3 ", "three", "=1+1", "1e999", "NaN", "1,234", "\u2212\u00bd", "3\u00a0000,5", "a\u0000b",
            "\n", "\u202e3", "\ud83d\ude00", "9" * 600, "0" * 2000, "1" + "0" * 300, "\\frac{1}{2}", "<b>3</b>"]
NUMBERS = [3, -12, 0, -0.0, 3.0, 1e-300, 1e300, 10 ** 30, 0.1 + 0.2]

# One line of text, whatever its letters.
LINES = ["", "17", "Zo\u00eb", "\u5f20\u4e09", "a\u00a0b", "\u0645", "=1+1", "x" * 5000, "\ud83d\ude00", "a\u200db"]
# Control characters, and those that turn the direction of a line or end it.
NO_LINES = ["a\nb", "\t", "\u0000", "\u007f", "\u0085", "\u009f", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e",
            "\u2066", "\u2069", "\ufeff"]
NOT_TEXT = [None, 3, True, [], ["x"], {}]


def answers(values, **header):
    return dict({"format": "handgrad-answers", "version": 1, "answers": values}, **header)


def good_answers():
    for value in WRITINGS + NUMBERS + [None, [], [None], ["3", 3, None, ""], WRITINGS + NUMBERS]:
        yield {"q": value}
        yield answers({"q": value})
    yield {}
    yield answers({})
    yield {"q": "3", "f": -12, "df/dq": ["-4"]}
    for line in LINES:
        yield answers({"q": "3"}, student=line)
    for rounding in ("either", "nearest", "truncate"):
        for givens in ("exact", "rounded"):
            yield answers({"q": "3"}, rounding=rounding, givens=givens, student="x")
    yield answers({"q": "3"}, version=1.0)
    yield dict(reversed(list(answers({"q": "3"}).items())))


def bad_answers():
    for value in (True, False, {}, {"value": "3"}, [["3"]], [True], [{}], ["3", []]):
        yield {"q": value}
        yield answers({"q": value})
    for root in ([], [{"q": "3"}], "3", 3, True, None):
        yield root
    for values in ([], ["3"], "3", 3, True, None):
        yield answers(values)
    for missing in ("format", "version", "answers"):
        yield {key: value for key, value in answers({"q": "3"}).items() if key != missing}
    yield {"answers": {"q": "3"}}
    yield {"format": "handgrad-answers"}
    yield {"format": "3"}
    for form in ("handgrad-check", "Handgrad-answers", "handgrad-answers ", "", None, 1, ["handgrad-answers"]):
        yield answers({"q": "3"}, format=form)
    for version in (0, 2, 1.5, -1, "1", None, True, [1], 1e300):
        yield answers({"q": "3"}, version=version)
    for line in NO_LINES + NOT_TEXT:
        yield answers({"q": "3"}, student=line)
    for word in ("up", "Nearest", "", "exact", None, 1, True, ["nearest"]):
        yield answers({"q": "3"}, rounding=word)
    for word in ("round", "Rounded", "", "nearest", None, 1, False, ["exact"]):
        yield answers({"q": "3"}, givens=word)
    for key in ("students", "name", "Version", "q", ""):
        yield answers({"q": "3"}, **{key: "1"})


def shortened(given):
    text = json.dumps(given)
    return text if len(text) <= 120 else text[:117] + "..."


def main(handgrad, root):
    tap, schemas = Tap(), Schemas(root)
    for given in good_answers():
        status, _, err = run([handgrad, "check", "circuit", "-"], json.dumps(given))
        tap.check("read: " + shortened(given), status in (0, 1), err)
        schemas.check(tap, "valid: " + shortened(given), given, "answers.schema.json")
    for given in bad_answers():
        status, _, err = run([handgrad, "check", "circuit", "-"], json.dumps(given))
        tap.check("refused: " + shortened(given), status == 2 and err.startswith("standard input:"), err)
        schemas.check(tap, "invalid: " + shortened(given), given, "answers.schema.json", False)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
