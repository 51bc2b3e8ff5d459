"""The board's screen: what its keys do, and how an intent becomes a verb at the worker."""

from __future__ import annotations

from kanban.domain.acts import verbs
from kanban.tui import messages
from kanban.tui.screens.agreeing import Agreeing
from kanban.tui.screens.answering import Answering
from kanban.tui.screens.frame import BoardFrame


class BoardScreen(Answering, Agreeing, BoardFrame):
    """One board, with its filter, its open card and its questions."""

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
        if self.has_cards() and self.may("member", "move cards"):
            self.post_message(messages.MoveAsked(self.cards, steps))

    def _ask_reorder(self, steps: int) -> None:
        cards = self.cards
        if len(cards) > 1:
            self.tell("Several cards are selected. Esc: drop the selection, then move one in its lane", "warning")
        elif self.has_cards() and self.may("member", "move cards"):
            self.with_these(cards, "Move", lambda some: self.ask_reorder(some, steps))

    def action_copy(self) -> None:
        """Copy the references of the cards."""
        cards = self.cards
        refs = [face.ref for face in self.model.faces.values() if face.id in cards]
        if self.has_cards():
            self.app.copy_to_clipboard(" ".join(refs))
            self.tell(f"Copied {', '.join(refs[:3])}{' …' if len(refs) > 3 else ''}")

    def action_undo(self) -> None:
        """Take back the member's last act."""
        self.worker.undo()

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self.worker.redo()

    def on_done_elsewhere(self, event: messages.DoneElsewhere) -> None:
        """Name what was done elsewhere, and take it back only on a yes."""
        from kanban.tui.dialogs.confirm import Confirm

        def sure(answer: bool | None) -> None:
            if answer:
                self.worker.adopt(event.act)
                (self.worker.undo if event.kind == "undo" else self.worker.redo)()

        where = "You did this in another window, on another machine or before this start."
        self.app.push_screen(Confirm(f"{event.said}\n{where}", event.kind, heading=f"{event.kind.capitalize()}?"), sure)

    async def action_escape(self) -> None:
        """Let go of what is dragged, else close the card, else drop the selection, else clear the filter."""
        if self.drop_drag():
            self.do_nothing("Let go: it stays where it was.")
        elif self.panel is not None:
            await self.close_card()
        elif self.model.selected:
            self.model.selected.clear()
            self.lanes.draw()
            self.say_keys()
        elif self.filtered.source or self.filtered.mine:
            self.clear_filter()
        elif self.status.shows_result and not self.status.passing:
            self.tell("")
        else:
            self.do_nothing("Nothing to close: this is the board.")

    # -- intents

    def on_move_asked(self, event: messages.MoveAsked) -> None:
        """Move cards."""
        event.stop()

        def move(cards: tuple[str, ...]) -> None:
            self.worker.moves.move(messages.MoveAsked(cards, event.steps, event.stage, event.before))

        self.with_these(event.cards, "Move", move)

    def on_reorder_asked(self, event: messages.ReorderAsked) -> None:
        """Move a card within its lane."""
        self.worker.act(lambda view: verbs.reorder(view, event.card, event.steps), event)

    def on_lane_folded(self, event: messages.LaneFolded) -> None:
        """Fold a lane, or unfold it: one with the cursor may have shown whole before."""
        self.lanes.fold(event.stage)
        state = "folded" if event.stage in self.lanes.folded else "unfolded"
        self.tell(f"{self.workspace.board.stage(event.stage).name} is {state}.")

    async def on_command_picked(self, event: messages.CommandPicked) -> None:
        """Do what was clicked."""
        await self.run_action(event.id)

    # -- facts

    def written(self, event: messages.BoardWritten) -> None:
        """Put the cursor on the card that was just made."""
        super().written(event)
        if isinstance(event.asked, messages.NewAsked) and event.made and not self.model.point_at(event.made[0]):
            event.warnings = (*event.warnings, "The filter hides it.")
