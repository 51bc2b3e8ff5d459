"""A play as one reads it across the desk: questions first; one key says how the objection ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from kanban.domain.board import Board
from kanban.domain.playbook.book import PlayFigures
from kanban.domain.playbook.objection import OUTCOMES
from kanban.domain.playbook.play import SECTIONS, Play
from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.conversation import markdown_lines
from kanban.tui.widgets.line_list import Block, LineList

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)

OUTCOME_HINTS = tuple((key, outcome) for outcome, key in OUTCOMES.items())


class PlayDialog(Dialog[str]):
    """`PlayDialog(play, figures, board, words)` → how the objection ended; without `words` it only shows the play.

    Without a play it only asks how the objection ended.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"settle('{outcome}')", outcome, show=False) for outcome, key in OUTCOMES.items()),
        Binding("o", "settle('open')", "Open again", show=False),
        Binding("p", "propose", "Propose a change", show=False),
        *(Binding(f"{number}", f"open_link({number})", f"Open link {number}", show=False) for number in range(1, 10)),
        Binding("enter,q", "leave", "Leave", show=False),
    ]

    def __init__(
        self,
        play: Play | None,
        figures: PlayFigures,
        board: Board,
        words: str = "",
        *,
        outcome: str = "",
        open_link: Callable[[str], None] = lambda _: None,
    ) -> None:
        heading = f"Play: {play.title}" if play else "Objection"
        self._links = list_links(play.proof) if play else []
        hints: list[tuple[str, str]] = list(OUTCOME_HINTS) if words else [("enter", "close")]
        if self._links:
            hints.append(("1" if len(self._links) == 1 else f"1-{len(self._links)}", "open link"))
        if play:
            hints.append(("p", "propose a change"))
        super().__init__(heading, tuple(hints), leave=_leave(words, outcome))
        self._play, self._figures, self._board, self._words = play, figures, board, words
        self._open_link = open_link
        self._list = LineList()

    def content(self) -> Iterable[Widget]:
        """Return the play's lines."""
        yield self._list

    def on_mount(self) -> None:
        """Show the lines."""
        blocks = [Block(f"{n}", n, draw, is_stop=False) for n, draw in enumerate(self._list_lines())]
        self._list.show_blocks(blocks, anew=True)
        self._list.focus()
        self._fit(self.app.size.height)

    def on_resize(self, event: Resize) -> None:
        """Leave lines for the frame."""
        self._fit(event.size.height)
        self._show_keys()

    def _fit(self, height: int) -> None:
        width = min(self.WIDE, self.app.size.width) - 5
        lines = sum(len(draw(width)) for draw in self._list_lines())
        self._list.styles.height = max(3, min(lines, height - 4))

    def _list_lines(self) -> list[partial[list[Content]]]:
        drawing: list[partial[list[Content]]] = []
        if self._words:
            drawing.append(partial(_draw_words, f"“{self._words}”", "bold"))
        if self._play is None:
            drawing.append(partial(_draw_words, "No play yet; marketing has the request.", "$muted"))
            return drawing
        for name, heading in SECTIONS.items():
            value = getattr(self._play, name)
            if not value:
                continue
            drawing.append(partial(_draw_words, heading.upper(), "bold $primary"))
            body = "\n".join(f"- {line}" for line in value) if isinstance(value, tuple) else value
            drawing.append(partial(_draw_body, body))
            for number, link in enumerate(self._links if name == "proof" else (), 1):
                drawing.append(partial(_draw_words, f"  {number} ↗ {link}", "$primary"))
        drawing += [partial(_draw_words, line, "$muted") for line in describe_figures(self._figures)]
        owner = self._board.find_person_name(self._play.owner) if self._play.owner else ""
        facts = " · ".join(part for part in (owner and f"owner {owner}", ", ".join(self._play.labels)) if part)
        if facts:
            drawing.append(partial(_draw_words, facts, "$muted"))
        return drawing

    def action_settle(self, outcome: str) -> None:
        """Close with how the objection ended."""
        if self._words:
            self.dismiss(outcome)

    def action_propose(self) -> None:
        """Close, to say what to change about the play."""
        if self._play:
            self.dismiss("propose")

    def action_open_link(self, number: int) -> None:
        """Open a link of the proof."""
        if number <= len(self._links):
            self._open_link(self._links[number - 1])
            self.answer_with(f"Opened {self._links[number - 1]}")


def list_links(proof: Iterable[str]) -> list[str]:
    """Return the web addresses in the lines of a proof, at most nine; files are no proof that others can open."""
    return [link.rstrip(".,;:)>]") for line in proof for link in _LINK.findall(text.clean_line(line))][:9]


def describe_figures(figures: PlayFigures) -> Sequence[str]:
    """Return what came of a play, in two lines; counts only, never compared with cards without objections."""
    return (
        f"used {figures.used:,} · resolved {figures.resolved:,} · stalled {figures.stalled:,} · lost {figures.lost:,}",
        f"deals that met it: {figures.won_cards:,} won, {figures.lost_cards:,} lost, {figures.open_cards:,} open",
    )


def _leave(words: str, outcome: str) -> str:
    if not words:
        return "close"
    return f"still {outcome or 'open'}"


def _draw_words(words: str, style: str, width: int) -> list[Content]:
    return [line.stylize(style) for line in Content(text.clean_line(words)).wrap(max(8, width - 1))]


def _draw_body(body: str, width: int) -> list[Content]:
    room = max(8, width - 3)
    return ["  " + line for line in markdown_lines.draw_markdown(body, room, {})]
