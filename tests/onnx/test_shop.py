"""The main job's model folder in ONNX Runtime and MLflow: every customer gets the segment that segments.csv says."""

import csv
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request

import numpy
import pytest


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Shop:
    """A run of the main job and its customers' features."""

    def __init__(self, folder):
        self.model = folder / "model"
        self.customers = read_csv(folder / "segments.csv")
        self.inputs = json.loads((self.model / "model.json").read_text())["preparation"]["columns"]
        self.features = numpy.array([[float(row[name]) for name in self.inputs] for row in self.customers])
        self.labels = [int(row["segment"]) for row in self.customers]
        self.names = [row["segment_name"] for row in self.customers]


@pytest.fixture(scope="module")
def segmented(shoal, tmp_path_factory):
    def run(file, *options):
        folder = tmp_path_factory.mktemp("shop") / "run"
        process = shoal("segment", file, "-o", folder, "--export-small", "--quiet", "--resamples", "0", *options)
        assert process.returncode == 0, process.stderr
        return Shop(folder)

    return run


@pytest.fixture(scope="module")
def sample(shoal, tmp_path_factory):
    file = tmp_path_factory.mktemp("sample") / "sample.csv"
    assert shoal("generate", "retail", "-o", file, "--customers", "3000").returncode == 0
    return file


@pytest.fixture(scope="module")
def shop(segmented, sample):
    return segmented(sample)


VARIANTS = [
    [], ["--prepare", "min-max", "-k", "4", "--dtype", "float64"], ["--prepare", "log1p,robust", "-k", "12"],
    ["--prepare", "winsorise:0.01,log1p,standardise", "--cluster-on", "recency_days,frequency,total_spend,basket_value"],
    ["--prepare", "drop-iqr:1.5,standardise", "-k", "5"],
]


def compare(shops, others, folder):
    items = []
    for number, shop in enumerate(shops):
        numpy.save(folder / f"{number}.npy", shop.features)
        items.append({"file": str(shop.model / "model.onnx"), "rows": str(folder / f"{number}.npy")})
    for shop, found in zip(shops, others("label", items=items)):
        assert found["label"] == shop.labels
        assert found["segment"] == shop.names


def test_every_customer_of_generated_data(segmented, sample, others, tmp_path):
    compare([segmented(sample, *variant) for variant in VARIANTS], others, tmp_path)


def test_every_customer_of_online_retail(segmented, shared_data, others, tmp_path):
    file = shared_data("online-retail/online-retail.csv.gz")
    shops = [segmented(file, *variant) for variant in VARIANTS]
    assert len(shops[0].labels) == 4317  # 21 sent back all that they had bought
    compare(shops, others, tmp_path)


@pytest.fixture(scope="module")
def scored(shop, others, tmp_path_factory):
    table = tmp_path_factory.mktemp("pyfunc") / "features.csv"
    with open(table, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, shop.inputs, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(shop.customers[:50])
    return others("pyfunc", folder=str(shop.model), table=str(table))


@pytest.mark.parametrize("shape", ["plain", "reversed", "extra"])
def test_pyfunc_goes_by_the_names_of_columns(scored, shop, shape):
    assert scored[shape]["table"]["label"] == shop.labels[:50]
    assert scored[shape]["table"]["segment"] == shop.names[:50]


@pytest.mark.parametrize(("shape", "reason"), [
    ("missing", "missing inputs"), ("renamed", "missing inputs"), ("gap", "REFUSED_a_value_is_missing"),
    ("infinite", "REFUSED_a_value_is_missing"), ("integers", "Can not safely convert int64 to float64"),
])
def test_pyfunc_refuses_what_it_cannot_score(scored, shape, reason):
    assert reason in scored[shape]["refused"]


def test_pyfunc_scores_no_rows(scored):
    assert scored["none"] == {"table": {"label": [], "distance": [], "segment": []}}


def test_the_input_example_shows_each_segment(shop, others):
    [found] = others("described", folders=[str(shop.model)])
    assert found["inputs"] == [[name, "DataType.double"] for name in shop.inputs]
    assert found["outputs"] == [["label", "DataType.long"], ["distance", "DataType.double"], ["segment", "DataType.string"]]
    assert found["scored"]["label"] == list(range(min(5, max(shop.labels) + 1)))
    assert found["serving"]["dataframe_split"] == {"columns": shop.inputs, "data": found["example"]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(mlflow_python, shop, tmp_path):
    """Address of `mlflow models serve` on the model folder."""
    port = free_port()
    environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", "PATH": f"{mlflow_python.parent}:{os.environ['PATH']}"}
    with open(tmp_path / "serve.log", "w") as log:
        process = subprocess.Popen(
            [mlflow_python, "-m", "mlflow", "models", "serve", "-m", shop.model, "--port", str(port), "--env-manager", "local",
             "--workers", "1"],
            stdout=log, stderr=log, env=environment, cwd=tmp_path, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(address + "/ping", timeout=5)
            break
        except OSError:
            assert process.poll() is None, (tmp_path / "serve.log").read_text()
            time.sleep(0.1)
    yield address
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(60)


def test_mlflow_serves_the_model(served, shop):
    def score(rows):
        body = json.dumps({"dataframe_split": {"columns": shop.inputs, "data": rows}}).encode()
        request = urllib.request.Request(served + "/invocations", body, {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request, timeout=60))["predictions"]

    found = score(shop.features[:20].tolist())
    assert [row["label"] for row in found] == shop.labels[:20]
    assert [row["segment"] for row in found] == shop.names[:20]
    with pytest.raises(urllib.error.HTTPError) as refused:
        score([[None, 1.0, 2.0]])
    assert b"REFUSED_a_value_is_missing" in refused.value.read()
