"""Every sentence and number of the report, held against the customers behind it (support/report_truth.py)."""

import functools

import pandas as pd
import pytest
from report_truth import ReportTruth
from shop_shapes import SHOPS
from told_numbers import number


@pytest.fixture(scope="module", params=SHOPS)
def truth(request, shoal, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    lines = SHOPS[request.param]()
    lines.to_csv(folder / "lines.csv", index=False, date_format="%Y-%m-%d %H:%M")

    def segment(name, *options):
        done = shoal("segment", folder / "lines.csv", "-o", folder / name, "--export-small", *options)
        assert done.returncode == 0, done.stderr
        return folder / name

    @functools.cache
    def labels_with(k):
        return pd.read_csv(segment(f"k{k}", "-k", k) / "segments.csv").segment

    return ReportTruth(segment("run"), lines, labels_with)


def test_every_sentence_is_true_of_the_customers(truth):
    assert truth.falsehoods() == []


def rows_of(truth, table):
    """The cells of a table of the page, by its id; its first column heads the rows."""
    (found,) = truth.page.xpath(f"//div[@aria-labelledby='{table}']")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in found.xpath(".//tbody/tr")]


def test_months_add_up_to_the_revenue_of_the_segments(truth):
    rows = rows_of(truth, "months")
    for segment in truth.names.index:
        told = sum(number(row[1 + segment]) for row in rows)
        assert abs(told - truth.of(segment).total_spend.sum()) <= 0.5 * len(rows)


def test_other_numbers_of_segments_are_those_of_their_own_runs(truth):
    for alternative in truth.run["alternatives"]:
        sizes = truth.labels_with(alternative["k"]).value_counts().tolist()
        assert [int(number(row[1])) for row in rows_of(truth, f"with{alternative['k']}")] == sizes
    assert {alternative["k"] for alternative in truth.run["alternatives"]} <= {truth.k - 1, truth.k + 1}
