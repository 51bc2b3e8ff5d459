"""Files of companies: they fill what cards lack, and make none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kanban.domain.card import CUSTOM, LINK
from kanban.domain.errors import UsageFault
from kanban.domain.values.links import read_link
from kanban.domain.values.text import MAX_TEXT, fold
from kanban.exchange.files.file_table import Assumption
from kanban.exchange.leads.row_drafts.column_work import digest
from kanban.exchange.recognition import cells
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kanban.domain.change import Json
    from kanban.domain.records.arrival import Arrival
    from kanban.exchange.files.file_table import Rejected
    from kanban.exchange.recognition.columns import Column
    from kanban.exchange.recognition.sheet import Piece, Sheet

_FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|live|msn|aol|gmx|yandex|icloud|protonmail|"
    r"fastmail|zoho)\.(?:[a-z]{2,3}|co\.[a-z]{2}|com\.[a-z]{2})|"
    r"(?:me|mac|mail|email|inbox|usa|hey|tutanota|naver|hanmail|daum|qq|163|126|sina|foxmail|rediffmail)\.com|"
    r"(?:web|t-online|freenet|posteo|arcor|mailbox)\.(?:de|org)|proton\.me|pm\.me|(?:mail|bk|list|inbox|rambler)\.ru|"
    r"(?:orange|free|laposte|wanadoo|sfr|neuf)\.(?:fr|net)|(?:libero|virgilio|alice|tiscali|tin)\.it|"
    r"(?:wp|o2|onet|interia|op)\.(?:pl|eu)|(?:seznam|centrum|email)\.cz|(?:bluewin|hispeed|sunrise)\.ch|"
    r"(?:ziggo|kpnmail|planet|hetnet|xs4all|home)\.nl|(?:telenet|skynet)\.be|(?:uol|bol|terra|ig)\.com\.br|"
    r"(?:comcast|verizon|att|sbcglobal|bellsouth|cox|charter|earthlink|btinternet|sky|virginmedia|bigpond|telia|ukr)"
    r"\.(?:net|com)|ntlworld\.com|sapo\.pt|abv\.bg|docomo\.ne\.jp|ezweb\.ne\.jp"
)
"""Domains at which anybody may have a mailbox."""

_PAGES = frozenset({"website", "websiteurl", "homepage", "url", "webseite", "organizationwebsite"})
"""Names of links that lead to a company's page."""


_TELLING = 12
"""Characters of an id that is no name of a company, where leads have it as theirs."""


@dataclass(frozen=True, slots=True)
class _Company:
    """One row."""

    name: str | None
    registers: dict[str, Json]


