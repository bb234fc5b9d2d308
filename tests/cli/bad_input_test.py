"""Bad problems from end to end: one error with its place, exit status 2, and the old output file as it was.

The table of the problem reader (tests/unit/problem/bad_input.def) goes through every key; this one has each kind
of mistake once, as a person meets it.

Usage: bad_input_test.py HANDGRAD
"""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

# A good problem, one key a line; a case replaces some lines, or adds some.
GOOD = {
    "inputs": "[[6, 1]]",
    "targets": "[[1]]",
    "layers": '[{"units": 1, "activation": "sigmoid", "weights": [[1, 1]], "biases": [0]}]',
    "loss": '"squared_error"',
    "optimizer": '{"learning_rate": 0.1}',
}


def problem(**changed):
    """GOOD with changes; a key set to None is left out. Inputs stand in line 2, layers in line 4."""
    lines = ['  "%s": %s' % pair for pair in dict(GOOD, **changed).items() if pair[1] is not None]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def layer(**changed):
    parts = dict({"units": "1", "weights": "[[1, 1]]", "biases": "[0]"}, **changed)
    return "[{" + ", ".join('"%s": %s' % pair for pair in parts.items() if pair[1] is not None) + "}]"


# what it is; text; line:column; message; JSON pointer (None: there is none)
CASES = [
    # not JSON
    ("an empty file", "", "1:1", "the file is empty", None),
    ("nothing but white space", " \n\t ", "2:3", "the file holds nothing but white space", None),
    ("a file that ends too early", '{\n "inputs": [[1, 2', "2:18",
     "the file ends inside the array that begins in line 2, column 13", "/inputs/0/1"),
    ("a number with a leading zero", "[01]", "1:2", "a number must not begin with 0 and another digit: 01", "/0"),
    ("a number beyond the range of doubles", problem(inputs="[[6, 1e999]]"), "2:18",
     "the number is beyond the range of doubles: 1e999", "/inputs/0/1"),
    ("a number without digits behind its point", problem(inputs="[[6, 1.]]"), "2:20",
     "a digit must follow the decimal point: 1.", "/inputs/0/1"),
    ("a number with a plus sign", problem(inputs="[[+6, 1]]"), "2:15", 'a number must not begin with "+": +6',
     "/inputs/0/0"),
    ("NaN", problem(inputs="[[NaN, 1]]"), "2:15", "NaN is not a number in JSON", "/inputs/0/0"),
    ("Infinity", problem(inputs="[[6, -Infinity]]"), "2:18", "infinities are not numbers in JSON: -Infinity",
     "/inputs/0/1"),
    ("single quotes", "{'inputs': [[1]]}", "1:2", "strings are written in straight double quotes", None),
    ("a trailing comma", '{"inputs": [[1]],}', "1:17", 'trailing comma before "}"', "/inputs"),
    ("text behind the end", problem() + "x", "8:1", "there is text after the end of the JSON value", None),
    ("a key given twice", '{"inputs": [[1]],\n "inputs": [[2]]}', "2:2",
     'the key "inputs" is already given in line 1, column 2', "/inputs"),
    ("a line break in a string", problem(title='"a\nb"'), "7:14",
     "control character U+000A (line break) in a string", "/title"),
    ("half a surrogate pair", problem(title='"\\ud800"'), "7:13",
     "the escape \\ud800 is only one half of a surrogate pair", "/title"),
    ("deep nesting", "[" * 100000, "1:65", "arrays and objects are nested more than 64 levels deep", "/0" * 64),
    ("a zero byte", "\0\1\2", "1:1", "a value cannot begin like this", None),
    ("UTF-16", b"\xff\xfe{\0}\0", "1:1", "the file is not UTF-8: it begins with the byte order mark of UTF-16", None),
    ("a byte that is not UTF-8", b'{"title": "\xc3("}', "1:12", "byte 12 of the file (0xC3) is not valid UTF-8",
     None),
    ("a program", b"\x7fELF\2\1\1\0\0\0", "1:1", "a value cannot begin like this", None),
    # keys
    ("an array in place of the problem", "[]", "1:1", "a problem must be an object", None),
    ("an empty object", "{}", "1:1", 'the problem has no "inputs"', None),
    ("an unknown key", problem(learning_rate="0.1"), "7:3", 'unknown key "learning_rate"', "/learning_rate"),
    ("a misspelt key", problem(layers=layer(weigths="[[1, 1]]")), "4:63",
     'unknown key "weigths" (at /layers/0/weigths); did you mean "weights"?', "/layers/0/weigths"),
    ("no loss", problem(loss=None), "3:3", None, "/targets"),
    ("data without a schedule", problem(dataset='{}'), "7:3",
     'a run file has a "dataset" and a "schedule"; there is no "schedule"', "/dataset"),
    ("a misspelt kind of data", problem(dataset='{"kind": "moon"}', schedule='{"epochs": 1}', targets=None), "6:23",
     'unknown kind of data (at /dataset/kind); did you mean "moons"?', "/dataset/kind"),
    ("a penalty below 0", problem(penalty='{"l2": -0.1}'), "7:21", '"l2" must be a number of at least 0', "/penalty/l2"),
    ("a dropout that is certain", problem(layers=layer(dropout='{"rate": 1, "seed": 1}')), "4:83",
     '"rate" must be a number from 0 to below 1', "/layers/0/dropout/rate"),
    ("an initializer without seed", problem(layers='[{"units": 1, "initializer": "he_normal"}]'), "4:42",
     'the initializer "he_normal" has no "seed"', "/layers/0/initializer"),
    ("a loss and an objective", problem(objective='"sum"'), "7:3",
     '"loss" and "objective" exclude each other; give one of them', "/objective"),
    ("an unknown state", problem(optimizer='{"kind": "adam", "learning_rate": 1, "state": {"w": 0}}'), "6:63",
     'the optimizer "adam" has no state "w"', "/optimizer/state/w"),
    ("a schedule that never steps", problem(optimizer='{"learning_rate": 1, "schedule": {"kind": "step"}}'), "6:49",
     'the schedule "step" has no "every"', "/optimizer/schedule"),
    ("a number of another optimizer", problem(optimizer='{"learning_rate": 0.1, "momentum": 0.9}'), "6:39",
     '"momentum" does not apply to the optimizer "sgd"', "/optimizer/momentum"),
    ("an unknown name in a formula", '{"given": {"x": 1}, "formulas": ["q = x + y"]}', "1:43",
     'unknown name "y"', "/formulas/0"),
    ("a parameter of another activation", problem(layers=layer(activation='{"kind": "relu", "alpha": 1}')), "4:94",
     '"alpha" does not apply to the activation "relu"', "/layers/0/activation/alpha"),
    ("an unknown name in an activation", problem(layers=layer(activation='{"name": "f", "formula": "z*q"}')), "4:105",
     'unknown name "q"; the formula may use z', "/layers/0/activation/formula"),
    ("a formula that ends too early", problem(loss='{"name": "f", "formula": "(t[1] - a[1]"}'), "5:49",
     'expected an operator or ")" after "]", found the end', "/loss/formula"),
    ("a misspelt activation", problem(layers=layer(activation='"sigmod"')), "4:77",
     'unknown activation (at /layers/0/activation); did you mean "sigmoid"?', "/layers/0/activation"),
    # shapes
    ("no samples", problem(inputs="[]"), "2:13", "the inputs must not be empty", "/inputs"),
    ("a sample without inputs", problem(inputs="[[]]"), "2:14", "the rows of the inputs must not be empty",
     "/inputs/0"),
    ("rows of different lengths", problem(inputs="[[6, 1], [2]]"), "2:22",
     "row 2 of the inputs has 1 number, row 1 has 2", "/inputs/1"),
    ("a flat array for rows", problem(inputs="[6, 1]"), "2:14",
     "the inputs must be rows: an array of arrays of numbers", "/inputs/0"),
    ("a string for a number", problem(inputs='[["6", 1]]'), "2:15", "each input must be a number", "/inputs/0/0"),
    ("no layers", problem(layers="[]"), "4:13", "the layers must not be empty", "/layers"),
    ("weights that do not fit the inputs", problem(layers=layer(weights="[[1, 1, 1]]")), "4:38",
     "layer 1: weights are 1 row x 3 columns, expected 1 x 2 (units x inputs)", "/layers/0/weights"),
    ("biases that do not fit the units", problem(layers=layer(biases="[0, 1]")), "4:58",
     "layer 1: biases are 2 numbers, expected 1 (one per unit)", "/layers/0/biases"),
    ("targets that do not fit the outputs", problem(targets="[[1, 2]]"), "3:15",
     "layer 1, the last, has 1 unit, a row of the targets has 2", "/targets/0"),
    ("more targets than inputs", problem(targets="[[1], [2]]"), "3:14",
     "the inputs have 1 row, the targets 2", "/targets"),
    # values
    ("a number of updates beyond its limit", problem(updates="1000001"), "7:14",
     '"updates" must be at most 1000000', "/updates"),
    ("half an update", problem(updates="1.5"), "7:14", '"updates" must be a whole number', "/updates"),
    ("more units than there may be", problem(layers=layer(units="1000000000")), "4:24",
     '"units" must be at most 16384', "/layers/0/units"),
    ("a batch of nothing", problem(batch_size="0"), "7:17", '"batch_size" must be at least 1', "/batch_size"),
    ("a sample that is not there", problem(batches="[[1], [2]]"), "7:21",
     "each sample number of a batch must be at most 1", "/batches/1/0"),
    ("no digits", problem(digits="0"), "7:13", '"digits" must be at least 1', "/digits"),
    ("a name for what is not there", problem(names='{"z9[1]": "q"}'), "7:13",
     'there is no "z9[1]" to be named: the number of layers is 1', "/names/z9[1]"),
    ("two quantities with one name", problem(names='{"z1[1]": "q", "a1[1]": "q"}'), "7:36",
     "z1[1] and a1[1] have the same name", "/names/a1[1]"),
]

