"""The query language as it is read; what each term finds is tested on a board in
`tests/store/search/test_query_sql.py`."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.queries import query
from kanban.domain.queries.query import Query, Term
from kanban.domain.values import text

TODAY = date(2026, 11, 23)


def parse(source: str) -> Query:
    return query.parse(source, TODAY)


@pytest.mark.parametrize(
    ("source", "terms"),
    [
        ("", ()), ("  ", ()), ("Acme", (Term("word", ":", ("acme",)),)),
        ('"Trade Fair"', (Term("word", ":", ("trade fair",)),)), ("-acme", (Term("word", ":", ("acme",), True),)),
        ("acme|Beta", (Term("word", ":", ("acme", "beta")),)), ("größe", (Term("word", ":", ("grosse",)),)),
        ("12:30", (Term("word", ":", ("12:30",)),)), ("a-b", (Term("word", ":", ("a-b",)),)),
        ("Stage:MQL", (Term("stage", ":", ("mql",)),)), ("-stage=won|lost",
                                                         (Term("stage", "=", ("won", "lost"), True),)),
        ('source:"Trade Show"', (Term("source", ":", ("trade show",)),)),
        ('label:vip|"trade fair"', (Term("label", ":", ("vip", "trade fair")),)),
        ("sales_owner:ana", (Term("sales", ":", ("ana",)),)), ("tag:x", (Term("label", ":", ("x",)),)),
        ("OPEN", (Term("flag", ":", ("open",)),)), ('"open"', (Term("word", ":", ("open",)),)),
        ("-stale", (Term("flag", ":", ("stale",), True),)), ("value>=10k", (Term("value", ">=", ("10000.00",)),)),
        ("value<€1.5k|¥300", (Term("value", "<", ("1500.00 EUR", "300 JPY")),)),
        ("probability>40%", (Term("probability", ">", ("0.4",)),)),
        ("probability>40", (Term("probability", ">", ("0.4",)),)), ("comments<=3", (Term("comments", "<=", ("3",)),)),
        ("created>7d", (Term("created", ">", ("2026-11-16",)),)), ("next<=+7d", (Term("next", "<=", ("2026-11-30",)),)),
        ("close_on:today", (Term("close", ":", ("2026-11-23",)),)),
        ("updated:yesterday", (Term("updated", ":", ("2026-11-22",)),)),
        ("entered<2w", (Term("entered", "<", ("2026-11-09",)),)),
        ("touched>1m", (Term("touched", ">", ("2026-10-24",)),)),
        ("has:email|phone", (Term("has", ":", ("email", "phone")),)),
        ("no:marketing_owner", (Term("has", ":", ("marketing",), True),)),
        ("-no:email", (Term("has", ":", ("email",), False),)), ("field.Größe:XL", (Term("field.Größe", ":", ("xl",)),)),
        ('FIELD."Lead Score">=', None), ('field."Lead Score":5', (Term("field.Lead Score", ":", ("5",)),)),
        ("a b", (Term("word", ":", ("a",)), Term("word", ":", ("b",)))),
        ("jane@acme.example", (Term("word", ":", ("jane@acme.example",)),)),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(source: str, terms: tuple[Term, ...] | None) -> None:
    if terms is None:
        with pytest.raises(UsageFault):
            parse(source)
    else:
        assert parse(source).terms == terms


def test_words_are_told_from_what_needs_the_database() -> None:
    asked = parse("acme -beta a|b label:vip pilot deleted")
    assert asked.words == ("acme", "pilot")
    assert [term.values for term in asked.structured] == [("beta",), ("a", "b"), ("vip",), ("deleted",)]
    assert asked.has_deleted_term is True
    assert parse("-deleted").has_deleted_term is False


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("acme stage:", "acme"), ("stage: acme", "acme"), ('"trade fa', '"trade fa"'), ("value>=", ""), ("-", ""),
        ("acme -", "acme"), ('label:"', ""), ('label:"v', 'label:"v"'), ("acme -owner:", "acme"), ("field.x:", ""),
        ("acm", "acm"), ('""', ""), ("has:", ""),
    ],
)  # fmt: skip
def test_what_is_still_being_typed_is_no_mistake(typed: str, means: str) -> None:
    assert query.parse_unfinished(typed, TODAY).terms == parse(means).terms


FULL = 'acme -stage:mql value>=10k label:vip|"trade fair" created>7d has:email field.x:y -open "free words" owner:ana'


@pytest.mark.parametrize("length", range(len(FULL) + 1))
def test_every_beginning_of_a_query_is_answered_or_refused_in_one_line(length: int) -> None:
    try:
        query.parse_unfinished(FULL[:length], TODAY)
    except KanbanError as refusal:
        said = str(refusal)
        assert said.isprintable()
        assert any(word in said for word in ("Unknown field", "can't ask for", "is not a", "day", "“"))


@given(st.text(max_size=60))
@example("\u0300")
def test_nothing_that_is_typed_breaks_it(source: str) -> None:
    for read in (query.parse, query.parse_unfinished):
        try:
            asked = read(source, TODAY)
        except KanbanError:
            continue
        assert all(term.values and all(term.values) for term in asked.terms)
        assert query.parse(asked.source, TODAY).terms == asked.terms


def test_a_query_has_an_end() -> None:
    assert len(parse(" ".join(["x"] * 100)).terms) == 100
    with pytest.raises(UsageFault, match="at most 100"):
        parse("|".join(["x"] * 101))


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("0151 234567", ["+49 151 234567", "0049 151 234567", "+49151 234567", "+49 (0)151 234567", "(0151) 23 45 67"]),
        ("+49 (0)151 / 23-45.67", ["+49 151 234567", "0151 234567", "+49 151 2345", "(0151) 234-567", "0151 23"]),
        ("5551234567", ["(555) 123-4567", "(555) 123 4567", "+1 (555) 123-4567", "+1 555 123 4567"]),
        ("(555) 123-4567", ["+1 555-123-4567", "(555)123-4567", "(555) 123 45"]),
        ("+49 30 12345", ["030 12345", "(030) 12 345", "+49 30 12345", "0049 30 12345"]),
    ],
)
def test_a_number_of_several_words_is_found_however_it_is_written(stored: str, typed: list[str]) -> None:
    hay = f"{stored}\n{text.extract_numbers(stored)}"
    for number in typed:
        assert all(word in hay for word in parse(number).words), number
        assert all(word in hay for word in parse(f"{number} won").words), number


@pytest.mark.parametrize("typed", ["2026 100", "12 34 56", "+49", "(a) 12345", "0151 x 234567", '0151 "234567"'])
def test_words_that_are_no_number_stay_apart(typed: str) -> None:
    assert len(parse(typed).words) == len(typed.split())


@pytest.mark.parametrize("typed", ["(555)", "555", "0555", "+1", "5551234567", "(555)123", '"+1 (555) 123-4567"'])
def test_the_phone_of_a_card_is_asked_for_with_or_without_its_signs(typed: str) -> None:
    (term,) = parse(f"phone:{typed}").terms
    assert term.values[0] in text.compact_number("+1 (555) 123-4567")


def test_a_currency_apart_from_its_amount_is_put_behind_it() -> None:
    assert query.suggest_term(parse("value>=10000 usd")) == "Did you mean value>=10000USD?"
    assert query.suggest_term(parse("value>=10000USD eur")) == ""
    assert query.suggest_term(parse("usd")) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("close-date>=today", "close>=today"), ("next-step-date<=fri", "next<=fri"),
        ("lost-reason:price", "reason:price"), ("marketing-owner:ana", "marketing:ana"),
        ("e-mail:x@acme.example", "email:x@acme.example"),
    ],
)  # fmt: skip
def test_a_label_that_is_asked_by_leads_to_the_term(typed: str, meant: str) -> None:
    assert query.suggest_term(parse(typed)) == f"Did you mean {meant}?"
    assert query.suggest_term(parse("sub-zero:x")) == ""


def test_labels_do_where_fields_are_listed() -> None:
    labelled, plain = (
        parse("has:close-date no:lost-reason sort:-next-step-date"),
        parse("has:close no:reason sort:-next"),
    )
    assert (labelled.terms, labelled.sort) == (plain.terms, plain.sort)


@pytest.mark.parametrize(
    ("typed", "begin", "day"),
    [
        ("1 Oct", None, "2026-10-01"), ("1 Dec", None, "2026-12-01"), ("2 Dec", None, "2025-12-02"),
        ("Oct 1", None, "2026-10-01"), ("24.12.", None, "2025-12-24"), ("24.12", None, "2025-12-24"),
        ("1 Oct 2024", None, "2024-10-01"), ("24.12.2026", None, "2026-12-24"), ("30d", None, "2026-11-01"),
        ("fri", None, "2026-11-27"), ("today", None, "2026-12-01"), ("+3d", None, "2026-12-04"),
        ("31 Dec", "2026-10-01", "2026-12-31"), ("31 Oct", "2026-10-01", "2026-10-31"),
        ("31 Mar", "2025-10-01", "2026-03-31"),
    ],
)  # fmt: skip
def test_a_day_without_its_year_is_one_that_was(typed, begin, day):
    first = date.fromisoformat(begin) if begin else None
    assert query.read_day(typed, date(2026, 12, 1), first).isoformat() == day


def test_the_days_of_a_period_are_read_together():
    today = date(2026, 12, 1)
    assert query.read_days(None, None, today) == (None, today)
    assert query.read_days("1 Oct", "31 Dec", today) == (date(2026, 10, 1), date(2026, 12, 31))
    assert query.read_days("2 Dec", None, today) == (date(2025, 12, 2), today)
    with pytest.raises(UsageFault, match="The first day, 1 Nov 2026, is after the last, 1 Oct 2026; give the earlier"):
        query.read_days("30d", "1 Oct 2026", today)
