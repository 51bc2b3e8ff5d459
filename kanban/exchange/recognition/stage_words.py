"""From the stages and statuses of other programs to those of this board: by name, by meaning, by likeness."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kanban.domain.errors import UsageFault
from kanban.domain.records.arrival import DISQUALIFIED
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.recognition.headers import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kanban.domain.board import Stage

How = Literal["given", "same name", "meaning", "similar name", "guessed"]
Scope = Literal["lead", "deal", "any"]
"""Whose word it is. A lead's status chooses among marketing's stages alone, and a deal's among those of sales;
in a plain file a word may mean any stage."""


@dataclass(frozen=True, slots=True)
class StageChoice:
    """Where the cards with one word go, and why: a line of the dry run."""

    word: str
    """As the file has it; empty for rows that name no stage."""
    stage: Stage
    how: How
    label: str | None = None
    """A label that the cards get with it."""

    @property
    def is_guessed(self) -> bool:
        """Whether somebody should look at it."""
        return self.how in {"guessed", "similar name"}


def _parse_words(text: str) -> frozenset[str]:
    return frozenset(squash(word) for word in text.split(","))


_LEAD = {
    "junk": _parse_words(
        "junk, junk lead, lost lead, lost, unqualified, not qualified, disqualified, dead, closed not converted, spam,"
        "bad data, do not contact, bad fit, invalid, not interested, rejected, closed lost, duplicate"
    ),
    "Nurture": _parse_words(
        "not contacted, open not contacted, new, new lead, open, assigned, attempted to contact, contact in future,"
        "nurturing, nurture, recycled, created, subscriber, lead, bad timing, raw, cold, unaware, later, attempting,"
        "attempted, other, evangelist, customer, to contact, in future, not started, unread, unworked"
    ),
    "Engaged": _parse_words(
        "contacted, working contacted, connected, in progress, in process, working, engaged, responded, replied,"
        "interested, warm, reached, opened, active, contact made"
    ),
    "MQL": _parse_words(
        "pre qualified, prequalified, qualified, open deal, closed converted, converted, marketing qualified lead,"
        "marketing qualified, mql, sales qualified lead, sales qualified, sql, sal, sales ready, opportunity, hot,"
        "meeting booked"
    ),
}
"""Squashed words of leads' statuses by the stage of the default board that they mean."""

_DEAL = {
    "Accepted": _parse_words(
        "prospect, prospecting, qualification, qualifying, new, new deal, lead in, accepted, sal, open, contact made,"
        "appointment scheduled, first contact, initial contact, opportunity, qualified, in progress, meeting scheduled"
    ),
    "Discovery": _parse_words(
        "needs analysis, value proposition, id decision makers, identify decision makers, perception analysis,"
        "discovery, demo scheduled, demo, demo done, qualified to buy, presentation scheduled, evaluation,"
        "needs defined, sql, technical evaluation, trial, solution development, presentation"
    ),
    "Proposal": _parse_words(
        "proposal price quote, initial offer, quote, quote sent, quotation, proposal, proposal made, proposal sent,"
        "offer, offer sent, decision maker bought in, price quote, proposal quote, tender"
    ),
    "Negotiation": _parse_words(
        "negotiation review, negotiation, negotiating, negotiations started, contract, contract sent, verbal commit,"
        "verbal agreement, commit, closing, review, contract review, procurement, legal review"
    ),
    "Won": _parse_words(
        "closed won, won, close won, signed, customer, sold, closed successful, done, deal won, gewonnen"
    ),
    "Lost": _parse_words(
        "closed lost, lost, close lost, closed lost to competition, abandoned, cancelled, canceled, dead, no decision,"
        "deal lost, rejected, verloren, disqualified"
    ),
}  # fmt: skip
"""The same for deals."""

_DOOR = {
    "Handoff": _parse_words(
        "handover, handoff, hand over, hand off, transfer, sales handoff, ready for sales, sales ready"
    )
}

_PLACES: dict[str, tuple[str, float]] = {
    "Nurture": ("marketing", 0.0), "Engaged": ("marketing", 0.5), "MQL": ("marketing", 1.0), "Handoff": ("door", 0.0),
    "Accepted": ("sales", 0.0), "Discovery": ("sales", 1 / 3), "Proposal": ("sales", 2 / 3),
    "Negotiation": ("sales", 1.0), "Won": ("won", 0.0), "Lost": ("lost", 0.0),
}  # fmt: skip
"""Where on a board each stage of the default one stands: among which stages, and how far along them."""

_NEGATIONS = ("not", "no", "un", "dis", "non", "in", "pre")


