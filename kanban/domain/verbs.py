"""What people do to cards and comments: each verb looks at the board, asks the rules and returns an `Act`.

Verbs write nothing. They run inside the store's write transaction, against what is true at that moment, so that intents
such as “one stage to the right” can't be lost between two windows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from kanban.domain import fields, rank, rules, text
from kanban.domain.card import CUSTOM, FIELDS, LABEL, LINK, ORIGIN, Card, Comment, absent
from kanban.domain.change import CARD, COMMENT, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.ids import new_id

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.card import CommentKind
    from kanban.domain.change import Json


class View(Protocol):
    """The board as a verb sees it, from within the transaction that will hold its changes."""

    @property
    def board(self) -> Board:
        """The board as it is within the transaction."""
        ...

    @property
    def actor(self) -> Member:
        """Who acts."""
        ...

    @property
    def now(self) -> str:
        """UTC, ISO 8601."""
        ...

    @property
    def today(self) -> date:
        """The day it is in the board's time zone."""
        ...

    def card(self, card_id: str) -> Card:
        """Return a card, deleted ones included; raises NotFound."""
        ...

    def comment(self, comment_id: str) -> Comment:
        """Return a comment, retracted ones included; raises NotFound."""
        ...

    def edge(self, lane: str, *, top: bool) -> str | None:
        """Return the rank of the first or last card of a lane."""
        ...

    def gap(self, card: Card, steps: int) -> tuple[str | None, str | None] | None:
        """Return the ranks between which `card` lands so many places down (negative: up); None if it can't move."""
        ...

    def before(self, card_id: str) -> tuple[str | None, str]:
        """Return the rank of the card above `card_id`, and its own."""
        ...

    def held(self, lane: str) -> int:
        """Return how many cards a lane holds."""
        ...


def several(cards: Sequence[Card]) -> str:
    """Return what to call these cards in a sentence."""
    return f"“{text.shorten(cards[0].title, 40)}”" if len(cards) == 1 else f"{len(cards):,} cards"


def live(view: View, card_ids: Iterable[str]) -> list[Card]:
    """Return these cards; raises Refused where one is deleted."""
    cards = [view.card(card_id) for card_id in dict.fromkeys(card_ids)]
    for card in cards:
        if card.deleted:
            raise Refused(f"“{text.shorten(card.title, 60)}” is deleted; restore it first (kanban restore {card.ref}).")
    return cards


def create(view: View, registers: Mapping[str, Json], *, stage: Stage | None = None, card_id: str | None = None) -> Act:
    """Make a card at the top of a stage (the first one unless given); its maker owns it for their team."""
    rules.may(view.actor, "member", "add cards")
    title = registers.get("title")
    if not isinstance(title, str):
        raise UsageFault("A card needs a title.")
    stage = stage or view.board.stages[0]
    warning = rules.limit(view.board, stage, view.held(stage.id), 1)
    mine = "marketing_owner" if view.actor.team == "marketing" else "sales_owner"
    owner = {} if {"marketing_owner", "sales_owner"} & registers.keys() else {mine: view.actor.name}
    place = rank.between(None, view.edge(stage.id, top=True))
    given = {name: value for name, value in registers.items() if value is not None}
    registers = {"created": True, **owner, **given, "stage": stage.id, "rank": place}
    step = Step(CARD, card_id or new_id(), registers, "create")
    return Act("create", (step,), f"Added “{text.shorten(title, 40)}” to {stage.name}", warnings=_those(warning))


def edit(view: View, card_ids: Iterable[str], registers: Mapping[str, Json]) -> Act:
    """Set fields, labels or links of cards; what already stands is left out."""
    rules.may(view.actor, "member", "edit cards")
    cards = live(view, card_ids)
    steps = []
    for card in cards:
        rules.kept_required(view.board, card, registers)
        changed = {name: value for name, value in registers.items() if _differs(card.value_of(name), value)}
        if changed:
            verb = "label" if all(name.startswith(LABEL) for name in changed) else "edit"
            steps.append(Step(CARD, card.id, changed, verb))
    what = " and ".join(
        dict.fromkeys(fields.said(name) if not name.startswith(LINK) else "links" for name in registers)
    )
    verb = steps[0].verb if steps else "edit"
    return Act(verb, tuple(steps), f"Changed the {text.shorten(what, 40)} of {several(cards)}")


