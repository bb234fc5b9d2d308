"""How fast handgrad is and how much memory it takes: printed, never judged, since machines differ.

    process     the homework trace to Markdown as a whole process: best and median of 200 runs
    throughput  certified 20-20-20-5 network, 100 updates, to NDJSON: steps a second, size, peak memory
    memory      peak memory of the same network over 10, 100 and 400 updates
    large       one update of a 784-128-10 network to an NDJSON file as a whole process, float64 and certified: records
                and MB a second, peak memory, the share of each stage; beside it Python's json on ids and values only
    grading     a class that worked out the homework (school.py), to CSV and NDJSON: submissions a second of one process

Usage: benchmark.py HANDGRAD STAGES process|throughput|memory|large|grading
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import school

RUNS = 200
RUNS_LARGE = 15
CLASS = 2000
SHAPE = [20, 20, 20, 5]
LARGE = [784, 128, 10]
WANTED = {"float64": "0.3 s, 64 MB", "certified": "1.2 s"}

# As many records with nothing in them but an id and a value.
PEER = """
import json, random, sys, time
count, path = int(sys.argv[1]), sys.argv[2]
records = [{"id": "u1.dE/dw1[%d,%d]" % (i // 784 + 1, i % 784 + 1), "value": random.uniform(-1, 1)} for i in range(count)]
start = time.perf_counter()
with open(path, "w") as file:
    for record in records:
        file.write(json.dumps(record) + "\\n")
print(time.perf_counter() - start)
"""


def network(shape, updates):
    """The problem of that shape with one sample; the same on every machine and every day."""
    numbers = random.Random(20)

    def decimals(count):
        return [round(numbers.uniform(-1, 1), 3) for _ in range(count)]

    layers = [{"units": units, "activation": "softmax" if units == shape[-1] else "sigmoid",
               "weights": [decimals(inputs) for _ in range(units)], "biases": decimals(units)}
              for inputs, units in zip(shape, shape[1:])]
    return {"title": "%s network" % "-".join(map(str, shape)), "inputs": [decimals(shape[0])], "targets": [2],
            "layers": layers, "loss": {"kind": "categorical_cross_entropy"},
            "optimizer": {"kind": "sgd", "learning_rate": 0.1}, "updates": updates}


def peak_memory(pid):
    """The peak so far in MB. From /proc: what wait4 tells counts the memory of the parent before exec, too."""
    try:
        with open("/proc/%d/status" % pid, encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def measured(command):
    """Runs a command with its output drained: (lines, bytes, peak memory in MB)."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    lines = size = 0
    peak = 0.0
    while chunk := process.stdout.read(1 << 20):
        lines, size = lines + chunk.count(b"\n"), size + len(chunk)
        peak = max(peak, peak_memory(process.pid))
    if process.wait() != 0:
        raise SystemExit("failed: %s" % " ".join(command))
    return lines, size, peak


def seconds(command):
    """Wall time of one run, from before the process exists until it is gone, output thrown away."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    taken = time.perf_counter() - start
    if status != 0:
        raise SystemExit("failed: %s" % " ".join(command))
    return taken


def write_problem(folder, shape, updates):
    path = os.path.join(folder, "%d.json" % updates)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(network(shape, updates), file)
    return path


def ndjson_command(handgrad, folder, updates):
    return [handgrad, "trace", write_problem(folder, SHAPE, updates), "--format", "ndjson"]


def process(handgrad, _stages, _folder):
    times = sorted(1000 * seconds([handgrad, "trace", "two_three_one"]) for _ in range(RUNS))
    print("homework trace to Markdown, whole process, %d runs: best %.2f ms, median %.2f ms (wanted: 10 ms)"
          % (RUNS, times[0], statistics.median(times)))


def throughput(handgrad, _stages, folder):
    command = ndjson_command(handgrad, folder, 100)
    lines, size, peak = measured(command)
    best = min(seconds(command) for _ in range(3))
    print("%s network, 100 updates, certified, NDJSON: %d steps, %.1f MB, %.2f s (best of 3)"
          % ("-".join(map(str, SHAPE)), lines - 1, size / 1e6, best))
    print("%.0f steps a second (wanted: 200000), %.1f MB a second, peak memory %.1f MB"
          % ((lines - 1) / best, size / 1e6 / best, peak))


def memory(handgrad, _stages, folder):
    for updates in (10, 100, 400):
        lines, _, peak = measured(ndjson_command(handgrad, folder, updates))
        print("%4d updates, %8d steps: peak memory %.1f MB" % (updates, lines - 1, peak))


def times_to_file(command, output):
    """Of whole processes, each of which writes a file that is not there yet."""
    times = []
    for _ in range(RUNS_LARGE):
        times.append(seconds(command))
        os.remove(output)
    return times


def large(handgrad, stages, folder):
    problem, output = write_problem(folder, LARGE, 1), os.path.join(folder, "trace.ndjson")
    for arithmetic in ("float64", "certified"):
        command = [handgrad, "trace", problem, "--format", "ndjson", "--arithmetic", arithmetic]
        lines, size, peak = measured(command)
        times = times_to_file(command + ["-o", output], output)
        best = min(times)
        print("784-128-10 network, one update, %s, to an NDJSON file, whole process, %d runs: "
              "best %.3f s, median %.3f s (wanted: %s)"
              % (arithmetic, RUNS_LARGE, best, statistics.median(times), WANTED[arithmetic]))
        print("%d records, %.1f MB: %.0f records a second, %.0f MB a second, peak memory %.1f MB"
              % (lines, size / 1e6, lines / best, size / 1e6 / best, peak))
        print(subprocess.check_output([stages, problem, output, arithmetic], text=True).strip())
    peer = [float(subprocess.check_output([sys.executable, "-c", PEER, str(lines), output])) for _ in range(3)]
    print("Python's json, %d records of id and value only, made beforehand: best %.2f s" % (lines, min(peer)))


def processor_seconds(command):
    """Time on the processor of one run, which is what a second on one core means where other processes run, too."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit("failed: %s" % " ".join(command))
    return used.ru_utime + used.ru_stime


def grading(handgrad, _stages, folder):
    """A table: which students, what their sheet asks for, how many values it has, submissions a second."""
    print("| students | sheet | values in each | CSV, a second | NDJSON, a second |\n|---|---|---|---|---|")
    path = os.path.join(folder, "class.ndjson")
    for blank, who in (("results", "all"), ("results", "right"), ("results", "few"), ("results", "many"), ("factors", "all")):
        problem = school.Problem(handgrad, "two_three_one", blank)
        count = CLASS if who == "all" else CLASS // 4
        with open(path, "w", encoding="utf-8") as file:
            for line in school.school(problem, count, 7, tuple(school.KINDS) if who == "all" else (who,)):
                file.write(line + "\n")
        rates = []
        for layout in ("csv", "ndjson"):
            command = [handgrad, "grade", "two_three_one", path, "--quiet", "--format", layout]
            rates.append(count / min(processor_seconds(command) for _ in range(3)))
        print("| %s | %s | %d | %.0f | %.0f |" % (who, blank, len(problem.asked), *rates), flush=True)
    print("all: 40 % right but for rounding, 50 % with 1 to 3 mistakes carried on (few), 10 % with 8 to 15 (many); "
          "wanted of all with results: 2000 a second")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        {"process": process, "throughput": throughput, "memory": memory, "large": large, "grading": grading}[sys.argv[3]](
            os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), scratch)
