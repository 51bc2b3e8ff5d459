"""What the two teams do at the door: offer, accept, ask, answer, return, withdraw, take; and what time does: expire.

Verbs like those in `verbs`: they look at the board, ask the rules, and return an `Act`. Each writes `stage` and `handoff` in
one change, with the time at which the card entered its stage where it stays there, so that an undo takes both back or neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain import clock, handoff, rules, text, verbs
from kanban.domain.card import Card, CommentKind
from kanban.domain.change import CARD, COMMENT, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.handoff import Handoff
from kanban.domain.ids import new_id, placed_id
from kanban.domain.worktime import Calendar, calendar

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.change import Json
    from kanban.domain.verbs import View

BAD_TIMING, OTHER = "bad timing", "other"
"""Return reasons that ask for more: for a date, and for text."""


def calendar_of(board: Board) -> Calendar:
    """Return the business time of a board."""
    return calendar(board.hours, board.timezone, board.holidays)


# -- marketing


def offer(
    view: View,
    card_id: str,
    why: str,
    *,
    opening: str = "",
    to: Member | None = None,
    given: Mapping[str, Json] | None = None,
) -> Act:
    """Offer a card to sales: it goes through the door, and sales has so many business hours to answer.

    It goes to a rep by name, else to the one whose turn it is. Raises Missing for what the door requires.
    """
    _of_team(view, "marketing", "offer cards to sales")
    card, stage = _live(view, card_id)
    present = handoff.read(card.value_of(handoff.REGISTER))
    if stage.side != "marketing" or stage.closed:
        raise Refused(f"{verbs.several([card])} is in {stage.name}; only what is still with marketing can be offered.")
    door = handoff.door_of(view.board)
    if door is None:
        raise Refused("This board has no door between the teams; kanban stage add Handoff --side door makes one.")
    rules.entry(door, card, given or {})
    why = text.clean_line(why)
    if not why:
        raise Refused("An offer says why now, in a line: give it with --why.")
    if len(why) > handoff.LONGEST_WHY:
        raise Refused(
            f"“Why now” has {len(why)} characters and at most {handoff.LONGEST_WHY} fit; say the rest in a comment."
        )
    rep = _rep(view, to)
    warning = rules.limit(view.board, door, view.held(door.id), 1)
    body = f"{why}\n\n{text.body(opening)}" if opening.strip() else why
    note = _note(view, card, "offer", body)
    made = Handoff(
        offer=new_id(), state="offered", by=view.actor.id, to=rep.id if rep else None, source=stage.id, offered_at=view.now,
        due=_due(view), why=note.entity,
    )  # fmt: skip
    step = _moved(view, card, door, made, present, "offer", given)
    whom = f" to {rep.name}" if rep else " to sales"
    return Act("offer", (*step, note), f"Offered {verbs.several([card])}{whom}", warnings=(warning,) if warning else ())


def answer(view: View, card_id: str, words: str) -> Act:
    """Answer sales' question: their clock goes on."""
    _of_team(view, "marketing", "answer a question about an offer")
    card, stage = _live(view, card_id)
    present = _standing(card, {"asked"}, "Nobody asks anything about it")
    note = _note(view, card, "answer", words)
    after = handoff.answered(present, clock.from_iso(view.now), calendar_of(view.board))
    return Act(
        "answer", (_stays(card, stage, after, present, "answer"), note), f"Answered about {verbs.several([card])}"
    )


def withdraw(view: View, card_id: str) -> Act:
    """Take an offer back before it is answered: the card returns to where it was."""
    _of_team(view, "marketing", "withdraw an offer")
    card, _ = _live(view, card_id)
    present = _standing(card, handoff.OPEN, "No offer of it is open")
    home = _home(view.board, present)
    after = replace(
        present, state="withdrawn", due=None, left=None, question=None, answered_at=view.now, answered_by=view.actor.id
    )
    return Act(
        "withdraw",
        _moved(view, card, home, after, present, "withdraw"),
        f"Withdrew the offer of {verbs.several([card])}",
    )


# -- sales


