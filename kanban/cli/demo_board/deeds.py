"""What the members of the demo do: each deed is one act, by the verb that keys and the command line use too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.acts import activity_verbs, verbs
from kanban.domain.card import CUSTOM
from kanban.domain.handoffs import contest as contests
from kanban.domain.handoffs import handoff_verbs
from kanban.domain.playbook import objection_verbs
from kanban.domain.playbook.play import find_play
from kanban.domain.values import text
from kanban.domain.values.fields import TICK

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board
    from kanban.domain.change import Act, Json
    from kanban.domain.handoffs.contest import Verdict
    from kanban.store.acts.writing import Verb

NEED = "need"
"""The id of the agreement's judgement line, which guards the door."""

DAY = 8
"""Business hours of a day in the demo: by them its stories tell how long ago something happened."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What is known of somebody from the beginning."""

    title: str
    company: str
    contact: str
    trade: str
    employees: int
    source: str
    campaign: str | None = None
    euros: int = 0
    """What it may be worth; 0 where nobody knows yet."""
    currency: str = "EUR"
    phone: str = ""
    labels: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """The contact's address, at a host that nobody has."""
        return address(self.contact, self.company)

    def registers(self) -> dict[str, Json]:
        """Return it as a new card's registers."""
        known: dict[str, Json] = {
            "title": self.title, "company": self.company, "contact": self.contact, "email": self.email,
            "phone": self.phone, "source": self.source, "campaign": self.campaign, f"{CUSTOM}Trade": self.trade,
            f"{CUSTOM}Employees": str(self.employees),
        }  # fmt: skip
        if self.euros:
            known |= {"value": self.euros * 100, "currency": self.currency}
        known |= {f"label.{label}": True for label in self.labels}
        return {name: value for name, value in known.items() if value}


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a deed is done."""

    board: Board
    lead: Lead
    card: str
    day: Callable[[int], str]
    """Gives the date so many working days from today: 0 is today, -1 the last one before it."""


Deed = Callable[[Scene], "Verb"]

Beat = tuple[float, str, Deed]
"""How many business hours ago, who, and what."""


@dataclass(frozen=True, slots=True)
class Story:
    """All that happened to one card, the oldest first."""

    lead: Lead
    beats: tuple[Beat, ...]
    is_before_today: bool = False
    """Its hours count back from the beginning of today, not from now."""


def address(person: str, company: str) -> str:
    """Return the made-up address of a person at a company."""
    first, _, last = text.fold(person).partition(" ")
    name, host = ("".join(char for char in part if char.isalnum()) for part in (last, text.fold(company).split()[0]))
    return f"{first}.{name}@{host}.example"


def add(stage: str = "Nurture") -> Deed:
    """Make the card."""
    return lambda at: (
        lambda view: verbs.create(view, at.lead.registers(), stage=at.board.find_stage(stage), card_id=at.card)
    )


def comment(words: str) -> Deed:
    """Write a comment."""
    return lambda at: lambda view: verbs.comment(view, at.card, words)


def move(stage: str, **registers: Json) -> Deed:
    """Move the card to a stage, with what that asks for."""
    return lambda at: lambda view: verbs.move(view, [at.card], to=at.board.find_stage(stage), inputs=registers)


def put_first() -> Deed:
    """Move the card to the top of its lane."""
    return lambda at: lambda view: verbs.reorder(view, at.card, -1_000)


def plan(step: str, day: int) -> Deed:
    """Set the next step and its day."""
    return lambda at: lambda view: verbs.edit(view, [at.card], {"next_step": step, "next_on": at.day(day)})


def edit(**registers: Json) -> Deed:
    """Set fields."""
    return lambda at: lambda view: verbs.edit(view, [at.card], registers)


def expect(day: int) -> Deed:
    """Set the day on which the deal should close."""
    return lambda at: lambda view: verbs.edit(view, [at.card], {"close_on": at.day(day)})


def link(name: str) -> Deed:
    """Put a document on the card."""
    return lambda at: lambda view: verbs.link(view, at.card, f"https://files.demo.example/{name}", name)


def offer(to: str, why: str, need: str, opening: str = "") -> Deed:
    """Offer the card to a rep, with why now, and what shows that the requirement is met that somebody has to judge."""

    def run_offer(at: Scene) -> Verb:
        registers = {"offer_to": at.board.find_member(to).id, "why": why, "opening": opening, TICK + NEED: need}
        return lambda view: handoff_verbs.offer(view, at.card, registers)

    return run_offer


def accept(step: str, day: int) -> Deed:
    """Accept the offer, with the next step."""
    return lambda at: lambda view: handoff_verbs.accept(view, at.card, {"next_step": step, "next_on": at.day(day)})


def log(kind: str, outcome: str, words: str = "") -> Deed:
    """Log what was done with the prospect."""
    return lambda at: lambda view: activity_verbs.log_activity(view, [at.card], kind, outcome, words=words)


def object_to(words: str, play: str = "", outcome: str = "") -> Deed:
    """Log what the prospect said against it, with how it ended; `play` begins the title of what answers it."""

    def run_object(at: Scene) -> Verb:
        def verb(view: View) -> Act:
            chosen = find_play(view.list_plays(), play).id if play else ""
            act = objection_verbs.log_objection(view, [at.card], words, play=chosen)
            if not outcome:
                return act
            ending: dict[str, Json] = {"outcome": outcome, "outcome_by": view.actor.id, "outcome_at": view.now}
            return act._replace(steps=tuple(step._replace(set={**step.set, **ending}) for step in act.steps))

        return verb

    return run_object


def ask(words: str) -> Deed:
    """Ask marketing about the offer."""
    return lambda at: lambda view: handoff_verbs.ask(view, at.card, words)


def answer(words: str) -> Deed:
    """Answer sales' question."""
    return lambda at: lambda view: handoff_verbs.answer(view, at.card, words)


def return_card(reason: str, again: int | None = None, unless: str = "") -> Deed:
    """Return the card to marketing, with the reason and what would have let it pass.

    `again` counts the working days from today until marketing tries again.
    """

    def run_return(at: Scene) -> Verb:
        registers: dict[str, Json] = {"return_reason": reason, "unless": unless}
        if again is not None:
            registers["again"] = at.day(again)
        return lambda view: handoff_verbs.send_back(view, at.card, registers)

    return run_return


def contest(words: str) -> Deed:
    """Contest the return."""
    return lambda at: lambda view: contests.contest(view, at.card, words, line=NEED)


def rule_on(verdict: Verdict, because: str) -> Deed:
    """Rule on the contested return."""
    return lambda at: lambda view: contests.rule_on(view, at.card, verdict, because)
