"""mlpack: its plain Lloyd for passes, its Hamerly for whole fits. It works in float64; the copy into it is part of what the two
counts of passes cancel."""

import mlpack

from jobs import FIT_ITERATIONS

NAME, VERSION = "mlpack", mlpack.__version__
MOST_WORK = 1e9  # n d k of a pass: without blocked products larger jobs would take minutes


def passes(x, initial, count, threads):
    return mlpack.kmeans(clusters=len(initial), input_=x, initial_centroids=initial, max_iterations=count)["centroid"]


def fit(x, initial, threads):
    return mlpack.kmeans(clusters=len(initial), input_=x, initial_centroids=initial, max_iterations=FIT_ITERATIONS, algorithm="hamerly")["centroid"]
