"""An objection: what a prospect said against it, in the prospect's words, on a card; what answers it, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.errors import UsageFault
from kanban.domain.ids import derive_id
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json

OUTCOMES: dict[str, str] = {"resolved": "r", "stalled": "s", "lost": "l"}
"""How an objection ends, each with the key that says so."""

LONGEST = 300
"""The most characters of the prospect's words."""

SETTLED = frozenset({"outcome", "outcome_by", "outcome_at"})
"""Registers that tell how it ended; they are set together."""

ANSWERED = frozenset({"play", "request"})
"""Registers that tell what answers it."""

_OTHER_WORDS = {
    "helped": "resolved", "yes": "resolved", "done": "resolved", "r": "resolved", "s": "stalled", "l": "lost",
    "stuck": "stalled", "not": "lost", "no": "lost",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection on a card. Its card, words, author, team and time never change."""

    id: str
    card: str
    words: str
    """What the prospect said, one line without quotation marks."""
    author: str
    """A member's id; empty for an imported one."""
    team: str
    """The author's team at that time; empty for an imported one."""
    at: str
    """When it was logged, UTC."""
    request: str
    """What it asks marketing for: objections of one request wait for the same answer."""
    activity: str = ""
    """The id of the call, e-mail or meeting in which it came up."""
    play: str = ""
    """The id of the play that answers it; empty while none does."""
    outcome: str = ""
    """One of OUTCOMES; empty while it is open."""
    outcome_by: str = ""
    outcome_at: str = ""
    deleted: bool = False
    imported_by: str = ""
    author_in_file: str = ""

    @property
    def is_imported(self) -> bool:
        """Whether a file brought it; nobody here logged it then."""
        return not self.author


def read(objection_id: str, registers: Mapping[str, Json], board: str) -> Objection | None:
    """Return an objection from its registers; None where they make none, as those of a newer version may."""
    card, words, at = (_read_line(registers, name) for name in ("card", "words", "at"))
    if not card or text.is_blank(words) or not at:
        return None
    outcome, team = _read_line(registers, "outcome"), _read_line(registers, "team")
    is_over = outcome in OUTCOMES
    return Objection(
        objection_id, card, words, _read_line(registers, "author"), team if team in {"marketing", "sales"} else "", at,
        _read_line(registers, "request") or derive_request_id(board, words), _read_line(registers, "activity"),
        _read_line(registers, "play"), outcome if is_over else "",
        _read_line(registers, "outcome_by") if is_over else "", _read_line(registers, "outcome_at") if is_over else "",
        registers.get("deleted") is True, _read_line(registers, IMPORTED_BY), _read_line(registers, AUTHOR_IN_FILE),
    )  # fmt: skip


def derive_request_id(board: str, words: str) -> str:
    """Return the id of the request that these words make: spellings that differ in case or signs make the same."""
    return derive_id(board, "request", " ".join(text.split_words(text.fold(words))) or text.fold(words))


def read_words(typed: str) -> str:
    """Return the prospect's words as typed, without the quotation marks around them. Raises UsageFault."""
    plain = text.clean_line(typed).strip('“”„"«» ')
    if text.is_blank(plain):
        raise UsageFault("Say what they objected to, in their words.")
    if len(plain) > LONGEST:
        raise UsageFault(f"An objection has {len(plain):,} characters and at most {LONGEST} fit.")
    return plain


def find_outcome(word: str) -> str:
    """Return the outcome that a word means; empty for `open`. Raises UsageFault."""
    plain = text.fold(text.clean_line(word))
    if plain == "open":
        return ""
    outcome = _OTHER_WORDS.get(plain, plain)
    if outcome not in OUTCOMES:
        raise UsageFault(
            f"Unknown outcome “{text.shorten(text.clean_line(word), 40)}”. Choose {', '.join(OUTCOMES)} or open."
        )
    return outcome


def _read_line(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    return text.shorten(text.clean_line(value), LONGEST) if isinstance(value, str) else ""
