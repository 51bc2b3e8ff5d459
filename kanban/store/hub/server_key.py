"""The server's key: ids for what the server writes, and codes by which it recognizes that later.

Ids that nobody without the key can foresee (UUIDv8, which no device may push), and a code (HMAC) over each change that
the server writes. They are derived from changes, and from ids (UUIDv5) that name what must happen once. The key is in
the database and its backups, so a restored server takes its own changes back from any device, but no forgeries.
"""

from __future__ import annotations

import hmac
import json
import os
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, exists, insert, select

from kanban.domain.change import MAC, SEALED
from kanban.domain.ids import new_id
from kanban.store.hub import server_tables

if TYPE_CHECKING:
    from kanban.domain.change import Change

_K, _C, _D = server_tables.key.c, server_tables.change.c, server_tables.device.c
_KEYS = select(_K.secret).order_by(_K.id)
_MADE = select(_C.id, _C.act, _C.body, exists().where(_D.id == _C.device).label("pushed")).where(
    _C.board == bindparam("board"), _C.id.in_(bindparam("ids", expanding=True))
)


def ensure(connection: Connection) -> None:
    """Give a server's database its key, if it has none."""
    if connection.execute(_KEYS.limit(1)).first() is None:
        connection.execute(insert(server_tables.key), {"id": new_id(), "secret": os.urandom(32).hex()})


class ServerKeys:
    """The keys of one database. The oldest signs; there are several after the backup of another server was restored."""

    def __init__(self, connection: Connection) -> None:
        self._secrets = [bytes.fromhex(secret) for secret in connection.execute(_KEYS).scalars()]

    # -- ids

    def id_for(self, name: str) -> str:
        """Return the change id for the id (UUIDv5) of what must happen once."""
        return self._ids_for(name)[0]

    def _ids_for(self, name: str) -> list[str]:
        return [_version_8(_code(secret, f"id\n{name}").digest()) for secret in self._secrets]

    def find_act(self, connection: Connection, board: str, name: str) -> str | None:
        """Return the act in which the server did once what `name` (UUIDv5) says; None if it did not.

        Version 0.1.0 used that id itself, which devices could push too, so it counts only when no device did; in the
        log of a board that was published, its publisher is believed.
        """
        known = [*self._ids_for(name), name]
        for row in connection.execute(_MADE, {"board": board, "ids": known}):
            if row.id != name or not row.pushed or json.loads(row.body).get("extra", {}).get("via") == "publish":
                return str(row.act)
        return None

    # -- codes

    def sign(self, board: str, change: Change) -> Change:
        """Return a change with the code that proves that the server made it."""
        code = _code(self._secrets[0], _canonical_text(board, change)).hexdigest()
        return change._replace(extra={**change.extra, MAC: code})

    def is_genuine(self, board: str, change: Change) -> bool:
        """Whether the server made exactly this change, wherever it has been since."""
        code = change.extra.get(MAC)
        if not isinstance(code, str) or not code.isascii():
            return False
        text = _canonical_text(board, change)
        return any(hmac.compare_digest(_code(secret, text).hexdigest(), code) for secret in self._secrets)


def _code(secret: bytes, text: str) -> hmac.HMAC:
    return hmac.new(secret, text.encode("ascii"), sha256)


def _canonical_text(board: str, change: Change) -> str:
    """Return what the code covers, as one text. Number, device and base are assigned anew when a change returns.

    What a guess said in secret is in no log; only its author brings it along.
    """
    extra = {name: value for name, value in change.extra.items() if name not in {MAC, SEALED}}
    parts = [
        board, change.id, change.act, change.tx, change.verb, change.at, change.etype, change.entity, change.card,
        change.actor, change.stamp, change.undo_of, dict(change.set), extra,
    ]  # fmt: skip
    return "change\n" + json.dumps(parts, sort_keys=True, separators=(",", ":"))


def new_ids(count: int) -> list[str]:
    """Return new ids of the server's own."""
    return [_version_8(os.urandom(16)) for _ in range(count)]


def is_server_id(*ids: str) -> bool:
    """Whether any of these ids is of the kind that only a server gives."""
    return any(len(name) == 36 and name[14] == "8" for name in ids)


def _version_8(noise: bytes) -> str:
    digits = noise[:16].hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
