"""Jobs run here from their YAML files, by the command strings that Azure would run."""

import csv
import json
import subprocess
import sys

import documents
import local
import pytest

SHARED = ["segments.csv", "segments.json", "model/model.json", "model/centroids.npy"]


@pytest.fixture(scope="module")
def sample(shoal, tmp_path_factory):
    table = tmp_path_factory.mktemp("sample") / "sample.csv"
    assert shoal("generate", "retail", "-o", table, "--customers", "1000").returncode == 0
    return table


@pytest.fixture(scope="module", params=["sample", "online-retail"])
def transactions(request):
    if request.param == "sample":
        return request.getfixturevalue("sample")
    return request.getfixturevalue("shared_data")("online-retail/online-retail.csv.gz")


@pytest.fixture(scope="module")
def run(azureml, shoal):
    """run(job file, folder, **inputs as text) -> outputs."""

    def start(job, folder, **inputs):
        given = {name: str(value) for name, value in inputs.items()}
        return local.run_job(azureml / "jobs" / job, given, folder, shoal.binary)

    return start


@pytest.fixture(scope="module")
def trained(run, transactions, tmp_path_factory):
    folder = tmp_path_factory.mktemp("train")
    return folder, run("train.yml", folder, transactions=transactions)


@pytest.fixture(scope="module")
def direct(shoal, transactions, tmp_path_factory):
    folder = tmp_path_factory.mktemp("direct") / "run"
    process = shoal("segment", transactions, "-o", folder, cwd=folder.parent)
    assert process.returncode == 0, process.stderr
    return folder


def sweep_without_seconds(folder):
    with open(folder / "sweep.csv", newline="") as file:
        return [{key: value for key, value in row.items() if key != "seconds"} for row in csv.DictReader(file)]


def test_the_pipeline_equals_the_single_command_bit_for_bit(trained, direct):
    _, outputs = trained
    for name in SHARED:
        assert (outputs["run"] / name).read_bytes() == (direct / name).read_bytes(), name
    assert sweep_without_seconds(outputs["run"]) == sweep_without_seconds(direct)
    ours, theirs = (json.loads((folder / "run.json").read_text()) for folder in (outputs["run"], direct))
    for key in ("cleaning", "features", "chosen", "segments", "rule_fidelity", "metrics", "charts", "preparation"):
        assert ours[key] == theirs[key], key
    assert (outputs["run"] / "report.html").stat().st_size > 10_000


def test_fit_and_report_agree_within_the_pipeline(trained, direct):
    folder, outputs = trained
    fitted = folder / "steps" / "train" / "fit" / "outputs"
    assert (fitted / "model" / "centroids.npy").read_bytes() == (outputs["model"] / "centroids.npy").read_bytes()
    with open(fitted / "labels" / "labels.csv") as labels, open(direct / "segments.csv") as segments:
        assert [row["label"] for row in csv.DictReader(labels)] == [row["segment"] for row in csv.DictReader(segments)]


def test_the_evaluation_is_that_of_the_run(trained, direct):
    evaluation = json.loads((trained[1]["evaluation"] / "evaluation.json").read_text())
    metrics = json.loads((direct / "run.json").read_text())["metrics"]
    for name in ("silhouette", "calinski_harabasz", "davies_bouldin"):
        assert evaluation[name] == pytest.approx(metrics[name], rel=1e-6), name


def test_options_reach_every_step(run, shoal, sample, tmp_path):
    outputs = run(
        "train.yml", tmp_path / "job", transactions=sample, k="3..5", preparation="winsorise:0.01,standardise", seed="7"
    )
    process = shoal(
        "segment",
        sample,
        "-k",
        "3..5",
        "--prepare",
        "winsorise:0.01,standardise",
        "--seed",
        "7",
        "-o",
        tmp_path / "run",
    )
    assert process.returncode == 0, process.stderr
    for name in SHARED:
        assert (outputs["run"] / name).read_bytes() == (tmp_path / "run" / name).read_bytes(), name


def test_the_segment_job_equals_the_command(run, shoal, sample, tmp_path):
    outputs = run("segment.yml", tmp_path / "job", transactions=sample, k="4")
    assert shoal("segment", sample, "-k", "4", "-o", tmp_path / "run").returncode == 0
    for name in SHARED:
        assert (outputs["run"] / name).read_bytes() == (tmp_path / "run" / name).read_bytes(), name


def test_split_then_tune(run, shoal, sample, tmp_path):
    parts = run("split.yml", tmp_path / "split", transactions=sample)
    outputs = run("tune.yml", tmp_path / "tune", train=parts["train"], test=parts["test"], restarts="2")
    results = [json.loads((outputs["measures"] / f"trial-{i}" / "fit.json").read_text()) for i in range(28)]
    assert [result["clusters"] for result in results] == [k for k in range(2, 9) for _ in range(4)]
    assert all(-1 <= result["metrics"]["silhouette"] <= 1 and result["test_metrics"] for result in results)
    process = shoal("predict", outputs["model"] / "trial-0", parts["test"], "-o", tmp_path / "scored.csv")
    assert process.returncode == 0, process.stderr


