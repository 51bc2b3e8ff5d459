"""The gate of a stage: the requirements that guard it, and whether a card meets them.

A *fact* is a query that the card must match, as it is after the move. A *judgement* is a tick with a line of
evidence, one register each, which only its team sets. Requirements guard the way forward: an offer that expires or is
withdrawn or returned is not checked. Until a version is signed, the default agreement shows, and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain import permissions, queries
from kanban.domain.acts.view import find_live_cards
from kanban.domain.acts.view_ahead import apply_registers
from kanban.domain.agreements import agreement_lines
from kanban.domain.agreements.agreement import Content, Levels, Line, Version
from kanban.domain.agreements.agreement_lines import TICK, Check
from kanban.domain.card import Card
from kanban.domain.change import CARD, STAGE, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.handoffs.handoff import ANSWER_WITHIN
from kanban.domain.values import fields, text
from kanban.domain.values.naming import match_named

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.change import Json

PASSED = "passed"
"""The register that says under which version a card entered its stage, and what it met."""

BACKWARDS = frozenset({"returned", "expired", "withdrawn"})
"""The states of a handoff in which a card goes back, where no requirement guards the way."""

LONGEST_EVIDENCE = 280
"""The most characters of evidence."""


class UnmetRequirement(Refused):
    """A requirement is not met, and nothing typed along with the move could change that."""


@dataclass(frozen=True, slots=True)
class StageEntry:
    """Under which version a card entered a stage."""

    stage: str
    version: str
    """The version's hash."""
    met: tuple[str, ...]
    """The ids of the requirements that it met."""
    of: int
    """How many requirements guarded the stage."""


# -- what counts


def find_effective_version(board: Board) -> Version:
    """Return the live version, else the default agreement."""
    return board.agreement or build_default_version(board)


def build_default_version(board: Board) -> Version:
    """Return the default agreement: e-mail, source and company are known before a lead is offered."""
    marketing = [stage for stage in board.stages if stage.side == "marketing" and not stage.is_closed]
    guarded = [*marketing[-1:], *(stage for stage in board.stages if stage.side == "door")]
    known = (("email", "The e-mail is known"), ("source", "The source is known"), ("company", "The company is known"))
    lines = tuple(
        Line(name, tuple(stage.id for stage in guarded), "fact", says, "marketing", f"has:{name}")
        for name, says in known
    )
    levels = Levels(answer=ANSWER_WITHIN, reply=ANSWER_WITHIN)
    return Version("", Content(lines if guarded else (), levels, board.return_reasons, board.lost_reasons))


def list_lines_ahead(board: Board, card: Card, version: Version) -> tuple[Line, ...]:
    """Return the requirements that matter to a card now; see `list_lines_ahead_of`."""
    return list_lines_ahead_of(board, board.lane_of(card.stage), version)


def list_lines_ahead_of(board: Board, here: Stage, version: Version) -> tuple[Line, ...]:
    """Return the requirements of a stage and of the next one; with marketing, of all up to the door."""
    if here.is_closed:
        return ()
    place = board.place_of(here.id)
    stages = [here.id]
    for stage in board.stages[place + 1 :]:
        if stage.is_closed:
            break
        stages.append(stage.id)
        if here.side != "marketing" or stage.side != "marketing":
            break
    return tuple(line for line in version.content.lines if set(line.stages) & set(stages))


def check_lines(board: Board, card: Card, lines: Iterable[Line]) -> list[Check]:
    """Check a card against requirements, in their order."""
    return agreement_lines.check_lines(card, lines, lambda fact: queries.matching.check_fact(board, card, fact))


def list_missing(board: Board, card: Card) -> tuple[str, ...]:
    """Return what a card lacks for its own stage: fields, and requirements as `line.ID`."""
    stage = board.lane_of(card.stage)
    guarding = board.agreement.content.list_guarding(stage.id) if board.agreement else ()
    unmet = [check.line for check in check_lines(board, card, guarding) if not check.is_met] if guarding else []
    return (*permissions.find_missing_fields(stage, card, {}), *(f"line.{line.id}" for line in unmet))


def read_passed(value: Json) -> StageEntry | None:
    """Return the content of the register `passed`; None where it holds no valid one."""
    if not isinstance(value, Mapping):
        return None
    stage, version, met, of = (value.get(name) for name in ("stage", "version", "met", "of"))
    if not isinstance(stage, str) or not isinstance(version, str) or not isinstance(met, list):
        return None
    if not isinstance(of, int) or not all(isinstance(line_id, str) for line_id in met):
        return None
    return StageEntry(stage, version, tuple(map(str, met)), of)


