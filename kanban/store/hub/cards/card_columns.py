"""The rows of the card table: of a card, its custom fields and its comments, made from the server's entities.

Text is stored folded, because neither SQLite nor PostgreSQL folds as `text.fold` does. Control characters mark places
in it: no query contains one (`text.clean_line`), so nobody finds a mark by typing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from kanban.domain import staleness
from kanban.domain.agreements.agreement_lines import TICK, read_tick
from kanban.domain.card import FIELDS, HANDOFF, LINK, SEARCHED, format_custom, is_absent
from kanban.domain.change import TIME, Json
from kanban.domain.handoffs import handoff, holders
from kanban.domain.queries.query import read_number
from kanban.domain.values import text
from kanban.store import derive, register_checks, rows
from kanban.store.hub import server_tables

if TYPE_CHECKING:
    from kanban.domain.entity_state import EntityState

Values = tuple[Any, ...]

CARD = tuple(column.name for column in server_tables.card.columns)
FIELD = tuple(column.name for column in server_tables.field.columns)
COMMENT = tuple(column.name for column in server_tables.comment.columns)
TALK = ("marketing_comments", "sales_comments", "talked_at", "touched_at", "updated_at")
"""The columns of a card that derive from its comments, in the order of the table."""

DERIVED = (*TALK, *derive.ActivityCounts._fields)
"""Those, and the ones that derive from its activities."""

MARKS = tuple(chr(code) for code in range(1, len(SEARCHED) + 3))
"""What begins each part of `hay`: one mark per field of `SEARCHED`, one for labels, one for all other parts."""

END = "\x1f"
"""In `calls`, marks where a name may end: before everything but letters and digits, and after the last character."""

_NOBODY = "\x7f"
"""In `calls`, an @ that mentions nobody."""

_CONTROL = dict.fromkeys(range(32), "\x7f")
_BUT_LINES = {code: sign for code, sign in _CONTROL.items() if code != ord("\n")}
_LAYOUT = rows.CardLayout(CARD)
_AT = _LAYOUT.at
_TEXTS = tuple(
    _AT[name] for name in (*(name for name, kind in FIELDS.items() if kind in {"text", "owner"}), "rank", "labels")
)
_SEARCHED = [_AT[name] for name in SEARCHED]
_DELETED, _SEARCH_TEXT, _LABELS = (_AT[name] for name in ("deleted", "hay", "labels"))
_STATE, _COUNTS, _AGAIN, _OFFERED = (_AT[name] for name in ("handoff_state", TALK[0], "again", "offered_at"))
_PATTERN = "".join(f"{mark}{{}}" for mark in MARKS)


def card_values(board: str, state: EntityState) -> Values:
    """Return a card's row in the order of `CARD`, as if it had no comments yet.

    It fills a list by position, because every push waits for this.
    """
    row, rest = _LAYOUT.fill(board, state.id, state.registers, state.changed_at)
    row[_DELETED] = int(row[_DELETED])
    ticks, linked, answer, custom = "", 0, _handoff(None), list[str]()
    if len(rest) > 1:  # more than that it was created
        ticks = derive.join_labels(
            name.removeprefix(TICK) for name, tick in rest.items() if name.startswith(TICK) and read_tick(tick)
        )
        linked = int(any(isinstance(link, dict) and name.startswith(LINK) for name, link in rest.items()))
        answer = _handoff(rest.get(HANDOFF))
        custom = derive.collect_custom_texts(rest)
    row[_SEARCH_TEXT] = _join_search_text([row[place] for place in _SEARCHED], row[_LABELS], custom)
    again = staleness.read_again(rest.get(HANDOFF))
    *waiting, row[_OFFERED] = answer
    row[_STATE : _STATE + 4] = *waiting, linked, cut_to_storable(ticks)
    row[_AGAIN] = cut_to_storable(again) if again else None
    row[_COUNTS : _COUNTS + 3] = 0, 0, ""
    for place in _TEXTS:
        if row[place] and "\0" in row[place]:
            row[place] = cut_to_storable(row[place])
    return tuple(row)


def _join_search_text(fields: Sequence[str | None], labels: str, custom: Sequence[str]) -> str:
    """Return a card's search text: a mark and the folded text for each field, then labels, one per line, then the rest.

    The rest is custom fields, and the digits of all numbers.
    """
    parts = [part for part in (*fields, labels.strip("\n"), *custom) if part]
    plain = "".join(parts)
    if plain.isascii() and plain.replace("\n", "").isprintable():
        folded = [(part or "").lower() for part in fields]
        tags, others = labels.lower(), [part.lower() for part in custom]
    else:
        folded = [text.fold(part or "").translate(_CONTROL) for part in fields]
        tags = text.fold(labels).translate(_BUT_LINES)
        others = [text.fold(part).translate(_CONTROL) for part in custom]
    search_text = _PATTERN.format(*folded, tags, MARKS[-1].join(others))
    numbers = [digits.replace("\n", MARKS[-1]) for digits in derive.extract_digits(search_text, parts)]
    return MARKS[-1].join([search_text, *numbers])


def _handoff(value: Json) -> tuple[str | None, str | None, str | None]:
    """Return a handoff's state, until when whoever holds the card has to answer, and when it was offered."""
    if value is None:
        return None, None, None
    present = handoff.read(value)
    due = {"offered": present.due, "asked": present.reply_due}.get(present.state) if present else None
    offered_at = cut_to_storable(present.offered_at) if present and present.offered_at else None
    return holders.state_of(value), cut_to_storable(due) if due else None, offered_at


