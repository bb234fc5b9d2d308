"""Runs a test of the page in node: checks first that node, its packages and a browser are here.

Usage: page_test.py SCRIPT.mjs HANDGRAD SOURCE_ROOT BUILD_ROOT
A machine that lacks one of them says so and skips; it fails where HANDGRAD_REQUIRE_BROWSER is set. ./bootstrap test
installs them, the packages into build/node_packages; HANDGRAD_BROWSER names a browser that is not looked for below.
"""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap  # noqa: E402

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium"]
# Scripts that need node and its packages only.
WITHOUT_BROWSER = {"lint.mjs", "logic.mjs"}


def find_browser():
    named = os.environ.get("HANDGRAD_BROWSER")
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


def find_packages(roots):
    """The folder of the packages in the build, or in the one that ./bootstrap made."""
    folders = [os.path.join(root, "node_packages") for root in roots]
    return next((folder for folder in folders if os.path.isdir(os.path.join(folder, "node_modules"))), None)


def main(script, handgrad, source, build):
    browser, packages = find_browser(), find_packages([build, os.path.join(source, "build")])
    found = {"node": shutil.which("node"), "the packages of tests/page/package.json (./bootstrap test)": packages}
    if os.path.basename(script) not in WITHOUT_BROWSER:
        found["a browser (chromium)"] = browser
    missing = ", ".join(name for name, what in found.items() if not what)
    if missing:
        tap = Tap()
        if os.environ.get("HANDGRAD_REQUIRE_BROWSER"):
            tap.check("what the tests of the page need is here", False, "missing: " + missing)
        else:
            tap.skip("the tests of the page", "missing: " + missing)
        return tap.finish()
    names = {"HANDGRAD": handgrad, "SOURCE": source, "PACKAGES": packages, "BROWSER": browser or ""}
    return subprocess.run([found["node"], "--no-warnings", script], check=False,
                          env=os.environ | {"PAGE_TEST_" + name: value for name, value in names.items()}).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
