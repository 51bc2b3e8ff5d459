"""Columns whose labels alone don't tell what they are: a look at their cells does."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from itertools import islice
from typing import TYPE_CHECKING

from kanban.exchange.files.any_file import read_blocks
from kanban.exchange.recognition.cells import drop_nothings, is_no, is_yes, read_shares
from kanban.exchange.recognition.columns import CUSTOM, OWNERS, find_field, recognise
from kanban.exchange.recognition.date_columns import DateReader, looks_like_day
from kanban.exchange.recognition.side_tables import find_side_kind
from kanban.exchange.recognition.vendors import ZCRM
from kanban.exchange.recognition.words.column_labels import read_label
from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.person_names import look_at_names
from kanban.exchange.recognition.words.side_headers import SIDE_KINDS, makes_cards
from kanban.exchange.recognition.words.stage_words import is_stage_word

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kanban.exchange.files.file_table import Table
    from kanban.exchange.recognition.columns import Column, ColumnMapping
    from kanban.exchange.recognition.words.headers import Kind

_CHANCES = frozenset({"chance", "chancen", "verkaufschance"})
"""German labels of opportunities, and of how likely they are."""

_BLOCKS = 4
"""Blocks of a file that are looked at for a chance."""

_REACHED_BY = ("email", "phone")
"""Fields without which `Name` beside amounts is a deal's."""


def settle_by_cells(mapping: ColumnMapping, table: Table, overrides: Mapping[str, str] | None = None) -> ColumnMapping:
    """Return what columns are, with those settled that the header leaves open and nobody said otherwise."""
    if kind := _find_kind_of_zoho(mapping, table):
        mapping = recognise(table.header, overrides, ("zoho", kind))
    elif mapping.system == "file" and mapping.kind == "plain" and _is_facebook(table):
        mapping = recognise(table.header, overrides, ("facebook", "leads"))
    elif side := _find_side_kind(mapping, table, overrides):
        return recognise(table.header, overrides, ("file", side))
    overridden = {squash(label) for label in overrides or {}}
    spoken = list(table.header)
    for column in _find_chances(mapping, overridden):
        if _holds_words(table, column.index):
            spoken[column.index] = "Opportunity"
    for column in _find_stage_ids(mapping, overridden):
        if _holds_stages(table, column.index):
            spoken[column.index] = "Stage"
    if spoken != list(table.header):
        return _restore_labels(recognise(spoken, overrides), mapping)
    mapping = _settle_name(mapping, table, overridden, overrides)
    if mapping.system != "kanban":
        mapping = _settle_next_step(mapping, table, overridden)
        mapping = _settle_named_ids(mapping, table, overrides)
        mapping = _settle_lists(mapping, table, overridden)
        mapping = _settle_ends(mapping, table, overridden)
        mapping = _keep_days(mapping, table, overridden)
    if mapping.system in _OF_ANYBODY and mapping.kind in {"plain", "deals"}:
        mapping = _settle_people(mapping, table, overridden)
        mapping = _settle_names(mapping, table, overridden)
    return mapping


def _settle_next_step(mapping: ColumnMapping, table: Table, overridden: set[str]) -> ColumnMapping:
    """Let a next step of days be its day, and a day of words the step."""
    for target, other in (("next_step", "next_on"), ("next_on", "next_step")):
        column = next(iter(mapping.all(target)), None)
        if column is None or squash(column.label) in overridden:
            continue
        cells = _list_first_cells(table, column.index)
        days = sum(_is_day(cell) for cell in cells)
        if not cells or (days * 5 < len(cells) * 4 if target == "next_step" else days):
            continue
        rival = next(iter(mapping.all(other)), None)
        if rival is not None:
            rival_cells = _list_first_cells(table, rival.index)
            if any(map(_is_day, rival_cells)) is (other == "next_on") or squash(rival.label) in overridden:
                if target == "next_step":  # another column has the day already
                    mapping = _replace_column(mapping, column, CUSTOM + column.label, None, is_guess=False)
                continue
            mapping = _replace_column(mapping, rival, target, None, is_guess=rival.is_guess)
        return _replace_column(mapping, column, other, None, is_guess=column.is_guess)
    return mapping


