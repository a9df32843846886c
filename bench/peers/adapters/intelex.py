"""scikit-learn-intelex (oneDAL)."""

import importlib.metadata

from sklearnex.cluster import KMeans

from jobs import FIT_ITERATIONS

NAME, VERSION = "scikit-learn-intelex", importlib.metadata.version("scikit-learn-intelex")
MOST_WORK = float("inf")


def passes(x, initial, count, threads):
    model = KMeans(len(initial), init=initial, n_init=1, max_iter=count, tol=0, n_jobs=threads).fit(x)
    assert model.n_iter_ == count, f"converged after {model.n_iter_} iterations"
    return model.cluster_centers_


def fit(x, initial, threads):
    model = KMeans(len(initial), init=initial, n_init=1, max_iter=FIT_ITERATIONS, tol=0, n_jobs=threads)
    return model.fit(x).cluster_centers_
