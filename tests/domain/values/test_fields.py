"""What people type into fields, read once for every door."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values import fields, text
from tests.domain.board import BOARD, TODAY, card


def read(name: str, typed: str) -> dict[str, object]:
    return fields.read(name, typed, BOARD, TODAY)


@pytest.mark.parametrize(
    ("name", "typed", "registers"),
    [
        ("title", "  Acme \n pilot ", {"title": "Acme pilot"}), ("Company", "Acme", {"company": "Acme"}),
        ("company", "", {"company": None}), ("mail", "jane@acme.example", {"email": "jane@acme.example"}),
        ("next-on", "+3d", {"next_on": "2026-11-26"}), ("on", "", {"next_on": None}),
        ("value", "12k", {"value": 1_200_000, "currency": "EUR"}),
        ("amount", "$22,700.00", {"value": 2_270_000, "currency": "USD"}),
        ("value", "¥300", {"value": 300, "currency": "JPY"}), ("value", "", {"value": None}),
        ("currency", "usd", {"currency": "USD"}), ("probability", "40%", {"probability": 0.4}),
        ("probability", "40", {"probability": 0.4}), ("probability", "0,4", {"probability": 0.4}),
        ("probability", "1", {"probability": 1.0}), ("sales owner", "ben", {"sales_owner": "Ben"}),
        ("marketing", "anna maria", {"marketing_owner": "Ana"}),
        ("sales", "Somebody Else", {"sales_owner": "Somebody Else"}),
        ("field.Industry", "Steel", {"field.Industry": "Steel"}), ("FIELD.Größe", "", {"field.Größe": None}),
        ("label", "vip", {"label.vip": True}), ("label", "-vip", {"label.vip": False}),
        ("label", "a, -b c ,", {"label.a": True, "label.b c": False}), ("reason", "price", {"lost_reason": "price"}),
        ("close", "24.12.", {"close_on": "2026-12-24"}), ("contact", "\x1b[31mJane", {"contact": "␛[31mJane"}),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_registers(name: str, typed: str, registers: dict[str, object]) -> None:
    assert read(name, typed) == registers


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("colour", "red", "Unknown field “colour”. The fields are title, company"),
        ("email", "nobody", "is not an e-mail address"), ("email", "a b@c.example", "is not an e-mail address"),
        ("value", "much", "is not an amount"), ("value", "1e400", "is not an amount"),
        ("currency", "euro", "is not a currency"), ("next_on", "someday", "someday"),
        ("probability", "140%", "is not a probability"), ("probability", "nan", "is not a probability"),
        ("probability", "-1", "is not a probability"), ("probability", "inf", "is not a probability"),
        ("title", " ", "needs a title"), ("title", "x" * 501, "at most 500 fit"),
        ("title", "x" * 20_000, "at most 500 fit"), ("company", "x" * 2001, "2,000 is the most"),
        ("label", "", "A label is a word or a few"), ("label", "-", "A label is a word or a few"),
        ("label", "x" * 41, "at most 40 characters"), ("field.", "x", "Unknown field"),
    ],
)  # fmt: skip
def test_what_a_field_does_not_take_is_said_in_one_line(name: str, typed: str, said: str) -> None:
    with pytest.raises(KanbanError, match=said.replace("“", ".").replace("”", ".")) as raised:
        read(name, typed)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 320


@given(st.sampled_from([*fields.FIELDS, "label", "field.x"]), st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(name: str, typed: str) -> None:
    try:
        registers = read(name, typed)
    except KanbanError:
        return
    for value in registers.values():
        assert not isinstance(value, str) or (value and value == text.clean_line(value))


def test_an_amount_keeps_the_cards_currency_unless_it_names_another() -> None:
    yen = card(1, value=100, currency="JPY")
    assert fields.read_all({"value": "500"}, BOARD, TODAY, yen) == {"value": 500, "currency": "JPY"}
    assert fields.read_all({"value": "500"}, BOARD, TODAY, card(1)) == {"value": 50_000, "currency": "EUR"}
    assert fields.read_all({"value": "€500"}, BOARD, TODAY, yen) == {"value": 50_000, "currency": "EUR"}
    assert fields.read_all({"amount": "500", "currency": "usd"}, BOARD, TODAY, yen)["currency"] == "USD"
    assert fields.read_all({"value": "500", "currency": "jpy"}, BOARD, TODAY) == {"value": 500, "currency": "JPY"}
    assert fields.read_all({"value": ""}, BOARD, TODAY, yen) == {"value": None}


def test_labels_stand_beside_an_amount() -> None:
    yen = card(1, value=100, currency="JPY")
    assert fields.read_all({"label": "vip", "value": "500"}, BOARD, TODAY, yen) == {
        "label.vip": True,
        "value": 500,
        "currency": "JPY",
    }


def test_values_are_shown_as_people_read_them() -> None:
    assert fields.format_value("value", 1_200_050, "EUR") == "€12,000.50"
    assert fields.format_value("probability", 0.4) == "40%"
    assert fields.format_value("company", None) == ""
    assert [fields.format_in_sentence(name) for name in ("lost_reason", "field.Größe", "label.vip", "phone")] == [
        "lost reason", "Größe", "vip", "phone",
    ]  # fmt: skip


def test_a_field_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageFault, match=r"and field\.NAME for a custom one"):
        fields.find_register("nothing")


ON_A_CARD = [*fields.FIELDS, *fields.CROSSING, "label", "link"]
"""What a card can show, and what its way asks for."""


@pytest.mark.parametrize("name", ON_A_CARD)
def test_everything_that_a_card_can_show_has_a_label(name: str) -> None:
    assert name in fields.CALLED
    for words in (fields.format_label(name), fields.format_in_sentence(name), fields.format_typed_name(name)):
        assert words.strip()
        assert "_" not in words


@pytest.mark.parametrize("name", fields.FIELDS)
def test_a_field_is_typed_by_its_label(name: str) -> None:
    for typed in (
        name,
        fields.format_typed_name(name),
        fields.format_label(name),
        fields.format_in_sentence(name),
        fields.format_label(name).upper(),
    ):
        assert fields.find_register(typed) == name


def test_labels_tell_the_fields_apart() -> None:
    assert len({fields.format_label(name) for name in ON_A_CARD}) == len(ON_A_CARD)
    assert fields.format_label("field.my_own") == fields.format_in_sentence("field.my_own") == "my_own"
