"""Commands, options and formats: what is asked for is what comes, and what cannot be asked for is refused.

Usage: command_test.py HANDGRAD
"""

import json
import os
import re
import sys
from decimal import ROUND_HALF_UP, Context, Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, examples as names_of, run  # noqa: E402

FORMATS = ("markdown", "text", "tex", "html", "json", "ndjson")

# arguments; what standard error begins with
BAD_USAGE = [
    ([], "handgrad: a command is needed\n`handgrad --help` says what is possible.\n"),
    (["trase"], 'handgrad: unknown command "trase"; did you mean "trace"?\n'),
    (["predict", "run.json"], "handgrad: predict what? Name the rows with --input\n"),
    (["trace", "two_three_one", "--working", "4"], 'error: working "4" is not known\n'),
    (["trace", "two_three_one", "--working", "sf:0"], 'error: working "sf:0" is not known\n'),
    (["trace", "two_three_one", "--working", "sf:4:up"], 'error: working "sf:4:up" is not known\n'),
    (["trace", "two_three_one", "--working", "sf:4", "--arithmetic", "float64"],
     "error: working precision and floating-point arithmetic exclude each other\n"),
    (["trace", "two_three_one", "--arithmetic", "float16"], 'error: arithmetic "float16" is not known\n'),
    (["trace", "two_three_one", "--updates", "3"], "error: there is no such update\n"),
    (["trace", "two_three_one", "--updates", "1,"], "error: the list of updates cannot be read\n"),
    (["trace", "two_three_one", "--updates", "last-0"], "error: there is no such update\n"),
    (["trace", "two_three_one", "--format", "htm"], 'error: format "htm" is not known\n'),
    (["trace", "two_three_one", "-o", ""], "handgrad: --output is empty: it needs a file name\n"),
    (["trace", "two_three_one", "--digits="], "handgrad: --digits is empty"),
    (["--detail"], 'handgrad: unknown command "--detail"\n'),
    (["trace"], "handgrad: trace what? Name a problem file or a worked example\n`handgrad trace --help`"),
    (["trace", "a", "b"], 'handgrad: one argument too many: "b"\n'),
    (["trace", "two_three_one", "--fromat", "json"], 'handgrad: unknown option "--fromat"; did you mean "--format"?\n'),
    (["trace", "two_three_one", "-x"], 'handgrad: unknown option "-x"\n'),
    (["trace", "two_three_one", "--format"], "handgrad: --format needs a value: markdown, text, tex, html, json or ndjson\n"),
    (["trace", "two_three_one", "--digits=3", "--digits", "4"], "handgrad: --digits is given twice\n"),
    (["trace", "two_three_one", "--format", "jsn"], 'error: format "jsn" is not known'),
    (["trace", "two_three_one", "--detail", "ful"], 'error: detail "ful" is not known'),
    (["trace", "two_three_one", "--detail", "matrix", "--format", "json"],
     "error: detail is for markdown, text, tex and html: json and ndjson always have every step"),
    (["trace", "two_three_one", "--digits", "5", "--decimals", "5"], "error: digits and decimals exclude each other"),
    (["trace", "two_three_on"], 'two_three_on: error: there is no such file, and no worked example is called so; '
                                'did you mean "two_three_one"?'),
    (["trace", ""], ": error: there is no such file"),
    (["examples", "two_three_on"], 'handgrad: no example is called "two_three_on"; did you mean "two_three_one"?\n'),
    (["examples", "a", "b"], 'handgrad: one argument too many: "b"\n'),
]

BAD_NUMBERS = [("--digits", "1 to 1000", value) for value in ("0", "1001", "abc", "5x", "-3", " 5", "+5", "2.5",
                                                              "99999999999999999999")]
BAD_NUMBERS += [("--decimals", "0 to 1000", value) for value in ("-1", "1001", "x")]


class Command:
    def __init__(self, handgrad):
        self.handgrad = handgrad

    def __call__(self, *arguments, text=""):
        return run([self.handgrad] + list(arguments), text)

    def steps(self, problem, *options, text=""):
        status, out, err = self("trace", problem, "--format", "ndjson", *options, text=text)
        if status != 0 or err:
            raise RuntimeError("%s: exit status %d: %s" % (problem, status, err))
        return [json.loads(line) for line in out.splitlines()[1:]]


def bad_usage(tap, command):
    for arguments, message in BAD_USAGE:
        status, out, err = command(*arguments)
        tap.check("refused: handgrad " + " ".join(arguments),
                  status == 2 and not out and err.startswith(message), "exit status %d\n%s" % (status, err))
    for option, bounds, value in BAD_NUMBERS:
        status, out, err = command("trace", "two_three_one", option, value)
        message = 'handgrad: %s: expected a whole number from %s, found "%s"\n' % (option, bounds, value)
        tap.check('refused: %s "%s"' % (option, value), status == 2 and not out and err == message, err)


