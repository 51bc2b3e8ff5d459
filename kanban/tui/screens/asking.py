"""What is asked about cards before something is done with them: one dialog each, its answer made a verb.

A dialog is imported where it is first asked for: the first frame needs none, and together they cost as much as a tenth of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kanban import cell_width
from kanban.domain.acts import verbs
from kanban.domain.values import moments
from kanban.store.reading import duplicates
from kanban.tui import messages, reasons
from kanban.tui.screens.reading import FOUND, Reading

if TYPE_CHECKING:
    from kanban.tui.dialogs.cards.find_card import CardLine
    from kanban.tui.dialogs.cards.move_to import Destination
    from kanban.tui.dialogs.cards.next_step import Next

MANY = 20
"""Cards from which on a deletion is asked for twice."""


class Asking(Reading):
    """The questions about cards."""

    @property
    def cards(self) -> tuple[str, ...]:
        """The ids of the cards that a key is meant for: the selected ones, the open one that has the focus, the cursor's."""
        if not self.model.selected and self.open_card and not self.lanes.has_focus:
            return (self.open_card,)
        return self.model.ids()

    def has_cards(self) -> bool:
        """Tell whether there are cards that a key is meant for; where there are none, say why."""
        if self.cards:
            return True
        self.do_nothing(reasons.no_card(self.model))
        return False

    def with_cards(self, verb: str, act: Callable[[tuple[str, ...]], None]) -> None:
        """Do something with the cards that a key is meant for; ask first where the filter hides some of them."""
        if self.has_cards() and self.may("member", "change cards"):
            self.with_these(self.cards, verb, act)

    def with_these(self, cards: tuple[str, ...], verb: str, act: Callable[[tuple[str, ...]], None]) -> None:
        """The same with cards that may be the selected ones."""
        hidden = self.model.hidden if self.model.selected and cards == self.model.ids() else 0
        if hidden:
            from kanban.tui.dialogs.cards.hidden_cards import HiddenCards

            def chosen(which: str | None) -> None:
                if which:
                    act(cards if which == "all" else self.model.selected_and_shown())

            self.app.push_screen(HiddenCards(len(cards), hidden, verb), chosen)
        elif cards:
            act(cards)

    def _one_by_one(self, what: str) -> None:
        """Say that something is not done to several cards at once."""
        self.tell(f"{what} one card at a time. Esc: drop the selection", "warning")

    def named(self, cards: Sequence[str]) -> str:
        """Return what to call these cards in a question."""
        if len(cards) > 1:
            return f"{len(cards):,} cards"
        return f"“{cell_width.shorten(self.workspace.card(cards[0]).title, 30)}”"

    # -- making and changing

    def action_new(self) -> None:
        """Ask for a new card of this lane."""
        from kanban.tui.dialogs.cards.new_card import NewCard

        stage = self.model.lane_model.stage
        if not self.may("member", "add cards"):
            return

        def made(pairs: dict[str, str] | None) -> None:
            if pairs:
                self.worker.create(messages.NewAsked(stage.id, pairs))

        self.app.push_screen(NewCard(self.workspace.board, stage, self._twin, today=self.workspace.today), made)

    def _twin(self, email: str) -> str:
        board = self.workspace.board
        same = duplicates.same_email(self.workspace.connection, board.id, email)
        return (
            f"{cell_width.shorten(same[0].title, 30)} {same[0].ref} in {board.lane_of(same[0].stage).name}"
            if same
            else ""
        )

    async def action_edit(self) -> None:
        """Go to the fields of the card, or ask what all selected ones are to have."""
        from kanban.tui.dialogs.cards.edit_fields import EditFields

        board, today, cards = self.workspace.board, self.workspace.today, self.cards

        def ask(these: tuple[str, ...]) -> None:
            def changed(pairs: dict[str, str] | None) -> None:
                if pairs:
                    self.worker.edit(these, pairs)

            self.app.push_screen(EditFields(board, self.named(these), self.labels(), today=today), changed)

        if len(cards) == 1 and self.may("member", "change cards"):
            if await self._opened_to_type(cards[0]) and self.panel:
                self.panel.edit_field()
        elif len(cards) != 1:
            self.with_cards("Change", ask)

    def action_assign(self) -> None:
        """Make the cards the member's own: their team's owner."""
        me = self.workspace.me

        def assign(cards: tuple[str, ...]) -> None:
            if me:
                self.worker.edit(cards, {f"{me.team}_owner": me.name})

        self.with_cards("Assign", assign)

    def action_label(self) -> None:
        """Ask which labels the cards are to have."""
        self.with_cards("Label", self._ask_labels)

    def _ask_labels(self, cards: tuple[str, ...]) -> None:
        from kanban.tui.dialogs.cards.pick_labels import PickLabels

        worn = [set(self.workspace.card(card).labels) for card in cards]
        on: dict[str, bool | None] = {
            label: True if all(label in each for each in worn) else None for label in sorted(set().union(*worn))
        }

        def changed(pairs: dict[str, str] | None) -> None:
            if pairs:
                self.worker.edit(cards, pairs)

        self.app.push_screen(
            PickLabels(self.labels(), on, self.named(cards), self.workspace.board.label_names), changed
        )

    async def action_comment(self) -> None:
        """Open the card and write; with several selected, write one comment on each."""
        cards = self.cards
        if cards and not self.may("commenter", "comment"):
            return
        if len(cards) > 1:
            self.with_these(cards, "Comment on", self._comment_on_each)
        elif not cards:
            self.refuse_text("There is no card under the cursor to comment on.")
        elif await self._opened_to_type(cards[0]) and self.panel:
            self.panel.write()

    async def _opened_to_type(self, card: str) -> bool:
        """Open a card in which something is about to be typed; where it is gone, what is typed all the same goes nowhere."""
        if await self.show_card(card):
            self._turn(aside=False)
            return True
        self.refuse_text("This card can't be opened: it is not in the database any more.")
        return False

    def _comment_on_each(self, cards: tuple[str, ...]) -> None:
        from kanban.tui.dialogs.cards.line_to_team import Say

        def written(words: str | None) -> None:
            if words:
                self.worker.act(lambda view: verbs.comment_on_cards(view, cards, words))

        heading = f"Comment on {self.named(cards)}"
        self.app.push_screen(Say(heading, "Comment", "the same on each of them"), written)

    # -- moving

    def on_fields_lacking(self, event: messages.FieldsLacking) -> None:
        """Ask for exactly what a move lacks, and move again with it."""
        from kanban.tui.dialogs.cards.ask_fields import AskFields

        workspace = self.workspace
        question = AskFields(
            workspace.board,
            event.card,
            event.stage,
            event.names,
            called=event.called,
            today=workspace.today,
            precedents=self.read(workspace.precedents, []),
            cards=len(event.asked.cards),
            met=event.met,
            offer=self.offer_words(event.card.id) if len(event.asked.cards) == 1 else "",
            turn=self._turn_of(len(event.asked.cards)) if "why" in event.names else "",
        )

        def given(pairs: dict[str, str] | None) -> None:
            if pairs is not None:
                self.worker.moves.move(event.asked, {**event.given, **pairs})
            else:
                several = len(event.asked.cards) > 1
                self.tell(
                    f"The {len(event.asked.cards):,} cards stay where they were."
                    if several
                    else f"“{cell_width.shorten(event.card.title, 40)}” stays where it was."
                )

        self.app.push_screen(question, given)

    def _turn_of(self, cards: int) -> str:
        """Return who gets an offer that names nobody: `next in rotation (Raj)`."""
        from kanban.store.reading.waiting import routed
        from kanban.tui.widgets.card.offer_words import describe_turn

        board, connection = self.workspace.board, self.workspace.connection
        return self.read(lambda: describe_turn(board, routed(connection, board), cards), "")

    def offer_words(self, card: str) -> str:
        """Return what was said with the offer of a card that waits for its answer."""
        from kanban.tui.widgets.card.offer_words import describe_offer

        workspace = self.workspace
        return self.read(lambda: describe_offer(workspace.board, workspace.card(card), workspace.comments(card)), "")

    def action_move(self) -> None:
        """Ask where the cards are to go."""
        from kanban.tui.dialogs.cards.move_to import MoveTo

        cards = self.cards
        if not self.has_cards() or not self.may("member", "move cards"):
            return
        held = {stage: lane_model.summary.cards for stage, lane_model in self.model.lane_models.items()}
        stage = self.workspace.card(cards[0]).stage

        def chosen(there: Destination | None) -> None:
            if there:
                self._send(cards, there)

        self.app.push_screen(MoveTo(self.workspace.board, stage, self.named(cards), held), chosen)

    def _send(self, cards: tuple[str, ...], there: Destination) -> None:
        whole = self.model.lane_models[there.stage].whole
        if there.end == "bottom":
            self.with_these(cards, "Move", lambda some: self.ask_reorder(some, len(whole)))
            return
        first = next((face.id for face in self.model.window(whole[: len(cards) + 1]) if face.id not in cards), None)
        here = self.workspace.board.lane_of(self.workspace.card(cards[0]).stage).id
        self.post_message(messages.MoveAsked(cards, stage=there.stage, before=first if there.stage == here else None))

    def ask_reorder(self, cards: tuple[str, ...], steps: int) -> None:
        """Ask for these cards to go so many places down their lane."""
        for card in cards:
            self.post_message(messages.ReorderAsked(card, steps))

    def action_done(self) -> None:
        """Ask what comes after the next step that is done."""
        if len(self.cards) > 1:
            self._one_by_one("A next step is done on")
        elif self.has_cards() and self.may("member", "change cards"):
            self.post_message(messages.DoneAsked(self.cards[0]))

    def on_done_asked(self, event: messages.DoneAsked) -> None:
        """Ask what comes next."""
        from kanban.tui.dialogs.cards.next_step import NextStep

        card = self.workspace.card(event.card)

        def answered(then: Next | None) -> None:
            if then:
                self.worker.act(lambda view: verbs.finish_step(view, card.id, then.step, then.on), event)

        self.app.push_screen(NextStep(self.workspace.board, card, today=self.workspace.today), answered)

    # -- two cards of one lead

    def action_merge(self) -> None:
        """Ask which other card is of the same lead, and make one of the two."""
        from kanban.tui.dialogs.cards.find_card import FindCard

        cards = self.cards
        if len(cards) > 1:
            self._one_by_one("Merge")
            return
        if not self.has_cards() or not self.may("member", "change cards"):
            return

        def chosen(other: str | None) -> None:
            if other:
                self.worker.act(lambda view: verbs.merge(view, cards[0], other))

        async def others(typed: str) -> Sequence[CardLine]:
            return await asyncio.to_thread(self._mergeable, cards[0], typed)

        heading = f"Merge into {self.named(cards)}"
        self.app.push_screen(FindCard(others, heading, "merge"), chosen)

    def _mergeable(self, card_id: str, typed: str) -> list[CardLine]:
        """Find the cards that one could be merged with, likely duplicates first; in a thread of its own."""
        from kanban.tui.dialogs.cards.find_card import CardLine

        workspace = self.workspace.sibling()
        try:
            board = workspace.board
            likely = duplicates.likely(workspace.connection, board, workspace.card(card_id), FOUND)
            signs = {card.id: f"same {sign}" for card, sign in likely}
            listed = self.cards_like(workspace, typed, FOUND + 1)
        finally:
            workspace.close()
        found = {card.id: card for card in [*(card for card, _ in likely if not typed), *listed] if card.id != card_id}
        ranked = sorted(found.values(), key=lambda card: list(signs).index(card.id) if card.id in signs else len(signs))
        return [
            CardLine(
                card.id, card.ref, card.title, card.company or "", stage := board.lane_of(card.stage).name,
                note=f"{signs[card.id]} · {stage}" if card.id in signs else "",
            )
            for card in ranked[:FOUND]
        ]  # fmt: skip

    # -- deleting and bringing back

    def action_delete(self) -> None:
        """Delete the cards; a great many only when asked again."""
        self.with_cards("Delete", self._delete)

    def _delete(self, cards: tuple[str, ...]) -> None:
        from kanban.tui.dialogs.confirm import Confirm

        if len(cards) >= MANY:

            def sure(answer: bool | None) -> None:
                if answer:
                    self.post_message(messages.DeleteAsked(cards))

            self.app.push_screen(Confirm(f"Delete {len(cards):,} cards? Undo brings them back.", "delete"), sure)
        elif cards:
            self.post_message(messages.DeleteAsked(cards))

    def on_delete_asked(self, event: messages.DeleteAsked) -> None:
        """Delete cards; undo and the list of deleted cards bring them back."""
        self.worker.act(lambda view: verbs.delete(view, event.cards), event)

    def action_restore(self) -> None:
        """Offer the deleted cards."""
        from kanban.tui.dialogs.cards.find_card import DeletedCards

        none: list[CardLine] = []
        lines = self.read(self._deleted, none)

        def chosen(card: str | None) -> None:
            if card:
                self.worker.act(lambda view: verbs.restore(view, [card]))

        self.app.push_screen(DeletedCards(lines), chosen)

    def _deleted(self) -> list[CardLine]:
        from kanban.tui.dialogs.cards.find_card import CardLine

        gone = sorted(self.workspace.listed("deleted", 300), key=lambda found: found[0].updated_at, reverse=True)
        today = self.workspace.today
        return [
            CardLine(
                card.id,
                card.ref,
                card.title,
                card.company or "",
                note=moments.format_short(card.updated_at, today, self.workspace.board.timezone),
            )
            for card, _, _ in gone
        ]
