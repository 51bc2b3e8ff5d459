"""What was done with a prospect: read from registers, named, counted, and told to be late."""

from __future__ import annotations

import pytest

from kanban.domain import activity
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.values.business_time import make_calendar

CALENDAR = make_calendar("Mon-Fri 9-17", "UTC", ())
CALL = {
    "card": "c",
    "kind": "call",
    "outcome": "reached",
    "done_at": "2026-11-20T10:00:00Z",
    "author": "a",
    "team": "sales",
}


def read(**registers: object) -> activity.Activity | None:
    return activity.read("x", {**CALL, **registers}, "2026-11-20T10:05:00Z")  # type: ignore[dict-item]


def test_registers_make_an_activity_or_none() -> None:
    made = read(text=" Wants \x1b[31mtwo ")
    assert made is not None
    assert (made.label, made.is_contact, made.is_imported) == ("Call · reached", True, False)
    assert "\x1b" not in made.text
    for odd in (
        {"outcome": "held"}, {"kind": "fax"}, {"kind": ["call"]}, {"done_at": "soon"},
        {"done_at": "2026-11-20T10:00:00+01:00"}, {"card": None}, {"outcome": None}, {"done_at": 5},
    ):  # fmt: skip
        assert read(**odd) is None, odd


def test_words_mean_kinds_and_outcomes() -> None:
    assert [activity.find_kind(word) for word in ("Call", "e-mail", "mail", "meetings")] == [
        "call",
        "email",
        "email",
        "meeting",
    ]
    assert activity.find_outcome("call", "No-Answer") == "no answer"
    assert activity.find_outcome("meeting", "no_show") == "no show"
    with pytest.raises(UsageFault, match=r"A call has no outcome “held”\. Choose reached or no answer\."):
        activity.find_outcome("call", "held")
    with pytest.raises(UsageFault, match="call, email or meeting"):
        activity.find_kind("fax")


def test_what_is_logged_more_than_a_business_day_later_is_late_and_counts_from_then() -> None:
    friday = read()
    assert friday is not None
    soon = friday._replace(logged_at="2026-11-23T09:59:00Z")  # 7 h on Friday and 59 min on Monday
    late = friday._replace(logged_at="2026-11-23T10:01:00Z")
    assert [activity.is_late(each, CALENDAR) for each in (friday, soon, late)] == [False, False, True]
    assert activity.find_counted_time(soon, CALENDAR) == friday.done_at
    assert activity.find_counted_time(late, CALENDAR) == late.logged_at
    assert not activity.is_late(late._replace(author=""), CALENDAR)  # a file's


def test_attempts_are_numbered_until_the_prospect_was_reached() -> None:
    tries = [("1", "no answer"), ("2", "no answer"), ("3", "reached"), ("4", "no answer")]
    called = read()
    assert called is not None
    names = activity.number_attempts(called._replace(id=number, outcome=outcome) for number, outcome in tries)
    assert names == {"1": "1st attempt", "2": "2nd attempt", "3": "1st contact"}
    assert [activity.format_ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21, 102)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "102nd",
    ]  # fmt: skip


def test_attempts_since_an_offer_are_those_of_sales() -> None:
    called = read()
    assert called is not None
    others = [called, called._replace(team="marketing"), called._replace(team=""), called._replace(deleted=True)]
    assert activity.count_attempts_since(others, "2026-11-20T09:00:00Z") == 1
    assert activity.count_attempts_since(others, "2026-11-20T11:00:00Z") == 0


def test_registers_that_hold_no_text_make_no_team():
    registers = {"card": "c", "kind": "call", "outcome": "reached", "done_at": "2026-11-01T10:00:00Z", "team": []}
    assert activity.read("a", registers, "").team == ""


def test_one_is_found_by_its_number_its_id_or_as_the_last() -> None:
    made = read()
    assert made is not None
    logged = [made._replace(id=name) for name in ("a1", "b2", "c3")]
    assert [activity.find_activity(logged, name).id for name in ("1", "3", " B2", "Last")] == ["a1", "c3", "b2", "c3"]
    with pytest.raises(NotFound, match="no activity “9”; it has 1 to 3"):
        activity.find_activity(logged, "9")
    with pytest.raises(NotFound, match="nothing was logged on it yet"):
        activity.find_activity([], "last")
