"""Plays the demo's stories: every act by its member, through the workspace, at the moment that its clock then shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from kanban.cli.demo_board.crowd import Crowd
from kanban.cli.demo_board.deal_stories import CLOSED, OPEN
from kanban.cli.demo_board.deeds import DAY, NEED, Scene, Story
from kanban.cli.demo_board.demo_content import CAMPAIGNS, MARKETERS, REPS
from kanban.cli.demo_board.offer_stories import AT_THE_DOOR, OVERTURNED, WITH_MARKETING
from kanban.domain.acts import board_verbs, campaign_verbs
from kanban.domain.agreements import agreement_document, signing
from kanban.domain.automations import rule_verbs
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.handoffs.handoff_verbs import calendar_of
from kanban.domain.ids import new_id
from kanban.domain.playbook import play_verbs, starter_plays
from kanban.domain.values.text import format_count
from kanban.domain.wants import want_verbs
from kanban.store.importing.importer import Importer

if TYPE_CHECKING:
    from kanban.store.acts.writing import Verb
    from kanban.store.workspace import Workspace

STORIES: tuple[Story, ...] = (*AT_THE_DOOR, *WITH_MARKETING, *OPEN, *CLOSED, OVERTURNED)
"""What matters most comes first: a demo of a few cards has the first of them."""

BEGINNING = 75 * DAY
"""Business hours before the end at which the board was made."""

HOUR = 3600

AGREEMENT = {
    "line": [
        {"id": "email", "stage": ["MQL", "Handoff"], "fact": "has:email", "says": "We have the e-mail of a person"},
        {"id": "source", "stage": ["MQL", "Handoff"], "fact": "has:source", "says": "We know where they come from"},
        {"id": "company", "stage": ["MQL", "Handoff"], "fact": "has:company", "says": "The company is known"},
        {"id": NEED, "stage": "Handoff", "judgement": "They told us what the problem costs them", "team": "marketing"},
    ],
    "levels": {"first_response": "4h", "answer": f"{DAY}h", "attempts": 3},
}
"""What both teams have signed."""

RULES = (
    RuleDraft(
        "Big offers are seen first",
        "offered",
        "value>=50k",
        ("notify @Raj: over 50,000, please see to it first",),
        on=True,
    ),
    RuleDraft(
        "Ask winners for a reference",
        "won",
        "",
        ("notify marketing: ask them for a reference while they are glad",),
        on=True,
    ),
)

WANTS = (
    (3, "Raj", "field.Trade:food value>=25000", 12, 20, "the Nieuwveer case convinces dairies"),
    (2, "Eve", "label:nordics value>=40000", 6, 45, "a second reference there is needed"),
    (1, "Tom", "field.Trade:breweries value>=60000", 3, 12, "they sign before the season"),
)
"""What reps ask marketing for: hours ago, who, which cards, how many, for how many days, and because of what."""

VIEWS = {"Big and open": "open value>=40000", "Overdue": "overdue", "Gone quiet": "stale side:marketing"}

CAUGHT_UP = 6
"""Business hours ago everybody had read everything; what was written since is unread for those who did not write it."""


class Clock:
    """The time in the demo, which is what it is set to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the present moment there."""
        return self.moment


class Player:
    """Fills a board that `workspace` has open and has just been made; `clock` is that workspace's."""

    def __init__(self, workspace: Workspace, clock: Clock, now: datetime) -> None:
        self.workspace, self.clock, self.now = workspace, clock, now
        self.calendar = calendar_of(workspace.board)
        self.zone = workspace.board.zone
        self.today = now.astimezone(self.zone).date()
        self._members: dict[str, str] = {}

    def play(self, cards: int) -> None:
        """Play the first stories, at most as many as `cards`; the rest of the cards come in by an import."""
        self._set_up()
        stories = STORIES[:cards]
        for at, do in sorted(self._deeds(stories), key=itemgetter(0)):
            self._turn_to(at)
            do()
        self._want(stories)
        self._turn_to(self.now)
        if cards > len(stories):
            self.workspace.member_id = self._members[MARKETERS[1]]
            crowd = Crowd(self.workspace.board, self.now)
            Importer(self.workspace, lambda result: f"Imported {format_count(result.created, 'lead')}").run(
                crowd.arrivals(cards - len(stories))
            )

    # -- the board

    def _set_up(self) -> None:
        """Let the first marketer, who made the board, set it up with the first rep, who leads too."""
        workspace, first = self.workspace, MARKETERS[0]
        self._members[first] = workspace.member_id or ""
        at = self.clock.moment
        for team, names in (("marketing", MARKETERS[1:]), ("sales", REPS)):
            for name in names:
                role = "lead" if name == REPS[0] else "member"
                at += timedelta(minutes=1)
                self._act(at, first, partial(board_verbs.add_member, name=name, team=team, role=role))
                self._members[name] = workspace.board.find_member(name).id
        door = workspace.board.find_stage("Handoff")
        self._act(at, first, partial(board_verbs.set_stage, stage=door, registers={"stale_after": 4}))
        for name, source in VIEWS.items():
            workspace.save_view(name, source)
        for draft in RULES:
            at += timedelta(minutes=7)
            registers = draft.registers(workspace.board, self.today)
            self._act(at, first, partial(rule_verbs.add_rule, name=draft.name or "", registers=registers))
        for name, pairs in self._list_campaigns():
            at += timedelta(minutes=2)
            self._act(at, first, partial(campaign_verbs.add_campaign, name=name, pairs=pairs))
        plays = list(starter_plays.list_starters(workspace.board.id))
        at += timedelta(minutes=3)
        self._act(at, first, partial(play_verbs.add_plays, drafts=plays))
        content = agreement_document.read_document(AGREEMENT, workspace.board)
        self._act(at + timedelta(minutes=20), first, partial(signing.propose, content=content))
        (version,) = workspace.board.versions
        self._act(at + timedelta(minutes=21), first, partial(signing.sign, version=version))
        self._act(at + timedelta(minutes=50), REPS[0], partial(signing.sign, version=version))

    def _list_campaigns(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what marketing runs: names and settings as they are typed."""
        for name, kind, status, planned, actual, first, last in CAMPAIGNS:
            days = {key: (self.today + timedelta(day)).isoformat() for key, day in (("from", first), ("to", last))}
            costs = {"planned_cost": str(planned)} | ({"actual_cost": str(actual)} if actual else {})
            yield name, {"type": kind, "status": status, **costs, **days}

    def _want(self, stories: Sequence[Story]) -> None:
        """Let reps ask marketing for leads, once the stories are over."""
        for hours, who, query, number, days, because in WANTS if stories else ():
            at = self.calendar.subtract_worked(self.now, hours * HOUR)
            by = self.today + timedelta(days)
            want = partial(want_verbs.add_want, typed=query, number=number, by=by, because=because)
            self._act(max(at, self.clock.moment), who, want)

    # -- the stories

    def _deeds(self, stories: Sequence[Story]) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Yield when something is done, and what does it."""
        card_ids: list[str] = []
        midnight = datetime.combine(self.today, time(), tzinfo=self.zone)
        for story in stories:
            scene = Scene(self.workspace.board, story.lead, new_id(), self._day)
            card_ids.append(scene.card)
            end = midnight if story.is_before_today else self.now
            for hours, who, deed in story.beats:
                yield self.calendar.subtract_worked(end, hours * HOUR), partial(self._do, who, deed(scene))
        yield self.calendar.subtract_worked(self.now, CAUGHT_UP * HOUR), partial(self._catch_up, card_ids)

    def _catch_up(self, cards: Sequence[str]) -> None:
        """Let everybody read what is new, notices and rulings too."""
        for member in self._members.values():
            self.workspace.member_id = member
            for card in cards:
                self.workspace.mark_read(card)
            for entry in self.workspace.list_inbox():
                if entry.kind in {"notice", "ruled"}:
                    self.workspace.resolve_entry(entry)

    def _day(self, days: int) -> str:
        """Return the date so many working days after today (negative: before it); 0 is today, whatever day that is."""
        day, step = self.today, 1 if days > 0 else -1
        for _ in range(abs(days)):
            day += timedelta(step)
            while not self.calendar.is_open_on(day):
                day += timedelta(step)
        return day.isoformat()

    def _do(self, who: str, verb: Verb) -> None:
        self.workspace.member_id = self._members[who]
        self.workspace.act(verb)

    def _act(self, at: datetime, who: str, verb: Verb) -> None:
        """Let somebody do something at a moment."""
        self._turn_to(at)
        self._do(who, verb)

    def _turn_to(self, at: datetime) -> None:
        """Let time pass until a moment, and do what it does."""
        self.clock.moment = at
        self.workspace.let_time_pass()
