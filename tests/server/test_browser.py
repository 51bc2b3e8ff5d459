"""A form of a web page in a real browser, from another origin than the server's: as HTML sends it, and by fetch()."""

from __future__ import annotations

import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kanban.store.hub.programs import web_form_keys
from tests.served import colleagues, serving

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on this machine")

HTML = """<!doctype html><meta charset="utf-8"><body><form method="post" action="{action}">
<input name="name" value="Zoë Łuk"><input name="email" value="zoe@acme.example">
<textarea name="message">Hi &amp; hello</textarea>
<input name="website" style="display:none"></form><script>document.forms[0].submit()</script>"""
FETCH = """<!doctype html><meta charset="utf-8"><body>waiting<script>
fetch("{action}", {{method: "POST", headers: {{"Content-Type": "application/json"}},
  body: JSON.stringify({{email: "jo@acme.example", Seats: 40}})}})
  .then(r => document.body.textContent = "answered " + r.status, e => document.body.textContent = "refused")
</script>"""


SEARCH = FETCH.replace("application/json", "application/x-www-form-urlencoded").replace(
    'JSON.stringify({{email: "jo@acme.example", Seats: 40}})', 'new URLSearchParams({{email: "kim@acme.example"}})'
)


@pytest.fixture
def pages():
    """What a web server of the form's owner shows, by path; and its origin."""
    shown = {"/thanks": "<!doctype html><body>Thank you!"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = shown.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield shown, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def seen(tmp_path, address):
    """What a browser shows in the end."""
    words = [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             f"--user-data-dir={tmp_path / 'browser'}", "--no-first-run", "--disable-background-networking",
             "--virtual-time-budget=20000", "--dump-dom", address]  # fmt: skip
    return subprocess.run(words, capture_output=True, text=True, timeout=240, check=False).stdout


def test_a_page_of_another_origin(tmp_path, pages):
    shown, origin = pages
    with (
        serving(tmp_path / "server", (("Ann", "marketing", "lead"),)) as served,
        colleagues(served, tmp_path, "Ann") as (ann,),
    ):
        mine = web_form_keys.add_key(served.hub, "Pipeline", "Web form", origins=[origin], page=f"{origin}/thanks").key
        other = web_form_keys.add_key(served.hub, "Pipeline", "Another form", origins=["https://www.acme.example"]).key
        shown["/form"] = HTML.format(action=f"{served.url}/v1/forms/{mine}")
        shown["/fetch"] = FETCH.format(action=f"{served.url}/v1/forms/{mine}")
        shown["/search"] = SEARCH.format(action=f"{served.url}/v1/forms/{mine}")
        shown["/other"] = FETCH.format(action=f"{served.url}/v1/forms/{other}")
        assert "Thank you!" in seen(tmp_path, f"{origin}/form")
        assert "answered 204" in seen(tmp_path, f"{origin}/fetch")
        assert "answered 204" in seen(tmp_path, f"{origin}/search")
        assert "refused" in seen(tmp_path, f"{origin}/other")
        assert ann.sync().stopped is None
        cards = ann.workspace.connection.execute("SELECT title, email, contact FROM card ORDER BY email").fetchall()
        assert [tuple(card) for card in cards] == [
            ("jo@acme.example", "jo@acme.example", None), ("kim@acme.example", "kim@acme.example", None),
            ("Zoë Łuk", "zoe@acme.example", "Zoë Łuk"),
        ]  # fmt: skip
