"""Objections: what a prospect said, the play that answers it, one key for how it ended; and the playbook itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from kanban import store
from kanban.domain import playbook
from kanban.domain.change import OBJECTION, Act
from kanban.domain.errors import KanbanError
from kanban.store.local.comment_state import PLAY_DRAFT
from kanban.tui import dialogs, messages
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.playbook.book import Playbook, Request
    from kanban.domain.playbook.play import Play
    from kanban.domain.playbook.typeahead import Typeahead
    from kanban.tui import facts
    from kanban.tui.dialogs.playbook.objection_dialog import TypedObjection
    from kanban.tui.dialogs.playbook.play_editor import Settings
    from kanban.tui.dialogs.playbook.playbook_dialog import PlaybookAct
    from kanban.tui.parts.cards import Cards
    from kanban.tui.parts.search import Search


PROPOSE = "propose"
"""What the dialog of a play returns instead of an outcome."""


class Objections(Part):
    """The dialogs about objections and plays."""

    def __init__(self, host: Host, cards: Cards, search: Search) -> None:
        super().__init__(host)
        self._cards, self._search = cards, search
        self._asked = 0
        """How often the playbook was asked for: only the last answer is shown."""
        cards.ask_objection = self.ask_objection

    @property
    def dialog(self) -> dialogs.playbook.playbook_dialog.PlaybookDialog | None:
        """The open playbook."""
        return self.find_dialog(lambda: dialogs.playbook.playbook_dialog.PlaybookDialog)

    # -- on cards

    def action_object(self) -> None:
        """Ask what the prospects of the cards said against it."""
        if self._cards.has_targets() and self.may("commenter", "log objections"):
            self._cards.confirm_hidden(self.host.targets, "Log on", self.ask_objection)

    def ask_objection(self, cards: tuple[str, ...], typed: str = "", activity: Callable[[], str] | None = None) -> None:
        """Ask for an objection, the same on each of the cards; `activity` tells the id of where it came up."""
        host, workspace = self.host, self.host.workspace
        lane = workspace.board.lane_of(workspace.card(cards[0]).stage).id
        present = store.playbooks.list_objections(workspace, cards[0]) if len(cards) == 1 else []
        book = playbook.book.build_playbook(store.playbooks.list_plays(workspace), (), workspace.board.currency)
        dialog = dialogs.playbook.objection_dialog.ObjectionDialog(
            self._cards.name_of(cards), book, playbook.typeahead.Typeahead(book), lane,
            [entry for entry in present if not entry.outcome], typed=typed,
        )  # fmt: skip

        def log(answer: TypedObjection | None) -> None:
            if answer is None:
                return
            if answer.objection:
                chosen = next(entry for entry in present if entry.id == answer.objection)
                self._ask_outcome(dialog.playbook, [chosen.id], chosen.words, chosen.play, cards[0])
                return
            ids: list[str] = []

            def verb(view: View) -> Act:
                act = playbook.objection_verbs.log_objection(
                    view, cards, answer.words, play=answer.play, request=answer.request,
                    activity=activity() if activity else "",
                )  # fmt: skip
                ids[:] = [step.entity for step in act.steps if step.etype == OBJECTION]
                return act

            host.worker.act(verb)
            if answer.play:
                self._ask_outcome(dialog.playbook, ids, answer.words, answer.play, cards[0])

        host.ask(dialog, log)
        self._read(dialog.show_playbook)

    def _ask_outcome(self, book: Playbook, ids: Sequence[str], words: str, play_id: str, card: str) -> None:
        """Show the play that answers objections, and ask how they ended; `ids` may be filled until then.

        `card` is where a proposed change of the play would be a comment.
        """
        host = self.host
        play = next((play for play in book.present if play.id == play_id), None)
        if play is None and ids:
            play = next((book.find_answer(one.objection) for one in book.met if one.objection.id == ids[0]), None)
        figures = book.find_figures(play) if play else playbook.book.PlayFigures()

        def settle(outcome: str | None) -> None:
            if outcome == PROPOSE and play:
                self._propose(play, card)
            elif outcome is not None:
                ended = "" if outcome == "open" else outcome
                host.worker.act(lambda view: playbook.objection_verbs.settle(view, ids, ended))

        dialog = dialogs.playbook.play_dialog.PlayDialog
        host.ask(dialog(play, figures, host.workspace.board, words, open_link=self._open_link), settle)

    # -- the playbook

    def action_playbook(self) -> None:
        """Show the plays, and the requests that wait for one."""
        host, workspace = self.host, self.host.workspace
        may_write = workspace.me is not None and playbook.play_verbs.may_write_plays(workspace.me)
        dialog = dialogs.playbook.playbook_dialog.PlaybookDialog(
            workspace.board, workspace.today, self._do, may_write=may_write
        )
        host.ask(dialog)
        self._refresh()

    def _refresh(self) -> None:
        def show(book: Playbook, _: Typeahead) -> None:
            if dialog := self.dialog:
                self._book = book
                dialog.show(self.host.workspace.board, book)

        self._read(show)

    _book: Playbook | None = None

    def on_written(self, fact: facts.Written) -> None:  # noqa: ARG002 - whatever was written may change it
        """Show the playbook as it is now."""
        if self.dialog:
            self._refresh()

    def _read(self, show: Callable[[Playbook, Typeahead], None]) -> None:
        """Read the playbook in a thread, and show it."""
        self._asked += 1
        number, workspace = self._asked, self.host.workspace

        def read() -> None:
            try:
                with closing(workspace.open_sibling()) as sibling:
                    book = store.playbooks.read_playbook(sibling)
                    typeahead = playbook.typeahead.Typeahead(book)
            except KanbanError as fault:
                sentence = str(fault)
                self.host.call_later(lambda: self.host.say(sentence, "error"))
                return
            self.host.call_later(lambda: show(book, typeahead) if number == self._asked else None)

        self.host.run_worker(read, thread=True, group="playbook", exclusive=True)

    def _do(self, act: PlaybookAct, item: Play | Request | None) -> None:
        """Do what a key in the playbook stands for."""
        host, workspace, book = self.host, self.host.workspace, self._book
        if act == "show" and book and item:
            play = next(play for play in book.present if play.id == item.id)
            dialog = dialogs.playbook.play_dialog.PlayDialog(
                play, book.find_figures(play), workspace.board, open_link=self._open_link
            )
            host.ask(dialog, lambda outcome: self._propose(play, "") if outcome == PROPOSE else None)
        elif act == "propose" and book and item:
            self._propose(next(play for play in book.present if play.id == item.id), "")
        elif act == "cards" and book:
            self._show_cards(next(one for one in book.requests if item and one.id == item.id))
        elif not (workspace.me and playbook.play_verbs.may_write_plays(workspace.me)):
            self._complain("Only members of marketing and leads can change plays. p: propose a change")
        elif act == "starter":
            starters = list(playbook.starter_plays.list_starters(workspace.board.id))
            host.worker.act(lambda view: playbook.play_verbs.add_plays(view, starters))
        elif act == "archive" and item:
            host.worker.act(lambda view: playbook.play_verbs.archive_play(view, item.id))
        elif act == "take" and book and item:
            request = next(one for one in book.requests if one.id == item.id)
            host.worker.act(lambda view: playbook.play_verbs.take_request(view, request.id, request.words))
        elif act == "same" and book and item:
            self._answer_with(book, item.id)
        elif act == "edit" and book and item:
            self._write(next(play for play in book.present if play.id == item.id), None)
        elif act == "write":
            waiting = book.requests if book else ()
            request_or_none = next((one for one in waiting if item and one.id == item.id), None)
            self._write(request_or_none.draft if request_or_none else None, request_or_none)

    def _propose(self, play: Play, card: str) -> None:
        """Ask what to change about a play; its owner is asked in a comment on a card that met it."""
        card = card or (self._book.find_last_card(play) if self._book else "")
        if not card:
            self._complain("No card has met that play yet, so there is nowhere to comment.")
            return

        def send(words: str | None) -> None:
            if words:
                self.host.worker.act(lambda view: playbook.play_verbs.propose_change(view, play.id, card, words))

        form = dialogs.form.AskLine(f"Propose a change: {play.title}", "Change", "e.g. their IT asks for a data sheet")
        self.host.ask(form, send)

    def _complain(self, sentence: str) -> None:
        if dialog := self.dialog:
            dialog.complain(sentence)
        else:
            self.host.say(sentence)

    def _open_link(self, url: str) -> None:
        self.host.post_message(messages.LinkOpened(url))

    def _write(self, play: Play | None, request: Request | None) -> None:
        """Write a play, or change it; for a request it is sent to the cards that wait."""
        host, workspace, book = self.host, self.host.workspace, self._book
        place = PLAY_DRAFT + (play.id if play else request.id if request else workspace.board.id)
        answered = {*(play.answers if play else ()), *((request.id,) if request else ())}
        waiting = {card for one in (book.requests if book else ()) if one.id in answered for card in one.cards}

        def save(settings: Settings | None) -> None:
            if settings is None:
                if self.read(lambda: workspace.read_draft(place), ""):
                    self._complain("Draft kept.")
                return
            requests = [request.id] if request else []
            host.worker.comments.act_on_draft(
                lambda view: playbook.play_verbs.save_play(view, play.id if play else "", settings, requests=requests),
                place,
            )

        def keep(body: str) -> None:
            self.read(lambda: workspace.keep_draft(place, body), None)

        draft = self.read(lambda: workspace.read_draft(place), "")
        editor = dialogs.playbook.play_editor.PlayEditor
        host.ask(
            editor(play, workspace.board, workspace.today, request, draft=draft, keep=keep, waiting=len(waiting)), save
        )

    def _answer_with(self, book: Playbook, request: str) -> None:
        """Ask which play answers a request, too."""
        host = self.host
        plays = [play for play in book.present if play.is_offered]

        def answer(play: str | None) -> None:
            if play:
                host.worker.act(lambda view: playbook.play_verbs.answer_with(view, play, [request]))

        host.ask(dialogs.playbook.pick_play.PickPlay(plays), answer)

    def _show_cards(self, request: Request) -> None:
        """Show the cards that wait for an answer."""
        host, workspace = self.host, self.host.workspace

        def go_to(card: str | None) -> None:
            if card:
                if dialog := self.dialog:
                    dialog.dismiss(None)
                host.run_worker(self._search.go_to(card))

        cards = [workspace.card(card) for card in request.cards[:200]]
        title = f"“{request.words}”"
        host.ask(dialogs.figures.figure_cards.FigureCards(workspace.board, title, cards, len(request.cards)), go_to)
