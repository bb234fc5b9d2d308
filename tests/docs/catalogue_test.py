"""docs/catalogue.md is what catalogue_page prints from the tables.

Usage: catalogue_test.py CATALOGUE_PAGE SOURCE_ROOT [--update]     --update writes the page anew: read the diff
"""

import difflib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402


def main(program, root, update=""):
    tap = Tap()
    path = os.path.join(root, "docs", "catalogue.md")
    status, page, err = run([program])
    tap.check("the page can be made", status == 0, err)
    if update == "--update":
        with open(path, "w", encoding="utf-8") as file:
            file.write(page)
    with open(path, encoding="utf-8") as file:
        kept = file.read()
    tap.check("docs/catalogue.md is current", kept == page,
              "\n".join(difflib.unified_diff(kept.splitlines(), page.splitlines(), "docs/catalogue.md", "made now")))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
