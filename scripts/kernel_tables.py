#!/usr/bin/env python3
"""Compares the compiled kernels with cuda/resources.tsv and cuda/instructions.tsv; status 1 when one is worse or missing.

    scripts/kernel_tables.py [--update] [FILE...]      FILE: objects or archives; default: build/release/lib/libshoal_cuda.a

resources.tsv holds what each kernel takes: registers, static shared memory and local memory must not grow; --update writes
it anew. instructions.tsv holds what kernels must and must not consist of; people write it. Both are for one nvcc. What they say of an
architecture that the files were not compiled for is passed over.
"""

import argparse
import fnmatch
import pathlib
import re
import sys

import device_code
from device_code import Resources

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESOURCES, INSTRUCTIONS = ROOT / "cuda" / "resources.tsv", ROOT / "cuda" / "instructions.tsv"
ARCHIVE = ROOT / "build" / "release" / "lib" / "libshoal_cuda.a"
COLUMNS = ["kernel", "architecture", "registers", "shared", "local", "threads", "occupancy"]


def nvcc():
    said = device_code.call("nvcc", "--version")
    return re.search(r"V([0-9.]+)", said)[1]


def table(found, compiler):
    """The text of resources.tsv. Occupancy counts static shared memory alone."""
    lines = [f"# nvcc {compiler}; bytes; occupancy at the block's most threads, without dynamic shared memory", "\t".join(COLUMNS)]
    for (architecture, kernel), r in sorted(found.items(), key=lambda item: (item[0][1], device_order(item[0][0]))):
        share = f"{device_code.occupancy(architecture, r.threads, r.registers, r.shared):.2f}" if r.threads else "-"
        lines.append("\t".join(map(str, [kernel, architecture, r.registers, r.shared, r.local, r.threads or "-", share])))
    return "\n".join(lines) + "\n"


def device_order(architecture):
    return int(re.sub(r"\D", "", architecture))


def read_table(text):
    """(nvcc, {(architecture, kernel): Resources})."""
    lines = text.splitlines()
    rows = [line.split("\t") for line in lines[2:]]
    found = {(row[1], row[0]): Resources(int(row[2]), int(row[3]), int(row[4])) for row in rows}
    return re.match(r"# nvcc ([0-9.]+)", lines[0])[1], found


def compiled(keys, found):
    """Those of the keys whose architecture has a kernel in `found`; all of them where `found` is empty."""
    architectures = {architecture for architecture, _ in found or keys}
    return {key for key in keys if key[0] in architectures}


def worse(wanted, found):
    """One line for each kernel that takes more than the table says, uses local memory, or is in one of both only."""
    for key in sorted(compiled(wanted.keys(), found) | found.keys()):
        where = f"{key[1]} on {key[0]}"
        if key not in found:
            yield f"{where}: not compiled"
            continue
        now = found[key]
        if now.local > 0:
            yield f"{where}: {now.local} bytes of local memory a thread (spills, or an array that no register holds)"
        if key not in wanted:
            yield f"{where}: not in the table"
            continue
        for field in ("registers", "shared", "local"):
            before, after = getattr(wanted[key], field), getattr(now, field)
            if after > before:
                yield f"{where}: {field} {before} -> {after}"


def read_rules(text):
    """[(kernel pattern, architecture pattern, {pattern that must occur}, {pattern that must not})]."""
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    words = lambda cell: [] if cell == "-" else cell.split(" ")
    return [(kernel, architecture, words(must), words(must_not)) for kernel, architecture, must, must_not in rows[1:]]


def violations(rules, found):
    """One line for each kernel that breaks a rule, and for each rule that no kernel meets."""
    architectures = {architecture for architecture, _ in found}
    for kernel_pattern, architecture_pattern, must, must_not in rules:
        if found and not fnmatch.filter(architectures, architecture_pattern):
            continue
        concerned = [key for key in sorted(found) if fnmatch.fnmatchcase(key[1], kernel_pattern)
                     and fnmatch.fnmatchcase(key[0], architecture_pattern)]
        if not concerned:
            yield f"{kernel_pattern} on {architecture_pattern}: no such kernel"
        for key in concerned:
            for pattern in must:
                if device_code.count(found[key], pattern) == 0:
                    yield f"{key[1]} on {key[0]}: has no {pattern}"
            for pattern in must_not:
                if number := device_code.count(found[key], pattern):
                    yield f"{key[1]} on {key[0]}: has {number} {pattern}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write cuda/resources.tsv anew")
    parser.add_argument("files", nargs="*", type=pathlib.Path, default=[ARCHIVE])
    arguments = parser.parse_args()
    found = device_code.resources(arguments.files)
    if arguments.update:
        lost = {architecture for architecture, _ in read_table(RESOURCES.read_text())[1]} - {architecture for architecture, _ in found}
        if lost:
            print(f"not compiled for {', '.join(sorted(lost))}, so the table would lose them\n"
                  "  do  configure with -DSHOAL_CUDA=ON -DSHOAL_CUDA_ARCHITECTURES= and build shoal_cuda", file=sys.stderr)
            return 2
        RESOURCES.write_text(table(found, nvcc()))
        return 0
    wrong = [*worse(read_table(RESOURCES.read_text())[1], found),
             *violations(read_rules(INSTRUCTIONS.read_text()), device_code.instructions(arguments.files))]
    for line in wrong:
        print(line)
    print(f"{len(found)} kernels, {len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
