"""The same as prepare_duckdb.py for Polars, with its streaming engine.

    prepare_polars.py LINES.parquet OUT.parquet THREADS
"""

import json
import os
import sys


def main(source, target, threads):
    os.environ["POLARS_MAX_THREADS"] = threads  # read when the package is loaded
    import polars as pl

    lines = pl.scan_parquet(source)
    raw, named = lines.select(pl.len().alias("raw"), pl.col("CustomerID").count()).collect(engine="streaming").row(0)
    distinct = lines.filter(pl.col("CustomerID").is_not_null()).unique().collect(engine="streaming")
    ordered = distinct.lazy().filter(~pl.col("InvoiceNo").str.starts_with("C"))
    kept = ordered.filter((pl.col("Quantity") > 0) & (pl.col("UnitPrice") > 0))
    not_cancelled, positive = (frame.item() for frame in pl.collect_all([ordered.select(pl.len()), kept.select(pl.len())],
                                                                        engine="streaming"))
    snapshot = kept.select(pl.col("InvoiceDate").max()).collect(engine="streaming").item()
    features = kept.group_by(pl.col("CustomerID").alias("customer_id")).agg(
        ((pl.lit(snapshot) + pl.duration(days=1)) - pl.col("InvoiceDate").max()).dt.total_days().alias("recency_days"),
        pl.col("InvoiceNo").n_unique().alias("frequency"),
        (pl.col("Quantity") * pl.col("UnitPrice")).sum().alias("total_spend"))
    features.sort("customer_id").collect(engine="streaming").write_parquet(target)
    json.dump({"cleaning": {"raw": raw, "missing_customer": named, "duplicates": distinct.height,
                            "cancellations": not_cancelled, "non_positive": positive}}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
