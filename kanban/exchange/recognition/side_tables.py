"""Tables that make no cards and that no program's labels tell: activities, notes, campaigns, and lists of stages.

They are told by what their columns hold together, and by their cells: a column of kinds of activities, or of stages
that come once each.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kanban.domain.values.text import fold
from kanban.exchange.files.any_file import read_blocks
from kanban.exchange.recognition.words.activity_headers import read_activity_label
from kanban.exchange.recognition.words.column_labels import read_label, split_label
from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.near_words import split_words
from kanban.exchange.recognition.words.side_headers import list_side_fields
from kanban.exchange.recognition.words.stage_words import is_stage_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kanban.exchange.files.file_table import Table
    from kanban.exchange.recognition.columns import ColumnMapping
    from kanban.exchange.recognition.words.headers import Kind

_OF_LEADS = frozenset({
    "phone", "first_name", "last_name", "value", "source", "campaign", "close_on", "lifecycle",
    "probability", "currency",
    "lost_reason", "win_reason", "marketing_owner",
})  # fmt: skip
"""Fields that lists of leads and deals have, and files of activities and notes do not."""

_DATES = frozenset({"entered_at", "next_on", "created_at", "closed_at"})
_LINKS = frozenset({
    "deal_id", "contact_id", "lead_id", "who_id", "parent_id", "deal", "contact", "company", "related", "email",
})  # fmt: skip

_KIND_WORDS = split_words(
    "type kind activity interaction touchpoint engagement channel typ art aktivitat aktivitatsart"
    " aktivitatstyp tipo soort"
    " rodzaj activite actividad atividade attivita activiteit aktywnosci aktywnosc тип medium action"
)
"""Words of labels of the kind of an activity."""

_KINDS = re.compile(
    r"(?:phone |video |sales |inbound |outbound |telefon-?)?(?:call|e-?mail|mail|meeting|task|to-?do|lunch|dinner|demo"
    r"|visit|note|sms|voicemail|event|webinar|letter|linkedin|follow-?up|presentation|conference call)(?: \w+)?s?"
    r"|anruf|telefonat|besprechung|termin|treffen|aufgabe|besuch|gesprach|brief|notiz"
    r"|appel|courriel|reunion|rendez-vous|tache|visite|llamada|correo|reunion|tarea|visita|cita"
    r"|ligacao|reuniao|tarefa|chiamata|telefonata|riunione|incontro|attivita|compito|appuntamento"
    r"|telefoontje|gebeld|bellen|afspraak|vergadering|taak|bezoek|telefoongesprek"
    r"|telefon|rozmowa(?: \w+)?|spotkanie|zadanie|wizyta|звонок|встреча|письмо|задача"
)
"""What stands in such a column, folded."""

_NAMED_ACTIVITY = ("activity", "interaction", "touchpoint", "engagement")
_NAMED_NOTE = re.compile(
    r"note(?:id|date|text|content|title|author|owner|body|number|type)|notiz\w+|commentid|notatk\w+"
)
_AUTHORS = frozenset({"createdby", "author"})

_OF_CAMPAIGN = frozenset({
    "startdate", "enddate", "start", "end", "budget", "budgetedcost", "actualcost", "cost", "spend", "plannedcost",
    "campaigntype", "campaignstatus", "impressions", "clicks", "expectedrevenue", "expectedresponse",
    "numsent", "leads",
    "startdatum", "enddatum", "kosten", "istkosten", "channel", "amountspent", "plannedbudget", "totalspend", "ctr",
    "begindatum", "einddatum", "datedebut", "datedefin", "datededebut", "fechadeinicio", "fechadefin", "presupuesto",
    "datadeinicio", "datadetermino", "orcamento", "datainizio", "datafine", "datadiinizio", "begroting", "budzet",
    "datarozpoczecia", "datazakonczenia", "geplantekosten", "coutreel", "costoreal", "koszt", "responses",
    "sent", "status",
    "type", "typ", "tipo", "soort", "rodzaj", "estado", "stato", "statut", "budgetprevisto", "budgetprevu",
})  # fmt: skip
_CAMPAIGN_NAMES = frozenset({"campaignname", "campaign", "nameofcampaign", "kampanii", "nazwakampanii", "kampania"})

_OF_STAGES = split_words(
    "order probability position sort display pipeline active close closed won forecast category type id label api"
    " color colour rotten description stage converted default rank sequence index number flag status phase step limit"
    " reihenfolge sortierung ordre orden ordem ordine volgorde kolejnosc etap nr is archived deleted created updated"
    " modified date system slug internal win chance days master isactive isclosed iswon nr deal"
)
"""Words of labels that a list of stages has."""

_MOST_STAGES = 60
_MARK = re.compile(r"[\d.,%\s]*|true|false|yes|no|y|n|ja|nein|oui|non", re.IGNORECASE)


def find_side_kind(mapping: ColumnMapping, table: Table) -> Kind | None:
    """Return the kind of a table whose rows are neither leads nor deals; None where they may be."""
    header, targets = table.header, {column.target for column in mapping.columns}
    block = next(read_blocks(table), None)
    rows = [row for row in block.rows if any(row)] if block else []
    if not rows:
        return None
    columns = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
    if _is_of_stages(header, columns, targets):
        return "stages"
    if mapping.system != "file" or mapping.kind not in {"plain", "deals", "leads"}:
        return None
    if _is_of_campaigns(header, targets):
        return "campaigns"
    kinds = {n for n, cells in enumerate(columns) if _holds_kinds(header[n], cells)}
    if any(column.target in _OF_LEADS for column in mapping.columns if column.index not in kinds):
        return None
    if _is_of_activities(header, targets, has_kinds=bool(kinds)):
        return "activities"
    return "comments" if _is_of_notes(header, columns) else None


def _is_of_activities(header: Sequence[str], targets: set[str], *, has_kinds: bool) -> bool:
    fields = set(list_side_fields("activities", header).values())
    if not (fields & _DATES and fields & _LINKS):
        return False
    if has_kinds:
        return "stage" not in targets or bool(fields & {"title", "comment", "outcome"})
    labels = {squash(label) for label in header}
    is_named = any(label.startswith(_NAMED_ACTIVITY) and label not in _NAMED_ACTIVITY for label in labels)
    if is_named and "email" not in fields:
        return bool(fields & {"title", "comment", "outcome"}) and bool(fields & {"type", "outcome", "id"})
    return "related" in fields and "title" in fields and "comment" not in targets


def _holds_kinds(label: str, cells: Iterable[str]) -> bool:
    """Tell whether a column holds kinds of activities."""
    words = {*split_label(label), *read_label(label).words}
    filled = [fold(cell) for cell in cells if cell]
    if not words & _KIND_WORDS or words & {"next", "last", "preferred", "lead", "company", "customer", "source"}:
        return False
    return bool(filled) and sum(bool(_KINDS.fullmatch(cell)) for cell in filled) >= _MOST * len(filled)


_MOST = 0.7


def _is_of_notes(header: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Tell whether all columns of a table are of notes, and something tells that a row is a note and not its lead."""
    places = list_side_fields("comments", header)
    fields = set(places.values())
    if (
        len(places) < len(header)
        or "comment" not in fields
        or not fields & _LINKS
        or not fields & {"created_at", "owner"}
    ):
        return False
    labels = {read_activity_label(label) for label in header}
    if any(_NAMED_NOTE.fullmatch(squash(label)) for label in header):
        return True
    if labels & _AUTHORS and "created_at" in fields:
        return True
    links = [n for n, field in places.items() if field in _LINKS]
    return "email" not in fields and any(_comes_again(columns[n]) for n in links)