def every_step_is_full_detail(tap, command):
    plain = command("trace", "two_three_one", "--format", "json")
    tap.check("json takes --detail full", plain[0] == 0 and
              command("trace", "two_three_one", "--format", "json", "--detail", "full") == plain)


# Which samples a loss is of differs from update to update: no rise or fall may be claimed.
ONLINE = '''{"inputs": [[1], [2]], "targets": [[1], [0]], "layers": [{"activation": "sigmoid", "weights": [[0.5]],
 "biases": [0]}], "loss": "squared_error", "optimizer": {"learning_rate": 1}, "updates": 2, "forward_after": true%s}'''


def losses_of_different_samples(tap, command):
    claims = {more: "The loss has" in command("trace", "-", text=ONLINE % more)[1] for more in ("", ', "batch_size": 1')}
    tap.check("the loss of a full batch is compared with that before", claims[""])
    tap.check("losses of different samples are not compared", not claims[', "batch_size": 1'])


# A network that oscillates: its balls widen until 4,096 bits say nothing. No digit may be guessed then.
OSCILLATING = '''{"inputs": [[1, 2], [3, -1]], "targets": [[0.2], [0.9]], "layers": [
 {"units": 2, "activation": "tanh", "weights": [[1.5, -1.4], [0.3, 1.8]], "biases": [0.1, -0.2]},
 {"units": 1, "activation": "linear", "weights": [[1.7, -1.6]], "biases": [0.05]}],
 "loss": {"kind": "squared_error", "scale": "sum", "batch": "sum"}, "optimizer": {"learning_rate": 0.3}, "updates": 2000}'''


def lost_precision(tap, command):
    status, _, err = command("trace", "-", "--format", "ndjson", text=OSCILLATING)
    tap.check("lost precision ends the run and is named", status == 2 and "cannot be shown" in err, err)


def help_and_version(tap, command):
    for arguments, part in ((["--help"], "usage: handgrad COMMAND"), (["trace", "--help"], "usage: handgrad trace"),
                            (["trace", "x", "-h"], "usage: handgrad trace"),
                            (["examples", "--help"], "usage: handgrad examples")):
        status, out, err = command(*arguments)
        tap.check("handgrad " + " ".join(arguments), status == 0 and not err and out.startswith(part), out + err)
    status, out, err = command("--version")
    tap.check("handgrad --version", status == 0 and re.fullmatch(r"handgrad \d+\.\d+\.\d+\n", out), out + err)


def examples(tap, command):
    status, out, err = command("examples")
    names = names_of(command.handgrad)
    tap.check("examples are listed with what to do and their titles", status == 0 and "two_three_one" in names
              and all(len(line.split(None, 2)) == 3 for line in out.splitlines()), out + err)
    for what in ("trace", "derive"):
        for name in names_of(command.handgrad, what):
            status, text, err = command("examples", name)
            listed = r"^%-6s %s +%s$" % (what, name, re.escape(json.loads(text)["title"]))
            tap.check("the file of " + name, status == 0 and re.search(listed, out, re.M), text + err)
            tap.check("%s by name is its file on standard input" % name,
                      command(what, name)[1] == command(what, "-", text=text)[1])


def formats(tap, command):
    for name in names_of(command.handgrad):
        whole = json.loads(command("trace", name, "--format", "json")[1])
        lines = [json.loads(line) for line in command("trace", name, "--format", "ndjson")[1].splitlines()]
        header = {key: value for key, value in whole.items() if key != "steps"}
        tap.check("json and ndjson of %s have the same records" % name,
                  lines == [header] + whole["steps"] and list(lines[0]) == list(header))
        again = command("trace", "-", "--format", "json", text=json.dumps(whole["problem"]))[1]
        tap.check("the problem in the trace of %s gives that trace" % name, json.loads(again) == whole)
    default = command("trace", "two_three_one")[1]
    tap.check("the format is markdown unless something else is said",
              default == command("trace", "two_three_one", "--format=markdown")[1] and default.startswith("# "))
    details = [command("trace", "two_three_one", "--detail", detail) for detail in ("full", "matrix", "summary")]
    tap.check("each detail gives another text", all(status == 0 for status, _, _ in details)
              and len({out for _, out, _ in details}) == 3)
    tap.check("-- ends the options", command("trace", "--", "two_three_one")[1] == default)


# ---- digits ----


