"""What the teams do at the door (offer, accept, ask, answer, return, withdraw, take), and expiry by time.

A card crosses between the teams only through a `Crossing`, whether by a verb, a key, a drag or the command line. A
crossing sets `stage` and `handoff` in one change, with `entered_at` where the card stays in its stage, so that an
undo takes both back or neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kanban.domain import activity, clock, permissions
from kanban.domain.acts import disqualifying
from kanban.domain.acts.view import build_comment, clear_outcome_reasons, find_live_cards, name_cards, place_on_top
from kanban.domain.agreements import gate
from kanban.domain.card import HANDOFF, Card, is_absent
from kanban.domain.change import CARD, TIME, Act, Step
from kanban.domain.errors import Refused
from kanban.domain.handoffs import handoff, routing
from kanban.domain.handoffs.handoff import Handoff
from kanban.domain.ids import new_id
from kanban.domain.records.arrival import OPTED_OUT
from kanban.domain.values import fields, labels, text
from kanban.domain.values.business_time import Calendar, make_calendar

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Stage
    from kanban.domain.change import Json

BAD_TIMING, OTHER, UNREACHABLE = "bad timing", "other", "unreachable"
"""Return reasons that need more: a day, words, or attempts that the thread shows."""


class OptedOut(Refused):
    """A card that is to be offered is about somebody who opted out; the offer needs a confirmation (`anyway`)."""

    def __init__(self, card: Card, label: str) -> None:
        super().__init__(
            f"{name_cards([card])} has the label “{label}”: this person wants no contact or can't be reached."
        )


@dataclass(frozen=True, slots=True)
class Crossing:
    """A card's way from one team to the other, complete but for its place in the lane."""

    verb: str
    stage: Stage
    """Where it lands. A return always leads to the first stage of marketing."""
    registers: Mapping[str, Json]
    notes: tuple[Step, ...]
    """What was typed on the way, as comments."""
    done: str
    """The verb in the past tense, to begin a sentence."""
    whither: str = ""
    """The rest of that sentence, after the card."""
    at: str | None = field(default=None)
    warning: str = ""
    """What the actor should know although it is done."""

    def steps(self, card: Card, place: str) -> list[Step]:
        """Return the steps that write it, with the card at this place of its lane."""
        registers = {"stage": self.stage.id, "rank": place, **clear_outcome_reasons(card, self.stage), **self.registers}
        return [Step(CARD, card.id, registers, self.verb, at=self.at), *self.notes]


def find_crossing(view: View, card: Card, to: Stage, inputs: Mapping[str, Json]) -> Crossing | None:
    """Return what moving a card to a stage means between the teams; None where it stays with one of them.

    `given` has fields, and what the crossing asks for (`fields.CROSSING`). Raises MissingFields for what it lacks, and
    Refused where only the other team may act.
    """
    here = view.board.lane_of(card.stage)
    if to.ending == "disqualified":
        disqualifying.require_may_disqualify(view, card, here)
        is_returned = here.side != "marketing"
        return plan_return(view, card, disqualifying.complete_return(inputs), to) if is_returned else None
    zones = (here.zone if here.zone != "given up" else "marketing", to.zone)
    if zones in {("marketing", "door"), ("closed", "door")}:
        return plan_offer(view, card, inputs)
    if zones == ("marketing", "sales") or (zones == ("marketing", "closed") and view.actor.team == "sales"):
        return _plan_take(view, card, to, inputs)
    if zones == ("marketing", "closed"):
        _require_team(view, "sales", "close a lead that was never offered")
    if zones in {("door", "sales"), ("door", "closed")}:
        return plan_accept(view, card, to, inputs)
    if zones == ("door", "marketing") and view.actor.team == "marketing":
        return _plan_withdraw(view, card, to, inputs)
    if zones in {("door", "marketing"), ("sales", "marketing"), ("sales", "door")}:
        return plan_return(view, card, inputs)
    return None


def calendar_of(board: Board) -> Calendar:
    """Return the business calendar of a board."""
    return make_calendar(board.hours, board.timezone, board.holidays)


def find_opt_out(board: Board, card: Card) -> str | None:
    """Return the label of a card which says that its person opted out, under the name that the board has for it."""
    wanted = text.fold(labels.find_current_name(board.label_names, OPTED_OUT))
    return next((label for label in card.labels if text.fold(label) == wanted), None)


# -- the ways


