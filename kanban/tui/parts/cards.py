"""Creating, changing, merging and deleting cards: the dialogs about the cards that a command applies to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kanban import cell_width, domain
from kanban.domain import acts
from kanban.domain.change import ACTIVITY
from kanban.domain.values import moments
from kanban.store import reading
from kanban.tui import dialogs, messages, reasons
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets import card as card_widgets

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.change import Act
    from kanban.tui import facts
    from kanban.tui.parts.panel import Panel
    from kanban.tui.parts.search import Search

AskObjection = Callable[[tuple[str, ...], str, "Callable[[], str] | None"], None]
"""Asks for an objection on cards: with what was typed so far, and what tells the id of the activity."""

MANY = 20
"""Cards from which on a deletion is asked for twice."""


class Cards(Part):
    """The commands for one card or several."""

    def __init__(self, host: Host, panel: Panel, search: Search) -> None:
        super().__init__(host)
        self._panel, self._search = panel, search
        self.ask_objection: AskObjection = lambda *_: None
        """Asks what was said against it; the part of objections sets it."""

    def has_targets(self) -> bool:
        """Return whether there are cards for a command; if not, show why."""
        if self.host.targets:
            return True
        self.host.do_nothing(reasons.explain_no_card(self.host.model))
        return False

    def change_targets(self, verb: str, act: Callable[[tuple[str, ...]], None]) -> None:
        """Do something with the cards that a command applies to; ask first if the filter hides some of them."""
        if self.has_targets() and self.may("member", "change cards"):
            self.confirm_hidden(self.host.targets, verb, act)

    def confirm_hidden(self, cards: tuple[str, ...], verb: str, act: Callable[[tuple[str, ...]], None]) -> None:
        """Do something with cards; ask first if they are the selected ones and the filter hides some of them."""
        model = self.host.model
        hidden = model.hidden if model.selected and cards == model.list_ids() else 0
        if hidden:

            def act_on(which: str | None) -> None:
                if which:
                    act(cards if which == "all" else model.list_selected_and_shown())

            self.host.ask(dialogs.confirm.HiddenCards(len(cards), hidden, verb), act_on)
        elif cards:
            act(cards)

    def refuse_several(self, what: str) -> None:
        """Show that something can't be done to several cards at once."""
        self.host.say(f"{what} one card at a time. Esc: drop the selection", "warning")

    def name_of(self, cards: Sequence[str]) -> str:
        """Return what to call these cards in a question."""
        if len(cards) > 1:
            return f"{len(cards):,} cards"
        return f"“{cell_width.shorten(self.host.workspace.card(cards[0]).title, 30)}”"

    def offer_words(self, card: str) -> str:
        """Return the words of the offer of a card that waits for an answer."""
        workspace = self.host.workspace
        return self.read(
            lambda: card_widgets.offer_words.describe_offer(
                workspace.board, workspace.card(card), workspace.list_comments(card)
            ),
            "",
        )

    # -- making and changing

    def action_new(self) -> None:
        """Ask for a new card of this lane."""
        host, stage = self.host, self.host.model.lane_model.stage
        if not self.may("member", "add cards"):
            return

        def create(pairs: dict[str, str] | None) -> None:
            if pairs:
                host.worker.create(messages.NewAsked(stage.id, pairs))

        board, today = host.workspace.board, host.workspace.today
        host.ask(dialogs.cards.card_forms.NewCard(board, stage, self._name_twin, today=today), create)

    def _name_twin(self, email: str) -> str:
        board = self.host.workspace.board
        same = reading.duplicates.find_same_email(self.host.workspace.connection, board.id, email)
        return (
            f"{cell_width.shorten(same[0].title, 30)} {same[0].ref} in {board.lane_of(same[0].stage).name}"
            if same
            else ""
        )

    def find_new(self, fact: facts.Written) -> tuple[str, ...]:
        """Put the cursor on a card that was just created here; return a warning if the filter hides it."""
        hidden = (
            isinstance(fact.intent, messages.NewAsked)
            and fact.entity_ids
            and not self.host.model.point_at(fact.entity_ids[0])
        )
        return ("The filter hides it.",) if hidden else ()

    async def action_edit(self) -> None:
        """Go to the fields of the card; for several cards, ask for common values."""
        cards = self.host.targets
        if len(cards) == 1 and self.may("member", "change cards"):
            if await self._panel.open_to_type(cards[0]) and self._panel.widget:
                self._panel.widget.edit_field()
        elif len(cards) != 1:
            self.change_targets("Change", self._ask_fields)

    def _ask_fields(self, cards: tuple[str, ...]) -> None:
        host = self.host

        def change(pairs: dict[str, str] | None) -> None:
            if pairs:
                host.worker.edit(cards, pairs)

        board, labels, today = host.workspace.board, self._panel.labels(), host.workspace.today
        host.ask(dialogs.cards.card_forms.EditFields(board, self.name_of(cards), labels, today=today), change)

    def action_assign(self) -> None:
        """Make the member the owner of the cards for their team."""
        me = self.host.workspace.me

        def assign(cards: tuple[str, ...]) -> None:
            if me:
                self.host.worker.edit(cards, {f"{me.team}_owner": me.name})

        self.change_targets("Assign", assign)

    def action_label(self) -> None:
        """Ask for the labels of the cards."""
        self.change_targets("Label", self._ask_labels)

    def _ask_labels(self, cards: tuple[str, ...]) -> None:
        host = self.host
        worn = [set(host.workspace.card(card).labels) for card in cards]
        on: dict[str, bool | None] = {
            label: True if all(label in labels for labels in worn) else None for label in sorted(set().union(*worn))
        }

        def change(pairs: dict[str, str] | None) -> None:
            if pairs:
                host.worker.edit(cards, pairs)

        names = host.workspace.board.label_names
        host.ask(dialogs.cards.pick_labels.PickLabels(self._panel.labels(), on, self.name_of(cards), names), change)

    async def action_comment(self) -> None:
        """Open the card and write; with several selected, write one comment on each."""
        cards = self.host.targets
        if cards and not self.may("commenter", "comment"):
            return
        if len(cards) > 1:
            self.confirm_hidden(cards, "Comment on", self._comment_on_each)
        elif not cards:
            self._panel.refuse_text("There is no card under the cursor to comment on.")
        elif await self._panel.open_to_type(cards[0]) and self._panel.widget:
            self._panel.widget.write()

    def action_log(self) -> None:
        """Ask what was done with the prospects of the cards."""
        if self.has_targets() and self.may("commenter", "log activities"):
            self.confirm_hidden(self.host.targets, "Log on", self.ask_activity)

    def ask_activity(self, cards: tuple[str, ...]) -> None:
        """Ask for an activity, the same on each of the cards, and log it."""
        host, workspace = self.host, self.host.workspace
        step = (workspace.card(cards[0]).next_step or "") if len(cards) == 1 else ""

        ids: list[str] = []

        def log(done: dialogs.cards.log_activity.LoggedActivity | None) -> None:
            if not done:
                return

            def verb(view: View) -> Act:
                act = acts.activity_verbs.log_activity(
                    view, cards, done.kind, done.outcome, words=done.words, done_at=done.done_at,
                    next_step=done.next_step, next_on=done.next_on, next_time=done.next_time,
                )  # fmt: skip
                ids[:] = [step.entity for step in act.steps if step.etype == ACTIVITY]
                return act

            host.worker.act(verb)
            if done.objection:
                self.ask_objection(cards, done.objection, (lambda: ids[0]) if len(cards) == 1 else None)

        what = self.name_of(cards)
        host.ask(dialogs.cards.log_activity.LogActivity(workspace.board, what, step, now=workspace.now()), log)

    def ask_comment(self, card: str, before: Callable[[], object] | None = None) -> None:
        """Ask for a one-line comment on a card; `before` is done first, if there are words."""
        worker = self.host.worker

        def comment(words: str | None) -> None:
            if words:
                if before:
                    before()
                worker.act(lambda view: acts.verbs.comment(view, card, words))

        heading = f"Comment: {self.name_of((card,))}"
        self.host.ask(dialogs.form.AskLine(heading, "Comment", "what is to be said"), comment)

    def _comment_on_each(self, cards: tuple[str, ...]) -> None:
        def comment(words: str | None) -> None:
            if words:
                self.host.worker.act(lambda view: acts.verbs.comment_on_cards(view, cards, words))

        heading = f"Comment on {self.name_of(cards)}"
        self.host.ask(dialogs.form.AskLine(heading, "Comment", "the same on each of them"), comment)

    def action_done(self) -> None:
        """Mark the next step as done, and ask for the one after it."""
        if len(self.host.targets) > 1:
            self.refuse_several("A next step is done on")
        elif self.has_targets() and self.may("member", "change cards"):
            self.host.post_message(messages.DoneAsked(self.host.targets[0]))

    def on_done_asked(self, event: messages.DoneAsked) -> None:
        """Ask for the next step."""
        host, card = self.host, self.host.workspace.card(event.card)

        def finish(then: dialogs.cards.card_forms.NewStep | None) -> None:
            if then:
                host.worker.act(
                    lambda view: acts.verbs.finish_step(view, card.id, then.step, then.on, then.time), event
                )

        host.ask(dialogs.cards.card_forms.NextStep(host.workspace.board, card, today=host.workspace.today), finish)

    def action_commit(self) -> None:
        """Commit to the deal, or end the commitment that it has."""
        if len(self.host.targets) > 1:
            self.refuse_several("Commit to deals")
        elif self.has_targets() and self.may("member", "commit to deals"):
            card = self.host.workspace.card(self.host.targets[0])
            is_on = card.value_of(domain.commitments.COMMIT) is not True
            self.host.worker.act(lambda view: domain.commitments.commit(view, card.id, is_on=is_on))

    def action_copy(self) -> None:
        """Copy the references of the cards."""
        cards = self.host.targets
        refs = [summary.ref for summary in self.host.model.card_summaries.values() if summary.id in cards]
        if self.has_targets():
            self.host.copy(" ".join(refs))
            self.host.say(f"Copied {', '.join(refs[:3])}{' …' if len(refs) > 3 else ''}")

    # -- two cards of one lead

    def action_merge(self) -> None:
        """Ask which other card is the same lead, and merge it into this one."""
        cards = self.host.targets
        if len(cards) > 1:
            self.refuse_several("Merge")
            return
        if not self.has_targets() or not self.may("member", "change cards"):
            return

        def merge(other: str | None) -> None:
            if other:
                self.host.worker.act(lambda view: acts.verbs.merge(view, cards[0], other))

        async def find(typed: str) -> Sequence[dialogs.find_dialogs.CardLine]:
            return await self._search.find_twins(cards[0], typed)

        self.host.ask(dialogs.find_dialogs.FindCard(find, f"Merge into {self.name_of(cards)}", "merge"), merge)

    # -- deleting and bringing back

    def action_delete(self) -> None:
        """Delete the cards; for many, ask first."""
        self.change_targets("Delete", self._delete)

    def _delete(self, cards: tuple[str, ...]) -> None:
        if len(cards) >= MANY:

            def delete(answer: bool | None) -> None:
                if answer:
                    self.host.post_message(messages.DeleteAsked(cards))

            self.host.ask(
                dialogs.confirm.Confirm(f"Delete {len(cards):,} cards? Undo brings them back.", "delete"), delete
            )
        elif cards:
            self.host.post_message(messages.DeleteAsked(cards))

    def on_delete_asked(self, event: messages.DeleteAsked) -> None:
        """Delete cards; undo and the list of deleted cards bring them back."""
        self.host.worker.act(lambda view: acts.verbs.delete(view, event.cards), event)

    def action_restore(self) -> None:
        """Offer the deleted cards."""
        nothing: list[dialogs.find_dialogs.CardLine] = []

        def restore(card: str | None) -> None:
            if card:
                self.host.worker.act(lambda view: acts.verbs.restore(view, [card]))

        self.host.ask(dialogs.find_dialogs.DeletedCards(self.read(self._list_deleted, nothing)), restore)

    def _list_deleted(self) -> list[dialogs.find_dialogs.CardLine]:
        workspace = self.host.workspace
        rows = sorted(workspace.list_cards("deleted", 300), key=lambda row: row[0].updated_at, reverse=True)
        today, timezone = workspace.today, workspace.board.timezone
        return [
            dialogs.find_dialogs.CardLine(
                card.id,
                card.ref,
                card.title,
                card.company or "",
                note=moments.format_short(card.updated_at, today, timezone),
            )
            for card, _, _ in rows
        ]
