"""mlpack: its plain Lloyd. It works in float64; the copy into it is part of what the two counts of passes cancel."""

import mlpack

NAME, VERSION = "mlpack", mlpack.__version__
MOST_WORK = 1e9  # n d k: without blocked products larger jobs would take minutes


def passes(x, initial, count, threads):
    return mlpack.kmeans(clusters=len(initial), input_=x, initial_centroids=initial, max_iterations=count)["centroid"]
