"""Next steps in a calendar file, read back with the library that calendars use."""

from datetime import UTC, date, datetime

import httpx
import icalendar
import pytest


def read(path):
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    return calendar, {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_it_has_my_own_open_steps_with_their_times(own, tmp_path):
    own("member", "add", "Raj", "--team", "sales")
    assert own("board", "set", "timezone=Europe/Berlin").code == 0
    for words in (
        ["add", "Acme", "--company", "Acme GmbH", "--next", "call; ask, twice", "--on", "1 Dec 2099 14:30"],
        ["add", "Globex", "--next", "send offer", "--on", "2 Dec 2099"],
        ["add", "No day", "--next", "think"],
        ["add", "His", "--next", "call", "--on", "3 Dec 2099", "--owner", "Raj"],
        ["add", "Gone", "--next", "call", "--on", "3 Dec 2099"],
        ["move", "Gone", "disqualified", "--set", "lost-reason=bad data"],
    ):
        ran = own(*words)
        assert ran.code == 0, ran.err
    file = tmp_path / "steps.ics"
    ran = own("calendar", str(file))
    assert (ran.code, "2 next steps" in ran.err) == (0, True)
    calendar, events = read(file)
    assert str(calendar["x-wr-calname"]).endswith(": Ana")
    assert set(events) == {"call; ask, twice · Acme", "send offer · Globex"}
    timed, whole = events["call; ask, twice · Acme"], events["send offer · Globex"]
    assert timed["dtstart"].dt == datetime(2099, 12, 1, 13, 30, tzinfo=UTC)
    assert (timed["dtend"].dt - timed["dtstart"].dt).total_seconds() == 1800
    assert (whole["dtstart"].dt, whole["dtend"].dt) == (date(2099, 12, 2), date(2099, 12, 3))
    assert "Acme GmbH" in str(timed["description"])
    assert own("edit", "Acme", "next-step-date=5 Dec 2099").code == 0
    assert own("calendar", str(file)).code == 1, "a file that is there stays"
    assert own("calendar", str(file), "--force").code == 0
    moved = read(file)[1]["call; ask, twice · Acme"]
    assert (moved["uid"], moved["dtstart"].dt) == (timed["uid"], date(2099, 12, 5))
    assert own("--as", "Raj", "calendar", str(file), "--force").code == 0
    assert set(read(file)[1]) == set() or set(read(file)[1]) == {"call · His"}


def test_hostile_words_stay_one_line_each(own, tmp_path):
    assert own("add", "A\nEND:VEVENT\r\nB", "--next", "x\r\nATTACH:http://evil.example", "--on", "2 Dec 2099").code == 0
    file = tmp_path / "steps.ics"
    assert own("calendar", str(file)).code == 0
    (event,) = read(file)[0].walk("VEVENT")
    assert "attach" not in event


def fetch(url):
    """What a calendar reads at an address, with the status."""
    answer = httpx.get(url, trust_env=False)
    return answer.status_code, answer.content


def test_a_link_of_a_shared_board_is_made_listed_and_taken_back(server, team):
    team("Raj", "add", "Acme", "--next", "call", "--on", "2 Dec 2099", "--stage", "discovery", "--owner", "Raj")
    assert team("Raj", "sync").code == 0
    ran = team("Raj", "calendar", "--link")
    assert ran.code == 0, ran.err
    url = ran.out.strip()
    assert url.startswith(f"{server.url}/v1/calendar/kbc_")
    assert url not in ran.err
    assert "only now" in ran.err
    status, content = fetch(url)
    assert status == 200
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (str(event["summary"]), event["dtstart"].dt) == ("call · Acme", date(2099, 12, 2))
    (link,) = team("Raj", "calendar", "--links", "--json").json
    assert (link["this"], link["read_on"] is not None, link["ref"] in ran.err) == (True, True, True)
    shown = team("Raj", "calendar", "--links")
    assert link["ref"] in shown.out
    assert url.rpartition("/")[2].removesuffix(".ics") not in shown.out
    assert team("Ann", "calendar", "--links", "--json").json == []
    assert team("Ann", "calendar", "--revoke", link["ref"]).code == 3
    assert team("Raj", "calendar", "--revoke", link["ref"]).code == 0
    assert fetch(url)[0] == 404
    assert team("Raj", "calendar", "--revoke", link["ref"]).code == 3
    made = team("Raj", "calendar", "--link", "--json").json
    assert fetch(made["url"])[0] == 200


@pytest.mark.parametrize(
    ("words", "code"),
    [((), 2), (("--force",), 2), (("x.ics", "--link"), 2), (("x.ics", "--json"), 2), (("--link", "--links"), 2),
     (("--link",), 3), (("--links",), 3), (("--revoke", "x"), 3)],
)  # fmt: skip
def test_what_makes_no_sense_on_a_board_of_ones_own_is_said_in_one_line(own, words, code):
    ran = own("calendar", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1), ran.err
