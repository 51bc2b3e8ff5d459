"""How notes about cards that are gone say who did what to which card."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from kanban.domain.acts.merged_edits import MergedEdits
from kanban.domain.board import Board
from kanban.domain.card import HANDOFF, LABEL, LINK, Card, is_absent
from kanban.domain.change import CARD, COMMENT, Change, Json
from kanban.domain.handoffs.contest import CONTEST, RULING
from kanban.domain.values import text
from kanban.domain.values.fields import TICK
from kanban.domain.waiting.next_marks import DOUBT, SKIP
from kanban.store.replica.conflicts import lost_edits
from kanban.store.replica.conflicts.lost_edits import LONGEST

NAMED = 5
"""Cards, people or things done that one sentence names."""


def quote(title: str) -> str:
    """Return a title as it stands in a sentence."""
    return f"“{text.shorten(text.clean_line(title), 40)}”"


def quote_title(connection: sqlite3.Connection, card: str) -> str:
    """Return the title of a card as it stands in a sentence."""
    row = connection.execute("SELECT title FROM card WHERE id = ?", (card,)).fetchone()
    return quote(row[0]) if row and row[0] else "a card"


def name_cards(titles: Sequence[str]) -> str:
    """Return how many cards these are, and which, by their quoted titles: `2 cards (“Jo”, “Max”)`."""
    if len(titles) == 1:
        return titles[0]
    more = f" and {len(titles) - NAMED:,} more" if len(titles) > NAMED else ""
    return f"{len(titles):,} cards ({', '.join(titles[:NAMED])}{more})"


def name_people(board: Board, changes: Iterable[Change]) -> str:
    """Return who made some changes: `Ana`, `Ana and Raj`; somebody where nobody knows."""
    members = [board.get_member(actor) for actor in dict.fromkeys(change.actor for change in changes)]
    return _join([member.name for member in members if member]) or "Somebody"


def name_fields(names: Iterable[str]) -> str:
    """Return what registers of a card are called, together: `phone and company`."""
    return _join(dict.fromkeys(lost_edits.name_register(name) for name in names if name != "currency")) or "currency"


def describe_works(connection: sqlite3.Connection, board: Board, changes: Sequence[Change], card: str) -> str:
    """Return what some changes did to a card: `“333” for the phone, the comment “They signed!”`."""
    last: dict[tuple[str, str], str] = {}
    for change in sorted(changes, key=_build_key):
        for what, words in _describe(connection, board, change, card):
            last.pop((change.entity, what), None)
            last[change.entity, what] = words
    some = list(dict.fromkeys(last.values()))
    more = [f"{len(some) - NAMED:,} more"] if len(some) > NAMED else []
    return _join([*some[:NAMED], *more])


def _describe(connection: sqlite3.Connection, board: Board, change: Change, card: str) -> Iterable[tuple[str, str]]:
    """Yield what a change did, each with a word for what it did it to."""
    if change.etype == COMMENT:
        body = change.set.get("body")
        quoted_body = (
            f"“{text.shorten(text.clean_line(body), LONGEST)}”" if isinstance(body, str) and body.strip() else ""
        )
        if "created" in change.set:
            yield "body", f"the comment {quoted_body}".strip()
        elif "deleted" in change.set:
            yield "deleted", "a deleted comment" if change.set["deleted"] else "a comment brought back"
        else:
            yield "body", f"the edited comment {quoted_body}".strip()
    elif change.etype != CARD:
        yield "", f"what was noted ({change.etype})"
    elif change.entity != card:
        yield "merged_into", f"{quote_title(connection, change.entity)} merged into it"
    else:
        for name, value in change.set.items():
            if name in lost_edits.SILENT or name in {"deleted", "merged_into", "passed", "currency"}:
                continue
            yield name, _describe_register(board, change, name, value)


def _describe_register(board: Board, change: Change, name: str, value: Json) -> str:
    value_text = lost_edits.show_value(name, value, board, change)
    if name == "stage":
        return f"the move to {value_text or 'no stage'}"
    if name == HANDOFF:
        return f"the {lost_edits.ACTS.get(change.verb, 'change of the handoff')}"
    if name.startswith(LABEL):
        label = name.removeprefix(LABEL)
        return f"the label {label}" if value else f"the label {label} taken off"
    if name.startswith(LINK):
        return f"the link {value_text}" if value_text else "a link taken off"
    if name.startswith((TICK, CONTEST, RULING)):
        return "a tick" if name.startswith(TICK) else "what was said of its return"
    if name.startswith((SKIP, DOUBT)):
        return "a skip" if name.startswith(SKIP) else f"a doubt about its {name.removeprefix(DOUBT)}"
    field_name = lost_edits.name_register(name)
    return f"“{value_text}” for the {field_name}" if value_text else f"the {field_name} cleared"


def describe_carried(board: Board, target: Card, carried: MergedEdits, mine: Sequence[Change]) -> str:
    """Return what became of own work on a card that was merged into another one, in sentences."""
    where, sentences = quote(target.title), list[str]()
    if carried.moved:
        has = "is" if len([name for name in carried.moved if name != "currency"]) < 2 else "are"
        sentences.append(f"Your {name_fields(carried.moved)} {has} on {where} now.")
    for name, value in carried.contrary.items():
        if name == "currency" and "value" in carried.contrary:
            continue
        present_value = target.value_of(name)
        if name.startswith(LABEL):
            sentences.append(f"{where} still has the label {name.removeprefix(LABEL)}.")
            continue
        present_text = lost_edits.show_value(name, present_value, board, _find_holding(target, mine[0]))
        wanted = (
            ""
            if is_absent(value)
            else lost_edits.show_value(name, value, board, mine[0]._replace(set=carried.contrary))
        )
        yours = f" instead of your “{wanted}”" if wanted else ", which you cleared"
        present = f"“{present_text}”" if present_text else "nothing"
        sentences.append(f"{where} has {present} for the {lost_edits.name_register(name)}{yours}.")
    moves = [change for change in mine if change.etype == CARD and isinstance(change.set.get("stage"), str)]
    if moves:
        lane, wanted_lane = (
            board.lane_of(stage) for stage in (target.stage, str(max(moves, key=_build_key).set["stage"]))
        )
        if lane != wanted_lane:
            sentences.append(f"{where} stays in {lane.name}: your move to {wanted_lane.name} is not made there.")
    if any(change.etype == COMMENT for change in mine):
        sentences.append(f"Your comment is shown on {where}.")
    return " ".join(sentences)


def _build_key(change: Change) -> str:
    return change.key


def _find_holding(target: Card, change: Change) -> Change:
    """Return a change in whose currency the kept card's amounts are shown."""
    return change._replace(set={"currency": target.currency})


def _join(words: Iterable[str]) -> str:
    some = list(words)
    return " and ".join([", ".join(some[:-1]), some[-1]] if len(some) > 1 else some)
