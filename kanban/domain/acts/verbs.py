"""What people do to cards and comments. Each verb checks the permissions and returns an `Act`.

Verbs write nothing. They run inside the store's write transaction, on what is true at that moment, so that intents
such as “one stage to the right” can't be lost between two windows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain import acts, agreements, handoffs, permissions, values
from kanban.domain.acts.view import (
    View,
    build_comment,
    clear_outcome_reasons,
    find_current_stage,
    find_live_cards,
    name_cards,
    place_above,
    place_beside,
    place_on_top,
)
from kanban.domain.card import LABEL, LINK, Card, Comment, is_absent
from kanban.domain.change import CARD, COMMENT, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.ids import new_id
from kanban.domain.values import fields, labels, text

if TYPE_CHECKING:
    from kanban.domain.board import Board, Stage
    from kanban.domain.card import CommentKind
    from kanban.domain.change import Json
    from kanban.domain.handoffs.handoff_verbs import Crossing


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card to be made."""

    registers: Mapping[str, Json]
    stage: Stage | None = None
    """Its stage; None for the board's first."""
    id: str | None = None


def create(view: View, registers: Mapping[str, Json], *, stage: Stage | None = None, card_id: str | None = None) -> Act:
    """Make a card on top of a stage (by default the first one); its maker owns it for their team."""
    return create_cards(view, [NewCard(registers, stage, card_id)])


def create_cards(view: View, cards: Sequence[NewCard], *, over_limit: bool = False) -> Act:
    """Make cards in one act, each as `create` does; the cards of a stage stand there in their order.

    With `over_limit`, a full stage accepts them all the same.
    """
    permissions.require_role(view.actor, "member", "add cards")
    if not all(isinstance(card.registers.get("title"), str) for card in cards):
        raise UsageFault("A card needs a title.")
    placed = [
        (find_current_stage(view, card.stage or view.board.stages[0]), card.id or new_id(), card) for card in cards
    ]
    stages = {stage.id: stage for stage, _, _ in placed}
    ranks: dict[str, str] = {}
    moved: list[Step] = []
    warnings: list[str] = []
    for stage_id, stage in stages.items():
        coming = [card_id for where, card_id, _ in placed if where.id == stage_id]
        if not over_limit:
            warnings += _list_warnings(permissions.check_limit(view.board, stage, view.count_cards, len(coming)))
        keys, others = place_on_top(view, stage_id, coming)
        ranks |= dict(zip(coming, keys, strict=True))
        moved += others
    steps = [
        Step(CARD, card_id, _fill_new_card(view, card.registers, stage, ranks[card_id]), "create")
        for stage, card_id, card in placed
    ]
    what = f"“{text.shorten(str(cards[0].registers['title']), 40)}”" if len(cards) == 1 else f"{len(cards):,} cards"
    where = f" to {placed[0][0].name}" if len(stages) == 1 else ""
    return Act("create", (*steps, *moved), f"Added {what}{where}", warnings=tuple(warnings))


def _fill_new_card(view: View, registers: Mapping[str, Json], stage: Stage, rank: str) -> dict[str, Json]:
    """Return all registers of a new card."""
    mine = "marketing_owner" if view.actor.team == "marketing" else "sales_owner"
    owner = {} if {"marketing_owner", "sales_owner"} & registers.keys() else {mine: view.actor.name}
    chosen = {name: value for name, value in labels.build_for_card((), registers).items() if value is not None}
    return {"created": True, **owner, **chosen, "stage": stage.id, "rank": rank}


def edit(view: View, card_ids: Iterable[str], registers: Mapping[str, Json]) -> Act:
    """Set fields, labels or links of cards; values that they already have are left out."""
    permissions.require_role(view.actor, "member", "edit cards")
    cards = find_live_cards(view, card_ids)
    steps, touched = [], []
    for card in cards:
        permissions.require_kept_fields(view.board, card, registers)
        new_labels = labels.build_for_card(card.labels, fields.settle_next_time(card, registers))
        if card.value_of("commit") is True and registers.get("sales_owner", card.sales_owner) != card.sales_owner:
            new_labels["commit"] = False  # another owner has not committed
        changed = {name: value for name, value in new_labels.items() if _is_different(_value_of(card, name), value)}
        if changed:
            verb = "label" if all(name.startswith(LABEL) for name in changed) else "edit"
            steps.append(Step(CARD, card.id, changed, verb))
            touched.append(card)
    verb = steps[0].verb if steps else "edit"
    return Act(verb, tuple(steps), _describe_edit(registers, touched) if steps else _describe_no_change(cards))


