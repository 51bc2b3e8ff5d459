"""Cards from web forms. The sender is unknown, and nothing that they wrote is lost.

What fits a field of the card goes there. All else, such as an invalid e-mail address, goes into a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.acts import verbs
from kanban.domain.acts.view import build_comment
from kanban.domain.change import Act
from kanban.domain.errors import KanbanError
from kanban.domain.ids import new_id
from kanban.domain.values import fields, text

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Stage
    from kanban.domain.card import Card
    from kanban.domain.change import Json

TRAP = "website"
"""A field that people don't see, so only a program fills it in."""

TAKEN = ("title", "company", "contact", "email", "phone", "value", "source", "campaign")
"""The fields of a card that a form may fill in."""

MESSAGE = "message"

_SAME = {
    "name": "contact", "full_name": "contact", "e_mail": "email", "mail": "email", "email_address": "email",
    "telephone": "phone",
    "tel": "phone", "mobile": "phone", "organisation": "company", "organization": "company", "comment": MESSAGE,
    "comments": MESSAGE, "note": MESSAGE, "utm_source": "source", "utm_campaign": "campaign",
}  # fmt: skip
"""What forms call these fields too."""

MOST_FIELDS, LONGEST_NAME, LONGEST_MESSAGE = 50, 60, 12_000


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody sent."""

    registers: Mapping[str, Json]
    message: str
    """Their message, followed by what fits no field, a line each."""

    @property
    def email(self) -> str | None:
        """Their e-mail address."""
        address = self.registers.get("email")
        return address if isinstance(address, str) else None


def is_trapped(sent: Mapping[str, str]) -> bool:
    """Whether a program filled in the form."""
    return any(_normalize_name(name) == TRAP and value.strip() for name, value in sent.items())


def read(sent: Mapping[str, str], board: Board, today: date, fixed: Mapping[str, str]) -> Submission | None:
    """Return what was sent; None where it says nothing about anybody. `fixed` values can't be overwritten."""
    registers: dict[str, Json] = {}
    words, lines = list[str](), list[str]()
    for name, value in [*sent.items()][:MOST_FIELDS]:
        plain = _SAME.get(_normalize_name(name), _normalize_name(name))
        if plain == TRAP or plain in fixed or not value.strip():
            continue
        if plain == MESSAGE:
            words.append(value)
        elif plain not in TAKEN or plain in registers or not _read_field(registers, plain, value, board, today):
            lines.append(f"{text.shorten(text.clean_line(name), LONGEST_NAME)}: {text.clean_line(value)}")
    if not registers and not words:
        return None
    registers |= fixed
    message = text.clean("\n\n".join([*words, "\n".join(lines)])).strip()[:LONGEST_MESSAGE]
    names = [registers.get(name) for name in ("title", "contact", "company", "email", "phone")]
    title = next((name for name in names if isinstance(name, str) and name), None) or message.partition("\n")[0]
    return Submission(registers | {"title": text.clean_title(text.shorten(title, 120))}, message)


def _read_field(registers: dict[str, Json], name: str, value: str, board: Board, today: date) -> bool:
    try:
        registers |= fields.read(name, value, board, today)
    except KanbanError:
        return False
    return True


def _normalize_name(name: str) -> str:
    return text.fold(text.clean_line(name)).replace("-", "_").replace(" ", "_")


# -- what becomes of it


def create_card(view: View, sent: Submission, earlier: Sequence[Card]) -> Act:
    """Make a card of a submission, without an owner, on top of marketing's first stage, even a full one.

    `earlier` are closed cards with the same address.
    """
    card_id = new_id()
    nobody: dict[str, Json] = {"marketing_owner": None, "sales_owner": None}
    stage = _find_first_stage(view.board)
    new = verbs.NewCard({**sent.registers, **nobody}, stage, card_id)
    act = verbs.create_cards(view, [new], over_limit=True)
    before = [
        f"There was a card before: “{card.title}” ({card.ref}), {_name_stage(view.board, card)}." for card in earlier
    ]
    words = "\n\n".join(filter(None, [sent.message, "\n".join(before)]))
    notes = (build_comment(view, card_id, "comment", words, with_team=False),) if words else ()
    return act._replace(steps=(*act.steps, *notes))


def comment_on_card(view: View, sent: Submission, card: Card) -> Act:
    """Comment on an existing card what was sent: that it came again, its message, and values that differ."""
    field_lines = [
        f"{fields.format_label(name)}: {fields.format_value(name, value, card.currency)}"
        for name, value in sent.registers.items()
        if name not in {"title", "currency", "source",
        "campaign"} and value != card.value_of(name) and not _is_same(name, value, card)
    ]  # fmt: skip
    words = "\n\n".join(filter(None, [f"Came again through {view.actor.name}.", "\n".join(field_lines), sent.message]))
    return Act(
        "comment",
        (build_comment(view, card.id, "comment", words, with_team=False),),
        f"Comment added to “{text.shorten(card.title, 40)}”",
    )


def _is_same(name: str, value: Json, card: Card) -> bool:
    present = card.value_of(name)
    return isinstance(present, str) and isinstance(value, str) and text.fold(present) == text.fold(value)


def find_latest(cards: Iterable[Card]) -> Card | None:
    """Return the card that changed last; None for no cards."""
    return max(cards, key=lambda card: (card.updated_at, card.id), default=None)


def _find_first_stage(board: Board) -> Stage:
    return next((stage for stage in board.stages if stage.side == "marketing" and not stage.is_closed), board.stages[0])


def _name_stage(board: Board, card: Card) -> str:
    return board.lane_of(card.stage).name
