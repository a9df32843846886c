"""scikit-learn: Lloyd. OMP_NUM_THREADS holds its threads; n_jobs those of the distances of the silhouette."""

import sklearn
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.metrics import silhouette_score

from jobs import FIT_ITERATIONS, SWEEP_K, SWEEP_STARTS

NAME, VERSION = "scikit-learn", sklearn.__version__
MOST_WORK = float("inf")


def passes(x, initial, count, threads):
    model = KMeans(len(initial), init=initial, n_init=1, max_iter=count, tol=0).fit(x)
    assert model.n_iter_ == count, f"converged after {model.n_iter_} iterations"
    return model.cluster_centers_


def fit(x, initial, threads):
    return KMeans(len(initial), init=initial, n_init=1, max_iter=FIT_ITERATIONS, tol=0).fit(x).cluster_centers_


def seeding(x, k, threads):
    return kmeans_plusplus(x, k, random_state=1)[0]


def silhouette(x, labels, threads):
    return float(silhouette_score(x, labels, n_jobs=threads))


def sweep(x, threads):
    fits = [KMeans(k, n_init=SWEEP_STARTS, random_state=42).fit(x) for k in SWEEP_K]
    for model in fits:
        silhouette_score(x, model.labels_)
    return [float(model.inertia_) for model in fits]
