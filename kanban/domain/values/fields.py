"""What people type into a card's fields, read and checked: one place for the panel, the command line and files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, FIELDS, LABEL, TITLES, TYPED, Card
from kanban.domain.errors import UsageFault
from kanban.domain.values import dates, labels, money, text
from kanban.domain.values.naming import match_named

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.change import Json

CALLED = TITLES | {
    "label": "Labels", "link": "Link", "why": "Why now", "opening": "Opening", "offer_to": "Rep",
    "return_reason": "Return reason", "again": "Try again on", "unless": "Would pass if",
}  # fmt: skip
"""What people call the registers of a card, and what a move asks for beside them: the label of a field, the same everywhere."""

SAID = {
    "label": "label", "why": "reason why now", "again": "day to try again", "unless": "words on what would let it pass",
}  # fmt: skip
"""How a field is called in a sentence, where its label won't do."""

ALIASES = {typed.replace("-", "_"): name for name, typed in TYPED.items()} | {
    "name": "title", "mail": "email", "e_mail": "email", "tel": "phone", "telephone": "phone", "amount": "value",
    "marketing": "marketing_owner", "sales": "sales_owner", "next": "next_step", "on": "next_on", "close": "close_on",
    "reason": "lost_reason", "expected_close": "close_on",
}  # fmt: skip
"""The words that people use for fields, beside the registers' own names."""

CROSSING: dict[str, str] = {
    "why": "text",
    "opening": "text",
    "offer_to": "rep",
    "return_reason": "reason",
    "again": "again",
    "unless": "text",
}
"""What a move from one team to the other asks for beside fields, with the kind of value: none of it is kept as a field."""

TICK = "tick."
"""Prefix of the evidence for a judgement of the agreement, which a move may bring along: `tick.budget`."""

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
NEVER = "never"
"""A return's day to try again, where there is none."""

LONGEST = 2_000
"""Characters in a one-line field other than the title."""


def is_crossing_field(name: str) -> bool:
    """Whether this is asked for on a card's way and is kept as no field."""
    return name in CROSSING or name.startswith(TICK)


