"""A peer as one contestant: told what to do by the lines that main.cpp understands, answering like it, one line of JSON each.

    worker.py pytorch|flash-kmeans|flashlib|scikit-learn

Beside main.cpp's: `precision NAME` for the works that follow; `inertia PATH K` and `seeds PATH K` judge a file of centroids,
the second after one update. Times hold the work alone; the GPU is waited for.
"""

import importlib
import json
import os
import sys
import time

import numpy as np
import torch

import evaluate
from made_points import TorchArrays, grouped_points, uniform_points

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def adapter_of(name):
    if name in ("flash-kmeans", "flashlib"):
        adapter = importlib.import_module("flash")
        adapter.choose(name)
        return adapter
    return importlib.import_module({"pytorch": "torch_baseline", "scikit-learn": "scikit"}[name])


def wait():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def timed(work):
    wait()
    begin = time.perf_counter()
    answer = work()
    wait()
    return time.perf_counter() - begin, answer


class Peer:
    def __init__(self, adapter):
        self.adapter, self.precision = adapter, adapter.PRECISIONS[0]
        self.x = self.prepared = self.found = None

    def points(self, which, n, d, *groups):
        self.x = self.prepared = None
        n, d = int(n), int(d)
        arrays = TorchArrays(DEVICE)
        if which == "uniform":
            self.x = uniform_points(arrays, n, d)
        elif which == "grouped":
            self.x = grouped_points(arrays, n, d, int(groups[0]))
        else:
            self.x = torch.from_numpy(np.fromfile(which, dtype=np.float32, count=n * d).reshape(n, d)).to(DEVICE)
        return {}

    def as_wanted(self):
        if self.prepared is None:
            self.prepared = self.adapter.prepare(self.x, self.precision)
        return self.prepared

    def set_precision(self, name):
        self.precision, self.prepared = name, None
        return {}

    def lloyd(self, k, iterations):
        x, initial = self.as_wanted(), self.x[: int(k)].clone()
        seconds, self.found = timed(lambda: self.adapter.lloyd(x, initial, int(iterations)))
        return {"seconds": seconds, "iterations": int(iterations)}

    def seeding(self, method, k):
        x = self.as_wanted()
        seconds, self.found = timed(lambda: self.adapter.seeding(x, int(k), method))
        return {"seconds": seconds}

    def silhouette(self, path, k):
        x, labels = self.as_wanted(), torch.from_numpy(np.fromfile(path, dtype=np.int32)).to(DEVICE)
        seconds, mean = timed(lambda: self.adapter.silhouette(x, labels, int(k)))
        return {"seconds": seconds, "mean": mean}

    def sweep(self, k_min, k_max, _restarts):
        x = self.as_wanted()
        seconds, (inertias, silhouettes) = timed(lambda: self.adapter.sweep(x, int(k_min), int(k_max)))
        return {"seconds": seconds, "inertia": inertias, "silhouette": silhouettes}

    def centroids(self, path):
        np.asarray(torch.as_tensor(self.found).cpu(), dtype=np.float64).tofile(path)
        return {}

    def inertia(self, path, k):
        return {"inertia": evaluate.inertia(self.x, np.fromfile(path).reshape(int(k), -1))}

    def seeds(self, path, k):
        return {"inertia": evaluate.inertia(self.x, evaluate.updated(self.x, np.fromfile(path).reshape(int(k), -1)))}

    def answer(self, line):
        work, *words = line.split()
        return (self.set_precision if work == "precision" else getattr(self, work))(*words)


def main(name):
    # A library may print: only answers leave on the pipe.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        peer = Peer(adapter_of(name))
        about = {"name": name, "version": peer.adapter.VERSION, "works": peer.adapter.WORKS, "precisions": peer.adapter.PRECISIONS}
    except Exception as error:  # a peer that is not there is told and left out
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        return
    print(json.dumps(about), file=answers, flush=True)
    for line in sys.stdin:
        try:
            reply = peer.answer(line)
        except Exception as error:  # told to the runner, which goes on with the other peers
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
