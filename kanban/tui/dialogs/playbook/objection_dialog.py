"""Asks what a prospect said against it; plays and requests that fit stand below while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from kanban.domain.errors import UsageFault
from kanban.domain.playbook.book import Playbook, Request
from kanban.domain.playbook.objection import Objection, read_words
from kanban.domain.playbook.play import Play
from kanban.domain.playbook.typeahead import LEAST, Typeahead
from kanban.domain.values import money, text
from kanban.tui.dialogs.dialog_frame import PickDialog
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead

PLAY, REQUEST, OPEN, ASK = "play ", "request ", "open ", "ask"
"""Beginnings of the keys of rows: what stands behind them is an id."""

LINES = 12
"""The most lines of the list."""


@dataclass(frozen=True, slots=True)
class TypedObjection:
    """What was typed, and what was chosen for it."""

    words: str
    play: str = ""
    """The id of the play that answers it."""
    request: str = ""
    """The id of the request that it joins."""
    objection: str = ""
    """The id of an objection that is on the card already and was chosen instead."""


@dataclass(frozen=True, slots=True)
class TwoLines(Item):
    """A play in the list: its title with what came of it, and below that its first question."""

    below: str = ""

    def draw(self, width: int) -> list[Content]:
        """Return its lines for a width in cells."""
        lines = Item.draw(self, width)
        if self.below:
            question = Content(f"    {text.clean_line(self.below)}")
            lines.append(question.truncate(width, ellipsis=True).stylize("$muted"))
        return lines


class PlayList(TypeAhead):
    """A type-ahead whose rows may have two lines, and which grows but never shrinks.

    A dialog that changes its height with each letter jumps under the eyes, and costs a layout of the whole screen.
    """

    _lines = 1

    def set_height(self, lines: int) -> None:
        """Make room for as many lines as the list ever had."""
        lines += sum(isinstance(item, TwoLines) and bool(item.below) for item in self._items)
        self._lines = max(self._lines, lines)
        super().set_height(self._lines)


class ObjectionDialog(PickDialog[TypedObjection]):
    """`ObjectionDialog(what, playbook, lane, present)` → what was typed; `present` are the card's open objections."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "log_only", "Log only", show=False, priority=True)]

    def __init__(
        self,
        what: str,
        playbook: Playbook,
        typeahead: Typeahead,
        lane: str,
        present: Sequence[Objection] = (),
        *,
        typed: str = "",
    ) -> None:
        super().__init__(f"Objection: {what}", (("enter", "open play"), ("tab", "log only")))
        self._playbook, self._typeahead, self._lane, self._present = playbook, typeahead, lane, present
        self._typed = typed
        self._shown: str | None = None
        self._pick = PlayList(
            placeholder="in their words, e.g. too much for one line", search=self._search_typed, most=LINES
        )

    def on_mount(self) -> None:
        """Show what fits before anything is typed."""
        if self._typed:
            self.query_one(Input).value = self._typed
        self._show_rows(self._typed)

    def _search_typed(self, typed: str) -> None:
        self.complain("")
        self._show_rows(typed)

    @property
    def playbook(self) -> Playbook:
        """The playbook as far as it was read."""
        return self._playbook

    def show_playbook(self, playbook: Playbook, typeahead: Typeahead) -> None:
        """Show what fits, by a playbook that was read meanwhile."""
        self._playbook, self._typeahead = playbook, typeahead
        if self.is_attached:
            self._show_rows(self._pick.typed)

    def _show_rows(self, typed: str) -> None:
        suggested = self._typeahead.suggest(typed, self._lane)
        rows: list[Item] = []
        is_searched = len(text.clean_line(typed).strip()) >= LEAST
        if not is_searched:
            rows += [self._build_open_row(entry) for entry in self._present]
        rows += [self._build_play_row(play) for play in suggested.plays]
        rows += [self._build_request_row(request) for request in suggested.requests]
        if is_searched:
            ask = "Log it and ask marketing for an answer"
            rows.append(Item(ASK, ask if suggested.plays else f"No play fits. {ask}", style="$primary"))
        elif not rows:
            rows.append(Item("", "Type what they said: plays that fit appear here", style="$muted"))
        self._pick.show_items(rows, to_top=typed != self._shown)
        self._shown = typed

    def _build_open_row(self, entry: Objection) -> Item:
        play = self._playbook.find_answer(entry)
        return Item(f"{OPEN}{entry.id}", f"§ “{entry.words}”", play.title if play else "no play yet")

    def _build_play_row(self, play: Play) -> Item:
        figures = self._playbook.find_figures(play)
        note = f"used {figures.used:,} · resolved {figures.resolved:,}"
        return TwoLines(f"{PLAY}{play.id}", play.title, note, below=next(iter(play.questions), ""))

    def _build_request_row(self, request: Request) -> Item:
        return Item(f"{REQUEST}{request.id}", f"Asked already: “{request.words}”", describe_waiting(request))

    def action_log_only(self) -> None:
        """Log the words without a play."""
        self._answer("", self._pick.typed)

    def on_type_ahead_picked(self, event: TypeAhead.Picked) -> None:
        """Log the words with the chosen row."""
        event.stop()
        event.prevent_default()
        self._answer(event.key, event.typed)

    def _answer(self, key: str, typed: str) -> None:
        if key.startswith(OPEN):
            self.dismiss(TypedObjection("", objection=key.removeprefix(OPEN)))
            return
        try:
            words = read_words(typed)
        except UsageFault as fault:
            self.complain(str(fault))
            return
        play = key.removeprefix(PLAY) if key.startswith(PLAY) else ""
        request = key.removeprefix(REQUEST) if key.startswith(REQUEST) else ""
        self.dismiss(TypedObjection(words, play, request))

    def answer(self, key: str, typed: str) -> TypedObjection:  # pragma: no cover - `_answer` may refuse
        """Return what was typed."""
        return TypedObjection(typed, key)

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed."""
        return bool(self._pick.typed.strip()) and self._pick.typed != self._typed


def describe_waiting(request: Request) -> str:
    """Return how many cards wait for a request, and what they are worth: `3 cards, €79,000`."""
    amounts = " + ".join(money.format_short_money(minor, code) for code, minor in request.values.items())
    return ", ".join(part for part in (text.format_count(len(request.cards), "card"), amounts) if part)
