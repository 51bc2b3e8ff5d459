"""The board's worker: one thread that does, in order, all acts and all slow reading.

Commit, then paint: what was written comes back as `Written` with the cards to replace, never computed on the
screen. What other processes wrote comes the same way. One thread and not several: with unordered workers, of three fast
presses two were lost, and a filter could answer for a board that is gone.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from textual.message import Message

from kanban import domain
from kanban.domain import acts
from kanban.domain.acts import verbs
from kanban.domain.acts.view import View
from kanban.domain.change import Act
from kanban.domain.errors import KanbanError
from kanban.domain.values import fields
from kanban.store import acts as store_acts
from kanban.store import local, log, reading
from kanban.store.database import DatabaseReplaced
from kanban.store.reading import read
from kanban.store.workspace import News, Workspace
from kanban.tui import facts, messages, reasons
from kanban.tui.board_model import CardPlace
from kanban.tui.card_filter import CardFilter
from kanban.tui.card_jobs import CommentJobs, MoveJobs, take_back_imports
from kanban.tui.lane_summaries import LaneSummaries

if TYPE_CHECKING:
    from kanban.domain.waiting.inbox import InboxEntry
    from kanban.store.acts import writing

MANY = 60
"""Cards past which whole lanes are read anew instead of one card after the other."""

IDLE = 2.0
"""Seconds without a job after which what was committed is folded into the database file."""

PAUSE = 0.15
"""Seconds without a job after which the inbox is read again, if something was written."""

Job = Callable[[Workspace], "facts.Fact | None"]
"""Something to do in the worker's thread; the fact it returns goes to the screen."""


def _read_lanes(workspace: Workspace) -> dict[str, array[int]]:
    return {stage.id: read.read_order(workspace.connection, stage.id) for stage in workspace.board.stages}


