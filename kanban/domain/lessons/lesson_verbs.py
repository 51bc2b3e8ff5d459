"""What people do when a deal is over: say why they decided so, share what one said on a walk, delete one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.acts.view import find_live_cards, name_cards
from kanban.domain.change import LESSON, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.ids import new_id
from kanban.domain.lessons.lesson import MOST_ANSWERS, Answer, Kind, Lesson, encode_answers, read_words
from kanban.domain.values import text
from kanban.domain.waiting import notice

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Json

DEBRIEF = "debrief"
"""The verb of a debrief."""

SHARE_WALK = "share_walk"
"""The verb of a walk whose answers are shared."""


def debrief(view: View, card_id: str, typed: str) -> Act:
    """Say why the buyer decided so, in their words, on a card that is Won or Lost.

    The marketer of that lead is told first. Whoever has said so before says it in other words now.
    """
    permissions.require_role(view.actor, "commenter", "write debriefs")
    (card,) = find_live_cards(view, [card_id])
    words = read_words(typed)
    ending = find_ending(card, view.board)
    if not ending:
        raise Refused(f"{name_cards([card])} is neither Won nor Lost; a debrief is for a deal that is over.")
    before = [one for one in view.list_lessons(card.id) if one.kind == "debrief" and one.author == view.actor.id]
    if before:
        if before[-1].words == words:
            return Act(DEBRIEF, (), f"The debrief of {name_cards([card])} stays as it is")
        step = Step(LESSON, before[-1].id, {"words": words}, "edit_debrief", card=before[-1].card)
        return Act("edit_debrief", (step,), f"Edited the debrief of {name_cards([card])}")
    steps = [_build_lesson(view, card.id, "debrief", {"words": words}, DEBRIEF)]
    marketer = find_marketer(card, view.board)
    notice_line = ""
    if marketer is not None and marketer.id != view.actor.id:
        line = text.shorten(text.clean_line(f"{ending}: “{words}”"), notice.LONGEST)
        steps.append(notice.notify(card.id, marketer.id, line, view.now, by=view.actor.id))
        notice_line = f"; {marketer.name} sees it first"
    return Act(DEBRIEF, tuple(steps), f"Debrief added to {name_cards([card])}{notice_line}")


def share_walk(view: View, card_id: str, answers: Sequence[Answer]) -> Act:
    """Share what the actor said at each step of their walk through a card."""
    permissions.require_role(view.actor, "commenter", "share a walk")
    (card,) = find_live_cards(view, [card_id])
    if not answers:
        raise UsageFault("You said nothing on this walk, so there is nothing to share.")
    if len(answers) > MOST_ANSWERS:
        raise UsageFault(f"A walk has at most {MOST_ANSWERS} answers.")
    checked = [Answer(one.after, one.at, read_words(one.words, "What would you do?")) for one in answers]
    step = _build_lesson(view, card.id, "walk", {"answers": encode_answers(checked)}, SHARE_WALK)
    count = text.format_count(len(checked), "answer")
    return Act(SHARE_WALK, (step,), f"Shared the walk of {name_cards([card])}: {count}")


def delete_lesson(view: View, lesson_id: str) -> Act:
    """Delete one's own debrief or shared walk; the history keeps a line about it."""
    permissions.require_role(view.actor, "commenter", "delete debriefs")
    lesson = view.lesson(lesson_id)
    what = "a debrief" if lesson.kind == "debrief" else "a walk"
    if not lesson.author or lesson.author != view.actor.id:
        raise permissions.Forbidden(f"Only whoever shared {what} can delete it.")
    if lesson.deleted:
        raise Refused(f"That {lesson.kind} was deleted; undo restores it.")
    step = Step(LESSON, lesson.id, {"deleted": True}, "delete_lesson", card=lesson.card)
    return Act("delete_lesson", (step,), f"Deleted {what}")


def find_ending(card: Card, board: Board) -> str:
    """Return the name of the stage in which a deal ended; empty for one that is not over, or was never sales'."""
    stage = board.lane_of(card.stage)
    return stage.name if stage.is_closed and stage.side == "sales" else ""


def find_marketer(card: Card, board: Board) -> Member | None:
    """Return the marketer who owns a lead; None where no member of the board does."""
    owner = card.marketing_owner
    return next((one for one in board.members if owner and (one.id == owner or one.is_named(owner))), None)


def find_live_lesson(view: View, lesson_id: str) -> Lesson:
    """Return a lesson that is not deleted. Raises Refused, NotFound."""
    lesson = view.lesson(lesson_id)
    if lesson.deleted:
        raise Refused(f"That {lesson.kind} was deleted; undo restores it.")
    return lesson


def _build_lesson(view: View, card: str, kind: Kind, registers: dict[str, Json], verb: str) -> Step:
    whole: dict[str, Json] = {
        "created": True, "card": card, "kind": kind, "author": view.actor.id, "team": view.actor.team, "at": view.now,
        **registers,
    }  # fmt: skip
    return Step(LESSON, new_id(), whole, verb, card=card)
