"""The gate of a stage: the agreement's lines that guard it, and whether a card meets them.

A *fact* is a query that the card itself must meet, as it is after what the move brings along. A *judgement* is a tick with
a line of evidence, one register a line, which only the team sets whose line it is. Lines guard the way forward: what goes back
unanswered, withdrawn or returned is not judged. Until a version is signed the shipped one counts, and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain import permissions, queries
from kanban.domain.acts.view import find_live_cards
from kanban.domain.acts.view_ahead import with_registers
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
"""The register that tells under which version a card entered its stage, and what it met."""

BACKWARDS = frozenset({"returned", "expired", "withdrawn"})
"""The states of a handoff with which a card goes back: no line guards that way."""

LONGEST_EVIDENCE = 280
"""Characters of what shows that a judgement holds."""


class Unmet(Refused):
    """A line of the agreement is not met, and nothing that one could type along with the move would change that."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Under what a card entered a stage."""

    stage: str
    version: str
    """The version's hash."""
    met: tuple[str, ...]
    """The ids of the lines that it met."""
    of: int
    """How many lines guarded the stage."""


# -- what counts


def find_effective_version(board: Board) -> Version:
    """Return the version that counts: the live one, else the one that comes with the program, which nobody signed."""
    return board.agreement or build_default_version(board)


def build_default_version(board: Board) -> Version:
    """Return the agreement that the program comes with: who a lead is must be known before it is offered."""
    marketing = [stage for stage in board.stages if stage.side == "marketing" and not stage.closed]
    guarded = [*marketing[-1:], *(stage for stage in board.stages if stage.side == "door")]
    known = (("email", "The e-mail is known"), ("source", "The source is known"), ("company", "The company is known"))
    given = tuple(
        Line(name, tuple(stage.id for stage in guarded), "fact", says, "marketing", f"has:{name}")
        for name, says in known
    )
    levels = Levels(answer=ANSWER_WITHIN)
    return Version("", Content(given if guarded else (), levels, board.return_reasons, board.lost_reasons))


def list_lines_ahead(board: Board, card: Card, version: Version) -> tuple[Line, ...]:
    """Return the lines that matter to a card now (`list_lines_ahead_of` its stage)."""
    return list_lines_ahead_of(board, board.lane_of(card.stage), version)


def list_lines_ahead_of(board: Board, here: Stage, version: Version) -> tuple[Line, ...]:
    """Return the lines that matter in a stage: its own and those of the next one, with marketing of all up to the door."""
    if here.closed:
        return ()
    place = board.place_of(here.id)
    stages = [here.id]
    for stage in board.stages[place + 1 :]:
        if stage.closed:
            break
        stages.append(stage.id)
        if here.side != "marketing" or stage.side != "marketing":
            break
    return tuple(line for line in version.content.lines if set(line.stages) & set(stages))


def check_lines(board: Board, card: Card, some: Iterable[Line]) -> list[Check]:
    """Return how a card stands to some lines, in their order."""
    return agreement_lines.check_lines(card, some, lambda fact: queries.matching.check_fact(board, card, fact))


def list_missing(board: Board, card: Card) -> tuple[str, ...]:
    """Return what a card lacks of what its own stage asks for: fields, and lines by `line.ID`."""
    stage = board.lane_of(card.stage)
    guarding = board.agreement.content.list_guarding(stage.id) if board.agreement else ()
    unmet = [check.line for check in check_lines(board, card, guarding) if not check.met] if guarding else []
    return (*permissions.find_missing_fields(stage, card, {}), *(f"line.{line.id}" for line in unmet))


def read_passed(value: Json) -> Passed | None:
    """Return what the register `passed` tells, None where it holds nothing of that kind."""
    if not isinstance(value, Mapping):
        return None
    stage, version, met, of = (value.get(name) for name in ("stage", "version", "met", "of"))
    if not isinstance(stage, str) or not isinstance(version, str) or not isinstance(met, list):
        return None
    if not isinstance(of, int) or not all(isinstance(each, str) for each in met):
        return None
    return Passed(stage, version, tuple(map(str, met)), of)


