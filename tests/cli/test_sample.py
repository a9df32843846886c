"""The main job on generated transactions: planted segments, the run folder, splitting, scoring."""

import csv
import json
import re

import pytest


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_planted_segments_are_found(sample, sample_run):
    metrics = pytest.importorskip("sklearn.metrics")
    truth = {row["customer_id"]: row["segment"] for row in read_csv(sample[1])}
    found = read_csv(sample_run.folder / "segments.csv")
    score = metrics.adjusted_rand_score([truth[row["customer_id"]] for row in found], [row["segment"] for row in found])
    assert score >= 0.95
    assert sample_run.record["chosen"]["k"] == len(set(truth.values()))


def test_the_run_folder(sample_run):
    names = sorted(str(path.relative_to(sample_run.folder)) for path in sample_run.folder.rglob("*") if path.is_file())
    for name in ("report.html", "segments.csv", "segments.json", "sweep.csv", "run.json", "model/model.json"):
        assert name in names
    assert not [name for name in names if "tmp" in name or name.startswith(".")]
    record = sample_run.record
    assert record["command"] == "segment" and record["format"] == 2
    assert len({segment["name"] for segment in record["segments"]}) == record["chosen"]["k"]
    assert sum(segment["size"] for segment in record["segments"]) == record["cleaning"][-1]["customers"]
    assert sum(segment["share_of_revenue"] for segment in record["segments"]) == pytest.approx(1.0, abs=1e-9)
    assert {row["k"] for row in read_csv(sample_run.folder / "sweep.csv")} == {str(k) for k in range(2, 11)}


def test_results_on_stdout_commentary_on_stderr(sample_run):
    assert all(segment["name"] in sample_run.process.stdout for segment in sample_run.record["segments"])
    assert "\033" not in sample_run.process.stdout + sample_run.process.stderr  # a pipe gets no colour and no movement
    assert "\r" not in sample_run.process.stderr
    assert "Read " in sample_run.process.stderr and "Read " not in sample_run.process.stdout


def test_json_is_one_document(shoal, sample, tmp_path):
    process = shoal("segment", sample[0], "-o", tmp_path / "run", "--json", "--quiet")
    assert process.returncode == 0
    assert json.loads(process.stdout)["chosen"]["k"] > 1


def test_split_fit_and_test_metrics(shoal, sample, tmp_path):
    assert shoal("prepare", sample[0], "-o", tmp_path / "features.csv", "--split", "0.8").returncode == 0
    train, test = tmp_path / "features-train.csv", tmp_path / "features-test.csv"
    ids = [{row["customer_id"] for row in read_csv(path)} for path in (train, test)]
    assert not ids[0] & ids[1]
    share = len(ids[0]) / (len(ids[0]) + len(ids[1]))
    assert 0.77 < share < 0.83
    process = shoal("fit", train, "-k", "4", "--columns", "recency_days,frequency,total_spend", "--prepare", "log1p,standardise",
                    "--test", test, "-o", tmp_path / "model", "--labels", tmp_path / "labels.csv", "--json")
    assert process.returncode == 0, process.stderr
    result = json.loads(process.stdout)
    assert result["clusters"] == 4 and sum(result["sizes"]) == len(ids[0])
    assert result["test_metrics"]["rows"] == len(ids[1])
    assert abs(result["test_metrics"]["silhouette"] - result["metrics"]["silhouette"]) < 0.1
    process = shoal("predict", tmp_path / "model", train, "-o", tmp_path / "again.csv")
    assert process.returncode == 0, process.stderr
    assert [row["label"] for row in read_csv(tmp_path / "again.csv")] == [row["label"] for row in read_csv(tmp_path / "labels.csv")]


