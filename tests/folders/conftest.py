"""Small inputs, and a tracking server that keeps what it gets."""

import http.server
import json
import threading

import pytest
from mlflow_server import plain_environment
from stub_server import sense


class Tracking(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command == "PUT":
            self.server.uploads[self.path.split("/artifacts/", 2)[-1]] = body
        text = json.dumps(sense(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Clients are killed here."""


@pytest.fixture
def tracking():
    """A server that takes everything: .uri, and .uploads by path."""
    server = Server(("127.0.0.1", 0), Tracking)
    server.uploads, server.uri = {}, f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def at(shoal, tmp_path):
    """at(command...) runs in a folder of its own, without the caller's MLflow variables."""

    def run(*arguments, cwd=tmp_path, **variables):
        return shoal(*arguments, cwd=cwd, env=plain_environment() | variables, timeout=120)

    return run


@pytest.fixture
def table(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n2,3\n10,11\n11,12\n3,3\n12,10\n")
    return tmp_path / "t.csv"


@pytest.fixture(scope="session")
def retail_file(shoal, tmp_path_factory):
    """Transactions of 60 customers."""
    path = tmp_path_factory.mktemp("retail") / "r.csv"
    done = shoal("generate", "retail", "--customers", "60", "-o", path, "-q")
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def retail(retail_file, tmp_path):
    (tmp_path / "r.csv").write_bytes(retail_file.read_bytes())
    return tmp_path / "r.csv"
