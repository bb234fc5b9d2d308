"""Writes the worked examples as a C table: embed_examples.py FILE.json ... > examples.inc"""

import json
import pathlib
import sys


def c_string(text):
    """The text as C string literals, one a line, every byte that is not plain ASCII escaped."""
    lines = []
    for line in text.splitlines(keepends=True):
        out = ""
        for byte in line.encode():
            char = chr(byte)
            if char in '"\\?':
                out += "\\" + char
            elif char == "\n":
                out += "\\n"
            elif 32 <= byte < 127:
                out += char
            else:
                out += "\\%03o" % byte
        lines.append('     "%s"' % out)
    return "\n".join(lines)


for name in sys.argv[1:]:
    path = pathlib.Path(name)
    text = path.read_text(encoding="utf-8")
    title = json.loads(text)["title"]
    print("    {%s,\n%s,\n%s},\n" % (c_string(path.stem), c_string(title), c_string(text)))
