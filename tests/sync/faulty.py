"""A server of a few lines that answers, breaks off, stalls or babbles exactly as a test tells it to."""

from __future__ import annotations

import gzip
import json
import socket
import socketserver
import ssl
import threading
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "certificate"
"""Valid for boards.example.org until 2120, and trusted by nobody."""


class Request:
    """What a client sent."""

    def __init__(self, line, headers, body):
        self.method, self.path, _ = line.split(" ", 2)
        self.headers = headers
        self.wire = len(body)
        self.body = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body

    @property
    def json(self):
        return json.loads(self.body)


class Faulty(socketserver.ThreadingTCPServer):
    """Gives `script(request, connection)` every request; what it returns is sent, and the connection closed."""

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self, script, *, tls=False):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.script, self.requests = script, []
        self.healed = threading.Event()
        """Set at the end: a stall ends with it."""
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE / "certificate.pem", CERTIFICATE / "key.pem")
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.healed.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that goes away while it is talked to is what these tests are about."""


class _Talk(socketserver.BaseRequestHandler):
    def handle(self):
        reader = self.request.makefile("rb")
        line = reader.readline().decode("ascii").strip()
        if not line:
            return
        headers = {}
        while (head := reader.readline().decode("latin-1").strip()) != "":
            name, _, value = head.partition(":")
            headers[name.lower()] = value.strip()
        request = Request(line, headers, reader.read(int(headers.get("content-length", 0))))
        self.server.requests.append(request)
        answer = self.server.script(request, self)
        if answer:
            self.request.sendall(answer)

    def send(self, raw):
        self.request.sendall(raw)

    def stall(self):
        """Say nothing until the test ends or the client leaves."""
        self.request.settimeout(0.01)
        while not self.server.healed.is_set():
            try:
                if self.request.recv(1) == b"":
                    return
            except (TimeoutError, ssl.SSLWantReadError):
                continue
            except OSError:
                return


def answer(body, status=200, kind="application/json", **headers):
    """Return an answer whole; what is no text or bytes goes as JSON."""
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    head = [f"HTTP/1.1 {status} X", f"content-type: {kind}", f"content-length: {len(raw)}", "connection: close"]
    head += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + raw


def problem(status, kind, detail="It can't be.", **more):
    """Return a refusal as our own server gives it."""
    return answer({"status": status, "kind": kind, "detail": detail, **more}, status, "application/problem+json")


def closed_port():
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return unused.getsockname()[1]