def _is_day(cell: str) -> bool:
    return _DAYS.day(cell) is not None or looks_like_day(cell)


_DAYS = DateReader(UTC, "dmy")
"""Reads a day in any form; it does not matter here which day."""

_ID_END = re.compile(r"(?<=\w)[ _.-]*(?:(?<=[a-z])Id|\bID|(?<=_)id|(?<= )[iI]d|(?<=[a-z])ID|(?<=_)ID)s?$")
"""How the label of ids ends."""

_IDS = frozenset({"contact_id", "company_id", "campaign_id", "lead_id", "deal_id", "id"})
_NAME = re.compile(r"[^\W\d_]{2,}[^\d_@]* [^\d_@]*[^\W\d_]{2,}.*|[^\W\d_a-z][^\W\d_A-Z]{2,}(?:[-'’][^\W\d_]+)*")
"""A cell that is no id: several words, or one that begins with a capital."""


def _settle_lists(mapping: ColumnMapping, table: Table, overridden: set[str]) -> ColumnMapping:
    """Let the status beside the name of a list be the stage where that names none, as in ClickUp's exports."""
    stage, outcome = (next(iter(mapping.all(target)), None) for target in ("stage", "outcome"))
    if not stage or not outcome or not overridden.isdisjoint(map(squash, (stage.label, outcome.label))):
        return mapping
    if not _LISTS.issuperset(read_label(stage.label).words) or any(
        map(is_stage_word, _list_first_cells(table, stage.index))
    ):
        return mapping
    words = _list_first_cells(table, outcome.index)
    if sum(map(is_stage_word, words)) * 2 < max(1, len(words)):
        return mapping
    mapping = _replace_column(mapping, stage, CUSTOM + stage.label, None, is_guess=False)
    return _replace_column(mapping, outcome, "stage", None, is_guess=False)


_LISTS = frozenset({"list", "name", "board", "folder", "section"})


def _settle_ends(mapping: ColumnMapping, table: Table, overridden: set[str]) -> ColumnMapping:
    """Let `Won / Lost` tell the stage, or the end beside one; `Won` and `Lost` mark it or date it."""
    if mapping.kind not in {"plain", "deals"}:
        return mapping
    for column in mapping.columns:
        words = frozenset(read_label(column.label).words)
        words -= {"closed"} if words & {"won", "lost"} else set()
        is_open = column.target.startswith(CUSTOM) or (column.is_guess and column.target == "stage")
        if not is_open or squash(column.label) in overridden or not _ENDS & words or words - _ENDS - _OF_ENDS:
            continue
        cells = set(_list_first_cells(table, column.index))
        fed = {one.target for one in mapping.columns if one.index != column.index}
        target = None
        if len(words & _ENDS) == 1 and words & {"won", "lost"}:
            mark = f"is_{next(iter(words & _ENDS))}"
            if cells and all(is_yes(cell) or is_no(cell) for cell in cells) and mark not in fed:
                target = mark
            elif cells and all(map(_is_day, cells)):
                target = "closed_at"
        elif sum(map(is_stage_word, cells)) * 2 >= max(1, len(cells)):
            target = "outcome" if fed & {"stage", "status"} else "stage"
        if target and (target not in fed or target == "closed_at"):
            mapping = _replace_column(mapping, column, target, None, is_guess=False)
    return mapping


_ENDS = frozenset({"won", "lost", "open", "closed", "win", "loss", "lose"})
_OF_ENDS = frozenset(
    {"deal", "opportunity", "sale", "state", "status", "result", "outcome", "or", "is", "was", "yes", "no"}
)
"""Words beside these in a label."""