def plan_offer(view: View, card: Card, inputs: Mapping[str, Json]) -> Crossing:
    """Return the crossing that offers a card to sales: to the rep who is named, else to the next in rotation.

    Raises OptedOut for a card of a person who opted out, unless `inputs` has `anyway`.
    """
    _require_team(view, "marketing", "offer cards to sales")
    here, door = view.board.lane_of(card.stage), handoff.find_door(view.board)
    if door is None:
        raise Refused("This board has no door to sales.", command="kanban stage add Handoff --side door makes one")
    if here.side != "marketing" and not here.is_closed:
        raise Refused(f"{name_cards([card])} is in {here.name}; only cards with marketing can be offered.")
    if not inputs.get("anyway") and (label := find_opt_out(view.board, card)):
        raise OptedOut(card, label)
    why = text.clean_line(str(inputs.get("why") or ""))
    passed = gate.enter_stage(view, door, card, inputs, also=() if why else ("why",))
    if len(why) > handoff.LONGEST_WHY:
        raise Refused(
            f"“Why now” has {len(why)} characters and at most {handoff.LONGEST_WHY} fit; say the rest in a comment."
        )
    rep = routing.choose_rep(view, inputs.get("offer_to"), card)
    opening = str(inputs.get("opening") or "").strip()
    note = build_comment(view, card.id, "offer", f"{why}\n\n{opening}" if opening else why)
    handed = Handoff(
        offer=new_id(), state="offered", by=view.actor.id, to=rep.id if rep else None, source=here.id,
        offered_at=view.now,
        due=clock.iso(calendar_of(view.board).add_worked(clock.from_iso(view.now), handoff.answer_seconds(view.board))),
        why=note.entity,
    )  # fmt: skip
    return Crossing(
        "offer",
        door,
        {**_build_registers(card, handed, inputs), **passed},
        (note,),
        "Offered",
        f" to {rep.name}" if rep else " to sales",
    )


def plan_accept(view: View, card: Card, to: Stage, inputs: Mapping[str, Json]) -> Crossing:
    """Return the crossing into sales, with the next step and its day; a card without an open offer is taken."""
    _require_team(view, "sales", "accept an offer")
    if to.is_closed:
        raise Refused(f"{name_cards([card])} is at the door and can't be closed there; accept or return it first.")
    present = _read_handoff(card)
    empty_names = tuple(name for name in ("next_step", "next_on") if is_absent(inputs.get(name)))
    passed = gate.enter_stage(view, to, card, inputs, also=empty_names)
    if present is None or not present.is_open:
        return _plan_take(view, card, to, inputs)
    after = _end_offer(view, present, "accepted")
    return Crossing("accept", to, {**_build_owned_registers(view, card, after, inputs), **passed}, (), "Accepted", "")


def plan_return(view: View, card: Card, inputs: Mapping[str, Json], to: Stage | None = None) -> Crossing:
    """Return the crossing back to marketing: a reason from the board's list, when to try again, what would help.

    One that is never to be tried again is disqualified, in `to` or the board's stage for that.
    """
    _require_team(view, "sales", "return a card")
    here, present = view.board.lane_of(card.stage), _read_handoff(card)
    if here.side == "marketing" or here.is_closed:
        raise Refused(
            f"{name_cards([card])} is in {here.name}; only cards at the door or open with sales can be returned."
        )
    home = _find_first_stage(view.board)
    if inputs.get("again") == fields.NEVER:
        disqualifying.require_worthless(view, card)
        home = to or disqualifying.find_stage(view.board) or home
    if is_absent(inputs.get("return_reason")):
        raise permissions.MissingFields(card, home, ("return_reason",))
    reason = fields.find_reason(view.board, str(inputs["return_reason"]))
    again, unless = inputs.get("again"), text.clean_line(str(inputs.get("unless") or ""))
    if reason == BAD_TIMING and is_absent(again):
        raise permissions.MissingFields(card, home, ("again",))
    if reason == OTHER and not unless:
        raise permissions.MissingFields(card, home, ("unless",))
    base = present or Handoff(offer=new_id(), state="returned", by=view.actor.id)
    after = replace(
        _end_offer(view, base, "returned"), reason=reason, again=str(again) if again else None, unless=unless or None
    )
    note = build_comment(view, card.id, "return", f"{reason}: would have passed if {unless}" if unless else reason)
    warning = _warn_few_attempts(view, card, reason)
    registers = _build_registers(card, after, inputs)
    done = "Returned"
    if home.ending == "disqualified":
        registers["lost_reason"], done = reason, "Returned and disqualified"
    return Crossing("return", home, registers, (note,), done, f": {reason}", warning=warning)


