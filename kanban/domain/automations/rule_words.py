"""Rules as people type and read them: `enters Proposal`, `value>=50k`, `label vip`, `notify @Raj: have a look`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from kanban.domain.automations.rules import COMMENTED, DOINGS, ENTERS, EVENTS, MOST_ACTS, Rule, RuleAct
from kanban.domain.board import TEAMS
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.handoffs import handoff
from kanban.domain.queries import matching, query
from kanban.domain.values import dates, fields, text
from kanban.domain.waiting import notice

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.board import Board
    from kanban.domain.change import Json

WHENS = "enters STAGE, offered, returned, overdue, stale, commented, won or lost"
THENS = (
    "assign @NAME, label LABEL (or -LABEL), set FIELD=VALUE, comment TEXT, offer [@NAME:] WHY, "
    "notify @NAME (or a team)[: TEXT], next TEXT [on DAY]"
)

_OPENINGS = ("a card ", "card ", "it ", "is ")
_SAME = {"enter": ENTERS, "entered": ENTERS, "comment": COMMENTED, "commented on": COMMENTED}


def read_when(typed: str, board: Board) -> dict[str, Json]:
    """Return the registers of a typed event. Raises UsageFault or NotFound."""
    plain = text.clean_line(typed)
    for opening in _OPENINGS:
        plain = plain[len(opening) :] if plain.casefold().startswith(opening) else plain
    word, _, rest = plain.partition(" ")
    event = _SAME.get(plain.casefold(), _SAME.get(word.casefold(), word.casefold()))
    if event == ENTERS:
        name = rest.strip()
        if not name:
            raise UsageFault("Say which stage a card has to enter: enters STAGE (or enters any).")
        return {"when": ENTERS, "stage": None if name.casefold() == "any" else board.find_stage(name).id}
    if event not in EVENTS or (rest.strip() and event != COMMENTED):
        raise UsageFault(f"A rule waits for one of {WHENS}, not “{text.shorten(plain, 40)}”.")
    return {"when": event, "stage": None}


def read_if(typed: str, board: Board, today: date) -> dict[str, Json]:
    """Return the register of a typed query, empty for any card. Raises UsageFault for an invalid one."""
    plain = text.clean_line(typed)
    condition = query.parse(plain, today)
    if condition.has_deleted_term:
        raise UsageFault("Rules leave deleted cards alone; take the word “deleted” out.")
    for term in condition.terms:
        mine = "me" in term.values and term.field in {"owner", "marketing", "sales", "mentions"}
        own = [value for value in term.values if term.field == "flag" and value in {"mine", "unread"}]
        if own or mine:
            word = own[0] if own else f"{term.field}:me"
            raise UsageFault(f"“{word}” differs from reader to reader, and a rule is the same for all; name somebody.")
    now = datetime.combine(today, time(12), UTC)
    matching.Matcher(condition, board, now, None, lambda _: ()).check()
    return {"if": plain or None}


def read_then(typed: Sequence[str], board: Board, today: date) -> dict[str, Json]:
    """Return the register of typed acts. Raises UsageFault or NotFound."""
    doings = [read_doing(act, board, today) for act in typed if act.strip()]
    if not doings:
        raise UsageFault(f"Say what the rule does: {THENS}.")
    if len(doings) > MOST_ACTS:
        raise UsageFault(f"A rule does at most {MOST_ACTS} things.")
    if sum(doing.do == "offer" for doing in doings) > 1:
        raise UsageFault("A card is offered once; leave one “offer” out.")
    return {"then": [doing.encode() for doing in doings]}


def read_doing(typed: str, board: Board, today: date) -> RuleAct:
    """Return one typed act. Raises UsageFault or NotFound."""
    word, _, rest = text.clean(typed).strip().partition(" ")
    do, rest = word.casefold(), rest.strip()
    if do not in DOINGS:
        raise UsageFault(f"A rule can't do “{text.shorten(text.clean_line(typed), 40)}”. It can {THENS}.")
    if not rest:
        raise UsageFault(f"“{do}” needs a value: {_find_form(do)}.")
    match do:
        case "assign":
            return RuleAct(do, to=board.find_member(text.clean_line(rest).removeprefix("@")).id)
        case "label":
            fields.read("label", rest, board, today)
            return RuleAct(do, text=text.clean_line(rest))
        case "set":
            return _read_setting(rest, board, today)
        case "comment":
            return RuleAct(do, text=text.clean_body(rest))
        case "next":
            return _read_next_step(text.clean_line(rest), today)
        case "offer":
            return _read_offer(text.clean_line(rest), board)
        case _:
            recipient, _, words = text.clean_line(rest).partition(":")
            if len(words.strip()) > notice.LONGEST:
                raise UsageFault(f"A notice has at most {notice.LONGEST} characters.")
            return RuleAct(do, to=_read_recipient(recipient, board), text=words.strip())


def _find_form(do: str) -> str:
    return next(form for form in THENS.split(", ") if form.startswith(do))


def _read_setting(rest: str, board: Board, today: date) -> RuleAct:
    name, equals, value = rest.partition("=")
    if not equals or not value.strip():
        raise UsageFault("“set” needs a field and its value: set FIELD=VALUE.")
    name = fields.find_register(name)
    fields.read_all({name: value}, board, today)
    return RuleAct("set", name=name, text=text.clean_line(value))


def _read_next_step(rest: str, today: date) -> RuleAct:
    words, on, day = rest.rpartition(" on ")
    if on and words.strip():
        dates.parse_day(day, today)
        return RuleAct("next", text=words.strip(), on=day.strip())
    return RuleAct("next", text=rest)


def _read_offer(rest: str, board: Board) -> RuleAct:
    to, why = "", rest
    if rest.startswith("@"):
        recipient, _, why = rest.partition(":")
        member = board.find_member(recipient.removeprefix("@"))
        if member.team != "sales":
            raise UsageFault(f"{member.name} is in {member.team}; offers go to sales.")
        to, why = member.id, why.strip()
    if not why:
        raise UsageFault("“offer” needs a reason why now: offer [@NAME:] WHY.")
    if len(why) > handoff.LONGEST_WHY:
        raise UsageFault(f"“Why now” has {len(why)} characters and at most {handoff.LONGEST_WHY} fit.")
    return RuleAct("offer", to=to, text=why)


def _read_recipient(typed: str, board: Board) -> str:
    plain = typed.strip().removeprefix("@").strip()
    if plain.casefold() in TEAMS:
        return plain.casefold()
    return board.find_member(plain).id


# -- and back


def format_when(rule: Rule, board: Board) -> str:
    """Format a rule's event as it is typed."""
    if rule.when == ENTERS:
        return f"{ENTERS} {stage_name(rule.stage, board) if rule.stage else 'any'}"
    return rule.when


