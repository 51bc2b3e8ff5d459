"""A merge loses nothing: whatever the other card had is on the kept one afterwards, as its own or beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import verbs
from kanban.domain.acts.merging import collect_gains
from kanban.domain.acts.view_ahead import apply_registers
from kanban.domain.card import CUSTOM, FIELDS, LABEL, Card
from kanban.domain.queries import matching, query
from kanban.domain.values import fields, money
from tests.domain.board import BOARD, Table, card

words = st.sampled_from(["Acme", "acme", "Ümlaut", "jane@acme.example", "x 2", "222"])
registers = st.fixed_dictionaries(
    {"title": words},
    optional={
        **{name: words for name, kind in FIELDS.items() if kind in {"text", "owner"} and name != "title"},
        "value": st.integers(0, 3), "currency": st.sampled_from(["EUR", "USD"]), "next_on": st.just("2026-12-01"),
        "close_on": st.sampled_from(["2026-12-01", "2026-12-02"]), "probability": st.sampled_from([0.2, 0.4]),
    },
)  # fmt: skip
extras = st.dictionaries(
    st.sampled_from(["field.E-mail", "field.E-mail 2", "field.E-mail 3", "field.x", "field.Title 2"]), words, max_size=4
)
sides = st.tuples(registers, extras, st.lists(st.sampled_from(["vip", "dach"]), unique=True))


def made(number: int, side: tuple[dict[str, Any], dict[str, Any], list[str]], stage: str = "Nurture") -> Card:
    given_, extra, labels = side
    return card(number, **given_, stage=BOARD.find_stage(stage).id, extra=extra, labels=tuple(labels))


def texts(one: Card) -> set[str]:
    """All that a card says, as people read it."""
    said = {fields.format_value(name, one.value_of(name)) for name in FIELDS if name not in {"value", "currency"}}
    said |= {str(value) for name, value in one.extra.items() if name.startswith(CUSTOM)}
    if one.value is not None:
        said.add(f"{money.decimal_text(one.value, one.currency)} {one.currency or ''}".strip())
    return {each.casefold() for each in said} - {""}


@given(sides, sides)
def test_everything_that_either_card_said_stays(keep: Any, lose: Any) -> None:
    one, two = made(1, keep), made(2, lose)
    after = apply_registers(one, collect_gains(BOARD, one, two), "2026-11-23T12:00:00Z")
    assert texts(after) >= texts(two) | texts(one)
    assert set(after.labels) == {*one.labels, *two.labels}
    for name in FIELDS:
        assert one.value_of(name) in {None, after.value_of(name)} or name == "currency"
    assert not {
        name for name in collect_gains(BOARD, after, two) if not name.startswith(LABEL)
    }  # once more adds nothing


def test_a_label_that_both_spell_differently_is_kept_once() -> None:
    one, two = (made(n, ({"title": "Same"}, {}, [label])) for n, label in ((1, "vip"), (2, "VIP")))
    assert collect_gains(BOARD, one, two) == {}


def test_an_open_card_gains_no_reason_for_a_close_but_keeps_the_words() -> None:
    lost = made(2, ({"title": "Same", "lost_reason": "price"}, {}, []), "Lost")
    assert collect_gains(BOARD, made(1, ({"title": "Same"}, {}, [])), lost) == {"field.Lost reason 2": "price"}
    closed = made(1, ({"title": "Same"}, {}, []), "Lost")
    assert collect_gains(BOARD, closed, lost) == {"lost_reason": "price"}


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ("Nurture", "Handoff", "“Two” was in Handoff, and its offer to sales ended; “One” stays in Nurture"),
        ("Nurture", "Discovery", "“Two” was in Discovery; “One” stays in Nurture"),
        ("Discovery", "Won", "“Two” was in Won; “One” stays in Discovery"),
        ("Handoff", "Nurture", None),
        ("Nurture", "Nurture", None),
        ("Nurture", "Lost", None),
    ],
)
def test_a_merge_says_where_the_kept_card_stays_if_the_other_one_was_further_on(here, there, said) -> None:
    one, two = made(1, ({"title": "One"}, {}, []), here), made(2, ({"title": "Two"}, {}, []), there)
    if there == "Handoff":
        two.extra["handoff"] = {"offer": "o", "state": "offered", "by": "m"}
    act = verbs.merge(Table([one, two]), one.id, two.id)
    assert act.warnings == ((said,) if said else ())


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        ("email:jr@acme.example", True),
        ("email=JR@acme.example", True),
        ("-email:jr@", False),
        ("phone:222", True),
        ("company:gmbh", True),
        ("email:nobody", False),
    ],
)
def test_fields_find_the_further_values_too(asked, met) -> None:
    one = made(1, ({"title": "One", "email": "jane@acme.example", "phone": "111", "company": "Acme"}, {}, []))
    two = made(2, ({"title": "Two", "email": "jr@acme.example", "phone": "222", "company": "Acme GmbH"}, {}, []))
    kept = apply_registers(one, collect_gains(BOARD, one, two), "2026-11-23T12:00:00Z")
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    found = matching.Matcher(query.parse(asked, now.date()), BOARD, now, None, lambda _: ())
    assert found.is_match(kept) is met
    assert matching.check_fact(BOARD, kept, "email:jr@acme.example") is False, "an agreement asks for the card's own"
