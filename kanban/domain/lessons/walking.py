"""A deal's story step by step, cut off before its end: what was done until then, and the card as it was.

Nothing that was told after the end is read for a step, so nothing of it can show. Registers in which the end may stand
earlier (a lost reason, a close date, whatever a file tells beside a lead's own fields) are left out of every step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kanban.domain.card import CUSTOM, FIELDS, LABEL
from kanban.domain.change import ACTIVITY, CARD, COMMENT, OBJECTION, Change, Json
from kanban.domain.commitments import COMMIT
from kanban.domain.history import Event, Teams, list_events, merge_remarks
from kanban.domain.journeys.building import list_effective
from kanban.domain.values import fields, text
from kanban.domain.values.money import decimal_text

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.board import Board, Stage
    from kanban.domain.lessons.lesson import Answer

QUESTION = "What would you do now?"

HIDDEN = frozenset({"close_on", "probability", "lost_reason", "win_reason", COMMIT, "stage", "rank", "follows"})
"""Registers of a card that are shown at no step."""

FROM_FILES = frozenset({
    "created", "title", "company", "contact", "email", "phone", "value", "currency", "source", "campaign",
    "marketing_owner", "sales_owner", "merged_into",
})  # fmt: skip
"""Registers that are shown although a file brought them: it was written when the end was known."""

SHOWN = tuple(name for name in FIELDS if name not in HIDDEN | {"title", "currency"})
"""The fields of a card that a walk shows, in their order."""

TOLD = frozenset({COMMENT, ACTIVITY, OBJECTION})
"""What a walk tells beside the changes of the card itself."""

IMPORT = "import"

_SILENT = ("changed nothing visible", "re-ordered the card")


@dataclass(frozen=True)
class Line:
    """One thing that was done."""

    at: str
    """UTC."""
    author: str
    team: str
    """The author's then; empty where it is unknown."""
    summary: str
    body: str = ""
    """The whole text of a comment; empty for all else."""


@dataclass(frozen=True)
class Step:
    """What was done in one go."""

    id: str
    """The id of its last change."""
    lines: tuple[Line, ...]

    @property
    def at(self) -> str:
        """When it happened, UTC."""
        return self.lines[-1].at


@dataclass(frozen=True)
class Past:
    """A card as it was after some steps."""

    title: str
    currency: str
    values: dict[str, Json]
    """Its fields, of `SHOWN`; absent ones are not here."""
    labels: tuple[str, ...] = ()
    custom: tuple[tuple[str, Json], ...] = ()


@dataclass(frozen=True)
class End:
    """How a deal ended."""

    id: str
    """The id of the change that closed it."""
    at: str
    stage: str
    """The name of the stage in which it is."""
    outcome: str
    """`won` or `lost`."""
    lost_reason: str
    win_reason: str


@dataclass(frozen=True)
class Story:
    """The story of a deal that is over, as changes in their order."""

    card: str
    before: tuple[Change, ...]
    """What happened before it was closed, without what tells the end."""
    end: End
    steps: tuple[Step, ...]

    def look_back(self, count: int) -> Past:
        """Return the card as it was after so many steps."""
        last = self.steps[min(count, len(self.steps)) - 1].id if self.steps and count else ""
        known: dict[str, Json] = {}
        for change in self.before if last else ():
            if change.etype == CARD and change.entity == self.card:
                known |= change.set
            if change.id == last:
                break
        labels = tuple(sorted(name.removeprefix(LABEL) for name, on in known.items() if name.startswith(LABEL) and on))
        custom = tuple(
            (name.removeprefix(CUSTOM), value)
            for name, value in known.items()
            if name.startswith(CUSTOM) and value not in {None, ""}
        )
        values = {name: known[name] for name in SHOWN if known.get(name) not in {None, ""}}
        title, currency = known.get("title"), known.get("currency")
        return Past(str(title or ""), str(currency or ""), values, labels, custom)


def build_story(
    card: str, changes: Iterable[Change], board: Board, teams: Teams, today: date | None = None
) -> Story | None:
    """Return the story of a card out of its changes and those of cards merged into it; None while it is not over."""
    ordered = sorted(list_effective(changes), key=lambda change: (change.at, change.key))
    end = _find_end(card, ordered, board)
    if end is None:
        return None
    cut = next(place for place, change in enumerate(ordered) if change.id == end.id)
    act = ordered[cut].act
    is_file = ordered[cut].verb == IMPORT
    before = [
        masked
        for change in ordered[:cut]
        if (is_file or change.act != act) and not _is_undated(change, ordered[0].at, end)
        if (masked := _mask(card, change, board)) is not None
    ]
    events = merge_remarks(list_events(before, board, card, today, teams))
    bodies = {change.id: str(change.set.get("body") or "") for change in before if change.etype == COMMENT}
    return Story(card, tuple(before), end, tuple(_group(events, bodies)))


