"""A card's history: every act with its time, its author, and the values before and after."""

from __future__ import annotations

from functools import partial

from textual.content import Content

from kanban import cell_width
from kanban.domain.history import Event, merge_remarks
from kanban.domain.values import moments, text
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation import entry_lines
from kanban.tui.widgets.line_list import Block, LineList


class HistoryList(LineList):
    """Acts, oldest first."""

    hint_place = "history"

    FROM_END = True

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._card: str | None = None

    def show(self, view: CardView) -> None:
        """Show this card's history; for the same card the reader's place stays."""
        anew, self._card = self._card != view.card.id, view.card.id
        names = entry_lines.name_column_width(event.actor for event in view.events)
        day = view.today
        missing = view.missing_history
        blocks = [Block("missing", missing, partial(_draw_missing, missing), is_stop=False)] if missing else []
        blocks += [
            Block(
                event.id, (event.summary, event.actor, event.team, names, day), partial(_draw_act, event, view, names)
            )
            for event in merge_remarks(view.events)
        ]
        self.show_blocks(blocks, anew=anew)


def _draw_missing(missing: str, width: int) -> list[Content]:
    """Return the warning that older history is not here."""
    return [Content(f" {line}").stylize("$muted") for line in Content(f"{missing}.").wrap(max(8, width - 2))]


def _draw_act(event: Event, view: CardView, names: int, width: int) -> list[Content]:
    """Return one act: time, team, name and words."""
    at = view.format_moment(event.at) if width < 90 else moments.format_whole(event.at, view.today, view.board.timezone)
    team = event.team
    style = f"bold ${team}" if team in entry_lines.LETTERS else "$muted"
    head = Content.assemble(
        " ", (cell_width.pad(at, moments.WIDEST if width < 90 else moments.WIDEST + 6), "$muted"), "  ",
        (entry_lines.LETTERS.get(team, "·"), style), " ",
        (cell_width.pad(text.clean_line(event.actor), names), style), "  ",
    )  # fmt: skip
    indent = head.cell_length if width >= 60 else 4
    words = Content(text.clean(event.summary)).wrap(max(8, width - indent - 1))
    if width < 60:
        return [head.rstrip().truncate(width), *(" " * indent + line for line in words)]
    first, *rest = words or [Content("")]
    return [head + first, *(" " * indent + line for line in rest)]
