"""A lesson of a closed deal: a debrief in the buyer's words, or the answers that somebody gave while they walked it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.errors import UsageFault
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.change import Change, Json

Kind = Literal["debrief", "walk"]

KINDS: tuple[Kind, ...] = ("debrief", "walk")
"""What a lesson is: why they decided so, in the buyer's words; or what somebody said before each step."""

QUESTION = "Why did they decide so?"
"""The one question of a debrief, to be answered in the buyer's words."""

LONGEST = 2_000
"""The most characters of a debrief, and of one answer of a walk."""

MOST_ANSWERS = 100
"""The most answers of one walk that are shared."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody would have done, said before the next step was shown."""

    after: str
    """The id of the change that they saw last."""
    at: str
    """When that happened, UTC."""
    words: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A debrief, or a shared walk. All but its words never changes."""

    id: str
    card: str
    kind: Kind
    words: str
    """A debrief's text, in the buyer's words; empty for a walk."""
    answers: tuple[Answer, ...]
    """A walk's answers, in the order of the steps; none for a debrief."""
    author: str
    """A member's id; empty for an imported one."""
    team: str
    """The author's team at that time; empty for an imported one."""
    at: str
    """When it was written or shared, UTC."""
    deleted: bool = False
    imported_by: str = ""
    author_in_file: str = ""

    @property
    def is_imported(self) -> bool:
        """Whether a file brought it; nobody here wrote it then."""
        return not self.author


def read(lesson_id: str, registers: Mapping[str, Json]) -> Lesson | None:
    """Return a lesson from its registers; None where they make none, as those of a newer version may."""
    kind, card, at = (_read_text(registers, name) for name in ("kind", "card", "at"))
    words, answers = _read_text(registers, "words"), read_answers(registers.get("answers"))
    if not card or not at or kind not in KINDS or not (words if kind == "debrief" else answers):
        return None
    team = _read_text(registers, "team")
    return Lesson(
        lesson_id, card, "debrief" if kind == "debrief" else "walk", words if kind == "debrief" else "",
        answers if kind == "walk" else (), _read_text(registers, "author"),
        team if team in {"marketing", "sales"} else "", at, registers.get("deleted") is True,
        _read_text(registers, IMPORTED_BY), _read_text(registers, AUTHOR_IN_FILE),
    )  # fmt: skip


def read_answers(value: Json) -> tuple[Answer, ...]:
    """Return the answers in a register, without those that make none."""
    listed = value if isinstance(value, list) else []
    parts = [part for part in listed[:MOST_ANSWERS] if isinstance(part, Mapping)]
    answers = [Answer(*(_read_text(part, name) for name in ("after", "at", "words"))) for part in parts]
    return tuple(answer for answer in answers if answer.words)


def encode_answers(answers: Sequence[Answer]) -> list[Json]:
    """Return answers as a register holds them."""
    return [{"after": answer.after, "at": answer.at, "words": answer.words} for answer in answers]


def read_words(typed: str, what: str = QUESTION) -> str:
    """Return a debrief, or an answer, as typed; `what` was asked. Raises UsageFault."""
    plain = text.clean(typed).strip()
    if text.is_blank(plain):
        raise UsageFault(f"{what} Say it in a line or two.")
    if len(plain) > LONGEST:
        raise UsageFault(f"That has {len(plain):,} characters and at most {LONGEST:,} fit.")
    return plain


def lesson_record(lesson: Lesson, board: Board) -> dict[str, Any]:
    """Return a lesson as JSON shows it: a debrief has `words`, a walk `answers`."""
    content: dict[str, Any] = (
        {"words": lesson.words}
        if lesson.kind == "debrief"
        else {"answers": [{"after": one.after, "at": one.at, "words": one.words} for one in lesson.answers]}
    )
    return {
        "id": lesson.id, **content,
        "author": board.find_person_name(lesson.author) or None if lesson.author else None,
        "team": lesson.team or None, "at": lesson.at,
        "imported_by": board.find_person_name(lesson.imported_by) or None if lesson.imported_by else None,
        "author_in_file": lesson.author_in_file or None,
    }  # fmt: skip


def list_records(lessons: Sequence[Lesson], board: Board) -> dict[str, list[dict[str, Any]]]:
    """Return a card's lessons as `show --json` has them, by kind."""
    return {f"{kind}s": [lesson_record(one, board) for one in lessons if one.kind == kind] for kind in KINDS}


def describe_change(change: Change, _: Board) -> str:
    """Return what a change of a lesson did, as a line of the card's history."""
    registers, verb = change.set, change.verb
    if "created" in registers:
        if registers.get("kind") == "walk":
            return f"{'imported' if verb == 'import' else 'shared'} a walk of the deal"
        words = f"“{text.shorten(text.clean_line(str(registers.get('words') or '')), 60)}”"
        return f"{'imported' if verb == 'import' else 'wrote'} the debrief {words}"
    if "deleted" in registers:
        return "deleted a debrief or walk" if registers["deleted"] else "restored a debrief or walk"
    return "edited a debrief"


def _read_text(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    return text.clean(value)[:LONGEST].strip() if isinstance(value, str) else ""
