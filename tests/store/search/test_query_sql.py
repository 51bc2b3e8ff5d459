"""Every term of the query language on a small board, told once more in Python; and what people type to break it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.queries import query
from kanban.store.opening import create_board
from kanban.store.reading import read
from kanban.store.search.client_dialect import DeviceDialect
from kanban.store.search.query_sql import Compiler
from tests.examples import examples
from tests.store.conftest import Clockwork
from tests.store.query_world import NEWER, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    clockwork = Clockwork(datetime(2026, 10, 20, 22, 30, tzinfo=UTC))
    workspace = create_board(tmp_path_factory.mktemp("filter") / "k.db", "Pipeline", "Ana", "marketing", now=clockwork)
    made = World(workspace, clockwork)
    yield made
    made.ben.close()
    workspace.close()


TERMS = [
    "", "acme", "ACME", "pilot", "ümlaut", "umlaut", "söhne", '"acme pilot"', '"umlaut & sohne"', "50%", "50%_", "_off",
    "%", "o'neill", "böse\\bar", "jane@acme.example", "+49", "vip", '"trade fair"', "hello", "zeb", "zebra", "ebra",
    "größ", "grosser", "nothing", "doe", "stage:nurture", "stage:n", "stage:mql", "stage=mql", "stage:mql|won",
    "side:marketing", "side:door", "side:s", "holder:marketing", "holder:sales", "owner:ana", "owner:anna",
    "owner:maria", "owner:me", "owner:ben", "owner:öz", "owner=ben", '"owner"', "owner:mia|dan", 'owner="ben öz"',
    "marketing:me", "marketing:mia", "marketing:ana", "marketing=ana", "sales:dan", "sales:d", "sales:me",
    'source:"Trade Show"', "source:trade", "source=web", "source=we", "campaign:spring", "label:vip",
    'label:"trade fair"', "label:trade", 'label:vip|"trade fair"', "company:acme", 'company="acme gmbh"',
    "company=acme", "company:böse\\bar", "company:bose", "contact:jane", "contact=ana", "email:acme", "email:beside",
    "email=max@beside.example", "-email:beside", 'company="beside ag"', "company:beside", "phone:30",
    "phone:0301234567", "phone:+493012", "phone:1234", "030/1234567", "4567", "xl", 'phone="+49 30"', "title:acme",
    "title:off", 'title="acme 3"', "currency:eur", "currency=eu", "reason:price", "team:marketing", "team:sales",
    "team:m", "mentions:me", "mentions:ana", 'mentions:"anna maria"', "mentions:anab", "mentions:ben",
    'mentions:"ben öz"', "mentions:nobody", "ref:0", "field.Größe:xl", "field.größe=XL", "field.grosse:x",
    "field.größe:0", "value>=10000", "value>10k", "value<10000", "value:0", "value=9999.99", "value<=0",
    "value>=€10000", "value>=1000000¥", "value:1000", "value:0|10000", "probability>=40%", "probability:0.4",
    "probability>0.5", "probability<10", "probability:0", "probability=100%", "comments>0", "attempts>=1", "contacts:0",
    "-contacts>0", "attempts=2", "comments:3", "comments>=1",
    "comments<2", "created:2026-10-23", "created>2026-11-01", "created<=2026-11-01", "created:today", "created:7d",
    "created>=2w", "created<1m", "updated:today", "updated>=yesterday", "entered>=2026-11-05", "touched<7d",
    "touched:today", "closed>=2026-10-01", "closed:today", "close:2026-11-30", "close<2026-12-01", "next:2026-12-24",
    "next<today", "next>=2026-11-20", "next>2026-11-20", "next<=2026-11-20", "open",
    "closed", "won", "lost", "disqualified", "-disqualified", "disqualified no:next", "mine",
    "committed", "-committed", "committed value>0",
    "overdue", "stale", "unread", "incomplete", "deleted", "deleted acme", "-deleted", "created>0002-01-01",
    "created<9999-12-31", "created<=0002-01-01", "next<9999-12-31",
    *(f"{ask}:{name}" for name in query.HAVABLE for ask in ("has", "no")), "has:email|phone", "acme|zebra",
    "acme label:vip", "acme -label:vip", "-acme", "-unread open", "-owner:ana -owner:mia", "stage:nurture|won value>0",
    '-"acme pilot"', "-stale -closed", "-has:email no:phone", "-value>=10000", "-next<today", "-field.größe:xl",
    "-probability>0.5", "closed next<2027-01-01", "lost next>=2026-11-20", "stage:won overdue",
    "stage:lo|mql next<9999-12-31", "closed overdue", "won stale", "closed>=2020-01-01 overdue",
    "-closed>=2020-01-01 overdue", "closed<2999-01-01 next<9999-12-31", "-next<today closed", "-closed next<9999-12-31",
    "stage:mql next<9999-12-31",
    *(f"{name}{rest}" for name in NEWER for rest in (":nor", "=south", '="south west"', ":north|west")),
]  # fmt: skip


@pytest.mark.parametrize("source", TERMS)
def test_a_query_finds_what_it_says(world: World, source: str) -> None:
    found = {card.title for card, _, _ in world.ana.list_cards(source)}
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
        assert {numbers[n] for n in read.find_matching(world.ana.connection, condition)} == world.found(source), source


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
    found = answered(lambda: {card.title for card, _, _ in world.ana.list_cards(source)})
    assert isinstance(found, set) == isinstance(wanted, set)
    if isinstance(found, set) and not any(t.field == "word" for t in query.parse(source, world.now.date()).terms):
        assert found == wanted
    answered(lambda: query.parse_unfinished(source, world.now.date()))


@pytest.mark.parametrize(
    "source",
    [
        "'; DROP TABLE card; --", '" OR 1=1 --', "' OR ''='", "title:'||(SELECT 1)||'", "owner:%", "owner:_", "label:%",
        "label:_ip", "ref:%", "ref:_______", "field.x'y:1", 'field."x\'); DROP TABLE card":1', "source:' OR 1", "\\",
        "company:\\", "mentions:%", "\x00", "a\x00b", "title:\ud800", "stage:'", "comment_search:x", "NEAR(a b)",
        "a AND b", "a* OR b", "^acme", "{title}:x", "-", "|", "||", "*", "(", ")",
    ],
)  # fmt: skip
def test_nothing_that_is_typed_is_sql(world: World, source: str) -> None:
    before = world.ana.connection.total_changes
    found = answered(lambda: [card.title for card, _, _ in world.ana.list_cards(source)])
    assert isinstance(found, str) or len(found) < 15
    assert world.ana.connection.total_changes == before
    assert list(world.ana.connection.execute("SELECT count(*) FROM card")) == [(26,)]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("stage:nowhere", "No stage is called “nowhere”"), ("side:left",
                                                            "A side is one of marketing, door, sales, not “left”"),
        ("holder:nobody", "A holder is one of marketing, sales"), ("team:x", "A team is one of marketing, sales"),
        ("colour:red", "Unknown field “colour”"), ("due:today", "Did you mean next"), ("valeu>5", "Did you mean value"),
        ("sort:shape", "Cards are sorted by"), ("sort:", "has no value"), ("has:wings", "can't ask for “wings”"),
        ("value>much", "is not an amount"), ("value>=1e400", "is not an amount"), ("comments>1e400", "is not a number"),
        ("comments:nan", "is not a number"), ("probability>x", "is not a number"), ("created>someday", "someday"),
        ("title>x", "is compared with “:”"), ('"open', "A quote in the query is not closed"),
        ("company:", "“company:” has no value"), ("value>=", "“value>=” has no value"),
        ('company:""', "value is empty"), ("field.nothing:1", "has a custom field called “nothing”"),
        ("http://x.example", "Put words with a colon in quotes"), ("|".join("a" * 101), "at most 100 words"),
        (" ".join(["x"] * 101), "at most 100 words"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(world: World, source: str, said: str) -> None:
    with pytest.raises(UsageFault, match=said.replace("(", r"\(")):
        list(world.ana.list_cards(source))


def test_a_query_of_a_hundred_words_is_answered(world: World) -> None:
    list(world.ana.list_cards("|".join(f"w{n}" for n in range(100))))
    list(world.ana.list_cards(" ".join(f"-w{n}" for n in range(100))))
    list(world.ana.list_cards(" ".join(f"-owner:w{n}" for n in range(100))))


def test_who_asks_for_what_is_theirs_must_be_somebody(world: World) -> None:
    nobody = Compiler(DeviceDialect(world.ana.connection, world.board), world.board, None, world.now)
    for source in ("mine", "owner:me", "mentions:me"):
        with pytest.raises(KanbanError, match="say who you are"):
            nobody.compile_where(query.parse(source, nobody.today))
    unread = nobody.compile_where(query.parse("unread", nobody.today))
    assert world.ana.connection.execute(f"SELECT count(*) FROM card WHERE {unread.sql}", unread.values).fetchone() == (
        0,
    )


def test_the_structured_part_is_all_but_the_plain_words(world: World) -> None:
    compiler = world.ana.compiler()
    asked = query.parse("acme label:vip -beta a|b", compiler.today)
    assert asked.words == ("acme",)
    assert compiler.compile_structured(asked) == compiler.compile_where(replace(asked, terms=asked.structured))
