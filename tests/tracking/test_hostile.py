"""Servers that mean harm: they repeat secrets, list without an end, crawl, and send what a terminal would obey."""

import base64
import json
import os
import re
import resource
import signal
import subprocess
import time

import pytest
from mlflow_server import plain_environment
from secrets_seen import found_in
from stub_server import good, only_for, response

TOKEN = 'tok-ABC/def+ghi==%2Fé"\\x'
ENVIRONMENT = {"MLFLOW_TRACKING_TOKEN": TOKEN.encode("ascii", "replace").decode(), "MLFLOW_HTTP_REQUEST_TIMEOUT": "1"}
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def sent_secret(request):
    """What the request carries: the token, or user and password."""
    value = re.search(r"Authorization: (\S+ [^\r]*)\r\n", request)
    return "" if value is None else value.group(1).partition(" ")[2]


def percent(text, form):
    return "".join(c if c.isalnum() else form % ord(c) for c in text)


WRITTEN = {
    "as it is": lambda text: json.dumps(text)[1:-1],
    "with its slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "with every byte escaped": lambda text: "".join("\\u%04x" % ord(c) for c in text),
    "as JSON in JSON": lambda text: json.dumps(json.dumps(text).replace("/", "\\/").replace("=", "\\u003d"))[1:-1],
    "in percent": lambda text: percent(text, "%%%02X"),
    "in small percent": lambda text: percent(text, "%%%02x"),
    "as HTML": lambda text: "".join("&#%d;" % ord(c) for c in text),
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
    "in the base64 of its header": lambda text: base64.b64encode(("Bearer " + text).encode()).decode().replace("=", "\\u003d"),
}


def repeating(write, status, where):
    """A server whose answers of one kind repeat the secret."""

    def behave(_, connection, request):
        said = write(sent_secret(request))
        if where == "message":
            body = '{"error_code": "INVALID_PARAMETER_VALUE", "message": "denied for %s"}' % said
        elif where == "page":
            body = "<html><title>denied for %s</title></html>" % said
        else:
            body = '{"run": {"info": {"run_id": "r1", "experiment_id": "1", "artifact_uri": "mlflow-artifacts:/1/r1"}}}'
            body = body.replace({"id": "r1", "uri": "/1/r1"}[where], {"id": said, "uri": "/1/" + said}[where])
        location = "Location: http://127.0.0.1/%s" % percent(sent_secret(request), "%%%02X")
        connection.sendall(response(status, body, *([location] if status.startswith("3") else [])))

    return behave


ANSWERS = [("log-batch", "400 Bad Request", "message"), ("runs/create", "403 Forbidden", "message"), ("PUT", "400 Bad Request", "page"),
           ("get-by-name", "302 Found", "page"), ("runs/create", "200 OK", "id"), ("runs/create", "200 OK", "uri")]
# Every way to write for a message, two of them for every other answer, in turn.
REPEATED = [(written, *ANSWERS[0], i % 2) for i, written in enumerate(WRITTEN)]
REPEATED += [(list(WRITTEN)[(2 * i + j) % len(WRITTEN)], *answer, j) for i, answer in enumerate(ANSWERS[1:]) for j in range(2)]


@pytest.mark.parametrize(("written", "call", "status", "where", "login"), REPEATED)
def test_no_secret_is_repeated(tracked, stub, blobs, tmp_path, written, call, status, where, login):
    """The fixture no_secret_is_seen looks for the secrets themselves; here is what it cannot know: what the server sent."""
    if login:
        who = {"MLFLOW_TRACKING_USERNAME": "ann", "MLFLOW_TRACKING_PASSWORD": 'pa/ss"wo\\rd=%41&<x>', "MLFLOW_HTTP_REQUEST_TIMEOUT": "1"}
    else:
        who = ENVIRONMENT
    seen = []

    def behave(it, connection, request):
        seen.append(WRITTEN[written](sent_secret(request)))
        return only_for(call, repeating(WRITTEN[written], status, where))(it, connection, request)

    process = tracked("fit", blobs, "-k", "2", "-o", "m", "-q", "--restarts", "1", "--silhouette", "off",
                      "--mlflow", stub(behave).uri, **who)
    assert process.returncode == 0, process.stderr
    texts = [process.stderr] + [path.read_text(errors="replace") for path in tmp_path.rglob("*.jsonl")]
    for text in texts:
        assert seen and seen[0] not in text


@pytest.mark.parametrize("address", ["http://ann:S3C/RETpw@HOST", "http://ann:S3C?RETpw@HOST", "http://ann:S3C#RETpw@HOST",
                                     "http://ann:123/RETpw@HOST", "http://ann:S3@C/RETpw@HOST", "ann:S3CRETpw@HOST",
                                     "http:/ann:S3CRETpw@HOST", "https:ann:S3CRETpw@HOST"])
