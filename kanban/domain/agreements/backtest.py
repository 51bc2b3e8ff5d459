"""A version of the agreement tried on the past: which cards it would have let into their stages.

It looks at each card's first entry to a stage in a window, and checks the facts that guard the stage on the card as
it was then, read from the log. Undone acts and cards that are deleted by now don't count. Judgements can't be tried:
nobody was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kanban.domain.acts.undo import PastAct, find_cancelled
from kanban.domain.agreements import gate
from kanban.domain.agreements.agreement import Content, Line, Version
from kanban.domain.card import HANDOFF, Card
from kanban.domain.handoffs.holders import state_of
from kanban.domain.values import money

if TYPE_CHECKING:
    from kanban.domain.board import Board, Stage
    from kanban.domain.change import Json

WINDOW = 90
"""How many days back a proposal is tried."""


@dataclass(frozen=True, slots=True)
class PastChange:
    """One past change of a card, as much as a trial needs."""

    at: str
    key: str
    act: str
    undo_of: str | None
    set: Mapping[str, Json]


@dataclass(slots=True)
class StageTrial:
    """The result for the entries to one stage."""

    stage: Stage
    facts: tuple[Line, ...]
    judgements: tuple[Line, ...]
    entered: int = 0
    """How many cards first entered it in the window."""
    dropped: list[Card] = field(default_factory=list)
    """The cards that a fact would have kept out, as they were then."""
    failed: dict[str, int] = field(default_factory=dict)
    """By requirement id, how many cards did not meet it."""
    won: int = 0
    """How many of the dropped cards were won in the end."""
    worth: dict[str, int] = field(default_factory=dict)
    """What those were worth, in minor units by currency; never added up."""
    returned: int = 0
    """How many of the dropped cards sales returned afterwards."""

    @property
    def passed(self) -> int:
        """How many would have come in."""
        return self.entered - len(self.dropped)

    @property
    def summary(self) -> str:
        """The result in a sentence: `MQL 63→41; of the 22 that drop out, 1 was won (€4k), 14 were returned`."""
        if not self.facts:
            return f"{self.stage.name} {self.entered:,}: judgements alone, which can't be replayed"
        counts = f"{self.stage.name} {self.entered:,}→{self.passed:,}"
        if not self.dropped:
            return counts
        sums = ", ".join(money.format_short_money(amount, code) for code, amount in sorted(self.worth.items()))
        won = f"{self.won:,} {_choose_verb(self.won)} won{f' ({sums})' if sums else ''}"
        returned = f"{self.returned:,} {_choose_verb(self.returned)} returned"
        return f"{counts}; of the {len(self.dropped):,} that drop out, {won}, {returned}"


def _choose_verb(count: int) -> str:
    return "was" if count == 1 else "were"


CardBuilder = Callable[[str, Mapping[str, "Json"]], Card]
"""Builds a card from its id and its registers."""


def replay_entries(
    board: Board,
    content: Content,
    histories: Iterable[tuple[str, Sequence[PastChange]]],
    card_of: CardBuilder,
    since: str,
    until: str,
) -> list[StageTrial]:
    """Try a content on cards' histories between two moments (UTC); returns a result for each guarded stage."""
    trials: dict[str, StageTrial] = {}
    for stage in board.stages:
        guarding = content.list_guarding(stage.id)
        if guarding:
            facts = tuple(line for line in guarding if line.kind == "fact")
            trials[stage.id] = StageTrial(stage, facts, tuple(line for line in guarding if line.kind == "judgement"))
    for card_id, history in histories:
        _replay_card(board, trials, card_id, history, card_of, since, until)
    return list(trials.values())


def _replay_card(
    board: Board,
    trials: Mapping[str, StageTrial],
    card_id: str,
    history: Sequence[PastChange],
    card_of: CardBuilder,
    since: str,
    until: str,
) -> None:
    """Walk one card's changes in the order in which they happened, and count its entries."""
    undone_acts = _find_undone_acts(history)
    registers: dict[str, Json] = {}
    lane, judged = "", dict[str, Card]()
    returned: dict[str, bool] = {}
    for past in sorted(history, key=lambda past: (past.at, past.key)):
        if past.act in undone_acts:
            continue
        registers.update(past.set)
        if state_of(past.set.get(HANDOFF)) == "returned":
            returned.update(dict.fromkeys(judged, True))
        stage = past.set.get("stage")
        here = board.lane_of(stage).id if isinstance(stage, str) else lane
        if here != lane:
            lane = here
            if here in trials and here not in judged and since <= past.at < until:
                judged[here] = card_of(card_id, registers)
    if registers.get("deleted") is True or not judged:
        return
    last = card_of(card_id, registers)
    won = board.lane_of(last.stage).outcome == "won"
    for stage_id, then in judged.items():
        _count_entry(board, trials[stage_id], then, last if won else None, returned=returned.get(stage_id, False))


def _count_entry(board: Board, trial: StageTrial, then: Card, won: Card | None, *, returned: bool) -> None:
    trial.entered += 1
    unmet = [check.line for check in gate.check_lines(board, then, trial.facts) if not check.is_met]
    for line in unmet:
        trial.failed[line.id] = trial.failed.get(line.id, 0) + 1
    if not unmet:
        return
    trial.dropped.append(then)
    trial.returned += returned
    if won is not None:
        trial.won += 1
        if won.value is not None:
            code = won.currency or board.currency
            trial.worth[code] = trial.worth.get(code, 0) + won.value


def _find_undone_acts(history: Sequence[PastChange]) -> set[str]:
    if not any(past.undo_of for past in history):
        return set()
    last: dict[str, PastChange] = {}
    for past in sorted(history, key=lambda past: past.key):
        last[past.act] = past
    newest = sorted(last.values(), key=lambda past: past.key, reverse=True)
    return find_cancelled(PastAct(past.act, "", "", past.undo_of) for past in newest)


def trial_record(
    version: Version | None, board: Board, trials: Sequence[StageTrial], days: tuple[str, str]
) -> dict[str, Any]:
    """Return a trial as a JSON object; `days` are its first and last day."""
    return {
        "version": board.name_version(version) if version else None,
        "from": days[0],
        "to": days[1],
        "stages": [
            {
                "stage": trial.stage.name,
                "entered": trial.entered,
                "passed": trial.passed,
                "said": trial.summary,
                "dropped": {
                    "cards": [card.ref for card in trial.dropped],
                    "won": trial.won,
                    "value": {code: money.decimal_text(amount, code) for code, amount in sorted(trial.worth.items())},
                    "returned": trial.returned,
                },
                "facts": [
                    {"id": line.id, "says": line.says, "fact": line.fact, "failed": trial.failed.get(line.id, 0)}
                    for line in trial.facts
                ],
                "judgements": [{"id": line.id, "says": line.says} for line in trial.judgements],
            }
            for trial in trials
        ],
    }