def _warn_few_attempts(view: View, card: Card, reason: str) -> str:
    """Warn who returns a lead as unreachable after fewer attempts than the agreement asks for; else empty."""
    agreement, present = view.board.agreement, _read_handoff(card)
    required_attempts = agreement.content.levels.attempts if agreement else None
    if not required_attempts or not reason.startswith(UNREACHABLE):
        return ""
    offered_at = present.offered_at if present else ""
    tried = activity.count_attempts_since(view.list_activities(card.id), offered_at)
    if tried >= required_attempts:
        return ""
    attempts = text.format_count(required_attempts, "attempt")
    return f"The agreement asks for {attempts} before that, and sales made {tried or 'none'}."


def _plan_withdraw(view: View, card: Card, to: Stage, inputs: Mapping[str, Json]) -> Crossing:
    """Return the crossing back before an answer; a card without an open offer just moves."""
    present = _read_handoff(card)
    if present is None or not present.is_open:
        return Crossing(
            "move",
            to,
            {**fields.drop_crossing_fields(inputs), **gate.enter_stage(view, to, card, inputs)},
            (),
            "Moved",
            f" to {to.name}",
        )
    if lacking := permissions.find_missing_fields(to, card, inputs):
        raise permissions.MissingFields(card, to, lacking)
    after = _end_offer(view, present, "withdrawn")
    return Crossing("withdraw", to, _build_registers(card, after, inputs), (), "Withdrew the offer of")


def _plan_take(view: View, card: Card, to: Stage, inputs: Mapping[str, Json]) -> Crossing:
    """Return the crossing without an offer, recorded as taken by the actor; without a door it is a plain move."""
    if handoff.find_door(view.board) is None:
        passed = gate.enter_stage(view, to, card, inputs)
        return Crossing("move", to, {**fields.drop_crossing_fields(inputs), **passed}, (), "Moved", f" to {to.name}")
    if view.actor.team == "marketing":
        raise Refused(
            f"Only sales can take {name_cards([card])} without an offer; offer it first (move it to "
            f"{handoff.find_door(view.board).name})."  # type: ignore[union-attr]
        )
    passed = gate.enter_stage(view, to, card, inputs)
    handed = Handoff(
        offer=new_id(), state="taken", by=view.actor.id, to=view.actor.id, source=view.board.lane_of(card.stage).id,
        offered_at=view.now, answered_at=view.now, answered_by=view.actor.id,
    )  # fmt: skip
    return Crossing(
        "take", to, {**_build_owned_registers(view, card, handed, inputs), **passed}, (), "Took", f" to {to.name}"
    )


# -- the verbs


def offer(view: View, card_id: str, inputs: Mapping[str, Json]) -> Act:
    """Offer a card to sales, with `why` in a line, and optionally `opening` words and a rep (`offer_to`)."""
    card, _ = _find_live_card(view, card_id)
    return _build_crossing_act(view, card, plan_offer(view, card, inputs))


def accept(view: View, card_id: str, inputs: Mapping[str, Json], to: Stage | None = None) -> Act:
    """Accept an offer, with `next_step` and `next_on`; the card goes to the first stage of sales, or `to`."""
    card, here = _find_live_card(view, card_id)
    if here.side != "door":
        raise Refused(f"{name_cards([card])} is in {here.name}; only a card that is offered can be accepted.")
    target = to or handoff.find_first_stage(view.board, "sales")
    if target is None:
        raise Refused("This board has no open stage of sales.", command="kanban stage add makes one")
    return _build_crossing_act(view, card, plan_accept(view, card, target, inputs))


def send_back(view: View, card_id: str, inputs: Mapping[str, Json]) -> Act:
    """Return a card to marketing, with `return_reason`, `again` and `unless` as `plan_return` wants them."""
    card, _ = _find_live_card(view, card_id)
    return _build_crossing_act(view, card, plan_return(view, card, inputs))


def withdraw(view: View, card_id: str) -> Act:
    """Withdraw an offer before it is answered: the card returns to where it was."""
    _require_team(view, "marketing", "withdraw an offer")
    card, _ = _find_live_card(view, card_id)
    present = _require_state(card, handoff.OPEN, "The card has no open offer")
    return _build_crossing_act(view, card, _plan_withdraw(view, card, _find_home(view.board, present), {}))


