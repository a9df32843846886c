"""Every sentence and number of the report, held against the customers behind it (support/report_truth.py)."""

import functools

import pandas as pd
import pytest
from report_truth import ReportTruth
from shop_shapes import SHOPS


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
