"""scikit-learn: Elkan's bounds, for whole fits."""

import sklearn
from sklearn.cluster import KMeans

from jobs import FIT_ITERATIONS

NAME, VERSION = "scikit-learn (Elkan)", sklearn.__version__
MOST_WORK = float("inf")


def fit(x, initial, threads):
    model = KMeans(len(initial), init=initial, n_init=1, max_iter=FIT_ITERATIONS, tol=0, algorithm="elkan")
    return model.fit(x).cluster_centers_
