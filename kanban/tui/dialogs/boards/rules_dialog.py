"""The board's rules: add, edit, switch on and off, try on the past, remove. Changes apply at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from textual.content import Content

from kanban import cell_width
from kanban.domain.automations import rule_document, rule_words
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.automations.rules import Rule, RuleMatch
from kanban.domain.board import Board
from kanban.domain.values import moments, text
from kanban.tui.dialogs.boards.rule_form import LOOKING, RuleForm, describe_acts
from kanban.tui.dialogs.list_editor import BoardEditor, ListEditor, Row, RowAct


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """A change of a rule, or a trial."""

    kind: Literal["add", "set", "switch", "try", "remove"]
    rule: Rule | None = None
    draft: RuleDraft | None = None
    """The draft from the form, for `add`, `set` and `try`."""


class RulesEditor(BoardEditor[Rule]):
    """`RulesEditor(board, today, ask)`; the screen answers with `show` and the board, or `complain` and a reason."""

    LEAST = 3
    nothing = Content(
        " No rules yet. A rule acts on its own when a card enters\n"
        " a stage, is offered, becomes overdue, … a: add a rule"
    ).stylize("$muted")

    def __init__(self, board: Board, today: date, ask: Callable[[RuleEdit], None]) -> None:
        acts: list[RowAct[Rule]] = [
            RowAct(
                "enter,e",
                "edit",
                self._edit,
                refusal=lambda rule: "" if rule.is_understood else self._find_trouble(rule),
            ),
            RowAct("a,n", "add", always=self._add),
            RowAct("space,o", "on or off", lambda rule: ask(RuleEdit("switch", rule))),
            RowAct("t", "try", self._try),
            RowAct("x,d,delete", "remove", lambda rule: ask(RuleEdit("remove", rule))),
        ]
        super().__init__("Rules", acts, board)
        self._today, self._ask = today, ask

    def list_rows(self) -> list[Row[Rule]]:
        """Return the rules in the order in which they run."""
        rows = []
        for rule in self._board.rules:
            stamp = (rule, rule_document.draft_of(rule, self._board), self._board, self._find_trouble(rule))
            rows.append(Row(rule.id, rule, stamp, partial(_draw_rule, *stamp), height=3 if stamp[-1] else 2))
        return rows

    def _find_trouble(self, rule: Rule) -> str:
        return rule_words.find_trouble(rule, self._board, self._today)

    def _edit(self, rule: Rule) -> None:
        """Edit a rule."""
        self.ask_first(self._make_form(rule), lambda draft: self._ask(RuleEdit("set", rule, draft)))

    def _add(self) -> None:
        """Add a rule."""
        self.ask_first(self._make_form(None), lambda draft: self._ask(RuleEdit("add", draft=draft)))

    def _make_form(self, rule: Rule | None) -> RuleForm:
        return RuleForm(rule, self._board, self._today, lambda draft: self._ask(RuleEdit("try", draft=draft)))

    def _try(self, rule: Rule) -> None:
        """Show what a rule would have done."""
        self.answer_with(LOOKING)
        self._ask(RuleEdit("try", rule))


def _draw_rule(rule: Rule, draft: RuleDraft, board: Board, wrong: str, width: int) -> list[Content]:
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


class RuleTrial(ListEditor[RuleMatch, str]):
    """`RuleTrial(rule, hits, days, board, today, missing)` → the id of a card to open; shows what a rule would do."""

    AROUND = 7

    def __init__(
        self, rule: Rule, hits: Sequence[RuleMatch], days: int, board: Board, today: date, missing: str = ""
    ) -> None:
        verb = "open the card" if hits else ""
        act: RowAct[RuleMatch] = RowAct("enter", verb, lambda hit: self.dismiss(hit.card))
        super().__init__(f"Try {text.clean_line(rule.name)}", [act])
        self._rule, self._hits, self._days, self._board, self._missing = rule, hits, days, board, missing
        self._today = today

    def on_mount(self) -> None:
        """Say how often the rule would have run."""
        hits, cards = self._hits, len({hit.card for hit in self._hits})
        times = f"{len(hits):,} time{'s' * (len(hits) != 1)} on {cards:,} card{'s' * (cards != 1)}"
        acts = describe_acts(rule_document.draft_of(self._rule, self._board).then or (), self._board)
        result = f"In the last {self._days} days it would have run {times if hits else 'never'}" + (
            f": {acts}." if hits else "."
        )
        self.answer_with(f"{result} {self._missing} and is left out." if self._missing else result)
        self._list.display = bool(hits)

    def list_rows(self) -> list[Row[RuleMatch]]:
        """Return the hits, newest first."""
        today, zone = self._today, self._board.timezone
        return [
            Row(f"{place}", hit, hit, partial(_draw_hit, hit, moments.format_whole(hit.at, today, zone)))
            for place, hit in enumerate(reversed(self._hits))
        ]


def _draw_hit(hit: RuleMatch, at: str, width: int) -> list[Content]:
    line = Content.assemble(
        (f" {at}  ", "$muted"),
        (cell_width.shorten(text.clean_line(hit.title), 24), "bold"),
        (f"  {text.clean_line(hit.event)}", "$muted"),
    )
    return [line.truncate(width, ellipsis=True)]
