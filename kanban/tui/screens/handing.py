"""The key for the door: which act between the teams fits the card now, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kanban.domain.card import HANDOFF
from kanban.tui import messages, reasons
from kanban.tui.screens.asking import Asking

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.card import Card
    from kanban.domain.change import Act

SAID = {
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


CALLED = {"overturn": "rule on the return", "uphold": "rule on the return"}
"""What the footer calls an act where its name alone would say too little."""


def fitting(board: Board, card: Card, me: Member) -> list[str]:
    """Return the acts between the teams that a member may do to a card now, the likeliest first."""
    from kanban.domain.handoffs import contest, handoff, holders

    stage = board.lane_of(card.stage)
    state = holders.state_of(card.value_of(HANDOFF))
    between = holders.acts_of(
        me.team, stage.side, state, closed=stage.closed, door=handoff.find_door(board) is not None
    )
    registers = {**card.extra, "title": card.title, "marketing_owner": card.marketing_owner}
    ruling = [
        each for each in ("overturn", "uphold") if contest.find_ruling_obstacle(board, me, registers, each) is None
    ]
    contesting = ["contest"] if contest.find_contest_obstacle(board, me, registers) is None else []
    return [*ruling, *between, *contesting]


class Handing(Asking):
    """What the two teams do at the door, by one key."""

    @property
    def act_here(self) -> str:
        """What the key does here: of several acts the one that they have in common."""
        from kanban.domain.handoffs.holders import acts_of

        me, board, model = self.workspace.me, self.workspace.board, self.model
        if me is None:
            return ""
        face = model.faces.get(next(iter(model.selected))) if model.selected else model.face
        if self.panel and self.panel.view and not model.selected and not self.lanes.has_focus:
            acts = fitting(board, self.panel.view.card, me)
        elif face:
            stage, door = board.lane_of(face.stage), any(each.side == "door" for each in board.stages)
            acts = acts_of(me.team, stage.side, face.handoff, closed=stage.closed, door=door)
        else:
            acts = []
        return "answer offer" if "ask" in acts else CALLED.get(acts[0], acts[0]) if acts else ""

    def action_handoff(self) -> None:
        """Do the act between the teams that fits the cards, or ask which."""
        self.hand_over(self.cards)

    def hand_over(self, cards: tuple[str, ...], among: Sequence[str] = tuple(SAID)) -> None:
        """Do the act between the teams that fits the first of these cards, or ask which of those `among` these."""
        from kanban.tui.dialogs.cards.pick_act import PickAct
        from kanban.tui.widgets.inputs.type_ahead import Item

        me = self.workspace.me
        if not cards:
            self.has_cards()
        if me is None:
            self.do_nothing(reasons.NOBODY)
        if not cards or me is None or not self.may("member", "hand cards over"):
            return
        fit = fitting(self.workspace.board, self.workspace.card(cards[0]), me)
        acts = [act for act in fit if act in among] or fit
        if not acts:
            self.tell(self._nothing(self.workspace.card(cards[0]), me), "warning")
        elif len(acts) == 1:
            self._do(acts[0], cards)
        else:

            def chosen(act: str | None) -> None:
                if act:
                    self._do(act, cards)

            items = [Item(act, *SAID[act]) for act in acts]
            self.app.push_screen(PickAct(f"Hand over {self.named(cards)}", items), chosen)

    def _nothing(self, card: Card, me: Member) -> str:
        """Say why there is nothing to do at the door."""
        from kanban.domain.handoffs import handoff

        board, stage = self.workspace.board, self.workspace.board.lane_of(card.stage)
        if stage.closed:
            return f"“{card.title}” is closed; nothing is to be handed over."
        if handoff.find_door(board) is None:
            return "This board has no door between the teams; s adds a stage."
        whose = "sales" if me.team == "marketing" else "marketing"
        return f"{stage.name} is with {whose}; {me.name} of {me.team} has nothing to hand over there."

    def _do(self, act: str, cards: tuple[str, ...]) -> None:
        from kanban.domain.handoffs import contest, handoff, handoff_verbs

        board = self.workspace.board
        landing: dict[str, Stage | None] = {
            "offer": handoff.find_door(board),
            "accept": handoff.find_first_stage(board, "sales"),
            "return": handoff.find_first_stage(board, "marketing"),
        }
        if stage := landing.get(act):
            self.post_message(messages.MoveAsked(cards, stage=stage.id))
        elif len(cards) > 1:
            self._one_by_one(f"{SAID[act][0]}:")
        elif act == "withdraw":
            self.with_these(
                cards,
                "Withdraw the offer of",
                lambda some: self.worker.act(lambda view: handoff_verbs.withdraw(view, some[0])),
            )
        elif act == "ask":
            self._say(handoff_verbs.ask, cards[0], "Ask marketing", "who signs?")
        elif act == "answer":
            self._say(handoff_verbs.answer, cards[0], "Answer sales", "the CFO does")
        elif act == "contest":
            self._say(contest.contest, cards[0], "Contest the return", "why it should have passed")
        elif act in contest.VERDICTS:
            verdict: contest.Verdict = "uphold" if act == "uphold" else "overturn"
            heading = f"{verdict.capitalize()} the return"
            self._say(
                lambda view, card, words: contest.rule_on(view, card, verdict, words),
                cards[0],
                heading,
                "why, where it helps",
                needed=False,
            )

    def _say(
        self, verb: Callable[[View, str, str], Act], card: str, heading: str, hint: str, *, needed: bool = True
    ) -> None:
        from kanban.tui.dialogs.cards.line_to_team import Say

        def said(words: str | None) -> None:
            if words is not None:
                self.worker.act(lambda view: verb(view, card, words))

        called, offer = heading.split(maxsplit=1)[0] if needed else "Because", self.offer_words(card)
        self.app.push_screen(Say(f"{heading}: {self.named((card,))}", called, hint, needed=needed, above=offer), said)