def _keep_days(mapping: ColumnMapping, table: Table, overridden: set[str]) -> ColumnMapping:
    """Let columns of days be no text of a card, whatever their labels come near: `Last update`."""
    for column in mapping.columns:
        if column.target in _TEXTS and squash(column.label) not in overridden:
            cells = _list_first_cells(table, column.index)
            if cells and all(map(_is_day, cells)):
                mapping = _replace_column(mapping, column, CUSTOM + column.label, None, is_guess=False)
    return mapping


_TEXTS = frozenset({"comment", "source", "campaign", "labels", "lost_reason", "win_reason"})


def _settle_named_ids(mapping: ColumnMapping, table: Table, overrides: Mapping[str, str] | None) -> ColumnMapping:
    """Let columns for ids of records that hold their names feed what these name."""
    header = list(table.header)
    overridden = set(map(squash, overrides or ()))
    used_labels = overridden | set(map(squash, header))
    bare_labels: dict[int, str] = {}
    for column in mapping.columns:
        label = header[column.index]
        bare = _ID_END.sub("", label)
        is_open = column.target in _IDS or column.target.startswith(CUSTOM)
        if is_open and bare != label and squash(bare) not in used_labels and squash(label) not in overridden:
            cells = _list_first_cells(table, column.index)
            if cells and sum(_NAME.fullmatch(cell) is not None for cell in cells) * 2 > len(cells):
                bare_labels[column.index] = bare
    if not bare_labels:
        return mapping
    spoken = [bare_labels.get(n, label) for n, label in enumerate(header)]
    recognised = recognise(spoken, overrides, (mapping.system, mapping.kind)).columns
    left = {column.target for column in mapping.columns} | _IDS | {"ignore"}
    targets = {
        column.index: column.target
        for column in recognised
        if column.index in bare_labels and column.target not in left and not column.target.startswith(CUSTOM)
    }
    columns = (replace(column, target=targets.get(column.index, column.target)) for column in mapping.columns)
    return replace(mapping, columns=tuple(columns))


_OF_ANYBODY = frozenset({"file", "airtable", "notion"})
"""Programs whose columns people name themselves."""

_FEW = 3
"""Rows from which on it tells that few people stand in many."""


def _settle_people(mapping: ColumnMapping, table: Table, overridden: set[str]) -> ColumnMapping:
    """Let `Person` or `People` in a list of deals be their owner where few names stand in many rows, always a guess."""
    column = next((column for column in mapping.columns if _is_people(column)), None)
    fed = {column.target for column in mapping.columns}
    if column is None or squash(column.label) in overridden or fed & {"email", "phone", *OWNERS}:
        return mapping
    if column.target == "contact" and not fed & {"title", "value"} and not _find_name(mapping, fed):
        return mapping
    is_other_contact = column.target != "contact" and bool(fed & {"contact", "first_name", "last_name"})
    cells = _list_first_cells(table, column.index)
    is_owner = is_other_contact or (len(cells) >= _FEW and len(set(cells)) * 2 <= len(cells))
    owner = "sales_owner" if mapping.kind == "deals" else "owner"
    target, other = (owner, "contact") if is_owner else ("contact", owner)
    return _replace_column(mapping, column, target, None if is_other_contact else other)


def settle_members(mapping: ColumnMapping, table: Table, names: Collection[str]) -> ColumnMapping:
    """Let a column of people be the owner's if a member of the board stands in it."""
    column = next((column for column in mapping.all("contact") if column.or_else in OWNERS), None)
    if column is None or not any(squash(cell) in names for cell in _list_first_cells(table, column.index)):
        return mapping
    return _replace_column(mapping, column, column.or_else or "owner", "contact")


def _is_people(column: Column) -> bool:
    """Tell whether a column is called `Person` or `People`, and nothing more is known of it."""
    is_plain = column.target == "contact" or column.target.startswith(CUSTOM)
    return is_plain and read_label(column.label).words in {("person",), ("people",)}


