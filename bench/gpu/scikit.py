"""scikit-learn, on the CPU: for small jobs, as the answer that others are held against."""

import warnings

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from jobs import SWEEP_RESTARTS

NAME, VERSION = "scikit-learn", sklearn.__version__
PRECISIONS = ["fp64"]
WORKS = ["lloyd", "silhouette", "sweep"]
warnings.simplefilter("ignore")


def prepare(x, _precision):
    return x.cpu().numpy().astype(np.float64)


def lloyd(x, initial, iterations):
    return KMeans(len(initial), init=initial.cpu().numpy().astype(np.float64), n_init=1, max_iter=iterations, tol=0.0).fit(x).cluster_centers_


def silhouette(x, labels, _k):
    return float(silhouette_score(x, labels.cpu().numpy()))


def sweep(x, k_min, k_max):
    inertias, silhouettes = [], []
    for k in range(k_min, k_max + 1):
        fit = KMeans(k, n_init=SWEEP_RESTARTS, random_state=0).fit(x)
        inertias.append(float(fit.inertia_))
        silhouettes.append(float(silhouette_score(x, fit.labels_)))
    return inertias, silhouettes