def test_an_address_that_its_password_cuts_short(tracked, stub, blobs, tmp_path, address):
    server = stub(lambda _, connection, request: connection.sendall(response("200 OK", good(request))))
    address = address.replace("HOST", server.uri.removeprefix("http://"))
    (tmp_path / "o.toml").write_text(f'[fit]\nmlflow = "{address}"\n')
    fit = ("fit", blobs, "-k", "2", "--restarts", "1", "-o", "m")
    refused = [tracked(*fit, "--mlflow", address), tracked(*fit, "--mlflow", address, "--json"), tracked(*fit, "--config", "o.toml"),
               tracked("registry", "list", "--mlflow", address), tracked("track", "push", tmp_path, "--mlflow", address),
               tracked("fit", address, "-k", "2"), tracked("fit", blobs, "-k", "2", "--mlflw", address), tracked(*fit, address)]
    (tmp_path / "o.toml").unlink()
    warned = tracked("sweep", blobs, "-k", "2..3", "--restarts", "1", "-o", "run", MLFLOW_TRACKING_URI=address)
    assert [process.returncode for process in refused[:4]] == [2] * 4
    assert all(process.returncode != 0 for process in refused[5:])
    assert "%2F" in refused[0].stderr or "http://" in refused[0].stderr
    assert warned.returncode == 0 and "not tracked" in warned.stderr
    if address.startswith("ann") or "@C" in address:  # in a place where any word may stand it is no address
        del refused[5:]
    for process in [*refused, warned]:
        assert "RETpw" not in process.stdout + process.stderr
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"RETpw" not in path.read_bytes(), path


def pages(fresh):
    """A registry that always has a next page, under the same name or a new one."""
    count = 0

    def behave(_, connection, __):
        nonlocal count
        count += 1
        models = [{"name": f"m{count}-{i}"} for i in range(1000)]
        connection.sendall(response("200 OK", json.dumps({"registered_models": models, "next_page_token": f"t{count * fresh}"})))

    return behave


@pytest.mark.parametrize("fresh", [0, 1])
def test_a_list_has_an_end(tracked, stub, fresh):
    process = tracked("registry", "list", "--mlflow", stub(pages(fresh)).uri)
    assert process.returncode == 7 and "has no end" in process.stderr, process.stderr


def many(models, versions, pause=0.0):
    """A registry of so many models with so many versions each."""
    answers = {"registered-models/search": {"registered_models": [{"name": f"m{i}"} for i in range(models)]},
               "model-versions/search": {"model_versions": [{"name": "m", "version": str(i)} for i in range(versions)]}}
    answers = {part: response("200 OK", json.dumps(answer)) for part, answer in answers.items()}

    def behave(_, connection, request):
        time.sleep(pause)
        connection.sendall(next(answer for part, answer in answers.items() if part in request.split("\r\n")[0]))

    return behave


@pytest.mark.parametrize("registry, timeout, words", [(many(200, 1000), "30", "more than 100,000 versions"),
                                                      (many(1000, 1, 0.02), "0.5", "it takes longer than 5")])
def test_a_list_of_all_models_has_an_end(tracked, stub, registry, timeout, words):
    server = stub(registry)
    process = tracked("registry", "list", "--mlflow", server.uri, MLFLOW_HTTP_REQUEST_TIMEOUT=timeout)
    assert process.returncode == 7 and words in process.stderr and "  do " in process.stderr, process.stderr
    assert len(server.requests) < 1000


def sends(model_json):
    """A registry with one model, whose files `model_json` sends."""
    version = {"model_version": {"name": "m", "version": "1"}}

    def behave(it, connection, request):
        line = request.split("\r\n")[0]
        if "/mlflow-artifacts/" in line:
            return model_json(it, connection, request)
        uri = {"artifact_uri": "mlflow-artifacts:/1/r1/artifacts/model"}
        connection.sendall(response("200 OK", json.dumps(uri if "get-download-uri" in line else version)))
        return None

    return behave


def crawling(length):
    def behave(it, connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length)
        while it.open:
            connection.sendall(b"x" * 60)
            time.sleep(0.1)

    return behave


@pytest.mark.parametrize("length", [1_000_000, 4_000_000_000])
def test_a_download_that_crawls_or_is_too_large_ends(tracked, stub, blobs, length):
    begin = time.monotonic()
    process = tracked("predict", "models:/m@c", blobs, "-o", "-", "--mlflow", stub(sends(crawling(length))).uri, **ENVIRONMENT)
    assert process.returncode == 7 and time.monotonic() - begin < 15, process.stderr
    assert ("larger than any" in process.stderr) == (length > 1_000_000)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_a_download_and_nothing_is_left(tracked_background, stub, blobs, tmp_path, sign):
    server = stub(sends(crawling(1_000_000)))
    process = tracked_background("predict", "models:/m@c", blobs, "-o", "p.csv", "--mlflow", server.uri)
    while not any("/mlflow-artifacts/" in request for request in server.requests):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(sign)
    process.communicate(timeout=10)
    assert process.returncode == (-9 if sign == signal.SIGKILL else 130)
    assert list((tmp_path / "tmp").iterdir()) == [] and not (tmp_path / "p.csv").exists()


