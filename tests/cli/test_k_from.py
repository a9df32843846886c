"""A chosen k travels as a file: `fit` and `segment` take it from the run folder of a sweep."""

import csv
import json

import pytest

CLUSTERED = ("--columns", "recency_days,frequency,total_spend", "--prepare", "log1p,standardise")


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def features(shoal, sample, tmp_path_factory):
    table = tmp_path_factory.mktemp("features") / "features.parquet"
    process = shoal("prepare", sample[0], "-o", table)
    assert process.returncode == 0, process.stderr
    return table


@pytest.fixture(scope="module")
def swept(shoal, features):
    folder = features.parent / "sweep"
    process = shoal("sweep", features, *CLUSTERED, "-o", folder)
    assert process.returncode == 0, process.stderr
    return folder


@pytest.fixture(scope="module")
def chosen_k(swept):
    return json.loads((swept / "run.json").read_text())["chosen"]["k"]


def test_fit_takes_the_chosen_k(shoal, features, swept, chosen_k, tmp_path):
    for name, how in (("from", ("--k-from", swept)), ("plain", ("-k", chosen_k))):
        process = shoal("fit", features, *CLUSTERED, *how, "-o", tmp_path / name, "--labels", tmp_path / f"{name}.csv")
        assert process.returncode == 0, process.stderr
    for file in ("model.json", "centroids.npy"):
        assert (tmp_path / "from" / file).read_bytes() == (tmp_path / "plain" / file).read_bytes()
    assert (tmp_path / "from.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()


def without_seconds(rows):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in rows]


def test_segment_takes_the_whole_sweep(segmented, sample, sample_run, swept):
    run = segmented(sample[0], "--k-from", swept)
    for file in ("segments.csv", "segments.json", "model/model.json", "model/centroids.npy"):
        assert (run.folder / file).read_bytes() == (sample_run.folder / file).read_bytes(), file
    assert without_seconds(read_csv(run.folder / "sweep.csv")) == without_seconds(
        read_csv(sample_run.folder / "sweep.csv")
    )
    for key in ("chosen", "segments", "charts", "metrics", "inertia_one"):
        assert run.record[key] == sample_run.record[key], key


def test_segment_and_fit_have_the_same_centroids(shoal, sample_run, features, swept, tmp_path):
    assert shoal("fit", features, *CLUSTERED, "--k-from", swept, "-o", tmp_path / "model").returncode == 0
    ours, others = tmp_path / "model" / "centroids.npy", sample_run.folder / "model" / "centroids.npy"
    assert ours.read_bytes() == others.read_bytes()


@pytest.mark.parametrize(
    "other", [("--seed", "7", "--restarts", "1"), ("--prepare", "min-max"), ("--as-of", "2031-01-01")]
)
def test_a_sweep_of_something_else_is_refused(shoal, sample, swept, other, tmp_path):
    process = shoal("segment", sample[0], "--k-from", swept, *other, "-o", tmp_path / "run")
    assert process.returncode == 3
    assert "the sweep is of other customers, features or options" in process.stderr
    assert not (tmp_path / "run").exists()


def test_what_is_no_sweep_is_refused(shoal, features, swept, tmp_path):
    absent = shoal("fit", features, "--k-from", tmp_path / "nowhere")
    assert absent.returncode == 3 and "run.json" in absent.stderr
    record = json.loads((swept / "run.json").read_text())
    del record["checksum"]
    record["format"] = 1  # which had none
    (tmp_path / "run.json").write_text(json.dumps(record | {"chosen": None}))
    without = shoal("fit", features, "--k-from", tmp_path)
    assert without.returncode == 3 and "the run chose no k" in without.stderr
    (tmp_path / "run.json").write_text(json.dumps(record | {"chosen": record["chosen"] | {"k": 77}}))
    never = shoal("fit", features, "--k-from", tmp_path)
    assert never.returncode == 3 and "k = 77 is none of those that were swept" in never.stderr


@pytest.mark.parametrize("command", ["fit", "segment"])
def test_k_is_given_once(shoal, features, swept, command):
    both = shoal(command, features, "-k", "4", "--k-from", swept)
    assert both.returncode == 2 and "--k-from" in both.stderr


def test_fit_needs_a_k(shoal, features):
    process = shoal("fit", features)
    assert process.returncode == 2
    assert "-k is required" in process.stderr and "--k-from" in process.stderr


@pytest.fixture(scope="module")
def blobs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("blobs")
    (folder / "x.csv").write_text("a,b\n" + "".join(f"{i % 3 * 10 + i % 2},{i % 3 * 7}\n" for i in range(60)))
    (folder / "three.csv").write_text("a,b\n0,0\n10,7\n20,14\n")
    return folder


@pytest.mark.parametrize("options", [("-k", "4"), ("-k", "2"), ("-k", "4", "--restarts", "2")])
def test_first_centroids_that_are_not_k(shoal, blobs, options):
    process = shoal("fit", blobs / "x.csv", "--prepare", "none", "--initial", blobs / "three.csv", *options)
    assert process.returncode == 2
    assert f"k = {options[1]}, but there are 3 centroids" in process.stderr and "leave -k out" in process.stderr


@pytest.mark.parametrize("options", [(), ("-k", "3")])
def test_first_centroids_that_are_k(shoal, blobs, options):
    process = shoal("fit", blobs / "x.csv", "--prepare", "none", "--initial", blobs / "three.csv", *options, "--json")
    assert process.returncode == 0 and json.loads(process.stdout)["sizes"] == [20, 20, 20], process.stderr


def test_first_centroids_and_a_way_to_choose_them(shoal, blobs):
    process = shoal("fit", blobs / "x.csv", "--initial", blobs / "three.csv", "--init", "random")
    assert process.returncode == 2 and "takes the place of --init" in process.stderr


def test_first_centroids_and_the_k_of_a_sweep(shoal, blobs):
    folder = blobs / "swept"
    assert shoal("sweep", blobs / "x.csv", "-k", "4..5", "-o", folder).returncode == 0
    process = shoal("fit", blobs / "x.csv", "--k-from", folder, "--initial", blobs / "three.csv")
    assert process.returncode == 2 and "but there are 3 centroids" in process.stderr and "--k-from" in process.stderr


def test_each_command_says_what_it_prepared(shoal, blobs):
    labels = blobs / "labels.csv"
    fit = shoal("fit", blobs / "x.csv", "-k", "3", "--labels", labels)
    assert "Prepare     standardise" in fit.stderr
    assert "Prepare     nothing" in shoal("fit", blobs / "x.csv", "-k", "3", "--prepare", "none").stderr
    assert "Prepare     log1p,standardise" in shoal("sweep", blobs / "x.csv", "-k", "2..3", "--prepare", "log1p,standardise").stderr
    plain = shoal("evaluate", blobs / "x.csv", "--labels", labels)
    assert "on the values as given" in plain.stderr and "standardise" in plain.stderr
    same = shoal("evaluate", blobs / "x.csv", "--labels", labels, "--prepare", "standardise")
    assert "after --prepare standardise" in same.stderr
    for process, prepared in (fit, "standardise"), (plain, "none"), (same, "standardise"):
        words = [*process.args[1:], "--json"]
        assert json.loads(shoal(*words).stdout)["preparation"] == prepared
