"""The movement of the pipeline: by hand, and exact for any journey."""

from __future__ import annotations

from datetime import UTC, date

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.journeys.journey import Journey, Moment
from kanban.domain.journeys.movement_steps import Counted
from kanban.reports.movement import GAINS, LOSSES, PARTS, build_movement, encode_movement
from kanban.reports.period import Period, find_month
from tests.domain.board import BOARD
from tests.reports.told import Told


def check_sum(parts):
    """By how much the parts miss the end; 0 whatever happened."""
    gains = sum(parts[name].value for name in ("start", *GAINS))
    return gains - sum(parts[name].value for name in (*LOSSES, "end"))


NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30)).instants(UTC)
COUNTED = Counted.of_stages(BOARD.all_stages)


def on(day, month=11):
    return f"2026-{month:02d}-{day:02d}T10:00:00Z"


def tell():
    """Six deals, in euros unless it is said:

    a  open since October with 100; 150 on 3 Nov; won on 20 Nov, and its value set to 160 in the same act
    b  accepted on 4 Nov with 40; lost on 6 Nov; reopened on 9 Nov with 30
    c  accepted on 5 Nov with 70; from then on in francs: 65 on 6 Nov; returned to Nurture on 12 Nov
    d  open since October without a value; it stays so
    e  of marketing, with 500: no deal
    f  open since October with 10; on 2 Dec (after the period) won
    """
    told = Told()
    told.move("a", on(2, 10), "Proposal", "create", value=100, currency="EUR")
    told.change("a", on(3), "edit", value=150)
    told.move("a", on(20), "Won", value=160)
    told.move("b", on(4), "Accepted", "create", value=40, currency="EUR")
    told.move("b", on(6), "Lost")
    told.move("b", on(9), "Discovery", value=30)
    told.move("c", on(5), "Accepted", "create", value=70, currency="EUR")
    told.change("c", on(6), "edit", value=65, currency="CHF")
    told.move("c", on(12), "Nurture")
    told.move("d", on(2, 10), "Discovery", "create", currency="EUR")
    told.move("e", on(2), "MQL", "create", value=500, currency="EUR")
    told.move("f", on(2, 10), "Discovery", "create", value=10, currency="EUR", close_on="2026-12-24")
    told.move("f", on(2, 12), "Won")
    return told


def sums(movement, currency):
    return {name: (part.value, part.cards) for name, part in movement[currency].items() if part.cards}


def test_by_hand():
    """110 + 110 (b 40, c 70) + 30 (b) + 60 (a 50, 10) − 70 (c) − 160 (a) − 40 (b) = 40 (b 30, f 10)."""
    movement = build_movement(tell().journeys(), NOVEMBER, COUNTED)
    assert sums(movement, "EUR") == {
        "start": (110, ["a", "d", "f"]), "new": (110, ["b", "c"]), "reopened": (30, ["b"]),
        "increased": (60, ["a", "a"]), "decreased": (70, ["c"]), "won": (160, ["a"]), "lost": (40, ["b"]),
        "end": (40, ["b", "d", "f"]),
    }  # fmt: skip
    assert sums(movement, "CHF") == {"increased": (65, ["c"]), "returned": (65, ["c"])}
    assert [row["currency"] for row in encode_movement(movement)] == ["CHF", "EUR"]


def test_only_deals_that_close_in_a_month():
    """f counts in December's; moving its close to January moves it out, a close moved to December moves d in."""
    told = tell()
    told.change("f", on(15), "edit", close_on="2027-01-05")
    told.change("d", on(16), "edit", close_on="2026-12-31", value=7)
    movement = build_movement(
        told.journeys(), NOVEMBER, Counted.of_stages(BOARD.all_stages, ("2026-12-01", "2026-12-31"))
    )
    assert sums(movement, "EUR") == {
        "start": (10, ["f"]),
        "moved_out": (10, ["f"]),
        "moved_in": (7, ["d"]),
        "end": (7, ["d"]),
    }


def test_months_by_their_names():
    assert find_month("2028-02") == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert [find_month(name) for name in ("2026-13", "0000-01", "Dec", "2026-1", "२०२६-01")] == [None] * 5


moments = st.builds(
    Moment,
    st.sampled_from([f"2026-{month:02d}-{day:02d}T10:00:00Z" for month in (10, 11, 12) for day in (1, 9, 28)]),
    st.sampled_from([stage.id for stage in BOARD.all_stages]),
    st.none() | st.integers(-100, 10**6),
    st.sampled_from(["EUR", "USD", None]),
    st.sampled_from([None, "2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01"]),
)
journeys = st.lists(
    st.lists(moments, min_size=1, max_size=8).map(
        lambda told: Journey("x", tuple(sorted(told, key=lambda moment: moment.at)))
    ),
    max_size=6,
)


@given(journeys, st.sampled_from([None, ("2026-12-01", "2026-12-31")]))
def test_the_parts_add_up_exactly_for_any_journeys(told, closing):
    movement = build_movement(told, NOVEMBER, Counted.of_stages(BOARD.all_stages, closing))
    for parts in movement.values():
        assert set(parts) == set(PARTS)
        assert check_sum(parts) == 0
    ends = [
        journey
        for journey in told
        for moment in [[at for at in journey.moments if at.at < NOVEMBER[1]][-1:]]
        if moment and COUNTED.is_open(moment[0])
    ]
    if closing is None:
        assert sum(len(parts["end"].cards) for parts in movement.values()) == len(ends)


@given(journeys)
def test_one_period_begins_as_the_one_before_ends(told):
    october = Period(date(2026, 10, 1), date(2026, 10, 31)).instants(UTC)
    before, after = (build_movement(told, bounds, COUNTED) for bounds in (october, NOVEMBER))
    for currency in {*before, *after}:
        values = [
            parts[currency][name].value if currency in parts else 0
            for parts, name in ((before, "end"), (after, "start"))
        ]
        assert values[0] == values[1]
