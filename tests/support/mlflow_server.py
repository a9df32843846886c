"""A real MLflow server on loopback, and what its own Python client reads from it. Both live in the environment `mlflow`."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

READER = pathlib.Path(__file__).with_name("mlflow_reader.py")
# Ascii: MLflow 3.17 decodes nothing else on its artifact routes.
ADMIN = ("admin", "password:for-tests 1")


def environment_folder():
    """.deps/mlflow, beside the environment that runs the tests; None when it was not installed."""
    folder = pathlib.Path(sys.prefix).parent / "mlflow"
    return folder if (folder / "installed").exists() else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def plain_environment():
    """The variables of this process without those of MLflow and of proxies."""
    dropped = ("MLFLOW_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(dropped)}


def assert_finished(process):
    """shoal succeeded, and MLflow gave it nothing to warn of."""
    assert process.returncode == 0, process.stderr
    assert "arning" not in process.stderr and "MLflow" not in process.stderr, process.stderr


class Server:
    """`mlflow server` with SQLite and proxied artifacts in a folder; may be killed and started again."""

    def __init__(self, environment, folder, auth=False):
        self.environment, self.folder, self.auth = environment, pathlib.Path(folder), auth
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        command = [self.environment / "bin" / "mlflow", "server", "--host", "127.0.0.1", "--port", self.port, "--workers", 1]
        command += ["--backend-store-uri", f"sqlite:///{self.folder}/mlflow.db"]
        command += ["--artifacts-destination", self.folder / "artifacts"]
        settings = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        if self.auth:
            command += ["--app-name", "basic-auth"]
            (self.folder / "auth.ini").write_text(
                f"[mlflow]\ndefault_permission = EDIT\ndatabase_uri = sqlite:///{self.folder}/auth.db\n"
                f"admin_username = {ADMIN[0]}\nadmin_password = {ADMIN[1]}\n"
                "authorization_function = mlflow.server.auth:authenticate_request_basic_auth\n"
                "auth_cache_ttl_seconds = 300\nauth_cache_max_size = 10\n"  # hashing a password takes a second
            )
            settings["MLFLOW_AUTH_CONFIG_PATH"] = str(self.folder / "auth.ini")
            settings["MLFLOW_FLASK_SERVER_SECRET_KEY"] = "only for tests"
            settings["MLFLOW_AUTH_ADMIN_PASSWORD"] = ADMIN[1]
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], env=plain_environment() | settings, stdout=log, stderr=log, start_new_session=True
            )
        self.wait()
        return self

    def wait(self):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.uri + "/health", timeout=5) as answer:
                    if answer.read() == b"OK":
                        return
            except OSError:
                time.sleep(0.2)
            if self.process.poll() is not None:
                break
        raise RuntimeError("the MLflow server did not start:\n" + (self.folder / "server.log").read_text()[-3000:])

    def kill(self):
        """As kill -9 does, the workers too."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Reader:
    """MLflow's Python client in a process of its own: reader.ask(call, ...) -> what it says, as plain values."""

    def __init__(self, environment, uri, **variables):
        self.process = subprocess.Popen(
            [environment / "bin" / "python", READER],
            env=plain_environment() | {"MLFLOW_TRACKING_URI": uri, "MLFLOW_DISABLE_TELEMETRY": "true"} | variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, call, *arguments):
        self.process.stdin.write(json.dumps([call, *arguments]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def runs(self, experiment):
        """Every run of an experiment, read whole."""
        return self.ask("runs", experiment)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
