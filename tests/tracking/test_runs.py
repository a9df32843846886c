"""What segment, fit and sweep log, read back by MLflow's own client and compared value by value."""

import hashlib
import json
import re

import pytest
from mlflow_server import assert_finished


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def last(run, key):
    """The value that MLflow shows: the one with the highest step."""
    return max(run["metrics"][key])[1]


def series(run, key):
    return {step: value for step, value, _ in run["metrics"][key]}


@pytest.fixture(scope="module")
def sample(shoal, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    assert shoal("generate", "retail", "-o", folder / "sample.csv", "--customers", "800").returncode == 0
    return folder / "sample.csv"


def test_segment(tracked, server, reader, sample, tmp_path):
    process = tracked("segment", sample, "-o", "run", "--seed", "11", "--mlflow", server.uri, "--mlflow-experiment", "shop é/1")
    assert process.returncode == 0, process.stderr
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    [run] = reader.runs("shop é/1")

    assert run["status"] == "FINISHED" and run["name"] == "segment sample.csv"
    assert f"/#/experiments/" in process.stderr and run["id"] in process.stderr
    assert 0 < run["end"] - run["start"] < 120_000

    untracked = {key: value for key, value in record["options"].items() if not key.startswith("mlflow")}
    assert run["params"] == untracked and run["params"]["seed"] == "11"
    tags = run["tags"]
    assert tags["mlflow.source.name"] == "shoal" and tags["mlflow.source.type"] == "LOCAL"
    assert tags["mlflow.source.git.commit"] == record["versions"]["commit"]
    assert tags["mlflow.user"] and tags["shoal.version"] == record["versions"]["shoal"]
    assert tags["shoal.device"] == record["device"] and tags["shoal.seed"] == "11"
    assert tags["shoal.command_line"] == record["command_line"]
    assert tags["mlflow.note.content"].startswith(f"k = {record['chosen']['k']}. ")

    for name, value in record["metrics"].items():
        assert last(run, name) == value, name
    chosen = next(row for row in record["sweep"] if row["k"] == record["chosen"]["k"])
    assert series(run, "inertia") == dict(enumerate(chosen["inertia_trace"]))
    for name in ("inertia", "silhouette", "share_negative", "calinski_harabasz", "davies_bouldin", "stability", "smallest"):
        assert series(run, f"per_k/{name}") == {row["k"]: row[name] for row in record["sweep"]}, name
    assert series(run, "segment/size") == {each["segment"]: each["size"] for each in record["segments"]}
    for stage, seconds in record["timings"].items():
        assert last(run, f"seconds/{stage}") == seconds
    times = [point[2] for points in run["metrics"].values() for point in points]
    assert run["start"] <= min(times) and max(times) <= run["end"]

    [dataset] = run["inputs"]
    assert dataset["name"] == "sample.csv" and dataset["source"] == {"uri": str(sample)}
    assert digest(sample).startswith(dataset["digest"]) and len(dataset["digest"]) == 36
    assert dataset["profile"]["num_rows"] == record["input"]["rows"] and dataset["tags"] == {"mlflow.data.context": "training"}
    assert {"name": record["columns"]["quantity"], "type": "double", "required": True} in dataset["schema"]["mlflow_colspec"]

    names = ["report.html", "segments.csv", "segments.json", "sweep.csv", "run.json"]
    names += [f"model/{path.name}" for path in (tmp_path / "run" / "model").iterdir()]
    files = {name: [(tmp_path / "run" / name).stat().st_size, digest(tmp_path / "run" / name)] for name in names}
    assert run["artifacts"] == files and len(names) > 6
    told = json.loads((tmp_path / "run" / "tracking.json").read_text())
    assert told["run_id"] == run["id"] and told["complete"] and told["server"] == server.uri
    assert not (tmp_path / "run" / "mlflow").exists()


def test_sweep_logs_a_child_for_each_k(tracked, server, reader, blobs, tmp_path):
    process = tracked("sweep", blobs, "-k", "2..6", "-o", "swept", MLFLOW_TRACKING_URI=server.uri, MLFLOW_EXPERIMENT_NAME="sweep")
    assert_finished(process)
    record = json.loads((tmp_path / "swept" / "run.json").read_text())
    runs = reader.runs("sweep")
    [parent] = [run for run in runs if "mlflow.parentRunId" not in run["tags"]]
    children = {run["name"]: run for run in runs if run["tags"].get("mlflow.parentRunId") == parent["id"]}
    assert len(runs) == 6 and set(children) == {f"k={k}" for k in range(2, 7)}
    for row in record["sweep"]:
        child = children[f"k={row['k']}"]
        assert child["status"] == "FINISHED" and child["params"] == {"k": str(row["k"])}
        assert series(child, "inertia") == dict(enumerate(row["inertia_trace"]))
        assert last(child, "inertia") == row["inertia"] and last(child, "silhouette") == row["silhouette"]
        assert series(child, "cluster/size") == dict(enumerate(row["sizes"]))
    assert series(parent, "per_k/silhouette") == {row["k"]: row["silhouette"] for row in record["sweep"]}
    assert last(parent, "chosen_k") == 4
    assert set(parent["artifacts"]) == {"sweep.csv", "run.json"}


def test_fit(tracked, server, reader, blobs, tmp_path):
    process = tracked("fit", blobs, "-k", "4", "--id", "id", "-o", "four", "--labels", "labels.csv", "--mlflow", server.uri,
                      "--mlflow-experiment", "fit", "--json")
    assert process.returncode == 0, process.stderr
    result = json.loads(process.stdout)
    [run] = reader.runs("fit")
    assert last(run, "inertia") == result["inertia"] and last(run, "silhouette") == result["metrics"]["silhouette"]
    inertia = [value for _, value in sorted(series(run, "inertia").items())]
    assert len(inertia) == result["iterations"] + 1 and inertia == sorted(inertia, reverse=True)
    model = {f"model/{path.name}" for path in (tmp_path / "four").iterdir() if path.is_file()}
    assert {"model/model.json", "model/centroids.npy", "model/MLmodel", "model/model.onnx"} <= model
    assert set(run["artifacts"]) == {"labels.csv", "run.json"} | model
    assert run["artifacts"]["labels.csv"][1] == digest(tmp_path / "labels.csv")
    assert not (tmp_path / "shoal-tracking").exists()


def test_a_job_s_run_is_used_and_left_open(tracked, server, reader, blobs):
    run_id = reader.ask("make_run", "job")
    assert_finished(tracked("fit", blobs, "-k", "4", "--mlflow", server.uri, MLFLOW_RUN_ID=run_id))
    [run] = reader.runs("job")
    assert run["id"] == run_id and run["status"] == "RUNNING" and run["end"] is None
    assert last(run, "silhouette") > 0.5 and last(run, "inertia") > 0 and run["params"]["k"] == "4"
    assert "run.json" in run["artifacts"]


def test_processes_that_start_together_make_one_experiment(tracked_background, server, reader, blobs):
    running = [tracked_background("fit", blobs, "-k", 3 + i % 2, "--mlflow", server.uri, "--mlflow-experiment", "together")
               for i in range(6)]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0 and "MLflow" not in said, said
    assert reader.ask("experiments", "together") == ["together"]
    assert [run["status"] for run in reader.ask("runs", "together", False)] == ["FINISHED"] * 6


def test_a_deleted_experiment_is_said_to_be_one(tracked, server, reader, blobs, tmp_path):
    reader.ask("delete_experiment", "gone")
    arguments = ("fit", blobs, "-k", "3", "--mlflow", server.uri, "--mlflow-experiment", "gone")
    process = tracked(*arguments)
    assert process.returncode == 0 and "1 warning" in process.stderr
    said = re.sub(r"\s+", " ", process.stderr)
    assert 'experiment "gone" was deleted' in said and "mlflow experiments restore" in said and "track push" in said
    process = tracked(*arguments, "--mlflow-required")
    assert process.returncode == 7 and 'experiment "gone" was deleted' in process.stderr


def test_an_empty_address_switches_tracking_off(tracked, blobs, tmp_path):
    assert_finished(tracked("fit", blobs, "-k", "3", "--mlflow", "", MLFLOW_TRACKING_URI="http://127.0.0.1:9"))
    assert not (tmp_path / "shoal-tracking").exists()


@pytest.mark.parametrize("uri", ["ftp://x", "localhost:5000", "http://", "sqlite:///m.db", "azureml://h/mlflow/v1.0/w"])
def test_an_address_that_is_none(tracked, blobs, uri):
    process = tracked("fit", blobs, "-k", "3", "--mlflow", uri)
    assert process.returncode == 2 and ("--mlflow" in process.stderr or "MLFLOW_TRACKING_TOKEN" in process.stderr)
    process = tracked("fit", blobs, "-k", "3", MLFLOW_TRACKING_URI=uri)  # meant for other programs, too
    assert process.returncode == 0 and "not tracked" in process.stderr