def _describe_no_change(cards: Sequence[Card]) -> str:
    return f"No change: {name_cards(cards)} already {'has' if len(cards) == 1 else 'have'} it"


def _describe_edit(registers: Mapping[str, Json], cards: Sequence[Card]) -> str:
    """Describe an edit: `Added the label “vip” to 3 cards`, `Changed the value of “Acme pilot”`."""
    worn = [name.removeprefix(LABEL) for name, value in registers.items() if name.startswith(LABEL) and value]
    off = [name.removeprefix(LABEL) for name, value in registers.items() if name.startswith(LABEL) and not value]
    if len(registers) == len(worn) + len(off) == 1:
        label = text.shorten(text.clean_line((worn or off)[0]), 40)
        return (
            f"Added label “{label}” to {name_cards(cards)}"
            if worn
            else f"Removed label “{label}” from {name_cards(cards)}"
        )
    names = [name for name in registers if name != "currency" or "value" not in registers]
    called = list(
        dict.fromkeys(
            "labels" if n.startswith(LABEL) else "links" if n.startswith(LINK) else fields.format_in_sentence(n)
            for n in names
        )
    )
    what = " and ".join([", ".join(called[:-1])] * (len(called) > 1) + called[-1:])
    return f"Changed the {text.shorten(what, 40)} of {name_cards(cards)}"


def move(
    view: View,
    card_ids: Iterable[str],
    *,
    to: Stage | None = None,
    steps: int = 0,
    before: str | None = None,
    inputs: Mapping[str, Json] | None = None,
) -> Act:
    """Move cards to a stage, or `steps` stages to the right of where each is (negative: left).

    They land on top of the stage in the order given, or above the card `before`. `inputs` has fields that the stage
    requires, and what a crossing between the teams asks for (`fields.CROSSING`): whichever way a card crosses, it is
    an offer, an answer or a return. Raises `permissions.MissingFields` for what neither the card nor `inputs` has.
    """
    permissions.require_role(view.actor, "member", "move cards")
    cards, inputs = find_live_cards(view, card_ids), inputs or {}
    to = to and find_current_stage(view, to)
    targets = _find_targets(
        view, [(card, to or view.board.find_stage_ahead(card.stage, steps)) for card in cards], before, inputs
    )
    placed, displaced, warnings = list[Step](), list[Step](), list[str]()
    for stage_id, arrivals in targets.items():
        own, others, warned = _fill_lane(view, view.board.stage(stage_id), arrivals, before, inputs)
        placed += own
        displaced += others
        warnings += warned
    if not placed:
        where = view.board.lane_of(cards[0].stage).name if cards else ""
        are = "is" if len(cards) == 1 else "are"
        return Act("move", (), f"{name_cards(cards)} {are} already in {where}" if cards else "Nothing to move")
    verb, sentence = _describe_move(view.board, cards, targets)
    return Act(verb, (*placed, *displaced), sentence, warnings=tuple(warnings))


def _find_targets(
    view: View, cards: Iterable[tuple[Card, Stage]], before: str | None, inputs: Mapping[str, Json]
) -> dict[str, list[tuple[Card, Crossing | None]]]:
    """Return by the id of the stage where cards land, which cards do, each with its crossing between the teams, if any.

    Cards that stay in their stage are left out, unless they are to go above the card `before`.
    """
    targets: dict[str, list[tuple[Card, Crossing | None]]] = {}
    for card, stage in cards:
        if stage.id != view.board.lane_of(card.stage).id:
            crossing = _find_crossing(view, card, stage, inputs)
            if crossing is None or crossing.verb in {"move", "take"}:
                permissions.require_may_move(view.actor, view.board, card)
            targets.setdefault(crossing.stage.id if crossing else stage.id, []).append((card, crossing))
        elif before:
            targets.setdefault(stage.id, []).append((card, None))
    return targets


