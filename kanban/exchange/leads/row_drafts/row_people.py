"""Whom rows are about: company, contact, e-mail and phone; and who of them wants to hear nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM
from kanban.exchange.leads.row_drafts.column_work import fill_gaps
from kanban.exchange.recognition import cells
from kanban.exchange.recognition.marks.polarity import (
    NOT_THERE,
    find_polarity,
    find_refusals,
    tells_of_address,
    tells_of_coming,
)
from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.stage_vocabulary import parse_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.exchange.leads.row_drafts.column_work import PieceReader, Values
    from kanban.exchange.recognition.columns import Column, ColumnMapping
    from kanban.exchange.recognition.marks.polarity import Polarity

_FLAG = re.compile(r"opt(?:ed)?out|unsub|bounced?(?!rate)|donot(?:contact|e?mail|call)|cleantime|^cleaned")
"""In the squashed label of a column that says yes, or when, for people who opted out."""

_STATUS = re.compile(r"status|rsvp|attend|subscri|marketing|consent|response")
"""In that of a column that may say so in words."""

_REPLACED = "\ufffd"
"""What a character that changes the direction of text becomes when a cell is cleaned."""

_GOOGLE_SIGN = ":::"
"""What stands between several numbers in one cell of Google's contacts."""

_OUT_WORDS = parse_words("""
    unsubscribed, unsubscribe, opted out, opt out, do not contact, cleaned, bounced, hard bounce, hard bounced
    not attending, will not attend, abgemeldet, nimmt nicht teil, désinscrit, désabonné, ne participe pas
    dado de baja, no asiste, descadastrado, disiscritto, uitgeschreven, wypisany, отписался, отписан
""")
_ORDER = re.compile(r"attendee|regist|order|ticket|rsvp|booking")
"""In the label of a column that tells what became of an order of tickets."""

_CALLED_OFF = (NOT_THERE - frozenset(("no", "n", "false", "f", "0"))) | parse_words("""
    refunded, cancelled, canceled, deleted, order cancelled, order canceled, order refunded
    storniert, erstattet, annulé, remboursé, cancelado, reembolsado, annullato, rimborsato, geannuleerd, terugbetaald
    cancelada, annulée, annulés, annullata, reembolsada, anulowany, anulowana, anulowane, odwołany, odwołana, abgemeldet
    zurückgezogen, отменена, отменено, отменен, withdrawn, unregistered, opted out
""")
_UNREACHED = parse_words("""
    invalid, invalid email, invalid address, bounced, bounce, hard bounce, soft bounce, hardbounce, undeliverable
    undelivered, not deliverable, not valid, rejected, blocked, blacklisted, spam, spam complaint, complained, complaint
    suppressed, failed, does not exist, do not mail, dead, unsubscribed
    ungültig, unzustellbar, nicht zustellbar, abgewiesen, fehlerhaft, gesperrt, nicht erreichbar
    invalide, non valide, rejeté, non distribuable, non délivré, bloqué, rebond, erronée, erroné
    inválido, inválida, no válido, rebotado, rebote, rechazado, devuelto, no entregado, bloqueado, erróneo
    rejeitado, devolvido, não entregue, não válido, retornado
    non valido, non valida, respinto, rimbalzato, non recapitabile, non consegnato, bloccato, errato
    ongeldig, onbestelbaar, teruggestuurd, geweigerd, niet bezorgd, niet geldig, geblokkeerd
    nieprawidłowy, nieprawidłowa, błędny, odrzucony, niedostarczony, odbity, zablokowany, недействителен
""")
"""What a column says of an e-mail address that reaches nobody."""

_NO = frozenset(("", "0", "false", "no", "n", "nein", "non", "nee", "nie", "нет", "falsch", "faux", "falso", "never"))


@dataclass(frozen=True, slots=True)
class People:
    """Whom the rows of a piece are about."""

    contact: Values
    company: Values
    email: Values
    phone: Values


def read_people(work: PieceReader) -> People:
    """Read whom rows are about. Of several contacts in one cell the first counts; the cell is kept beside then."""
    contacts = _take_first_names(work, work.line("contact"))
    names, addresses = contacts, work.none
    if "@" in "".join(filter(None, contacts)):
        people = [cells.split_person(cell) if cell else (None, None) for cell in contacts]
        names, addresses = [name or None for name, _ in people], [address for _, address in people]
        label = work.mapping.all("contact")[0].label
        for row, cell in enumerate(contacts):
            if cell and cell.count("@") > 1:
                work.keep(row, label, cell)
                work.several_contacts.add(row)
    first, last = work.line("first_name"), work.line("last_name")
    if first is work.none or last is work.none:
        parts = fill_gaps(first, last)
    else:
        parts = [f"{one} {two}" if one and two else one or two for one, two in zip(first, last, strict=True)]
    if addresses is not work.none:  # Google splits an address that stands for a name into first and last name
        parts = [
            None if address and "@" in (part or "") else part for part, address in zip(parts, addresses, strict=True)
        ]
    return People(fill_gaps(names, parts), work.line("company"), fill_gaps(work.email(), addresses), _read_phones(work))


