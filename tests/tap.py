"""TAP for the test scripts, so that meson counts cases and not scripts.

A script makes one Tap, reports each case with check() or skip(), and ends with sys.exit(tap.finish()).
"""

import subprocess

# What is shown of a failure: so many lines, so many characters of each.
MOST, LONGEST = 60, 300


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, name, passed, detail=""):
        """One case; `detail` is shown when it failed."""
        self.count += 1
        print(("ok" if passed else "not ok"), self.count, "-", name.replace("#", "\\#"), flush=True)
        if not passed:
            self.failed += 1
            lines = (detail or "").splitlines()
            self.note("\n".join(line[:LONGEST] for line in lines[:MOST]))
            if len(lines) > MOST:
                self.note("... %d lines more" % (len(lines) - MOST))
        return passed

    def skip(self, name, reason):
        self.count += 1
        print("ok", self.count, "-", name, "# SKIP", reason, flush=True)

    def note(self, text):
        for line in text.splitlines():
            print("#", line, flush=True)

    def finish(self):
        """Prints the plan; returns the script's exit status."""
        print("1..%d" % self.count if self.count else "1..0 # SKIP nothing to test", flush=True)
        return 1 if self.failed else 0


def run(command, text="", timeout=300, **options):
    """Runs a command on `text` as its standard input: (exit status, standard output, standard error)."""
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=timeout, **options)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def examples(handgrad, command="trace"):
    """The names of the worked examples that are for `handgrad trace` or `handgrad derive`."""
    lines = [line.split() for line in run([handgrad, "examples"])[1].splitlines()]
    return [words[1] for words in lines if words[0] == command]
