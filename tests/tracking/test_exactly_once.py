"""Nothing is lost and nothing doubled: many runs at once, lost answers, a server or a shoal that is killed."""

import hashlib
import http.client
import json
import math
import os
import signal
import subprocess
import time

import pytest
from mlflow_server import plain_environment
from stub_server import Stub

# SHOAL_LOAD_FULL=1: 20 runs, each with 2,000 metrics and 50 MB.
FULL = os.environ.get("SHOAL_LOAD_FULL") == "1"
RUNS, METRICS, BYTES = (20, 2000, 50_000_000) if FULL else (6, 2000, 4_000_000)
MILLION = 1_000_000


@pytest.fixture(scope="session")
def load(build_dir):
    """load(folder, runs, metrics, bytes, experiment, uri) -> Popen of the program that tracks them."""
    program = build_dir / "bin" / "shoal_tracking_load"
    if not program.exists():
        pytest.fail(f"{program} is not built")

    def start(folder, runs, metrics, size, experiment, uri, **variables):
        variables |= {"MLFLOW_TRACKING_URI": uri, "MLFLOW_EXPERIMENT_NAME": experiment}
        return subprocess.Popen([program, folder, str(runs), str(metrics), str(size)], env=plain_environment() | variables,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def assert_whole(runs, folder, count, metrics):
    """Each of the `count` runs of the load program, once, with all it logged, once."""
    assert sorted(int(run["params"]["run"]) for run in runs) == list(range(count))
    for run in runs:
        number = int(run["params"]["run"])
        assert run["status"] == "FINISHED"
        points = sorted((step, value) for step, value, _ in run["metrics"]["inertia"])
        assert points == [(j, number + j / metrics) for j in range(metrics)]
        assert math.isnan(run["metrics"]["nan"][0][1])  # MLflow keeps infinity as the largest double
        assert run["metrics"]["plus"][0][1] > 1e308 and run["metrics"]["minus"][0][1] < -1e308
        assert run["params"]["long"].endswith("... [cut: 7,000 bytes]") and len(run["params"]["long"]) == 6000
        assert run["artifacts"]["params/long.txt"] == [7000, hashlib.sha256(b"x" * 7000).hexdigest()]
        blob = folder / str(number) / "blob.bin"
        assert run["artifacts"]["deep/er/blob ü.bin"] == [blob.stat().st_size, digest(blob)]
        assert len(run["artifacts"]) == 3  # run.json is the third
        assert not (folder / str(number) / "mlflow").exists()


def test_many_runs_at_once(load, server, reader, tmp_path):
    process = load(tmp_path, RUNS, METRICS, BYTES, "many", server.uri, MLFLOW_HTTP_REQUEST_TIMEOUT="120")
    told, said = process.communicate(timeout=600)
    figures = json.loads(told)
    print(figures)
    assert figures["warnings"] == 0, said
    # Each run has 4 connections with their buffers; the files are never held.
    assert figures["peak"] - figures["before"] < 8 * MILLION + RUNS * 3 * MILLION
    assert_whole(reader.runs("many"), tmp_path, RUNS, METRICS)


def losing_answers(port):
    """Passes requests on to a server, and throws the answer away when it sees a request for the first time."""
    seen = set()

    def behave(_, connection, request):
        head, _, body = request.partition("\r\n\r\n")
        method, path, _ = head.split("\r\n")[0].split(" ")
        kind = "octet-stream" if "octet-stream" in head else "json"
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        link.request(method, path, body.encode("latin-1"), {"Content-Type": f"application/{kind}"})
        answer = link.getresponse()
        data = answer.read()
        link.close()
        if request not in seen and answer.status == 200:
            seen.add(request)
            return "close"
        connection.sendall(f"HTTP/1.1 {answer.status} X\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
        return None

    return behave


def test_answers_that_get_lost_double_nothing(tracked, server, reader, blobs, tmp_path):
    proxy = Stub(losing_answers(server.port))
    process = tracked("sweep", blobs, "-k", "2..5", "-o", "run", "--mlflow", proxy.uri, "--mlflow-experiment", "lossy")
    proxy.close()
    assert process.returncode == 0 and "warning" not in process.stderr, process.stderr
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    runs = reader.runs("lossy")
    assert sorted(run["name"] for run in runs) == ["k=2", "k=3", "k=4", "k=5", "sweep blobs.csv"]
    assert {run["status"] for run in runs} == {"FINISHED"}
    [parent] = [run for run in runs if run["name"].startswith("sweep")]
    points = [(step, value) for step, value, _ in parent["metrics"]["per_k/inertia"]]
    assert sorted(points) == [(row["k"], row["inertia"]) for row in record["sweep"]]
    assert len(parent["inputs"]) == 1 and set(parent["artifacts"]) == {"sweep.csv", "run.json"}


def test_a_server_killed_in_the_middle(load, shoal, server, reader, tmp_path):
    process = load(tmp_path, 3, 2000, 30 * MILLION, "killed server", server.uri, MLFLOW_HTTP_REQUEST_TIMEOUT="3")
    stored = server.folder / "artifacts"
    before = set(stored.rglob("*blob*"))
    while set(stored.rglob("*blob*")) <= before:
        assert process.poll() is None
        time.sleep(0.01)
    server.kill()
    told, _ = process.communicate(timeout=60)
    journals = list(tmp_path.glob("*/mlflow/*.jsonl"))
    server.start()
    assert json.loads(told)["warnings"] == len(journals) > 0
    for journal in journals:
        push = shoal("track", "push", journal.parent.parent, env=plain_environment())
        assert push.returncode == 0, push.stderr
    assert_whole(reader.runs("killed server"), tmp_path, 3, 2000)
    again = shoal("track", "push", tmp_path / "0", env=plain_environment())
    assert again.returncode == 0 and "nothing" in again.stderr


LONG = ("-k", "2..60", "--resamples", "100000")  # minutes


def begun(process, folder, file):
    """Starts a long sweep and waits until the server has made its run."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        if any('"run_id"' in path.read_text() for path in folder.glob("mlflow/*.jsonl")):
            return
        time.sleep(0.02)
    pytest.fail(f"no run was made for {file}")


def test_a_shoal_killed_in_the_middle(tracked_background, shoal, server, reader, blobs, tmp_path):
    arguments = ("sweep", blobs, *LONG, "-o", tmp_path / "run", "--mlflow", server.uri, "--mlflow-experiment", "killed shoal")
    process = tracked_background(*arguments)
    begun(process, tmp_path / "run", blobs)
    running = shoal("track", "push", tmp_path / "run", env=plain_environment())
    assert running.returncode == 0 and "still running" in running.stderr
    told = json.loads(shoal("track", "push", tmp_path / "run", "--json", env=plain_environment()).stdout)
    assert told == {"format": 1, "runs": 0, "still_running": 1, "sent": 0, "addresses": [], "refused": []}
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert reader.runs("killed shoal")[0]["status"] == "RUNNING"
    push = shoal("track", "push", tmp_path / "run", env=plain_environment())
    assert push.returncode == 0, push.stderr
    [run] = reader.runs("killed shoal")
    assert run["status"] == "FAILED" and run["end"] >= run["start"] and run["params"]["resamples"] == "100000"
    assert not (tmp_path / "run" / "mlflow").exists()


def test_ctrl_c_is_killed_and_a_failure_is_failed(tracked_background, tracked, server, reader, blobs, tmp_path):
    process = tracked_background("sweep", blobs, *LONG, "-o", "run", "--mlflow", server.uri, "--mlflow-experiment", "ended")
    begun(process, tmp_path / "run", blobs)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert not (tmp_path / "run").exists()
    assert [run["status"] for run in reader.runs("ended")] == ["KILLED"]
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n1,2\n1,2\n1,2\n")
    failed = tracked("sweep", "bad.csv", "-o", "bad", "--mlflow", server.uri, "--mlflow-experiment", "failed")
    assert failed.returncode == 3
    assert [run["status"] for run in reader.runs("failed")] == ["FAILED"]
    assert not (tmp_path / "bad").exists()


def test_a_file_that_changed_is_not_sent(tracked, shoal, server, reader, blobs, tmp_path):
    closed = Stub(lambda *_: "close")
    process = tracked("sweep", blobs, "-o", "run", "--mlflow", closed.uri, "--mlflow-experiment", "changed",
                      MLFLOW_HTTP_REQUEST_TIMEOUT="1")
    closed.close()
    assert "1 warning" in process.stderr
    (tmp_path / "run" / "sweep.csv").write_text("k\n")
    push = tracked("track", "push", "run", "--mlflow", server.uri)
    assert push.returncode == 0 and "sweep.csv has changed" in " ".join(push.stderr.split())
    parent = next(run for run in reader.runs("changed") if run["name"].startswith("sweep"))
    assert set(parent["artifacts"]) == {"run.json"} and parent["status"] == "FINISHED"


def test_another_server_gets_no_part_of_a_run(tracked_background, tracked, server, blobs, tmp_path):
    process = tracked_background("sweep", blobs, *LONG, "-o", "run", "--mlflow", server.uri, "--mlflow-experiment", "elsewhere")
    begun(process, tmp_path / "run", blobs)
    process.kill()
    process.wait()
    push = tracked("track", "push", "run", "--mlflow", "http://127.0.0.1:9")
    assert push.returncode == 2 and "begun at " + server.uri in push.stderr
    assert tracked("track", "push", "run").returncode == 0
    assert tracked("track", "push", "nowhere").returncode == 3
    assert tracked("track").returncode == 2