def move(
    view: View,
    card_ids: Iterable[str],
    *,
    to: Stage | None = None,
    steps: int = 0,
    before: str | None = None,
    given: Mapping[str, Json] | None = None,
) -> Act:
    """Move cards to a stage, or so many stages to the right of where each is (negative: left).

    They land at the top of the stage in the order given, or above the card `before`. `given` are fields that the move
    brings along because the stage requires them. Raises `rules.Missing` where a required field is in neither.
    """
    rules.may(view.actor, "member", "move cards")
    cards, given = live(view, card_ids), given or {}
    board, made = view.board, list[Step]()
    warnings: list[str] = []
    targets: dict[str, list[Card]] = {}
    for card in cards:
        stage = to or board.beside(card.stage, steps)
        if stage.id != board.lane_of(card.stage).id or before:
            targets.setdefault(stage.id, []).append(card)
    for stage_id, coming in targets.items():
        stage = board.stage(stage_id)
        entering = [card for card in coming if board.lane_of(card.stage).id != stage_id]
        for card in entering:
            rules.entry(stage, card, given)
        warnings += _those(rules.limit(board, stage, view.held(stage_id), len(entering)))
        above, below = view.before(before) if before else (None, view.edge(stage_id, top=True))
        for card, place in zip(coming, rank.many(above, below, len(coming)), strict=True):
            if card in entering:
                made.append(Step(CARD, card.id, {"stage": stage_id, "rank": place, **given}, "move"))
            elif card.id != before:
                made.append(Step(CARD, card.id, {"rank": place}, "reorder"))
    if not made:
        where = board.lane_of(cards[0].stage).name if cards else ""
        return Act("move", (), f"{several(cards).capitalize()} is already in {where}" if cards else "Nothing to move")
    stage_name = board.stage(next(iter(targets))).name if len(targets) == 1 else "the next stages"
    verb = "move" if any(step.verb == "move" for step in made) else "reorder"
    said = f"Moved {several(cards)} to {stage_name}" if verb == "move" else f"Re-ordered {several(cards)}"
    return Act(verb, tuple(made), said, warnings=tuple(warnings))


def reorder(view: View, card_id: str, steps: int) -> Act:
    """Move a card so many places down its lane (negative: up)."""
    rules.may(view.actor, "member", "re-order cards")
    (card,) = live(view, [card_id])
    gap = view.gap(card, steps)
    if gap is None:
        return Act("reorder", (), f"{several([card])} is at the {'top' if steps < 0 else 'bottom'} already")
    return Act(
        "reorder", (Step(CARD, card.id, {"rank": rank.between(*gap)}, "reorder"),), f"Re-ordered {several([card])}"
    )


def done(view: View, card_id: str, next_step: str | None = None, next_on: date | None = None) -> Act:
    """Mark a card's next step as done, and say what comes after it."""
    rules.may(view.actor, "member", "finish a next step")
    (card,) = live(view, [card_id])
    if not card.next_step and not card.next_on and not next_step:
        raise Refused(f"{several([card])} has no next step that could be done; set one with --next.")
    step = {
        "next_step": text.clean_line(next_step) if next_step else None,
        "next_on": next_on.isoformat() if next_on else None,
    }
    rules.kept_required(view.board, card, step)
    finished = text.shorten(card.next_step or "the next step", 40)
    return Act("done", (Step(CARD, card.id, dict[str, "Json"](step), "done"),), f"Done: {finished} ({several([card])})")


def comment(view: View, card_id: str, body: str, kind: CommentKind = "comment") -> Act:
    """Write a comment as the actor, of the actor's team at this moment."""
    rules.may(view.actor, "commenter", "comment")
    (card,) = live(view, [card_id])
    registers: dict[str, Json] = {
        "created": True, "card": card.id, "author": view.actor.id, "team": view.actor.team, "kind": kind,
        "body": text.body(body),
    }  # fmt: skip
    step = Step(COMMENT, new_id(), registers, "comment", card=card.id)
    return Act("comment", (step,), f"Commented on {several([card])}")


