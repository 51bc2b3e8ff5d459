"""A board, a card and its history for the tests of what draws them, and an app that holds one widget and hears its
messages."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache

from textual import events
from textual.app import App

from kanban import config
from kanban.domain import history
from kanban.domain.board import DEFAULT_STAGES, Board, Member, Stage
from kanban.domain.card import Card, Comment
from kanban.domain.change import Change
from kanban.tui import messages, palette, theme
from kanban.tui.widgets.card.card_panel import CardPanel, CardView
from tests.tui.rest import prompt

NOW = datetime(2026, 11, 26, 12, 4, tzinfo=UTC)
"""A Thursday."""

STAGES = tuple(
    Stage(f"s{n}", name, side, f"a{n}", probability=share, outcome=outcome, stale_after=stale, required=required)
    for n, (name, side, share, outcome, stale, required) in enumerate(DEFAULT_STAGES)
)
ANA = Member("m1", "Ana", "marketing", "lead")
BO = Member("m2", "Bo", "marketing")
RAJ = Member("m3", "Raj", "sales")
EVE = Member("m4", "Eve Lindqvist", "sales", "lead")
VERA = Member("m5", "Vera", "sales", "viewer")
BOARD = Board("b1", "Pipeline", timezone="Europe/Berlin", all_stages=STAGES, all_members=(ANA, BO, EVE, RAJ, VERA))

HOSTILE = (
    "[red]red[/red] [/ [TODO] [@click=app.quit]x[/]",
    "\x1b[31mred\x1b]52;c;aGk=\x07\x9b2J\x00\x7f",
    "\u202eright to left\u2066 \u2028\u2029 \ud800",
    "שלום עולם مرحبا بالعالم",
    "客户会议记录" * 40,
    "👩‍👩‍👧‍👦👍🏽 ❤️ e\u0301\u0301\u0301 \u200d",
    "x" * 20_000,
    "a b " * 5_000,
    "\t\n \n\t",
    "> " * 400 + "deep",
    "[" * 3_000,
)
"""Text from people at its worst; every place that shows text has to bear it."""


def card(**given):
    """The card that most tests look at, with some of its fields given."""
    fields = {
        "id": "0199-card", "board": "b1", "ref": "k7q2mxa", "title": "Acme pilot", "stage": "s3", "rank": "a",
        "created_at": "2026-09-02T08:00:00Z", "entered_at": "2026-11-26T08:15:00Z",
        "touched_at": "2026-11-26T08:15:00Z", "updated_at": "2026-11-26T08:15:00Z", "company": "Acme GmbH",
        "contact": "Jane Roe", "email": "jane@acme.example", "value": 1_200_000, "currency": "EUR",
        "source": "Trade Show", "marketing_owner": "Ana", "sales_owner": "Raj", "next_step": "call the CFO",
        "next_on": "2026-11-27", "labels": ("vip", "dach"), "extra": {
            "link.1": {"url": "https://files.example/proposal.pdf", "name": "proposal.pdf"},
            "field.Industry": "Manufacturing",
        },
    }  # fmt: skip
    return Card(**{**fields, **given})


def comment(number, author, body, *, at=None, **given):
    """A comment by a member, a day later than the one with the number before."""
    at = at or (NOW - timedelta(days=30 - number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    fields = {"id": f"c{number}", "card": "0199-card", "author": author.id, "team": author.team, "kind": "comment"}
    return Comment(**{**fields, "body": body, "at": at, **given})


COMMENTS = [
    comment(1, ANA, "Came back from the **fair**; see https://wiki.example/acme"),
    comment(2, RAJ, "Who signs?"),
    comment(3, ANA, "The CFO. @Raj"),
]


def change(number, verb, actor, *, at="2026-11-20T08:00:00Z", **registers):
    """A change to the card."""
    stamp = f"{number:012x}-0000-device00"
    return Change(
        f"x{number:03}",
        f"a{number}",
        f"t{number}",
        verb,
        at,
        "card",
        "0199-card",
        registers,
        stamp,
        actor.id,
        "d",
        number,
    )


CHANGES = [
    change(1, "create", ANA, at="2026-09-02T08:00:00Z", created=True, title="Acme pilot", stage="s0"),
    change(2, "edit", BO, at="2026-10-01T08:00:00Z", value=1_200_000, currency="EUR"),
    change(3, "move", ANA, at="2026-11-26T08:15:00Z", stage="s3"),
]


def view(**given):
    """What the panel shows of the card."""
    fields = {
        "board": BOARD,
        "me": ANA,
        "card": card(),
        "comments": COMMENTS,
        "events": history.list_events(CHANGES, BOARD),
    }
    return CardView(**{**fields, "now": NOW, **given})


def panel_with(**given):
    """The panel, with some of what it shows given."""
    panel = CardPanel()
    panel.view = view(**given)
    return panel


HEARD = (
    messages.EditAsked, messages.LinkAsked, messages.UnlinkAsked, messages.LinkOpened, messages.CommentAsked,
    messages.CardOpened, messages.CommentEditAsked, messages.RetractAsked, messages.DraftKept, messages.PanelClosed,
)  # fmt: skip


@cache
def theme_named(name):
    """A theme that comes with the program."""
    return theme.load_one(name, config.find_places())


class Holder(App):
    """Holds one widget, or shows one dialog, and writes down what it is told."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *, widget=None, dialog=None, theme="kanban-dark"):
        self.worn = theme_named(theme)
        self.set_reactive(App.theme, theme)  # before there are styles, as the program does it: else they are made twice
        super().__init__()
        self.register_theme(self.worn)
        self.widget, self.dialog = widget, dialog
        self.heard = []
        self.result = ...

    def get_theme(self, theme_name):
        return self.worn if theme_name == self.worn.name else super().get_theme(theme_name)

    def get_theme_variable_defaults(self):
        return palette.build_own_variables(self.current_theme)

    def compose(self):
        if self.widget:
            yield self.widget

    def on_mount(self):
        if self.dialog:
            self.push_screen(self.dialog, self.answered)

    def answered(self, result):
        self.result = result

    def hear(self, message):
        if isinstance(message, HEARD) and not any(message is each for each in self.heard):
            self.heard.append(message)


@asynccontextmanager
async def opened(*, size=(100, 40), **given):
    """The app with its widget or dialog, and the pilot that presses keys."""
    app = Holder(**given)
    with prompt(app):
        async with app.run_test(size=size, message_hook=app.hear) as pilot:
            await pilot.pause()
            yield app, pilot


async def until(pilot, there):
    """Wait until something is so that takes more than one turn of the app's loop."""
    for _ in range(500):
        if there():
            return
        await pilot.pause(0.01)
    raise AssertionError(screen_text(pilot.app))


async def typed(pilot, words):
    """Type words: they come in at once, as a paste, for a pilot takes its time over every key."""
    pilot.app.post_message(events.Paste(words))
    await pilot.pause()


def screen_text(app):
    """What stands on the screen, line by line."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


words_of_style = cache(str)
"""What a style looks like; a screen has few."""


def picture_of(app):
    """What stands on the screen, line by line, each run of letters with its style."""
    return [
        [(segment.text, words_of_style(segment.style)) for segment in strip]
        for strip in app.screen._compositor.render_strips()
    ]


def rows_with(app, words):
    """The lines of the screen in which these words stand."""
    return [line for line in screen_text(app) if words in line]


HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def harmful(app):
    """The lines of the screen that bear a control character, or what turns the reading order."""
    return [line for line in screen_text(app) if HARMFUL.search(line)]