def _find_end(card: str, ordered: Sequence[Change], board: Board) -> End | None:
    """Return how a deal ended: the first of the changes since which it has stood in closed stages of sales."""
    moves = sorted(
        (one for one in ordered if one.etype == CARD and one.entity == card and isinstance(one.set.get("stage"), str)),
        key=lambda change: change.key,
    )
    first: Change | None = None
    for move in reversed(moves):
        if not is_end(board.lane_of(str(move.set["stage"]))):
            break
        first = move
    if first is None:
        return None
    stage = board.lane_of(str(moves[-1].set["stage"]))
    reasons = {"lost_reason": "", "win_reason": ""}
    for change in sorted(ordered, key=lambda change: change.key):
        if change.etype == CARD and change.entity == card:
            reasons |= {name: str(change.set[name] or "") for name in reasons if name in change.set}
    return End(first.id, first.at, stage.name, str(stage.outcome), **reasons)


def _is_undated(change: Change, begun_at: str, end: End) -> bool:
    """Whether a file told what was said or done, and not when between the beginning and the end."""
    return change.verb == IMPORT and change.etype != CARD and not begun_at < change.at < end.at


def is_end(stage: Stage) -> bool:
    """Whether deals end in a stage: Won, Lost and the like."""
    return stage.is_closed and stage.side == "sales"


def _mask(card: str, change: Change, board: Board) -> Change | None:
    """Return a change without what may tell the end; None where nothing is left of it."""
    if change.etype != CARD:
        return change if change.etype in TOLD else None
    moved = change.set.get("stage")
    tells = change.verb == IMPORT or (change.entity != card and isinstance(moved, str))
    is_over = isinstance(moved, str) and board.lane_of(moved).is_closed and tells
    left = {
        name: value
        for name, value in change.set.items()
        if (name == "stage" and not is_over) or (name not in HIDDEN and (change.verb != IMPORT or name in FROM_FILES))
    }
    return change._replace(set=left) if left else None


def _group(events: Sequence[Event], bodies: dict[str, str]) -> list[Step]:
    """Return the events as steps: what one act did at one time is one."""
    steps: list[Step] = []
    last = ("", "")
    for event in events:
        if event.summary in _SILENT:
            continue
        line = Line(event.at, event.actor, event.team, event.summary, bodies.get(event.id, ""))
        if (event.act, event.at) == last:
            steps[-1] = Step(event.id, (*steps[-1].lines, line))
        else:
            steps.append(Step(event.id, (line,)))
        last = (event.act, event.at)
    return steps


# -- as JSON has it


def walk_record(
    story: Story, ref: str, count: int, answers: Sequence[Answer] = (), *, is_over: bool = False
) -> dict[str, Any]:
    """Return a walk after so many steps as JSON shows it; the end is in it only where it `is_over`.

    How many steps follow is not told.
    """
    past = story.look_back(count)
    by_step = {answer.after: answer.words for answer in answers}
    return {
        "card": {"id": story.card, "ref": ref, "title": past.title, **_encode_past(past)},
        "steps": [
            {
                "id": step.id, "at": step.at, "you_said": by_step.get(step.id),
                "lines": [
                    {"at": one.at, "author": one.author, "team": one.team or None, "what": one.summary,
                     "text": one.body or None}
                    for one in step.lines
                ],
            }
            for step in story.steps[:count]
        ],
        "question": None if is_over else QUESTION,
        "over": is_over,
        "end": encode_end(story.end) if is_over else None,
    }  # fmt: skip


def encode_end(end: End) -> dict[str, Any]:
    """Return how a deal ended as JSON shows it."""
    return {
        "at": end.at, "stage": end.stage, "outcome": end.outcome, "lost_reason": end.lost_reason or None,
        "win_reason": end.win_reason or None,
    }  # fmt: skip


def _encode_past(past: Past) -> dict[str, Any]:
    values = {
        name: decimal_text(value, past.currency) if FIELDS[name] == "money" and isinstance(value, int) else value
        for name, value in past.values.items()
    }
    return {
        **{name: values.get(name) for name in SHOWN}, "currency": past.currency or None, "labels": list(past.labels),
        "fields": dict(past.custom),
    }  # fmt: skip


def list_fields(past: Past, board: Board, today: date | None) -> list[tuple[str, str]]:
    """Return the card as it was as (label, value), for people."""
    rows = [
        (fields.format_label(name), fields.format_value(name, value, past.currency or board.currency, today))
        for name, value in past.values.items()
    ]
    rows += [("Labels", ", ".join(past.labels))] if past.labels else []
    return [*rows, *((name, text.clean_line(str(value))) for name, value in past.custom)]
