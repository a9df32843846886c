"""One MLflow server for all tests of tracking, and small data to track."""

import os
import random
import subprocess

import pytest
from mlflow_server import Reader, Server, environment_folder, plain_environment
from secrets_seen import Watch
from stub_server import Stub


@pytest.fixture(scope="session")
def mlflow_environment():
    folder = environment_folder()
    if folder is None:
        pytest.skip("no MLflow (scripts/install-deps.sh --tests brings it)")
    return folder


@pytest.fixture(scope="session")
def server(mlflow_environment, tmp_path_factory):
    running = Server(mlflow_environment, tmp_path_factory.mktemp("mlflow")).start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def reader(mlflow_environment, server):
    running = Reader(mlflow_environment, server.uri)
    yield running
    running.close()


@pytest.fixture(scope="session")
def blobs(tmp_path_factory):
    """A table of 600 rows in four groups."""
    random.seed(5)
    path = tmp_path_factory.mktemp("blobs") / "blobs.csv"
    rows = [(c % 2 * 9 + random.gauss(0, 1), c // 2 * 9 + random.gauss(0, 1)) for c in range(4) for _ in range(150)]
    path.write_text("id,x,y\n" + "".join(f"{i},{x:.6f},{y:.6f}\n" for i, (x, y) in enumerate(rows)))
    return path


@pytest.fixture
def stub():
    """stub(behave) -> a server that behaves so, closed at the end."""
    made = []

    def make(behave):
        made.append(Stub(behave))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def tracked(shoal, tmp_path):
    """tracked(command..., MLFLOW_X=...) -> CompletedProcess, in a folder of its own, without the caller's MLflow variables."""

    def run(*arguments, **variables):
        return shoal(*arguments, cwd=tmp_path, env=plain_environment() | variables, timeout=120)

    return run


@pytest.fixture
def tracked_background(shoal, tmp_path):
    """The same in the background -> Popen."""
    started = []

    def run(*arguments, **variables):
        process = subprocess.Popen(
            [shoal.binary, *map(str, arguments)],
            cwd=tmp_path,
            env=plain_environment() | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(autouse=True)
def no_secret_is_seen(shoal, tmp_path, monkeypatch):
    """In every test: no password or token in what a command printed, or in any file that it left."""
    watch = Watch(shoal.binary)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    watch.install(monkeypatch)
    yield
    watch.check([tmp_path])


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
