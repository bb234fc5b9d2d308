"""The documents do not lie: their commands run, with the output that they show, and their problems are read.

In README.md and docs/*.md
- a ```sh block holds commands, a ```console block lines "$ command" each followed by its output, in which a
  line "..." stands for any lines; both run in one scratch folder per document, with handgrad on the PATH.
  ./bootstrap and commands that install or fetch are not run. A console line "# exit status N" says that the
  command before it ends so; without one it must end with 0. Messages on standard error count as output.
- what stands between <!-- output of: COMMAND --> and <!-- end of output --> is a part of that output, in
  which again a line "..." stands for any lines. "./bootstrap demo" is run as the command it ends with.
- a ```json problem block is a problem that `handgrad trace` must accept, a ```json run block a run file, a ```json
  derivation block a derivation
  that holds.
- a relative link leads to a file that exists.

Usage: docs_test.py HANDGRAD SOURCE_ROOT
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)(?P=fence)\s*$",
                   re.M | re.S)
EXCERPT = re.compile(r"<!-- output of: (?P<command>.*?) -->\n(?P<body>.*?)<!-- end of output -->", re.S)
READ_BY = {"json problem": "trace", "json derivation": "derive"}
DEMO = ("./bootstrap demo", "handgrad trace two_three_one")
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
NOT_RUN = re.compile(r"(^|[ /])(bootstrap|git|sudo|apt-get|meson|ninja)\b")
EXIT_STATUS = re.compile(r"^# exit status (\d+)$")


def matches(shown, actual):
    """Is `actual` (lines) what `shown` (lines) says, where "..." stands for any number of lines?"""
    pattern = "".join(r"(?:.*\n)*" if line.strip() == "..." else re.escape(line) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in actual)) is not None


def console_commands(body):
    """(command, output lines or None, exit status) of a console block; a trailing backslash goes on."""
    found, going_on = [], False
    for line in body.splitlines():
        status = EXIT_STATUS.match(line)
        if going_on:
            found[-1][0] += "\n" + line.removeprefix("> ")
        elif line.startswith("$ "):
            found.append([line[2:], [], 0])
        elif status and found:
            found[-1][2] = int(status.group(1))
        elif found:
            found[-1][1].append(line.rstrip())
        going_on = bool(found) and not found[-1][1] and found[-1][0].endswith("\\")
    return [tuple(entry) for entry in found]


def shell_commands(body):
    """A whole block is one script, unless it has commands that are not run."""
    lines = [line for line in body.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    script = "\n".join(line for line in lines if not NOT_RUN.search(line))
    return [(script, None, 0)] if script else []


class Document:
    def __init__(self, tap, handgrad, root, path):
        self.tap, self.handgrad, self.root = tap, handgrad, root
        self.name = os.path.relpath(path, root)
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        self.environment = dict(os.environ, LC_ALL="C.UTF-8",
                                PATH=os.path.dirname(os.path.abspath(handgrad)) + os.pathsep + os.environ["PATH"])

    def execute(self, where, command, shown, expected_status, folder):
        done = subprocess.run(["sh", "-e", "-c", command], cwd=folder, env=self.environment, timeout=120,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = done.stdout.decode(errors="replace")
        passed = done.returncode == expected_status
        if shown:
            passed = passed and matches(shown, output.splitlines())
        self.tap.check("%s: %s" % (where, command.splitlines()[0]), passed,
                       "exit status %d, expected %d\n%s" % (done.returncode, expected_status, output))

    def blocks(self):
        for match in FENCE.finditer(self.text):
            body = re.sub("(?m)^" + match.group("indent"), "", match.group("body"))
            yield self.line(match), match.group("info").strip(), body

    def line(self, match):
        return "%s:%d" % (self.name, self.text.count("\n", 0, match.start()) + 1)

    def check(self):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(os.path.join(self.root, "worked_examples"), os.path.join(folder, "worked_examples"))
            for where, info, body in self.blocks():
                if info in READ_BY:
                    status, _, err = run([self.handgrad, READ_BY[info], "-"], body)
                    self.tap.check("%s: a %s" % (where, info.split()[-1]), status == 0, err)
                elif info == "json run":
                    _, _, err = run([self.handgrad, "trace", "-"], body)
                    self.tap.check("%s: a run file" % where, "this is a run file" in err, err)
                elif info in ("sh", "console"):
                    for command, shown, status in (console_commands if info == "console" else shell_commands)(body):
                        command = command.replace(*DEMO)
                        if not NOT_RUN.search(command):
                            self.execute(where, command, shown, status, folder)
            for match in EXCERPT.finditer(self.text):
                shown = ["..."] + match.group("body").strip("\n").splitlines() + ["..."]
                self.execute(self.line(match), match.group("command").replace(*DEMO), shown, 0, folder)
        links = LINK.findall(FENCE.sub("", self.text))
        missing = [link for link in links
                   if not os.path.exists(os.path.join(self.root, os.path.dirname(self.name), link))]
        self.tap.check("%s: %d links lead somewhere" % (self.name, len(links)), not missing, " ".join(missing))


def main(handgrad, root):
    tap = Tap()
    tap.check("... stands for any lines", matches(["a", "...", "c"], ["a", "b", "b", "c"])
              and matches(["...", "c"], ["c"]) and not matches(["a", "..."], ["b", "a"]) and not matches([], ["a"]))
    for path in sorted(glob.glob(os.path.join(root, "*.md")) + glob.glob(os.path.join(root, "docs", "*.md"))):
        Document(tap, handgrad, root, path).check()
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
