"""A card's fields as rows: label, value to read, and value to edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kanban import cell_width
from kanban.domain.board import Board, Stage
from kanban.domain.card import CUSTOM, FIELDS, Card
from kanban.domain.change import Json
from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values import dates, fields, money, text
from kanban.domain.values.fields import TICK
from kanban.tui.widgets.card.link_line import list_links
from kanban.tui.widgets.card_view import CardView

ADD_FIELD, ADD_LINK, LABELS, LINKS, EARLIER = "add field", "add link", "labels", "link ", "earlier deal"
"""Keys of the rows that are not fields."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Lead", ("title", "company", "contact", "email", "phone", "source", "campaign")),
    ("Deal", ("value", "currency", "probability", "close_on", "win_reason", "lost_reason")),
    ("Work", ("marketing_owner", "sales_owner", "next_step", "next_on", "next_time")),
)
"""The fields under their headings, in order."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row of the fields."""

    key: str
    """The field's register, or one of the keys above."""
    called: str
    text: str
    """The value as people read it, empty without one."""
    typed: str
    """The value as people type it."""
    is_missing: bool = False
    """Whether the stage requires it and it is empty."""
    url: str = ""
    """The address of a link."""
    card: str = ""
    """The id of another card that the row leads to."""


def list_rows(view: CardView) -> list[tuple[str, list[FieldRow]]]:
    """Return (heading, rows) for all fields of a card."""
    card, stage = view.card, view.board.lane_of(view.card.stage)
    groups = []
    for heading, names in GROUPS:
        groups.append((heading, [_make_row(name, view) for name in names if _has_row(name, card, stage)]))
    labels = ", ".join(text.clean_line(label) for label in card.labels)
    groups[-1][1].append(FieldRow(LABELS, "Labels", labels, labels))
    links = [FieldRow(f"{LINKS}{key}", "Link", f"{name} ↗", "", url=url) for key, name, url in list_links(card)]
    groups.append(("Links", [*_list_earlier(view), *links, FieldRow(ADD_LINK, "+ link", "", "")]))
    own = [_make_row(CUSTOM + name, view) for name in card.registers(CUSTOM)]
    groups.append(("Custom fields", [*own, FieldRow(ADD_FIELD, "+ field", "", "")]))
    return groups


def _list_earlier(view: CardView) -> list[FieldRow]:
    """Return the row that leads to the card of an earlier deal of the same person."""
    if view.earlier is None:
        return []
    title = text.clean_line(view.earlier.title)
    return [FieldRow(EARLIER, "Earlier deal", f"{title} ({view.earlier.ref}) ↗", "", card=view.earlier.id)]


SHORT = {
    "Marketing owner": "Marketing", "Sales owner": "Sales", "Earlier deal": "Earlier",
}  # fmt: skip
"""Short labels for the narrow column beside the thread."""

ELSEWHERE = frozenset({"title", "currency", "next_step", "next_on", "next_time", ADD_FIELD, ADD_LINK})
"""Rows left out beside the thread: the card's head or another row shows them, or they are never filled."""


def list_brief_rows(view: CardView) -> list[tuple[str, list[FieldRow]]]:
    """Return the rows with a value, or with one that is missing, without headings: for beside the thread."""
    candidates = [row for _, group in list_narrow_rows(view) for row in group if row.key not in ELSEWHERE]
    return [("", [row for row in candidates if row.text or row.is_missing])]


def list_narrow_rows(view: CardView) -> list[tuple[str, list[FieldRow]]]:
    """Return all rows under their headings, with short labels."""
    return [
        (heading, [replace(row, called=SHORT.get(row.called, row.called)) for row in group])
        for heading, group in list_rows(view)
    ]


def _has_row(name: str, card: Card, stage: Stage) -> bool:
    """Return whether a field has a row: the reasons have one only after the outcome."""
    if name == "win_reason":
        return stage.outcome == "won" or card.win_reason is not None
    return name != "lost_reason" or stage.outcome == "lost" or card.lost_reason is not None


