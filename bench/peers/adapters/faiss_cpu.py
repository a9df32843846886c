"""faiss: Lloyd without a test for convergence; every row takes part, not a sample."""

import faiss

from jobs import FIT_ITERATIONS

NAME, VERSION = "faiss-cpu", faiss.__version__
MOST_WORK = float("inf")


def passes(x, initial, count, threads):
    faiss.omp_set_num_threads(threads)
    kmeans = faiss.Kmeans(x.shape[1], len(initial), niter=count, nredo=1, max_points_per_centroid=len(x))
    kmeans.train(x, init_centroids=initial)
    return kmeans.centroids


def fit(x, initial, threads):
    """It does not stop by itself: all iterations."""
    return passes(x, initial, FIT_ITERATIONS, threads)
