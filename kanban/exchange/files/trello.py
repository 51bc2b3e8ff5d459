"""A Trello board's own export (JSON) as a table: a row a card, its list as the stage, comments with author and time."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from kanban.domain import clock
from kanban.domain.errors import KanbanError
from kanban.domain.values.text import clean_line, format_count
from kanban.exchange.files.faulty_rows import Unreadable, number_elements
from kanban.exchange.files.file_table import NumberedRow, RowTable, format_name, format_number

_HEADER = (
    "Card ID", "Card Name", "List Name", "Owner", "Members", "Labels", "Due Date", "Created at", "Entered at",
    "Card URL", "Comments",
)  # fmt: skip
"""Those that Trello's own CSV has too are called as they are there."""

_LINKS = 5
"""Columns of links, at most: attachments that are pages."""

_ALL_ACTIONS = 1000
"""Trello exports so many of the newest actions, comments among them, and no more."""

Item = Mapping[str, Any]


def is_board(document: Mapping[str, Any]) -> bool:
    """Tell whether a JSON document is the export of a Trello board."""
    lists, cards = document.get("lists"), document.get("cards")
    return (
        isinstance(lists, list)
        and isinstance(cards, list)
        and (all("idList" in card for card in _items(cards)) if _items(cards) else bool(_MARKS & document.keys()))
    )


_MARKS = frozenset({"idBoard", "prefs"})
"""What a board has that is empty."""


def open_board(path: Path, document: Mapping[str, Any]) -> RowTable:
    """Look at a board: its cards but those that are archived. Raises KanbanError if there is none."""
    name = format_name(path)
    board = _Board(document)
    numbered = number_elements(_list(document["cards"]))
    odd_cards: list[NumberedRow] = [(number, item) for number, item in numbered if isinstance(item, Unreadable)]
    rows = [*odd_cards, *board.list_rows()]
    if not rows:
        raise KanbanError(f"“{name}” is a Trello board without open cards: there is nothing to import.")
    notes = [f"“{name}”: {words} left out." for words in board.list_left_out()]
    if odd := _count_odd_entries(document):
        parts = ", ".join(sorted(odd))
        many = f"{odd.total():,} entries of {parts} are no objects"
        notes.append(f"“{name}”: {f'1 entry of {parts} is no object' if odd.total() == 1 else many}, and left out.")
    if board.is_cut:
        notes.append(
            f"“{name}” holds Trello's newest {_ALL_ACTIONS:,} actions, as its exports do: older comments are missing."
        )
    return RowTable(
        path=path,
        header=tuple(board.header),
        encoding="utf-8",
        unit="card",
        notes=tuple(notes),
        decimal_columns=frozenset(range(len(_HEADER) + board.links, len(board.header))),
        read_rows=partial(iter, rows),
    )


_PARTS = ("lists", "members", "labels", "checklists", "customFields", "actions")


def _count_odd_entries(document: Mapping[str, Any]) -> Counter[str]:
    """Return how many entries of a board's lists are no objects, by the name of the list; cards are told alone."""
    odd = Counter({part: sum(not isinstance(item, dict) for item in _list(document.get(part))) for part in _PARTS})
    return +odd


