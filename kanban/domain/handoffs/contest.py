"""Contesting a return: once, by its marketer, in a line. A lead of each team rules.

Two equal rulings make a precedent. The registers of the returned offer hold it all: `contest.OFFER` says why it
should have passed, `ruling.OFFER.marketing` and `ruling.OFFER.sales` have each lead's ruling. They are separate
registers, so that both leads may rule at once, and so that a precedent stays when the card is offered and returned
again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from kanban.domain import handoffs, permissions
from kanban.domain.acts.view import build_comment, find_live_cards, name_cards
from kanban.domain.board import TEAMS, Team
from kanban.domain.card import HANDOFF, Card
from kanban.domain.change import CARD, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.handoffs import handoff
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.change import Json
    from kanban.domain.handoffs.handoff import Handoff

Verdict = Literal["uphold", "overturn"]
VERDICTS: tuple[Verdict, ...] = ("uphold", "overturn")

RULED: dict[Verdict, str] = {"uphold": "upheld", "overturn": "overturned"}
"""The verdicts in the past tense."""

_OF: dict[Team, str] = {"marketing": "marketing's", "sales": "sales'"}

CONTEST, RULING = "contest.", "ruling."
"""Prefixes of the registers of contests and of rulings."""

LONGEST = 140
"""The most characters of a contest's or a ruling's words."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A lead's ruling on a contested return."""

    by: str
    at: str
    verdict: Verdict
    because: str = ""
    alone: bool = False
    """The other team had no lead, so this ruling is enough."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A return that its marketer contests."""

    offer: str
    """The id of the returned offer."""
    by: str
    at: str
    words: str
    """Why it should have passed, in a line."""
    reason: str
    """The reason of the return."""
    line: str | None
    """The id of the requirement that it is about, where one was named."""
    rulings: Mapping[Team, Ruling]
    """By team."""

    @property
    def outcome(self) -> Verdict | None:
        """The verdict of both leads; None while one is missing, or they differ."""
        verdicts = {ruling.verdict for ruling in self.rulings.values()}
        whole = len(self.rulings) == len(TEAMS) or any(ruling.alone for ruling in self.rulings.values())
        return verdicts.pop() if whole and len(verdicts) == 1 else None

    @property
    def is_split(self) -> bool:
        """Whether the leads differ: the next meeting decides."""
        return len({ruling.verdict for ruling in self.rulings.values()}) > 1


def list_contests(registers: Mapping[str, Json]) -> list[Contest]:
    """Return the contests in a card's registers, the oldest first; invalid ones are skipped."""
    contests = []
    for name, value in registers.items():
        offer = name.removeprefix(CONTEST)
        if not name.startswith(CONTEST) or not isinstance(value, Mapping):
            continue
        texts = {
            part: words for part in ("by", "at", "words", "reason", "line") if isinstance(words := value.get(part), str)
        }
        if "by" not in texts:
            continue
        rulings = {team: ruling for team in TEAMS if (ruling := _read_ruling(registers.get(f"{RULING}{offer}.{team}")))}
        contests.append(
            Contest(
                offer, texts["by"], texts.get("at", ""), texts.get("words", ""), texts.get("reason", ""),
                texts.get("line"), rulings
            )
        )  # fmt: skip
    return sorted(contests, key=lambda contest: (contest.at, contest.offer))


def read(registers: Mapping[str, Json]) -> Contest | None:
    """Return the newest contest in a card's registers; None where there is none."""
    contests = list_contests(registers)
    return contests[-1] if contests else None


def is_open(registers: Mapping[str, Json]) -> bool:
    """Return whether the leads have yet to agree on the contested return of a card."""
    contested = read(registers)
    return contested is not None and contested.outcome is None


def _read_ruling(value: Json) -> Ruling | None:
    if not isinstance(value, Mapping) or value.get("verdict") not in VERDICTS:
        return None
    texts: dict[str, Any] = {name: str(value.get(name) or "") for name in ("by", "at", "because")}
    return Ruling(verdict=cast("Verdict", value["verdict"]), alone=value.get("alone") is True, **texts)


# -- the verbs


def contest(view: View, card_id: str, words: str, *, line: str | None = None) -> Act:
    """Contest the return of a card, once, as its marketer; `line` is the id of the requirement it is about."""
    (card,) = find_live_cards(view, [card_id])
    if why := find_contest_obstacle(view.board, view.actor, _collect_registers(card)):
        raise Refused(why)
    present = handoff.read(card.value_of(HANDOFF))
    assert present is not None  # noqa: S101 - else it was stopped
    line_of_words = _read_line(words, "Say in a line why it should have passed.")
    register: dict[str, Json] = {
        "by": view.actor.id, "at": view.now, "words": line_of_words, "reason": present.reason or "",
    }  # fmt: skip
    if line:
        register["line"] = line
    steps = (
        Step(CARD, card.id, {CONTEST + present.offer: register}, "contest"),
        build_comment(view, card.id, "comment", line_of_words),
    )
    return Act("contest", steps, f"Contested the return of {name_cards([card])}")


