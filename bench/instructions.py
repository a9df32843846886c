#!/usr/bin/env python3
"""Counts the instructions of the hot passes with callgrind and compares them with bench/instructions.tsv.

    bench/instructions.py [--program build/release/bin/shoal_bench_passes] [--jobs 2] [--update]

Instructions do not depend on what else the machine does. They are those of one thread on one SIMD target that valgrind
can run, after a first pass that is not counted. Exit status 1 when a count has moved by more
than 3 % either way: make it right, or say in the commit why with --update.
"""

import argparse
import concurrent.futures
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TABLE = pathlib.Path(__file__).resolve().with_name("instructions.tsv")
DEVICE = "cpu:avx2"
PASSES = 3
COUNTED = "shoal_counted_passes"  # the function of the program that holds them
TOLERANCE = 0.03

# pass, n, d, k: small, and one for each way of going through the data
SHAPES = [
    ("lloyd", 4096, 2, 50),
    ("lloyd", 4096, 3, 8),
    ("lloyd", 4096, 8, 100),
    ("lloyd", 1024, 32, 100),
    ("lloyd", 512, 64, 500),
    ("lloyd", 512, 128, 256),
    ("lloyd", 256, 784, 100),
    ("assign", 4096, 8, 10),
    ("seeding", 4096, 8, 7),
    ("silhouette", 1024, 8, 10),
    ("silhouette", 512, 64, 10),
    ("upload", 4096, 8, 1),
]


def counted(program, shape):
    """Instructions of one pass."""
    with tempfile.NamedTemporaryFile() as out:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", f"--toggle-collect={COUNTED}", program,
                   DEVICE, *map(str, shape), str(PASSES)]
        process = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"Collected\s*:\s*(\d+)", process.stderr)
    if process.returncode != 0 or not found or found.group(1) == "0":
        sys.exit(f"failed: {' '.join(command)}\n{process.stderr}")
    return int(found.group(1)) // PASSES


def read_table():
    with TABLE.open() as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {(row["pass"], int(row["n"]), int(row["d"]), int(row["k"])): int(row["instructions"]) for row in rows}


def write_table(counts):
    compiler = subprocess.run([os.environ.get("CXX", "c++"), "--version"], capture_output=True, text=True, check=True)
    lines = [f"# Instructions of one pass on {DEVICE}, one thread; {compiler.stdout.splitlines()[0]}. bench/instructions.py --update",
             "pass\tn\td\tk\tinstructions"]
    lines += ["\t".join(map(str, (*shape, count))) for shape, count in counts.items()]
    TABLE.write_text("\n".join(lines) + "\n")


def show(counts, known):
    """Prints the table; the shapes that moved."""
    moved = []
    print(f"{'pass':<13}{'n':>6}{'d':>5}{'k':>6}{'instructions':>14}{'each n d k':>12}{'before':>14}{'change':>9}")
    for shape, count in counts.items():
        name, n, d, k = shape
        work = n * d * (n if name == "silhouette" else k)
        before = known.get(shape)
        change = count / before - 1 if before else None
        print(f"{name:<13}{n:>6}{d:>5}{k:>6}{count:>14,}{count / work:>12.3f}"
              f"{before or 0:>14,}{'new' if change is None else f'{change:+.1%}':>9}")
        if change is None or abs(change) > TOLERANCE:
            moved.append(shape)
    return moved


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default="build/release/bin/shoal_bench_passes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--update", action="store_true", help="write the table anew")
    arguments = parser.parse_args()
    if not os.path.exists(arguments.program):
        sys.exit(f"{arguments.program} is not built: ninja -C build/release shoal_bench_passes")
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        counts = dict(zip(SHAPES, pool.map(lambda shape: counted(arguments.program, shape), SHAPES), strict=True))
    moved = show(counts, read_table() if TABLE.exists() else {})
    if arguments.update:
        write_table(counts)
    elif moved:
        sys.exit(f"{len(moved)} counts have moved by more than {TOLERANCE:.0%}")


if __name__ == "__main__":
    main()
