"""The second and further contacts of deals: a card has one contact, and keeps the others in a custom field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.domain.records.outside_ids import complete_id
from kanban.exchange.recognition.cells import clean_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kanban.exchange.recognition.sheet import Piece, Sheet

_SEPARATOR = re.compile(r"\s*;\s*")
_NAMES = ("contact", "first_name", "last_name")


class FurtherContacts:
    """Knows which contacts deals have besides the first, and what the files call them."""

    def __init__(self, sheets: Sequence[Sheet], roles: Mapping[str, Sequence[str]]) -> None:
        """Take the files, and the further contacts of deals by the deals' ids, as a file of roles has them."""
        self._sheets = sheets
        self._roles = roles
        self._wanted = {contact for contacts in roles.values() for contact in contacts}
        self._names: dict[str, str] = {}
        """Names by the ids of contacts."""

    def meet(self, sheet: Sheet, piece: Piece) -> None:
        """Learn which contacts the deals of a piece name; pass all of them before names are asked for."""
        if sheet.mapping.kind == "deals":
            for column in sheet.mapping.all("contact_id"):
                for cell in {row[column.index] for row in piece.rows if ";" in row[column.index]}:
                    self._wanted.update(_split(cell)[1:])

    def read_names(self) -> None:
        """Read the names of the contacts that were met."""
        for sheet in self._sheets if self._wanted else ():
            if sheet.mapping.kind in {"contacts", "leads"} and sheet.mapping.index("id") is not None:
                for piece in sheet.pieces():
                    if piece.rows:
                        self._take_names(sheet, piece)

    def _take_names(self, sheet: Sheet, piece: Piece) -> None:
        columns = [column.index for target in _NAMES for column in sheet.mapping.all(target)[:1]]
        emails = [column.index for column in sheet.mapping.all("email")[:1]]
        for row, own_id in enumerate(sheet.identity.ids(piece.columns)):
            if own_id in self._wanted:
                name = " ".join(filter(None, (piece.columns[index][row].strip() for index in columns)))
                address = next((piece.columns[index][row].strip() for index in emails), "")
                words = f"{name} ({address})" if name and address else name or address
                self._names[own_id] = words or own_id

    def list_names(self, sheet: Sheet, piece: Piece) -> dict[int, str]:
        """Return the names of the further contacts of the deals in a piece, by the places of their rows."""
        if not self._wanted or sheet.mapping.kind != "deals":
            return {}
        contacts: dict[int, list[str]] = {}
        for column in sheet.mapping.all("contact_id"):
            for row, cells in enumerate(piece.rows):
                if ";" in cells[column.index]:
                    contacts[row] = _split(cells[column.index])[1:]
        if self._roles and sheet.mapping.system == "salesforce":
            for row, own_id in enumerate(sheet.identity.ids(piece.columns)):
                if own_id and (further := self._roles.get(own_id)):
                    contacts[row] = list(further)
        return {row: self._join(ids) for row, ids in contacts.items() if ids}

    def _join(self, ids: Iterable[str]) -> str:
        return ", ".join(self._names.get(contact, contact) for contact in ids)


def _split(cell: str) -> list[str]:
    return [complete_id(part) for part in _SEPARATOR.split(cell.strip()) if part]


def read_further_roles(sheets: Iterable[Sheet], first: Mapping[str, str]) -> dict[str, list[str]]:
    """Read the further contacts of deals from files that say which contact has which part in a deal.

    `first` are the contacts that cards get, by the ids of deals.
    """
    further: dict[str, list[str]] = {}
    for sheet in sheets:
        deal, contact = sheet.mapping.index("deal_id"), sheet.mapping.index("contact_id")
        if sheet.mapping.kind != "roles" or deal is None or contact is None:
            continue
        for piece in sheet.pieces():
            pairs = zip(clean_lines(piece.columns[deal]), clean_lines(piece.columns[contact]), strict=True)
            for deal_name, contact_name in pairs:
                deal_id, contact_id = complete_id(deal_name or ""), complete_id(contact_name or "")
                listed = further.setdefault(deal_id, [])
                if deal_id and contact_id and contact_id not in {first.get(deal_id), *listed}:
                    listed.append(contact_id)
    return {deal_id: contacts for deal_id, contacts in further.items() if contacts}
