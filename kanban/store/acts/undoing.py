"""Undo and redo on the database: a member's last act, in batches that leave room for other writers."""

from __future__ import annotations

import time
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from kanban.domain.acts import undo
from kanban.domain.acts.undo import PastAct
from kanban.domain.agreements import gate
from kanban.domain.change import Act, Change, Step
from kanban.domain.clock import Now
from kanban.domain.errors import Refused
from kanban.domain.fold import unpack
from kanban.domain.ids import new_id
from kanban.domain.values.text import shorten
from kanban.protocol.grants import require_may_write
from kanban.store import log
from kanban.store.acts import guess_reveals
from kanban.store.acts.writing import Writing, Written, as_member
from kanban.store.database import Database
from kanban.store.reading import history_gaps

BATCH = 500
"""Histories in one transaction: some 70 ms in which nobody else writes."""

PAUSE = 0.001
"""Seconds between two transactions, so that a waiting writer gets in."""

NAMED = 5
"""Cards that a message names."""

_ELSEWHERE = "what they were before is told on the server that the board came from"

DONE = {"undo": "Undone", "redo": "Redone"}


@dataclass(slots=True)
class _UndoTask:
    """What is to be taken back, and what has been so far."""

    kind: str
    target: PastAct
    acts: Sequence[PastAct]
    subjects: list[str]
    """Cards and other entities whose histories are still to be looked at."""
    first: int
    """The log's number of the first change that this writes."""
    act: str = field(default_factory=new_id)
    parts: list[Written] = field(default_factory=list)
    left: int = 0
    unknown: int = 0
    """How many of its changes were left alone because the history that tells what was before stayed elsewhere."""
    since: tuple[int, bool] | None = None
    """From which server number on history is here (`history_gaps.find_beginning`)."""
    spared: list[str] = field(default_factory=list)
    """Titles of cards that stay on the board, because somebody else has worked on them since."""
    stopped: dict[str, Refused] = field(default_factory=dict)
    """Cards that stay where they are, because the stage to which they would go back asks for what they lack."""

    @property
    def target_summary(self) -> str:
        """What the act did, seen through undos and redos of it."""
        by_id, undone = {act.id: act for act in self.acts}, self.target
        while undone.undo_of and undone.undo_of in by_id:
            undone = by_id[undone.undo_of]
        return undone.summary

    def sum_up(self) -> Written:
        """Return what came of all batches."""
        warnings = []
        if self.spared:
            warnings.append(
                f"Left {_format_cards(self.spared)} on the board: somebody else has worked on "
                f"{_choose_pronoun(self.spared)} since."
            )
        if self.left:
            warnings.append(f"{_count_left_changes(self.left)} left alone, because someone changed them since.")
        if self.unknown:
            warnings.append(f"{_count_left_changes(self.unknown)} left alone: {_ELSEWHERE}.")
        if self.stopped:
            count = len(self.stopped)
            others = f", and so {'does' if count == 2 else 'do'} {count - 1} more" if count > 1 else ""
            warnings.append(f"One card stays where it is{others}: {next(iter(self.stopped.values()))}")
        return Written(
            act=self.act,
            summary=f"{DONE[self.kind]}: {self.target_summary}",
            warnings=tuple(warnings),
            cards=frozenset().union(*(part.cards for part in self.parts)),
            lanes=frozenset().union(*(part.lanes for part in self.parts)),
            is_structure_changed=any(part.is_structure_changed for part in self.parts),
            entity_ids=tuple(entity for part in self.parts for entity in part.entity_ids),
            head=self.parts[-1].head,
        )


def take_back(
    database: Database, board: str, member: str | None, now: Now, kind: str, own: Container[str] | None = None
) -> Written:
    """Undo the member's last act that still stands, or redo what they undid last unless they did something new since.

    With `own`, the ids of the acts that were done here, any other one raises DoneElsewhere and stays as it is.

    An act is noted as taken back with its last batch: should the program die before, the next undo finds it again and
    finishes. Raises Refused where there is nothing to take back, or nothing left of it.
    """
    task: _UndoTask | None = None
    while task is None or task.subjects:
        if task:
            time.sleep(PAUSE)
        with database.writing() as connection:
            view = as_member(connection, board, member, now())
            task = task or _begin_task(view, kind, own)
            _undo_batch(view, task)
            if not task.subjects:  # noted even if it changed nothing, or the acts before it could never be reached
                sentence = f"{DONE[kind]}: {task.target_summary}"
                view.note(task.act, kind, sentence, task.target.id, task.first)
                guess_reveals.reveal(connection, board, now())
    if not task.parts and task.stopped:
        why = str(next(iter(task.stopped.values()))).removesuffix(".")
        raise Refused(f"{why}; {kind} once more for what was {'before' if kind == 'undo' else 'after'} it.")
    if not task.parts:
        why = _ELSEWHERE if task.unknown else "everything it changed was changed again since"
        if task.spared:
            why = f"somebody else has worked on {_format_cards(task.spared)} since"
        raise Refused(
            f"“{task.target_summary}” was left as it is, because {why}; {kind} once more for what was"
            f" {'before' if kind == 'undo' else 'after'} it."
        )
    return task.sum_up()


