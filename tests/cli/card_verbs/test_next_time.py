"""A next step with a time: typed with its day, kept through exports, dropped with another day."""

import json


def read(own, name="Acme"):
    card = own("show", name, "--json").json
    return card["next_step"], card["next_on"], card["next_time"]


def test_a_time_is_typed_with_the_day_wherever_that_is(own):
    assert own("add", "Acme", "--next", "call", "--on", "1 Dec 2099 14:30").code == 0
    assert read(own) == ("call", "2099-12-01", "14:30")
    assert own("edit", "Acme", "next-step-date=2 Dec 2099").code == 0
    assert read(own) == ("call", "2099-12-02", None)
    assert own("edit", "Acme", "next-step-time=9:05").code == 0
    assert read(own) == ("call", "2099-12-02", "09:05")
    assert own("done", "Acme", "--next", "mail", "--on", "3 Dec 2099 at 2 pm").code == 0
    assert read(own) == ("mail", "2099-12-03", "14:00")
    assert own("log", "Acme", "call", "--outcome", "reached", "--next", "meet", "--on", "4 Dec 2099").code == 0
    assert read(own) == ("meet", "2099-12-04", None)
    assert own("edit", "Acme", "next-step-date=", "next-step=").code == 0
    ran = own("edit", "Acme", "next-step-time=9:05")
    assert ran.code != 0
    assert "A time needs a day" in ran.err


def test_today_goes_by_it_and_late_is_after_it(own):
    for title, due in (("Late", "00:00"), ("Evening", "23:59"), ("Whole day", "today")):
        assert own("add", title, "--next", "call", "--on", due).code == 0
    rows = own("today", "--json").json
    rows = rows["rows"] if isinstance(rows, dict) else rows
    shown = [(row["title"], row["section"], row["time"]) for row in rows]
    assert shown[1:] == [("Evening", "today", "23:59"), ("Whole day", "today", None)]
    assert shown[0] in {("Late", "late", "00:00"), ("Late", "today", "00:00")}  # at midnight it is not late yet
    assert "23:59" in own("today").out


def test_exports_bring_it_back(own, tmp_path):
    assert own("add", "Acme", "--next", "call", "--on", "1 Dec 2099 14:30").code == 0
    table, lines = tmp_path / "out.csv", tmp_path / "out.jsonl"
    assert own("export", str(table)).code == own("export", str(lines)).code == 0
    assert json.loads(lines.read_text().splitlines()[1])["next_time"] == "14:30"
    for file in (table, lines):
        assert own("board", "new", file.suffix).code == 0
        assert own("import", str(file), "--yes").code == 0
        assert read(own) == ("call", "2099-12-01", "14:30")