def drop_crossing_fields(inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields among what a move brings along, without what is asked for on the way alone."""
    return {name: value for name, value in inputs.items() if not is_crossing_field(name)}


def format_label(name: str) -> str:
    """Return the label of a field: `Close date`; of a custom one its name."""
    if name.startswith((CUSTOM, LABEL)):
        return name.removeprefix(CUSTOM).removeprefix(LABEL)
    return CALLED.get(name) or name.replace("_", " ").capitalize()


FURTHER = range(2, 10)
"""The numbers under which a card keeps further values of a field, as a merge and an import do: `E-mail 2`."""


def list_further_names(name: str) -> list[str]:
    """Return the names of the custom fields in which a card keeps further values of a field."""
    return [f"{format_label(name)} {number}" for number in FURTHER]


def format_in_sentence(name: str) -> str:
    """Return a field's name as it stands in a sentence: `close date`."""
    if name.startswith((CUSTOM, LABEL)):
        return format_label(name)
    return SAID.get(name) or format_label(name).lower()


def format_typed_name(name: str) -> str:
    """Return a field's name as one types it: `close-date`."""
    if name.startswith((CUSTOM, LABEL, TICK)):
        return name
    return TYPED.get(name) or name.replace("_", "-")


def find_register(name: str) -> str:
    """Return the register that a typed field name means; custom fields are written `field.Industry`."""
    plain = text.clean_line(name)
    folded = plain.casefold().replace("-", "_").replace(" ", "_")
    folded = ALIASES.get(folded, folded)
    if folded in FIELDS:
        return folded
    if plain.casefold().startswith(CUSTOM) and len(plain) > len(CUSTOM):
        return CUSTOM + plain[len(CUSTOM) :]
    known = ", ".join(TYPED.values())
    raise UsageFault(
        f"Unknown field “{text.shorten(plain, 40)}”. The fields are {known}, label, and field.NAME for a custom one."
    )


def read(name: str, typed: str, board: Board, today: date, *, crossing: bool = False) -> dict[str, Json]:
    """Return the registers that typing `typed` into the field `name` sets; empty text clears it.

    `label` takes one or several, with commas between them; `-vip` takes one off. With `crossing` it may also be one of
    `CROSSING`, for a move.
    Raises UsageFault with what the field takes.
    """
    if name == "label":
        parts = [part.strip() for part in text.clean_line(typed).split(",")]
        wanted = [part for part in parts if part] or [""]
        plain_labels = {clean_label(part.removeprefix("-")): not part.startswith("-") for part in wanted}
        return {LABEL + labels.find_current_name(board.label_names, label): on for label, on in plain_labels.items()}
    plain = text.clean_line(typed)
    if crossing and is_crossing_field(asked := _read_crossing_name(name)):
        return {asked: _read_crossing(CROSSING.get(asked, "text"), plain, board, today)}
    register = find_register(name)
    kind = FIELDS.get(register, "text")
    if register == "title":
        return {"title": text.clean_title(typed)}
    if not plain:
        return {register: None}
    if len(plain) > LONGEST:
        raise UsageFault(f"The {format_in_sentence(register)} has {len(plain):,} characters; {LONGEST:,} is the most.")
    match kind:
        case "money":
            amount = money.parse_amount(plain)
            return (
                {"value": amount.minor, "currency": amount.currency} if amount.currency else _read_amount(plain, board)
            )
        case "currency":
            return {"currency": money.currency_code(plain)}
        case "day":
            return {register: dates.parse_day(plain, today).isoformat()}
        case "share":
            return {register: parse_share(plain)}
        case "owner":
            return {register: board.owner_name(plain)}
        case _ if register == "email" and not EMAIL.fullmatch(plain):
            raise UsageFault(f"“{text.shorten(plain, 60)}” is not an e-mail address; it looks like jane@acme.example.")
        case _:
            return {register: plain}


def _read_crossing_name(name: str) -> str:
    plain = text.clean_line(name).casefold()
    return plain if plain.startswith(TICK) else plain.replace("-", "_")


def _read_crossing(kind: str, plain: str, board: Board, today: date) -> Json:
    if not plain:
        return None
    match kind:
        case "again":
            return NEVER if plain.casefold() == NEVER else dates.parse_day(plain, today).isoformat()
        case "reason":
            return find_reason(board, plain)
        case "rep":
            return board.find_member(plain).id
        case _:
            return plain


def find_reason(board: Board, typed: str) -> str:
    """Return the board's reason for a return that was meant: its name, or the beginning of only one; raises UsageFault."""
    matches = match_named(board.return_reasons, text.clean_line(typed), str)
    if len(matches) != 1:
        raise UsageFault(f"A return has one of these reasons: {', '.join(board.return_reasons)}.")
    return matches[0]


def _read_amount(plain: str, board: Board) -> dict[str, Json]:
    """Read an amount that names no currency, in the board's."""
    return {"value": money.parse_amount(plain, board.currency).minor, "currency": board.currency}


def read_all(
    pairs: Mapping[str, str], board: Board, today: date, card: Card | None = None, *, crossing: bool = False
) -> dict[str, Json]:
    """Return the registers for several typed fields.

    An amount is in the currency that it names, else in the one that is typed beside it, else in the card's, else in the
    board's.
    """
    registers: dict[str, Json] = {}
    for name, typed in pairs.items():
        registers.update(read(name, typed, board, today, crossing=crossing))
    own = {name: typed for name, typed in pairs.items() if name != "label" and not is_crossing_field(name)}
    by_register = {find_register(name): text.clean_line(typed) for name, typed in own.items()}
    amount = by_register.get("value")
    if not amount or money.parse_amount(amount).currency:
        return registers
    if "currency" in by_register:
        currency = money.currency_code(by_register["currency"]) if by_register["currency"] else None
    else:
        currency = card.currency if card else None
    if currency:
        registers.update(value=money.parse_amount(amount, currency).minor, currency=currency)
    return registers


def clean_label(label: str) -> str:
    """Return a label as it is kept: one word or a few, no commas, at most 40 characters."""
    plain = text.clean_line(label).replace(",", " ").strip()
    if not plain or len(plain) > 40:
        raise UsageFault("A label is a word or a few, at most 40 characters, without commas.")
    return plain


def parse_share(typed: str) -> float:
    """Read `40%`, `40` or `0.4` as 0.4."""
    plain = typed.strip().removesuffix("%").strip().replace(",", ".")
    try:
        share = float(plain)
    except ValueError:
        share = -1.0
    if typed.strip().endswith("%") or share > 1:
        share /= 100
    if not 0 <= share <= 1:
        raise UsageFault(f"“{text.shorten(typed, 40)}” is not a probability; give 40% or 0.4.")
    return round(share, 4)


def format_value(name: str, value: Json, currency: str | None = None, today: date | None = None) -> str:
    """Return a register's value as people read it, a day as it is said on `today` or, without that, with its year.

    Empty where there is none.
    """
    if value is None:
        return ""
    if name == "value" and isinstance(value, int):
        return money.format_money(value, currency)
    if name == "probability" and isinstance(value, int | float):
        return f"{value:.0%}"
    return format_day(value, today) if FIELDS.get(name) == "day" else str(value)


def format_day(value: Json, today: date | None) -> str:
    """Return a day that a register holds as it is said on `today`, for what stays to be read; with its year without that."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:  # from elsewhere
        return str(value)
    return dates.format_date(day, today) if today else dates.format_full_date(day)
