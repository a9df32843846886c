"""TLS with a private certificate authority in front of a plain server."""

import pathlib
import socket
import ssl
import subprocess
import threading

from listener import Listener


def authority(folder):
    """A folder with ca.pem and, signed by it for localhost, server.pem and server.key (by openssl)."""
    folder = pathlib.Path(folder) / "certificates"
    folder.mkdir()

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=shoal tests")
    openssl("req", *new_key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "server.pem",
            "-days", "2", "-extfile", "names")
    return folder


class TlsProxy(Listener):
    """Decrypts on a port of its own and passes everything on to a port of loopback."""

    def __init__(self, certificates, port):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
        self.target = port
        super().__init__()

    def serve(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as inside:
                with socket.create_connection(("127.0.0.1", self.target)) as outside:
                    back = threading.Thread(target=self.copy, args=(outside, inside), daemon=True)
                    back.start()
                    self.copy(inside, outside)
                    back.join()
        except OSError:
            pass

    @staticmethod
    def copy(source, target):
        try:
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
