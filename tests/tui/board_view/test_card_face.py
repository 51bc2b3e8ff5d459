"""The face of a card: what it says in how much room, and that nothing on it can break a line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.cell_width import cells
from kanban.tui import palette, theme
from kanban.tui.widgets.board_view import card_face, lane
from kanban.tui.widgets.board_view.legend import LEGEND
from kanban.tui.widgets.conversation.entry_lines import SIGNS
from kanban.tui.widgets.styles import make_board_styles
from tests.tui.board_view.test_board_model import card_summary
from tests.tui.cards import BOARD, HARMFUL, HOSTILE, STAGES

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NURTURE, DISCOVERY, LOST = STAGES[0], STAGES[5], STAGES[9]
BASE = card_summary(1, NURTURE.id)._replace(
    title="Acme pilot", company="Acme GmbH", value=1_200_000, currency="EUR", marketing_owner="Ana",
    sales_owner="Eve Lindqvist", touched_at="2026-11-12T08:00:00Z", entered_at="2026-10-12T08:00:00Z",
)  # fmt: skip


@pytest.fixture(scope="module")
def styles():
    found = theme.BUILTIN_THEMES["textual-dark"]
    return make_board_styles({**found.to_color_system().generate(), **palette.build_own_variables(found)}).plain


def said(card, styles, *, stage=NURTURE, width=24, height=4, stale_before=""):
    eyes = card_face.face_context(BOARD, stage, NOW, stale_before)
    return ["".join(part for part, _ in line) for line in card_face.draw_face(card, eyes, styles, width, height)]


def test_four_lines(styles):
    card = BASE._replace(marketing_comments=3, sales_comments=2, has_unread=True, labels=("vip",))
    assert said(card, styles) == [
        "Acme pilot",
        "Acme GmbH        €12,000",
        "M Ana · quiet 14d",
        "✎ M3 S2 •            vip"[:24],
    ]


@pytest.mark.parametrize(
    ("state", "due", "expected"),
    [
        ("offered", "2026-11-26T14:30:00Z", "S Eve Lindqvist ◔ 2h left"),
        ("offered", "2026-11-27T09:20:00Z", "S Eve Lindqvist ◔ 5h left"),
        ("offered", "2026-11-26T11:20:00Z", "S Eve Lindqvist ! answer late 40m"),
        ("asked", None, "M Ana · question"),
        ("asked", "2026-11-27T09:20:00Z", "M Ana · question ◔ 5h"),
        ("asked", "2026-11-25T14:30:00Z", "M Ana ! question late 5h"),
        ("returned", None, "S Eve Lindqvist · quiet 14d"),
    ],
)
def test_at_the_door_it_says_who_is_to_act_and_how_long_there_is(styles, state, due, expected):
    card = BASE._replace(stage=STAGES[3].id, handoff=state, due=due)
    assert said(card, styles, stage=STAGES[3], width=40)[2] == expected


@pytest.mark.parametrize(
    ("state", "again", "more", "expected"),
    [
        ("returned", "2026-12-09", {}, "M Ana · again Wed 9 Dec"),
        ("returned", "2026-11-26", {}, "M Ana · again today"),
        ("returned", "2026-11-20", {}, "M Ana · again today"),
        ("returned", "2026-12-09", {"next_step": "call", "next_on": "2026-11-27"}, "M Ana · call tomorrow"),
        ("returned", "2026-11-26", {"next_step": "call", "next_on": "2026-11-24"}, "M Ana ! 2d late"),
        ("returned", "never", {}, "M Ana · returned 3d"),
        ("returned", None, {}, "M Ana · returned 3d"),
        ("returned", None, {"next_step": "call"}, "M Ana · call"),
        ("expired", None, {}, "M Ana · no answer 3d"),
        ("accepted", None, {}, "M Ana · quiet 14d"),
        ("withdrawn", None, {}, "M Ana · quiet 14d"),
    ],
)
def test_what_came_back_says_so_and_when_to_try_again(styles, state, again, more, expected):
    card = BASE._replace(handoff=state, again=again, entered_at="2026-11-23T08:00:00Z", **more)
    assert said(card, styles, width=30)[2] == expected


def test_how_long_there_is_goes_before_everything_else(styles):
    """On 80 columns a lane leaves a face with some comments eight cells for its state."""
    door = BASE._replace(
        stage=STAGES[3].id, marketing_comments=2, sales_comments=1, has_unread=True, due="2026-11-27T09:20:00Z"
    )
    late = {"due": "2026-11-26T11:20:00Z"}
    for given_, wide, narrow in (
        ({"handoff": "offered"}, "S Eve ◔ 5h left", "S ◔ 5h"),
        ({"handoff": "offered", **late}, "S ! answer 40m", "S ! 40m"),
        ({"handoff": "asked"}, "M question ◔ 5h", "M asked"),
        ({"handoff": "asked", **late}, "M ! question 40m", "M ! 40m"),
    ):
        card = door._replace(**given_)
        assert (
            said(card._replace(has_unread=False, sales_comments=0), styles, stage=STAGES[3], width=19, height=3)[2]
            == f"{wide:16} M2"
        )
        assert said(card, styles, stage=STAGES[3], width=17, height=3)[2] == f"{narrow:9} M2 S1 •"
    for given_, narrow in (({"next_on": "2026-11-24"}, "M ! 2d"), ({}, "M ◷ 14d")):
        card = door._replace(stage=NURTURE.id, due=None, **given_)
        assert said(card, styles, width=17, height=3, stale_before="2026-11-20T00:00:00Z")[2] == f"{narrow:9} M2 S1 •"


@pytest.mark.parametrize(
    ("since", "more", "width", "expected"),
    [
        ("2026-11-26T11:00:00Z", {}, 40, "S Eve Lindqvist · 1st attempt ◔ 3h"),
        ("2026-11-26T11:00:00Z", {}, 12, "S ◔ 1st 3h"),
        ("2026-11-25T09:00:00Z", {}, 40, "S Eve Lindqvist ! 1st attempt late 7h"),
        ("2026-11-25T09:00:00Z", {}, 13, "S ! 1st 7h"),
        ("2026-11-26T11:00:00Z", {"next_on": "2026-11-24"}, 40, "S Eve Lindqvist ! 2d late"),
        (None, {}, 40, "S Eve Lindqvist · quiet 14d"),
    ],
)
def test_an_accepted_lead_says_how_long_there_is_for_the_first_attempt(styles, since, more, width, expected):
    card = BASE._replace(stage=DISCOVERY.id, handoff="accepted", response_since=since, **more)
    eyes = card_face.face_context(BOARD, DISCOVERY, NOW, "")._replace(first_response=4 * 3600)
    lines = card_face.draw_face(card, eyes, styles, width, 4)
    assert "".join(part for part, _ in lines[2]) == expected
    quiet = card_face.draw_face(card, eyes._replace(first_response=None), styles, 40, 4)
    assert "attempt" not in "".join(part for part, _ in quiet[2])


def test_how_often_the_prospect_was_reached_stands_beside_the_comments(styles):
    card = BASE._replace(marketing_comments=3, sales_comments=2, contacts=2)
    assert said(card, styles, width=30)[3] == "✎ M3 S2 »2"
    assert said(BASE._replace(contacts=1), styles, width=30)[3] == "»1"


def test_three_lines_put_the_comments_beside_the_rest(styles):
    card = BASE._replace(marketing_comments=3, has_unread=True)
    assert said(card, styles, height=3)[2] == "M Ana · quiet 14d   M3 •"


@pytest.mark.parametrize(
    ("given_", "width", "expected"),
    [
        ({"next_step": "call the CFO", "next_on": "2026-11-27"}, 24, "M call the CFO tomorrow"),
        ({"next_step": "call", "next_on": "2026-11-24"}, 24, "M Ana ! 2d late"),
        ({"next_on": "2026-12-09"}, 22, "M next step 9 Dec"),
        ({"next_on": "2026-12-09"}, 28, "M Ana · next step Wed 9 Dec"),
        ({"next_step": "call"}, 24, "M Ana · call"),
        ({"touched_at": "2026-11-26T08:00:00Z"}, 24, "M Ana · today"),
        ({"marketing_owner": None, "sales_owner": None}, 24, "M quiet 14d"),
        ({"marketing_owner": "Maximiliane von Hohenlohe"}, 26, "M Maximiliane · quiet 14d"),
        ({"marketing_owner": "Maximiliane von Hohenlohe"}, 20, "M MvH · quiet 14d"),
        ({"marketing_owner": "Maximiliane"}, 20, "M quiet 14d"),
    ],
)
def test_what_is_next_or_how_long_it_is_quiet(styles, given_, width, expected):
    assert said(BASE._replace(**given_), styles, width=width)[2] == expected


def test_a_long_title_takes_two_lines_and_what_was_last_ends_the_third(styles):
    card = BASE._replace(title="Pinewick kiln temperatures", marketing_comments=3, has_unread=True, labels=("vip",))
    assert said(card, styles, width=18) == ["Pinewick kiln", "temperatures", "Acme GmbH  €12,000", "M quiet 14d   M3 •"]
    assert said(card, styles, width=18, height=3)[0] == "Pinewick kiln tem…"
    endless = card._replace(title="Pinewick kiln temperatures of the second line in the old plant")
    assert said(endless, styles, width=18)[:2] == ["Pinewick kiln", "temperatures of t…"]
    assert said(card._replace(title="x" * 40), styles, width=18)[0] == "x" * 17 + "…"


def test_the_owner_goes_before_the_step_is_cut(styles):
    card = BASE._replace(
        title="A title that is longer than the line", next_step="call", next_on="2026-11-27", marketing_comments=3
    )
    assert [said(card, styles, width=width)[3] for width in (26, 22, 18, 15)] == [
        "M Ana · call tomorrow   M3",
        "M call tomorrow     M3",
        "M call tomorrow M3",
        "M tomorrow   M3",
    ]


@pytest.mark.parametrize(("height", "line"), [(4, 2), (3, 2)])
def test_a_draft_is_marked_at_the_end_of_the_third_line(styles, height, line):
    eyes = card_face.face_context(BOARD, NURTURE, NOW, "")
    card = BASE._replace(marketing_comments=3)
    rows = card_face.draw_face(card, eyes, styles, 24, height, draft=True)
    assert "".join(part for part, _ in rows[line]).endswith(" draft")
    assert not any("draft" in part for row in card_face.draw_face(card, eyes, styles, 24, height) for part, _ in row)
    long = card_face.draw_face(card._replace(title="Pinewick kiln temperatures"), eyes, styles, 24, 4, draft=True)
    assert "".join(part for part, _ in long[3]) == "M quiet 14d     M3 draft"


def test_stale_by_sign_and_word(styles):
    assert said(BASE, styles, stale_before="2026-11-20T00:00:00Z")[2] == "M Ana ◷ stale 14d"


def test_sales_hold_theirs_and_nobody_what_is_closed(styles):
    assert said(BASE, styles, stage=DISCOVERY)[2] == "S Eve · quiet 14d"
    assert said(BASE, styles, stage=LOST, width=30)[2] == "Eve Lindqvist · Mon 12 Oct"


def test_incomplete_by_sign_and_word(styles):
    assert said(BASE._replace(is_incomplete=True), styles, stage=LOST)[3] == "? incomplete"


@given(
    st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), st.integers(8, 60),
    st.sampled_from([3, 4]), st.booleans(), st.integers(-(10**18), 10**18),
)  # fmt: skip
def test_no_text_is_wider_than_its_room_or_harmful(title, company, step, width, height, unread, value):
    found = theme.BUILTIN_THEMES["textual-dark"]
    styles = make_board_styles({**found.to_color_system().generate(), **palette.build_own_variables(found)}).plain
    card = BASE._replace(
        title=title, company=company, next_step=step, next_on="2026-11-30", labels=(step[:40],), has_unread=unread,
        marketing_owner=company[:300], value=value, marketing_comments=10**6, is_incomplete=unread,
    )  # fmt: skip
    for line in said(card, styles, width=width, height=height):
        assert cells(line) <= width
        assert not HARMFUL.search(line)


# -- the legend


def test_every_sign_that_a_face_draws_stands_in_the_legend(styles):
    signs = "".join(sign for sign, _ in LEGEND)
    moments_ = ("2026-11-26T14:30:00Z", "2026-11-20T14:30:00Z", None)
    cards = [
        BASE._replace(
            stage=stage.id, handoff=state, due=due, next_on=day, has_unread=new, is_incomplete=new,
            marketing_comments=3 * new, sales_comments=2 * new, contacts=2 * new
        )
        for stage in (NURTURE, STAGES[3], DISCOVERY, LOST)
        for state in (None, "offered", "asked")
        for due in moments_
        for day in (None, "2026-11-20", "2026-11-27")
        for new in (False, True)
    ]  # fmt: skip
    drawn = set()
    for card in cards:
        stage = next(stage for stage in STAGES if stage.id == card.stage)
        for stale_before in ("", "2026-11-20T00:00:00Z"):
            eyes = card_face.face_context(BOARD, stage, NOW, stale_before)._replace(agreement="v4", lines=7)
            for line in card_face.draw_face(card._replace(met=6), eyes, styles, 60, 4, waiting=True, draft=True):
                drawn |= {part for said_, _ in line for part in said_ if not part.isalnum() and not part.isspace()}
    assert drawn - set("·€,./") <= set(signs)
    assert {
        card_face.UNREAD,
        card_face.OVERDUE,
        card_face.STALE,
        card_face.LEFT,
        card_face.INCOMPLETE,
        card_face.WAITING,
    } <= drawn
    for sign in (
        card_face.CURSOR,
        card_face.CHOSEN,
        card_face.DRAFT,
        lane.DOOR_LINE,
        lane.LANDING,
        lane.OVER,
        *(each.strip() for each in SIGNS.values()),
    ):
        assert sign in signs
