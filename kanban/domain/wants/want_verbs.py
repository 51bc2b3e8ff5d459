"""Make a want, and end one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.change import CARD, WANT, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.ids import new_id
from kanban.domain.queries import query
from kanban.domain.values import text
from kanban.domain.values.dates import format_full_date
from kanban.domain.wants.want import LONGEST, MOST, MOST_OPEN, TIE, Want, describe
from kanban.domain.wants.want_rights import has_too_many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kanban.domain.acts.view import View
    from kanban.domain.change import Json


def add_want(view: View, typed: str, number: int, by: date, because: str = "") -> Act:
    """Make a want of a filter: so many cards by a day."""
    permissions.require_role(view.actor, "member", "make wants")
    if view.actor.team != "sales":
        raise permissions.Forbidden("Only sales can make wants.")
    plain, why = text.clean_line(typed), text.clean_line(because)
    if text.is_blank(plain):
        raise UsageFault("Say which cards: industry:steel value>=10000")
    if max(len(plain), len(why)) > LONGEST:
        raise UsageFault(f"A filter, and its because, have at most {LONGEST} characters each.")
    if not query.parse(plain, view.today).terms:
        raise UsageFault("A filter needs a term that cards meet, not just an order.")
    if not 1 <= number <= MOST:
        raise UsageFault(f"A want asks for 1 to {MOST} cards.")
    if by < view.today:
        raise UsageFault(f"{format_full_date(by)} is over; give a day that is ahead.")
    if has_too_many(view.board, view.actor.id, view.today):
        raise Refused(f"You have {MOST_OPEN} open wants already; end some first.")
    registers: dict[str, Json] = {
        "created": True, "owner": view.actor.id, "query": plain, "number": number, "by": by.isoformat(),
        "at": view.now,
    }  # fmt: skip
    if why:
        registers["because"] = why
    step = Step(WANT, new_id(), registers, "want")
    return Act("want", (step,), f"Wanted: {number:,} by {format_full_date(by)}, {text.shorten(plain, 60)}")


def end_want(view: View, want: Want) -> Act:
    """End a want before its day."""
    permissions.require_role(view.actor, "member", "end wants")
    if want.owner != view.actor.id and view.actor.role != "lead":
        raise permissions.Forbidden("Only its owner, or a lead, can end a want.")
    present = next((one for one in view.board.wants if one.id == want.id), None)
    if present is None:
        raise Refused("That want was undone meanwhile.")
    if present.has_ended:
        return Act("want", (), f"No change: the want had ended: {describe(want)}")
    return Act("want", (Step(WANT, want.id, {"ended": True}, "want"),), f"Ended the want: {describe(want)}")


def build_ties(want: Want, cards: Iterable[str]) -> tuple[Step, ...]:
    """Return the steps that tie cards to a want."""
    return tuple(Step(CARD, card, {TIE + want.id: True}, "tie") for card in cards)
