"""Import cards from an export with their history: their changes stay as they were, under one act of import."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from kanban.domain.card import IMPORTED_BY
from kanban.domain.change import CARD, OBJECTION, Change, Step
from kanban.domain.errors import Refused
from kanban.domain.ids import derive_id, new_id
from kanban.domain.permissions import require_role
from kanban.domain.records.arrival import ExportedChange, ImportResult
from kanban.domain.values import text
from kanban.domain.waiting.next_marks import SKIP
from kanban.domain.wants.want import TIE
from kanban.store import log
from kanban.store.acts.writing import LARGEST_TX, ChangeStamper, Writing, as_member
from kanban.store.importing.updating import is_import_undone
from kanban.store.reading import playbook_rows

if TYPE_CHECKING:
    from kanban.store.workspace import Workspace

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BATCH = 50
"""Cards in one transaction."""


class Replay:
    """One import of exported cards into a board."""

    def __init__(
        self,
        workspace: Workspace,
        stage_of: Callable[[str], str],
        summarize: Callable[[ImportResult], str],
        *,
        dry: bool = False,
    ) -> None:
        self.workspace = workspace
        self.stage_of = stage_of
        """Gives the id of this board's stage for a stage's name in the file."""
        self.summarize = summarize
        self.dry = dry
        self.result = ImportResult(new_id())

    def run(
        self,
        cards: Iterable[tuple[str, Sequence[ExportedChange]]],
        progress: Callable[[ImportResult], None] = lambda _: None,
    ) -> ImportResult:
        """Write the changes of cards (id, changes) that are not here yet."""
        me = self.workspace.me
        if me is None:
            raise Refused(
                "Say who imports first.", command="kanban init --name NAME --team marketing does, or --as NAME"
            )
        require_role(me, "member", "import")
        waiting = iter(cards)
        while batch := list(islice(waiting, BATCH)):
            with self.workspace.database.writing() as connection:
                view = as_member(connection, self.workspace.board.id, self.workspace.member_id, self.workspace.now())
                first = log.read_head(connection) + 1
                for card, changes in batch:
                    self._replay_card(view, card, changes)
                if log.read_head(connection) >= first:
                    log.note_act(
                        connection,
                        self.result.act,
                        view.board.id,
                        view.actor.id,
                        "import",
                        self.summarize(self.result),
                        view.now,
                        None,
                        first,
                    )
            progress(self.result)
        return self.result

    def _replay_card(self, view: Writing, card: str, past: Sequence[ExportedChange]) -> None:
        connection = view.connection
        ids = _map_ids(connection, view.board.id, card, past)
        present = _list_logged(connection, [ids[change.id] for change in past])
        fresh = [change for change in past if ids[change.id] not in present]
        known = connection.execute("SELECT keys, deleted FROM card WHERE id = ?", (ids[card],)).fetchone()
        back = bool(known and known[1] and not _is_deleted(card, past) and is_import_undone(connection, known[0]))
        if not fresh and not back:
            self.result.unchanged += 1
            return
        if known:
            self.result.updated += 1
        else:
            self.result.created += 1
        if self.dry:
            return
        stamper = ChangeStamper(connection, view.board.id, view.moment)
        changes = self._build_changes(view, stamper, ids, card, fresh)
        if back:
            step = Step(CARD, ids[card], {"deleted": False}, "import")
            changes += stamper.changes(self.result.act, [step], view.actor.id)
        projection = stamper.projection()
        projection.apply(changes)
        projection.finish()
        log.append(connection, view.board.id, changes)
        stamper.save()

    def _build_changes(
        self, view: Writing, stamper: ChangeStamper, ids: Mapping[str, str], card: str, past: Sequence[ExportedChange]
    ) -> list[Change]:
        changes = []
        latest = stamper.clock.make_stamp(stamper.now_ms)
        tx, writer, room = "", "", 0
        for past_change in past:
            stamper.dseq += 1
            member = next((m for m in view.board.members if m.is_named(past_change.actor)), None)
            actor = member.id if member else past_change.actor
            if actor != writer or not room:
                tx, writer, room = new_id(), actor, LARGEST_TX
            room -= 1
            changes.append(
                Change(
                    id=ids[past_change.id], act=self.result.act, tx=tx, verb=past_change.verb, at=past_change.at,
                    etype=past_change.etype, entity=ids[past_change.entity],
                    set=self._build_registers(view, past_change, ids),
                    stamp=min(past_change.stamp, latest), actor=actor, device=stamper.device, dseq=stamper.dseq,
                    base=stamper.base,
                    card=None if past_change.etype == CARD else ids[card],
                )
            )  # fmt: skip
        return changes

    def _build_registers(self, view: Writing, past: ExportedChange, ids: Mapping[str, str]) -> dict[str, Any]:
        registers = dict(past.set)
        if isinstance(registers.get("stage"), str):
            registers["stage"] = self.stage_of(registers["stage"])
        for name in ("card", "merged_into", "follows", "activity"):
            if isinstance(registers.get(name), str):
                registers[name] = ids.get(registers[name]) or _find_elsewhere(view.board.id, registers[name], ids)
        if past.etype == CARD:
            registers = self._translate_marks(view, registers)
        if past.etype == OBJECTION and "play" in registers:
            play = self._plays.get(text.fold(str(registers.pop("play"))))
            registers |= {"play": play} if play else {}
        for name in () if past.etype == CARD else ("author", IMPORTED_BY, "outcome_by"):
            if isinstance(person := registers.get(name), str):
                member = next((m for m in view.board.members if m.is_named(person)), None)
                registers[name] = member.id if member else person
        return registers

    def _translate_marks(self, view: Writing, registers: dict[str, Any]) -> dict[str, Any]:
        """Return a card's registers with skips in the names of members here, and ties to wants of this board alone."""
        translated = {}
        wants = {TIE + want.id for want in view.board.wants}
        for name, value in registers.items():
            if name.startswith(SKIP):
                whose = name.removeprefix(SKIP)
                member = next((m for m in view.board.members if m.is_named(whose)), None)
                if member:
                    translated[SKIP + member.id] = value
            elif not name.startswith(TIE) or name in wants:
                translated[name] = value
        return translated

    @cached_property
    def _plays(self) -> dict[str, str]:
        """The ids of the board's plays, by folded title."""
        present = playbook_rows.list_plays(self.workspace.connection, self.workspace.board.id)
        return {text.fold(play.title): play.id for play in present if not play.deleted}


def _map_ids(connection: sqlite3.Connection, board: str, card: str, past: Sequence[ExportedChange]) -> dict[str, str]:
    """Return the id that each id of the file gets here: its own, unless another board here has that card."""
    row = connection.execute("SELECT board FROM card WHERE id = ?", (card,)).fetchone()
    ours = UUID.fullmatch(card) is not None and (row is None or row[0] == board)
    names = {card, *(change.id for change in past), *(change.entity for change in past)}
    return {name: name if ours and UUID.fullmatch(name) else derive_id(board, "export", name) for name in names}


def _is_deleted(card: str, past: Sequence[ExportedChange]) -> bool:
    """Whether the file itself has the card as deleted."""
    words = [
        (change.stamp, change.id, change.set["deleted"])
        for change in past
        if change.entity == card and "deleted" in change.set
    ]
    return bool(max(words)[2]) if words else False


def _find_elsewhere(board: str, card: str, ids: Mapping[str, str]) -> str:
    """Return the id that another card of the file gets here."""
    return card if all(name == here for name, here in ids.items()) else derive_id(board, "export", card)


def _list_logged(connection: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    return {row[0] for row in log.select_among(connection, "SELECT id FROM change WHERE id IN ({})", ids)}
