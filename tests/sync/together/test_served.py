"""The server of these tests itself: what it leaves behind would be held against whichever test runs next."""

from __future__ import annotations

import gc
import socket
import threading
import time

import pytest

from tests.served import serving

ASKED = {"nothing": b"", "meta": b"GET /v1/meta HTTP/1.1\r\nhost: x\r\n\r\n"}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_server_that_stops_while_people_come_leaves_no_connection_open(tmp_path, asked):
    coming, over = [], threading.Event()

    def come():
        while not over.wait(0.002):
            try:
                coming.append(socket.create_connection(("127.0.0.1", served.port), 5))
                coming[-1].sendall(asked)
            except OSError:
                return

    with serving(tmp_path) as served:
        crowd = [threading.Thread(target=come) for _ in range(2)]
        for each in crowd:
            each.start()
        began = time.monotonic()
        while len(coming) < 10:
            assert time.monotonic() - began < 60
            time.sleep(0.001)
        served.stop()
        over.set()
        for each in crowd:
            each.join()
    for each in coming:
        each.close()
    gc.collect()  # pytest makes this test fail for each connection that is found open now