def accept(
    view: View,
    card_id: str,
    next_step: str,
    next_on: date | None,
    *,
    to: Stage | None = None,
    given: Mapping[str, Json] | None = None,
) -> Act:
    """Accept an offer: the card goes to the first stage of sales (or further, `to`), with its next step and the day of it."""
    _of_team(view, "sales", "accept an offer")
    card, stage = _live(view, card_id)
    present = _standing(card, handoff.OPEN, "No offer of it is open")
    target = to or handoff.first_of(view.board, "sales")
    if target is None:
        raise Refused("This board has no open stage of sales; kanban stage add makes one.")
    brought = dict(given or {})
    words = text.clean_line(next_step)
    if words:
        brought["next_step"] = words
    if next_on:
        brought["next_on"] = next_on.isoformat()
    lacking = tuple(name for name in ("next_step", "next_on") if name not in brought)
    if lacking:
        raise rules.Missing(card, target, lacking)
    rules.entry(target, card, brought)
    if not card.sales_owner:
        brought.setdefault("sales_owner", view.actor.name)
    after = replace(
        present, state="accepted", due=None, left=None, question=None, answered_at=view.now, answered_by=view.actor.id
    )
    steps = _moved(view, card, target, after, present, "accept", brought)
    return Act("accept", steps, f"Accepted {verbs.several([card])} from {stage.name}")


def ask(view: View, card_id: str, words: str) -> Act:
    """Ask marketing about an offer: it is theirs to answer, and sales' clock stands still."""
    _of_team(view, "sales", "ask about an offer")
    card, stage = _live(view, card_id)
    present = _standing(card, {"offered"}, "No offer of it waits for an answer")
    note = _note(view, card, "question", words)
    after = handoff.asked(present, note.entity, clock.from_iso(view.now), calendar_of(view.board))
    return Act("ask", (_stays(card, stage, after, present, "ask"), note), f"Asked about {verbs.several([card])}")


def send_back(
    view: View, card_id: str, reason: str, *, again: date | None = None, never: bool = False, unless: str = ""
) -> Act:
    """Return a card to marketing: with a reason of the board's list, when to try again, and what would have let it pass."""
    _of_team(view, "sales", "return a card")
    card, stage = _live(view, card_id)
    present = handoff.read(card.value_of(handoff.REGISTER))
    if stage.side == "marketing" or stage.closed:
        raise Refused(
            f"{verbs.several([card])} is in {stage.name}; sales returns what is at the door or open with them."
        )
    reason = _reason(view.board, reason)
    unless = text.clean_line(unless)
    if reason == BAD_TIMING and not again and not never:
        raise Refused("“Bad timing” says when to try again: give it with --again DATE, or --again never.")
    if reason == OTHER and not unless:
        raise Refused("“Other” says what it was: give it with --if, what would have let it pass.")
    home = handoff.first_of(view.board, "marketing")
    if home is None:
        raise Refused("This board has no stage of marketing to return it to.")
    when = "never" if never else again.isoformat() if again else None
    base = present or Handoff(offer=new_id(), state="returned", by=view.actor.id)
    after = replace(
        base, state="returned", due=None, left=None, question=None, answered_at=view.now, answered_by=view.actor.id,
        reason=reason, again=when, unless=unless or None,
    )  # fmt: skip
    said = reason if not unless else f"{reason}: would have passed if {unless}"
    note = _note(view, card, "return", said)
    steps = (*_moved(view, card, home, after, present, "return"), note)
    return Act("return", steps, f"Returned {verbs.several([card])}: {reason}")


def take(view: View, card_id: str, to: Stage, given: Mapping[str, Json] | None = None) -> Act:
    """Take a lead from marketing's side without an offer: recorded as accepted by themselves."""
    _of_team(view, "sales", "take a card from marketing")
    card, stage = _live(view, card_id)
    present = handoff.read(card.value_of(handoff.REGISTER))
    rules.entry(to, card, given or {})
    made = Handoff(
        offer=new_id(), state="taken", by=view.actor.id, to=view.actor.id, source=stage.id, offered_at=view.now,
        answered_at=view.now, answered_by=view.actor.id,
    )  # fmt: skip
    brought = dict(given or {})
    if not card.sales_owner:
        brought.setdefault("sales_owner", view.actor.name)
    return Act(
        "take", _moved(view, card, to, made, present, "take", brought), f"Took {verbs.several([card])} to {to.name}"
    )


# -- time


def expire(view: View, card: Card) -> Act:
    """End an offer that nobody answered in time: the card goes back to where it came from.

    The id of the act is the same wherever it is made (`expiry_id`), so it happens once. Raises Refused where it is not due.
    """
    present = _standing(card, {"offered"}, "No offer of it waits for an answer")
    if not present.overdue(view.now):
        raise Refused(f"The offer of {verbs.several([card])} is not overdue.")
    after = replace(present, state="expired", due=None, answered_at=present.due)
    steps = _moved(view, card, _home(view.board, present), after, present, "expire", at=present.due)
    return Act("expire", steps, f"The offer of {verbs.several([card])} ran out")


