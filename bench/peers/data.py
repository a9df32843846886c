"""Writes the data of one job as .npy files: x.npy, initial.npy (the first k rows), labels.npy and labels.csv.

    data.py KIND N D K uniform|normal|FILE FOLDER
"""

import gzip
import pathlib
import sys

import numpy as np


def points(n, d, source):
    if source == "uniform":
        return np.random.default_rng(20).random((n, d), dtype=np.float32)
    if source == "normal":
        return np.random.default_rng(20).standard_normal((n, d), dtype=np.float32)
    if ".npy" in source:
        with gzip.open(source) as file:
            return (np.load(file) / 255).astype(np.float32)
    import segment_pandas

    return segment_pandas.standardise(segment_pandas.features(segment_pandas.clean(segment_pandas.read(source))))


def nearest(x, centroids):
    return ((centroids**2).sum(axis=1) - 2 * x @ centroids.T).argmin(axis=1).astype(np.int32)


def main(kind, n, d, k, source, folder):
    folder = pathlib.Path(folder)
    x = points(int(n), int(d), source)
    assert x.shape == (int(n), int(d)), x.shape
    np.save(folder / "x.npy", x)
    np.save(folder / "initial.npy", x[: int(k)])
    if kind == "silhouette":
        labels = nearest(x, x[: int(k)])
        np.save(folder / "labels.npy", labels)
        np.savetxt(folder / "labels.csv", labels, fmt="%d", header="label", comments="")


if __name__ == "__main__":
    main(*sys.argv[1:])
