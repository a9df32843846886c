"""A real server behind a password, and behind TLS with a private certificate authority."""

import re

import pytest
from mlflow_server import ADMIN, Reader, Server
from tls_proxy import TlsProxy, authority

WHO = {"MLFLOW_TRACKING_USERNAME": ADMIN[0], "MLFLOW_TRACKING_PASSWORD": ADMIN[1]}


@pytest.fixture(scope="module")
def locked(mlflow_environment, tmp_path_factory):
    server = Server(mlflow_environment, tmp_path_factory.mktemp("locked"), auth=True).start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def locked_reader(mlflow_environment, locked):
    reader = Reader(mlflow_environment, locked.uri, **WHO)
    yield reader
    reader.close()


def assert_tracked(process, reader, experiment):
    assert process.returncode == 0 and "warning" not in process.stderr, process.stderr
    [run] = reader.runs(experiment)
    assert run["status"] == "FINISHED" and run["params"]["k"] == "4"
    assert {"run.json", "model/model.json", "model/centroids.npy"} <= set(run["artifacts"])


def test_basic_auth(tracked, locked, locked_reader, blobs):
    arguments = ("fit", blobs, "-k", "4", "-o", "model", "--mlflow", locked.uri, "--mlflow-experiment", "locked")
    for variables in ({}, WHO | {"MLFLOW_TRACKING_PASSWORD": "wrong"}):
        process = tracked(*arguments, **variables)
        said = re.sub(r"\s+", " ", process.stderr)
        assert process.returncode == 0 and "HTTP 401" in said and "MLFLOW_TRACKING_USERNAME" in said
    assert_tracked(tracked(*arguments, **WHO), locked_reader, "locked")


def test_what_was_refused_is_pushed_with_the_password(tracked, locked, locked_reader, blobs, tmp_path):
    process = tracked("fit", blobs, "-k", "4", "-o", "model", "--mlflow", locked.uri, "--mlflow-experiment", "later")
    assert "HTTP 401" in process.stderr
    push = tracked("track", "push", "shoal-tracking")
    assert push.returncode == 7 and "HTTP 401" in push.stderr
    push = tracked("track", "push", "shoal-tracking", **WHO)  # a password goes to an address that was named, to no other
    assert push.returncode == 7 and "HTTP 401" in push.stderr
    assert_tracked(tracked("track", "push", "shoal-tracking", "--mlflow", locked.uri, **WHO), locked_reader, "later")
    assert not (tmp_path / "shoal-tracking").exists() or not list((tmp_path / "shoal-tracking").rglob("*.jsonl"))


def test_a_private_certificate_authority(tracked, locked, locked_reader, blobs, tmp_path):
    certificates = authority(tmp_path)
    with TlsProxy(certificates, locked.port) as proxy:
        uri = f"https://localhost:{proxy.port}"
        arguments = ("fit", blobs, "-k", "4", "-o", "model", "--mlflow", uri, "--mlflow-experiment")
        process = tracked(*arguments, "untrusted", **WHO)
        said = re.sub(r"\s+", " ", process.stderr)
        assert process.returncode == 0 and "certificate" in said and "MLFLOW_TRACKING_SERVER_CERT_PATH" in said
        trusting = WHO | {"MLFLOW_TRACKING_SERVER_CERT_PATH": str(certificates / "ca.pem")}
        assert_tracked(tracked(*arguments, "trusted", **trusting), locked_reader, "trusted")
        other = tracked(*arguments[:-2], f"https://127.0.0.2:{proxy.port}", **trusting)  # not a name in the certificate
        assert other.returncode == 0 and "warning" in other.stderr
        assert_tracked(tracked(*arguments, "insecure", **WHO, MLFLOW_TRACKING_INSECURE_TLS="true"), locked_reader, "insecure")
