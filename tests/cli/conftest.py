"""Runs of the main job that several tests look at."""

import json
import pathlib

import pytest

class Run:
    """A finished `shoal segment` and its folder."""

    def __init__(self, process, folder):
        self.process = process
        self.folder = pathlib.Path(folder)

    @property
    def record(self):
        return json.loads((self.folder / "run.json").read_text())


@pytest.fixture(scope="session")
def segmented(shoal, tmp_path_factory):
    """segmented(file, *options) -> Run; fails the test when the command does."""

    def run(file, *options):
        folder = tmp_path_factory.mktemp("segment") / "run"
        process = shoal("segment", file, "-o", folder, *options)
        assert process.returncode == 0, process.stderr
        return Run(process, folder)

    return run


@pytest.fixture(scope="session")
def sample(shoal, tmp_path_factory):
    """Generated transactions and the planted segments: (csv, truth)."""
    folder = tmp_path_factory.mktemp("sample")
    process = shoal("generate", "retail", "-o", folder / "sample.csv", "--truth", folder / "truth.csv")
    assert process.returncode == 0, process.stderr
    return folder / "sample.csv", folder / "truth.csv"


@pytest.fixture(scope="session")
def sample_run(segmented, sample):
    return segmented(sample[0])


@pytest.fixture(scope="session")
def online_retail(shared_data):
    return shared_data("online-retail/online-retail.csv.gz")


@pytest.fixture(scope="session")
def online_retail_run(segmented, online_retail):
    return segmented(online_retail)
