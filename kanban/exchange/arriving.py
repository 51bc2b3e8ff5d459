"""From drafts to arrivals: what the files tell of a lead, in the words of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha1

from kanban.domain.arrival import SOURCE, Arrival, ArrivedComment
from kanban.domain.board import Board
from kanban.domain.card import CUSTOM, LABEL, LINK
from kanban.domain.change import Json
from kanban.domain.ids import placed_id
from kanban.exchange.draft import Draft, Key

_PLAIN = (
    "title", "company", "contact", "email", "phone", "value", "currency", "source", "campaign", "marketing_owner",
    "sales_owner", "next_step", "next_on", "close_on", "probability", "lost_reason", "win_reason",
)  # fmt: skip
_PLACES = tuple((name, Draft._fields.index(name)) for name in _PLAIN)


def outside(key: Key) -> str:
    """Return an outside identity as one text: `zoho.lead:4563`."""
    return f"{key[0]}:{key[1]}"


def arrivals(drafts: Iterable[Draft], board: Board) -> Iterator[Arrival]:
    """Yield each draft as an arrival at its stage of the board."""
    stages = {stage.name: stage.id for stage in board.stages}
    for draft in drafts:
        registers: dict[str, Json] = {name: draft[at] for name, at in _PLACES if draft[at] is not None}  # type: ignore[misc]  # only plain values stand there
        for label in draft.labels:
            registers[LABEL + label] = True
        for name, value in draft.fields.items():
            registers[CUSTOM + name] = value
        for title, address in draft.links:
            link: dict[str, Json] = {"url": address, "name": title}
            registers[LINK + placed_id(board.id, "link", address)] = link
        if draft.deal:
            registers["deal"] = True
        if draft.kin:
            registers["follows"] = placed_id(board.id, SOURCE, outside(draft.kin))
        keys = tuple(map(outside, draft.keys))
        yield Arrival(
            keys,
            registers,
            stages[draft.stage],
            draft.created_at,
            draft.closed_at or draft.entered_at,
            lead=_has_lead(draft),
            deal=draft.deal,
            comments=_comments(draft, keys[0]) if draft.comments else [],
        )


def _has_lead(draft: Draft) -> bool:
    """Whether a lead's row is among those that a draft was made from."""
    return not draft.deal or len(draft.origin) > 1


def _comments(draft: Draft, lead: str) -> list[ArrivedComment]:
    found: dict[str, ArrivedComment] = {}
    for said in draft.comments:
        at = said.at or draft.created_at or draft.entered_at or ""
        digest = sha1(f"{said.author}\n{said.at}\n{said.body}".encode(), usedforsecurity=False).hexdigest()[:16]
        key = f"{lead}:{digest}"
        found[key] = ArrivedComment(key, said.author, said.team, at, said.body)
    return list(found.values())
