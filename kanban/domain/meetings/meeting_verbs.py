"""Begin a pipeline review, decide in it, say whether decisions were kept, and end it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.acts.view import build_comment, find_live_cards
from kanban.domain.change import DECISION, MEETING, Act, Step
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.ids import new_id
from kanban.domain.meetings.meeting import LONGEST, MOST_DAYS_AHEAD, Decision, Kept
from kanban.domain.meetings.reviews import find_current
from kanban.domain.values import text
from kanban.domain.values.dates import format_full_date

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Member
    from kanban.domain.change import Json


def begin(view: View) -> Act:
    """Begin a pipeline review. One that goes on is left as it is."""
    permissions.require_role(view.actor, "member", "begin a pipeline review")
    if current := find_current(view.board, view.today):
        by = view.board.find_person_name(current.begun_by)
        return Act("meet", (), f"The pipeline review goes on; {by} began it")
    return Act("meet", (_build_beginning(view),), "Began the pipeline review")


def decide(view: View, words: str, owner: Member, due_on: date, measure: str, card_id: str | None = None) -> Act:
    """Write down a decision of the review that goes on; where none does, this begins one.

    With a card it is a comment there, too, so that it stands in the thread.
    """
    permissions.require_role(view.actor, "member", "write down decisions")
    plain = _read_line(words, "Say what was decided.")
    shown_by = _read_line(measure, "Say what will show that it worked.", command="--worked-if TEXT says it")
    if all(member.id != owner.id for member in view.board.members):
        raise Refused(f"{owner.name} is no member of this board; somebody who is has to see to it.")
    if due_on < view.today:
        raise UsageFault(f"{format_full_date(due_on)} is over; say by when it is to be done.")
    if (due_on - view.today).days > MOST_DAYS_AHEAD:
        raise UsageFault(f"{format_full_date(due_on)} is more than ten years ahead; choose a day that is nearer.")
    steps = []
    current = find_current(view.board, view.today)
    if current is None:
        steps.append(_build_beginning(view))
    meeting = current.id if current else steps[0].entity
    cards = find_live_cards(view, [card_id]) if card_id else []
    registers: dict[str, Json] = {
        "created": True, "meeting": meeting, "text": plain, "owner": owner.id, "due_on": due_on.isoformat(),
        "measure": shown_by, "author": view.actor.id, "at": view.now,
    }  # fmt: skip
    if cards:
        registers["card"] = cards[0].id
    steps.append(Step(DECISION, new_id(), registers, "decide", card=cards[0].id if cards else None))
    if cards:
        body = f"{plain}\n{owner.name} · by {format_full_date(due_on)} · worked if: {shown_by}"
        steps.append(build_comment(view, cards[0].id, "decision", body))
    return Act("decide", tuple(steps), f"Decided: {text.shorten(plain, 60)}")


def judge(view: View, decision: Decision, verdict: Kept | None) -> Act:
    """Say that a decision was kept or not; with None, remove the verdict."""
    permissions.require_role(view.actor, "member", "say whether decisions were kept")
    present = next((one for one in view.board.decisions if one.id == decision.id), None)
    if present is None:
        raise NotFound(f"The decision “{text.shorten(decision.text, 40)}” was undone meanwhile.")
    name = f"“{text.shorten(present.text, 60)}”"
    if present.verdict == verdict:
        return Act("judge", (), f"{name} stays {verdict or 'open'}")
    registers: dict[str, Json] = {
        "verdict": verdict, "judged_by": view.actor.id if verdict else None, "judged_at": view.now if verdict else None,
    }  # fmt: skip
    step = Step(DECISION, present.id, registers, "judge", card=present.card)
    return Act("judge", (step,), f"{name}: {verdict or 'open again'}")


def end(view: View, figures: Mapping[str, Json]) -> Act:
    """End the review that goes on; `figures` are what its agenda counts, for the minutes."""
    permissions.require_role(view.actor, "member", "end a pipeline review")
    meetings = [one for one in view.board.meetings if one.is_on(view.board.zone, view.today)]
    if not meetings:
        raise Refused("No pipeline review goes on.")
    registers: dict[str, Json] = {"ended_at": view.now, "ended_by": view.actor.id, "figures": dict(figures)}
    return Act("meet", tuple(Step(MEETING, one.id, registers, "meet") for one in meetings), "Ended the pipeline review")


def find_decision(decisions: list[Decision], name: str) -> Decision:
    """Return the decision that `name` means: its number in the list, from 1, or a unique beginning of its words.

    Raises NotFound, or UsageFault where several begin so.
    """
    plain = text.clean_line(name)
    if plain.isdecimal() and 1 <= int(plain) <= len(decisions):
        return decisions[int(plain) - 1]
    matching = [one for one in decisions if plain and text.fold(one.text).startswith(text.fold(plain))]
    if not matching:
        known = f"there are 1 to {len(decisions)}" if decisions else "there are none yet"
        raise NotFound(f"There is no decision “{text.shorten(plain, 40)}”; {known}.")
    if len(matching) > 1:
        raise UsageFault(f"Several decisions begin with “{text.shorten(plain, 40)}”; give the number of one.")
    return matching[0]


def _build_beginning(view: View) -> Step:
    return Step(MEETING, new_id(), {"created": True, "begun_by": view.actor.id, "begun_at": view.now}, "meet")


def _read_line(typed: str, missing: str, *, command: str = "") -> str:
    plain = text.clean_line(typed)
    if text.is_blank(plain):
        raise UsageFault(missing, command=command)
    if len(plain) > LONGEST:
        raise UsageFault(f"A decision, and what shows that it worked, have at most {LONGEST} characters each.")
    return plain
