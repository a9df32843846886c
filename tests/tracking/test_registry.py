"""The model registry: what --register makes, read back by MLflow's own client, and models that are scored from there."""

import csv
import http.server
import json
import shutil
import threading

import pytest
from mlflow_server import Server, assert_finished


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def shop(shoal, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    assert shoal("generate", "retail", "-o", folder / "orders.csv", "--customers", "600").returncode == 0
    assert shoal("prepare", folder / "orders.csv", "-o", folder / "features.csv").returncode == 0
    return folder


@pytest.fixture
def customers(tracked, server, shop, tmp_path, request):
    """A registered model of its own with one version, the champion: (name, run folder)."""
    name = request.node.name.replace("[", " ").replace("]", "")
    process = tracked("segment", shop / "orders.csv", "-o", "run", "--resamples", "0", "--export-small", "--mlflow", server.uri,
                      "--register", name, "--alias", "champion")
    assert "arning" not in process.stderr.replace("1 warning", ""), process.stderr
    assert process.returncode == 0 and f"Registered  {name} version 1, now champion" in process.stderr, process.stderr
    return name, tmp_path / "run"


def test_a_version_knows_where_it_comes_from(customers, reader):
    name, run = customers
    found = reader.ask("registered", name)
    record = json.loads((run / "run.json").read_text())
    tracking = json.loads((run / "tracking.json").read_text())
    [version] = found["versions"].values()
    assert found["aliases"] == {"champion": "1"} or found["aliases"] == {"champion": 1}
    assert version["run_id"] == tracking["run_id"] and tracking["model_version"] == "1"
    assert version["source"] == tracking["artifact_uri"] + "/model" and version["status"] == "READY"
    tags = version["tags"]
    assert tags["shoal.input.sha256"] == record["input"]["sha256"]
    assert tags["shoal.commit"] == record["versions"]["commit"] and tags["shoal.version"] == record["versions"]["shoal"]
    for measure, value in record["metrics"].items():
        assert float(tags[f"metric.{measure}"]) == value


def test_mlflow_loads_the_champion_and_finds_the_same_segments(customers, reader):
    name, run = customers
    rows = read_csv(run / "segments.csv")
    found = reader.ask("scored", f"models:/{name}@champion", str(run / "segments.csv"))
    assert found["label"] == [int(row["segment"]) for row in rows]
    assert found["segment"] == [row["segment_name"] for row in rows]


def test_predict_takes_models_from_the_registry(customers, tracked, server, shop, tmp_path):
    name, run = customers
    for reference in (f"models:/{name}@champion", f"models:/{name}/1"):
        process = tracked("predict", reference, shop / "orders.csv", "-o", "scored.csv", "--mlflow", server.uri, TMPDIR=str(tmp_path))
        assert_finished(process)
        assert f"{name} version 1 of the registry" in process.stderr
        assert not list(tmp_path.glob("shoal-model-*"))
        assert_finished(tracked("predict", run / "model", shop / "orders.csv", "-o", "local.csv"))
        assert (tmp_path / "scored.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()


def test_versions_are_listed_and_promoted(customers, tracked, server, reader, shop, tmp_path):
    name, _ = customers
    process = tracked("fit", shop / "features.csv", "-k", "3", "-o", "model", "--mlflow", server.uri, "--register", name,
                      "--columns", "recency_days,frequency,total_spend")
    assert_finished(process)
    assert f"Registered  {name} version 2\n" in process.stderr
    listed = tracked("registry", "list", name, MLFLOW_TRACKING_URI=server.uri)
    assert_finished(listed)
    head, newest, oldest = listed.stdout.splitlines()
    assert head.split() == ["model", "version", "aliases", "made", "silhouette", "run"]
    assert newest.split()[1] == "2" and oldest.split()[1] == "1" and "champion" in oldest and "champion" not in newest

    process = tracked("registry", "promote", name, "2", "--mlflow", server.uri)
    assert_finished(process)
    assert f"{name} version 2 is champion now; it was version 1" in process.stderr
    process = tracked("registry", "promote", name, "1", "--alias", "challenger", "--json", "--mlflow", server.uri)
    assert json.loads(process.stdout) == {"format": 1, "name": name, "version": "1", "alias": "challenger", "before": None}
    assert {alias: str(version) for alias, version in reader.ask("registered", name)["aliases"].items()} == {
        "champion": "2", "challenger": "1"}

    everything = json.loads(tracked("registry", "list", "--json", "--mlflow", server.uri).stdout)["versions"]
    ours = [(version["version"], version["aliases"]) for version in everything if version["name"] == name]
    assert ours == [("2", ["champion"]), ("1", ["challenger"])]
    assert all(version["run_id"] and version["created"].startswith("20") for version in everything)


def test_an_altered_model_is_refused(customers, tracked, server, shop, reader):
    name, _ = customers
    [version] = reader.ask("registered", name)["versions"].values()
    stored = server.folder / "artifacts" / version["source"].split(":/", 1)[1]
    with open(stored / "centroids.npy", "r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    process = tracked("predict", f"models:/{name}@champion", shop / "features.csv", "-o", "x.csv", "--mlflow", server.uri)
    assert process.returncode == 4 and "altered" in process.stderr and f"{name}@champion, version 1" in process.stderr
    (stored / "centroids.npy").unlink()
    process = tracked("predict", f"models:/{name}@champion", shop / "features.csv", "-o", "x.csv", "--mlflow", server.uri)
    assert process.returncode == 7, process.stderr


def killed_after_a_refusal(journals, path):
    """Notes in the journal of the changed model that the server refused a file, and nothing else."""
    for journal in journals.glob("*.jsonl"):
        operations = [json.loads(line) for line in journal.read_text().splitlines()[1:]]
        if any(operation.get("file", "").endswith("changed/model.onnx") for operation in operations):
            number = next(operation["op"] for operation in operations if operation.get("path") == path)
            with open(journal, "a") as file:
                file.write(json.dumps({"refused": number, "why": "model.onnx has changed since it was recorded"}) + "\n")
            return
    raise AssertionError("no journal of the changed model")


def test_a_push_registers_exactly_once_and_only_what_is_whole(tracked, mlflow_environment, shop, tmp_path):
    """The server is not there; then its answer is lost, as if the process had been killed before it wrote it down."""
    late = Server(mlflow_environment, tmp_path)
    for name in ("late", "changed"):
        process = tracked("fit", shop / "features.csv", "-k", "4", "-o", name, "--register", name, "--alias", "champion",
                          "--mlflow", late.uri, "--columns", "recency_days,frequency,total_spend")
        assert process.returncode == 0 and "shoal track push shoal-tracking" in process.stderr
    with open(tmp_path / "changed" / "model.onnx", "ab") as file:
        file.write(b"x")
    journals = tmp_path / "shoal-tracking" / "mlflow"
    shutil.copytree(journals, tmp_path / "kept")
    late.start()
    try:
        for _ in range(2):
            process = tracked("track", "push", "shoal-tracking")
            assert process.returncode == 0, process.stderr
            assert "model.onnx has changed since it was recorded" in " ".join(process.stderr.split())
            listed = json.loads(tracked("registry", "list", "--json", "--mlflow", late.uri).stdout)["versions"]
            assert [(each["name"], each["version"], each["aliases"]) for each in listed] == [("late", "1", ["champion"])]
            shutil.copytree(tmp_path / "kept", journals, dirs_exist_ok=True)
            killed_after_a_refusal(journals, "model/model.onnx")
    finally:
        late.kill()


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (["fit", "FEATURES", "-k", "3", "-o", "m", "--register", "a/b", "--mlflow", "SERVER"], 2, "no name for a registered model"),
    (["fit", "FEATURES", "-k", "3", "-o", "m", "--register", "a", "--alias", "latest", "--mlflow", "SERVER"], 2, "no alias"),
    (["fit", "FEATURES", "-k", "3", "-o", "m", "--register", "a", "--alias", "v2", "--mlflow", "SERVER"], 2, "no alias"),
    (["fit", "FEATURES", "-k", "3", "-o", "m", "--alias", "champion", "--mlflow", "SERVER"], 2, "--register NAME"),
    (["fit", "FEATURES", "-k", "3", "-o", "m", "--register", "a"], 2, "no tracking server"),
    (["fit", "FEATURES", "-k", "3", "--register", "a", "--mlflow", "SERVER"], 2, "-o MODEL"),
    (["fit", "FEATURES", "-k", "3", "-o", "m", "--register", "a", "--mlflow", "azureml://westeurope.api/mlflow/v1.0"], 2, "az ml model"),
    (["predict", "models:/a@b", "FEATURES", "-o", "x.csv"], 2, "MLFLOW_TRACKING_URI"),
    (["predict", "models:/a", "FEATURES", "-o", "x.csv", "--mlflow", "SERVER"], 2, "models:/NAME@ALIAS"),
    (["predict", "models:/nonesuch@b", "FEATURES", "-o", "x.csv", "--mlflow", "SERVER"], 7, "nonesuch"),
    (["predict", "models:/nonesuch/1", "FEATURES", "-o", "x.csv", "--mlflow", "SERVER"], 7, "nonesuch"),
    (["registry", "list", "nonesuch", "--mlflow", "SERVER"], 7, "nonesuch"),
    (["registry", "list"], 2, "MLFLOW_TRACKING_URI"),
    (["registry", "promote", "nonesuch", "1", "--mlflow", "SERVER"], 7, "nonesuch"),
    (["registry"], 2, "commands: list, promote"),
])
def test_what_cannot_be_is_refused(tracked, server, shop, tmp_path, arguments, code, words):
    filled = [{"FEATURES": shop / "features.csv", "SERVER": server.uri}.get(word, word) for word in arguments]
    process = tracked(*filled)
    assert process.returncode == code and words in process.stderr, process.stderr
    assert not (tmp_path / "x.csv").exists()


class Liar(http.server.BaseHTTPRequestHandler):
    """A server whose model lies where `where` says, in files of `length` bytes that it never sends."""

    where, length = "", 10

    def do_GET(self):
        if "/artifacts/artifacts" in self.path or "/mlflow-artifacts/" in self.path:
            self.send_response(200)
            self.send_header("Content-Length", str(self.length))
            self.end_headers()
            self.wfile.write(b"x" * 10)
            return
        answers = {"registered-models/alias": {"model_version": {"name": "a", "version": "1"}},
                   "get-download-uri": {"artifact_uri": self.where}}
        body = json.dumps(next(answer for part, answer in answers.items() if part in self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(("where", "length", "code", "words"), [
    ("mlflow-artifacts:/1/../../secrets", 10, 7, "out of its artifacts"),
    ("s3://bucket/model", 10, 7, "does not pass them on"),
    ("file:///etc", 10, 7, "does not pass them on"),
    ("mlflow-artifacts:/1/model", 5 << 30, 7, "larger than any"),
    ("mlflow-artifacts:/1/model", 10, 4, "not the JSON document of a model"),
])
def test_a_server_that_lies(tracked, shop, tmp_path, where, length, code, words):
    liar = type("Liar", (Liar,), {"where": where, "length": length})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), liar) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        process = tracked("predict", "models:/a@b", shop / "features.csv", "-o", "x.csv",
                          "--mlflow", f"http://127.0.0.1:{server.server_port}", TMPDIR=str(tmp_path))
        server.shutdown()
    assert process.returncode == code and words in process.stderr, process.stderr
    assert not list(tmp_path.glob("shoal-model-*")) and not (tmp_path / "x.csv").exists()
