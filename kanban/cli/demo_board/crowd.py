"""Leads of the demo board that have no story of their own: generated in bulk and imported, with a few comments.

The same seed tells the same leads; only the days move along with today.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from kanban.cli.demo_board import demo_content
from kanban.cli.demo_board.deeds import address
from kanban.domain import clock
from kanban.domain.board import Board, Member, Stage
from kanban.domain.change import Json
from kanban.domain.ids import new_id
from kanban.domain.records.arrival import Arrival, ArrivedComment
from kanban.domain.values.text import fold

SEED = 20_261_123

SHARES = {
    "Nurture": 20, "Disqualified": 5, "Engaged": 17, "MQL": 10, "Accepted": 6, "Discovery": 10, "Proposal": 8,
    "Negotiation": 5, "Won": 6, "Lost": 4,
}  # fmt: skip
"""How many of 91 leads are in each stage. None is at the door: what waits there was offered by somebody."""

DWELL = {
    "Nurture": (6, 70), "Engaged": (3, 30), "MQL": (1, 12), "Accepted": (1, 6), "Discovery": (3, 16),
    "Proposal": (4, 22), "Negotiation": (4, 26), "Won": (2, 80), "Lost": (2, 80),
    "Disqualified": (3, 80),
}  # fmt: skip
"""For how many days cards stay in a stage, from and to."""


class Crowd:
    """The leads of a board with the demo's members."""

    def __init__(self, board: Board, now: datetime) -> None:
        self.board, self.now = board, now
        self.random = random.Random(SEED)  # noqa: S311 - the same demo every time is the point
        self._dealer = random.Random(SEED)  # noqa: S311
        self.stages = {stage.name: stage for stage in board.stages}
        self.members: dict[str, Member] = {member.name: member for member in board.members}
        self._deck: list[tuple[tuple[str, str], str]] = []
        self._dealt = 0
        self._came = 0

    def arrivals(self, count: int) -> Iterator[Arrival]:
        """Yield so many leads."""
        for stage, number in self._counts(count):
            for _ in range(number):
                yield self._arrival(stage)

    def _arrival(self, stage: Stage) -> Arrival:
        self._play_next()
        pick = self.random.choice
        marketer, rep = self.members[pick(demo_content.MARKETERS)], self.members[pick(demo_content.REPS)]
        registers = self._lead(marketer)
        registers["email"] = str(registers["email"]).replace("@", f"{self._came}@")  # or an import takes two for one
        blanks = self._fill_words(registers, marketer, rep)
        entered = self._office(self.now - self._age(stage))
        if stage.outcome == "won":
            registers.setdefault("value", 18_000_00)
        if stage.side == "sales":
            registers["sales_owner"] = rep.name
        talk: tuple[demo_content.Line, ...] = ()
        if stage.outcome:
            ends = {"won": demo_content.WON, "disqualified": demo_content.DISQUALIFIED}
            reason, line = pick(ends.get(stage.ending or "", demo_content.LOST))
            registers["win_reason" if stage.outcome == "won" else "lost_reason"] = reason
            talk = (("S" if stage.side == "sales" else "M", line),) if self.random.random() < 0.4 else ()
        else:
            registers |= self._plans(stage, blanks)
            if self.random.random() < 0.4:
                talk = pick(demo_content.TALK[stage.name])
        comments: list[ArrivedComment] = []
        for number, (team, line) in enumerate(talk):
            author = marketer if team == "M" else rep
            at = clock.iso(min(self.now, entered + timedelta(minutes=7 + 31 * number)))
            comments.append(
                ArrivedComment(f"demo:{self._came}:{number}", author.id, author.team, at, line.format(**blanks))
            )
        created = entered - timedelta(days=self.random.uniform(1, 60))
        return Arrival(
            (f"demo:{self._came}",), registers, stage.id, clock.iso(created), clock.iso(entered), comments=comments
        )

    def _counts(self, cards: int) -> Iterator[tuple[Stage, int]]:
        total_share, cards_left, share = sum(SHARES.values()), cards, 0
        for name, parts in SHARES.items():
            share += parts
            count = cards * share // total_share - (cards - cards_left)
            cards_left -= count
            yield self.stages[name], count

    def _age(self, stage: Stage) -> timedelta:
        """Return for how long a card is in its stage; now and then longer than it should be."""
        low, high = DWELL[stage.name]
        days = self._dealer.uniform(low, high) * (1.5 if self._dealer.random() < 0.15 else 0.7)
        return timedelta(days=days) + timedelta(minutes=30)

    def _play_next(self) -> None:
        """Begin another card: what is drawn for it hangs on its number alone, not on what the day let others draw."""
        self._came += 1
        self.random.seed(SEED + self._came)

    def _fill_words(self, registers: Mapping[str, Json], marketer: Member, rep: Member) -> dict[str, str]:
        """Return what the lines of a talk leave open."""
        return {
            "first": str(registers["contact"]).split()[0],
            "role": self.random.choice(demo_content.ROLES),
            "topic": str(registers["title"]).split(" ", 1)[1],
            "marketer": marketer.name,
            "rep": rep.name,
        }

    def _office(self, at: datetime) -> datetime:
        if self.now - at < timedelta(days=1):
            return at
        day = at - timedelta(days=max(0, at.weekday() - 4))
        return day.replace(hour=self.random.randint(7, 15), minute=self.random.randint(0, 59), second=0, microsecond=0)

    def _lead(self, marketer: Member) -> dict[str, Json]:
        pick, chance = self.random.choice, self.random.random
        (company, trade), topic = self._deal()
        contact = f"{pick(demo_content.FIRST_NAMES)} {pick(demo_content.LAST_NAMES)}"
        source, campaign = pick(demo_content.SOURCES)
        short = company.split()[0]
        registers: dict[str, Json] = {
            "title": f"{short} {topic}",
            "company": company,
            "contact": contact,
            "email": address(contact, company),
            "source": source,
            "campaign": campaign,
            "marketing_owner": marketer.name,
            "field.Trade": trade,
            "field.Employees": str(pick((40, 65, 90, 120, 180, 240, 320, 450, 700, 1200))),
        }
        if chance() < 0.6:
            registers["phone"] = f"+49 555 {self.random.randint(1000, 9999)} {self.random.randint(10, 99)}"
        if chance() < 0.85:
            thousands = min(240, max(3, round(self.random.lognormvariate(2.7, 0.8))))
            currency = pick(("EUR",) * 12 + ("CHF", "USD"))
            registers |= {"value": thousands * 1000_00 + pick((0, 0, 500_00)), "currency": currency}
        for label in self.random.sample(demo_content.LABELS, pick((0, 0, 0, 1, 1, 2))):
            registers[f"label.{label}"] = True
        return {key: value for key, value in registers.items() if value is not None}

    def _deal(self) -> tuple[tuple[str, str], str]:
        """Return a company and what is talked about there, each pair once before any comes again, with a number."""
        if not self._deck:
            self._deck = [(company, topic) for company in demo_content.COMPANIES for topic in demo_content.TOPICS]
            self._dealer.shuffle(self._deck)
            self._dealt += 1
        company, topic = self._deck.pop()
        return company, topic if self._dealt == 1 else f"{topic} {self._dealt}"

    def _due(self, days: int) -> str:
        """Return a working day so many days from now, as a date."""
        day = self.now + timedelta(days=days)
        return (day - timedelta(days=max(0, day.weekday() - 4))).date().isoformat()

    def _plans(self, stage: Stage, blanks: Mapping[str, str]) -> dict[str, Json]:
        """Return the next step, the expected close and the proposal of an open card."""
        more: dict[str, Json] = {}
        if self.random.random() < (0.45 if stage.side == "marketing" else 0.85):
            more["next_step"] = self.random.choice(demo_content.NEXT_STEPS[stage.side])
            late = () if stage.side == "marketing" else (-3,)
            more["next_on"] = self._due(self.random.choice((*late, 1, 1, 2, 2, 3, 4, 5, 5, 7, 8, 9, 11, 14, 16)))
        if stage.name in {"Discovery", "Proposal", "Negotiation"}:
            more["close_on"] = self._due(self.random.randint(4, 80))
        if stage.name in {"Proposal", "Negotiation"}:
            url = f"https://files.demo.example/{fold(blanks['topic']).replace(' ', '-')}.pdf"
            more[f"link.{new_id()}"] = {"url": url, "name": "proposal.pdf"}
        return more
