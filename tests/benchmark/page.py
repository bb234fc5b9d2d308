"""How large the interactive page is and how fast it is written: printed, never judged.

    size   bytes of each part of the page of the homework network, and of other worked examples as a whole
    time   the same page as a whole process: best and median of 200 runs; a 20-20-20-5 network

How fast it is in a browser: tests/page/speed.mjs.

Usage: page.py HANDGRAD
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

from benchmark import RUNS, SHAPE, network

WANTED = {"whole": 300_000, "shell": 75_000, "data": 60_000, "sheet": 20_000, "picture": 10_000}
OTHERS = ["exam_softmax", "two_two_two_adam", "attention_head", "xor_backward"]
SLOTS = {"picture": r"<svg.*?</svg>", "data": r'(?<=id="trace">).*?(?=</script>)', "sheet": r'(?<=id="sheet">).*?(?=</script>)',
         "engine": r'(?<=id="engine">).*?(?=</script>)'}


def page(handgrad, problem, text=""):
    return subprocess.run([handgrad, "trace", problem, "--format", "html"], input=text.encode(), capture_output=True,
                          check=True).stdout.decode()


def sizes(html):
    """Bytes of the parts by name; the shell is what is left."""
    parts = {"whole": len(html.encode())}
    for name, pattern in SLOTS.items():
        found = re.search(pattern, html, re.DOTALL)
        parts[name] = len(found.group().encode()) if found else 0
    parts["shell"] = parts["whole"] - sum(parts[name] for name in SLOTS)
    return parts


def seconds(command, runs, text=""):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, input=text.encode(), check=True)
        times.append(time.perf_counter() - start)
    return times


def main(handgrad):
    for name, size in sorted(sizes(page(handgrad, "two_three_one")).items(), key=lambda part: -part[1]):
        wanted = "  (wanted: at most %d)" % WANTED[name] if name in WANTED else ""
        print("%-20s %9d bytes%s" % (name, size, wanted))
    for name in OTHERS:
        print("%-20s %9d bytes" % (name, sizes(page(handgrad, name))["whole"]))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page.html")
        times = seconds([handgrad, "trace", "two_three_one", "--format", "html", "-o", path], RUNS)
        print("two_three_one written in %.1f ms at best, %.1f ms in the median  (wanted: under 20)"
              % (min(times) * 1000, statistics.median(times) * 1000))
        large = json.dumps(network(SHAPE, 1))
        times = seconds([handgrad, "trace", "-", "--format", "html", "-o", path], 5, large)
        print("20-20-20-5, %d bytes, written in %.0f ms" % (os.path.getsize(path), statistics.median(times) * 1000))


if __name__ == "__main__":
    main(sys.argv[1])