def name_version(board: Board, digest: str) -> str:
    """Return what the version with this hash is called."""
    found = next((version for version in board.versions if version.hash == digest), None)
    return board.name_version(found) if found else digest[:7]


# -- entering a stage


def enter_stage(
    view: View, stage: Stage, card: Card, given: Mapping[str, Json], *, also: tuple[str, ...] = ()
) -> dict[str, Json]:
    """Let a card into a stage: return the registers of that, ticks and the version under which it passed.

    `given` is what the move brings along: fields, and evidence under `tick.LINE`. `also` is what else it lacks. Raises Missing
    for fields and judgements that it lacks, and Unmet for a line that it does not meet.
    """
    board = view.board
    fields_given = fields.drop_crossing_fields(given)
    wanted = (*also, *(name for name in permissions.find_missing_fields(stage, card, given) if name not in also))
    version = board.agreement
    guarding = version.content.list_guarding(stage.id) if version else ()
    if version is None or not guarding:
        if wanted:
            raise permissions.Missing(card, stage, wanted)
        return {}
    ticks: dict[str, Json] = {}
    for line in guarding:
        evidence = given.get(TICK + line.id)
        if evidence:
            ticks.update(_build_tick(view, card, line, str(evidence)))
    found = check_lines(board, with_registers(card, {**fields_given, **ticks}, view.now), guarding)
    open_ = [check.line for check in found if not check.met]
    askable = [check.line for check in found if not check.met and _can_tick(view.actor, check)]
    stuck = [line for line in open_ if line not in askable]
    if stuck and not wanted:
        raise Unmet(_describe_unmet(board, stage, card, stuck[0], len(stuck) - 1))
    if wanted or askable:
        names = (*wanted, *(TICK + line.id for line in askable))
        raise permissions.Missing(
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
    """Say which line stops a card."""
    version = find_effective_version(board)
    where = f"line {version.content.find_number(line)} of the agreement {board.name_version(version)}"
    others = f" (and {more} more)" if more else ""
    title = text.shorten(card.title, 40)
    if line.kind == "judgement":
        return f"{stage.name} asks for {where}, “{line.says}”{others}, which is {format_possessive(line.team)} to tick for “{title}”."
    if check_lines(board, card, [line])[0].unknown:
        return (
            f"{stage.name} asks for {where}, “{line.says}”{others}. {describe_mismatch(board, card, line)} for “{title}”: "
            f"a lead of {line.team} may tick it."
        )
    return f"“{title}” does not meet {where} for {stage.name}: {line.says} ({line.fact}){others}."


def describe_mismatch(board: Board, card: Card, line: Line) -> str:
    """Say which currencies keep a fact from being looked up: `It compares EUR, and the value is in USD`."""
    compared = " and ".join(agreement_lines.currencies_of(line.fact, board.currency))
    return f"It compares {compared}, and the value is in {card.currency or board.currency}"


def name_line(board: Board, card: Card, line: Line) -> str:
    """Return what a line is called where somebody is to tick it; of a fact that can't be looked up with the currencies."""
    return line.says if line.kind == "judgement" else f"{line.says} (i{describe_mismatch(board, card, line)[1:]})"


def name_missing(board: Board, name: str) -> str:
    """Return what to call something of what `list_missing` gives, in a sentence: a field, or what a line says."""
    line = name.removeprefix("line.")
    says = next((each.says for each in find_effective_version(board).content.lines if each.id == line), None)
    return f"line “{says}”" if says and line != name else fields.format_in_sentence(name)


def check_undo(view: View, step: Step) -> None:
    """Raise Refused where taking an act back would put a card into a stage that asks for what it then lacks, or remove one with cards."""
    to = step.set.get("stage")
    if step.etype == STAGE and step.set.get("deleted") is True:
        for gone in (stage for stage in view.board.stages if stage.id == step.entity):
            permissions.require_empty_stage(view, gone)
    if step.etype != CARD or not isinstance(to, str):
        return
    card, stage = view.card(step.entity), view.board.lane_of(to)
    if card.deleted or view.board.lane_of(card.stage).id == stage.id:
        return
    there = with_registers(card, step.set, view.now)
    names = permissions.find_missing_fields(stage, there, {})
    title = text.shorten(card.title, 40)
    if names:
        wanted = " and ".join(map(fields.format_in_sentence, names))
        raise Refused(f"“{title}” can't go back to {stage.name}, which needs the {wanted} by now; give it first.")
    version = view.board.agreement
    unmet = [
        check.line
        for check in check_lines(view.board, there, version.content.list_guarding(stage.id) if version else ())
        if not check.met
    ]
    if unmet:
        raise Unmet(_describe_unmet(view.board, stage, card, unmet[0], len(unmet) - 1))


# -- ticks


def tick(view: View, card_id: str, line: Line, evidence: str) -> Act:
    """Vouch for a judgement line, with a line of evidence; only its own team may."""
    permissions.require_role(view.actor, "member", "tick lines")
    (card,) = find_live_cards(view, [card_id])
    step = Step(CARD, card.id, _build_tick(view, card, line, evidence), "tick")
    return Act("tick", (step,), f"Ticked “{text.shorten(line.says, 40)}” for “{text.shorten(card.title, 40)}”")


def untick(view: View, card_id: str, line: Line) -> Act:
    """Take a tick back; only the team whose line it is may."""
    permissions.require_role(view.actor, "member", "tick lines")
    (card,) = find_live_cards(view, [card_id])
    require_may_tick(view.board, card, view.actor, line)
    if agreement_lines.tick_of(card, line) is None:
        return Act("untick", (), f"“{text.shorten(line.says, 40)}” is not ticked")
    step = Step(CARD, card.id, {TICK + line.id: None}, "untick")
    return Act("untick", (step,), f"Took back the tick for “{text.shorten(line.says, 40)}”")


def _build_tick(view: View, card: Card, line: Line, evidence: str) -> dict[str, Json]:
    require_may_tick(view.board, card, view.actor, line)
    plain = text.clean_line(evidence)
    if not plain or len(plain) > LONGEST_EVIDENCE:
        raise UsageFault(f"The evidence for a line has 1 to {LONGEST_EVIDENCE} characters.")
    return {TICK + line.id: {"by": view.actor.id, "evidence": plain, "at": view.now}}


def format_possessive(team: str) -> str:
    """Return a team in the possessive."""
    return f"{team}'" if team.endswith("s") else f"{team}'s"


def require_may_tick(board: Board, card: Card, actor: Member, line: Line) -> None:
    """Raise Refused for a fact that the card answers, and where the line is the other team's.

    A fact about an amount in another currency is ticked by a lead of its team.
    """
    if line.kind == "fact":
        if not check_lines(board, card, [line])[0].unknown:
            raise Refused(f"“{line.says}” is a fact, which is looked up on the card; only judgements are ticked.")
        if actor.team != line.team or actor.role != "lead":
            raise permissions.Forbidden(
                f"“{line.says}” can't be looked up. {describe_mismatch(board, card, line)}: a lead of {line.team} may tick it."
            )
    if actor.team != line.team:
        raise permissions.Forbidden(
            f"“{line.says}” is {format_possessive(line.team)} line, and only they tick it; {actor.name} is of {actor.team}."
        )


def _can_tick(actor: Member, check: Check) -> bool:
    """Return whether a member may tick a line that is not met."""
    return actor.team == check.line.team and (
        check.line.kind == "judgement" or (check.unknown and actor.role == "lead")
    )


def find_line(board: Board, name: str, version: Version | None = None) -> Line:
    """Return the line that `name` means: its id, its number, or what it begins with; raises UsageFault."""
    version = version or find_effective_version(board)
    wanted = text.fold(name.strip())
    some = version.content.lines
    for n, line in enumerate(some, 1):
        if wanted in {line.id, str(n), f"line {n}"}:
            return line
    matches = match_named(some, name, lambda line: line.says)
    if len(matches) == 1:
        return matches[0]
    known = ", ".join(line.id for line in some) or "none"
    raise UsageFault(f"The agreement has no line “{text.clean_line(name)}”; it has {known}.")