def ask(view: View, card_id: str, words: str) -> Act:
    """Ask marketing about an offer: it is theirs to answer, and sales' clock stands still."""
    _require_team(view, "sales", "ask about an offer")
    card, stage = _find_live_card(view, card_id)
    present = _require_state(card, {"offered"}, "No offer of the card waits for an answer")
    note = build_comment(view, card.id, "question", words)
    after = handoff.ask_question(
        present, note.entity, clock.from_iso(view.now), calendar_of(view.board), handoff.reply_seconds(view.board)
    )
    return Act("ask", (_build_step_in_place(card, stage, after, "ask"), note), f"Asked about {name_cards([card])}")


def answer(view: View, card_id: str, words: str) -> Act:
    """Answer sales' question; their clock goes on."""
    _require_team(view, "marketing", "answer a question about an offer")
    card, stage = _find_live_card(view, card_id)
    present = _require_state(card, {"asked"}, "Nobody has asked about the card")
    note = build_comment(view, card.id, "answer", words)
    after = handoff.answer_question(present, clock.from_iso(view.now), calendar_of(view.board))
    return Act(
        "answer", (_build_step_in_place(card, stage, after, "answer"), note), f"Answered about {name_cards([card])}"
    )


def expire(view: View, card: Card) -> Act:
    """End an offer that was not answered in time: the card goes back where it came from.

    The act is dated when the time was over. Raises Refused before that.
    """
    present = _require_state(card, {"offered"}, "No offer of the card waits for an answer")
    if not present.has_expired(view.now):
        raise Refused(f"The offer of {name_cards([card])} is not overdue.")
    after = replace(present, state="expired", due=None, since=None, answered_at=present.due)
    way = Crossing(
        "expire",
        _find_home(view.board, present),
        _build_registers(card, after, {}),
        (),
        "Nobody answered the offer of",
        at=present.due,
    )
    return _build_crossing_act(view, card, way)


# -- shared


def _build_crossing_act(view: View, card: Card, way: Crossing) -> Act:
    # nobody could answer time, which makes no exception for a stage that is full
    warning = None if view.actor.id == TIME else permissions.check_limit(view.board, way.stage, view.count_cards, 1)
    (place,), others = place_on_top(view, way.stage.id, (card.id,))
    result = f"{way.done} {name_cards([card])}{way.whither}"
    warnings = tuple(text for text in (warning, way.warning) if text)
    return Act(way.verb, (*way.steps(card, place), *others), result, warnings=warnings)


def _require_team(view: View, team: str, what: str) -> None:
    permissions.require_role(view.actor, "member", what)
    if view.actor.team != team:
        raise Refused(f"Only {team} can {what}.")


def _find_live_card(view: View, card_id: str) -> tuple[Card, Stage]:
    (card,) = find_live_cards(view, [card_id])
    return card, view.board.lane_of(card.stage)


def _read_handoff(card: Card) -> Handoff | None:
    return handoff.read(card.value_of(HANDOFF))


def _require_state(card: Card, states: set[str] | frozenset[handoff.State], otherwise: str) -> Handoff:
    present = _read_handoff(card)
    if present is None or present.state not in states:
        raise Refused(f"{otherwise} ({name_cards([card])}).")
    return present


def _end_offer(view: View, present: Handoff, state: handoff.State) -> Handoff:
    return replace(
        present, state=state, due=None, left=None, question=None, reply_due=None, since=None, answered_at=view.now,
        answered_by=view.actor.id,
    )  # fmt: skip


def _find_first_stage(board: Board) -> Stage:
    first = handoff.find_first_stage(board, "marketing")
    if first is None:
        raise Refused("This board has no stage of marketing to go back to.", command="kanban stage add makes one")
    return first


def _find_home(board: Board, present: Handoff) -> Stage:
    """Return where an unanswered card goes: the stage it was offered from, or the one that replaces it."""
    home = board.lane_of(present.source)
    return home if home.side == "marketing" and not home.is_closed else _find_first_stage(board)


def _build_registers(card: Card, after: Handoff, inputs: Mapping[str, Json]) -> dict[str, Json]:
    kept_fields = fields.settle_next_time(card, fields.drop_crossing_fields(inputs))
    return {**kept_fields, HANDOFF: after.encode(_read_handoff(card))}


def _build_owned_registers(view: View, card: Card, after: Handoff, inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Return the registers of a card that comes to sales; the actor owns it unless somebody does."""
    owner = {} if card.sales_owner or inputs.get("sales_owner") else {"sales_owner": view.actor.name}
    return {**owner, **_build_registers(card, after, inputs)}


def _build_step_in_place(card: Card, stage: Stage, after: Handoff, verb: str) -> Step:
    registers = {"stage": stage.id, "entered_at": card.entered_at, **_build_registers(card, after, {})}
    return Step(CARD, card.id, registers, verb)
