"""The installed library exports the names of handgrad.h, all of them and no others.

Usage: exports_test.py LIBRARY SOURCE_ROOT
"""

import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap  # noqa: E402


def main():
    library, root = sys.argv[1:]
    tap = Tap()
    if not shutil.which("nm"):
        tap.skip("exported names", "there is no nm")
        return tap.finish()
    with open(os.path.join(root, "src", "handgrad.h"), encoding="utf-8") as header:
        declared = set(re.findall(r"HG_API [^;(]*?(hg_\w+)\(", header.read()))
    table = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True)
    exported = {line.split()[-1] for line in table.stdout.splitlines()}
    tap.check("the header declares functions", bool(declared))
    tap.check("exported names", exported == declared, "\n".join(sorted(exported ^ declared)))
    return tap.finish()


sys.exit(main())