def expiry_id(board: str, present: Handoff) -> str:
    """Return the id of the change that ends an offer in silence, on whatever machine it is made."""
    return placed_id(board, "expire", f"{present.offer}:{present.due}")


# -- shared


def _of_team(view: View, team: str, what: str) -> None:
    rules.may(view.actor, "member", what)
    if view.actor.team != team:
        raise Refused(f"{view.actor.name} is of {view.actor.team} and may not {what}; {team} may.")


def _live(view: View, card_id: str) -> tuple[Card, Stage]:
    (card,) = verbs.live(view, [card_id])
    return card, view.board.lane_of(card.stage)


def _standing(card: Card, states: set[str] | frozenset[handoff.State], otherwise: str) -> Handoff:
    present = handoff.read(card.value_of(handoff.REGISTER))
    if present is None or present.state not in states:
        raise Refused(f"{otherwise} ({verbs.several([card])}).")
    return present


def _home(board: Board, present: Handoff) -> Stage:
    """Return where an unanswered card goes: the stage that it was offered from, or the one that stands for it."""
    home = board.lane_of(present.source)
    if home.side == "marketing":
        return home
    first = handoff.first_of(board, "marketing")
    if first is None:
        raise Refused("This board has no stage of marketing to go back to.")
    return first


def _moved(
    view: View,
    card: Card,
    stage: Stage,
    after: Handoff,
    before: Handoff | None,
    verb: str,
    given: Mapping[str, Json] | None = None,
    at: str | None = None,
) -> tuple[Step, ...]:
    """Return the steps that put a card on top of a stage together with its handoff."""
    (place,), others = verbs.top(view, stage.id, (card.id,))
    registers: dict[str, Json] = {
        "stage": stage.id,
        "rank": place,
        **(given or {}),
        handoff.REGISTER: after.written(before),
    }
    return (Step(CARD, card.id, registers, verb, at=at), *others)


def _stays(card: Card, stage: Stage, after: Handoff, before: Handoff, verb: str) -> Step:
    registers: dict[str, Json] = {
        "stage": stage.id,
        "entered_at": card.entered_at,
        handoff.REGISTER: after.written(before),
    }
    return Step(CARD, card.id, registers, verb)


def _note(view: View, card: Card, kind: CommentKind, words: str) -> Step:
    registers: dict[str, Json] = {
        "created": True, "card": card.id, "author": view.actor.id, "team": view.actor.team, "kind": kind, "body": text.body(words),
    }  # fmt: skip
    return Step(COMMENT, new_id(), registers, "comment", card=card.id)


def _due(view: View) -> str:
    return clock.iso(calendar_of(view.board).after(clock.from_iso(view.now), handoff.ANSWER_WITHIN))


def _reason(board: Board, typed: str) -> str:
    """Return the board's reason that was meant: by its name or the beginning of only one."""
    wanted = text.fold(text.clean_line(typed))
    found = [reason for reason in board.return_reasons if text.fold(reason) == wanted]
    found = found or [reason for reason in board.return_reasons if wanted and text.fold(reason).startswith(wanted)]
    if len(found) != 1:
        raise UsageFault(f"A return has one of these reasons: {', '.join(board.return_reasons)}.")
    return found[0]


def _rep(view: View, to: Member | None) -> Member | None:
    """Return who is to answer: the one who was named, else the one whose turn it is among sales' members who are here."""
    if to is not None:
        if to.team != "sales" or to.deleted:
            raise Refused(f"{to.name} is of {to.team}; offers go to sales.")
        if to.away:
            raise Refused(f"{to.name} is away; offer it to somebody else, or to sales as a whole.")
        return to
    here = [
        each for each in view.board.members
        if each.team == "sales" and not each.away and rules.RANK[each.role] >= rules.RANK["member"]
    ]  # fmt: skip
    if not here:
        return None
    return turn(here, view.routed(), view.board.routing)


def turn(here: Sequence[Member], routed: Mapping[str, tuple[int, str]], routing: str) -> Member:
    """Return whose turn it is: `routed` gives for a member how many offers wait and when the last one came.

    Round robin is who waited longest for one; least busy is who has the fewest waiting, then the same.
    """

    def waited(member: Member) -> tuple[int, str, str]:
        waiting, last = routed.get(member.id, (0, ""))
        return (waiting if routing == "least-busy" else 0, last, member.id)

    return min(here, key=waited)
