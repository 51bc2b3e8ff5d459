"""The handoff key: which act between the teams fits the card now, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kanban.domain import handoffs
from kanban.domain.card import HANDOFF
from kanban.tui import dialogs, messages, reasons
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets import inputs

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.card import Card
    from kanban.domain.change import Act
    from kanban.domain.handoffs.contest import Verdict
    from kanban.tui.parts.cards import Cards
    from kanban.tui.parts.panel import Panel

ACTS = {
    "offer": ("Offer", "to sales, with why now"),
    "withdraw": ("Withdraw the offer", "back to where it was"),
    "answer": ("Answer the question", "sales' clock goes on"),
    "accept": ("Accept", "with the next step"),
    "ask": ("Ask", "marketing answers first"),
    "return": ("Return", "to marketing, with why"),
    "contest": ("Contest the return", "once, in one line"),
    "overturn": ("Overturn the return", "it should have passed"),
    "uphold": ("Uphold the return", "it was right"),
}
"""What the acts are called, and what they do."""

IN_FOOTER = {"overturn": "rule on the return", "uphold": "rule on the return"}
"""What the footer calls an act if its name alone would say too little."""


def list_acts(board: Board, card: Card, me: Member) -> list[str]:
    """Return the acts between the teams that a member may do to a card now, the likeliest first."""
    contest, handoff, holders = handoffs.contest, handoffs.handoff, handoffs.holders
    stage = board.lane_of(card.stage)
    state = holders.state_of(card.value_of(HANDOFF))
    has_door = handoff.find_door(board) is not None
    between = holders.acts_of(me.team, stage.side, state, closed=stage.is_closed, door=has_door)
    registers = {**card.extra, "title": card.title, "marketing_owner": card.marketing_owner}
    verdicts = [
        act for act in ("overturn", "uphold") if contest.find_ruling_obstacle(board, me, registers, act) is None
    ]
    contesting = ["contest"] if contest.find_contest_obstacle(board, me, registers) is None else []
    return [*verdicts, *between, *contesting]


class Handoffs(Part):
    """All handoff acts behind one key."""

    def __init__(self, host: Host, cards: Cards, panel: Panel) -> None:
        super().__init__(host)
        self._cards, self._panel = cards, panel

    @property
    def act(self) -> str:
        """The label of the key: the act, or what several possible acts have in common; empty if none fits."""
        me, board, model = self.host.workspace.me, self.host.workspace.board, self.host.model
        if me is None:
            return ""
        summary = model.card_summaries.get(next(iter(model.selected))) if model.selected else model.card_summary
        widget = self._panel.widget
        if widget and widget.view and not model.selected and not self.host.lanes.has_focus:
            acts = list_acts(board, widget.view.card, me)
        elif summary:
            stage, has_door = board.lane_of(summary.stage), any(stage.side == "door" for stage in board.stages)
            acts = handoffs.holders.acts_of(me.team, stage.side, summary.handoff, closed=stage.is_closed, door=has_door)
        else:
            acts = []
        return "answer offer" if "ask" in acts else IN_FOOTER.get(acts[0], acts[0]) if acts else ""

    def action_handoff(self) -> None:
        """Do the act between the teams that fits the cards, or ask which."""
        self.hand_over(self.host.targets)

    def hand_over(self, cards: tuple[str, ...], among: Sequence[str] = tuple(ACTS)) -> None:
        """Do the act between the teams that fits the first of these cards, or ask which of those `among` these."""
        me = self.host.workspace.me
        if not cards:
            self._cards.has_targets()
        if me is None:
            self.host.do_nothing(reasons.NOBODY)
        if not cards or me is None or not self.may("member", "hand cards over"):
            return
        board, card = self.host.workspace.board, self.host.workspace.card(cards[0])
        fitting = list_acts(board, card, me)
        acts = [act for act in fitting if act in among] or fitting
        if not acts:
            self.host.say(explain_none(board, card, me), "warning")
        elif len(acts) == 1:
            self._do(acts[0], cards)
        else:

            def do(act: str | None) -> None:
                if act:
                    self._do(act, cards)

            items = [inputs.type_ahead.Item(act, *ACTS[act]) for act in acts]
            self.host.ask(dialogs.cards.move_to.PickAct(f"Hand over {self._cards.name_of(cards)}", items), do)

    def _do(self, act: str, cards: tuple[str, ...]) -> None:
        contest, handoff, handoff_verbs = handoffs.contest, handoffs.handoff, handoffs.handoff_verbs
        board, worker = self.host.workspace.board, self.host.worker
        landing: dict[str, Stage | None] = {
            "offer": handoff.find_door(board),
            "accept": handoff.find_first_stage(board, "sales"),
            "return": handoff.find_first_stage(board, "marketing"),
        }

        def withdraw(card_ids: tuple[str, ...]) -> None:
            worker.act(lambda view: handoff_verbs.withdraw(view, card_ids[0]))

        if stage := landing.get(act):
            self.host.post_message(messages.MoveAsked(cards, stage=stage.id))
        elif len(cards) > 1:
            self._cards.refuse_several(f"{ACTS[act][0]}:")
        elif act == "withdraw":
            self._cards.confirm_hidden(cards, "Withdraw the offer of", withdraw)
        elif act == "ask":
            self._ask_words(handoff_verbs.ask, cards[0], "Ask marketing", "who signs?")
        elif act == "answer":
            self._ask_words(handoff_verbs.answer, cards[0], "Answer sales", "the CFO does")
        elif act == "contest":
            self._ask_words(contest.contest, cards[0], "Contest the return", "why it should have passed")
        elif act in contest.VERDICTS:
            self._rule(cards[0], "uphold" if act == "uphold" else "overturn")

    def _rule(self, card: str, verdict: Verdict) -> None:
        def verb(view: View, card: str, words: str) -> Act:
            return handoffs.contest.rule_on(view, card, verdict, words)

        self._ask_words(verb, card, f"{verdict.capitalize()} the return", "why, where it helps", needed=False)

    def _ask_words(
        self, verb: Callable[[View, str, str], Act], card: str, heading: str, hint: str, *, needed: bool = True
    ) -> None:
        """Ask for a line of text, and do an act with it."""

        def act(words: str | None) -> None:
            if words is not None:
                self.host.worker.act(lambda view: verb(view, card, words))

        label, offer = heading.split(maxsplit=1)[0] if needed else "Because", self._cards.offer_words(card)
        question = f"{heading}: {self._cards.name_of((card,))}"
        self.host.ask(dialogs.form.AskLine(question, label, hint, needed=needed, above=offer), act)


def explain_none(board: Board, card: Card, me: Member) -> str:
    """Return why a member can't hand a card over, with the key that helps."""
    stage = board.lane_of(card.stage)
    if stage.is_closed:
        return f"“{card.title}” is closed, so it can't be handed over."
    if handoffs.handoff.find_door(board) is None:
        return "This board has no door between the teams. s: add a stage"
    whose = "Sales" if me.team == "marketing" else "Marketing"
    return f"{whose} has this card. You can comment (c)."
