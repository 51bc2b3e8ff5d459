"""A whole handoff with two members a team, each step seen from both sides: over a weekend, a holiday and a return's
day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kanban.domain import history
from kanban.domain.acts import board_verbs, verbs
from kanban.domain.handoffs import handoff
from kanban.domain.records.record import card_record, event_record
from kanban.domain.waiting.inbox import entry_record
from kanban.store.opening import create_board
from tests.tui.boards import member_of, playing, press, settled, shown

FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
"""Three in the afternoon in Berlin; the Monday after is off."""


class Team:
    """A board of four, and the moment that it is."""

    def __init__(self, path, size):
        self.size, self.moment = size, FRIDAY
        self.board = create_board(
            path, "Pipeline", "Ana", "marketing", timezone="Europe/Berlin", now=lambda: self.moment
        )
        settings = {"hours": "Mon-Fri 9-17", "holidays": "2026-11-23"}
        self.board.act(lambda view: board_verbs.set_board(view, settings))
        for name, team in (("Bo", "marketing"), ("Raj", "sales"), ("Eve", "sales")):
            self.board.act(lambda view, name=name, team=team: board_verbs.add_member(view, name, team))
        for title in ("Stark", "Hooli", "Acme"):
            stage = self.board.board.find_stage("MQL")
            self.board.act(lambda view, title=title, stage=stage: verbs.create(view, {"title": title}, stage=stage))

    def turn(self, *at):
        """Let it be another moment, UTC, and time do what it does."""
        self.moment = datetime(*at, tzinfo=UTC)
        self.board.let_time_pass()

    def as_member(self, name):
        """The board as somebody has it open."""
        there = self.board.open_sibling()
        there.member_id = member_of(there, name)
        return there

    async def sees(self, name, *keys):
        """What a member's screen shows once the inbox is open; with what the keys do there."""
        async with playing(self.as_member(name), self.size) as (_, pilot):
            await settled(pilot)
            header = shown(pilot).splitlines()[0]
            await press(pilot, "i")
            listed = shown(pilot)
            for key in keys:
                await press(pilot, key)
            return header, listed

    def waits(self, name):
        """What `kanban inbox --json` says of it."""
        there = self.as_member(name)
        found = [entry_record(each, there.board) for each in there.list_inbox()]
        there.close()
        return [(each["kind"], each["title"], each["due"]) for each in found]

    def card(self, title):
        """What `kanban show --json` says of a card."""
        found = card_record(self.board.find(title), self.board.board)
        return found["stage"], found["holder"], (found["handoff"] or {}).get("state")

    def handoff(self, title):
        """The handoff of a card."""
        return handoff.read(self.board.find(title).value_of("handoff"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_handoff_of_four_from_both_sides(tmp_path, size):
    team = Team(tmp_path / "kanban.db", size)

    # Ana offers three leads on Friday at three: two hours that day, none on the weekend and the holiday, six on Tuesday
    async with playing(team.as_member("Ana"), size) as (_, pilot):
        for why in ("asked for a price", "wants a demo", "came back"):
            await press(pilot, "3", "g", "a", *why, "enter")
            assert "Offered" in shown(pilot)
    assert [team.card(title) for title in ("Acme", "Hooli", "Stark")] == [("Handoff", "sales", "offered")] * 3
    assert {team.handoff(title).due for title in ("Acme", "Hooli", "Stark")} == {"2026-11-24T14:00:00Z"}
    turns = [team.board.board.find_person_name(team.handoff(title).to) for title in ("Acme", "Hooli", "Stark")]
    assert sorted(turns[:2]) == ["Eve", "Raj"]  # round robin: each in their turn
    assert turns[2] == turns[0]
    asker, other = turns[0], turns[1]
    assert team.waits(asker) == [("offer", title, "2026-11-24T14:00:00Z") for title in ("Acme", "Stark")]
    assert (team.waits(other), team.waits("Ana"), team.waits("Bo")) == (
        [("offer", "Hooli", "2026-11-24T14:00:00Z")],
        [],
        [],
    )

    # the rep asks about the first, on Friday still: marketing holds it
    header, listed = await team.sees(asker, "a", *"ask", "enter", *"who signs", "enter")
    assert "inbox 2" in header
    assert "an offer to answer  M Ana  asked for a price" in listed
    assert "until Tue 15:00" in listed
    assert team.card("Acme") == ("Handoff", "marketing", "asked")
    assert team.waits(asker) == [("offer", "Stark", "2026-11-24T14:00:00Z")]

    # Ana answers on Tuesday at half past nine: the whole day that was left ends on Wednesday at half past nine
    team.turn(2026, 11, 24, 8, 30)
    header, listed = await team.sees("Ana", "a", "enter", *"the CFO", "enter")
    assert "inbox 1" in header
    assert "a question to answer" in listed
    assert "who signs" in listed
    assert team.card("Acme") == ("Handoff", "sales", "offered")
    assert team.handoff("Acme").due == "2026-11-25T08:30:00Z"
    assert team.waits("Ana") == []

    # the rep accepts it with a next step, and sends the other one back for later
    _, listed = await team.sees(asker, "j", "a", "enter", *"call her", "tab", *"fri", "enter")
    assert "until Wed 09:30" in listed
    assert team.card("Acme") == ("Accepted", "sales", "accepted")
    accepted = team.board.find("Acme")
    assert (accepted.next_step, accepted.next_on, accepted.sales_owner) == ("call her", "2026-11-27", asker)
    await team.sees(asker, "a", *"ret", "enter", *"timing", "enter", *"7 dec", "enter")
    assert team.card("Stark") == ("Nurture", "marketing", "returned")
    assert team.waits(asker) == []
    assert [kind for kind, *_ in team.waits("Ana")] == ["unread"]  # why it came back, to be read

    # nobody answers the third by Tuesday at three
    team.turn(2026, 11, 24, 14, 0)
    assert team.card("Hooli") == ("Handoff", "sales", "offered")
    team.turn(2026, 11, 24, 14, 0, 1)
    assert team.card("Hooli") == ("MQL", "marketing", "expired")
    header, listed = await team.sees("Ana", "x", "j", "x")
    assert "inbox 2" in header
    assert "nobody answered" in listed
    assert "inbox" not in (await team.sees(other))[0]

    # what came back for later is in its marketer's inbox on its day, and in nobody else's
    team.board.mark_read(team.board.find("Stark").id)
    ana = team.as_member("Ana")
    for entry in ana.list_inbox():
        ana.resolve_entry(entry)
    ana.close()
    team.turn(2026, 12, 6, 22, 59)
    assert team.waits("Ana") == []
    team.turn(2026, 12, 6, 23, 0)  # midnight in Berlin
    assert (team.waits("Ana"), team.waits("Bo")) == ([("returned", "Stark", "2026-12-07")], [])
    header, listed = await team.sees("Ana")
    assert "inbox 1" in header
    assert "to try again" in listed
    assert "bad timing" in listed

    # the history of the first card, whole
    events = [
        event_record(each) for each in history.list_events(team.board.list_changes(accepted.id), team.board.board)
    ]
    assert [(each["verb"], each["actor"]) for each in events if each["verb"] != "comment"] == [
        ("create", "Ana"), ("offer", "Ana"), ("ask", asker), ("answer", "Ana"), ("accept", asker),
    ]  # fmt: skip
    assert [note.kind for note in team.board.list_comments(accepted.id)] == ["offer", "question", "answer"]
    team.board.close()