def rule_on(view: View, card_id: str, verdict: Verdict, because: str = "") -> Act:
    """Rule on a contested return as a lead: `uphold` it, or `overturn` it, which offers the card again."""
    (card,) = find_live_cards(view, [card_id])
    if why := find_ruling_obstacle(view.board, view.actor, _collect_registers(card), verdict):
        raise Refused(why)
    contested = read(card.extra)
    assert contested is not None  # noqa: S101 - else it was closed
    reason = _read_line(because, "") if because else ""
    other = next(team for team in TEAMS if team != view.actor.team)
    register: dict[str, Json] = {
        "by": view.actor.id, "at": view.now, "verdict": verdict, "because": reason,
        "alone": not has_lead(view.board, other),
    }  # fmt: skip
    name = f"{RULING}{contested.offer}.{view.actor.team}"
    after = read({**card.extra, name: register})
    steps = [Step(CARD, card.id, {name: register}, "rule_on")]
    if after is not None and after.outcome == "overturn":
        steps = handoffs.reoffer.build_steps(view, card, after.offer, after.by, "rule_on", {name: register}) or steps
    offered = handoff.read(steps[0].set.get(HANDOFF))
    if reason:
        steps.append(build_comment(view, card.id, "decision", reason))
    return Act(
        "rule_on",
        tuple(steps),
        f"Ruled on {name_cards([card])}: {_describe_outcome(view, card, after, offered)}",
        warnings=(),
    )


def _describe_outcome(view: View, card: Card, after: Contest | None, offered: Handoff | None) -> str:
    if after is None:
        return ""
    if after.outcome:
        again = _describe_offer(view, card, offered) if after.outcome == "overturn" else ""
        return f"{RULED[after.outcome]}, a precedent for “{after.reason}”{again}"
    if after.is_split:
        return "the leads differ, so it is open to the next meeting"
    other = next(team for team in TEAMS if team != view.actor.team)
    return f"{RULED[after.rulings[view.actor.team].verdict]} by {view.actor.team}; {_OF[other]} lead has yet to rule"


def _describe_offer(view: View, card: Card, offered: Handoff | None) -> str:
    """Say what follows for a card whose return is overturned: where it goes from, or why it stays."""
    here, home = view.board.lane_of(card.stage), handoff.find_first_stage(view.board, "marketing")
    if offered:
        whither = view.board.find_person_name(offered.to) if offered.to else "sales"
        return f"; offered to {whither} again" + ("" if here == home else f" from {here.name}")
    if here.ending == "disqualified":
        return f"; it stays in {here.name}, because marketing disqualified it since. Reopen it to offer it"
    return f"; it has moved on since, so it stays in {here.name}"


# -- who may


def find_contest_obstacle(board: Board, actor: Member, registers: Mapping[str, Json]) -> str | None:
    """Return why a member may not contest the return of the card with these registers; None where they may."""
    present, card = handoff.read(registers.get(HANDOFF)), _quote_title(registers)
    if present is None or present.state != "returned":
        return f"{card} was not returned; there is nothing to contest."
    if actor.team != "marketing" or permissions.RANK[actor.role] < permissions.RANK["member"]:
        return f"Only the marketer of {card} can contest its return."
    owner = registers.get("marketing_owner")
    marketer = handoff.find_marketer(board, present, owner if isinstance(owner, str) else None)
    if marketer is not None and marketer.id != actor.id:
        return f"Only {marketer.name}, who offered {card}, can contest its return."
    if any(earlier.offer == present.offer for earlier in list_contests(registers)):
        return f"The return of {card} was contested before, which is possible once."
    return None


def find_ruling_obstacle(board: Board, actor: Member, registers: Mapping[str, Json], verdict: object) -> str | None:
    """Return why a member may not rule on the return of the card with these registers; None where they may."""
    contested, card = read(registers), _quote_title(registers)
    if contested is None:
        return f"No return of {card} is contested."
    if verdict not in VERDICTS:
        return "A ruling is uphold or overturn."
    if actor.role != "lead":
        leads = " and ".join(member.name for member in board.members if member.role == "lead") or "nobody"
        return f"Only leads can rule on a return ({leads})."
    if contested.outcome:
        return f"The leads have ruled on {card}: {RULED[contested.outcome]}."
    own = contested.rulings.get(actor.team)
    if own is not None and own.verdict == verdict:
        return f"{actor.team.capitalize()} has ruled on {card} already: {RULED[own.verdict]}."
    return None


def find_change_obstacle(
    board: Board, actor: Member, registers: Mapping[str, Json], changed: Mapping[str, Json]
) -> str | None:
    """Return why a server refuses what a change says of a contest; None where it accepts it.

    `registers` are the card's before the change, `given` is what it sets.
    """
    for name in list_registers(changed):
        value = changed[name]
        if not isinstance(value, Mapping) or value.get("by") != actor.id:
            return "A contest, or a ruling, is made in one's own name."
        if name.startswith(CONTEST):
            why = _check_contest(board, actor, registers, name, value)
        else:
            why = _check_ruling(board, actor, registers, name, value)
        if why:
            return why
    return None


