"""`kanban walk`: a closed deal step by step, its end hidden until it is reached; answers private until shared."""

from __future__ import annotations

import json
import re

import pytest


@pytest.fixture
def ref(own):
    """A deal that was offered, asked about, taken on and lost, with a word after its end."""
    own("member", "add", "Raj", "--team", "sales")
    ref = own("add", "Granum", "--stage", "MQL", "--value", "14000", "--set", "marketing-owner=Ana").out.strip()
    own("offer", ref, "--why", "asked for a demo")
    own("--as", "Raj", "accept", ref, "--next", "call her", "--on", "+1d")
    own("--as", "Raj", "log", ref, "call", "--outcome", "no answer")
    own("edit", ref, "close-date=2027-03-03", "probability=40%")
    own("--as", "Raj", "move", ref, "Lost", "--set", "lost-reason=price")
    own("comment", ref, "they bought elsewhere")
    own("--as", "Raj", "debrief", ref, "too dear for one line")
    return ref


ENDS = ("Lost", 'price"', "2027-03-03", "3 Mar", "40%", "0.4", "elsewhere", "too dear", "Won")


def tells(ran, also=()):
    return [word for word in (*ENDS, *also) if word in ran.out or word in ran.err]


def test_it_goes_step_by_step_and_never_tells_the_end_before(own, ref):
    seen = []
    for _ in range(20):
        ran, shown = own("walk", ref, "--json"), own("walk", ref)
        if ran.json["over"]:
            break
        assert tells(ran) == []
        assert tells(shown) == []
        assert ran.json["end"] is None
        seen.append(len(ran.json["steps"]))
        own("walk", ref, "--say", f"answer {len(seen)}")
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) >= 4
    ended = own("walk", ref, "--json").json
    assert (ended["end"]["stage"], ended["end"]["outcome"], ended["end"]["lost_reason"]) == ("Lost", "lost", "price")
    assert [step["you_said"] for step in ended["steps"]] == [f"answer {number}" for number in seen]
    assert ended["steps"][1]["lines"][0]["what"].startswith("offered it to")
    assert "too dear for one line" in own("walk", ref).out


def test_the_card_is_shown_as_it_was(own, ref):
    own("edit", ref, "value=99000", "company=Granum Mills")
    first = own("walk", ref, "--json").json["card"]
    assert (first["value"], first["company"], first["next_step"]) == ("14000.00", None, None)
    for _ in range(2):
        own("walk", ref, "--next")
    assert own("walk", ref, "--json").json["card"]["next_step"] == "call her"


def test_answers_are_private_until_shared(own, ref):
    own("walk", ref, "--say", "write to the plant manager")
    assert own("walk", ref, "--share").code == 1
    everything = own("export", "-", "--format", "jsonl").out + own("show", ref, "--json").out + own("history", ref).out
    assert "plant manager" not in everything
    assert own("--as", "Raj", "walk", ref, "--json").json["steps"][0]["you_said"] is None
    while not own("walk", ref, "--next", "--json").json["over"]:
        pass
    assert own("walk", "--share").err == "Shared the walk of “Granum”: 1 answer.\n"
    (shared,) = own("show", ref, "--json").json["walks"]
    assert (shared["author"], [one["words"] for one in shared["answers"]]) == ("Ana", ["write to the plant manager"])
    assert own("walk", ref, "--share").code == 1
    assert own("walk", ref, "--next").code == 1


def test_this_week_s_is_one_and_is_listed_without_its_end(own, ref):
    listed = own("walk", "--list", "--json")
    assert listed.json == {"this_week": {"card": listed.json["this_week"]["card"], "ref": ref, "title": "Granum"},
                           "walks": []}  # fmt: skip
    assert tells(listed) == []
    assert own("walk", "--json").json["card"]["ref"] == ref
    assert [one["ref"] for one in own("walk", "--list", "--json").json["walks"]] == [ref]
    while not own("walk", "--next", "--json").json["over"]:
        pass
    ran = own("walk", "--json")
    assert (ran.code, ran.json) == (0, None)
    assert own("walk", "--list", "--json").json["this_week"] is None


def test_a_deal_that_goes_on_is_no_walk(own, ref):
    own("walk", ref, "--next")
    own("move", ref, "Proposal")
    ran = own("walk", ref)
    assert (ran.code, ran.err) == (1, "kanban: This deal is not over, so there is nothing to walk.\n")
    assert own("walk", "--json").json is None
    assert own("walk", "--next", "--share").code == 2


@pytest.mark.parametrize("outcome", ["Won", "Lost"])
def test_a_real_deal_never_tells_its_end(own, shared, outcome):
    """Deals of a real export, in which columns such as the forecast's type or the age tell the end."""
    folder = shared / "data" / "zoho"
    own("import", *(str(folder / name) for name in ("Leads.csv", "Potentials.csv")), "--yes")
    deals = own("list", f"stage:{outcome}", "--limit", "4", "--json").json
    assert len(deals) == 4
    for deal in deals:
        whole = own("show", deal["ref"], "--json").json
        telling = {
            outcome, deal["close_on"], deal["closed_at"], deal["closed_at"][:10], whole["fields"]["Forecast Type"],
            "Forecast", "Probability", whole["fields"]["Expected Revenue"], "Age in Days", "stage", "closed",
        }  # fmt: skip
        telling -= {"", None, "Open"}
        day = re.sub(r"^0", "", deal["closed_at"][8:10])
        said = own("walk", deal["ref"], "--json")
        assert not said.json["over"]
        shown = own("walk", deal["ref"])
        listed = own("walk", "--list", "--json")
        for text in (said.out, shown.out, shown.err, listed.out):
            assert [word for word in telling if word in text] == [], deal
            assert f"{day} {deal['closed_at'][:4]}" not in text
        assert said.json["card"]["value"] == deal["value"]
        assert len(said.json["steps"]) == 1
        ended = own("walk", deal["ref"], "--next", "--json").json
        assert (ended["over"], ended["end"]["stage"], ended["end"]["at"]) == (True, outcome, deal["closed_at"])
        assert json.dumps(ended).count(outcome) == 1
