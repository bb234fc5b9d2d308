"""`handgrad derive`: the worked derivations hold; options, formats, statuses, hostile texts, files, pipes.

Usage: derive_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, examples, run  # noqa: E402

FORMATS = ("markdown", "text", "tex", "html", "json")

HOSTILE = "<script>alert(1)</script> | `code` $x$ $`y`$ **b** [l](javascript:x) # & \\ _u_ ~~s~~ {d} \\end{document} % 中"


def derivation(*claims, **keys):
    return dict({"format": "handgrad-derivation", "version": 1, "title": "A test",
                 "symbols": {"x": {}, "z": {"domain": "positive"}}, "claims": list(claims)}, **keys)


def claim(left, *exprs, **keys):
    return dict({"claim": left, "lines": [{"expr": expr, "because": "Because."} for expr in exprs]}, **keys)


GOOD = claim("(x + 1)^2", "x^2 + 2*x + 1")
WRONG = claim("(x + 1)^2", "x^2 + 2*x + 1", "x^2 + x + 1", name="Squares")
UNDEFINED = claim("log(x)", "log(x)")

BAD_USAGE = [
    (["derive"], "handgrad: derive what? Name a derivation or a worked example, or --diff\n"),
    (["derive", "a", "b"], 'handgrad: one argument too many: "b"\n'),
    (["derive", "softmax_jacobia"], "softmax_jacobia: error: there is no such file, and no worked example is called so; "
                                    'did you mean "softmax_jacobian"?'),
    (["derive", "softmax_jacobian", "--diff", "z", "--wrt", "z"],
     "handgrad: a derivation and --diff exclude each other\n"),
    (["derive", "--diff", "z^2"], "handgrad: --diff needs --wrt: by what?\n"),
    (["derive", "--wrt", "z"], "handgrad: --wrt needs --diff: the derivative of what?\n"),
    (["derive", "softmax_jacobian", "--format", "htm"], 'error: format "htm" is not known\n'),
    (["derive", "softmax_jacobian", "--format", "ndjson"], 'error: format "ndjson" is not known\n'),
    (["derive", "softmax_jacobian", "--digits", "0"], "handgrad: --digits: expected a whole number from 1 to 1000"),
    (["derive", "softmax_jacobian", "--digits", "1001"], "handgrad: --digits: expected a whole number from 1 to 1000"),
    (["derive", "softmax_jacobian", "--points", "x"], "handgrad: --points: expected a whole number from 1 to 10000"),
    (["derive", "softmax_jacobian", "--decimals", "3"], 'handgrad: unknown option "--decimals"'),
    (["derive", "two_three_one"], "two_three_one: error: this is a problem, not a derivation: `handgrad trace` shows it"),
    (["trace", "softmax_jacobian"],
     "softmax_jacobian: error: this is a derivation: `handgrad derive` shows and checks it"),
    (["verify", "softmax_jacobian"],
     "softmax_jacobian: error: this is a derivation: `handgrad derive` shows and checks it"),
    (["diff", "softmax_jacobian", "two_three_one"], "softmax_jacobian: error: this is a derivation: "),
    (["diff", "two_three_one", "softmax_jacobian"], "softmax_jacobian: error: this is a derivation: "),
]


class Derive:
    def __init__(self, handgrad, root, folder):
        self.handgrad, self.folder = handgrad, folder
        self.schemas = Schemas(root)

    def __call__(self, *arguments, text=""):
        return run([self.handgrad] + list(arguments), text, cwd=self.folder)

    def file(self, name, content):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return name

    def report(self, content, *options):
        """Status and JSON report of a derivation; the report must be valid."""
        status, out, err = self("derive", "-", "--format", "json", *options, text=json.dumps(content))
        report = json.loads(out) if status in (0, 1) else {"error": err}
        error = "error" not in report and not self.schemas.missing() and self.schemas.error(report, "derive.schema.json")
        if error:
            raise RuntimeError("not valid by docs/derive.schema.json: " + error)
        return status, report


def verdicts(report):
    return [[line["verdict"] for line in claim["lines"]] for claim in report["claims"]]


def worked_examples(tap, derive):
    for name in examples(derive.handgrad, "derive"):
        text = derive("examples", name)[1]
        status, report = derive.report(json.loads(text))
        tap.check("every line of %s holds" % name, status == 0 and report["title"] == json.loads(text)["title"] and
                  all(verdict == "holds" for claim in verdicts(report) for verdict in claim), json.dumps(report, indent=1))
        out = {fmt: derive("derive", name, "--format", fmt) for fmt in FORMATS}
        tap.check("%s in every format" % name, all(status == 0 and out and not err for status, out, err in out.values()))
        tap.check("%s: derivatives read as people write them" % name, not re.search(r"diff\(\w+(\[[\w,]+\])?, ", out["text"][1]))
    default = derive("derive", "softmax_jacobian")
    tap.check("the format is markdown unless something else is said",
              default == derive("derive", "softmax_jacobian", "--format=markdown") and default[1].startswith("# "))


def statuses(tap, derive):
    for what, content, expected, wanted in (
            ("holds", derivation(GOOD), 0, [["holds"]]),
            ("is refuted", derivation(GOOD, WRONG), 1, [["holds"], ["holds", "refuted"]]),
            ("is undefined", derivation(UNDEFINED, GOOD), 1, [["undefined"], ["holds"]])):
        status, report = derive.report(content)
        tap.check("a derivation that %s" % what, status == expected and verdicts(report) == wanted, str(report))
    status, report = derive.report(derivation(WRONG))
    example = report["claims"][0]["lines"][1]["counterexample"]
    tap.check("the counterexample is the simplest", set(example["values"]) == {"x"} and example["sizes"] == {}
              and example["indices"] == {} and example["left"] != example["right"] and "fault" not in example, str(example))
    status, out, err = derive("derive", "-", "--format", "text", text=json.dumps(derivation(WRONG, UNDEFINED)))
    tap.check("a page says which line fails, where, and what each side is there", status == 1 and not err
              and "  | Does not hold. With x = " in out and " line 1 is " in out and ", and line 2 is " in out
              and "Refuted at line 2: " in out and "0 of 2 claims hold" in out, out)
    tap.check("what has no value is no agreement", "  | Not defined everywhere. With x = 0 neither the left side nor line 1 has a value" in out and "Not defined everywhere: line 1" in out, out)
    status, out, err = derive("derive", "-", text="{")
    tap.check("bad input", status == 2 and not out and err.startswith("standard input:1:"), err)
    status, out, err = derive("derive", "-", text=json.dumps(derivation(claim("(x + ", "x"))))
    tap.check("a caret into the expression", status == 2 and err.rstrip().endswith("^"), err)


def options(tap, derive):
    content = derivation(GOOD, claim("exp(x)*exp(x)", "exp(2*x)"), claim("sum(k=1..K, a[k])", "sum(j=1..K, a[j])"),
                         symbols={"x": {}, "K": {"range": [2, 3]}, "a": {"indices": ["K"]}})
    for digits in (1, 30, 60, 1000):
        status, report = derive.report(content, "--digits", str(digits))
        inexact = report["claims"][1]["lines"][0]
        tap.check("--digits %d" % digits, status == 0 and report["digits"] == digits and not inexact["exact"]
                  and inexact["digits"] >= digits and report["claims"][0]["lines"][0]["exact"], str(report))
    for points in (4, 7, 50):
        status, report = derive.report(content, "--points", str(points))
        lines = [claim["lines"][0] for claim in report["claims"]]
        tap.check("--points %d for each choice of the sizes" % points, status == 0 and
                  all(line["points"] == points * line["sizes"] for line in lines), str(report))
    name = derive.file("file.json", content)
    plain = derive("derive", name)
    tap.check("a file", plain[0] == 0 and plain == derive("derive", "-", text=json.dumps(content)))
    tap.check("into a file", derive("derive", name, "-o", "out") == (0, "", "")
              and open(os.path.join(derive.folder, "out"), encoding="utf-8").read() == plain[1])
    status, out, err = derive("derive", "--help")
    tap.check("help", status == 0 and out.startswith("usage: handgrad derive FILE"), err)


def derivatives(tap, derive):
    for expression, wrt, parts in (
            ("exp(-z^2/2) / (1 + exp(-z))", "z", ["uotient rule", "hain rule"]),
            ("x^3", "x", ["3*x^2"]),
            ("sum(i=1..K, log(1 + exp(w[i])))", "w[k]", ["For all k from 1 to K:"]),
            ("-z", "z", ["= -1\n"])):
        arguments = ["derive", "--diff", expression, "--wrt", wrt]
        out = {fmt: derive(*arguments, "--format", fmt) for fmt in FORMATS}
        text = out["text"][1]
        tap.check("--diff %s --wrt %s" % (expression, wrt), all(status == 0 and not err for status, _, err in out.values())
                  and all(part in text for part in parts) and "diff(" not in text.splitlines()[-3].split(" = ")[-1], text)
        report = json.loads(out["json"][1])
        derive.schemas.check(tap, "its report is valid", report, "derive.schema.json")
        tap.check("and every line holds", all(verdict == "holds" for claim in verdicts(report) for verdict in claim))
    for expression, wrt, message in (("exp(z", "z", 'error: expected an operator or ")" after "z"'),
                                     ("exp(z)", "z[", "error: expected an index variable"),
                                     ("f(z)", "z", "error: ")):
        status, out, err = derive("derive", "--diff", expression, "--wrt", wrt)
        tap.check("refused: --diff '%s' --wrt '%s'" % (expression, wrt), status == 2 and not out
                  and err.startswith(message) and err.rstrip().endswith("^"), err)


def bad_usage(tap, derive):
    for arguments, message in BAD_USAGE:
        status, out, err = derive(*arguments)
        tap.check("refused: handgrad " + " ".join(arguments), status == 2 and not out and err.startswith(message)
                  and err.count("error:") <= 1, "exit status %d\n%s" % (status, err))


def hostile_texts(tap, derive):
    content = derivation(dict(WRONG, name=HOSTILE), title=HOSTILE, source=HOSTILE)
    for line in content["claims"][0]["lines"]:
        line["because"] = HOSTILE.replace("`code`", "`x^2`")  # what is paired in a reason must be mathematics
    out = {fmt: derive("derive", "-", "--format", fmt, text=json.dumps(content)) for fmt in FORMATS}
    tap.check("hostile texts in every format", all(status == 1 and not err for status, _, err in out.values()))
    markdown, tex = out["markdown"][1], out["tex"][1]
    tap.check("nothing of them is markup", "<script" not in markdown and "](javascript" not in markdown.replace("\\]", "")
              and "`code`" not in markdown.replace("\\`", ""), markdown)
    tap.check("nor LaTeX", tex.isascii() and tex.count("\\end{document}") == 1, tex)
    report = json.loads(out["json"][1])
    tap.check("json has them as they are", report["title"] == HOSTILE and report["claims"][0]["name"] == HOSTILE)


def unwritable(tap, derive):
    derive.file("old", "old\n")
    for fmt in FORMATS:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([derive.handgrad, "derive", "sigmoid_derivative", "--format", fmt], stdout=writer,
                              stderr=subprocess.PIPE, timeout=60)
        os.close(writer)
        tap.check("%s: a closed pipe ends quietly" % fmt, done.returncode == 0 and not done.stderr, str(done))
        if os.path.exists("/dev/full"):
            status, _, err = derive("derive", "sigmoid_derivative", "--format", fmt, "-o", "/dev/full")
            tap.check("%s: a full disk" % fmt, status == 3 and err.startswith("/dev/full: error: cannot write it"), err)
    status, _, err = derive("derive", "-", "-o", "old", text="{}")
    with open(os.path.join(derive.folder, "old"), encoding="utf-8") as file:
        tap.check("a failed run leaves the old file", status == 2 and file.read() == "old\n", err)


def main(handgrad, root):
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        derive = Derive(os.path.abspath(handgrad), root, folder)
        for part in (worked_examples, statuses, options, derivatives, bad_usage, hostile_texts, unwritable):
            part(tap, derive)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
