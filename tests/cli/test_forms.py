"""One shop in many forms of numbers and dates: its features must be those that pandas computes from the values themselves."""

import csv
import datetime
import json
import shlex

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ORDERS = 160
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
POLISH = "sty lut mar kwi maj cze lip sie wrz paź lis gru".split()


@pytest.fixture(scope="module")
def shop():
    """Lines of 14 months, whole minutes; prices from 0.05 to 3,000."""
    orders = range(ORDERS)
    return pd.DataFrame(
        {
            "order": [f"O{i}" for i in orders],
            "item": [f"A{i % 17}" for i in orders],
            "quantity": [1 + i * 7 % 9 if i % 20 else 1200 for i in orders],
            "date": [datetime.datetime(2022, 1, 3, 8, 19) + datetime.timedelta(minutes=i * 3847) for i in orders],
            "price": [round(0.05 + (i * 7919 % 300000) / 100, 2) for i in orders],
            "customer": [f"K{i * i % 23}" for i in orders],
        }
    )


def features_of(lines, with_clock=True):
    """customer -> (recency in days, orders, spend)."""
    dates = lines.date if with_clock else lines.date.dt.normalize()
    snapshot = dates.max() + pd.Timedelta(days=1)
    groups = lines.assign(date=dates, spend=lines.quantity * lines.price).groupby("customer")
    return {
        customer: ((snapshot - group.date.max()).days, group.order.nunique(), group.spend.sum()) for customer, group in groups
    }


def read_features(path):
    with open(path, newline="") as file:
        return {
            row["customer_id"]: (float(row["recency_days"]), float(row["frequency"]), float(row["total_spend"]))
            for row in csv.DictReader(file)
        }


def prepared(shoal, file, *options):
    features = file.parent / "features.csv"
    process = shoal("prepare", file, "-o", features, *options)
    assert process.returncode == 0, process.stderr
    return read_features(features)


def same(found, right):
    assert found.keys() == right.keys()
    for customer in right:
        assert found[customer] == pytest.approx(right[customer], rel=1e-12), customer


def written(value, mark, group):
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value == int(value) else f"{value:,.2f}"
    return text.replace(",", "G").replace(".", mark).replace("G", group)


DATES = {
    "german": (lambda t: f"{t:%d.%m.%Y %H.%M}", True),
    "british": (lambda t: f"{t:%d/%m/%Y %H:%M}", True),
    "american": (lambda t: f"{t.month}/{t.day}/{t:%Y, %I:%M:%S\u202f%p}", True),
    "american short": (lambda t: f"{t:%m/%d/%y}", False),
    "year first short": (lambda t: f"{t:%y/%m/%d}", False),
    "ISO": (lambda t: f"{t:%Y-%m-%dT%H:%M:%S.000Z}", True),
    "offset": (lambda t: f"{t:%Y-%m-%d %H:%M:%S} -0330", True),
    "C": (lambda t: f"{t:%a %b %e %H:%M:%S UTC %Y}", True),
    "JavaScript": (lambda t: f"{t:%a %b %d %Y %H:%M:%S} GMT+0100 (CET)", True),
    "mail": (lambda t: f"{t:%a, %d %b %Y %H:%M:%S} GMT", True),
    "German words": (lambda t: f"{t.day}. {GERMAN[t.month - 1]} {t.year}, {t:%H:%M} Uhr", True),
    "Polish words": (lambda t: f"{t.day} {POLISH[t.month - 1]} {t.year} {t:%H:%M}", True),
    "compact": (lambda t: f"{t:%Y%m%d%H%M}", True),
    "compact day": (lambda t: f"{t:%d%m%Y}", False),
    "Unix ms": (lambda t: str(round(t.timestamp() * 1000)), True),
    "spreadsheet": (lambda t: f"{(t - pd.Timestamp(1899, 12, 30)) / pd.Timedelta(days=1):.6f}", True),
    "Spanish half": (lambda t: f"{t:%d/%m/%Y %I:%M} {'a' if t.hour < 12 else 'p'}.\u00a0m.", True),
}


