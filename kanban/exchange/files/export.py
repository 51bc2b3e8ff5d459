"""Cards to files: CSV for spreadsheets, JSON lines with everything that a card has been through."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kanban.domain.card import IMPORTED_BY
from kanban.domain.change import ACTIVITY, CARD, COMMENT, GUESS, LESSON, OBJECTION, Change, Json
from kanban.domain.errors import NotFound
from kanban.domain.guesses import guess_record
from kanban.domain.history import find_team, list_events
from kanban.domain.lessons.lesson import Lesson, list_records
from kanban.domain.meetings import reviews
from kanban.domain.playbook.objection import ANSWERED, Objection
from kanban.domain.playbook.playbook_record import build_document, objection_record
from kanban.domain.records.card_row import COLUMNS, build_cells, guard_cell
from kanban.domain.records.record import build_whole_record
from kanban.domain.waiting.next_marks import SKIP
from kanban.domain.wants import want_rights

if TYPE_CHECKING:
    from kanban.domain.activity import Activity
    from kanban.domain.board import Board
    from kanban.domain.card import Card, Comment
    from kanban.domain.guesses.guess import Guess
    from kanban.domain.history import Teams
    from kanban.domain.playbook.play import Play

PEOPLE = ("author", IMPORTED_BY, "outcome_by")
"""Registers of a comment, an activity, an objection or a debrief that name a member."""

FORMAT = 1
"""The version of the JSON lines format."""


def encode_csv(cards: Iterable[Card], board: Board, custom: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a CSV file, the header first; `custom` names the fields of one's own that get a column."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")

    def line(row: Iterable[object]) -> str:
        writer.writerow([guard_cell(cell) for cell in row])
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield line([*COLUMNS, *custom])
    for card in cards:
        yield line(build_cells(card, board, custom).values())


def encode_board(board: Board, plays: Iterable[Play] = ()) -> str:
    """Return the first line of a JSON lines file: the board that the cards come from, with its playbook."""
    return _dump(
        {
            "kanban": FORMAT,
            "board": board.name,
            "currency": board.currency,
            "timezone": board.timezone,
            "hours": board.hours,
            "holidays": list(board.holidays),
            "levels": asdict(board.agreement.content.levels) if board.agreement else None,
            "stages": [
                {
                    "id": stage.id,
                    "name": stage.name,
                    "side": stage.side,
                    "outcome": stage.outcome,
                    "probability": stage.probability,
                    "marks": list(board.list_marks(stage.id)),
                }
                for stage in board.stages
            ],
            "members": [{"name": member.name, "team": member.team, "role": member.role} for member in board.members],
            "campaigns": [
                {name: value for name, value in campaign.build_record().items() if name != "id"}
                for campaign in board.campaigns
            ],
            "goals": [
                {**goal.plan.build_record(), "signed": sorted(goal.signatures), "live": goal.is_live}
                for goal in board.goals
            ],
            "wants": [want_rights.build_plain_record(want, board) for want in board.wants],
            "plays": [
                {"id": play.id, **table, "archived": play.is_archived}
                for play in plays
                if not play.deleted
                for table in build_document([play], board)["play"]
            ],
            "meetings": [reviews.build_whole_record(meeting, board) for meeting in board.meetings],
        }
    )


def encode_card(
    card: Card,
    board: Board,
    comments: Sequence[Comment],
    activities: Sequence[Activity],
    changes: Sequence[Change],
    teams: Teams = MappingProxyType({}),
    objections: Sequence[Objection] = (),
    plays: Sequence[Play] = (),
    learnt: Sequence[Lesson] = (),
    guesses: Sequence[Guess] = (),
) -> str:
    """Return a card as one line: its record as `show --json` has it, and the changes that it is made of.

    `teams` says who was in which team when.
    """
    record = build_whole_record(card, board, comments, activities, list_events(changes, board, teams=teams))
    record["objections"] = [objection_record(objection, board, plays) for objection in objections]
    record |= list_records(learnt, board)
    record["guesses"] = [guess_record.build_record(guess, board) for guess in guesses]
    titles = {play.id: play.title for play in plays if not play.deleted}
    record["changes"] = [
        _encode_change(change, board, titles) | {"team": find_team(teams, change, board)}
        for change in changes
        if change.etype != GUESS  # a guess is of one board, and no file brings one
    ]
    return _dump(record)


def _encode_change(change: Change, board: Board, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return a change as another board can take it: stages and people by name, plays by their titles."""
    registers: dict[str, Json] = dict(change.set)
    if change.etype == OBJECTION:  # requests are the board's own: another one finds them by the words
        play = titles.get(str(registers.get("play")))
        registers = {name: value for name, value in registers.items() if name not in ANSWERED}
        registers |= {"play": play} if play else {}
    if change.etype == CARD:
        registers = {
            SKIP + board.find_person_name(name.removeprefix(SKIP)) if name.startswith(SKIP) else name: value
            for name, value in registers.items()
        }
    stage = registers.get("stage")
    if isinstance(stage, str):
        registers["stage"] = _stage_name(stage, board)
    for name in PEOPLE if change.etype in {COMMENT, ACTIVITY, OBJECTION, LESSON} else ():
        if isinstance(person := registers.get(name), str):
            registers[name] = board.find_person_name(person)
    return {
        "id": change.id, "act": change.act, "verb": change.verb, "at": change.at, "etype": change.etype,
        "entity": change.entity, "set": registers, "stamp": change.stamp, "actor": board.find_person_name(change.actor),
    }  # fmt: skip


def _stage_name(stage: str, board: Board) -> str:
    try:
        return board.stage(stage).name
    except NotFound:
        return board.lane_of(stage).name


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
