"""Rows of files of activities: what was done with a prospect, and what is still to be done.

Programs write calls, e-mails, meetings and tasks into one list or into several. What was done becomes an activity;
an open task with a day becomes a next step; the rest is left out, with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.activity import OUTCOMES
from kanban.domain.values.moments import format_time
from kanban.domain.values.text import MAX_TEXT, clean, clean_line, fold, shorten
from kanban.exchange.recognition.cells import NOTHING, is_no, is_yes
from kanban.exchange.recognition.date_columns import looks_like_day
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from kanban.exchange.recognition.sheet import Sheet

    Read = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class FileActivity:
    """A call, an e-mail or a meeting as a file has it."""

    kind: str
    outcome: str
    author: str
    """A name; empty where the file does not tell."""
    at: str | None
    """UTC ISO 8601; None where the file does not tell."""
    text: str
    is_outcome_known: bool
    """Whether the file names the outcome, or the kind has only one that fits."""


@dataclass(frozen=True, slots=True)
class FileStep:
    """An open task: what is to be done, and when."""

    words: str
    day: str
    """With its time in the board's zone where the file tells one: `2026-01-20 14:30`."""


class LeftOut(Exception):
    """A row that is neither; it holds the reason."""


FIELDS = (
    "type", "is_task", "outcome", "status", "done", "closed_at", "entered_at", "next_on", "created_at", "duration",
    "direction", "title", "comment", "owner", "due_time",
)  # fmt: skip
"""The columns that are read here."""

_KINDS = (
    ("meeting", re.compile(
        r"meeting|\bevent|appointment|\blunch|\bdinner|\bdemo|\bvisit|besprech|termin\b|treffen|reuni|rendez"
        r"|gesprach|spotkan|wizyt|\bvisit|bezoek|afspraak|vergadering|incontro|encontro|\bcita\b|prezentacj"
        r"|встреч|webinar"
    )),
    ("email", re.compile(r"e-?mail|\bmails?\b|correo|courriel|wiadomosc|письм")),
    ("call", re.compile(
        r"\bcall|\bphone|telefon|telephon|telefoon|voicemail|anruf|\bappel|llamada|chiamat|ligac|\bbel|polaczeni"
        r"|rozmow|звон"
    )),
)  # fmt: skip
_TASK = re.compile(r"\btask|to-?do|deadline|reminder|aufgabe|tarea|tache|follow[ -]?up|\bother\b")
_EMAIL_FIRST = re.compile(r"(?:list ?)?e-?mail")

_DONE = frozenset((
    "completed", "complete", "done", "closed", "held", "attended", "finished", "logged", "sent", "delivered", "opened",
    "clicked", "replied", "received", "connected", "ended", "bounced", "noanswer", "busy", "failed", "noshow",
    "erledigt", "abgeschlossen", "termine", "fait", "completado", "completada", "concluido", "concluida", "completato",
    "voltooid", "hecho", "fatto", "logacall", "durchgefuhrt", "abgehalten", "stattgefunden", "effectue", "effectuee",
    "realizado", "realizada", "effettuata", "effettuato", "svolto", "svolta", "afgerond", "gedaan",
    "gehouden", "zrobione",
    "wykonane", "zakonczone", "ukonczone", "conclusa", "concluso", "feito", "feita", "выполнено", "завершено",
))  # fmt: skip
_OPEN = frozenset((
    "open", "notstarted", "inprogress", "deferred", "waiting", "waitingonsomeoneelse", "waitingforinput", "pending",
    "planned", "scheduled", "overdue", "todo", "new", "offen", "geplant", "nichtbegonnen", "inbearbeitung", "ouvert",
    "afaire", "pendiente", "planifie", "planifiee", "enattente", "planificado", "planificada", "programado",
    "programada",
    "agendado", "agendada", "planejado", "pendente", "pianificato", "pianificata", "inattesa", "dafare",
    "gepland", "tedoen",
    "zaplanowane", "otwarte", "dozrobienia", "ausstehend", "anstehend", "запланировано", "abierto",
    "aberto", "aperto", "notcompleted", "incomplete", "upcoming",
))  # fmt: skip
_CANCELLED = re.compile(r"cancel|rescheduled|abgesagt|annul|postponed")

