"""The values of a field that is chosen from a list: their labels, which match, and whether others may be typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from textual.content import Content

from kanban.domain import handoffs
from kanban.domain.board import Board, Member
from kanban.domain.card import FIELDS
from kanban.domain.errors import KanbanError
from kanban.domain.values import fields, money, text
from kanban.tui.widgets.inputs.type_ahead import Item, has_beginning, rank_items
from kanban.tui.widgets.line_list import Block

Free = Callable[[str], str]
"""Returns the value to save for typed text that is not on the list; empty if it is refused."""

NO_MATCH = "No matches. Choose one from the list."

NOBODY = Item("", "nobody")
"""The first choice among owners."""


def _accept_nothing(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Options:
    """Values with their labels, in the order in which they are shown."""

    items: tuple[Item, ...]
    none: str = "–"
    """The label of the empty value."""
    free: Free = _accept_nothing
    """Accepts typed values; by default only values on the list are allowed."""

    def drop_empty(self) -> Options:
        """Return the same options without the empty value."""
        return Options(tuple(item for item in self.items if item.key), free=self.free)

    def label(self, value: str) -> str:
        """Return the label of a value; a value that is not on the list is its own label."""
        return next((item.label for item in self.items if item.key == value), value)

    def add_value(self, value: str) -> Options:
        """Return the same options with the present value added, if it is not on the list."""
        if not value or any(item.key == value for item in self.items):
            return self
        return Options((*self.items, Item(value, text.clean_line(value))), self.none, self.free)

    def find_items(self, typed: str) -> list[Item]:
        """Return the items that match what is typed, the best first; with the typed value itself, if it is allowed.

        Scattered letters match only on a closed list: otherwise `XX` would mean `MXN MX$`, and Tom Theodor M.
        """
        needle = text.fold(typed.strip())
        matches = sorted(rank_items(self.items, needle), key=lambda item: text.fold(item.key) != needle)
        if needle and self.free is not _accept_nothing:
            matches = [item for item in matches if needle in text.fold(f"{item.label}\n{item.search}")]
        own = self.free(typed.strip()) if needle else ""
        if not own or any(text.fold(item.key) == needle for item in matches):
            return matches
        # Items that begin as typed come first, so that enter takes those and not the typed word.
        first = [item for item in matches if has_beginning(item, needle)]
        return [*first, Item(own, f"“{own}”", "as typed"), *(item for item in matches if item not in first)]


def list_blocks(items: Iterable[Item], none: str) -> list[Block]:
    """Return a block for each item, or one that says that there are no matches; `none` labels the empty value."""
    visible = [
        item if item.label else Item(item.key, none, item.note, item.style, item.sign, item.search) for item in items
    ]
    blocks = [Block(block_key(item.key), item, item.draw) for item in visible]
    return blocks or [Block("", "no matches", partial(_draw_muted_line, "No matches"), is_stop=False)]


def block_key(value: str) -> str:
    """Return the block key of a value; the empty value has one too."""
    return f"={value}"


def value_of_key(key: str | None) -> str | None:
    """Return the value of a block key; None if nothing matched."""
    return key.removeprefix("=") if key else None


def _draw_muted_line(words: str, width: int) -> list[Content]:
    return [Content(f" {words}").stylize("$muted").truncate(width, ellipsis=True)]


# -- the fields of a card


def options_for(name: str, board: Board, *, turn: str = "") -> Options | None:
    """Return the options of a card's field, None for a typed one; `turn` labels an offer to whoever is next."""
    match FIELDS.get(name) or name:
        case "owner":
            return owner_options(name.removesuffix("_owner"), board)
        case "currency":
            return currency_options(board)
        case "offer_to":
            return _rep_options(board, turn)
        case _ if name == "campaign" and board.campaigns:
            names = (Item(campaign.name, text.clean_line(campaign.name), campaign.type) for campaign in board.campaigns)
            return Options((Item("", ""), *names), free=_accept_line)
        case _ if name in {"lost_reason", "win_reason"}:
            reasons = board.lost_reasons if name == "lost_reason" else board.win_reasons
            return Options(
                (Item("", ""), *(Item(reason, text.clean_line(reason)) for reason in reasons)), free=_accept_line
            )
        case _:
            return None


def owner_options(team: str, board: Board) -> Options:
    """Return who may own a card for a team, its own members first; any other name may be typed, as files bring them."""
    members = sorted(board.members, key=lambda member: member.team != team)
    return Options(
        (NOBODY, *(_person_item(member, other=member.team != team) for member in members)), "nobody", _accept_line
    )


def _rep_options(board: Board, turn: str) -> Options:
    reps = (_person_item(rep, other=False) for rep in handoffs.routing.list_reps(board))
    return Options((Item("", turn or "whose turn it is"), *reps), turn)


def _person_item(member: Member, *, other: bool) -> Item:
    notes = [member.team] * other + ["away"] * member.away
    return Item(member.name, text.clean_line(member.name), " · ".join(notes), search=" ".join(member.aliases))


def currency_options(board: Board) -> Options:
    """Return the currencies: the board's first, then those with a sign; any other three-letter code may be typed."""
    codes = dict.fromkeys((board.currency, *money.list_currencies()))
    return Options(
        tuple(Item(code, _label_currency(code), search=" ".join(money.list_signs(code))) for code in codes),
        free=_accept_currency,
    )


def _label_currency(code: str) -> str:
    sign = money.sign(code)
    return f"{code} {sign}" if sign else code


def _accept_currency(typed: str) -> str:
    try:
        return money.currency_code(typed)
    except KanbanError:
        return ""


def _accept_line(typed: str) -> str:
    plain = text.clean_line(typed)
    return plain if len(plain) <= fields.LONGEST else ""
