"""Debriefs, asked when a deal was won or lost; and walks through deals that are over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kanban import domain, store
from kanban.domain import clock
from kanban.tui import dialogs, messages
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from kanban.domain.lessons.lesson import Answer, Lesson
    from kanban.store.lessons.walks import Walk
    from kanban.store.workspace import Workspace
    from kanban.tui import facts
    from kanban.tui.dialogs.lessons.debrief_dialog import DebriefDialog
    from kanban.tui.dialogs.lessons.walk_screen import WalkScreen
    from kanban.tui.parts.cards import Cards

JUST = timedelta(seconds=30)
"""How long ago a deal was closed that was closed just now."""


class Lessons(Part):
    """The debrief and the walk."""

    def __init__(self, host: Host, cards: Cards) -> None:
        super().__init__(host)
        self._cards = cards
        self._card = ""
        """The card that is walked."""

    @property
    def dialog(self) -> DebriefDialog | WalkScreen | None:
        """The open debrief or walk."""
        return self.walk_screen or self.find_dialog(lambda: dialogs.lessons.debrief_dialog.DebriefDialog)

    @property
    def walk_screen(self) -> WalkScreen | None:
        """The open walk."""
        return self.find_dialog(lambda: dialogs.lessons.walk_screen.WalkScreen)

    # -- the debrief

    def on_written(self, fact: facts.Written) -> None:
        """Ask for a debrief after a rep has won or lost a deal here."""
        workspace = self.host.workspace
        moved = fact.intent if isinstance(fact.intent, messages.MoveAsked) else None
        if moved is None or len(moved.cards) != 1 or workspace.me is None or workspace.me.team != "sales":
            return
        card = workspace.card(moved.cards[0])
        if not domain.lessons.lesson_verbs.find_ending(card, workspace.board):
            return
        if workspace.now() - clock.from_iso(card.entered_at) < JUST:
            self._ask_debrief(card.id)

    def action_debrief(self) -> None:
        """Ask why the buyer decided so."""
        if not self._cards.has_targets() or not self.may("commenter", "write debriefs"):
            return
        if len(self.host.targets) > 1:
            self._cards.refuse_several("A debrief is written for")
            return
        card = self.host.workspace.card(self.host.targets[0])
        if domain.lessons.lesson_verbs.find_ending(card, self.host.workspace.board):
            self._ask_debrief(card.id)
        else:
            self.host.do_nothing("A debrief is for a deal that is Won or Lost.")

    def _ask_debrief(self, card_id: str) -> None:
        host, workspace = self.host, self.host.workspace
        card, me = workspace.card(card_id), workspace.me
        nothing: list[Lesson] = []
        listed = self.read(lambda: store.lessons.card_lessons.list_lessons(workspace, card_id), nothing)
        own = [one.words for one in listed if one.kind == "debrief" and me and one.author == me.id]
        marketer = domain.lessons.lesson_verbs.find_marketer(card, workspace.board)
        is_other = marketer is not None and me is not None and marketer.id != me.id
        first = f"M {marketer.name}, who brought this lead" if marketer and is_other and not own else ""
        ending = domain.lessons.lesson_verbs.find_ending(card, workspace.board)

        def write(words: str | None) -> None:
            if words is not None:
                host.worker.act(lambda view: domain.lessons.lesson_verbs.debrief(view, card_id, words))

        heading = f"{ending} · {card.title}"
        host.ask(dialogs.lessons.debrief_dialog.DebriefDialog(heading, first, own[-1] if own else ""), write)

    # -- the walk

    def action_walk(self) -> None:
        """Walk the deal of this week."""
        workspace = self.host.workspace
        proposed = self.read(lambda: store.lessons.walks.propose(workspace), None)
        if workspace.me is None:
            self.host.do_nothing("Nobody acts here yet: choose a member first.")
        elif proposed is None:
            self.host.do_nothing("Nothing more to walk this week. The first closed deal makes a walk.")
        else:
            self.walk(proposed.card)

    def walk(self, card_id: str) -> None:
        """Walk a deal from where the member stopped."""
        host, workspace = self.host, self.host.workspace
        self._card = card_id
        screen = dialogs.lessons.walk_screen.WalkScreen(workspace.board, workspace.today, self._go_on, self._share)
        host.ask(screen)
        self._run(lambda sibling: store.lessons.walks.read_walk(sibling, card_id))

    def _go_on(self, typed: str) -> None:
        card_id = self._card
        self._run(lambda sibling: store.lessons.walks.go_on(sibling, card_id, typed))

    def _share(self) -> None:
        card_id, worker = self._card, self.host.worker
        nothing: tuple[Answer, ...] = ()
        answers = self.read(lambda: store.lessons.walks.read_walk(self.host.workspace, card_id).state.answers, nothing)
        worker.act(lambda view: domain.lessons.lesson_verbs.share_walk(view, card_id, answers))
        self._run(lambda sibling: store.lessons.walks.mark_shared(sibling, card_id))

    def _run(self, take: Callable[[Workspace], Walk]) -> None:
        """Do something with the walk in the writer's turn, and show it as it is then."""

        def job(workspace: Workspace) -> None:
            walk = take(workspace)
            self.host.call_later(lambda: self._show(walk))

        self.host.worker.run(job)

    def _show(self, walk: Walk) -> None:
        if screen := self.walk_screen:
            screen.show(walk)
