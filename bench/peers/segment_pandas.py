#!/usr/bin/env python3
"""The main job as a data scientist writes it with pandas and scikit-learn: the peer of `shoal segment`.

The same cleaning, the same features, log1p and standardisation, k = 2..10 with ten starts each, exact silhouettes and
twenty bootstrap resamples a k. No report, no model, no names. Prints one JSON document with what it found.

    segment_pandas.py online-retail.csv
"""

import json
import sys

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

FIRST_K, LAST_K, STARTS, RESAMPLES, SEED = 2, 10, 10, 20, 42


def read(path):
    lines = pd.read_csv(path, dtype={"InvoiceNo": str, "StockCode": str, "CustomerID": str})
    lines["InvoiceDate"] = pd.to_datetime(lines["InvoiceDate"], format="%m/%d/%Y %H:%M")
    return lines


def clean(lines):
    lines = lines[lines["CustomerID"].notna()]
    lines = lines.drop_duplicates()
    lines = lines[~lines["InvoiceNo"].str.startswith("C")]
    return lines[(lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]


def features(lines):
    lines = lines.assign(Amount=lines["Quantity"] * lines["UnitPrice"])
    snapshot = lines["InvoiceDate"].max() + pd.Timedelta(days=1)
    by = lines.groupby("CustomerID")
    return pd.DataFrame({"recency": (snapshot - by["InvoiceDate"].max()).dt.days,
                         "frequency": by["InvoiceNo"].nunique(),
                         "spend": by["Amount"].sum()})


def standardise(table):
    x = np.log1p(table.to_numpy(dtype=np.float64))
    return ((x - x.mean(axis=0)) / x.std(axis=0)).astype(np.float32)


def best_match_jaccard(reference, other, k):
    table = np.zeros((k, k))
    np.add.at(table, (reference, other), 1)
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    return (table / union).max(axis=1)


def stability(x, labels, k, random):
    matches = []
    for _ in range(RESAMPLES):
        rows = random.integers(0, len(x), len(x))
        fit = KMeans(k, n_init=1, random_state=int(random.integers(2**31))).fit(x[rows])
        drawn = np.unique(rows)
        matches.append(best_match_jaccard(labels[drawn], fit.predict(x[drawn]), k))
    return float(np.mean(matches))


def main(path):
    kept = clean(read(path))
    table = features(kept)
    x = standardise(table)
    random = np.random.default_rng(SEED)
    sweep = []
    for k in range(FIRST_K, LAST_K + 1):
        fit = KMeans(k, n_init=STARTS, random_state=SEED).fit(x)
        sweep.append({"k": k, "inertia": float(fit.inertia_), "silhouette": float(silhouette_score(x, fit.labels_)),
                      "calinski_harabasz": float(calinski_harabasz_score(x, fit.labels_)),
                      "davies_bouldin": float(davies_bouldin_score(x, fit.labels_)),
                      "stability": stability(x, fit.labels_, k, random)})
    json.dump({"rows": len(kept), "customers": len(table), "sweep": sweep}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