def _find_name(mapping: ColumnMapping, fed: Collection[str]) -> Column | None:
    """Return the column `Name` of a list that looks like one of deals."""
    columns = [*mapping.all("contact"), *mapping.all("title"), *mapping.custom]
    column = next((column for column in columns if read_label(column.label).words == ("name",)), None)
    return column if column and _OF_DEALS & set(fed) else None


_OF_DEALS = frozenset({"value", "close_on", "probability"})


def _settle_names(mapping: ColumnMapping, table: Table, overridden: set[str]) -> ColumnMapping:
    """Let `Name` in a list of deals be the person's or the deal's, as its cells look, as a guess if they don't tell."""
    fed = {column.target for column in mapping.columns}
    column = _find_name(mapping, fed)
    if column is None or squash(column.label) in overridden or fed & {"first_name", "last_name"}:
        return mapping
    if column.target not in {"title", "contact"} or ({"title", "contact"} <= fed):
        return mapping
    looks, is_sure = look_at_names(_list_first_cells(table, column.index))
    if looks == "open" and (column.target == "title" or fed & set(_REACHED_BY)):
        return mapping  # what the other columns tell
    target = {"person": "contact", "thing": "title"}.get(looks, "title")
    if is_sure:
        return _replace_column(mapping, column, target, None, is_guess=False)
    return _replace_column(mapping, column, target, "contact" if target == "title" else "title")


def _replace_column(
    mapping: ColumnMapping, column: Column, target: str, or_else: str | None, *, is_guess: bool = True
) -> ColumnMapping:
    settled = replace(column, target=target, or_else=or_else, is_guess=is_guess)
    return replace(mapping, columns=tuple(settled if c.index == column.index else c for c in mapping.columns))


def _list_first_cells(table: Table, index: int) -> list[str]:
    """Return the filled cells of a column in the first blocks."""
    rows = (row for block in islice(read_blocks(table), _BLOCKS) for row in block.rows)
    return [cell for cell in drop_nothings([row[index].strip() for row in rows]) if cell]


def _find_side_kind(mapping: ColumnMapping, table: Table, overrides: Mapping[str, str] | None) -> Kind | None:
    """Return what a table is whose rows are no leads, unless somebody said what its cards are called by."""
    if mapping.system == "kanban" or mapping.kind in SIDE_KINDS:
        return None
    is_said = makes_cards([find_field(field) for field in (overrides or {}).values()])
    return None if is_said else find_side_kind(mapping, table)


def _find_kind_of_zoho(mapping: ColumnMapping, table: Table) -> Kind | None:
    """Return what a file of Zoho lists whose header does not tell that it is one: the ids of its rows do."""
    labels = {squash(column.label): column for column in mapping.columns}
    own = next((labels[label] for label in _OWN_IDS if label in labels), None)
    if own is None or mapping.system in {"zoho", "kanban"} or not _holds_marks(table, own.index):
        return None
    return next((kind for kind, marks in _KINDS_OF_ZOHO if not labels.keys().isdisjoint(marks)), mapping.kind)


_OWN_IDS = ("recordid", "leadid", "contactid", "dealid", "potentialid", "accountid", "noteid", "campaignid", "id")
_KINDS_OF_ZOHO: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("comments", frozenset({"notecontent"})),
    ("deals", frozenset({"dealname", "potentialname", "closingdate"})),
    ("leads", frozenset({"leadstatus", "company", "leadowner"})),
    ("contacts", frozenset({"firstname", "lastname", "fullname", "contactname"})),
    ("campaigns", frozenset({"campaignname"})),
    ("companies", frozenset({"accountname", "companyname"})),
)
"""Squashed labels that tell what Zoho's records are, the most telling ones first."""


_FACEBOOK = (re.compile(r"(?:l|f|ag|as|c):\d{8,}"), re.compile(r"p:\+?\d[\d ()-]{5,}"))
"""Ids and phone numbers as Facebook writes them."""


