"""A small board on which every term of the query language tells cards apart, and what each term means, told once
more in Python."""

from __future__ import annotations

import operator
import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kanban.domain import permissions
from kanban.domain.acts import activity_verbs, board_verbs, label_verbs, verbs
from kanban.domain.board import Board
from kanban.domain.card import QUERIED, SEARCHED, Card
from kanban.domain.change import STAGE, Act, Step
from kanban.domain.queries import query
from kanban.domain.values.money import count_decimals
from kanban.domain.values.text import fold
from kanban.store.workspace import Workspace
from tests.store.conftest import Clockwork, joined
from tests.store.searched import numbers, written

BERLIN = ZoneInfo("Europe/Berlin")

NEWER = tuple(name for name in QUERIED if name not in {
    "title", "company", "contact", "email", "phone", "source", "campaign"
})  # fmt: skip
"""The fields of text that cards of this board have no values of their own for: those that somebody adds."""


def fill_newer(number: int) -> dict[str, str]:
    """Return a value for each newer field, on two of three cards."""
    return {name: ("North", "South west")[number % 3] for name in NEWER if number % 3 < 2}


class World:
    """Two dozen cards of every kind, and what each term finds among them."""

    def __init__(self, workspace: Workspace, clockwork: Clockwork) -> None:
        self.ana = workspace
        self.ben = joined(workspace, "Ben Öz", "sales")
        self.ana.act(
            lambda view: board_verbs.set_member(view, view.board.find_member("Ana"), {"aliases": "Anna Maria"})
        )
        self.ana.act(lambda view: board_verbs.set_board(view, {"timezone": "Europe/Berlin"}))
        self.ana.act(
            lambda view: Act(
                "stage",
                (
                    Step(
                        STAGE,
                        view.board.find_stage("MQL").id,
                        {"required": ["phone", "label.vip", "field.Größe", "value"]},
                        "stage",
                    ),
                ),
                "",
            )
        )
        source = random.Random(5)
        pick = source.choice
        for number in range(26):
            clockwork.turn(hours=source.randint(1, 60))
            registers = {
                "title": pick(["Acme pilot", "Ümlaut & Söhne", "50%_off", "O'Neill \"x\"", "ACME"]) + f" {number}",
                "company": pick(["Acme GmbH", "Böse\\Bar", None]), "contact": pick(["Jane Doe", "Ana", None]),
                "email": pick(["jane@acme.example", None]), "phone": pick(["+49 30", "+49 (30) 123-4567", "030 1234567",
                    "00493012", "12-34", None]), "value": pick([0, 999_999, 1_000_000, None]),
                "currency": pick(["EUR", "JPY", "KWD", None]), "source": pick(["Trade Show", "web", None]),
                "campaign": pick(["Spring", None]), "marketing_owner": pick(["ANA", "Anna Maria", "Mia", None]),
                "sales_owner": pick(["Ben Öz", "Dan", None]), "next_step": pick(["Call", None]),
                "next_on": pick(["2026-11-20", "2026-12-24", None]), "close_on": pick(["2026-11-30", None]),
                "probability": pick([0.0, 0.4, None]), "lost_reason": pick(["price", None]),
                "label.vip": pick([True, False]), "label.Trade fair": pick([True, False]),
                "field.Größe": pick(["XL", "0", "", False, 0, None]),
                "field.E-mail 2": "max@beside.example" if number % 5 == 1 else None,
                "field.Company 3": "Beside AG" if number % 7 == 2 else None, "field.größe": pick(["xl", None]),
                "link.1": pick([{"url": "https://a.example"}, None]),
                "tick.fact": {"by": self.ana.member_id, "evidence": "asked",
                              "at": "2026-10-01T00:00:00Z"} if number % 2 else None,
                **fill_newer(number),
            }  # fmt: skip
            *stages, given_up = self.ana.board.stages
            stage = (pick(stages), given_up)[number == 25]
            who = pick([self.ana, self.ben])
            card = who.act(lambda view, r=registers, s=stage: verbs.create(view, r, stage=s)).entity_ids[0]
            for _ in range(pick([0, 0, 1, 3])):
                words = pick(["Hello @Ana, look", "@anabel @Anna Maria!", "nothing here", "@Ben Öz: größer", "zebra"])
                pick([self.ana, self.ben]).act(lambda view, c=card, w=words: verbs.comment(view, c, w))
            if pick([0, 0, 0, 1]):
                self.ana.mark_read(card)
        cards = [row[0] for row in self.ana.connection.execute("SELECT id FROM card ORDER BY n")]
        for place, (kind, outcome) in enumerate((("call", "no answer"), ("call", "reached"), ("meeting", "held"))):
            chosen = cards[13 + place :: 4]
            self.ana.act(lambda view, c=chosen, k=kind, o=outcome: activity_verbs.log_activity(view, c, k, o))
        self.ana.act(lambda view: verbs.delete(view, cards[3:5]))
        self.ana.act(lambda view: verbs.merge(view, cards[6], cards[7]))
        self.ana.act(lambda view: verbs.edit(view, cards[2::3], {"commit": True}))
        self.ana.act(lambda view: verbs.edit(view, cards[8:12], {"label.vip": False, "field.Größe": None}))
        fair = [
            card
            for card in cards[:13]
            if "Trade fair" in self.ana.card(card).labels and not self.ana.card(card).deleted
        ]
        self.ana.act(lambda view: label_verbs.rename_label(view, fair, "Trade fair", "Expo"))
        self.now: datetime = clockwork()
        self.board: Board = self.ana.reload()
        self.cards = [self.ana.card(card) for card in cards]
        self.talk = {card.id: self.ana.list_comments(card.id) for card in self.cards}
        self.unread = {card.id: bool(self.ana.list_unread(card.id)) for card in self.cards}
        self.closed_too = False
        self.last = dict(self.ana.connection.execute("SELECT id, touched_at FROM card"))

    # -- what each term means

    def stage(self, card: Card):
        return self.board.lane_of(card.stage)

    def owns(self, owner: str | None, value: str, *, exact: bool = False) -> bool:
        if not owner:
            return False
        names = [fold(owner), fold(self.board.owner_name(owner) or "")]
        if value == "me":
            return self.ana.me is not None and self.ana.me.is_named(owner)
        if any(value in map(fold, member.aliases) and member.is_named(owner) for member in self.board.members):
            return True
        if exact:
            return value in names
        return any(
            word.startswith(value)
            for name in names
            for word in [name, *(name[i + 1 :] for i, c in enumerate(name) if c == " ")]
        )

    def mentions(self, card: Card, value: str) -> bool:
        member = next(
            (m for m in self.board.members if (m.id == self.ana.member_id if value == "me" else m.is_named(value))),
            None,
        )
        names = [member.name, *member.aliases] if member else [value]
        for body in (fold(note.body) for note in self.talk[card.id]):
            for name in map(fold, names):
                for part in body.split("@")[1:]:
                    if part.startswith(name) and not part[len(name) : len(name) + 1].isalnum():
                        return True
        return False

    def words_of(self, card: Card) -> list[str]:
        parts = [*(getattr(card, name) for name in SEARCHED), "\n".join(card.labels)]
        parts += [said for name, value in card.extra.items() if name.startswith("field.") for said in written(value)]
        return [fold(part) for part in parts if part] + [digits for part in parts if part for digits in numbers(part)]

    def has(self, card: Card, name: str) -> bool:
        return {
            "company": card.company, "contact": card.contact, "email": card.email, "phone": card.phone,
            "value": card.value is not None, "source": card.source, "campaign": card.campaign,
            "marketing": card.marketing_owner, "sales": card.sales_owner,
            "owner": card.marketing_owner or card.sales_owner, "next": card.next_step or card.next_on,
            "close": card.close_on, "reason": card.lost_reason, "label": card.labels, "link": card.registers("link."),
            "comments": self.talk[card.id], "probability": card.probability is not None,
            **{name: getattr(card, name) for name in NEWER},
        }[name] not in (None, False, (), {}, [])  # fmt: skip

    def flag(self, card: Card, name: str) -> bool:
        stage, today = self.stage(card), self.now.astimezone(BERLIN).date()
        match name:
            case "open":
                return not stage.is_closed
            case "closed":
                return stage.is_closed
            case "won" | "lost":
                return stage.outcome == name and stage.side == "sales"
            case "disqualified":
                return stage.outcome == "lost" and stage.side == "marketing"
            case "committed":
                return stage.side == "sales" and not stage.is_closed and card.extra.get("commit") is True
            case "mine":
                return any(self.owns(owner, "me") for owner in (card.marketing_owner, card.sales_owner))
            case "overdue":
                return (
                    (self.closed_too or not stage.is_closed)
                    and card.next_on is not None
                    and card.next_on < today.isoformat()
                )
            case "stale":
                limit = self.now - timedelta(days=stage.stale_after or 0)
                return (
                    (self.closed_too or not stage.is_closed)
                    and stage.stale_after is not None
                    and card.touched_at < limit.strftime("%Y-%m-%dT%H:%M:%SZ")
                    and not any(self.begins(day) >= limit for day in (card.next_on, self.again(card)) if day)
                )
            case "unread":
                return self.unread[card.id]
            case "incomplete":
                return bool(permissions.find_missing_fields(stage, card, {}))
        raise AssertionError(name)

    def begins(self, day: str) -> datetime:
        return datetime.combine(date.fromisoformat(day), time(), BERLIN)

    def again(self, card: Card) -> str | None:
        present = card.extra.get("handoff")
        if not isinstance(present, dict) or present.get("state") != "returned":
            return None
        return str(present["again"]) if present.get("again") not in {None, "never"} else None

    def compared(self, term: query.Term, card: Card, value: str) -> bool | None:
        compare = {
            ":": operator.eq,
            "=": operator.eq,
            ">": operator.gt,
            ">=": operator.ge,
            "<": operator.lt,
            "<=": operator.le,
        }[term.op]
        if term.field == "comments":
            return compare(len(self.talk[card.id]), float(value))
        if term.field in {"attempts", "contacts"}:
            done = self.ana.list_activities(card.id)
            return compare(sum(entry.is_contact or term.field == "attempts" for entry in done), float(value))
        if term.field == "probability":
            own = card.probability
            return compare(own if own is not None else self.stage(card).probability, float(value))
        if term.field == "value":
            number, _, currency = value.partition(" ")
            if card.value is None:
                return False
            if (card.currency or "EUR") != (currency or "EUR"):
                return None
            return compare(card.value / 10 ** count_decimals(card.currency), float(number))
        wanted = date.fromisoformat(value)
        column = {"created": card.created_at, "updated": card.updated_at, "entered": card.entered_at,
                  "touched": self.last[card.id], "closed": card.entered_at if self.stage(card).is_closed else None,
                  "close": card.close_on, "next": card.next_on}[term.field]  # fmt: skip
        if not column:
            return False
        day = (
            date.fromisoformat(column)
            if len(column) == 10
            else datetime.fromisoformat(column).astimezone(BERLIN).date()
        )
        return compare(day, wanted)

    def one(self, term: query.Term, card: Card, value: str) -> bool | None:
        field, exact = term.field, term.op == "="
        match field:
            case "word":
                return any(value in text for text in self.words_of(card)) or any(
                    value and f" {value}" in f" {fold(note.body)}".replace("@", " ") for note in self.talk[card.id]
                )
            case "stage":
                name = fold(self.stage(card).name)
                known = [fold(stage.name) for stage in self.board.stages]
                return name == value if exact or value in known else name.startswith(value)
            case "side":
                return self.stage(card).side.startswith(value)
            case "holder":
                holder = "marketing" if self.stage(card).side == "marketing" else "sales"
                return not self.stage(card).is_closed and holder.startswith(value)
            case "owner" | "marketing" | "sales":
                owners = {
                    "owner": (card.marketing_owner, card.sales_owner),
                    "marketing": (card.marketing_owner,),
                    "sales": (card.sales_owner,),
                }
                return any(self.owns(owner, value, exact=exact) for owner in owners[field])
            case "label":
                same = {"trade fair", "expo"}
                return bool((same if value in same else {value}) & set(map(fold, card.labels)))
            case "ref":
                return card.ref == value if exact else card.ref.startswith(value)
            case "team":
                return any(note.team.startswith(value) for note in self.talk[card.id])
            case "mentions":
                return self.mentions(card, value)
            case "has":
                return self.has(card, value)
            case _ if field in SEARCHED and self.further(card, field, value, exact=exact):
                return True
            case "phone" if not exact:
                bare = "".join(char for char in fold(card.phone or "") if char not in " ().-/+")
                return value in bare and any(value in each for each in self.words_of(card))
            case _ if field in (*QUERIED, "currency", "reason"):
                own = card.lost_reason if field == "reason" else getattr(card, field)
                return own is not None and (fold(own) == value if exact else value in fold(own))
            case _ if field.startswith("field."):
                values = [v for name, v in card.extra.items() if fold(name) == fold(field) and v is not None]
                said = [fold(str(int(v)) if isinstance(v, bool) else str(v)) for v in values]
                return any(each == value if exact else value in each for each in said)
        return self.compared(term, card, value)

    @staticmethod
    def further(card: Card, field: str, value: str, *, exact: bool) -> bool:
        """Whether one of the further values that a merge keeps says so."""
        label = {"email": "E-mail"}.get(field, field.capitalize())
        kept = [card.extra.get(f"field.{label} {number}") for number in range(2, 10)]
        return any(fold(each) == value if exact else value in fold(each) for each in kept if isinstance(each, str))

    def term(self, term: query.Term, card: Card) -> bool:
        if term.field == "flag":
            met = self.flag(card, term.values[0])
        else:
            told = [self.one(term, card, value) for value in term.values]
            met = True if True in told else None if None in told else False
        if term.field == "next" and not term.is_negated and self.stage(card).is_closed and not self.closed_too:
            return False
        return met is not None and met != term.is_negated

    def found(self, source: str) -> set[str]:
        asked = query.parse(source, self.now.astimezone(BERLIN).date())
        terms = [t for t in asked.terms if t.values != ("deleted",) or t.field != "flag"]
        said = {"closed", "won", "lost", "lo", "disqualified"}  # what the terms of these tests say of closed stages
        self.closed_too = any(
            (t.field in {"flag", "stage"} and said.intersection(t.values)) or t.field == "closed"
            for t in terms
            if not t.is_negated
        )
        cards = [card for card in self.cards if card.deleted is asked.has_deleted_term]
        return {card.title for card in cards if all(self.term(term, card) for term in terms)}
