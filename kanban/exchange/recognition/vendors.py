"""What other programs do to their cells: prefixes, joined ids, test rows; undone a column at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.domain.records.card_row import unguard_cell
from kanban.exchange.files.faulty_rows import REASON
from kanban.exchange.recognition.cells import is_yes
from kanban.exchange.recognition.columns import CUSTOM
from kanban.exchange.recognition.id_columns import is_id_label
from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.stage_vocabulary import parse_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kanban.exchange.recognition.columns import Column, ColumnMapping

    Tidy = Callable[[Sequence[str]], Sequence[str]]

_FACEBOOK_PREFIX = re.compile(r"(?:l|ag|as|c|f|p|z):(?=[+\d])")
_FACEBOOK_PLATFORMS = {"fb": "Facebook", "ig": "Instagram", "msg": "Messenger", "wa": "WhatsApp"}
_NOTION_PAGE = re.compile(r"\s*\(https://(?:www\.)?notion\.(?:so|site|com)/[^\s)]*\)")
_TRELLO_COLOUR = re.compile(r" \((?:green|yellow|orange|red|purple|blue|sky|lime|pink|black)(?:_dark|_light)?\)(?=,|$)")
_NOUNS = {"leads": "lead", "contacts": "contact", "deals": "deal", "companies": "company", "members": "lead"}


def find_noun(mapping: ColumnMapping) -> str:
    """Return a program's name for the rows of a file, so that ids of its different lists don't collide."""
    if mapping.kind == "plain":
        column = next(iter(mapping.all("id")), None)
        is_of_leads = column and ("lead" in column.label.casefold() or mapping.system == "close")
        return "lead" if is_of_leads else "card"
    people = {"contact", "first_name", "last_name", "email"}
    if mapping.kind == "contacts" and not any(column.target in people for column in mapping.columns):
        return "company"
    return _NOUNS.get(mapping.kind, mapping.kind)


def is_list_of_responses(mapping: ColumnMapping) -> bool:
    """Tell whether a file's rows are answers to a form, an advertisement or an invitation, one row for each time."""
    if mapping.kind not in {"leads", "plain"}:
        return False
    if mapping.system in _FORMS:
        return True
    return mapping.system == "file" and any(squash(c.label) in _SUBMITTED for c in mapping.all("created_at"))


_FORMS = frozenset({"facebook", "typeform", "linkedin", "google", "eventbrite"})
_SUBMITTED = parse_words("""
    timestamp, submit date, submit date utc, submitted at, submitted on, submission date, submission time, submitted
    date submitted, response date, completion time, zeitstempel, eingereicht am, horodateur, soumis le
    date de soumission, marca temporal, fecha de envío, carimbo de data hora, data de envio
    informazioni cronologiche, data di invio, tijdstempel, verzonden op, sygnatura czasowa, отметка времени
""")
"""Squashed labels of the time of an answer."""


def choose_tidiers(mapping: ColumnMapping) -> dict[int, Tidy]:
    """Return a function that cleans its cells for each column that needs one, by column index."""
    places: dict[int, Tidy] = {column.index: _strip_quotes for column in mapping.all("labels")}
    places |= {column.index: _strip_pages for target in ("company", "contact") for column in mapping.all(target)}
    places |= {column.index: _drop_yes for column in mapping.all("is_active")}
    if mapping.system != "kanban":
        places |= {column.index: _tidy_ids for column in mapping.columns if _is_of_ids(column)}
    places |= _choose_tidiers(mapping)
    if any(column.label == REASON for column in mapping.columns):  # our own file, of another program's rows
        return {c.index: _put_after_guard(places.get(c.index)) for c in mapping.columns}
    return places


def _put_after_guard(tidy: Tidy | None) -> Tidy:
    return (lambda column: tidy(_strip_guard(column))) if tidy else _strip_guard


