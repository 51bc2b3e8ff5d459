"""A card's fields as rows: what each is called, what it holds, and how it stands in the line where it is edited."""

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
from kanban.tui.widgets.card.link_line import links_of
from kanban.tui.widgets.card_view import CardView

ADD_FIELD, ADD_LINK, LABELS, LINKS = "add field", "add link", "labels", "link "
"""Keys of the rows that are no field."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Lead", ("title", "company", "contact", "email", "phone", "source", "campaign")),
    ("Deal", ("value", "currency", "probability", "close_on", "win_reason", "lost_reason")),
    ("Work", ("marketing_owner", "sales_owner", "next_step", "next_on")),
)
"""The order of the fields; what a newer version adds comes behind them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the fields."""

    key: str
    """The field's register, or one of the keys above."""
    called: str
    shown: str
    """What it holds, empty where nothing."""
    typed: str
    """The same as one would type it."""
    missing: bool = False
    """The stage asks for it."""
    url: str = ""
    """Where it leads: links."""


def rows(view: CardView) -> list[tuple[str, list[Row]]]:
    """Return the rows under their headings."""
    card, stage = view.card, view.board.lane_of(view.card.stage)
    made = []
    for heading, names in GROUPS:
        kept = [name for name in names if _belongs(name, card, stage)]
        made.append((heading, [_row(name, view) for name in kept]))
    labels = ", ".join(text.clean_line(label) for label in card.labels)
    made[-1][1].append(Row(LABELS, "Labels", labels, labels))
    links = [Row(f"{LINKS}{key}", "Link", f"{name} ↗", "", url=url) for key, name, url in links_of(card)]
    made.append(("Links", [*links, Row(ADD_LINK, "+ link", "", "")]))
    own = [_row(CUSTOM + name, view) for name in card.registers(CUSTOM)]
    made.append(("Custom fields", [*own, Row(ADD_FIELD, "+ field", "", "")]))
    return made


SHORT = {
    "Marketing owner": "Marketing", "Sales owner": "Sales",
}  # fmt: skip
"""What stands before a field where there is little room."""

ELSEWHERE = frozenset({"title", "currency", "next_step", "next_on", ADD_FIELD, ADD_LINK})
"""Rows that are left out beside the thread: the head of the card or the value says them, or they are empty."""


def brief(view: CardView) -> list[tuple[str, list[Row]]]:
    """Return the rows that say something, without headings: what stands beside the thread."""
    found = [row for _, group in beside(view) for row in group if row.key not in ELSEWHERE]
    return [("", [row for row in found if row.shown or row.missing])]


def beside(view: CardView) -> list[tuple[str, list[Row]]]:
    """Return all rows under their headings, with names for little room."""
    return [
        (name, [replace(row, called=SHORT.get(row.called, row.called)) for row in some]) for name, some in rows(view)
    ]


def _belongs(name: str, card: Card, stage: Stage) -> bool:
    """Whether a field is worth a row: a reason only once there is an outcome."""
    if name == "win_reason":
        return stage.outcome == "won" or card.win_reason is not None
    return name != "lost_reason" or stage.outcome == "lost" or card.lost_reason is not None


def _row(name: str, view: CardView) -> Row:
    value = view.card.value_of(name)
    return Row(name, called(name), shown(name, value, view), typed(name, value, view), name in view.missing)


def called(name: str) -> str:
    """Return what stands before a field."""
    if name.startswith(CUSTOM):
        return cell_width.shorten(text.clean_line(name.removeprefix(CUSTOM)), 40)
    if name.startswith(TICK):
        return "Shown by"
    return fields.format_label(name)


def shown(name: str, value: Json, view: CardView) -> str:
    """Return what a field holds, as people read it."""
    if value is None:
        return ""
    if FIELDS.get(name) == "day" and isinstance(value, str):
        try:
            return dates.format_day(date.fromisoformat(value), view.today)
        except ValueError:
            return text.clean_line(value)
    if FIELDS.get(name) == "owner":
        return text.clean_line(view.board.owner_name(str(value)) or "")
    said = text.clean_line(fields.format_value(name, value, view.card.currency))
    return said.removesuffix(".00") if name == "value" else said


def typed(name: str, value: Json, view: CardView) -> str:
    """Return what a field holds, as one would type it."""
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


def preview(name: str, given: str, board: Board, today: date) -> str:
    """Return how a day or an amount is read that is being typed; empty where there is nothing to say yet."""
    kind = FIELDS.get(name)
    if kind not in {"day", "money", "share"} or not given.strip():
        return ""
    try:
        read = fields.read(name, given, board, today)
    except KanbanError:
        return ""
    if kind == "day":
        return f"→ {dates.format_date(dates.parse_day(given, today), today)}"
    if kind == "money":
        amount, currency = read.get("value"), read.get("currency")
        return f"→ {money.format_money(amount, str(currency))}" if isinstance(amount, int) else ""
    return f"→ {fields.format_value(name, read.get(name))}"


def pairs(row: Row, given: str, card: Card) -> dict[str, str]:
    """Return what `EditAsked` bears for what was typed into a row; raises UsageFault for a field without a name.

    Labels are typed as the list that is to be: what is new goes on, what is gone comes off. Another currency leaves the
    figure of the value as it is read, also where the currency has fewer decimals.
    """
    if row.key == "currency" and card.value is not None:
        if not given:
            raise UsageFault("The value needs a currency. Clear the value first.")
        return {"value": money.decimal_text(card.value, card.currency), "currency": given}
    if row.key == LABELS:
        wanted = {fields.clean_label(part): None for part in given.split(",") if part.strip()}
        changed = [label for label in wanted if label not in card.labels]
        changed += [f"-{label}" for label in card.labels if label not in wanted]
        return {"label": ", ".join(changed)} if changed else {}
    if row.key == ADD_FIELD:
        name, equals, value = given.partition("=")
        if not text.clean_line(name) or not equals:
            raise UsageFault("Type a custom field as Name = value, e.g. Industry = Steel.")
        return {CUSTOM + text.clean_line(name): value}
    return {row.key: given}
