#!/usr/bin/env python3
"""Prints how many lines of the CUDA code ran, by file; status 1 below 90 %, or when a kernel did not run at all.

Usage: kernel_coverage.py BUILD_FOLDER           after the tests of a build with SHOAL_COVERAGE=ON
       kernel_coverage.py --clear BUILD_FOLDER   forgets what ran before

A line of the source counts once, whatever number of instantiations it has, and is covered when one of them ran it. Lines
that only nvcc compiles (behind __CUDA_ARCH__ and __CUDACC__) are not among them, and nothing counts that only the tests of the
emulator itself ran.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LEAST = 0.90
OF_THE_EMULATOR = re.compile(r"/simt_emulator\.dir/")
KERNEL = re.compile(r"__global__ void\s+(?:__launch_bounds__\((?:[^()]|\([^()]*\))*\)\s+)?(\w+)\(")


def read_counts(build):
    """{file below cuda/: {line: times it ran}} and the names of the functions that ran, over all objects."""
    counters = [path for path in sorted(build.rglob("*.gcda")) if not OF_THE_EMULATOR.search(str(path))]
    lines, ran = collections.defaultdict(collections.Counter), set()
    if not counters:
        return lines, ran
    said = subprocess.run(["gcov", "--json-format", "--stdout", *map(str, counters)], cwd=build, capture_output=True, check=True)
    for document in said.stdout.decode().splitlines():
        for file in json.loads(document)["files"]:
            path = (build / file["file"]).resolve()
            if not path.is_relative_to(ROOT / "cuda"):
                continue
            name = str(path.relative_to(ROOT / "cuda"))
            for line in file["lines"]:
                lines[name][line["line_number"]] += line["count"]
            ran |= {f["demangled_name"] for f in file["functions"] if f["execution_count"] > 0}
    return lines, ran


def idle_kernels(ran):
    """Kernels in the sources that no test ran, or no test even compiled."""
    names = {re.split(r"[<(]", name.removeprefix("void "))[0].split("::")[-1] for name in ran}
    for path in sorted((ROOT / "cuda").rglob("*.cuh")):
        for kernel in KERNEL.findall(path.read_text()):
            if kernel not in names:
                yield f"{path.relative_to(ROOT)}: {kernel}"


def print_table(title, files):
    """A line for each file, and their total as a share."""
    covered = all_lines = 0
    for name, lines in sorted(files.items()):
        missed = sorted(line for line, count in lines.items() if count == 0)
        ran = len(lines) - len(missed)
        covered, all_lines = covered + ran, all_lines + len(lines)
        print(f"{ran:6} /{len(lines):5}  {ran / len(lines):6.1%}  cuda/{name}" + (f"   not: {ranges(missed)}" if missed else ""))
    share = covered / all_lines if all_lines else 0.0
    print(f"{covered:6} /{all_lines:5}  {share:6.1%}  {title}\n")
    return share


def ranges(numbers):
    """1, 2, 3, 7 as "1-3 7"."""
    runs = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def main():
    clear = sys.argv[1:2] == ["--clear"]
    if len(sys.argv) != 2 + clear:
        print(__doc__, file=sys.stderr)
        return 2
    build = pathlib.Path(sys.argv[-1]).resolve()
    if clear:
        for counters in build.rglob("*.gcda"):
            counters.unlink()
        return 0
    lines, ran = read_counts(build)
    lines = {name: counts for name, counts in lines.items() if not name.startswith("simt/emulator/")}
    kernels = {name: counts for name, counts in lines.items() if name.endswith(".cuh")}
    others = {name: counts for name, counts in lines.items() if name not in kernels}
    shares = [print_table("the kernels", kernels), print_table("the rest of the CUDA device", others)]
    idle = list(idle_kernels(ran))
    for kernel in idle:
        print(f"no test runs the kernel {kernel}")
    if idle or min(shares) < LEAST:
        print(f"kernel-coverage: a test is missing (at least {LEAST:.0%} of the lines and every kernel have to run)")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
