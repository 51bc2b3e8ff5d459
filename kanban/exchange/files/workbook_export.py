"""Cards to an Excel workbook: numbers as numbers, days as days, and text that is never a formula.

Written by XlsxWriter, the other half of the extra `excel`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kanban import libraries
from kanban.domain.card import CUSTOM, FIELDS
from kanban.domain.errors import KanbanError
from kanban.domain.records.card_row import COLUMNS, build_cells

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.card import Card

_MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""

_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; a longer one stays text."""

_TIMES = frozenset({"created_at", "entered_stage_at", "closed_at"})
"""Without `updated_at`: by its very text an import tells what was changed here after the export."""

_DAYS = frozenset(name for name, kind in FIELDS.items() if kind == "day")
_NUMBERS = frozenset(name for name, kind in FIELDS.items() if kind in {"money", "share"}) | {
    "marketing_comments",
    "sales_comments",
}
_FORMATS = {"day": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm:ss", "money": "#,##0.00##", "share": "0%"}
_NUMBER_FORMATS = {"value": "money", "probability": "share"}


def write_workbook(file: IO[bytes], cards: Iterable[Card], board: Board, custom: Sequence[str]) -> None:
    """Write cards as the rows of a sheet; `custom` names the fields of one's own that get a column.

    Times are the board's, without a zone: cells of a workbook have none. `file` need not be seekable: the workbook is
    made in a temporary file and then copied. Raises KanbanError without XlsxWriter, or if a sheet can't hold the cards.
    """
    xlsxwriter = _import_writer()
    with TemporaryFile() as draft:
        try:
            _fill_workbook(xlsxwriter, draft, cards, board, custom)
        except xlsxwriter.exceptions.FileCreateError as fault:  # hides why, such as a full disk
            raise KanbanError(f"The workbook can't be made in the folder for temporary files: {fault}.") from fault
        draft.seek(0)
        copyfileobj(draft, file)


def _fill_workbook(
    xlsxwriter: Any,  # noqa: ANN401 - it has no types
    file: IO[bytes],
    cards: Iterable[Card],
    board: Board,
    custom: Sequence[str],
) -> None:
    options = {
        "constant_memory": True,  # a row at a time
        "default_date_format": _FORMATS["time"],
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }
    workbook = xlsxwriter.Workbook(file, options)
    styles = {name: workbook.add_format({"num_format": code}) for name, code in _FORMATS.items()}
    sheet = workbook.add_worksheet("Cards")
    sheet.freeze_panes(1, 0)
    bold = workbook.add_format({"bold": True})
    for place, label in enumerate([*COLUMNS, *custom]):
        sheet.write_string(0, place, label, bold)
    zone = board.zone
    for number, card in enumerate(cards, 1):
        if number > _MOST_ROWS:
            raise KanbanError(f"A sheet holds {_MOST_ROWS:,} cards and not more: export CSV, or give a query.")
        for place, (name, cell) in enumerate(build_cells(card, board, custom).items()):
            if cell is not None and cell != "":
                _write_cell(sheet, (number, place), name, str(cell), zone, styles)
    workbook.close()


def check_writer() -> None:
    """Raise KanbanError with the way out if this machine can't write workbooks."""
    _import_writer()


def _import_writer() -> Any:  # noqa: ANN401 - it has no types
    try:
        return libraries.xlsxwriter
    except ImportError:
        raise KanbanError(
            'To write Excel workbooks, pip install "joint-kanban[excel]", or export CSV, which Excel opens too.'
        ) from None


def _write_cell(
    sheet: Any,  # noqa: ANN401 - as above
    place: tuple[int, int],
    name: str,
    cell: str,
    zone: ZoneInfo,
    styles: dict[str, Any],
) -> None:
    if name.startswith(CUSTOM):  # what people call a number may be a postcode
        sheet.write_string(*place, cell)
    elif name in _NUMBERS and sum(map(str.isdigit, cell)) <= _DIGITS and (number := _read_number(cell)) is not None:
        sheet.write_number(*place, number, styles.get(_NUMBER_FORMATS.get(name, "")))
    elif name in _DAYS and (day := _read_day(cell)):
        sheet.write_datetime(*place, day, styles["day"])
    elif name in _TIMES and (moment := _read_moment(cell)):
        sheet.write_datetime(*place, moment.astimezone(zone).replace(tzinfo=None, microsecond=0), styles["time"])
    else:
        sheet.write_string(*place, cell)


def _read_number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _read_day(cell: str) -> date | None:
    """Return a day that a workbook can hold: they begin with 1900."""
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        return None
    return day if day.year > 1900 else None


def _read_moment(cell: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return moment if moment.year > 1900 and moment.tzinfo else None
