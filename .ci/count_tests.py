"""Counts the test cases in Meson's reports and prints "N passed, N failed" as the last line.

A case is one line of TAP (a Criterion test, a case of a script), or one program that prints no TAP. A
program that failed although all its cases passed (a leak found at its end) counts as one failure more, and
so does a step of the run that failed without any failing case, and a folder without a report.

Usage: count_tests.py FAILED_STEPS LOG_FOLDER...
"""

import json
import os
import re
import sys
import xml.etree.ElementTree as xml

BAD_RESULTS = {"FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"}


def count_cases(suites):
    """(passed, failed, skipped) over some <testsuite> elements."""
    cases = [case for suite in suites for case in suite.iter("testcase")]
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return len(cases) - failed - skipped, failed, skipped


def print_failures(suite):
    """The cases that failed, with what was said of each: Meson shows only their names."""
    output = suite.findtext("system-out") or ""
    for failed in re.findall(r"^not ok.*\n(?:(?!ok |not ok |1\.\.).*\n?)*", output, re.M):
        print("%s: %s" % (suite.get("name"), "\n    ".join(failed.splitlines())))


def count_report(folder):
    """The same over one run of `meson test`; at least one failure for each program that failed."""
    suites = xml.parse(os.path.join(folder, "testlog.junit.xml")).getroot()
    for suite in suites:
        print_failures(suite)
    passed, failed, skipped = count_cases(suites)
    with open(os.path.join(folder, "testlog.json"), encoding="utf-8") as log:
        bad = [json.loads(line)["name"] for line in log if json.loads(line)["result"] in BAD_RESULTS]
    # A program with TAP has a <testsuite> of its own, "handgrad.NAME"; the others are cases of one suite.
    for name in bad:
        own = [suite for suite in suites if suite.get("name") == "handgrad." + name]
        if own and not count_cases(own)[1]:
            print("failed although no case of it did:", name)
            failed += 1
    return passed, failed, skipped


def main(failed_steps, folders):
    totals = [0, 0, 0]
    for folder in folders:
        try:
            counts = count_report(folder)
        except (OSError, xml.ParseError, ValueError) as error:
            print("no report of tests in %s: %s" % (folder, error))
            counts = (0, 1, 0)
        print("%s: %d passed, %d failed, %d skipped" % ((folder,) + tuple(counts)))
        totals = [total + count for total, count in zip(totals, counts)]
    passed, failed, skipped = totals
    if failed_steps and not failed:
        failed = failed_steps
    if skipped:
        print("skipped: %d" % skipped)
    print("%d passed, %d failed" % (passed, failed), flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