def _is_facebook(table: Table) -> bool:
    """Tell whether the first cells of some column are all ids or all phone numbers as Facebook writes them."""
    block = next(read_blocks(table), None)
    for column in zip(*block.rows, strict=True) if block else ():
        cells = [cell.strip() for cell in column if cell.strip() not in {"", "p:"}]
        if cells and any(all(map(pattern.fullmatch, cells)) for pattern in _FACEBOOK):
            return True
    return False


def _holds_marks(table: Table, index: int) -> bool:
    """Tell whether the first cells of a column are ids as Zoho writes them."""
    block = next(read_blocks(table), None)
    cells = [row[index].strip() for row in block.rows if row[index].strip()] if block else []
    return bool(cells) and all(cell.startswith(ZCRM) for cell in cells)


def _find_chances(mapping: ColumnMapping, overridden: set[str]) -> list[Column]:
    if mapping.system not in {"file", "dynamics", "salesforce"}:
        return []
    labels = _CHANCES - overridden
    return [column for column in mapping.all("probability") if squash(column.label) in labels]


def _find_stage_ids(mapping: ColumnMapping, overridden: set[str]) -> list[Column]:
    """Return the columns of a file without a stage whose labels are of ids of stages."""
    if mapping.all("stage") or mapping.all("status") or mapping.kind in {"companies", "comments", "activities"}:
        return []
    return [column for column in mapping.custom if squash(column.label) in _STAGE_IDS - overridden][:1]


_STAGE_IDS = frozenset({"stageid", "dealstageid", "pipelinestageid", "statusid", "leadstatusid"})


def _holds_stages(table: Table, index: int) -> bool:
    """Tell whether most of the first cells of a column, each counted once, are words for stages."""
    block = next(read_blocks(table), None)
    cells = {row[index].strip() for row in block.rows if row[index].strip()} if block else set()
    return bool(cells) and sum(is_stage_word(cell) for cell in cells) * 2 >= len(cells)


def _holds_words(table: Table, index: int) -> bool:
    """Tell whether a column is filled, and never with a share."""
    is_filled = False
    for block in islice(read_blocks(table), _BLOCKS):
        cells = [cell for cell in drop_nothings([row[index] for row in block.rows]) if cell.strip()]
        if any(share is not None for share in read_shares(cells)[0]):
            return False
        is_filled = is_filled or bool(cells)
    return is_filled


def _restore_labels(spoken: ColumnMapping, mapping: ColumnMapping) -> ColumnMapping:
    labels = {column.index: column.label for column in mapping.columns}
    return replace(spoken, columns=tuple(replace(column, label=labels[column.index]) for column in spoken.columns))


def _settle_name(
    mapping: ColumnMapping, table: Table, overridden: set[str], overrides: Mapping[str, str] | None
) -> ColumnMapping:
    """Let `Name` be a deal's where only columns without any cell make it a person's."""
    name = next((column for column in mapping.all("contact") if squash(column.label) == "name"), None)
    if mapping.kind != "plain" or name is None or "name" in overridden or not mapping.all("value"):
        return mapping
    reached_by = [column for target in _REACHED_BY for column in mapping.all(target)]
    if not reached_by or any(_is_filled(table, column.index) for column in reached_by):
        return mapping
    spoken = _blank_labels(table.header, {column.index for column in reached_by})
    settled = next(column for column in recognise(spoken, overrides).columns if column.index == name.index)
    if settled.target != "title":
        return mapping
    columns = tuple(replace(c, target="title") if c.index == name.index else c for c in mapping.columns)
    return replace(mapping, columns=columns)


def _is_filled(table: Table, index: int) -> bool:
    """Tell whether a column has any cell that says something."""
    return any(
        cell.strip() for block in read_blocks(table) for cell in drop_nothings([row[index] for row in block.rows])
    )


def _blank_labels(header: Sequence[str], places: set[int]) -> list[str]:
    return [f"Column {n + 1}" if n in places else label for n, label in enumerate(header)]