# No value: the step and its formula are named, there is no place in the file.
DOMAIN = problem(layers=layer(activation='"relu"', weights="[[-1, 0]]"), loss='"binary_cross_entropy"')
DOMAIN_MESSAGE = ("error: u1.s1.E has no value: logarithm of a number that is not positive in "
                  "-(t[1]*log(a1[1]) + (1 - t[1])*log(1 - a1[1]))")


class Folder:
    """A scratch folder with a problem and the output of an earlier run."""

    def __init__(self, path, handgrad):
        self.path, self.handgrad = path, handgrad
        self.output = os.path.join(path, "old.md")
        with open(self.output, "w", encoding="utf-8") as file:
            file.write("old\n")

    def trace(self, text, file_format):
        """(exit status, standard output, standard error, what is wrong with the files)"""
        with open(os.path.join(self.path, "net.json"), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        done = run([self.handgrad, "trace", "net.json", "--format", file_format, "-o", "old.md"], cwd=self.path)
        with open(self.output, encoding="utf-8") as file:
            changed = file.read() != "old\n"
        left = sorted(os.listdir(self.path)) != ["net.json", "old.md"]
        wrong = [what for what, so in (("the old file was changed", changed), ("a file was left behind", left)) if so]
        return done + (wrong,)


def complaints(done, first_line, pointer):
    status, out, err, wrong = done
    if status != 2:
        wrong.append("exit status %d" % status)
    if out:
        wrong.append("something was written to standard output")
    if not err.startswith(first_line):
        wrong.append("expected " + first_line)
    if pointer and "(at %s)" % pointer not in err.splitlines()[0]:
        wrong.append("expected the pointer " + pointer)
    if err.count("error:") != 1:
        wrong.append("more than one error, or none")
    return "\n".join(wrong + [err]) if wrong else ""


def main(handgrad):
    tap = Tap()
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(path, handgrad)
        for number, (name, text, place, message, pointer) in enumerate(CASES):
            done = folder.trace(text, ("markdown", "text", "json", "ndjson")[number % 4])
            wrong = complaints(done, "net.json:%s: error: %s" % (place, message or ""), pointer)
            tap.check("bad input: " + name, not wrong, wrong)
        for file_format in ("markdown", "text", "json", "ndjson"):
            wrong = complaints(folder.trace(DOMAIN, file_format), DOMAIN_MESSAGE, None)
            tap.check("a logarithm of 0 in " + file_format, not wrong, wrong)
        status, out, err, wrong = folder.trace(problem(), "json")
        tap.check("the good problem is good", status == 0 and not err and "the old file was changed" in wrong, err)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
