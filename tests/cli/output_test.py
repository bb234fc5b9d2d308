"""Where results go, and what is left when they cannot: files, pipes, full disks, too little memory.

Usage: output_test.py HANDGRAD
"""

import json
import os
import resource
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

FORMATS = ("markdown", "text", "tex", "html", "json", "ndjson")
MEGABYTE = 1 << 20


class Folder:
    """A scratch folder in which the command runs."""

    def __init__(self, path, handgrad):
        self.path, self.handgrad = path, handgrad

    def trace(self, *arguments, **options):
        return run([self.handgrad, "trace"] + list(arguments), cwd=self.path, **options)

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(self.file(name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(self.file(name), encoding="utf-8") as file:
            return file.read()

    def clear(self):
        for name in os.listdir(self.path):
            (os.rmdir if os.path.isdir(self.file(name)) else os.unlink)(self.file(name))

    def names(self):
        return sorted(os.listdir(self.path))


def said(done):
    return "exit status %d\n%s%s" % (done[0], done[1][:200], done[2])


def network(units, **more):
    """A problem with units*units weights, for what needs time or memory."""
    row = [0.01 * (i % 7) for i in range(units)]
    layers = [{"activation": "sigmoid", "weights": [row] * units, "biases": row},
              {"activation": "sigmoid", "weights": [row], "biases": [0]}]
    return json.dumps(dict({"inputs": [row], "targets": [[1]], "layers": layers, "loss": "squared_error",
                            "optimizer": {"learning_rate": 0.5}}, **more))


# ---- files ----


def written_files(tap, folder):
    for name in FORMATS:
        plain = folder.trace("two_three_one", "--format", name)
        done = folder.trace("two_three_one", "--format", name, "-o", "out")
        tap.check("%s into a file" % name, done == (0, "", "") and folder.read("out") == plain[1] and plain[0] == 0,
                  said(done))
    done = folder.trace("two_three_one", "--output=-")
    tap.check("-o - is standard output", done[0] == 0 and done[1].startswith("# "), said(done))
    os.symlink("out", folder.file("link"))
    os.chmod(folder.file("out"), 0o640)
    done = folder.trace("two_three_one_mixed", "-o", "link")
    tap.check("a link is written through and the mode kept", done == (0, "", "") and os.path.islink(folder.file("link"))
              and "mixed" in folder.read("out") and os.stat(folder.file("out")).st_mode & 0o777 == 0o640, said(done))
    tap.check("nothing else is left", folder.names() == ["link", "out"], str(folder.names()))
    folder.clear()
    folder.write("two_three_one", folder.trace("two_two_two", "--format", "json")[1])
    done = folder.trace("two_three_one")
    tap.check("a file goes before an example of that name", done[0] == 2 and "two_three_one:2:" in done[2], said(done))
    folder.clear()


# what; arguments; status; what the message begins with
UNWRITABLE = [
    ("a full disk on standard output", [], 3, "standard output: error: cannot write it: No space left on device\n"),
    ("a full disk", ["-o", "/dev/full"], 3, "/dev/full: error: cannot write it: No space left on device\n"),
    ("a folder that is not there", ["-o", "none/out"], 2, "none/out: error: its folder does not exist"),
    ("a file for a folder", ["-o", "old/out"], 2, "old/out: error: its folder does not exist"),
    ("a folder in place of a file", ["-o", "."], 2, ".: error: it is a folder, not a file"),
]


def unwritable(tap, folder):
    folder.write("old", "old\n")
    for what, arguments, status, message in UNWRITABLE:
        if "full" in what and not os.path.exists("/dev/full"):
            tap.skip(what, "there is no /dev/full")
            continue
        for name in FORMATS:
            command = [folder.handgrad, "trace", "two_three_one", "--format", name] + arguments
            with open("/dev/null" if arguments else "/dev/full", "w", encoding="utf-8") as out:
                done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, cwd=folder.path, timeout=60)
            err = done.stderr.decode()
            tap.check("%s: %s" % (name, what), done.returncode == status and err.startswith(message)
                      and err.count("error:") == 1, "exit status %d\n%s" % (done.returncode, err))
    tap.check("the old file is as it was, and alone", folder.names() == ["old"] and folder.read("old") == "old\n",
              str(folder.names()))


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


def disk_full_midway(tap, folder):
    """A limit on the size of files stands for a disk that fills up; its signal is ignored as Python does."""
    for name in FORMATS:
        done = folder.trace("two_three_one", "--format", name, "-o", "old", preexec_fn=small_files,
                            restore_signals=False)
        tap.check("%s: a disk that fills up midway leaves the old file" % name,
                  done[0] == 3 and done[2].startswith("old: error: cannot write it: ")
                  and folder.names() == ["old"] and folder.read("old") == "old\n", said(done) + str(folder.names()))
    folder.clear()


def no_standard_streams(tap, folder):
    def closed(descriptor):
        return lambda: os.close(descriptor)

    done = subprocess.run([folder.handgrad, "trace", "two_three_one"], stderr=subprocess.PIPE, preexec_fn=closed(1),
                          timeout=60)
    tap.check("no standard output", done.returncode == 3 and done.stderr.startswith(b"standard output: error: "),
              str(done))
    done = subprocess.run([folder.handgrad, "trace", "-"], stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                          preexec_fn=closed(0), timeout=60)
    tap.check("no standard input", done.returncode == 3 and done.stderr.startswith(b"standard input: error: "),
              str(done))


def closed_pipe(tap, folder):
    for arguments in [["trace", "two_three_one", "--format", name] for name in FORMATS] + [["examples"], ["--help"]]:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([folder.handgrad] + arguments, stdout=writer, stderr=subprocess.PIPE, timeout=60)
        os.close(writer)
        tap.check("a closed pipe ends quietly: " + " ".join(arguments), done.returncode == 0 and not done.stderr,
                  str(done))
    command = [folder.handgrad, "trace", "-", "--format", "ndjson"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(network(20, updates=1000).encode())
        process.stdin.close()
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        tap.check("a reader that goes away midway ends it quietly", process.wait(60) == 0 and not err, str(err))


# ---- problems that cannot be read ----


def unreadable(tap, folder):
    os.mkdir(folder.file("folder"))
    folder.write("closed", "{}")
    os.chmod(folder.file("closed"), 0)
    for name, status, message in (("none.json", 2, "none.json: error: there is no such file"),
                                  ("none/net.json", 2, "none/net.json: error: there is no such file"),
                                  ("folder", 2, "folder: error: it is a folder, not a file"),
                                  ("closed", 3, "closed: error: cannot read it: Permission denied"),
                                  ("/proc/self/mem", 3, "/proc/self/mem: error: cannot read it: ")):
        if (name == "closed" and os.geteuid() == 0) or (name[0] == "/" and not os.path.exists(name)):
            tap.skip("not to be read: " + name, "not on this system, or not for this user")
            continue
        done = folder.trace(name)
        tap.check("not to be read: " + name, done[0] == status and not done[1] and done[2].startswith(message),
                  said(done))
    folder.clear()


# ---- sizes ----


def little_memory(tap, folder):
    """Whatever the limit, the trace is whole or the message is clean and no file is left."""
    text = network(150)
    complaints, statuses = [], []
    for limit in [megabytes * MEGABYTE for megabytes in (20, 24, 28, 32, 36, 40, 48, 64, 512)]:
        def limited():
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        if run([folder.handgrad, "--version"], preexec_fn=limited)[0] != 0:
            continue
        done = folder.trace("-", "--format", "ndjson", "-o", "out", text=text, preexec_fn=limited)
        statuses.append(done[0])
        good = (done == (0, "", "") and folder.names() == ["out"] if done[0] == 0 else
                done[0] == 3 and done[2].endswith("error: out of memory\n") and not folder.names())
        if not good:
            complaints.append("%d MB: %s, %s" % (limit // MEGABYTE, said(done), folder.names()))
        folder.clear()
    if not statuses:
        tap.skip("too little memory", "this build does not run under a limit")
        return
    tap.check("too little memory is reported cleanly", not complaints, "\n".join(complaints))
    tap.check("it was too little, and then enough", 3 in statuses and statuses[-1] == 0, str(statuses))


def long_sums(tap, folder):
    """Sums of thousands of terms are neither too deep nor too long."""
    count = 5000
    batch = json.dumps({"inputs": [[1]] * count, "targets": [[0.5]] * count, "loss": "squared_error",
                        "layers": [{"weights": [[0.25]], "biases": [0]}], "optimizer": {"learning_rate": 1}})
    wide = json.dumps({"inputs": [[1] * 16384], "layers": [{"weights": [[0.5] * 16384], "biases": [0]}]})
    for what, text in (("a batch of 5000", batch), ("16384 inputs", wide)):
        for name in FORMATS:
            done = folder.trace("-", "--format", name, text=text)
            tap.check("%s in %s" % (what, name), done[0] == 0 and not done[2] and done[1], said(done))
    steps = [json.loads(line) for line in folder.trace("-", "--format", "ndjson", text=batch)[1].splitlines()[1:]]
    total = [step for step in steps if step["id"] == "u1.E"][0]
    tap.check("the mean of 5000 equal losses is one of them",
              total["shown"] == "0.0625" and total["exact"] and len(total["operands"]) == count)


def main(handgrad):
    tap = Tap()
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(path, handgrad)
        for part in (written_files, unwritable, disk_full_midway, no_standard_streams, closed_pipe, unreadable,
                     little_memory, long_sums):
            part(tap, folder)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