class BoardWorker:
    """The thread, its queue, and what it keeps for the filter: the searched text of all cards."""

    def __init__(self, workspace: Workspace, post: Callable[[Message], object], head: int | None = None) -> None:
        """Take an open workspace, whose sibling does the work in the thread, and a function that posts a message.

        `head` is the log's when the screen first read the board: what is written after it is looked for. None: now.
        """
        self._origin, self._post_message = workspace, post
        self._jobs: SimpleQueue[tuple[Job, Message | None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="worker", daemon=True)
        self._head = log.read_head(workspace.connection) if head is None else head
        self._filter = CardFilter()
        self._summaries = LaneSummaries()
        self.comments = CommentJobs(self.run, self._report_written)
        self.moves = MoveJobs(self.run, self._report_written)
        self._own: set[str] = set()
        """The ids of the acts that were done in this window."""
        self._wanted = ""
        self._is_unfolded = False
        self.is_shared = False
        """The board goes to a server: what waits for it is told with what was written."""
        self.owes_inbox = False
        """Something was written, or time has passed, since the inbox was read."""
        self._is_measuring = False

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self, patience: float = 5.0) -> None:
        """Finish what was asked for, waiting at most so many seconds, and stop."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join(patience)

    # -- what may be asked

    def run(self, job: Job, intent: Message | None = None) -> None:
        """Queue a job. If it is refused, the error refers to `intent`."""
        self._jobs.put((job, intent))

    def act(self, verb: writing.Verb, intent: Message | None = None) -> None:
        """Queue the act of a verb."""
        self.run(lambda workspace: self._report_written(workspace, workspace.act(verb), intent), intent)

    def create(self, intent: messages.NewAsked) -> None:
        """Make a card."""

        def verb(view: View) -> Act:
            registers = fields.read_all(intent.pairs, view.board, view.today)
            return verbs.create(view, registers, stage=view.board.stage(intent.stage))

        self.act(verb, intent)

    def add_member(self, intent: messages.MemberAsked) -> None:
        """Add a member; comments from before count as read for them."""

        def job(workspace: Workspace) -> facts.Fact:
            result = workspace.act(lambda view: acts.board_verbs.add_member(view, intent.name, intent.team))
            with workspace.database.writing() as connection:
                local.comment_state.begin_reading(connection, result.entity_ids[0])
            return self._report_written(workspace, result, intent)

        self.run(job, intent)

    def edit(self, cards: Sequence[str], pairs: Mapping[str, str]) -> None:
        """Set fields as they were typed."""

        def verb(view: View) -> Act:
            card = view.card(cards[0]) if len(cards) == 1 else None
            return verbs.edit(view, cards, fields.read_all(pairs, view.board, view.today, card))

        self.act(verb)

    def undo(self) -> None:
        """Take back the member's last act."""
        self.run(lambda workspace: self._take_back(workspace, "undo"))

    def redo(self) -> None:
        """Do again what the member undid last."""
        self.run(lambda workspace: self._take_back(workspace, "redo"))

    def undo_imports(self, known: Container[str], intent: Message) -> None:
        """Take back the member's imports that are not among the `known` acts."""

        def job(workspace: Workspace) -> facts.Fact:
            result = take_back_imports(workspace, known, self._own)
            return self._report_written(workspace, result, intent, back="redo")

        self.run(job, intent)

    def adopt(self, act: str) -> None:
        """Count an act as done in this window: its member wants to take it back here."""
        self._own.add(act)

    def retry(self, note: str) -> None:
        """Do again what was refused or overtaken, or bring back what was removed."""
        self.run(lambda workspace: self._report_written(workspace, workspace.retry(note)))

    def discard(self, note: str) -> None:
        """Discard a note of the attention list."""

        def job(workspace: Workspace) -> facts.Fact:
            workspace.resolve(note)
            return facts.Written(sentence="Discarded the note.")

        self.run(job)

    def look_for_changes(self) -> None:
        """See what others have written since."""
        self.owes_inbox = True  # also for what leaves no trace in the log: somebody read something
        self.run(self._look_for_changes)

    def _look_for_changes(self, workspace: Workspace) -> facts.Fact | None:
        return facts.DatabaseReplaced(self._head) if workspace.is_replaced(self._head) else self._read_news(workspace)

    def resolve_entry(self, entry: InboxEntry) -> None:
        """Remove an entry from the member's inbox."""

        def job(workspace: Workspace) -> facts.Fact:
            workspace.resolve_entry(entry)
            self.owes_inbox = True
            return self._redraw(workspace, entry.card)

        self.run(job)

    def read_today(self) -> None:
        """Read what the member promised."""

        def job(workspace: Workspace) -> facts.Fact:
            return facts.TodayRead(workspace.member_id, tuple(workspace.list_promises(domain.waiting.today.SHOWN)))

        self.run(job)

    def save_marks(self) -> None:
        """Tell which cards wait for the server."""
        self.run(lambda workspace: facts.WaitingRead(frozenset(workspace.list_waiting_cards())))

    def mark_read(self, card: str) -> None:
        """Mark a card's comments as read; the card is drawn anew where that changed its mark."""

        def job(workspace: Workspace) -> facts.Fact | None:
            if not workspace.mark_read(card):
                return None
            self.owes_inbox = True
            return self._redraw(workspace, card)

        self.run(job)

    def act_as(self, member: str) -> None:
        """Act and read as another member from now on."""

        def job(workspace: Workspace) -> facts.Fact | None:
            workspace.member_id = member
            self.owes_inbox = True
            self.comments.read_drafts()
            return self._filter.count_again(workspace)

        self.run(job)

    def age(self) -> None:
        """Let unanswered offers expire, and count the stale cards again: a day may have passed."""

        def job(workspace: Workspace) -> facts.Fact | None:
            self.owes_inbox = True
            news = self._read_news(workspace) if workspace.let_time_pass() else None
            return news or facts.Written(summaries=self._summaries.age(workspace))

        self.run(job)

    def load(self) -> None:
        """Read all lanes in order, then the text that the filter searches."""
        self.owes_inbox = True
        self.run(lambda workspace: facts.LanesRead(_read_lanes(workspace), self._summaries.read(workspace)))
        self.comments.read_drafts()
        self.run(self._gather_on)

    def search(self, source: str) -> None:
        """Find the cards that match a filter; of several waiting filters only the last one runs."""
        self._wanted = source

        def job(workspace: Workspace) -> facts.Fact | None:
            return self._filter.find(workspace, source) if source == self._wanted else None

        self.run(job)

    # -- the thread

    def _work(self) -> None:
        try:
            # a connection of its own: SQLite's belong to one thread, and readers never wait for this one
            workspace = self._origin.open_sibling()
        except KanbanError as fault:
            self._post(facts.Refused(str(fault)))
            return
        while (next_job := self._take_next_job(workspace)) is not None:
            job, intent = next_job
            try:
                with workspace.database.faults():
                    fact = job(workspace)
            except DatabaseReplaced as fault:
                self._post(facts.DatabaseReplaced(self._head))
                fact = facts.Refused(str(fault), intent)
            except KanbanError as fault:
                fact = facts.Refused(str(fault), intent)
            except Exception:
                logging.getLogger(__name__).exception("a job of the worker failed")
                fact = facts.Refused(reasons.ODD, intent)
            if fact is not None:
                self._post(fact)
        workspace.close()

    def _post(self, fact: facts.Fact) -> None:
        self._post_message(facts.Reported(fact))

    def _take_next_job(self, workspace: Workspace) -> tuple[Job, Message | None] | None:
        """Wait for the next job; if none comes, read the inbox, then fold what was committed into the file."""
        if self.owes_inbox:
            try:
                return self._jobs.get(timeout=PAUSE)
            except Empty:
                return self._read_inbox, None
        try:
            return self._jobs.get(timeout=IDLE if self._is_unfolded else None)
        except Empty:
            self._is_unfolded = False
            with suppress(KanbanError):
                workspace.database.checkpoint()
            return self._jobs.get()

    def _read_inbox(self, workspace: Workspace) -> facts.Fact:
        self._filter.search_texts.settle()
        self.owes_inbox, self._is_measuring = False, True
        self.run(self._measure)
        entries = tuple(workspace.list_inbox(domain.waiting.inbox.SHOWN))
        due, goal = workspace.count_due_steps(), None
        if due:
            answers = [(entry.due, entry.is_overdue) for entry in entries if entry.kind in domain.waiting.inbox.ANSWERS]
            end = domain.values.moments.day_bounds(workspace.today, workspace.board.zone)[1]
            due = domain.waiting.today.add_answers(due, answers, end)
        if workspace.board.goals:
            goal = reading.goal_won.read_progress(workspace.connection, workspace.board, workspace.today)
        return facts.InboxRead(workspace.member_id, entries, due, goal)

    def _measure(self, workspace: Workspace) -> facts.Fact | None:
        """Measure how long cards wait, once no other job waits."""
        # a figure in a lane's head can wait, a key can't
        is_busy = not self._jobs.empty()
        self._is_measuring = False
        if is_busy or not self._summaries.measure(workspace):
            return None
        return facts.Written(summaries=self._summaries.read(workspace, anew=False))

    def _gather_on(self, workspace: Workspace) -> None:
        """Read the searched text of one lane that lacks it, and queue the rest: other jobs come first."""
        lane = next(
            (stage.id for stage in workspace.board.stages if stage.id not in self._filter.search_texts.lanes), None
        )
        if lane:
            self._filter.gather(workspace, lane)
            self.run(self._gather_on)
        else:
            _ = store_acts.rule_acts  # loads the module now, because every act needs it

    # -- what was written

    def _take_back(self, workspace: Workspace, kind: str) -> facts.Fact:
        """Undo or redo what was done in this window; what was done elsewhere is named first."""
        try:
            result = workspace.undo(self._own) if kind == "undo" else workspace.redo(self._own)
        except acts.undo.DoneElsewhere as elsewhere:
            return facts.DoneElsewhere(kind, elsewhere.act, elsewhere.summary)
        return self._report_written(workspace, result, back="redo" if kind == "undo" else "undo")

    def _report_written(
        self, workspace: Workspace, result: writing.Written, intent: Message | None = None, back: str = "undo"
    ) -> facts.Written:
        """Return what was written by an act, and by others since this was asked last."""
        # whether nobody else has written since
        alone = not self.is_shared and result.head - len(result.entity_ids) == self._head
        own = News(result.head, result.cards, result.is_structure_changed) if alone and result.entity_ids else None
        news = self._read_news(workspace, own) or facts.Written()
        self._own.add(result.act)
        return replace(
            news,
            intent=intent,
            sentence=result.summary,
            warnings=result.warnings,
            entity_ids=result.entity_ids,
            back=back,
        )

    def _read_news(self, workspace: Workspace, own: News | None = None) -> facts.Written | None:
        """Return all that was written since this was asked last, by anybody; `own` is all of it, if that is known."""
        news = own or workspace.read_news(self._head)
        if news is None:
            return None
        self._head, self._is_unfolded, self.owes_inbox = news.head, True, True
        board = workspace.reload() if news.is_structure_changed else None
        waiting = frozenset(workspace.list_waiting_cards()) if self.is_shared else None
        if len(news.cards) <= MANY and not board:
            placed = tuple(self._find_places(workspace, sorted(news.cards)))
            if self._filter.query and self._filter.query.sort:  # where they stand now depends on what was written
                self.search(self._filter.query.source)
            return facts.Written(placed, self._summaries.read(workspace, anew=False), cards=news.cards, waiting=waiting)
        self._filter.search_texts.settle()
        lanes = _read_lanes(workspace)
        if board and not news.cards:  # moved by a stage that came or went, never changed: the text is still right
            self._filter.search_texts.lanes = {
                lane: search_text
                for lane, search_text in self._filter.search_texts.lanes.items()
                if search_text.numbers == lanes.get(lane)
            }
        else:
            self._filter.search_texts.lanes = {}
        if self._filter.query:
            self.search(self._filter.query.source)
        self.run(self._gather_on)
        return facts.Written((), self._summaries.read(workspace), lanes, board, news.cards, waiting=waiting)

    def _redraw(self, workspace: Workspace, card: str) -> facts.Fact:
        """Return the fact that draws one card and its lane's head again."""
        return facts.Written(tuple(self._find_places(workspace, [card])), self._summaries.read(workspace, anew=False))

    def _find_places(self, workspace: Workspace, cards: Sequence[str]) -> list[CardPlace]:
        """Return where cards are now, with their summaries, from the top down."""
        connection = workspace.connection
        places = read.find_places(connection, cards)
        numbers, placed = [number for number, *_ in places], []
        summaries = {
            summary.n: summary for summary in read.card_summaries(connection, workspace.board, workspace.me, numbers)
        }
        matching = self._filter.matching(workspace, numbers)
        self._summaries.keep(workspace, {number: (lane, summaries.get(number)) for number, lane, *_ in places})
        for number, lane, above, search_text in places:
            self._filter.search_texts.note(number, lane, above, search_text)
            placed.append(CardPlace(number, lane, above, summaries.get(number), matching is None or number in matching))
        return placed
