"""The interactive page: for every worked example its data says what the JSON trace says, and fits its picture.

What the page's script makes of the data is for tests/browser.

Usage: page_test.py HANDGRAD SOURCE_ROOT
"""

import html
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, examples, run  # noqa: E402

MOST = 300_000  # bytes of the 2-3-1 page
PHASES = ["given", "forward", "loss", "backward", "update"]
HOSTILE = ("</title></script><script>alert(1)</script><!-- <img src=x onerror='a()'> & &amp; \" ' ]]> "
           "\u05d0\u05d1 é 中文 👍")


def element(page, name):
    """The text of the element with this id, which must be there once."""
    found = re.findall(r'<(\w+)[^>]* id="%s">(.*?)</\1>' % name, page, re.S)
    return found[0][1] if len(found) == 1 else ""


class Pages:
    def __init__(self, tap, handgrad):
        self.tap, self.handgrad = tap, handgrad

    def trace(self, name, *arguments, text=""):
        status, out, err = run([self.handgrad, "trace", name] + list(arguments), text)
        if status != 0 or err:
            self.tap.check("trace %s %s" % (name, " ".join(arguments)), False, "exit status %d\n%s" % (status, err))
        return out

    def check(self, name, problem, *arguments, text=""):
        """Cases of one page; gives its data."""
        page = self.trace(problem, "--format", "html", *arguments, text=text)
        trace = json.loads(self.trace(problem, "--format", "json", *arguments, text=text))
        try:
            data = json.loads(element(page, "trace"))
        except ValueError as error:
            self.tap.check("%s: there is data" % name, False, str(error))
            return {"steps": []}
        self.tap.check("%s: the steps of the trace" % name, *compare(data, trace))
        self.tap.check("%s: laws of the data" % name, *laws(data, page))
        return data


def compare(data, trace):
    """Ids, names, roles, digits and operands are those of the trace; constants are steps of the page only."""
    ids = [step["id"] for step in data["steps"]]
    known = {step["id"] for step in trace["steps"]}
    own = [step for step in data["steps"] if step["id"] in known]
    constants = [step for step in data["steps"] if step["id"] not in known]
    wrong = ["%s is no constant" % step["id"] for step in constants
             if (step["role"], step["phase"]) != ("parameter", "given") or "." in step["id"]]
    if [step["id"] for step in own] != [step["id"] for step in trace["steps"]]:
        wrong.append("other steps: %s" % sorted({step["id"] for step in own} ^ known)[:20])
    for mine, theirs in zip(own, trace["steps"]):
        for key in ("id", "name", "role", "shown"):
            if mine[key] != theirs[key]:
                wrong.append("%s: %s %s, not %s" % (mine["id"], key, mine[key], theirs[key]))
        if mine.get("exact", False) != theirs["exact"] or ("formula" in mine) != ("formula" in theirs):
            wrong.append("%s: exact or formula" % mine["id"])
        operands = [ids[number] for number in mine.get("uses", []) if ids[number] in known]
        if operands != [operand for operand in theirs.get("operands", []) if operand in known]:
            wrong.append("%s: uses %s, not %s" % (mine["id"], operands, theirs.get("operands")))
    if data["title"] != trace["title"] and trace["title"]:
        wrong.append("title %s" % data["title"])
    return own and not wrong, "\n".join(wrong)


def laws(data, page):
    wrong, steps = [], data["steps"]
    places = set(html.unescape(place) for place in re.findall(r'data-place="([^"]*)"', page))
    updates = [update["number"] for update in data["updates"]]
    for number, step in enumerate(steps):
        before = [used for key in ("before", "gradient") for used in [step.get(key, 0)]] + step.get("uses", [])
        if not all(0 <= used < number or used == number == 0 for used in before):
            wrong.append("%s uses what is not there yet: %s" % (step["id"], before))
        if step["phase"] not in PHASES or (step["phase"] == "given" and "formula" in step):
            wrong.append("%s: phase %s" % (step["id"], step["phase"]))
        if step.get("update", updates[0]) not in updates or step.get("sample", None) not in [None] + data["samples"]:
            wrong.append("%s: update or sample" % step["id"])
        if "<svg" in page and not set(step.get("at", [])) <= places:
            wrong.append("%s: %s is not in the picture" % (step["id"], step["at"]))
        if step["role"] == "update" and (steps[step["before"]]["id"].split(".", 1)[1] != step["id"].split(".", 1)[1]
                                         or steps[step["gradient"]]["role"] != "gradient"):
            wrong.append("%s: before or gradient" % step["id"])
        for key in ("maths", "formula", "substitution", "number"):
            try:
                ElementTree.fromstring("<math>%s</math>" % step.get(key, ""))
            except ElementTree.ParseError as error:
                wrong.append("%s: %s is no MathML: %s" % (step["id"], key, error))
    return not wrong, "\n".join(wrong)


