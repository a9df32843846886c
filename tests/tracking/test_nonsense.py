"""Servers that answer with nonsense: the work goes on, one warning says why, nothing hangs, grows, or leaks."""

import base64
import json
import os
import re
import time

import pytest
from mlflow_server import plain_environment
from stub_server import NONSENSE, always, good, redirect_to, response, silent

SECRET = "s3cret-of-the-tests"
LOGIN = {"MLFLOW_TRACKING_USERNAME": "ann", "MLFLOW_TRACKING_PASSWORD": SECRET, "MLFLOW_HTTP_REQUEST_TIMEOUT": "1"}


def flat(text):
    return re.sub(r"\s+", " ", text)


def everything_written(folder, stdout, stderr):
    texts = [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file()]
    return "\n".join(texts + [stdout, stderr])


def coded():
    return base64.b64encode(f"ann:{SECRET}".encode()).decode()


@pytest.mark.parametrize("name", NONSENSE)
def test_the_work_goes_on(tracked, stub, blobs, tmp_path, name):
    behave, words = NONSENSE[name]
    begin = time.monotonic()
    process = tracked("fit", blobs, "-k", "3", "-o", "model", "--mlflow", stub(behave).uri, **LOGIN)
    assert time.monotonic() - begin < 10
    assert process.returncode == 0 and (tmp_path / "model" / "model.json").exists(), process.stderr
    said = flat(process.stderr)
    assert said.count("warning") == 1 and "1 warning MLflow at http://127.0.0.1" in said
    assert words in said and "\x1b" not in process.stderr
    peak = float(re.search(r"peak ([\d.]+) MB", said).group(1))
    assert peak < 150
    text = everything_written(tmp_path, process.stdout, process.stderr)
    assert SECRET not in text and coded() not in text
    journals = list((tmp_path / "shoal-tracking" / "mlflow").glob("*.jsonl"))
    assert journals and "shoal track push shoal-tracking" in said


@pytest.mark.parametrize("name", ["401", "silence", "502 as a page"])
def test_required_means_exit_7(tracked, stub, blobs, name):
    process = tracked("fit", blobs, "-k", "3", "--mlflow", stub(NONSENSE[name][0]).uri, "--mlflow-required", **LOGIN)
    assert process.returncode == 7 and "warning" not in process.stderr
    process = tracked("fit", blobs, "-k", "3", "--mlflow", stub(NONSENSE[name][0]).uri, "--mlflow-required", "--json", **LOGIN)
    assert json.loads(process.stdout)["error"]["code"] == "service"


def test_nobody_listens(tracked, blobs, stub):
    gone = stub(silent)
    gone.close()
    begin = time.monotonic()
    process = tracked("fit", blobs, "-k", "3", "--mlflow", gone.uri)
    assert process.returncode == 0 and "connect" in flat(process.stderr) and "1 warning" in process.stderr
    assert time.monotonic() - begin < 8


def test_no_token_goes_to_another_host(tracked, blobs, stub):
    other = stub(always(response("200 OK", "{}")))
    process = tracked("fit", blobs, "-k", "3", "--mlflow", stub(redirect_to(other.uri)).uri, MLFLOW_TRACKING_TOKEN=SECRET)
    assert process.returncode == 0 and f"sends us on to {other.uri}" in flat(process.stderr)
    assert other.requests == []


def test_a_token_is_sent_and_shown_nowhere(tracked, blobs, stub, tmp_path):
    server = stub(lambda _, connection, request: connection.sendall(response("200 OK", good(request))))
    process = tracked("fit", blobs, "-k", "3", "-o", "model", "--mlflow", server.uri, MLFLOW_TRACKING_TOKEN=SECRET)
    assert process.returncode == 0 and "warning" not in process.stderr
    assert server.requests and all(f"Authorization: Bearer {SECRET}\r\n" in request for request in server.requests)
    bodies = "".join(request.partition("\r\n\r\n")[2] for request in server.requests)
    assert SECRET not in bodies + everything_written(tmp_path, process.stdout, process.stderr)


def test_a_password_in_the_address_is_shown_nowhere(tracked_background, blobs, stub, tmp_path):
    server = stub(silent)
    uri = server.uri.replace("://", f"://ann:{SECRET}@")
    process = tracked_background("sweep", blobs, "-o", "run", "--mlflow", uri, MLFLOW_HTTP_REQUEST_TIMEOUT="2")
    while not server.requests:
        assert process.poll() is None
        time.sleep(0.05)
    for name in ("cmdline", "stat"):
        with open(f"/proc/{process.pid}/{name}", "rb") as file:
            assert SECRET.encode() not in file.read()
    assert f"Authorization: Basic {coded()}\r\n" in server.requests[0]
    text = everything_written(tmp_path, *process.communicate(timeout=60))
    assert process.returncode == 0 and SECRET not in text and coded() not in text and "ann:" not in text
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert "http://***@127.0.0.1" in record["options"]["mlflow"] and "http://***@127.0.0.1" in record["command_line"]


def test_an_azure_address_uses_and_renews_its_token(shoal, blobs, stub, tmp_path):
    """As a job on Azure Machine Learning finds it; the stub plays a proxy to it, for azureml:// is always https."""
    pytest.importorskip("ssl")
    from tls_proxy import TlsProxy, authority

    def behave(_, connection, request):
        line, expired = request.split("\r\n")[0], "Bearer old" in request
        if line.startswith("GET /history/v1.0/workspaces/w/experimentids/e1/runs/r1/token"):
            return connection.sendall(response("200 OK", '{"token": "new"}'))
        return connection.sendall(response("401 Unauthorized", "expired") if expired else response("200 OK", good(request)))

    server = stub(behave)
    certificates = authority(tmp_path)
    with TlsProxy(certificates, int(server.uri.rpartition(":")[2])) as proxy:
        uri = f"azureml://localhost:{proxy.port}/mlflow/v1.0/workspaces/w?"
        variables = {"MLFLOW_TRACKING_TOKEN": "old", "MLFLOW_RUN_ID": "r1", "MLFLOW_EXPERIMENT_ID": "e1"}
        variables |= {"MLFLOW_TRACKING_URI": uri, "MLFLOW_TRACKING_SERVER_CERT_PATH": str(certificates / "ca.pem")}
        process = shoal("fit", blobs, "-k", "3", cwd=tmp_path, env=plain_environment() | variables)
    assert process.returncode == 0 and "warning" not in process.stderr, process.stderr
    lines = [request.split("\r\n")[0] for request in server.requests]
    assert any("POST /mlflow/v1.0/workspaces/w/api/2.0/mlflow/runs/log-batch" in line for line in lines)
    assert not any("runs/update" in line or "runs/create" in line or line.startswith("PUT") for line in lines)


def test_the_environment_is_not_asked_by_other_commands(shoal, tmp_path):
    env = os.environ | {"MLFLOW_TRACKING_URI": "nonsense", "MLFLOW_HTTP_REQUEST_TIMEOUT": "soon"}
    assert shoal("devices", cwd=tmp_path, env=env).returncode == 0
