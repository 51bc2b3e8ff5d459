"""The form of a rule: its event and its acts are chosen from lists, words are typed beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from kanban.domain.acts import board_verbs
from kanban.domain.automations import rule_document, rule_words
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.automations.rules import EVENTS
from kanban.domain.board import TEAMS
from kanban.domain.card import FIELDS
from kanban.domain.values import fields, text
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_entry import ListEntry, Option

if TYPE_CHECKING:
    from kanban.domain.automations.rules import Rule
    from kanban.domain.board import Board

LOOKING = "Checking what it would have done …"

SPARE = 2
"""Empty acts at the end of the form."""

HAPPENS = {
    "offered": "a card is offered to sales", "returned": "a card is returned",
    "overdue": "a step or an answer becomes overdue", "stale": "a card becomes stale",
    "commented": "somebody comments", "won": "a card is won", "lost": "a card is lost",
}  # fmt: skip
"""The events of rules in words."""

HINTS = {
    "label": "e.g. vip", "label -": "e.g. vip", "comment": "e.g. Please have a look",
    "next": "e.g. call the CFO on +3d", "offer": "why now, e.g. asked for a price", "notify": "a message (optional)",
    "set": "its value",
}  # fmt: skip
"""Placeholders of the words beside an act."""


class RuleForm(Form[RuleDraft]):
    """`RuleForm(rule, board, today, tried)` → the draft of the rule; without a `rule`, of a new one.

    ctrl+t passes the draft to `tried`, to try it on the past.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "try", "Try", show=False, priority=True)]

    def __init__(self, rule: Rule | None, board: Board, today: date, tried: Callable[[RuleDraft], None]) -> None:
        before = (
            rule_document.draft_of(rule, board) if rule else RuleDraft("", f"enters {board.stages[0].name}", "", ())
        )
        acts = [*(before.then or ()), *[""] * (SPARE + (rule is None))]
        entries: list[Entry] = [
            Entry("name", "Name", text.clean_line(before.name or ""), hint="e.g. Big deals", reading=_check_name),
            ListEntry("when", "When", list_events(board), text.clean_line(before.when or "")),
            Entry(
                "if", "If", text.clean_line(before.condition or ""), hint="any card; or e.g. value>=50k",
                reading=lambda typed: _complete_nothing(rule_words.read_if(typed, board, today)),
            ),
        ]  # fmt: skip
        does = list_acts(board)
        self._words: dict[str, Entry] = {}
        for place, act in enumerate(acts):
            start, words = split_act(text.clean_line(act), does)
            entries.append(ListEntry(f"do{place}", "and" if place else "Then", does, start, none="nothing"))
            self._words[f"do{place}"] = Entry(
                f"words{place}", "", words, reading=self._make_reading(place, board, today)
            )
            entries.append(self._words[f"do{place}"])
        heading = f"Rule {text.clean_line(rule.name)}" if rule else "New rule"
        super().__init__(heading, entries, (("enter", "save"), ("ctrl+t", "try"), ("tab", "next field")))
        self._tried = tried

    def on_mount(self) -> None:
        """Show the inputs for words that the acts take, and one empty act."""
        self._show_entries()

    @on(ListEntry.Chosen)
    def _update_lines(self, event: ListEntry.Chosen) -> None:
        event.stop()
        self._show_entries()

    def _show_entries(self) -> None:
        values, shows = self.values, True
        for name, words in self._words.items():
            act = next(entry for entry in self.entries if entry.name == name)
            start = values[name]
            act.display = shows
            words.display = shows and has_words_after(start)
            words.hint(HINTS.get(start if start in HINTS else start.split(" ")[0], ""))
            shows = shows and bool(start)

    def _make_reading(self, place: int, board: Board, today: date) -> Callable[[str], str]:
        def reading(_: str) -> str:
            act = self._format_act(self.values, place)
            if act:
                rule_words.read_doing(act, board, today)
            return ""

        return reading

    def action_try(self) -> None:
        """Try the draft on the past, if it is complete."""
        if (draft := self.read_answer()) is not None:
            self.answer_with(LOOKING)
            self._tried(draft)

    @staticmethod
    def _format_act(values: dict[str, str], place: int) -> str:
        """Return one act in the rule's own syntax; empty if none is chosen."""
        start, words = values.get(f"do{place}", ""), values.get(f"words{place}", "")
        if not start:
            return ""
        if not has_words_after(start):
            return start
        if start.endswith(("=", "-")):
            return f"{start}{words}"
        return (
            f"{start}: {words}"
            if "@" in start or (start.split(" ")[-1] in TEAMS and words)
            else f"{start} {words}".strip()
        )

    def answer(self, values: dict[str, str]) -> RuleDraft:
        """Return the draft; raises UsageFault for a rule without an act."""
        acts = [self._format_act(values, place) for place in range(len(self._words))]
        return RuleDraft(
            values["name"], values["when"], values["if"], tuple(act for act in acts if act)
        ).require_complete()


def list_events(board: Board) -> list[Option]:
    """Return the events of a board's rules, each in the rule's syntax and in words."""
    names = [text.clean_line(stage.name) for stage in board.stages]
    entered = [(f"enters {name}", f"a card enters {name}") for name in names]
    return [*entered, ("enters any", "a card enters any stage"), *((event, HAPPENS[event]) for event in EVENTS[1:])]


def list_acts(board: Board) -> list[Option]:
    """Return the acts of a board's rules, each as the beginning of its syntax and in words; typed words follow it."""
    members = [(text.clean_line(member.name), member.team) for member in board.members]
    return [
        ("", "nothing"),
        ("label", "add the label"),
        ("label -", "remove the label"),
        *((f"assign @{name}", f"assign it to {name}") for name, _ in members),
        *((f"notify {team}", f"notify {team}") for team in TEAMS),
        *((f"notify @{name}", f"notify {name}") for name, _ in members),
        ("comment", "write the comment"),
        ("next", "set the next step"),
        ("offer", "offer it to sales, because"),
        *((f"offer @{name}", f"offer it to {name}, because") for name, team in members if team == "sales"),
        *(
            (f"set {fields.format_typed_name(name)}=", f"set the {fields.format_in_sentence(name)} to")
            for name in FIELDS
            if name != "title"
        ),
    ]


def describe_acts(acts: Sequence[str], board: Board) -> str:
    """Return a rule's acts in words: `set the close date to +3d; notify sales: have a look`."""
    does = list_acts(board)
    called, parts = dict(does), list[str]()
    for act in acts:
        start, words = split_act(text.clean_line(act), does)
        between = ": " if start.startswith(("notify", "comment", "offer")) else " "
        parts.append(between.join(filter(None, (called.get(start, start), words))))
    return "; ".join(parts)


def has_words_after(start: str) -> bool:
    """Return whether words are typed after the beginning of an act."""
    return bool(start) and not start.startswith("assign ")


def split_act(act: str, does: list[Option]) -> tuple[str, str]:
    """Return the beginning of an act, as listed in `does`, and the words after it; an unknown act is all beginning."""
    for start in _sort_longest_first(does):
        rest = act.removeprefix(start)
        if start and act.startswith(start) and (not rest or start.endswith(("=", "-")) or rest[0] in " :"):
            return start, rest.removeprefix(":").strip()
    return act, ""


def _sort_longest_first(does: list[Option]) -> Iterator[str]:
    yield from sorted((start for start, _ in does), key=len, reverse=True)


def _check_name(typed: str) -> str:
    board_verbs.read_name(typed, "rule")
    return ""


def _complete_nothing(_: object) -> str:
    return ""
