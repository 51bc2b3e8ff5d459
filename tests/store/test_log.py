"""The log: everything that was written, found again by card and by act."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.change import Change
from kanban.store import log
from kanban.store.projection import Projection
from tests.examples import examples
from tests.store.conftest import whole_log
from tests.store.world import BOARD, CARDS, changes, empty


def logged(made: list[Change], at_once: int = 1000):
    """A database into which these changes came from elsewhere, log and rows, so many in a transaction."""
    database, left = empty(), made
    while left:
        some, left = left[:at_once], left[at_once:]
        with database.writing() as connection:
            projection = Projection(connection, BOARD)
            projection.apply(some)
            projection.finish()
            log.append(connection, BOARD, some)
    return database


@examples(60)
@given(changes(wild=True), st.integers(1, 5))
def test_every_change_comes_back_as_it_went_in(made: list[Change], at_once: int) -> None:
    database = logged(made, at_once)
    back = whole_log(database.connection, BOARD)
    plain = [[each._replace(card=None, extra={**each.extra}) for each in some] for some in (back, made)]
    assert repr(plain[0]) == repr(plain[1])  # repr: a NaN is no other NaN
    database.close()


@examples(100)
@given(changes(), st.integers(1, 5))
def test_a_cards_history_is_its_own_changes_and_those_of_what_hangs_on_it(made: list[Change], at_once: int) -> None:
    database = logged(made, at_once)
    home = dict(database.connection.execute("SELECT id, card FROM comment"))
    sql = "SELECT id, json_extract(body, '$.card') FROM entity WHERE etype = 'activity'"
    home |= dict(database.connection.execute(sql))
    there = {row[0] for row in database.connection.execute("SELECT id FROM card")}
    for card in CARDS:
        wanted = [
            change.id for change in made
            if change.entity == card
            or (change.etype in {"comment", "activity"} and home[change.entity] == card and card in there)
        ]  # fmt: skip
        assert [change.id for change in log.read_changes_of(database.connection, [card])] == wanted
    database.close()


def test_a_notice_that_was_logged_before_it_was_on_the_board_stands_in_its_cards_history() -> None:
    card, told = CARDS[0], "01a00000-0000-7000-8000-000000000001"
    common = {"at": "2026-01-01T00:00:00Z", "actor": "ana", "device": "d", "base": 0}
    create = Change(
        id="c1", act="a1", tx="t1", verb="create", etype="card", entity=card, set={"created": True, "title": "Acme"},
        stamp="0199c2000000-0000-9f31ab20", dseq=1, **common,
    )  # fmt: skip
    notify = Change(
        id="c2", act="a1", tx="t1", verb="notify", etype="notice", entity=told,
        set={"created": True, "card": card, "to": "sales"}, stamp="0199c2000000-0001-9f31ab20", dseq=2, card=card,
        **common,
    )  # fmt: skip
    database = empty()
    with database.writing() as connection:
        log.append(connection, BOARD, [create, notify])
        projection = Projection(connection, BOARD)
        projection.apply([create])
        projection.apply([notify])
        projection.finish()
    rows = database.connection.execute(
        "SELECT change.id FROM change JOIN card ON card.n = change.story ORDER BY change.n"
    )
    assert [row[0] for row in rows] == ["c1", "c2"]
    database.close()
