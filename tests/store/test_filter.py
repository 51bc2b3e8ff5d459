"""Every term of the query language on a small board, told once more in Python; and what people type to break it."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import board_verbs, query, rules, verbs
from kanban.domain.board import Board
from kanban.domain.card import Card
from kanban.domain.change import STAGE, Act, Step
from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.money import exponent
from kanban.domain.text import fold
from kanban.store import read
from kanban.store.dialect import OnDevice
from kanban.store.filter import Compiler
from kanban.store.opening import found_board
from kanban.store.workspace import Workspace
from tests.examples import examples
from tests.store.conftest import Clockwork, joined
from tests.store.searched import numbers, written

BERLIN = ZoneInfo("Europe/Berlin")


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
                "email": pick(["jane@acme.example", None]), "phone": pick(["+49 30", "+49 (30) 123-4567", "030 1234567", "00493012", "12-34", None]), "value": pick([0, 999_999, 1_000_000, None]),
                "currency": pick(["EUR", "JPY", "KWD", None]), "source": pick(["Trade Show", "web", None]), "campaign": pick(["Spring", None]),
                "marketing_owner": pick(["ANA", "Anna Maria", "Mia", None]), "sales_owner": pick(["Ben Öz", "Dan", None]),
                "next_step": pick(["Call", None]), "next_on": pick(["2026-11-20", "2026-12-24", None]),
                "close_on": pick(["2026-11-30", None]), "probability": pick([0.0, 0.4, None]), "lost_reason": pick(["price", None]),
                "label.vip": pick([True, False]), "label.Trade fair": pick([True, False]), "field.Größe": pick(["XL", "0", "", False, 0, None]),
                "field.größe": pick(["xl", None]), "link.1": pick([{"url": "https://a.example"}, None]),
                "tick.fact": {"by": self.ana.member_id, "evidence": "asked", "at": "2026-10-01T00:00:00Z"} if number % 2 else None,
            }  # fmt: skip
            stage = pick(self.ana.board.stages)
            who = pick([self.ana, self.ben])
            card = who.act(lambda view, r=registers, s=stage: verbs.create(view, r, stage=s)).made[0]
            for _ in range(pick([0, 0, 1, 3])):
                words = pick(["Hello @Ana, look", "@anabel @Anna Maria!", "nothing here", "@Ben Öz: größer", "zebra"])
                pick([self.ana, self.ben]).act(lambda view, c=card, w=words: verbs.comment(view, c, w))
            if pick([0, 0, 0, 1]):
                self.ana.mark_read(card)
        cards = [row[0] for row in self.ana.connection.execute("SELECT id FROM card ORDER BY n")]
        self.ana.act(lambda view: verbs.delete(view, cards[3:5]))
        self.ana.act(lambda view: verbs.merge(view, cards[6], cards[7]))
        self.ana.act(lambda view: verbs.edit(view, cards[8:12], {"label.vip": False, "field.Größe": None}))
        self.now: datetime = clockwork()
        self.board: Board = self.ana.reload()
        self.cards = [self.ana.card(card) for card in cards]
        self.talk = {card.id: self.ana.comments(card.id) for card in self.cards}
        self.unread = {card.id: bool(self.ana.unread(card.id)) for card in self.cards}
        self.last = dict(self.ana.connection.execute("SELECT id, touched_at FROM card"))

    # -- what each term means

    def stage(self, card: Card):
        return self.board.lane_of(card.stage)

    def owns(self, owner: str | None, value: str, *, exact: bool = False) -> bool:
        if not owner:
            return False
        names = [fold(owner), fold(self.board.owner_name(owner) or "")]
        if value == "me":
            return self.ana.me is not None and self.ana.me.answers_to(owner)
        if exact:
            return value in names
        return any(
            word.startswith(value)
            for name in names
            for word in [name, *(name[i + 1 :] for i, c in enumerate(name) if c == " ")]
        )

    def mentions(self, card: Card, value: str) -> bool:
        member = next(
            (m for m in self.board.members if (m.id == self.ana.member_id if value == "me" else m.answers_to(value))),
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
        parts = [card.title, card.company, card.contact, card.email, card.phone, "\n".join(card.labels)]
        parts += [said for name, value in card.extra.items() if name.startswith("field.") for said in written(value)]
        return [fold(part) for part in parts if part] + [digits for part in parts if part for digits in numbers(part)]

    def has(self, card: Card, name: str) -> bool:
        return {
            "company": card.company, "contact": card.contact, "email": card.email, "phone": card.phone, "value": card.value is not None,
            "source": card.source, "campaign": card.campaign, "marketing": card.marketing_owner, "sales": card.sales_owner,
            "owner": card.marketing_owner or card.sales_owner, "next": card.next_step or card.next_on, "close": card.close_on,
            "reason": card.lost_reason, "label": card.labels, "link": card.registers("link."), "comments": self.talk[card.id],
            "probability": card.probability is not None,
        }[name] not in (None, False, (), {}, [])  # fmt: skip

    def flag(self, card: Card, name: str) -> bool:
        stage, today = self.stage(card), self.now.astimezone(BERLIN).date()
        match name:
            case "open":
                return not stage.closed
            case "closed":
                return stage.closed
            case "won" | "lost":
                return stage.outcome == name
            case "mine":
                return any(self.owns(owner, "me") for owner in (card.marketing_owner, card.sales_owner))
            case "overdue":
                return not stage.closed and card.next_on is not None and card.next_on < today.isoformat()
            case "stale":
                limit = self.now - timedelta(days=stage.stale_after or 0)
                return (
                    not stage.closed
                    and stage.stale_after is not None
                    and card.touched_at < limit.strftime("%Y-%m-%dT%H:%M:%SZ")
                )
            case "unread":
                return self.unread[card.id]
            case "incomplete":
                return bool(rules.lacking(stage, card, {}))
        raise AssertionError(name)

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
        if term.field == "probability":
            own = card.probability
            return compare(own if own is not None else self.stage(card).probability, float(value))
        if term.field == "value":
            number, _, currency = value.partition(" ")
            if card.value is None:
                return False
            if (card.currency or "EUR") != (currency or "EUR"):
                return None
            return compare(card.value / 10 ** exponent(card.currency), float(number))
        wanted = date.fromisoformat(value)
        column = {"created": card.created_at, "updated": card.updated_at, "entered": card.entered_at, "touched": self.last[card.id],
                  "closed": card.entered_at if self.stage(card).closed else None, "close": card.close_on, "next": card.next_on}[term.field]  # fmt: skip
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
                return not self.stage(card).closed and holder.startswith(value)
            case "owner" | "marketing" | "sales":
                owners = {
                    "owner": (card.marketing_owner, card.sales_owner),
                    "marketing": (card.marketing_owner,),
                    "sales": (card.sales_owner,),
                }
                return any(self.owns(owner, value, exact=exact) for owner in owners[field])
            case "label":
                return value in map(fold, card.labels)
            case "ref":
                return card.ref == value if exact else card.ref.startswith(value)
            case "team":
                return any(note.team.startswith(value) for note in self.talk[card.id])
            case "mentions":
                return self.mentions(card, value)
            case "has":
                return self.has(card, value)
            case "phone" if not exact:
                bare = "".join(char for char in fold(card.phone or "") if char not in " ().-/+")
                return value in bare and any(value in each for each in self.words_of(card))
            case "title" | "company" | "contact" | "email" | "phone" | "source" | "campaign" | "currency" | "reason":
                own = card.lost_reason if field == "reason" else getattr(card, field)
                return own is not None and (fold(own) == value if exact else value in fold(own))
            case _ if field.startswith("field."):
                values = [v for name, v in card.extra.items() if fold(name) == fold(field) and v is not None]
                said = [fold(str(int(v)) if isinstance(v, bool) else str(v)) for v in values]
                return any(each == value if exact else value in each for each in said)
        return self.compared(term, card, value)

    def term(self, term: query.Term, card: Card) -> bool:
        if term.field == "flag":
            met = self.flag(card, term.values[0])
        else:
            told = [self.one(term, card, value) for value in term.values]
            met = True if True in told else None if None in told else False
        return met is not None and met != term.negated

    def found(self, source: str) -> set[str]:
        asked = query.parse(source, self.now.astimezone(BERLIN).date())
        terms = [t for t in asked.terms if t.values != ("deleted",) or t.field != "flag"]
        cards = [card for card in self.cards if card.deleted is asked.deleted]
        return {card.title for card in cards if all(self.term(term, card) for term in terms)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    clockwork = Clockwork(datetime(2026, 10, 20, 22, 30, tzinfo=UTC))
    workspace = found_board(tmp_path_factory.mktemp("filter") / "k.db", "Pipeline", "Ana", "marketing", now=clockwork)
    made = World(workspace, clockwork)
    yield made
    made.ben.close()
    workspace.close()


TERMS = [
    "", "acme", "ACME", "pilot", "ümlaut", "umlaut", "söhne", '"acme pilot"', '"umlaut & sohne"', "50%", "50%_", "_off", "%", "o'neill",
    "böse\\bar", "jane@acme.example", "+49", "vip", '"trade fair"', "hello", "zeb", "zebra", "ebra", "größ", "grosser", "nothing", "doe",
    "stage:nurture", "stage:n", "stage:mql", "stage=mql", "stage:mql|won", "side:marketing", "side:door", "side:s", "holder:marketing",
    "holder:sales", "owner:ana", "owner:anna", "owner:maria", "owner:me", "owner:ben", "owner:öz", "owner=ben", '"owner"', "owner:mia|dan",
    'owner="ben öz"', "marketing:me", "marketing:mia", "marketing:ana", "marketing=ana", "sales:dan", "sales:d", "sales:me",
    'source:"Trade Show"', "source:trade", "source=web", "source=we", "campaign:spring", "label:vip", 'label:"trade fair"', "label:trade",
    'label:vip|"trade fair"', "company:acme", 'company="acme gmbh"', "company=acme", "company:böse\\bar", "company:bose", "contact:jane",
    "contact=ana", "email:acme", "phone:30", "phone:0301234567", "phone:+493012", "phone:1234", "030/1234567", "4567", "xl", 'phone="+49 30"', "title:acme", "title:off", 'title="acme 3"', "currency:eur", "currency=eu",
    "reason:price", "team:marketing", "team:sales", "team:m", "mentions:me", "mentions:ana", 'mentions:"anna maria"', "mentions:anab",
    "mentions:ben", 'mentions:"ben öz"', "mentions:nobody", "ref:0", "field.Größe:xl", "field.größe=XL", "field.grosse:x", "field.größe:0",
    "value>=10000", "value>10k", "value<10000", "value:0", "value=9999.99", "value<=0", "value>=€10000", "value>=1000000¥", "value:1000",
    "value:0|10000", "probability>=40%", "probability:0.4", "probability>0.5", "probability<10", "probability:0", "probability=100%",
    "comments>0", "comments:3", "comments>=1", "comments<2", "created:2026-10-23", "created>2026-11-01", "created<=2026-11-01",
    "created:today", "created:7d", "created>=2w", "created<1m", "updated:today", "updated>=yesterday", "entered>=2026-11-05", "touched<7d",
    "touched:today", "closed>=2026-10-01", "closed:today", "close:2026-11-30", "close<2026-12-01", "next:2026-12-24", "next<today",
    "next>=2026-11-20", "next>2026-11-20", "next<=2026-11-20", "open", "closed", "won", "lost", "mine", "overdue", "stale", "unread",
    "incomplete", "deleted", "deleted acme", "-deleted", "created>0001-01-01", "created<9999-12-31", "created<=0001-01-01", "next<9999-12-31",
    *(f"{ask}:{name}" for name in query.HAVABLE for ask in ("has", "no")), "has:email|phone",
    "acme|zebra", "acme label:vip", "acme -label:vip", "-acme", "-unread open", "-owner:ana -owner:mia", "stage:nurture|won value>0",
    '-"acme pilot"', "-stale -closed", "-has:email no:phone", "-value>=10000", "-next<today", "-field.größe:xl", "-probability>0.5",
]  # fmt: skip


@pytest.mark.parametrize("source", TERMS)
def test_a_query_finds_what_it_says(world: World, source: str) -> None:
    found = {card.title for card, _, _ in world.ana.listed(source)}
    assert found == world.found(source)


def test_the_board_of_these_tests_tells_most_terms_apart(world: World) -> None:
    everything = len([card for card in world.cards if not card.deleted])
    telling = [source for source in TERMS if 0 < len(world.found(source)) < everything]
    assert len(telling) > 0.75 * len(TERMS), sorted(set(TERMS) - set(telling))


def test_every_field_and_flag_of_the_language_is_among_these_tests() -> None:
    said = " ".join(TERMS)
    for name in (*query.WORDY, *query.NUMERIC, *query.DAYS, *query.FLAGS):
        assert name in said


def test_all_ways_to_ask_agree(world: World) -> None:
    numbers = dict(world.ana.connection.execute("SELECT n, title FROM card"))
    for source in TERMS:
        condition = world.ana.condition(source)
        assert {numbers[n] for n in read.matching(world.ana.connection, condition)} == world.found(source), source


def answered(ask: Callable[[], Any]) -> Any:
    """What comes of asking, or the sentence of a refusal."""
    try:
        return ask()
    except KanbanError as refusal:
        said = str(refusal)
    assert said.isprintable()
    assert said.endswith((".", ")."))
    return said


words = st.sampled_from([*TERMS, "field.größe", "a|b", "value", ":", '"', "-", "(", "|", "me"])


@examples(150)
@given(st.lists(words, max_size=5).map(" ".join) | st.text(max_size=30))
def test_whatever_is_typed_is_answered_or_refused_in_one_line(world: World, source: str) -> None:
    wanted = answered(lambda: world.found(source))
    found = answered(lambda: {card.title for card, _, _ in world.ana.listed(source)})
    assert isinstance(found, set) == isinstance(wanted, set)
    if isinstance(found, set) and not any(t.field == "word" for t in query.parse(source, world.now.date()).terms):
        assert found == wanted
    answered(lambda: query.lenient(source, world.now.date()))


@pytest.mark.parametrize(
    "source",
    [
        "'; DROP TABLE card; --", '" OR 1=1 --', "' OR ''='", "title:'||(SELECT 1)||'", "owner:%", "owner:_", "label:%", "label:_ip", "ref:%",
        "ref:_______", "field.x'y:1", 'field."x\'); DROP TABLE card":1', "source:' OR 1", "\\", "company:\\", "mentions:%", "\x00", "a\x00b",
        "title:\ud800", "stage:'", "comment_search:x", "NEAR(a b)", "a AND b", "a* OR b", "^acme", "{title}:x", "-", "|", "||", "*", "(", ")",
    ],
)  # fmt: skip
def test_nothing_that_is_typed_is_sql(world: World, source: str) -> None:
    before = world.ana.connection.total_changes
    found = answered(lambda: [card.title for card, _, _ in world.ana.listed(source)])
    assert isinstance(found, str) or len(found) < 15
    assert world.ana.connection.total_changes == before
    assert list(world.ana.connection.execute("SELECT count(*) FROM card")) == [(26,)]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("stage:nowhere", "No stage is called “nowhere”"), ("side:left", "A side is one of marketing, door, sales, not “left”"),
        ("holder:nobody", "A holder is one of marketing, sales"), ("team:x", "A team is one of marketing, sales"),
        ("colour:red", "knows no field “colour”"), ("has:wings", "“wings” is none of them"), ("value>much", "is not an amount"),
        ("value>=1e400", "is not an amount"), ("comments>1e400", "is not a number"), ("comments:nan", "is not a number"),
        ("probability>x", "is not a number"), ("created>someday", "someday"), ("title>x", "is compared with “:”"), ('"open', "A quote is opened"),
        ("company:", "“company:” names no value"), ("value>=", "“value>=” names no value"), ('company:""', "value is empty"),
        ("field.nothing:1", "has a field of its own called “nothing”"), ("http://x.example", "put words with a colon in quotes"),
        ("|".join("a" * 101), "at most 100 words"), (" ".join(["x"] * 101), "at most 100 words"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(world: World, source: str, said: str) -> None:
    with pytest.raises(UsageFault, match=said.replace("(", r"\(")):
        list(world.ana.listed(source))


def test_a_query_of_a_hundred_words_is_answered(world: World) -> None:
    list(world.ana.listed("|".join(f"w{n}" for n in range(100))))
    list(world.ana.listed(" ".join(f"-w{n}" for n in range(100))))
    list(world.ana.listed(" ".join(f"-owner:w{n}" for n in range(100))))


def test_who_asks_for_what_is_theirs_must_be_somebody(world: World) -> None:
    nobody = Compiler(OnDevice(world.ana.connection, world.board), world.board, None, world.now)
    for source in ("mine", "owner:me", "mentions:me"):
        with pytest.raises(KanbanError, match="say who you are"):
            nobody.where(query.parse(source, nobody.today))
    unread = nobody.where(query.parse("unread", nobody.today))
    assert world.ana.connection.execute(f"SELECT count(*) FROM card WHERE {unread.sql}", unread.values).fetchone() == (
        0,
    )


def test_the_structured_part_is_all_but_the_plain_words(world: World) -> None:
    compiler = world.ana.compiler()
    asked = query.parse("acme label:vip -beta a|b", compiler.today)
    assert asked.words == ("acme",)
    assert compiler.structured(asked) == compiler.where(replace(asked, terms=asked.structured))
