"""Writes the shell of the page as C: embed.py SHELL.html --styles FILE.css ... --modules FILE.js ... [--engine FILE.wasm]

The modules are ECMAScript modules, the last one is the entry. They are joined into one script, each after those that it
imports: imports and the word export fall away, so that no two of them may call something at their top by the same name.
The engine is compressed (raw deflate) and written in base64. The security policy admits this style and this script only,
by their hashes; lines that are comments, and indentation, do not go into the page: no string of a module may span lines.
"""

import argparse
import base64
import hashlib
import pathlib
import re
import sys
import zlib

SLOTS = ["TITLE", "PICTURE", "DATA", "SHEET"]
IMPORT = re.compile(r"^import\s+(?:\{[^}]*\}\s+from\s+)?'\./([\w-]+\.js)';\n", re.MULTILINE)
TOP_NAME = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)


def read(path):
    return pathlib.Path(path).read_text(encoding="utf-8")


# ---- what a browser does not need ----

def plain_script(text):
    """Without indentation, empty lines and lines that are comments: what no token of ours spans."""
    return re.sub(r"^[ \t]*(//.*)?\n|^[ \t]+", "", text, flags=re.MULTILINE)


def plain_style(text):
    return re.sub(r"^[ \t]+|^\n", "", re.sub(r"/\*.*?\*/\n?", "", text, flags=re.DOTALL), flags=re.MULTILINE)


# ---- joining modules ----

def in_order(modules, name, done, path=()):
    """Appends to `done` the names of the modules that `name` needs, then its own."""
    if name in path:
        sys.exit("modules import each other: %s" % " ".join(path + (name,)))
    if name in done:
        return
    for needed in IMPORT.findall(modules[name]):
        if needed not in modules:
            sys.exit("%s imports %s, which is not among the modules" % (name, needed))
        in_order(modules, needed, done, path + (name,))
    done.append(name)


def join(paths):
    modules = {pathlib.Path(path).name: read(path) for path in paths}
    order, owners = [], {}
    in_order(modules, pathlib.Path(paths[-1]).name, order)
    for name in set(modules) - set(order):
        sys.exit("nothing imports %s" % name)
    for name in order:
        for top in TOP_NAME.findall(modules[name]):
            if top in owners:
                sys.exit("%s and %s both have something called %s at their top" % (owners[top], name, top))
            owners[top] = name
    bodies = [re.sub(r"^export ", "", IMPORT.sub("", modules[name]), flags=re.MULTILINE) for name in order]
    leftover = re.search(r"^(import|export)\b.*", "\n".join(bodies), re.MULTILINE)
    if leftover:
        sys.exit("the joiner does not know: %s" % leftover.group())
    return "\n".join(bodies)


# ---- the shell ----

def source_of(text):
    """The source expression of a content security policy that admits this text."""
    return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def fill(shell, values):
    for key, value in values.items():
        if shell.count("{{%s}}" % key) != 1:
            sys.exit("the shell must have {{%s}} once" % key)
        shell = shell.replace("{{%s}}" % key, value)
    return shell


def pack(path):
    """The engine as base64 of raw deflate, "" for none."""
    if not path:
        return ""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(pathlib.Path(path).read_bytes()) + deflate.flush()
    return base64.b64encode(packed).decode()


# ---- C ----

def c_bytes(text):
    """The text as a NUL-terminated array: it is longer than a string literal may be."""
    return "(const char *)(const unsigned char[]){%s}" % ",".join(map(str, text.encode() + b"\0"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shell")
    parser.add_argument("--styles", nargs="+", required=True, help="the first is that of documents, too")
    parser.add_argument("--modules", nargs="+", required=True)
    parser.add_argument("--engine", default="")
    options = parser.parse_args()
    sheets = [plain_style(read(path)) for path in options.styles]
    style, script = "\n".join(sheets), plain_script(join(options.modules))
    if re.search(r"</script|<!--", script, re.IGNORECASE) or "</style" in style.lower():
        sys.exit("the script or the style would end its own element")
    shell = fill(read(options.shell), {
        "style-source": source_of(style), "script-source": source_of(script), "style": style, "script": script,
        "engine": pack(options.engine)})
    document_style = sheets[0]
    print("static const struct part parts[] = {")
    pieces = re.split(r"\{\{slot:(\w+)\}\}", shell)
    slots = [slot.upper() for slot in pieces[1::2]]
    if slots != SLOTS:
        sys.exit("the shell has the slots %s, not %s" % (slots, SLOTS))
    for text, slot in zip(pieces[::2], slots + ["NONE"]):
        print("{%s, %d, PAGE_%s}," % (c_bytes(text), len(text.encode()), slot))
    print("};")
    print("static const bool has_engine = %s;" % ("true" if options.engine else "false"))
    print("const char page_document_style[] = {%s};" % ",".join(map(str, document_style.encode() + b"\0")))
    print('const char page_document_style_source[] = "%s";' % source_of(document_style))


if __name__ == "__main__":
    main()