def test_evaluate_against_scikit_learn(shoal, sample, tmp_path):
    metrics = pytest.importorskip("sklearn.metrics")
    numpy = pytest.importorskip("numpy")
    assert shoal("prepare", sample[0], "-o", tmp_path / "features.csv").returncode == 0
    rows = read_csv(tmp_path / "features.csv")
    labels = [index % 3 for index in range(len(rows))]
    (tmp_path / "labels.csv").write_text("label\n" + "\n".join(map(str, labels)) + "\n")
    process = shoal("evaluate", tmp_path / "features.csv", "--labels", tmp_path / "labels.csv", "--truth", tmp_path / "labels.csv",
                    "--columns", "recency_days,frequency", "--dtype", "float64", "--json")
    assert process.returncode == 0, process.stderr
    result = json.loads(process.stdout)
    x = numpy.array([[float(row["recency_days"]), float(row["frequency"])] for row in rows])
    assert result["silhouette"] == pytest.approx(metrics.silhouette_score(x, labels), rel=1e-6)
    assert result["calinski_harabasz"] == pytest.approx(metrics.calinski_harabasz_score(x, labels), rel=1e-6)
    assert result["davies_bouldin"] == pytest.approx(metrics.davies_bouldin_score(x, labels), rel=1e-6)
    assert result["adjusted_rand"] == 1.0
    assert len(result["per_cluster"]) == 3
    process = shoal("evaluate", tmp_path / "features.csv", "--labels", tmp_path / "labels.csv", "--columns", "recency_days,frequency",
                    "--dtype", "float64", "--silhouette", "off", "--json")
    shorter = json.loads(process.stdout)
    assert shorter["davies_bouldin"] == result["davies_bouldin"]
    assert "silhouette" not in shorter and all("silhouette" not in cluster for cluster in shorter["per_cluster"])


def test_report_again(shoal, sample_run):
    before = (sample_run.folder / "report.html").read_bytes()
    (sample_run.folder / "report.html").unlink()
    assert shoal("report", sample_run.folder).returncode == 0
    assert (sample_run.folder / "report.html").read_bytes() == before


def test_small_segments_are_not_listed_row_by_row(segmented, sample):
    hidden = segmented(sample[0], "--minimum-size", "700")
    small = {segment["segment"] for segment in hidden.record["segments"] if segment["size"] < 700}
    assert small
    assert not small & {int(row["segment"]) for row in read_csv(hidden.folder / "segments.csv")}
    shown = segmented(sample[0], "--minimum-size", "700", "--export-small")
    assert small <= {int(row["segment"]) for row in read_csv(shown.folder / "segments.csv")}


def test_another_seed_and_dtype_give_the_same_segments(segmented, sample, sample_run):
    metrics = pytest.importorskip("sklearn.metrics")
    base = [row["segment"] for row in read_csv(sample_run.folder / "segments.csv")]
    for options in (("--seed", "7"), ("--dtype", "float64")):
        other = [row["segment"] for row in read_csv(segmented(sample[0], *options).folder / "segments.csv")]
        assert metrics.adjusted_rand_score(base, other) > 0.99


def test_names_of_ones_own(shoal, segmented, sample, tmp_path):
    table = tmp_path / "names.txt"
    assert shoal("generate", "segment-names", "-o", table).returncode == 0
    names = {segment["name"] for segment in segmented(sample[0], "--names", table).record["segments"]}
    first = sorted(names)[0]
    table.write_text(table.read_text().replace(first, "Our favourites"))
    renamed = {segment["name"] for segment in segmented(sample[0], "--names", table).record["segments"]}
    assert renamed == (names - {first}) | {"Our favourites"}


def test_without_silhouettes_and_resamples(segmented, sample):
    record = segmented(sample[0], "--silhouette", "off", "--resamples", "0").record
    assert {row["silhouette"] for row in record["sweep"]} == {row["stability"] for row in record["sweep"]} == {None}
    assert record["chosen"]["k"] == 5


