"""The one object that every door holds: a board in its database, seen by one member."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kanban.domain import queries
from kanban.domain.board import Board, Member
from kanban.domain.card import Card, Comment
from kanban.domain.change import Change
from kanban.domain.clock import Now, iso, utc_now
from kanban.domain.errors import Refused
from kanban.domain.values.text import shorten
from kanban.store import acts, entities, local, log, reading, replica, search
from kanban.store.database import Database
from kanban.store.reading import read
from kanban.store.replica import conflicts, invalidations
from kanban.store.search.conditions import Condition

if TYPE_CHECKING:  # what a verb on the command line doesn't need is not loaded for it: most of its time is imports
    from kanban.domain.activity import Activity
    from kanban.domain.automations.rules import Rule, RuleMatch
    from kanban.domain.handoffs.precedent import Precedent
    from kanban.domain.waiting.inbox import InboxEntry
    from kanban.domain.waiting.today import DueSteps, TodayRow
    from kanban.store.acts.writing import Verb, Written
    from kanban.store.local.saved_views import SavedView
    from kanban.store.replica.conflicts.conflict_notes import ConflictNote
    from kanban.store.replica.remote import Remote
    from kanban.store.replica.sync_status import SyncState

Row = TypeVar("Row")


# A named tuple, as are all values that every verb defines at its start: `dataclasses` alone would take 5 ms of it.
class News(NamedTuple):
    """What another process wrote since one last looked."""

    head: int
    cards: frozenset[str]
    """Ids of the cards to draw anew, those that are gone included."""
    is_structure_changed: bool
    """Stages, members or settings changed."""


class Workspace:
    """A board, open. One thread uses it at a time; another thread takes a `sibling`."""

    def __init__(self, database: Database, board_id: str, member_id: str | None = None, *, now: Now = utc_now) -> None:
        self.database = database
        self.connection = database.connection
        self.now = now
        self.member_id = member_id
        self.board: Board = entities.load_board(self.connection, board_id)
        self._newest_invalidation = invalidations.read_newest(self.connection)
        self._restored = read.restore_mark(self.connection)

    @property
    def me(self) -> Member | None:
        """Who acts and reads here, as the board knows them."""
        return self.board.get_member(self.member_id) if self.member_id else None

    @property
    def today(self) -> date:
        """The day it is in the board's time zone."""
        return self.now().astimezone(self.board.zone).date()

    def open_sibling(self) -> Workspace:
        """Return the same board over a connection of its own, for another thread."""
        return Workspace(Database(self.database.path), self.board.id, self.member_id, now=self.now)

    def close(self) -> None:
        """Close the connection."""
        self.database.close()

    def reload(self) -> Board:
        """Read the board's stages, members and settings anew."""
        with self.database.faults():
            self.board = entities.load_board(self.connection, self.board.id)
        return self.board

    # -- writing

    def act(self, verb: Verb) -> Written:
        """Do what a verb decides, in one transaction: committed when this returns, undone whole when it raises.

        What rules add to it is part of the same act.
        """
        with self.database.writing() as connection:
            view = acts.writing.as_member(connection, self.board.id, self.member_id, self.now())
            result = acts.rule_acts.write_with_rules(view, verb(view))
        self._finish_act(result)
        return result

    def undo(self, own: Container[str] | None = None) -> Written:
        """Take back the member's last act that still stands; raises Refused when there is none.

        With `own`, the ids of acts, another one raises `undo.DoneElsewhere` and stays.
        """
        return self._take_back("undo", own)

    def redo(self, own: Container[str] | None = None) -> Written:
        """Do again what the member undid last, unless they did something new since; `own` as in `undo`."""
        return self._take_back("redo", own)

    def let_time_pass(self) -> bool:
        """Let offers run out and rules of time fire, where the board lives here alone; tell whether anything did.

        Every opening asks, and the answer is mostly no: then nothing is loaded for it.
        """
        now = self.now()
        with self.database.faults():
            if read.is_shared(self.connection, self.board.id):
                return False
            is_complete = any(stage.ending == "disqualified" for stage in self.board.all_stages)
            is_due = not is_complete or read.has_rules(self.connection, self.board.id)
            if not is_due and not read.list_overdue(self.connection, self.board, iso(now)):
                return False
        if not acts.local_deadlines.let_pass(self.database, self.board.id, now):
            return False
        self.reload()
        return True

    def _take_back(self, kind: str, own: Container[str] | None) -> Written:

        result = acts.undoing.take_back(self.database, self.board.id, self.member_id, self.now, kind, own)
        self._finish_act(result)
        return result

    def _finish_act(self, result: Written) -> None:
        if result.is_structure_changed:
            self.reload()

    # -- reading

    def find(self, name: str, *, deleted: bool = False) -> Card:
        """Return the card that a ref, an id or a title means; raises NotFound or UsageFault."""
        with self.database.faults():
            return read.find_card(self.connection, self.board, name, deleted=deleted)

    def card(self, card_id: str) -> Card:
        """Return a card by its id; raises NotFound."""
        with self.database.faults():
            return read.card(self.connection, card_id, self.board.id)

    def merged_into(self, card_id: str) -> Card | None:
        """Return the card that one was merged into, in the end; None for one that stands for itself."""
        with self.database.faults():
            return read.merged_into(self.connection, self.board.id, card_id)

    def list_comments(self, card_id: str) -> list[Comment]:
        """Return the comments on a card and on those merged into it, oldest first."""
        with self.database.faults():
            return reading.comment_rows.list_comments(self.connection, read.list_with_merged(self.connection, card_id))

    def list_activities(self, card_id: str) -> list[Activity]:
        """Return the activities on a card and on those merged into it, in the order in which they took place."""
        with self.database.faults():
            return reading.activity_rows.list_activities(
                self.connection, self.board.id, read.list_with_merged(self.connection, card_id)
            )

    def list_changes(self, card_id: str) -> list[Change]:
        """Return every change in a card's history and in those merged into it."""
        with self.database.faults():
            return log.read_changes_of(self.connection, read.list_with_merged(self.connection, card_id))

    def member_changes(self) -> list[Change]:
        """Return every change of the members, which tell who was in which team when."""
        with self.database.faults():
            return log.read_changes_of(self.connection, [member.id for member in self.board.all_members])

    def describe_missing_history(self, card_id: str | None = None) -> str:
        """Return what is to be said where part of a card's history is not here, or of the board's.

        Empty where it is whole.
        """
        with self.database.faults():
            card_ids = read.list_with_merged(self.connection, card_id) if card_id else None
            return reading.history_gaps.describe_missing(self.connection, self.board.id, card_ids)

    def list_unread(self, card_id: str) -> set[str]:
        """Return the ids of the comments on a card that the member has not read."""
        with self.database.faults():
            return reading.comment_rows.list_unread(
                self.connection, read.list_with_merged(self.connection, card_id), self.member_id or ""
            )

    def mark_read(self, card_id: str) -> bool:
        """Mark a card's comments as read by the member; tell whether that changed anything."""
        if not self.member_id or not self.has_unread_mark(card_id):
            return False

        with self.database.writing() as connection:
            return local.comment_state.mark_read(connection, self.member_id, card_id)

    def has_unread_mark(self, card_id: str) -> bool:
        """Whether the card bears a mark for something unread."""
        with self.database.faults():
            unread = self.compiler().compile_unread()
            sql = f"SELECT 1 FROM card WHERE id = ? AND {unread.sql}"
            return self.connection.execute(sql, (card_id, *unread.values)).fetchone() is not None

    def compiler(self) -> search.query_sql.Compiler:
        """Return what turns queries into SQL for this reader, now."""
        return search.query_sql.Compiler(
            search.client_dialect.DeviceDialect(self.connection, self.board), self.board, self.me, self.now()
        )

    def condition(self, source: str) -> Condition:
        """Return a typed query as SQL; raises UsageFault."""
        with self.database.faults():
            return self.compiler().compile_where(queries.query.parse(source, self.today))

    def list_cards(self, source: str = "", limit: int | None = None) -> Iterator[tuple[Card, str, int]]:
        """Yield (card, lane, its newest comment's number) for a query, as it sorts or the board does.

        Raises UsageFault.
        """
        with self.database.faults():
            query = queries.query.parse(source, self.today)
            condition = self.compiler().compile_where(query)
        order = search.sort_order.order_sql(self.board, query.sort) if query.sort else ""
        return self._iterate_rows(read.list_cards(self.connection, self.board, condition, limit, order))

    def _iterate_rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        with self.database.faults():
            yield from rows

    def read_news(self, since: int) -> News | None:
        """Return what was written after log row `since` or changed without a row; None where nothing was."""
        with self.database.faults():
            invalidated, is_everything, lowest = invalidations.list_since_for_board(
                self.connection, self.board.id, self._newest_invalidation
            )
            head = log.read_head(self.connection)
            if lowest is None and head <= since:
                return None
            self._newest_invalidation = invalidations.read_newest(self.connection)
            since = since if lowest is None else min(since, lowest)
            cards, structure = log.find_touched(self.connection, self.board.id, since)
            if is_everything:
                cards, structure = log.list_all_subjects(self.connection, self.board.id), True
        return News(head, frozenset(cards | invalidated), structure)

    def is_replaced(self, head: int) -> bool:
        """Whether another file, such as a backup, replaced the open database, of which log row `head` was read.

        Then nothing that was read of it counts any more, and the board is to be opened anew.

        """
        with self.database.faults():
            if self.database.is_replaced() or read.restore_mark(self.connection) != self._restored:
                return True
            return (
                log.read_head(self.connection) < head
                and invalidations.read_newest(self.connection) <= self._newest_invalidation
            )

    # -- what waits for the member

    def list_inbox(self, most: int | None = None) -> list[InboxEntry]:
        """Return what waits for the member, in the order of the inbox; of each kind so many at most."""
        with self.database.faults():
            return reading.inbox.list_entries(
                self.connection, self.board, self.me, self.now(), most or reading.inbox.MOST
            )

    def list_promises(self, most: int | None = None) -> list[TodayRow]:
        """Return what the member promised to do this week, and the cards without a next step, so many at most."""
        me = self.me
        if me is None:
            return []
        with self.database.faults():
            today = reading.today
            return today.read_today(self.connection, self.board, me, self.now(), most or today.MOST)

    def count_due_steps(self) -> DueSteps | None:
        """Return how many next steps of the member are due today and late; None for nobody."""
        me = self.me
        if me is None:
            return None
        with self.database.faults():
            return reading.today.count_due_steps(self.connection, self.board, me, self.now())

    def resolve_entry(self, entry: InboxEntry) -> None:
        """Take an entry off the member's inbox by reading it; raises Refused for one that waits for an answer."""
        if not entry.is_done_by_reading:
            raise Refused(f"“{shorten(entry.title, 40)}” needs an action, not just reading: {' or '.join(entry.acts)}.")
        if entry.kind in {"mention", "unread"}:
            self.mark_read(entry.card)
            return
        with self.database.writing() as connection:
            reading.inbox.mark_dealt_with(connection, self.member_id or "", entry.key)

    def rehearse(self, rule: Rule, begin: str, end: str) -> list[RuleMatch]:
        """Return when a rule would have run from `begin` to before `end` (UTC); changes nothing.

        Raises as a query does.
        """
        with self.database.faults():
            return acts.rule_backtest.rehearse(self.connection, self.board, rule, begin, end, self.now())

    def list_precedents(self) -> list[Precedent]:
        """Return the contested returns on which both leads said the same."""
        with self.database.faults():
            return reading.waiting.list_precedents(self.connection, self.board.id)

    # -- the server that the board goes to, if there is one

    def remote(self) -> Remote | None:
        """Return what is known of the board's server; None for one that stays on this machine."""
        with self.database.faults():
            if not read.is_shared(self.connection, self.board.id):
                return None

            return replica.remote.find(self.connection, self.board.id)

    def sync_state(self) -> SyncState | None:
        """Return how the board stands with its server; None for one that stays on this machine."""
        with self.database.faults():
            if not read.is_shared(self.connection, self.board.id):
                return None

            return replica.sync_status.of(self.connection, self.board.id)

    def list_waiting_cards(self) -> set[str]:
        """Return the ids of the cards of whose history something is unsent."""
        with self.database.faults():
            return replica.outbox.list_waiting_cards(self.connection, self.board.id)

    def list_notes(self) -> list[ConflictNote]:
        """Return what needs attention, the newest first: what was refused, and what was overtaken."""
        with self.database.faults():
            return conflicts.conflict_notes.list_notes(self.connection, self.board.id)

    def resolve(self, note: str) -> bool:
        """Mark a note as dealt with; tells whether it was open."""
        with self.database.writing() as connection:
            return conflicts.conflict_notes.resolve(connection, self.board.id, note)

    def retry(self, note: str) -> Written:
        """Do again what a note is about, and resolve it; raises Refused where what is known here says no."""
        with self.database.writing() as connection:
            view = acts.writing.as_member(connection, self.board.id, self.member_id, self.now())
            result = conflicts.retrying.retry(view, note)
        self._finish_act(result)
        return result

    # -- what is kept on this machine alone

    def list_views(self) -> list[SavedView]:
        """Return the saved views by name."""
        with self.database.faults():
            return local.saved_views.list_views(self.connection, self.board.id)

    def find_view(self, name: str) -> SavedView:
        """Return a saved view by its name; raises NotFound."""
        with self.database.faults():
            return local.saved_views.get(self.connection, self.board.id, name)

    def save_view(self, name: str, source: str) -> SavedView:
        """Keep a query under a name; raises UsageFault for a name or a query that won't do."""
        queries.query.parse(source, self.today)
        with self.database.writing() as connection:
            return local.saved_views.save(connection, self.board.id, name, source)

    def remove_view(self, name: str) -> SavedView:
        """Forget a saved view, and return it; raises NotFound."""
        with self.database.writing() as connection:
            return local.saved_views.remove(connection, self.board.id, name)

    def read_draft(self, card_id: str) -> str:
        """Return the comment that the member began on a card, empty where there is none."""
        with self.database.faults():
            return local.comment_state.get_draft(self.connection, self.member_id or "", card_id)

    def draft_cards(self) -> set[str]:
        """Return the ids of the cards on which the member has an unsent comment, or an unsent edit of one."""
        with self.database.faults():
            return local.comment_state.list_draft_cards(self.connection, self.member_id or "")

    def edit_drafts(self, comments: Sequence[str]) -> dict[str, str]:
        """Return the new words that the member began for these comments, by the comment's id."""
        with self.database.faults():
            return local.comment_state.list_edit_drafts(self.connection, self.member_id or "", comments)

    def keep_draft(self, card_id: str, body: str, known: str | None = None) -> None:
        """Keep a comment that is not sent yet, or new words for the comment with this id; text without words drops it.

        With what the same window kept before, another window's words stay beside it.
        """
        with self.database.writing() as connection:
            local.comment_state.keep_draft(connection, self.member_id or "", card_id, body, known)

    def drop_draft(self, card_id: str, known: str | None = None) -> None:
        """Forget the comment that the member began on a card; of it only what one window kept, where that is given."""
        self.keep_draft(card_id, "", known)
