"""Names, advice and figures of segments, computed anew from segments.csv and the lines: what a name says is true of the members."""

import pytest


pandas = pytest.importorskip("pandas")
numpy = pytest.importorskip("numpy")
from shop_shapes import SHOPS  # noqa: E402  (needs pandas)

SHARE = 0.8  # of the built-in table
FAST = ("--silhouette", "off", "--resamples", "0", "--export-small")


def customers_of(folder):
    """segments.csv with each customer's gaps away, as docs/guide/segments.md defines them."""
    table = pandas.read_csv(folder / "segments.csv")
    shop = table.days_between_orders.median()
    gap = table.days_between_orders
    gaps = ((table.tenure_days - table.recency_days) / gap).round().clip(lower=1)
    rhythm = ((gaps * gap + shop) / (gaps + 1)).fillna(shop)
    table["gaps_away"] = table.recency_days / rhythm
    return table, shop


def share_of(members, claim):
    return 1.0 if claim == "all customers" else len(members.query(claim)) / len(members)


def check_names(run, shop_and_k):
    """Prints a row for each segment, which docs/design/0047 shows (pytest -s)."""
    table, shop = customers_of(run.folder)
    record = run.record
    if not numpy.isnan(shop):
        assert record["rhythm_days"] == pytest.approx(shop)
    names = [segment["name"] for segment in record["segments"]]
    assert len(set(names)) == len(names)
    for segment in record["segments"]:
        members = table[table.segment == segment["segment"]]
        assert len(members) == segment["size"]
        share = share_of(members, segment["claim"])
        assert segment["claim_share"] == pytest.approx(share, abs=1e-9), segment["name"]
        assert share >= SHARE, segment
        check_words(segment["name"], members)
        print(f"| {shop_and_k} | {segment['name']} | {segment['size']:,} | {share:.0%} |")


def check_words(name, members):
    """Words of a name that promise something, whatever conditions it came from."""
    first = name.split(",")[0]
    promises = {
        "one-time": members.frequency == 1,
        "New": members.tenure_days <= 90,
        "Hibernating": members.gaps_away > 2,
        "slipping away": members.gaps_away > 2,
        "at risk": members.gaps_away > 2,
        "Loyal": (members.gaps_away <= 2) & (members.frequency >= 4),
        "Active": members.gaps_away <= 2,
        "Recent": members.gaps_away <= 1,
        "Repeat": members.frequency >= 2,
        "repeat": members.frequency >= 2,
        "ccasional": members.frequency <= 2,
    }
    for word, true in promises.items():
        if word in first:
            assert true.mean() >= SHARE, (name, word)


@pytest.mark.parametrize("k", range(2, 9))
def test_of_online_retail_at_any_k(segmented, online_retail, k):
    check_names(segmented(online_retail, "-k", k, "--seed", 1, *FAST), f"Online Retail, k = {k}")


@pytest.mark.parametrize("seed", range(2, 6))
def test_of_online_retail_for_any_seed(segmented, online_retail, seed):
    check_names(segmented(online_retail, "-k", 4, "--seed", seed, *FAST), f"Online Retail, k = 4, seed {seed}")


@pytest.mark.parametrize("shape", SHOPS)
def test_of_shops_of_other_shapes(segmented, tmp_path, shape):
    file = tmp_path / "lines.csv"
    SHOPS[shape]().to_csv(file, index=False, date_format="%Y-%m-%d %H:%M")
    for k in ("2..8", 3, 5):
        check_names(segmented(file, "-k", k, *FAST), f"{shape}, k = {k}")


def test_of_the_sample(sample_run):
    check_names(sample_run, "the sample")


