"""The demo's board, told as back-dated steps: who did what when to each card, and what both teams said about it.

The same seed tells the same stories; only the days move along with today.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kanban.cli import demo_words as words
from kanban.domain import clock, rank, text
from kanban.domain.arrival import Arrival, ArrivedComment
from kanban.domain.board import Board, Member, Stage
from kanban.domain.change import CARD, COMMENT, Json, Step
from kanban.domain.ids import new_id

SEED = 20_261_123

SHARES = {
    "Nurture": 29, "Engaged": 20, "MQL": 14, "Handoff": 6, "Accepted": 9, "Discovery": 11, "Proposal": 9, "Negotiation": 6,
    "Won": 9, "Lost": 7,
}  # fmt: skip
"""How many of 120 cards are in each stage."""

DWELL = {
    "Nurture": (6, 70), "Engaged": (3, 30), "MQL": (1, 12), "Handoff": (0, 3), "Accepted": (1, 6), "Discovery": (3, 16),
    "Proposal": (4, 22), "Negotiation": (4, 26), "Won": (2, 80), "Lost": (2, 80),
}  # fmt: skip
"""For how many days cards stay in a stage, from and to."""

RECENT = timedelta(days=2)
"""What was said since then is unread for everybody else."""


@dataclass(slots=True)
class Story:
    """All steps of the demo, by who did them."""

    before: dict[str, list[Step]] = field(default_factory=dict)
    """Member id → what everybody has read."""
    lately: dict[str, list[Step]] = field(default_factory=dict)
    """Member id → what the others have not."""


class Teller:
    """Tells the stories of a board with the demo's members."""

    def __init__(self, board: Board, now: datetime) -> None:
        self.board, self.now = board, now
        self.random = random.Random(SEED)  # noqa: S311 - the same demo every time is the point
        self._dealer = random.Random(SEED)  # noqa: S311
        self.stages = {stage.name: stage for stage in board.stages}
        self.open = [stage for stage in board.stages if not stage.closed]
        self.members: dict[str, Member] = {member.name: member for member in board.members}
        self.story = Story()
        self._deck: list[tuple[tuple[str, str], str]] = []
        self._dealt = 0
        self._came = 0

    def tell(self, cards: int) -> Story:
        """Return the story of so many cards; the newest in each lane stands on top."""
        for stage, count in self._counts(cards):
            ages = sorted(self._age(stage) for _ in range(count))
            for place, age in zip(rank.many(None, None, count), ages, strict=True):
                self._card(stage, place, age)
        return self.story

    def crowd(self, cards: int) -> Iterator[Arrival]:
        """Yield as many more cards without a story of their own: as they came, with what was said where they are."""
        for stage, count in self._counts(cards):
            for _ in range(count):
                yield self._arrival(stage)

    def _arrival(self, stage: Stage) -> Arrival:
        self._next()
        pick = self.random.choice
        marketer, rep = self.members[pick(words.MARKETERS)], self.members[pick(words.REPS)]
        registers = self._lead(marketer)
        registers["email"] = str(registers["email"]).replace("@", f"{self._came}@")  # or an import takes two for one
        said = self._said(registers, marketer, rep)
        entered = self._office(self.now - self._age(stage))
        if stage.side == "sales":
            registers["sales_owner"] = rep.name
        if stage.outcome:
            reason, _ = pick(words.WON if stage.outcome == "won" else words.LOST)
            registers["win_reason" if stage.outcome == "won" else "lost_reason"] = reason
        else:
            registers |= self._plans(stage, said)
        comments: list[ArrivedComment] = []
        if stage.name in words.TALK and self.random.random() < 0.4:
            for team, line in pick(words.TALK[stage.name]):
                author = marketer if team == "M" else rep
                at = clock.iso(min(self.now, entered + timedelta(minutes=7 + 31 * len(comments))))
                key = f"demo:{self._came}:{len(comments)}"
                comments.append(ArrivedComment(key, author.id, author.team, at, line.format(**said)))
        created = entered - timedelta(days=self.random.uniform(1, 60))
        return Arrival(
            (f"demo:{self._came}",), registers, stage.id, clock.iso(created), clock.iso(entered), comments=comments
        )

    def _counts(self, cards: int) -> Iterator[tuple[Stage, int]]:
        whole, left, share = sum(SHARES.values()), cards, 0
        for name, parts in SHARES.items():
            share += parts
            count = cards * share // whole - (cards - left)
            left -= count
            yield self.stages[name], count

    def _age(self, stage: Stage) -> timedelta:
        """Return for how long a card is in its stage; now and then longer than it should be."""
        low, high = DWELL[stage.name]
        days = self._dealer.uniform(low, high) * (1.5 if self._dealer.random() < 0.15 else 0.7)
        return timedelta(days=days) + timedelta(minutes=30)

    def _next(self) -> None:
        """Begin another card: what is drawn for it hangs on its number alone, not on what the day let others draw."""
        self._came += 1
        self.random.seed(SEED + self._came)

    def _card(self, stage: Stage, place: str, age: timedelta) -> None:
        self._next()
        pick = self.random.choice
        marketer, rep = self.members[pick(words.MARKETERS)], self.members[pick(words.REPS)]
        card = new_id()
        registers = self._lead(marketer)
        said = self._said(registers, marketer, rep)
        path = self._path(stage)
        returned = stage.name == "Nurture" and self.random.random() < 0.1
        if returned:
            path = [*path, self.stages["Engaged"], self.stages["MQL"], self.stages["Handoff"], stage]
        times = self._times(path, age)
        for number, (each, at) in enumerate(zip(path, times, strict=True)):
            last = number == len(path) - 1
            until = self.now if last else times[number + 1]
            actor = marketer if each.side != "sales" and not (returned and last) else rep
            changed: dict[str, Json] = {"stage": each.id, "rank": place if last else rank.first()}
            if number == 0:
                changed = {"created": True, **registers, **changed}
            if each.name == "Accepted":
                changed["sales_owner"] = rep.name
            if last:
                changed |= self._ending(each, said, card, at)
            self._add(actor, Step(CARD, card, changed, "move" if number else "create", at=clock.iso(at)))
            if returned and last:
                self._say(card, "S", pick(words.RETURNED), said, at + timedelta(minutes=1), kind="return")
            else:
                self._talk(each, card, said, at, until, likely=0.75 if last else 0.4)
        if not stage.closed and self.random.random() < 0.16:
            self._lately(stage, card, said)

    def _said(self, registers: Mapping[str, Json], marketer: Member, rep: Member) -> dict[str, str]:
        """Return what the lines of a talk leave open."""
        return {
            "first": str(registers["contact"]).split()[0],
            "role": self.random.choice(words.ROLES),
            "topic": str(registers["title"]).split(" ", 1)[1],
            "marketer": marketer.name,
            "rep": rep.name,
        }

    def _path(self, stage: Stage) -> list[Stage]:
        """Return the stages that a card went through; most lost ones never saw a proposal."""
        if stage.name == "Lost":
            return [*self.open[: self.random.randint(5, len(self.open))], stage]
        return [*self.open, stage] if stage.closed else self.open[: self.open.index(stage) + 1]

    def _times(self, path: list[Stage], age: timedelta) -> list[datetime]:
        """Return when the card entered each stage, in office hours, oldest first."""
        at, found = self.now - age, []
        for stage in reversed(path):
            found.append(min(self._office(at), self.now - timedelta(minutes=20)))
            low, high = DWELL[stage.name]
            at -= timedelta(days=self.random.uniform(max(low, 1), max(high / 2, 2)))
        return sorted(found)

    def _office(self, at: datetime) -> datetime:
        if self.now - at < timedelta(days=1):
            return at
        day = at - timedelta(days=max(0, at.weekday() - 4))
        return day.replace(hour=self.random.randint(7, 15), minute=self.random.randint(0, 59), second=0, microsecond=0)

    def _lead(self, marketer: Member) -> dict[str, Json]:
        pick, chance = self.random.choice, self.random.random
        (company, trade), topic = self._deal()
        first, last = pick(words.FIRST_NAMES), pick(words.LAST_NAMES)
        source, campaign = pick(words.SOURCES)
        short = company.split()[0]
        host = "".join(char for char in text.fold(short) if char.isalnum())
        name = "".join(char for char in text.fold(last) if char.isalnum())
        registers: dict[str, Json] = {
            "title": f"{short} {topic}",
            "company": company,
            "contact": f"{first} {last}",
            "email": f"{text.fold(first)}.{name}@{host}.example",
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
        for label in self.random.sample(words.LABELS, pick((0, 0, 0, 1, 1, 2))):
            registers[f"label.{label}"] = True
        return {key: value for key, value in registers.items() if value is not None}

    def _deal(self) -> tuple[tuple[str, str], str]:
        """Return a company and what is talked about there, each pair once before any comes again, with a number."""
        if not self._deck:
            self._deck = [(company, topic) for company in words.COMPANIES for topic in words.TOPICS]
            self._dealer.shuffle(self._deck)
            self._dealt += 1
        company, topic = self._deck.pop()
        return company, topic if self._dealt == 1 else f"{topic} {self._dealt}"

    def _due(self, days: int) -> str:
        """Return a working day so many days from now, as a date."""
        day = self.now + timedelta(days=days)
        return (day - timedelta(days=max(0, day.weekday() - 4))).date().isoformat()

    def _ending(self, stage: Stage, said: Mapping[str, str], card: str, at: datetime) -> dict[str, Json]:
        """Return what a card has where it is now: how it ended, with a word on that, or what is planned."""
        if not stage.outcome:
            return self._plans(stage, said)
        reason, line = self.random.choice(words.WON if stage.outcome == "won" else words.LOST)
        self._say(card, "S", line, said, at + timedelta(minutes=7))
        return {"win_reason" if stage.outcome == "won" else "lost_reason": reason}

    def _plans(self, stage: Stage, said: Mapping[str, str]) -> dict[str, Json]:
        """Return the next step, the expected close and the proposal of an open card."""
        more: dict[str, Json] = {}
        if self.random.random() < (0.45 if stage.side == "marketing" else 0.85):
            more["next_step"] = self.random.choice(words.NEXT_STEPS[stage.side])
            more["next_on"] = self._due(self.random.choice((-6, -3, -1, 0, 1, 2, 3, 4, 5, 7, 9, 14)))
        if stage.name in {"Discovery", "Proposal", "Negotiation"}:
            more["close_on"] = self._due(self.random.randint(4, 80))
        if stage.name in {"Proposal", "Negotiation"}:
            url = f"https://files.demo.example/{text.fold(said['topic']).replace(' ', '-')}.pdf"
            more[f"link.{new_id()}"] = {"url": url, "name": "proposal.pdf"}
        return more

    # -- what is said

    def _talk(
        self, stage: Stage, card: str, said: Mapping[str, str], at: datetime, until: datetime, *, likely: float
    ) -> None:
        lines = words.TALK.get(stage.name)
        if lines is None or self.random.random() > likely:
            return
        moment = at + timedelta(minutes=self.random.randint(2, 90))
        for team, line in self.random.choice(lines):
            if moment >= min(until, self.now - timedelta(minutes=10)):
                return
            self._say(card, team, line, said, moment)
            moment += timedelta(minutes=self.random.choice((4, 11, 35, 80, 300, 1300)))

    def _lately(self, stage: Stage, card: str, said: Mapping[str, str]) -> None:
        team, line = self.random.choice(words.RECENT)
        if stage.side == "sales" or team == "M":
            self._say(card, team, line, said, self.now - timedelta(minutes=self.random.randint(15, 2000)))

    def _say(
        self, card: str, team: str, line: str, said: Mapping[str, str], at: datetime, *, kind: str = "comment"
    ) -> None:
        author = self.members[said["marketer"] if team == "M" else said["rep"]]
        registers: dict[str, Json] = {
            "created": True, "card": card, "author": author.id, "team": author.team, "kind": kind,
            "body": line.format(**said),
        }  # fmt: skip
        self._add(author, Step(COMMENT, new_id(), registers, "comment", at=clock.iso(at), card=card))

    def _add(self, actor: Member, step: Step) -> None:
        recent = step.etype == COMMENT and step.at is not None and step.at > clock.iso(self.now - RECENT)
        part = self.story.lately if recent else self.story.before
        part.setdefault(actor.id, []).append(step)


def whole_seconds(now: datetime) -> datetime:
    """Return the moment without its fraction, in UTC."""
    return now.astimezone(UTC).replace(microsecond=0)