_NOT_REACHED = re.compile(
    r"no[ -]?answer|no[ -]?response|busy|voice ?mail|\bleft\b|unreach|not reach|wrong number|invalid|failed|missed"
    r"|nicht erreicht|besetzt|no_answer|mailbox|sans reponse|sin respuesta|pas de reponse|nessuna risposta"
    r"|sem resposta|geen gehoor|no contest|nie odebra|niet bereikt|not connected|disconnected"
)
_NO_SHOW = re.compile(r"no[ _-]?show|did ?n[o']t (?:attend|show|appear)|absent|nicht erschienen")
_INCOMING = re.compile(r"incoming|inbound|received|repl(?:y|ied)|eingehend|entrant")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_FIGURES = re.compile(r"[1-9]")
_USER_ID = re.compile(r"005\w{12,15}|\d+")
"""A cell that has the number of a user and no name."""
_PLAIN_WORDS = frozenset(
    squash(word)
    for outcomes in OUTCOMES.values()
    for word in (*outcomes, "connected", "completed", "done", "scheduled")
)
"""Words for outcomes that say nothing beyond one of ours."""
_SAYS_NOTHING = frozenset((
    "call", "email", "meeting", "task", "event", "phonecall", "logacall", "outboundcall", "inboundcall", "logcall",
    "loggedcall", "loggedemail", "anruf", "termin",
))  # fmt: skip
"""Subjects that only repeat the kind."""


class ActivityReader:
    """Reads the rows of one file."""

    def __init__(self, sheet: Sheet, moment: Read, day: Read, now: str, zone: tzinfo) -> None:
        """Take what reads a cell as a moment (UTC) and as a day of the board's zone, the time now, and that zone."""
        self._kind = _find_kind_of_file(sheet)
        self._moment, self._day, self._now, self._zone = moment, day, now, zone
        self._today = clock.from_iso(now).astimezone(zone).date().isoformat()

    def read(self, cells: Mapping[str, str]) -> FileActivity | FileStep:
        """Return what a row holds, given by the names of `FIELDS`. Raises LeftOut."""
        kind, is_task = self._find_kind(cells)
        due = cells["next_on"]
        if due and _CLOCK.match(cells["due_time"]) and self._moment(f"{due} {cells['due_time']}"):
            due = f"{due} {cells['due_time']}"
        when = cells["closed_at"] or cells["entered_at"] or due
        is_done = self._is_done(cells, when, is_task=is_task)
        words = clean_line(cells["title"])
        if not is_done:
            day = self._day(cells["next_on"]) or self._day(cells["entered_at"])
            if day is None:
                raise LeftOut("an open task without a day")
            if not words and not kind:
                raise LeftOut("a task without words")
            return FileStep(words or (kind or "").capitalize(), f"{day} {self._find_time(when)}".strip())
        if kind is None:
            raise LeftOut("a done task that is no call, e-mail or meeting")
        outcome = _find_outcome(kind, cells)
        at = self._moment(when) or self._moment(cells["created_at"])
        if at is None and (wrong := next(filter(looks_like_day, (when, cells["created_at"])), "")):
            raise LeftOut(f"the day “{shorten(clean_line(wrong), 30)}” does not exist, or no calendar reaches it")
        author = "" if _USER_ID.fullmatch(cells["owner"]) else clean_line(cells["owner"])[:200]
        likely = outcome or {"call": "no answer", "email": "sent", "meeting": "held"}[kind]
        known = outcome is not None or kind != "call"
        return FileActivity(kind, likely, author, min(at, self._now) if at else None, _join_text(cells), known)

    def _find_time(self, when: str) -> str:
        """Return the time of day of a moment in the board's zone; empty where the file tells none, or midnight."""
        at = self._moment(when)
        if at is None or ":" not in when:
            return ""
        time = format_time(clock.from_iso(at).astimezone(self._zone))
        return "" if time == "00:00" else time

    def _find_kind(self, cells: Mapping[str, str]) -> tuple[str | None, bool]:
        """Return what a row is, and whether it is a task of a list of things to do."""
        type_words = fold(cells["type"])
        kind = _match_kind(type_words)
        if kind:
            return kind, False
        if cells["is_task"] and is_no(cells["is_task"]):
            return "meeting", False
        by_subject = _match_kind(fold(cells["title"]))
        is_task = bool(_TASK.search(type_words)) or self._kind == "task" or is_yes(cells["is_task"])
        if is_task or self._kind is None:
            return by_subject, True
        return self._kind, False

    def _is_done(self, cells: Mapping[str, str], when: str, *, is_task: bool) -> bool:
        """Tell whether a row is over. Raises LeftOut where it was given up, or nothing tells."""
        marked, status = cells["done"], fold(cells["status"])
        if _CANCELLED.search(status) or _CANCELLED.search(fold(cells["outcome"])):
            raise LeftOut("cancelled or moved")
        if fold(cells["direction"]) == "missed" or squash(status) == "missed":
            raise LeftOut("a call that was missed here")
        for cell in (marked, status):
            word = squash(cell)
            if word in _DONE or (cell and is_yes(cell)):
                return True
            if word in _OPEN or (cell and is_no(cell)):
                return False
        if cells["closed_at"] or squash(cells["outcome"]) in _DONE or _NO_SHOW.search(fold(cells["outcome"])):
            return True
        at, day = self._moment(when), self._day(when)
        if day is not None and day > self._today:
            return False
        if is_task:
            raise LeftOut("a task of the past, not said to be done")
        if squash(cells["outcome"]) in _OPEN and not cells["duration"]:
            raise LeftOut("planned, and not said to be held")
        return at is None or at <= self._now


