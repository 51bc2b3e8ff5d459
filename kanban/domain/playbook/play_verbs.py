"""What marketing does with plays: write, change, archive and remove them, and answer requests with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain.acts.view import build_comment, find_live_cards
from kanban.domain.board import Member
from kanban.domain.card import LABEL
from kanban.domain.change import OBJECTION, PLAY, Act, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.ids import new_id
from kanban.domain.permissions import RANK, Forbidden, require_role
from kanban.domain.playbook import play as plays
from kanban.domain.playbook.objection import Objection
from kanban.domain.playbook.objection_verbs import SETTLE, find_present_play
from kanban.domain.playbook.play import ANSWERS, SECTIONS, Play
from kanban.domain.values import dates, fields, text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.change import Json

WRITE = "play"
"""The verb of a play that is written or changed."""

SETTINGS = ("title", *SECTIONS, "owner", "labels", "review")
"""What people give of a play, as TOML and JSON name it."""

REVIEW_AFTER = "+6m"
"""So long after it was written a play is looked at again, unless somebody says another day."""


def may_write_plays(actor: Member) -> bool:
    """Whether somebody may write, change and remove plays: members of marketing, and leads."""
    return RANK[actor.role] >= RANK["member"] and (actor.team == "marketing" or actor.role == "lead")


def require_may_write(actor: Member) -> None:
    """Raise Forbidden unless somebody may write plays."""
    if not may_write_plays(actor):
        raise Forbidden("Only members of marketing and leads can change plays.")


def save_play(
    view: View,
    play_id: str,
    settings: Mapping[str, object],
    *,
    requests: Collection[str] = (),
    should_deliver: bool = True,
) -> Act:
    """Write a play, or change it where `play_id` is not empty; with `requests` it answers these.

    What is not in `settings` stays. Its answer goes as a comment to every open card whose objection asked for it, in
    this same act.
    """
    require_may_write(view.actor)
    present = find_present_play(view, play_id) if play_id else None
    registers = read_settings(view, present, settings)
    title = str(registers.get("title", present.title if present else ""))
    if not title:
        raise UsageFault("A play needs a title.")
    folded = text.fold(title)
    if any(text.fold(play.title) == folded and play.id != play_id for play in view.list_plays() if not play.deleted):
        raise Refused(f"There is a play called “{title}” already; change that one.")
    entity = play_id or new_id()
    if present is None:
        registers = {
            "created": True, "author": view.actor.id, "at": view.now, "owner": view.actor.id,
            "review_on": dates.parse_day(REVIEW_AFTER, view.today).isoformat(), **registers,
        }  # fmt: skip
    answers = frozenset(requests) | (present.answers if present else frozenset())
    registers |= {f"{ANSWERS}{request}": True for request in answers if not present or request not in present.answers}
    changed = {name: value for name, value in registers.items() if not present or _value_of(present, name) != value}
    steps = [Step(PLAY, entity, changed, WRITE)] if changed else []
    after = plays.read(entity, {**(_encode(present) if present else {}), **registers})
    cards = 0
    if after and after.is_offered and should_deliver:
        sent = deliver(view, after)
        cards = len({step.card for step in sent})
        steps += sent
    what = (
        f"{'Changed' if present else 'Wrote'} the play “{title}”" if changed else f"The play “{title}” stays as it is"
    )
    return Act(WRITE, tuple(steps), what + (f", and sent it to {text.format_count(cards, 'card')}" if cards else ""))


def deliver(view: View, play: Play) -> list[Step]:
    """Return the steps that bring a play to every open card whose objection waits for it: its answer, as a comment."""
    steps, answered = list[Step](), dict[str, list[Objection]]()
    for objection in view.list_waiting(play.answers):
        card = view.card(objection.card)
        if not card.deleted and not view.board.lane_of(card.stage).is_closed:
            answered.setdefault(card.id, []).append(objection)
    for card_id, objections in answered.items():
        steps += [Step(OBJECTION, entry.id, {"play": play.id}, SETTLE, card=card_id) for entry in objections]
        steps.append(build_comment(view, card_id, "comment", compose_answer(play, objections)))
    return steps


def compose_answer(play: Play, objections: Sequence[Objection]) -> str:
    """Return the comment that brings a play to a card."""
    words = " · ".join(dict.fromkeys(f"“{objection.words}”" for objection in objections))
    return f"**{play.title}** · the play for {words}\n\n{play.compose_markdown()}"


def take_request(view: View, request: str, words: str) -> Act:
    """Take a request: begin a play for it, in one's own name, with the prospect's words as its title for now."""
    require_may_write(view.actor)
    draft = next((play for play in view.list_plays() if request in play.answers and not play.deleted), None)
    if draft is not None:
        if draft.owner == view.actor.id:
            return Act(WRITE, (), f"You have “{text.shorten(words, 40)}” already")
        step = Step(PLAY, draft.id, {"owner": view.actor.id}, WRITE)
        return Act(WRITE, (step,), f"Took over “{text.shorten(words, 40)}”")
    registers: dict[str, Json] = {
        "created": True, "author": view.actor.id, "at": view.now, "owner": view.actor.id,
        "title": text.shorten(words, plays.LONGEST_TITLE), f"{ANSWERS}{request}": True,
    }  # fmt: skip
    return Act(WRITE, (Step(PLAY, new_id(), registers, WRITE),), f"You write the play for “{text.shorten(words, 40)}”")


def answer_with(view: View, play_id: str, requests: Iterable[str]) -> Act:
    """Answer requests with a play that is there: it goes to every open card that asked. Begun plays for them go."""
    require_may_write(view.actor)
    play, wanted = find_present_play(view, play_id), frozenset(requests)
    if not play.is_written:
        raise Refused(f"The play “{play.title}” is only begun; write its questions or its answer first.")
    act = save_play(view, play_id, {}, requests=wanted)
    begun = [
        other for other in view.list_plays()
        if other.id != play_id and not other.deleted and not other.is_written and other.answers & wanted
    ]  # fmt: skip
    replaced = [Step(PLAY, other.id, {"deleted": True}, WRITE) for other in begun if other.answers <= wanted]
    return act._replace(steps=(*act.steps, *replaced))


def archive_play(view: View, play_id: str, *, is_archived: bool = True) -> Act:
    """Archive a play, or bring it back: it is offered no more, and its figures stay."""
    require_may_write(view.actor)
    play = find_present_play(view, play_id)
    words = "Archived" if is_archived else "Brought back"
    if play.is_archived == is_archived:
        return Act(WRITE, (), f"The play “{play.title}” stays as it is")
    return Act(WRITE, (Step(PLAY, play.id, {"archived": is_archived}, WRITE),), f"{words} the play “{play.title}”")


def propose_change(view: View, play_id: str, card_id: str, words: str) -> Act:
    """Propose a change of a play, as a comment to its owner on a card that met it."""
    require_role(view.actor, "commenter", "comment")
    play, plain = find_present_play(view, play_id), text.clean_line(words)
    if text.is_blank(plain):
        raise UsageFault("Say what to change about the play.")
    (card,) = find_live_cards(view, [card_id])
    owner = view.board.get_member(play.owner)
    calls = f"@{owner.name} " if owner and not owner.deleted and owner.id != view.actor.id else ""
    step = build_comment(view, card.id, "comment", f"{calls}Proposed change of the play “{play.title}”: {plain}")
    summary = f"Proposed a change of the play “{play.title}”" + (f" to {owner.name}" if calls and owner else "")
    return Act("comment", (step,), summary)


def remove_play(view: View, play_id: str) -> Act:
    """Remove a play; objections that it answered keep their outcome."""
    require_may_write(view.actor)
    play = find_present_play(view, play_id)
    return Act(WRITE, (Step(PLAY, play.id, {"deleted": True}, WRITE),), f"Removed the play “{play.title}”")


def add_plays(view: View, drafts: Iterable[tuple[str, Mapping[str, object]]]) -> Act:
    """Write several plays at once, by id: those that are here stay as they are, removed ones come back."""
    require_may_write(view.actor)
    known = {play.id: play for play in view.list_plays()}
    titles = {text.fold(play.title) for play in known.values() if not play.deleted}
    steps = []
    for entity, settings in drafts:
        present = known.get(entity)
        registers = read_settings(view, None, settings)
        if (present and not present.deleted) or text.fold(str(registers["title"])) in titles:
            continue
        begun: dict[str, Json] = {
            "author": view.actor.id, "at": view.now, "owner": view.actor.id,
            "review_on": dates.parse_day(REVIEW_AFTER, view.today).isoformat(),
        }  # fmt: skip
        begins: dict[str, Json] = {"deleted": False} if present else {"created": True}
        steps.append(Step(PLAY, entity, {**begins, **begun, **registers}, WRITE))
    added = f"Added {text.format_count(len(steps), 'play')}" if steps else "All of these plays are here already"
    return Act(WRITE, tuple(steps), added)


# -- as given


def read_settings(view: View, present: Play | None, settings: Mapping[str, object]) -> dict[str, Json]:
    """Return the registers of what people gave of a play. Raises UsageFault."""
    registers: dict[str, Json] = {}
    for name, value in settings.items():
        if name == "title":
            registers["title"] = plays.read_title(_require_text(name, value))
        elif name in plays.LISTS:
            registers[name] = plays.read_lines(_require_lines(name, value), SECTIONS[name])
        elif name in SECTIONS:
            registers[name] = plays.read_text(_require_text(name, value), SECTIONS[name])
        elif name == "owner":
            typed = text.clean_line(_require_text(name, value))
            registers["owner"] = view.board.find_member(typed).id if typed else None
        elif name == "review":
            typed = text.clean_line(_require_text(name, value))
            registers["review_on"] = dates.parse_day(typed, view.today).isoformat() if typed else None
        elif name == "labels":
            registers |= _read_labels(present, _require_lines(name, value))
        else:
            unknown = text.shorten(text.clean_line(name), 40)
            raise UsageFault(f"A play has no “{unknown}”; it has {', '.join(SETTINGS)}.")
    return registers


def _read_labels(present: Play | None, typed: str | list[str]) -> dict[str, Json]:
    pieces = typed.split(",") if isinstance(typed, str) else typed
    wanted = {fields.clean_label(piece) for piece in pieces if not text.is_blank(piece)}
    before = set(present.labels) if present else set()
    registers: dict[str, Json] = {f"{LABEL}{name}": True for name in sorted(wanted)}
    return registers | {f"{LABEL}{name}": False for name in sorted(before - wanted)}


def _require_text(name: str, value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise UsageFault(f"The {name} of a play is text.")
    return value


def _require_lines(name: str, value: object) -> str | list[str]:
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise UsageFault(f"The {name} of a play are a list of lines.")
    return value


def _encode(play: Play) -> dict[str, Json]:
    """Return the registers of a play."""
    return {
        "title": play.title, "questions": list(play.questions), "heard": play.heard, "answer": play.answer,
        "proof": list(play.proof), "owner": play.owner, "review_on": play.review_on, "author": play.author,
        "at": play.at, "archived": play.is_archived, "deleted": play.deleted,
        **{f"{LABEL}{name}": True for name in play.labels}, **{f"{ANSWERS}{name}": True for name in play.answers},
    }  # fmt: skip


def _value_of(play: Play, name: str) -> Json:
    return _encode(play).get(name) or (False if name.startswith((LABEL, ANSWERS)) else _encode(play).get(name))
