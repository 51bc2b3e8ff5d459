"""Edits that lost to somebody else's who did not know of them, so that their author hears of it.

Two edits are concurrent exactly when each side's `base` is below the other's number. One that was made in knowledge of
the other overtakes nothing: it is what happened next.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.acts import stage_marks
from kanban.domain.automations import rule_words, rules
from kanban.domain.board import Board
from kanban.domain.card import CUSTOM, HANDOFF, LABEL, LINK, MARK, ORIGIN, is_absent
from kanban.domain.change import CARD, COMMENT, MAC, Change, Json
from kanban.domain.errors import NotFound
from kanban.domain.history import CROSSED
from kanban.domain.values import fields, text
from kanban.store import log

SILENT = frozenset(
    {"rank", "created", "created_at", "entered_at", "acted_at", "changed_at", "card", "author", "team", "kind"}
)
"""Registers whose loss nobody feels."""

ACTS = {
    "offer": "offer", "withdraw": "withdrawal of the offer", "accept": "acceptance", "ask": "question",
    "answer": "answer",
    "return": "return", "take": "taking of it",
}  # fmt: skip
"""What one did at the door, by its verb."""

LONGEST = 60
"""Characters of a value in a sentence."""


@dataclass(frozen=True, slots=True)
class LostEdit:
    """One register of an own change that somebody else's won."""

    mine: Change
    name: str
    other: Change | None
    """What won; None where its history is not here."""
    value: Json
    """What stands there now."""