def stage_name(stage: str, board: Board) -> str:
    """Return a stage's name, removed ones too."""
    try:
        return board.stage(stage).name
    except NotFound:
        return stage


def format_doing(doing: RuleAct, board: Board) -> str:
    """Format an act as it is typed."""
    to = doing.to if doing.to in TEAMS else f"@{board.find_person_name(doing.to)}" if doing.to else ""
    match doing.do:
        case "set":
            return f"set {fields.format_typed_name(doing.name)}={doing.text}"
        case "next":
            return f"next {doing.text} on {doing.on}" if doing.on else f"next {doing.text}"
        case "offer" | "notify" if to and doing.text:
            return f"{doing.do} {to}: {doing.text}"
        case _:
            return f"{doing.do} {to or doing.text}"


def find_trouble(rule: Rule, board: Board, today: date) -> str:
    """Return why a rule can't run on the present board; empty where it can."""
    if not rule.is_understood:
        return "It was made by a newer version of this program, which alone understands it."
    try:
        if rule.stage and board.stage(rule.stage).deleted:
            return f"The stage {board.stage(rule.stage).name} was removed."
        read_if(rule.condition, board, today)
    except (UsageFault, NotFound, Refused) as fault:
        return str(fault)
    for doing in rule.then:
        member = board.get_member(doing.to) if doing.to and doing.to not in TEAMS else None
        if doing.to and doing.to not in TEAMS and (member is None or member.deleted):
            return f"{member.name if member else 'Somebody'} is no longer a member of this board."
    return ""
