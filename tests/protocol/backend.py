"""A backend that was written from `kanban/protocol/README.md` alone: the standard library, one lock, everything in
memory.

It imports nothing of kanban; what it takes it reads out of the page's own table.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
import time
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ROLES = ("viewer", "commenter", "member", "lead")
LEADS = {"stage", "member", "board", "rule", "agreement"}
MATTERING = {"create", "done", "offer", "accept", "ask", "answer", "return", "expire", "move"}


class Problem(Exception):
    def __init__(self, status, kind, detail, **more):
        self.status, self.body = (
            status,
            {"kind": kind, "detail": detail, "status": status, "title": kind, "type": "about:blank"} | more,
        )


def now_ms():
    return int(time.time() * 1000)


def iso(ms):
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def takes(page):
    """The page's table of registers."""
    told = {}
    for etype, name in re.findall(
        r"^\| `([a-z_]+)` \| `([a-z_.*]+)` \| [^|]+ \|$", page.partition("<!-- registers:")[2], re.MULTILINE
    ):
        told.setdefault(etype, []).append(name)
    del told["guess"]  # it keeps no secrets, so it takes none
    return told


def implied(change):
    told, at, verb = dict(change["set"]), change["at"], change["verb"]
    if change["etype"] == "card":
        if "stage" in told:
            told.setdefault("entered_at", at)
        if "created" in change["set"]:
            told.setdefault("created_at", at)
        if verb in MATTERING or (verb in {"import", "merge"} and {"stage", "created"} & change["set"].keys()):
            told.setdefault("acted_at", at)
    return told