def is_done_word(cell: str) -> bool:
    """Tell whether a cell of a mark says that an activity is over: yes, a word for it, or when it was."""
    word = squash(cell) if cell.strip() else ""
    return word in _DONE or is_yes(cell) or bool(_DAY.search(cell))


def is_open_word(cell: str) -> bool:
    """Tell whether a cell of a mark says that an activity is still to be done: no, nothing, or a word for it."""
    return is_no(cell) or cell.strip() in NOTHING or squash(cell) in _OPEN


_DAY = re.compile(r"\d[-./]\d|\d{8}")


def _match_kind(words: str) -> str | None:
    if _EMAIL_FIRST.match(words):
        return "email"
    matches = [(match.start(), kind) for kind, pattern in _KINDS if (match := pattern.search(words))]
    return min(matches)[1] if matches else None


def _find_kind_of_file(sheet: Sheet) -> str | None:
    """Return what all rows of a file are, by its labels: a kind, `task`, or None where each row says it."""
    labels = {squash(label) for label in sheet.table.header}
    for kind, starts in (
        ("call", ("call",)), ("meeting", ("meeting", "event", "host", "isalldayevent")), ("email", ("email",)),
        ("task", ("task",)),
    ):  # fmt: skip
        telling = [label for label in labels if label.startswith(starts) and label not in _IN_ANY_FILE]
        if telling and (kind != "email" or {"emailsubject", "emailbody"} & labels):
            return kind
    return None


_IN_ANY_FILE = frozenset({
    "calltype", "calldisposition", "calldurationinseconds", "callobject", "tasksubtype", "eventsubtype", "task",
    "emailaddress", "email",
})  # fmt: skip
"""Labels of columns that lists of all activities have."""


def _find_outcome(kind: str, cells: Mapping[str, str]) -> str | None:
    """Return the outcome that a row tells; None where it tells none."""
    outcome, status, direction = fold(cells["outcome"]), fold(cells["status"]), fold(cells["direction"])
    words = outcome if outcome and not _GUID.fullmatch(outcome) else ""
    if kind == "email":
        return "reply" if any(map(_INCOMING.search, (direction, status, words))) else "sent"
    if kind == "meeting":
        return "no show" if _NO_SHOW.search(words) or _NO_SHOW.search(status) else "held"
    if _NOT_REACHED.search(words) or _NOT_REACHED.search(status):
        return "no answer"
    if words and squash(words) not in _OPEN:
        return "reached"
    if _INCOMING.search(direction) or squash(status) == "connected" or _FIGURES.search(cells["duration"]):
        return "reached"
    return None


def _join_text(cells: Mapping[str, str]) -> str:
    """Return the words of an activity: its subject, an outcome of the program's own, and what was noted."""
    title, outcome, note = clean_line(cells["title"]), clean_line(cells["outcome"]), clean(cells["comment"]).strip()
    if squash(title) in _SAYS_NOTHING or note.startswith(title):
        title = ""
    if squash(outcome) in _PLAIN_WORDS or _GUID.fullmatch(outcome):
        outcome = ""
    words = "\n\n".join(part for part in (" · ".join(filter(None, (outcome, title))), note) if part)
    return words if len(words) <= MAX_TEXT else words[: MAX_TEXT - 1] + "…"