def test_a_signal_ends_a_list(tracked_background, stub):
    server = stub(lambda it, _, __: [time.sleep(0.05) for _ in iter(lambda: it.open, False)])
    process = tracked_background("registry", "list", "--mlflow", server.uri)
    while not server.requests:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130


def test_no_secret_is_repeated_by_a_registry(tracked, stub, blobs):
    """In its names, and in the address of a model's files."""

    def behave(_, connection, request):
        said, line = sent_secret(request), request.split("\r\n")[0]
        version = {"name": said, "version": "1", "run_id": said, "tags": [{"key": said, "value": percent(said, "%%%02x")}]}
        answers = {"registered-models/search": {"registered_models": [{"name": said, "aliases": [{"alias": said, "version": "1"}]}]},
                   "model-versions/search": {"model_versions": [version]}, "get-download-uri": {"artifact_uri": "s3://" + said},
                   "registered-models/alias": {"model_version": version},
                   "registered-models/get": {"registered_model": {"name": "m", "aliases": [{"alias": "champion", "version": said}]}},
                   "model-versions/get?": {"model_version": {"name": "m", "version": "2"}}}
        found = [answer for part, answer in answers.items() if part in line]
        connection.sendall(response("200 OK", json.dumps(found[0]) if found else "{}"))

    uri = stub(behave).uri
    for command in (("registry", "list"), ("registry", "list", "--json"), ("registry", "promote", "m", "2"),
                    ("registry", "promote", "m", "2", "--json"), ("predict", "models:/m@c", blobs, "-o", "-")):
        process = tracked(*command, "--mlflow", uri, **ENVIRONMENT)
        assert "***" in process.stdout + process.stderr, (command, process)


NASTY = "m\x1b[2J\x1b]0;owned\x07\u009b31m\u202e\x7f\nfake line"


def test_what_a_server_says_is_shown_escaped(tracked, stub, blobs, tmp_path):
    version = {"name": NASTY, "version": NASTY, "run_id": NASTY, "tags": [{"key": "metric.silhouette", "value": NASTY}]}
    answers = {
        "registered-models/search": {"registered_models": [{"name": NASTY, "aliases": [{"alias": NASTY, "version": NASTY}]}]},
        "model-versions/search": {"model_versions": [version]},
        "registered-models/get": {"registered_model": {"name": NASTY, "aliases": [{"alias": "champion", "version": NASTY}]}},
        "model-versions/get?": {"model_version": version | {"version": "2"}},
        "registered-models/alias": {"model_version": version},
        "get-download-uri": {"artifact_uri": "s3://" + NASTY},
        "runs/create": {"run": {"info": {"run_id": NASTY, "experiment_id": NASTY, "artifact_uri": "s3://" + NASTY}}},
    }

    def behave(_, connection, request):
        found = [answer for part, answer in answers.items() if part in request.split("\r\n")[0]]
        connection.sendall(response("200 OK", json.dumps(found[0]) if found else good(request)))

    uri = stub(behave).uri
    for command in (("registry", "list"), ("registry", "list", "--json"), ("registry", "promote", "m", "2"),
                    ("registry", "promote", "m", "2", "--json"), ("predict", "models:/m@c", blobs, "-o", "-"),
                    ("fit", blobs, "-k", "2", "-o", "m"), ("fit", blobs, "-k", "2", "-o", "m", "--register", "m", "--json"),
                    ("track", "push", tmp_path / "shoal-tracking")):
        process = tracked(*command, "--mlflow", uri, **ENVIRONMENT)
        assert OBEYED.search(process.stdout + process.stderr) is None, (command, process)
        assert not any(line.startswith("fake line") for line in (process.stdout + process.stderr).splitlines()), command


@pytest.mark.skipif(os.geteuid() != 0, reason="limits on processes do not hold for root, so another user is needed")
@pytest.mark.parametrize("most", [1, 2, 4, 5])
def test_without_threads_the_work_goes_on(shoal, blobs, tmp_path, most):
    def limit():
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
        os.setgid(54321)
        os.setuid(54321)

    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    for parent in folder.parents:
        if parent.is_relative_to("/tmp/") and str(parent) != "/tmp":
            parent.chmod(parent.stat().st_mode | 0o055)
    (folder / "t.csv").write_bytes(blobs.read_bytes())
    process = subprocess.run([shoal.binary, "fit", "t.csv", "-k", "2", "--threads", "1", "--mlflow", "http://127.0.0.1:9"], cwd=folder,
                             env=plain_environment() | {"MLFLOW_HTTP_REQUEST_TIMEOUT": "1"}, preexec_fn=limit, capture_output=True,
                             text=True, timeout=60)
    assert process.returncode == 0 and process.stderr.count("1 warning") == 1, process.stderr
    assert most > 1 or "no thread can be started" in re.sub(r"\s+", " ", process.stderr)


def test_the_watch_itself_sees_what_is_hidden():
    for write in WRITTEN.values():
        assert found_in("x " + write(TOKEN) + " y", {TOKEN})
    assert found_in("x y", {TOKEN}) is None
