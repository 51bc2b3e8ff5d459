"""What guesses say in secret: kept apart from the log, given back to their author alone, and shown when it is time.

A pushed guess has its chance beside what it sets. It is taken out before the change is numbered, so that no page, no
snapshot, no digest and no report can have it. Once both teams' guesses are in, or the card closes, the server writes a
change that sets the chances as registers: every device gets that like any other change, however far it has come.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, bindparam, delete, insert, select

from kanban.domain import guesses
from kanban.domain.change import CARD, GUESS, SEALED, Change, Json, Step
from kanban.domain.guesses.guess import SHOWN, TEAMS, Guess, derive_guess_id, merge_seals, read_guess
from kanban.store.hub import server_tables

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.entity_state import EntityState
    from kanban.store.hub.board_rows import BoardRow

_S = server_tables.seal.c
_OF_GUESS = select(_S.body).where(_S.board == bindparam("board"), _S.guess == bindparam("guess")).order_by(_S.seq)
_OF_CHANGES = select(_S.id, _S.body).where(_S.board == bindparam("board"), _S.id.in_(bindparam("ids", expanding=True)))
_CARDS = select(_S.card).where(_S.board == bindparam("board")).distinct()
_FORGET = delete(server_tables.seal).where(_S.board == bindparam("board"))
_OF_CARDS = _FORGET.where(_S.card.in_(bindparam("cards", expanding=True)))
_OF_GUESSES = _FORGET.where(_S.guess.in_(bindparam("guesses", expanding=True)))


class SealedWrite(Protocol):
    """A write to a board, as far as what is secret is concerned."""

    connection: Connection
    row: BoardRow
    changes: list[Change]
    """The accepted changes, in order."""
    seals: dict[str, Json]
    """What they say in secret, by the id of the change."""
    opened_cards: list[str]
    """Cards whose guesses may be shown because the board opens."""

    @property
    def board(self) -> Board:
        """The board as it is now."""
        ...

    def load(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Load entities by (type, id)."""
        ...

    def find(self, etype: str, entity: str) -> EntityState | None:
        """Return an entity as it is now, None where nothing is known of it."""
        ...

    def is_purged(self, etype: str, entity: str) -> bool:
        """Whether it was erased for good."""
        ...


def list_reveals(transaction: SealedWrite) -> list[tuple[Step, str]]:
    """Return the steps that show what may be shown after this write, each with the name of what happens once."""
    if transaction.row.state == "publishing":
        return []
    cards = _list_touched(transaction)
    if not cards:
        return []
    board = transaction.board
    transaction.load((GUESS, derive_guess_id(board.id, card, team)) for card in cards for team in TEAMS)
    reveals: list[tuple[Step, str]] = []
    for card in cards:
        pair = [guess for team in TEAMS if (guess := _find_guess(transaction, card, team)) and not guess.is_shown]
        state = transaction.find(CARD, card) if pair else None
        if state is None or transaction.is_purged(CARD, card):
            continue
        stage = state.registers.get("stage")
        is_closed = bool(board.stages) and board.lane_of(stage if isinstance(stage, str) else None).is_closed
        reveals += guesses.revealing.build_reveals(
            board.id, pair, lambda guess: _read_seals(transaction, guess), is_closed=is_closed
        )
    return reveals


def list_sealed_cards(connection: Connection, board: str) -> list[str]:
    """Return the ids of the cards about which something is kept in secret."""
    return list(connection.execute(_CARDS, {"board": board}).scalars())


def take_seal(seals: dict[str, Json], change: Change, extra: Mapping[str, Json], *, is_own: bool) -> None:
    """Note what a change says in secret, if it is a guess and its author brings it."""
    if change.etype == GUESS and change.undo_of is None and is_own:
        seals[change.id] = extra[SEALED]


def leave_out_seal(extra: Mapping[str, Json]) -> dict[str, Json]:
    """Return what stands beside a change without its secret."""
    return {name: value for name, value in extra.items() if name != SEALED}


def keep_seals(transaction: SealedWrite) -> None:
    """Write down what the accepted guesses say in secret, and forget what is shown now."""
    connection, board = transaction.connection, transaction.row.id
    rows = [
        {
            "board": board, "id": change.id, "seq": change.seq, "card": _find_card(transaction, change),
            "guess": change.entity, "body": json.dumps(transaction.seals[change.id]),
        }
        for change in transaction.changes
        if change.id in transaction.seals
    ]  # fmt: skip
    if rows:
        connection.execute(insert(server_tables.seal), rows)
    revealed = [change.entity for change in transaction.changes if change.etype == GUESS and change.set.get(SHOWN)]
    if revealed:
        connection.execute(_OF_GUESSES, {"board": board, "guesses": revealed})


def forget_seals(connection: Connection, board: str, cards: Collection[str]) -> None:
    """Forget what was said in secret about cards that are erased."""
    connection.execute(_OF_CARDS, {"board": board, "cards": list(cards)})


def give_back(connection: Connection, board: str, member: str | None, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return changes as their reader may have them: the reader's own guesses with what they said in secret."""
    page = tuple(changes)
    own = [change.id for change in page if change.etype == GUESS and change.actor == member]
    if not own:
        return page
    rows = connection.execute(_OF_CHANGES, {"board": board, "ids": own})
    seals = {row.id: json.loads(row.body) for row in rows}
    return tuple(
        change._replace(extra={**change.extra, SEALED: seals[change.id]}) if change.id in seals else change
        for change in page
    )


def read_stored(connection: Connection, board: str, guess: str) -> list[Json]:
    """Return what a guess said in secret, in the order in which it was said; for its author's eyes."""
    return [json.loads(body) for body in connection.execute(_OF_GUESS, {"board": board, "guess": guess}).scalars()]


def _find_card(transaction: SealedWrite, change: Change) -> str:
    """Return the card that a guess is about, whatever its change says beside."""
    state = transaction.find(GUESS, change.entity)
    return str(state.registers.get("card") or "") if state else ""


def _list_touched(transaction: SealedWrite) -> list[str]:
    """Return the cards whose guesses may be shown after this write: guessed, moved, or on a board that opens."""
    cards = dict.fromkeys(transaction.opened_cards)
    for change in transaction.changes:
        if change.etype == GUESS and (card := _find_card(transaction, change)):
            cards[card] = None
        elif change.etype == CARD and "stage" in change.set and "created" not in change.set:
            cards[change.entity] = None
    return list(cards)


def _find_guess(transaction: SealedWrite, card: str, team: str) -> Guess | None:
    state = transaction.find(GUESS, derive_guess_id(transaction.row.id, card, team))
    return read_guess(state.id, state.registers) if state else None


def _read_seals(transaction: SealedWrite, guess: Guess) -> dict[str, int]:
    """Return the chances of a guess, from what is stored and what this write brings."""
    stored = read_stored(transaction.connection, transaction.row.id, guess.id)
    coming = [
        transaction.seals[change.id]
        for change in transaction.changes
        if change.entity == guess.id and change.id in transaction.seals
    ]
    return merge_seals([*stored, *coming])
