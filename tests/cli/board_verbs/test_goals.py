"""`kanban goal` and `kanban report goal`: one number for both teams, alone and on a board of a team."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest

from kanban.domain import clock

PLAN = ("amount=600000", "offers=195", "accepted=60%", "sql=65", "won=40%")
DAYS = ("--from", "1 Oct 2026", "--to", "31 Dec 2026")


def test_a_goal_is_proposed_signed_and_shown(demo):
    ran = demo("report", "goal")
    assert (ran.code, "No goal yet" in ran.out) == (0, True)
    assert demo("report", "goal", "--json").json == {"report": "goal", "query": None, "goal": None}
    record = demo("goal", "propose", "Q4 2026", *DAYS, *PLAN, "--json").json
    assert (record["amount"], record["flows"]["door"]["won"], record["live"]) == ("600000.00", 26.0, False)
    assert "a lead of sales has yet to" in demo("goal", "sign").err
    assert "“Q4 2026” is proposed" in demo("report", "goal", "--to", "1 Dec 2026").out
    assert "it is live" in demo("--as", "Raj", "goal", "sign").err
    assert "live" in demo("goal").out or "current" in demo("goal").out
    shown = demo("report", "goal", "--to", "1 Dec 2026").out
    assert "of €600,000" in shown
    assert "through the door" in shown.casefold()


def test_the_parts_add_up_in_json_and_csv(demo):
    demo("goal", "propose", "Q4 2026", *DAYS, *PLAN, "deals=26", "deals-sql=50%", "deals-won=6", "deals-value=22000")
    record = demo("report", "goal", "--goal", "Q4 2026", "--json").json
    parts = [Decimal(part["part"]) for part in record["parts"]]
    assert len(parts) > 5
    assert sum(parts) == Decimal(record["shortfall"]) == Decimal(record["won"]) - Decimal(record["plan_to_date"])
    rows = list(csv.DictReader(io.StringIO(demo("report", "goal", "--goal", "Q4 2026", "--csv").out)))
    assert sum(Decimal(row["part"]) for row in rows if row["part"]) == sum(parts)
    for chain, names in (
        ("door", ("offers", "accepted", "sql", "won")),
        ("beside", ("deals", "deals-sql", "deals-won")),
    ):
        flows = next(one["flows"] for one in record["chains"] if one["chain"] == chain)
        for name, flow in zip(names, flows, strict=True):
            cards = demo("report", "goal", "--goal", "Q4 2026", "--cards", name, "--json").json
            assert len(cards) <= flow["actual"]
            assert bool(cards) == bool(flow["actual"])
    won = demo("report", "winrate", "--from", "1 Oct 2026", "--json").json["values"]
    assert Decimal(next(row["won"] for row in won if row["currency"] == "EUR")) == Decimal(record["won"])


def test_a_query_tells_its_cards_part_of_the_goal(demo, tmp_path):
    demo("goal", "propose", "Q4 2026", *DAYS, *PLAN)
    ask = ("report", "goal", "--goal", "Q4 2026")
    whole, some = demo(*ask, "--json").json, demo(*ask, "source:webinar", "--json").json
    others = demo(*ask, "--json", "--", "-source:webinar").json
    assert Decimal(some["won"]) + Decimal(others["won"]) == Decimal(whole["won"])
    assert (some["shortfall"], some["parts"], some["coverage"]) == (None, [], None), "the plan is for all cards"
    assert (some["agreement"]["offers_of_plan"], some["agreement"]["lowest"]) == (None, None)
    text = demo(*ask, "source:webinar").out
    assert "Cards: source:webinar. The plan is for all cards." in text
    assert "of the goal's €600,000" in text
    assert "short of" not in text
    assert "TO DATE" not in text.upper()
    assert "PART" not in text.upper().split()
    assert "short of" in demo(*ask).out or "ahead of" in demo(*ask).out
    page = tmp_path / "goal.html"
    assert demo(*ask, "source:webinar", "--html", str(page)).code == 0
    assert "The plan is for all cards." in page.read_text("utf-8")
    assert "had it been on plan" not in page.read_text("utf-8")


def test_money_of_a_goal_has_its_cents_where_it_has_any(demo):
    today = clock.utc_now().date()
    first, last = (str(today + timedelta(days=days)) for days in (-30, 30))
    demo("goal", "propose", "These days", "--from", first, "--to", last, "amount=600000.50", *PLAN[1:])
    assert "of €600,000.50" in demo("report", "goal", "--goal", "These days").out
    card = demo("add", "Odd", "--stage", "Won", "--value", "99.95", "--json").json["id"]
    assert card
    before, _, after = demo("report", "goal", "--goal", "These days", "--to", last).out.partition("Won €")
    assert after.split(" of ")[0].endswith(".95"), before


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("goal", "propose", "Q", *DAYS), 2, "needs its plan"),
        (("goal", "propose", "Q", *DAYS, "amount=5"), 2, "not enough"),
        (("goal", "propose", "Q", "amount=5"), 2, "--to"),
        (("--as", "Eve", "goal", "propose", "Q", *DAYS, *PLAN), 1, "only leads can propose a goal"),
        (("goal", "sign"), 1, "No goal waits"),
        (("goal", "sign", "none"), 3, "There is no goal “none”"),
        (("report", "goal", "--goal", "none"), 3, "There is no goal “none”"),
        (("report", "goal", "--cards", "gone"), 2, "is no figure"),
    ],
)
def test_what_is_not_done_is_told(demo, words, code, sentence):
    ran = demo(*words)
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert sentence in ran.err


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (("--from", "1 {began:%b}", "--to", "{ends:%d %b %Y}"), "{began}", "{ends}"),
        (("--from", "{began}", "--to", "{ends}"), "{began}", "{ends}"),
    ],
)
def test_a_goal_may_have_begun(demo, days, first, last):
    today = clock.utc_now().date()
    began, ends = (today.replace(day=1) - timedelta(days=1)).replace(day=1), today + timedelta(days=20)
    words = [word.format(began=began, ends=ends) for word in days]
    ran = demo("goal", "propose", "Q", *words, *PLAN)
    assert ran.code == 0, ran.err
    (goal,) = demo("goal", "--json").json
    assert (goal["from"], goal["to"]) == (first.format(began=began), last.format(ends=ends))


def test_a_goal_ends_after_it_begins(demo):
    ran = demo("goal", "propose", "Q", "--from", "1 Oct 2027", "--to", "31 Dec 2026", *PLAN)
    assert (ran.code, ran.err) == (2, "kanban: The goal would end before it begins.\n")


def test_undo_leaves_a_goal_alone(own):
    own("add", "Acme")
    own("goal", "propose", "Q4 2026", *DAYS, *PLAN)
    own("goal", "sign")
    assert "Acme" in own("undo").out
    assert own("goal", "--json").json[0]["live"] is True


def test_a_goal_goes_to_the_others_over_the_server(team):
    team("Ann", "goal", "propose", "Q4 2026", *DAYS, *PLAN)
    assert "since sales has no lead" in team("Ann", "goal", "sign").err
    assert team("Ann", "sync").code == 0
    assert team("Raj", "sync").code == 0
    assert team("Raj", "goal", "--json").json == team("Ann", "goal", "--json").json
    assert team("Raj", "goal", "--json").json[0]["live"] is True
    assert "only leads can sign a goal" in team("Raj", "goal", "sign", "Q4 2026").err
    assert team("Raj", "report", "goal", "--goal", "Q4 2026", "--json").json["amount"] == "600000.00"


def test_an_export_carries_what_figures_need(demo):
    demo("goal", "propose", "Q4 2026", *PLAN, *DAYS)
    head = json.loads(demo("export", "-", "--format", "jsonl").out.splitlines()[0])
    (goal,) = head["goals"]
    assert (goal["goal"], goal["amount"], goal["flows"]["door"]["won"], goal["live"]) == (
        "Q4 2026", "600000.00", 26.0, False,
    )  # fmt: skip
    assert (head["hours"], head["holidays"]) == ("Mon-Fri 9-17", [])
    assert head["levels"].keys() == {"first_response", "answer", "reply", "attempts"}


def test_as_of_a_day_before_it_was_proposed_there_was_no_goal(demo):
    today = clock.utc_now().date()
    ends = (today + timedelta(days=60)).strftime("%d %b %Y")
    days = "--from", (today - timedelta(days=60)).strftime("%d %b %Y"), "--to", ends
    demo("goal", "propose", "Long", *days, *PLAN)
    demo("goal", "sign")
    demo("--as", "Raj", "goal", "sign")
    before = "--as-of", (today - timedelta(days=3)).strftime("%d %b %Y")
    assert demo("report", "goal", "--json").json["goal"] == "Long"
    assert demo("report", "goal", *before, "--json").json["goal"] is None
    assert demo("report", "dashboard", *before, "--json").json["goal"] is None
    assert "There is no goal" in demo("report", "goal", "--goal", "Long", *before).err


def test_a_query_takes_the_goal_off_the_dashboard(demo):
    today = clock.utc_now().date()
    ends = (today + timedelta(days=60)).strftime("%d %b %Y")
    demo("goal", "propose", "Long", "--from", (today - timedelta(days=60)).strftime("%d %b %Y"), "--to", ends, *PLAN)
    demo("goal", "sign")
    demo("--as", "Raj", "goal", "sign")
    assert "Long: won" in demo("report", "dashboard").out
    part = demo("report", "dashboard", "owner:eve")
    assert "Long: won" not in part.out
    assert "The goal Long counts all cards" in part.out
    assert demo("report", "dashboard", "owner:eve", "--json").json["goal"] is None


def test_the_page_has_coverage_and_the_lowest_attainment(demo, tmp_path):
    today = clock.utc_now().date()
    ends = (today + timedelta(days=60)).strftime("%d %b %Y")
    demo("goal", "propose", "Long", "--from", (today - timedelta(days=60)).strftime("%d %b %Y"), "--to", ends, *PLAN)
    page = tmp_path / "goal.html"
    assert demo("report", "goal", "--goal", "Long", "--html", str(page)).code == 0
    words, text = page.read_text(), demo("report", "goal", "--goal", "Long").out
    for part in ("Coverage ", "offers of the plan to date"):
        assert part in words
        assert part in text
    # of one there is no lowest: at some hours nothing in the demo was due yet
    assert ("the lowest of " in words) == ("the lowest of " in text)
