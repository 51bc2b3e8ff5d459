"""What people type into a card's fields, read and checked: for the panel, the command line and files."""

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
    "anyway": "Offer anyway",
}  # fmt: skip
"""The labels of a card's registers, and of what a move asks for besides."""

SAID = {
    "label": "label", "why": "reason why now", "again": "day to try again", "unless": "words on what would let it pass",
}  # fmt: skip
"""The name of a field in a sentence, where its label in lower case won't do."""

ALIASES = {typed.replace("-", "_"): name for name, typed in TYPED.items()} | {
    "name": "title", "mail": "email", "e_mail": "email", "tel": "phone", "telephone": "phone", "amount": "value",
    "marketing": "marketing_owner", "sales": "sales_owner", "next": "next_step", "on": "next_on", "time": "next_time",
    "close": "close_on",
    "reason": "lost_reason", "expected_close": "close_on",
}  # fmt: skip
"""Other words for fields, beside the registers' own names."""

CROSSING: dict[str, str] = {
    "why": "text",
    "opening": "text",
    "offer_to": "rep",
    "return_reason": "reason",
    "again": "again",
    "unless": "text",
    "anyway": "text",
}
"""What a move between the teams asks for besides fields, with its kind; none of it is stored as a field."""

TICK = "tick."
"""Prefix of the evidence for a judgement that a move may bring along: `tick.budget`."""

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
NEVER = "never"
"""The value of a return's day to try again where there is none."""

LONGEST = 2_000
"""The most characters of a one-line field, except the title."""


def is_crossing_field(name: str) -> bool:
    """Whether a move between the teams asks for this, and no field stores it."""
    return name in CROSSING or name.startswith(TICK)


def drop_crossing_fields(inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields among a move's inputs, without those that only the crossing asks for."""
    return {name: value for name, value in inputs.items() if not is_crossing_field(name)}


def format_label(name: str) -> str:
    """Return the label of a field: `Close date`; for a custom field, its name."""
    if name.startswith((CUSTOM, LABEL)):
        return name.removeprefix(CUSTOM).removeprefix(LABEL)
    return CALLED.get(name) or name.replace("_", " ").capitalize()


IN_FILES = {
    "created_at": "Created", "entered_at": "In stage since", "closed_at": "Closed", "id": "Record id",
    "lead_id": "Lead’s id", "deal_id": "Deal’s id", "contact_id": "Contact’s id", "company_id": "Company’s id",
    "campaign_id": "Campaign’s id", "comment": "Comments", "labels": "Labels",
    "person_id": "Lead’s or contact’s id", "is_responded": "Has responded",
}  # fmt: skip
"""What columns of files may be besides a card's fields."""


def format_column(name: str) -> str:
    """Return the label of what a column of a file is: a field, or what only files tell."""
    return IN_FILES.get(name) or format_label(name)


FURTHER = range(2, 10)
"""The numbers under which a merge or an import keeps more values of a field: `E-mail 2`."""


def list_further_names(name: str) -> list[str]:
    """Return the names of the custom fields that keep more values of a field."""
    return [f"{format_label(name)} {number}" for number in FURTHER]


def format_in_sentence(name: str) -> str:
    """Return a field's name as it stands in a sentence: `close date`."""
    if name.startswith((CUSTOM, LABEL)):
        return format_label(name)
    return SAID.get(name) or format_label(name).lower()


def format_typed_name(name: str) -> str:
    """Return a field's name as it is typed: `close-date`."""
    if name.startswith((CUSTOM, LABEL, TICK)):
        return name
    return TYPED.get(name) or name.replace("_", "-")


def find_register(name: str) -> str:
    """Return the register of a typed field name; custom fields are written `field.Industry`. Raises UsageFault."""
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

    `label` takes one or several, separated by commas; `-vip` removes one. With `crossing`, `name` may also be one of
    `CROSSING`. Raises UsageFault with what the field accepts.
    """
    if name == "label":
        parts = [part.strip() for part in text.clean_line(typed).split(",")]
        names = [part for part in parts if part] or [""]
        plain_labels = {clean_label(part.removeprefix("-")): not part.startswith("-") for part in names}
        return {LABEL + labels.find_current_name(board.label_names, label): on for label, on in plain_labels.items()}
    plain = text.clean_line(typed)
    if crossing and is_crossing_field(crossing_field := _read_crossing_name(name)):
        return {crossing_field: _read_crossing(CROSSING.get(crossing_field, "text"), plain, board, today)}
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
        case "day" | "time":
            return _read_day_or_time(register, plain, today)
        case "share":
            return {register: parse_share(plain)}
        case "owner":
            return {register: board.owner_name(plain)}
        case _ if register == "email" and not EMAIL.fullmatch(plain):
            raise UsageFault(f"“{text.shorten(plain, 60)}” is not an e-mail address; it looks like jane@acme.example.")
        case _:
            return {register: plain}


def _read_day_or_time(register: str, plain: str, today: date) -> dict[str, Json]:
    if register == "next_on":
        day, time = dates.parse_due(plain, today)
        return {register: day.isoformat(), **({"next_time": time} if time else {})}
    if FIELDS[register] == "time":
        return {register: dates.parse_time(plain)}
    return {register: dates.parse_day(plain, today).isoformat()}


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
    """Return the board's return reason that was typed: its name, or a unique beginning. Raises UsageFault."""
    matches = match_named(board.return_reasons, text.clean_line(typed), str)
    if len(matches) != 1:
        quoted = text.shorten(text.clean_line(typed), 40)
        if matches:
            raise UsageFault(f"“{quoted}” could be any of these return reasons: {', '.join(matches)}.")
        raise UsageFault(f"Unknown return reason “{quoted}”. Choose one of: {', '.join(board.return_reasons)}.")
    return matches[0]


def _read_amount(plain: str, board: Board) -> dict[str, Json]:
    """Read an amount without a currency in the board's."""
    return {"value": money.parse_amount(plain, board.currency).minor, "currency": board.currency}


def read_all(
    pairs: Mapping[str, str], board: Board, today: date, card: Card | None = None, *, crossing: bool = False
) -> dict[str, Json]:
    """Return the registers of several typed fields.

    An amount is in the currency that it names, else in the one typed beside it, else in the card's, else in the
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
    """Return a label in its stored form: one word or a few, without commas, at most 40 characters.

    Raises UsageFault.
    """
    plain = text.clean_line(label).replace(",", " ").strip()
    if not plain or len(plain) > 40:
        raise UsageFault("A label is a word or a few, at most 40 characters, without commas.")
    return plain


def settle_next_time(card: Card, registers: Mapping[str, Json]) -> dict[str, Json]:
    """Return registers with what follows for the time of the next step: a new day, or none, has none unless it is set.

    Raises UsageFault for a time without a day.
    """
    changed = dict(registers)
    if "next_on" in changed and "next_time" not in changed and card.next_time:
        changed["next_time"] = None
    if changed.get("next_time") and not changed.get("next_on", card.next_on):
        raise UsageFault("A time needs a day: give the next step’s date with it, such as “fri 14:30”.")
    return changed


def parse_share(typed: str) -> float:
    """Read `40%`, `40` or `0.4` as 0.4. Raises UsageFault."""
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
    """Format a register's value for people; a day as seen from `today`, or with its year without one.

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
    """Format a stored day as seen from `today`, for text that stays; without `today`, with its year."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:  # from elsewhere
        return str(value)
    return dates.format_date(day, today) if today else dates.format_full_date(day)
