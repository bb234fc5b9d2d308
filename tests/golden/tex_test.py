"""LaTeX as pdflatex takes it: every worked example compiles as it is, with nothing wider than the page.

Also texts and names that could run a command, and problems wider than a page. Without pdflatex all of it is skipped, or
fails where HANDGRAD_REQUIRE_LATEX is set.

Usage: tex_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, examples, run  # noqa: E402

HOSTILE = ("\\end{document} \\input{/etc/passwd} ^^5cinput $x$ & % # _u_ ~ {d} [x] * -- '' ,, <b> \" ` "
           "é ŷ → “x” 中文 👍 Ωж a\u0302")

WIDE = {"inputs": [[0.1234 * i for i in range(40)]] * 3, "targets": [[0.5]] * 3, "loss": "squared_error",
        "layers": [{"activation": "sigmoid", "weights": [[0.0123 * i for i in range(40)]] * 2, "biases": [0, -1]},
                   {"weights": [[0.25, 1]], "biases": [0]}], "optimizer": {"learning_rate": 1}}

LONG = " + ".join("exp(x/%d)*sin(%d*x)" % (i, i) for i in range(1, 30))
REFUTED = {"format": "handgrad-derivation", "version": 1, "title": HOSTILE, "source": HOSTILE,
           "symbols": {"x": {}, "中": {"domain": "positive"}, "K": {"range": [2, 3]}, "a": {"indices": ["K"]}},
           "assume": ["x > 0"], "define": ["y[j] = 中*a[j]"],
           "claims": [{"name": HOSTILE, "claim": LONG, "lines": [{"expr": LONG + " + x", "because": HOSTILE}]},
                      {"claim": "y[j]*a[k]", "lines": [
                          {"cases": [{"when": "j == k", "expr": "中*a[j]^2"}, {"when": "otherwise", "expr": LONG}]},
                          {"expr": "log(-中)"}]}]}


def hostile(problem):
    problem["title"] = problem["source"] = HOSTILE
    problem["names"] = {"z1[1]": "ж", "a1[1]": "a__b_c", "a1[2]": "σ2", "E": "Übel", "z1[2]": "中文👍"}
    return problem


def steps(handgrad, name):
    return json.loads(run([handgrad, "trace", name, "--format", "json"])[1])["steps"]


class Latex:
    def __init__(self, tap, handgrad, folder):
        self.tap, self.handgrad, self.folder = tap, handgrad, folder

    def write(self, *arguments, text=""):
        status, out, err = run([self.handgrad] + list(arguments) + ["--format", "tex"], text)
        if status not in (0, 1) or err:
            raise RuntimeError("%s: exit status %d: %s" % (" ".join(arguments), status, err))
        return out

    def check(self, name, *arguments, text=""):
        """One case: what the command writes is ASCII, compiles, and fits the page."""
        source = self.write(*arguments, text=text)
        with open(os.path.join(self.folder, "page.tex"), "w", encoding="utf-8") as file:
            file.write(source)
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"], cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=250)
        with open(os.path.join(self.folder, "page.log"), encoding="latin-1") as file:
            log = file.read()
        complaints = re.findall(r"^!.*\n.*\n.*|^Overfull.*|^LaTeX Warning: Reference.*", log, re.M)
        self.tap.check(name, source.isascii() and done.returncode == 0 and not complaints, "\n".join(complaints) or log)


def main(handgrad):
    tap = Tap()
    if not shutil.which("pdflatex") and not os.environ.get("HANDGRAD_REQUIRE_LATEX"):
        tap.skip("LaTeX compiles", "pdflatex is missing")
        return tap.finish()
    with tempfile.TemporaryDirectory() as folder:
        latex = Latex(tap, handgrad, folder)
        for name in examples(handgrad):
            latex.check(name, "trace", name)
        for name in examples(handgrad, "derive"):
            latex.check(name, "derive", name)
        softmax = json.loads(run([handgrad, "examples", "exam_softmax"])[1])
        for name in ("exam_softmax", "attention_head", "neuron_momentum"):
            latex.check("worksheet of " + name, "worksheet", name, "--blank", "all")
        latex.check("in matrices", "trace", "two_two_two_adam", "--detail", "matrix")
        latex.check("a summary", "trace", "exam_softmax", "--detail", "summary")
        latex.check("work by hand", "trace", "two_three_one", "--working", "sf:4")
        latex.check("40 digits", "trace", "two_three_one", "--digits", "40")
        latex.check("wider than a page", "trace", "-", text=json.dumps(WIDE))
        latex.check("hostile texts and names", "trace", "-", "--detail", "full", text=json.dumps(hostile(softmax)))
        written = {step["id"]: [step["shown"], "7" + step["shown"]] for step in steps(handgrad, "exam_softmax")}
        latex.check("answers marked", "check", "exam_softmax", "-", text=json.dumps(written))
        for name in examples(handgrad, "check"):
            latex.check(name, "check", name.replace("_answers", ""), name)
        latex.check("hostile answers", "check", "circuit", "-", text=json.dumps({"q": [HOSTILE, "4", "2"], "f": "-16"}))
        latex.check("gradients verified", "verify", "exam_softmax")
        latex.check("a derivative", "derive", "--diff", "exp(-z^2/2) / (1 + exp(-z))", "--wrt", "z")
        latex.check("a derivation that is refuted", "derive", "-", text=json.dumps(REFUTED))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