def field_values(board: str, card: str, registers: Mapping[str, Json], names: Iterable[str]) -> list[Values]:
    """Return the rows of a card's custom fields among `names`, in the order of `FIELD`; cleared ones have none."""
    rows_of_fields = []
    for register in derive.collect_custom_fields(names):
        text_of_value = format_custom(value := registers.get(register))
        if text_of_value is not None:
            folded = cut_to_storable(text.fold(register_checks.check_text(text_of_value) or ""))
            number, is_filled = read_number(text_of_value), int(not is_absent(value))
            rows_of_fields.append((*field_key(board, card, register), folded, number, is_filled))
    return rows_of_fields


def field_key(board: str, card: str, register: str) -> tuple[str, str, str, str]:
    """Return the key of a custom field's row."""
    name = cut_to_storable(derive.collect_custom_fields([register])[register])
    return board, text.fold(name), card, name


def comment_values(board: str, state: EntityState) -> Values | None:
    """Return a comment's row in the order of `COMMENT`; None for a deleted one."""
    row = rows.comment_row(
        board, state.id, state.registers, state.keys, made_at=state.made_at, made_verb=state.made_verb
    )
    if row["deleted"]:
        return None
    words = text.split_words(row["body"])
    return (
        board, state.id, row["card"], row["team"], state.made_at, int(row["author"] == TIME),
        f" {' '.join(words)}" if words else "", calls_of(row["body"]),
    )  # fmt: skip


def calls_of(body: str) -> str:
    """Return the text by which mentions are found; empty if the comment mentions nobody.

    It is the folded comment with `END` wherever a name may end, and without any @ that mentions nobody. A comment
    mentions somebody when it contains `@`, their name in the same form, and `END`.
    """
    folded = text.strip_links(text.fold(body))
    calls = {match.start() for match in re.finditer(text.MENTION, folded)} if "@" in folded else set()
    return _mark_name_ends(folded, calls) + END if calls else ""


def mention_of(name: str) -> str:
    """Return what a comment's `calls` contain if it mentions somebody with this folded name."""
    return f"@{_mark_name_ends(name, {at for at, char in enumerate(name) if char == '@'})}{END}"


def _mark_name_ends(folded: str, calls: AbstractSet[int]) -> str:
    """Return folded text with `END` wherever a name may end, and only those @ that are in `calls`."""
    ends = {match.start() for match in re.finditer(text.NAME_END, folded)}
    return cut_to_storable(
        "".join(
            f"{END * (at in ends)}{char if char != '@' or at in calls else _NOBODY}" for at, char in enumerate(folded)
        )
    )


def cut_to_storable(value: str) -> str:
    """Return text that PostgreSQL can store too."""
    return value.replace("\0", "\x7f") if "\0" in value else value
