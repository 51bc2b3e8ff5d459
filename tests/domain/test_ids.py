import threading
import uuid

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import ids


def test_ids_are_uuid_7_of_this_millisecond():
    made = uuid.UUID(ids.new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert str(made) == str(made).lower()


def test_ids_rise_and_differ_in_a_burst_longer_than_the_counter():
    made = [ids.new_id() for _ in range(10_000)] + ids.new_ids(10_000) + [ids.new_id()]
    assert made == sorted(made)
    assert len(set(made)) == 20_001
    assert all(uuid.UUID(one).version == 7 for one in made)
    assert len({one[-12:] for one in made}) == 20_001


def test_ids_rise_when_the_wall_clock_goes_back(monkeypatch):
    monkeypatch.setattr(ids, "now_ms", lambda: 10**12)
    before = ids.new_id()
    monkeypatch.setattr(ids, "now_ms", lambda: 10**11)
    assert ids.new_id() > before


def test_threads_never_share_an_id():
    made: list[list[str]] = [[] for _ in range(4)]

    def fill(mine):
        mine.extend(ids.new_id() for _ in range(3_000))

    threads = [threading.Thread(target=fill, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one for mine in made for one in mine}) == 12_000
    assert all(mine == sorted(mine) for mine in made)


def test_what_a_fork_runs_forgets_the_parents_randomness():
    source = ids._Source()
    source.make_id()
    before = source._noise
    source.forget()
    source.make_id()
    assert source._noise != before


def test_none_are_made_for_nothing():
    assert ids.new_ids(0) == []
    assert ids.new_ids(-1) == []


@given(st.uuids(), st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_placed_id_is_the_standard_uuid_5(board, source, external):
    assert ids.derive_id(str(board), source, external) == str(uuid.uuid5(board, f"{source}:{external}"))


def test_a_placed_id_takes_any_text():
    assert uuid.UUID(ids.derive_id(ids.new_id(), "csv", "\udc80")).version == 5


@given(st.uuids())
def test_a_ref_spells_the_low_35_bits(entity):
    value = 0
    for letter in ids.ref_of(str(entity)):
        value = value * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(letter)
    assert value == entity.int & (1 << 35) - 1
    assert len(ids.ref_of(str(entity))) == 7