@pytest.mark.parametrize("form", DATES)
def test_dates(shoal, tmp_path, shop, form):
    write, with_clock = DATES[form]
    utc = shop.date.dt.tz_localize("UTC") if form == "Unix ms" else shop.date
    shop.assign(date=utc.map(write)).to_csv(tmp_path / "shop.csv", index=False)
    same(prepared(shoal, tmp_path / "shop.csv"), features_of(shop, with_clock))


def test_a_column_of_times(shoal, tmp_path, shop):
    lines = shop.assign(date=shop.date.dt.strftime("%d/%m/%Y"), time=shop.date.dt.strftime("%H:%M:%S"))
    lines.to_csv(tmp_path / "shop.csv", index=False)
    same(prepared(shoal, tmp_path / "shop.csv"), features_of(shop))


NUMBERS = {
    "German": (",", ".", "{}"),
    "Swiss": (".", "'", "CHF {}"),
    "Swiss typeset": (".", "’", "{}"),
    "French": (",", "\u202f", "{}\u00a0€"),
    "American": (".", ",", "${}"),
    "Polish": (",", " ", "{} zł"),
    "Brazilian": (",", ".", "R$ {}"),
    "code": (".", ",", "{} USD"),
}


@pytest.mark.parametrize("form", NUMBERS)
@pytest.mark.parametrize("bytes_as", ["utf-8", "cp1252"])
def test_numbers(shoal, tmp_path, shop, form, bytes_as):
    mark, group, money = NUMBERS[form]
    if bytes_as == "cp1252" and form in ("French", "Polish"):
        group, money = "\u00a0", money.replace("zł", "PLN")
    lines = shop.assign(
        quantity=shop.quantity.map(lambda q: written(q, mark, group)),
        price=shop.price.map(lambda p: money.format(written(p, mark, group))),
    )
    lines.to_csv(tmp_path / "shop.csv", index=False, sep=";", encoding=bytes_as)
    same(prepared(shoal, tmp_path / "shop.csv"), features_of(shop))


@pytest.mark.parametrize("form", ["British text", "Unix seconds", "floats of a spreadsheet", "zone", "offset", "decimal comma"])
def test_parquet(shoal, tmp_path, shop, form):
    right, lines = features_of(shop), shop.copy()
    if form == "British text":
        lines["date"] = shop.date.dt.strftime("%d/%m/%Y %H:%M")
    elif form == "Unix seconds":
        lines["date"] = shop.date.dt.tz_localize("UTC").map(lambda t: int(t.timestamp()))
    elif form == "floats of a spreadsheet":
        lines["date"] = (shop.date - pd.Timestamp(1899, 12, 30)) / pd.Timedelta(days=1)
    elif form == "decimal comma":
        lines["price"] = shop.price.map(lambda p: written(p, ",", "."))
    else:
        # What that zone's clock shows: the same days as in CSV, where the shop writes its own clock.
        lines["date"] = shop.date.dt.tz_localize("Pacific/Auckland" if form == "zone" else "-11:00", ambiguous=True)
    pq.write_table(pa.Table.from_pandas(lines, preserve_index=False), tmp_path / "shop.parquet")
    same(prepared(shoal, tmp_path / "shop.parquet"), right)


@pytest.mark.parametrize("date, price", [("%d/%m/%Y", "point"), ("%m/%d/%y", "comma"), ("%d.%m.%Y", "comma"), ("%y%m%d", "point")])
def test_the_options_of_all_decisions_give_the_same(shoal, tmp_path, shop, date, price):

    mark = (",", ".") if price == "comma" else (".", ",")
    shop.assign(date=shop.date.dt.strftime(date), price=shop.price.map(lambda p: written(p, *mark))).to_csv(
        tmp_path / "shop.csv", index=False
    )
    features = tmp_path / "features.csv"
    decided = json.loads(shoal("prepare", tmp_path / "shop.csv", "-o", features, "--json").stdout)["decisions"]
    first = features.read_bytes()
    options = [word for decision in decided for word in shlex.split(decision["option"])]
    assert "--date-order" in options and price in options
    again = json.loads(shoal("prepare", tmp_path / "shop.csv", "-o", features, "--json", *options).stdout)["decisions"]
    assert features.read_bytes() == first and again == decided
