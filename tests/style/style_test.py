"""Rules of the source tree that a compiler does not check; chiefly who may include whom.

The include table is the one of docs/architecture.md. Each rule is a case; each is first shown to find a
planted offence, so that a rule that has stopped looking cannot pass.

Usage: style_test.py SOURCE_ROOT
"""

import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap  # noqa: E402

# ---- the table ----

ORDER = ["base", "number", "expr", "catalogue", "problem", "tape"]
MAY_INCLUDE = {room: set(ORDER[:i]) for i, room in enumerate(ORDER)}
MAY_INCLUDE["derivation"] = {"base", "number", "expr", "catalogue"}
MAY_INCLUDE["marking"] = MAY_INCLUDE["training"] = set(ORDER)
MAY_INCLUDE["page"] = {"base"}
MAY_INCLUDE["render"] = set(ORDER) | {"marking", "training", "derivation", "page"}
MAY_INCLUDE["api"] = MAY_INCLUDE["render"] | {"render"}
MAY_INCLUDE["cli"] = set()

# The public header: what the command line uses, and nothing else; the facade implements it.
PUBLIC_HEADER = "handgrad.h"
PUBLIC_HEADER_ROOMS = {"api", "cli"}

# Libraries that only one room may know, by how their headers are called.
LIBRARIES = {
    "base": re.compile(r"^(cjson/|cJSON)"),
    "number": re.compile(r"^(flint/|gmp|mpfr|(arb|arf|acb|mag|fmpz|fmpq|flint)\w*\.h$)"),
    "training": re.compile(r"^(openblas/)?cblas"),
}