def _format_cards(titles: Sequence[str]) -> str:
    """Return how many cards these are, and which: `2 cards (“Jo”, “Max”)`."""
    names = ", ".join(f"“{shorten(title, 40)}”" for title in sorted(titles)[:NAMED])
    more = f" and {len(titles) - NAMED:,} more" if len(titles) > NAMED else ""
    return f"{len(titles):,} card{'s' * (len(titles) > 1)} ({names}{more})"


def _count_left_changes(count: int) -> str:
    return f"{count} of its changes {'was' if count == 1 else 'were'}"


def _choose_pronoun(titles: Sequence[str]) -> str:
    return "it" if len(titles) == 1 else "them"


def _begin_task(view: Writing, kind: str, own: Container[str] | None) -> _UndoTask:
    acts = log.list_acts(view.connection, view.board.id, view.actor.id)
    target = undo.find_next_undo(acts) if kind == "undo" else undo.find_next_redo(acts)
    if target is None:
        raise Refused(f"Nothing to {kind}.")
    subjects = log.list_subjects_of_act(view.connection, target.id)
    since = history_gaps.find_beginning(view.connection, view.board.id)
    task = _UndoTask(kind, target, acts, subjects, log.read_head(view.connection) + 1, since=since)
    if own is not None and target.id not in own:
        raise undo.DoneElsewhere(target.id, task.target_summary)
    return task


def _undo_batch(view: Writing, task: _UndoTask) -> None:
    batch, task.subjects = task.subjects[:BATCH], task.subjects[BATCH:]
    history = log.read_changes_of(view.connection, batch)
    if not task.parts:
        _resume(view, task, history)
    inverse = undo.invert_act(
        task.target.id,
        history,
        task.kind,
        since=task.since[0] if task.since else 0,
        merges=_list_merges(view, batch, task.target.id),
    )
    steps = inverse.steps
    task.left += len(inverse.left)
    task.unknown += len(inverse.unknown)
    task.spared += [view.card(card).title for card in inverse.spared]
    if inverse.unknown and task.since and task.since[1]:
        raise Refused(
            f"To {task.kind} “{task.target_summary}” takes older history that is still to come from the server: "
            "try again when it is here.",
            command="kanban sync fetches it",
        )
    if steps:
        require_may_write(view.actor, steps, task.kind)
        stay = _find_refusals(view, steps)
        task.stopped |= stay
        going = tuple(step for step in steps if step.entity not in stay and step.card not in stay)
        if going:
            act = Act(task.kind, going, "", undo_of=task.target.id)
            task.parts.append(view.write(act, task.act, noted=False))


def _find_refusals(view: Writing, steps: Sequence[Step]) -> dict[str, Refused]:
    """Return the cards that their former stage does not let in, with the reason."""
    refusals: dict[str, Refused] = {}
    for step in steps:
        try:
            gate.check_undo(view, step)
        except Refused as fault:
            refusals[step.entity] = fault
    return refusals


def _resume(view: Writing, task: _UndoTask, history: Sequence[Change]) -> None:
    """Go on with what was broken off before its end: under its own id, so that a redo brings all of it back."""
    noted = {act.id for act in task.acts}
    for change in history:
        if change.undo_of == task.target.id and change.actor == view.actor.id and change.act not in noted:
            task.act, task.first = change.act, log.find_first(view.connection, change.act)


def _list_merges(view: Writing, cards: Sequence[str], act: str) -> dict[str, list[str]]:
    """Return the keys of the changes that merged others into some of these cards, those of one act left out."""
    own = "SELECT 1 FROM change JOIN tx ON tx.n = change.tx WHERE change.id = ? AND tx.act = ?"
    sql = "SELECT merged_into, keys FROM card WHERE merged_into IN ({})"
    keys_by_card: dict[str, list[str]] = {}
    for target, keys in log.select_among(view.connection, sql, cards):
        key = unpack(keys).get("merged_into", "")
        if view.connection.execute(own, (key.rpartition(" ")[2], act)).fetchone() is None:
            keys_by_card.setdefault(target, []).append(key)
    return keys_by_card
