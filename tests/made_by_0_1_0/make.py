"""Make the data in this folder: play its two stories with kanban 0.1.0 and write down what that version left behind.

    git worktree add --detach OLD 37d18f7; python3 -m venv OLD/.venv; OLD/.venv/bin/pip install -e "OLD[server]"
    OLD/.venv/bin/python tests/made_by_0_1_0/make.py local
    OLD/.venv/bin/python tests/made_by_0_1_0/make.py shared

It runs that version alone, never the one that is tested. Ids and tokens are random, so every run writes other files:
make them anew only to add to a story. A line of a story is `WHO: VERB …`; `NAME = WHO: VERB …` keeps what the verb
printed for `$NAME`; `@` sets the clock, `+` lets hours pass, `!` before a line says that it is refused, `~` that it
ends with any exit code.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import io
import json
import os
import re
import shlex
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ADDRESS = "http://127.0.0.1:8471"
"""What the files say instead of the address that the server had."""

LONG = 3
"""Elements of a list in an answer that are written down; the others look alike."""


class StoryClock:
    """The only clock: a line of the story takes a minute and a half, and nothing else lets time pass."""

    ms = 0

    def set(self, text: str) -> None:
        self.ms = int(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).timestamp() * 1000)

    def tick(self, ms: int = 90_000) -> None:
        self.ms += ms


CLOCK = StoryClock()


def use_story_clock() -> None:
    """Let the whole process read the story's clock; to be called before kanban is imported."""
    real = dt.datetime

    class Moved(real):
        @classmethod
        def now(cls, tz=None):
            return real.fromtimestamp(CLOCK.ms / 1000, tz)

    class Day(dt.date):
        @classmethod
        def today(cls):
            return Moved.now(dt.UTC).date()

    dt.datetime, dt.date = Moved, Day
    lock, last = threading.Lock(), [0]

    def rising() -> int:
        with lock:
            last[0] = max(last[0] + 1_000_000, CLOCK.ms * 1_000_000)
            return last[0]

    time.time, time.time_ns = (lambda: CLOCK.ms / 1000), rising


class Recorder:
    """Stands before the server's app and writes down what is asked and answered."""

    def __init__(self, app) -> None:
        self.app, self.exchanges, self.on = app, [], False

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http" or not self.on or scope["path"] == "/v1/events":
            await self.app(scope, receive, send)
            return
        asked, answered = [], []

        async def hearing():
            message = await receive()
            asked.append(message.get("body", b""))
            return message

        async def saying(message):
            answered.append(message)
            await send(message)

        await self.app(scope, hearing, saying)
        kept = {"authorization", "content-type", "content-encoding", "x-kanban-protocol", "user-agent", "accept"}
        headers = {
            name.decode(): value.decode()
            for name, value in scope["headers"]
            if name.decode() in kept | {"idempotency-key"}
        }
        said = b"".join(each.get("body", b"") for each in answered)
        if (b"content-encoding", b"gzip") in answered[0]["headers"]:
            said = gzip.decompress(said)
        body = b"".join(asked)
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        query = scope["query_string"].decode()
        self.exchanges.append(
            {
                "at_ms": CLOCK.ms,
                "method": scope["method"],
                "path": scope["path"] + (f"?{query}" if query else ""),
                "headers": headers,
                "body": json.loads(body) if body else None,
                "status": answered[0]["status"],
                "answer": shortened(json.loads(said)) if said else None,
            }
        )


def shortened(value):
    """Return an answer with a few of what it lists, but for verdicts: of those there is one for each change."""
    if isinstance(value, dict):
        return {name: each if name == "verdicts" else shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shortened(each) for each in value[:LONG]]
    return value