@dataclass(slots=True)
class LossFinder:
    """Looks at a page change by change, for one reader."""

    connection: sqlite3.Connection
    member: str
    device: str
    coming: Mapping[str, Change]
    """The changes of the page, by id."""
    returning: frozenset[str]
    """Ids of those that were made here and come back."""

    def can_lose(self, changes: Sequence[Change], before: Mapping[str, str]) -> bool:
        """Whether own changes may lose anything where these are folded over what an entity's registers were won by."""
        if all(change.id in self.returning for change in changes):
            first = min(change.key for change in changes)
            return any(key > first for key in before.values()) or any(c.actor != self.member for c in changes)
        return any(key[18:26] == self.device[-8:] for key in before.values()) or any(
            change.id in self.returning for change in changes
        )

    def find_losses(self, change: Change, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[LostEdit]:
        """Yield what a change took from an own one, or lost to somebody else's; keys as they were and as they are."""
        names = [name for name in change.set if name not in SILENT and not name.startswith(ORIGIN)]
        if change.id in self.returning:
            for name in names if MAC not in change.extra else ():
                if after.get(name, "") > change.key:
                    other = self._find_change(after[name])
                    if other is None or (other.actor != self.member and are_concurrent(change, other)):
                        yield LostEdit(change, name, other, other.set.get(name) if other else None)
        elif change.actor != self.member:
            for name in names:
                past = before.get(name, "")
                if past[18:26] != self.device[-8:] or after.get(name) != change.key:
                    continue
                mine = self._find_change(past)
                if mine and mine.actor == self.member and mine.seq is not None and are_concurrent(mine, change):
                    yield LostEdit(mine, name, change, change.set[name])

    def find_later_edits(
        self, change: Change, after: Mapping[str, str], agreed: Mapping[str, Change]
    ) -> Iterator[LostEdit]:
        """Yield what a change took from own ones that had been overtaken by the same value before."""
        for name, mine in agreed.items():
            if change.actor != self.member and after.get(name) == change.key and are_concurrent(mine, change):
                yield LostEdit(mine, name, change, change.set.get(name))

    def _find_change(self, key: str) -> Change | None:
        """Return the change that a key names."""
        name = key.partition(" ")[2]
        return self.coming.get(name) or next(
            log.read(self.connection, f"{log.SELECT} WHERE change.id = ?", (name,)), None
        )


def are_concurrent(one: Change, other: Change) -> bool:
    """Whether neither knew of the other; both have a number."""
    return one.base < (other.seq or 0) and other.base < (one.seq or 0)


def describe_loss(connection: sqlite3.Connection, board: Board, loss: LostEdit) -> str:
    """Say what became of an own edit: `Your move Proposal→Won was overtaken by Ann: Lost`."""
    mine, name = loss.mine, loss.name
    member = board.get_member(loss.other.actor) if loss.other else None
    whose = f" by {member.name}" if member else ""
    now = show_value(name, loss.value, board, mine)
    if name == HANDOFF:
        done = CROSSED.get(loss.other.verb) if loss.other else None
        return f"Your {ACTS.get(mine.verb, 'change of the handoff')} was overtaken{whose}" + (
            f": {done}" if done else ""
        )
    if mine.etype == CARD and name == "stage":
        past = _find_value_before(connection, mine, name)
        to = show_value(name, mine.set[name], board, mine)
        moved = f"{show_value(name, past, board, mine)}→{to}" if past else f"to {to}"
        return f"Your move {moved} was overtaken{whose}: {now or 'no stage'}"
    if name in {"deleted", "merged_into"} and mine.set.get("merged_into"):
        into = _title(connection, str(mine.set["merged_into"]))
        into_title = _title(connection, str(loss.value)) if name == "merged_into" and loss.value else ""
        return f"Your merge into {into} was overtaken{whose}: " + (
            f"it went into {into_title}" if into_title else "it is back"
        )
    if name == "deleted":
        what = "retraction" if mine.etype == COMMENT else "deletion"
        if mine.set[name]:
            return f"Your {what} was overtaken{whose}: it is back"
        return f"Your bringing it back was overtaken{whose}: it is gone again"
    if name.startswith(LABEL):
        label = name.removeprefix(LABEL)
        return f"Your label {label} was overtaken{whose}: it is {'on' if loss.value else 'off'}"
    field_name = name_register(name)
    if mine.etype not in {CARD, COMMENT}:
        field_name = f"{field_name} of the {mine.etype}"
    wrote = show_value(name, mine.set[name], board, mine)
    own_edit = f"“{wrote}” for the {field_name}" if wrote else f"clearing of the {field_name}"
    return f"Your {own_edit} was overtaken{whose}: {now or 'nothing'}"


def _title(connection: sqlite3.Connection, card: str) -> str:
    row = connection.execute("SELECT title FROM card WHERE id = ?", (card,)).fetchone()
    return f"“{text.shorten(text.clean_line(row[0]), LONGEST)}”" if row and row[0] else "another card"


_OF_SETTINGS = {
    "stale_after": "days until cards are stale", "limit": "limit of cards", "required": "required fields",
    "then": "acts",
    "when": "event", "if": "condition", "on": "switch", "hours": "business hours", "moves": "who may move cards",
}  # fmt: skip
"""What settings of a stage, a rule or the board are called in a sentence, where their name won't do."""


def name_register(name: str) -> str:
    """Return what a register of a card is called in a sentence."""
    if name.startswith(CUSTOM):
        return f"field “{name.removeprefix(CUSTOM)}”"
    if name.startswith(MARK):
        return f"mark {stage_marks.format_marks([name.removeprefix(MARK)])}"
    return "link" if name.startswith(LINK) else _OF_SETTINGS.get(name) or fields.format_in_sentence(name)


def show_value(name: str, value: Json, board: Board, change: Change) -> str:
    """Return what a change sets as people read it; empty for nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_absent(value):
        return ""
    if name == "stage" and isinstance(value, str):
        try:
            return board.stage(value).name
        except NotFound:
            return "a stage that is gone"
    if name.startswith(LINK) and isinstance(value, dict):
        return str(value.get("url"))
    if isinstance(value, list | dict):
        return text.shorten(text.clean_line(_count_several(name, value, board)), LONGEST)
    currency = change.set.get("currency")
    value_text = fields.format_value(name, value, currency if isinstance(currency, str) else board.currency)
    return text.shorten(text.clean_line(value_text), LONGEST)


def _count_several(name: str, value: Json, board: Board) -> str:
    """Return the parts of a setting that is no single word; how many there are, of what has no words of its own."""
    if name == "then":
        return "; ".join(rule_words.format_doing(doing, board) for doing in rules.read("", {"then": value}).then)
    parts = [str(part) for part in value if isinstance(part, str)] if isinstance(value, list) else []
    if name == "required":
        return ", ".join(map(fields.format_in_sentence, parts))
    return ", ".join(fields.format_day(part, None) for part in parts) or "what was written"


def _find_value_before(connection: sqlite3.Connection, mine: Change, name: str) -> Json:
    """Return what a register held for its author when they set it; None where history does not tell."""
    known = [
        change
        for change in log.read_changes_of(connection, [mine.entity])
        if change.entity == mine.entity
        and name in change.set
        and change.id != mine.id
        and (
            (change.seq is not None and change.seq <= mine.base)
            or (change.device == mine.device and change.dseq < mine.dseq)
        )
    ]
    return max(known, key=lambda change: change.key).set[name] if known else None


def merge_losses(losses: list[LostEdit]) -> dict[str, Any]:
    """Return what doing the lost part of one own change again would set."""
    mine = losses[0].mine
    names = {loss.name for loss in losses}
    if "stage" in names:
        names |= {"rank"} & mine.set.keys()
    return {
        "etype": mine.etype,
        "entity": mine.entity,
        "card": mine.entity if mine.etype == CARD else mine.card,
        "verb": mine.verb,
        "set": {name: mine.set[name] for name in mine.set if name in names},
    }
