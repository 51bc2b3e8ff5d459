"""Moving cards between stages and within one, and taking back what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban import cell_width
from kanban.domain import acts
from kanban.store import reading
from kanban.tui import dialogs, messages
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets import card as card_widgets

if TYPE_CHECKING:
    from kanban.tui import facts
    from kanban.tui.parts.cards import Cards


class Moves(Part):
    """The commands and intents that move cards."""

    def __init__(self, host: Host, cards: Cards) -> None:
        super().__init__(host)
        self._cards = cards

    def action_move_left(self) -> None:
        """Move the cards a stage back."""
        self._ask_move(-1)

    def action_move_right(self) -> None:
        """Move the cards a stage on."""
        self._ask_move(1)

    def action_move_down(self) -> None:
        """Move the card down a place."""
        self._ask_reorder(1)

    def action_move_up(self) -> None:
        """Move the card up a place."""
        self._ask_reorder(-1)

    def _ask_move(self, steps: int) -> None:
        if self._cards.has_targets() and self.may("member", "move cards"):
            self.host.post_message(messages.MoveAsked(self.host.targets, steps))

    def _ask_reorder(self, steps: int) -> None:
        cards = self.host.targets
        if len(cards) > 1:
            self.host.say("Several cards are selected. Esc: drop the selection, then move one in its lane", "warning")
        elif self._cards.has_targets() and self.may("member", "move cards"):
            self._cards.confirm_hidden(cards, "Move", lambda card_ids: self._reorder(card_ids, steps))

    def _reorder(self, cards: tuple[str, ...], steps: int) -> None:
        for card in cards:
            self.host.post_message(messages.ReorderAsked(card, steps))

    def action_move(self) -> None:
        """Ask where to move the cards."""
        host, cards = self.host, self.host.targets
        if not self._cards.has_targets() or not self.may("member", "move cards"):
            return
        counts = {stage: lane.summary.cards for stage, lane in host.model.lane_models.items()}
        stage = host.workspace.card(cards[0]).stage

        def send(destination: dialogs.cards.move_to.Destination | None) -> None:
            if destination:
                self._send(cards, destination)

        host.ask(dialogs.cards.move_to.MoveTo(host.workspace.board, stage, self._cards.name_of(cards), counts), send)

    def _send(self, cards: tuple[str, ...], destination: dialogs.cards.move_to.Destination) -> None:
        host, stage = self.host, destination.stage
        numbers = host.model.lane_models[stage].whole
        if destination.end == "bottom":
            self._cards.confirm_hidden(cards, "Move", lambda card_ids: self._reorder(card_ids, len(numbers)))
            return
        first = next(
            (summary.id for summary in host.model.list_window(numbers[: len(cards) + 1]) if summary.id not in cards),
            None,
        )
        here = host.workspace.board.lane_of(host.workspace.card(cards[0]).stage).id
        host.post_message(messages.MoveAsked(cards, stage=stage, before=first if stage == here else None))

    def on_move_asked(self, event: messages.MoveAsked) -> None:
        """Move cards."""

        def move(cards: tuple[str, ...]) -> None:
            self.host.worker.moves.move(messages.MoveAsked(cards, event.steps, event.stage, event.before))

        self._cards.confirm_hidden(event.cards, "Move", move)

    def on_reorder_asked(self, event: messages.ReorderAsked) -> None:
        """Move a card within its lane."""
        self.host.worker.act(lambda view: acts.verbs.reorder(view, event.card, event.steps), event)

    def on_opt_out_found(self, fact: facts.OptOutFound) -> None:
        """Ask whether to offer the card of somebody who opted out, and move again if so."""

        def move_again(confirmed: bool | None) -> None:
            if confirmed:
                self.host.worker.moves.move(fact.intent, {**fact.inputs, "anyway": "yes"})

        self.host.ask(dialogs.confirm.Confirm(fact.sentence, "offer anyway", heading="Opted out"), move_again)

    def on_fields_lacking(self, fact: facts.FieldsLacking) -> None:
        """Ask for the fields that a move lacks, and move again with them."""
        workspace, cards = self.host.workspace, fact.intent.cards
        question = dialogs.cards.ask_fields.AskFields(
            workspace.board,
            fact.card,
            fact.stage,
            fact.names,
            called=fact.called,
            today=workspace.today,
            precedents=self.read(workspace.list_precedents, []),
            cards=len(cards),
            met=fact.met,
            offer=self._cards.offer_words(fact.card.id) if len(cards) == 1 else "",
            turn=self._turn_of(len(cards)) if "why" in fact.names else "",
        )

        def move_again(pairs: dict[str, str] | None) -> None:
            if pairs is not None:
                self.host.worker.moves.move(fact.intent, {**fact.inputs, **pairs})
            elif len(cards) > 1:
                self.host.say(f"The {len(cards):,} cards stay where they were.")
            else:
                self.host.say(f"“{cell_width.shorten(fact.card.title, 40)}” stays where it was.")

        self.host.ask(question, move_again)

    def _turn_of(self, cards: int) -> str:
        """Return who gets an offer that names nobody: `next in rotation (Raj)`."""
        board, connection = self.host.workspace.board, self.host.workspace.connection
        return self.read(
            lambda: card_widgets.offer_words.describe_turn(
                board, reading.waiting.count_offers(connection, board), cards
            ),
            "",
        )

    def on_lane_folded(self, event: messages.LaneFolded) -> None:
        """Fold or unfold a lane."""
        lanes = self.host.lanes
        lanes.fold(event.stage)
        state = "folded" if event.stage in lanes.folded else "unfolded"
        self.host.say(f"{self.host.workspace.board.stage(event.stage).name} is {state}.")

    # -- taking back

    def action_undo(self) -> None:
        """Take back the member's last act."""
        self.host.worker.undo()

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self.host.worker.redo()

    def on_done_elsewhere(self, fact: facts.DoneElsewhere) -> None:
        """Name the act of another window, and undo it only after a yes."""
        worker = self.host.worker

        def take_back(answer: bool | None) -> None:
            if answer:
                worker.adopt(fact.act)
                (worker.undo if fact.kind == "undo" else worker.redo)()

        where = "You did this in another window, on another machine or before this start."
        heading = f"{fact.kind.capitalize()}?"
        self.host.ask(dialogs.confirm.Confirm(f"{fact.sentence}\n{where}", fact.kind, heading=heading), take_back)
