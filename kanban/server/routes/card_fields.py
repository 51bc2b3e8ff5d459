"""From a request about cards to the board's verbs, and which cards exist already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kanban.domain import commitments, permissions
from kanban.domain.acts import verbs
from kanban.domain.card import LABEL, LINK, ORIGIN, Card
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.ids import derive_id, new_id
from kanban.domain.records.arrival import SOURCE
from kanban.domain.values import fields, links, text
from kanban.domain.values.fields import TICK
from kanban.server.problem_answers import Duplicate
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import card_body

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Stage
    from kanban.domain.change import Act, Json
    from kanban.store.hub import ServerView


def new_card(view: View, body: rest_records.NewCard) -> verbs.NewCard:
    """Return the card to create; with an id elsewhere it gets the id that an import would give it."""
    card_id = derive_id(view.board.id, SOURCE, body.outside.key) if body.outside else None
    return verbs.NewCard(registers_of(view, body), stage_of(view, body), card_id)


def change_act(view: View, card: Card, body: rest_records.CardFields, more: dict[str, Json] | None = None) -> Act:
    """Return the act that sets what a request gives, moves the card when that names another stage, and commits to it.

    Who commits to it is who may where the request leaves it.
    """
    act = _change_fields(view, card, body, more)
    if not isinstance(body, rest_records.Edit) or "commit" not in body.model_fields_set:
        return act
    return commitments.join(view, card.id, act, is_on=bool(body.commit))


def _change_fields(view: View, card: Card, body: rest_records.CardFields, more: dict[str, Json] | None) -> Act:
    registers, stage = registers_of(view, body, card) | (more or {}), stage_of(view, body)
    if stage is None or stage.id == view.board.lane_of(card.stage).id:
        if isinstance(body, rest_records.Edit) and (body.crossing or body.evidence):
            what = "crossing" if body.crossing else "evidence"
            raise UsageFault(f"“{what}” goes with a move: name the stage that the card is to go to.")
        return verbs.edit(view, [card.id], registers)
    return verbs.move(view, [card.id], to=stage, inputs=registers)


def registers_of(view: View, body: rest_records.CardFields, card: Card | None = None) -> dict[str, Json]:
    """Return the registers that a request sets, read as if somebody had typed them."""
    crossing: dict[str, str] = {}
    if isinstance(body, rest_records.Edit):
        crossing |= {str(name): value for name, value in body.crossing.items()}
        crossing |= {f"{TICK}{line}": evidence for line, evidence in body.evidence.items()}
    typed = body.as_typed(view.board) | crossing
    registers = read_all(view, typed, card, crossing=bool(crossing))
    if body.labels is not None:
        wanted = {fields.clean_label(label) for label in body.labels}
        off = set(card.labels) - wanted if card else set()
        registers |= {LABEL + label: True for label in sorted(wanted)} | {LABEL + label: False for label in sorted(off)}
    for link in body.links:
        registers |= {f"{LINK}{new_id()}": links.read_link(link.url, link.name)[0]}
    return registers


def read_all(view: View, typed: Mapping[str, str], card: Card | None, *, crossing: bool) -> dict[str, Json]:
    """Read fields as if they were typed; an unknown member raises UsageFault, not NotFound: the path itself exists."""
    try:
        return fields.read_all(typed, view.board, view.today, card, crossing=crossing)
    except NotFound as fault:
        raise UsageFault(str(fault)) from fault


def stage_of(view: View, body: rest_records.CardFields) -> Stage | None:
    """Return the stage that a request names, if it does."""
    return stage_named(view, body.stage)


def stage_named(view: View, name: str | None) -> Stage | None:
    """Return the stage with this name or id, if given; raises UsageFault, not NotFound: the path itself exists."""
    try:
        return view.board.find_stage(name) if name else None
    except NotFound as fault:
        raise UsageFault(str(fault)) from fault


# -- what is there already


def find_duplicate(view: ServerView, body: rest_records.NewCard, duplicates: str) -> Card | None:
    """Return the card to update instead of creating one; None when one is to be created.

    Raises Duplicate when there is one and the request does not say to update it, or several; Forbidden before it tells
    of any.
    """
    permissions.require_role(view.actor, "member", "add cards")
    matches = _find_known(view, body, with_email=duplicates != "add")
    if not matches:
        return None
    if duplicates != "update":
        raise Duplicate(_describe_duplicates(matches), [card_body(card, view.board) for card in matches])
    if len(matches) > 1:
        sentence = f"{len(matches)} open cards have that e-mail address; change one of them by its id."
        raise Duplicate(sentence, [card_body(card, view.board) for card in matches])
    if body.outside and not _is_known(view, matches[0], body.outside) and _is_anothers(matches[0], body.outside):
        sentence = (
            f"The card with that e-mail address has another id in {body.outside.system}; change it by its own id."
        )
        raise Duplicate(sentence, [card_body(matches[0], view.board)])
    return matches[0]


def check_each(view: ServerView, cards: Sequence[rest_records.NewCard], duplicates: str) -> None:
    """Raise Duplicate if any of these cards exists already, and UsageFault if two of them are the same."""
    permissions.require_role(view.actor, "member", "add cards")
    outside = [new.outside.key for new in cards if new.outside]
    emails = [new.email.strip().casefold() for new in cards if isinstance(new.email, str) and new.email.strip()]
    if _has_twins(outside) or (duplicates != "add" and _has_twins(emails)):
        raise UsageFault("Two of these cards have the same e-mail address, or the same id elsewhere; send each once.")
    for place, new in enumerate(cards, 1):
        if matches := _find_known(view, new, with_email=duplicates != "add"):
            sentence = (
                f"Card {place} of {len(cards)} is there already, so none was made. {_describe_duplicates(matches)}"
            )
            raise Duplicate(sentence, [card_body(card, view.board) for card in matches])


def collect_outside_registers(card: Card, body: rest_records.NewCard) -> dict[str, Json]:
    """Return the register that lets a card be found by a new id elsewhere."""
    if body.outside is None or card.value_of(ORIGIN + body.outside.key) is True:
        return {}
    return {ORIGIN + body.outside.key: True}


def _find_known(view: ServerView, body: rest_records.NewCard, *, with_email: bool) -> list[Card]:
    email = body.email if isinstance(body.email, str) and with_email else None
    return view.find_known(body.outside.key if body.outside else None, email)


def _is_known(view: ServerView, card: Card, outside: rest_records.Outside) -> bool:
    return card.id in {known.id for known in view.find_known(outside.key, None)}


def _is_anothers(card: Card, outside: rest_records.Outside) -> bool:
    return any(key.startswith(f"{outside.system}:") and on for key, on in card.registers(ORIGIN).items())


def _has_twins(keys: Collection[str]) -> bool:
    return len(set(keys)) < len(keys)


def _describe_duplicates(cards: Sequence[Card]) -> str:
    first = f"“{text.shorten(cards[0].title, 40)}” ({cards[0].ref})"
    deleted = ", which is deleted" if cards[0].deleted else ""
    more = f" and {len(cards) - 1} more" if len(cards) > 1 else ""
    return f"There is such a card: {first}{deleted}{more}. Change that one, or send it with another ?duplicates=."
