"""The board's rules: add, edit, switch on and off, try on the past, remove. Changes apply at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from kanban import cell_width
from kanban.domain.automations import rule_document, rule_words
from kanban.domain.automations.rule_document import Draft
from kanban.domain.automations.rules import Hit, Rule
from kanban.domain.board import Board
from kanban.domain.values import moments, text
from kanban.tui.dialogs.boards.rule_form import LOOKING, RuleForm, describe_acts
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.line_list import Block, Lines


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """A change of a rule, or a trial."""

    kind: Literal["add", "set", "switch", "try", "remove"]
    rule: Rule | None = None
    draft: Draft | None = None
    """The draft from the form, for `add`, `set` and `try`."""


class RuleList(Lines):
    """The rules in the order in which they run."""


class RulesEditor(Dialog[bool]):
    """`RulesEditor(board, today, ask)`; the screen answers with `show` and the board, or `complain` and a reason."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "edit", "Edit", show=False),
        Binding("a,n", "add", "Add", show=False),
        Binding("space,o", "switch", "On or off", show=False),
        Binding("t", "try", "Try", show=False),
        Binding("x,d,delete", "remove", "Remove", show=False),
    ]

    def __init__(self, board: Board, today: date, ask: Callable[[RuleEdit], None]) -> None:
        super().__init__(
            "Rules",
            (("enter", "edit"), ("a", "add"), ("space", "on or off"), ("t", "try"), ("x", "remove")),
            leave="close",
        )
        self._board, self._today, self._ask = board, today, ask
        self._list = RuleList()

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._list

    def on_mount(self) -> None:
        """Show the rules."""
        self.show(self._board)
        self._list.focus()

    def show(self, board: Board) -> None:
        """Show the rules as they are now."""
        anew = not self._list.cursor
        self._board = board
        self.complain("")
        blocks, height = [], 0
        for rule in board.rules:
            wrong = rule_words.find_trouble(rule, board, self._today)
            draft = rule_document.draft_of(rule, board)
            blocks.append(
                Block(rule.id, (rule, draft, self._board, wrong), partial(_draw_rule, rule, draft, self._board, wrong))
            )
            height += 3 if wrong else 2
        if not blocks:
            blocks = [Block("", "", _draw_nothing, stop=False)]
        self._list.styles.height = max(height, 3)
        self._list.show_blocks(blocks, anew=anew)

    def on_resize(self, event: Resize) -> None:
        """Leave lines for the frame and a sentence."""
        self._list.styles.max_height = max(1, event.size.height - 4)

    @property
    def _rule(self) -> Rule | None:
        return next((rule for rule in self._board.rules if rule.id == self._list.cursor), None)

    def action_edit(self) -> None:
        """Edit the rule under the cursor."""
        rule = self._rule
        if rule is None:
            return
        if not rule.whole:
            self.complain(rule_words.find_trouble(rule, self._board, self._today))
            return

        def change(draft: Draft | None) -> None:
            if draft:
                self._ask(RuleEdit("set", rule, draft))

        self.app.push_screen(RuleForm(rule, self._board, self._today, self._try), change)

    def action_add(self) -> None:
        """Add a rule."""

        def add(draft: Draft | None) -> None:
            if draft:
                self._ask(RuleEdit("add", draft=draft))

        self.app.push_screen(RuleForm(None, self._board, self._today, self._try), add)

    def action_switch(self) -> None:
        """Switch the rule under the cursor on or off."""
        if rule := self._rule:
            self._ask(RuleEdit("switch", rule))

    def action_try(self) -> None:
        """Show what the rule under the cursor would have done."""
        if rule := self._rule:
            self.answer_with(LOOKING)
            self._ask(RuleEdit("try", rule))

    def _try(self, draft: Draft) -> None:
        self._ask(RuleEdit("try", draft=draft))

    def action_remove(self) -> None:
        """Remove the rule under the cursor."""
        if rule := self._rule:
            self._ask(RuleEdit("remove", rule))


def _draw_nothing(width: int) -> list[Content]:
    lines = (
        "No rules yet. A rule acts on its own when a card enters",
        "a stage, is offered, becomes overdue, … a: add a rule",
    )
    return [Content(f" {line}").stylize("$muted").truncate(width, ellipsis=True) for line in lines]


def _draw_rule(rule: Rule, draft: Draft, board: Board, wrong: str, width: int) -> list[Content]:
    """Return a rule in two lines, and a third with the reason if it can't run."""
    sign = (
        (" ● ", "bold $primary") if rule.on and not wrong else (" ! ", "bold $overdue") if wrong else (" ○ ", "$muted")
    )
    when = text.clean_line(f"{draft.when} · if {draft.condition}" if draft.condition else str(draft.when))
    name = (cell_width.shorten(text.clean_line(rule.name), 24), "bold" if rule.on else "$muted")
    first = Content.assemble(sign, name, ("" if rule.on else " (off)", "$muted"), (f"  {when}", "$muted"))
    lines = [first, Content(f"   {describe_acts(draft.then or (), board)}")]
    if wrong:
        lines.append(Content(f"   {text.clean_line(wrong)}").stylize("$overdue"))
    return [line.truncate(width, ellipsis=True) for line in lines]


class RuleTrial(Dialog[str]):
    """`RuleTrial(rule, hits, days, board, today, missing)` → the id of a card to open; shows what a rule would do."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Open the card", show=False)]

    def __init__(
        self, rule: Rule, hits: Sequence[Hit], days: int, board: Board, today: date, missing: str = ""
    ) -> None:
        super().__init__(
            f"Try {text.clean_line(rule.name)}", (("enter", "open the card"),) if hits else (), leave="close"
        )
        self._rule, self._hits, self._days, self._board, self._missing = rule, hits, days, board, missing
        self._today = today
        self._list = RuleList()

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._list

    def on_mount(self) -> None:
        """Show the hits, newest first."""
        hits, cards = self._hits, len({hit.card for hit in self._hits})
        times = f"{len(hits):,} time{'s' * (len(hits) != 1)} on {cards:,} card{'s' * (cards != 1)}"
        acts = describe_acts(rule_document.draft_of(self._rule, self._board).then or (), self._board)
        result = f"In the last {self._days} days it would have run {times if hits else 'never'}" + (
            f": {acts}." if hits else "."
        )
        self.answer_with(f"{result} {self._missing} and is left out." if self._missing else result)
        blocks = [
            Block(
                f"{place}",
                hit,
                partial(_draw_hit, hit, moments.format_whole(hit.at, self._today, self._board.timezone)),
            )
            for place, hit in enumerate(reversed(hits))
        ]
        self._list.styles.height = max(1, len(blocks))
        self._list.display = bool(blocks)
        self._list.show_blocks(blocks, anew=True)
        self._list.focus()

    def on_resize(self, event: Resize) -> None:
        """Leave lines for the frame and the sentence."""
        self._list.styles.max_height = max(1, event.size.height - 7)

    def action_open(self) -> None:
        """Close and open the card under the cursor."""
        if self._list.cursor:
            self.dismiss(self._hits[len(self._hits) - 1 - int(self._list.cursor)].card)


def _draw_hit(hit: Hit, at: str, width: int) -> list[Content]:
    line = Content.assemble(
        (f" {at}  ", "$muted"),
        (cell_width.shorten(text.clean_line(hit.title), 24), "bold"),
        (f"  {text.clean_line(hit.said)}", "$muted"),
    )
    return [line.truncate(width, ellipsis=True)]
