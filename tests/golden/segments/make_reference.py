#!/usr/bin/env python3
"""Reference values of the golden tests of customer features and segments, by pandas and scikit-learn.

    python3 make_reference.py ONLINE-RETAIL-FOLDER

prints the figures that online_retail_test.cpp holds. Made with pandas 3.1.1, numpy 2.4.6, scikit-learn 1.9.1.
"""
import pathlib
import sys
from decimal import ROUND_CEILING, Decimal

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

BELOW = 0.95  # a price is "below" a reference when it is at most this share of it


def cleaned(path):
    text = {name: str for name in ("InvoiceNo", "StockCode", "Description", "CustomerID", "Country")}
    lines = pd.read_csv(path, keep_default_na=False, na_values=[""], dtype=text)
    lines["InvoiceDate"] = pd.to_datetime(lines.InvoiceDate, format="%m/%d/%Y %H:%M")
    lines["value"] = lines.Quantity * lines.UnitPrice
    lines = lines[lines.CustomerID.notna()].drop_duplicates()
    cancelled = lines.InvoiceNo.str.startswith("C")
    bought = lines[~cancelled & (lines.Quantity > 0) & (lines.UnitPrice > 0)].copy()
    back = lines[cancelled | (lines.value < 0)]
    return bought, back


def usual_price(lines, keys):
    """Modal price by lines, ties to the higher price, on every line of the group."""
    counts = lines.groupby([*keys, "UnitPrice"]).size().rename("lines").reset_index()
    modes = counts.sort_values(["lines", "UnitPrice"]).groupby(keys).UnitPrice.last().rename("usual")
    return lines.join(modes, on=keys).usual


def customer_table(bought, back, net=False):
    snapshot = bought.InvoiceDate.max() + pd.Timedelta(days=1)
    bought["band"] = np.floor(np.log2(bought.Quantity)).astype(int)
    below_item = bought.UnitPrice <= BELOW * usual_price(bought, ["StockCode"])
    below_band = bought.UnitPrice <= BELOW * usual_price(bought, ["StockCode", "band"])
    print("spend below the item's usual price", repr(float(bought.value[below_item].sum() / bought.value.sum())))
    print("spend below that of item and band ", repr(float(bought.value[below_band].sum() / bought.value.sum())))
    print("lines below                       ", int(below_item.sum()), int(below_band.sum()))
    bought["bulk"] = bought.value.where(below_item & ~below_band, 0.0)
    bought["reduced"] = bought.value.where(below_band, 0.0)
    bought["day"] = bought.InvoiceDate.dt.normalize()
    groups = bought.groupby("CustomerID")
    spend, orders = groups.value.sum(), groups.InvoiceNo.nunique()
    returned = back.groupby("CustomerID").value.sum().abs().reindex(spend.index, fill_value=0.0)
    kept = spend - returned if net else spend
    days = groups.day.nunique()
    tenure = (snapshot - groups.InvoiceDate.min()).dt.days
    span = (groups.day.max() - groups.day.min()).dt.days
    table = pd.DataFrame({
        "recency_days": (snapshot - groups.InvoiceDate.max()).dt.days,
        "frequency": orders,
        "total_spend": kept,
        "tenure_days": tenure,
        "days_between_orders": (span / (days - 1)).where(days > 1),
        "basket_value": kept / orders,
        "items_per_order": groups.Quantity.sum() / orders,
        "distinct_products": groups.StockCode.nunique(),
        "return_share": returned / (kept + returned),
        "bulk_share": groups.bulk.sum() / spend,
        "reduced_share": groups.reduced.sum() / spend,
    })
    return table[kept > 1e-9 * spend] if net else table


def readable_above(value):
    """The smallest number of two significant digits that is not below the value."""
    if value == 0:
        return 0.0
    exact = Decimal(value)
    exponent = exact.adjusted() - 1
    return float(exact.scaleb(-exponent).to_integral_value(ROUND_CEILING).scaleb(exponent))


def print_trees(table, labels):
    """Splits between values rounded up to readable numbers are splits at readable thresholds."""
    readable = table.drop(columns="days_between_orders").map(readable_above)
    for k in (3, 4, 5):
        truth = labels[f"kmeans_k{k}"].to_numpy()
        for name, x in (("R, F, M", readable.iloc[:, :3]), ("all", readable)):
            tree = DecisionTreeClassifier(max_depth=3, criterion="gini", random_state=0).fit(x, truth)
            print("k", k, name, "right", int((tree.predict(x) == truth).sum()), "of", len(truth))


def print_segments(table, bought, back, labels):
    labels = pd.Series(labels.kmeans_k4.to_numpy(), index=table.index)
    returned = back.groupby("CustomerID").value.sum().abs().reindex(table.index, fill_value=0.0)
    country = bought.groupby("CustomerID").Country.last()
    for segment in range(4):
        own = table[labels == segment]
        rest = table[labels != segment]
        lines = bought[bought.CustomerID.isin(own.index)]
        products = lines[lines.StockCode != "POST"].groupby("StockCode").value.sum().sort_values(ascending=False)
        spread = np.log1p(table.frequency).std(ddof=0)
        print("segment", segment, "size", len(own), "revenue share", float(own.total_spend.sum() / table.total_spend.sum()))
        print("  medians", [float(value) for value in own.median()])
        back_value = float(returned[own.index].sum())
        print("  return share", back_value / (float(own.total_spend.sum()) + back_value))
        print("  countries", (country[own.index].value_counts().head(3) / len(own)).to_dict())
        print("  products", (products.head(3) / own.total_spend.sum()).to_dict())
        difference = (np.log1p(own.frequency).mean() - np.log1p(rest.frequency).mean()) / spread
        print("  standardised difference of log1p frequency", float(difference))


def main():
    folder = pathlib.Path(sys.argv[1])
    bought, back = cleaned(folder / "online-retail.csv.gz")
    table = customer_table(bought, back)
    table = table.loc[sorted(table.index, key=int)]
    print("\ncolumn: sum over customers, sum of squares")
    for name, column in table.items():
        print(f'    {{"{name}", {float(column.sum())!r}, {float((column ** 2).sum())!r}}},')
    net = customer_table(bought, back, net=True)
    print("\nnet of returns:", len(net), "customers")
    for name in ("total_spend", "basket_value", "return_share"):
        print(f'    {{"{name}", {float(net[name].sum())!r}, {float((net[name] ** 2).sum())!r}}},')
    print("    16446", [float(value) for value in net.loc["16446"]])
    print("\ncustomers 12346, 12748, 17850, 18287")
    for customer in ("12346", "12748", "17850", "18287"):
        print("   ", customer, [float(value) for value in table.loc[customer]])
    labels = pd.read_csv(folder / "reference" / "labels_b_log1p_std.csv")
    print_trees(table, labels)
    print_segments(table, bought, back, labels)


if __name__ == "__main__":
    main()
