"""A server that answers with nonsense, a kind at a time, over plain sockets: nothing of it is helped along by an HTTP library."""

import json
import time

from listener import Listener

RUN = {"run": {"info": {"run_id": "r1", "experiment_id": "1", "artifact_uri": "mlflow-artifacts:/1/r1/artifacts"}}}
GOOD = {
    "get-by-name": {"experiment": {"experiment_id": "1", "name": "shoal", "lifecycle_stage": "active"}},
    "runs/create": RUN,
    "runs/get": RUN,
    "runs/search": {"runs": []},
}


def response(status, body, *headers):
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Stub(Listener):
    """Listens on loopback. `behave(stub, connection, request)` sends what it likes; the requests are kept."""

    def __init__(self, behave):
        self.behave, self.requests, self.open = behave, [], True
        super().__init__()
        self.uri = f"http://127.0.0.1:{self.port}"

    def serve(self, connection):
        with connection:
            try:
                while self.open:
                    request = self.read(connection)
                    if request is None:
                        return
                    self.requests.append(request)
                    if self.behave(self, connection, request) == "close":
                        return
            except OSError:
                return

    @staticmethod
    def read(connection):
        """Head and body of one request, as text of one character a byte."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        while len(body) < length:
            piece = connection.recv(65536)
            if not piece:
                return None
            body += piece
        return (head + b"\r\n\r\n" + body).decode("latin-1")

    def close(self):
        self.open = False
        self.socket.close()


def sense(line):
    """What MLflow would say to a request of this first line, or path."""
    return next((answer for part, answer in GOOD.items() if part in line), {})


def good(request):
    """The same to a whole request, as text."""
    return json.dumps(sense(request.split("\r\n")[0]))


def always(data):
    def behave(_, connection, __):
        connection.sendall(data)

    return behave


def only_for(part, bad):
    """Sense for everything but the calls whose request line has `part`."""

    def behave(stub, connection, request):
        if part in request.split("\r\n")[0]:
            return bad(stub, connection, request)
        connection.sendall(response("200 OK", good(request)))
        return None

    return behave


def endless(_, connection, __):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
    piece = b'{"a": "' + b"x" * 1_000_000
    for _ in range(10_000):
        connection.sendall(piece)


def endless_headers(_, connection, __):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for i in range(10_000_000):
        connection.sendall(f"X-{i}: {'y' * 4000}\r\n".encode())


def drip(stub, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while stub.open:
        connection.sendall(b"x")
        time.sleep(0.1)


def silent(stub, _, __):
    while stub.open:
        time.sleep(0.1)


def cut_short(_, connection, __):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    return "close"


def hang_up(*_):
    return "close"


def garbage(_, connection, __):
    connection.sendall(bytes(range(256)) * 40)
    return "close"


def repeats_secrets(_, connection, request):
    connection.sendall(response("400 Bad Request", json.dumps({"error_code": "INVALID", "message": "you sent: " + request})))


def redirect_to(uri):
    return always(response("307 Temporary Redirect", "", f"Location: {uri}/api/2.0/mlflow/runs/create"))


LOGIN = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please</body></html>"
HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"

# Name -> (how it behaves, words that must be in the warning).
NONSENSE = {
    "a login page": (always(response("200 OK", LOGIN)), "Sign in"),
    "a login page for an upload": (only_for("PUT", always(response("200 OK", LOGIN))), "Sign in"),
    "truncated JSON": (always(response("200 OK", '{"experiment": {"experiment_id": "1", "na')), "not MLflow's"),
    "wrong types": (always(response("200 OK", '{"experiment": {"experiment_id": 5, "name": []}}')), "experiment_id"),
    "a run without an id": (only_for("runs/create", always(response("200 OK", '{"run": {"info": {}}}'))), "run_id"),
    "a list": (always(response("200 OK", "[]")), "not MLflow's"),
    "deep JSON": (always(response("200 OK", "[" * 1_000_000)), "not MLflow's"),
    "an endless body": (endless, "larger than any that MLflow should give"),
    "endless headers": (endless_headers, ""),
    "a slow drip": (drip, ""),
    "silence": (silent, ""),
    "hanging up": (hang_up, ""),
    "a body cut short": (cut_short, ""),
    "garbage": (garbage, ""),
    "502 as a page": (always(response("502 Bad Gateway", HTML_502)), "502 Bad Gateway"),
    "429": (always(response("429 Too Many Requests", "slow down", "Retry-After: 3600")), "slow down"),
    "500 for uploads": (only_for("PUT", always(response("500 Internal Server Error", "disk full"))), "disk full"),
    "401": (always(response("401 Unauthorized", "You are not authenticated.", "WWW-Authenticate: Basic")), "not authenticated"),
    "403 for the host": (always(response("403 Forbidden", "Invalid Host header - possible DNS rebinding")), "--allowed-hosts"),
    "404 as a page": (always(response("404 Not Found", "<h1>Not Found</h1>")), "Not Found"),
    "it repeats secrets": (repeats_secrets, "you sent"),
    "terminal escapes": (always(response("403 Forbidden", "\x1b[2J\x1b]0;x\x07gone\r\n\r\n")), "gone"),
}
