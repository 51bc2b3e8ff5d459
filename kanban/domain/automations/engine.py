"""When rules fire and what they do: once for each act of a person and card, never for what a rule did.

`list_events` tells the events of an act before it is written. Once it is written, `fire` decides what each rule adds.
That is one pass over events and rules which makes no new events, so it always ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kanban.domain import clock, permissions, staleness
from kanban.domain.acts import verbs
from kanban.domain.acts.view_ahead import ViewAhead
from kanban.domain.automations import rule_words
from kanban.domain.automations.rules import (  # fmt: skip
    COMMENTED,
    ENTERS,
    LOST,
    OF,
    OFFERED,
    OVERDUE,
    RETURNED,
    RULE,
    STALE,
    WON,
    Rule,
    RuleAct,
)
from kanban.domain.board import TEAMS
from kanban.domain.card import HANDOFF, RULE_MARK
from kanban.domain.change import CARD, COMMENT, TIME, Act, Step
from kanban.domain.errors import KanbanError, NotFound, Refused, UsageFault
from kanban.domain.handoffs import first_response, handoff, handoff_verbs
from kanban.domain.ids import derive_id
from kanban.domain.queries import matching, query
from kanban.domain.values import fields, moments, text
from kanban.domain.waiting import notice

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.card import Card
    from kanban.domain.change import Json

VERB = "rule"
"""The verb of a note about a rule: when it ran last, or why it could not."""

_SILENT = frozenset({"import", "undo", "redo", "merge", "purge", VERB})
"""Verbs that trigger no rule: they bring or take back what happened elsewhere or before."""

TROUBLE = "It changed nothing: "
"""The beginning of a notice that says why a rule could not run."""

OWN_EVENT = frozenset({"offer", "return"})
"""Kinds of comments that belong to another event."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to a card by one step of an act."""

    kind: str
    card: str
    step: int
    """The step's place in the act."""
    stage: str = ""
    """The stage that the card entered."""


@dataclass(frozen=True, slots=True)
class Firing:
    """What one rule does to one card: steps for a transaction of their own."""

    rule: Rule
    card: str
    steps: tuple[Step, ...]
    trouble: str = ""
    """Why the rule could do nothing but note that."""
    ids: tuple[str, ...] = ()
    """The ids of its changes, where they are known beforehand."""


def list_active_rules(board: Board, *, of_time: bool) -> list[Rule]:
    """Return the rules that may fire, in their order: those of time, or all others."""
    return [rule for rule in board.rules if rule.is_active and rule.is_timed is of_time]


def list_events(view: View, act: Act) -> list[Event]:
    """Return the events of an act that is not written yet."""
    events: list[Event] = []
    for place, step in enumerate(act.steps):
        if step.verb in _SILENT:
            continue
        if step.etype == CARD:
            events += _list_move_events(view, place, step)
        elif step.etype == COMMENT and "created" in step.set and step.set.get("kind") not in OWN_EVENT:
            events.append(Event(COMMENTED, str(step.set.get("card")), place))
    return events


def _list_move_events(view: View, place: int, step: Step) -> list[Event]:
    offered = step.verb == "offer" or (step.verb == "rule_on" and HANDOFF in step.set)
    kinds = [kind for kind, happens in ((OFFERED, offered), (RETURNED, step.verb == "return")) if happens]
    events = [Event(kind, step.entity, place) for kind in kinds]
    stage = step.set.get("stage")
    if isinstance(stage, str):
        lane = view.board.lane_of(stage)
        if "created" in step.set or view.board.lane_of(view.card(step.entity).stage).id != lane.id:
            events.append(Event(ENTERS, step.entity, place, lane.id))
            if lane.ending in {WON, LOST}:
                events.append(Event(lane.ending, step.entity, place))
    return events


def is_waiting_for(rule: Rule, event: Event) -> bool:
    """Whether a rule waits for an event."""
    return rule.when == event.kind and (event.kind != ENTERS or rule.stage in {"", event.stage})


def is_match(rule: Rule, card: Card, view: View, talk: matching.Talk) -> bool:
    """Whether a rule's query matches a card now. Raises UsageFault or Refused for a query that is invalid by now."""
    if card.deleted:
        return False
    if not rule.condition:
        return True
    condition = query.parse(rule.condition, view.today)
    return matching.Matcher(condition, view.board, clock.from_iso(view.now), None, talk).is_match(card)


