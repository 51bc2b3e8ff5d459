"""Guesses: what people try, whose they may be, and when the server shows them; by the words of the documentation."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from tests.server.trust.board import CLOSED, Board, Person
from tests.store.hub.world import BOARD_ID

if TYPE_CHECKING:
    from kanban.domain.change import Change
    from tests.server.trust.deeds import Hands

OTHER = {"marketing": "sales", "sales": "marketing"}
NEW = {"created", "deleted", "card", "team", "author", "at", "base_won", "base_of", "base_source", "revised_at"}
SCALE = set(range(0, 101, 10))


def id_of(card: str, team: str) -> str:
    return str(uuid.uuid5(uuid.UUID(BOARD_ID), f"guess:{card}:{team}"))


# -- what people try


def guess(hands: Hands) -> Change:
    """A first guess, mostly a right one."""
    chance, card = hands.chance, hands._card()
    team = hands.who.team if hands._maybe(0.9) else OTHER[hands.who.team]
    registers: dict[str, Any] = {
        "created": True, "deleted": False, "card": card, "team": team, "author": hands._me(), "at": hands._now(),
        "base_won": 1, "base_of": 3, "revised_at": None,
    }  # fmt: skip
    if hands._maybe(0.1):
        registers |= chance.choice([{"first": 60}, {"shown": "both"}, {"deleted": True}, {"revised_at": hands._now()}])
    if hands._maybe(0.05):
        del registers[chance.choice(["created", "at", "author"])]
    return _change(hands, id_of(card, team), registers, {"first": _percent(hands)}, card)


def revise(hands: Hands) -> Change:
    """A change of a guess that is there, mostly one's own."""
    chance, there = hands.chance, hands.board.of("guess")
    own = [one for one in there if hands.board.entities["guess", one].get("author") == hands.who.id]
    entity = chance.choice(own if own and hands._maybe(0.8) else there) if there else id_of(hands._card(), "sales")
    card = (hands.board.find("guess", entity) or {}).get("card")
    registers: dict[str, Any] = {"revised_at": hands._now()}
    if hands._maybe(0.25):
        registers = chance.choice(
            [{"deleted": True}, {"deleted": False}, {"first": 10}, {"team": "sales"}, {"chance": 0}]
        )
    return _change(hands, entity, dict(registers), {"chance": _percent(hands)}, card)


def _percent(hands: Hands) -> Any:
    return hands.chance.choice(sorted(SCALE)) if hands._maybe(0.93) else hands.chance.choice([5, -10, 110, "60", None])


def _change(hands: Hands, entity: str, registers: dict[str, Any], seal: Any, card: str | None) -> Change:
    extra = {"sealed": seal} if hands._maybe(0.95) else hands.chance.choice([{}, {"sealed": {}}, {"sealed": 60}])
    return hands._change("guess", entity, registers, card=card, extra=extra)


# -- what they may


def may_guess(board: Board, who: Person, change: Change) -> bool:
    there, given = board.find("guess", change.entity), change.set
    card, team = str((there or given).get("card")), str((there or given).get("team"))
    if board.find("card", card) is None or team not in OTHER or change.entity != id_of(card, team):
        return False
    if {"first", "chance", "shown"} & given.keys() or is_over(board, card):
        return False
    seal: Any = change.extra.get("sealed")
    if there is None or there.get("deleted") is True:
        whole = given.get("created") is True and given.get("author") == who.id and given.get("team") == who.team
        whole = whole and isinstance(given.get("at"), str) and not given.get("deleted") and not given.get("revised_at")
        return whole and given.keys() <= NEW and _is_seal(seal, "first")
    if there["author"] != who.id:
        return False
    if given == {"deleted": True}:
        return True
    if set(given) != {"revised_at"} or there.get("revised_at"):
        return False
    return _is_seal(seal, "chance")


def may_take_back_guess(board: Board, change: Change) -> bool:
    """Whether an act on a guess may still be undone: nothing about the card is shown, and it is open."""
    there = board.find("guess", change.entity)
    return there is None or not is_over(board, str(there.get("card")))


def is_over(board: Board, card: str) -> bool:
    shown = any((board.find("guess", id_of(card, team)) or {}).get("shown") for team in OTHER)
    return shown or is_closed(board, card)


def is_closed(board: Board, card: str) -> bool:
    there = board.find("card", card)
    return there is not None and board.stages.get(there.get("stage", ""), "") in {*CLOSED, "Disqualified"}


def _is_seal(seal: Any, name: str) -> bool:
    return isinstance(seal, dict) and set(seal) == {name} and type(seal[name]) is int and seal[name] in SCALE


# -- when they are shown


class Seals:
    """What was said in secret, as the test remembers it."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, int]] = {}

    def keep(self, sent: Change) -> None:
        """Remember what an accepted change says."""
        seal: Any = sent.extra.get("sealed")
        if sent.etype == "guess" and sent.undo_of is None and isinstance(seal, dict):
            self.values[sent.entity] = dict(seal) if "first" in seal else {**self.values.get(sent.entity, {}), **seal}

    def check(self, board: Board, shown: list[Change]) -> None:
        """Look that what was shown now is what was to be shown, and that it is true."""
        for change in shown:
            there = board.find("guess", change.entity) or {}
            wanted: dict[str, Any] = {"first": self.values[change.entity]["first"], "shown": change.set["shown"]}
            if there.get("revised_at"):
                wanted["chance"] = self.values[change.entity]["chance"]
            assert dict(change.set) == wanted, change
            assert change.actor == "board"

    def look(self, board: Board) -> None:
        """Look that nothing waits that could be shown, and nothing is shown too early."""
        cards = {str(own["card"]) for (kind, _), own in board.entities.items() if kind == "guess" and "card" in own}
        for card in cards:
            live = [own for team in OTHER if (own := board.find("guess", id_of(card, team))) and not own.get("deleted")]
            waiting = [own for own in live if not own.get("shown")]
            assert not waiting or (len(live) < 2 and not is_closed(board, card)), ("not shown", card, live)
