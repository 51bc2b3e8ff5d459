"""What members say of the cards proposed to them: not before a day, or that a fact is not true.

Both are registers of the card. A skip is one member's own; a doubt asks marketing to check a field, and holds as long
as the field has the value that was doubted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.acts.view import find_live_cards, name_cards
from kanban.domain.change import CARD, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.values import fields, text
from kanban.domain.values.dates import format_full_date
from kanban.domain.waiting.next_card import ALIKE
from kanban.domain.waiting.notice import notify

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Json

SKIP, DOUBT = "skip.", "doubt."
"""Prefixes of a card's registers: a member's id follows, or a field's name."""

SKIP_REASONS = ("waiting for them", "not mine", "not now", "other")

LONGEST = 140
"""The most characters of a reason, and of what is right instead."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A card that a member does not want to see among their next five before a day."""

    until: str
    """ISO date: the first day on which it may come again."""
    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field of a card that somebody says is not true."""

    field: str
    was: str
    """The value that was doubted; another value ends the doubt."""
    says: str
    """What is right; may be empty."""
    by: str
    """A member's id."""
    at: str


def read_skip(value: Json) -> Skip | None:
    """Return the skip in a register; None for none."""
    mark = value if isinstance(value, Mapping) else {}
    until, why = mark.get("until"), mark.get("why")
    if not isinstance(until, str) or not isinstance(why, str) or _read_day(until) is None:
        return None
    return Skip(until, text.clean_line(why))


def read_doubt(field: str, value: Json) -> Doubt | None:
    """Return the doubt about a field in its register; None for none."""
    mark = value if isinstance(value, Mapping) else {}
    texts = {name: value_text for name in ("was", "says", "by", "at") if isinstance(value_text := mark.get(name), str)}
    if not {"was", "by", "at"} <= texts.keys():
        return None
    return Doubt(field, texts["was"], text.clean_line(texts.get("says", "")), texts["by"], texts["at"])


def list_doubts(registers: Mapping[str, Json], values: Mapping[str, Json]) -> list[Doubt]:
    """Return the doubts in a card's registers that still hold; `values` are its fields."""
    doubts = (
        read_doubt(name.removeprefix(DOUBT), value) for name, value in registers.items() if name.startswith(DOUBT)
    )
    return [
        doubt for doubt in doubts if doubt and text.fold(str(values.get(doubt.field) or "")) == text.fold(doubt.was)
    ]


def skip(view: View, card_id: str, why: str, until: date) -> Act:
    """Leave a card out of the actor's next five until a day."""
    permissions.require_role(view.actor, "member", "skip cards")
    (card,) = find_live_cards(view, [card_id])
    if view.board.lane_of(card.stage).is_closed:
        raise Refused(f"{name_cards([card])} is closed; it is never proposed.")
    if until <= view.today:
        raise UsageFault(f"{format_full_date(until)} is not ahead; give the day on which it may come again.")
    register: dict[str, Json] = {"until": until.isoformat(), "why": _read_line(why, "Say why to skip it.")}
    step = Step(CARD, card.id, {SKIP + view.actor.id: register}, "skip")
    return Act("skip", (step,), f"Skipped {name_cards([card])} until {format_full_date(until)}")


def unskip(view: View, card_id: str) -> Act:
    """Let a card be proposed to the actor again."""
    permissions.require_role(view.actor, "member", "skip cards")
    (card,) = find_live_cards(view, [card_id])
    name = SKIP + view.actor.id
    if read_skip(card.value_of(name)) is None:
        return Act("skip", (), f"No change: {name_cards([card])} was not skipped")
    return Act("skip", (Step(CARD, card.id, {name: None}, "skip"),), f"{name_cards([card])} may be proposed again")


