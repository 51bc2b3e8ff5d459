"""Days and moments as other programs write them; what is ambiguous is decided by the whole column, else asked for."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Literal

from kanban.domain.clock import iso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Order = Literal["dmy", "mdy"]
"""Whether 03/04/2025 is in April or in March."""

_FIGURES = re.compile(r"(\d{1,4})([/.\- ])(\d{1,2})\2(\d{1,4})\b\.?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[.,\s\-/]*([^\W\d_]{3,12})[.,\s\-/]*(\d{4}|\d{2})\b")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})[.\s\-/]*(\d{1,2})(?:st|nd|rd|th)?[.,\s\-/]+(\d{4})\b")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+", re.IGNORECASE)
_TIME = re.compile(
    r"[,T\s]*(?:at\s+)?(?:(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\b)?\.?)?\s*"
    r"(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_MONTH = re.compile(r"(?:(\d{1,2})[./-](\d{4})|(\d{4})[./-](\d{1,2}))")
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,12})(?:[.,\s\-/]*(\d{4})|\s?[-/'’](\d\d))")
_QUARTER = re.compile(r"(?:[QT]([1-4])[\s\-/]*(\d{4})|(\d{4})[\s\-/]*[QT]([1-4]))", re.IGNORECASE)
_WEEK = re.compile(r"(?:(\d{4})-?W(\d{1,2})|(?:W|KW|CW)\s*(\d{1,2})[\s\-/]+(\d{4}))", re.IGNORECASE)
_LOOKS_LIKE_DAY = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}|(?:19|20)\d{6}")
_TIME_OF_DAY = re.compile(r"(?:[01]?\d|2[0-3])\.(?:00|1[3-9]|[2-5]\d)\.[0-5]\d")
"""A time with points, `12.00.50`, that is no day."""
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_EPOCH = re.compile(r"1\d{9}(\d{3})?")
_ISO_LINES = re.compile(r"(?:(?:\d{4}-\d\d[^\n]*)?\n)*")
_UTC_LINES = re.compile(r"(?:(?:(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)?\n)*")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene janv", "feb fév fev", "mar mär mrz", "apr avr abr", "may mai", "jun juin", "jul juil", "aug ago août",
         "sep set", "oct okt", "nov", "dec dez dic déc"), 1
    )
    for name in names.split()
}  # fmt: skip
"""How the names of months begin in the languages of most files."""

_SHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_SLIPS = 20
"""How many cells of one order outweigh one of the other, which is taken for a slip of whoever typed it."""

_REMEMBERED = 50_000
"""Different cells whose reading is kept; past that the memory starts anew."""


@dataclass(slots=True)
class DateScan:
    """What a column's cells tell of their order, gathered before any of them is read."""

    day_first: int = 0
    """Cells that make sense only with the day first."""
    month_first: int = 0
    samples: list[str] = field(default_factory=list)
    """The first few cells that make sense either way."""
    deciding: str = ""
    """The first cell that makes sense only one way."""
    by_sign: dict[str, tuple[int, int]] = field(default_factory=dict)
    """`day_first` and `month_first` by the sign between the figures."""
    is_plain: bool = True
    """Whether every cell is empty or a UTC moment just as it is kept, so that none needs to be read."""

    def look(self, cells: Sequence[str]) -> None:
        """Survey some of the column's cells."""
        joined = "\n".join(cells) + "\n"
        if _UTC_LINES.fullmatch(joined) and _are_real(cells):
            return
        self.is_plain = False
        if _ISO_LINES.fullmatch(joined):
            return
        for cell in dict.fromkeys(cells):
            match = _FIGURES.match(cell.strip())
            if match is None or len(match[1]) > 2 or match[2] == ".":  # year first, or day first as points tell
                continue
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second or second > 12 >= first:
                self.day_first += first > 12
                self.month_first += second > 12
                days, months = self.by_sign.get(match[2], (0, 0))
                self.by_sign[match[2]] = days + (first > 12), months + (second > 12)
                self.deciding = self.deciding or cell.strip()
            elif first != second and sum(match[2] in sample for sample in self.samples) < 3:
                self.samples.append(cell.strip())

    @property
    def order(self) -> Order | None:
        """What the cells agree on, but for a few slips; None if they don't tell, or contradict each other."""
        fewer, more = sorted((self.day_first, self.month_first))
        if not more or fewer * _SLIPS > more:
            return None
        return "dmy" if self.day_first > self.month_first else "mdy"