def test_beyond_100000_rows_silhouettes_are_of_a_sample(shoal, tmp_path):
    numpy = pytest.importorskip("numpy")
    points = numpy.random.default_rng(1).normal(size=(100_001, 2)) + numpy.arange(100_001)[:, None] % 3 * 9
    numpy.save(tmp_path / "x.npy", points)
    process = shoal("sweep", tmp_path / "x.npy", "-k", "2..4", "--restarts", "1", "--resamples", "2", "--json")
    assert process.returncode == 0, process.stderr
    result = json.loads(process.stdout)
    assert result["chosen"]["k"] == 3
    assert [row["silhouette_rows"] for row in result["sweep"]] == [20_000] * 3
    assert all(0 < row["silhouette_standard_error"] < 0.01 for row in result["sweep"])
    assert "20,000 random rows" in " ".join(result["warnings"]) and "--silhouette exact" in " ".join(result["warnings"])
    process = shoal("fit", tmp_path / "x.npy", "-k", "3", "--restarts", "1", "--json")
    assert process.returncode == 0, process.stderr
    result = json.loads(process.stdout)
    assert result["metrics"]["silhouette_rows"] == 20_000
    assert 0 < result["metrics"]["silhouette_standard_error"] < 0.01
    assert result["timings"]["fit"] == result["seconds"]
    assert "20,000 random rows" in " ".join(result["warnings"])


def test_a_sweep_with_sampled_silhouettes(shoal, tmp_path):
    numpy = pytest.importorskip("numpy")
    metrics = pytest.importorskip("sklearn.metrics")
    points = numpy.random.default_rng(2).normal(size=(3000, 2)) + numpy.arange(3000)[:, None] % 3 * 9
    numpy.save(tmp_path / "x.npy", points)
    command = ["sweep", tmp_path / "x.npy", "-k", "2..4", "--restarts", "1", "--resamples", "0", "--prepare", "none"]
    exact = json.loads(shoal(*command, "--silhouette", "exact", "--json").stdout)["sweep"]
    assert "silhouette_rows" not in exact[0]
    process = shoal(*command, "--silhouette", "sample:1000", "-o", tmp_path / "s", "--threads", "2")
    record = json.loads((tmp_path / "s" / "run.json").read_text())
    for mine, whole in zip(record["sweep"], exact):
        assert mine["silhouette_rows"] == 1000
        assert abs(mine["silhouette"] - whole["silhouette"]) < 4 * mine["silhouette_standard_error"]
    assert record["result"]["sizes"] and record["metrics"]["silhouette_rows"] == 1000
    assert "1,000 random rows" in process.stderr
    head = (tmp_path / "s" / "sweep.csv").read_text().splitlines()[0].split(",")
    assert head[-2:] == ["silhouette_standard_error", "silhouette_rows"]
    again = json.loads(shoal(*command, "--silhouette", "sample:1000", "--threads", "1", "--json").stdout)["sweep"]
    assert [row["silhouette"] for row in again] == [row["silhouette"] for row in record["sweep"]]
    # All rows are no sample.
    all_rows = json.loads(shoal(*command, "--silhouette", "sample:3000", "--json").stdout)["sweep"]
    assert [row["silhouette"] for row in all_rows] == [row["silhouette"] for row in exact] and "silhouette_rows" not in all_rows[0]
    assert abs(exact[1]["silhouette"] - metrics.silhouette_score(points, numpy.arange(3000) % 3)) < 1e-3


def test_a_cluster_that_the_sample_misses(shoal, tmp_path):
    numpy = pytest.importorskip("numpy")
    points = numpy.random.default_rng(3).normal(size=(3000, 2))
    points[0] = 1e4
    numpy.save(tmp_path / "x.npy", points)
    process = shoal("sweep", tmp_path / "x.npy", "-k", "2..3", "--resamples", "0", "--prepare", "none", "--silhouette",
                    "sample:20", "--json")
    result = json.loads(process.stdout)
    assert [row["silhouette"] for row in result["sweep"]] == [None] * 2
    assert "silhouettes were left out" in " ".join(result["warnings"])


def test_the_report_marks_a_sampled_silhouette(shoal, sample, tmp_path):
    process = shoal("segment", sample[0], "--silhouette", "sample:300", "--resamples", "0", "-o", tmp_path / "run")
    assert process.returncode == 0, process.stderr
    assert "an estimate from 300 customers" in (tmp_path / "run" / "report.html").read_text()
    charts = json.loads((tmp_path / "run" / "run.json").read_text())["charts"]
    assert sum(map(len, charts["silhouette_widths"])) <= 300


