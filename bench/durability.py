#!/usr/bin/env python3
"""What manifest and flushing to the disk cost the main job.

  bench/durability.py SHOAL FILE [ROUNDS] [FOLDER]      FOLDER says which disk; default: the temporary folder

Runs `shoal segment` and notes when each fsync() begins and ends (LD_PRELOAD): the time in which at least one of them waits is what
flushing adds. Digests are timed by hashing the files of the run with the same library (OpenSSL)."""

import hashlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}
int fsync(int file) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  const double begin = now();
  const int failed = real(file);
  const double end = now();
  FILE* log = fopen(getenv("FSYNC_LOG"), "a");
  fprintf(log, "%f %f\n", begin, end);
  fclose(log);
  return failed;
}
"""


def covered(spans):
    """Length of the union of the spans."""
    total, until = 0.0, 0.0
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, until))
        until = max(until, end)
    return total


def spread(values):
    ordered = sorted(values)
    return f"median {statistics.median(ordered):.1f} ms ({ordered[len(ordered) // 10]:.1f} to {ordered[-1 - len(ordered) // 10]:.1f})"


def digest_time(folder):
    """Milliseconds to hash every file of the folder once, and their bytes."""
    files = [path.read_bytes() for path in pathlib.Path(folder).rglob("*") if path.is_file()]
    began = time.perf_counter()
    for data in files:
        hashlib.sha256(data).hexdigest()
    return (time.perf_counter() - began) * 1000, sum(map(len, files))


def one_fsync(folder):
    """Milliseconds to flush one new file of 20 kB, for comparison."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(os.urandom(20000))
        file.flush()
        began = time.perf_counter()
        os.fsync(file.fileno())
        return (time.perf_counter() - began) * 1000


def main(shoal, file, rounds=21, where=None):
    flushed, walls, digests, single = [], [], [], []
    with tempfile.TemporaryDirectory(dir=where) as work:
        library, log = os.path.join(work, "time_fsync.so"), os.path.join(work, "fsync.log")
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, "-x", "c", "-", "-ldl"], input=SHIM, text=True, check=True)
        for _ in range(int(rounds)):
            os.sync()  # what earlier rounds left is not this one's
            pathlib.Path(log).write_text("")
            began = time.perf_counter()
            subprocess.run([shoal, "segment", file, "-o", os.path.join(work, "run"), "-q"], check=True, capture_output=True,
                           env=os.environ | {"LD_PRELOAD": library, "FSYNC_LOG": log})
            walls.append((time.perf_counter() - began) * 1000)
            spans = [tuple(map(float, line.split())) for line in pathlib.Path(log).read_text().splitlines()]
            flushed.append(covered(spans))
            single.append(one_fsync(work))
            milliseconds, size = digest_time(os.path.join(work, "run"))
            digests.append(milliseconds)
    print(f"the command: {spread(walls)}")
    print(f"waiting for {len(spans)} fsync: {spread(flushed)}")
    print(f"one fsync of one file here: {spread(single)}")
    print(f"digests of the {size / 1e6:.1f} MB of a run, once: {spread(digests)}; they are taken twice, four times over an earlier run")


if __name__ == "__main__":
    main(*sys.argv[1:])