class CompanyBook:
    """The companies of all company files of an import."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self.rejected: list[Rejected] = []
        """Rows that could not be read."""
        self.filled = 0
        """Drafts that a company filled; complete when all were passed to `fill`."""
        self._sheets = [sheet for sheet in sheets if sheet.mapping.kind == "companies"]
        self._rows: dict[str, int] = {}
        self._by_id: dict[str, _Company] = {}
        self._named_by_id: dict[str, str] = {}
        """Names of companies by ids that nobody takes for a name."""
        self._by_name: dict[str, _Company | None] = {}
        """By folded name; None where two companies share it."""
        self._by_domain: dict[str, _Company | None] = {}
        for sheet in self._sheets:
            for piece in sheet.pieces():
                self.rejected += piece.rejected
                self._rows[sheet.name] = self._rows.get(sheet.name, 0) + len(piece.rows)
                if piece.rows:
                    self._read(sheet, piece)

    def __bool__(self) -> bool:
        """Tell whether there is any company."""
        return bool(self._by_name or self._by_id or self._by_domain)

    def start_over(self) -> None:
        """Forget which drafts were filled, before they are made again."""
        self.filled = 0

    def fill(self, draft: Arrival) -> None:
        """Give a draft what its company's row tells and its own rows do not."""
        if draft.own is not None:
            return
        if name := self._named_by_id.get(str(draft.registers.get("company"))):
            draft.registers["company"] = name
        company = self._find(draft)
        if company is None:
            return
        present = {name.casefold() for name in draft.registers}
        has_page = any(_is_page(value) for name, value in draft.registers.items() if name.startswith(LINK))
        gaps = {
            name: value
            for name, value in company.registers.items()
            if name.casefold() not in present and not (has_page and name.startswith(LINK))
        }
        if gaps:
            draft.registers.update(gaps)
            draft.gap_fills |= gaps.keys()
            self.filled += 1

    def describe(self) -> list[str]:
        """Return a sentence on each file that stands beside leads."""
        return [
            f"{self._count(sheet)}: it makes no cards, and fills what the cards of the others lack."
            for sheet in self._sheets
        ]

    def list_assumptions(self) -> list[Assumption]:
        """Return what is assumed of each file, without any of leads."""
        assumptions = []
        for sheet in self._sheets:
            name = next((column.label for column in sheet.mapping.all("company")), "Name")
            sentence = f"{self._count(sheet)}: it makes no cards unless contacts or deals are imported with it."
            assumptions.append(Assumption(sentence, f"--map '{name}=title'"))
        return assumptions

    def _count(self, sheet: Sheet) -> str:
        rows = self._rows.get(sheet.name, 0)
        return f"“{sheet.name}” holds {rows:,} {'company' if rows == 1 else 'companies'}"

    def _find(self, draft: Arrival) -> _Company | None:
        company = self._by_id.get(draft.company_key or "")
        if company is not None:
            return company
        name, email = draft.registers.get("company"), draft.registers.get("email")
        if isinstance(name, str) and (company := self._by_name.get(fold(name))):
            return company
        for domain in _list_domains(email) if isinstance(email, str) else ():
            company = self._by_domain.get(domain)
            if company and (not isinstance(name, str) or _may_be_one(name, company.name)):
                return company
        return None

    def _read(self, sheet: Sheet, piece: Piece) -> None:
        mapping, count = sheet.mapping, len(piece.rows)
        nothing: Sequence[str | None] = (None,) * count
        columns: dict[str, Sequence[Json]] = {}
        for target in ("company", "phone"):
            for column in reversed(mapping.all(target)):
                values = cells.clean_lines(cells.cut_column(piece.columns[column.index], cells.LONGEST)[0])
                columns[target] = [
                    value or other for value, other in zip(values, columns.get(target, nothing), strict=True)
                ]
        for column in mapping.all("link"):
            columns[LINK + digest(column.label)] = [_read_page(column, cell) for cell in piece.columns[column.index]]
        for column in (*mapping.all("domain"), *mapping.custom):
            name = column.target if column.target.startswith(CUSTOM) else CUSTOM + column.label
            columns[name] = cells.clean_texts(cells.cut_column(piece.columns[column.index], MAX_TEXT)[0])
        ids = sheet.identity.ids(piece.columns)
        for row in range(count):
            registers = {target: values[row] for target, values in columns.items() if values[row] is not None}
            called = registers.get("company")
            company = _Company(called if isinstance(called, str) else None, registers)
            if own_id := ids[row]:
                self._by_id.setdefault(f"{sheet.identity.own}:{own_id}", company)
                if company.name and len(own_id) >= _TELLING and any(map(str.isdigit, own_id)):
                    self._named_by_id.setdefault(own_id, company.name)
            if company.name:
                _note(self._by_name, fold(company.name), company)
            for domain in {domain for column in mapping.columns if (domain := _read_domain(column, piece, row))}:
                _note(self._by_domain, domain, company)


def _note(companies: dict[str, _Company | None], key: str, company: _Company) -> None:
    """Note a company by a key; one that others share tells nothing."""
    other = companies.get(key, company)
    companies[key] = company if other is not None and other.registers == company.registers else None


def _read_page(column: Column, cell: str) -> dict[str, Json] | None:
    text = cells.clean_lines([cell])[0]
    if not text:
        return None
    try:
        return read_link(text, column.label)[0]
    except UsageFault:
        return None


def _read_domain(column: Column, piece: Piece, row: int) -> str | None:
    """Return the domain of a company's mailboxes, from its domain or its page."""
    if column.target not in {"domain", "link"}:
        return None
    cell = piece.columns[column.index][row].strip().lower()
    host = urlsplit(cell if "//" in cell else f"//{cell}").hostname if cell and " " not in cell else None
    domain = (host or "").removeprefix("www.")
    return domain if "." in domain and not _FREE_MAIL.fullmatch(domain) else None


def _list_domains(email: str) -> Iterator[str]:
    """Yield the domain of an address, then those that it is part of; none that anybody may have a mailbox at."""
    domain = email.rpartition("@")[2].strip().lower()
    while "." in domain and not _FREE_MAIL.fullmatch(domain):
        yield domain
        domain = domain.partition(".")[2]


def _is_page(link: Json) -> bool:
    return isinstance(link, dict) and squash(str(link.get("name", ""))) in _PAGES


def _may_be_one(name: str, other: str | None) -> bool:
    """Tell whether two spellings may be one company's: both begin with the same word, or one holds the other."""
    if other is None:
        return True
    first, second = fold(name), fold(other)
    return first.split()[:1] == second.split()[:1] or squash(first) in squash(second) or squash(second) in squash(first)