def test_silhouettes_of_a_fit_as_asked(shoal, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n" + "".join(f"{i % 7},{i % 5}\n" for i in range(100)))
    for asked, measured in ("exact", True), ("on", True), ("off", False), ("auto", True):
        process = shoal("fit", tmp_path / "x.csv", "-k", "3", "--silhouette", asked, "--json")
        assert ("silhouette" in json.loads(process.stdout)["metrics"]) == measured
    assert shoal("fit", tmp_path / "x.csv", "-k", "3", "--silhouette", "some").returncode == 2


def test_a_fit_tells_how_many_rows_it_compared_again(shoal, tmp_path):
    for columns in 3, 20:
        rows = [",".join(str((i * 7 + j * 13) % 31) for j in range(columns)) for i in range(200)]
        (tmp_path / "x.csv").write_text(",".join(f"c{j}" for j in range(columns)) + "\n" + "\n".join(rows) + "\n")
        search = json.loads(shoal("fit", tmp_path / "x.csv", "-k", "20", "--device", "cpu", "--json").stdout)["search"]
        assert (search["rows"] >= 200) == (columns == 20), search
        assert search["share"] == (search["rescored"] / search["rows"] if search["rows"] else 0)


def test_what_is_approximate_says_so(shoal, sample, tmp_path):
    assert shoal("prepare", sample[0], "-o", tmp_path / "features.csv").returncode == 0
    warnings = {}
    for variant in ("lloyd", "mini-batch"):
        process = shoal("fit", tmp_path / "features.csv", "-k", "5", "--columns", "recency_days,frequency,total_spend",
                        "--variant", variant, "--json")
        assert process.returncode == 0, process.stderr
        warnings[variant] = " ".join(json.loads(process.stdout)["warnings"])
    assert "approximate" in warnings["mini-batch"] and "approximate" not in warnings["lloyd"]


def test_silhouettes_of_wide_rows_are_of_a_sample(shoal, tmp_path):
    """60,000 rows are not many, but with 100 columns their pairs take minutes."""
    np = pytest.importorskip("numpy")
    np.save(tmp_path / "wide.npy", np.indices((60_000, 100)).sum(axis=0).astype(np.float32) % 2)
    process = shoal("fit", tmp_path / "wide.npy", "-k", "2", "--json")
    result = json.loads(process.stdout)
    assert result["metrics"]["silhouette"] == pytest.approx(1.0)
    assert result["metrics"]["silhouette_rows"] == 20_000 and "20,000 random rows" in " ".join(result["warnings"])


def test_evaluate_counts_noise_and_leaves_it_out(shoal, tmp_path):
    """Rows labelled -1 are in no measure, and are told."""
    rows = ["0,0", "0,1", "9,9", "9,8", "500,500"]
    measures = {}
    for name, kept in {"with": 5, "without": 4}.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(["x,y", *rows[:kept]]) + "\n")
        (tmp_path / f"{name}-labels.csv").write_text("\n".join(["label", "0", "0", "1", "1", "-1"][: kept + 1]) + "\n")
        process = shoal("evaluate", tmp_path / f"{name}.csv", "--labels", tmp_path / f"{name}-labels.csv", "--json")
        assert process.returncode == 0, process.stderr
        measures[name] = json.loads(process.stdout)
    assert measures["with"]["noise"] == 1
    assert measures["without"]["noise"] == 0
    for key in ("silhouette", "share_negative", "calinski_harabasz", "davies_bouldin", "per_cluster"):
        assert measures["with"][key] == measures["without"][key]
    process = shoal("evaluate", tmp_path / "with.csv", "--labels", tmp_path / "with-labels.csv")
    assert re.search(r"^ +noise +1 +-$", process.stdout, re.MULTILINE), process.stdout