def fire(view: View, happened: Sequence[Event], causes: Sequence[str], talk: matching.Talk) -> list[Firing]:
    """Return what the rules add to a written act; `causes` has the ids of its changes, by step.

    All queries are asked of the cards as the act left them, before any rule has run.
    """
    due: dict[tuple[str, str], tuple[Rule, Event, str]] = {}
    for rule in list_active_rules(view.board, of_time=False):
        for event in happened:
            if is_waiting_for(rule, event) and (rule.id, event.card) not in due:
                try:
                    if not is_match(rule, view.card(event.card), view, talk):
                        continue
                    fault = ""
                except KanbanError as error:
                    fault = str(error)
                due[rule.id, event.card] = (rule, event, fault)
    ahead, firings = ViewAhead(view), list[Firing]()
    for rule, event, fault in due.values():
        firing = _run(ahead, rule, event.card, fault)
        if firing.steps:
            marked = {RULE: rule.id, OF: causes[event.step]}
            firings.append(replace(firing, steps=tuple(step._replace(extra=marked) for step in firing.steps)))
    return firings


def _run(ahead: ViewAhead, rule: Rule, card: str, fault: str = "", due: str = "") -> Firing:
    """Return what a rule does to a card, all or nothing, and apply it to `ahead`.

    Where it can't run, that is noted on the card.
    """
    mark = RULE_MARK + rule.id
    steps, attempt = list[Step](), ahead.branch()
    try:
        if fault:
            raise Refused(fault)
        for doing in rule.then:
            act = _build_act(attempt, rule, doing, card)
            attempt.apply(act.steps)
            steps += act.steps
    except permissions.MissingFields as missing:
        fault = f"{missing.needs_text}."
    except KanbanError as error:
        fault = str(error)
    note: dict[str, Json] = {}
    if fault:
        note["trouble"] = text.shorten(text.clean_line(fault), 200)
    if due:
        note["due"] = due
    present = ahead.card(card).value_of(mark)
    noted = [Step(CARD, card, {mark: note or None}, VERB)] if (note or None) != (present or None) else []
    steps = [*noted, *_build_notices(ahead, rule, card, note, present)] if fault else [*steps, *noted]
    ahead.apply(steps)
    return Firing(rule, card, tuple(steps), fault)


def _build_notices(view: View, rule: Rule, card: str, note: Mapping[str, Json], present: Json) -> list[Step]:
    """Return notices that a rule could not run, unless that is known already.

    They go to the actor or, for acts of time, to the leads.
    """
    trouble = note["trouble"]
    if isinstance(present, Mapping) and present.get("trouble") == trouble:
        return []
    leads = [member.id for member in view.board.members if member.role == "lead"]
    whom = leads if view.actor.id == TIME else [view.actor.id]
    return [notice.notify(card, to, f"{TROUBLE}{trouble}", view.now, rule=rule.name) for to in whom]


def _build_act(view: View, rule: Rule, doing: RuleAct, card: str) -> Act:
    board, name = view.board, f"Rule “{rule.name}”"
    match doing.do:
        case "assign":
            member = _find_member(board, doing.to)
            return verbs.edit(view, [card], {f"{member.team}_owner": member.name})
        case "label":
            return verbs.edit(view, [card], fields.read("label", doing.text, board, view.today))
        case "set":
            values = fields.read_all({doing.name: doing.text}, board, view.today, view.card(card))
            return verbs.edit(view, [card], values)
        case "next":
            day = fields.read("next_on", doing.on, board, view.today) if doing.on else {"next_on": None}
            return verbs.edit(view, [card], {"next_step": doing.text, **day})
        case "offer":
            to = _find_member(board, doing.to).id if doing.to else None
            return handoff_verbs.offer(view, card, {"why": doing.text, "offer_to": to})
        case "comment":
            return _build_comment(view, card, f"{name}: {doing.text}")
        case _:
            to = doing.to if doing.to in TEAMS else _find_member(board, doing.to).id
            words = doing.text or describe_event(rule, board)
            return Act("notify", (notice.notify(card, to, words, view.now, rule=rule.name),), "")


