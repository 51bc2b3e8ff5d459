"""Files that make no cards but tell something of them: campaigns' names and deals' contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.records.outside_ids import complete_id
from kanban.exchange.files.file_table import Assumption
from kanban.exchange.recognition.cells import clean_lines, is_yes
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kanban.exchange.recognition.sheet import Sheet

OTHER_RECORDS = frozenset({"products", "invoices", "tickets", "stages"})
MAKE_NO_CARDS = frozenset({"campaigns", "comments", "companies", "roles", "activities"}) | OTHER_RECORDS
"""The kinds of these files."""


def read_campaigns(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Read the names of campaigns by their ids."""
    names: dict[str, str] = {}
    for sheet in sheets:
        key, name = sheet.mapping.index("campaign_id"), sheet.mapping.index("campaign")
        if sheet.mapping.kind != "campaigns" or key is None or name is None:
            continue
        for piece in sheet.pieces():
            pairs = zip(clean_lines(piece.columns[key]), clean_lines(piece.columns[name]), strict=True)
            names.update((complete_id(number), called) for number, called in pairs if number and called)
    return names


def read_roles(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Read the contact of each deal by the deal's id, from files that say which contact has which part in it.

    Of several contacts the primary one counts, else the first.
    """
    contacts: dict[str, str] = {}
    primary: set[str] = set()
    for sheet in sheets:
        deal, contact = sheet.mapping.index("deal_id"), sheet.mapping.index("contact_id")
        if sheet.mapping.kind != "roles" or deal is None or contact is None:
            continue
        mark = sheet.mapping.index("is_primary")
        for piece in sheet.pieces():
            marks = piece.columns[mark] if mark is not None else ("",) * len(piece.rows)
            pairs = zip(clean_lines(piece.columns[deal]), clean_lines(piece.columns[contact]), marks, strict=True)
            for deal_name, contact_name, cell in pairs:
                deal_id, contact_id = complete_id(deal_name or ""), complete_id(contact_name or "")
                if deal_id and contact_id and (deal_id not in contacts or (is_yes(cell) and deal_id not in primary)):
                    contacts[deal_id] = contact_id
                    if is_yes(cell):
                        primary.add(deal_id)
    return contacts


def describe_files(sheets: Sequence[Sheet]) -> list[str]:
    """Return sentences on what was assumed of files, and on files that make no cards."""
    notes = [note for sheet in sheets for note in (*sheet.table.notes, *sheet.remarks)]
    with_campaigns = [sheet.name for sheet in sheets if sheet.mapping.index("campaign_id") is not None]
    for sheet in sheets:
        if sheet.mapping.kind == "campaigns":
            also = ", and cards of the others name them" if len(with_campaigns) > 1 else ""
            notes.append(f"“{sheet.name}” holds campaigns: it makes no cards, but fills the list of campaigns{also}.")
    return notes


def list_left_out(sheets: Sequence[Sheet]) -> list[Assumption]:
    """Return what is assumed of files of records that are no leads."""
    assumptions = []
    for sheet in sheets:
        if sheet.mapping.kind in OTHER_RECORDS:
            label = next((label for label in sheet.table.header if squash(label) in _CALLED), sheet.table.header[0])
            sentence = f"“{sheet.name}” holds {sheet.mapping.kind}: it makes no cards."
            assumptions.append(Assumption(sentence, f"--map '{label}=title'"))
    return assumptions


_CALLED = frozenset({"subject", "name", "productname", "ticketname", "invoicenumber"})
"""Labels of columns by which such records are called."""
