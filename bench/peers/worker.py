"""One peer in a process of its own: a job as a line of JSON on standard input, its figures as one on standard output.

    worker.py ADAPTER THREADS
"""

import importlib
import json
import os
import pathlib
import sys
import time
import warnings

import numpy as np

from data import nearest

BLOCK = 1 << 14


def blocks(x, centroids):
    """Rows and centroids in double about the mean of the centroids, so that products cancel little."""
    centre = centroids.mean(axis=0)
    for begin in range(0, len(x), BLOCK):
        rows = x[begin : begin + BLOCK].astype(np.float64) - centre
        yield begin, rows, nearest(rows, centroids - centre)


def inertia(x, centroids):
    """By its definition, in double."""
    centroids = np.asarray(centroids, dtype=np.float64)
    shifted = centroids - centroids.mean(axis=0)
    return float(sum(((rows - shifted[labels]) ** 2).sum() for _, rows, labels in blocks(x, centroids)))


def updated(x, centroids):
    """The means after one assignment."""
    centroids = np.asarray(centroids, dtype=np.float64)
    sums, counts = np.zeros_like(centroids), np.zeros(len(centroids))
    for begin, rows, labels in blocks(x, centroids):
        np.add.at(sums, labels, x[begin : begin + len(rows)])
        counts += np.bincount(labels, minlength=len(centroids))
    return sums / counts[:, None]


def call(adapter, job, folder, threads):
    """The peer's work as a function without arguments; nothing but the work is timed."""
    x = np.load(folder / "x.npy")
    if job["kind"] in ("pass", "fit"):
        initial = np.load(folder / "initial.npy")
        if job["kind"] == "fit":
            return x, lambda: adapter.fit(x, initial, threads)
        return x, lambda: adapter.passes(x, initial, job["count"], threads)
    if job["kind"] == "seeding":
        return x, lambda: adapter.seeding(x, job["k"], threads)
    if job["kind"] == "silhouette":
        labels = np.load(folder / "labels.npy")
        return x, lambda: adapter.silhouette(x, labels, threads)
    return x, lambda: adapter.sweep(x, threads)


def found(kind, x, answer):
    """What is compared with shoal's answer."""
    if kind in ("pass", "fit"):
        return [inertia(x, answer)]
    if kind == "seeding":
        return [inertia(x, updated(x, answer))]
    return answer if isinstance(answer, list) else [answer]


def reset_peak():
    try:
        pathlib.Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass


def peak():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def measure(adapter, job, threads):
    x, work = call(adapter, job, pathlib.Path(job["folder"]), threads)
    reset_peak()
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    figures = {"wall": wall, "cpu": cpu, "peak": peak()}
    return figures | {"found": found(job["kind"], x, answer) if job["check"] else None}


def main(name, threads):
    # A library may print: only figures leave on the pipe.
    figures = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    adapter = importlib.import_module(f"adapters.{name}")
    kinds = {kind: hasattr(adapter, function) for kind, function in
             (("pass", "passes"), ("fit", "fit"), ("seeding", "seeding"), ("silhouette", "silhouette"), ("sweep", "sweep"))}
    about = {"name": adapter.NAME, "version": adapter.VERSION, "kinds": kinds, "most_work": adapter.MOST_WORK}
    print(json.dumps(about), file=figures, flush=True)
    for line in sys.stdin:
        try:
            reply = measure(adapter, json.loads(line), threads)
        except Exception as error:  # told to the runner, which goes on with the other peers
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=figures, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
