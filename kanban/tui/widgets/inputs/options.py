"""The values among which a field is chosen: what each is called, which fit what is typed, and whether another one may be typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from textual.content import Content

from kanban.domain.board import Board, Member
from kanban.domain.card import FIELDS
from kanban.domain.errors import KanbanError
from kanban.domain.values import fields, money, text
from kanban.tui.widgets.inputs.type_ahead import Item, begins, ranked
from kanban.tui.widgets.line_list import Block

Free = Callable[[str], str]
"""Returns a value that is typed and stands in no list as it is kept; empty where it won't do."""

NO_MATCH = "Nothing on the list is called so."

NOBODY = Item("", "nobody")
"""What stands first among owners."""


def _closed(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Options:
    """Values with what they are called, in the order in which they are shown."""

    items: tuple[Item, ...]
    none: str = "–"
    """Stands for no value."""
    free: Free = _closed
    """Of a closed list nothing else will do."""

    def but_none(self) -> Options:
        """Return the same options without the one that stands for no value."""
        return Options(tuple(item for item in self.items if item.key), free=self.free)

    def label(self, value: str) -> str:
        """Return what a value is called; one of no list is called what it is."""
        return next((item.label for item in self.items if item.key == value), value)

    def with_value(self, value: str) -> Options:
        """Return the same options, and a value that somebody else gave and that stands in no list."""
        if not value or any(item.key == value for item in self.items):
            return self
        return Options((*self.items, Item(value, text.clean_line(value))), self.none, self.free)

    def fitting(self, typed: str) -> list[Item]:
        """Return what fits what is typed, the best first; what may be a value as it stands comes behind what begins so.

        Letters in order are enough for a closed list alone: `XX` is no `MXN MX$`, nor Tom a Theodor M.
        """
        wanted = text.fold(typed.strip())
        found = sorted(ranked(self.items, wanted), key=lambda item: text.fold(item.key) != wanted)
        if wanted and self.free is not _closed:
            found = [item for item in found if wanted in text.fold(f"{item.label}\n{item.search}")]
        own = self.free(typed.strip()) if wanted else ""
        if not own or any(text.fold(item.key) == wanted for item in found):
            return found
        sure = [item for item in found if begins(item, wanted)]
        return [*sure, Item(own, f"“{own}”", "as typed"), *(item for item in found if item not in sure)]


def blocks_of(items: Iterable[Item], none: str) -> list[Block]:
    """Return a list's lines for these items, or the one that says that there are none."""
    shown = [
        item if item.label else Item(item.key, none, item.note, item.style, item.sign, item.search) for item in items
    ]
    blocks = [Block(block_key(item.key), item, item.drawn) for item in shown]
    return blocks or [Block("", "no matches", partial(_quiet, "No matches"), stop=False)]


def block_key(value: str) -> str:
    """Return the key of the line on which a value stands: also no value has one."""
    return f"={value}"


def value_at(key: str | None) -> str | None:
    """Return the value on the line with this key; None where nothing matches."""
    return key.removeprefix("=") if key else None


def _quiet(words: str, width: int) -> list[Content]:
    return [Content(f" {words}").stylize("$muted").truncate(width, ellipsis=True)]


# -- the fields of a card


def of_field(name: str, board: Board, *, turn: str = "") -> Options | None:
    """Return the options of a card's field, None for one that is typed; `choose_next_rep` says who gets an offer that names nobody."""
    match FIELDS.get(name) or name:
        case "owner":
            return owners(name.removesuffix("_owner"), board)
        case "currency":
            return currencies(board)
        case "offer_to":
            return _reps(board, turn)
        case _ if name in {"lost_reason", "win_reason"}:
            reasons = board.lost_reasons if name == "lost_reason" else board.win_reasons
            return Options((Item("", ""), *(Item(each, text.clean_line(each)) for each in reasons)), free=_line)
        case _:
            return None


def owners(team: str, board: Board) -> Options:
    """Return who may own a card for a team: its own members first; a file may have given any other name."""
    members = sorted(board.members, key=lambda member: member.team != team)
    return Options((NOBODY, *(_person(member, other=member.team != team) for member in members)), "nobody", _line)


def _reps(board: Board, turn: str) -> Options:
    from kanban.domain.handoffs import routing  # noqa: PLC0415 - an open card asks for no reps, and need not load it

    reps = (_person(each, other=False) for each in routing.list_reps(board))
    return Options((Item("", turn or "whose turn it is"), *reps), turn)


def _person(member: Member, *, other: bool) -> Item:
    notes = [member.team] * other + ["away"] * member.away
    return Item(member.name, text.clean_line(member.name), " · ".join(notes), search=" ".join(member.aliases))


def currencies(board: Board) -> Options:
    """Return the currencies: the board's first, then those with a sign of their own; three other letters will do too."""
    codes = dict.fromkeys((board.currency, *money.currencies()))
    return Options(
        tuple(Item(code, _with_sign(code), search=" ".join(money.signs(code))) for code in codes), free=_code
    )


def _with_sign(code: str) -> str:
    sign = money.sign(code)
    return f"{code} {sign}" if sign else code


def _code(typed: str) -> str:
    try:
        return money.currency_code(typed)
    except KanbanError:
        return ""


def _line(typed: str) -> str:
    plain = text.clean_line(typed)
    return plain if len(plain) <= fields.LONGEST else ""