def test_the_benchmark_compares_devices(run, tmp_path):
    outputs = run("bench.yml", tmp_path, customers="300", k="2..4", restarts="2", devices="cpu cpu:scalar")
    timings = {path.parent.name: json.loads(path.read_text()) for path in outputs["timings"].glob("*/sweep.json")}
    assert set(timings) == {"cpu", "cpu:scalar"}
    assert all(timing["timings"]["sweep"] > 0 for timing in timings.values())


def test_predict_takes_what_the_pipeline_registered(run, shoal, azureml, sample, tmp_path):
    model = run("segment.yml", tmp_path / "job", transactions=sample, k="4")["model"]
    component = documents.load(azureml / "components" / "predict.yml", "component")  # alone, as in Designer
    start = local.Run(tmp_path / "predict", shoal.binary, lambda line: None)
    inputs = local.complete(component, {"model": model, "customers": sample}, "predict")
    outputs = start.unit(component, "predict", inputs, {})
    with open(outputs["scored"] / "scored.csv", newline="") as file:
        names = {row["segment_name"] for row in csv.DictReader(file)}
    (written,) = model.rglob("model.json")
    assert names == set(json.loads(written.read_text())["segment_names"]) and len(names) == 4


# What goes wrong


def missing_column(sample, folder):
    bad = folder / "bad.csv"
    bad.write_text(sample.read_text().replace("CustomerID", "Whoever", 1))
    return bad


def test_a_wrong_data_path_names_the_step_and_the_file(run, tmp_path):
    with pytest.raises(local.StepFailed) as failure:
        run("train.yml", tmp_path, transactions=tmp_path / "nowhere.csv")
    assert (failure.value.step, failure.value.status) == ("train/prepare", 3)
    assert "nowhere.csv" in str(failure.value) and "no such file" in str(failure.value)


def test_a_missing_column_names_the_step_and_the_column(run, sample, tmp_path):
    with pytest.raises(local.StepFailed) as failure:
        run("train.yml", tmp_path, transactions=missing_column(sample, tmp_path))
    assert (failure.value.step, failure.value.status) == ("train/prepare", 3)
    assert "customer" in str(failure.value).lower()


def test_a_failing_step_ends_the_run_there(run, sample, tmp_path):
    with pytest.raises(local.StepFailed) as failure:
        run("train.yml", tmp_path, transactions=sample, k="2..3", preparation="log2")
    assert (failure.value.step, failure.value.status) == ("train/sweep", 2)
    assert "log2" in str(failure.value)
    assert not (tmp_path / "steps" / "train" / "fit").exists()


@pytest.mark.parametrize(
    "job, inputs, said",
    [
        ("train.yml", {}, "input transactions (uri_file) is missing"),
        ("train.yml", {"transactions": "x.csv", "seeds": "1"}, "there is no input seeds; there are transactions"),
        ("train.yml", {"transactions": "x.csv", "seed": "seven"}, '"seven" is not of type integer'),
        ("train.yml", {"transactions": "x.csv", "device": "gpu"}, "'gpu' is not one of auto, cpu, cuda"),
        ("train.yml", {"transactions": "x.csv", "seed": "-1"}, "-1 is below the minimum 0"),
    ],
)
def test_a_job_that_cannot_start_says_why(run, tmp_path, job, inputs, said):
    with pytest.raises(local.InputError) as failure:
        run(job, tmp_path, **inputs)
    assert said in str(failure.value)


def run_program(azureml, shoal, *arguments):
    program = azureml / "tests" / "run_local.py"
    return subprocess.run(
        [sys.executable, program, *map(str, arguments), "--shoal", shoal.binary],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_prints_outputs_and_ends_with_0(azureml, shoal, sample, tmp_path):
    done = run_program(
        azureml, shoal, azureml / "jobs" / "segment.yml", "-o", tmp_path, "--input", f"transactions={sample}"
    )
    assert done.returncode == 0, done.stderr
    assert f"output run: {tmp_path / 'outputs' / 'run'}" in done.stdout
    assert "step segment: shoal segment" in done.stdout
    assert "chosen" in (tmp_path / "steps" / "segment" / "std_log.txt").read_text()


def test_the_program_ends_with_the_status_of_the_step(azureml, shoal, tmp_path):
    done = run_program(
        azureml, shoal, azureml / "jobs" / "train.yml", "-o", tmp_path, "--input", "transactions=nowhere.csv"
    )
    assert done.returncode == 3
    assert "step train/prepare failed with status 3" in done.stderr and "no such file" in done.stderr
