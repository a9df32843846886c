"""Cleaning and recency, frequency and spend a customer as a data engineer writes them for DuckDB: the peer of `shoal prepare`.

    prepare_duckdb.py LINES.parquet OUT.parquet THREADS

Prints {"cleaning": {step: lines left}}; the features go into OUT.parquet.
"""

import json
import sys

import duckdb

STEPS = """
    SELECT count(*) AS raw,
           count(*) FILTER (NOT starts_with(InvoiceNo, 'C')) AS cancellations,
           count(*) FILTER (NOT starts_with(InvoiceNo, 'C') AND Quantity > 0 AND UnitPrice > 0) AS non_positive
    FROM lines"""
FEATURES = """
    SELECT CustomerID AS customer_id,
           date_diff('second', max(InvoiceDate), (SELECT max(InvoiceDate) FROM kept) + INTERVAL 1 DAY) // 86400 AS recency_days,
           count(DISTINCT InvoiceNo) AS frequency,
           sum(Quantity * UnitPrice) AS total_spend
    FROM kept GROUP BY CustomerID ORDER BY CustomerID"""


def main(source, target, threads):
    database = duckdb.connect(config={"threads": int(threads)})
    with_customer = f"FROM read_parquet('{source}') WHERE CustomerID IS NOT NULL"
    raw, named = database.execute(f"SELECT count(*), count(CustomerID) FROM read_parquet('{source}')").fetchone()
    database.execute(f"CREATE TABLE lines AS SELECT DISTINCT * {with_customer}")
    distinct, not_cancelled, positive = database.execute(STEPS).fetchone()
    database.execute("CREATE VIEW kept AS FROM lines WHERE NOT starts_with(InvoiceNo, 'C') AND Quantity > 0 AND UnitPrice > 0")
    database.execute(f"COPY ({FEATURES}) TO '{target}' (FORMAT parquet)")
    json.dump({"cleaning": {"raw": raw, "missing_customer": named, "duplicates": distinct, "cancellations": not_cancelled,
                            "non_positive": positive}}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