def _comes_again(cells: Iterable[str]) -> bool:
    """Tell whether some name stands in several rows."""
    return max(Counter(filter(None, cells)).values(), default=0) > 1


def _is_of_campaigns(header: Sequence[str], targets: set[str]) -> bool:
    labels = {squash(label) for label in header} | {
        read_label(label).words and "".join(read_label(label).words) for label in header
    }
    if targets & {"email", "phone", "contact", "first_name", "last_name", "title", "lead_id", "deal_id", "close_on"}:
        return False
    is_named = bool(labels & _CAMPAIGN_NAMES)
    return is_named and "company" not in targets and len(labels & _OF_CAMPAIGN) > 1


def _is_of_stages(header: Sequence[str], columns: Sequence[Sequence[str]], targets: set[str]) -> bool:
    if len(columns[0]) > _MOST_STAGES or targets & {"email", "phone", "first_name", "last_name", "close_on", "owner"}:
        return False
    listing = [n for n, cells in enumerate(columns) if _lists_stages(cells)]
    return (
        bool(listing)
        and all(
            n in listing
            or all(map(_MARK.fullmatch, columns[n]))
            or _is_of_list(set(read_label(label).words))
            or _is_of_list(set(split_label(label)))
            for n, label in enumerate(header)
        )
        and (len(header) > 1 or any("stage" in read_label(label).words for label in header))
    )


def _is_of_list(words: set[str]) -> bool:
    """Tell whether the words of a label are of what a list says of its stages, or of what else they are called."""
    return words - {"name", "key"} <= _OF_STAGES and not words <= {"name", "key", "deal"}


def _lists_stages(cells: Sequence[str]) -> bool:
    """Tell whether a column holds stages, each once."""
    return (
        len(cells) > 1
        and len(set(cells)) == len(cells)
        and all(cells)
        and sum(is_stage_word(cell) for cell in cells) >= _MOST_WORDS * len(cells)
        and not all(map(_MARK.fullmatch, cells))
    )


_MOST_WORDS = 0.6
