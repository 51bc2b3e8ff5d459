"""Asks for exactly the fields that a move lacks: reasons from the board's list, all else typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kanban.domain.agreements import gate
from kanban.domain.agreements.agreement_record import format_standing
from kanban.domain.board import Board, Stage
from kanban.domain.card import Card
from kanban.domain.handoffs.contest import RULED
from kanban.domain.handoffs.precedent import Precedent, find_precedents
from kanban.domain.values import text
from kanban.domain.values.fields import TICK
from kanban.tui.dialogs.cards.field_entry import field_entry
from kanban.tui.dialogs.dialog_frame import said
from kanban.tui.dialogs.form import Form
from kanban.tui.widgets.inputs.options import of_field
from kanban.tui.widgets.inputs.type_ahead import Item, Pick

OTHER = "other"
"""The reason that asks for words."""


QUESTIONS = {"lost_reason": "why is it lost?", "win_reason": "why is it won?", "return_reason": "why does it go back?"}
"""The fields that are asked for with a list."""

ALSO = {"why": ("opening", "offer_to"), "return_reason": ("again", "unless")}
"""What may be said beside a field that is needed."""


BESIDE = {"won": ("win_reason",)}
"""What may be said of the move to a stage with this outcome, and may stay empty."""

MOST_LINES = 6
"""Lines of the agreement that are shown one by one."""


def standing(board: Board, card: Card, stage: Stage, *, offer: bool, asked: Sequence[str]) -> str:
    """Return how a card stands to the lines that guard a stage: of a signed agreement, and for an offer of any.

    Those that the dialog asks for anyway are counted and not told twice.
    """
    version = gate.find_effective_version(board)
    guarding = version.content.list_guarding(stage.id)
    if not guarding or not (version.is_live or offer):
        return ""
    found = gate.check_lines(board, card, guarding)
    met = sum(check.met for check in found)
    head = format_standing(board, version, met, len(found))
    told = [check for check in found if f"{TICK}{check.line.id}" not in asked]
    shown = sorted(told, key=lambda check: check.met)[:MOST_LINES]
    return "\n".join([head, *(f"{'✓' if check.met else '○'} {check.line.says}" for check in shown)])


def verb_of(board: Board, card: Card, stage: Stage, names: Sequence[str]) -> str:
    """Return what the move that these fields complete is called."""
    if "why" in names:
        return "offer to sales"
    if "return_reason" in names:
        return "return to marketing"
    accepts = board.lane_of(card.stage).side == "door" and stage.side == "sales" and not stage.closed
    return "accept" if accepts else f"move to {stage.name}"


def heading_for(verb: str, cards: int) -> str:
    """Return what is done to several cards: `Offer 3 cards to sales`."""
    first, *rest = verb.split(" ", 1)
    return " ".join([first.capitalize(), f"{cards:,} cards", *rest])


class AskFields(Form[dict[str, str]]):
    """`AskFields(board, card, stage, names)` → what was typed, by field."""

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
        """Take the card that lacks the fields; `cards` are to go to the stage, of which `met` meet all its lines.

        `offer` is what was said with the offer that is to be answered; `turn` says who gets one that names nobody.
        """
        self._offer, self._reasons = offer, Static(classes="lines")
        self._precedents = precedents
        self._standing = standing(board, card, stage, offer="why" in names, asked=names)
        if cards > 1 and self._standing:
            self._standing = f"{met:,} of {cards:,} meet all requirements"
        verb = verb_of(board, card, stage, names)
        self._board, self._today = board, today
        self._lists = [name for name in names if name in QUESTIONS]
        self._given: dict[str, str] = {}
        typed = [name for name in names if name not in self._lists]
        super().__init__(
            f"{card.title} → {stage.name}" if cards == 1 else heading_for(verb, cards),
            [
                *(
                    field_entry(name, board, self._today, needed=True, above=self._above(name, called or {}))
                    for name in typed
                ),
                *(
                    field_entry(
                        more,
                        board,
                        self._today,
                        hint="none, it may stay empty" if more == "win_reason" else "",
                        options=of_field(more, board, turn=turn) if more == "offer_to" else None,
                    )
                    for more in self._beside(stage, names)
                ),
            ],
            (("enter", verb), ("tab", "next field")),
        )
        self._in_words = {
            name: field_entry(name, board, self._today, needed=True, hint="in a few words", words=())
            for name in self._lists
            if name != "return_reason"
        }
        self._pick = Pick(empty="enter takes it as it is typed", offer=self._own)

    @staticmethod
    def _beside(stage: Stage, names: Sequence[str]) -> list[str]:
        """Return what may be said too, and may stay empty."""
        more = [*(each for name in names for each in ALSO.get(name, ())), *BESIDE.get(stage.outcome or "", ())]
        return [each for each in more if each not in names]

    def content(self) -> Iterable[Widget]:
        """Return the list of reasons, and the lines."""
        if self._offer:
            yield said(self._offer, classes="lines offer")
        if self._standing:
            yield said(self._standing, classes="lines")
        yield self._pick
        self._reasons.display = False
        yield self._reasons
        for entry in self._in_words.values():
            entry.display = False
            yield entry
        yield from self.entries

    def on_mount(self) -> None:
        """Begin with the reasons, where one is asked for."""
        self._next()

    def _next(self) -> None:
        """Ask the next question: one list after the other, then all that is typed."""
        asking = self._lists[0] if self._lists else None
        self._pick.display = asking is not None
        for entry in self.entries:
            entry.display = asking is None
        if asking:
            reasons = getattr(self._board, f"{asking}s")
            self._pick.show_items([Item(reason, reason, self._ruled(asking, reason)) for reason in reasons])
            self._pick.ask(QUESTIONS[asking])
            self.complain("")
        elif self.entries:
            self._show_reasons()
            self.entries[0].enter()

    @property
    def unsaved(self) -> bool:
        """Whether a reason was chosen, or something typed."""
        return bool(self._given) or super().unsaved

    def _show_reasons(self) -> None:
        """Keep in sight what was chosen from the lists."""
        chosen = [f"{QUESTIONS[name].capitalize()} {reason}" for name, reason in self._given.items()]
        self._reasons.display = bool(chosen)
        self._reasons.update(Content(text.clean("\n".join(chosen))))

    def _above(self, name: str, called: Mapping[str, str]) -> str:
        """Return what stands above a line: what it is to show, and what leads ruled about it."""
        ruled = find_precedents(self._precedents, line=name.removeprefix(TICK)) if name.startswith(TICK) else []
        return "\n".join([called.get(name, ""), *(f"§ {each.summary}" for each in ruled[:1])]).strip()

    def _ruled(self, asking: str, reason: str) -> str:
        """Return what leads ruled last about a return for a reason."""
        ruled = find_precedents(self._precedents, reason=reason) if asking == "return_reason" else []
        return f"§ {RULED[ruled[0].verdict]}: {ruled[0].words}" if ruled else ""

    def _own(self, typed: str) -> list[Item]:
        """Offer what was typed as a reason of its own."""
        reasons = (*self._board.lost_reasons, *self._board.win_reasons)
        if self._lists[:1] == ["return_reason"]:
            return []
        return [Item(f"own {typed}", f"“{typed}”")] if typed.strip() and typed.strip() not in reasons else []

    @on(Pick.Picked)
    def _picked(self, event: Pick.Picked) -> None:
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
            self._next()
        else:
            self.dismiss(self._given)

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return all that was picked and typed."""
        return {**self._given, **values}
