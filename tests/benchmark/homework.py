"""The homework's training runs: its results beside ours, as a table in Markdown (docs/training.md). Printed, never judged:
tests/golden/homework_test.py holds them to floors.

Usage: homework.py HANDGRAD DATA
"""

import json
import statistics
import subprocess
import sys

SEEDS = [1, 2, 3, 4, 5]

# Run, the part whose accuracy the homework told, and what it told.
RUNS = [
    ("blobs", "test", "the 30 printed classes"),
    ("moons", "training", "0.936"),
    ("xor", "training", "0.995"),
    ("xor", "test", "1.0"),
    ("mnist_3_6", "test", "0.9990, six times the data"),
    ("mnist", "test", "0.9781, 60,000 images"),
    ("fashion_sigmoid", "training", "0.9283"),
    ("fashion_sigmoid", "test", "0.8333, 60,000 images"),
    ("fashion_relu", "training", "0.9419"),
    ("fashion_relu", "test", "0.9, 60,000 images"),
]


def train(handgrad, data, run, seed):
    """The report of one run; with seed None by the seeds in its file."""
    command = [handgrad, "train", run, "--data", data, "--format", "json", "--quiet"]
    command += [] if seed is None else ["--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError("%s: %s" % (" ".join(command), done.stderr))
    return json.loads(done.stdout)["runs"][0]


def row(run, part, homework, reports):
    results = [report["results"][part] for report in reports]
    accuracies = [result["accuracy"] for result in results]
    return "| `%s` | %s | %s | %.4f | %s | %.4f | %d |" % (
        run, part, homework, accuracies[0], ", ".join("%.4f" % value for value in accuracies[1:]),
        statistics.median(accuracies[1:]), results[0]["rows"])


def main(handgrad, data):
    print("| run | part | homework | by its file | `--seed` 1, 2, 3, 4, 5 | median of these | rows |")
    print("|---|---|---|---|---|---|---|")
    reports = {}
    for run, part, homework in RUNS:
        if run not in reports:
            reports[run] = [train(handgrad, data, run, seed) for seed in [None] + SEEDS]
        print(row(run, part, homework, reports[run]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
