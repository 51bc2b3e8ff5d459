"""The log: everything that was written, found again by card and by act."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.change import Change
from kanban.store import log
from kanban.store.projection import Projection
from tests.examples import examples
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
    back = list(log.everything(database.connection, BOARD))
    plain = [[each._replace(card=None, extra={**each.extra}) for each in some] for some in (back, made)]
    assert repr(plain[0]) == repr(plain[1])  # repr: a NaN is no other NaN
    database.close()


@examples(100)
@given(changes(), st.integers(1, 5))
def test_a_cards_story_is_its_own_changes_and_those_of_the_comments_on_it(made: list[Change], at_once: int) -> None:
    database = logged(made, at_once)
    home = dict(database.connection.execute("SELECT id, card FROM comment"))
    there = {row[0] for row in database.connection.execute("SELECT id FROM card")}
    for card in CARDS:
        wanted = [
            change.id for change in made
            if change.entity == card
            or (change.etype == "comment" and home[change.entity] == card and card in there)
        ]  # fmt: skip
        assert [change.id for change in log.of_subjects(database.connection, [card])] == wanted
    database.close()