class StageMap:
    """Chooses a stage for every word of one import, the same each time, and remembers which words it met."""

    def __init__(self, stages: Sequence[Stage], mapped_words: Mapping[str, str] | None = None) -> None:
        """Take a board's stages in their order, at least one, and what `--map-stage WORD=STAGE` said.

        Raises UsageFault for a stage in `mapped_words` that is not on the board.
        """
        self._stages = tuple(stages)
        former = {squash(alias): stage for stage in stages for alias in stage.aliases}
        self._named = {**former, **{squash(stage.name): stage for stage in stages}}
        self._position = {stage.id: n for n, stage in enumerate(stages)}
        self._outcomes = {stage.id: stage.outcome for stage in stages}
        self._given: dict[str, Stage] = {}
        self._chosen: dict[tuple[str, Scope], StageChoice] = {}
        for word, name in (mapped_words or {}).items():
            stage = self._named.get(squash(name))
            if stage is None:
                known = ", ".join(known.name for known in stages)
                raise UsageFault(f"No stage is called “{shorten(clean_line(name), 60)}”: this board has {known}.")
            self._given[squash(word)] = stage

    def choose(self, word: str, scope: Scope) -> StageChoice:
        """Return the stage for a word of a file."""
        choice = self._chosen.get((word, scope))
        if choice is None:
            choice = self._chosen[word, scope] = self._choose(clean_line(word), scope)
        return choice

    def weight(self, stage: str) -> int:
        """Rank a stage, given by id, by how far a lead got: lost lowest, open stages in their order, won highest."""
        outcome = self._outcomes[stage]
        return {"won": len(self._stages), "lost": -1}.get(outcome or "", self._position[stage])

    def _choose(self, word: str, scope: Scope) -> StageChoice:
        key = squash(word) if word else ""
        allowed = self._find_allowed(scope)
        namesake = self._named.get(key)
        if key in self._given:
            return StageChoice(word, self._given[key], "given")
        if not key:
            return StageChoice("", allowed[0], "guessed" if scope == "deal" else "meaning")
        if namesake is not None and (scope != "lead" or namesake in allowed):
            return StageChoice(word, namesake, "same name")
        meaning = _find_meaning(key, scope)
        if meaning:
            label = DISQUALIFIED if meaning == "junk" else None
            return StageChoice(word, self._find_stage("Nurture" if label else meaning), "meaning", label)
        similar = _find_similar(key, allowed)
        if similar:
            return StageChoice(word, similar, "similar name")
        return StageChoice(word, self._find_stage(_guess(key, scope)), "guessed")

    def _find_allowed(self, scope: Scope) -> tuple[Stage, ...]:
        side = {"lead": "marketing", "deal": "sales"}.get(scope)
        return tuple(stage for stage in self._stages if side in {None, stage.side}) or self._stages

    def _find_stage(self, meaning: str) -> Stage:
        """Return this board's stage for one of the default board: by name, else by position."""
        group, along = _PLACES[meaning]
        namesake = self._named.get(squash(meaning))
        if namesake is not None and group in {_group_of(namesake), "door"}:
            return namesake
        among = [stage for stage in self._stages if _group_of(stage) == group]
        if among:
            return among[round(along * (len(among) - 1))]
        if group == "door":
            among = [stage for stage in self._stages if _group_of(stage) == "marketing"]
        elif group in {"sales", "won", "lost"}:
            among = [stage for stage in self._stages if _group_of(stage) == "sales"]
        return (among or self._stages)[0 if group == "marketing" else -1]


def _group_of(stage: Stage) -> str:
    return stage.outcome or stage.side


def _find_meaning(key: str, scope: Scope) -> str | None:
    tables = {
        "lead": (_LEAD,),
        "deal": (_DEAL,),
        "any": (_DOOR, {"Lost": _DEAL["Lost"], "Won": _DEAL["Won"]}, _LEAD, _DEAL),
    }
    for table in tables[scope]:
        for meaning, words in table.items():
            if key in words:
                return meaning
    return None


def _find_similar(key: str, allowed: Sequence[Stage]) -> Stage | None:
    """Find the stage whose name is nearly the word's; “Unqualified” is not nearly “Qualified”."""
    names = {squash(stage.name): stage for stage in allowed}
    for name in difflib.get_close_matches(key, names, n=1, cutoff=0.8):
        longer, shorter = sorted((key, name), key=len, reverse=True)
        if not any(longer == start + shorter for start in _NEGATIONS):
            return names[name]
    return None


def _guess(key: str, scope: Scope) -> str:
    """Guess what an unknown word means from the known ones within it."""
    if scope != "lead":
        if "lost" in key:
            return "Lost"
        if key.endswith("won"):
            return "Won"
        for meaning in ("Negotiation", "Proposal", "Discovery", "Accepted"):
            if any(len(word) > 4 and word in key for word in _DEAL[meaning]):
                return meaning
    return "Accepted" if scope == "deal" else "Nurture"