def _make_row(name: str, view: CardView) -> FieldRow:
    value = view.card.value_of(name)
    return FieldRow(
        name,
        label_field(name),
        format_value(name, value, view),
        format_for_input(name, value, view),
        name in view.missing,
    )


def label_field(name: str) -> str:
    """Return the label of a field, of a custom field or of a tick."""
    if name.startswith(CUSTOM):
        return cell_width.shorten(text.clean_line(name.removeprefix(CUSTOM)), 40)
    if name.startswith(TICK):
        return "Shown by"
    return fields.format_label(name)


def format_value(name: str, value: Json, view: CardView) -> str:
    """Return a field's value as people read it, empty without one."""
    if value is None:
        return ""
    if FIELDS.get(name) == "day" and isinstance(value, str):
        try:
            return dates.format_day(date.fromisoformat(value), view.today)
        except ValueError:
            return text.clean_line(value)
    if FIELDS.get(name) == "owner":
        return text.clean_line(view.board.owner_name(str(value)) or "")
    words = text.clean_line(fields.format_value(name, value, view.card.currency))
    return words.removesuffix(".00") if name == "value" else words


def format_for_input(name: str, value: Json, view: CardView) -> str:
    """Return a field's value as people type it, empty without one."""
    if value is None:
        return ""
    if name == "value" and isinstance(value, int) and view.card.currency:
        return f"{money.decimal_text(value, view.card.currency)} {view.card.currency}"
    if FIELDS.get(name) == "owner":
        return text.clean_line(view.board.owner_name(str(value)) or "")
    if FIELDS.get(name) == "day" and isinstance(value, str):
        try:
            return dates.format_full_date(date.fromisoformat(value))
        except ValueError:
            return text.clean_line(value)
    return text.clean_line(fields.format_value(name, value))


def preview(name: str, entry: str, board: Board, today: date) -> str:
    """Return how a date, an amount or a percentage being typed is read, such as `→ Fri 4 Dec`; empty if it can't be."""
    kind = FIELDS.get(name)
    if kind not in {"day", "money", "share"} or not entry.strip():
        return ""
    try:
        registers = fields.read(name, entry, board, today)
    except KanbanError:
        return ""
    if kind == "day":
        day, time = dates.parse_due(entry, today) if name == "next_on" else (dates.parse_day(entry, today), None)
        return f"→ {dates.format_date(day, today)}{f' {time}' if time else ''}"
    if kind == "money":
        amount, currency = registers.get("value"), registers.get("currency")
        return f"→ {money.format_money(amount, str(currency))}" if isinstance(amount, int) else ""
    return f"→ {fields.format_value(name, registers.get(name))}"


def read_entry(row: FieldRow, entry: str, card: Card) -> dict[str, str]:
    """Return the changes for `EditAsked` from what was typed into a row; raises UsageFault for a nameless field.

    Labels are typed as the whole new list, and returned as the difference. A new currency keeps the figure of the value
    as people read it, even if the currency has fewer decimals.
    """
    if row.key == "currency" and card.value is not None:
        if not entry:
            raise UsageFault("The value needs a currency. Clear the value first.")
        return {"value": money.decimal_text(card.value, card.currency), "currency": entry}
    if row.key == LABELS:
        labels = {fields.clean_label(part): None for part in entry.split(",") if part.strip()}
        changed = [label for label in labels if label not in card.labels]
        changed += [f"-{label}" for label in card.labels if label not in labels]
        return {"label": ", ".join(changed)} if changed else {}
    if row.key == ADD_FIELD:
        name, equals, value = entry.partition("=")
        if not text.clean_line(name) or not equals:
            raise UsageFault("Type a custom field as Name = value, e.g. Industry = Steel.")
        return {CUSTOM + text.clean_line(name): value}
    return {row.key: entry}
