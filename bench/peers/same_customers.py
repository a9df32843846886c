"""Fails unless all feature files hold the same customers with the same recency, frequency and (to 1e-9) spend.

    same_customers.py FEATURES.parquet...
"""

import sys

import numpy as np
import polars as pl

COLUMNS = ["customer_id", "recency_days", "frequency", "total_spend"]


def read(path):
    table = pl.read_parquet(path, columns=COLUMNS).with_columns(pl.col("customer_id").cast(pl.Int64)).sort("customer_id")
    return [table[name].to_numpy().astype(np.float64) for name in COLUMNS]


def main(paths):
    first = read(paths[0])
    for path in paths[1:]:
        for name, ours, theirs in zip(COLUMNS, first, read(path), strict=True):
            tolerance = 1e-9 if name == "total_spend" else 0.0
            assert ours.shape == theirs.shape and np.allclose(ours, theirs, rtol=tolerance, atol=0.0), (path, name)


if __name__ == "__main__":
    main(sys.argv[1:])
