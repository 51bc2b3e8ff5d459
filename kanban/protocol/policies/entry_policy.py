"""What comments and activities have in common: a file's have no author, and whose they are never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.change import CARD
from kanban.protocol import grants
from kanban.protocol.policies.docket import Docket, Rejected
from kanban.protocol.policies.import_policy import IMPORT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kanban.domain.board import Member
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

_BACK: dict[str, Json] = {"deleted": False}
"""What a file sets on an entry that went with the undo of an import."""


def find_card_of(docket: Docket, change: Change, what: str, essential: str) -> EntityState:
    """Return the card that a new entry (`comment`, `activity`) is on; `essential` is what every new one sets."""
    card = change.set.get("card")
    if not isinstance(card, str) or essential not in change.set:
        raise Rejected("missing_parent", f"The {what} that this changes is not on the server.")
    require_kept_card(docket, card)
    state = docket.find(CARD, card)
    if state is None:
        raise Rejected("missing_parent", f"The card that this {what} is on is not on the server.")
    return state


def require_kept_card(docket: Docket, card: str) -> None:
    """Raise Rejected where the card of an entry was erased."""
    if docket.is_purged(CARD, card):
        raise Rejected("gone", "Its card was erased for good.")


def name_author_in_file(docket: Docket, actor: Member, change: Change, what: str) -> dict[str, Json]:
    """Return who wrote an imported entry as the server stores it: nobody here, but a name, and who brought it."""
    if why := grants.explain_refusal(actor, "import"):
        raise Rejected("forbidden", why)
    author = change.set.get(AUTHOR_IN_FILE) or change.set.get("author")
    author_name = author if isinstance(author, str) else ""
    member = docket.board.get_member(author_name)
    if member is not None and member.id != actor.id:
        raise Rejected("not_author", f"A file can't bring {what} in the name of another member of the board.")
    name = (member.name if member else author_name) or None
    return {"author": None, "team": None, AUTHOR_IN_FILE: name, IMPORTED_BY: actor.id}


def accept_import_again(actor: Member, state: EntityState, change: Change, refusal: str) -> dict[str, Json] | None:
    """Return what a repeated import sets on an entry that is there; None where the change is no such import.

    What is brought once more sets nothing. What went with the undo of its import comes back: it has no author, so only
    an undo can have taken it. Raises Rejected with the refusal for an entry that no import made.
    """
    is_repeated = "created" in change.set
    if change.verb != IMPORT or not (is_repeated or change.set == _BACK):
        return None
    if not is_repeated and (why := grants.explain_refusal(actor, "import")):
        raise Rejected("forbidden", why)
    if state.made_verb != IMPORT or not (is_repeated or state.registers.get("author") is None):
        raise Rejected("not_author", refusal)
    return {} if is_repeated else dict(_BACK)


def drop_fixed(state: EntityState, change: Change, fixed: Iterable[str], what: str) -> dict[str, Json]:
    """Return what a change sets but what never changes; raises Rejected where it would set that to something else."""
    for name in fixed:
        if name in change.set and change.set[name] != state.registers.get(name):
            raise Rejected("invalid", f"The {name} of {what} never changes.")
    return {name: value for name, value in change.set.items() if name not in fixed}