@pytest.fixture(scope="module")
def paid(online_retail):
    """Online Retail's lines that count in net spend, by pandas."""
    lines = pandas.read_csv(online_retail, dtype=str, keep_default_na=False)
    lines = lines[lines.CustomerID != ""].drop_duplicates()
    lines["value"] = lines.Quantity.astype(float) * lines.UnitPrice.astype(float)
    lines["sold"] = ~lines.InvoiceNo.str.startswith("C") & (lines.value > 0)
    lines["time"] = pandas.to_datetime(lines.InvoiceDate, format="%m/%d/%Y %H:%M")
    lines["customer_id"] = lines.CustomerID.astype(int)
    return lines[lines.sold | (lines.value < 0)]


def test_figures_of_segments_are_those_of_pandas(online_retail_run, paid):
    table, _ = customers_of(online_retail_run.folder)
    record = online_retail_run.record
    lines = paid.merge(table[["customer_id", "segment", "gaps_away"]], on="customer_id")
    lines["month"] = lines.time.dt.strftime("%Y-%m")
    as_of = pandas.Timestamp(record["as_of"])
    last_year = lines[lines.time > as_of - pandas.Timedelta(days=365)]
    assert record["returns"] == "net"
    assert record["months"] == sorted(set(lines.month))
    by_month = lines.pivot_table(index="segment", columns="month", values="value", aggfunc="sum", fill_value=0.0)
    for segment in record["segments"]:
        own = table[table.segment == segment["segment"]]
        assert segment["average_order"] == pytest.approx(own.total_spend.sum() / own.frequency.sum())
        for feature in ("recency_days", "frequency", "total_spend"):
            assert segment["quantiles"][feature] == pytest.approx(list(own[feature].quantile([0.1, 0.25, 0.5, 0.75, 0.9])))
        assert segment["overdue"] == (own.gaps_away > 2).sum()
        assert segment["revenue_by_month"] == pytest.approx(list(by_month.loc[segment["segment"]]), abs=1e-6)
        assert sum(segment["revenue_by_month"]) == pytest.approx(segment["revenue"])
        year = last_year[last_year.segment == segment["segment"]]
        assert segment["revenue_last_year"] == pytest.approx(year.value.sum())
        assert segment["revenue_at_risk"] == pytest.approx(year[year.gaps_away > 2].value.sum(), abs=1e-6)


def test_favourites_are_what_a_segment_buys_more_than_others(online_retail_run, paid):
    table, _ = customers_of(online_retail_run.folder)
    lines = paid[paid.sold].merge(table[["customer_id", "segment"]], on="customer_id")
    lines = lines[~lines.StockCode.isin(["POST", "D", "M", "DOT", "C2", "BANK CHARGES", "PADS"])]
    names = lines.assign(name=lines.Description.str.strip()).groupby("StockCode", sort=False).name.first()
    choices = lines.drop_duplicates(["customer_id", "StockCode"])
    everyone = choices.StockCode.value_counts() / len(choices)
    listed = []
    for segment in online_retail_run.record["segments"]:
        own = choices[choices.segment == segment["segment"]]
        bought = own.StockCode.value_counts()
        lift = (bought / len(own)) / everyone
        for favourite in segment["favourites"]:
            codes = [code for code in names[names == favourite["name"]].index
                     if abs(lift.get(code, 0) - favourite["lift"]) < 1e-9 * favourite["lift"]]
            assert len(codes) == 1, favourite
            assert favourite["share"] == pytest.approx(bought[codes[0]] / segment["size"])
            assert favourite["share"] >= 0.05 and favourite["lift"] >= 1.25
        listed += [favourite["name"] for favourite in segment["favourites"]]
    assert listed and len(set(listed)) == len(listed), "not the same on every card"


def test_tables_of_format_1_are_about_medians(segmented, sample, tmp_path):
    table = tmp_path / "names.txt"
    table.write_text("format = 1\n[Repeaters]\nwhen = frequency >= 2\nadvice = Greet them.\n"
                     "[Others]\nadvice = Greet them, too.\n")
    run = segmented(sample[0], "-k", 2, "--names", table, *FAST)
    medians = {segment["name"]: segment["medians"]["frequency"] for segment in run.record["segments"]}
    assert medians["Repeaters"] >= 2 and set(medians) == {"Repeaters", "Others"}