def _choose_tidiers(mapping: ColumnMapping) -> dict[int, Tidy]:
    if mapping.system == "facebook":
        places: dict[int, Tidy] = {c.index: _strip_prefix for c in mapping.columns if c.target not in {"id", "ignore"}}
        return places | {column.index: _name_platforms for column in mapping.all("source")}
    if mapping.system == "trello":
        return {column.index: _strip_colours for column in mapping.all("labels")}
    if mapping.system == "kanban":
        return {column.index: _strip_guard for column in mapping.columns}
    if mapping.system == "hubspot" and mapping.kind not in {"comments", "activities"}:  # these may name several people
        ids = [c for target in ("contact_id", "company_id") for c in mapping.all(target)]
        names = [c for c in mapping.all("company") if c.label.casefold().startswith("associated")]
        return {column.index: _take_first_tidy_id for column in (*ids, *names)}
    return {}


def _strip_prefix(column: Sequence[str]) -> Sequence[str]:
    return [
        _FACEBOOK_PREFIX.sub("", cell, count=1) if cell[1:2] == ":" or cell[2:3] == ":" else cell for cell in column
    ]


def _name_platforms(column: Sequence[str]) -> Sequence[str]:
    return [_FACEBOOK_PLATFORMS.get(cell.strip().casefold(), cell) for cell in column]


def _is_of_ids(column: Column) -> bool:
    """Tell whether a column holds ids, its own or those of records in other files."""
    return column.target in _IDS or (column.target == CUSTOM + column.label and is_id_label(column.label))


def _tidy_ids(column: Sequence[str]) -> Sequence[str]:
    """Free ids of Zoho's mark, and of what spreadsheets and programs for tables make of them: `="123"`, `501.0`.

    Each file of an import may have them in another way, and all are to be one record.
    """
    joined = _JOINT.join(column)
    if ZCRM in joined:
        column = [_ZCRM.sub("", cell.strip()) for cell in column]
    if '="' in joined:
        column = [match[1] if (match := _AS_FORMULA.fullmatch(cell)) else cell for cell in column]
    if ".0" in joined and all(map(_WITH_POINT.fullmatch, filter(None, map(str.strip, column)))):
        column = [cell.strip().removesuffix(".0") for cell in column]
    return column


ZCRM = "zcrm_"
"""What Zoho puts before the ids of its records."""

_ZCRM = re.compile(rf"(?:^|(?<=[;,|\s])){ZCRM}(?=\d)")
_AS_FORMULA = re.compile(r'\s*="([^"]*)"\s*')
_WITH_POINT = re.compile(r"\d+(?:\.0)?")
_JOINT = "\n"
_IDS = frozenset(
    {"id", "lead_id", "contact_id", "deal_id", "company_id", "person_id", "parent_id", "who_id", "campaign_id"}
)
"""Fields that hold ids."""


def _strip_quotes(column: Sequence[str]) -> Sequence[str]:
    """Free labels of the quotation marks that Mailchimp puts around each."""
    return [cell.replace('"', "") if cell[:1] == '"' else cell for cell in column] if '"' in "".join(column) else column


def _strip_pages(column: Sequence[str]) -> Sequence[str]:
    """Free names of the pages that Notion puts behind each: `Acme (https://www.notion.so/…)`."""
    return [_NOTION_PAGE.sub("", cell) for cell in column] if "notion." in "".join(column) else column


def _drop_yes(column: Sequence[str]) -> Sequence[str]:
    """Empty cells that say only that a record is in use, as all records that come in are."""
    return ["" if is_yes(cell) else cell for cell in column]


def _strip_colours(column: Sequence[str]) -> Sequence[str]:
    """Free labels of the colour that Trello puts behind each: `hot (red_dark)`."""
    return [_TRELLO_COLOUR.sub("", cell) for cell in column]


def _strip_guard(column: Sequence[str]) -> Sequence[str]:
    return [unguard_cell(cell) if cell[:1] == "'" else cell for cell in column]


def _take_first_tidy_id(column: Sequence[str]) -> Sequence[str]:
    return _tidy_ids([cell.partition(";")[0] for cell in column])