def _build_comment(view: View, card: str, words: str) -> Act:
    """Return the comment that a rule writes; for acts of time it has no team."""
    act = verbs.comment(view, card, words)
    if view.actor.id != TIME:
        return act
    return act._replace(steps=tuple(step._replace(set={**step.set, "team": ""}) for step in act.steps))


def _find_member(board: Board, member_id: str) -> Member:
    member = board.get_member(member_id)
    if member is None or member.deleted:
        raise NotFound(f"{member.name if member else 'Somebody it names'} is no longer a member of this board.")
    return member


def describe_event(rule: Rule, board: Board) -> str:
    """Describe what triggered a rule, to end a sentence about a card."""
    match rule.when:
        case "enters" if rule.stage:
            return f"it entered {rule_words.stage_name(rule.stage, board)}."
        case "enters":
            return "it entered another stage."
        case "commented":
            return "somebody commented on it."
        case "overdue" | "stale":
            return f"it is {rule.when}."
        case other:
            return f"it was {other}."


# -- acts of time


def list_due_times(rule: Rule, card: Card, board: Board) -> list[str]:
    """Return when a rule of time falls due for a card as it is now, the earliest first (UTC)."""
    lane = board.lane_of(card.stage)
    if card.deleted or lane.is_closed:
        return []
    if rule.when == STALE:
        again = staleness.read_again(card.value_of(HANDOFF))
        since = staleness.find_quiet_since(card.touched_at, card.next_on, again, board.timezone)
        times = [] if lane.stale_after is None else [_add_days(since, lane.stale_after)]
    else:
        times = _list_late_times(card, lane, board) if rule.when == OVERDUE else []
    return sorted(due for due in times if due)


def _list_late_times(card: Card, lane: Stage, board: Board) -> list[str]:
    times = []
    if card.next_on:
        times.append(moments.find_due(card.next_on, card.next_time, board.zone))
    present = handoff.read(card.value_of(HANDOFF)) if lane.side == "door" else None
    answer_due = {"offered": present.due, "asked": present.reply_due}.get(present.state) if present else None
    if answer_due:
        times.append(_add_days(answer_due, 0))
    if response_due := first_response.find_due(board, card):
        times.append(response_due)
    return times


def _add_days(moment: str, days: int) -> str:
    """Return a time so many days later; empty for an invalid one, as other machines may write anything."""
    try:
        return clock.iso(clock.from_iso(moment) + timedelta(days=days))
    except (UsageFault, OverflowError):
        return ""


def pass_time(view: View, cards: Iterable[Card], arrived: Callable[[Card], str], talk: matching.Talk) -> list[Firing]:
    """Return what rules of time do to these cards by now, once for each time at which one fell due.

    What fell due before the rule was switched on, or before the card came here (`arrived`, UTC), is skipped.
    """
    firings, of_time = list[Firing](), list_active_rules(view.board, of_time=True)
    ahead = ViewAhead(view)
    for card in cards:
        came = arrived(card) if of_time else ""
        for rule in of_time:
            for due in list_due_times(rule, card, view.board):
                if max(rule.since, came, find_last_due(rule, ahead.card(card.id))) < due < view.now:
                    firings += _run_due(ahead, rule, card, due, talk)
    return firings


def find_last_due(rule: Rule, card: Card) -> str:
    """Return the last due time for which a rule ran on a card; empty for none."""
    mark = card.value_of(RULE_MARK + rule.id)
    due = mark.get("due") if isinstance(mark, Mapping) else None
    return due if isinstance(due, str) else ""


def _run_due(ahead: ViewAhead, rule: Rule, card: Card, due: str, talk: matching.Talk) -> list[Firing]:
    fault = ""
    try:
        if not is_match(rule, card, ahead, talk):
            return []
    except KanbanError as error:
        fault = str(error)
    firing = _run(ahead, rule, card.id, fault, due)
    steps = tuple(step._replace(extra={RULE: rule.id}) for step in firing.steps)
    ids = [derive_id(ahead.board.id, f"rule:{rule.id}", f"{card.id}:{due}:{place}") for place in range(len(steps))]
    return [replace(firing, steps=steps, ids=tuple(ids))]
