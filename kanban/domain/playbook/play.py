"""A play: what to ask, say and show when a prospect objects; written by marketing, read by sales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain.card import LABEL
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json

ANSWERS = "answers."
"""The prefix of the registers that say which requests a play answers."""

SECTIONS = {
    "questions": "Ask first", "heard": "Say you heard it", "answer": "Answer", "proof": "Proof",
}  # fmt: skip
"""The four sections of a play by their registers, with their headings; questions and proof are lists of lines."""

LISTS = ("questions", "proof")
LONGEST_TITLE = 120
LONGEST_LINE = 500
LONGEST_TEXT = 4000
MOST_LINES = 20

UNUSED_DAYS = 182
"""After so many days without an objection that it answered, a play is proposed for the archive: two quarters."""


@dataclass(frozen=True, slots=True)
class Play:
    """A play of a board."""

    id: str
    title: str
    questions: tuple[str, ...] = ()
    """What to ask before answering, a line each."""
    heard: str = ""
    """How to say that the objection was heard; Markdown."""
    answer: str = ""
    """Markdown."""
    proof: tuple[str, ...] = ()
    """What shows it, a line each: words, a link, or both."""
    owner: str = ""
    """The id of the member who keeps it right."""
    labels: tuple[str, ...] = ()
    review_on: str = ""
    """ISO date on which somebody looks whether it is still right."""
    author: str = ""
    at: str = ""
    """When it was begun, UTC."""
    answers: frozenset[str] = frozenset()
    """The requests that it answers."""
    is_archived: bool = False
    deleted: bool = False

    @property
    def is_written(self) -> bool:
        """Whether it helps already: what has neither questions nor an answer is only begun."""
        return bool(self.questions or self.answer)

    @property
    def is_offered(self) -> bool:
        """Whether it is shown to those who hear an objection."""
        return self.is_written and not self.is_archived and not self.deleted

    def is_due(self, today: date) -> bool:
        """Whether its review was due before today."""
        return bool(self.review_on) and self.review_on < today.isoformat()

    def list_missing(self) -> list[str]:
        """Return the headings of the sections that are empty, in their order."""
        return [heading for name, heading in SECTIONS.items() if not getattr(self, name)]

    def compose_markdown(self) -> str:
        """Return the whole play as Markdown: a section each, those that are empty left out."""
        parts = []
        for name, heading in SECTIONS.items():
            value = getattr(self, name)
            if value:
                body = "\n".join(f"- {line}" for line in value) if name in LISTS else value
                parts.append(f"## {heading}\n\n{body}")
        return "\n\n".join(parts)


def read(play_id: str, registers: Mapping[str, Json]) -> Play | None:
    """Return the play in an entity's registers, whoever wrote them; None without a title."""
    title = _read_line(registers, "title")
    if not title:
        return None
    members = [name for name, value in registers.items() if value is True]
    return Play(
        play_id, title, _read_lines(registers, "questions"), _read_text(registers, "heard"),
        _read_text(registers, "answer"), _read_lines(registers, "proof"), _read_line(registers, "owner"),
        tuple(sorted(name.removeprefix(LABEL) for name in members if name.startswith(LABEL))),
        _read_line(registers, "review_on"), _read_line(registers, "author"), _read_line(registers, "at"),
        frozenset(name.removeprefix(ANSWERS) for name in members if name.startswith(ANSWERS)),
        registers.get("archived") is True, registers.get("deleted") is True,
    )  # fmt: skip


def _read_line(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    return text.shorten(text.clean_line(value), LONGEST_LINE) if isinstance(value, str) else ""


def _read_text(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    return text.clean(value).strip() if isinstance(value, str) else ""


def _read_lines(registers: Mapping[str, Json], name: str) -> tuple[str, ...]:
    value = registers.get(name)
    lines = [text.clean_line(line) for line in value if isinstance(line, str)] if isinstance(value, list) else []
    return tuple(line for line in lines if line)


def sort_plays(plays: Iterable[Play]) -> list[Play]:
    """Return plays by title."""
    return sorted(plays, key=lambda play: (text.fold(play.title), play.id))


def find_play(plays: Iterable[Play], name: str) -> Play:
    """Return the play that a name means: an id, a title, or a unique beginning of one. Raises NotFound, UsageFault."""
    plain = text.fold(text.clean_line(name))
    present = [play for play in plays if not play.deleted]
    exact = [play for play in present if play.id == name or text.fold(play.title) == plain]
    matching = exact or [play for play in present if plain and text.fold(play.title).startswith(plain)]
    if not matching:
        matching = [play for play in present if plain and plain in text.fold(play.title)]
    if not matching:
        raise NotFound(
            f"There is no play “{text.shorten(text.clean_line(name), 40)}”.", command="kanban play list shows them"
        )
    if len(matching) > 1:
        titles = ", ".join(f"“{play.title}”" for play in sort_plays(matching)[:4])
        raise UsageFault(f"“{text.shorten(text.clean_line(name), 40)}” means several plays: {titles}.")
    return matching[0]


# -- as typed


def read_title(typed: str) -> str:
    """Return a typed title, cleaned. Raises UsageFault."""
    plain = text.clean_line(typed)
    if text.is_blank(plain) or len(plain) > LONGEST_TITLE:
        raise UsageFault(f"The title of a play has 1 to {LONGEST_TITLE} characters.")
    return plain


def read_lines(typed: str | Iterable[str], what: str) -> list[Json]:
    """Return the lines of a typed list, without their bullets. Raises UsageFault."""
    raw = typed.splitlines() if isinstance(typed, str) else list(typed)
    lines = [text.clean_line(line) for line in raw]
    lines = [line[2:].strip() if line[:2] in {"- ", "* "} else line.strip() for line in lines]
    lines = [line for line in lines if not text.is_blank(line) and line not in {"-", "*"}]
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise UsageFault(f"{what} has at most {MOST_LINES} lines of {LONGEST_LINE} characters.")
    return list(lines)


def read_text(typed: str, what: str) -> str:
    """Return a typed section of Markdown, cleaned. Raises UsageFault."""
    plain = text.clean(typed).strip()
    if len(plain) > LONGEST_TEXT:
        raise UsageFault(f"{what} has {len(plain):,} characters and at most {LONGEST_TEXT:,} fit.")
    return plain
