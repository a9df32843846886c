"""Shops of different shapes, as transaction lines: each a data frame with the columns of Online Retail."""

import numpy as np
import pandas as pd

START = pd.Timestamp("2023-01-02 09:00")


def _lines(rows):
    frame = pd.DataFrame(rows, columns=["CustomerID", "day", "StockCode", "Quantity", "UnitPrice"])
    frame["InvoiceDate"] = [START + pd.Timedelta(days=int(day), minutes=int(m)) for day, m in zip(frame.day, frame.CustomerID % 300)]
    frame["InvoiceNo"] = frame.groupby(["CustomerID", "day"], sort=False).ngroup() + 500_000
    frame["Description"] = "ITEM " + frame.StockCode
    frame["Country"] = np.where(frame.CustomerID % 7 == 0, "France", "United Kingdom")
    frame["UnitPrice"] = frame.UnitPrice.round(2)
    columns = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
    return frame[columns].sort_values("InvoiceDate", kind="stable").reset_index(drop=True)


def _orders(rng, customers, count, span, pieces, price, products):
    """Orders at random days: of each customer so many, each of one to four items."""
    rows = []
    for customer in customers:
        for day in sorted(rng.choice(span, size=min(span, max(1, count(customer))), replace=False)):
            for item in rng.choice(products, size=rng.integers(1, min(4, products) + 1), replace=False):
                rows.append((customer, day, f"P{item:03d}", pieces(customer), price(customer, item)))
    return rows


def gift_shop(seed=0):
    """Many small customers, a few large ones; those who come often like one thing that few others buy."""
    rng = np.random.default_rng(seed)
    rows = _orders(rng, range(1000, 1400), lambda c: rng.geometric(0.35), 360, lambda c: int(rng.integers(1, 13)),
                   lambda c, i: 1 + i % 9 * 1.35, 80)
    days = {}
    for customer, day, *_ in rows:
        days.setdefault(customer, set()).add(day)
    liked = [(customer, max(of_customer), "P099", 2, 3.5) for customer, of_customer in days.items() if len(of_customer) >= 4]
    return _lines(rows + liked)


def subscriptions(seed=1):
    """A box a month: customers differ by when they came and left."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(2000, 2300):
        first, months = int(rng.integers(0, 330)), int(rng.integers(1, 13))
        rows += [(customer, first + 30 * m, "BOX1", 1, 19.9) for m in range(months) if first + 30 * m < 365]
    return _lines(rows)


def trade(seed=2):
    """Business customers, of whom three buy more than all others."""
    rng = np.random.default_rng(seed)
    giants = {3000, 3001, 3002}
    return _lines(_orders(rng, range(3000, 3120), lambda c: 60 if c in giants else rng.integers(1, 9), 365,
                          lambda c: int(rng.integers(500, 900)) if c in giants else int(rng.integers(5, 40)),
                          lambda c, i: 4.5 + i, 30))


def one_product(seed=3):
    """One thing at one price, mostly bought once."""
    rng = np.random.default_rng(seed)
    return _lines(_orders(rng, range(4000, 4250), lambda c: rng.geometric(0.7), 200, lambda c: 1, lambda c, i: 49.0, 1))


def thirty_customers(seed=4):
    """As few as a small shop has."""
    rng = np.random.default_rng(seed)
    return _lines(_orders(rng, range(5000, 5030), lambda c: rng.integers(1, 15), 300, lambda c: int(rng.integers(1, 6)),
                          lambda c, i: 8.0 + i, 12))


SHOPS = {shop.__name__: shop for shop in (gift_shop, subscriptions, trade, one_product, thirty_customers)}