def find_orders_by_sign(scans: Iterable[DateScan]) -> dict[str, Order]:
    """Return what each sign tells in columns that contradict each other: 20/03/2025 beside 03-20-2025.

    Nothing for columns that agree, and for a sign that is written both ways.
    """
    counts: dict[str, tuple[int, int]] = {}
    for scan in scans:
        for sign, (days, months) in scan.by_sign.items():
            before = counts.get(sign, (0, 0))
            counts[sign] = before[0] + days, before[1] + months
    orders: dict[str, Order] = {
        sign: "dmy" if days else "mdy" for sign, (days, months) in counts.items() if bool(days) != bool(months)
    }
    return orders if len(set(orders.values())) > 1 else {}


def find_sign(cell: str) -> str:
    """Return the sign between the figures of a date."""
    match = _FIGURES.match(cell)
    return match[2] if match else ""


class DateReader:
    """Reads the cells of one column, each different one once."""

    def __init__(
        self,
        zone: tzinfo,
        order: Order | None = None,
        *,
        signs: Mapping[str, Order] | None = None,
        plain: bool = False,
        takes_last_day: bool = False,
    ) -> None:
        """Take the zone of times that name none, the order of numeric dates, and whether all are `DateScan.plain`.

        Where `signs` tells the order by the sign between the figures, that comes before. Of a month, a quarter
        or a week the first day is taken, or the last.
        """
        self._takes_last_day = takes_last_day
        self._zone = zone
        self._plain = plain
        self._order = order
        self._signs = signs or {}
        self.moment: Callable[[str], str | None] = _ReadingCache(self._moment).__getitem__
        """The UTC moment that a cell says, as ISO 8601; None if it says none."""
        self.day: Callable[[str], str | None] = _ReadingCache(self._day).__getitem__
        """The day that a cell says in the zone of the board, as ISO 8601; None if it says none."""
        self._hours = _ReadingCache(self._day_of_hour)

    def moments(self, cells: Sequence[str]) -> Sequence[str | None]:
        """Read a block of the column as moments."""
        if self._plain:
            return [cell or None for cell in cells] if "" in cells else cells
        return [self.moment(cell) for cell in cells]

    def days(self, cells: Sequence[str]) -> Sequence[str | None]:
        """Read a block of the column as days."""
        if self._plain:
            hours = self._hours
            return [(hours[cell[:13]] or self.day(cell)) if cell else None for cell in cells]
        return [self.day(cell) for cell in cells]

    def _moment(self, cell: str) -> str | None:
        read = self._read(cell)
        if read is None:
            return None
        try:
            return iso(read if read.tzinfo else read.replace(tzinfo=self._zone))
        except OverflowError:
            return None

    def _day(self, cell: str) -> str | None:
        read = self._read(cell)
        if read is None:
            return None
        try:
            return (read.astimezone(self._zone) if read.tzinfo else read).date().isoformat()
        except OverflowError:
            return None

    def _day_of_hour(self, hour: str) -> str | None:
        """Return the local day that a UTC hour lies in; None where midnight falls within it."""
        first, last = self._day(f"{hour}:00:00Z"), self._day(f"{hour}:59:59Z")
        return first if first == last else None

    def _read(self, cell: str) -> datetime | None:
        text = " ".join(cell.split())
        if not text:
            return None
        try:
            if _ISO_LINES.fullmatch(text + "\n"):
                try:
                    return _check_range(datetime.fromisoformat(text))
                except ValueError:  # such as “2025-03-04 10:00 UTC”
                    pass
            if _SERIAL.fullmatch(text):
                days = float(text.replace(",", "."))
                return _SHEET_EPOCH + timedelta(seconds=round(days * 86400)) if 20_000 <= days < 80_000 else None
            if epoch := _EPOCH.fullmatch(text):
                return datetime.fromtimestamp(int(text) // (1000 if epoch[1] else 1), UTC)
            if compact := _COMPACT.fullmatch(text):
                return datetime(int(compact[1]), int(compact[2]), int(compact[3]))  # noqa: DTZ001
            if period := _read_period(text):
                day = period[1] if self._takes_last_day else period[0]
                return _check_range(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - the board's
            return self._parse(_WEEKDAY.sub("", text, count=1) if text[0].isalpha() else text)
        except ValueError:
            return None

    def _parse(self, text: str) -> datetime | None:
        """Read a day and perhaps a time. Raises ValueError for a day or hour that there is not."""
        if match := _FIGURES.match(text):
            day = self._read_figures(match[1], match[2], match[3], match[4])
        elif match := _DAY_FIRST.match(text):
            day = _read_named_day(match[3], match[2], match[1])
        elif match := _MONTH_FIRST.match(text):
            day = _read_named_day(match[3], match[1], match[2])
        else:
            return None
        rest = _TIME.fullmatch(text, match.end())
        if day is None or rest is None:
            return None
        hour, minute, second, half, zone = rest.groups()
        hours = int(hour or 0)
        if half:
            hours = hours % 12 + (12 if half.lower() == "p" else 0)
        moment = datetime(day.year, day.month, day.day, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001
        return _check_range(moment.replace(tzinfo=_find_zone(zone)) if zone else moment)

    def _read_figures(self, first: str, sign: str, second: str, third: str) -> date | None:
        if len(first) > 2:
            return date(int(first), int(second), int(third)) if len(first) == 4 else None
        if len(third) not in {2, 4}:
            return None
        a, b = int(first), int(second)
        order = "dmy" if sign == "." else self._signs.get(sign, self._order)
        if order is None and (a == b or a > 12 or b > 12):
            order = "dmy" if a > 12 else "mdy"
        if order is None:
            return None
        return date(_read_year(third), b, a) if order == "dmy" else date(_read_year(third), a, b)


class _ReadingCache(dict[str, str | None]):
    """Remembers what a function gave for a cell."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> str | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[cell] = self._read(cell)
        return value


def looks_like_day(cell: str) -> bool:
    """Whether a cell has the form of a date. One that can't be read names a day that does not exist, such as 31 Feb."""
    text = cell.strip()
    return _LOOKS_LIKE_DAY.match(text) is not None and _TIME_OF_DAY.fullmatch(text) is None


def _read_period(text: str) -> tuple[date, date] | None:
    """Return the first and the last day of a month, a quarter or a week; None for anything else.

    Raises ValueError for one that there is not.
    """
    if match := _QUARTER.fullmatch(text):
        year, quarter = int(match[2] or match[3]), int(match[1] or match[4])
        return date(year, 3 * quarter - 2, 1), _end_month(year, 3 * quarter)
    if match := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(match[1] or match[4]), int(match[2] or match[3]), 1)
        return monday, monday + timedelta(days=6)
    if match := _MONTH.fullmatch(text):
        year, month = int(match[2] or match[3]), int(match[1] or match[4])
    elif match := _NAMED_MONTH.fullmatch(text):
        year, month = int(match[2] or f"20{match[3]}"), _find_month(match[1]) or 0
        if not month:
            return None
    else:
        return None
    return date(year, month, 1), _end_month(year, month)


def _end_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _are_real(cells: Iterable[str]) -> bool:
    """Tell whether well-formed dates exist in the calendar, unlike 30 February."""
    try:
        deque(map(datetime.fromisoformat, filter(None, cells)), maxlen=0)
    except ValueError:
        return False
    return True


def _check_range(moment: datetime) -> datetime:
    if 1900 <= moment.year < 2200:
        return moment
    message = f"the year {moment.year}"
    raise ValueError(message)


def _read_year(figures: str) -> int:
    year = int(figures)
    return year if len(figures) == 4 else year + (2000 if year < 70 else 1900)


def _read_named_day(year: str, month: str, day: str) -> date | None:
    number = _find_month(month)
    return date(_read_year(year), number, int(day)) if number else None


def _find_month(word: str) -> int | None:
    name = word.casefold()
    return next((_MONTHS[name[:size]] for size in (4, 3) if name[:size] in _MONTHS), None)


def _find_zone(name: str) -> tzinfo:
    figures = re.sub(r"[^\d+-]", "", name)
    if not figures:
        return UTC
    offset = timedelta(hours=int(figures[1:3]), minutes=int(figures[3:]))
    return timezone(-offset if figures[0] == "-" else offset)
