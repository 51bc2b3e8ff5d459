"""`kanban next`: the five cards, their reasons and what these count, skips and doubts."""

from __future__ import annotations

import csv
import io
import shutil
from math import log2

import pytest

from kanban.config import places_below
from tests.conftest import run_inside

WON_OR_LOST = {"Won", "Lost"}


@pytest.fixture(scope="module")
def zoho_home(shared, tmp_path_factory):
    """The board of the real files, imported once, and used by a rep."""
    home = tmp_path_factory.mktemp("next") / "home"
    files = [str(shared / "data" / "zoho" / name) for name in ("Leads.csv", "Potentials.csv")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KANBAN_HOME", str(home))
        for words in (
            ("init", "--name", "Raj", "--team", "sales", "--timezone", "UTC"),
            ("member", "add", "Ana", "--team", "marketing"),
            ("import", *files, "--yes"),
        ):
            ran = run_inside(*words)
            assert ran.code == 0, ran.err
    return home


@pytest.fixture
def zoho(run_cli, home, zoho_home):
    """The command line on a copy of that board, as Raj of sales."""
    shutil.copytree(zoho_home, home, dirs_exist_ok=True)
    assert places_below(home).database.exists()
    return lambda *words, **more: run_cli("--as", "Raj", *words, **more)


def export(run):
    return list(csv.DictReader(io.StringIO(run("export", "-", "--format", "csv").out)))


def plant(run, folder, source, count, *, won, number=0):
    lines = ["Title,Stage,Source,Lost reason"]
    lines += [
        f"Planted {number} {n},{'Won' if won else 'Lost'},{source},{'' if won else 'price'}" for n in range(count)
    ]
    file = folder / f"planted-{number}.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    ran = run("import", str(file), "--yes", "--map", "Title=title")
    assert ran.code == 0, ran.err


def test_the_counts_in_each_reason_agree_with_a_query_over_the_export(zoho, tmp_path):
    closed = [row for row in export(zoho) if row["stage"] in WON_OR_LOST]
    won = sum(row["stage"] == "Won" for row in closed)
    record = zoho("next", "--json").json
    assert record["history"] == {"won": won, "closed": len(closed), "used": True}
    assert len(record["cards"]) == 5
    # every card of the board in its turn: the five that come once the ones before are skipped
    checked = 0
    for _ in range(6):
        for card in record["cards"]:
            assert card["reasons"]
            for reason in card["reasons"]:
                if reason["kind"] != "history":
                    continue
                checked += 1
                shown = zoho("show", card["ref"], "--json").json[reason["field"]]
                alike = [row for row in closed if row[reason["field"]].casefold() == shown.casefold()]
                assert reason["of"] == len(alike)
                assert reason["won"] == sum(row["stage"] == "Won" for row in alike)
                listed = zoho("list", reason["query"], "--json").json
                assert {one["id"] for one in listed} == {row["id"] for row in alike}
            zoho("next", "skip", card["ref"], "not now", "--until", "+9d")
        record = zoho("next", "--json").json
    assert record["skipped"] == 30
    planted = zoho("add", "Planted", "--stage", "discovery", "--source", "Sure thing").out.strip()
    assert zoho("edit", planted, "sales=Raj").code == 0
    plant(zoho, tmp_path, "Sure thing", 30, won=True)
    record = zoho("next", "--json").json
    first, base = record["cards"][0], record["history"]["won"] / record["history"]["closed"]
    assert first["ref"] == planted
    (reason,) = [reason for reason in first["reasons"] if reason["kind"] == "history"]
    assert (reason["field"], reason["won"], reason["of"]) == ("source", 30, 30)
    assert reason["points"] == pytest.approx(min(3, log2((30 + 8 * base) / (8 * base))))
    assert len(zoho("list", reason["query"], "--json").json) == 30
    assert checked > 5


def test_a_planted_signal_leads_the_reasons_and_what_was_seen_once_is_silent(zoho, tmp_path):
    plant(zoho, tmp_path, "Sure thing", 30, won=True)
    plant(zoho, tmp_path, "Bad luck", 1, won=False, number=1)
    for title, source in (("Never", "Never seen"), ("Once", "Bad luck"), ("Sure", "Sure thing")):
        ref = zoho("add", title, "--stage", "discovery", "--source", source).out.strip()
        assert zoho("edit", ref, "sales=Raj").code == 0
    cards = zoho("next", "--json").json["cards"]
    assert [card["title"] for card in cards][:3] == ["Sure", "Never", "Once"]
    sure, never, once = cards[:3]
    history = [reason for reason in sure["reasons"] if reason["kind"] == "history"]
    assert (history[0]["won"], history[0]["of"]) == (30, 30)
    assert all(reason["kind"] == "waits" for reason in (*never["reasons"], *once["reasons"]))


def test_an_answer_that_runs_out_comes_before_all(zoho, run_cli):
    ref = zoho("add", "Sure", "--stage", "discovery", "--source", "Sure thing").out.strip()
    assert zoho("edit", ref, "sales=Raj", "next-step=call", "next-on=today").code == 0
    new = run_cli("--as", "Ana", "add", "Offered", "--stage", "mql", "--source", "Web", "--email", "a@b.example").out
    ran = run_cli("--as", "Ana", "offer", new.strip(), "--why", "asked for a price", "--to", "Raj")
    assert ran.code == 0, ran.err
    cards = zoho("next", "--json").json["cards"]
    assert [card["title"] for card in cards][:2] == ["Offered", "Sure"]
    assert cards[0]["reasons"][0]["kind"] == "urgency"


def test_three_closed_deals_leave_urgency_and_fit(own):
    for title, stage in (("One", "won"), ("Two", "won"), ("Three", "won"), ("Four", "discovery")):
        assert own("add", title, "--stage", stage, "--source", "Web").code == 0
    record = own("next", "--json").json
    assert record["note"] == "3 deals closed so far: urgency and fit only."
    assert [reason["kind"] for card in record["cards"] for reason in card["reasons"]] == ["waits"]
    assert "urgency and fit only" in own("next").out


def test_a_skip_has_a_reason_and_a_day_and_can_be_undone(own):
    ref = own("add", "Acme pilot").out.strip()
    assert own("next", "skip", ref, "waiting", "for", "them", "--until", "today").code == 2
    assert own("next", "skip", ref, "waiting", "for", "them", "--until", "+2d").code == 0
    record = own("next", "--json").json
    assert (record["cards"], record["skipped"]) == ([], 1)
    assert "skipped it until" in own("history", ref).out
    assert own("undo").code == 0
    assert len(own("next", "--json").json["cards"]) == 1
    own("next", "skip", ref, "not now", "--until", "+2d")
    assert own("next", "unskip", ref).code == 0
    assert len(own("next", "--json").json["cards"]) == 1


def test_a_skip_is_one_members_own(own):
    ref = own("add", "Acme pilot").out.strip()
    own("member", "add", "Bo", "--team", "marketing")
    own("--as", "Ana", "next", "skip", ref, "not mine", "--until", "+2d")
    assert len(own("--as", "Bo", "next", "--json").json["cards"]) == 1


def test_a_doubt_asks_the_marketer_until_the_fact_is_checked_or_mended(own):
    own("member", "add", "Raj", "--team", "sales")
    ref = own("--as", "Ana", "add", "Acme pilot", "--source", "Referral", "--stage", "discovery").out.strip()
    own("--as", "Ana", "edit", ref, "marketing=Ana")
    ran = own("--as", "Raj", "next", "doubt", ref, "source", "they", "came", "by", "the", "web")
    assert ran.code == 0, ran.err
    entries = own("--as", "Ana", "inbox", "--json").json
    assert any("“Referral” is not true; they came by the web" in (entry["words"] or "") for entry in entries)
    assert own("--as", "Raj", "next", "checked", ref, "source").code == 1
    assert own("--as", "Ana", "next", "checked", ref, "source").code == 0
    assert "checked the source" in own("history", ref).out
    assert own("--as", "Raj", "next", "doubt", ref, "campaign").code == 1
