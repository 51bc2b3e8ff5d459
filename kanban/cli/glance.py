"""The short road to a listing: the same database, board and member as `opening` gives, without what makes it slow.

It knows the plain case alone (`KANBAN_HOME` or the system's places, a database of this version in which nothing fell due since, a
memory as this program writes it) and answers None for every other, so that the long road does it, and says what is wrong.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from kanban.store.reading.card_records import Listing, open_listing

_LINE = re.compile(r'"?([A-Za-z0-9_-]+)"? = (?:"([^"\\]*)"|true|false)')
_TABLE = re.compile(r"\[([a-z_]+)\]")


def glance(wanted: str | None, now: Callable[[], str] | None = None) -> tuple[Listing, str | None] | None:
    """Return the listing of a board and the id of who reads it; None where the long road must be taken.

    `now` gives the present moment, UTC, ISO 8601, and is asked only where something may have fallen due; without it that is
    let be, as who completes a word lets it.
    """
    database, state = _files()
    memory = _memory(state)
    listing = None if memory is None else open_listing(database, wanted, memory.get("board", ""))
    if listing is None or memory is None or (now and listing.may_be_behind(now)):
        return None
    return listing, listing.reader(memory.get(f"as_member.{listing.board}"))


def _files() -> tuple[str, str]:
    """Return the paths of the database and of what the program remembers, as `config.places` has them."""
    home = os.environ.get("KANBAN_HOME", "")
    if home:
        home = os.path.abspath(os.path.expanduser(home))  # noqa: PTH100, PTH111
        return f"{home}/data/kanban.db", f"{home}/state.toml"
    from kanban import config  # noqa: PLC0415 - costs a third of a listing

    where = config.places()
    return str(where.database), str(where.state_file)


def _memory(file: str) -> dict[str, str] | None:
    """Return what is remembered, keys of a table after its name and a point; None for what this program did not write."""
    try:
        with open(file, encoding="utf-8") as opened:  # noqa: PTH123
            lines = opened.read().splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        return None
    found, table = {}, ""
    for line in lines:
        if head := _TABLE.fullmatch(line):
            table = f"{head[1]}."
        elif pair := _LINE.fullmatch(line):
            found[table + pair[1]] = pair[2] or ""
        elif line and not line.startswith("#"):
            return None
    return found
