"""Asks for the fields that a move requires and the card lacks: reasons from a list, all others typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kanban.domain.agreements import gate
from kanban.domain.agreements.agreement_record import format_status
from kanban.domain.board import Board, Stage
from kanban.domain.card import Card
from kanban.domain.handoffs.contest import RULED
from kanban.domain.handoffs.precedent import Precedent, find_precedents
from kanban.domain.values import text
from kanban.domain.values.fields import TICK
from kanban.tui.dialogs.cards.field_entry import field_entry
from kanban.tui.dialogs.dialog_frame import text_widget
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.widgets.inputs.options import options_for
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead

OTHER = "other"
"""The reason that needs words of its own."""


QUESTIONS = {"lost_reason": "why is it lost?", "win_reason": "why is it won?", "return_reason": "why does it go back?"}
"""The fields that are chosen from a list, with their questions."""

ALSO = {"why": ("opening", "offer_to"), "return_reason": ("again", "unless")}
"""Optional fields that go with a required one."""


BESIDE = {"won": ("win_reason",)}
"""Optional fields of a move to a stage, by its outcome."""

MOST_LINES = 6
"""The most requirements listed one by one."""


def describe_requirements(board: Board, card: Card, stage: Stage, *, offer: bool, asked_fields: Sequence[str]) -> str:
    """Return which requirements of a stage a card meets; empty for an unsigned agreement, except for an offer.

    Requirements that the dialog asks for anyway (`asked_fields`) are counted but not listed.
    """
    version = gate.find_effective_version(board)
    guarding = version.content.list_guarding(stage.id)
    if not guarding or not (version.is_live or offer):
        return ""
    checks = gate.check_lines(board, card, guarding)
    met = sum(check.is_met for check in checks)
    head = format_status(board, version, met, len(checks))
    listed = [check for check in checks if f"{TICK}{check.line.id}" not in asked_fields]
    visible = sorted(listed, key=lambda check: check.is_met)[:MOST_LINES]
    return "\n".join([head, *(f"{'✓' if check.is_met else '○'} {check.line.says}" for check in visible)])


def move_verb(board: Board, card: Card, stage: Stage, names: Sequence[str]) -> str:
    """Return the verb of the move that these fields complete, such as `offer to sales`."""
    if "why" in names:
        return "offer to sales"
    if stage.ending == "disqualified":
        return "disqualify"
    if "return_reason" in names:
        return "return to marketing"
    accepts = board.lane_of(card.stage).side == "door" and stage.side == "sales" and not stage.is_closed
    return "accept" if accepts else f"move to {stage.name}"


def format_heading(verb: str, cards: int) -> str:
    """Return the heading for several cards: `Offer 3 cards to sales`."""
    first, *rest = verb.split(" ", 1)
    return " ".join([first.capitalize(), f"{cards:,} cards", *rest])


class AskFields(Form[dict[str, str]]):
    """`AskFields(board, card, stage, names)` → the typed and chosen values, by field."""

    def __init__(
        self,
        board: Board,
        card: Card,
        stage: Stage,
        names: Sequence[str],
        *,
        called: Mapping[str, str] | None = None,
        today: date,
        precedents: Sequence[Precedent] = (),
        cards: int = 1,
        met: int = 0,
        offer: str = "",
        turn: str = "",
    ) -> None:
        """Take the card that lacks the fields. Of `cards` that are to move, `met` meet all the stage's requirements.

        `called` has texts to show above fields, by name; `offer` the words of the offer that is answered; `turn` labels
        an offer to whoever is next.
        """
        self._offer, self._reasons = offer, Static(classes="lines")
        self._precedents = precedents
        self._requirements_text = describe_requirements(board, card, stage, offer="why" in names, asked_fields=names)
        if cards > 1 and self._requirements_text:
            self._requirements_text = f"{met:,} of {cards:,} meet all requirements"
        verb = move_verb(board, card, stage, names)
        self._board, self._today, self._is_final = board, today, stage.ending == "disqualified"
        self._lists = [name for name in names if name in QUESTIONS]
        self._given: dict[str, str] = {}
        typed = [name for name in names if name not in self._lists]
        entries = [field_entry(n, board, today, needed=True, above=self._text_above(n, called or {})) for n in typed]
        entries += [self._build_optional_entry(name, turn) for name in self._list_optional_fields(stage, names)]
        heading = f"{card.title} → {stage.name}" if cards == 1 else format_heading(verb, cards)
        super().__init__(heading, entries, (("enter", verb), ("tab", "next field")))
        self._in_words = {
            name: field_entry(name, board, self._today, needed=True, hint="in a few words", words=())
            for name in self._lists
            if name != "return_reason"
        }
        self._pick = TypeAhead(empty="Enter: use what you typed", offer=self._offer_own_reason)

    @staticmethod
    def _list_optional_fields(stage: Stage, names: Sequence[str]) -> list[str]:
        """Return the optional fields of the move."""
        optional = [*(also for name in names for also in ALSO.get(name, ())), *BESIDE.get(stage.outcome or "", ())]
        if stage.ending == "disqualified":  # nothing is to come back
            return []
        return [name for name in optional if name not in names]

    def _build_optional_entry(self, name: str, turn: str) -> Entry:
        return field_entry(
            name,
            self._board,
            self._today,
            hint="optional" if name == "win_reason" else "",
            options=options_for(name, self._board, turn=turn) if name == "offer_to" else None,
        )

    def content(self) -> Iterable[Widget]:
        """Return the offer, the requirements, the list of reasons, and the entries."""
        if self._offer:
            yield text_widget(self._offer, classes="lines offer")
        if self._requirements_text:
            yield text_widget(self._requirements_text, classes="lines")
        yield self._pick
        self._reasons.display = False
        yield self._reasons
        for entry in self._in_words.values():
            entry.display = False
            yield entry
        yield from self.entries

    def on_mount(self) -> None:
        """Begin with the reasons, if one is asked for."""
        self._ask_next()

    def _ask_next(self) -> None:
        """Ask the next question: one list after the other, then all entries at once."""
        asking = self._lists[0] if self._lists else None
        self._pick.display = asking is not None
        for entry in self.entries:
            entry.display = asking is None
        if asking:
            is_final_loss = self._is_final and asking == "lost_reason"
            reasons = self._board.return_reasons if is_final_loss else getattr(self._board, f"{asking}s")
            self._pick.show_items(
                [Item(reason, reason, self._describe_last_ruling(asking, reason)) for reason in reasons]
            )
            self._pick.ask(self._question(asking))
            self.complain("")
        elif self.entries:
            self._show_reasons()
            self.entries[0].enter()

    @property
    def has_unsaved(self) -> bool:
        """Whether a reason is chosen or something is typed."""
        return bool(self._given) or super().has_unsaved

    def _show_reasons(self) -> None:
        """Show the reasons that are chosen already."""
        chosen = [f"{self._question(name).capitalize()} {reason}" for name, reason in self._given.items()]
        self._reasons.display = bool(chosen)
        self._reasons.update(Content(text.clean("\n".join(chosen))))

    def _question(self, name: str) -> str:
        return "why is it disqualified?" if self._is_final else QUESTIONS[name]

    def _text_above(self, name: str, called: Mapping[str, str]) -> str:
        """Return the text above an entry: the requirement that it ticks, and the last ruling on it."""
        rulings = find_precedents(self._precedents, line=name.removeprefix(TICK)) if name.startswith(TICK) else []
        return "\n".join([called.get(name, ""), *(f"§ {ruling.summary}" for ruling in rulings[:1])]).strip()

    def _describe_last_ruling(self, asking: str, reason: str) -> str:
        """Return the last ruling on a return for this reason; empty without one."""
        rulings = find_precedents(self._precedents, reason=reason) if asking == "return_reason" else []
        return f"§ {RULED[rulings[0].verdict]}: {rulings[0].words}" if rulings else ""

    def _offer_own_reason(self, typed: str) -> list[Item]:
        """Return the typed text as a reason of its own, if it is not on the list."""
        own = self._board.return_reasons if self._is_final else self._board.lost_reasons
        reasons = (*own, *self._board.win_reasons)
        if self._lists[:1] == ["return_reason"]:
            return []
        return [Item(f"own {typed}", f"“{typed}”")] if typed.strip() and typed.strip() not in reasons else []

    @on(TypeAhead.Picked)
    def _take_reason(self, event: TypeAhead.Picked) -> None:
        event.stop()
        if not self._lists:
            return
        name = self._lists.pop(0)
        reason = event.key.removeprefix("own ")
        if reason == OTHER and name in self._in_words:
            self.entries.insert(0, self._in_words[name])
        else:
            self._given[name] = reason
        if self._lists or self.entries:
            self._ask_next()
        else:
            self.dismiss(self._given)

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the chosen and typed values."""
        return {**self._given, **values}