def _take_first_names(work: PieceReader, contacts: Values) -> Values:
    """Return the first of several names in a cell, and keep the cell beside; a cell with addresses stays whole."""
    if ";" not in "".join(filter(None, contacts)):
        return contacts
    label = work.mapping.all("contact")[0].label
    names = list(contacts)
    for row, cell in enumerate(contacts):
        parts = [part for part in map(str.strip, (cell or "").split(";")) if part]
        if cell and len(parts) > 1 and "@" not in cell:
            names[row] = parts[0]
            work.keep(row, label, cell)
            work.several_contacts.add(row)
    return names


def _read_phones(work: PieceReader) -> Values:
    """Return the first number of each cell; where Google wrote several into one, the cell is kept beside."""
    phones = work.line("phone")
    if "'+" in "".join(filter(None, phones)):  # a spreadsheet would take the number for a formula
        phones = [phone and phone.removeprefix("'") for phone in phones]
    if _REPLACED in "".join(filter(None, phones)):  # telephones write marks of direction around a number
        phones = [(phone and phone.strip(f" {_REPLACED}")) or None for phone in phones]
    if _GOOGLE_SIGN not in "".join(filter(None, phones)):
        return phones
    for column in work.mapping.all("phone")[:1]:
        for row, cell in enumerate(work.columns[column.index]):
            if _GOOGLE_SIGN in cell:
                work.keep(row, column.label, cell)
    return [phone and phone.partition(_GOOGLE_SIGN)[0].strip() for phone in phones]


class OptOuts:
    """Finds the people of one file who opted out."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self._flags: list[Column] = []
        self._words: list[Column] = []
        self._answers: list[tuple[Column, Polarity]] = []
        """Columns whose yes or no tells it."""
        self._orders: list[Column] = []
        """Of a list of guests, what tells that an order was called off."""
        self._addresses: list[Column] = []
        """What tells whether an address is good."""
        is_event = mapping.system == "eventbrite"
        for column in mapping.columns if mapping.system != "kanban" else ():
            label = squash(column.label)
            polarity = find_polarity(column.label) if _may_answer(column) else None
            is_flag = bool(_FLAG.search(label)) and polarity in {None, "refusal"}
            if polarity:
                self._answers.append((column, polarity))
            elif is_flag:
                self._flags.append(column)
            if not is_flag and (column.target in {"status", "stage"} or _STATUS.search(label)):
                self._words.append(column)
            if (is_event and _ORDER.search(label)) or tells_of_coming(column.label):
                self._orders.append(column)
            if tells_of_address(column.label):
                self._addresses.append(column)

        answers = (*self._flags, *self._words, *self._addresses, *(column for column, _ in self._answers))
        self.fields = frozenset(column.target for column in answers if column.target.startswith(CUSTOM))
        """Registers that keep what people answered."""

    def find(self, columns: Sequence[Sequence[str]]) -> set[int]:
        """Return the rows of a block whose people opted out, unsubscribed, bounced, or don't attend."""
        rows: set[int] = set()
        for column in self._flags:
            column_cells = columns[column.index]
            if any(column_cells):
                rows.update(row for row, cell in enumerate(column_cells) if _is_flagged(cell))
        for column, polarity in self._answers:
            column_cells = columns[column.index]
            if any(column_cells) and (refusals := find_refusals(polarity, set(column_cells))):
                rows.update(row for row, cell in enumerate(column_cells) if cell in refusals)
        for listed, out_words in (
            (self._words, _OUT_WORDS), (self._orders, _CALLED_OFF), (self._addresses, _UNREACHED),
        ):  # fmt: skip
            for column in listed:
                column_cells = columns[column.index]
                words = {cell for cell in set(column_cells) if squash(cell) in out_words}
                if words:
                    rows.update(row for row, cell in enumerate(column_cells) if cell in words)
        return rows


def _may_answer(column: Column) -> bool:
    """Tell whether a column may hold answers: a field of the card holds something else."""
    return column.target in {"status", "stage", "outcome", "ignore", "labels"} or column.target.startswith(CUSTOM)


def _is_flagged(cell: str) -> bool:
    word = cell.strip().casefold()
    return word not in _NO and not word.startswith("http")
