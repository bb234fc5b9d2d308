"""The marking core as WebAssembly: standard headers only, linked by clang with wasi-libc, run by node.

usage: wasm_test.py SOURCE_ROOT BUILD_ROOT NATIVE_PROGRAM PROGRAM.c CORE_FILES...
A machine that cannot build for wasm32-wasi says so and skips; it fails where HANDGRAD_REQUIRE_WASM is set. Where there
is no node, the program is linked only.
"""

import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap, run  # noqa: E402

CLANG = ["clang", "--target=wasm32-wasi", "-std=c17", "-O2", "-ffp-contract=off", "-D_POSIX_C_SOURCE=200809L",
         "-Wall", "-Wextra"]


def can_link(folder):
    """"" or why there is no building for wasm32-wasi here."""
    if not shutil.which("clang"):
        return "no clang"
    path = os.path.join(folder, "empty.c")
    with open(path, "w") as file:
        file.write("#include <math.h>\n#include <stdio.h>\n"
                   "int main(int count, char **words) { (void)words; printf(\"%g\", sin(count)); return 0; }\n")
    status, _, errors = run(CLANG + [path, "-lm", "-o", os.path.join(folder, "empty.wasm")])
    return "clang links no program for wasm32-wasi (lld, wasi-libc, libclang-rt): " + errors[:200] if status else ""


def strangers(dependencies, own):
    """Of the headers in the output of clang -M, those that are neither in the folders `own` nor the C library's."""
    paths = re.sub(r"\\\n|^\S+:", " ", dependencies, flags=re.MULTILINE).split()
    standard = re.compile(r"/wasm32-wasi/|/lib/clang/[^/]+/include/")
    return sorted({path for path in paths if not standard.search(path)
                   and not any(os.path.realpath(path).startswith(folder + os.sep) for folder in own)})


def check_strangers_are_seen(tap):
    found = strangers("a.o: /src/a.c \\\n  /usr/include/gmp.h\nb.o: /usr/include/wasm32-wasi/math.h\n", ["/src"])
    tap.check("a third-party header would be seen", found == ["/usr/include/gmp.h"], repr(found))


def main(source, build, native, program, files):
    tap = Tap()
    check_strangers_are_seen(tap)
    includes = ["-I" + os.path.join(source, "src"), "-I" + os.path.join(build, "src")]
    with tempfile.TemporaryDirectory() as folder:
        missing = can_link(folder)
        if missing and not os.environ.get("HANDGRAD_REQUIRE_WASM"):
            tap.skip("the marking core links as WebAssembly", missing)
            return tap.finish()
        status, out, errors = run(CLANG + includes + ["-M"] + files)
        own = [os.path.realpath(os.path.join(root, "src")) for root in (source, build)]
        found = strangers(out, own)
        tap.check("%d files of the marking core include standard headers only" % len(files),
                  status == 0 and not found, "\n".join(found) + errors)
        module = os.path.join(folder, "core.wasm")
        status, _, errors = run(CLANG + includes + [program] + files + ["-lm", "-o", module])
        tap.check("they link as WebAssembly, without a warning", status == 0 and not errors, missing + errors)
        if status == 0:
            run_module(tap, module, native)
    return tap.finish()


def run_module(tap, module, native):
    name = "the program writes the same in WebAssembly as here"
    if not shutil.which("node"):
        tap.skip(name, "no node")
        return
    runner = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run.mjs")
    here, there = run([native]), run(["node", "--no-warnings", runner, module])
    tap.check(name, here[0] == there[0] == 0 and here[1] == there[1] and len(here[1].splitlines()) > 8,
              "here:\n%sthere:\n%s%s" % (here[1], there[1], there[2]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:]))