class Stage:
    """Where a story is played: a home for everybody, a server, and what was kept by name."""

    def __init__(self, folder: Path, *, alone: bool) -> None:
        self.folder, self.kept, self.tokens = folder, {"FOLDER": str(folder)}, {}
        self.alone = alone
        self.served = self.recorder = None
        self.port = 0

    def play(self, story: Path) -> None:
        for number, line in enumerate(story.read_text("utf-8").splitlines(), 1):
            try:
                self.do(line.strip())
            except Exception as error:
                raise SystemExit(f"{story.name}, line {number}: {line}\n{error}") from error

    def do(self, line: str) -> None:
        if not line or line.startswith("#"):
            return
        if line[0] == "@":
            CLOCK.set(line[1:].strip())
            return
        if line[0] == "+":
            CLOCK.tick(int(float(line[1:].strip(" h")) * 3_600_000))
            return
        good = {0}
        if line[0] in "!~":
            good, line = ({1} if line[0] == "!" else {0, 1, 4}), line[1:].strip()
        name = ""
        if found := re.match(r"([A-Z_]+) = (.*)", line):
            name, line = found.groups()
        who, words = line.split(":", 1)
        argv = [self.filled(word) for word in shlex.split(words)]
        CLOCK.tick()
        code, out, err = self.run(who, argv)
        sys.stderr.write(f"{line}\n{err}")
        if code not in good:
            raise RuntimeError(f"exit code {code}\n{out}\n{err}")
        if name:
            self.kept[name] = out.strip()

    def filled(self, word: str) -> str:
        return re.sub(r"\$([A-Z_]+)", lambda name: self.kept[name[1]], word)

    def run(self, who: str, argv: list[str]) -> tuple[int, str, str]:
        own = getattr(self, f"own_{argv[0]}", None)
        if own:
            own(who, *argv[1:])
            return 0, "", ""
        acting = ["--as", who] if self.alone and argv[0] != "init" else []
        os.environ["KANBAN_HOME"] = str(self.home(who))
        if who == "server":
            argv += ["--database", self.database] if argv[0] == "server" else []
            acting = []
        from kanban.cli.main import main  # noqa: PLC0415 - of 0.1.0, under the story's clock

        out, err = io.StringIO(), io.StringIO()
        out.reconfigure = err.reconfigure = lambda **_: None
        with contextlib.chdir(HERE), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main([*acting, *argv])
            except SystemExit as leaving:
                code = int(leaving.code or 0)
        return code, out.getvalue(), err.getvalue()

    def home(self, who: str) -> Path:
        return self.folder / ("desk" if self.alone else who)

    # -- verbs of a story that kanban has on its screen alone, or not at all

    def workspace(self, who: str):
        from kanban.cli.opening import open_named_board  # noqa: PLC0415

        from kanban import config  # noqa: PLC0415

        return open_named_board(who if self.alone else None, None, config.places_below(self.home(who))).workspace

    def own_draft(self, who: str, card: str, text: str) -> None:
        here = self.workspace(who)
        here.keep_draft(here.find(card).id, text)
        here.close()

    def own_read(self, who: str, card: str) -> None:
        here = self.workspace(who)
        here.mark_read(here.find(card).id)
        here.close()

    def own_deal(self, who: str, kind: str) -> None:
        here = self.workspace(who)
        for entry in here.inbox():
            if entry.kind == kind:
                here.deal(entry)
                break
        else:
            raise LookupError(f"nothing of that kind waits; there is {[each.kind for each in here.inbox()]}")
        here.close()

    def own_account(self, _: str, name: str, team: str, role: str) -> None:
        code, out, err = self.run("server", ["server", "member", "add", name, "--team", team, "--role", role])
        if code:
            raise RuntimeError(err)
        self.tokens[name] = out.strip()
        (self.folder / f"{name}.token").write_text(out, "utf-8")
        self.kept[f"{name.upper()}_TOKEN"] = str(self.folder / f"{name}.token")

    def own_up(self, _: str) -> None:
        import socket  # noqa: PLC0415

        import uvicorn  # noqa: PLC0415
        from kanban.store.hub.opening import open_hub  # noqa: PLC0415

        from kanban.server.app import create_app  # noqa: PLC0415
        from kanban.server.settings import Settings  # noqa: PLC0415

        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", self.port))
        bound.listen()
        self.port = bound.getsockname()[1]
        self.hub = open_hub(self.database)
        self.recorder = Recorder(create_app(self.hub, Settings(time_seconds=1e6)))
        settings = uvicorn.Config(
            self.recorder, log_config=None, access_log=False, ws="none", lifespan="on", date_header=False
        )
        self.served = uvicorn.Server(settings)
        self.thread = threading.Thread(target=self.served.run, kwargs={"sockets": [bound]}, daemon=True)
        self.thread.start()
        while not self.served.started:
            self.thread.join(0.01)
        self.kept["URL"] = f"http://127.0.0.1:{self.port}"

    def own_down(self, _: str) -> None:
        self.served.should_exit = True
        self.thread.join()
        self.hub.close()

    def own_time(self, _: str) -> None:
        from kanban.store.hub.timing import let_pass  # noqa: PLC0415

        if not let_pass(self.hub):
            raise LookupError("nothing was due")

    def own_record(self, _: str, on: str) -> None:
        self.recorder.on = on == "on"

    def own_rest(self, who: str, method: str, path: str, body: str = "") -> None:
        """Ask the plain REST interface, as a web form does."""
        import httpx  # noqa: PLC0415

        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | (
            {"Idempotency-Key": f"form-{CLOCK.ms}"} if method == "POST" else {}
        )
        said = httpx.request(method, self.kept["URL"] + path, headers=headers, json=json.loads(body) if body else None)
        if said.status_code >= 400:
            raise RuntimeError(said.text)
        if method == "POST" and path.endswith("/cards"):
            self.kept["MADE"] = said.json()["id"]

    def own_know(self, who: str) -> None:
        """Keep the id of somebody's board, and of their machine's token."""
        import httpx  # noqa: PLC0415

        from kanban import config  # noqa: PLC0415

        here = self.workspace(who)
        self.kept[f"{who.upper()}_BOARD"] = here.board.id
        here.close()
        (signed,) = config.read_credentials(config.places_below(self.folder / who)).values()
        self.tokens[who] = signed.token
        me = httpx.get(f"{self.kept['URL']}/v1/me", headers={"Authorization": f"Bearer {signed.token}"})
        self.kept[f"{who.upper()}_MACHINE"] = me.json()["token"]

    def own_dump(self, _: str, of: str, name: str) -> None:
        database = {"server": "server.db", "backup": "backup.db"}.get(of, f"{of}/data/kanban.db")
        text = as_sql(self.folder / database)
        (HERE / f"{name}.sql").write_text(text.replace(f"http://127.0.0.1:{self.port}", ADDRESS), "utf-8")

    def own_expect(self, who: str, name: str, *argv: str) -> None:
        code, out, err = self.run(who, list(argv))
        if code:
            raise RuntimeError(err)
        (HERE / f"{name}.json").write_text(json.dumps(json.loads(out), indent=1) + "\n", "utf-8")

    def own_answers(self, who: str, name: str, path: str) -> None:
        import httpx  # noqa: PLC0415

        said = httpx.get(self.kept["URL"] + path, headers={"Authorization": f"Bearer {self.tokens[who]}"})
        (HERE / f"{name}.json").write_text(json.dumps(said.json(), indent=1) + "\n", "utf-8")

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'server.db'}"