class Board:
    def __init__(self, name, account):
        self.id, self.publisher, self.state = name, account, "publishing"
        self.epoch, self.log, self.by_id, self.rejected = str(uuid.uuid4()), [], {}, {}
        self.devices, self.entities, self.members = {}, {}, {}

    def entity(self, etype, name):
        blank = {"etype": etype, "id": name, "set": {}, "keys": {}, "made_at": "", "made_verb": "", "changed_at": ""}
        return self.entities.setdefault((etype, name), blank)

    def member(self, account):
        there = self.entities.get(("member", self.members.get(account)), {}).get("set", {})
        return None if not there or there.get("deleted") else there

    def told(self, account):
        who = self.member(account) or {"team": "", "role": ""}
        name = self.entities.get(("board", self.id), {}).get("set", {}).get("name", "")
        return {"id": self.id, "name": name, "head": len(self.log), "epoch": self.epoch, "state": self.state,
                "joined": True, "owner": "", "member": self.members.get(account, ""), "team": who["team"],
                "role": who["role"]}  # fmt: skip

    def digest(self):
        total = 0
        for each in self.entities.values():
            by_key = {}
            for register, key in each["keys"].items():
                by_key.setdefault(key, []).append(register)
            packed = {
                k: "\t".join(sorted(v)) if not any("\t" in n for n in v) else sorted(v)
                for k, v in sorted(by_key.items())
            }
            text = f"{each['etype']}\n{each['id']}\n{json.dumps(packed, separators=(',', ':'))}"
            total += int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") if by_key else 0
        return f"{total % 2**64:016x}"

    # -- push

    def push(self, account, token, body, known):
        device, changes = body["device"], body["changes"]
        if body["epoch"] != self.epoch:
            raise Problem(409, "epoch", "Another epoch.", epoch=self.epoch)
        if self.devices.setdefault(device, [token, 0])[0] != token:
            raise Problem(409, "device_forked", "That device is another token's.")
        high = self.devices[device][1]
        for change in changes:
            if self.state == "open" and change["dseq"] > high + 1:
                raise Problem(409, "gap", f"{high + 1} is missing.")
            if self.state == "open" and change["dseq"] <= high and change["id"] not in {**self.by_id, **self.rejected}:
                raise Problem(409, "device_forked", "That number was another change's.")
            high = max(high, change["dseq"])
        self.devices[device][1] = high
        verdicts, start = [], 0
        while start < len(changes):
            end = next(
                (n for n in range(start, len(changes)) if changes[n]["tx"] != changes[start]["tx"]), len(changes)
            )
            verdicts += self.transaction(account, device, changes[start:end], known)
            start = end
        return {"epoch": self.epoch, "head": len(self.log), "verdicts": verdicts, "server_time": now_ms()}

    def transaction(self, account, device, changes, known):
        fresh = [each for each in changes if each["id"] not in {**self.by_id, **self.rejected}]
        wrong = next((why for each in fresh if (why := self.refusal(account, each, known))), None)
        verdicts = []
        for change in changes:
            if change["id"] in self.by_id:
                there = self.by_id[change["id"]]
                verdicts.append(verdict(change, "duplicate", there["seq"], there["stamp"]))
            elif wrong or change["id"] in self.rejected:
                code, detail = wrong or self.rejected[change["id"]]
                if code != "unknown":
                    self.rejected[change["id"]] = code, detail
                verdicts.append(verdict(change, "rejected", None, "", code, detail))
            else:
                kept, won = self.take(account, device, change)
                verdicts.append(verdict(kept, "applied" if won else "superseded", kept["seq"], kept["stamp"]))
        return verdicts

    def refusal(self, account, change, known):
        if change["etype"] not in known or any(not is_known(name, known[change["etype"]]) for name in change["set"]):
            return "unknown", "This server does not know that yet."
        if self.state != "open":
            return None
        who = self.member(account)
        least = (
            "lead"
            if change["etype"] in LEADS
            else "commenter"
            if change["etype"] in {"comment", "notice"}
            else "member"
        )
        if who is None or ROLES.index(who["role"]) < ROLES.index(least):
            return "forbidden", f"Only a {least} may do that."
        author = self.entity(change["etype"], change["entity"])["set"].get("author", change["set"].get("author"))
        if change["etype"] == "comment" and change["verb"] != "import" and author != self.members[account]:
            return "not_author", "A comment is its author's."
        if any(len(change[name]) == 36 and change[name][14] == "8" for name in ("id", "act", "tx")):
            return "invalid", "Only the server gives such ids."
        return None

    def take(self, account, device, change):
        there = self.entity(change["etype"], change["entity"])
        kept = {**change, "seq": len(self.log) + 1, "base": min(change["base"], len(self.log))}
        if self.state == "open":
            kept |= {"actor": self.members[account], "device": device, "stamp": self.settled(there, change, device)}
            second = int(kept["stamp"][:12], 16)
            if change["verb"] != "import" and not iso(second - 300_000) < kept["at"] <= iso(second):
                kept["at"] = iso(second)
        else:
            kept["via"] = "publish"
        key = f"{kept['stamp']} {kept['id']}"
        won = {name: value for name, value in implied(kept).items() if key > there["keys"].get(name, "")}
        there["set"] |= won
        there["keys"] |= dict.fromkeys(won, key)
        if "created" in won:
            there["made_at"], there["made_verb"] = kept["at"], kept["verb"]
        there["changed_at"] = max(there["changed_at"], kept["at"])
        self.log.append(kept)
        self.by_id[kept["id"]] = kept
        return kept, won

    def settled(self, there, change, device):
        stamp, own = change["stamp"], change["stamp"][-8:]
        if int(stamp[:12], 16) > now_ms() + 300_000:
            stamp = f"{now_ms():012x}-0000-{own}"
        above = [
            there["keys"][name] for name in implied(change) if there["keys"].get(name, "") > f"{stamp} {change['id']}"
        ]
        winners = [(key, self.by_id[key.partition(" ")[2]]) for key in above]
        seen = [key for key, winner in winners if winner["seq"] <= change["base"] or winner["device"] == device]
        if seen:
            ticks = (int(max(seen)[:12], 16) << 16 | int(max(seen)[13:17], 16)) + 1
            stamp = f"{ticks >> 16:012x}-{ticks & 0xFFFF:04x}-{own}"
        return stamp

    # -- reading

    def changes(self, epoch, since, tip, limit, edition):
        if epoch != self.epoch or since > len(self.log) or (tip and since and self.log[since - 1]["id"] != tip):
            raise Problem(409, "epoch", "Another epoch.", epoch=self.epoch)
        some = self.log[since : since + min(limit, 2000)]
        to = since + len(some)
        more = {"digest": self.digest()} if to == len(self.log) else {}
        return {
            "epoch": self.epoch,
            "from": since,
            "to": to,
            "head": len(self.log),
            "changes": some,
            "takes": edition,
            "server_time": now_ms(),
            **more,
        }

    def snapshot(self):
        entities = []
        for each in self.entities.values():
            keys = {}
            for register, key in each["keys"].items():
                keys.setdefault(key, []).append(register)
            entities.append({**each, "keys": keys})
        head = len(self.log)
        return {"epoch": self.epoch, "head": head, "tip": self.log[-1]["id"] if head else None, "entities": entities,
                "after": None, "count": len(entities), "server_time": now_ms()}  # fmt: skip

    def history(self, before, limit):
        some = self.log[max(0, before - 1 - limit) : max(0, before - 1)][::-1]
        return {
            "epoch": self.epoch,
            "changes": some,
            "before": some[-1]["seq"] if some and some[-1]["seq"] > 1 else None,
        }


def is_known(name, names):
    return name in names or f"{name.partition('.')[0]}.*" in names


def verdict(change, status, seq, stamp, code="", detail=""):
    return {"id": change["id"], "status": status, "seq": seq, "stamp": stamp, "code": code, "detail": detail}


