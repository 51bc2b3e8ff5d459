"""What became of the rows of an import, counted, and the sentences that say so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kanban.domain.records.arrival import OPTED_OUT
from kanban.domain.values.text import clean_line, format_count, shorten
from kanban.exchange.files.file_table import Assumption
from kanban.exchange.recognition.date_columns import looks_like_day
from kanban.exchange.recognition.words.headers import DATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.exchange.leads.row_drafts.amounts import AmountDoubt, FileCurrency
    from kanban.exchange.leads.row_drafts.drafting import Drafter
    from kanban.exchange.recognition.columns import ColumnMapping


@dataclass(slots=True)
class RowCounts:
    """What became of the rows; complete when the drafts were all taken."""

    rows: int = 0
    """Rows of leads and deals in the files, without those rejected for their width."""
    drafts: int = 0
    drafted: int = 0
    """Rows that went into drafts; more than there are drafts, where several rows tell of one lead."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """Rows left out that are no leads, by the reason, such as `test lead`."""
    unread: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Cells kept as custom fields because they could not be read, by file and column."""
    samples: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """The first few of them."""
    days: set[tuple[str, str]] = field(default_factory=set)
    """Columns of dates, by file and column."""
    numeric_titles: Counter[str] = field(default_factory=Counter)
    """Cards that nothing but a number names, by file."""
    rounded: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Numbers that a spreadsheet has rounded, by file and column."""
    several_contacts: int = 0
    """Rows that name more contacts than one."""
    opted_out: int = 0
    """Rows of people who opted out."""
    ahead: int = 0
    """Leads with a time that lies after the import."""
    currencies: list[FileCurrency] = field(default_factory=list)
    """The currencies of each file's amounts, and who says so."""
    amount_doubts: list[AmountDoubt] = field(default_factory=list)
    """What each file's amounts leave open about their decimals."""
    completed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Cells that were taken for web addresses and got their `https://`, by file and column."""

    def add_file(self, file: str, drafter: Drafter, mapping: ColumnMapping) -> None:
        """Add what came of one file."""
        self.unread.update({(file, label): count for label, count in drafter.unread.items() if count})
        self.samples.update({(file, label): cells for label, cells in drafter.samples.items()})
        self.days.update((file, column.label) for column in mapping.columns if column.target in DATES)
        self.numeric_titles[file] += drafter.numeric_titles
        self.rounded.update({(file, label): count for label, count in drafter.rounded.items() if count})
        self.opted_out += drafter.opted_out
        self.several_contacts += drafter.several_contacts
        self.currencies += drafter.amounts.list_currencies(file)
        self.amount_doubts += drafter.amounts.list_doubts(file)
        self.completed.update({(file, label): count for label, count in drafter.completed.items() if count})

    def describe(self) -> list[str]:
        """Return sentences for the user."""
        left_out = [
            f"{format_count(rows, 'row')} left out: {reason}." for reason, rows in sorted(self.passed_over.items())
        ]
        unread_cells = [
            f"{format_count(cells, 'cell')} of “{label}” in “{file}” could not be read"
            f"{_quote_cells(self.samples.get((file, label), ()), (file, label) in self.days)}; new cards keep "
            f"{'it as a field' if cells == 1 else 'them as fields'} of that name."
            for (file, label), cells in self.unread.items()
        ]
        rounded = [
            f"{format_count(cells, 'number')} of “{label}” in “{file}” {'was' if cells == 1 else 'were'} rounded by a "
            "spreadsheet (as in 4.91512E+12), and kept as they stand."
            for (file, label), cells in self.rounded.items()
        ]
        completed = [
            f"{format_count(cells, 'cell')} of “{label}” in “{file}” {'was' if cells == 1 else 'were'} "
            "taken for a web address (https://…)."
            for (file, label), cells in self.completed.items()
        ]
        doubts = [doubt.text for doubt in self.amount_doubts]
        return left_out + doubts + unread_cells + rounded + completed + self._describe_times() + self._describe_people()

    def list_assumptions(self) -> list[Assumption]:
        """Return what was assumed of titles and amounts."""
        return self._assume_titles() + self._assume_currencies()

    def _describe_times(self) -> list[str]:
        if not self.ahead:
            return []
        cards = f"{format_count(self.ahead, 'lead')} {'has' if self.ahead == 1 else 'have'}"
        return [f"{cards} a time in the future: what it dates happens now. The day of a close stays as close date."]

    def _describe_people(self) -> list[str]:
        return self._describe_contacts() + self._describe_opted_out()

    def _describe_contacts(self) -> list[str]:
        if not self.several_contacts:
            return []
        one = self.several_contacts == 1
        rows = f"{format_count(self.several_contacts, 'row')} {'names' if one else 'name'}"
        return [f"{rows} more than one contact: the card has the first, and the others in a custom field."]

    def _describe_opted_out(self) -> list[str]:
        if not self.opted_out:
            return []
        which = "person has" if self.opted_out == 1 else "people have"
        sentence = f"{self.opted_out:,} {which} opted out, unsubscribed, bounced or will not attend"
        return [f"{sentence}: labelled “{OPTED_OUT}”."]

    def _assume_titles(self) -> list[Assumption]:
        return [
            Assumption(
                f"{format_count(cards, 'card')} of “{file}” {'has' if cards == 1 else 'have'} a number as title.",
                "--map COLUMN=title",
            )
            for file, cards in self.numeric_titles.items()
            if cards
        ]

    def _assume_currencies(self) -> list[Assumption]:
        return [
            Assumption(_describe_currency(currency), "--set currency=CODE")
            for currency in self.currencies
            if currency.word or not currency.source
        ]


def _describe_currency(currency: FileCurrency) -> str:
    amounts = format_count(currency.rows, "amount")
    if not currency.word:
        names = "names" if currency.rows == 1 else "name"
        return f"{amounts} in “{currency.file}” {names} no currency: {currency.code} is assumed."
    cell = f"“{shorten(currency.word, 40)}” in “{currency.column}” of “{currency.file}” ({amounts})"
    if currency.is_guess:
        return f"{cell} is taken for {currency.code}: that is a guess."
    return f"{cell} is no currency that is known: {currency.code} is assumed."


def _quote_cells(samples: Sequence[str], are_days: bool) -> str:
    return f" ({', '.join(_quote_cell(cell, are_days) for cell in samples)})" if samples else ""


def _quote_cell(cell: str, is_day: bool) -> str:
    quoted = f"“{shorten(clean_line(cell), 30)}”"
    return f"{quoted} does not exist" if is_day and looks_like_day(cell) else quoted
