"""Writes the worked examples as a C table: embed_examples.py FILE.json ... > examples.inc"""

import json
import pathlib
import sys


def c_string(text):
    """One line of text as a C string literal, every byte that is not plain ASCII escaped."""
    out = ""
    for byte in text.encode():
        char = chr(byte)
        if char in '"\\?':
            out += "\\" + char
        elif 32 <= byte < 127:
            out += char
        else:
            out += "\\%03o" % byte
    return '     "%s"' % out


def c_bytes(text):
    """The text as a NUL-terminated array: a file is longer than a string literal may be."""
    numbers = ",".join(map(str, text.encode() + b"\0"))
    return "     (const char *)(const unsigned char[]){%s}" % numbers


def describe(stem, content):
    """Name, title and command of an example. Answers are called after their problem."""
    if content.get("format") == "handgrad-answers":
        return stem + "_answers", "Answers to %s: %s" % (stem, content["student"]), "check"
    if content.get("format") == "handgrad-derivation":
        return stem, content["title"], "derive"
    return stem, content["title"], "train" if "dataset" in content else "trace"


for name in sys.argv[1:]:
    path = pathlib.Path(name)
    text = path.read_text(encoding="utf-8")
    example, title, command = describe(path.stem, json.loads(text))
    print("    {%s,\n%s,\n%s,\n%s},\n" % (c_string(example), c_string(title), c_bytes(text), c_string(command)))