def _check_contest(
    board: Board, actor: Member, registers: Mapping[str, Json], name: str, value: Mapping[str, Json]
) -> str | None:
    present = handoff.read(registers.get(HANDOFF))
    if why := find_contest_obstacle(board, actor, registers):
        return why
    if present is None or name != CONTEST + present.offer:
        return "It contests another return than the last one."
    return None if _is_sentence(value.get("words"), least=1) else f"A contest says why in 1 to {LONGEST} characters."


def _check_ruling(
    board: Board, actor: Member, registers: Mapping[str, Json], name: str, value: Mapping[str, Json]
) -> str | None:
    contested = read(registers)
    if why := find_ruling_obstacle(board, actor, registers, value.get("verdict")):
        return why
    if contested is None or name != f"{RULING}{contested.offer}.{actor.team}":
        return "A lead rules for their own team, on what is contested now."
    other = next(team for team in TEAMS if team != actor.team)
    if value.get("alone") is True and has_lead(board, other):
        return f"{other.capitalize()} has a lead, who has to rule too."
    return None if _is_sentence(value.get("because", "")) else f"A ruling says why in at most {LONGEST} characters."


def _is_sentence(words: Json, least: int = 0) -> bool:
    return isinstance(words, str) and least <= len(words) <= LONGEST


def stamp_registers(registers: Mapping[str, Json], changed: Mapping[str, Json], now: str) -> dict[str, Json]:
    """Return what a change sets, with its contests and rulings dated `now`; a contest gets the return's reason."""
    present, stamped = handoff.read(registers.get(HANDOFF)), dict(changed)
    for name in list_registers(changed):
        value = changed[name]
        if not isinstance(value, Mapping):
            continue
        reason = {"reason": (present.reason if present else None) or ""} if name.startswith(CONTEST) else {}
        stamped[name] = {**value, "at": now, **reason}
    return stamped


def list_registers(changed: Mapping[str, Json]) -> list[str]:
    """Return the registers of contests and rulings among these."""
    return [name for name in changed if name.startswith((CONTEST, RULING))]


def _collect_registers(card: Card) -> dict[str, Json]:
    return {**card.extra, "title": card.title, "marketing_owner": card.marketing_owner}


def _quote_title(registers: Mapping[str, Json]) -> str:
    return f"“{text.shorten(text.clean_line(str(registers.get('title') or 'The card')), 40)}”"


def has_lead(board: Board, team: Team | str) -> bool:
    """Whether a team has a lead."""
    return any(member.role == "lead" and member.team == team for member in board.members)


def _read_line(words: str, empty: str) -> str:
    plain = text.clean_line(words)
    if not plain and empty:
        raise UsageFault(empty)
    if len(plain) > LONGEST:
        raise UsageFault(f"It has {len(plain)} characters and at most {LONGEST} fit; say the rest in a comment.")
    return plain


# -- what is told of it


def describe_change(registers: Mapping[str, Json]) -> str | None:
    """Describe what a change did about a contest, without the actor; None where it did nothing."""
    for name, value in registers.items():
        if name.startswith(CONTEST) and isinstance(value, Mapping):
            return "contested the return"
        if name.startswith(RULING) and (ruling := _read_ruling(value)):
            return f"ruled for {name.rpartition('.')[2]}: the return is {RULED[ruling.verdict]}"
    return None


def format_status(contested: Contest) -> str:
    """Format how a contest stands: `contested (They have 40k): overturned by marketing, sales to rule`."""
    if contested.outcome:
        how = f"{RULED[contested.outcome]} by the leads"
    elif contested.is_split:
        how = "the leads differ, open to the next meeting"
    else:
        ruled = [f"{RULED[ruling.verdict]} by {team}" for team, ruling in contested.rulings.items()]
        how = ", ".join([*ruled, *(f"{team} to rule" for team in TEAMS if team not in contested.rulings)])
    return f"contested ({contested.words}): {how}"


def contest_record(card: Card, board: Board) -> dict[str, Any] | None:
    """Return a card's contest as a JSON object; None where there is none."""
    contested = read(card.extra)
    if contested is None:
        return None
    rulings = {
        team: {
            "by": board.find_person_name(ruling.by),
            "at": ruling.at,
            "ruling": ruling.verdict,
            "because": ruling.because or None,
        }
        for team, ruling in contested.rulings.items()
    }
    return {
        "by": board.find_person_name(contested.by), "at": contested.at, "words": contested.words,
        "reason": contested.reason or None, "line": contested.line,
        "rulings": {team: rulings.get(team) for team in TEAMS}, "outcome": contested.outcome,
        "open": contested.outcome is None,
    }  # fmt: skip
