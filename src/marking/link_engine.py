"""Builds the marking engine for WebAssembly:

    link_engine.py CLANG OUTPUT.wasm --export=NAME ... --flag=FLAG ... --sources FILE.c ...

The files are compiled one by one, so that what they include is known (a file of dependencies beside the output), then
linked as a module without a main, of which nothing is kept that the exports do not need. With --probe in place of
an output it compiles and links a small program: the status says whether this machine can.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

COMPILE = ["--target=wasm32-wasi", "-std=c17", "-Oz", "-flto", "-DNDEBUG", "-ffp-contract=off",
           "-D_POSIX_C_SOURCE=200809L", "-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-missing-field-initializers"]
# A stack that grows beyond its end stops the module rather than change its data. Formulas may be deep.
LINK = ["-mexec-model=reactor", "-Wl,--gc-sections", "-Wl,--strip-all", "-Wl,--stack-first", "-Wl,-z,stack-size=2097152"]
PROBE = """#include <math.h>
#include <stdio.h>
#include <stdlib.h>
char *engine_probe(double x);
char *engine_probe(double x) { char *text = malloc(40); snprintf(text, 40, "%g", fma(x, exp(x), 1)); return text; }
"""


def run(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0 or done.stderr:
        sys.stderr.write(done.stderr)
    if done.returncode != 0:
        sys.exit(1)


def compile_one(clang, flags, folder, number, source):
    """The object and the files that it was made of."""
    stem = os.path.join(folder, str(number))
    run([clang, *COMPILE, *flags, "-MMD", "-MF", stem + ".d", "-c", source, "-o", stem + ".o"])
    words = pathlib.Path(stem + ".d").read_text(encoding="utf-8").replace("\\\n", " ").split()
    return stem + ".o", words[1:]


def build(clang, output, exports, flags, sources):
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(lambda item: compile_one(clang, flags, folder, *item), enumerate(sources)))
        run([clang, *COMPILE, *LINK, *flags, *("-Wl,--export=" + name for name in exports), *(item for item, _ in made),
             "-lm", "-o", output])
    needed = sorted({path for _, paths in made for path in paths})
    pathlib.Path(output + ".d").write_text("%s: %s\n" % (output, " ".join(needed)), encoding="utf-8")


def probe(clang, flags):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "probe.c")
        pathlib.Path(source).write_text(PROBE, encoding="utf-8")
        build(clang, os.path.join(folder, "probe.wasm"), ["engine_probe"], flags, [source])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("clang")
    parser.add_argument("output", nargs="?")
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("--export", action="append", default=[])
    parser.add_argument("--flag", action="append", default=[])
    parser.add_argument("--sources", nargs="+", default=[])
    options = parser.parse_args()
    if options.probe:
        probe(options.clang, options.flag)
    else:
        build(options.clang, options.output, options.export, options.flag, options.sources)


if __name__ == "__main__":
    main()