def name_version(board: Board, digest: str) -> str:
    """Return the name of the version with this hash."""
    match = next((version for version in board.versions if version.hash == digest), None)
    return board.name_version(match) if match else digest[:7]


# -- entering a stage


def enter_stage(
    view: View, stage: Stage, card: Card, inputs: Mapping[str, Json], *, also: tuple[str, ...] = ()
) -> dict[str, Json]:
    """Return the registers of entering a stage: ticks, and the version under which the card passes.

    `given` is what the move brings: fields, and evidence under `tick.LINE`. `also` names fields that it lacks
    besides. Raises MissingFields for fields and judgements that can be given, and UnmetRequirement for a requirement
    that the card does not meet.
    """
    board = view.board
    fields_given = fields.drop_crossing_fields(inputs)
    lacking = (*also, *(name for name in permissions.find_missing_fields(stage, card, inputs) if name not in also))
    version = board.agreement
    guarding = version.content.list_guarding(stage.id) if version else ()
    if version is None or not guarding:
        if lacking:
            raise permissions.MissingFields(card, stage, lacking)
        return {}
    ticks: dict[str, Json] = {}
    for line in guarding:
        evidence = inputs.get(TICK + line.id)
        if evidence:
            ticks.update(_build_tick(view, card, line, str(evidence)))
    checks = check_lines(board, apply_registers(card, {**fields_given, **ticks}, view.now), guarding)
    unmet = [check.line for check in checks if not check.is_met]
    askable = [check.line for check in checks if not check.is_met and _can_tick(view.actor, check)]
    stuck = [line for line in unmet if line not in askable]
    if stuck and not lacking:
        raise UnmetRequirement(_describe_unmet(board, stage, card, stuck[0], len(stuck) - 1))
    if lacking or askable:
        names = (*lacking, *(TICK + line.id for line in askable))
        raise permissions.MissingFields(
            card, stage, names, {TICK + line.id: name_line(board, card, line) for line in askable}
        )
    passed: Json = {
        "stage": stage.id,
        "version": version.hash,
        "met": [line.id for line in guarding],
        "of": len(guarding),
    }
    return {**ticks, PASSED: passed}


def _describe_unmet(board: Board, stage: Stage, card: Card, line: Line, more: int) -> str:
    """Return the sentence that says which requirement stops a card, and how many more do."""
    version = find_effective_version(board)
    where = f"requirement {version.content.find_number(line)} of agreement {board.name_version(version)}"
    others = f" (and {more} more)" if more else ""
    title = text.shorten(card.title, 40)
    if line.kind == "judgement":
        return f"{stage.name} needs {where}, “{line.says}”{others}. Only {line.team} can tick it for “{title}”."
    if check_lines(board, card, [line])[0].is_unknown:
        return (
            f"{stage.name} needs {where}, “{line.says}”{others}. "
            f"{describe_mismatch(board, card, line)} for “{title}”: a lead of {line.team} can tick it."
        )
    return f"“{title}” does not meet {where} for {stage.name}: {line.says} ({line.fact}){others}."


def describe_mismatch(board: Board, card: Card, line: Line) -> str:
    """Describe why a fact can't be checked: `It compares EUR, and the value is in USD`."""
    compared = " and ".join(agreement_lines.currencies_of(line.fact, board.currency))
    return f"It compares {compared}, and the value is in {card.currency or board.currency}"


def name_line(board: Board, card: Card, line: Line) -> str:
    """Return the name of a requirement that is to be ticked, with the currencies where a fact can't be checked."""
    return line.says if line.kind == "judgement" else f"{line.says} (i{describe_mismatch(board, card, line)[1:]})"


def name_missing(board: Board, name: str) -> str:
    """Return the name of an item of `list_missing`, for a sentence: a field, or a requirement's text."""
    line = name.removeprefix("line.")
    says = next((other.says for other in find_effective_version(board).content.lines if other.id == line), None)
    return f"requirement “{says}”" if says and line != name else fields.format_in_sentence(name)


