"""`kanban meet`: two consecutive reviews, their decisions, agenda and minutes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

DECIDED = ("meet", "decide", "Call", "*new*", "leads", "--owner", "Raj", "--on", "+7d", "--worked-if", "under 8 h")


def items(record):
    return {item["item"]: item for item in record["items"]}


def test_the_counts_are_those_of_queries_and_of_the_exported_log(demo, tmp_path):
    for title, answer in (("Returned", True), ("Waits", False)):
        words = ("--email", "a@b.example", "--source", "Fair", "--company", title)
        added = demo("add", title, *words, "--json").json
        ran = demo("offer", added["ref"], "--why", "asked for a price", "--set", "tick.need=said so")
        assert ran.code == 0, ran.err
        if answer:
            ran = demo("--as", "Raj", "return", added["ref"], "--reason", "no budget", "--again", "+30d")
            assert ran.code == 0, ran.err
    record = demo("meet", "--json").json
    agenda = items(record)
    assert list(agenda) == ["last", "number", "stages", "handoffs", "speed", "objections", "walk", "decisions"]
    assert agenda["stages"]["stale"] == len(demo("list", "stale", "--json").json) > 0
    cards = demo("list", "--json").json
    waiting = {card["id"] for card in cards if card["handoff"] and card["handoff"]["state"] in {"offered", "asked"}}
    assert agenda["handoffs"]["waiting"] == len(waiting) > 0
    demo("export", str(tmp_path / "all.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()[1:]]
    ended = {"expired": 0, "returned": 0}
    contested = set()
    for line in lines:
        for change in line["changes"]:
            state = (change["set"].get("handoff") or {}).get("state")
            if state in ended and record["since"] <= change["at"] < record["until"]:
                ended[state] += 1
            contested |= {line["id"] for name in change["set"] if name.startswith("contest.")}
    assert {name: agenda["handoffs"][name] for name in ended} == ended
    assert ended["returned"] + ended["expired"] > 0
    assert {card["id"] for card in demo("meet", "--cards", "contested", "--json").json} <= contested
    for figure in ("stale", "expired", "returned", "waiting", "without response"):
        counts = {**agenda["stages"], **agenda["handoffs"], "without response": agenda["speed"]["without_response"]}
        count = counts[figure]
        assert len(demo("meet", "--cards", figure, "--json").json) <= count
        assert bool(demo("meet", "--cards", figure, "--json").json) == bool(count)


def test_the_movement_of_one_review_ends_where_the_next_begins(demo):
    demo("meet", "begin")
    demo("meet", "end")
    first = demo("meet", "--on", "today", "--json").json["figures"]["movement"]
    title = demo("list", "stage:Proposal", "--json").json[0]["ref"]
    assert demo("move", title, "Lost", "--set", "lost_reason=price").code == 0
    second = items(demo("meet", "--json").json)["last"]["movement"]
    ends = {part["currency"]: part["end"] for part in first}
    assert ends == {part["currency"]: part["start"] for part in second}
    for parts in second:
        value = {name: Decimal(part["value"]) for name, part in parts.items() if name != "currency"}
        gains = sum(value[name] for name in ("new", "reopened", "increased", "moved_in"))
        losses = sum(value[name] for name in ("decreased", "won", "lost", "returned", "moved_out"))
        assert value["start"] + gains - losses == value["end"]
    assert sum(parts["lost"]["deals"] for parts in second) == 1


def test_two_reviews_with_decisions_kept_and_not_kept(demo, tmp_path):
    assert "Nothing was decided yet." in demo("meet").out
    assert demo(*DECIDED).code == 0
    card = demo("list", "--json").json[0]
    words = (
        "meet",
        "decide",
        "Price sheet",
        "--owner",
        "Bo",
        "--on",
        "+2d",
        "--worked-if",
        "a quote",
        "--card",
        card["ref"],
        "--json",
    )
    record = demo(*words).json
    assert [(one["number"], one["owner"], one["measure"]) for one in record["decisions"]] == [
        (1, "Raj", "under 8 h"), (2, "Bo", "a quote"),
    ]  # fmt: skip
    comments = demo("comments", card["ref"], "--json").json
    assert ("decision", True) in {(one["kind"], one["body"].startswith("Price sheet")) for one in comments}
    ran = demo("meet", "end", "--minutes", "-")
    assert "1. Call \\*new\\* leads" in ran.out
    assert f"On: {card['title']}" in ran.out
    assert "Ended" in ran.err
    # the next one
    assert "? open" in demo("meet").out
    assert demo("meet", "begin").code == 0
    assert demo("meet", "kept", "call").code == 0
    assert demo("meet", "not-kept", "2").code == 0
    agenda = items(demo("meet", "--json").json)
    assert [one["verdict"] for one in agenda["last"]["decisions"]] == ["kept", "not kept"]
    assert agenda["decisions"]["decisions"] == []
    assert demo("meet", "end", "--minutes", str(tmp_path / "second.html")).code == 0
    page = (tmp_path / "second.html").read_text("utf-8")
    assert "✓ kept · Call *new* leads" in page
    assert "✗ not kept · Price sheet" in page
    assert "<script" not in page
    assert [len(one["decisions"]) for one in demo("meet", "list", "--json").json] == [2, 0]
    assert demo("meet", "end").code == 1


def test_a_decision_is_undone(demo):
    demo(*DECIDED)
    assert demo("undo").code == 0
    assert demo("meet", "list", "--json").json == []
    assert demo("redo").code == 0
    assert len(demo("meet", "list", "--json").json[0]["decisions"]) == 1


def test_an_export_has_the_reviews(demo, tmp_path):
    demo(*DECIDED)
    demo("meet", "end")
    demo("export", str(tmp_path / "all.jsonl"))
    (meeting,) = json.loads((tmp_path / "all.jsonl").read_text("utf-8").splitlines()[0])["meetings"]
    assert meeting["decisions"][0]["owner"] == "Raj"
    assert meeting["figures"]["handoffs"]["waiting"] > 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("meet", "end"), 1, "No pipeline review goes on"),
        (("meet", "kept", "1"), 3, "nothing to be kept"),
        (("meet", "--minutes", "-"), 3, "No pipeline review yet"),
        (("meet", "--on", "yesterday"), 3, "There was no pipeline review on"),
        (("meet", "--cards", "odd"), 2, "is no figure"),
        (("meet", "decide", "x", "--owner", "Raj", "--on", "yesterday", "--worked-if", "x"), 2, ""),
        (("meet", "decide", "x", "--owner", "Nobody", "--on", "+1d", "--worked-if", "x"), 3, "Nobody"),
        (("meet", "decide", "x", "--on", "+1d"), 2, "--owner"),
        (("meet", "decide", "x", "--owner", "Raj", "--on", "+1d"), 2, "show that it worked; --worked-if TEXT"),
    ],
)
def test_what_can_t_be_done_is_said_in_one_line(demo, words, code, sentence):
    ran = demo(*words)
    assert ran.code == code
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_a_review_goes_to_the_team_and_is_judged_there(server, team):
    assert team("Ann", "meet", "decide", "Call", "--owner", "Raj", "--on", "+7d", "--worked-if", "x").code == 0
    assert team("Ann", "meet", "end").code == 0
    assert team("Ann", "sync").code == 0
    assert team("Raj", "sync").code == 0
    assert team("Raj", "meet", "begin").code == 0
    assert team("Raj", "meet", "kept", "1").code == 0
    assert team("Raj", "sync").code == 0
    assert team("Ann", "sync").code == 0
    first, second = team("Ann", "meet", "list", "--json").json
    assert (first["begun_by"], second["begun_by"]) == ("Ann", "Raj")
    assert [(one["owner"], one["verdict"], one["judged_by"]) for one in first["decisions"]] == [("Raj", "kept", "Raj")]
    assert first["figures"]["until"] <= second["begun_at"]
    assert team("Ann", "attention", "--json").json == []


def test_objections_without_an_answer_stand_in_it(demo):
    def read():
        return items(demo("meet", "--json").json)["objections"]

    before = read()
    card = demo("list", "stage:Proposal", "--json").json[0]
    assert demo("objection", card["ref"], "it needs our own server in the cellar").code == 0
    after = read()
    assert (after["met"], after["open"]) == (before["met"] + 1, before["open"] + 1)
    assert after["requests"] == before["requests"] + 1
    assert card["id"] in {row["id"] for row in after["cards"]}
    assert card["id"] in {one["id"] for one in demo("meet", "--cards", "unanswered", "--json").json}
    assert card["id"] in {one["id"] for one in demo("meet", "--cards", "objections", "--json").json}
    text = demo("meet").out
    assert "6 Objections" in text
    assert "for marketing's answer" in text
    assert "no answer yet: “" in text, "first what blocks the most"
    assert demo("settle", card["ref"], "resolved", "--of", "cellar").code == 0
    settled = read()
    assert (settled["resolved"], settled["requests"]) == (before["resolved"] + 1, before["requests"])
    demo("meet", "begin")
    assert demo("meet", "end").code == 0
    minutes = demo("meet", "--minutes", "-").out
    assert "Objections" in minutes
    assert "cellar" not in minutes, "what was said is in no minutes: it may be erased"