def rounded(shown, significant):
    return Context(prec=significant, rounding=ROUND_HALF_UP).plus(Decimal(shown))


def digits(tap, command):
    for example in ("two_three_one", "exam_softmax"):
        few, many = (command.steps(example, "--digits", count) for count in ("6", "20"))
        wrong = [a["id"] for a, b in zip(few, many)
                 if a["role"] != "update" and rounded(b["shown"], 6) != Decimal(a["shown"])]
        same = [a["id"] for a, b in zip(few, many) if (a["id"], a.get("value")) != (b["id"], b.get("value"))]
        tap.check("20 digits of %s round to its 6 digits" % example, not wrong, " ".join(wrong))
        tap.check("values of %s do not depend on the digits" % example, not same, " ".join(same))
        wrong = [s["id"] for s in many if s["exact"] and Decimal(s["shown"]) != rounded(s["shown"], 20)]
        tap.check("exact values of %s have no more than 20 digits" % example, not wrong, " ".join(wrong))
    text = json.dumps(dict(json.loads(command("examples", "two_three_one")[1]), digits=9))
    tap.check("the problem's own digits",
              command.steps("-", text=text) == command.steps("two_three_one", "--digits", "9"))
    tap.check("--digits goes before the problem's own",
              command.steps("-", "--digits", "4", text=text) == command.steps("two_three_one", "--digits", "4"))
    steps = {s["id"]: s for s in command.steps("two_three_one", "--digits", "1000")}
    tap.check("a thousand digits", len(steps["u1.s1.a2[1]"]["shown"]) == 1002)


def decimals(tap, command):
    steps = command.steps("two_three_one", "--decimals", "4")
    wrong = [s["id"] for s in steps if not s["exact"] and s["role"] != "update"
             and not re.fullmatch(r"-?\d+\.\d{4}", s["shown"])]
    tap.check("four decimals", not wrong, " ".join(wrong))
    shown = {s["id"]: s["shown"] for s in steps}
    tap.check("values at four decimals", shown["u1.s1.a1[1]"] == "0.9997" and shown["u1.s1.z1[1]"] == "8"
              and shown["u1.s1.a2[1]"] == "0.9820", str(shown))
    header = json.loads(command("trace", "two_three_one", "--format", "ndjson", "--decimals", "0")[1].splitlines()[0])
    tap.check("no decimals", header["arithmetic"] == {"kind": "certified", "decimals": 0}, str(header["arithmetic"]))


# ---- what users write lands in the text as text ----

HOSTILE = "<script>alert(1)</script> | `code` $x$ $`y`$ **b** [l](javascript:x) ![i](y) # & \\ _u_ ~~s~~ {d} </details>"


def marks(line):
    """What Markdown or HTML could take for a mark: neither escaped nor an entity."""
    return re.findall(r"[<`$*\[#&\\|_~{]", re.sub(r"\\[!-/:-@\[-`{-~]|&\w+;", "", line))


def hostile_texts(tap, command):
    problem = json.loads(command("examples", "exam_softmax")[1])
    problem["title"] = problem["source"] = HOSTILE
    problem["names"] = {"z1[1]": "ж", "a1[1]": "a__b_c", "a1[2]": "σ2", "E": "Übel"}
    text = json.dumps(problem)
    out = {name: command("trace", "-", "--format", name, text=text) for name in FORMATS}
    tap.check("a hostile title in every format", all(status == 0 and not err for status, _, err in out.values()))
    lines = out["markdown"][1].splitlines()
    source = [line for line in lines if line.startswith("Source: ")]
    tap.check("the heading is a line of plain text", lines[0].startswith("# ") and not marks(lines[0][2:]), lines[0])
    tap.check("so is the source", len(source) == 1 and not marks(source[0]), str(source))
    tap.check("text has it as it is", out["text"][1].startswith(HOSTILE + "\n"), out["text"][1][:200])
    whole = json.loads(out["json"][1])
    tap.check("json has it as it is", whole["title"] == HOSTILE and whole["problem"]["source"] == HOSTILE)
    names = {step["name"] for step in whole["steps"]}
    tap.check("names in other scripts", {"ж", "a__b_c", "dÜbel/dσ2"} <= names)
    for step in whole["steps"]:
        if "\\" in step["name"] or "$" in step["latex"] or step["latex"].count("{") != step["latex"].count("}"):
            tap.check("LaTeX of " + step["name"], False, step["latex"])


def main(handgrad):
    tap, command = Tap(), Command(handgrad)
    for part in (bad_usage, help_and_version, examples, formats, digits, decimals, hostile_texts,
                 every_step_is_full_detail, losses_of_different_samples, lost_precision):
        part(tap, command)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
