"""How fast networks are trained, beside PyTorch on the same machine in the same minutes; printed, never judged.

    wide   60,000 x 784, 784-25-10 sigmoid and softmax, batches of 128, SGD
    deep   60,000 x 784, 784-128-10 relu and softmax, batches of 32, Adam
    small  60,000 x 2, 2-3-2 relu and softmax, batches of 32, Adam

The rows are random bytes in files like those of MNIST (small: clouds of points), shuffled in every epoch. PyTorch has them in
memory as floats and takes its batches by index; its tensors are float32 too, and it uses its threads as it likes. Both are
measured in turn and the best epoch of each counts. The share of the peak is that of sgemm with as many threads.

Usage: training.py TRAINING          the program of training.c; Python with torch is looked for
"""

import json
import os
import struct
import subprocess
import sys
import tempfile
import time

ROWS = 60000
TURNS = 3
WORKLOADS = {
    "wide": {"shape": [784, 25, 10], "hidden": "sigmoid", "batch": 128, "epochs": 6, "torch": 2,
             "optimizer": {"kind": "sgd", "learning_rate": 0.1}},
    "deep": {"shape": [784, 128, 10], "hidden": "relu", "batch": 32, "epochs": 3, "torch": 1,
             "optimizer": {"kind": "adam", "learning_rate": 0.001}},
    "small": {"shape": [2, 3, 2], "hidden": "relu", "batch": 32, "epochs": 20, "torch": 1,
              "optimizer": {"kind": "adam", "learning_rate": 0.001}},
}


def write_images(folder):
    pixels = bytearray(os.urandom(1 << 20))
    with open(os.path.join(folder, "images"), "wb") as file:
        file.write(struct.pack(">IIII", 2051, ROWS, 28, 28))
        left = ROWS * 784
        while left > 0:
            file.write(pixels[:left])
            left -= len(pixels)
    with open(os.path.join(folder, "labels"), "wb") as file:
        file.write(struct.pack(">II", 2049, ROWS) + bytes(i * 7 % 10 for i in range(ROWS)))


def run_file(workload):
    inputs, hidden, outputs = workload["shape"]
    if inputs == 784:
        data = {"kind": "idx", "images": "images", "labels": "labels", "scaling": {"divide": 255}}
    else:
        data = {"kind": "blobs", "samples": ROWS, "centers": outputs}
    initializer = {"kind": "glorot_uniform", "seed": 1}
    return {"inputs": inputs, "dataset": data,
            "layers": [{"units": hidden, "activation": workload["hidden"], "initializer": initializer},
                       {"units": outputs, "activation": "softmax", "initializer": initializer}],
            "loss": {"kind": "categorical_cross_entropy"}, "optimizer": workload["optimizer"],
            "batch_size": workload["batch"], "schedule": {"epochs": workload["epochs"]}}


def ours(program, folder, name):
    """Rows a second, billions of operations a second, peak memory in MB."""
    path = os.path.join(folder, name + ".json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(run_file(WORKLOADS[name]), file)
    process = subprocess.Popen([program, path, folder], stdout=subprocess.PIPE, text=True)
    line = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        raise SystemExit("failed: %s %s" % (program, name))
    rate, operations = line.split()[:2]
    return float(rate), float(operations), usage.ru_maxrss / 1024


# What PyTorch users write: a loop over batches of a shuffled index.
TORCH = """
import sys, time, torch
inputs, hidden, outputs, batch, epochs, rows = map(int, sys.argv[1:7])
torch.manual_seed(1)
x = torch.rand(rows, inputs)
t = torch.randint(0, outputs, (rows,))
middle = torch.nn.Sigmoid() if sys.argv[7] == "sigmoid" else torch.nn.ReLU()
network = torch.nn.Sequential(torch.nn.Linear(inputs, hidden), middle, torch.nn.Linear(hidden, outputs))
loss = torch.nn.CrossEntropyLoss()
kind = torch.optim.SGD if sys.argv[8] == "sgd" else torch.optim.Adam
optimizer = kind(network.parameters(), lr=0.1 if sys.argv[8] == "sgd" else 0.001)
best = 0
for epoch in range(epochs):
    start, done = time.perf_counter(), 0
    order = torch.randperm(rows)
    for first in range(0, rows, batch):
        chosen = order[first:first + batch]
        optimizer.zero_grad()
        loss(network(x[chosen]), t[chosen]).backward()
        optimizer.step()
        done += len(chosen)
        if time.perf_counter() - start > 4:
            break
    best = max(best, done / (time.perf_counter() - start))
print(best)
"""


def torch_python():
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import torch"], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


def theirs(python, name):
    workload = WORKLOADS[name]
    command = [python, "-c", TORCH] + [str(n) for n in workload["shape"] + [workload["batch"], workload["torch"], ROWS]]
    done = subprocess.run(command + [workload["hidden"], workload["optimizer"]["kind"]],
                          stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def peak(program):
    return [float(word) for word in subprocess.run([program, "peak"], stdout=subprocess.PIPE, text=True,
                                                   check=True).stdout.split()]


def main():
    program, python = sys.argv[1], torch_python()
    wanted = sys.argv[2:] or list(WORKLOADS)
    with tempfile.TemporaryDirectory() as folder:
        write_images(folder)
        for name in wanted:
            best, torch_best, peaks, memory = (0, 0), 0, [0, 0], 0
            for _ in range(TURNS):
                rate, operations, megabytes = ours(program, folder, name)
                best, memory = max(best, (rate, operations)), max(memory, megabytes)
                if python:
                    torch_best = max(torch_best, theirs(python, name))
                peaks = [max(pair) for pair in zip(peaks, peak(program))]
            data = ROWS * WORKLOADS[name]["shape"][0] * 4 / 2**20
            print("%s: %d rows a second, %s; %.1f GFLOP/s, sgemm's peak %.0f with one thread (%.0f %%), %.0f with two "
                  "(%.0f %%); peak memory %.0f MB, the data as float32 %.0f MB"
                  % (name, best[0], "PyTorch %d (%.1f times)" % (torch_best, best[0] / torch_best) if python else
                     "no PyTorch here", best[1], peaks[0], 100 * best[1] / peaks[0], peaks[1],
                     100 * best[1] / peaks[1], memory, data), flush=True)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print("%.0f s" % (time.perf_counter() - started))