def special(pages, tap):
    pages.check("more digits", "two_three_one", "--digits", "20")
    pages.check("float32", "exam_softmax", "--arithmetic", "float32")
    notes = [step.get("note", "") for step in pages.check("by hand", "two_three_one", "--working", "sf:4")["steps"]]
    tap.check("by hand: the true values are said", any("The true value is about 0.999665" in note for note in notes)
              and any("of your" not in note and "lost" in note for note in notes), "\n".join(notes))
    data = pages.check("some updates", "neuron_momentum", "--updates", "last")
    tap.check("some updates: only those", len(data["updates"]) in (1, 2), str(data["updates"]))
    data = pages.check("some samples", "exam_softmax", "--samples", "2,3")
    tap.check("some samples: only those", data["samples"] == [2, 3], str(data["samples"]))
    kink = {"given": {"x": 0}, "formulas": ["y = relu(x)"], "objective": "y"}
    notes = [step.get("note", "") for step in pages.check("a kink", "-", text=json.dumps(kink))["steps"]]
    tap.check("a kink is told", any(note.startswith("At the kink.") for note in notes), str(notes))


def hostile(pages, tap):
    problem = json.loads(run([pages.handgrad, "examples", "exam_softmax"])[1])
    problem["title"] = HOSTILE
    problem["names"] = {"a1[1]": "a__b_c", "a1[2]": "σ2", "E": "Übel", "z1[2]": "中文👍"}
    text = json.dumps(problem)
    pages.check("hostile texts and names", "-", text=text)
    page = pages.trace("-", "--format", "html", text=text)
    tap.check("the title is text", html.unescape(re.search(r"<title>(.*?)</title>", page).group(1)) == HOSTILE, page[:2000])
    plain = pages.trace("exam_softmax", "--format", "html")
    ends = [[text.lower().count(tag) for tag in ("</script", "<!--", "</title")] for text in (plain, page)]
    tap.check("nothing ends a script or begins a comment", ends[0] == ends[1], str(ends))


def large(pages, tap):
    problem = {"inputs": [[1]], "targets": [[0]], "layers": [{"units": 1, "activation": "sigmoid", "weights": [[1]],
                                                                "biases": [0]}],
               "loss": "squared_error", "optimizer": {"learning_rate": 0.1}, "updates": 3000}
    out = pages.trace("-", "--format", "html", text=json.dumps(problem))
    tap.check("too large: a document with a note", "too large for the interactive page" in out and "<script" not in out,
              out[-2000:])
    out = pages.trace("-", "--format", "html", "--updates", "1,2,last", text=json.dumps(problem))
    tap.check("fewer updates: a page", element(out, "trace") != "", out[-2000:])
    out = pages.trace("two_three_one", "--format", "html", "--detail", "full")
    tap.check("a document where it is asked for", "<script" not in out and "too large" not in out, out[-2000:])


def main(handgrad):
    tap = Tap()
    pages = Pages(tap, handgrad)
    for name in examples(handgrad):
        pages.check(name, name)
    page = pages.trace("two_three_one", "--format", "html")
    tap.check("the 2-3-1 page has at most %d bytes" % MOST, len(page.encode()) <= MOST, str(len(page.encode())))
    tap.check("the same bytes again", page == pages.trace("two_three_one", "--format", "html"))
    special(pages, tap)
    hostile(pages, tap)
    large(pages, tap)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