class Backend:
    """What it knows: accounts by token, codes, boards."""

    def __init__(self, page):
        self.takes = takes(page)
        self.edition = hashlib.sha256(json.dumps(self.takes, sort_keys=True).encode()).hexdigest()[:16]
        self.lock, self.tokens, self.accounts, self.codes, self.boards = threading.Lock(), {}, {}, {}, {}

    def add_account(self, name, team):
        account = str(uuid.uuid4())
        self.accounts[account] = {"account": account, "name": name, "team": team}
        return account, self.issue(account)

    def issue(self, account):
        token = f"kbt_{uuid.uuid4().hex}"
        self.tokens[hashlib.sha256(token.encode()).hexdigest()] = account
        return token

    def answer(self, method, path, query, body, bearer):
        if (method, path) == ("GET", "/v1/meta"):
            return {"name": "kanban", "version": "0", "protocol": 1, "min_protocol": 1, "server_time": now_ms(),
                    "takes": self.edition, "entities": self.takes}  # fmt: skip
        if (method, path) == ("POST", "/v1/join"):
            account = self.codes.pop(body["code"], None)
            if account is None:
                raise Problem(404, "not_found", "That code is not good.")
            return {"token": self.issue(account), "account": account, "name": self.accounts[account]["name"]}
        token = hashlib.sha256(bearer.removeprefix("Bearer ").encode()).hexdigest()
        account = self.tokens.get(token)
        if account is None:
            raise Problem(401, "unauthorized", "No good token.")
        if (method, path) == ("GET", "/v1/me"):
            return {**self.accounts[account], "token": token[:32]}
        if (method, path) == ("GET", "/v1/boards"):
            mine = [
                b
                for b in self.boards.values()
                if b.member(account) or (b.state == "publishing" and b.publisher == account)
            ]
            return {"boards": [board.told(account) for board in mine]}
        if (method, path) == ("POST", "/v1/boards"):
            board = self.boards.setdefault(body["id"], Board(body["id"], account))
            board.members |= {who: member for member, who in body["mapping"].items() if who == account}
            return board.told(account)
        found = re.fullmatch(r"/v1/boards/([^/]+)/([a-z]+)", path)
        if found is None:
            raise Problem(404, "not_found", "There is nothing at this address.")
        board = self.boards.get(found[1])
        if board is None:
            raise Problem(404, "unknown_board", "There is no such board.")
        if not board.member(account) and not (board.state == "publishing" and board.publisher == account):
            raise Problem(403, "forbidden", "You are not on that board.")
        match method, found[2]:
            case "POST", "push":
                return board.push(account, token, body, self.takes)
            case "POST", "open":
                board.state = "open"
                return board.told(account)
            case "POST", "invites":
                guest, member = self.add_account(body["name"], body["team"])[0], str(uuid.uuid4())
                self.join(board, guest, member, body)
                code = f"code-{uuid.uuid4().hex}"
                self.codes[code] = guest
                return {"code": code}
            case "GET", "changes":
                return board.changes(
                    query["epoch"], int(query["since"]), query.get("tip"), int(query.get("limit", 500)), self.edition
                )
            case "GET", "snapshot":
                return board.snapshot()
            case "GET", "history":
                return board.history(int(query["before"]), int(query.get("limit", 500)))
        raise Problem(404, "not_found", "There is nothing at this address.")

    def join(self, board, guest, member, body):
        """Put somebody on a board by a change of the server's own."""
        board.members[guest] = member
        own, at = f"{uuid.uuid4()}"[:14] + "8" + f"{uuid.uuid4()}"[15:], now_ms()
        registers = {"created": True, "name": body["name"], "team": body["team"], "role": body["role"]}
        board.state = "publishing"  # so that it is taken as it is
        board.take(guest, own, {"v": 1, "id": own, "dseq": 1, "act": own, "tx": own, "verb": "join", "at": iso(at),
                                "etype": "member", "entity": member, "set": registers,
                                "stamp": f"{at:012x}-0000-{own[-8:]}", "base": 0, "undo_of": None, "actor": "board",
                                "device": own})  # fmt: skip
        board.state = "open"


@contextmanager
def serving(page):
    """Hold a running backend; gives it with its address."""
    backend = Backend(page)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self):
            place, raw = urlsplit(self.path), self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Content-Encoding") == "gzip":
                raw = gzip.decompress(raw)
            query = {name: values[-1] for name, values in parse_qs(place.query).items()}
            try:
                with backend.lock:
                    body = backend.answer(
                        self.command, place.path, query, json.loads(raw or b"{}"), self.headers.get("Authorization", "")
                    )
                status, media = 200, "application/json"
            except Problem as problem:
                status, body, media = problem.status, problem.body, "application/problem+json"
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - as the library calls them

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield backend, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
