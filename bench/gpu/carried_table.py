"""The table that the sweep runs on: logarithms of recency, frequency and spend, standardised, as float32.

    carried_table.py FEATURES.csv OUT      FEATURES.csv is of `shoal prepare`
"""

import array
import csv
import math
import statistics
import sys


def main(features, out):
    with open(features, newline="", encoding="utf-8") as file:
        rows = [[math.log1p(float(row[name])) for name in ("recency_days", "frequency", "total_spend")] for row in csv.DictReader(file)]
    columns = list(zip(*rows, strict=True))
    terms = [(statistics.fmean(column), statistics.pstdev(column)) for column in columns]
    values = array.array("f", [(value - mean) / spread for row in rows for value, (mean, spread) in zip(row, terms, strict=True)])
    with open(out, "wb") as file:
        values.tofile(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
