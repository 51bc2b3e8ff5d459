"""Sentences on what an import did to the board, beside its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.cli import history_notice, output
from kanban.domain.ids import ref_of
from kanban.domain.values import fields
from kanban.domain.values.text import clean_line
from kanban.exchange.leads.preview import ContinuedLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.domain.records.arrival import ImportResult
    from kanban.store.workspace import Workspace

NAMED = 10
"""Cards and cells that sentences name one by one."""


def describe_merged(rows: int, cards: int) -> list[str]:
    """Return the sentence on rows that were merged; none where each row makes a card."""
    if rows <= cards:
        return []
    return [f"{rows:,} rows make {output.several(cards, 'card')}, as rows about the same lead are merged."]


def describe_kept(workspace: Workspace, result: ImportResult) -> list[str]:
    """Return sentences on what the board keeps, whatever the files say."""
    kept_fields = result.kept_fields
    notes = [
        f"{workspace.card(card_id).ref} kept the {fields.format_in_sentence(name)}, which was changed here."
        for card_id, name in kept_fields[:NAMED]
    ]
    if len(kept_fields) > NAMED:
        notes.append(f"{len(kept_fields) - NAMED:,} more fields were kept, as they were changed here.")
    notes += [
        f"{output.several(cards, 'card')}: the file says {workspace.board.lane_of(in_file).name}, "
        f"the board {workspace.board.lane_of(on_board).name}."
        for (in_file, on_board), cards in result.left_moves.most_common(NAMED)
    ]
    if result.new_fields:
        names = ", ".join(f"“{name}”" for name in sorted(result.new_fields)[:NAMED])
        notes.append(f"{output.several(result.extended, 'unchanged card')} got what new columns hold: {names}.")
    notes += result.unread[:NAMED]
    if len(result.unread) > NAMED:
        notes.append(f"{len(result.unread) - NAMED:,} more edited cells could not be taken.")
    if kept_fields:
        then = ", so some of these may have come out of a file before"
        notes += filter(None, [history_notice.describe_missing_history(workspace, then=then)])
    if result.deleted:
        one = result.deleted == 1
        which = "lead is a card that was" if one else "leads are cards that were"
        notes.append(f"{result.deleted:,} {which} deleted here; {'it stays' if one else 'they stay'} deleted.")
    return notes


def describe_crossed(workspace: Workspace, result: ImportResult) -> list[str]:
    """Return sentences on cards that deals bring from marketing's side to sales', or would have brought."""
    board = workspace.board
    sentences = []
    if result.crossed:
        total = result.crossed.total()
        ways = ", ".join(
            f"{board.lane_of(past).name} → {board.lane_of(to).name} {cards:,}"
            for (past, to), cards in result.crossed.most_common(NAMED)
        )
        verb = "goes to the other side" if total == 1 else "go to the other side"
        sentences.append(
            f"{output.several(total, 'card')} {verb}, where the files have {'it' if total == 1 else 'them'}: {ways}."
        )
    if stay := result.guessed_deals:
        which = "its card stays" if stay == 1 else "their cards stay"
        sentences.append(
            f"{output.several(stay, 'deal')} whose stage is a guess: {which} on marketing's side; "
            "--map-stage WORD=STAGE or --stage says where."
        )
    return sentences


def list_continued(workspace: Workspace, result: ImportResult) -> tuple[ContinuedLine, ...]:
    """Return the new cards of people who have a card with an earlier deal, with that card."""
    lines = []
    for later in result.continued:
        earlier = workspace.merged_into(later.earlier) or workspace.card(later.earlier)
        lines.append(ContinuedLine(later.file, later.line, later.title, ref_of(later.card), earlier.title, earlier.ref))
    return tuple(lines)


def describe_continued(lines: Sequence[ContinuedLine]) -> list[str]:
    """Return sentences on them."""
    sentences = [
        f"“{clean_line(line.title)}” ({line.card}) is a new card, linked to an earlier deal of the same person: "
        f"“{clean_line(line.earlier_title)}” ({line.earlier})."
        for line in lines[:NAMED]
    ]
    if len(lines) > NAMED:
        sentences.append(f"{len(lines) - NAMED:,} more new cards are linked to an earlier deal of the same person.")
    return sentences
