"""Links of calendars, tried by their owners and by others: each reads its owner's next steps, and nothing else."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import icalendar

from kanban.domain.change import Change
from kanban.domain.ids import new_id
from tests.server.conftest import Here, problem
from tests.server.trust.board import Board, Person
from tests.store.hub.world import BOARD_ID, Device

LINKS = "/v1/calendars"
ELSEWHERE = ("/v1/me", "/v1/boards", f"/v1/boards/{BOARD_ID}/cards", f"/v1/boards/{BOARD_ID}/members", LINKS)


@dataclass
class Link:
    """A link as the test knows it."""

    owner: str
    id: str
    path: str
    is_ended: bool = False


class Calendars:
    """All links of a game."""

    def __init__(self, chance: random.Random, board: Board, here: Here, tally: Counter[str]) -> None:
        self.chance, self.board, self.here, self.tally = chance, board, here, tally
        self.links: list[Link] = []

    def plan(self, who: Person, device: Device) -> Change:
        """A next step on some card, for anybody."""
        cards = self.board.of("card")
        people = [self.board.people[link.owner] for link in self.links] or list(self.board.people.values())
        owner = self.chance.choice(people)
        registers = {
            "next_step": "call",
            "next_on": self.chance.choice(["2099-12-01", "2099-12-01", "2099-12-02", None]),
            f"{self.chance.choice([owner.team, 'sales', 'marketing'])}_owner": owner.name.capitalize(),
        }
        return device.change("card", self.chance.choice(cards) if cards else new_id(), registers, "edit")

    async def try_something(self, who: Person, token: str) -> None:
        """Make, list, read or end a link, as its owner, as somebody else, or as nobody."""
        act = self.chance.choice([self._make, self._list, self._end, self._read, self._read, self._steal])
        await act(who, token)

    async def _make(self, who: Person, token: str) -> None:
        if sum(link.owner == who.id and not link.is_ended for link in self.links) >= 10:
            return
        answer = await self.here.someone(token).ask("POST", LINKS)
        assert answer.status_code == 200, answer.text
        self.links.append(Link(who.id, answer.json()["id"], answer.json()["path"]))
        self._count("made")

    async def _list(self, who: Person, token: str) -> None:
        """Everybody sees their own, without secrets."""
        answer = await self.here.someone(token).ask("GET", LINKS)
        own = {link.id for link in self.links if link.owner == who.id and not link.is_ended}
        assert {one["id"] for one in answer.json()["calendars"]} == own
        assert "kbc_" not in answer.text
        self._count("listed")

    async def _end(self, who: Person, token: str) -> None:
        if not self.links:
            return
        own = [link for link in self.links if link.owner == who.id and not link.is_ended]
        link = self.chance.choice(own if own and self.chance.random() < 0.5 else self.links)
        answer = await self.here.someone(token).ask("DELETE", f"{LINKS}/{link.id}")
        if link.owner == who.id and not link.is_ended:
            assert answer.status_code == 200, answer.text
            link.is_ended = True
            self._count("ended, allowed")
            assert problem(await self.here.anybody.ask("GET", link.path)) == (404, "not_found")
            self._count("read, refused")
        else:
            assert problem(answer) == (404, "not_found"), "nobody ends, or learns of, somebody else's link"
            self._count("ended, refused")

    async def _read(self, _: Person, __: str) -> None:
        if not self.links:
            return
        link = self.chance.choice(self.links)
        answer = await self.here.anybody.ask("GET", link.path)
        if link.is_ended:
            assert problem(answer) == (404, "not_found")
            self._count("read, refused")
            return
        assert answer.status_code == 200, answer.text
        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        shown = sorted(event["dtstart"].dt.isoformat() for event in events)
        owner = self.board.people[link.owner]
        planned = self._list_days(owner)
        assert shown == planned, f"{owner} is shown {shown} of {planned}"
        self._count("read, with steps" if shown else "read, empty")

    async def _steal(self, who: Person, token: str) -> None:
        """Whoever has a link signs in nowhere with it, and no token is a link."""
        for guess in (token, "kbc_" + "x" * 43, new_id()):
            assert problem(await self.here.anybody.ask("GET", f"/v1/calendar/{guess}.ics")) == (404, "not_found")
        if self.links:
            secret = self.chance.choice(self.links).path.rpartition("/")[2].removesuffix(".ics")
            thief = self.here.someone(secret)
            for path in ELSEWHERE:
                assert problem(await thief.ask("GET", path)) == (401, "unauthorized")
            assert problem(await thief.ask("POST", LINKS)) == (401, "unauthorized")
            self._count("used as a token, refused")

    def _list_days(self, owner: Person) -> list[str]:
        days: list[str] = []
        if (self.board.find("board", BOARD_ID) or {}).get("deleted"):
            return days
        for card in self.board.of("card"):
            registers = self.board.find("card", card) or {}
            stage = self.board.stages.get(registers.get("stage", ""), "Nurture")  # where others show, too
            if registers.get("deleted") or self.board.zone(stage) != owner.team or not registers.get("next_on"):
                continue
            if registers.get(f"{owner.team}_owner") in {owner.name.capitalize(), owner.id}:
                days.append(registers["next_on"])
        return sorted(days)

    def _count(self, what: str) -> None:
        self.tally[f"calendar {what}"] += 1