def doubt(view: View, card_id: str, field: str, says: str = "") -> Act:
    """Say that a field of a card is not true; who brought the lead, else marketing, is asked to check it."""
    permissions.require_role(view.actor, "member", "say that a fact is not true")
    (card,) = find_live_cards(view, [card_id])
    if field not in ALIKE:
        raise UsageFault(f"Only these can be doubted: {', '.join(ALIKE)}.")
    was = card.value_of(field)
    if not isinstance(was, str) or not was:
        raise Refused(f"{name_cards([card])} has no {fields.format_in_sentence(field)}.")
    right = _read_line(says) if says else ""
    register: dict[str, Json] = {"was": was, "says": right, "by": view.actor.id, "at": view.now}
    words = f"check the {fields.format_in_sentence(field)}: “{text.shorten(text.clean_line(was), 60)}” is not true"
    to = _find_marketer(view.board, card)
    notice = notify(card.id, to, f"{words}; {right}" if right else words, view.now, by=view.actor.id)
    steps = (Step(CARD, card.id, {DOUBT + field: register}, "doubt"), notice)
    asked_name = view.board.find_person_name(to)
    return Act(
        "doubt", steps, f"Asked {asked_name} to check the {fields.format_in_sentence(field)} of {name_cards([card])}"
    )


def confirm(view: View, card_id: str, field: str) -> Act:
    """Say that a doubted field is true after all."""
    permissions.require_role(view.actor, "member", "check facts")
    (card,) = find_live_cards(view, [card_id])
    if why := explain_refused_check(view.actor):
        raise permissions.Forbidden(why)
    if read_doubt(field, card.value_of(DOUBT + field)) is None:
        return Act("doubt", (), f"No change: nobody doubts the {fields.format_in_sentence(field)}")
    step = Step(CARD, card.id, {DOUBT + field: None}, "doubt")
    return Act("doubt", (step,), f"Checked the {fields.format_in_sentence(field)} of {name_cards([card])}: it is true")


def explain_refused_check(actor: Member) -> str | None:
    """Return why somebody can't end a doubt; None where they can."""
    return None if actor.team == "marketing" or actor.role == "lead" else "Only marketing and leads can end a doubt."


def explain_refusal(actor: Member, before: Mapping[str, Json], changed: Mapping[str, Json]) -> str | None:
    """Return why a change may not set these registers of a card; None where it may, or sets none of them."""
    for name, value in changed.items():
        if name.startswith(SKIP):
            if name != SKIP + actor.id:
                return "Cards are skipped in one's own name."
            if value is not None and read_skip(value) is None:
                return "A skip has a reason and a day."
        elif name.startswith(DOUBT):
            if value is None:
                own = read_doubt("", before.get(name))
                if (own is None or own.by != actor.id) and (why := explain_refused_check(actor)):
                    return why
            elif name.removeprefix(DOUBT) not in ALIKE or read_doubt("", value) is None:
                return "A doubt names a field and what it was."
    return None


def stamp_registers(actor: Member, changed: Mapping[str, Json], now: str) -> dict[str, Json]:
    """Return registers with doubts in the actor's name, at a UTC time."""
    return {
        name: {**value, "by": actor.id, "at": now} if name.startswith(DOUBT) and isinstance(value, Mapping) else value
        for name, value in changed.items()
    }


def describe_register(name: str, value: Json) -> str:
    """Say what setting one of these registers did, for a history."""
    if name.startswith(SKIP):
        skipped = read_skip(value)
        day = _read_day(skipped.until) if skipped else None
        return f"skipped it until {format_full_date(day)}: {skipped.why}" if skipped and day else "no longer skips it"
    field = fields.format_in_sentence(name.removeprefix(DOUBT))
    doubted = read_doubt(name.removeprefix(DOUBT), value)
    if doubted is None:
        return f"checked the {field}: it is true"
    return f"doubted the {field} “{doubted.was}”" + (f": {doubted.says}" if doubted.says else "")


def _find_marketer(board: Board, card: Card) -> str:
    """Return the id of the card's marketing owner; where that is no present member, their whole team."""
    owner = card.marketing_owner
    return next((m.id for m in board.members if owner and m.team == "marketing" and m.is_named(owner)), "marketing")


def _read_line(typed: str, missing: str = "") -> str:
    plain = text.clean_line(typed)
    if missing and text.is_blank(plain):
        raise UsageFault(missing)
    if len(plain) > LONGEST:
        raise UsageFault(f"A reason has at most {LONGEST} characters.")
    return plain


def _read_day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