def check_undo(view: View, step: Step) -> None:
    """Raise Refused where an undo would break a stage's rules.

    It may not put a card into a stage whose fields or requirements it lacks by now, nor remove a stage that holds
    cards.
    """
    to = step.set.get("stage")
    if step.etype == STAGE and step.set.get("deleted") is True:
        for removed_stage in (stage for stage in view.board.stages if stage.id == step.entity):
            permissions.require_empty_stage(view, removed_stage)
    if step.etype != CARD or not isinstance(to, str):
        return
    card, stage = view.card(step.entity), view.board.lane_of(to)
    if card.deleted or view.board.lane_of(card.stage).id == stage.id:
        return
    after = apply_registers(card, step.set, view.now)
    names = permissions.find_missing_fields(stage, after, {})
    title = text.shorten(card.title, 40)
    if names:
        labels = " and ".join(map(fields.format_in_sentence, names))
        raise Refused(f"“{title}” can't go back to {stage.name}, which now needs the {labels}; give it first.")
    version = view.board.agreement
    unmet = [
        check.line
        for check in check_lines(view.board, after, version.content.list_guarding(stage.id) if version else ())
        if not check.is_met
    ]
    if unmet:
        raise UnmetRequirement(_describe_unmet(view.board, stage, card, unmet[0], len(unmet) - 1))


# -- ticks


def tick(view: View, card_id: str, line: Line, evidence: str) -> Act:
    """Tick a judgement with a line of evidence; only its own team may."""
    permissions.require_role(view.actor, "member", "tick requirements")
    (card,) = find_live_cards(view, [card_id])
    step = Step(CARD, card.id, _build_tick(view, card, line, evidence), "tick")
    return Act("tick", (step,), f"Ticked “{text.shorten(line.says, 40)}” for “{text.shorten(card.title, 40)}”")


def untick(view: View, card_id: str, line: Line) -> Act:
    """Remove a tick; only the requirement's team may."""
    permissions.require_role(view.actor, "member", "tick requirements")
    (card,) = find_live_cards(view, [card_id])
    require_may_tick(view.board, card, view.actor, line)
    if agreement_lines.tick_of(card, line) is None:
        return Act("untick", (), f"“{text.shorten(line.says, 40)}” is not ticked")
    step = Step(CARD, card.id, {TICK + line.id: None}, "untick")
    return Act("untick", (step,), f"Removed the tick from “{text.shorten(line.says, 40)}”")


def _build_tick(view: View, card: Card, line: Line, evidence: str) -> dict[str, Json]:
    require_may_tick(view.board, card, view.actor, line)
    plain = text.clean_line(evidence)
    if not plain or len(plain) > LONGEST_EVIDENCE:
        raise UsageFault(f"The evidence for a requirement has 1 to {LONGEST_EVIDENCE} characters.")
    return {TICK + line.id: {"by": view.actor.id, "evidence": plain, "at": view.now}}


def format_possessive(team: str) -> str:
    """Return a team's name in the possessive."""
    return f"{team}'" if team.endswith("s") else f"{team}'s"


def require_may_tick(board: Board, card: Card, actor: Member, line: Line) -> None:
    """Raise Refused for a fact that can be checked, and for a requirement of the other team.

    A fact about an amount in another currency is ticked by a lead of its team.
    """
    if line.kind == "fact":
        if not check_lines(board, card, [line])[0].is_unknown:
            raise Refused(f"“{line.says}” is a fact, checked on the card; only judgements are ticked.")
        if actor.team != line.team or actor.role != "lead":
            raise permissions.Forbidden(
                f"“{line.says}” can't be checked. {describe_mismatch(board, card, line)}: "
                f"a lead of {line.team} can tick it."
            )
    if actor.team != line.team:
        raise permissions.Forbidden(f"Only {line.team} can tick “{line.says}”.")


def _can_tick(actor: Member, check: Check) -> bool:
    """Whether a member may tick a requirement that is not met."""
    return actor.team == check.line.team and (
        check.line.kind == "judgement" or (check.is_unknown and actor.role == "lead")
    )


def find_line(board: Board, name: str, version: Version | None = None) -> Line:
    """Return the requirement that `name` means: an id, a number, or how its text begins. Raises UsageFault."""
    version = version or find_effective_version(board)
    folded = text.fold(name.strip())
    lines = version.content.lines
    for n, line in enumerate(lines, 1):
        if folded in {line.id, str(n), f"line {n}", f"requirement {n}"}:
            return line
    matches = match_named(lines, name, lambda line: line.says)
    if len(matches) == 1:
        return matches[0]
    known = ", ".join(line.id for line in lines) or "none"
    raise UsageFault(f"The agreement has no requirement “{text.clean_line(name)}”; it has {known}.")