def as_sql(path: Path) -> str:
    """Return a database as `iterdump` has it, but for the tables of the full-text index, which it can't bring back."""
    connection = sqlite3.connect(path)
    indexes = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    ]
    own = re.compile("|".join(rf"(CREATE TABLE|INSERT INTO) ['\"]{name}[_'\"]" for name in indexes) or "$.")
    lines = []
    for line in connection.iterdump():
        if line == "COMMIT;":
            for name in indexes:
                (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
                lines.append(f"{made};")
                rows = connection.execute(f"SELECT rowid, quote(body) FROM {name}")
                lines += [f'INSERT INTO "{name}" (rowid, body) VALUES({number},{text});' for number, text in rows]
        if not line.startswith(("PRAGMA writable_schema", "INSERT INTO sqlite_master")) and not own.match(line):
            lines.append(line)
    connection.close()
    return "\n".join(lines) + "\n"


def main() -> None:
    use_story_clock()
    import kanban  # noqa: PLC0415

    if kanban.__version__ != "0.1.0":
        raise SystemExit(f"This is kanban {kanban.__version__}; the files are to be written by 0.1.0.")
    story = HERE / f"{sys.argv[1]}.story"
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), alone=story.stem == "local")
        stage.play(story)
        if stage.recorder:
            stage.own_down("server")
            codes = {name: code for name, code in stage.kept.items() if name.endswith("_CODE")}
            lines = [json.dumps(each, separators=(",", ":")) for each in stage.recorder.exchanges]
            text = ",\n".join(lines).replace(f"http://127.0.0.1:{stage.port}", ADDRESS)
            known = json.dumps({"tokens": stage.tokens, "codes": codes}, indent=1)[:-2]
            (HERE / "requests.json").write_text(f'{known},\n "exchanges": [\n{text}\n]}}\n', "utf-8")
    sizes = {
        file.name: file.stat().st_size // 1000 for file in sorted(HERE.glob("*.sql")) + sorted(HERE.glob("*.json"))
    }
    sys.stdout.write(f"{sizes} kB\n")


if __name__ == "__main__":
    main()
