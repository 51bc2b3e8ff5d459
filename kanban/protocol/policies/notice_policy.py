"""What a server asks of notices, and of what rules note on cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kanban.domain.automations import engine
from kanban.domain.automations import rules as automation
from kanban.domain.automations.rules import OF
from kanban.domain.automations.rules import RULE as MADE_BY
from kanban.domain.board import TEAMS
from kanban.domain.card import HANDOFF, RULE_MARK
from kanban.domain.change import CARD, COMMENT, HANGING, NOTICE, RULE, STAGE
from kanban.domain.handoffs.holders import state_of
from kanban.domain.values import text
from kanban.domain.waiting import notice
from kanban.protocol.policies import rule_policy
from kanban.protocol.policies.docket import Docket, Rejected

if TYPE_CHECKING:
    from kanban.domain.automations.rules import Rule
    from kanban.domain.board import Member
    from kanban.domain.change import Change, Json

LONGEST_TROUBLE = 200
"""The most characters of a note on why a rule could not run."""


def check_cause(docket: Docket, actor: Member, change: Change) -> None:
    """Raise Rejected where a change claims to be a rule's, and no rule of the board was triggered."""
    marked, cause = change.extra.get(MADE_BY), change.extra.get(OF)
    if marked is None and cause is None:
        return
    if not isinstance(marked, str) or not isinstance(cause, str):
        raise Rejected("invalid", "A rule's change names the rule, and the change that triggered it.")
    set_off = docket.find_change(cause)
    if set_off is None:
        raise Rejected("missing_parent", "The change that triggered the rule was refused, so the rule did nothing.")
    rules = [rule for rule in _list_versions(docket, marked) if _is_waiting_for(docket, rule, set_off)]
    if set_off.actor != actor.id or not rules:
        raise Rejected("forbidden", "A rule adds to the act of the person who triggers it, and this one does not.")
    card = set_off.entity if set_off.etype == CARD else set_off.set.get("card")
    about = change.set.get("card") if change.etype in HANGING else change.entity
    if card != about and change.set.keys() != {"rank"}:  # neighbours may make room for it
        raise Rejected("forbidden", "A rule acts on the card that triggers it.")
    marks = bool(change.set) and all(name.startswith(RULE_MARK) for name in change.set)
    is_note = change.etype == NOTICE or marks  # `accept_notice` and `check_mark` look at what it says
    if change.undo_of is None and not is_note and not any(rule_policy.can_make(docket, rule, change) for rule in rules):
        raise Rejected("forbidden", "The rule that this change names does something else.")


def _is_waiting_for(docket: Docket, rule: Rule, change: Change) -> bool:
    """Whether a change triggers a rule."""
    if change.etype == COMMENT:
        return rule.when == automation.COMMENTED and "created" in change.set
    if rule.when in {automation.OFFERED, automation.RETURNED}:
        return state_of(change.set.get(HANDOFF)) == rule.when
    stage = change.set.get("stage")
    lane = docket.board.lane_of(stage) if isinstance(stage, str) else None
    if lane is None or change.etype != CARD:
        return False
    if rule.when == automation.ENTERS:
        return rule.stage in {"", lane.id, stage}
    return lane.ending is not None and rule.when == lane.ending


def accept_notice(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return a notice as the server stores it: a rule's words for its recipient, or a member's own."""
    if docket.find(NOTICE, change.entity) is not None:
        raise Rejected("invalid", "A notice can't be changed.")
    sent = notice.read(change.entity, change.set)
    if sent is None or "created" not in change.set or len(sent.words) > notice.LONGEST:
        raise Rejected("invalid", "That is not a valid notice.")
    if docket.find(CARD, sent.card) is None:
        raise Rejected("missing_parent", "The card that this notice is about is not on the server.")
    if sent.to not in TEAMS and docket.board.get_member(sent.to) is None:
        raise Rejected("invalid", "The person whom this notice is for is not a member of the board.")
    marked = change.extra.get(MADE_BY)
    if marked is None:
        if sent.rule:
            raise Rejected("forbidden", "A notice by a person names no rule.")
        return {**change.set, "at": docket.now, notice.BY: actor.id}
    versions = _list_versions(docket, str(marked))
    trouble = sent.to == actor.id and sent.words.startswith(engine.TROUBLE)
    if not trouble and not any(_has_notice(docket, rule, sent) for rule in versions):
        raise Rejected("forbidden", "The rule that this notice names sends other words, or to somebody else.")
    return {**change.set, "rule": versions[-1].name, "at": docket.now, notice.BY: actor.id}


def check_mark(docket: Docket, change: Change) -> None:
    """Raise Rejected for an invalid note on why a rule could not run."""
    if docket.find(CARD, change.entity) is None:
        raise Rejected("missing_parent", "The card that this is about is not on the server.")
    for name, value in change.set.items():
        if not name.startswith(RULE_MARK):
            continue
        rule = name.removeprefix(RULE_MARK)
        versions = _list_versions(docket, rule) if change.extra.get(MADE_BY) == rule else []
        if not versions or all(version.is_timed for version in versions):
            raise Rejected("forbidden", "Only the rule itself notes what it did.")
        mark = value if isinstance(value, Mapping) else {}
        trouble = mark.get("trouble")
        well = value is None or (
            mark.keys() == {"trouble"} and isinstance(trouble, str) and len(trouble) <= LONGEST_TROUBLE
        )
        if not well:
            raise Rejected("invalid", "A rule's note says why it could not run.")


def _list_versions(docket: Docket, rule: str) -> Sequence[Rule]:
    """Return a rule as it ever was, the present one last: a device may have run it before it knew a change."""
    registers: dict[str, Json] = {}
    versions: list[Rule] = []
    for change in sorted(docket.list_changes(RULE, rule), key=lambda change: change.key):
        registers |= change.set
        versions.append(automation.read(rule, registers))
    return versions


def _has_notice(docket: Docket, rule: Rule, sent: notice.Notice) -> bool:
    """Whether a rule sends a notice with these words to this member or team."""
    if rule.is_timed:
        return False  # the server lets these run
    for doing in rule.then:
        words = [doing.text] if doing.text else _list_event_texts(docket, rule)
        if doing.do == "notify" and sent.to == doing.to and sent.words in map(text.clean_line, words):
            return True
    return False


def _list_event_texts(docket: Docket, rule: Rule) -> list[str]:
    """Return how a rule without words describes its event, by any name its stage ever had."""
    texts = [engine.describe_event(rule, docket.board)]
    names = [
        name for change in docket.list_changes(STAGE, rule.stage) if isinstance(name := change.set.get("name"), str)
    ]
    return texts + ([f"it entered {name}." for name in names] if rule.when == automation.ENTERS else [])