def _fill_lane(
    view: View,
    stage: Stage,
    arrivals: Sequence[tuple[Card, Crossing | None]],
    before: str | None,
    inputs: Mapping[str, Json],
) -> tuple[list[Step], list[Step], list[str]]:
    """Return the steps of cards that come to a stage, the steps of neighbours in their way, and warnings."""
    entering = [card for card, _ in arrivals if view.board.lane_of(card.stage).id != stage.id]
    passed = {
        card.id: _enter_stage(view, stage, card, inputs) for card, way in arrivals if card in entering and not way
    }
    warnings = [*_list_warnings(permissions.check_limit(view.board, stage, view.count_cards, len(entering)))]
    keys, others = place_above(view, stage.id, [card.id for card, _ in arrivals], before)
    input_fields = fields.drop_crossing_fields(inputs)
    steps: list[Step] = []
    for (card, crossing), place in zip(arrivals, keys, strict=True):
        if crossing:
            steps += crossing.steps(card, place)
            warnings += _list_warnings(crossing.warning or None)
        elif card in entering:
            entry = {"stage": stage.id, "rank": place, **clear_outcome_reasons(card, stage)}
            entry |= fields.settle_next_time(card, input_fields)
            steps.append(Step(CARD, card.id, {**entry, **passed[card.id]}, "move"))
        elif card.id != before:
            steps.append(Step(CARD, card.id, {"rank": place}, "reorder"))
    return steps, others, warnings


def _find_crossing(view: View, card: Card, to: Stage, inputs: Mapping[str, Json]) -> Crossing | None:
    """Return what a move means between the teams; None where the card stays with one of them."""
    if view.board.lane_of(card.stage).zone == to.zone:
        return None

    return handoffs.handoff_verbs.find_crossing(view, card, to, inputs)


