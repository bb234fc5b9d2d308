"""The reports of `handgrad train` on small runs, word for word: training/NAME.json, its report NAME.txt and, for both runs
together, compared.md. Data are made by seed, numbers are doubles, four digits are shown: that is the same on every
machine. The paragraph on speed is not.

Usage: training_report_test.py HANDGRAD SOURCE_ROOT [--update]
"""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

RUNS = ["blobs", "xor"]


def report(handgrad, folder, names, form):
    status, out, err = run([handgrad, "train"] + [name + ".json" for name in names] + ["--quiet", "--format", form], cwd=folder)
    return re.sub(r"\n\nSpeed: [^\n]*\n", "\n", out) if status == 0 else "exit status %d\n%s" % (status, err)


def main(handgrad, root, update):
    tap = Tap()
    folder = os.path.join(root, "tests", "golden", "training")
    wanted = [(name + ".txt", [name], "text") for name in RUNS] + [("compared.md", RUNS, "markdown")]
    for name, runs, form in wanted:
        path = os.path.join(folder, name)
        found = report(os.path.abspath(handgrad), folder, runs, form)
        if update:
            with open(path, "w", encoding="utf-8") as file:
                file.write(found)
        with open(path, encoding="utf-8") as file:
            golden = file.read()
        differing = [pair for pair in zip(golden.splitlines(), found.splitlines()) if pair[0] != pair[1]][:5]
        tap.check(name, found == golden, "\n".join("- %s\n+ %s" % pair for pair in differing) or found[:500])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], "--update" in sys.argv[3:]))