def edit_comment(view: View, comment_id: str, body: str) -> Act:
    """Put other words into one's own comment."""
    note = _own(view, comment_id)
    body = text.body(body)
    if body == note.body:
        return Act("edit_comment", (), "The comment stays as it was")
    step = Step(COMMENT, note.id, {"body": body}, "edit_comment", card=note.card)
    return Act("edit_comment", (step,), "Edited a comment")


def retract_comment(view: View, comment_id: str) -> Act:
    """Take one's own comment back; it leaves a line that says so in the history."""
    note = _own(view, comment_id)
    return Act(
        "retract", (Step(COMMENT, note.id, {"deleted": True}, "retract", card=note.card),), "Retracted a comment"
    )


def _own(view: View, comment_id: str) -> Comment:
    rules.may(view.actor, "commenter", "edit comments")
    note = view.comment(comment_id)
    rules.may_rewrite(view.actor, note)
    if note.deleted:
        raise Refused("That comment was retracted; undo brings it back.")
    return note


def delete(view: View, card_ids: Iterable[str]) -> Act:
    """Take cards off the board; everything about them stays and `restore` brings them back."""
    rules.may(view.actor, "member", "delete cards")
    cards = live(view, card_ids)
    steps = tuple(Step(CARD, card.id, {"deleted": True}, "delete") for card in cards)
    return Act("delete", steps, f"Deleted {several(cards)}")


def restore(view: View, card_ids: Iterable[str]) -> Act:
    """Bring deleted cards back to where they were."""
    rules.may(view.actor, "member", "restore cards")
    cards = [view.card(card_id) for card_id in dict.fromkeys(card_ids)]
    gone = [card for card in cards if card.deleted]
    if not gone:
        return Act("restore", (), f"{several(cards)} is on the board already")
    steps = tuple(Step(CARD, card.id, {"deleted": False, "merged_into": None}, "restore") for card in gone)
    return Act("restore", steps, f"Restored {several(gone)}")


def merge(view: View, keep_id: str, lose_id: str) -> Act:
    """Join two cards of one lead: the first keeps its fields, gains what it lacks, and shows both stories."""
    rules.may(view.actor, "member", "merge cards")
    if keep_id == lose_id:
        raise Refused("A card can't be merged with itself; name two cards.")
    keep, lose = live(view, [keep_id, lose_id])
    gained: dict[str, Json] = {}
    for name in (*FIELDS, *lose.extra, *(LABEL + label for label in lose.labels)):
        kept = name in FIELDS or name.startswith((LABEL, LINK, CUSTOM, ORIGIN))
        if kept and absent(keep.value_of(name)) and not absent(lose.value_of(name)):
            gained[name] = lose.value_of(name)
    if keep.value is not None:
        gained.pop("currency", None)
    steps = [Step(CARD, lose.id, {"deleted": True, "merged_into": keep.id}, "merge", card=None)]
    if gained:
        steps.insert(0, Step(CARD, keep.id, gained, "merge"))
    return Act("merge", tuple(steps), f"Merged {several([lose])} into {several([keep])}")


def link(view: View, card_id: str, url: str, name: str = "") -> Act:
    """Put a document or a page on a card."""
    address = text.clean_line(url)
    if not address or " " in address or len(address) > fields.LONGEST:
        raise UsageFault("A link is one address without spaces, such as https://acme.example/proposal.pdf.")
    if ":" not in address.split("/", 1)[0]:
        address = f"https://{address}"
    if address.split(":", 1)[0].lower() not in {"http", "https", "mailto", "file", "tel"}:
        raise UsageFault(f"Links open web pages, files and addresses; “{address.split(':', 1)[0]}:” is none of them.")
    label = text.clean_line(name) or address.rstrip("/").rsplit("/", 1)[-1]
    return edit(view, [card_id], {f"{LINK}{new_id()}": {"url": address, "name": text.shorten(label, 80)}})


def unlink(view: View, card_id: str, link_id: str) -> Act:
    """Take a link off a card."""
    return edit(view, [card_id], {f"{LINK}{link_id}": None})


def _differs(present: Json, value: Json) -> bool:
    return present != value and not (absent(present) and absent(value))


def _those(warning: str | None) -> tuple[str, ...]:
    return (warning,) if warning else ()