class _Board:
    """The parts of a board by their ids."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._lists = _by_id(document.get("lists"))
        self._members = _by_id(document.get("members"))
        self._labels = _by_id(document.get("labels"))
        self._checklists = _by_id(document.get("checklists"))
        self._fields = _by_id(document.get("customFields"))
        actions = _items(document.get("actions"))
        self.is_cut = len(actions) >= _ALL_ACTIONS
        self._comments: dict[str, list[Item]] = {}
        self._entered: dict[str, str] = {}
        for action in actions:
            self._take_action(action)
        self._left_out: Counter[str] = Counter()
        numbered = ((n, card) for n, card in enumerate(_list(document.get("cards")), 1) if isinstance(card, dict))
        cards = [(number, card) for number, card in numbered if self._is_open(card)]
        self._cards = sorted(cards, key=lambda pair: self._place(pair[1]))
        self.links = min(max((len(self._list_links(card)) for _, card in self._cards), default=0), _LINKS)
        fields = [_text(field.get("name")) or "Field" for field in self._fields.values()]
        self.header = [*_HEADER, *["Attachment"] * self.links, *fields]

    def _take_action(self, action: Item) -> None:
        data = _item(action.get("data"))
        card = _text(_item(data.get("card")).get("id"))
        if action.get("type") in {"commentCard", "copyCommentCard"} and _text(data.get("text")):
            self._comments.setdefault(card, []).append(action)
        elif action.get("type") == "updateCard" and "listAfter" in data:
            self._entered[card] = max(self._entered.get(card, ""), _text(action.get("date")))

    def _is_open(self, card: Item) -> bool:
        if card.get("closed"):
            self._left_out["archived card"] += 1
        elif self._lists.get(_text(card.get("idList")), {}).get("closed"):
            self._left_out["archived list"] += 1
        elif card.get("isTemplate"):
            self._left_out["template"] += 1
        else:
            return True
        return False

    def list_left_out(self) -> Iterable[str]:
        """Return how many cards are left out, for each reason."""
        for reason, count in self._left_out.items():
            yield (
                f"{format_count(count, 'card')} in archived lists"
                if reason == "archived list"
                else format_count(count, reason)
            )

    def _place(self, card: Item) -> tuple[float, float]:
        return _position(self._lists.get(_text(card.get("idList")), {})), _position(card)

    def list_rows(self) -> list[NumberedRow]:
        """Return the open cards as rows, in the order of the board, each with its number in the file."""
        return [(number, self._build_row(card)) for number, card in self._cards]

    def _build_row(self, card: Item) -> list[str]:
        card_id = _text(card.get("id"))
        members = [self._name_member(member) for member in card.get("idMembers") or ()]
        known_labels = (self._labels.get(_text(label)) for label in card.get("idLabels") or ())
        labels = [label for label in known_labels if label] or _items(card.get("labels"))
        created = _created_at(card_id)
        links = self._list_links(card)[: self.links]
        values = {_text(item.get("idCustomField")): item for item in _items(card.get("customFieldItems"))}
        return [
            card_id,
            _text(card.get("name")),
            _text(self._lists.get(_text(card.get("idList")), {}).get("name")),
            next(filter(None, members), ""),
            ", ".join(filter(None, members)) if len(members) > 1 else "",
            ", ".join(filter(None, (_text(label.get("name")) or _text(label.get("color")) for label in labels))),
            "" if card.get("dueComplete") else _text(card.get("due")),
            created,
            self._entered.get(card_id, ""),
            _text(card.get("url")) or _text(card.get("shortUrl")),
            self._format_comments(card, created),
            *links,
            *[""] * (self.links - len(links)),
            *(_format_field(field, values.get(field_id, {})) for field_id, field in self._fields.items()),
        ]

    def _name_member(self, member_id: object) -> str:
        member = self._members.get(_text(member_id), {})
        return _text(member.get("fullName")) or _text(member.get("username"))

    def _list_links(self, card: Item) -> list[str]:
        urls = (_text(attachment.get("url")) for attachment in _items(card.get("attachments")))
        return list(dict.fromkeys(url for url in urls if url.startswith(("https://", "http://"))))

    def _format_comments(self, card: Item, created: str) -> str:
        """Return the description, the checklists and the comments of a card as a JSON list, oldest first."""
        entries = [
            {"text": text, "at": created} for text in (_text(card.get("desc")), *self._list_checks(card)) if text
        ]
        actions = sorted(self._comments.get(_text(card.get("id")), ()), key=lambda action: _text(action.get("date")))
        for action in actions:
            creator = _item(action.get("memberCreator"))
            author = _text(creator.get("fullName")) or _text(creator.get("username"))
            entries.append(
                {
                    "text": _text(_item(action.get("data")).get("text")),
                    "author": author or self._name_member(action.get("idMemberCreator")),
                    "at": _text(action.get("date")),
                }
            )
        return json.dumps(entries, ensure_ascii=False) if entries else ""

    def _list_checks(self, card: Item) -> Iterable[str]:
        for checklist_id in card.get("idChecklists") or ():
            checklist = self._checklists.get(_text(checklist_id), {})
            items = sorted(_items(checklist.get("checkItems")), key=_position)
            lines = [
                f"- [{'x' if item.get('state') == 'complete' else ' '}] {clean_line(_text(item.get('name')))}"
                for item in items
            ]
            if lines:
                yield "\n".join([_text(checklist.get("name")) or "Checklist", *lines])


def _format_field(field: Item, item: Item) -> str:
    """Return a custom field of a card as a cell."""
    value = _item(item.get("value"))
    if not value and item.get("idValue"):
        options = _by_id(field.get("options"))
        return _text(_item(options.get(_text(item["idValue"]), {}).get("value")).get("text"))
    if "number" in value:
        try:
            return format_number(float(value["number"]))
        except (TypeError, ValueError):
            return _text(value["number"])
    if "checked" in value:
        return "TRUE" if _text(value["checked"]) == "true" else "FALSE"
    return _text(value.get("text")) or _text(value.get("date"))


_ID = re.compile("[0-9a-f]{24}")


def _created_at(card_id: str) -> str:
    """Return when a card was made: its id begins with the seconds since 1970. Empty for an id of another shape."""
    if not _ID.fullmatch(card_id):
        return ""
    try:
        return clock.iso(datetime.fromtimestamp(int(card_id[:8], 16), UTC))
    except (ValueError, OverflowError, OSError):
        return ""


def _position(item: Item) -> float:
    place = item.get("pos")
    return float(place) if isinstance(place, int | float) else 0.0


def _text(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_number(value)
    return value.strip() if isinstance(value, str) else ""


def _item(value: object) -> Item:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[Item]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _by_id(value: object) -> dict[str, Item]:
    return {_text(item.get("id")): item for item in _items(value)}
