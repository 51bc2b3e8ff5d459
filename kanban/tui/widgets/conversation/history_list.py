"""A card's history: every act, who did it when, from what to what."""

from __future__ import annotations

from functools import partial

from textual.content import Content

from kanban import cell_width
from kanban.domain.history import Event, merge_remarks
from kanban.domain.values import moments, text
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation import story_lines
from kanban.tui.widgets.line_list import Block, Lines


class HistoryList(Lines):
    """Acts, oldest first, one under another."""

    hint_place = "history"

    FROM_END = True

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._card: str | None = None

    def show(self, view: CardView) -> None:
        """Show this card's history; the same card's again stays where it was read."""
        anew, self._card = self._card != view.card.id, view.card.id
        names = story_lines.names_width(event.actor for event in view.events)
        day = view.today
        missing = view.missing_history
        blocks = [Block("missing", missing, partial(_told, missing), stop=False)] if missing else []
        blocks += [
            Block(event.id, (event.said, event.actor, event.team, names, day), partial(_lines, event, view, names))
            for event in merge_remarks(view.events)
        ]
        self.show_blocks(blocks, anew=anew)


def _told(missing: str, width: int) -> list[Content]:
    """Say that the history begins earlier than what is here."""
    return [Content(f" {line}").stylize("$muted") for line in Content(f"{missing}.").wrap(max(8, width - 2))]


def _lines(event: Event, view: CardView, names: int, width: int) -> list[Content]:
    """Return one act: time, team, name and what was done."""
    at = view.when(event.at) if width < 90 else moments.format_whole(event.at, view.today, view.board.timezone)
    team = event.team
    style = f"bold ${team}" if team in story_lines.LETTERS else "$muted"
    head = Content.assemble(
        " ", (cell_width.pad(at, moments.WIDEST if width < 90 else moments.WIDEST + 6), "$muted"), "  ", (story_lines.LETTERS.get(team, "·"), style), " ",
        (cell_width.pad(text.clean_line(event.actor), names), style), "  ",
    )  # fmt: skip
    indent = head.cell_length if width >= 60 else 4
    said = Content(text.clean(event.said)).wrap(max(8, width - indent - 1))
    if width < 60:
        return [head.rstrip().truncate(width), *(" " * indent + line for line in said)]
    first, *rest = said or [Content("")]
    return [head + first, *(" " * indent + line for line in rest)]