# One file per format: these never include each other. What they share has another name (document.h).
FORMATS = {"markdown", "text", "json", "ndjson", "latex", "tex", "html"}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def includes(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


# ---- rules: each yields (line, what is wrong) ----


def include_table(path, text):
    parts = path.split("/")
    if parts[0] != "src":
        return
    room = parts[1] if len(parts) > 2 else ""
    for number, quoted, header in includes(text):
        if not quoted:
            continue
        target = header.split("/")[0]
        if header == PUBLIC_HEADER:
            if room not in PUBLIC_HEADER_ROOMS:
                yield number, "only %s include %s" % (" and ".join(sorted(PUBLIC_HEADER_ROOMS)), header)
        elif not room:
            yield number, "the public header includes nothing of the project"
        elif target not in MAY_INCLUDE or "/" not in header:
            yield number, 'includes are written by folder, as "%s/..."; found "%s"' % (room, header)
        elif target != room and target not in MAY_INCLUDE[room]:
            yield number, "%s may not include %s" % (room, header)


def library_headers(path, text):
    room = path.split("/")[1] if path.startswith("src/") else ""
    for number, quoted, header in includes(text):
        for owner, pattern in LIBRARIES.items():
            if not quoted and room and room != owner and pattern.match(header):
                yield number, "only %s includes <%s>" % (owner, header)


def renderers_apart(path, text):
    match = re.match(r"src/render/([a-z]+)\w*\.[ch]$", path)
    if not match or match.group(1) not in FORMATS:
        return
    for number, _, header in includes(text):
        other = re.match(r"render/([a-z]+)\w*\.h$", header)
        if other and other.group(1) in FORMATS and other.group(1) != match.group(1):
            yield number, "a renderer includes another: %s" % header


def header_comment(path, text):
    if re.search(r"\.([ch]|def)$", path) and not text.startswith(("/*", "//")):
        yield 1, "a file opens with a comment that says what it is for"


def no_tabs(path, text):
    if re.search(r"\.([ch]|def|py)$", path):
        for number, line in enumerate(text.splitlines(), 1):
            if "\t" in line:
                yield number, "tab"


def line_ends(path, text):
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "no newline at the end of the file"
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield number, "white space at the end of the line"


LEFT_OPEN = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def nothing_left_open(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if LEFT_OPEN.search(line):
            yield number, "left open: %s" % line.strip()


MACHINE_PATH = re.compile(r"(?<![\w.~*])/(wor[k]|far[m]|tm[p]|hom[e]|roo[t]|User[s])(/|\b)")


def no_machine_paths(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE_PATH.search(line):
            yield number, "path of one machine: %s" % line.strip()


RULES = [include_table, library_headers, renderers_apart, header_comment, no_tabs, line_ends,
         nothing_left_open, no_machine_paths]

# (rule, path, text with the offence, the same mended)
PLANTED = [
    (include_table, "src/base/a.c", '#include "number/number.h"\n', '#include "base/text.h"\n'),
    (include_table, "src/tape/a.c", '#include "render/document.h"\n', '#include "problem/problem.h"\n'),
    (include_table, "src/tape/a.c", '#include "tape.h"\n', '#include "tape/tape.h"\n'),
    (include_table, "src/derivation/a.c", '#include "problem/problem.h"\n', '#include "expr/expr.h"\n'),
    (include_table, "src/marking/a.c", '#include "training/a.h"\n', '#include "tape/tape.h"\n'),
    (include_table, "src/cli/a.c", '#include "base/text.h"\n', '#include "handgrad.h"\n#include "cli/a.h"\n'),
    (include_table, "src/render/a.c", '#include "handgrad.h"\n', '#include "derivation/a.h"\n'),
    (include_table, "src/handgrad.h", '#include "base/text.h"\n', "#include <stddef.h>\n"),
    (library_headers, "src/expr/a.c", "#include <arb.h>\n", "#include <math.h>\n"),
    (library_headers, "src/number/a.h", "#include <cjson/cJSON.h>\n", "#include <flint/fmpq.h>\n"),
    (library_headers, "src/tape/a.c", "#include <cblas.h>\n", "#include <string.h>\n"),
    (renderers_apart, "src/render/markdown.c", '#include "render/text.h"\n', '#include "render/document.h"\n'),
    (header_comment, "src/base/a.c", "#include <stddef.h>\n", "/* What it is for. */\n"),
    (no_tabs, "src/base/a.c", "\tint a;\n", "    int a;\n"),
    (line_ends, "docs/a.md", "a \n", "a\n"),
    (line_ends, "docs/a.md", "a", "a\n"),
    (nothing_left_open, "src/base/a.c", "/* TO" "DO */\n", "/* done */\n"),
    (no_machine_paths, "docs/a.md", "see /wor" "k/main/a\n", "see ./build/wor" "k/main\n"),
]


# ---- running them ----

SKIPPED_FOLDERS = re.compile(r"^(build.*|__pycache__|\.git|\.cache)$")
# Inputs made by a fuzzer are any bytes; golden files are held to the renderers and not to this.
NOT_TEXT = re.compile(r"^tests/fuzz/corpus/|\.(png|ico|gz)$")


def source_files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not SKIPPED_FOLDERS.match(name))
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
            if name != ".git" and not NOT_TEXT.search(path):  # a worktree has a file of that name
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                    yield path, file.read()


def formatting_note(tap, root, paths):
    """clang-format's versions disagree, so that what it would change is a note and not a failure."""
    if shutil.which("clang-format"):
        done = subprocess.run(["clang-format", "--dry-run"] + paths, cwd=root, capture_output=True, text=True)
        changed = sorted({line.split(":")[0] for line in done.stderr.splitlines() if "warning:" in line})
        tap.note("clang-format would change %d of %d files" % (len(changed), len(paths)))


def main(root):
    tap = Tap()
    files = list(source_files(root))
    for rule in RULES:
        blind = ["planted offence not found in %s: %r" % (path, bad) for check, path, bad, _ in PLANTED
                 if check is rule and not list(rule(path, bad))]
        strict = ["offence seen where there is none: %r" % good for check, path, _, good in PLANTED
                  if check is rule and list(rule(path, good))]
        found = ["%s:%d: %s" % (path, line, what) for path, text in files for line, what in rule(path, text)]
        tap.check("%s, in %d files" % (rule.__name__.replace("_", " "), len(files)), not blind + strict + found,
                  "\n".join(blind + strict + found))
    formatting_note(tap, root, [path for path, _ in files if re.search(r"\.[ch]$", path)])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
