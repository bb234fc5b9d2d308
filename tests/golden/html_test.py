"""HTML documents: every worked example, report and derivation is well-formed, says what its trace says, loads nothing.

Documents are parsed as XML, which no slip in their making survives. What their policy admits is what is in them. That
browsers show them well is for tests/browser.

Usage: html_test.py HANDGRAD SOURCE_ROOT
"""

import base64
import hashlib
import json
import os
import re
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, examples, run  # noqa: E402

HOSTILE = ("</title></style><script>alert(1)</script> <img src=x onerror='a()'> & &amp; \" ' ]]> <!-- "
           "\u05d0\u05d1 é 中文 👍")

# MathML Core, as far as formulas need it: how many children each element has (None: any number of them).
MATHML = {"math": None, "mrow": None, "mi": 0, "mn": 0, "mo": 0, "mtext": 0, "mfrac": 2, "msqrt": None, "msup": 2, "msub": 2,
          "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mtable": None, "mtr": None, "mtd": None}
PAGE = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "li", "div", "wbr",
        "span", "strong", "code", "sup", "table", "thead", "tbody", "tr", "th", "td"}
PICTURE = re.compile(r"^(svg|a|g|path|line|circle|rect|text|tspan|title|desc|defs|marker|polyline|polygon)$")
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "dir", "class", "scope", "tabindex", "role", "aria-label",
              "display", "displaystyle", "mathvariant", "stretchy", "form", "lspace", "rspace", "movablelimits", "accent",
              "accentunder", "id", "headers", "colspan"}


def complaints(html):
    """What is wrong with a document, one line each."""
    try:
        root = ElementTree.fromstring(html)
    except ElementTree.ParseError as error:
        return ["not well-formed: %s" % error]
    wrong, level = [], 0
    pictures = {part for svg in root.iter("svg") for part in svg.iter()}
    for node in root.iter():
        if node in pictures:
            if not PICTURE.match(node.tag):
                wrong.append("<%s> in a picture" % node.tag)
        elif node.tag in MATHML:
            if MATHML[node.tag] not in (None, len(node)):
                wrong.append("<%s> of %d: %s" % (node.tag, len(node), ElementTree.tostring(node)))
        elif node.tag not in PAGE:
            wrong.append("<%s>" % node.tag)
        for name in set(node.keys()) - (ATTRIBUTES if node not in pictures else set(node.keys())):
            wrong.append('%s="%s"' % (name, node.get(name)))
        if any(key.startswith("on") or key in ("style", "src") or (key == "href" and value[0] != "#")
               for key, value in node.items()):
            wrong.append("an attribute that runs or loads: %s" % node.attrib)
        if re.match(r"h[1-6]$", node.tag):
            if int(node.tag[1]) > level + 1 or (node.tag == "h1") != (level == 0):
                wrong.append("<%s> after <h%d>" % (node.tag, level))
            level = int(node.tag[1])
    style = root.find("head/style").text or ""
    source = "'sha256-%s'" % base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = root.find("head/meta[@http-equiv='Content-Security-Policy']").get("content")
    if policy != "default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + source:
        wrong.append("policy: " + policy)
    if not root.find("head/title").text or root.find("body/main/h1") is None:
        wrong.append("no title")
    for element in root.iter("math"):
        if any((part.tail or "").strip() or (len(part) and (part.text or "").strip()) for part in element.iter()
               if part is not element):
            wrong.append("text beside elements in a formula")
    return wrong


class Html:
    def __init__(self, tap, handgrad):
        self.tap, self.handgrad = tap, handgrad

    def check(self, name, *arguments, text=""):
        """One case. Gives the document."""
        status, out, err = run([self.handgrad] + list(arguments) + ["--format", "html"], text)
        wrong = complaints(out) if status in (0, 1) and not err else ["exit status %d: %s" % (status, err)]
        self.tap.check(name, not wrong, "\n".join(wrong))
        return out

    def check_trace(self, name):
        """Every value of the trace stands in its document, if that goes into every step."""
        out = self.check(name, "trace", name, "--detail", "full")
        trace = json.loads(run([self.handgrad, "trace", name, "--format", "json"])[1])
        shown = {step["shown"].lstrip("-").split("e")[0] for step in trace["steps"] if "formula" in step}
        numbers = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", "".join(ElementTree.fromstring(out).itertext())))
        self.tap.check("%s: every value is there" % name, shown <= numbers, str(sorted(shown - numbers)[:20]))


def planted(tap):
    """The checks find what they are for."""
    head = ("<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
            "form-action 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='\"/><title>t</title>"
            "<style>%s</style></head><body><main><h1>t</h1>%s</main></body></html>")
    tap.check("a right document", not complaints(head % ("", "<p>a</p>")))
    for name, body in (("an element left open", "<p>a"), ("a script", "<script>a</script>"), ("a handler", "<p onclick='a'/>"),
                       ("a heading too low", "<h3>a</h3>"), ("a fraction of one", "<math><mfrac><mi>a</mi></mfrac></math>"),
                       ("loose text", "<math><mrow>a<mi>b</mi></mrow></math>"), ("a link out", "<p><a href='http://x'/></p>")):
        tap.check("found: " + name, complaints(head % ("", body)) != [])
    tap.check("found: a style that the policy refuses", complaints(head % ("p {}", "<p>a</p>")) != [])


def main(handgrad):
    tap = Tap()
    html = Html(tap, handgrad)
    planted(tap)
    for name in examples(handgrad):
        html.check_trace(name)
        for detail in ("matrix", "summary"):
            html.check("%s, %s" % (name, detail), "trace", name, "--detail", detail)
        html.check("worksheet of " + name, "worksheet", name, "--blank", "all")
    for name in examples(handgrad, "derive"):
        html.check(name, "derive", name)
    for name in examples(handgrad, "check"):
        html.check(name, "check", name.replace("_answers", ""), name)
    html.check("gradients verified", "verify", "exam_softmax")
    html.check("a derivative", "derive", "--diff", "exp(-z^2/2) / (1 + exp(-z))", "--wrt", "z")
    html.check("work by hand", "trace", "two_three_one", "--working", "sf:4", "--detail", "full")
    softmax = json.loads(run([handgrad, "examples", "exam_softmax"])[1])
    softmax["title"] = softmax["source"] = HOSTILE
    softmax["names"] = {"z1[1]": "ж", "a1[1]": "a__b_c", "a1[2]": "σ2", "E": "Übel", "z1[2]": "中文👍"}
    out = html.check("hostile texts and names", "trace", "-", "--detail", "full", text=json.dumps(softmax))
    tap.check("the title is as written", HOSTILE
              == ElementTree.fromstring(out).find("head/title").text, out[:2000])
    with tempfile.TemporaryDirectory() as folder:
        answers = os.path.join(folder, "answers.json")
        with open(answers, "w", encoding="utf-8") as file:
            json.dump({"q": [HOSTILE, "4", "2"], "f": "-16"}, file)
        html.check("hostile answers", "check", "circuit", answers)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
