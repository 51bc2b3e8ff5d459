"""The playbook as people read it: what each play came to, and what nobody has an answer to yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from kanban.domain.playbook import play as plays
from kanban.domain.playbook.play import UNUSED_DAYS, Play

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.domain.playbook.objection import Objection

State = Literal["open", "won", "lost"]


@dataclass(frozen=True, slots=True)
class MetObjection:
    """An objection with what counts of the card on which it shows."""

    objection: Objection
    card: str
    """The id of that card: the objection's own, or the one into which that was merged."""
    title: str
    value: int | None
    """In minor units of `currency`."""
    currency: str | None
    state: State
    """How the card stands now; disqualified leads count as lost."""
    lane: str = ""
    """The id of the stage in which the card shows."""


@dataclass(frozen=True, slots=True)
class PlayFigures:
    """What came of a play."""

    used: int = 0
    """Objections that it answers."""
    resolved: int = 0
    stalled: int = 0
    lost: int = 0
    won_cards: int = 0
    """Cards that met one of these objections, by how they stand now."""
    lost_cards: int = 0
    open_cards: int = 0
    last_used: str = ""
    """When the newest of these objections was logged, UTC; empty where there is none."""

    @property
    def open(self) -> int:
        """Objections that have no outcome yet."""
        return self.used - self.resolved - self.stalled - self.lost

    def build_record(self) -> dict[str, Json]:
        """Return the figures as JSON shows them."""
        return {
            "used": self.used, "resolved": self.resolved, "stalled": self.stalled, "lost": self.lost, "open": self.open,
            "cards": {"won": self.won_cards, "lost": self.lost_cards, "open": self.open_cards},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """What marketing is asked for: open objections of one kind that no play answers."""

    id: str
    words: str
    """As it was said first."""
    met: tuple[MetObjection, ...]
    """The objections on open cards that wait, oldest first."""
    draft: Play | None = None
    """The play that somebody has begun for it."""
    values: Mapping[str, int] = field(default_factory=dict)
    """What the open cards are worth, in minor units by currency, each card once."""

    @property
    def cards(self) -> tuple[str, ...]:
        """The ids of the open cards that wait."""
        return tuple(dict.fromkeys(entry.card for entry in self.met))

    @property
    def since(self) -> str:
        """When the first one was logged, UTC."""
        return self.met[0].objection.at

    @property
    def others(self) -> tuple[MetObjection, ...]:
        """Those that were said in other words."""
        return tuple(entry for entry in self.met if entry.objection.words != self.words)


@dataclass(frozen=True)
class Playbook:
    """The plays of a board, and the objections that its cards met."""

    plays: tuple[Play, ...]
    """All of them, archived and removed ones too, by title."""
    met: tuple[MetObjection, ...]
    """Oldest first, without deleted objections and cards."""
    currency: str
    """The board's, in which requests are ordered."""

    def limit(self, cards: Collection[str] | None, before: str | None) -> Playbook:
        """Return it with the objections on these cards alone, and as it was known before a UTC time; None: all."""
        met = (entry for entry in self.met if cards is None or entry.card in cards)
        if before is not None:
            met = (_recall(entry, before) for entry in met if entry.objection.at < before)
        return Playbook(self.plays, tuple(met), self.currency)

    @cached_property
    def present(self) -> tuple[Play, ...]:
        """The plays that were not removed."""
        return tuple(play for play in self.plays if not play.deleted)

    @cached_property
    def _by_id(self) -> Mapping[str, Play]:
        return {play.id: play for play in self.present}

    @cached_property
    def _answering(self) -> Mapping[str, Play]:
        """The play that answers each request; of two the one that was begun first."""
        ordered = sorted(self.present, key=lambda play: (not play.is_written, play.at, play.id), reverse=True)
        return {request: play for play in ordered for request in play.answers}

    def find_answer(self, objection: Objection) -> Play | None:
        """Return the play that answers an objection: the one that was chosen, else the one for what it asked."""
        chosen = self._by_id.get(objection.play)
        if chosen is not None:
            return chosen
        answering = self._answering.get(objection.request)
        return answering if answering is not None and answering.is_written else None

    @cached_property
    def figures(self) -> Mapping[str, PlayFigures]:
        """What came of each play, by its id; those that answered nothing are left out."""
        by_play: dict[str, list[MetObjection]] = {}
        for entry in self.met:
            if play := self.find_answer(entry.objection):
                by_play.setdefault(play.id, []).append(entry)
        return {play: count_figures(entries) for play, entries in by_play.items()}

    def find_figures(self, play: Play) -> PlayFigures:
        """Return what came of a play."""
        return self.figures.get(play.id, PlayFigures())

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """What waits for an answer; first what blocks the most open value in the board's currency, then most cards."""
        waiting: dict[str, list[MetObjection]] = {}
        for entry in self.met:
            objection = entry.objection
            is_waiting = entry.state == "open" and objection.outcome != "resolved"
            if is_waiting and self.find_answer(objection) is None:
                waiting.setdefault(objection.request, []).append(entry)
        requests = [
            Request(
                request, entries[0].objection.words, tuple(entries), self._answering.get(request), sum_values(entries)
            )
            for request, entries in waiting.items()
        ]
        return tuple(
            sorted(requests, key=lambda one: (-one.values.get(self.currency, 0), -len(one.cards), one.since, one.id))
        )

    def sum_waiting(self) -> tuple[int, Mapping[str, int]]:
        """Return how many cards wait for any answer, and what they are worth by currency."""
        entries = [entry for request in self.requests for entry in request.met]
        return len({entry.card for entry in entries}), sum_values(entries)

    def list_used_at(self, lane: str) -> list[Play]:
        """Return the plays that are offered, those used most on cards of a stage first, then those used most."""
        counts: dict[str, int] = {}
        for entry in self.met:
            if entry.lane == lane and (play := self.find_answer(entry.objection)):
                counts[play.id] = counts.get(play.id, 0) + 1
        offered = [play for play in self.present if play.is_offered]
        return sorted(
            offered, key=lambda play: (-counts.get(play.id, 0), -self.find_figures(play).used, play.title, play.id)
        )

    def find_last_card(self, play: Play) -> str:
        """Return the id of the card that met a play last, an open one where there is one; empty for none."""
        met = [entry for entry in self.met if (answer := self.find_answer(entry.objection)) and answer.id == play.id]
        met += [entry for entry in self.met if entry.objection.request in play.answers]
        ordered = sorted(met, key=lambda entry: (entry.state == "open", entry.objection.at, entry.objection.id))
        return ordered[-1].card if ordered else ""

    def is_unused(self, play: Play, today: date) -> bool:
        """Whether a play has answered nothing for two quarters: it is proposed for the archive."""
        newest = max(self.find_figures(play).last_used, play.at)
        return play.is_offered and newest[:10] < (today - timedelta(days=UNUSED_DAYS)).isoformat()


def _recall(entry: MetObjection, before: str) -> MetObjection:
    """Return an objection as it was known before a UTC time: without an outcome that came later."""
    if entry.objection.outcome_at < before:
        return entry
    return replace(entry, objection=replace(entry.objection, outcome="", outcome_by="", outcome_at=""))


def count_figures(entries: Sequence[MetObjection]) -> PlayFigures:
    """Return what came of the objections that one play answers."""
    outcomes = [entry.objection.outcome for entry in entries]
    states = list({entry.card: entry.state for entry in entries}.values())
    return PlayFigures(
        len(entries), outcomes.count("resolved"), outcomes.count("stalled"), outcomes.count("lost"),
        states.count("won"), states.count("lost"), states.count("open"), max(entry.objection.at for entry in entries),
    )  # fmt: skip


def sum_values(entries: Iterable[MetObjection]) -> dict[str, int]:
    """Return what the cards of objections are worth by currency, in minor units, each card once."""
    values: dict[str, int] = {}
    for entry in {entry.card: entry for entry in entries}.values():
        if entry.value and entry.currency:
            values[entry.currency] = values.get(entry.currency, 0) + entry.value
    return values


def build_playbook(all_plays: Iterable[Play], met: Iterable[MetObjection], currency: str) -> Playbook:
    """Return the playbook out of what the store read."""
    ordered = sorted(met, key=lambda entry: (entry.objection.at, entry.objection.id))
    return Playbook(tuple(plays.sort_plays(all_plays)), tuple(ordered), currency)
