"""What stands between a client and a real server, and spoils what passes in the way that a test names, until it is
healed."""

from __future__ import annotations

import http.client
import socket
import threading
from urllib.parse import urlsplit

from tests.sync.faulty import Faulty, answer, problem

LATE = 5.0
"""Seconds by which the late one is late."""

KINDS = ("cut", "late", "doubled", "html", "429", "502", "stalled")

PORTAL = "<!doctype html><title>Welcome</title><p>Please sign in to use this network."


class Relay:
    """A server's address on a road that can be spoiled; live streams take that road too."""

    def __init__(self, url):
        self._there = urlsplit(url)
        self._lock = threading.Condition()
        self._kind, self.spoiled = "", 0
        self._faulty = Faulty(self._pass_on)

    @property
    def url(self):
        return self._faulty.url

    def __enter__(self):
        self._faulty.__enter__()
        return self

    def __exit__(self, *about):
        self.heal()
        self._faulty.__exit__(*about)

    def spoil(self, kind):
        """From now on nothing passes unharmed."""
        with self._lock:
            self._kind, self.spoiled = kind, 0

    def heal(self):
        """From now on everything passes, what was held back too."""
        with self._lock:
            self._kind = ""
            self._lock.notify_all()

    def wait_spoiled(self, times, patience):
        """Wait until so many requests were spoiled."""
        with self._lock:
            return self._lock.wait_for(lambda: self.spoiled >= times, patience)

    def _pass_on(self, request, talk):
        with self._lock:
            kind = self._kind
            self.spoiled += bool(kind)
            self._lock.notify_all()
            if kind == "stalled":
                self._lock.wait_for(lambda: not self._kind)
            elif kind == "late":
                self._lock.wait_for(lambda: False, LATE)
        if kind in {"429", "502"}:
            return problem(int(kind), "slow_down" if kind == "429" else "bad_gateway", retry_after="1")
        if kind == "html":
            return answer(PORTAL, kind="text/html")
        if request.path.startswith("/v1/events"):
            return b"" if kind == "cut" else self._stream(request, talk)
        told = self._asked(request)
        if kind == "doubled":
            told = self._asked(request)
        return told[: -max(1, len(told) // 3)] if kind == "cut" else told

    def _asked(self, request):
        connection = http.client.HTTPConnection(self._there.hostname, self._there.port, timeout=60)
        try:
            connection.request(request.method, request.path, request.body or None, self._headers(request))
            got = connection.getresponse()
            body = got.read()
            kept = {
                name: value for name, value in got.getheaders() if name.lower() in {"retry-after", "content-encoding"}
            }
            return answer(body, got.status, got.getheader("content-type", "text/plain"), **kept)
        except OSError:
            return answer("no server", 502, "text/plain")
        finally:
            connection.close()

    def _headers(self, request):
        own = {"host", "connection", "content-encoding", "content-length", "transfer-encoding"}
        return {name: value for name, value in request.headers.items() if name not in own} | {"connection": "close"}

    def _stream(self, request, talk):
        head = "".join(f"{name}: {value}\r\n" for name, value in self._headers(request).items())
        with socket.create_connection((self._there.hostname, self._there.port), 60) as there:
            there.sendall(f"GET {request.path} HTTP/1.1\r\nhost: {self._there.netloc}\r\n{head}\r\n".encode())
            there.settimeout(0.05)
            while not self._kind and not self._faulty.healed.is_set():  # what is spoiled breaks streams off
                try:
                    piece = there.recv(65536)
                except TimeoutError:
                    continue
                if not piece:
                    break
                talk.send(piece)
        return b""