def _enter_stage(view: View, stage: Stage, card: Card, inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Return the registers of entering a stage; raises as `gate.enter_stage`."""
    if view.board.agreement is None:
        permissions.require_fields(stage, card, inputs)
        return {}

    return agreements.gate.enter_stage(view, stage, card, inputs)


def _describe_move(
    board: Board, cards: Sequence[Card], targets: Mapping[str, Sequence[tuple[Card, Crossing | None]]]
) -> tuple[str, str]:
    """Return a move's verb and sentence: a crossing's, where all cards cross the same way."""
    coming = [arrival for arrivals in targets.values() for arrival in arrivals]
    crossings = {crossing.verb: crossing for _, crossing in coming if crossing}
    if len(crossings) == 1 and all(crossing for _, crossing in coming):
        (crossing,) = crossings.values()
        return crossing.verb, f"{crossing.done} {name_cards(cards)}{crossing.whither if len(cards) == 1 else ''}"
    if not crossings and not any(
        board.lane_of(card.stage).id != stage for stage, arrivals in targets.items() for card, _ in arrivals
    ):
        return "reorder", f"Re-ordered {name_cards(cards)}"
    stage_name = board.stage(next(iter(targets))).name if len(targets) == 1 else "the next stages"
    return "move", f"Moved {name_cards(cards)} to {stage_name}"


def reorder(view: View, card_id: str, steps: int) -> Act:
    """Move a card `steps` places down its lane (negative: up)."""
    permissions.require_role(view.actor, "member", "re-order cards")
    (card,) = find_live_cards(view, [card_id])
    lane, down = view.board.lane_of(card.stage).id, steps > 0
    passed = view.list_neighbours(lane, (card.rank, card.id), abs(steps), down=down) if steps else []
    if not passed:
        return Act("reorder", (), f"{name_cards([card])} is at the {'bottom' if down else 'top'} already")
    keys, moved = place_beside(view, lane, passed[-1], [card.id], behind=down)
    step = Step(CARD, card.id, {"rank": keys[0]}, "reorder")
    return Act("reorder", (step, *moved), f"Re-ordered {name_cards([card])}")


def finish_step(
    view: View, card_id: str, next_step: str | None = None, next_on: date | None = None, next_time: str | None = None
) -> Act:
    """Finish a card's next step, and set the following one."""
    permissions.require_role(view.actor, "member", "finish a next step")
    (card,) = find_live_cards(view, [card_id])
    if not card.next_step and not card.next_on and not next_step:
        raise Refused(f"{name_cards([card])} has no next step that could be done.")
    step: dict[str, Json] = {
        "next_step": text.clean_line(next_step) if next_step else None,
        "next_on": next_on.isoformat() if next_on else None,
    }
    step = fields.settle_next_time(card, {**step, "next_time": next_time} if next_time else step)
    permissions.require_kept_fields(view.board, card, step)
    finished = text.shorten(card.next_step or "the next step", 40)
    return Act(
        "done", (Step(CARD, card.id, dict[str, "Json"](step), "done"),), f"Done: {finished} ({name_cards([card])})"
    )


def comment(view: View, card_id: str, body: str, kind: CommentKind = "comment") -> Act:
    """Write a comment as the actor, for the actor's present team."""
    permissions.require_role(view.actor, "commenter", "comment")
    (card,) = find_live_cards(view, [card_id])
    return Act("comment", (build_comment(view, card.id, kind, body),), f"Comment added to {name_cards([card])}")


def comment_on_cards(view: View, card_ids: Iterable[str], body: str) -> Act:
    """Write the same comment on several cards, as one act."""
    permissions.require_role(view.actor, "commenter", "comment")
    cards, steps = find_live_cards(view, card_ids), list[Step]()
    for card in cards:
        steps += comment(view, card.id, body).steps
    return Act("comment", tuple(steps), f"Comment added to {name_cards(cards)}")


def edit_comment(view: View, comment_id: str, body: str) -> Act:
    """Change the words of one's own comment."""
    note = _find_own_comment(view, comment_id)
    body = text.clean_body(body)
    if body == note.body:
        return Act("edit_comment", (), "The comment stays as it was")
    step = Step(COMMENT, note.id, {"body": body}, "edit_comment", card=note.card)
    return Act("edit_comment", (step,), "Edited a comment")


def retract_comment(view: View, comment_id: str) -> Act:
    """Delete one's own comment; the history keeps a line about it."""
    note = _find_own_comment(view, comment_id)
    return Act("retract", (Step(COMMENT, note.id, {"deleted": True}, "retract", card=note.card),), "Deleted a comment")


def _find_own_comment(view: View, comment_id: str) -> Comment:
    permissions.require_role(view.actor, "commenter", "edit comments")
    note = view.comment(comment_id)
    permissions.require_author(view.actor, note)
    if note.deleted:
        raise Refused("That comment was deleted; undo restores it.")
    return note


def delete(view: View, card_ids: Iterable[str]) -> Act:
    """Delete cards; nothing of them is lost, and `restore` brings them back."""
    permissions.require_role(view.actor, "member", "delete cards")
    cards = find_live_cards(view, card_ids)
    steps = tuple(Step(CARD, card.id, {"deleted": True}, "delete") for card in cards)
    return Act("delete", steps, f"Deleted {name_cards(cards)}")


def restore(view: View, card_ids: Iterable[str]) -> Act:
    """Restore deleted cards to where they were."""
    permissions.require_role(view.actor, "member", "restore cards")
    cards = [view.card(card_id) for card_id in dict.fromkeys(card_ids)]
    deleted_cards = [card for card in cards if card.deleted]
    if not deleted_cards:
        return Act("restore", (), f"{name_cards(cards)} is on the board already")
    steps = tuple(Step(CARD, card.id, {"deleted": False, "merged_into": None}, "restore") for card in deleted_cards)
    return Act("restore", steps, f"Restored {name_cards(deleted_cards)}")


def merge(view: View, keep_id: str, lose_id: str) -> Act:
    """Merge two cards of one lead: the first keeps its fields, gains the other's, and shows both histories."""
    permissions.require_role(view.actor, "member", "merge cards")
    if keep_id == lose_id:
        raise Refused("A card can't be merged with itself; name two cards.")
    keep, lose = find_live_cards(view, [keep_id, lose_id])
    gained = acts.merging.collect_gains(view.board, keep, lose)
    steps = [Step(CARD, lose.id, {"deleted": True, "merged_into": keep.id}, "merge", card=None)]
    if gained:
        steps.insert(0, Step(CARD, keep.id, gained, "merge"))
    warnings = _list_warnings(acts.merging.warn_left_behind(view.board, keep, lose))
    return Act("merge", tuple(steps), f"Merged {name_cards([lose])} into {name_cards([keep])}", warnings=warnings)


def link(view: View, card_id: str, url: str, name: str = "") -> Act:
    """Add a link to a card. Raises UsageFault for an invalid one."""
    register, warning = values.links.read_link(url, name)
    act = edit(view, [card_id], {f"{LINK}{new_id()}": register})
    return act._replace(warnings=(*act.warnings, warning)) if warning else act


def unlink(view: View, card_id: str, link_id: str) -> Act:
    """Remove a link from a card."""
    return edit(view, [card_id], {f"{LINK}{link_id}": None})


def _value_of(card: Card, name: str) -> Json:
    """Return a register's value; for a label, whether it is on in this exact spelling."""
    return name.removeprefix(LABEL) in card.labels or None if name.startswith(LABEL) else card.value_of(name)


def _is_different(present: Json, value: Json) -> bool:
    return present != value and not (is_absent(present) and is_absent(value))


def _list_warnings(warning: str | None) -> tuple[str, ...]:
    return (warning,) if warning else ()
